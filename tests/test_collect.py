"""`scorecard collect` as its users see it: summary, exit codes, bad input, two runs at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from people import SOUND, UNIT, ZONE, Person, Zone, errors, with_past
from scratch import Run, scorecard
from test_intake import REFUSED
from workbook_files import changed, parts_of, replaced

import scorecard as api
from scorecard.excel.text import display_width
from scorecard.i18n import Words
from scorecard.ledger.ledger import opened
from scorecard.pipeline.load import check_paths, expanded
from scorecard.read.guard import Guard
from scorecard.schema.errors import LedgerBusyError, UnreadableBookError
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import load_workspace

QUARTER: Final = "2026-Q3"
SHOWN: Final = "2026年第三季度"
FIGURES: Final = sum(len(numbers) for numbers in SOUND.values())


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(workers=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory, guard: Guard) -> Zone:
    return with_past(tmp_path_factory.mktemp("collect") / "zone", guard)


@pytest.fixture(scope="module")
def form(past: Zone) -> bytes:
    return past.form(QUARTER)


@pytest.fixture
def zone(past: Zone, tmp_path: Path) -> Zone:
    shutil.copytree(past.root, tmp_path / "zone")
    shutil.rmtree(tmp_path / "zone" / "inbox")
    return Zone(tmp_path / "zone", past.guard)


@cache
def sound(form: bytes) -> bytes:
    person = Person(form)
    person.fill(SOUND)
    return person.saved()


@cache
def faulty(form: bytes) -> bytes:
    person = Person(form)
    person.fill(SOUND)
    person.type("invest", "this_period", "四十多万")
    person.type("firms", "this_period", "—")
    return person.saved()


def collected(zone: Zone, *arguments: str) -> Run:
    return scorecard("collect", *arguments, folder=zone.root, width=240)


def rows(zone: Zone, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(zone.root / "reports" / "ledger.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


# ------------------------------------------------------------------ the summary


def test_a_good_return_is_recorded(zone: Zone, form: bytes) -> None:
    zone.save(sound(form), "上报.xlsx")
    run = collected(zone, "inbox", "--received-on", "2026-10-09")
    assert run.code == 0
    assert run.err == ""
    lines = run.out.splitlines()
    assert lines[0] == f"inbox/上报.xlsx: 已入账 · {ZONE} {UNIT} {SHOWN} · {FIGURES}个数据"
    assert f"报表：已入账1份，{FIGURES}个数据；已收过0份；已退回0份。" in lines
    assert f"  {ZONE} 招商局 {SHOWN}  1项中1项  外出招商次数" in lines
    received = rows(
        zone, "SELECT DISTINCT known_on, dated_by FROM entries WHERE quarter LIKE '%Q3'"
    )
    assert received == [("2026-10-09", "stated")]


def test_a_form_as_it_was_issued_is_passed_over_and_stays_outstanding(
    zone: Zone, form: bytes
) -> None:
    before = rows(zone, "SELECT count(*) FROM entries")
    zone.save(form, "空\n表.xlsx")
    (zone.root / "inbox" / "链接.xlsx").symlink_to("/etc/hostname")
    run = collected(zone, "inbox", "--received-on", "2026-10-09")
    assert run.code == 1, "for the link"
    lines = run.out.splitlines()
    assert lines[0] == f"inbox/空 表.xlsx: 跳过 · {ZONE} {UNIT} {SHOWN}"
    assert "F165" in "".join(lines[:4])
    assert any(line.startswith("inbox/链接.xlsx: 已退回") for line in lines)
    waits = re.search(rf"{UNIT} {SHOWN}\s+(\d+)项中(\d+)项", run.out)
    assert waits is not None
    assert waits[1] == waits[2], "nothing of it has come"
    assert rows(zone, "SELECT count(*) FROM entries") == before


def test_a_bad_return_is_handed_back(zone: Zone, form: bytes) -> None:
    zone.save(faulty(form), "上报.xlsx")
    run = collected(zone, "inbox")
    assert run.code == 1
    lines = run.out.splitlines()
    assert lines[0] == (
        f"inbox/上报.xlsx: 已退回 · {ZONE} {UNIT} {SHOWN} · 2个错误"
        " · 标记副本：inbox/上报.marked.xlsx"
    )
    assert "  inbox/上报.xlsx!填报表!G5 错误 C104" in lines
    assert (zone.root / "inbox" / "上报.marked.xlsx").is_file()
    assert rows(zone, "SELECT count(*) FROM entries WHERE quarter = '2026-Q3'") == [(0,)]


def test_a_refused_return_waits_for_its_correction(zone: Zone, form: bytes) -> None:
    def missing(day: str) -> str:
        return scorecard("status", "--missing", "--as-of", day, folder=zone.root, width=100).out

    zone.save(faulty(form), "bad.xlsx")
    run = collected(zone, "inbox/bad.xlsx", "--received-on", "2026-10-09")
    assert "（已报来，被退回，待更正）" in run.out
    told = "2026年10月9日已报来，有2处错误被退回，待更正（inbox/bad.marked.xlsx）。"
    assert told in missing("2026-10-20")
    assert "待更正" not in missing("2026-10-08")
    zone.save(sound(form), "good.xlsx")
    assert collected(zone, "inbox/good.xlsx", "--received-on", "2026-10-10").code == 0
    assert "待更正" not in missing("2026-10-20")


def test_the_same_file_twice_is_known(zone: Zone, form: bytes) -> None:
    zone.save(sound(form), "上报.xlsx")
    assert collected(zone, "inbox").code == 0
    head = rows(zone, "SELECT max(seq) FROM entries")
    run = collected(zone, "inbox")
    assert run.code == 0
    assert run.out.splitlines()[0] == f"inbox/上报.xlsx: 已收过 · {ZONE} {UNIT} {SHOWN}"
    assert rows(zone, "SELECT max(seq) FROM entries") == head


def test_without_a_date_today_counts(zone: Zone, form: bytes) -> None:
    person = Person(form)
    person.fill({"firms": (1_447,)})
    person.type("firms", "state", "预计")
    person.type("firms", "note", "虚构示例")
    zone.save(person.saved(), "上报.xlsx")
    assert collected(zone, "inbox").code == 0
    received = rows(
        zone, "SELECT DISTINCT known_on, dated_by FROM entries WHERE quarter LIKE '%Q3'"
    )
    ((day, by),) = received
    assert by == "received"
    recorded = rows(zone, "SELECT max(recorded_at) FROM entries")[0][0]
    assert abs((date.fromisoformat(day) - datetime.fromisoformat(recorded).date()).days) <= 1


def test_in_english(zone: Zone, form: bytes) -> None:
    zone.save(faulty(form), "sent.xlsx")
    run = collected(zone, "inbox", "--lang", "en")
    assert run.out.splitlines()[0].endswith("2 errors · marked copy: inbox/sent.marked.xlsx")
    book = openpyxl.load_workbook(zone.root / "inbox" / "sent.marked.xlsx")
    assert book.sheetnames[0] == "Faults found"
    assert "Returns: 0 recorded with 0 figures, 0 known already, 1 refused." in run.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(zone: Zone, form: bytes, language: str) -> None:
    name = f"{ZONE}-{UNIT}-按9月末口径重新核对后的第二稿.xlsx"
    zone.save(faulty(form), name)
    run = scorecard("collect", "inbox", "--lang", language, folder=zone.root, width=60)
    assert run.code == 1
    lines = run.out.splitlines()
    assert max(map(display_width, lines)) <= 60
    told = "".join(line.strip() for line in lines)
    assert f"inbox/{name}:" in told
    assert f"inbox/{name.removesuffix('.xlsx')}.marked.xlsx" in told
    assert "外出招商次数" in told


def test_json(zone: Zone, form: bytes) -> None:
    zone.save(sound(form), "a.xlsx")
    zone.save(faulty(form), "b.xlsx")
    run = collected(zone, "inbox", "--format", "json", "--received-on", "2026-10-09")
    assert run.code == 1
    document = json.loads(run.out)
    assert set(document) == {"schema", "files", "outstanding", "unread"}
    good, bad = document["files"]
    assert good == {
        "file": "inbox/a.xlsx",
        "fate": "recorded",
        "organisation": ZONE,
        "unit": "U1",
        "quarter": QUARTER,
        "figures": FIGURES,
        "unchanged": 0,
        "projects": 0,
        "marked": None,
        "findings": good["findings"],
    }
    assert (bad["fate"], bad["marked"]) == ("refused", "inbox/b.marked.xlsx")
    wrong = [f for f in bad["findings"] if f["severity"] == "error"]
    assert [(f["code"], f["sheet"], f["cell"]) for f in wrong] == [
        ("C104", "填报表", "G5"),
        ("C114", "填报表", "G9"),
    ]
    assert document["outstanding"][-1]["indicators"] == ["visits"]


def test_the_figures_count_at_once_and_as_of_the_day(zone: Zone, form: bytes) -> None:
    zone.save(sound(form), "上报.xlsx")
    assert collected(zone, "inbox", "--received-on", "2026-10-09").code == 0
    said = {}
    for day in ("2026-10-08", "2026-10-09"):
        run = scorecard("status", "--as-of", day, "--format", "json", folder=zone.root)
        targets = {row["target"]: row for row in json.loads(run.out)["assessments"]}
        said[day] = targets["T1"]["actual_period"]
    assert said == {"2026-10-08": "2026-Q2", "2026-10-09": QUARTER}


def test_a_bar_on_a_terminal_and_none_in_a_pipe(zone: Zone, form: bytes) -> None:
    pty = pytest.importorskip("pty")
    zone.save(sound(form), "上报.xlsx")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "scorecard", "collect", "inbox"],
        cwd=zone.root,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    ) as run:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
    os.close(ours)
    assert run.returncode == 0
    assert b"100%" in seen


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, 4096)
    except OSError:  # the other end is closed
        return b""


def test_folders_are_searched_for_everything_that_may_be_a_workbook(zone: Zone) -> None:
    inbox = zone.root / "inbox"
    (inbox / "甲").mkdir(parents=True)
    for name in ("a.xlsx", "a.marked.xlsx", "说明.docx", "甲/b.XLSX", "甲/.~scorecard-1-x.tmp"):
        (inbox / name).write_bytes(b"x")
    found = [p.relative_to(inbox).as_posix() for p in expanded([inbox])]
    assert found == ["a.marked.xlsx", "a.xlsx", "甲/b.XLSX"]
    assert expanded([inbox / "a.marked.xlsx", inbox / "a.marked.xlsx"]) == [inbox / "a.marked.xlsx"]
    for link, target in (("无.xlsx", "nowhere"), ("圈.xlsx", "圈.xlsx"), ("别处", zone.root)):
        (inbox / link).symlink_to(target)
    told = check_paths(load_workspace(zone.root), [inbox])
    (others,) = (f.params["files"] for f in told if f.code == "B107")
    assert sorted(others) == ["别处", "圈.xlsx", "无.xlsx", "说明.docx"]
    returns = zone.root / "reports" / "2026-Q3" / "returns"
    returns.mkdir(parents=True)
    for folder in (inbox, returns, zone.root / "targets"):
        (folder / "环.xlsx").symlink_to(folder / "环.xlsx")
    with pytest.raises(UnreadableBookError, match="环"):  # a target book in a circle
        zone.collect(inbox / "环.xlsx")
    (zone.root / "targets" / "环.xlsx").unlink()
    (taken,) = zone.collect(inbox / "环.xlsx").files
    assert errors(taken) == {"B104 None"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of POSIX")
def test_what_is_no_file_in_a_folder_is_named(zone: Zone) -> None:
    """A pipe, a link to nothing and a linked folder may stand for returns that never came."""
    inbox = zone.root / "reports" / "2026-Q3" / "returns"
    inbox.mkdir(parents=True)
    os.mkfifo(inbox / "管道.xlsx")
    for link, target in (("无", "nowhere"), ("别处", zone.root), (".隐", "nowhere")):
        (inbox / link).symlink_to(target)
    done = {one.path.name: errors(one) for one in zone.collect(inbox).files}
    assert done == {"管道.xlsx": {"B101 None"}, "别处": {"B101 None"}, "无": {"B104 None"}}
    run = collected(zone, str(inbox))
    assert run.code == 1
    assert all(run.out.count(f"/{name}: 已退回") == 1 for name in done)


def test_what_is_not_there_is_a_question_of_usage(zone: Zone) -> None:
    run = collected(zone, "nirgends.xlsx")
    assert run.code == 2
    assert "nirgends.xlsx" in run.err


class FullDrive(sqlite3.Connection):
    """A ledger on a drive that is full when the batch is to be written."""

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:  # noqa: ANN401  (as above it)
        if sql == "COMMIT":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error
        return super().execute(sql, values)


def test_a_drive_that_is_full_when_a_batch_is_entered_loses_nothing(
    zone: Zone, form: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zone.save(sound(form), "上报.xlsx")
    before = (zone.root / "reports" / "ledger.sqlite").read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=FullDrive))
        with pytest.raises(LedgerBusyError, match="drive is full"):
            zone.collect(path)
    assert (zone.root / "reports" / "ledger.sqlite").read_bytes() == before
    assert zone.collect(path).files[0].fate == "recorded"


def test_from_python(zone: Zone, form: bytes) -> None:
    zone.save(sound(form), "上报.xlsx")
    done = api.collect(
        zone.root, [zone.root / "inbox"], date(2026, 10, 9), datetime(2026, 10, 9, 2, tzinfo=UTC)
    )
    assert [(one.fate, one.figures) for one in done.files] == [("recorded", FIGURES)]


# ------------------------------------------------------------------ the first ledger


def test_no_ledger_is_made_where_nothing_is_accepted(tmp_path: Path, guard: Guard) -> None:
    zone = Zone.new(tmp_path / "zone", guard)
    (taken,) = zone.collect(zone.save(faulty(zone.form(QUARTER)))).files
    assert taken.fate == "refused"
    assert not (zone.root / "reports" / "ledger.sqlite").exists()


def test_returns_that_the_new_ledger_does_not_know_are_named(tmp_path: Path, guard: Guard) -> None:
    zone = Zone.new(tmp_path / "zone", guard)
    form = zone.form(QUARTER)
    older = zone.root / "reports" / "2026-Q2" / "returns" / "以前.xlsx"
    older.parent.mkdir(parents=True)
    older.write_bytes(b"a return of the time before there was a ledger")
    collected = zone.collect(zone.save(sound(form)))
    assert collected.files[0].fate == "recorded"
    assert collected.unread == (older,)
    assert zone.collect(older).unread == ()


# ------------------------------------------------------------------ bad input


@pytest.fixture(scope="module")
def refusals(past: Zone, form: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every kind of file that is no workbook of ours, collected in one batch with a good one."""
    root = tmp_path_factory.mktemp("bad") / "zone"
    shutil.copytree(past.root, root)
    zone = Zone(root, past.guard)
    paths = [zone.save(data, f"{name}.xlsx") for name, (_, data) in REFUSED.items()]
    paths.append(zone.save(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧表.et"))
    paths.insert(3, zone.save(sound(form), "好的.xlsx"))
    return {one.path.name: one for one in zone.collect(*paths).files}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_other_files_are_refused_with_one_sentence(name: str, refusals: dict[str, Any]) -> None:
    taken = refusals[f"{name}.xlsx"]
    assert (taken.fate, taken.marked) == ("refused", None)
    (only,) = taken.findings
    assert only.code == REFUSED[name][0]
    assert only.severity is Severity.ERROR
    told = Words("zh").finding(only)
    assert told.message.count("。") == 1
    assert told.hint


def test_forms_are_not_judged_by_books_that_were_not_read(zone: Zone, form: bytes) -> None:
    """Otherwise they were refused for projects and organisations that are in those books."""
    zone.save(sound(form))
    book = zone.root / "targets" / f"{ZONE}.xlsx"
    whole = book.read_bytes()
    book.write_bytes(whole[:2_000])
    (zone.root / "reports" / "projects.xlsx").write_bytes(b"")
    before = rows(zone, "SELECT count(*) FROM entries")
    run = collected(zone, "inbox")
    assert (run.code, run.out) == (2, "")
    assert f"没有入账：需要用到的文件targets/{ZONE}.xlsx未能读取。" in run.err
    assert "没有入账：需要用到的文件reports/projects.xlsx未能读取。" in run.err
    assert "reports/projects.xlsx 是空文件（0 字节）。" in run.err
    assert rows(zone, "SELECT count(*) FROM entries") == before
    assert not list(zone.root.rglob("*.marked.xlsx"))
    book.write_bytes(whole)
    (zone.root / "reports" / "projects.xlsx").unlink()
    assert collected(zone, "inbox").code == 0


def test_the_others_of_a_batch_go_on(refusals: dict[str, Any]) -> None:
    assert refusals["好的.xlsx"].fate == "recorded"
    assert [f.code for f in refusals["旧表.et"].findings] == ["B111"]


def test_a_gigabyte_in_a_small_file(zone: Zone, form: bytes) -> None:
    bomb = changed(sound(form), {"xl/worksheets/sheet9.xml": b"0" * 150_000_000})
    assert len(bomb) < 1_000_000
    (taken,) = zone.collect(zone.save(bomb)).files
    assert [f.code for f in taken.findings] == ["B125"]


def test_links_to_other_files_are_refused_and_not_followed(zone: Zone, form: bytes) -> None:
    person = Person(form)
    person.fill(SOUND)
    person.formula("invest", "this_period", "=[1]总表!$B$2")
    data = with_link(person.saved())
    (taken,) = zone.collect(zone.save(data, "链接.xlsx")).files
    assert taken.fate == "refused"
    assert "B133" in {f.code for f in taken.findings}
    assert taken.marked is not None
    names = " ".join(parts_of(taken.marked.read_bytes()))
    assert "externalLink" not in names


def with_link(data: bytes) -> bytes:
    """The workbook with a link to another one."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    more = (
        f'<Relationship Id="rId90" Type="{relation}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'
    )
    linked = replaced(data, "xl/_rels/workbook.xml.rels", b"</Relationships>", more.encode())
    target = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{relation}/externalLinkPath" Target="file:///C:\\上年\\总表.xlsx"/></Relationships>'
    )
    return changed(
        linked,
        {
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{main}"/>'.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": target.encode(),
        },
    )


@pytest.mark.parametrize("name", ["..\\..\\外面.xlsx", "a;rm -rf b.xlsx", "%2e%2e.xlsx", " .xlsx"])
def test_a_name_never_leads_anywhere(zone: Zone, form: bytes, name: str) -> None:
    path = zone.save(faulty(form), name)
    before = {p for p in zone.root.parent.rglob("*") if p.is_file()}
    (taken,) = zone.collect(path).files
    assert taken.marked is not None
    assert taken.marked.parent == path.parent
    after = {p for p in zone.root.parent.rglob("*") if p.is_file()}
    kept = {"reports/archive/.~scorecard-lock", "reports/refused.json"}
    assert after - before <= {taken.marked, *(zone.root / name for name in kept)}


def test_a_link_out_of_the_folder_is_not_followed(zone: Zone, form: bytes, tmp_path: Path) -> None:
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(sound(form))
    (zone.root / "inbox").mkdir()
    link = zone.root / "inbox" / "link.xlsx"
    link.symlink_to(outside)
    (taken,) = zone.collect(link).files
    assert [f.code for f in taken.findings] == ["B102"]


def test_an_open_workbooks_lock_file_is_passed_over(zone: Zone, form: bytes) -> None:
    lock = zone.save(b"\x06Wang  " + b" " * 48, "~$上报.xlsx")
    taken = zone.collect(lock, zone.save(sound(form), "上报.xlsx")).files
    assert [one.fate for one in taken] == ["passed_over", "recorded"]
    assert [f.code for f in taken[0].findings] == ["B103"]


def test_two_files_of_one_name_stay_apart(zone: Zone, form: bytes, tmp_path: Path) -> None:
    paths = []
    for name, data in (("甲", faulty(form)), ("乙", sound(form))):
        folder = tmp_path / name
        folder.mkdir()
        paths.append(folder / "a.xlsx")
        paths[-1].write_bytes(data)
    assert [one.fate for one in zone.collect(*paths).files] == ["refused", "recorded"]


# ------------------------------------------------------------------ two runs at once


def test_two_runs_at_once_take_turns(tmp_path: Path, guard: Guard) -> None:
    zone = Zone.new(tmp_path / "zone", guard)
    for number, quarter in enumerate(f"{y}-Q{q}" for y in (2024, 2025) for q in (1, 2)):
        person = Person(zone.form(quarter))
        person.fill({"firms": (1_400 + number,)})
        zone.save(person.saved(), f"{number % 2}/{quarter}.xlsx".replace("/", "-"))
    runs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "scorecard",
                "collect",
                *map(str, zone.root.glob(f"inbox/{n}-*")),
            ],
            cwd=zone.root,
            stdout=subprocess.DEVNULL,
        )
        for n in (0, 1)
    ]
    assert [run.wait() for run in runs] == [0, 0]
    with opened(zone.root / "reports" / "ledger.sqlite") as ledger:
        assert ledger.first_break() is None
        assert len(ledger.rows("return", ["seq"])) == 4
        assert len(ledger.rows("figure", ["seq"])) == 4


def test_a_figure_two_runs_disagree_about_is_held_against_the_first(
    zone: Zone, form: bytes
) -> None:
    """The second run reads the record again before it judges, whatever it knew when it began."""
    first, second = Person(form), Person(form)
    first.fill(SOUND)
    second.fill({**SOUND, "firms": (1_450,)})
    fates = [
        zone.collect(zone.save(person.saved(), f"{n}.xlsx")).files[0].fate
        for n, person in enumerate((first, second))
    ]
    assert fates == ["recorded", "refused"]
