"""From assessments to a `View`: everything the outputs print, worded, rounded and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.i18n import N_, Words, coverage_text, number_text, percent_text, plain
from scorecard.report.boards import heat_map, league_tables
from scorecard.report.curves import Curves, all_series, figure_rows, untargeted
from scorecard.report.lines import Lines
from scorecard.report.method import method_page
from scorecard.report.news import news
from scorecard.report.parts import (
    FigureRow,
    FindingRow,
    GoalRow,
    Header,
    Knot,
    MethodPage,
    MissingRow,
    Numbers,
    OrganisationBlock,
    Place,
    Quote,
    Series,
    SeriesTarget,
    StatusCount,
    StatusMeaning,
    TargetRow,
    Threshold,
    Version,
    View,
)
from scorecard.report.points import points_lines, settled, sum_note
from scorecard.report.records import Record, month_of, records
from scorecard.report.targets import Facts, Quotes, TargetWriter, gather, key_of
from scorecard.report.titles import COLUMNS, SHEETS
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.vocabulary import (
    VERDICTS,
    WAITING,
    Direction,
    Flag,
    GoalClass,
    Measure,
    Method,
    Severity,
    Status,
)

__all__ = [
    "FigureRow",
    "FindingRow",
    "GoalRow",
    "Header",
    "Knot",
    "MethodPage",
    "MissingRow",
    "Numbers",
    "OrganisationBlock",
    "Place",
    "Quote",
    "Series",
    "SeriesTarget",
    "StatusCount",
    "StatusMeaning",
    "TargetRow",
    "Threshold",
    "Version",
    "View",
    "scorecard_view",
]


# ---------------------------------------------------------------------------
# The lists beside the targets: who has not reported, goals without a verdict, findings.


CLASS_REASONS: Final[Mapping[str, str]] = {
    GoalClass.MEASURABLE: N_("A number is stated; no target has been set from it."),
    GoalClass.DELIVERABLE: N_("Something to be delivered; no target has been set from it."),
    GoalClass.NEEDS_DEFINITION: N_("What is to be measured has to be defined first."),
    GoalClass.SLOGAN: N_("An appeal without a measurable content: recorded, never scored."),
    GoalClass.FACT: N_("A statement of what is, not of what is to be."),
}


def tally(rows: Sequence[TargetRow], statuses: dict[str, str]) -> tuple[StatusCount, ...]:
    """How many targets have each status, in the order of the vocabulary, zeros included."""
    counts = dict.fromkeys(Status, 0)
    for row in rows:
        counts[Status(row.status)] += 1
    return tuple(StatusCount(str(s), s.symbol, statuses[s], n) for s, n in counts.items())


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
        if status in WAITING and row.period_needed:
            key = (str(status), row.organisation, row.indicator, row.period_needed)
            groups.setdefault(key, []).append(row)
    found: dict[str, list[MissingRow]] = {status: [] for status in WAITING}
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
        class_word=words.label(GoalClass, kind),
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
        severity_word=words.label(Severity, finding.severity),
        place=Place(place.file, place.sheet, place.cell),
        title=told.title,
        found=plain(finding.found, None) if finding.found else "",
        message=told.message,
        expected=told.expected,
        hint=told.hint,
    )


# ---------------------------------------------------------------------------
# What a view shows of books and figures: what was known, of one organisation or one unit.


def narrowed(
    books: Books, figures: pd.DataFrame, assessments: pd.DataFrame, header: Header
) -> tuple[Books, pd.DataFrame]:
    """What concerns the header's organisation and unit; everything where it names none.

    Figures that became known after the header's date are left out, as they are from assessments.
    A view of a unit or of some targets holds the organisations, goals and figures of those
    targets only.
    """
    figures = figures[~(figures["known_on"] > pd.Timestamp(header.as_of))]
    if header.organisation is not None:
        name = header.organisation
        books = _of_organisations(books, {name})
        figures = figures[figures["organisation"].eq(name)]
    if header.unit is not None or header.targets:
        books = _of_organisations(books, set(assessments["organisation"].dropna()))
        stated = _shown(books.goals.values, assessments, "goal")
        books = replace(books, goals=books.goals.keep(stated))
        figures = figures[_shown(figures, assessments, "indicator")]
    return books, figures


def _of_organisations(books: Books, names: set[str]) -> Books:
    return Books(
        **{f.name: _of(getattr(books, f.name), "organisation", names) for f in fields(Books)}
    )


def _shown(frame: pd.DataFrame, assessments: pd.DataFrame, column: str) -> pd.Series:
    """Whether each row's id is one that its own organisation's assessments name."""
    keys = ["organisation", column]
    named = pd.MultiIndex.from_frame(assessments[keys].dropna())
    return pd.Series(pd.MultiIndex.from_frame(frame[keys]).isin(named), index=frame.index)


def _of(table: Table, column: str, names: set[str]) -> Table:
    return table.keep(table.values[column].isin(names))


# ---------------------------------------------------------------------------
# From assessments to a `View`: everything the outputs print, worded, rounded and in order.


def scorecard_view(  # noqa: PLR0913  (each comes from another room)
    assessments: pd.DataFrame,
    books: Books,
    figures: pd.DataFrame,
    findings: Iterable[Finding],
    header: Header,
    summary: Mapping[str, Any],
    words: Words,
    lines: Lines | None = None,
) -> View:
    """Everything the outputs print, in the language of `words`.

    Organisations stand in book order, their targets by due date and then in book order.  `summary`
    is that of the JSON contract (`rules.rollup.summary`).  `lines` holds what charts draw
    around the figures; without its pathways they run through the values that the books state.
    """
    books, figures = narrowed(books, figures, assessments, header)
    assessed = list(records(assessments))
    fiscal_start = header.policy.fiscal_start
    facts = gather(books, assessments, figures, words.language)
    writer = TargetWriter(words, header, books, facts.unit_names)
    lines = lines or Lines()
    rows = _worked(_target_rows(assessed, facts, writer, fiscal_start), lines, words)
    counts = tally(rows, writer.statuses)
    figure_list = figure_rows(figures, facts, words, fiscal_start)
    firsts = _firsts(lines, facts, writer)
    curves = Curves(books, lines, words, fiscal_start, firsts)
    missing, awaited = missing_rows(rows, header.as_of, words, _lasts(assessed, writer))
    return View(
        header=header,
        language=words.language,
        **_head(header, counts, summary, rows, words),
        tally=counts,
        organisations=_blocks(rows, books, facts, writer),
        missing=missing,
        awaited=awaited,
        untargeted=untargeted(figure_list, rows),
        unscored=unscored(books, rows, writer.quotes, facts),
        sources=figure_list,
        findings=finding_rows(findings, words),
        heat=heat_map(lines, rows),
        leagues=league_tables(lines, facts, words, fiscal_start),
        series=all_series(figure_list, rows, facts, curves),
        method=method_page(header.policy, words, writer.statuses, _methods(rows)),
        titles={name: words.text(title) for name, title in COLUMNS.items()},
        sheets={name: words.text(title) for name, title in SHEETS.items()},
        summary=summary,
        news=news(lines, rows, words, fiscal_start),
    )


def _methods(rows: Iterable[TargetRow]) -> set[str]:
    """What judges the targets; caps on flows are judged by their pace under `schedule` as well."""
    found = {row.method for row in rows if row.method}
    capped = any(
        row.measure == Measure.FLOW and row.direction == Direction.DECREASE and row.method
        for row in rows
    )
    return found | ({Method.PACE} if capped else set())


def _head(
    header: Header,
    counts: Sequence[StatusCount],
    summary: Mapping[str, Any],
    rows: Sequence[TargetRow],
    words: Words,
) -> dict[str, Any]:
    """The lines above everything else."""
    as_of = words.date(header.as_of)
    quarter = words.period(header.quarter, header.policy.fiscal_start)
    return {
        "title": header.title,
        "subtitle": words.text(N_("{quarter}, as of {as_of}"), quarter=quarter, as_of=as_of),
        "as_of_text": as_of,
        "quarter_text": quarter,
        "headline": _headline(counts, words),
        "coverage_text": _coverage(counts, summary, words),
        "score_text": _score(summary, header, rows, words),
    }


def _target_rows(
    assessed: Sequence[Record], facts: Facts, writer: TargetWriter, fiscal_start: int
) -> tuple[TargetRow, ...]:
    """Rows by organisation, then due date (none last), then book order."""
    rows = [
        writer.row(position, record, facts.names[key_of(record)])
        for position, record in enumerate(assessed)
    ]
    never = 10**9
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                facts.place(row.organisation)[0],
                month_of(row.due, fiscal_start) or never,
                row.position,
            ),
        )
    )


def _worked(rows: tuple[TargetRow, ...], lines: Lines, words: Words) -> tuple[TargetRow, ...]:
    """The rows with how their points came about, where that is at hand."""
    if lines.workings is None or lines.workings.empty:
        return rows
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records(lines.workings):
        found.setdefault((record["organisation"], record["target"]), []).append(record)
    return tuple(
        replace(row, points_lines=points_lines(found[key], words))
        if (key := (row.organisation, row.target)) in found
        else row
        for row in rows
    )


def _firsts(lines: Lines, facts: Facts, writer: TargetWriter) -> tuple[TargetRow, ...]:
    """The first versions of revised targets, each with a verdict of its own."""
    if lines.originals is None:
        return ()
    return tuple(
        writer.row(position, record, facts.names[key_of(record)])
        for position, record in enumerate(records(lines.originals))
        if key_of(record) in facts.names
    )


def _blocks(
    rows: Sequence[TargetRow], books: Books, facts: Facts, writer: TargetWriter
) -> tuple[OrganisationBlock, ...]:
    goals = books.goals.values["organisation"].value_counts().to_dict()
    grouped: dict[str, list[TargetRow]] = {name: [] for name in facts.organisation_order}
    for row in rows:
        grouped[row.organisation].append(row)
    blocks = []
    for name, group in grouped.items():
        counts = tally(group, writer.statuses)
        block = OrganisationBlock(
            name, tuple(group), counts, tally_text(counts), int(goals.get(name, 0))
        )
        blocks.append(block)
    return tuple(blocks)


def _lasts(assessed: Sequence[Record], writer: TargetWriter) -> dict[int, str]:
    """The last known figure of each row that tells one."""
    told = {}
    for position, record in enumerate(assessed):
        text = writer.last_known(record)
        if text:
            told[position] = text
    return told


def _headline(counts: Sequence[StatusCount], words: Words) -> str:
    total = sum(count.count for count in counts)
    if not total:
        return words.text(N_("No targets."))
    parts = [f"{count.word} {count.count}" for count in counts if count.count]
    told = N_("{n} target: {parts}.") if total == 1 else N_("{n} targets: {parts}.")
    return words.text(told, n=total, parts=words.listed(parts))


def _coverage(counts: Sequence[StatusCount], summary: Mapping[str, Any], words: Words) -> str:
    """How many of the due targets reported, and what share of weight that is."""
    number = {Status(count.status): count.count for count in counts}
    reported = sum(number[status] for status in VERDICTS)
    due = reported + number[Status.AWAITING_DATA] + number[Status.OVERDUE]
    if not due:
        return words.text(N_("Nothing is due yet."))
    if summary.get("coverage") is None:
        return words.text(N_("{n} of {due} reported."), n=reported, due=due)
    share = coverage_text(summary["coverage"])
    return words.text(
        N_("{n} of {due} reported, {share} of weight."), n=reported, due=due, share=share
    )


def _score(
    summary: Mapping[str, Any], header: Header, rows: Sequence[TargetRow], words: Words
) -> str:
    """The score with its range; below the coverage gate that there is no verdict."""
    score, coverage = summary.get("score"), summary.get("coverage")
    if score is None:
        return ""
    low, high = number_text(summary.get("score_low"), 2), number_text(summary.get("score_high"), 2)
    text = words.text(
        N_("Score {score} ({low} to {high} if the missing were worst or best)."),
        score=number_text(settled(score), 2),
        low=low,
        high=high or "∞",
    )
    points = [row.numbers.points for row in rows if row.status in VERDICTS]
    known = [p for p in points if p is not None]
    added = known and len(known) == len(points) and not header.policy.renormalise
    note = sum_note(known, score, words) if added else ""
    text = f"{text}{'' if words.language == 'zh' or not note else ' '}{note}"
    gate = header.policy.coverage_gate
    if coverage is not None and coverage < gate:
        limit = percent_text(gate, 0)
        note = words.text(N_("Coverage is below {gate}: no verdict on the whole."), gate=limit)
        return f"{text}{'' if words.language == 'zh' else ' '}{note}"
    return text
