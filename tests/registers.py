"""A small project register as text, sound as it stands; everything is fictional."""

from __future__ import annotations

from functools import cache
from typing import Final

import workbooks
from workbooks import Sheets, sheets_of

from scorecard.pipeline.load import Projects, office_register
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books

REGISTER: Final = """
# 项目库
虚构园区项目库（虚构示例）
更新日期：2022-12-31
项目编号 | 项目名称 | 投资方 | 建设性质 | 项目阶段 | 总投资（亿元） | 固定资产投资 | 合同外资 | 用地面积 | 签约日期 | 开工日期 | 竣工日期 | 实际投产日期 | 终止日期 | 完成投资 | 责任单位 | 所属打包项目
P-01 | 虚构电池一期 | 甲 | 新建 | 投产 | 12 | 8 | | 100 | @2021-02-01 | @2021-05-01 | @2022-03-01 | @2022-06-01 | | 11 | 招商科
P-02 | 虚构电池二期 | 甲 | 新建 | 在建 | 8 | 6 | | 80 | @2021-08-01 | @2022-02-01 | | | | 3 | U2
P-03 | 虚构面板 | 乙 | 新建 | 签约 | 20 | 15 | 500 | 150 | @2022-04-01 | | | | | 0 | U2
P-04 | 虚构面板追加 | 乙 | 增资 | 签约 | 5 | 5 | | 0 | @2022-10-01 | | | | | 0 | U2 | P-03
P-05 | 虚构园中园 | 丙 | 新建 | 签约 | | 9 | | 60 | @2022-05-01 | | | | | 0 | U2
P-06 | 甲号厂房 | 丙 | 新建 | 签约 | 7 | 4 | | 30 | @2022-05-01 | | | | | 0 | U2 | P-05
P-07 | 乙号厂房 | 丙 | 新建 | 签约 | 4 | 4 | | 30 | @2022-06-01 | | | | | 0 | U2 | P-05
P-08 | 虚构港口 | 丁 | 新建 | 终止 | 30 | 4 | | 30 | @2021-05-01 | | | | @2022-02-01 | 0 | U2
P-09 | 虚构农场 | 戊 | 新建 | 储备 | 50 | 4 | | 30
"""  # noqa: E501  (one row of a sheet, one line)


def from_register(text: str, *indicators: str) -> str:
    """A book whose indicators are counted from the register."""
    lines = [
        line.replace("| 填报", "| 项目库") if line.split(" |")[0] in indicators else line
        for line in text.splitlines()
    ]
    return "\n".join(lines)


@cache
def books(text: str = workbooks.BOOK) -> Books:
    """The target books of this text; their findings are the business of other tests."""
    return workbooks.read(sheets_of(text))[0]


def register(sheets: Sheets, given: Books | None = None) -> tuple[Projects, list[Finding]]:
    """The register in these sheets and everything found in it."""
    raw, findings = workbooks.workbook(sheets, "projects.xlsx")
    projects, more = office_register(raw, given or books(), 1)
    return projects, [*findings, *more]
