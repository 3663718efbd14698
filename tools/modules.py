"""Writes the tree of modules into `docs/explanation/architecture.md`, one line a module.

A line is the first one of the module's docstring.  Run as `python tools/modules.py`, with `--check`
to change nothing and fail where the page is not what the code says.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "scorecard"
PAGE: Final = ROOT / "docs" / "explanation" / "architecture.md"
BEGIN, END = "<!-- modules: written by `make docs` -->\n", "<!-- end of modules -->\n"


def tree(folder: Path = SOURCE, depth: int = 0) -> list[str]:
    """A line for a folder, one for each of its modules, then those of the folders in it."""
    inside = "  " * depth
    lines = [_line(f"{inside}{folder.name}/", folder / "__init__.py")]
    modules = (path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py")
    lines += [_line(f"{inside}  {path.stem}", path) for path in modules]
    for package in sorted(folder.iterdir()):
        if (package / "__init__.py").is_file():
            lines += tree(package, depth + 1)
    return lines


def _line(name: str, path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return f"{name:<26} {said.partition(chr(10))[0]}".rstrip()


def page() -> str:
    """The page with today's tree."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    drawn = "\n".join(tree())
    return f"{before}{BEGIN}```text\n{drawn}\n```\n{END}{after}"


def main() -> int:
    """Exit code 1 where `--check` finds a stale tree."""
    text = page()
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") == text
        print("tree of modules: current" if current else f"stale: {PAGE.name}")
        return int(not current)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
