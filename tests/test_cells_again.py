"""Every cell of the tables of `test_cells`, read as whatever a column may ask for (golden text).

The tables there say what a cell is in its own column; here each stands in the wrong ones, too, with
the whole answer: value, why it is missing, state, conversion, movement, faults with what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import test_cells as cells
from goldens import compare

from scorecard.read.cells.dates import parse_date, parse_period_cell
from scorecard.read.cells.grammar import CellContext, parse_number, parse_text, type_cell
from scorecard.read.cells.numerals import NumberColumn
from scorecard.read.cells.typed import Typed
from scorecard.read.grid import CellKind, RawCell
from scorecard.schema.sheets import BOOK, Column
from scorecard.schema.vocabulary import Measure

NUMBER_COLUMNS: Final = {
    **{name: column for name, column in vars(cells).items() if isinstance(column, NumberColumn)},
    "AT_LEAST": NumberColumn(minimum=0),
    "AT_MOST": NumberColumn(maximum=100),
    "BETWEEN": NumberColumn("家", minimum=1, maximum=5000),
    "WHOLE": NumberColumn("家", whole=True),
    "SHARE": NumberColumn("%", percent="share"),
    "AS_NUMBER": NumberColumn("%", percent="number"),
    "STOCK": NumberColumn("元/人", measure=Measure.STOCK, estimates=True),
}
WORDS: Final = """
12% 0.5% -3.2% 1.5倍 3/4 二分之一 百分之零点五 五成 零点三 三千五百 一万二 2万余 100% 150% ‰ %
元 个 亿 1,2 1,234.50 12,345.678 -0 00 .5 5. 1e3 1E-2 1.5万元 2千元 3百万 120平方米 ￥3,000.00
USD5 5吨 0.3吨 2021Q4 2021年4季度 2021-Q1 2021H1 2021年上半年 上半年 2021年1-9月 截至9月
2021年度 2021财年 2021/22 FY21 21年 2021-2-3 2021.2.3 2021年2月30日 12月 1月 2100-01-01
1899-12-31 Q3 9月末 三季度末 明年 今年底 第1名 第100位 前50强 百强 并列第3 51→49 较上年上升2位
上升了3位 退3 NO.7 第零名 末位 -5 0 1 1.5 1000 在建 已竣工 评审 起草 完成 未完成 40%完成 完成 √
× ○ 部分完成 完成率80% 2/3 是的 不是 约束性 binding 预期性 流量 Stock 存量 >= ≥ 不低于 < between
介于 不高于 百元 前一百二名 前千 一百二强
"""
MORE: Final = [
    *map(cells.text, WORDS.split()),
    *(
        cells.number(value, form)
        for value in (0.0, -2.0, 0.07, 1.0, 12.5, 250.0, 1e16, float("nan"), 44530.0, 2021.0)
        for form in ("General", "0%", "0.00", '#,##0"万"')
    ),
    cells.number(3.0)._replace(formula="SUM(B1:B2)"),
    cells.text("1.5")._replace(formula="'C:\\[表.xlsx]一'!B2"),
    RawCell(1, 1, CellKind.NUMBER, value=True, text="TRUE"),
    *(
        cells.day(datetime.fromisoformat(moment), form)
        for moment in ("2021-01-01", "2021-03-31T12:00", "2021-12-01", "2200-05-05")
        for form in ("yyyy-mm-dd", "yyyy", "mmm-yy", "yyyy/m", 'm"月"d"日"', "General")
    ),
]
LISTS: Final = {"Strength", "Measure", "Comparator"}
CONTEXTS: Final = (
    CellContext(),
    CellContext(fiscal_start=4, epoch_1904=True, year_hint=2021),
)


def every_cell() -> list[RawCell]:
    tables = ((row[1] for row in cells.NUMBERS), *((row[0] for row in table) for table in (
        cells.MISSING, cells.PERIODS, cells.DATES)))  # fmt: skip
    return list(dict.fromkeys(cell for table in (*tables, MORE) for cell in table))


def declared() -> dict[str, Column]:
    """One column of each kind as the sheets declare them, and of three closed lists."""
    columns = (column for sheet in BOOK.values() for column in sheet.columns)
    return {
        column.holds: column for column in columns if not column.choices or column.holds in LISTS
    }


def readings(cell: RawCell) -> Iterator[tuple[str, Any]]:
    for name, column in NUMBER_COLUMNS.items():
        yield name, parse_number(cell, column)
        if column.measure is Measure.RANK:
            yield f"{name}, from 3", parse_number(cell, replace(column, previous=3))
    yield "text", parse_text(cell)
    for number, context in enumerate(CONTEXTS):
        hint, late = context.year_hint, context.epoch_1904
        start = context.fiscal_start
        period = parse_period_cell(cell, fiscal_start=start, year_hint=hint, epoch_1904=late)
        yield f"period {number}", period
        yield f"date {number}", parse_date(cell, year_hint=hint, epoch_1904=late)
        for name, asked in declared().items():
            for _ in "the first", "from the cache":
                yield f"{name} {number}", type_cell(cell, asked, context)


def told(answer: Any) -> str:  # noqa: ANN401  (a reading, or one with its value)
    if isinstance(answer, tuple):
        return f"{answer[0]!r} {told(answer[1])}"
    read: Typed[Any] = answer
    said = {
        "missing": read.missing,
        "state": read.state,
        "converted": read.converted,
        "movement": read.movement,
        "at_most": read.at_most,
    }
    value = str(read.value) if isinstance(read.value, date) else repr(read.value)
    rest = [f"{name}={what}" for name, what in said.items() if what is not None]
    faults = [
        f"{f.code}({', '.join(f'{k}={v}' for k, v in f.params.items() if k != 'allowed')})"
        for f in read.faults
    ]
    return " ".join([value, *rest, *faults])


def test_every_cell_in_every_column_as_before() -> None:
    text: list[str] = []
    for cell in every_cell():
        text.append(f"[{cell.kind} {cell.text!r} {cell.number_format} {cell.formula or ''}]")
        answers: dict[str, list[str]] = {}
        for name, answer in readings(cell):
            answers.setdefault(told(answer), []).append(name)
        text += [
            f"  {answer}   : {'; '.join(dict.fromkeys(names))}" for answer, names in answers.items()
        ]
    compare("cells", "\n".join(text) + "\n")
