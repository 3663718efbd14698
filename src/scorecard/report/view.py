"""From assessments to a `View`: everything the outputs print, worded, rounded and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from scorecard.model import labels
from scorecard.model.finding import Finding
from scorecard.model.frames import Books
from scorecard.model.printing import coverage_text, number_text, percent_text
from scorecard.model.status import (
    STATUS_SYMBOLS,
    VERDICTS,
    Direction,
    Measure,
    Method,
    Status,
)
from scorecard.report.boards import heat_map, league_tables
from scorecard.report.curves import Curves
from scorecard.report.facts import Facts, gather, key_of
from scorecard.report.figures import all_series, figure_rows, untargeted
from scorecard.report.lines import Lines
from scorecard.report.lists import finding_rows, missing_rows, tally, tally_text, unscored
from scorecard.report.method import method_page
from scorecard.report.narrow import narrowed
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
from scorecard.report.points_text import points_lines, settled, sum_note
from scorecard.report.records import Record, month_of, records
from scorecard.report.targets import TargetWriter
from scorecard.words import N_, Words

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
    counts = tally(rows, writer.statuses, STATUS_SYMBOLS)
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
        titles={name: words.text(title) for name, title in labels.COLUMNS.items()},
        sheets={name: words.text(title) for name, title in labels.SHEETS.items()},
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
        counts = tally(group, writer.statuses, STATUS_SYMBOLS)
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
