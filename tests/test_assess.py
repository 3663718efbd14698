"""Assessments as frames: versions, keys, types, fiscal years, methods, policies, findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from random_targets import ORGANISATION, table

from scorecard.assessment.frames import assess, with_facts
from scorecard.checks.figures import assessment_findings
from scorecard.schema.findings import Origin, catalogue
from scorecard.schema.frames import (
    ASSESSABLE,
    BOOK_SHEETS,
    FIGURES,
    GOALS,
    INDICATORS,
    MILESTONES,
    TARGETS,
    Table,
    empty,
)
from scorecard.schema.period import span_of
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, flag_names
from scorecard.scoring.points import points

TARGET = {
    "organisation": ORGANISATION,
    "target": "T-1",
    "indicator": "x",
    "measure": "stock",
    "reported_as": "point",
    "frequency": "quarterly",
    "direction": "increase",
    "comparator": ">=",
    "baseline": 10.0,
    "baseline_period": "2020",
    "value": 20.0,
    "due": "2021",
    "decimals": 0,
    "version": 1,
    "valid_from": "2020-12-20",
}
FIGURE = {
    "organisation": ORGANISATION,
    "indicator": "x",
    "period": "2021-Q2",
    "basis": "point",
    "value": 15.0,
    "state": "final",
    "evidence": "报表",
    "vintage": 1,
    "known_on": "2021-07-05",
    "file": "reports/2021-Q2/returns/a.xlsx",
    "sheet": "表",
    "cell": "H5",
}
JULY = date(2021, 7, 10)


def target(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  (a cell of any type)
    return TARGET | cells


def figure(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  (a cell of any type)
    return FIGURE | cells


def assessed(
    targets: list[dict[str, Any]],
    figures: list[dict[str, Any]],
    as_of: date = JULY,
    policy: Policy | None = None,
    milestones: list[dict[str, Any]] | None = None,
) -> pd.DataFrame:
    return assess(
        table(tuple(targets), ASSESSABLE),
        table(tuple(figures), FIGURES),
        as_of,
        policy or Policy(),
        table(tuple(milestones or ()), MILESTONES),
    )


# ------------------------------------------------------------------ versions of a target

REVISED = [
    target(value=30.0, valid_from="2020-12-20", version=1),
    target(value=20.0, valid_from="2021-07-01", version=2, reason="年中调整"),
    target(value=18.0, valid_from="2021-12-01", version=3, reason="年末调整"),
]


@pytest.mark.parametrize(
    ("as_of", "version", "value", "status", "flags"),
    [
        (date(2021, 6, 30), 1, 30.0, "overdue", []),
        (date(2021, 7, 10), 2, 20.0, "on_track", ["near_boundary", "revised_target"]),
        (date(2021, 12, 1), 3, 18.0, "overdue", ["revised_target"]),
    ],
)
def test_the_version_in_force_is_judged(
    as_of: date, version: int, value: float, status: str, flags: list[str]
) -> None:
    found = assessed(REVISED[::-1], [figure()], as_of)
    assert len(found) == 1
    row = found.iloc[0]
    assert (row["target_version"], row["target_value"], row["status"]) == (version, value, status)
    assert row["original_value"] == 30.0
    assert flag_names(int(row["flags"])) == flags


def test_a_revision_does_not_move_the_start() -> None:
    late = [
        t | {"baseline_period": None, "valid_from": d}
        for t, d in zip(REVISED[:2], ("2021-01-04", "2021-05-20"), strict=True)
    ]
    row = assessed(late, [figure()]).iloc[0]
    assert (row["target_version"], row["expected_progress"]) == (2, 0.5)


def test_of_equal_dates_the_highest_version_holds() -> None:
    both = [target(value=30.0, version=2), target(value=20.0, version=1)]
    assert assessed(both, [figure()])["target_value"].tolist() == [30.0]


# ------------------------------------------------------------------ keys, order, types


def test_targets_of_one_indicator_keep_their_own_verdicts() -> None:
    two = [target(), target(target="T-2", value=40.0, due="2022")]
    found = assessed(two, [figure()])
    assert found["target"].tolist() == ["T-1", "T-2"]
    assert found["status"].tolist() == ["on_track", "at_risk"]


def test_an_indicator_belongs_to_its_organisation() -> None:
    two = [target(), target(organisation="虚构示例乙区", target="T-2")]
    found = assessed(two, [figure(), figure(indicator="y", value=99.0)])
    assert found["status"].tolist() == ["on_track", "overdue"]


def test_rows_come_in_the_order_of_the_targets_and_are_counted_from_0() -> None:
    frame = table((target(target="B"), target(target="A")), ASSESSABLE)
    frame.index = pd.Index([7, 7])
    figures = table((figure(),), FIGURES)
    figures.index = pd.Index(["any"])
    found = assess(frame, figures, JULY, Policy())
    assert found["target"].tolist() == ["B", "A"]
    assert found.index.tolist() == [0, 1]


def test_the_figure_behind_an_actual_is_named_by_position_and_place() -> None:
    figures = [figure(period="2021-Q1", value=12.0), figure(), figure(indicator="y")]
    row = assessed([target()], figures).iloc[0]
    assert row["figure"] == 1
    assert (row["file"], row["sheet"], row["cell"]) == (FIGURE["file"], "表", "H5")
    assert row["figure_state"] == "final"


def test_categories_give_the_same_as_text() -> None:
    targets = table((target(), target(target="T-2", measure="flow")), ASSESSABLE)
    figures = table((figure(), figure(period="2021-Q1", value=11.0)), FIGURES)
    plain = assess(targets, figures, JULY, Policy())
    names = ["organisation", "indicator", "period", "basis", "state", "evidence"]
    coded = assess(
        targets.astype(dict.fromkeys(("organisation", "indicator", "measure", "due"), "category")),
        figures.astype(dict.fromkeys(names, "category")),
        JULY,
        Policy(),
    )
    pd.testing.assert_frame_equal(plain, coded)


def test_nothing_given_is_changed() -> None:
    targets, figures = table((target(),), ASSESSABLE), table((figure(),), FIGURES)
    before = targets.copy(deep=True), figures.copy(deep=True)
    assess(targets, figures, JULY, Policy())
    pd.testing.assert_frame_equal(targets, before[0])
    pd.testing.assert_frame_equal(figures, before[1])


def test_an_error_in_the_book_stops_its_target_only() -> None:
    found = assessed([target(fault="T111"), target(target="T-2")], [figure()])
    assert found["status"].tolist() == ["not_scored", "on_track"]
    assert found["reason_code"].tolist() == ["invalid_target", "pace"]


# ------------------------------------------------------------------ vintages


@pytest.mark.parametrize(
    ("as_of", "value"),
    [(date(2021, 7, 10), 15.0), (date(2021, 7, 11), 16.0), (date(2021, 7, 20), 17.0)],
)
def test_the_last_vintage_known_counts(as_of: date, value: float) -> None:
    vintages = [
        figure(value=17.0, known_on="2021-07-12", vintage=3),
        figure(value=16.0, known_on="2021-07-11", vintage=2),
        figure(value=15.0, known_on="2021-07-05", vintage=1),
    ]
    assert assessed([target()], vintages, as_of)["actual"].tolist() == [value]


def test_of_one_day_the_highest_vintage_counts() -> None:
    vintages = [figure(value=16.0, vintage=2), figure(value=15.0, vintage=1)]
    assert assessed([target()], vintages)["actual"].tolist() == [16.0]


def test_a_figure_without_its_day_is_unseen() -> None:
    assert assessed([target()], [figure(known_on=None)])["status"].tolist() == ["overdue"]


def test_of_two_figures_with_one_end_the_one_reported_as_asked_counts() -> None:
    rate = target(measure="rate", reported_as="to_date")
    both = [figure(basis="period", value=19.0), figure(basis="to_date", value=14.0)]
    assert assessed([rate], both)["actual"].tolist() == [14.0]


# ------------------------------------------------------------------ fiscal years


def test_a_flow_starts_with_its_fiscal_year() -> None:
    flow = target(measure="flow", reported_as="period", value=100.0, due="2021", baseline=None)
    april = Policy(fiscal_start=4)
    quarters = [
        figure(period="2020-Q4", basis="period", value=50.0, known_on="2021-04-02"),
        figure(period="2021-Q1", basis="period", value=20.0, known_on="2021-07-02"),
        figure(period="2021-Q2", basis="period", value=30.0, known_on="2021-10-02"),
    ]
    row = assessed([flow], quarters, date(2021, 10, 5), april).iloc[0]
    assert (row["actual"], row["expected_progress"], row["status"]) == (50.0, 0.5, "on_track")
    assert row["actual_period"] == "2021-Q2"
    settled = assessed([flow], quarters, date(2022, 4, 20), april).iloc[0]
    assert (settled["status"], settled["period_needed"]) == ("overdue", "2021")
    assert str(settled["deadline"])[:10] == "2022-04-15"


# ------------------------------------------------------------------ policy and methods


def test_the_thresholds_are_the_policys() -> None:
    row = [target()], [figure(value=14.0)]
    assert assessed(*row)["status"].tolist() == ["at_risk"]
    assert assessed(*row, policy=Policy(on_track=0.8))["status"].tolist() == ["on_track"]
    assert assessed(*row, policy=Policy(at_risk=0.9))["status"].tolist() == ["off_track"]


def test_the_reporting_days_are_the_policys() -> None:
    later = date(2021, 7, 25)
    first = [figure(period="2021-Q1", known_on="2021-04-05")]
    assert assessed([target()], first, later)["status"].tolist() == ["overdue"]
    patient = assessed([target()], first, later, Policy(reporting_days=25)).iloc[0]
    assert flag_names(int(patient["flags"])) == ["stale"]
    assert str(patient["deadline"])[:10] == "2021-07-25"


@pytest.mark.parametrize(
    ("method", "status", "method_class", "method_value"),
    [
        ("pace", "at_risk", "at_risk", 0.8),
        ("schedule", "at_risk", None, -10.0),
        ("growth_ratio", "on_track", "substantial_progress", (1.4**2 - 1) / 1.0),
        ("projection", "not_scored", "not_available", np.nan),
    ],
)
def test_each_target_is_judged_by_its_own_method(
    method: str, status: str, method_class: str | None, method_value: float
) -> None:
    mixed = [target(target=m, method=m) for m in map(str, Method)]
    found = assessed(mixed, [figure(value=14.0)]).set_index("target").loc[method]
    assert (found["method"], found["status"]) == (method, status)
    if method_class is not None:
        assert found["method_class"] == method_class
    assert found["method_value"] == pytest.approx(method_value, nan_ok=True)


def test_a_blank_method_is_the_policys() -> None:
    found = assessed([target()], [figure()], policy=Policy(method=Method.SCHEDULE)).iloc[0]
    assert (found["method"], found["reason_code"]) == ("schedule", "schedule")


def test_projection_needs_no_number_only_a_direction() -> None:
    points = [
        figure(period=f"{year}-Q{q}", value=10.0 + 4 * (year - 2020) + q, known_on=f"{year}-12-31")
        for year, q in ((2020, 1), (2020, 2), (2020, 3), (2020, 4))
    ]
    open_ = target(value=None, due=None, method="projection", valid_from="2020-01-01")
    open_ |= {"baseline": None, "baseline_period": None}
    found = assessed([open_], points, date(2021, 1, 10)).iloc[0]
    assert (found["status"], found["method_class"]) == ("on_track", "sun")


def test_the_growth_ratio_refuses_a_rank_and_a_finding_says_so() -> None:
    rank = target(
        measure="rank",
        direction="decrease",
        comparator="<=",
        baseline=150.0,
        value=120.0,
        pathway="linear",
        method="growth_ratio",
        file="targets/a.xlsx",
        sheet="目标值",
        cell="A3",
    )
    found = assessed([rank], [figure(value=130.0)])
    assert found["status"].tolist() == ["not_scored"]
    assert found["reason_code"].tolist() == ["method_refused"]
    (notice,) = assessment_findings(found)
    assert (notice.code, notice.origin) == ("A102", Origin("targets/a.xlsx", "目标值", "A3"))
    said = [notice.params[name].within("en") for name in ("method", "measure")]
    assert said == ["growth ratio", "rank"]


# ------------------------------------------------------------------ findings

ASKED = {
    "A101": (target(value=9.0), [figure()]),
    "A102": (
        target(
            measure="rank",
            method="growth_ratio",
            direction="decrease",
            comparator="<=",
            value=5.0,
            pathway="linear",
        ),
        [figure(value=8.0)],
    ),
    "A104": (target(measure="flow", reported_as="period", baseline=None), [figure(basis="period")]),
    "A105": (target(measure=None), [figure()]),
}
SOUND = {
    "A101": (target(value=9.0, accepted_as="hold"), [figure()]),
    "A102": (target(method="growth_ratio"), [figure(value=14.0)]),
    "A104": (
        target(measure="flow", reported_as="period", baseline=None),
        [figure(basis="period"), figure(basis="period", period="2021-Q1")],
    ),
    "A105": (target(), [figure()]),
}


@pytest.mark.parametrize("code", [code for code in catalogue() if code.startswith("A")])
def test_a_finding_is_raised_where_it_should_and_only_there(code: str) -> None:
    asked, sound = ASKED[code], SOUND[code]
    assert [f.code for f in assessment_findings(assessed([asked[0]], asked[1]))] == [code]
    assert assessment_findings(assessed([sound[0]], sound[1])) == []


@pytest.mark.parametrize("code", [code for code in catalogue() if code.startswith("A")])
def test_a_findings_words_can_be_filled(code: str) -> None:
    row, figures = ASKED[code]
    (found,) = assessment_findings(assessed([row], figures))
    spec = catalogue()[code]
    for texts in (spec.message, spec.expected, spec.hint):
        for text in texts.values():
            assert "{" not in text.format(found=found.found, **found.params)


def test_a_target_met_at_its_baseline_is_asked_about_whatever_its_method_says() -> None:
    row = target(
        measure="rate",
        frequency="annual",
        direction="decrease",
        comparator="<=",
        method="growth_ratio",
        baseline=7.05,
        baseline_period="2015",
        value=70.0,
        due="2030",
    )
    found = assessed([row], [figure(period="2020", value=12.19, known_on="2021-06-01")])
    assert found["status"].tolist() == ["achieved"]
    assert [f.code for f in assessment_findings(found)] == ["A101"]


@pytest.mark.parametrize("period", ["2020-Q2", "2020-Q4", "2021-Q4"])
def test_an_accepted_hold_is_never_asked_about_its_baseline(period: str) -> None:
    row = target(value=9.0, accepted_as="hold", due="2021", baseline_period="2019")
    found = assessed([row], [figure(period=period, value=9.5, known_on="2021-01-05")])
    assert assessment_findings(found) == []
    asked = assessed([row | {"accepted_as": None}], [figure(period="2021-Q4", value=9.5)])
    assert [f.code for f in assessment_findings(asked)] == ["A101"]


@pytest.mark.parametrize("day", [date(2021, 8, 1), date(2021, 11, 1), date(2022, 1, 10)])
def test_silence_lifts_neither_a_broken_cap_nor_its_veto(day: date) -> None:
    row = target(
        measure="flow",
        direction="decrease",
        comparator="<=",
        reported_as="to_date",
        frequency="quarterly",
        baseline=None,
        baseline_period=None,
        value=5.0,
        scoring="completion + veto",
        points=10.0,
    )
    found = assessed([row], [figure(basis="to_date", value=8.0)], day)
    assert found["status"].isin(["off_track", "missed"]).all()
    assert points(found)["veto"].tolist() == [True]


# ------------------------------------------------------------------ joining the books


def test_facts_are_joined_by_organisation() -> None:
    targets = table(
        ({"organisation": ORGANISATION, "target": "T-1", "indicator": "x", "goal": "G1"},), TARGETS
    )
    cells = pd.DataFrame({name: ["A3"] for name in TARGETS}, dtype="str")
    indicators = table(
        (
            {"organisation": "虚构示例乙区", "indicator": "x", "measure": "rank"},
            {
                "organisation": ORGANISATION,
                "indicator": "x",
                "measure": "stock",
                "decimals": 1,
                "responsible_unit": "U1",
            },
        ),
        INDICATORS,
    )
    goals = table(({"organisation": ORGANISATION, "goal": "G1", "strength": "expected"},), GOALS)
    row = with_facts(Table(targets, cells), indicators, goals).iloc[0]
    assert (row["measure"], row["decimals"], row["strength"]) == ("stock", 1, "expected")
    assert (row["responsible_unit"], row["cell"]) == ("U1", "A3")


def test_a_targets_own_unit_answers_for_it() -> None:
    targets = table(
        (
            {
                "organisation": ORGANISATION,
                "target": "T-1",
                "indicator": "x",
                "responsible_unit": "U2",
            },
        ),
        TARGETS,
    )
    indicators = table(
        ({"organisation": ORGANISATION, "indicator": "x", "responsible_unit": "U1"},), INDICATORS
    )
    joined = with_facts(targets, indicators, empty(BOOK_SHEETS["goals"]))
    assert joined["responsible_unit"].tolist() == ["U2"]
    assert list(joined.columns) == list(ASSESSABLE)


def test_a_target_without_an_indicator_is_asked_about_not_guessed() -> None:
    targets = table((target(measure=None, indicator=None),), ASSESSABLE)
    found = assess(targets, table((figure(),), FIGURES), JULY, Policy())
    assert found["status"].tolist() == ["not_scored"]


# ------------------------------------------------------------------ several of one indicator


def test_targets_of_one_indicator_are_judged_as_if_alone() -> None:
    names = [f"x{n}" for n in (3, 1, 2, 0, 4, 1, 3)]
    rows = [target(target=f"T-{n}", indicator=name) for n, name in enumerate(names)]
    figures = [
        figure(indicator=f"x{n}", period=period, value=value + n)
        for n in range(5)
        for period, value in (("2021-Q1", 12.0), ("2021-Q2", 11.0))
    ]
    dated = [
        {"organisation": ORGANISATION, "target": f"T-{n}", "period": "2021-Q1", "value": 14.0}
        for n in (0, 3, 6)
    ]
    rows = [row | {"pathway": "milestones"} for row in rows]
    whole = assessed(rows, figures, milestones=dated)
    alone = [assessed([row], figures, milestones=dated) for row in rows]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True), whole)
    assert whole["target"].tolist() == [f"T-{n}" for n in range(7)]


# ------------------------------------------------------------------ one tolerance


@pytest.mark.parametrize(("tolerance", "october", "february"), [
    (1e-3, "achieved", "achieved"),
    (1e-9, "ahead", "missed"),
])  # fmt: skip
def test_the_tolerance_is_the_policys_in_every_step(
    tolerance: float, october: str, february: str
) -> None:
    """A flow at 99.96 of 100 is met within one in a thousand: before the due date, and after."""
    flow = target(measure="flow", reported_as="to_date", value=100.0, baseline=None, decimals=None)
    policy = Policy(tolerance=tolerance)
    months = [figure(period="2021-Q3", basis="to_date", value=99.96, known_on="2021-10-05")]
    year = [*months, figure(period="2021-Q4", basis="to_date", value=99.96, known_on="2022-01-10")]
    first, last = (
        assessed([flow], rows, day, policy).iloc[0]
        for rows, day in ((months, date(2021, 10, 20)), (year, date(2022, 2, 20)))
    )
    assert (first["status"], last["status"]) == (october, february)
    silent = assessed([flow], months, date(2022, 2, 20), policy).iloc[0]
    assert silent["status"] == ("achieved" if tolerance > 1e-6 else "overdue")


def test_a_flag_asks_with_the_policys_tolerance() -> None:
    level = target(measure="rate", value=100.0, baseline=90.0, decimals=None, due="2022")
    figures = [
        figure(period="2021-Q1", value=99.96, known_on="2021-04-05"),
        figure(period="2021-Q2", value=95.0),
    ]
    flags = [
        flag_names(int(assessed([level], figures, policy=Policy(tolerance=t)).iloc[0]["flags"]))
        for t in (1e-3, 1e-9)
    ]
    assert flags == [["lost"], []]


@pytest.mark.parametrize("year", [1900, 2000, 2020, 2021, 2100])
def test_every_month_ends_on_its_last_day(year: int) -> None:
    for month in range(1, 13):
        span = span_of(f"{year}-{month:02}", 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        assert span is not None
        assert span.last_day == after.toordinal() - 1
