"""Charts by their artists and labels: what is drawn, where, in which words; the same bytes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from fictional_view import LONG_ZH, fictional_view
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.canvas import drawing, new_figure, png
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.kinds import Studio, pictures, plans
from scorecard.report.charts.trajectory import draw_trajectory
from scorecard.report.fonts import check_drawable, drawable, register
from scorecard.report.view import Series, View
from scorecard.schema.errors import MissingGlyphError
from scorecard.schema.vocabulary import Status

SIZE: Final = (1600, 900)


def series_named(view: View, name: str) -> Series:
    return next(series for series in view.series if series.name == name)


def drawn(view: View, name: str) -> Figure:
    with drawing():
        series = series_named(view, name)
        figure = draw_trajectory(Frame(series, view, Words(view.language), tones_of()))
        figure.canvas.draw()
        return figure


def drawn_as_png(series: Series, view: View) -> bytes:
    with drawing():
        return png(draw_trajectory(Frame(series, view, Words("zh"), tones_of())))


def texts(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


def gids(figure: Figure) -> list[str]:
    axes = figure.axes[0]
    artists = [*axes.lines, *axes.patches, *axes.texts]
    return [str(artist.get_gid()) for artist in artists if artist.get_gid()]


@pytest.fixture(scope="module")
def view() -> View:
    return fictional_view("zh")


def test_a_trajectory_shows_pathway_figures_target_and_date(view: View) -> None:
    figure = drawn(view, "签约项目总投资")
    marks = gids(figure)
    assert {"pathway", "actual", "target", "as of"} <= set(marks)
    assert sum(mark.startswith("figure ") for mark in marks) == 4
    shown = texts(figure)
    assert {"61.3", "目标 ≥ 100.0 亿元", "◆ 略滞后"} <= set(shown)
    assert any("2031-01-20" in text for text in shown)
    assert any("亿元" in text and "虚构示例" in text for text in shown)


def test_the_best_rank_stands_at_the_top(view: View) -> None:
    figure = drawn(view, "全国排名")
    bottom, top = figure.axes[0].get_ylim()
    assert bottom > 169
    assert top < 1
    ticks = [int(t.get_text()) for t in figure.axes[0].get_yticklabels() if t.get_text()]
    assert ticks[0] == 1
    assert ticks[-1] == 169
    assert any("169" in text for text in texts(figure))


def test_no_data_is_said_and_the_target_still_drawn(view: View) -> None:
    figure = drawn(view, "单位能耗")
    assert "暂无数据" in texts(figure)
    assert {"no data", "pathway", "target"} <= set(gids(figure))
    assert not [mark for mark in gids(figure) if mark.startswith("figure")]


def test_a_deliverable_is_a_bar_of_its_stages(view: View) -> None:
    """One cell for each stretch without a change, by its share; no values to be read off."""
    series = series_named(view, "制订推进方案")
    pattern = series_named(view, "签约项目总投资").points[0]
    first = replace(pattern, period="2029-Q4", month=24360, value=0.0, value_text="未完成")
    told = [("2030-Q1", 24363, 0.0), ("2030-Q2", 24366, 0.4), ("2030-Q3", 24369, 1.0)]
    points = [replace(first, period=p, month=m, value=v, value_text=f"{v:.0%}") for p, m, v in told]
    with drawing():
        longer = replace(series, points=(first, *points))
        figure = draw_trajectory(Frame(longer, view, Words("zh"), tones_of()))
        figure.canvas.draw()
    (axes,) = figure.axes
    assert not axes.yaxis.get_visible()
    stages = [bar for bar in axes.patches if str(bar.get_gid()).startswith("stage ")]
    assert [round(float(bar.get_width())) for bar in stages] == [6, 3, 3]  # type: ignore[attr-defined]
    assert {"未完成", "40%", "100%"} <= set(texts(figure))
    assert not [mark for mark in gids(figure) if mark.startswith(("actual", "figure"))]


def test_a_range_is_a_band(view: View) -> None:
    assert "band" in gids(drawn(view, "空气质量优良天数比例"))


def test_a_total_that_starts_again_is_not_joined(view: View) -> None:
    series = series_named(view, "签约项目总投资")
    again = replace(
        series.points[0], period="2031-Q1", month=series.points[-1].month + 3, value=9.0
    )
    longer = replace(series, points=(*series.points, again))
    with drawing():
        figure = draw_trajectory(Frame(longer, view, Words("zh"), tones_of()))
    assert gids(figure).count("actual") == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_cut_or_lies_on_another(language: str) -> None:
    """Every text lies within the page; title, chips and legend keep clear of each other."""
    view = fictional_view(language)
    for series in view.series:
        figure = drawn(view, series.name)
        page = figure.bbox
        boxes = [
            (text.get_text(), text.get_window_extent()) for text in figure.texts if text.get_text()
        ]
        boxes += [(t.get_text(), t.get_window_extent()) for t in figure.legends[0].get_texts()]
        for label, box in boxes:
            assert box.x0 >= 0, label
            assert box.x1 <= page.x1, label
            assert box.y0 >= 0, label
            assert box.y1 <= page.y1, label
        for number, (label, box) in enumerate(boxes):
            for other, second in boxes[number + 1 :]:
                assert not box.overlaps(second), (label, other)


def test_long_names_take_two_lines(view: View) -> None:
    lines = [t.get_text() for t in drawn(view, LONG_ZH).texts][:12]
    whole = "".join(lines)
    assert LONG_ZH[:12] in whole
    assert len([line for line in lines if line and line in LONG_ZH]) == 2


def test_symbols_stand_beside_colours(view: View) -> None:
    for series in view.series:
        status = Status(series.targets[0].row.status)
        assert any(t.startswith(status.symbol) for t in texts(drawn(view, series.name)))


def test_soft_zones_keep_their_colours_in_a_picture_of_256() -> None:
    """Many colours, and large areas of a few light ones that lie close together."""
    zones = ("#FFFFFF", "#FBF4E3", "#FBF0EF", "#F3F5F7")
    figure = new_figure()
    for n, zone in enumerate(zones):
        figure.add_artist(Rectangle((n / 8, 0), 1 / 8, 1, color=zone))
    for n in range(2_000):
        shade = (n % 13 / 13, n % 17 / 17, n % 19 / 19)
        figure.add_artist(Rectangle((0.5 + n / 4_000, 0), 1 / 4_000, 1, color=shade))
    picture = Image.open(io.BytesIO(png(figure))).convert("RGB")
    for n, zone in enumerate(zones):
        shown = picture.getpixel((int((n + 0.5) / 8 * picture.width), picture.height // 2))
        assert isinstance(shown, tuple)
        assert max(abs(a - b) for a, b in zip(shown, bytes.fromhex(zone[1:]), strict=True)) <= 6


def test_same_view_same_bytes(view: View) -> None:
    first, second = (
        {picture.name: picture.data for picture in pictures(plans(view), Studio(view, "zh"))}
        for _ in range(2)
    )
    assert first == second
    assert {f"{series.file_stem}.png" for series in view.series} <= set(first)
    for name, data in first.items():
        assert name.endswith(".png")
        picture = Image.open(io.BytesIO(data))
        assert picture.size == SIZE if not name.startswith("progress-") else picture.width == 1600
        assert picture.text == {}  # type: ignore[attr-defined]  # of PNG pictures
        assert len(data) < 80_000


def test_a_missing_glyph_stops_the_run(view: View) -> None:
    series = replace(view.series[0], name="虚构示例🚀排名")
    with pytest.raises(MissingGlyphError) as error:
        drawn_as_png(series, view)
    assert error.value.params["character"] == "🚀"
    assert error.value.params["codepoint"] == "1F680"


def test_our_faces_draw_what_our_users_write() -> None:
    every = [
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
    ]
    check_drawable(every)
    check_drawable(status.symbol for status in Status)
    check_drawable(["≤ ≥ ＞ ＜ – — … “”‘’《》（）㎡ ‰ × ÷ ± −→"])
    assert ord("🚀") not in drawable()


def test_the_chinese_face_is_the_one_that_comes_with_the_install(noto_font: Path) -> None:
    from matplotlib.font_manager import findfont

    found = findfont(FontProperties(family=list(register())))
    assert Path(found) == noto_font


def test_text_with_dollars_is_no_formula(view: View) -> None:
    series = replace(view.series[0], name="虚构示例 $x_1$ 与 $y$")
    figure_texts: list[str] = []
    with drawing():
        figure = draw_trajectory(Frame(series, view, Words("zh"), tones_of()))
        figure_texts = texts(figure)
    assert "虚构示例 $x_1$ 与 $y$" in figure_texts
    assert not any(re.search(r"\\math", text) for text in figure_texts)
    assert drawn_as_png(series, view)
