"""`assess` of a large table against reading and writing it with the libraries alone.

`python benchmarks/tables.py` writes a fictional table of 50,000 rows as CSV and XLSX, measures the
processor time of `scorecard assess TABLE --format json` (a process of its own, start included)
against reading the CSV file with `csv.DictReader` (the XLSX file with python-calamine, and the CSV
file so) and writing the very same document with `json.dumps`, and its memory.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from measure import ENVIRONMENT, Result, finished
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

ROWS: Final = 50_000
CSV_GOAL: Final = 8.0
XLSX_GOAL: Final = 3.0
MEMORY_GOAL: Final = 600.0
HEADERS: Final = ("Indicator", "Unit", "Baseline 2019", "Target 2025", "Actual 2022", "Department")
AS_OF: Final = "2022-12-31"


def written(folder: Path, rows: int) -> tuple[Path, Path]:
    """The table as CSV and as XLSX."""
    body = [
        (f"Coverage of service {n}", "%", 40 + n % 7, 70 + n % 11, 52 + n % 13, f"Unit {n % 50}")
        for n in range(rows)
    ]
    text, book = folder / "table.csv", Workbook(write_only=True)
    with text.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *body])
    sheet = book.create_sheet("Table")
    for row in (HEADERS, *body):
        sheet.append(row)
    book.save(folder / "table.xlsx")
    return text, folder / "table.xlsx"


def assessed(path: Path) -> tuple[float, float, dict[str, Any]]:
    """Processor time (s), memory (MB) and document of `assess`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "scorecard", "--lang", "en", "assess", path.name]
    done = subprocess.run(
        [*command, "--as-of", AS_OF, "--format", "json"],
        cwd=path.parent, env={**os.environ, **ENVIRONMENT}, capture_output=True, check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, after.ru_maxrss / 1024, json.loads(done.stdout)


def by_csv(path: Path, document: dict[str, Any]) -> float:
    """Processor time of reading the rows with csv.DictReader and writing the document."""
    start = time.process_time()
    with path.open(encoding="utf-8", newline="") as file:
        list(csv.DictReader(file))
    json.dumps(document, ensure_ascii=False, indent=2)
    return time.process_time() - start


def by_calamine(path: Path) -> float:
    """Processor time of reading the workbook with python-calamine."""
    start = time.process_time()
    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return time.process_time() - start


def results(rows: int = ROWS) -> Iterator[Result]:
    """One line for each goal."""
    with tempfile.TemporaryDirectory() as name:
        text, book = written(Path(name), rows)
        ours, memory, document = assessed(text)
        plain = by_csv(text, document)
        yield _result(f"assess CSV of {rows:,} rows", ours, plain, CSV_GOAL, "csv, json")
        yield Result(
            "its memory", f"{memory:.0f} MB", f"{MEMORY_GOAL:.0f} MB", memory / MEMORY_GOAL, 1.0
        )
        ours, _, _ = assessed(book)
        theirs = by_calamine(book) + CSV_GOAL * plain
        yield _result(
            f"assess XLSX of {rows:,} rows", ours, theirs, XLSX_GOAL, "calamine and 8 times that"
        )


def _result(name: str, ours: float, theirs: float, goal: float, reference: str) -> Result:
    return Result(name, f"{ours:.1f} s", f"{theirs:.2f} s {reference}", ours / theirs, goal)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure assess on a large table.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--record", action="store_true", help="append to history.csv")
    return finished("tables", results(parser.parse_args(arguments).rows), arguments)


if __name__ == "__main__":
    sys.exit(main())
