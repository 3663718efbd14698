"""Figures of an unusual size: slipped decimals, 万元 for 亿元, a changed sign, repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.magnitude import MIX_UP, slip
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.spans import end_months
from scorecard.schema.target_columns import looked_up
from scorecard.schema.vocabulary import Basis, Measure

REPEATED: Final = 5
"""Figures from which on an exact repetition of a whole sheet is told."""
_SERIES: Final = ["organisation", "indicator", "basis"]
_SIZED: Final = (str(Measure.FLOW), str(Measure.STOCK), str(Measure.RATE))
_AMOUNTS: Final = ("元", "美元", "亩", "公顷", "㎡", "平方米")


def size_findings(arrivals: Table, timed: pd.DataFrame, books: Books, start: int) -> list[Finding]:
    """Arriving figures that are out of proportion to what they are held against.

    `timed` holds every figure in force (`sequences.with_times`), the arriving ones under the row
    labels of `arrivals`.  They are held against the previous period, the same period a year before
    and the plan.  A factor of 10⁴ in amounts is a mix-up of units (C124; with a note C126), other
    powers of ten are a slip (F154; with a note F155), a new minus sign is F158.
    """
    frame = _references(arrivals, timed, books, start)
    columns = (frame[name].to_numpy() for name in ("value", "before", "last_year", "plan"))
    found: list[Finding] = []
    for label, value, *references in zip(frame.index, *columns, strict=True):
        known = [float(r) for r in references if r == r]  # noqa: PLR0124  (missing is no number)
        slipped = slip(float(value), known)
        if slipped is not None:
            found.append(_slipped(arrivals, frame.loc[label], int(label), slipped))
        elif value < 0 and _never_negative(references[:2]):
            found += _negative(arrivals, frame.loc[label], int(label))
    return [*found, *_repeated(arrivals, frame)]


def _never_negative(known: Sequence[float]) -> bool:
    """Whether there are earlier figures, and all are above zero."""
    there = [value for value in known if value == value]  # noqa: PLR0124  (as above)
    return bool(there) and min(there) > 0


def _references(
    arrivals: Table, timed: pd.DataFrame, books: Books, fiscal_start: int
) -> pd.DataFrame:
    """The arriving figures with `before`, `before_period`, `last_year` and `plan`."""
    mine = timed.loc[timed.index.intersection(arrivals.values.index)]
    mine = mine[mine["measure"].isin(_SIZED) & mine["end"].notna() & mine["value"].notna()]
    facts = looked_up(
        mine, ["organisation", "indicator"], books.indicators.values, ["unit_of_measure"]
    )
    mine = mine.assign(unit=facts["unit_of_measure"]).rename_axis("label").reset_index()
    others = timed[timed["end"].notna()][[*_SERIES, "end", "year_start", "value", "period"]]
    mine = _before(mine, others)
    year_ago = others.assign(end=others["end"] + MONTHS_A_YEAR)[[*_SERIES, "end", "value"]]
    year_ago = year_ago.rename(columns={"value": "last_year"}).drop_duplicates([*_SERIES, "end"])
    mine = mine.merge(year_ago, on=[*_SERIES, "end"], how="left")
    return _plan(mine, books, fiscal_start).set_index("label").sort_index()


def _before(mine: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The figure before in the same series; sums within the year have none across its start."""
    renamed = others.rename(
        columns={"value": "before", "period": "before_period", "year_start": "before_year"}
    )
    joined = pd.merge_asof(
        mine.sort_values("end", kind="stable"),
        renamed.sort_values("end", kind="stable"),
        on="end",
        by=_SERIES,
        allow_exact_matches=False,
    )
    across = joined["basis"].eq(str(Basis.TO_DATE)) & joined["before_year"].ne(joined["year_start"])
    return joined.assign(before=joined["before"].mask(across))


def _plan(mine: pd.DataFrame, books: Books, fiscal_start: int) -> pd.DataFrame:
    """The value of the next target, a year's flow in proportion to the months."""
    targets = books.targets.values
    due = targets.assign(end=end_months(targets["due"], fiscal_start), plan=targets["value"])
    due = due.dropna(subset=["end", "plan"])[["organisation", "indicator", "end", "plan"]]
    joined = pd.merge_asof(
        mine.sort_values("end", kind="stable"),
        due.sort_values("end", kind="stable"),
        on="end",
        by=["organisation", "indicator"],
        direction="forward",
    )
    months = (joined["end"] - joined["year_start"]).where(
        joined["basis"].eq(str(Basis.TO_DATE)), joined["end"] - joined["start"]
    )
    within = joined["basis"].isin([str(Basis.TO_DATE), str(Basis.PERIOD)])
    share = (months / MONTHS_A_YEAR).where(within, 1.0)
    return joined.assign(plan=joined["plan"] * share)


def _slipped(arrivals: Table, row: pd.Series, label: int, slipped: tuple[float, float]) -> Finding:
    factor, reference = slipped
    confirmed = pd.notna(row["note"])
    place, raw = place_of(arrivals, label, "value"), shown(row["raw"])
    said = {"factor": shown(factor), "reference": shown(reference)}
    if factor in {float(MIX_UP), 1 / MIX_UP} and str(row["unit"]).endswith(_AMOUNTS):
        value = float(row["value"])
        likely = value / MIX_UP if factor > 1 else value * MIX_UP
        said |= {"value": shown(value), "likely": shown(likely), "unit": str(row["unit"])}
        return finding("C126" if confirmed else "C124", place, raw, **said)
    return finding("F155" if confirmed else "F154", place, raw, **said)


def _negative(arrivals: Table, row: pd.Series, label: int) -> list[Finding]:
    if row["measure"] == Measure.RATE:
        return []
    place, name = place_of(arrivals, label, "value"), shown(row["indicator"])
    return [finding("F158", place, shown(row["raw"]), indicator=name)]


def _repeated(arrivals: Table, frame: pd.DataFrame) -> list[Finding]:
    """Sheets whose figures all equal those of the period before (F157)."""
    held = frame[frame["before"].notna() & frame["value"].ne(0)]
    held = held[held["basis"].ne(str(Basis.TO_DATE))]
    found = []
    for _, rows in held.groupby("file", sort=False):
        if len(rows) >= REPEATED and rows["value"].eq(rows["before"]).all():
            place = place_of(arrivals, rows.index[0], "value")
            before = shown(rows["before_period"].iloc[0])
            found.append(finding("F157", place, None, count=len(rows), before=before))
    return found
