"""`scorecard assess`: a plain table, or a dataset of Parquet files, judged without a workspace."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli import console
from scorecard.cli.judged import print_limits
from scorecard.i18n import N_, Words
from scorecard.pipeline import dataset
from scorecard.pipeline.plain_table import assess_table, said_beside
from scorecard.pipeline.standing import Standing, document_of, limits_of, view_of
from scorecard.read.table.as_books import TableReading
from scorecard.read.table.lexicon import role_named
from scorecard.read.table.roles import Options, Told
from scorecard.report.exports import status_csv
from scorecard.report.limits import limits_rows
from scorecard.report.terminal import assess_text
from scorecard.schema.errors import MissingExtraError, Name
from scorecard.schema.findings import Origin, finding, has_errors, in_order
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Direction, Method, Severity, Status

PACKAGES: Final = ("duckdb", "pyarrow")
SAID: Final = ("mapping", "direction", "fiscal_year_start", "fiscal_year_named_by")
"""Options that say what a plain table does not say of itself."""
OF_TABLES: Final = ("mapping", "direction", "fiscal_year_named_by", "strict", "explain_reading")
"""Options that say how a plain table is to be read: a dataset would not heed them."""
OF_DATASETS: Final = ("jobs", "output")
SHOWN: Final = 6
"""Sentences of one kind that are printed of a table, unless all are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be assessed, how, and how it is to be told."""

    table: Path
    as_of: str | None
    form: str
    method: str | None
    screening: bool
    fail_on: tuple[str, ...]
    mapping: tuple[str, ...]
    direction: str | None
    fiscal_year_start: int | None
    fiscal_year_named_by: str | None
    strict: bool
    explain_reading: bool
    jobs: int | None
    output: Path | None

    def policy(self, fiscal_start: int | None) -> Policy:
        """How targets are judged that name no method."""
        method = Method(self.method) if self.method else Policy().method
        return Policy(method=method, screening=self.screening, fiscal_start=fiscal_start or 1)


def assess(words: Words, **typed: Any) -> None:  # noqa: ANN401  (click checked the types)
    """Print the assessments of a plain table; of a dataset how many targets have which status."""
    asked = _Asked(**typed)
    if dataset.is_dataset(asked.table):
        _refuse(OF_TABLES, typed, words, N_("--{option} is for plain tables."))
        _assess_dataset(words, asked)
    else:
        _refuse(OF_DATASETS, typed, words, N_("--{option} is for datasets of Parquet files."))
        _assess_table(words, asked)


def _refuse(names: Sequence[str], typed: Mapping[str, Any], words: Words, text: str) -> None:
    """Raise the error of usage for the first of these options that was given."""
    for name in names:
        if typed[name]:
            option = "map" if name == "mapping" else name.replace("_", "-")
            raise click.UsageError(words.text(text, option=option))


# ------------------------------------------------------------------ a plain table


def _assess_table(words: Words, asked: _Asked) -> None:
    """The assessments; the table's findings come with their cells."""
    gc.disable()  # one table, then the end: nothing is freed that a search would find
    day = None if asked.as_of is None else console.read_date(asked.as_of)
    said = said_of_table(asked.table, {name: getattr(asked, name) for name in SAID})
    standing, table = assess_table(asked.table, day, asked.policy(said.fiscal_start), said)
    reading = table.reading if table is not None else ()
    if asked.strict:
        standing = strictly(standing, reading, words)
    if asked.form == "json":
        told = {
            "control_limits": limits_rows(limits_of(standing)),
            "reading": reading_rows(reading, words),
        }
        del table, reading  # the rows as they were read: a large table holds much of them
        console.print_json({**document_of(standing, words, iter), **told})
    elif asked.form == "csv":
        click.echo(status_csv(view_of(standing, words)), nl=False)
    else:
        if reading:
            click.echo(reading_text(reading, words, everything=asked.explain_reading) + "\n")
        view = view_of(standing, words)
        click.echo(assess_text(view, console.screen(words)))
        print_limits(limits_of(standing), view, words)
        console.print_findings(standing.findings, words)
    failed = standing.statuses & set(asked.fail_on)
    sys.exit(1 if has_errors(standing.findings) else 3 if failed else 0)


def reading_rows(readings: Sequence[TableReading], words: Words) -> list[dict[str, Any]]:
    """The `reading` of the JSON contract: each table with its columns, and what was assumed."""
    return [
        {
            "sheet": one.sheet,
            "rows": one.rows,
            "columns": [asdict(column) for column in one.columns],
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


def said_of_table(table: Path, said: Mapping[str, Any]) -> Options:
    """What the options (`SAID`), and the file beside the table, say of it; options go first."""
    beside = said_beside(table)
    roles = dict(beside.mapping)
    for one in said["mapping"]:
        header, equals, role = one.rpartition("=")
        if not equals:
            raise click.BadParameter(one, param_hint="--map")
        roles[header] = role_named(role)
    named_by = said["fiscal_year_named_by"] or beside.named_by
    return replace(
        beside,
        today=console.now("UTC").date(),
        mapping=roles,
        direction=Direction(said["direction"]) if said["direction"] else beside.direction,
        fiscal_start=said["fiscal_year_start"] or beside.fiscal_start,
        named_by="end" if named_by == "end" else "start" if named_by else None,
    )


# ------------------------------------------------------------------ a dataset


def _assess_dataset(words: Words, asked: _Asked) -> None:
    if asked.form == "csv":
        raise click.UsageError(words.text("A dataset is told as a table or as JSON."))
    if asked.as_of is None:
        raise click.UsageError(words.text("A dataset needs --as-of."))
    absent = [name for name in PACKAGES if find_spec(name) is None]
    if absent:
        raise MissingExtraError(packages=", ".join(absent), extra="scale")
    day, tables = console.read_date(asked.as_of), dataset.Dataset.at(asked.table)
    output = asked.output or tables.folder / "assessments"
    policy = asked.policy(asked.fiscal_year_start)
    with console.progress(words.text("Assessing")) as advance:
        judged = dataset.assess_dataset(
            tables, output, day, policy, asked.jobs or 1, advance=advance
        )
    if asked.form == "json":
        told = {**asdict(judged), "folder": str(judged.folder)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(_dataset_text(judged, words))
    failed = set(judged.statuses) & set(asked.fail_on)
    sys.exit(3 if failed else 0)


def _dataset_text(judged: dataset.Judged, words: Words) -> str:
    """One sentence, then a line a status."""
    head = words.text(
        "{targets} target{targets:|s} of {organisations} organisation{organisations:|s} "
        "assessed by {figures} figure{figures:|s}, in {parts} part{parts:|s}.",
        targets=f"{sum(judged.statuses.values()):,}",
        organisations=f"{judged.organisations:,}",
        figures=f"{judged.figures:,}",
        parts=judged.parts,
    )
    counts = [(s, judged.statuses[s]) for s in Status if judged.statuses.get(s)]
    width = max((len(f"{count:,}") for _, count in counts), default=0)
    lines = [f"  {count:>{width},}  {s.said.within(words.language)}" for s, count in counts]
    return "\n".join([head, *lines, console.shown_path(judged.folder)])
