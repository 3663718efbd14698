"""A new workspace: the example that comes with the program, or an empty one of one's own.

The example was built through the loop that offices use (`tools/example.py`) and is put down as it
was built; only the archive is made from the returns, whose copies it holds.
"""

from __future__ import annotations

import json
import re
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from scorecard import store
from scorecard.i18n import N_, Words
from scorecard.ledger.archive import bear_witness, keep
from scorecard.ledger.ledger import opened
from scorecard.workspace import SETTINGS_FILE, Workspace

_EXAMPLES: Final = Path(__file__).resolve().parent.parent / "example"
_PLAIN: Final = re.compile(r"[\w（）()·]+(?: [\w（）()·]+)*")
_LONGEST: Final = 60
_README: Final = "README.md"
_NOTE: Final = N_("Dark headers: every row needs a value. Light headers may stay blank.")


@dataclass(frozen=True, slots=True)
class Example:
    """What was written: how many organisations, quarters and collected returns."""

    organisations: int
    quarters: int
    returns: int


def example_files(language: str) -> dict[str, bytes]:
    """Every file of the example in a language (zh, en) by its path, without the archive."""
    with tarfile.open(_EXAMPLES / f"{language}.tar.xz") as packed:
        streams = {entry.name: packed.extractfile(entry) for entry in packed}
        return {name: stream.read() for name, stream in streams.items() if stream is not None}


def write_example(folder: Path, words: Words) -> Example:
    """The example in a new or empty folder, in the language of `words`: all of it, or nothing.

    Raises `NotEmptyError`, `CannotWriteError`.
    """
    files = example_files(words.language)
    returns = [name for name in files if PurePosixPath(name).match("reports/*/returns/*")]
    with store.built_aside(folder) as aside:
        for name, data in files.items():
            store.write_file(aside / name, data)
        new = Workspace(aside, "")
        for name in returns:
            keep(new.archive, files[name], store.sha256(files[name]))
        with opened(new.ledger) as ledger:
            bear_witness(new.archive, ledger.last_seq(), ledger.head())
    return Example(
        organisations=sum(name.startswith("targets/") for name in files),
        quarters=len({PurePosixPath(name).parts[1] for name in returns}),
        returns=len(returns),
    )


def book_place(organisation: str) -> Path:
    """Where an organisation's target book stands in its workspace; a safe name whatever its own."""
    plain = _PLAIN.fullmatch(organisation) and len(organisation) <= _LONGEST
    return Path("targets") / f"{organisation if plain else store.slug(organisation)}.xlsx"


def write_own(folder: Path, organisation: str, words: Words) -> Path:
    """A workspace for this organisation in a new or empty folder; gives the book's place in it.

    Raises `NotEmptyError`, `CannotWriteError`.
    """
    from scorecard.excel.text import clean_text  # noqa: PLC0415  (the example needs no spreadsheet)
    from scorecard.forms.target_book import book_workbook  # noqa: PLC0415  (as above)

    rows = {
        "about": [
            {"item": "organisation", "content": organisation},
            {"item": "language", "content": words.language},
            {"item": "note", "content": words.text(_NOTE)},
        ]
    }
    book = book_place(organisation)
    title = json.dumps(clean_text(organisation), ensure_ascii=False)  # also a string of TOML
    settings = f'title = {title}\nlanguage = "{words.language}"\n'
    with store.built_aside(folder) as aside:
        store.write_file(aside / SETTINGS_FILE, settings.encode())
        store.write_file(aside / book, book_workbook(rows, organisation, words))
        # what is done in the office's year, paragraph by paragraph
        year = (_EXAMPLES / f"readme.{words.language}.md").read_text(encoding="utf-8")
        told = year.format(organisation=organisation, book=book.as_posix())
        store.write_file(aside / _README, told.encode())
    return book
