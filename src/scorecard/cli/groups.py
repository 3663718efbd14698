"""`scorecard status --by` and `--league`."""

from __future__ import annotations

from typing import Any

import click

from scorecard.cli.options import terminal_width, use_colour
from scorecard.i18n import Words
from scorecard.pipeline.standing import (
    SCORE,
    League,
    Standing,
    families,
    league,
    member_names,
    rolled_up,
)
from scorecard.report.groups import group_rows, league_rows, league_text, roll_up_text
from scorecard.report.inputs import status_words
from scorecard.report.table import Screen
from scorecard.schema.errors import N_
from scorecard.store import json_bytes

MEMBERS = ("organisation", "unit")


def print_groups(
    standing: Standing,
    words: Words,
    form: str,
    by: str | None,
    compared: str | None,
) -> None:
    """Print one roll-up, or one league table, as text or JSON."""
    if form == "csv":
        raise click.UsageError(words.text(N_("--by and --league print a table or JSON.")))
    own = status_words(words, standing.policy, standing.data.workspace.labels)
    screen = Screen(words, terminal_width(), use_colour(), own)
    if compared is None:
        _print_roll_up(standing, str(by), form, screen)
        return
    if (by or MEMBERS[0]) not in MEMBERS:
        raise click.UsageError(words.text(N_("--league compares organisations or units.")))
    _print_league(league(standing, compared, by or MEMBERS[0]), form, screen)


def _print_roll_up(standing: Standing, by: str, form: str, screen: Screen) -> None:
    rolled = rolled_up(standing, by)
    if form == "json":
        _echo(
            _head(standing.as_of.isoformat(), standing.quarter)
            | {"groups": group_rows({by: rolled})}
        )
        return
    made = families(standing) if by == "parent" else None
    click.echo(roll_up_text(rolled, by, member_names(standing, by), screen, made))


def _print_league(found: League, form: str, screen: Screen) -> None:
    rows = league_rows(found.table, found.names)
    if form == "json":
        _echo(
            _head(found.as_of.isoformat(), found.quarter)
            | {
                "previous_quarter": found.previous_quarter,
                "league": found.key,
                "compared": SCORE if found.key == SCORE else "figure",
                "by": found.by,
                "unit_of_measure": found.unit_of_measure or None,
                "rows": rows,
            }
        )
        return
    heading = _heading(found, screen.words)
    click.echo(league_text(found.table, heading, found.by, found.names, screen))


def _heading(found: League, words: Words) -> str:
    """What is compared, when, and since when movement is counted."""
    name = words.text(N_("score")) if found.key == SCORE else found.name
    if found.unit_of_measure:
        name = words.text(N_("{name} ({unit})"), name=name, unit=found.unit_of_measure)
    return words.text(
        N_("{name}: {quarter}, as of {day}; movement since {before}"),
        name=name,
        quarter=words.period(found.quarter, found.fiscal_start),
        day=words.date(found.as_of),
        before=words.period(found.previous_quarter, found.fiscal_start),
    )


def _head(as_of: str, quarter: str) -> dict[str, Any]:
    return {"schema": 1, "as_of": as_of, "quarter": quarter}


def _echo(document: dict[str, Any]) -> None:
    click.echo(json_bytes(document), nl=False)
