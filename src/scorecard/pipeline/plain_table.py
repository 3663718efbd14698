"""A plain table assessed without a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, Literal

from scorecard.checks.books import book_findings
from scorecard.pipeline.load import Data
from scorecard.pipeline.standing import Standing, stand
from scorecard.read.guard import read_files
from scorecard.read.intake import take
from scorecard.read.table.as_books import PlainTable, read_table
from scorecard.read.table.blocks import TARGETS, TEXT_SUFFIXES, Sheet, csv_sheet, of_raw, understand
from scorecard.read.table.roles import Options
from scorecard.read.table.settled import LACKING
from scorecard.schema.errors import N_, BadTableError
from scorecard.schema.findings import Finding, Origin, finding, has_errors, in_order
from scorecard.schema.frames import FIGURES, Books, Table
from scorecard.schema.period import PeriodKind, last_ended
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import VERDICTS, Direction, Reason
from scorecard.scoring.book_checks import scoring_faults, short_parts
from scorecard.workspace import Workspace, read_toml

NEVER_ASKED: Final = frozenset(
    {"B203", "I101", "I112", "T101", "T103", "T112", "T135", "T138", "T139"}
)
"""What a target book must say and a plain table need not.

Organisations may share ids (T103); nobody fills in a form by its names (I112); that the growth
ratio does not apply is told with the verdict (A102); the period of a baseline is asked for where
the way is measured from it."""
UNSAID: Final = Options()
_CALENDARS: Final[Mapping[bool, Sequence[tuple[int, Literal["start", "end"]]]]] = {
    True: ((1, "start"), (4, "start"), (7, "start"), (9, "start")),
    False: ((1, "start"), (4, "start"), (7, "start"), (4, "end"), (7, "end"), (10, "end")),
}
"""Years as they usually begin, and are named: by both of their calendar years (2023-24), or one."""
_AGREED: Final = ["organisation", "indicator", "name", "status", "target_value", "actual"]
_MOST_ROWS: Final = 2000
"""Rows up to which a table is judged by every calendar."""
_TOLD: Final = frozenset({"B427", "B429", "T112", "B420"})
"""Findings that say so already."""
_BEFORE_ALL: Final = date(1900, 1, 1)
"""Stands for a date where nothing can be judged because the table could not be read."""


def assess_table(
    path: Path, as_of: date | None, policy: Policy, options: Options = UNSAID
) -> tuple[Standing, PlainTable | None]:
    """The targets of a table, judged by its own figures, and how the table was understood.

    `as_of` is the last day of the latest figure's period unless given, else the `today` of the
    options.  Raises `BadTableError` for a table in which no date can be found.
    """
    sheets, findings = sheets_of(path)
    workspace = Workspace(root=path.resolve().parent, title=path.name, policy=policy)
    if sheets is None:
        nothing = Data(workspace, Books.empty(), Table.empty(FIGURES), tuple(findings))
        return _stand(nothing, as_of or _BEFORE_ALL), None
    options = replace(options, as_of=as_of)
    standing, table = _judged(workspace, sheets, findings, options)
    if any(f.code == "B417" for f in table.findings):
        whens = [w for reading in table.reading if (c := reading.plan.fiscal) for w in [c.when]]
        spans = all(when is not None and when.by_span for when in whens)
        whichever = _whichever_year(workspace, sheets, findings, options, spans=spans)
        return whichever or (standing, table)
    return standing, table


def _whichever_year(
    workspace: Workspace,
    sheets: list[Sheet],
    findings: Sequence[Finding],
    options: Options,
    *,
    spans: bool,
) -> tuple[Standing, PlainTable] | None:
    """The table judged, its fiscal years unsaid, where every usual beginning and name agree.

    Told as of the year that each name begins with; None where a verdict rests on the calendar.
    """
    if max(len(sheet.rows) for sheet in sheets) > _MOST_ROWS:
        return None
    known: list[tuple[Standing, PlainTable]] = []
    for start, named in _CALENDARS[spans]:
        said = replace(options, fiscal_start=start, named_by=named)
        policy = replace(workspace.policy, fiscal_start=start)
        try:
            known.append(_judged(replace(workspace, policy=policy), sheets, findings, said))
        except BadTableError:
            return None
        verdicts = [s.assessments[_AGREED].astype(str).to_numpy().tolist() for s, _ in known]
        last, sure = known[-1][0], {str(one) for one in VERDICTS}
        all_judged = last.statuses <= sure and not has_errors(last.findings)
        if verdicts[-1] != verdicts[0] or not all_judged:
            return None
    for reading in known[0][1].reading:
        reading.plan.assumed.append((N_("fiscal years: the same verdicts in any calendar."), {}))
    return known[0]


def _judged(
    workspace: Workspace, sheets: list[Sheet], findings: Sequence[Finding], options: Options
) -> tuple[Standing, PlainTable]:
    """The table read and judged as the options say."""
    name, as_of = workspace.title, options.as_of
    table = plain_table(name, sheets, workspace.policy, options)
    scores = (*scoring_faults(table.books), *short_parts(table.books))
    found = in_order((*findings, *table.findings, *scores))
    data = Data(workspace, table.books, table.figures, found)
    day = as_of or table.as_of or options.today
    if day is None and not has_errors(data.findings):
        raise BadTableError(file=name, reason=N_("no row has an actual value with a period"))
    standing = _stand(data, day or _BEFORE_ALL)
    found = in_order((*standing.findings, *_unjudged(standing, table)))
    return replace(standing, findings=found), table


def said_beside(path: Path) -> Options:
    """What a small TOML file beside the table (`NAME.toml`) says of it.

    Keys: `direction`, `fiscal_year_start`, `fiscal_year_named_by`, and a table `map` of headers
    and their roles.  Raises `SettingsError` for a file that is no TOML, `BadTableError` for one
    that says something else.
    """
    beside = path.with_suffix(".toml")
    if not beside.is_file():
        return UNSAID
    try:
        said = read_toml(beside)
        direction = said.get("direction")
        return Options(
            fiscal_start=said.get("fiscal_year_start"),
            named_by=said.get("fiscal_year_named_by"),
            direction=None if direction is None else Direction(direction),
            mapping=dict(said.get("map", {})),
        )
    except (ValueError, TypeError, AttributeError) as error:
        reason = N_("it says more than direction, fiscal_year_start, fiscal_year_named_by, map")
        raise BadTableError(file=beside.name, reason=reason) from error


def plain_table(
    file: str, sheets: Sequence[Sheet], policy: Policy | None = None, options: Options | None = None
) -> PlainTable:
    """The tables in a file's sheets, with what their rows break of the contracts of books."""
    policy = policy or Policy()
    table = read_table(file, sheets, replace(options or Options(), method=policy.method))
    broken = book_findings(table.books, table.findings, policy.fiscal_start, NEVER_ASKED)
    return replace(table, findings=in_order([*table.findings, *broken]))


def sheets_of(path: Path) -> tuple[list[Sheet] | None, list[Finding]]:
    """The table's sheets, where they can be read, and what is wrong with it as a file."""
    if path.suffix.lower() not in TEXT_SUFFIXES:
        ((_, workbook, findings),) = read_files([path], path.resolve().parent)
        return None if workbook is None else list(map(of_raw, workbook.sheets)), findings
    received, findings = take(path, path.resolve().parent)
    if received is None:
        return None, findings
    sheet = csv_sheet(received.file, received.data)
    return (None, [finding("B408", Origin(received.file))]) if sheet is None else ([sheet], [])


def _stand(data: Data, day: date) -> Standing:
    policy = data.workspace.policy
    quarter = last_ended(PeriodKind.QUARTER, day, policy.fiscal_start)
    return stand(data, day, quarter, owed=False)


def _unjudged(standing: Standing, table: PlainTable) -> Iterator[Finding]:
    """Targets with a figure and no verdict, by what they lack; a plan has none to give."""
    rows, figures = standing.assessments, standing.data.figures.values
    open_ones = rows["reason_code"].isin(LACKING)
    if not open_ones.any():
        return
    judged = rows[rows["status"].isin([str(v) for v in VERDICTS])]
    known = set(zip(figures["organisation"], figures["indicator"], strict=True))
    known -= set(zip(judged["organisation"], judged["indicator"], strict=True))
    said = {f.origin.sheet for f in standing.findings if f.code in _TOLD}
    said |= {r.sheet for r in table.reading if r.plan.is_plan}
    aimed = {  # a series has no target, and needs none
        one.sheet
        for one in table.reading
        if any(understand(column.header).role in TARGETS for column in one.columns)
    }
    lacking: dict[tuple[str, str, str], list[str]] = {}
    columns = ["organisation", "indicator", "name", "target_file", "target_sheet", "reason_code"]
    for row in rows.loc[open_ones, columns].astype(str).to_numpy().tolist():
        body, indicator, name, file, sheet, reason = row
        if reason == Reason.NO_VALUE and sheet not in aimed:
            continue
        if (body, indicator) in known and sheet not in said:
            lacking.setdefault((file, sheet, reason), []).append(name)
    for (file, sheet, reason), names in lacking.items():
        params = {"count": len(names), "what": LACKING[reason]}
        yield finding("B434", Origin(file, sheet), None, **params)
