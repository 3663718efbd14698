"""`scorecard render`: which outputs, of which targets, into which folder."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from scratch import rank_return, scorecard, workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

LAIWU = "莱芜高新区"
QUARTER = "2022-Q1"


@pytest.fixture(scope="module")
def unpublished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one figure, for copies.

    It has a title of its own: one without is called after its folder.
    """
    folder = tmp_path_factory.mktemp("unpublished")
    made = workspace(folder, LAIWU, 'as_of = 2022-06-30\ntitle = "目标跟踪"\n')
    rank_return(made, LAIWU, "2022年第一季度", "2022-03-01", 121, "2021")
    return made


@pytest.fixture(scope="module")
def published(unpublished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same with its whole scorecard, for copies, and what the command printed."""
    made = tmp_path_factory.mktemp("published") / "zone"
    shutil.copytree(unpublished, made)
    return made, render(made)


@pytest.fixture
def folder(unpublished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(unpublished, tmp_path / "zone")


@pytest.fixture
def whole(published: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of the workspace with its whole scorecard."""
    return shutil.copytree(published[0], tmp_path / "zone")


def render(folder: Path, *options: str, code: int = 0) -> str:
    run = scorecard("render", QUARTER, *options, folder=folder)
    assert run.code == code, run.err
    return run.out + run.err


def written(folder: Path) -> dict[str, bytes]:
    place = folder / "reports" / QUARTER
    return {
        p.relative_to(place).as_posix(): p.read_bytes()
        for p in sorted(place.rglob("*"))
        if p.is_file() and "returns" not in p.parts and not p.name.startswith(".~")
    }


def test_the_whole_set_is_written_twice_the_same(whole: Path, published: tuple[Path, str]) -> None:
    told = published[1]
    first = written(whole)
    assert {"scorecard.json", "scorecard.pdf", "scorecard.xlsx"} <= set(first)
    assert any(name.startswith("charts/") and name.endswith(".png") for name in first)
    assert all(name in told for name in first)
    render(whole)
    assert written(whole) == first
    outputs = json.loads(first["scorecard.json"])["outputs"]
    assert set(outputs) == set(first) - {"scorecard.json"}


def test_each_unit_has_a_pdf_of_its_own_until_the_next_whole_one(whole: Path) -> None:
    """By one command and in one generation; `verify` knows them."""
    told = render(whole, "--by-unit")
    made = sorted(p.name for p in (whole / "reports" / QUARTER / "units").iterdir())
    assert made
    outputs = json.loads(written(whole)["scorecard.json"])["outputs"]
    for name in made:
        assert f"units/{name}" in told
        assert f"units/{name}" in outputs
        assert name.startswith(LAIWU)
        assert written(whole)[f"units/{name}"].startswith(b"%PDF")
    checked = scorecard("verify", folder=whole)
    assert checked.code == 0, checked.out + checked.err
    render(whole, "--by-unit", "--only", "xlsx", code=2)
    render(whole, "--only", "xlsx")
    assert f"units/{made[0]}" in written(whole), "other kinds stay as they are"
    render(whole)
    assert not any(name.startswith("units/") for name in written(whole))


def test_another_folder_gives_the_same_bytes(
    unpublished: Path, published: tuple[Path, str], tmp_path: Path
) -> None:
    """Neither where the workspace stands nor where it is called from gets into an output."""
    for form, *kinds in (("png",), ("svg", "--only", "charts")):
        one, twin = published[0], tmp_path / f"elsewhere-{form}" / "deeper"
        shutil.copytree(unpublished, twin)
        if kinds:
            one = shutil.copytree(unpublished, tmp_path / "one")
            render(one, "--format", form, *kinds)
        run = scorecard(
            "-C", "deeper", "render", QUARTER, "--format", form, *kinds, folder=twin.parent
        )
        assert run.code == 0, run.err
        first = written(one)
        assert {Path(name).suffix for name in first} >= {f".{form}", ".json"}
        if not kinds:
            assert {Path(name).suffix for name in first} == {".xlsx", ".pdf", ".png", ".json"}
        assert written(twin) == first


def test_a_terminal_is_shown_how_far_it_is(folder: Path) -> None:
    """A bar that fills on a terminal; nothing of it where what is printed is a pipe."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "scorecard", "render", QUARTER, "--only", "xlsx,pdf"]
    told = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "正在生成" in shown
    shares = [int(share) for share in re.findall(r"(\d+)%", shown)]
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert "%" not in told.stdout.decode()


def test_only_some_kinds_leave_the_others_as_they_are(whole: Path) -> None:
    before = written(whole)
    told = render(whole, "--only", "charts", "--format", "svg")
    after = written(whole)
    assert "scorecard.xlsx" not in told.split("\n", 1)[0]
    for kept in ("scorecard.xlsx", "scorecard.pdf"):
        assert after[kept] == before[kept]
    assert [name for name in after if name.endswith(".png")] == ["slide.png"]
    assert [name for name in after if name.endswith(".svg")]
    assert set(json.loads(after["scorecard.json"])["outputs"]) == set(after) - {"scorecard.json"}


def test_an_unknown_kind_is_told_with_the_known_ones(folder: Path) -> None:
    told = render(folder, "--only", "docx", code=2)
    assert "docx" in told
    assert "xlsx、pdf、charts" in told
    assert "Known: xlsx, pdf, charts." in render(folder, "--lang", "en", "--only", "docx", code=2)


def test_a_choice_of_nothing_is_refused_and_a_file_is_no_folder(folder: Path) -> None:
    assert "xlsx、pdf、charts" in render(folder, "--only", "，", code=2)
    told = render(folder, "--only", "charts", "--output", "scorecard.toml", code=2)
    assert "文件夹 'scorecard.toml' 是文件" in told


def test_one_target_gets_a_folder_of_its_own(whole: Path) -> None:
    before = written(whole)
    render(whole, "--target", "lw-rank-2021", "--only", "xlsx,charts")
    parts = {k: v for k, v in written(whole).items() if k not in before}
    assert {name.split("/")[0] for name in parts} == {"parts"}
    assert {k: v for k, v in written(whole).items() if k in before} == before
    (name,) = [name for name in parts if name.endswith(".json")]
    document = json.loads(parts[name])
    assert [row["target"] for row in document["assessments"]] == ["LW-RANK-2021"]
    (name,) = [name for name in parts if name.endswith(".xlsx")]
    assert told(parts[name]) == 1, "the first page counts and names this target only"
    assert told(before["scorecard.xlsx"]) > 1


def told(workbook: bytes) -> int:
    """How many targets the first page names or counts."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    column = next(int(cell.column or 0) for cell in book["明细"][3] if cell.value == "指标")
    names = {str(row[column - 1]) for row in book["明细"].iter_rows(min_row=4, values_only=True)}
    texts = [str(cell.value) for row in book["总览"].iter_rows() for cell in row if cell.value]
    return len([name for name in names if any(name in text for text in texts)])


def test_an_unknown_target_is_told(folder: Path) -> None:
    assert "LW-RANK-2021" in render(folder, "--target", "nothing", code=2)


def test_an_organisation_and_another_folder(folder: Path) -> None:
    render(folder, "--organisation", LAIWU, "--only", "xlsx", "--output", "elsewhere")
    assert (folder / "elsewhere" / "scorecard.xlsx").is_file()
    assert not (folder / "elsewhere" / "scorecard.pdf").exists()


def test_what_was_typed_is_carried_over_to_the_next_quarter(folder: Path) -> None:
    render(folder, "--only", "xlsx")
    path = folder / "reports" / QUARTER / "scorecard.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["预警"]
    titles = {cell.value: cell.column or 0 for cell in sheet[3]}
    assert sheet.cell(4, titles["目标值编号"]).value == "LW-RANK-2021"
    sheet.cell(4, titles["措施"]).value = "虚构示例：逐项会商"
    book.save(path)
    (folder / "scorecard.toml").write_text('language = "zh"\nas_of = 2022-09-30\n', "utf-8")
    assert scorecard("render", "2022-Q2", "--only", "xlsx", folder=folder).code == 0
    again = openpyxl.load_workbook(folder / "reports" / "2022-Q2" / "scorecard.xlsx")["预警"]
    assert again.cell(4, titles["措施"]).value == "虚构示例：逐项会商"
