"""Settled indicators as the frames of books and figures, each value with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.read.table.amounts import amount
from scorecard.read.table.items import Aim, Fact, Item, label
from scorecard.read.table.settle import Settled
from scorecard.read.table.vocabulary import kind_of
from scorecard.schema.frames import (
    FIGURES,
    INDICATORS,
    MILESTONES,
    TARGETS,
    TEXT,
    Books,
    Columns,
    Table,
    typed,
)
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind
from scorecard.schema.units import show
from scorecard.schema.vocabulary import (
    Basis,
    FigureState,
    Frequency,
    Measure,
    Method,
    ParentKind,
    Pathway,
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
        self.used: dict[tuple[str, str], int] = {}

    def add(self, one: Settled, body: str) -> None:
        """The rows of one item."""
        item = one.item
        body = item.texts.get("organisation") or body
        key = self._key(body, item)
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
            one.plan.keeps_all or one.facts or one.plan.is_plan or one.failed or item.facts
        ):
            self._target(one, (body, key, key), None, (None, None), [])

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
        if (
            aim is not None
            and aim.value.comparator
            and aim.value.comparator != "about"
            and "comparator" not in one.plan.one
        ):
            comparator = aim.value.comparator
        base_period = one.baseline_period
        if (
            base_period is None
            and one.baseline is None
            and due is not None
            and due.months < MONTHS_A_YEAR
            and due.months
            and len(one.aims) > 1
        ):
            base_period = Period(due.kind, due.start - due.months, fiscal_start=due.fiscal_start)
        if (
            base_period is None
            and one.baseline is None
            and earlier
            and due is not None
            and one.measure is Measure.STOCK
            and kind_of(item.name) != "level"
        ):
            base_period = Period(
                PeriodKind.YEAR, due.year_start - MONTHS_A_YEAR, fiscal_start=due.fiscal_start
            )
        interim = [(p, v) for p, v in one.interim if due is not None and p.end_date < due.end_date]
        if (
            not interim
            and one.baseline is not None
            and one.measure not in {Measure.FLOW, Measure.MILESTONE}
        ):
            interim = [(p, v) for p, v in earlier if due is not None and p.end_date < due.end_date]
        pathway = one.word("pathway", Pathway)
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
        item, row = one.item, one.item.place[0]
        found = {
            "": item.sheet.cell(row, item.place[1]),
            "file": item.sheet.file,
            "sheet": item.sheet.name,
        }
        for role, column in one.plan.one.items():
            found[role] = item.sheet.cell(row, column.index)
        for name, (r, c) in cells.items():
            found[name] = item.sheet.cell(r, c)
        self.places[frame].append(found)

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
        cells = pd.DataFrame({c: [p.get(c) or p[""] for p in places] for c in columns})
        return Table(typed(values, columns), typed(cells, dict.fromkeys(columns, TEXT)))

    def figures_table(self) -> Table:
        """The figures frame, with the cell of each."""
        if not self.figures:
            return Table.empty(FIGURES)
        values = typed(pd.DataFrame(self.figures), FIGURES)
        cells = pd.DataFrame(dict.fromkeys(FIGURES, values["cell"]))
        return Table(values, typed(cells, dict.fromkeys(FIGURES, TEXT)))


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
