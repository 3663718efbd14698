"""The engine of contracts: masks first, pandera for what fails, each fault once at its cell."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors
from workbooks import BOOK, edited, read, sheets_of

from scorecard.checks.books import BOOK_CONTRACTS, book_findings
from scorecard.schema.contract import LIMIT, Clause, Contract, breaches, required, unknown_only
from scorecard.schema.findings import Finding, Origin
from scorecard.schema.frames import BOOK_SHEETS, UNITS, Books, Table, typed
from scorecard.schema.sheets import TEXT
from scorecard.schema.vocabulary import Severity

SOUND = read(sheets_of(BOOK))[0]


def table(values: dict[str, list[object]]) -> Table:
    frame = typed(pd.DataFrame(values).assign(file="f.xlsx", sheet="s"), UNITS)
    cells = {c: [f"{chr(ord('A') + i)}{r + 2}" for r in frame.index] for i, c in enumerate(UNITS)}
    return Table(frame, typed(pd.DataFrame(cells), dict.fromkeys(UNITS, TEXT)))


CONTRACT = Contract(
    UNITS,
    (
        *required("B301", ["unit", "name"]),
        Clause(
            "B309", "role", lambda f: ~f["role"].str.contains("1").fillna(value=False), ("unit",)
        ),
    ),
)


def test_each_fault_once_at_its_cell() -> None:
    faulty = table({"unit": ["a", None, "c"], "name": ["x", None, None], "role": ["1", "1", None]})
    found = breaches(faulty, CONTRACT)
    assert breaches(faulty, CONTRACT, masks=True) == found  # what pandera sees as well
    assert sorted((f.code, f.origin.cell or "") for f in found) == [
        ("B301", "B3"),
        ("B301", "C3"),
        ("B301", "C4"),
        ("B309", "E2"),
        ("B309", "E3"),
    ]
    assert {f.params["unit"] for f in found if f.code == "B309"} == {"a", ""}


def test_a_column_the_sheet_lacks_is_not_asked_for_in_every_row() -> None:
    sound = table({"unit": ["a"], "name": [None]})
    without = Table(sound.values, sound.cells.assign(name=pd.Series([None], dtype=TEXT)))
    assert breaches(without, CONTRACT) == []


def test_pandera_gets_at_most_the_first_rows_of_a_clause() -> None:
    found = breaches(table({"unit": [None] * 1000, "name": ["x"] * 1000}), CONTRACT)
    assert len(found) == LIMIT + 1
    assert (found[-1].code, found[-1].params["more"]) == ("B299", 900)


def test_a_frame_of_other_types_is_a_bug_and_no_finding() -> None:
    wrong = table({"unit": [None], "name": ["x"]})
    broken = Table(wrong.values.assign(unit=pd.Series([1.5])), wrong.cells)
    clause = Clause("B302", "unit", lambda f: f["unit"] < 1)
    with pytest.raises(SchemaErrors):
        breaches(broken, Contract(UNITS, (clause,)))


def test_every_contract_covers_the_columns_of_its_frame() -> None:
    assert set(BOOK_CONTRACTS) == set(BOOK_SHEETS)
    for name, contract in BOOK_CONTRACTS.items():
        assert contract.columns is BOOK_SHEETS[name]
        names = [clause.name for clause in contract.clauses]
        assert len(set(names)) == len(names)
        assert all(clause.column in contract.columns for clause in contract.clauses)


def test_what_is_known_already_is_not_told_again() -> None:
    at = Origin("f", "s", "A1")
    error = Finding("C106", Severity.ERROR, at)
    note = Finding("C101", Severity.NOTE, at)
    later = Finding("T101", Severity.ERROR, at)
    assert unknown_only([later], [error]) == []
    assert unknown_only([later], [note]) == [later]


def test_sound_books_never_load_pandera() -> None:
    code = (
        "import sys; import scorecard.checks.books, scorecard.checks.figures;"
        "sys.exit('pandera' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


FAULTY = read(
    edited(BOOK, {"目标值!I5": "50.5", "目标值!J4": "8", "目标值!W8": None, "节点!D4": "0.8"})
)[0]


@cache
def found_in_order() -> frozenset[tuple[str, Origin]]:
    """What is found in the book as it was written."""
    return frozenset((f.code, f.origin) for f in book_findings(FAULTY))


@given(st.randoms(use_true_random=False))
@settings(max_examples=3)
def test_the_order_of_rows_changes_no_finding(random: object) -> None:
    shuffled = {}
    for name in BOOK_SHEETS:
        frame: Table = getattr(FAULTY, name)
        order = list(frame.values.index)
        random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        shuffled[name] = Table(
            frame.values.loc[order].reset_index(drop=True),
            frame.cells.loc[order].reset_index(drop=True),
        )
    places = {(f.code, f.origin) for f in book_findings(Books(**shuffled))}
    assert places == found_in_order()


def test_a_fault_stays_the_same_among_other_books() -> None:
    alone = found_in_order()
    assert {code for code, _ in alone} == {"T116", "T105", "T125", "M105"}
    other = read(
        edited(BOOK, {"说明!B2": "另一园区", "目标值!2": None, "目标值!3": None}) | {"目标值": {}},
        "other.xlsx",
    )[0]
    empty = dataclasses.replace(other, targets=SOUND.targets.keep(SOUND.targets.values["version"] < 0), milestones=SOUND.milestones.keep(SOUND.milestones.values["value"] < 0))  # fmt: skip  # noqa: E501
    both = {(f.code, f.origin) for f in book_findings(Books.concat([empty, FAULTY]))}
    assert both == alone
