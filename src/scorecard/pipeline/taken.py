"""What a run of `collect` is given and what it says of each file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from scorecard.model.finding import Finding
from scorecard.workbook.files.intake import Received
from scorecard.workbook.grid import RawWorkbook


class Fate(StrEnum):
    """What became of a file."""

    RECORDED = "recorded"
    KNOWN = "known"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"
    """No return at all: the small file that marks an open workbook, a form as it was issued."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One file of a batch: what became of it, how many figures, every finding, its marked copy.

    `figures` are the figures recorded, `unchanged` those that stood on record already, `projects`
    the projects that are new or have changed; `unit` is the unit's id in the target book,
    `unit_name` its name.
    """

    path: Path
    fate: Fate
    figures: int = 0
    unchanged: int = 0
    projects: int = 0
    findings: tuple[Finding, ...] = ()
    marked: Path | None = None
    organisation: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    quarter: str | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """When returns are received: the day that decides, where it comes from, the time that informs.

    `day` None: the sheet's own 报送日期 decides (returns of the time before there was a ledger).
    """

    day: date | None
    dated_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file as it came and was read; `received` is missing where it was not to be opened."""

    path: Path
    received: Received | None
    workbook: RawWorkbook | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """How findings call the file."""
        return self.received.file if self.received else str(self.path)
