"""What the example gives from end to end: JSON, workbook, terminal, ledger (`make golden`)."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from examples import QUARTER, rendered_example
from goldens import compare
from scratch import ROOT, scorecard

pytestmark = [
    pytest.mark.slow,
    # openpyxl says that it drops bars and sparklines; we only read values.
    pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning"),
]

COMMANDS: Final = (
    "status --by unit",
    "status --by group",
    "status --league score",
    "status --league zone-rank",
    "status --quarter 2025-Q3 --method schedule",
    "diff 2025-Q3 2025-Q4",
    "history HW-REVENUE-2025",
)
HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
PLAIN: Final = """\
编号,指标名称,计量单位,指标性质,方向,基期,基期值,到期,目标值,实际时期,实际值
A,企业数,家,存量,越大越好,2020,40,2023,80,2022,70
B,能耗,%,比率,越小越好,2020,12,2023,9,2022,10.5
C,投资,亿元,流量,越大越好,2020,100,2022,160,2022-Q3,110
D,排名,位,位次,越小越好,2020,120,2023,80,2022,第95位
E,错数,家,存量,越大越好,2020,四十,2023,八十多,2022,
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered_example(tmp_path_factory, "zh")[0]


def document(text: str) -> str:
    """A JSON document without what depends on the bytes of other files."""
    found: dict[str, Any] = json.loads(text)
    found["outputs"] = sorted(found.get("outputs", {}))
    return HASH.sub("…", json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def test_the_json_of_the_example(example: Path) -> None:
    text = (example / "reports" / QUARTER / "scorecard.json").read_text(encoding="utf-8")
    compare("example-json", document(text))


def test_the_json_of_the_repositorys_own_workspace() -> None:
    run = scorecard("status", "--format", "json", folder=ROOT)
    assert run.code == 0, run.err
    compare("own-json", document(run.out))


def rows_of(path: Path) -> Iterator[str]:
    """Parts of a workbook, then what stands in the rows of its sheets (of formulas, the values)."""
    with zipfile.ZipFile(path) as parts:
        yield from sorted(parts.namelist())
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        yield f"\n[{sheet.title}] {sheet.dimensions}, {sheet.sheet_state}"
        for row in sheet.iter_rows():
            cells = [f"{c.column_letter}:{c.value}" for c in row if c.value not in {None, ""}]
            if cells:
                yield f"{row[0].row} {' | '.join(cells)}".replace("\n", "⏎")


def test_the_workbook_of_the_example(example: Path) -> None:
    path = example / "reports" / QUARTER / "scorecard.xlsx"
    compare("example-workbook", HASH.sub("…", "\n".join(rows_of(path)) + "\n"))


def test_what_commands_print_in_the_example(example: Path) -> None:
    printed = []
    for command in COMMANDS:
        run = scorecard(*command.split(), folder=example, width=100)
        printed.append(f"$ scorecard {command}\n{run.out}{run.err}exit code {run.code}\n")
    compare("example-terminal", "\n".join(printed))


def test_a_plain_table_as_table_and_as_json(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text(PLAIN, encoding="utf-8")
    told = [
        scorecard("assess", "表.csv", "--as-of", "2022-12-31", *form, folder=tmp_path, width=100)
        for form in ((), ("--format", "json"))
    ]
    compare("plain-table", "\n".join(f"{run.out}{run.err}{run.code}\n" for run in told))


def test_the_schema_of_the_ledger(example: Path) -> None:
    with sqlite3.connect(example / "reports" / "ledger.sqlite") as ledger:
        rows = ledger.execute("SELECT sql FROM sqlite_master WHERE sql NOTNULL ORDER BY name")
        compare("ledger-schema", ";\n".join(sql for (sql,) in rows) + "\n")
