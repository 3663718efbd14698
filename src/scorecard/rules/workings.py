"""How points came about, number by number: what each rule read, what it measured, what it gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import pandas as pd

from scorecard.rules.points import cases
from scorecard.rules.points_columns import columns_of
from scorecard.rules.points_rules import (
    Case,
    applied,
    composite_share,
    counted_surplus,
    full_mark,
    place_of_rows,
    rivals,
    worst_and_best,
)
from scorecard.rules.scoring_text import Rule
from scorecard.schema.bands import Floats, classify

WORKINGS: Final = (
    *("organisation", "target", "place", "rule", "actual", "target_value", "reverse", "met"),
    *("full", "measured", "low", "high", "compared", "failed", "before", "after"),
    *("params", "detail"),
)
"""Columns of `workings`."""
_Told: TypeAlias = dict[str, Floats]


def workings(assessments: pd.DataFrame) -> pd.DataFrame:
    """One row for each rule of each target with a verdict: the numbers its points follow from.

    Columns read: those of `points.points`, `organisation` and `target`.

    Returns the columns `WORKINGS`, in the order of the targets and of the rules in their cells:
    `place` (of the rule in the cell, from 0) and `rule` (its name); the figures it read; `measured`
    (what the rule measures: attainment, way between the ends, place, surplus, growth; shares as
    shares of one, surplus in the indicator's unit), `low` and `high` (the ends of `efficacy`, worst
    and best), `compared` (with how many), `failed` (bool: a veto falls); `before` and `after` the
    rule, in points; `params` (the rule's parameters by name) and `detail` (text: the band an actual
    lies in, or the targets a rule names).  Missing where a rule has none of it.

    Source: as `points.points`; nothing is computed here that the rules do not compute.
    """
    everybody = columns_of(assessments)
    parts = [
        _rows(assessments, rules, case)
        for rules, case in cases(assessments, everybody)
        if everybody.verdict[case.rows].any()
    ]
    if not parts:
        return pd.DataFrame(columns=list(WORKINGS))
    told = pd.concat(parts, ignore_index=True)
    told = told[everybody.verdict[told["_row"].to_numpy()]]
    told = told.sort_values(["_row", "place"], kind="stable", ignore_index=True)
    return pd.DataFrame({name: told[name] for name in WORKINGS})


def _rows(assessments: pd.DataFrame, rules: tuple[Rule, ...], case: Case) -> pd.DataFrame:
    """The rows of one cell text, rule by rule."""
    own, made = case.own, []
    names = assessments[["organisation", "target"]].iloc[case.rows].reset_index(drop=True)
    so_far = np.zeros(len(case.rows))
    for place, rule in enumerate(rules):
        after, _ = applied(rule, case, so_far, place)
        told = _MEASURED.get(rule.name, _nothing)(rule, case)
        frame = names.assign(
            _row=case.rows,
            place=place,
            rule=rule.name,
            actual=own.actual,
            target_value=own.target,
            reverse=own.direction < 0,
            met=own.met,
            full=full_mark(rule, own),
            failed=own.failed,
            before=so_far,
            after=after,
        )
        frame = frame.assign(**{name: told.get(name, np.nan) for name in _EMPTY})
        frame["params"] = pd.Series([dict(rule.params)] * len(frame), dtype=object)
        frame["detail"] = _detail(rule, case)
        made.append(frame)
        so_far = after
    return pd.concat(made, ignore_index=True)


_EMPTY: Final = ("measured", "low", "high", "compared")


def _detail(rule: Rule, case: Case) -> pd.Series | str:
    """The band each actual lies in, or the targets the rule names with their shares."""
    if rule.name == "bands" and rule.table:
        labels = np.array([*rule.table.labels, ""])
        return pd.Series(labels[classify(case.own.actual, rule.table)])
    if rule.name == "composite":
        return " + ".join(f"{name} × {share:.10g}" for name, share in rule.parts)
    return " + ".join(name for name, _ in rule.parts)


def _nothing(_rule: Rule, _case: Case) -> _Told:
    return {}


def _share(_rule: Rule, case: Case) -> _Told:
    return {"measured": case.own.share}


def _composite(rule: Rule, case: Case) -> _Told:
    return {"measured": composite_share(rule, case)}


def _efficacy(rule: Rule, case: Case) -> _Told:
    worst, best = worst_and_best(rule, case)
    spread = np.where(best == worst, np.nan, best - worst)
    return {
        "measured": (case.own.actual - worst) / spread,
        "low": worst,
        "high": best,
        "compared": _counted(rule, case),
    }


def _rank(rule: Rule, case: Case) -> _Told:
    return {"measured": place_of_rows(rule, case), "compared": _counted(rule, case)}


def _surplus(rule: Rule, case: Case) -> _Told:
    return {"measured": counted_surplus(rule, case)}


def _growth(_rule: Rule, case: Case) -> _Told:
    return {"measured": case.own.increase, "low": case.own.baseline}


def _actual(_rule: Rule, case: Case) -> _Told:
    return {"measured": case.own.actual}


def _counted(rule: Rule, case: Case) -> Floats:
    """With how many each row is compared, itself included."""
    values, sets = rivals(rule, case)
    counts = np.bincount(sets, ~np.isnan(values), int(sets.max(initial=-1)) + 1)
    return np.asarray(counts[case.own.compared], dtype=np.float64)


_MEASURED: Final[dict[str, Callable[[Rule, Case], _Told]]] = {
    "completion": _share,
    "composite": _composite,
    "efficacy": _efficacy,
    "rank_step": _rank,
    "step": _surplus,
    "bonus": _surplus,
    "deduct": _surplus,
    "penalty": _surplus,
    "growth": _growth,
    "bands": _actual,
}
