"""The quarterly form: its sheets and columns, what it asks for, and how a marked copy is known.

The column 本年累计 (`to_date`) holds the cumulative figure **on the indicator's own basis**: within
the year where the indicator is reported `to_date` or `period`, since its start where it is reported
`since_start` (`2021年以来累计`).  Its written header therefore says 本年累计（或自起始累计）, and
the figure read from it has the basis `since_start` for such an indicator.  The same holds for
上季累计 (`previous_to_date`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final, TypeAlias

from scorecard.schema.columns import EVIDENCE, REMARK, STATE, Column, SheetLayout
from scorecard.schema.errors import N_, Name
from scorecard.schema.period import Period, PeriodKind, last_ended
from scorecard.schema.project_register import PROJECTS
from scorecard.schema.units import parse_unit
from scorecard.schema.vocabulary import Basis, FormItem, Frequency, Measure

SCHEMA_VERSION: Final = 1
"""Version of the form's layout, written on its hidden sheet; a form of another one is refused."""

# fmt: off
FORM_SHEETS: Final = (
    SheetLayout(
        "form", "填报表", "Form",
        (
            Column("no", "序号", "No.", (), "integer", width=4.5),
            Column("indicator", "指标", "Indicator", ("指标名称", "考核指标"), required=True,
                width=25),
            Column("row_id", "行标识", "Row id", ("行号",), width=10),
            Column("unit_of_measure", "计量单位", "Unit of measure", ("单位",), width=9.5),
            Column("annual_target", "年度目标", "Annual target", ("目标", "年度目标值"), "number",
                width=10.5),
            Column("previous_to_date", "上季累计", "Previous to date", ("上季度累计",), "number",
                width=10.5),
            Column("this_period", "本季度", "This quarter", ("本季", "本季完成"), "number",
                width=11),
            Column("to_date", "本年累计", "To date",
                ("累计", "自起始累计", "自开始累计", "累计完成"), "number", width=12.5),
            Column("same_period_last_year", "上年同期", "Same period last year", ("去年同期",),
                "number", width=10.5),
            Column("attainment", "完成率", "Attainment", (), "number", width=9.5),
            Column("schedule", "时序进度", "Schedule", ("序时进度",), "number", width=11),
            Column("status", "状态", "Status", ("进展状态",), width=11.5),
            STATE.but(width=8.5),
            EVIDENCE.but(width=19),
            REMARK.but(width=22),
        ),
        aliases=("目标完成情况表", "季度填报表"),
        required=True,
    ),
    SheetLayout(
        "ranks", "位次指标", "Ranks",
        (
            Column("no", "序号", "No.", (), "integer", width=4.5),
            Column("indicator", "指标", "Indicator", ("指标名称", "位次指标"), required=True,
                width=25),
            Column("row_id", "行标识", "Row id", ("行号",), width=10),
            Column("unit_of_measure", "计量单位", "Unit of measure", ("单位",), width=9.5),
            Column("target_place", "目标位次", "Target place", (), "integer", width=10.5),
            Column("previous_place", "上次位次", "Previous place", (), "integer", width=10.5),
            Column("place", "位次", "Place", ("名次", "排名"), "integer", width=11),
            Column("rank_of", "参评总数", "Out of", ("总数", "参评数"), "integer", width=12.5),
            Column("edition", "评价年度", "Edition", ("版次",), "period", width=10.5),
            Column("data_year", "数据年份", "Data year", ("数据年度",), "period", width=9.5),
            Column("published_on", "公布日期", "Published on", ("发布日期", "通报日期"), "date",
                width=11),
            Column("status", "状态", "Status", ("进展状态",), width=11.5),
            STATE.but(width=8.5),
            EVIDENCE.but(width=19),
            REMARK.but(width=22),
        ),
    ),
    SheetLayout(
        "revisions", "更正", "Revisions",
        (
            Column("indicator", "指标", "Indicator", ("指标名称",), required=True, width=30),
            Column("period", "更正的报告期", "Period", ("报告期",), "period", required=True,
                width=18),
            Column("basis", "口径", "Basis", ("填报口径",), Basis, width=14),
            Column("previous_value", "原数", "Previous value", ("原报数",), "number", width=14),
            Column("value", "更正数", "Corrected value", (), "number", required=True, width=14),
            STATE.but(width=11),
            EVIDENCE.but(width=26),
            Column("reason", "更正原因", "Reason", ("原因",), required=True, width=34),
        ),
    ),
    SheetLayout("form_projects", "项目", "Projects", PROJECTS.columns),
    SheetLayout(
        "form_meta", "表单信息", "Form data",
        (
            Column("item", "项目", "Item", (), FormItem, required=True),
            Column("content", "内容", "Content"),
        ),
    ),
    SheetLayout(
        "form_rows", "表单行", "Form rows",
        (
            Column("row_id", "行标识", "Row id", ("行号",), required=True),
            Column("indicator", "指标编号", "Indicator", required=True),
            Column("sheet", "工作表", "Sheet"),
            Column("row", "发出时行号", "Row when issued", (), "integer"),
            Column("annual_target", "发出时目标", "Target when issued"),
            Column("same_period_last_year", "发出时上年同期", "Last year when issued"),
        ),
    ),
)
# fmt: on
"""The sheets and blocks of a quarterly workbook, in their order.

`ranks` is a block below `form` on the same sheet and shares its widths; `form_meta` and `form_rows`
are two blocks of the one hidden sheet, which is named after `form_meta`.  The row id stands hidden
between the indicator and its figures: whoever selects rows by dragging over what is visible takes
it along, so that it is sorted, copied and deleted with its row.
"""

FORM: Final[Mapping[str, SheetLayout]] = {sheet.id: sheet for sheet in FORM_SHEETS}
FORM_COLUMNS: Final = tuple(column.id for column in FORM["form"].columns)
RANK_COLUMNS: Final = tuple(column.id for column in FORM["ranks"].columns)
ISSUED_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {"form": FORM_COLUMNS, "ranks": RANK_COLUMNS}
"""The columns of the two blocks from left to right, as a form is issued."""
GUIDE, LISTS, WORKINGS = (
    Name("填表说明", "How to fill in"),
    Name("选项", "Lists"),
    Name("计算", "Workings"),
)
"""Names of the other sheets: how to fill in, and two hidden ones that nobody types into."""
UNASKED: Final = frozenset({"organisation", "unit"})
"""Columns of the register that the form itself answers."""
LOCKED: Final = ("annual_target", "same_period_last_year")
"""Columns whose cells the hidden sheet knows as they were issued."""

# ------------------------------------------------------------------------ what a quarter asks for

Fact: TypeAlias = Mapping[str, object]
"""One row of the indicators frame."""

_KINDS: Final = {
    str(Frequency.ANNUAL): PeriodKind.YEAR,
    str(Frequency.HALF_YEARLY): PeriodKind.HALF,
}


def period_for(fact: Fact, quarter: Period) -> Period:
    """The period that a form of this quarter asks an indicator's figure for.

    An annual figure is asked for in the year's fourth quarter and in the quarters after it until it
    has come, so it is that of the last year ended with the quarter; half years likewise.
    """
    kind = _KINDS.get(str(fact["frequency"]))
    if kind is None:
        return quarter
    return last_ended(kind, quarter.end_date, quarter.fiscal_start)


def columns_asked(fact: Fact) -> tuple[str, ...]:
    """The cells to fill in: a level's value, a year's total, or a flow's increment and total."""
    if fact["measure"] == Measure.RANK:
        return ("place", "rank_of", "edition", "data_year", "published_on")
    if fact["reported_as"] == Basis.POINT:
        return ("this_period",)
    if fact["frequency"] == Frequency.ANNUAL:
        return ("to_date",)
    return ("this_period", "to_date")


def counts_whole(unit_of_measure: str, measure: object, decimals: object) -> bool:
    """Whether a figure is a whole number: a count of things without decimals.

    >>> counts_whole("个", "flow", 0), counts_whole("亿元", "flow", 0)
    (True, False)
    """
    unit = parse_unit(unit_of_measure)
    counted = unit is not None and unit.kind == "count" and measure != Measure.MILESTONE
    return counted and isinstance(decimals, int | float) and decimals == 0


def row_id(organisation: str, indicator: str) -> str:
    """The id of an indicator's row, the same in every form and quarter.

    A row copied over from an older form of the same indicator is still the same row.
    """
    return "R" + hashlib.sha256(f"{organisation}\n{indicator}".encode()).hexdigest()[:10]


# ------------------------------------------------------------------- how a marked copy is known

RECORD_SHEET: Final = "scorecard-marks"
"""The hidden sheet that keeps what stood in the marked cells; its B1 names the sheet of faults."""

# ---------------------------------------------------------------------------
# What a department has written down about a target that needs attention.


BEFORE: Final[Mapping[str, str]] = {
    "cause": N_("Cause carried over"),
    "action": N_("Action carried over"),
    "owner": N_("Owner carried over"),
    "by_when": N_("Date carried over"),
}
"""Hidden columns that hold what the scorecard of the quarter before said when this was written."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Cause, action, owner and date as they were typed; empty where nothing was.

    A single day in `by_when` is told as YYYY-MM-DD.
    """

    cause: str = ""
    action: str = ""
    owner: str = ""
    by_when: str = ""

    def over(self, earlier: FollowUp) -> FollowUp:
        """What was typed last of each, the earlier where this one is empty.

        >>> FollowUp(action="b").over(FollowUp("c", "a"))
        FollowUp(cause='c', action='b', owner='', by_when='')
        """
        names = [f.name for f in fields(self)]
        return FollowUp(*(getattr(self, name) or getattr(earlier, name) for name in names))

    def apart_from(self, other: FollowUp) -> FollowUp:
        """What differs from another one; empty where they say the same.

        >>> FollowUp("c", "a").apart_from(FollowUp("c", "b"))
        FollowUp(cause='', action='a', owner='', by_when='')
        """
        names = [f.name for f in fields(self)]
        told = [(getattr(self, name), getattr(other, name)) for name in names]
        return FollowUp(*(mine if mine != others else "" for mine, others in told))

    @property
    def day(self) -> date | None:
        """The date, where it is a single day.

        >>> FollowUp(by_when="2031-03-31").day, FollowUp(by_when="spring").day
        (datetime.date(2031, 3, 31), None)
        """
        try:
            return date.fromisoformat(self.by_when)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside a target in a scorecard, and what the quarter before had said then."""

    stands: FollowUp
    carried: FollowUp = field(default_factory=FollowUp)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a scorecard says beside a target now, and how much of it comes from the one before."""

    told: FollowUp = field(default_factory=FollowUp)
    carried: FollowUp = field(default_factory=FollowUp)


def followed(before: Entry | None, now: Entry | None) -> Followed:
    """Typed this quarter first, then the quarter before, then what had been carried over.

    What stands in this quarter's own scorecard as it was carried over has not been typed there:
    a change in the scorecard before takes its place.

    >>> old, new = FollowUp(cause="old"), FollowUp(cause="new")
    >>> followed(Entry(new), Entry(old, old)).told.cause
    'new'
    >>> followed(Entry(old), Entry(new, old)).told.cause
    'new'
    """
    carried = before.stands if before else FollowUp()
    stands, then = (now.stands, now.carried) if now else (FollowUp(), FollowUp())
    return Followed(stands.apart_from(then).over(carried).over(stands), carried)
