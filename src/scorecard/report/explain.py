"""How a status came about: from the sentence to the light, in sections of printed lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scorecard.model.status import Comparator, Direction, Method, Status
from scorecard.report.arithmetic import CLASSED, arithmetic
from scorecard.report.bands_text import band_lines
from scorecard.report.method import threshold_text
from scorecard.report.own_numbers import own_lines
from scorecard.report.parts import FigureRow, SeriesTarget, TargetRow, View
from scorecard.report.screen import BOLD, DEFAULT_WIDTH, Screen, page
from scorecard.report.table import fit
from scorecard.words import N_, Words

THE_FIGURES: Final = N_("The figures")
OPEN: Final = frozenset({Status.AHEAD, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK})
"""Statuses that a method's thresholds decide; the others are settled before."""


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
