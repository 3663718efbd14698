"""Text as it was meant: one form for many spellings, names compared, text safe to print."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

PRINTED_LENGTH: Final = 80
"""Characters of a cell that are quoted in a finding."""

_INVISIBLE: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_BLANKS: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NOTE: Final = re.compile(r"^(?P<name>.+?)[(\[【](?P<note>[^()]*)[)\]】]$")
_SPACES: Final = re.compile(r"\s+")
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-"))
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def normalise(text: str) -> str:
    """The text in NFKC, without invisible characters, white space folded to single blanks.

    A leading apostrophe (the mark for "this is text") is dropped; dashes that stand for a minus
    sign become one, the long dash `—` (which means "nothing") stays.

    >>> normalise("'１３５．７\u00a0亿元\u200b")
    '135.7 亿元'
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # nothing of it would change
        return text.strip().removeprefix("'").strip()
    clean = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_DASHES)
    return _SPACES.sub(" ", clean).strip().removeprefix("'").strip()


def has_mark(text: str) -> bool:
    """Whether a raised or circled digit (a footnote's mark) stands where it would read as a digit.

    Behind a letter it is part of a unit, such as `m²`.

    >>> has_mark("8.73①"), has_mark("12²"), has_mark("350万m³"), has_mark("８７")
    (True, True, False, False)
    """
    return any(
        unicodedata.category(c) == "No" and not before.isalpha()
        for before, c in zip(" " + text, text, strict=False)
    )


def compact(text: str) -> str:
    r"""The normalised text without any white space.

    >>> compact("2021 年\n第四季度")
    '2021年第四季度'
    """
    return normalise(text).replace(" ", "")


def sanitise(text: str, length: int = PRINTED_LENGTH) -> str:
    r"""The text fit for a log, a terminal or a message: one line, printable, cut to `length`.

    Control, escape and direction characters become blanks; what is cut off is shown by `…`.

    >>> sanitise("a\x1b[31mb\nc")
    'a [31mb c'
    """
    printable = "".join(
        " " if unicodedata.category(c) in _UNPRINTABLE else c for c in text[: 4 * length]
    )
    line = _SPACES.sub(" ", printable).strip()
    return line if len(line) <= length else line[: length - 1] + "…"


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The form in which names are compared: NFKC, no white space, no case, no note in brackets.

    >>> normal("总投资（亿元）"), normal(" Sent  on:"), normal("指标*")
    ('总投资', 'senton', '指标')
    """
    clean = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold().strip("*:·")
    note = _NOTE.match(clean)
    return note["name"].strip("*:·") if note else clean


def bracket_note(text: str) -> str:
    """What stands in brackets at the end of a header, else nothing.

    >>> bracket_note("总投资（亿元）")
    '亿元'
    """
    note = _NOTE.match(_BLANKS.sub("", unicodedata.normalize("NFKC", text)).strip("*:"))
    return note["note"] if note else ""
