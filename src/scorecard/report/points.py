"""Points in words: short for a table, and how they came about, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from scorecard.i18n import N_, Words, number_text, rounded, settled

_PLACES: Final = 2


def points_short(points: float | None, full: float | None) -> str:
    """Points and full mark for a column of a table; nothing without points.

    >>> points_short(12.4, 20.0), points_short(1.005, None), points_short(None, 5.0)
    ('12.40/20', '1.01', '')
    """
    if points is None:
        return ""
    got = number_text(settled(points), _PLACES)
    return f"{got}/{number_text(full)}" if full else got


def sum_note(points: Sequence[float], score: float, words: Words) -> str:
    """What is said where the points as printed do not add up to the score as printed."""
    printed = sum((rounded(float(settled(p) or 0.0), _PLACES) for p in points), Decimal(0))
    if printed == rounded(float(settled(score) or 0.0), _PLACES):
        return ""
    return words.text(
        N_("The points as printed come to {sum}; the score is added up before rounding."),
        sum=number_text(float(printed), _PLACES),
    )


def points_lines(
    told: Sequence[tuple[str, Sequence[tuple[str, Mapping[str, object]]]]], words: Words
) -> tuple[str, ...]:
    """One line for each scoring rule of a target: its title, formula, numbers, points."""
    return tuple(
        words.text(
            N_("{rule}: {steps}"),
            rule=words.text(title),
            steps=words.text(N_("; ")).join(words.text(text, **values) for text, values in steps),
        )
        for title, steps in told
    )
