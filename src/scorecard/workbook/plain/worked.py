"""Tables that hold the inputs of one named formula and, if they like, the results published of it.

One row each: an item scored by the banded efficacy coefficient; a series whose control limits are
asked for; the scores of several series whose mean rates their indicator.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scorecard.model.finding import Origin
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.layout.columns import SheetLayout, text_column
from scorecard.workbook.tables.blocks import Block, read_block
from scorecard.workbook.tables.headers import find_header, rows_of

_CASE: Final = text_column("case", "事项", "Case", "编号", "id", "指标", "name")
_WEIGHT: Final = text_column("weight", "权重", "Weight", "分值", "full_points")
_ACTUAL: Final = text_column("actual", "实际值", "Actual", "完成值")
_SCORE: Final = text_column("score", "得分", "Score", "published_score")
_REPORTED: Final = text_column("reported", "报告值", "Reported", "公布值", "published")

EFFICACY: Final = SheetLayout(
    "efficacy",
    "功效系数表",
    "Efficacy",
    (
        _CASE,
        _WEIGHT,
        _ACTUAL,
        text_column("this_band", "本档标准值", "This band"),
        text_column("next_band", "上档标准值", "Next band"),
        text_column("this_coef", "本档标准系数", "This coefficient"),
        text_column("next_coef", "上档标准系数", "Next coefficient"),
        text_column("base", "基础分", "Base points", "published_base"),
        text_column("coefficient", "功效系数", "Coefficient", "published_coef"),
        text_column("adjustment", "调整分", "Adjustment", "published_adjust"),
        _SCORE,
        _REPORTED,
    ),
)
EFFICACY_WHOLE: Final = SheetLayout(
    "efficacy_whole",
    "功效系数表",
    "Efficacy",
    (
        _CASE,
        _WEIGHT,
        _ACTUAL,
        text_column("worst", "不允许值", "Worst", "最低值", "最差值"),
        text_column("best", "满意值", "Best", "最高值", "最优值"),
        text_column("share", "基础比例", "Base share", "base"),
        _SCORE,
        _REPORTED,
    ),
)
"""The 60 + 40 form; `share` is 0.6 where it is blank, the full mark 100."""
LIMITS: Final = SheetLayout(
    "control_limits",
    "控制限表",
    "Control limits",
    (
        _CASE,
        text_column("sequence", "数据序列", "Sequence", "y", "序列"),
        text_column("screen", "剔除异常", "Screen outliers", "screen_outliers"),
        text_column("mean", "均值", "Mean", "published_mean"),
        text_column("lower", "控制下限", "Lower limit", "published_lpl", "lpl"),
        text_column("upper", "控制上限", "Upper limit", "published_upl", "upl"),
    ),
)
AGGREGATE: Final = SheetLayout(
    "aggregate",
    "序列汇总表",
    "Aggregate",
    (
        _CASE,
        text_column("scores", "各序列得分", "Series scores", "series_scores"),
        text_column("groups", "各序列分组", "Series groups", "series_groups", "groups"),
        _SCORE,
        text_column("word", "结论", "Class", "published_status"),
    ),
)
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "efficacy": frozenset({"actual", "this_band", "next_band", "this_coef", "next_coef"}),
    "efficacy_whole": frozenset({"actual", "worst", "best"}),
    "control_limits": frozenset({"sequence"}),
    "aggregate": frozenset({"scores"}),
}
_LAYOUTS: Final = (EFFICACY, EFFICACY_WHOLE, LIMITS, AGGREGATE)


@dataclass(frozen=True, slots=True)
class WorkedTable:
    """The rows of such a table as texts, each with the places of its cells; `kind` its formula."""

    kind: str
    rows: tuple[dict[str, str], ...]
    block: Block

    def origin(self, position: int, column: str) -> Origin:
        """Where a row's value stands; the row's first cell where the column is absent."""
        return self.block.origin(position, column)


def read_worked(workbook: RawWorkbook) -> WorkedTable | None:
    """The first table of the workbook that holds a named formula's inputs, else None."""
    for sheet in workbook.sheets:
        if not sheet.visible:
            continue
        rows = rows_of(sheet)
        for layout in _LAYOUTS:
            header = find_header(rows, layout)
            if header is None or not _NEEDED[layout.id] <= set(header.columns):
                continue
            block = read_block(sheet, layout, CellContext(), rows=rows, header=header)
            if block is not None:
                return WorkedTable(layout.id, tuple(_texts(block)), block)
    return None


def _texts(block: Block) -> list[dict[str, str]]:
    found = []
    for position, record in enumerate(block.records):
        cells = {name: block.raw(position, name) for name in record}
        texts = {name: cell.text.strip() if cell else "" for name, cell in cells.items()}
        found.append(texts | {"case": texts.get("case") or str(block.rows[position])})
    return found


def listed(text: str) -> list[str]:
    """The items of a list in one cell: `[1, 2, null]`, `1；2；3`, `1 2 3`.

    >>> listed("[1, 2.5, null]"), listed("1；2　3")
    (['1', '2.5', 'null'], ['1', '2', '3'])
    """
    return re.split(r"[\s,，;；、]+", text.strip().strip("[]()（）").strip())


def numbers(text: str) -> list[float]:
    """The numbers of a list in one cell; what is blank, `null` or `-` is NaN.

    Raises `ValueError` for anything else.
    """
    return [math.nan if item.lower() in _NOTHING else float(item) for item in listed(text)]


_NOTHING: Final = frozenset({"", "null", "none", "nan", "na", "-", "–", "…"})
