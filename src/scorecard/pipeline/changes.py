"""What changed between two dates, and how each figure came to be what it is."""

from __future__ import annotations

from datetime import date

import pandas as pd

from scorecard.assessment.history import (
    restated,
    revised_targets,
    revisions,
    status_changes,
    without_restatements,
)
from scorecard.pipeline.load import Data, with_figures
from scorecard.pipeline.standing import Standing, meant, stand
from scorecard.report.revisions import Changes, History
from scorecard.schema.period import PeriodKind, last_ended


def changes(data: Data, before: date, after: date) -> Changes:
    """What changed between what was known on two dates."""
    first, second = _stand(data, before), _stand(data, after)
    figures, fiscal = data.figures.values, data.workspace.fiscal_start
    unrestated = with_figures(data, without_restatements(figures, before))
    return Changes(
        status_changes(first.assessments, second.assessments),
        restated(figures, before, after, fiscal),
        status_changes(_stand(unrestated, after).assessments, second.assessments),
        revised_targets(data.books.targets.values, before, after),
    )


def history(data: Data, name: str, as_of: date) -> list[History]:
    """The history of a target's or an indicator's figures, one entry for each organisation.

    An indicator goes by its id or its name.  Raises `UnknownNameError` with the names most like it.
    """
    targets, chosen = meant(data, name)
    versions = data.books.targets.values
    wanted = versions[versions["target"].isin(targets)]
    return [
        _history(data, organisation, indicator, wanted, as_of)
        for organisation, indicator in chosen.itertuples(index=False)
    ]


def _history(
    data: Data, organisation: str, indicator: str, wanted: pd.DataFrame, as_of: date
) -> History:
    figures = data.figures.values
    rows = revisions(_of(figures, organisation, indicator), as_of, data.workspace.fiscal_start)
    versions = _of(wanted, organisation, indicator)
    stated = versions["valid_from"]
    versions = versions[stated.isna() | (stated <= pd.Timestamp(as_of))]
    news = pd.concat([rows["known_on"], versions["valid_from"]]).dropna()
    told = []
    for day in sorted({day.date() for day in news} | {as_of}):
        judged = _of(_stand(data, day).assessments, organisation, indicator)
        kept = judged[judged["target"].isin(set(versions["target"]))]
        told.append(kept.assign(as_of=pd.Timestamp(day)))
    return History(
        organisation,
        indicator,
        rows.reset_index(drop=True),
        pd.concat(told, ignore_index=True),
        versions.sort_values(["target", "version"], kind="stable").reset_index(drop=True),
        tuple(
            one
            for one in data.answers
            if (one.organisation, one.indicator) == (organisation, indicator)
            and (one.known_on or "") <= as_of.isoformat()
        ),
    )


def _of(frame: pd.DataFrame, organisation: str, indicator: str) -> pd.DataFrame:
    return frame[frame["organisation"].eq(organisation) & frame["indicator"].eq(indicator)]


def _stand(data: Data, day: date) -> Standing:
    quarter = last_ended(PeriodKind.QUARTER, day, data.workspace.fiscal_start)
    return stand(data, day, quarter)
