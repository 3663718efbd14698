"""Whether what was published can still be derived, whatever was changed behind its back."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from forging import chained_anew, statements
from scratch import Run, rank_return, workspace

from scorecard import status
from scorecard.cli import scorecard
from scorecard.i18n import Words
from scorecard.ledger.archive import bear_witness
from scorecard.ledger.ledger import opened
from scorecard.pipeline.publish import publish
from scorecard.read.workbook import read_workbook
from scorecard.report.method import COLUMNS, FIELDS
from scorecard.schema.errors import (
    ChangedMeanwhileError,
    LedgerError,
    NoLedgerError,
    ScorecardError,
)
from scorecard.schema.findings import cell_name
from scorecard.schema.vocabulary import Status
from scorecard.store import sha256

LAIWU = "莱芜高新区"
CARD = "reports/2022-Q1/scorecard.json"
BOOK = "reports/2022-Q1/scorecard.xlsx"
LEDGER = "reports/ledger.sqlite"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose two returns went through the ledger, its scorecard published."""
    folder = workspace(tmp_path_factory.mktemp("published"), LAIWU, "as_of = 2022-06-30\n")
    in_book(folder, {"责任单位": [["U1", "综合办"]]}, {("指标", "M3"): "U1"})
    first = rank_return(folder, LAIWU, "2021年第一季度", "2021-03-01", 125, "2020")
    sent = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    for path, day in ((first, "2021-03-02"), (sent, "2022-03-02")):
        done = run(folder, "collect", str(path), "--received-on", day)
        assert done.code == 0, done.out + done.err
        shutil.copy(folder / LEDGER, folder / f"{path.stem}.sqlite")
    assert run(folder, "ledger", "backup", str(folder / "copy.sqlite")).code == 0
    (folder / f"{first.stem}.sqlite").rename(folder / "older.sqlite")
    render(folder)
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "mine")


def run(folder: Path, *arguments: str, language: str = "en") -> Run:
    """A command in this process: starting one for each would take most of the time."""
    where = ["-C", str(folder)]
    words = Words(language)
    done = CliRunner().invoke(scorecard, [*arguments, *where], obj=words)
    if isinstance(done.exception, ScorecardError):
        sentence, hint = words.error(done.exception)
        return Run(2, done.stdout, f"Error: {sentence}\n  {hint}")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Run(done.exit_code, done.stdout, done.stderr)


def render(folder: Path, *arguments: str, language: str = "zh") -> None:
    done = run(folder, "render", "2022-Q1", "--only", "xlsx", *arguments, language=language)
    assert done.code == 0, done.err


def in_book(
    folder: Path, rows: Mapping[str, list[list[Any]]], cells: Mapping[tuple[str, str], str]
) -> None:
    """Edit the target book as its office does: rows below those of a sheet, and single cells."""
    path = folder / "targets" / f"{LAIWU}.xlsx"
    book = openpyxl.load_workbook(path)
    for name, new in rows.items():
        sheet = book[name]
        last = max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value)
        for number, row in enumerate(new, start=last + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
    for (name, cell), value in cells.items():
        book[name][cell] = value
    book.save(path)


def verify(folder: Path, head: str | None = None) -> Run:
    return run(folder, "verify", *(("--head", head) if head else ()))


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def accepted(folder: Path) -> None:
    """The office takes the ledger as it is, whatever else does not agree with it."""
    done = run(folder, "ledger", "restore", str(folder / LEDGER))
    assert done.code == 0, done.err


def part_changed(folder: Path, part: str, change: Callable[[bytes], bytes]) -> tuple[str, str]:
    """Change one part of the published workbook; the hashes of the file before and after."""
    path, made = folder / BOOK, io.BytesIO()
    old = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data) if name == part else data)
    path.write_bytes(made.getvalue())
    return sha256(old), sha256(made.getvalue())


def part_of(folder: Path, sheet: str) -> str:
    """The part of the published workbook that holds a sheet."""
    workbook, _ = read_workbook((folder / BOOK).read_bytes(), BOOK)
    assert workbook is not None
    return f"xl/worksheets/sheet{[s.name for s in workbook.sheets].index(sheet) + 1}.xml"


def cell_changed(folder: Path, *, listed: bool) -> None:
    """Write 99 over the rank 121 in the workbook; if `listed`, with the new hash in the list."""

    def changed(data: bytes) -> bytes:
        data, n = re.subn(rb"<v>121</v>", b"<v>99</v>", data, count=1)
        assert n == 1
        return data

    old, new = part_changed(folder, part_of(folder, "明细"), changed)
    if listed:
        rewrite(folder / CARD, lambda text: text.replace(old, new))


def test_everything_agrees_whatever_the_language_and_method_of_today(folder: Path) -> None:
    """What was published tells in which language, by which method, and of which targets."""
    render(folder, "--target", "LW-RANK-2023", "--method", "schedule", language="en")
    rewrite(folder / "scorecard.toml", lambda text: text.replace('"zh"', '"en"'))
    head = json.loads((folder / CARD).read_text(encoding="utf-8"))["ledger_head"]
    done = verify(folder, head[:10].upper())
    assert (done.code, done.err) == (0, "")
    *told, agreed, of_the_ledger = done.out.splitlines()
    assert agreed == "All agrees: 4 ledger entries, 2 archived files, 2 published scorecards."
    assert of_the_ledger == f"Head of the ledger: {head}"
    assert [line for line in told if line.endswith(":")][1] == f"{CARD}:"
    assert told[1] == "  changed since this was published: scorecard.toml"
    assert re.fullmatch(r"  by today's book, too, all \d+ numbers and all labels agree", told[2])


def test_a_head_that_the_ledger_never_had_is_told(folder: Path) -> None:
    done = verify(folder, "0123456789")
    assert done.code == 1
    assert "the ledger has no entry with this hash" in done.err


def typed(folder: Path, title: str, text: str) -> None:
    """Type into a column of the attention sheet, beside the first target."""
    workbook, _ = read_workbook((folder / BOOK).read_bytes(), BOOK)
    assert workbook is not None
    sheet = next(s for s in workbook.sheets if s.name == "预警")
    header = next(c for c in sheet.cells.values() if c.text == title)
    place = cell_name(header.row + 1, header.column).encode()

    def changed(data: bytes) -> bytes:
        cell = rb'<c r="%s"( s="\d+")?( t="\w+")?(/>|>.*?</c>)' % place
        new = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text.encode())
        data, n = re.subn(cell, lambda _: new, data, count=1)
        assert n == 1
        return data

    part_changed(folder, part_of(folder, "预警"), changed)


def test_what_people_type_into_the_attention_sheet_is_theirs(folder: Path) -> None:
    """The workbook asks for causes and owners: filling them in is no disagreement."""
    typed(folder, "责任人", "张三")
    done = verify(folder)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("listed", [False, True])
def test_a_number_changed_in_the_workbook_is_named(folder: Path, *, listed: bool) -> None:
    cell_changed(folder, listed=listed)
    done = verify(folder)
    assert done.code == 1
    place, compared, *_ = done.err.splitlines()
    assert re.fullmatch(rf"{BOOK}!明细![A-Z]+\d+: the cell does not follow", place), done.err
    assert compared == "  found 99, derived 121"


def test_a_number_changed_in_the_json_is_named(folder: Path) -> None:
    rewrite(folder / CARD, lambda text: text.replace('"actual": 121', '"actual": 120'))
    done = verify(folder)
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{CARD} assessments[LW-RANK-2021].actual: the published value does not follow",
        "  found 120, derived 121",
    ]


def test_a_target_left_out_is_named(folder: Path) -> None:
    def without(text: str) -> str:
        document = json.loads(text)
        kept = [a for a in document["assessments"] if a["target"] != "LW-RANK-2021"]
        return json.dumps({**document, "assessments": kept}, ensure_ascii=False)

    rewrite(folder / CARD, without)
    done = verify(folder)
    assert done.code == 1
    assert "assessments[LW-RANK-2021]:" in done.err
    assert "found nothing, derived an entry" in done.err


def test_a_book_changed_since_is_named_as_a_reason(folder: Path) -> None:
    rewrite(folder / CARD, lambda text: text.replace('"actual": 121', '"actual": 120'))
    rewrite(folder / "scorecard.toml", lambda text: text + "# a remark\n")
    done = verify(folder)
    assert done.code == 1
    assert "changed since this was published: scorecard.toml" in done.out


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE entries SET value = 118 WHERE seq = 4", "#4"),
        ("DELETE FROM entries WHERE seq = 4", "ledger_head"),
        ("DELETE FROM entries WHERE seq = 2", "#3"),
        ("UPDATE entries SET item = 'x' WHERE seq = 4", "#4"),
        ("UPDATE entries SET known_on = 'x' WHERE seq = 4", "#4"),
    ],
)
def test_a_changed_entry_is_named(folder: Path, change: str, place: str) -> None:
    statements(folder / LEDGER, change)
    done = verify(folder)
    assert done.code == 1
    assert any(place in line for line in done.err.splitlines())


def test_guards_taken_away_are_named(folder: Path) -> None:
    connection = sqlite3.connect(folder / LEDGER)
    connection.execute("DROP TRIGGER no_update")
    connection.close()
    done = verify(folder)
    assert done.code == 1
    assert done.err.splitlines() == [f"{LEDGER} no_update: the guard against changes is missing"]


def test_a_chain_written_anew_is_noticed_by_the_published_head(folder: Path) -> None:
    statements(folder / LEDGER, "UPDATE entries SET note = 'x' WHERE seq = 4")
    chained_anew(folder / LEDGER)
    done = verify(folder)
    assert done.code == 1
    assert f"{CARD} ledger_head" in done.err
    old = json.loads((folder / CARD).read_text(encoding="utf-8"))["ledger_head"]
    (folder / CARD).unlink()
    assert verify(folder, old).code == 1


@pytest.mark.parametrize("column", ["known_on", "published_on"])
def test_what_nothing_can_read_is_told_though_the_chain_was_written_anew(
    folder: Path, column: str
) -> None:
    statements(folder / LEDGER, f"UPDATE entries SET {column} = 'x' WHERE seq = 4")  # noqa: S608
    bear_witness(folder / "reports/archive", *chained_anew(folder / LEDGER))
    done = verify(folder)
    assert done.code == 1, done.err
    for command in (("status",), ("check",)):
        refused = run(folder, *command)
        assert refused.code == 2, refused.err
        assert "not as this program writes them" in refused.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("value = 118, raw = '118'", "the archived cell is not what the ledger took from it"),
        ("value = 118", "the ledger's value does not follow from the archived cell"),
    ],
)
def test_all_of_it_written_anew_is_noticed_by_the_archived_cell(
    folder: Path, change: str, told: str
) -> None:
    """Whatever else was made to agree, the return that came is what it was."""
    statements(folder / LEDGER, f"UPDATE entries SET {change} WHERE seq = 4")  # noqa: S608
    for path in (folder / CARD, *(folder / "reports/archive/published").glob("2022-*.json")):
        path.unlink()
    bear_witness(folder / "reports/archive", *chained_anew(folder / LEDGER))
    done = verify(folder)
    assert done.code == 1
    place = done.err.splitlines()[0]
    assert re.match(r"reports/archive/[0-9a-f]{64}\.xlsx!填报表!B5: ", place)
    assert told in place


def test_an_archived_file_gone_or_changed_is_named(folder: Path) -> None:
    first, second = sorted((folder / "reports/archive").glob("*.xlsx"))
    data = first.read_bytes()
    first.chmod(0o644)
    first.write_bytes(data[:-1])
    assert first.name in verify(folder).err
    first.write_bytes(data)
    second.unlink()
    done = verify(folder)
    assert done.code == 1
    assert done.err.splitlines() == [
        f"{LEDGER}: returns or records in the archive are gone, changed or new",
        f"reports/archive/{second.name}: the archived file is not intact",
    ]


def test_an_old_copy_put_back_over_a_newer_ledger_is_noticed(folder: Path) -> None:
    third = rank_return(folder, LAIWU, "2022年第一季度", "2022-05-01", 119, "2021")
    collected = run(folder, "collect", str(third), "--received-on", "2022-05-02")
    assert collected.code == 0, collected.out
    render(folder)
    told = run(folder, "ledger", "restore", str(folder / "copy.sqlite"))
    assert told.code == 0
    assert "1 return of that ledger is not in the copy." in told.out
    again = next(line for line in told.out.splitlines() if "scorecard collect" in line)
    assert again.endswith("--received-on 2022-05-02")
    assert "ledger_head" in verify(folder).err
    path = again.split('"')[1]
    assert run(folder, "collect", path, "--received-on", "2022-05-02").code == 0
    shown = json.loads(run(folder, "status", "--format", "json").out)
    actual = {a["target"]: a["actual"] for a in shown["assessments"]}
    assert actual["LW-RANK-2021"] == 119


def test_what_is_no_scorecard_is_named(folder: Path) -> None:
    for text in ("[]", '{"as_of": 5, "quarter": [], "assessments": [{}]}'):
        (folder / CARD).write_text(text, encoding="utf-8")
        done = verify(folder)
        assert (done.code, "Traceback" in done.err) == (1, False), done.err
        assert done.err.startswith(f"{CARD}: the file is not a scorecard")


# ------------------------------------------------------------------ a year later

RANKS = ["越小越好", "≤", None, None]
NEXT = ["LW-RANK-2025", "LW-02", "national-rank", *RANKS, "2025", 80, None, None, "台阶"]
REVISED = ["LW-RANK-2021", "LW-01", "national-rank", *RANKS, "2021", 125, None, None, "台阶"]
LATER = [None] * 9
EDITS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a slogan added": (
        lambda f: in_book(f, {"目标表述": [["LW-99", "LW19", "走在前列", None, "口号"]]}, {}),
        "  by today's book, too, all {all} numbers and all labels agree",
    ),
    "a unit and an indicator renamed": (
        lambda f: in_book(f, {}, {("责任单位", "B3"): "党政办", ("指标", "B3"): "全国高新区位次"}),
        "  2 labels differ from today's book; all {all} numbers agree",
    ),
    "next year's target": (
        lambda f: in_book(f, {"目标值": [[*NEXT, *LATER, "文件原文", 1, date(2022, 1, 1)]]}, {}),
        "  1 target is new in today's book, 0 are no longer in it",
    ),
    "a documented revision": (
        lambda f: in_book(
            f,
            {"目标值": [[*REVISED, *LATER, "文件原文", 2, date(2022, 5, 1), "按口径调整"]]},
            {},
        ),
        "numbers differ",
    ),
    "other settings": (
        lambda f: rewrite(
            f / "scorecard.toml", lambda t: t.replace("2022-06-30", "2023-06-30") + 'title = "新"\n'
        ),
        "  by today's book, too, all {all} numbers and all labels agree",
    ),
    "another book": (
        lambda f: rename(f / f"targets/{LAIWU}.xlsx", "目标簿.xlsx"),
        "  changed since this was published: targets/目标簿.xlsx, targets/莱芜高新区.xlsx",
    ),
}


def rename(path: Path, name: str) -> None:
    path.rename(path.with_name(name))


@pytest.mark.parametrize("edit", EDITS)
def test_a_later_edit_is_told_and_no_fault(folder: Path, edit: str) -> None:
    change, told = EDITS[edit]
    before = (folder / f"targets/{LAIWU}.xlsx").read_bytes()
    settings = (folder / "scorecard.toml").read_bytes()
    change(folder)
    done = verify(folder)
    assert (done.code, done.err) == (0, "")
    count = re.search(r"(\d+) numbers", done.out)
    assert count is not None
    assert told.format(all=count[1]) in done.out
    given = run(folder, "verify", "--restore-book", "2022-Q1", str(folder / "then"))
    assert (given.code, given.err) == (0, "")
    assert (folder / f"then/targets/{LAIWU}.xlsx").read_bytes() == before
    assert (folder / "then/scorecard.toml").read_bytes() == settings
    again = run(folder, "verify", "--restore-book", "2022-Q1", str(folder / "then"))
    assert again.code == 2
    assert run(folder, "verify", "--restore-book", "2021-Q1", str(folder / "no")).code == 2


def test_books_are_kept_once_and_what_was_typed_before_does_not_matter(folder: Path) -> None:
    kept = (folder / "reports/archive/published").iterdir()
    assert sorted(p.suffix for p in kept if len(p.stem) == 64) == [".toml", ".xlsx"]
    rewrite(folder / "scorecard.toml", lambda text: text.replace("2022-06-30", "2022-09-30"))
    render(folder, "--as-of", "2022-06-28")
    assert run(folder, "render", "2022-Q2", "--only", "xlsx").code == 0
    render(folder, "--as-of", "2022-06-29", "--output", str(folder / "elsewhere"))
    assert len(list((folder / "reports/archive/published").glob("*.*"))) == 3 + 2
    typed(folder, "措施", "后来填写")
    done = verify(folder)
    assert (done.code, done.err) == (0, "")


def test_a_scorecard_of_before_the_archive_is_verified_as_far_as_it_can_be(folder: Path) -> None:
    shutil.rmtree(folder / "reports/archive/published")
    accepted(folder)
    document = json.loads((folder / CARD).read_text(encoding="utf-8"))
    for name in ("archive", "ledger_entries"):
        del document["published"][name]
    text = json.dumps(document, ensure_ascii=False)
    (folder / CARD).write_text(text, encoding="utf-8")
    done = verify(folder)
    assert (done.code, done.err, len(done.out.splitlines())) == (0, "", 2)
    EDITS["a documented revision"][0](folder)
    done = verify(folder)
    assert (done.code, done.err) == (0, "")
    assert "published before target books were archived: held against today's" in done.out
    assert re.search(r"\d+ values cannot be decided without the book of that time", done.out)
    (folder / CARD).write_text(text.replace('"actual": 121', '"actual": 120'), encoding="utf-8")
    done = verify(folder)
    assert done.code == 1
    assert "assessments[LW-RANK-2021].actual" in done.err
    assert run(folder, "verify", "--restore-book", "2022-Q1", str(folder / "then")).code == 2


def test_a_workbook_of_another_layout_is_told_and_not_compared(folder: Path) -> None:
    """Who types into it and who changes a number cannot be told apart any more; the rest can."""
    document = json.loads((folder / CARD).read_text(encoding="utf-8"))
    del document["published"]["layout"]
    shutil.rmtree(folder / "reports/archive/published")
    accepted(folder)
    del document["published"]["archive"]
    (folder / CARD).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert "not compared" not in verify(folder).out
    book = (folder / CARD).parent / "scorecard.xlsx"
    book.write_bytes(book.read_bytes() + b"typed")
    done = verify(folder)
    assert done.code == 0
    assert "is not as published: its cells were not compared" in done.out


def replaced(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def test_what_was_published_before_there_was_a_ledger_stays_verified(tmp_path: Path) -> None:
    """The returns belong to what it rests on; afterwards they may come through the ledger."""
    folder = workspace(tmp_path / "early", LAIWU, "as_of = 2022-06-30\n")
    first = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    render(folder)
    assert verify(folder).code == 0
    assert run(folder, "collect", str(first), "--received-on", "2022-03-02").code == 0
    rank_return(folder, LAIWU, "2022年第一季度", "2022-04-01", 118, "2020")
    done = verify(folder)
    assert (done.code, done.err) == (0, "")
    first.unlink()
    done = verify(folder)
    assert (done.code, done.err) == (0, "")
    assert f"changed since this was published: {first.relative_to(folder).as_posix()}" in done.out


def test_a_book_saved_while_a_scorecard_is_made_of_it_stops_the_publication(folder: Path) -> None:
    standing = status(folder)
    in_book(folder, {}, {("指标", "B3"): "全国高新区位次"})
    before = (folder / CARD).read_bytes()
    with pytest.raises(ChangedMeanwhileError):
        publish(standing, Words("zh"))
    assert (folder / CARD).read_bytes() == before


def test_everything_that_does_not_agree_is_listed(folder: Path) -> None:
    changes = (('"actual": 121', '"actual": 120'), ("全国高新区综合评价排名", "全国排名"))
    for change in changes:
        rewrite(folder / CARD, replaced(*change))
    cell_changed(folder, listed=False)
    archived, *_ = sorted((folder / "reports/archive/published").glob("*.xlsx"))
    archived.chmod(0o644)
    archived.write_bytes(archived.read_bytes() + b"x")
    told = verify(folder).err
    for place in (
        "assessments[LW-RANK-2021].actual: the published value does not follow",
        "assessments[LW-RANK-2021].name: the published value does not follow",
        f"{BOOK}!明细!",
        f"reports/archive/published/{archived.name}: the archived file is not intact",
    ):
        assert place in told
    told = run(folder, "verify", language="zh").err
    for place in ("目标 LW-RANK-2021 实际值: ", "目标 LW-RANK-2021 指标: "):
        assert f"{CARD} {place}" in told
    document = json.loads((folder / CARD).read_text(encoding="utf-8"))
    named = {*COLUMNS, *FIELDS, *map(str, Status)}
    assert (
        keys_of({k: v for k, v in document.items() if k not in {"outputs", "published"}}) <= named
    )
    given = run(folder, "verify", "--restore-book", "2022-Q1", str(folder / "then"))
    assert given.code == 2
    assert archived.name in given.err


def keys_of(document: object) -> set[str]:
    """Every key of a document: a place of it may be named in words."""
    keys: set[str] = set(document) if isinstance(document, dict) else set()
    inside = list(document.values()) if isinstance(document, dict) else document
    for one in inside if isinstance(inside, list) else ():
        keys |= keys_of(one)
    return keys - {"message", "hint", "reason", "found", "expected"}


# ------------------------------------------------------------------ what is gone


def older(folder: Path) -> None:
    """An older copy in the ledger's place, put there by hand."""
    shutil.copy(folder / "older.sqlite", folder / LEDGER)


def another(folder: Path) -> None:
    """A ledger in which one entry is another, and all hashes after it were made anew."""
    statements(folder / LEDGER, CHANGE)
    chained_anew(folder / LEDGER)


GONE: dict[str, tuple[Callable[[Path], object], str, bool]] = {
    "an older ledger": (older, "the ledger does not have entries that it had", True),
    "no ledger": (lambda f: (f / LEDGER).unlink(), "there is no ledger", True),
    "an empty ledger": (lambda f: (f / LEDGER).write_bytes(b""), "it is empty", True),
    "another ledger": (
        another,
        "the ledger does not have entries that it had",
        True,
    ),
    "a changed entry": (
        lambda f: statements(f / LEDGER, CHANGE),
        "the entry does not follow from those before it",
        True,
    ),
    "a scorecard deleted": (
        lambda f: (f / CARD).unlink(),
        f"{CARD}: the scorecard that was published is gone",
        False,
    ),
    "a scorecard cut off": (
        lambda f: (f / CARD).write_bytes((f / CARD).read_bytes()[:999]),
        f"{CARD}: the file is not a scorecard",
        False,
    ),
    "a scorecard that names no outputs": (
        lambda f: rewrite(f / CARD, lambda text: text.replace('"outputs"', '"others"')),
        f"{CARD}: the file is not the one that was published",
        False,
    ),
    "a return that no entry names": (
        lambda f: (f / f"reports/archive/{sha256(b'x')}.xlsx").write_bytes(b"x"),
        "no entry of the ledger names it",
        True,
    ),
    "no witness": (
        lambda f: (f / "reports/archive/ledger.json").unlink(),
        f"{LEDGER}: its witness in the archive, ledger.json, is gone or cannot be read",
        True,
    ),
    "a witness that cannot be read": (
        lambda f: (f / "reports/archive/ledger.json").write_bytes(b"{"),
        f"{LEDGER}: its witness in the archive, ledger.json, is gone or cannot be read",
        True,
    ),
}
CHANGE = "UPDATE entries SET note = 'x' WHERE seq = 4"


@pytest.mark.parametrize("sabotage", GONE)
def test_what_is_gone_is_found_and_nothing_is_published_from_a_broken_ledger(
    folder: Path, sabotage: str
) -> None:
    change, told, broken = GONE[sabotage]
    change(folder)
    done = verify(folder)
    assert done.code == (2 if told == "it is empty" else 1)
    assert told in done.err
    if not broken:
        return
    kept = (folder / CARD).read_bytes()
    new = rank_return(folder, LAIWU, "2022年第一季度", "2022-05-01", 119, "2021")
    for command in (
        ("status",),
        ("render", "2022-Q1", "--only", "xlsx"),
        ("collect", str(new), "--received-on", "2022-05-02"),
        ("ledger", "backup", str(folder / "new.sqlite")),
    ):
        done = run(folder, *command)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("Error: The ledger ledger.sqlite cannot be used: ")
    assert (folder / CARD).read_bytes() == kept
    assert not (folder / "new.sqlite").exists()


PARTS: dict[str, str] = {
    "ledger": LEDGER,
    "witness": "reports/archive/ledger.json",
    "returns": "reports/archive/*.xlsx",
    "records": "reports/archive/published/20*.json",
    "scorecards": "reports/20*/scorecard.*",
    "books": "reports/archive/published/*[0-9a-f].[tx]*",
}
FATES = ("kept", "older", "gone", "cut")


def after(fates: Mapping[str, str], whole: Path, once: Path, folder: Path) -> None:
    """The workspace as it is `whole` and was `once`, each of its parts with a fate of its own."""
    for part, pattern in PARTS.items():
        for path in folder.glob(pattern):
            path.unlink()
        source = once if fates[part] == "older" else whole
        for path in source.glob(pattern) if fates[part] != "gone" else ():
            data = path.read_bytes()
            target = folder / path.relative_to(source)
            target.write_bytes(data[: len(data) // 2] if fates[part] == "cut" else data)


def told_of(fates: Mapping[str, str]) -> bool:
    """Whether anything is amiss: all of a day in the past, and nothing at all, are not.

    Books beyond those that scorecards rest on are no fault.
    """
    of = {fates[part] for part in PARTS if part != "books"}
    return not (of == {"gone"} or (of == {"older"} and fates["books"] in {"kept", "older"}))


def refused(folder: Path) -> bool:
    """Whether who reads the ledger goes no further; the half of a file may say less."""
    try:
        with opened(folder / LEDGER, folder / "reports/archive"):
            return False
    except NoLedgerError:
        return False
    except LedgerError:
        return True


def test_whatever_is_gone_cut_short_or_put_back_as_it_was_once_is_found(
    published: Path, tmp_path: Path
) -> None:
    """Every mixture of what became of the six parts; readers, and a sample by `verify`."""
    once, whole = (tmp_path / name for name in ("once", "whole"))
    shutil.copytree(published, once)
    shutil.copytree(published, whole)
    rewrite(whole / "scorecard.toml", lambda text: f"{text}\n")
    new = rank_return(whole, LAIWU, "2022年第一季度", "2022-05-01", 119, "2021")
    assert run(whole, "collect", str(new), "--received-on", "2022-05-02").code == 0
    done = run(whole, "render", "2022-Q2", "--only", "xlsx", language="zh")
    assert done.code == 0, done.err
    render(whole)
    folder = shutil.copytree(whole, tmp_path / "folder")
    assert verify(folder).code == 0
    mixtures = [dict(zip(PARTS, fates, strict=True)) for fates in product(FATES, repeat=len(PARTS))]
    unnoticed = []
    for fates in mixtures:
        if fates["books"] == fates["scorecards"] == "kept":
            after(fates, whole, once, folder)
            read = {fates[part] for part in ("ledger", "witness", "records")}
            # A return that was cut has its name still: what is in it is for `verify`.
            read.add(fates["returns"].replace("cut", "kept"))
            if refused(folder) is (read in ({"kept"}, {"older"})):
                unnoticed.append(fates)
    assert unnoticed == []
    sample = [one for one in mixtures if list(one.values()).count("kept") == len(PARTS) - 1]
    sample += random.Random(7).sample(mixtures, int(os.environ.get("MIXTURES", "12")))  # noqa: S311
    for fates in sample:
        after(fates, whole, once, folder)
        amiss = verify(folder).code != 0
        if amiss is not told_of(fates) and any(fate != "kept" for fate in fates.values()):
            unnoticed.append(fates)
    assert unnoticed == []


def test_a_change_far_from_the_end_is_noticed_by_what_looks_at_the_whole_chain(
    folder: Path,
) -> None:
    for number in range(10):
        day = f"2022-05-{10 + number}"
        sent = rank_return(folder, LAIWU, "2022年第一季度", day, 119 - number, "2021")
        assert run(folder, "collect", str(sent), "--received-on", day).code == 0
    statements(folder / LEDGER, "UPDATE entries SET note = 'x' WHERE seq = 2")
    assert run(folder, "status").code == 0
    for command in (("render", "2022-Q1"), ("ledger", "backup", str(folder / "new.sqlite"))):
        done = run(folder, *command)
        assert done.code == 2
        assert "entry 2 does not follow from the others" in done.err


def test_a_publication_cut_short_is_finished_and_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = {path.name: path.read_bytes() for path in (folder / CARD, folder / BOOK)}
    rewrite(folder / "scorecard.toml", lambda text: text + 'title = "改名"\n')

    def killed(path: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("scorecard.store._moved", killed)
        arguments = ["render", "2022-Q1", "--only", "xlsx", "-C", str(folder)]
        assert CliRunner().invoke(scorecard, arguments, obj=Words("zh")).exit_code != 0
    assert {name: (folder / CARD).with_name(name).read_bytes() for name in old} == old
    done = verify(folder)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == (
        "reports/2022-Q1: a publication that was cut short has been finished."
    )
    assert "改名" in json.loads((folder / CARD).read_bytes())["published"]["title"]
    assert len(verify(folder).out.splitlines()) == 2


def test_all_of_it_as_json(folder: Path) -> None:
    """The names are those of the reference; what agrees and what does not have the same keys."""
    sound = json.loads(run(folder, "verify", "--format", "json").out)
    assert (sound["agrees"], sound["disagreements"], sound["remarks"]) == (True, [], [])
    assert (sound["scorecards"], sound["archived_files"]) == (1, 2)
    in_book(folder, {}, {("指标", "B3"): "全国高新区位次"})
    rewrite(folder / CARD, lambda t: t.replace('"status": "missed"', '"status": "achieved"'))
    done = run(folder, "verify", "--format", "json")
    told = json.loads(done.out)
    assert (done.code, told["agrees"], list(told)) == (1, False, list(sound))
    assert {place["derived"] for place in told["disagreements"]} >= {'"missed"'}
    (remark,) = told["remarks"]
    assert remark["changed"] == [f"targets/{LAIWU}.xlsx"]
    assert any(one["label"] for one in remark["today"]["differences"])
    page = Path(__file__).parent.parent / "docs" / "reference" / "status-json.md"
    text = page.read_text(encoding="utf-8")
    names = [*told, *told["disagreements"][0], *remark, *remark["today"]]
    names += remark["today"]["differences"][0]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_a_record_that_is_gone_is_told(folder: Path) -> None:
    """Who takes the record away, and writes the scorecard anew by another book, is found out."""
    for record in (folder / "reports" / "archive" / "published").glob("*.json"):
        record.unlink()
    done = verify(folder)
    assert (done.code, "the archive has lost its record" in done.err) == (1, True)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_formulas_without_stored_results_are_no_change(folder: Path) -> None:
    """Another program saved the workbook: the same formulas give the same numbers; one is named."""
    book = openpyxl.load_workbook(folder / BOOK)
    book.save(folder / BOOK)
    assert verify(folder).code == 0
    sheet = book["明细"]
    sheet["F4"].value = 7
    book.save(folder / BOOK)
    done = verify(folder)
    assert [line.split(": ")[0] for line in done.err.splitlines() if "xlsx" in line] == [
        f"{BOOK}!明细!F4"
    ]
