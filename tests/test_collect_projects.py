"""The sheet 项目 in the loop: issued, filled in, collected, recorded, counted, verified."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import workbooks
from forging import chained_anew, statements
from openpyxl.worksheet.worksheet import Worksheet
from people import Person
from registers import REGISTER, from_register
from scratch import scorecard
from workbooks import BOOK, edited, places, sheets_of, wanting

from scorecard.i18n import Words
from scorecard.ledger.archive import bear_witness
from scorecard.ledger.ledger import opened
from scorecard.pipeline.collect import CollectedFile, Fate, collect
from scorecard.pipeline.forms import issue
from scorecard.pipeline.inbox import Reception
from scorecard.pipeline.load import load_data
from scorecard.pipeline.verify import verify
from scorecard.read.guard import Guard
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import Workspace, load_workspace

COUNTED: Final = from_register(BOOK, "all", "big", "money")
QUARTER: Final = "2023-Q1"
FORM: Final = "虚构园区-招商科.xlsx"
WORDS: Final = Words("zh")
COLUMNS: Final = {
    "project": "A", "name": "B", "investor": "C", "nature": "D", "stage": "E", "total": "F",
    "land": "I", "signed": "J", "invested": "R", "parent": "S", "note": "U",
}  # fmt: skip
NEW: Final[dict[str, str | float | date | None]] = {
    "name": "虚构酒厂", "nature": "新建", "stage": "签约", "total": 11, "land": 5,
    "signed": date(2023, 2, 3), "invested": 0,
}  # fmt: skip
FIRST_NEW: Final = 13
"""The first blank row below the nine projects on record."""


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an office's register, and the forms of the quarter after it."""
    root = tmp_path_factory.mktemp("register") / "zone"
    (root / "targets").mkdir(parents=True)
    (root / "reports").mkdir()
    (root / "scorecard.toml").write_text('title = "虚构示例"\nlanguage = "zh"\n', encoding="utf-8")
    (root / "targets" / "虚构园区.xlsx").write_bytes(workbooks.xlsx(sheets_of(COUNTED)))
    (root / "reports" / "projects.xlsx").write_bytes(workbooks.xlsx(sheets_of(REGISTER)))
    issue(load_data(load_workspace(root)), parse_period(QUARTER).period, WORDS)
    return root


def copied(root: Path, folder: Path) -> Workspace:
    return load_workspace(shutil.copytree(root, folder / "zone"))


@pytest.fixture
def zone(made: Path, tmp_path: Path) -> Workspace:
    return copied(made, tmp_path)


@dataclass(frozen=True, slots=True)
class Sent:
    """A workspace that has one form with a new project, and what became of the form."""

    zone: Workspace
    taken: CollectedFile


@pytest.fixture(scope="module")
def sent(made: Path, guard: Guard, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """For tests that change nothing; the others copy it."""
    zone = copied(made, tmp_path_factory.mktemp("sent"))
    return Sent(zone, received(zone, guard, filled(zone, put(FIRST_NEW, **NEW))))


Edit = Callable[[Worksheet], None]


def filled(zone: Workspace, *edits: Edit, quarter: str = QUARTER) -> bytes:
    """The unit's form with 企业数 typed, and its list of projects edited."""
    person = Person((zone.quarter_folder(quarter) / "forms" / FORM).read_bytes())
    person.type("firms", "this_period", 70)
    person.type("firms", "evidence", "名录")
    for edit in edits:
        edit(person.book["项目"])
    return person.saved()


def put(row: int, **values: str | float | date | None) -> Edit:
    def edit(sheet: Worksheet) -> None:
        for name, value in values.items():
            sheet[f"{COLUMNS[name]}{row}"] = value

    return edit


def sent_in(
    zone: Workspace, guard: Guard, files: dict[str, bytes], day: str = "2023-04-10"
) -> list[CollectedFile]:
    """What becomes of these files, that come in on one day in this order."""
    paths = [zone.root / "inbox" / name for name in files]
    (zone.root / "inbox").mkdir(exist_ok=True)
    for path in paths:
        path.write_bytes(files[path.name])
    at = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    done = collect(zone, paths, Reception(at.date(), "stated", at), WORDS, guard=guard)
    return list(done.files)


def received(
    zone: Workspace, guard: Guard, data: bytes, day: str = "2023-04-10", name: str = "来.xlsx"
) -> CollectedFile:
    (taken,) = sent_in(zone, guard, {name: data}, day)
    return taken


def values(zone: Workspace, indicator: str) -> dict[str, float]:
    figures = load_data(zone).figures.values
    own = figures[figures["indicator"].eq(indicator)]
    return dict(zip(own["period"], own["value"], strict=True))


def told(taken: CollectedFile) -> list[tuple[str, str]]:
    return [p for p in places(taken.findings) if p[0].startswith(("R", "C"))]


# ------------------------------------------------------------------ issued


def test_a_unit_with_projects_gets_them_to_change_and_lines_for_new_ones(zone: Workspace) -> None:
    data = (zone.quarter_folder(QUARTER) / "forms" / FORM).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["项目"]
    shown = [(sheet[f"A{row}"].value, sheet[f"E{row}"].value) for row in range(4, FIRST_NEW)]
    assert shown[:3] == [("P-01", "投产"), ("P-02", "在建"), ("P-03", "签约")]
    assert sheet["F4"].value == 12
    assert sheet["A4"].protection.locked
    assert not sheet["A13"].protection.locked
    other = zone.quarter_folder(QUARTER) / "forms" / "虚构园区-经济发展局.xlsx"
    assert "项目" not in openpyxl.load_workbook(other).sheetnames


# ------------------------------------------------------------------ collected


def test_a_new_project_gets_an_id_is_recorded_and_counts(sent: Sent) -> None:
    zone, taken = sent.zone, sent.taken
    assert taken.fate is Fate.RECORDED, taken.findings
    assert taken.projects == 1
    assert told(taken) == [("R403", "项目!A13")]
    (note,) = [f for f in taken.findings if f.code == "R403"]
    assert note.params["project"] == "P-10"
    assert values(zone, "big") | {"2022-Q4": 3, "2023-Q1": 4} == values(zone, "big")
    figures = load_data(zone).figures.values
    last = figures[figures["indicator"].eq("big") & figures["period"].eq("2023-Q1")].iloc[-1]
    assert last["evidence"] == "P-01、P-03、P-05、P-10"
    run = scorecard("status", "--as-of", "2023-04-09", folder=zone.root)
    assert "P-10" not in run.out
    with opened(zone.ledger) as ledger:
        kinds = [entry["kind"] for entry in ledger.entries()]
        assert kinds.count("project") == kinds.count("register") == 1
        assert ledger.first_break() is None


def test_a_list_without_changes_records_no_project_and_closes_the_quarter(
    zone: Workspace, guard: Guard
) -> None:
    taken = received(zone, guard, filled(zone))
    assert (taken.fate, taken.projects, told(taken)) == (Fate.RECORDED, 0, [])
    assert values(zone, "all")["2023-Q1"] == 4


def test_a_blank_form_closes_no_list_of_projects(zone: Workspace, guard: Guard) -> None:
    blank = (zone.quarter_folder(QUARTER) / "forms" / FORM).read_bytes()
    taken = received(zone, guard, blank)
    assert taken.fate is Fate.PASSED_OVER
    assert "F165" in {f.code for f in taken.findings}
    assert wanting(taken.findings) == []
    assert not zone.ledger.exists()
    dated = Person(blank)
    dated.sent_on(date(2023, 4, 9))
    assert received(zone, guard, dated.saved(), name="再来.xlsx").fate is Fate.RECORDED
    assert values(zone, "all")["2023-Q1"] == 4


def test_a_change_is_a_new_state_and_the_old_one_stays(zone: Workspace, guard: Guard) -> None:
    grown = filled(zone, put(5, total=14), put(4, invested=11.5))
    taken = received(zone, guard, grown)
    assert (taken.projects, told(taken)) == (2, [("R408", "项目!F5")])
    assert values(zone, "big")["2022-Q4"] == 3
    assert values(zone, "big")["2023-Q1"] == 4
    again = received(zone, guard, filled(zone, put(5, total=9)), "2023-05-02", "再来.xlsx")
    assert again.fate is Fate.RECORDED
    figures = load_data(zone).figures.values
    own = figures[figures["indicator"].eq("big") & figures["period"].eq("2023-Q1")]
    assert own["value"].tolist() == [4, 3]
    assert own["known_on"].dt.date.astype(str).tolist() == ["2023-04-10", "2023-05-02"]


def test_the_same_new_project_sent_again_is_known_by_its_name(
    sent: Sent, guard: Guard, tmp_path: Path
) -> None:
    zone = copied(sent.zone.root, tmp_path)
    again = filled(zone, put(FIRST_NEW, **NEW), put(FIRST_NEW, land=6))
    taken = received(zone, guard, again, "2023-04-12", "更正.xlsx")
    assert told(taken) == [("R404", "项目!A13")]
    assert taken.projects == 1
    assert values(zone, "all")["2023-Q1"] == 5


def test_the_next_form_shows_what_was_recorded(zone: Workspace) -> None:
    path = zone.root / "inbox" / "来.xlsx"
    path.parent.mkdir()
    path.write_bytes(filled(zone, put(FIRST_NEW, **NEW), put(5, stage="竣工")))
    run = scorecard("collect", "inbox", "--received-on", "2023-04-10", folder=zone.root)
    assert run.code == 0, run.out + run.err
    assert "2个项目" in run.out.splitlines()[0], "the office is told how many projects came"
    issue(load_data(zone), parse_period("2023-Q2").period, WORDS)
    data = (zone.quarter_folder("2023-Q2") / "forms" / FORM).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["项目"]
    assert sheet["E5"].value == "竣工"
    assert [sheet[f"{c}12"].value for c in "ABF"] == ["P-10", "虚构酒厂", 11]


# ------------------------------------------------------------------ faults at their cells


ODD: Final[list[tuple[Edit, list[tuple[str, str]]]]] = [
    (put(6, signed=date(2022, 4, 2), note="原登记有误"), [("R406", "项目!J6")]),
    (put(4, stage="签约"), [("R115", "项目!E4"), ("R407", "项目!E4")]),
    (put(4, invested=1), [("R409", "项目!R4")]),
    (put(6, total="两百万"), [("C102", "项目!F6")]),
    (put(FIRST_NEW, **{**NEW, "name": "虚构面板 （新）"}),
     [("R120", "项目!B13"), ("R403", "项目!A13")]),
]  # fmt: skip
"""What a list may hold all at once and be recorded: each edit with what is said of it."""
REFUSED: Final[list[tuple[list[Edit], list[tuple[str, str]]]]] = [
    ([put(5, project="P-22")], [("R401", "项目!A5")]),
    ([put(FIRST_NEW, project="X-1", **NEW)], [("R401", "项目!A13")]),
    ([put(6, signed=date(2022, 9, 1))], [("R405", "项目!J6")]),
    ([put(5, name=None)], [("R103", "项目!B5")]),
    ([put(5, total=-1), put(FIRST_NEW, **NEW)],
     [("R107", "项目!F5"), ("R108", "项目!G5"), ("R109", "项目!R5"),
      ("R403", "项目!A13")]),
    ([put(6, total="很多")], [("C106", "项目!F6")]),
    ([put(6, signed="2022/4/31")], [("C132", "项目!J6")]),
    ([put(FIRST_NEW, **NEW), put(FIRST_NEW, signed=date(2023, 6, 1))],
     [("R114", "项目!J13"), ("R403", "项目!A13")]),
    ([put(FIRST_NEW, **NEW), put(FIRST_NEW, parent="P-77")],
     [("R117", "项目!S13"), ("R403", "项目!A13")]),
    ([put(7, project="P-03")], [("R104", "项目!A7")]),
]  # fmt: skip


def test_what_is_odd_is_told_at_its_cell(zone: Workspace, guard: Guard) -> None:
    taken = received(zone, guard, filled(zone, *(edit for edit, _ in ODD)))
    assert {place for _, found in ODD for place in found} <= set(told(taken))
    assert wanting(taken.findings) == []
    assert taken.fate is Fate.RECORDED


@pytest.fixture(scope="module")
def refused(
    made: Path, guard: Guard, tmp_path_factory: pytest.TempPathFactory
) -> list[CollectedFile]:
    """What became of each list with an error, all sent in at once."""
    zone = copied(made, tmp_path_factory.mktemp("refused"))
    files = {f"{n}.xlsx": filled(zone, *edits) for n, (edits, _) in enumerate(REFUSED)}
    taken = sent_in(zone, guard, files)
    assert not zone.ledger.exists()
    return taken


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_a_fault_is_told_at_its_cell(refused: list[CollectedFile], number: int) -> None:
    taken = refused[number]
    assert set(REFUSED[number][1]) <= set(told(taken))
    assert wanting(taken.findings) == []
    assert taken.fate is Fate.REFUSED
    first = next(f for f in taken.findings if f.severity is Severity.ERROR)
    assert taken.marked is not None
    marked = openpyxl.load_workbook(taken.marked)["项目"]
    assert marked[str(first.origin.cell)].comment is not None


def test_a_marked_list_is_corrected_and_sent_again(
    refused: list[CollectedFile], zone: Workspace, guard: Guard
) -> None:
    marked = refused[4].marked
    assert marked is not None
    book = openpyxl.load_workbook(marked)
    assert book["项目"]["F5"].value == -1
    book["项目"]["F5"] = 8
    stream = io.BytesIO()
    book.save(stream)
    again = received(zone, guard, stream.getvalue(), name="改.xlsx")
    assert (again.fate, again.projects, told(again)) == (Fate.RECORDED, 1, [("R403", "项目!A13")])


def test_rows_may_be_sorted_deleted_and_moved(zone: Workspace, guard: Guard) -> None:
    def shuffled(sheet: Worksheet) -> None:
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=12)]
        for number, row in enumerate([rows[5], rows[0], rows[8], rows[3], rows[2]], start=4):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
        for number in range(9, 13):
            for column in range(1, 22):
                sheet.cell(number, column).value = None

    taken = received(zone, guard, filled(zone, shuffled))
    assert (taken.fate, taken.projects) == (Fate.RECORDED, 0), taken.findings
    assert values(zone, "all")["2023-Q1"] == 4


def test_a_project_of_another_unit_is_refused(zone: Workspace, guard: Guard) -> None:
    register = edited(REGISTER, {"项目库!P5": "U1"})
    data = filled(zone)
    zone.register.write_bytes(workbooks.xlsx(register))
    taken = received(zone, guard, data)
    assert told(taken) == [("R402", "项目!A5")]


def test_what_was_published_still_follows_after_more_projects(
    sent: Sent, guard: Guard, tmp_path: Path
) -> None:
    zone = copied(sent.zone.root, tmp_path)
    assert scorecard("render", QUARTER, "--only", "xlsx", folder=zone.root).code in {0, 1}
    grown = filled(zone, put(FIRST_NEW, **NEW), put(5, total=14))
    received(zone, guard, grown, "2023-05-02", "再来.xlsx")
    run = scorecard("verify", folder=zone.root)
    assert run.code == 0, run.out


def test_explain_lists_the_projects_that_were_counted(sent: Sent, tmp_path: Path) -> None:
    zone = copied(sent.zone.root, tmp_path)
    book = edited(COUNTED, {"目标值!C2": "big", "目标值!I2": "10", "目标值!K2": None})
    (zone.root / "targets" / "虚构园区.xlsx").write_bytes(workbooks.xlsx(book))
    run = scorecard("explain", "T1", "--as-of", "2023-04-12", folder=zone.root, width=160)
    assert "统计的项目" in run.out
    assert (
        "P-01 虚构电池一期 · 12亿元 · 2021-02-01 签约 · reports/projects.xlsx 项目库!A4" in run.out
    )
    assert "P-10 虚构酒厂 · 11亿元 · 2023-02-03 签约 · inbox/来.xlsx 项目!A13" in run.out
    before = scorecard("explain", "T1", "--as-of", "2023-04-09", folder=zone.root, width=160)
    assert "P-10" not in before.out


# ------------------------------------------------------------------ traced back


def test_projects_are_in_their_archived_file(sent: Sent) -> None:
    assert verify(sent.zone, WORDS).disagreements == []


@pytest.mark.parametrize(
    ("kind", "change", "place", "found"),
    [
        ("project", """content = replace(content, ':11.0,', ':12.0,')""",
         "项目!A13 total_investment", ("12.0", "11.0")),
        ("project", "content = replace(content, '2023-02-03', '2023-01-03')",
         "项目!A13 signed_on", ("2023-01-03", "2023-02-03")),
        ("project", "cell = 'A11'", "项目!A11 project", ("P-10", "P-08")),
        ("register", "value = 11", "项目!A3", ("11", "9")),
    ],
)  # fmt: skip
def test_a_project_that_is_not_in_its_archived_file_is_told(
    sent: Sent, tmp_path: Path, kind: str, change: str, place: str, found: tuple[str, str]
) -> None:
    """Even where the whole chain was written anew."""
    zone = copied(sent.zone.root, tmp_path)
    statements(zone.ledger, f"UPDATE entries SET {change} WHERE kind = '{kind}'")  # noqa: S608
    bear_witness(zone.archive, *chained_anew(zone.ledger))
    wrong = verify(zone, WORDS).disagreements[0]
    assert wrong.where.endswith(f".xlsx!{place}")
    assert (wrong.found, wrong.expected) == found
