"""What one count of the sheet Counts gives at the end of periods, project by project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.rules.filters import Condition
from scorecard.rules.register import PROJECT
from scorecard.schema.projects import ADDITIONAL, AMOUNTS, DONE_ON, TERMINATED

PROJECTS_WHOLE: Final = "project"
"""Counted: packages as one project each (打包口径)."""
PROJECTS_SPLIT: Final = "part"
"""Counted: the parts of packages instead of them (拆分口径)."""
_PARENT: Final = ["moment", "parent_project"]


@dataclass(frozen=True, slots=True)
class Count:
    """How an indicator is counted: what is added up, by which date, under which conditions.

    `field` is `project`, `part` or a date for a count, a column of amounts for a sum.
    """

    organisation: str
    indicator: str
    aggregate: str
    field: str
    conditions: tuple[Condition, ...] = ()

    @property
    def dated_by(self) -> str:
        """The date that places a project in a period: its first signing, or the one counted."""
        return self.field if self.field in DONE_ON else "signed_on"

    @property
    def by_stage(self) -> bool:
        """Whether a condition on the stage decides, so that no signing is asked for."""
        return any(c.field == "stage" for c in self.conditions)


def tally(frame: pd.DataFrame, count: Count, since: pd.Series | None) -> pd.DataFrame:
    """The rows that make up the figure of each moment; `own` is what a row adds to it.

    `frame` holds each project once for each moment (`rules.register.states`), its amounts as
    conditions see them (`with_amounts`).  `since` is the first day that counts, by moment; without
    it a level is counted.

    | case | counted |
    |---|---|
    | project with a date in the window, conditions met | once, whatever was signed later |
    | additional investment (增资) | no project; its money by its own date |
    | package and its parts | the package; of `part` its parts; of a sum never both |
    | package without an amount | the sum of its parts |
    | ended by the last day | not, unless the conditions ask for it |
    | no date | not; a level asked for by stage needs none |
    """
    if not any(c.ends for c in count.conditions):
        frame = frame[frame["stage"].ne(TERMINATED)]
    owners = frame[frame["nature"].ne(ADDITIONAL)]
    if since is not None or not count.by_stage:
        owners = owners[owners[count.dated_by].notna()]
    owners = _once(owners, split=count.field == PROJECTS_SPLIT)
    for condition in count.conditions:
        owners = owners[condition.holds(owners)]
    if count.aggregate == "count":
        rows = owners.assign(own=1.0)
    else:
        added = frame[frame["nature"].eq(ADDITIONAL) & frame["signed_on"].notna()]
        added = added[_keys(added, _PARENT).isin(_keys(owners, PROJECT))]
        own = owners.assign(own=owners[f"own_{count.field}"])
        rows = pd.concat([own, added.assign(own=added[f"own_{count.field}"])])
    if since is None:
        return rows
    return rows[rows[count.dated_by] >= rows["moment"].map(since)]


def _keys(frame: pd.DataFrame, columns: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[columns])


def with_amounts(states: pd.DataFrame) -> pd.DataFrame:
    """Amounts as the conditions see them: packages filled from their parts, 增资 added.

    `own_<amount>` is a row's amount without additional investment.
    """
    frame = states.assign(**{f"own_{name}": states[name] for name in AMOUNTS})
    live = frame[frame["stage"].ne(TERMINATED) & frame["parent_project"].notna()]
    if live.empty:
        return frame
    is_added = live["nature"].eq(ADDITIONAL)
    names, keys = list(AMOUNTS), _keys(frame, PROJECT)
    added = live[is_added & live["signed_on"].notna()].groupby(_PARENT)[names].sum(min_count=1)
    parts = live[~is_added].groupby(_PARENT)[names].sum(min_count=1)
    more = added.reindex(keys).set_axis(frame.index)
    own = frame[names].fillna(parts.reindex(keys).set_axis(frame.index))
    seen = own.add(more.fillna(0.0)).fillna(more)
    return frame.assign(
        **{f"own_{name}": own[name] for name in AMOUNTS}, **{name: seen[name] for name in AMOUNTS}
    )


def _once(owners: pd.DataFrame, *, split: bool) -> pd.DataFrame:
    """Each project once: packages without their parts, or their parts without them."""
    projects, parents = _keys(owners, PROJECT), _keys(owners, _PARENT)
    return owners[~(projects.isin(parents) if split else parents.isin(projects))]
