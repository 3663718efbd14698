"""What every mutant of the judge and of the cell grammar is tried on first (`make mutation`).

The worked tables in one test: split by lines as in `test_rules_tables`, only the first one would be
held against the mutant, since all share one assessment.
"""

from __future__ import annotations

from test_rules_tables import LINES
from worked_tables import assessed, disagreement


def test_every_worked_line() -> None:
    for line, row in zip(LINES, assessed(LINES), strict=True):
        if line.expected.get("status") == "(none)":
            assert not row
        else:
            wrong = [disagreement(cell, name, row[name]) for name, cell in line.expected.items()]
            assert not list(filter(None, wrong)), line.name
