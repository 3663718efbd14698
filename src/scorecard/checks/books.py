"""Target books: the contracts of their sheets, and what their rows refer to.

Over 500 lines because the contract of each sheet stands whole: targets and milestones are most of
it, the sheets they rest on and their references follow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Final

import pandas as pd

from scorecard.checks.stated_rules import rule_faults
from scorecard.schema import contract as c
from scorecard.schema import frames
from scorecard.schema import vocabulary as v
from scorecard.schema.findings import Finding, finding
from scorecard.schema.policy import TOLERANCE, on
from scorecard.schema.sheets import BOOK

# ---------------------------------------------------------------------------
# The contracts of targets and milestones: what one row must keep, alone and beside the others.

_ID: Final = ["organisation", "target"]
_KEY: Final = ["organisation", "indicator"]
_TARGET_NEEDS: Final = BOOK["targets"].required_columns
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_IN_WORDS: Final = re.compile(r"[一二两三四五六七八九十百千]|翻番|倍|清零|全覆盖|全部|减半")
_FACTORS: Final = (1.0, 1e4, 1e-4, 1e8, 1e-8, 0.01, 100.0)
"""万 and 亿 up and down, per cent."""

_RANK = c.among("measure", v.Measure.RANK)
_FLOW = c.among("measure", v.Measure.FLOW)
_MILESTONE = c.among("measure", v.Measure.MILESTONE)
_ABOUT = c.among("comparator", v.Comparator.ABOUT)
_BETWEEN = c.among("comparator", v.Comparator.BETWEEN)
_DONE = c.among("comparator", v.Comparator.DONE)
_UPWARD = c.among("comparator", *v.UPWARD)
_DOWNWARD = c.among("comparator", *v.DOWNWARD)
_INCREASE = c.among("direction", v.Direction.INCREASE)
_DECREASE = c.among("direction", v.Direction.DECREASE)
_STATED = c.among("origin", v.NumberOrigin.DOCUMENT)
_AGAINST: Final = c.either(c.both(_INCREASE, _DOWNWARD), c.both(_DECREASE, _UPWARD))
"""Whether direction and comparator contradict each other."""
_NOT_TO_BE_SCORED: Final = c.either(
    c.among("goal_class", v.GoalClass.SLOGAN, v.GoalClass.FACT),
    c.both(c.among("goal_class", v.GoalClass.NEEDS_DEFINITION), c.other(_DONE)),
)
"""Whether the goal's class forbids a number: what is still to be defined may yet be done."""
_SHARE = c.among("kind", v.MilestoneKind.SHARE)
_VALUE = c.among("kind", v.MilestoneKind.VALUE)


def _no_place(column: str) -> c.Holds:
    """Whether a value is no place in a ranking: not whole, or below 1."""
    return lambda frame: (frame[column] % 1 > 0) | (frame[column] < 1)


def _a_share(column: str) -> c.Holds:
    return lambda frame: frame[column].between(0, 1)


def _outside(column: str) -> c.Holds:
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
    milestones = frame["pathway"].eq(v.Pathway.MILESTONES) & ~frame["_value_rows"]
    return milestones | (frame["pathway"].eq(v.Pathway.SHARES) & ~frame["_share_rows"])


# fmt: off
TARGETS_CONTRACT: Final = c.Contract(
    frames.TARGETS,
    (
        *c.required("T101", (name for name in _TARGET_NEEDS if name != "goal"), "target"),
        c.Clause("T101", "goal",
            c.never(c.blank("goal"), lambda f: ~(_STATED(f) & f["value"].notna())),
            ("target",), required=True),
        c.Clause("T121", "goal", c.never(c.blank("goal"), _STATED, c.given("value")), ("target",)),
        c.Clause("T102", "target", c.flag("_once"), ("version",)),
        c.Clause("T103", "target", c.flag("_own"), ("first_organisation",)),
        c.Clause("T123", "version", c.flag("_version_follows"), ("target", "version_expected")),
        c.Clause("T124", "valid_from", c.flag("_later"), ("target", "version")),
        c.Clause("T125", "reason", c.never(lambda f: f["version"] > 1, c.blank("reason")),
            ("target", "version")),
        # values
        c.Clause("T104", "upper", c.never(_BETWEEN, c.blank("upper")), ("target",)),
        c.Clause("T104", "value", c.never(_BETWEEN, c.blank("value")), ("target",)),
        c.Clause("T105", "upper", c.never(_BETWEEN, lambda f: f["upper"] < f["value"]), ("value",)),
        c.Clause("T106", "upper",
            c.never(c.given("upper"), c.given("comparator"), c.other(_BETWEEN)), ("comparator",)),
        c.Clause("T148", "allowed_deviation",
            c.never(_ABOUT, c.blank("allowed_deviation")), ("target",)),
        c.Clause("T107", "value", c.never(_DONE, lambda f: f["value"].ne(1)), ("target",)),
        c.Clause("T108", "comparator", c.never(_DONE, c.given("measure"), c.other(_MILESTONE)),
            ("indicator", "measure")),
        c.Clause("T109", "value",
            c.never(_MILESTONE, c.other(_DONE), lambda f: (f["value"] <= 0) | (f["value"] > 1)),
            ("indicator",)),
        c.Clause("T110", "direction", c.never(_AGAINST), ("comparator",)),
        *(c.Clause("T116", column, c.never(_RANK, _no_place(column)), ("indicator",))
            for column in ("value", "baseline", "stretch")),
        c.Clause("T117", "direction", c.never(_RANK, _INCREASE), ("indicator",)),
        c.Clause("T130", "stretch", c.never(lambda f: _short_of(f, "stretch", "value")),
            ("value", "direction")),
        *(c.Clause("T131", column, c.never(_outside(column)), ("indicator", "minimum", "maximum"))
            for column in ("value", "upper", "stretch", "baseline")),
        # times and pathways
        c.Clause("T111", "due", c.never(lambda f: f["_due"] <= f["_base"]), ("baseline_period",)),
        c.Clause("T112", "baseline_period",
            c.never(c.blank("baseline_period"), c.given("baseline"), c.other(_FLOW)),
            ("baseline",)),
        c.Clause("T113", "baseline",
            c.never(_FLOW, c.given("baseline"), lambda f: f["reported_as"].ne(v.Basis.SINCE_START)),
            ("target",)),
        c.Clause("T118", "pathway",
            c.never(_RANK, c.among("pathway", v.Pathway.LINEAR, v.Pathway.SHARES)), ("indicator",)),
        c.Clause("T119", "direction",
            c.never(_FLOW, _DOWNWARD, c.among("direction", v.Direction.HOLD)), ("target",)),
        c.Clause("T120", "pathway", c.never(_no_rows), ("target",)),
        c.Clause("T135", "due",
            c.never(c.given("value"), c.blank("due"), c.given("measure"), c.other(_MILESTONE),
                lambda f: f["method"].ne(v.Method.PROJECTION)),
            ("target",)),
        c.Clause("T136", "value",
            c.never(c.given("due"), c.blank("value"), c.other(_BETWEEN), c.other(_DONE),
                c.other(c.among("method", v.Method.GROWTH_RATIO, v.Method.PROJECTION))),
            ("target", "due")),
        c.Clause("T138", "method",
            c.never(c.among("method", v.Method.GROWTH_RATIO), _refused_growth), ("target",)),
        # weights, goals, parents
        c.Clause("T114", "weight", c.flag("_weight_given"), ("blank_weights", "weighed")),
        c.Clause("T115", "weight", c.never(lambda f: f["weight"] < 0)),
        c.Clause("T115", "points", c.never(lambda f: f["points"] < 0)),
        c.Clause("T122", "value", c.never(_STATED, c.given("value"), _NOT_TO_BE_SCORED),
            ("goal", "goal_class")),
        c.Clause("T133", "value", c.never(_number_not_said), ("target", "goal")),
        c.Clause("T126", "parent", c.flag("_parent_known"), ("target",)),
        c.Clause("T127", "parent", c.flag("_acyclic"), ("target",)),
        c.Clause("T128", "parent_kind", c.never(c.given("parent"), c.blank("parent_kind")),
            ("target", "parent")),
        # the groups of a series are its sub-groups
        c.Clause("T129", "group",
            c.never(c.given("_parent_group"), c.other(c.among("parent_kind", v.ParentKind.SERIES)),
                lambda f: f["group"].fillna("").ne(f["_parent_group"])),
            ("parent",)),
    ),
)

MILESTONES_CONTRACT: Final = c.Contract(
    frames.MILESTONES,
    (
        *c.required("M101", BOOK["milestones"].required_columns, "target"),
        c.Clause("M102", "period", c.never(lambda f: f["_end"] > f["_due"]), ("target", "due")),
        c.Clause("M103", "period",
            c.never(lambda f: f["_end"] <= f["_base"], lambda f: ~(f["_due"] <= f["_base"])),
            ("target", "baseline_period")),
        c.Clause("M104", "period", c.flag("_once"), ("target",)),
        c.Clause("M105", "value",
            c.never(_SHARE, c.among("pathway", v.Pathway.SHARES), c.flag("_last_share"),
                _a_share("value"), lambda f: (f["value"] - 1).abs() > TOLERANCE),
            ("target",)),
        c.Clause("M106", "value",
            c.never(_SHARE, _a_share("value"), _a_share("previous_share"),
                lambda f: f["value"] < f["previous_share"]),
            ("target", "previous_share")),
        c.Clause("M107", "value", c.never(_SHARE, c.given("value"), c.other(_a_share("value")))),
        c.Clause("M108", "kind",
            c.never(c.either(
                c.both(_VALUE, c.among("pathway", v.Pathway.SHARES)),
                c.both(_SHARE, c.among("pathway", v.Pathway.MILESTONES, v.Pathway.STEPS)))),
            ("target", "pathway")),
        c.Clause("M109", "target",
            c.never(c.flag("_first"), c.among("pathway", v.Pathway.LINEAR, v.Pathway.NONE)),
            ("pathway",)),
        c.Clause("M110", "value", c.never(_VALUE, _RANK, _no_place("value")), ("target",)),
        c.Clause("M111", "value", c.never(_VALUE, lambda f: _short_of(f, "target_value", "value")),
            ("target", "target_value")),
    ),
)
# fmt: on


# --------------------------------------- derived columns: what the contracts look at beyond a row


def of_targets(books: frames.Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of targets, one row each.

    From the indicator: measure, reported_as, minimum, maximum; from the goal: goal_class; last days
    of due date and baseline period; and whether the row keeps what its versions, weights, parents
    and milestones ask for.
    """
    targets, milestones = books.targets.values, books.milestones.values
    told, goal = ["measure", "reported_as", "minimum", "maximum"], ["organisation", "goal"]
    facts = frames.looked_up(targets, _KEY, books.indicators.values, told)
    goals = frames.looked_up(targets, goal, books.goals.values, ["class", "quote"])
    first = targets.groupby("target")["organisation"].transform("first")
    parent, everywhere = targets["parent"], pd.Series("", index=targets.index)
    groups = targets.drop_duplicates("target").set_index("target")["group"]
    return facts.assign(
        goal_class=goals["class"],
        quote=goals["quote"],
        _due=frames.last_days(targets["due"], fiscal_start),
        _base=frames.last_days(targets["baseline_period"], fiscal_start),
        _once=c.once(targets, *_ID, "version"),
        _own=targets["organisation"].eq(first) | first.isna() | targets["organisation"].isna(),
        first_organisation=first,
        _parent_known=parent.isna() | parent.isin(targets["target"].dropna()),
        _acyclic=c.acyclic(everywhere, targets["target"], parent),
        _parent_group=parent.map(groups.fillna("")),
        _value_rows=c.known_in(targets, _ID, milestones[_VALUE(milestones)], _ID),
        _share_rows=c.known_in(targets, _ID, milestones[_SHARE(milestones)], _ID),
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
    counted = targets["value"].notna() & frames.newest_versions(targets)
    key = [targets["organisation"], targets["group"].fillna("")]
    missing = counted & targets["weight"].isna()
    typed_in = (counted & targets["weight"].notna()).groupby(key).transform("sum")
    blanks = missing.groupby(key).transform("sum")
    first = missing & missing.groupby(key).cumsum().eq(1)
    given_ = ~(first & (typed_in > 0))
    return {"_weight_given": given_, "blank_weights": blanks, "weighed": typed_in + blanks}


def of_milestones(books: frames.Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of milestones: their target's facts, and their place among its rows."""
    milestones, targets = books.milestones.values, books.targets.values
    current = targets[frames.newest_versions(targets)]
    facts = frames.looked_up(current, _KEY, books.indicators.values, ["measure"])
    facts = current.assign(
        measure=facts["measure"],
        target_value=current["value"],
        _due=frames.last_days(current["due"], fiscal_start),
        _base=frames.last_days(current["baseline_period"], fiscal_start),
    )
    told = ["measure", "direction", "comparator", "pathway", "due", "baseline_period"]
    about = frames.looked_up(milestones, _ID, facts, [*told, "target_value", "_due", "_base"])
    end = frames.last_days(milestones["period"], fiscal_start)
    shares = milestones.assign(_end=end)[_SHARE(milestones)]
    ordered = shares.sort_values([*_ID, "_end"], kind="stable")
    last = ~ordered.duplicated(_ID, keep="last")
    return about.assign(
        _end=end,
        _once=c.once(milestones, *_ID, "period", "kind"),
        _first=~milestones.duplicated(_ID),
        previous_share=ordered.groupby(_ID, sort=False)["value"].shift().reindex(milestones.index),
        _last_share=last.reindex(milestones.index, fill_value=False),
    )


STRENGTH_WORDS: Final = {
    v.Strength.BINDING: ("确保", "必须", "务必", "坚守", r"\b(?:must|shall|without fail)\b"),
    v.Strength.PLANNED: ("要", "将", "实现", "加快", "打造", "形成", r"\bwill\b"),
    v.Strength.EXPECTED: (
        *("力争", "争取", "努力", "预期目标", "瞄准"),
        r"\b(?:strive|aim|target)s?\b",
    ),
    v.Strength.ADVOCATED: ("探索", "推动", "聚焦", "大力", "积极", r"\b(?:promote|explore)s?\b"),
}
"""The words that make a sentence binding, planned, expected or advocated."""
_NEUTRAL: Final = "达到|降至|不超过|进入|完成"
"""Words of goals that carry no strength: the sentence says nothing against any."""
_PHONE: Final = r"(?:^|\D)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?:\D|$)"
_SHA256: Final = "^[0-9a-fA-F]{64}$"
MOST_DECIMALS: Final = 9
"""A float has no more exact places."""


def _matches(column: str, pattern: str) -> c.Holds:
    """Whether a pattern is found in a column; a blank cell holds none."""
    return lambda frame: frame[column].fillna("").str.contains(pattern, regex=True)


_PERCENT = _matches("unit_of_measure", r"^(?:%|％|百分之|percent|‰)$")
_POINTS = _matches("unit_of_measure", r"^(?:个?百分点|pp|percentage points?)$")
_RATE = c.among("measure", v.Measure.RATE)
_AT_A_POINT = c.among("reported_as", v.Basis.POINT)


def _strength_not_said(frame: pd.DataFrame) -> pd.Series:
    """Whether no word of the strength stands in the quote, or quoted in the note."""
    absent = pd.Series(data=False, index=frame.index)
    for strength, words in STRENGTH_WORDS.items():
        rows = frame["strength"].eq(strength) & frame["quote"].notna()
        if rows.any():
            quote, note = frame.loc[rows, "quote"], frame.loc[rows, "note"].fillna("")
            labels = map(re.escape, strength.names[1:3])  # a plan's column says it in so many words
            own = quote.str.contains("|".join((*words, *labels)), regex=True)
            told = note.str.contains(rf"[“\"「](?:{'|'.join(words)})[”\"」]", regex=True)
            absent.loc[rows] = ~(own | told | quote.str.contains(_NEUTRAL, regex=True))
    return absent


# fmt: off
_CLAUSES: Final[dict[str, tuple[c.Clause, ...]]] = {
    "organisations": (c.Clause("B310", "organisation", c.flag("_once")),),
    "aliases": (
        c.Clause("B308", "valid_to", c.never(lambda f: f["_to"] < f["_from"]), ("valid_from",)),
    ),
    "documents": (
        *c.required("B301", BOOK["documents"].required_columns),
        c.Clause("B302", "document", c.flag("_once")),
        c.Clause("B303", "sha256",
            c.never(c.given("sha256"), c.other(_matches("sha256", _SHA256)))),
        c.Clause("B307", "published_on", c.never(lambda f: f["_published"] < f["_stated"]),
            ("stated_on",)),
    ),
    "goals": (
        *c.required("B301", BOOK["goals"].required_columns),
        c.Clause("B302", "goal", c.flag("_once")),
    ),
    "units": (
        *c.required("B301", BOOK["units"].required_columns),
        c.Clause("B302", "unit", c.flag("_once")),
        c.Clause("B305", "parent", c.flag("_parent_known")),
        c.Clause("B306", "parent", c.flag("_acyclic")),
        c.Clause("B309", "role", c.never(_matches("role", _PHONE)), ("unit",)),
    ),
    "counts": c.required("B301", BOOK["counts"].required_columns),
    "rules": (
        *c.required("B301", BOOK["rules"].required_columns),
        c.Clause("B302", "rule", c.flag("_once")),
    ),
    "indicators": (
        *c.required("I101", BOOK["indicators"].required_columns),
        c.Clause("I102", "indicator", c.flag("_once")),
        c.Clause("I103", "minimum", c.never(lambda f: f["minimum"] > f["maximum"]), ("maximum",)),
        c.Clause("I104", "decimals",
            c.never(lambda f: (f["decimals"] < 0) | (f["decimals"] > MOST_DECIMALS))),
        c.Clause("I105", "publication_lag_months",
            c.never(lambda f: f["publication_lag_months"] < 0)),
        c.Clause("I106", "reported_as",
            c.never(c.among("measure", v.Measure.STOCK, v.Measure.RATE, v.Measure.RANK),
                c.given("reported_as"), c.other(_AT_A_POINT)),
            ("measure",)),
        c.Clause("I107", "reported_as", c.never(_FLOW, _AT_A_POINT)),
        c.Clause("I108", "decimals",
            c.never(_RANK, c.given("decimals"), lambda f: f["decimals"].ne(0))),
        c.Clause("I109", "unit_of_measure", c.never(_FLOW, _PERCENT)),
        c.Clause("I110", "unit_of_measure",
            c.never(c.either(c.both(_RATE, _POINTS), c.both(_RANK, _PERCENT))), ("measure",)),
        c.Clause("I111", "natural_limit", c.never(lambda f: f["natural_limit"] <= 0)),
        c.Clause("I112", "name", c.flag("_name_once"), ("indicator",)),
        c.Clause("I113", "minimum", c.never(_RANK, lambda f: f["minimum"] < 1)),
        c.Clause("I114", "maximum",
            c.never(c.among("measure", v.Measure.MILESTONE),
                lambda f: (f["maximum"] > 1) | (f["maximum"] <= 0))),
    ),
}
# fmt: on

BOOK_CONTRACTS: Final = {
    **{name: c.Contract(frames.BOOK_SHEETS[name], clauses) for name, clauses in _CLAUSES.items()},
    "targets": TARGETS_CONTRACT,
    "milestones": MILESTONES_CONTRACT,
}
"""The contract of each frame of `Books`."""


def book_findings(
    books: frames.Books,
    known: Iterable[Finding] = (),
    fiscal_start: int = 1,
    unasked: Collection[str] = (),
) -> list[Finding]:
    """What the books' frames break of their contracts, but for the codes that are `unasked`.

    `known` are the findings of reading the books: a cell that was refused there is not reported
    again for being empty.
    """
    found: list[Finding] = []
    for name, contract in BOOK_CONTRACTS.items():
        table = getattr(books, name)
        if not table.values.empty:
            found += c.breaches(table, contract, _derived(books, name, fiscal_start))
    found += _strengths_not_said(books.goals)
    asked = [f for f in found if f.code not in unasked and f.params.get("rule") not in unasked]
    return c.unknown_only(c.once_per_cell(asked), known)


def _strengths_not_said(goals: frames.Table) -> Iterable[Finding]:
    """B304, once for all goals of a book, at the first of them."""
    absent = goals.values[_strength_not_said(goals.values)] if len(goals.values) else goals.values
    for _, rows in absent.groupby("file", sort=False):
        place = goals.origin(rows.index[0], "strength")
        yield finding("B304", place, None, count=len(rows), goals=rows["goal"].map(str).tolist())


def _derived(books: frames.Books, name: str, fiscal_start: int) -> pd.DataFrame | None:
    """The columns that the contract of this frame looks at beyond a row's own cells."""
    frame: pd.DataFrame = getattr(books, name).values
    columns: dict[str, pd.Series] = {}
    match name:
        case "targets":
            return of_targets(books, fiscal_start)
        case "milestones":
            return of_milestones(books, fiscal_start)
        case "counts":
            return None
        case "organisations":
            columns["_once"] = c.once(frame, "organisation")
        case "aliases":
            columns["_from"] = frames.first_days(frame["valid_from"], fiscal_start)
            columns["_to"] = frames.last_days(frame["valid_to"], fiscal_start)
        case _:
            columns["_once"] = c.once(frame, "organisation", name[:-1])
    match name:
        case "documents":
            columns["_stated"] = frames.first_days(frame["stated_on"], fiscal_start)
            columns["_published"] = frames.last_days(frame["published_on"], fiscal_start)
        case "units":
            there = c.known_in(frame, ["organisation", "parent"], frame, ["organisation", "unit"])
            columns["_parent_known"] = frame["parent"].isna() | there
            columns["_acyclic"] = c.acyclic(frame["organisation"], frame["unit"], frame["parent"])
        case "indicators":
            again = frame.duplicated(_KEY)
            columns["_name_once"] = c.once(frame, "organisation", "name") | again
    return pd.DataFrame(columns)


# --------------------------------------------------------------------------------- references

_LINKS: Final = (
    ("X101", "goals", "document", "documents", ("document",)),
    ("X102", "targets", "goal", "goals", ("goal",)),
    ("X103", "targets", "indicator", "indicators", ("indicator",)),
    ("X104", "targets", "responsible_unit", "units", ("unit", "name")),
    ("X104", "indicators", "responsible_unit", "units", ("unit", "name")),
    ("X105", "milestones", "target", "targets", ("target",)),
    ("X106", "counts", "indicator", "indicators", ("indicator",)),
)
"""Code, referring frame and column, frame referred to and the columns it may be named by."""


def check_books(books: frames.Books) -> list[Finding]:
    """Findings X1: references that lead nowhere, unreadable rules, counts that contradict."""
    parts = (unknown_references, rule_faults, count_faults, differing_definitions)
    return [one for part in parts for one in part(books)]


def unknown_references(books: frames.Books) -> Iterator[Finding]:
    """A finding for each reference to a row that the organisation's book does not have (X101-X106).

    Of one missing row every reference is told.  Where the book has no table to refer to at all,
    the missing table has its own finding and the references are passed over.
    """
    for code, source, column, target, keys in _LINKS:
        table, known = getattr(books, source), getattr(books, target).values
        wanted: pd.DataFrame = table.values[["organisation", column]]
        there = wanted[column].isna()
        for key in keys:
            there |= c.known_in(wanted, list(wanted.columns), known, ["organisation", key])
        if code != "X104":
            there |= ~wanted["organisation"].isin(known["organisation"].dropna())
        for label in wanted.index[~there]:
            place = c.place_of(table, label, column)
            yield finding(code, place, c.shown(wanted.loc[label, column]))


def count_faults(books: frames.Books) -> Iterator[Finding]:
    """Register indicators without a count, and counts that contradict each other (X109, X111)."""
    table, counts = books.indicators, books.counts.values
    frame = table.values
    missing = frame["source"].eq("register") & ~c.known_in(frame, _KEY, counts, _KEY)
    for label, indicator in frame.loc[missing, "indicator"].items():
        place = c.place_of(table, int(str(label)), "source")
        yield finding("X109", place, "register", indicator=indicator)
    how = counts["aggregate"].fillna("") + " " + counts["field"].fillna("")
    full = counts["aggregate"].notna() & counts["field"].notna()
    first = how.where(full).groupby([counts[key] for key in _KEY]).transform("first")
    for label in counts.index[full & first.notna() & how.ne(first)]:
        same = str(first[label]).startswith(str(counts.loc[label, "aggregate"]) + " ")
        place = c.place_of(books.counts, label, "field" if same else "aggregate")
        told = {"indicator": counts.loc[label, "indicator"], "first": first[label]}
        yield finding("X111", place, how[label], **told)


def differing_definitions(books: frames.Books) -> Iterator[Finding]:
    """One indicator id with different units or measures in several books (X113)."""
    table = books.indicators
    frame = table.values
    first = frame.drop_duplicates("indicator").set_index("indicator")
    owner = frame["indicator"].map(first["organisation"])
    for column in ("unit_of_measure", "measure"):
        other = frame["indicator"].map(first[column])
        differs = frame[column].notna() & other.notna() & frame[column].ne(other)
        for label in frame.index[differs & owner.ne(frame["organisation"])]:
            told = {"indicator": frame.loc[label, "indicator"], "other": other[label]}
            place = c.place_of(table, label, column)
            told |= {"organisation": owner[label]}
            yield finding("X113", place, frame.loc[label, column], **told)
