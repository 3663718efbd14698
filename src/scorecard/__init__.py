"""Stated goals into measured progress: the jobs of the command line as functions.

`load` reads a workspace, `check` gives its findings, `collect` takes returns in, `assess` judges
plain frames, `status` judges a workspace, `render` writes a quarter's outputs.  Nothing is imported
before a function is called: the command can be stopped from its first moment (`__main__`).
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers take it, without importing `typing`
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd

    from scorecard.pipeline.collect import Collected
    from scorecard.pipeline.load import Data
    from scorecard.pipeline.publish import Published
    from scorecard.pipeline.standing import Standing
    from scorecard.schema.findings import Finding
    from scorecard.schema.policy import Policy

__all__ = ["assess", "check", "collect", "load", "render", "status"]


def load(path: str | Path = ".") -> Data:
    """The workspace in this folder: its books and figures as frames, and every finding.

    Raises `scorecard.schema.errors.ScorecardError` if the folder is no workspace or its settings
    cannot be used; faults in the data are findings.
    """
    from pathlib import Path

    from scorecard.pipeline.load import load_data
    from scorecard.workspace import load_workspace

    return load_data(load_workspace(Path(path)))


def check(path: str | Path = ".", files: Sequence[str | Path] = ()) -> tuple[Finding, ...]:
    """The findings of a workspace, or of these files in it, sorted by place."""
    from pathlib import Path

    from scorecard.pipeline.load import check_paths
    from scorecard.workspace import load_workspace

    if not files:
        return load(path).findings
    return check_paths(load_workspace(Path(path)), [Path(file) for file in files])


def collect(
    path: str | Path,
    files: Sequence[str | Path],
    received_on: date,
    recorded_at: datetime,
    language: str = "zh",
) -> Collected:
    """Take returns into the workspace's ledger: what became of each, and what is outstanding.

    Folders among `files` are searched for workbooks.  `received_on` decides from when on the
    figures count; `recorded_at` (with a time zone) only informs: a function does not read the
    clock.  Raises `scorecard.schema.errors.LedgerError` or `CannotWriteError`.
    """
    from pathlib import Path

    from scorecard.i18n import Words
    from scorecard.pipeline.collect import collect as take_in
    from scorecard.pipeline.inbox import Reception
    from scorecard.workspace import load_workspace

    paths = [Path(file) for file in files]
    reception = Reception(received_on, "stated", recorded_at)
    return take_in(load_workspace(Path(path)), paths, reception, Words(language))


def assess(
    targets: pd.DataFrame,
    figures: pd.DataFrame,
    as_of: date,
    policy: Policy | None = None,
    milestones: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Where each target stands: one row per target in force (columns `frames.ASSESSMENTS`).

    `targets` holds the columns of `frames.ASSESSABLE`, `figures` those of `frames.FIGURES`,
    `milestones` those of `frames.MILESTONES`; absent columns count as missing.
    """
    from scorecard.assessment.frames import assess as judge
    from scorecard.schema.frames import ASSESSABLE, FIGURES, MILESTONES, typed
    from scorecard.schema.policy import Policy as DefaultPolicy

    return judge(
        typed(targets, ASSESSABLE),
        typed(figures, FIGURES),
        as_of,
        policy or DefaultPolicy(),
        None if milestones is None else typed(milestones, MILESTONES),
    )


def status(
    path: str | Path = ".", as_of: str | None = None, quarter: str | None = None
) -> Standing:
    """Where every target of a workspace stands by what was known on `as_of`.

    Without `as_of` the workspace's pinned date counts, which must then be set: a function does
    not read the clock.  Raises `scorecard.schema.errors.BadPeriodError` without either.
    """
    from scorecard.pipeline.standing import quarter_and_date, stand
    from scorecard.schema.errors import BadPeriodError
    from scorecard.schema.period import parse_period

    data = load(path)
    fiscal = data.workspace.fiscal_start
    given = None if as_of is None else parse_period(as_of, fiscal).period.end_date
    default = given or data.workspace.as_of
    if default is None:
        raise BadPeriodError(found="as_of")
    named = None if quarter is None else parse_period(quarter, fiscal).period
    period, day = quarter_and_date(named, given, default, fiscal)
    return stand(data, day, period)


def render(standing: Standing, folder: str | Path | None = None, language: str = "zh") -> Published:
    """Write the outputs of a standing: all of them, or nothing."""
    from pathlib import Path

    from scorecard.i18n import Words
    from scorecard.pipeline.publish import publish

    return publish(standing, Words(language), None if folder is None else Path(folder))
