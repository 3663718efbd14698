"""Text of documents brought to one form, with a way back to the characters as they came.

Full width becomes half width, traditional becomes simplified Chinese, characters that are not
printed and pinyin that was put behind single characters go.  Nothing is repaired: where an
encoding has destroyed characters the text stays as it came and says so (`damaged`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNPRINTED: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_TONES: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
_DROPPED: Final = re.compile(
    rf"[{_UNPRINTED}]|(?<=[\u4e00-\u9fff])\((?=[^)]*[{_TONES}])[a-z{_TONES}]+\)"
    # A comma before another mark is left over from copying, not meant.
    r"|,(?=[,;。])"
)
_WIDE: Final = {0x3000: " ", 0xA0: " "} | {0xFF01 + n: chr(0x21 + n) for n in range(94)}
_DAMAGE: Final = re.compile(
    rf"\ufffd|锟斤拷|烫烫烫|\?[a-z{_TONES}]*[{_TONES}][a-z{_TONES}]*\)|[\u4e00-\u9fff][A-Z]\([a-z]+\)"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text in one form.

    Attributes
    ----------
    text
        The text after cleaning.
    raw
        The text as it came.
    anchors
        Pairs of an offset in `text` and the offset in `raw` that it came from, at the places
        where the distance between the two changes; in order.
    """

    text: str
    raw: str
    anchors: tuple[tuple[int, int], ...]

    def origin(self, offset: int) -> int:
        """Where a character of `text` stands in `raw` (offsets from 0)."""
        clean, raw = self.anchors[bisect_right(self.anchors, (offset, len(self.raw) + 1)) - 1]
        return raw + offset - clean

    def quoted(self, start: int, end: int) -> str:
        """The characters as they came that `text[start:end]` stands for."""
        return self.raw[self.origin(start) : self.origin(end - 1) + 1] if end > start else ""

    def damaged(self, start: int, end: int) -> bool:
        """Whether an encoding has destroyed characters between these offsets of `text`."""
        return bool(_DAMAGE.search(self.text, start, end))


def clean(raw: str) -> Cleaned:
    """A text in one form: half width, simplified, printed characters only.

    The way back is exact: every kept character knows the offset it came from.
    """
    half = raw.translate(_WIDE)
    parts: list[str] = []
    anchors: list[tuple[int, int]] = [(0, 0)]
    length = 0
    for start, end in _kept(half):
        anchors.append((length, start))
        parts.append(half[start:end])
        length += end - start
    return Cleaned(_simplified("".join(parts)), raw, tuple(dict(anchors).items()))


def _kept(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gone in _DROPPED.finditer(text):
        if gone.start() > start:
            yield start, gone.start()
        start = gone.end()
    yield start, len(text)


def _simplified(text: str) -> str:
    """Traditional characters replaced by simplified ones; never a character more or less."""
    convert = _converter()
    whole = convert(text)
    if len(whole) == len(text):
        return whole
    # A phrase that OpenCC shortens or lengthens would move every offset behind it.
    return "".join(one if len(one := convert(c)) == 1 else c for c in text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    import opencc  # noqa: PLC0415  (only where documents are read)

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
