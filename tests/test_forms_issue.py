"""Forms issued into a workspace: written whole, never over what somebody has filled in."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from fictional_forms import INDICATORS, TARGETS, ZONE, a_book, figures
from scratch import workspace

from scorecard.cli import main
from scorecard.forms.face import form_workbook
from scorecard.i18n import Words
from scorecard.pipeline.forms import RECORD, Issued, issue, named, plans_of
from scorecard.pipeline.load import Data
from scorecard.schema.findings import Finding, Origin
from scorecard.schema.frames import FIGURES, Books, Table
from scorecard.schema.period import parse_period
from scorecard.schema.vocabulary import Severity
from scorecard.workspace import Workspace

QUARTER: Final = parse_period("2026-Q3").period
NAME: Final = f"{ZONE}-经济发展局.xlsx"


def a_workspace(root: Path, books: Books | None = None, *faults: Finding) -> Data:
    """A workspace in this folder with the fictional book and its figures."""
    known = figures()
    table = Table(known, known[list(FIGURES)].astype("str"))
    return Data(Workspace(root, "虚构示例"), books or a_book(), table, faults)


def sent_out(root: Path, language: str = "zh") -> Issued:
    return issue(a_workspace(root), QUARTER, Words(language))


def filled_in(path: Path) -> bytes:
    """Fill in one cell, as a unit does."""
    book = openpyxl.load_workbook(path)
    book["填报表"]["H5"] = 900_000
    book.save(path)
    return path.read_bytes()


def test_forms_stand_in_the_quarters_folder(tmp_path: Path) -> None:
    issued = sent_out(tmp_path)
    assert issued.folder == tmp_path / "reports" / "2026-Q3" / "forms"
    assert (issued.written, issued.same, issued.kept) == ((NAME,), (), ())
    book = openpyxl.load_workbook(issued.folder / NAME)
    assert book["填报表"]["A1"].value == "2026年第三季度目标完成情况表"


def test_issued_again_nothing_changes(tmp_path: Path) -> None:
    first = sent_out(tmp_path)
    before = (first.folder / NAME).stat().st_mtime_ns
    again = sent_out(tmp_path)
    assert (again.written, again.same, again.kept) == ((), (NAME,), ())
    assert (first.folder / NAME).stat().st_mtime_ns == before


def test_a_blank_form_is_issued_anew_when_it_would_be_another(tmp_path: Path) -> None:
    sent_out(tmp_path)
    english = sent_out(tmp_path, "en")
    assert english.written == (NAME,)
    assert openpyxl.load_workbook(english.folder / NAME).sheetnames[0] == "Form"
    assert sent_out(tmp_path, "zh").written == (NAME,)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_filled_form_is_never_overwritten(tmp_path: Path, language: str) -> None:
    path = sent_out(tmp_path).folder / NAME
    content = filled_in(path)
    again = sent_out(tmp_path, language)
    assert (again.written, again.same, again.kept) == ((), (), (NAME,))
    assert path.read_bytes() == content


@pytest.mark.parametrize("record", [None, "", "[]", '{"forms": 3}', '{"forms": {}}'])
def test_a_form_that_is_not_known_as_ours_is_kept(tmp_path: Path, record: str | None) -> None:
    folder = sent_out(tmp_path).folder
    (folder / RECORD).unlink()
    if record is not None:
        (folder / RECORD).write_text(record, encoding="utf-8")
    again = sent_out(tmp_path, "en")
    assert again.kept == (NAME,)
    assert openpyxl.load_workbook(folder / NAME).sheetnames[0] == "填报表"


def test_the_record_is_written_before_the_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two, the old blank form is still known as one."""
    folder = sent_out(tmp_path).folder
    written: list[str] = []

    def killed(path: Path, data: bytes) -> None:
        written.append(path.name)
        if path.name == NAME:
            raise KeyboardInterrupt
        path.write_bytes(data)

    with monkeypatch.context() as patched:
        patched.setattr("scorecard.store.write_file", killed)
        with pytest.raises(KeyboardInterrupt):
            sent_out(tmp_path, "en")
    assert written == [RECORD, NAME]
    assert sent_out(tmp_path, "en").written == (NAME,)
    assert len(json.loads((folder / RECORD).read_bytes())["forms"][NAME]) == 2


def test_a_form_that_is_open_elsewhere_is_kept(tmp_path: Path) -> None:
    folder = sent_out(tmp_path).folder
    (folder / f"~${NAME}").write_bytes(b"\x06office")
    again = sent_out(tmp_path, "en")
    assert (again.written, again.in_use) == ((), (NAME,))


def test_a_folder_with_the_name_of_a_form_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "2026-Q3" / "forms"
    (folder / NAME).mkdir(parents=True)
    assert sent_out(tmp_path).kept == (NAME,)


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    book = a_book([{**INDICATORS[0], "responsible_unit": "../../evil"}], TARGETS[:1], [], "../zone")
    issued = issue(a_workspace(tmp_path, book), QUARTER, Words("zh"))
    files = list(tmp_path.rglob("*.xlsx"))
    assert [p.parent for p in files] == [issued.folder]


def test_names_that_differ_only_in_case_stay_apart(tmp_path: Path) -> None:
    units = [{"unit": "a", "name": "Trade"}, {"unit": "b", "name": "TRADE"}]
    mine = [
        {**INDICATORS[0], "responsible_unit": "a"},
        {**INDICATORS[2], "responsible_unit": "b"},
    ]
    plans = plans_of(a_workspace(tmp_path, a_book(mine, TARGETS, units)), QUARTER)
    names = list(named(plans))
    assert len({name.casefold() for name in names}) == 2
    assert names[0] == f"{ZONE}-Trade.xlsx"


def test_a_target_at_fault_gives_no_status(tmp_path: Path) -> None:
    place = Origin(f"targets/{ZONE}.xlsx", "targets", "J2")
    fault = Finding("T101", Severity.ERROR, place)
    (plan,) = plans_of(a_workspace(tmp_path, None, fault), QUARTER)
    assert plan.rows[0].yardstick is None
    assert plan.rows[1].yardstick is not None


def test_the_settings_words_of_statuses_stand_on_the_form(tmp_path: Path) -> None:
    data = a_workspace(tmp_path)
    own = Workspace(tmp_path, "虚构示例", labels={"not_due": "还没到"})
    issued = issue(Data(own, data.books, data.figures, ()), QUARTER, Words("zh"))
    content = (issued.folder / NAME).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["填报表"]
    assert sheet["M10"].value == "○ 还没到"


# ------------------------------------------------------------------ the command


@pytest.fixture
def repository(root: Path, tmp_path: Path) -> Path:
    """A copy of the repository's own workspace, before any form was issued."""
    shutil.copy(root / "scorecard.toml", tmp_path)
    shutil.copytree(root / "targets", tmp_path / "targets")
    shutil.copytree(root / "reports" / "2023-Q2" / "returns", tmp_path / "reports/2023-Q2/returns")
    return tmp_path


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    out, err = capsys.readouterr()
    return int(str(done.value.code)), out, err


def test_the_command_says_what_became_of_each_form(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = command(capsys, "forms", "2023-Q3", "-C", str(repository), "--lang", "en")
    forms = repository / "reports" / "2023-Q3" / "forms"
    names = sorted(p.name for p in forms.glob("*.xlsx"))
    assert code == 0
    assert all(name in out for name in names)
    assert "钟楼高新园.xlsx" in names
    assert f"Forms: {len(names)} written, 0 as before, 0 kept." in out
    assert "I120" in err
    (forms / "钟楼高新园.xlsx").write_bytes(b"filled in")
    code, out, _ = command(capsys, "forms", "2023Q3", "-C", str(repository), "--lang", "en")
    assert code == 0
    assert "钟楼高新园.xlsx was kept: it has been filled in or changed." in out
    assert f"Forms: 0 written, {len(names) - 1} as before, 1 kept." in out


def test_the_form_shows_the_figures_of_the_quarter_before(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(capsys, "forms", "2023-Q3", "-C", str(repository))
    sheet = openpyxl.load_workbook(repository / "reports/2023-Q3/forms/钟楼高新园.xlsx")["填报表"]
    known = {sheet.cell(r, 2).value: sheet.cell(r, 6).value for r in range(5, 9)}
    assert known == {
        "用地类招引项目数": 18,
        "其中投资额超10亿元项目数": 5,
        "其中投资额超3亿元项目数": 9,
        "获批省级高新区": None,
    }


@pytest.mark.parametrize("quarter", ["2023", "2023-10", "soon", "2023-Q5"])
def test_only_quarters_have_forms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quarter: str
) -> None:
    folder = workspace(tmp_path, "济宁市经济开发区")
    code, _, err = command(capsys, "forms", quarter, "-C", str(folder), "--lang", "en")
    assert code == 2
    assert quarter in err


def test_shares_of_deliverables_stand_in_per_cent(tmp_path: Path) -> None:
    targets = [{**t, "due": "2026"} for t in TARGETS if t["indicator"] == "sewage"]
    books = a_book([i for i in INDICATORS if i["indicator"] == "sewage"], targets)
    (after,) = plans_of(a_workspace(tmp_path, books), parse_period("2027-Q1").period)
    (shown,) = (replace(row, previous=0.8) for row in after.rows)
    sheet = openpyxl.load_workbook(
        io.BytesIO(form_workbook(replace(after, rows=(shown,)), Words("zh")))
    )["填报表"]
    assert (sheet["F5"].value, sheet["F5"].number_format) == (0.8, "0%")
    assert [row.indicator for row in after.rows] == ["sewage"], "asked for until it is done"
