"""Why there is no number: points, group scores, places, sums of parts.

Sentences for the codes that the rules give beside a missing number (English message ids).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.schema.errors import N_

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
}
"""Why a member of a league table has no place."""

PARTS: Final[Mapping[str, str]] = {
    "not_added": N_("Ranks and rates are not added up."),
    "parts_incomplete": N_("A part has no value."),
    "units_differ": N_("The parts are counted in another unit than the whole."),
    "parent_unknown": N_("The whole is not among the targets."),
}
"""Why it is not known whether parts reach their whole."""
