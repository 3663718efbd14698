"""Finding codes F14 and F15: returns as they come back, held against what is on record."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

_NOTHING: Final = N_("Nothing needs to be done if this is meant.")

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "F141",
        ERROR,
        N_("Form of another version"),
        N_("The form has the version {found}; this program reads version {version}."),
        N_("A form of version {version}."),
        N_("Ask for this quarter's form and copy the figures over."),
        N_("The layout of forms may change; a form of another layout could be misread."),
    ),
    CodeSpec(
        "F142",
        ERROR,
        N_("Another unit in the head"),
        N_("The form was issued to {issued}, but its head names “{found}”."),
        N_("The unit the form was issued to: {issued}."),
        N_("Use your own unit's form, or give the head its own name back."),
        N_("A form that is filled in for another unit would give its figures to the wrong one."),
    ),
    CodeSpec(
        "F143",
        ERROR,
        N_("Correction without a period"),
        N_("The correction does not say which period it is for."),
        N_("An earlier period, such as 2021-Q3."),
        N_("Choose the period."),
        N_("A correction replaces the figure of one period."),
    ),
    CodeSpec(
        "F144",
        ERROR,
        N_("Correction of a period that is not earlier"),
        N_("“{found}” did not end before {quarter}, the quarter of this form."),
        N_("A period that ended before {quarter} did."),
        N_("Put the figures of this quarter into the table itself."),
        N_("The sheet Revisions (更正) is for figures of earlier periods."),
    ),
    CodeSpec(
        "F145",
        ERROR,
        N_("Correction without a value"),
        N_("The line names a figure to be corrected, and gives no value."),
        N_("The corrected value."),
        N_("Type the corrected value, or clear the line."),
        N_("A line of the sheet Revisions (更正) that says something says all of it."),
    ),
    CodeSpec(
        "F146",
        ERROR,
        N_("Correction without a reason"),
        N_("The correction has no reason."),
        N_("Why the earlier figure was wrong."),
        N_("Write the reason in Reason (更正原因)."),
        N_("The past is changed only with a reason; both values and the reason are kept."),
    ),
    CodeSpec(
        "F147",
        WARNING,
        N_("Nothing on record to correct"),
        N_(
            "{indicator} has no figure on record for {period} ({basis}); {found} is a first report."
        ),
        N_("A figure on record."),
        N_(
            "Check indicator, period and Basis (口径); send the form of that quarter for a late "
            "report."
        ),
        N_("A correction of a figure that never came is taken as its first report."),
    ),
    CodeSpec(
        "F148",
        ERROR,
        N_("Figure changed without a reason"),
        N_("{indicator} for {period} is {other} on record; {found} changes it without a reason."),
        N_("{other}, or a reason in Note (说明)."),
        N_("Say in Note (说明) why the figure has changed, or give the earlier value back."),
        N_(
            "A figure that was accepted is changed only with a reason. An estimate or provisional "
            "figure may be replaced by a firmer one without."
        ),
    ),
    CodeSpec(
        "F149",
        WARNING,
        N_("Figure changed, with a reason"),
        N_("{indicator} for {period} was {other} on record; from now on it is {found}."),
        N_("Nothing: both values are kept."),
        _NOTHING,
        N_("Every value ever accepted is kept; a past date is judged by what was known then."),
    ),
    CodeSpec(
        "F150",
        WARNING,
        N_("Total does not add up"),
        N_("The total says {found}; the rows above add up to {total}."),
        N_("{total}"),
        N_("Check the rows; the total itself is not recorded."),
        N_("Typed totals are never trusted: they are reckoned again from their rows."),
    ),
    CodeSpec(
        "F151",
        WARNING,
        N_("One number in merged cells"),
        N_("The cell of {indicator} is merged with others; each of them was read as {found}."),
        N_("One cell for each figure."),
        N_("Undo the merge, and type each figure in its own cell."),
        N_("A number that stretches over several cells may be meant for one of them only."),
    ),
    CodeSpec(
        "F152",
        WARNING,
        N_("Header renamed"),
        N_("The column “{found}” was taken for {column}, which stood in its place."),
        N_("The header {column}."),
        N_("Give the column its header back."),
        N_("A renamed column is found again by its neighbours, where that leaves no doubt."),
    ),
    CodeSpec(
        "F153",
        ERROR,
        N_("Column gone"),
        N_("The form has no column {column} any more."),
        N_("All columns of the form as it was issued."),
        N_("Give the column back, under its own header."),
        N_("A column that is missing might hold figures nobody would read."),
    ),
    CodeSpec(
        "F154",
        ERROR,
        N_("Jump by a power of ten"),
        N_("{found} is about {factor} times {reference}, the figure it is held against."),
        N_("A figure of the usual size, or a note that confirms it."),
        N_("Check for a slipped decimal point. If the figure is right, say so in Note (说明)."),
        N_(
            "Figures are held against the previous period, the same period a year before and the "
            "plan; a slip of the decimal point shows as a factor of 10, 100 or 1000."
        ),
    ),
    CodeSpec(
        "F155",
        WARNING,
        N_("Jump confirmed by a note"),
        N_("{found} is about {factor} times {reference}; the note confirms it."),
        N_("A figure of the usual size, or a note that confirms it."),
        N_("Nothing needs to be done if the note is right."),
        N_("The figure is stored as confirmed."),
    ),
    CodeSpec(
        "F156",
        WARNING,
        N_("Figure on record was changed in the form"),
        N_("The form says {found} for the sum before this period; on record is {value}."),
        N_("{value}"),
        N_("Correct earlier figures on the sheet Revisions (更正), not in this column."),
        N_("The column is filled in when the form is issued; what counts is the record."),
    ),
    CodeSpec(
        "F157",
        WARNING,
        N_("Same figures as in the quarter before"),
        N_("All {count} figures of this period equal those of {before}."),
        N_("Figures of this quarter."),
        N_("Check whether last quarter's form was sent again."),
        N_("A block that repeats itself exactly is seldom a coincidence."),
    ),
    CodeSpec(
        "F158",
        WARNING,
        N_("Sign changed"),
        N_("{found} is negative; no earlier figure of {indicator} is."),
        N_("A figure of the usual sign."),
        N_("Check the sign."),
        N_("A minus sign may stand for a dash, or for a movement."),
    ),
    CodeSpec(
        "F159",
        NOTE,
        N_("Figure made firmer"),
        N_("{indicator} for {period} was {other}, which was not final; from now on it is {found}."),
        N_("Nothing: both values are kept."),
        _NOTHING,
        N_("An estimate or provisional figure is replaced by a firmer one without a reason."),
    ),
    CodeSpec(
        "F162",
        ERROR,
        N_("Hidden data of the form changed"),
        N_("The form's id is {found}, its hidden sheet now says {issued}."),
        N_("The hidden sheet as it was issued."),
        N_("Ask for this quarter's form and copy the figures over."),
        N_("Quarter, organisation and unit of a form stand on its hidden sheet, and in its id."),
    ),
    CodeSpec(
        "F163",
        WARNING,
        N_("Locked cell changed"),
        N_("The locked cell {column} was issued as {issued}; it now says “{found}”."),
        N_("{issued}"),
        N_("Give the cell its content back; the target book alone says what the targets are."),
        N_("Locked cells are shown for information; nothing that stands in them is recorded."),
    ),
    CodeSpec(
        "F164",
        WARNING,
        N_("Same figures as another unit's"),
        N_("All {count} figures of this period equal those of {unit} ({file})."),
        N_("Figures of this unit."),
        N_("Check whether another unit's figures were copied into this form."),
        N_("A block that repeats another unit's exactly is seldom a coincidence."),
    ),
    CodeSpec(
        "F165",
        WARNING,
        N_("Form that nobody has filled in"),
        N_("Nothing is filled in: no figure, no project, no day of sending."),
        N_("A form with figures, or with the day of sending where there is nothing to report."),
        N_("Fill the form in; where nothing has changed write the day of sending at the top."),
        N_("A blank form says nothing: it is neither recorded nor closes the list of projects."),
    ),
    CodeSpec(
        "C126",
        WARNING,
        N_("万元 or 亿元: confirmed by a note"),
        N_("{value} is about {factor} times {reference}; the note confirms it."),
        N_("A number in {unit}."),
        N_("Nothing needs to be done if the note is right."),
        N_("The figure is stored as confirmed."),
    ),
)
