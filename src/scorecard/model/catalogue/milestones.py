"""Finding codes M: milestones of a book."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "M101",
        ERROR,
        N_("Milestone incomplete"),
        N_("A milestone needs a value in this column ({column})."),
        N_("A value."),
        N_("Fill the cell, or delete the row."),
        N_("A milestone of a target ({target}) has a period, a kind and a value."),
    ),
    CodeSpec(
        "M102",
        ERROR,
        N_("Milestone after the due date"),
        N_("The milestone {found} lies after the due date {due} of target {target}."),
        N_("A period up to the due date."),
        N_("Correct the period, or the target's due date."),
        N_("Milestones stand on the way to the due date."),
    ),
    CodeSpec(
        "M103",
        ERROR,
        N_("Milestone before the start"),
        N_(
            "The milestone {found} does not lie after the baseline period {baseline_period} of "
            "target {target}."
        ),
        N_("A period after the baseline period."),
        N_("Correct the period, or the target's baseline period."),
        N_("Milestones stand between the baseline and the due date."),
    ),
    CodeSpec(
        "M104",
        ERROR,
        N_("Milestone twice"),
        N_("Target {target} has two milestones of this kind for {found}."),
        N_("One row for each period and kind."),
        N_("Delete one of the two."),
        N_("At one date a pathway has one value."),
    ),
    CodeSpec(
        "M105",
        ERROR,
        N_("Shares do not end at 1"),
        N_("The last share of target {target} is {found}, not 1."),
        N_("Cumulative shares whose last is 1."),
        N_("Correct the shares, or add the last quarter."),
        N_("Shares are cumulative: what should be done of the whole by then."),
    ),
    CodeSpec(
        "M106",
        ERROR,
        N_("Share below the one before"),
        N_("The share {found} of target {target} is below the share before it, {previous_share}."),
        N_("Cumulative shares that do not fall."),
        N_("Write cumulative shares, not those of single quarters."),
        N_("Shares are cumulative: what should be done of the whole by then."),
    ),
    CodeSpec(
        "M107",
        ERROR,
        N_("Not a share"),
        N_("{found} is no share."),
        N_("A number from 0 to 1; 25 % is 0.25."),
        N_("Write the cumulative share."),
        N_("Shares are cumulative: what should be done of the whole by then."),
    ),
    CodeSpec(
        "M108",
        WARNING,
        N_("Kind does not fit the pathway"),
        N_("A milestone of kind {found} is not used: target {target} follows “{pathway}”."),
        N_("value for milestones and steps, share for shares."),
        N_("Correct the kind, or the target's pathway."),
        N_("A pathway reads the rows of its own kind."),
    ),
    CodeSpec(
        "M109",
        WARNING,
        N_("Milestones not used"),
        N_("The milestones of target {found} are not used: its pathway is “{pathway}”."),
        N_("The pathway milestones, steps or shares."),
        N_("Choose 节点连线 as the target's pathway, or delete the milestones."),
        N_("On a linear pathway only baseline, value and due date count."),
    ),
    CodeSpec(
        "M110",
        ERROR,
        N_("Milestone is no place"),
        N_("Target {target} is a rank; {found} is no place."),
        N_("A whole number from 1."),
        N_("Write the place."),
        N_("“Top 120” is place 120 or better."),
    ),
    CodeSpec(
        "M111",
        WARNING,
        N_("Milestone beyond the target"),
        N_("The milestone {found} is beyond the value {target_value} of target {target}."),
        N_("A value on the way to the target value."),
        N_("Check both numbers."),
        N_("An interim value harder than the final one is usually a slip."),
    ),
)
