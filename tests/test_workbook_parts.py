"""The scorecard workbook is schema-valid part by part, and its parts agree with each other."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Final

import pytest
from fictional_lines import drawn_view
from fictional_view import fictional_view
from fictional_zone import Zone, zone_view
from openpyxl.utils import range_boundaries
from random_workspace import random_workspace
from workbook_parts import faults, schema_faults

from scorecard.i18n import Words
from scorecard.report.view import View
from scorecard.report.workbook import scorecard_workbook

BARS: Final = {
    *("conditionalFormattings", "conditionalFormatting", "cfRule", "cfvo", "dataBar", "id"),
    *("axisColor", "borderColor", "negativeFillColor", "negativeBorderColor"),
}
"""Names of Excel 2010 that tell of a data bar: WPS draws it."""
SHEET: Final = "xl/worksheets/sheet5.xml"
BOOK: Final = "xl/workbook.xml"
PLANTED: Final = {
    "a cell's format": (SHEET, r'(<c r="A4" s=)"\d+"', r'\1"9999"'),
    "a text that is not there": (SHEET, r'(t="s"><v>)\d+', r"\g<1>999999"),
    "a word where a number belongs": (SHEET, r'(<c r="K4" s="\d+"><v>)[^<]*', r"\1abc"),
    "a formula's brackets": (SHEET, r"<f>[^<]*</f>", "<f>IF((1,2</f>"),
    "a formula's sheet": (SHEET, r"<f>[^<]*</f>", "<f>'没有'!A1</f>"),
    "a formula's name": (SHEET, r"<f>[^<]*</f>", "<f>pace_nowhere</f>"),
    "a row out of order": (SHEET, r'<row r="4"', '<row r="400"'),
    "a cell twice": (SHEET, r'<c r="B4"', '<c r="A4"'),
    "a conditional format's look": (SHEET, r'dxfId="\d+"', 'dxfId="999"'),
    "a filter's area": (SHEET, r'(<autoFilter ref=)"[^"]*"', r'\1"A:!"'),
    "merged twice": (
        "xl/worksheets/sheet1.xml",
        r'(<mergeCell ref="A1:I1"/>)',
        r'\1<mergeCell ref="B1:C1"/>',
    ),
    "a name twice": (BOOK, r'(<definedName name="pace_ahead">.*?</definedName>)', r"\1\1"),
    "a name's sheet": (BOOK, r'(<definedName name="pace_ahead">)[^<]*', r"\1'没有'!$A$1"),
    "a sheet's name twice": (BOOK, 'name="预警"', 'name="明细"'),
    "a sheet's name too long": (BOOK, 'name="预警"', f'name="{"长" * 32}"'),
    "a sheet that is not there": (
        "xl/_rels/workbook.xml.rels",
        "worksheets/sheet3.xml",
        "worksheets/sheet99.xml",
    ),
    "a chart that is not there": (
        "xl/drawings/_rels/drawing1.xml.rels",
        "chart1.xml",
        "chart99.xml",
    ),
    "a chart's cells": ("xl/charts/chart1.xml", r"<c:f>[^<]*", "<c:f>没有!$A$1"),
    "a part without a type": (
        "[Content_Types].xml",
        r'<Override PartName="/xl/worksheets/sheet3.xml"[^>]*/>',
        "",
    ),
    "a count of formats": ("xl/styles.xml", r'(<cellXfs count=)"\d+"', r'\1"3"'),
    "a format's font": ("xl/styles.xml", r'(<cellXfs .*?fontId=)"\d+"', r'\1"999"'),
}
"""Faults that no schema knows: part, what stands there, what is put in its place."""
MISPLACED: Final = {
    "elements out of order": (SHEET, r"(<pageMargins[^>]*/>)(<pageSetup[^>]*/>)", r"\2\1"),
    "an unknown type of cell": (SHEET, 't="s"', 't="q"'),
    "a chart's elements out of order": (
        "xl/charts/chart1.xml",
        r"(<c:plotArea>.*?</c:plotArea>)(<c:dispBlanksAs[^>]*/>)",
        r"\2\1",
    ),
}
"""Faults that the schemas know."""


def workbook(view: View) -> bytes:
    return scorecard_workbook(view, Words(view.language))


def planted(data: bytes, part: str, found: str, put: str) -> bytes:
    """The workbook with one thing in one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text, count = re.subn(found, put, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1
    parts[part] = text.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return out.getvalue()


@pytest.fixture(scope="module")
def whole() -> bytes:
    data = workbook(zone_view(Zone(units=2)))
    assert faults(data) == []
    return data


@pytest.mark.parametrize(
    "view",
    [
        drawn_view("en"),
        fictional_view("zh", 0),
        fictional_view("en", 4, all_red=True),
        fictional_view("zh", 40),
        random_workspace(1).view("zh"),
        zone_view(Zone(zones=("虚构示例甲园区", "虚构示例乙园区"), units=3), "en"),
    ],
    ids=["drawn", "nothing", "red", "forty", "random", "zones"],
)
def test_every_part_is_in_order(view: View) -> None:
    assert faults(workbook(view)) == []


def cells_of(ref: str) -> set[tuple[int, int]]:
    left, top, right, low = (int(side or 0) for side in range_boundaries(ref))
    return {(x, y) for x in range(left, right + 1) for y in range(top, low + 1)}


def test_nothing_that_wps_lacks_and_no_bar_in_merged_cells() -> None:
    """Of what came after Excel 2007 there are bars alone; no function is newer."""
    bars = 0
    for zone, language in ((Zone(units=3), "zh"), (Zone(units=14, each=1), "en")):
        with zipfile.ZipFile(io.BytesIO(workbook(zone_view(zone, language)))) as parts:
            texts = [parts.read(name).decode() for name in parts.namelist() if "sheets/" in name]
        for text in texts:
            assert not re.search("_xl(fn|ws|pm)|sparkline|slicer", text)
            newer = set(re.findall(r"<x14:(\w+)", text)) - BARS
            assert newer == set()
            merged = [cells_of(ref) for ref in re.findall(r'<mergeCell ref="([^"]*)"', text)]
            dressed = r'<conditionalFormatting sqref="([^"]*)"><cfRule type="dataBar"'
            for ref in " ".join(re.findall(dressed, text)).split():
                bars += 1
                assert not any(cells_of(ref) & block for block in merged), ref
    assert bars >= 3


def test_every_part_follows_its_schema(whole: bytes, tmp_path: Path) -> None:
    path = tmp_path / "scorecard.xlsx"
    path.write_bytes(whole)
    assert schema_faults(path) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str, whole: bytes) -> None:
    assert faults(planted(whole, *PLANTED[name])) != []


def test_faults_against_the_schemas_are_found(whole: bytes, tmp_path: Path) -> None:
    data = whole
    for fault in MISPLACED.values():
        data = planted(data, *fault)
    path = tmp_path / "planted.xlsx"
    path.write_bytes(data)
    text = "\n".join(schema_faults(path))
    assert len(text.splitlines()) >= len(MISPLACED)
    for part in {part for part, _, _ in MISPLACED.values()}:
        assert part.rsplit("/", 1)[-1] in text
