"""The only writer of files: bytes in, whole files out, or none at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from scorecard.schema.errors import N_, CannotWriteError, NotEmptyError, why

MANIFEST: Final = "scorecard.json"
_PREFIX: Final = ".~scorecard-"
_SLUG_LENGTH: Final = 60
_SLUG_END: Final = 24
_LOCK_SECONDS: Final = 30


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


def temporary_name(path: Path) -> Path:
    """The name by which a file of this process goes until it is whole."""
    return path.with_name(f"{_PREFIX}{os.getpid()}-{_digest(path)}.tmp")


def _digest(path: Path) -> str:
    return sha256(path.name.encode())[:12]


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole: temporary name beside it, fsync, rename, fsync the folder.

    Raises `CannotWriteError`; then the old file is untouched and nothing else is left behind.
    """
    _renamed(*_staged(path, data))


def _staged(path: Path, data: bytes) -> tuple[Path, Path]:
    """The bytes in a temporary file beside their final name, and that name."""
    temporary = temporary_name(path)
    with _cleared(temporary, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    return temporary, path


def _renamed(temporary: Path, path: Path) -> None:
    with _cleared(temporary, path):
        temporary.replace(path)
        sync_folder(path.parent)


@contextlib.contextmanager
def _cleared(temporary: Path, path: Path) -> Iterator[None]:
    """Turn a failure into a `CannotWriteError` that leaves no temporary file behind."""
    with writing(path):
        try:
            yield
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


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

    Raises `NotEmptyError` where something stands in `folder`, and leaves nothing behind then or
    where building fails.
    """
    target = folder.absolute()
    aside = temporary_name(target).with_suffix("")
    with writing(folder):
        if target.is_file() or (target.is_dir() and any(target.iterdir())):
            raise NotEmptyError(folder=str(folder))
        aside.mkdir(parents=True)
    try:
        yield aside
        with writing(folder):
            for leftover in list(aside.rglob(f"{_PREFIX}*")):
                leftover.unlink(missing_ok=True)
            if target.is_dir():
                target.rmdir()
            aside.rename(target)
            sync_folder(target.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Faults of the file system within as the `CannotWriteError` that names the path."""
    try:
        yield
    except OSError as error:
        raise CannotWriteError(file=str(path), reason=why(error)) from error


def write_set(
    folder: Path,
    files: Mapping[str, bytes],
    document: Mapping[str, object],
    keep: Callable[[str], bool] = lambda _: False,
) -> None:
    """Publish a set of outputs: the files first, `scorecard.json` with their hashes last.

    Everything is on disk under temporary names before the first file is replaced, so that a run
    that is killed while it writes leaves the old set untouched.

    `files` maps names relative to `folder` to bytes.  Files that the previous `scorecard.json`
    named and this set does not hold are removed, unless they are to be kept; nothing else ever is.
    """
    with locked(folder):
        before = published(folder)
        for place in {_inside(folder, name).parent for name in (*before, *files)}:
            _remove(_leftovers(place))
        staged = [_staged(_inside(folder, name), data) for name, data in sorted(files.items())]
        kept = {name: old for name, old in before.items() if keep(name) and name not in files}
        hashes = {name: sha256(data) for name, data in files.items()} | kept
        manifest = json_bytes({**document, "outputs": dict(sorted(hashes.items()))})
        for temporary, path in [*staged, _staged(folder / MANIFEST, manifest)]:
            _renamed(temporary, path)
        for name in sorted(set(before) - set(hashes)):
            with contextlib.suppress(OSError):
                _inside(folder, name).unlink(missing_ok=True)


def published(folder: Path) -> dict[str, str]:
    """Name and SHA-256 of every file the folder's `scorecard.json` names; empty without one."""
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
        outputs = document["outputs"]
        return {str(name): str(digest) for name, digest in outputs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def json_bytes(document: Mapping[str, object]) -> bytes:
    """The document as UTF-8 JSON, the same bytes for the same content."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode()


def _inside(folder: Path, name: str) -> Path:
    """The path of `name` under `folder`; refuses names that lead out of it."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CannotWriteError(file=name, reason=N_("the name leads out of the output folder"))
    return path
