"""The ledger: append-only, chained, safe against kills and against two runs at once."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from scorecard.i18n import Words
from scorecard.ledger.copies import copy_ledger, restore_ledger
from scorecard.ledger.ledger import (
    APPLICATION_ID,
    FIELDS,
    Receipt,
    content_of,
    ledger_figures,
    ledger_projects,
    opened,
)
from scorecard.schema.errors import (
    BrokenChainError,
    CopyInTheWayError,
    LedgerBusyError,
    LedgerError,
    NewerLedgerError,
    NoLedgerError,
)
from scorecard.schema.frames import FIGURES

RECEIVED = datetime(2021, 4, 8, 1, 30, tzinfo=UTC)
KILLS = int(os.environ.get("LEDGER_KILLS", "10"))

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from scorecard.ledger.ledger import opened
first, count = int(sys.argv[2]), int(sys.argv[3])
with opened(Path(sys.argv[1]), create=True) as ledger:
    for number in range(first, first + count):
        header = {"sha256": f"{number:064d}", "organisation": "甲", "file": f"{number}.xlsx"}
        figures = [
            {"indicator": f"i{k}", "period": "2021-Q1", "basis": "period", "value": k, "cell": "D7"}
            for k in range(3)
        ]
        receipt = ledger.record(header, figures, datetime(2021, 4, 8, tzinfo=UTC))
        print(number, receipt.seq, flush=True)
"""


def header(number: int, **more: object) -> dict[str, object]:
    return {
        "sha256": f"{number:064d}",
        "organisation": "甲",
        "unit": "一局",
        "quarter": "2021-Q1",
        "file": f"{number}.xlsx",
        "known_on": "2021-04-08",
        "dated_by": "received",
        **more,
    }


def figure(value: float, indicator: str = "revenue", **more: object) -> dict[str, object]:
    return {
        "indicator": indicator,
        "period": "2021-Q1",
        "basis": "period",
        "value": value,
        "raw": str(value),
        "sheet": "填报",
        "cell": "D7",
        **more,
    }


def record(path: Path, number: int, *figures: dict[str, object], **more: object) -> Receipt:
    with opened(path, create=True) as ledger:
        return ledger.record(header(number, **more), figures, RECEIVED)


def test_a_recorded_return_reads_back_as_the_figures_frame(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3, evidence="统计局快报"), figure(0.1, "rate"))
    with opened(path) as ledger:
        frame = ledger_figures(ledger)
    assert list(frame.columns) == list(FIGURES)
    assert frame["value"].tolist() == [3.0, 0.1]
    assert frame["evidence"].iloc[0] == "统计局快报"
    assert frame["evidence"].isna().tolist() == [False, True]
    assert frame["known_on"].dt.strftime("%Y-%m-%d").tolist() == ["2021-04-08"] * 2
    assert frame["vintage"].tolist() == [1, 1]


def test_the_same_file_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    first = record(path, 1, figure(3))
    again = record(path, 1, figure(4))
    assert not first.known
    assert again.known
    assert (again.seq, again.head) == (first.seq, first.head)
    with opened(path) as ledger:
        assert ledger_figures(ledger)["value"].tolist() == [3.0]


def test_a_correction_adds_a_vintage_and_names_what_it_supersedes(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    record(path, 2, figure(5, reason="漏报一项"), known_on="2021-07-08")
    with opened(path) as ledger:
        frame = ledger_figures(ledger)
        entries = list(ledger.entries())
    assert frame["value"].tolist() == [3.0, 5.0]
    assert frame["vintage"].tolist() == [1, 2]
    assert [entry["supersedes"] for entry in entries] == [None, None, None, 2]
    assert entries[3]["reason"] == "漏报一项"


def test_nothing_is_ever_updated_or_deleted(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    with opened(path) as ledger:
        for statement in ("UPDATE entries SET value = 9", "DELETE FROM entries"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                ledger.connection.execute(statement)
        assert ledger.first_break() is None


@pytest.mark.parametrize(
    ("statement", "fault", "seq"),
    [
        ("UPDATE entries SET value = 9 WHERE seq = 2", "hash", 2),
        ("DELETE FROM entries WHERE seq = 3", "gap", 4),
        ("UPDATE entries SET previous = 'x' WHERE seq = 3", "link", 3),
        ("UPDATE entries SET note = 'x' WHERE seq = 4", "hash", 4),
    ],
)
def test_a_changed_ledger_is_noticed_at_the_entry(
    tmp_path: Path, statement: str, fault: str, seq: int
) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    record(path, 2, figure(4))
    connection = sqlite3.connect(path)
    connection.executescript(f"DROP TRIGGER no_update; DROP TRIGGER no_delete; {statement};")
    connection.close()
    with opened(path) as ledger:
        broken = ledger.first_break()
    assert broken is not None
    assert (broken.fault, broken.seq) == (fault, seq)


def test_a_failed_return_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    with pytest.raises(LedgerError):
        record(path, 2, figure(4), figure(5, cell=None))
    with opened(path) as ledger:
        assert ledger_figures(ledger)["value"].tolist() == [3.0]
        assert ledger.known_return(f"{2:064d}") is None
        assert ledger.first_break() is None


def test_two_runs_at_once_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"

    def run(first: int) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", WRITER, str(path), str(first), "20"],
            capture_output=True,
            text=True,
            check=False,
        )

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(run, (100, 200, 300)))
    assert [one.stderr for one in done] == ["", "", ""]
    with opened(path) as ledger:
        assert ledger.first_break() is None
        assert len(ledger.rows("return", ["seq"])) == 60
        assert len(ledger.rows("figure", ["seq"])) == 180


def test_killed_at_any_instant_loses_no_accepted_return(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    dice = random.Random(20211231)  # noqa: S311  (instants, not secrets)
    accepted: set[int] = set()
    for attempt in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(attempt * 1000), "900"],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout is not None
            for _ in range(dice.randint(1, 3)):
                accepted.add(int(writer.stdout.readline().split()[0]))
            for _ in range(dice.randint(0, 20_000)):  # another instant each time, without a clock
                pass
            writer.kill()
            accepted.update(int(line.split()[0]) for line in writer.stdout if line.endswith("\n"))
    with opened(path) as ledger:
        assert ledger.first_break() is None
        seen = {int(sha) for (sha,) in ledger.rows("return", ["sha256"])}
        per_return = ledger.rows("figure", ["return_seq"])
        assert len(per_return) == 3 * len(seen)
    assert accepted <= seen


def hashes(path: Path) -> list[str]:
    with opened(path) as ledger:
        assert ledger.first_break() is None
        assert ledger.unguarded() == ()
        return [str(entry["hash"]) for entry in ledger.entries()]


def test_backup_and_restore_give_the_same_chain(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "backups" / "2021.sqlite"
    record(path, 1, figure(3))
    first = hashes(path)
    assert copy_ledger(path, copy) == 2
    record(path, 2, figure(4), known_on="2021-07-08")
    both = hashes(path)
    done = restore_ledger(copy, path, tmp_path / "archive")
    assert done.entries == 2
    assert [(one["file"], one["known_on"]) for one in done.lacking] == [("2.xlsx", "2021-07-08")]
    assert hashes(path) == first
    assert done.kept is not None
    assert hashes(done.kept) == both
    assert sorted(p.name for p in copy.parent.iterdir()) == ["2021.sqlite"]


def test_a_backup_takes_the_place_of_an_earlier_one_only(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    record(path, 1, figure(3))
    copy_ledger(path, copy)
    record(path, 2, figure(4))
    assert copy_ledger(path, copy) == 4
    restore_ledger(copy, path, tmp_path / "archive")
    other = tmp_path / "other.sqlite"
    record(other, 3, figure(9))
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", encoding="utf-8")
    for wrong in (copy, notes):
        before = wrong.read_bytes()
        with pytest.raises(CopyInTheWayError):
            copy_ledger(other, wrong)
        assert wrong.read_bytes() == before


def hot_journal(path: Path) -> None:
    """A ledger as a run leaves it that was killed while it wrote: half a page, and a journal."""
    program = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 2")
connection.execute("BEGIN IMMEDIATE")
connection.execute("DROP TRIGGER no_update")
connection.execute("UPDATE entries SET note = printf('%.9000c', 'x')")
os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == 9
    assert path.with_name(path.name + "-journal").stat().st_size > 512


def test_the_journal_of_a_killed_run_does_not_touch_the_copy_put_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    record(path, 1, *(figure(n, f"i{n}") for n in range(40)))
    copy_ledger(path, copy)
    wanted = hashes(copy)
    record(path, 2, *(figure(n, f"i{n}") for n in range(40)))
    both = hashes(path)
    hot_journal(path)
    done = restore_ledger(copy, path, tmp_path / "archive")
    assert hashes(path) == wanted
    assert done.kept is not None
    assert hashes(done.kept) == both


def test_a_damaged_ledger_is_kept_and_replaced(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    record(path, 1, *(figure(n, f"i{n}") for n in range(40)))
    copy_ledger(path, copy)
    damaged = b"no database" * 1000
    path.write_bytes(damaged)
    done = restore_ledger(copy, path, tmp_path / "archive")
    assert hashes(path) == hashes(copy)
    assert done.kept is not None
    assert done.kept.read_bytes() == damaged
    assert done.lacking == ()


def test_what_is_no_ledger_is_not_put_back(tmp_path: Path) -> None:
    path, empty, text = (tmp_path / name for name in ("ledger.sqlite", "empty", "text"))
    record(path, 1, figure(3))
    before = path.read_bytes()
    empty.touch()
    text.write_text("text" * 500, encoding="utf-8")
    for wrong in (empty, text):
        with pytest.raises(LedgerError):
            restore_ledger(wrong, path, tmp_path / "archive")
    changed = tmp_path / "changed.sqlite"
    copy_ledger(path, changed)
    sabotage(changed, "UPDATE entries SET value = 9 WHERE seq = 2")
    with pytest.raises(BrokenChainError):
        restore_ledger(changed, path, tmp_path / "archive")
    assert path.read_bytes() == before
    assert {p.name for p in tmp_path.glob("*ledger*")} == {"ledger.sqlite"}


def test_a_run_does_not_write_into_a_ledger_that_was_replaced(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    record(path, 1, figure(3))
    copy_ledger(path, copy)
    with opened(path) as ledger:
        restore_ledger(copy, path, tmp_path / "archive")
        with pytest.raises(LedgerBusyError):
            ledger.record(header(2), [figure(4)], RECEIVED)
    assert len(hashes(path)) == 2


COPIER = """
import sys
from pathlib import Path
from scorecard.ledger.copies import copy_ledger, restore_ledger
ledger, copy, archive = map(Path, sys.argv[1:])
print("ready", flush=True)
while True:
    copy_ledger(ledger, copy)
    done = restore_ledger(copy, ledger, archive)
    done.kept.unlink()
"""


def test_killed_while_copying_leaves_good_ledgers(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "backups" / "copy.sqlite"
    record(path, 1, *(figure(n, f"i{n}") for n in range(30)))
    wanted = hashes(path)
    copy_ledger(path, copy)
    dice = random.Random(20220229)  # noqa: S311  (instants, not secrets)
    for _ in range(max(4, KILLS // 5)):
        with subprocess.Popen(
            [sys.executable, "-c", COPIER, str(path), str(copy), str(tmp_path / "archive")],
            stdout=subprocess.PIPE,
        ) as copier:
            assert copier.stdout is not None
            copier.stdout.readline()
            for _ in range(dice.randint(0, 400_000)):  # an instant, without a clock
                pass
            copier.kill()
        assert hashes(path) == wanted
        assert hashes(copy) == wanted
    assert copy_ledger(path, copy) == len(wanted)
    restore_ledger(copy, path, tmp_path / "archive")
    assert list(tmp_path.rglob("*.tmp*")) == []


def sabotage(path: Path, *statements: str) -> None:
    """Change a ledger behind the program's back."""
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER no_update; DROP TRIGGER no_delete;")
    connection.executescript(";".join(statements))
    connection.close()


def test_missing_guards_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    sabotage(path, "CREATE TRIGGER no_delete BEFORE DELETE ON entries BEGIN SELECT 1; END")
    with opened(path) as ledger:
        assert ledger.unguarded() == ("no_update", "no_delete")


LOOSENED = (
    "CREATE TABLE loose AS SELECT * FROM entries; DROP TABLE entries;"
    "ALTER TABLE loose RENAME TO entries; UPDATE entries SET seq = NULL WHERE seq = 3"
)


@pytest.mark.parametrize(
    "statement",
    [
        LOOSENED,
        "ALTER TABLE entries RENAME TO others; CREATE VIEW entries AS SELECT * FROM others",
        "DROP TABLE entries",
        "ALTER TABLE entries DROP COLUMN note",
        "PRAGMA user_version = 2",
        "UPDATE entries SET raw = CAST(x'ff41' AS TEXT) WHERE seq = 2",
        "UPDATE entries SET known_on = 'soon' WHERE seq = 2",
        "UPDATE entries SET period = 'never' WHERE seq = 2",
        "UPDATE entries SET value = 9e999 WHERE seq = 2",
    ],
)
def test_entries_that_nobody_can_read_are_one_sentence(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "ledger.sqlite"
    for number in range(20):
        record(path, number, figure(3 + number))
    sabotage(path, statement)

    def read() -> None:
        with opened(path) as ledger:
            ledger_figures(ledger)
            ledger.refuse_broken_chain()

    with pytest.raises(LedgerError) as refused:
        read()
    told = Words("en").error(refused.value)[0]
    assert not re.search("sqlite3|no such|already|column|decode|invalid", told), told


@pytest.mark.parametrize(
    "told", [{"head": 5}, {"head": None}, {"head": "\ud800"}, {"entries": 10**30, "head": 7}]
)
def test_a_witness_that_says_nothing_sensible_is_no_witness(
    tmp_path: Path, told: dict[str, object]
) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    document = {"entries": 2, "head": "", "growing": False, "archive": "", **told}
    (tmp_path / "ledger.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(LedgerError), opened(path, tmp_path):
        pass


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerLedgerError, match="99"), opened(path):
        pass
    with pytest.raises(NewerLedgerError):
        copy_ledger(path, tmp_path / "copy.sqlite")
    assert path.read_bytes() == before


def test_a_ledger_that_another_run_holds_is_called_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecard.ledger.ledger.TIMEOUT_SECONDS", 0.05)
    path = tmp_path / "ledger.sqlite"
    record(path, 1, figure(3))
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerBusyError, match="another run"):
        record(path, 2, figure(4))
    holder.execute("ROLLBACK")
    holder.close()


def test_no_ledger_is_made_where_one_is_only_read(tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError), opened(tmp_path / "ledger.sqlite"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_broken_ledger_is_not_copied(tmp_path: Path) -> None:
    path, copy = tmp_path / "ledger.sqlite", tmp_path / "copy.sqlite"
    record(path, 1, figure(3))
    connection = sqlite3.connect(path)
    connection.executescript("DROP TRIGGER no_update; UPDATE entries SET value = 9 WHERE seq = 2;")
    connection.close()
    with pytest.raises(LedgerError):
        copy_ledger(path, copy)
    assert not copy.exists()


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    text, other = tmp_path / "text.sqlite", tmp_path / "other.sqlite"
    text.write_text("this is not a database, however long the text may be" * 50)
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    for path in (text, other, tmp_path / "absent.sqlite"):
        before = path.read_bytes() if path.exists() else None
        with pytest.raises(LedgerError), opened(path):
            pass
        assert (path.read_bytes() if path.exists() else None) == before


def test_a_ledger_in_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "ledger.sqlite"
    record(path, 1, figure(3))
    frozen = tmp_path / "frozen.sqlite"
    shutil.copy(path, frozen)
    frozen.chmod(0o444)
    with opened(frozen) as ledger:
        assert ledger_figures(ledger)["value"].tolist() == [3.0]


def test_projects_are_recorded_with_their_return_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    seen = {"kind": "register", "value": 1.0, "sheet": "项目", "cell": "A3"}
    state = {"project": "P-01", "name": "虚构酒厂", "stage": "signed", "land": 5.0, "unit": "一局"}
    entry = {"kind": "project", "project": "P-01", "content": content_of(state), "cell": "A4"}
    with opened(path, create=True) as ledger:
        first = ledger.record(header(1), [figure(1.0)], RECEIVED, [seen, entry])
        second = ledger.record(header(2, quarter="2021-Q2"), [], RECEIVED, [seen, entry])
        assert (first.projects, second.projects) == (1, 1)
        states, lists = ledger_projects(ledger)
        assert ledger.first_break() is None
        rows = list(ledger.entries())
    assert states["project"].tolist() == ["P-01", "P-01"]
    assert states["name"].tolist() == ["虚构酒厂"] * 2
    assert states["stands_on"].dt.date.astype(str).tolist() == ["2021-03-31", "2021-06-30"]
    assert lists[["unit", "cell"]].to_numpy().tolist() == [["一局", "A3"]] * 2
    assert [row["supersedes"] for row in rows if row["kind"] == "project"] == [None, 4]
    with opened(path) as ledger:
        assert len(ledger_projects(ledger, up_to=4)[0]) == 1
        assert len(ledger_projects(ledger, after=4)[0]) == 1


def test_a_changed_project_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    entry = {"kind": "project", "project": "P-01", "content": '{"land":5.0}', "cell": "A4"}
    with opened(path, create=True) as ledger:
        ledger.record(header(1), [], RECEIVED, [entry])
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER no_update")
    connection.execute("""UPDATE entries SET content = '{"land":50.0}' WHERE seq = 2""")
    connection.commit()
    connection.close()
    with opened(path) as ledger:
        broken = ledger.first_break()
    assert broken is not None
    assert (broken.seq, broken.fault) == (2, "hash")


OLD_SCHEMA = """
CREATE TABLE entries (
  {columns},
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  CHECK (kind IN ('return', 'figure'{kinds})),
  FOREIGN KEY (return_seq) REFERENCES entries (seq),
  FOREIGN KEY (supersedes) REFERENCES entries (seq)
) STRICT;
CREATE UNIQUE INDEX one_return_a_file ON entries (sha256) WHERE kind = 'return';
CREATE INDEX figures_by_key ON entries (organisation, indicator, period, basis)
  WHERE kind = 'figure';
CREATE TRIGGER no_update BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER no_delete BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
PRAGMA application_id = {application};
{indexes}PRAGMA user_version = {version};
"""
"""How ledgers were made before there were projects, and before there were answers in them."""
PROJECTS_BY_KEY = (
    "CREATE INDEX projects_by_key ON entries (organisation, project) WHERE kind = 'project';\n"
)


@pytest.mark.parametrize("version", [1, 2])
def test_a_ledger_of_an_older_schema_is_brought_up_to_date(version: int, tmp_path: Path) -> None:
    new, old = tmp_path / "new.sqlite", tmp_path / "old.sqlite"
    for number in range(1, 4):
        record(new, number, figure(float(number)), figure(2.0, "rate"))
    fields = dict(FIELDS)
    if version > 1:
        fields |= {"project": "TEXT", "content": "TEXT"}
        entry = {"kind": "project", "project": "P-01", "content": '{"land":5.0}', "cell": "A4"}
        with opened(new) as ledger:
            ledger.record(header(9), [], RECEIVED, [entry])
    columns = ",\n".join(
        f"{name} {kind}" + (" PRIMARY KEY" if name == "seq" else "")
        for name, kind in fields.items()
    )
    script = OLD_SCHEMA.format(
        columns=columns,
        application=APPLICATION_ID,
        version=version,
        kinds=", 'project'" if version > 1 else "",
        indexes=PROJECTS_BY_KEY if version > 1 else "",
    )
    connection = sqlite3.connect(old)
    connection.executescript(script)
    names = ", ".join([*fields, "previous", "hash"])
    connection.execute("ATTACH ? AS new", (str(new),))
    connection.execute(f"INSERT INTO entries ({names}) SELECT {names} FROM new.entries")  # noqa: S608
    connection.commit()
    connection.close()
    with ThreadPoolExecutor(4) as pool:
        heads = list(pool.map(_head, [old] * 4))
    assert len(set(heads)) == 1
    with opened(old) as ledger, opened(new) as other:
        assert ledger.first_break() is None
        assert list(ledger.entries()) == list(other.entries())
        pd.testing.assert_frame_equal(ledger_figures(ledger), ledger_figures(other))
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ledger.connection.execute("DELETE FROM entries")
    record(old, 4, figure(9.0))
    with opened(old) as ledger:
        assert ledger.first_break() is None
        assert next(reversed(list(ledger.entries())))["supersedes"] is not None


def _head(path: Path) -> str | None:
    with opened(path) as ledger:
        return ledger.head()
