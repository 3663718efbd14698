"""The scorecard's live formulas, recalculated by LibreOffice, give what the rules gave."""

from __future__ import annotations

import io
import math
import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from bare_example import bare_example
from conftest import Office
from examples import QUARTER, rendered_example
from fictional_lines import drawn_view
from fictional_view import fictional_view
from openpyxl.workbook.workbook import Workbook
from random_workspace import random_workspace
from scratch import scorecard

from scorecard.i18n import Words
from scorecard.report.view import View
from scorecard.report.workbook import scorecard_workbook
from scorecard.schema.vocabulary import Comparator, Measure, Reason, Status

pytestmark = [
    pytest.mark.slow,
    pytest.mark.office,
    # openpyxl says that it drops bars and sparklines; we only read values.
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

WORKSPACES: Final = int(os.environ.get("RANDOM_WORKSPACES", "4"))
"""The full run has 200 (`make slow`); every run has these."""
AT_ONCE: Final = 4
Cells = dict[tuple[str, str], Any]


def formula_cells(path: Path) -> dict[tuple[str, str], str]:
    """Every formula of a workbook by sheet and cell."""
    book = openpyxl.load_workbook(path)
    return {place: str(value) for place, value in cells_of(book, "f").items()}


def cells_of(book: Workbook, kinds: str) -> Cells:
    """The cells of these types (openpyxl's letters) by sheet and place."""
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type in kinds and cell.value is not None
    }


def values(path: Path, cells: dict[tuple[str, str], str]) -> Cells:
    """The stored values of those cells; blank text counts as blank."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {(sheet, cell): book[sheet][cell].value for sheet, cell in cells}
    return {place: None if value == "" else value for place, value in found.items()}


def same(stored: object, computed: object) -> bool:
    """Whether two values of a cell are the same; numbers to 12 digits."""
    if isinstance(stored, int | float) and isinstance(computed, int | float):
        return math.isclose(stored, computed, rel_tol=1e-12, abs_tol=1e-12)
    return stored == computed


def differences(office: Office, paths: Sequence[Path], folder: Path) -> list[str]:
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


def test_recalculated_workspaces_equal_the_rules(
    office: Office, root: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The workbooks of the example and of the repository's own workspace."""
    example, _ = rendered_example(tmp_path_factory, "zh")
    published = example / "reports" / QUARTER / "scorecard.xlsx"
    run = scorecard(
        *("render", "2023-Q2", "--only", "xlsx", "--output", str(tmp_path / "own")), folder=root
    )
    assert run.code == 0, run.err
    own = (tmp_path / "own" / "scorecard.xlsx").rename(tmp_path / "own.xlsx")
    paths = [own, Path(shutil.copy(published, tmp_path / "example.xlsx"))]
    assert differences(office, paths, tmp_path / "again") == []


def test_recalculated_random_workspaces_equal_the_rules(office: Office, tmp_path: Path) -> None:
    found = []
    for first in range(0, WORKSPACES, AT_ONCE):
        seeds = range(first, min(first + AT_ONCE, WORKSPACES))
        paths = [tmp_path / f"{seed}.xlsx" for seed in seeds]
        for seed, path in zip(seeds, paths, strict=True):
            path.write_bytes(scorecard_workbook(random_workspace(seed).view("en"), Words("en")))
        found += differences(office, paths, tmp_path / "again")
    assert found == []


def near(tolerance: float) -> View:
    """One target of 100 whose flow stands at 99.96, judged by a policy with this tolerance."""
    view = fictional_view("zh")
    block = next(b for b in view.organisations if any(r.measure == Measure.FLOW for r in b.rows))
    row = next(row for row in block.rows if row.measure == Measure.FLOW)
    met = tolerance > 4e-4
    told = replace(
        row,
        comparator=Comparator.AT_LEAST,
        gate="",
        status=Status.ACHIEVED if met else Status.MISSED,
        status_text="★ 已完成" if met else "× 未完成",
        reason_code=Reason.TARGET_MET if met else Reason.TARGET_MISSED,
        required_text="",
        numbers=replace(
            row.numbers,
            actual=99.96,
            start=0.0,
            target_value=100.0,
            upper=None,
            allowance=None,
            progress=0.9996,
            expected_progress=1.0,
            lead_pp=-0.04,
            pace_ratio=0.9996,
        ),
    )
    policy = replace(view.header.policy, tolerance=tolerance)
    blocks = (replace(block, rows=(told,)),)
    return replace(view, header=replace(view.header, policy=policy), organisations=blocks)


def test_a_stored_value_within_the_tolerance_equals_its_formula(
    office: Office, tmp_path: Path
) -> None:
    paths = [tmp_path / "wide.xlsx", tmp_path / "narrow.xlsx"]
    for path, tolerance in zip(paths, (1e-3, 1e-9), strict=True):
        path.write_bytes(scorecard_workbook(near(tolerance), Words("zh")))
    found = differences(office, paths, tmp_path / "again")
    assert [line for line in found if " 明细!" in line] == []


def changed(data: bytes, sheet: str, place: str, value: float) -> bytes:
    """The workbook with a number typed into a cell and saved again."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[sheet][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.every_run
def test_a_changed_actual_and_a_changed_threshold_move_the_lights(
    office: Office, tmp_path: Path
) -> None:
    """The tile of the overview, the unit's sheet and the row itself follow."""
    data = scorecard_workbook(fictional_view("zh"), Words("zh"))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheet = book["明细"]
    titles = {cell.value: str(cell.coordinate).rstrip("3") for cell in sheet[3]}
    row = next(n for n in range(4, 12) if sheet[f"{titles['指标']}{n}"].value == "签约项目总投资")
    actual, status = f"{titles['实际值']}{row}", f"{titles['状态']}{row}"
    target = sheet[f"{titles['目标值T']}{row}"].value
    assert sheet[status].value == "◆ 略滞后"
    threshold = book.defined_names["pace_on_track"].attr_text.rpartition("!")[2].replace("$", "")
    typed = {
        "met": changed(data, "明细", actual, target),
        "strict": changed(data, "方法", threshold, 0.5),
    }
    paths = [tmp_path / f"{name}.xlsx" for name in typed]
    for path, raw in zip(paths, typed.values(), strict=True):
        path.write_bytes(raw)
    met, strict = (
        openpyxl.load_workbook(path, data_only=True)
        for path in office.convert(paths, "xlsx", tmp_path / "again")
    )
    assert met["明细"][status].value == "★ 已完成"
    assert met["明细"][f"{titles['每季需完成']}{row}"].value in {None, 0}
    tile = met["总览"]["A4"].value, book["总览"]["A4"].value
    assert tile[0] == tile[1] + 1
    units = [one for one in met.worksheets if one.title.startswith("虚构示例经济发展局")]
    lights = [cell.value for one in units for cell in one["A"]]
    then = [cell.value for one in units for cell in book[one.title]["A"]]
    assert lights.count("★ 已完成") == then.count("★ 已完成") + 1
    assert strict["明细"][status].value == "● 达进度"


def test_libreoffice_opens_it_without_loss(office: Office, tmp_path: Path) -> None:
    """Opened and saved by LibreOffice it still has every cell, formula, name, area and chart.

    Frozen panes belong to a window: without one LibreOffice does not save them.
    """
    path = tmp_path / "scorecard.xlsx"
    path.write_bytes(scorecard_workbook(drawn_view("zh"), Words("zh")))
    again = office.convert([path], "xlsx", tmp_path / "again")[0]
    before, after = openpyxl.load_workbook(path), openpyxl.load_workbook(again)
    assert after.sheetnames == before.sheetnames
    assert cells_of(after, "sbd") == cells_of(before, "sbd")
    assert cells_of(after, "n") == pytest.approx(cells_of(before, "n"))
    assert cells_of(after, "f").keys() == cells_of(before, "f").keys()
    assert set(after.defined_names) >= set(before.defined_names)
    for name in before.sheetnames:
        one, other = before[name], after[name]
        assert other.merged_cells.ranges == one.merged_cells.ranges
        assert other.print_area == one.print_area
        assert other.print_title_rows == one.print_title_rows
        assert other.auto_filter.ref == one.auto_filter.ref
    assert charts_and_sparklines(again) == charts_and_sparklines(path)


def charts_and_sparklines(path: Path) -> tuple[int, int]:
    """How many charts and how many sparklines a workbook holds."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        sheets = [archive.read(n).decode() for n in names if n.startswith("xl/worksheets/sheet")]
    charts = sum(name.startswith("xl/charts/chart") for name in names)
    return charts, sum(sheet.count("<x14:sparkline>") for sheet in sheets)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_recalculated_leagues_without_weights_equal_the_rules(
    language: str, office: Office, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of both organisations none has weights, or only one of them has."""
    paths = [
        (bare_example(tmp_path_factory, tmp_path / f"w{n}", language, n) / "scorecard.xlsx").rename(
            tmp_path / f"{n}.xlsx"
        )
        for n in (1, 2)
    ]
    assert differences(office, paths, tmp_path / "again") == []
