"""`scorecard notice`: word for word what the published scorecard says, in both languages."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import zipfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm
from examples import QUARTER, rendered_example
from fictional_view import fictional_view
from scratch import scorecard

from scorecard.cli.console import open_workspace
from scorecard.excel.text import display_width
from scorecard.i18n import Words, number_text, percent_text, settled
from scorecard.pipeline.publish import write_notices
from scorecard.report.attention import Account, said
from scorecard.report.notice import SIGNED, notices, text_of, word_of
from scorecard.report.page import (
    lead_sentence,
    page_of,
    second_sentence,
    unit_pages,
    unit_tiles,
)
from scorecard.report.scores import place_of, points_text
from scorecard.report.slide import message_of
from scorecard.report.view import ScoreRow, View
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import Followed, FollowUp, Told
from scorecard.schema.vocabulary import BEHIND, Status
from scorecard.store import sha256


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notice_says_what_the_page_says(language: str) -> None:
    view, words = fictional_view(language, 8), Words(language)
    red = next(row for row in view.rows if row.status in BEHIND)
    typed = FollowUp("虚构原因" + "很长" * 40, "虚构措施", "虚构人", "2031-03-31")
    view = replace(view, followups={red.target: Followed(typed)})
    page = page_of(view, words)
    first, *reminders = notices(view, page, words)
    told = text_of(first, words).decode()
    assert lead_sentence(view, words) in told
    assert second_sentence(view, words) in told
    assert page.data in told
    assert page.alarms
    for alarm in page.alarms:
        row = alarm.row
        for shown in (row.name, row.status_text, alarm.run, alarm.asked, alarm.need.rstrip(".。")):
            assert shown in told, row.name
        expected = "" if row.status == Status.MISSED else row.expected_text
        assert not alarm.stands or (row.actual_text in told and expected in told)
    assert all(part in told for part in ("虚构原因" + "很长" * 40, "虚构措施", "虚构人"))
    for coming in page.coming:
        assert all(part in told for part in (coming.day, *coming.name.split(" · ")))
    assert "责任单位：" in told or "To all units:" in told
    assert told.rstrip().endswith(view.as_of_text), "signed with the day that it tells of"
    late = {(one.row.organisation, one.row.unit) for one in view.missing}
    assert len(reminders) == len(late) > 0
    for one in view.missing:
        (mine,) = (r for r in reminders if one.row.name in text_of(r, words).decode())
        letter = text_of(mine, words).decode()
        assert (one.row.unit_name or one.row.organisation) in letter
        assert all(p in letter for p in (one.row.deadline_text, str(one.days_late)))
    for notice in (first, *reminders):
        document = docx.Document(io.BytesIO(word_of(notice, words)))
        assert [p.text for p in document.paragraphs] == [p.text for p in notice.paragraphs]
        assert abs((document.sections[0].page_width or 0) - Mm(210)) < Mm(1), "A4"
        assert word_of(notice, words) == word_of(notice, words)


def test_of_several_organisations_a_notice_has_a_sender() -> None:
    view, words = fictional_view("zh", 8), Words("zh")
    assert len(view.organisations) > 1
    first, *rest = notices(view, page_of(view, words), words)
    signed = [one.text for one in first.paragraphs if one.kind == SIGNED]
    assert signed[0] == "、".join(block.organisation for block in view.organisations)
    signing = notices(view, page_of(view, words), words, "考核办（虚构）")
    for one in signing:
        assert next(p.text for p in one.paragraphs if p.kind == SIGNED) == "考核办（虚构）"
    assert len(signing) == len(rest) + 1


def test_without_anything_wrong_a_notice_says_so_and_reminds_nobody() -> None:
    view, words = _calm(fictional_view("zh", 8)), Words("zh")
    (only,) = notices(view, page_of(view, words), words)
    assert "本季没有滞后、略滞后、未完成或未报的目标。" in text_of(only, words).decode()


def _score(organisation: str, unit: str, kind: str, rank: int | None = 1) -> ScoreRow:
    known: dict[str, Any] = {field.name: None for field in fields(ScoreRow)}
    own = {"organisation": organisation, "unit": unit, "unit_name": unit, "who": unit, "text": ""}
    score = {"weight_total": 4.0, "points": 1.03, "points_due": 2.0, "rate": 0.514, "missing": 0}
    own |= {"ranked_by": "points"}
    score |= {"targets_judged": 2, "targets_on_schedule": 1}
    return ScoreRow(**{**known, **own, **score, "rank": rank, "score_kind": kind})


@pytest.mark.parametrize("kind", ["count", "points"])
def test_the_league_is_of_units_and_without_weights_tells_no_points(kind: str) -> None:
    view, words = fictional_view("zh", 8), Words("zh")
    names = [block.organisation for block in view.organisations]
    rows = [_score(name, unit, kind) for name in names for unit in ("", "甲局", "乙局")]
    rows = [row for row in rows if row.organisation == names[0] or row.unit != "乙局"]
    several = replace(view, scores=tuple(rows))
    page = page_of(several, words)
    told = text_of(notices(several, page, words)[0], words).decode()
    points, rate = "得1分，应得2分", "得分率"
    if kind == "count":
        points, rate = "已判断2项，达进度1项", "达进度率"
    share = f"{rate}50.0%" if kind == "count" else f"{rate}51.4%"
    placed = share.removeprefix("得分率")  # the heading says it: each stands on one line
    assert f"第1名　{names[1]}：{placed}（{points}）" in told
    assert f"第1名　{names[0]}乙局：{placed}（{points}）" in told
    assert f"\n　　{names[1]}甲局：{share}（{points}）" in told, "one is not placed"
    assert told.index(f"二、{rate}排名") < told.index(f"三、责任单位{rate}排名")
    assert ("得分" in told) is (kind == "points")
    assert ("权重" in told) is (kind == "points")
    weights = {alarm.weight is None for alarm in page.alarms}
    assert weights == {kind == "count"}
    (tile, *_, every, _) = unit_tiles(
        view.rows, rows[-1], place_of(rows[-1], rows), (None, ()), words
    )
    assert tile.number == "–", "a single unit has no place"
    assert ("权重" in every.name) is (kind == "points")
    rows = [replace(row, rank=None) if row.unit == "乙局" else row for row in rows]
    assert place_of(rows[1], rows) == (1, 1), "the only placed one of several has its place"
    rows = list(several.scores)
    one = replace(view, organisations=view.organisations[:1], scores=tuple(rows[:2]))
    told = text_of(notices(one, page_of(one, words), words)[0], words).decode()
    assert "得分率排名" not in told
    assert "第1名" not in told
    silent = replace(rows[1], unit="丙局", unit_name="丙局", rank=None, missing=2)
    silent = replace(silent, rate=None, targets_judged=0)
    one = replace(view, organisations=view.organisations[:1], scores=(*rows[:3], silent))
    told = text_of(notices(one, page_of(one, words), words)[0], words).decode()
    assert "丙局：数据未报，不参与排名" in told
    assert told.splitlines()[4].endswith(f"目标推进情况通报如下（数据截至{one.as_of_text}）：")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["count", "points"])
def test_a_single_unit_is_not_said_to_lose_most(kind: str, language: str) -> None:
    view, words = fictional_view(language, 8), Words(language)
    blocks = tuple(
        replace(
            block, rows=tuple(replace(row, unit="甲局", unit_name="甲局") for row in block.rows)
        )
        for block in view.organisations[:1]
    )
    name = blocks[0].organisation
    one = replace(
        view, organisations=blocks, scores=(_score(name, "", kind), _score(name, "甲局", kind))
    )
    page = page_of(one, words)
    (own,) = unit_pages(one, words)
    told = (second_sentence(one, words), own.second, message_of(one, page, words))
    assert not any(word in text for text in told for word in ("最多", "Most", "100%"))
    rows = tuple(replace(row, unit_name="乙局", unit="乙局") for row in blocks[0].rows[:1])
    alike = replace(
        one,
        organisations=(replace(blocks[0], rows=blocks[0].rows + rows),),
        scores=(*one.scores, _score(name, "乙局", kind)),
    )
    both = second_sentence(alike, words)
    assert ("甲局、乙局（各" in both) if language == "zh" else ("甲局, 乙局 (1 " in both)


def test_the_pace_of_a_per_cent_level_is_told_in_points(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    book = rendered_example(tmp_path_factory, "zh")[0] / "reports" / QUARTER / "scorecard.xlsx"
    formats = re.findall(rb'formatCode="([^"]+)"', zipfile.ZipFile(book).read("xl/styles.xml"))
    signed = [found.decode() for found in formats if found.startswith(b"+#")]
    assert any("个百分点" in one for one in signed)
    assert not any("%" in one for one in signed), signed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_within_a_line_cause_and_measure_are_cut_never_person_and_date(language: str) -> None:
    words, room = Words(language), 60
    cause, action = "permit came late " * 9, "two teams more " * 9
    for account in (
        Account(cause, action, "Li", "30 Nov"),
        Account(cause, "two teams", "Li", "30 Nov"),
        Account("late", action, "Li", "30 Nov"),
        Account(cause, "", "Li", "30 Nov"),
    ):
        told = said(account, words, room)
        assert room - 10 <= display_width(told) <= room
        assert "Li" in told[-15:]
        assert "30 Nov" in told[-15:]
        assert told.startswith(account.cause[:4])
        assert account.measure[:9] in told
    assert said(Account("late", "two teams", "Li"), words, room) == said(
        Account("late", "two teams", "Li"), words
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_promise_whose_day_has_passed_untold_is_past_its_date(language: str) -> None:
    view, words = fictional_view(language, 8), Words(language)
    target = page_of(view, words).alarms[0].row.target
    for day, past in (("2000-01-31", True), ("2999-01-31", False)):
        form = Followed(form=Told(promise=FollowUp(action="two teams more", by_when=day)))
        told = replace(view, followups={target: form})
        text = text_of(notices(told, page_of(told, words), words)[0], words).decode()
        assert ("two teams more" in text) == past
        assert text.count({"zh": "已过期未填落实情况", "en": "past its date"}[language]) == 2 * past


def test_a_reminder_counts_as_overdue_what_the_notice_does() -> None:
    view, words = fictional_view("zh", 8), Words("zh")
    (late,) = view.missing
    newer = replace(late.row, target="newer", name="较早数据已判断", status=Status.ACHIEVED)
    both = replace(view, missing=(late, replace(late, row=newer, targets=("newer",))))
    (_, reminder) = notices(both, page_of(both, words), words)
    told = text_of(reminder, words).decode()
    assert "有1项数据逾期未报，请尽快报送：\n　　1. " + late.row.name in told
    assert "另有1项目标已按较早的数据判断，其最新数据逾期未报" in told
    assert "2. 较早数据已判断" in told


def _calm(view: View) -> View:
    blocks = tuple(
        replace(block, rows=tuple(replace(row, status=Status.ON_TRACK) for row in block.rows))
        for block in view.organisations
    )
    return replace(view, organisations=blocks, missing=())


def _as_it_was(published: Path) -> None:
    """A document of the time before a key was renamed and others were added."""
    document = json.loads(published.read_text("utf-8"))
    for row in document["assessments"]:
        row["followup"] = row.pop("account")
    for row in document["scores"]:
        del row["ranked_by"], row["score_kind"]
    published.write_text(json.dumps(document), "utf-8")


def _stale_ones_go(example: Path, whole: Path) -> None:
    """What stands there as it was written is replaced or removed, what somebody changed is not."""
    told = whole.read_text("utf-8")
    again = scorecard("notice", QUARTER, folder=example)
    assert f"{whole.stem}-2" not in again.out
    record = whole.parent / ".written.json"
    document = json.loads(record.read_bytes())
    for name in ("催办函-甲局.txt", "催办函-乙局.txt"):
        (record.parent / name).write_text("旧", "utf-8")
        document["zh"][name] = sha256("旧".encode())
    document["zh"][whole.name] = sha256("旧通报".encode())
    record.write_text(json.dumps(document), "utf-8")
    whole.write_text("旧通报", "utf-8")
    (record.parent / "催办函-乙局.txt").write_text("改过", "utf-8")
    again = scorecard("notice", QUARTER, folder=example)
    assert whole.read_text("utf-8") == told, "as it was written, so written over"
    assert not (record.parent / "催办函-甲局.txt").exists(), "as it was written, so removed"
    assert (record.parent / "催办函-乙局.txt").exists(), "changed by somebody, so kept"
    assert "催办函-乙局.txt：内容已不再适用；因有人改过，予以保留。" in again.err
    whole.write_text("改过", "utf-8")
    again = scorecard("notice", QUARTER, folder=example)
    assert whole.read_text("utf-8") == "改过"
    assert f"{whole.stem}-2.txt" in again.out


def test_the_command_writes_what_is_published(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every number of the league and the list is the published one; edits are kept."""
    example = shutil.copytree(rendered_example(tmp_path_factory, "zh")[0], tmp_path / "demo")
    folder = example / "reports" / QUARTER
    run = scorecard("notice", QUARTER, folder=example)
    assert run.code == 0, run.err
    written = sorted(p for p in (folder / "notices").iterdir() if not p.name.startswith("."))
    assert {path.suffix for path in written} == {".txt", ".docx"}
    assert all(path.name in run.out for path in written)
    whole = next(path for path in written if "通报" in path.name and path.suffix == ".txt")
    told = whole.read_text("utf-8")
    published = json.loads((folder / "scorecard.json").read_bytes())
    for row in published["scores"]:
        if row["unit"] is None and row["rank"] is not None:
            rate, points = percent_text(settled(row["rate"])), points_text(row["points"])
            assert f"第{row['rank']}名" in told
            assert f"{row['organisation']}：{rate}" in told
            assert f"得{points}分" in told
    behind = [one for one in published["assessments"] if one["status"] in BEHIND]
    assert behind
    for one in behind:
        assert one["name"] in told
        assert one["measure"] == "milestone" or number_text(one["actual"]) in told
    late = [one for one in published["assessments"] if one["status"] == "overdue"]
    reminders = [p for p in written if "催办函" in p.name and p.suffix == ".txt"]
    assert bool(late) is bool(reminders)
    _stale_ones_go(example, whole)
    unpublished = scorecard("notice", "2025-Q1", folder=example)
    assert unpublished.code == 2, "not published"
    assert "scorecard render 2025-Q1" in unpublished.err, "a command that can be typed as it stands"
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "docx", None)
        quarter, words = parse_period(QUARTER).period, Words("zh")
        sent = write_notices(open_workspace(example), quarter, words, example / "texts")
    assert sent.lacking == "docx", "then the command says what to install, and ends with 2"
    assert {path.suffix for path in sent.files} == {".txt"}
    _as_it_was(example / "reports" / QUARTER / "scorecard.json")
    assert scorecard("notice", QUARTER, folder=example).code == 0, "read as it was published"
    settings = example / "scorecard.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[thresholds]\non_track = 0.99\n", "utf-8")
    refused = scorecard("notice", QUARTER, folder=example)
    assert refused.code == 2, "the published one says other things"
    assert f"scorecard render {QUARTER}" in refused.err
