"""A sheet for each responsible unit, one printed page: its targets, what is wrong, what comes next.

What it says is `report.page`; numbers follow the sheets of targets and scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scorecard.excel import styles
from scorecard.excel.book import Sheet
from scorecard.i18n import N_, Words, settled
from scorecard.report.attention import Alarm, asked_by_now, has_lead, measure_of
from scorecard.report.page import (
    MISSING,
    WITHOUT,
    UnitPage,
    coming_shown,
    quarter_name,
    unit_pages,
    units_of,
    year_quarters,
)
from scorecard.report.scores import points_text
from scorecard.report.view import SeriesTarget, TargetRow, View
from scorecard.report.workbook.printed_page import (
    BESIDE,
    BIG,
    BODY_SIZE,
    NUMBER,
    SMALL,
    TEXT,
    TILE,
    UNSAID,
    LiveTile,
    Paper,
    Part,
    Span,
)
from scorecard.report.workbook.scores import Places
from scorecard.report.workbook.table import Desk
from scorecard.report.workbook.targets import figure_format
from scorecard.schema.vocabulary import BEHIND, Kept, Measure, Status

PIXELS: Final = (74, 20, 20, 20, 20, 136, 104, 84, 84, 54, 44, 42)
"""Widths of the columns: 186 mm of A4."""
LAST: Final = 11
MOST_SHEETS: Final = 12
"""Of more units than so many the pages stand in the PDF alone."""
ROOM: Final = 815.0
"""Points of rows on a page; more is shrunk to 0.95, beyond that it goes on to the next."""
BOLD: Final = TEXT.but(bold=True, indent=1)
ASIDE_LOOK: Final = styles.Style(size=8.5, color=styles.MUTED)
FEW: Final = 12
"""So many targets have rows of two lines, and charts below where there is room."""
LABEL, LINES, DUE, FACTS = (0, 4), (5, LAST), (0, 6), (8, LAST)
NONE: Final[Span] = (-1, -1)
"""A field that is left out."""
MUTE: Final = TEXT.but(color=styles.MUTED, align="right", indent=1)
LEADS: Final = NUMBER.but(number=styles.SIGNED, shrink=True)
TOTAL: Final = NUMBER.but(bold=True, fill=styles.FAINT)
WEIGHT: Final = "#,##0.#"


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the fields of a target stand in a row: first and last column.

    `quarters` are the columns of the quarters, the last one that of the scorecard's own.
    """

    status: Span
    quarters: tuple[int, ...]
    name: Span
    target: Span
    expected: Span
    actual: Span
    lead: Span
    weight: Span
    points: Span


def grid(quarters: int) -> Grid:
    """The grid of a unit's page: room that quarters do not need goes to status and name."""
    status, name = ((0, 4 - quarters), (5, 5)) if quarters else ((0, 1), (2, 5))
    columns = tuple(range(5 - quarters, 5))
    return Grid(status, columns, name, *((n, n) for n in range(6, LAST + 1)))


def open_units(desk: Desk) -> list[tuple[Sheet, UnitPage]]:
    """The sheets of the units, empty, where they are not too many; targets of links."""
    if not 1 < len(units_of(desk.view)) <= MOST_SHEETS:
        return []
    pages = unit_pages(desk.view, desk.words)
    found = [(desk.book.sheet(page.name), page) for page in pages]
    for sheet, page in found:
        place = sheet.reference(0, 0).replace("$", "")
        desk.book.places[f"{page.organisation}\n{page.unit}"] = place
    return found


def write_unit(desk: Desk, sheet: Sheet, page: UnitPage, places: Places) -> None:
    """The page of a unit."""
    paper, view, text = Paper(desk, sheet, PIXELS), desk.view, desk.words.text
    at = paper.top(page.name, page.told_on, page.lead, page.second, 6)
    head = paper.tiles(at, _tiles(desk, page, places)) + 1
    where = grid(len(year_quarters(view)))
    at = targets_table(paper, head - 1, view, places, where, page.rows)
    at = _below(paper, _alarms(paper, at, page), page)
    if len(page.rows) <= FEW:
        at = _charts(paper, at, view, page)
    sheet.high(at, 16)
    sheet.blank(at, 0, styles.Style())
    paper.cell(
        at + 1, DUE, text(N_("Head of the unit: ____________")), styles.Style(size=BODY_SIZE)
    )
    paper.cell(at + 1, FACTS, text(N_("Date: ____________")), styles.Style(size=BODY_SIZE))
    long = sheet.taken(at + 1) > ROOM
    paper.finish(at + 1, down=0 if long else 1)
    if long:
        sheet.raw.repeat_rows(head, head + 1)


# ------------------------------------------------------------------ tiles


def _tiles(desk: Desk, page: UnitPage, places: Places) -> tuple[LiveTile, ...]:
    """Place, rate, red and amber, how much is known."""
    text, score, (red, amber, _, late, _) = desk.words.text, page.score, page.counts
    judged = sum(page.counts[:3])

    def live(key: str, stored: object) -> str:
        return f"={places.score(score, key)}" if score and stored is not None else ""

    rank, among = page.place or (None, None)
    rate = score.rate if score else None
    place = (
        Part((0, 0), WITHOUT if rank is None else rank, BIG, live("rank", rank)),
        Part((1, 4), among or "", BESIDE.but(number='" / "0')),
    )
    marked = f'"{MISSING}"' if score and score.missing else ""
    own = BIG.but(number=f"0.0%{marked}", align="left", indent=1)
    share = Part((5, 6), WITHOUT if rate is None else rate, own, live("rate", rate))
    ink = styles.status_style(Status.OFF_TRACK, desk.tones).color if red else styles.MUTED
    head, tail = text(N_("red, {n} amber"), n="\n").split("\n")
    beside = f'=" {head}"&{places.score(score, "amber")}&"{tail}"' if score else ""
    lights = (
        Part((7, 7), red, BIG.but(color=ink, shrink=True), live("red", red)),
        Part((8, 8), f" {head}{amber}{tail}", TILE.but(size=11, shrink=True), beside),
    )
    of = text(N_(" / {n} targets"), n="\n").split("\n")[1]
    known = (
        Part((9, 9), judged, BIG),
        Part((10, LAST), judged + late, BESIDE.but(number=f'" / "0"{of}"', shrink=True)),
    )
    strip = desk.tones[Status.OFF_TRACK].strong if red or amber else styles.MUTED
    spans = ((0, 4), (5, 6), (7, 8), (9, LAST))
    looks = zip(spans, (styles.ACCENT, styles.ACCENT, strip, styles.MUTED), page.tiles, strict=True)
    parts = (place, (share,), lights, known)
    return tuple(LiveTile(*look, part) for look, part in zip(looks, parts, strict=True))


# ------------------------------------------------------------------ the targets


def targets_table(  # noqa: PLR0913  (a table, where it stands and what it shows)
    paper: Paper,
    at: int,
    view: View,
    places: Places,
    where: Grid,
    rows: Sequence[TargetRow],
    most: int = 0,
) -> int:
    """Targets in live cells, their quarters, and what they add up to; at most `most`, if given."""
    words, text = paper.words, paper.words.text
    quarters = year_quarters(view)[-len(where.quarters) :] if where.quarters else ()
    names = [quarter_name(quarter, words) for quarter in quarters]
    note = text(N_("the worst first"))
    if not any(row.points_short for row in rows):  # no weights: nothing is told of points
        last = "actual" if where.lead == NONE else "lead"
        wider = {last: (getattr(where, last)[0], where.points[1])}
        where = replace(where, **wider, weight=NONE, points=NONE)
    if quarters:
        note += text(N_("; cells: the statuses of {quarters}"), quarters=words.listed(names))
    at = paper.section(at, ((0, paper.last), text(N_("All targets")), note))
    fields = (
        (where.status, N_("Status"), "center"),
        (where.name, N_("Indicator"), "left"),
        (where.target, N_("Target (due)"), "left"),
        (where.expected, N_("Due by now"), "right"),
        (where.actual, N_("Actual"), "right"),
        (where.lead, N_("Lead"), "right"),
        (where.weight, N_("Weight"), "right"),
        (where.points, N_("Points"), "right"),
    )
    columns = where.quarters[len(where.quarters) - len(quarters) :]
    if len(columns) < len(where.quarters) and where.name[1] + 1 == where.quarters[0]:
        where = replace(where, name=(where.name[0], where.quarters[-1] - len(columns)))
    heads = [(span, text(title), align) for span, title, align in fields if span != NONE]
    heads += [((n, n), _short(name), "center") for n, name in zip(columns, names, strict=True)]
    at = paper.heads(at, heads, indented=where.name)
    shown = rows[:most] if most else rows
    for row in shown:
        past = view.highlights.past.get((row.organisation, row.target), {})
        lights = dict(zip(columns, (past.get(quarter, "") for quarter in quarters), strict=True))
        _target(paper, at, row, places, where, lights, tall=len(rows) <= FEW)
        at += 1
    if len(shown) < len(rows):
        more = N_("{n} more on the sheet “{sheet}”")
        told = text(more, n=len(rows) - len(shown), sheet=text(N_("Targets")))
        paper.cells(at, [((0, paper.last), told, SMALL)], 14)
        at += 1
    return _total(paper, at, where, rows)


def _short(quarter: str) -> str:
    """一 of 一季度; Q1 as it is."""
    return quarter.removesuffix("季度")


def _target(  # noqa: PLR0913  (as above)
    paper: Paper,
    at: int,
    row: TargetRow,
    places: Places,
    where: Grid,
    lights: dict[int, str],
    *,
    tall: bool,
) -> None:
    sheet, numbers = paper.sheet, row.numbers
    unit = row.unit_of_measure
    figure, asked = (
        NUMBER.but(number=figure_format(row, unit, computed=computed), shrink=True)
        for computed in (False, True)
    )
    lead = numbers.lead_pp if has_lead(row) else None
    for column, status in lights.items():
        look = paper.light(status).but(wrap=False) if status else TEXT
        sheet.text(at, column, Status(status).symbol if status else "", look)
    plain = TEXT if tall else TEXT.but(wrap=False, shrink=True)
    due = f"{row.target_text}{chr(10) if tall else ' '}{row.due_text}".strip()
    grown = row.growth_text if tall else ""
    grown = grown and "\n" + paper.words.text(N_("on a year ago {growth}"), growth=grown)
    told = ((where.name, row.name + grown, BOLD), (where.target, due, plain))
    paper.cells(at, told, 28 if tall else 18)
    if grown:
        pieces = [(row.name, styles.Style(size=BODY_SIZE, bold=True)), (grown, ASIDE_LOOK)]
        paper.sheet.rich(at, where.name[0], pieces, BOLD.but(bold=False))
    cells: tuple[tuple[Span, str, float | str | None, styles.Style], ...] = (
        (where.status, "status_text", row.status_text, paper.light(row.status)),
        (where.expected, "expected_value", asked_by_now(row), asked.but(color=styles.MUTED)),
        (where.actual, "actual", numbers.actual, figure.but(bold=True)),
        (where.lead, "lead", lead, LEADS),
        (where.weight, "weight", numbers.worth, NUMBER.but(number=WEIGHT)),
        (where.points, "earned", numbers.earned, NUMBER),
    )
    for span, key, stored, look in cells:
        if span == NONE:
            continue
        paper.cell(at, span, WITHOUT if stored is None else "", look)
        if stored is not None:
            cell = places.target(row, key)
            sheet.formula(at, span[0], f'=IF({cell}="","{WITHOUT}",{cell})', stored, look)


def _total(paper: Paper, at: int, where: Grid, rows: Sequence[TargetRow]) -> int:
    """What the targets add up to, where they have weights: as the scores do, judged or not."""
    if not any(row.points_short for row in rows):
        return at
    judged = [row.numbers for row in rows if row.numbers.earned is not None]
    got = settled(sum(one.earned or 0.0 for one in judged))
    due, whole = (
        settled(sum(one.worth or 0.0 for one in among))
        for among in (judged, [row.numbers for row in rows])
    )
    told = paper.words.text(
        N_("Together: {points} of {due} points due"), points=points_text(got), due=points_text(due)
    )
    weighed = where.weight != NONE
    last = (where.weight if weighed else where.points)[0] - 1
    paper.cells(at, [((0, last), told, TEXT.but(bold=True, fill=styles.FAINT))], 16)
    if weighed:
        paper.sheet.number(at, where.weight[0], whole, TOTAL.but(number=WEIGHT))
    paper.sheet.number(at, where.points[0], got, TOTAL)
    return at + 1


# ------------------------------------------------------------------ what is wrong


def _alarms(paper: Paper, at: int, page: UnitPage) -> int:
    """A block for each red, amber and overdue target: cause, measure, need, promise."""
    text, whole = paper.words.text, (0, paper.last)
    note = text(N_("the unit's own words in its quarterly form")) if page.alarms else ""
    title = text(N_("Red and amber: cause, measure, what became of it"))
    at = paper.section(at, (whole, title, note))
    if not page.alarms:
        told = text(N_("No target is behind, missed or overdue."))
        paper.cells(at, [(whole, told, TEXT)], 18)
        return at + 1
    for alarm in page.alarms:
        paper.cell(at, LABEL, alarm.row.status_text, paper.light(alarm.row.status))
        paper.cell(at, LINES, "", TEXT)
        pieces = [
            (alarm.row.name, styles.Style(size=10, bold=True)),
            (f"  {_costs(alarm, paper.words)}", styles.Style(size=8.5, color=styles.MUTED)),
        ]
        paper.sheet.rich(at, LINES[0], pieces, TEXT)
        paper.sheet.high(at, 17)
        at += 1
        for label, said, look in _said(paper, alarm):
            paper.cells(at, [(LABEL, text(label), MUTE), (LINES, said, look)], 16)
            at += 1
    return at


def _costs(alarm: Alarm, words: Words) -> str:
    """For how long, and how many points it loses."""
    told = [alarm.run]
    if alarm.weight is not None:
        lost, weight = points_text(alarm.points), points_text(alarm.weight)
        costs = N_("weight {weight}, {points} lost") if alarm.points else N_("weight {weight}")
        told.append(words.text(costs, points=lost, weight=weight))
    return words.listed([part for part in told if part])


def _said(paper: Paper, alarm: Alarm) -> list[tuple[str, str, styles.Style]]:
    """What the unit says, what it takes, what was promised: label, text, look."""
    text, account = paper.words.text, alarm.account
    measure = measure_of(account, paper.words)
    uncaused = text(N_("no cause given by the unit"))
    undone = text(N_("no measure given by the unit"))
    lines = [
        (N_("Cause"), account.cause or uncaused, TEXT if alarm.told and account.cause else UNSAID),
        (N_("Measure"), measure or undone, TEXT if measure else UNSAID),
        (N_("What it takes"), alarm.need, TEXT),
        (N_("Year's end"), alarm.outlook, TEXT),
    ]
    promise = alarm.promise
    if promise is not None:
        said = promise.text
        if promise.until:
            said = text(N_("{text} ({who})"), text=said, who=promise.until)
        look = TEXT
        if promise.kept == Kept.NOT or promise.late:
            look = TEXT.but(bold=True, color=paper.desk.tones[Status.OFF_TRACK].ink)
        lines.append((N_("Promised last quarter"), f"{said} → {promise.told}", look))
    return [line for line in lines if line[1]]


# ------------------------------------------------------------------ what comes next, its data


def _below(paper: Paper, at: int, page: UnitPage) -> int:
    """Promises of targets that are well now; what falls due beside what is known of the figures."""
    text = paper.words.text
    kept = [one for one in page.promises if one.row.status not in {*BEHIND, Status.OVERDUE}]
    if kept:
        title = text(N_("Promised last quarter, on schedule now"))
        at = paper.section(at, ((0, LAST), title, ""))
    for promise in kept:
        told = f"{promise.row.name}: {promise.text}"
        paper.cells(at, [(LABEL, promise.told, TEXT), (LINES, told, TEXT)])
        at += 1
    due, facts = text(N_("Due within 90 days")), text(N_("Its figures"))
    at = paper.section(at, (DUE, due, ""), (FACTS, facts, ""))
    coming, muted = coming_shown(page.coming, 4), TEXT.but(color=styles.MUTED)
    for number in range(max(len(coming), len(page.facts), 1)):
        cells: list[tuple[Span, str, styles.Style]] = []
        if number < len(coming):
            one = coming[number]
            name = f"{one.name}: {one.stands}" if one.stands else one.name
            cells += [(LABEL, one.day, muted.but(wrap=False)), ((5, 6), name, TEXT)]
        elif not number:
            cells.append((DUE, text(N_("Nothing.")), SMALL))
        if number < len(page.facts):
            name, told = page.facts[number]
            cells += [((8, 8), name, muted), ((9, LAST), told, TEXT)]
        paper.cells(at, cells)
        at += 1
    return at


# ------------------------------------------------------------------ charts

CHART_ROWS, MOST_CHARTS, CELLS = 11, 2, 5
"""Rows of a chart, how many stand side by side, columns of cells that each of them follows."""
ASIDE: Final = LAST + 2
"""The first of these columns, folded away right of the page."""
BETWEEN: Final = 12
_DOT: Final = {"fill": {"color": styles.ACCENT}, "border": {"color": styles.ACCENT}}
_HOLLOW: Final = {"border": {"color": styles.MUTED}, "fill": {"color": styles.PAPER}}
LOOKS: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    (
        N_("Actual"),
        {
            "line": {"color": styles.ACCENT, "width": 2.25},
            "marker": {"type": "circle", "size": 5, **_DOT},
        },
        "below",
    ),
    (N_("Due by now"), {"line": {"color": styles.MUTED, "width": 1.25, "dash_type": "dash"}}, ""),
    (
        N_("Target"),
        {"line": {"none": True}, "marker": {"type": "diamond", "size": 8, **_HOLLOW}},
        "above",
    ),
)
"""The lines of a chart: title, look, where its numbers stand."""
Point = tuple[str, float | None, float | None, float | None]
"""Label, actual, expected, target of a dated point."""


def _charts(paper: Paper, at: int, view: View, page: UnitPage) -> int:
    """Up to two charts of red and amber targets that have a way, where there is room for them."""
    curves = {t.row.position: (s.measure, t) for s in view.series for t in s.targets}
    drawn: list[tuple[TargetRow, list[Point]]] = []
    for alarm in page.alarms:
        measure, curve = curves.get(alarm.row.position, ("", None))
        points = _points(view, curve, measure, paper.words) if curve else []
        if points:
            drawn.append((alarm.row, points))
    drawn = drawn[:MOST_CHARTS]
    if not drawn or paper.sheet.taken(at) + 58 + 15 * CHART_ROWS > ROOM:
        return at
    text, sheet = paper.words.text, paper.sheet
    note = text(N_("solid: actual; dashed: what is expected; from 0"))
    at = paper.section(at, ((0, LAST), text(N_("Course")), note))
    wide = (sum(PIXELS) - BETWEEN * len(drawn)) // len(drawn)
    for number, (row, points) in enumerate(drawn):
        chart = _chart(paper, row, at, ASIDE + CELLS * number, points)
        chart.set_size({"width": wide, "height": 20 * CHART_ROWS - 6})
        offset = {"x_offset": 4 + number * (wide + BETWEEN), "y_offset": 3, "object_position": 1}
        sheet.raw.insert_chart(at, 0, chart, offset)
    for row_of in range(CHART_ROWS):
        sheet.high(at + row_of, 15)
        sheet.blank(at + row_of, 0, styles.Style())
        for number, (_, points) in enumerate(drawn):
            told = points[row_of] if row_of < len(points) else ()
            sheet.row_of(at + row_of, told, styles.Style(size=8), ASIDE + CELLS * number)
    sheet.raw.set_column(ASIDE, ASIDE + CELLS * MOST_CHARTS, 8, None, {"hidden": True})
    return at + CHART_ROWS


def _chart(paper: Paper, row: TargetRow, at: int, first: int, points: Sequence[Point]) -> Any:  # noqa: ANN401  (XlsxWriter)
    """A native chart that follows the cells right of the page."""
    name, end, text = paper.sheet.name, at + len(points) - 1, paper.words.text
    chart, small = paper.desk.book.chart("line"), paper.desk.face(8)
    ahead = [a >= d for _, a, d, _ in points if a is not None and d is not None]
    for n, (title, look, place) in enumerate(LOOKS, start=1):
        series = {
            "name": text(title),
            "categories": [name, at, first, end, first],
            "values": [name, at, first + n, end, first + n],
            **look,
        }
        if place:
            side = "above" if 2 * sum(ahead) > len(ahead) else place  # off the line that is due
            shown = {"value": True, "position": side, "num_format": styles.decimals(row.decimals)}
            series["data_labels"] = {**shown, "font": small}
        chart.add_series(series)
    unit = f" ({row.unit_of_measure})" if row.unit_of_measure else ""
    at_left = {"layout": {"x": 0.02, "y": 0.02}, "name_font": paper.desk.face(9)}
    chart.set_title({"name": f"{row.name}{unit}", **at_left})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": small, "line": {"color": styles.MUTED}})
    low = min(value for _, *values in points for value in values if value is not None)
    axis = {"visible": False, "major_gridlines": {"visible": False}}
    chart.set_y_axis(axis if low < 0 else {**axis, "min": 0})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_blanks_as("span")
    chart.show_hidden_data()
    return chart


def _points(view: View, curve: SeriesTarget, measure: str, words: Words) -> list[Point]:
    """Each dated point of a target's way, oldest first; none of what goes in steps."""
    due = {knot.month: knot for knot in curve.pathway}
    if len(due) <= 1 or measure in {Measure.RANK, Measure.MILESTONE}:
        return []
    series = next(one for one in view.series if curve in one.targets)
    actual = {figure.month: (figure.period, figure.value) for figure in series.points}
    if measure == Measure.FLOW:
        runs = [run for run in series.totals if run and run[-1].month > min(due)]
        actual = {knot.month: (knot.period, knot.value) for run in runs[-1:] for knot in run}
    months = sorted(month for month in {*actual, *due} if month >= min(due))[1 - CHART_ROWS :]

    def point(month: int) -> Point:
        knot, figure = due.get(month), actual.get(month)
        period = knot.period if knot else figure[0] if figure else ""
        label = quarter_name(period, words) if "-Q" in period else words.period(period)
        target = knot.value if knot and month == max(due) else None
        return label, figure[1] if figure else None, knot.value if knot else None, target

    return [point(month) for month in months]
