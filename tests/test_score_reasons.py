"""Every code beside a missing number has its sentence, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from scorecard.i18n import Words
from scorecard.rules import league, parents, points, rollup
from scorecard.schema import score_reasons
from scorecard.schema.errors import N_


@pytest.mark.parametrize(
    ("sentences", "codes"),
    [
        (score_reasons.POINTS, points.REASONS),
        (
            score_reasons.SCORES,
            (rollup.WEIGHTS_INCOMPLETE, rollup.NOTHING_DUE, rollup.NOTHING_REPORTED),
        ),
        (
            score_reasons.PLACES,
            (league.NO_FIGURE, league.BELOW_GATE, league.OLDER, league.MIXED),
        ),
        (
            score_reasons.PARTS,
            (
                parents.NOT_ADDED,
                parents.PARTS_INCOMPLETE,
                parents.PARENT_UNKNOWN,
                parents.UNITS_DIFFER,
            ),
        ),
    ],
)
def test_every_code_has_a_sentence_in_both_languages(
    sentences: Mapping[str, str], codes: Iterable[str]
) -> None:
    assert set(sentences) == set(codes)
    english, chinese = Words("en"), Words("zh")
    for sentence in sentences.values():
        assert sentence == N_(sentence)
        assert english.text(sentence) == sentence
        assert chinese.text(sentence) != sentence
