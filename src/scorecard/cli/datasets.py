"""`scorecard assess` for a dataset of Parquet files; a plain table goes to `judged`."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli.options import progress, read_date, shown_path
from scorecard.i18n import Words
from scorecard.pipeline.dataset import Dataset, Judged, assess_dataset, is_dataset, summary
from scorecard.schema.errors import MissingExtraError
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, Status

PACKAGES: Final = ("duckdb", "pyarrow")
OF_BOTH: Final = ("table", "as_of", "form", "method", "fiscal_year_start", "fail_on")
OF_TABLES: Final = ("mapping", "direction", "fiscal_year_named_by", "strict", "explain_reading")
"""Options that say how a plain table is to be read: a dataset would not heed them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The dataset to be judged, how, by how many processes, and where the answer goes."""

    table: Path
    as_of: str | None
    form: str
    method: str | None
    jobs: int | None
    output: Path | None
    fiscal_year_start: int | None
    fail_on: tuple[str, ...]


def assess(words: Words, **options: Any) -> None:  # noqa: ANN401  (click checked the types)
    """Judge a dataset and say how many targets have which status; a plain table as `judged`."""
    named = {name: options.pop(name) for name in ("jobs", "output")}
    if not is_dataset(options["table"]):
        from scorecard.cli import judged

        for name, value in named.items():
            if value is not None:
                raise click.UsageError(
                    words.text("--{option} is for datasets of Parquet files.", option=name)
                )
        judged.assess(words, **options)
        return
    asked = _Asked(**{name: options[name] for name in OF_BOTH}, **named)
    for name in OF_TABLES:
        if options[name]:
            option = "map" if name == "mapping" else name.replace("_", "-")
            raise click.UsageError(words.text("--{option} is for plain tables.", option=option))
    if asked.form == "csv":
        raise click.UsageError(words.text("A dataset is told as a table or as JSON."))
    if asked.as_of is None:
        raise click.UsageError(words.text("A dataset needs --as-of."))
    absent = [name for name in PACKAGES if find_spec(name) is None]
    if absent:
        raise MissingExtraError(packages=", ".join(absent), extra="scale")
    _judge(words, asked, read_date(asked.as_of))


def _judge(words: Words, asked: _Asked, day: date) -> None:
    dataset = Dataset.at(asked.table)
    output = asked.output or dataset.folder / "assessments"
    method = Method(asked.method) if asked.method else Policy().method
    policy = Policy(method=method, fiscal_start=asked.fiscal_year_start or 1)
    with progress(words.text("Assessing")) as advance:
        judged = assess_dataset(dataset, output, day, policy, asked.jobs or 1, advance=advance)
    if asked.form == "json":
        click.echo(json.dumps(summary(judged), ensure_ascii=False, indent=2))
    else:
        click.echo(_text(words, judged))
    failed = set(judged.statuses) & set(asked.fail_on)
    sys.exit(3 if failed else 0)


def _text(words: Words, judged: Judged) -> str:
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
    return "\n".join([head, *lines, shown_path(judged.folder)])
