"""Finding codes R1: the project register."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue.spec import ERROR, WARNING, CodeSpec
from scorecard.model.errors import N_

SPECS: Final[tuple[CodeSpec, ...]] = (
    CodeSpec(
        "R101",
        ERROR,
        N_("No list of projects"),
        N_("No sheet of this workbook has a header row with {columns}."),
        N_("A sheet 项目库 / Projects with a header row and one project a row."),
        N_("Write the column names above the list, as the reference page of workbooks has them."),
        N_("The register is found by its headers, wherever they stand."),
    ),
    CodeSpec(
        "R102",
        WARNING,
        N_("Register without a day"),
        N_(
            "The list does not say to which day it is complete; the last date in it, {day}, is "
            "taken."
        ),
        N_("A line above the headers: 更新日期：2023-06-30 (Updated on: 2023-06-30)."),
        N_("Write that line; without it the quarter in progress cannot be counted."),
        N_("A quarter is counted once the register is complete to its last day."),
    ),
    CodeSpec(
        "R103",
        ERROR,
        N_("Project without a required value"),
        N_("The column {column} is empty."),
        N_("Id, name and stage of every project."),
        N_("Fill it in, or delete the row."),
        N_("A row that cannot be told apart or placed cannot be counted."),
    ),
    CodeSpec(
        "R104",
        ERROR,
        N_("Project id used twice"),
        N_("The id “{found}” stands in an earlier row already."),
        N_("One row for each project."),
        N_("Give the second project another id; money added later is a row of the nature 增资."),
        N_("A project counts once."),
    ),
    CodeSpec(
        "R105",
        ERROR,
        N_("Whose project it is"),
        N_("“{found}” is no organisation of the target books ({known})."),
        N_("An organisation of the target books; with several books every row names one."),
        N_("Correct the name, or fill in the column 所属园区."),
        N_("Projects are counted for the organisation whose book asks for it."),
    ),
    CodeSpec(
        "R106",
        WARNING,
        N_("Unknown unit of a project"),
        N_("“{found}” is not in the sheet Units of the book of {organisation}."),
        N_("The id or name of a row of the sheet Units."),
        N_("Correct the name, or add the unit; until then nobody's form shows the project."),
        N_("A form shows a unit the projects it answers for."),
    ),
    CodeSpec(
        "R107",
        ERROR,
        N_("Negative amount"),
        N_("{found} is below zero."),
        N_("An amount of zero or more."),
        N_("Correct the sign; money that was withdrawn is a smaller total."),
        N_("Investment and land are amounts."),
    ),
    CodeSpec(
        "R108",
        ERROR,
        N_("Fixed investment above the total"),
        N_("Fixed investment {found} is above the total investment {total_investment}."),
        N_("固定资产投资 not above 总投资."),
        N_("Check both amounts and their units."),
        N_("Fixed investment is a part of the total."),
    ),
    CodeSpec(
        "R109",
        WARNING,
        N_("Invested more than the total"),
        N_("{found} has been invested, more than the total investment {total_investment}."),
        N_("累计完成投资 not above 总投资, unless the project has cost more than planned."),
        N_("Check both; if the plan has grown, add a row of the nature 增资."),
        N_("It occurs in practice, and is more often a slip of the unit."),
    ),
    CodeSpec(
        "R110",
        ERROR,
        N_("Completed before it started"),
        N_("Completed on {found}, started on {started_on}."),
        N_("A completion after the start."),
        N_("Check both dates."),
        N_("Dates of stages follow each other."),
    ),
    CodeSpec(
        "R111",
        ERROR,
        N_("In production before it started"),
        N_("In production on {found}, started on {started_on}."),
        N_("A production after the start."),
        N_("Check both dates."),
        N_("Dates of stages follow each other."),
    ),
    CodeSpec(
        "R112",
        WARNING,
        N_("Started before it was signed"),
        N_("Started on {found}, signed on {signed_on}."),
        N_("A start after the signing."),
        N_("Check both dates; the project counts from its signing."),
        N_("Work sometimes begins before the contract; more often a date is wrong."),
    ),
    CodeSpec(
        "R113",
        WARNING,
        N_("In production before it was completed"),
        N_("In production on {found}, completed on {completed_on}."),
        N_("A production after the completion."),
        N_("Check both dates; trial production may come first."),
        N_("Trial production may begin before everything is completed."),
    ),
    CodeSpec(
        "R114",
        ERROR,
        N_("Date still to come"),
        N_("{found} is after {day}, the day to which the list is complete."),
        N_("Actual dates not after {day}."),
        N_("Move it to the planned date, or correct the day of the list."),
        N_(
            "What has happened has happened by the day of the list; plans have columns of their "
            "own."
        ),
    ),
    CodeSpec(
        "R115",
        WARNING,
        N_("Stage behind its dates"),
        N_("The stage is {found}, the dates say {reached}."),
        N_("A stage not earlier than the dates."),
        N_("Bring the stage up to date, or correct the date."),
        N_("At the end of a quarter a project is at the earlier of the two."),
    ),
    CodeSpec(
        "R116",
        WARNING,
        N_("Signed, without a date"),
        N_("Project {project} is signed and does not say when; it is not counted as signed."),
        N_("The day of the first signing."),
        N_("Fill in 签约日期."),
        N_("A project counts once, in the period of its first signing."),
    ),
    CodeSpec(
        "R117",
        ERROR,
        N_("Package that is not in the register"),
        N_("“{found}” is no project of the register."),
        N_("The id of another row."),
        N_("Correct the id, add the package, or leave the cell blank."),
        N_("A part leads to its package, so that the two are never counted twice."),
    ),
    CodeSpec(
        "R118",
        ERROR,
        N_("Packages in a ring"),
        N_("Following 所属打包项目 from this row leads back to it."),
        N_("Parts that lead to a package, which is no part of them."),
        N_("Clear the cell of the package."),
        N_("Of a ring nobody could say what is counted."),
    ),
    CodeSpec(
        "R119",
        WARNING,
        N_("Parts above their package"),
        N_("The parts add up to {parts}, the package says {found}."),
        N_("Parts not above the package."),
        N_("Check the amounts; money added later is a row of the nature 增资."),
        N_("Of a package its own amount counts, never package and parts together."),
    ),
    CodeSpec(
        "R120",
        WARNING,
        N_("Perhaps the same project"),
        N_("“{found}” is {similarity} % the same as {other} “{name}”."),
        N_("One row for each project."),
        N_(
            "Delete one of the two; of a package and its parts fill in 所属打包项目; if they are "
            "two, nothing needs to be done."
        ),
        N_(
            "Names are compared without width, brackets, white space and company endings; "
            "numbers of phases (一期, 二期) must differ for two projects of one name."
        ),
    ),
    CodeSpec(
        "R121",
        ERROR,
        N_("Added money without its project"),
        N_("The row is additional investment and does not say of which project."),
        N_("The id of the project in the column 所属打包项目."),
        N_("Fill it in, or choose another 建设性质."),
        N_("Additional investment adds money to a project, and is no project of its own."),
    ),
    CodeSpec(
        "R122",
        ERROR,
        N_("Unit of measure of a column"),
        N_("“{found}” is no unit in which {column} can stand."),
        N_("A unit of the same kind as {unit}, or none for {unit} itself."),
        N_("Correct the unit in the header; currencies never convert without a stated rate."),
        N_("Amounts are kept in one unit; others of the same kind are converted."),
    ),
    CodeSpec(
        "R123",
        WARNING,
        N_("Ended, and its stage says otherwise"),
        N_("The project ended on {found}, and its stage is not 终止."),
        N_("The stage 终止, or no date of ending."),
        N_("Choose the stage 终止, or clear the date."),
        N_("A project that has ended is no longer counted from that day on."),
    ),
)
