"""The methods from a table to the class, against slow exact arithmetic written from their texts.

The rows are made up (虚构示例) by a seeded generator.  What is compared against reads nothing of
the program: fractions and fifty-digit decimals, one row at a time.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest

from scorecard.assessment.methods.control_limits import control_limits
from scorecard.assessment.methods.growth_ratio import aggregate
from scorecard.pipeline.plain_table import assess_table
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method
from scorecard.scoring.rules import Efficacy, EfficacyBands

ROWS: Final = 240
Row = dict[str, object]


def assessed(rows: Sequence[Row], policy: Policy, folder: Path) -> pd.DataFrame:
    """The assessments of these rows, written as a plain CSV table, by id."""
    path = folder / "虚构示例.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    standing, _ = assess_table(path, None, policy)
    return standing.assessments.set_index("target")


def exactly(x: object) -> Decimal:
    return Decimal(str(x))


# ------------------------------------------------------------------------------- growth ratio


def growth(later: Decimal, earlier: Decimal, years: int) -> Decimal:
    return (later / earlier) ** (Decimal(1) / years) - 1


def of_growth(row: Row) -> tuple[Decimal | None, Decimal | None, str]:
    """Progress value, score and class, as the method's text has them."""
    if row["current_year"] == row["base_year"]:
        return None, None, "not_available"
    sign = 1 if row["direction"] == "increase" else -1
    base, now = exactly(row["base_value"]), exactly(row["current"])
    begun, year = int(str(row["base_year"])), int(str(row["current_year"]))
    seen = growth(now, base, year - begun)
    if row["target"] == "":
        value = sign * seen * (-1 if base < 0 else 1)
        factor = near_limit(abs(base), row["limit"])
        high, medium = Decimal("0.015") * factor, Decimal("0.005") * factor
        return value, growth_score(value, factor), word(value, high, medium)
    aim = exactly(row["target"])
    value = sign * seen / abs(growth(aim, base, int(str(row["target_year"])) - begun))
    if sign * (now - aim) >= 0:
        return value, Decimal(5), "target_achieved"
    if value >= Decimal("0.60"):
        score = min(Decimal("7.1429") * value - Decimal("4.2857"), Decimal(5))
    else:
        score = max(Decimal("4.1667") * value - Decimal("2.5"), Decimal(-5))
    return value, score, word(value, Decimal("0.95"), Decimal("0.60"))


def near_limit(base: Decimal, limit: object) -> Decimal:
    if limit == "":
        return Decimal(1)
    top = exactly(limit)
    if base >= 2 * top:
        return Decimal(1)
    share = base / top if base <= top else (2 * top - base) / top
    return 1 - share ** Decimal("4.44")


def growth_score(value: Decimal, factor: Decimal) -> Decimal:
    if value < 0:
        return max(125 * value - Decimal("2.5"), Decimal(-5))
    if factor == 0:
        return Decimal(5)
    scaled = value / factor
    if scaled >= Decimal("0.015"):
        return min(500 * scaled - 5, Decimal(5))
    if scaled >= Decimal("0.005"):
        return 250 * scaled - Decimal("1.25")
    return 500 * scaled - Decimal("2.5")


def word(value: Decimal, high: Decimal, medium: Decimal) -> str:
    if value >= high:
        return "substantial_progress"
    if value >= medium:
        return "moderate_progress"
    return "limited_progress" if value >= 0 else "deterioration"


def growth_rows() -> Iterable[Row]:
    dice = random.Random(20230630)  # noqa: S311  (made-up rows, no secrets)
    for number in range(ROWS):
        base = round(dice.uniform(0.5, 400), 3)
        begun = dice.randint(2005, 2016)
        negative = number % 12 == 0
        aimed = number % 2 == 0 and not negative
        yield {
            "id": f"r{number}",
            "measure": "rate",
            "base_value": -base if negative else base,
            "base_year": begun,
            "current": round((-base if negative else base) * dice.uniform(0.7, 1.4), 3),
            "current_year": begun + (0 if number % 40 == 7 else dice.randint(1, 9)),
            "target": round(base * dice.uniform(0.5, 2.0), 2) if aimed else "",
            "target_year": 2030,
            "direction": dice.choice(["increase", "decrease"]),
            "limit": dice.choice([100, 150, 30, ""]) if not aimed else "",
        }


def test_growth_ratio_against_fifty_digit_decimals(tmp_path: Path) -> None:
    rows = list(growth_rows())
    ours = assessed(rows, Policy(method=Method.GROWTH_RATIO), tmp_path)
    with localcontext() as context:
        context.prec = 50
        wanted = {str(row["id"]): of_growth(row) for row in rows}
    assert ours["method_class"].to_dict() == {name: known[2] for name, known in wanted.items()}
    for column, place, tolerance in (("method_value", 0, 1e-9), ("method_score", 1, 1e-6)):
        theirs = pd.Series(
            {
                name: np.nan if w[place] is None else float(str(w[place]))
                for name, w in wanted.items()
            }
        )
        np.testing.assert_allclose(ours[column][theirs.index], theirs, rtol=0, atol=tolerance)
    assert {w[2] for w in wanted.values()} >= {"target_achieved", "deterioration", "not_available"}


def test_an_aggregate_with_sub_groups_is_the_mean_of_their_means() -> None:
    dice = random.Random(7)  # noqa: S311
    scores = [round(dice.uniform(-5, 5), 6) for _ in range(60)]
    keys = [dice.choice("ab") for _ in scores]
    groups = [dice.choice("xyz") for _ in scores]
    ours = aggregate([*scores, float("nan")], [*keys, "a"], [*groups, "x"])
    for key in "ab":
        means = []
        for group in "xyz":
            own = [
                Fraction(str(s))
                for s, k, g in zip(scores, keys, groups, strict=True)
                if (k, g) == (key, group)
            ]
            means += [sum(own) / len(own)] if own else []
        assert ours[key] == pytest.approx(float(sum(means) / len(means)), abs=1e-12)


# --------------------------------------------------------------------------------- projection


def of_projection(
    values: Sequence[Fraction],
    aim: Fraction | None,
    left: int | None,
    up: bool,  # noqa: FBT001
) -> str:
    """The symbol, as the method's text has it; `left` None: held every year."""
    if len(values) < 4:
        return "not_available"
    sign = 1 if up else -1
    changes = [b - a for a, b in pairwise(values[-6:])]
    if len(values) < 6:
        changes = [b - a for a, b in pairwise(values)]
    mean, last = sign * sum(changes) / len(changes), sign * changes[-1]
    if aim is None:
        return {(1, 1): "sun", (1, 0): "sun_and_cloud", (0, 1): "cloud"}.get(
            (int(mean > 0), int(last > 0)), "thunder"
        )
    if sign * (values[-1] - aim) >= 0:
        return "sun" if mean >= 0 else "sun_and_cloud"
    if mean < 0:
        return "thunder"
    if left is None:
        return "cloud"
    short = max(Fraction(0), sign * aim - (sign * values[-1] + mean * left))
    miss = short / abs(aim - values[-1])
    if miss < Fraction(5, 100):
        return "sun"
    return "sun_and_cloud" if miss <= Fraction(20, 100) else "cloud"


def projected_rows() -> tuple[list[Row], dict[str, str]]:
    dice = random.Random(11)  # noqa: S311
    rows: list[Row] = []
    wanted: dict[str, str] = {}
    for number in range(120):
        count, name = dice.choice([2, 3, 4, 5, 6, 7, 9]), f"p{number}"
        step = dice.uniform(-3, 3)
        start = dice.uniform(20, 90)
        values = [
            Fraction(str(round(start + step * n + dice.uniform(-2, 2), 2))) for n in range(count)
        ]
        up, kind = dice.random() < 0.5, ("due", "held", "way")[number % 3]
        reach = values[-1] + Fraction(str(round(dice.uniform(-6, 14), 2))) * (1 if up else -1)
        aim = None if kind == "way" else reach
        left = dice.randint(1, 7) if kind == "due" else None
        rows += [
            {
                "id": name,
                "measure": "rate",
                "direction": "increase" if up else "decrease",
                "target": "" if aim is None else float(aim),
                "due": 2024 + left if left else "",
                "year": 2024 - (count - 1 - n),
                "actual": float(value),
            }
            for n, value in enumerate(values)
        ]
        wanted[name] = of_projection(values, aim, left, up)
    return rows, wanted


def test_projection_of_series_with_one_row_a_year_against_fractions(tmp_path: Path) -> None:
    rows, wanted = projected_rows()
    random.Random(3).shuffle(rows)  # noqa: S311
    ours = assessed(rows, Policy(method=Method.PROJECTION), tmp_path)
    assert ours["method_class"].to_dict() == wanted
    assert set(wanted.values()) == {"sun", "sun_and_cloud", "cloud", "thunder", "not_available"}
    short = ours["method_class"].eq("not_available")
    assert set(ours[short]["status"]) <= {"not_scored", "achieved"}


# ----------------------------------------------------------------------------------- schedule


@pytest.mark.parametrize("bands", ["", "银川", "三亚"])
def test_schedule_from_months_elapsed_against_fractions(bands: str, tmp_path: Path) -> None:
    dice = random.Random(5)  # noqa: S311
    rows: list[Row] = [
        {
            "id": f"s{n}",
            "年度目标": (plan := dice.randint(50, 2000)),
            "本年累计": round(plan * months / 12 * dice.uniform(0.3, 1.2), 2),
            "已过月数": months,
        }
        for n in range(80)
        for months in (dice.randint(1, 11),)
    ]
    rows += [{"id": "even", "年度目标": 120, "本年累计": 30, "已过月数": 3}]
    ours = assessed(rows, Policy(method=Method.SCHEDULE, bands=bands), tmp_path)
    for row in rows:
        share = Fraction(str(row["本年累计"])) / Fraction(str(row["年度目标"]))
        expected = Fraction(int(str(row["已过月数"])), 12)
        lead = 100 * (share - expected)
        said = ours.loc[str(row["id"])]
        assert said["lead_pp"] == pytest.approx(float(lead), abs=1e-9)
        assert said["progress"] == pytest.approx(float(share), abs=1e-12)
        if said["status"] != "achieved":
            own = lead / expected if bands == "三亚" else lead
            lowest = {"": -10, "银川": -30, "三亚": -50}[bands]
            near = own >= -10 and bands == "银川" and own != -10
            worse = "at_risk" if own >= lowest else "off_track"
            assert said["status"] == (
                "ahead"
                if own > (0 if bands else 5)
                else ("on_track" if own >= 0 or near else worse)
            )
            assert said["method_value"] == pytest.approx(float(own), abs=1e-9)


# ------------------------------------------------------------------- control limits, efficacy


def of_limits(points: Sequence[Fraction], *, screen: bool) -> tuple[Fraction, Fraction, Fraction]:
    moving = [abs(b - a) for a, b in pairwise(points)]
    mean = sum(points, Fraction()) / len(points)
    width = sum(moving, Fraction()) / len(moving)
    if screen:
        kept = [m for m in moving if m <= Fraction("3.267") * width]
        width = sum(kept, Fraction()) / len(kept)
    return mean, mean - Fraction("2.66") * width, mean + Fraction("2.66") * width


@pytest.mark.parametrize("screen", [True, False])
def test_control_limits_against_fractions(screen: bool) -> None:  # noqa: FBT001
    dice = random.Random(2)  # noqa: S311
    for count in (*range(1, 15), 30, 60):
        points = [Fraction(str(round(dice.gauss(50, 6), 1))) for _ in range(count)]
        if count > 8:
            points[4] += 80
        found = control_limits([float(p) for p in points], screen=screen)
        if count < 6:
            assert found.mean is None
            assert found.state == "none"
            continue
        told = (found.mean, found.lower, found.upper)
        assert told == pytest.approx([float(x) for x in of_limits(points, screen=screen)])
        assert found.state == ("limits" if count >= 12 else "trial")


def test_efficacy_against_fractions() -> None:
    dice = random.Random(4)  # noqa: S311
    for _ in range(200):
        full, low, high, y = (Fraction(str(round(dice.uniform(1, 30), 2))) for _ in range(4))
        if low == high:
            continue
        a, b = Fraction(dice.choice(["0.4", "0.6"])), Fraction(dice.choice(["0.8", "1.0"]))
        way = (y - low) / (high - low)
        exact = a + min(way, Fraction(1)) * (b - a) if way >= 0 else Fraction(0)
        scale = EfficacyBands(((float(low), float(a)), (float(high), float(b))))
        assert scale.share(float(y)) == pytest.approx(float(exact), rel=1e-9, abs=1e-9)
        share = Fraction(6, 10) + Fraction(4, 10) * (y - low) / (high - low)
        capped = full * min(max(share, Fraction(0)), Fraction(1))
        told = Efficacy().share(float(y), float(low), float(high))
        assert told is not None
        assert float(full) * told == pytest.approx(float(capped), rel=1e-9, abs=1e-9)
