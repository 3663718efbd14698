"""The scorecard workbook: sheets, regions, safety of text, stored values, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from conftest import Office
from fictional_view import fictional_view
from fictional_zone import Zone, zone_view
from goldens import compare
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from test_live_arithmetic import differences, near
from workbook_parts import faults

from scorecard.excel.book import Book, CellNotWrittenError, Properties
from scorecard.excel.styles import BODY, STATUS_TONES
from scorecard.excel.text import CELL_LIMIT, clean_text, sheet_name, wrap
from scorecard.i18n import Words
from scorecard.report import workbook as excel
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.attention import ALARMING, asked_by_now, has_lead
from scorecard.report.page import page_of, unit_pages
from scorecard.report.view import ScoreRow, View
from scorecard.report.workbook import scorecard_workbook
from scorecard.report.workbook.lists import MISSING, REVISIONS, SOURCES, UNSCORED
from scorecard.schema.quarterly_form import Followed, FollowUp, Told
from scorecard.schema.vocabulary import Status

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

REGIONS: Final = {
    "overview": ("总览", "A1:N40"),
    "targets": ("明细", "A1:AT6"),
    "unit": ("虚构示例经济发展局", "A1:L30"),
    "attention": ("预警", "A1:W6"),
    "data": ("数据情况", "A1:I14"),
    "explanations": ("评估说明", "A1:E9"),
    "sources": ("数据来源", "A1:P5"),
    "method": ("方法", "A1:C30"),
}


def workbook(view: View, *, values: bool = False) -> Workbook:
    data = scorecard_workbook(view, Words(view.language))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def described(cell: Cell | MergedCell, stored: object) -> str:
    """One line of a cell: place, value, stored value of a formula, format, colours."""
    font, fill = cell.font, cell.fill
    looks = [
        str(cell.number_format) if cell.number_format != "General" else "",
        f"{font.sz:g}{'b' if font.b else ''} {font.color.rgb if font.color else ''}",
        f"on {fill.fgColor.rgb}" if fill.fill_type else "",
        f"{cell.alignment.horizontal or ''}{' wrap' if cell.alignment.wrap_text else ''}",
        "" if cell.protection.locked else "open",
    ]
    value = repr(cell.value) if cell.value is not None else ""
    if cell.data_type == "f":
        value = f"{cell.value} → {stored!r}"
    return f"{cell.coordinate:5} {value} | {' | '.join(look for look in looks if look)}".rstrip()


def dump(sheet: Worksheet, stored: Worksheet, region: str) -> str:
    """The cells of a region with their looks, and the sheet's widths and page."""
    widths = {k: round(d.width, 1) for k, d in sorted(sheet.column_dimensions.items()) if d.width}
    page = sheet.page_setup
    lines = [
        f"sheet {sheet.title}: frozen {sheet.freeze_panes}, filter {sheet.auto_filter.ref}",
        f"print {sheet.print_area}, titles {sheet.print_title_rows}, paper {page.paperSize}",
        f"{page.orientation}, {page.fitToWidth} wide, {page.fitToHeight} high",
        f"widths {widths}",
    ]
    cells = (cell for row in sheet[region] for cell in row if cell.value is not None)
    lines += [described(cell, stored[cell.coordinate].value) for cell in cells]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def books() -> tuple[Workbook, Workbook]:
    view = fictional_view("zh")
    return workbook(view), workbook(view, values=True)


@pytest.mark.parametrize("name", REGIONS)
def test_region_is_as_agreed(name: str, books: tuple[Workbook, Workbook]) -> None:
    title, region = REGIONS[name]
    compare(f"scorecard-{name}", dump(books[0][title], books[1][title], region))


def test_sheets_stand_in_their_order_in_both_languages() -> None:
    zh = ["总览", *(f"虚构示例{c}区" for c in "甲乙丙丁")]
    zh += [f"虚构示例经济发展局{n}" for n in ("", " (2)", " (3)", " (4)")]
    zh += ["明细", "预警", "数据情况", "数据来源", "评估说明", "方法"]
    assert workbook(fictional_view("zh")).sheetnames == zh
    en = ["Overview", *(f"Fictional zone {c}" for c in "ABCD")]
    en += [f"Fictional economy office{n}" for n in ("", " (2)", " (3)", " (4)")]
    en += ["Targets", "Attention", "Data", "Sources", "Explanations", "Method"]
    assert workbook(fictional_view("en")).sheetnames == en
    one = workbook(zone_view(Zone(units=2))).sheetnames
    assert one[:2] == ["总览", "得分"]
    assert sorted(one[2:4]) == ["投资促进局", "经济发展局"]
    assert one[4:6] == ["明细", "预警"]
    many = workbook(zone_view(Zone(units=13, each=1))).sheetnames
    assert many[:4] == ["总览", "得分", "明细", "预警"], "of so many units the PDF has the pages"


@pytest.mark.parametrize("targets", [0, 1, 4, 40])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_same_view_same_bytes(targets: int, language: str) -> None:
    view = fictional_view(language, targets)
    first = scorecard_workbook(view, Words(language))
    assert first == scorecard_workbook(view, Words(language))
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_stored_value_keeps_to_the_tolerance_of_the_policy() -> None:
    """A flow at 99.96 of 100 meets its target where the tolerance is a thousandth, else not."""
    for tolerance, stored in ((1e-3, 1), (1e-9, 0)):
        book = workbook(near(tolerance), values=True)
        sheet = book["明细"]
        row = {head.value: cell.value for head, cell in zip(sheet[3], sheet[4], strict=True)}
        assert row["实际值"] == 99.96
        assert row["是否达到（1或0）"] == stored


def test_a_streamed_workbook_has_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large workbooks are written row by row; nothing else changes, and the bytes repeat."""
    view = fictional_view("zh", 12)
    whole = workbook(view)
    monkeypatch.setattr(excel, "STREAMED_FROM", 1)
    first = scorecard_workbook(view, Words("zh"))
    assert first == scorecard_workbook(view, Words("zh"))
    assert faults(first) == []
    streamed = openpyxl.load_workbook(io.BytesIO(first), rich_text=True)
    toned = [c.value for row in streamed["预警"].iter_rows(3) for c in row]
    assert any(isinstance(value, CellRichText) for value in toned), "two tones as in any other"
    scorecard_workbook(zone_view(Zone(units=60, late=1.0)), Words("zh"))  # all without a figure
    streamed = openpyxl.load_workbook(io.BytesIO(first))
    for sheet in whole.worksheets:
        other = streamed[sheet.title]
        cells = {c.coordinate: described(c, None) for row in sheet.iter_rows() for c in row}
        again = {c.coordinate: described(c, None) for row in other.iter_rows() for c in row}
        assert again == cells
        heights = {n: row.height for n, row in sheet.row_dimensions.items()}
        assert {n: row.height for n, row in other.row_dimensions.items()} == heights


def test_nothing_of_a_text_becomes_a_formula() -> None:
    """A note that begins like a formula stays text, also when somebody edits the cell."""
    view = fictional_view("zh")
    rows = tuple(
        replace(row, reason='=HYPERLINK("http://x")', unit_name="+1")
        for row in view.organisations[0].rows
    )
    goal = view.unscored[0]
    wild = replace(
        view,
        title="@SUM(A1)",
        organisations=(replace(view.organisations[0], rows=rows), *view.organisations[1:]),
        unscored=(replace(goal, note="-2+3"), *view.unscored[1:]),
    )
    book = workbook(wild)
    starts = ("=HYPERLINK", "@SUM", "+1", "-2+3", "=1+1")
    found = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(starts)
    ]
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)
    assert {str(cell.value)[:3] for cell in found} >= {"=HY", "@SU", "+1", "-2+", "=1+"}


def test_every_formula_carries_its_value(books: tuple[Workbook, Workbook]) -> None:
    live, stored = books
    sheet, values = live["明细"], stored["明细"]
    column = {cell.value: cell.coordinate.rstrip("3") for cell in sheet[3]}
    rows = {values[f"{column['指标']}{n}"].value: n for n in range(4, 12)}
    row = rows["签约项目总投资"]
    assert sheet[f"{column['完成进度']}{row}"].data_type == "f"
    assert values[f"{column['完成进度']}{row}"].value == pytest.approx(0.613)
    assert values[f"{column['状态']}{row}"].value == "◆ 略滞后"
    assert values[f"{column['状态代码']}{row}"].value == "at_risk"
    assert [stored["总览"][cell].value for cell in ("A4", "C4", "L4", "M4")] == [2, 5, 5, 6]


def test_a_rule_parts_the_departments_above_the_first_target_of_each(
    books: tuple[Workbook, Workbook],
) -> None:
    sheet = books[0]["明细"]
    zone, unit = (
        next(c.column_letter for c in sheet[3] if c.value == title)
        for title in ("园区", "责任单位")
    )
    rules = [
        (block.sqref, rule)
        for block in sheet.conditional_formatting
        for rule in block.rules
        if rule.type == "expression" and str(block.sqref).startswith("A")
    ]
    ((cells, rule),) = rules
    assert str(cells) == "A5:S11"
    told = f"OR(${zone}5<>${zone}4,${unit}5<>${unit}4)"
    assert rule.formula == [told], "each row is held against the one above it"
    border = rule.dxf.border
    assert border.top.style == border.bottom.style == "thin"


def test_statuses_have_the_colours_of_the_palette(books: tuple[Workbook, Workbook]) -> None:
    rules = books[0]["明细"].conditional_formatting
    texts = {
        rule.text: rule.dxf.fill.bgColor.rgb[2:]
        for block in rules
        for rule in block.rules
        if rule.type == "beginsWith"
    }
    assert texts["★"] == STATUS_TONES[Status.ACHIEVED].soft[1:]
    assert texts["×"] == STATUS_TONES[Status.MISSED].soft[1:]
    assert len(texts) == len(Status)


def test_a_workspace_may_choose_its_colours() -> None:
    data = scorecard_workbook(fictional_view("zh"), Words("zh"), {"missed": "#123456"})
    rules = openpyxl.load_workbook(io.BytesIO(data))["明细"].conditional_formatting
    inks = {
        rule.text: rule.dxf.font.color.rgb for block in rules for rule in block.rules if rule.text
    }
    assert inks["×"] == "FF091A2B"


def test_thresholds_stand_in_named_cells(books: tuple[Workbook, Workbook]) -> None:
    names = books[0].defined_names
    reference = names["pace_on_track"].attr_text
    sheet, place = reference.replace("'", "").replace("$", "").split("!")
    cell = books[0][sheet][place]
    assert cell.value == 0.95
    assert not cell.protection.locked


def test_a_unit_s_sentence_and_dates_name_what_is_missing() -> None:
    """Overdue figures and the share they are missing from; awaited ones with their last day."""
    view = zone_view(Zone(units=3))
    page = next(one for one in unit_pages(view, Words("zh")) if sum(one.counts[:3]) > 1)
    first, second = page.rows[:2]
    states = {first.target: Status.OVERDUE, second.target: Status.AWAITING_DATA}
    day = view.header.as_of + timedelta(days=10)
    blocks = tuple(
        replace(
            block,
            rows=tuple(
                replace(row, status=str(states.get(row.target, row.status)), deadline=day)
                for row in block.rows
            ),
        )
        for block in view.organisations
    )
    scores = tuple(replace(one, missing=1) for one in view.scores)
    found = unit_pages(replace(view, organisations=blocks, scores=scores), Words("zh"))
    told = next(one for one in found if one.unit == page.unit)
    assert f"1项逾期未报（{first.name}）" in told.lead
    assert "（1项未报）" in told.lead
    assert [one.name for one in told.coming][:1] in (["1项数据报送截止"], [second.name])


def test_a_quarter_after_none_has_no_changes_and_a_cap_no_lead() -> None:
    """Nothing judged or overdue before is no quarter before; an allowance is a whole number."""
    view, words = zone_view(Zone(units=3)), Words("zh")
    assert Amounts(words).computed(2.3, Scale("flow", 0, "个")) == "2个"
    told = view.highlights
    counts = tuple(5 * (status == Status.NOT_DUE) for status in Status)
    undue = replace(told, quarters=(replace(told.quarters[0], counts=counts), told.quarters[-1]))
    page = page_of(replace(view, highlights=undue), words)
    assert (page.since, page.changes) == ("", ())
    numbers = replace(view.rows[0].numbers, expected_value=2.5, allowance=3.0)
    cap = replace(view.rows[0], numbers=numbers, measure="flow", comparator="<=")
    assert (asked_by_now(cap), has_lead(cap)) == (3.0, False)


def test_a_unit_s_total_weighs_what_is_not_judged_as_well() -> None:
    view = zone_view(Zone(units=3))
    values = workbook(view, values=True)
    for page in unit_pages(view, Words("zh")):
        lines = values[page.name].iter_rows(values_only=True)
        total = next(line for line in lines if str(line[0]).startswith("合计"))
        assert page.score is not None
        assert total[10] == pytest.approx(page.score.weight_total)


def test_a_unit_s_page_follows_the_targets_and_draws_what_is_behind() -> None:
    """Numbers are formulas over 明细 and 得分; charts are those of red and amber targets."""
    view = zone_view(Zone(units=3))
    live, stored = workbook(view), workbook(view, values=True)
    (page,) = (one for one in unit_pages(view, Words("zh")) if one.name == "经济发展局")
    sheet, values = live[page.name], stored[page.name]
    assert [values[cell].value for cell in ("A4", "F4")] == [page.score.rank, page.score.rate]  # type: ignore[union-attr]
    assert str(sheet["A4"].value).startswith("='得分'!")
    rows = {
        str(values.cell(n, 6).value).partition("\n")[0]: n for n in range(1, values.max_row + 1)
    }
    for row in page.rows:
        at = rows[row.name]
        assert str(sheet.cell(at, 1).value).startswith("=IF('明细'!$A$")
        assert values.cell(at, 1).value == row.status_text
    texts = {str(c.value) for line in values.iter_rows() for c in line if c.value}
    for alarm in page.alarms:
        assert {alarm.account.cause or "责任单位未填原因", alarm.need} <= texts
    drawn = [alarm.row for alarm in page.alarms if alarm.row.measure not in {"rank", "milestone"}]
    with zipfile.ZipFile(io.BytesIO(scorecard_workbook(view, Words("zh")))) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if "charts/chart" in n]
    assert any(row.name in chart for row in drawn for chart in charts)
    assert all("局!$" in chart for chart in charts)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (Zone(units=1, each=4), "全部目标"),
        (Zone(units=12, each=2), "文化旅游局"),
        (Zone(units=38, each=2), "中间28个见“得分”表"),
        (Zone(zones=("虚构示例甲园区", "虚构示例乙园区"), units=3), "失分最多的责任单位（共6个）"),
        (Zone(pace=(1.0, 1.01), late=0), "最接近警戒线"),
        (Zone(quarter="2024-Q4", history=False, late=1.0), "还没有可以判断的目标"),
        (Zone(quarter="2025-Q1", history=False), "90天内到期"),
        (Zone(weights=False), "项数"),
        (Zone(long=True, units=3), "生态环境保护和安全生产应急管理综合协调办公室0"),
        (Zone(long=True, units=12), "公室11"),
        (Zone(reasons=False), "责任单位未填原因"),
    ],
    ids=[
        "1",
        "12",
        "38",
        "zones",
        "green",
        "undecided",
        "first",
        "unweighed",
        "long",
        "longs",
        "unsaid",
    ],
)
def test_the_first_page_in_every_case(zone: Zone, told: str) -> None:
    """It is one page, says what the case is about, and nothing is planned below 8.5 points."""
    for language in ("zh", "en"):
        sheet = workbook(zone_view(zone, language), values=True).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        if language == "zh":
            assert any(told in str(cell.value) for cell in cells)
        assert min(cell.font.sz for cell in cells) >= 8.5
        high = sum(sheet.row_dimensions[n].height or 15 for n in range(1, sheet.max_row + 1))
        assert high <= 822, "shrunk to 0.95 at most"
        alarms = page_of(zone_view(zone, language), Words(language)).alarms
        marks = tuple(f"{Status(status).symbol} " for status in ALARMING)
        shown = [str(cell.value) for cell in cells if cell.column == 1]
        shown = [text for text in shown if text.startswith(marks)]
        assert len(shown) >= min(len(alarms), 3), shown
        if zone in {Zone(), Zone(reasons=False)}:
            assert len(shown) >= 5, "a page of eight units has room for five"


def test_texts_are_printed_large_enough_to_be_read() -> None:
    """Body text is planned at 9 points; fitting a page's width leaves 8.4 of them at least."""
    for zone in (Zone(), Zone(zones=("虚构示例甲园区", "虚构示例乙园区"), units=3)):
        for sheet in workbook(zone_view(zone)).worksheets:
            if sheet.title == "数据来源" or sheet.sheet_state != "visible":
                continue  # every figure with its file: for the screen
            last = range_boundaries(sheet.print_area.split("!")[1].replace("$", ""))[2] or 0
            wide: dict[int, float] = {}
            for one in sheet.column_dimensions.values():
                for n in range(one.min or 0, (one.max or 0) + 1):
                    wide[n] = 0.0 if one.hidden else float(one.width)
            inches = 7 / 96 * sum(wide.get(n, 9.1) for n in range(1, last + 1))
            margins, across = sheet.page_margins, sheet.page_setup.orientation == "landscape"
            room = (11.69 if across else 8.27) - margins.left - margins.right
            assert 9 * min(room / inches, 1) >= 8.4, sheet.title


def test_texts_turn_grey_where_a_live_status_is_no_longer_the_published_one(
    books: tuple[Workbook, Workbook],
) -> None:
    live, stored = books
    sheet, column = live["明细"], {c.value: c.coordinate.rstrip("3") for c in live["明细"][3]}
    moved = f"${column['状态代码']}4<>${column['发布时的状态代码']}4"
    rules = {
        str(block.sqref): rule
        for block in sheet.conditional_formatting
        for rule in block.rules
        if rule.type == "expression"
    }
    for title in ("说明", "原因（责任单位填报）"):
        rule = rules[f"{column[title]}4:{column[title]}11"]
        assert rule.formula == [moved]
        assert rule.dxf.font.color.rgb == "FFA3ABB5"
    assert "变灰" in str(sheet["A2"].value)
    for row in range(4, 12):
        now, then = (
            stored["明细"][f"{column[t]}{row}"].value for t in ("状态代码", "发布时的状态代码")
        )
        assert now == then
    assert "targets_published" in live.defined_names


def test_what_no_row_can_hold_is_shortened_and_says_so() -> None:
    view, long = fictional_view("en"), "Something is to be done. " * 400
    goal = view.unscored[0]
    wide = replace(
        view,
        unscored=(replace(goal, quote=replace(goal.quote, text=long)),),
        organisations=tuple(
            replace(
                block,
                rows=tuple(
                    replace(row, source=replace(row.source, text=long)) for row in block.rows
                ),
            )
            for block in view.organisations
        ),
    )
    book = workbook(wide)
    told = [str(cell.value) for row in book["Data"].iter_rows() for cell in row if cell.value]
    end = "(shortened: in full in the file it comes from)"
    assert sum(text.endswith(end) for text in told) == 1
    explained = [
        str(row[4])
        for row in book["Explanations"].iter_rows(min_row=4, values_only=True)
        if row[0] == view.rows[0].target and "Something is" in str(row[4])
    ]
    assert len(explained) > 1
    assert " ".join(explained).count("Something is to be done.") == 400
    for sheet in book.worksheets:
        assert all((look.height or 0) <= 400 for look in sheet.row_dimensions.values())


def test_numbers_are_seen_whole_and_deliverables_in_per_cent() -> None:
    view = fictional_view("zh")
    block, figure = view.organisations[0], view.sources[0]
    rows = tuple(
        replace(
            row, measure="milestone" if n else "flow", numbers=replace(row.numbers, actual=1.5e12)
        )
        for n, row in enumerate(block.rows)
    )
    many = replace(figure, value=1234567890123.0, raw="1234567890123元")
    book = workbook(replace(view, organisations=(replace(block, rows=rows),), sources=(many,)))
    sheet = book["明细"]
    column = next(cell.column_letter for cell in sheet[3] if cell.value == "实际值")
    assert sheet.column_dimensions[column].width > 19
    formats = [sheet[f"{column}{n}"].number_format for n in range(4, 4 + len(rows))]
    assert sorted(shown == "0%" for shown in formats) == [False, *[True] * (len(rows) - 1)]
    value, typed = book["数据来源"]["E4"], book["数据来源"]["G4"]
    assert value.number_format == "#,##0"
    assert typed.alignment.wrap_text
    assert typed.alignment.horizontal == "left"
    assert book["数据来源"].column_dimensions["E"].width > 18


def test_the_note_above_all_targets_is_seen_whole() -> None:
    sheet = workbook(fictional_view("en"))["Targets"]
    assert (sheet.row_dimensions[2].height or 0) > 26, "two lines"


def test_an_organisation_without_targets_says_so() -> None:
    view = fictional_view("zh")
    empty = replace(view.organisations[0], rows=())
    book = workbook(replace(view, organisations=(empty, *view.organisations[1:])))
    assert book[empty.organisation]["A2"].value == "没有目标值。"


def test_days_are_written_as_the_language_writes_them() -> None:
    for language, shown in (("zh", 'yyyy"年"m"月"d"日"'), ("en", "d mmm yyyy")):
        sheet = workbook(fictional_view(language))[Words(language).text("Data")]
        assert sheet["E7"].number_format == shown
        assert sheet["E7"].is_date


def test_of_many_units_the_first_and_the_last_are_shown_and_the_sheet_named() -> None:
    view = fictional_view("zh")
    block = replace(view.organisations[0], rows=view.rows)
    score = ScoreRow(
        organisation=block.organisation,
        unit="",
        unit_name="",
        who=block.organisation,
        weight_total=100.0,
        weight_due=80.0,
        weight_reported=80.0,
        coverage=1.0,
        points=60.0,
        points_due=80.0,
        rate=0.75,
        rate_low=None,
        rate_high=None,
        rank=None,
        among="",
        missing=0,
        score_kind="points",
        judged=True,
        score_reason=None,
    )
    noisy = replace(score, points=41.75000000000001, points_due=45.0)
    assert noisy.lost == 3.25, "stored as the live formula gives it, printed 3.3 everywhere"
    scores = (
        score,
        *(
            replace(
                score,
                unit=f"u{n}",
                unit_name=f"虚构示例{n}局",
                rate=1 - n / 50,
                rank=n + 1,
            )
            for n in range(38)
        ),
    )
    data = scorecard_workbook(
        replace(view, organisations=(block,), scores=scores, earlier=()), Words("zh")
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data))["总览"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    shown = [text for text in texts if re.fullmatch(r"虚构示例\d+局", text)]
    assert shown == [f"虚构示例{n}局" for n in (0, 1, 2, *range(31, 38))]
    assert "中间28个见“得分”表" in texts


def test_what_stood_before_is_wrapped_in_the_revisions() -> None:
    before, after = (column.style for column in REVISIONS[4:6])
    assert before.wrap
    assert after.wrap


def test_days_and_periods_are_never_clipped() -> None:
    columns = [column for table in (MISSING, UNSCORED, SOURCES, REVISIONS) for column in table]
    dated = [c for c in columns if c.title in {"Period", "Received", "Stated on"}]
    assert len(dated) == 6
    assert all(column.style.shrink for column in dated)


def test_the_overview_names_what_is_overdue_beside_what_is_red() -> None:
    view = fictional_view("zh")
    blocks = tuple(
        replace(
            block,
            rows=tuple(
                replace(row, status="overdue", status_text="! 未报", reason=f"逾期{n}")
                for n, row in enumerate(block.rows)
            ),
        )
        for block in view.organisations
    )
    sheet = workbook(replace(view, organisations=blocks))["总览"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "还没有可以判断的目标：8项未报。" in texts
    assert any(text.startswith("逾期未报：") and text.endswith("（8项）。") for text in texts)
    assert any(text.startswith("逾期") and text[2:].isdecimal() for text in texts)


def test_an_empty_workspace_says_so(tmp_path: Path) -> None:
    book = workbook(fictional_view("zh", 0), values=True)
    assert book["明细"]["A4"].value == "无。"
    assert book["总览"]["A4"].value == "–"


@pytest.mark.office
def test_libreoffice_finds_the_stored_values_again(office: Office, tmp_path: Path) -> None:
    paths = []
    for language, targets in (("zh", 8), ("en", 0), ("zh", 40)):
        path = tmp_path / f"{language}-{targets}.xlsx"
        path.write_bytes(scorecard_workbook(fictional_view(language, targets), Words(language)))
        paths.append(path)
    assert differences(office, paths, tmp_path / "again") == []


def test_a_cell_outside_the_sheet_is_an_error() -> None:
    sheet = Book(Properties("虚构示例")).sheet("a")
    with pytest.raises(CellNotWrittenError, match="a!A1048577"):
        sheet.text(1_048_576, 0, "x", BODY)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\x00b\x1fc", "abc"),
        ("两行\r\n文字", "两行\n文字"),
        ("反\u202e向", "反向"),
        ("x" * (CELL_LIMIT + 5), "x" * (CELL_LIMIT - 1) + "…"),
    ],
)
def test_text_is_cleaned(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_sheet_names_are_safe_and_unique() -> None:
    long = "全国高新区" * 10
    first = sheet_name(long)
    second = sheet_name(long, [first])
    assert len(first) == 31
    assert second != first
    assert second.endswith(" (2)")
    assert sheet_name("a/b:c*[d]?'") == "a b c d"
    assert sheet_name("", []) == "-"


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("全区工业投资", 8, ["全区工业", "投资"]),
        ("完成率，达标。", 6, ["完成率，", "达标。"]),
        ("研发强度（年度）", 10, ["研发强度", "（年度）"]),
        ("one two three", 8, ["one two", "three"]),
        ("a" * 10, 4, ["aaaa", "aaaa", "aa"]),
        ("两\n行", 10, ["两", "行"]),
    ],
)
def test_lines_break_where_a_reader_would(text: str, room: int, lines: list[str]) -> None:
    assert wrap(text, room) == lines


def test_the_last_of_so_many_lines_keeps_its_blanks() -> None:
    assert wrap("rebates and land proceeds", 12, 2) == ["rebates and", "land procee…"]
    assert wrap("one two ", 3) == ["one", "two"]


def test_a_year_ago_stands_below_a_name_of_two_lines_and_a_long_promise_is_seen_whole() -> None:
    view, words, long = (
        zone_view(Zone()),
        Words("zh"),
        "全区规模以上工业单位增加值能源消耗下降率（年度）",
    )
    (block,) = view.organisations
    promise = FollowUp(action="第二条生产线投入使用，由新队伍每周报告进展，并按月核对台账；" * 4)
    well = next(row for row in block.rows if row.status == Status.ON_TRACK)
    rows = tuple(replace(row, name=long) if row.growth_text else row for row in block.rows)
    view = replace(
        view,
        organisations=(replace(block, rows=rows),),
        followups={**view.followups, well.target: Followed(form=Told(promise=promise))},
    )
    book = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(view, words)))
    units = [book[name] for name in book.sheetnames if name in {row.unit_name for row in rows}]
    named = [
        (str(cell.value), sheet.row_dimensions[cell.row].height)
        for sheet in units
        for row in sheet.iter_rows()
        for cell in row
        if cell.row and str(cell.value).startswith(long) and "同比" in str(cell.value)
    ]
    assert len(named) == sum(row.name == long for row in rows)
    assert min(height or 0 for _, height in named) > 40
    sheet = book["预警"]
    (height,) = (
        sheet.row_dimensions[cell.row or 0].height
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith(promise.action[:20])
    )
    assert (height or 0) > 30
