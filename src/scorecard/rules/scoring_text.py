"""The `scoring` cell of a target book: `completion(cap=1.2)`, `step(per=1, points=0.1) + veto`.

A cell holds one rule or several joined by `+`.  A rule is a name and, in brackets, parameters
`name=number`; `bands` and `efficacy_bands` take a table instead, its rows separated by `;`:
`bands(>= 10: 20; [5, 10): 10; < 5: 3)`, `efficacy_bands(1.7: 0.6; 9.5: 0.8; 12: 1)`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from scorecard.model.bands import Band, BandFault, Bands, BandTextError, faults, parse_interval

NEEDED: Final = math.nan
"""Marks a parameter without a default."""

RULES: Final[Mapping[str, Mapping[str, float]]] = {
    "completion": {"cap": 1.0},
    "efficacy": {"worst": -math.inf, "best": math.inf, "base": 0.6, "cap": 1.0},
    "efficacy_bands": {},
    "all_or_nothing": {},
    "rank_step": {"step": 0.05},
    "step": {"base": -math.inf, "per": NEEDED, "points": NEEDED, "limit": math.inf},
    "bands": {},
    "bonus": {"per": NEEDED, "points": NEEDED, "limit": math.inf},
    "deduct": {"per": NEEDED, "points": NEEDED},
    "veto": {},
}
"""Names of the scoring rules with their parameters and defaults.

An infinite `worst` or `best` means: of all units compared; an infinite `base`: the full mark.
"""
TABLES: Final = frozenset({"bands", "efficacy_bands"})
POSITIVE: Final = frozenset({"per", "cap"})
NEVER_NEGATIVE: Final = frozenset({"points", "limit", "step"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One scoring rule: its name, all parameters, and the table of the two that have one."""

    name: str
    params: Mapping[str, float] = field(default_factory=dict, hash=False)
    table: Bands | None = None


class ScoringTextError(ValueError):
    """A `scoring` cell that cannot be used: the piece at fault and, for a table, its faults."""

    def __init__(self, found: str, expected: str, faults: tuple[BandFault, ...] = ()) -> None:
        super().__init__(f"{found}: expected {expected}")
        self.found, self.expected, self.faults = found, expected, faults


@lru_cache(maxsize=1024)
def parse_scoring(text: str) -> tuple[Rule, ...]:
    """Read a `scoring` cell; full-width characters and spaces are forgiven.

    Refuses with `ScoringTextError`: an unknown rule or parameter, a parameter twice, a missing
    one, a number out of range, a table with a gap, an overlap or values out of order.

    >>> parse_scoring("completion(cap=1.2)")[0].params["cap"]
    1.2
    >>> [rule.name for rule in parse_scoring("step(per=1, points=0.1, limit=3) + veto")]
    ['step', 'veto']
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    pieces = _split(clean, "+")
    return tuple(_rule(piece.strip()) for piece in pieces)


def _split(text: str, separator: str) -> list[str]:
    """The pieces between separators that stand outside all brackets."""
    pieces, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == separator and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


_CALL: Final = re.compile(r"(?P<name>[a-z_]+)\s*(?:\((?P<inside>.*)\))?", re.DOTALL)


def _rule(piece: str) -> Rule:
    call = _CALL.fullmatch(piece)
    if call is None or call["name"] not in RULES:
        raise ScoringTextError(piece, ", ".join(RULES))
    name, inside = call["name"], (call["inside"] or "").strip()
    if name == "bands":
        return Rule(name, {}, _points_table(inside))
    if name == "efficacy_bands":
        return Rule(name, {}, _standards(inside))
    return Rule(name, _params(name, inside))


def _params(name: str, inside: str) -> dict[str, float]:
    known = RULES[name]
    typed: dict[str, float] = {}
    for piece in filter(None, (part.strip() for part in inside.split(","))):
        key, _, number = (side.strip() for side in piece.partition("="))
        if key not in known or key in typed:
            raise ScoringTextError(piece, ", ".join(known) or f"{name}()")
        typed[key] = _number(number, piece)
        if (key in POSITIVE and typed[key] <= 0) or (key in NEVER_NEGATIVE and typed[key] < 0):
            raise ScoringTextError(piece, f"{key} > 0")
    params = {**known, **typed}
    missing = [key for key, number in params.items() if math.isnan(number)]
    if missing:
        raise ScoringTextError(f"{name}({inside})", ", ".join(f"{key}=" for key in missing))
    if name == "efficacy" and params["worst"] == params["best"]:
        raise ScoringTextError(f"{name}({inside})", "worst ≠ best")
    return params


def _points_table(inside: str) -> Bands:
    rows = [_row(row) for row in inside.split(";") if row.strip()]
    try:
        table = Bands(tuple(Band(left, parse_interval(left), points=n) for left, n in rows))
    except BandTextError as error:
        raise ScoringTextError(error.found, "[5, 10): 10; >= 10: 20; < 5: 3") from error
    found = faults(table)
    if found or not rows:
        raise ScoringTextError(inside, "; ".join(map(str, found)) or ">= 10: 20; < 10: 3", found)
    return table


def _standards(inside: str) -> Bands:
    """Standards and coefficients, kept as bands whose lower edge is the standard."""
    rows = [_row(row) for row in inside.split(";") if row.strip()]
    values = [_number(left, left) for left, _ in rows]
    steps = [b - a for a, b in pairwise(values)]
    if not steps or not (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
        raise ScoringTextError(inside, "1.7: 0.6; 9.5: 0.8; 12: 1")
    return Bands(
        tuple(
            Band(left, parse_interval(f">= {value}"), points=n)
            for (left, n), value in zip(rows, values, strict=True)
        )
    )


def _row(text: str) -> tuple[str, float]:
    left, _, right = text.rpartition(":")
    return left.strip(), _number(right.strip(), text.strip())


def _number(text: str, piece: str) -> float:
    share = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError as error:
        raise ScoringTextError(piece, "1.2") from error
    if not math.isfinite(number):
        raise ScoringTextError(piece, "1.2")
    return number / 100 if share else number
