"""Figures: the contract of each on its own, and those of one indicator held against each other."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from scorecard.checks.stated_rules import Reported, StatedRules
from scorecard.schema import contract as c
from scorecard.schema import frames
from scorecard.schema import vocabulary as v
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.period import MONTHS_A_YEAR, PeriodError, parse_period, year_start
from scorecard.schema.policy import TOLERANCE

FIGURE: Final = list(frames.FIGURE_KEY)
"""What one figure is known by; its values are vintages."""
_INDICATOR: Final = ["organisation", "indicator"]
_CUMULATIVE: Final = frozenset({str(v.Basis.TO_DATE), str(v.Basis.SINCE_START)})
_RANK = c.among("measure", v.Measure.RANK)
_ESTIMATE = c.among("state", v.FigureState.ESTIMATE)

# fmt: off
FIGURES_CONTRACT: Final = c.Contract(
    frames.FIGURES,
    (
        c.Clause("F114", "value",
            c.never(_RANK, lambda f: f["value"] > f["rank_of"]), ("rank_of",)),
        c.Clause("F115", "value", c.never(c.other(_ESTIMATE), lambda f: f["_end"] > f["_known"]),
            ("period", "known_on")),
        c.Clause("F116", "published_on", c.never(lambda f: f["published_on"] > f["known_on"]),
            ("known_on",)),
        c.Clause("F117", "evidence", c.given("evidence"), ("indicator",)),
        c.Clause("F118", "note", c.never(_ESTIMATE, c.blank("note")), ("indicator",)),
        c.Clause("F119", "published_on", c.never(_RANK, c.blank("published_on")),
            ("indicator", "edition")),
        c.Clause("F120", "rank_of", c.never(_RANK, c.blank("rank_of")), ("indicator", "edition")),
        c.Clause("F121", "data_year", c.never(lambda f: f["_data"] > f["_edition"]), ("edition",)),
        c.Clause("F122", "value",
            c.never(c.among("measure", v.Measure.MILESTONE),
                lambda f: (f["value"] < 0) | (f["value"] > 1)),
            ("indicator",)),
        c.Clause("F123", "edition",
            c.never(_RANK, c.given("edition"), lambda f: f["_length"].ne(MONTHS_A_YEAR)),
            ("indicator",)),
    ),
)
# fmt: on


def figure_findings(
    figures: frames.Table, books: frames.Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """What the figures break of their contract, each figure on its own."""
    frame = figures.values
    if frame.empty:
        return []
    facts = frames.looked_up(frame, _INDICATOR, books.indicators.values, ["measure"])
    known_on = (frame["known_on"] - pd.Timestamp(1, 1, 1)) // pd.Timedelta(days=1) + 1
    derived = facts.assign(
        _end=frames.last_days(frame["period"], fiscal_start),
        _known=known_on.astype("float64"),
        _data=frames.last_days(frame["data_year"], fiscal_start),
        _edition=frames.last_days(frame["edition"], fiscal_start),
        _length=frames.lengths(frame["edition"], fiscal_start),
    )
    found = c.breaches(figures, FIGURES_CONTRACT, derived, masks=True)
    return c.unknown_only(c.once_per_cell(found), known)


# ------------------------------------------------------- figures held against each other


def check_figures(
    figures: frames.Table, books: frames.Books, known: Iterable[Finding] = (), fiscal_start: int = 1
) -> list[Finding]:
    """Findings X2: figures held against each other, against the books' rules and counts.

    Of a figure with several values the one known last is held against the others; the doubles
    themselves are told.  Linear in figures, but for the pairs of rules and counts.
    """
    if figures.values.empty:
        return []
    reported = reported_in(figures, fiscal_start)
    latest = newest(reported)
    found = [
        *unknown_indicators(figures, books),
        *doubles(reported),
        *falling_sums(latest),
        *disagreeing_sums(latest, facts_of(books)),
        *StatedRules(books).findings(latest),
    ]
    return c.unknown_only(found, known)


class Facts(NamedTuple):
    """What the checks of figures need to know of an indicator."""

    measure: str | None = None
    decimals: float = math.nan
    unit: str | None = None


def facts_of(books: frames.Books) -> dict[tuple[str, str], Facts]:
    """The facts of every indicator, by organisation and indicator; the first row counts."""
    names = (*_INDICATOR, "measure", "decimals", "unit_of_measure")
    found: dict[tuple[str, str], Facts] = {}
    rows = frames.records(books.indicators.values, names)
    for organisation, indicator, measure, decimals, unit in rows:
        places = math.nan if pd.isna(decimals) else float(decimals)
        found.setdefault((organisation, indicator), Facts(_text(measure), places, _text(unit)))
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@lru_cache(maxsize=4096)
def months_of(period: str, fiscal_start: int) -> tuple[float, float, float]:
    """When a period begins, when it has ended and when its year began; NaN for what is no period.

    In months, as periods count them.
    """
    try:
        found = parse_period(period, fiscal_start).period
    except PeriodError:
        return math.nan, math.nan, math.nan
    opens = year_start(found.end - 1, fiscal_start)
    return float(found.end - found.months), float(found.end), float(opens)


def reported_in(figures: frames.Table, fiscal_start: int) -> list[Reported]:
    """The figures of a frame (FIGURES) as plain values, in its order."""
    frame, addresses = figures.values, figures.cells["value"].to_numpy(dtype=object).tolist()
    days = frame["known_on"].to_numpy(dtype="datetime64[D]").astype(str).tolist()
    names = (*FIGURE, "value", "note", "state", "file", "sheet")
    rows = zip(frame.index, frames.records(frame, names), addresses, days, strict=True)
    return [
        Reported(
            str(organisation),
            str(indicator),
            str(period),
            str(basis),
            value,
            _text(note),
            "" if day == "NaT" else day,
            _text(state),
            Origin.of(file, sheet, address)
            if isinstance(address, str)
            else c.place_of(figures, label, "value"),
            *months_of(str(period), fiscal_start),
        )
        for label, row, address, day in rows
        for organisation, indicator, period, basis, value, note, state, file, sheet in (row,)
    ]


def newest(figures: Iterable[Reported]) -> list[Reported]:
    """Of each figure the value known last, in the order given."""
    kept: dict[tuple[str, ...], tuple[int, Reported]] = {}
    for number, one in enumerate(figures):
        before = kept.get(one.key)
        if before is None or one.known_on >= before[1].known_on:
            kept[one.key] = number, one
    return [one for _, one in sorted(kept.values(), key=lambda pair: pair[0])]


def unknown_indicators(figures: frames.Table, books: frames.Books) -> list[Finding]:
    """One finding for each indicator that has figures and stands in no book (X211)."""
    known = pd.MultiIndex.from_frame(books.indicators.values[_INDICATOR])
    once = figures.values[_INDICATOR].drop_duplicates()
    strange = once[~pd.MultiIndex.from_frame(once).isin(known)]
    return [
        finding(
            "X211", c.place_of(figures, label, "indicator"), indicator, organisation=organisation
        )
        for label, organisation, indicator in strange.itertuples()
    ]


def doubles(figures: Iterable[Reported]) -> Iterator[Finding]:
    """One figure with two values: sent on one day an error (X201), later a restatement (X202)."""
    of_one: dict[tuple[str, ...], list[Reported]] = {}
    for one in figures:
        of_one.setdefault(one.key, []).append(one)
    for values in of_one.values():
        values.sort(key=lambda one: (not one.known_on, one.known_on))
        for first, one in itertools.pairwise(values):
            if not abs(one.value - first.value) > TOLERANCE * max(abs(one.value), 1.0):
                continue
            place = (first.place.file, first.place.sheet, first.place.cell)
            said = {"indicator": one.indicator, "period": one.period}
            said |= {"other": c.shown(first.value), "place": " ".join(filter(None, place))}
            together = one.known_on == first.known_on
            said |= {"basis": one.basis} if together else {"known_on": one.known_on}
            yield finding("X201" if together else "X202", one.place, c.shown(one.value), **said)


def falling_sums(figures: Iterable[Reported]) -> Iterator[Finding]:
    """Cumulative figures below the one before them in the same year (X204; with a note X205)."""
    series: dict[tuple[str, ...], list[Reported]] = {}
    for one in figures:
        if one.basis in _CUMULATIVE and not math.isnan(one.end):
            series.setdefault(one.series, []).append(one)
    for sums in series.values():
        sums.sort(key=lambda one: one.end)
        for before, one in itertools.pairwise(sums):
            running = one.basis == v.Basis.SINCE_START or one.year_start == before.year_start
            if running and one.value < before.value - TOLERANCE * abs(before.value):
                said = {"indicator": one.indicator, "period": one.period}
                said |= {"before": before.period, "previous": c.shown(before.value)}
                code = "X204" if one.note is None else "X205"
                yield finding(code, one.place, c.shown(one.value), **said)


def disagreeing_sums(
    figures: Sequence[Reported], facts: Mapping[tuple[str, str], Facts]
) -> Iterator[Finding]:
    """Cumulative figures that are not the one before plus the period's own (X206, X207).

    A first period of a year has nothing before it.  Rounded figures may differ by what rounding
    explains (1.5 units of the indicator's last decimal); whole numbers are exact.  The reason of a
    correction confirms no more than the figure itself: it is asked for the other one, too.
    """
    sums = [one for one in figures if one.basis in _CUMULATIVE and not math.isnan(one.end)]
    single: dict[tuple[str, ...], Reported] = {}
    ending: dict[tuple[object, ...], Reported] = {}
    for one in figures:
        if one.basis == v.Basis.PERIOD:
            single.setdefault(one[:3], one)
    for one in sums:
        ending.setdefault((*one.series, one.end), one)
    for one in sums:
        own = single.get(one[:3])
        if own is None or math.isnan(own.value):
            continue
        last = ending.get((*one.series, one.start))
        previous = math.nan
        if one.basis == v.Basis.TO_DATE and one.start == one.year_start:
            previous = 0.0
        elif last and (one.basis == v.Basis.SINCE_START or last.year_start == one.year_start):
            previous = last.value
        gap = abs(previous + own.value - one.value)
        if gap > _explained(one, (previous, own.value, one.value), facts):
            said = {"indicator": one.indicator, "period": one.period, "single": c.shown(own.value)}
            said |= {"before": last.period if last else "0", "previous": c.shown(previous)}
            said |= {"fitting": c.shown(round(one.value - previous, 9))}
            said |= {"total": c.shown(round(previous + own.value, 9))}
            code = "X206" if one.note is None or one.corrects else "X207"
            yield finding(code, one.place, c.shown(one.value), **said)


def _explained(
    one: Reported, parts: Iterable[float], facts: Mapping[tuple[str, str], Facts]
) -> float:
    """How far a sum may be from its parts by rounding."""
    if all(part % 1 == 0 for part in parts):
        return TOLERANCE
    decimals = facts.get((one.organisation, one.indicator), Facts()).decimals
    return float(1.5 * 10.0 ** -(6.0 if math.isnan(decimals) else decimals))


# ---------------------------------------------- what the assessments ask back: findings of family A

_OWN: Final = ("target", "baseline", "comparator", "method", "measure", "direction", "indicator")
_TOLD: Final = {**{name: name for name in _OWN}, "value": "target_value", "known": "known_value"}
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
    origin = Origin.of(row["target_file"], row["target_sheet"], row["target_cell"])
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
