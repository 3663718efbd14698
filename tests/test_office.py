"""The recalculating LibreOffice of the tests does recalculate, and has the Chinese font."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from conftest import Office

pytestmark = pytest.mark.office


@pytest.fixture
def wrong_sum(tmp_path: Path) -> Path:
    """A workbook whose stored value of 1 + 2 is 4."""
    path = tmp_path / "sum.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+2", None, 4)
        sheet.write_string("A2", "数据", book.add_format({"font_name": "Noto Sans SC"}))
    return path


def test_stored_values_are_computed_again(office: Office, wrong_sum: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (recalculated,) = office.convert([wrong_sum], "xlsx", folder)
    book = openpyxl.load_workbook(recalculated, data_only=True)
    assert book.worksheets[0]["A1"].value == 3


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_chinese_is_drawn_with_our_font(office: Office, wrong_sum: Path, tmp_path: Path) -> None:
    (pdf,) = office.convert([wrong_sum], "pdf", tmp_path / "out")
    listed = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True)
    assert "NotoSansSC" in listed.stdout
