"""Labels stand at their own marks and are not struck through; numbers of any size can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from random import Random

import fictional_lines
import numpy as np
import pandas as pd
import pytest
from fictional_lines import drawn_view
from fictional_view import fictional_view
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox
from random_series import random_series

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.charts.canvas import drawing, new_axes, new_figure, value_ticks
from scorecard.report.charts.frame import Frame, magnitude_of
from scorecard.report.charts.labels import MUST, Labels, distance
from scorecard.report.charts.trajectory import draw_control, draw_trajectory
from scorecard.report.view import Band, Control, ControlPoint, Series, View


@pytest.fixture(scope="module")
def view() -> View:
    return fictional_view("zh")


def named(view: View, name: str) -> Series:
    return next(series for series in view.series if series.name == name)


def draw(series: Series, view: View, language: str = "zh") -> Figure:
    with drawing():
        figure = draw_trajectory(Frame(series, view, Words(language), tones_of()))
        figure.canvas.draw()
        return figure


def shown(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text().strip()]


def boxes(figure: Figure) -> list[Bbox]:
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [Text.get_window_extent(t) for t in texts]


def times(series: Series, factor: float, decimals: int) -> Series:
    """The series with every figure multiplied, without targets."""
    points = tuple(
        replace(
            p, value=(p.value or 0) * factor, value_text=f"{(p.value or 0) * factor:,.{decimals}f}"
        )
        for p in series.points
    )
    return replace(series, points=points, targets=(), totals=(), decimals=decimals)


def bare() -> tuple[Figure, Axes]:
    figure = new_figure()
    axes = new_axes(figure, (0.1, 0.1, 0.8, 0.8))
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    return figure, axes


@pytest.mark.parametrize(
    ("language", "unit", "top", "named_unit", "text"),
    [
        ("zh", "个", 1.84e12, "万亿个", "1.84万亿个"),
        ("zh", "亿元", 3.2e7, "万亿元", "3,200万亿元"),
        ("zh", "万元", 3.2e8, "万亿元", "3.20万亿元"),
        ("zh", "亿元", 4.0e12, "亿元 × 1万亿", "4.00"),
        ("zh", "%", 4.0e8, "% × 1亿", "4.00"),
        ("en", "people", 2.5e7, "million people", "25.0 million people"),
        ("en", "million US dollars", 2.5e7, "trillion US dollars", "25.0 trillion US dollars"),
        ("en", "", 2.5e9, "billion", "2.50 billion"),
        ("zh", "人", 1_234_567.0, "人", "1,234,567人"),
    ],
)
def test_large_numbers_are_told_in_a_larger_unit(
    view: View, language: str, unit: str, top: float, named_unit: str, text: str
) -> None:
    series = replace(named(view, "签约项目总投资"), unit_of_measure=unit, decimals=0)
    found = magnitude_of(series, [0.0, top], language)
    assert found.unit == named_unit
    assert found.told(top) == text


def test_values_that_differ_little_keep_all_their_digits(view: View) -> None:
    series = named(view, "签约项目总投资")
    assert not magnitude_of(series, [1e12 + 1, 1e12 + 12], "zh").scaled


def test_an_aim_that_a_larger_unit_cannot_tell_exactly_is_told_in_full(view: View) -> None:
    found = magnitude_of(named(view, "签约项目总投资"), [0.0, 4e8], "zh")
    assert found.aim(3e8) == "30,000万亿元"
    assert found.aim(123_456_789.5) is None


@pytest.mark.parametrize(("factor", "decimals"), [(1e10, 0), (1e13, 1), (1e-8, 9), (1e-10, 11)])
def test_numbers_of_any_size_stay_on_the_page(view: View, factor: float, decimals: int) -> None:
    figure = draw(times(named(view, "签约项目总投资"), factor, decimals), view)
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes(figure))
    axis = figure.axes[0].yaxis
    low, high = figure.axes[0].get_ylim()
    ticks = [t.label1.get_text() for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    assert len(set(ticks)) == len(ticks) > 2
    assert not axis.get_offset_text().get_text()


def test_a_control_chart_of_large_numbers_has_no_offset_and_cuts_nothing(view: View) -> None:
    series = times(named(view, "签约项目总投资"), 1.0, 1)
    points = tuple(
        ControlPoint(24372 + 3 * n, 1e12 + n, f"{1e12 + n:,.1f}", 1 if n > 9 else 0)
        for n in range(12)
    )
    texts = [f"{1e12 + n:,.2f}" for n in (5.5, 2.8, 8.2)]
    control = Control(points, 1e12 + 5.5, 1e12 + 2.8, 1e12 + 8.2, *texts)
    with drawing():
        figure = draw_control(
            Frame(replace(series, control=control), view, Words("zh"), tones_of())
        )
        figure.canvas.draw()
    assert not figure.axes[0].yaxis.get_offset_text().get_text()
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes(figure))
    assert "1,000,000,000,002.5" in shown(figure)


def test_a_label_that_is_pushed_away_is_tied_to_its_mark() -> None:
    with drawing():
        figure, axes = bare()
        labels = Labels(axes)
        for x, y in [(38 + 4 * n % 28, 38 + 4 * (n // 7)) for n in range(49)]:
            labels.mark(x, y)
        labels.add(50, 50, "a label in the middle of marks", above=True, rank=MUST)
        labels.place()
        figure.canvas.draw()
    (text,) = [t for t in axes.texts if isinstance(t, Annotation)]
    assert text.arrow_patch is not None


def test_a_label_that_may_be_left_out_never_stands_at_another_mark() -> None:
    with drawing():
        figure, axes = bare()
        labels = Labels(axes)
        marks = [(20 + 2.2 * n, 50 + 2.2 * n) for n in range(14)]
        for place in marks:
            labels.mark(*place)
            labels.add(*place, "1,234,567", above=True)
        labels.line(marks)
        labels.place()
        figure.canvas.draw()
    assert len(axes.texts) > 1
    for text in axes.texts:
        assert isinstance(text, Annotation)
        box = Text.get_window_extent(text)
        spots = [tuple(axes.transData.transform(m)) for m in marks]
        own = tuple(axes.transData.transform(text.xy))
        away = {spot: distance(box.extents, spot) for spot in spots}
        assert away[own] <= min(away.values()) + 3


def test_a_label_beside_a_line_is_not_crossed_by_it() -> None:
    with drawing():
        figure, axes = bare()
        labels = Labels(axes)
        labels.mark(50, 50)
        labels.line([(51.5, 0), (51.5, 100)])
        labels.add(50, 50, "4,830 people", above=True, rank=MUST)
        labels.place()
        figure.canvas.draw()
    box = Text.get_window_extent(axes.texts[0])
    line = axes.transData.transform((51.5, 50))[0]
    assert not box.x0 + 2 < line < box.x1 - 2


def test_that_there_are_no_data_stands_on_no_line(view: View) -> None:
    figure = draw(named(view, "单位能耗"), view)
    axes = figure.axes[0]
    (text,) = [t for t in axes.texts if t.get_gid() == "no data"]
    box = Text.get_window_extent(text)
    for line in axes.lines:
        if line.get_gid() in {"pathway", "as of"}:
            path = axes.transData.transform(line.get_xydata())
            for (x, y), (to_x, to_y) in pairwise(path):
                inside = [
                    box.contains(x + (to_x - x) * n / 400, y + (to_y - y) * n / 400)
                    for n in range(401)
                ]
                assert not any(inside)


def test_a_zone_is_named_wherever_it_has_room() -> None:
    with drawing():
        _, axes = bare()
        labels = Labels(axes)
        labels.name_area([(0, 100, 80), (30, 100, 98), (100, 100, 99.5)], "▼ 滞后", "#000000")
        labels.place()
    assert [t.get_text() for t in axes.texts] == ["▼ 滞后"]


@pytest.mark.parametrize(
    ("low", "high", "unit", "ticks"),
    [
        (0.0, 1.2, 1.0, [0, 1]),
        (0.0, 5.8, 1.0, [0, 1, 2, 3, 4, 5]),
        (0.0, 14.4, 1.0, [0, 5, 10]),
        (91.0, 96.9, 0.1, [91, 92, 93, 94, 95, 96]),
        (0.35, 0.43, 0.01, [0.36, 0.38, 0.40, 0.42]),
        (-0.4, 0.3, 0.1, [-0.4, -0.2, 0.0, 0.2]),
        (2.0, 2.02, 0.01, [2.0, 2.01, 2.02]),
    ],
)
def test_ticks_are_values_that_the_quantity_can_take(
    low: float, high: float, unit: float, ticks: list[float]
) -> None:
    assert value_ticks(low, high, unit) == pytest.approx(ticks)


@pytest.mark.parametrize("seed", range(40))
def test_ticks_of_any_range_are_multiples_of_the_unit(seed: int) -> None:
    dice = Random(seed)  # noqa: S311  (test data)
    unit, low = 10.0 ** -dice.randint(0, 3), dice.uniform(-50, 900)
    high = low + unit * 10 ** dice.uniform(0.3, 5)
    ticks = value_ticks(low, high, unit)
    assert all(low - unit * 1e-6 <= tick <= high + unit * 1e-6 for tick in ticks)
    assert all(abs(tick / unit - round(tick / unit)) < 1e-5 for tick in ticks)
    assert 1 <= len(ticks) <= 8
    assert len({round(b - a, 9) for a, b in pairwise(ticks)}) <= 1


def test_a_yearly_ranking_has_yearly_labels(view: View) -> None:
    """Also where it spans little more than a year, with the day in another one."""
    series = named(view, "全国排名")
    points = tuple(p for p in series.points if "-" not in p.period)[-2:]
    texts = shown(draw(replace(series, points=points, targets=()), view))
    assert not any("季度" in text for text in texts)
    assert any(text.endswith("年") for text in texts)


def test_single_quarters_are_computed_where_two_totals_tell_them() -> None:
    view = drawn_view()
    series = next(s for s in view.series if s.indicator == "accidents")
    assert [(bar.month, bar.value) for bar in series.brought] == [
        (24363, 1.0),
        (24366, 0.0),
        (24369, 1.0),
        (24372, 1.0),
    ]
    assert all(bar.computed and bar.month - bar.start == 3 for bar in series.brought)
    hollow = [bar for bar in draw(series, view).axes[0].patches if bar.get_gid() == "computed"]
    assert len(hollow) == 4
    reported = next(s for s in view.series if s.indicator == "output")
    assert reported.brought == ()


def test_a_cap_says_what_is_allowed_and_is_filled_above_only() -> None:
    view = drawn_view()
    series = next(s for s in view.series if s.indicator == "accidents")
    figure = draw(series, view)
    axes = figure.axes[0]
    assert "allowed" in {line.get_gid() for line in axes.lines}
    assert "至今允许" in shown(figure)
    allowed = {knot.month: knot.value for knot in series.targets[0].pathway}
    for area in axes.collections:
        if str(area.get_gid()).startswith("zone"):
            x, y = np.asarray(area.get_paths()[0].vertices).T
            assert (y >= np.interp(x, list(allowed), list(allowed.values())) - 1e-6).all()
            low = [y[x == month].min() for month in sorted(set(x))]
            assert low == sorted(low), "what may be counted before it is off never falls"


def drawn_zones(axes: Axes, x: float, y: float) -> set[str]:
    """The zones that a place of the data lies in."""
    return {
        str(area.get_gid())
        for area in axes.collections
        if str(area.get_gid()).startswith("zone")
        and any(path.contains_point((x, y)) for path in area.get_paths())
    }


def test_exactly_so_much_is_shaded_on_both_sides_and_the_due_date_knows_no_amber(
    view: View,
) -> None:
    """100 by 2022: 120 in mid-way at risk, 60 off; on the due date 99 and 101 are off."""
    series = named(view, "签约项目总投资")
    target, due = series.targets[0], 24372
    bands = (
        Band(due - 12, -2.0, -2.0, 105.0, 140.0),
        Band(due - 6, 47.5, 30.0, 105.0, 140.0),
        Band(due, 100.0, 100.0, 100.0, 100.0),
    )
    row = replace(target.row, comparator="=")
    both = replace(target, row=row, band=bands, due_month=due)
    axes = draw(replace(series, targets=(both,)), view).axes[0]
    middle = due - 6.0
    for value, zone in ((20.0, "zone off"), (40.0, "zone at risk"), (110.0, "zone at risk")):
        assert drawn_zones(axes, middle, value) == {zone}, value
    assert drawn_zones(axes, middle, 70.0) == set()
    for value in (95.0, 104.0):
        assert drawn_zones(axes, due - 0.01, value) == {"zone off"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_zones_differ_in_black_and_white(language: str) -> None:
    view = drawn_view(language)
    with_zones = [s for s in view.series if any(len(t.band) > 1 for t in s.targets)]
    assert with_zones
    figure = draw(with_zones[0], view, language)
    hatched = [area.get_gid() for area in figure.axes[0].collections if area.get_hatch()]
    assert hatched == ["zone off"]


def test_the_due_date_is_never_cut_nor_a_title_while_there_is_room(view: View) -> None:
    series = named(view, "签约项目总投资")
    target = series.targets[0]
    row = replace(
        target.row, target_text="≥ 3.000吨标准煤/万元·人均地区生产总值（二〇二〇年可比价格）"
    )
    long = (
        "关于加快培育发展战略性新兴产业集群并持续提升自主创新能力的综合评价指标体系建设完成情况指数"
    )
    longer = replace(series, name=long, targets=(replace(target, row=row),))
    texts = shown(draw(longer, view))
    assert any(row.due_text == text or text.endswith(f" {row.due_text}") for text in texts)
    assert "".join(t for t in texts if t in long and len(t) > 3) == long


def test_a_projection_has_the_decimals_of_its_indicator() -> None:
    amounts, share = Amounts(Words("zh")), Scale("rate", 1, "%")
    assert amounts.projected(91.72, 95.0, share) == "91.7%"
    assert amounts.projected(241.6, 240.0, Scale("stock", 0, "家")) == "242家"
    assert amounts.projected(94.97, 95.0, share) == "94.97%"
    assert amounts.projected(95.0, 95.0, share) == "95.0%"


def test_what_is_about_a_value_says_how_far_it_may_be_off() -> None:
    amounts, rate = Amounts(Words("zh")), Scale("rate", 1, "%")
    stated = {"comparator": "about", "upper": None, "allowed_deviation": 0.25}
    assert amounts.target(stated, 8.0, rate) == "≈ 8.0±0.25%"
    assert amounts.target(stated | {"allowed_deviation": None}, 8.0, rate) == "≈ 8.0%"


def test_a_projection_stops_at_what_its_indicator_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    free = next(s for s in drawn_view().series if s.indicator == "share").targets[0]
    assert free.projection is not None
    assert free.projection.value == free.row.numbers.projection
    books = fictional_lines._books()
    values = books.indicators.values
    bounded = values.assign(maximum=values["maximum"].mask(values["indicator"].eq("share"), 4.2))
    kept = replace(books, indicators=replace(books.indicators, values=bounded))
    monkeypatch.setattr(fictional_lines, "_books", lambda: kept)
    view = drawn_view()
    series = next(s for s in view.series if s.indicator == "share")
    stopped = series.targets[0]
    assert stopped.projection is not None
    assert stopped.row.numbers.projection == free.row.numbers.projection > 4.2
    assert stopped.projection.value == 4.2
    assert stopped.projection.month < (stopped.due_month or 0)
    assert any("上限4.2%" in text for text in shown(draw(series, view)))


def test_a_target_that_is_not_scored_is_shown_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = fictional_lines.targets()
    undated = given.assign(due=given["due"].mask(given["target"].eq("SHARE")))
    monkeypatch.setattr(fictional_lines, "targets", lambda: undated)
    view = drawn_view()
    series = next(s for s in view.series if s.indicator == "share")
    (target,) = series.targets
    assert (target.row.status, target.due_month) == ("not_scored", None)
    texts = shown(draw(series, view))
    assert target.row.status_text in texts
    assert target.row.target_text in texts
    assert any(target.row.reason.startswith(text) for text in texts if len(text) > 9)
    none = given.assign(value=given["value"].mask(given["target"].eq("SHARE")))
    monkeypatch.setattr(fictional_lines, "targets", lambda: pd.DataFrame(none))
    view = drawn_view()
    series = next(s for s in view.series if s.indicator == "share")
    assert series.targets[0].row.status_text in shown(draw(series, view))


def on_a_line(axes: Axes, text: Annotation) -> bool:
    """Whether any line runs through the letters of a text (its box is higher than they are)."""
    box = Text.get_window_extent(text)
    left, right, low, high = box.x0 + 4, box.x1 - 4, box.y0 + 5, box.y1 - 5
    for line in axes.lines:
        path = line.get_transform().transform(line.get_xydata())
        for start, end in pairwise(path):
            x, y = np.linspace(start, end, int(np.hypot(*(end - start))) + 2).T
            if ((x > left) & (x < right) & (y > low) & (y < high)).any():
                return True
    return False


@pytest.mark.parametrize("seed", range(8))
def test_labels_of_random_charts_are_nearest_to_their_marks_and_on_no_line(seed: int) -> None:
    language = ("zh", "en")[seed % 2]
    series, view = random_series(Random(100 + seed), language)  # noqa: S311  (test data)
    figure = draw(series, view, language)
    axes = figure.axes[0]
    written = [text for text in axes.texts if isinstance(text, Annotation) and text.get_text()]
    assert [text.get_text() for text in written if on_a_line(axes, text)] == []
    single = [
        np.asarray(line.get_xydata())
        for line in axes.lines
        if re.match("figure |target|milestone|projected|ghost target", str(line.get_gid()))
    ]
    marks = [tuple(axes.transData.transform(at[0])) for at in single if len(at) == 1]
    for text in axes.texts:
        if not isinstance(text, Annotation) or text.get_gid() or text.arrow_patch is not None:
            continue
        box = Text.get_window_extent(text).extents
        own = tuple(axes.transData.transform(text.xy))
        others = [m for m in marks if abs(m[0] - own[0]) + abs(m[1] - own[1]) > 12]
        if own in marks and others:
            assert distance(box, own) <= min(distance(box, m) for m in others) + 5
