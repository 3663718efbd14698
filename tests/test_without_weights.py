"""Books without weights: places by the share of targets on schedule, not a word of points."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest
from bare_example import bare_example
from scratch import scorecard

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
OF_POINTS = {
    "zh": "得分|失分|应得|权重|折合|满分",
    "en": "points? (due|lost)|[Ww]eight|Full mark|Lost",
}
RATE = {"zh": "达进度率", "en": "Share on schedule"}


def overview(folder: Path) -> list[list[str]]:
    """The cells of the first page, row by row."""
    book = openpyxl.load_workbook(folder / "scorecard.xlsx", data_only=True)
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    return [[str(cell) for cell in row if cell is not None] for row in rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_told_of_points(
    language: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = bare_example(tmp_path_factory, tmp_path / "ws", language, 2)
    rows = overview(out)
    page = "\n".join(" ".join(row) for row in rows)
    assert RATE[language] in page
    assert not re.search(OF_POINTS[language], page)
    league = [row for row in rows if "1" in row[:1] or "–" in row[:1]]
    shown = [[cell for cell in row if re.fullmatch(r"[\d.]+", cell)] for row in league]
    red_amber, rate = "4", "0.6"  # 3 red and 1 amber of 10 judged
    assert rate in shown[0]
    assert red_amber in shown[0]
    status = scorecard("status", folder=out.parent)
    assert not re.search(OF_POINTS[language], status.out)
    found = json.loads((out / "scorecard.json").read_text(encoding="utf-8"))
    assert found["summary"]["score_kind"] == "count"
    assert {row["points"] for row in found["assessments"]} == {None}
    of_weights = ("weight_total", "weight_due", "weight_reported", "points", "points_due")
    for row in found["scores"]:
        assert (row["score_kind"], row["ranked_by"]) == ("count", "on_schedule")
        assert {row[key] for key in of_weights} == {None}
        assert row["rate"] == row["targets_on_schedule"] / row["targets_judged"]
    groups = [row for row in found["groups"] if row["by"] == "unit"]
    assert {row["score"] for row in groups} == {row["weight_due"] for row in groups} == {None}
    assert None not in {row["score_share"] for row in groups}


def test_of_several_one_without_weights_all_go_by_targets(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = bare_example(tmp_path_factory, tmp_path / "ws", "zh", 1)
    found = json.loads((out / "scorecard.json").read_text(encoding="utf-8"))
    zones = [row for row in found["scores"] if not row["unit"]]
    assert {row["ranked_by"] for row in zones} == {"on_schedule"}
    assert {row["score_kind"] for row in zones} == {"count", "points"}
    weighed = next(row for row in zones if row["score_kind"] == "points")
    assert (weighed["points"], weighed["points_due"]) == (59, 75), "its own rate stays"
    units = [row["ranked_by"] for row in found["scores"] if row["unit"]]
    assert set(units) == {"on_schedule", "points"}, "units go by what their organisation has"
    league = next(row for row in overview(out) if row[:1] == ["1"])
    assert "0.6" in league
    by_zone = scorecard("status", "--league", "score", folder=out.parent).out
    assert "达进度率" in by_zone
    assert "60.0%" in by_zone
