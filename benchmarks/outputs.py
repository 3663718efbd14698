"""What the workbook and the charts cost beside the libraries that write them.

The workbook of 20,000 targets against XlsxWriter writing the same cells, formats and formulas and
nothing else; 400 trajectory charts in processes against a plain loop over the same draw functions.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from measure import Result, table

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from fictional_view import fictional_view

from scorecard.report.charts import Studio, pictures, plans
from scorecard.report.excel import scorecard_workbook
from scorecard.sheet.book import Sheet
from scorecard.sheet.styles import Style
from scorecard.words import Words

TARGETS: Final = 20_000
CHARTS: Final = 400
BEST_OF: Final = 3
WORKBOOK_GOAL: Final = 1.5
CHARTS_GOAL: Final = 0.75

Cell = tuple[str, str, int, int, Any, Style, Any]


def results() -> Iterator[Result]:
    """Both comparisons."""
    yield workbook()
    yield charts()


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
    told = f"{plain:.1f} s XlsxWriter alone, {len(cells):,} cells"
    return Result(name, f"{ours:.1f} s", told, ours / plain, WORKBOOK_GOAL)


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


def recorded(job: Callable[[], object]) -> list[Cell]:
    """Every cell that a job writes through `Sheet`, with its format."""
    cells: list[Cell] = []
    kept = {name: getattr(Sheet, name) for name in ("text", "number", "blank", "formula")}

    def of(kind: str) -> Callable[..., None]:
        def write(sheet: Sheet, row: int, column: int, *values: Any) -> None:  # noqa: ANN401
            value, stored = (values[0], values[1]) if kind == "formula" else (values[0], None)
            known = value is not None and (value != "" or kind == "formula")
            if kind != "blank" and known:
                cells.append((sheet.name, kind, row, column, value, values[-1], stored))
            kept[kind](sheet, row, column, *values)

        return write

    def blank(sheet: Sheet, row: int, column: int, style: Style) -> None:
        cells.append((sheet.name, "blank", row, column, None, style, None))
        kept["blank"](sheet, row, column, style)

    try:
        for name in ("text", "number", "formula"):
            setattr(Sheet, name, of(name))
        setattr(Sheet, "blank", blank)  # noqa: B010  (put back below; typed as a method)
        job()
    finally:
        for name, method in kept.items():
            setattr(Sheet, name, method)
    return cells


def replayed(cells: list[Cell]) -> bytes:
    """The same cells, formats and formulas with XlsxWriter alone."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheets: dict[str, Any] = {}
    formats: dict[Style, Any] = {}
    for name, kind, row, column, value, style, stored in cells:
        sheet = sheets.get(name) or sheets.setdefault(name, book.add_worksheet(name))
        own = formats.get(style) or formats.setdefault(style, book.add_format(style.properties()))
        if kind == "text":
            sheet.write_string(row, column, value, own)
        elif kind == "number":
            sheet.write_number(row, column, value, own)
        elif kind == "blank":
            sheet.write_blank(row, column, None, own)
        else:
            sheet.write_formula(row, column, value, own, "" if stored is None else stored)
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    print(table(results()))
