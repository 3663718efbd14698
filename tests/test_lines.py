"""Texts in cells are never cut: measured with the widest face that a program may put in."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from fictional_view import LONG_EN, LONG_ZH, fictional_view
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import ft2font, get_data_path
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.excel.text import (
    EM_A_WIDTH,
    display_width,
    ems,
    lines_needed,
    longest_word,
    sheet_name,
    short_name,
    wrap,
)
from scorecard.i18n import Words
from scorecard.report.view import View
from scorecard.report.workbook import scorecard_workbook
from scorecard.report.workbook.lists import EXPLANATIONS

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

FACES: Final = Path(get_data_path()) / "fonts" / "ttf"
LINE: Final = 1.32
"""Height of a line in sizes: that of the face named in the workbook."""
PADDING: Final = 3.75
"""Points between the text and the sides of its cell: what Excel adds to a column's width."""


@cache
def face(path: Path) -> ft2font.FT2Font:
    return ft2font.FT2Font(path)


@cache
def advance(path: Path, character: str) -> float:
    found = face(path)
    if ord(character) not in found.get_charmap():
        return 1.0
    glyph = found.load_char(ord(character), flags=ft2font.LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance / found.units_per_EM)


def test_widths_are_those_of_the_widest_usual_face(noto_font: Path) -> None:
    for character in map(chr, range(32, 127)):
        widest = max(advance(p, character) for p in (FACES / "DejaVuSans.ttf", noto_font))
        assert ems(character) == pytest.approx(widest, abs=6e-4), character


words = st.lists(st.text("abcdefghijklmWM0123456789-", min_size=1, max_size=9), max_size=30)
chinese = st.text("全区综合评价排名工业投资", max_size=30)


@given(words, chinese, st.floats(14, 60))
def test_no_reader_needs_more_lines(found: list[str], wide: str, width: float) -> None:
    text = " ".join([*found, wide, *found])
    assert lines_needed(text, width) >= len(wrap(text, width * EM_A_WIDTH, measure=ems))
    assert lines_needed(text, width) >= math.ceil(ems(text.replace(" ", "")) / width / EM_A_WIDTH)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("国" * 20, 21.5, 2),
        ("a" * 20, 21.5, 2),
        ("a" * 10, 21.5, 1),
        ("ten thousand US dollars", 12, 3),
        ("one\ntwo\n", 12, 3),
        ("到2026年的高新技术企业数", 12, 3),
        ("reports/2025-Q4/returns/A.xlsx", 12, 3),
        ("a reports/2025-Q4/returns/A.xlsx", 12, 4),
        ("   ", 1, 1),
    ],
)
def test_lines_of_known_texts(text: str, width: float, lines: int) -> None:
    assert lines_needed(text, width) == lines


def test_the_longest_word_is_what_cannot_be_broken() -> None:
    assert longest_word("Data of") == ems("Data")
    assert longest_word("综合评价") == 1.0
    assert longest_word("") == 0.0


@pytest.mark.parametrize(
    ("name", "room", "short"),
    [
        ("Riverbend Zone", 31, "Riverbend Zone"),
        ("Riverbend Zone (fictional example)", 31, "Riverbend Zone"),
        ("Northern Machinery Demonstration Zone 08 (made up)", 31, "Northern Machinery…Zone 08"),
        ("Northernmost-Machinery Demonstration Zone", 20, "Northernmost-Ma…Zone"),
        ("东部沿海先进制造业融合发展示范区03片区（虚构示例）", 16, "东部沿海先进制造业…范区03片区"),
        ("（虚构）", 3, "（…）"),
        ("x" * 40, 31, "x" * 18 + "…" + "x" * 12),
    ],
)
def test_a_short_name_keeps_the_end_that_tells_names_apart(
    name: str, room: int, short: str
) -> None:
    assert short_name(name, room) == short
    assert len(sheet_name(name)) <= 31


def test_short_names_are_measured_as_asked() -> None:
    name = "东部沿海先进制造业融合发展示范区03片区"
    assert display_width(short_name(name, 20, display_width)) <= 20


TOLD: Final[dict[str, dict[str, Any]]] = {
    "en": {
        "target_text": "≤ 0.360 tce per ten thousand yuan",
        "actual_text": "12,237.0 ten thousand US dollars",
        "reason": "12,237.0 ten thousand US dollars in 2025-Q4: the target ≥ 12,500.0 ten thousand "
        "US dollars is missed by 263.0 ten thousand US dollars.",
        "needed_text": "≤ 0.360 tce per ten thousand yuan by 2026, -0.0145 tce per ten thousand "
        "yuan a quarter, 58.0 times the pace so far",
        "flag_text": "provisional figure, met before, not now",
    },
    "zh": {
        "target_text": "≤ 0.360 吨标准煤/万元",
        "actual_text": "12,237.0 万美元（FDI口径）",
        "reason": "12,237.0万美元（2025年四季度）：目标值≥ 12,500.0万美元（FDI），尚差263.0万美元",
        "needed_text": "到2026年≤ 0.360 吨标准煤/万元，每季-0.0145 吨标准煤/万元，为此前的58.0倍",
        "flag_text": "快报数，曾达标、现未达标",
    },
}

# ------------------------------------------------------------------ every cell of the workbook


def sheets(view: View) -> Iterator[Worksheet]:
    data = scorecard_workbook(view, Words(view.language))
    yield from openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets


def points(text: str, cell: Cell) -> float:
    """The widest line of a text in points, in DejaVu Sans, bold where the cell is."""
    path = FACES / ("DejaVuSans-Bold.ttf" if cell.font.b else "DejaVuSans.ttf")
    return float(cell.font.sz) * sum(advance(path, character) for character in text)


def sheet_of(cell: Cell) -> Worksheet:
    assert isinstance(cell.parent, Worksheet)
    return cell.parent


def room(cell: Cell) -> float:
    """Points that a text has in its cell."""
    width = sheet_of(cell).column_dimensions[get_column_letter(cell.column)].width or 9.14
    return float(width) * 5.25 - 0.75 * 5 + PADDING - 7.0 * float(cell.alignment.indent or 0)


def cut(cell: Cell) -> str:
    """What is cut of a cell's text: its words, its lines, or nothing."""
    text = str(cell.value)
    align = cell.alignment
    if align.wrap_text:
        lines = wrap(text, room(cell), measure=lambda part: points(part, cell))
        high = sheet_of(cell).row_dimensions[cell.row].height or 15.0
        return "lines" if len(lines) * LINE * cell.font.sz > high else ""
    if align.shrink_to_fit or cell.data_type != "s":
        return ""
    return "words" if points(text, cell) > room(cell) else ""


@pytest.mark.parametrize(("language", "long"), [("en", LONG_EN), ("zh", LONG_ZH)])
def test_no_text_of_any_list_is_cut(language: str, long: str) -> None:
    view = named(fictional_view(language, 16), long)
    alone = {column.title for column in EXPLANATIONS if not column.style.wrap}
    found, seen = [], 0
    for sheet in itertools.islice(sheets(view), 1, None):  # the overview's cells are merged
        words = Words(language)
        heads = {c.column: c.value for c in sheet[3]}
        passed = {n for n, head in heads.items() if head in {words.text(title) for title in alone}}
        merged = {block.coord.split(":")[0] for block in sheet.merged_cells.ranges}
        folded = {
            n
            for look in sheet.column_dimensions.values()
            if look.hidden and look.min and look.max
            for n in range(look.min, look.max + 1)
        }
        for row in sheet.iter_rows(min_row=3):
            for cell in row:
                if (
                    not isinstance(cell, Cell)
                    or not isinstance(cell.value, str)
                    or cell.coordinate in merged
                ):
                    continue
                if cell.column in folded:
                    continue
                explained = cell.row > 3 and sheet.title == words.text("Explanations")
                if explained and cell.column in passed:
                    continue
                seen += 1
                if fault := cut(cell):
                    found.append((sheet.title, cell.coordinate, fault, cell.value))
    assert seen > 500
    assert found == []


def named(view: View, long: str) -> View:
    """The view with a long name, a long unit and long words wherever they may stand."""
    basis = "to date in the year" if view.language == "en" else "自启动以来累计数"
    unit = "hundred million yuan" if view.language == "en" else "吨标准煤/万元"
    told = TOLD[view.language]
    sources = tuple(replace(f, basis_word=basis, unit_of_measure=unit) for f in view.sources)
    blocks = tuple(
        replace(
            block,
            organisation=f"{long} {number}" if number % 2 else block.organisation,
            rows=tuple(
                replace(row, organisation=f"{long} {number}", unit_name=long)
                if number % 2
                else replace(row, **told)
                for row in block.rows
            ),
        )
        for number, block in enumerate(view.organisations)
    )
    return replace(view, organisations=blocks, sources=sources, untargeted=sources[:3])
