"""A scratch workspace: one of the repository's target books and returns typed by the test."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


COMMANDS: Final = sorted((ROOT / "src" / "scorecard" / "cli").glob("*.py"))
LATE: Final = ("openpyxl", "python_calamine", "xlsxwriter", "scorecard.report.pdf")
"""What commands import when they need it; charts are drawn in processes that start on their own."""
FORKS: Final = "forkserver" in multiprocessing.get_all_start_methods()
if FORKS:
    # Each command is a process of its own, forked from one that has read the program already.
    multiprocessing.get_context("forkserver").set_forkserver_preload(
        [*(f"scorecard.cli.{path.stem}" for path in COMMANDS if path.stem != "__init__"), *LATE]
    )


def scorecard(*arguments: str, folder: Path, width: int = 120, **environment: str) -> Run:
    """Run the command line in a folder, as a user would: in a process of its own."""
    surroundings = {**os.environ, "COLUMNS": str(width), "PYTHONUTF8": "1", **environment}
    return (_forked if FORKS else _started)(arguments, folder, surroundings)


def _started(arguments: Sequence[str], folder: Path, surroundings: Mapping[str, str]) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        env=dict(surroundings),
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


def _forked(arguments: Sequence[str], folder: Path, surroundings: Mapping[str, str]) -> Run:
    with tempfile.TemporaryDirectory() as told:
        out, err = Path(told) / "out", Path(told) / "err"
        process = multiprocessing.get_context("forkserver").Process(
            target=_run_here, args=(arguments, folder, dict(surroundings), out, err)
        )
        process.start()
        process.join()
        code = process.exitcode
        process.close()
        assert code is not None
        return Run(code, out.read_bytes().decode(), err.read_bytes().decode())


def _run_here(
    arguments: Sequence[str], folder: Path, surroundings: dict[str, str], out: Path, err: Path
) -> None:
    """The command line in this process, its output in two files."""
    from scorecard.cli import main  # (after the fork)

    for number, path in ((1, out), (2, err)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    sys.argv = ["scorecard", *arguments]
    main()


def workspace(folder: Path, book: str, settings: str = "") -> Path:
    """A workspace that holds one of the repository's target books and no figures."""
    (folder / "targets").mkdir(parents=True)
    shutil.copy(ROOT / "targets" / f"{book}.xlsx", folder / "targets")
    (folder / "scorecard.toml").write_text('language = "zh"\n' + settings, encoding="utf-8")
    return folder


def rank_return(
    folder: Path,
    organisation: str,
    quarter: str,
    sent_on: str,
    place: int | str,
    edition: str,
    rank_of: int = 169,
) -> Path:
    """A return with one rank, typed into a sheet as departments keep it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "填报表"
    sheet["A1"] = f"{quarter}目标完成情况表"
    sheet["A2"] = f"填报单位：{organisation}"
    sheet["C2"] = f"报告期：{quarter}"
    sheet["E2"] = f"报送日期：{sent_on}"
    head = ["指标", "位次", "参评总数", "评价年度", "公布日期", "佐证材料", "说明"]
    row = ["national-rank", place, rank_of, edition, sent_on, "虚构示例：测试用通报", "虚构示例"]
    for column, (title, value) in enumerate(zip(head, row, strict=True), start=1):
        sheet.cell(4, column, title)
        sheet.cell(5, column, value)
    path = folder / "reports" / f"{sent_on[:4]}-Q1" / "returns" / f"{organisation}-{edition}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
