"""Collecting 500 returns of 10 to 15 rows, against reading the same files in one plain process.

Five fictional zones (虚构示例) of five units report for twenty quarters.  Two figures in three have
a state, nearly all their evidence; one return in ten has a figure typed as text, one in fifty one
that is no number: it is refused, and a marked copy is written.  The reference reads every file
once with openpyxl (read-only: the values, then the formulas) and once with python-calamine, and
does nothing else.  `--plain` and `--single` are the reference's two readings for one file list:
with both passes of openpyxl, and with the values alone; `--openpyxl` loads every workbook as
openpyxl does by itself, looks at every cell, and is compared in processor time.
"""

from __future__ import annotations

import io
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from measure import ENVIRONMENT, Result, finished, processor_seconds, seconds_of_commands

if TYPE_CHECKING:
    from scorecard.forms.plan import FormPlan
    from scorecard.i18n import Words
    from scorecard.schema.period import Period

ZONES: Final = 5
UNITS: Final = 5
FEWEST: Final = 10
"""Rows of the first unit's form; each next unit has one more."""
QUARTERS: Final = tuple(f"{year}-Q{n}" for year in range(2021, 2026) for n in (1, 2, 3, 4))
REFUSED: Final = 0.02
TYPED: Final = 0.12
"""Shares of the returns, the refused ones among them."""
GOAL: Final = 1.0
READING_GOAL: Final = 0.35
"""Of the processor time that openpyxl alone takes to load the same files."""
FLATNESS: Final = 1.25
_BLANK: Final = '<c r="{cell}" s="(\\d+)"/>'


def write_workspace(root: Path) -> None:
    """The fictional zones' target books."""
    import xlsxwriter  # noqa: PLC0415  (the reference loads nothing of this)
    from stages import write_table  # noqa: PLC0415  (as above)

    (root / "targets").mkdir(parents=True)
    (root / "scorecard.toml").write_text('title = "虚构示例"\nlanguage = "zh"\n', "utf-8")
    for zone in range(ZONES):
        sheets: dict[str, Any] = {
            "about": [{"item": "organisation", "content": f"虚构示例区{zone}"}],
            "documents": [{"document": "D", "title": "虚构示例文件", "grade": "machine"}],
            "goals": [{"goal": "G", "document": "D", "quote": "虚构目标", "class": "slogan"}],
            "units": [{"unit": f"U{n}", "name": f"虚构{n}局"} for n in range(UNITS)],
            "indicators": [
                {
                    "indicator": f"i{unit}_{row}",
                    "name": f"虚构指标{unit}之{row}",
                    "unit_of_measure": "万元",
                    "measure": "flow",
                    "reported_as": "to_date",
                    "frequency": "quarterly",
                    "decimals": 0,
                    "responsible_unit": f"U{unit}",
                    "source": "reported",
                }
                for unit in range(UNITS)
                for row in range(FEWEST + unit)
            ],
        }
        with xlsxwriter.Workbook(root / "targets" / f"虚构示例区{zone}.xlsx") as book:
            for name, rows in sheets.items():
                write_table(book.add_worksheet(name), 0, rows)


def write_returns(root: Path) -> list[Path]:
    """Every unit's return for every quarter."""
    from scorecard.forms.face import form_workbook  # noqa: PLC0415  (as above)
    from scorecard.i18n import Words  # noqa: PLC0415  (as above)
    from scorecard.pipeline.forms import named, plans_of  # noqa: PLC0415  (as above)
    from scorecard.pipeline.load import load_data  # noqa: PLC0415  (as above)
    from scorecard.schema.period import parse_period  # noqa: PLC0415  (as above)
    from scorecard.workspace import load_workspace  # noqa: PLC0415  (as above)

    words = Words("zh")
    data = load_data(load_workspace(root))
    first = parse_period(QUARTERS[0]).period
    folder = root / "inbox"
    folder.mkdir()
    paths = []
    for name, plan in named(plans_of(data, first)).items():
        form = form_workbook(plan, words)
        dice = random.Random(name)  # noqa: S311  (figures, not secrets)
        sizes = [dice.randint(1_000, 9_000) for _ in plan.rows]
        sums = [0] * len(plan.rows)
        for quarter in QUARTERS:
            period = parse_period(quarter).period
            if period.start == period.year_start:
                sums = [0] * len(plan.rows)
            now = [size + dice.randint(-300, 300) for size in sizes]
            sums = [a + b for a, b in zip(sums, now, strict=True)]
            paths.append(folder / f"{quarter}-{name}")
            paths[-1].write_bytes(
                _filled(form, plan, words, period, list(zip(now, sums, strict=True)), dice)
            )
    return sorted(paths)


def _filled(
    form: bytes,
    plan: FormPlan,
    words: Words,
    quarter: Period,
    values: list[tuple[int, int]],
    dice: random.Random,
) -> bytes:
    """The form for another quarter with this typed in, all else byte for byte."""
    target = io.BytesIO()
    old, new = (words.period(str(p)) for p in (plan.quarter, quarter))
    with (
        zipfile.ZipFile(io.BytesIO(form)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for entry in source.infolist():
            text = source.read(entry).decode()
            if entry.filename == "xl/sharedStrings.xml":
                text = text.replace(old, new).replace(str(plan.quarter), str(quarter))
            elif entry.filename == "xl/worksheets/sheet1.xml":
                for row, pair in enumerate(values, start=5):
                    said = dict(zip("GH", pair, strict=True)) | _said(dice)
                    for column, value in said.items():
                        text = _typed(text, f"{column}{row}", value)
                text = _with_fault(text, values, dice.random())
            written.writestr(entry.filename, text)
    return target.getvalue()


def _said(dice: random.Random) -> dict[str, str]:
    """What stands beside the figures of a row: their state, their evidence."""
    state = {"N": dice.choice(("快报", "核定"))} if dice.random() < 2 / 3 else {}
    return state | ({"O": "虚构台账"} if dice.random() < 0.99 else {})  # noqa: PLR2004  (see above)


def _with_fault(xml: str, values: list[tuple[int, int]], chance: float) -> str:
    """The sheet with a figure typed as text, or with none that is one, or as it is."""
    if chance > TYPED:
        return xml
    said = "若干" if chance < REFUSED else f"{values[0][0]:,}"
    return xml.replace(
        f'"><v>{values[0][0]}</v></c>', f'" t="inlineStr"><is><t>{said}</t></is></c>', 1
    )


def _typed(xml: str, cell: str, value: int | str) -> str:
    text = isinstance(value, str)
    content = f"<is><t>{value}</t></is>" if text else f"<v>{value}</v>"
    typed, count = re.subn(
        _BLANK.format(cell=cell),
        rf'<c r="{cell}" s="\1"{" t=" + chr(34) + "inlineStr" + chr(34) if text else ""}>'
        rf"{content}</c>",
        xml,
        count=1,
    )
    if count != 1:
        raise ValueError(f"{cell} is no blank cell of the form")
    return typed


def read_plainly(paths: Iterator[Path], *, formulas: bool) -> None:
    """Read every file once with each program, every cell of every sheet."""
    import openpyxl  # noqa: PLC0415  (only the reference pays for it)
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (as above)

    warnings.simplefilter("ignore")
    for path in paths:
        data = path.read_bytes()
        for values in (True, False) if formulas else (True,):
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values)
            for sheet in book.worksheets:
                for _ in sheet.iter_rows(values_only=True):
                    pass
        other = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in other.sheet_names:
            other.get_sheet_by_name(name).to_python(skip_empty_area=False)


def load_with_openpyxl(paths: Iterator[Path]) -> None:
    """Load every workbook whole and look at every cell, as anybody would."""
    import openpyxl  # noqa: PLC0415  (only the reference pays for it)

    warnings.simplefilter("ignore")
    for path in paths:
        for sheet in openpyxl.load_workbook(path).worksheets:
            for _ in itertools.chain.from_iterable(sheet.iter_rows(values_only=True)):
                pass


def results(count: int = 500) -> list[Result]:
    """Wall time against both references; memory of many files against that of few."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        write_workspace(root)
        paths = write_returns(root)[:count]
        for path in sorted(root.joinpath("inbox").iterdir()):
            if path not in paths:
                path.unlink()
        me, inbox = str(Path(__file__)), str(root / "inbox")
        plain, single = seconds_of_commands(
            [[sys.executable, me, "--plain", inbox], [sys.executable, me, "--single", inbox]], 1
        )
        (loaded,) = seconds_of_commands(
            [[sys.executable, me, "--openpyxl", inbox]], 1, processor_seconds
        )
        before = processor_seconds()
        ours, memory = _collected(root, inbox)
        used = processor_seconds() - before
        _, less = _collected(root, inbox, every=10)
    return [
        Result(f"collect {count} returns", f"{ours:.1f} s", f"{plain:.1f} s", ours / plain, GOAL),
        Result("  against values", f"{ours:.1f} s", f"{single:.1f} s", ours / single, 2 * GOAL),
        Result("  processor time", f"{used:.1f} s", f"{loaded:.1f} s", used / loaded, READING_GOAL),
        Result(
            "memory, 10 times the files", f"{memory / 1e6:.0f} MB", f"{less / 1e6:.0f} MB",
            memory / less, FLATNESS,
        ),
    ]  # fmt: skip


def _collected(root: Path, inbox: str, every: int = 1) -> tuple[float, float]:
    """Wall time and peak memory (of the process itself) of `scorecard collect`."""
    for left in ("ledger.sqlite", "archive"):
        path = root / "reports" / left
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    files = [str(p) for p in sorted(Path(inbox).iterdir())[::every]]
    command = [sys.executable, "-m", "scorecard", "collect", "-C", str(root)]
    command += files if every > 1 else [inbox]
    with (root / "printed.txt").open("wb") as printed:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=ENVIRONMENT, stdout=printed, stderr=subprocess.STDOUT
        )
        # Of this process alone: what `getrusage` tells is the largest of all that ever ran.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:  # 1: some were refused
        raise RuntimeError((root / "printed.txt").read_text("utf-8")[-2000:])
    return seconds, float(usage.ru_maxrss) * 1024


def main() -> int:
    """Measure and print; with `--plain FOLDER` be the reference instead."""
    if len(sys.argv) > 2:  # noqa: PLR2004  (an option and a folder)
        files = iter(sorted(Path(sys.argv[2]).iterdir()))
        if sys.argv[1] == "--openpyxl":
            load_with_openpyxl(files)
        else:
            read_plainly(files, formulas=sys.argv[1] == "--plain")
        return 0
    return finished("collect", results())


if __name__ == "__main__":
    sys.exit(main())
