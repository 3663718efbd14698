"""How progress is judged, in words: the page of method, and what a method says of one target.

A method with words of its own has them in `texts.toml` (its formulas, where its classes lie) and
here (its formula with a target's numbers).
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from scorecard.i18n import N_, Words, number_text, percent_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.inputs import month_of
from scorecard.report.view import MethodPage, StatusMeaning, TargetRow, Threshold
from scorecard.schema.bands import policy_bands
from scorecard.schema.errors import Name
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import DEFAULT_SOURCE, Policy
from scorecard.schema.vocabulary import Comparator, Flag, Method, Status

# ---------------------------------------------------------------------------
# What reports call things and say of the method, in both languages: `texts.toml` as values.


_TEXTS: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("texts.toml").read_text(encoding="utf-8")
)


class Formula(NamedTuple):
    """A formula of the page of method; one with a `method` is told where a target is judged so."""

    name: Name
    formula: Name
    method: str


class ThresholdText(NamedTuple):
    """What a number of the policy decides, and the method that classifies by it, if any.

    `early`: in early days only; `share`: printed as per cent.
    """

    id: str
    text: Name
    method: str
    early: bool
    share: bool


def _names(texts: Mapping[str, list[str]]) -> dict[str, Name]:
    return {key: Name(zh, en) for key, (zh, en) in texts.items()}


SHEETS: Final = _names(_TEXTS["sheets"])
"""Lists of the terminal, as the workbook's sheets are called."""
COLUMNS: Final = _names(_TEXTS["columns"])
"""The columns of the terminal's tables."""
FIELDS: Final[dict[str, str]] = _TEXTS["fields"]
"""What other keys of scorecard.json are called in Chinese."""
GOALS: Final = _names(_TEXTS["goals"])
"""Why a goal of a class has no verdict."""
PARAGRAPHS: Final = tuple(Name(one["zh"], one["en"]) for one in _TEXTS["paragraphs"])
FORMULAS: Final = tuple(
    Formula(Name(*one["name"]), Name(*one["formula"]), one.get("method", ""))
    for one in _TEXTS["formulas"]
)
THRESHOLDS: Final = {
    one["id"]: ThresholdText(
        one["id"],
        Name(one["zh"], one["en"]),
        one.get("method", ""),
        one.get("early", False),
        one.get("share", False),
    )
    for one in _TEXTS["thresholds"]
}
CLASSES: Final = {method: _names(texts) for method, texts in _TEXTS["classes"].items()}
"""Where the classes of a method with words of its own lie: `dated`, and without a value by a date.
"""

# ---------------------------------------------------------------------------
# How progress is judged, in words: the page of method, and what a method says of one target.


CLOSE: Final = 1e-6
"""Shares and sums nearer than this are the same."""


def method_page(
    policy: Policy, words: Words, statuses: dict[str, str], methods: Collection[str] = ()
) -> MethodPage:
    """The page of method of a scorecard, with the thresholds in force and the methods in use."""
    formulas = (one for one in FORMULAS if not one.method or one.method in methods)
    thresholds = []
    for one in THRESHOLDS.values():
        replaced = one.method == Method.SCHEDULE and policy.own_bands
        unused = any(methods) and one.method and (one.method not in methods or replaced)
        text = words.text(one.text)
        text = words.text(N_("{text} (not in use here)"), text=text) if unused else text
        thresholds.append(Threshold(one.id, float(getattr(policy, one.id)), text))
    return MethodPage(
        paragraphs=(*map(words.text, PARAGRAPHS), *band_lines(policy, words)),
        formulas=tuple((words.text(one.name), words.text(one.formula)) for one in formulas),
        thresholds=tuple(thresholds),
        statuses=tuple(
            StatusMeaning(str(s), s.symbol, statuses[s], words.text(s.meaning)) for s in Status
        ),
        flags=tuple((words.text(flag.said), words.text(flag.meaning)) for flag in Flag),
        source=words.text(DEFAULT_SOURCE) if policy.source == DEFAULT_SOURCE else policy.source,
    )


def band_lines(policy: Policy, words: Words) -> list[str]:
    """One line for each band, best first: its word, its numbers, our status; then the source.

    Nothing where the two limits of the policy rule.
    """
    if not policy.own_bands:
        return []
    table, lines = policy_bands(policy), list[str]()
    unit = N_("per cent of the expected value") if table.relative else N_("percentage points")
    for band in table.bands:
        if band.status is not None:
            told = N_("{word}: lead {numbers} ({unit}) → {status}")
            status = f"{band.status.symbol} {words.label(Status, band.status)}"
            of = {"word": band.label, "unit": words.text(unit), "status": status}
            lines.append(words.text(told, numbers=str(band.numbers), **of))
    for band in table.filled:
        told = N_("The source leaves {numbers} undefined; this preset fills it.")
        lines.append(words.text(told, numbers=str(band.numbers)))
    if table.source:
        lines.append(words.text(N_("Source: {source}"), source=table.source))
    return lines


def threshold_text(threshold: Threshold) -> str:
    """The value of a threshold as it is printed."""
    share = threshold.id in THRESHOLDS and THRESHOLDS[threshold.id].share
    return percent_text(threshold.value, 0) if share else number_text(threshold.value)


# ------------------------------------------------------------ what a method says of one target


def class_lines(
    row: TargetRow, thresholds: Iterable[Threshold], policy: Policy, words: Words
) -> list[str]:
    """The thresholds or bands that the target's status rests on."""
    capped = row.numbers.allowance is not None  # a cap is never ahead, and judged as under `pace`
    if row.method == Method.SCHEDULE and policy.own_bands and not capped:
        return band_lines(policy, words)
    method = Method.PACE if capped and row.method == Method.SCHEDULE else row.method
    wanted = {
        t.id
        for t in THRESHOLDS.values()
        if method and t.method == method and not t.early and not (capped and t.id == "ahead")
    }
    return [f"{threshold_text(t)} · {t.text}" for t in thresholds if t.id in wanted]


def own_class_line(row: TargetRow, words: Words) -> str:
    """Where the classes of the target's method lie, for methods that have words of their own."""
    if row.method not in CLASSES or not row.method_class:
        return ""
    dated = row.due or row.method == Method.GROWTH_RATIO
    known = "dated" if row.numbers.target_value is not None and dated else "open"
    return words.text(CLASSES[row.method][known])


def own_arithmetic(row: TargetRow, words: Words, fiscal_start: int = 1) -> list[str]:
    """The method's own number, class and score, and how the number came about."""
    if row.numbers.method_value is None and not row.method_class:
        return []
    if row.method == Method.GROWTH_RATIO:
        return _growth(row, words, fiscal_start)
    return _projection(row, words) if row.method == Method.PROJECTION else []


def scale_in(row: TargetRow) -> Scale:
    """How the row's indicator is printed."""
    return Scale(row.measure, row.decimals, row.unit_of_measure)


def _growth(row: TargetRow, words: Words, fiscal_start: int) -> list[str]:
    """Growth a year so far and as required, and their ratio."""
    n, base, lines = row.numbers, row.numbers.baseline, list[str]()
    start = month_of(row.baseline_period, fiscal_start)
    for name, later, period in (
        (N_("Growth a year so far"), n.actual, row.actual_period),
        (N_("Growth a year required"), n.target_value, row.due),
    ):
        end = month_of(period, fiscal_start)
        if n.method_value is None or start is None or end is None or end <= start:
            continue
        if later is None or base is None or base * later <= 0:
            continue
        years = (end - start) / MONTHS_A_YEAR
        growth = percent_text((later / base) ** (1 / years) - 1, 2)
        a, b = (number_text(x, row.decimals) for x in (later, base))
        power = f"({a} ÷ {b})^(1 ÷ {number_text(years)}) − 1"
        lines.append(f"{words.text(name)} = {power} = {growth}")
    if n.target_value is None:
        meaning = N_("Growth a year, counted towards the better side")
        return [*lines, _own(row, words.text(meaning), percent_text(n.method_value, 2), words)]
    meaning = N_("Growth ratio = growth a year observed ÷ growth a year required")
    return [*lines, _own(row, words.text(meaning), number_text(n.method_value, 3), words)]


def _projection(row: TargetRow, words: Words) -> list[str]:
    """Where the last changes lead, and by what share of what is left that falls short."""
    n = row.numbers
    value = number_text(n.method_value, 3)
    if n.method_value is None or n.projection is None:
        meaning = words.text(N_("The trend of the last changes, five at most"))
        return [_own(row, meaning, value, words)]
    line = words.text(
        N_("Projection by {due} = {actual} and {change} as the last changes went = {projection}"),
        due=row.due_text,
        actual=row.actual_text,
        change=Amounts(words).computed(n.projection - (n.actual or 0.0), scale_in(row)),
        projection=row.projection_text,
    )
    meaning = words.text(N_("Miss ratio = what the projection falls short by ÷ what is left"))
    return [line, _own(row, f"{meaning}{_miss(row, words)}", value, words)]


def _miss(row: TargetRow, words: Words) -> str:
    """The miss ratio's formula with its numbers, or that another value than the target is aimed at.

    Of several milestones the next due is, of an interval the bound in question.
    """
    n = row.numbers
    if n.target_value is None or n.actual is None or n.projection is None:
        return ""
    left = abs(n.target_value - n.actual)
    short = abs(n.target_value - n.projection) if n.method_value else 0.0
    if not left or abs(short / left - (n.method_value or 0.0)) > CLOSE:
        told = N_(", towards the milestone due next")
        if row.comparator == Comparator.BETWEEN:
            told = N_(", towards the bound in question")
        return words.text(told)
    a, b = (number_text(x, row.decimals if x != short else None) for x in (short, left))
    return f" = {a} ÷ {b}"


def _own(row: TargetRow, meaning: str, value: str, words: Words) -> str:
    """The method's own number, class and score."""
    score = number_text(row.numbers.method_score, 2)
    told = (value, row.method_class, words.text(N_("score {n}"), n=score) if score else "")
    return f"{meaning}: {' · '.join(filter(None, told))}"
