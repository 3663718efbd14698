"""Finding codes A: what the assessments ask back."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "A101",
        WARNING,
        N_("Met at the baseline"),
        N_("{target}: the baseline {baseline} already meets {comparator} {value}."),
        N_("A baseline from which the target is still some way off."),
        N_(
            "Write “hold” under accepted_as if this level is to be kept, or correct the direction, "
            "comparator, baseline or value."
        ),
        N_(
            "A target that was met when it was set is either a level to keep or a slip of the "
            "pen; it is not scored until the book says which."
        ),
    ),
    CodeSpec(
        "A102",
        WARNING,
        N_("Method does not apply"),
        N_("{target}: the method {method} does not apply to this target ({measure})."),
        N_(
            "A method made for this kind of target: growth_ratio needs levels above zero, "
            "projection neither ranks nor caps, pace and schedule a way to measure."
        ),
        N_("Name another method in the column method, or leave it blank for the usual one."),
        N_("A method that does not apply gives no status; the target is not scored by it."),
    ),
    CodeSpec(
        "A103",
        WARNING,
        N_("Target on the other side of the baseline"),
        N_("{target}: from the baseline {baseline} to {value} is not the way {direction} goes."),
        N_("A value that lies from the baseline in the stated direction."),
        N_("Correct the direction, the baseline or the value."),
        N_(
            "Methods that judge “met” themselves go on with such a target; the others do not score "
            "it (A101)."
        ),
    ),
    CodeSpec(
        "A104",
        WARNING,
        N_("Gap in a sum"),
        N_("{target}: figures of earlier periods are missing; {known} is a lower bound."),
        N_("A figure for every period since the start, or a later cumulative one."),
        N_("Report the missing period, or the cumulative figure."),
        N_(
            "Figures reported per period are added up; with a gap the sum says at least so much, "
            "and is not judged unless it meets the target already."
        ),
    ),
    CodeSpec(
        "A105",
        WARNING,
        N_("Measure not said"),
        N_("{target}: it is not said whether its figures add up (flow) or are levels (stock)."),
        N_("flow, stock, rate, rank or milestone as the measure of {indicator}."),
        N_("Add a column measure, or a baseline if the figures are levels."),
        N_("What adds up is judged from nothing, a level from its baseline."),
    ),
)
