"""The contracts of targets: what one target must keep, alone and beside its indicator and goal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import pandas as pd

from scorecard.schema.contract import Contract, Holds, Rule, holds_where, required
from scorecard.schema.frames import TARGETS
from scorecard.schema.vocabulary import (
    Basis,
    Comparator,
    Direction,
    GoalClass,
    Measure,
    Method,
    Pathway,
)

_UPWARD: Final = [str(Comparator.AT_LEAST), str(Comparator.ABOVE), str(Comparator.DONE)]
_DOWNWARD: Final = [str(Comparator.AT_MOST), str(Comparator.BELOW)]
TOLERANCE: Final = 1e-9
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_IN_WORDS: Final = re.compile(r"[一二两三四五六七八九十百千]|翻番|倍|清零|全覆盖|全部|减半")
_FACTORS: Final = (1.0, 1e4, 1e-4, 1e8, 1e-8, 0.01, 100.0)
"""万 and 亿 up and down, per cent."""


def flag(name: str) -> Holds:
    """A rule over a derived column that is already true or false."""
    return lambda frame: frame[name]


def never(*conditions: Holds) -> Holds:
    """A rule that the conditions never hold together."""

    def holds(frame: pd.DataFrame) -> pd.Series:
        together = conditions[0](frame).fillna(value=False).astype(bool)
        for condition in conditions[1:]:
            together &= condition(frame).fillna(value=False).astype(bool)
        return ~together

    return holds


def among(column: str, *words: str) -> Holds:
    """Whether a column holds one of these words."""
    return lambda frame: frame[column].isin([str(word) for word in words])


def given(column: str) -> Holds:
    """Whether a column holds a value."""
    return lambda frame: frame[column].notna()


def blank(column: str) -> Holds:
    """Whether a column holds none."""
    return lambda frame: frame[column].isna()


def outside(column: str) -> Holds:
    """Whether a value lies outside its indicator's range."""
    return lambda frame: (
        ((frame[column] < frame["minimum"]) | (frame[column] > frame["maximum"]))
        & ~(frame["minimum"] > frame["maximum"])
    )


def no_place(column: str) -> Holds:
    """Whether a value is no place in a ranking: not whole, or below 1."""
    return lambda frame: (frame[column] % 1 > 0) | (frame[column] < 1)


_RANK = among("measure", Measure.RANK)
_FLOW = among("measure", Measure.FLOW)
_BETWEEN = among("comparator", Comparator.BETWEEN)
_DONE = among("comparator", Comparator.DONE)
_FROM_DOCUMENT = among("origin", "document")
_HELD_EVERY_YEAR = among("method", Method.PROJECTION)
_NEEDS_NO_NUMBER = among("method", Method.GROWTH_RATIO, Method.PROJECTION)


def against(frame: pd.DataFrame) -> pd.Series:
    """Whether direction and comparator contradict each other."""
    up, down = frame["comparator"].isin(_UPWARD), frame["comparator"].isin(_DOWNWARD)
    return (frame["direction"].eq(str(Direction.INCREASE)) & down) | (
        frame["direction"].eq(str(Direction.DECREASE)) & up
    )


def _weaker_stretch(frame: pd.DataFrame) -> pd.Series:
    up = frame["direction"].eq(str(Direction.INCREASE)) & (frame["stretch"] < frame["value"])
    down = frame["direction"].eq(str(Direction.DECREASE)) & (frame["stretch"] > frame["value"])
    return (up | down) & ~against(frame)


def _not_to_be_scored(frame: pd.DataFrame) -> pd.Series:
    """Whether the goal's class forbids a number: what is still to be defined may yet be done."""
    never_scored = frame["goal_class"].isin([str(GoalClass.SLOGAN), str(GoalClass.FACT)])
    undefined = frame["goal_class"].eq(str(GoalClass.NEEDS_DEFINITION))
    return never_scored | (undefined & ~_DONE(frame))


def _number_not_said(frame: pd.DataFrame) -> pd.Series:
    """Whether a number is not among those of its quote, in the same or a multiplied unit.

    A quote with Chinese numerals or words such as 翻番 and 清零 may hold it in words: no verdict.
    """
    rows = frame["quote"].notna() & frame["value"].notna() & frame["origin"].eq("document")
    asked = frame.loc[rows & ~_DONE(frame), ["quote", "value"]]
    absent = [not _says(str(quote), abs(float(value))) for _, quote, value in asked.itertuples()]
    return pd.Series(absent, index=asked.index, dtype=bool).reindex(frame.index, fill_value=False)


def _says(quote: str, value: float) -> bool:
    """Whether a quote has this number, or may have it in words."""
    text = unicodedata.normalize("NFKC", quote)
    if _IN_WORDS.search(text):
        return True
    said = [float(number.replace(",", "")) for number in _NUMBER.findall(text)]
    return any(_same(value, number * factor) for number in said for factor in _FACTORS)


def _same(value: float, said: float) -> bool:
    return abs(value - said) <= TOLERANCE * max(1.0, abs(value))


def _refused_growth(frame: pd.DataFrame) -> pd.Series:
    measure = frame["measure"].isin([str(Measure.RANK), str(Measure.FLOW), str(Measure.MILESTONE)])
    below = frame["value"].notna() & (frame["baseline"] < 0)
    return measure | (frame["value"] <= 0) | frame["baseline"].eq(0) | below


def _no_rows(frame: pd.DataFrame) -> pd.Series:
    milestones = frame["pathway"].eq(str(Pathway.MILESTONES)) & ~frame["_value_rows"]
    shares = frame["pathway"].eq(str(Pathway.SHARES)) & ~frame["_share_rows"]
    return milestones | shares


_IDENTITY: Final = (
    *required("T101", ("target", "indicator", "comparator", "direction", "origin"), "target"),
    Rule(
        "T101",
        "goal",
        lambda f: ~(f["goal"].isna() & ~(f["origin"].eq("document") & f["value"].notna())),
        tells=("target",),
        required=True,
    ),
    Rule("T121", "goal", never(blank("goal"), _FROM_DOCUMENT, given("value")), tells=("target",)),
    Rule("T102", "target", flag("_once"), tells=("version",)),
    Rule("T103", "target", flag("_own"), tells=("first_organisation",)),
    Rule("T123", "version", flag("_version_follows"), tells=("target", "version_expected")),
    Rule("T124", "valid_from", flag("_later"), tells=("target", "version")),
    Rule(
        "T125",
        "reason",
        never(lambda f: f["version"] > 1, blank("reason")),
        tells=("target", "version"),
    ),
)

_VALUES: Final = (
    Rule("T104", "upper", never(_BETWEEN, blank("upper")), tells=("target",)),
    Rule("T104", "value", never(_BETWEEN, blank("value")), tells=("target",)),
    Rule("T105", "upper", never(_BETWEEN, lambda f: f["upper"] < f["value"]), tells=("value",)),
    Rule(
        "T106",
        "upper",
        never(given("upper"), given("comparator"), lambda f: ~_BETWEEN(f)),
        tells=("comparator",),
    ),
    Rule("T107", "value", never(_DONE, lambda f: f["value"].ne(1)), tells=("target",)),
    Rule(
        "T108",
        "comparator",
        never(_DONE, given("measure"), lambda f: f["measure"].ne(str(Measure.MILESTONE))),
        tells=("indicator", "measure"),
    ),
    Rule(
        "T109",
        "value",
        never(
            among("measure", Measure.MILESTONE),
            lambda f: ~_DONE(f),
            lambda f: (f["value"] <= 0) | (f["value"] > 1),
        ),
        tells=("indicator",),
    ),
    Rule("T110", "direction", never(against), tells=("comparator",)),
    *(
        Rule("T116", column, never(_RANK, no_place(column)), tells=("indicator",))
        for column in ("value", "baseline", "stretch")
    ),
    Rule(
        "T117",
        "direction",
        never(_RANK, among("direction", Direction.INCREASE)),
        tells=("indicator",),
    ),
    Rule("T130", "stretch", never(_weaker_stretch), tells=("value", "direction")),
    *(
        Rule(
            "T131",
            column,
            never(outside(column)),
            tells=("indicator", "minimum", "maximum"),
        )
        for column in ("value", "upper", "stretch", "baseline")
    ),
)

_TIMES: Final = (
    Rule("T111", "due", lambda f: ~(f["_due"] <= f["_base"]), tells=("baseline_period",)),
    Rule(
        "T112",
        "baseline_period",
        never(blank("baseline_period"), given("baseline"), lambda f: ~_FLOW(f)),
        tells=("baseline",),
    ),
    Rule(
        "T113",
        "baseline",
        never(
            _FLOW,
            given("baseline"),
            lambda f: f["reported_as"].ne(str(Basis.SINCE_START)),
        ),
        tells=("target",),
    ),
    Rule(
        "T118",
        "pathway",
        never(_RANK, among("pathway", Pathway.LINEAR, Pathway.SHARES)),
        tells=("indicator",),
    ),
    Rule(
        "T119",
        "direction",
        never(
            _FLOW,
            lambda f: f["comparator"].isin(_DOWNWARD),
            among("direction", Direction.HOLD),
        ),
        tells=("target",),
    ),
    Rule("T120", "pathway", never(_no_rows), tells=("target",)),
    Rule(
        "T135",
        "due",
        never(
            given("value"),
            blank("due"),
            given("measure"),
            lambda f: f["measure"].ne(str(Measure.MILESTONE)),
            lambda f: ~_HELD_EVERY_YEAR(f),
        ),
        tells=("target",),
    ),
    Rule(
        "T136",
        "value",
        never(
            given("due"),
            blank("value"),
            lambda f: ~_BETWEEN(f),
            lambda f: ~_DONE(f),
            lambda f: ~_NEEDS_NO_NUMBER(f),
        ),
        tells=("target", "due"),
    ),
    Rule(
        "T138",
        "method",
        never(among("method", Method.GROWTH_RATIO), _refused_growth),
        tells=("target",),
    ),
)

_STANDING: Final = (
    Rule("T114", "weight", flag("_weight_given"), tells=("blank_weights", "weighed")),
    Rule("T115", "weight", lambda f: ~(f["weight"] < 0)),
    Rule("T115", "points", lambda f: ~(f["points"] < 0)),
    Rule(
        "T122",
        "value",
        never(_FROM_DOCUMENT, given("value"), _not_to_be_scored),
        tells=("goal", "goal_class"),
    ),
    Rule("T133", "value", never(_number_not_said), tells=("target", "goal")),
    Rule("T126", "parent", flag("_parent_known"), tells=("target",)),
    Rule("T127", "parent", flag("_acyclic"), tells=("target",)),
    Rule(
        "T128",
        "parent_kind",
        never(given("parent"), blank("parent_kind")),
        tells=("target", "parent"),
    ),
    Rule(
        "T129",
        "group",
        lambda f: holds_where(
            # the groups of a series are its sub-groups
            f["_parent_group"].notna() & f["parent_kind"].ne("series"),
            f["group"].fillna("").eq(f["_parent_group"]),
        ),
        tells=("parent",),
    ),
)

TARGETS_CONTRACT: Final = Contract(TARGETS, (*_IDENTITY, *_VALUES, *_TIMES, *_STANDING))
