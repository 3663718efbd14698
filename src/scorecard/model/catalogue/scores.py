"""Finding codes about scores and typed results: scoring cells, sums of parts, claims."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "T140",
        ERROR,
        N_("Scoring that cannot be read"),
        N_("{target}: the scoring “{found}” cannot be read at “{piece}”."),
        N_("{expected}"),
        N_("Write a rule such as completion(cap=1.2), several joined by +."),
        N_("Points are computed by the rule in this cell; without it the target has none."),
    ),
    CodeSpec(
        "T141",
        WARNING,
        N_("Scoring without a full mark"),
        N_("{target}: {rule} needs a full mark, and the column points is blank."),
        N_("The full mark of the item, or {rule}(full=…) in the rule."),
        N_("Type the full mark into the column points."),
        N_("Most rules give a share of a full mark; without one the target gets no points."),
    ),
    CodeSpec(
        "T142",
        WARNING,
        N_("Scoring that names an unknown target"),
        N_("{target}: the scoring names the target “{piece}”, which is in no book."),
        N_("The id of a target."),
        N_("Correct the id in the scoring, or add the target."),
        N_("Composites and joint deductions are computed from the targets they name."),
    ),
    CodeSpec(
        "T143",
        WARNING,
        N_("Scoring that cannot apply"),
        N_("{target}: completion divides by the target value; it does not apply to {what}."),
        N_("A target value above zero that is not a rank; for ranks rank_step or bands."),
        N_("Choose another rule, or correct the target value."),
        N_("A rank has no completion rate, and nothing is divided by zero."),
    ),
    CodeSpec(
        "T144",
        WARNING,
        N_("Growth without a base"),
        N_("{target}: growth is counted on the base year; its value is blank, zero or negative."),
        N_("A baseline above zero, with its period."),
        N_("Fill in the baseline, or choose another rule."),
        N_("Growth on a base that is unknown, zero or negative is not defined."),
    ),
    CodeSpec(
        "T145",
        WARNING,
        N_("Standards the wrong way round"),
        N_(
            "{target}: {rule} runs from {low} (worst) to {high} (best), against the direction "
            "of the target."
        ),
        N_("Standards from the worst value to the best."),
        N_("Turn the standards round, or correct the direction."),
        N_("Standards that run against the direction reward the worse figure."),
    ),
    CodeSpec(
        "T146",
        WARNING,
        N_("Full marks that do not add up"),
        N_(
            "{target}: the full marks in the scoring come to {sum}, the column points says {found}."
        ),
        N_("{sum}, or full marks in the scoring that come to {found}."),
        N_("Correct the column points or the full marks in the scoring."),
        N_("Two rules on one item share its full mark between them."),
    ),
    CodeSpec(
        "T147",
        WARNING,
        N_("Part that does not say so"),
        N_("{part} is counted in the points of {target}, and its own scoring is not part (并入)."),
        N_("part (并入) as the scoring of {part}."),
        N_("Type part as its scoring, or take it out of the scoring of {target}."),
        N_(
            "Otherwise the same figure earns points twice, or is asked for points it does not have."
        ),
    ),
    CodeSpec(
        "X114",
        WARNING,
        N_("Parts short of the whole"),
        N_(
            "{target} asks for {comparator} {value}, its parts together come to {children}: "
            "{parts}."
        ),
        N_("Parts that together reach the whole."),
        N_("Raise a part, add the missing one, or correct the whole."),
        N_(
            "A target passed down (cascade) is not reached when every part is; parts may ask for "
            "more than the whole."
        ),
    ),
    CodeSpec(
        "X115",
        WARNING,
        N_("Parts other than the whole"),
        N_(
            "{target} asks for {value} and its parts must equal it; together they come to "
            "{children}: {parts}."
        ),
        N_("Parts that together are exactly the whole."),
        N_("Correct a part or the whole, or choose cascade (层层加码) if more is allowed."),
        N_(
            "Parts may exceed a target passed down; equality holds only where the book asks for it."
        ),
    ),
    CodeSpec(
        "F160",
        WARNING,
        N_("Typed rate does not follow"),
        N_("{indicator}: {numerator} of {denominator} is {exact} %, not {found}."),
        N_("The rate that follows from the figures of its row: {exact} %."),
        N_("Check the figure and the target; the rate itself need not be typed."),
        N_(
            "A typed rate is never used; it is recomputed, and a rate that does not follow often "
            "shows a slip in a figure."
        ),
    ),
    CodeSpec(
        "F161",
        NOTE,
        N_("Typed rate follows within rounding"),
        N_(
            "{indicator}: {numerator} of {denominator} is {exact} %; {found} is cut off or rounded."
        ),
        N_("The rate rounded half up: {exact} %."),
        N_("Nothing needs to be done."),
        N_("The exact value was cut off, or the figures themselves were rounded before."),
    ),
    CodeSpec(
        "X301",
        ERROR,
        N_("Result does not follow"),
        N_("{case}: {expression} gives {exact}, not {found}."),
        N_("A result that follows from its inputs, also within their rounding."),
        N_("Check the inputs and the result with whoever reported them."),
        N_(
            "A reported result is recomputed from its inputs: equal, within rounding, or "
            "inconsistent."
        ),
    ),
    CodeSpec(
        "X302",
        NOTE,
        N_("Result follows within rounding"),
        N_("{case}: {expression} gives {exact}; {found} is cut off or rests on rounded inputs."),
        N_("The exact value rounded half up."),
        N_("Nothing needs to be done."),
        N_("Cutting off, and inputs that were rounded before, explain the difference."),
    ),
    CodeSpec(
        "X303",
        WARNING,
        N_("Result that cannot be recomputed"),
        N_("{case}: “{expression}” and “{found}” do not give anything to compare."),
        N_("An expression of numbers with + − × ÷ and brackets, and one number."),
        N_("Correct the expression or the result; a denominator must not be zero."),
        N_("Only printed numbers are recomputed; units, words and empty cells are not."),
    ),
    CodeSpec(
        "X304",
        WARNING,
        N_("Formula that cannot be worked out"),
        N_("{case}: {expression} cannot be worked out. {why}"),
        N_("Inputs that give the formula a value."),
        N_("Complete or correct the inputs in this row."),
        N_("A formula is never worked out from too few or unreadable inputs."),
    ),
)
