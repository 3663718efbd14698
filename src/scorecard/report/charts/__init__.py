"""Charts: the boards of a view, and a picture for each indicator with figures or milestones."""

from __future__ import annotations

from collections.abc import Mapping

from scorecard.excel.styles import tones_of
from scorecard.i18n import Words
from scorecard.report.charts.canvas import drawing, png
from scorecard.report.charts.frame import Frame
from scorecard.report.charts.kinds import (
    KINDS,
    Form,
    Kind,
    Picture,
    Plan,
    Print,
    Studio,
    pictures,
    plans,
    title_of,
)
from scorecard.report.charts.trajectory import draw_trajectory
from scorecard.report.view import Series, View

__all__ = [
    "KINDS",
    "Form",
    "Kind",
    "Picture",
    "Plan",
    "Print",
    "Studio",
    "charts",
    "indicator_chart",
    "pictures",
    "plans",
    "title_of",
]


def indicator_chart(
    series: Series, view: View, words: Words, palette: Mapping[str, str] | None = None
) -> bytes:
    """The chart of one indicator as a PNG of 1600 by 900 pixels.

    `palette` replaces colours of statuses (status id to `#rrggbb`).

    Raises `MissingGlyphError` for a character that no face of ours can draw.
    """
    with drawing():
        return png(draw_trajectory(Frame(series, view, words, tones_of(palette))))


def charts(view: View, words: Words, palette: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """All pictures of a view: file name to PNG, boards first."""
    studio = Studio(view, words.language, palette)
    return {picture.name: picture.data for picture in pictures(plans(view), studio)}
