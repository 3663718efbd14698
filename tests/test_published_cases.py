"""The methods and sums against what the offices that use them published."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pytest
from flows_scored import flows
from recomputing import half_up, recomputed

from scorecard.assessment.methods import (
    Case,
    base,
    control_limits,
    growth_ratio,
    projection,
    schedule,
)
from scorecard.schema.bands import PRESETS, band_of
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.policy import Policy
from scorecard.schema.typed_rates import Checked, check_ratio, check_value
from scorecard.scoring.points import points
from scorecard.scoring.rules import EfficacyBands, attainment

DATA: Final = Path(__file__).parent / "data" / "published"
GERMAN: Final = {
    "Sonne": projection.SUN,
    "Leicht bewölkt": projection.SUN_AND_CLOUD,
    "Wolke": projection.CLOUD,
    "Blitz": projection.THUNDER,
}
REVISED_SINCE: Final = {
    "dns-17.1 (revised data)": "today's last value lies below the target, the published above it",
    "dns-12.3.b (revised data?)": "today's average change has the other sign",
}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, encoding="utf-8")


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a table, None for what is missing."""
    cells = table(name).astype(object)
    return [
        {str(k): None if pd.isna(v) else v for k, v in row.items()}
        for row in cells.to_dict("records")
    ]


def texts(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name, encoding="utf-8", dtype=str, keep_default_na=False)


# ------------------------------------------------------------------------------- growth ratio


@pytest.fixture(scope="module")
def canada() -> pd.DataFrame:
    return table("growth_ratio.csv").join(pd.DataFrame(judged_growth()))


def judged_growth() -> dict[str, list[Any]]:
    """Progress value, score and class of every row of the table."""
    found: dict[str, list[Any]] = {"value": [], "score": [], "word": []}
    for row in rows("growth_ratio.csv"):
        base, now, aim = row["base_value"], row["current_value"], row["target"]
        years = row["base_year"], row["current_year"], row["target_year"]
        d = row["direction"]
        value, factor, has_target = None, 1.0, aim is not None
        if None not in {base, now, years[0], years[1]}:
            value = growth_ratio.progress_value(base, years[0], now, years[1], aim, years[2], d)
            factor = growth_ratio.limit_factor(base, None if has_target else row["limit"])
        met = None not in {now, aim} and d * (now - aim) >= 0
        how: dict[str, bool] = {"met": met, "has_target": has_target}
        found["value"].append(math.nan if value is None else value)
        found["score"].append(growth_ratio.score(value, factor, **how))
        found["word"].append(growth_ratio.classify(value, factor, **how))
    return found


def test_every_growth_ratio_row_has_the_published_progress_value(canada: pd.DataFrame) -> None:
    assert len(canada) == 132
    np.testing.assert_allclose(
        canada.value, canada.published_progress_value, rtol=0, atol=1e-9, equal_nan=True
    )


def test_every_growth_ratio_row_has_the_published_score(canada: pd.DataFrame) -> None:
    np.testing.assert_allclose(
        canada.score.astype("float64"), canada.published_score, rtol=0, atol=1e-6, equal_nan=True
    )


def test_every_growth_ratio_row_has_the_published_status(canada: pd.DataFrame) -> None:
    wrong = canada[canada.word != canada.published_status]
    assert wrong[["id", "word", "published_status"]].values.tolist() == []
    assert "not_available" in set(canada.word)


def test_growth_ratio_aggregates() -> None:
    cases = table("growth_ratio_aggregate.csv")
    series = cases.assign(one=cases.series_scores.map(json.loads)).explode("one")
    mean = growth_ratio.aggregate(series.one.astype("float64").tolist(), series.id.tolist())
    means = np.array(list(mean.values()), dtype=np.float64)
    words = [growth_ratio.aggregate_class(one) for one in mean.values()]
    assert list(mean) == cases.id.tolist()
    np.testing.assert_allclose(means, cases.published_score, rtol=0, atol=1e-9)
    assert words == cases.published_status.tolist()


# --------------------------------------------------------------------------------- projection


def symbol(row: dict[str, Any]) -> str:
    change = projection.average_change(row["first"], row["last"], row["n_changes"])
    if row["rule"] == "concrete":
        left = row["target_year"] - row["last_year"]
        return projection.concrete(row["last"], change, row["target"], left, row["direction"])
    if row["rule"] == "constant_each_year":
        return projection.held(row["last"], change, row["target"], row["direction"])
    return projection.directional(change, row["last"] - row["previous"], row["direction"])


def test_every_projection_symbol_but_the_two_on_revised_data() -> None:
    cases = table("projection.csv")
    published = cases.published_symbol.map(GERMAN).tolist()
    pairs = zip(cases.id, map(symbol, rows("projection.csv")), published, strict=True)
    wrong = {name for name, ours, theirs in pairs if ours != theirs}
    assert wrong == set(REVISED_SINCE)
    assert len(cases) == 27


def summarised(
    first: float | None, n_changes: float | None, last: float, previous: float | None, t: float
) -> list[tuple[float, float | None]]:
    """Yearly points that stand for a series known by its summary: same average and last change."""
    if first is None or n_changes is None or n_changes < 1:
        return []
    change, used = (last - first) / n_changes, int(min(n_changes, projection.CHANGES))
    values = [last - change * back for back in range(used, -1, -1)]
    if previous is not None:
        values[-2] = previous
    if used == n_changes:
        values[0] = first
    times = range(used, -1, -1)
    return [(t - 12.0 * back, value) for back, value in zip(times, values, strict=True)]


def test_the_method_itself_gives_the_same_symbols_from_the_tables_columns() -> None:
    for row in rows("projection.csv"):
        t = 12.0 * ((row["last_year"] or 2020) + 1)
        summary = row["first"], row["n_changes"], row["last"], row["previous"]
        case = Case(
            target=row["target"],
            actual=row["last"],
            direction=row["direction"],
            t=t,
            t1=None if row["target_year"] is None else 12.0 * (row["target_year"] + 1),
            points=summarised(*summary, t),
            step=12.0,
        )
        assert projection.judge(case, Policy()).method_class == symbol(row), row["id"]


# ----------------------------------------------------------------------------------- schedule


def test_schedule_completion_as_printed_or_a_rounding_difference() -> None:
    cases = texts("schedule.csv")
    verdicts = {
        name: check_ratio(*numbers).verdict
        for name, *numbers in cases[
            ["id", "ytd", "annual_target", "published_completion_pct"]
        ].itertuples(index=False)
    }
    assert set(verdicts.values()) <= {"equal", "rounding"}
    assert [name for name, verdict in verdicts.items() if verdict == "rounding"] == [
        "pace-enping69-2022-1to8"
    ]


def test_schedule_lead_as_printed_or_a_rounding_difference() -> None:
    cases = texts("schedule.csv").query("published_lead_pp != ''")
    done = "100*" + cases.ytd + "/" + cases.annual_target
    expressions = done + "-100*" + cases.months_elapsed + "/12"
    verdicts = [
        recomputed(expression, printed).verdict
        for expression, printed in zip(expressions, cases.published_lead_pp, strict=True)
    ]
    assert verdicts == ["equal", "equal", "rounding", "rounding"]


def test_schedule_method_gives_the_recomputed_lead() -> None:
    cases = table("schedule.csv")
    pairs = zip(cases.ytd, cases.annual_target, strict=True)
    done = np.array([attainment(actual, aim, 1) for actual, aim in pairs], dtype=np.float64)
    shares = [months / 12 for months in cases.months_elapsed]
    leads = [base.lead_points(g, e) for g, e in zip(done, shares, strict=True)]
    assert [half_up(lead, 1) for lead in leads[:2]] == [5.9, 2.3]
    assert [half_up(float(share), 2) for share in 100 * np.array(done[:2])] == [30.9, 18.96]


# ----------------------------------------------------------------------------------- efficacy


def test_banded_efficacy_is_reproduced_and_the_wrong_print_detected() -> None:
    cases = table("efficacy.csv")
    columns = ["actual", "this_band", "next_band", "this_coef", "next_coef", "weight"]
    points = [
        full * EfficacyBands(((low, start), (high, end))).share(actual)
        for actual, low, high, start, end, full in cases[columns].itertuples(index=False)
    ]
    assert (
        [half_up(float(each), 2) for each in points]
        == cases.published_score.tolist()
        == [15.23, 15.23]
    )
    assert half_up(float(points[0]) - cases.published_base[0], 2) == cases.published_adjust[0]
    assert check_value(float(points[0]), "15.23").verdict == "equal"
    assert check_value(float(points[1]), str(cases.published[1])).verdict == "inconsistent"


# ----------------------------------------------------------------------------- control limits


@pytest.mark.parametrize(
    "row", table("control_limits.csv").to_dict("records"), ids=lambda r: r["id"]
)
def test_control_limits(row: dict[str, object]) -> None:
    limits = control_limits.control_limits(
        json.loads(str(row["y"])), screen=bool(row["screen_outliers"])
    )
    assert limits.state == "limits"
    assert [half_up(x or 0.0, 2) for x in (limits.mean, limits.lower, limits.upper)] == [
        row["published_mean"],
        row["published_lpl"],
        row["published_upl"],
    ]


# ------------------------------------------------------------------------------ typed results


def claim(row: Mapping[Hashable, str]) -> Checked:
    """What recomputing says of a line of recomputed_claims.csv that prints a result."""
    if row["type"] == "ratio":
        above, below = row["expression"].split("/")
        return check_ratio(above, below, row["reported"])
    return recomputed(PER_CENT.get(row["expression"], row["expression"]), row["reported"])


PER_CENT: Final = {"629.0/647.4-10/12": "100*629.0/647.4-100*10/12"}
RECOMPUTED: Final = texts("recomputed_claims.csv").to_dict("records")
WHOLE: Final = {"subset", "target roll-up"}
"""Parts against their whole: no result is printed, or the parts may exceed it (层层加码)."""


def test_every_typed_rate_has_its_verdict() -> None:
    rates = [row for row in RECOMPUTED if row["type"] == "ratio"]
    verdicts = [claim(row).verdict for row in rates]
    assert verdicts == [row["verdict3"] for row in rates]
    assert len(rates) == 29
    assert Counter(verdicts) == {"equal": 21, "rounding": 6, "inconsistent": 2}


def test_every_recomputed_value_is_the_stated_one() -> None:
    stated = [row for row in RECOMPUTED if row["recomputed"]]
    ours = [claim(row).recomputed for row in stated]
    theirs = [float(row["recomputed"]) for row in stated]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=3.5e-3)
    assert len(stated) == len(RECOMPUTED) - 1


OUTCOMES: Final = {
    "OK": ("equal", None),
    "OK only if computed unrounded; 97.2-83.3=13.9": ("equal", None),
    "OK within rounding": ("rounding", "inputs_rounded"),
    "INCONSISTENT": ("inconsistent", None),
    "EQUAL": ("equal", None),
    "OK (17000余 covers 17644)": ("equal", "covered"),
}


def test_every_sum_difference_and_identity_has_its_stated_outcome() -> None:
    rows = [row for row in RECOMPUTED if row["type"] not in {"ratio", *WHOLE}]
    found = {row["case"]: (claim(row).verdict, claim(row).reason) for row in rows}
    assert found == {row["case"]: OUTCOMES[row["verdict"]] for row in rows}


def test_a_part_that_is_more_than_its_whole_and_parts_that_exceed_it_by_fifteen() -> None:
    part, *wholes = (row for row in RECOMPUTED if row["type"] in WHOLE)
    assert part["expression"] == "43.8<=40"
    assert check_value(Fraction("43.8"), "40").verdict == "inconsistent"
    exceeding = [claim(row).recomputed - float(row["reported"]) for row in wholes]
    assert exceeding == [15, 0]


# --------------------------------------------------------- a city's items, each with its own cap


def test_the_items_of_a_published_assessment_recompute_with_their_own_caps() -> None:
    half = {"full_points": 0.5, "status": "achieved"}
    parts = [{"target": "c", "actual": 28.0, "target_value": 27.0, "scoring": "part"}]
    parts += [{"target": "d", "actual": 177.7, "target_value": 54.0, "scoring": "part"}]
    shares = "composite(c: 50%; d: 50%; cap="
    cells = ["completion(cap=1.2)", f"{shares}10)", f"{shares}1)"]
    items = [{"target": cell, "actual": 12.0, "scoring": cell} for cell in cells]
    frame = flows(*(half | row for row in (*parts, *items)), columns=ASSESSMENTS)
    capped_at_120, uncapped, composite = points(frame)["points"].tolist()[2:]
    assert half_up(capped_at_120, 2) == 0.6
    assert half_up(uncapped, 2) == 1.08
    assert composite == 0.5
    assert half_up(0.48 + capped_at_120 + composite + 0.5 + 0.3 + 0.4, 2) == 2.78
    assert recomputed("0.48+0.6+0.5+0.5+0.3+0.4", "2.78").verdict == "equal"
    assert recomputed("0.45+0.6+0.5+0.5+0.5+0.4", "2.95").verdict == "equal"


def test_plan_100_half_a_year_in_under_two_cities_rules() -> None:
    done, expected = (0.40, 0.22), 6 / 12
    assert expected == 0.5
    points = [base.lead_points(g, expected) for g in done]
    share = [schedule.lead_relative(g, expected) for g in done]
    found = [band_of(lead, PRESETS["银川"]) for lead in points] + [
        band_of(lead, PRESETS["三亚"]) for lead in share
    ]
    assert [band.label for band in found if band] == ["黄", "黄", "黄", "红"]
