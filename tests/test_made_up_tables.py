"""Made-up tables of many kinds (``tests/data/tables``): right verdicts, or the true question."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from made_up_tables import DATA, Case, cases

from scorecard.i18n import Words
from scorecard.pipeline.plain_table import assess_table
from scorecard.pipeline.standing import document_of
from scorecard.schema.policy import Policy

VERDICTS: Final = {"achieved", "ahead", "on_track", "at_risk", "off_track", "missed"}
SCALES: Final = (1, 100, 0.01, 1e3, 1e-3, 1e4, 1e-4, 1e6, 1e-6, 1e8, 1e-8)
ALL: Final = [case for path in sorted(DATA.glob("*.txt")) for case in cases(path.stem)]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.file)
def test_a_made_up_table(case: Case, tmp_path: Path) -> None:
    standing, _ = assess_table(case.write(tmp_path), date.fromisoformat(case.as_of), Policy())
    document = document_of(standing, Words(case.file[:2]))
    told = {f.code for f in standing.findings if str(f.severity) in {"error", "warning"}}
    assert told == case.told
    rows = list(document["assessments"])
    for target in case.targets:
        found = [row for row in rows if _is(row, target)]
        if not found:
            assert case.told or target["optional"], target["name"]
            continue
        row = found[0]
        rows.remove(row)
        if row["status"] in VERDICTS or not case.told:
            _same(row, target)
    assert not [row["name"] for row in rows if row["status"] in VERDICTS], "rows that are none"


def _is(row: dict[str, Any], target: dict[str, Any]) -> bool:
    """Whether an assessment is of this target: the cell of its row, name, sheet and due date."""
    names = f"{row['name']} {row['target']}".replace(" ", "").casefold()
    name = target["name"].replace(" ", "").casefold()
    due = str(row["due"] or "")
    return (
        name in names
        and (not target["sheet"] or row["cell"]["sheet"] == target["sheet"])
        and (
            not target["unit"]
            or target["unit"]
            in f"{row['organisation']} {row['unit']} {row['name']} {row['target']}"
        )
        and (not target["due"] or not due or due[:4] == target["due"][:4])
        and ("Q" not in str(target["due"]) or due == target["due"])
    )


def _same(row: dict[str, Any], target: dict[str, Any]) -> None:
    assert row["status"] in target["status"], (row["name"], row["status"], row["reason"])
    if row["status"] not in VERDICTS:
        return
    wanted = [(target[k], row[f]) for k, f in (("target", "target_value"), ("actual", "actual"))]
    pairs = [(w, f) for w, f in wanted if w is not None]
    assert any(all(f == pytest.approx(w * k) for w, f in pairs) for k in SCALES), pairs
    for key in ("progress", "expected_progress"):
        if target[key] is not None and row[key] is not None:
            assert row[key] == pytest.approx(target[key], abs=0.006 if key == "progress" else 0.02)
