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
)
