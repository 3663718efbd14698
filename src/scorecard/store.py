"""The only writer of files: bytes in, whole files out, or none at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import itertools
import json
import math
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from scorecard.schema.errors import N_, CannotWriteError, NotEmptyError, why

MANIFEST: Final = "scorecard.json"
_PREFIX: Final = ".~scorecard-"
_SLUG_LENGTH: Final = 60
_SLUG_END: Final = 24
_LOCK_SECONDS: Final = 30
_PART: Final = 1_000
"""Members of a list that are written together."""
_quoted: Final = json.encoder.encode_basestring


def slug(name: str) -> str:
    """A safe file name for a name from the data: at most 60 characters and 8 of a hash.

    Letters of any script and digits stay; nothing in it can form a path.  Of a longer name the
    beginning stays and the end, which tells what the file is of.

    >>> slug("../全国高新区 综合排名")
    '全国高新区-综合排名-7ba1cf51'
    """
    clean = unicodedata.normalize("NFKC", name)
    clean = re.sub(r"[^\w]+", "-", clean).strip("-_")
    if len(clean) > _SLUG_LENGTH:
        end = clean[-_SLUG_END:]
        end = end.partition("-")[2] or end
        clean = f"{clean[: _SLUG_LENGTH - len(end) - 1].strip('-_')}-{end}".strip("-_")
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{clean}-{digest}" if clean else digest


def sha256(data: bytes) -> str:
    """The SHA-256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_file(path: Path) -> bytes:
    """The bytes of a file; a pipe, which would be waited for, and a folder are none.

    Raises `OSError`.
    """
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "", str(path))
    return path.read_bytes()


def temporary_name(path: Path) -> Path:
    """The name by which a file of this process goes until it is whole."""
    return path.with_name(f"{_PREFIX}{os.getpid()}-{_digest(path)}.tmp")


def _digest(path: Path) -> str:
    return sha256(os.fsencode(path.name))[:12]


def write_file(path: Path, data: bytes, *, synced: bool = True) -> None:
    """Write a file whole: temporary name beside it, fsync, rename, fsync the folder.

    Who writes many files into one folder leaves the last to one `sync_folder` after all of them
    (`synced` false).  Raises `CannotWriteError`; then the old file is untouched and nothing else
    is left behind.
    """
    temporary = temporary_name(path)
    with writing(path):
        try:
            _flushed(temporary, data)
            temporary.replace(path)
            if synced:
                sync_folder(path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def _flushed(path: Path, data: bytes) -> None:
    """Write bytes into a file and see that they are on disk; folders are made."""
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make sure that a renamed file keeps its name after a power cut."""
    if os.name == "nt":  # Windows cannot open a folder to sync it; the rename is durable there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one writer; sweeps what killed runs have left directly in it.

    Raises `CannotWriteError` if another run holds it for 30 seconds.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  (what only reads does not wait for it)

    lock = folder / f"{_PREFIX}lock"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(lock, timeout=_LOCK_SECONDS):
                _remove(_leftovers(folder))
                yield
        except Timeout as error:
            reason = N_("another run is writing")
            raise CannotWriteError(file=str(folder), reason=reason) from error


def sweep(paths: Iterable[Path]) -> None:
    """Remove what killed runs have left of these files; for who holds a lock on their writing.

    Only of these: in the same folder another run may be writing files of its own.
    """
    digests: dict[Path, set[str]] = {}
    for path in paths:
        digests.setdefault(path.parent, set()).add(_digest(path))
    for folder, ours in digests.items():
        _remove(path for path in _leftovers(folder) if path.name.split(".tmp")[0][-12:] in ours)


def _leftovers(folder: Path) -> list[Path]:
    """Temporary files directly in a folder, a database's journals with them."""
    return list(folder.glob(f"{_PREFIX}*.tmp*"))


def _remove(paths: Iterable[Path]) -> None:
    """A file that cannot be removed stays: it is passed over by every reader."""
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def built_aside(folder: Path) -> Iterator[Path]:
    """A folder to build in, put in the place of `folder` when all of it is there.

    A folder that is there and empty stays the same folder, with its owner and rights and whoever
    stands in it: it is filled, its files last.  Raises `NotEmptyError` where something stands in
    `folder`, and leaves nothing behind then or where building fails; what a killed run has left of
    the same folder is removed.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  (as in `locked`)

    target = folder.absolute()
    around = target if target.is_dir() else target.parent
    aside = around / temporary_name(target).with_suffix("").name

    def ours() -> set[Path]:
        return set(around.glob(f"{_PREFIX}*-{_digest(target)}"))

    def refuse_what_is_there() -> None:
        if target.is_file() or (target.is_dir() and set(target.iterdir()) - ours()):
            raise NotEmptyError(folder=str(folder))

    with writing(folder):
        refuse_what_is_there()
        for leftover in ours():
            with contextlib.suppress(Timeout):
                FileLock(leftover / f"{_PREFIX}lock", timeout=0).acquire().lock.release()
                shutil.rmtree(leftover, ignore_errors=True)
        aside.mkdir(parents=True)
        held = FileLock(aside / f"{_PREFIX}lock").acquire().lock
    try:
        yield aside
        held.release()
        with writing(folder):
            for leftover in list(aside.rglob(f"{_PREFIX}*")):
                leftover.unlink(missing_ok=True)
            refuse_what_is_there()
            if around is target:
                _moved_into(target, sorted(aside.iterdir(), key=Path.is_file))
            else:
                aside.rename(target)
            sync_folder(around)
    finally:
        held.release()
        shutil.rmtree(aside, ignore_errors=True)


def _moved_into(folder: Path, parts: Iterable[Path]) -> None:
    """Move all of these into the folder, or none."""
    with contextlib.ExitStack() as back:
        for part in parts:
            back.callback(part.rename(folder / part.name).rename, part)
        back.pop_all()


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Faults of the file system within as the `CannotWriteError` that names the path."""
    try:
        yield
    except OSError as error:
        raise CannotWriteError(file=str(path), reason=why(error)) from error


# ---------------------------------------------------------------------------
# A set of outputs that changes as a whole.
#
# The new set is written into a folder of its own beside the old one.  When all of it is on disk
# that folder becomes the next set: from then on it will take the old one's place, whoever finds it.
# First the old files go aside, then the new ones come in: old and new never stand side by side.


_MAKING: Final = f"{_PREFIX}making"
_NEXT: Final = f"{_PREFIX}next"
_COMING: Final = f"{_PREFIX}coming"
_OLD: Final = f"{_PREFIX}old"


def write_set(
    folder: Path,
    files: Mapping[str, bytes],
    document: Mapping[str, object],
    keep: Callable[[str], bool] = lambda _: False,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Publish a set of outputs and `scorecard.json` with their hashes: whole, or not at all.

    A run that is killed leaves the old set, or a new one that `settle` puts in its place.

    `files` maps names relative to `folder` to bytes.  Files that the previous `scorecard.json`
    named and this set does not hold are removed, unless they are to be kept; nothing else ever is.
    `announce` is told the SHA-256 of the new `scorecard.json` before anything is replaced.
    """
    with locked(folder):
        _switch(folder)
        before = published(folder)
        places = {inside(folder, name).parent for name in (*before, *files)}
        for place in places:
            _remove(_leftovers(place))
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (folder / name).is_dir():
                raise CannotWriteError(file=str(folder / name), reason=N_("it is a folder"))
        kept = {name: old for name, old in before.items() if keep(name) and name not in files}
        hashes = {name: sha256(data) for name, data in files.items()} | kept
        listed = json_bytes({**document, "outputs": dict(sorted(hashes.items()))})
        making = folder / _MAKING
        shutil.rmtree(making, ignore_errors=True)
        try:
            for name, data in {**files, MANIFEST: listed}.items():
                _flushed(making / name, data)
            _sync_folders(making, files)
            announce(sha256(listed))
            making.rename(folder / _NEXT)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        _switch(folder)


def settle(folder: Path) -> bool:
    """Finish what a killed run has begun to publish here; whether there was anything to finish.

    Raises `CannotWriteError`; the next run finishes it then.
    """
    if not ((folder / _NEXT).is_dir() or (folder / _COMING).is_dir()):
        return False
    with locked(folder):
        return _switch(folder)


def _switch(folder: Path) -> bool:
    """Put the next set in the place of the one that stands there; whether there was one."""
    following, coming, old = (folder / name for name in (_NEXT, _COMING, _OLD))
    if following.is_dir():
        new = published(following)
        names = {name for name in published(folder) if name not in new}
        names |= _files_in(following) - {MANIFEST}
        _put_aside(folder, old, [*sorted(names), MANIFEST])  # the list of them last
        following.rename(coming)
        sync_folder(folder)
    there = coming.is_dir()
    if there:
        names = _files_in(coming) - {MANIFEST}
        for name in [*sorted(names), MANIFEST]:
            if (coming / name).is_file():
                _moved(coming / name, folder / name)
        _sync_folders(folder, names)
    for done in (coming, old):
        shutil.rmtree(done, ignore_errors=True)
    return there


def _put_aside(folder: Path, old: Path, names: Iterable[str]) -> None:
    """Move the old files aside, all of them: one that another program holds keeps the others."""
    try:
        for name in names:
            if inside(folder, name).is_file():
                _moved(folder / name, old / name)
    except OSError:
        for name in _files_in(old):
            with contextlib.suppress(OSError):
                _moved(old / name, folder / name)
        shutil.rmtree(folder / _NEXT, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
        raise


def _moved(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def _files_in(folder: Path) -> set[str]:
    """The files below a folder, by their names relative to it."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def _sync_folders(folder: Path, names: Iterable[str]) -> None:
    for place in {folder, *((folder / name).parent for name in names)}:
        sync_folder(place)


def published(folder: Path) -> dict[str, str]:
    """Name and SHA-256 of every file the folder's `scorecard.json` names; empty without one."""
    try:
        return {str(name): str(digest) for name, digest in manifest(folder)["outputs"].items()}
    except (KeyError, AttributeError):
        return {}


def manifest(folder: Path, name: str = MANIFEST) -> dict[str, Any]:
    """The folder's `scorecard.json`; empty where there is none that can be read."""
    try:
        document = json.loads(read_file(folder / name))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def unfinished(root: Path) -> list[Path]:
    """The folders below, in which a set of outputs waits to take its place (see `settle`)."""
    return sorted({path.parent for name in (_NEXT, _COMING) for path in root.rglob(name)})


def json_parts(document: Mapping[str, object]) -> Iterator[bytes]:
    """The bytes of `json_bytes` in parts: a large document is never held as one text.

    What stands directly in the document and is an iterator is written as a list.
    """
    between = "{"
    for key, value in document.items():
        yield f"{between}\n  {_quoted(key)}: ".encode()
        between = ","
        if isinstance(value, list | Iterator):
            yield from _listed(iter(value))
        else:
            yield _json(value, "\n  ").encode()
    yield b"\n}\n" if document else b"{}\n"


def _listed(values: Iterator[object]) -> Iterator[bytes]:
    between, line = "[", "\n    "
    while some := [line + _json(one, line) for one in itertools.islice(values, _PART)]:
        yield (between + ",".join(some)).encode()
        between = ","
    yield b"[]" if between == "[" else b"\n  ]"


def _json(value: object, line: str) -> str:
    """The value as `json.dumps` writes it, two blanks a level; `line` begins a new line at its own.

    Where that one indents it is Python as well, generators within generators.
    """
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    if type(value) is int:
        return repr(value)
    inner = line + "  "
    if isinstance(value, dict) and value:
        told = [f"{inner}{_quoted(key)}: {_json(held, inner)}" for key, held in value.items()]
        return f"{{{','.join(told)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{','.join([inner + _json(held, inner) for held in value])}{line}]"
    return json.dumps(value, allow_nan=False)


def json_bytes(document: Mapping[str, object]) -> bytes:
    """The document as UTF-8 JSON, the same bytes for the same content.

    Names of files that are no text have characters which UTF-8 does not: JSON can escape them.
    """
    try:
        return b"".join(json_parts(document))
    except UnicodeEncodeError:
        return (json.dumps(document, indent=2, allow_nan=False) + "\n").encode()


def inside(folder: Path, name: str) -> Path:
    """The path of `name` under `folder`; refuses names that lead out of it."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotWriteError(file=name, reason=N_("the name leads out of the output folder"))
    return path
