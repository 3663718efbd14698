"""Finding codes C: single cells."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

_NUMBER: Final = N_("One number.")
_EXACT: Final = N_("One exact number.")
_PERIOD: Final = N_("A year, half-year, quarter, month or day, such as 2021-Q4.")
_DAY: Final = N_("A calendar day, such as 2021-11-30.")

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "C101",
        NOTE,
        N_("Number typed as text"),
        N_("“{found}” is text; it was read as the number {value}."),
        _NUMBER,
        N_("Type the number alone, in a cell that is not formatted as text."),
        N_(
            "Full-width digits, blanks, thousands separators, an apostrophe or the column's own"
            " unit were taken away. Nothing is asked; the reading is on record."
        ),
    ),
    CodeSpec(
        "C102",
        NOTE,
        N_("Number in words"),
        N_("“{found}” was read as the number {value}."),
        _NUMBER,
        N_("Type the number in digits."),
        N_("Chinese numerals (十八, 两) and multipliers (1.2万) are read as numbers and recorded."),
    ),
    CodeSpec(
        "C103",
        WARNING,
        N_("Unit converted"),
        N_("“{found}” names its own unit; it was converted: {conversion}."),
        N_("A number in {unit}."),
        N_("Check the converted number, or type it in {unit}."),
        N_(
            "A unit typed in the cell is converted within its kind: 亿元, 万元 and 元; 亩, 公顷 and"
            " ㎡. Currencies are never converted into each other."
        ),
    ),
    CodeSpec(
        "C104",
        ERROR,
        N_("Not an exact number"),
        N_("“{found}” is not an exact number."),
        _EXACT,
        N_(
            "Type the exact number; if it is not known yet, leave the cell empty or give an"
            " estimate marked as such."
        ),
        N_(
            "Words such as 余, 多, 以上, +, 若干 or 一批 leave the number open. An approximate"
            " number (约, 近, 左右) is refused where the column takes no estimates."
        ),
    ),
    CodeSpec(
        "C105",
        WARNING,
        N_("Approximate number"),
        N_("“{found}” is approximate; {value} was taken as an estimate."),
        _EXACT,
        N_("Type the exact number as soon as it is known."),
        N_("An approximate number is kept as an estimate and never decides at a boundary."),
    ),
    CodeSpec(
        "C106",
        ERROR,
        N_("Not a number"),
        N_("“{found}” is not a number."),
        _NUMBER,
        N_("Type a number; explanations belong in the note column."),
        N_("The text could not be read as a number under any rule of the cell grammar."),
    ),
    CodeSpec(
        "C107",
        ERROR,
        N_("Separators in the wrong place"),
        N_("The separators in “{found}” do not make groups of three digits."),
        N_("One number, such as 1,357,000 or 1357000."),
        N_("Type the number without separators."),
        N_("Thousands separators are accepted only in whole groups: 13,57 may be 1357 or 13.57."),
    ),
    CodeSpec(
        "C108",
        ERROR,
        N_("Other unit of measure"),
        N_("“{found}” is given in {given}, which does not convert into {unit}."),
        N_("A number in {unit}."),
        N_("Give the amount in {unit}."),
        N_(
            "Currencies do not convert without a stated rate; % and 百分点 are different units; an"
            " area is no amount of money."
        ),
    ),
    CodeSpec(
        "C109",
        ERROR,
        N_("Logical value"),
        N_("The cell holds the logical value {value}."),
        N_("A value of the column's own kind; TRUE is not 1."),
        N_("Type the value itself."),
        N_("TRUE and FALSE are never read as 1 and 0 or as words."),
    ),
    CodeSpec(
        "C110",
        ERROR,
        N_("Error value"),
        N_("The cell shows the error {error}."),
        N_("A value."),
        N_("Mend the formula, or type the value itself."),
        N_("Error values such as #REF! and #DIV/0! are never read as blank."),
    ),
    CodeSpec(
        "C111",
        ERROR,
        N_("Formula never calculated"),
        N_("The formula {formula} has no stored value."),
        N_("A value, or a formula with its calculated value."),
        N_("Open the file in Excel or WPS and save it there, or type the value itself."),
        N_(
            "Some programs write formulas without calculating them. Their value is unknown, which"
            " is not the same as blank."
        ),
    ),
    CodeSpec(
        "C112",
        ERROR,
        N_("Date where a number belongs"),
        N_("The cell holds the date {date}."),
        _NUMBER,
        N_("Set the cell's format to “General” and type the number again."),
        N_("A spreadsheet program turns entries such as 5/9 or 1-3 into dates."),
    ),
    CodeSpec(
        "C113",
        ERROR,
        N_("More than one number"),
        N_("“{found}” holds more than one number."),
        _NUMBER,
        N_("Type the one number asked for; put parts and ranges into the note."),
        N_("Entries such as 18(其中新增3), 5/9 and 8~10 are not split by guessing."),
    ),
    CodeSpec(
        "C114",
        ERROR,
        N_("Unclear sign for a missing value"),
        N_("“{found}” may mean none, not reported, not applicable or not published."),
        N_("0, a number, an empty cell, 未统计, 不适用 or 待公布."),
        N_(
            "Type 0 if nothing happened; leave the cell empty if there is no figure; else write"
            " 不适用 (not applicable) or 待公布 (not published yet)."
        ),
        N_("0, blank and 无 are three things; signs such as —, / and 同上 are asked back."),
    ),
    CodeSpec(
        "C115",
        WARNING,
        N_("Value missing, with a reason"),
        N_("“{found}” was read as: {missing}."),
        N_("A number, or a word that says why there is none."),
        N_("Nothing needs to be done if this is meant."),
        N_(
            "Clear words for a missing value are accepted: 未统计 (not reported), 不适用 (not"
            " applicable), 待公布 (not published), 未发生 (none happened, 0), 未设目标 (no target)."
        ),
    ),
    CodeSpec(
        "C116",
        ERROR,
        N_("Outside the allowed range"),
        N_("{value} lies outside the allowed range {range}."),
        N_("A number in the range {range}."),
        N_(
            "Check the number and its unit; if it is right, widen the indicator's range in the"
            " target book."
        ),
        N_("An indicator may state the smallest and largest value it can have."),
    ),
    CodeSpec(
        "C117",
        ERROR,
        N_("Not a whole number"),
        N_("{value} is not a whole number."),
        N_("A whole number."),
        N_("Check the number and its unit."),
        N_("The column counts things, which come in whole numbers."),
    ),
    CodeSpec(
        "C118",
        WARNING,
        N_("Per cent or share?"),
        N_("“{found}” in a column of per cent was read as {value} %."),
        N_("Per cent as a number: 45 for 45 %."),
        N_("Check the number; type 45 for 45 %, not 0.45."),
        N_(
            "0.45, 45 and 45% are often mixed in one column; what was taken is said and asked back."
        ),
    ),
    CodeSpec(
        "C119",
        WARNING,
        N_("Movement of a rank"),
        N_("“{found}” tells a movement of {movement} places; the place was read as {value}."),
        N_("The place itself."),
        N_("Check the place: up means a smaller number."),
        N_("49(↑2) is split into place and movement; ↑3 alone is counted from the previous place."),
    ),
    CodeSpec(
        "C120",
        WARNING,
        N_("Movement contradicts the previous place"),
        N_("A movement of {movement} from place {previous} leads to {reckoned}, not to {value}."),
        N_("A place and a movement that agree."),
        N_("Check the place and the previous place."),
        N_(
            "The movement in the cell and the previous place on record do not lead to the place"
            " typed; the place typed was taken."
        ),
    ),
    CodeSpec(
        "C121",
        WARNING,
        N_("Place known only as a bound"),
        N_("“{found}” says only that the place is at most {bound}; no place was stored."),
        N_("The place itself."),
        N_("Type the place if it is known."),
        N_("前100 is an interval, not a place; the figure counts as not available."),
    ),
    CodeSpec(
        "C122",
        ERROR,
        N_("Tier instead of a place"),
        N_("“{found}” is a tier, not a place."),
        N_("The place itself, a whole number from 1."),
        N_("Type the place, or leave the cell empty and quote the tier in the note."),
        N_("第二方阵, 第一梯队 and the like cannot be compared with a target place."),
    ),
    CodeSpec(
        "C123",
        ERROR,
        N_("Not a place"),
        N_("“{found}” is not a place in a ranking."),
        N_("A whole number from 1."),
        N_("Type the place without sign and decimals."),
        N_("Places are whole numbers from 1; signs and decimals are refused."),
    ),
    CodeSpec(
        "C124",
        ERROR,
        N_("万元 or 亿元?"),
        N_("{value} is about {factor} times {reference}; {likely} {unit} seems likely."),
        N_("A number in {unit}."),
        N_("Check the unit. If the number is right, say so in the note of its row."),
        N_(
            "A value about ten thousand times (or one ten-thousandth of) the previous value, the"
            " plan or its siblings points to a mix-up of 万元 and 亿元."
        ),
    ),
    CodeSpec(
        "C125",
        ERROR,
        N_("Movement without a place"),
        N_("“{found}” tells a movement, and the previous place is not known."),
        N_("The place itself."),
        N_("Type the place."),
        N_("A movement alone can only be counted from a previous place on record."),
    ),
    CodeSpec(
        "C130",
        ERROR,
        N_("Not a period"),
        N_("“{found}” is not a period."),
        _PERIOD,
        N_("Write a quarter as 2021-Q4, a year as 2021, a month as 2021-10."),
        N_("The text could not be read as a year, half-year, quarter, month or day."),
    ),
    CodeSpec(
        "C131",
        NOTE,
        N_("Period read from another form"),
        N_("“{found}” was read as {value}."),
        _PERIOD,
        N_("Check the reading; write a quarter as 2021-Q4, a month as 2021-10."),
        N_(
            "Serial numbers (44530), 2021.11, 20211130, 11月底 and 年底前 are read with the"
            " precision they have."
        ),
    ),
    CodeSpec(
        "C132",
        ERROR,
        N_("Impossible date"),
        N_("The date “{found}” does not exist."),
        _DAY,
        N_("Correct the day or the month."),
        N_("Dates such as 2021/11/31 are refused, not moved to the next day."),
    ),
    CodeSpec(
        "C133",
        ERROR,
        N_("Entry turned into a date"),
        N_(
            "The cell holds {date} but shows no year: an entry such as 1-3月 was turned into a"
            " date."
        ),
        _PERIOD,
        N_("Set the cell's format to “Text” and type the period again, with its year."),
        N_("Spreadsheet programs turn 1-3 into the third of January of the current year."),
    ),
    CodeSpec(
        "C134",
        ERROR,
        N_("January or October?"),
        N_("“{found}” may be January or October: a number loses its last zero."),
        N_("A month, such as 2021-10."),
        N_("Write 2021-01 or 2021-10."),
        N_("2021.10 typed as a number becomes 2021.1."),
    ),
    CodeSpec(
        "C135",
        ERROR,
        N_("Period without a year"),
        N_("“{found}” names no year."),
        _PERIOD,
        N_("Write the year too."),
        N_("Where the sheet does not state the year, a period must."),
    ),
    CodeSpec(
        "C136",
        WARNING,
        N_("Date shown without its year"),
        N_("The cell shows no year; it holds {date}."),
        _DAY,
        N_("Check the year and choose a format that shows it."),
        N_("The year was put in by the spreadsheet program when the date was typed."),
    ),
    CodeSpec(
        "C137",
        WARNING,
        N_("Day not known"),
        N_("“{found}” names no day; {date}, its last day, was taken."),
        _DAY,
        N_("Type the day if it is known."),
        N_("A month or a year stands for its last day where a day is asked for."),
    ),
    CodeSpec(
        "C138",
        ERROR,
        N_("Not a date"),
        N_("“{found}” is not a date."),
        _DAY,
        N_("Write the date as 2021-11-30."),
        N_("The cell could not be read as a calendar day, month or year."),
    ),
    CodeSpec(
        "C140",
        ERROR,
        N_("Unknown word"),
        N_("“{found}” is none of the words allowed here."),
        N_("One of: {allowed}."),
        N_("Choose one of the words allowed."),
        N_("The column takes the words of a closed list, in Chinese or English."),
    ),
    CodeSpec(
        "C141",
        NOTE,
        N_("Control characters left out"),
        N_(
            "The text holds {count} characters that nobody can see or print; blanks took their"
            " place."
        ),
        N_("Text that can be printed."),
        N_("Type the text anew if something is missing."),
        N_("They come along when text is copied from other programs."),
    ),
)
