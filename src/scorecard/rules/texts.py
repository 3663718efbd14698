"""Text columns as integers, at a cost that stays linear for columns of millions of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.arrays import Ints

SAMPLE: Final = 8192
"""Rows looked at to see whether a column's texts are shared objects."""
FEWEST_EACH: Final = 4
"""How often an object must occur on average for its address to be worth looking at."""


def codes_of(column: pd.Series) -> tuple[Ints, pd.Index]:
    """Integer codes of a text column and its distinct values; -1 where the text is missing.

    Columns of millions of rows mostly hold the same few texts as the same objects: those are told
    apart by where they lie in memory, and only the distinct objects are read as texts.  Equal texts
    in different objects have one code all the same.

    >>> codes, values = codes_of(pd.Series(["b", None, "a", "b"], dtype="str"))
    >>> codes.tolist(), list(values)
    ([0, -1, 1, 0], ['b', 'a'])
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column.cat.codes, dtype=np.int64), column.cat.categories
    objects = _objects(column)
    places = None if objects is None else _places(objects)
    if objects is None or places is None:
        codes, values = pd.factorize(column)
        return np.asarray(codes, dtype=np.int64), pd.Index(values)
    object_codes, count = places
    some = np.zeros(count, dtype=np.int64)
    some[object_codes[::-1]] = np.arange(len(objects))[::-1]
    codes, values = pd.factorize(column.iloc[some])
    return np.asarray(codes, dtype=np.int64)[object_codes], pd.Index(values)


def _objects(column: pd.Series) -> npt.NDArray[np.object_] | None:
    """The text objects of a long column; None where it is short or holds no Python objects."""
    dtype = column.dtype
    python = isinstance(dtype, pd.StringDtype) and dtype.storage == "python"
    if len(column) < 2 * SAMPLE or not (python or dtype == np.dtype(object)):
        return None
    values = column.to_numpy(dtype=object)
    return values if values.flags.c_contiguous else None


def _places(objects: npt.NDArray[np.object_]) -> tuple[Ints, int] | None:
    """A code for each object and their number; None where objects occur too seldom to gain by it.

    How many there are is estimated from how often a sample meets one again (birthday problem).
    """
    addresses = np.asarray(_Addresses(objects.__array_interface__))
    sample = addresses[:: len(addresses) // SAMPLE]
    again = len(sample) - len(pd.unique(sample))
    if not again or len(sample) ** 2 / (2 * again) > len(addresses) / FEWEST_EACH:
        return None
    codes, places = pd.factorize(addresses, size_hint=len(sample) ** 2 // (2 * again))
    return np.asarray(codes, dtype=np.int64), len(places)


@dataclass(frozen=True, slots=True)
class _Addresses:
    """An array of objects seen as the integers that say where they lie; it holds no object."""

    of: dict[str, Any]

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """NumPy's array interface (version 3) with whole numbers instead of objects."""
        kind = np.dtype(np.intp).str
        return {**self.of, "typestr": kind, "descr": [("", kind)]}
