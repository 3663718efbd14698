"""Tiny target books, returns and tables as text, and the same with a fault put into named cells.

A sheet begins with `# name`; its rows follow, cells separated by `|`.  A cell is a number where it
reads as one, text otherwise; `!TRUE` is a logical value, `=A1` a formula that was never calculated,
`#DIV/0!` an error value, `'5` the text 5, `@2021-03-31` a date.  Everything is fictional.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any, Final

import xlsxwriter

from scorecard.checks.books import book_findings
from scorecard.checks.figures import check_figures, figure_findings
from scorecard.pipeline.load import checks_of
from scorecard.read.grid import RawWorkbook
from scorecard.read.returns.form import dated_findings, read_form
from scorecard.read.target_book import read_book, roster_of
from scorecard.read.workbook import read_workbook
from scorecard.schema.findings import Finding, catalogue, cell_position
from scorecard.schema.frames import Books, Table
from scorecard.schema.vocabulary import Severity

__all__ = [
    "BOOK",
    "RETURN",
    "Sheets",
    "book_findings",
    "check_figures",
    "checked",
    "checks_of",
    "edited",
    "places",
    "read",
    "read_book",
    "read_workbook",
    "returned",
    "sheets_of",
    "wanting",
    "workbook",
    "xlsx",
]

Sheets = dict[str, dict[tuple[int, int], str]]

BOOK: Final = """
# 说明
项目 | 内容 | 起始日期 | 截止日期
单位 | 虚构园区
曾用名 | 虚构老区 | 2015 | 2019

# 文件
文件编号 | 标题 | 发布单位 | 提出日期 | 发布日期 | 校验值 | 来源等级
D1 | 虚构文件 | 虚构日报 | 2020-12-30 | @2021-01-05 | | 新闻媒体

# 目标表述
目标编号 | 文件编号 | 原文 | 语气 | 类别 | 说明
G1 | D1 | 力争到2023年实现产值100亿元 | 预期性 | 可衡量
G2 | D1 | 要编制完成园区规划 | 计划性 | 交付事项
G3 | D1 | 打造一流营商环境 | | 口号
G4 | D1 | 综合排名进入前50名 | 预期性 | 可衡量 | 语气承前“力争”

# 责任单位
单位编号 | 单位名称 | 上级单位 | 联系岗位
U1 | 经济发展局 | | 统计岗
U2 | 招商科 | U1 | 综合岗

# 指标
指标编号 | 指标名称 | 计量单位 | 指标性质 | 填报口径 | 频率 | 公布滞后月数 | 小数位 | 最小值 | 最大值 | 自然极限 | 责任单位 | 数据来源
output | 产值 | 亿元 | 流量 | 本年累计 | 每季度 | | 1 | 0 | 1000 | | U1 | 填报
firms | 企业数 | 家 | 存量 | 时点值 | 每季度 | | 0 | 0 | | | U2 | 填报
share | 占比 | % | 比率 | 时点值 | 每季度 | | 1 | 0 | 100 | 100 | U1 | 填报
place | 综合排名 | 位 | 位次 | 时点值 | 每年 | 3 | 0 | 1 | | | U1 | 填报
plan | 园区规划 | 项 | 交付事项 | 时点值 | 每季度 | | 0 | 0 | 1 | | U1 | 填报
big | 其中超10亿元项目数 | 个 | 流量 | 自起始累计 | 每季度 | | 0 | 0 | | | U2 | 填报
all | 项目数 | 个 | 流量 | 自起始累计 | 每季度 | | 0 | 0 | | | U2 | 填报
money | 项目总投资 | 亿元 | 流量 | 自起始累计 | 每季度 | | 1 | 0 | | | U2 | 填报

# 目标值
目标值编号 | 目标编号 | 指标编号 | 方向 | 比较方式 | 基期 | 基期值 | 到期 | 目标数值 | 上限 | 争取值 | 进度计划 | 权重 | 分值 | 评价方法 | 分组 | 上级目标值 | 上下级关系 | 责任单位 | 数值来源 | 版本 | 生效日期 | 版本说明
T1 | G1 | output | 越大越好 | ≥ | | | 2023 | 100 | | 120 | 分季份额 | 60 | 10 | | A | | | U1 | 文件原文 | 1 | @2021-01-05
T2 | G1 | firms | 越大越好 | ≥ | 2020 | 40 | 2023 | 80 | | | 节点连线 | 40 | 10 | | A | | | U2 | 考核办补充 | 1 | @2021-01-05
T3 | G1 | share | 保持 | 区间 | 2020 | 12 | 2023 | 10 | 15 | | 不设 | | | | B | | | U1 | 考核办补充 | 1 | @2021-01-05
T4 | G4 | place | 越小越好 | ≤ | 2020 | 60 | 2023 | 50 | | 45 | 台阶 | | | | B | | | U1 | 文件原文 | 1 | @2021-01-05
T5 | G2 | plan | 越大越好 | 完成 | | | 2022 | 1 | | | 台阶 | | | | B | | | U1 | 文件原文 | 1 | @2021-01-05
T6 | G1 | firms | 越大越好 | ≥ | 2020 | 10 | 2023 | 90 | | | 匀速 | 0 | | | A | T2 | 分解 | U2 | 考核办补充 | 1 | @2021-01-05
T6 | G1 | firms | 越大越好 | ≥ | 2020 | 10 | 2023 | 85 | | | 匀速 | 0 | | | A | T2 | 分解 | U2 | 考核办补充 | 2 | @2022-01-05 | 区里批复调整

# 节点
目标值编号 | 时点 | 节点性质 | 节点值
T1 | 2023-Q1 | 份额 | 0.2
T1 | 2023-Q2 | 份额 | 0.5
T1 | 2023-Q4 | 份额 | 1
T2 | 2021 | 数值 | 50
T2 | 2022 | 数值 | 65
T4 | 2021 | 数值 | 58

# 统计口径
指标编号 | 汇总方式 | 项目库字段 | 筛选条件
all | 计数 | project | land > 0
big | 计数 | project | land > 0
big | 计数 | project | total_investment > 10
money | 求和 | total_investment | land > 0

# 校核
规则编号 | 校核关系 | 严重程度 | 提示语
R1 | big <= all | 提醒 | “其中”数大于总数
"""  # noqa: E501  (one row of a sheet, one line)

RETURN: Final = """
# 填报表
2023年第二季度目标完成情况表
填报单位：虚构园区 | | | | 报告期：2023年第二季度 | | | | 报送日期：2023-07-10
序号 | 指标 | 计量单位 | 年度目标 | 上季累计 | 本季度 | 本年累计 | 数据状态 | 佐证材料 | 说明
1 | 产值 | 亿元 | 100 | | 25.5 | 55.5 | 快报 | 统计局快报
2 | 企业数 | 家 | | | 72 | | 核定 | 名录
3 | 占比 | % | | | 12.5 | | 核定 | 计算表
4 | 园区规划 | 项 | | | 0 | | 核定 | 编制进度
5 | 其中超10亿元项目数 | 个 | | | | 5 | 核定 | 项目库
6 | 项目数 | 个 | | | | 18 | 核定 | 项目库
7 | 项目总投资 | 亿元 | | | | 135.7 | 核定 | 项目库

序号 | 位次指标 | 位次 | 参评总数 | 评价年度 | 数据年份 | 公布日期 | 数据状态 | 佐证材料 | 说明
1 | 综合排名 | 52 | 178 | 2022 | 2021 | @2023-03-01 | 核定 | 通报

填报人：甲 | | | | 审核人：乙
注：虚构示例
"""


def sheets_of(text: str) -> Sheets:
    """The cells of a text by sheet, row and column (from 1)."""
    sheets: Sheets = {}
    row = 0
    for line in text.strip("\n").splitlines():
        if line.startswith("# "):
            cells = sheets.setdefault(line[2:].strip(), {})
            row = 0
            continue
        row += 1
        for column, cell in enumerate(line.split("|"), 1):
            if cell.strip():
                cells[row, column] = cell.strip()
    return {name: _without_last_blank(cells) for name, cells in sheets.items()}


def _without_last_blank(cells: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    return dict(sorted(cells.items()))


def edited(text: str, edits: Mapping[str, str | None]) -> Sheets:
    """The sheets with cells changed: `{"目标值!I2": "5"}`; `None` or an empty text clears a cell.

    `{"目标值!12": "T9 | G1 | …"}` writes a whole row, `{"单位": None}` takes a sheet away,
    `{"单位": "新名"}` renames it.
    """
    sheets = sheets_of(text)
    for place, value in edits.items():
        name, _, cell = place.partition("!")
        if not cell:
            cells = sheets.pop(name, {})
            if value:
                sheets[value] = cells
            continue
        cells = sheets.setdefault(name, {})
        row, column = cell_position(cell) if cell[0].isalpha() else (int(cell), 0)
        if not column:
            for at in [at for at in cells if at[0] == row]:
                del cells[at]
        parts = (value or "").split("|") if not column else [value or ""]
        for number, part in enumerate(parts, column or 1):
            cells.pop((row, number), None)
            if part.strip():
                cells[row, number] = part.strip()
    return sheets


def xlsx(sheets: Sheets, hidden_rows: Mapping[str, Sequence[int]] | None = None) -> bytes:
    """The sheets as an XLSX file."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for (row, column), text in cells.items():
            _write(sheet, row - 1, column - 1, text, day)
        for row in (hidden_rows or {}).get(name, ()):
            sheet.set_row(row - 1, None, None, {"hidden": True})
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, text: str, day: Any) -> None:  # noqa: ANN401
    if text.startswith("@"):
        sheet.write_datetime(row, column, date.fromisoformat(text[1:]), day)
    elif text.startswith("!"):
        sheet.write_boolean(row, column, text == "!TRUE")
    elif text.startswith("'"):
        sheet.write_string(row, column, text[1:])
    elif text.startswith("="):
        sheet.write_formula(row, column, text, None, "")
    elif text.startswith("#"):
        sheet.write_formula(row, column, "=1/0", None, text)
    elif re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        sheet.write_number(row, column, float(text))
    else:
        sheet.write_string(row, column, text)


def workbook(sheets: Sheets, file: str = "book.xlsx") -> tuple[RawWorkbook, list[Finding]]:
    """The sheets written to XLSX and read back."""
    raw, found = read_workbook(xlsx(sheets), file)
    assert raw is not None, found
    return raw, found


def read(sheets: Sheets, file: str = "book.xlsx") -> tuple[Books, list[Finding]]:
    """A target book's frames and everything found in it."""
    return checked([(sheets, file)])


def checked(parts: Sequence[tuple[Sheets, str]]) -> tuple[Books, list[Finding]]:
    """Several target books together."""
    books, findings = [], []
    for sheets, file in parts:
        raw, found = workbook(sheets, file)
        book, more = read_book(raw, 1)
        books.append(book)
        findings += [*found, *more]
    together = Books.concat(books)
    findings += checks_of(together, findings)
    return together, findings


def read_return(raw: RawWorkbook, books: Books) -> tuple[Table, list[Finding]]:
    """The figures of a return, and the findings of reading it."""
    form = read_form(raw, roster_of(books))
    return form.figures, dated_findings(form)


def returned(
    sheets: Sheets, books: Books, file: str = "return.xlsx"
) -> tuple[Table, list[Finding]]:
    """A return's figures and everything found in it alone."""
    raw, findings = workbook(sheets, file)
    table, more = read_return(raw, books)
    findings = [*findings, *more]
    findings += figure_findings(table, books, findings)
    findings += check_figures(table, books, findings)
    return table, findings


def wanting(findings: Sequence[Finding]) -> list[str]:
    """Placeholders that a finding's sentences have and the finding does not fill."""
    wanted = [
        (f, text)
        for f in findings
        for s in (catalogue()[f.code],)
        for texts in (s.message, s.expected, s.hint)
        for text in texts.values()
    ]
    return [
        f"{f.code} {name}"
        for f, text in wanted
        for _, name, _, _ in Formatter().parse(text)
        if name and name not in f.params and name != "found"
    ]


def places(findings: Sequence[Finding], *, notes: bool = True) -> list[tuple[str, str]]:
    """Code and `sheet!cell` of each finding, sorted."""
    return sorted(
        (f.code, f"{f.origin.sheet or ''}!{f.origin.cell or ''}")
        for f in findings
        if notes or f.severity is not Severity.NOTE
    )
