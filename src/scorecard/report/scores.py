"""Scores in words: what each organisation and unit has earned of what was due, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Final

import pandas as pd

from scorecard.i18n import N_, Words, number_text, percent_text, rounded, settled
from scorecard.report.inputs import Names, records
from scorecard.report.view import Header, ScoreRow
from scorecard.schema.vocabulary import NoScore

DECIMALS: Final = 1
"""Of points as they are printed; a last zero is left out."""
SCORES_NOTE: Final = N_(
    "Points earned of what was due by now. What is missing stands outside both; its range is told "
    "beside the rate. Places by rate, none below the coverage gate; no sum over organisations."
)
"""How scores are to be read."""
COUNTS_NOTE: Final = N_(
    "Without weights: places by the share of judged targets on schedule; what is missing stands "
    "outside."
)
"""The same where nobody has weights."""
MIXED_NOTE: Final = N_(
    "One of those compared has no weights: all are placed by the share of judged targets on "
    "schedule."
)
"""What is to be said beside it where only some have."""
MOST_NAMED: Final = 5
"""Organisations that a sentence about several of them names."""
_TOLD: Final = {
    ("points", False): N_("{points} of {due} points due, a rate of {rate} (full mark {full})"),
    ("points", True): N_(
        "{points} of {due} points due, a rate of {rate} (full mark {full}; {n} not reported: "
        "{low} at worst, {high} at best)"
    ),
    ("count", False): N_(
        "{points} of {due} judged target{due:|s} on schedule, {rate} ({full} in all)"
    ),
    ("count", True): N_(
        "{points} of {due} judged target{due:|s} on schedule, {rate} ({full} in all; {n} not "
        "reported: {low} at worst, {high} at best)"
    ),
}
"""By what is added up, and whether something is missing."""


def score_rows(table: pd.DataFrame | None, names: Names, header: Header) -> tuple[ScoreRow, ...]:
    """The scores in words, organisations in book order, each before its units.

    `table`: what `scoring.rollup.scores` gives, or none.
    """
    own = {field.name for field in fields(ScoreRow)} - {"unit_name", "who", "text"}
    found = []
    for row in records(table):
        unit = names.unit(row["organisation"], row["unit"]) if row["unit"] else ""
        who, known = unit or row["organisation"], {name: row[name] for name in own & row.keys()}
        told = ScoreRow(**{**known, "unit": row["unit"] or "", "unit_name": unit, "who": who})
        found.append(told)
    found.sort(key=lambda row: names.place(row.organisation)[0])
    return tuple(_worded(row, header, names.words) for row in found)


def points_text(points: float | None) -> str:
    """Points as they are printed, half up.

    >>> points_text(76.25), points_text(87.0), points_text(None)
    ('76.3', '87', '')
    """
    exact = settled(points)
    return "" if exact is None else number_text(float(rounded(exact, DECIMALS)))


def column_text(points: float | None) -> str:
    """Points as they are printed below one another: always with one decimal, half up.

    >>> column_text(2.0), column_text(76.25), column_text(None)
    ('2.0', '76.3', '')
    """
    exact = settled(points)
    return "" if exact is None else number_text(float(exact), DECIMALS)


def rate_text(row: ScoreRow | None, words: Words) -> str:
    """The rate of points, with how many figures due are missing; empty without one."""
    if row is None or row.rate is None:
        return ""
    rate = percent_text(settled(row.rate))
    told = N_("{rate} ({n} not reported)")
    return words.text(told, rate=rate, n=row.missing) if row.missing else rate


def earned_text(row: ScoreRow | None, words: Words, without: str = "") -> str:
    """Points of those due; without weights the targets on schedule of those judged."""
    if row is not None and row.counted:
        return on_schedule_text(row, words)
    told = N_("{points} of {due} point{due:|s} due")
    got, due = (points_text(row.points), points_text(row.points_due)) if row else ("", "")
    return words.text(told, points=got or without, due=due or without)


def on_schedule_text(row: ScoreRow, words: Words) -> str:
    """How many targets are on schedule of those judged."""
    told = N_("{points} of {due} judged target{due:|s} on schedule")
    return words.text(told, points=row.targets_on_schedule, due=row.targets_judged)


def score_sentence(row: ScoreRow, words: Words) -> str:
    """Whose points, of how many due, at what rate; a range only where something is missing.

    Without points the reason why there are none; nothing where nothing was due.
    """
    if row.rate is None:
        if row.score_reason in {None, NoScore.NOTHING_DUE}:
            return ""
        told = words.label(NoScore, row.score_reason)
        return words.text(N_("{who}: {told}"), who=row.who, told=told)
    told = words.text(
        _TOLD[row.score_kind, row.rate_low is not None],
        points=points_text(row.points),
        due=points_text(row.points_due),
        rate=percent_text(settled(row.rate)),
        full=points_text(row.weight_total),
        n=row.missing,
        low=percent_text(settled(row.rate_low)),
        high=percent_text(settled(row.rate_high)) or "∞",
    )
    told = words.text(N_("{text}."), text=told)
    return words.text(N_("{who}: {told}"), who=row.who, told=told)


def scores_sentence(rows: Sequence[ScoreRow], words: Words) -> str:
    """The only organisation's sentence; of several their rates, the best first, never a sum.

    Where one of them has no weights, of all the share of judged targets on schedule.
    """
    whole = [row for row in rows if not row.unit]
    if len(rows) == 1 or len(whole) == 1:
        return (whole or rows)[0].text if rows else ""
    ranked = sorted((row for row in whole if row.placed is not None), key=_by_place)
    named = [
        words.text(
            N_("{who} {rate}") if row.rank else N_("{who} {rate} ({told})"),
            who=row.who,
            told=unplaced_text(row, words),
            rate=percent_text(settled(row.placed)),
        )
        for row in ranked[:MOST_NAMED]
    ]
    if len(ranked) > len(named):
        named.append(words.text(N_("and {n} more"), n=len(ranked) - len(named)))
    told = N_("Rates: {parts}.")
    if by_count(rows):
        told = N_("On schedule: {parts}.")
    return words.text(told, parts=words.listed(named)) if named else ""


def place_of(row: ScoreRow | None, rows: Sequence[ScoreRow]) -> tuple[int, int] | None:
    """A unit's place and how many units of its organisation have one: alike on every page.

    None without a place, and for an organisation's only unit, which is compared with none.
    """
    if row is None or row.rank is None:
        return None
    peers = [one for one in rows if one.unit and one.organisation == row.organisation]
    return (row.rank, sum(one.rank is not None for one in peers)) if len(peers) > 1 else None


def unplaced_text(row: ScoreRow, words: Words) -> str:
    """Why a member has no place, alike wherever one is told; empty with a place."""
    if row.rank is not None:
        return ""
    if row.missing:
        return words.text(N_("figures not reported, not placed"))
    if row.placed is None:
        return words.text(N_("nothing to be scored yet"))
    return words.text(N_("not placed"))


def scores_note(rows: Sequence[ScoreRow], words: Words) -> str:
    """What a table of these scores says of itself, by whether some or all have no weights."""
    if all(row.counted for row in rows):
        return words.text(COUNTS_NOTE)
    note = words.text(SCORES_NOTE)
    return words.sentences(note, words.text(MIXED_NOTE)) if by_count(rows) else note


def by_count(rows: Sequence[ScoreRow]) -> bool:
    """Whether these are compared by targets on schedule: one of them has no weights."""
    return any(row.by_count for row in rows)


def _by_place(row: ScoreRow) -> tuple[bool, float]:
    return row.rank is None, -(row.placed or 0.0)


def _worded(row: ScoreRow, header: Header, words: Words) -> ScoreRow:
    sentence = score_sentence(row, words)
    if row.rate is not None and not row.judged:
        gate = percent_text(header.policy.coverage_gate, 0)
        note = words.text(N_("Coverage is below {gate}: no verdict on the whole."), gate=gate)
        sentence = words.sentences(sentence, note)
    return replace(row, text=sentence)
