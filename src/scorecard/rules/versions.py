"""Which version of each target is in force at a date, and what the first one asked for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.rules.arrays import Bools, Floats, Ints
from scorecard.rules.periods import Days
from scorecard.rules.texts import codes_of


@dataclass(frozen=True, slots=True)
class Versions:
    """One target in force a row.

    Attributes
    ----------
    rows
        Positions in the targets frame, in the order in which the targets first appear there.
    first_value
        The value the first version asked for.
    first_valid
        The day from which the first version held; NaT where no version says.
    revised
        Whether a later version than the first is in force.
    """

    rows: Ints
    first_value: Floats
    first_valid: Days
    revised: Bools

    def take(self, targets: Ints) -> Versions:
        """Those of some of the targets."""
        return Versions(**{f.name: getattr(self, f.name)[targets] for f in fields(self)})


def versions_in_force(targets: pd.DataFrame, as_of: date) -> Versions:
    """The version of each (organisation, target) that holds at `as_of`.

    Reads `organisation`, `target` (text), `valid_from` (date), `version` (whole number), `value`
    (indicator's unit).  The latest `valid_from` not after `as_of` holds, among equals the highest
    version; a blank `valid_from` holds from the beginning.  Targets stated later have no row.
    """
    valid = targets["valid_from"].to_numpy("datetime64[D]")
    version = targets["version"].astype("float64").to_numpy()
    begun = np.isnat(valid) | (valid <= np.datetime64(as_of, "D"))
    target = pair_codes(targets["organisation"], targets["target"])
    since = np.where(np.isnat(valid), np.iinfo(np.int64).min, valid.astype(np.int64))
    if _all_differ(target):
        order = np.flatnonzero(begun)  # no target has two versions
    else:
        order = np.lexsort((np.nan_to_num(version, nan=0.0), since, target))
        order = order[begun[order]]
    bounds = np.flatnonzero(np.diff(target[order], prepend=-1))
    last = np.append(bounds[1:], len(order))[: len(bounds)] - 1
    first, chosen = order[bounds], order[last]
    return Versions(
        chosen,
        targets["value"].to_numpy(np.float64)[first],
        valid[first],
        (chosen != first) | (version[chosen] > 1),
    )


def pair_codes(left: pd.Series, right: pd.Series) -> npt.NDArray[np.int64]:
    """One integer for each distinct pair, in order of appearance; missing text is a value."""
    codes, values = codes_of(right)
    if _all_differ(codes):
        return codes
    pairs = (codes_of(left)[0] + 1).astype(np.int64) * (len(values) + 1) + codes + 1
    return np.asarray(pd.factorize(pairs)[0], dtype=np.int64)


def _all_differ(codes: Ints) -> bool:
    """Whether codes in order of appearance say that no text or pair occurs twice, none missing."""
    return bool((codes == np.arange(len(codes))).all())
