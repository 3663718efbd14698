"""The same targets under several methods, as text for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from scorecard.model.labels import COLUMNS, METHOD_CLASSES, METHODS
from scorecard.model.printing import number_text, rounded
from scorecard.model.status import STATUS_SYMBOLS, Method, Status
from scorecard.report.json_ import json_number
from scorecard.report.screen import BOLD, Screen, page
from scorecard.report.table import Column, fit, laid_out
from scorecard.words import N_, Words

SCHEMA: Final = 1
NONE: Final = "–"
_DECIMALS: Final = 3
_OWN_WORDS: Final = (Method.GROWTH_RATIO, Method.PROJECTION)
"""Methods whose class says more than our status does."""


def compare_text(table: pd.DataFrame, title: str, as_of: date, screen: Screen) -> str:
    """One line per target with what each method says, and the targets they disagree on.

    `table`: what `rules.compare.side_by_side` gives.
    """
    words = screen.words
    rows = _rows(table)
    known = len([row for row in rows if row["agree"] is not None])
    apart = [row for row in rows if row["agree"] is False]
    lines = [screen.paint(line, BOLD) for line in fit(title, screen.width)]
    lines += [words.text(N_("as of {day}"), day=words.date(as_of)), ""]
    lines += laid_out(_columns(rows, screen), screen.width).lines()
    count = words.text(
        N_("The methods disagree on {n} of {of} targets that two or more of them judge."),
        n=len(apart),
        of=known,
    )
    return page([*lines, "", *fit(count, screen.width), *_apart(apart, screen)])


def compare_document(table: pd.DataFrame, as_of: date) -> dict[str, Any]:
    """The same as JSON: numbers unrounded, what a method does not know is null."""
    rows = _rows(table)
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "methods": [str(method) for method in Method],
        "targets": [_target(row) for row in rows],
        "disagreements": [row["target"] for row in rows if row["agree"] is False],
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with None for what is missing."""
    return [
        {str(key): None if _missing(value) else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124  (NaN)


def _columns(rows: list[dict[str, Any]], screen: Screen) -> tuple[Column, ...]:
    words = screen.words
    titles = {name: words.text(COLUMNS[name]) for name in ("target", "name", "actual")}
    names = [row["name"] or "" for row in rows]
    own = [n if n != row["target"] else "" for n, row in zip(names, rows, strict=True)]
    return (
        Column(titles["target"], [row["target"] for row in rows], name=True),
        Column(titles["name"], own, rank=2),
        Column(titles["actual"], [number_text(row["actual"]) for row in rows], rank=1, right=True),
        *(
            Column(words.label(METHODS, method), [_said(row, method, screen) for row in rows])
            for method in Method
        ),
    )


def _said(row: Mapping[str, Any], method: Method, screen: Screen) -> str:
    """Symbol and word of the status, the office's own class where it has one, and its number."""
    status = row[f"{method}_status"]
    if status is None:
        return NONE
    word, own = screen.word(status), row[f"{method}_class"]
    if method in _OWN_WORDS and own:
        word = f"{STATUS_SYMBOLS[Status(status)]} {screen.words.label(METHOD_CLASSES, own)}"
    return " ".join(filter(None, (word, _number(row[f"{method}_value"]))))


def _number(value: float | None) -> str:
    return "" if value is None else number_text(float(rounded(value, _DECIMALS)))


def _apart(rows: list[dict[str, Any]], screen: Screen) -> list[str]:
    """The targets on which the methods disagree, with the verdicts furthest apart."""
    words = screen.words
    lines = []
    for row in rows:
        best, worst = screen.word(row["best"]), screen.word(row["worst"])
        told = words.text(
            N_("{target}: {best} by {good}, {worst} by {bad}"),
            target=row["target"],
            best=best,
            good=_by(row, row["best"], words),
            worst=worst,
            bad=_by(row, row["worst"], words),
        )
        lines += [f"  {line}" for line in fit(told, screen.width - 2)]
    return lines


def _by(row: Mapping[str, Any], status: str, words: Words) -> str:
    """The methods that give this status."""
    return words.listed([words.label(METHODS, m) for m in Method if row[f"{m}_status"] == status])


def _target(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("organisation", "target", "name")},
        "actual": json_number(row["actual"]),
        "actual_period": row["actual_period"],
        "methods": {
            str(method): {
                "status": row[f"{method}_status"],
                "class": row[f"{method}_class"],
                "value": json_number(row[f"{method}_value"]),
                "score": json_number(row[f"{method}_score"]),
                "reason_code": row[f"{method}_reason"],
            }
            for method in Method
        },
        "verdicts": int(row["verdicts"]),
        "agree": None if row["agree"] is None else bool(row["agree"]),
        "best": row["best"],
        "worst": row["worst"],
    }
