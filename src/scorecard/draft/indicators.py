"""What is known of an indicator by its usual name: kind of quantity, frequency, English name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from scorecard.draft.numbers import RANK
from scorecard.draft.sentence import Statement

DATA: Final = Path(__file__).with_name("indicators.toml")
_FLOW: Final = ("新", "建", "改造", "引进", "完成", "签约", "实施", "培训", "投资", "发放", "开工")
_BASIS: Final = {"flow": "to_date", "milestone": "to_date"}
_FREQUENCIES: Final = frozenset({"monthly", "quarterly", "annual"})


@lru_cache(maxsize=1)
def known() -> Mapping[str, Mapping[str, str]]:
    """The entries of `indicators.toml` by every name they go by."""
    entries = tomllib.loads(DATA.read_text(encoding="utf-8"))["indicator"]
    return {name: e for e in entries for name in (e["name"], *e.get("aliases", ()))}


def facts_of(one: Statement) -> dict[str, str | None]:
    """Cells of the sheet Indicators for a statement's indicator, all of them to be confirmed.

    `better` is no cell: whether `higher`, `lower` or a `target` is, where that is known.
    """
    entry = known().get(one.name, {})
    measure = entry.get("kind") or _measure(one)
    frequency = entry.get("frequency", "quarterly")
    return {
        "name_en": entry.get("english"),
        "measure": measure,
        "reported_as": _BASIS.get(measure, "point"),
        "frequency": frequency if frequency in _FREQUENCIES else "annual",
        "better": entry.get("better"),
    }


def _measure(one: Statement) -> str:
    if one.number.role == RANK:
        return "rank"
    if one.number.unit in {"%", "‰", "个百分点"}:
        return "rate"
    return "flow" if one.name.startswith(_FLOW) or "投资" in one.name else "stock"
