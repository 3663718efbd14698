"""Finding codes R2, R3: counting from the register, and numbers typed beside it."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, NOTE, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "R201",
        ERROR,
        N_("Field that the register does not have"),
        N_("“{found}” is no field of the register that can be taken for “{aggregate}”."),
        N_("{known}"),
        N_("Choose one of these."),
        N_(
            "A count counts projects (project), their parts (part) or projects by one of their "
            "dates; a sum adds up one column of amounts."
        ),
    ),
    CodeSpec(
        "R202",
        ERROR,
        N_("Filter that cannot be read"),
        N_("“{found}” cannot be read from “{rest}” on."),
        N_("A condition such as total_investment > 10, 项目阶段 >= 开工 or signed_on is filled."),
        N_(
            "One field, one of = != < <= > >= in, and a value of the field's kind; several are "
            "joined by and."
        ),
        N_("Filters are compared, never run as program code."),
    ),
    CodeSpec(
        "R203",
        ERROR,
        N_("Different kinds of money in one sum"),
        N_("“{found}” adds up {fields}."),
        N_("One column of amounts."),
        N_("Choose one; for the others make indicators of their own."),
        N_("总投资, 到位资金 and 完成投资 are different things and are never added together."),
    ),
    CodeSpec(
        "R204",
        ERROR,
        N_("Sum in another unit"),
        N_("A sum of {field} ({unit}) cannot stand in “{found}”."),
        N_("One of {known}."),
        N_("Correct the indicator's unit of measure."),
        N_("Amounts convert within their kind; currencies never do without a stated rate."),
    ),
    CodeSpec(
        "R205",
        ERROR,
        N_("Total that has no quarters"),
        N_("累计完成投资 runs from the project's start; {indicator} asks for it by {found}."),
        N_("The basis 自起始累计 or 时点值 (since_start, point)."),
        N_("Change 填报口径 of the indicator, or report it instead of counting it."),
        N_("Which part of a running total fell into a year, the register does not say."),
    ),
    CodeSpec(
        "R206",
        WARNING,
        N_("Amount missing in a sum"),
        N_("Project {project} has no {field}; the sum of {indicator} goes without it."),
        N_("An amount for every project that is added up."),
        N_("Fill it in; 0 if there is none."),
        N_("A missing amount is no zero."),
    ),
    CodeSpec(
        "R207",
        WARNING,
        N_("Nothing to count from"),
        N_(
            "{organisation} counts {names} from the project register, and there is no project "
            "of it anywhere."
        ),
        N_("reports/projects.xlsx, or projects sent in with a form."),
        N_("Put the register there; an empty list with its day counts 0."),
        N_("Without a register there is no figure, and none is made up."),
    ),
    CodeSpec(
        "R208",
        WARNING,
        N_("Register with errors"),
        N_(
            "The register of {organisation} has {errors} errors; {names} are not counted from it "
            "until they are mended."
        ),
        N_("A register without errors."),
        N_("Mend what the other findings say."),
        N_("A count that leaves out a row at fault would be a wrong number."),
    ),
    CodeSpec(
        "R301",
        WARNING,
        N_("Typed number and register differ"),
        N_(
            "{indicator} for {period}: {found} was typed, the register gives {counted} "
            "({projects})."
        ),
        N_("The same number in both."),
        N_("Check the register for missing projects, and the typed number."),
        N_(
            "A number that can be counted is recounted. Where the indicator's source is the "
            "register the counted one is used, else the typed one."
        ),
    ),
    CodeSpec(
        "R302",
        NOTE,
        N_("Typed number agrees with the register"),
        N_("{indicator} for {period}: {found}, as the register gives ({projects})."),
        N_("The same number in both."),
        N_("Nothing needs to be done."),
        N_("A number that can be counted is recounted."),
    ),
)
