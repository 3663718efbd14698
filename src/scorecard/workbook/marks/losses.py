"""What a copy saved by openpyxl cannot carry, told from the parts of the original."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final

from scorecard.words import N_

FORMULA_VALUES: Final = "formula_values"
OUTSIDE_VALUES: Final = "outside_values"

LOSSES: Final[Mapping[str, str]] = {
    FORMULA_VALUES: N_(
        "stored values of formulas: open this copy in Excel or WPS and save it there, then they "
        "are computed again"
    ),
    OUTSIDE_VALUES: N_("formulas that fetch values from other files: their last values stand here"),
    "text_boxes": N_("text boxes and drawn shapes"),
    "sparklines": N_("sparklines"),
    "x14_formats": N_("data bars, icons and rules of Excel 2010 and later"),
    "x14_validations": N_("drop-down lists that Excel keeps in its newer form"),
    "threads": N_("threaded comments (their plain text is kept)"),
    "controls": N_("buttons, check boxes and embedded objects"),
    "slicers": N_("slicers and timelines"),
    "pictures": N_("pictures in headers and footers"),
    "signature": N_("the digital signature"),
}
"""What may be lost, by id, in the words of the first sheet of a marked copy."""

_PARTS: Final = {
    "threads": re.compile(r"^xl/threadedcomments/", re.IGNORECASE),
    "controls": re.compile(r"^xl/(?:ctrlprops|activex|embeddings)/", re.IGNORECASE),
    "slicers": re.compile(r"^xl/(?:slicers|timelines)/", re.IGNORECASE),
    "signature": re.compile(r"^_xmlsignatures/", re.IGNORECASE),
}
_SHEET: Final = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_DRAWING: Final = re.compile(r"^xl/drawings/[^/]+\.xml$", re.IGNORECASE)
_IN_SHEETS: Final = {
    FORMULA_VALUES: re.compile(rb"<(?!xm:)(?:\w+:)?f[\s>/]"),
    "sparklines": re.compile(rb"<\w+:sparklineGroups?[\s>]"),
    "x14_formats": re.compile(rb"<\w+:conditionalFormattings?[\s>]"),
    "x14_validations": re.compile(rb"<\w+:dataValidations[\s>]"),
    "pictures": re.compile(rb"<(?:\w+:)?legacyDrawingHF[\s>/]"),
}
_SHAPE: Final = re.compile(rb"<\w+:(?:sp|cxnSp|grpSp)[\s>]")


def losses(data: bytes) -> list[str]:
    """Ids of what openpyxl drops when it saves this workbook again, in the order of `LOSSES`."""
    found = set(_found(data))
    return [name for name in LOSSES if name in found]


def _found(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            yield from (name for name, pattern in _PARTS.items() if pattern.match(part))
            if _SHEET.match(part):
                xml = archive.read(part)
                yield from (name for name, pattern in _IN_SHEETS.items() if pattern.search(xml))
            elif _DRAWING.match(part) and _SHAPE.search(archive.read(part)):
                yield "text_boxes"
