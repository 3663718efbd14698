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
    acyclic,
    among,
    blank,
    flag,
    given,
    known_in,
    never,
    once,
    required,
)
from scorecard.schema.frames import MILESTONES, TARGETS, Books, looked_up, newest_versions
from scorecard.schema.spans import last_days
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
_FROM_DOCUMENT = among("origin", NumberOrigin.DOCUMENT)
_SHARE = among("kind", MilestoneKind.SHARE)
_VALUE = among("kind", MilestoneKind.VALUE)


def _not_whole_place(column: str, frame: pd.DataFrame) -> pd.Series:
    return (frame[column] % 1 > 0) | (frame[column] < 1)


def _no_place(code: str, column: str, *tells: str) -> Clause:
    """A clause that a value of a ranking is a place: whole, and from 1 on."""
    return Clause(code, column, never(_RANK, lambda f: _not_whole_place(column, f)), tells=tells)


def _in_range(column: str) -> Clause:
    """A clause that a value lies in its indicator's range."""

    def outside(frame: pd.DataFrame) -> pd.Series:
        beyond = (frame[column] < frame["minimum"]) | (frame[column] > frame["maximum"])
        return beyond & ~(frame["minimum"] > frame["maximum"])

    return Clause("T131", column, never(outside), tells=("indicator", "minimum", "maximum"))


def _against(frame: pd.DataFrame) -> pd.Series:
    """Whether direction and comparator contradict each other."""
    return (_INCREASE(frame) & _DOWNWARD(frame)) | (_DECREASE(frame) & _UPWARD(frame))


def _short_of(frame: pd.DataFrame, value: str, other: str) -> pd.Series:
    """Whether a value is less far in the target's direction than another one."""
    up = _INCREASE(frame) & (frame[value] < frame[other])
    down = _DECREASE(frame) & (frame[value] > frame[other])
    return (up | down) & ~_against(frame)


def _not_to_be_scored(frame: pd.DataFrame) -> pd.Series:
    """Whether the goal's class forbids a number: what is still to be defined may yet be done."""
    never_scored = frame["goal_class"].isin([GoalClass.SLOGAN, GoalClass.FACT])
    undefined = frame["goal_class"].eq(GoalClass.NEEDS_DEFINITION)
    return never_scored | (undefined & ~_DONE(frame))


def _number_not_said(frame: pd.DataFrame) -> pd.Series:
    """Whether a number is not among those of its quote, in the same or a multiplied unit.

    A quote with Chinese numerals or words such as 翻番 and 清零 may hold it in words: no verdict.
    """
    rows = frame["quote"].notna() & frame["value"].notna() & _FROM_DOCUMENT(frame)
    asked = frame.loc[rows & ~_DONE(frame), ["quote", "value"]]
    absent = [not _says(str(quote), abs(float(value))) for _, quote, value in asked.itertuples()]
    return pd.Series(absent, index=asked.index, dtype=bool).reindex(frame.index, fill_value=False)


def _says(quote: str, value: float) -> bool:
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


TARGETS_CONTRACT: Final = Contract(
    TARGETS,
    (
        *required("T101", (c for c in _TARGET_NEEDS if c != "goal"), "target"),
        Clause(
            "T101",
            "goal",
            never(blank("goal"), lambda f: ~(_FROM_DOCUMENT(f) & f["value"].notna())),
            tells=("target",),
            required=True,
        ),
        Clause(
            "T121", "goal", never(blank("goal"), _FROM_DOCUMENT, given("value")), tells=("target",)
        ),
        Clause("T102", "target", flag("_once"), tells=("version",)),
        Clause("T103", "target", flag("_own"), tells=("first_organisation",)),
        Clause("T123", "version", flag("_version_follows"), tells=("target", "version_expected")),
        Clause("T124", "valid_from", flag("_later"), tells=("target", "version")),
        Clause(
            "T125",
            "reason",
            never(lambda f: f["version"] > 1, blank("reason")),
            tells=("target", "version"),
        ),
        # values
        Clause("T104", "upper", never(_BETWEEN, blank("upper")), tells=("target",)),
        Clause("T104", "value", never(_BETWEEN, blank("value")), tells=("target",)),
        Clause(
            "T105", "upper", never(_BETWEEN, lambda f: f["upper"] < f["value"]), tells=("value",)
        ),
        Clause(
            "T106",
            "upper",
            never(given("upper"), given("comparator"), lambda f: ~_BETWEEN(f)),
            tells=("comparator",),
        ),
        Clause(
            "T148",
            "allowed_deviation",
            never(_ABOUT, blank("allowed_deviation")),
            tells=("target",),
        ),
        Clause("T107", "value", never(_DONE, lambda f: f["value"].ne(1)), tells=("target",)),
        Clause(
            "T108",
            "comparator",
            never(_DONE, given("measure"), lambda f: ~_MILESTONE(f)),
            tells=("indicator", "measure"),
        ),
        Clause(
            "T109",
            "value",
            never(_MILESTONE, lambda f: ~_DONE(f), lambda f: (f["value"] <= 0) | (f["value"] > 1)),
            tells=("indicator",),
        ),
        Clause("T110", "direction", never(_against), tells=("comparator",)),
        *(_no_place("T116", column, "indicator") for column in ("value", "baseline", "stretch")),
        Clause("T117", "direction", never(_RANK, _INCREASE), tells=("indicator",)),
        Clause(
            "T130",
            "stretch",
            never(lambda f: _short_of(f, "stretch", "value")),
            tells=("value", "direction"),
        ),
        *(_in_range(column) for column in ("value", "upper", "stretch", "baseline")),
        # times and pathways
        Clause("T111", "due", never(lambda f: f["_due"] <= f["_base"]), tells=("baseline_period",)),
        Clause(
            "T112",
            "baseline_period",
            never(blank("baseline_period"), given("baseline"), lambda f: ~_FLOW(f)),
            tells=("baseline",),
        ),
        Clause(
            "T113",
            "baseline",
            never(_FLOW, given("baseline"), lambda f: f["reported_as"].ne(Basis.SINCE_START)),
            tells=("target",),
        ),
        Clause(
            "T118",
            "pathway",
            never(_RANK, among("pathway", Pathway.LINEAR, Pathway.SHARES)),
            tells=("indicator",),
        ),
        Clause(
            "T119",
            "direction",
            never(_FLOW, _DOWNWARD, among("direction", Direction.HOLD)),
            tells=("target",),
        ),
        Clause("T120", "pathway", never(_no_rows), tells=("target",)),
        Clause(
            "T135",
            "due",
            never(
                given("value"),
                blank("due"),
                given("measure"),
                lambda f: ~_MILESTONE(f) & f["method"].ne(Method.PROJECTION),
            ),
            tells=("target",),
        ),
        Clause(
            "T136",
            "value",
            never(
                given("due"),
                blank("value"),
                lambda f: ~_BETWEEN(f) & ~_DONE(f),
                lambda f: ~f["method"].isin([Method.GROWTH_RATIO, Method.PROJECTION]),
            ),
            tells=("target", "due"),
        ),
        Clause(
            "T138",
            "method",
            never(among("method", Method.GROWTH_RATIO), _refused_growth),
            tells=("target",),
        ),
        # weights, goals, parents
        Clause("T114", "weight", flag("_weight_given"), tells=("blank_weights", "weighed")),
        Clause("T115", "weight", never(lambda f: f["weight"] < 0)),
        Clause("T115", "points", never(lambda f: f["points"] < 0)),
        Clause(
            "T122",
            "value",
            never(_FROM_DOCUMENT, given("value"), _not_to_be_scored),
            tells=("goal", "goal_class"),
        ),
        Clause("T133", "value", never(_number_not_said), tells=("target", "goal")),
        Clause("T126", "parent", flag("_parent_known"), tells=("target",)),
        Clause("T127", "parent", flag("_acyclic"), tells=("target",)),
        Clause(
            "T128",
            "parent_kind",
            never(given("parent"), blank("parent_kind")),
            tells=("target", "parent"),
        ),
        Clause(
            "T129",
            "group",
            never(
                given("_parent_group"),  # the groups of a series are its sub-groups
                lambda f: f["parent_kind"].ne(ParentKind.SERIES),
                lambda f: f["group"].fillna("").ne(f["_parent_group"]),
            ),
            tells=("parent",),
        ),
    ),
)

MILESTONES_CONTRACT: Final = Contract(
    MILESTONES,
    (
        *required("M101", BOOK["milestones"].required_columns, "target"),
        Clause("M102", "period", never(lambda f: f["_end"] > f["_due"]), tells=("target", "due")),
        Clause(
            "M103",
            "period",
            never(lambda f: f["_end"] <= f["_base"], lambda f: ~(f["_due"] <= f["_base"])),
            tells=("target", "baseline_period"),
        ),
        Clause("M104", "period", flag("_once"), tells=("target",)),
        Clause(
            "M105",
            "value",
            never(
                _SHARE,
                among("pathway", Pathway.SHARES),
                flag("_last_share"),
                lambda f: f["value"].between(0, 1),
                lambda f: (f["value"] - 1).abs() > TOLERANCE,
            ),
            tells=("target",),
        ),
        Clause(
            "M106",
            "value",
            never(
                _SHARE,
                lambda f: f["value"].between(0, 1),
                lambda f: f["value"] < f["previous_share"],
                lambda f: f["previous_share"].between(0, 1),
            ),
            tells=("target", "previous_share"),
        ),
        Clause("M107", "value", never(_SHARE, given("value"), lambda f: ~f["value"].between(0, 1))),
        Clause(
            "M108",
            "kind",
            never(
                lambda f: (
                    (f["pathway"].eq(Pathway.SHARES) & _VALUE(f))
                    | (f["pathway"].isin([Pathway.MILESTONES, Pathway.STEPS]) & _SHARE(f))
                )
            ),
            tells=("target", "pathway"),
        ),
        Clause(
            "M109",
            "target",
            never(flag("_first"), among("pathway", Pathway.LINEAR, Pathway.NONE)),
            tells=("pathway",),
        ),
        Clause(
            "M110",
            "value",
            never(_VALUE, _RANK, lambda f: _not_whole_place("value", f)),
            tells=("target",),
        ),
        Clause(
            "M111",
            "value",
            never(_VALUE, lambda f: _short_of(f, "target_value", "value")),
            tells=("target", "target_value"),
        ),
    ),
)


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
