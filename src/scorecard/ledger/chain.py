"""The hash chain: what is hashed, and how a broken link is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scorecard.ledger.schema import FIELDS, LATER_FIELDS, LATER_KINDS

GENESIS: Final = "0" * 64
"""What the first entry holds as the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not agree: its number, what is wrong, what was found there."""

    seq: int
    fault: str
    found: str
    expected: str


def entry_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """The SHA-256 of the previous hash and the entry's fields, as 64 hexadecimal digits.

    Fields are hashed as canonical JSON in the order of `FIELDS`; missing ones are null.  Entries of
    the later kinds hash the later fields behind them.
    """
    hashed = {**FIELDS, **(LATER_FIELDS if entry.get("kind") in LATER_KINDS else {})}
    fields = [_stored(entry.get(name), kind) for name, kind in hashed.items()]
    text = json.dumps([previous, *fields], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(value: Any, kind: str) -> Any:  # noqa: ANN401  (any value SQLite stores)
    """The value as SQLite gives it back, so that it hashes alike before and after."""
    return float(value) if kind == "REAL" and value is not None else value


def first_break(entries: Iterable[Mapping[str, Any]]) -> Break | None:
    """The first entry whose number, link or hash does not follow from those before; else None."""
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        seq = int(entry["seq"])
        if seq != number:
            return Break(seq, "gap", str(seq), str(number))
        if entry["previous"] != previous:
            return Break(seq, "link", str(entry["previous"]), previous)
        expected = entry_hash(previous, entry)
        if entry["hash"] != expected:
            return Break(seq, "hash", str(entry["hash"]), expected)
        previous = str(entry["hash"])
    return None
