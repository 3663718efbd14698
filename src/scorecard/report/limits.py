"""Control limits of the indicators' series: as lines for the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from scorecard.i18n import N_, Words, number_text
from scorecard.report.json_ import json_number
from scorecard.report.parts import TargetRow
from scorecard.report.records import Record, records
from scorecard.report.table import BOLD, Screen, fit, page

NONE: Final = "none"
TRIAL: Final = "trial"
_SAID: Final = {
    0: N_("the last value, {value}, lies between them: no change beyond noise"),
    1: N_("the last value, {value}, lies above them: more than noise"),
    -1: N_("the last value, {value}, lies below them: more than noise"),
}


def limits_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The limits (columns `assessment.lines.LIMITS`) as JSON; unknown numbers are null."""
    return [
        {
            "organisation": row["organisation"],
            "indicator": row["indicator"],
            "points": row["points"],
            "state": row["state"],
            **{key: json_number(row[key]) for key in ("value", "mean", "lower", "upper")},
            "signal": row["signal"],
            "since": row["since"],
            "reason_code": "too_few_points" if row["state"] == NONE else None,
        }
        for row in records(table)
    ]


def limits_line(row: Record, words: Words, fiscal_start: int = 1) -> str:
    """One indicator's limits in a sentence; of too few values, that nothing can be said."""
    since = words.period(row["since"], fiscal_start) if row["since"] else ""
    line = _line(row, words, since)
    if since and row["state"] != NONE:
        return words.text(N_("{line}, counted anew since {since}"), line=line, since=since)
    return line


def _line(row: Record, words: Words, since: str) -> str:
    if row["state"] == NONE and since:
        return words.text(
            N_("counted anew since {since}: values {n}; control limits need six (trial) or twelve"),
            n=row["points"],
            since=since,
        )
    if row["state"] == NONE:
        return words.text(
            N_("{n} values: control limits need six (trial) or twelve"), n=row["points"]
        )
    said = words.text(_SAID[int(row["signal"])], value=number_text(row["value"]))
    drawn = (
        N_("mean {mean}, trial limits {lower} to {upper} ({n} values): {said}")
        if row["state"] == TRIAL
        else N_("mean {mean}, limits {lower} to {upper} ({n} values): {said}")
    )
    numbers = {key: _short(row[key]) for key in ("mean", "lower", "upper")}
    return words.text(drawn, n=row["points"], said=said, **numbers)


def limits_text(
    table: pd.DataFrame, screen: Screen, targets: Iterable[TargetRow], fiscal_start: int = 1
) -> str:
    """A line for each indicator that has limits, or lost them when its series broke; else empty.

    Indicators go by the names that these targets print, else by their ids.
    """
    words = screen.words
    names = {(row.organisation, row.indicator): row.name for row in targets}
    rows = [row for row in records(table) if row["state"] != NONE or row["since"]]
    if not rows:
        return ""
    lines = [screen.paint(words.text(N_("Control limits")), BOLD)]
    for row in rows:
        name = names.get((row["organisation"], row["indicator"]), row["indicator"])
        line = f"{name} · {limits_line(row, words, fiscal_start)}"
        lines += [f"  {part}" for part in fit(line, screen.width - 2)]
    return page(["", *lines])


def limits_by_indicator(
    table: pd.DataFrame, words: Words, fiscal_start: int = 1
) -> dict[tuple[str, str], str]:
    """The sentences of those indicators that have limits, by organisation and indicator."""
    return {
        (row["organisation"] or "", row["indicator"] or ""): limits_line(row, words, fiscal_start)
        for row in records(table)
        if row["state"] != NONE or row["since"]
    }


def _short(x: float | None) -> str:
    return number_text(x, 2) if x is not None and abs(x) < 1000 else number_text(x, 1)  # noqa: PLR2004 (two decimals tell enough of small numbers, one of large ones)
