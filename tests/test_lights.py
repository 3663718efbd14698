"""An office's own lights: colours and words of its bands in the outputs, and in the verdicts."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from fictional_view import fictional_view
from flows_scored import flows
from openpyxl.utils import get_column_letter
from scratch import scorecard

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.pipeline.plain_table import assess_table
from scorecard.report.view import View
from scorecard.report.workbook import scorecard_workbook
from scorecard.report.workbook.table import FIRST_ROW, HEADER_ROW
from scorecard.schema.bands import (
    light_colours,
    light_label,
    light_words,
    parse_bands,
    policy_bands,
)
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import COLOURS, Flag, Method, Status, colour_of, flag_bit
from scorecard.scoring.points import points
from scorecard.workspace import workspace_from

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
YINCHUAN: Final = Policy(method=Method.SCHEDULE, bands="银川")

TABLE: Final = """编号,指标,单位,性质,方向,目标值,到期,实际值,数据期
a,虚构示例投资,亿元,流量,上升,100,2025,22,2025-06
b,虚构示例税收,亿元,流量,上升,100,2025,45,2025-06
c,虚构示例事故,起,流量,下降,5,2025,6,2025-06
d,虚构示例项目,个,流量,上升,10,2025,6,2025-06
"""
OWN: Final = """relative = true
[schedule.bands]
"快" = { status = "超进度", colour = "蓝", numbers = "> 0" }
"达进度" = "[-20, 0]"
"慢" = { status = "滞后", colour = "红色", numbers = "< -20" }
"""


@pytest.mark.parametrize(
    ("bands", "statuses"),
    [
        ('bands = "银川"', ["at_risk", "on_track", "off_track", "ahead"]),
        ('bands = "三亚"', ["off_track", "at_risk", "off_track", "ahead"]),
        (OWN, ["off_track", "on_track", "off_track", "ahead"]),
        (
            'bands = "好(达进度): >= -5; 差(滞后): < -5"',
            ["off_track", "on_track", "off_track", "on_track"],
        ),
    ],
)
def test_a_table_is_judged_by_a_preset_a_table_or_a_text(
    tmp_path: Path, bands: str, statuses: list[str]
) -> None:
    """Half the year gone: leads of -28, -5 and +10 points, -56, -10 and +20 per cent."""
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    settings = tomllib.loads(f'method = "schedule"\n[schedule]\n{bands}\n')
    policy = workspace_from(settings, tmp_path).policy
    standing = assess_table(tmp_path / "t.csv", None, policy)[0]
    assert standing.assessments["status"].tolist() == statuses


@pytest.mark.parametrize(
    ("bands", "found"),
    [
        ("绿(达进度): >= 0; 红(滞后): < -5", "[-5, 0)"),
        ("绿(达进度, mauve): >= 0; 红(滞后): < 0", "mauve"),
    ],
)
def test_bands_that_cannot_be_used_are_told(tmp_path: Path, bands: str, found: str) -> None:
    settings = f'[schedule]\nbands = "{bands}"\n'
    (tmp_path / "scorecard.toml").write_text(settings, encoding="utf-8")
    done = scorecard("status", folder=tmp_path)
    assert (done.code, found in done.err, done.out) == (2, True, "")


def test_statuses_may_be_called_by_their_chinese_words() -> None:
    bands = parse_bands("超进度: > 0; 达进度: = 0; 慢 (略滞后, 黄): [-9, 0); 滞后: < -9").bands
    assert [b.status for b in bands] == [
        Status.AHEAD,
        Status.ON_TRACK,
        Status.AT_RISK,
        Status.OFF_TRACK,
    ]
    own = Policy(method=Method.SCHEDULE, bands="超进度: > 0; 达进度: [-9, 0]; 慢(滞后): < -9")
    assert light_words(own) == {"off_track": "慢"}
    assert policy_bands(own).labels == ("超进度", "达进度", "慢")


def test_lights_are_those_of_the_bands_where_bands_rule() -> None:
    policy = YINCHUAN
    assert light_colours(policy) == {
        "ahead": COLOURS["green"],
        "on_track": COLOURS["green"],
        "at_risk": COLOURS["yellow"],
        "off_track": COLOURS["red"],
    }
    assert light_colours(Policy(bands="银川")) == light_words(Policy(bands="银川")) == {}
    assert light_colours(Policy(method=Method.SCHEDULE)) == {}
    assert light_label("滞后", light_words(policy)["off_track"], light_words(policy)) == "滞后·红"
    assert (colour_of("红色"), colour_of("RED")) == (COLOURS["red"], COLOURS["red"])


def test_stale_figures_are_compared_with_those_of_their_own_period() -> None:
    frame = flows(*({"scoring": "rank_step", "actual": y} for y in (9.0, 5.0, 4.0, 3.0)))
    stale = flag_bit(Flag.STALE)
    told = frame.assign(
        actual_period=["2025-Q1", "2025-Q1", "2025-Q2", "2025-Q2"], flags=[stale, stale, 0, 0]
    )
    assert points(told)["points"].tolist() == [10.0, 9.5, 10.0, 9.5]
    assert points(told.assign(flags=0))["points"].tolist() == [10.0, 9.5, 9.0, 8.5]


def test_points_stand_in_the_workbook_where_anything_is_scored() -> None:
    for view, hidden in ((fictional_view("zh"), True), (scored(fictional_view("zh")), False)):
        data = scorecard_workbook(view, Words("zh"), light_colours(YINCHUAN))
        sheet = openpyxl.load_workbook(io.BytesIO(data))["明细"]
        titles = [cell.value for cell in sheet[HEADER_ROW + 1]]
        column = get_column_letter(titles.index("得分") + 1)
        assert sheet.column_dimensions[column].hidden is hidden
        assert str(sheet[f"{column}{FIRST_ROW + 1}"].value).startswith("=IF(OR(")  # live
        fills = {
            rule.text: rule.dxf.fill.bgColor.rgb[2:]
            for block in sheet.conditional_formatting
            for rule in block.rules
            if rule.type == "beginsWith"
        }
        assert fills["▼"] == tones_of({"off_track": COLOURS["red"]})[Status.OFF_TRACK].soft[1:]


def scored(view: View) -> View:
    """The view with points for each target."""
    blocks = tuple(
        replace(
            block,
            rows=tuple(
                replace(
                    row,
                    numbers=replace(row.numbers, earned=1.236, earned_share=0.618, worth=2.0),
                    points_short="1.24/2",
                )
                for row in block.rows
            ),
        )
        for block in view.organisations
    )
    return replace(view, organisations=blocks)
