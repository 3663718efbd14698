"""Runs the commands of the tutorial in a fresh folder and writes down what they print.

Run as `python tools/tutorial.py` to write the outputs into the page, with `--check` to fail where
one is stale.  In a block marked `console` a line that starts with `$` is a command; what follows is
its output.  A line `…` stands for lines left out: as many as stand before and after it are kept.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "tutorial" / "first-scorecard.md"
BLOCK: Final = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
LEFT_OUT: Final = "…"
WIDTH: Final = 100
ENVIRONMENT: Final = {"COLUMNS": str(WIDTH), "LANG": "en_US.UTF-8", "PYTHONUTF8": "1"}


Program = Callable[[Sequence[str], Path], str]
"""Runs `scorecard` with arguments in a folder; what it prints, errors last."""


def started(arguments: Sequence[str], folder: Path) -> str:
    """The program in a new interpreter."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    done = subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", "scorecard", *arguments],
        cwd=folder,
        env={**inherited, **ENVIRONMENT},
        capture_output=True,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


class Shell:
    """Somebody at a terminal: knows the folder, runs `cd` and `scorecard`."""

    def __init__(self, folder: Path, program: Program = started) -> None:
        self.folder = folder
        self.program = program

    def run(self, command: str) -> list[str]:
        """The lines that a command prints, those of its errors last."""
        program, *arguments = _words(command)
        if program == "cd":
            self.folder /= arguments[0]
            return []
        if program != "scorecard":
            raise ValueError(f"the tutorial runs scorecard and cd only: {command}")
        lines = self.program(arguments, self.folder).rstrip("\n").split("\n")
        return [line.rstrip() for line in lines] if lines != [""] else []


def _words(command: str) -> list[str]:
    """The command's words; quotation marks keep a name with blanks together."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


def commands(block: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the output that stands below it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    yield from found


def shown(printed: list[str], before: list[str]) -> list[str]:
    """What is printed, with the lines left out that the page leaves out."""
    if LEFT_OUT not in before:
        return printed
    head = before.index(LEFT_OUT)
    tail = len(before) - head - 1
    if head + tail >= len(printed):
        return printed
    return [*printed[:head], LEFT_OUT, *printed[len(printed) - tail :]]


def written(text: str, folder: Path, program: Program = started) -> str:
    """The page with the outputs of its commands, run one after the other in a folder."""
    shell = Shell(folder, program)

    def rerun(block: re.Match[str]) -> str:
        lines: list[str] = []
        for command, before in commands(block[0]):
            lines += [f"$ {command}", *shown(shell.run(command), before)]
        return "\n".join(lines) + "\n"

    return BLOCK.sub(rerun, text)


def fresh(program: Program = started) -> str:
    """The page as it should read."""
    with tempfile.TemporaryDirectory() as folder:
        return written(PAGE.read_text(encoding="utf-8"), Path(folder), program)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail where stale")
    options = parser.parse_args(arguments)
    text = fresh()
    stale = text != PAGE.read_text(encoding="utf-8")
    if stale and not options.check:
        PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.name}: {'stale' if stale and options.check else 'current'}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
