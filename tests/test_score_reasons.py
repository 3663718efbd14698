"""Every code beside a missing number is one of the sentences, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from scorecard.rules import league, parents, points, rollup
from scorecard.schema.reasons import NoPlace, NoPoints, NoScore, NoSum
from scorecard.schema.vocabulary import Word


@pytest.mark.parametrize(
    ("sentences", "codes"),
    [
        (NoPoints, points.REASONS),
        (NoScore, (rollup.WEIGHTS_INCOMPLETE, rollup.NOTHING_DUE, rollup.NOTHING_REPORTED)),
        (
            NoPlace,
            (league.NO_FIGURE, league.BELOW_GATE, league.OLDER, league.MIXED),
        ),
        (
            NoSum,
            (
                parents.NOT_ADDED,
                parents.PARTS_INCOMPLETE,
                parents.PARENT_UNKNOWN,
                parents.UNITS_DIFFER,
            ),
        ),
    ],
)
def test_every_code_has_its_sentence(sentences: type[Word], codes: Iterable[str]) -> None:
    assert set(sentences) == set(codes)
