"""The example: a small complete workspace, made up, built through the loop that offices use.

Target books are written from tables, forms are issued quarter by quarter, filled in by a program
and collected on the day they came.  Nothing reads the clock: every time is a time of the example,
so that two runs give the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from scorecard import store
from scorecard.model.period import parse_period
from scorecard.pipeline import example_tables as tables
from scorecard.pipeline.collect import Fate, Reception, collect
from scorecard.pipeline.forms import issue
from scorecard.pipeline.load import Data, load_data, renewed
from scorecard.sheet.cells import Value
from scorecard.words import Words
from scorecard.workbook.book_writer import book_workbook, register_workbook
from scorecard.workbook.files.guard import Guard, cores
from scorecard.workbook.files.limits import DEFAULT_LIMITS
from scorecard.workbook.forms.cells import choice_label
from scorecard.workbook.forms.fill import Filling, fill_form
from scorecard.workbook.layout.books import SHEETS
from scorecard.workbook.returns.projects import UNASKED
from scorecard.workspace import SETTINGS_FILE, Workspace, load_workspace

INBOX: Final = "inbox"
"""Returns that have come and wait to be collected: one with faults, and the same sent again."""
DOCUMENTS: Final = "documents"
REGISTER_DAY: Final = date(2023, 12, 31)
"""The office's own project register is complete to this day; later ones come with the forms."""
_OPENING: Final = time(9, 0)


@dataclass(frozen=True, slots=True)
class Example:
    """What was built: the folder, its quarters, how many organisations and collected returns."""

    folder: Path
    quarters: tuple[str, ...]
    organisations: int
    returns: int


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One unit's form of one quarter."""

    organisation: str
    unit: str
    filled_in_by: str
    quarter: str
    day: date


def write_example(
    folder: Path, words: Words, progress: Callable[[str], None] = lambda _: None
) -> Example:
    """Build the example in a new or empty folder: all of it, or nothing.

    Raises `NotEmptyError`, `CannotWriteError`.
    """
    with store.built_aside(folder) as aside:
        _prepare(aside, words)
        workspace = load_workspace(aside)
        data = load_data(workspace)
        with Guard(DEFAULT_LIMITS, cores()) as guard:
            for quarter in tables.quarters():
                data = _quarter(data, quarter, words, guard)
                progress(quarter)
        _inbox(workspace, words)
    quarters = tuple(tables.quarters())
    came = sum(bool(row[q]) for row in tables.table("returns", words.language) for q in quarters)
    return Example(folder, quarters, len(tables.organisations(words.language)), came)


# ------------------------------------------------------------------ what the loop starts from


def _prepare(root: Path, words: Words) -> None:
    """Settings, documents with the sentences, target books, register, the folder's own page."""
    for name, target in (("scorecard", SETTINGS_FILE), ("readme", "README.md")):
        suffix = Path(target).suffix
        text = (tables.FOLDER / f"{name}.{words.language}{suffix}").read_bytes()
        store.write_file(root / target, text)
    for short, name in tables.organisations(words.language).items():
        rows = tables.book_rows(short, words.language)
        for document in rows["documents"]:
            text = _document(document, rows["goals"], words)
            store.write_file(root / DOCUMENTS / str(document["file"]), text)
            document["sha256"] = store.sha256(text)
        store.write_file(root / "targets" / f"{name}.xlsx", book_workbook(rows, name, words))
    _register(root, words)


def _register(root: Path, words: Words) -> None:
    """The projects that the office knows of before the first quarter, as its own workbook."""
    names = tables.organisations(words.language)
    rows: list[Mapping[str, Value]] = []
    for unit in tables.table("units", words.language):
        mine = tables.projects(unit["organisation"], unit["unit"], "", words.language)
        rows += [{**row, "organisation": names[unit["organisation"]]} for row in mine]
    owner = " · ".join(dict.fromkeys(str(row["organisation"]) for row in rows))
    data = register_workbook(rows, REGISTER_DAY, owner, words)
    store.write_file(load_workspace(root).register, data)


def _document(document: dict[str, Value], goals: list[dict[str, Value]], words: Words) -> bytes:
    """The text of a made-up document: its title and the sentences that the goals quote."""
    stop = "。" if words.language == "zh" else "."
    quotes = [f"{g['quote']}{stop}" for g in goals if g["document"] == document["document"]]
    head = [f"{document['title']}", f"{document['publisher']} {document['published_on']}", ""]
    return ("\n".join([*head, *quotes]) + "\n").encode()


# ------------------------------------------------------------------ the loop


def _quarter(data: Data, quarter: str, words: Words, guard: Guard) -> Data:
    """Issue a quarter's forms, fill in those that come back, collect them; the figures then."""
    workspace = data.workspace
    issued = issue(data, parse_period(quarter).period, words)
    came = [s for s in _sheets(quarter, words) if s.day != date.max]
    for day in sorted({sheet.day for sheet in came}):
        paths = []
        for sheet in came:
            if sheet.day == day:
                path = workspace.quarter_folder(quarter) / "returns" / _file(sheet, words)
                blank = (issued.folder / path.name).read_bytes()
                store.write_file(path, fill_form(blank, _filling(sheet, words), words))
                paths.append(path)
        at = datetime.combine(day, _OPENING, ZoneInfo(workspace.timezone))
        reception = Reception(day, "stated", at)
        done = collect(workspace, paths, reception, words, guard=guard, books=data.books)
        for taken in done.taken:
            if taken.fate is not Fate.RECORDED:
                raise RuntimeError(f"{taken.path.name} {quarter}: {taken.findings}")
    return renewed(data)


def _sheets(quarter: str, words: Words) -> Iterator[_Sheet]:
    """The forms of a quarter with the day each came back; `date.max` where it never did."""
    for row in tables.table("returns", words.language):
        day = date.fromisoformat(row[quarter]) if row[quarter] else date.max
        yield _Sheet(row["organisation"], row["unit"], row["filled_in_by"], quarter, day)


def _file(sheet: _Sheet, words: Words) -> str:
    organisation = tables.organisations(words.language)[sheet.organisation]
    units = tables.table("units", words.language)
    unit = next(u["name"] for u in units if u["unit"] == sheet.unit)
    return f"{organisation}-{unit}.xlsx"


def _filling(sheet: _Sheet, words: Words) -> Filling:
    """What the unit types into its form."""
    language = words.language
    key = (sheet.organisation, sheet.unit, sheet.quarter)
    cells: dict[tuple[str, str], Value] = {}
    for figure in tables.figures(*key, language):
        cells |= {(figure.indicator, k): v for k, v in _line(figure, words).items()}
    for rank in tables.typed_rows("ranks", "ranks", key, language):
        indicator = str(rank.pop("indicator"))
        cells |= {(indicator, k): v for k, v in _shown(rank, "ranks", words).items()}
    corrections = [
        _shown(line, "revisions", words)
        for line in tables.typed_rows("corrections", "revisions", key, language)
    ]
    names = tables.facts_of(*key[:2], language)
    for line in corrections:
        fact = names[str(line["indicator"])]
        line["indicator"] = fact["name"] if language == "zh" else fact["name_en"]
    projects = [
        _shown({k: v for k, v in row.items() if k not in UNASKED}, "form_projects", words)
        for row in tables.projects(*key, language)
    ]
    name = tables.organisations(language)[sheet.organisation]
    return Filling(name, sheet.filled_in_by, sheet.day, cells, corrections, projects)


def _line(figure: tables.Figure, words: Words) -> dict[str, Value]:
    """What is typed into the row of one figure; blank cells are left out."""
    typed: dict[str, Value] = {"note": figure.note}
    if not math.isnan(figure.value):
        typed |= {"this_period": figure.value, "to_date": figure.to_date}
        typed |= {"state": figure.state, "evidence": figure.evidence}
    given = {column: value for column, value in typed.items() if value is not None}
    return _shown(given, "form", words)


def _shown(record: Mapping[str, Value], sheet: str, words: Words) -> dict[str, Value]:
    """The record with closed words as the form's drop-downs show them."""
    lists = {c.id: {word.id: word for word in c.allowed} for c in SHEETS[sheet].columns}
    return {
        column: choice_label(lists[column][value], words)
        if isinstance(value, str) and value in lists[column]
        else value
        for column, value in record.items()
    }


def _inbox(workspace: Workspace, words: Words) -> None:
    """The returns that wait: one folder for each day on which the form came, faults included."""
    faults: dict[tuple[str, str, str, str], list[tables.Row]] = {}
    for row in tables.table("inbox", words.language):
        key = (row["folder"], row["organisation"], row["unit"], row["quarter"])
        faults.setdefault(key, []).append(row)
    for (folder, organisation, unit, quarter), wrong in faults.items():
        own = next(
            s for s in _sheets(quarter, words) if (s.organisation, s.unit) == (organisation, unit)
        )
        sheet = replace(own, day=date.fromisoformat(folder))
        name = _file(sheet, words)
        blank = (workspace.quarter_folder(quarter) / "forms" / name).read_bytes()
        filled = fill_form(blank, _spoilt(_filling(sheet, words), wrong), words)
        store.write_file(workspace.root / INBOX / folder / name, filled)


def _spoilt(filling: Filling, faults: Iterable[tables.Row]) -> Filling:
    """What the unit types, with some cells typed wrong: of an indicator, or of a new project."""
    cells = dict(filling.cells)
    projects = [dict(row) for row in filling.projects]
    for fault in faults:
        if fault["indicator"]:
            cells[fault["indicator"], fault["column"]] = _number_or_text(fault["typed"])
        elif fault["project"]:
            new = next(row for row in projects if row.get("name") == fault["project"])
            new[fault["column"]] = _number_or_text(fault["typed"])
    return replace(filling, cells=cells, projects=projects)


def _number_or_text(typed: str) -> Value:
    try:
        return float(typed)
    except ValueError:
        return typed
