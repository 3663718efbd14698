"""Attacks: kills, full disks, crowds, tampering, charsets, strange cells; each must find nothing.

`python tests/attack.py [--seconds 600] [NAME …]` (`make attack`).  Each attack goes on for so long
with a random number of its own each round, prints how many rounds it made, and names every round in
which something of ours gave way: an accepted figure lost, a figure recorded that nobody typed, a
change that `verify` does not notice, a traceback, an exit code 70.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
from forging import chained_anew, statements
from openpyxl.utils.exceptions import IllegalCharacterError
from people import SOUND, Person, Zone, with_past

from scorecard.ledger.ledger import opened
from scorecard.pipeline.collect import Fate
from scorecard.read.guard import Guard
from scorecard.store import MANIFEST

NOTHING_ELSE: Final = frozenset({0, 1, 2, 3, 4})
"""Exit codes that are no fault of the program."""
QUARTER: Final = "2026-Q3"


class GaveWayError(AssertionError):
    """Something that must hold did not."""


def must(holds: object, said: str) -> None:
    """Raise `GaveWayError` where it does not hold."""
    if not holds:
        raise GaveWayError(said)


def scorecard(
    root: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """A command to its end; no traceback, no exit code that means a fault of the program."""
    done = subprocess.run(
        [sys.executable, "-m", "scorecard", *arguments, "-C", str(root)],
        capture_output=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment},
        check=False,
    )
    told = (done.stdout + done.stderr).decode("utf-8", "replace")
    must(done.returncode in NOTHING_ELSE, f"{arguments}: exit {done.returncode}: {told[-600:]}")
    must("Traceback" not in told, f"{arguments}: {told[-600:]}")
    return done


def zone_with_returns(folder: Path, dice: random.Random) -> Zone:
    """The fictional zone after two quarters, with a third in its inbox: good, or with a fault."""
    zone = with_past(folder / "zone")
    person = Person(zone.form(QUARTER))
    person.fill(SOUND)
    if dice.random() < 0.3:
        person.type("firms", "this_period", "大约一千多")
    zone.save(person.saved(), "三季度.xlsx")
    return zone


def figures(root: Path) -> dict[int, tuple[object, ...]]:
    """What is on record, by number of the entry."""
    with opened(root / "reports" / "ledger.sqlite") as ledger:
        must(ledger.first_break() is None, "the chain is broken")
        names = ["seq", "indicator", "period", "value", "return_seq"]
        return {row[0]: tuple(row[1:]) for row in ledger.rows("figure", names)}


COMMANDS: Final = (
    ("collect", "inbox"), ("render", "2026-Q2"), ("status",), ("ledger", "backup", "copy.sqlite"),
    ("forms", "2026-Q4"), ("check",),
)  # fmt: skip


def started(root: Path, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scorecard", *command, "-C", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=root,
        start_new_session=True,
    )


def kills(folder: Path, dice: random.Random) -> None:
    """A command is killed at any instant, three times; then everything runs to its end."""
    zone = zone_with_returns(folder, dice)
    known = figures(zone.root)
    for _ in range(3):
        command = dice.choice(COMMANDS)
        run = started(zone.root, command)
        time.sleep(dice.uniform(0.2, 2.5))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        now = figures(zone.root)
        must(now.items() >= known.items(), f"killed in {command}: figures lost")
        known = now
    for command in (("collect", "inbox"), ("render", "2026-Q2"), ("status",)):
        scorecard_in(zone.root, *command)
    must(scorecard(zone.root, "verify").returncode == 0, "verify disagrees after kills")


def scorecard_in(root: Path, *command: str) -> None:
    """A command with paths relative to the workspace."""
    scorecard(root, *(str(root / part) if part == "inbox" else part for part in command))


def full_disk(folder: Path, dice: random.Random) -> None:
    """The drive is full at any point of a command; the ledger stays good, and says what it is."""
    disk = folder / "disk"
    disk.mkdir()
    size = dice.choice((6, 8, 12))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(disk)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        raise NotPossibleError("no right to mount a small drive")
    try:
        zone = zone_with_returns(disk, dice)
        known = figures(zone.root)
        free = shutil.disk_usage(disk).free
        filler = disk / "filler"
        filler.write_bytes(b"\0" * max(0, free - dice.randint(0, 600_000)))
        for command in (("collect", "inbox"), ("render", "2026-Q2")):
            scorecard_in(zone.root, *command)
        scorecard(zone.root, "ledger", "backup", str(disk / "copy.sqlite"))
        must(figures(zone.root).items() >= known.items(), "figures lost on a full drive")
        filler.unlink()
        for command in (("collect", "inbox"), ("render", "2026-Q2")):
            scorecard_in(zone.root, *command)
        must(scorecard(zone.root, "verify").returncode == 0, "verify disagrees after a full drive")
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


class NotPossibleError(Exception):
    """An attack that this machine does not allow."""


def crowds(folder: Path, dice: random.Random) -> None:
    """Four commands at once, twice; nothing is lost and nothing half-done is seen."""
    zone = zone_with_returns(folder, dice)
    known = figures(zone.root)
    for _ in range(2):
        runs = [started(zone.root, dice.choice(COMMANDS)) for _ in range(4)]
        codes = [run.wait() for run in runs]
        must(set(codes) <= NOTHING_ELSE, f"exit codes {codes}")
        now = figures(zone.root)
        must(now.items() >= known.items(), "figures lost in a crowd")
        known = now
    scorecard_in(zone.root, "render", "2026-Q2")
    must(scorecard(zone.root, "verify").returncode == 0, "verify disagrees after a crowd")


# ------------------------------------------------------------------ tampering


def tampering(folder: Path, dice: random.Random) -> None:
    """One thing is changed behind the program's back; `verify` notices."""
    zone = with_past(folder / "zone")
    scorecard(zone.root, "render", "2026-Q2")
    clean = scorecard(zone.root, "verify")
    must(clean.returncode == 0, "verify disagrees before anything was changed")
    did = dice.choice((in_ledger, in_archive, in_document, in_workbook, gone))(zone.root, dice)
    after = scorecard(zone.root, "verify")
    noticed = after.returncode != 0 or after.stdout != clean.stdout
    must(noticed, f"not noticed: {did}")


def in_ledger(root: Path, dice: random.Random) -> str:
    """Any column of any entry, with or without the chain written anew."""
    path = root / "reports" / "ledger.sqlite"
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entries)")]
    columns = [name for name in columns if name != "seq"]
    rows = connection.execute("SELECT seq FROM entries").fetchall()
    column, (seq,) = dice.choice(columns), dice.choice(rows)
    query = f"SELECT {column} FROM entries WHERE seq = {seq}"  # noqa: S608  (our own names)
    (value,) = connection.execute(query).fetchone()
    connection.close()
    new = value + 1 if isinstance(value, int | float) else f"{value or ''}x"
    shown = f"'{new}'" if isinstance(new, str) else repr(new)
    with contextlib.suppress(sqlite3.IntegrityError):
        statements(path, f"UPDATE entries SET {column} = {shown} WHERE seq = {seq}")  # noqa: S608
    anew = dice.random() < 0.5 and column not in {"hash", "previous"}
    if anew:
        chained_anew(path)
    connection = sqlite3.connect(path)
    (stands,) = connection.execute(query).fetchone()
    connection.close()
    if stands == value:  # the table itself refused it
        path.write_bytes(path.read_bytes()[: dice.randint(0, 4096)])
    return f"{column} of entry {seq}: {value!r} to {new!r}, chained anew: {anew}"


def in_archive(root: Path, dice: random.Random) -> str:
    """A byte of an archived file, or its end."""
    files = sorted(p for p in (root / "reports" / "archive").rglob("*") if p.is_file())
    path = dice.choice([p for p in files if p.suffix == ".xlsx"])
    data = bytearray(path.read_bytes())
    place = dice.randrange(len(data))
    data[place] ^= 1 << dice.randrange(8)
    path.chmod(0o644)
    path.write_bytes(bytes(data) if dice.random() < 0.7 else bytes(data[:place]))
    return f"{path.name} at {place}"


def published(root: Path) -> Path:
    """The folder of the published quarter."""
    return root / "reports" / "2026-Q2"


def leaves(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """The places of a JSON document."""
    if isinstance(document, dict | list):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in pairs:
            yield from leaves(value, (*path, key))
    else:
        yield path


def in_document(root: Path, dice: random.Random) -> str:
    """Any number of the published document, or any text."""
    path = published(root) / MANIFEST
    document = json.loads(path.read_text("utf-8"))
    *way, last = dice.choice(list(leaves(document)))
    inside = document
    for key in way:
        inside = inside[key]
    value = inside[last]
    new: object
    if isinstance(value, bool) or value is None:
        new = not value
    else:
        new = value + 1 if isinstance(value, int | float) else f"{value}x"
    inside[last] = new
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return f"{MANIFEST} {'.'.join(map(str, (*way, last)))}: {value!r} to {new!r}"


def in_workbook(root: Path, dice: random.Random) -> str:
    """Any number of the published workbook."""
    path = published(root) / "scorecard.xlsx"
    with warnings.catch_warnings(action="ignore"):  # of what openpyxl does not keep
        book = openpyxl.load_workbook(path)
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    ]
    cell = dice.choice(cells)
    was = cell.value
    cell.value = float(str(was)) + 1
    book.save(path)
    return f"{path.name} {cell.parent.title}!{cell.coordinate}: {was} to {cell.value}"


def gone(root: Path, dice: random.Random) -> str:
    """A file that something rests on is missing or cut short."""
    archive = sorted((root / "reports" / "archive").rglob("[!.]*.*"))  # a lock proves nothing
    path = dice.choice([*archive, published(root) / MANIFEST, root / "reports" / "ledger.sqlite"])
    if dice.random() < 0.5:
        path.unlink()
        return f"{path.name} removed"
    data = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(data[: dice.randrange(len(data))])
    return f"{path.name} cut short"


# ------------------------------------------------------------------ charsets and cells


def charsets(folder: Path, dice: random.Random) -> None:
    """Consoles that lack our signs, closed outputs, names that are no text."""
    zone = zone_with_returns(folder, dice)
    odd = os.fsencode(zone.root / "inbox") + b"/\xff\xfe\x80.xlsx"
    with contextlib.suppress(OSError):  # a file system that takes UTF-8 only
        Path(os.fsdecode(odd)).write_bytes((zone.root / "inbox" / "三季度.xlsx").read_bytes())
    charset = dice.choice(("ascii", "cp1252", "cp437", "big5", "latin-1", "gbk", "shift_jis"))
    language = dice.choice(("zh", "en"))
    for command in (("collect", "inbox"), ("status",), ("check",), ("explain", "T1")):
        parts = [str(zone.root / part) if part == "inbox" else part for part in command]
        scorecard(
            zone.root, *parts, "--lang", language, PYTHONIOENCODING=charset, PYTHONUTF8="0"
        )  # fmt: skip


ODD: Final[tuple[Callable[[random.Random], Any], ...]] = (
    lambda d: d.choice(("", " ", "-", "—", "无", "n/a", "#N/A", "..", "约44", "44以上", "1⏎200")),
    lambda d: d.uniform(-1e6, 1e6) * 10 ** d.randint(-12, 12),
    lambda d: d.choice((1e308, -1e308, 2**53 + 1, 1e-300, 0, -0.0)),
    lambda d: f"{d.randint(1, 99999):,}{d.choice(('', '万元', '亿元', '%', '家', '‰', ' '))}",
    lambda d: date(d.randint(1900, 2199), d.randint(1, 12), d.randint(1, 28)),
    lambda d: bool(d.getrandbits(1)),
    lambda d: f"={d.choice(('1/0', 'A1', 'SUM(A1:A9)', '[x.xlsx]S!A1', 'cmd|x!A1', 'NOW()'))}",
    lambda d: "".join(chr(d.choice((9, 10, 0x200B, 0x202E, 0xFF11, 0x4E00, 65))) for _ in range(9)),
    lambda d: "九" * d.randint(1, 400),
)
"""What a value cell may hold that nobody expects there."""


def cells(folder: Path, dice: random.Random) -> None:
    """Strange contents in the value cells of a return; what is recorded is what was typed."""
    zone = with_past(folder / "zone", GUARD[0] if GUARD else None)
    form = zone.form(QUARTER)
    for number in range(6):
        person = Person(form)
        person.fill(SOUND)
        typed: dict[str, tuple[str, Any]] = {}
        for indicator in dice.sample(sorted(SOUND), 3):
            column = dice.choice(("this_period", "to_date"))
            if indicator in {"firms", "share", "plan", "energy"}:
                column = "this_period"
            value = dice.choice(ODD)(dice)
            if isinstance(value, str) and value.startswith("="):
                person.formula(indicator, column, value)
            else:
                with contextlib.suppress(IllegalCharacterError):
                    person.type(indicator, column, value)
            typed[indicator] = column, value
        path = zone.save(person.saved(), f"{number}.xlsx")
        (taken,) = zone.collect(path).files
        codes = {f.code for f in taken.findings}
        must(not codes & {"B137", "B140"}, f"{typed}: {sorted(codes)}")
        if taken.fate is Fate.RECORDED:
            _as_typed(zone.root, typed)


GUARD: list[Guard] = []


def _as_typed(root: Path, typed: dict[str, tuple[str, Any]]) -> None:
    """A number that was typed plainly is on record as that number or not at all."""
    for indicator, period, value, _ in figures(root).values():
        if period == QUARTER and indicator in typed:
            _, was = typed[str(indicator)]
            if isinstance(was, float) and not isinstance(was, bool):
                near = [was, *SOUND[str(indicator)]]
                close = any(abs(float(value) - one) <= 1e-9 * abs(one) for one in near)  # type: ignore[arg-type]
                must(close, f"{indicator}: typed {was!r}, recorded {value!r}")


ATTACKS: Final[dict[str, Callable[[Path, random.Random], None]]] = {
    "kills": kills,
    "full-disk": full_disk,
    "crowds": crowds,
    "tampering": tampering,
    "charsets": charsets,
    "cells": cells,
}


def attack(name: str, seconds: float, seed: int) -> list[str]:
    """Rounds of an attack for so long, at least one; what gave way, each with its seed."""
    end, rounds, found = time.monotonic() + seconds, 0, []
    while rounds == 0 or time.monotonic() < end:
        rounds += 1
        with tempfile.TemporaryDirectory() as folder:
            dice = random.Random(seed + rounds)  # noqa: S311  (to be repeated, not secret)
            try:
                ATTACKS[name](Path(folder), dice)
            except GaveWayError as fault:
                found.append(f"{name}, --seed {seed + rounds - 1}: {fault}")
            except NotPossibleError as reason:
                print(f"{name:<10} left out: {reason}")
                return []
    print(f"{name:<10} {rounds} rounds, {len(found)} gave way")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Every attack, or those named; 1 where anything gave way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ATTACKS))
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    with Guard(workers=1) as guard:
        GUARD.append(guard)
        found = [
            one
            for name in asked.names or ATTACKS
            for one in attack(name, asked.seconds, asked.seed)
        ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
