"""How points came about, in words: the rule, its formula with the numbers in it, its cap."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from scorecard.i18n import N_, Words, number_text, percent_text, rounded
from scorecard.report.inputs import Record

RULES: Final[Mapping[str, str]] = {
    "completion": N_("completion rate"),
    "composite": N_("composite completion"),
    "efficacy": N_("efficacy coefficient"),
    "efficacy_bands": N_("efficacy coefficient in bands"),
    "all_or_nothing": N_("all or nothing"),
    "rank_step": N_("by place"),
    "step": N_("steps around a base"),
    "growth": N_("growth on the base year"),
    "bands": N_("points by band"),
    "bonus": N_("bonus"),
    "deduct": N_("deduction"),
    "penalty": N_("penalty"),
    "veto": N_("veto"),
    "part": N_("part of another target"),
}
"""What each scoring rule is called."""
Written: TypeAlias = Callable[[Record, Mapping[str, float], Words], list[str]]
"""Writes the steps of one rule."""
_PLACES: Final = 2


def points_short(points: float | None, full: float | None) -> str:
    """Points and full mark for a column of a table; nothing without points.

    >>> points_short(12.4, 20.0), points_short(1.005, None), points_short(None, 5.0)
    ('12.40/20', '1.01', '')
    """
    if points is None:
        return ""
    got = number_text(settled(points), _PLACES)
    return f"{got}/{number_text(full)}" if full else got


def sum_note(points: Sequence[float], score: float, words: Words) -> str:
    """What is said where the points as printed do not add up to the score as printed."""
    printed = sum((rounded(float(settled(p) or 0.0), _PLACES) for p in points), Decimal(0))
    if printed == rounded(float(settled(score) or 0.0), _PLACES):
        return ""
    return words.text(
        N_("The points as printed come to {sum}; the score is added up before rounding."),
        sum=number_text(float(printed), _PLACES),
    )


def points_lines(found: Sequence[Record], words: Words) -> tuple[str, ...]:
    """One line for each rule of a target (rows of `rules.workings`): formula, numbers, points."""
    return tuple(_line(record, words) for record in found)


def _line(a: Record, words: Words) -> str:
    told = _WRITTEN[a["rule"]](a, a["params"], words)
    return words.text(
        N_("{rule}: {steps}"),
        rule=words.text(RULES.get(a["rule"], a["rule"])),
        steps=words.text(N_("; ")).join(filter(None, told)),
    )


def _n(value: float | None) -> str:
    """A number as it stands in a formula: up to four decimals, a negative one in brackets."""
    text = number_text(settled(value))
    return f"({text})" if text.startswith("-") else text


def settled(value: float | None) -> float | None:
    """Without the noise of floating-point arithmetic behind the twelfth digit."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.12g}")


def _p(share: float | None) -> str:
    """A share as per cent, with at most two decimals, none of them a trailing zero."""
    text = percent_text(settled(share), _PLACES)
    return f"{text[:-1].rstrip('0').rstrip('.')}%" if "." in text else text


def _whole(params: Mapping[str, float], words: Words) -> str:
    return words.text(N_("completed steps only")) if params.get("whole") else ""


def _gained(a: Record) -> float:
    return float((a["after"] or 0.0) - (a["before"] or 0.0))


def _given(a: Record) -> str:
    """The points of a rule, in a formula that ends with them."""
    return _n(_gained(a))


def _capped(share: float | None, cap: float, words: Words) -> tuple[str, str]:
    """What is said of a cap that limits, and the share that counts."""
    if share is None or share > cap:
        return words.text(N_("at most {cap} counts"), cap=_p(cap)), _p(cap)
    return "", _p(max(share, 0.0))


def _completion(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    share = a["measured"]
    above, below = (
        (a["target_value"], a["actual"])
        if a["reverse"]
        else (
            a["actual"],
            a["target_value"],
        )
    )
    limited, counts = _capped(share, params["cap"], words)
    quotient = f"{_n(above)} ÷ {_n(below)}"
    known = f"{quotient} = {_p(share)}" if share is not None and math.isfinite(share) else quotient
    return [known, limited, f"{_n(a['full'])} × {counts} = {_given(a)}"]


def _composite(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    limited, counts = _capped(a["measured"], params["cap"], words)
    known = words.text(
        N_("{parts} in completion = {share}"), parts=a["detail"], share=_p(a["measured"])
    )
    return [known, limited, f"{_n(a['full'])} × {counts} = {_given(a)}"]


def _efficacy(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    ends = words.text(
        N_("worst {worst} and best {best} of {n} compared"),
        worst=_n(a["low"]),
        best=_n(a["high"]),
        n=int(a["compared"] or 0),
    )
    if a["measured"] is None:
        equal = words.text(N_("all are equal: {share}"), share=_p(params["equal"]))
        return [ends, equal, f"{_n(a['full'])} × {_p(params['equal'])} = {_given(a)}"]
    low, high, way = _n(a["low"]), _n(a["high"]), _p(a["measured"])
    quotient = f"({_n(a['actual'])} − {low}) ÷ ({high} − {low}) = {way}"
    rest = 1.0 - params["base"]
    formula = f"{_n(a['full'])} × ({_p(params['base'])} + {_p(rest)} × {way}) = {_given(a)}"
    share = params["base"] + rest * a["measured"]
    limited = (
        words.text(N_("at most {cap} counts"), cap=_p(params["cap"]))
        if share > params["cap"]
        else ""
    )
    return [ends, quotient, limited, formula]


def _fixed(a: Record, _params: Mapping[str, float], words: Words) -> list[str]:
    told = words.text(N_("met") if a["met"] else N_("not met"))
    return [told, words.text(N_("{points} of {full}"), points=_given(a), full=_n(a["full"]))]


def _place(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    place, full = a["measured"], _n(a["full"])
    if place is None:
        return [words.text(N_("not met, so without a place")), _given(a)]
    stands = words.text(N_("place {n} of {of}"), n=int(place), of=int(a["compared"] or 0))
    least = (
        words.text(N_("at least {share}"), share=_p(params["least"]))
        if 1.0 - params["step"] * (place - 1) < params["least"]
        else ""
    )
    behind = f"{_p(params['step'])} × ({int(place)} − 1)"
    return [stands, least, f"{full} × (100% − {behind}) = {_given(a)}"]


def _steps(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    """What is better or worse than the target, in steps."""
    surplus = a["measured"] or 0.0
    apart = number_text(settled(abs(surplus)))
    if a["detail"]:
        side = N_("{n} short of the targets {parts}")
        told = words.text(side, n=apart, parts=a["detail"])
    else:
        side = N_("{n} better than the target") if surplus >= 0 else N_("{n} short of the target")
        told = words.text(side, n=apart)
    return [told, _whole(params, words)]


def _sum(a: Record, params: Mapping[str, float], start: str, sign: str, words: Words) -> list[str]:
    """Start, steps and result; what a limit or zero cuts is said."""
    surplus = abs(a["measured"] or 0.0)
    worth = f"{number_text(settled(surplus))} ÷ {_n(params['per'])} × {_n(params['points'])}"
    steps = surplus / params["per"] * params["points"]
    limit = params.get("limit", math.inf)
    limited = words.text(N_("at most {points} points"), points=_n(limit)) if steps > limit else ""
    formula = f"{start} {sign} {worth}".strip()
    if limited:
        formula = f"{start} {sign} {_n(limit)}".strip()
    return [*_steps(a, params, words), limited, f"{formula} = {_n(a['after'])}"]


def _step(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    base = a["full"] if math.isinf(params["base"]) else params["base"]
    start = _n((a["before"] or 0.0) + base)
    return _sum(a, params, start, "+" if (a["measured"] or 0.0) >= 0 else "−", words)


def _bonus(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    if (a["measured"] or 0.0) <= 0:
        return [*_steps(a, params, words), words.text(N_("no points"))]
    start, sign = ("", "") if not a["place"] else (_n(a["before"]), "+")
    return _sum(a, params, start, sign, words)


def _deduct(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    start = a["before"] if a["place"] else a["full"]
    if (a["measured"] or 0.0) >= 0 and not a["detail"]:
        return [*_steps(a, params, words), words.text(N_("nothing is taken from {n}"), n=_n(start))]
    told = _sum(a, params, _n(start), "−", words)
    if not a["after"]:
        told.insert(-1, words.text(N_("never below 0")))
    return told


def _penalty(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    if (a["measured"] or 0.0) >= 0:
        return [*_steps(a, params, words), words.text(N_("nothing is taken"))]
    return _sum(a, params, _n(a["before"]) if a["place"] else "", "−", words)


def _growth(a: Record, params: Mapping[str, float], words: Words) -> list[str]:
    low, full = _n(a["low"]), _n(a["full"])
    grown = f"({_n(a['actual'])} − {low}) ÷ {low} = {_p((a['actual'] - a['low']) / a['low'])}"
    flat = f"{full} × {_p(params['base'])}"
    worth = f"{_p(a['measured'])} ÷ {_p(params['per'])} × {_n(params['points'])}"
    most = words.text(N_("at most {points} points"), points=_n(params["limit"] * a["full"]))
    return [grown, _whole(params, words), most, f"{flat} + {worth} = {_given(a)}"]


def _band(a: Record, _params: Mapping[str, float], words: Words) -> list[str]:
    lies = words.text(N_("{actual} lies in {band}"), actual=_n(a["actual"]), band=a["detail"])
    return [lies, _given(a)]


def _standards(a: Record, _params: Mapping[str, float], words: Words) -> list[str]:
    of = N_("{points} of {full}")
    return [_n(a["actual"]), words.text(of, points=_given(a), full=_n(a["full"]))]


def _veto(a: Record, _params: Mapping[str, float], words: Words) -> list[str]:
    fallen = N_("it has fallen; the grade changes, not the points")
    return [words.text(fallen if a["failed"] else N_("it has not fallen"))]


def _part(_a: Record, _params: Mapping[str, float], words: Words) -> list[str]:
    return [words.text(N_("counted in the points of the target that names it"))]


_WRITTEN: Final[dict[str, Written]] = {
    "completion": _completion,
    "composite": _composite,
    "efficacy": _efficacy,
    "efficacy_bands": _standards,
    "all_or_nothing": _fixed,
    "rank_step": _place,
    "step": _step,
    "growth": _growth,
    "bands": _band,
    "bonus": _bonus,
    "deduct": _deduct,
    "penalty": _penalty,
    "veto": _veto,
    "part": _part,
}
