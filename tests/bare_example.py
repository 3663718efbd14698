"""The example of `init` whose targets have no weights: of one organisation, or of both."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from examples import QUARTER, built_example
from scratch import scorecard

SHEETS = {"zh": ("目标值", "权重"), "en": ("Targets", "Weight")}


def bare_example(
    folders: pytest.TempPathFactory, folder: Path, language: str, organisations: int
) -> Path:
    """A copy of the example in `folder`, the first books without weights, rendered into `out`."""
    example, _ = built_example(folders, language)
    shutil.copytree(example, folder)
    sheet, title = SHEETS[language]
    for path in sorted((folder / "targets").glob("*.xlsx"))[:organisations]:
        book = openpyxl.load_workbook(path)
        column = next(cell.column for cell in book[sheet][2] if cell.value == title)
        for row in range(3, book[sheet].max_row + 1):
            book[sheet].cell(row, column).value = None
        book.save(path)
    run = scorecard(
        *("render", QUARTER, "--only", "xlsx,pdf", "--output", str(folder / "out")), folder=folder
    )
    assert run.code == 0, run.err
    return folder / "out"
