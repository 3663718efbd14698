"""Finding codes T: targets of a book."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "T101",
        ERROR,
        N_("Target incomplete"),
        N_("Target {target} needs a value in this column ({column})."),
        N_("A value."),
        N_("Fill the cell, or delete the row."),
        N_(
            "A target needs its id, goal, indicator, direction, comparator and origin. Its "
            "number and due date may be missing: then it is recorded and not scored."
        ),
    ),
    CodeSpec(
        "T102",
        ERROR,
        N_("Target twice"),
        N_("Target “{found}” has two rows of version {version}."),
        N_("Each version of a target once."),
        N_("Give one row another id; or, if the target was revised, the next version."),
        N_(
            "Targets are named by their id; a revised target keeps its id and gets the next "
            "version."
        ),
    ),
    CodeSpec(
        "T103",
        ERROR,
        N_("Target id of another organisation"),
        N_("The id “{found}” belongs to a target of {first_organisation}."),
        N_("Ids that are unique in the workspace."),
        N_("Give the target another id, such as one with the organisation's initials."),
        N_("Commands and reports name a target by its id alone."),
    ),
    CodeSpec(
        "T104",
        ERROR,
        N_("Band without both bounds"),
        N_("Target {target} lies between two bounds; one is missing."),
        N_("The lower bound in 目标数值, the upper in 上限."),
        N_("Fill both bounds, or choose another comparator."),
        N_("“between” includes both bounds."),
    ),
    CodeSpec(
        "T105",
        ERROR,
        N_("Upper bound below the lower"),
        N_("The upper bound {found} is below the lower bound {value}."),
        N_("An upper bound not below the lower."),
        N_("Exchange or correct the two."),
        N_("“between” includes both bounds."),
    ),
    CodeSpec(
        "T106",
        WARNING,
        N_("Upper bound not used"),
        N_("The upper bound {found} is not used: the comparator is {comparator}."),
        N_("An upper bound only with the comparator “between”."),
        N_("Choose 区间 as comparator, or delete the upper bound."),
        N_("Only “between” has two bounds."),
    ),
    CodeSpec(
        "T107",
        ERROR,
        N_("Deliverable without 1"),
        N_("Target {target} asks for something to be done; its value must be 1."),
        N_("1"),
        N_("Write 1, or choose another comparator."),
        N_("A deliverable is 0 before and 1 after."),
    ),
    CodeSpec(
        "T108",
        ERROR,
        N_("“done” for a quantity"),
        N_("“done” fits deliverables only; {indicator} is a {measure}."),
        N_("A comparison with a number, or an indicator of the measure milestone."),
        N_("Choose ≥, ≤ or another comparison, or correct the indicator's measure."),
        N_("Whether something is done can only be asked of a deliverable."),
    ),
    CodeSpec(
        "T109",
        ERROR,
        N_("Share of a deliverable beyond 1"),
        N_("{indicator} is measured as the share done; {found} is none."),
        N_("A number above 0 and up to 1."),
        N_("Write the share to be done, or choose another measure for the indicator."),
        N_("A deliverable is 0 before and 1 after; a share between is partly done."),
    ),
    CodeSpec(
        "T110",
        ERROR,
        N_("Direction contradicts the comparator"),
        N_("The direction {found} contradicts the comparator {comparator}."),
        N_("increase with ≥ and >, decrease with ≤ and <."),
        N_("Correct one of the two."),
        N_(
            "Indicators are neutral; direction and comparator of the target say which way is "
            "better."
        ),
    ),
    CodeSpec(
        "T111",
        ERROR,
        N_("Due before the baseline"),
        N_("The target is due {found}, not after its baseline period {baseline_period}."),
        N_("A due date after the baseline period."),
        N_("Correct one of the two periods."),
        N_("The pathway runs from the end of the baseline period to the due date."),
    ),
    CodeSpec(
        "T112",
        ERROR,
        N_("Baseline without its period"),
        N_("The baseline {baseline} has no period."),
        N_("The period the baseline belongs to, such as 2020."),
        N_("Write the baseline period."),
        N_("Expected progress counts from the end of the baseline period."),
    ),
    CodeSpec(
        "T113",
        NOTE,
        N_("Baseline of a flow"),
        N_(
            "The baseline {found} of target {target} serves comparison only: a flow starts at zero."
        ),
        N_("No baseline, or last year's total for comparison."),
        N_("Nothing needs to be done."),
        N_(
            "A flow is judged by how much of the target has come together since the start of "
            "the year."
        ),
    ),
    CodeSpec(
        "T114",
        ERROR,
        N_("Some weights missing"),
        N_("{blank_weights} of {weighed} targets of this group have no weight."),
        N_("Weights for all targets of a group, or for none."),
        N_("Fill the missing weights (0 is a weight), or delete all of them."),
        N_("All weights blank means equal weights; some blank would count for nothing unnoticed."),
    ),
    CodeSpec(
        "T115",
        ERROR,
        N_("Negative weight or points"),
        N_("{found} is below zero."),
        N_("0 or more."),
        N_("Correct the cell; deductions belong in the scoring rule."),
        N_("Weights and full points are never negative."),
    ),
    CodeSpec(
        "T116",
        ERROR,
        N_("Not a place"),
        N_("{indicator} is a rank; {found} is no place."),
        N_("A whole number from 1."),
        N_("Write the place."),
        N_("“Top 120” is place 120 or better."),
    ),
    CodeSpec(
        "T117",
        ERROR,
        N_("Rank that should increase"),
        N_("{indicator} is a rank: place 1 is best, so the direction cannot be {found}."),
        N_("decrease, or hold."),
        N_("Choose 越小越好."),
        N_("A better place is a smaller number."),
    ),
    CodeSpec(
        "T118",
        ERROR,
        N_("Rank on a straight line"),
        N_("The places of {indicator} cannot be expected along “{found}”."),
        N_("steps, milestones or none."),
        N_("Choose 台阶."),
        N_(
            "Ranks are published by edition; the place expected holds until the next edition "
            "that has a milestone."
        ),
    ),
    CodeSpec(
        "T119",
        WARNING,
        N_("Cap on a flow held as a level"),
        N_("Target {target} caps a flow, but is to be held: each period would be judged alone."),
        N_("decrease, for a cap on the year's total."),
        N_("Choose 越小越好, unless each quarter must stay below the value."),
        N_("A cap on a flow (“at most 5 accidents”) is judged against the allowance up to date."),
    ),
    CodeSpec(
        "T120",
        ERROR,
        N_("Pathway without its rows"),
        N_("Target {target} follows “{found}”, but the sheet Milestones has no such rows for it."),
        N_("Rows in the sheet Milestones: of kind value for milestones, share for shares."),
        N_("Add the rows, or choose another pathway."),
        N_(
            "Milestones are straight lines through dated values; shares are cumulative and end "
            "at 1."
        ),
    ),
    CodeSpec(
        "T121",
        ERROR,
        N_("Number without its sentence"),
        N_("The number is said to stand in a document, but target {target} names no goal."),
        N_("The goal whose quote holds the number."),
        N_("Name the goal; if the number is the office's own, choose 考核办补充 as origin."),
        N_(
            "Every light can be traced to a sentence; nobody may mistake the office's number "
            "for the document's."
        ),
    ),
    CodeSpec(
        "T122",
        ERROR,
        N_("Goal that cannot be scored"),
        N_(
            "Goal {goal} is of class {goal_class}: it has no number, yet the target says "
            "{found} stands in the document."
        ),
        N_("No number; or origin “office” for the office's own number; or another class."),
        N_("Delete the number, choose 考核办补充, or correct the goal's class."),
        N_(
            "A goal without a number stays without a number: slogans, facts and goals that "
            "need a definition are recorded and never scored."
        ),
    ),
    CodeSpec(
        "T123",
        ERROR,
        N_("Versions do not follow"),
        N_("Target {target} has version {found} where {version_expected} follows."),
        N_("Versions 1, 2, 3 … without a gap."),
        N_("Correct the version, or add the one that is missing."),
        N_("A revised target keeps its old versions; it is judged against the one in force."),
    ),
    CodeSpec(
        "T124",
        ERROR,
        N_("Version not later than the one before"),
        N_("Version {version} of target {target} is not in force after the version before it."),
        N_("A later valid_from (生效日期) for each version."),
        N_("Write the day from which this version counts."),
        N_("The version in force on a day is the last whose valid_from has come."),
    ),
    CodeSpec(
        "T125",
        ERROR,
        N_("Revision without a reason"),
        N_("Version {version} of target {target} has no reason."),
        N_("The reason for the revision, and who decided it."),
        N_("Write the reason."),
        N_("A target that was made easier must say why, beside the old one."),
    ),
    CodeSpec(
        "T126",
        ERROR,
        N_("Parent target unknown"),
        N_("The parent “{found}” of target {target} is no target."),
        N_("The id of a target."),
        N_("Correct the id, or add the target."),
        N_("Parents are targets of the same workspace."),
    ),
    CodeSpec(
        "T127",
        ERROR,
        N_("Targets in a ring"),
        N_("Target {target} is, over its parents, its own parent."),
        N_("Parents that end at a target without a parent."),
        N_("Correct the parent of one target of the ring."),
        N_("Targets form trees."),
    ),
    CodeSpec(
        "T128",
        ERROR,
        N_("Kind of parent missing"),
        N_("Target {target} has the parent {parent}, but it is not said how they belong together."),
        N_(
            "In the row of each part, the one that names its parent: compound, cascade, "
            "cascade_equal or series (并列, 分解, 等额分解, 系列)."
        ),
        N_("Choose the kind in this row; in the row of the parent it says nothing of its parts."),
        N_(
            "Compound: the worst part decides. Cascade: the parts add up to at least the "
            "parent. Series: scores are averaged."
        ),
    ),
    CodeSpec(
        "T129",
        WARNING,
        N_("Another group than the parent"),
        N_("The target is in the group “{found}”, its parent {parent} in another."),
        N_("The group of the parent."),
        N_("Choose one group for both."),
        N_("Coverage and scores are rolled up by group."),
    ),
    CodeSpec(
        "T130",
        WARNING,
        N_("Stretch easier than the target"),
        N_("The stretch value {found} is easier than the value {value} ({direction})."),
        N_("A stretch value beyond the value."),
        N_("Exchange or correct the two."),
        N_("The value is judged; the stretch value is only shown."),
    ),
    CodeSpec(
        "T131",
        ERROR,
        N_("Outside the indicator's range"),
        N_("{found} lies outside the range of {indicator} (minimum {minimum}, maximum {maximum})."),
        N_("A number within the range."),
        N_("Check the number and its unit, or widen the indicator's range."),
        N_("An indicator may state the smallest and largest value it can have."),
    ),
    CodeSpec(
        "T133",
        WARNING,
        N_("Number not in the quote"),
        N_("The number {found} of target {target} is not in the quote of goal {goal}."),
        N_("A number that stands in the quote, or the origin “office”."),
        N_("Check the number; if it is the office's own, choose 考核办补充 as origin."),
        N_(
            "A number with the origin “document” must stand in the document. Quotes with numbers "
            "in words are not checked."
        ),
    ),
    CodeSpec(
        "T135",
        WARNING,
        N_("Number without a due date"),
        N_("Target {target} has a number and no due date; it will not be scored."),
        N_("A due date, such as 2025."),
        N_("Write the due date if the document gives one."),
        N_("A quantity without a date can be neither late nor in time."),
    ),
    CodeSpec(
        "T136",
        WARNING,
        N_("Due date without a number"),
        N_("Target {target} is due {due} and has no number; it will not be scored."),
        N_("A number, if the document gives one."),
        N_("Write the number if the document gives one; never invent one."),
        N_("A goal without a number is shown and never scored."),
    ),
    CodeSpec(
        "T138",
        ERROR,
        N_("Method not possible here"),
        N_("The growth ratio cannot judge target {target}."),
        N_("pace, schedule or projection; growth ratio needs stocks or rates above zero."),
        N_("Choose another method."),
        N_(
            "Compound growth is not defined for ranks, flows, deliverables and zero, and with a "
            "target not for negative values."
        ),
    ),
    CodeSpec(
        "T139",
        WARNING,
        N_("Direction taken from the comparator"),
        N_(
            "Target {target} has no direction; “{direction}” was taken because the comparator "
            "is {comparator}."
        ),
        N_("increase, decrease or hold."),
        N_("Choose the direction in this cell."),
        N_(
            "At least and more than mean increase; at most and less than mean decrease; "
            "between means hold; “=” means none of them."
        ),
    ),
)
