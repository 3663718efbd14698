"""How a plain table was understood: in JSON, and in a few lines before the assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from scorecard.i18n import N_, Words
from scorecard.read.table.plan import Told
from scorecard.read.table.read import TableReading
from scorecard.schema.errors import Name

SHOWN: Final = 6
"""Sentences of one kind that are printed of a table, unless all are asked for."""


def reading_rows(readings: Sequence[TableReading], words: Words) -> list[dict[str, Any]]:
    """The `reading` of the JSON contract: each table with its columns, and what was assumed."""
    return [
        {
            "sheet": one.sheet,
            "rows": one.rows,
            "columns": [
                {
                    "column": column.column,
                    "header": column.header,
                    "role": column.role,
                    "period": column.period,
                    "unit": column.unit,
                }
                for column in one.columns
            ],
            "assumed": [_sentence(told, words) for told in one.assumed],
            "left_out": [_sentence(told, words) for told in one.left_out],
        }
        for one in readings
    ]


def _sentence(told: Told, words: Words) -> str:
    message, params = told
    own = {k: words.text(v) if isinstance(v, Name) else v for k, v in params.items()}
    return words.text(message, **own)


def reading_text(readings: Sequence[TableReading], words: Words, *, everything: bool) -> str:
    """The lines that say what each column was taken for; all of them where `everything`."""
    lines = []
    for one in reading_rows(readings, words):
        columns = [
            f"{c['column']} {c['header']} = {c['role']}"
            + (f" {c['period']}" if c["period"] else "")
            for c in one["columns"]
        ]
        parts = (
            (N_("Read {sheet}, rows {rows}: {told}"), columns),
            (N_("Assumed: {told}"), one["assumed"]),
            (N_("Left out: {told}"), one["left_out"]),
        )
        for message, told in parts:
            if told:
                kept = told if everything else told[: 2 * SHOWN if told is columns else SHOWN]
                more = " …" if len(kept) < len(told) else ""
                place = {"sheet": one["sheet"], "rows": one["rows"]}
                lines.append(words.text(message, told=" · ".join(kept) + more, **place))
    return "\n".join(lines)
