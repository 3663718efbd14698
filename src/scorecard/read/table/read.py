"""A table of targets and figures as people keep it, as books and figures: what `assess` judges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from scorecard.read.table.columns import Block, Column, blocks, unknown_headers
from scorecard.read.table.frames import Frames
from scorecard.read.table.items import (
    Item,
    distinct,
    items_of,
    label,
    repeated,
    settle_dates,
)
from scorecard.read.table.plan import Options, Plan, Told, plan_of
from scorecard.read.table.rows import rows_of, tell_apart
from scorecard.read.table.settle import Settled
from scorecard.read.table.sheets import Sheet
from scorecard.schema.errors import N_
from scorecard.schema.findings import Finding, cell_name, finding, in_order
from scorecard.schema.frames import (
    Books,
    Table,
)
from scorecard.schema.period import Period
from scorecard.schema.spelling import sanitise
from scorecard.schema.vocabulary import Method


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
    assumed: list[Told] = field(default_factory=list)
    left_out: list[Told] = field(default_factory=list)


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
        found = False
        for block in blocks(sheet):
            plan = plan_of(block, self.options)
            if plan is None or not (
                plan.targets or plan.actuals or plan.is_tasks or "last" in plan.one
            ):
                self._passed_over(block)
                continue
            found = True
            self._add_block(plan, alone=alone)
        if not found and not any(f.origin.sheet == sheet.name for f in self.findings):
            self._tell("B409" if alone else "B422", sheet, None, name=sheet.name)

    def _passed_over(self, block: Block) -> None:
        row = block.head[-1]
        texts = [t.strip() for t in block.sheet.rows[row] if t.strip()]
        names = ", ".join(dict.fromkeys(sanitise(t, 20) for t in texts[:5]))
        self._tell("B425", block.sheet, (row, 0), headers=names)

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

    def _settle(self, plan: Plan, items: list[Item], day: date | None) -> None:
        sheet, head = plan.block.sheet, plan.block.head[-1]
        if plan.fiscal is not None:
            self._tell("B417", sheet, (head, plan.fiscal.index))
            return
        if plan.ambiguous is not None:
            one, other = plan.ambiguous
            self._tell("B419", sheet, (head, other.index), first=one.header, second=other.header)
            return
        undirected: list[Item] = []
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
        if undirected:
            names = ", ".join(sanitise(label(i), 40) for i in undirected[:8]) + (
                "…" if len(undirected) > 8 else ""
            )
            column = plan.targets[0].index if plan.targets else 0
            self._tell("B403", sheet, (head, column), indicator=names)


def _reading(plan: Plan, options: Options) -> TableReading:
    block = plan.block
    columns = [
        ColumnRead(
            cell_name(1, c.index + 1)[:-1], c.header, _role(plan, c),
            str(p) if (p := options.period(c.when, plan.year)) else None, c.unit or None,
        )
        for c in sorted(plan.used().values(), key=lambda c: c.index)
    ]  # fmt: skip
    rows = f"{block.body.start + 1}-{block.body.stop}"
    return TableReading(block.sheet.name, rows, columns, plan.assumed, plan.left_out)


def _role(plan: Plan, column: Column) -> str:
    for role, one in plan.one.items():
        if one.index == column.index:
            return role
    if column in plan.targets:
        return "target"
    if column in plan.interim:
        return "milestone"
    return "actual" if column in plan.actuals else "group"
