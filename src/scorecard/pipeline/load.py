"""Reading a workspace: target books and figures, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from scorecard.check.books import book_findings, check_books
from scorecard.check.figures import check_figures, figure_findings
from scorecard.ledger.ledger import ledger_figures, ledger_projects, opened
from scorecard.pipeline.register import Projects, office_register, with_counted
from scorecard.projects.checks import counting_faults
from scorecard.read.grid import RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.register import is_register
from scorecard.read.returns.read import read_return
from scorecard.read.target_book import is_book, read_book
from scorecard.schema.contract import unknown_only
from scorecard.schema.findings import Finding, cell_position, in_order
from scorecard.schema.frames import FIGURES, Books, Table, typed
from scorecard.schema.naming import Naming
from scorecard.schema.vocabulary import Severity
from scorecard.scoring.book import scoring_faults, short_parts
from scorecard.workspace import Workspace

POINTS_ONLY: Final = frozenset({"T140"})
"""Errors that cost a target its points and leave its status."""


@dataclass(frozen=True, slots=True)
class Data:
    """What a workspace holds: its books, its figures, its projects, and every finding about them.

    Among the figures are those that are counted from the register.
    """

    workspace: Workspace
    books: Books
    figures: Table
    findings: tuple[Finding, ...]
    ledger_head: str | None = None
    projects: Projects = field(default_factory=Projects.none)


def load_data(workspace: Workspace) -> Data:
    """Everything in the workspace; faults are findings, and what they touch is left out.

    A fault in a book stops only the targets it touches (see `faults`).  Figures come from the
    ledger; before there is one, from the returns folders, where a fault of severity error stops
    that return.
    """
    books, found = load_books(workspace, workspace.books())
    projects, faulty = load_projects(workspace, books)
    found += faulty
    head = None
    if workspace.ledger.is_file():
        figures, head, projects = accepted(workspace, projects)
    else:
        figures, more = load_figures(workspace, books, workspace.returns())
        found += more
    figures, said = with_counted(projects, books, figures, workspace.fiscal_start)
    return Data(workspace, books, figures, in_order((*found, *said)), head, projects)


def load_projects(workspace: Workspace, books: Books) -> tuple[Projects, list[Finding]]:
    """The office's own list of projects; nothing where there is none."""
    paths = [workspace.register] if workspace.register.is_file() else []
    for workbook, found in _workbooks(workspace, paths, trusted=True):
        if workbook is None:
            return Projects.none(), found
        projects, faulty = office_register(workbook, books, workspace.fiscal_start)
        return projects, [*found, *faulty]
    return Projects.none(), []


def accepted(
    workspace: Workspace, office: Projects, up_to: int | None = None
) -> tuple[Table, str | None, Projects]:
    """The figures of the ledger, its head, and the register: the office's book and what it took in.

    By the entries up to a number, by default all of them.
    """
    with opened(workspace.ledger) as ledger:
        figures = ledger_figures(ledger, up_to)
        sent = ledger_projects(ledger, workspace.fiscal_start, up_to)
        head = ledger.head()
    table = Table(figures, cells_of_figures(figures))
    return table, head, office.with_sent(*sent)


def renewed(data: Data) -> Data:
    """The same workspace with what its ledger holds by now."""
    figures, head, projects = accepted(data.workspace, data.projects.office)
    start = data.workspace.fiscal_start
    figures, _ = with_counted(projects, data.books, figures, start)
    return replace(data, figures=figures, ledger_head=head, projects=projects)


def cells_of_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """Addresses of figures that came from the ledger: all in the figure's own cell."""
    return pd.DataFrame(dict.fromkeys(FIGURES, figures["cell"]), index=figures.index)


def load_books(workspace: Workspace, paths: Sequence[Path]) -> tuple[Books, list[Finding]]:
    """The target books in these files, and the findings about each and about all together."""
    books, findings = [], []
    for workbook, found in _workbooks(workspace, paths, trusted=True):
        findings += found
        if workbook is not None:
            book, faults = read_book(workbook, workspace.fiscal_start)
            books.append(book)
            findings += faults
    together = Books.concat(books)
    findings += book_findings(together, findings, workspace.fiscal_start)
    findings += checks_of(together)
    return together, findings


def checks_of(books: Books, known: Iterable[Finding] = ()) -> list[Finding]:
    """What does not agree in all books together: references, rules, counts, scoring, sums of parts.

    Cells about which `known` already holds an error are passed over.
    """
    found = check_books(books)
    found += unknown_only(counting_faults(books), found)
    return unknown_only([*found, *scoring_faults(books), *short_parts(books)], known)


def load_figures(
    workspace: Workspace, books: Books, paths: Sequence[Path]
) -> tuple[Table, list[Finding]]:
    """The figures of these returns; a return with an error is left out as a whole."""
    tables, findings, naming = [], [], Naming(books)
    for workbook, found in _workbooks(workspace, paths):
        findings += found
        if workbook is None:
            continue
        table, faults = read_return(workbook, books, workspace.fiscal_start)
        faults += figure_findings(table, books, faults, workspace.fiscal_start)
        findings += naming.named(faults, _whose(table))
        if not _has_error(faults):
            tables.append(table)
    together = _together(tables)
    across = check_figures(together, books, findings, workspace.fiscal_start)
    findings += naming.named(across)
    return _without(together, _files_with_errors(across)), findings


def _whose(figures: Table) -> str | None:
    """The organisation of a return's figures."""
    return None if figures.values.empty else str(figures.values["organisation"].iloc[0])


def check_paths(workspace: Workspace, paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Findings about these files and folders: books and registers as such, the rest as returns.

    Returns are checked against the workspace's own books (and those among `paths`).
    """
    files = _expanded(paths)
    books, registers, returns = _sorted_out(workspace, files)
    own = [path for path in workspace.books() if path.resolve() not in set(books)]
    together, found = load_books(workspace, [*own, *books])
    _, more = load_figures(workspace, together, returns)
    for workbook in registers:
        more += office_register(workbook, together, workspace.fiscal_start)[1]
    named = {workspace.relative(path) for path in files}
    return in_order(f for f in (*found, *more) if f.origin.file in named)


def faults(books: Books, findings: Iterable[Finding]) -> dict[str, str]:
    """Target id → code of the first error in its own rows, its indicator's or its milestones'.

    A scoring rule that cannot be read costs the points, not the status.
    """
    rows = {
        (f.origin.file, f.origin.sheet, cell_position(f.origin.cell)[0]): f.code
        for f in reversed(in_order(findings))
        if f.severity is Severity.ERROR and f.origin.cell and f.code not in POINTS_ONLY
    }
    if not rows:
        return {}
    targets = books.targets.values
    own = _row_codes(books.targets, "target", rows)
    indicators = pd.Series(
        _row_codes(books.indicators, "indicator", rows).to_numpy(),
        index=pd.MultiIndex.from_frame(books.indicators.values[["organisation", "indicator"]]),
    ).dropna()
    by_indicator = [
        indicators.get(key) if isinstance(key[1], str) else None
        for key in zip(targets["organisation"], targets["indicator"], strict=True)
    ]
    codes = own.where(own.notna(), pd.Series(by_indicator, index=targets.index, dtype=object))
    result = {
        str(t): str(c) for t, c in zip(targets["target"], codes, strict=True) if isinstance(c, str)
    }
    milestones = _row_codes(books.milestones, "target", rows)
    for target, code in zip(books.milestones.values["target"], milestones, strict=True):
        if isinstance(code, str):
            result.setdefault(str(target), code)
    return result


def _row_codes(
    table: Table, column: str, rows: dict[tuple[str | None, str | None, int], str]
) -> pd.Series:
    places = zip(table.values["file"], table.values["sheet"], table.cells[column], strict=True)
    codes = [rows.get((file, sheet, cell_position(_text(cell))[0])) for file, sheet, cell in places]
    return pd.Series(codes, index=table.values.index, dtype=object)


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _workbooks(
    workspace: Workspace, paths: Sequence[Path], *, trusted: bool = False
) -> Iterable[tuple[RawWorkbook | None, list[Finding]]]:
    for _, workbook, found in read_files(paths, workspace.root, trusted=trusted):
        yield workbook, list(found)


def _expanded(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        files += sorted(path.rglob("*.xlsx")) if path.is_dir() else [path]
    return files


def _sorted_out(
    workspace: Workspace, files: Sequence[Path]
) -> tuple[list[Path], list[RawWorkbook], list[Path]]:
    books: list[Path] = []
    registers: list[RawWorkbook] = []
    returns: list[Path] = []
    for path, workbook, _ in read_files(files, workspace.root):
        if workbook is not None and is_book(workbook):
            books.append(path)
        elif workbook is not None and is_register(workbook):
            registers.append(workbook)
        else:
            returns.append(path)
    return books, registers, returns


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


def _files_with_errors(findings: Iterable[Finding]) -> set[str]:
    return {f.origin.file or "" for f in findings if f.severity is Severity.ERROR}


def _without(table: Table, files: set[str]) -> Table:
    return table.keep(~table.values["file"].isin(files)) if files else table


def _together(tables: Sequence[Table]) -> Table:
    kept = [table for table in tables if len(table.values)]
    if not kept:
        return Table.empty(FIGURES)
    values = pd.concat([table.values for table in kept], ignore_index=True)
    cells = pd.concat([table.cells for table in kept], ignore_index=True)
    return Table(typed(values, FIGURES), cells)


def with_figures(data: Data, figures: pd.DataFrame) -> Data:
    """The same workspace with other figures."""
    cells = data.figures.cells.reindex(figures.index)
    return replace(data, figures=Table(figures, cells))
