"""Figures: the contract of each on its own, and those of one indicator held against each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from scorecard.checks.stated_rules import broken_rules, parts_above_wholes, totals_too_small
from scorecard.schema import vocabulary as v
from scorecard.schema.contract import (
    Clause,
    Contract,
    among,
    blank,
    breaches,
    given,
    never,
    once_per_cell,
    other,
    place_of,
    shown,
    unknown_only,
)
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import (
    FIGURE_KEY,
    FIGURES,
    Books,
    Table,
    end_months,
    last_days,
    lengths,
    looked_up,
)
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import TOLERANCE

FIGURE: Final = list(FIGURE_KEY)
"""What one figure is known by; its values are vintages."""
SERIES: Final = ["organisation", "indicator", "basis"]
_INDICATOR: Final = ["organisation", "indicator"]
_CUMULATIVE: Final = [str(v.Basis.TO_DATE), str(v.Basis.SINCE_START)]
_RANK = among("measure", v.Measure.RANK)
_ESTIMATE = among("state", v.FigureState.ESTIMATE)

# fmt: off
FIGURES_CONTRACT: Final = Contract(
    FIGURES,
    (
        Clause("F114", "value", never(_RANK, lambda f: f["value"] > f["rank_of"]), ("rank_of",)),
        Clause("F115", "value", never(other(_ESTIMATE), lambda f: f["_end"] > f["_known"]),
            ("period", "known_on")),
        Clause("F116", "published_on", never(lambda f: f["published_on"] > f["known_on"]),
            ("known_on",)),
        Clause("F117", "evidence", given("evidence"), ("indicator",)),
        Clause("F118", "note", never(_ESTIMATE, blank("note")), ("indicator",)),
        Clause("F119", "published_on", never(_RANK, blank("published_on")),
            ("indicator", "edition")),
        Clause("F120", "rank_of", never(_RANK, blank("rank_of")), ("indicator", "edition")),
        Clause("F121", "data_year", never(lambda f: f["_data"] > f["_edition"]), ("edition",)),
        Clause("F122", "value",
            never(among("measure", v.Measure.MILESTONE),
                lambda f: (f["value"] < 0) | (f["value"] > 1)),
            ("indicator",)),
        Clause("F123", "edition",
            never(_RANK, given("edition"), lambda f: f["_length"].ne(MONTHS_A_YEAR)),
            ("indicator",)),
    ),
)
# fmt: on


def figure_findings(
    figures: Table, books: Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """What the figures break of their contract, each figure on its own."""
    frame = figures.values
    if frame.empty:
        return []
    facts = looked_up(frame, _INDICATOR, books.indicators.values, ["measure"])
    known_on = (frame["known_on"] - pd.Timestamp(1, 1, 1)) // pd.Timedelta(days=1) + 1
    derived = facts.assign(
        _end=last_days(frame["period"], fiscal_start),
        _known=known_on.astype("float64"),
        _data=last_days(frame["data_year"], fiscal_start),
        _edition=last_days(frame["edition"], fiscal_start),
        _length=lengths(frame["edition"], fiscal_start),
    )
    return unknown_only(once_per_cell(breaches(figures, FIGURES_CONTRACT, derived)), known)


# ------------------------------------------------------- figures held against each other


def check_figures(
    figures: Table, books: Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """Findings X2: figures held against each other, against the books' rules and counts.

    Of a figure with several values the one known last is held against the others; the doubles
    themselves are told.  Linear in figures, but for the pairs of rules and counts.
    """
    if figures.values.empty:
        return []
    latest = newest(with_times(figures.values, books, fiscal_start))
    found = [
        *unknown_indicators(figures, books),
        *doubles(figures),
        *sums_and_rules(figures, latest, latest, books),
    ]
    return unknown_only(found, known)


def sums_and_rules(
    figures: Table, timed: pd.DataFrame, ruled: pd.DataFrame, books: Books
) -> list[Finding]:
    """Sums that fall or disagree among `timed`; rules and counts that the `ruled` ones break."""
    return [
        *falling_sums(figures, timed),
        *disagreeing_sums(figures, timed),
        *broken_rules(figures, ruled, books),
        *parts_above_wholes(figures, ruled, books),
        *totals_too_small(figures, ruled, books),
    ]


def with_times(figures: pd.DataFrame, books: Books, fiscal_start: int) -> pd.DataFrame:
    """The figures with `start`, `end` and `year_start` (months), and their indicator's facts."""
    end = end_months(figures["period"], fiscal_start)
    first = fiscal_start - 1
    facts = looked_up(figures, _INDICATOR, books.indicators.values, ["decimals", "measure"])
    return figures.assign(
        end=end,
        start=end - lengths(figures["period"], fiscal_start),
        year_start=(end - 1 - first) // MONTHS_A_YEAR * MONTHS_A_YEAR + first,
        decimals=facts["decimals"].astype("float64"),
        measure=facts["measure"],
    )


def newest(figures: pd.DataFrame) -> pd.DataFrame:
    """Of each figure the value known last; its row label is kept."""
    ordered = figures.sort_values("known_on", kind="stable", na_position="first")
    return ordered.drop_duplicates(FIGURE, keep="last").sort_index()


def unknown_indicators(figures: Table, books: Books) -> list[Finding]:
    """One finding for each indicator that has figures and stands in no book (X211)."""
    known = pd.MultiIndex.from_frame(books.indicators.values[_INDICATOR])
    once = figures.values[_INDICATOR].drop_duplicates()
    strange = once[~pd.MultiIndex.from_frame(once).isin(known)]
    return [
        finding("X211", place_of(figures, label, "indicator"), indicator, organisation=organisation)
        for label, organisation, indicator in strange.itertuples()
    ]


def doubles(figures: Table) -> list[Finding]:
    """One figure with two values: sent on one day an error (X201), later a restatement (X202)."""
    ordered = figures.values.sort_values([*FIGURE, "known_on"], kind="stable")
    before = ordered.shift()
    same = ordered[FIGURE].eq(before[FIGURE]).all(axis=1)
    gap = (ordered["value"] - before["value"]).abs()
    differs = same & (gap > TOLERANCE * ordered["value"].abs().clip(lower=1.0))
    found = []
    for label in ordered.index[differs]:
        row, other = ordered.loc[label], before.loc[label]
        place = " ".join(
            str(other[c]) for c in ("file", "sheet", "cell") if isinstance(other[c], str)
        )
        said = {name: row[name] for name in ("indicator", "period")}
        said |= {"other": shown(other["value"]), "place": place}
        together = shown(row["known_on"]) == shown(other["known_on"])
        said |= {"basis": row["basis"]} if together else {"known_on": shown(row["known_on"])}
        code = "X201" if together else "X202"
        found.append(finding(code, place_of(figures, label, "value"), shown(row["value"]), **said))
    return found


def falling_sums(figures: Table, timed: pd.DataFrame) -> list[Finding]:
    """Cumulative figures below the one before them in the same year (X204; with a note X205)."""
    sums = timed[timed["basis"].isin(_CUMULATIVE) & timed["end"].notna()]
    ordered = sums.sort_values([*SERIES, "end"], kind="stable")
    before = ordered.groupby(SERIES, sort=False).shift()
    running = ordered["basis"].eq(v.Basis.SINCE_START)
    running |= ordered["year_start"].eq(before["year_start"])
    falls = running & (ordered["value"] < before["value"] - TOLERANCE * before["value"].abs())
    return [
        finding(
            "X204" if pd.isna(row["note"]) else "X205",
            place_of(figures, int(str(label)), "value"),
            shown(row["value"]),
            indicator=row["indicator"],
            period=row["period"],
            before=before.at[label, "period"],
            previous=shown(before.at[label, "value"]),
        )
        for label, row in ordered[falls].iterrows()
    ]


def disagreeing_sums(figures: Table, timed: pd.DataFrame) -> list[Finding]:
    """Cumulative figures that are not the one before plus the period's own (X206, X207).

    A first period of a year has nothing before it.  Rounded figures may differ by what rounding
    explains (1.5 units of the indicator's last decimal); whole numbers are exact.
    """
    sums = timed[timed["basis"].isin(_CUMULATIVE) & timed["end"].notna()]
    single = timed[timed["basis"].eq(v.Basis.PERIOD)]
    both = _joined(sums, single, [*_INDICATOR, "period"], "single")
    both = both[both["single"].notna()]
    both = _joined(both, sums.assign(start=sums["end"]), [*SERIES, "start"], "previous")
    own_year = both["previous_year_start"].eq(both["year_start"])
    first = both["basis"].eq(v.Basis.TO_DATE) & both["start"].eq(both["year_start"])
    previous = both["previous"].where(own_year | both["basis"].eq(v.Basis.SINCE_START))
    previous = previous.mask(first, 0.0)
    parts = [previous, both["single"], both["value"]]
    whole = np.logical_and.reduce([(part % 1).eq(0).to_numpy() for part in parts])
    allowed = np.where(whole, TOLERANCE, 1.5 * np.power(10.0, -both["decimals"].fillna(6)))
    gap = (previous + both["single"] - both["value"]).abs()
    return [
        finding(
            "X206" if pd.isna(row["note"]) else "X207",
            place_of(figures, int(str(label)), "value"),
            shown(row["value"]),
            indicator=row["indicator"],
            period=row["period"],
            before=shown(row["previous_period"]) or "0",
            previous=shown(previous.at[label]),
            single=shown(row["single"]),
        )
        for label, row in both[gap > allowed].iterrows()
    ]


def _joined(left: pd.DataFrame, right: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    """The left rows with the right ones' value (as `name`), year and period; labels kept."""
    more = {c: f"{name}_{c}" for c in ("year_start", "period") if c not in keys}
    columns = right.drop_duplicates(keys)[[*keys, "value", *more]]
    columns = columns.rename(columns={"value": name, **more})
    return left.merge(columns, on=keys, how="left").set_axis(left.index)


# ---------------------------------------------------------------------------
# What the assessments ask back: findings of family A.


_TOLD: Final = {
    "target": "target",
    "baseline": "baseline",
    "comparator": "comparator",
    "value": "target_value",
    "method": "method",
    "measure": "measure",
    "direction": "direction",
    "indicator": "indicator",
    "known": "known_value",
}
"""Placeholders of the messages, and the columns that fill them."""
_READ: Final = ["target_file", "target_sheet", "target_cell", "actual", *_TOLD.values()]
_WORDS: Final = {"direction": v.Direction, "measure": v.Measure, "method": v.Method}
"""Those that are told in the reader's language."""


def assessment_findings(assessments: pd.DataFrame) -> list[Finding]:
    """The findings of assessments (columns ASSESSMENTS), each at the cell of its target's id.

    ====  ==========================================================================
    code  raised where
    ====  ==========================================================================
    A101  the target lies on the wrong side of its baseline and is not accepted as a
          hold, whatever the status
    A102  the reason is `method_refused`
    A104  a sum has a gap (flag `partial`)
    A105  the reason is `needs_measure`
    ====  ==========================================================================
    """
    reason = assessments["reason_code"]
    partial = (assessments["flags"].fillna(0).astype("int64") & v.flag_bit(v.Flag.PARTIAL)) > 0
    wrong_side = assessments["met_at_baseline"].fillna(value=False).astype("bool")
    judged = assessments["status"].isin([str(status) for status in v.VERDICTS])
    masks = {
        "A101": (reason == str(v.Reason.MET_AT_BASELINE)) | (judged & wrong_side),
        "A102": reason == str(v.Reason.METHOD_REFUSED),
        "A104": partial,
        "A105": reason == str(v.Reason.NEEDS_MEASURE),
    }
    told = assessments[_READ]
    return [
        _finding(code, row)
        for code, mask in masks.items()
        if mask.any()
        for row in told[mask.to_numpy(dtype=np.bool_)].to_dict("records")
    ]


def _finding(code: str, row: Mapping[Hashable, Any]) -> Finding:
    place = (row["target_file"], row["target_sheet"], row["target_cell"])
    origin = Origin(*(part if isinstance(part, str) else None for part in place))
    told = {name: _shown(row[column]) for name, column in _TOLD.items()}
    if not pd.isna(row["actual"]):  # a sum that meets its target already is judged, gap or not
        told["known"] = _shown(row["actual"])
    told["comparator"] = v.COMPARATOR_SYMBOLS.get(told["comparator"], told["comparator"])
    for name, vocabulary in _WORDS.items():
        word = vocabulary.lookup(told[name])
        told[name] = told[name] if word is None else word.said
    return finding(code, origin, str(row["target"]), **told)


def _shown(cell: object) -> str:
    """A cell as a message shows it: numbers without needless zeros, missing ones as a dash."""
    if isinstance(cell, float):
        return "–" if np.isnan(cell) else f"{cell:.15g}"
    return str(cell)
