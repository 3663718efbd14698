"""Mutants of the judge and of the cell grammar: a seeded sample, and how many the tests notice.

Run with mutmut in an environment of its own as `make mutation`; see `[tool.mutmut]` of
pyproject.toml for what is changed and which tests are tried.  A mutant that no test notices is
named, and shown by `.venv-mutation/bin/mutmut show NAME`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
MUTMUT: Final = (str(Path(sys.executable).with_name("mutmut")), "run")
GOAL: Final = 0.9
SAID: Final[dict[int | None, str]] = {
    1: "noticed", 0: "survived", 33: "no test", 5: "no test", -24: "without end",
}  # fmt: skip
"""What an exit code of the tests says; -24 is the signal after fifteen times the usual time."""
PLAINLY: Final = {1: "noticed", 2: "noticed", 0: "survived"}
"""The same of pytest given whole files: 2 where a file of tests could not even be loaded."""
LONGEST: Final = 1800.0
"""Seconds that the files together may take, many times what they do."""


def mutmut(*arguments: str, quiet: bool = False) -> None:
    """Run mutmut; its exit code says nothing of how many were noticed."""
    command = [*MUTMUT, *arguments]
    subprocess.run(command, cwd=ROOT, capture_output=quiet, check=False)  # noqa: S603  (our own)


def outcomes() -> dict[str, int | None]:
    """The exit code of the tests by the name of the mutant; none where it was not tried."""
    found: dict[str, int | None] = {}
    for path in sorted((ROOT / "mutants").rglob("*.meta")):
        found |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return found


def tried_plainly(name: str) -> str:
    """The outcome by pytest alone, where mutmut got none.

    mutmut names each test: where the mutant breaks the loading of a file, or changes the names of
    its cases, pytest finds no such test, which mutmut reports (255) as if time had run out.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    files = settings["pytest_add_cli_args_test_selection"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", *settings["pytest_add_cli_args"], *files]
    paths = {"PYTHONPATH": os.pathsep.join(("src", "tests"))}
    try:
        code = subprocess.run(  # noqa: S603  (our own)
            command,
            cwd=ROOT / "mutants",
            env={**os.environ, **paths, "MUTANT_UNDER_TEST": name},
            capture_output=True,
            timeout=LONGEST,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return "without end"
    return PLAINLY.get(code, f"not tried (exit code {code})")


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
    codes = outcomes()
    if not SAID.keys() >= {codes[name] for name in sample} and tried_plainly("") != "survived":
        sys.exit("The tests fail without a mutant: run them in mutants/ to see why.")
    said = {name: SAID.get(codes[name]) or tried_plainly(name) for name in sorted(sample)}
    rooms = sorted({name.rpartition(".")[0] for name in sample})
    for room in rooms:
        counts = Counter(s for name, s in said.items() if name.rpartition(".")[0] == room)
        print(f"{room:<48}", ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    # A loop without end would never pass; it is named, for a slow machine looks the same.
    print("\n".join(f"{kind}: {name}" for name, kind in said.items() if kind != "noticed"))
    score = sum(kind in {"noticed", "without end"} for kind in said.values()) / len(sample)
    print(f"{len(sample)} of {len(names)} mutants, {score:.1%} noticed")
    return int(score < GOAL)


if __name__ == "__main__":
    sys.exit(main())
