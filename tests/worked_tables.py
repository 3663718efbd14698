"""Worked tables as text: targets, figures and the assessment that must come of them, side by side.

A line that starts with `=` sets columns of the target for all lines after it.  A header line names
the columns; those before `|` are given (columns of the target, `figures`, `milestones`, `as_of`),
those after it are expected (columns of ASSESSMENTS).  `-` is a missing value.

Figures are written `2021-Q1:30`, several with commas: period and value.  A basis may stand before
(`p/` period, `d/` to date, `s/` since start, `o/` point; otherwise as the indicator is reported),
marks after (`~` estimate, `^` provisional, `#` without evidence, `v` second vintage), and the day
it was known (`@2021-04-10`; otherwise the day after the period).  Milestones: `2021-Q2:40`, shares
with `%`: `2021-Q2:40%`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from scorecard.assessment.frames import assess
from scorecard.schema.frames import ASSESSABLE, ASSESSMENTS, FIGURES, MILESTONES, empty, typed
from scorecard.schema.period import parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import DATE, INTEGER, NUMBER, Columns
from scorecard.schema.vocabulary import flag_names

TABLES: Final = Path(__file__).resolve().parent / "rules"
POLICY: Final = Policy()
FIGURE: Final = re.compile(
    r"(?:(?P<basis>[pdso])/)?(?P<period>[^:]+):(?P<value>-?[\d.]+|nan)"
    r"(?P<marks>[~^#v]*)(?:@(?P<known>[\d-]+))?"
)
BASES: Final = {"p": "period", "d": "to_date", "s": "since_start", "o": "point"}


@dataclass(frozen=True)
class Line:
    """One line of a table: what is given and what is expected."""

    name: str
    given: dict[str, str]
    expected: dict[str, str]


def lines() -> Iterator[Line]:
    """Every line of every table."""
    for path in sorted(TABLES.glob("*.txt")):
        yield from _lines_of(path)


def _lines_of(path: Path) -> Iterator[Line]:
    settings: dict[str, str] = {}
    header: list[str] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        words = text.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == "=":
            settings = dict(word.split("=", 1) for word in words[1:])
        elif words[0] == "case":
            header = words
        else:
            cells = dict(zip(header, words, strict=True))
            bar = header.index("|")
            given = {name: cells[name] for name in header[1:bar]}
            expected = {name: cells[name] for name in header[bar + 1 :]}
            yield Line(f"{path.stem}: {words[0]}", settings | given, expected)


def assessed(batch: Sequence[Line], policy: Policy = POLICY) -> list[dict[str, Any]]:
    """The assessment of each line's target; an empty mapping where it has none.

    Lines judged as of one day are judged together: each has a target and an indicator of its own.
    """
    answers: dict[str, dict[str, Any]] = {}
    numbered = [(f"T-{number}", line.given) for number, line in enumerate(batch)]
    for as_of in sorted({given["as_of"] for _, given in numbered}):
        of_that_day = [(name, given) for name, given in numbered if given["as_of"] == as_of]
        found = assess(
            frame([target(*one) for one in of_that_day], ASSESSABLE),
            frame([row for one in of_that_day for row in figures(*one)], FIGURES),
            date.fromisoformat(as_of),
            policy,
            frame([row for one in of_that_day for row in milestones(*one)], MILESTONES),
        )
        assert list(found.columns) == list(ASSESSMENTS)
        assert {name: str(kind) for name, kind in found.dtypes.items()} == dict(ASSESSMENTS)
        assert found["target"].is_unique
        answers |= {row["target"]: row for row in found.to_dict("records")}
    return [answers.get(name, {}) for name, _ in numbered]


def frame(rows: list[dict[str, Any]], columns: Columns) -> pd.DataFrame:
    """The rows as a frame with these columns."""
    return typed(pd.DataFrame(rows), columns) if rows else empty(columns)


def key(name: str) -> dict[str, str]:
    """Organisation and indicator of a line's target."""
    return {"organisation": "虚构示例区", "indicator": f"x-{name}"}


def target(name: str, given: dict[str, str]) -> dict[str, Any]:
    """The line's target (columns ASSESSABLE)."""
    row = key(name) | {"target": name, "version": "1", "unit_of_measure": "个"}
    row |= {column: cell for column, cell in given.items() if column in ASSESSABLE and cell != "-"}
    kinds = {NUMBER: float, INTEGER: int}
    return {column: kinds.get(ASSESSABLE[column], str)(cell) for column, cell in row.items()}


def figures(name: str, given: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The line's figures (columns FIGURES)."""
    cells = given.get("figures", "-")
    for cell in cells.split(",") if cells != "-" else ():
        yield key(name) | figure(cell, given.get("reported_as"))


def figure(text: str, basis: str | None) -> dict[str, Any]:
    """One figure from its short form."""
    found = FIGURE.fullmatch(text)
    assert found, text
    end = parse_period(found["period"]).period.end_date
    marks = found["marks"]
    state = "estimate" if "~" in marks else "provisional" if "^" in marks else "final"
    return {
        "period": found["period"],
        "basis": BASES.get(found["basis"], basis),
        "value": float(found["value"]),
        "state": state,
        "evidence": None if "#" in marks else "报表",
        "vintage": 2 if "v" in marks else 1,
        "known_on": pd.Timestamp(found["known"] or end + timedelta(days=1)),
    }


def milestones(name: str, given: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The line's milestones (columns MILESTONES)."""
    cells = given.get("milestones", "-")
    for cell in cells.split(",") if cells != "-" else ():
        period, value = cell.split(":")
        share = value.endswith("%")
        number = float(value.rstrip("%")) / (100 if share else 1)
        kind = "share" if share else "value"
        yield key(name) | {"target": name, "period": period, "kind": kind, "value": number}


def number(text: str) -> float:
    """A number or a quotient of two."""
    over, _, under = text.partition("/")
    return float(Fraction(over) / Fraction(under or "1"))


def disagreement(expected: str, name: str, found: Any) -> str | None:  # noqa: ANN401  (any cell)
    """What is wrong with a found cell, None where it is as expected."""
    if name == "flags":
        shown = "+".join(flag_names(int(found))) or "-"
        same = set(shown.split("+")) == set(expected.split("+"))
    elif pd.isna(found):
        shown, same = "-", expected == "-"
    elif ASSESSMENTS[name] in {NUMBER, INTEGER}:
        shown = repr(float(found))
        same = expected != "-" and number(expected) == pytest.approx(found, rel=1e-9, abs=1e-9)
    elif ASSESSMENTS[name] == DATE:
        shown, same = str(found)[:10], str(found)[:10] == expected
    else:
        shown, same = str(found), str(found) == expected
    return None if same else f"{name}: expected {expected}, found {shown}"
