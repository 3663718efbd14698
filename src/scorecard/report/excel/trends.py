"""The small trends beside the targets: bars of a height of their own, drawn as two groups a sheet.

The heights stand in cells, so that all rows share one axis: a group of sparklines is told once,
however many rows it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from scorecard.model.status import Basis, Measure
from scorecard.report.parts import FigureRow, View
from scorecard.sheet.book import Sheet
from scorecard.sheet.palette import ACCENT, BAR, BAR_BACK

POINTS: Final = 8
"""As many of the last figures are shown."""
LEAST: Final = 0.25
"""The height of the lowest bar; a bar of no height would pass for a figure of 0."""
LEVEL: Final = 0.6
"""The height of bars that are all alike."""
FEWEST: Final = 2
"""One point is no trend."""
_LOOK: Final[dict[str, Any]] = {
    # Columns, not a line: LibreOffice prints no lines of sparklines.
    "type": "column",
    "show_hidden": True,
    "series_color": BAR,
    "last_point": True,
    "last_color": ACCENT,
    "max": 1,
}
_ABOVE: Final = {**_LOOK, "min": 0}
_BELOW: Final = {**_LOOK, "min": -1, "negative_points": True, "negative_color": BAR_BACK}


def last_figures(view: View) -> dict[tuple[str, str], list[FigureRow]]:
    """The figures to be shown of each organisation's indicator, oldest first."""
    return {(s.organisation, s.indicator): of_one_kind(s.points)[-POINTS:] for s in view.series}


def of_one_kind(points: Sequence[FigureRow]) -> list[FigureRow]:
    """The figures that compare, oldest first, one for each period: never parts beside totals.

    Of several kinds the one that goes on to the end, then the one with more figures, then what
    each period brought rather than totals to date.
    """
    kinds: dict[tuple[str, str], dict[int, FigureRow]] = {}
    for point in points:
        if point.value is not None:
            kinds.setdefault(_kind(point), {})[point.month] = point
    if not kinds:
        return []

    def worth(kind: tuple[str, str]) -> tuple[int, int, bool]:
        found = kinds[kind]
        return max(found), min(len(found), POINTS), kind[0] == Basis.PERIOD

    found = kinds[max(kinds, key=worth)]
    return [found[month] for month in sorted(found)]


def _kind(point: FigureRow) -> tuple[str, str]:
    """The basis and, of what a period brought, how long the period is: year, `Q`, `H`, month."""
    length = point.period[5:6] if point.basis == Basis.PERIOD else ""
    return point.basis, "month" if length.isdecimal() else length


def heights(points: Sequence[FigureRow], measure: str) -> list[float]:
    """Heights of the bars: `LEAST` to 1; −1 to 1 where a figure is below 0.

    The best place of a ranking is the highest.  Figures that are all alike have the height `LEVEL`.
    """
    values = [point.value or 0.0 for point in points]
    if measure == Measure.RANK:
        values = [-value for value in values]
    elif min(values, default=0.0) < 0:
        most = max(abs(value) for value in values)
        return [value / most for value in values]
    low, high = min(values, default=0.0), max(values, default=0.0)
    if low == high:
        return [LEVEL for _ in values]
    return [LEAST + (1 - LEAST) * (value - low) / (high - low) for value in values]


@dataclass(slots=True)
class Trends:
    """The trends of a sheet, gathered row by row and drawn at the end."""

    sheet: Sheet
    column: int
    """Where they are drawn."""
    first: int
    """The first column of the heights."""
    above: list[tuple[int, int]] = field(default_factory=list)
    """Row and number of bars, where all are above 0."""
    below: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: int, bars: Sequence[float]) -> None:
        """Remember that the heights of these bars stand in this row."""
        if len(bars) >= FEWEST:
            (self.below if min(bars) < 0 else self.above).append((row, len(bars)))

    def draw(self) -> None:
        """One group of sparklines for each of the two axes."""
        for rows, look in ((self.above, _ABOVE), (self.below, _BELOW)):
            if not rows:
                continue
            options = {
                **look,
                "location": [xl_rowcol_to_cell(row, self.column) for row, _ in rows],
                "range": [
                    self.sheet.range(row, self.first, row, self.first + bars - 1)
                    for row, bars in rows
                ],
            }
            self.sheet.raw.add_sparkline(rows[0][0], self.column, options)
