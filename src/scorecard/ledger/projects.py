"""The ledger's projects: every state accepted, every list that confirmed the register."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from scorecard.ledger.ledger import Ledger
from scorecard.model.frames import CLOSINGS, ENTRIES, PLACE, PROJECTS, empty, typed
from scorecard.model.period import parse_period

KEYS: Final = ("project", "organisation")
CONTENT: Final = tuple(name for name in PROJECTS if name not in {*KEYS, *PLACE})
"""What an entry keeps of a project beside its key and place."""
_SHARED: Final = ("seq", "organisation", "quarter", "known_on", "sent_by", "file", "sheet", "cell")


def content_of(project: Mapping[str, Any]) -> str:
    """A project's values as canonical JSON: missing ones left out, days as ISO text."""
    values = {name: _plain(project.get(name)) for name in CONTENT}
    kept = {name: value for name, value in values.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:  # noqa: ANN401  (any value of a typed cell)
    if value is None or pd.isna(value):
        return None
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value


def ledger_projects(
    ledger: Ledger, fiscal_start: int = 1, up_to: int | None = None, after: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """States (ENTRIES) and confirmations (CLOSINGS) accepted after one entry and up to another.

    Both stand on the last day of the form's quarter; `entry` is the number of the entry.
    """
    rows = ledger.rows("project", (*_SHARED, "unit", "project", "content"), up_to, after)
    lists = ledger.rows("register", (*_SHARED, "unit"), up_to, after)
    return _states(rows, fiscal_start), _lists(lists, fiscal_start)


def _states(rows: list[tuple[Any, ...]], fiscal_start: int) -> pd.DataFrame:
    if not rows:
        return empty(ENTRIES)
    frame = pd.DataFrame(rows, columns=[*_SHARED, "unit", "project", "content"])
    content = pd.DataFrame([json.loads(text) for text in frame.pop("content")])
    content["unit"] = content.get("unit", pd.Series(index=frame.index, dtype="str"))
    frame = pd.concat([frame.drop(columns="unit"), content], axis=1)
    return typed(_standing(frame, fiscal_start).rename(columns={"seq": "entry"}), ENTRIES)


def _lists(rows: list[tuple[Any, ...]], fiscal_start: int) -> pd.DataFrame:
    if not rows:
        return empty(CLOSINGS)
    frame = pd.DataFrame(rows, columns=[*_SHARED, "unit"])
    return typed(_standing(frame, fiscal_start), CLOSINGS)


def _standing(frame: pd.DataFrame, fiscal_start: int) -> pd.DataFrame:
    ends = {
        quarter: pd.Timestamp(parse_period(str(quarter), fiscal_start).period.end_date)
        for quarter in frame["quarter"].unique()
    }
    return frame.assign(stands_on=frame["quarter"].map(ends))
