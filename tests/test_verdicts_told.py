"""What is said beside a verdict: lower bounds, silence, allowances, leads, and in whose words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import click
import pandas as pd
import pytest

from scorecard.assessment.frames import assess
from scorecard.cli.root import localise
from scorecard.cli.root import scorecard as command
from scorecard.i18n import Words
from scorecard.report.build import scorecard_view
from scorecard.report.explain import explain_text
from scorecard.report.scores import earned_text
from scorecard.report.terminal import Screen
from scorecard.report.view import Header, View
from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, Books, typed
from scorecard.schema.policy import Policy
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import scores, summary

ZONE: Final = "虚构示例区"
CAP: Final = {"direction": "decrease", "comparator": "<=", "measure": "flow", "value": 5.0}
LEVEL: Final = {"measure": "stock", "reported_as": "point", "value": 100.0}
POLICY: Final = Policy()


def view(
    targets: Mapping[str, Mapping[str, Any]],
    figures: Sequence[tuple[str, str, float]],
    as_of: date,
    language: str = "zh",
    milestones: Sequence[tuple[str, str, float]] = (),
) -> View:
    """Targets of 2021 with their single figures, as the outputs print them."""
    common: dict[str, Any] = {
        "organisation": ZONE,
        "direction": "increase",
        "comparator": ">=",
        "due": "2021",
    }
    common |= {"measure": "flow", "reported_as": "period", "frequency": "quarterly", "version": 1}
    common |= {"unit_of_measure": "起", "decimals": 0, "valid_from": pd.Timestamp(2021, 1, 5)}
    rows = [{**common, "target": t, "indicator": t, **more} for t, more in targets.items()]
    told = [
        {"organisation": ZONE, "indicator": i, "period": p, "value": v, "state": "final"}
        | {"basis": {**common, **targets[i]}["reported_as"], "evidence": "台账"}
        | {"known_on": pd.Timestamp(2021, 1, 1)}
        for i, p, v in figures
    ]
    dated = [
        {"organisation": ZONE, "target": t, "period": p, "kind": "value", "value": v}
        for t, p, v in milestones
    ]
    frame, known = typed(pd.DataFrame(rows), ASSESSABLE), typed(pd.DataFrame(told), FIGURES)
    ways = typed(pd.DataFrame(dated, columns=list(MILESTONES) if not dated else None), MILESTONES)
    judged = with_points(assess(frame, known, as_of, POLICY, ways), as_of)
    header, words = Header("虚构示例", as_of, "2021-Q4", POLICY), Words(language)
    sums, table = summary(judged, POLICY), scores(judged, POLICY)
    return scorecard_view(judged, Books.empty(), known, (), header, sums, words, scores=table)


def test_a_sum_with_a_gap_is_a_lower_bound_in_every_sentence() -> None:
    """Q2 is missing; 4 and 4 are at least 8, which breaks the cap all the same."""
    shown = view({"cap": CAP}, [("cap", "2021-Q1", 4), ("cap", "2021-Q3", 4)], date(2021, 10, 12))
    (row,) = shown.rows
    assert (row.status, row.numbers.actual) == ("off_track", 8)
    assert row.actual_text == "至少8起"
    assert row.reason == "2021年第三季度为至少8起，已超过2021年上限（≤ 5起），超出3起。"
    assert row.expected_text == "4起", "what is allowed so far, never 3.75"
    told = explain_text(shown, "cap", Screen(Words("zh")))
    assert "合计 = 4 + 4 = 至少8起" in told
    assert "达进度的最低进度比" not in told, "no class limit was asked"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2021, 10, 10), ""),
        (date(2021, 10, 16), "2021年第三季度数据应于2021年10月15日前报送，至今未报。"),
        (date(2022, 2, 1), "2021年数据应于2022年1月15日前报送，至今未报。"),
    ],
)
def test_a_verdict_that_stands_in_silence_says_so(day: date, said: str) -> None:
    figures = [("cap", "2021-Q1", 2), ("cap", "2021-Q2", 6)]
    (row,) = view({"cap": CAP}, figures, day).rows
    assert row.reason == f"2021年第二季度为8起，已超过2021年上限（≤ 5起），超出3起。{said}"


def test_what_is_left_of_a_cap_reads_well() -> None:
    """All used up, none of nothing, one left."""
    day, figures = date(2021, 7, 10), [("cap", "2021-Q1", 2), ("cap", "2021-Q2", 3)]
    (row,) = view({"cap": CAP}, figures, day).rows
    assert row.needed_text == "至2021年累计不超过5起，已用完，不得再有"
    nothing = [("cap", "2021-Q1", 0), ("cap", "2021-Q2", 0)]
    (row,) = view({"cap": {**CAP, "value": 0.0}}, nothing, day).rows
    assert row.needed_text == "至2021年累计不超过0起，已用完，不得再有"
    english = {"cap": {**CAP, "unit_of_measure": "accidents"}}
    (row,) = view(english, [("cap", "2021-Q1", 1)], date(2021, 4, 10), "en").rows
    assert row.reason.endswith("allowed so far 2 accidents, 1 accident left.")


def test_leads_have_no_noise_behind_their_digits() -> None:
    """1.0025 - 1 is 0.00249999… in floating point; 0.3 - 0.25 is 0.0499999…"""
    aims = {"a": {**LEVEL, "baseline": 0.0, "baseline_period": "2020", "decimals": 2}}
    (row,) = view(aims, [("a", "2021-Q4", 100.25)], date(2022, 1, 5)).rows
    assert (row.numbers.lead_pp, row.lead_text) == (0.25, "+0.3个百分点")
    (row,) = view(aims, [("a", "2021-Q1", 30.0)], date(2021, 4, 5)).rows
    assert (row.numbers.lead_pp, row.lead_text) == (5, "+5.0个百分点")


def test_the_pathway_of_what_is_held_and_of_what_is_done() -> None:
    aims: dict[str, dict[str, Any]] = {
        "held": {**LEVEL, "baseline": 100.0, "baseline_period": "2020"},
        "done": {"measure": "milestone", "reported_as": "point", "comparator": "done", "value": 1.0}
        | {"pathway": "steps"},
    }
    figures = [("held", "2021-Q2", 101.0), ("done", "2021-Q2", 0.3)]
    steps = [("done", "2021-Q2", 0.4), ("done", "2021-Q4", 1.0)]
    shown = view(aims, figures, date(2021, 7, 10), milestones=steps)
    held, done = (explain_text(shown, name, Screen(Words("zh"))) for name in aims)
    assert "各期均须保持" in held or "每期" in held, held
    assert "目前应达" not in held
    assert "目前应完成40%" in done
    assert "应达已" not in done


def test_no_name_of_a_value_is_english_in_chinese_help() -> None:
    """`A` and `B` of `diff`, ids of closed lists and file names stay."""
    localise(command, Words("zh"))
    try:
        names = [
            parameter.metavar
            for one in _commands(command)
            for parameter in one.params
            if parameter.metavar
        ]
    finally:
        localise(command, Words("en"))
    assert len(names) > 20
    assert [name for name in names if re.search("[A-Z]{2,}", name)] == []


def _commands(group: click.Command) -> list[click.Command]:
    inner = group.commands.values() if isinstance(group, click.Group) else ()
    return [group, *(one for each in inner for one in _commands(each))]


def test_targets_that_just_count_one_are_told_as_items() -> None:
    """Without weights there are no points: how many of those judged are on schedule."""
    aims = {name: {**LEVEL, "baseline": 0.0, "baseline_period": "2020"} for name in ("a", "b")}
    shown = view(aims, [("a", "2021-Q2", 60.0), ("b", "2021-Q2", 25.0)], date(2021, 7, 5))
    (whole, *_) = shown.scores
    assert earned_text(whole, Words("zh")) == "已判断2项，达进度1项"
    weighed = {name: {**aim, "weight": 50.0} for name, aim in aims.items()}
    shown = view(weighed, [("a", "2021-Q2", 60.0), ("b", "2021-Q2", 25.0)], date(2021, 7, 5))
    assert earned_text(shown.scores[0], Words("zh")) == "得75分，应得100分"
