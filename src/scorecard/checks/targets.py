"""The contracts of targets and milestones: what one row must keep, alone and beside the others."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import pandas as pd

from scorecard.schema.comparison import TOLERANCE, on
from scorecard.schema.contract import (
    Clause,
    Contract,
    Holds,
    acyclic,
    among,
    blank,
    both,
    either,
    flag,
    given,
    known_in,
    never,
    once,
    other,
    required,
)
from scorecard.schema.frames import (
    MILESTONES,
    TARGETS,
    Books,
    last_days,
    looked_up,
    newest_versions,
)
from scorecard.schema.target_book import BOOK
from scorecard.schema.vocabulary import (
    Basis,
    Comparator,
    Direction,
    GoalClass,
    Measure,
    Method,
    MilestoneKind,
    NumberOrigin,
    ParentKind,
    Pathway,
)

_ID: Final = ["organisation", "target"]
_TARGET_NEEDS: Final = BOOK["targets"].required_columns
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_IN_WORDS: Final = re.compile(r"[一二两三四五六七八九十百千]|翻番|倍|清零|全覆盖|全部|减半")
_FACTORS: Final = (1.0, 1e4, 1e-4, 1e8, 1e-8, 0.01, 100.0)
"""万 and 亿 up and down, per cent."""

_RANK = among("measure", Measure.RANK)
_FLOW = among("measure", Measure.FLOW)
_MILESTONE = among("measure", Measure.MILESTONE)
_ABOUT = among("comparator", Comparator.ABOUT)
_BETWEEN = among("comparator", Comparator.BETWEEN)
_DONE = among("comparator", Comparator.DONE)
_UPWARD = among("comparator", Comparator.AT_LEAST, Comparator.ABOVE, Comparator.DONE)
_DOWNWARD = among("comparator", Comparator.AT_MOST, Comparator.BELOW)
_INCREASE = among("direction", Direction.INCREASE)
_DECREASE = among("direction", Direction.DECREASE)
_STATED = among("origin", NumberOrigin.DOCUMENT)
_AGAINST: Final = either(both(_INCREASE, _DOWNWARD), both(_DECREASE, _UPWARD))
"""Whether direction and comparator contradict each other."""
_SHARE = among("kind", MilestoneKind.SHARE)
_VALUE = among("kind", MilestoneKind.VALUE)


def _no_place(column: str) -> Holds:
    """Whether a value is no place in a ranking: not whole, or below 1."""
    return lambda frame: (frame[column] % 1 > 0) | (frame[column] < 1)


def _a_share(column: str) -> Holds:
    return lambda frame: frame[column].between(0, 1)


def _outside(column: str) -> Holds:
    """Whether a value lies outside its indicator's range."""
    return lambda frame: (
        ((frame[column] < frame["minimum"]) | (frame[column] > frame["maximum"]))
        & ~(frame["minimum"] > frame["maximum"])
    )


def _short_of(frame: pd.DataFrame, value: str, other_value: str) -> pd.Series:
    """Whether a value is less far in the target's direction than another one."""
    up = _INCREASE(frame) & (frame[value] < frame[other_value])
    down = _DECREASE(frame) & (frame[value] > frame[other_value])
    return (up | down) & ~_AGAINST(frame)


def _not_to_be_scored(frame: pd.DataFrame) -> pd.Series:
    """Whether the goal's class forbids a number: what is still to be defined may yet be done."""
    never_scored = frame["goal_class"].isin([GoalClass.SLOGAN, GoalClass.FACT])
    undefined = frame["goal_class"].eq(GoalClass.NEEDS_DEFINITION)
    return never_scored | (undefined & ~_DONE(frame))


def _number_not_said(frame: pd.DataFrame) -> pd.Series:
    """Whether a number is not among those of its quote, in the same or a multiplied unit.

    A quote with Chinese numerals or words such as 翻番 and 清零 may hold it in words: no verdict.
    """
    rows = frame["quote"].notna() & frame["value"].notna() & _STATED(frame)
    asked = frame.loc[rows & ~_DONE(frame), ["quote", "value"]]
    absent = [not says(str(quote), abs(float(value))) for _, quote, value in asked.itertuples()]
    return pd.Series(absent, index=asked.index, dtype=bool).reindex(frame.index, fill_value=False)


def says(quote: str, value: float) -> bool:
    """Whether a quote has this number, or may have it in words."""
    text = unicodedata.normalize("NFKC", quote)
    if _IN_WORDS.search(text):
        return True
    said = [float(number.replace(",", "")) for number in _NUMBER.findall(text)]
    return any(on(number * factor, value, TOLERANCE) for number in said for factor in _FACTORS)


def _refused_growth(frame: pd.DataFrame) -> pd.Series:
    below = frame["value"].notna() & (frame["baseline"] < 0)
    measure = _RANK(frame) | _FLOW(frame) | _MILESTONE(frame)
    return measure | (frame["value"] <= 0) | frame["baseline"].eq(0) | below


def _no_rows(frame: pd.DataFrame) -> pd.Series:
    milestones = frame["pathway"].eq(Pathway.MILESTONES) & ~frame["_value_rows"]
    return milestones | (frame["pathway"].eq(Pathway.SHARES) & ~frame["_share_rows"])


# fmt: off
TARGETS_CONTRACT: Final = Contract(
    TARGETS,
    (
        *required("T101", (c for c in _TARGET_NEEDS if c != "goal"), "target"),
        Clause("T101", "goal", never(blank("goal"), lambda f: ~(_STATED(f) & f["value"].notna())),
            ("target",), required=True),
        Clause("T121", "goal", never(blank("goal"), _STATED, given("value")), ("target",)),
        Clause("T102", "target", flag("_once"), ("version",)),
        Clause("T103", "target", flag("_own"), ("first_organisation",)),
        Clause("T123", "version", flag("_version_follows"), ("target", "version_expected")),
        Clause("T124", "valid_from", flag("_later"), ("target", "version")),
        Clause("T125", "reason", never(lambda f: f["version"] > 1, blank("reason")),
            ("target", "version")),
        # values
        Clause("T104", "upper", never(_BETWEEN, blank("upper")), ("target",)),
        Clause("T104", "value", never(_BETWEEN, blank("value")), ("target",)),
        Clause("T105", "upper", never(_BETWEEN, lambda f: f["upper"] < f["value"]), ("value",)),
        Clause("T106", "upper", never(given("upper"), given("comparator"), other(_BETWEEN)),
            ("comparator",)),
        Clause("T148", "allowed_deviation", never(_ABOUT, blank("allowed_deviation")), ("target",)),
        Clause("T107", "value", never(_DONE, lambda f: f["value"].ne(1)), ("target",)),
        Clause("T108", "comparator", never(_DONE, given("measure"), other(_MILESTONE)),
            ("indicator", "measure")),
        Clause("T109", "value",
            never(_MILESTONE, other(_DONE), lambda f: (f["value"] <= 0) | (f["value"] > 1)),
            ("indicator",)),
        Clause("T110", "direction", never(_AGAINST), ("comparator",)),
        *(Clause("T116", column, never(_RANK, _no_place(column)), ("indicator",))
            for column in ("value", "baseline", "stretch")),
        Clause("T117", "direction", never(_RANK, _INCREASE), ("indicator",)),
        Clause("T130", "stretch", never(lambda f: _short_of(f, "stretch", "value")),
            ("value", "direction")),
        *(Clause("T131", column, never(_outside(column)), ("indicator", "minimum", "maximum"))
            for column in ("value", "upper", "stretch", "baseline")),
        # times and pathways
        Clause("T111", "due", never(lambda f: f["_due"] <= f["_base"]), ("baseline_period",)),
        Clause("T112", "baseline_period",
            never(blank("baseline_period"), given("baseline"), other(_FLOW)), ("baseline",)),
        Clause("T113", "baseline",
            never(_FLOW, given("baseline"), lambda f: f["reported_as"].ne(Basis.SINCE_START)),
            ("target",)),
        Clause("T118", "pathway", never(_RANK, among("pathway", Pathway.LINEAR, Pathway.SHARES)),
            ("indicator",)),
        Clause("T119", "direction", never(_FLOW, _DOWNWARD, among("direction", Direction.HOLD)),
            ("target",)),
        Clause("T120", "pathway", never(_no_rows), ("target",)),
        Clause("T135", "due",
            never(given("value"), blank("due"), given("measure"), other(_MILESTONE),
                lambda f: f["method"].ne(Method.PROJECTION)),
            ("target",)),
        Clause("T136", "value",
            never(given("due"), blank("value"), other(_BETWEEN), other(_DONE),
                other(among("method", Method.GROWTH_RATIO, Method.PROJECTION))),
            ("target", "due")),
        Clause("T138", "method", never(among("method", Method.GROWTH_RATIO), _refused_growth),
            ("target",)),
        # weights, goals, parents
        Clause("T114", "weight", flag("_weight_given"), ("blank_weights", "weighed")),
        Clause("T115", "weight", never(lambda f: f["weight"] < 0)),
        Clause("T115", "points", never(lambda f: f["points"] < 0)),
        Clause("T122", "value", never(_STATED, given("value"), _not_to_be_scored),
            ("goal", "goal_class")),
        Clause("T133", "value", never(_number_not_said), ("target", "goal")),
        Clause("T126", "parent", flag("_parent_known"), ("target",)),
        Clause("T127", "parent", flag("_acyclic"), ("target",)),
        Clause("T128", "parent_kind", never(given("parent"), blank("parent_kind")),
            ("target", "parent")),
        # the groups of a series are its sub-groups
        Clause("T129", "group",
            never(given("_parent_group"), other(among("parent_kind", ParentKind.SERIES)),
                lambda f: f["group"].fillna("").ne(f["_parent_group"])),
            ("parent",)),
    ),
)

MILESTONES_CONTRACT: Final = Contract(
    MILESTONES,
    (
        *required("M101", BOOK["milestones"].required_columns, "target"),
        Clause("M102", "period", never(lambda f: f["_end"] > f["_due"]), ("target", "due")),
        Clause("M103", "period",
            never(lambda f: f["_end"] <= f["_base"], lambda f: ~(f["_due"] <= f["_base"])),
            ("target", "baseline_period")),
        Clause("M104", "period", flag("_once"), ("target",)),
        Clause("M105", "value",
            never(_SHARE, among("pathway", Pathway.SHARES), flag("_last_share"), _a_share("value"),
                lambda f: (f["value"] - 1).abs() > TOLERANCE),
            ("target",)),
        Clause("M106", "value",
            never(_SHARE, _a_share("value"), _a_share("previous_share"),
                lambda f: f["value"] < f["previous_share"]),
            ("target", "previous_share")),
        Clause("M107", "value", never(_SHARE, given("value"), other(_a_share("value")))),
        Clause("M108", "kind",
            never(either(
                both(_VALUE, among("pathway", Pathway.SHARES)),
                both(_SHARE, among("pathway", Pathway.MILESTONES, Pathway.STEPS)))),
            ("target", "pathway")),
        Clause("M109", "target",
            never(flag("_first"), among("pathway", Pathway.LINEAR, Pathway.NONE)), ("pathway",)),
        Clause("M110", "value", never(_VALUE, _RANK, _no_place("value")), ("target",)),
        Clause("M111", "value", never(_VALUE, lambda f: _short_of(f, "target_value", "value")),
            ("target", "target_value")),
    ),
)
# fmt: on


# --------------------------------------- derived columns: what the contracts look at beyond a row


def of_targets(books: Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of targets, one row each.

    From the indicator: measure, reported_as, minimum, maximum; from the goal: goal_class; last days
    of due date and baseline period; and whether the row keeps what its versions, weights, parents
    and milestones ask for.
    """
    targets, milestones = books.targets.values, books.milestones.values
    facts = looked_up(
        targets,
        ["organisation", "indicator"],
        books.indicators.values,
        ["measure", "reported_as", "minimum", "maximum"],
    )
    goals = looked_up(targets, ["organisation", "goal"], books.goals.values, ["class", "quote"])
    first = targets.groupby("target")["organisation"].transform("first")
    parent, everywhere = targets["parent"], pd.Series("", index=targets.index)
    groups = targets.drop_duplicates("target").set_index("target")["group"]
    return facts.assign(
        goal_class=goals["class"],
        quote=goals["quote"],
        _due=last_days(targets["due"], fiscal_start),
        _base=last_days(targets["baseline_period"], fiscal_start),
        _once=once(targets, *_ID, "version"),
        _own=targets["organisation"].eq(first) | first.isna() | targets["organisation"].isna(),
        first_organisation=first,
        _parent_known=parent.isna() | parent.isin(targets["target"].dropna()),
        _acyclic=acyclic(everywhere, targets["target"], parent),
        _parent_group=parent.map(groups.fillna("")),
        _value_rows=known_in(targets, _ID, milestones[_VALUE(milestones)], _ID),
        _share_rows=known_in(targets, _ID, milestones[_SHARE(milestones)], _ID),
        **_versions(targets),
        **_weights(targets),
    )


def _versions(targets: pd.DataFrame) -> dict[str, pd.Series]:
    """Versions count 1, 2, 3 …, each in force later than the one before."""
    place = targets.groupby(_ID, sort=False)["version"].rank(method="dense")
    ordered = targets.sort_values([*_ID, "version"], kind="stable")
    again = ordered.duplicated([*_ID, "version"]).reindex(targets.index)
    before = ordered.groupby(_ID, sort=False)["valid_from"].shift().reindex(targets.index)
    first = targets["version"].le(1).fillna(value=True).astype(bool)
    unknown_before = before.isna() & targets["valid_from"].notna()
    return {
        "_version_follows": (targets["version"].astype("float64") - place).fillna(0).eq(0),
        "version_expected": place,
        "_later": first | again | (targets["valid_from"] > before) | unknown_before,
    }


def _weights(targets: pd.DataFrame) -> dict[str, pd.Series]:
    """One fault for each group (of an organisation) in which only some weights are given."""
    counted = targets["value"].notna() & newest_versions(targets)
    key = [targets["organisation"], targets["group"].fillna("")]
    missing = counted & targets["weight"].isna()
    typed_in = (counted & targets["weight"].notna()).groupby(key).transform("sum")
    blanks = missing.groupby(key).transform("sum")
    first = missing & missing.groupby(key).cumsum().eq(1)
    return {
        "_weight_given": ~(first & (typed_in > 0)),
        "blank_weights": blanks,
        "weighed": typed_in + blanks,
    }


def of_milestones(books: Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of milestones: their target's facts, and their place among its rows."""
    milestones, targets = books.milestones.values, books.targets.values
    current = targets[newest_versions(targets)]
    facts = looked_up(current, ["organisation", "indicator"], books.indicators.values, ["measure"])
    facts = current.assign(
        measure=facts["measure"],
        target_value=current["value"],
        _due=last_days(current["due"], fiscal_start),
        _base=last_days(current["baseline_period"], fiscal_start),
    )
    told = ["measure", "direction", "comparator", "pathway", "due", "baseline_period"]
    about = looked_up(milestones, _ID, facts, [*told, "target_value", "_due", "_base"])
    end = last_days(milestones["period"], fiscal_start)
    shares = milestones.assign(_end=end)[_SHARE(milestones)]
    ordered = shares.sort_values([*_ID, "_end"], kind="stable")
    last = ~ordered.duplicated(_ID, keep="last")
    return about.assign(
        _end=end,
        _once=once(milestones, *_ID, "period", "kind"),
        _first=~milestones.duplicated(_ID),
        previous_share=ordered.groupby(_ID, sort=False)["value"].shift().reindex(milestones.index),
        _last_share=last.reindex(milestones.index, fill_value=False),
    )
