"""The files of this folder: made-up tables and returns, converted by LibreOffice.

Run as `python tests/data/old_formats/make.py` (needs `soffice`); the files are kept as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HERE: Final = Path(__file__).resolve().parent
TASKS: Final = (
    ("2026年目标任务（虚构示例）",),
    ("指标", "单位", "2026年目标", "1-9月完成", "自用列", "备注"),
    ("新增就业", "人", 5000, 4100, 1, "甲"),
    ("绿化覆盖率", "%", 0.45, 0.4, 2),
    ("新建充电桩", "个", 300, "=100+130", 3),
    ("新建泊位", "个", 500, "=1/0", 4),
    ("新增企业", "家", 100, 80, 5),
)
RETURN: Final = (
    ("2026年第二季度目标完成情况表（虚构示例）",),
    ("填报单位", "经济发展局", "报告期", "2026年第二季度", "报送日期", date(2026, 7, 6)),
    ("指标", "计量单位", "本季度", "本年累计", "数据状态", "说明"),
    ("固定资产投资", "万元", 400000, 900000, "核定", None),
    ("研发投入占比", "%", 0.031, None, "快报", None),
)


def _tasks(sheet: Worksheet) -> None:
    for row in TASKS:
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    for cell in ("C4", "D4"):
        sheet[cell].number_format = "0%"
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["E"].hidden = True
    assert sheet.parent is not None
    hidden = sheet.parent.create_sheet("旧表")
    hidden.append(("指标", "目标", "实际"))
    hidden.append(("旧指标", 3, 4))
    hidden.sheet_state = "hidden"


def _return(sheet: Worksheet) -> None:
    for row in RETURN:
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet["C5"].number_format = "0.0%"


def _faulty(sheet: Worksheet) -> None:
    _return(sheet)
    sheet["D4"] = "=1/0"


def main() -> None:
    """Write each table as .xls and .ods."""
    for name, fill in (("tasks", _tasks), ("return", _return), ("faulty", _faulty)):
        book = openpyxl.Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "表一"
        fill(sheet)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.xlsx"
            book.save(path)
            for kind in ("xls", "ods"):
                command = ["soffice", "--headless", "--convert-to", kind, str(path)]
                subprocess.run([*command, "--outdir", folder], check=True, capture_output=True)
                shutil.copy(Path(folder) / f"{name}.{kind}", HERE)


if __name__ == "__main__":
    main()
