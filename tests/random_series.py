"""Random series for the charts: many figures, long names, wide units, everything drawn around."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Final

from fictional_view import LONG_EN, LONG_ZH, fictional_view

from scorecard.i18n import number_text
from scorecard.report.view import (
    Band,
    Bar,
    Break,
    FigureRow,
    Knot,
    Series,
    SeriesTarget,
    TargetRow,
    View,
)
from scorecard.schema.vocabulary import Measure, Status

UNITS: Final = ("%", "亿元", "个", "吨标准煤/万元", "万平方米", "")
FIRST: Final = 2027
AS_OF: Final = 12 * 2031
MEASURES: Final = (Measure.FLOW, Measure.STOCK, Measure.RATE, Measure.RANK, Measure.MILESTONE)


def random_series(random: Random, language: str) -> tuple[Series, View]:
    """A series with whatever charts draw, and the view that it belongs to."""
    view = fictional_view(language, 8)
    pattern = random.choice(view.series)
    measure = random.choice(MEASURES)
    name = (LONG_ZH if language == "zh" else LONG_EN)[: random.randint(6, 76)]
    unit = {Measure.RANK: "位", Measure.MILESTONE: "项"}.get(measure) or random.choice(UNITS)
    decimals = 0 if measure in {Measure.RANK, Measure.MILESTONE} else random.randint(0, 2)
    series = replace(
        pattern,
        name=name,
        unit_of_measure=unit,
        decimals=decimals,
        measure=str(measure),
        points=(),
        targets=(),
    )
    points = _points(random, view, series)
    targets = tuple(
        _target(random, pattern.targets[0].row, series, points, n, view)
        for n in range(random.randint(0, 3))
    )
    ups = [replace(p, value=(p.value or 0) * 1.1, current=False) for p in points if p.month % 12]
    breaks = (Break(points[-1].month, "统计口径调整：含规下企业"),) if len(points) > 4 else ()
    made = replace(
        series,
        points=points,
        targets=targets,
        earlier=tuple(ups[:1]) if random.random() < 0.3 else (),
        breaks=breaks if random.random() < 0.3 else (),
        brought=tuple(
            Bar(p.month - 3, p.month, (p.value or 0) / 4, computed=True)
            for p in points[1::2]
            if measure == Measure.FLOW and p.basis != "period"
        ),
    )
    return made, view


def _points(random: Random, view: View, series: Series) -> tuple[FigureRow, ...]:
    yearly = series.measure == Measure.RANK or random.random() < 0.2
    pattern = next(f for f in view.sources)
    value = random.choice((0.4, 3.0, 42.0, 980.0, 76_000.0))
    found = []
    for n in range(random.randint(0, 5 if yearly else 15)):
        value *= random.uniform(0.85, 1.3)
        shown = _shown(random, series, value)
        period = str(FIRST + n) if yearly else f"{FIRST + n // 4}-Q{n % 4 + 1}"
        month = 12 * (FIRST + n + 1) if yearly else 12 * FIRST + 3 * (n + 1)
        found.append(
            replace(
                pattern,
                period=period,
                month=month,
                value=shown,
                value_text=number_text(shown, series.decimals) + series.unit_of_measure,
                measure=series.measure,
                state=random.choice(("final", "final", "provisional", "estimate")),
                rank_of=178.0 if series.measure == Measure.RANK else None,
                basis=random.choice(("period", "to_date")) if n else "to_date",
            )
        )
    return tuple(found)


def _shown(random: Random, series: Series, value: float) -> float:
    if series.measure == Measure.RANK:
        return float(random.randint(1, 178))
    if series.measure == Measure.MILESTONE:
        return random.choice((0.0, 0.4, 1.0))
    return round(value, series.decimals or 0)


def _target(
    random: Random,
    row: TargetRow,
    series: Series,
    points: tuple[FigureRow, ...],
    number: int,
    view: View,
) -> SeriesTarget:
    status = random.choice(list(Status))
    last = points[-1].value if points and points[-1].value is not None else 10.0
    value = 1.0 if series.measure == Measure.MILESTONE else round(last * random.uniform(0.5, 2), 1)
    if series.measure == Measure.RANK:
        value = float(random.randint(1, 170))
    due = AS_OF + 6 * (number + random.randint(-1, 2))
    text = f"≥ {number_text(value, series.decimals)} {series.unit_of_measure}"
    word = next(c.word for c in view.tally if c.status == status)
    hold = random.random() < 0.2
    made = replace(
        row,
        name=series.name,
        measure=series.measure,
        direction="hold" if hold else "increase",
        comparator=">=",
        target_text=text,
        due_text=f"{due // 12}年",
        status=str(status),
        status_text=f"{status.symbol} {word}",
        actual_period=points[-1].period if points else "",
        numbers=replace(row.numbers, target_value=value, upper=None, actual=last),
    )
    start = points[0].value if points and points[0].value is not None else 0.0
    knots = (
        Knot("2026", "2026", 12 * FIRST, start, ""),
        Knot("2031", "2031", due, value, ""),
    )
    bands = tuple(
        Band(k.month, k.value * 0.9, k.value * (0.6 if k.value > start else 0.4)) for k in knots
    )
    smooth = series.measure not in {Measure.RANK, Measure.MILESTONE} and not hold
    projected = Knot("2031", "2031", due, last * 1.1, f"{number_text(last * 1.1, 1)}")
    first = SeriesTarget(
        replace(made, target_text=f"≥ {value * 1.2:,.1f}"), due, knots, stepped=False
    )
    return SeriesTarget(
        made,
        due,
        () if hold else knots,
        stepped=not smooth,
        band=bands if smooth else (),
        projection=projected if smooth and random.random() < 0.5 else None,
        ghost=first if random.random() < 0.3 else None,
    )
