"""What is new: how many targets are red and since when, what changed, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import dropwhile, takewhile
from typing import Final, TypeAlias

from scorecard.i18n import N_, Words
from scorecard.report.inputs import Lines, key_of, records
from scorecard.report.view import Change, Highlights, QuarterTally, Series, TargetRow
from scorecard.schema.vocabulary import BEHIND, RED, VERDICTS, Flag, Status

WAYS: Final = {
    "worse": N_("{n} worse"),
    "better": N_("{n} better"),
    "unreported": N_("{n} unreported"),
    "other": N_("{n} other"),
    "corrected": N_("{n} corrected"),
}
Statuses: TypeAlias = Mapping[str, str]
"""A target's status by quarter, oldest first; no entry where it was not stated yet."""
Past: TypeAlias = Mapping[tuple[str, str], Statuses]
"""The statuses of each target (organisation, target)."""


def highlights(
    lines: Lines, rows: Sequence[TargetRow], words: Words, fiscal_start: int
) -> Highlights:
    """What the first page says first.

    Without a history (a single quarter) it holds the sentence alone.
    """
    past: dict[tuple[str, str], dict[str, str]] = {}
    for record in records(lines.history):
        key = record["organisation"] or "", record["target"] or ""
        past.setdefault(key, {})[record["quarter"]] = record["status"] or ""
    quarters = list(dict.fromkeys(quarter for told in past.values() for quarter in told))
    if len(quarters) <= 1:
        return Highlights(_message(rows, {}, words, fiscal_start))
    return Highlights(
        message=_message(rows, past, words, fiscal_start),
        changes=_changes(rows, past, quarters[-2], words),
        corrected=tuple((*key_of(one), one["period"] or "") for one in records(lines.restated)),
        quarters=tuple(tally(quarter, past) for quarter in quarters),
        runs={key: _run(told) for key, told in past.items()},
        past=past,
    )


MOVED: Final = {"worse": N_("↓"), "better": N_("↑"), "unreported": N_("!"), "other": N_("·")}
"""Signs of a change; in Chinese with a word, which is as short."""


def moved_text(change: Change, words: Words) -> str:
    """Whether a target has become better or worse, as a sign."""
    return words.text(MOVED[change.way])


def changes_text(found: Highlights, words: Words) -> str:
    """How many targets have another status than a quarter ago, which way; corrected figures."""
    ways = [*(change.way for change in found.changes), *("corrected" for _ in found.corrected)]
    told = [words.text(text, n=ways.count(way)) for way, text in WAYS.items() if way in ways]
    return words.listed(told) or words.text(N_("No status changed."))


def _message(rows: Sequence[TargetRow], past: Past, words: Words, fiscal_start: int) -> str:
    """How many targets are red, how many of them for longer, and since when."""
    if not rows:
        return words.text(N_("No targets."))
    judged = [row for row in rows if row.status in VERDICTS]
    text = words.text(N_("No target has a verdict yet"))
    if judged:
        text = _red_text(judged, past, words, fiscal_start)
        amber = sum(row.status == Status.AT_RISK for row in judged)
        text = _and(text, words.text(N_("{n} at risk"), n=amber) if amber else "", words)
    return words.text(N_("{text}."), text=_and(text, overdue_text(rows, words), words))


def _red_text(judged: Sequence[TargetRow], past: Past, words: Words, fiscal_start: int) -> str:
    red = [row for row in judged if row.status in RED]
    if not red:
        none = N_("No target of {total} judged is off track or missed")
        return words.text(none, total=len(judged))
    told = N_("{n} of {total} judged target{total:|s} {n:is|are} off track or missed")
    text = words.text(told, n=len(red), total=len(judged))
    since = (_red_since(past.get((row.organisation, row.target), {})) for row in red)
    longer = sorted((quarter, reaches) for quarter, runs, reaches in since if runs > 1)
    if not longer:
        return text
    first, reaches_back = longer[0]
    told = N_("{n} of them for more than one quarter, the longest since {quarter}")
    if reaches_back:
        told = N_("{n} of them for more than one quarter, the longest since before {quarter}")
    quarter = words.period(first, fiscal_start)
    return _and(text, words.text(told, n=len(longer), quarter=quarter), words)


def _and(text: str, more: str, words: Words) -> str:
    return words.text(N_("{text}; {more}"), text=text, more=more) if more else text


def overdue_text(rows: Sequence[TargetRow], words: Words) -> str:
    """How many targets wait for figures that should have come, and for which the longest."""
    late = [row for row in rows if row.status == Status.OVERDUE]
    if not late:
        return ""
    dated = [row for row in late if row.deadline]
    first = min(dated, key=lambda row: (row.deadline, row.position), default=None)
    if first is None:
        return words.text(N_("{n} overdue"), n=len(late))
    return words.text(
        N_("{n} overdue, the longest {name} ({organisation}), due by {day}"),
        n=len(late),
        name=first.name,
        organisation=first.organisation,
        day=first.deadline_text,
    )


def _red_since(told: Statuses) -> tuple[str, int, bool]:
    """The first quarter of the last run of red ones, its length, whether it fills what is known."""
    quarters = list(told)
    run = 0
    while run < len(quarters) and told[quarters[-1 - run]] in RED:
        run += 1
    return (quarters[-run] if run else "", run, run == len(quarters))


def _run(told: Statuses) -> int:
    """For how many quarters in a row, up to the last, it has been red or amber."""
    return len(list(takewhile(lambda quarter: told[quarter] in BEHIND, reversed(list(told)))))


def _changes(
    rows: Sequence[TargetRow], past: Past, before: str, words: Words
) -> tuple[Change, ...]:
    """Targets whose status is another one than a quarter ago: worse ones first, then better."""
    found = []
    for row in rows:
        earlier = past.get((row.organisation, row.target), {}).get(before, "")
        if earlier and earlier != row.status:
            text = f"{Status(earlier).symbol} {words.label(Status, earlier)}"
            way = _way(Status(earlier), Status(row.status))
            found.append(Change(row, way, text))
    return tuple(sorted(found, key=lambda change: list(WAYS).index(change.way)))


def _way(before: Status, after: Status) -> str:
    """Better or worse between verdicts; out of none only into red.  A missing figure is neither."""
    if after == Status.OVERDUE:
        return "unreported"
    if before not in VERDICTS or after not in VERDICTS:
        return "worse" if after in RED and before != Status.OVERDUE else "other"
    return "better" if VERDICTS.index(after) < VERDICTS.index(before) else "worse"


def tally(quarter: str, past: Past) -> QuarterTally:
    """How many of these targets had each status at a quarter."""
    found = [told.get(quarter, "") for told in past.values()]
    return QuarterTally(quarter, tuple(found.count(status) for status in Status))


def heat_quarters(found: Highlights, rows: Iterable[TargetRow]) -> tuple[str, ...]:
    """The quarters of the heat map, from the first verdict on.

    Nothing for a single one, or where no target was ever scored.
    """
    places = [place for place, status in enumerate(Status) if status in VERDICTS]
    told = dropwhile(lambda one: not any(one.counts[place] for place in places), found.quarters)
    quarters = tuple(one.quarter for one in told)
    scored = len(quarters) > 1 and any(past_of(found, row, quarters) for row in rows)
    return quarters if scored else ()


def past_of(found: Highlights, row: TargetRow, quarters: Sequence[str]) -> tuple[str, ...]:
    """A target's status at each quarter, empty before it was stated; none if never scored."""
    told = found.past.get((row.organisation, row.target), {})
    statuses = tuple(told.get(quarter, "") for quarter in quarters)
    return statuses if set(statuses) - {"", Status.NOT_SCORED} else ()


# ------------------------------- which targets need attention: one choice for workbook and book

ATTENTION_ORDER: Final = BEHIND[::-1]
"""The worst first."""
TURNING: Final = frozenset({Flag.LOST, Flag.WORSENING, Flag.NEAR_BOUNDARY, Flag.REVISED_TARGET})
"""Flags of a light that may soon change, or has just changed its meaning."""
FEW: Final = 14
"""An organisation with no more indicators than this shows all of them in the book."""
FEWEST_POINTS: Final = 3


def overdue_rows(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """The targets whose figures should have come, the longest overdue first."""
    late = [row for row in rows if row.status == Status.OVERDUE]
    return sorted(late, key=lambda row: row.deadline or date.max)


def matters(series: Series, *, few: bool) -> bool:
    """Whether the book gives an indicator a block of its own.

    Red, amber and overdue targets always have one; so has, where there are `few` indicators,
    whatever has figures to show, and otherwise only what may soon turn.
    """
    rows = [target.row for target in series.targets]
    if any(row.status in {*ATTENTION_ORDER, Status.OVERDUE} for row in rows):
        return True
    if not few:
        return any(TURNING & set(row.flags) for row in rows)
    return bool(series.points) if rows else len(series.points) >= FEWEST_POINTS
