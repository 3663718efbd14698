"""Figures of one indicator held against each other: doubles, falling sums, sums that disagree."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.spans import end_months, lengths
from scorecard.schema.target_columns import looked_up
from scorecard.schema.vocabulary import Basis

FIGURE: Final = ["organisation", "indicator", "period", "basis"]
_SERIES: Final = ["organisation", "indicator", "basis"]
_CUMULATIVE: Final = [str(Basis.TO_DATE), str(Basis.SINCE_START)]
_NEAR: Final = 1e-9


def with_times(figures: pd.DataFrame, books: Books, fiscal_start: int) -> pd.DataFrame:
    """The figures with `start`, `end` and `year_start` (months), and their indicator's facts."""
    end = end_months(figures["period"], fiscal_start)
    months = lengths(figures["period"], fiscal_start)
    first = fiscal_start - 1
    facts = looked_up(
        figures, ["organisation", "indicator"], books.indicators.values, ["decimals", "measure"]
    )
    return figures.assign(
        end=end,
        start=end - months,
        year_start=(end - 1 - first) // MONTHS_A_YEAR * MONTHS_A_YEAR + first,
        decimals=facts["decimals"].astype("float64"),
        measure=facts["measure"],
    )


def newest(figures: pd.DataFrame) -> pd.DataFrame:
    """Of each figure the value known last; its row label is kept."""
    ordered = figures.sort_values("known_on", kind="stable", na_position="first")
    return ordered.drop_duplicates(FIGURE, keep="last").sort_index()


def doubles(figures: Table) -> list[Finding]:
    """One figure with two values: sent on one day an error (X201), later a restatement (X202)."""
    ordered = figures.values.sort_values([*FIGURE, "known_on"], kind="stable")
    before = ordered.shift()
    same = ordered[FIGURE].eq(before[FIGURE]).all(axis=1)
    gap = (ordered["value"] - before["value"]).abs()
    differs = same & (gap > _NEAR * ordered["value"].abs().clip(lower=1.0))
    found = []
    for label in ordered.index[differs]:
        row, other = ordered.loc[label], before.loc[label]
        said = {
            "indicator": row["indicator"],
            "period": row["period"],
            "other": shown(other["value"]),
            "place": _place(other),
        }
        together = shown(row["known_on"]) == shown(other["known_on"])
        said |= {"basis": row["basis"]} if together else {"known_on": shown(row["known_on"])}
        code = "X201" if together else "X202"
        found.append(finding(code, place_of(figures, label, "value"), shown(row["value"]), **said))
    return found


def _place(row: pd.Series) -> str:
    return " ".join(str(row[c]) for c in ("file", "sheet", "cell") if isinstance(row[c], str))


def falling_sums(figures: Table, timed: pd.DataFrame) -> list[Finding]:
    """Cumulative figures below the one before them in the same year (X204; with a note X205)."""
    sums = timed[timed["basis"].isin(_CUMULATIVE) & timed["end"].notna()]
    ordered = sums.sort_values([*_SERIES, "end"], kind="stable")
    before = ordered.groupby(_SERIES, sort=False).shift()
    running = ordered["basis"].eq(str(Basis.SINCE_START)) | ordered["year_start"].eq(
        before["year_start"]
    )
    falls = running & (ordered["value"] < before["value"] - _NEAR * before["value"].abs())
    return [
        finding(
            "X204" if pd.isna(ordered.loc[label, "note"]) else "X205",
            place_of(figures, label, "value"),
            shown(ordered.loc[label, "value"]),
            indicator=ordered.loc[label, "indicator"],
            period=ordered.loc[label, "period"],
            before=before.loc[label, "period"],
            previous=shown(before.loc[label, "value"]),
        )
        for label in ordered.index[falls]
    ]


def disagreeing_sums(figures: Table, timed: pd.DataFrame) -> list[Finding]:
    """Cumulative figures that are not the one before plus the period's own (X206, X207).

    A first period of a year has nothing before it.  Rounded figures may differ by what rounding
    explains (1.5 units of the indicator's last decimal); whole numbers are exact.
    """
    sums = timed[timed["basis"].isin(_CUMULATIVE) & timed["end"].notna()]
    key = ["organisation", "indicator"]
    single = timed[timed["basis"].eq(str(Basis.PERIOD))]
    both = _joined(sums, single, [*key, "period"], "single")
    both = both[both["single"].notna()]
    earlier = sums.assign(start=sums["end"])[
        [*key, "basis", "start", "year_start", "value", "period"]
    ]
    both = _joined(both, earlier, [*key, "basis", "start"], "previous")
    own_year = both["previous_year_start"].eq(both["year_start"]) | both["basis"].eq(
        str(Basis.SINCE_START)
    )
    previous = both["previous"].where(own_year)
    first = both["basis"].eq(str(Basis.TO_DATE)) & both["start"].eq(both["year_start"])
    previous = previous.mask(first, 0.0)
    gap = (previous + both["single"] - both["value"]).abs()
    wrong = gap > _allowed(both, previous)
    return [
        finding(
            "X206" if pd.isna(both.loc[label, "note"]) else "X207",
            place_of(figures, label, "value"),
            shown(both.loc[label, "value"]),
            indicator=both.loc[label, "indicator"],
            period=both.loc[label, "period"],
            before=shown(both.loc[label, "previous_period"]) or "0",
            previous=shown(previous[label]),
            single=shown(both.loc[label, "single"]),
        )
        for label in both.index[wrong]
    ]


def _joined(left: pd.DataFrame, right: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    """The left rows with the right ones' value (as `name`), year and period; labels kept."""
    other = right.drop_duplicates(keys).rename(columns={"value": name})
    more = {c: f"{name}_{c}" for c in ("year_start", "period") if c not in keys}
    columns = other[[*keys, name, *more]].rename(columns=more)
    return left.merge(columns, on=keys, how="left").set_axis(left.index)


def _allowed(frame: pd.DataFrame, previous: pd.Series) -> pd.Series:
    parts = [previous, frame["single"], frame["value"]]
    whole = np.logical_and.reduce([(part % 1).eq(0).to_numpy() for part in parts])
    rounding = 1.5 * np.power(10.0, -frame["decimals"].fillna(6))
    return pd.Series(np.where(whole, _NEAR, rounding), index=frame.index)
