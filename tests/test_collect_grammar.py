"""The cell grammar, line by line, through real forms: what is recorded, and what is refused where.

The cases of a table are typed into one form, each into a row of its own; it goes through
`collect`, so that what is asserted is what stands in the ledger.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from people import (
    BOOK,
    FORM,
    PAST,
    QUARTERS,
    SOUND,
    UNIT,
    ZONE,
    Person,
    Typed,
    Zone,
    copied,
    put,
    sent,
    with_past,
)
from scratch import scorecard
from workbooks import sheets_of, xlsx

from scorecard.i18n import Words
from scorecard.pipeline.collect import CollectedFile
from scorecard.pipeline.load import load_data
from scorecard.read.guard import Guard
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import load_workspace

QUARTER: Final = "2026-Q3"
OTHER: Final = "招商局"


@dataclass(frozen=True)
class Case:
    """One entry: where it is typed, as what, and what becomes of it."""

    indicator: str
    column: str
    typed: Typed
    code: str | None
    value: float | None = None
    number_format: str = ""
    state: str = "final"
    day: str = ""

    def __str__(self) -> str:
        shown = f" shown as {self.number_format}" if self.number_format else ""
        return f"{self.typed} in {self.indicator}.{self.column}{shown}"


def this(indicator: str, typed: Typed, code: str | None, **more: Any) -> Case:  # noqa: ANN401
    return Case(indicator, "this_period", typed, code, **more)


def to_date(indicator: str, typed: Typed, code: str | None, **more: Any) -> Case:  # noqa: ANN401
    return Case(indicator, "to_date", typed, code, **more)


# N: normalised and logged; W: accepted with a warning to confirm
ACCEPTED: Final = (
    # full-width digits, NBSP, zero-width characters, line breaks, leading '
    this("invest", "４３８６００", "C101", value=438_600),
    to_date("invest", "\u00a01306000\u200b\n", "C101", value=1_306_000),
    this("revenue", "'8.73", "C101", value=8.73),
    this("invest", 438_600, None, value=438_600),
    # thousands separators, only in strict groups
    this("invest", "438,600", "C101", value=438_600),
    to_date("invest", "1，306，000", "C101", value=1_306_000),
    # a unit in the cell: converted within its kind, said so
    this("invest", "43.86亿元", "C103", value=438_600),
    to_date("invest", "130.6亿", "C103", value=1_306_000),
    this("invest", "438600万", "C101", value=438_600),
    this("revenue", "87300万元", "C103", value=8.73),
    to_date("revenue", "25.90 亿元", "C101", value=25.9),
    # not exact: an estimate
    this("output", "约251.3", "C105", value=251.3, state="estimate"),
    this("firms", "近1447", "C105", value=1447, state="estimate"),
    this("deals", "7左右", "C105", value=7, state="estimate"),
    # Chinese numerals, multipliers
    this("invest", "四十三万八千六百", "C102", value=438_600),
    this("deals", "七", "C102", value=7),
    this("revenue", "八点七三", "C102", value=8.73),
    this("share", "百分之三点六", "C102", value=3.6),
    to_date("deals", "四十三个", "C102", value=43),
    this("visits", "1.2万", "C102", value=12_000),
    this("visits", "两", "C102", value=2),
    # the unambiguous words for a missing value
    this("energy", "未统计", "C115"),
    this("energy", "不适用", "C115"),
    this("plan", "待公布", "C115"),
    this("energy", "n.a.", "C115"),
    this("energy", "暂缺", "C115"),
    this("visits", "未发生", "C115", value=0),
    this("visits", 0, None, value=0),
    this("energy", None, None),
    # per cent as people type it
    this("share", "3.6%", "C101", value=3.6),
    this("share", 3.6, None, value=3.6),
    this("share", 0.036, None, value=3.6, number_format="0.0%"),
    this("share", 0.45, "C118", value=0.45),
    this("share", 3.6, "C118", value=3.6, number_format="0%"),
    # how far a deliverable is
    this("plan", "是", "C142", value=1),
    this("plan", "完成", "C142", value=1),
    this("plan", "否", "C142", value=0),
    this("plan", "√", "C142", value=1),
    this("plan", "完成60%", "C142", value=0.6),
    this("plan", "20%", "C101", value=0.2),
    this("plan", 0.2, None, value=0.2, number_format="0%"),
    # movement of a rank
    Case("place", "place", "↑3", "C119", value=125),
    Case("place", "place", "升3位", "C119", value=125),
    Case("place", "place", "晋升8名", "C119", value=120),
    Case("place", "place", "125(↑3)", "C119", value=125),
    Case("place", "place", "125(↑2)", "C120", value=125),
    Case("place", "place", "第125位", "C101", value=125),
    Case("place", "place", "并列第125名", "C101", value=125),
    Case("place", "place", "跃升3位", "C119", value=125),
    # not exact places: stored as not available, with the reason
    Case("place", "place", "前100", "C121"),
    Case("place", "place", "百强", "C121"),
    # periods and days
    Case("place", "edition", "2025年度", None),
    Case("place", "edition", "2025", None),
    Case("place", "edition", "2025年版", None),
    Case("place", "published_on", "2026.3.2", None, day="2026-03-02"),
    Case("place", "published_on", "20260302", None, day="2026-03-02"),
    Case("place", "published_on", 46083, None, day="2026-03-02"),
    # the same without dashes in a cell that shows dates: a program shows #######
    Case("place", "published_on", 20260302, None, day="2026-03-02", number_format="yyyy-mm-dd"),
    Case("place", "published_on", date(2026, 3, 2), None, day="2026-03-02"),
    Case("place", "published_on", "2026年3月底", "C137", day="2026-03-31"),
    Case("place", "published_on", "2026-03", "C137", day="2026-03-31"),
)
# E: refused
REFUSED: Final = (
    this("invest", "4,38,600", "C107"),
    this("fdi", "1299.2万元", "C108"),
    to_date("fdi", "3880.7万人民币", "C108"),
    this("invest", "18+", "C104"),
    to_date("invest", "1300000余", "C104"),
    this("deals", "10多个", "C104"),
    to_date("deals", "若干", "C104"),
    this("firms", "一批", "C104"),
    this("invest", "—", "C114"),
    this("revenue", "-", "C114"),
    to_date("revenue", "/", "C114"),
    this("fdi", "无", "C114"),
    this("output", "同上", "C114"),
    this("share", "4.5百分点", "C108"),
    this("share", 360, "C116"),
    Case("place", "place", "第二方阵", "C122"),
    Case("place", "place", "12.5", "C123"),
    Case("place", "place", "-3", "C123"),
    this("deals", "18(其中新增3)", "C113"),
    to_date("deals", "5/9", "C113"),
    this("firms", "8~10", "C113"),
    # a footnote's mark is no digit
    this("revenue", "8.73①", "C113"),
    this("deals", "7²", "C113"),
    Case("place", "edition", "2025①", "C130"),
    Case("place", "published_on", "2026/02/31", "C132"),
    Case("place", "published_on", "2026年11月31日", "C132"),
    Case("place", "published_on", "尽快", "C138"),
    Case("place", "edition", "去年", "C130"),
    this("firms", date(2026, 1, 3), "C112", number_format='m"月"d"日"'),
    this("revenue", "#REF!", "C110"),
    to_date("revenue", "#DIV/0!", "C110"),
    this("plan", True, "C109"),  # noqa: FBT003  (what stands in the cell)
    this("plan", 80, "C143"),
    this("plan", "进行中", "C143"),
    this("energy", "三点几", "C104"),
    this("deals", 7.5, "C117"),
    # two numbers below each other, whatever they give together
    this("firms", "1\n200", "C113"),
    this("firms", "14\r\n47", "C113"),
    this("invest", "438  600", "C113"),
    # more digits than a cell can keep
    this("firms", 2.0**53 + 2, "C127"),
    this("invest", 1e308, "C127"),
    to_date("output", "99999999999999999", "C127"),
    Case("invest", "state", "差不多", "C140"),
    this("invest", "看情况", "C106"),
)


@dataclass(frozen=True)
class Outcome:
    """What became of a case: its cell, its file, and the entries of the ledger in that cell."""

    cell: str
    taken: CollectedFile
    entries: tuple[dict[str, Any], ...]
    row: dict[str, Any] | None = None

    @property
    def codes(self) -> set[str]:
        return {f.code for f in self.taken.findings if f.origin.cell == self.cell}


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory, guard: Guard) -> Zone:
    made = with_past(tmp_path_factory.mktemp("zone") / "zone", guard)
    made.form(QUARTER)  # issued once; every copy has it
    return made


@pytest.fixture
def fresh(zone: Zone, tmp_path: Path) -> Zone:
    return copied(zone, tmp_path / "zone")


def entries(zone: Zone, taken: CollectedFile) -> list[dict[str, Any]]:
    """The figures that the ledger has from this file."""
    connection = sqlite3.connect(zone.root / "reports" / "ledger.sqlite")
    connection.row_factory = sqlite3.Row
    rows = connection.execute(
        "SELECT * FROM entries WHERE kind = 'figure' AND file LIKE ?", (f"%{taken.path.name}",)
    ).fetchall()
    connection.close()
    return [dict(row) for row in rows]


TWINS: Final = {case: f"{case.indicator}-{n}" for n, case in enumerate((*ACCEPTED, *REFUSED))}
"""The indicator of each case: a twin of the one it names, so that all cases fit into one form."""


def book_of_twins() -> str:
    """The zone's book with the twins besides: clear cases are of one unit, the rest of another."""
    head, table, tail = re.split(r"(?<=\n)(?=# 指标\n|# 目标值\n)", BOOK)
    rows = {line.split(" | ")[0]: line for line in table.splitlines()}
    for case, twin in TWINS.items():
        _, name, more = rows[case.indicator].split(" | ", 2)
        more = re.sub(r"U\d", "U1" if case in ACCEPTED else "U2", more)
        table = f"{table.rstrip()}\n{twin} | {name}第{twin.rpartition('-')[2]}项 | {more}"
    aims = [
        f"TW{n} | G1 | {twin} | 越大越好 | {'完成' if case.indicator == 'plan' else '≥'} | | "
        "| 2026 | | 匀速 | 考核办补充 | 1 | @2026-01-05\n"
        for n, (case, twin) in enumerate(TWINS.items())
    ]
    return f"{head}{table}\n\n{tail.rstrip()}\n{''.join(aims)}"


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, guard: Guard) -> Zone:
    """The zone of the twins after two quarters: each reported what the one it is named for did."""
    zone = Zone.new(tmp_path_factory.mktemp("twins") / "zone", guard, book_of_twins())
    for quarter, day in zip(QUARTERS, (date(2026, 4, 9), date(2026, 7, 9)), strict=True):
        values = PAST[quarter]
        past = {**values, **{t: values.get(c.indicator, ()) for c, t in TWINS.items()}}
        for unit in (UNIT, OTHER):
            person = Person(zone.form(quarter, f"{ZONE}-{unit}.xlsx"))
            person.fill({i: v for i, v in past.items() if i in person.ids})
            sent_in = zone.save(person.saved(), f"{quarter}-{unit}.xlsx")
            (taken,) = zone.collect(sent_in, day=day).files
            assert taken.fate == "recorded", codes(taken)
    return zone


@pytest.fixture(scope="module")
def outcomes(twins: Zone) -> dict[Case, Outcome]:
    """Every case of both tables, typed and collected."""
    tables = ((UNIT, ACCEPTED), (OTHER, REFUSED))
    return dict(pair for table in tables for pair in typed_and_collected(twins, *table).items())


def typed_and_collected(zone: Zone, unit: str, cases: Sequence[Case]) -> dict[Case, Outcome]:
    """The cases typed into a form, each into a row of its own among sound ones, and collected."""
    person = Person(zone.form(QUARTER, f"{ZONE}-{unit}.xlsx"))
    values = {**SOUND, "place": (125, 178, 2025)}
    sound = {**SOUND, **{TWINS[case]: values.get(case.indicator, ()) for case in cases}}
    person.fill({i: v for i, v in sound.items() if i in person.ids})
    cells = {
        case: person.type(TWINS[case], case.column, case.typed, case.number_format)
        for case in cases
    }
    (taken,) = zone.collect(zone.save(person.saved(), f"cases-{unit}.xlsx")).files
    rows = entries(zone, taken) if taken.fate == "recorded" else []
    of_twin = {row["indicator"]: row for row in rows}
    return {
        case: Outcome(
            cell, taken, tuple(r for r in rows if r["cell"] == cell), of_twin.get(TWINS[case])
        )
        for case, cell in cells.items()
    }


@pytest.mark.parametrize("case", ACCEPTED, ids=str)
def test_what_is_clear_is_recorded_as_meant(case: Case, outcomes: dict[Case, Outcome]) -> None:
    outcome = outcomes[case]
    assert outcome.taken.fate == "recorded", codes(outcome.taken)
    if case.code:
        assert case.code in outcome.codes
    if case.day:
        assert outcome.row is not None
        assert outcome.row["published_on"] == case.day
    if case.column in {"this_period", "to_date", "place"}:
        expected = [] if case.value is None else [(case.value, case.state)]
        assert [(row["value"], row["state"]) for row in outcome.entries] == expected
        if isinstance(case.typed, str) and outcome.entries:
            assert outcome.entries[0]["raw"] == case.typed


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_is_unclear_is_refused_at_its_cell(case: Case, outcomes: dict[Case, Outcome]) -> None:
    outcome = outcomes[case]
    assert outcome.taken.fate == "refused"
    assert case.code in outcome.codes
    assert outcome.entries == ()
    planted = {o.cell for o in outcomes.values() if o.taken is outcome.taken}
    errors = {f.origin.cell for f in outcome.taken.findings if f.severity is Severity.ERROR}
    assert outcome.cell in errors <= planted


def codes(taken: CollectedFile) -> set[tuple[str, str | None]]:
    """Code and cell of every finding that is more than a note."""
    return {(f.code, f.origin.cell) for f in taken.findings if f.severity is not Severity.NOTE}


def filled(zone: Zone, unit: str = UNIT) -> Person:
    """Somebody who has filled in the third quarter's form without a fault."""
    person = Person(zone.form(QUARTER, f"{ZONE}-{unit}.xlsx"))
    person.fill({i: v for i, v in SOUND.items() if i in person.ids})
    return person


# ------------------------------------------------------------------ formulas, errors, merges, rows


def test_a_formula_without_a_value_is_not_blank(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.formula("invest", "this_period", "=400000+38600")
    assert ("C111", cell) in codes(sent(fresh, person))


def test_live_columns_without_values_are_no_fault(fresh: Zone) -> None:
    taken = sent(fresh, filled(fresh))
    assert taken.fate == "recorded"
    assert codes(taken) == set()
    assert taken.figures == sum(len(numbers) for numbers in SOUND.values())


def test_a_number_in_merged_cells_is_asked_about(fresh: Zone) -> None:
    person = filled(fresh)
    this_one, below = person.cell("firms", "this_period"), person.row("share")
    person.sheet.merge_cells(f"{this_one.coordinate}:G{below}")
    taken = sent(fresh, person)
    assert {code for code, _ in codes(taken)} == {"F151", "C116"}


def test_a_total_is_no_figure_and_must_add_up(fresh: Zone) -> None:
    person = filled(fresh, OTHER)
    person.type("visits", "to_date", 40)
    below = person.row("visits") + 1
    for column, value in (("indicator", "合计"), ("to_date", 44)):
        put(person.sheet.cell(below, person.columns[column]), value)
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert codes(taken) == {("F150", f"H{below}")}
    assert [row["value"] for row in entries(fresh, taken)] == [40]


def test_a_total_that_adds_up_is_passed_over(fresh: Zone) -> None:
    person = filled(fresh, OTHER)
    person.type("visits", "to_date", 40)
    below = person.row("visits") + 1
    for column, value in (("no", "小计"), ("to_date", 40)):
        put(person.sheet.cell(below, person.columns[column]), value)
    assert codes(sent(fresh, person)) == set()


def test_a_row_of_which_is_the_indicator_it_names(fresh: Zone) -> None:
    person = filled(fresh)
    put(person.cell("deals", "indicator"), "其中：签约项目数")
    taken = sent(fresh, person)
    assert codes(taken) == set()
    assert taken.fate == "recorded"


def test_remarks_and_signatures_are_no_rows(fresh: Zone) -> None:
    person = filled(fresh)
    person.sign("王某某 13800000000")
    put(person.sheet.cell(person.sheet.max_row + 1, 2), "注：虚构示例，2026年10月9日前报送")
    taken = sent(fresh, person)
    assert codes(taken) == set()
    assert {row["sent_by"] for row in entries(fresh, taken)} == {"王某某"}


def test_a_hidden_row_with_figures_is_read_and_told(fresh: Zone) -> None:
    person = filled(fresh)
    row = person.row("firms")
    person.sheet.row_dimensions[row].hidden = True
    taken = sent(fresh, person)
    assert {code for code, _ in codes(taken)} == {"B208"}
    assert SOUND["firms"][0] in [e["value"] for e in entries(fresh, taken)]


# ------------------------------------------------------------------ against the record


def test_the_sum_falls(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("revenue", "to_date", 17.0)
    person.type("revenue", "this_period", None)
    assert codes(sent(fresh, person)) == {("X204", cell)}


def test_the_sum_falls_and_a_note_says_why(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("revenue", "to_date", 17.0)
    person.type("revenue", "this_period", None)
    person.type("revenue", "note", "上级核减退税")
    taken = sent(fresh, person)
    assert codes(taken) == {("X205", cell)}
    confirmed = {row["cell"]: row["confirmed"] for row in entries(fresh, taken)}
    assert confirmed[cell] == 1
    assert sum(filter(None, confirmed.values())) == 1


def test_before_and_this_quarter_are_not_the_sum(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("invest", "to_date", 1_316_000)
    taken = sent(fresh, person)
    assert codes(taken) == {("X206", cell)}
    told = Words("zh").finding(next(f for f in taken.findings if f.code == "X206"))
    assert "”2026年第三季度：此前累计 867400 + 当期" in told.message
    assert "438600" in told.message


def test_the_first_quarters_sum_is_the_quarter(tmp_path: Path, guard: Guard) -> None:
    zone = Zone.new(tmp_path / "zone", guard)
    person = Person(zone.form("2026-Q1"))
    person.fill({"invest": (412_300, 421_300)})
    assert codes(sent(zone, person)) == {("X206", "H5")}


def test_ten_thousand_times_is_asked_with_the_likely_value(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("revenue", "this_period", 87_300)
    other = person.type("revenue", "to_date", 259_000)
    taken = sent(fresh, person)
    assert {("C124", cell), ("C124", other)} <= codes(taken)
    told = Words("zh").finding(next(f for f in taken.findings if f.code == "C124"))
    assert "8.73 亿元" in told.message


def test_a_note_confirms_what_looks_like_a_mix_up(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("revenue", "this_period", 87_300)
    other = person.type("revenue", "to_date", 87_317.17)
    person.type("revenue", "note", "一次性土地收入，已与财政局核对")
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert codes(taken) == {("C126", cell), ("C126", other)}
    assert {e["confirmed"] for e in entries(fresh, taken) if e["cell"] in {cell, other}} == {1}


def test_a_slipped_decimal_point_is_asked_about(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("firms", "this_period", 14_470)
    assert codes(sent(fresh, person)) == {("F154", cell)}


def test_a_note_confirms_a_jump(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("firms", "this_period", 14_470)
    person.type("firms", "note", "统计口径扩大到全区")
    taken = sent(fresh, person)
    assert codes(taken) == {("F155", cell)}
    assert taken.fate == "recorded"


def test_the_figure_on_record_cannot_be_changed_in_the_form(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("invest", "previous_to_date", 900_000)
    assert codes(sent(fresh, person)) == {("F156", cell)}


def test_a_locked_target_is_not_changed_in_the_form(fresh: Zone) -> None:
    person = filled(fresh)
    cells = [
        person.type("invest", "annual_target", 1),
        person.type("place", "target_place", "≤ 300"),
    ]
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert codes(taken) == {("F163", cell) for cell in cells}


def test_the_hidden_sheet_is_as_it_was_issued(fresh: Zone) -> None:
    person = filled(fresh)
    for row in person.book["表单信息"].iter_rows():
        if row[0].value == "责任单位":
            put(row[1], "U2")
    assert ("F162", "B2") in codes(sent(fresh, person))


def test_a_wrong_figure_is_not_told_again_by_its_sum(fresh: Zone) -> None:
    person = filled(fresh)
    cell = person.type("invest", "this_period", 43.86)
    taken = sent(fresh, person)
    assert (taken.fate, codes(taken)) == ("refused", {("C124", cell)})


def test_another_units_figures_are_noticed(fresh: Zone) -> None:
    other = ZONE.replace("虚构", "虚构另一")
    book = re.sub(r"(?m)^T(\d+) \|", r"S\1 |", BOOK.replace(ZONE, other))
    book = book.replace("G1", "H1").replace("D1", "E1")
    (fresh.root / "targets" / "other.xlsx").write_bytes(xlsx(sheets_of(book)))
    forms = (FORM, FORM.replace(ZONE, other))
    found = []
    for number, name in enumerate(forms):
        person = Person(fresh.form(QUARTER, name))
        person.fill(SOUND)
        for indicator in ("invest", "revenue", "fdi", "deals", "output"):
            person.type(indicator, "to_date", None)
        found.append(codes(sent(fresh, person, f"{number}.xlsx")))
    assert found == [set(), {("F164", "G5")}]


def test_findings_call_indicators_by_their_names(fresh: Zone) -> None:
    person = filled(fresh)
    person.type("invest", "to_date", 1_400_000)
    (sums,) = (f for f in sent(fresh, person).findings if f.code == "X206")
    told = {language: Words(language).finding(sums).message for language in ("zh", "en")}
    assert "固定资产投资" in told["zh"]
    assert "invest" not in told["zh"] + told["en"]


def test_last_quarters_figures_again_are_noticed(fresh: Zone) -> None:
    person = filled(fresh)
    for indicator, (single, *_) in PAST["2026-Q2"].items():
        person.type(indicator, "this_period", single)
        person.type(indicator, "to_date", None)
    assert {code for code, _ in codes(sent(fresh, person))} == {"F157"}


def test_a_new_minus_sign_is_noticed(tmp_path: Path, guard: Guard) -> None:
    zone = Zone.new(
        tmp_path / "zone", guard, BOOK.replace("每季度 | | 2 | 0 |", "每季度 | | 2 | |")
    )
    for quarter, value in (("2026-Q1", 8.15), ("2026-Q2", -9.02)):
        person = Person(zone.form(quarter))
        person.fill({"revenue": (value,)})
        taken = sent(zone, person, f"{quarter}.xlsx")
    assert codes(taken) == {("F158", "G6")}


# ------------------------------------------------------------------ corrections


def corrected(person: Person, *line: object, row: int = 4) -> None:
    """A line of the sheet 更正: indicator, period, basis, record, value, state, evidence, why."""
    sheet = person.book["更正"]
    for place, value in enumerate(line, start=1):
        if value is not None:
            put(sheet.cell(row, place), value)  # type: ignore[arg-type]  # what a test types


LINE: Final = ("企业数", "2026年第二季度", "时点值", None, 1_433, "核定", "虚构名录", "漏统计两家")


def test_a_correction_with_its_reason_adds_a_vintage(fresh: Zone) -> None:
    person = filled(fresh)
    corrected(person, *LINE)
    taken = sent(fresh, person)
    assert taken.fate == "recorded"
    assert {code for code, _ in codes(taken)} == {"F149"}
    (entry,) = (e for e in entries(fresh, taken) if e["sheet"] == "更正")
    assert (entry["period"], entry["value"], entry["reason"]) == ("2026-Q2", 1_433, "漏统计两家")
    assert entry["supersedes"] is not None
    figures = load_data(load_workspace(fresh.root)).figures.values
    mine = figures[figures["indicator"].eq("firms") & figures["period"].eq("2026-Q2")]
    assert mine["vintage"].tolist() == [1, 2]
    assert mine["value"].tolist() == [1_431, 1_433]


def test_a_corrected_total_asks_for_the_quarter_and_the_totals_after_it(fresh: Zone) -> None:
    """The reason of a correction does not excuse the figure beside it that it leaves behind."""
    invest, second = "固定资产投资", "2026年第二季度"
    total = (invest, second, "本年累计", None, 877_400, "核定", "虚构年报", "漏报一个项目")
    person = filled(fresh)
    corrected(person, *total)
    alone = sent(fresh, person, "alone.xlsx")
    assert alone.fate == "refused"
    assert {code for code, _ in codes(alone)} == {"X206", "F149"}
    told = [Words("zh").finding(f).hint for f in alone.findings if f.code == "X206"]
    for mended in ("当期应为 465100", "累计应为 867400", "累计应为 1316000"):
        assert mended in "".join(told)
    corrected(person, invest, second, "当期值", None, 465_100, *total[5:], row=5)
    person.type("invest", "to_date", 1_316_000)
    both = sent(fresh, person, "both.xlsx")
    assert (both.fate, {code for code, _ in codes(both)}) == ("recorded", {"F149"})
    figures = load_data(load_workspace(fresh.root)).figures.values
    mine = figures[figures["indicator"].eq("invest") & figures["period"].eq("2026-Q2")]
    last = mine.sort_values("vintage").groupby("basis")["value"].last()
    assert last.to_dict() == {"period": 465_100, "to_date": 877_400}
    for told_by in ("history", "explain"):
        said = scorecard(told_by, "T1", "--as-of", "2026-10-20", folder=fresh.root).out
        assert "877,400" in said or "1,316,000" in said, said


NEEDED: Final = (
    (7, None, "F146", "H4"),
    (1, None, "F143", "B4"),
    (4, None, "F145", "E4"),
    (1, "2026年第三季度", "F144", "B4"),
    (0, "没有这个指标", "F108", "A4"),
    (1, "第二个季度吧", "C130", "B4"),
    (4, "约1433", "C105", "E4"),
    (4, "不详", "C106", "E4"),
    (2, "随便", "C140", "C4"),
    (1, "2020年第一季度", "F147", "E4"),
)
"""Place in the line, what stands there, and the finding."""


@pytest.fixture(scope="module")
def unsound(
    zone: Zone, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[int, object], CollectedFile]:
    """What became of a form with each of these lines, all sent in at once."""
    here, sent_in = copied(zone, tmp_path_factory.mktemp("lines") / "zone"), []
    for number, (place, value, *_) in enumerate(NEEDED):
        person = filled(here)
        corrected(person, *LINE[:place], value, *LINE[place + 1 :])
        sent_in.append(here.save(person.saved(), f"{number}.xlsx"))
    files = here.collect(*sent_in).files
    return {(place, value): file for (place, value, *_), file in zip(NEEDED, files, strict=True)}


@pytest.mark.parametrize(("place", "value", "code", "cell"), NEEDED)
def test_what_a_correction_needs(
    unsound: dict[tuple[int, object], CollectedFile],
    place: int,
    value: object,
    code: str,
    cell: str,
) -> None:
    assert (code, cell) in codes(unsound[place, value])


def test_a_figure_on_record_changes_only_with_a_reason(fresh: Zone) -> None:
    assert sent(fresh, filled(fresh), "first.xlsx").fate == "recorded"
    again = filled(fresh)
    cell = again.type("firms", "this_period", 1_450)
    taken = sent(fresh, again, "second.xlsx")
    assert codes(taken) == {("F148", cell)}
    again.type("firms", "note", "补报三家")
    taken = sent(fresh, again, "third.xlsx")
    assert codes(taken) == {("F149", cell)}
    assert (taken.figures, taken.fate) == (1, "recorded")
    assert taken.unchanged == sum(len(numbers) for numbers in SOUND.values()) - 1


def test_an_estimate_is_made_firm_without_a_reason(fresh: Zone) -> None:
    first = filled(fresh)
    first.type("firms", "state", "快报")
    assert sent(fresh, first, "first.xlsx").fate == "recorded"
    again = filled(fresh)
    again.type("firms", "this_period", 1_450)
    taken = sent(fresh, again, "second.xlsx")
    assert (taken.fate, codes(taken)) == ("recorded", set())
    assert "F159" in {f.code for f in taken.findings}


# ------------------------------------------------------------------ whose form, which quarter


def test_another_quarter_in_the_title(fresh: Zone) -> None:
    person = filled(fresh)
    put(person.sheet["A1"], "2026年第二季度目标完成情况表")
    assert codes(sent(fresh, person)) == {("F105", "A1")}
    sent(fresh, filled(fresh), "sound.xlsx")
    person.type("firms", "this_period", 1_450)
    person.type("share", "this_period", 3.7)
    assert codes(sent(fresh, person, "retitled.xlsx")) == {("F105", "A1")}, "told once"


def test_another_zones_form(fresh: Zone) -> None:
    person = filled(fresh)
    hidden = person.book["表单信息"]
    for row in hidden.iter_rows():
        if row[0].value == "园区":
            put(row[1], "虚构另一高新区")
            cell = row[1].coordinate
    assert ("F107", cell) in codes(sent(fresh, person))


def test_another_unit_in_the_head(fresh: Zone) -> None:
    person = filled(fresh)
    put(person.sheet["A2"], f"填报单位（盖章）：{OTHER}")
    assert codes(sent(fresh, person)) == {("F142", "A2")}


@pytest.mark.parametrize("version", ["0", "99", None])
def test_a_form_of_another_version(fresh: Zone, version: str | None) -> None:
    person = filled(fresh)
    for row in person.book["表单信息"].iter_rows():
        if row[0].value == "表式版本":
            put(row[1], version)
    assert {code for code, _ in codes(sent(fresh, person))} == {"F141"}


def test_the_same_file_twice_is_known(fresh: Zone) -> None:
    person = filled(fresh)
    assert sent(fresh, person, "first.xlsx").fate == "recorded"
    before = (fresh.root / "reports" / "ledger.sqlite").read_bytes()
    first = (fresh.root / "inbox" / "first.xlsx").read_bytes()
    (taken,) = fresh.collect(fresh.save(first, "同一份(2).xlsx")).files
    assert (taken.fate, taken.quarter, taken.findings) == ("known", QUARTER, ())
    assert (fresh.root / "reports" / "ledger.sqlite").read_bytes() == before
