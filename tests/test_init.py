"""`scorecard init`: the example is complete, marked as fictional, the same each time, and alive."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import example as example_tool
import openpyxl
import pytest
from examples import QUARTER, built_example, rendered_example
from scratch import Run, scorecard

from scorecard import store
from scorecard.i18n import Words
from scorecard.ledger.archive import WITNESS
from scorecard.pipeline.load import load_data
from scorecard.pipeline.new_workspace import example_files, write_example
from scorecard.schema.errors import NotEmptyError
from scorecard.schema.vocabulary import Basis, Flag, Measure, Status
from scorecard.workspace import load_workspace

MARKS = {"zh": "虚构示例", "en": "fictional example"}
LATE = {"zh": "招商局", "en": "Investment Bureau"}
REBUILT = os.environ.get("REBUILT", "zh").split()
"""The languages in which the example is built anew; `make slow` has both."""
pytestmark = pytest.mark.slow
only_zh = pytest.mark.parametrize("language", ["zh"], indirect=True)
"""For what no language changes."""


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def built(language: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The example as the command writes it; tests that read only share it."""
    return built_example(tmp_path_factory, language)


@pytest.fixture(scope="module")
def example(built: tuple[Path, Run]) -> Path:
    return built[0]


@pytest.fixture(scope="module")
def document(example: Path) -> dict[str, Any]:
    run = scorecard("status", "--format", "json", folder=example)
    assert run.code == 0, run.err
    found: dict[str, Any] = json.loads(run.out)
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (example_tool.FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# ------------------------------------------------------------------ what it shows


def test_every_status_occurs(document: dict[str, Any]) -> None:
    assert {one["status"] for one in document["assessments"]} == set(Status)
    assert all(document["summary"]["counts"][status] for status in Status)


def test_every_flag_occurs(document: dict[str, Any]) -> None:
    assert {flag for one in document["assessments"] for flag in one["flags"]} == set(Flag)


def test_every_measure_and_every_basis_of_a_flow_occurs(document: dict[str, Any]) -> None:
    assert {one["measure"] for one in document["assessments"]} == set(Measure)
    flows = {r["reported_as"] for r in rows("indicators") if r["measure"] == Measure.FLOW}
    assert flows == {Basis.PERIOD, Basis.TO_DATE, Basis.SINCE_START}
    caps = [
        o for o in document["assessments"] if o["measure"] == "flow" and o["comparator"] == "<="
    ]
    assert caps
    assert len({one["organisation"] for one in document["assessments"]}) == 2


def test_it_is_judged_as_of_its_pinned_date(document: dict[str, Any]) -> None:
    assert (document["as_of"], document["quarter"]) == ("2026-01-20", "2025-Q4")
    assert [f["code"] for f in document["findings"] if f["severity"] == "error"] == []


def test_its_data_are_in_order(example: Path, language: str) -> None:
    run = scorecard("check", folder=example)
    assert (run.code, run.out.strip()) == (0, {"zh": "没有问题。", "en": "No findings."}[language])


def test_eight_quarters_came_through_forms_and_the_ledger(example: Path) -> None:
    quarters = sorted(path.name for path in (example / "reports").glob("20*"))
    assert quarters == [f"{year}-Q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4)]
    with sqlite3.connect(example / "reports" / "ledger.sqlite") as ledger:
        found = ledger.execute(
            "SELECT quarter, count(*) FROM entries WHERE kind = 'return' GROUP BY quarter"
        ).fetchall()
    for quarter, returns in found:
        assert len(list((example / "reports" / quarter / "returns").iterdir())) == returns
        assert len(list((example / "reports" / quarter / "forms").glob("*.xlsx"))) == 5
    assert dict(found) == {**dict.fromkeys(quarters, 5), "2025-Q4": 4}


# ------------------------------------------------------------------ marked as fictional


def text_of(path: Path) -> str:
    """Everything a file says."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(part).decode() for part in book.namelist())
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as ledger:
            return "\n".join(str(row) for row in ledger.execute("SELECT * FROM entries"))
    return path.read_text(encoding="utf-8")


def kept_aside(path: Path) -> bool:
    """What the program keeps for itself: its answers, and how far the ledger has come."""
    return ".scorecard" in path.parts or path.name == WITNESS


def test_every_file_says_that_it_is_fictional(example: Path, language: str) -> None:
    files = [path for path in example.rglob("*") if path.is_file() and not kept_aside(path)]
    assert {path.suffix for path in files} >= {".xlsx", ".toml", ".md", ".txt", ".sqlite"}
    unmarked = [p for p in files if MARKS[language] not in text_of(p).replace("Fict", "fict")]
    assert unmarked == []


def test_every_row_of_the_ledger_is_marked(example: Path, language: str) -> None:
    with sqlite3.connect(example / "reports" / "ledger.sqlite") as ledger:
        entries = ledger.execute("SELECT organisation, evidence, sent_by FROM entries").fetchall()
    assert len(entries) > 200
    assert all(MARKS[language] in organisation for organisation, _, _ in entries)
    assert all(MARKS[language] in evidence for _, evidence, _ in entries if evidence)
    assert all("fictional" in who.lower() or "虚构" in who for _, _, who in entries)


def test_quotes_stand_in_the_documents_that_are_named(example: Path) -> None:
    for path in (example / "targets").glob("*.xlsx"):
        sheets = openpyxl.load_workbook(path).worksheets
        heads = [str(cell.value) for cell in sheets[1][2]]
        file, digest = (
            next(n for n, head in enumerate(heads) if head in names)
            for names in ({"文件名", "File"}, {"校验值", "SHA-256"})
        )
        documents = {row[1]: row for row in sheets[1].iter_rows(min_row=3, values_only=True)}
        for row in documents.values():
            data = (example / "documents" / str(row[file])).read_bytes()
            assert hashlib.sha256(data).hexdigest() == row[digest]
        for goal in sheets[2].iter_rows(min_row=3, values_only=True):
            name = str(documents[goal[1]][file])
            assert str(goal[2]) in (example / "documents" / name).read_text("utf-8")


# ------------------------------------------------------------------ what changes over time


@only_zh
def test_a_restated_figure_flips_a_light_and_says_why(example: Path) -> None:
    run = scorecard("diff", "2025-Q3", "2025-Q4", "--format", "json", folder=example)
    found = json.loads(run.out)
    (restated,) = found["restated"]
    assert (restated["indicator"], restated["period"]) == ("jobs", "2025-Q2")
    (flipped,) = found["flipped"]
    assert flipped["target"] == "YQ-JOBS-2025"
    assert (flipped["status_before"], flipped["status_after"]) == (Status.ACHIEVED, Status.MISSED)
    shown = scorecard("diff", "2025-Q3", "2025-Q4", folder=example, width=200).out
    assert "300" in shown


def revenue(example: Path, as_of: str) -> dict[str, Any]:
    run = scorecard("status", "--format", "json", "--as-of", as_of, folder=example)
    found = json.loads(run.out)["assessments"]
    return next(one for one in found if one["target"] == "HW-REVENUE-2025")


@only_zh
def test_a_revised_target_is_judged_by_the_version_in_force(example: Path) -> None:
    before, after = revenue(example, "2025-07-07"), revenue(example, "2025-07-08")
    assert (before["target_version"], before["target_value"]) == (1, 40)
    assert (after["target_version"], after["target_value"]) == (2, 36)
    assert "revised_target" not in before["flags"]
    assert "revised_target" in after["flags"]
    last = revenue(example, "2026-01-20")
    assert last["status"] == Status.ACHIEVED
    assert last["actual"] < 40, "it would have been missed by the first version"


def test_status_says_what_was_asked_at_first(example: Path, language: str) -> None:
    shown = scorecard("status", folder=example, width=160).out
    assert {"zh": "原为40.0亿元", "en": "at first 40.0"}[language] in shown


@only_zh
def test_a_unit_is_found_in_every_organisation_that_has_one_of_its_name(
    example: Path, language: str
) -> None:
    name = {"zh": "经济发展局", "en": "Economic Bureau"}[language]
    run = scorecard("status", "--unit", name, "--format", "json", folder=example)
    found = json.loads(run.out)["assessments"]
    assert {one["unit"] for one in found} == {"YQ-ED", "HW-ED"}
    assert run.code == 0


def test_figures_kept_in_the_view_of_a_unit_are_its_own(example: Path, language: str) -> None:
    name = {"zh": "科技创新局", "en": "Science Bureau"}[language]
    shown = scorecard("status", "--unit", name, folder=example, width=160).out
    other = {"zh": "河湾经开区", "en": "Riverbend"}[language]
    assert other not in shown


def test_a_late_figure_is_late_though_its_target_is_met(example: Path, language: str) -> None:
    run = scorecard("status", "--missing", folder=example, width=160)
    late, awaited = run.out.split({"zh": "待报", "en": "Awaited"}[language], maxsplit=1)
    name = {"zh": "其中10亿元以上项目数", "en": "Of these, 1 bn yuan or more"}[language]
    assert name in late
    assert name not in awaited
    assert run.code == 4


def test_explain_shows_the_first_version_beside_the_one_in_force(example: Path) -> None:
    told = scorecard("explain", "HW-REVENUE-2025", folder=example, width=160).out
    assert "40.0" in told
    assert "36.0" in told
    assert "HW-D2" in told, "the reason for the revision"
    first = next(line for line in told.splitlines() if "×" in line)
    assert first.strip().startswith(("按最初版本判断", "by the first version"))


# ------------------------------------------------------------------ the project register

SIGNED = {
    "deals": [1, 3, 4, 5, 5, 7, 8],
    "big-deals": [1, 2, 2, 2, 3, 3, 4],
}
"""By hand, from projects.csv: one is given up in 2025-Q1, added money lifts another over 1 bn."""


@only_zh
def test_projects_come_with_the_forms_and_nested_counts_follow(example: Path) -> None:
    figures = load_data(load_workspace(example)).figures.values
    for indicator, expected in SIGNED.items():
        own = figures[figures["indicator"].eq(indicator)]
        assert own["value"].tolist() == expected
        assert own["vintage"].eq(1).all()
    last = figures[figures["indicator"].eq("big-deals")].iloc[-1]
    assert last["evidence"] == "P-01、P-02、P-06、P-07"


def test_the_office_starts_with_a_register_of_its_own(example: Path, language: str) -> None:
    data = load_data(load_workspace(example))
    entries = data.projects.entries
    first = entries[entries["file"].str.endswith("projects.xlsx")]
    assert first["project"].tolist() == ["P-01", "P-02", "P-03"]
    assert first["stage"].eq("reserve").all()
    assert first["known_on"].dt.date.astype(str).unique().tolist() == ["2023-12-31"]
    mark = {"zh": "（虚构）", "en": "(fictional)"}[language]
    assert 8 <= entries["project"].nunique() <= 12
    assert entries["name"].str.endswith(mark).all()


def test_explain_names_the_projects_that_were_counted(example: Path, language: str) -> None:
    told = scorecard("explain", "HW-BIG-2026", folder=example, width=200).out
    lifted = {"zh": "P-06 医疗器械产业园（虚构） · 10.4亿元", "en": "10.4 hundred million yuan"}
    assert lifted[language] in told


# ------------------------------------------------------------------ everything runs in it


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_verify_finds_everything_in_agreement(example: Path) -> None:
    run = scorecard("verify", folder=example)
    assert run.code == 0, run.err


@only_zh
def test_the_late_return_is_refused_marked_mended_and_recorded(
    example: Path, language: str, tmp_path: Path
) -> None:
    demo = Path(shutil.copytree(example, tmp_path / "demo"))
    day = "inbox/2026-01-16"
    late = scorecard("collect", day, "--received-on", "2026-01-16", "--format", "json", folder=demo)
    assert late.code == 1
    (file,) = json.loads(late.out)["files"]
    errors = [f for f in file["findings"] if f["severity"] == "error"]
    assert sorted((f["code"], f["cell"]) for f in errors) == [
        ("C104", "F14"),
        ("C132", "J14"),
        ("X206", "H5"),
    ]
    marked = list((demo / day).glob("*.marked.xlsx"))
    assert len(marked) == 1
    assert LATE[language] in marked[0].name
    sent_again = ("collect", "inbox/2026-01-19", "--received-on", "2026-01-19")
    assert scorecard(*sent_again, folder=demo).code == 0
    run = scorecard("status", "--format", "json", "--fail-on", "overdue", folder=demo)
    assert run.code == 0
    found = {one["target"]: one["status"] for one in json.loads(run.out)["assessments"]}
    assert found["HW-CAPITAL-2025"] == Status.ACHIEVED
    assert found["HW-DEALS-2026"] == Status.AHEAD
    assert scorecard("verify", folder=demo).code == 0


@only_zh
def test_forms_of_the_next_quarter_are_issued(example: Path, tmp_path: Path) -> None:
    demo = Path(shutil.copytree(example, tmp_path / "demo"))
    assert scorecard("forms", "2026-Q1", folder=demo).code == 0
    assert len(list((demo / "reports" / "2026-Q1" / "forms").glob("*.xlsx"))) == 5


def test_the_scorecard_is_rendered_and_verified(tmp_path_factory: pytest.TempPathFactory) -> None:
    demo, run = rendered_example(tmp_path_factory, "zh")
    assert run.code == 0, run.err
    out = demo / "reports" / QUARTER
    assert (out / "scorecard.pdf").is_file()
    assert MARKS["zh"] in text_of(out / "scorecard.xlsx")
    assert scorecard("verify", folder=demo).code == 0


# ------------------------------------------------------------------ the command itself


def test_it_says_what_to_run_next(built: tuple[Path, Run]) -> None:
    example, run = built
    assert (run.code, run.err) == (0, "")
    assert "  cd demo\n" in run.out
    shown = [line.split() for line in run.out.splitlines() if line.startswith("  scorecard")]
    assert len(shown) >= 3
    page = (example / "README.md").read_text(encoding="utf-8")
    assert all(f"scorecard {command}" in page for _, command, *_ in shown)


@pytest.fixture(scope="module")
def rebuilt(language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example built anew through the real loop."""
    folder = tmp_path_factory.mktemp("rebuilt")
    example_tool.build(folder, Words(language))
    return folder


@pytest.mark.parametrize("language", REBUILT, indirect=True)
def test_it_is_what_the_real_loop_builds(example: Path, rebuilt: Path) -> None:
    there, built = contents(example), contents(rebuilt)
    assert list(there) == list(built), "run tools/example.py"
    assert [name for name in there if there[name] != built[name]] == [], "run tools/example.py"


def contents(folder: Path) -> dict[str, object]:
    """What the files hold, by path; hashes of workbooks apart: they differ with the zlib used.

    Copies in the archive, which are named by such hashes, are told by the return they are of.
    """
    files = [p for p in folder.rglob("*") if p.is_file() and not kept_aside(p)]
    files = [p for p in files if example_tool.LOCK not in p.name]
    found = {
        p.relative_to(folder).as_posix(): content(p) for p in files if "archive" not in p.parts
    }
    with sqlite3.connect(folder / "reports" / "ledger.sqlite") as ledger:
        for name, sha256 in ledger.execute(
            "SELECT file, sha256 FROM entries WHERE kind = 'return'"
        ):
            found[f"archive of {name}"] = content(folder / "reports" / "archive" / f"{sha256}.xlsx")
    assert len(files) == len(found)
    return dict(sorted(found.items()))


def content(path: Path) -> object:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return {part: book.read(part) for part in book.namelist()}
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as ledger:
            schema = ledger.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            rows = ledger.execute("SELECT * FROM entries ORDER BY seq")
            names = [column[0] for column in rows.description]
            hashes = {"sha256", "previous", "hash"}
            return schema, [
                {name: value for name, value in zip(names, row, strict=True) if name not in hashes}
                for row in rows
            ]
    if path.suffix == ".json":
        return {
            name: len(hashes) for name, hashes in json.loads(path.read_bytes())["forms"].items()
        }
    return path.read_bytes()


def test_issued_forms_are_known_by_their_own_hashes(example: Path) -> None:
    for path in sorted(example.glob("reports/*/forms")):
        known = json.loads((path / ".issued.json").read_bytes())["forms"]
        issued = {f.name: [hashlib.sha256(f.read_bytes()).hexdigest()] for f in path.glob("*.xlsx")}
        assert known == issued


def test_every_file_of_the_package_is_put_down(example: Path, language: str) -> None:
    files = example_files(language)
    assert {name: (example / name).read_bytes() for name in files} == files


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    run = scorecard("--lang", "en", "init", "full", folder=tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines()[0] == "Error: full is not empty; nothing was written."
    assert [path.name for path in tmp_path.rglob("*")] == ["full", "mine.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(NotEmptyError):
        write_example(path, Words("en"))
    assert path.read_text() == "mine"


def test_a_run_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def build() -> None:
        with store.built_aside(tmp_path / "demo") as aside:
            (aside / "half.txt").write_text("half")
            raise StopError

    with pytest.raises(StopError):
        build()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir(mode=0o750)
    before = folder.stat()
    run = scorecard("init", ".", "--organisation", "虚构示例区", folder=folder)
    assert run.code == 0
    assert (folder / "scorecard.toml").is_file()
    after = folder.stat()  # the same folder: a shell that stands in it keeps its ground
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert [p.name for p in folder.iterdir() if p.name.startswith(".~")] == []
    assert list(tmp_path.iterdir()) == [folder]
