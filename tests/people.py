"""A fictional zone, and people who fill in its forms the way people do."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbooks import sheets_of, xlsx

from scorecard.i18n import Words
from scorecard.pipeline.collect import Collected, CollectedFile, collect
from scorecard.pipeline.forms import issue
from scorecard.pipeline.inbox import Reception
from scorecard.pipeline.load import load_data
from scorecard.read.guard import Guard
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import FORM_COLUMNS, RANK_COLUMNS
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import load_workspace

ZONE: Final = "虚构示例高新区"
UNIT: Final = "经济发展局"
FORM: Final = f"{ZONE}-{UNIT}.xlsx"
NOW: Final = datetime(2026, 10, 9, 1, 30, tzinfo=UTC)

BOOK: Final = f"""
# 说明
项目 | 内容
单位 | {ZONE}
说明 | 虚构示例，不是真实数据

# 文件
文件编号 | 标题 | 发布单位 | 发布日期 | 来源等级
D1 | 虚构示例文件 | 虚构日报 | @2025-01-05 | 新闻媒体

# 目标表述
目标编号 | 文件编号 | 原文 | 语气 | 类别
G1 | D1 | 虚构示例：力争到2026年各项指标达到目标 | 预期性 | 可衡量

# 责任单位
单位编号 | 单位名称 | 上级单位 | 联系岗位
U1 | {UNIT} | | 统计岗
U2 | 招商局 | | 综合岗

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 公布滞后月数 | 小数位 | 最小值 | 最大值 | 责任单位 | 数据来源
invest | 固定资产投资 | 万元 | 流量 | 本年累计 | 每季度 | | 0 | 0 | | U1 | 填报
revenue | 一般公共预算收入 | 亿元 | 流量 | 本年累计 | 每季度 | | 2 | 0 | | U1 | 填报
fdi | 实际使用外资 | 万美元 | 流量 | 本年累计 | 每季度 | | 1 | 0 | | U1 | 填报
deals | 签约项目数 | 个 | 流量 | 自起始累计 | 每季度 | | 0 | 0 | | U1 | 填报
firms | 企业数 | 家 | 存量 | 时点值 | 每季度 | | 0 | 0 | | U1 | 填报
share | 研发投入占比 | % | 比率 | 时点值 | 每季度 | | 1 | 0 | 100 | U1 | 填报
plan | 园区规划 | 项 | 节点事项 | 时点值 | 每季度 | | 1 | 0 | 1 | U1 | 填报
output | 高新技术产业产值 | 亿元 | 流量 | 本年累计 | 每季度 | | 1 | 0 | | U1 | 填报
energy | 单位能耗 | 吨标准煤/万元 | 比率 | 时点值 | 每季度 | | 2 | 0 | | U1 | 填报
place | 综合评价排名 | 位 | 位次 | 时点值 | 每年 | 3 | 0 | 1 | 400 | U1 | 填报
visits | 外出招商次数 | 次 | 流量 | 本年累计 | 每季度 | | 0 | 0 | | U2 | 填报

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 基期 | 基期值 | 到期 | 目标数值 | 进度计划 | 数值来源 | 版本 | 生效日期
T1 | G1 | invest | 越大越好 | ≥ | | | 2026 | 1800000 | 匀速 | 考核办补充 | 1 | @2026-01-05
T2 | G1 | revenue | 越大越好 | ≥ | | | 2026 | 36 | 匀速 | 考核办补充 | 1 | @2026-01-05
T3 | G1 | place | 越小越好 | ≤ | | | 2026 | 120 | 台阶 | 考核办补充 | 1 | @2026-01-05
T4 | G1 | fdi | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T5 | G1 | deals | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T6 | G1 | firms | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T7 | G1 | share | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T8 | G1 | output | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T9 | G1 | energy | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T10 | G1 | visits | 越大越好 | ≥ | | | 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05
T11 | G1 | plan | 越大越好 | 完成 | | | 2027 | | 台阶 | 考核办补充 | 1 | @2026-01-05
"""  # noqa: E501  (one row of a sheet, one line)

QUARTERS: Final = ("2026-Q1", "2026-Q2")
PAST: Final[Mapping[str, Mapping[str, tuple[float, ...]]]] = {
    "2026-Q1": {
        "invest": (412_300, 412_300),
        "revenue": (8.15, 8.15),
        "fdi": (1_204.5, 1_204.5),
        "deals": (6, 31),
        "firms": (1_418,),
        "share": (3.4,),
        "plan": (0.2,),
        "output": (231.4, 231.4),
        "energy": (0.52,),
        "place": (128, 178, 2024),
    },
    "2026-Q2": {
        "invest": (455_100, 867_400),
        "revenue": (9.02, 17.17),
        "fdi": (1_377.0, 2_581.5),
        "deals": (5, 36),
        "firms": (1_431,),
        "share": (3.5,),
        "plan": (0.5,),
        "output": (244.9, 476.3),
        "energy": (0.51,),
    },
}
"""What the fictional zone reported before: this quarter, and to date.

Of the rank: place, of how many, edition.
"""
SOUND: Final[Mapping[str, tuple[float, ...]]] = {
    "invest": (438_600, 1_306_000),
    "revenue": (8.73, 25.90),
    "fdi": (1_299.2, 3_880.7),
    "deals": (7, 43),
    "firms": (1_447,),
    "share": (3.6,),
    "plan": (0.8,),
    "output": (251.3, 727.6),
    "energy": (0.50,),
}
"""What a careful person types into the form of the third quarter."""

Typed = str | float | bool | date | None


@dataclass
class Zone:
    """A workspace of the fictional zone, and the clerk's counter."""

    root: Path
    guard: Guard | None = None

    @classmethod
    def new(cls, root: Path, guard: Guard | None = None, book: str = BOOK) -> Zone:
        """An empty workspace with the fictional book."""
        (root / "targets").mkdir(parents=True)
        (root / "scorecard.toml").write_text('title = "虚构示例"\nlanguage = "zh"\n', "utf-8")
        (root / "targets" / f"{ZONE}.xlsx").write_bytes(xlsx(sheets_of(book)))
        return cls(root, guard)

    def form(self, quarter: str, name: str = FORM) -> bytes:
        """The blank form of a quarter, issued by the program when it is first asked for."""
        path = self.root / "reports" / quarter / "forms" / name
        if not path.exists():
            data = load_data(load_workspace(self.root))
            issue(data, parse_period(quarter).period, Words("zh"))
        return path.read_bytes()

    def save(self, data: bytes, name: str = FORM) -> Path:
        """A file that came back."""
        path = self.root / "inbox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    def collect(self, *paths: Path, day: date = date(2026, 10, 9)) -> Collected:
        """What `scorecard collect` does with these files."""
        workspace = load_workspace(self.root)
        reception = Reception(day, "stated", NOW)
        return collect(workspace, paths, reception, Words("zh"), guard=self.guard)


def copied(zone: Zone, root: Path) -> Zone:
    """A copy of the zone in a folder that is not there yet."""
    shutil.copytree(zone.root, root)
    return Zone(root, zone.guard)


def sent(zone: Zone, person: Person, name: str = "sent.xlsx") -> CollectedFile:
    """What became of the form as this person has filled it in."""
    (taken,) = zone.collect(zone.save(person.saved(), name)).files
    return taken


def errors(taken: CollectedFile) -> set[str]:
    """Code and cell of every error."""
    return {f"{f.code} {f.origin.cell}" for f in taken.findings if f.severity is Severity.ERROR}


def with_past(root: Path, guard: Guard | None = None) -> Zone:
    """The zone after two quarters that were collected; made once, each caller has a copy."""
    shutil.copytree(_past(), root)
    return Zone(root, guard)


@cache
def _past() -> Path:
    root = Path(tempfile.mkdtemp(prefix="past-")) / "zone"
    atexit.register(shutil.rmtree, root.parent, ignore_errors=True)
    with Guard(workers=1) as guard:
        return _collected(Zone.new(root, guard)).root


def _collected(zone: Zone) -> Zone:
    for quarter, day in zip(QUARTERS, (date(2026, 4, 9), date(2026, 7, 9)), strict=True):
        person = Person(zone.form(quarter))
        person.fill(PAST[quarter])
        path = zone.save(person.saved(), f"{quarter}.xlsx")
        (taken,) = zone.collect(path, day=day).files
        assert taken.fate == "recorded", [str(f) for f in taken.findings]
    return zone


class Person:
    """Somebody with a form in a spreadsheet program; rows are found as a person finds them."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = openpyxl.load_workbook(io.BytesIO(data))
        self.sheet: Worksheet = self.book["填报表"]
        self.columns = {name: place for place, name in enumerate(FORM_COLUMNS, start=1)}
        self.columns |= {name: place for place, name in enumerate(RANK_COLUMNS, start=1)}
        self.ids = self._ids()

    def _ids(self) -> dict[str, str]:
        """Row id by indicator, from the hidden sheet."""
        hidden = self.book["表单信息"]
        rows = list(hidden.iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if "行标识" in map(str, row))
        return {str(row[1]): str(row[0]) for row in rows[start + 1 :] if row[0]}

    @property
    def indicators(self) -> dict[int, str]:
        """The indicator of each row of the form, where it stands now."""
        by_id = {row_id: name for name, row_id in self.ids.items()}
        place = self.columns["row_id"]
        found = {}
        for row in range(1, self.sheet.max_row + 1):
            name = by_id.get(str(self.sheet.cell(row, place).value))
            if name:
                found[row] = name
        return found

    def row(self, indicator: str) -> int:
        """Where an indicator's row stands now."""
        return next(row for row, name in self.indicators.items() if name == indicator)

    def cell(self, indicator: str, column: str) -> Cell:
        """The cell of an indicator's row."""
        cell = self.sheet.cell(self.row(indicator), self.columns[column])
        assert isinstance(cell, Cell)
        return cell

    def type(self, indicator: str, column: str, value: Typed, number_format: str = "") -> str:
        """Type something; a text is a text, whatever it looks like.  Gives the cell's address."""
        cell = self.cell(indicator, column)
        put(cell, value, number_format)
        return str(cell.coordinate)

    def formula(self, indicator: str, column: str, formula: str) -> str:
        """A formula as another program writes it: without a stored value."""
        cell = self.cell(indicator, column)
        cell.value = formula
        return str(cell.coordinate)

    def fill(self, values: Mapping[str, Sequence[float | str]]) -> None:
        """Fill in a whole form: this quarter and to date, or place and out of how many."""
        self.sent_on(date(2026, 10, 9))
        for indicator, numbers in values.items():
            ranked = indicator.startswith("place")
            names = ("place", "rank_of", "edition") if ranked else ("this_period", "to_date")
            for column, number in zip(names, numbers, strict=False):
                self.type(indicator, column, number)
            self.type(indicator, "state", "核定")
            self.type(indicator, "evidence", "虚构台账")
            if ranked:
                self.type(indicator, "published_on", date(2026, 3, 2), "yyyy-mm-dd")

    def sent_on(self, day: date) -> None:
        """The day of sending, beside its label."""
        for row in self.sheet.iter_rows(max_row=3):
            for cell in row:
                if str(cell.value).startswith("报送日期"):
                    put(self.sheet["M2"], day, "yyyy-mm-dd")

    def sign(self, name: str) -> None:
        """Write one's name behind 填报人."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if str(cell.value).startswith("填报人"):
                    cell.value = f"填报人：{name}"

    # -------------------------------------------------------------- what people do to sheets

    def _block(self) -> tuple[int, int]:
        """First and last row of the ordinary indicators."""
        rows = [row for row, name in self.indicators.items() if name != "place"]
        return min(rows), max(rows)

    def sort(self, key: Callable[[str], Any]) -> None:
        """Sort the rows of the table, whole rows, as the sort dialogue does."""
        first, last = self._block()
        order = sorted(
            (row for row in range(first, last + 1)), key=lambda r: key(self.indicators.get(r, ""))
        )
        rows = {row: [_content(cell) for cell in self.sheet[row]] for row in order}
        for target, source in zip(range(first, last + 1), order, strict=True):
            for cell, content in zip(self.sheet[target], rows[source], strict=True):
                _place(cell, content)

    def insert(self, row: int, texts: Mapping[str, Typed] | None = None) -> None:
        """Insert a row, blank or with some texts; everything below moves down."""
        sheet, last = self.sheet, self.sheet.max_row
        moved = [area for area in sheet.merged_cells.ranges if area.min_row >= row]
        for area in moved:
            sheet.unmerge_cells(str(area))
        letter = get_column_letter(sheet.max_column)
        sheet.move_range(f"A{row}:{letter}{last}", rows=1, translate=True)
        for area in moved:
            area.shift(row_shift=1)
            sheet.merge_cells(str(area))
        for column, text in (texts or {}).items():
            put(sheet.cell(row, self.columns[column]), text)

    def delete(self, indicator: str) -> None:
        """Delete a row that one thinks is not needed."""
        sheet, row, last = self.sheet, self.row(indicator), self.sheet.max_row
        moved = [area for area in sheet.merged_cells.ranges if area.min_row > row]
        for area in moved:
            sheet.unmerge_cells(str(area))
        for cell in sheet[row]:
            cell.value = None
        letter = get_column_letter(sheet.max_column)
        sheet.move_range(f"A{row + 1}:{letter}{last}", rows=-1, translate=True)
        for area in moved:
            area.shift(row_shift=-1)
            sheet.merge_cells(str(area))

    def paste(self, indicator: str, column: str, value: Typed) -> str:
        """Paste from somewhere else: another font, fill and format, over the validation."""
        cell = self.cell(indicator, column)
        put(cell, value)
        cell.font = Font(name="宋体", size=14, color="FFFF0000")
        cell.fill = PatternFill("solid", fgColor="FFFFFF00")
        cell.number_format = "@" if isinstance(value, str) else "#,##0.00_ "
        for rule in list(self.sheet.data_validations.dataValidation):
            if cell.coordinate in rule.sqref:
                self.sheet.data_validations.dataValidation.remove(rule)
        return str(cell.coordinate)

    def rename(self, column: str, header: str) -> str:
        """Give a column another header."""
        first, _ = self._block()
        cell = self.sheet.cell(first - 1, self.columns[column])
        cell.value = header
        return str(cell.coordinate)

    def reorder(self, names: Sequence[str]) -> None:
        """Put the sheets into another order; those not named stay behind."""
        for place, name in enumerate(names):
            self.book.move_sheet(name, place - self.book.sheetnames.index(name))

    def saved(self) -> bytes:
        """The file as it is sent."""
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def _content(cell: Any) -> tuple[Any, str, Any, str]:  # noqa: ANN401
    return cell.value, cell.data_type, copy(cell._style), cell.coordinate


def _place(cell: Any, content: tuple[Any, str, Any, str]) -> None:  # noqa: ANN401
    value, kind, style, origin = content
    if kind == "f" and isinstance(value, str):
        value = Translator(value, origin=origin).translate_formula(cell.coordinate)
    cell.value = value
    if value is not None:
        cell.data_type = kind
    cell._style = style


def put(cell: Any, value: Typed, number_format: str = "") -> None:  # noqa: ANN401
    """A value in a cell; a text is a text, whatever it looks like."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "e" if value.startswith("#") else "s"
    if number_format:
        cell.number_format = number_format
