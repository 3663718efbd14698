"""From when on the points of an indicator compare: its last series break."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from scorecard.rules.arrays import Ints
from scorecard.rules.sources import Keys
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodError, parse_period
from scorecard.schema.series_break import begins_anew
from scorecard.schema.vocabulary import Basis

NEVER: Final = 0


def last_breaks(
    figures: pd.DataFrame, keys: Keys, as_of: date, fiscal_start: int
) -> tuple[Ints, Ints]:
    """By key: the end of the figure that opens the last new series, and of its first whole point.

    Months after the period (`Period.end`), 0 where nothing breaks.  `figures` has the columns
    FIGURES; of each figure the version in force at `as_of` counts, told by its note
    (`model.series_break`).

    ==========================================  ===============================================
    case                                        first whole point
    ==========================================  ===============================================
    a level, or a flow told period by period    the figure with the note itself
    a flow told to date, within its year        the next one: what the period added would be the
                                                difference of two ways of counting
    a restated figure that lost its note        no break
    ==========================================  ===============================================
    """
    opens = np.full(len(keys.flow), NEVER, dtype=np.int64)
    whole = opens.copy()
    for place, period in _noted(figures, keys, as_of, fiscal_start):
        key = keys.of_figure[place]
        if period.end <= opens[key]:
            continue
        opens[key] = period.end
        single = str(figures["basis"].iloc[place]) == Basis.PERIOD
        opening = (period.start - (fiscal_start - 1)) % MONTHS_A_YEAR == 0 and not keys.total[key]
        mixed = bool(keys.flow[key]) and not single and not opening
        whole[key] = period.end + mixed
    return opens, whole


def _noted(
    figures: pd.DataFrame, keys: Keys, as_of: date, fiscal_start: int
) -> list[tuple[int, Period]]:
    """Positions and periods of the figures in force whose note tells of a break."""
    notes = figures["note"]
    told = np.flatnonzero(notes.notna().to_numpy() & (keys.of_figure >= 0))
    told = told[[begins_anew(str(note)) for note in notes.iloc[told]]]
    if not len(told):
        return []
    rows = np.flatnonzero(np.isin(keys.of_figure, keys.of_figure[told]))
    same = figures.iloc[rows][["period", "basis", "known_on", "vintage"]]
    same = same.assign(key=keys.of_figure[rows], place=rows)
    known = same["known_on"]
    same = same[known.isna() | (known <= pd.Timestamp(as_of))]
    same = same.sort_values(["known_on", "vintage"], na_position="first", kind="stable")
    in_force = same.drop_duplicates(["key", "period", "basis"], keep="last")
    found = in_force[in_force["place"].isin(told)]
    read = (_period(text, fiscal_start) for text in found["period"])
    return [(int(p), at) for p, at in zip(found["place"], read, strict=True) if at is not None]


def _period(text: str, fiscal_start: int) -> Period | None:
    try:
        return parse_period(text, fiscal_start).period
    except PeriodError:
        return None
