"""Worked tables of assessments: every measure, comparator, pathway, gate step and decision."""

from __future__ import annotations

from typing import Any, Final

import pytest
from worked_tables import assessed, disagreement, lines

LINES: Final = list(lines())


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    """The assessment of every line."""
    return assessed(LINES)


@pytest.mark.parametrize("number", range(len(LINES)), ids=[line.name for line in LINES])
def test_line(number: int, found: list[dict[str, Any]]) -> None:
    line, row = LINES[number], found[number]
    if line.expected.get("status") == "(none)":
        assert not row
        return
    wrong = [disagreement(cell, name, row[name]) for name, cell in line.expected.items()]
    assert not list(filter(None, wrong))
