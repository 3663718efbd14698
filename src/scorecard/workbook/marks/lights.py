"""Marks that no conditional format hides: a format of ours before all others of the sheet.

The form lights up while one types, and other workbooks have formats of their own; a conditional
fill is shown over the cell's.  So each mark is also a condition that is always true, comes first
and stops the rest: first by its priority, which Excel goes by, and first in the file, which
LibreOffice goes by.  It is known by its formula, wherever the cells have gone since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ALWAYS: Final = 'LEN("scorecard")>0'
"""True, and in nobody else's workbook."""
_SIGN: Final = '"scorecard"'


def light(sheet: Worksheet, marked: Mapping[str, Iterable[str]]) -> None:
    """Show these fills (ARGB) on their cells (addresses) whatever conditions the sheet has."""
    from openpyxl.formatting.formatting import ConditionalFormattingList  # noqa: PLC0415  (heavy)
    from openpyxl.formatting.rule import Rule  # noqa: PLC0415  (only for a copy)
    from openpyxl.styles import PatternFill  # noqa: PLC0415  (as above)
    from openpyxl.styles.differential import DifferentialStyle  # noqa: PLC0415  (as above)

    _shift(sheet, len(marked))
    others = list(sheet.conditional_formatting)
    sheet.conditional_formatting = lights = ConditionalFormattingList()
    for priority, (fill, cells) in enumerate(marked.items(), start=1):
        style = DifferentialStyle(fill=PatternFill("solid", fgColor=fill, bgColor=fill))
        rule = Rule("expression", priority=priority, stopIfTrue=True, dxf=style, formula=[ALWAYS])
        lights.add(" ".join(cells), rule)
    _carry_over(others, lights)


def put_out(sheet: Worksheet) -> None:
    """Take our conditions away; the others get the priorities back that they had."""
    from openpyxl.formatting.formatting import ConditionalFormattingList  # noqa: PLC0415  (above)

    found = getattr(sheet, "conditional_formatting", ())
    ours = [rule for area in found for rule in area.rules if _is_ours(rule)]
    if not ours:
        return
    sheet.conditional_formatting = kept = ConditionalFormattingList()
    _carry_over(found, kept)
    _shift(sheet, -len({rule.priority for rule in ours}))


def _carry_over(areas: Iterable[Any], kept: Any) -> None:  # noqa: ANN401  (not typed)
    """The sheet's own rules, in their order."""
    for area in areas:
        for rule in area.rules:
            if not _is_ours(rule):
                kept.add(area, rule)


def _is_ours(rule: Any) -> bool:  # noqa: ANN401  (openpyxl's rules are not typed)
    return any(_SIGN in str(formula) for formula in rule.formula)


def _shift(sheet: Worksheet, by: int) -> None:
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            rule.priority = max(1, rule.priority + by)
