"""People as they are: forms handled roughly give the right figures, or a finding at the cell."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from conftest import Office
from people import SOUND, Person, Zone, copied, errors, sent, with_past
from random_people import FillIn, filled_at_random

from scorecard.pipeline.collect import CollectedFile
from scorecard.read.guard import Guard
from scorecard.schema.vocabulary import Severity

pytestmark = pytest.mark.slow

FILL_INS: Final = int(os.environ.get("FILL_INS", "10"))
SIZE: Final = 10
"""Fill-ins of one test."""
QUARTER: Final = "2026-Q3"
COLUMNS: Final = {"period": "this_period", "point": "this_period"}


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory, guard: Guard) -> Zone:
    made = with_past(tmp_path_factory.mktemp("people") / "zone", guard)
    made.form(QUARTER)  # issued once; every copy has it
    return made


@pytest.fixture(scope="module")
def form(zone: Zone) -> bytes:
    return zone.form(QUARTER)


@pytest.fixture
def fresh(zone: Zone, tmp_path: Path) -> Zone:
    return copied(zone, tmp_path / "zone")


def figures(zone: Zone) -> dict[tuple[str, str], float]:
    """What the ledger has for the third quarter, by indicator and column of the form."""
    connection = sqlite3.connect(zone.root / "reports" / "ledger.sqlite")
    rows = connection.execute(
        "SELECT indicator, basis, value FROM entries WHERE kind = 'figure' AND period = ?",
        (QUARTER,),
    ).fetchall()
    connection.close()
    return {(name, COLUMNS.get(basis, "to_date")): value for name, basis, value in rows}


EXPECTED: Final = {
    (name, column): float(value)
    for name, values in SOUND.items()
    for column, value in zip(("this_period", "to_date"), values, strict=False)
}


def codes(taken: CollectedFile) -> set[str]:
    return {f.code for f in taken.findings if f.severity is not Severity.NOTE}


@pytest.fixture
def person(form: bytes) -> Person:
    somebody = Person(form)
    somebody.fill(SOUND)
    return somebody


def test_rows_are_sorted(fresh: Zone, person: Person) -> None:
    person.sort(lambda name: name[::-1])
    assert next(iter(person.indicators.values())) != "invest"
    taken = sent(fresh, person)
    assert (taken.fate, codes(taken)) == ("recorded", set())
    assert figures(fresh) == EXPECTED


def test_rows_are_inserted(fresh: Zone, person: Person) -> None:
    person.insert(7)
    person.insert(9, {"no": "注：虚构示例"})
    taken = sent(fresh, person)
    assert (taken.fate, codes(taken)) == ("recorded", set())
    assert figures(fresh) == EXPECTED


def test_rows_are_deleted_and_outstanding(fresh: Zone, person: Person) -> None:
    person.delete("deals")
    collected = fresh.collect(fresh.save(person.saved()))
    assert collected.files[0].fate == "recorded"
    assert figures(fresh) == {k: v for k, v in EXPECTED.items() if k[0] != "deals"}
    mine = next(one for one in collected.outstanding if one.unit == "经济发展局")
    assert mine.indicators == ("deals",), "no target asks for the ranking of 2025"


def test_values_are_pasted_with_formats_over_validations(fresh: Zone, person: Person) -> None:
    person.paste("invest", "this_period", "438,600")
    person.paste("firms", "this_period", 1_447.0)
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert figures(fresh) == EXPECTED


def test_the_file_is_renamed(fresh: Zone, person: Person) -> None:
    taken = sent(fresh, person, "虚构示例高新区-经济发展局 终稿(2)改.xlsx")
    assert (taken.fate, taken.unit, taken.quarter) == ("recorded", "U1", QUARTER)


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("this_period", "三季度完成数"),
        ("to_date", "1-9月完成数"),
        ("note", "为什么"),
        ("indicator", "考核内容"),
        ("evidence", "依据文件"),
    ],
)
def test_headers_are_renamed(fresh: Zone, person: Person, column: str, header: str) -> None:
    cell = person.rename(column, header)
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert {(f.code, f.origin.cell) for f in taken.findings if f.severity == "warning"} == {
        ("F152", cell)
    }
    assert figures(fresh) == EXPECTED


def test_both_columns_of_figures_are_renamed(fresh: Zone, person: Person) -> None:
    person.rename("this_period", "当季")
    person.rename("to_date", "到目前")
    taken = sent(fresh, person)
    assert (taken.fate, codes(taken)) == ("recorded", {"F152"})
    assert figures(fresh) == EXPECTED


def test_a_column_that_is_gone_is_told(fresh: Zone, person: Person) -> None:
    for row in range(person._block()[0] - 1, person._block()[1] + 1):
        person.sheet.cell(row, person.columns["to_date"]).value = None
    taken = sent(fresh, person)
    assert errors(taken) == {"F153 A4"}


def test_sheets_are_reordered(fresh: Zone, person: Person) -> None:
    person.reorder(("更正", "填表说明", "填报表"))
    taken = sent(fresh, person)
    assert (taken.fate, codes(taken)) == ("recorded", set())
    assert figures(fresh) == EXPECTED


def test_only_some_columns_are_sorted(fresh: Zone, person: Person) -> None:
    first, second = person.cell("invest", "indicator"), person.cell("firms", "indicator")
    first.value, second.value = second.value, first.value
    taken = sent(fresh, person)
    assert errors(taken) == {f"F109 {first.coordinate}", f"F109 {second.coordinate}"}


@pytest.mark.office
@pytest.mark.parametrize("formats", [("xlsx",), ("ods", "xlsx")])
def test_the_file_is_saved_by_another_program(
    fresh: Zone, person: Person, office: Office, tmp_path: Path, formats: tuple[str, ...]
) -> None:
    person.sort(lambda name: name[::-1])
    person.insert(7)
    path = fresh.save(person.saved())
    for number, to in enumerate(formats):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        (path,) = office.convert([path], to, folder)
    (taken,) = fresh.collect(path).files
    assert (taken.fate, codes(taken)) == ("recorded", set()), taken.findings
    assert figures(fresh) == EXPECTED


@pytest.mark.parametrize("first", range(0, FILL_INS, SIZE))
def test_planted_faults_are_found_and_nothing_else(
    zone: Zone, form: bytes, tmp_path: Path, first: int
) -> None:
    for seed in range(first, min(first + SIZE, FILL_INS)):
        fill_in = filled_at_random(form, seed)
        here = copied(zone, tmp_path / str(seed))
        (taken,) = here.collect(here.save(fill_in.data, fill_in.name)).files
        judge(fill_in, taken, figures(here))
        shutil.rmtree(here.root)


def judge(fill_in: FillIn, taken: CollectedFile, on_record: dict[tuple[str, str], float]) -> None:
    told = f"seed {fill_in.seed} {fill_in.done}"
    assert errors(taken) == set(fill_in.rows), told
    if fill_in.rows:
        assert taken.fate == "refused", told
        assert taken.marked is not None, told
        assert on_record == {}, told
        return
    assert taken.fate == "recorded", told
    assert on_record == pytest.approx(fill_in.meant), told


@pytest.mark.office
def test_fill_ins_survive_another_program(
    zone: Zone, form: bytes, office: Office, tmp_path: Path
) -> None:
    seeds = range(5000, 5000 + max(4, FILL_INS // 20))
    fill_ins = {f"{seed}.xlsx": filled_at_random(form, seed) for seed in seeds}
    (tmp_path / "typed").mkdir()
    for name, fill_in in fill_ins.items():
        (tmp_path / "typed" / name).write_bytes(fill_in.data)
    saved = tmp_path / "saved"
    saved.mkdir()
    for path in office.convert([tmp_path / "typed" / name for name in fill_ins], "xlsx", saved):
        here = copied(zone, tmp_path / path.stem)
        (taken,) = here.collect(path).files
        fill_in = fill_ins[path.name]
        # A program that computes the formula has stored its value: that fault is mended.
        computed = {key for key, code in fill_in.rows.items() if code == "C111"}
        assert errors(taken) - computed == set(fill_in.rows) - computed, path.name
