"""Finding codes B2 and B3: what a book holds as a whole; with them those of its tables."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue import indicators, milestones, plain, targets
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
    *plain.SPECS,
    *indicators.SPECS,
    *milestones.SPECS,
    *targets.SPECS,
)
