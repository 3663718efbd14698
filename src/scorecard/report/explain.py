"""How a status came about: from the sentence to the light, in sections of printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.i18n import N_, Words, number_text, signed_text
from scorecard.report.amounts import Amounts
from scorecard.report.attention import asked_by_now
from scorecard.report.inputs import month_of
from scorecard.report.method import CLOSE, class_lines, own_arithmetic, own_class_line, scale_in
from scorecard.report.terminal import BOLD, Screen, fit, page
from scorecard.report.view import FigureRow, SeriesTarget, TargetRow, View
from scorecard.schema import vocabulary as v
from scorecard.schema.bands import policy_bands
from scorecard.schema.quarterly_form import YEAR_AGO

THE_FIGURES: Final = N_("The figures")
FEWEST_PARTS: Final = 2
NOT_BY_CLASS: Final = frozenset(
    {v.Reason.CAP_EXCEEDED, v.Reason.MEETS_SO_FAR, v.Reason.HOLDS, v.Reason.FAILS}
)
"""Reasons of verdicts for which no class limit was asked."""


@dataclass(frozen=True, slots=True)
class Section:
    """One step of an explanation; its lines are printed as they are.

    `old` of them, from the first on, are figures that later ones have overtaken.
    """

    title: str
    lines: tuple[str, ...]
    old: int = 0


def explain(
    view: View, row: TargetRow, words: Words, projects: Sequence[str] = ()
) -> list[Section]:
    """The sections that have something to say, from the sentence to what is needed."""
    owner = row.organisation, row.indicator
    figures = [f for f in view.sources if (f.organisation, f.indicator) == owner]
    decide = [number for number, figure in enumerate(figures) if _decides(figure, row)]
    overtaken = decide[0] if decide else len(figures)
    limits = view.limits.get(owner, "")
    series = (target for one in view.series for target in one.targets)
    drawn = next((target for target in series if target.row.position == row.position), None)
    made = (
        (N_("The sentence"), _sentence(row, words)),
        (N_("The target"), _target(row, drawn, words)),
        (N_("The pathway"), _pathway(row, drawn, words)),
        (THE_FIGURES, _figures(figures, row, words)),
        (N_("Control limits"), [f"{row.name} · {limits}"] if limits else []),
        (N_("The projects counted"), projects),
        (N_("The arithmetic"), _arithmetic(view, figures, row, words)),
        (N_("The status"), _status(view, row, words)),
        (N_("A year ago"), (row.year_ago_text,)),
        (N_("What the unit says"), _told(view, row, words)),
        (N_("The points"), (row.points_text, *row.points_lines)),
        (N_("What is needed"), (row.needed_text, projection_text(row, words))),
    )
    sections = []
    for title, told in made:
        lines = tuple(filter(None, told))
        if lines:
            old = overtaken if title == THE_FIGURES else 0
            sections.append(Section(words.text(title), lines, old))
    return sections


def explain_text(view: View, target: str, screen: Screen, projects: Sequence[str] = ()) -> str:
    """The explanation of a target's status for the terminal.

    `projects` are the lines of those that were counted from the register.

    Raises `KeyError` where the view holds no such target.
    """
    row = next((row for row in view.rows if row.target == target), None)
    if row is None:
        raise KeyError(target)
    heading = " · ".join(filter(None, (row.target, row.organisation, row.name)))
    lines = [screen.paint(line, BOLD) for line in fit(heading, screen.width)]
    for section in explain(view, row, screen.words, projects):
        lines += ["", screen.paint(section.title, BOLD)]
        for line in section.lines:
            first, *rest = fit(line, screen.width - 4)
            shown = screen.status(first, row.status) if first == row.status_text else first
            lines += [f"  {shown}", *(f"    {more}" for more in rest)]
    return page(lines)


# ----------------------------------------------------------------- what is asked, what was reported


def _sentence(row: TargetRow, words: Words) -> list[str]:
    source = row.source
    lines = [f"“{' '.join(source.text.split())}”"] if source.text else []
    if source.title:
        lines.append(" · ".join(filter(None, (source.title, source.publisher, source.grade_word))))
    told = [
        words.text(N_("stated {date}"), date=source.stated_on) if source.stated_on else "",
        words.text(N_("published {date}"), date=source.published_on) if source.published_on else "",
        source.strength_word,
        source.origin_word,
    ]
    return [*lines, " · ".join(filter(None, told)) if source.text else ""]


def _told(view: View, row: TargetRow, words: Words) -> list[str]:
    """Cause, measure, person and date of the form, what was promised before, two amounts.

    Each with its cell.
    """
    followed = view.followups.get(row.target)
    if followed is None:
        return []
    form, scale = followed.form, scale_in(row)
    told, amounts = form.told, Amounts(words)
    day = words.date(told.day) if told.day else told.by_when
    before = form.promise
    promise = words.promised(before.action, before.owner, words.date(before.day) or before.by_when)
    kept = words.label(v.Kept, form.kept) if form.kept else words.text(N_("not answered"))
    said = (
        ("cause", N_("Cause: {text}"), told.cause),
        ("action", N_("Measure: {text}"), told.action),
        ("owner", N_("Person in charge: {text}"), told.owner),
        ("by_when", N_("By when: {text}"), day),
        ("kept", N_("Promised last quarter: {text} → {kept}"), promise),
        (
            "year_forecast",
            N_("The unit expects {value} for the whole year"),
            amounts.value(form.year_forecast, scale),
        ),
        (YEAR_AGO, N_("Same period last year: {value}"), amounts.value(form.year_ago, scale)),
    )
    lines = []
    for item, message, of in said:
        line = words.text(message, text=of, value=of, kept=kept) if of else ""
        lines.append(" · ".join(filter(None, (line, form.cells.get(item) if of else ""))))
    return lines


def projection_text(row: TargetRow, words: Words) -> str:
    """Where the pace so far leads by the due date; nothing for what is settled."""
    if not row.projection_text or row.status not in v.OPEN:
        return ""
    return words.text(
        N_("at the pace so far {value} by {due}"), value=row.projection_text, due=row.due_text
    )


def _target(row: TargetRow, drawn: SeriesTarget | None, words: Words) -> list[str]:
    """What is asked for, where it stands in the book, and its earlier versions."""
    aim = row.target_text or words.text(N_("no number"))
    told = N_("{name}: {target}, due {due}")
    if not row.due_text:
        told = N_("{name}: {target}, no due date")
    lines = [words.text(told, name=row.name, target=aim, due=row.due_text)]
    if row.baseline_text:
        period = row.baseline_period_text or words.text(N_("no date"))
        told = N_("baseline {value} ({period})")
        lines.append(words.text(told, value=row.baseline_text, period=period))
    if row.stretch_text:
        lines.append(words.text(N_("stretch {value} (shown, not judged)"), value=row.stretch_text))
    if row.cell.text:
        lines.append(words.text(N_("in {place}"), place=row.cell.text))
    for version in row.versions if len(row.versions) > 1 else ():
        line = words.text(
            N_("version {n} from {date}: {target}, due {due}"),
            n=version.version,
            date=version.valid_from_text or "–",
            target=version.target_text,
            due=version.due_text,
        )
        lines.append(" · ".join(filter(None, (line, version.reason))))
    if drawn and drawn.ghost:
        status = drawn.ghost.row.status_text
        lines.append(words.text(N_("by the first version: {status}"), status=status))
    return lines


def _pathway(row: TargetRow, drawn: SeriesTarget | None, words: Words) -> list[str]:
    """What is expected when: every dated point, or why nothing is expected."""
    if not row.due:
        return [words.text(N_("No due date: nothing is expected by any day."))]
    if _is_held(row):
        kept = N_("To be kept in every period until {due}: {target}")
        return [words.text(kept, due=row.due_text, target=row.target_text)]
    lines = [row.pathway_word]
    if drawn and drawn.pathway:
        lines.append(" → ".join(f"{knot.label} {knot.text}" for knot in drawn.pathway))
    else:
        lines.append(words.text(N_("Nothing is expected before {due}."), due=row.due_text))
    if row.numbers.allowance is not None:
        value = Amounts(words).computed(asked_by_now(row), scale_in(row))
        lines.append(words.text(N_("allowed so far {value}"), value=value))
    elif row.expected_text and row.measure == v.Measure.MILESTONE:
        share = row.numbers.expected_value
        told = N_("should be done by now") if share == 1 else N_("{value} should be done by now")
        lines.append(words.text(told, value=row.expected_text) if share else "")
    elif row.expected_text:
        lines.append(words.text(N_("expected by now {value}"), value=row.expected_text))
    return lines


def _is_held(row: TargetRow) -> bool:
    """Whether every period is held against the same bound: nothing grows on the way."""
    told = row.direction == v.Direction.HOLD or row.comparator == v.Comparator.BETWEEN
    accepted = row.stated.get("accepted_as") == v.AcceptedAs.HOLD
    return told or accepted or row.reason_code in {v.Reason.HOLDS, v.Reason.FAILS}


def _figures(figures: Sequence[FigureRow], row: TargetRow, words: Words) -> list[str]:
    """Every figure of the indicator with its cell; the deciding one is marked."""
    several = len({figure.basis for figure in figures}) > 1
    lines = []
    for figure in figures:
        received = words.text(N_("received {date}"), date=figure.received_text)
        parts = (
            figure.period_text,
            figure.value_text or words.text(N_("no value")),
            figure.basis_word if several else "",
            figure.state_word,
            figure.place.text,
            received if figure.received_text else "",
            "" if figure.current else words.text(N_("replaced")),
            words.text(N_("decides")) if _decides(figure, row) else "",
            figure.note if figure.vintage > 1 else "",
        )
        lines.append(" · ".join(filter(None, parts)))
    return lines or [words.text(N_("No figure has been reported."))]


def _decides(figure: FigureRow, row: TargetRow) -> bool:
    settled = (figure.place, figure.period) == (row.figure, row.actual_period)
    return figure.current and settled and bool(figure.place.text)


def _status(view: View, row: TargetRow, words: Words) -> list[str]:
    lines = [row.status_text, row.reason]
    if row.flag_text:
        lines.append(words.text(N_("Flags: {flags}"), flags=row.flag_text))
    if row.distance_text:
        lines.append(words.text(N_("Distance: {distance}"), distance=row.distance_text))
    policy, judged = view.header.policy, (row.numbers.pace_ratio, row.numbers.lead_pp)
    by_class = row.status in v.OPEN and row.reason_code not in NOT_BY_CLASS
    if by_class and judged != (None, None):
        lines += class_lines(row, view.method.thresholds, policy, words)
    return [*lines, own_class_line(row, words)]


# ----------------------------------------------- the arithmetic: formulas with the numbers in them


def _arithmetic(
    view: View, figures: Sequence[FigureRow], row: TargetRow, words: Words
) -> list[str]:
    """One formula to a line; nothing is computed here but which form applies."""
    n, fiscal_start = row.numbers, view.header.policy.fiscal_start
    lines = [_total(figures, row, words, fiscal_start)]
    if row.actual_text and row.target_text and row.measure != v.Measure.MILESTONE:
        told = N_("{actual} is held against {target}")
        lines.append(words.text(told, actual=row.actual_text, target=row.target_text))
    if n.progress is not None:
        lines.append(f"{words.text(N_('Progress'))} = {_progress(row)} = {row.progress_text}")
    if n.allowance is not None and n.expected_progress is not None:
        # a cap that was missed is held against all of it, not against what an older figure may be
        return lines if row.status == v.Status.MISSED else [*lines, *_cap(row, words)]
    way, expected = row.progress_text, row.expected_progress_text
    known = bool(way and expected)
    if n.lead_pp is not None and known:
        lines.append(f"{words.text(N_('Lead'))} = {way} − {expected} = {row.lead_text}")
    scheduled = n.method_value is not None and row.method == v.Method.SCHEDULE
    if scheduled and policy_bands(view.header.policy).relative:
        name = words.text(N_("Lead in per cent of the schedule"))
        share = signed_text(n.method_value, 1)
        lines.append(f"{name} = {row.lead_text} ÷ {expected} = {share}%")
    if n.pace_ratio is not None and known and row.method == v.Method.PACE:
        exact = (
            row.comparator in {v.Comparator.EQUAL, v.Comparator.ABOUT} and (n.progress or 0.0) > 1
        )
        form = f"2 − {way}" if exact else f"{way} ÷ {expected}"
        lines.append(f"{words.text(N_('Pace ratio'))} = {form} = {row.pace_text}")
    return [*lines, *own_arithmetic(row, words, fiscal_start)]


def _cap(row: TargetRow, words: Words) -> list[str]:
    """At most so much: what may have come by now, and how much less did."""
    n, expected = row.numbers, row.expected_progress_text
    start, target = n.start or 0.0, n.target_value or 0.0
    allowed = Amounts(words).computed(n.allowance, scale_in(row))
    grown = start + (n.expected_progress or 0.0) * (target - start)
    first, whole = (number_text(x, row.decimals) for x in (start, target - start))
    way = f"{first} + {expected} × {whole}" if start else f"{expected} × {whole}"
    rounded_up = abs(grown - (n.allowance or 0.0)) > CLOSE
    before = f"{number_text(grown, 2)} → " if rounded_up else ""
    lines = [f"{words.text(N_('Allowed so far'))} = {way} = {before}{allowed}"]
    if n.pace_ratio is not None and n.actual:
        pace = f"{allowed} ÷ {row.actual_text} = {row.pace_text}"
        lines.append(f"{words.text(N_('Pace ratio'))} = {pace}")
    return lines


def _total(figures: Sequence[FigureRow], row: TargetRow, words: Words, fiscal_start: int) -> str:
    """How single periods add up to the actual, where no figure states the total itself."""
    actual, end = row.numbers.actual, month_of(row.actual_period, fiscal_start)
    if row.measure != v.Measure.FLOW or actual is None or end is None:
        return ""
    known = [(f, f.value) for f in figures if f.current and f.value is not None and f.month <= end]
    if any(f.month == end and abs(value - actual) <= CLOSE for f, value in known):
        return ""
    single = [(f.month, value) for f, value in known if f.basis == v.Basis.PERIOD]
    parts, total = list[str](), 0.0
    for _, value in sorted(single, key=lambda part: -part[0]):
        parts.append(number_text(value, row.decimals))
        total += value
        if abs(total - actual) <= CLOSE * max(1.0, abs(actual)):
            break
    else:
        return ""
    summed = " + ".join(reversed(parts))
    told = f"{words.text(N_('Total'))} = {summed} = {row.actual_text}"
    return told if len(parts) >= FEWEST_PARTS else ""


def _progress(row: TargetRow) -> str:
    """The formula of progress in the form that gives the row's number."""
    n = row.numbers
    actual, target = (number_text(x, row.decimals) for x in (n.actual, n.target_value))
    share = n.actual / n.target_value if n.actual is not None and n.target_value else None
    direct = share is not None and abs(share - (n.progress or 0.0)) <= CLOSE
    if n.baseline is None or (direct and row.measure == v.Measure.FLOW):
        return f"{actual} ÷ {target}"
    start = number_text(n.baseline, row.decimals)
    start = f"({start})" if start.startswith("-") else start
    return f"({actual} − {start}) ÷ ({target} − {start})"
