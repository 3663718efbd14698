"""Any folder of workbooks through `assess`, `check` and `collect`: what is read, refused, or fails.

`python tools/corpus.py DIR [--most N]`.  Refused means with a sentence of ours; anything else that
is not read (an exception, a fault of the program, a file that could not be understood: B140, a
process that died: B137) is a failure, is listed, and makes the exit code 1.  Each file is also read
by the quick reader and by openpyxl, which must give the same cells.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from scorecard.i18n import Words
from scorecard.pipeline.collect import Fate, collect
from scorecard.pipeline.inbox import Reception
from scorecard.pipeline.load import check_paths
from scorecard.pipeline.new_workspace import write_example
from scorecard.pipeline.plain_table import assess_table
from scorecard.read.grid import RawWorkbook
from scorecard.read.plain_sheets import PlainBook
from scorecard.read.preflight import preflight
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import ScorecardError
from scorecard.schema.findings import Finding, has_errors
from scorecard.schema.policy import Policy
from scorecard.workspace import Workspace, load_workspace

SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".xlsb", ".ods", ".csv"})
FAILURES: Final = frozenset({"B137", "B140"})
"""A process that died, and a file that made the program fail."""
DAY: Final = date(2026, 11, 30)


@dataclass
class Tally:
    """What became of the files under each command, and every failure."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, command: str, fate: str, file: str, why: str = "") -> None:
        """Count one file."""
        self.counts.setdefault(command, Counter())[fate] += 1
        if fate == "failed":
            self.failures.append(f"{command}: {file}: {why}")

    def lines(self) -> Iterator[str]:
        """The table, then the failures."""
        for command, counts in self.counts.items():
            told = ", ".join(f"{fate} {counts[fate]}" for fate in ("read", "refused", "failed"))
            yield f"{command:<8} {told}"
        yield from self.failures


def files_below(folder: Path) -> list[Path]:
    """The workbooks and tables of a folder at any depth."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())


def tried(tally: Tally, command: str, file: Path, work: Callable[[], Iterable[Finding]]) -> None:
    """Do the work for one file and count what became of it."""
    try:
        findings = list(work())
    except ScorecardError as refusal:
        tally.add(command, "refused", file.name, str(refusal))
    except Exception:  # noqa: BLE001  (whatever it is, it is what we look for)
        tally.add(command, "failed", file.name, traceback.format_exc(limit=-3))
    else:
        failed = [f for f in findings if f.code in FAILURES]
        fate = "failed" if failed else "refused" if has_errors(findings) else "read"
        tally.add(command, fate, file.name, ", ".join(f"{f.code} {f.origin}" for f in failed))


def both_readings(file: Path) -> Iterator[Finding]:
    """Nothing; an error where the quick reader gives other cells than openpyxl."""
    data = file.read_bytes()
    contents, _ = preflight(data, file.name)
    if contents is None or contents.old or contents.epoch_1904:
        return
    book = PlainBook(contents.parts, file.name)
    parts = [part for part in contents.sheets if part.kind == "worksheet"]
    quick = {part.name: sheet for part in parts if (sheet := book.sheet(part))}
    found = by_openpyxl(data, file.name)
    for sheet in found.sheets if found else ():
        if sheet.name in quick and quick[sheet.name] != sheet:
            raise AssertionError(f"the two readings of sheet {sheet.name} differ")
    yield from ()


def by_openpyxl(data: bytes, file: str) -> RawWorkbook | None:
    """The workbook as openpyxl reads it."""
    own = PlainBook.sheet
    PlainBook.sheet = lambda *_: None  # type: ignore[method-assign]  # take it away
    try:
        return read_workbook(data, file)[0]
    finally:
        PlainBook.sheet = own  # type: ignore[method-assign]  # and put it back


def collected(workspace: Workspace, file: Path) -> Iterable[Finding]:
    """The findings of `collect` about a copy of the file; its inputs stay as they were."""
    inbox = workspace.root / "inbox" / file.name
    inbox.parent.mkdir(exist_ok=True)
    before = file.read_bytes()
    inbox.write_bytes(before)
    reception = Reception(DAY, "stated", datetime(2026, 11, 30, tzinfo=UTC))
    (taken,) = collect(workspace, [inbox], reception, Words("en")).files
    if inbox.read_bytes() != before:
        raise AssertionError("collect changed its input")
    if taken.fate is Fate.REFUSED and not has_errors(taken.findings):
        raise AssertionError("refused without an error")
    return taken.findings


def run(files: Sequence[Path]) -> Tally:
    """Every file through every command."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "workspace"
        write_example(root, Words("en"))
        workspace = load_workspace(root)
        for number, file in enumerate(files, start=1):
            copy = Path(place) / "tables" / file.name
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(file, copy)
            tried(tally, "assess", file, lambda: assess_table(copy, DAY, Policy())[0].findings)  # noqa: B023  (called at once)
            if file.suffix.lower() != ".csv":
                tried(tally, "check", file, lambda: check_paths(workspace, [copy]))  # noqa: B023
                tried(tally, "collect", file, lambda: collected(workspace, file))  # noqa: B023
                tried(tally, "reading", file, lambda: both_readings(file))  # noqa: B023
            copy.unlink()
            if sys.stderr.isatty():
                print(f"\r{number} of {len(files)}", end="", file=sys.stderr)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, help="so many files, drawn at random")
    asked = parser.parse_args(arguments)
    files = files_below(asked.folder)
    if asked.most and asked.most < len(files):
        files = sorted(random.Random(asked.most).sample(files, asked.most))  # noqa: S311
    tally = run(files)
    print(f"{len(files)} files")
    print("\n".join(tally.lines()))
    return 1 if tally.failures or not files else 0


if __name__ == "__main__":
    sys.exit(main())
