"""The notice of a quarter (通报) and a reminder for each late unit (催办函): as text and for Word.

They say what the leader's page says, in the form an office sends: nothing in them that the
scorecard does not hold, no demand that nobody has made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from scorecard.i18n import N_, Words, percent_text, settled
from scorecard.report.attention import Alarm, of_unit, promises, promises_text, whose
from scorecard.report.attention import said as in_full
from scorecard.report.page import NAMED, Coming, Page
from scorecard.report.scores import earned_text, on_schedule_text, place_of, unplaced_text
from scorecard.report.view import MissingRow, ScoreRow, View
from scorecard.schema.vocabulary import OPEN, Kept, Status

TITLE, HEADING, PLAIN, ITEM, TO, SIGNED = "title", "heading", "plain", "item", "to", "signed"
"""How a paragraph stands in the document."""
SEPARATOR: Final = " · "
NUMERALS: Final = "一二三四五六七八九十"
INDENT: Final = "\u3000\u3000"
"""A Chinese paragraph begins two characters further in."""
TITLE_SIZE, BODY_SIZE, LEADING = 22, 16, 28
"""Points, as official documents have them (二号, 三号, 28 磅)."""
PAPER, EDGES = (210, 297), (37, 26, 35, 28)
"""A4 and its margins in mm as official documents have them: top, right, bottom, left."""
FACES: Final = {TITLE: "宋体", HEADING: "黑体"}
"""Everything else is set in 仿宋."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: how it stands, what it says."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A document: what its file is called (without a suffix), its paragraphs."""

    name: str
    paragraphs: tuple[Paragraph, ...]


def notices(view: View, page: Page, words: Words, sender: str = "") -> list[Notice]:
    """The notice of a view's quarter, then a reminder for each unit whose figures are overdue.

    The `sender` signs them, else the organisation; of several all of them sign the notice, and each
    the reminders of its own units.
    """
    quarter = words.period(view.header.quarter, view.header.policy.fiscal_start)
    late = sorted(view.missing, key=_whose)
    return [
        _notice(view, page, quarter, words, sender),
        *(
            _reminder(view, page, list(rows), quarter, words, sender)
            for _, rows in groupby(late, _whose)
        ),
    ]


def text_of(notice: Notice, words: Words) -> bytes:
    """The document as plain text, to be pasted into a message; UTF-8."""
    indent = INDENT if words.language == "zh" else ""
    lines: list[str] = []
    for one in notice.paragraphs:
        if lines and one.kind != ITEM:
            lines.append("")
        flush = one.kind not in {PLAIN, ITEM}
        lines.append(one.text if flush else indent + one.text)
    return ("\n".join(lines) + "\n").encode()


def word_of(notice: Notice, words: Words) -> bytes:
    """The document for Word and WPS (.docx); the same notice gives the same bytes.

    Raises `ModuleNotFoundError` where python-docx is not installed.
    """
    from docx import Document  # noqa: PLC0415  (an extra: only who writes notices needs it)
    from docx.shared import Mm  # noqa: PLC0415

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(side) for side in PAPER)
    edges = (Mm(side) for side in EDGES)
    page.top_margin, page.right_margin, page.bottom_margin, page.left_margin = edges
    for one in notice.paragraphs:
        _add(document, one, words)
    properties = document.core_properties
    properties.title, properties.author = notice.paragraphs[0].text, "scorecard"
    properties.language = "zh-CN" if words.language == "zh" else "en"
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _add(document: Any, one: Paragraph, words: Words) -> None:  # noqa: ANN401  (an extra has no types here)
    """A paragraph in the face and size of official documents."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415  (as above)
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    chinese = words.language == "zh"
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_after = Pt(0 if chinese else 6)
    if chinese:
        form.line_spacing = Pt(LEADING)
    if one.kind == TITLE:
        form.alignment, form.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(BODY_SIZE)
    elif one.kind == SIGNED:
        form.alignment, form.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(4 * BODY_SIZE)
    elif chinese and one.kind != TO:
        form.first_line_indent = Pt(2 * BODY_SIZE)
    run = paragraph.add_run(one.text)
    run.bold = one.kind == TITLE or (one.kind == HEADING and not chinese)
    sizes = (TITLE_SIZE, BODY_SIZE) if chinese else (BODY_SIZE, 11)
    run.font.size = Pt(sizes[0] if one.kind == TITLE else sizes[1])
    run.font.name = "Times New Roman" if chinese else "Calibri"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), FACES.get(one.kind, "仿宋"))  # noqa: SLF001  (no other way)


def _undated(document: bytes) -> bytes:
    """The same archive without the hour at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ------------------------------------------------------------------ the notice


def _notice(view: View, page: Page, quarter: str, words: Words, sender: str) -> Notice:
    """The two sentences, the league, what is red, amber or overdue, what falls due."""
    text, several = words.text, len(view.organisations) > 1
    names = [block.organisation for block in view.organisations]
    whose = words.listed(names) if len(names) <= NAMED else view.title
    title = text(N_("Notice on the progress of targets, {quarter}"), quarter=quarter)
    kept = promises_text(promises(view, words), words)
    kept = kept and text(N_("last quarter's {promises}"), promises=kept)
    kept = kept and text(N_("{text}."), text=kept[0].upper() + kept[1:])
    sections: list[tuple[str, list[str]]] = [
        (N_("Overall"), [words.sentences(page.lead, page.second), page.data, kept])
    ]
    for heading, counted_heading, members in (
        (
            N_("Placed by rate of points"),
            N_("Placed by share of targets on schedule"),
            [row for row in view.scores if several and not row.unit],
        ),
        (
            N_("Responsible units by rate of points"),
            N_("Responsible units by share of targets on schedule"),
            [row for row in view.scores if row.unit],
        ),
    ):
        if len(members) > 1:  # a single one is compared with none
            bare = {row.by_count for row in members}
            named = heading if bare == {False} else counted_heading
            named = named if len(bare) == 1 else N_("Responsible units")
            sections.append((named, list(_league(view, members, words))))
    counted = len(sections) - 1
    alarms = [alarm_text(alarm, view, words) for alarm in page.alarms]
    told = alarms or [text(N_("No target is behind, missed or overdue."))]
    sections.append((N_("Targets that are red, amber or overdue"), told))
    coming = [_due(one, words) for one in page.coming]
    if coming:
        sections.append((N_("Due within 90 days"), coming))
    paragraphs = [
        Paragraph(TITLE, title),
        Paragraph(TO, text(N_("To all units:"))),
        Paragraph(
            PLAIN,
            text(
                N_("How the targets of {whose} stand in {quarter} (data as of {day}):"),
                whose=whose,
                quarter=quarter,
                day=view.as_of_text,
            ),
        ),
    ]
    for number, (heading, said) in enumerate(sections):
        paragraphs.append(Paragraph(HEADING, _numbered(number, text(heading), words)))
        items = list(filter(None, said))
        places = number > counted and len(items) > 1  # a single one needs no number
        paragraphs += (
            Paragraph(PLAIN if number == 0 else ITEM, f"{place}. {one}" if places else one)
            for place, one in enumerate(items, start=1)
        )
    zones = words.listed([block.organisation for block in view.organisations])
    return Notice(title, (*paragraphs, *_signed(sender or zones, view)))


def _signed(whose: str, view: View) -> Iterator[Paragraph]:
    """Who sends it and the day that it tells of."""
    yield from (Paragraph(SIGNED, line) for line in (whose, view.as_of_text) if line)


def _due(one: Coming, words: Words) -> str:
    """What falls due when, whose it is and where it stands."""
    name, _, unit = one.name.partition(SEPARATOR)
    who = _in_text(unit, words)
    told = N_("{day}: {name} ({who}), {stands}.") if who else N_("{day}: {name}.")
    return words.text(told, day=one.day, name=name, who=who, stands=one.full or one.stands)


def _in_text(who: str, words: Words) -> str:
    """A unit with its organisation as a sentence names them."""
    return who.replace(SEPARATOR, "") if words.language == "zh" else who


def _numbered(number: int, heading: str, words: Words) -> str:
    return f"{NUMERALS[number]}、{heading}" if words.language == "zh" else heading


def _league(view: View, members: Sequence[ScoreRow], words: Words) -> Iterator[str]:
    """Organisations, or units within each organisation, by their places; the unplaced last."""
    named = dict.fromkeys(row.organisation for row in members if row.unit)
    first = {name: place for place, name in enumerate(named)}
    placed = sorted(
        members,
        key=lambda row: (
            first.get(row.organisation, 0),
            row.rank is None,
            row.rank or 0,
            -(row.weight_total or 0),
        ),
    )
    for row in placed:
        name = _in_text(of_unit(view, row.organisation, row.unit_name or row.unit), words)
        name = name if row.unit else row.organisation
        if row.placed is None:
            told = unplaced_text(row, words)
            yield words.text(N_("{name}: {told}"), name=name, told=told)
            continue
        ways = _COUNTED if row.by_count else _SCORED
        alone = row.unit and place_of(row, view.scores) is None
        way = 0 if row.rank is None else 2 if alone else 1
        yield words.text(
            ways[way],
            name=name,
            place=row.rank,
            rate=percent_text(settled(row.placed)),
            told=on_schedule_text(row, words) if row.by_count else earned_text(row, words),
            n=row.missing,
            why=unplaced_text(row, words),
        )


_SCORED: Final = (
    N_("{name}: rate {rate} ({told}; {n} overdue); {why}"),
    N_("{name}: place {place}, rate {rate} ({told})"),
    N_("{name}: rate {rate} ({told})"),
)
"""A member without a place, with one, a single one."""
_COUNTED: Final = (
    N_("{name}: {rate} on schedule ({told}; {n} overdue); {why}"),
    N_("{name}: place {place}, {rate} on schedule ({told})"),
    N_("{name}: {rate} on schedule ({told})"),
)
"""The same where one of those compared has no weights."""


def alarm_text(alarm: Alarm, view: View, words: Words) -> str:
    """A red, amber or overdue target in one paragraph: whose, how it stands, why, what it takes."""
    row, text = alarm.row, words.text
    comma, stop = ("，", "。") if words.language == "zh" else (", ", ".")
    status = comma.join(filter(None, (row.status_text, alarm.run)))
    facts = (
        text(N_("actual {value}"), value=row.actual_text) if alarm.stands else "",
        text(N_("expected by now {value}"), value=row.expected_text)
        if row.expected_text and row.status != Status.MISSED
        else "",
        text(N_("target: {target}"), target=alarm.asked) if alarm.asked else "",
        *alarm.who.split("\n")[1:],
    )
    late, told = row.status == Status.OVERDUE, in_full(alarm.account, words)
    need = alarm.need
    if need and (late or row.status in OPEN):
        need = text(N_("Owed: {text}") if late else N_("What it takes: {text}"), text=need)
    said = (
        text(
            N_("{name} ({who}): {status}; {facts}"),
            name=row.name,
            who=_in_text(whose(view, row), words),
            status=status,
            facts=comma.join(filter(None, facts)),
        ),
        text(N_("Cause and measure: {text}"), text=told) if told else alarm.cause,
        _promised(alarm, told, words),
        need,
    )
    silent = late and not told
    return words.sentences(
        *(
            one[0].upper() + one[1:].rstrip("。.") + stop
            for one in said
            if one and not (silent and one == alarm.cause)
        )
    )


def _promised(alarm: Alarm, told: str, words: Words) -> str:
    """What became of the promise of the quarter before, where its unit or its day has told."""
    promise = alarm.promise
    if promise is None or not (promise.kept or promise.late):
        return ""
    kept = words.label(Kept, promise.kept) if promise.kept else promise.told
    if " ".join(promise.text.split()) in told:  # it stands there already
        return words.text(N_("Promise of last quarter: {kept}"), kept=kept)
    return words.text(N_("Promised last quarter: {text} → {kept}"), text=promise.text, kept=kept)


# ------------------------------------------------------------------ the reminders


def _whose(missing: MissingRow) -> tuple[str, str]:
    return missing.row.organisation, missing.row.unit


def _reminder(
    view: View, page: Page, late: Sequence[MissingRow], quarter: str, words: Words, sender: str
) -> Notice:
    """What a unit owes, since when; the red and amber targets it has given no reason for.

    Figures without which a target has no verdict come first: the notice counts only these.
    """
    text, first = words.text, late[0].row
    unit = first.unit_name or first.organisation
    overdue = {row.target for row in view.rows if row.status == Status.OVERDUE}
    waited = [one for one in late if overdue.intersection(one.targets)]
    newest = [one for one in late if not overdue.intersection(one.targets)]
    silent = [
        alarm.row.name
        for alarm in page.alarms
        if not alarm.told
        and (alarm.row.organisation, alarm.row.unit) == _whose(late[0])
        and alarm.row.target not in {target for one in late for target in one.targets}
    ]
    title = text(N_("Reminder: figures of {quarter}"), quarter=quarter)
    asked = N_("Overdue figures of your unit as of {day}, please report them ({n}):")
    more = N_("As of {day}, newer figures of targets judged by older ones are overdue, too ({n}):")
    paragraphs = [Paragraph(TITLE, title), Paragraph(TO, text(N_("To {unit}:"), unit=unit))]
    place = 0
    for told, owed in ((asked, waited), (more, newest)):
        if owed:
            paragraphs.append(Paragraph(PLAIN, text(told, day=view.as_of_text, n=len(owed))))
        for one in owed:
            place += 1
            said = text(
                N_("{name}, {period}: was due by {day}, {n} day{n:|s} ago."),
                name=one.row.name,
                period=one.row.period_needed_text,
                day=one.row.deadline_text,
                n=one.days_late,
            )
            paragraphs.append(Paragraph(ITEM, f"{place}. {said}"))
    if silent:
        told = N_("No cause has been given yet for: {names}.")
        paragraphs.append(Paragraph(PLAIN, text(told, names=words.listed(silent))))
    several = len(view.organisations) > 1 and first.unit_name
    name = f"{first.organisation}-{unit}" if several else unit
    signed = _signed(sender or first.organisation, view)
    return Notice(text(N_("Reminder {unit}"), unit=name), (*paragraphs, *signed))
