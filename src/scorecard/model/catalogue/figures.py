"""Finding codes F: reported figures."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "F101",
        ERROR,
        N_("No table of figures"),
        N_("No sheet holds a table of figures; the sheets are: {found}."),
        N_(
            "A table headed Indicator (指标), This quarter (本季度) or To date (本年累计), or "
            "Indicator (指标) and Place (位次)."
        ),
        N_("Send the form as it was issued, or give its headers back."),
        N_("A return is recognised by its sheet's name or by its headers."),
    ),
    CodeSpec(
        "F102",
        ERROR,
        N_("Day of sending missing"),
        N_("The sheet does not say when it was sent."),
        N_("Sent on (报送日期) with a date such as 2021-10-15."),
        N_("Write the date beside Sent on (报送日期)."),
        N_(
            "The day of sending decides from when on a figure counts, so that past scorecards "
            "can be rebuilt."
        ),
    ),
    CodeSpec(
        "F104",
        ERROR,
        N_("Quarter missing"),
        N_("The sheet does not say which quarter it is for."),
        N_("Quarter (报告期) with a quarter such as 2021-Q4."),
        N_("Write the quarter beside Quarter (报告期)."),
        N_("The quarter comes from the form, never from the clock or the file's name."),
    ),
    CodeSpec(
        "F105",
        ERROR,
        N_("Another quarter in the head"),
        N_("“{found}” is not the form's quarter, {quarter}."),
        N_("{quarter} everywhere in the form."),
        N_("Correct the title, or use the form of the other quarter."),
        N_("Title, head line and hidden sheet of a form must name the same quarter."),
    ),
    CodeSpec(
        "F106",
        ERROR,
        N_("Organisation missing"),
        N_("The sheet does not say whose figures these are."),
        N_(
            "Reporting unit (填报单位) with the name of an organisation or unit of the target "
            "books."
        ),
        N_("Write the name beside Reporting unit (填报单位)."),
        N_(
            "Figures belong to an organisation; its name is taken from the hidden sheet or "
            "from the head line."
        ),
    ),
    CodeSpec(
        "F107",
        ERROR,
        N_("Unknown organisation"),
        N_("“{found}” is no organisation or unit of the target books."),
        N_("One of: {known}."),
        N_("Correct the name, or add it to the target book."),
        N_("Former names count where the sheet About lists them as 曾用名."),
    ),
    CodeSpec(
        "F108",
        ERROR,
        N_("Unknown indicator"),
        N_("“{found}” is no indicator of this organisation."),
        N_("An indicator such as: {known}."),
        N_("Restore the indicator's name as it was issued, or add it to the target book."),
        N_("A row is found by its row id, else by the indicator's id or name."),
    ),
    CodeSpec(
        "F109",
        ERROR,
        N_("Row mixed up"),
        N_("The row was issued for the indicator {indicator} ({row_id}), but names “{found}”."),
        N_("Row id and name of the same indicator."),
        N_("Restore the name, or sort whole rows including the last column."),
        N_(
            "Where only some columns of a form were sorted, figures stand beside the wrong "
            "indicator."
        ),
    ),
    CodeSpec(
        "F110",
        ERROR,
        N_("Figure without an indicator"),
        N_("“{found}” stands in a row that names no indicator."),
        N_("An indicator's name in the row."),
        N_("Write the indicator's name, or delete the figure."),
        N_("A number that belongs to no indicator is never dropped in silence."),
    ),
    CodeSpec(
        "F111",
        ERROR,
        N_("Two values for one point in time"),
        N_(
            "{indicator} is a value at a point in time; “{found}” differs from {this_period} "
            "in the same row."
        ),
        N_("One value, in This quarter (本季度)."),
        N_("Keep the value at the end of the quarter."),
        N_(
            "Stocks, rates and ranks have no cumulative figure; both columns may hold the same "
            "value, not two."
        ),
    ),
    CodeSpec(
        "F112",
        ERROR,
        N_("Unit of the row does not fit"),
        N_("“{found}” cannot be converted into {unit}, the indicator's unit of measure."),
        N_("{unit}, or a unit of the same kind."),
        N_("Restore the unit of measure, and check the figures of the row."),
        N_(
            "Amounts convert within their kind (亿元, 万元, 元); never between kinds or currencies."
        ),
    ),
    CodeSpec(
        "F113",
        ERROR,
        N_("Rank without its edition"),
        N_("The place of {indicator} has no edition."),
        N_("The year of the ranking's edition, such as 2021."),
        N_("Write the edition beside the place."),
        N_(
            "A place means nothing without its edition: the rank of one year does not settle "
            "another."
        ),
    ),
    CodeSpec(
        "F114",
        ERROR,
        N_("Place beyond the number of places"),
        N_("Place {found} is beyond the {rank_of} that took part."),
        N_("A place not above the number that took part."),
        N_("Check both numbers."),
        N_("How many took part is kept with every place: 118 of 157 is not 118 of 178."),
    ),
    CodeSpec(
        "F115",
        ERROR,
        N_("Figure from the future"),
        N_("{found} is for {period}, which had not ended when the sheet was sent on {known_on}."),
        N_("A period that has ended, or the state 预计 (estimate)."),
        N_("Correct the date of sending or the quarter; mark an early figure as 预计."),
        N_("A figure of a period still running can only be an estimate."),
    ),
    CodeSpec(
        "F116",
        ERROR,
        N_("Published after it was sent"),
        N_("The place was published on {found}, after the sheet was sent on {known_on}."),
        N_("A publication not after the day of sending."),
        N_("Correct one of the two dates."),
        N_("What is not published yet cannot be known."),
    ),
    CodeSpec(
        "F117",
        NOTE,
        N_("No evidence"),
        N_("The figure of {indicator} has no evidence; it will be shown as unverified."),
        N_("A document, link or file that proves the figure."),
        N_("Name the evidence in Evidence (佐证材料)."),
        N_("A figure without evidence counts, and carries the flag “unverified”."),
    ),
    CodeSpec(
        "F118",
        WARNING,
        N_("Estimate without a note"),
        N_("The figure of {indicator} is an estimate; the sheet does not say how it was made."),
        N_("A note on how the estimate was made."),
        N_("Write it in Note (说明)."),
        N_("An estimate is replaced when the figure is known; its note says what it rests on."),
    ),
    CodeSpec(
        "F119",
        WARNING,
        N_("Rank without a publication date"),
        N_("The place of {indicator} for {edition} has no publication date."),
        N_("The day on which the place was published or notified."),
        N_("Write the date beside the place."),
        N_("Editions come out months after their year; the date shows that the place was known."),
    ),
    CodeSpec(
        "F120",
        WARNING,
        N_("Rank without the number of places"),
        N_("The place of {indicator} for {edition} does not say out of how many."),
        N_("How many took part."),
        N_("Write the number beside the place."),
        N_("How many took part is kept with every place: 118 of 157 is not 118 of 178."),
    ),
    CodeSpec(
        "F121",
        ERROR,
        N_("Data later than the edition"),
        N_("The data of {found} are later than the edition {edition}."),
        N_("A data year not after the edition."),
        N_("Correct one of the two years."),
        N_("An edition uses the data of its own year or of the year before."),
    ),
    CodeSpec(
        "F122",
        ERROR,
        N_("Not a share done"),
        N_("{indicator} is a deliverable; {found} is no share done."),
        N_("0, 1, or a share between."),
        N_("Write 1 if it is done, 0 if it is not."),
        N_("A deliverable is 0 before and 1 after; a share between is partly done."),
    ),
    CodeSpec(
        "F123",
        WARNING,
        N_("Edition is no year"),
        N_("The edition “{found}” of {indicator} is not a year."),
        N_("A year, such as 2021."),
        N_("Write the year of the edition."),
        N_("Rankings come out by year; a target due in a year is settled by that year's edition."),
    ),
)
