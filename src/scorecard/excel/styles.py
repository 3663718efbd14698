"""The look of every output: one palette for workbook, charts and book, and the cell formats.

Chosen to stay apart for red-green and blue-yellow colour blindness (blue against vermilion, with
amber between).  Printed in black and white, marks of neighbouring statuses differ by at least ten
steps of lightness (CIE L*, 0 to 100), fills by at least four; no two verdicts share one grey.
Colour never stands alone: the status symbol and word are printed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, TypeAlias

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
    tones = dict(STATUS_TONES)
    for key, strong in (overrides or {}).items():
        if key in set(Status):
            soft, ink = mixed(strong, "#FFFFFF", _SOFT), mixed(strong, "#000000", _DARK)
            tones[Status(key)] = Tone(strong, soft, ink)
    return tones


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


# ---------------------------------------------------------------------------
# Cell styles as values: what a cell looks like, described before any workbook exists.


FONT: Final = "Microsoft YaHei"
"""The typeface named in workbooks: on Windows everywhere; other programs put their own in."""

WHOLE: Final = "#,##0"
PERCENT: Final = "0.0%"
SIGNED: Final = "+0.0;−0.0;0.0"
RATIO: Final = "0.00"
DAY: Final = "yyyy-mm-dd"
AS_TEXT: Final = "@"
GENERAL: Final = "General"


def decimals(places: int | None) -> str:
    """The number format for so many decimals; `General` where nothing is said.

    >>> decimals(2), decimals(0), decimals(None)
    ('#,##0.00', '#,##0', 'General')
    """
    if places is None:
        return GENERAL
    return WHOLE + ("." + "0" * places if places > 0 else "")


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks.  Sizes in points; colours `#rrggbb`; `number` an Excel number format.

    `edges` are the sides with a thin rule (`t`, `b`, `l`, `r`; a thick one in capitals); `quoted`
    marks a text that starts like a formula so that it stays text when it is typed again; `shrink`
    makes a text smaller where its cell is too narrow.
    """

    size: float = 10
    bold: bool = False
    italic: bool = False
    color: str = INK
    fill: str | None = None
    align: str = "left"
    valign: str = "vcenter"
    wrap: bool = False
    number: str = GENERAL
    edges: str = ""
    edge_color: str = LINE
    indent: int = 0
    locked: bool = True
    quoted: bool = False
    underline: bool = False
    shrink: bool = False

    def but(self, **changes: Any) -> Style:  # noqa: ANN401  (the values of this class's fields)
        """The same style with some things changed."""
        return _changed(self, tuple(changes.items()))

    def properties(self) -> dict[str, Any]:
        """The style in XlsxWriter's words."""
        found: dict[str, Any] = {
            "font_name": FONT, "font_size": self.size, "font_color": self.color,
            "align": self.align, "valign": self.valign, "num_format": self.number,
            "locked": self.locked,
        }  # fmt: skip
        optional = {
            "bold": self.bold, "italic": self.italic, "text_wrap": self.wrap,
            "indent": self.indent, "quote_prefix": self.quoted, "shrink": self.shrink,
            "underline": int(self.underline), "bg_color": self.fill,
        }  # fmt: skip
        found |= {key: value for key, value in optional.items() if value}
        for side in self.edges:
            name = {"t": "top", "b": "bottom", "l": "left", "r": "right"}[side.lower()]
            found |= {name: 5 if side.isupper() else 1, f"{name}_color": self.edge_color}
        return found


@lru_cache(maxsize=4096)
def _changed(style: Style, changes: tuple[tuple[str, Any], ...]) -> Style:
    """One object for each look: a workbook's formats are found by it at once."""
    return replace(style, **dict(changes))


TITLE: Final = Style(size=18, bold=True, color=HEAD)
SECTION: Final = Style(size=12, bold=True, color=HEAD, edges="b", edge_color=HEAD)
HEADER: Final = Style(
    bold=True, color=PAPER, fill=HEAD, align="center", wrap=True, edges="tblr", edge_color=PAPER
)
BODY: Final = Style(edges="b")
WRAPPED: Final = BODY.but(wrap=True)
SMALL: Final = BODY.but(size=9, color=MUTED, wrap=True)
CENTERED: Final = BODY.but(align="center")
NUMBER: Final = BODY.but(align="right")
LABEL: Final = Style(bold=True, fill=FAINT, edges="b")
NOTE: Final = Style(size=9, color=MUTED, wrap=True, valign="top")
QUOTE: Final = BODY.but(wrap=True, italic=False, indent=1)
"""A number a reader may change."""
INPUT_TEXT: Final = WRAPPED.but(fill=INPUT, locked=False)
"""A cell a reader fills in."""
ASSUMPTION: Final = NUMBER.but(fill=INPUT, locked=False, edges="tblr")
"""A threshold a reader may change to see the lights move."""


def status_style(status: Status, tones: Tones) -> Style:
    """The style in the status's colours."""
    tone = tones[status]
    return CENTERED.but(fill=tone.soft, color=tone.ink, bold=True)
