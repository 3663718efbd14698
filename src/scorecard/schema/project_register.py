"""The project register: its sheet, the order of stages, the dates that reach them, its money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.columns import EVIDENCE, NOTE, Column, SheetLayout
from scorecard.schema.vocabulary import Nature, Stage, unit_label

# fmt: off
PROJECTS: Final = SheetLayout(
    "projects", "项目库", "Projects",
    (
        Column("project", "项目编号", "Project", ("项目编码",), required=True),
        Column("organisation", "所属园区", "Organisation", ("园区",)),
        Column("name", "项目名称", "Name", ("名称",), required=True, width=26),
        Column("investor", "投资方", "Investor", ("投资单位", "建设单位")),
        Column("nature", "建设性质", "Nature", ("项目性质", "性质"), Nature),
        Column("stage", "项目阶段", "Stage", ("阶段",), Stage, required=True),
        Column("total_investment", "总投资", "Total investment", ("总投资额",), "number",
            unit="亿元"),
        Column("fixed_investment", "固定资产投资", "Fixed investment", ("其中固定资产投资",),
            "number", unit="亿元"),
        Column("contracted_foreign", "合同外资", "Contracted foreign", ("协议外资",), "number",
            unit="万美元"),
        Column("land", "用地面积", "Land", ("用地",), "number", unit="亩"),
        Column("signed_on", "签约日期", "Signed on", ("签约时间",), "date"),
        Column("planned_start_on", "计划开工日期", "Planned start", ("计划开工",), "date"),
        Column("started_on", "实际开工日期", "Started on", ("开工日期", "实际开工"), "date"),
        Column("planned_completion_on", "计划竣工日期", "Planned completion", ("计划竣工",),
            "date"),
        Column("completed_on", "实际竣工日期", "Completed on", ("竣工日期", "实际竣工"), "date"),
        Column("planned_production_on", "计划投产日期", "Planned production", ("计划投产",),
            "date"),
        Column("in_production_on", "实际投产日期", "In production on", ("投产日期", "实际投产"),
            "date"),
        Column("terminated_on", "终止日期", "Terminated on", ("终止时间", "退出日期"), "date"),
        Column("invested_to_date", "累计完成投资", "Invested to date", ("完成投资",), "number",
            unit="亿元"),
        Column("unit", "责任单位", "Unit", ("牵头单位",)),
        Column("parent_project", "所属打包项目", "Parent project", ("上级项目",)),
        EVIDENCE,
        NOTE,
    ),
    aliases=("项目", "台账"),
)
# fmt: on

STAGES: Final = tuple(str(stage) for stage in Stage if stage is not Stage.TERMINATED)
"""Stages from first to last; `terminated` stands outside."""
TERMINATED: Final = str(Stage.TERMINATED)
ADDITIONAL: Final = str(Nature.ADDITIONAL)
"""The nature of a row that adds money to its parent (增资) and is no project of its own."""
REACHED_ON: Final[Mapping[str, str]] = {
    str(stage): f"{stage}_on"
    for stage in (Stage.SIGNED, Stage.STARTED, Stage.COMPLETED, Stage.IN_PRODUCTION)
}
"""The date that says when a stage was reached, in order."""
DONE_ON: Final = (*REACHED_ON.values(), "terminated_on")
"""Dates of what has happened; planned dates are none."""
INVESTED: Final = "invested_to_date"
MONEY: Final = ("total_investment", "fixed_investment", INVESTED, "contracted_foreign")
"""Kinds of money that are never added to one another: 总投资, 完成投资, 到位资金 …"""
AMOUNTS: Final = (*MONEY, "land")
_YUAN: Final[Mapping[str, float]] = {"亿元": 1.0, "百万元": 1e2, "万元": 1e4, "元": 1e8}
_UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "total_investment": _YUAN,
    "fixed_investment": _YUAN,
    INVESTED: _YUAN,
    "contracted_foreign": {"万美元": 1.0, "亿美元": 1e-4, "美元": 1e4},
    "land": {"亩": 1.0, "公顷": 1 / 15, "平方米": 2000 / 3, "㎡": 2000 / 3},
}
UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    name: {**units, **{unit_label(unit, "en"): factor for unit, factor in units.items()}}
    for name, units in _UNITS.items()
}
"""By how much a sum of the register's column is multiplied to stand in a unit of measure."""
