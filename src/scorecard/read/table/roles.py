"""What each column of a block is taken for: the plan by which its rows are read.

Longer than other modules: every way to lay out a table is one short decision here, and each rests
on those before it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from scorecard.read.table.blocks import (
    ACTUALS,
    TARGETS,
    Block,
    Column,
    sample,
)
from scorecard.read.table.lexicon import fold, is_whole, roles_by_part, says, word_in
from scorecard.read.table.periods import When, find, of_cell
from scorecard.read.table.quantities import Amount, amount
from scorecard.schema.errors import N_
from scorecard.schema.period import Period, PeriodKind
from scorecard.schema.spelling import normalise, parse_unit
from scorecard.schema.vocabulary import Direction, Method

UNNAMED_YEAR: Final = 2000
"""Stands for the year of months and quarters that no year is named for."""
Told = tuple[str, Mapping[str, Any]]
"""A sentence of the reading: its message and parameters."""
_SUB: Final = frozenset({PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.MONTH})
_SPECIFIC: Final = re.compile(
    r"指标|kpi|indicator|measured?\b|metric|kr$|key result|科目", re.IGNORECASE
)
_FISCAL: Final = re.compile(
    r"fiscal|financial year|\bfy\b|school year|academic|财年|学年|财政年度", re.IGNORECASE
)
_LONGEST: Final = 40
"""Letters up to which a title may name what a table's rows are of."""
_ROWS: Final = 60
"""Rows by which a column is told to be worked out from others."""
_ROUNDED: Final = 0.6
"""Per cent by which a rounded share may be off."""
_UNIT: Final = 4
"""Letters behind a number beyond which a text is a name (12345热线办结率), no amount."""
_RANKS: Final = re.compile(r"位次|排名|名次|\brank", re.IGNORECASE)
_MEAN: Final = re.compile(r"\b(?:avg|average|mean|total)\b|均|合计|累计", re.IGNORECASE)
_FUNDS: Final = re.compile("资金|经费")
_TARGET: Final = re.compile(
    "target|goal|quota|plan|budget|standard|committed|目标|指标值|任务|计划|预算|控制数",
    re.IGNORECASE,
)
_ACTUAL: Final = re.compile(
    "actual|result|achiev|ytd|to date|实际|完成|实绩|累计|执行", re.IGNORECASE
)
"""What names a target, or a figure, plainly: it goes before a limit, a benchmark, a mean."""
_BUDGET: Final = re.compile("预算|budget", re.IGNORECASE)
_SPENT: Final = re.compile("执行|支出|spen[dt]|expenditure|expended", re.IGNORECASE)
_LOW: Final = re.compile(r"lower|min|下限|最低", re.IGNORECASE)
_UNTIL: Final = re.compile("截至|截止|月[末底]|as (?:of|at)", re.IGNORECASE)
_YEARS: Final = re.compile(
    r"(?:19|20|21)\d\d\s*年?\s*(?:[-–—~至到]|\bto\b)\s*[a-z ]*(?:19|20|21)\d\d", re.IGNORECASE
)
"""A span of years in a title: it dates no figure."""
_UNITS_SAID: Final = re.compile(
    r"(?:计量)?单位\s*[:：]\s*([^\s,，、;；()（）]+)([,，、;；].+)?|"
    r"(?:figures?|amounts?|values?) in ([^\s,;()]+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who asks has said.

    `as_of` judges, `today` stands for it where nothing else dates the table, `year` is that of
    months for which nobody names one.  `fiscal_start` is
    the first month of fiscal years, None where nobody said so; `named_by` says whether a fiscal
    year is named by the year it starts or ends in.  `direction` holds for rows that say none;
    `mapping` gives headers their roles.
    """

    as_of: date | None = None
    today: date | None = None
    year: int | None = None
    method: Method | None = None
    fiscal_start: int | None = None
    named_by: Literal["start", "end"] | None = None
    direction: Direction | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)

    def period(self, when: When | None, year: int | None) -> Period | None:
        """The period that a text names, in this calendar; None for none, or without a year."""
        if when is None or when.unclear:
            return None
        return when.period(year, self.fiscal_start or 1, self.named_by or "start")


@dataclass
class Plan:
    """The columns of a block by what they hold.

    `one` has the columns that stand alone (name, unit …); `targets`, `actuals` and `plan` (interim
    values of the year's target) may be several.  `year` and `span` are the year and the part of it
    that the titles name, `unit` the unit that they name.
    """

    block: Block
    one: dict[str, Column] = field(default_factory=dict)
    groups: list[Column] = field(default_factory=list)
    extras: list[Column] = field(default_factory=list)
    targets: list[Column] = field(default_factory=list)
    actuals: list[Column] = field(default_factory=list)
    interim: list[Column] = field(default_factory=list)
    year: int | None = None
    year_said: bool = False
    span: When | None = None
    unit: str = ""
    fiscal: Column | None = None
    undated: bool = False
    passed: dict[int, str] = field(default_factory=dict)
    """Rows that hold no indicator, and what they are: heading, total, footnote, empty."""
    is_plan: bool = False
    is_tasks: bool = False
    assumed: list[Told] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)
    keeps_all: bool = False
    """Whether rows without a value are kept: a method of series says what it lacks."""
    topic: str = ""
    """What the table is about, where its rows are named by bodies rather than indicators."""
    later: Column | None = None
    """The column of revised dates: they go before the due date where there are any."""
    year_of: Column | None = None
    """The column of years, where months or quarters stand in one of their own."""
    ambiguous: tuple[Column, Column] | None = None
    asked: list[tuple[str, Column, dict[str, Any]]] = field(default_factory=list)
    """Questions about the whole table: code, the column it is about, parameters."""

    @property
    def is_spending(self) -> bool:
        """Whether a budget stands beside what was spent of it: no target that a name explains."""
        lines = "name" in self.one and _BUDGET.search(self.one["name"].header)  # Budget line
        spent = any(_SPENT.search(c.header) for c in self.actuals)
        return any(_BUDGET.search(c.header) for c in self.targets) and bool(lines or spent)

    @cached_property
    def is_rated(self) -> bool:
        """Whether words for met and not met stand in most rows: the figures are final ones."""
        status = self.one.get("status")
        cells = sample(self.block, status.index) if status is not None and self.actuals else []
        said = sum(word_in("met", t) or word_in("unmet", t) for t in cells)
        return len(cells) > 1 and said * 5 >= len(cells) * 4

    @cached_property
    def has_floors(self) -> bool:
        """Whether some target is one to be reached: then no header says that less is better."""
        cells = (t for c in self.targets for t in sample(self.block, c.index))
        return any(amount(t).comparator in {">=", ">"} for t in cells)

    @cached_property
    def adds_up(self) -> bool:
        """Whether the rates of most rows follow from what the parts of the year add up to."""
        rate, sheet = self.one.get("completion"), self.block.sheet
        parts = [c for c in self.actuals if c.when is not None and c.when.kind in _SUB]
        if rate is None or len(self.targets) != 1 or not 1 < len(parts) == len(self.actuals):
            return False
        agree = rows = 0
        for row in self.block.body[:_ROWS]:
            said, target = (amount(sheet.text(row, c.index)) for c in (rate, self.targets[0]))
            figures = [amount(sheet.text(row, c.index)).number or 0.0 for c in parts]
            if said.number is not None and target.number:
                rows += 1
                agree += abs(100 * sum(figures) / target.number - said.number) <= _ROUNDED
        return agree > 1 and agree * 5 >= rows * 4

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letters of the columns that stand alone, by role."""
        return {role: self.block.sheet.column(c.index) for role, c in self.one.items()}

    def dated(self, role: str, text: str) -> When | None:
        """The period that a cell names; of a fiscal year where its column's header says so."""
        when, column = of_cell(text) if text else None, self.one.get(role)
        if when is not None and column is not None and _FISCAL.search(column.header):
            return replace(when, fiscal=True)
        return when

    @cached_property
    def dues(self) -> list[When]:
        """The dates of the rows' due column."""
        cells = sample(self.block, self.one["due"].index) if "due" in self.one else []
        return [when for text in cells if (when := of_cell(text)) is not None]

    def used(self) -> dict[int, Column]:
        """The columns that are read, by place."""
        found = [*self.one.values(), *self.groups, *self.targets, *self.actuals, *self.interim]
        found += [c for c in (self.year_of, self.later) if c is not None]
        return {column.index: column for column in found}


def plan_of(block: Block, options: Options) -> Plan | None:
    """What the columns of a block are taken for; None for a table without names or values."""
    block.columns = [
        _mapped(_limited(column, options), options.mapping) for column in block.columns
    ]
    plan = Plan(block, keeps_all=options.method in {Method.GROWTH_RATIO, Method.PROJECTION})
    _context(plan, options)
    _labels(plan)
    if "name" not in plan.one and "id" not in plan.one:
        _name_by_contents(plan)
    if "name" not in plan.one and "id" not in plan.one:
        _name_by_title(plan)
    if "name" not in plan.one and "id" not in plan.one:
        return None
    _period_by_contents(plan)
    if plan.topic and _FUNDS.search(plan.one["name"].header):
        return None
    _values(plan, options)
    _newer_unread(plan, options)
    _headless(plan)
    _fiscal(plan, options)
    _values_asked(plan)
    _unused(plan)
    return plan


def _limited(column: Column, options: Options) -> Column:
    """A limit is a target's, but under the growth ratio the indicator's natural one."""
    natural = "natural_limit"
    if options.method is Method.GROWTH_RATIO and natural in column.candidates:
        return replace(column, role=natural, candidates=(natural,), exact=True)
    return column


def _mapped(column: Column, mapping: Mapping[str, str]) -> Column:
    """The column with the role that was asked for by its header."""
    for header, role in mapping.items():
        if fold(header) in {fold(column.header), *map(fold, column.path)}:
            return replace(column, role=role, candidates=(role,), exact=True)
    return column


def _context(plan: Plan, options: Options) -> None:
    """Year, part of the year and unit that the titles above the table name."""
    lines = [*plan.block.titles, plan.block.sheet.name]
    for line in lines:
        rest = normalise(line)
        said = _UNITS_SAID.search(rest)
        if said and not said[2] and not plan.unit:
            unit = said[1] or said[3] or ""
            plan.unit = unit if parse_unit(unit) is not None or unit.lower() in {"usd", "$"} else ""
        if len(rest) > 80 or rest == "CSV" or _YEARS.search(rest) or says(rest, "written"):
            continue
        for _ in range(3):
            when, rest = find(rest)
            if when is None or when.fiscal:
                break
            if when.year is not None and plan.year is None:
                plan.year, plan.year_said = when.year, True
            if when.kind is not PeriodKind.YEAR and plan.span is None:
                plan.span = replace(when, to_date=when.to_date or bool(_UNTIL.search(line)))
    if plan.span is not None and plan.span.year is None:
        plan.span = replace(plan.span, year=plan.year)
    if plan.year is None:
        _year_of_targets(plan, options)


def _year_of_targets(plan: Plan, options: Options) -> None:
    """The year of the targets' header (2026年目标 beside 一季度), where no title names one."""
    years = {c.when.year for c in plan.block.of(*TARGETS) if c.when is not None and c.when.year}
    plan.year = options.as_of.year if options.as_of else options.year or UNNAMED_YEAR
    if len(years) == 1 and any(c.when and c.when.kind in _SUB for c in plan.block.columns):
        plan.year, plan.year_said = years.pop(), True


def _labels(plan: Plan) -> None:
    """The columns that say what and whose a row is."""
    block = plan.block
    names = block.of("name")
    # what holds numbers names no row, where another column could
    worded = [c for c in names if not is_numeric(block, c)]
    names = worded if worded or block.of("group") else names
    if names:
        filled = [c for c in names if sample(block, c.index, 1)] or names
        best = max(filled, key=lambda c: (_rank(c), c.index))
        plan.one["name"] = best
        plan.groups += [c for c in names if c is not best and c in filled]
    plan.groups = [c for c in [*block.of("group"), *plan.groups] if not is_numeric(block, c)]
    for column in block.columns:
        role = column.role
        if role is None or role in {
            "name",
            "group",
            "bare",
            "baseline",
            *TARGETS,
            *ACTUALS,
            "note",
            "support",
        }:
            continue
        if role in {"status", "progress_text"} and role in plan.one:
            role = next((r for r in ("status", "progress_text") if r not in plan.one), role)
            plan.one.setdefault(role, column)
            continue
        if role == "due" and role in plan.one and says(column.header, "revised"):
            plan.later = column
        if role == "actual_period" and role in plan.one and plan.year_of is None:
            _year_apart(plan, column)
        plan.one.setdefault(role, column)
    plan.extras = [c for c in block.columns if c.role is None and sample(block, c.index, 1)]
    parent, key = plan.one.get("parent"), plan.one.get("id") or plan.one.get("name")
    if parent and key and "parent_kind" not in plan.one:
        # an objective that is no row of values heads a group
        keys, held = (set(sample(block, c.index)) for c in (key, parent))
        valued = {
            block.sheet.text(row, key.index) for row in block.body
            if any(block.sheet.text(row, c.index) for c in block.of(*TARGETS, *ACTUALS))
        }  # fmt: skip
        if held and not held <= keys & valued:
            plan.groups.append(plan.one.pop("parent"))


def _year_apart(plan: Plan, other: Column) -> None:
    """A column of years beside one of months or quarters: together they name the period."""
    both = (plan.one["actual_period"], other)
    for year, part in (both, both[::-1]):
        years, parts = (sample(plan.block, c.index, 20) for c in (year, part))
        if all(re.fullmatch(r"(?:19|20|21)\d\d年?", t) for t in years) and all(
            (w := of_cell(t)) is not None and w.year is None for t in parts
        ):
            plan.year_of, plan.one["actual_period"] = year, part
            return


def _rank(column: Column) -> int:
    header = column.path[-1] if column.path else ""
    return 4 if "三级" in header else 3 if _SPECIFIC.search(header) else 1 + ("名称" in header)


def _name_by_contents(plan: Plan) -> None:
    """No column is headed as a name: the first that holds distinct words, told as assumed.

    One with an unknown header goes first, then groups, then whose the rows are: these say nothing
    of what is measured, which the title must (`topic`).
    """
    held = [c for c in plan.block.columns if _distinct(plan, c)]
    first_value = min(
        (c.index for c in plan.block.columns if c.of_value or c.when is not None), default=99
    )
    unknown = [c for c in held if c.role is None and (c.index < first_value or not c.path)]
    longest = max((c for c in unknown if c.path), key=lambda c: _letters(plan, c), default=None)
    if longest is not None:  # R1, R2 are codes of what stands beside them
        unknown = [
            c for c in unknown if not c.path or 4 * _letters(plan, c) > _letters(plan, longest)
        ]
    bodies = [c for c in held if c.role in {"organisation", "responsible_unit"}]
    groups = [c for c in held if c.role == "group"]
    alone = [c for c in unknown if not c.path and c.index <= 1]
    known = [plan.one[r] for r in ("organisation", "responsible_unit") if r in plan.one]
    order = [*alone, *(c for c in unknown if c.path), *groups[::-1], *known, *bodies]
    chosen = next(iter(order), None)
    if chosen is None:
        return
    if chosen.role in {"organisation", "responsible_unit"}:
        plan.topic = " ".join(plan.block.titles) or plan.block.sheet.name
    plan.one = {r: c for r, c in plan.one.items() if c.index != chosen.index}
    plan.groups = [g for g in plan.groups if g.index != chosen.index]
    plan.extras = [c for c in plan.extras if c.index != chosen.index]
    plan.one["name"] = replace(chosen, role="name")
    if chosen.path and chosen.role != "organisation":
        plan.assumed.append((N_("“{header}” is read as the name."), {"header": chosen.header}))


def _letters(plan: Plan, column: Column) -> int:
    """The letters in the first cells of a column."""
    return sum(map(len, sample(plan.block, column.index, 20)))


def _name_by_title(plan: Plan) -> None:
    """Rows of periods with a target and a figure are of what the title names; told as assumed."""
    block, sheet = plan.block, plan.block.sheet
    title = block.part or next((t for t in block.titles if len(t) < _LONGEST), "")
    if "actual_period" not in plan.one or not title or not block.of(*TARGETS):
        return
    width = max(map(len, sheet.rows))
    rows = [
        [*row, *[""] * (width - len(row)), title] if n in block.body and any(row) else row
        for n, row in enumerate(sheet.rows)
    ]
    block.sheet, block.part = replace(sheet, rows=rows), ""
    plan.one["name"] = Column(width, (title,), "name", ("name",))
    plan.assumed.append((N_("“{header}” is read as the name."), {"header": title}))


def _period_by_contents(plan: Plan) -> None:
    """Rows of a name that repeats, apart by a column of dates: that is their period."""
    names = sample(plan.block, (plan.one.get("name") or plan.one["id"]).index)
    if len(set(names)) * 2 > len(names) or {"actual_period", "due"} & set(plan.one):
        return
    for column in [*plan.groups, *plan.extras]:
        cells = sample(plan.block, column.index)
        if len(set(cells)) > 1 and all(of_cell(t) is not None for t in cells):
            plan.one["actual_period"] = replace(column, role="actual_period")
            plan.groups = [c for c in plan.groups if c is not column]
            plan.extras = [c for c in plan.extras if c is not column]
            return


def _distinct(plan: Plan, column: Column) -> bool:
    cells = sample(plan.block, column.index)
    texts = [
        t for t in cells
        if of_cell(t) is None
        and ((a := amount(t)).number is None or a.is_inside or len(a.unit) > _UNIT)
    ]  # fmt: skip
    return bool(texts) and len(texts) == len(cells) and len(set(texts)) * 3 > len(texts) * 2


# ---------------------------------------------------------------------------
# Which columns hold targets, figures and the baseline.


def _values(plan: Plan, options: Options) -> None:  # noqa: C901, PLR0912, PLR0915  (one branch a way to say it)
    block = plan.block
    targets, actuals = block.of(*TARGETS), block.of(*ACTUALS)
    if not targets and not actuals and not block.of("bare", "status", "progress_text", "kind"):
        targets, actuals = _dates_alone(plan)
    bare, bases = block.of("bare"), block.of("baseline")
    actuals = _reached(plan, actuals, bare)
    values = [c for c in actuals if c.role == "value"]
    if values and (len(actuals) > len(values)):
        if not targets:
            targets = values
        actuals = [c for c in actuals if c.role != "value"]
    if bases:
        plan.one["baseline"] = bases[0]
        for more in bases[1:]:
            actuals = [*actuals, more] if more.when is not None else actuals
    kind = plan.one.get("kind")
    bare, planned = _ahead(plan, bare, targets, options)
    targets += planned
    if (not targets and "strength" in plan.one) or (
        not targets
        and block.of("growth")
        and len(bare) == 2
        and not actuals
        and all(c.when is not None and c.when.kind is PeriodKind.YEAR for c in bare)
    ):
        plan.is_plan = len(bare) >= 2 and not actuals
        if plan.is_plan:
            targets, bare = [bare[-1]], bare[:-1]
            said = {"header": targets[0].header}
            plan.assumed.append((N_("a plan: “{header}” holds the target, never a figure."), said))
    if "baseline" not in plan.one and targets and kind is None:
        first = _start(plan, targets, [*actuals, *bare], options)
        if first is not None:
            plan.one["baseline"] = first
            bare, actuals = ([c for c in cs if c is not first] for cs in (bare, actuals))
            plan.assumed.append((N_("“{header}” is the baseline."), {"header": first.header}))
    scores = [c for c in block.of("score") if any("score" in t.header.lower() for t in targets)]
    actuals = actuals or ([] if bare else scores)
    if targets and not actuals and not bare and kind is None:
        actuals = _dated_unknown(plan)
    if not targets and kind is None and not plan.is_plan:
        targets = _beside_the_target(plan)
    planned = _planned_parts(plan, targets, actuals, bare, options)
    own = _not_worked_out(plan, [*targets, *actuals, *(c for c in bare if c not in planned)])
    plan.targets = _in_force(plan, _of_one_basis(plan, [c for c in targets if c in own], actuals))
    figures = [c for c in own if c not in targets]
    plan.actuals = _of_figures(plan, figures)
    if not plan.actuals and "last" in plan.one:
        plan.actuals = [plan.one["last"]]
    _split_interim(plan, planned)
    numeric = bool(plan.targets) or bool(plan.actuals)
    share = plan.one.get("completion") if "due" in plan.one else None
    status = plan.one.get("status") or plan.one.get("progress_text") or share
    texts = [c for c in plan.actuals if c.role in {"actual", "to_date"}]
    plan.is_tasks = not plan.targets and status is not None and (not numeric or (not texts))
    if plan.is_tasks and "due" not in plan.one and "baseline" not in plan.one:
        base = plan.one.get("baseline_period")  # the date as it was first planned
        if base is not None and roles_by_part(base.header)[:1] == ("baseline",):
            plan.one["due"] = plan.one.pop("baseline_period")
    if plan.is_tasks and not plan.actuals:
        plan.one["status"] = _better_status(plan)
    elif not plan.is_tasks and plan.targets and not plan.actuals and kind is None:
        _status_as_actual(plan)
        if not plan.actuals and status is not None and _in_words(plan):
            plan.targets, plan.is_tasks = [], True
            plan.one["status"] = _better_status(plan)


def _dated_unknown(plan: Plan) -> list[Column]:
    """The one column of numbers with a part of the year over words nobody knows (1-5月入库)."""
    found = [
        c for c in plan.block.columns
        if c.role is None and c.path and is_numeric(plan.block, c)
    ]  # fmt: skip
    dated = [c for c in found if c.when is not None and c.when.to_date]
    if len(dated) != 1:
        return []
    told = N_("“{header}” is the figure: no other column holds one.")
    plan.assumed.append((told, {"header": dated[0].header}))
    return [replace(dated[0], role="actual", candidates=("actual",))]


def _reached(plan: Plan, actuals: list[Column], bare: Sequence[Column]) -> list[Column]:
    """The figures without forecasts, where others of no date or of the same year hold any."""
    forecasts = [c for c in actuals if says(c.header, "forecasts")]
    reached = [c for c in actuals if c not in forecasts]
    years = {c.when.year or plan.year if c.when else None for c in (*reached, *bare)}
    kept = [
        c for c in forecasts
        if c.when is not None and (c.when.year or plan.year) not in years
        and (None not in years or not reached)
    ]  # fmt: skip
    found = [c for c in actuals if c in reached or c in kept]
    return found if found or bare else actuals


def _dates_alone(plan: Plan) -> tuple[list[Column], list[Column]]:
    """A due date beside the date of doing, and nothing else: the one is aimed at the other."""
    due, done = plan.one.get("due"), plan.one.get("actual_period")
    if due is None or done is None:
        return [], []
    del plan.one["due"], plan.one["actual_period"]
    return [replace(due, role="target")], [replace(done, role="actual")]


def _ahead(
    plan: Plan, bare: Sequence[Column], targets: Sequence[Column], options: Options
) -> tuple[list[Column], list[Column]]:
    """Columns headed by a period alone, and those of them that lie ahead: what is aimed at."""
    day = options.as_of
    if day is None or plan.one.get("kind") is not None:
        return list(bare), []
    ahead = [
        c
        for c in bare
        if (p := options.period(c.when, plan.year))
        and p.start_date > day
        and c.when
        and c.when.kind is PeriodKind.YEAR
    ]
    if not ahead:
        return list(bare), []
    if targets:
        return [c for c in bare if c not in ahead], []
    plan.is_plan = True
    plan.assumed.append(
        (N_("“{header}” lies ahead: a target, no figure."), {"header": ahead[-1].header})
    )
    return [c for c in bare if c not in ahead], ahead


def _start(
    plan: Plan, targets: Sequence[Column], figures: Sequence[Column], options: Options
) -> Column | None:
    """The earlier of two years of figures before a target further on; of more, it is asked.

    Where every later year of figures has a target beside it, the first, which has none, is it.
    """
    dated = [
        (p, c) for c in figures
        if c.when is not None and c.when.kind is PeriodKind.YEAR and not c.growth
        and not c.cumulative and (p := options.period(c.when, plan.year)) is not None
    ]  # fmt: skip
    dues = [p for c in targets if (p := options.period(c.when, plan.year)) is not None]
    dated.sort(key=lambda one: one[0].start)
    if not dated or not dues or len({p for p, _ in dated}) < len(dated):
        return None
    last = max([p.start for p, _ in dated] + [
        p.start for c in figures if (p := options.period(c.when, plan.year)) is not None
    ])  # fmt: skip
    first, starts = dated[0][1], [due.start for due in dues]
    later = {p for p, _ in dated[1:]}
    if later and later <= set(dues) and dated[0][0].start < min(starts) <= last < max(starts):
        return first
    if min(starts) <= last:
        return None
    if len(figures) == 1:
        return first if first.role == "bare" else None
    if len(figures) == 2:
        return first
    plan.asked.append(("B428", first, {"header": first.header}))
    return None


def _beside_the_target(plan: Plan) -> list[Column]:
    """A floor or a stretch value where no target stands: alone it is the target."""
    found = [
        c for c in plan.block.of("minimum", "stretch")
        if sum(amount(t).number is not None for t in sample(plan.block, c.index)) > 0
    ]  # fmt: skip
    high = next((c for c in plan.block.of("upper") if c not in found), None)
    if len(found) == 1 and high is not None and _LOW.search(found[0].header):
        return [replace(found[0], role="target")]
    if len(found) > 1:
        plan.ambiguous = plan.ambiguous or (found[0], found[1])
        return []
    if not found or "标杆" in found[0].header or "对标" in found[0].header:
        return []
    told = (N_("“{header}” is the target: there is no other."), {"header": found[0].header})
    plan.assumed.append(told)
    plan.one = {r: c for r, c in plan.one.items() if c.index != found[0].index}
    return [replace(found[0], role="target")]


def _newer_unread(plan: Plan, options: Options) -> None:
    """A column of numbers that nobody knows, of a later period than all figures, or of the year.

    What it holds may decide: it is asked about rather than judged without it.
    """
    ends = [p.end_date for c in plan.actuals if (p := options.period(c.when, plan.year))]
    yearly = any(c.when is None or c.when.kind is PeriodKind.YEAR for c in plan.targets)
    day = options.as_of or options.today
    if not yearly or not ends or plan.ambiguous or day is None:
        return
    for column in plan.block.columns:
        period = options.period(column.when, plan.year)
        newer = period is not None and max(ends) < period.end_date and period.start_date <= day
        whole = bool(column.path) and is_whole(column.path[-1])
        if column.role is None and (newer or whole) and is_numeric(plan.block, column):
            plan.ambiguous = (plan.actuals[-1], column)
            return


def _headless(plan: Plan) -> None:
    """Numbers without a header right of a target or figure: its header may span both."""
    columns = plan.block.columns
    for column in [*plan.targets, *plan.actuals]:
        after = columns[column.index + 1 : column.index + 2]
        if after and not after[0].path and is_numeric(plan.block, after[0]):
            letter = plan.block.sheet.column(after[0].index)
            plan.ambiguous = plan.ambiguous or (column, replace(after[0], path=(letter,)))


def _values_asked(plan: Plan) -> None:
    """Ask for targets or figures where none was recognised and a column of numbers is not read."""
    if plan.is_plan or plan.is_tasks or plan.ambiguous or plan.fiscal or "kind" in plan.one:
        return
    lacking = [
        word for word, there in ((N_("a target"), plan.targets), (N_("a figure"), plan.actuals))
        if not there
    ]  # fmt: skip
    open_ones = unread_values(plan)
    if not open_ones and plan.actuals:  # figures of no target: what might hold one is asked for
        used = plan.used()
        open_ones = [
            c for c in plan.block.columns
            if c.index not in used and c.path and sample(plan.block, c.index, 1)
        ]  # fmt: skip
    alone = not plan.targets and all(c.when is None for c in plan.actuals)
    if not open_ones and alone and "actual_period" not in plan.one:
        open_ones = [c for c in plan.block.columns if c.path]
    if not lacking or not open_ones or (plan.keeps_all and plan.actuals):
        return
    headers = ", ".join(dict.fromkeys(f"“{c.header}”" for c in open_ones[:5]))
    params = {"what": lacking[0], "headers": headers, "first": open_ones[0].header}
    plan.asked.append(("B427", open_ones[0], params))


def _holds_values(block: Block, column: Column) -> bool:
    """Whether half of a column's cells are numbers or dates."""
    cells, comma = sample(block, column.index), block.sheet.comma
    known = sum(amount(t, comma=comma).number is not None or of_cell(t) is not None for t in cells)
    return bool(cells) and known * 2 >= len(cells)


def is_numeric(block: Block, column: Column) -> bool:
    """Whether four in five of a column's cells are numbers."""
    cells = sample(block, column.index)
    values = [amount(t, comma=block.sheet.comma) for t in cells]
    numbers = sum(v.number is not None and not v.is_word for v in values)
    return bool(cells) and numbers * 5 >= 4 * len(cells)


def unread_values(plan: Plan) -> list[Column]:
    """The columns that hold numbers or dates, are not read, and may be meant."""
    known = {None, "minimum", "stretch", "last_year", "name", "group"}
    if not plan.actuals:
        known |= {"score", "growth", "status", "progress_text"}
    used = {i for i, c in plan.used().items() if c.role not in known or c in plan.groups}
    used |= {c.index for r, c in plan.one.items() if r in {"name", "id"}}
    return [
        c for c in plan.block.columns
        if c.index not in used and c.path and c.role in known and _holds_values(plan.block, c)
    ]  # fmt: skip


def _of_one_basis(
    plan: Plan, targets: Sequence[Column], actuals: Sequence[Column]
) -> Sequence[Column]:
    """The targets without single periods' beside one to date: a figure to date is held to that."""
    months = [c for c in targets if c.when is None and says(c.header, "single")]
    if len(months) == 1 < len(targets) and {"this_period"} < {c.role for c in actuals}:
        plan.left_out.append((N_("“{header}”"), {"header": months[0].header}))
        targets = [c for c in targets if c not in months]
    summed = [c for c in targets if c.cumulative]
    if len(summed) != 1 or not any(c.cumulative or c.role == "to_date" for c in actuals):
        return targets
    alike = [
        c for c in targets
        if c in summed or c.when is not None
        or (c.role == "annual_target" and summed[0].when is None)
    ]  # fmt: skip
    left = [c for c in targets if c not in alike]
    plan.left_out += [(N_("“{header}”"), {"header": c.header}) for c in left]
    return alike


def _in_force(plan: Plan, targets: Sequence[Column]) -> list[Column]:
    """The target columns: of several for one date the adjusted one, else the first, both told."""
    kept: dict[tuple[When | None, bool], Column] = {}
    targets = _plainest(plan, targets, _TARGET)
    _single_and_summed(plan, targets)
    named = any(c.exact for c in targets)
    for column in sorted(targets, key=lambda c: c.index):
        loose = named and not column.exact and column.when is None and not column.growth
        part = says(column.header, "single") or not is_numeric(plan.block, column)
        if loose and (part or not _TARGET.search(column.header)):
            plan.left_out.append((N_("“{header}”"), {"header": column.header}))
            continue
        when = column.when
        if when is not None and when.year is None and when.kind is PeriodKind.YEAR:
            when = None
        if column.role == "annual_target" or (
            when is not None
            and when.kind is PeriodKind.YEAR
            and when.year == plan.year
            and not column.growth
        ):
            when = When(PeriodKind.YEAR, plan.year)
        key = (when, column.growth)
        other = kept.get(key)
        if other is None:
            kept[key] = column
        elif column.role == "adjusted_target":
            kept[key] = column
            said = {"header": column.header, "other": other.header}
            plan.assumed.append((N_("“{header}” is in force, not “{other}”."), said))
        elif other.role != "adjusted_target":
            plan.ambiguous = plan.ambiguous or (other, column)
    adjusted = next((c for c in kept.values() if c.role == "adjusted_target"), None)
    plain = [
        k
        for k, c in kept.items()
        if c.role in {"annual_target", "target"}
        and not c.growth
        and (c.when is None or (c.when.year == plan.year and c.when.kind is PeriodKind.YEAR))
    ]
    if adjusted is not None and plain:
        for key in plain:
            said = {"header": adjusted.header, "other": kept[key].header}
            plan.assumed.append((N_("“{header}” is in force, not “{other}”."), said))
            plan.left_out.append((N_("“{header}”: not in force"), {"header": kept[key].header}))
            del kept[key]
    return list(kept.values())


def _single_and_summed(plan: Plan, targets: Sequence[Column]) -> None:
    """Ask which is meant where a target of May stands beside that of January to May."""
    ends: dict[tuple[When, bool], Column] = {}
    summed = [c for c in targets if c.cumulative and c.when is None and c.role == "target"]
    single = [c for c in targets if c.when is not None and c.when.kind in _SUB]
    if summed and single and not single[0].cumulative:
        plan.ambiguous = plan.ambiguous or (single[0], summed[0])
    for column in targets:
        if column.when is not None:
            key = (replace(column.when, to_date=False), column.growth)
            first = ends.setdefault(key, column)
            if first.when != column.when:
                plan.ambiguous = plan.ambiguous or (first, column)


def _of_figures(plan: Plan, actuals: Sequence[Column]) -> list[Column]:
    """The figure columns; a single month's or quarter's beside what has accumulated is left out."""
    found = sorted(actuals, key=lambda c: c.index)
    ranks = [c for c in found if _RANKS.search(c.header)]
    if len(ranks) < len(found) and not any(_RANKS.search(c.header) for c in plan.targets):
        plan.left_out += [(N_("“{header}”"), {"header": c.header}) for c in ranks]
        found = [c for c in found if c not in ranks]
    found = _total_of_parts(plan, _plainest(plan, _not_single(plan, found), _ACTUAL))
    shares = [c for c in found if c.unit == "%" and c.when is None]
    if (
        shares
        and any(c.when is None and c.unit != "%" for c in found)
        and not any(c.unit == "%" for c in plan.targets)
    ):
        _set_aside(plan, shares, "completion")
        found = [c for c in found if c not in shares]
    undated = [c for c in found if c.when is None and not c.growth]
    totals = [c for c in undated if c.role == "to_date"]
    if totals and len(undated) > len(totals):
        for column in undated:
            if column not in totals:
                plan.left_out.append(
                    (N_("“{header}”: beside the total to date"), {"header": column.header})
                )
        found = [c for c in found if c not in undated or c in totals]
    undated = [c for c in found if c.when is None and not c.growth]
    if len(undated) > 1:
        plan.ambiguous = plan.ambiguous or (undated[0], undated[1])
    return found


def _not_worked_out(plan: Plan, columns: Sequence[Column]) -> list[Column]:
    """The columns of targets and figures without those worked out from two others, in every row.

    A share (figure over target, or target over figure where less is better) or a difference:
    whatever the header says.  Without a per cent sign more than one row must show it.
    """
    if len(columns) < 3:
        return list(columns)
    sheet, rows = plan.block.sheet, plan.block.body[:_ROWS]
    values = {
        c.index: [amount(sheet.text(row, c.index), comma=sheet.comma) for row in rows]
        for c in columns
    }
    left = list(columns)
    for column in sorted(columns, key=lambda c: -c.index):
        pairs = [
            (values[column.index], values[o.index], values[t.index])
            for o, t in itertools.permutations([c for c in left if c is not column], 2)
            if o.role not in TARGETS and t.role in TARGETS
        ]  # fmt: skip
        if role := next(filter(None, map(_worked_out_as, pairs)), ""):
            _set_aside(plan, [column], role)
            left.remove(column)
    return left


def _set_aside(plan: Plan, columns: Sequence[Column], role: str) -> None:
    """Columns that hold no figures of their own but what follows from others: told."""
    plan.left_out += [(N_("“{header}”"), {"header": c.header}) for c in columns]
    places = {c.index for c in columns}
    plan.block.columns = [
        replace(c, role=role) if c.index in places else c for c in plan.block.columns
    ]


def _worked_out_as(columns: tuple[list[Amount], list[Amount], list[Amount]]) -> str:
    """`completion` or `variance` where a column's cells follow so from a figure and its target."""
    rows = [
        (v, a.number, t.number)
        for v, a, t in zip(*columns, strict=True)
        if v.number is not None and a.number and t.number
    ]
    signed = bool(rows) and all(v.is_percent for v, _, _ in rows)
    if not rows or (len({v.number for v, _, _ in rows}) < 2 and not signed):
        return ""
    of_share = all(
        any(abs(abs(v.number or 0) - 100 * abs(r)) <= _ROUNDED for r in (a / t, t / a))
        for v, a, t in rows
    )
    if of_share or signed:
        return "completion" if of_share else ""
    apart = all(
        math.isclose(abs(v.number or 0), abs(a - t), rel_tol=1e-6, abs_tol=1e-9) for v, a, t in rows
    )
    return "variance" if apart else ""


def _not_single(plan: Plan, found: list[Column]) -> list[Column]:
    """The figures without a single month's or quarter's beside what has accumulated.

    Which of them a target holds that is not said to be the year's is asked about.
    """
    single = [c for c in found if c.role == "this_period"]
    parts = [c for c in found if c.when is not None and c.when.kind in _SUB and not c.cumulative]
    if len(parts) == 1 and all(c.when is None for c in plan.targets):  # May beside the year to date
        single += parts if any(c.role == "to_date" and c.when is None for c in found) else []
    others = [c for c in found if c not in single]
    if not single or not others:
        return found
    loose = all(c.role == "target" and c.when is None for c in plan.targets)
    yearly = plan.year_said and (plan.span is None or plan.span.to_date)
    if loose and len(plan.targets) == 1 and not yearly:
        plan.ambiguous = plan.ambiguous or (single[0], others[-1])
    told = N_("“{header}”: a single period beside the total")
    plan.left_out += [(told, {"header": c.header}) for c in single]
    return others


def _total_of_parts(plan: Plan, found: list[Column]) -> list[Column]:
    """Quarters or months beside a figure without a period: that is their total, or the latest.

    It is the year's where they reach its end, else that of the last of them that holds anything.
    """
    parts = [c for c in found if c.when is not None and c.when.kind in _SUB and not c.growth]
    means = [
        c
        for c in parts
        if c.when and c.when.kind is not PeriodKind.MONTH and _MEAN.search(c.header)
    ]
    months = [c for c in parts if c.when and c.when.kind is PeriodKind.MONTH]
    if len(means) == 1 and months and len(parts) == len(months) + 1:
        plan.left_out += [
            (N_("“{header}”: beside the total"), {"header": c.header}) for c in months
        ]
        return [c for c in found if c not in months]
    undated = [c for c in found if c.when is None and not c.growth]
    filled = [c for c in parts if sample(plan.block, c.index, 1)]
    if len(parts) < 2 or len(undated) != 1 or not filled:
        return found
    last = filled[-1].when
    if last is None or len({c.when.year for c in parts if c.when is not None}) > 1:
        return found
    ends = {PeriodKind.QUARTER: 4, PeriodKind.HALF: 2, PeriodKind.MONTH: 12}[last.kind]
    whole = last.number == ends or "均" in undated[0].header
    when = When(PeriodKind.YEAR, last.year) if whole else replace(last, to_date=True)
    plan.left_out += [(N_("“{header}”: beside the total"), {"header": c.header}) for c in parts]
    return [c for c in found if c not in parts and c not in undated] + [
        replace(undated[0], when=when)
    ]


def _plainest(plan: Plan, columns: Sequence[Column], words: re.Pattern[str]) -> list[Column]:
    """Of columns without a date those that the plain words name, where there are both; told."""
    undated = [c for c in columns if c.when is None and not c.growth]
    plain = [c for c in undated if words.search(c.header)]
    loose = [c for c in undated if c not in plain] if plain else []
    plan.left_out += [(N_("“{header}”"), {"header": c.header}) for c in loose]
    return [c for c in columns if c not in loose]


def _planned_parts(
    plan: Plan,
    targets: Sequence[Column],
    actuals: Sequence[Column],
    bare: Sequence[Column],
    options: Options,
) -> list[Column]:
    """Columns headed by parts of a year alone that are the plan of it, not its figures.

    They are where a column of its own holds the figures, and theirs lies beyond those figures; or
    where some of them lie ahead; or where the last is the year's target, or all add up to it.
    """
    whole = [c for c in targets if c.when is None or c.when.kind is PeriodKind.YEAR]
    parts = [c for c in bare if c.when is not None and c.when.kind in _SUB and not c.growth]
    if not whole or len(parts) < 2:
        return []
    day = options.as_of or options.today
    if not actuals and plan.year_said and day is not None:
        ahead = [
            c for c in parts
            if (p := options.period(c.when, plan.year)) is not None and p.start_date > day
        ]  # fmt: skip
        if any(sample(plan.block, c.index, 1) for c in ahead):
            return parts
    last = options.period(parts[-1].when, plan.year)
    ends = [
        p.end for c in actuals
        if (p := options.period(c.when, plan.year)) is not None and last is not None
        and p.year_start == last.year_start
    ]  # fmt: skip
    if ends and last is not None and last.end > max(ends):
        return parts
    sheet, ends_there = plan.block.sheet, []
    for row in plan.block.body:
        target = amount(sheet.text(row, whole[0].index)).number
        values = [amount(sheet.text(row, c.index)) for c in parts]
        numbers = [v.number for v in values if v.number is not None]
        if target is None or values[-1].number is None:
            continue
        adds = len(numbers) == len(parts) and math.isclose(sum(numbers), target)
        last_one = values[-1].number == target or (
            values[-1].is_percent and values[-1].number == 100
        )
        ends_there.append(last_one if actuals else adds or (last_one and len(set(numbers)) > 1))
    enough = bool(actuals) or len(ends_there) > 1
    return parts if ends_there and enough and all(ends_there) else []


def _split_interim(plan: Plan, planned: Sequence[Column]) -> None:
    """Targets of parts of a year beside the year's own are the way to it."""
    whole = [c for c in plan.targets if c.when is None or c.when.kind is PeriodKind.YEAR]
    parts = [c for c in plan.targets if c.when is not None and c.when.kind in _SUB and not c.growth]
    yearly = any(c.role == "annual_target" or c.when is not None for c in whole)
    parts += [
        c for c in whole
        if yearly and c.role == "target" and c.when is None and not c.growth
        and (c.cumulative or says(c.header, "by_now"))
    ]  # fmt: skip
    whole = [c for c in whole if c not in parts and (c.when is not None or not c.cumulative)]
    parts += planned
    to_date = next((c for c in whole if c.cumulative and c.when is None), None)
    if to_date and parts and any(c.when == parts[-1].when for c in plan.actuals):
        plan.ambiguous = plan.ambiguous or (parts[-1], to_date)  # May target, YTD target
    if whole and parts:
        plan.interim = parts
        plan.targets = [c for c in plan.targets if c not in parts]
        said = {"first": parts[0].header, "last": parts[-1].header}
        plan.assumed.append(
            (N_("“{first}” to “{last}” are the plan on the way to the year's target."), said)
        )


def _in_words(plan: Plan) -> bool:
    """Whether most targets are sentences, and words of doing stand beside them: deliverables."""
    values = [amount(t) for c in plan.targets for t in sample(plan.block, c.index)]
    plain = sum(v.number is not None and not v.is_inside for v in values)
    cells = [amount(t) for t in sample(plan.block, _better_status(plan).index)]
    return plain * 2 < len(values) and sum(v.is_word for v in cells) * 2 > len(cells)


def _better_status(plan: Plan) -> Column:
    """The column with words or shares of doing: the status, else the progress."""
    best: tuple[int, Column] | None = None
    for role in ("status", "progress_text", "completion"):
        column = plan.one.get(role)
        if column is not None:
            cells = list(map(amount, sample(plan.block, column.index)))
            shares = role == "completion"
            known = sum(v.is_word or v.is_percent or (shares and bool(v.number)) for v in cells)
            if best is None or known > best[0]:
                best = (known, column)
    assert best is not None  # noqa: S101  (known to be there: see above)
    return best[1]


def _status_as_actual(plan: Plan) -> None:
    """Targets without a figure column: the progress column may hold the figures."""
    values = [amount(t) for c in plan.targets for t in sample(plan.block, c.index)]
    words = not any(v.number is not None and not v.is_word for v in values)
    for role in ("progress_text", "status"):
        column = plan.one.get(role)
        if column is None:
            continue
        cells = list(map(amount, sample(plan.block, column.index)))
        known = sum(v.number is not None and (words or not v.is_word) for v in cells)
        if cells and known * 2 >= len(cells):
            plan.actuals = [replace(column, role="actual")]
            return


def _fiscal(plan: Plan, options: Options) -> None:
    """The column that names fiscal or school years, where nobody said how to read them."""
    if options.fiscal_start is not None:
        return
    for column in plan.used().values():
        if column.when is not None and column.when.fiscal:
            plan.fiscal = column
            return
        if column.role in {"due", "baseline_period", "actual_period"}:
            cells = sample(plan.block, column.index, 20)
            if _FISCAL.search(column.header) or any((w := of_cell(t)) and w.fiscal for t in cells):
                plan.fiscal = column
                return


def _unused(plan: Plan) -> None:
    """The columns that hold something and are not read."""
    used = plan.used()
    for column in plan.block.columns:
        if column.index in used or not column.path or not sample(plan.block, column.index, 1):
            continue
        if column in plan.extras or column.index in plan.block.elsewhere:
            continue
        plan.left_out.append((N_("“{header}”"), {"header": column.header}))


def title_of(text: str) -> str:
    """A heading's words without its number."""
    return re.sub(
        r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[.、])\s*",
        "",
        text,
    )
