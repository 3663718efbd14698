"""Figures that arrive, held against what is on record, each other, and what is usual.

An unusual size is a slipped decimal, 万元 for 亿元, a changed sign, or a sheet that repeats the
period before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from scorecard.checks.figures import FIGURE, SERIES, doubles, newest, sums_and_rules, with_times
from scorecard.schema.comparison import TOLERANCE
from scorecard.schema.contract import place_of, shown, unknown_only
from scorecard.schema.errors import Name
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import FIGURES, Books, Table, end_months, looked_up, typed
from scorecard.schema.magnitude import MIX_UP, SMALL, disproportion, out_of_season, slip
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.quarterly_form import counts_whole
from scorecard.schema.units import show
from scorecard.schema.vocabulary import Basis, FigureState, Measure, Severity

YEARS: Final = 2
"""Years before an arriving figure in which figures on record are looked at."""
REPEATED: Final = 5
"""Figures from which on an exact repetition of a whole sheet is told."""
HISTORY: Final = 8
"""Earlier figures that an arriving one is held against."""
_BY_TARGET: Final = Name("按目标推算", "by the target")
RECENT: Final = 3
"""Those of them that a finding names."""
FAR_BELOW: Final = 0.25
"""Share of every comparable growth below which a sum has grown too little to be one."""
LIKE_ONE: Final = 2.5
"""How far a sum may lie from what usually comes in a period and still look like it."""
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


# ----------------------------------------------------------------------------- unusual sizes


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure in force: value, period with its start and end (months), what came in it a month.

    Of a level `monthly` is the level itself; of a sum what it grew by since the one before.
    """

    value: float
    period: str
    start: float
    end: float
    monthly: float | None

    def amount(self, months: float) -> float | None:
        """What would have come in so many months; a level as it is (`months` 1)."""
        return None if self.monthly is None else self.monthly * months


def size_findings(arrivals: Table, timed: pd.DataFrame, books: Books, start: int) -> list[Finding]:
    """Arriving figures that are out of proportion to everything they are held against.

    `timed` holds every figure in force (`figures.with_times`), the arriving ones under the row
    labels of `arrivals`.  They are held against their own history (of sums: what came in each
    period), the same period a year before and the plan.  A factor of 10⁴ in amounts is a mix-up of
    units (C124; with a note C126), any other is F154 (F155); a sum that looks like a single
    period's figure is F171 (F172), a new minus sign F158.
    """
    frame, histories = _references(arrivals, timed, books, start), _histories(timed)
    found: list[Finding] = []
    for label, row in frame.iterrows():
        one = _Sized(arrivals, int(str(label)), row, histories)
        found += filter(None, [one.finding()])
    return [*found, *_repeated(arrivals, frame)]


def _histories(timed: pd.DataFrame) -> dict[tuple[str, ...], list[_Known]]:
    """The figures in force of each series, by their ends."""
    columns = [*SERIES, "measure", "value", "period", "start", "end", "year_start"]
    rows = timed.loc[timed["measure"].isin(_SIZED) & timed["value"].notna(), columns]
    rows = rows.dropna(subset=["end"]).sort_values("end", kind="stable")
    found: dict[tuple[str, ...], list[_Known]] = {}
    for *series, _, value, period, first, end, year in rows.itertuples(index=False, name=None):
        known = found.setdefault(tuple(series), [])
        before = known[-1] if known and known[-1].end < end else None
        match series[-1]:
            case Basis.POINT:
                monthly: float | None = value
            case Basis.PERIOD:
                monthly = value / (end - first) if end > first else None
            case _:
                if before is not None and series[-1] == Basis.TO_DATE and before.end <= year:
                    before = None
                since, had = (before.end, before.value) if before else (year, 0.0)
                unknown = before is None and series[-1] == Basis.SINCE_START
                monthly = None if unknown or end <= since else (value - had) / (end - since)
        known.append(_Known(value, period, first, end, monthly))
    return found


@dataclass(frozen=True, slots=True)
class _Sized:
    """An arriving figure beside what it is held against."""

    arrivals: Table
    label: int
    row: pd.Series
    histories: Mapping[tuple[str, ...], Sequence[_Known]]

    def finding(self) -> Finding | None:
        """What is unusual about its size, if anything is."""
        row, value = self.row, float(self.row["value"])
        references = [float(row[name]) for name in ("before", "last_year", "plan")]
        slipped = slip(value, references)
        if slipped is not None:
            return self._out_of_size(slipped, shown(row["raw"]))
        if value < 0 and row["measure"] != Measure.RATE and _never_negative(references[:2]):
            name = shown(row["indicator"])
            return finding("F158", self._place, shown(row["raw"]), indicator=name)
        amount = self._own.amount(self._months)
        unusual = None
        if amount is not None:
            by_end = {k.end: one for k in self._past if (one := k.amount(self._months)) is not None}
            past, plans = list(by_end.values()), [p for p in self._plans if p == p]  # noqa: PLR0124  (missing is no number)
            unusual = disproportion(
                amount,
                past,
                plans,
                level=self._is_level,
                volatile=row["measure"] == Measure.RATE,
                counted=self._counted,
            )
            year_ago = by_end.get(row["end"] - MONTHS_A_YEAR)
            if unusual is None and year_ago and not (self._is_level or self._counted):
                before = ((v, by_end.get(e - MONTHS_A_YEAR)) for e, v in by_end.items())
                growth = [one / other for one, other in before if other]
                unusual = out_of_season(amount, year_ago, growth, [*past, *plans])
        if unusual is None:
            return self._single()
        said = shown(row["raw"])
        if not math.isclose(amount or 0.0, value):
            own = _plain(amount or 0.0)
            said = Name(f"{said}（当期为 {own}）", f"{said} ({own} in the period)")
        return self._out_of_size(unusual, said)

    def _single(self) -> Finding | None:
        """F171: a sum within the year that looks like what came in its last period alone."""
        own, known = self._own, self._series
        before = next((k for k in reversed(known) if k.end < own.end), None)
        added = own.amount(1.0)
        if self.row["basis"] != Basis.TO_DATE or before is None or added is None or added < 0:
            return None
        if before.end <= self.row["year_start"] or self._agrees(before.value):
            return None
        months = own.end - before.end
        usual = sorted(one * months for k in self._past if (one := k.monthly) is not None and one)
        plans = [plan for plan in self._plans if plan == plan and plan > 0]  # noqa: PLR0124  (as above)
        if not usual or usual[0] <= 0 or (self._counted and usual[-1] < SMALL):
            return None
        grown, middle = added * months, usual[len(usual) // 2]
        far_below = FAR_BELOW if len(usual) + len(plans) > 1 else FAR_BELOW / 2
        if grown >= far_below * min(*usual, *plans, math.inf):
            return None
        if not 1 / LIKE_ONE <= own.value / middle <= LIKE_ONE:
            return None
        return finding(
            "F172" if pd.notna(self.row["note"]) else "F171",
            self._place,
            shown(self.row["raw"]),
            indicator=shown(self.row["indicator"]),
            period=own.period,
            previous=_plain(before.value),
            before=before.period,
            grown=_plain(grown),
            likely=_plain(before.value + own.value),
            evidence=self._evidence,
        )

    def _agrees(self, before: float) -> bool:
        """Whether the period's own figure says the same as the sum."""
        row = self.row
        series = row["organisation"], row["indicator"], str(Basis.PERIOD)
        single = [k.value for k in self.histories.get(series, ()) if k.end == self._own.end]
        return any(math.isclose(before + s, row["value"], rel_tol=1e-3) for s in single)

    def _out_of_size(self, slipped: tuple[float, float], said: str) -> Finding:
        factor, reference = slipped
        confirmed, place, row = pd.notna(self.row["note"]), self._place, self.row
        raw, value, unit = shown(row["raw"]), float(row["value"]), str(row["unit"])
        told: dict[str, Any] = {
            "factor": show(float(f"{factor:.3g}")),
            "reference": _plain(reference),
        }
        if factor in {float(MIX_UP), 1 / MIX_UP} and unit.endswith(_AMOUNTS):
            likely = value / MIX_UP if factor > 1 else value * MIX_UP
            told |= {"value": shown(value), "likely": shown(likely), "unit": unit}
            return finding("C126" if confirmed else "C124", place, raw, **told)
        told |= {"value": said, "evidence": self._evidence}
        return finding("F155" if confirmed else "F154", place, raw, **told)

    @property
    def _place(self) -> Origin:
        return place_of(self.arrivals, self.label, "value")

    @property
    def _series(self) -> Sequence[_Known]:
        row = self.row
        return self.histories[row["organisation"], row["indicator"], row["basis"]]

    @property
    def _own(self) -> _Known:
        return next(k for k in reversed(self._series) if k.period == self.row["period"])

    @property
    def _past(self) -> Sequence[_Known]:
        """The last figures before it that cover as much."""
        end, length = self.row["end"], self._own.end - self._own.start
        alike = (k for k in self._series if k.end < end and k.end - k.start == length)
        return tuple(alike)[-HISTORY:]

    @property
    def _is_level(self) -> bool:
        return bool(self.row["basis"] == Basis.POINT)

    @property
    def _months(self) -> float:
        return 1.0 if self._is_level else self._own.end - self._own.start

    @property
    def _counted(self) -> bool:
        row = self.row
        return counts_whole(str(row["unit"]), row["measure"], row["decimals"])

    @property
    def _plans(self) -> list[float]:
        """What the plan expects: of a flow in its period, of a level by its end."""
        row, own = self.row, self._own
        target, due = float(row["target"]), float(row["due_end"])
        before = next((k for k in reversed(self._series) if k.end < own.end), None)
        if self._is_level:
            if before is None or due <= before.end:
                return [target]
            way = (own.end - before.end) / (due - before.end)
            return [before.value + (target - before.value) * way]
        year = float(row["year_start"])
        plans = [target * self._months / MONTHS_A_YEAR]
        if row["basis"] == Basis.SINCE_START or (before and before.end <= year):
            since = before.end if before else year
            had = before.value if before and row["basis"] == Basis.SINCE_START else 0.0
        else:
            since, had = (before.end, before.value) if before else (year, 0.0)
        if due > since:
            plans.append((target - had) * self._months / (due - since))
        return plans

    @property
    def _evidence(self) -> list[tuple[str, float]]:
        """The figures that it was held against, as many as a person takes in."""
        own = [(k, amount) for k in self._past if (amount := k.amount(self._months)) is not None]
        year_ago = [one for one in own if one[0].end == self.row["end"] - MONTHS_A_YEAR]
        told = dict.fromkeys((k.period, amount) for k, amount in [*year_ago, *own[-RECENT:]])
        plans = [plan for plan in self._plans if plan == plan]  # noqa: PLR0124  (as above)
        return [*told, *((_BY_TARGET, plan) for plan in plans[-1:])]


def _plain(value: float) -> str:
    """The number without the noise of arithmetic."""
    return show(float(f"{value:.10g}"))


def _never_negative(known: Sequence[float]) -> bool:
    """Whether there are earlier figures, and all are above zero."""
    there = [value for value in known if value == value]  # noqa: PLR0124  (missing is no number)
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
    due = targets.assign(end=end_months(targets["due"], fiscal_start), target=targets["value"])
    due = due.dropna(subset=["end", "target"])[[*_INDICATOR, "end", "target"]]
    due = due.assign(due_end=due["end"])
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
    return joined.assign(plan=joined["target"] * share)


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
