"""Which figures a quarter asks for, of whom, and what is filled in beforehand."""

from __future__ import annotations

import pandas as pd
import pytest
from fictional_forms import INDICATORS, TARGETS, ZONE, Row, a_book, figures, plans

from scorecard.forms.face import form_name
from scorecard.forms.plan import FormPlan, FormRow, asked, followed_up, form_plan, plan_findings
from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import ANSWERS

QUARTER = parse_period("2026-Q3").period


def indicator(name: str, **changes: object) -> Row:
    return {**next(i for i in INDICATORS if i["indicator"] == name), **changes}


def period_of(name: str, quarter: str, reported: list[Row]) -> str | None:
    """The period that the quarter's form asks this indicator for, if it asks at all."""
    period = parse_period(quarter).period
    frame = asked(a_book([indicator(name)], []), figures(reported), period)
    return None if frame.empty else str(frame["period"][0])


def row(name: str, quarter: str = "2026-Q3", reported: list[Row] | None = None) -> FormRow:
    (plan,) = plans(a_book([indicator(name)], TARGETS), figures(reported), quarter)
    return plan.all_rows[0]


def value(name: str, period: str, basis: str, number: float, **more: object) -> Row:
    return {"indicator": name, "period": period, "basis": basis, "value": number, **more}


# ------------------------------------------------------------------ what is asked


@pytest.mark.parametrize(
    ("name", "quarter", "come", "period"),
    [
        ("rd_share", "2025-Q4", [], "2025"),
        ("rd_share", "2026-Q1", [], "2025"),
        ("rd_share", "2026-Q3", [], "2025"),
        ("rd_share", "2026-Q1", ["2025"], None),
        ("rd_share", "2026-Q4", ["2025"], "2026"),
        ("rd_share", "2026-Q4", [], "2026"),
        ("exports", "2026-Q2", [], "2026-H1"),
        ("exports", "2026-Q3", [], "2026-H1"),
        ("exports", "2026-Q3", ["2026-H1"], None),
        ("exports", "2026-Q4", ["2026-H1"], "2026-H2"),
        ("exports", "2027-Q1", [], "2026-H2"),
        ("rank", "2026-Q1", [], "2025"),
        ("rank", "2026-Q1", ["2025"], None),
        ("investment", "2026-Q3", ["2026-Q3"], "2026-Q3"),
    ],
)
def test_years_and_half_years_are_asked_for_until_they_have_come(
    name: str, quarter: str, come: list[str], period: str | None
) -> None:
    basis = str(indicator(name)["reported_as"])
    known = [value(name, p, basis, 5.0) for p in ["2020", *come]]
    assert period_of(name, quarter, known) == period


def test_years_follow_the_fiscal_calendar() -> None:
    april = parse_period("2026-Q4", fiscal_start=4).period  # January to March 2027
    book = a_book([indicator("rd_share")], [])
    assert list(asked(book, figures([]), april)["period"]) == ["2026"]
    before = parse_period("2026-Q3", fiscal_start=4).period
    assert list(asked(book, figures([]), before)["period"]) == ["2025"]


def test_figures_counted_from_the_register_are_not_asked_for() -> None:
    book = a_book([indicator("projects", source="register"), indicator("firms")], TARGETS)
    (plan,) = plans(book, figures())
    assert [r.indicator for r in plan.rows] == ["firms"]
    assert plan.projects is not None


def test_a_withdrawn_annual_figure_is_asked_for_again() -> None:
    reported = [
        value("rd_share", "2025", "point", 2.7),
        value("rd_share", "2025", "point", float("nan"), vintage=2),
    ]
    assert period_of("rd_share", "2026-Q2", reported) == "2025"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("investment", ("this_period", "to_date", "year_forecast")),
        ("firms", ("this_period", "year_forecast")),
        ("sewage", ("this_period",)),
        ("rank", ("place", "rank_of", "edition", "data_year", "published_on")),
    ],
)
def test_levels_ask_for_one_number_flows_for_two(name: str, columns: tuple[str, ...]) -> None:
    assert row(name).asks == columns


def test_an_annual_flow_asks_for_the_year_alone() -> None:
    book = a_book([indicator("investment", frequency="annual")], TARGETS)
    (plan,) = plans(book, figures([]), "2026-Q4")
    assert plan.rows[0].asks == ("to_date",)
    assert str(plan.rows[0].period) == "2026"


# ------------------------------------------------------------------ of whom


UNITS: list[Row] = [{"unit": "econ", "name": "经济发展局"}, {"unit": "env", "name": "生态环境局"}]


def test_every_unit_gets_its_own_form_in_the_order_of_the_book() -> None:
    mine = [
        indicator("firms", responsible_unit="econ"),
        indicator("air", responsible_unit="env"),
        indicator("investment", responsible_unit="经济发展局"),
        indicator("rank"),
    ]
    book = a_book(mine, TARGETS, UNITS)
    found = plans(book, figures())
    assert [(p.unit, [r.indicator for r in p.all_rows]) for p in found] == [
        ("econ", ["firms", "investment"]),
        ("env", ["air"]),
        (None, ["rank"]),
    ]
    assert [form_name(p) for p in found] == [
        f"{ZONE}-经济发展局.xlsx",
        f"{ZONE}-生态环境局.xlsx",
        f"{ZONE}.xlsx",
    ]
    (finding,) = plan_findings(book, found)
    assert finding.code == "I120"
    assert finding.params["names"] == ["国家高新区综合评价排名"]
    assert finding.origin.cell is not None
    assert finding.origin.cell.endswith("5")  # the row of the rank


def test_the_unit_of_a_target_answers_where_the_indicator_names_none() -> None:
    targets = [{**TARGETS[2], "responsible_unit": "env"}]
    (plan,) = plans(a_book([indicator("firms")], targets, UNITS), figures())
    assert plan.unit == "env"


def test_a_unit_that_is_not_listed_gets_a_form_under_its_name() -> None:
    (plan,) = plans(a_book([indicator("firms", responsible_unit="招商局")], [], UNITS), figures())
    assert (plan.unit, plan.unit_name, form_name(plan)) == (
        "招商局",
        "招商局",
        f"{ZONE}-招商局.xlsx",
    )


def test_a_unit_with_nothing_to_report_gets_no_form() -> None:
    mine = [indicator("rd_share", responsible_unit="econ")]
    reported = figures([value("rd_share", "2025", "point", 2.7)])
    assert plans(a_book(mine, TARGETS, UNITS), reported) == []


def test_a_unit_with_projects_gets_them_to_look_over() -> None:
    register = pd.DataFrame(
        {
            "organisation": [ZONE, ZONE, "虚构示例经开区"],
            "unit": ["econ", "env", "econ"],
            "project": ["P1", "P2", "P3"],
            "name": ["一号项目", "二号项目", "三号项目"],
        }
    )
    book = a_book([indicator("firms", responsible_unit="econ")], TARGETS, UNITS)
    econ, env = plans(book, figures(), projects=register)
    assert econ.projects is not None
    assert list(econ.projects["project"]) == ["P1"]
    assert env.projects is not None
    assert (env.all_rows, list(env.projects["project"])) == ((), ["P2"])


# ------------------------------------------------------------------ what is filled in beforehand


@pytest.mark.parametrize(
    ("name", "quarter", "reported", "previous", "last_year"),
    [
        (  # typed as sums to date
            "investment",
            "2026-Q3",
            [("2026-Q2", "to_date", 61.0), ("2025-Q3", "to_date", 80.0)],
            61.0,
            80.0,
        ),
        (  # typed quarter by quarter
            "investment",
            "2026-Q3",
            [("2026-Q1", "period", 20.0), ("2026-Q2", "period", 30.0)],
            50.0,
            None,
        ),
        (  # a quarter is missing: no sum is better than a wrong one
            "investment",
            "2026-Q3",
            [("2026-Q2", "period", 30.0)],
            None,
            None,
        ),
        (  # half a year at once
            "investment",
            "2026-Q4",
            [("2026-H1", "period", 55.0), ("2026-Q3", "period", 20.0)],
            75.0,
            None,
        ),
        (  # nothing has accumulated before a year begins
            "investment",
            "2026-Q1",
            [("2025-Q4", "to_date", 99.0), ("2025-Q1", "to_date", 9.0)],
            None,
            9.0,
        ),
        (  # but a total since the start goes on
            "projects",
            "2026-Q1",
            [("2025-Q4", "since_start", 19.0), ("2025-Q1", "since_start", 11.0)],
            19.0,
            11.0,
        ),
        ("firms", "2026-Q1", [("2025-Q4", "point", 440.0)], 440.0, None),
        ("firms", "2026-Q3", [("2026-Q1", "point", 440.0)], None, None),
        ("rd_share", "2026-Q1", [("2024", "point", 2.6)], 2.6, 2.6),
    ],
)
def test_last_quarter_and_last_year_are_filled_in(
    name: str,
    quarter: str,
    reported: list[tuple[str, str, float]],
    previous: float | None,
    last_year: float | None,
) -> None:
    found = row(name, quarter, [value(name, *one) for one in reported])
    assert (found.previous, found.last_year) == (previous, last_year)


def test_the_last_vintage_counts() -> None:
    again = {"vintage": 2, "known_on": pd.Timestamp(2026, 8, 1)}
    reported = [
        value("firms", "2026-Q2", "point", 450.0, **again),
        value("firms", "2026-Q2", "point", 447.0),
    ]
    assert row("firms", reported=reported).previous == 450.0


def test_ranks_show_the_last_place_known() -> None:
    reported = [value("rank", "2024", "point", 128.0), value("rank", "2023", "point", 131.0)]
    last = row("rank", reported=reported).last_place
    assert last is not None
    assert (str(last.period), last.value) == ("2024", 128.0)


def test_the_last_two_years_can_be_corrected() -> None:
    (plan,) = plans(a_book(), figures())
    assert len(plan.earlier) == 10
    (older,) = plans(a_book(), figures(), "2028-Q3")
    assert [str(e.figure.period) for e in older.earlier] == []


def test_row_ids_are_the_same_in_every_quarter_and_form() -> None:
    first, second = row("firms", "2026-Q2"), row("firms", "2026-Q3")
    assert first.row_id == second.row_id
    (plan,) = plans(a_book(), figures())
    assert len({r.row_id for r in plan.all_rows}) == len(plan.all_rows)


def test_rows_without_targets_are_asked_for_without_a_status() -> None:
    (plan,) = plans(a_book([indicator("firms")], []), figures())
    assert plan.rows[0].yardstick is None


def test_a_missed_deliverable_without_a_yardstick_asks_for_its_cause() -> None:
    """Behind, though no target is due any more: what it is asked does not end with the date."""
    (before,) = plans(a_book([indicator("sewage")], []), figures())
    assert not before.rows[0].columns & set(ANSWERS)
    (after,) = followed_up([before], {}, {(ZONE, "sewage")})
    assert after.rows[0].columns >= set(ANSWERS)


def test_the_order_of_the_figures_does_not_matter() -> None:
    book = a_book()
    shuffled = figures().sample(frac=1, random_state=5)
    assert plans(book, figures()) == plans(book, shuffled)


def test_without_yardsticks_a_form_is_still_a_form() -> None:
    (plan,) = form_plan(a_book(), figures(), QUARTER, Policy())
    assert len(plan.all_rows) == len(INDICATORS)


# ------------------------------------------------------------------ names


def plan(organisation: str, unit: str | None) -> FormPlan:
    return FormPlan(organisation, unit, unit, QUARTER, Policy())


@pytest.mark.parametrize(
    ("organisation", "unit", "name"),
    [
        ("钟楼高新园", None, "钟楼高新园.xlsx"),
        ("钟楼高新园", "经济发展局（园区办）", "钟楼高新园-经济发展局（园区办）.xlsx"),
        ("North Zone", "Trade Office", "North Zone-Trade Office.xlsx"),
    ],
)
def test_names_are_read_by_people(organisation: str, unit: str | None, name: str) -> None:
    assert form_name(plan(organisation, unit)) == name


@pytest.mark.parametrize(
    ("organisation", "unit"),
    [
        ("../../etc/passwd", None),
        ("C:\\windows", "系统"),
        ("高新区/东区", None),
        ("..", "."),
        ("高新区", "a:b*c?"),
        ("CON", None),
        ("高新区\n二期", "局 "),
        ("高" * 80, "局"),
        ("a-b", "c"),
        ("=1+1", "|calc"),
    ],
)
def test_no_name_is_a_path_or_a_device(organisation: str, unit: str | None) -> None:
    name = form_name(plan(organisation, unit))
    assert not set(name) & set('/\\:*?"<>|\n')
    assert name.endswith(".xlsx")
    assert not name.startswith((".", "=", "-"))
    assert name.removesuffix(".xlsx").upper() not in {"CON", "NUL"}
    assert len(name) <= 80


def test_two_units_never_share_a_name() -> None:
    pairs = [("a", "b-c"), ("a-b", "c"), ("a", "b c"), ("a", "b/c"), ("a", None), ("a", "b")]
    names = {form_name(plan(organisation, unit)) for organisation, unit in pairs}
    assert len(names) == len(pairs)
