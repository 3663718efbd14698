"""Figures that arrive, held against what is on record, each other, and what is usual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from scorecard.checks.figures import FIGURE, doubles, newest, sums_and_rules, with_times
from scorecard.checks.sizes import size_findings
from scorecard.schema.comparison import TOLERANCE
from scorecard.schema.contract import place_of, shown, unknown_only
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import FIGURES, Books, Table, end_months, typed
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.vocabulary import FigureState, Severity

YEARS: Final = 2
"""Years before an arriving figure in which figures on record are looked at."""
_INDICATOR: Final = ["organisation", "indicator"]
_RECORD: Final = "record "
_FIRM: Final = {str(FigureState.ESTIMATE): 0, str(FigureState.PROVISIONAL): 1}
_SUMS: Final = frozenset({"X204", "X205", "X206", "X207"})
_CONFIRMED: Final = {"X204": "X205", "X206": "X207"}


@dataclass(frozen=True, slots=True)
class _Held:
    """The arriving figures (their own labels) and those on record (labels from 10⁹ on)."""

    arrivals: Table
    both: Table
    timed: pd.DataFrame
    record: pd.DataFrame


def arrival_findings(
    arrivals: Table,
    known: pd.DataFrame,
    books: Books,
    found: Iterable[Finding] = (),
    fiscal_start: int = 1,
) -> list[Finding]:
    """What arriving figures (ARRIVALS) contradict: the record (`known`, FIGURES) or each other.

    An arriving figure replaces the one on record.  Every finding stands at an arriving figure: a
    contradiction that shows at a figure on record is told at the arriving one that caused it.  What
    has a note or a reason is confirmed.  Cells about which `found` holds an error are passed over.
    """
    if arrivals.values.empty:
        return []
    held = _held(arrivals, known, books, fiscal_start)
    arriving = held.timed[held.timed["period"].isin(arrivals.values["period"].unique())]
    across = sums_and_rules(held.both, held.timed, arriving, books)
    sized = size_findings(arrivals, held.timed, books, fiscal_start)
    sums = [one for f in across for one in _anchored(f, held)]
    mine = [
        *doubles(arrivals),
        *_restated(arrivals, held.record),
        *_without_consequences(sums, sized, arrivals),
        *sized,
    ]
    return unknown_only(mine, found)


def _without_consequences(
    sums: Iterable[Finding], sized: Iterable[Finding], arrivals: Table
) -> list[Finding]:
    """Sums that disagree only because a figure in them is out of size, which is told already."""
    values = arrivals.values
    places = values[["file", "sheet", "cell"]].itertuples(index=False, name=None)
    keys = values[[*_INDICATOR, "period"]].itertuples(index=False, name=None)
    key_of = {Origin(*place): key for place, key in zip(places, keys, strict=True)}
    wrong = {key_of.get(f.origin) for f in sized if f.severity is Severity.ERROR} - {None}
    return [f for f in sums if f.code not in _SUMS or key_of.get(f.origin) not in wrong]


def _held(arrivals: Table, known: pd.DataFrame, books: Books, fiscal_start: int) -> _Held:
    values = arrivals.values
    values = typed(values.assign(note=values["note"].fillna(values["reason"])), FIGURES)
    record = known[known["organisation"].isin(values["organisation"].unique())]
    first = end_months(values["period"], fiscal_start).min() - MONTHS_A_YEAR * YEARS
    record = record[~(end_months(record["period"], fiscal_start) <= first)]
    record = newest(record) if len(record) else record
    record = record.set_axis(range(10**9, 10**9 + len(record)))
    record = record.assign(file=[f"{_RECORD}{n}" for n in record.index])
    cells = pd.DataFrame(dict.fromkeys(FIGURES, record["cell"]), index=record.index)
    both = Table(
        pd.concat([record, values]) if len(record) else values,
        pd.concat([cells, arrivals.cells[list(FIGURES)]]) if len(record) else arrivals.cells,
    )
    timed = with_times(both.values, books, fiscal_start).drop_duplicates(FIGURE, keep="last")
    return _Held(Table(values, arrivals.cells), both, timed, record)


def _anchored(one: Finding, held: _Held) -> Iterable[Finding]:
    """The finding at an arriving figure; nothing where none has to do with it."""
    file = one.origin.file or ""
    if not file.startswith(_RECORD):
        return [one]
    organisation = str(held.record.loc[int(file.removeprefix(_RECORD)), "organisation"])
    told = " ".join(str(value) for value in one.params.values())
    values = held.arrivals.values
    periods = [str(one.params.get(name)) for name in ("period", "before")]
    about = values[values["organisation"].eq(organisation) & values["period"].isin(periods)]
    for label, indicator, note in about[["indicator", "note"]].itertuples(name=None):
        if str(indicator) in told:
            place = place_of(held.arrivals, label, "value")
            if isinstance(note, str) and one.code in _CONFIRMED:
                return [finding(_CONFIRMED[one.code], place, one.found, **one.params)]
            return [replace(one, origin=place)]
    return []


def _restated(arrivals: Table, record: pd.DataFrame) -> list[Finding]:
    """Figures that change one on record (F148, F149, F159, F169); corrections of nothing (F147)."""
    values = arrivals.values
    columns = record[[*FIGURE, "value", "state", "file", "known_on"]].drop_duplicates(FIGURE)
    columns = columns.rename(columns={"value": "other", "state": "was"})
    joined = values.merge(columns, on=FIGURE, how="left", suffixes=("", "_record"))
    joined = joined.set_axis(values.index)
    gap = (joined["value"] - joined["other"]).abs()
    changed = gap > TOLERANCE * joined["value"].abs().clip(lower=1.0)
    found = []
    for label in joined.index[changed | (joined["reason"].notna() & joined["file_record"].isna())]:
        row = joined.loc[label]
        said = {name: shown(row[name]) for name in ("indicator", "period", "basis", "other")}
        if row["known_on"] < row["known_on_record"]:
            said |= {"known_on": shown(row["known_on"]), "before": shown(row["known_on_record"])}
        place = place_of(arrivals, label, "value")
        found.append(finding(_change(row), place, shown(row["value"]), **said))
    return found


def _change(row: pd.Series) -> str:
    if pd.isna(row["file_record"]):
        return "F147"
    if row["known_on"] < row["known_on_record"]:
        return "F169"
    if pd.notna(row["reason"]) or pd.notna(row["note"]):
        return "F149"
    firm, was = (_FIRM.get(str(row[name]), len(_FIRM)) for name in ("state", "was"))
    return "F159" if firm > was else "F148"
