"""The outputs of one quarter, made as bytes and published together."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final, TypeAlias

import pandas as pd

from scorecard import store
from scorecard.assessment.history import revisions
from scorecard.excel.styles import tones_of
from scorecard.i18n import Words, number_text
from scorecard.ledger.ledger import opened
from scorecard.pipeline import standing as judging
from scorecard.pipeline.load import load_data
from scorecard.pipeline.publication import PUBLICATION, Publication, publication_of, recorder
from scorecard.read.followups import WORKBOOK, typed_into
from scorecard.read.guard import cores
from scorecard.report.attention import alarms, repeated
from scorecard.report.charts.kinds import Form, Studio, pictures, plans
from scorecard.report.limits import limits_by_indicator
from scorecard.report.notice import notices, text_of, word_of
from scorecard.report.page import page_of
from scorecard.report.pdf import departments, scorecard_pdf, unit_pdfs
from scorecard.report.slide import slide_of
from scorecard.report.view import FigureRow, View
from scorecard.report.workbook import scorecard_workbook
from scorecard.schema.bands import light_colours
from scorecard.schema.errors import N_, ControlTotalsError, NotAsPublishedError, NotPublishedError
from scorecard.schema.findings import has_errors
from scorecard.schema.period import Period, parse_period
from scorecard.schema.quarterly_form import NOTHING_TOLD, Followed, FollowUp, followed
from scorecard.schema.vocabulary import Measure
from scorecard.workspace import Workspace

# ---------------------------------------------------------------------------
# Control totals: what a scorecard shows is what is on record, counted and summed twice.
#
# Rows in = rows out, sums in = sums out.  What goes in is counted by the ledger itself, in SQL,
# past every frame that lies between; what comes out is counted from the rows the sheet of sources
# prints.

ADDED: Final = (Measure.FLOW, Measure.STOCK)
"""Measures that can be added up; places, rates and shares of something done are counted only."""
Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""
_FIGURE: Final = ["organisation", "indicator"]


@dataclass(frozen=True, slots=True)
class Total:
    """How many figures are in force, and their sum; figures without a value add nothing."""

    count: int = 0
    sum: float = 0.0


def refuse_differences(standing: judging.Standing, sources: Iterable[FigureRow]) -> None:
    """Raise `ControlTotalsError` where the figures to be printed are not those on record.

    One error for each indicator whose figures in force differ in number or in sum, the first with
    the `others`.  Of a scorecard of a part only that part is counted.
    """
    recorded = on_record(standing)
    shown = _totals((row.organisation, row.indicator, row.value) for row in sources if row.current)
    facts = standing.data.books.indicators.values[[*_FIGURE, "name"]].dropna(subset="name")
    names = {(o, i): name for o, i, name in facts.itertuples(index=False, name=None)}
    # With all digits of the sums: two that differ never look the same.
    errors = []
    for key in sorted(recorded.keys() | shown.keys()):
        here, there = recorded.get(key, Total()), shown.get(key, Total())
        told = {"indicator": names.get(key, key[1]), "organisation": key[0]}
        told |= {"shown": there.count, "shown_sum": f"{there.sum:,.15g}"}
        told |= {"recorded": here.count, "recorded_sum": f"{here.sum:,.15g}"}
        errors += [ControlTotalsError(**told)] if here != there else []
    if errors:
        first, *others = errors
        first.others = tuple(others)
        raise first


def control_text(sources: Iterable[FigureRow], words: Words) -> str:
    """The line that is printed: how many figures are in force, and the sums of `ADDED` by unit."""
    current = [row for row in sources if row.current]
    by_unit: dict[str, list[float]] = {}
    for row in current:
        if row.measure in ADDED:
            by_unit.setdefault(row.unit_of_measure, []).append(row.value or 0.0)
    sums = [f"{unit} {number_text(math.fsum(by_unit[unit]))}".strip() for unit in sorted(by_unit)]
    message = N_(
        "{figures} figure{figures:|s} of {indicators} {indicators:indicator "
        "is|indicators are} in force, on record and here."
    )
    keys = {(row.organisation, row.indicator) for row in current}
    text = words.text(message, figures=len(current), indicators=len(keys))
    if not sums:
        return text
    told = words.text(N_("Sums of both, by unit: {sums}."), sums=words.listed(sums))
    return f"{text}{'' if words.language == 'zh' else ' '}{told}"


def on_record(standing: judging.Standing) -> dict[Key, Total]:
    """The figures in force on the standing's date, as far as it is about them.

    Figures of indicators that are counted from the office's register are taken as counted; so are
    those of the returns folders while there is no ledger.
    """
    frame = revisions(standing.data.figures.values, standing.as_of, standing.policy.fiscal_start)
    current = frame.loc[frame["current"], [*_FIGURE, "value"]].fillna(dict.fromkeys(_FIGURE, ""))
    rows = list(current.itertuples(index=False, name=None))
    if standing.data.ledger_head is not None:
        facts = standing.data.books.indicators.values
        counted = _keys(facts[facts["source"].eq("register")])
        with opened(standing.data.workspace.ledger) as ledger:
            entered = ledger.in_force(standing.data.ledger_head, standing.as_of)
        rows = [row for row in rows if row[:2] in counted]
        rows += [row for row in entered if row[:2] not in counted]
    narrowed = standing.unit is not None or bool(standing.targets)
    mine = _keys(standing.assessments) if narrowed else set()
    return {
        key: total
        for key, total in _totals(rows).items()
        if standing.organisation in {None, key[0]} and (not narrowed or key in mine)
    }


def _keys(frame: pd.DataFrame) -> set[Key]:
    return set(frame[_FIGURE].itertuples(index=False, name=None))


def _totals(rows: Iterable[tuple[str, str, float | None]]) -> dict[Key, Total]:
    """Number and sum by organisation and indicator; summed exactly, whatever the order."""
    values: dict[Key, list[float]] = {}
    for organisation, indicator, value in rows:
        number = 0.0 if value is None or pd.isna(value) else float(value)
        values.setdefault((organisation, indicator), []).append(number)
    return {key: Total(len(found), math.fsum(found)) for key, found in values.items()}


# --------------------------------- the outputs of one quarter, made as bytes and published together

KINDS: Final = ("xlsx", "pdf", "charts")
"""What can be asked for alone; the JSON is always written, it names the rest."""
PDF: Final = "scorecard.pdf"
SLIDE: Final = ("slide.png", "slide.pdf")
CHARTS, UNITS = "charts/", "units/"


@dataclass(frozen=True, slots=True)
class Order:
    """Which outputs are wanted, how charts are drawn, whether each unit has a PDF of its own."""

    kinds: frozenset[str] = frozenset(KINDS)
    form: Form = "png"
    by_unit: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """The files written, relative to their folder, and the one to open first."""

    folder: Path
    files: tuple[str, ...]
    errors: bool
    first: str = WORKBOOK
    settled: tuple[Path, ...] = ()


def publish(
    standing: judging.Standing,
    words: Words,
    folder: Path | None = None,
    order: Order | None = None,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> Published:
    """Write the quarter's workbook, PDF, charts and JSON: all that is wanted, or nothing.

    Outputs of other kinds that were published before stay.  A part of the targets has a folder of
    its own below the quarter's: it never takes the place of the whole.  What a scorecard in the
    workspace's reports rests on goes to its archive; elsewhere nothing but the outputs is written.

    Raises `ControlTotalsError` where what it would show is not what is on record,
    `CannotWriteError`, `MissingGlyphError` for a text that cannot be drawn, `BrokenChainError` for
    a ledger that was changed, or `ChangedMeanwhileError` for a book that was.
    """
    order = order or Order()
    target = folder or _folder(standing)
    workspace = standing.data.workspace
    public = target.resolve().is_relative_to(workspace.reports.resolve())
    _refuse_broken(standing)
    settled = tuple(place for place in {target, *_followed(standing)} if store.settle(place))
    followups, forms = followups_of(standing), judging.told_of(standing)
    view = _view(standing, words, followups)
    refuse_differences(standing, view.sources)
    files = _files(view, standing, words, order, advance)
    typed = {
        target: one.form.promise
        for target, one in followups.items()
        if one.form.promise != forms.get(target, NOTHING_TOLD).promise
    }
    publication = replace(publication_of(standing, words, archived=public), promises=typed)
    document = {**judging.document_of(standing, words), PUBLICATION: asdict(publication)}
    record = recorder(standing, target, publication) if public else lambda _: None
    store.write_set(target, files, document, lambda name: _kind(name) not in order.kinds, record)
    written = tuple(sorted([*files, store.MANIFEST]))
    first = next((name for name in (WORKBOOK, PDF) if name in files), written[0])
    return Published(target, written, has_errors(standing.findings), first, settled)


def _refuse_broken(standing: judging.Standing) -> None:
    """Refuse to publish from a ledger whose chain does not hold."""
    if standing.data.ledger_entries is not None:
        workspace = standing.data.workspace
        with opened(workspace.ledger, workspace.archive) as ledger:
            ledger.refuse_broken_chain()


def workbook_of(
    standing: judging.Standing,
    words: Words,
    published: Path,
    promises: Mapping[str, FollowUp] | None = None,
) -> tuple[bytes, frozenset[str]]:
    """The scorecard workbook, with what stands beside the targets in the published one.

    And what units say that its pages repeat: who typed it later has not changed those pages.
    `promises` are those that its publication keeps; where it kept none, what was carried over.
    """
    forms = judging.told_of(standing)
    for target, promise in (promises or {}).items():
        forms[target] = replace(forms.get(target, NOTHING_TOLD), promise=promise)
    told = {target: followed(None, None, form) for target, form in forms.items()}
    for target, entry in typed_into(published, standing.data.workspace.root).items():
        form = forms.get(target, NOTHING_TOLD)
        if promises is None and not form.promise.action and form.told == FollowUp():
            form = replace(form, promise=entry.carried)
        told[target] = Followed(entry.stands, entry.carried, form)
    view = _view(standing, words, told)
    causes = repeated(alarms(view, words), words)
    return scorecard_workbook(view, words, _palette(standing)), causes


def _view(standing: judging.Standing, words: Words, followups: Mapping[str, Followed]) -> View:
    view = judging.view_of(standing, words, judging.lines_of(standing))
    fiscal_start = standing.policy.fiscal_start
    return replace(
        view,
        followups=followups,
        control=control_text(view.sources, words),
        limits=limits_by_indicator(judging.limits_of(standing), words, fiscal_start),
    )


def _palette(standing: judging.Standing) -> dict[str, str]:
    """The colours of statuses: those of the office's own bands, over them the settings' palette."""
    return {**light_colours(standing.policy), **standing.data.workspace.palette}


def _files(
    view: View,
    standing: judging.Standing,
    words: Words,
    order: Order,
    advance: Callable[[int, int], None],
) -> dict[str, bytes]:
    """The outputs wanted: name to bytes; `advance` counts pictures, workbook and PDF alike."""
    palette = _palette(standing)
    files: dict[str, bytes] = {}
    drawn, written = order.kinds & {"pdf", "charts"}, order.kinds & {"xlsx", "pdf"}
    wanted = {"record": "pdf" in order.kinds, "files": "charts" in order.kinds}
    studio = Studio(view, words.language, palette, order.form, **wanted)
    listed = [plan for plan in plans(view) if studio.wants(plan)] if drawn else []
    units = len(departments(view, words)) if order.by_unit else 0
    whole = len(listed) + len(written) + units
    made = pictures(listed, studio, cores(), lambda done: advance(done, whole))
    if "charts" in order.kinds:
        files |= {f"{CHARTS}{picture.name}": picture.data for picture in made}
    if "xlsx" in order.kinds:
        files[WORKBOOK] = scorecard_workbook(view, words, palette)
        advance(len(listed) + 1, whole)
    if "pdf" in order.kinds:
        files[PDF] = scorecard_pdf(view, made, words, palette)
        slide = slide_of(view, page_of(view, words), tones_of(palette), words)
        files |= dict(zip(SLIDE, slide, strict=True))
        advance(whole - units, whole)
    if "pdf" in order.kinds and order.by_unit:
        for number, (one, data) in enumerate(unit_pdfs(view, made, words, palette), start=1):
            files[_unit_file(one.organisation, one.unit, one.name, standing, files)] = data
            advance(whole - units + number, whole)
    return files


def _unit_file(
    organisation: str, unit: str, name: str, standing: judging.Standing, taken: Container[str]
) -> str:
    """Named like the unit's form; a second unit of one name goes by its id."""
    from scorecard.forms.face import form_name  # noqa: PLC0415  (costly, and rarely needed)
    from scorecard.forms.plan import FormPlan  # noqa: PLC0415

    quarter = parse_period(standing.quarter, standing.policy.fiscal_start).period
    plan = FormPlan(organisation, unit, name, quarter, standing.policy)
    file = f"{UNITS}{Path(form_name(plan)).stem}.pdf"
    return file if file not in taken else f"{UNITS}{store.slug(plan.form_id)}.pdf"


# ------------------------------------------------ what an office sends out of a published scorecard

NOTICES: Final = "notices"
WRITTEN: Final = ".written.json"
"""Beside the notices: the hash of each as it was written, by language."""
_AGAIN: Final = re.compile(r"-\d+$")
_UNSAFE: Final = re.compile(r"[^\w()（）-]+")


@dataclass(frozen=True, slots=True)
class Sent:
    """The notices written, and the package that Word files would have needed, if it is missing.

    `removed` are those of before that no longer hold, `outdated` the same that somebody has
    changed since: they are left.
    """

    files: tuple[Path, ...]
    lacking: str = ""
    removed: tuple[Path, ...] = ()
    outdated: tuple[Path, ...] = ()


def write_notices(
    workspace: Workspace, quarter: Period, words: Words, folder: Path | None = None
) -> Sent:
    """Write the notice of a published quarter and its reminders, as text and for Word.

    They say what the published scorecard says.  What stands there as it was written is replaced,
    and removed where it no longer holds; nothing that somebody has changed is.  Raises
    `NotPublishedError`, `NotAsPublishedError` where it says other things by now,
    `CannotWriteError`.
    """
    place = workspace.quarter_folder(str(quarter))
    document = store.manifest(place)
    told = Publication.told_by(document)
    if told is None or not isinstance(document.get("as_of"), str):
        raise NotPublishedError(quarter=str(quarter), command=f"scorecard render {quarter}")
    day = date.fromisoformat(document["as_of"])
    standing = judging.stand(load_data(workspace), day, quarter, told.method)
    now = json.loads(store.json_bytes(judging.document_of(standing, Words(told.language or "zh"))))
    if not all(_says(now[part], document.get(part)) for part in ("assessments", "scores")):
        raise NotAsPublishedError(quarter=str(quarter), command=f"scorecard render {quarter}")
    view = _view(standing, words, followups_of(standing))
    names, made, lacking = set(), {}, ""
    for notice in notices(view, page_of(view, words), words, workspace.sender):
        name = _UNSAFE.sub("-", notice.name).strip("-")
        names.add(name)
        made[f"{name}.txt"] = text_of(notice, words)
        try:
            made[f"{name}.docx"] = word_of(notice, words)
        except ModuleNotFoundError as error:
            lacking = error.name or "docx"
    sent = _put_out(folder or place / NOTICES, made, names, words.language)
    return replace(sent, lacking=lacking)


def _put_out(target: Path, made: Mapping[str, bytes], names: Container[str], language: str) -> Sent:
    """Write the files, then remove those of before that no longer hold; see `write_notices`.

    `names` are what the notices are called, without suffix.  A kind of file that could not be made
    this time is left.
    """
    files, record = [], store.manifest(target, WRITTEN)
    known, kinds = dict(record.get(language) or {}), {Path(name).suffix for name in made}
    for name, data in made.items():
        path = _kept_apart(target / name, data, known)
        known[path.name] = store.sha256(data)
        files.append(path)
    removed, outdated = [], []
    for name in sorted(set(known) - {path.name for path in files}):
        path = target / name
        if not path.exists():
            del known[name]
        elif store.sha256(path.read_bytes()) != known[name]:
            if _AGAIN.sub("", path.stem) not in names:
                outdated.append(path)
        elif path.suffix in kinds:
            path.unlink()
            removed.append(path)
            del known[name]
    store.write_file(target / WRITTEN, store.json_bytes({**record, language: known}))
    return Sent(tuple(files), removed=tuple(removed), outdated=tuple(outdated))


_RENAMED: Final = {"followup": "account"}
"""Keys of documents by the name that they had before."""


def _says(now: object, then: object) -> bool:
    """Whether a document says all that was published; keys only grow since."""
    if isinstance(now, dict) and isinstance(then, dict):
        return all(_says(now.get(_RENAMED.get(key, key)), one) for key, one in then.items())
    if isinstance(now, list) and isinstance(then, list):
        return len(now) == len(then) and all(map(_says, now, then))
    return now == then


def _kept_apart(path: Path, data: bytes, known: Mapping[str, str]) -> Path:
    """Write a file beside what somebody has changed under its name; the same is written once.

    `known` are the hashes of what was written before, by name: that is replaced.
    """
    free = path
    for number in count(2):
        if not free.exists():
            store.write_file(free, data)
        elif (held := free.read_bytes()) == data:
            pass
        elif store.sha256(held) == known.get(free.name):
            store.write_file(free, data)
        else:
            free = path.with_stem(f"{path.stem}-{number}")
            continue
        return free
    raise AssertionError


def _kind(name: str) -> str:
    """Which kind of output a file is; what is not asked for again of a kind is gone."""
    if name.startswith(CHARTS):
        return "charts"
    return "xlsx" if name == WORKBOOK else "pdf"


def _folder(standing: judging.Standing) -> Path:
    """The quarter's folder; for a part of the targets one below it, named after the part."""
    quarter = standing.data.workspace.quarter_folder(standing.quarter)
    part = [standing.organisation, standing.unit, *standing.targets]
    named = " ".join(name for name in part if name)
    return quarter / "parts" / store.slug(named) if named else quarter


def followups_of(standing: judging.Standing) -> dict[str, Followed]:
    """Causes, actions, owners and dates by target, as they were typed last.

    In the quarter's forms, else in its own scorecard, else in the one before; a workbook that
    cannot be read carries nothing over.
    """
    root = standing.data.workspace.root
    earlier, own = (typed_into(folder / WORKBOOK, root) for folder in _followed(standing))
    forms = judging.told_of(standing)
    return {
        target: followed(earlier.get(target), own.get(target), forms.get(target, NOTHING_TOLD))
        for target in dict.fromkeys((*earlier, *own, *forms))
    }


def _followed(standing: judging.Standing) -> tuple[Path, Path]:
    """The folders of the quarter before and of this one."""
    workspace = standing.data.workspace
    before = workspace.quarter_folder(str(judging.quarters_before(standing, 1)))
    return before, workspace.quarter_folder(standing.quarter)
