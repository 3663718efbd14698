"""The sheet 项目 filled in at random: what was meant, which faults were planted and where."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

import openpyxl
from openpyxl.utils.cell import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from people import Typed, put

FIRST: Final = 4
"""The first row of the list."""
WIDTH: Final = 21
NAMES: Final = ("虚构酒厂", "虚构码头", "虚构云谷", "虚构医院", "虚构机床", "虚构奶业")
SOMETHING_BEHIND: Final = 3
"""Blank rows that people leave between their projects."""

Cells: TypeAlias = dict[str, Typed]


@dataclass
class Line:
    """One row of the list by column letter; faults by code and letter."""

    cells: Cells
    faults: list[tuple[str, str]] = field(default_factory=list)
    known: bool = True


@dataclass
class ListFillIn:
    """One list: errors as `code cell`; total (NaN if blank) and stage by name of sound rows."""

    seed: int
    data: bytes
    errors: set[str]
    meant: dict[str, tuple[float, str]]


NEW_FAULTS: Final[Mapping[str, tuple[Cells, tuple[tuple[str, str], ...]]]] = {
    "an id nobody gave": ({"A": "X-9"}, (("R401", "A"),)),
    "below zero": ({"F": -3, "G": None}, (("R107", "F"),)),
    "more fixed than total": ({"F": 5, "G": 7}, (("R108", "G"),)),
    "not yet": ({"J": date(2023, 6, 1)}, (("R114", "J"),)),
    "done before it was begun": (
        {"E": "竣工", "L": date(2023, 3, 20), "N": date(2023, 3, 3)},
        (("R110", "N"),),
    ),
    "a package nobody knows": ({"S": "P-77"}, (("R117", "S"),)),
    "more money for nothing": ({"D": "增资"}, (("R121", "S"),)),
    "words for money": ({"F": "很多", "G": None}, (("C106", "F"),)),
    "no stage": ({"E": None, "J": None}, (("R103", "E"),)),
}


def filled_list(form: bytes, seed: int, faults: int) -> ListFillIn:
    """The form with its list sorted, cut, added to and so many faults; one seed gives one list."""
    dice = random.Random(seed)  # noqa: S311  (examples, not secrets)
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book["项目"]
    letters = [get_column_letter(n) for n in range(1, WIDTH + 1)]
    lines = []
    row = FIRST
    while sheet[f"A{row}"].value is not None:
        lines.append(Line({a: sheet[f"{a}{row}"].value for a in letters}))
        row += 1
    lines = _edited(lines, dice)
    names = dice.sample(NAMES, len(NAMES))
    kinds = dice.sample(sorted(NEW_FAULTS), min(faults, 2))
    lines += [_new(names.pop(), dice, kind) for kind in kinds]
    lines += [_new(names.pop(), dice) for _ in range(dice.randint(0, 2))]
    if faults > len(kinds):
        lines.append(_pasted_over(lines, dice))
    if dice.random() < 0.6:
        dice.shuffle(lines)
    _twice(lines)
    errors = _typed(sheet, lines, letters, dice)
    stream = io.BytesIO()
    book.save(stream)
    return ListFillIn(seed, stream.getvalue(), errors, _meant(lines))


def _edited(lines: list[Line], dice: random.Random) -> list[Line]:
    """Some rows brought up to date, some deleted: what is not listed stays as it was."""
    for line in lines:
        total = line.cells["F"]
        if line.cells["A"] == "P-03":
            line.cells |= {"E": dice.choice(("签约", "落地")), "U": "虚构示例"}
        elif line.cells["A"] == "P-02" and isinstance(total, int | float):
            line.cells |= {"R": dice.choice((3, 4.5, " 5 "))}
        elif line.cells["A"] == "P-07":
            line.cells |= {"I": 31, "F": dice.choice((4, "4", "4亿元"))}
    return [line for line in lines if dice.random() < 0.85]


def _new(name: str, dice: random.Random, fault: str = "") -> Line:
    """A new project without an id, spelled in one of the ways that leave no doubt."""
    cells: Cells = {
        "B": name,
        "D": "新建",
        "E": "签约",
        "F": dice.choice((6, 11.5, "8", "12亿元")),
        "G": 2,
        "J": dice.choice((date(2023, 2, 3), "2023-02-03", "2023年2月3日", "2023/2/3")),
    }
    change, faults = NEW_FAULTS[fault] if fault else ({}, ())
    return Line(cells | change, list(faults), known=False)


def _pasted_over(lines: list[Line], dice: random.Random) -> Line:
    """A whole row copied and pasted once more, its id included."""
    known = [line for line in lines if line.known]
    return deepcopy(dice.choice(known))


def _twice(lines: list[Line]) -> None:
    """The later of two rows of one id is at fault."""
    seen: set[str] = set()
    for line in lines:
        if line.known:
            if str(line.cells["A"]) in seen:
                line.faults.append(("R104", "A"))
            seen.add(str(line.cells["A"]))


def _typed(
    sheet: Worksheet,
    lines: list[Line],
    letters: list[str],
    dice: random.Random,
) -> set[str]:
    """Type the rows, with blank ones here and there; where the faults stand then."""
    for row in range(FIRST, FIRST + len(lines) + SOMETHING_BEHIND):
        for letter in letters:
            sheet[f"{letter}{row}"].value = None
    row, blanks, errors = FIRST, 0, set()
    for line in lines:
        if blanks < SOMETHING_BEHIND and dice.random() < 0.15:
            row, blanks = row + 1, blanks + 1
        for letter, value in line.cells.items():
            put(sheet[f"{letter}{row}"], value)
        errors |= {f"{code} {letter}{row}" for code, letter in line.faults}
        row += 1
    return errors


def _meant(lines: list[Line]) -> dict[str, tuple[float, str]]:
    found = {}
    for line in lines:
        if not line.faults:
            total = line.cells["F"]
            amount = math.nan if total is None else float(str(total).removesuffix("亿元"))
            found[str(line.cells["B"])] = amount, str(line.cells["E"])
    return found
