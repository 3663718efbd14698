"""What changed, and each figure's revisions, as text for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.model.labels import COLUMNS, STATUSES
from scorecard.model.printing import number_text, signed_text
from scorecard.model.status import STATUS_SYMBOLS, Status
from scorecard.report.screen import BOLD, Screen, page
from scorecard.report.table import Column, fit, laid_out
from scorecard.words import N_, Words

_NONE: Final = "–"


def history_text(
    parts: Sequence[tuple[str, pd.DataFrame, pd.DataFrame]], screen: Screen, fiscal_start: int = 1
) -> str:
    """Each part's heading, its figures with every vintage, its targets' status day by day.

    A part is (heading, rows of `rules.history.revisions`, assessments with `as_of`).
    """
    lines: list[str] = []
    for heading, figures, statuses in parts:
        lines += [
            *([""] if lines else []),
            *(screen.paint(t, BOLD) for t in fit(heading, screen.width)),
        ]
        lines += _figures(figures, screen, fiscal_start)
        lines += ["", screen.paint(screen.words.text(N_("Status by day")), BOLD)]
        lines += _standings(statuses, screen)
    return page(lines)


def changes_text(
    days: tuple[date, date],
    statuses: pd.DataFrame,
    restated: pd.DataFrame,
    flipped: pd.DataFrame,
    targets: pd.DataFrame,
    screen: Screen,
) -> str:
    """Statuses that changed, figures restated with what they flipped, targets revised."""
    words = screen.words
    first, second = (words.date(day) for day in days)
    head = words.text(N_("From {first} to {second}"), first=first, second=second)
    lines = [screen.paint(head, BOLD)]
    for title, nothing, rows, draw in (
        (N_("Statuses changed"), N_("No status changed."), statuses, _status_changes),
        (N_("Figures restated"), N_("No figure was restated."), restated, _restated),
        (
            N_("Statuses that the restatements flipped"),
            N_("No restatement flipped a status."),
            flipped,
            _status_changes,
        ),
        (N_("Targets revised or new"), N_("No target was revised."), targets, _targets),
    ):
        lines += ["", screen.paint(words.text(title), BOLD)]
        lines += draw(rows, screen) if len(rows) else [words.text(nothing)]
    return page(lines)


def table_document(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as JSON: missing values are null, dates ISO texts."""
    return [
        {str(name): _json(value) for name, value in row.items()} for row in frame.to_dict("records")
    ]


def _json(value: Any) -> Any:  # noqa: ANN401  (any value of a frame)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def status_word(status: object, words: Words) -> str:
    """Symbol and word of a status; a dash where there is none."""
    if not isinstance(status, str):
        return _NONE
    return f"{STATUS_SYMBOLS[Status(status)]} {words.label(STATUSES, status)}"


def _figures(rows: pd.DataFrame, screen: Screen, fiscal_start: int) -> list[str]:
    words = screen.words
    if rows.empty:
        return [words.text(N_("No figures yet."))]
    records = rows.to_dict("records")
    place = [_joined(r["file"], r["sheet"], r["cell"]) for r in records]
    return laid_out(
        (
            _column(words, "period", [words.period(r["period"], fiscal_start) for r in records]),
            _column(words, "value", [_value(r) for r in records], right=True),
            Column(
                words.text(N_("Change")),
                [signed_text(_number(r["change"])) for r in records],
                rank=1,
                right=True,
            ),
            _column(words, "received", [_day(r["known_on"], words) for r in records]),
            Column(
                words.text(N_("In force")),
                [words.text(N_("yes")) if r["current"] else words.text(N_("no")) for r in records],
            ),
            _column(words, "place", place, name=True),
        ),
        screen.width,
    ).lines()


def _standings(statuses: pd.DataFrame, screen: Screen) -> list[str]:
    words = screen.words
    if statuses.empty:
        return [words.text(N_("No target rests on these figures."))]
    records = statuses.to_dict("records")
    return laid_out(
        (
            Column(words.text(N_("As of")), [_day(r["as_of"], words) for r in records]),
            _column(words, "target", [str(r["target"]) for r in records]),
            _column(
                words, "actual", [number_text(_number(r["actual"])) for r in records], right=True
            ),
            _last(words, [status_word(r["status"], words) for r in records]),
        ),
        screen.width,
    ).lines()


def _status_changes(rows: pd.DataFrame, screen: Screen) -> list[str]:
    words = screen.words
    records = rows.to_dict("records")
    moves = [
        f"{status_word(r['status_before'], words)} → {status_word(r['status_after'], words)}"
        for r in records
    ]
    values = [
        f"{number_text(_number(r['actual_before'])) or _NONE} → "
        f"{number_text(_number(r['actual_after'])) or _NONE}"
        for r in records
    ]
    return laid_out(
        (
            _column(words, "target", [str(r["target"]) for r in records]),
            _column(words, "name", [_joined(r["name"]) for r in records], name=True),
            _column(words, "actual", values, rank=1),
            _last(words, moves),
        ),
        screen.width,
    ).lines()


def _restated(rows: pd.DataFrame, screen: Screen) -> list[str]:
    words = screen.words
    records = rows.to_dict("records")
    values = [
        f"{number_text(_number(r['value_before'])) or _NONE} → "
        f"{number_text(_number(r['value'])) or _NONE}"
        for r in records
    ]
    return laid_out(
        (
            _column(words, "organisation", [str(r["organisation"]) for r in records], rank=1),
            _column(words, "indicator", [str(r["indicator"]) for r in records]),
            _column(words, "period", [words.period(r["period"]) for r in records]),
            _column(words, "value", values),
            _column(words, "received", [_day(r["known_on"], words) for r in records], rank=2),
            _column(words, "note", [_joined(r["note"]) for r in records], name=True),
        ),
        screen.width,
    ).lines()


def _targets(rows: pd.DataFrame, screen: Screen) -> list[str]:
    words = screen.words
    records = rows.to_dict("records")
    values = [
        f"{number_text(_number(r['value_before'])) or _NONE} → "
        f"{number_text(_number(r['value'])) or _NONE}"
        for r in records
    ]
    return laid_out(
        (
            _column(words, "target", [str(r["target"]) for r in records]),
            Column(words.text(N_("Version")), [str(r["version"]) for r in records], right=True),
            _column(words, "target_value", values),
            Column(words.text(N_("Valid from")), [_day(r["valid_from"], words) for r in records]),
            _column(words, "reason", [_joined(r["reason"]) for r in records], name=True),
        ),
        screen.width,
    ).lines()


def _column(
    words: Words,
    key: str,
    cells: Sequence[str],
    *,
    rank: int = 0,
    right: bool = False,
    name: bool = False,
) -> Column:
    return Column(words.label(COLUMNS, key), cells, rank=rank, right=right, name=name)


def _last(words: Words, cells: Sequence[str]) -> Column:
    return Column(words.label(COLUMNS, "status"), cells, last=True)


def _value(record: Mapping[Any, Any]) -> str:
    value = _number(record["value"])
    return number_text(value) if value is not None else _joined(record["raw"]) or _NONE


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not pd.isna(value) else None


def _day(value: object, words: Words) -> str:
    return words.date(value.date()) if isinstance(value, pd.Timestamp) else _NONE


def _joined(*parts: object) -> str:
    return "!".join(part for part in parts if isinstance(part, str) and part)
