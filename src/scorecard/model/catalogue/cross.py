"""Finding codes X: what does not agree between sheets, books and figures."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "X101",
        ERROR,
        N_("Unknown document"),
        N_("“{found}” is no document of this book."),
        N_("The id of a row of the sheet Documents."),
        N_("Correct the id, or add the document."),
        N_("A goal's quote is traced to its document."),
    ),
    CodeSpec(
        "X102",
        ERROR,
        N_("Unknown goal"),
        N_("“{found}” is no goal of this book."),
        N_("The id of a row of the sheet Goals."),
        N_("Correct the id, or add the goal with its quote."),
        N_("A target is traced to the sentence it was stated in."),
    ),
    CodeSpec(
        "X103",
        ERROR,
        N_("Indicator not in the book"),
        N_("“{found}” is no indicator of this book."),
        N_("The id of a row of the sheet Indicators."),
        N_("Correct the id, or add the indicator."),
        N_("An indicator says what is measured, in which unit and how it is reported."),
    ),
    CodeSpec(
        "X104",
        ERROR,
        N_("Unknown unit"),
        N_("“{found}” is not in the sheet Units of this book."),
        N_("The id or name of a row of the sheet Units."),
        N_("Correct the name, or add the unit."),
        N_("Forms are issued to units; a name that is not listed would get none."),
    ),
    CodeSpec(
        "X105",
        ERROR,
        N_("Milestone of an unknown target"),
        N_("“{found}” is no target of this book."),
        N_("The id of a row of the sheet Targets."),
        N_("Correct the id, or add the target."),
        N_("Milestones lead to a target."),
    ),
    CodeSpec(
        "X106",
        ERROR,
        N_("Count of an unknown indicator"),
        N_("“{found}” is no indicator of this book."),
        N_("The id of an indicator of the sheet Indicators."),
        N_("Correct the id, or add the indicator."),
        N_("The sheet Counts says how an indicator is derived from the project register."),
    ),
    CodeSpec(
        "X107",
        ERROR,
        N_("Rule that cannot be read"),
        N_("“{found}” cannot be read from “{rest}” on."),
        N_("A comparison of indicators, such as projects_over_1bn <= projects_over_300m."),
        N_("Use indicator ids, numbers, + - * / ( ) and one of <= < >= > = !=."),
        N_(
            "Rules are comparisons that hold in every period; they are reckoned, never run as "
            "program code."
        ),
    ),
    CodeSpec(
        "X108",
        ERROR,
        N_("Rule names an unknown indicator"),
        N_("The rule names “{name}”, which is no indicator of this book."),
        N_("Ids of indicators of the sheet Indicators."),
        N_("Correct the id, or add the indicator."),
        N_("A rule speaks of indicators by their ids."),
    ),
    CodeSpec(
        "X109",
        WARNING,
        N_("Register without a count"),
        N_(
            "Indicator {indicator} is derived from the project register, but the sheet Counts "
            "does not say how."
        ),
        N_("At least one row in the sheet Counts."),
        N_("Add the row, or choose 填报 as source."),
        N_("Counts and sums from the register are reckoned anew each quarter."),
    ),
    CodeSpec(
        "X111",
        ERROR,
        N_("Two ways to count one indicator"),
        N_("Indicator {indicator} is already derived as {first}; its rows are joined by “and”."),
        N_("The same aggregate and field in all rows of an indicator."),
        N_("Make the rows agree; only the filters may differ."),
        N_("Several rows of an indicator narrow one count; they are not several counts."),
    ),
    CodeSpec(
        "X113",
        WARNING,
        N_("One indicator, two definitions"),
        N_(
            "Indicator {indicator} says “{found}” here and “{other}” in the book of {organisation}."
        ),
        N_("The same unit and measure wherever an indicator's id stands."),
        N_("Make the two agree, or give one of them another id."),
        N_("An indicator that stands in several books is compared between them."),
    ),
    CodeSpec(
        "X201",
        ERROR,
        N_("Two values for one figure"),
        N_("{indicator} for {period} ({basis}) is {found} here and {other} in {place}."),
        N_("One value for each indicator, period and basis."),
        N_(
            "Delete the wrong one, or report the change on the sheet Revisions (更正) with "
            "its reason."
        ),
        N_("The two were sent on the same day, so neither is the later one."),
    ),
    CodeSpec(
        "X202",
        NOTE,
        N_("Figure restated"),
        N_("{indicator} for {period} was {other} in {place}; from {known_on} on it is {found}."),
        N_("Nothing: both values are kept."),
        N_("Nothing needs to be done."),
        N_("Every value ever reported is kept; a past date is judged by what was known then."),
    ),
    CodeSpec(
        "X204",
        ERROR,
        N_("Cumulative figure falls"),
        N_(
            "The cumulative figure of {indicator} for {period}, {found}, is below that for "
            "{before}, {previous}."
        ),
        N_("A cumulative figure not below the previous one; or a note that says why."),
        N_(
            "Check whether a single quarter was typed; if an earlier figure was wrong, correct "
            "it on the sheet Revisions (更正), or say why in Note (说明)."
        ),
        N_("A sum that only grows cannot fall unless something was taken back."),
    ),
    CodeSpec(
        "X205",
        WARNING,
        N_("Cumulative figure falls, with a note"),
        N_(
            "The cumulative figure of {indicator} for {period}, {found}, is below that for "
            "{before}, {previous}; the note explains it."
        ),
        N_("A cumulative figure not below the previous one."),
        N_("Nothing needs to be done if the note is right."),
        N_("The note confirms the figure; it is stored as confirmed."),
    ),
    CodeSpec(
        "X206",
        ERROR,
        N_("Period and cumulative figure disagree"),
        N_("{before} and {period}: {previous} + {single} is not {found} for {indicator}."),
        N_("Previous cumulative figure + this period = cumulative figure."),
        N_(
            "Check the three numbers; an earlier figure is corrected on the sheet Revisions (更正)."
        ),
        N_("The cumulative figure of the first quarter equals the quarter itself."),
    ),
    CodeSpec(
        "X207",
        WARNING,
        N_("Period and cumulative figure disagree, with a note"),
        N_(
            "{before} and {period}: {previous} + {single} is not {found} for {indicator}; the "
            "note explains it."
        ),
        N_("Previous cumulative figure + this period = cumulative figure."),
        N_("Nothing needs to be done if the note is right."),
        N_("The note confirms the figures; they are stored as confirmed."),
    ),
    CodeSpec(
        "X209",
        ERROR,
        N_("Rule of the book broken"),
        N_("{period}: {message} ({values}; rule {rule}: {expression})"),
        N_("{expression}"),
        N_("Check the figures; the rule stands in the sheet Rules of the target book."),
        N_(
            "An office may state what must hold between its indicators, and how serious a "
            "breach is."
        ),
    ),
    CodeSpec(
        "X210",
        ERROR,
        N_("Total below its parts"),
        N_("{period}: {parts} imply a total above {least}; {indicator} is {found}."),
        N_("A total above {least}."),
        N_("Check the counts, the total and its unit."),
        N_(
            "Five projects of over 1 bn each are worth over 5 bn together; nested counts are "
            "not counted twice."
        ),
    ),
    CodeSpec(
        "X211",
        WARNING,
        N_("Figure of an unknown indicator"),
        N_("No target book has the indicator {found} of {organisation}; its figures are not used."),
        N_("An indicator of a target book."),
        N_("Add the indicator to the book again, or leave its figures unused."),
        N_("Figures stay in the ledger after their indicator has left the book."),
    ),
    CodeSpec(
        "X212",
        ERROR,
        N_("Part larger than the whole"),
        N_("{period}: {part} is {found}, more than {whole}, {value}, which contains it."),
        N_("A part not larger than the whole."),
        N_("Check both figures, and how they are counted (sheet Counts)."),
        N_(
            "What the stricter filter of the sheet Counts lets through, the wider one lets "
            "through too."
        ),
    ),
)
