"""What a target book says of scores, checked before anything is scored: rules, sums of parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from scorecard.model.catalogue import finding
from scorecard.model.contract import place_of, shown
from scorecard.model.finding import Finding
from scorecard.model.frames import Books
from scorecard.model.target_columns import looked_up
from scorecard.rules.parents import CASCADE, cascade
from scorecard.rules.scoring_text import ScoringTextError, parse_scoring

_AND: Final = "、"


def scoring_faults(books: Books) -> Iterator[Finding]:
    """Scoring cells that cannot be read (T140), each with the piece at fault.

    Equal texts are read once.
    """
    table = books.targets
    typed = table.values["scoring"].dropna()
    wrong = {text: error for text in typed.unique() if (error := _fault(str(text)))}
    faulty = typed[typed.isin(list(wrong))]
    for label, text in zip(faulty.index, map(str, faulty), strict=True):
        error = wrong[text]
        yield finding(
            "T140",
            place_of(table, label, "scoring"),
            text,
            target=shown(table.values.at[label, "target"]),
            piece=error.found,
            expected=error.expected,
        )


def short_parts(books: Books) -> Iterator[Finding]:
    """Targets whose parts (cascade, 层层加码) together do not reach them (X114).

    The last version of each target counts.  Where the sum is not known (ranks, rates, a part
    without a value, a whole that is not in the books, or is a part of its own part) nothing is
    said; see `parents.cascade`.
    """
    table = books.targets
    rows = _last_versions(books)
    if not rows["parent_kind"].eq(CASCADE).any():
        return
    sums = cascade(rows)
    parts = rows[rows["parent_kind"].eq(CASCADE)].groupby("parent")["target"].agg(_AND.join)
    short = sums[sums["holds"].eq(other=False).fillna(value=False)]
    for parent, children in zip(map(str, short.index), short["children"], strict=True):
        label = rows.index[rows["target"].eq(parent)][0]
        whole = table.values.loc[label]
        if whole["parent"] in parts[parent].split(_AND):
            continue
        yield finding(
            "X114",
            place_of(table, label, "value"),
            shown(whole["value"]),
            target=parent,
            comparator=shown(whole["comparator"]),
            value=shown(whole["value"]),
            children=shown(children),
            parts=parts[parent],
        )


def _fault(text: str) -> ScoringTextError | None:
    try:
        parse_scoring(text)
    except ScoringTextError as error:
        return error
    return None


def _last_versions(books: Books) -> pd.DataFrame:
    """The last version of each target with its indicator's measure; row labels are kept."""
    values = books.targets.values
    last = values.sort_values("version", kind="stable").drop_duplicates("target", keep="last")
    facts = looked_up(last, ["organisation", "indicator"], books.indicators.values, ["measure"])
    return last.assign(measure=facts["measure"], target_value=last["value"]).sort_index()
