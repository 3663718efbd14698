"""Datasets judged in parts, by a pool or an engine: the same verdicts, row by row, as in one go.

Needs the extras `scale` and `spark` (`make scale`); the figures are fictional (虚构示例).
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scorecard import assess
from scorecard.schema.policy import Policy

pa = pytest.importorskip("pyarrow", reason="the extra `scale` is not installed (make scale)")
pytest.importorskip("duckdb", reason="the extra `scale` is not installed (make scale)")
from fictional_dataset import EACH, figures_of, milestones_of, targets_of  # noqa: E402
from pyarrow import compute as pc  # noqa: E402
from pyarrow import parquet  # noqa: E402

from scorecard.assessment.arrow import RESULT, assess_tables  # noqa: E402
from scorecard.pipeline import dataset  # noqa: E402
from scorecard.pipeline.dataset import Dataset, assess_dataset  # noqa: E402
from scorecard.schema.errors import (  # noqa: E402
    BadDatasetError,
    CannotWriteError,
    LostPartError,
    NotEmptyError,
)

pytestmark = [pytest.mark.scale]
AS_OF = date(2021, 10, 10)
ROWS = int(os.environ.get("SCALE_TARGETS", "3000"))
KEYS = ["organisation", "target"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of fictional organisations, one of them without any figure."""
    root = tmp_path_factory.mktemp("dataset")
    for name, frame in (
        ("targets", targets_of(ROWS)),
        ("figures", figures_of(ROWS)),
        ("milestones", milestones_of(ROWS)),
    ):
        parquet.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), root / f"{name}.parquet"
        )
    return root


@pytest.fixture(scope="module")
def expected() -> pd.DataFrame:
    """The assessments of one call over plain frames."""
    return compared(assess(targets_of(ROWS), figures_of(ROWS), AS_OF, None, milestones_of(ROWS)))


def compared(frame: pd.DataFrame) -> pd.DataFrame:
    """Assessments in one order, as plain values; the position of a figure depends on its table."""
    plain = pa.Table.from_pandas(frame.drop(columns="figure"), preserve_index=False)
    wanted = [field for field in RESULT if field.name != "figure"]
    plain = plain.select([field.name for field in wanted]).cast(pa.schema(wanted))
    result: pd.DataFrame = plain.to_pandas()
    return result.sort_values(KEYS, ignore_index=True)


def read(folder: Path) -> pd.DataFrame:
    return compared(parquet.read_table(folder).to_pandas())


def test_one_process_two_and_parts_of_any_size_agree(
    folder: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    for jobs, part in ((1, 10**9), (2, ROWS // 3)):
        told: list[tuple[int, int]] = []
        judged = assess_dataset(
            Dataset.at(folder), tmp_path / f"{jobs}", AS_OF, Policy(), jobs, part,
            lambda done, all_: told.append((done, all_)),  # noqa: B023  (read in this turn)
        )  # fmt: skip
        pd.testing.assert_frame_equal(read(tmp_path / f"{jobs}"), expected)
        assert sum(judged.statuses.values()) == len(expected)
        assert judged.figures == len(figures_of(ROWS))
        assert told[-1] == (judged.parts, judged.parts)
        names = sorted(p.name for p in (tmp_path / f"{jobs}").iterdir())
        assert all(re.fullmatch(r"part-\d{5}\.parquet", name) for name in names)


def test_a_process_that_is_killed_costs_its_part_a_second_try(
    folder: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from scorecard.pipeline.dataset import Dataset, assess_dataset\n"
        "from scorecard.schema.policy import Policy\n"
        "if __name__ == '__main__':\n"
        "    assess_dataset(Dataset.at(Path(sys.argv[1])), Path(sys.argv[2]), "
        "date(2021, 10, 10), Policy(), 2, int(sys.argv[3]))\n"
    )
    program = tmp_path / "job.py"
    program.write_text(script, "utf-8")
    out = tmp_path / "out"
    job = subprocess.Popen([sys.executable, str(program), str(folder), str(out), str(ROWS // 2)])
    killed = 0
    while job.poll() is None:
        if killed == 0 and (worker := next(workers_of(job.pid), None)):
            os.kill(worker, signal.SIGKILL)
            killed = worker
        time.sleep(0.01)
    assert killed
    assert job.returncode == 0
    pd.testing.assert_frame_equal(read(out), expected)


def workers_of(pid: int) -> Iterator[int]:
    """The processes of the pool: children that were started to run what they are sent."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    threads = Path(f"/proc/{pid}/task")
    try:
        lists = [Path(t, "children").read_text("utf-8") for t in threads.iterdir()]
    except OSError:
        lists = [children.read_text("utf-8")] if children.exists() else []
    for child in " ".join(lists).split():
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            yield int(child)


def die(_: Any) -> None:  # noqa: ANN401  (an order)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_part_that_kills_twice_ends_the_job_and_nothing_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "judge_part", die)
    with pytest.raises(LostPartError, match="part 0"):
        assess_dataset(Dataset.at(folder), tmp_path / "out", AS_OF, Policy())
    assert not any(tmp_path.iterdir())


def refusal(tmp_path: Path, **tables: pd.DataFrame) -> str:
    root = tmp_path / "data"
    root.mkdir(exist_ok=True)
    for name, frame in tables.items():
        parquet.write_table(
            pa.Table.from_pandas(frame, preserve_index=False), root / f"{name}.parquet"
        )
    with pytest.raises(BadDatasetError) as caught:
        assess_dataset(Dataset.at(root), tmp_path / "out", AS_OF, Policy())
    assert not (tmp_path / "out").exists()
    return str(caught.value)


def test_what_would_make_a_false_verdict_is_refused(tmp_path: Path) -> None:
    targets, figures = targets_of(10), figures_of(10)
    assert "figures" in refusal(tmp_path, targets=targets)
    assert "column known_on" in refusal(
        tmp_path, targets=targets, figures=figures.drop(columns="known_on")
    )
    assert "found flux" in refusal(
        tmp_path, targets=targets.assign(measure="flux"), figures=figures
    )
    assert "found NULL × 12" in refusal(
        tmp_path, targets=targets.assign(organisation=None), figures=figures
    )
    assert "column value: found string" in refusal(
        tmp_path, targets=targets, figures=figures.assign(value="many")
    )
    (tmp_path / "data" / "figures.parquet").write_bytes(b"not Parquet")
    with pytest.raises(BadDatasetError, match="expected Parquet"):
        assess_dataset(Dataset.at(tmp_path / "data"), tmp_path / "out", AS_OF, Policy())


def test_tables_in_folders_and_an_output_that_is_taken(
    folder: Path, expected: pd.DataFrame, tmp_path: Path
) -> None:
    root = tmp_path / "data"
    for name in ("targets", "figures", "milestones"):
        table = parquet.read_table(folder / f"{name}.parquet")
        (root / name / "more").mkdir(parents=True)
        half = table.num_rows // 2
        parquet.write_table(table.slice(0, half), root / name / "a.parquet")
        parquet.write_table(table.slice(half), root / name / "more" / "b.parquet")
    assess_dataset(Dataset.at(root), tmp_path / "out", AS_OF, Policy())
    pd.testing.assert_frame_equal(read(tmp_path / "out"), expected)
    with pytest.raises(NotEmptyError):
        assess_dataset(Dataset.at(root), tmp_path / "out", AS_OF, Policy())


def test_an_organisation_that_no_part_holds_is_spread_by_its_indicators(tmp_path: Path) -> None:
    """But not where a target has changed its indicator: what it was and is stay together."""
    frames = {
        "targets": targets_of(600),
        "figures": figures_of(600),
        "milestones": milestones_of(600),
    }
    number = frames["figures"]["organisation"].str[2:6].astype(int) * EACH
    number += frames["figures"]["indicator"].str[2:].astype(int)
    frames["figures"]["indicator"] = "iT-" + number.astype(str)
    frames["targets"] = frames["targets"].reset_index(drop=True)
    frames["targets"]["indicator"] = "i" + frames["targets"]["target"]
    giant = {name: frame.assign(organisation="虚构大区") for name, frame in frames.items()}
    moved = {name: frame.copy() for name, frame in giant.items()}
    moved["targets"].loc[moved["targets"]["version"].eq(2).idxmax(), "indicator"] = "iT-1"
    for given, several in ((giant, True), (moved, False)):
        root = tmp_path / str(several)
        written(root, given)
        judged = assess_dataset(Dataset.at(root), root / "out", AS_OF, Policy(), 2, 1000)
        assert (judged.parts > 1) is several
        assert judged.organisations == 1
        plain = assess(given["targets"], given["figures"], AS_OF, None, given["milestones"])
        pd.testing.assert_frame_equal(read(root / "out"), compared(plain))


def written(
    root: Path, frames: dict[str, pd.DataFrame], types: dict[str, Any] | None = None
) -> None:
    """The frames as the tables of a dataset, some columns of figures with another type."""
    root.mkdir()
    for name, frame in frames.items():
        table = pa.Table.from_pandas(frame, preserve_index=False)
        for column, kind in (types or {}).items() if name == "figures" else ():
            place = table.column_names.index(column)
            table = table.set_column(place, column, kind(table.column(column)))
        parquet.write_table(table, root / f"{name}.parquet")


def test_columns_of_other_types_mean_the_same_or_are_refused(tmp_path: Path) -> None:
    frames = {"targets": targets_of(100), "figures": figures_of(100)}
    frames = {n: f.assign(organisation=f["organisation"].str[2:6]) for n, f in frames.items()}
    expected = compared(assess(frames["targets"], frames["figures"], AS_OF))
    same = {
        "organisation": lambda c: c.cast(pa.string()).cast(pa.binary()),
        "value": lambda c: c.cast(pa.string()).cast(pa.decimal128(18, 4)),
        "known_on": lambda c: pc.assume_timezone(c.cast(pa.timestamp("us")), "UTC"),
        "period": lambda c: c.cast(pa.string()).dictionary_encode(),
    }
    written(tmp_path / "same", frames, same)
    assess_dataset(Dataset.at(tmp_path / "same"), tmp_path / "out", AS_OF, Policy(), 1, 300)
    pd.testing.assert_frame_equal(read(tmp_path / "out"), expected)
    zoned = {"known_on": lambda c: pc.assume_timezone(c.cast(pa.timestamp("us")), "Asia/Shanghai")}
    written(tmp_path / "zoned", frames, zoned)
    with pytest.raises(BadDatasetError, match="tz=UTC"):
        assess_dataset(Dataset.at(tmp_path / "zoned"), tmp_path / "no", AS_OF, Policy())
    # A number and its text name one organisation; what an engine keeps for itself is no data.
    table = pa.Table.from_pandas(frames["targets"], preserve_index=False)
    root = tmp_path / "数据 [1]*'q"
    (root / "targets" / "_temporary").mkdir(parents=True)
    (root / "figures.parquet").mkdir()
    numbers = table.column("organisation").cast(pa.int32())
    parquet.write_table(
        table.set_column(0, "organisation", numbers), root / "targets" / "a.parquet"
    )
    parquet.write_table(table, root / "targets" / "_temporary" / "b.parquet")
    plain = pa.Table.from_pandas(
        frames["figures"].assign(
            organisation=frames["figures"]["organisation"].astype(int).astype(str)
        ),
        preserve_index=False,
    )
    parquet.write_table(plain, root / "figures.parquet" / "part-0.parquet")
    judged = assess_dataset(Dataset.at(root), tmp_path / "kept", AS_OF, Policy(), 64, 100)
    assert (judged.statuses, judged.targets) == (
        expected["status"].value_counts().to_dict(), len(frames["targets"])
    )  # fmt: skip


def test_damaged_files_and_full_drives_are_told_in_a_sentence(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "data"
    shutil.copytree(folder, root)
    whole = (root / "figures.parquet").read_bytes()
    holes = bytearray(whole)
    for place in range(200, len(whole) // 2, len(whole) // 40):
        holes[place] ^= 0xFF
    for bytes_ in (b"", whole[: len(whole) // 2], bytes(holes), b"PAR1xxxxPAR1"):
        (root / "figures.parquet").write_bytes(bytes_)
        with pytest.raises(BadDatasetError, match="figures"):
            assess_dataset(Dataset.at(root), tmp_path / "out", AS_OF, Policy())
    (root / "figures.parquet").write_bytes(whole)
    monkeypatch.setattr(dataset, "judge_part", full)
    with pytest.raises(CannotWriteError, match="the drive is full"):
        assess_dataset(Dataset.at(root), tmp_path / "out", AS_OF, Policy())
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def full(_: Any) -> None:  # noqa: ANN401  (an order)
    raise OSError(errno.ENOSPC, "no space")


def test_a_job_that_is_stopped_leaves_no_process_and_the_next_one_tidies(
    folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "scorecard", "assess", str(folder), "--as-of", "2021-10-10"]
    for sent, code in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        job = subprocess.Popen(
            [*command, "-o", "out", "--jobs", "2"], cwd=tmp_path, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        workers: list[int] = []
        while len(workers) < 2:
            workers = list(workers_of(job.pid))
            time.sleep(0.01)
        os.killpg(job.pid, sent) if sent is signal.SIGINT else os.kill(job.pid, sent)
        _, said = job.communicate()
        assert job.returncode == code
        assert b"Traceback" not in said
        end = time.monotonic() + 60
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < end
            time.sleep(0.05)
        assert bool(list(tmp_path.iterdir())) is (sent is signal.SIGKILL)
    assess_dataset(Dataset.at(folder), tmp_path / "out", AS_OF, Policy())
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_command(folder: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scorecard", "assess", str(folder), *arguments],
            cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8",
        )  # fmt: skip

    done = run("--as-of", "2021-10-10", "--lang", "zh", "-o", "a", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert "未报" in done.stdout
    done = run("--as-of", "2021-10-10", "--format", "json", "-o", "b", "--fail-on", "overdue")
    assert done.returncode == 3
    assert sum(json.loads(done.stdout)["statuses"].values()) == ROWS
    assert run().returncode == 2
    for option in (("--strict",), ("--direction", "increase"), ("--format", "csv")):
        assert run("--as-of", "2021-10-10", "-o", "c", *option).returncode == 2, option
    assert run("--as-of", "2021-10-10", "-o", "a").returncode == 2


def test_a_task_of_any_library_judges_a_part(folder: Path, expected: pd.DataFrame) -> None:
    """The recipe of docs/how-to/scale.md for Dask, as it stands there."""
    pytest.importorskip("dask", reason="Dask is not installed (make scale)")
    page = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "scale.md"
    (recipe,) = re.findall(r"```python\n(# Dask.*?)```", page.read_text("utf-8"), re.DOTALL)
    space: dict[str, Any] = {"folder": folder, "day": AS_OF}
    exec(recipe, space)  # noqa: S102  (our own page)
    pd.testing.assert_frame_equal(compared(space["assessments"].to_pandas()), expected)


def test_the_contract_takes_any_number_of_whole_organisations(
    folder: Path, expected: pd.DataFrame
) -> None:
    tables = {
        n: parquet.read_table(folder / f"{n}.parquet") for n in ("figures", "targets", "milestones")
    }
    found = []
    for name in tables["targets"].column("organisation").unique().to_pylist():
        own = {
            n: t.filter(pa.compute.equal(t.column("organisation"), name)) for n, t in tables.items()
        }
        found.append(
            assess_tables(own["figures"], own["targets"], AS_OF, Policy(), own["milestones"])
        )
    whole = pa.concat_tables(found)
    assert whole.schema.equals(RESULT)
    pd.testing.assert_frame_equal(compared(whole.to_pandas()), expected)
