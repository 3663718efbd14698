"""`scorecard history`, `diff`, `verify` and the ledger's copies: what was recorded, read back."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from scorecard.cli import console
from scorecard.i18n import Words
from scorecard.ledger.archive import archived
from scorecard.ledger.copies import copy_ledger, restore_ledger
from scorecard.pipeline import standing
from scorecard.pipeline.differences import Difference
from scorecard.pipeline.load import Data, load_data
from scorecard.pipeline.publication import restore_sources
from scorecard.pipeline.verify import Remark, Since, Verified
from scorecard.pipeline.verify import verify as check_all
from scorecard.report.exports import SCHEMA, table_document
from scorecard.report.inputs import Names, status_words
from scorecard.report.method import COLUMNS, FIELDS
from scorecard.report.revisions import changes_text, history_text
from scorecard.report.terminal import Screen
from scorecard.schema.errors import N_, BadPeriodError
from scorecard.schema.frames import ASSESSMENTS, empty
from scorecard.schema.sheets import PROJECTS
from scorecard.schema.vocabulary import Status
from scorecard.store import sha256
from scorecard.workspace import Workspace

STATUS_COLUMNS: Final = [
    *("as_of", "target", "target_version", "target_value", "actual", "status", "reason_code")
]
_STEP: Final = re.compile(r"([a-z_]+)(?:\[(.*?)\](?=\.|$))?(?:\.|$)")
_PATH: Final = re.compile(rf"(?:^|(?<= ))(?:{_STEP.pattern})+$")
"""Where something stands in scorecard.json, behind the file: `assessments[T1].actual`."""
LISTED: Final = 10
"""Returns named that have to be collected again."""


def history(words: Words, name: str, folder: Path | None, as_of: str | None, form: str) -> None:
    """Print a target's or indicator's figures with every revision."""
    workspace = console.open_workspace(folder)
    day = console.as_of_date(as_of, workspace)
    data = load_data(workspace)
    histories = standing.history(data, name, day)
    if form == "json":
        found = [
            {
                "organisation": one.organisation,
                "indicator": one.indicator,
                "figures": table_document(one.figures),
                "targets": table_document(one.targets),
                "statuses": table_document(one.statuses[STATUS_COLUMNS]),
                "answers": [asdict(answer) for answer in one.answers],
            }
            for one in histories
        ]
        console.print_json({"schema": 1, "as_of": day.isoformat(), "histories": found})
        return
    click.echo(history_text(histories, _names(data, words), _screen(words, workspace)))


def diff(words: Words, first: str, second: str, folder: Path | None, form: str) -> None:
    """Print what changed between two quarters or dates."""
    workspace = console.open_workspace(folder)
    ends = sorted(_end(words, workspace, text) for text in (first, second))
    (before, since), (after, until) = ends
    data = load_data(workspace)
    found = standing.changes(data, before, after)
    if form == "json":
        named = ("statuses", "restated", "flipped", "targets")
        tables = {name: table_document(getattr(found, name)) for name in named}
        head = {"schema": 1, "from": before.isoformat(), "to": after.isoformat()}
        console.print_json({**head, **tables})
        return
    names, screen = _names(data, words), _screen(words, workspace)
    click.echo(changes_text((since, until), found, names, screen))


def _end(words: Words, workspace: Workspace, text: str) -> tuple[date, str]:
    """A date, and how it is told; for a quarter the last day on which it was the latest one."""
    start = workspace.fiscal_start
    try:
        quarter = console.read_quarter(text, start)
    except BadPeriodError:
        day = console.read_date(text, start)
        return day, words.date(day)
    day = standing.quarter_and_date(quarter, None, console.as_of_date(None, workspace), start)[1]
    named = words.period(str(quarter), start)
    return day, words.text(N_("{quarter} ({day})"), quarter=named, day=words.date(day))


def _names(data: Data, words: Words) -> Names:
    start, figures = data.workspace.fiscal_start, data.figures.values
    return Names(data.books, empty(ASSESSMENTS), figures, words, start)


def _screen(words: Words, workspace: Workspace) -> Screen:
    own = status_words(words, workspace.policy, workspace.labels)
    return console.screen(words, own)


def verify(
    words: Words,
    folder: Path | None,
    head: str | None,
    restore_book: tuple[str, Path] | None,
    form: str,
) -> None:
    """Say what was checked and every place that does not agree (exit code 1), or give a book back.

    What the books have changed since a scorecard was published is told and is no fault.
    """
    workspace = console.open_workspace(folder)
    if restore_book is not None:
        _restore_book(words, workspace, *restore_book)
        return
    with console.progress(words.text(N_("Verifying"))) as advance:
        result = check_all(workspace, words, head, advance)
    if form == "json":
        console.print_json(_verified_document(result, words))
        sys.exit(1 if result.disagreements else 0)
    for place in result.settled:
        click.echo(words.text(console.SETTLED, folder=place))
    for remark in result.remarks:
        _print_remark(remark, words)
    for wrong in result.disagreements:
        click.echo(f"{_place(wrong.where, words)}: {words.text(wrong.what)}", err=True)
        told = [(N_("found {text}"), wrong.found), (N_("derived {text}"), wrong.expected)]
        parts = [words.text(label, text=words.text(text)) for label, text in told if text]
        if parts:
            click.echo(f"  {words.listed(parts)}", err=True)
    if result.disagreements:
        sys.exit(1)
    agreed = N_(
        "All agrees: {entries} ledger {entries:entry|entries}, {files} archived "
        "file{files:|s}, {scorecards} published scorecard{scorecards:|s}."
    )
    counts = {name: getattr(result, name) for name in ("entries", "files", "scorecards")}
    click.echo(words.text(agreed, **counts))
    if result.head is not None:
        click.echo(words.text("Head of the ledger: {hash}", hash=result.head))


def _place(where: str, words: Words) -> str:
    """A place in words: keys of scorecard.json have them in Chinese, and are words in English."""
    path = _PATH.search(where)
    if words.language == "en" or path is None:
        return where
    said = {**{key: words.text(name) for key, name in COLUMNS.items()}, **FIELDS}
    said |= {one.id: str(one.name) for one in PROJECTS.columns if one.id not in said}
    said |= {str(status): words.label(Status, status) for status in Status}
    steps = (f"{said.get(key, key)} {of}".rstrip() for key, of in _STEP.findall(path[0]))
    return " ".join(filter(None, (where[: path.start()].rstrip(), *steps)))


def _verified_document(result: Verified, words: Words) -> dict[str, Any]:
    """What was checked and found, as JSON; every key is always there."""

    def told(found: Iterable[Difference]) -> list[dict[str, Any]]:
        return [
            {"place": one.place, "published": words.text(one.found),
             "now": words.text(one.expected), "label": one.label}
            for one in found
        ]  # fmt: skip

    def since(one: Since | None) -> dict[str, Any] | None:
        if one is None:
            return None
        counts = {"numbers": one.numbers, "new": one.new, "gone": one.gone}
        return {**counts, "differences": told(one.differences)}

    return {
        "schema": SCHEMA,
        "agrees": not result.disagreements,
        "ledger_entries": result.entries,
        "archived_files": result.files,
        "scorecards": result.scorecards,
        "ledger_head": result.head,
        "disagreements": [
            {
                "place": one.where,
                "problem": words.text(one.what),
                "found": words.text(one.found) if one.found else None,
                "derived": words.text(one.expected) if one.expected else None,
            }
            for one in result.disagreements
        ],
        "remarks": [
            {
                "scorecard": one.where,
                "archived": one.archived,
                "changed": list(one.changed),
                "program": one.program,
                "labels": told(one.labels),
                "undecided": told(one.undecided),
                "workbook_not_compared": one.not_compared,
                "today": since(one.since),
            }
            for one in result.remarks
        ],
        "settled": list(result.settled),
    }


def _print_remark(remark: Remark, words: Words) -> None:
    """What has changed since a scorecard was published, and what follows from that."""
    click.echo(f"{remark.where}:")
    lines = []
    if remark.changed:
        text = N_("changed since this was published: {files}")
        lines.append(words.text(text, files=words.listed(list(remark.changed))))
    if remark.program is not None:
        text = N_("published by version {version} of the program, whose words may differ")
        lines.append(words.text(text, version=remark.program))
    if not remark.archived:
        text = N_("published before target books were archived: held against today's")
        lines.append(words.text(text))
    if remark.undecided:
        text = N_("{n} value{n:|s} cannot be decided without the book of that time")
        lines.append(words.text(text, n=len(remark.undecided)))
    if remark.not_compared:
        text = N_(
            "its workbook has the layout of another version and is not as published: its cells "
            "were not compared"
        )
        lines.append(words.text(text))
    since = remark.since
    if since is not None and since.numbers:
        lines += _since_lines(since, words)
    elif remark.archived and remark.changed:
        lines.append(words.text("today's book does not hold what this was published of"))
    for line in lines:
        click.echo(f"  {line}")
    differences = [*remark.labels, *remark.undecided, *(since.differences if since else ())]
    for one in sorted(differences, key=lambda one: one.label):
        text = N_("published {found}, today {expected}")
        told = words.text(text, found=words.text(one.found), expected=words.text(one.expected))
        click.echo(f"    {_place(one.place, words)}: {told}")


def _since_lines(since: Since, words: Words) -> Iterator[str]:
    """How many numbers and labels today's book would give otherwise."""
    labels = sum(one.label for one in since.differences)
    numbers = len(since.differences) - labels
    if numbers and labels:
        text = N_(
            "{labels} {labels:label differs|labels differ} from today's book; {numbers} of "
            "{all} numbers differ"
        )
    elif numbers:
        text = N_("{numbers} of {all} numbers differ from today's book")
    elif labels:
        text = N_(
            "{labels} {labels:label differs|labels differ} from today's book; all {all} "
            "numbers agree"
        )
    else:
        text = N_("by today's book, too, all {all} numbers and all labels agree")
    yield words.text(text, labels=labels, numbers=numbers, all=since.numbers)
    if since.new or since.gone:
        text = N_(
            "{new} {new:target is|targets are} new in today's book, {gone} {gone:is|are} no "
            "longer in it"
        )
        yield words.text(text, new=since.new, gone=since.gone)


def _restore_book(words: Words, workspace: Workspace, quarter: str, folder: Path) -> None:
    """Write the files that a quarter's scorecard was made from, and name them."""
    named = str(console.read_quarter(quarter, workspace.fiscal_start))
    for name in restore_sources(workspace, named, folder):
        click.echo(console.shown_path(folder / name))
    text = N_("As they were when {quarter} was published, byte for byte.")
    click.echo(words.text(text, quarter=words.period(named, workspace.fiscal_start)))


def backup(words: Words, file: Path, folder: Path | None) -> None:
    """Write a verified copy of the ledger."""
    workspace = console.open_workspace(folder)
    entries = copy_ledger(workspace.ledger, file, workspace.archive)
    copied = N_("{entries} {entries:entry|entries} copied to {file}, chain verified.")
    click.echo(words.text(copied, entries=entries, file=file))


def restore(words: Words, file: Path, folder: Path | None) -> None:
    """Put a verified copy in the ledger's place; the one before is kept beside it."""
    workspace = console.open_workspace(folder)
    done = restore_ledger(file, workspace.ledger, workspace.archive)
    restored = N_("{entries} {entries:entry|entries} restored, chain verified.")
    click.echo(words.text(restored, entries=done.entries))
    if done.kept is not None:
        kept = workspace.relative(done.kept)
        click.echo(words.text("The ledger that stood there is kept as {file}.", file=kept))
    if not done.lacking:
        return
    lacking = N_(
        "{n} {n:return of that ledger is|returns of that ledger are} not in the copy. "
        "Collect {n:it again, with its|them again, each with its} day:"
    )
    click.echo(words.text(lacking, n=len(done.lacking)))
    for entry in done.lacking[:LISTED]:
        path = console.shown_path(_found_again(workspace, entry))
        click.echo(f'  scorecard collect "{path}" --received-on {entry["known_on"]}')
    if len(done.lacking) > LISTED:
        click.echo(words.text("… and {n} more", n=len(done.lacking) - LISTED))


def _found_again(workspace: Workspace, entry: Mapping[str, Any]) -> Path:
    """The return where it was collected, if it lies there unchanged; else its archived copy."""
    path = workspace.root / str(entry["file"])
    with contextlib.suppress(OSError):
        if sha256(path.read_bytes()) == entry["sha256"]:
            return path
    return archived(workspace.archive, entry["sha256"])
