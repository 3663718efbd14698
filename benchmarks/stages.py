"""The stages of the main job whose growth is measured, each with the input it is given.

The input is a fictional workspace (虚构示例): one target book with so many indicators and targets,
and one return with a figure for each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from growth import Stage

import scorecard
from scorecard.pipeline.load import Data
from scorecard.pipeline.standing import Standing, quarter_and_date, stand

ORGANISATION: Final = "虚构示例区"
AS_OF: Final = date(2023, 7, 31)
SETTINGS: Final = f'title = "虚构示例"\nlanguage = "zh"\nas_of = {AS_OF}\n'
Row = Mapping[str, Any]


def book_sheets(rows: int) -> dict[str, list[Row]]:
    """The rows of a target book with so many targets, by sheet and column id."""
    numbers = range(1, rows + 1)
    return {
        "about": [{"item": "organisation", "content": ORGANISATION}],
        "documents": [{"document": "D1", "title": "虚构示例文件", "grade": "machine"}],
        "goals": [
            {"goal": f"G{n}", "document": "D1", "quote": f"虚构目标{n}", "class": "measurable"}
            for n in numbers
        ],
        "indicators": [
            {
                "indicator": f"output_{n}",
                "name": f"虚构产值{n}",
                "unit_of_measure": "亿元",
                "measure": "flow",
                "reported_as": "to_date",
                "frequency": "quarterly",
                "decimals": 1,
                "source": "reported",
            }
            for n in numbers
        ],
        "targets": [
            {
                "target": f"T{n}",
                "goal": f"G{n}",
                "indicator": f"output_{n}",
                "direction": "increase",
                "comparator": ">=",
                "due": "2023",
                "value": 100,
                "pathway": "linear",
                "origin": "office",
                "version": 1,
                "valid_from": "2023-01-01",
                "reason": "虚构示例",
            }
            for n in numbers
        ],
    }


def write_table(sheet: Any, top: int, rows: Sequence[Row]) -> None:  # noqa: ANN401  (xlsxwriter is untyped)
    """A header row of column ids and the rows below it, from row `top` (from 0) on."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    sheet.write_row(top, 0, columns)
    for position, row in enumerate(rows, start=top + 1):
        sheet.write_row(position, 0, [row.get(name) for name in columns])


def write_book(path: Path, rows: int) -> None:
    """A target book with so many targets."""
    with xlsxwriter.Workbook(path) as book:
        for name, table in book_sheets(rows).items():
            write_table(book.add_worksheet(name), 0, table)


def write_return(path: Path, rows: int) -> None:
    """A return for 2023-Q2 with a figure for every indicator of that book."""
    numbers = range(1, rows + 1)
    with xlsxwriter.Workbook(path) as book:
        form = book.add_worksheet("填报表")
        form.write_string(0, 0, "2023年第二季度目标完成情况表")
        form.write_row(1, 0, [f"填报单位：{ORGANISATION}", "报告期：2023年第二季度"])
        form.write_row(1, 2, ["报送日期：2023-07-06", "计量单位：见表内"])
        write_table(form, 2, [_form_row(n) for n in numbers])
        meta = book.add_worksheet("表单信息")
        meta.hide()
        items = {
            "form_id": f"2023-Q2/{ORGANISATION}",
            "schema_version": "1",
            "organisation": ORGANISATION,
            "quarter": "2023-Q2",
        }
        write_table(meta, 0, [{"item": k, "content": v} for k, v in items.items()])
        ids = [_id_row(n) for n in numbers]
        write_table(meta, len(items) + 2, ids)


def _form_row(number: int) -> Row:
    return {
        "no": number,
        "indicator": f"虚构产值{number}",
        "unit_of_measure": "亿元",
        "to_date": 30 + number % 40,
        "state": "final",
        "evidence": "虚构示例",
        "row_id": f"R{number}",
    }


def _id_row(number: int) -> Row:
    return {
        "row_id": f"R{number}",
        "indicator": f"output_{number}",
        "sheet": "填报表",
        "row": number + 3,
    }


def workspace_of(rows: int, folder: Path) -> Path:
    """A workspace with so many targets and figures."""
    (folder / "targets").mkdir()
    (folder / "reports" / "2023-Q2" / "returns").mkdir(parents=True)
    (folder / "scorecard.toml").write_text(SETTINGS, encoding="utf-8")
    write_book(folder / "targets" / "示例.xlsx", rows)
    write_return(folder / "reports" / "2023-Q2" / "returns" / "示例.xlsx", rows)
    return folder


def data_of(rows: int, folder: Path) -> Data:
    """The frames of such a workspace.

    Raises `ValueError` where it has findings: only the way of good data is measured here.
    """
    data = scorecard.load(workspace_of(rows, folder))
    if codes := sorted({finding.code for finding in data.findings}):
        raise ValueError(f"the fictional workspace has findings: {codes}")
    return data


def standing_of(rows: int, folder: Path) -> Standing:
    """Such a workspace, assessed."""
    return judged(data_of(rows, folder))


def judged(data: Data) -> Standing:
    """Where every target stands at the pinned date."""
    quarter, day = quarter_and_date(None, None, AS_OF, data.workspace.fiscal_start)
    return stand(data, day, quarter)


STAGES: Final = (
    Stage("check", 300, workspace_of, scorecard.check),
    Stage("assess", 1000, data_of, judged),
    Stage("render", 10, standing_of, scorecard.render),
)
