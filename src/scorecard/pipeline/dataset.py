"""A dataset of Parquet files judged on one machine: grouped out of core, judged by a process pool.

DuckDB puts the rows of each organisation into one of so many parts, spilling to disk what its limit
of memory does not hold; each part is judged by `assess_tables` in a process of its own pool, which
holds one part at a time; Parquet comes out, whole or not at all.  What is needed of memory depends
on the size of a part (and of the largest organisation), not of the dataset.  A process that dies
costs its part a second try, never the job.  Needs the extra `scale` (duckdb, pyarrow).
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard import store
from scorecard.schema.errors import BadDatasetError, LostPartError
from scorecard.schema.policy import Policy

if TYPE_CHECKING:
    import duckdb

PART: Final = 500_000
"""Figures that a part should hold: about 600 MB in the process that judges it."""
MEMORY: Final = "600MB"
"""What DuckDB may hold in memory; the rest goes to disk."""
SUFFIXES: Final = (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The Parquet files of each table: `targets`, `figures`, and perhaps `milestones`."""

    folder: Path
    tables: Mapping[str, str]

    @classmethod
    def at(cls, path: Path) -> Dataset:
        """The dataset in this folder, or beside the Parquet file named.

        A table is `NAME.parquet`, or a folder `NAME` with Parquet files at any depth.  Raises
        `BadDatasetError` where targets or figures are missing.
        """
        folder = path if path.is_dir() else path.parent
        tables = {}
        for name in ("targets", "figures", "milestones"):
            files = [folder / f"{name}{suffix}" for suffix in SUFFIXES]
            found = next((str(file) for file in files if file.is_file()), None)
            if found is None and any((folder / name).rglob("*.parquet")):
                found = str(folder / name / "**" / "*.parquet")
            if found:
                tables[name] = found
            elif name != "milestones":
                there = ", ".join(sorted(p.name for p in folder.iterdir())[:10]) or "-"
                raise BadDatasetError(table=name, column="*", found=there, expected=files[0].name)
        return cls(folder, tables)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged: rows read, targets with an assessment by status, and where they are."""

    folder: Path
    figures: int
    targets: int
    organisations: int
    parts: int
    statuses: Mapping[str, int]


def is_dataset(path: Path) -> bool:
    """Whether a path is a folder or a Parquet file, and so no plain table."""
    return path.is_dir() or path.suffix.lower() in SUFFIXES


def assess_dataset(  # noqa: PLR0913  (what to judge, where to, and how)
    dataset: Dataset,
    output: Path,
    as_of: date,
    policy: Policy,
    jobs: int = 1,
    part: int = PART,
    advance: Callable[[int, int], None] = lambda _done, _all: None,
) -> Judged:
    """Judge every target of the dataset; `output` then holds `part-NNNNN.parquet` (`RESULT`).

    `jobs` processes judge parts of about `part` figures, never less than one organisation.
    `advance` is told how many parts are done of how many.  The rows of a part are in the order of
    organisation and target.

    Raises `BadDatasetError` (missing tables and columns, types, words that no vocabulary has, rows
    without an organisation), `LostPartError` where a part ends its process twice, `NotEmptyError`
    where something stands in `output`, `CannotWriteError`.
    """
    with store.built_aside(output) as folder:
        work = folder / "parts"
        work.mkdir()
        with _engine(work, jobs) as engine:
            sizes = _checked(engine, dataset)
            count = max(1, -(-sizes["figures"] // part))
            for name, files in dataset.tables.items():
                _grouped(engine, name, files, work, count)
        numbers = sorted({int(p.name.partition("=")[2]) for p in (work / "targets").iterdir()})
        orders = [Order(work, folder, number, as_of, policy) for number in numbers]
        found: Counter[str] = Counter()
        organisations = 0
        for done, answer in enumerate(_judged(orders, jobs), start=1):
            found.update(answer.statuses)
            organisations += answer.organisations
            advance(done, len(orders))
        _remove(work)
    return Judged(
        output, sizes["figures"], sizes["targets"], organisations, len(orders), dict(found)
    )


def _remove(folder: Path) -> None:
    """Take a working folder away, its files first."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


# ------------------------------------------------------------------ grouping


@contextmanager
def _engine(work: Path, jobs: int) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb  # noqa: PLC0415  (an extra: only who judges datasets needs it)

    engine = duckdb.connect()
    try:
        engine.execute(f"SET memory_limit='{MEMORY}'")
        engine.execute(f"SET threads={int(jobs)}")
        engine.execute("SET preserve_insertion_order=false")
        engine.execute("SET temp_directory=?", [str(work / "spilled")])
        yield engine
    finally:
        engine.close()


def _checked(engine: duckdb.DuckDBPyConnection, dataset: Dataset) -> dict[str, int]:
    """Rows of each table; raises `BadDatasetError` before anything is grouped."""
    from scorecard.assessment.arrow import (  # noqa: PLC0415  (pyarrow: as above)
        CLOSED,
        check_columns,
        check_words,
    )

    sizes = {}
    for name, files in dataset.tables.items():
        scan, columns = _scan(files), _columns(engine, name, files)
        check_columns(name, columns)
        for column, vocabulary in CLOSED[name].items():
            if column in columns:
                query = f'SELECT DISTINCT "{column}" FROM {scan}'  # noqa: S608  (our own name)
                words = engine.execute(query).fetchall()
                check_words(name, column, [word for (word,) in words], vocabulary)
        query = f"SELECT count(*), count(organisation) FROM {scan}"  # noqa: S608  (as above)
        rows, named = engine.execute(query).fetchall()[0]
        if named < rows:
            raise BadDatasetError(
                table=name, column="organisation", found=f"NULL × {rows - named}", expected="text"
            )
        sizes[name] = rows
    return sizes


def _columns(engine: duckdb.DuckDBPyConnection, name: str, files: str) -> list[str]:
    """The columns of a table, over all its files."""
    import duckdb  # noqa: PLC0415  (as above)

    try:
        query = f"DESCRIBE SELECT * FROM {_scan(files)}"  # noqa: S608  (a quoted file name)
        found = engine.execute(query).fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise BadDatasetError(table=name, column="*", found=reason, expected="Parquet") from error
    return [row[0] for row in found]


def _scan(files: str) -> str:
    return f"read_parquet({_literal(files)}, union_by_name=true)"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _grouped(
    engine: duckdb.DuckDBPyConnection, name: str, files: str, work: Path, parts: int
) -> None:
    """Write the table's known columns so that all rows of an organisation stand in one part."""
    from scorecard.assessment.arrow import TABLES  # noqa: PLC0415  (as above)

    there = _columns(engine, name, files)
    kept = ", ".join(f'"{column}"' for column in TABLES[name] if column in there)
    part = f"CAST(hash(organisation) % {parts} AS INTEGER) AS part"
    rows = f"SELECT {kept}, {part} FROM {_scan(files)}"  # noqa: S608  (our own names)
    target = f"{_literal(str(work / name))} (FORMAT parquet, PARTITION_BY (part), COMPRESSION lz4)"
    engine.execute(f"COPY ({rows}) TO {target}")


# ------------------------------------------------------------------ judging


@dataclass(frozen=True, slots=True)
class Order:
    """One part to be judged, and how."""

    work: Path
    output: Path
    number: int
    as_of: date
    policy: Policy


@dataclass(frozen=True, slots=True)
class Answer:
    """What a part gave: its organisations and its assessments by status."""

    organisations: int
    statuses: Mapping[str, int]


def judge_part(order: Order) -> Answer:
    """Judge one part and write its assessments; runs in a process of the pool."""
    import pyarrow as pa  # noqa: PLC0415  (as above)
    from pyarrow import parquet  # noqa: PLC0415  (as above)

    from scorecard.assessment.arrow import (  # noqa: PLC0415  (as above)
        TABLES,
        arrow_schema,
        assess_tables,
    )

    def part_of(name: str) -> pa.Table:
        folder = order.work / name / f"part={order.number}"
        if not folder.is_dir():
            return arrow_schema(TABLES[name]).empty_table()
        return pa.concat_tables([parquet.ParquetFile(f).read() for f in sorted(folder.iterdir())])

    targets = part_of("targets").sort_by([("organisation", "ascending"), ("target", "ascending")])
    figures, milestones = part_of("figures"), part_of("milestones")
    found = assess_tables(figures, targets, order.as_of, order.policy, milestones)
    parquet.write_table(found, order.output / f"part-{order.number:05d}.parquet")
    statuses = Counter(found.column("status").to_pylist())
    return Answer(len(found.column("organisation").unique()), dict(statuses))


def _judged(orders: list[Order], jobs: int) -> Iterator[Answer]:
    """The answers as they come; the first fault of the data or of the program ends the job."""
    waiting: queue.SimpleQueue[Order] = queue.SimpleQueue()
    for order in orders:
        waiting.put(order)
    answers: queue.SimpleQueue[Answer | BaseException] = queue.SimpleQueue()
    stop = threading.Event()
    slots = [
        threading.Thread(target=_slot, args=(waiting, answers, stop), daemon=True)
        for _ in range(max(1, min(jobs, len(orders))))
    ]
    for slot in slots:
        slot.start()
    try:
        for _ in orders:
            answer = answers.get()
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        stop.set()
        for slot in slots:
            slot.join()


def _slot(
    waiting: queue.SimpleQueue[Order],
    answers: queue.SimpleQueue[Answer | BaseException],
    stop: threading.Event,
) -> None:
    """Judge one part after the other in a process of this slot; a dead one is replaced once."""
    pool = _process()
    try:
        while not stop.is_set():
            order = waiting.get_nowait()
            try:
                answers.put(pool.submit(judge_part, order).result())
            except BrokenProcessPool:
                pool.shutdown()
                pool = _process()
                answers.put(_again(pool.submit(judge_part, order), order.number))
    except queue.Empty:
        return
    except BaseException as fault:  # noqa: BLE001  (told by the thread that waits for the answers)
        answers.put(fault)
    finally:
        pool.shutdown(cancel_futures=True)


def _again(future: Future[Answer], number: int) -> Answer:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise LostPartError(part=number) from error


def _process() -> ProcessPoolExecutor:
    """A pool of one process, which does not look for modules where the data lie."""
    os.environ["PYTHONSAFEPATH"] = "1"
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def summary(judged: Judged) -> dict[str, Any]:
    """What was judged, as JSON gives it."""
    return {
        "folder": str(judged.folder),
        "organisations": judged.organisations,
        "targets": judged.targets,
        "figures": judged.figures,
        "parts": judged.parts,
        "statuses": dict(judged.statuses),
    }
