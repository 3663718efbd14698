"""`scorecard check`, `forms` and `collect`: what goes out to the units and comes back from them."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from scorecard.cli import console
from scorecard.i18n import N_, Words, plain
from scorecard.pipeline.load import check_paths, load_data
from scorecard.report.exports import SCHEMA, findings_csv, findings_document
from scorecard.report.terminal import findings_text, hanging
from scorecard.schema.findings import has_errors
from scorecard.schema.vocabulary import Severity

if TYPE_CHECKING:
    from scorecard.pipeline.collect import Collected, CollectedFile
    from scorecard.workspace import Workspace


LISTED: Final = 5
"""Indicators named of each unit that has figures outstanding."""
INDENT: Final = 2
COUNTED: Final = ("organisation", "unit", "quarter", "figures", "projects", "unchanged")
"""What is told of a collected file in JSON as it is known."""
UNREAD: Final = N_(
    "{file} is not in the ledger: collect it too, its figures no longer count otherwise."
)

_FATES: Final = {
    "recorded": N_("recorded"), "known": N_("known already"), "refused": N_("refused"),
    "passed_over": N_("passed over"),
}  # fmt: skip


def check(words: Words, folder: Path | None, paths: tuple[Path, ...], form: str) -> None:
    """Print every finding; exit code 1 if one is an error."""
    workspace = console.open_workspace(folder)
    console.refuse_absent(paths, words)
    found = check_paths(workspace, paths) if paths else load_data(workspace).findings
    if form == "json":
        console.print_json(findings_document(found, words))
    elif form == "csv":
        click.echo(findings_csv(found, words), nl=False)
    else:
        click.echo(findings_text(found, console.screen(words)))
    sys.exit(1 if has_errors(found) else 0)


def forms(words: Words, quarter: str, folder: Path | None) -> None:
    """Write the quarter's forms and say what became of each."""
    from scorecard.pipeline.forms import issue

    workspace = console.open_workspace(folder)
    data = load_data(workspace)
    issued = issue(data, console.read_quarter(quarter, workspace.fiscal_start), words)
    for name in issued.written:
        click.echo(console.shown_path(issued.folder / name))
    kept = N_("{file} was kept: it has been filled in or changed.")
    in_use = N_("{file} was kept: another program has it open.")
    for text, names in ((kept, issued.kept), (in_use, issued.in_use)):
        for name in names:
            click.echo(words.text(text, file=console.shown_path(issued.folder / name)))
    counts = {"written": len(issued.written), "same": len(issued.same)}
    counts["kept"] = len(issued.kept) + len(issued.in_use)
    click.echo(words.text("Forms: {written} written, {same} as before, {kept} kept.", **counts))
    findings = [*issued.findings, *(f for f in data.findings if has_errors([f]))]
    console.print_findings(findings, words)
    sys.exit(1 if has_errors(findings) else 0)


# ------------------------------------------------------------------ collect


def collect(
    words: Words, paths: tuple[Path, ...], folder: Path | None, received_on: str | None, form: str
) -> None:
    """Take the files in and say what became of each; exit code 1 if one was refused."""
    from scorecard.pipeline.collect import Fate
    from scorecard.pipeline.collect import collect as take_in
    from scorecard.pipeline.inbox import Reception

    workspace = console.open_workspace(folder)
    console.refuse_absent((path for path in paths if not path.is_symlink()), words)
    clock, start = console.now(workspace.timezone), workspace.fiscal_start
    day = clock.date() if received_on is None else console.read_date(received_on, start)
    reception = Reception(day, "received" if received_on is None else "stated", clock)
    with console.progress() as advance:
        collected = take_in(workspace, paths, reception, words, advance)
    if form == "json":
        console.print_json(_collected_document(collected, words))
    else:
        _print_collected(collected, workspace, words)
    sys.exit(1 if any(one.fate is Fate.REFUSED for one in collected.files) else 0)


def _print_collected(collected: Collected, workspace: Workspace, words: Words) -> None:
    screen = console.screen(words)
    for one in collected.files:
        if one.fate == "passed_over" and not one.findings:
            continue  # settled: nothing more is said of it
        _say(_file_line(one, workspace, words), screen.width)
        notes = one.fate == "passed_over"
        told = [f for f in one.findings if notes or f.severity is not Severity.NOTE]
        if told:
            text = findings_text(told, replace(screen, width=screen.width - INDENT))
            lines = (f"{' ' * INDENT}{line}".rstrip() for line in text.splitlines())
            click.echo("\n".join(lines))
    _say(_sum_line(collected, words), screen.width)
    for path in collected.unread:
        _say(words.text(UNREAD, file=console.shown_path(path)), screen.width)
    _print_outstanding(collected, workspace, words)


def _say(text: str, width: int, indent: int = 0) -> None:
    """The text, wrapped: no line is wider than the terminal."""
    for line in hanging(text, width - indent):
        click.echo(" " * indent + line)


def _file_line(one: CollectedFile, workspace: Workspace, words: Words) -> str:
    """What became of one file."""
    path = console.shown_path(one.path)
    name = path if path.isprintable() else plain(path, None)
    parts = [f"{name}: {words.text(_FATES[one.fate])}"]
    quarter = words.period(one.quarter, workspace.fiscal_start)
    whose = " ".join(filter(None, (one.organisation, one.unit_name, quarter)))
    if whose:
        parts.append(plain(whose))
    if one.fate == "recorded":
        parts.append(words.text(N_("{n} figure{n:|s}"), n=one.figures))
        if one.answers:
            parts.append(words.text(N_("{n} remark{n:|s}"), n=one.answers))
        if one.projects:
            parts.append(words.text(N_("{n} project{n:|s}"), n=one.projects))
        if one.unchanged:
            parts.append(words.text("{n} unchanged", n=one.unchanged))
    if one.fate == "refused":
        errors = sum(has_errors([f]) for f in one.findings)
        parts.append(words.text(N_("{n} error{n:|s}"), n=errors))
        parts.append(
            words.text("no marked copy: the file cannot be opened")
            if one.marked is None
            else words.text("marked copy: {file}", file=console.shown_path(one.marked))
        )
    return " · ".join(parts)


def _sum_line(collected: Collected, words: Words) -> str:
    fates = [str(one.fate) for one in collected.files]
    figures = sum(one.figures for one in collected.files)
    return words.text(
        "Returns: {recorded} recorded with {figures}, {known} known already, {refused} refused.",
        figures=words.text(N_("{n} figure{n:|s}"), n=figures),
        **{fate: fates.count(fate) for fate in ("recorded", "known", "refused")},
    )


def _print_outstanding(collected: Collected, workspace: Workspace, words: Words) -> None:
    """What has not come, unit by unit; of refused returns it is said that they came."""
    from scorecard.pipeline.inbox import refusals

    if not collected.outstanding:
        click.echo(words.text("Nothing is outstanding."))
        return
    refused = {(r.organisation, r.unit_name or r.unit, r.quarter) for r in refusals(workspace)}
    click.echo(words.text("Outstanding:"))
    for one in collected.outstanding:
        names = words.listed([plain(name) for name in one.names[:LISTED]])
        more = " …" if len(one.names) > LISTED else ""
        quarter = words.period(one.quarter, workspace.fiscal_start)
        whose = f"{one.organisation} {one.unit or words.text('(no unit)')} {quarter}"
        count = words.text("{n} of {asked}", n=len(one.names), asked=one.asked)
        came = (one.organisation, one.unit, one.quarter) in refused
        told = f"  {words.text('(came, refused: waiting for its correction)')}" if came else ""
        _say(f"{plain(whose)}  {count}  {names}{more}{told}", console.terminal_width(), INDENT)


def _collected_document(collected: Collected, words: Words) -> dict[str, Any]:
    """What became of the files, as JSON."""
    return {
        "schema": SCHEMA,
        "files": [
            {
                "file": console.shown_path(one.path),
                "fate": str(one.fate),
                **{name: getattr(one, name) for name in COUNTED},
                "marked": None if one.marked is None else console.shown_path(one.marked),
                "findings": findings_document(one.findings, words)["findings"],
            }
            for one in collected.files
        ],
        "outstanding": [
            {name: value for name, value in asdict(one).items() if name != "names"}
            for one in collected.outstanding
        ],
        "unread": [console.shown_path(path) for path in collected.unread],
    }
