"""The lines around targets: pathways at every quarter, class limits, totals, control points."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest
from fictional_lines import AS_OF, EAST, POLICY, WEST, assessed, figures, milestones, targets
from random_workspace import AS_OF as RANDOM_DAY
from random_workspace import random_workspace

from scorecard.assessment.lines import (
    control_points,
    expected_curves,
    first_versions,
    limits_table,
    running_totals,
)
from scorecard.schema.frames import ASSESSABLE, FIGURES, empty
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Method


def curve(name: str) -> pd.DataFrame:
    rows = expected_curves(targets(), AS_OF, POLICY, milestones())
    return rows[rows["target"].eq(name)].set_index("period")


@pytest.mark.parametrize("seed", range(12))
def test_the_curve_runs_through_what_the_assessment_expects(seed: int) -> None:
    """One arithmetic: at an assessment's own date the curve has its expected value.

    Where a milestone alone decides, that is the milestone's date.
    """
    given = random_workspace(seed)
    lines = expected_curves(given.targets, RANDOM_DAY, given.policy, given.milestones)
    found = {
        (r.organisation, r.target, parse_period(str(r.period)).period.end): r.expected_value
        for r in lines.itertuples()
    }
    compared = 0
    for row in given.assessed().itertuples():
        if not isinstance(row.actual_period, str) or math.isnan(float(str(row.expected_value))):
            continue
        by_milestone = row.reason_code in {"step_met", "step_failed"}
        period = str(row.expected_period if by_milestone else row.actual_period)
        key = (row.organisation, row.target, parse_period(period).period.end)
        if key in found:
            compared += 1
            assert found[key] == pytest.approx(row.expected_value), row.target
    assert compared


def test_a_pathway_begins_at_the_baseline_and_ends_at_the_target() -> None:
    share = curve("SHARE")
    assert share.index[0] == "2026-Q4"
    assert share.index[-1] == "2032-Q4"
    assert len(share) == 25
    assert share["expected_value"].iloc[[0, -1]].tolist() == [2.0, 5.0]
    assert share.loc["2029-Q4", "expected_value"] == pytest.approx(3.5)


def test_class_limits_are_where_the_method_draws_them() -> None:
    middle = curve("SHARE").loc["2029-Q4"]
    assert middle["on_track_value"] == pytest.approx(2.0 + 0.95 * 1.5)
    assert middle["at_risk_value"] == pytest.approx(2.0 + 0.60 * 1.5)
    early = curve("SHARE").loc["2027-Q1"]
    assert early["on_track_value"] == pytest.approx(2.0 + (1 / 24 - 0.02) * 3)
    assert early["at_risk_value"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("bands", "on_track", "at_risk"),
    [
        ("", 0.5, 0.4),  # 0 and 10 points behind the half that is expected
        ("yinchuan-2025", 0.4, 0.2),
        ("sanya-2022", 0.5, 0.25),  # per cent of the half
        ("慢 (off_track): < 0; 快 (ahead): >= 0", 0.5, 0.5),
        ("多 (off_track): > 0; 少 (on_track): <= 0", None, None),
    ],
)
def test_the_zones_of_a_schedule_end_where_its_bands_do(
    bands: str, on_track: float | None, at_risk: float | None
) -> None:
    policy = replace(POLICY, method=Method.SCHEDULE, bands=bands)
    drawn = expected_curves(targets(), AS_OF, policy)
    middle = drawn[drawn["target"].eq("SHARE")].set_index("period").loc["2029-Q4"]
    for column, share in (("on_track_value", on_track), ("at_risk_value", at_risk)):
        expected = math.nan if share is None else 2.0 + share * 3
        assert middle[column] == pytest.approx(expected, nan_ok=True)


def test_a_cap_has_its_limits_above_the_pathway() -> None:
    cap = curve("SAFE")
    assert cap.loc["2031-Q2", "expected_value"] == pytest.approx(4.0)
    assert cap.loc["2031-Q2", "on_track_value"] == pytest.approx(4.0 / 0.95)
    assert cap.loc["2031-Q2", "at_risk_value"] == pytest.approx(4.0 / 0.60)
    assert cap.loc["2031-Q4", "at_risk_value"] == pytest.approx(8.0)


def test_steps_hold_and_have_no_limits() -> None:
    rank = curve("RANK")
    assert rank["expected_value"].to_dict() == {"2028-Q4": 80.0, "2030-Q4": 70.0, "2032-Q4": 60.0}
    assert rank["on_track_value"].isna().all()


def test_the_first_version_is_told_once_a_later_one_holds() -> None:
    assert first_versions(targets(), date(2029, 12, 31)).empty
    firsts = first_versions(targets(), AS_OF)
    assert firsts[["target", "value", "due"]].to_numpy().tolist() == [["FIRMS", 200.0, "2031"]]


def test_single_periods_add_up_year_by_year() -> None:
    totals = running_totals(targets(), figures(), AS_OF, POLICY)
    output = totals[totals["indicator"].eq("output")]
    assert output["period"].tolist()[-4:] == [f"2030-Q{q}" for q in (1, 2, 3, 4)]
    assert output["value"].tolist()[-4:] == [26.0, 58.0, 96.0, 140.0]
    assert output["year"].tolist()[-5:] == [2029, 2030, 2030, 2030, 2030]
    last = assessed().set_index("target").loc["OUT", "actual"]
    assert output["value"].iloc[-1] == last


def test_control_limits_need_twelve_points() -> None:
    points = control_points(targets(), figures(), AS_OF, POLICY)
    assert set(zip(points["organisation"], points["indicator"], strict=True)) == {
        (EAST, "output"),
        (EAST, "share"),
        (EAST, "firms"),
        (WEST, "firms"),
    }
    share = points[points["indicator"].eq("share")]
    assert len(share) == 16
    outside = (share["value"] > share["upper"]) | (share["value"] < share["lower"])
    assert (share["signal"].ne(0) == outside).all()


def broken(indicator: str, period: str, note: str = "口径调整：虚构示例") -> pd.DataFrame:
    """The figures with a note of a series break."""
    known = figures()
    here = known["organisation"].eq(EAST) & known["indicator"].eq(indicator)
    return known.assign(note=known["note"].mask(here & known["period"].eq(period), note))


def limits(
    known: pd.DataFrame, asked: pd.DataFrame | None = None
) -> dict[tuple[str, str], dict[Hashable, Any]]:
    """Rows of the table of limits by organisation and indicator."""
    table = limits_table(targets() if asked is None else asked, known, AS_OF, POLICY)
    return {(row["organisation"], row["indicator"]): row for row in table.to_dict("records")}


def test_limits_start_anew_after_a_series_break() -> None:
    plain = limits(figures())[EAST, "share"]
    assert (plain["points"], plain["state"]) == (16, "limits")
    known = broken("share", "2029-Q2")
    assert not control_points(targets(), known, AS_OF, POLICY)["indicator"].eq("share").any()
    found = limits(known)
    row = found.pop((EAST, "share"))
    assert (row["points"], row["state"], row["since"]) == (7, "trial", "2029-Q2")
    after = known[known["indicator"].eq("share") & known["period"].ge("2029-Q2")]["value"]
    assert math.isclose(row["mean"], after.mean())
    assert all(pd.isna(other["since"]) for other in found.values())


def test_the_break_is_that_of_the_figure_in_force() -> None:
    known = broken("firms", "2029-Q3")  # restated in January 2030, with the note on both versions
    first = known["vintage"].eq(1) | known["indicator"].ne("firms")
    lost = known.assign(note=known["note"].where(first))
    assert pd.isna(limits(lost)[EAST, "firms"]["since"])
    assert limits(known)[EAST, "firms"]["since"] == "2029-Q3"


def test_a_flow_told_to_date_has_its_first_whole_part_after_the_break() -> None:
    assert limits(broken("accidents", "2030-Q2"))[EAST, "accidents"]["points"] == 2


def test_ranks_and_deliverables_have_no_limits() -> None:
    assert (EAST, "rank") not in limits(figures())
    share = targets()["indicator"].eq("share")
    asked = targets().assign(
        measure=targets()["measure"].mask(share, "milestone"),
        comparator=targets()["comparator"].mask(share, "done"),
    )
    assert (EAST, "share") not in limits(figures(), asked)
    assert not control_points(asked, figures(), AS_OF, POLICY)["indicator"].eq("share").any()


def test_nothing_gives_nothing() -> None:
    none = empty(ASSESSABLE)
    assert expected_curves(none, AS_OF, POLICY).empty
    assert first_versions(none, AS_OF).empty
    assert running_totals(none, figures(), AS_OF, POLICY).empty
    assert control_points(targets(), empty(FIGURES), AS_OF, POLICY).empty
