"""The rows of a return: which indicator each is for, and the figures typed into it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from scorecard.i18n import number_text
from scorecard.read.cells.grammar import WHOLE, CellContext, NumberColumn, in_unit
from scorecard.read.clean import compact, sanitise
from scorecard.read.grid import CellKind, RawCell, RawSheet
from scorecard.read.layout.books import SHEETS
from scorecard.read.layout.columns import ColumnLayout
from scorecard.read.returns.returned import LOCKED, Claim, FormHead, Return
from scorecard.read.tables import Block, Header, Record, Rows, header_findings, normal, read_block
from scorecard.read.target_book import Fact, Roster
from scorecard.read.units import parse_unit, show
from scorecard.schema.claims import Checked, ClaimVerdict, check_ratio
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import FIGURES
from scorecard.schema.period import Period, PeriodError, PeriodKind, last_ended, parse_period
from scorecard.schema.vocabulary import Basis, Frequency, Measure

# ---------------------------------------------------------------------------
# Locked cells of a form that came back changed.


_AS_ISSUED: Final = {"target_place": "annual_target"}
"""Columns of the ranks, under the name by which the hidden sheet knows their content."""


def locked_findings(block: Block, position: int, head: FormHead) -> list[Finding]:
    """Cells that differ from what the form was issued with (F163); nothing of them is recorded.

    A cell that came back blank says nothing and is passed over, as are forms of the time before
    the hidden sheet knew what they held.
    """
    issued = head.locked.get(str(block.records[position].get("row_id")), {})
    found = []
    for column in (*LOCKED, *_AS_ISSUED):
        first = issued.get(_AS_ISSUED.get(column, column))
        layout = next((c for c in block.layout.columns if c.id == column), None)
        now = block.raw(position, column)
        if first is None or layout is None or now is None or now.kind is CellKind.BLANK:
            continue
        if not _same(first, now):
            place = block.origin(position, column)
            told = {"column": Name(layout.zh, layout.en), "issued": sanitise(first.text)}
            found.append(finding("F163", place, sanitise(now.text), **told))
    return found


def _same(first: RawCell, now: RawCell) -> bool:
    if isinstance(first.value, float) and isinstance(now.value, float):
        return math.isclose(first.value, now.value, rel_tol=1e-9, abs_tol=1e-12)
    return compact(first.text) == compact(now.text)


# ---------------------------------------------------------------------------
# Rates that somebody typed into a return: recomputed from the figures of their row.


RATE: Final = "attainment"
_DONE: Final = ("to_date", "this_period")
"""What has been done, by preference: the cumulative figure, else the period's own."""
_TOLD: Final = re.compile(
    r"(?:完成率|完成比例|attainment|completion rate)\D{0,6}?(\d+(?:\.\d+)?)\s*[%％]", re.IGNORECASE
)
_NEAR: Final = 1e-9
_ORDER: Final = (ClaimVerdict.EQUAL, ClaimVerdict.ROUNDING, ClaimVerdict.INCONSISTENT)
_CODES: Final = {ClaimVerdict.INCONSISTENT: "F160", ClaimVerdict.ROUNDING: "F161"}


def rate_findings(block: Block, position: int, fact: Fact) -> Iterator[Finding]:
    """What the typed rates of a row say wrongly (F160) or only within rounding (F161).

    A rate is typed in the column 完成率 (live formulas there are left alone) or told in the note
    (完成率 58.42 %).  It is held against the row's own figure and annual target; a row without
    both says nothing.
    """
    done = next((n for c in _DONE if (n := _number(block.raw(position, c)))), None)
    target = _number(block.raw(position, "annual_target"))
    if done is None or target is None:
        return
    for column, readings in (
        (RATE, typed_rates(block.raw(position, RATE))),
        ("note", _told(block.raw(position, "note"))),
    ):
        found = rate_finding(block, (position, column), readings, str(fact["name"]), (done, target))
        if found:
            yield found


def rate_finding(
    block: Block,
    place: tuple[int, str],
    readings: Sequence[str],
    name: str,
    figures: tuple[str, str],
) -> Finding | None:
    """F160 or F161 for a typed rate that does not follow from `figures` (done, target) exactly.

    `readings` are the rates in per cent that the cell may mean; the one that follows best counts.
    """
    verdicts = [_checked(*figures, reading) for reading in readings]
    known = [one for one in verdicts if one.verdict is not None]
    if not known:
        return None
    best = min(known, key=lambda one: _ORDER.index(one.verdict or ClaimVerdict.EQUAL))
    code = _CODES.get(best.verdict or ClaimVerdict.EQUAL)
    if code is None:
        return None
    return finding(
        code,
        block.origin(*place),
        readings[0] + " %",
        indicator=name,
        numerator=figures[0],
        denominator=figures[1],
        exact=number_text(best.recomputed, 2),
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
    if cell.kind is not CellKind.NUMBER or not isinstance(cell.value, float):
        return []
    hundredfold = plain(float(Decimal(repr(cell.value)) * 100))
    if "%" in cell.number_format or "%" in cell.text:
        return [hundredfold]
    return [plain(cell.value), hundredfold]


def _told(cell: RawCell | None) -> list[str]:
    found = _TOLD.search(cell.text) if cell is not None and cell.kind is CellKind.TEXT else None
    return [found[1]] if found else []


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _checked(done: str, target: str, rate: str) -> Checked:
    """The verdict on one reading; a pasted value with all its decimals is equal."""
    result = check_ratio(done, target, rate)
    exact = result.recomputed
    if result.verdict and abs(float(Fraction(rate)) - exact) <= _NEAR * max(1.0, abs(exact)):
        return Checked(ClaimVerdict.EQUAL, recomputed=exact)
    return result


# ---------------------------------------------------------------------------
# Rows that add other rows up: never figures of their own, but they must add up.


TOTAL: Final = re.compile(r"^(?:合计|小计|总计|共计|total|subtotal|sum)$")
_PART: Final = re.compile(r"^(?:其中|of which)")
_SUMMED: Final = ("this_period", "to_date")
_TOTAL_NEAR: Final = 1e-9


def total_rows(rows: Rows, header: Header) -> list[int]:
    """The rows below the header that call themselves a total."""
    return [r for r, cells in rows.items() if r > header.row and is_total(cells, header)]


def is_total(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether the row's first cell, or its indicator's name, says total."""
    own = [c for c in cells if not c.merged]
    names = own[:1] + [c for c in own if c.column == header.columns.get("indicator")]
    return any(TOTAL.match(normal(c.text)) for c in names)


def total_findings(block: Block, totals: Iterable[int]) -> list[Finding]:
    """Totals that differ from the sum of the rows above them, back to the total before (F150).

    Rows of different units have no sum; parts (其中) are not counted twice.
    """
    found = []
    start = block.header.row
    for row in totals:
        mine = [
            record
            for at, record in zip(block.rows, block.records, strict=True)
            if start < at < row and not _PART.match(normal(str(record.get("indicator") or "")))
        ]
        units = {record.get("unit_of_measure") for record in mine}
        for column in _SUMMED if len(units) == 1 else ():
            found += _wrong_sum(block, row, column, [record.get(column) for record in mine])
        start = row
    return found


def _wrong_sum(block: Block, row: int, column: str, values: Sequence[object]) -> list[Finding]:
    place = block.header.columns.get(column)
    cell = block.sheet.cells.get((row, place)) if place else None
    numbers = [v for v in values if isinstance(v, int | float)]
    if cell is None or place is None or cell.kind is not CellKind.NUMBER or not numbers:
        return []
    total = sum((Decimal(repr(n)) for n in numbers), Decimal(0))
    stated = Decimal(repr(cell.value))
    if abs(total - stated) <= Decimal(_TOTAL_NEAR) * max(Decimal(1), abs(total)):
        return []
    return [finding("F150", block.sheet.origin(row, place), cell.text, total=show(total))]


# ---------------------------------------------------------------------------
# The rows of a return: which indicator each is for, and the figures typed into it.


INPUTS: Final = {
    "form": (
        "indicator",
        "unit_of_measure",
        "this_period",
        "to_date",
        "state",
        "evidence",
        "note",
        "row_id",
    ),
    "ranks": (
        "indicator",
        "place",
        "rank_of",
        "edition",
        "data_year",
        "published_on",
        "state",
        "evidence",
        "note",
        "row_id",
    ),
}
"""What a person types: the live formulas beside it are not read."""

_FOOTER: Final = re.compile(
    r"^(?:填报人|填表人|制表人|审核人|单位负责人|负责人|联系电话|filledin|checkedby|headofunit|preparedby)"
)
_REMARK: Final = re.compile(r"^(?:注|备注|说明|附注|notes?)(?:\d*[:.、]|$)")
_OF_WHICH: Final = re.compile(r"^(?:其中[::]|\d+[.、]|[(]?[一二三四五六七八九十]+[)、])")
_KINDS: Final = {
    str(Frequency.ANNUAL): PeriodKind.YEAR,
    str(Frequency.HALF_YEARLY): PeriodKind.HALF,
}


class FormRows:
    """Reads the tables of one form into the figures and findings of its `Return`."""

    def __init__(self, result: Return, roster: Roster) -> None:
        self.result = result
        self.places = roster.places
        indicators = roster.indicators(result.organisation)
        self.by_id: dict[str, Fact] = {str(f["indicator"]): f for f in reversed(indicators)}
        self.by_name: dict[str, Fact] = {
            normal(str(f[key])): f
            for key in ("name_en", "name", "indicator")
            for f in reversed(indicators)
            if isinstance(f[key], str)
        }

    def read(
        self, sheet: RawSheet, rows: Rows, header: Header, name: str, context: CellContext
    ) -> None:
        """Add the figures of one table; footers, totals and remarks are passed over."""
        kept = {r: c for r, c in rows.items() if r == header.row or _is_row(c, header)}
        layout = SHEETS[name]
        only = frozenset(INPUTS[name])
        block = read_block(sheet, layout, context, self._number_of, kept, header, only)
        if block is None:
            return
        self.result.findings += block.findings
        self.result.findings += total_findings(block, total_rows(rows, header))
        self.result.findings += [f for f in header_findings(block) if f.code != "B205"]
        for position in range(len(block.rows)):
            self._add(block, position, context)

    def _number_of(self, record: Record, column: ColumnLayout) -> NumberColumn:
        fact = self._find(record) or {}
        if column.id == "place":
            key = str(fact.get("organisation")), str(fact.get("indicator"))
            unit = str(fact.get("unit_of_measure") or "")
            return NumberColumn(unit, Measure.RANK, previous=self.places.get(key))
        if column.kind == "integer":
            return WHOLE
        return number_asked(fact, record.get("unit_of_measure"))

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

    def _add(self, block: Block, position: int, context: CellContext) -> None:
        record = block.records[position]
        fact = self._find(record)
        typed_in = [c for c in ("this_period", "to_date", "place") if _present(block, position, c)]
        if fact is None:
            if self.result.organisation and (typed_in or record.get("indicator")):
                self._unknown(block, position, record, typed_in)
            return
        other = self.named(record.get("indicator"))
        if other is not None and other is not fact:
            self._report(
                block,
                position,
                "indicator",
                "F109",
                indicator=fact["indicator"],
                row_id=record.get("row_id"),
            )
            return
        self.result.findings += locked_findings(block, position, self.result.head)
        if block.layout.id == "ranks":
            self._rank(block, position, fact, context)
        else:
            self._quantities(block, position, fact)

    def _unknown(
        self, block: Block, position: int, record: Record, typed_in: Sequence[str]
    ) -> None:
        if record.get("indicator"):
            known = [str(f["name"]) for f in list(self.by_id.values())[:8]]
            self._report(block, position, "indicator", "F108", known=known)
        else:
            self._report(block, position, typed_in[0], "F110")

    def _report(
        self, block: Block, position: int, column: str, code: str, **params: object
    ) -> None:
        cell = block.raw(position, column)
        found = cell.text if cell and cell.text else None
        self.result.findings.append(finding(code, block.origin(position, column), found, **params))

    # -------------------------------------------------------------- figures

    def _quantities(self, block: Block, position: int, fact: Fact) -> None:
        """The figures of an ordinary row: this period's, and the cumulative one."""
        quarter = self.result.quarter
        if quarter is None:
            return
        values = {c: self._value(block, position, c, fact) for c in ("this_period", "to_date")}
        self.result.findings += rate_findings(block, position, fact)
        period = str(period_for(fact, quarter))
        if fact["reported_as"] != Basis.POINT:
            whole = Basis.SINCE_START if fact["reported_as"] == Basis.SINCE_START else Basis.TO_DATE
            self._claim(block, position, fact, whole)
            for column, basis in (("this_period", Basis.PERIOD), ("to_date", whole)):
                if values[column] is not None:
                    self._figure(block, position, column, fact, period, basis, values[column])
            return
        given = [c for c, v in values.items() if v is not None]
        if len({values[c] for c in given}) > 1:
            self._report(
                block,
                position,
                "to_date",
                "F111",
                this_period=values["this_period"],
                indicator=fact["name"],
            )
        elif given:
            self._figure(block, position, given[0], fact, period, Basis.POINT, values[given[0]])

    def _value(self, block: Block, position: int, column: str, fact: Fact) -> float | None:
        value = block.records[position].get(column)
        typed_unit = block.records[position].get("unit_of_measure")
        wanted = fact["unit_of_measure"]
        if not isinstance(value, float | int):
            return None
        if not typed_unit or not isinstance(wanted, str):
            return float(value)
        converted = in_unit(float(value), str(typed_unit), wanted)
        if converted is None:
            self._report(block, position, "unit_of_measure", "F112", unit=wanted)
        elif parse_unit(str(typed_unit)) != parse_unit(wanted):
            said = f"{show(float(value))}{typed_unit} = {show(converted)}{wanted}"
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
        """The figure of a rank: its period is the edition."""
        record = block.records[position]
        place = record.get("place")
        if not isinstance(place, float | int):
            return
        edition = record.get("edition")
        if not isinstance(edition, str):
            if not _present(block, position, "edition"):
                self._report(block, position, "edition", "F113", indicator=fact["name"])
            return
        period = edition_year(edition, context.fiscal_start)
        self._figure(
            block,
            position,
            "place",
            fact,
            period,
            Basis.POINT,
            float(place),
            rank_of=record.get("rank_of"),
            edition=edition,
            data_year=record.get("data_year"),
            published_on=record.get("published_on"),
        )

    def _figure(  # noqa: PLR0913  (a figure and where it stands)
        self,
        block: Block,
        position: int,
        column: str,
        fact: Fact,
        period: str,
        basis: Basis,
        value: float | None,
        **more: object,
    ) -> None:
        record, cell = block.records[position], block.raw(position, column)
        texts = {c: record.get(c) for c in ("state", "evidence", "note")}
        read = block.reads.get((position, column))
        if read is not None and read.state:
            texts["state"] = str(read.state)
        address = block.address(position, column)
        if cell is not None and _is_shared(block, cell):
            self._report(block, position, column, "F151", indicator=fact["name"])
        self.result.rows.append(
            {
                "organisation": fact["organisation"],
                "indicator": fact["indicator"],
                "period": period,
                "basis": str(basis),
                "value": value,
                "raw": cell.text if cell else None,
                **texts,
                **more,
                "known_on": self.result.known_on,
                "sent_by": self.result.unit,
                "file": block.sheet.file,
                "sheet": block.sheet.name,
                "cell": address,
                "vintage": 1,
                "unit_of_measure": fact["unit_of_measure"],
            }
        )
        cells = dict.fromkeys(FIGURES, address)
        cells |= {c: block.address(position, c) or address for c in (*texts, *more)}
        cells["indicator"] = block.address(position, "indicator") or address
        sent = self.result.head.said("sent_on")
        cells["known_on"] = sent.cell.name if sent else None
        self.result.cells.append(cells)


def _is_shared(block: Block, cell: RawCell) -> bool:
    """Whether the cell is one of several merged into one."""
    return cell.merged or any(
        top <= cell.row <= bottom and left <= cell.column <= right
        for top, left, bottom, right in block.sheet.merged
    )


def _present(block: Block, position: int, column: str) -> bool:
    cell = block.raw(position, column)
    return cell is not None and bool(cell.text.strip() or cell.value is not None)


def _is_row(cells: Sequence[RawCell], header: Header) -> bool:
    """Whether a row below the header is one of the table's, not a total, remark or signature."""
    own = [c for c in cells if not c.merged]
    first = normal(own[0].text) if own else ""
    name = next((normal(c.text) for c in own if c.column == header.columns["indicator"]), "")
    texts = {first, name}
    other = any(pattern.match(text) for text in texts for pattern in (_FOOTER, _REMARK))
    return not other and not is_total(cells, header)


def number_asked(fact: Fact, row_unit: object) -> NumberColumn:
    """What the cells of an indicator's row ask for, in the row's own unit where it names one."""
    unit = str(row_unit or fact.get("unit_of_measure") or "")
    own = unit == fact.get("unit_of_measure")
    kind = parse_unit(unit)
    measure = fact.get("measure")
    return NumberColumn(
        unit,
        Measure(str(measure)) if isinstance(measure, str) else None,
        minimum=_bound(fact, "minimum") if own else None,
        maximum=_bound(fact, "maximum") if own else None,
        whole=(
            measure != Measure.MILESTONE
            and kind is not None
            and kind.kind == "count"
            and fact.get("decimals") == 0
        ),
        estimates=True,
    )


def _bound(fact: Fact, name: str) -> float | None:
    value = fact.get(name)
    return value if isinstance(value, float) and not math.isnan(value) else None


def period_for(fact: Fact, quarter: Period) -> Period:
    """The period that a form of this quarter asks an indicator's figure for.

    An annual figure is asked for in the year's fourth quarter and in the quarters after it until it
    has come, so it is that of the last year ended with the quarter; half years likewise.
    """
    kind = _KINDS.get(str(fact["frequency"]))
    if kind is None:
        return quarter
    return last_ended(kind, quarter.end_date, quarter.fiscal_start)


def edition_year(edition: str, fiscal_start: int) -> str:
    """The canonical period of a rank's edition; its own spelling where it names none."""
    try:
        return str(parse_period(edition, fiscal_start).period)
    except PeriodError:
        return edition


# ---------------------------------------------------------------------------
# The columns of a form as issued, and finding them again when people rename the headers.


FORM_COLUMNS: Final = tuple(column.id for column in SHEETS["form"].columns)
RANK_COLUMNS: Final = tuple(column.id for column in SHEETS["ranks"].columns)
"""The columns from left to right; both blocks share the sheet's widths.

The row id stands hidden between the indicator and its figures: whoever selects rows by dragging
over what is visible takes it along, so that it is sorted, copied and deleted with its row.
"""
ISSUED: Final[Mapping[str, Sequence[str]]] = {"form": FORM_COLUMNS, "ranks": RANK_COLUMNS}


def renamed(header: Header, issued: Sequence[str]) -> tuple[Header, dict[str, RawCell]]:
    """The header with renamed columns found again by their place between known ones.

    Between two columns that are known, unknown headers stand for the issued columns that are
    missing there if they are as many.  Also the cells so taken, by column id.
    """
    taken: dict[str, RawCell] = {}
    known = [name for name in issued if name in header.columns]
    places = [header.columns[name] for name in known]
    if places != sorted(places):
        return header, taken
    ends = [(None, 0), *zip(known, places, strict=True), (None, 10**6)]
    for (left, start), (right, end) in itertools.pairwise(ends):
        missing = _between(issued, left, right)
        unknown = [c for c in header.unknown if start < c.column < end and c.text.strip()]
        if missing and len(missing) == len(unknown):
            taken |= dict(zip(missing, unknown, strict=True))
    if not taken:
        return header, taken
    columns = {**header.columns, **{name: cell.column for name, cell in taken.items()}}
    rest = tuple(c for c in header.unknown if c not in taken.values())
    return replace(header, columns=columns, unknown=rest), taken


def _between(issued: Sequence[str], left: str | None, right: str | None) -> Sequence[str]:
    start = 0 if left is None else issued.index(left) + 1
    end = len(issued) if right is None else issued.index(right)
    return issued[start:end]
