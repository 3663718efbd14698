"""A plain table: what is said of it on the command line, and how it was understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli.options import now
from scorecard.i18n import N_, Words
from scorecard.pipeline.plain_table import said_beside
from scorecard.pipeline.standing import Standing
from scorecard.read.table.as_books import TableReading
from scorecard.read.table.lexicon import role_named
from scorecard.read.table.roles import Options, Told
from scorecard.schema.errors import Name
from scorecard.schema.findings import Origin, finding, in_order
from scorecard.schema.vocabulary import Direction, Severity

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


def strictly(standing: Standing, readings: Sequence[TableReading], words: Words) -> Standing:
    """The standing with every warning as an error, and one for each thing that was assumed."""
    file = standing.data.workspace.title
    found = [
        replace(f, severity=Severity.ERROR) if f.severity is Severity.WARNING else f
        for f in standing.findings
    ]
    found += [
        finding("B433", Origin(file, one.sheet), told=_sentence(told, words))
        for one in readings
        for told in one.assumed
    ]
    return replace(standing, findings=in_order(found))


def reading_text(readings: Sequence[TableReading], words: Words, *, everything: bool) -> str:
    """The lines that say what each column was taken for; all of them where `everything`."""
    lines = []
    for reading, one in zip(readings, reading_rows(readings, words), strict=True):
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
        if everything:
            lines += _cells(reading, words)
    return "\n".join(lines)


_ROWS: Final = {
    "header": N_("header"), "heading": N_("heads other rows"), "total": N_("total"),
    "footnote": N_("footnote"), "empty": N_("without a number"),
}  # fmt: skip


def _cells(reading: TableReading, words: Words) -> Iterator[str]:
    """A line for each row: what it is, or the role of each of its cells."""
    for number, kind, cells in reading.cells():
        told = " · ".join(f"{place} {role or words.text(N_('not read'))}" for place, role in cells)
        shown = words.text(_ROWS[kind]) if kind in _ROWS else told
        yield words.text(N_("Row {row}: {told}"), row=number, told=shown)


def said_of_table(
    table: Path,
    mapping: Sequence[str],
    direction: str | None,
    fiscal_year_start: int | None,
    fiscal_year_named_by: str | None,
) -> Options:
    """What the options, and the file beside the table, say of it; the options go first."""
    beside = said_beside(table)
    roles = dict(beside.mapping)
    for one in mapping:
        header, equals, role = one.rpartition("=")
        if not equals:
            raise click.BadParameter(one, param_hint="--map")
        roles[header] = role_named(role)
    named_by = fiscal_year_named_by or beside.named_by
    return replace(
        beside,
        today=now("UTC").date(),
        mapping=roles,
        direction=Direction(direction) if direction else beside.direction,
        fiscal_start=fiscal_year_start or beside.fiscal_start,
        named_by="end" if named_by == "end" else "start" if named_by else None,
    )
