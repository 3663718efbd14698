"""Where the tables of a form stand, however many rows they have."""

from __future__ import annotations

import workbooks

from scorecard.read.tables import find_header, rows_of
from scorecard.schema.quarterly_form import FORM

HEADER = ["指标", "计量单位", "本季度", "本年累计"]
RANKS = ["指标", "名次", "参评总数", "版次"]


def test_the_ranks_are_found_below_a_table_of_a_hundred_rows() -> None:
    lines = [HEADER, *([f"指标{n}", "个", str(n), str(n)] for n in range(100)), RANKS]
    cells = {(r, c): text for r, line in enumerate(lines, 1) for c, text in enumerate(line, 1)}
    raw, findings = workbooks.read_workbook(workbooks.xlsx({"填报表": cells}), "form.xlsx")
    assert raw is not None
    assert not [f for f in findings if f.severity == "error"]
    rows = rows_of(raw.sheets[0])
    table = find_header(rows, FORM["form"])
    assert table is not None
    assert table.row == 1
    below = find_header(rows, FORM["ranks"], table.row + 1, len(rows))
    assert below is not None
    assert below.row == 102
