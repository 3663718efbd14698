"""Answers of `status` kept in the workspace, and given again while nothing they rest on changes.

An answer is what was printed, and the exit code.  It is kept under a digest of everything that it
could depend on: the program's files, the settings, books, ledger, register and returns (by their
content), every other file of the workspace (by name, size and times), the question, the language,
the day, the terminal.  The digest is taken before and after the work, so that a file which changed
meanwhile is never answered for.  Deleting `.scorecard` changes nothing but the next run's time.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO

from scorecard.cli.console import now, terminal_width, use_colour
from scorecard.i18n import Words
from scorecard.schema.errors import ScorecardError
from scorecard.store import write_file
from scorecard.workspace import DEFAULT_TIMEZONE, SETTINGS_FILE, find_workspace

FOLDER: Final = ".scorecard"
PROGRAM: Final = Path(__file__).resolve().parent.parent
ANSWERS: Final = 16
"""So many answers are kept; the oldest goes first."""
LARGEST: Final = 2_000_000
"""A longer answer (characters) is worked out each time."""

_CHANNELS: Final = ("stdout", "stderr")
_READ: Final = frozenset({"targets", "reports"})
"""The folders of a workspace that `status` reads."""
Piece = tuple[str, str]
"""Channel (of `_CHANNELS`), and the bytes that went through it, as Latin-1."""


def status(words: Words, **options: Any) -> None:  # noqa: ANN401  (click checked the types)
    """Print where targets stand: an answer that was kept, else worked out and kept."""
    root = _root(options["folder"])
    question = _digest(root, words.language, options) if root else None
    if root is None or question is None:
        _work_out(words, options)
        return
    known = _answers(root)
    answer = known.get(question)
    if answer is not None:
        _say(answer["said"])
        sys.exit(answer["code"])
    code: Any = 0
    with _heard() as said:
        try:
            _work_out(words, options)
        except SystemExit as ended:
            code = ended.code
    small = sum(len(text) for _, text in said) <= LARGEST
    if small and _digest(root, words.language, options) == question:
        recent = list(known.items())[1 - ANSWERS :]
        answers = dict(recent) | {question: {"code": code, "said": said}}
        _keep(root, answers)
    sys.exit(code)


def _work_out(words: Words, options: Mapping[str, Any]) -> None:
    from scorecard.cli import judged

    judged.status(words, **options)


def _root(folder: Path | None) -> Path | None:
    try:
        root = folder if folder is not None else find_workspace(Path.cwd())
    except (ScorecardError, OSError, RuntimeError):
        return None  # the command itself says what is wrong
    return root if (root / SETTINGS_FILE).is_file() else None


# ------------------------------------------------------------------ what an answer rests on


def _digest(root: Path, language: str, options: Mapping[str, Any]) -> str | None:
    """A digest of everything that the answer could depend on; None where it cannot be taken."""
    found = hashlib.blake2b(digest_size=20)
    try:
        settings = tomllib.loads((root / SETTINGS_FILE).read_text(encoding="utf-8-sig"))
        today = now(str(settings.get("timezone", DEFAULT_TIMEZONE))).date()
        asked = {name: str(value) for name, value in options.items()}
        shown = (terminal_width(), use_colour(), Path.cwd(), sys.stdout.encoding)
        told = (sys.version, language, today, sorted(asked.items()), root.resolve(), *shown)
        found.update(repr(told).encode("utf-8", "surrogateescape"))
        for path in _files(PROGRAM):
            found.update(_stamp(path))
        for path in _files(root):
            found.update(_stamp(path))
            if _is_read(path.relative_to(root)) and path.is_file():  # a pipe would be waited for
                found.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, ValueError, RuntimeError, KeyError):
        return None
    return found.hexdigest()


def _files(top: Path) -> Iterator[Path]:
    """Every file below a folder, in a fixed order.

    What lies in hidden folders of its own (`.git`, `.venv`, our own) is never read by `status`.
    Raises `OSError` where what is read lies behind a link to a folder, into which nobody looks.
    """
    for place, folders, names in os.walk(top):
        at_top = place == str(top)
        folders[:] = sorted(
            n for n in folders if n != "__pycache__" and not (at_top and n.startswith("."))
        )
        for name in folders:
            if (not at_top or name in _READ) and Path(place, name).is_symlink():
                raise NotADirectoryError(name)
        for name in sorted(names):
            yield Path(place, name)


def _is_read(path: Path) -> bool:
    """Whether `status` reads this file of a workspace, and its content counts."""
    top, *below = path.parts
    if top != "reports" or len(below) <= 1:
        return not below or top in _READ
    return "returns" in below or (below[0] == "archive" and path.suffix == ".json")


def _stamp(path: Path) -> bytes:
    entry = path.stat()
    return f"{path}|{entry.st_size}|{entry.st_mtime_ns}\n".encode("utf-8", "surrogateescape")


# ------------------------------------------------------------------ the answers


def _answers(root: Path) -> dict[str, Any]:
    """The answers on file, oldest first; none where the file is gone or spoilt."""
    try:
        known = json.loads((root / FOLDER / "status.json").read_bytes())
        return {
            question: {
                "code": int(answer["code"]),
                "said": [(_CHANNELS[_CHANNELS.index(c)], _bytes(t)) for c, t in answer["said"]],
            }
            for question, answer in known.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _bytes(text: str) -> str:
    """Bytes as Latin-1; raises `ValueError` for other characters."""
    return text.encode("latin-1").decode("latin-1")


def _keep(root: Path, answers: Mapping[str, Any]) -> None:
    """Write them whole; a workspace that cannot be written to is no fault."""
    with suppress(ScorecardError, OSError):
        ignored = root / FOLDER / ".gitignore"
        if not ignored.is_file():
            write_file(ignored, b"*\n")
        write_file(root / FOLDER / "status.json", json.dumps(answers).encode())


def _say(said: list[Piece]) -> None:
    for channel, text in said:
        _write(getattr(sys, channel), text.encode("latin-1"))


def _write(stream: TextIO, data: bytes) -> None:
    stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()


@contextmanager
def _heard() -> Iterator[list[Piece]]:
    """Everything that is written to the two channels meanwhile, in order; it is written as ever."""
    said: list[Piece] = []
    before = {name: getattr(sys, name) for name in _CHANNELS}
    for name, stream in before.items():
        like = {"encoding": stream.encoding, "errors": stream.errors, "write_through": True}
        setattr(sys, name, io.TextIOWrapper(_Listener(name, stream, said), **like))
    try:
        yield said
    finally:
        for name, stream in before.items():
            setattr(sys, name, stream)


class _Listener(io.BufferedIOBase):
    """The bytes behind a channel, which are noted as they go through."""

    def __init__(self, name: str, stream: TextIO, said: list[Piece]) -> None:
        self._name, self._stream, self._said = name, stream, said

    def isatty(self) -> bool:
        return self._stream.isatty()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401  (any buffer)
        self._said.append((self._name, bytes(data).decode("latin-1")))
        _write(self._stream, data)
        return len(data)
