"""Plan tables: a row an indicator, columns for its unit, years, growth a year and nature.

A table is lines whose cells are parted by `|` or tabs, below a line of headers that names the
indicator and at least one year (`指标 | 单位 | 2020年 | 2025年 | 年均增长 | 属性`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from scorecard.draft.numbers import VALUE, Number
from scorecard.draft.sentence import GOAL, Evidence, Statement
from scorecard.draft.words import words

_NATURE: Final = {
    "约束": "binding",
    "binding": "binding",
    "Binding": "binding",
    "预期": "expected",
    "indicative": "expected",
    "Indicative": "expected",
}
_FEWEST: Final = 3
_FALL: Final = re.compile(r"(?:下降|降低|减少)$")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without the space around it, and where that stands in the document."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Header:
    """Places of a plan table's columns; `years` maps a place to its year."""

    cells: Sequence[Cell]
    name: int
    unit: int | None
    growth: int | None
    nature: int | None
    years: dict[int, str]


def cells_of(line: str, start: int) -> list[Cell]:
    """The cells of a line of a table that begins at `start`; a line of text is one cell."""
    parts = list(re.finditer(r"[^|\t]*(?:[|\t]|$)", line))
    found = []
    for m in parts:
        raw = m.group().rstrip("|\t")
        bare = raw.strip()
        begin = start + m.start() + len(raw) - len(raw.lstrip())
        found.append(Cell(begin, begin + len(bare), bare))
    # A bar at the end of the line opens no further cell; bars at both ends frame the row.
    while found and not found[-1].text and len(found) > 1:
        found.pop()
    return found


def header_of(line: str, start: int) -> Header | None:
    """The columns of a plan table; None where the line is no such header."""
    cells, grammar = cells_of(line, start), words().grammar

    def place(kind: str) -> int | None:
        return next((n for n, c in enumerate(cells) if grammar[kind].search(c.text)), None)

    growth, name = place("table_growth"), place("table_name")
    years = {
        n: m[1]
        for n, c in enumerate(cells)
        if n != growth and (m := grammar["table_year"].search(c.text))
    }
    if len(cells) < _FEWEST or name is None or not years:
        return None
    return Header(cells, name, place("table_unit"), growth, place("table_nature"), years)


def row_statements(
    header: Header, cells: Sequence[Cell], numbers: Sequence[Number], heading: str
) -> list[Statement]:
    """The goals of a row: the value of its last year, and its growth a year.

    The value of the first of several years is the baseline; the numbers of all other cells state
    nothing.
    """
    if header.name >= len(cells):
        return []
    last = max(header.years, key=lambda n: header.years[n])
    first = min(header.years, key=lambda n: header.years[n])
    unit = _text(cells, header.unit)
    base = _text(cells, first) if first != last else ""
    found = []
    for number, place in _values(numbers, cells, (last, header.growth)):
        name = cells[header.name].text
        name = f"{name}年均增速" if place == header.growth else _FALL.sub("降幅", name)
        printed = number.unit or ("%" if place == header.growth else unit)
        evidence = _evidence(header, cells, number, place)
        strength = _nature(_text(cells, header.nature))
        found.append(
            Statement(
                kind=GOAL,
                number=replace(number, unit=printed, role=VALUE),
                quote=(cells[0].start, cells[-1].end),
                name=name,
                comparator="plain",
                due=header.years[last],
                strength=strength,
                baseline=f"{base} ({header.years[first]})" if base and place == last else "",
                nested=False,
                confidence="high" if printed else "medium",
                heading=heading,
                evidence=evidence,
            )
        )
    return found


def _values(
    numbers: Sequence[Number], cells: Sequence[Cell], places: Sequence[int | None]
) -> Iterator[tuple[Number, int]]:
    """The first number of each of these cells."""
    for place in places:
        if place is None or place >= len(cells):
            continue
        cell = cells[place]
        inside = [n for n in numbers if cell.start <= n.start < cell.end]
        if inside:
            yield inside[0], place


def _evidence(
    header: Header, cells: Sequence[Cell], number: Number, place: int
) -> dict[str, Evidence]:
    last = max(header.years, key=lambda n: header.years[n])
    found = {
        "value": Evidence(number.start, number.stop, "table: cell of the year"),
        "due": Evidence(header.cells[last].start, header.cells[last].end, "table: header"),
    }
    for field, column in (("unit", header.unit), ("strength", header.nature)):
        if column is not None and column < len(cells) and place != header.growth:
            found[field] = Evidence(cells[column].start, cells[column].end, "table: cell")
    return found


def _text(cells: Sequence[Cell], place: int | None) -> str:
    return cells[place].text if place is not None and place < len(cells) else ""


def _nature(text: str) -> str:
    return next((strength for word, strength in _NATURE.items() if word in text), "")
