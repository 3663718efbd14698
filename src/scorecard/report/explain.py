"""How a status came about: from the sentence to the light, in sections of printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.i18n import N_, Words, number_text, percent_text, signed_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.method import band_lines, threshold_text
from scorecard.report.parts import FigureRow, SeriesTarget, TargetRow, View
from scorecard.report.records import month_of
from scorecard.report.table import BOLD, DEFAULT_WIDTH, Screen, fit, page
from scorecard.schema.band_presets import policy_bands
from scorecard.schema.period import MONTHS_A_YEAR, PeriodError, parse_period
from scorecard.schema.vocabulary import OPEN, Basis, Comparator, Direction, Measure, Method

# ---------------------------------------------------------------------------
# What a method with words of its own computed: its formula with one target's numbers in it.


CLOSE: Final = 1e-6
SHOWN: Final = 3
_LINES: Final = {
    Method.GROWTH_RATIO: N_(
        "Growth ratio from 0.95 substantial, from 0.60 moderate, from 0 limited progress, below 0 "
        "deterioration"
    ),
    Method.PROJECTION: N_(
        "Miss ratio below 0.05 sun, up to 0.20 sun and cloud, above cloud; moving away thunder"
    ),
}
_OPEN_LINES: Final = {
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
"""Where the classes of each method lie; without a value by a date the second set."""


def own_numbers(row: TargetRow, words: Words, fiscal_start: int = 1) -> list[str]:
    """The method's own number, class and score, and how the number came about."""
    n = row.numbers
    if n.method_value is None and not row.method_class:
        return []
    if row.method == Method.GROWTH_RATIO:
        lines, meaning = _growth(row, words, fiscal_start)
    elif row.method == Method.PROJECTION:
        lines, meaning = _projection(row, words)
    else:
        return []
    open_growth = row.method == Method.GROWTH_RATIO and n.target_value is None
    value = percent_text(n.method_value, 2) if open_growth else number_text(n.method_value, SHOWN)
    told = [value, row.method_class]
    if n.method_score is not None:
        told.append(words.text(N_("score {n}"), n=number_text(n.method_score, 2)))
    return [*lines, f"{meaning}: {' · '.join(filter(None, told))}"]


def own_lines(row: TargetRow, words: Words) -> list[str]:
    """Where the classes of the target's method lie, for methods that have words of their own."""
    if row.method not in _LINES or not row.method_class:
        return []
    dated = row.numbers.target_value is not None and bool(row.due)
    growing = row.method == Method.GROWTH_RATIO and row.numbers.target_value is not None
    lines = _LINES if dated or growing else _OPEN_LINES
    return [words.text(lines[Method(row.method)])]


def _growth(row: TargetRow, words: Words, fiscal_start: int) -> tuple[list[str], str]:
    n = row.numbers
    required = N_("Growth ratio = growth a year observed ÷ growth a year required")
    alone = N_("Growth a year, counted towards the better side")
    meaning = words.text(alone if n.target_value is None else required)
    if n.method_value is None:
        return [], meaning
    so_far = _years(row.baseline_period, row.actual_period, fiscal_start)
    whole = _years(row.baseline_period, row.due, fiscal_start)
    lines = [
        _compound(words.text(N_("Growth a year so far")), n.actual, so_far, row),
        _compound(words.text(N_("Growth a year required")), n.target_value, whole, row),
    ]
    return [line for line in lines if line], meaning


def _compound(name: str, later: float | None, years: float, row: TargetRow) -> str:
    """One line of compound growth from the baseline; empty where it cannot be told."""
    base = row.numbers.baseline
    if later is None or base is None or not base * later > 0 or years <= 0:
        return ""
    growth = percent_text((later / base) ** (1 / years) - 1, 2)
    a, b = (number_text(x, row.decimals) for x in (later, base))
    return f"{name} = ({a} ÷ {b})^(1 ÷ {number_text(years)}) − 1 = {growth}"


def _projection(row: TargetRow, words: Words) -> tuple[list[str], str]:
    n = row.numbers
    if n.method_value is None or n.projection is None:
        return [], words.text(N_("The trend of the last changes, five at most"))
    scale = Scale(row.measure, row.decimals, row.unit_of_measure)
    change = Amounts(words).computed(n.projection - (n.actual or 0.0), scale)
    line = words.text(
        N_("Projection by {due} = {actual} and {change} as the last changes went = {projection}"),
        due=row.due_text,
        actual=row.actual_text,
        change=change,
        projection=row.projection_text,
    )
    meaning = words.text(N_("Miss ratio = what the projection falls short by ÷ what is left"))
    return [line], f"{meaning}{_miss(row, words)}"


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


def _years(start: str, end: str, fiscal_start: int) -> float:
    """Years between the ends of two periods; 0 where one cannot be read."""
    try:
        first, last = (parse_period(text, fiscal_start).period.end for text in (start, end))
    except PeriodError:
        return 0.0
    return (last - first) / MONTHS_A_YEAR


# ---------------------------------------------------------------------------
# The arithmetic behind a status: formulas with the numbers in them, one to a line.


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


# ---------------------------------------------------------------------------
# How a status came about: from the sentence to the light, in sections of printed lines.


THE_FIGURES: Final = N_("The figures")


@dataclass(frozen=True, slots=True)
class Section:
    """One step of an explanation; its lines are printed as they are.

    `old` of them, from the first on, are figures that later ones have overtaken.
    """

    title: str
    lines: tuple[str, ...]
    old: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one target stands where it stands."""

    row: TargetRow
    heading: str
    sections: tuple[Section, ...]


def explain(view: View, row: TargetRow, words: Words, projects: Sequence[str] = ()) -> Explanation:
    """The sections that have something to say, from the sentence to what is needed."""
    made = (
        (N_("The sentence"), _sentence(row, words)),
        (N_("The target"), _target(view, row, words)),
        (N_("The pathway"), _pathway(view, row, words)),
        (THE_FIGURES, _figures(view, row, words)),
        (N_("Control limits"), _limits(view, row)),
        (N_("The projects counted"), list(projects)),
        (N_("The arithmetic"), arithmetic(view, row, words)),
        (N_("The status"), _status(view, row, words)),
        (N_("The points"), [*filter(None, [row.points_text]), *row.points_lines]),
        (N_("What is needed"), [row.needed_text] if row.needed_text else []),
    )
    old = {THE_FIGURES: _overtaken(view, row)}
    sections = tuple(
        Section(words.text(title), tuple(lines), old.get(title, 0))
        for title, lines in made
        if lines
    )
    heading = " · ".join(part for part in (row.target, row.organisation, row.name) if part)
    return Explanation(row, heading, sections)


def explain_text(
    view: View,
    target: str,
    words: Words,
    projects: Sequence[str] = (),
    *,
    width: int = DEFAULT_WIDTH,
    colour: bool = False,
) -> str:
    """The explanation of a target's status for the terminal.

    `projects` are the lines of those that were counted from the register.

    Raises `KeyError` where the view holds no such target.
    """
    row = next((row for row in view.rows if row.target == target), None)
    if row is None:
        raise KeyError(target)
    screen = Screen(words, width, colour)
    explanation = explain(view, row, words, projects)
    lines = [screen.paint(line, BOLD) for line in fit(explanation.heading, width)]
    for section in explanation.sections:
        lines += ["", screen.paint(section.title, BOLD)]
        for line in section.lines:
            lines += _hanging(line, row, screen)
    return page(lines)


def _hanging(line: str, row: TargetRow, screen: Screen) -> list[str]:
    """A line moved in by two columns; what does not fit follows moved in by four."""
    first, *rest = fit(line, screen.width - 4)
    shown = screen.status(first, row.status) if first == row.status_text else first
    return [f"  {shown}", *(f"    {more}" for more in rest)]


def _sentence(row: TargetRow, words: Words) -> list[str]:
    source = row.source
    lines = [f"“{' '.join(source.text.split())}”"] if source.text else []
    if source.title:
        lines.append(" · ".join(filter(None, (source.title, source.publisher, source.grade_word))))
    dates = [
        words.text(N_("stated {date}"), date=source.stated_on) if source.stated_on else "",
        words.text(N_("published {date}"), date=source.published_on) if source.published_on else "",
    ]
    told = [*filter(None, dates), *filter(None, (source.strength_word, source.origin_word))]
    if told and source.text:
        lines.append(" · ".join(told))
    return lines


def _target(view: View, row: TargetRow, words: Words) -> list[str]:
    """What is asked for, where it stands in the book, and its earlier versions."""
    aim = row.target_text or words.text(N_("no number"))
    told = (
        N_("{name}: {target}, due {due}") if row.due_text else N_("{name}: {target}, no due date")
    )
    lines = [words.text(told, name=row.name, target=aim, due=row.due_text)]
    if row.baseline_text:
        start = row.baseline_period_text or words.text(N_("no date"))
        lines.append(
            words.text(N_("baseline {value} ({period})"), value=row.baseline_text, period=start)
        )
    if row.stretch_text:
        lines.append(words.text(N_("stretch {value} (shown, not judged)"), value=row.stretch_text))
    if row.cell.text:
        lines.append(words.text(N_("in {place}"), place=row.cell.text))
    if len(row.versions) > 1:
        lines += [
            words.text(
                N_("version {n} from {date}: {target}, due {due}"),
                n=v.version,
                date=v.valid_from_text or "–",
                target=v.target_text,
                due=v.due_text,
            )
            + (f" · {v.reason}" if v.reason else "")
            for v in row.versions
        ]
    drawn = _drawn(view, row)
    if drawn and drawn.ghost:
        status = drawn.ghost.row.status_text
        lines.append(words.text(N_("by the first version: {status}"), status=status))
    return lines


def _drawn(view: View, row: TargetRow) -> SeriesTarget | None:
    found = (t for series in view.series for t in series.targets)
    return next((t for t in found if t.row.position == row.position), None)


def _pathway(view: View, row: TargetRow, words: Words) -> list[str]:
    """What is expected when: every dated point, or why nothing is expected."""
    if not row.due:
        return [words.text(N_("No due date: nothing is expected by any day."))]
    if row.direction == Direction.HOLD or row.comparator == Comparator.BETWEEN:
        kept = N_("To be kept in every period until {due}: {target}")
        return [words.text(kept, due=row.due_text, target=row.target_text)]
    lines = [row.pathway_word] if row.pathway_word else []
    drawn = _drawn(view, row)
    if not (drawn and drawn.pathway):
        lines.append(words.text(N_("Nothing is expected before {due}."), due=row.due_text))
    else:
        lines.append(" → ".join(f"{knot.label} {knot.text}" for knot in drawn.pathway))
    if row.expected_text:
        lines.append(words.text(N_("expected by now {value}"), value=row.expected_text))
    return lines


def _figures(view: View, row: TargetRow, words: Words) -> list[str]:
    """Every figure of the indicator with its cell; the deciding one is marked."""
    found = _reported(view, row)
    several = len({f.basis for f in found}) > 1
    lines = [_figure(f, row, words, basis=f.basis_word if several else "") for f in found]
    return lines or [words.text(N_("No figure has been reported."))]


def _limits(view: View, row: TargetRow) -> list[str]:
    """What control limits say of the figures, where the view knows of any."""
    told = view.limits.get((row.organisation, row.indicator), "")
    return [f"{row.name} · {told}"] if told else []


def _reported(view: View, row: TargetRow) -> list[FigureRow]:
    owner = row.organisation, row.indicator
    return [figure for figure in view.sources if (figure.organisation, figure.indicator) == owner]


def _overtaken(view: View, row: TargetRow) -> int:
    """How many of the first figures come before the one that decides."""
    decide = [number for number, f in enumerate(_reported(view, row)) if _decides(f, row)]
    return decide[0] if decide else len(_reported(view, row))


def _decides(figure: FigureRow, row: TargetRow) -> bool:
    settled = (figure.place, figure.period) == (row.figure, row.actual_period)
    return figure.current and settled and bool(figure.place.text)


def _figure(figure: FigureRow, row: TargetRow, words: Words, *, basis: str) -> str:
    decides = _decides(figure, row)
    parts = (
        figure.period_text,
        figure.value_text or words.text(N_("no value")),
        basis,
        figure.state_word,
        figure.place.text,
        words.text(N_("received {date}"), date=figure.received_text)
        if figure.received_text
        else "",
        "" if figure.current else words.text(N_("replaced")),
        words.text(N_("decides")) if decides else "",
        figure.note if figure.vintage > 1 else "",
    )
    return " · ".join(filter(None, parts))


def _status(view: View, row: TargetRow, words: Words) -> list[str]:
    lines = [row.status_text, row.reason]
    if row.flag_text:
        lines.append(words.text(N_("Flags: {flags}"), flags=row.flag_text))
    if row.distance_text:
        lines.append(words.text(N_("Distance: {distance}"), distance=row.distance_text))
    judged = row.numbers.pace_ratio is not None or row.numbers.lead_pp is not None
    if judged and row.status in OPEN:
        wanted = CLASSED.get(Method(row.method), ()) if row.method else ()
        if row.method == Method.SCHEDULE and view.header.policy.own_bands:
            wanted, lines = (), [*lines, *band_lines(view.header.policy, words)]
        lines += [
            f"{threshold_text(t)} · {t.text}" for t in view.method.thresholds if t.id in wanted
        ]
    lines += own_lines(row, words)
    return [line for line in lines if line]
