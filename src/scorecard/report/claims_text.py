"""Recomputed claims as text for the terminal and as JSON."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from scorecard.model.labels import COLUMNS
from scorecard.model.printing import number_text
from scorecard.model.score_reasons import CLAIMS, VERDICTS
from scorecard.report.changes_text import table_document
from scorecard.report.screen import BOLD, Screen, page
from scorecard.report.table import Column, fit, laid_out
from scorecard.words import N_, Words

SCHEMA: Final = 1
UNKNOWN: Final = "unknown"
_KEPT: Final = ("case", "kind", "expression", "reported")
_NUMBERS: Final = ("recomputed", "low", "high", "difference")


def claims_text(table: pd.DataFrame, title: str, screen: Screen) -> str:
    """One line per claim: what it says, what follows, the verdict and how it came about."""
    words, rows = screen.words, table_document(table)
    columns = (
        Column(words.text(N_("Case")), [row["case"] for row in rows], name=True),
        Column(words.text(N_("Expression")), [row["expression"] or "" for row in rows], rank=2),
        Column(words.text(N_("Reported")), [row["reported"] or "" for row in rows], right=True),
        Column(
            words.text(N_("Recomputed")),
            [number_text(row["recomputed"]) for row in rows],
            right=True,
        ),
        Column(words.text(N_("Verdict")), [_verdict(row, words) for row in rows]),
        Column(words.text(COLUMNS["reason"]), [_reason(row, words) for row in rows], rank=1),
    )
    labels = {**VERDICTS, UNKNOWN: N_("unknown")}
    counts = [f"{words.label(labels, name)} {n}" for name, n in verdict_counts(table).items()]
    lines = [screen.paint(line, BOLD) for line in fit(title, screen.width)]
    return page([*lines, "", *laid_out(columns, screen.width).lines(), "", " · ".join(counts)])


def claims_document(table: pd.DataFrame) -> dict[str, Any]:
    """The claims as JSON: texts as printed, numbers unrounded, what is not known is null."""
    return {
        "schema": SCHEMA,
        "claims": [
            {
                **{key: row[key] for key in _KEPT},
                **{key: row[key] for key in _NUMBERS},
                "verdict": row["verdict"],
                "reason_code": row["reason"],
                "cell": {key: row[key] for key in ("file", "sheet", "cell")},
            }
            for row in table_document(table)
        ],
        "counts": verdict_counts(table),
    }


def verdict_counts(table: pd.DataFrame) -> dict[str, int]:
    """How many claims have each verdict; `unknown` those that cannot be recomputed."""
    found = table["verdict"].fillna(UNKNOWN).value_counts()
    return {name: int(found.get(name, 0)) for name in (*VERDICTS, UNKNOWN)}


def _verdict(row: dict[str, Any], words: Words) -> str:
    return words.label(VERDICTS, row["verdict"]) if row["verdict"] else words.text(N_("unknown"))


def _reason(row: dict[str, Any], words: Words) -> str:
    return words.label(CLAIMS, row["reason"]) if row["reason"] else ""
