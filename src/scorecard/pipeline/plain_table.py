"""A plain table assessed without a workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from scorecard.checks.books import book_findings
from scorecard.pipeline.load import Data
from scorecard.pipeline.standing import Standing, stand
from scorecard.read.delimited import csv_workbook
from scorecard.read.grid import RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.intake import take
from scorecard.read.plain.read import NEVER_ASKED, PlainTable, read_table
from scorecard.schema.errors import N_, BadTableError
from scorecard.schema.findings import Finding, has_errors, in_order
from scorecard.schema.frames import FIGURES, Books, Table
from scorecard.schema.period import PeriodKind, last_ended
from scorecard.schema.policy import Policy
from scorecard.scoring.book import scoring_faults, short_parts
from scorecard.workspace import Workspace

_TEXT: Final = frozenset({".csv", ".tsv", ".txt"})
_BEFORE_ALL: Final = date(1900, 1, 1)
"""Stands for a date where nothing can be judged because the table could not be read."""


def assess_table(path: Path, as_of: date | None, policy: Policy) -> Standing:
    """The targets of a CSV or XLSX table, judged by its own actuals.

    `as_of` is the last day of the latest actual's period unless given.  Raises `BadTableError` for
    a table in which no date can be found.
    """
    workbook, findings = _read_grid(path)
    workspace = Workspace(root=path.resolve().parent, title=path.name, policy=policy)
    if workbook is None:
        nothing = Data(workspace, Books.empty(), Table.empty(FIGURES), tuple(findings))
        return _stand(nothing, as_of or _BEFORE_ALL)
    table = plain_table(workbook, policy, as_of)
    scores = (*scoring_faults(table.books), *short_parts(table.books))
    found = in_order((*findings, *table.findings, *scores))
    data = Data(workspace, table.books, table.figures, found)
    day = as_of or table.as_of
    if day is None and not has_errors(data.findings):
        raise BadTableError(file=path.name, reason=N_("no row has an actual value with a period"))
    return _stand(data, day or _BEFORE_ALL)


def plain_table(
    workbook: RawWorkbook, policy: Policy | None = None, as_of: date | None = None
) -> PlainTable:
    """A workbook's plain table, with what its rows break of the contracts of books."""
    policy = policy or Policy()
    table = read_table(workbook, policy.fiscal_start, policy.method, as_of)
    broken = book_findings(table.books, table.findings, policy.fiscal_start, NEVER_ASKED)
    return replace(table, findings=in_order([*table.findings, *broken]))


def _read_grid(path: Path) -> tuple[RawWorkbook | None, list[Finding]]:
    """The table's cells, where they can be read, and what is wrong with it as a file."""
    if path.suffix.lower() not in _TEXT:
        ((_, workbook, findings),) = read_files([path], path.resolve().parent)
        return workbook, findings
    received, findings = take(path, path.resolve().parent)
    if received is None:
        return None, findings
    return csv_workbook(received.file, received.data)


def _stand(data: Data, day: date) -> Standing:
    policy = data.workspace.policy
    quarter = last_ended(PeriodKind.QUARTER, day, policy.fiscal_start)
    return stand(data, day, quarter, owed=False)
