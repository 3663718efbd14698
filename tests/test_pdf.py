"""The book: text that can be found, bookmarks, size, the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fictional_view import LONG_ZH, fictional_view

from scorecard.model.errors import MissingGlyphError
from scorecard.report.charts import Studio, pictures, plans
from scorecard.report.parts import View
from scorecard.report.pdf import scorecard_pdf
from scorecard.words import Words


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
    for wanted in (view.title, view.headline, LONG_ZH, "◆略滞后", "×未完成", "不计分的目标表述"):
        assert "".join(wanted.split()) in joined
    for row in view.rows:
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
    assert "虚构示例区目标记分卡" in info
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
    wanted = [block.organisation for block in view.organisations]
    wanted += [series.name for series in view.series]
    wanted += ["总览", "预警", "未报数据", "不计分的目标表述", "评价方法"]
    for name in wanted:
        assert b"<feff" + name.encode("utf-16-be").hex().encode() + b">" in zh


def test_same_view_same_bytes(zh: bytes) -> None:
    assert made(fictional_view("zh")) == zh


def test_a_missing_glyph_stops_the_run() -> None:
    view = replace(fictional_view("zh"), headline="虚构示例🚀")
    with pytest.raises(MissingGlyphError):
        scorecard_pdf(view, [], Words("zh"))


def test_a_book_without_charts_is_a_book() -> None:
    assert scorecard_pdf(fictional_view("en", 4), [], Words("en")).startswith(b"%PDF-1.")
