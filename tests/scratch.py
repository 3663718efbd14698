"""A scratch workspace: one of the repository's target books and returns typed by the test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """What a command did."""

    code: int
    out: str
    err: str


def scorecard(*arguments: str, folder: Path, width: int = 120, **environment: str) -> Run:
    """Run the command line in a folder, as a user would."""
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": str(width), "PYTHONUTF8": "1", **environment},
    )
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


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
