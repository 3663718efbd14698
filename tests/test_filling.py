"""A form filled in by a program: the named cells change, nothing else does."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from filling import Filling, NotOurFormError, fill_form
from people import UNIT, ZONE, Zone

from scorecard.i18n import Words

ENTRIES = Filling(
    ZONE,
    "虚构",
    date(2026, 4, 9),
    {
        ("invest", "this_period"): 412_300.5,
        ("invest", "to_date"): 412_300.5,
        ("invest", "state"): "核定",
        ("invest", "evidence"): "=1+1 <虚构> & “示例”",
        ("place", "place"): 128,
        ("place", "published_on"): date(2026, 3, 2),
    },
    [{"indicator": "企业数", "period": "2025-Q4", "value": 5, "reason": "虚构示例"}],
)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Zone.new(tmp_path_factory.mktemp("fill") / "zone").form("2026-Q1")


def values(data: bytes) -> dict[str, object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    }


def test_only_the_named_cells_change(form: bytes) -> None:
    before, after = values(form), values(fill_form(form, ENTRIES, Words("zh")))
    changed = {place: value for place, value in after.items() if value != before[place]}
    assert set(before) == set(after)
    row = next(p for p, v in before.items() if v == "固定资产投资" and p.startswith("填报表"))
    number = row.removeprefix("填报表!B")
    assert changed.pop(f"填报表!G{number}") == 412_300.5
    assert changed.pop(f"填报表!H{number}") == 412_300.5
    assert changed.pop(f"填报表!N{number}") == "核定"
    assert changed.pop(f"填报表!O{number}") == "=1+1 <虚构> & “示例”"
    assert str(changed.pop("填报表!M2")) == "2026-04-09 00:00:00"
    assert sorted(map(str, changed.values())) == sorted(
        ["128", "2026-03-02 00:00:00", "填报人：虚构", "企业数", "2025-Q4", "5", "虚构示例"]
    )


def test_formats_validations_and_hidden_sheets_stay_byte_for_byte(form: bytes) -> None:
    filled = fill_form(form, ENTRIES, Words("zh"))
    with zipfile.ZipFile(io.BytesIO(form)) as old, zipfile.ZipFile(io.BytesIO(filled)) as new:
        assert old.namelist() == new.namelist()
        other = [part for part in old.namelist() if old.read(part) != new.read(part)]
    assert other == ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]


def test_text_that_looks_like_a_formula_is_text(form: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(fill_form(form, ENTRIES, Words("zh"))))
    (cell,) = (c for row in book["填报表"].iter_rows() for c in row if str(c.value)[:4] == "=1+1")
    assert cell.data_type == "s"


def test_the_same_entries_give_the_same_bytes(form: bytes) -> None:
    assert fill_form(form, ENTRIES, Words("zh")) == fill_form(form, ENTRIES, Words("zh"))


def test_a_filled_form_is_collected(tmp_path: Path) -> None:
    zone = Zone.new(tmp_path / "zone")
    entries = Filling(ZONE, "虚构", date(2026, 4, 9), dict(ENTRIES.cells))
    path = zone.save(fill_form(zone.form("2026-Q1"), entries, Words("zh")))
    (taken,) = zone.collect(path, day=date(2026, 4, 9)).files
    assert (str(taken.fate), taken.figures, taken.unit) == ("recorded", 3, "U1"), UNIT


def test_an_indicator_that_the_form_does_not_ask_for_is_refused(form: bytes) -> None:
    entries = Filling(ZONE, "虚构", date(2026, 4, 9), {("visits", "this_period"): 1})
    with pytest.raises(NotOurFormError, match="visits"):
        fill_form(form, entries, Words("zh"))
