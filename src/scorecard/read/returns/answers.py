"""The rows of a return: which indicator each is for, and the figures typed into it.

Over 500 lines because a row is read once: its name, period, figures and answers rest on each other.
"""

from __future__ import annotations

import difflib
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Final

from scorecard.i18n import number_text
from scorecard.read.cells.grammar import WHOLE, CellContext
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.cells.typed import unreadable
from scorecard.read.followups import told_day, told_text
from scorecard.read.grid import CellKind, RawCell, RawSheet
from scorecard.read.returns.returned import Claim, FormHead, Return
from scorecard.read.tables import Block, Header, Record, Rows, header_findings, read_block
from scorecard.read.target_book import Roster
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.period import PeriodError, parse_period
from scorecard.schema.quarterly_form import (
    AMOUNTS,
    ANSWERS,
    FOLLOWED_UP,
    FORM,
    ISSUED_COLUMNS,
    LOCKED,
    YEAR_AGO,
    Answer,
    Fact,
    FollowUp,
    asks_year_ago,
    counts_whole,
    period_for,
)
from scorecard.schema.sheets import Column
from scorecard.schema.spelling import compact, in_unit, normal, parse_unit, sanitise, show
from scorecard.schema.typed_rates import RateVerdict, check_ratio
from scorecard.schema.vocabulary import Basis, Measure

# ---------------------------------------------------------------------------
# What a form's rows say beside their figures: typed rates, totals, cells that were locked.


_NEAR: Final = 1e-9

# ------------------------------------------------------------------ cells that were locked

_AS_ISSUED: Final = {**{name: name for name in LOCKED}, "target_place": "annual_target"}
"""The name by which the hidden sheet knows the content of each locked column."""


def locked_findings(block: Block, position: int, head: FormHead) -> Iterator[Finding]:
    """Cells that differ from what the form was issued with (F163); nothing of them is recorded.

    A cell that came back blank says nothing and is passed over, as are forms of the time before
    the hidden sheet knew what they held.
    """
    issued = head.locked.get(str(block.records[position].get("row_id")), {})
    for column, item in _AS_ISSUED.items() if issued else ():
        first, now = issued.get(item), block.raw(position, column)
        if first is None or now is None or now.kind is CellKind.BLANK:
            continue
        if not _same(first, now):
            name = block.layout.column(column).name
            told = {"column": name, "issued": sanitise(first.text)}
            yield finding("F163", block.origin(position, column), sanitise(now.text), **told)


def _same(first: RawCell, now: RawCell) -> bool:
    if isinstance(first.value, float) and isinstance(now.value, float):
        return math.isclose(first.value, now.value, rel_tol=_NEAR, abs_tol=1e-12)
    return compact(first.text) == compact(now.text)


# --------------------------------------------- rates, recomputed from the figures of their row

RATE: Final = "attainment"
_DONE: Final = ("to_date", "this_period")
"""What has been done, by preference: the cumulative figure, else the period's own."""
_TOLD: Final = re.compile(
    r"(?:完成率|完成比例|attainment|completion rate)\D{0,6}?(\d+(?:\.\d+)?)\s*[%％]", re.IGNORECASE
)
_ORDER: Final = (RateVerdict.EQUAL, RateVerdict.ROUNDING, RateVerdict.INCONSISTENT)
_CODES: Final = {RateVerdict.INCONSISTENT: "F160", RateVerdict.ROUNDING: "F161"}


def rate_findings(block: Block, position: int, fact: Fact) -> Iterator[Finding]:
    """What the typed rates of a row say wrongly (F160) or only within rounding (F161).

    A rate is typed in the column 完成率 (live formulas there are left alone) or told in the note
    (完成率 58.42 %).  It is held against the row's own figure and annual target; a row without
    both says nothing.
    """
    target = _number(block.raw(position, "annual_target"))
    if target is None:
        return
    done = next((n for c in _DONE if (n := _number(block.raw(position, c)))), None)
    if done is None:
        return
    note = block.raw(position, "note")
    told = _TOLD.search(note.text) if note is not None and note.kind is CellKind.TEXT else None
    readings = {RATE: typed_rates(block.raw(position, RATE)), "note": [told[1]] if told else []}
    for column, rates in readings.items():
        place = block.origin(position, column)
        found = rate_finding(place, rates, str(fact["name"]), (done, target))
        if found:
            yield found


def rate_finding(
    place: Origin, readings: Sequence[str], name: str, figures: tuple[str, str]
) -> Finding | None:
    """F160 or F161 for a typed rate that does not follow from `figures` (done, target) exactly.

    `readings` are the rates in per cent that the cell may mean; the one that follows best counts,
    and a pasted value with all its decimals is equal.
    """
    known = []
    for reading in readings:
        checked = check_ratio(*figures, reading)
        exact = checked.recomputed
        if checked.verdict is None:
            continue
        near = abs(float(Fraction(reading)) - exact) <= _NEAR * max(1.0, abs(exact))
        known.append((_ORDER.index(RateVerdict.EQUAL if near else checked.verdict), exact))
    if not known:
        return None
    best, exact = min(known, key=lambda one: one[0])
    code = _CODES.get(_ORDER[best])
    if code is None:
        return None
    return finding(
        code,
        place,
        readings[0] + "%",
        indicator=name,
        numerator=figures[0],
        denominator=figures[1],
        exact=number_text(exact, 2),
    )


def _number(cell: RawCell | None) -> str | None:
    """A number as it stands in a cell, printed plainly."""
    if cell is None or cell.kind is not CellKind.NUMBER or not isinstance(cell.value, float):
        return None
    return plain(cell.value)


def plain(value: float) -> str:
    """A number as it is typed, without an exponent or a needless `.0`."""
    number = Decimal(repr(value))
    return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"


def typed_rates(cell: RawCell | None) -> list[str]:
    """The rates, per cent, that a typed cell may mean: `58.42%`, or 0.5842 with or without `%`."""
    if cell is None or cell.formula is not None:
        return []
    if cell.kind is CellKind.TEXT:
        text = cell.text.strip()
        bare = text.removesuffix("%").removesuffix("％").strip()
        return [bare] if bare != text and _is_number(bare) else []
    number = _number(cell)
    if number is None:
        return []
    hundredfold = plain(float(Decimal(number) * 100))
    return [hundredfold] if "%" in cell.number_format + cell.text else [number, hundredfold]


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


# ---------------------------------- rows that add others up: never figures, but they must add up

_TOTAL: Final = re.compile(r"^(?:合计|小计|总计|共计|total|subtotal|sum)$")
_PART: Final = re.compile(r"^(?:其中|of which)")


def is_total(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether the row's first cell, or its indicator's name, says total."""
    own = [c for c in cells if not c.merged]
    names = own[:1] + [c for c in own if c.column == header.columns.get("indicator")]
    return any(_says(c.text, _TOTAL) for c in names)


@lru_cache(maxsize=4096)
def _says(text: str, *patterns: re.Pattern[str]) -> bool:
    plain = normal(text)
    return any(pattern.match(plain) for pattern in patterns)


def total_findings(block: Block, rows: Rows) -> Iterator[Finding]:
    """Totals that differ from the sum of the rows above them, back to the total before (F150).

    Rows of different units have no sum; parts (其中) are not counted twice.
    """
    start = block.header.row
    for total in (r for r, cells in rows.items() if r > start and is_total(cells, block.header)):
        mine = [
            record
            for row, record in zip(block.rows, block.records, strict=True)
            if start < row < total and not _PART.match(normal(str(record.get("indicator") or "")))
        ]
        if len({record.get("unit_of_measure") for record in mine}) == 1:
            for column in ("this_period", "to_date"):
                yield from _wrong_sum(block, total, column, [r.get(column) for r in mine])
        start = total


def _wrong_sum(block: Block, row: int, column: str, values: Sequence[object]) -> Iterator[Finding]:
    place = block.header.columns.get(column)
    cell = block.sheet.cells.get((row, place)) if place else None
    numbers = [Decimal(repr(v)) for v in values if isinstance(v, int | float)]
    if cell is None or cell.kind is not CellKind.NUMBER or not numbers:
        return
    total = sum(numbers, Decimal(0))
    if abs(total - Decimal(repr(cell.value))) > Decimal(_NEAR) * max(Decimal(1), abs(total)):
        at = block.sheet.origin(row, cell.column)
        yield finding("F150", at, cell.text, total=show(total))


_WORDED: Final = ("indicator", "state", "evidence", "note", "row_id", "kept")
INPUTS: Final = {
    "form": frozenset({*_WORDED, "unit_of_measure", "this_period", "to_date", *AMOUNTS}),
    "ranks": frozenset({*_WORDED, "place", "rank_of", "edition", "data_year", "published_on"}),
}
"""What a person types: the live formulas beside it are not read."""

SHOWN: Final = 8
"""Indicators named in a finding that expects one."""
ALIKE: Final = 0.6
"""How much of a name must be left for it to be the same (see `difflib`)."""
_FOOTER: Final = re.compile(
    r"^(?:填报人|填表人|制表人|审核人|单位负责人|负责人|联系电话|filledin|checkedby|headofunit|preparedby)"
)
_REMARK: Final = re.compile(r"^(?:注|备注|说明|附注|notes?)(?:\d*[:.、]|$)")
_OF_WHICH: Final = re.compile(r"^(?:其中[::]|\d+[.、]|[(]?[一二三四五六七八九十]+[)、])")


class FormRows:
    """Reads the tables of one form into the figures and findings of its `Return`."""

    def __init__(self, result: Return, roster: Roster) -> None:
        self.result = result
        self.places = roster.places
        indicators = roster.indicators(result.organisation)
        self.by_id, self.by_name = indicators.by_id, indicators.by_name
        self._asked: dict[tuple[object, object], NumberColumn] = {}

    def read(
        self, sheet: RawSheet, rows: Rows, header: Header, name: str, context: CellContext
    ) -> None:
        """Add the figures of one table; footers, totals and remarks are passed over."""
        kept = {r: c for r, c in rows.items() if r == header.row or _is_row(c, header)}
        block = read_block(sheet, FORM[name], context, self._number_of, kept, header, INPUTS[name])
        if block is None:
            return
        findings, ours = self.result.findings, bool(self.result.head.indicators)
        if block.findings:
            unasked = {
                block.address(n, YEAR_AGO)
                for n in range(len(block.rows))
                if not (ours and self._asks_year_ago(block, n))
            }
            findings += [f for f in block.findings if f.origin.cell not in unasked]
        findings += total_findings(block, rows)
        findings += [f for f in header_findings(block) if f.code != "B205"]
        for position in range(len(block.rows)):
            self._add(block, position, context)

    def _asks_year_ago(self, block: Block, position: int) -> bool:
        """Whether last year's figure is for the unit to type: the form did not know it."""
        head = self.result.head
        known = head.locked.get(str(block.records[position].get("row_id")), {})
        return YEAR_AGO not in known and bool(head.locked or not head.indicators)

    def _number_of(self, record: Record, column: Column) -> NumberColumn:
        fact = self._find(record) or {}
        if column.id == "place":
            key = str(fact.get("organisation")), str(fact.get("indicator"))
            unit = str(fact.get("unit_of_measure") or "")
            return NumberColumn(unit, Measure.RANK, previous=self.places.get(key))
        if column.kind == "integer":
            return WHOLE
        asked = fact.get("indicator"), record.get("unit_of_measure")
        if asked not in self._asked:
            self._asked[asked] = number_asked(fact, asked[1])
        return self._asked[asked]

    def _find(self, record: Record) -> Fact | None:
        """The row's indicator: by its row id, else by the id or name that stands in it."""
        issued = self.result.head.indicators.get(str(record.get("row_id")))
        return self.by_id.get(issued or "") or self.named(record.get("indicator"))

    def named(self, text: object) -> Fact | None:
        """The indicator with this id or name, also behind 其中 or a number."""
        if not isinstance(text, str):
            return None
        plain = normal(text)
        return self.by_name.get(plain) or self.by_name.get(_OF_WHICH.sub("", plain))

    @property
    def known(self) -> list[str]:
        """Names of the form's own indicators, else of its unit's, as a finding offers them."""
        issued, facts = set(self.result.head.indicators.values()), list(self.by_id.values())[::-1]
        own = [f for f in facts if f["indicator"] in issued]
        own = own or [f for f in facts if self.result.unit in {None, f["answering"]}]
        return [str(fact["name"]) for fact in own[:SHOWN]]

    def _report(
        self, block: Block, position: int, column: str, code: str, **params: object
    ) -> None:
        self.result.findings.append(block.report(position, column, code, **params))

    def _add(self, block: Block, position: int, context: CellContext) -> None:
        record = block.records[position]
        fact, named = self._find(record), self.named(record.get("indicator"))
        if fact is None:
            columns = ("this_period", "to_date", "place")
            filled = [c for c in columns if block.typed_in(position, c)]
            if not self.result.organisation:
                return
            if record.get("indicator"):
                self._report(block, position, "indicator", "F108", known=self.known)
            elif filled:
                self._report(block, position, filled[0], "F110")
        elif named is not fact and not _reads_like(record.get("indicator"), fact):
            told = {"indicator": fact["indicator"], "row_id": record.get("row_id")}
            self._report(block, position, "indicator", "F109" if named else "F168", **told)
        else:
            self.result.findings += locked_findings(block, position, self.result.head)
            self._answers(block, position, fact)
            if block.layout.id == "ranks":
                self._rank(block, position, fact, context)
            else:
                self._quantities(block, position, fact)

    def _answers(self, block: Block, position: int, fact: Fact) -> None:
        """What stands beside the figures of a row, each cell on its own."""
        record, quarter = block.records[position], self.result.quarter
        day = self.result.known_on
        for item in FOLLOWED_UP if quarter else ():
            cell = block.raw(position, item)
            if cell is None or cell.kind is CellKind.BLANK:
                continue
            if item in ANSWERS and (broken := unreadable(cell)):  # the others are typed already
                self._report(block, position, item, broken.code, **broken.params)
                continue
            if not told_text(cell):
                continue
            told = asks_year_ago(fact) and self._asks_year_ago(block, position)
            if item == YEAR_AGO and not told:
                continue
            value = self._value(block, position, item, fact) if item in AMOUNTS else None
            said = {"kept": record.get("kept"), "by_when": told_day(cell)}
            said |= {name: None if value is None else show(value) for name in AMOUNTS}
            content = said.get(item, told_text(cell))
            if not content:  # nothing that the column takes: told by a finding of its own
                continue
            if item == "by_when" and FollowUp(by_when=str(content)).day is None:
                self._report(block, position, item, "F174")
            answer = Answer(
                organisation=str(fact["organisation"]),
                indicator=str(fact["indicator"]),
                period=str(quarter),
                item=item,
                content=str(content),
                raw=cell.text,
                value=value,
                unit_of_measure=None if value is None else _unit(fact),
                file=block.sheet.file,
                sheet=block.sheet.name,
                cell=block.address(position, item),
                known_on=None if day is None else day.isoformat(),
            )
            self.result.answers.append(answer)

    def _quantities(self, block: Block, position: int, fact: Fact) -> None:
        """The figures of an ordinary row: this period's, and the cumulative one."""
        if self.result.quarter is None:
            return
        values = {c: self._value(block, position, c, fact) for c in ("this_period", "to_date")}
        given = {column: value for column, value in values.items() if value is not None}
        self.result.findings += rate_findings(block, position, fact)
        bases = {"this_period": Basis.POINT, "to_date": Basis.POINT}
        if fact["reported_as"] != Basis.POINT:
            whole = Basis.SINCE_START if fact["reported_as"] == Basis.SINCE_START else Basis.TO_DATE
            bases = {"this_period": Basis.PERIOD, "to_date": whole}
            self._claim(block, position, fact, whole)
        elif len(set(given.values())) > 1:
            told = {"this_period": given["this_period"], "indicator": fact["name"]}
            self._report(block, position, "to_date", "F111", **told)
            return
        else:
            given = dict(itertools.islice(given.items(), 1))
        period = str(period_for(fact, self.result.quarter))
        for column, value in given.items():
            said = {"period": period, "basis": str(bases[column]), "value": value}
            self._figure(block, (position, column), fact, **said)

    def _value(self, block: Block, position: int, column: str, fact: Fact) -> float | None:
        """The figure in the indicator's own unit."""
        record = block.records[position]
        value, given, wanted = record.get(column), record.get("unit_of_measure"), _unit(fact)
        if not isinstance(value, float | int):
            return None
        if not given or wanted is None:
            return float(value)
        converted = in_unit(float(value), str(given), wanted)
        if converted is None:
            self._report(block, position, "unit_of_measure", "F112", unit=wanted)
        elif parse_unit(str(given)) != parse_unit(wanted):
            said = f"{show(float(value))}{given} = {show(converted)}{wanted}"
            self._report(block, position, column, "C103", conversion=said, unit=wanted)
        return converted

    def _claim(self, block: Block, position: int, fact: Fact, basis: Basis) -> None:
        """What the locked cell beside the figures says was on record."""
        cell = block.raw(position, "previous_to_date")
        if cell is None or cell.kind is not CellKind.NUMBER or not isinstance(cell.value, float):
            return
        if block.records[position].get("unit_of_measure") in {None, fact["unit_of_measure"]}:
            origin = block.origin(position, "previous_to_date")
            claim = Claim(str(fact["indicator"]), str(basis), cell.value, origin)
            self.result.claims.append(claim)

    def _rank(self, block: Block, position: int, fact: Fact, context: CellContext) -> None:
        """The figure of a rank: its period is the edition, in canonical spelling if it has one."""
        record = block.records[position]
        place, edition = record.get("place"), record.get("edition")
        if not isinstance(place, float | int):
            return
        if not isinstance(edition, str):
            if not block.typed_in(position, "edition"):
                self._report(block, position, "edition", "F113", indicator=fact["name"])
            return
        try:
            period = str(parse_period(edition, context.fiscal_start).period)
        except PeriodError:
            period = edition
        more = {c: record.get(c) for c in ("rank_of", "edition", "data_year", "published_on")}
        said = {"period": period, "basis": str(Basis.POINT), "value": float(place), **more}
        self._figure(block, (position, "place"), fact, **said)

    def _figure(self, block: Block, place: tuple[int, str], fact: Fact, **said: object) -> None:
        position, column = place
        texts = {c: block.records[position].get(c) for c in ("state", "evidence", "note")}
        read, cell = block.reads.get(place), block.raw(*place)
        if read is not None and read.state:
            texts["state"] = str(read.state)
        if cell is not None and _is_shared(block.sheet, cell):
            self._report(block, position, column, "F151", indicator=fact["name"])
        self.result.add(block, place, fact, **said, **texts)


def _reads_like(text: object, fact: Fact) -> bool:
    """Whether a row's text may still mean its indicator: blank, shortened, or with a word more."""
    plain = normal(text) if isinstance(text, str) else ""
    told = (fact[key] for key in ("name", "name_en", "indicator"))
    names = [normal(name) for name in told if isinstance(name, str)]
    alike = (difflib.SequenceMatcher(None, plain, name).ratio() for name in names)
    within = any(plain in name or name in plain for name in names)
    return not plain or within or max(alike) >= ALIKE


def _is_shared(sheet: RawSheet, cell: RawCell) -> bool:
    """Whether the cell is one of several merged into one."""
    return cell.merged or any(
        top <= cell.row <= bottom and left <= cell.column <= right
        for top, left, bottom, right in sheet.merged
    )


def _is_row(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether a row below the header is one of the table's, not a total, remark or signature."""
    own = [c for c in cells if not c.merged]
    texts = own[:1] + [c for c in own if c.column == header.columns["indicator"]][:1]
    other = any(_says(c.text, _FOOTER, _REMARK) for c in texts)
    # A text that reaches over the figures is a remark, whatever it says.
    named = {c.text for c in texts if c.column == header.columns["indicator"]}
    wide = any(c.merged and c.kind is CellKind.TEXT and c.text in named for c in cells)
    return not (other or wide or is_total(cells, header))


def _unit(fact: Fact) -> str | None:
    unit = fact.get("unit_of_measure")
    return unit if isinstance(unit, str) else None


def number_asked(fact: Fact, row_unit: object = None) -> NumberColumn:
    """What the cells of an indicator's row ask for, in the row's own unit where it names one."""
    unit = str(row_unit or fact.get("unit_of_measure") or "")
    measure, stages = fact.get("measure"), fact.get("stages")
    bounds = {name: fact.get(name) for name in ("minimum", "maximum")}
    own = unit == fact.get("unit_of_measure")
    minimum, maximum = (
        bound if own and isinstance(bound, float) and not math.isnan(bound) else None
        for bound in bounds.values()
    )
    return NumberColumn(
        unit,
        Measure(str(measure)) if isinstance(measure, str) else None,
        minimum=minimum,
        maximum=maximum,
        whole=counts_whole(unit, measure, fact.get("decimals")),
        estimates=True,
        stages=stages if isinstance(stages, dict) else {},
    )


def renamed(header: Header, block: str) -> tuple[Header, dict[str, RawCell]]:
    """The header of an issued block with renamed columns found again by their place.

    Between two columns that are known, unknown headers stand for the issued columns that are
    missing there if they are as many.  Also the cells so taken, by column id.
    """
    issued = ISSUED_COLUMNS[block]
    taken: dict[str, RawCell] = {}
    known = [(n, header.columns[name]) for n, name in enumerate(issued) if name in header.columns]
    places = [place for _, place in known]
    if places != sorted(places):
        return header, taken
    ends = [(-1, 0), *known, (len(issued), 10**6)]
    for (left, start), (right, end) in itertools.pairwise(ends):
        missing = issued[left + 1 : right]
        unknown = [c for c in header.unknown if start < c.column < end and c.text.strip()]
        if len(missing) == len(unknown):
            taken |= dict(zip(missing, unknown, strict=True))
    columns = {**header.columns, **{name: cell.column for name, cell in taken.items()}}
    rest = tuple(c for c in header.unknown if c not in taken.values())
    return replace(header, columns=columns, unknown=rest), taken
