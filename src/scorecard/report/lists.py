"""The lists beside the targets: who has not reported, goals without a verdict, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from scorecard.model.finding import Finding
from scorecard.model.frames import Books
from scorecard.model.labels import GOAL_CLASSES, SEVERITIES
from scorecard.model.printing import plain
from scorecard.model.status import Flag, GoalClass, Status
from scorecard.report.facts import Facts
from scorecard.report.parts import FindingRow, GoalRow, MissingRow, Place, StatusCount, TargetRow
from scorecard.report.quotes import Quotes
from scorecard.report.records import Record, records
from scorecard.words import N_, Words

CLASS_REASONS: Final[Mapping[str, str]] = {
    GoalClass.MEASURABLE: N_("A number is stated; no target has been set from it."),
    GoalClass.DELIVERABLE: N_("Something to be delivered; no target has been set from it."),
    GoalClass.NEEDS_DEFINITION: N_("What is to be measured has to be defined first."),
    GoalClass.SLOGAN: N_("An appeal without a measurable content: recorded, never scored."),
    GoalClass.FACT: N_("A statement of what is, not of what is to be."),
}
_OPEN: Final = (Status.OVERDUE, Status.AWAITING_DATA)


def tally(
    rows: Sequence[TargetRow], statuses: dict[str, str], symbols: dict[Status, str]
) -> tuple[StatusCount, ...]:
    """How many targets have each status, in the order of the vocabulary, zeros included."""
    counts = dict.fromkeys(Status, 0)
    for row in rows:
        counts[Status(row.status)] += 1
    return tuple(StatusCount(str(s), symbols[s], statuses[s], n) for s, n in counts.items())


def tally_text(counts: Iterable[StatusCount]) -> str:
    """The statuses that occur, on one line: `● On track 3 · ! Overdue 1`."""
    return " · ".join(f"{c.symbol} {c.word} {c.count}" for c in counts if c.count)


def missing_rows(
    rows: Iterable[TargetRow], as_of: date, words: Words, lasts: dict[int, str]
) -> tuple[tuple[MissingRow, ...], tuple[MissingRow, ...]]:
    """Figures that have not come: overdue ones, and those still awaited.

    A verdict on an older figure (flag `stale`) waits for the newer one, too.  `lasts` holds the
    last known figure in words by the row's position.
    """
    groups: dict[tuple[str, str, str, str], list[TargetRow]] = {}
    for row in rows:
        status = _waiting(row, as_of)
        if status in _OPEN and row.period_needed:
            key = (str(status), row.organisation, row.indicator, row.period_needed)
            groups.setdefault(key, []).append(row)
    found: dict[str, list[MissingRow]] = {status: [] for status in _OPEN}
    for (status, *_), group in groups.items():
        found[status].append(_missing(status, group, as_of, words, lasts))
    return tuple(found[Status.OVERDUE]), tuple(found[Status.AWAITING_DATA])


def _waiting(row: TargetRow, as_of: date) -> str:
    """The status of the figure that a row waits for: overdue or awaited; else the row's own."""
    if Flag.STALE not in row.flags:
        return row.status
    late = row.deadline is not None and row.deadline < as_of
    return Status.OVERDUE if late else Status.AWAITING_DATA


def _missing(
    status: str, group: list[TargetRow], as_of: date, words: Words, lasts: dict[int, str]
) -> MissingRow:
    first = group[0]
    late = (as_of - first.deadline).days if first.deadline else 0
    late = max(late, 0)
    return MissingRow(
        organisation=first.organisation,
        unit=first.unit,
        unit_name=first.unit_name,
        indicator=first.indicator,
        name=first.name,
        period=first.period_needed,
        period_text=first.period_needed_text,
        deadline=first.deadline,
        deadline_text=first.deadline_text,
        days_late=late,
        days_late_text=_days(late, words) if late else "",
        status=status,
        status_text=first.status_text,
        targets=tuple(row.target for row in group),
        last_text=lasts.get(first.position, ""),
        shown=first.status,
    )


def _days(days: int, words: Words) -> str:
    return words.text(N_("{n} day") if days == 1 else N_("{n} days"), n=days)


def unscored(
    books: Books, rows: Iterable[TargetRow], quotes: Quotes, facts: Facts
) -> tuple[GoalRow, ...]:
    """Goals without a verdict: no target is drawn from them, or none that can be scored.

    A goal whose target was revised by a later goal has the verdict of that target.
    """
    rows = tuple(rows)
    drawn: dict[tuple[str, str], list[TargetRow]] = {}
    for row in rows:
        drawn.setdefault((row.organisation, row.source.goal), []).append(row)
    judged = {(row.organisation, row.target): row for row in rows}
    for version in records(books.targets.values):
        organisation = version["organisation"] or ""
        revised = judged.get((organisation, version["target"] or ""))
        goal_key = (organisation, version["goal"] or "")
        if revised is not None and goal_key not in drawn:
            drawn[goal_key] = [revised]
    goals = []
    for goal in records(books.goals.values):
        targets = drawn.get((goal["organisation"] or "", goal["goal"] or ""), [])
        if all(row.status == Status.NOT_SCORED for row in targets):
            goals.append(_goal(goal, targets, quotes))
    return tuple(sorted(goals, key=lambda goal: facts.place(goal.organisation)[0]))


def _goal(goal: Record, targets: list[TargetRow], quotes: Quotes) -> GoalRow:
    words, kind = quotes.words, goal["class"] or ""
    reason = targets[0].reason if targets else words.text(CLASS_REASONS.get(kind, ""))
    origin = targets[0].source.origin if targets else None
    return GoalRow(
        organisation=goal["organisation"] or "",
        goal=goal["goal"] or "",
        quote=quotes.quote(goal["organisation"], goal["goal"], origin, goal["strength"]),
        goal_class=kind,
        class_word=words.label(GOAL_CLASSES, kind),
        note=goal["note"] or "",
        reason=reason,
        targets=tuple(row.target for row in targets),
    )


def finding_rows(findings: Iterable[Finding], words: Words) -> tuple[FindingRow, ...]:
    """The findings in words, in the order given."""
    return tuple(_finding(finding, words) for finding in findings)


def _finding(finding: Finding, words: Words) -> FindingRow:
    told = words.finding(finding)
    place = finding.origin
    return FindingRow(
        code=finding.code,
        severity=str(finding.severity),
        severity_word=words.label(SEVERITIES, finding.severity),
        place=Place(place.file, place.sheet, place.cell),
        title=told.title,
        found=plain(finding.found, None) if finding.found else "",
        message=told.message,
        expected=told.expected,
        hint=told.hint,
    )
