"""The arithmetic behind a status: formulas with the numbers in them, one to a line."""

from __future__ import annotations

from typing import Final

from scorecard.model.band_presets import policy_bands
from scorecard.model.printing import number_text, signed_text
from scorecard.model.status import Basis, Measure, Method
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.own_numbers import own_numbers
from scorecard.report.parts import TargetRow, View
from scorecard.report.records import month_of
from scorecard.words import N_, Words

CLOSE: Final = 1e-9
FEWEST_PARTS: Final = 2
CLASSED: Final = {
    Method.PACE: ("ahead", "on_track", "at_risk"),
    Method.SCHEDULE: ("ahead_above", "behind_by"),
}


def arithmetic(view: View, row: TargetRow, words: Words) -> list[str]:
    """The formulas with the numbers in them; nothing is computed here but which form applies."""
    n = row.numbers
    lines = _total(view, row, words)
    if row.actual_text and row.target_text and row.measure != Measure.MILESTONE:
        lines.append(
            words.text(
                N_("{actual} is held against {target}"),
                actual=row.actual_text,
                target=row.target_text,
            )
        )
    if n.progress is not None:
        lines.append(f"{words.text(N_('Progress'))} = {_progress(row)} = {row.progress_text}")
    if n.allowance is not None and n.expected_progress is not None:
        return [*lines, *_cap(row, words)]
    known = row.progress_text and row.expected_progress_text
    if n.lead_pp is not None and known:
        lines.append(
            f"{words.text(N_('Lead'))} = {row.progress_text} − {row.expected_progress_text} = "
            f"{row.lead_text}"
        )
    if n.method_value is not None and _relative(view, row):
        lines.append(
            f"{words.text(N_('Lead in per cent of the schedule'))} = {row.lead_text} ÷ "
            f"{row.expected_progress_text} = {signed_text(n.method_value, 1)}%"
        )
    if n.pace_ratio is not None and known and row.method == Method.PACE:
        lines.append(
            f"{words.text(N_('Pace ratio'))} = {row.progress_text} ÷ {row.expected_progress_text} "
            f"= {row.pace_text}"
        )
    return [*lines, *own_numbers(row, words, view.header.policy.fiscal_start)]


def _cap(row: TargetRow, words: Words) -> list[str]:
    """At most so much: what may have come by now, and how much less did."""
    n = row.numbers
    allowed = Amounts(words).computed(n.allowance, _scale(row))
    whole = number_text(n.target_value, row.decimals)
    name = words.text(N_("Allowance"))
    lines = [f"{name} = {row.expected_progress_text} × {whole} = {allowed}"]
    if n.lead_pp is not None and row.progress_text:
        lines.append(
            f"{words.text(N_('Lead'))} = {row.expected_progress_text} − {row.progress_text} = "
            f"{row.lead_text}"
        )
    if n.pace_ratio is not None and n.actual:
        lines.append(
            f"{words.text(N_('Pace ratio'))} = {allowed} ÷ {row.actual_text} = {row.pace_text}"
        )
    return lines


def _total(view: View, row: TargetRow, words: Words) -> list[str]:
    """How single periods add up to the actual, where no figure states the total itself."""
    actual = row.numbers.actual
    if row.measure != Measure.FLOW or actual is None:
        return []
    start = view.header.policy.fiscal_start
    end = month_of(row.actual_period, start)
    mine = [
        f
        for f in view.sources
        if f.current
        and f.value is not None
        and (f.organisation, f.indicator) == (row.organisation, row.indicator)
        and end is not None
        and f.month <= end
    ]
    stated = any(f.month == end and abs((f.value or 0) - actual) <= CLOSE for f in mine)
    single = sorted((f for f in mine if f.basis == Basis.PERIOD), key=lambda f: -f.month)
    parts, total = [], 0.0
    for figure in single:
        parts.append(number_text(figure.value, row.decimals))
        total += figure.value or 0.0
        if abs(total - actual) <= CLOSE * max(1.0, abs(actual)):
            break
    else:
        return []
    if stated or len(parts) < FEWEST_PARTS:
        return []
    summed = " + ".join(reversed(parts))
    return [f"{words.text(N_('Total'))} = {summed} = {row.actual_text}"]


def _relative(view: View, row: TargetRow) -> bool:
    """Whether the target's lead is judged in per cent of what was expected."""
    return row.method == Method.SCHEDULE and policy_bands(view.header.policy).relative


def _progress(row: TargetRow) -> str:
    """The formula of progress in the form that gives the row's number."""
    n = row.numbers
    actual, target = (number_text(x, row.decimals) for x in (n.actual, n.target_value))
    if row.measure == Measure.FLOW and n.actual is not None and n.target_value:
        whole = n.actual / n.target_value
        if abs(whole - (n.progress or 0.0)) <= CLOSE:
            return f"{actual} ÷ {target}"
    if n.baseline is None:
        return f"{actual} ÷ {target}"
    start = number_text(n.baseline, row.decimals)
    if start.startswith("-"):
        start = f"({start})"
    return f"({actual} − {start}) ÷ ({target} − {start})"


def _scale(row: TargetRow) -> Scale:
    return Scale(row.measure, row.decimals, row.unit_of_measure)
