"""Finding codes B2 to B4: what a book or a plain table holds as a whole."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue import indicators, milestones, targets
from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "B201",
        ERROR,
        N_("Sheet missing"),
        N_("The book has no sheet {sheet}."),
        N_("A sheet named {sheet}."),
        N_("Add the sheet, or give it back its name."),
        N_(
            "The sheets About, Documents, Goals, Indicators and Targets make a target book; "
            "they are found by their Chinese or English name, in any order."
        ),
    ),
    CodeSpec(
        "B202",
        ERROR,
        N_("Header row not found"),
        N_("No row of this sheet holds the headers of its table."),
        N_("A header row with the columns {columns}."),
        N_("Restore the header row; it may stand below title rows."),
        N_("The header row is looked for, not assumed; two recognised headers make a header row."),
    ),
    CodeSpec(
        "B203",
        ERROR,
        N_("Column missing"),
        N_("The table has no column {column}."),
        N_("A column headed {column}."),
        N_("Add the column, or give it back its header."),
        N_(
            "Every row needs a value in this column. Headers are recognised in Chinese and English."
        ),
    ),
    CodeSpec(
        "B204",
        NOTE,
        N_("Unknown sheet"),
        N_("The sheet “{found}” belongs to no table of a target book and was not read."),
        N_("Sheets of a target book."),
        N_("Nothing needs to be done if the sheet is your own; otherwise give it its proper name."),
        N_(
            "Sheets of one's own may stand in a target book; they are reported so that a "
            "misspelt name is noticed."
        ),
    ),
    CodeSpec(
        "B205",
        NOTE,
        N_("Unknown column"),
        N_("The column “{found}” is not known and was not read."),
        N_("Headers of this table."),
        N_("Nothing needs to be done if the column is your own; otherwise correct its header."),
        N_(
            "Columns of one's own may stand in a table; they are reported so that a misspelt "
            "header is noticed."
        ),
    ),
    CodeSpec(
        "B206",
        WARNING,
        N_("Column twice"),
        N_("“{found}” heads a column that this table already has; the first one was read."),
        N_("Each column once."),
        N_("Delete or rename the second column."),
        N_(
            "Two columns with the same meaning may hold different values; the first is taken "
            "and the second named."
        ),
    ),
    CodeSpec(
        "B207",
        WARNING,
        N_("Sheet twice"),
        N_("The sheet “{found}” is the same table as “{first}”, which was read."),
        N_("Each table once."),
        N_("Merge the two sheets, or rename the second."),
        N_("A sheet was recognised by an alias of a table that another sheet already holds."),
    ),
    CodeSpec(
        "B208",
        WARNING,
        N_("Hidden row with data"),
        N_("Row {row} is hidden and holds data; it was read."),
        N_("Visible rows."),
        N_("Unhide the row, or delete it if it should not count."),
        N_(
            "Hidden rows count like others, so that what is printed and what is reckoned never "
            "differ unnoticed."
        ),
    ),
    CodeSpec(
        "B209",
        ERROR,
        N_("Organisation not named"),
        N_("The sheet About names no organisation."),
        N_("A row “单位” (Organisation) with the organisation's name."),
        N_("Add the organisation's name."),
        N_("Every row of a book belongs to the organisation that the sheet About names."),
    ),
    CodeSpec(
        "B210",
        ERROR,
        N_("Two organisations in one book"),
        N_("The book is already that of {first}."),
        N_("One organisation in each book."),
        N_("Keep one; write a former name as “曾用名”, another organisation in a book of its own."),
        N_("A book belongs to one organisation."),
    ),
    CodeSpec(
        "B299",
        WARNING,
        N_("More rows of the same kind"),
        N_(
            "{more} more rows break the rule {rule} from this cell on; they are not listed one "
            "by one."
        ),
        N_("Rows without this fault."),
        N_("Mend the first hundred and check again; a fault in so many rows often has one cause."),
        N_("Of one rule the first hundred rows are told one by one, the rest are counted."),
    ),
    CodeSpec(
        "B301",
        ERROR,
        N_("Value missing"),
        N_("A row needs a value in this column ({column})."),
        N_("A value."),
        N_("Fill the cell, or delete the row."),
        N_("Columns with dark headers are needed in every row."),
    ),
    CodeSpec(
        "B302",
        ERROR,
        N_("Id used twice"),
        N_("The id “{found}” stands already in a row above."),
        N_("An id of its own for each row."),
        N_("Give one of the two rows another id, and correct what refers to it."),
        N_("Other rows refer to a row by its id; an id must name one row of its sheet."),
    ),
    CodeSpec(
        "B303",
        ERROR,
        N_("No SHA-256"),
        N_("“{found}” is no SHA-256."),
        N_("64 digits 0–9 and a–f."),
        N_("Copy the whole hash of the document's file, or leave the cell empty."),
        N_("The hash proves which file the quotes were taken from."),
    ),
    CodeSpec(
        "B304",
        WARNING,
        N_("No word of this strength"),
        N_(
            "Goal {goal} is marked {found}, but neither its quote nor its note has a word that "
            "says so."
        ),
        N_(
            "One of the words in the quote (力争, 确保, 要, 推动 …), or in the note in "
            "quotation marks."
        ),
        N_(
            "Choose the strength the sentence has, leave it blank, or note the word it "
            "inherits: 语气承前“要”."
        ),
        N_(
            "Binding: 确保, 必须, 坚守; planned: 要, 将, 实现, 加快, 打造, 形成; expected: "
            "力争, 争取, 努力; advocated: 探索, 推动, 聚焦, 大力, 积极. In English: must, shall, "
            "without fail; will; strive, aim; promote, explore."
        ),
    ),
    CodeSpec(
        "B305",
        ERROR,
        N_("Parent unit unknown"),
        N_("“{found}” is no unit of this book."),
        N_("The id of a unit of this sheet."),
        N_("Correct the id, or add the unit."),
        N_("A unit's parent stands in the same sheet."),
    ),
    CodeSpec(
        "B306",
        ERROR,
        N_("Units in a ring"),
        N_("The unit is, over its parents, its own parent (“{found}”)."),
        N_("Parents that end at a unit without a parent."),
        N_("Correct the parent of one unit of the ring."),
        N_("Units form a tree."),
    ),
    CodeSpec(
        "B307",
        WARNING,
        N_("Published before it was stated"),
        N_("The document was published on {found}, before it was stated ({stated_on})."),
        N_("A publication on or after the day of the statement."),
        N_("Check both dates."),
        N_("Goals count from the day on which their document was published."),
    ),
    CodeSpec(
        "B308",
        ERROR,
        N_("Ends before it begins"),
        N_("The name was used until {found}, which is before {valid_from}."),
        N_("An end on or after the beginning."),
        N_("Correct one of the two dates."),
        N_("Former names carry the time in which they were used."),
    ),
    CodeSpec(
        "B309",
        WARNING,
        N_("Telephone number"),
        N_("The role of unit {unit} seems to hold a telephone number."),
        N_("A role, such as 办公室统计岗."),
        N_("Write the role of the contact only."),
        N_("Target books are passed on; they hold no personal data."),
    ),
    CodeSpec(
        "B310",
        ERROR,
        N_("Organisation has two books"),
        N_("“{found}” has another target book already."),
        N_("One target book for each organisation."),
        N_("Merge the two books, or take one out of the folder targets."),
        N_("The organisation is the key of indicators and figures."),
    ),
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
    *indicators.SPECS,
    *milestones.SPECS,
    *targets.SPECS,
)
