"""How progress is judged, in words: the page of method, and what a method says of one target.

A method with words of its own has them here alone: its formulas, where its classes lie, and its
formula with a target's numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from scorecard.i18n import N_, Words, number_text, percent_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.inputs import month_of
from scorecard.report.view import MethodPage, StatusMeaning, TargetRow, Threshold
from scorecard.schema.band_presets import policy_bands
from scorecard.schema.period import MONTHS_A_YEAR
from scorecard.schema.policy import DEFAULT_SOURCE, Policy
from scorecard.schema.vocabulary import Comparator, Flag, Method, Status

PARAGRAPHS: Final = (
    N_(
        "Every status rests on a figure somebody reported and a target somebody stated; without "
        "either there is no verdict."
    ),
    N_(
        "A figure counts at the end of its own period. A target that is due is settled only by "
        "the figure of the due period itself."
    ),
    N_(
        "Places in a ranking are never averaged or interpolated; the last step due holds until "
        "the next one."
    ),
    N_("Everything is computed unrounded and rounded half up only when printed."),
    N_("A missing figure never raises or lowers a score; coverage and range are printed with it."),
)
FORMULAS: Final = (
    (N_("Progress"), N_("(actual − baseline) ÷ (target − baseline)")),
    (N_("Progress of a flow"), N_("actual ÷ target, both counted from the start")),
    (N_("Expected progress"), N_("the pathway at the end of the figure's period")),
    (N_("Lead"), N_("progress − expected progress, in percentage points")),
    (N_("Pace ratio"), N_("progress ÷ expected progress")),
    (N_("Allowance of a limit"), N_("expected progress × limit")),
    (N_("Required pace"), N_("(target − actual) ÷ quarters left")),
)
BY_METHOD: Final = {
    Method.GROWTH_RATIO: (
        (
            N_("Growth ratio"),
            N_(
                "compound growth observed ÷ compound growth required; 0.95 and more: on track, 0 "
                "and more: at risk, less: off track"
            ),
        ),
    ),
    Method.PROJECTION: (
        (
            N_("Projection"),
            N_("actual + mean of the last five changes at most × periods left"),
        ),
        (
            N_("Miss ratio"),
            N_(
                "what the projection lacks ÷ what is left to do; up to 20%: on track, more in the "
                "right direction: at risk, the wrong direction: off track"
            ),
        ),
    ),
}
"""What is told of a method where a target is judged by it."""
CLASSES: Final = {
    Method.GROWTH_RATIO: N_(
        "Growth ratio from 0.95 substantial, from 0.60 moderate, from 0 limited progress, below 0 "
        "deterioration"
    ),
    Method.PROJECTION: N_(
        "Miss ratio below 0.05 sun, up to 0.20 sun and cloud, above cloud; moving away thunder"
    ),
}
"""Where the classes of a method with words of its own lie."""
OPEN_CLASSES: Final = {
    Method.GROWTH_RATIO: N_(
        "Growth a year from 1.5% substantial, from 0.5% moderate (both less near a natural limit), "
        "from 0 limited progress, below 0 deterioration"
    ),
    Method.PROJECTION: N_(
        "Average change and last change right: sun; only the average: sun and cloud; only the "
        "last: cloud; neither: thunder. A level to hold: reached sun, reached and falling back sun "
        "and cloud, not reached cloud, moving away thunder"
    ),
}
"""The same without a value by a date."""
THRESHOLDS: Final = (
    ("ahead", Method.PACE, N_("pace ratio above which a target is ahead")),
    ("on_track", Method.PACE, N_("lowest pace ratio on track")),
    ("at_risk", Method.PACE, N_("lowest pace ratio at risk; below it a target is off track")),
    (
        "early_share",
        Method.PACE,
        N_("expected progress below which the lead decides instead of the ratio"),
    ),
    ("early_points", Method.PACE, N_("lead in points that decides in those early days")),
    (
        "ahead_above",
        Method.SCHEDULE,
        N_("schedule: lead in points above which a target is ahead"),
    ),
    (
        "behind_by",
        Method.SCHEDULE,
        N_("schedule: lead in points down to which a target is at risk"),
    ),
    ("reporting_days", None, N_("days after the end of a period in which a unit may report")),
    ("coverage_gate", None, N_("share of weight below which a group gets no verdict")),
    ("rank_change", None, N_("places below which a ranking shows no clear change")),
)
"""Numbers of the policy, the method that classifies by them, and what they decide."""
_EARLY: Final = ("early_share", "early_points")
_SHARES: Final = ("early_share", "coverage_gate")
CLOSE: Final = 1e-6
"""Shares and sums nearer than this are the same."""


def method_page(
    policy: Policy, words: Words, statuses: dict[str, str], methods: Collection[str] = ()
) -> MethodPage:
    """The page of method of a scorecard, with the thresholds in force and the methods in use."""
    more = (pair for method, told in BY_METHOD.items() if method in methods for pair in told)
    thresholds = []
    for name, method, meaning in THRESHOLDS:
        replaced = method is Method.SCHEDULE and policy.own_bands
        unused = any(methods) and method is not None and (method not in methods or replaced)
        text = words.text(meaning)
        text = words.text(N_("{text} (not in use here)"), text=text) if unused else text
        thresholds.append(Threshold(name, float(getattr(policy, name)), text))
    return MethodPage(
        paragraphs=(*map(words.text, PARAGRAPHS), *band_lines(policy, words)),
        formulas=tuple((words.text(a), words.text(b)) for a, b in (*FORMULAS, *more)),
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
    if threshold.id in _SHARES:
        return percent_text(threshold.value, 0)
    return number_text(threshold.value)


# ------------------------------------------------------------ what a method says of one target


def class_lines(
    row: TargetRow, thresholds: Iterable[Threshold], policy: Policy, words: Words
) -> list[str]:
    """The thresholds or bands that the target's status rests on."""
    if row.method == Method.SCHEDULE and policy.own_bands:
        return band_lines(policy, words)
    wanted = {name for name, method, _ in THRESHOLDS if method == row.method} - {*_EARLY}
    return [f"{threshold_text(t)} · {t.text}" for t in thresholds if t.id in wanted]


def own_class_line(row: TargetRow, words: Words) -> str:
    """Where the classes of the target's method lie, for methods that have words of their own."""
    if row.method not in CLASSES or not row.method_class:
        return ""
    dated = row.due or row.method == Method.GROWTH_RATIO
    known = CLASSES if row.numbers.target_value is not None and dated else OPEN_CLASSES
    return words.text(known[Method(row.method)])


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
