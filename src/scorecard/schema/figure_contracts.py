"""The contract of figures: what one reported value must keep on its own."""

from __future__ import annotations

from typing import Final

import pandas as pd

from scorecard.schema.contract import Contract, Rule
from scorecard.schema.frames import FIGURES, Books
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.spans import last_days, lengths
from scorecard.schema.target_columns import looked_up
from scorecard.schema.target_contracts import among, blank, given, never
from scorecard.schema.vocabulary import FigureState, Measure

_RANK = among("measure", Measure.RANK)
_ESTIMATE = among("state", FigureState.ESTIMATE)

FIGURES_CONTRACT: Final = Contract(
    FIGURES,
    (
        Rule(
            "F114", "value", never(_RANK, lambda f: f["value"] > f["rank_of"]), tells=("rank_of",)
        ),
        Rule(
            "F115",
            "value",
            never(lambda f: f["_end"] > f["_known"], lambda f: ~_ESTIMATE(f)),
            tells=("period", "known_on"),
        ),
        Rule(
            "F116",
            "published_on",
            never(lambda f: f["published_on"] > f["known_on"]),
            tells=("known_on",),
        ),
        Rule("F117", "evidence", never(blank("evidence")), tells=("indicator",)),
        Rule("F118", "note", never(_ESTIMATE, blank("note")), tells=("indicator",)),
        Rule(
            "F119",
            "published_on",
            never(_RANK, blank("published_on")),
            tells=("indicator", "edition"),
        ),
        Rule("F120", "rank_of", never(_RANK, blank("rank_of")), tells=("indicator", "edition")),
        Rule("F121", "data_year", never(lambda f: f["_data"] > f["_edition"]), tells=("edition",)),
        Rule(
            "F122",
            "value",
            never(
                among("measure", Measure.MILESTONE), lambda f: (f["value"] < 0) | (f["value"] > 1)
            ),
            tells=("indicator",),
        ),
        Rule(
            "F123",
            "edition",
            never(_RANK, given("edition"), lambda f: f["_length"].ne(MONTHS_A_YEAR)),
            tells=("indicator",),
        ),
    ),
)


def of_figures(figures: pd.DataFrame, books: Books, fiscal_start: int) -> pd.DataFrame:
    """The derived columns of figures: their indicator's measure, and days to compare."""
    facts = looked_up(figures, ["organisation", "indicator"], books.indicators.values, ["measure"])
    known = (figures["known_on"] - pd.Timestamp(1, 1, 1)) // pd.Timedelta(days=1) + 1
    return facts.assign(
        _end=last_days(figures["period"], fiscal_start),
        _known=known.astype("float64"),
        _data=last_days(figures["data_year"], fiscal_start),
        _edition=last_days(figures["edition"], fiscal_start),
        _length=lengths(figures["edition"], fiscal_start),
    )
