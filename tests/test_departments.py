"""Returns as departments really send them: each asked back or taken as a careful clerk would.

All that is refused goes through one `collect`, so does what is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from people import BOOK as PEOPLE_BOOK
from people import FORM, PAST, SOUND, UNIT, ZONE, Person, Zone, put, with_past
from scratch import Run, scorecard
from workbook_files import changed, parts_of, replaced
from workbooks import BOOK, edited, read, sheets_of, xlsx

from scorecard.checks.arrivals import disproportion, out_of_season
from scorecard.i18n import Words
from scorecard.pipeline.collect import CollectedFile
from scorecard.read.grid import RawWorkbook
from scorecard.read.guard import Guard
from scorecard.read.returns.form import read_form
from scorecard.read.returns.returned import Return
from scorecard.schema.findings import NOWHERE, Finding, catalogue, finding, in_order
from scorecard.schema.vocabulary import Severity

QUARTER: Final = "2026-Q3"
ZH: Final = Words("zh")


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    with Guard(workers=1) as guard:
        yield with_past(tmp_path_factory.mktemp("departments") / "zone", guard)


def errors(taken: CollectedFile) -> list[Finding]:
    return [f for f in taken.findings if f.severity is Severity.ERROR]


# ------------------------------------------------------------------ asked back


def a_single_quarter(person: Person) -> None:
    """8.73 came in the quarter; 17.9 under 本年累计 after 17.17 is two quarters' worth of one."""
    person.type("revenue", "this_period", None)
    person.type("revenue", "to_date", 17.9)


def a_renamed_row(person: Person) -> None:
    put(person.cell("firms", "indicator"), "规上工业企业利润")


def a_strange_row(person: Person) -> None:
    put(person.cell("firms", "indicator"), "园区绿化率")
    person.sheet.cell(person.row("firms"), person.columns["row_id"]).value = None


def a_hidden_sheet(person: Person) -> None:
    person.sheet.sheet_state = "hidden"


def a_hidden_sheet_of_another_name(person: Person) -> None:
    person.sheet.title = "虚构"
    a_hidden_sheet(person)


def a_title_of_another_quarter(person: Person) -> None:
    put(person.sheet["A1"], "2026年第四季度目标完成情况表")


ASKED: Final[Mapping[str, tuple[Callable[[Person], object], str, str]]] = {
    "a slip in a rate": (
        lambda p: p.type("share", "this_period", 36),
        "F154 G10",
        "3.5 的 10.3 倍",
    ),
    "three times": (lambda p: p.type("firms", "this_period", 4341), "F154 G9", "1431 的 3.03 倍"),
    "three times in a flow": (
        lambda p: [p.type("fdi", "this_period", 3897.6), p.type("fdi", "to_date", 6479.1)],
        "F154 G7 F154 H7",
        "2026年第一季度 1,204.5、2026年第二季度 1,377",
    ),
    "255 times": (lambda p: p.type("firms", "this_period", 1447 * 255), "F154 G9", "258 倍"),
    "a single quarter": (a_single_quarter, "F171 H6", "只比2026年第二季度的 17.17 多 0.73"),
    "a renamed row": (a_renamed_row, "F168 B9", "本行下发时是“企业数”"),
    "a strange row": (a_strange_row, "F108 B9", "园区绿化率"),
    "a hidden sheet": (a_hidden_sheet, "F170 None", "被隐藏"),
    "a hidden sheet renamed": (a_hidden_sheet_of_another_name, "F170 None", "“虚构”被隐藏"),
    "a title of another quarter": (a_title_of_another_quarter, "F105 A1", "2026年第三季度"),
}
"""What is typed, the errors (code and cell), and what the message says of it."""


@pytest.fixture(scope="module")
def asked(zone: Zone) -> dict[str, CollectedFile]:
    """All of them in one run."""
    paths = []
    for name, (change, _, _) in ASKED.items():
        person = Person(zone.form(QUARTER))
        person.fill(SOUND)
        change(person)
        paths.append(zone.save(person.saved(), f"{name}.xlsx"))
    return {one.path.stem: one for one in zone.collect(*paths).files}


@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_right_is_asked_back_with_its_evidence(
    name: str, asked: dict[str, CollectedFile]
) -> None:
    _, where, said = ASKED[name]
    found = errors(asked[name])
    assert " ".join(f"{f.code} {f.origin.cell}" for f in found) == where
    told = ZH.finding(found[0])
    assert said in told.message
    for language in ("zh", "en"):
        words = Words(language).finding(found[0])
        assert all((words.message, words.expected, words.hint))
        assert "2026-Q" not in words.message or language == "en"


def test_a_stranger_is_offered_the_indicators_of_the_unit_alone(
    asked: dict[str, CollectedFile],
) -> None:
    expected = ZH.finding(errors(asked["a strange row"])[0]).expected
    assert "固定资产投资" in expected
    assert "外出招商次数" not in expected, "it is another unit's"


def test_a_form_of_another_quarter_is_told_once_at_the_top(zone: Zone) -> None:
    first, early = Person(zone.form("2026-Q1")), Person(zone.form(QUARTER))
    for person in (first, early):
        person.fill(SOUND)
    (old,) = zone.collect(zone.save(first.saved(), "old.xlsx")).files
    (soon,) = zone.collect(zone.save(early.saved(), "soon.xlsx"), day=date(2026, 7, 9)).files
    told = []
    for taken in (old, soon):
        (only,) = errors(taken)
        told.append((only.code, only.origin.cell, ZH.finding(only)))
    assert [code for code, *_ in told] == ["F166", "F167"]
    assert {cell for _, cell, _ in told} == {"H2"}
    assert "这是2026年第一季度的表" in told[0][2].message
    assert "说明" not in told[0][2].hint, "nobody is invited to overwrite what is on record"


def test_one_figure_changed_is_asked_for_its_reason_as_before(zone: Zone) -> None:
    person = Person(zone.form("2026-Q1"))
    person.fill({**PAST["2026-Q1"], "firms": (1_420,)})
    (taken,) = zone.collect(zone.save(person.saved(), "again.xlsx")).files
    assert [f.code for f in errors(taken)] == ["F148"]


# ------------------------------------------------------------------ confirmed, and ordinary


def test_a_note_confirms_and_ordinary_figures_are_not_asked(zone: Zone) -> None:
    """A name with a word more, a quarter in which little came, and a note beside what is odd."""
    person = Person(zone.form(QUARTER))
    person.fill({**SOUND, "output": (9.8, 486.1)})
    a_single_quarter(person)
    person.type("share", "this_period", 36)
    for indicator in ("revenue", "share"):
        person.type(indicator, "note", "虚构示例：已与统计局核对")
    put(person.cell("firms", "indicator"), "企业数（期末，家）")
    put(person.cell("energy", "indicator"), "单位GDP能耗")
    (taken,) = zone.collect(zone.save(person.saved(), FORM)).files
    assert (taken.fate, errors(taken)) == ("recorded", [])
    warned = {f"{f.code} {f.origin.cell}" for f in taken.findings if f.severity == "warning"}
    assert warned == {"F155 G10", "F172 H6"}
    assert (taken.organisation, taken.unit_name) == (ZONE, UNIT)


@pytest.mark.parametrize(
    ("value", "past", "kind"),
    [
        (30.0, [10.0], {}),  # a short history says little
        (2.0, [1.0, 1.2], {"counted": True}),  # one project, then two
        (400.0, [100.0, 90.0, 120.0], {}),  # a rush at the end of the year, with its plan
        (6.5, [0.5, -1.2, 3.0], {"volatile": True, "level": True}),  # a growth rate
        (40.0, [100.0, 95.0, 110.0], {}),  # less may always come
        (0.0, [100.0, 95.0, 110.0], {"level": True}),
    ],
)
def test_ordinary_figures_are_in_proportion(
    value: float, past: list[float], kind: dict[str, bool]
) -> None:
    assert disproportion(value, past, [380.0] if value > 300 else [], **kind) is None


def test_what_does_not_fit_its_season_is_asked_back() -> None:
    """A first quarter three times too large is still below the year's last; a rush is ordinary."""
    year = [70.0, 108.0, 100.0, 140.0]
    growth = [1.04, 1.1, 1.02, 1.06]
    assert out_of_season(3 * 74.0, 70.0, growth, [*year, 147.0]) is not None
    assert out_of_season(147.0, 140.0, growth, year) is None
    assert out_of_season(200.0, 70.0, [0.4, 3.0, 1.2], year) is None, "nothing is steady here"
    assert out_of_season(200.0, 70.0, [1.1], year) is None, "a short history"


# ------------------------------------------------------------------ where a value comes from


def test_a_value_from_outside_the_file_is_refused(zone: Zone) -> None:
    """A formula with a stored value that reaches outside; nothing is fetched."""
    person = Person(zone.form(QUARTER))
    person.fill(SOUND)
    cell = person.type("firms", "this_period", 1447)
    data = person.saved()
    parts = parts_of(data)
    sheet = next(n for n, xml in parts.items() if f'r="{cell}"'.encode() in xml and b"1447" in xml)
    for formula in ("'C:\\上年\\[总表.xlsx]表'!B2", "WEBSERVICE(&quot;x&quot;)"):
        xml = parts[sheet].replace(b"<v>1447</v>", f"<f>{formula}</f><v>1447</v>".encode())
        (taken,) = zone.collect(zone.save(changed(data, {sheet: xml}), "out.xlsx")).files
        assert f"C128 {cell}" in {f"{f.code} {f.origin.cell}" for f in errors(taken)}


def test_a_weight_in_per_cent_is_its_number() -> None:
    books, findings = read(edited(BOOK, {"目标值!M2": "15%"}))
    assert not [f for f in findings if f.code == "C103"]
    assert 15.0 in books.targets.values["weight"].tolist()


# ------------------------------------------------------------------ one bad file stops no other


def a_banner(person: Person) -> None:
    """Two merged rows above everything."""
    person.insert(1)
    person.insert(1)
    put(person.sheet["A1"], "虚构示例高新区文件")
    person.sheet.merge_cells("A1:O2")


def a_foot(person: Person) -> None:
    """Merged cells in the first row below the table, without a number or a name of their own."""
    row = max(person.indicators) + 1
    put(person.sheet.cell(row, 2), "以上数据均为虚构示例")
    person.sheet.merge_cells(start_row=row, start_column=2, end_row=row + 1, end_column=8)


def a_day_no_calendar_has(person: Person) -> None:
    put(person.sheet["M2"], date(3025, 12, 31), "yyyy-mm-dd")


def test_one_bad_file_never_stops_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Odd shapes are read, odd days are findings; what nobody thought of costs its file alone."""
    with Guard(workers=1) as guard:
        zone = with_past(tmp_path / "zone", guard)
        form, paths = zone.form(QUARTER), {}
        changes = {"banner": a_banner, "foot": a_foot, "day": a_day_no_calendar_has}
        for number, (name, change) in enumerate({**changes, "fault": None, "good": None}.items()):
            person = Person(form)
            # (each sound one says the same again, and one thing more)
            person.fill(dict(list(SOUND.items())[: 5 + number]))
            if change is not None:
                change(person)
            paths[name] = zone.save(person.saved(), f"{name}.xlsx")
        parts = parts_of(paths["good"].read_bytes())
        sheet = next(n for n, xml in parts.items() if b"438600" in xml)
        twice = replaced(paths["good"].read_bytes(), sheet, b'<c r="H5"', b'<c r="G5"')
        paths["twice"] = zone.save(twice, "twice.xlsx")

        def faulty(workbook: RawWorkbook, *rest: Any) -> Return:  # noqa: ANN401
            if "fault" in workbook.file:
                sheet = workbook.sheets[0]
                cell = sheet.cell(5, 7)
                raise ZeroDivisionError(sheet.rows, cell.row)
            return read_form(workbook, *rest)

        monkeypatch.setattr("scorecard.pipeline.collect.read_form", faulty)
        taken = {one.path.stem: one for one in zone.collect(*paths.values()).files}
    told = {name: (str(one.fate), [f.code for f in errors(one)]) for name, one in taken.items()}
    assert told == {
        "banner": ("recorded", []),
        "foot": ("recorded", []),
        "day": ("refused", ["C138"]),
        "fault": ("refused", ["B140"]),
        "twice": ("refused", ["B141"]),
        "good": ("recorded", []),
    }
    (fault,) = errors(taken["fault"])
    assert (fault.origin.sheet, fault.origin.cell) == ("填报表", "G5")
    assert "ZeroDivisionError" in (zone.root / fault.params["log"]).read_text("utf-8")
    assert "ZeroDivision" not in ZH.finding(fault).message


def test_a_day_no_calendar_has_stops_one_target_of_a_book(zone: Zone, tmp_path: Path) -> None:
    """In a book it costs its own target; `check` names every file that it did not look at."""
    book = openpyxl.load_workbook(zone.root / "targets" / f"{ZONE}.xlsx")
    sheet = book["目标值"]
    due = next(c for c in sheet[1] if c.value == "到期").column_letter
    put(sheet[f"{due}3"], date(3025, 12, 31), "yyyy-mm-dd")
    root = tmp_path / "zone"
    (root / "targets").mkdir(parents=True)
    book.save(root / "targets" / f"{ZONE}.xlsx")
    (root / "targets" / "说明.docx").write_bytes(b"x")
    (root / "targets" / "旧册.XLS").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (root / "scorecard.toml").write_text('language = "zh"\n', "utf-8")
    run = scorecard("check", "../zone/targets", "--format", "csv", folder=root)
    assert run.code == 1
    assert f"C130,error,targets/{ZONE}.xlsx,目标值,{due}3" in run.out
    assert "B302" not in run.out, "no book is read twice"
    assert "说明.docx" in run.out
    assert "旧册.XLS" in run.out
    (root / "targets" / "旧册.XLS").unlink()
    run = scorecard("status", "--as-of", "2026-10-20", "--format", "csv", folder=root)
    assert run.code == 1
    assert run.err == ""
    assert {"T1", "T3"} <= set(run.out.replace(",", " ").split())


# ------------------------------------------------------------------ words and names


def test_findings_come_errors_first_and_one_line_tells_of_all_strengths() -> None:
    edits = {"目标表述!D2": "约束性", "目标表述!D4": "约束性", "目标值!M2": "-5"}
    found = in_order(read(edited(BOOK, edits))[1])
    ranks = [list(Severity).index(f.severity) for f in found]
    assert ranks == sorted(ranks)
    (strength,) = [f for f in found if f.code == "B304"]
    assert (strength.severity, strength.params["count"]) == (Severity.NOTE, 2)
    assert "G1、G3" in ZH.finding(strength).message
    for words, strength_word in (("瞄准全国前列", "预期性"), ("务必守住底线", "约束性")):
        edits = {"目标表述!C4": words, "目标表述!D4": strength_word}
        assert "B304" not in {f.code for f in read(edited(BOOK, edits))[1]}
    plain = {"目标表述!C4": "2023年达到100亿元", "目标表述!D4": "计划性"}
    assert "B304" not in {f.code for f in read(edited(BOOK, plain))[1]}, "达到 carries no strength"


def test_chinese_sentences_have_no_english_words_and_one_spelling() -> None:
    words = {"direction": "increase", "pathway": "milestones", "measure": "rate"}
    for code, spec in catalogue().items():
        for field in ("title", "message", "expected", "hint", "meaning"):
            text = getattr(spec, field)["zh"]
            assert not re.search("目标簿|记分卡", text), code
        found = "expected" if code.startswith(("B3", "I", "T", "M")) else ""
        told = ZH.finding(finding(code, NOWHERE, found, **words))
        assert not re.search(r"\b(?:increase|milestones|rate|expected)\b", told.message), code
    assert "“none”" in ZH.finding(finding("C114", NOWHERE, "none")).message, "as it was typed"
    text = ZH.finding(finding("T120", NOWHERE, "milestones", target="T1")).message
    assert "节点连线" in text
    assert ZH.finding(finding("F105", NOWHERE, "x", quarter="2025-Q1")).message.endswith(
        "2025年第一季度不一致。"
    )


def test_targets_go_by_indicators_and_their_names_and_a_difference_names_its_quarters(
    zone: Zone,
) -> None:
    def said(*arguments: str) -> Run:
        return scorecard(*arguments, folder=zone.root)

    told = [said("explain", name).out for name in ("T1", "invest", "固定资产投资")]
    assert told[0].startswith("T1 · ")
    assert told[0] == told[1] == told[2]
    assert "企业数" in said("history", "企业数").out.splitlines()[0]
    near = said("explain", "固定资产投入")
    assert near.code == 2
    assert "固定资产投资" in near.err
    first = said("diff", "2026-Q2", "2026-Q1").out.splitlines()[0]
    assert "2026年第一季度（2026年" in first
    assert "2026年第二季度（2026年" in first


# ------------------------------------------------------------------ the same figure elsewhere


ELSEWHERE: Final = {"甲": 1.0, "乙": 0.45, "丙": 2.1, "丁": 3.2, "戊": 0.8, "己": 1.6}
"""Fictional zones, and how large they are beside the one of these tests."""


def test_a_figure_with_little_history_is_held_against_the_same_one_elsewhere(
    tmp_path: Path,
) -> None:
    """Six zones report two quarters; the last one mistypes its companies, which have no plan."""
    with Guard(workers=1) as guard:
        zone = Zone.new(tmp_path / "zones", guard)
        (zone.root / "targets" / f"{ZONE}.xlsx").unlink()
        for name in ELSEWHERE:
            book = xlsx(sheets_of(PEOPLE_BOOK.replace(ZONE, f"虚构{name}区")))
            (zone.root / "targets" / f"{name}.xlsx").write_bytes(book)

        def sent(quarter: str, name: str, wrong: float = 1.0, note: str | None = None) -> Path:
            person = Person(zone.form(quarter, f"虚构{name}区-{UNIT}.xlsx"))
            values = PAST[quarter]
            size = ELSEWHERE[name]
            one = {
                key: tuple(round(v * size, 2) if key != "deals" else v for v in values[key])
                for key in ("invest", "fdi", "output", "deals")
            }
            person.fill({**one, "firms": (round(values["firms"][0] * size * wrong),)})
            if note:
                person.type("firms", "note", note)
            return zone.save(person.saved(), f"{quarter}-{name}-{wrong}-{bool(note)}.xlsx")

        for quarter, wrong, factor in (("2026-Q1", 255.0, "127"), ("2026-Q2", 3.0, "3")):
            *others, last = ELSEWHERE
            day = date(2026, 4 if quarter == "2026-Q1" else 7, 9)
            taken = zone.collect(*(sent(quarter, name) for name in others), day=day).files
            assert [f.fate for f in taken] == ["recorded"] * len(others)
            (back,) = zone.collect(sent(quarter, last, wrong), day=day).files
            (asked,) = errors(back)
            told = ZH.finding(asked).message
            assert (asked.code, f"的 {factor} 倍" in told) == ("F154", True), told
            assert "按其他单位同期情况" in told
            (sound,) = zone.collect(sent(quarter, last), day=day).files
            assert (sound.fate, errors(sound)) == ("recorded", [])
        sure = sent("2026-Q2", last, 3.0, "经核实，确为此数")
        (noted,) = zone.collect(sure, day=day).files
        assert not errors(noted), [ZH.finding(f).message for f in errors(noted)]
        assert "F155" in {f.code for f in noted.findings}
