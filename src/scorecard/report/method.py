"""How progress is judged, in words: what a reader of a scorecard has to know to check a status."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from scorecard.i18n import N_, Words, number_text, percent_text
from scorecard.report.parts import MethodPage, StatusMeaning, Threshold
from scorecard.schema.band_presets import policy_bands
from scorecard.schema.policy import DEFAULT_SOURCE, Policy
from scorecard.schema.vocabulary import Flag, Method, Status

# ---------------------------------------------------------------------------
# The bands of `schedule` in words: which lead gets which class, and what a preset had to fill.


def band_lines(policy: Policy, words: Words) -> list[str]:
    """One line for each band, best first: its word, its numbers, our status; then the source.

    Nothing where the two limits of the policy rule.
    """
    if not policy.own_bands:
        return []
    table = policy_bands(policy)
    unit = N_("per cent of the expected value") if table.relative else N_("percentage points")
    lines = [
        words.text(
            N_("{word}: lead {numbers} ({unit}) → {status}"),
            word=band.label,
            numbers=str(band.numbers),
            unit=words.text(unit),
            status=f"{band.status.symbol} {words.label(Status, band.status)}",
        )
        for band in table.bands
        if band.status is not None
    ]
    lines += [
        words.text(
            N_("The source leaves {numbers} undefined; this preset fills it."),
            numbers=str(band.numbers),
        )
        for band in table.filled
    ]
    return [
        *lines,
        *([words.text(N_("Source: {source}"), source=table.source)] * bool(table.source)),
    ]


# ---------------------------------------------------------------------------
# How progress is judged, in words: what a reader of a scorecard has to know to check a status.


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
THRESHOLDS: Final = (
    ("ahead", N_("pace ratio above which a target is ahead")),
    ("on_track", N_("lowest pace ratio on track")),
    ("at_risk", N_("lowest pace ratio at risk; below it a target is off track")),
    ("early_share", N_("expected progress below which the lead decides instead of the ratio")),
    ("early_points", N_("lead in points that decides in those early days")),
    ("ahead_above", N_("schedule: lead in points above which a target is ahead")),
    ("behind_by", N_("schedule: lead in points down to which a target is at risk")),
    ("reporting_days", N_("days after the end of a period in which a unit may report")),
    ("coverage_gate", N_("share of weight below which a group gets no verdict")),
    ("rank_change", N_("places below which a ranking shows no clear change")),
)
DECIDING: Final = {
    Method.PACE: ("ahead", "on_track", "at_risk", "early_share", "early_points"),
    Method.SCHEDULE: ("ahead_above", "behind_by"),
}
"""Thresholds that classify by a method; those of `pace` also judge caps on flows."""
_SHARES: Final = frozenset({"early_share", "coverage_gate"})


def method_page(
    policy: Policy, words: Words, statuses: dict[str, str], methods: Collection[str] = ()
) -> MethodPage:
    """The page of method of a scorecard, with the thresholds in force and the methods in use."""
    more = (pair for method, told in BY_METHOD.items() if method in methods for pair in told)
    formulas = (*FORMULAS, *more)
    unused = _unused(policy, methods)
    return MethodPage(
        paragraphs=(
            *(words.text(paragraph) for paragraph in PARAGRAPHS),
            *band_lines(policy, words),
        ),
        formulas=tuple((words.text(name), words.text(formula)) for name, formula in formulas),
        thresholds=tuple(
            Threshold(name, float(getattr(policy, name)), _meaning(name, meaning, unused, words))
            for name, meaning in THRESHOLDS
        ),
        statuses=tuple(
            StatusMeaning(
                str(status),
                status.symbol,
                statuses[status],
                words.text(status.meaning),
            )
            for status in Status
        ),
        flags=tuple((words.text(flag.said), words.text(flag.meaning)) for flag in Flag),
        source=words.text(DEFAULT_SOURCE) if policy.source == DEFAULT_SOURCE else policy.source,
    )


def _unused(policy: Policy, methods: Collection[str]) -> frozenset[str]:
    """Thresholds of a method that judges no target, and those that bands of one's own replace."""
    judging = {Method.SCHEDULE, Method.PACE} & {*methods}
    if policy.own_bands:
        judging -= {Method.SCHEDULE}
    told = any(methods)
    return frozenset(
        name
        for method, names in DECIDING.items()
        for name in names
        if told and method not in judging
    )


def _meaning(name: str, meaning: str, unused: Collection[str], words: Words) -> str:
    told = words.text(meaning)
    return words.text(N_("{text} (not in use here)"), text=told) if name in unused else told


def threshold_text(threshold: Threshold) -> str:
    """The value of a threshold as it is printed."""
    if threshold.id in _SHARES:
        return percent_text(threshold.value, 0)
    return number_text(threshold.value)
