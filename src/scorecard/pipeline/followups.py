"""Causes, actions, owners and dates carried over from scorecards published before."""

from __future__ import annotations

from scorecard.model.followup import FollowUp
from scorecard.model.period import Period, PeriodKind, parse_period
from scorecard.pipeline.judge import Standing
from scorecard.workbook.files.guard import read_files
from scorecard.workbook.followups import read_followups

WORKBOOK = "scorecard.xlsx"
QUARTER_MONTHS = 3


def followups_of(standing: Standing) -> dict[str, FollowUp]:
    """Target id to what was typed last: in this quarter's own scorecard, else in the one before.

    A workbook that cannot be read carries nothing over.
    """
    workspace, fiscal = standing.data.workspace, standing.policy.fiscal_start
    now = parse_period(standing.quarter, fiscal).period
    before = Period(PeriodKind.QUARTER, now.start - QUARTER_MONTHS, fiscal_start=fiscal)
    paths = [workspace.quarter_folder(str(quarter)) / WORKBOOK for quarter in (before, now)]
    found: dict[str, FollowUp] = {}
    existing = [path for path in paths if path.is_file()]
    for _, workbook, _ in read_files(existing, workspace.root) if existing else ():
        for target, typed in (read_followups(workbook) if workbook is not None else {}).items():
            found[target] = typed.over(found.get(target, FollowUp()))
    return found
