"""Finding codes B4: what a plain table holds as a whole."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "B401",
        ERROR,
        N_("Kind of quantity not said"),
        N_("The table does not say what kind of quantity {indicator} is."),
        N_(
            "A column 指标性质 (measure): flow, stock, rate, rank or milestone; or a baseline, "
            "which makes it a stock."
        ),
        N_("Add the column, or a baseline."),
        N_(
            "How figures add up depends on the kind of quantity; only with a baseline a stock "
            "is assumed."
        ),
    ),
    CodeSpec(
        "B402",
        WARNING,
        N_("Direction taken from the numbers"),
        N_(
            "Neither direction nor comparator is given for {indicator}; “{direction}” was "
            "taken because the target lies that way from the baseline (of a flow: from nothing)."
        ),
        N_("A column 方向 (direction) or 比较方式 (comparator)."),
        N_("Add the column if this is not meant."),
        N_("A target above its baseline asks for an increase, one below for a decrease."),
    ),
    CodeSpec(
        "B403",
        ERROR,
        N_("Direction unknown"),
        N_("Nothing says which way is better for {indicator}."),
        N_("A direction (increase, decrease, hold) or a comparator."),
        N_("Fill in the direction."),
        N_(
            "Without a target, or with a target equal to the baseline, the numbers do not show "
            "the direction."
        ),
    ),
    CodeSpec(
        "B404",
        ERROR,
        N_("Rows of one id disagree"),
        N_("{which} of {indicator} is {found} here and {first} in a row above."),
        N_("The same target in all rows of an id; only actual and its period differ."),
        N_("Make the rows agree, or give one of them another id."),
        N_("Rows with the same id are one series: several actual values of one target."),
    ),
    CodeSpec(
        "B405",
        ERROR,
        N_("Actual value without its period"),
        N_("The actual value of {indicator} has no period."),
        N_("The period of the actual value, such as 2021-Q4."),
        N_("Fill in the period."),
        N_("Expected progress depends on how much of the time has passed."),
    ),
    CodeSpec(
        "B406",
        ERROR,
        N_("Two actual values for one period"),
        N_("{indicator} has the value {first} for {period} in a row above."),
        N_("One actual value for each period."),
        N_("Delete one of the two rows."),
        N_("Rows with the same id are one series: several actual values of one target."),
    ),
    CodeSpec(
        "B407",
        ERROR,
        N_("Number of changes does not fit"),
        N_("{found} changes do not fit the first and last value of {indicator}."),
        N_("A whole number from 1 to 5: changes between the first and the last value."),
        N_("Correct the number; “first” is the value before the first of these changes."),
        N_("The projection takes the mean of the last at most five changes."),
    ),
    CodeSpec(
        "B408",
        ERROR,
        N_("Not a CSV table"),
        N_("The file cannot be read as text in rows and columns."),
        N_("A CSV file in UTF-8 or GB18030, separated by commas, semicolons or tabs."),
        N_("Save the table again as “CSV UTF-8”, or give an XLSX file."),
        N_("Files of another kind may carry the ending .csv; the contents decide."),
    ),
    CodeSpec(
        "B409",
        ERROR,
        N_("No table to assess"),
        N_("No row of the file is a header with the columns that are needed."),
        N_("A header row with an id and an actual value, such as 编号, 基期值, 目标值, 实际值."),
        N_("Name the columns as in the description of `scorecard assess`."),
        N_(
            "Headers are recognised in Chinese and English; the header row may stand below "
            "title rows."
        ),
    ),
    CodeSpec(
        "B410",
        NOTE,
        N_("Series without a date"),
        N_("The series of {indicator} has no period; it is taken to end with {period}."),
        N_("The period of the last value, where dates matter."),
        N_("Nothing needs to be done, or fill in the period."),
        N_(
            "A direction, or a value to be held every year, is judged by the changes alone; their "
            "dates do not matter."
        ),
    ),
    CodeSpec(
        "B411",
        NOTE,
        N_("Months without a year"),
        N_("{months} months of {indicator} are counted in no named year; {year} stands for it."),
        N_("The year that the target is due in, where it matters."),
        N_("Nothing needs to be done, or fill in the year."),
        N_("Completion and schedule are shares of a year, the same in every year."),
    ),
    CodeSpec(
        "B412",
        ERROR,
        N_("Share of the year is no whole number of months"),
        N_("{found} of the year, given for {indicator}, is no whole number of months."),
        N_("The share of the year that is over, in whole months: 25 % after three of them."),
        N_("Correct the share, or fill in the months elapsed (已过月数) or the period."),
        N_("The pathway of an annual target goes by complete months."),
    ),
    CodeSpec(
        "B413",
        NOTE,
        N_("Columns of periods read as series"),
        N_("The {n} columns {first} to {last} were read as one series of actual values per row."),
        N_("A column for each period, headed by it, where no other column holds actual values."),
        N_("Nothing needs to be done; give a column another header if it is no actual value."),
        N_("A period as a header says when the values below it were reached."),
    ),
    CodeSpec(
        "B414",
        WARNING,
        N_("Columns of periods not read"),
        N_(
            "The {n} columns {first} to {last} are headed by periods and were not read: actual "
            "values stand in another column too, or the periods differ in length."
        ),
        N_("Either columns of periods, all of one length, or one column of actual values."),
        N_("Leave out the actual values, or keep one row for each period."),
        N_("A series has one value for each period, and each value one source."),
    ),
    CodeSpec(
        "B415",
        WARNING,
        N_("Columns of periods that lie ahead"),
        N_(
            "The {n} columns {first} to {last} are headed by periods and were not read: {last} "
            "begins after {day}, so not all of them hold actual values."
        ),
        N_("Columns of periods with actual values only."),
        N_(
            "Head the targets 目标值 with a column 目标年 beside it, and leave one column for each "
            "period with actual values; or name the day with --as-of."
        ),
        N_("Plans print the year of departure and the year aimed at side by side."),
    ),
    CodeSpec(
        "B416",
        NOTE,
        N_("Several targets a row"),
        N_("The {n} columns {first} to {last} were read as one target each: id and period."),
        N_("A target for each row, or one column for each period a target is due in."),
        N_("Nothing needs to be done."),
        N_("A goal with two dates is two targets, each judged on its own."),
    ),
)
