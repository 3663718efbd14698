"""Derived columns: what the contracts of targets and milestones look at beyond their own row."""

from __future__ import annotations

import pandas as pd

from scorecard.schema.book_contracts import acyclic, once
from scorecard.schema.frames import Books
from scorecard.schema.spans import last_days

_ID = ["organisation", "target"]


def looked_up(
    frame: pd.DataFrame, keys: list[str], source: pd.DataFrame, columns: list[str]
) -> pd.DataFrame:
    """The columns of the first source row with the same key; missing where there is none."""
    distinct = source.drop_duplicates(keys)[[*keys, *columns]]
    return frame[keys].merge(distinct, on=keys, how="left").set_axis(frame.index)[columns]


def of_targets(books: Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of targets, one row each.

    From the indicator: measure, reported_as, minimum, maximum; from the goal: goal_class; last days
    of due date and baseline period; and whether the row keeps what its versions, weights, parents
    and milestones ask for.
    """
    targets = books.targets.values
    facts = looked_up(
        targets,
        ["organisation", "indicator"],
        books.indicators.values,
        ["measure", "reported_as", "minimum", "maximum"],
    )
    goals = looked_up(targets, ["organisation", "goal"], books.goals.values, ["class", "quote"])
    return facts.assign(
        goal_class=goals["class"],
        quote=goals["quote"],
        _due=last_days(targets["due"], fiscal_start),
        _base=last_days(targets["baseline_period"], fiscal_start),
        **_identity(targets),
        **_versions(targets),
        **_weights(targets),
        **_parents(targets),
        **_rows(targets, books.milestones.values),
    )


def _identity(targets: pd.DataFrame) -> dict[str, pd.Series]:
    first = targets.groupby("target")["organisation"].transform("first")
    own = targets["organisation"].eq(first) | first.isna() | targets["organisation"].isna()
    return {
        "_once": once("organisation", "target", "version")(targets),
        "_own": own,
        "first_organisation": first,
    }


def _versions(targets: pd.DataFrame) -> dict[str, pd.Series]:
    """Versions count 1, 2, 3 …, each in force later than the one before."""
    groups = targets.groupby(_ID, sort=False)
    place = groups["version"].rank(method="dense")
    ordered = targets.sort_values([*_ID, "version"], kind="stable")
    again = ordered.duplicated([*_ID, "version"])
    before = ordered.groupby(_ID, sort=False)["valid_from"].shift().reindex(targets.index)
    again = again.reindex(targets.index)
    later = targets["valid_from"] > before
    first = targets["version"].le(1).fillna(value=True).astype(bool)
    unknown_before = before.isna() & targets["valid_from"].notna()
    return {
        "_version_follows": (targets["version"].astype("float64") - place).fillna(0).eq(0),
        "version_expected": place,
        "_later": first | again | later | unknown_before,
    }


def newest(targets: pd.DataFrame) -> pd.Series:
    """Whether a row is the newest version of its target."""
    last = targets.groupby(_ID, sort=False)["version"].transform("max")
    return targets["version"].eq(last).fillna(value=True).astype(bool)


def _weights(targets: pd.DataFrame) -> dict[str, pd.Series]:
    """One fault for each group (of an organisation) in which only some weights are given."""
    counted = targets["value"].notna() & newest(targets)
    key = [targets["organisation"], targets["group"].fillna("")]
    blank = counted & targets["weight"].isna()
    given = (counted & targets["weight"].notna()).groupby(key).transform("sum")
    blanks = blank.groupby(key).transform("sum")
    first = blank & blank.groupby(key).cumsum().eq(1)
    return {
        "_weight_given": ~(first & (given > 0)),
        "blank_weights": blanks,
        "weighed": given + blanks,
    }


def _parents(targets: pd.DataFrame) -> dict[str, pd.Series]:
    known = targets["parent"].isna() | targets["parent"].isin(targets["target"].dropna())
    everywhere = pd.Series("", index=targets.index)
    groups = targets.drop_duplicates("target").set_index("target")["group"]
    return {
        "_parent_known": known,
        "_acyclic": acyclic(everywhere, targets["target"], targets["parent"]),
        "_parent_group": targets["parent"].map(groups.fillna("")),
    }


def _rows(targets: pd.DataFrame, milestones: pd.DataFrame) -> dict[str, pd.Series]:
    ids = pd.MultiIndex.from_frame(targets[_ID])
    return {
        f"_{kind}_rows": pd.Series(
            ids.isin(pd.MultiIndex.from_frame(milestones.loc[milestones["kind"].eq(kind), _ID])),
            index=targets.index,
        )
        for kind in ("value", "share")
    }


def of_milestones(books: Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of milestones: their target's facts, and their place among its rows."""
    milestones = books.milestones.values
    targets = books.targets.values
    current = targets[newest(targets)]
    facts = looked_up(current, ["organisation", "indicator"], books.indicators.values, ["measure"])
    about = looked_up(
        milestones,
        _ID,
        current.assign(
            measure=facts["measure"],
            target_value=current["value"],
            _due=last_days(current["due"], fiscal_start),
            _base=last_days(current["baseline_period"], fiscal_start),
        ),
        [
            "measure",
            "direction",
            "comparator",
            "pathway",
            "due",
            "baseline_period",
            "target_value",
            "_due",
            "_base",
        ],
    )
    return about.assign(
        _end=last_days(milestones["period"], fiscal_start),
        _once=once(*_ID, "period", "kind")(milestones),
        _first=~milestones.duplicated(_ID),
        **_shares(milestones, fiscal_start),
    )


def _shares(milestones: pd.DataFrame, fiscal_start: int) -> dict[str, pd.Series]:
    """For shares: the one before, and whether a row is the last of its target."""
    end = last_days(milestones["period"], fiscal_start)
    shares = milestones.assign(_end=end)[milestones["kind"].eq("share")]
    ordered = shares.sort_values([*_ID, "_end"], kind="stable")
    groups = ordered.groupby(_ID, sort=False)
    last = ~ordered.duplicated(_ID, keep="last")
    return {
        "previous_share": groups["value"].shift().reindex(milestones.index),
        "_last_share": last.reindex(milestones.index, fill_value=False),
    }
