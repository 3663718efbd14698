"""Mutants of the judge and of the cell grammar: a seeded sample, and how many the tests notice.

Run with mutmut in an environment of its own as `make mutation`; see `[tool.mutmut]` of
pyproject.toml for what is changed and which tests are tried.  A mutant that no test notices is
named, and shown by `.venv-mutation/bin/mutmut show NAME`.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
MUTMUT: Final = (str(Path(sys.executable).with_name("mutmut")), "run")
GOAL: Final = 0.9
KNOWN: Final = {0: "survived", 33: "no test", 5: "no test", None: "not tried"}
"""Exit codes of the tests that did not notice; all others did, or never came to an end."""


def mutmut(*arguments: str, quiet: bool = False) -> None:
    """Run mutmut; its exit code says nothing of how many were noticed."""
    command = [*MUTMUT, *arguments]
    subprocess.run(command, cwd=ROOT, capture_output=quiet, check=False)  # noqa: S603  (our own)


def outcomes() -> dict[str, int | None]:
    """The exit code of the tests by the name of the mutant."""
    found: dict[str, int | None] = {}
    for path in sorted((ROOT / "mutants").rglob("*.meta")):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return found


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where fewer than nine in ten are noticed."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    # A name that fits none: mutants are made, and which tests come to which is noted.
    mutmut("none", quiet=True)
    names = sorted(outcomes())
    dice = random.Random(options.seed)  # noqa: S311  (to be repeated, not secret)
    sample = set(dice.sample(names, min(options.sample, len(names))))
    mutmut("--max-children", str(options.jobs), *sample)
    said = {name: KNOWN.get(code, "noticed") for name, code in outcomes().items() if name in sample}
    rooms = sorted({name.rpartition(".")[0] for name in sample})
    for room in rooms:
        counts = Counter(s for name, s in said.items() if name.rpartition(".")[0] == room)
        print(f"{room:<48}", ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    left = sorted(name for name, kind in said.items() if kind != "noticed")
    print("\n".join(f"{said[name]}: {name}" for name in left))
    score = 1 - len(left) / len(sample)
    print(f"{len(sample)} of {len(names)} mutants, {score:.1%} noticed")
    return int(score < GOAL)


if __name__ == "__main__":
    sys.exit(main())
