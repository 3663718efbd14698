"""Golden texts: what the program made when somebody last looked at it, and what it makes now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent / "golden"


def compare(name: str, text: str) -> None:
    """The text is that of the golden file; `make golden` writes it anew, to be read as a change."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
