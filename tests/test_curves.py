"""The lines around targets: pathways at every quarter, class limits, totals, control points."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import pytest
from fictional_lines import AS_OF, EAST, POLICY, WEST, assessed, figures, milestones, targets
from random_workspace import AS_OF as RANDOM_DAY
from random_workspace import random_workspace

from scorecard.assessment.frames import assess
from scorecard.assessment.lines import (
    control_points,
    expected_curves,
    first_versions,
    limits_table,
    running_totals,
)
from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, empty, typed
from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Method

LIMIT_COLUMNS: Final = ("low_on_track", "low_at_risk", "high_on_track", "high_at_risk")


def curve(name: str) -> pd.DataFrame:
    rows = expected_curves(targets(), AS_OF, POLICY, milestones())
    return rows[rows["target"].eq(name)].set_index("period")


def at(name: str, period: str, *columns: str) -> list[float]:
    """Cells of a target's curve."""
    row = curve(name).to_dict("index")[period]
    return [float(row[column]) for column in columns]


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
    lows, highs = LIMIT_COLUMNS[:2], LIMIT_COLUMNS[2:]
    assert at("SHARE", "2029-Q4", *lows) == pytest.approx([2.0 + 0.95 * 1.5, 2.0 + 0.60 * 1.5])
    assert all(map(math.isnan, at("SHARE", "2029-Q4", *highs)))
    assert at("SHARE", "2027-Q1", *lows) == pytest.approx([2.0 + (1 / 24 - 0.02) * 3, 2.0])
    assert at("SHARE", "2032-Q4", *lows) == [5.0, 5.0]


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
    for column, share in (("low_on_track", on_track), ("low_at_risk", at_risk)):
        expected = math.nan if share is None else 2.0 + share * 3
        assert middle[column] == pytest.approx(expected, nan_ok=True)


def test_a_cap_has_its_limits_above_what_it_allows() -> None:
    lows, highs = LIMIT_COLUMNS[:2], LIMIT_COLUMNS[2:]
    assert at("SAFE", "2031-Q2", "expected_value", "allowance") == [4.0, 4.0]
    assert at("SAFE", "2031-Q2", *highs) == pytest.approx([4.0 / 0.95, 4.0 / 0.60])
    assert all(map(math.isnan, at("SAFE", "2031-Q2", *lows)))
    assert at("SAFE", "2031-Q4", *highs) == [8.0, 8.0]


def test_a_value_to_be_met_exactly_is_a_line_once_it_is_due() -> None:
    share = targets()["target"].eq("SHARE")
    asked = targets().assign(comparator=targets()["comparator"].mask(share, "="))
    rows = expected_curves(asked, AS_OF, POLICY, milestones())
    last = rows[rows["target"].eq("SHARE")].set_index("period").loc["2032-Q4"]
    assert [last[column] for column in LIMIT_COLUMNS] == [5.0] * 4


def test_steps_hold_and_a_place_is_held_against_the_last_that_was_due() -> None:
    rank = curve("RANK")
    assert rank["expected_value"].to_dict() == {"2028-Q4": 80.0, "2030-Q4": 70.0, "2032-Q4": 60.0}
    for column in ("high_on_track", "high_at_risk"):
        assert rank[column].tolist() == [80.0, 70.0, 60.0]


SHAPES: Final[dict[str, dict[str, Any]]] = {
    "level": {"measure": "stock", "comparator": ">=", "baseline": 20.0, "value": 100.0},
    "strictly": {"measure": "stock", "comparator": ">", "baseline": 20.0, "value": 100.0},
    "falling": {"measure": "rate", "comparator": "<=", "baseline": 60.0, "value": 20.0},
    "exactly": {"measure": "stock", "comparator": "=", "baseline": 0.0, "value": 100.0},
    "exactly less": {"measure": "stock", "comparator": "=", "baseline": 90.0, "value": 50.0},
    "about": {
        "measure": "rate",
        "comparator": "about",
        "direction": "increase",
        "baseline": 2.0,
        "value": 8.0,
        "allowed_deviation": 0.5,
    },
    "about held": {
        "measure": "rate",
        "comparator": "about",
        "direction": "hold",
        "value": 8.0,
        "allowed_deviation": 0.5,
    },
    "held": {"measure": "rate", "comparator": "<=", "direction": "hold", "value": 50.0},
    "within": {"measure": "rate", "comparator": "between", "value": 40.0, "upper": 60.0},
    "flow": {"measure": "flow", "comparator": ">=", "value": 100.0, "due": "2021"},
    "flow exactly": {"measure": "flow", "comparator": "=", "value": 100.0, "due": "2021"},
    "flow within": {
        "measure": "flow",
        "comparator": "between",
        "value": 80.0,
        "upper": 120.0,
        "due": "2021",
    },
    "cap": {"measure": "flow", "comparator": "<=", "value": 8.0, "due": "2021"},
    "cap of one": {"measure": "flow", "comparator": "<=", "value": 1.0, "due": "2021"},
    "cap below": {"measure": "flow", "comparator": "<", "value": 8.0, "due": "2021"},
    "cap since": {
        "measure": "flow",
        "comparator": "<=",
        "reported_as": "since_start",
        "baseline": 2.0,
        "value": 10.0,
    },
    "cap unplanned": {
        "measure": "flow",
        "comparator": "<=",
        "pathway": "none",
        "value": 8.0,
        "due": "2021",
    },
    "no baseline": {"measure": "stock", "comparator": ">=", "value": 100.0},
    "dated": {"measure": "stock", "comparator": ">=", "pathway": "milestones", "value": 100.0},
    "rank": {"measure": "rank", "comparator": "<=", "pathway": "steps", "value": 60.0},
}
"""Targets of every kind whose classes a chart can shade; due 2022 unless they say."""
DATED: Final = {"dated": (("2021-Q1", 30.0), ("2021-Q3", 60.0)), "rank": (("2021-Q2", 80.0),)}


@pytest.mark.parametrize(
    "policy",
    [
        Policy(),
        Policy(method=Method.SCHEDULE),
        Policy(method=Method.SCHEDULE, bands="yinchuan-2025"),
        Policy(method=Method.SCHEDULE, bands="sanya-2022"),
    ],
    ids=("pace", "schedule", "points", "per_cent"),
)
def test_the_zone_a_figure_lies_in_is_its_verdict(policy: Policy) -> None:
    """Every kind of target, every quarter's end, values on both sides of every limit."""
    asked = typed(
        pd.DataFrame(
            {
                "organisation": EAST,
                "target": name,
                "indicator": name,
                "version": 1,
                "frequency": "quarterly",
                "reported_as": "to_date",
                "decimals": 0,
                "due": "2022",
                "baseline_period": "2020",
                "direction": None,
                "valid_from": pd.Timestamp(2020, 12, 31),
                **shape,
            }
            for name, shape in SHAPES.items()
        ),
        ASSESSABLE,
    )
    points = [
        {"organisation": EAST, "target": name, "period": period, "kind": "value", "value": value}
        for name, dated in DATED.items()
        for period, value in dated
    ]
    lines = expected_curves(
        asked, date(2021, 1, 1), policy, typed(pd.DataFrame(points), MILESTONES)
    )
    compared: dict[str, set[str]] = {name: set() for name in SHAPES}
    for period, drawn in lines.groupby("period"):
        end = parse_period(str(period)).period.end_date
        tried = [
            (row, value)
            for row in drawn.to_dict("records")
            for value in _around(row, SHAPES[str(row["target"])])
        ]
        for case, status in enumerate(_judged(asked, points, tried, str(period), end, policy)):
            row, value = tried[case]
            if status not in set(VERDICTS) or parse_period(str(period)).period.start < 24252:
                continue
            told = f"{row['target']} {period} {value} {status}"
            assert _zone(row, value) == ZONES.get(status, "clear"), told
            compared[str(row["target"])].add(status)
    assert [name for name, found in compared.items() if not found] == []
    assert {"off_track", "at_risk"} <= compared["exactly"] or policy.method is Method.SCHEDULE
    assert {"missed", "achieved"} <= compared["cap"]


ZONES: Final = {"at_risk": "at risk", "off_track": "off", "missed": "off"}


def _around(row: dict[Hashable, Any], shape: dict[str, Any]) -> list[float]:
    """Values beside every limit, and between and beyond them; places and events are whole."""
    limits = [float(row[name]) for name in LIMIT_COLUMNS if not math.isnan(row[name])]
    found = {limit + by for limit in limits for by in (-0.01, 0.01)}
    found |= {shape["value"] * share for share in (0.05, 0.3, 0.5, 0.7, 0.9, 1.2, 1.6)}
    if str(row["target"]).startswith(("cap", "rank")):
        found = {float(n) for n in range(1, 12)} | {59.0, 61.0, 79.0, 81.0, 120.0}
    near = {x for x in found if any(abs(x - limit) < 1e-6 for limit in limits)}
    return sorted(x for x in found - near if x > 0)


def _judged(
    asked: pd.DataFrame,
    points: list[dict[str, Any]],
    tried: list[tuple[dict[Hashable, Any], float]],
    period: str,
    end: date,
    policy: Policy,
) -> list[str]:
    """The status of each value, as of the first day after the period it was reported for."""
    of = {str(row["target"]): row for row in asked.to_dict("records")}
    rows = [of[str(row["target"])] for row, _ in tried]
    ids = [f"{n}" for n in range(len(tried))]
    targets = typed(pd.DataFrame(rows).assign(target=ids, indicator=ids), ASSESSABLE)
    facts = [
        {
            "organisation": EAST,
            "indicator": ids[n],
            "period": period,
            "value": value,
            "basis": _basis(rows[n]),
            "known_on": pd.Timestamp(end) + pd.Timedelta(days=1),
            "state": "final",
            "vintage": 1,
            "evidence": "-",
        }
        for n, (_, value) in enumerate(tried)
    ]
    dated = [
        {**point, "target": ids[n]}
        for n, (row, _) in enumerate(tried)
        for point in points
        if point["target"] == row["target"]
    ]
    given = typed(pd.DataFrame(dated), MILESTONES) if dated else empty(MILESTONES)
    figures_ = typed(pd.DataFrame(facts), FIGURES)
    return assess(targets, figures_, end + timedelta(days=1), policy, given)["status"].tolist()


def _basis(row: dict[Hashable, Any]) -> str:
    return str(row["reported_as"]) if row["measure"] == "flow" else "point"


def _zone(row: dict[Hashable, Any], value: float) -> str:
    """What a chart shades where this value stands."""
    low, low_off, high, high_off = (float(row[name]) for name in LIMIT_COLUMNS)
    if value < low_off or value > high_off:
        return "off"
    return "at risk" if value < low or value > high else "clear"


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
    known = figures()
    last = known["indicator"].eq("share") & known["period"].eq(share["period"].iloc[-1])
    for far, signal in ((1e3, 1), (-1e3, -1)):
        moved = known.assign(value=known["value"].mask(last, far))
        points = control_points(targets(), moved, AS_OF, POLICY)
        share = points[points["indicator"].eq("share")]
        above, below = share["value"] > share["upper"], share["value"] < share["lower"]
        signs = above.astype(int) - below.astype(int)
        assert share["signal"].tolist() == signs.tolist()
        assert share["signal"].iloc[-1] == signal
    few = limits(figures().iloc[:0])
    assert all(row["signal"] == 0 for row in few.values())


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
