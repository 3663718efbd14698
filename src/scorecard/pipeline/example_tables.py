"""The tables of the example: readable CSV files, both languages side by side in a cell.

A cell `中文 || English` is split by the language asked for; any other cell is the same in both.
Everything in them is made up.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

from scorecard.sheet.cells import Value
from scorecard.workbook.layout.books import BOOK_SHEETS, PROJECT_COLUMNS, SHEETS
from scorecard.workbook.layout.columns import ColumnLayout

Row: TypeAlias = Mapping[str, str]

FOLDER: Final = Path(__file__).resolve().parent.parent / "example"
_BETWEEN: Final = " || "
_NOT_GIVEN: Final = "-"
"""Typed where a remark takes something away that the figure would have otherwise."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure a unit reports: what it types for its quarter, and what it says about it.

    `to_date` is the sum since the start of the year or of the example, missing for levels and for
    what is reported quarter by quarter.
    """

    indicator: str
    value: float
    to_date: float | None
    state: str
    evidence: str | None
    note: str | None


@cache
def table(name: str, language: str) -> list[Row]:
    """The rows of one CSV file, in one language."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [{k: _said(v, language) for k, v in row.items()} for row in csv.DictReader(stream)]


def _said(cell: str, language: str) -> str:
    zh, between, en = cell.partition(_BETWEEN)
    return en if between and language != "zh" else zh


def quarters() -> list[str]:
    """The quarters of the example, in order."""
    return [name for name in table("returns", "en")[0] if name[:1].isdigit()]


def organisations(language: str) -> dict[str, str]:
    """The organisations' names by their short ids."""
    rows = table("about", language)
    return {r["organisation"]: r["content"] for r in rows if r["item"] == "organisation"}


def book_rows(organisation: str, language: str) -> dict[str, list[dict[str, Value]]]:
    """The rows of an organisation's target book by sheet, as `book_writer` takes them."""
    found = {}
    for sheet in BOOK_SHEETS:
        if not (FOLDER / f"{sheet}.csv").is_file():
            continue
        columns = SHEETS[sheet].columns
        found[sheet] = [
            {c.id: _typed(c, row[c.id]) for c in columns if row.get(c.id)}
            for row in table(sheet, language)
            if row["organisation"] == organisation
        ]
    return found


def _typed(column: ColumnLayout, text: str) -> Value:
    match column.kind:
        case "number":
            return float(text)
        case "integer":
            return int(text)
        case "date":
            return date.fromisoformat(text)
    return text


def figures(organisation: str, unit: str, quarter: str, language: str) -> Iterator[Figure]:
    """What a unit reports for a quarter, the places of ranks apart; blank figures are left out."""
    facts = facts_of(organisation, unit, language)
    remarks = {
        (r["indicator"], r["quarter"]): r
        for r in table("remarks", language)
        if r["organisation"] == organisation
    }
    for row in table("figures", language):
        fact = facts.get(row["indicator"])
        if row["organisation"] != organisation or fact is None:
            continue
        remark = remarks.get((row["indicator"], quarter), {})
        evidence = remark.get("evidence") or row["evidence"]
        if row[quarter] or remark:
            yield Figure(
                indicator=row["indicator"],
                value=float(row[quarter] or "nan"),
                to_date=_to_date(row, fact, quarter),
                state=remark.get("state") or "final",
                evidence=None if evidence == _NOT_GIVEN else evidence,
                note=remark.get("note"),
            )


def facts_of(organisation: str, unit: str, language: str) -> dict[str, Row]:
    """The indicators that a unit answers for, by id."""
    return {
        r["indicator"]: r
        for r in table("indicators", language)
        if (r["organisation"], r["responsible_unit"]) == (organisation, unit)
    }


def _to_date(row: Row, fact: Row, quarter: str) -> float | None:
    """The sum on the indicator's own basis, for an indicator that is reported as a sum."""
    if fact["reported_as"] in {"point", "period"}:
        return None
    whole = fact["reported_as"] == "since_start"
    mine = [q for q in quarters() if q <= quarter and (whole or q[:4] == quarter[:4])]
    values = [row[q] for q in mine]
    return round(sum(map(float, values)), int(fact["decimals"]))


def projects(organisation: str, unit: str, when: str, language: str) -> list[dict[str, Value]]:
    """The projects that a unit adds or changes in a quarter, by column id; new ones have no id.

    Where `when` is blank: those of the office's own register, from which the loop starts.
    """
    return [
        {c.id: _typed(c, row[c.id]) for c in PROJECT_COLUMNS if row.get(c.id)}
        for row in table("projects", language)
        if (row["organisation"], row["unit"], row["quarter"]) == (organisation, unit, when)
    ]


def typed_rows(
    name: str, sheet: str, key: tuple[str, str, str], language: str
) -> list[dict[str, Value]]:
    """The rows of a table that a unit types in a quarter, by the columns of a form's sheet.

    `key` is organisation, unit and quarter.
    """
    organisation, unit, quarter = key
    facts = facts_of(organisation, unit, language)
    columns = SHEETS[sheet].columns
    return [
        {c.id: _typed(c, row[c.id]) for c in columns if row.get(c.id)}
        for row in table(name, language)
        if (row["organisation"], row["quarter"]) == (organisation, quarter)
        and row["indicator"] in facts
    ]
