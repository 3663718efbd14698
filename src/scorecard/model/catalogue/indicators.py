"""Finding codes I: indicators of a book."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "I101",
        ERROR,
        N_("Indicator incomplete"),
        N_("An indicator needs a value in this column ({column})."),
        N_("A value."),
        N_("Fill the cell, or delete the row."),
        N_(
            "Without name, unit, measure, way of reporting and frequency an indicator's "
            "figures mean nothing."
        ),
    ),
    CodeSpec(
        "I102",
        ERROR,
        N_("Indicator twice"),
        N_("The indicator “{found}” stands already in a row above."),
        N_("Each indicator once in a book."),
        N_("Delete one row, or give it another id."),
        N_("The key of a figure is organisation and indicator."),
    ),
    CodeSpec(
        "I103",
        ERROR,
        N_("Minimum above maximum"),
        N_("The minimum {found} is above the maximum {maximum}."),
        N_("A minimum not above the maximum."),
        N_("Correct one of the two."),
        N_("The two bound what a figure of the indicator can be."),
    ),
    CodeSpec(
        "I104",
        ERROR,
        N_("Impossible number of decimals"),
        N_("{found} is no number of decimals."),
        N_("A whole number from 0 to 9."),
        N_("Correct the cell, or leave it empty."),
        N_("Decimals say how values are printed and what counts as near a boundary."),
    ),
    CodeSpec(
        "I105",
        ERROR,
        N_("Negative publication lag"),
        N_("A figure cannot be published {found} months before its period has ended."),
        N_("Months from the period's end to publication: 0 or more."),
        N_("Correct the cell, or leave it empty."),
        N_("The lag decides from when on a missing figure is overdue."),
    ),
    CodeSpec(
        "I106",
        ERROR,
        N_("Level reported as a sum"),
        N_("A {measure} is a value at a point in time; it cannot be reported as {found}."),
        N_("point (时点值)."),
        N_("Choose 时点值, or correct the measure."),
        N_("Stocks, rates and ranks are never summed; the latest value counts."),
    ),
    CodeSpec(
        "I107",
        ERROR,
        N_("Flow reported at a point in time"),
        N_("A flow cannot be reported as {found}: it adds up over time."),
        N_("period, to_date or since_start (当期值, 本年累计, 自起始累计)."),
        N_("Choose how the flow is reported, or correct the measure."),
        N_(
            "Period and to-date figures are derived from each other; the indicator says which "
            "is typed."
        ),
    ),
    CodeSpec(
        "I108",
        WARNING,
        N_("Rank with decimals"),
        N_("A rank has no decimals; {found} is stated."),
        N_("0"),
        N_("Set the decimals to 0."),
        N_("Places are whole numbers."),
    ),
    CodeSpec(
        "I109",
        ERROR,
        N_("Flow in per cent"),
        N_("A flow cannot be measured in “{found}”: shares do not add up."),
        N_("An amount or a number of things; or the measure rate."),
        N_("Correct the unit of measure, or choose 比率 as measure."),
        N_("Shares and growth rates are rates: the latest counts, they are never summed."),
    ),
    CodeSpec(
        "I110",
        WARNING,
        N_("Unit does not fit the measure"),
        N_("“{found}” is an unusual unit of measure for a {measure}."),
        N_("% for a rate, 位 for a rank; 百分点 is the difference of two rates."),
        N_("Correct the unit of measure or the measure."),
        N_("% and 百分点 are different units: from 10 % to 12 % are 2 百分点, or 20 %."),
    ),
    CodeSpec(
        "I111",
        ERROR,
        N_("Natural limit not above zero"),
        N_("The natural limit {found} is not above zero."),
        N_("A number above zero, such as 100 for per cent."),
        N_("Correct the cell, or leave it empty."),
        N_(
            "The limit scales the thresholds of the growth ratio; it is what the indicator "
            "cannot pass."
        ),
    ),
    CodeSpec(
        "I112",
        WARNING,
        N_("Name twice"),
        N_(
            "Another indicator of the book is called “{found}” too; rows of returns are found "
            "by their name."
        ),
        N_("Names that differ."),
        N_("Make the name of {indicator} distinct."),
        N_(
            "Where a return has lost its row ids its rows are found by name; the first of two "
            "equal names is taken."
        ),
    ),
    CodeSpec(
        "I113",
        ERROR,
        N_("Rank below 1 allowed"),
        N_("The minimum of a rank is {found}; places begin at 1."),
        N_("1 or more, or nothing."),
        N_("Set the minimum to 1."),
        N_("The best place is 1."),
    ),
    CodeSpec(
        "I114",
        ERROR,
        N_("Deliverable beyond 1"),
        N_(
            "The maximum of a deliverable is {found}; it is measured as the share done, from 0 "
            "to 1."
        ),
        N_("A maximum above 0 and up to 1, or nothing."),
        N_("Set the maximum to 1, or choose another measure."),
        N_("A deliverable is 0 before and 1 after; a share between is partly done."),
    ),
    CodeSpec(
        "I120",
        WARNING,
        N_("Nobody answers for figures"),
        N_("{count} figures of {organisation} have no responsible unit: {names}."),
        N_("A unit of the sheet Units in the column responsible_unit."),
        N_("Name the unit that reports them; until then they stand on a form of their own."),
        N_("Forms go out to responsible units; a figure without one is easily left out."),
    ),
)
