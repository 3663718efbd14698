"""Causes, actions, owners and dates carried over from scorecards published before."""

from __future__ import annotations

from pathlib import Path

from scorecard.model.followup import Entry, Followed, followed
from scorecard.model.period import Period, PeriodKind, parse_period
from scorecard.pipeline.judge import Standing
from scorecard.workbook.files.guard import read_files
from scorecard.workbook.followups import read_followups

WORKBOOK = "scorecard.xlsx"
QUARTER_MONTHS = 3


def followups_of(standing: Standing) -> dict[str, Followed]:
    """Target id to what was typed last: in this quarter's own scorecard, else in the one before.

    A workbook that cannot be read carries nothing over.
    """
    workspace, fiscal = standing.data.workspace, standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    before = Period(PeriodKind.QUARTER, now.start - QUARTER_MONTHS, fiscal_start=fiscal)
    earlier, own = (
        _read(workspace.quarter_folder(str(quarter)) / WORKBOOK, workspace.root)
        for quarter in (before, now)
    )
    targets = dict.fromkeys((*earlier, *own))
    return {target: followed(earlier.get(target), own.get(target)) for target in targets}


def _read(path: Path, root: Path) -> dict[str, Entry]:
    if not path.is_file():
        return {}
    ((_, workbook, _),) = read_files([path], root)
    return {} if workbook is None else read_followups(workbook)
