"""Worked tables of assessments: every measure, comparator, pathway, gate step and decision."""

from __future__ import annotations

import pytest
from worked_tables import Line, assessed, disagreement, lines


@pytest.mark.parametrize("line", list(lines()), ids=lambda line: line.name)
def test_line(line: Line) -> None:
    found = assessed(line.given)
    if line.expected.get("status") == "(none)":
        assert not found
        return
    wrong = [disagreement(cell, name, found[name]) for name, cell in line.expected.items()]
    assert not list(filter(None, wrong))
