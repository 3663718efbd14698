"""Random targets of every kind, held against the arithmetic of the year (虚构示例)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import pandas as pd
import pytest
from year.arithmetic import (
    VERDICTS,
    Figure,
    Target,
    Verdict,
    judge,
    last_day,
    months,
    number,
    score,
)
from year.comparing import differences, score_differences

from scorecard import assess
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import flag_names
from scorecard.scoring.points import with_points
from scorecard.scoring.rollup import summarise

TARGETS: Final = 400
ZONES: Final = 20
QUARTERS: Final = tuple(f"2031-Q{n}" for n in (1, 2, 3, 4))
MONTHS: Final = tuple(f"2031-{n:02d}" for n in range(1, 13))
FREQUENCIES: Final = {1: "monthly", 3: "quarterly", 12: "annual"}
SIGNS: Final = {1: "increase", -1: "decrease", 0: "hold"}
Case = tuple[Target, str, tuple[Figure, ...]]
Judged = tuple[date, pd.DataFrame, list[Case], dict[str, Verdict]]


def random_case(dice: random.Random, place: int) -> Case:
    """A target, how its flow is reported, and the figures that came."""
    measure = dice.choice(("flow", "flow", "stock", "rate", "rank", "milestone"))
    decimals = 0 if measure in ("rank", "milestone") else dice.choice((0, 0, 1, 2))
    words = {"flow": (">=", ">=", ">", "<=", "<=", "<"), "rank": ("<=",), "milestone": ("done",)}
    anything = (">=", ">=", ">", "<=", "<=", "<", "=", "about", "between")
    comparator = dice.choice(words.get(measure, anything))
    direction = {">": 1, "<": -1, "d": 1, "=": 1, "a": dice.choice((1, -1)), "b": 0}[comparator[0]]
    value = rounded(Fraction(dice.randint(4, 400), dice.choice((1, 2, 4))), decimals)
    baseline = None
    if measure in ("stock", "rate", "rank") and dice.random() < 0.75:
        way = dice.choice((1, 5, 20, 60)) * dice.choice((1, 1, 1, -1))
        baseline = rounded(value - direction * way, decimals)
    target = Target(
        f"R{place:03d}",
        measure,
        direction,
        comparator,
        Fraction(1) if measure == "milestone" else value,
        dice.choice(("2031", "2031", "2031-Q4", "2031-Q2", "2032")),
        baseline,
        "2030" if baseline is not None else None,
        upper=value + 10 if comparator == "between" else None,
        deviation=Fraction(1, 2) if comparator == "about" else Fraction(0),
        every=1 if measure in ("flow", "stock", "rate") and dice.random() < 0.3 else 3,
        lag=dice.choice((0, 0, 0, 2, 4)),
        decimals=decimals,
        accepted_as_hold=measure in ("stock", "rate") and dice.random() < 0.15,
        valid_from=date(2031, 1, 1),
        weight=Fraction(dice.randint(1, 40), 4),
        method=dice.choice(("pace", "pace", "schedule")),
        unit=f"U{place // ZONES % 5 + 1}",
    )
    target = with_way(dice, target)
    return target, *figures_of(dice, target)


def with_way(dice: random.Random, target: Target) -> Target:
    """The target with a pathway of its own, or counted since the start, or annual."""
    if target.measure == "rank":
        return replace(target, due="2031", baseline_period="2029", every=12)
    if target.measure == "flow" and dice.random() < 0.25:
        baseline = rounded(target.value / 4, target.decimals)
        due = dice.choice(("2031", "2032"))
        return replace(target, since_start=True, baseline=baseline, baseline_period="2030", due=due)
    if target.measure == "flow":
        target = replace(target, due=dice.choice(("2031", "2031-Q4")))
        if target.comparator == ">=" and target.every == 3 and dice.random() < 0.5:
            parts = [*sorted(dice.sample(range(1, 20), 3)), 20]
            named = zip(QUARTERS, parts, strict=True)
            return replace(target, shares=tuple((q, Fraction(part, 20)) for q, part in named))
    level = target.measure in ("stock", "rate") and target.due in ("2031", "2032")
    if level and target.baseline is not None and not target.hold and dice.random() < 0.4:
        base, way = target.baseline, target.value - target.baseline
        knots = [(q, base + way * dice.randint(1, 9) / 10) for q in QUARTERS[1:3]]
        values = tuple((q, rounded(value, target.decimals)) for q, value in knots)
        return replace(target, values=values, straight=dice.random() < 0.6)
    return target


def rounded(value: Fraction, decimals: int) -> Fraction:
    """A value with so many decimals."""
    return Fraction(round(value)) if decimals == 0 else round(value, decimals)


def figures_of(dice: random.Random, target: Target) -> tuple[str, tuple[Figure, ...]]:
    """How a flow is reported, and what came of each period, some of it late or never."""
    basis = dice.choice(("period", "to_date")) if target.measure == "flow" else "point"
    basis = "since_start" if target.since_start else basis
    periods = {12: ("2030", "2031"), 3: QUARTERS, 1: MONTHS}[target.every]
    gaps = dice.choice((0.0, 0.0, 0.25))
    start = target.base if target.base is not None else target.value / 2
    came, total = [], start if target.since_start else Fraction(0)
    mixed = target.measure == "flow" and not target.since_start and dice.random() < 0.2
    for count, period in enumerate(periods, start=1):
        way = Fraction(count, len(periods)) * dice.choice((0, 50, 95, 100, 105, 130)) / 100
        value = start + (target.value - start) * way
        if target.measure == "flow":
            part = (target.value - (target.base or 0)) / len(periods)
            value = part * Fraction(dice.choice((0, 50, 95, 100, 105, 160)), 100)
        if target.measure == "milestone":
            value = Fraction(dice.random() < 0.3)
        value = rounded(value, target.decimals)
        total += value
        if dice.random() < gaps:
            continue
        known_on = last_day(months(period)[1]) + timedelta(days=dice.choice((5, 14, 15, 16, 40)))
        state = dice.choice(("final", "final", "provisional", "estimate"))
        to_date = dice.random() < 0.3 if mixed else basis == "to_date"
        told = total if to_date or basis == "since_start" else value
        one = Figure(period, told, known_on, to_date, state, dice.random() < 0.8)
        came.append(one)
        if dice.random() < 0.1:  # restated a month later
            better = one.value + rounded(Fraction(dice.randint(-9, 9), 3), target.decimals)
            better = max(better, Fraction(0)) if target.measure == "flow" else better
            came.append(replace(one, value=better, known_on=known_on + timedelta(days=30)))
    return basis, tuple(came)


def zone_of(target: Target) -> str:
    """One of twenty fictional zones that the targets are dealt out to."""
    return f"虚构示例{int(target.name[1:]) % ZONES:02d}区"


def frames(cases: list[Case]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Targets, figures and milestones as the program takes them."""
    targets, figures, milestones = [], [], []
    for target, basis, came in cases:
        key = {"organisation": zone_of(target), "indicator": target.name}
        row: dict[str, Any] = {**key, "target": target.name, "measure": target.measure}
        row |= {"reported_as": basis, "frequency": FREQUENCIES[target.every]}
        row |= {"direction": SIGNS[target.direction], "comparator": target.comparator}
        row |= {"value": float(target.value), "due": target.due, "decimals": target.decimals}
        row |= {"publication_lag_months": float(target.lag), "version": 1}
        row |= {"weight": float(target.weight), "responsible_unit": target.unit}
        row["method"] = target.method
        row |= {"valid_from": pd.Timestamp(2031, 1, 1), "accepted_as": "hold"}
        if not target.accepted_as_hold:
            row["accepted_as"] = None
        row["baseline"] = None if target.baseline is None else float(target.baseline)
        row["baseline_period"] = target.baseline_period
        row["upper"] = None if target.upper is None else float(target.upper)
        row["allowed_deviation"] = float(target.deviation) if target.deviation else None
        row["pathway"] = "shares" if target.shares else None
        if target.values:
            row["pathway"] = "milestones" if target.straight else "steps"
        targets.append(row)
        for period, share in target.shares:
            line: dict[str, Any] = {**key, "target": target.name, "period": period}
            milestones.append({**line, "kind": "share", "value": float(share)})
        for period, value in target.values:
            line = {**key, "target": target.name, "period": period}
            milestones.append({**line, "kind": "value", "value": float(value)})
        for figure in came:
            earlier = [each for each in came if each.period == figure.period]
            line = {**key, "period": figure.period, "value": float(figure.value)}
            line |= {
                "basis": "to_date" if figure.to_date else "period" if basis == "to_date" else basis
            }
            line |= {"state": figure.state, "evidence": "虚构" if figure.evidence else None}
            line |= {
                "known_on": pd.Timestamp(figure.known_on),
                "vintage": 1 + earlier.index(figure),
            }
            figures.append(line)
    return pd.DataFrame(targets), pd.DataFrame(figures), pd.DataFrame(milestones)


def told(target: Target, came: tuple[Figure, ...]) -> str:
    """The target and its figures in one line."""
    figures = " ".join(f"{f.period}:{float(f.value)}@{f.known_on}" for f in came)
    baseline = None if target.baseline is None else float(target.baseline)
    return (
        f"{target.name} {target.measure} {SIGNS[target.direction]} from {baseline} "
        f"{target.comparator} {float(target.value)} by {target.due}, lag {target.lag}, "
        f"decimals {target.decimals}, every {target.every}, hold {target.accepted_as_hold}, "
        f"values {[(p, float(v)) for p, v in target.values]} {target.straight}, "
        f"since start {target.since_start}, by {target.method}: {figures}"
    )


DATES: Final = (
    *(date(2031, 3, 31), date(2031, 4, 10), date(2031, 4, 16), date(2031, 7, 1)),
    *(date(2031, 7, 20), date(2031, 10, 15), date(2031, 10, 16), date(2031, 12, 31)),
    *(date(2032, 1, 1), date(2032, 1, 15), date(2032, 1, 16), date(2032, 5, 2)),
)


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Every target on every day: what the program says in a row, and the other arithmetic."""
    dice = random.Random(12)  # noqa: S311  (repeatable, not secret)
    cases = [random_case(dice, place) for place in range(TARGETS)]
    targets, figures, milestones = frames(cases)
    found = []
    for as_of in DATES:
        rows = with_points(assess(targets, figures, as_of, milestones=milestones), as_of)
        own = {target.name: judge(target, came, as_of) for target, _, came in cases}
        found.append((as_of, rows, cases, own))
    return found


def test_random_targets(judged: list[Judged]) -> None:
    found, seen = [], set()
    for as_of, frame, cases, verdicts in judged:
        rows: Any = frame.set_index("target")
        for target, _, came in cases:
            row, own = dict(rows.loc[target.name]), verdicts[target.name]
            seen.add(own.status)
            lines = differences(row, flag_names(int(row["flags"])), own)
            found += [f"{as_of} {line} | {told(target, came)}" for line in lines]
    assert not found, f"{len(found)}\n" + "\n".join(found[:40])
    assert seen == {*VERDICTS, "not_due", "awaiting_data", "overdue", "not_scored"}


def test_twenty_random_score_sets(judged: list[Judged]) -> None:
    """The points of twenty zones and their hundred units on each day."""
    found, compared = [], 0
    for as_of, frame, cases, verdicts in judged:
        sets: dict[tuple[str, str], list[tuple[Target, Verdict]]] = {}
        for target, _, _ in cases:
            one = (target, verdicts[target.name])
            for unit in ("", target.unit):
                sets.setdefault((zone_of(target), unit), []).append(one)
        for keys in (["organisation"], ["organisation", "unit"]):
            for row in summarise(frame, Policy(), keys).to_dict("records"):
                key = (row["organisation"], row.get("unit", ""))
                own = score(sets[key])
                row["rank"] = None
                compared += 1
                found += [
                    f"{as_of} {key} {line}"
                    for line in score_differences({str(k): v for k, v in row.items()}, own)
                ]
    assert not found, f"{len(found)}\n" + "\n".join(found[:40])
    assert compared == len(DATES) * (ZONES + 5 * ZONES)


def test_a_number_is_as_it_was_typed() -> None:
    assert number(0.1) == Fraction(1, 10)
