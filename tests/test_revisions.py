"""What was known when: revisions in force, restatements, changed verdicts, from frames alone."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.assessment.history import (
    restated,
    revised_targets,
    revisions,
    status_changes,
    without_restatements,
)
from scorecard.schema.frames import ASSESSMENTS, FIGURES, TARGETS, empty, typed

NONE: Final = float("nan")
# Indicator, period, basis, value, the day it was known, vintage.
ROWS: Final = (
    ("b", "2021-Q2", "period", 7.0, "2021-07-08", 1),
    ("b", "2021-Q1", "period", 5.0, "2021-04-08", 1),
    ("b", "2021-Q1", "period", 6.0, "2021-07-08", 2),
    ("b", "2021-Q1", "to_date", 5.0, "2021-04-08", 1),
    ("a", "2021", "point", NONE, "2022-01-10", 1),
    ("a", "2021", "point", NONE, "2022-02-10", 2),
    ("a", "2020", "point", NONE, "2021-01-10", 1),
    ("a", "2020", "point", 3.0, None, 1),
    ("a", "2020", "point", 4.0, "2022-02-10", 2),
    ("a", "2019", "point", 9.0, "2020-01-10", 1),
    ("a", "2019", "point", 9.0, "2022-02-10", 2),
)
NAMES: Final = ["indicator", "period", "basis", "value", "known_on", "vintage"]


def figures() -> pd.DataFrame:
    return typed(pd.DataFrame(ROWS, columns=NAMES).assign(organisation="甲"), FIGURES)


def told(frame: pd.DataFrame, *columns: str) -> list[list[Any]]:
    return (
        frame[list(columns)]
        .astype(object)
        .where(frame[list(columns)].notna(), None)
        .to_numpy()
        .tolist()
    )


def test_every_vintage_stands_in_its_place_and_one_is_in_force() -> None:
    found = revisions(figures(), date(2021, 7, 8))
    assert list(found.columns) == [*FIGURES, "change", "current"]
    assert told(found, "indicator", "period", "basis", "value", "change", "current") == [
        ["a", "2019", "point", 9.0, None, True],
        ["a", "2020", "point", 3.0, None, False],
        ["a", "2020", "point", None, None, True],
        ["b", "2021-Q1", "period", 5.0, None, False],
        ["b", "2021-Q1", "period", 6.0, 1.0, True],
        ["b", "2021-Q1", "to_date", 5.0, None, True],
        ["b", "2021-Q2", "period", 7.0, None, True],
    ]
    assert len(revisions(figures(), date(2021, 7, 7))) == 5
    # The fiscal year decides which of two periods ends first.
    rows = [("a", p, "point", 1.0, None, 1) for p in ("2021", "2021-12")]
    both = typed(pd.DataFrame(rows, columns=NAMES).assign(organisation="甲"), FIGURES)
    for start, first in ((1, "2021"), (4, "2021-12")):
        assert revisions(both, date(2022, 1, 1), start)["period"].iloc[0] == first


def test_restated_is_what_has_another_value_in_force() -> None:
    columns = ("indicator", "period", "value_before", "value", "known_before", "known_on")
    found = restated(figures(), date(2021, 7, 7), date(2022, 3, 1))
    day = pd.Timestamp
    assert told(found, *columns) == [
        ["a", "2020", None, 4.0, day("2021-01-10"), day("2022-02-10")],
        ["b", "2021-Q1", 5.0, 6.0, day("2021-04-08"), day("2021-07-08")],
    ]
    assert list(found.index) == [0, 1]
    assert list(found.columns[: len(FIGURES)]) == list(FIGURES)
    assert restated(figures(), date(2022, 3, 1), date(2022, 3, 1)).empty


def test_without_what_was_restated_since_the_rest_stays() -> None:
    kept = without_restatements(figures(), date(2021, 7, 7))
    assert list(kept.index) == [0, 1, 3, 4, 5, 6, 7, 9]


def test_verdicts_that_changed_new_and_gone_ones_too() -> None:
    def assessments(**rows: tuple[str | None, float, str]) -> pd.DataFrame:
        made = [
            {
                "organisation": "甲",
                "target": target,
                "indicator": f"i{target}",
                "name": name,
                "status": status,
                "actual": actual,
                "lead_pp": actual / 10,
                "reason_code": f"R{actual:g}",
                "rank_of": actual * 2,
            }
            for target, (status, actual, name) in rows.items()
        ]
        return typed(pd.DataFrame(made), ASSESSMENTS)

    before = assessments(
        t1=("on_track", 1.0, "旧"), t2=("on_track", 2.0, "同"), t3=("behind", 3.0, "去"),
        t5=(None, 5.0, "无"),
    )  # fmt: skip
    after = assessments(
        t4=("achieved", 4.0, "来"), t2=("on_track", 9.0, "同"), t1=("behind", 6.0, "新"),
        t5=(None, 8.0, "无"),
    )  # fmt: skip
    found = status_changes(before, after)
    names = ("target", "name", "indicator", "status_before", "status_after", "actual_before")
    more = ("actual_after", "lead_before", "lead_after", "reason_before", "reason_after", "rank_of")
    rows = {row[0]: row[1:] for row in told(found, *names, *more)}
    assert rows == {
        "t4": ["来", "it4", None, "achieved", None, 4.0, None, 0.4, None, "R4", 8.0],
        "t1": ["新", "it1", "on_track", "behind", 1.0, 6.0, 0.1, 0.6, "R1", "R6", 12.0],
        "t3": ["去", "it3", "behind", None, 3.0, None, 0.3, None, "R3", None, 6.0],
    }
    assert next(iter(found.columns)) == "organisation"
    assert {str(kind) for kind in found.dtypes} == {"str", "float64"}
    assert list(found.index) == list(range(3))
    assert status_changes(empty(ASSESSMENTS), empty(ASSESSMENTS)).empty


def test_targets_that_came_into_force_between_two_days() -> None:
    rows = [
        ("甲", "t1", 2, 20.0, "2021-06-01"), ("甲", "t1", 1, 10.0, "2020-01-01"),
        ("乙", "t1", 1, 30.0, "2021-12-31"), ("甲", "t2", 1, 40.0, "2021-01-01"),
        ("甲", "t3", 1, 50.0, "2022-01-01"),
    ]  # fmt: skip
    names = ["organisation", "target", "version", "value", "valid_from"]
    targets = typed(pd.DataFrame(rows, columns=names), TARGETS)
    found = revised_targets(targets, date(2021, 1, 1), date(2021, 12, 31))
    assert told(found, "organisation", "target", "value", "value_before") == [
        ["乙", "t1", 30.0, None],
        ["甲", "t1", 20.0, 10.0],
    ]
    assert list(found.index) == [0, 1]
    assert np.isnan(found["value_before"].iloc[0])
