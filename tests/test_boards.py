"""Boards, the lines around a trajectory, pictures in processes, drawings in the book."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from typing import Final

import fictional_lines
import numpy as np
import pytest
from fictional_lines import EAST, QUARTERS, drawn_view
from fictional_view import LONG_EN, LONG_ZH, fictional_view
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from test_chart_texts import cut, overlaps

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.boards import HeatLine, heat_lines, pages
from scorecard.report.charts.canvas import drawing
from scorecard.report.charts.kinds import KINDS, Plan, Studio, drawn, pictures, plans
from scorecard.report.charts.trajectory import BAR_TEXT
from scorecard.report.series import corners
from scorecard.report.view import Knot, Series, View
from scorecard.schema.vocabulary import WORST_FIRST, Status

WIDTH: Final = 1600


@pytest.fixture(scope="module")
def view() -> View:
    return drawn_view("zh")


def figure_of(view: View, kind: str, place: int = 0) -> Figure:
    plan = next(p for p in plans(view) if p.kind == kind and p.place == place)
    with drawing():
        figure = drawn(plan, view, Words(view.language), tones_of())
        figure.canvas.draw()
        return figure


def series_of(view: View, indicator: str, organisation: str = EAST) -> tuple[int, Series]:
    return next(
        (n, s)
        for n, s in enumerate(view.series)
        if (s.organisation, s.indicator) == (organisation, indicator)
    )


def texts(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text() and t.get_visible()]


def marks(figure: Figure) -> set[str]:
    axes = figure.axes[0]
    artists = [*axes.lines, *axes.patches, *axes.collections]
    return {str(artist.get_gid()) for artist in artists if artist.get_gid()}


def trajectory(view: View, indicator: str) -> Figure:
    return figure_of(view, "trajectory", series_of(view, indicator)[0])


def test_a_revised_target_leaves_a_ghost_with_its_own_verdict(view: View) -> None:
    figure = trajectory(view, "firms")
    assert {"ghost", "ghost target", "restated", "tie", "projection"} <= marks(figure)
    ghost = series_of(view, "firms")[1].targets[0].ghost
    assert ghost is not None
    assert ghost.row.target_text == "≥ 200家"
    assert any("≥ 200家" in text and ghost.row.status_text in text for text in texts(figure))
    assert any("120家" in text for text in texts(figure))


def test_class_zones_and_a_projection_are_drawn_and_named(view: View) -> None:
    figure = trajectory(view, "share")
    assert {"zone at risk", "zone off", "projection", "projected"} <= marks(figure)
    row = series_of(view, "share")[1].targets[0].row
    assert any(
        row.projection_text in text and text != row.projection_text for text in texts(figure)
    )
    assert {"◆ 略滞后", "▼ 滞后"} <= set(texts(figure))


def test_a_settled_target_has_no_projection(view: View) -> None:
    assert "projection" not in marks(trajectory(view, "output"))


def test_what_single_quarters_add_up_to_is_drawn_like_any_other_course(view: View) -> None:
    """A mark for each quarter's total, a line for each year, bars below."""
    lines = [str(line.get_gid()) for line in trajectory(view, "output").axes[0].lines]
    assert sum(gid.startswith("figure ") for gid in lines) == len(QUARTERS)
    assert lines.count("actual") == len(QUARTERS) / 4
    assert "period" in marks(trajectory(view, "output"))


def test_a_break_parts_the_line_and_is_told(view: View) -> None:
    figure = trajectory(view, "rank")
    assert "break" in marks(figure)
    assert [line.get_gid() for line in figure.axes[0].lines].count("actual") == 2
    assert any(text.startswith("指标体系调整") for text in texts(figure))


def test_a_line_keeps_its_corners_only() -> None:
    knots = tuple(Knot(str(m), "", m, float(v), "") for m, v in ((0, 0), (3, 1), (6, 2), (9, 9)))
    assert [k.month for k in corners(knots, stepped=False)] == [0, 6, 9]
    flat = tuple(replace(k, value=v) for k, v in zip(knots, (5.0, 5.0, 7.0, 7.0), strict=True))
    assert [k.month for k in corners(flat, stepped=True)] == [0, 6, 9]
    assert corners((), stepped=False) == ()


def test_the_heat_map_shows_every_quarter_with_symbols(view: View) -> None:
    assert view.heat == QUARTERS[-8:]
    lines = [line for line in heat_lines(view) if line.row.organisation == EAST]
    now = {line.row.name: line.statuses[-1] for line in lines}
    assert now == {r.name: r.status for r in view.rows if r.organisation == EAST}
    shown = texts(figure_of(view, "heat"))
    assert {"2029年", "2030年"} <= set(shown)
    assert [text for text in shown if text.endswith("季度")] == [
        "一季度",
        "二季度",
        "三季度",
        "四季度",
    ] * 2
    for line in heat_lines(view):
        assert all(Status(status).symbol in shown for status in line.statuses if status)


def test_targets_of_one_name_and_aim_keep_their_own_statuses(view: View) -> None:
    """Two departments may state the same: neither is shown in the other's lights."""
    row = next(line.row for line in heat_lines(view) if len(set(line.statuses)) > 1)
    twin, quiet = replace(row, target="TWIN"), dict.fromkeys(view.heat, "achieved")
    past = {**view.highlights.past, (twin.organisation, twin.target): quiet}
    block = replace(view.organisations[0], rows=(row, twin))
    both = replace(view, organisations=(block,), highlights=replace(view.highlights, past=past))
    told = {line.row.target: set(line.statuses) for line in heat_lines(both)}
    assert told["TWIN"] == {"achieved"}
    assert len(told[row.target]) > 1


@pytest.mark.parametrize(("known", "shown"), [(6, 5), (7, 4), (10, None)])
def test_the_heat_map_begins_with_the_first_verdict(
    monkeypatch: pytest.MonkeyPatch, known: int, shown: int | None
) -> None:
    """What was not due yet is no history; a single quarter is none, either."""
    given = fictional_lines.history()
    early = given["quarter"].lt(QUARTERS[len(QUARTERS) - 11 + known])
    history = given.assign(status=given["status"].mask(early, "not_due"))
    monkeypatch.setattr(fictional_lines, "history", lambda: history)
    heat = drawn_view().heat
    assert heat == (QUARTERS[-shown:] if shown else ())


def test_pages_hold_so_many_lines(view: View) -> None:
    many = [row for row in heat_lines(view) for _ in range(9)]
    made = pages(many, 18)
    assert [row for page in made for row in page] == many
    for page in made:
        assert len(page) + len({row.group for row in page}) <= 18
    short = [row for row in many if row.group == many[0].group][:5]
    parted = pages([*many[:9], *[replace_group(row, "虚构局") for row in short]], 12)
    assert [len(page) for page in parted] == [9, 5], "parted between departments"


def replace_group(line: HeatLine, group: str) -> HeatLine:
    return line._replace(group=group)


def test_the_heat_map_stands_by_department_the_worst_first(view: View) -> None:
    lines = heat_lines(view)
    assert len(lines) == len(view.rows)
    rows = {(r.organisation, r.name): r for r in view.rows}
    for group in dict.fromkeys(line.group for line in lines):
        mine = [rows[one.row.organisation, one.row.name] for one in lines if one.group == group]
        places = [WORST_FIRST.index(Status(row.status)) for row in mine]
        assert places == sorted(places)
        assert len({(row.organisation, row.unit) for row in mine}) == 1
    shown = texts(figure_of(view, "heat"))
    assert {line.group for line in lines} <= set(shown)
    assert {line.row.status_text for line in lines} <= set(shown)


def test_a_number_in_a_bar_stands_on_no_line(view: View) -> None:
    """At its foot, or where the pathway begins there, at its head."""
    place, whole = series_of(view, "output")
    eight = replace(whole, points=whole.points[-8:], totals=whole.totals[-2:])
    series = tuple(eight if n == place else one for n, one in enumerate(view.series))
    axes = figure_of(replace(view, series=series), "trajectory", place).axes[0]
    known = {str(line.get_gid()): line for line in axes.lines}
    assert "pathway" in known
    places = [
        axes.transData.transform(line.get_xydata())
        for line in axes.lines
        if line.get_gid() in {"pathway", "actual"}
    ]
    spots = np.concatenate([np.linspace(a, b, 200) for p in places for a, b in pairwise(p)])
    inside = [t for t in axes.texts if t.get_fontsize() == BAR_TEXT]
    assert inside
    for text in inside:
        box = text.get_window_extent()
        low, high = np.asarray(box.min) + 3, np.asarray(box.max) - 3
        crossing = (spots > low).all(axis=1) & (spots < high).all(axis=1)
        assert not crossing.any(), text.get_text()


def test_a_league_table_shows_places_values_and_movement(view: View) -> None:
    (league,) = view.leagues
    assert [(row.member[-2:], row.place, row.value_text) for row in league.rows] == [
        ("西区", 1, "150家"),
        ("东区", 2, "140家"),
    ]
    shown = texts(figure_of(view, "league"))
    assert {"1", "2", "150家", "140家"} <= set(shown)
    moved = replace(league, rows=tuple(replace(r, movement_text="↑ 3") for r in league.rows))
    assert "↑ 3" in texts(figure_of(replace(view, leagues=(moved,)), "league"))


def test_bullets_show_progress_expectation_and_light(view: View) -> None:
    figure = figure_of(view, "bullets")
    rows = [r for r in view.organisations[0].rows if r.numbers.progress is not None]
    shown = texts(figure)
    for row in rows:
        assert {row.progress_text, row.status_text} <= set(shown)


def test_points_outside_the_limits_are_marked(view: View) -> None:
    place, series = series_of(view, "share")
    control = series.control
    assert control is not None
    figure = figure_of(view, "control", place)
    outside = [line for line in figure.axes[0].lines if line.get_gid() == "outside"]
    assert len(outside) == sum(point.signal != 0 for point in control.points) > 0
    assert any(control.mean_text in text for text in texts(figure))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_a_board_leaves_the_page(language: str) -> None:
    seen = drawn_view(language)
    for kind in ("heat", "league", "bullets"):
        figure = figure_of(seen, kind)
        for text in figure.findobj(Text):
            box = text.get_window_extent()
            if text.get_text():
                assert figure.bbox.x0 <= box.x0, text.get_text()
                assert box.x1 <= figure.bbox.x1, text.get_text()


def test_processes_give_the_same_pictures_in_the_same_order() -> None:
    view = fictional_view("zh", 30)
    studio = Studio(view, "zh", record=True)
    wanted = plans(view)
    told: list[int] = []
    alone = pictures(wanted, studio)
    assert pictures(wanted, studio, 2, told.append) == alone
    assert told == list(range(1, len(wanted) + 1))
    assert [p.plan for p in alone] == wanted
    assert len({p.name for p in alone}) == len(wanted)


SPLIT: Final = """
import os, sys
from scorecard.report import fonts
wide = fonts.text_width("12:34 目标", 10.0)
reads, writes = os.pipe()
if os.fork() == 0:
    left = fonts._faces.cache_info().currsize
    fonts._advance.cache_clear()
    os.write(writes, f"{left} {fonts.text_width('12:34 目标', 10.0) == wide}".encode())
    os._exit(0)
os.wait()
print(os.read(reads, 100).decode())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows starts processes anew")
def test_a_copy_of_the_process_opens_the_faces_anew() -> None:
    """Sharing the open files, two processes would read each other's letters."""
    command = [sys.executable, "-c", SPLIT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "True"]


def test_svg_is_drawn_without_date_and_twice_the_same(view: View) -> None:
    studio = Studio(view, "zh", form="svg")
    first, second = (pictures(plans(view)[:3], studio) for _ in range(2))
    assert first == second
    for picture in first:
        assert picture.name.endswith(".svg")
        assert picture.data.startswith(b"<?xml")
        assert b"dc:date" not in picture.data


def test_boards_are_as_wide_as_charts(view: View) -> None:
    for picture in pictures(plans(view), Studio(view, "zh")):
        assert Image.open(io.BytesIO(picture.data)).width == WIDTH


def test_a_print_for_the_book_names_every_text_and_where_it_stands(view: View) -> None:
    place, _ = series_of(view, "firms")
    plan = next(p for p in plans(view) if p.kind == "trajectory" and p.place == place)
    (picture,) = pictures([plan], Studio(view, "zh", record=True, files=False))
    made = picture.print
    assert made is not None
    assert not picture.data
    shown = Image.open(io.BytesIO(made.data))
    assert shown.width / made.width == pytest.approx(180)
    assert shown.height / made.height == pytest.approx(180)
    written = {text.text: text for text in made.texts}
    assert {"虚构示例高新技术企业数", "◆ 略滞后"} <= set(written)
    assert all(0 <= text.x <= 72 * made.width for text in made.texts)
    assert all(0 <= text.y <= 72 * made.height for text in made.texts)
    title = written["虚构示例高新技术企业数"]
    assert title.y > 60 * made.height
    assert title.size > 12


def test_every_kind_of_chart_is_named_and_told_once(view: View) -> None:
    ids = [kind.id for kind in KINDS]
    assert len(set(ids)) == len(ids)
    assert {plan.kind for plan in plans(view)} == set(ids)
    assert all(kind.shows.endswith(".") for kind in KINDS)


def test_plans_name_every_picture_once(view: View) -> None:
    made = plans(view)
    assert len({plan.stem for plan in made}) == len(made)
    assert [p.kind for p in made[:3]] == ["heat", "league", "bullets"]
    assert plans(fictional_view("zh", 0)) == []
    assert isinstance(made[0], Plan)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_long_names_stand_whole_on_boards(language: str) -> None:
    """Thirty Chinese characters, on two lines where one is too short, and no text on another."""
    name = LONG_ZH[:30] if language == "zh" else LONG_EN
    seen = drawn_view(language)
    blocks = tuple(
        replace(b, rows=tuple(replace(r, name=name) for r in b.rows)) for b in seen.organisations
    )
    leagues = tuple(
        replace(x, rows=tuple(replace(r, member=name) for r in x.rows)) for x in seen.leagues
    )
    long = replace(seen, organisations=blocks, leagues=leagues)
    for kind in ("heat", "league", "bullets"):
        figure = figure_of(long, kind)
        shown = "".join("".join(texts(figure)).split())
        assert "".join(name.split()) in shown, kind
        assert not overlaps(figure), kind


def test_the_words_of_a_heat_map_lie_on_nothing() -> None:
    """All ten statuses in English, below a title of the greatest length."""
    seen = drawn_view("en")
    cells = itertools.cycle([str(status) for status in Status])
    past = {key: dict(zip(seen.heat, cells, strict=False)) for key in seen.highlights.past}
    blocks = tuple(
        replace(b, rows=tuple(replace(row, status_text="… Awaiting data") for row in b.rows))
        for b in seen.organisations
    )
    told = replace(seen.highlights, past=past)
    long = replace(seen, highlights=told, title="Goals " * 12, organisations=blocks)
    figure = figure_of(long, "heat")
    assert sum(text.startswith("… Awaiting") for text in texts(figure)) == len(seen.rows)
    assert not overlaps(figure)
    assert not cut(figure)


def test_a_long_unit_beside_the_longest_bar_keeps_off_the_movement() -> None:
    seen = drawn_view("en")
    league = seen.leagues[0]
    rows = tuple(
        replace(row, value_text="0.414 tce per ten thousand yuan", movement=2, movement_text="↑ 12")
        for row in league.rows
    )
    figure = figure_of(replace(seen, leagues=(replace(league, rows=rows),)), "league")
    assert not overlaps(figure)
    assert not cut(figure)


def test_leagues_are_shared_out_evenly() -> None:
    seen = drawn_view("en")
    league = seen.leagues[0]
    rows = tuple(replace(league.rows[0], member=f"Zone {n}") for n in range(38))
    many = replace(seen, leagues=(replace(league, rows=rows),))
    found = [plan for plan in plans(many) if plan.kind == "league"]
    assert len(found) == 2
    with drawing():
        shown = [texts(drawn(plan, many, Words("en"), tones_of())) for plan in found]
    counts = [sum(text.startswith("Zone ") for text in page) for page in shown]
    assert counts == [19, 19]


def test_limits_close_together_keep_their_names_apart(view: View) -> None:
    place, series = series_of(view, "share")
    control = series.control
    assert control is not None
    near = replace(control, lower=control.mean * 0.999, upper=control.mean * 1.001)
    shown = [replace(s, control=near) if n == place else s for n, s in enumerate(view.series)]
    figure = figure_of(replace(view, series=tuple(shown)), "control", place)
    assert not overlaps(figure)
