"""The sheet of all targets: what a reader sees, and beside it the arithmetic that makes it live.

The gate, the mode and B, T, Y, E are values from the rules; progress, lead, pace and status are
formulas over them with the rules' results stored.  The arithmetic stands right of the printed
columns, folded away; a reader can unfold it, change a figure and see the light change.  By zone and
department, in each the worst first.  Longer than other modules because it is the list of the
sheet's columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import EllipsisType
from typing import Final

from xlsxwriter.utility import xl_col_to_name

from scorecard.excel import formulas, styles
from scorecard.excel.book import Sheet, room_for
from scorecard.excel.text import lines_needed
from scorecard.i18n import N_, Words, settled
from scorecard.report.amounts import PER_CENT, with_unit
from scorecard.report.attention import account_of, asked_by_now, has_lead, worst_first
from scorecard.report.inputs import month_of
from scorecard.report.method import scale_in
from scorecard.report.page import quarter_name, units_of, year_quarters
from scorecard.report.view import Numbers, TargetRow, View
from scorecard.report.workbook import table
from scorecard.schema import vocabulary as v
from scorecard.schema.bands import Bands
from scorecard.schema.policy import Policy, about, satisfies

# ---------------------------------------------------------------------------
# What a row is written from.


@dataclass(frozen=True, slots=True)
class Case:
    """A target with the policy it is judged by, and what is told beside it.

    `quarters` are the symbols of its statuses, the last this quarter's; `first` whether it is
    the first of its department, `year` the view's; `remark` the cause its department gives, or what
    is waited for, `unsaid` that it should have given one; `forecast` what it expects for the year.
    """

    row: TargetRow
    policy: Policy
    words: Words
    year: str
    quarters: tuple[str, ...]
    first: bool
    remark: str
    unsaid: bool
    forecast: float | None

    @property
    def numbers(self) -> Numbers:
        """Its numbers, unrounded."""
        return self.row.numbers

    @property
    def mode(self) -> formulas.Mode:
        """What decides the row in the sheet; stored where the sheet does not follow the method."""
        return formulas.mode_of(self.row.reason_code, self.row.method, self.row.measure)

    @property
    def due(self) -> float:
        """1 where the target was due, else 0."""
        return float(v.Status(self.row.status) not in v.OUTSIDE)

    @property
    def reported(self) -> float:
        """1 where it was due and has been reported, else 0."""
        return float(self.row.status in v.VERDICTS and not self.row.unreported)

    @property
    def start(self) -> float | None:
        """B as the arithmetic uses it: nothing for flows, the baseline for the rest."""
        numbers = self.numbers
        if numbers.progress is None and numbers.actual is not None:
            return None
        flow = self.row.measure == v.Measure.FLOW
        return numbers.start if numbers.start is not None else 0.0 if flow else numbers.baseline

    @property
    def quarters_left(self) -> float | None:
        """Quarters from the figure to the due date, where a pace is required at all."""
        row, fiscal_start = self.row, self.policy.fiscal_start
        due, now = month_of(row.due, fiscal_start), month_of(row.actual_period, fiscal_start)
        if not row.required_text or due is None or now is None:
            return None
        return (due - now) / 3

    @property
    def met(self) -> float | None:
        """What the formula of *met* gives; the rules do not report it on its own."""
        row, numbers = self.row, self.numbers
        actual, target, upper = numbers.actual, numbers.target_value, numbers.upper
        if actual is None or target is None or row.comparator not in set(v.Comparator):
            return None
        comparator = v.Comparator(row.comparator)
        if comparator is v.Comparator.ABOUT:
            if numbers.allowed_deviation is None:
                return None
            comparator, target, upper = about(row.direction, target, numbers.allowed_deviation)
        return float(satisfies(comparator, actual, target, upper, self.policy.tolerance))

    def live(self, key: str, stored: float | str | None) -> table.Formula:
        """A live cell with the value that the rules gave."""
        if key == "status" and self.mode is formulas.Mode.STORED and not self.row.gate:
            return table.Formula(f'="{self.row.status}"', self.row.status)
        return table.Formula(
            _formulas(self.mode, self.row.earns, formulas.own_bands(self.policy))[key], stored
        )

    def points(self, key: str, stored: float | None) -> table.Formula | float | None:
        """A live cell of what it earns; the value itself where the office's own rule gives it."""
        share, worth = self.numbers.earned_share, self.numbers.worth
        earned = None if share is None or worth is None else share * worth
        low = 0.0 if share is None else earned
        high = worth if share is None else earned
        usual = {"earned": earned, "earned_low": low, "earned_high": high, "earned_share": stored}
        ruled = key == "earned_share" and self.row.earns == v.Earns.RULE
        if not ruled and (stored is None or stored == usual[key]):
            return self.live(key, stored)
        return settled(stored)


@cache
def _formulas(mode: formulas.Mode, earns: str, bands: Bands | None) -> dict[str, str]:
    """The live cells of any row that is decided so; bands draw the classes of `schedule`."""
    cell = {key: f"${xl_col_to_name(column)}{table.HERE}" for key, column in COLUMN.items()}
    label = f"INDEX(status_labels,MATCH({cell['status']},status_ids,0))"
    aim, has = cell["target"], cell["actual"]
    left = f'=IF(OR({has}="",{aim}=""),"",{aim}-{has})'
    return {
        **formulas.row_formulas(cell, mode, bands),
        **formulas.earned_formulas(cell, earns),
        "required": formulas.required_formula(cell),
        "left": left,
        "bar": f'=IF({cell["lead"]}="","",{cell["lead"]})',
        "status_text": f'=IF({cell["status"]}="","",{label})',
    }


def figure_format(row: TargetRow, unit: str = "", *, computed: bool = False) -> str:
    """The number format of a target's values, with their `unit`; deliverables in per cent.

    What is `computed` of things is a whole number.
    """
    if row.measure == v.Measure.MILESTONE:
        return "0%"
    places = row.decimals if row.told_decimals is None else row.told_decimals
    own = computed and scale_in(row).is_whole
    return _with_unit(styles.decimals(places or 0 if own else places), row, unit)


def _with_unit(number: str, row: TargetRow, unit: str) -> str:
    """A number format with the unit beside it: short ones only, per cent without a space."""
    if row.measure == v.Measure.RANK or not unit or len(unit) > LONGEST_UNIT:
        return number
    number = "#,##0.####" if number == "General" else number
    told = with_unit("0", unit).removeprefix("0")
    return number + '"' + told.replace('"', "") + '"'


def _pace_format(case: Case) -> str:
    """The number format of the pace required: one decimal more, a sign unless it adds up.

    Of a cap: what is left of it, or how much is too much.
    """
    row, text = case.row, case.words.text
    number = "#,##0.##" if row.decimals is None else styles.decimals(row.decimals)
    if v.is_cap(row.measure, row.comparator):
        unit = row.unit_of_measure if len(row.unit_of_measure) <= LONGEST_UNIT else ""
        told = (text(one, n="\0", unit=unit).replace('"', "").strip() for one in (LEFT, OVER, LEFT))
        return ";".join(_around(one, number) for one in told)
    if row.measure == v.Measure.MILESTONE:
        return "+0%;−0%;0%"
    if row.decimals is not None:
        number = styles.decimals(row.decimals + 1)
    if row.unit_of_measure in PER_CENT and row.measure != v.Measure.FLOW:
        number = _around(text(N_("{points} points"), points="\0"), number)
    else:
        number = _with_unit(number, row, row.unit_of_measure)
    return number if row.measure == v.Measure.FLOW else f"+{number};−{number};{number}"


def _around(told: str, number: str) -> str:
    """A number format out of a text with the number's place in it."""
    before, _, after = told.partition("\0")
    parts = filter(None, (before, number, after))
    return "".join(f'"{part}"' if part != number else part for part in parts)


# ---------------------------------------------------------------------------
# The columns.

POINTS_GOT: Final = "0.0"
"""Points as they are printed; the cells hold them whole."""
LEFT: Final = N_("{n} {unit} left")
OVER: Final = N_("{n} {unit} over")
LONGEST_UNIT: Final = 6
QUARTERS: Final = 4
"""Quarters of the year that have a cell of their own."""
FARTHEST: Final = 40
"""Percentage points at which the bar of the lead ends."""
HIDDEN: Final = 11.0
"""Width of the columns that are folded away."""
UNSEEN: Final = 1000.0
"""The width that a text in a column out of sight has: no row is higher for it."""
NEVER: Final = ";;;"
"""The number format of a cell that formulas read and nobody sees."""
_SMALLER: Final = styles.WRAPPED.but(size=9)
_BESIDE: Final = _SMALLER.but(indent=1)
_AMOUNT: Final = styles.NUMBER.but(size=9, shrink=True)
_SHARE: Final = styles.NUMBER.but(number=styles.PERCENT, size=9, shrink=True)
_GROWN: Final = styles.NUMBER.but(size=9, shrink=True, color=styles.MUTED)
_LEAD: Final = styles.NUMBER.but(number=styles.SIGNED, size=9, shrink=True)
_WORD: Final = styles.SMALL.but(wrap=False)
_WORKED: Final = _WORD.but(align="right")
_PACE: Final = _WORKED.but(number=styles.RATIO)
_HEADS: Final = styles.HEADER.but(size=9)
_UNSAID: Final = _BESIDE.but(italic=True, color=styles.MUTED)
_ASIDE: Final = _BESIDE.but(color=styles.MUTED)


@cache
def _numbered(style: styles.Style, number: str) -> styles.Style:
    return style.but(number=number)


def _figure(style: styles.Style, *, computed: bool = False) -> Callable[[Case], styles.Style]:
    return lambda c: _numbered(
        style, figure_format(c.row, c.row.unit_of_measure, computed=computed)
    )


def _of_way(style: styles.Style) -> Callable[[Case], styles.Style]:
    """The look of a share of the way: out of sight where none is gone."""
    return lambda c: style if has_lead(c.row) else _numbered(style, NEVER)


def _live(
    key: str,
    title: str,
    width: float,
    stored: Callable[[Case], float | str | None],
    style: styles.Style,
    look: Callable[[Case], styles.Style] | None = None,
) -> table.Column[Case]:
    return table.Column(title, width, lambda c: c.live(key, stored(c)), style, look, key)


def _earned(
    key: str, title: str, width: float, of: Callable[[Case], float | None], style: styles.Style
) -> table.Column[Case]:
    return table.Column(title, width, lambda c: c.points(key, of(c)), style, None, key)


def _worked(
    key: str, title: str, width: float, of: Callable[[Case], float | str | None]
) -> table.Column[Case]:
    return table.Column(title, width, lambda c: _or_nothing(of(c)), _WORKED, None, key)


def _word(key: str, title: str, width: float, of: Callable[[Case], str]) -> table.Column[Case]:
    return table.Column(title, width, lambda c: _or_nothing(of(c)), _WORD, None, key)


def _or_nothing(value: float | str | None) -> float | str | EllipsisType:
    """No cell at all where nothing stands, out of sight."""
    return ... if value is None or value == "" else value


def _quarter(number: int) -> table.Column[Case]:
    look = styles.CENTERED.but(size=9)
    return table.Column("", 2.2, lambda c: c.quarters[number], look, None, f"quarter_{number}")


def _needed(case: Case) -> table.Formula:
    """What each quarter left must bring; of a cap what is left of it."""
    numbers, row = case.numbers, case.row
    if not v.is_cap(row.measure, row.comparator):
        asked = numbers.required_per_quarter if row.required_text else None
        return case.live("required", asked)
    known = numbers.target_value is not None and numbers.actual is not None
    left = (numbers.target_value or 0.0) - (numbers.actual or 0.0)
    return case.live("left", left if known else None)


def _growth(case: Case) -> str:
    """Growth on a year ago, without the unit, which stands beside the target."""
    return case.row.growth_text.removesuffix(case.row.unit_of_measure).strip()


def _asked(case: Case) -> str:
    """The target; with its due date where that is not the year's end."""
    row = case.row
    year = row.due_text.startswith(row.due[:4]) and row.due == case.year
    return row.target_text if year else f"{row.target_text}\n{row.due_text}".strip()


def _comparator(case: Case) -> str:
    return formulas.comparator_cell(case.row.comparator, case.row.direction)


def _bar(case: Case) -> table.Formula | None:
    lead = case.numbers.lead_pp
    return case.live("bar", lead) if has_lead(case.row) else None


# fmt: off
VISIBLE: Final[tuple[table.Column[Case], ...]] = (
    _live("status_text", N_("Status"), 10, lambda c: c.row.status_text,
        styles.CENTERED.but(wrap=True, bold=True, size=9)),
    *map(_quarter, range(QUARTERS)),
    table.Column(N_("Organisation"), 10, lambda c: c.row.organisation, _SMALLER,
        key="organisation"),
    table.Column(N_("Responsible unit"), 12, lambda c: c.row.unit_name or c.row.unit, _BESIDE,
        lambda c: _BESIDE if c.first else _ASIDE, "unit"),
    table.Column(N_("Indicator"), 18.5, lambda c: c.row.name, _BESIDE.but(bold=True), key="name"),
    table.Column(N_("Target"), 13, _asked, _BESIDE),
    table.Column(N_("Expected value"), 10.5, lambda c: asked_by_now(c.row), _AMOUNT,
        _figure(_AMOUNT.but(color=styles.MUTED), computed=True), "expected_value"),
    table.Column(N_("Actual"), 11.5, lambda c: c.numbers.actual, _AMOUNT,
        _figure(_AMOUNT.but(bold=True, locked=False)), "actual"),
    table.Column(N_("On a year ago"), 6.5, _growth, _GROWN, None, "growth"),
    _live("progress", N_("Progress"), 6.8, lambda c: c.numbers.progress, _SHARE, _of_way(_SHARE)),
    _live("lead", N_("Lead (points)"), 6.8, lambda c: c.numbers.lead_pp, _LEAD, _of_way(_LEAD)),
    table.Column("", 6, _bar, styles.NUMBER, None, "bar"),
    table.Column(N_("Needed per quarter"), 10.5, _needed, _AMOUNT,
        lambda c: _numbered(_AMOUNT, _pace_format(c)), "required"),
    table.Column(N_("Weight"), 5, lambda c: c.numbers.worth, _AMOUNT, None, "weight"),
    _earned("earned", N_("Points"), 5.4, lambda c: c.numbers.earned,
        _AMOUNT.but(number=POINTS_GOT)),
    table.Column(N_("Cause (from the unit)"), 17.5, lambda c: c.remark, _BESIDE,
        lambda c: _UNSAID if c.unsaid else _BESIDE if c.row.status in v.BEHIND else _ASIDE,
        "cause"),
)
# fmt: on
WORKED: Final[tuple[table.Column[Case], ...]] = (
    _word("target_id", N_("Target id"), 16, lambda c: c.row.target),
    _word("due", N_("Due"), 11, lambda c: c.row.due_text),
    _worked("baseline", N_("Baseline"), 11, lambda c: c.numbers.baseline),
    _word("data_of", N_("Data of"), 11, lambda c: c.row.actual_period_text),
    _worked("expected", N_("Expected progress"), 11, lambda c: c.numbers.expected_progress),
    _live("pace", N_("Pace ratio"), 9, lambda c: c.numbers.pace_ratio, _PACE),
    _word("reason", N_("Why"), 36, lambda c: c.row.reason),
    _word("mode", N_("Decided by"), 10, lambda c: str(c.mode)),
    _word("gate", N_("Gate"), 13, lambda c: c.row.gate),
    _word("comparator", N_("Comparator"), 11, _comparator),
    _worked("start", N_("Start value B"), 11, lambda c: c.start),
    _worked("target", N_("Target value T"), 11, lambda c: c.numbers.target_value),
    _worked("upper", N_("Upper bound"), 11, lambda c: c.numbers.upper),
    _worked("deviation", N_("Allowed deviation"), 11, lambda c: c.numbers.allowed_deviation),
    _worked("allowance", N_("Allowed so far"), 11, lambda c: c.numbers.allowance),
    _worked("quarters_left", N_("Quarters left"), 8, lambda c: c.quarters_left),
    _live("met", N_("Met (1 or 0)"), 8, lambda c: c.met, _WORKED),
    _live("status", N_("Status id"), 13, lambda c: c.row.status, _WORD),
    _word("earns", N_("Earned by"), 8, lambda c: c.row.earns),
    _word("unreported", N_("Counts as not reported"), 8, lambda c: c.row.unreported),
    _live("due_now", N_("Was due"), 8, lambda c: c.due, _WORKED),
    _live("reported", N_("Reported"), 8, lambda c: c.reported, _WORKED),
    _earned("earned_share", N_("Share earned"), 8, lambda c: c.numbers.earned_share, _WORKED),
    _earned("earned_low", N_("Points at worst"), 8, lambda c: c.numbers.earned_low, _WORKED),
    _earned("earned_high", N_("Points at best"), 8, lambda c: c.numbers.earned_high, _WORKED),
    _word("published", N_("Status as published"), 13, lambda c: c.row.status),
    _worked("year_ago", N_("Same period last year"), 11, lambda c: c.row.year_ago),
    _worked("forecast", N_("Expected by the unit for the year"), 11, lambda c: c.forecast),
    _worked("projection", N_("Where the pace so far leads"), 11, lambda c: c.numbers.projection),
)
FIELDS: Final = (*VISIBLE, *WORKED)
COLUMN: Final[Mapping[str, int]] = {field.key: n for n, field in enumerate(FIELDS) if field.key}
DIGIT, WIDEST = 1.05, 22.0
"""Width of a digit and of the widest column of numbers; what is longer still is shrunk."""
NUMBERS: Final[Mapping[str, Callable[[Numbers], float | None]]] = {
    "expected_value": lambda n: n.expected_value,
    "actual": lambda n: n.actual,
    "required": lambda n: n.required_per_quarter,
}
"""Columns of numbers of any size."""


def room_for_numbers(rows: Sequence[TargetRow]) -> dict[str, float]:
    """Widths in which the columns of numbers show all theirs, up to `WIDEST`.

    A column of organisations takes its room from those of texts.
    """
    several = len({row.organisation for row in rows}) > 1
    found = {"unit": 10.5, "cause": 11.5} if several else {}
    for key, of in NUMBERS.items():
        told = [(of(row.numbers), row.decimals) for row in rows]
        known = ((x, ",.11g" if n is None else f",.{n}f") for x, n in told if x is not None)
        longest = max((len(f"{x:{form}}") for x, form in known), default=0)
        found[key] = min(max(FIELDS[COLUMN[key]].width, DIGIT * longest + 1), WIDEST)
    return found


# ---------------------------------------------------------------------------
# The sheet.

SHEET: Final = N_("Targets")
AS_PUBLISHED: Final = N_(
    "Sentences tell the data as published; they turn grey where the status is no longer the same."
)
NAMED: Final = (
    *("organisation", "unit", "status", "published", "weight", "due_now", "reported"),
    *("earned_share", "earned", "earned_low", "earned_high"),
)
"""Columns that the overview and the sheet of scores count."""


def open_targets(desk: table.Desk) -> Sheet:
    """The sheet, with its title and note."""
    text = desk.words.text
    note = text(
        "By department, the worst first; lead = progress − expected progress, the bar to ±{n} "
        "points. Progress, lead, pace and status are formulas: change an actual value or a "
        "threshold on the sheet “{method}” and see them move. Unfold the columns on the right for "
        "the working.",
        n=FARTHEST,
        method=text("Method"),
    )
    note = desk.words.sentences(note, text(AS_PUBLISHED))
    sheet = desk.open(text(SHEET), text("All targets"), note, len(VISIBLE))
    room = room_for(sum(field.width for field in VISIBLE), styles.NOTE)
    sheet.raw.set_row(table.NOTE_ROW, 3 + 12 * lines_needed(note, room))
    return sheet


def in_departments(view: View) -> list[TargetRow]:
    """All targets by organisation and department (in the order of the scores), the worst first."""
    order = {key: n for n, key in enumerate(units_of(view))}
    zones = {block.organisation: n for n, block in enumerate(view.organisations)}
    worst = worst_first(view.rows)

    def place(row: TargetRow) -> tuple[int, int]:
        zone, key = row.organisation, (row.organisation, row.unit)
        return zones.get(zone, len(zones)), order.get(key, len(order))

    return sorted(worst, key=place)


def write_targets(desk: table.Desk, sheet: Sheet, rows: Sequence[TargetRow]) -> None:
    """One row per target, with live arithmetic, a bar of its lead and what its unit says."""
    quarters = year_quarters(desk.view)
    _header(desk, sheet, quarters)
    cases = list(_cases(desk, rows, quarters))
    end = table.body(sheet, FIELDS, cases, layout=table.Layout(18))
    if not cases:
        none = desk.words.text("None.")
        sheet.merged((table.FIRST_ROW, 0, table.FIRST_ROW, len(VISIBLE) - 1), none, styles.NOTE)
        end += 1
    for key in NAMED:
        column = COLUMN[key]
        desk.book.define(f"targets_{key}", sheet.range(table.FIRST_ROW, column, end - 1, column))
    _dress(desk, sheet, end)


def _cases(desk: table.Desk, rows: Iterable[TargetRow], quarters: Sequence[str]) -> Iterable[Case]:
    view, words, before = desk.view, desk.words, ("", "")
    year = view.header.quarter.partition("-")[0]
    for row in rows:
        past = view.highlights.past.get((row.organisation, row.target), {})
        lights = [past.get(quarter, "") for quarter in quarters]
        symbols = [v.Status(one).symbol if one else "" for one in lights]
        told = view.followups.get(row.target)
        remark = _remark(view, row, words)
        unsaid = not remark and row.status in v.BEHIND
        if unsaid:
            remark = words.text(N_("no cause given by the unit"))
        seen, whose = (*[""] * (QUARTERS - len(symbols)), *symbols), (row.organisation, row.unit)
        said = before != whose, remark, unsaid, told.form.year_forecast if told else None
        yield Case(row, view.header.policy, words, year, seen, *said)
        before = whose


def _remark(view: View, row: TargetRow, words: Words) -> str:
    """What its unit says of a target that is behind; of an undecided one what is waited for."""
    if row.status in v.BEHIND:
        account = account_of(view, row, words)
        return account.cause or account.measure
    if row.status == v.Status.OVERDUE:
        return row.needed_text or row.reason
    if row.status in v.VERDICTS or row.status == v.Status.NOT_SCORED:
        return ""
    last = words.text(N_("last known: {value}"), value=row.last_text) if row.last_text else ""
    due = words.text(N_("due {due}"), due=row.due_text) if row.due_text else ""
    return words.listed([part for part in (due, last) if part])


def _header(desk: table.Desk, sheet: Sheet, quarters: Sequence[str]) -> None:
    view, text = desk.view, desk.words.text
    wide = room_for_numbers(view.rows)
    sheet.columns([wide.get(field.key, field.width) for field in FIELDS])
    folded = styles.HEADER.but(fill=styles.MUTED, size=9)
    shown = reversed([quarter_name(quarter, desk.words) for quarter in quarters])
    names = dict(zip(range(QUARTERS, 0, -1), shown, strict=False))
    told = []
    for n, field in enumerate(FIELDS):
        title = text(field.title) if field.title else ""
        title = names.get(n, "")[:2].rstrip("季") if 1 <= n <= QUARTERS else title
        told.append((title, _HEADS if field in VISIBLE else folded))
    table.heads(sheet, told, seen=len(VISIBLE))
    unseen = [n for n in range(1, QUARTERS + 1) if n not in names]
    if len(view.organisations) == 1:
        unseen.append(COLUMN["organisation"])
    if not any(row.growth_text for row in view.rows):
        unseen.append(COLUMN["growth"])
    if not any(row.unit for row in view.rows):
        unseen.append(COLUMN["unit"])
    if not any(row.points_short for row in view.rows):
        unseen += [COLUMN["weight"], COLUMN["earned"]]
    for column in unseen:
        sheet.raw.set_column(column, column, FIELDS[column].width, None, {"hidden": True})
        sheet.widths[column] = UNSEEN
    last = len(FIELDS) - 1
    sheet.raw.set_column(len(VISIBLE), last, HIDDEN, None, {"level": 1, "hidden": True})
    sheet.raw.set_column(last + 1, last + 1, None, None, {"collapsed": True})


def _dress(desk: table.Desk, sheet: Sheet, end: int) -> None:
    last = end - 1
    bar = {
        "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_only": True,
        "bar_color": styles.BAR, "bar_negative_color": styles.BAR_BACK,
        "bar_axis_color": styles.LINE, "bar_axis_position": "middle",
        "min_type": "num", "min_value": -FARTHEST, "max_type": "num", "max_value": FARTHEST,
    }  # fmt: skip
    column = COLUMN["bar"]
    sheet.raw.conditional_format(table.FIRST_ROW, column, last, column, bar)
    status = COLUMN["status_text"]
    table.colour_statuses(desk, sheet, (table.FIRST_ROW, status, last, status + QUARTERS))
    zone, unit = (xl_col_to_name(COLUMN[key]) for key in ("organisation", "unit"))
    below, above = table.FIRST_ROW + 2, table.FIRST_ROW + 1
    apart = ",".join(f"${one}{below}<>${one}{above}" for one in (zone, unit))
    rule = {"type": "formula", "criteria": f"=OR({apart})", "format": sheet.book.parted()}
    sheet.raw.conditional_format(table.FIRST_ROW + 1, 0, last, len(VISIBLE) - 1, rule)
    live, then = (xl_col_to_name(COLUMN[key]) for key in ("status", "published"))
    moved = f"=${live}{table.FIRST_ROW + 1}<>${then}{table.FIRST_ROW + 1}"
    for key in ("cause", "reason"):
        table.outdated(sheet, (table.FIRST_ROW, COLUMN[key], last, COLUMN[key]), moved)
    sheet.raw.autofilter(table.HEADER_ROW, 0, last, len(VISIBLE) - 1)
    table.finish(sheet, end, len(VISIBLE) - 1, COLUMN["name"] + 1)
