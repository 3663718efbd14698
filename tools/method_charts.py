"""Draws where the classes of each method lie, by asking the method itself on a grid of cases.

Run as `python tools/method_charts.py` to write `docs/explanation/methods/<method>.png`, with
`--check` to change nothing and fail where a picture is not what the code says.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from PIL import Image

from scorecard.assessment.methods import Case, Judge, growth_ratio, pace, projection, schedule
from scorecard.excel.styles import INK, LINE, MUTED, STATUS_TONES
from scorecard.report.charts.canvas import TEXT_SIZE, drawing, new_figure, png, rimmed
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, MethodClass, Status

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "explanation" / "methods"
STEPS: Final = 400
WIDTH, HEIGHT = 9.0, 4.5
MARGINS: Final = {"left": 0.09, "right": 0.98, "bottom": 0.13, "top": 0.92, "wspace": 0.1}
ROUND: Final = 4
"""A label is about four times as wide as it is high."""
MOST_CLASSES: Final = 16
LEAST_SHARE: Final = 0.004
"""Share of a panel below which a region is a line and gets no label."""
WORDS: Final = {
    Status.ACHIEVED: "achieved 已完成",
    Status.AHEAD: "ahead 超进度",
    Status.ON_TRACK: "on track 达进度",
    Status.AT_RISK: "at risk 略滞后",
    Status.OFF_TRACK: "off track 滞后",
    Status.NOT_SCORED: "not scored 不计分",
}
Floats = npt.NDArray[np.float64]
Grid = tuple[Floats, Floats]
STATUSES: Final = tuple(Status)


@dataclass(frozen=True)
class Panel:
    """One panel: its axes' titles and ranges, and the cases its points stand for."""

    title: str
    across: str
    upwards: str
    x: tuple[float, float]
    y: tuple[float, float]
    case: Callable[[float, float], Case]
    judge: Judge
    policy: Policy = field(default_factory=Policy)


def on_the_way(expected: float, progress: float) -> Case:
    """So much of the way done where so much is expected (shares)."""
    return Case(expected=expected, progress=progress, target=1.0, actual=progress)


def growing(years: float, value: float) -> Case:
    """100 at the start, 150 wanted after ten years, this value after so many years."""
    return Case(
        baseline=100.0,
        target=150.0,
        actual=value,
        direction=1,
        t0=0.0,
        t=12.0 * years,
        t1=120.0,
        met=value >= 150.0,  # noqa: PLR2004  (the panel's own target)
    )


def drifting(change: float, value: float) -> Case:
    """So much of the way done, changing by so much a year, five years before the due date."""
    points = [(240.0 - 12.0 * back, value - change * back) for back in range(5, -1, -1)]
    return Case(actual=value, target=1.0, direction=1, t=240.0, t1=300.0, points=points, step=12.0)


WAY: Final = ("expected by now (share of the way)", "done (share of the way)")
PANELS: Final[dict[Method, tuple[Panel, ...]]] = {
    Method.PACE: (Panel("pace", *WAY, (0.0, 1.0), (-0.1, 1.1), on_the_way, pace.judge),),
    Method.SCHEDULE: tuple(
        Panel(title, *WAY, (0.0, 1.0), (0.0, 1.1), on_the_way, schedule.judge, policy)
        for title, policy in (
            ("by default; on track only exactly on it", Policy()),
            ("银川 2025", Policy(bands="银川")),
            ("三亚 2022", Policy(bands="三亚")),
        )
    ),
    Method.GROWTH_RATIO: (
        Panel(
            "growth_ratio: from 100 to 150 in ten years",
            "years since the baseline",
            "value",
            (0.5, 10.0),
            (85.0, 165.0),
            growing,
            growth_ratio.judge,
        ),
    ),
    Method.PROJECTION: (
        Panel(
            "projection: five years before the due date",
            "average change a year (share of the way)",
            "done (share of the way)",
            (-0.1, 0.25),
            (0.0, 1.2),
            drifting,
            projection.judge,
        ),
    ),
}


def drawn(panels: Sequence[Panel]) -> Figure:
    """The panels beside each other."""
    figure = new_figure(WIDTH, HEIGHT)
    figure.subplots_adjust(**MARGINS)
    grid = figure.subplots(1, len(panels), sharey=True, squeeze=False)
    for axes, panel in zip(grid[0], panels, strict=True):
        _draw(axes, panel)
        axes.set_ylabel(panel.upwards if axes is grid[0][0] else "", color=MUTED)
    return figure


def _draw(axes: Axes, panel: Panel) -> None:
    x, y = _cells(panel.x), _cells(panel.y)
    verdicts = [panel.judge(panel.case(across, up), panel.policy) for up in y for across in x]
    words = list(dict.fromkeys(verdict.method_class or "" for verdict in verdicts))
    codes = [STATUSES.index(verdict.status) for verdict in verdicts]
    places = [words.index(verdict.method_class or "") for verdict in verdicts]
    status = np.array(codes).reshape(STEPS, STEPS)
    tones = ListedColormap([STATUS_TONES[s].soft for s in STATUSES])
    axes.pcolormesh(x, y, status, cmap=tones, vmin=-0.5, vmax=len(STATUSES) - 0.5, rasterized=True)
    groups = status * MOST_CLASSES + np.array(places).reshape(STEPS, STEPS)
    axes.contour(x, y, _edges(groups), levels=[0.5], colors=LINE, linewidths=0.8)
    own = set(words) <= set(MethodClass)
    for group in np.unique(groups):
        code, number = divmod(int(group), MOST_CLASSES)
        word = MethodClass(words[number]).said.within("en") if own else WORDS[STATUSES[code]]
        _label(axes, (x, y), groups == group, STATUSES[code], word)
    axes.set_xlim(panel.x)
    axes.set_ylim(panel.y)
    axes.set_title(panel.title, loc="left", color=INK, size=TEXT_SIZE + 1)
    axes.set_xlabel(panel.across, color=MUTED)


def _cells(ends: tuple[float, float]) -> Floats:
    """The middles of equal parts of a range: never exactly a boundary."""
    edges = np.linspace(*ends, STEPS + 1)
    return np.asarray((edges[1:] + edges[:-1]) / 2.0)


def _edges(groups: npt.NDArray[np.int64]) -> Floats:
    """1 where a cell differs from the one below it or to its left."""
    edge = np.zeros(groups.shape)
    edge[1:] = groups[1:] != groups[:-1]
    edge[:, 1:] = np.maximum(edge[:, 1:], groups[:, 1:] != groups[:, :-1])
    return edge


def _label(axes: Axes, at: Grid, region: npt.NDArray[np.bool_], status: Status, word: str) -> None:
    """Symbol and word where the region has most room for them."""
    if region.mean() < LEAST_SHARE:
        return
    tone = STATUS_TONES[status]
    room = _room(region)
    best = np.argwhere(room >= 0.98 * room.max())
    row, column = best[len(best) // 2]
    x, y = at[0][int(column)], at[1][int(row)]
    label = f"{status.symbol} {word}"
    text = axes.text(x, y, label, ha="center", va="center", color=tone.ink)
    rimmed(text, tone.soft, 2.5)


def _room(region: npt.NDArray[np.bool_]) -> Floats:
    """Cells free of other regions around each cell, seen by a label that is wider than high."""
    sides = [_run(region, axis, forward) for axis in (0, 1) for forward in (True, False)]
    up, down, right, left = sides
    room = np.minimum(np.minimum(up, down), np.minimum(right, left) / ROUND)
    inside = np.zeros(region.shape, dtype=np.bool_)
    inside[STEPS // 16 : -STEPS // 16, STEPS // 6 : -STEPS // 6] = True
    return np.where(inside & region, room, 0.0)


def _run(region: npt.NDArray[np.bool_], axis: int, forward: bool) -> Floats:  # noqa: FBT001 (private)
    """How many cells of the region follow each cell without a gap, itself included."""
    cells = np.moveaxis(region, axis, 0)
    cells = cells if forward else cells[::-1]
    found = np.zeros(cells.shape)
    count = np.zeros(cells.shape[1])
    for row in range(len(cells)):
        count = (count + 1) * cells[row]
        found[row] = count
    return np.moveaxis(found if forward else found[::-1], 0, axis)


def pictures() -> dict[str, bytes]:
    """Each method's picture as PNG by file name."""
    with drawing():
        return {f"{method}.png": png(drawn(panels)) for method, panels in PANELS.items()}


def same(one: bytes, other: bytes) -> bool:
    """Whether two PNGs show the same but for the grain of another machine's drawing."""
    a, b = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int) for data in (one, other)
    )
    return a.shape == b.shape and float((np.abs(a - b).max(axis=2) > 32).mean()) < 0.002  # noqa: PLR2004


def stale(folder: Path = FOLDER, drawn_now: Mapping[str, bytes] | None = None) -> list[str]:
    """The names of the pictures that are not what the code draws (now, or what is handed in)."""
    return [
        name
        for name, data in (drawn_now or pictures()).items()
        if not (folder / name).is_file() or not same((folder / name).read_bytes(), data)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where `--check` finds a stale picture."""
    parser = argparse.ArgumentParser(description="Draw or check the pictures of the methods.")
    parser.add_argument("--check", action="store_true", help="change nothing")
    if parser.parse_args(arguments).check:
        names = stale()
        print("\n".join(f"stale: {name}" for name in names) or "pictures: current")
        return 1 if names else 0
    for name, data in pictures().items():
        (FOLDER / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
