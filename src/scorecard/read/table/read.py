"""A table of targets and figures as people keep it, as books and figures: what `assess` judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scorecard.read.table.columns import Block, Column, blocks, is_turned, unknown_headers
from scorecard.read.table.frames import Frames
from scorecard.read.table.items import (
    Item,
    distinct,
    items_of,
    label,
    repeated,
    settle_dates,
)
from scorecard.read.table.plan import (
    UNNAMED_YEAR,
    Options,
    Plan,
    Told,
    plan_of,
    unread_values,
)
from scorecard.read.table.rows import rows_of, tell_apart
from scorecard.read.table.settle import Settled
from scorecard.read.table.sheets import Sheet
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, finding, in_order
from scorecard.schema.frames import (
    Books,
    Table,
)
from scorecard.schema.period import Period
from scorecard.schema.spelling import sanitise
from scorecard.schema.vocabulary import Method, Severity


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
        rows = list(rows_of(plan))
        tell_apart(plan, rows)
        items = list(items_of(plan, rows, self.options))
        if not alone and "responsible_unit" not in plan.one and "organisation" not in plan.one:
            for item in items:
                item.texts["responsible_unit"] = plan.block.sheet.name
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
            if near and lacking and any("target" in n or "目标" in n for n in near):
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
        sheet, head = plan.block.sheet, plan.block.head[-1]
        undirected: list[Item] = []
        wanting: dict[str, list[str]] = {}
        for item in items:
            if self.options.method in {None, Method.PACE, Method.SCHEDULE}:
                repeated(item)
            settle_dates(item, self.options, day)
            for first, second in distinct(item):
                place = {"indicator": label(item), "which": N_("target"), "first": first.text}
                self._tell("B404", sheet, second.place, **place)
            settled = Settled(item, self.options, day, self.latest)
            settled.settle()
            if settled.direction is None and settled.needs_direction:
                if "direction" in plan.one:
                    self._tell("B403", sheet, settled.at("direction"), indicator=label(item))
                else:
                    undirected.append(item)
            self.out.add(settled, self.body)
            self.findings += settled.findings
            if (what := settled.wanting()) is not None:
                wanting.setdefault(what, []).append(label(item))
        self._wanting(plan, wanting)
        if undirected:
            names = _listed([label(i) for i in undirected])
            shown = plan.targets[0].index if plan.targets else 0
            self._tell("B403", sheet, (head, shown), indicator=names)

    def _wanting(self, plan: Plan, wanting: Mapping[str, list[str]]) -> None:
        """Rows without a verdict, where what they lack may stand in a column nobody knows."""
        unread = [c for c in unread_values(plan) if c.role is None]
        if not unread or any(code == "B427" for code, _, _ in plan.asked):
            return
        headers = ", ".join(dict.fromkeys(f"“{c.header}”" for c in unread[:5]))
        for what, names in wanting.items():
            told = {"indicator": _listed(names), "what": what, "headers": headers}
            place = (plan.block.head[-1], unread[0].index)
            self._tell("B429", plan.block.sheet, place, **told, first=unread[0].header)


def _listed(names: Sequence[str]) -> str:
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
