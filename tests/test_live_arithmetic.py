"""The scorecard's live formulas, recalculated by LibreOffice, give what the rules gave."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from conftest import Office
from random_workspace import random_workspace

from scorecard.report.excel import scorecard_workbook
from scorecard.words import Words

pytestmark = [
    pytest.mark.office,
    # openpyxl says that it drops bars and sparklines; we only read values.
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

WORKSPACES: Final = int(os.environ.get("RANDOM_WORKSPACES", "6"))
"""The full run has 200; every run has these."""


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """Every formula of a workbook by sheet and cell."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(path: Path, cells: dict[tuple[str, str], str]) -> dict[tuple[str, str], Any]:
    """The stored values of those cells; blank text counts as blank."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet, cell): book[sheet][cell].value or None for sheet, cell in cells}


def same(stored: object, computed: object) -> bool:
    """Whether two values of a cell are the same; numbers to 12 digits."""
    if isinstance(stored, int | float) and isinstance(computed, int | float):
        return math.isclose(stored, computed, rel_tol=1e-12, abs_tol=1e-12)
    return stored == computed


def differences(office: Office, paths: list[Path], folder: Path) -> list[str]:
    """Formula cells whose recalculated value is not the stored one."""
    found = []
    for path, again in zip(paths, office.convert(paths, "xlsx", folder), strict=True):
        cells = formula_cells(path)
        assert cells
        stored, computed = values(path, cells), values(again, cells)
        found += [
            f"{path.name} {sheet}!{cell} {formula}: {stored[sheet, cell]} ≠ {computed[sheet, cell]}"
            for (sheet, cell), formula in cells.items()
            if not same(stored[sheet, cell], computed[sheet, cell])
        ]
    return found


def test_recalculated_random_workspaces_equal_the_rules(office: Office, tmp_path: Path) -> None:
    paths = []
    for seed in range(WORKSPACES):
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(scorecard_workbook(random_workspace(seed).view("en"), Words("en")))
        paths.append(path)
    assert differences(office, paths, tmp_path / "again") == []
