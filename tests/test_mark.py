"""The marked copy: faults filled, commented and listed; everything else as it was sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from conftest import Office
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from people import SOUND, Person, Zone, put, with_past
from workbook_files import SHEET, changed, parts_of, replaced, written

from scorecard.forms.mark import (
    ALWAYS,
    AUTHOR,
    COMMENT_START,
    ERROR_FILL,
    LOSSES,
    WARNING_FILL,
    losses,
    marked_copy,
)
from scorecard.i18n import Words
from scorecard.read.guard import Guard
from scorecard.read.returns.form import own_sheets
from scorecard.read.workbook import read_workbook
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.quarterly_form import RECORD_SHEET

ZH: Final = Words("zh")
FAULTS: Final = "问题清单"


def fault(cell: str | None, code: str = "C104", sheet: str | None = "填报表") -> Finding:
    return finding(code, Origin("a.xlsx", sheet, cell), "约18个", value="18")


def opened(data: bytes | None) -> Workbook:
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def marked(data: bytes, *findings: Finding) -> Workbook:
    return opened(marked_copy(data, findings, ZH))


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with Guard(workers=1) as guard:
        zone = with_past(tmp_path_factory.mktemp("mark") / "zone", guard)
        person = Person(zone.form("2026-Q3"))
    person.fill(SOUND)
    return person.saved()


def test_the_bad_cells_are_filled_and_commented(form: bytes) -> None:
    book = marked(form, fault("G5"), fault("H6", "C105"), fault("H6", "C101"))
    sheet = book["填报表"]
    assert sheet["G5"].fill.fgColor.rgb == ERROR_FILL
    assert sheet["H6"].fill.fgColor.rgb == WARNING_FILL
    comment = sheet["G5"].comment
    assert comment is not None
    assert comment.author == AUTHOR
    assert ZH.finding(fault("G5")).message in comment.text
    assert ZH.finding(fault("G5")).hint in comment.text
    assert sheet["G5"].value == SOUND["invest"][0]


def test_the_first_sheet_lists_the_faults_with_links(form: bytes) -> None:
    book = marked(form, fault("H6", "C105"), fault("G5"), fault(None, "B133", None))
    sheet = book.worksheets[0]
    assert (sheet.title, book.active) == (FAULTS, sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(rows) if row[0] == "序号")
    listed = rows[start + 1 :]
    assert [row[:5] for row in listed] == [
        [1, "错误", None, None, "约18个"],
        [2, "错误", "填报表", "G5", "约18个"],
        [3, "提醒", "填报表", "H6", "约18个"],
    ]
    told = ZH.finding(fault("G5"))
    assert listed[1][5:] == [told.message, told.expected, told.hint]
    link = sheet.cell(start + 3, 4).hyperlink
    assert link is not None
    assert link.location == "'填报表'!G5"
    assert sheet.cell(start + 2, 4).hyperlink is None


def test_notes_are_left_out(form: bytes) -> None:
    book = marked(form, fault("G5"), fault("H5", "C101"))
    assert book["填报表"]["H5"].comment is None


def test_everything_else_survives(form: bytes) -> None:
    before, after = opened(form), marked(form, fault("G5"))
    own = {FAULTS, RECORD_SHEET}
    assert [s for s in after.sheetnames if s not in own] == before.sheetnames
    for sheet in before.worksheets:
        other = after[sheet.title]
        assert other.sheet_state == sheet.sheet_state
        assert {k: d.width for k, d in other.column_dimensions.items()} == {
            k: d.width for k, d in sheet.column_dimensions.items()
        }
        assert {k: d.height for k, d in other.row_dimensions.items()} == {
            k: d.height for k, d in sheet.row_dimensions.items()
        }
        assert sorted(map(str, other.merged_cells.ranges)) == sorted(
            map(str, sheet.merged_cells.ranges)
        )
        assert _validations(other) == _validations(sheet)
        assert _conditions(other) == _conditions(sheet)
        assert other.freeze_panes == sheet.freeze_panes
        assert other.print_area == sheet.print_area
        assert other.protection.sheet == sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                if (sheet.title, cell.coordinate) == ("填报表", "G5"):
                    continue
                same = other[cell.coordinate]
                assert same.value == cell.value
                assert same.number_format == cell.number_format
                for style in ("fill", "font", "border", "alignment", "protection"):
                    assert repr(getattr(same, style)) == repr(getattr(cell, style))
    assert sorted(after.defined_names) == sorted(before.defined_names)


def _validations(sheet: Any) -> list[tuple[str, ...]]:  # noqa: ANN401
    return sorted(
        (str(v.sqref), str(v.type), str(v.formula1), str(v.prompt), str(v.error))
        for v in sheet.data_validations.dataValidation
    )


def _conditions(sheet: Any) -> list[tuple[str, ...]]:  # noqa: ANN401
    return sorted(
        (str(area.sqref), str(rule.type), str(rule.formula), str(rule.dxf.fill.bgColor.rgb))
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.formula != [ALWAYS]
    )


def _priorities(sheet: Any) -> list[tuple[int, str, str, bool]]:  # noqa: ANN401
    return sorted(
        (rule.priority, str(area.sqref), str(rule.formula), bool(rule.stopIfTrue))
        for area in sheet.conditional_formatting
        for rule in area.rules
    )


def test_a_mark_comes_before_every_conditional_format(form: bytes) -> None:
    sheet = marked(form, fault("G5"), fault("G6"), fault("H6", "C105"))["填报表"]
    first, second, *others = _priorities(sheet)
    assert first == (1, "G5 G6", str([ALWAYS]), True)
    assert second == (2, "H6", str([ALWAYS]), True)
    assert others
    assert min(priority for priority, *_ in others) == 3


def test_nothing_stands_out_that_is_not_in_the_list(form: bytes) -> None:
    """A form lights up by itself, in red too; in a marked copy only the faults do."""
    book = marked(form, fault("G5"))
    lit = 0
    for sheet in book.worksheets:
        rules = _priorities(sheet)
        others = {cells for _, cells, sign, _ in rules if "scorecard" not in sign}
        if others:
            stops = [(area, stop) for _, area, sign, stop in rules if "scorecard" in sign]
            assert set(" ".join(others).split()) <= set(stops[-1][0].split()), sheet.title
            assert stops[-1][1], "and nothing behind it is shown"
            lit += 1
    assert lit
    said = " ".join(str(c.value) for row in book.worksheets[0].iter_rows() for c in row)
    assert "公式" not in said


def test_the_sheet_has_its_own_conditional_formats_again(form: bytes) -> None:
    once = marked_copy(form, [fault("G5"), fault("H6", "C105")], ZH)
    again = marked(once or b"", fault(None))["填报表"]
    own = [rule for rule in _priorities(again) if rule[2] != str([ALWAYS])]
    (stop,) = set(_priorities(again)) - set(own)
    assert stop[0] == 1
    assert [(p - 1, *rest) for p, *rest in own] == _priorities(opened(form)["填报表"])


@pytest.mark.office
def test_marks_are_taken_away_after_another_program_saved_the_copy(
    form: bytes, office: Office, tmp_path: Path
) -> None:
    person = Person(form)
    person.type("invest", "this_period", "四十多万")
    path = tmp_path / "a.xlsx"
    path.write_bytes(marked_copy(person.saved(), [fault("G5")], ZH) or b"")
    (path,) = office.convert([path], "xlsx", tmp_path / "saved")
    saved = path.read_bytes()
    assert any(sign for *_, sign, _ in _priorities(opened(saved)["填报表"]) if "scorecard" in sign)
    again = marked(saved, fault("H6"))["填报表"]
    lights = [cells for _, cells, sign, _ in _priorities(again) if "scorecard" in sign]
    assert lights[0] == "H6"
    assert len(lights) == 2, "and what stops the form's own"


def test_marking_again_takes_the_old_marks_away(form: bytes) -> None:
    first = marked_copy(form, [fault("G5"), fault("H6")], ZH)
    assert first is not None
    book = marked(first, fault("H6"))
    clean = opened(form)["填报表"]
    sheet = book["填报表"]
    assert sheet["G5"].comment is None
    assert repr(sheet["G5"].fill) == repr(clean["G5"].fill)
    assert sheet["H6"].fill.fgColor.rgb == ERROR_FILL
    assert book.sheetnames.count(FAULTS) == 1
    assert sum(RECORD_SHEET in name for name in book.sheetnames) == 1
    assert "1." in sheet["H6"].comment.text


def test_marking_twice_gives_what_marking_once_gives(form: bytes) -> None:
    findings = [fault("G5"), fault("H6", "C105")]
    once = marked_copy(form, findings, ZH)
    assert once is not None
    one, two = opened(once), marked(once, *findings)
    assert one.sheetnames == two.sheetnames
    for address in ("G5", "H6", "G6"):
        first, second = one["填报表"][address], two["填报表"][address]
        assert repr(first.fill) == repr(second.fill)
        assert getattr(first.comment, "text", None) == getattr(second.comment, "text", None)


def test_what_the_sender_had_in_the_cell_comes_back(form: bytes) -> None:
    person = Person(form)
    cell = person.cell("invest", "this_period")
    cell.fill = PatternFill("solid", fgColor="FF00B050")
    cell.comment = Comment("请核对\n甲", "张三", height=50, width=120)
    once = marked_copy(person.saved(), [fault("G5")], ZH)
    assert once is not None
    during = opened(once)["填报表"]["G5"].comment
    assert during is not None
    assert "请核对" in during.text
    after = marked(once, fault("H5"))["填报表"]["G5"]
    assert after.fill.fgColor.rgb == "FF00B050"
    assert (after.comment.text, after.comment.author) == ("请核对\n甲", "张三")


def test_marks_are_found_after_rows_have_moved(form: bytes) -> None:
    once = marked_copy(form, [fault("G5")], ZH)
    person = Person(once or b"")
    moved: Any = person.cell("invest", "this_period")
    below: Any = person.sheet["G30"]
    below._style, below.comment = moved._style, Comment(moved.comment.text, AUTHOR)
    after = marked(person.saved(), fault("H6"))["填报表"]
    clean = opened(form)["填报表"]["G5"].fill
    for address in ("G5", "G30"):
        assert after[address].comment is None
        assert repr(after[address].fill) == repr(clean)


def test_a_fill_that_is_not_ours_any_more_stays(form: bytes) -> None:
    person = Person(marked_copy(form, [fault("G5")], ZH) or b"")
    person.cell("invest", "this_period").fill = PatternFill("solid", fgColor="FF00B050")
    after = marked(person.saved(), fault("H6"))["填报表"]
    assert after["G5"].fill.fgColor.rgb == "FF00B050"


def test_a_day_typed_without_dashes_is_not_lost(form: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form))
    book["填报表"]["M2"].value = 20260302
    book["填报表"]["M2"].number_format = "yyyy-mm-dd"
    stream = io.BytesIO()
    book.save(stream)
    copy = marked_copy(stream.getvalue(), [finding("C106", Origin("a.xlsx", "填报表", "G5"))], ZH)
    assert copy is not None
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        sheets = [archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n]
    assert sum(b"<v>20260302</v>" in sheet for sheet in sheets) == 1
    assert not any(b"#VALUE!" in sheet for sheet in sheets)


def test_a_fault_in_merged_cells_marks_their_first_cell(form: bytes) -> None:
    book = marked(form, fault("C1"))
    assert book["填报表"]["A1"].fill.fgColor.rgb == ERROR_FILL


def test_a_sheet_of_the_senders_with_our_name_is_kept(form: bytes) -> None:
    person = Person(form)
    put(person.book.create_sheet(FAULTS)["A1"], "自己的清单")
    once = marked_copy(person.saved(), [fault("G5")], ZH)
    book = marked(once or b"", fault("G5"))
    assert book[FAULTS]["A1"].value == "自己的清单"
    assert book.worksheets[0].title == f"{FAULTS} (2)"


def test_reading_passes_over_our_sheets(form: bytes) -> None:
    once = marked_copy(form, [fault("G5")], ZH)
    raw, _ = read_workbook(once or b"", "a.xlsx")
    assert raw is not None
    assert own_sheets(raw) == {FAULTS, RECORD_SHEET}
    clean, _ = read_workbook(form, "a.xlsx")
    assert clean is not None
    assert own_sheets(clean) == frozenset()


def test_text_that_looks_like_a_formula_stays_text(form: bytes) -> None:
    bad = finding("C106", Origin("a.xlsx", "填报表", "G5"), '=HYPERLINK("http://x","y")')
    data = marked_copy(form, [bad], ZH)
    sheet = opened(data).worksheets[0]
    cells = [c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]
    assert cells
    assert {c.data_type for c in cells} <= {"s", "f"}
    xml = parts_of(data or b"")["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in xml


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"not a workbook at all" * 9])
def test_what_cannot_be_opened_has_no_copy(data: bytes) -> None:
    assert marked_copy(data, [fault("G5")], ZH) is None


def test_pictures_and_charts_are_carried_over(tmp_path: Path) -> None:
    picture = tmp_path / "dot.png"
    picture.write_bytes(PNG)

    def fill(book: Any, sheet: Any) -> None:  # noqa: ANN401
        sheet.insert_image(3, 3, str(picture))
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=表!$B$1:$B$1"})
        sheet.insert_chart(8, 3, chart)

    with Guard(workers=1) as guard:
        from scorecard.forms.mark import mark

        data = guard.run(mark, written(fill), [fault("A1", sheet="表")], "zh").result()
    names = " ".join(parts_of(data))
    assert "xl/media/image1.png" in names
    assert "xl/charts/chart1.xml" in names


PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf00000301010018dd8db00000000049454e44ae426082"
)

# ------------------------------------------------------------------ what openpyxl cannot carry


def text_box(_: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.insert_textbox(3, 3, "虚构说明")


def sparkline(_: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.add_sparkline(3, 3, {"range": "表!B1:B1"})


def new_bar(_: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.conditional_format("B1:B3", {"type": "data_bar", "data_bar_2010": True})


def button(_: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.insert_checkbox(3, 3, False)  # noqa: FBT003


def header_picture(_: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.set_header("&L&G", {"image_left": io.BytesIO(PNG), "image_data_left": io.BytesIO(PNG)})


X14_LIST: Final = (
    b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    b' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="0"'
    b' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/></ext></extLst></worksheet>'
)
LOST: Final[dict[str, Callable[[], bytes]]] = {
    "text_boxes": lambda: written(text_box),
    "sparklines": lambda: written(sparkline),
    "x14_formats": lambda: written(new_bar),
    "x14_validations": lambda: replaced(written(), SHEET, b"</worksheet>", X14_LIST),
    "threads": lambda: changed(written(), {"xl/threadedComments/threadedComment1.xml": b"<a/>"}),
    "controls": lambda: changed(written(), {"xl/ctrlProps/ctrlProp1.xml": b"<a/>"}),
    "slicers": lambda: changed(written(), {"xl/slicers/slicer1.xml": b"<a/>"}),
    "pictures": lambda: replaced(
        written(), SHEET, b"</worksheet>", b'<legacyDrawingHF xmlns:r="r" r:id="rId9"/></worksheet>'
    ),
    "signature": lambda: changed(written(), {"_xmlsignatures/sig1.xml": b"<a/>"}),
}


@pytest.mark.parametrize("name", sorted(LOST))
def test_what_is_lost_is_known_and_said(name: str) -> None:
    data = LOST[name]()
    assert losses(data) == [name]
    copy = marked_copy(data, [fault("A1", sheet="表")], ZH)
    assert copy is not None
    assert losses(copy) == []
    said = " ".join(str(c.value) for row in opened(copy).worksheets[0].iter_rows() for c in row)
    assert ZH.text(LOSSES[name]) in said


def test_every_loss_has_a_test() -> None:
    assert set(LOST) | {"outside_values"} == set(LOSSES)


def test_a_workbook_that_loses_nothing_says_nothing() -> None:
    copy = marked(written(), fault("A1", sheet="表"))
    said = " ".join(str(c.value) for row in copy.worksheets[0].iter_rows() for c in row)
    assert not any(ZH.text(text) in said for text in LOSSES.values())


def test_formulas_that_point_outside_give_way_to_their_values() -> None:
    def fill(_: Any, sheet: Any) -> None:  # noqa: ANN401
        sheet.write_formula(3, 3, "=[1]总表!$B$2*2", None, 36)
        sheet.write_formula(4, 3, "=B1*2", None, 36)

    copy = marked(written(fill), fault("A1", sheet="表"))
    assert copy["表"]["D4"].value == 36
    assert copy["表"]["D5"].value == "=B1*2"
    said = " ".join(str(c.value) for row in copy.worksheets[0].iter_rows() for c in row)
    assert ZH.text(LOSSES["outside_values"]) in said


# ------------------------------------------------------------------ the loop


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    return with_past(tmp_path / "zone")


def test_the_copy_is_corrected_and_sent_again_as_it_is(zone: Zone) -> None:
    person = Person(zone.form("2026-Q3"))
    person.fill(SOUND)
    first, second = (
        person.type("invest", "this_period", "四十多万"),
        person.type("firms", "this_period", "—"),
    )
    (taken,) = zone.collect(zone.save(person.saved())).files
    assert taken.marked is not None
    assert taken.marked.name == "虚构示例高新区-经济发展局.marked.xlsx"

    again = Person(taken.marked.read_bytes())
    assert again.sheet[first].comment.text.startswith(COMMENT_START)
    again.type("invest", "this_period", 438_600)
    taken.marked.write_bytes(again.saved())
    (taken,) = zone.collect(taken.marked).files
    assert [f.origin.cell for f in taken.findings if f.severity == "error"] == [second]
    assert taken.marked is not None
    assert taken.marked.name == "虚构示例高新区-经济发展局.marked-2.xlsx"

    again = Person(taken.marked.read_bytes())
    assert again.sheet[first].comment is None
    assert again.sheet[second].comment is not None
    again.type("firms", "this_period", 1_447)
    taken.marked.write_bytes(again.saved())
    (taken,) = zone.collect(taken.marked).files
    assert taken.fate == "recorded"
    assert taken.figures == sum(len(numbers) for numbers in SOUND.values())


@pytest.mark.office
def test_the_copy_comes_back_from_another_program(
    zone: Zone, office: Office, tmp_path: Path
) -> None:
    person = Person(zone.form("2026-Q3"))
    person.fill(SOUND)
    person.type("invest", "this_period", "四十多万")
    (taken,) = zone.collect(zone.save(person.saved())).files
    assert taken.marked is not None
    again = Person(taken.marked.read_bytes())
    again.type("invest", "this_period", 438_600)
    (tmp_path / "saved").mkdir()
    (path,) = office.convert([zone.save(again.saved(), "改好.xlsx")], "xlsx", tmp_path / "saved")
    (taken,) = zone.collect(path).files
    assert taken.fate == "recorded", [(f.code, f.origin) for f in taken.findings]
    assert [f.code for f in taken.findings if f.severity != "note"] == []


def test_the_copy_is_a_sound_archive(form: bytes) -> None:
    data = marked_copy(form, [fault("G5")], ZH)
    with zipfile.ZipFile(io.BytesIO(data or b"")) as archive:
        assert archive.testzip() is None
