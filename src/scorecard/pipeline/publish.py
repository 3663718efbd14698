"""The outputs of one quarter, made as bytes and published together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard import store
from scorecard.assessment.history import revisions
from scorecard.i18n import LANGUAGES, N_, Words, number_text
from scorecard.ledger.ledger import opened
from scorecard.pipeline.standing import Standing, document_of, limits_of, lines_of, view_of
from scorecard.read.followups import read_followups
from scorecard.read.guard import cores, read_files
from scorecard.report.charts import Form, Studio, pictures, plans
from scorecard.report.limits import limits_by_indicator
from scorecard.report.pdf import scorecard_pdf
from scorecard.report.view import FigureRow, View
from scorecard.report.workbook import scorecard_workbook
from scorecard.schema.errors import ControlTotalsError
from scorecard.schema.findings import has_errors
from scorecard.schema.followup import Entry, Followed, followed
from scorecard.schema.lights import light_colours
from scorecard.schema.period import Period, PeriodKind, parse_period
from scorecard.schema.vocabulary import Measure, Method
from scorecard.workspace import SETTINGS_FILE, Workspace

# ---------------------------------------------------------------------------
# Control totals: what a scorecard shows is what is on record, counted and summed twice.
#
# Rows in = rows out, sums in = sums out.  What goes in is counted by the ledger itself, in SQL,
# past
# every frame that lies between; what comes out is counted from the rows the sheet of sources
# prints.


ADDED: Final = (Measure.FLOW, Measure.STOCK)
Key: TypeAlias = tuple[str, str]
"""Organisation and indicator."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many figures are in force, and their sum; figures without a value add nothing."""

    count: int = 0
    sum: float = 0.0


def refuse_differences(standing: Standing, sources: Iterable[FigureRow]) -> None:
    """Raise `ControlTotalsError` where the figures to be printed are not those on record.

    One error for each indicator whose figures in force differ in number or in sum, the first with
    the `others`.  Of a scorecard of a part only that part is counted.
    """
    recorded, shown = on_record(standing), _totals(_shown(sources))
    names = _names(standing)
    errors = [
        ControlTotalsError(
            indicator=names.get(key, key[1]),
            organisation=key[0],
            shown=there.count,
            shown_sum=_exact(there.sum),
            recorded=here.count,
            recorded_sum=_exact(here.sum),
        )
        for key in sorted(recorded.keys() | shown.keys())
        if (here := recorded.get(key, Total())) != (there := shown.get(key, Total()))
    ]
    if errors:
        first, *others = errors
        first.others = tuple(others)
        raise first


def control_text(sources: Iterable[FigureRow], words: Words) -> str:
    """The line that is printed: how many figures are in force, and their sums by unit.

    Sums of what can be added; places, rates and shares of something done are counted only.
    """
    current = [row for row in sources if row.current]
    by_unit: dict[str, list[float]] = {}
    for row in current:
        if row.measure not in ADDED:
            continue
        by_unit.setdefault(row.unit_of_measure, []).append(row.value or 0.0)
    sums = [f"{unit} {number_text(math.fsum(by_unit[unit]))}".strip() for unit in sorted(by_unit)]
    text = words.text(
        N_("{figures} figures of {indicators} indicators are in force, on record and here."),
        figures=len(current),
        indicators=len({(row.organisation, row.indicator) for row in current}),
    )
    if not sums:
        return text
    told = words.text(N_("Sums of both, by unit: {sums}."), sums=words.listed(sums))
    return f"{text}{'' if words.language == 'zh' else ' '}{told}"


def on_record(standing: Standing) -> dict[Key, Total]:
    """The figures in force on the standing's date, as far as it is about them.

    Figures of indicators that are counted from the office's register are taken as counted; so are
    those of the returns folders while there is no ledger.
    """
    frame = revisions(standing.data.figures.values, standing.as_of, standing.policy.fiscal_start)
    rows = list(_in_frame(frame[frame["current"]]))
    if standing.data.ledger_head is not None:
        counted = _counted(standing)
        with opened(standing.data.workspace.ledger) as ledger:
            entered = ledger.in_force(standing.data.ledger_head, standing.as_of)
        rows = [row for row in rows if row[:2] in counted]
        rows += [row for row in entered if row[:2] not in counted]
    return {key: total for key, total in _totals(rows).items() if _concerns(standing, key)}


def _counted(standing: Standing) -> set[Key]:
    facts = standing.data.books.indicators.values
    mine = facts.loc[facts["source"].eq("register"), ["organisation", "indicator"]]
    return set(mine.itertuples(index=False, name=None))


def _concerns(standing: Standing, key: Key) -> bool:
    if standing.organisation is not None and key[0] != standing.organisation:
        return False
    if standing.unit is None and not standing.targets:
        return True
    told = standing.assessments[["organisation", "indicator"]]
    return key in set(told.itertuples(index=False, name=None))


def _in_frame(frame: pd.DataFrame) -> Iterator[tuple[str, str, float | None]]:
    for organisation, indicator, value in zip(
        frame["organisation"].fillna(""), frame["indicator"].fillna(""), frame["value"], strict=True
    ):
        yield organisation, indicator, None if pd.isna(value) else float(value)


def _shown(sources: Iterable[FigureRow]) -> Iterator[tuple[str, str, float | None]]:
    return ((row.organisation, row.indicator, row.value) for row in sources if row.current)


def _totals(rows: Iterable[tuple[str, str, float | None]]) -> dict[Key, Total]:
    """Number and sum by organisation and indicator; summed exactly, whatever the order."""
    values: dict[Key, list[float]] = {}
    for organisation, indicator, value in rows:
        values.setdefault((organisation, indicator), []).append(value or 0.0)
    return {key: Total(len(found), math.fsum(found)) for key, found in values.items()}


def _names(standing: Standing) -> dict[Key, str]:
    frame = standing.data.books.indicators.values[["organisation", "indicator", "name"]]
    return {(o, i): n for o, i, n in frame.itertuples(index=False, name=None) if isinstance(n, str)}


def _exact(value: float) -> str:
    """The sum with all its digits: two that differ never look the same."""
    return f"{value:,.15g}"


# ---------------------------------------------------------------------------
# Causes, actions, owners and dates carried over from scorecards published before.


WORKBOOK = "scorecard.xlsx"
QUARTER_MONTHS = 3


def followups_of(standing: Standing) -> dict[str, Followed]:
    """Target id to what was typed last: in this quarter's own scorecard, else in the one before.

    A workbook that cannot be read carries nothing over.
    """
    workspace, fiscal = standing.data.workspace, standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    before = Period(PeriodKind.QUARTER, now.start - QUARTER_MONTHS, fiscal_start=fiscal)
    earlier, own = (
        _read(workspace.quarter_folder(str(quarter)) / WORKBOOK, workspace.root)
        for quarter in (before, now)
    )
    targets = dict.fromkeys((*earlier, *own))
    return {target: followed(earlier.get(target), own.get(target)) for target in targets}


def _read(path: Path, root: Path) -> dict[str, Entry]:
    if not path.is_file():
        return {}
    ((_, workbook, _),) = read_files([path], root)
    return {} if workbook is None else read_followups(workbook)


# ---------------------------------------------------------------------------
# What a published scorecard says of its own making, so that it can be made again.


KEY: Final = "published"
"""The key of `scorecard.json` under which it stands."""
PROGRAM: Final = "scorecard"


@dataclass(frozen=True, slots=True)
class Imprint:
    """Title, language, program version and choices of a published scorecard, and what it rests on.

    `sources` maps target books and settings to the SHA-256 they had; empty where it is not known.
    """

    title: str | None = None
    language: str | None = None
    program: str | None = None
    method: Method | None = None
    organisation: str | None = None
    unit: str | None = None
    targets: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The imprint as JSON."""
        return {
            "title": self.title,
            "language": self.language,
            "program": self.program,
            "method": None if self.method is None else str(self.method),
            "organisation": self.organisation,
            "unit": self.unit,
            "targets": list(self.targets),
            "sources": dict(sorted(self.sources.items())),
        }

    def changed(self, workspace: Workspace) -> tuple[str, ...]:
        """The books and settings that are no longer what they were, new and missing ones too."""
        if not self.sources:
            return ()
        now = _sources(workspace)
        names = sorted({*now, *self.sources})
        return tuple(name for name in names if now.get(name) != self.sources.get(name))


def imprint_of(standing: Standing, words: Words) -> Imprint:
    """The imprint of a scorecard that is published now."""
    return Imprint(
        standing.data.workspace.title,
        words.language,
        program_version(),
        standing.method,
        standing.organisation,
        standing.unit,
        standing.targets,
        _sources(standing.data.workspace),
    )


def imprint_in(document: Mapping[str, Any]) -> Imprint | None:
    """The imprint in a published scorecard; `None` where it has none, or none that can be used."""
    told = document.get(KEY)
    if not isinstance(told, Mapping):
        return None
    try:
        method = told.get("method")
        language = told.get("language")
        return Imprint(
            _text(told.get("title")),
            language if language in LANGUAGES else None,
            _text(told.get("program")),
            None if method is None else Method(method),
            _text(told.get("organisation")),
            _text(told.get("unit")),
            tuple(str(name) for name in told.get("targets") or ()),
            {str(name): str(digest) for name, digest in dict(told.get("sources") or {}).items()},
        )
    except (ValueError, TypeError):
        return None


def program_version() -> str:
    """The version of the program that runs."""
    return version(PROGRAM)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _sources(workspace: Workspace) -> dict[str, str]:
    files: list[Path] = [*workspace.books(), workspace.root / SETTINGS_FILE]
    return {workspace.relative(p): store.sha256(p.read_bytes()) for p in files if p.is_file()}


# ---------------------------------------------------------------------------
# The outputs of one quarter, made as bytes and published together.


KINDS: Final = ("xlsx", "pdf", "charts")
"""What can be asked for alone; the JSON is always written, it names the rest."""
WORKBOOK_publish: Final = "scorecard.xlsx"
BOOK: Final = "scorecard.pdf"
CHARTS: Final = "charts/"
Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """Which outputs are wanted, and how charts are drawn."""

    kinds: frozenset[str] = frozenset(KINDS)
    form: Form = "png"


@dataclass(frozen=True, slots=True)
class Published:
    """The files written, relative to their folder, and the one to open first."""

    folder: Path
    files: tuple[str, ...]
    errors: bool
    first: str = WORKBOOK_publish


def publish(
    standing: Standing,
    words: Words,
    folder: Path | None = None,
    order: Order | None = None,
    advance: Advance = lambda _done, _all: None,
) -> Published:
    """Write the quarter's workbook, PDF, charts and JSON: all that is wanted, or nothing.

    Outputs of other kinds that were published before stay.  A part of the targets has a folder of
    its own below the quarter's: it never takes the place of the whole.

    Raises `ControlTotalsError` where what it would show is not what is on record,
    `CannotWriteError`, or `MissingGlyphError` for a text that cannot be drawn.
    """
    order = order or Order()
    view = _view(standing, words)
    refuse_differences(standing, view.sources)
    files = _files(view, standing, words, order, advance)
    target = folder or _folder(standing)
    document = {**document_of(standing, words), KEY: imprint_of(standing, words).document()}
    store.write_set(target, files, document, lambda name: _kind(name) not in order.kinds)
    written = tuple(sorted([*files, store.MANIFEST]))
    first = next((name for name in (WORKBOOK_publish, BOOK) if name in files), written[0])
    return Published(target, written, has_errors(standing.findings), first)


def workbook_of(standing: Standing, words: Words) -> bytes:
    """The scorecard workbook, with what was typed into the published one."""
    return scorecard_workbook(_view(standing, words), words, _palette(standing))


def _palette(standing: Standing) -> dict[str, str]:
    """The colours of statuses: those of the office's own bands, over them the settings' palette."""
    return {**light_colours(standing.policy), **standing.data.workspace.palette}


def _view(standing: Standing, words: Words) -> View:
    view = view_of(standing, words, lines_of(standing))
    fiscal_start = standing.policy.fiscal_start
    return replace(
        view,
        followups=followups_of(standing),
        control=control_text(view.sources, words),
        limits=limits_by_indicator(limits_of(standing), words, fiscal_start),
    )


def _files(
    view: View, standing: Standing, words: Words, order: Order, advance: Advance
) -> dict[str, bytes]:
    """The outputs wanted: name to bytes; `advance` counts pictures, workbook and PDF alike."""
    palette = _palette(standing)
    files: dict[str, bytes] = {}
    drawn, written = order.kinds & {"pdf", "charts"}, order.kinds & {"xlsx", "pdf"}
    studio = Studio(
        view,
        words.language,
        palette,
        order.form,
        record="pdf" in order.kinds,
        files="charts" in order.kinds,
    )
    listed = [plan for plan in plans(view) if studio.wants(plan)] if drawn else []
    whole = len(listed) + len(written)
    made = pictures(listed, studio, cores(), lambda done: advance(done, whole))
    if "charts" in order.kinds:
        files |= {f"{CHARTS}{picture.name}": picture.data for picture in made}
    if "xlsx" in order.kinds:
        files[WORKBOOK_publish] = scorecard_workbook(view, words, palette)
        advance(len(listed) + 1, whole)
    if "pdf" in order.kinds:
        files[BOOK] = scorecard_pdf(view, made, words, palette)
        advance(whole, whole)
    return files


def _kind(name: str) -> str:
    """Which kind of output a file is."""
    if name.startswith(CHARTS):
        return "charts"
    return {WORKBOOK_publish: "xlsx", BOOK: "pdf"}.get(name, "")


def _folder(standing: Standing) -> Path:
    """The quarter's folder; for a part of the targets one below it, named after the part."""
    quarter = standing.data.workspace.quarter_folder(standing.quarter)
    part = [standing.organisation, standing.unit, *standing.targets]
    named = " ".join(name for name in part if name)
    return quarter / "parts" / store.slug(named) if named else quarter
