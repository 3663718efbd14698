"""A dataset of Parquet files judged on one machine: grouped out of core, judged by a process pool.

DuckDB puts the rows of each organisation into one of so many parts, spilling to disk what its limit
of memory does not hold; each part is judged by `assess_tables` in a process of its own, which
holds one part at a time; Parquet comes out, whole or not at all.  What is needed of memory depends
on the size of a part, not of the dataset: an organisation that no part holds is spread over several
by its indicators, for no verdict rests on another indicator's figures.  A process that dies costs
its part a second try, never the job.  Needs the extra `scale` (duckdb, pyarrow).
"""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import shutil
import signal
import traceback
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from scorecard import store
from scorecard.schema.errors import BadDatasetError, CannotWriteError, LostPartError, Message, why
from scorecard.schema.policy import Policy

if TYPE_CHECKING:
    import duckdb

PART: Final = 400_000
"""Figures that a part should hold: about 500 MB in the process that judges it."""
TARGET: Final = 5
"""Figures that need as much memory as one target."""
MEMORY: Final = "600MB"
"""What DuckDB may hold in memory; the rest goes to disk."""
SUFFIXES: Final = (".parquet", ".pq")
TABLES: Final = ("targets", "figures", "milestones")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The Parquet files of each table: `targets`, `figures`, and perhaps `milestones`."""

    folder: Path
    tables: Mapping[str, Sequence[str]]

    @classmethod
    def at(cls, path: Path) -> Dataset:
        """The dataset in this folder, or beside the Parquet file named.

        A table is a file `NAME.parquet`, or a folder `NAME` or `NAME.parquet` with Parquet files at
        any depth; names that begin with `_` or `.` are what an engine keeps for itself.  Raises
        `BadDatasetError` where targets or figures are missing.
        """
        folder = path if path.is_dir() and path.stem not in TABLES else path.parent
        tables = {}
        for name in TABLES:
            places = [folder / f"{name}{suffix}" for suffix in ("", *SUFFIXES)]
            files = next(filter(None, map(_parquet_files, places)), [])
            if files:
                tables[name] = files
            elif name != "milestones":
                there = ", ".join(sorted(p.name for p in folder.iterdir())[:10]) or "-"
                raise BadDatasetError(
                    table=name, column="*", found=there, expected=f"{name}.parquet"
                )
        return cls(folder, tables)


def _parquet_files(place: Path) -> list[str]:
    """The Parquet file that this is, or those in it at any depth."""
    if place.is_file():
        return [str(place)] if place.suffix in SUFFIXES else []
    found = (p for p in sorted(place.rglob("*")) if p.suffix.lower() in SUFFIXES and p.is_file())
    return [str(p) for p in found if not any(n[0] in "_." for n in p.relative_to(place).parts)]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged: rows read, targets with an assessment by status, and where they are."""

    folder: Path
    organisations: int
    targets: int
    figures: int
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

    `jobs` processes judge parts of about `part` figures.  `advance` is told how many parts are done
    of how many.  The rows of a part are in the order of organisation and target; an organisation
    is in one part, unless it has more figures than a part and no target of it has changed its
    indicator.

    Raises `BadDatasetError` (missing tables and columns, types, words that no vocabulary has, rows
    without an organisation, a file that is no Parquet or damaged), `LostPartError` where a part
    ends its process twice, `NotEmptyError` where something stands in `output`, `CannotWriteError`.
    """
    with store.built_aside(output) as folder, store.writing(output):
        work = folder / "parts"
        work.mkdir()
        with _engine(work, jobs) as engine:
            sizes = {}
            for name, files in dataset.tables.items():
                with _reading(name, output):
                    sizes[name] = _checked(engine, name, files)
            weight = sizes["figures"] + TARGET * sizes["targets"]
            count = max(1, -(-weight // part), min(jobs, weight // 10_000))
            _grouped(engine, dataset, work, output, count, part)
        named = {int(p.name.partition("=")[2]) for p in work.glob("targets/*")}
        orders = [Order(work, folder, number, as_of, policy) for number in sorted(named or {0})]
        statuses: Counter[str] = Counter()
        for done, answer in enumerate(_judged(orders, jobs), start=1):
            statuses.update(answer)
            advance(done, len(orders))
        organisations = _organisations(folder)
        shutil.rmtree(work)
    counts = organisations, sizes["targets"], sizes["figures"], len(orders)
    return Judged(output, *counts, dict(statuses))


def _organisations(folder: Path) -> int:
    """How many organisations have an assessment in this folder."""
    from pyarrow import parquet  # noqa: PLC0415  (pyarrow: an extra)

    files = folder.glob("part-*.parquet")
    columns = (parquet.read_table(file, columns=["organisation"])[0] for file in files)
    return len(set[str]().union(*(column.unique().to_pylist() for column in columns)))


# ------------------------------------------------------------------ grouping


@contextmanager
def _engine(work: Path, jobs: int) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb  # noqa: PLC0415  (an extra: only who judges datasets needs it)

    engine = duckdb.connect()
    try:
        engine.execute(f"SET memory_limit='{MEMORY}'")
        engine.execute(f"SET threads={min(jobs, os.cpu_count() or 1)}")
        engine.execute("SET preserve_insertion_order=false")
        engine.execute("SET temp_directory=?", [str(work / "spilled")])
        yield engine
    finally:
        engine.close()


@contextmanager
def _reading(table: str, output: Path) -> Iterator[None]:
    """What DuckDB has against a table's files, or against the drive, as an error of ours."""
    import duckdb  # noqa: PLC0415  (as above)

    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.InternalException):
        raise  # a fault of ours
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.Error as error:
        if "No space left" in str(error):
            full = OSError(errno.ENOSPC, "")
            raise CannotWriteError(file=str(output), reason=why(full)) from error
        reason = str(error).splitlines()[0]
        if isinstance(error, duckdb.OutOfMemoryException) or "ould not write" in reason:
            raise CannotWriteError(file=str(output), reason=Message(reason)) from error
        raise BadDatasetError(table=table, column="*", found=reason, expected="Parquet") from error


def _checked(engine: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> int:
    """Rows of a table; raises `BadDatasetError` before anything is grouped."""
    from scorecard.assessment.arrow import CLOSED, check_columns, check_words  # noqa: PLC0415  (pyarrow: as above)

    scan = _scan(files)
    columns = _columns(engine, scan)
    check_columns(name, columns)
    for column, vocabulary in CLOSED[name].items():
        if column in columns:
            query = f'SELECT DISTINCT "{column}" FROM {scan}'  # noqa: S608  (our own name)
            words = engine.execute(query).fetchall()
            check_words(name, column, [word for (word,) in words], vocabulary)
    query = f"SELECT count(*), count(organisation) FROM {scan}"  # noqa: S608  (as above)
    ((rows, named),) = engine.execute(query).fetchall()
    if named < rows:
        raise BadDatasetError(
            table=name, column="organisation", found=f"NULL × {rows - named}", expected="text"
        )
    return int(rows)


def _columns(engine: duckdb.DuckDBPyConnection, scan: str) -> list[str]:
    """The columns of a table, over all its files."""
    query = f"DESCRIBE SELECT * FROM {scan}"  # noqa: S608  (quoted file names)
    return [row[0] for row in engine.execute(query).fetchall()]


def _scan(files: Sequence[str]) -> str:
    named = ", ".join(map(_literal, files))
    return f"read_parquet([{named}], union_by_name=true, binary_as_string=true)"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _grouped(
    engine: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    work: Path,
    output: Path,
    parts: int,
    most: int,
) -> None:
    """Write the known columns of each table so that what is judged together stands in one part.

    That is an organisation; of one that weighs more than `most` figures, an indicator: unless some
    target of it has changed its indicator.  Milestones go where their target goes.
    """
    from scorecard.assessment.arrow import TABLES as COLUMNS  # noqa: PLC0415  (as above)

    scans = {name: _scan(files) for name, files in dataset.tables.items()}
    named = "CAST(organisation AS VARCHAR) AS named"  # as it is judged: tables may differ in type
    aim = f"SELECT {named}, CAST(target AS VARCHAR) AS aim, indicator FROM {scans['targets']}"  # noqa: S608  (our own names)
    weights = " UNION ALL ".join(
        f"SELECT {named}, {weight} * count(*) AS weight FROM {scans[name]} GROUP BY 1"  # noqa: S608  (as above)
        for name, weight in (("figures", 1), ("targets", TARGET))
    )
    with _reading("figures", output):
        engine.execute(
            f"CREATE TEMP TABLE spread AS SELECT named FROM ({weights}) "  # noqa: S608  (as above)
            f"GROUP BY named HAVING sum(weight) > {most} EXCEPT SELECT named FROM ({aim}) "
            "GROUP BY named, aim HAVING count(DISTINCT indicator) > 1"
        )
    engine.execute(f"SET partitioned_write_max_open_files={max(100, parts)}")
    for name, scan in scans.items():
        with _reading(name, output):
            there = _columns(engine, scan)
            kept = ", ".join(f'"{column}"' for column in COLUMNS[name] if column in there)
            rows = f"SELECT {kept}, {named}, indicator AS branch FROM {scan}"  # noqa: S608  (as above)
            if name == "milestones":
                own = f"SELECT {kept}, {named}, CAST(target AS VARCHAR) AS aim FROM {scan}"  # noqa: S608  (as above)
                rows = (
                    f"SELECT {kept}, named, branch FROM ({own}) LEFT JOIN (SELECT DISTINCT named, "  # noqa: S608  (as above)
                    f"aim, indicator AS branch FROM ({aim}) SEMI JOIN spread USING (named)) "
                    "USING (named, aim)"
                )
            number = (
                "CASE WHEN named IN (FROM spread) THEN hash(named, CAST(branch AS VARCHAR)) "
                f"ELSE hash(named) END % {parts}"
            )
            rows = f"SELECT {kept}, CAST({number} AS INTEGER) AS part FROM ({rows})"  # noqa: S608  (as above)
            place = _literal(str(work / name))
            engine.execute(
                f"COPY ({rows}) TO {place} (FORMAT parquet, PARTITION_BY (part), COMPRESSION lz4)"
            )


# ------------------------------------------------------------------ judging


@dataclass(frozen=True, slots=True)
class Order:
    """One part to be judged, and how."""

    work: Path
    output: Path
    number: int
    as_of: date
    policy: Policy


Answer: TypeAlias = Mapping[str, int]
"""What a part gave: its assessments by status."""


def judge_part(order: Order) -> Answer:
    """Judge one part and write its assessments; runs in a process of the pool."""
    import pyarrow as pa  # noqa: PLC0415  (as above)
    from pyarrow import parquet  # noqa: PLC0415  (as above)

    from scorecard.assessment.arrow import TABLES as COLUMNS  # noqa: PLC0415  (as above)
    from scorecard.assessment.arrow import arrow_schema, assess_tables  # noqa: PLC0415  (as above)

    def part_of(name: str) -> pa.Table:
        files = sorted((order.work / name / f"part={order.number}").glob("*"))
        if not files:
            return arrow_schema(COLUMNS[name]).empty_table()
        return pa.concat_tables([parquet.ParquetFile(file).read() for file in files])

    targets = part_of("targets").sort_by([("organisation", "ascending"), ("target", "ascending")])
    found = assess_tables(
        part_of("figures"), targets, order.as_of, order.policy, part_of("milestones")
    )
    parquet.write_table(found, order.output / f"part-{order.number:05d}.parquet")
    return Counter(found.column("status").to_pylist())


def _judged(orders: Sequence[Order], jobs: int) -> Iterator[Answer]:
    """The answers as they come; the first fault of the data or of the program ends the job."""
    waiting, died = deque(orders), set[int]()
    busy: dict[Connection, Order] = {}
    processes: dict[Connection, BaseProcess] = {}
    try:
        idle = [_process(processes) for _ in range(min(jobs, len(orders)))]
        while waiting or busy:
            while idle and waiting:
                pipe, order = idle.pop(), waiting.popleft()
                busy[pipe] = order
                with suppress(OSError):  # it has died since: told below
                    pipe.send(order)
            ready = wait(list(busy))
            for pipe in [pipe for pipe in busy if pipe in ready]:
                order = busy.pop(pipe)
                try:
                    answer = pipe.recv()
                except (EOFError, OSError):
                    if order.number in died:
                        raise LostPartError(part=order.number) from None
                    died.add(order.number)
                    waiting.appendleft(order)
                    idle.append(_process(processes))
                    continue
                if isinstance(answer, BaseException):
                    raise answer
                idle.append(pipe)
                yield answer
    finally:
        for pipe, process in processes.items():
            pipe.close()
            process.kill()
            process.join()


def _process(processes: dict[Connection, BaseProcess]) -> Connection:
    """The pipe to a new process of the pool, which does not look for modules where the data lie."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    os.environ["PYTHONSAFEPATH"] = "1"
    process = context.Process(target=_serve, args=(theirs, judge_part), daemon=True)
    process.start()
    theirs.close()
    processes[ours] = process
    return ours


def _serve(pipe: Connection, judge: Callable[[Order], Answer]) -> None:
    """Judge what comes until nobody is at the other end; who stops the job stops this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(50_000)
    with suppress(EOFError, OSError):
        while True:
            order = pipe.recv()
            answer: Answer | Exception
            try:
                answer = judge(order)
            except MemoryError:
                os._exit(1)
            except Exception as fault:  # noqa: BLE001  (told by the process that waits)
                fault.add_note(traceback.format_exc())
                answer = fault
            pipe.send(answer)
