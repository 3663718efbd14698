"""A table of reported results with their inputs: what `scorecard assess` recomputes.

Columns: an expression (`10.52/18`), or a numerator and a denominator, and the result reported.
Everything is kept as text, because the printed digits decide.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize

import pandas as pd

from scorecard.model.frames import TEXT, Table, typed
from scorecard.workbook.cells.reading import CellContext
from scorecard.workbook.grid import RawWorkbook
from scorecard.workbook.layout.columns import SheetLayout, text_column
from scorecard.workbook.tables.blocks import Block, Record, read_block
from scorecard.workbook.tables.headers import find_header, normal, rows_of

CLAIMS: Final = SheetLayout(
    "claims",
    "结果核对表",
    "Claims",
    (
        text_column("case", "事项", "Case", "编号", "id", "名称", "name", "案例", "项目"),
        text_column("kind", "类别", "Kind", "type", "类型"),
        text_column("expression", "算式", "Expression", "计算式"),
        text_column("numerator", "分子", "Numerator"),
        text_column("denominator", "分母", "Denominator"),
        text_column("reported", "报告值", "Reported", "报告结果", "公布值"),
    ),
)
"""`kind`: ratio, pp, sum, diff, identity, subset, target roll-up, score, product; else as read."""

FRAME: Final = {
    **{
        column.id: TEXT
        for column in CLAIMS.columns
        if column.id not in {"numerator", "denominator"}
    },
    "file": TEXT,
    "sheet": TEXT,
}
_KINDS: Final = {
    "比率": "ratio",
    "完成率": "ratio",
    "求和": "sum",
    "差额": "diff",
    "百分点": "pp",
    "恒等": "identity",
    "其中": "subset",
    "分解": "target roll-up",
    "得分": "score",
    "乘积": "product",
}
_ONE_DIVISION: Final = re.compile(r"[^-+*/÷×()]+[/÷][^-+*/÷×()]+")


def read_claims(workbook: RawWorkbook) -> Table | None:
    """The claims of the first sheet that holds some (columns `FRAME`), else None.

    ======================================  =========================================
    not given                               taken
    ======================================  =========================================
    case                                    the row's number
    expression                              numerator / denominator
    kind                                    `ratio` for one division or a result in per
                                            cent, `pp` for one in 百分点 (also where it
                                            is called a difference), `subset` with
                                            `<=`, else the value itself
    reported                                what follows `=` in the expression
    ======================================  =========================================
    """
    for sheet in workbook.sheets:
        rows = rows_of(sheet)
        header = find_header(rows, CLAIMS) if sheet.visible else None
        known = set(header.columns) if header else set()
        inputs = "expression" in known or {"numerator", "denominator"} <= known
        if header and inputs and "reported" in known:
            block = read_block(sheet, CLAIMS, CellContext(), rows=rows, header=header)
            return None if block is None else _table(block)
    return None


def _table(block: Block) -> Table:
    rows, cells = [], []
    for position, record in enumerate(block.records):
        texts = {name: _text(block, position, name) for name in record}
        expression, reported = _sides(texts)
        rows.append(
            {
                "case": texts.get("case") or str(block.rows[position]),
                "kind": _kind(texts.get("kind") or "", expression, reported),
                "expression": expression,
                "reported": reported,
                "file": block.sheet.file,
                "sheet": block.sheet.name,
            }
        )
        cells.append({name: block.address(position, name) for name in FRAME})
    return Table(
        typed(pd.DataFrame(rows, columns=list(FRAME)), FRAME),
        typed(pd.DataFrame(cells, columns=list(FRAME)), dict.fromkeys(FRAME, TEXT)),
    )


def _text(block: Block, position: int, column: str) -> str:
    cell = block.raw(position, column)
    return cell.text.strip() if cell is not None else ""


def _sides(texts: dict[str, str]) -> tuple[str, str]:
    """Expression and result; the result may stand behind the expression: `58+18=76`."""
    expression = texts.get("expression") or _quotient(texts)
    reported = texts.get("reported") or ""
    left, sign, right = expression.partition("=")
    if sign and not left.endswith(("<", ">", "≤")):
        return left.strip(), reported or right.strip()
    return expression, reported


def _quotient(texts: dict[str, str]) -> str:
    numerator, denominator = texts.get("numerator", ""), texts.get("denominator", "")
    return f"{numerator}/{denominator}" if numerator or denominator else ""


def _kind(typed_in: str, expression: str, reported: str) -> str:
    said = normalize("NFKC", reported)
    in_points = "百分点" in said or said.lower().endswith("pp")
    if typed_in:
        plain = normal(typed_in)
        kind = _KINDS.get(plain, typed_in.strip())
        return "pp" if kind == "diff" and in_points else kind
    if "<=" in expression or "≤" in expression:
        return "subset"
    sign = "%" in normalize("NFKC", expression)
    if in_points or (sign and "%" in said):
        return "pp"
    divided = "/" in expression or "÷" in expression
    if divided and ("%" in said or _ONE_DIVISION.fullmatch(expression.strip())):
        return "ratio"
    return "identity"


__all__ = ["CLAIMS", "FRAME", "Record", "read_claims"]
