"""The pictures of a view made: files, and prints for the book; one by one or in processes."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final, Literal

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.canvas import Writing, drawing, png, svg
from scorecard.report.charts.kinds import Plan, drawn
from scorecard.report.view import View

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
