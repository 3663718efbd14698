"""The form on paper: one landscape page for up to 15 rows, in letters that can be read."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Final

import openpyxl
import pandas as pd
import pytest
from fictional_forms import INDICATORS, REPORTED, TARGETS, Row, a_book, figures, plans
from openpyxl.worksheet.worksheet import Worksheet

from scorecard.excel.text import EM_A_WIDTH, ems, wrap
from scorecard.forms import cells
from scorecard.forms.face import form_workbook
from scorecard.forms.mark import marked_copy
from scorecard.forms.plan import FormPlan
from scorecard.i18n import Words
from scorecard.schema.findings import Origin, finding
from scorecard.schema.quarterly_form import FORM, FollowUp

PAPER: Final = 11.69 * 72, 8.27 * 72
"""A4 landscape in points."""
LEAST: Final = 8.0
"""Points of the smallest letter."""
PROMISES: Final = {
    "zh": FollowUp("", "倒排工期，组织三个重点项目集中开工", "张三", "2026-12-31"),
    "en": FollowUp("", "Start three key projects and report weekly", "A. Reed", "2026-12-31"),
}
QUARTERS: Final = {"first": "2026-Q1", "second": "2026-Q2"}
STATES: Final = ("first", "second", "third", "promises", "deliverables", "no_ranks")


def a_form(state: str, rows: int, language: str = "zh") -> FormPlan:
    """The fictional unit's form of so many rows in one of its states."""
    left_out = {"deliverables": ("flow", "stock", "rate", "rank"), "no_ranks": ("rank",)}
    own = [i for i in INDICATORS if i["measure"] not in left_out.get(state, ())]

    def numbered(row: Row, n: int) -> Row:
        return {k: f"{v}{n}" if k in {"indicator", "target"} else v for k, v in row.items()}

    facts = [numbered(own[n % len(own)], n) for n in range(rows)]
    aims = [numbered(aim, n) for n in range(rows) for aim in TARGETS]
    known = [numbered(row, n) for n in range(rows) for row in REPORTED if state != "first"]
    (plan,) = plans(a_book(facts, aims), figures(known), QUARTERS.get(state, "2026-Q3"))
    told = PROMISES[language] if state == "promises" else FollowUp()
    behind = [replace(row, behind=bool(told.action), promise=told) for row in plan.rows[::2]]
    changed = {row.row_id: row for row in behind}
    return replace(plan, rows=tuple(changed.get(row.row_id, row) for row in plan.rows))


def widths(sheet: Worksheet) -> dict[int, float]:
    """Width of each column, 0 where it is hidden."""
    return {
        column: 0.0 if d.hidden else d.width
        for d in sheet.column_dimensions.values()
        for column in range(d.min or 1, (d.max or 1) + 1)
    }


def printed(sheet: Worksheet) -> float:
    """The smallest letter of the sheet's print area in points, as it fits its page."""
    area, wide = sheet[str(sheet.print_area).rpartition("!")[2].replace("$", "")], widths(sheet)
    across = sum(0.75 * int(7 * wide[n] + 0.5) for n in range(1, len(area[0]) + 1))
    down = sum(sheet.row_dimensions[n].height or 15.0 for n in range(1, len(area) + 1))
    margins = sheet.page_margins
    room = (PAPER[0] - 72 * (margins.left + margins.right)) / across
    if sheet.page_setup.fitToHeight != 0:
        room = min(room, (PAPER[1] - 72 * (margins.top + margins.bottom)) / down)
    shown = [c for row in area for c in row if c.value is not None and wide[c.column or 0]]
    return int(100 * min(room, 1.0)) / 100 * min(float(cell.font.size) for cell in shown)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_can_be_read_on_paper(language: str) -> None:
    for state in STATES:
        for rows in (1, 3, 8, 15):
            data = form_workbook(a_form(state, rows, language), Words(language))
            sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
            assert printed(sheet) >= LEAST, (state, rows)
            assert sheet.page_setup.fitToHeight != 0, (state, rows, "one page")
            assert sheet.print_title_rows, "a second page repeats the headers"


def test_no_closing_bracket_stands_alone() -> None:
    for state in ("first", "second", "third"):
        for rows in (3, 8, 15):
            data = form_workbook(a_form(state, rows), Words("zh"))
            sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
            wide = widths(sheet)
            names = [c for row in sheet.iter_rows(5) for c in row if str(c.value).endswith("）")]
            names += [c for c in sheet[4] if str(c.value).endswith("）")]
            shown = [c for c in names if wide[c.column or 0] and c.column != 1]
            assert shown
            for cell in shown:
                room = wide[cell.column or 0] * EM_A_WIDTH
                lines = wrap(str(cell.value), room, measure=ems, hanging=False)
                assert not any(line.startswith("）") for line in lines), (state, rows, lines)


def test_a_word_without_end_leaves_the_form_readable() -> None:
    plan = a_form("promises", 9)
    told = FollowUp("", "见" + "x" * 90, "张三", "2026-12-31")
    plan = replace(plan, rows=(replace(plan.rows[0], promise=told),))
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(plan, Words("zh")))).worksheets[0]
    wide = widths(sheet)
    assert printed(sheet) >= LEAST
    aim = str(sheet["E9"].value)
    assert "（2027年）" in aim
    lines = wrap(aim, wide[5] * EM_A_WIDTH, measure=ems, hanging=False)
    assert not any(line.startswith("）") for line in lines), lines
    for head in sheet[4]:
        word = str(head.value).partition("\n（")[0].replace("\n", "")
        if len(word) == 4 and 0 < wide[head.column or 0] < 7:  # two characters on each line
            assert str(head.value).startswith(f"{word[:2]}\n{word[2:]}")


def test_columns_that_no_row_needs_are_hidden() -> None:
    columns = [column.id for column in FORM["form"].columns]
    for rows, ranks in ((0, 0), (0, 1), (1, 0)):  # projects alone, places alone, one figure
        few = a_form("third", 9)
        few = replace(few, rows=few.rows[:rows], ranks=few.ranks[:ranks], projects=pd.DataFrame())
        data = form_workbook(few, Words("zh"))
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        assert max(sheet.row_dimensions[row].height for row in (1, 2, 3)) < 30, "one line each"
        assert ("没有要填报的指标" in str(sheet["A3"].value)) == (rows + ranks == 0)
    for state, hidden in {
        "first": {"row_id", "previous_to_date", "year_forecast", "promise", "kept"},
        "no_ranks": {"row_id", "promise", "kept"},
        "promises": {"row_id"},
        "deliverables": {
            *("row_id", "previous_to_date", "to_date", "same_period_last_year", "year_forecast"),
            *("attainment", "progress", "schedule", "promise", "kept"),
        },
    }.items():
        data = form_workbook(a_form(state, 8), Words("zh"))
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        wide = widths(sheet)
        assert {name for n, name in enumerate(columns, 1) if not wide[n]} == hidden, state
        heads = [cell.value for cell in sheet[4]]
        assert all(heads), "hidden columns have their headers: they are read back like any other"


def test_a_promise_without_room_is_told_whole_where_it_is_asked_for() -> None:
    plan = a_form("promises", 8, "en")
    data = form_workbook(plan, Words("en"))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    promise = [c.id for c in FORM["form"].columns].index("promise") + 1
    shown = str(sheet.cell(5, promise).value)
    assert shown.endswith("…")
    prompts = [str(rule.prompt) for rule in sheet.data_validations.dataValidation]
    assert any("Start three key projects and report weekly" in text for text in prompts)


def test_cut_promises_take_what_other_sentences_can_spare() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(form_workbook(a_form("promises", 15), Words("zh")))
    ).worksheets[0]
    promise = [c.id for c in FORM["form"].columns].index("promise") + 1
    shown = str(sheet.cell(5, promise).value).replace("\n", "")
    assert shown.startswith(PROMISES["zh"].action), "what was promised is read on paper"
    assert printed(sheet) >= LEAST


def test_cells_to_fill_in_are_told_from_known_ones_in_black_and_white() -> None:
    known, entry = (
        sum(share * c for share, c in zip((0.3, 0.59, 0.11), bytes.fromhex(fill[1:]), strict=True))
        for fill in (str(cells.KNOWN.fill), str(cells.ENTRY.fill))
    )
    assert entry - known >= 12, "greys from 0 to 255"


def test_the_list_of_faults_and_the_list_of_projects_can_be_read_on_paper() -> None:
    plan = replace(a_form("third", 3), projects=pd.DataFrame())
    data = form_workbook(plan, Words("zh"))
    projects = openpyxl.load_workbook(io.BytesIO(data))["项目"]
    assert int(projects.page_setup.scale or 0) >= 80
    break_at = projects.col_breaks.brk[0].id
    wide = widths(projects)
    pages = range(1, break_at + 1), (1, 2, *range(break_at + 1, projects.max_column + 1))
    room = PAPER[0] - 72 * (projects.page_margins.left + projects.page_margins.right)
    assert all(0.8 * sum(0.75 * int(7 * wide[n] + 0.5) for n in page) <= room for page in pages)
    fault = finding("F102", Origin("a.xlsx", "填报表", "M2"))
    marked = marked_copy(data, [fault], Words("zh"))
    assert marked is not None
    faults = openpyxl.load_workbook(io.BytesIO(marked)).worksheets[0]
    across = sum(0.75 * int(7 * width + 0.5) for width in widths(faults).values())
    room = PAPER[0] - 72 * (faults.page_margins.left + faults.page_margins.right)
    assert 10 * room / across >= LEAST
