"""The colours of every output, as data: one palette for workbook, charts and book.

Chosen to stay apart for red-green and blue-yellow colour blindness (blue against vermilion, with
amber between).  Printed in black and white, marks of neighbouring statuses differ by at least ten
steps of lightness (CIE L*, 0 to 100), fills by at least four; no two verdicts share one grey.
Colour never stands alone: the status symbol and word are printed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from scorecard.schema.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Tone:
    """One meaning's colours: `strong` for marks, `soft` for fills, `ink` for text on `soft`."""

    strong: str
    soft: str
    ink: str


INK: Final = "#1F2933"
"""Text."""
MUTED: Final = "#6B7785"
FADED: Final = "#A3ABB5"
"""Secondary text: units, notes, axes."""
LINE: Final = "#C9D1DA"
"""Rules between rows, axes, borders."""
FAINT: Final = "#EEF1F5"
"""Bands, headers of the second order."""
PAPER: Final = "#FFFFFF"
HEAD: Final = "#1F3A5F"
"""Table headers and titles."""
ACCENT: Final = "#2E6DA4"
"""Bars and the actual line."""
BAR: Final = "#B9D3EC"
"""Bars behind numbers."""
BAR_BACK: Final = "#E8B9A8"
"""Bars of what went backwards."""
PATH: Final = "#8A96A3"
"""The pathway: what was expected."""
INPUT: Final = "#FFF9E3"
"""Cells a reader may change."""

STATUS_TONES: Final = {status: Tone(*status.tone) for status in Status}
"""Colours of the statuses; the last four are greys, never red: they are no verdicts."""

Tones: TypeAlias = Mapping[Status, Tone]
_SOFT: Final = 0.82
_DARK: Final = 0.5
_DIM: Final = 0.05


def tones_of(overrides: Mapping[str, str] | None = None) -> Tones:
    """The statuses' colours, some replaced by a workspace: status id to its strong colour.

    The soft fill and the ink are made from it: mixed with white, and with black.

    >>> tones_of({"missed": "#800000"})[Status.MISSED]
    Tone(strong='#800000', soft='#E8D1D1', ink='#400000')
    """
    chosen = {
        Status(key): colour for key, colour in (overrides or {}).items() if key in set(Status)
    }
    made = {
        s: Tone(c, mixed(c, "#FFFFFF", _SOFT), mixed(c, "#000000", _DARK))
        for s, c in chosen.items()
    }
    return {**STATUS_TONES, **made}


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share of another in it.

    >>> mixed("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def text_on(colour: str) -> str:
    """The colour of a text on this fill: of paper and ink the one that can be read better.

    >>> text_on("#0A3765") == PAPER, text_on("#EBAD12") == INK
    (True, True)
    """
    light = _luminance(colour)
    on_paper, on_ink = _luminance(PAPER) + _DIM, _luminance(INK) + _DIM
    return PAPER if on_paper / (light + _DIM) >= (light + _DIM) / on_ink else INK


def _luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1 (sRGB, as WCAG 2 measures contrast)."""
    parts = [part / 255 for part in bytes.fromhex(colour[1:])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]  # noqa: PLR2004  (sRGB)
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
