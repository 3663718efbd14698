"""Control limits of the indicators' series: as lines for the terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from scorecard.i18n import N_, Words, number_text
from scorecard.report.exports import table_document
from scorecard.report.inputs import Record, records
from scorecard.report.terminal import BOLD, Screen, fit, page
from scorecard.report.view import TargetRow

NONE: Final = "none"
TRIAL: Final = "trial"
_LARGE: Final = 1000
_SAID: Final = {
    0: N_("the last value, {value}, lies between them: no change beyond noise"),
    1: N_("the last value, {value}, lies above them: more than noise"),
    -1: N_("the last value, {value}, lies below them: more than noise"),
}


def limits_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The limits (columns `assessment.lines.LIMITS`) as JSON; unknown numbers are null."""
    return [
        {**row, "reason_code": "too_few_points" if row["state"] == NONE else None}
        for row in table_document(table.drop(columns="period"))
    ]


def limits_line(row: Record, words: Words, fiscal_start: int = 1) -> str:
    """One indicator's limits in a sentence; of too few values, that nothing can be said."""
    text, n, since = words.text, row["points"], words.period(row["since"], fiscal_start)
    if row["state"] == NONE:
        told = N_("{n} values: control limits need six (trial) or twelve")
        if since:
            told = N_(
                "counted anew since {since}: values {n}; control limits need six (trial) or twelve"
            )
        return text(told, n=n, since=since)
    told = N_("mean {mean}, limits {lower} to {upper} ({n} values): {said}")
    if row["state"] == TRIAL:
        told = N_("mean {mean}, trial limits {lower} to {upper} ({n} values): {said}")
    said = text(_SAID[int(row["signal"])], value=number_text(row["value"]))
    numbers = {key: _short(row[key]) for key in ("mean", "lower", "upper")}
    line = text(told, n=n, said=said, **numbers)
    return text(N_("{line}, counted anew since {since}"), line=line, since=since) if since else line


def limits_by_indicator(
    table: pd.DataFrame, words: Words, fiscal_start: int = 1
) -> dict[tuple[str, str], str]:
    """The sentences of those indicators that have limits, or lost them when their series broke.

    By organisation and indicator.
    """
    return {
        (row["organisation"] or "", row["indicator"] or ""): limits_line(row, words, fiscal_start)
        for row in records(table)
        if row["state"] != NONE or row["since"]
    }


def limits_text(
    table: pd.DataFrame, screen: Screen, targets: Iterable[TargetRow], fiscal_start: int = 1
) -> str:
    """A line for each indicator that `limits_by_indicator` has one for; else empty.

    Indicators go by the names that these targets print, else by their ids.
    """
    names = {(row.organisation, row.indicator): row.name for row in targets}
    sentences = limits_by_indicator(table, screen.words, fiscal_start)
    lines = ["", screen.paint(screen.words.text(N_("Control limits")), BOLD)]
    for key, sentence in sentences.items():
        line = f"{names.get(key, key[1])} · {sentence}"
        lines += [f"  {part}" for part in fit(line, screen.width - 2)]
    return page(lines) if sentences else ""


def _short(x: float | None) -> str:
    """Two decimals tell enough of small numbers, one of large ones."""
    return number_text(x, 2 if x is not None and abs(x) < _LARGE else 1)
