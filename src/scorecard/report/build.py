"""From assessments to a `View`: everything the outputs print, worded, rounded and in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.i18n import N_, Words, coverage_text, number_text, percent_text, plain
from scorecard.report import view
from scorecard.report.amounts import Scale
from scorecard.report.highlights import heat_quarters, highlights
from scorecard.report.inputs import SCORE, LeagueFrame, Lines, Names, Record, records
from scorecard.report.method import GOALS, method_page, scale_in
from scorecard.report.scores import score_rows, scores_sentence
from scorecard.report.series import Curves, all_series, figure_rows, untargeted
from scorecard.report.target_rows import TargetWriter
from scorecard.schema import vocabulary as v
from scorecard.schema.findings import Finding
from scorecard.schema.frames import Books
from scorecard.schema.period import MONTHS_A_YEAR

NEVER: Final = 10**9
"""The month in which a target without a due date is due."""


def scorecard_view(  # noqa: PLR0913  (each comes from another room)
    assessments: pd.DataFrame,
    books: Books,
    figures: pd.DataFrame,
    findings: Iterable[Finding],
    header: view.Header,
    summary: Mapping[str, Any],
    words: Words,
    lines: Lines | None = None,
    scores: pd.DataFrame | None = None,
    *,
    drawn: bool = True,
) -> view.View:
    """Everything the outputs print, in the language of `words`.

    Organisations stand in book order, their targets by due date and then in book order.  `summary`
    is that of the JSON contract (`scoring.rollup.summary`), `scores` too (`scoring.rollup.scores`).
    `lines` holds what charts draw around the figures.  Not `drawn`: without figures and series, for
    data alone.
    """
    books, figures = narrowed(books, figures, assessments, header)
    lines, fiscal_start = lines or Lines(), header.policy.fiscal_start
    names = Names(books, assessments, figures, words, fiscal_start)
    writer = TargetWriter(header, books, names, lines.points_told)
    figure_list = figure_rows(figures, names) if drawn else ()
    rows = _target_rows(records(assessments), names, writer)
    rows = with_year_ago(rows, figure_list, lines, names)
    points, counts = score_rows(scores, names, header), tally(rows, writer.statuses)
    found = highlights(lines, rows, words, fiscal_start)
    missing, awaited = missing_rows(rows, header.as_of, words)
    quarter, as_of = words.period(header.quarter, fiscal_start), words.date(header.as_of)
    return view.View(
        header=header,
        language=words.language,
        title=header.title,
        subtitle=words.text(N_("{quarter}, as of {as_of}"), quarter=quarter, as_of=as_of),
        as_of_text=as_of,
        headline=_headline(counts, words),
        coverage_text=_coverage(rows, summary, words),
        score_text=scores_sentence(points, words),
        tally=counts,
        organisations=_blocks(rows, books, names, writer.statuses, points),
        missing=missing,
        awaited=awaited,
        untargeted=untargeted(figure_list, rows),
        unscored=unscored(books, rows, names),
        sources=figure_list,
        findings=finding_rows(findings, words),
        heat=heat_quarters(found, rows),
        leagues=league_tables(lines, names),
        series=all_series(figure_list, rows, Curves(books, lines, names, writer)) if drawn else (),
        method=method_page(header.policy, words, writer.statuses, _methods(rows)),
        summary=summary,
        scores=points,
        earlier=tuple(
            (quarter, score_rows(table, names, header)) for quarter, table in lines.earlier_scores
        ),
        highlights=found,
    )


def with_year_ago(
    rows: Sequence[view.TargetRow], figures: Sequence[view.FigureRow], lines: Lines, names: Names
) -> tuple[view.TargetRow, ...]:
    """The rows with what their figure was a year before: of the same basis, or a running total.

    A figure that was reported as part of a year is never held against a year.  Where there is none
    on record, what the unit has typed in its form stands for it.
    """
    known: dict[tuple[str, str, str], dict[int, float]] = {}
    for figure in figures:
        if figure.current and figure.value is not None:
            key = figure.organisation, figure.indicator, figure.basis
            known.setdefault(key, {})[figure.month] = figure.value
    for total in records(lines.totals):
        month, value = names.month(total["period"]), total["value"]
        yearly = total["whole"] and total["year"] is not None
        if month is not None and value is not None and yearly:
            key = total["organisation"], total["indicator"], v.Basis.TO_DATE
            known.setdefault(key, {}).setdefault(month, value)
    return tuple(_with_year_ago(row, known, lines.years_ago, names) for row in rows)


def _with_year_ago(
    row: view.TargetRow,
    known: Mapping[tuple[str, str, str], Mapping[int, float]],
    told: Mapping[tuple[str, str, int], float],
    names: Names,
) -> view.TargetRow:
    actual, month = row.numbers.actual, names.month(row.actual_period)
    if actual is None or month is None or row.measure == v.Measure.MILESTONE:
        return row
    for basis in (v.Basis.TO_DATE, v.Basis.POINT):
        found = known.get((row.organisation, row.indicator, basis), {})
        before = found.get(month - MONTHS_A_YEAR)
        typed = told.get((row.organisation, row.indicator, month)) if before is None else None
        before = typed if before is None else before
        if before is not None and found.get(month) == actual:
            scale = scale_in(row)
            value = names.amounts.value(before, scale)
            growth = names.amounts.growth(actual, before, scale)
            said = N_("a year ago {value} ({growth})")
            if typed is not None:
                said = N_("a year ago {value} as the form says ({growth})")
            text = names.words.text(said, value=value, growth=growth)
            return replace(row, year_ago=before, year_ago_text=text, growth_text=growth)
    return row


# ------------------------------------------------------- what was known, of whom it is asked


def narrowed(
    books: Books, figures: pd.DataFrame, assessments: pd.DataFrame, header: view.Header
) -> tuple[Books, pd.DataFrame]:
    """What concerns the header's organisation and unit; everything where it names none.

    Figures that became known after the header's date are left out, as they are from assessments.
    A view of a unit or of some targets holds the organisations, goals and figures of those
    targets only.
    """
    figures = figures[~(figures["known_on"] > pd.Timestamp(header.as_of))]
    if header.organisation is not None:
        books = _of_organisations(books, {header.organisation})
        figures = figures[figures["organisation"].eq(header.organisation)]
    if header.unit is not None or header.targets:
        books = _of_organisations(books, set(assessments["organisation"].dropna()))
        stated = _shown(books.goals.values, assessments, "goal")
        books = replace(books, goals=books.goals.keep(stated))
        figures = figures[_shown(figures, assessments, "indicator")]
    return books, figures


def _of_organisations(books: Books, names: set[str]) -> Books:
    tables = (getattr(books, field.name) for field in fields(Books))
    return Books(*(table.keep(table.values["organisation"].isin(names)) for table in tables))


def _shown(frame: pd.DataFrame, assessments: pd.DataFrame, column: str) -> pd.Series:
    """Whether each row's id is one that its own organisation's assessments name."""
    keys = ["organisation", column]
    named = pd.MultiIndex.from_frame(assessments[keys].dropna())
    return pd.Series(pd.MultiIndex.from_frame(frame[keys]).isin(named), index=frame.index)


# --------------------------------------------------------------------- targets, and their sums


def _target_rows(
    assessed: Iterable[Record], names: Names, writer: TargetWriter
) -> tuple[view.TargetRow, ...]:
    """Rows by organisation, then due date (none last), then book order."""

    def place(row: view.TargetRow) -> tuple[int, int, int]:
        due = names.month(row.due) or NEVER
        return names.place(row.organisation)[0], due, row.position

    return tuple(sorted((writer.row(n, a) for n, a in enumerate(assessed)), key=place))


def tally(
    rows: Sequence[view.TargetRow], statuses: Mapping[str, str]
) -> tuple[view.StatusCount, ...]:
    """How many targets have each status, in the order of the vocabulary, zeros included."""
    found = [row.status for row in rows]
    return tuple(view.StatusCount(str(s), s.symbol, statuses[s], found.count(s)) for s in v.Status)


def _blocks(
    rows: Sequence[view.TargetRow],
    books: Books,
    names: Names,
    statuses: Mapping[str, str],
    scores: Sequence[view.ScoreRow],
) -> tuple[view.OrganisationBlock, ...]:
    told = {row.organisation: row.text for row in scores if not row.unit}
    goals = books.goals.values["organisation"].value_counts().to_dict()
    blocks = []
    for name in names.organisations:
        mine = tuple(row for row in rows if row.organisation == name)
        counts = tally(mine, statuses)
        text = " · ".join(f"{c.symbol} {c.word} {c.count}" for c in counts if c.count)
        stated = int(goals.get(name, 0))
        blocks.append(view.OrganisationBlock(name, mine, counts, text, stated, told.get(name, "")))
    return tuple(blocks)


def _methods(rows: Iterable[view.TargetRow]) -> set[str]:
    """What judges the targets; caps on flows are judged by their pace under `schedule` as well."""
    judged = [row for row in rows if row.method]
    capped = any(
        row.measure == v.Measure.FLOW and row.direction == v.Direction.DECREASE for row in judged
    )
    return {row.method for row in judged} | ({v.Method.PACE} if capped else set())


def _headline(counts: Sequence[view.StatusCount], words: Words) -> str:
    total = sum(count.count for count in counts)
    if not total:
        return words.text(N_("No targets."))
    parts = [f"{count.word} {count.count}" for count in counts if count.count]
    told = N_("{n} target{n:|s}: {parts}.")
    return words.text(told, n=total, parts=words.listed(parts))


def _coverage(rows: Sequence[view.TargetRow], summary: Mapping[str, Any], words: Words) -> str:
    """How many of the due targets reported, and what share of weight that is."""
    due = sum(row.status in {*v.VERDICTS, v.Status.OVERDUE} for row in rows)
    reported = sum(row.status in v.VERDICTS and not row.unreported for row in rows)
    if not due:
        return words.text(N_("Nothing is due yet."))
    told = N_("{n} of {due} reported, {share} of weight.")
    if summary.get("coverage") is None or summary.get("score_kind") == "count":
        told = N_("{n} of {due} reported.")
    told = words.text(told, n=reported, due=due, share=coverage_text(summary.get("coverage")))
    silent = sum(bool(row.unreported) and row.numbers.earned_share is not None for row in rows)
    old = N_("{n} more {n:is|are} judged by an older figure, the newer one is overdue.")
    return words.sentences(told, words.text(old, n=silent) if silent else "")


# ------------------------------------------- figures that have not come, goals without a verdict


def missing_rows(
    rows: Iterable[view.TargetRow], as_of: date, words: Words
) -> tuple[tuple[view.MissingRow, ...], tuple[view.MissingRow, ...]]:
    """Figures that have not come: overdue ones, and those still awaited.

    A verdict on an older figure (flag `stale`) waits for the newer one, too.
    """
    groups: dict[tuple[str, str, str, str], list[view.TargetRow]] = {}
    for row in rows:
        status = row.status
        if v.Flag.STALE in row.flags:
            late = row.deadline is not None and row.deadline < as_of
            status = v.Status.OVERDUE if late else v.Status.AWAITING_DATA
        if status in v.WAITING and row.period_needed:
            key = (str(status), row.organisation, row.indicator, row.period_needed)
            groups.setdefault(key, []).append(row)
    found: dict[str, list[view.MissingRow]] = {status: [] for status in v.WAITING}
    for (status, *_), group in groups.items():
        found[status].append(_missing(status, group, as_of, words))
    return tuple(found[v.Status.OVERDUE]), tuple(found[v.Status.AWAITING_DATA])


def _missing(
    status: str, group: Sequence[view.TargetRow], as_of: date, words: Words
) -> view.MissingRow:
    first = group[0]
    late = max((as_of - first.deadline).days, 0) if first.deadline else 0
    days = N_("{n} day{n:|s}")
    return view.MissingRow(
        row=first,
        status=status,
        days_late=late,
        days_late_text=words.text(days, n=late) if late else "",
        targets=tuple(row.target for row in group),
        last_text=first.last_text,
    )


def unscored(
    books: Books, rows: Iterable[view.TargetRow], names: Names
) -> tuple[view.GoalRow, ...]:
    """Goals without a verdict: no target is drawn from them, or none that can be scored.

    A goal whose target was revised by a later goal has the verdict of that target.
    """
    drawn: dict[tuple[str, str], list[view.TargetRow]] = {}
    judged: dict[tuple[str, str], view.TargetRow] = {}
    for row in rows:
        drawn.setdefault((row.organisation, row.source.goal), []).append(row)
        judged[row.organisation, row.target] = row
    for version in records(books.targets.values):
        later = judged.get((version["organisation"] or "", version["target"] or ""))
        if later is not None:
            drawn.setdefault((later.organisation, version["goal"] or ""), [later])
    goals = []
    for goal in records(books.goals.values):
        targets = drawn.get((goal["organisation"] or "", goal["goal"] or ""), [])
        if all(row.status == v.Status.NOT_SCORED for row in targets):
            goals.append(_goal(goal, targets, names))
    return tuple(sorted(goals, key=lambda goal: names.place(goal.organisation)[0]))


def _goal(goal: Record, targets: Sequence[view.TargetRow], names: Names) -> view.GoalRow:
    words, kind = names.words, goal["class"] or ""
    reason = targets[0].reason if targets else words.text(GOALS.get(kind, ""))
    return view.GoalRow(
        organisation=goal["organisation"] or "",
        goal=goal["goal"] or "",
        quote=names.quote(goal, targets[0].source.origin if targets else None),
        class_word=words.label(v.GoalClass, kind),
        note=goal["note"] or "",
        reason=reason,
        targets=tuple(row.target for row in targets),
    )


def finding_rows(findings: Iterable[Finding], words: Words) -> tuple[view.FindingRow, ...]:
    """The findings in words, in the order given."""
    told = ((finding, words.finding(finding)) for finding in findings)
    return tuple(
        view.FindingRow(
            code=finding.code,
            severity=str(finding.severity),
            severity_word=words.label(v.Severity, finding.severity),
            place=view.Place(finding.origin.file, finding.origin.sheet, finding.origin.cell),
            title=text.title,
            found=plain(finding.found, None) if finding.found else "",
            message=text.message,
            expected=text.expected,
            hint=text.hint,
        )
        for finding, text in told
    )


# ------------------------------------------------------------- many targets at once: the boards


def league_tables(lines: Lines, names: Names) -> tuple[view.LeagueTable, ...]:
    """The league tables in words, one for each group, members in the order of their places."""
    tables = []
    for league in lines.leagues:
        found = list(records(league.table))
        for group in dict.fromkeys(row.get("group") or "" for row in found):
            mine = [row for row in found if (row.get("group") or "") == group]
            tables.append(_league(league, mine, group, names))
    return tuple(tables)


def _league(
    league: LeagueFrame, found: Sequence[Record], group: str, names: Names
) -> view.LeagueTable:
    words = names.words
    scale = next((s for (_, indicator), s in names.scales.items() if indicator == league.key), None)
    scale = scale or Scale(v.Measure.RATE, None, league.unit_of_measure)
    title = next((n for (_, i), n in names.names.items() if i == league.key), league.name)
    if league.key == SCORE:
        counted = any(row.get("score_kind") == "count" for row in found)
        title = words.text(N_("Share on schedule") if counted else N_("Rate of points"))
    if group:
        title = words.text(N_("{title} · {group}"), title=title, group=group)

    def value(value: float | None) -> str:
        if value is None:
            return words.text(N_("no figure"))
        return percent_text(value) if league.key == SCORE else names.amounts.value(value, scale)

    rows = tuple(
        view.LeagueRow(
            member=row["member"] or "",
            place=None if row["place"] is None else int(row["place"]),
            value=row["value"],
            value_text=value(row["value"]),
            movement=None if row["movement"] is None else int(row["movement"]),
            movement_text=_movement(row["movement"], row["place"], words),
            tied=bool(row["tied"]),
        )
        for row in found
    )
    note = words.text(N_("movement since {quarter}"), quarter=names.period(league.previous_quarter))
    return view.LeagueTable(league.key, title, note, rows, scale.is_rank, group)


def _movement(movement: float | None, place: float | None, words: Words) -> str:
    """Places gained or lost; a dash where nothing moved."""
    if place is None:
        return ""
    if movement is None:
        return words.text(N_("new"))
    if not movement:
        return "–"
    return f"{'↑' if movement > 0 else '↓'} {number_text(abs(movement), 0)}"
