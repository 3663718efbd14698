"""Text columns of fixed words as small integers, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.arrays import Bools, Codes
from scorecard.rules.texts import codes_of
from scorecard.schema.vocabulary import (
    Basis,
    Comparator,
    DistanceUnit,
    FigureState,
    Flag,
    Measure,
    Method,
    Pathway,
    flag_bit,
)

MEASURES: Final = tuple(Measure)
COMPARATORS: Final = tuple(Comparator)
PATHWAYS: Final = tuple(Pathway)
METHODS: Final = tuple(Method)
BASES: Final = tuple(Basis)
STATES: Final = tuple(FigureState)
DISTANCE_UNITS: Final = tuple(DistanceUnit)
BITS: Final = {flag: flag_bit(flag) for flag in Flag}


def codes_in(column: pd.Series, words: Sequence[str]) -> Codes:
    """Positions of a text column's words in a vocabulary; -1 where missing or not in it."""
    codes, texts = codes_of(column)
    places = {str(word): place for place, word in enumerate(words)}
    known = np.array([*(places.get(str(text), -1) for text in texts), -1], dtype=np.int8)
    return known[codes]


def among(codes: Codes, vocabulary: Sequence[str], *words: str) -> Bools:
    """Whether each code stands for one of these words."""
    found = np.zeros(len(codes), dtype=np.bool_)
    for word in words:
        found |= codes == vocabulary.index(word)
    return found


def texts_in(codes: npt.NDArray[np.signedinteger], words: Sequence[str]) -> pd.Series:
    """The words of codes as a text column; -1 is missing."""
    texts = pd.array([*(str(word) for word in words), None], dtype="str")
    return pd.Series(texts.take(np.asarray(codes, dtype=np.intp) % len(texts)))
