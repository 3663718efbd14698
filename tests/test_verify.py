"""Whether what was published can still be derived, whatever was changed behind its back."""

from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from forging import chained_anew, statements
from scratch import Run, rank_return, workspace

from scorecard.cli import scorecard as command
from scorecard.i18n import Words
from scorecard.read.workbook import read_workbook
from scorecard.schema.findings import cell_name
from scorecard.store import sha256

LAIWU = "莱芜高新区"
CARD = "reports/2022-Q1/scorecard.json"
BOOK = "reports/2022-Q1/scorecard.xlsx"
LEDGER = "reports/ledger.sqlite"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose two returns went through the ledger, its scorecard published."""
    folder = workspace(tmp_path_factory.mktemp("published"), LAIWU, "as_of = 2022-06-30\n")
    first = rank_return(folder, LAIWU, "2021年第一季度", "2021-03-01", 125, "2020")
    sent = rank_return(folder, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    for path, day in ((first, "2021-03-02"), (sent, "2022-03-02")):
        done = run(folder, "collect", str(path), "--received-on", day)
        assert done.code == 0, done.out + done.err
    assert run(folder, "ledger", "backup", str(folder / "copy.sqlite")).code == 0
    render(folder)
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "mine")


def run(folder: Path, *arguments: str, language: str = "en") -> Run:
    """A command in this process: starting one for each would take most of the time."""
    where = ["-C", str(folder)]
    done = CliRunner().invoke(command, [*arguments, *where], obj=Words(language))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Run(done.exit_code, done.stdout, done.stderr)


def render(folder: Path, *arguments: str, language: str = "zh") -> None:
    done = run(folder, "render", "2022-Q1", "--only", "xlsx", *arguments, language=language)
    assert done.code == 0, done.err


def verify(folder: Path, head: str | None = None) -> Run:
    return run(folder, "verify", *(("--head", head) if head else ()))


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


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


def cell_changed(folder: Path, *, listed: bool) -> None:
    """Write 99 over the rank 121 in the workbook; if `listed`, with the new hash in the list."""

    def changed(data: bytes) -> bytes:
        data, n = re.subn(rb"<v>121</v>", b"<v>99</v>", data, count=1)
        assert n == 1
        return data

    old, new = part_changed(folder, "xl/worksheets/sheet2.xml", changed)
    if listed:
        rewrite(folder / CARD, lambda text: text.replace(old, new))


def test_everything_agrees_whatever_the_language_and_method_of_today(folder: Path) -> None:
    """What was published tells in which language, by which method, and of which targets."""
    render(folder, "--target", "LW-RANK-2023", "--method", "schedule", language="en")
    rewrite(folder / "scorecard.toml", lambda text: text.replace('"zh"', '"en"'))
    head = json.loads((folder / CARD).read_text(encoding="utf-8"))["ledger_head"]
    done = verify(folder, head[:10].upper())
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "All agrees: 4 ledger entries, 2 archived files, 2 published scorecards.",
        f"Head of the ledger: {head}",
    ]


def test_a_head_that_the_ledger_never_had_is_told(folder: Path) -> None:
    done = verify(folder, "0123456789")
    assert done.code == 1
    assert "the ledger has no entry with this hash" in done.err


def test_what_people_type_into_the_attention_sheet_is_theirs(folder: Path) -> None:
    """The workbook asks for causes and owners: filling them in is no disagreement."""
    workbook, _ = read_workbook((folder / BOOK).read_bytes(), BOOK)
    assert workbook is not None
    sheet = next(s for s in workbook.sheets if s.name == "预警")
    header = next(c for c in sheet.cells.values() if c.text == "责任人")
    place = cell_name(header.row + 1, header.column)
    index = [s.name for s in workbook.sheets].index("预警") + 1

    def typed(data: bytes) -> bytes:
        cell = rb'<c r="%s"( s="\d+")?(/>|>.*?</c>)' % place.encode()
        new = (
            rb'<c r="%s" t="inlineStr"><is><t>\xe5\xbc\xa0\xe4\xb8\x89</t></is></c>'
            % place.encode()
        )
        changed, n = re.subn(cell, lambda _: new, data, count=1)
        assert n == 1
        return changed

    part_changed(folder, f"xl/worksheets/sheet{index}.xml", typed)
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
    assert "scorecard.toml has changed since this was published." in done.err


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE entries SET value = 118 WHERE seq = 4", "#4"),
        ("DELETE FROM entries WHERE seq = 4", "ledger_head"),
        ("DELETE FROM entries WHERE seq = 2", "#3"),
    ],
)
def test_a_changed_entry_is_named(folder: Path, change: str, place: str) -> None:
    statements(folder / LEDGER, change)
    done = verify(folder)
    assert done.code == 1
    assert place in done.err.splitlines()[0]


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
    chained_anew(folder / LEDGER)
    (folder / CARD).unlink()
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
        f"reports/archive/{second.name}: the archived file is not intact"
    ]


def test_an_old_copy_put_back_over_a_newer_ledger_is_noticed(folder: Path) -> None:
    third = rank_return(folder, LAIWU, "2022年第一季度", "2022-05-01", 119, "2021")
    collected = run(folder, "collect", str(third), "--received-on", "2022-05-02")
    assert collected.code == 0, collected.out
    render(folder)
    told = run(folder, "ledger", "restore", str(folder / "copy.sqlite"))
    assert told.code == 0
    assert "1 returns of that ledger are not in the copy." in told.out
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
