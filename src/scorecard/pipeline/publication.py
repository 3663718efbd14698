"""What a published scorecard rests on: told in it, archived by hash, given back byte for byte.

A scorecard is derived again a year later from the target books, settings and register *as it used
them*, whatever has become of them since.  Before there is a ledger the returns belong to them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.i18n import LANGUAGES, Words
from scorecard.ledger import archive as archives
from scorecard.pipeline.load import stamps
from scorecard.pipeline.standing import Standing
from scorecard.read.intake import LOCK_PREFIXES
from scorecard.report.workbook import LAYOUT
from scorecard.schema.errors import ChangedMeanwhileError, NotInArchiveError, NotPublishedError
from scorecard.schema.quarterly_form import FollowUp
from scorecard.schema.vocabulary import Method
from scorecard.workspace import Workspace

PUBLICATION: Final = "published"
"""The key of `scorecard.json` under which its `Publication` stands."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Title, language, program version and choices of a published scorecard, and what it rests on.

    `sources` maps target books, settings, register (and returns, before there was a ledger) to the
    SHA-256 they had, empty where it is not known; `archive` is where they are kept, `None` for
    scorecards outside of the reports and of the time before they were; `ledger_entries` counts what
    was on record, `None` where there was no ledger.
    """

    title: str | None = None
    language: str | None = None
    program: str | None = None
    method: Method | None = None
    organisation: str | None = None
    unit: str | None = None
    targets: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    archive: str | None = None
    ledger_entries: int | None = None
    layout: int | None = None
    """The arrangement of the workbook's sheets; `None` before it was numbered."""
    promises: Mapping[str, FollowUp] | None = None
    """What the scorecard before promised beyond the forms; `None` before it was kept."""

    @classmethod
    def told_by(cls, document: Mapping[str, Any]) -> Publication | None:
        """That of a published `scorecard.json`; `None` without one, or one that cannot be used."""
        told = document.get(PUBLICATION)
        if not isinstance(told, Mapping):
            return None
        names = ("title", "program", "organisation", "unit", "archive")
        texts = {name: text for name in names if isinstance(text := told.get(name), str) and text}
        keys = ("language", "method", "ledger_entries", "layout")
        language, method, entries, layout = map(told.get, keys)
        promises = told.get("promises")
        try:
            return cls(
                **texts,
                language=language if language in LANGUAGES else None,
                method=None if method is None else Method(method),
                targets=tuple(str(name) for name in told.get("targets") or ()),
                sources={str(n): str(digest) for n, digest in (told.get("sources") or {}).items()},
                ledger_entries=None if entries is None else int(entries),
                layout=None if layout is None else int(layout),
                promises=promises and {str(t): FollowUp(**one) for t, one in promises.items()},
            )
        except (ValueError, TypeError, AttributeError):
            return None

    def changed(self, workspace: Workspace) -> tuple[str, ...]:
        """The files that are no longer what they were, new and missing ones too."""
        if not self.sources:
            return ()
        named = (workspace.root / name for name in self.sources)
        now = _hashes(_read(workspace, (*workspace.own_files(), *named)))
        names = sorted({*now, *self.sources})
        changed = (name for name in names if now.get(name) != self.sources.get(name))
        return tuple(n for n in changed if not Path(n).name.startswith(LOCK_PREFIXES))


def program_version() -> str:
    """The version of the program that runs."""
    return version("goal-scorecard")


def _read(workspace: Workspace, paths: Iterable[Path]) -> dict[str, bytes]:
    """The bytes of these files by name; what cannot be read is left out."""
    found = {}
    for path in paths:
        try:
            found[workspace.relative(path)] = store.read_file(path)
        except OSError:  # nor was it read when targets were judged, and a finding says so
            continue
    return dict(sorted(found.items()))


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: store.sha256(data) for name, data in files.items()}


# ------------------------------------------------------------------ kept, and given back


def publication_of(standing: Standing, words: Words, *, archived: bool) -> Publication:
    """How a standing is published now; what it rests on is kept once, if it is to be `archived`.

    Raises `ChangedMeanwhileError` where a file is no longer the one that was read,
    `CannotWriteError` where the archive cannot be written.
    """
    data, workspace = standing.data, standing.data.workspace
    returns = workspace.returns() if data.ledger_entries is None else []
    files = _read(workspace, (*workspace.own_files(), *returns))
    if data.stamps is not None and data.stamps != stamps(workspace):
        raise ChangedMeanwhileError(folder=str(workspace.targets))
    place = workspace.archive / archives.PUBLISHED
    hashes = _hashes(files)
    for name, sha256 in hashes.items() if archived else ():
        archives.keep(place, files[name], sha256, Path(name).suffix)
    return Publication(
        title=workspace.title,
        language=words.language,
        program=program_version(),
        method=standing.method,
        organisation=standing.organisation,
        unit=standing.unit,
        targets=standing.targets,
        sources=hashes,
        archive=workspace.relative(place) if archived else None,
        ledger_entries=data.ledger_entries,
        layout=LAYOUT,
    )


def recorder(standing: Standing, folder: Path, publication: Publication) -> Callable[[str], None]:
    """What keeps the record of a folder, told the SHA-256 of its new `scorecard.json`."""
    workspace = standing.data.workspace
    manifest = folder / store.MANIFEST
    before = store.sha256(manifest.read_bytes()) if manifest.is_file() else None
    made = partial(
        archives.Record,
        workspace.relative(folder),
        before=before,
        ledger_entries=publication.ledger_entries,
        ledger_head=standing.data.ledger_head,
        sources=publication.sources,
    )
    return lambda sha256: archives.keep_record(workspace.archive, made(scorecard=sha256))


def kept_sources(archive: Path, sources: Mapping[str, str]) -> list[Path]:
    """Where the archive keeps what a scorecard rests on."""
    place = archive / archives.PUBLISHED
    return [archives.archived(place, sha256, Path(name).suffix) for name, sha256 in sources.items()]


def give_back(archive: Path, sources: Mapping[str, str], folder: Path) -> None:
    """Write what a scorecard rests on into a folder, by the names it had: the same bytes.

    Raises `NotInArchiveError` for a file that the archive does not hold as it was.
    """
    for name, kept in zip(sources, kept_sources(archive, sources), strict=True):
        if not archives.intact(kept):
            raise NotInArchiveError(file=name, kept=kept.name)
        path = store.inside(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(kept.read_bytes())


def restore_sources(workspace: Workspace, quarter: str, folder: Path) -> tuple[str, ...]:
    """Give back what the quarter's scorecard rests on, in a new or empty folder; their names.

    The folder is a workspace then.  The archive's own record serves where the scorecard is gone.
    Raises `NotPublishedError`, `NotInArchiveError`, `NotEmptyError`, `CannotWriteError`.
    """
    published = workspace.quarter_folder(quarter)
    record = archives.record_of(workspace.archive, workspace.relative(published))
    told = None if record else Publication.told_by(store.manifest(published))
    sources = record.sources if record else told.sources if told else {}
    if not sources:
        raise NotPublishedError(quarter=quarter, command=f"scorecard render {quarter}")
    with store.built_aside(folder) as aside:
        give_back(workspace.archive, sources, aside)
    return tuple(sources)
