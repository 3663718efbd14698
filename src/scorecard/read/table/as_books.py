"""A table of targets and figures as people keep it, as books and figures: what `assess` judges.

Longer than other modules: every value goes into its frame with the cell that it comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.read.table.blocks import Block, Column, Sheet, blocks, is_turned, unknown_headers
from scorecard.read.table.items import (
    Aim,
    Fact,
    Item,
    by_length,
    distinct,
    items_of,
    label,
    repeated,
    rows_of,
    settle_dates,
    tell_apart,
    without_sums,
)
from scorecard.read.table.lexicon import is_whole, kind_of
from scorecard.read.table.quantities import amount, in_unit
from scorecard.read.table.roles import UNNAMED_YEAR, Options, Plan, Told, is_numeric, plan_of
from scorecard.read.table.settled import Settled
from scorecard.read.table.testimony import Witness
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, finding, in_order
from scorecard.schema.frames import FIGURES, INDICATORS, MILESTONES, TARGETS, Books, Table, typed
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind
from scorecard.schema.sheets import TEXT, Columns
from scorecard.schema.spelling import sanitise, show
from scorecard.schema.vocabulary import (
    Basis,
    FigureState,
    Frequency,
    Measure,
    Method,
    ParentKind,
    Pathway,
    Severity,
    default_pathway,
)

NO_DEADLINE: Final = 1200
"""Months of publication lag where none is given: nobody owes a plain table a figure."""
_FREQUENCY: Final = {
    PeriodKind.YEAR: Frequency.ANNUAL,
    PeriodKind.HALF: Frequency.HALF_YEARLY,
    PeriodKind.QUARTER: Frequency.QUARTERLY,
}


class Frames:
    """Rows of the frames, and the cells they come from."""

    def __init__(self) -> None:
        self.targets: list[dict[str, Any]] = []
        self.indicators: list[dict[str, Any]] = []
        self.milestones: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []
        self.places: dict[str, list[dict[str, str]]] = {
            "targets": [],
            "indicators": [],
            "milestones": [],
        }
        self.cells: dict[str, str] = {}
        """The cells of the item whose rows are being added, by role."""
        self.used: dict[tuple[str, str], int] = {}

    def add(self, one: Settled, body: str) -> None:
        """The rows of one item."""
        item = one.item
        body = item.texts.get("organisation") or body
        key = self._key(body, item)
        self.cells = _cells_of(one)
        kept = [(aim, number, upper) for aim, number, upper in one.aims]
        self._indicator(one, body, key)
        self._figures(one, body, key)
        kept.sort(key=lambda k: k[0].due.end_date if k[0].due else date.max)
        several = (
            len({a.due for a, _, _ in kept}) > 1
            or sum(c.when is not None for c in one.plan.targets) > 1
        )
        earlier: list[tuple[Period, float]] = []
        for aim, number, upper in kept:
            name = f"{key} {aim.due}" if several and aim.due else key
            self._target(one, (body, key, name), aim, (number, upper), earlier)
            if aim.due is not None and number is not None:
                earlier.append((aim.due, number))
        if not kept and (
            one.plan.keeps_all
            or one.facts
            or one.plan.is_plan
            or one.failed
            or item.facts
            or item.aims
        ):
            self._target(one, (body, key, key), None, (None, None), [])

    def mark(self) -> tuple[int, ...]:
        """How many rows there are of each kind."""
        return tuple(map(len, (self.targets, self.indicators, self.milestones, self.figures)))

    def cut(self, mark: tuple[int, ...]) -> None:
        """Take back the rows added since a mark."""
        names = ("targets", "indicators", "milestones", "figures")
        for name, size in zip(names, mark, strict=True):
            del getattr(self, name)[size:]
            del self.places.get(name, [])[size:]

    def _key(self, body: str, item: Item) -> str:
        name = item.texts.get("id") or item.name
        name = f"{name} · {item.part}" if item.part else name
        for more in (
            "",
            item.section,
            item.texts.get("responsible_unit", ""),
            str(item.place[0] + 1),
        ):
            key = f"{name} · {more}" if more else name
            if (body, key) not in self.used:
                break
        self.used[body, key] = 1
        return key

    def _indicator(self, one: Settled, body: str, key: str) -> None:
        item = one.item
        lag = amount(item.texts.get("publication_lag_months", "")).number
        decimals = amount(item.texts.get("decimals", "")).number
        self.indicators.append({
            "organisation": body, "indicator": key, "name": label(item),
            "unit_of_measure": one.unit or None, "measure": str(one.measure),
            "reported_as": _basis(one),
            "frequency": self._frequency(one),
            "decimals": None if decimals is None else int(decimals),
            "publication_lag_months": NO_DEADLINE if lag is None else lag,
            "natural_limit": amount(item.texts.get("natural_limit", "")).number,
            "responsible_unit": item.texts.get("responsible_unit") or None, "source": "reported",
        })  # fmt: skip
        self._place("indicators", one, {})

    def _frequency(self, one: Settled) -> str | None:
        """No cadence is asked of a plain table; a method of series needs the points' distance."""
        said = one.word("frequency", Frequency)
        if said is not None:
            return said
        if one.aims and one.method in {None, Method.PACE, Method.SCHEDULE}:
            return None
        kind = one.facts[-1][1].kind if one.facts else PeriodKind.YEAR
        return str(_FREQUENCY.get(kind, Frequency.MONTHLY))

    def _figures(self, one: Settled, body: str, key: str) -> None:
        known: dict[tuple[str, Basis], float] = {}
        sheet, day = one.item.sheet, one.day
        facts = [*series_before(one), *one.facts]
        for fact, period, number, basis in facts:
            other = known.setdefault((str(period), basis), number)
            if other != number:
                told = {"indicator": key, "period": str(period), "first": show(other)}
                one.tell_at("B406", fact.place, **told)
            elif (str(period), basis) in known and known[str(period), basis] is number:
                end = period.end_date
                if day is not None and one.options.as_of is not None and period.start_date > day:
                    continue
                self.figures.append(
                    {
                        "organisation": body,
                        "indicator": key,
                        "period": str(period),
                        "basis": str(basis),
                        "value": number,
                        "raw": fact.text or None,
                        "state": one.word("state", FigureState) or fact.value.state,
                        "known_on": min(end, day) if day is not None else end,
                        "edition": str(period) if one.measure is Measure.RANK else None,
                        "file": sheet.file,
                        "sheet": sheet.name,
                        "cell": sheet.cell(*fact.place),
                        "vintage": 1,
                    }
                )

    def _target(
        self,
        one: Settled,
        key: tuple[str, str, str],
        aim: Aim | None,
        values: tuple[float | None, float | None],
        earlier: list[tuple[Period, float]],
    ) -> None:
        item, texts = one.item, one.item.texts
        due, comparator, upper = aim.due if aim else None, one.comparator, values[1]
        if "upper" in one.plan.one and upper is None:
            upper = amount(item.sheet.text(item.place[0], one.plan.one["upper"].index)).number
        if aim is not None and aim.value.comparator and "comparator" not in one.plan.one:
            comparator = aim.value.comparator
        base_period = one.baseline_period
        if base_period is None and one.baseline is None and due is not None:
            base_period = _begun(one, due, earlier=bool(earlier))
        steps = one.interim
        if one.baseline is not None and one.measure not in {Measure.FLOW, Measure.MILESTONE}:
            steps = [s for s in steps if due and s[0].end_date < due.end_date] or earlier
        interim = [(p, v) for p, v in steps if due is not None and p.end_date < due.end_date]
        pathway = one.word("pathway", Pathway)
        if pathway is None and aim in one.unpaced:
            pathway = str(Pathway.NONE)
        kinds = {"value"} if interim else set()
        row = {
            "organisation": key[0],
            "target": key[2],
            "indicator": key[1],
            "direction": str(one.direction) if one.direction else None,
            "comparator": comparator,
            "baseline_period": str(base_period) if base_period else None,
            "baseline": one.baseline,
            "due": str(due) if due else None,
            "value": values[0],
            "upper": upper,
            "allowed_deviation": in_unit(amount(texts.get("allowed_deviation", "")), one.unit),
            "pathway": pathway
            or str(
                default_pathway(
                    str(one.measure), str(one.direction) if one.direction else None, kinds
                )
            ),
            "accepted_as": texts.get("accepted_as") or None,
            "weight": _bare(texts.get("weight")),
            "points": _bare(texts.get("points")),
            "scoring": texts.get("scoring") or None,
            "group": next((g for g in item.groups if g), None) or item.section or None,
            "parent": texts.get("parent") or None,
            "parent_kind": one.word("parent_kind", ParentKind),
            "method": one.method,
            "responsible_unit": texts.get("responsible_unit") or None,
            "origin": "office",
            "version": 1,
        }
        self.targets.append(row)
        self._place("targets", one, {"value": aim.place} if aim else {})
        for period, value in interim:
            self.milestones.append(
                {
                    "organisation": key[0],
                    "target": key[2],
                    "period": str(period),
                    "kind": "value",
                    "value": value,
                }
            )
            self._place("milestones", one, {})

    def _place(self, frame: str, one: Settled, cells: Mapping[str, tuple[int, int]]) -> None:
        sheet = one.item.sheet
        own = {name: sheet.cell(*place) for name, place in cells.items()}
        self.places[frame].append({**self.cells, **own} if own else self.cells)

    def last_day(self) -> date | None:
        """The last day of the latest figure."""
        return max((figure["known_on"] for figure in self.figures), default=None)

    def books(self) -> Books:
        """Indicators, targets and milestones."""
        return replace(
            Books.empty(),
            indicators=self._table("indicators", self.indicators, INDICATORS),
            targets=self._table("targets", self.targets, TARGETS),
            milestones=self._table("milestones", self.milestones, MILESTONES),
        )

    def _table(self, name: str, rows: list[dict[str, Any]], columns: Columns) -> Table:
        if not rows:
            return Table.empty(columns)
        places = self.places[name]
        values = pd.DataFrame(rows).assign(
            file=[p["file"] for p in places], sheet=[p["sheet"] for p in places]
        )
        own, named = set().union(*places), [p[""] for p in places]
        cells = pd.DataFrame({
            c: [p.get(c) or p[""] for p in places] if c in own else named for c in columns
        })  # fmt: skip
        return Table(typed(values, columns), typed(cells, dict.fromkeys(columns, TEXT)))

    def figures_table(self) -> Table:
        """The figures frame, with the cell of each."""
        if not self.figures:
            return Table.empty(FIGURES)
        values = typed(pd.DataFrame(self.figures), FIGURES)
        cells = pd.DataFrame(dict.fromkeys(FIGURES, values["cell"]))
        return Table(values, typed(cells, dict.fromkeys(FIGURES, TEXT)))


def _cells_of(one: Settled) -> dict[str, str]:
    """Where an item stands: file, sheet, its own cell, and the cell of each role."""
    sheet, (row, column) = one.item.sheet, one.item.place
    found = {"": sheet.cell(row, column), "file": sheet.file, "sheet": sheet.name}
    if sheet.turned:
        return found | {role: sheet.cell(row, c.index) for role, c in one.plan.one.items()}
    return found | {role: f"{letter}{row + 1}" for role, letter in one.plan.letters.items()}


def _begun(one: Settled, due: Period, *, earlier: bool) -> Period | None:
    """The period from which a target without a baseline is on its way: the one before its own.

    So it is of targets of several parts of a year, and of a count with a target each year.
    """
    if due.months and due.months < MONTHS_A_YEAR and len(one.aims) > 1:
        return Period(due.kind, due.start - due.months, fiscal_start=due.fiscal_start)
    if earlier and one.measure is Measure.STOCK and kind_of(one.item.name) != "level":
        start = due.year_start - MONTHS_A_YEAR
        return Period(PeriodKind.YEAR, start, fiscal_start=due.fiscal_start)
    return None


def _basis(one: Settled) -> str:
    """What the figures of an indicator cover."""
    if one.measure is not Measure.FLOW:
        return str(Basis.POINT)
    return str(one.facts[-1][3] if one.facts else Basis.TO_DATE)


def _bare(text: str | None) -> float | None:
    value = amount(text or "")
    return value.number if not value.is_percent or value.number is None else value.number / 100


# ---------------------------------------------------------------------------
# Series that a row sums up: its first, last and previous value, and the number of changes.

MOST_CHANGES: Final = 5


def series_before(one: Settled) -> Iterator[tuple[Fact, Period, float, Basis]]:
    """The values before the last: from the first, on a straight line, to the previous one.

    Only the mean change and the last change count for the methods that read a series.
    """
    plan, item = one.plan, one.item
    if "first" not in plan.one or not one.facts:
        return
    row = item.place[0]

    def number(role: str) -> float | None:
        return (
            amount(item.sheet.text(row, plan.one[role].index)).number if role in plan.one else None
        )

    first, changes, previous = number("first"), number("n_changes"), number("previous")
    fact, period, last, basis = one.facts[-1]
    if first is None:
        return
    if changes is None or not 1 <= changes <= MOST_CHANGES or changes != int(changes):
        place = (row, plan.one["n_changes"].index) if "n_changes" in plan.one else item.place
        one.tell_at("B407", place, indicator=item.name)
        return
    values, step = straight(first, last, previous, int(changes)), max(period.months, 1)
    for back, value in zip(range(int(changes), 0, -1), values, strict=True):
        role = "previous" if back == 1 and previous is not None else "first"
        place = (row, plan.one[role].index)
        yield (
            replace(fact, place=place, text=""),
            replace(period, start=period.start - step * back),
            value,
            basis,
        )


def straight(first: float, last: float, previous: float | None, changes: int) -> list[float]:
    """The values before the last one, on straight lines through the previous one.

    >>> straight(56.0, 51.0, None, 5)
    [56.0, 55.0, 54.0, 53.0, 52.0]
    >>> straight(10.0, 16.0, 14.0, 3)
    [10.0, 12.0, 14.0]
    """
    if previous is not None and changes > 1:
        step = (previous - first) / (changes - 1)
    else:
        step = (last - first) / changes
    return [first + step * number for number in range(changes)]


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """How one column was understood: letter, header, role, and its period and unit, if any."""

    column: str
    header: str
    role: str
    period: str | None = None
    unit: str | None = None


@dataclass(slots=True)
class TableReading:
    """How one table of a file was understood; sentences are messages with parameters."""

    sheet: str
    rows: str
    columns: list[ColumnRead]
    plan: Plan
    assumed: list[Told] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)

    def cells(self) -> Iterator[tuple[int, str, list[tuple[str, str]]]]:
        """Every row: its number, what it is, and its cells with their roles; blank: not read."""
        block = self.plan.block
        roles = {c.index: _role(self.plan, c) for c in self.plan.used().values()}
        for row in (*block.head, *block.body):
            found = [
                (block.sheet.cell(row, c), roles.get(c, ""))
                for c, text in enumerate(block.sheet.rows[row]) if text.strip()
            ]  # fmt: skip
            kind = "header" if row in block.head else self.plan.passed.get(row, "row")
            if found:
                yield row + 1, kind, found if kind == "row" else []


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table as books (indicators, targets, milestones) and figures, with its findings.

    `as_of` is the last day of the latest figure's period, where there is one.
    """

    books: Books
    figures: Table
    findings: tuple[Finding, ...]
    as_of: date | None
    reading: tuple[TableReading, ...]


def read_table(file: str, sheets: Sequence[Sheet], options: Options | None = None) -> PlainTable:
    """The targets and figures of every table in the sheets of a file."""
    options = options or Options()
    reader = _Reader(file, options)
    for sheet in sheets:
        reader.add_sheet(sheet, alone=len(sheets) == 1)
    return reader.table()


class _Reader:
    """Gathers the tables of a file."""

    def __init__(self, file: str, options: Options) -> None:
        self.file, self.options = file, options
        self.body = file.rpartition("/")[2].rpartition(".")[0] or file
        self.findings: list[Finding] = []
        self.readings: list[TableReading] = []
        self.plans: list[tuple[Plan, list[Item]]] = []
        self.out = Frames()
        self.latest: Period | None = None

    # ---------------------------------------------------------------- sheets and blocks

    def add_sheet(self, sheet: Sheet, *, alone: bool) -> None:
        """Read every table of a sheet; one without any is told."""
        if not any(any(t.strip() for t in row) for row in sheet.rows):
            return
        if not sheet.visible:
            self._tell("B424", sheet, (0, 0), what=N_("sheet"), name=sheet.name)
            return
        if is_turned(sheet):
            sheet = sheet.turn()
        found = False
        plans = []
        for block in blocks(sheet):
            plan = plan_of(block, self.options)
            if plan is None or not (
                plan.targets or plan.actuals or plan.is_tasks or plan.asked or "last" in plan.one
            ):
                self._passed_over(block)
                continue
            plans.append(plan)
        for plan in plans:
            if plan.is_spending and not all(p.is_spending for p in plans):
                self._passed_over(plan.block)
                continue
            found = True
            self._add_block(plan, alone=alone)
        if not found and not any(
            f.origin.sheet == sheet.name and f.severity is Severity.ERROR for f in self.findings
        ):
            first = next((row for row in sheet.rows if sum(map(bool, row)) > 1), sheet.rows[0])
            self._tell(
                "B409" if alone else "B422", sheet, None, name=sheet.name, headers=_seen(first)
            )

    def _passed_over(self, block: Block) -> None:
        row = block.head[-1]
        self._tell("B425", block.sheet, (row, 0), headers=_seen(block.sheet.rows[row]))

    def _add_block(self, plan: Plan, *, alone: bool) -> None:
        rows = without_sums(plan, list(rows_of(plan)))
        tell_apart(plan, rows)
        items = list(items_of(plan, rows, self.options))
        if not alone and "responsible_unit" not in plan.one and "organisation" not in plan.one:
            for item in items:
                item.texts["responsible_unit"] = plan.block.sheet.name
        if not items:
            row = plan.block.head[-1]
            self._tell(
                "B409", plan.block.sheet, (row, 0), headers=_seen(plan.block.sheet.rows[row])
            )
        self._hidden(plan, rows=[r.row for r in rows])
        self.plans.append((plan, items))
        self._near_misses(plan)

    def _hidden(self, plan: Plan, rows: Iterable[int]) -> None:
        sheet = plan.block.sheet
        for row in rows:
            if row in sheet.hidden_rows:
                self._tell("B208", sheet, (row, 0), row=row + 1)
        for column in plan.used().values():
            if column.index in sheet.hidden_columns:
                place = (plan.block.head[-1], column.index)
                self._tell("B424", sheet, place, what=N_("column"), name=column.header)

    def _near_misses(self, plan: Plan) -> None:
        """Headers that nobody knows: offered, never taken; an error where targets are missing."""
        lacking = not plan.targets and not plan.is_tasks and not plan.is_plan
        for column, near in unknown_headers(plan.block):
            if column.index in plan.used():
                continue
            place = (plan.block.head[-1], column.index)
            if is_whole(column.path[-1]) and is_numeric(plan.block, column):
                self._tell("B426", plan.block.sheet, place, header=column.header, near="全年目标")
            elif near and lacking and any("target" in n or "目标" in n for n in near):
                self._tell("B423", plan.block.sheet, place, header=column.header, near=near[0])
            elif near:
                self._tell("B426", plan.block.sheet, place, header=column.header, near=near[0])
            else:
                self._tell("B205", plan.block.sheet, place)

    def _tell(
        self, code: str, sheet: Sheet, place: tuple[int, int] | None, **params: object
    ) -> None:
        origin = sheet.origin(*place) if place is not None else sheet.origin(0, 0).at(None)
        found = sheet.text(*place) if place is not None else None
        self.findings.append(finding(code, origin, sanitise(found) if found else None, **params))

    # ---------------------------------------------------------------- the whole table

    def table(self) -> PlainTable:
        """Books and figures of all that was read."""
        if any(plan.targets or plan.is_tasks for plan, _ in self.plans):  # others hold no goals
            for plan, _ in self.plans:
                if not (plan.targets or plan.actuals or plan.is_tasks or "last" in plan.one):
                    self._passed_over(plan.block)
                    plan.undated = True
        latest = self.latest = self._latest()
        day = self.options.as_of or (latest.end_date if latest else None) or self.options.today
        for plan, items in self.plans:
            self._year_unsaid(plan, items, day)
            self._settle(plan, items, day)
            self.readings.append(_reading(plan, self.options))
        books = self.out.books()
        as_of = latest.end_date if latest else self.out.last_day()
        return PlainTable(
            books, self.out.figures_table(), in_order(self.findings), as_of, tuple(self.readings)
        )

    def _latest(self) -> Period | None:
        periods = [
            f.period for plan, items in self.plans for i in items for f in i.facts if f.period
        ]
        spans = [p for plan, _ in self.plans if (p := self.options.period(plan.span, plan.year))]
        return max([*periods, *spans], key=lambda p: p.end_date, default=None)

    def _year_unsaid(self, plan: Plan, items: list[Item], day: date | None) -> None:
        """Months or quarters without a year: this year's, told; where some lie ahead, asked."""
        loose = [c for c in plan.used().values() if c.when is not None and c.when.year is None]
        if plan.year_said or not loose or plan.is_tasks:
            return
        ahead = [
            fact for item in items for fact in item.facts
            if day is not None and fact.column.when is not None and fact.column.when.year is None
            and fact.period is not None and fact.period.start_date > day
        ]  # fmt: skip
        if ahead:
            header, place = ahead[0].column.header, (plan.block.head[-1], ahead[0].column.index)
            self._tell("B431", plan.block.sheet, place, header=header, year=str(plan.year))
            plan.undated = True
        elif plan.year != UNNAMED_YEAR:
            told = {"header": loose[0].header, "year": str(plan.year)}
            plan.assumed.append((N_("“{header}” and what names no year is of {year}."), told))

    def _settle(self, plan: Plan, items: list[Item], day: date | None) -> None:
        sheet, head = plan.block.sheet, plan.block.head[-1]
        if plan.undated:
            return
        if plan.fiscal is not None:
            self._tell("B417", sheet, (head, plan.fiscal.index))
            return
        if plan.ambiguous is not None:
            one, other = plan.ambiguous
            self._tell("B419", sheet, (head, other.index), first=one.header, second=other.header)
            return
        for code, column, params in plan.asked:
            self._tell(code, sheet, (head, column.index), **params)
        self._settle_items(plan, items, day)

    def _settle_items(self, plan: Plan, items: list[Item], day: date | None) -> None:
        sheet = plan.block.sheet
        asking: list[Settled] = []
        witness, mark = Witness(plan), self.out.mark()
        for item in items:
            if self.options.method in {None, Method.PACE, Method.SCHEDULE}:
                repeated(item)
            settle_dates(item, self.options, day)
        items = [part for item in items for part in by_length(item)]
        for item in items:
            for first, second in distinct(item):
                place = {"indicator": label(item), "which": N_("target"), "first": first.text}
                self._tell("B404", sheet, second.place, **place)
            settled = Settled(item, self.options, day, self.latest)
            settled.settle()
            witness.hear(settled)
            self.out.add(settled, self.body)
            self.findings += settled.findings
            if settled.asks or settled.wanting() is not None:
                asking.append(settled)
        question = witness.against_all()
        if question is not None:  # nothing is judged by columns that the table itself denies
            self.out.cut(mark)
            self.findings.append(question)
            return
        self.findings += witness.against_rows()
        self._wanting(plan, asking)
        self._ask(plan, asking, len(items))

    def _ask(self, plan: Plan, asking: Sequence[Settled], rows: int) -> None:
        """What many rows leave open is one question for the table, at its header."""
        sheet, head = plan.block.sheet, plan.block.head[-1]
        if undated := [s.item for s in asking if s.is_undated]:
            self._tell("B420", sheet, undated[0].place, indicator=_listed(map(label, undated)))
        unclear = [(s, s.item.unclear) for s in asking if s.is_unclear and s.item.unclear]
        if unclear and len(unclear) == rows and "status" in plan.one:
            said = _listed(dict.fromkeys(fact.text for _, fact in unclear))
            origin = sheet.origin(head, plan.one["status"].index)
            names = _listed(label(s.item) for s, _ in unclear)
            self.findings.append(finding("B432", origin, said, indicator=names))
        else:
            self.findings += [settled.says_not(fact) for settled, fact in unclear]
        undirected = [s for s in asking if s.needs_direction]
        if "direction" in plan.one:
            for one in undirected:
                self._tell("B403", sheet, one.at("direction"), indicator=label(one.item))
        elif undirected:
            shown = plan.targets[0].index if plan.targets else 0
            names = _listed(dict.fromkeys(label(s.item) for s in undirected))
            self._tell("B403", sheet, (head, shown), indicator=names)

    def _wanting(self, plan: Plan, asking: Sequence[Settled]) -> None:
        """Rows without a verdict, where what they lack may stand in a column nobody knows."""
        unread = plan.extras
        if not unread or any(code == "B427" for code, _, _ in plan.asked):
            return
        wanting: dict[str, list[str]] = {}
        for settled in asking:
            if (what := settled.wanting()) is not None:
                wanting.setdefault(what, []).append(label(settled.item))
        headers = ", ".join(dict.fromkeys(f"“{c.header}”" for c in unread[:5]))
        for what, names in wanting.items():
            told = {"indicator": _listed(names), "what": what, "headers": headers}
            place = (plan.block.head[-1], unread[0].index)
            self._tell("B429", plan.block.sheet, place, **told, first=unread[0].header)


def _listed(texts: Iterable[str]) -> str:
    names = list(texts)
    return ", ".join(sanitise(name, 40) for name in names[:8]) + ("…" if len(names) > 8 else "")


def _seen(row: Sequence[str]) -> str:
    """The first texts of a row, as they were seen."""
    texts = [t.strip() for t in row if t.strip()]
    return ", ".join(dict.fromkeys(sanitise(t, 20) for t in texts[:8])) or "—"


def _reading(plan: Plan, options: Options) -> TableReading:
    block = plan.block
    columns = [
        ColumnRead(
            block.sheet.column(c.index), c.header, _role(plan, c),
            str(p) if (p := options.period(c.when, plan.year)) else None, c.unit or None,
        )
        for c in sorted(plan.used().values(), key=lambda c: c.index)
    ]  # fmt: skip
    rows = f"{block.body.start + 1}-{block.body.stop}"
    return TableReading(block.sheet.name, rows, columns, plan, plan.assumed, plan.left_out)


def _role(plan: Plan, column: Column) -> str:
    for role, one in plan.one.items():
        if one.index == column.index:
            return role
    if column in plan.targets:
        return "target"
    if column in plan.interim:
        return "milestone"
    return "actual" if column in plan.actuals else "group"
