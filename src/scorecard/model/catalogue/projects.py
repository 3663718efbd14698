"""Finding codes R4: projects that come in with a form."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "R401",
        ERROR,
        N_("Project id that the register does not have"),
        N_("“{found}” is no project of the register."),
        N_("The id as it was issued; of a new project none."),
        N_("Put the id back as it was; leave it blank for a new project, which is given one."),
        N_("Rows of the sheet 项目 are found by their id, wherever they stand."),
    ),
    CodeSpec(
        "R402",
        ERROR,
        N_("Project of another unit"),
        N_("Project {found} belongs to {unit}."),
        N_("Projects of the form's own unit."),
        N_("Delete the row; a project is handed over in the office's own list."),
        N_("Each project is reported by the unit that answers for it."),
    ),
    CodeSpec(
        "R403",
        NOTE,
        N_("New project"),
        N_("The new project is registered as {project}."),
        N_("Nothing: this is its id from now on."),
        N_("Nothing needs to be done; the next form shows it."),
        N_("New projects get the next free id of the register."),
    ),
    CodeSpec(
        "R404",
        NOTE,
        N_("Project known by its name"),
        N_("The row has no id; by its name it is {project}."),
        N_("The id of a project that is registered."),
        N_("Nothing needs to be done; if it is another project, give it another name."),
        N_("A new row that was sent before is not registered twice."),
    ),
    CodeSpec(
        "R405",
        ERROR,
        N_("First signing moved"),
        N_("Project {project} was first signed on {before}; here {found} is typed."),
        N_("The day of the first signing, {before}."),
        N_(
            "Put it back: a project signed again still counts once. If the day on record was "
            "wrong, say so under 备注."
        ),
        N_("A project counts once, in the period of its first signing."),
    ),
    CodeSpec(
        "R406",
        WARNING,
        N_("First signing corrected, with a note"),
        N_("The first signing of {project} was {before} and is now {found}; the note explains it."),
        N_("The day of the first signing."),
        N_("Nothing needs to be done if the note is right."),
        N_("The note confirms the correction."),
    ),
    CodeSpec(
        "R407",
        WARNING,
        N_("Stage gone back"),
        N_("The stage of {project} was {before} and is now {found}."),
        N_("A stage not before the earlier one."),
        N_("Check the stage; a project that is given up ends with 终止."),
        N_("Projects go forward through their stages."),
    ),
    CodeSpec(
        "R408",
        WARNING,
        N_("Total raised after the signing"),
        N_("The total investment of {project} was {before} and is now {found}."),
        N_("The total as signed."),
        N_(
            "If money was added, leave the total and add a row of the nature 增资; if the total "
            "was wrong, nothing needs to be done."
        ),
        N_("Added money counts in the period in which it was added."),
    ),
    CodeSpec(
        "R409",
        WARNING,
        N_("Invested less than before"),
        N_("{before} had been invested in {project}, now {found}."),
        N_("A total that does not fall."),
        N_("Check both amounts and their unit."),
        N_("What has been invested since the start only grows."),
    ),
)
