"""Made-up tables and what is right of them (``tests/data/tables/*.txt``), as files and as data."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

DATA: Final = Path(__file__).parent / "data" / "tables"
DIRECTION: Final = {"+": "increase", "-": "decrease", "=": "hold"}
EMPTY: Final[dict[str, Any]] = {
    "aliases": [], "organisation": None, "unit": None, "direction": "increase", "comparator": None,
    "target": None, "upper": None, "baseline": None, "baseline_period": None, "actual": None,
    "actual_period": None, "due": None, "progress": None, "expected_progress": None,
    "optional": False, "sheet": None,
}  # fmt: skip
NUMBERS: Final = {"t": "target", "a": "actual", "b": "baseline", "g": "progress"}
NUMBERS_TOO: Final = {**NUMBERS, "e": "expected_progress"}
TEXTS: Final = {"d": "due", "o": "unit", "sheet": "sheet"}


@dataclass
class Case:
    """One table: its file, the day it is judged on and what is right of it."""

    file: str
    as_of: str
    encoding: str
    lines: list[str]
    targets: list[dict[str, Any]] = field(default_factory=list)
    ask_about: list[str] = field(default_factory=list)
    must_not: list[dict[str, str]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def write(self, folder: Path) -> Path:
        """Write the table into a folder; its path."""
        path = folder / self.file
        if path.suffix == ".xlsx":
            _workbook(self.lines).save(path)
        else:
            path.write_bytes(("\n".join(self.lines) + "\n").encode(self.encoding))
        return path

    def expected(self) -> dict[str, Any]:
        """Return the case as the judge's ``expected.json`` has it."""
        return {
            "as_of": self.as_of, "lang": self.file[:2], "kind": self.file, "note": "",
            "must_not": self.must_not, "ask_about": self.ask_about, "targets": self.targets,
        }  # fmt: skip


def _value(text: str) -> dt.datetime | float | str | None:
    if text.startswith("@"):
        return dt.datetime.fromisoformat(text[1:])
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else (text or None)


def _workbook(lines: list[str]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    started = False
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "!sheet":
            sheet = book.create_sheet(rest) if started else sheet
            sheet.title, started = rest, True
        elif word.startswith("!"):
            _marked(sheet, word, rest)
        else:
            sheet.append([_value(cell) for cell in line.split("|")])
    return book


def _marked(sheet: Worksheet, word: str, rest: str) -> None:
    """What a line says of a sheet beside its values: merged ranges, formats, what is hidden."""
    if word == "!merge":
        for where in rest.split():
            sheet.merge_cells(where)
    elif word == "!format":
        where, _, shown = rest.partition(" ")
        for row in sheet[where]:
            for cell in row:
                cell.number_format = shown
    elif word == "!hide-row":
        sheet.row_dimensions[int(rest)].hidden = True
    elif word == "!hide-col":
        sheet.column_dimensions[rest].hidden = True
    else:
        sheet.sheet_state = "hidden"


def _target(line: str) -> dict[str, Any]:
    rows, name, rest = (part.strip() for part in line.split(";", 2))
    target = dict(EMPTY, name=name, rows=[int(r) for r in re.findall(r"\d+", rows)])
    for word in rest.split():
        key, _, value = word.partition("=")
        if key in NUMBERS_TOO:
            target[NUMBERS_TOO[key]] = float(value)
        elif key in TEXTS:
            target[TEXTS[key]] = value
        elif key == "s":
            target["status"] = value.split("/")
        elif key == "dir":
            target["direction"] = DIRECTION[value]
        elif key == "ask":
            target["ask_about"] = [value]
        elif key == "opt":
            target["optional"] = True
    return target


def cases(name: str) -> list[Case]:
    """Return the cases of ``tests/data/tables/NAME.txt`` in their order."""
    found: list[Case] = []
    right = False
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").split("\n"):
        if line.startswith("== "):
            file, as_of, *encoding = line[3:].split()
            found.append(Case(file, as_of, encoding[0] if encoding else "utf-8", []))
            right = False
        elif line.startswith("# ") or not found:
            continue
        elif line == "--":
            right = True
        elif line.startswith("! "):
            found[-1].told |= set(line.split()[1:])
        elif line.startswith("? "):
            found[-1].ask_about.append(line[2:])
        elif line.startswith("x "):
            found[-1].must_not.append({"verdict_on": line[2:]})
        elif right and line:
            found[-1].targets.append(_target(line))
        elif not right:
            found[-1].lines.append(line)
    return found
