"""`scorecard status`, `explain`, `render` and `notice`: targets judged and told."""

from __future__ import annotations

import gc
import re
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
import pandas as pd

from scorecard.cli import console
from scorecard.i18n import Words, plain
from scorecard.pipeline import standing as judging
from scorecard.pipeline.load import load_data
from scorecard.report.exports import missing_csv, missing_document, status_csv
from scorecard.report.groups import group_rows, league_rows, league_text, roll_up_text
from scorecard.report.inputs import SCORE, LeagueFrame, status_words
from scorecard.report.limits import limits_text
from scorecard.report.terminal import missing_text, status_text
from scorecard.report.view import View
from scorecard.schema.errors import N_, UnknownNameError
from scorecard.schema.findings import has_errors
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Method, Severity

if TYPE_CHECKING:
    from scorecard.report.charts.kinds import Form

MEMBERS: Final = ("organisation", "unit")
"""Who can be compared in a league table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is to be judged, as it was typed."""

    folder: Path | None
    as_of: str | None
    method: str | None
    quarter: str | None = None
    organisation: str | None = None
    unit: str | None = None

    def standing(self) -> judging.Standing:
        """The workspace assessed."""
        workspace = console.open_workspace(self.folder)
        start = workspace.fiscal_start
        named = None if self.quarter is None else console.read_quarter(self.quarter, start)
        given = None if self.as_of is None else console.read_date(self.as_of, start)
        quarter, day = judging.quarter_and_date(
            named, given, console.as_of_date(None, workspace), start
        )
        method = None if self.method is None else Method(self.method)
        standing = judging.stand(load_data(workspace), day, quarter, method)
        return standing.only(self.organisation, self.unit)


# ------------------------------------------------------------------ status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status(_Asked):
    """How `status` is to tell it: which table, and what makes the command fail."""

    form: str
    by: str | None
    league: str | None
    missing: bool
    fail_on: tuple[str, ...]


def status(words: Words, **typed: Any) -> None:  # noqa: ANN401  (click checked the types)
    """Print where targets stand; the exit code says whether all is well."""
    asked = _Status(**typed)
    standing = asked.standing()
    if asked.league or asked.by:
        _print_groups(standing, asked, words)
    else:
        _print_status(standing, asked, words)
    if has_errors(standing.findings):
        sys.exit(1)
    if standing.statuses & set(asked.fail_on):
        sys.exit(3)
    sys.exit(4 if asked.missing and judging.view_of(standing, words).missing else 0)


def _print_status(standing: judging.Standing, asked: _Status, words: Words) -> None:
    view = judging.view_of(standing, words)
    if asked.form == "json":
        console.print_json(
            missing_document(view) if asked.missing else judging.document_of(standing, words, iter)
        )
        return
    if asked.form == "csv":
        click.echo((missing_csv if asked.missing else status_csv)(view), nl=False)
        return
    text = missing_text if asked.missing else status_text
    click.echo(text(view, console.screen(words)))
    if asked.missing:
        _print_refused(standing, asked.unit, words)
    targets = set(standing.assessments["target"])
    told = []
    for one in standing.findings:
        # family A: the assessment asks something back of a target that is shown
        asks = one.code.startswith("A") and one.severity is Severity.WARNING
        if has_errors([one]) or (asks and one.found in targets):
            told.append(one)
    console.print_findings(told, words)


def _print_refused(standing: judging.Standing, unit: str | None, words: Words) -> None:
    """Returns that came and were refused: their figures are missing, their senders are not.

    Where everything has come since by another return, nothing more is said.
    """
    from scorecard.pipeline.forms import outstanding
    from scorecard.pipeline.inbox import refusals

    data, start = standing.data, standing.policy.fiscal_start
    waiting = refusals(data.workspace, standing.as_of)
    come = set(map(tuple, standing.figures[["organisation", "indicator", "period"]].to_numpy()))
    quarters = [parse_period(text, start).period for text in {one.quarter for one in waiting}]
    day = standing.as_of
    owed = outstanding(data.books, lambda *key: key in come, quarters, day, standing.policy)
    left = {(one.organisation, one.unit, one.quarter) for one in owed}
    text = N_(
        "{whose}: came on {day}, refused with {n} error{n:|s}, waiting for its correction ({file})."
    )
    for one in waiting:
        name = one.unit_name or one.unit
        of_others = standing.organisation not in {None, one.organisation}
        if of_others or unit not in {None, one.unit, one.unit_name}:
            continue
        if name is not None and (one.organisation, name, one.quarter) not in left:
            continue
        quarter = words.period(one.quarter, start)
        whose = plain(" ".join(filter(None, (one.organisation, one.unit_name, quarter))))
        on, file = words.date(date.fromisoformat(one.day)), one.marked or one.file
        click.echo(words.text(text, whose=whose, day=on, n=one.errors, file=file))


def _print_groups(standing: judging.Standing, asked: _Status, words: Words) -> None:
    """One roll-up (`--by`) or one league table (`--league`), as text or JSON."""
    if asked.form == "csv":
        raise click.UsageError(words.text(N_("--by and --league print a table or JSON.")))
    own = status_words(words, standing.policy, standing.data.workspace.labels)
    screen = console.screen(words, own)
    head = {"schema": 1, "as_of": standing.as_of.isoformat(), "quarter": standing.quarter}
    by = asked.by or MEMBERS[0]
    if asked.league is None:
        rolled, names = judging.rolled_up(standing, by), judging.member_names(standing, by)
        if asked.form == "json":
            console.print_json({**head, "groups": group_rows({by: rolled})})
            return
        parents = judging.families(standing) if by == "parent" else None
        click.echo(roll_up_text(rolled, by, names, screen, parents))
        return
    if by not in MEMBERS:
        raise click.UsageError(words.text(N_("--league compares organisations or units.")))
    compared = judging.league(standing, asked.league, by)
    names = judging.member_names(standing, by)
    if asked.form == "json":
        facts = {
            "previous_quarter": compared.previous_quarter,
            "league": compared.key,
            "compared": SCORE if compared.key == SCORE else "figure",
            "by": by,
            "unit_of_measure": compared.unit_of_measure or None,
        }
        console.print_json({**head, **facts, "rows": league_rows(compared.table, names)})
        return
    heading = _league_heading(standing, compared, words)
    click.echo(league_text(compared.table, heading, by, names, screen))


def _league_heading(standing: judging.Standing, compared: LeagueFrame, words: Words) -> str:
    """What is compared, when, and since when movement is counted."""
    name = compared.name
    if compared.key == SCORE:
        counted = compared.table["score_kind"].eq("count").any()
        name = words.text(N_("share on schedule") if counted else N_("rate of points"))
    if compared.unit_of_measure:
        name = words.text(N_("{name} ({unit})"), name=name, unit=compared.unit_of_measure)
    start = standing.policy.fiscal_start
    return words.text(
        N_("{name}: {quarter}, as of {day}; movement since {before}"),
        name=name,
        quarter=words.period(standing.quarter, start),
        day=words.date(standing.as_of),
        before=words.period(compared.previous_quarter, start),
    )


# ------------------------------------------------------------------ explain


def explain(words: Words, target: str, **typed: Any) -> None:  # noqa: ANN401  (as above)
    """Tell one target in full, or every target of an indicator.

    Raises `UnknownNameError` with the names most like it.
    """
    from scorecard.report.explain import explain_text

    standing = _Asked(**typed).standing()
    view = judging.view_of(standing, words, judging.pathways_of(standing))
    named, _ = judging.meant(standing.data, target)
    rows = {row.target: (row.organisation, row.indicator) for row in view.rows}
    chosen = [name for name in named if name in rows]
    if not chosen:  # an indicator without a target, or another organisation's
        chosen = [judging.known_name(N_("target"), target, rows)]
    limits = judging.limits_of(standing).set_index(["organisation", "indicator"], drop=False)
    for number, name in enumerate(chosen):
        projects = judging.project_lines(standing, name, words)
        text = explain_text(view, name, console.screen(words), projects)
        click.echo(f"\n{text}" if number else text)
        print_limits(limits[limits.index == rows[name]], view, words)
    sys.exit(1 if has_errors(standing.findings) else 0)


def print_limits(limits: pd.DataFrame, view: View, words: Words) -> None:
    """The control limits of these indicators; nothing where there are none."""
    screen = console.screen(words)
    text = limits_text(limits, screen, view.rows, view.header.policy.fiscal_start)
    if text:
        click.echo(text)


# ------------------------------------------------------------------ render


@dataclass(frozen=True, slots=True, kw_only=True)
class _Render(_Asked):
    """What `render` is to write, and where."""

    targets: tuple[str, ...]
    only: str | None
    form: Form
    by_unit: bool
    output: Path | None


def render(words: Words, **typed: Any) -> None:  # noqa: ANN401  (as above)
    """Write the quarter's outputs and say what was written, and what to open first."""
    from scorecard.pipeline.publish import KINDS, Order, publish

    asked = _Render(**typed)
    standing = asked.standing()
    if asked.targets:
        standing = standing.of_targets(asked.targets)
    kinds = frozenset(KINDS) if asked.only is None else _kinds(asked.only, KINDS)
    if asked.by_unit and "pdf" not in kinds:
        raise click.UsageError(words.text(N_("--by-unit writes PDFs: not without pdf in --only.")))
    gc.freeze()  # what is loaded stays: no search for cycles walks over it again
    order = Order(kinds, asked.form, asked.by_unit)
    with console.progress(words.text("Rendering")) as advance:
        written = publish(standing, words, asked.output, order, advance)
    for name in written.files:
        click.echo(console.shown_path(written.folder / name))
    for place in written.settled:
        click.echo(words.text(console.SETTLED, folder=console.shown_path(place)), err=True)
    first = console.shown_path(written.folder / written.first)
    click.echo(words.text("Open {file} first.", file=first))
    console.print_findings((f for f in standing.findings if has_errors([f])), words)
    sys.exit(1 if has_errors(standing.findings) else 0)


def notice(words: Words, quarter: str, folder: Path | None, output: Path | None) -> None:
    """Write the notice of a published quarter and a reminder for each unit that owes figures."""
    from scorecard.pipeline.publish import write_notices

    workspace = console.open_workspace(folder)
    named = console.read_quarter(quarter, workspace.fiscal_start)
    sent = write_notices(workspace, named, words, output)
    for path in sent.files:
        click.echo(console.shown_path(path))
    for told, paths in (
        (N_("{file}: removed, it no longer holds."), sent.removed),
        (N_("{file}: no longer holds; kept, because it was changed by hand."), sent.outdated),
    ):
        for path in paths:
            click.echo(words.text(told, file=console.shown_path(path)), err=True)
    if sent.lacking:
        told = N_("Word files need a package: pip install 'goal-scorecard[notice]'")
        click.echo(words.text(told), err=True)
        sys.exit(2)


def _kinds(text: str, known: tuple[str, ...]) -> frozenset[str]:
    """The outputs named.

    Raises `UnknownNameError` with the kinds there are; a choice of nothing is none of them.
    """
    names = [name.strip().lower() for name in re.split("[,，、]", text) if name.strip()]
    for name in names or [text.strip()]:
        if name not in known:
            raise UnknownNameError(kind=N_("output"), found=name, known=known)
    return frozenset(names)
