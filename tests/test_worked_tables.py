"""Months without a year, control limits, growth without a target: through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from scratch import scorecard

from scorecard.schema.bands import BandTextError, policy_bands
from scorecard.schema.policy import Policy

PUBLISHED: Final = Path(__file__).parent / "data" / "published"


def asked(folder: Path, path: Path, *more: str, code: int = 0) -> dict[str, Any]:
    done = scorecard("assess", str(path), "--format", "json", *more, folder=folder)
    assert done.code == code, done.err + done.out[-2000:]
    document: dict[str, Any] = json.loads(done.out)
    return document


def test_every_published_schedule_as_it_is(tmp_path: Path) -> None:
    found = asked(tmp_path, PUBLISHED / "schedule.csv", "--method", "schedule")
    published = pd.read_csv(PUBLISHED / "schedule.csv", encoding="utf-8").set_index("id")
    for row in found["assessments"]:
        given = published.loc[row["target"]]
        assert row["progress"] == pytest.approx(given["ytd"] / given["annual_target"])
        share = given["months_elapsed"] / 12
        assert row["lead_pp"] == pytest.approx(100 * (row["progress"] - share))
        ahead = "ahead" if row["lead_pp"] > 5 else "on_track"
        assert row["status"] == ("achieved" if share == 1 else ahead)
    codes = [f["code"] for f in found["findings"]]
    assert codes.count("B411") == codes.count("B402") == len(published)


def test_the_year_of_the_months_is_that_of_the_due_date(tmp_path: Path) -> None:
    table = "编号,年度目标,本年累计,已过月数,到期\na,100,50,6,2022\nb,100,50,13,2022\n"
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    found = asked(tmp_path, tmp_path / "t.csv", code=1)
    first, second = found["assessments"]
    assert (first["actual_period"], first["due"], first["expected_progress"]) == (
        "2022-06",
        "2022",
        0.5,
    )
    assert second["status"] == "not_scored" or second["actual"] is None
    told = [(f["code"], f["cell"]) for f in found["findings"]]
    assert ("B405", "A3") in told
    assert all(code != "B411" for code, _ in told)


LONG: Final = "indicator,measure,direction,year,actual\n" + "".join(
    f"s,stock,up,{2006 + n},{value}\nshort,stock,up,{2006 + n},{value}\n"
    if n < 7
    else f"s,stock,up,{2006 + n},{value}\n"
    for n, value in enumerate([1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1])
)


def test_control_limits_of_a_series_with_one_row_a_year(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(LONG, encoding="utf-8")
    found = asked(tmp_path, tmp_path / "t.csv", "--method", "projection")
    full, trial = found["control_limits"]
    assert (full["points"], full["state"], full["signal"]) == (18, "limits", 0)
    assert [round(full[name], 2) for name in ("mean", "lower", "upper")] == [1.94, -0.72, 4.6]
    assert (trial["points"], trial["state"]) == (7, "trial")
    text = scorecard("assess", "t.csv", "--method", "projection", "--lang", "en", folder=tmp_path)
    assert "mean 1.94, limits -0.72 to 4.60 (18 values)" in text.out
    assert "trial limits" in text.out
    assert "the trend gives “thunder”" in text.out


def test_control_limits_without_screening(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(LONG, encoding="utf-8")
    found = asked(tmp_path, tmp_path / "t.csv", "--method", "projection", "--no-screening")
    limits = [round(found["control_limits"][0][name], 2) for name in ("mean", "lower", "upper")]
    assert limits == [1.94, -3.06, 6.95]  # both as published


def test_growth_without_a_target_is_told_in_per_cent(tmp_path: Path) -> None:
    table = (
        "id,measure,direction,base_value,base_year,current,current_year\n"
        "a,stock,up,100,2010,110,2015\nneg,rate,up,-100,2010,-90,2015\n"
    )
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    done = scorecard("assess", "t.csv", "--method", "growth_ratio", "--lang", "en", folder=tmp_path)
    assert "110 in 2015: 1.92% a year towards the better side (substantial progress)" in done.out
    assert "-90 in 2015: 2.09% a year" in done.out
    assert done.code == 0


MET: Final = """\
id,measure,direction,comparator,base_value,base_year,current,current_year,target,target_year
place,rank,down,≤,90,2015,70,2020,80,2030
cap,flow,down,≤,,,3,2020-06,12,2020
zero,rate,down,≤,5,2015,0,2020,1,2030
"""


def test_the_growth_ratio_never_scores_a_rank_or_a_flow_even_where_it_is_met(
    tmp_path: Path,
) -> None:
    (tmp_path / "t.csv").write_text(MET, encoding="utf-8")
    found = asked(tmp_path, tmp_path / "t.csv", "--method", "growth_ratio")
    rows = {row["target"]: row for row in found["assessments"]}
    assert [rows[name]["method_score"] for name in ("place", "cap", "zero")] == [None, None, 5]
    assert (rows["cap"]["status"], rows["cap"]["reason_code"]) == ("not_scored", "method_refused")
    assert rows["zero"]["method_class"] == "target_achieved"
    assert ("A102", "cap") in {(f["code"], f["found"]) for f in found["findings"]}


def test_a_band_never_means_met_or_missed() -> None:
    with pytest.raises(BandTextError):
        policy_bands(Policy(bands="a (on_track): >= 0; b (missed): < 0"))
    assert policy_bands(Policy(bands="a (on_track): >= 0; b (off_track): < 0")).source == ""
