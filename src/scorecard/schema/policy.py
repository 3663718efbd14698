"""The numbers an office may choose when it judges progress, and the comparator that heeds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scorecard.schema.errors import N_
from scorecard.schema.vocabulary import Comparator, Direction, Method, Step

DEFAULT_SOURCE: Final = N_("Eurostat, Statistics Canada: 0.95 and 0.60 of the required pace")
"""Where the thresholds of the pace come from; translated where it is printed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds, tolerance and gates; one immutable value handed to every rule.

    Attributes
    ----------
        method: the method for targets that name none.
        ahead: pace ratio above which a target is ahead (1.05).
        on_track: lowest pace ratio on track (0.95: Eurostat, Statistics Canada).
        at_risk: lowest pace ratio at risk (0.60: Eurostat, Statistics Canada).
        early_share: expected progress below which the pace ratio is not used (0.15).
        early_points: lead in percentage points that decides in those early days (2).
        ahead_above: `schedule`: lead in points above which a target is ahead (5).
        behind_by: `schedule`: lead in points down to which a target is at risk (-10).
        relative: `schedule`: whether those two are per cent of the expected value, not points.
        grades: grades of group scores, per hundred: a preset's name or bands as text; empty: none.
        full_mark: what the weights of an organisation add up to (100).
        best_places: places that the best grade is kept for; 0: as many as reach its score.
        bands: `schedule`: a city's preset by name, or bands as text; empty: the two limits above.
        screening: control limits leave out, once, moving ranges above 3.267 times their mean.
        reporting_days: days after a period's end in which a unit may report (15).
        coverage_gate: share of weight below which a group gets no verdict (0.8).
        rank_change: places below which a rank shows no clear change (3).
        judge_undated: a target without a due date is met or missed by its latest figure.
        tolerance: relative distance within which a value counts as on a boundary (1e-9).
        renormalise: whether weights of missing items are spread over the others.
        started, drafted, reviewed: how much of a deliverable is done at these stages (0 to 1).
        own_stages: further words for how far a deliverable has come, each with its share.
        source: where the thresholds come from, in words a reader can look up.
    """

    method: Method = Method.PACE
    ahead: float = 1.05
    on_track: float = 0.95
    at_risk: float = 0.60
    early_share: float = 0.15
    early_points: float = 2.0
    ahead_above: float = 5.0
    behind_by: float = -10.0
    relative: bool = False
    bands: str = ""
    grades: str = ""
    full_mark: float = 100.0
    best_places: int = 0
    screening: bool = True
    reporting_days: int = 15
    coverage_gate: float = 0.8
    rank_change: int = 3
    judge_undated: bool = False
    tolerance: float = 1e-9
    renormalise: bool = False
    started: float = Step.STARTED.share
    drafted: float = Step.DRAFTED.share
    reviewed: float = Step.REVIEWED.share
    own_stages: tuple[tuple[str, float], ...] = ()
    fiscal_start: int = 1
    source: str = DEFAULT_SOURCE

    def stages(self, language: str | None = None) -> dict[str, float]:
        """The words for how far a deliverable has come, each with its share from 0 to 1.

        Those of one language as its list offers them, or every word that is understood.

        >>> Policy(drafted=0.6, own_stages=(("封顶", 0.8),)).stages("zh")["封顶"]
        0.8
        >>> [share for share in Policy(drafted=0.6).stages("en").values() if 0 < share < 1]
        [0.25, 0.6, 0.75]
        """
        shares = {step: float(getattr(self, step.value, step.share)) for step in Step}
        words = {
            name: share
            for step, share in shares.items()
            for name in ([step.within(language)] if language else step.names)
        }
        return words | dict(self.own_stages)

    @property
    def own_bands(self) -> bool:
        """Whether `schedule` draws other lines than the two limits in percentage points."""
        return self.relative or bool(self.bands.strip())


# ---------------------------------------------------------------------------
# The one comparator: a value against a bound, within a tolerance.
#
# A value counts as on a boundary b within ``|x - b| <= tolerance * max(1, |b|)``, so that a target
# exactly on its pathway never falls below it through floating-point noise.  An unknown value (None)
# satisfies nothing.

TOLERANCE: Final = 1e-9
"""The default of the setting `tolerance`."""
NOISE: Final = 12
"""Decimals of a lead behind which there is nothing but the noise of a subtraction."""


def on(x: float, bound: float, tolerance: float) -> bool:
    """Whether x counts as on a boundary.

    >>> on(99.9999999999, 100.0, 1e-9), on(99.9, 100.0, 1e-9)
    (True, False)
    """
    gap = abs(x - bound)
    return gap <= tolerance or gap <= tolerance * abs(bound)


def above(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies above a boundary and not on it."""
    return x > bound and not on(x, bound, tolerance)


def at_least(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies on or above a boundary."""
    return x > bound or on(x, bound, tolerance)


def at_most(x: float, bound: float, tolerance: float) -> bool:
    """Whether x lies on or below a boundary."""
    return x < bound or on(x, bound, tolerance)


def satisfies(  # noqa: PLR0911  (one for each comparator)
    comparator: Comparator | None,
    x: float | None,
    bound: float | None,
    upper: float | None,
    tolerance: float,
) -> bool:
    """Whether a value satisfies a comparator; `upper` is the second bound of `between`.

    >>> satisfies(Comparator.AT_MOST, 5.0, 5.0, None, 1e-9)
    True
    >>> satisfies(Comparator.BELOW, 5.0, 5.0, None, 1e-9)
    False
    """
    if x is None or bound is None:
        return False
    match comparator:
        case Comparator.AT_LEAST | Comparator.DONE:
            return at_least(x, bound, tolerance)
        case Comparator.ABOVE:
            return above(x, bound, tolerance)
        case Comparator.AT_MOST:
            return at_most(x, bound, tolerance)
        case Comparator.BELOW:
            return x < bound and not on(x, bound, tolerance)
        case Comparator.EQUAL:
            return on(x, bound, tolerance)
        case Comparator.BETWEEN:
            inside = upper is not None and at_most(x, upper, tolerance)
            return inside and at_least(x, bound, tolerance)
        case None | Comparator.ABOUT:  # `about` is held by the bounds that its deviation makes
            return False


def about(
    direction: str | None, value: float, deviation: float
) -> tuple[Comparator, float, float | None]:
    """The comparator and the bounds of `about` a value, give or take a deviation (its unit).

    =========  ==============================
    direction  met
    =========  ==============================
    increase   from value - deviation up
    decrease   down from value + deviation
    otherwise  within both
    =========  ==============================

    >>> about("decrease", 35.0, 0.5)
    (<Comparator.AT_MOST: '<='>, 35.5, None)
    """
    if direction == Direction.INCREASE:
        return Comparator.AT_LEAST, value - deviation, None
    if direction == Direction.DECREASE:
        return Comparator.AT_MOST, value + deviation, None
    return Comparator.BETWEEN, value - deviation, value + deviation
