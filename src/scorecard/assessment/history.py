"""What was known when: a figure's revisions, and what changed between two dates."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from scorecard.assessment.frames import texts
from scorecard.schema.frames import FIGURE_KEY
from scorecard.schema.period import span_of
from scorecard.schema.sheets import NUMBER, TEXT, of_type

_CHANGE_COLUMNS: Final = {
    **of_type(TEXT, "organisation indicator target name status_before status_after"),
    **of_type(NUMBER, "actual_before actual_after lead_before lead_after"),
    **of_type(TEXT, "reason_before reason_after"),
    "rank_of": NUMBER,
}


def revisions(figures: pd.DataFrame, as_of: date, fiscal_start: int = 1) -> pd.DataFrame:
    """Every vintage of every figure known by `as_of`, ordered by key, period and arrival.

    Adds `change` (float64, indicator's unit: value minus that of the vintage before; missing for
    the first) and `current` (bool: the vintage in force).  Figures without `known_on` count as
    known from the beginning.

    >>> frame = pd.DataFrame(
    ...     {
    ...         "organisation": "甲",
    ...         "indicator": "i",
    ...         "period": "2021-Q1",
    ...         "basis": "period",
    ...         "value": [5.0, 3.0],
    ...         "known_on": pd.to_datetime(["2021-07-08", "2021-04-08"]),
    ...         "vintage": [2, 1],
    ...     }
    ... )
    >>> revisions(frame, date(2021, 12, 31))[["value", "change", "current"]].values.tolist()
    [[3.0, nan, False], [5.0, 2.0, True]]
    """
    known = figures[known_by(figures, as_of)]
    spans = (span_of(period, fiscal_start) for period in texts(known["period"]))
    ordered = known.assign(_end=[span.last_day if span else 0 for span in spans]).sort_values(
        ["organisation", "indicator", "_end", "basis", "known_on", "vintage"],
        kind="stable",
        na_position="first",
    )
    vintages = ordered.groupby(list(FIGURE_KEY), sort=False, dropna=False)
    change = ordered["value"] - vintages["value"].shift()
    current = vintages.cumcount(ascending=False).eq(0)
    return ordered.assign(change=change, current=current).drop(columns="_end")


def known_by(figures: pd.DataFrame, as_of: date) -> pd.Series:
    """Which figures were known by the end of that day (bool)."""
    known_on = figures["known_on"]
    return known_on.isna() | (known_on <= pd.Timestamp(as_of))


def restated(
    figures: pd.DataFrame, before: date, after: date, fiscal_start: int = 1
) -> pd.DataFrame:
    """Figures whose value in force changed between two dates, one row each.

    Columns of `FIGURES` (the later vintage) with `value_before`, `known_before` beside `value` and
    `known_on`.  Figures that are new at the later date are not restated.
    """
    then = _in_force(figures, before, fiscal_start)
    now = _in_force(figures, after, fiscal_start)
    both = now.merge(
        then[[*FIGURE_KEY, "value", "known_on"]].rename(
            columns={"value": "value_before", "known_on": "known_before"}
        ),
        on=list(FIGURE_KEY),
        how="inner",
    )
    same = both["value"].eq(both["value_before"]) | (
        both["value"].isna() & both["value_before"].isna()
    )
    return both[~same].reset_index(drop=True)


def without_restatements(figures: pd.DataFrame, before: date) -> pd.DataFrame:
    """The figures as if none known by `before` had been restated since; new figures stay."""
    known = known_by(figures, before)
    keys = pd.MultiIndex.from_frame(figures[list(FIGURE_KEY)])
    return figures[known.to_numpy() | ~keys.isin(keys[known.to_numpy()])]


def status_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Targets whose status differs between two assessments, in the order of the later one.

    A target that only one of them holds has a missing status in the other.  Columns: the target's
    ids and name, `rank_of` of the later actual, and status, actual (indicator's unit), lead
    (percentage points) and reason code before and after.
    """
    columns = {"status": "status", "actual": "actual", "lead_pp": "lead", "reason_code": "reason"}
    keys = ["organisation", "target"]
    more = ["name", "indicator", "rank_of"]
    merged = after[[*keys, *more, *columns]].merge(
        before[[*keys, *more, *columns]],
        on=keys,
        how="outer",
        suffixes=("_after", "_before"),
        sort=False,
    )
    result = merged.rename(
        columns={f"{a}_{w}": f"{b}_{w}" for a, b in columns.items() for w in ("before", "after")}
    )
    for name in more:
        later = result[f"{name}_after"]
        result[name] = later.where(later.notna(), result[f"{name}_before"])
    differs = result["status_before"].fillna("").ne(result["status_after"].fillna(""))
    ordered = result[differs].reset_index(drop=True)
    return ordered[list(_CHANGE_COLUMNS)].astype(_CHANGE_COLUMNS)


def revised_targets(targets: pd.DataFrame, before: date, after: date) -> pd.DataFrame:
    """Versions of targets that came into force after `before` and by `after`.

    Rows of `TARGETS` with `value_before`, the value of the version before (missing for a target
    stated for the first time), ordered by organisation, target and version.
    """
    ordered = targets.sort_values(["organisation", "target", "version"], kind="stable")
    earlier = ordered.groupby(["organisation", "target"], sort=False)["value"].shift()
    since = ordered["valid_from"]
    within = (since > pd.Timestamp(before)) & (since <= pd.Timestamp(after))
    return ordered.assign(value_before=earlier)[within].reset_index(drop=True)


def _in_force(figures: pd.DataFrame, as_of: date, fiscal_start: int) -> pd.DataFrame:
    rows = revisions(figures, as_of, fiscal_start)
    return rows[rows["current"].to_numpy(dtype=np.bool_)]
