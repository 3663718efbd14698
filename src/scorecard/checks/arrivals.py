"""Figures that arrive, held against what is on record, each other, and what is usual.

An unusual size is a slipped decimal, 万元 for 亿元, a changed sign, or a sheet that repeats the
period before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from scorecard.checks.figures import FIGURE, SERIES, doubles, newest, sums_and_rules, with_times
from scorecard.schema.comparison import TOLERANCE
from scorecard.schema.contract import place_of, shown, unknown_only
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import FIGURES, Books, Table, end_months, looked_up, typed
from scorecard.schema.magnitude import MIX_UP, slip
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.vocabulary import Basis, FigureState, Measure, Severity

YEARS: Final = 2
"""Years before an arriving figure in which figures on record are looked at."""
REPEATED: Final = 5
"""Figures from which on an exact repetition of a whole sheet is told."""
_INDICATOR: Final = ["organisation", "indicator"]
_RECORD: Final = "record "
_FIRM: Final = {str(FigureState.ESTIMATE): 0, str(FigureState.PROVISIONAL): 1}
_SUMS: Final = frozenset({"X204", "X205", "X206", "X207"})
_CONFIRMED: Final = {"X204": "X205", "X206": "X207"}
_SIZED: Final = (str(Measure.FLOW), str(Measure.STOCK), str(Measure.RATE))
_AMOUNTS: Final = ("元", "美元", "亩", "公顷", "㎡", "平方米")


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
    """Figures that change one on record (F148, F149, X202); corrections of nothing (F147)."""
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
        place = place_of(arrivals, label, "value")
        found.append(finding(_change(row), place, shown(row["value"]), **said))
    return found


def _change(row: pd.Series) -> str:
    if pd.isna(row["file_record"]):
        return "F147"
    if pd.notna(row["reason"]) or pd.notna(row["note"]):
        return "F149"
    firm, was = (_FIRM.get(str(row[name]), len(_FIRM)) for name in ("state", "was"))
    return "F159" if firm > was else "F148"


# ----------------------------------------------------------------------------- unusual sizes


def size_findings(arrivals: Table, timed: pd.DataFrame, books: Books, start: int) -> list[Finding]:
    """Arriving figures that are out of proportion to what they are held against.

    `timed` holds every figure in force (`figures.with_times`), the arriving ones under the row
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
    facts = looked_up(mine, _INDICATOR, books.indicators.values, ["unit_of_measure"])
    mine = mine.assign(unit=facts["unit_of_measure"]).rename_axis("label").reset_index()
    others = timed[timed["end"].notna()][[*SERIES, "end", "year_start", "value", "period"]]
    mine = _before(mine, others)
    year_ago = others.assign(end=others["end"] + MONTHS_A_YEAR)[[*SERIES, "end", "value"]]
    year_ago = year_ago.rename(columns={"value": "last_year"}).drop_duplicates([*SERIES, "end"])
    mine = mine.merge(year_ago, on=[*SERIES, "end"], how="left")
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
        by=SERIES,
        allow_exact_matches=False,
    )
    across = joined["basis"].eq(Basis.TO_DATE) & joined["before_year"].ne(joined["year_start"])
    return joined.assign(before=joined["before"].mask(across))


def _plan(mine: pd.DataFrame, books: Books, fiscal_start: int) -> pd.DataFrame:
    """The value of the next target, a year's flow in proportion to the months."""
    targets = books.targets.values
    due = targets.assign(end=end_months(targets["due"], fiscal_start), plan=targets["value"])
    due = due.dropna(subset=["end", "plan"])[[*_INDICATOR, "end", "plan"]]
    joined = pd.merge_asof(
        mine.sort_values("end", kind="stable"),
        due.sort_values("end", kind="stable"),
        on="end",
        by=_INDICATOR,
        direction="forward",
    )
    to_date = joined["basis"].eq(Basis.TO_DATE)
    months = joined["end"] - joined["year_start"].where(to_date, joined["start"])
    within = to_date | joined["basis"].eq(Basis.PERIOD)
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
    held = held[held["basis"].ne(Basis.TO_DATE)]
    found = []
    for _, rows in held.groupby("file", sort=False):
        if len(rows) >= REPEATED and rows["value"].eq(rows["before"]).all():
            place = place_of(arrivals, rows.index[0], "value")
            before = shown(rows["before_period"].iloc[0])
            found.append(finding("F157", place, None, count=len(rows), before=before))
    return found
