"""What a number format shows: per cent, and which parts of a date."""

from __future__ import annotations

import re
from typing import Final

_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""Parts of a format that stand for themselves: quoted or escaped text, colours, blanks."""


def shows_percent(number_format: str) -> bool:
    """Whether the format multiplies by a hundred and shows a per cent sign.

    >>> shows_percent("0.0%"), shows_percent('0.0"%"')
    (True, False)
    """
    return "%" in number_format and "%" in _LITERAL.sub("", number_format)


def shown_parts(number_format: str) -> str:
    """Which of `y`, `m`, `d` a date format shows; all of them where it is no date format.

    >>> shown_parts('yyyy"年"m"月"'), shown_parts("d-mmm"), shown_parts("General")
    ('ym', 'md', 'ymd')
    """
    bare = _LITERAL.sub("", number_format.lower())
    if bare in {"general", "", "@"}:
        return "ymd"
    return "".join(part for part in "ymd" if part in bare or (part == "y" and "e" in bare))
