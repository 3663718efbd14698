"""The `scoring` cell of a target book: `completion(cap=1.2)`, `step(per=1, points=0.1) + veto`.

A cell holds one rule or several joined by `+`.  A rule is a name and, in brackets, parameters
`name=number`, separated by `,` or `;`.  Names and parameters may be Chinese: `完成率(上限=120%)`.
`bands` and `efficacy_bands` take a table instead, its rows separated by `;`:
`bands(>= 10: 20; [5, 10): 10; < 5: 3)`, `efficacy_bands(1.7: 0.6; 9.5: 0.8; 12: 1)`.
`composite` names targets with their shares, `deduct` may name targets whose shortfalls add up:
`composite(T-a: 50%; T-b: 50%)`, `deduct(T-a; T-b; T-c; per=1, points=0.1)`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from scorecard.rules.scoring_words import (
    NEEDED,
    PARAMETERS_ZH,
    RANGES,
    RULES,
    RULES_ZH,
    TABLES,
    WITH_PARTS,
)
from scorecard.schema.bands import Band, BandFault, Bands, BandTextError, faults, parse_interval

__all__ = ["NEEDED", "RULES", "TABLES", "Rule", "ScoringTextError", "parse_scoring"]

WHOLE: Final = 1.0
CLOSE: Final = 1e-9
PER_CENT: Final = 100
ANY: Final = (-math.inf, True, math.inf)


@dataclass(frozen=True, slots=True)
class Rule:
    """One scoring rule: its name, all parameters, the table of the two that have one.

    `parts` are the targets a rule names, each with its share (`composite`) or with 1 (`deduct`).
    """

    name: str
    params: Mapping[str, float] = field(default_factory=dict, hash=False)
    table: Bands | None = None
    parts: tuple[tuple[str, float], ...] = ()


class ScoringTextError(ValueError):
    """A `scoring` cell that cannot be used: the piece at fault and, for a table, its faults."""

    def __init__(self, found: str, expected: str, faults: tuple[BandFault, ...] = ()) -> None:
        super().__init__(f"{found}: expected {expected}")
        self.found, self.expected, self.faults = found, expected, faults


@lru_cache(maxsize=4096)
def parse_scoring(text: str) -> tuple[Rule, ...]:
    """Read a `scoring` cell; full-width characters and spaces are forgiven.

    Refuses with `ScoringTextError`: an unknown rule or parameter, a parameter twice, a missing
    one, a number out of its range (`step=5` for 5 %), shares that do not add up to 1, `part`
    beside other rules, a table with a gap, an overlap or values out of order.

    >>> parse_scoring("completion(cap=1.2)")[0].params["cap"]
    1.2
    >>> [rule.name for rule in parse_scoring("step(per=1, points=0.1, limit=3) + 一票否决")]
    ['step', 'veto']
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    rules = tuple(_rule(piece.strip()) for piece in _split(clean, "+"))
    if len(rules) > 1 and any(rule.name == "part" for rule in rules):
        raise ScoringTextError(text, "part")
    return rules


def _split(text: str, separators: str) -> list[str]:
    """The pieces between separators that stand outside all brackets."""
    pieces, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character in separators and depth <= 0:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


_CALL: Final = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?:\((?P<inside>.*)\))?", re.DOTALL)


def _rule(piece: str) -> Rule:
    call = _CALL.fullmatch(piece)
    name = "" if call is None else RULES_ZH.get(call["name"], call["name"])
    if call is None or name not in RULES:
        raise ScoringTextError(piece, ", ".join(RULES))
    inside = (call["inside"] or "").strip()
    if name == "bands":
        return Rule(name, {}, _points_table(inside))
    if name == "efficacy_bands":
        return Rule(name, {}, _standards(inside))
    pieces = [part.strip() for part in re.split("[,;]", inside) if part.strip()]
    named = [part for part in pieces if "=" not in part] if name in WITH_PARTS else []
    params = _params(name, [part for part in pieces if part not in named], inside)
    return Rule(name, params, parts=_parts(name, named, inside))


def _params(name: str, pieces: Sequence[str], inside: str) -> dict[str, float]:
    known = RULES[name]
    typed: dict[str, float] = {}
    for piece in pieces:
        key, _, number = (side.strip() for side in piece.partition("="))
        key = PARAMETERS_ZH.get(key, key)
        if key not in known or key in typed:
            raise ScoringTextError(piece, ", ".join(known) or f"{name}()")
        typed[key] = _number(number, piece)
        _in_range(name, key, typed[key], piece)
    params = {**known, **typed}
    missing = [key for key, number in params.items() if math.isnan(number)]
    if missing:
        raise ScoringTextError(f"{name}({inside})", ", ".join(f"{key}=" for key in missing))
    if name == "efficacy" and params["worst"] == params["best"]:
        raise ScoringTextError(f"{name}({inside})", "worst ≠ best")
    return params


def _in_range(name: str, key: str, number: float, piece: str) -> None:
    """Refuse what a parameter cannot be: most often a per cent typed without its sign."""
    low, low_in, high = RANGES.get(f"{name}.{key}") or RANGES.get(key) or ANY
    if (number >= low if low_in else number > low) and number <= high:
        return
    told = f"{low:g} {'<=' if low_in else '<'} {key}"
    if math.isfinite(high):
        told += f" <= {high:g}"
    if high < number <= PER_CENT * high:
        told += f" ({piece}%?)"
    raise ScoringTextError(piece, told)


def _parts(name: str, named: Sequence[str], inside: str) -> tuple[tuple[str, float], ...]:
    """The targets a rule names; a composite's shares add up to 1."""
    if name not in WITH_PARTS:
        return ()
    if name == "deduct":
        parts = tuple((piece, WHOLE) for piece in named)
    else:
        parts = tuple(_row(piece) for piece in named)
        total = math.fsum(share for _, share in parts)
        if abs(total - WHOLE) > CLOSE:
            raise ScoringTextError(inside or name, f"Σ = 100% (≠ {total * PER_CENT:.10g}%)")
        wrong = next((piece for piece, (_, n) in zip(named, parts, strict=True) if n <= 0), "")
        if wrong:
            raise ScoringTextError(wrong, "> 0%")
    twice = [part for n, (part, _) in enumerate(parts) if part in {p for p, _ in parts[:n]}]
    if twice or any(not part for part, _ in parts):
        raise ScoringTextError(twice[0] if twice else inside, "T-a: 50%; T-b: 50%")
    return parts


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
    rise = [b - a for (_, a), (_, b) in pairwise(rows)]
    if not all(0 <= n <= 1 for _, n in rows) or not all(step >= 0 for step in rise):
        raise ScoringTextError(inside, "0 <= 0.6 <= 0.8 <= 1")
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
