"""From the rules' frames to boards: statuses by quarter, and league tables with movement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from scorecard.i18n import N_, Words, number_text, percent_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.lines import LeagueFrame, Lines
from scorecard.report.parts import HeatMap, HeatRow, LeagueRow, LeagueTable, TargetRow
from scorecard.report.records import records
from scorecard.report.targets import Facts
from scorecard.schema.vocabulary import Measure, Status

SCORE = "score"


def heat_map(lines: Lines, rows: Iterable[TargetRow]) -> HeatMap | None:
    """The targets' statuses by quarter, in the view's order; nothing for a single quarter.

    Targets that were never scored are left out.
    """
    quarters = [] if lines.history is None else list(dict.fromkeys(lines.history["quarter"]))
    if lines.history is None or len(quarters) <= 1:
        return None
    found = {
        (r["organisation"], r["target"], r["quarter"]): r["status"] for r in records(lines.history)
    }
    made = (
        HeatRow(
            row.organisation,
            row.name,
            " · ".join(part for part in (row.target_text, row.due_text) if part),
            tuple(found.get((row.organisation, row.target, q)) or "" for q in quarters),
        )
        for row in rows
    )
    told = tuple(row for row in made if set(row.statuses) - {"", Status.NOT_SCORED})
    return HeatMap(tuple(quarters), told) if told else None


def league_tables(
    lines: Lines, facts: Facts, words: Words, fiscal_start: int
) -> tuple[LeagueTable, ...]:
    """The league tables in words, one for each group, members in the order of their places."""
    return tuple(
        _table(league, rows, group, facts, words, fiscal_start)
        for league in lines.leagues
        for group, rows in _by_group(league.table)
    )


def _by_group(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each group with its name; groups are ranked on their own."""
    if "group" not in table or table["group"].isna().all():
        return [("", table)]
    named = table.assign(group=table["group"].fillna("")).groupby("group", sort=False)
    return [(str(group), rows) for group, rows in named]


def _table(
    league: LeagueFrame,
    rows_of: pd.DataFrame,
    group: str,
    facts: Facts,
    words: Words,
    fiscal_start: int,
) -> LeagueTable:
    scale = _scale(league, facts)
    named = next((n for (_, i), n in facts.names.items() if i == league.key), league.name)
    title = words.text(N_("Score")) if league.key == SCORE else named
    before = words.period(league.previous_quarter, fiscal_start)
    note = words.text(N_("movement since {quarter}"), quarter=before)
    if group:
        title = words.text(N_("{title} · {group}"), title=title, group=group)
    found = records(rows_of.astype({"place": "Float64", "movement": "Float64"}))
    rows = tuple(
        LeagueRow(
            member=row["member"] or "",
            place=None if row["place"] is None else int(row["place"]),
            value=row["value"],
            value_text=_value(row["value"], league, scale, words),
            movement=None if row["movement"] is None else int(row["movement"]),
            movement_text=_movement(row["movement"], row["place"], words),
            tied=bool(row["tied"]),
        )
        for row in found
    )
    return LeagueTable(league.key, title, note, rows, scale.is_rank, group)


def _scale(league: LeagueFrame, facts: Facts) -> Scale:
    found = [scale for (_, indicator), scale in facts.scales.items() if indicator == league.key]
    return found[0] if found else Scale(Measure.RATE, None, league.unit_of_measure)


def _value(value: float | None, league: LeagueFrame, scale: Scale, words: Words) -> str:
    if value is None:
        return words.text(N_("no figure"))
    if league.key == SCORE:
        return percent_text(value, 0)
    return Amounts(words).value(value, scale)


def _movement(movement: float | None, place: float | None, words: Words) -> str:
    """Places gained or lost; a dash where nothing moved."""
    if place is None:
        return ""
    if movement is None:
        return words.text(N_("new"))
    if not movement:
        return "–"
    return f"{'↑' if movement > 0 else '↓'} {number_text(abs(movement), 0)}"


def pages(rows: Sequence[HeatRow], most: int) -> list[list[HeatRow]]:
    """The rows in pages of so many lines; an organisation's name takes a line of its own."""
    found: list[list[HeatRow]] = []
    used, organisation = most, ""
    for row in rows:
        need = 1 + (row.organisation != organisation)
        if used + need > most:
            found.append([])
            used, need = 0, 2
        found[-1].append(row)
        used, organisation = used + need, row.organisation
    return found
