"""Names typed on the command line: found in any case, or the most similar ones offered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from scorecard.schema.errors import UnknownNameError

SHOWN: Final = 12
"""Names that are offered at most."""
_SIMILAR: Final = 0.5


def known_name(kind: str, typed: str, names: Iterable[str]) -> str:
    """The name that was meant, as it is spelled.

    Raises `UnknownNameError` with the names most like it, or all where they are few.
    """
    known = {name.casefold(): name for name in reversed(list(dict.fromkeys(names)))}
    if typed in known.values():
        return typed
    if typed.casefold() in known:
        return known[typed.casefold()]
    spelled = list(reversed(known))
    close = difflib.get_close_matches(typed.casefold(), spelled, SHOWN // 2, _SIMILAR)
    within = [name for name in spelled if typed and typed.casefold() in name and name not in close]
    offered = [*close, *within][:SHOWN] or spelled[:SHOWN]
    more = ["…"] if len(offered) < len(known) else []
    raise UnknownNameError(kind=kind, found=typed, known=[*(known[n] for n in offered), *more])
