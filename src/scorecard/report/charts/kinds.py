"""The kinds of charts, each a row: when it is drawn, what its file is called, how; and all drawn.

A new kind is a module with a function that draws it, and a row of `KINDS`.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from matplotlib.figure import Figure

from scorecard.excel.styles import Tones, tones_of
from scorecard.i18n import N_, Words
from scorecard.report.charts import boards
from scorecard.report.charts.boards import Board, heat_lines, pages
from scorecard.report.charts.canvas import Writing, drawing, png, svg
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.trajectory import draw_control, draw_trajectory
from scorecard.report.highlights import FEW, matters
from scorecard.report.view import TargetRow, View
from scorecard.store import slug

HEAT_LINES, LEAGUE_LINES, BULLET_LINES = 39, 28, 12
"""Lines of a page."""
FEWEST_BARS: Final = 2
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Plan:
    """A picture to be made: its kind, its file's stem, its name in words, what it shows.

    `place` is the position of the series, league or organisation; `page` counts from 0.  `book`:
    whether the book shows it.
    """

    kind: str = ""
    stem: str = ""
    title: str = ""
    organisation: str = ""
    place: int = 0
    page: int = 0
    of: int = 1
    book: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chart: its id, how its files' names begin, when it is drawn, what draws it.

    `shows` says in English what a reader sees; `title` (a message) is what the book calls a picture
    of it: where empty, the plan's own.
    """

    id: str
    file: str
    plans: Callable[[View], Iterator[Plan]]
    draw: Callable[[Board, Plan], Figure]
    shows: str
    title: str = ""


def plans(view: View) -> list[Plan]:
    """Every picture of a view: boards first, then each organisation's, indicator by indicator."""
    named = [block.organisation for block in view.organisations]
    order = dict.fromkeys(["", *named, *(series.organisation for series in view.series)])
    place = {organisation: number for number, organisation in enumerate(order)}
    found = []
    for number, kind in enumerate(KINDS):
        for plan in kind.plans(view):
            beside = plan.place if kind.draw in BY_SERIES else -1
            made = replace(plan, kind=kind.id, stem=kind.file + plan.stem)
            found.append(((place[plan.organisation], beside, number), made))
    return [plan for _, plan in sorted(found, key=lambda one: one[0])]


def drawn(plan: Plan, view: View, words: Words, tones: Tones) -> Figure:
    """The figure of a plan; to be called within `canvas.drawing`."""
    kind = next(kind for kind in KINDS if kind.id == plan.kind)
    return kind.draw(Board(view, words, tones), plan)


def title_of(plan: Plan, words: Words) -> str:
    """What the book calls a picture."""
    title = next(kind.title for kind in KINDS if kind.id == plan.kind)
    return words.text(title, name=plan.title) if title else plan.title


# ---------------------------------------------------------------------------
# When each kind is drawn, and of what.


def _paged(plan: Plan, count: int) -> Iterator[Plan]:
    for page in range(count):
        stem = plan.stem if page == 0 else f"{plan.stem}-{page + 1}"
        yield replace(plan, stem=stem, page=page, of=count)


def _slice(rows: Sequence[Item], plan: Plan) -> list[Item]:
    """The rows of one of a plan's pages: all pages are about as long."""
    most = -(-len(rows) // plan.of)
    return list(rows[plan.page * most : (plan.page + 1) * most])


def _page(plan: Plan) -> str:
    return f"  ({plan.page + 1}/{plan.of})" if plan.of > 1 else ""


def _heat_plans(view: View) -> Iterator[Plan]:
    if view.heat:
        yield from _paged(Plan(), len(pages(heat_lines(view), HEAT_LINES)))


def _heat(board: Board, plan: Plan) -> Figure:
    return boards.draw_heat(
        board, pages(heat_lines(board.view), HEAT_LINES)[plan.page], _page(plan)
    )


def _league_plans(view: View) -> Iterator[Plan]:
    for place, league in enumerate(view.leagues):
        stem = slug(f"{league.key}-{league.group}" if league.group else league.key)
        plan = Plan(stem=stem, title=league.title, place=place)
        yield from _paged(plan, -(-len(league.rows) // LEAGUE_LINES))


def _league(board: Board, plan: Plan) -> Figure:
    league = board.view.leagues[plan.place]
    return boards.draw_league(board, league, _slice(league.rows, plan), _page(plan))


def _with_way(view: View, place: int) -> list[TargetRow]:
    """The targets of an organisation that have a way to show."""
    return [row for row in view.organisations[place].rows if row.numbers.progress is not None]


def _bullet_plans(view: View) -> Iterator[Plan]:
    for place, block in enumerate(view.organisations):
        bars, name = len(_with_way(view, place)), block.organisation
        if bars >= FEWEST_BARS:
            plan = Plan(stem=slug(name), organisation=name, place=place, book=False)
            yield from _paged(plan, -(-bars // BULLET_LINES))


def _bullets(board: Board, plan: Plan) -> Figure:
    rows = _slice(_with_way(board.view, plan.place), plan)
    return boards.draw_bullets(board, plan.organisation, rows, _page(plan))


def _trajectory_plans(view: View) -> Iterator[Plan]:
    counts: dict[str, int] = {}
    for series in view.series:
        counts[series.organisation] = counts.get(series.organisation, 0) + 1
    for place, series in enumerate(view.series):
        whose, stem = series.organisation, series.file_stem
        book = matters(series, few=counts[whose] <= FEW)
        yield Plan(stem=stem, title=series.name, organisation=whose, place=place, book=book)


def _control_plans(view: View) -> Iterator[Plan]:
    found = _trajectory_plans(view)
    yield from (plan for plan in found if view.series[plan.place].control is not None)


def _frame(board: Board, plan: Plan) -> Frame:
    return Frame(board.view.series[plan.place], board.view, board.words, board.tones)


def _trajectory(board: Board, plan: Plan) -> Figure:
    return draw_trajectory(_frame(board, plan))


def _control(board: Board, plan: Plan) -> Figure:
    return draw_control(_frame(board, plan))


BY_SERIES: Final = (_trajectory, _control)
"""What is drawn of one indicator: these stand side by side."""
# fmt: off
KINDS: Final = (
    Kind("heat", "heatmap", _heat_plans, _heat,
        "Every target against the last eight quarters, each judged by what was known then.",
        N_("Targets by quarter")),
    Kind("league", "league-", _league_plans, _league,
        "Members best first: place, value, and the places gained or lost.",
        N_("League table: {name}")),
    Kind("bullets", "progress-", _bullet_plans, _bullets,
        "The way done, a tick where it should be by now, and the light."),
    Kind("trajectory", "", _trajectory_plans, _trajectory,
        "Pathway, figures, class zones, and the projection of the trend where the rules allow "
        "one."),
    Kind("control", "control-", _control_plans, _control,
        "Figures with their mean and limits: what is noise, and what is a change.",
        N_("Control chart: {name}")),
)
# fmt: on


# ---------------------------------------------------------------------------
# The pictures made: files, and prints for the book; one by one or in processes.

Form = Literal["png", "svg"]
PARALLEL_FROM: Final = 30
"""So many pictures pay for starting processes."""
CHUNK: Final = 4
"""Pictures handed to a process at a time: few, so that all are busy to the end."""


@dataclass(frozen=True, slots=True)
class Print:
    """A picture for the book: its PNG, its size in inches, and the texts to be laid over it."""

    data: bytes
    width: float
    height: float
    texts: tuple[Writing, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made: its plan, its file's bytes, and its print for the book."""

    plan: Plan
    form: Form
    data: bytes
    print: Print | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.plan.stem}.{self.form}"


@dataclass(frozen=True, slots=True)
class Studio:
    """What pictures are drawn with, and what is made of them: files, prints for the book, both."""

    view: View
    language: str
    palette: Mapping[str, str] | None = None
    form: Form = "png"
    record: bool = False
    files: bool = True

    def wants(self, plan: Plan) -> bool:
        """Whether anything is made of a picture."""
        return self.files or (self.record and plan.book)


def made(plan: Plan, studio: Studio) -> Picture:
    """One picture; to be called within `canvas.drawing`.

    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    figure = drawn(plan, studio.view, Words(studio.language), tones_of(studio.palette))
    printed = studio.record and plan.book
    texts: list[Writing] = []
    flat = png(figure, texts if printed else None) if printed or studio.form == "png" else b""
    width, height = (float(side) for side in figure.get_size_inches())
    book = Print(flat, width, height, tuple(texts)) if printed else None
    data = b"" if not studio.files else flat if studio.form == "png" else svg(figure)
    return Picture(plan, studio.form, data, book)


def pictures(
    wanted: Iterable[Plan],
    studio: Studio,
    workers: int = 1,
    advance: Callable[[int], None] | None = None,
) -> list[Picture]:
    """The pictures of these plans, in their order; the same for any number of workers.

    From about thirty pictures on `workers` processes share them.  `advance` is told how many are
    done.
    """
    listed, found = [plan for plan in wanted if studio.wants(plan)], []
    for picture in _stream(listed, studio, workers if len(listed) >= PARALLEL_FROM else 1):
        found.append(picture)
        if advance is not None:
            advance(len(found))
    return found


def _stream(listed: list[Plan], studio: Studio, workers: int) -> Iterator[Picture]:
    """The pictures as they are made.

    The first is made here before the processes start: faces and letters that it has loaded are
    there already in every copy of this process.
    """
    alone = 1 if workers > 1 else len(listed)
    with drawing():
        yield from (made(plan, studio) for plan in listed[:alone])
    if listed[alone:]:
        with ProcessPoolExecutor(workers, _context(), _set_up, (studio,)) as pool:
            yield from pool.map(_made_here, listed[alone:], chunksize=CHUNK)


def _context() -> multiprocessing.context.BaseContext:
    """Copies of this process where that is safe (one thread, not Windows), else new ones."""
    ways = multiprocessing.get_all_start_methods()
    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone and "fork" in ways else "spawn")


_SETTINGS: Final = ExitStack()
_HERE: Final[list[Studio]] = []
"""Our settings in a worker process, and its studio: set once when it starts."""


def _set_up(studio: Studio) -> None:
    _HERE[:] = [studio]
    _SETTINGS.enter_context(drawing())


def _made_here(plan: Plan) -> Picture:
    return made(plan, _HERE[0])
