"""Cell styles as values: what a cell looks like, described before any workbook exists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from scorecard.excel.palette import FAINT, HEAD, INK, INPUT, LINE, MUTED, PAPER, Tones, tones_of
from scorecard.schema.vocabulary import Status

FONT: Final = "Microsoft YaHei"
"""The typeface named in workbooks: on Windows everywhere; other programs put their own in."""

WHOLE: Final = "#,##0"
PERCENT: Final = "0.0%"
POINTS: Final = "+0.0;-0.0;0.0"
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

    `edges` are the sides with a thin rule (`t`, `b`, `l`, `r`); `quoted` marks a text that starts
    like a formula so that it stays text when it is typed again; `shrink` makes a text smaller where
    its cell is too narrow.
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
        return replace(self, **changes)

    def properties(self, font: str = FONT) -> dict[str, Any]:
        """The style in XlsxWriter's words."""
        found: dict[str, Any] = {
            "font_name": font,
            "font_size": self.size,
            "font_color": self.color,
            "align": self.align,
            "valign": self.valign,
            "num_format": self.number,
            "locked": self.locked,
        }
        optional = {
            "bold": self.bold,
            "italic": self.italic,
            "text_wrap": self.wrap,
            "indent": self.indent,
            "quote_prefix": self.quoted,
            "shrink": self.shrink,
            "underline": int(self.underline),
            "bg_color": self.fill,
        }
        found |= {key: value for key, value in optional.items() if value}
        for side in self.edges:
            name = {"t": "top", "b": "bottom", "l": "left", "r": "right"}[side]
            found |= {name: 1, f"{name}_color": self.edge_color}
        return found


TITLE: Final = Style(size=18, bold=True, color=HEAD)
SUBTITLE: Final = Style(size=10, color=MUTED)
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
INPUT_NUMBER: Final = NUMBER.but(fill=INPUT, locked=False)
"""A number a reader may change."""
INPUT_TEXT: Final = WRAPPED.but(fill=INPUT, locked=False)
"""A cell a reader fills in."""
ASSUMPTION: Final = NUMBER.but(fill=INPUT, locked=False, edges="tblr")
"""A threshold a reader may change to see the lights move."""
LINK: Final = BODY.but(color=HEAD, underline=True)


_OWN: Final = tones_of()


def status_style(status: Status, tones: Tones = _OWN, style: Style = CENTERED) -> Style:
    """The style in the status's colours."""
    tone = tones[status]
    return style.but(fill=tone.soft, color=tone.ink, bold=True)
