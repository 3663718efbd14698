"""The slide: its title is the message, in every case; size, bytes, letters large enough."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from fictional_view import fictional_view
from fictional_zone import Zone, zone_view
from PIL import Image

from scorecard.excel.styles import tones_of
from scorecard.excel.text import display_width
from scorecard.i18n import Words
from scorecard.report import slide
from scorecard.report.attention import Account, cause_of
from scorecard.report.page import fewer_parts, page_of
from scorecard.report.view import ScoreRow, View
from scorecard.schema.vocabulary import Status


def made(view: View) -> tuple[str, bytes, bytes]:
    words = Words(view.language)
    page = page_of(view, words)
    return slide.message_of(view, page, words), *slide.slide_of(view, page, tones_of(), words)


def told(view: View) -> str:
    words = Words(view.language)
    return slide.message_of(view, page_of(view, words), words)


def with_status(view: View, status: Status) -> View:
    blocks = tuple(
        replace(block, rows=tuple(replace(row, status=status) for row in block.rows))
        for block in view.organisations
    )
    return replace(view, organisations=blocks)


def scored(view: View, *lost: float) -> View:
    """With one organisation whose units have lost so many points of ten."""
    block = view.organisations[0]

    def row(unit: str, points: float, due: float) -> ScoreRow:
        numbers = (due, due, due, 1.0, points, due, points / due, None, None)
        names = (block.organisation, unit, unit, unit or block.organisation)
        said: dict[str, Any] = {"judged": True, "score_reason": None}
        return ScoreRow(*names, *numbers, 1, "", 0, "points", **said)

    units = [row(f"虚构{n}局", 10.0 - points, 10.0) for n, points in enumerate(lost, start=1)]
    whole = row("", 10.0 * len(lost) - sum(lost), 10.0 * len(lost))
    return replace(view, organisations=(block,), scores=(whole, *units))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the slides made in a test, as they come."""
    texts: list[str] = []
    write = slide.Slide.text

    def noted(*arguments: Any, **named: Any) -> float:  # noqa: ANN401  (handed on)
        texts.append(arguments[3])
        return write(*arguments, **named)

    monkeypatch.setattr(slide.Slide, "text", noted)
    return texts


def test_the_title_is_the_message() -> None:
    view = fictional_view("zh", 8)
    assert told(scored(view, 6.0, 2.0)) == "虚构1局失分占全部失分的75%，四季度1红0黄"
    assert "达进度" in told(scored(view, *[1.0] * 5)), "several lose alike"
    assert told(with_status(view, Status.ON_TRACK)) == "2030年第四季度8项目标全部达到进度"
    assert told(with_status(view, Status.NOT_DUE)) == "2030年第四季度还没有可以判断的目标"
    assert told(fictional_view("en", 8)).endswith("red, 1 amber")


def test_units_left_out_are_counted_and_zones_told_apart(written: list[str]) -> None:
    made(zone_view(Zone(units=12)))
    assert "中间4个见“得分”表" in written, "of twelve the first three and the last five stand there"
    assert any("下一季度数据报送截止" in text for text in written), "the next deadline is not cut"
    due = next(text for text in written if "下一季度数据报送截止" in text)
    assert "12月31日" in due, "nor is what is due by name"
    assert "其余" not in due
    written.clear()
    view = fictional_view("zh")
    made(view)
    for alarm in page_of(view, Words("zh")).alarms[:4]:
        zone, mark, _ = alarm.who.partition("\n")[0].partition(" · ")
        assert any(text.startswith(f"{zone[:4]}") for text in written if mark), alarm.who


@pytest.mark.parametrize(("language", "targets"), [("zh", 0), ("en", 40), ("zh", 40)])
def test_a_slide_is_as_wide_as_a_screen_and_the_same_each_time(
    language: str, targets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = fictional_view(language, targets, all_red=targets > 8)
    sizes: list[float] = []
    write = slide.Slide.text

    def noted(*arguments: Any, **named: Any) -> float:  # noqa: ANN401  (handed on)
        sizes.append(arguments[4])
        end = write(*arguments, **named)
        assert not arguments[3] or end <= slide.WIDTH
        return end

    monkeypatch.setattr(slide.Slide, "text", noted)
    title, png, pdf = made(view)
    assert min(sizes) >= 12
    assert Image.open(io.BytesIO(png)).size == (1600, 900)
    assert b"/MediaBox [0 0 959.98 540.00]" in pdf or b"/MediaBox [0 0 960" in pdf
    assert title.encode("utf-16-be").hex().encode() in pdf.lower() or title.encode() in pdf
    assert b"CreationDate" not in pdf
    assert made(view) == (title, png, pdf)


def test_nothing_on_the_slide_is_cut_in_its_middle(written: list[str]) -> None:
    """Causes end with a part of their sentence, tiles and what is due with a whole part."""
    for zone in (Zone(), Zone(units=12), Zone(pace=(1.0, 1.1), late=0)):
        for language in ("zh", "en"):
            made(zone_view(zone, language))
    cut = {text.partition("：")[2] for text in written if text.endswith("…") and "：" in text}
    assert cut <= {"两个增资协议推迟到四季度签署…"}
    rest = [text for text in written if text.endswith("…") and not ({"：", ":", ";"} & {*text})]
    assert rest == []
    assert any("最接近警戒线" in text for text in written), (
        "what is nearest, where nothing is wrong"
    )


def test_a_cause_has_few_letters_and_who_answers_where_there_is_room() -> None:
    words = Words("zh")
    told = Account(
        "施工许可晚发两个月，主体未封顶，二期三栋因此推迟", "倒排工期", "周岚", "11月30日"
    )
    for room, text in (
        (80, "施工许可晚发两个月，主体未封顶…（周岚、11月30日）"),
        (44, "施工许可晚发两个月，主体未封顶…"),
        (24, "施工许可晚发两个月…"),
        (8, "施工许…"),
    ):
        assert cause_of(told, words, room, display_width) == text
    unsaid = replace(told, cause="")
    assert cause_of(unsaid, words, 80, display_width) == "倒排工期（周岚、11月30日）"
    assert cause_of(replace(unsaid, measure=""), words, 80, display_width) == ""
    for room, text in (
        (40, "按项数67%、按权重64%、上季63%"),
        (24, "按项数67%、上季63%"),
        (9, "上季63%"),
    ):

        def fits(one: str, most: int = room) -> bool:
            return display_width(one) <= most

        assert fewer_parts("按项数67%、按权重64%、上季63%", words, fits) == text
