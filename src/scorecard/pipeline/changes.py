"""What changed between two dates, and how each figure came to be what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from scorecard.model.errors import N_, UnknownNameError
from scorecard.model.period import PeriodKind, last_ended
from scorecard.pipeline.judge import Standing, stand
from scorecard.pipeline.load import Data, with_figures
from scorecard.rules.history import (
    restated,
    revised_targets,
    revisions,
    status_changes,
    without_restatements,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two dates: statuses that changed, figures restated, targets revised.

    `flipped` holds the targets whose status at the later date would be another one without the
    restatements (columns of `status_changes`: before = without, after = with them).
    """

    before: Standing
    after: Standing
    statuses: pd.DataFrame
    restated: pd.DataFrame
    flipped: pd.DataFrame
    targets: pd.DataFrame


@dataclass(frozen=True, slots=True)
class History:
    """One indicator's figures with every vintage, and its targets' status on each day of news."""

    organisation: str
    indicator: str
    figures: pd.DataFrame
    statuses: pd.DataFrame


def changes(data: Data, before: date, after: date) -> Changes:
    """What changed between what was known on two dates."""
    first, second = _stand(data, before), _stand(data, after)
    figures, fiscal = data.figures.values, data.workspace.fiscal_start
    unrestated = with_figures(data, without_restatements(figures, before))
    return Changes(
        first,
        second,
        status_changes(first.assessments, second.assessments),
        restated(figures, before, after, fiscal),
        status_changes(_stand(unrestated, after).assessments, second.assessments),
        revised_targets(data.books.targets.values, before, after),
    )


def history(data: Data, name: str, as_of: date) -> list[History]:
    """The history of a target's or an indicator's figures, one entry for each organisation.

    Raises `UnknownNameError` with the known names.
    """
    targets, indicators = data.books.targets.values, data.books.indicators.values
    keys = ["organisation", "indicator"]
    of_target = targets.loc[targets["target"].eq(name), keys]
    of_indicator = indicators.loc[indicators["indicator"].eq(name), keys]
    chosen = (of_target if len(of_target) else of_indicator).drop_duplicates()
    if chosen.empty:
        known = dict.fromkeys([*targets["target"], *indicators["indicator"]])
        raise UnknownNameError(
            kind=N_("target or indicator"), found=name, known="、".join(map(str, known))
        )
    wanted = {name} if len(of_target) else set(targets["target"])
    return [
        _history(data, organisation, indicator, wanted, as_of)
        for organisation, indicator in chosen.itertuples(index=False)
    ]


def _history(
    data: Data, organisation: str, indicator: str, wanted: set[str], as_of: date
) -> History:
    figures = data.figures.values
    mine = figures[figures["organisation"].eq(organisation) & figures["indicator"].eq(indicator)]
    rows = revisions(mine, as_of, data.workspace.fiscal_start)
    days = sorted({day.date() for day in rows["known_on"].dropna()} | {as_of})
    told = []
    for day in days:
        judged = _stand(data, day).assessments
        kept = judged[
            judged["organisation"].eq(organisation)
            & judged["indicator"].eq(indicator)
            & judged["target"].isin(wanted)
        ]
        told.append(kept.assign(as_of=pd.Timestamp(day)))
    return History(
        organisation, indicator, rows.reset_index(drop=True), pd.concat(told, ignore_index=True)
    )


def _stand(data: Data, day: date) -> Standing:
    quarter = last_ended(PeriodKind.QUARTER, day, data.workspace.fiscal_start)
    return stand(data, day, quarter)
