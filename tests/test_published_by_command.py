"""The published results through the command line: a table in, the office's own classes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from scratch import scorecard
from test_published_cases import REVISED_SINCE

PUBLISHED: Final = Path(__file__).parent / "data" / "published"
SYMBOLS: Final = {
    "Sonne": "sun",
    "Leicht bewölkt": "sun_and_cloud",
    "Wolke": "cloud",
    "Blitz": "thunder",
}
STATUS_OF: Final = {
    "target_achieved": "achieved",
    "substantial_progress": "on_track",
    "moderate_progress": "at_risk",
    "limited_progress": "at_risk",
    "deterioration": "off_track",
    "not_available": "not_scored",
    "sun": "on_track",
    "sun_and_cloud": "on_track",
    "cloud": "at_risk",
    "thunder": "off_track",
}


def assessed(name: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The assessments of a published table, by target, as `assess` prints them."""
    done = scorecard(
        *("assess", str(PUBLISHED / f"{name}.csv"), "--method", name, "--format", "json"),
        folder=folder,
    )
    assert done.code == 0, done.err + done.out[-2000:]
    document = json.loads(done.out)
    assert {f["code"] for f in document["findings"]} <= {"A101", "B205", "B410", "B429"}
    return {row["target"]: row for row in document["assessments"]}


@pytest.fixture(scope="module")
def canada(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    published = pd.read_csv(PUBLISHED / "growth_ratio.csv", encoding="utf-8").set_index("id")
    ours = pd.DataFrame(assessed("growth_ratio", tmp_path_factory.mktemp("canada"))).T
    assert set(ours.index) == set(published.index)
    given = ["direction", "target", "source"]
    return published.drop(columns=given).join(ours)


def test_every_published_growth_ratio(canada: pd.DataFrame) -> None:
    assert canada["method_class"].tolist() == canada["published_status"].tolist()
    for ours, published, tolerance in (
        ("method_value", "published_progress_value", 1e-9),
        ("method_score", "published_score", 1e-6),
    ):
        gap = (canada[ours].astype("float64") - canada[published]).abs()
        assert gap.max() <= tolerance
        assert canada[ours].isna().tolist() == canada[published].isna().tolist()


def test_statuses_of_the_growth_ratio(canada: pd.DataFrame) -> None:
    assert canada["status"].tolist() == canada["published_status"].map(STATUS_OF).tolist()


def test_every_published_projection(tmp_path: Path) -> None:
    published = pd.read_csv(PUBLISHED / "projection.csv", encoding="utf-8").set_index("id")
    ours = assessed("projection", tmp_path)
    assert list(ours) == published.index.tolist()
    wrong = {
        name
        for name, symbol in published["published_symbol"].items()
        if ours[str(name)]["method_class"] != SYMBOLS[str(symbol)]
    }
    assert wrong == set(REVISED_SINCE)
    for row in ours.values():
        assert row["status"] in {STATUS_OF[row["method_class"]], "achieved"}


TWO_ROWS: Final = """\
id,measure,first,last,previous,n_changes,year,target,due,direction,baseline,base_year
held,rate,16,12,,4,,13,,decrease,,
asked,stock,1,5,,4,,,2030,increase,,
ahead,stock,1,5,,4,2020,9,2024,increase,,
ranked,rank,,40,,,2020,30,2024,decrease,50,2016
"""


def test_a_series_without_dates_stands_at_the_tables_latest_period(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TWO_ROWS, encoding="utf-8")
    asked = ("assess", "t.csv", "--method", "projection", "--format", "json")
    done = scorecard(*asked, folder=tmp_path)
    document = json.loads(done.out)
    rows = {row["target"]: row for row in document["assessments"]}
    assert (rows["held"]["method_class"], rows["held"]["actual_period"]) == ("sun", "2020")
    assert rows["ahead"]["method_class"] == "sun"
    found = [(f["code"], f["cell"]) for f in document["findings"] if f["code"][0] in "AB"]
    assert ("B410", "G2") in found
    assert ("B405", "G3") in found  # a due date: its distance in time matters
    assert rows["asked"]["status"] == "not_scored"
    assert rows["ranked"]["reason_code"] == "method_refused"
    assert any(code == "A102" for code, _ in found)
    assert done.code == 1


def test_without_any_date_the_last_year_before_the_day_is_taken(tmp_path: Path) -> None:
    table = "id,measure,first,last,n_changes,target,direction\nh,rate,16,12,4,13,decrease\n"
    (tmp_path / "t.csv").write_text(table, encoding="utf-8")
    common = ("assess", "t.csv", "--method", "projection", "--format", "json")
    done = scorecard(*common, "--as-of", "2021-05-01", folder=tmp_path)
    assert done.code == 0, done.out
    (row,) = json.loads(done.out)["assessments"]
    assert (row["method_class"], row["actual_period"]) == ("sun", "2020")
    told = json.loads(scorecard(*common, folder=tmp_path).out)["findings"]
    assert [f["code"] for f in told] == ["B410"]  # the year that was taken is said


WRONG_SIDE: Final = """\
id,measure,base_value,base_year,current,current_year,target,target_year,direction
behind,rate,68,2015,60,2020,55,2030,increase
before,rate,68,2015,70,2020,80,2030,increase
placed,rank,68,2015,60,2020,55,2030,decrease
"""


def test_a_target_on_the_wrong_side_warns_and_a_rank_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(WRONG_SIDE, encoding="utf-8")
    asked = ("assess", "t.csv", "--method", "growth_ratio", "--format", "json")
    done = scorecard(*asked, folder=tmp_path)
    document = json.loads(done.out)
    told = {(f["code"], f["found"]) for f in document["findings"] if f["code"].startswith("A")}
    assert told == {("A101", "behind"), ("A102", "placed")}
    rows = {row["target"]: row for row in document["assessments"]}
    assert rows["before"]["status"] in {"on_track", "at_risk"}
    assert rows["behind"]["method_class"] == "target_achieved"  # 60 is past 55 on its way up
    assert (rows["placed"]["status"], rows["placed"]["method_class"]) == ("not_scored", None)


SIMULTANEOUS: Final = """\
id,measure,first,last,n_changes,year,target,due,direction,parent,parent_kind
both,rate,14,20,3,2020,,,increase,,
all,rate,20,14,3,2020,,,increase,,
low,rate,14,20,3,2020,30,2025,increase,both,compound
high,rate,14,20,3,2020,90,2025,increase,both,compound
one,rate,20,14,3,2020,30,2025,increase,all,compound
two,rate,28,31,3,2020,30,2025,increase,all,compound
"""


def test_of_two_simultaneous_targets_the_worst_wins(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(SIMULTANEOUS, encoding="utf-8")
    asked = ("assess", "t.csv", "--method", "projection", "--format", "json")
    document = json.loads(scorecard(*asked, folder=tmp_path).out)
    classes = {row["target"]: row["method_class"] for row in document["assessments"]}
    parts = {"low": "sun", "high": "cloud", "one": "thunder", "two": "sun"}
    assert classes == {"both": "sun", "all": "thunder"} | parts
    told = [(row["parent"], row["part"], row["method_class"]) for row in document["parents"]]
    assert told == [("all", "one", "thunder"), ("both", "high", "cloud")]
    assert [row["kind"] for row in document["parents"]] == ["compound", "compound"]


SCORED: Final = """\
id,measure,target,due,actual,actual_period,direction,points,scoring,group,parent,parent_kind
a,flow,5,2024,6,2024,increase,0.5,completion(cap=1.2),A,,
b,flow,100,2024,216,2024,increase,0.5,completion,A,,
c,flow,100,2024,50,2024,increase,10,completion(cap 2),B,,
d,stock,700,2024,690,2024,increase,,,B,,
e,stock,300,2024,400,2024,increase,,,B,d,cascade
f,stock,315,2024,290,2024,increase,,,B,d,cascade
"""


def test_a_plain_table_is_scored_and_rolled_up(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(SCORED, encoding="utf-8")
    done = scorecard("assess", "t.csv", "--format", "json", folder=tmp_path)
    document = json.loads(done.out)
    points = {row["target"]: row["points"] for row in document["assessments"]}
    assert points == {"a": 1.2, "b": 1, "c": 0.5, "d": 0, "e": 1, "f": 0}
    found = {(f["code"], f["cell"]) for f in document["findings"]}
    assert {("T140", "I4"), ("X114", "C5")} <= found
    groups = {row["key"]: row for row in document["groups"] if row["by"] == "group"}
    assert groups["A"]["score"] == pytest.approx(2.2)
    (family,) = document["parents"]
    assert (family["children"], family["holds"]) == (615, False)
    assert done.code == 1
