"""The book: text that can be found, bookmarks, size, the same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from examples import QUARTER, rendered_example
from fictional_view import LONG_ZH, attention_rows, fictional_view
from fictional_zone import Zone, zone_view
from PIL import Image, ImageChops

from scorecard.i18n import Words
from scorecard.report.attention import alarms, member_name, zone_name
from scorecard.report.charts.kinds import Studio, pictures, plans
from scorecard.report.highlights import matters
from scorecard.report.page import lead_sentence
from scorecard.report.pdf import scorecard_pdf, unit_pdfs
from scorecard.report.pdf.cover import whose_of
from scorecard.report.view import Place, TargetRow, View
from scorecard.schema.errors import MissingGlyphError
from scorecard.schema.quarterly_form import Followed, FollowUp
from scorecard.schema.vocabulary import BEHIND


def made(view: View) -> bytes:
    words = Words(view.language)
    studio = Studio(view, view.language, record=True)
    return scorecard_pdf(view, pictures(plans(view), studio), words)


@pytest.fixture(scope="session")
def poppler() -> None:
    """pdftotext, pdfinfo, pdffonts; where they are absent the test is skipped, or fails in CI."""
    if shutil.which("pdftotext") is None:
        if os.environ.get("REQUIRE_OFFICE") == "1":
            pytest.fail("REQUIRE_OFFICE=1, and there is no pdftotext on the path")
        pytest.skip("poppler (pdftotext) is not installed")


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def pages(path: Path) -> int:
    line = next(x for x in run("pdfinfo", str(path)).splitlines() if x.startswith("Pages"))
    return int(line.split()[1])


@pytest.fixture(scope="module")
def zh() -> bytes:
    return made(fictional_view("zh"))


@pytest.mark.usefixtures("poppler")
def test_chinese_text_can_be_found(tmp_path: Path, zh: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    text = run("pdftotext", "-layout", str(path), "-")
    joined = "".join(text.split())
    view = fictional_view("zh")
    lead = lead_sentence(view, Words("zh"))
    for wanted in (view.title, lead, LONG_ZH, "◆略滞后", "×未完成", "不计分的目标表述"):
        assert "".join(wanted.split()) in joined
    for row in attention_rows(view.rows):
        assert row.reason.replace(" ", "") in joined
    assert "".join(view.unscored[0].quote.text.split()) in joined


@pytest.mark.usefixtures("poppler")
def test_fonts_are_embedded_subsets_with_unicode(tmp_path: Path, zh: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    fonts = run("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    for font in fonts:
        name, *_, emb, sub, uni, _, _ = font.split()
        assert "+" in name
        assert (emb, sub, uni) == ("yes", "yes", "yes")


@pytest.mark.usefixtures("poppler")
def test_there_is_no_date_and_the_title_is_set(tmp_path: Path, zh: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    info = run("pdfinfo", str(path))
    assert "虚构示例区目标计分卡 · 2030年第四季度目标推进情况" in info
    assert "CreationDate" not in info
    assert "A4" in info


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize(("language", "targets"), [("zh", 0), ("en", 4), ("zh", 24)])
def test_the_book_is_small(tmp_path: Path, language: str, targets: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(made(fictional_view(language, targets)))
    assert path.stat().st_size <= 150_000 + 100_000 * pages(path)


def test_every_organisation_chart_and_list_has_a_bookmark(zh: bytes) -> None:
    view = fictional_view("zh")
    wanted = [f"{b.organisation} · {b.rows[0].unit_name}" for b in view.organisations]
    shown = [series for series in view.series if matters(series, few=True)]
    assert 4 < len(shown) < len(view.series)
    wanted += [series.name for series in shown]
    wanted += ["总览", "预警", "数据情况", "评价方法"]
    for name in wanted:
        assert b"<feff" + name.encode("utf-16-be").hex().encode() + b">" in zh


def bookmarks(book: bytes) -> list[tuple[str, int]]:
    """Every bookmark with the number of the page it leads to, from 1."""
    (kids,) = re.findall(rb"/Kids \[([^\]]*)\]", book)
    place = {int(n): page for page, n in enumerate(re.findall(rb"(\d+) 0 R", kids), start=1)}
    marks = re.findall(rb"/Dest \[(\d+) 0 R /XYZ[^\]]*\][^(<]*/Title (.*)\n", book)
    return [(title_of(title), place[int(number)]) for number, title in marks]


def title_of(title: bytes) -> str:
    if title.startswith(b"<feff"):
        return bytes.fromhex(title[5:-1].decode()).decode("utf-16-be")
    return title[1:-1].decode().replace("\\", "")


def told(path: Path) -> list[str]:
    """The text of each page without blanks."""
    text = run("pdftotext", "-layout", str(path), "-")
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_bookmark_leads_to_the_page_that_the_contents_name(
    tmp_path: Path, language: str, zh: bytes
) -> None:
    """Cover apart, the title of a unit, block or list stands on the page it leads to.

    Only a long book names them in its contents.
    """
    view = fictional_view(language, 8 if language == "zh" else 24)
    book = zh if language == "zh" else made(view)
    path = tmp_path / "a.pdf"
    path.write_bytes(book)
    by_page, marks = told(path), bookmarks(book)
    assert len(marks) > len(view.organisations) + 4
    long = ("目录" if language == "zh" else "Contents") in by_page[1]
    assert long is (len(by_page) > 15)
    for title, page in marks:
        name = "".join(title.split())
        shown = name.rpartition("·")[2]
        assert page == 1 or shown[:24] in by_page[page - 1], (title, page)
        assert not long or f"{name[-16:]}{page}" in by_page[1] + by_page[2], (title, page)


@pytest.mark.usefixtures("poppler")
def test_every_page_has_its_number(tmp_path: Path, zh: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    by_page = told(path)
    assert len(by_page) == pages(path) > 6
    for number, page in enumerate(by_page, start=1):
        assert page.endswith(f"第{number}页"), number


@pytest.mark.usefixtures("poppler")
def test_a_whole_sentence_is_found_on_one_line(tmp_path: Path, zh: bytes) -> None:
    """As a reader searches for it: with its blanks, in the order of the page."""
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    lines = run("pdftotext", str(path), "-").splitlines()
    told = [row.reason for row in attention_rows(fictional_view("zh").rows)]
    assert told
    for reason in told:
        assert len(reason) > 40 or reason in lines


@pytest.mark.usefixtures("poppler")
def test_long_actuals_names_and_remarks_are_whole(tmp_path: Path) -> None:
    """A unit of many words takes a smaller size or two lines; nothing lies beyond its column."""
    view = fictional_view("en", 8)
    wide = {
        "actual_text": "147.7 hundred million yuan at the prices of the year before",
        "flag_text": "provisional figure, no evidence",
        "due_text": "2025年第四季度",
    }
    name = "Northern Riverside New Materials and Advanced Machinery Demonstration Zone {} (made up)"
    blocks = tuple(
        replace(
            block,
            organisation=name.format(n),
            rows=tuple(
                replace(row, organisation=name.format(n), **wide)  # type: ignore[arg-type]
                for row in block.rows
            ),
        )
        for n, block in enumerate(view.organisations, start=11)
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(scorecard_pdf(replace(view, organisations=blocks), [], Words("en")))
    text = run("pdftotext", "-layout", str(path), "-")
    assert text.count("no evidence") == len(view.rows)
    assert text.count("第四季度") >= len(view.rows)
    for block in blocks:
        end = f"Zone {block.organisation.split()[-3]}"
        assert any(block.rows[0].name[:9] in page and end in page for page in text.split("\f"))
    joined = "".join(text.split())
    assert joined.count("147.7hundred") >= len(view.rows)


@pytest.mark.usefixtures("poppler")
def test_a_block_names_the_cell_however_long_the_file_is(tmp_path: Path) -> None:
    view = fictional_view("zh", 4)
    file = f"reports/2030-Q4/returns/{'虚构示例先进制造业融合发展示范区' * 4}.xlsx"

    def placed(row: TargetRow) -> TargetRow:
        return replace(row, figure=Place(file, "填报表", "G77"))

    series = tuple(
        replace(s, targets=tuple(replace(t, row=placed(t.row)) for t in s.targets))
        for s in view.series
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(made(replace(view, series=series)))
    shown = sum(matters(s, few=True) for s in series)
    assert "".join(told(path)).count("填报表!G77") == shown > 0


@pytest.mark.usefixtures("poppler")
def test_english_pages_have_no_chinese_quotation_marks(tmp_path: Path) -> None:
    view = fictional_view("en", 8)
    goal = replace(view.unscored[0], note="“scale” isn’t said")
    path = tmp_path / "a.pdf"
    path.write_bytes(scorecard_pdf(replace(view, unscored=(goal,)), [], Words("en")))
    text = run("pdftotext", str(path), "-")
    assert '"scale" isn\'t said' in text
    assert not set("“”‘’") & set(text)


@pytest.mark.usefixtures("poppler")
def test_an_entry_of_the_attention_list_is_never_parted(tmp_path: Path) -> None:
    view = fictional_view("zh", 40, all_red=True)
    typed = {
        row.target: Followed(
            FollowUp(
                cause=f"原因{row.target}", action="措施" * 30, owner=row.unit_name, by_when="年底"
            )
        )
        for row in view.rows
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(scorecard_pdf(replace(view, followups=typed), [], Words("zh")))
    by_page = told(path)[1:]
    for row in view.rows:
        found = [page for page in by_page if f"原因{row.target}" in page]
        assert found
        for page in found:
            entry = page.split(f"原因{row.target}")[1].split("原因")[0]
            assert "年底" in entry, "the last line stands on the page of the first"
            assert row.unit_name not in entry.partition("年底")[0], "the unit is told already"


@pytest.mark.usefixtures("poppler")
def test_a_cover_without_a_league_shows_the_worst_targets(tmp_path: Path) -> None:
    view = fictional_view("zh", 8)
    calm = next(row for row in view.rows if row.status not in BEHIND)
    rows = [replace(calm, name=f"虚构平稳{number}") for number in range(40)]
    red = next(row for row in view.rows if row.status == "missed")
    block = replace(view.organisations[0], rows=(*rows, replace(red, name="虚构示例红")))
    path = tmp_path / "a.pdf"
    path.write_bytes(scorecard_pdf(replace(view, organisations=(block,)), [], Words("zh")))
    cover = run("pdftotext", "-l", "1", str(path), "-")
    assert cover.count("虚构示例红") == 2, "among the targets and the red ones"
    assert "虚构平稳39" not in cover


@pytest.mark.usefixtures("poppler")
def test_a_block_holds_two_to_a_page_and_tells_the_sentence_once(tmp_path: Path, zh: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(zh)
    view = fictional_view("zh")
    text = run("pdftotext", "-layout", str(path), "-")
    for series in (one for one in view.series if matters(one, few=True)):
        quote = series.targets[0].row.source.text.replace(" ", "")
        assert "".join(text.split()).count(quote[:24]) == 1, quote
    shown = [series.name for series in view.series if matters(series, few=True)]
    by_page = ["".join(page.split()) for page in text.split("\f")]
    for name in shown:
        assert any(name[:10] in page and "单位：" in page for page in by_page), name


def test_a_large_organisation_shows_what_may_turn() -> None:
    view = fictional_view("zh")
    series = {s.name: s for s in view.series}
    assert matters(series["签约项目总投资"], few=False)
    assert matters(series["新增高新技术企业"], few=False)
    quiet = series[LONG_ZH]
    assert matters(quiet, few=True)
    assert not matters(quiet, few=False)
    turning = replace(quiet.targets[0].row, flags=("near_boundary",))
    assert matters(replace(quiet, targets=(replace(quiet.targets[0], row=turning),)), few=False)
    untold = replace(quiet, targets=(), points=quiet.points[:2])
    assert not matters(untold, few=True)


@pytest.mark.usefixtures("poppler")
def test_the_worst_stand_on_the_cover(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(scorecard_pdf(fictional_view("zh", 40, all_red=True), [], Words("zh")))
    cover = run("pdftotext", "-l", "1", "-layout", str(path), "-")
    assert "红黄灯" in cover
    assert "▼ 滞后" in cover
    assert "另有" in cover


@pytest.mark.usefixtures("poppler")
def test_the_cover_is_one_page_however_many_organisations(tmp_path: Path) -> None:
    view = fictional_view("zh")
    blocks = tuple(
        replace(view.organisations[0], organisation=f"虚构示例{number}号区") for number in range(40)
    )
    path = tmp_path / "many.pdf"
    path.write_bytes(scorecard_pdf(replace(view, organisations=blocks), [], Words("zh")))
    cover, second = (
        run("pdftotext", "-f", str(page), "-l", str(page), str(path), "-") for page in (1, 2)
    )
    assert "红黄灯" in cover
    assert "全部目标" in second


def test_many_targets_list_chapters_only(tmp_path: Path) -> None:
    view = fictional_view("en", 240, all_red=True)
    path = tmp_path / "a.pdf"
    wanted = [plan for plan in plans(view) if plan.kind == "trajectory"][:150]
    (one,) = pictures(wanted[:1], Studio(view, "en", record=True, files=False))
    path.write_bytes(scorecard_pdf(view, [replace(one, plan=p) for p in wanted], Words("en")))
    contents = run("pdftotext", "-f", "2", "-l", "2", "-layout", str(path), "-")
    assert "Fictional zone A" in contents
    assert view.series[0].name not in contents
    assert path.stat().st_size <= 150_000 + 100_000 * pages(path)


def test_same_view_same_bytes(zh: bytes) -> None:
    assert made(fictional_view("zh")) == zh


def test_a_missing_glyph_stops_the_run() -> None:
    view = replace(fictional_view("zh"), title="虚构示例🚀")
    with pytest.raises(MissingGlyphError):
        scorecard_pdf(view, [], Words("zh"))


def test_a_book_without_charts_is_a_book() -> None:
    assert scorecard_pdf(fictional_view("en", 4), [], Words("en")).startswith(b"%PDF-1.")


@pytest.mark.usefixtures("poppler")
def test_books_of_units_have_every_letter_also_rare_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dot, dashes and minus are no common letters: without them the whole face is taken."""
    view, words = zone_view(Zone(units=2)), Words("zh")
    texts = []
    for letters in (None, ""):
        if letters is not None:
            monkeypatch.setattr("scorecard.report.pdf.OWN", letters)
        for number, (one, data) in enumerate(unit_pdfs(view, [], words)):
            path = tmp_path / f"{number}.pdf"
            path.write_bytes(data)
            texts.append("".join(run("pdftotext", "-layout", str(path), "-").split()))
            told = (one.name, one.lead, "·", "–", *(tile.aside for tile in one.tiles))
            assert [text for text in told if "".join(text.split()) not in texts[-1]] == []
    assert texts[:2] == texts[2:]
    assert any("周岚" in text for text in texts[:2])


def test_amounts_stand_without_the_unit_that_is_beside_the_target() -> None:
    """A long unit is told once; per cent, places and what is done keep their words."""
    view, words = fictional_view("zh", 40, all_red=True), Words("zh")
    found = {alarm.row.unit_of_measure: alarm.stands for alarm in alarms(view, words)}
    assert len(found) > 2
    long = [unit for unit in found if unit not in {"", "%", "位"}]
    assert long
    assert not [unit for unit in long if unit in found[unit]]


def test_a_name_is_cut_where_it_tells_least() -> None:
    """The bracket of the organisation, then its middle, then the unit's."""
    assert member_name("甲园区（虚构示例） · 财政局", 11, len) == "甲园区 · 财政局"
    assert member_name("甲园区 · 生态环境和应急管理局", 12, len) == "甲园区 · 生态环…理局"
    assert member_name("Riverbend Zone (fictional)", 20, len) == "Riverbend Zone"
    assert member_name("Riverbend · Economic Bureau", 20, len) == "Riverbend · Economi…"


def test_what_a_target_costs_is_never_cut() -> None:
    alarm = alarms(zone_view(Zone()), Words("zh"))[0]
    long = replace(alarm, who="Riverbend · Economic Bureau\nweight 25, 11.3 lost")
    assert whose_of(long, 70, len) == "Riverbend · Economic Bureau · weight 25, 11.3 lost"
    assert whose_of(long, 54, len) == "Riverbend · Economic Bureau · weight 25, 11.3 lost"
    narrow = replace(alarm, who="Riverbend · Bureau of Planning and Building\nweight 25, 11.3 lost")
    told = whose_of(narrow, 56, len)
    assert told.startswith("Riverbend · Bureau"), told
    assert told.endswith(" · weight 25, 11.3 lost"), told
    assert whose_of(narrow, 40, len) == "", "then it stands on a line of its own"


def test_organisations_are_told_apart_in_few_words() -> None:
    """A last word that all of them have is left out, unless they are then the same."""
    view = fictional_view("en")
    blocks = view.organisations[:2]
    for names, told in (
        (("Riverbend Zone (fictional)", "Skybridge Zone (fictional)"), ["Riverbend", "Skybridge"]),
        (("Northern Zone 1", "Northern Zone 2"), ["Northern Zone 1", "Northern Zone 2"]),
        (("虚构甲高新区（虚构示例）", "虚构乙经开区"), ["虚构甲高新区", "虚构乙经开区"]),
        (("Riverbend Zone",), ["Riverbend Zone"]),
    ):
        named = [replace(b, organisation=n) for b, n in zip(blocks, names, strict=False)]
        seen = replace(view, organisations=tuple(named))
        assert [zone_name(seen, name) for name in names] == told


def printed_numbers(text: str) -> set[tuple[float, int]]:
    """Every number of a text with its decimals; minus signs as printed, per cent signs left out."""
    found = re.findall(r"[−+]?\d[\d,]*(?:\.\d+)?", text)
    plain = [one.replace(",", "").replace("−", "-") for one in found]
    return {(float(one), len(one.partition(".")[2])) for one in plain}


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_printed_are_the_numbers_of_the_document(
    tmp_path_factory: pytest.TempPathFactory, language: str
) -> None:
    """On the page of its unit each target stands with its own figure, lead, weight and points."""
    example, _ = rendered_example(tmp_path_factory, language)
    folder = example / "reports" / QUARTER
    document = json.loads((folder / "scorecard.json").read_text("utf-8"))
    text = run("pdftotext", "-layout", str(folder / "scorecard.pdf"), "-").split("\f")
    listed = {"zh": "全部目标", "en": "All targets"}[language]
    pages = [printed_numbers(page) for page in text if listed in page]
    by_unit: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in document["assessments"]:
        by_unit.setdefault((one["organisation"], one["unit"]), []).append(one)
    assert len(pages) == len(by_unit)
    wanted = {
        unit: [
            number
            for one in rows
            for number in (
                *(one["actual"], one["target_value"], one["points"]),
                one["lead_pp"] if one["allowance"] is None else None,  # a cap shows none
            )
            if number is not None and one["measure"] != "milestone" and one["points"] is not None
        ]
        for unit, rows in by_unit.items()
    }
    for unit, numbers in wanted.items():
        missing = min(([n for n in numbers if not _stands(n, page)] for page in pages), key=len)
        assert not missing, (unit, missing)


def _stands(number: float, printed: set[tuple[float, int]]) -> bool:
    """Whether a number is printed: as it is, or as a share of a hundred, rounded."""
    return any(
        abs(seen - scale * number) <= (0.5 * 10**-decimals if decimals else 0.0) + 1e-9
        for seen, decimals in printed
        for scale in (1, 100)
    )


THREE: Final = tuple(f"虚构示例{name}" for name in ("江畔高新区", "北岸新区", "西湖开发区"))
CASES: Final = {
    "one target": Zone(units=1, each=1),
    "one unit": Zone(units=1, each=6),
    "twelve units": Zone(units=12, each=2),
    "38 units": Zone(units=38, each=1),
    "30 targets a unit": Zone(units=2, each=30),
    "three zones": Zone(zones=THREE, units=3, each=2),
    "thirteen zones": Zone(zones=[f"虚构示例{n}区" for n in range(13)], units=1, each=3),
    "nothing red": Zone(units=3, pace=(1.0, 1.02, 1.1), late=0),
    "nothing reported": Zone(units=3, late=1.0),
    "first quarter": Zone(quarter="2025-Q1", history=False),
    "no weights": Zone(weights=False),
    "long names": Zone(units=3, long=True),
    "no reasons": Zone(units=3, reasons=False),
}


@pytest.mark.heavy
@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize(
    ("case", "language"),
    [("one target", "zh"), *((case, ("en", "zh")[n % 2]) for n, case in enumerate(CASES))],
)
def test_no_page_is_under_a_third_full(tmp_path: Path, case: str, language: str) -> None:
    """Boards, units with their charts, data, the method, contents where there are any."""
    path = tmp_path / "a.pdf"
    path.write_bytes(made(zone_view(CASES[case], language)))
    run("pdftoppm", "-r", "15", "-gray", str(path), str(tmp_path / "p"))
    poor = []
    for number, drawn in enumerate(sorted(tmp_path.glob("p-*.pgm")), start=1):
        with Image.open(drawn) as page:
            wide, high = page.size
            body = page.crop((0, round(0.07 * high), wide, round(0.945 * high)))
        inked = ImageChops.invert(body).point(lambda shade: 255 * (shade > 10)).getbbox()
        if not inked or inked[3] / body.height < 0.32:
            poor.append(number)
    assert not poor
    words = run("pdftotext", "-bbox", "-l", "1", str(path), "-")
    tall = float(re.findall(r'<page width="[\d.]+" height="([\d.]+)"', words)[0])
    foot = [w for y, w in re.findall(r'yMax="([\d.]+)">([^<]+)<', words) if float(y) > 0.972 * tall]
    assert "".join(foot) in {"第1页", "Page1"}, "the cover goes on below its end"
