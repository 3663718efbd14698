"""CSV that a spreadsheet program opens as it is meant."""

from __future__ import annotations

import csv
import io

import pytest
from fictional_assessments import assessment, frame, place, view

from scorecard.i18n import Words
from scorecard.report.exports import FINDING_KEYS, STATUS_COLUMNS, findings_csv, safe, status_csv
from scorecard.schema.findings import catalogue, finding
from scorecard.schema.frames import ASSESSMENTS
from scorecard.schema.vocabulary import Reason, Status


def rows_of(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_file_starts_with_the_mark_and_ends_lines_as_rfc_4180_says() -> None:
    data = status_csv(view("zh"))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_columns_are_stable_and_all_there() -> None:
    rows = rows_of(status_csv(view("zh")))
    assert len(rows) == 6
    assert tuple(rows[0]) == STATUS_COLUMNS
    assert rows[0]["status"] == "missed"
    assert rows[0]["actual"] == "121"
    assert rows[0]["quote"] == "力争到2029年综合排名进入全国高新区前120名"
    assert rows[1]["actual"] == ""


def test_only_the_heading_remains_without_targets() -> None:
    assert rows_of(status_csv(view("zh", assessments=frame([], ASSESSMENTS)))) == []


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_text_never_becomes_a_formula(start: str) -> None:
    name = f"{start}1+1|cmd"
    rows = frame([assessment("T", Status.NOT_SCORED, Reason.NO_VALUE, name=name)], ASSESSMENTS)
    made = rows_of(status_csv(view("zh", assessments=rows)))[0]["name"]
    assert made == f"'{name}"


def test_a_negative_number_stays_a_number() -> None:
    assert safe(-12.5) == "-12.5"
    assert safe(0.1) == "0.1"
    assert safe("-12.5") == "'-12.5"


def test_commas_quotes_and_line_breaks_survive() -> None:
    name = '一，"二"\r\n三,四'
    rows = frame([assessment("T", Status.NOT_SCORED, Reason.NO_VALUE, name=name)], ASSESSMENTS)
    assert rows_of(status_csv(view("zh", assessments=rows)))[0]["name"] == '一，"二"\n三,四'


def test_findings_as_csv() -> None:
    code = next(iter(catalogue()))
    data = findings_csv([finding(code, place("D7"), "=HYPERLINK(1)")], Words("en"))
    rows = rows_of(data)
    assert tuple(rows[0]) == FINDING_KEYS
    assert rows[0]["found"] == "'=HYPERLINK(1)"
    assert rows[0]["cell"] == "D7"
