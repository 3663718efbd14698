"""Builds the example of `scorecard init`: a small complete workspace, all of it made up.

Run as `python tools/example.py` after forms, target books or the ledger have changed: it writes
src/scorecard/example/{zh,en}.tar.xz, which the program puts down as they are.  `tests/test_init.py`
tells when they are no longer what is built here.

The example goes through the loop that offices use.  Target books are written from the tables in
tools/example, forms are issued quarter by quarter, filled in by a program and collected on the day
they came.  Nothing reads the clock: every time is a time of the example, so that two runs give the
same bytes.
"""

from __future__ import annotations

import csv
import io
import math
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from filling import Filling, fill_form

from scorecard import store
from scorecard.excel.book import Value
from scorecard.forms.target_book import book_workbook, register_workbook
from scorecard.i18n import LANGUAGES, Words
from scorecard.pipeline.collect import Fate, collect
from scorecard.pipeline.forms import issue
from scorecard.pipeline.inbox import Reception
from scorecard.pipeline.load import Data, load_data, renewed
from scorecard.read.guard import Guard, cores
from scorecard.read.intake import DEFAULT_LIMITS
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import FORM, UNASKED
from scorecard.schema.sheets import BOOK, PROJECTS, Column
from scorecard.workspace import SETTINGS_FILE, Workspace, load_workspace

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "tools" / "example"
"""The tables that the example is made of."""
PACKED: Final = ROOT / "src" / "scorecard" / "example"
LEFT_OUT: Final = "reports/archive/"
LOCK: Final = ".~scorecard-"
INBOX: Final = "inbox"
"""Returns that have come and wait to be collected: one with faults, and the same sent again."""
DOCUMENTS: Final = "documents"
REGISTER_DAY: Final = date(2023, 12, 31)
"""The office's own project register is complete to this day; later ones come with the forms."""
_OPENING: Final = time(9, 0)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One unit's form of one quarter."""

    organisation: str
    unit: str
    filled_in_by: str
    quarter: str
    day: date


def build(root: Path, words: Words) -> None:
    """The whole example in this folder, in the language of `words`."""
    _prepare(root, words)
    workspace = load_workspace(root)
    data = load_data(workspace)
    with Guard(DEFAULT_LIMITS, cores()) as guard:
        for quarter in quarters():
            data = _quarter(data, quarter, words, guard)
    _inbox(workspace, words)


def packed(root: Path) -> bytes:
    """The files of a built example as one archive, without the copies in reports/archive."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:xz", preset=9) as archive:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not name.startswith(LEFT_OUT) and LOCK not in path.name:
                entry = tarfile.TarInfo(name)
                entry.size = path.stat().st_size
                archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return stream.getvalue()


def main() -> None:
    """Build both languages and put them into the package."""
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), Words(language))
            data = packed(Path(folder))
        store.write_file(PACKED / f"{language}.tar.xz", data)
        print(f"{language}.tar.xz: {len(data) // 1024} kB")


# ------------------------------------------------------------------ what the loop starts from


def _prepare(root: Path, words: Words) -> None:
    """Settings, documents with the sentences, target books, register, the folder's own page."""
    for name, target in (("scorecard", SETTINGS_FILE), ("readme", "README.md")):
        suffix = Path(target).suffix
        text = (FOLDER / f"{name}.{words.language}{suffix}").read_bytes()
        store.write_file(root / target, text)
    for short, name in organisations(words.language).items():
        rows = book_rows(short, words.language)
        for document in rows["documents"]:
            text = _document(document, rows["goals"], words)
            store.write_file(root / DOCUMENTS / str(document["file"]), text)
            document["sha256"] = store.sha256(text)
        store.write_file(root / "targets" / f"{name}.xlsx", book_workbook(rows, name, words))
    _register(root, words)


def _register(root: Path, words: Words) -> None:
    """The projects that the office knows of before the first quarter, as its own workbook."""
    names = organisations(words.language)
    rows: list[Mapping[str, Value]] = []
    for unit in table("units", words.language):
        mine = projects(unit["organisation"], unit["unit"], "", words.language)
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
        for result in done.files:
            if result.fate is not Fate.RECORDED:
                raise RuntimeError(f"{result.path.name} {quarter}: {result.findings}")
    return renewed(data)


def _sheets(quarter: str, words: Words) -> Iterator[_Sheet]:
    """The forms of a quarter with the day each came back; `date.max` where it never did."""
    for row in table("returns", words.language):
        day = date.fromisoformat(row[quarter]) if row[quarter] else date.max
        yield _Sheet(row["organisation"], row["unit"], row["filled_in_by"], quarter, day)


def _file(sheet: _Sheet, words: Words) -> str:
    organisation = organisations(words.language)[sheet.organisation]
    units = table("units", words.language)
    unit = next(u["name"] for u in units if u["unit"] == sheet.unit)
    return f"{organisation}-{unit}.xlsx"


def _filling(sheet: _Sheet, words: Words) -> Filling:
    """What the unit types into its form."""
    language = words.language
    key = (sheet.organisation, sheet.unit, sheet.quarter)
    cells: dict[tuple[str, str], Value] = {}
    for figure in figures(*key, language):
        cells |= {(figure.indicator, k): v for k, v in _line(figure, words).items()}
    for answer in typed_rows("answers", "form", key, language):
        indicator = str(answer.pop("indicator"))
        cells |= {(indicator, k): v for k, v in _shown(answer, "form", words).items()}
    for rank in typed_rows("ranks", "ranks", key, language):
        indicator = str(rank.pop("indicator"))
        cells |= {(indicator, k): v for k, v in _shown(rank, "ranks", words).items()}
    corrections = [
        _shown(line, "revisions", words)
        for line in typed_rows("corrections", "revisions", key, language)
    ]
    names = facts_of(*key[:2], language)
    for line in corrections:
        fact = names[str(line["indicator"])]
        line["indicator"] = fact["name"] if language == "zh" else fact["name_en"]
    changed = [
        _shown({k: v for k, v in row.items() if k not in UNASKED}, "form_projects", words)
        for row in projects(*key, language)
    ]
    name = organisations(language)[sheet.organisation]
    return Filling(name, sheet.filled_in_by, sheet.day, cells, corrections, changed)


def _line(figure: Figure, words: Words) -> dict[str, Value]:
    """What is typed into the row of one figure; blank cells are left out."""
    typed: dict[str, Value] = {"note": figure.note}
    if not math.isnan(figure.value):
        typed |= {"this_period": figure.value, "to_date": figure.to_date}
        typed |= {"state": figure.state, "evidence": figure.evidence}
    given = {column: value for column, value in typed.items() if value is not None}
    return _shown(given, "form", words)


def _shown(record: Mapping[str, Value], sheet: str, words: Words) -> dict[str, Value]:
    """The record with closed words as the form's drop-downs show them."""
    lists = {c.id: {word.id: word for word in c.choices} for c in FORM[sheet].columns}
    return {
        column: lists[column][value].within(words.language)
        if isinstance(value, str) and value in lists[column]
        else value
        for column, value in record.items()
    }


def _inbox(workspace: Workspace, words: Words) -> None:
    """The returns that wait: one folder for each day on which the form came, faults included."""
    faults: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in table("inbox", words.language):
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


def _spoilt(filling: Filling, faults: Iterable[Row]) -> Filling:
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


# ---------------------------------------------------------------------------
# The tables of the example: readable CSV files, both languages side by side in a cell.
#
# A cell `中文 || English` is split by the language asked for; any other cell is the same in both.
# Everything in them is made up.


Row: TypeAlias = Mapping[str, str]

_BETWEEN: Final = " || "
_NOT_GIVEN: Final = "-"
"""Typed where a remark takes something away that the figure would have otherwise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure a unit reports: what it types for its quarter, and what it says about it.

    `to_date` is the sum since the start of the year or of the example, missing for levels and for
    what is reported quarter by quarter.
    """

    indicator: str
    value: float
    to_date: float | None
    state: str
    evidence: str | None
    note: str | None


@cache
def table(name: str, language: str) -> list[Row]:
    """The rows of one CSV file, in one language."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [{k: _said(v, language) for k, v in row.items()} for row in csv.DictReader(stream)]


def _said(cell: str, language: str) -> str:
    zh, between, en = cell.partition(_BETWEEN)
    return en if between and language != "zh" else zh


def quarters() -> list[str]:
    """The quarters of the example, in order."""
    return [name for name in table("returns", "en")[0] if name[:1].isdigit()]


def organisations(language: str) -> dict[str, str]:
    """The organisations' names by their short ids."""
    rows = table("about", language)
    return {r["organisation"]: r["content"] for r in rows if r["item"] == "organisation"}


def book_rows(organisation: str, language: str) -> dict[str, list[dict[str, Value]]]:
    """The rows of an organisation's target book by sheet, as `book_writer` takes them."""
    found = {}
    for sheet, layout in BOOK.items():
        if not (FOLDER / f"{sheet}.csv").is_file():
            continue
        columns = layout.columns
        found[sheet] = [
            {c.id: _typed(c, row[c.id]) for c in columns if row.get(c.id)}
            for row in table(sheet, language)
            if row["organisation"] == organisation
        ]
    return found


def _typed(column: Column, text: str) -> Value:
    match column.kind:
        case "number":
            return float(text)
        case "integer":
            return int(text)
        case "date":
            return date.fromisoformat(text)
    return date.fromisoformat(text) if column.id == "by_when" else text


def figures(organisation: str, unit: str, quarter: str, language: str) -> Iterator[Figure]:
    """What a unit reports for a quarter, the places of ranks apart; blank figures are left out."""
    facts = facts_of(organisation, unit, language)
    remarks = {
        (r["indicator"], r["quarter"]): r
        for r in table("remarks", language)
        if r["organisation"] == organisation
    }
    for row in table("figures", language):
        fact = facts.get(row["indicator"])
        if row["organisation"] != organisation or fact is None:
            continue
        remark = remarks.get((row["indicator"], quarter), {})
        evidence = remark.get("evidence") or row["evidence"]
        if row[quarter] or remark:
            yield Figure(
                indicator=row["indicator"],
                value=float(row[quarter] or "nan"),
                to_date=_to_date(row, fact, quarter),
                state=remark.get("state") or "final",
                evidence=None if evidence == _NOT_GIVEN else evidence,
                note=remark.get("note"),
            )


def facts_of(organisation: str, unit: str, language: str) -> dict[str, Row]:
    """The indicators that a unit answers for, by id."""
    return {
        r["indicator"]: r
        for r in table("indicators", language)
        if (r["organisation"], r["responsible_unit"]) == (organisation, unit)
    }


def _to_date(row: Row, fact: Row, quarter: str) -> float | None:
    """The sum on the indicator's own basis, for an indicator that is reported as a sum."""
    if fact["reported_as"] in {"point", "period"}:
        return None
    whole = fact["reported_as"] == "since_start"
    mine = [q for q in quarters() if q <= quarter and (whole or q[:4] == quarter[:4])]
    values = [row[q] for q in mine]
    return round(sum(map(float, values)), int(fact["decimals"]))


def projects(organisation: str, unit: str, when: str, language: str) -> list[dict[str, Value]]:
    """The projects that a unit adds or changes in a quarter, by column id; new ones have no id.

    Where `when` is blank: those of the office's own register, from which the loop starts.
    """
    return [
        {c.id: _typed(c, row[c.id]) for c in PROJECTS.columns if row.get(c.id)}
        for row in table("projects", language)
        if (row["organisation"], row["unit"], row["quarter"]) == (organisation, unit, when)
    ]


def typed_rows(
    name: str, sheet: str, key: tuple[str, str, str], language: str
) -> list[dict[str, Value]]:
    """The rows of a table that a unit types in a quarter, by the columns of a form's sheet.

    `key` is organisation, unit and quarter.
    """
    organisation, unit, quarter = key
    facts = facts_of(organisation, unit, language)
    columns = FORM[sheet].columns
    return [
        {c.id: _typed(c, row[c.id]) for c in columns if row.get(c.id)}
        for row in table(name, language)
        if (row["organisation"], row["quarter"]) == (organisation, quarter)
        and row["indicator"] in facts
    ]


if __name__ == "__main__":
    main()
