"""What a published scorecard says of its own making, so that it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from scorecard import store
from scorecard.model.status import Method
from scorecard.pipeline.judge import Standing
from scorecard.words import LANGUAGES, Words
from scorecard.workspace import SETTINGS_FILE, Workspace

KEY: Final = "published"
"""The key of `scorecard.json` under which it stands."""
PROGRAM: Final = "scorecard"


@dataclass(frozen=True, slots=True)
class Imprint:
    """Title, language, program version and choices of a published scorecard, and what it rests on.

    `sources` maps target books and settings to the SHA-256 they had; empty where it is not known.
    """

    title: str | None = None
    language: str | None = None
    program: str | None = None
    method: Method | None = None
    organisation: str | None = None
    unit: str | None = None
    targets: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The imprint as JSON."""
        return {
            "title": self.title,
            "language": self.language,
            "program": self.program,
            "method": None if self.method is None else str(self.method),
            "organisation": self.organisation,
            "unit": self.unit,
            "targets": list(self.targets),
            "sources": dict(sorted(self.sources.items())),
        }

    def changed(self, workspace: Workspace) -> tuple[str, ...]:
        """The books and settings that are no longer what they were, new and missing ones too."""
        if not self.sources:
            return ()
        now = _sources(workspace)
        names = sorted({*now, *self.sources})
        return tuple(name for name in names if now.get(name) != self.sources.get(name))


def imprint_of(standing: Standing, words: Words) -> Imprint:
    """The imprint of a scorecard that is published now."""
    return Imprint(
        standing.data.workspace.title,
        words.language,
        program_version(),
        standing.method,
        standing.organisation,
        standing.unit,
        standing.targets,
        _sources(standing.data.workspace),
    )


def imprint_in(document: Mapping[str, Any]) -> Imprint | None:
    """The imprint in a published scorecard; `None` where it has none, or none that can be used."""
    told = document.get(KEY)
    if not isinstance(told, Mapping):
        return None
    try:
        method = told.get("method")
        language = told.get("language")
        return Imprint(
            _text(told.get("title")),
            language if language in LANGUAGES else None,
            _text(told.get("program")),
            None if method is None else Method(method),
            _text(told.get("organisation")),
            _text(told.get("unit")),
            tuple(str(name) for name in told.get("targets") or ()),
            {str(name): str(digest) for name, digest in dict(told.get("sources") or {}).items()},
        )
    except (ValueError, TypeError):
        return None


def program_version() -> str:
    """The version of the program that runs."""
    return version(PROGRAM)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _sources(workspace: Workspace) -> dict[str, str]:
    files: list[Path] = [*workspace.books(), workspace.root / SETTINGS_FILE]
    return {workspace.relative(p): store.sha256(p.read_bytes()) for p in files if p.is_file()}
