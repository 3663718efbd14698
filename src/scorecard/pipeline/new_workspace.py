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
from scorecard.i18n import Words
from scorecard.ledger.archive import bear_witness, keep
from scorecard.ledger.ledger import opened
from scorecard.schema.errors import N_
from scorecard.workspace import SETTINGS_FILE, Workspace

_EXAMPLES: Final = Path(__file__).resolve().parent.parent / "example"
_PLAIN: Final = re.compile(r"[\w（）()·]+(?: [\w（）()·]+)*")
_LONGEST: Final = 60
_README: Final = "README.md"
_YEAR: Final = (
    N_("# {organisation}: targets and scorecards"),
    N_(
        "Everything stands in this folder; copy it as a whole to keep it. What is done in a year "
        "(type the commands in this folder, with the quarter in question):"
    ),
    N_("## When the targets are set"),
    N_(
        "1. Fill in {book}: documents, sentences, indicators, targets, and who answers for each. "
        "A table that is kept already: `scorecard init DIR --from TABLE`; a plan or report: "
        "`scorecard draft DOCUMENT`.\n2. `scorecard check` says what is wrong, with its cell."
    ),
    N_("## Every quarter"),
    N_(
        "1. `scorecard forms 2026-Q1` writes a form for each unit; send them out.\n"
        "2. `scorecard collect FILE…` records what comes back; a form with a fault goes back with "
        "its cells marked.\n"
        "3. `scorecard status --missing` names who has not reported.\n"
        "4. `scorecard render 2026-Q1` writes workbook, PDF, charts; begin with the first sheet.\n"
        "5. `scorecard notice 2026-Q1` writes the notice and the reminders."
    ),
    N_("## In the third and fourth quarter"),
    N_(
        "- The forms of the third quarter ask what is expected for the whole year; the first page "
        "names what falls due within 90 days.\n"
        "- After the fourth quarter annual figures and places are asked for until they have come."
    ),
    N_("## When something changes"),
    N_(
        "- A figure was wrong: the unit writes it on the sheet of revisions of its next form.\n"
        "- A target is changed: a new row with the next version and the day it holds from.\n"
        "- A figure looks strange: `scorecard explain TARGET` and `scorecard history TARGET`."
    ),
    N_("## At the end of the year"),
    N_(
        "`scorecard verify` derives every published number again; `scorecard ledger backup FILE` "
        "keeps the record of all figures elsewhere."
    ),
)
"""The office's year, paragraph by paragraph, as the README of a workspace of one's own has it."""
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
        told = [words.text(one, organisation=organisation, book=book.as_posix()) for one in _YEAR]
        store.write_file(aside / _README, ("\n\n".join(told) + "\n").encode())
    return book
