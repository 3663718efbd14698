"""Why there is no number: points, group scores, places, sums of parts, recomputed claims.

Sentences for the codes that the rules give beside a missing number (English message ids).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.model.errors import N_

POINTS: Final[Mapping[str, str]] = {
    "no_scoring_rule": N_("The target names no scoring rule."),
    "scoring_not_readable": N_("The scoring rule cannot be read; see the findings."),
    "no_verdict": N_("There is no verdict yet, so there are no points."),
    "no_full_mark": N_("The full mark is missing (column points)."),
    "target_not_positive": N_("Completion needs a target above zero."),
    "no_spread": N_("All that are compared are equal, so there is nothing to measure between."),
    "not_for_ranks": N_("Completion does not apply to ranks."),
    "no_figure": N_("There is no figure."),
    "no_target_value": N_("The target has no number."),
    "no_baseline": N_("Growth needs the value of the base year."),
    "baseline_not_positive": N_("Growth needs a base year above zero."),
    "year_not_over": N_("A total of the year is held against the base year when the year is over."),
    "part_missing": N_("A target that the rule names has no verdict yet."),
}
"""Why a target has no points."""

SCORES: Final[Mapping[str, str]] = {
    "weights_incomplete": N_("Some weights are blank or negative."),
    "nothing_due": N_("Nothing was due."),
    "nothing_reported": N_("Nothing has been reported."),
}
"""Why a group has no score."""

PLACES: Final[Mapping[str, str]] = {
    "no_figure": N_("There is no figure."),
    "below_coverage_gate": N_("Too little of the weight has been reported."),
    "older_period": N_("Its figure is of an earlier period than the others'."),
    "points_incomplete": N_(
        "Some of its items have no points; a score by weight does not compare with points."
    ),
    "no_share": N_("Its figure is no share of its target: there is no completion rate."),
}
"""Why a member of a league table has no place."""

PARTS: Final[Mapping[str, str]] = {
    "not_added": N_("Ranks and rates are not added up."),
    "parts_incomplete": N_("A part has no value."),
    "units_differ": N_("The parts are counted in another unit than the whole."),
    "parent_unknown": N_("The whole is not among the targets."),
}
"""Why it is not known whether parts reach their whole."""

CLAIMS: Final[Mapping[str, str]] = {
    "zero_denominator": N_("The denominator is zero, or may be."),
    "not_readable": N_("It cannot be read as a number or an expression."),
    "unknown_kind": N_("The kind of result is not known."),
    "cut_off": N_("The exact value was cut off instead of rounded."),
    "inputs_rounded": N_("It follows from the values that the rounded inputs may stand for."),
    "parts_exceed_whole": N_("The parts come to more than the whole."),
    "parts_short_of_whole": N_("The parts come to less than the whole."),
    "covered": N_("The value lies in what is stated."),
    "too_few_points": N_("There are too few values."),
    "trial_limits": N_("Trial limits: fewer than twelve values."),
    "bands_equal": N_("The two band values are the same."),
    "ends_equal": N_("The worst and the best value are the same."),
}
"""How a verdict on a claim came about, or why there is none."""

VERDICTS: Final[Mapping[str, str]] = {
    "equal": N_("equal"),
    "rounding": N_("rounding"),
    "inconsistent": N_("inconsistent"),
}
"""What recomputing says of a typed result."""
