"""A new workspace of one's own: settings, an empty target book, and how to begin."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.model.errors import N_
from scorecard.sheet.text import clean_text
from scorecard.words import Words
from scorecard.workbook.book_writer import book_workbook
from scorecard.workspace import SETTINGS_FILE

_PLAIN: Final = re.compile(r"[\w（）()·]+(?: [\w（）()·]+)*")
_LONGEST: Final = 60
_NOTE: Final = N_("Dark headers: every row needs a value. Light headers may stay blank.")


def write_own(folder: Path, organisation: str, words: Words) -> Path:
    """A workspace for this organisation in a new or empty folder; gives the book's place in it.

    Raises `NotEmptyError`, `CannotWriteError`.
    """
    rows = {
        "about": [
            {"item": "organisation", "content": organisation},
            {"item": "language", "content": words.language},
            {"item": "note", "content": words.text(_NOTE)},
        ]
    }
    plain = _PLAIN.fullmatch(organisation) and len(organisation) <= _LONGEST
    name = organisation if plain else store.slug(organisation)
    book = Path("targets") / f"{name}.xlsx"
    with store.built_aside(folder) as aside:
        store.write_file(aside / SETTINGS_FILE, _settings(organisation, words))
        store.write_file(aside / book, book_workbook(rows, organisation, words))
    return book


def _settings(organisation: str, words: Words) -> bytes:
    title = json.dumps(clean_text(organisation), ensure_ascii=False)  # also a string of TOML
    return f'title = {title}\nlanguage = "{words.language}"\n'.encode()
