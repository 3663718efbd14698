"""JSON and CSV of `status`, `render` and `assess`: a contract, its names do not change.

Numbers are unrounded; what is undefined is `null`, never `NaN`.  A number without a fraction is
written without one: 120, not 120.0.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final, TypeAlias

import pandas as pd

from scorecard.excel.text import clean_text, looks_like_formula
from scorecard.i18n import Words
from scorecard.report.build import finding_rows
from scorecard.report.inputs import records
from scorecard.report.view import FindingRow, MissingRow, Numbers, Place, ScoreRow, TargetRow, View
from scorecard.schema.findings import Finding
from scorecard.schema.frames import SCORE_NUMBERS, SUMMARY_NUMBERS
from scorecard.schema.quarterly_form import AMOUNTS, ANSWERS, NOTHING_TOLD, Followed
from scorecard.schema.vocabulary import Earns, Status

SCHEMA: Final = 1
LARGEST_EXACT: Final = 2**53
ASSESSMENT_KEYS: Final = (
    *("target", "target_version", "organisation", "unit", "indicator", "name", "measure"),
    *("direction", "comparator", "baseline", "baseline_period", "target_value", "upper"),
    "allowed_deviation",
    *("stretch", "due", "actual", "actual_period", "figure_state", "rank_of", "edition"),
    *("expected_value", "progress", "expected_progress", "lead_pp", "pace_ratio", "allowance"),
    *("required_per_quarter", "projection", "distance", "distance_unit", "method"),
    *("method_class", "method_value", "method_score", "points", "status", "flags"),
    *("reason_code", "reason", "source", "cell"),
)
ACCOUNT: Final = {
    **dict(zip(("cause", "measure", "person", "until"), ANSWERS, strict=True)),
    "kept": "kept",
    **dict(zip(("year_forecast", "year_ago"), AMOUNTS, strict=True)),
}
"""What an account tells, by the column of the form it stands in."""
FINDING_KEYS: Final = (
    *("code", "severity", "file", "sheet", "cell"),
    *("found", "expected", "message", "hint"),
)
MISSING_KEYS: Final = (
    *("organisation", "unit", "indicator", "name", "period"),
    *("deadline", "days_late", "status", "targets"),
)
_NUMBERS: Final = frozenset(field.name for field in fields(Numbers))
Gathered: TypeAlias = Callable[[Iterator[dict[str, Any]]], Iterable[dict[str, Any]]]
_BY_COUNT: Final = ("coverage", "rate", "rate_low", "rate_high")
"""Numbers of a summary or a score that there are without weights, too: shares of targets."""


def status_document(view: View, gathered: Gathered = list) -> dict[str, Any]:
    """The document of the contract, assessments in the view's order, `gathered` (in a list)."""
    counts = view.summary.get("counts", {})
    return {
        "schema": SCHEMA,
        "as_of": view.header.as_of.isoformat(),
        "quarter": view.header.quarter,
        "ledger_head": view.header.ledger_head,
        "assessments": gathered(
            {**assessment(row), "account": _account(view.followups.get(row.target))}
            for row in view.rows
        ),
        "summary": {
            "counts": {str(status): int(counts.get(status, 0)) for status in Status},
            **_known(view.summary, SUMMARY_NUMBERS),
            "score_kind": view.summary.get("score_kind", "points"),
        },
        "scores": [_score(row) for row in view.scores],
        "findings": [_finding(finding) for finding in view.findings],
    }


def missing_document(view: View) -> dict[str, Any]:
    """Who has not reported: overdue figures, and those awaited that are not late yet."""
    return {
        "schema": SCHEMA,
        "as_of": view.header.as_of.isoformat(),
        "quarter": view.header.quarter,
        "missing": [_missing(row) for row in view.missing],
        "awaited": [_missing(row) for row in view.awaited],
    }


def findings_document(findings: Iterable[Finding], words: Words) -> dict[str, Any]:
    """The findings alone, as `check` prints them."""
    rows = finding_rows(findings, words)
    return {"schema": SCHEMA, "findings": [_finding(finding) for finding in rows]}


def table_document(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as JSON: missing values are null, dates ISO texts."""
    return [{name: _plain(value) for name, value in row.items()} for row in records(frame)]


def _plain(value: object) -> object:
    """A value of a frame as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole and isinstance(value, float) else value


def json_number(value: object) -> int | float | None:
    """A number as JSON holds it: no fraction where there is none, nothing where undefined.

    >>> json_number(120.0), json_number(0.1), json_number(float("nan"))
    (120, 0.1, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value)
    if not math.isfinite(number):
        return None
    if number.is_integer() and abs(number) < LARGEST_EXACT:
        return int(number)
    return number


def assessment(row: TargetRow) -> dict[str, Any]:
    """One assessment of the contract; blank texts are null."""
    source = row.source
    known: dict[str, Any] = {
        "target_version": row.version,
        "figure_state": row.state or None,
        "method_class": row.method_class_id or None,
        "points": None if row.earns == Earns.COUNT else json_number(row.numbers.earned),
        "flags": list(row.flags),
        "source": {
            "document": source.document or None,
            "quote": source.text or None,
            "strength": source.strength or None,
            "origin": source.origin or None,
        },
        "cell": _place(row.figure),
    }
    if row.gate == Status.OVERDUE:
        # how far the last figure was stays to be read, and decides nothing
        known["progress"] = json_number(row.numbers.known_progress)
        known["lead_pp"] = json_number(row.numbers.known_lead_pp)
    for key in ASSESSMENT_KEYS:
        if key not in known:
            known[key] = (
                json_number(getattr(row.numbers, key))
                if key in _NUMBERS
                else getattr(row, key) or None
            )
    return {key: known[key] for key in ASSESSMENT_KEYS}


def _account(followed: Followed | None) -> dict[str, Any]:
    """What the unit's form says beside its figures; null where it says nothing."""
    form = followed.form if followed else NOTHING_TOLD
    told = {
        key: getattr(form.told, name) or None for key, name in ACCOUNT.items() if name in ANSWERS
    }
    promise = {key: getattr(form.promise, ACCOUNT[key]) or None for key in list(told)[1:]}
    return {
        **told,
        "kept": form.kept or None,
        "promise": promise,
        "year_forecast": json_number(form.year_forecast),
        "year_ago": json_number(form.year_ago),
        "cells": {key: form.cells[name] for key, name in ACCOUNT.items() if name in form.cells},
    }


def _score(row: ScoreRow) -> dict[str, Any]:
    return {
        "organisation": row.organisation or None,
        "unit": row.unit or None,
        **_known(
            {name: getattr(row, name) for name in (*SCORE_NUMBERS, "score_kind")}, SCORE_NUMBERS
        ),
        "rank": json_number(row.rank),
        "ranked_by": row.ranked_by,
        "score_kind": row.score_kind,
        "targets_judged": row.targets_judged,
        "targets_on_schedule": row.targets_on_schedule,
    }


def _known(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, int | float | None]:
    """The numbers of these names; without weights nothing that is of weights or points."""
    counted = row.get("score_kind") == "count"
    return {
        name: None if counted and name not in _BY_COUNT else json_number(row.get(name))
        for name in names
    }


def _place(place: Place) -> dict[str, str | None]:
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}


def _finding(finding: FindingRow) -> dict[str, str | None]:
    place = _place(finding.place)
    return {
        key: place[key] if key in place else getattr(finding, key) or None for key in FINDING_KEYS
    }


def _missing(missing: MissingRow) -> dict[str, Any]:
    row = missing.row
    known = {
        "unit": row.unit or None,
        "period": row.period_needed,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "days_late": missing.days_late,
        "status": missing.status,
        "targets": list(missing.targets),
    }
    return {key: known[key] if key in known else getattr(row, key) for key in MISSING_KEYS}


# ---------------------------------------------------------------------------
# CSV as spreadsheet programs read it: RFC 4180, UTF-8 with its mark, no text that is a formula.
#
# Column names are the ids of frames and JSON, numbers are unrounded; the columns do not change.


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
