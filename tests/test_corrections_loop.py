"""The correction loop: what a unit has mended is never lost, and what is settled is never told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest
from people import FORM, NOW, SOUND, ZONE, Person, Zone, with_past
from scratch import scorecard

from scorecard.i18n import Words
from scorecard.pipeline.collect import Collected, collect
from scorecard.pipeline.inbox import Reception, refusals_file
from scorecard.read.guard import Guard
from scorecard.schema.errors import ClockSetBackError, FutureReceiptError
from scorecard.workspace import load_workspace

QUARTER: Final = "2026-Q3"
DAY: Final = date(2026, 10, 9)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zone]:
    with Guard(workers=1) as guard:
        made = with_past(tmp_path_factory.mktemp("loop") / "zone", guard)
        made.form(QUARTER)
        shutil.rmtree(made.root / "inbox")
        yield made


@pytest.fixture
def zone(past: Zone, tmp_path: Path) -> Zone:
    shutil.copytree(past.root, tmp_path / "zone")
    return Zone(tmp_path / "zone", past.guard)


def told(done: Collected) -> dict[str, str]:
    """What is said of each file of which anything is said."""
    return {
        one.path.name: str(one.fate)
        for one in done.files
        if one.findings or one.fate != "passed_over"
    }


def mended(path: Path, **values: float) -> None:
    """Somebody opens the copy, types over what is marked, and saves it where it lies."""
    person = Person(path.read_bytes())
    for indicator, value in values.items():
        person.type(indicator, "this_period", value)
    path.write_bytes(person.saved())


def faulty(form: bytes) -> bytes:
    person = Person(form)
    person.fill(SOUND)
    person.type("firms", "this_period", "—")
    person.type("energy", "this_period", "看情况")
    return person.saved()


def test_a_marked_copy_that_was_mended_takes_the_place_of_its_original(zone: Zone) -> None:
    inbox = zone.root / "reports" / QUARTER / "returns"
    inbox.mkdir(parents=True)
    (inbox / "a.xlsx").write_bytes(faulty(zone.form(QUARTER)))
    original, first, second = (
        inbox / name for name in ("a.xlsx", "a.marked.xlsx", "a.marked-2.xlsx")
    )
    sent = original.read_bytes()

    assert told(zone.collect(inbox)) == {"a.xlsx": "refused"}
    handed_back, written = first.read_bytes(), first.stat().st_mtime_ns
    assert told(zone.collect(inbox)) == {"a.xlsx": "refused"}, "a copy is no return as it was"
    assert (first.read_bytes(), first.stat().st_mtime_ns) == (handed_back, written), "left alone"
    assert scorecard("--lang", "en", "collect", str(inbox), folder=zone.root).code == 1
    assert first.read_bytes() != handed_back, "it says the same in another language"
    zone.collect(inbox)
    handed_back = first.read_bytes()
    assert {p.name for p in inbox.iterdir()} == {"a.xlsx", "a.marked.xlsx"}

    mended(first, firms=1_447)  # one of the two faults
    half = first.read_bytes()
    assert told(zone.collect(inbox)) == {"a.marked.xlsx": "refused"}
    assert first.read_bytes() == half != handed_back, "what the unit has done is never written over"
    assert second.exists()

    mended(second, energy=0.5)
    done = zone.collect(inbox)
    assert told(done) == {"a.marked-2.xlsx": "recorded"}
    assert done.unread == ()
    assert original.read_bytes() == sent

    # From now on nobody hears of any of them again.
    assert told(zone.collect(inbox)) == {"a.marked-2.xlsx": "known"}
    assert told(zone.collect(original)) == {}
    run = scorecard("collect", str(inbox), "--received-on", "2026-10-09", folder=zone.root)
    assert run.code == 0
    assert "a.xlsx" not in run.out
    assert "待更正" not in run.out
    missing = scorecard("status", "--missing", "--as-of", "2026-10-20", folder=zone.root)
    assert "待更正" not in missing.out


def test_a_mended_copy_counts_where_the_original_is_gone_and_nothing_is_remembered(
    zone: Zone,
) -> None:
    path = zone.save(faulty(zone.form(QUARTER)), "b.xlsx")
    zone.collect(path)
    path.unlink()
    copy = path.with_name("b.marked.xlsx")
    mended(copy, firms=1_447, energy=0.5)
    refusals_file(load_workspace(zone.root)).unlink()
    assert told(zone.collect(path.parent)) == {"b.marked.xlsx": "recorded"}


def test_a_refused_return_that_was_replaced_is_not_told_again(zone: Zone) -> None:
    first = zone.save(faulty(zone.form(QUARTER)), "first.xlsx")
    zone.collect(first)
    person = Person(zone.form(QUARTER))
    person.fill({**SOUND, "firms": (1_448,)})
    other = zone.save(person.saved(), "other.xlsx")
    done = zone.collect(first.parent)
    assert told(done) == {"first.xlsx": "refused", "other.xlsx": "recorded"}
    assert told(zone.collect(other.parent)) == {"other.xlsx": "known"}
    assert "待更正" not in scorecard("status", "--missing", folder=zone.root).out


def test_only_what_is_due_is_outstanding(zone: Zone) -> None:
    """What no target asks for yet (a ranking before the due one) or any more (done) is not due."""
    done = zone.collect(zone.save(faulty(zone.form("2026-Q1"))), day=date(2026, 3, 31))
    assert done.outstanding == (), "the quarter has not ended"
    person = Person(zone.form(QUARTER))
    person.fill({"firms": (1_447,)})
    mine = zone.collect(zone.save(person.saved(), FORM)).outstanding[0]
    assert (mine.organisation, "place" in mine.indicators) == (ZONE, False)
    assert "plan" not in mine.indicators, "it is due in 2027"
    assert "energy" in mine.indicators
    person.fill({"plan": (1,), "firms": (1_447,)})
    zone.collect(zone.save(person.saved(), "done.xlsx"))
    later = Person(zone.form("2026-Q4"))
    later.fill({"firms": (1_460,)})
    path = zone.save(later.saved(), "q4.xlsx")
    (taken,) = (done := zone.collect(path)).files
    assert [f.code for f in taken.findings if f.severity == "error"] == ["F167"]
    assert done.outstanding == (), "the quarter has not ended"
    january = Reception(date(2027, 1, 8), "stated", datetime(2027, 1, 8, 12, tzinfo=UTC))
    workspace = load_workspace(zone.root)
    due = collect(workspace, [path], january, Words("zh"), guard=zone.guard).outstanding[0]
    assert "energy" in due.indicators
    assert "plan" not in due.indicators, "it is done"


# ------------------------------------------------------------------ days that would void figures


def test_a_day_to_come_and_a_clock_set_back_are_refused(zone: Zone) -> None:
    workspace, path = load_workspace(zone.root), zone.save(faulty(zone.form(QUARTER)))
    ahead = Reception(date(2026, 10, 10), "stated", NOW)
    back = Reception(date(2026, 10, 8), "received", datetime(2026, 10, 8, 12, tzinfo=UTC))
    for reception, error in ((ahead, FutureReceiptError), (back, ClockSetBackError)):
        with pytest.raises(error):
            collect(workspace, [path], reception, Words("zh"), guard=zone.guard)
    pinned = replace(workspace, as_of=date(2026, 10, 10))
    assert collect(pinned, [path], ahead, Words("zh"), guard=zone.guard).files
    run = scorecard("collect", "inbox", "--received-on", "2099-01-01", folder=zone.root)
    assert (run.code, run.out) == (2, "")
    assert "2099年1月1日还没有到" in run.err


def test_a_figure_received_before_the_one_on_record_is_refused(zone: Zone) -> None:
    values = {"firms": (1_447,)}
    for day, value, fate in ((DAY, 1_447, "recorded"), (date(2026, 10, 8), 1_450, "refused")):
        person = Person(zone.form(QUARTER))
        person.fill({**values, "firms": (value,)})
        person.type("firms", "note", "虚构示例：重新核对")
        (taken,) = zone.collect(zone.save(person.saved(), f"{value}.xlsx"), day=day).files
        assert taken.fate == fate
    (wrong,) = [f for f in taken.findings if f.severity == "error"]
    assert wrong.code == "F169"
    said = Words("zh").finding(wrong)
    assert "1447是2026年10月9日收到的" in said.message
    assert "永远不会生效" in said.message


def test_what_waits_is_kept_with_what_it_was(zone: Zone) -> None:
    """The file only grows: what was there before can still be read."""
    path = zone.save(faulty(zone.form(QUARTER)), "c.xlsx")
    zone.collect(path)
    kept = refusals_file(load_workspace(zone.root))
    found = json.loads(kept.read_bytes())
    (one,) = found["refused"]
    assert (one["file"], one["errors"]) == ("inbox/c.xlsx", 2)
    one.pop("sha256")
    kept.write_text(json.dumps({"refused": [one]}), "utf-8")
    assert (
        "待更正" in scorecard("status", "--missing", "--as-of", "2026-10-20", folder=zone.root).out
    )
