"""CSV as spreadsheet programs read it: RFC 4180, UTF-8 with its mark, no text that is a formula.

Column names are the ids of frames and JSON, numbers are unrounded; the columns do not change.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from scorecard.excel.text import clean_text, looks_like_formula
from scorecard.i18n import Words
from scorecard.report.json_ import (
    ASSESSMENT_KEYS,
    FINDING_KEYS,
    MISSING_KEYS,
    assessment,
    findings_document,
    missing_document,
)
from scorecard.report.view import View
from scorecard.schema.findings import Finding

BOM: Final = "\ufeff"
STATUS_COLUMNS: Final = (
    *(key for key in ASSESSMENT_KEYS if key not in {"source", "cell"}),
    *("document", "quote", "strength", "origin", "file", "sheet", "cell"),
)


def status_csv(view: View) -> bytes:
    """One line for each target, in the view's order."""
    return _csv(STATUS_COLUMNS, (_flat(assessment(row)) for row in view.rows))


def missing_csv(view: View) -> bytes:
    """One line for each figure that has not come, those that are not late yet last."""
    document = missing_document(view)
    rows = [*document["missing"], *document["awaited"]]
    return _csv(MISSING_KEYS, ({**row, "targets": " ".join(row["targets"])} for row in rows))


def findings_csv(findings: Iterable[Finding], words: Words) -> bytes:
    """One line for each finding."""
    return _csv(FINDING_KEYS, findings_document(findings, words)["findings"])


def safe(value: object) -> str:
    """A field: numbers as they are, nothing for `None`, text that no program takes for a formula.

    >>> safe("=1+1"), safe(-3), safe("18 projects"), safe(None)
    ("'=1+1", '-3', '18 projects', '')
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    text = clean_text(str(value))
    return f"'{text}" if looks_like_formula(text) else text


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in row.items() if key not in {"source", "cell"}}
    return {**flat, **row["source"], **row["cell"], "flags": " ".join(row["flags"])}


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(row[column]) for column in columns] for row in rows)
    return (BOM + out.getvalue()).encode()
