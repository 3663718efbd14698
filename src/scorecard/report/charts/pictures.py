"""Which pictures a view gives, and how they are made: one after another or in processes."""

from __future__ import annotations

import io
import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeVar

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from scorecard.excel.palette import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.boards import (
    BULLET_LINES,
    HEAT_LINES,
    LEAGUE_LINES,
    Board,
    draw_bullets,
    draw_heat,
    draw_league,
    pages,
)
from scorecard.report.charts.canvas import drawable_only, drawing, png
from scorecard.report.charts.control import draw_control
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.recording import Recording, recorded
from scorecard.report.charts.trajectory import draw_trajectory
from scorecard.report.fonts import check_drawable
from scorecard.report.highlights import FEW, matters
from scorecard.report.view import TargetRow, View
from scorecard.store import slug

Form = Literal["png", "svg"]
Kind = Literal["heat", "league", "bullets", "trajectory", "control"]
PARALLEL_FROM: Final = 20
"""So many pictures pay for starting processes."""
CHUNK: Final = 4
"""Pictures handed to a process at a time: few, so that all are busy to the end."""
FEWEST_BARS: Final = 2
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Plan:
    """A picture to be made: its file's stem, its name in words, and what of the view it shows.

    `place` is the position of the series, league or organisation; `page` counts from 0.  `book`:
    whether the book shows it.
    """

    kind: Kind
    stem: str
    title: str
    organisation: str
    place: int = 0
    page: int = 0
    of: int = 1
    book: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made: its plan, its file's bytes, and its strokes for the book."""

    plan: Plan
    form: Form
    data: bytes
    drawing: Recording | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.plan.stem}.{self.form}"


@dataclass(frozen=True, slots=True)
class Studio:
    """What pictures are drawn with, and what is made of them: files, strokes for the book, both."""

    view: View
    language: str
    palette: Mapping[str, str] | None = None
    form: Form = "png"
    record: bool = False
    files: bool = True

    def wants(self, plan: Plan) -> bool:
        """Whether anything is made of a picture."""
        return self.files or (self.record and plan.book)


def plans(view: View) -> list[Plan]:
    """Every picture of a view, boards first, then each organisation's."""
    return [*_heat_plans(view), *_league_plans(view), *_organisation_plans(view)]


def _heat_plans(view: View) -> Iterator[Plan]:
    if view.heat is not None and view.heat.rows:
        count = len(pages(view.heat.rows, HEAT_LINES))
        yield from _paged(Plan("heat", "heatmap", "", ""), count)


def _league_plans(view: View) -> Iterator[Plan]:
    for place, league in enumerate(view.leagues):
        stem = slug(f"{league.key}-{league.group}" if league.group else league.key)
        plan = Plan("league", f"league-{stem}", league.title, "", place)
        yield from _paged(plan, -(-len(league.rows) // LEAGUE_LINES))


def _organisation_plans(view: View) -> Iterator[Plan]:
    for place, block in enumerate(view.organisations):
        bars = len(_bars(view, place))
        if bars >= FEWEST_BARS:
            plan = Plan("bullets", f"progress-{slug(block.organisation)}", "", block.organisation)
            shown = replace(plan, place=place, book=False)
            yield from _paged(shown, -(-bars // BULLET_LINES))
        yield from _series_plans(view, block.organisation)
    known = {block.organisation for block in view.organisations}
    for name in dict.fromkeys(s.organisation for s in view.series if s.organisation not in known):
        yield from _series_plans(view, name)


def _series_plans(view: View, organisation: str) -> Iterator[Plan]:
    found = [(n, s) for n, s in enumerate(view.series) if s.organisation == organisation]
    for place, series in found:
        stem = series.file_stem
        plan = Plan("trajectory", stem, series.name, organisation, place)
        plan = replace(plan, book=matters(series, few=len(found) <= FEW))
        yield plan
        if series.control is not None:
            yield replace(plan, kind="control", stem=f"control-{stem}")


def _bars(view: View, place: int) -> list[TargetRow]:
    """The targets of an organisation that have a way to show."""
    return [row for row in view.organisations[place].rows if row.numbers.progress is not None]


def _paged(plan: Plan, count: int) -> Iterator[Plan]:
    for page in range(count):
        stem = plan.stem if page == 0 else f"{plan.stem}-{page + 1}"
        yield replace(plan, stem=stem, page=page, of=count)


def drawn(plan: Plan, studio: Studio, words: Words) -> Figure:
    """The figure of a plan; to be called within `canvas.drawing`."""
    view, tones = studio.view, tones_of(studio.palette)
    board = Board(view, words, tones)
    page = f"  ({plan.page + 1}/{plan.of})" if plan.of > 1 else ""
    if plan.kind == "heat" and view.heat is not None:
        rows = pages(view.heat.rows, HEAT_LINES)[plan.page]
        return draw_heat(board, view.heat, rows, page)
    if plan.kind == "league":
        league = view.leagues[plan.place]
        return draw_league(board, league, _slice(league.rows, plan), page)
    if plan.kind == "bullets":
        rows_of = _slice(_bars(view, plan.place), plan)
        return draw_bullets(board, plan.organisation, rows_of, page)
    frame = Frame(view.series[plan.place], view, words, tones)
    if plan.kind == "control" and frame.series.control is not None:
        return draw_control(frame, frame.series.control)
    return draw_trajectory(frame)


def _slice(rows: Sequence[Item], plan: Plan) -> list[Item]:
    """The rows of one of a plan's pages: all pages are about as long."""
    most = -(-len(rows) // plan.of)
    return list(rows[plan.page * most : (plan.page + 1) * most])


def made(plan: Plan, studio: Studio) -> Picture:
    """One picture.  Raises `MissingGlyphError` for a character that no face of ours can draw."""
    with drawing():
        return _made(plan, studio)


def _made(plan: Plan, studio: Studio) -> Picture:
    """One picture, where our settings hold already."""
    figure = drawn(plan, studio, Words(studio.language))
    data = b""
    if studio.form != "png":
        check_drawable(text.get_text() for text in figure.findobj(Text))
    with drawable_only(figure):
        if studio.files:
            data = png(figure) if studio.form == "png" else _svg(figure)
        drawing_of = recorded(figure) if studio.record and plan.book else None
    return Picture(plan, studio.form, data, drawing_of)


def _svg(figure: Figure) -> bytes:
    """The drawing as SVG without date or version; texts are outlines, so they look alike anywhere.

    The same drawing gives the same bytes.
    """
    out = io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    canvas: Any = FigureCanvasSVG(figure)  # Any: matplotlib gives its writers no types
    canvas.print_svg(out, metadata=nothing)
    return out.getvalue()


def pictures(
    wanted: Iterable[Plan],
    studio: Studio,
    workers: int = 1,
    advance: Callable[[int, int], None] | None = None,
) -> list[Picture]:
    """The pictures of these plans, in their order; the same for any number of workers.

    From about twenty pictures on `workers` processes share them.  `advance` is told how many of how
    many are done.
    """
    listed, found = [plan for plan in wanted if studio.wants(plan)], []
    for picture in _stream(listed, studio, workers if len(listed) >= PARALLEL_FROM else 1):
        found.append(picture)
        if advance is not None:
            advance(len(found), len(listed))
    return found


def _stream(listed: list[Plan], studio: Studio, workers: int) -> Iterator[Picture]:
    """The pictures as they are made.

    The first is made here before the processes start: faces and letters that it has loaded are
    there already in every copy of this process.
    """
    if workers <= 1:
        yield from (made(plan, studio) for plan in listed)
        return
    yield made(listed[0], studio)
    with ProcessPoolExecutor(workers, _context(), _set_up, (studio,)) as pool:
        yield from pool.map(_made_here, listed[1:], chunksize=CHUNK)


def _context() -> multiprocessing.context.BaseContext:
    """Copies of this process where that is safe (one thread, not Windows), else new ones."""
    ways = multiprocessing.get_all_start_methods()
    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone and "fork" in ways else "spawn")


_HERE: Final[list[Studio]] = []
_SETTINGS: Final = ExitStack()
"""The studio of a worker process, and our settings in it: set once when it starts."""


def _set_up(studio: Studio) -> None:
    _HERE[:] = [studio]
    _SETTINGS.enter_context(drawing())


def _made_here(plan: Plan) -> Picture:
    return _made(plan, _HERE[0])
