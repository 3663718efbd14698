"""`scorecard notice`: word for word what the published scorecard says, in both languages."""

from __future__ import annotations

import io
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.shared import Mm
from examples import QUARTER, rendered_example
from fictional_view import fictional_view
from scratch import scorecard

from scorecard.cli.options import open_workspace
from scorecard.i18n import Words, number_text, percent_text, settled
from scorecard.pipeline.publish import write_notices
from scorecard.report.notice import notices, text_of, word_of
from scorecard.report.page import lead_sentence, page_of, second_sentence
from scorecard.report.scores import points_text
from scorecard.report.view import View
from scorecard.schema.period import parse_period
from scorecard.schema.quarterly_form import Followed, FollowUp
from scorecard.schema.vocabulary import BEHIND, Status


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
        for said in (row.name, row.status_text, alarm.run, alarm.asked, alarm.need.rstrip(".。")):
            assert said in told, row.name
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
        said = text_of(mine, words).decode()
        assert (one.row.unit_name or one.row.organisation) in said
        assert all(p in said for p in (one.row.deadline_text, str(one.days_late)))
    for notice in (first, *reminders):
        document = docx.Document(io.BytesIO(word_of(notice, words)))
        assert [p.text for p in document.paragraphs] == [p.text for p in notice.paragraphs]
        assert abs((document.sections[0].page_width or 0) - Mm(210)) < Mm(1), "A4"
        assert word_of(notice, words) == word_of(notice, words)


def test_without_anything_wrong_a_notice_says_so_and_reminds_nobody() -> None:
    view, words = _calm(fictional_view("zh", 8)), Words("zh")
    (only,) = notices(view, page_of(view, words), words)
    assert "本季没有滞后、略滞后、未完成或未报的目标。" in text_of(only, words).decode()


def _calm(view: View) -> View:
    blocks = tuple(
        replace(block, rows=tuple(replace(row, status=Status.ON_TRACK) for row in block.rows))
        for block in view.organisations
    )
    return replace(view, organisations=blocks, missing=())


def test_the_command_writes_what_is_published(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every number of the league and the list is the published one; edits are kept."""
    example = shutil.copytree(rendered_example(tmp_path_factory, "zh")[0], tmp_path / "demo")
    folder = example / "reports" / QUARTER
    run = scorecard("notice", QUARTER, folder=example)
    assert run.code == 0, run.err
    written = sorted((folder / "notices").iterdir())
    assert {path.suffix for path in written} == {".txt", ".docx"}
    assert all(path.name in run.out for path in written)
    published = json.loads((folder / "scorecard.json").read_bytes())
    whole = next(path for path in written if "通报" in path.name and path.suffix == ".txt")
    told = whole.read_text("utf-8")
    for row in published["scores"]:
        if row["unit"] is None and row["rank"] is not None:
            rate, points = percent_text(settled(row["rate"])), points_text(row["points"])
            assert f"第{row['rank']}名" in told
            assert f"{row['organisation']}：得分率{rate}" in told
            assert f"得{points}分" in told
    behind = [one for one in published["assessments"] if one["status"] in BEHIND]
    assert behind
    for one in behind:
        assert one["name"] in told
        assert one["measure"] == "milestone" or number_text(one["actual"]) in told
    late = [one for one in published["assessments"] if one["status"] == "overdue"]
    reminders = [p for p in written if "催办函" in p.name and p.suffix == ".txt"]
    assert bool(late) is bool(reminders)
    whole.write_text("改过", "utf-8")
    again = scorecard("notice", QUARTER, folder=example)
    assert whole.read_text("utf-8") == "改过"
    assert f"{whole.stem}-2.txt" in again.out
    assert scorecard("notice", "2025-Q1", folder=example).code == 2, "not published"
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "docx", None)
        quarter, words = parse_period(QUARTER).period, Words("zh")
        sent = write_notices(open_workspace(example), quarter, words, example / "texts")
    assert sent.lacking == "docx", "then the command says what to install, and ends with 2"
    assert {path.suffix for path in sent.files} == {".txt"}
    settings = example / "scorecard.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[thresholds]\non_track = 0.99\n", "utf-8")
    refused = scorecard("notice", QUARTER, folder=example)
    assert refused.code == 2, "the published one says other things"
