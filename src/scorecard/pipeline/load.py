"""Reading a workspace: books, register and figures, with everything that is wrong with them.

Over 500 lines because they are read, and found at fault, together.
"""

from __future__ import annotations

import contextlib
import math
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

import pandas as pd

from scorecard.checks.books import book_findings, check_books
from scorecard.checks.figures import check_figures, figure_findings
from scorecard.ledger.archive import had_ledger
from scorecard.ledger.ledger import ledger_answers, ledger_figures, ledger_projects, opened
from scorecard.projects import checks
from scorecard.projects.counts import Counted, counted_figures, counted_of
from scorecard.read.grid import RawCell, RawSheet, RawWorkbook
from scorecard.read.guard import read_files
from scorecard.read.intake import relative_name
from scorecard.read.register import is_register, read_register
from scorecard.read.returns.form import dated_findings, read_form
from scorecard.read.returns.returned import Return
from scorecard.read.target_book import is_book, read_book, roster_of
from scorecard.schema import frames
from scorecard.schema.contract import unknown_only
from scorecard.schema.errors import CannotWriteError, Name, ScorecardError
from scorecard.schema.findings import Finding, Origin, cell_position, finding, has_errors, in_order
from scorecard.schema.period import PeriodError, parse_period
from scorecard.schema.quarterly_form import YEAR_AGO, Answer, YearAgo, period_for
from scorecard.schema.spelling import show
from scorecard.schema.vocabulary import Basis, Severity
from scorecard.scoring.book_checks import scoring_faults, short_parts, uneven_weights
from scorecard.store import sha256, write_file
from scorecard.workspace import SPREADSHEETS, Workspace, real_path

# ---------------------------------------------------------------------------
# The project register of a workspace: the office's book, what forms have added, what it counts.

FROM_LEDGER: Final = 10**6
"""Number of the first entry of the ledger: on one day the office's book comes before it."""
_FIGURE: Final = ["organisation", "indicator"]


@dataclass(frozen=True, slots=True)
class Projects:
    """States of the projects (ENTRIES), confirmations (CLOSINGS), errors by organisation."""

    entries: pd.DataFrame
    closings: pd.DataFrame
    errors: dict[str, int]

    @classmethod
    def none(cls) -> Projects:
        """No register."""
        return cls(frames.empty(frames.ENTRIES), frames.empty(frames.CLOSINGS), {})

    def with_sent(self, entries: pd.DataFrame, closings: pd.DataFrame) -> Projects:
        """The same with what the ledger holds on top."""
        return Projects(
            _both(self.entries, entries.assign(entry=entries["entry"] + FROM_LEDGER)),
            _both(self.closings, closings),
            self.errors,
        )

    @property
    def office(self) -> Projects:
        """The office's own book alone."""
        return Projects(
            self.entries[self.entries["entry"] < FROM_LEDGER],
            self.closings[self.closings["unit"].isna()],
            self.errors,
        )

    @property
    def sound(self) -> Projects:
        """Without the organisations whose register has errors."""
        bad = list(self.errors)
        return Projects(
            self.entries[~self.entries["organisation"].isin(bad)],
            self.closings[~self.closings["organisation"].isin(bad)],
            {},
        )


def _both(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    if first.empty or second.empty:
        return second if first.empty else first
    return pd.concat([first, second], ignore_index=True)


def office_register(
    workbook: RawWorkbook, books: frames.Books, fiscal_start: int
) -> tuple[Projects, list[Finding]]:
    """The office's book as opening state, and everything that is wrong with it.

    Every row stands on, and is known since, the day to which the list is complete.
    """
    register = read_register(workbook, roster_of(books), fiscal_start)
    table, day = register.projects, register.day
    days = pd.Series(pd.Timestamp(day) if day else pd.NaT, index=table.values.index)
    found = [*register.findings]
    found += checks.project_findings(table, days.astype("datetime64[s]"), found)
    found += checks.near_duplicates(table)
    counted = counted_for(books)
    found += unknown_only(checks.missing_amounts(counted, table), found)
    errors = _errors(found, table)
    if day is None:
        return Projects(frames.empty(frames.ENTRIES), frames.empty(frames.CLOSINGS), errors), found
    since = {"stands_on": pd.Timestamp(day), "known_on": pd.Timestamp(day)}
    numbers = range(len(table.values))
    entries = table.values.assign(cell=table.cells["project"], entry=numbers, **since)
    entries = entries.drop_duplicates(["organisation", "project"]).reset_index(drop=True)
    # The list says that an organisation has no projects only where it is that one's own.
    names = list(dict.fromkeys(table.values["organisation"]))
    known = list(dict.fromkeys(books.organisations.values["organisation"]))
    at = register.header
    closings = pd.DataFrame({"organisation": names or (known if len(known) == 1 else [])})
    closings = closings.assign(file=at.file, sheet=at.sheet, cell=at.cell, **since)
    return Projects(
        frames.typed(entries, frames.ENTRIES), frames.typed(closings, frames.CLOSINGS), errors
    ), found


def _errors(found: Iterable[Finding], table: frames.Table) -> dict[str, int]:
    """Number of errors by organisation; one outside the rows counts for all of them."""
    cells = table.cells["project"].fillna(table.cells["name"])
    named = zip(cells, table.values["organisation"], strict=True)
    rows = {cell_position(c)[0]: str(name) for c, name in named if isinstance(c, str)}
    errors: dict[str, int] = {}
    for one in found:
        if one.severity is Severity.ERROR:
            own = rows.get(cell_position(one.origin.cell)[0])
            for name in [own] if own else dict.fromkeys(rows.values()):
                errors[name] = errors.get(name, 0) + 1
    return errors


# ------------------------------------------------------------------ what it counts


def counted_for(books: frames.Books) -> list[Counted]:
    """The indicators that are counted from the register, each with the unit that answers for it."""
    units, answering = frames.Responsible(books), {}
    for row in books.indicators.values.drop_duplicates(_FIGURE).to_dict("records"):
        fact = {str(name): value for name, value in row.items()}
        key = str(fact["organisation"]), str(fact["indicator"])
        answering[key] = units.answering(fact)[1]
    return counted_of(books, answering)


def with_counted(
    projects: Projects, books: frames.Books, figures: frames.Table, fiscal_start: int
) -> tuple[frames.Table, list[Finding]]:
    """The figures with those that the register gives, and what it says about typed ones.

    Where an indicator's source is the register the counted figures take the place of typed ones;
    elsewhere the typed ones stay and are held against the count.
    """
    counted = counted_for(books)
    if not counted:
        return figures, []
    sound = projects.sound
    ours = counted_figures(counted, sound.entries, sound.closings, fiscal_start)
    found = [*checks.reconciled(figures.values, ours)]
    found += checks.uncounted(counted, projects.closings, projects.errors, books)
    facts = books.indicators.values
    register = pd.MultiIndex.from_frame(facts.loc[facts["source"].eq("register"), _FIGURE])
    kept = figures.keep(~_among(figures.values, register))
    used = ours[_among(ours, register)]
    values = _both(kept.values, used)
    cells = pd.DataFrame(dict.fromkeys(frames.FIGURES, used["cell"]), index=used.index)
    return frames.Table(frames.typed(values, frames.FIGURES), _both(kept.cells, cells)), found


def _among(figures: pd.DataFrame, keys: pd.MultiIndex) -> pd.Series:
    return pd.Series(pd.MultiIndex.from_frame(figures[_FIGURE]).isin(keys), index=figures.index)


# ---------------------------------------------------------------------------
# Names in place of ids: what findings about figures call an indicator and a basis.
#
# Rules speak of indicators by their ids; the people who read what was found know them by name.

_INDICATORS: Final = ("indicator", "part", "whole")
"""Parameters that hold the id of an indicator."""
_LISTED: Final = ("parts", "values")
"""Parameters that hold values as `id = value`, several of them in a row."""
_VALUE: Final = re.compile(r"(?P<id>[^\s,、=]+)(?= = )")
_FAMILIES: Final = ("C", "F", "X2")
"""Codes of findings about figures; those about books name ids, which is what stands there."""


_Names: TypeAlias = Mapping[str, Name]


@dataclass(slots=True)
class Naming:
    """The names of all books' indicators by organisation and id."""

    books: frames.Books
    _known: dict[str | None, dict[str, Name]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frame = self.books.indicators.values[["organisation", "indicator", "name", "name_en"]]
        for organisation, indicator, *names in frame.itertuples(index=False, name=None):
            name, en = (text if isinstance(text, str) else "" for text in names)
            if name or en:
                own = Name(name or en, en)
                self._known.setdefault(organisation, {}).setdefault(str(indicator), own)
                self._known.setdefault(None, {}).setdefault(str(indicator), own)

    def named(self, findings: Iterable[Finding], organisation: str | None = None) -> list[Finding]:
        """The findings with names in place of ids: those of this organisation's book, or of any."""
        names = self._known.get(organisation) or self._known.get(None, {})
        return [
            replace(one, params={n: _said(n, value, names) for n, value in one.params.items()})
            if one.code.startswith(_FAMILIES)
            else one
            for one in findings
        ]


def _said(param: str, value: Any, names: _Names) -> Any:  # noqa: ANN401  (any printable value)
    if isinstance(value, tuple | list):
        return [_said(param, one, names) for one in value]
    if not isinstance(value, str) or isinstance(value, Name):
        return value
    if param in _INDICATORS:
        return names.get(value, value)
    if param == "basis":
        basis = Basis.lookup(value)
        return value if basis is None else basis.said
    if param in _LISTED:
        zh, en = (
            _VALUE.sub(lambda f: names.get(f["id"], Name(f["id"])).within(language), value)  # noqa: B023  (used at once)
            for language in ("zh", "en")
        )
        return Name(zh, en)
    return value


# ----------- reading a workspace: target books and figures, with everything that is wrong with them

T = TypeVar("T")
TABLES: Final = SPREADSHEETS | {".csv"}
"""How the files of a folder end that are looked at."""
Stamps: TypeAlias = Mapping[str, tuple[int, int]]
"""Time and size of files by name."""


@dataclass(frozen=True, slots=True)
class Data:
    """What a workspace holds: its books, its figures, its projects, and every finding about them.

    Among the figures are those that are counted from the register; `answers` are what units have
    written beside theirs.  `read` are the findings about
    the files themselves, whatever the ledger holds; by `stamps` a file that was saved since it was
    read is noticed.
    """

    workspace: Workspace
    books: frames.Books
    figures: frames.Table
    findings: tuple[Finding, ...]
    ledger_head: str | None = None
    projects: Projects = field(default_factory=Projects.none)
    read: tuple[Finding, ...] = ()
    ledger_entries: int | None = None
    stamps: Stamps | None = None
    answers: tuple[Answer, ...] = ()


def load_data(
    workspace: Workspace, files: Workspace | None = None, up_to: int | None = None
) -> Data:
    """Everything in the workspace; faults are findings, and what they touch is left out.

    A fault in a book stops only the targets it touches (see `assessment.frames.assessable`).
    Figures come from the ledger; before there is one, from the returns folders, where a fault of
    severity error stops that return.

    `files` is where the office's own files are read, if not in the workspace itself; `up_to` the
    entry to which the ledger counts, 0 for the time before there was one.  Raises `LedgerError`
    for a ledger that cannot be used, and one from which entries are gone (unless `up_to` is given).
    """
    files = files or workspace
    seen = stamps(files)
    books, found = load_books(files, files.books())
    projects, faulty = load_projects(files, books)
    found += faulty
    figures = frames.Table.empty(frames.FIGURES)
    answers: tuple[Answer, ...] = ()
    ledger = up_to != 0 and (workspace.ledger.is_file() or had_ledger(workspace.archive))
    if not ledger:
        figures, more, answers = load_figures(files, books, files.returns())
        found += more
    data = Data(
        workspace, books, figures, (), None, projects, tuple(found), stamps=seen, answers=answers
    )
    return renewed(data, up_to) if ledger else _with_counted(data)


def stamps(workspace: Workspace) -> Stamps:
    """When the office's own files were last saved, and how large they are."""
    facts = {path: path.stat() for path in workspace.own_files() if path.is_file()}
    return {workspace.relative(path): (s.st_mtime_ns, s.st_size) for path, s in facts.items()}


def load_projects(workspace: Workspace, books: frames.Books) -> tuple[Projects, list[Finding]]:
    """The office's own list of projects; nothing where there is none."""
    paths = [workspace.register] if workspace.register.is_file() else []
    return next(_registers(workspace, paths, books), (Projects.none(), []))


def renewed(data: Data, up_to: int | None = None) -> Data:
    """The same files with what the ledger holds by now, or held up to an entry."""
    workspace = data.workspace
    archive = workspace.archive if up_to is None else None
    with opened(workspace.ledger, archive) as ledger, ledger.as_written():
        figures = ledger_figures(ledger, up_to)
        answers = ledger_answers(ledger, up_to)
        sent = ledger_projects(ledger, workspace.fiscal_start, up_to)
        head, entries = ledger.head(up_to), ledger.last_seq(up_to)
    # Whatever is said of a figure stands in its own cell.
    cells = pd.DataFrame(dict.fromkeys(frames.FIGURES, figures["cell"]), index=figures.index)
    now = replace(data, figures=frames.Table(figures, cells), answers=answers)
    projects = data.projects.office.with_sent(*sent)
    return _with_counted(replace(now, ledger_head=head, ledger_entries=entries, projects=projects))


def _with_counted(data: Data) -> Data:
    """The figures that the register gives among the others, and all findings in order."""
    start = data.workspace.fiscal_start
    figures, said = with_counted(data.projects, data.books, data.figures, start)
    told = years_ago(data.answers, data.books, start)
    differ = year_ago_findings(told, figures.values, start)
    return replace(data, figures=figures, findings=in_order((*data.read, *said, *differ)))


def years_ago(answers: Iterable[Answer], books: frames.Books, fiscal_start: int) -> list[YearAgo]:
    """What units have typed as the figure of the same period last year; the last of each cell.

    `answers` in the order of entry; what no longer names an indicator or a quarter is left out.
    """
    last = {one.key: one for one in answers if one.item == YEAR_AGO and one.value is not None}
    if not last:
        return []
    facts = books.indicators.values.to_dict("records")
    known = {(str(fact["organisation"]), str(fact["indicator"])): fact for fact in facts}
    found = []
    for one in last.values():
        fact = known.get((one.organisation, one.indicator))
        with contextlib.suppress(PeriodError):
            quarter = parse_period(one.period, fiscal_start).period
            if fact is not None:
                period = period_for({str(k): v for k, v in fact.items()}, quarter)
                found.append(YearAgo(one, period, str(fact["name"]), str(fact["reported_as"])))
    return found


def year_ago_findings(
    told: Iterable[YearAgo], figures: pd.DataFrame, fiscal_start: int
) -> Iterator[Finding]:
    """Figures of last year that differ from those on record, which count (F173)."""
    told = list(told)
    if not told:
        return
    from scorecard.forms.plan import NOTHING, records_of  # noqa: PLC0415  (seldom needed)

    asked = {one.answer.indicator for one in told}
    known = records_of(figures[figures["indicator"].isin(asked)], fiscal_start)
    for one in told:
        answer = one.answer
        record = known.get((answer.organisation, answer.indicator), NOTHING)
        value = record.a_year_before(one.period, one.reported_as)
        if value is not None and not math.isclose(value, answer.value or 0.0, rel_tol=1e-9):
            place = Origin(answer.file, answer.sheet, answer.cell)
            differs = {"indicator": one.name, "value": show(value)}
            yield finding("F173", place, answer.content, **differs)


def with_figures(data: Data, figures: pd.DataFrame) -> Data:
    """The same workspace with other figures."""
    cells = data.figures.cells.reindex(figures.index)
    return replace(data, figures=frames.Table(figures, cells))


def load_books(workspace: Workspace, paths: Sequence[Path]) -> tuple[frames.Books, list[Finding]]:
    """The target books in these files, and the findings about each and about all together."""
    books, findings, policy = [], [], workspace.policy
    start, stages = policy.fiscal_start, policy.stages()
    for read, found in _each(workspace, paths, lambda w: read_book(w, start, stages), trusted=True):
        findings += found
        if read is not None:
            books.append(read[0])
            findings += read[1]
    together = frames.Books.concat(books)
    findings += checks_of(together, findings, start)
    findings += uneven_weights(together, policy.full_mark)
    return together, findings


def checks_of(
    books: frames.Books, known: Sequence[Finding], fiscal_start: int = 1
) -> list[Finding]:
    """What rows break of their contracts, then what does not agree in all books together.

    That is references, rules, counts, scoring, sums of parts.  Cells about which `known` or a
    contract already holds an error are passed over: each fault is told once.
    """
    rows = book_findings(books, known, fiscal_start)
    found = check_books(books)
    found += unknown_only(checks.counting_faults(books), found)
    found += [*scoring_faults(books), *short_parts(books)]
    return [*rows, *unknown_only(found, [*known, *rows])]


def load_figures(
    workspace: Workspace, books: frames.Books, paths: Sequence[Path]
) -> tuple[frames.Table, list[Finding], tuple[Answer, ...]]:
    """The figures and answers of these returns; one with an error is left out as a whole."""
    tables, findings, naming, start = [], [], Naming(books), workspace.fiscal_start
    roster, answers = roster_of(books, stages=workspace.policy.stages()), []

    def figures_of(workbook: RawWorkbook) -> tuple[Return, list[Finding]]:
        form = read_form(workbook, roster, start)
        faults = dated_findings(form)
        return form, faults + figure_findings(form.figures, books, faults, start)

    for read, found in _each(workspace, paths, figures_of):
        findings += found
        if read is None:
            continue
        form, faults = read
        table = form.figures
        named = table.values["organisation"]
        findings += naming.named(faults, None if named.empty else str(named.iloc[0]))
        if not (has_errors(faults) or named.empty):
            tables.append(table)
            answers += form.answers
    figures = frames.Table.empty(frames.FIGURES)
    if tables:
        values = pd.concat([table.values for table in tables], ignore_index=True)
        cells = pd.concat([table.cells for table in tables], ignore_index=True)
        figures = frames.Table(frames.typed(values, frames.FIGURES), cells)
    across = check_figures(figures, books, findings, start)
    findings += naming.named(across)
    faulty = [f.origin.file or "" for f in across if f.severity is Severity.ERROR]
    kept = tuple(one for one in answers if one.file not in faulty)
    return figures.keep(~figures.values["file"].isin(faulty)), findings, kept


def expanded(paths: Iterable[Path]) -> list[Path]:
    """The workbooks among these files and folders, each once; what is named itself is taken."""
    files: dict[Path, None] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in inside:
            if file == path or file.suffix.lower() in TABLES:
                files.setdefault(file)
    return list(files)


def check_paths(workspace: Workspace, paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Findings about these files and folders: books and registers as such, the rest as returns.

    Returns are checked against the workspace's own books (and those among `paths`).  What else lies
    in a folder is named in a note (B107).
    """
    files = expanded(paths)
    books, registers, returns = [], [], []
    for path, workbook, _ in read_files(files, workspace.root):
        if workbook is not None and is_book(workbook):
            books.append(path)
        elif workbook is not None and is_register(workbook):
            registers.append(path)
        else:
            returns.append(path)
    given = {real_path(path) for path in books}
    own = [path for path in workspace.books() if real_path(path) not in given]
    together, found = load_books(workspace, [*own, *books])
    _, more, _ = load_figures(workspace, together, returns)
    for _, faulty in _registers(workspace, registers, together):
        more += faulty
    named = {relative_name(path, workspace.root) for path in files}
    told = [f for f in (*found, *more) if f.origin.file in named]
    return in_order([*told, *_not_looked_at(workspace, paths)])


def no_files(folder: Path) -> list[Path]:
    """Pipes, links to nothing or in a circle and links to folders; hidden ones left out."""
    inside = (path for path in folder.rglob("[!.]*") if not path.is_file())
    return sorted(path for path in inside if path.is_symlink() or not path.is_dir())


def _not_looked_at(workspace: Workspace, folders: Iterable[Path]) -> Iterator[Finding]:
    """What in a folder is no workbook, hidden files left out, or no file at all."""
    for folder in (path for path in folders if path.is_dir()):
        inside = {*filter(Path.is_file, folder.rglob("[!.]*"))} - {*expanded([folder])}
        others = [p.relative_to(folder).as_posix() for p in sorted((*inside, *no_files(folder)))]
        if others:
            yield finding("B107", Origin(relative_name(folder, workspace.root)), None, files=others)


def _registers(
    workspace: Workspace, paths: Sequence[Path], books: frames.Books
) -> Iterator[tuple[Projects, list[Finding]]]:
    """What each of these lists of projects holds, and everything that is wrong with it."""
    start = workspace.fiscal_start
    reading = _each(workspace, paths, lambda w: office_register(w, books, start), trusted=True)
    for read, found in reading:
        projects, faulty = read or (Projects.none(), [])
        yield projects, [*found, *faulty]


def _each(
    workspace: Workspace,
    paths: Sequence[Path],
    reading: Callable[[RawWorkbook], T],
    *,
    trusted: bool = False,
) -> Iterator[tuple[T | None, list[Finding]]]:
    """What is made of each file, and what was found about it as a file."""
    for _, workbook, found in read_files(paths, workspace.root, trusted=trusted):
        read, more = (None, []) if workbook is None else understood(workspace, workbook, reading)
        yield read, [*found, *more]


def understood(
    workspace: Workspace, workbook: RawWorkbook, reading: Callable[[RawWorkbook], T]
) -> tuple[T | None, list[Finding]]:
    """What is made of one file; whatever that raises is the file's finding (B140).

    One bad file never stops another.  Only the reading of one file is walled like that: the rest of
    the program fails loudly.  The finding stands where the reading had come to, and names a log.
    """
    try:
        return reading(workbook), []
    except (ScorecardError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  (see above)
        sheet = cell = None
        for frame, _ in traceback.walk_tb(error.__traceback__):
            for value in frame.f_locals.values():
                sheet = value.name if isinstance(value, RawSheet) else sheet
                cell = value.name if isinstance(value, RawCell) else cell
        text = "".join(traceback.format_exception(error))
        log = workspace.reports / "log" / f"{sha256(text.encode())[:16]}.txt"
        with contextlib.suppress(CannotWriteError):
            write_file(log, text.encode("utf-8", "replace"))
        told = workspace.relative(log) if log.exists() else "–"
        return None, [finding("B140", Origin(workbook.file, sheet, cell), None, log=told)]
