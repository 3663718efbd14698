"""What the workbook and the charts cost beside the libraries that write them.

The workbook of 20,000 and of 400 targets against XlsxWriter writing the same cells, formats and
formulas and nothing else; a page of the PDF, its charts drawn already, against importing pandas and
pandera; 400 trajectory charts in processes against a plain loop over the same draw functions.
What memory they need: of the workbook a target more against the size of that target in the view,
of 400 charts against 50; each is measured in a process of its own.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pypdfium2
import xlsxwriter
from measure import ENVIRONMENT, Result, finished, processor_seconds, seconds_of_commands

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fictional_view import fictional_view

from scorecard.excel.book import Book, Sheet
from scorecard.excel.styles import Style
from scorecard.i18n import Words
from scorecard.report.charts.kinds import Studio, pictures, plans
from scorecard.report.pdf import scorecard_pdf
from scorecard.report.workbook import scorecard_workbook

TARGETS: Final = 20_000
CHARTS: Final = 400
IMPORT: Final = (sys.executable, "-c", "import pandas, pandera.pandas")
BEST_OF: Final = 3
OFFICE: Final = 400
"""Targets of a large office."""
PRINTED: Final = 80
"""Targets whose PDF is measured."""
WORKBOOK_GOAL: Final = 1.5
PAGE_GOAL: Final = 0.12
CHARTS_GOAL: Final = 0.75
ROWS: Final = (2_000, 8_000)
FEW_CHARTS: Final = 50
ROW_GOAL: Final = 1.0
"""Writing a target takes no more memory than the target takes itself: rows are not kept."""
FLAT_GOAL: Final = 1.25
"""The pictures' bytes are kept until all are written; nothing else of them is."""

Cell = tuple[str, str, tuple[Any, ...]]
"""Sheet, method of XlsxWriter, what it is told: a style stands for its format."""


def results() -> Iterator[Result]:
    """Time and memory of both."""
    yield workbook()
    yield workbook(OFFICE)
    yield page()
    yield charts()
    yield memory_of_rows()
    yield memory_of_charts()


def seconds(job: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The time of one run by a clock."""
    begun = clock()
    job()
    return clock() - begun


def in_turns(
    jobs: Sequence[Callable[[], object]], best_of: int, clock: Callable[[], float]
) -> list[float]:
    """The shortest of several times of each job; they take turns, so that a busy hour hits all."""
    turns = [[seconds(job, clock) for job in jobs] for _ in range(best_of)]
    return [min(times) for times in zip(*turns, strict=True)]


def workbook(targets: int = TARGETS, best_of: int = BEST_OF) -> Result:
    """Our workbook against its own cells written by XlsxWriter alone, in time of the processor."""
    view, words = fictional_view("zh", targets), Words("zh")
    cells = recorded(lambda: scorecard_workbook(view, words))
    jobs = (lambda: scorecard_workbook(view, words), lambda: replayed(cells))
    ours, plain = in_turns(jobs, best_of, time.process_time)
    name = f"workbook of {targets:,} targets"
    told = f"{plain:.1f} s XlsxWriter alone, {len(cells):,} cells and blocks"
    return Result(name, f"{ours:.1f} s", told, ours / plain, WORKBOOK_GOAL)


def page(targets: int = PRINTED, best_of: int = BEST_OF) -> Result:
    """A page of the PDF beyond its charts, in time of the processor."""
    view, words = fictional_view("zh", targets), Words("zh")
    made = pictures(plans(view), Studio(view, "zh", record=True), len(os.sched_getaffinity(0)))
    sheets = len(pypdfium2.PdfDocument(scorecard_pdf(view, made, words)))
    (ours,) = in_turns([lambda: scorecard_pdf(view, made, words)], best_of, time.process_time)
    (imported,) = seconds_of_commands([IMPORT], best_of, processor_seconds)
    told = f"{imported:.2f} s import pandas, pandera.pandas"
    each = ours / sheets
    name = f"a page of a PDF of {sheets}"
    return Result(name, f"{each * 1000:.0f} ms", told, each / imported, PAGE_GOAL)


def charts(count: int = CHARTS, best_of: int = BEST_OF) -> Result:
    """Trajectory charts in processes against one after another, in turns."""
    view = fictional_view("zh", count)
    studio = Studio(view, "zh")
    wanted = [plan for plan in plans(view) if plan.kind == "trajectory"][:count]
    cores = len(os.sched_getaffinity(0))
    jobs = (lambda: pictures(wanted, studio, cores), lambda: pictures(wanted, studio, 1))
    ours, plain = in_turns(jobs, best_of, time.perf_counter)
    told = f"{plain:.1f} s in a plain loop"
    return Result(
        f"{len(wanted)} trajectory charts", f"{ours:.1f} s", told, ours / plain, CHARTS_GOAL
    )


def memory_of_rows(rows: tuple[int, int] = ROWS) -> Result:
    """What a target more adds to the peak of writing, against what it adds to the view."""
    (held, peak), (held_more, peak_more) = (peaks("workbook", count) for count in rows)
    more = rows[1] - rows[0]
    written, view = ((peak_more - peak) / more, (held_more - held) / more)
    name = f"memory of a workbook, {rows[0]:,} to {rows[1]:,} targets"
    told = f"{view:.1f} kB a target of the view"
    return Result(name, f"{written:.1f} kB a target", told, written / view, ROW_GOAL)


def memory_of_charts(few: int = FEW_CHARTS, many: int = CHARTS) -> Result:
    """The whole peak of a process that makes many charts against one that makes few."""
    (held, peak), (held_more, peak_more) = (peaks("charts", count) for count in (few, many))
    name, told = f"memory of {many} charts", f"{(held + peak) / 1024:.0f} MB for {few}"
    whole = held_more + peak_more
    ratio = whole / (held + peak)
    return Result(name, f"{whole / 1024:.0f} MB", told, ratio, FLAT_GOAL)


def peaks(what: str, count: int) -> tuple[float, float]:
    """Kilobytes held before a job of this size, and what its peak adds, in its own process."""
    command = [sys.executable, __file__, what, str(count)]
    done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True)
    held, peak = map(float, done.stdout.split())
    return held, peak


def measured(what: str, count: int) -> tuple[int, int]:
    """The job of `peaks`, in this process: what was held, and what the peak adds (kilobytes)."""
    words = Words("zh")
    scorecard_workbook(fictional_view("zh", 8), words)  # whatever is loaded only once
    view = fictional_view("zh", count)
    gc.collect()
    held = _peak()
    if what == "workbook":
        scorecard_workbook(view, words)
    else:
        wanted = [plan for plan in plans(view) if plan.kind == "trajectory"][:count]
        pictures(wanted, Studio(view, "zh"), 1)
    return held, _peak() - held


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def recorded(job: Callable[[], object]) -> list[Cell]:
    """Every cell and block of merged cells that a job writes through `Sheet`, with its format."""
    cells: list[Cell] = []
    styles: dict[int, tuple[Style, Any]] = {}
    put, formatted = getattr(Sheet, "_put"), Book.format  # noqa: B009  (put back below)

    def kept(sheet: Sheet, kind: str, *told: Any) -> None:  # noqa: ANN401  (as XlsxWriter takes it)
        own = tuple(styles[id(one)][0] if id(one) in styles else one for one in told)
        cells.append((sheet.name, kind, own))
        put(sheet, kind, *told)

    def format_of(book: Book, style: Style) -> Any:  # noqa: ANN401  (XlsxWriter)
        made = formatted(book, style)
        styles.setdefault(id(made), (style, made))  # what is kept here never lends its identity
        return made

    try:
        setattr(Sheet, "_put", kept)  # noqa: B010  (as above)
        setattr(Book, "format", format_of)  # noqa: B010  (as above)
        job()
    finally:
        setattr(Sheet, "_put", put)  # noqa: B010  (as above)
        setattr(Book, "format", formatted)  # noqa: B010  (as above)
    return cells


def replayed(cells: list[Cell]) -> bytes:
    """The same cells, formats and formulas with XlsxWriter alone."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheets: dict[str, Any] = {}
    formats: dict[int, Any] = {}
    for name, kind, told in cells:
        sheet = sheets.get(name) or sheets.setdefault(name, book.add_worksheet(name))
        own = []
        for one in told:
            if isinstance(one, Style):
                made = formats.get(id(one)) or formats.setdefault(
                    id(one), book.add_format(one.properties())
                )
                own.append(made)
            else:
                own.append(one)
        getattr(sheet, kind)(*own)
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004  (what, and how many)
        print(*measured(sys.argv[1], int(sys.argv[2])))
    else:
        sys.exit(finished("outputs", results()))
