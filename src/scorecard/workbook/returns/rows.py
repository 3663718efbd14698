"""The rows of a return: which indicator each is for, and the figures typed into it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from scorecard.model.catalogue import finding
from scorecard.model.frames import FIGURES
from scorecard.model.period import Period, PeriodError, PeriodKind, last_ended, parse_period
from scorecard.model.status import Basis, Frequency, Measure
from scorecard.workbook.cells.grammar import NumberColumn
from scorecard.workbook.cells.reading import WHOLE, CellContext, in_unit
from scorecard.workbook.grid import CellKind, RawCell, RawSheet
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.layout.columns import ColumnLayout
from scorecard.workbook.returns.locked import locked_findings
from scorecard.workbook.returns.rates import rate_findings
from scorecard.workbook.returns.returned import Claim, Return
from scorecard.workbook.returns.totals import is_total, total_findings, total_rows
from scorecard.workbook.roster import Fact, Roster
from scorecard.workbook.tables.blocks import Block, Record, header_findings, read_block
from scorecard.workbook.tables.headers import Header, Rows, normal
from scorecard.workbook.units import parse_unit, show

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
