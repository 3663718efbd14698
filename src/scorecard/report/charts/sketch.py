"""Lines, marks and areas by what they mean, each with the labels that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from scorecard.excel.palette import INK, MUTED
from scorecard.report.charts.canvas import LOOKS, SMALL_SIZE
from scorecard.report.charts.labels import Labels, Spot


class Sketch:
    """A pair of axes, whose limits are set, with the labels of what is drawn in them.

    `look` names an entry of `canvas.LOOKS`; further keywords are matplotlib's and change it.  It is
    the group id of what is drawn, unless another is given.
    """

    def __init__(self, axes: Axes) -> None:
        self.axes, self.labels = axes, Labels(axes)

    def line(
        self,
        look: str,
        places: Sequence[Spot],
        *,
        stepped: bool = False,
        **more: Any,  # noqa: ANN401  (matplotlib's own)
    ) -> None:
        """A line through places of the data, in steps if asked; labels keep off it."""
        style = "steps-post" if stepped else "default"
        told = {**LOOKS[look], "gid": look, **more}
        self.axes.plot([x for x, _ in places], [y for _, y in places], drawstyle=style, **told)
        corners = list(places[:1])
        for (_, before), (x, y) in pairwise(places):
            corners += [(x, before), (x, y)] if stepped else [(x, y)]
        self.labels.line(corners)

    def level(self, look: str, value: float, gid: str | None = None) -> None:
        """A line across the axes at a value; labels keep off it."""
        self.axes.axhline(value, gid=gid or look, **LOOKS[look])
        self.labels.line([(x, value) for x in self.axes.get_xlim()])

    def upright(self, look: str, month: float) -> None:
        """A line up the axes at a month; labels keep off it."""
        self.axes.axvline(month, gid=look, **LOOKS[look])
        self.labels.line([(month, y) for y in self.axes.get_ylim()])

    def mark(  # noqa: PLR0913  (a mark and its label)
        self,
        look: str,
        x: float,
        y: float,
        text: str = "",
        *,
        above: bool = True,
        color: str = INK,
        must: bool = False,
        notable: bool = False,
        **more: Any,  # noqa: ANN401  (matplotlib's own)
    ) -> None:
        """A mark with its label, where it has one; labels keep off it."""
        self.axes.plot([x], [y], **{**LOOKS[look], "gid": look, **more})
        self.labels.mark(x, y)
        self.labels.add(x, y, text, above=above, color=color, must=must, notable=notable)

    def aside(
        self,
        text: str,
        at: Spot,
        away: Spot,
        *,
        ha: str = "left",
        va: str = "bottom",
        of: Any = "data",  # noqa: ANN401  (matplotlib's names of coordinates)
        **more: Any,  # noqa: ANN401  (as above)
    ) -> Annotation:
        """A text with a place of its own, so many points away from (x, y)."""
        told = {"size": SMALL_SIZE, "color": MUTED, "ha": ha, "va": va, **more}
        return self.axes.annotate(
            text, at, xycoords=of, xytext=away, textcoords="offset points", **told
        )
