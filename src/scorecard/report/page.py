"""The page a leader reads, as values: two sentences, the league, what is wrong, what comes next.

The workbook's first sheet and whatever else tells the same take it from here, so that all say one
thing.  Everything is worded; a line of the league also holds the counts that live cells store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scorecard.excel.text import shortened
from scorecard.i18n import N_, Words, number_text, percent_text, settled, signed_text
from scorecard.report.highlights import attention_rows, overdue_rows
from scorecard.report.scores import points_text
from scorecard.report.view import Change, ScoreRow, TargetRow, View
from scorecard.schema.period import Period, PeriodError, PeriodKind, parse_period
from scorecard.schema.vocabulary import GOOD, RED, SETTLED, VERDICTS, Measure, Status

GROUPS: Final[tuple[tuple[Status, ...], ...]] = (
    RED,
    (Status.AT_RISK,),
    GOOD,
    (Status.OVERDUE,),
    (Status.NOT_DUE, Status.AWAITING_DATA, Status.NOT_SCORED),
)
"""The five counts of a line: red, amber, on schedule, overdue, without a verdict."""
MOST_LINES, FIRST_LINES, LAST_LINES = 12, 3, 7
"""So many members are all shown; of more the first and the last, the rest is on the sheet."""
WORST_UNITS: Final = 5
"""Units that are named below the organisations, where there are several of these."""
CAUSE: Final = 90
"""Columns of a cause on the page, three lines; in full it stands on the sheet of attention."""
SOON: Final = 90
"""Days in which what falls due is named."""
NAMED: Final = 3
ONCE: Final = (Measure.MILESTONE, Measure.RANK)
"""Measures that are judged once, at their date: they are named before they are late."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the league; `place` is its row among the view's scores, None for a sum.

    `counts` are those of `GROUPS`; `moved` is what is printed of its place a quarter before.
    """

    name: str
    counts: tuple[int, ...]
    score: ScoreRow | None = None
    place: int | None = None
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What a quarter adds up to: counts, and of a single organisation its points."""

    name: str
    counts: tuple[int, ...]
    score: ScoreRow | None
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A target that is red, amber or overdue: for how long, what it costs, why, what it takes.

    `told` is false where the department has given no reason.
    """

    row: TargetRow
    run: str
    who: str
    stands: str
    asked: str
    cause: str
    told: bool
    need: str


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that falls due soon: its day, what it is and whose, where it stands."""

    day: str
    name: str
    stands: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page; `hidden` counts the members between the shown ones, `units` are the worst ones."""

    title: str
    told_on: str
    lead: str
    second: str
    lines: tuple[Line, ...]
    hidden: int
    units: tuple[Line, ...]
    all_units: int
    feet: tuple[Foot, ...]
    alarms: tuple[Alarm, ...]
    changes: tuple[Change, ...]
    coming: tuple[Coming, ...]
    data: str


def page_of(view: View, words: Words) -> Page:
    """The page of a view."""
    several = len(view.organisations) > 1
    members = [row for row in view.scores if bool(row.unit) is not several]
    lines = [_line(view, row, words) for row in members if row.unit_name or several]
    lines.sort(key=lambda line: (line.score is None or line.score.rank is None, _rank(line)))
    shown = lines if len(lines) <= MOST_LINES else [*lines[:FIRST_LINES], *lines[-LAST_LINES:]]
    units = [row for row in view.scores if row.unit] if several else []
    worst = sorted(units, key=lambda row: -(row.lost or 0.0))[:WORST_UNITS]
    alarms = _alarms(view, words)
    return Page(
        title=_title(view, words),
        told_on=words.text(
            N_("{quarter} · data as of {day}"),
            quarter=words.period(view.header.quarter, view.header.policy.fiscal_start),
            day=view.as_of_text,
        ),
        lead=lead_sentence(view, words),
        second=second_sentence(view, words),
        lines=tuple(shown),
        hidden=len(lines) - len(shown),
        units=tuple(_line(view, row, words, whose=True) for row in worst if row.lost),
        all_units=len(units),
        feet=_feet(view, words),
        alarms=alarms,
        changes=view.highlights.changes,
        coming=_coming(view, words, {alarm.row.target for alarm in alarms}),
        data=_data(view, words),
    )


def _title(view: View, words: Words) -> str:
    if len(view.organisations) != 1:
        return view.title
    year = view.header.quarter.partition("-")[0]
    name = view.organisations[0].organisation
    return words.text(N_("{organisation}: targets of {year}"), organisation=name, year=year)


# ------------------------------------------------------------------ the two sentences


def lead_sentence(view: View, words: Words) -> str:
    """How many of the judged targets are on schedule, at risk, and off track or missed."""
    counts = counted(view.rows)
    judged = sum(counts[:3])
    if not view.rows:
        return words.text(N_("No targets."))
    if not judged:
        waiting = Counter(row.status for row in view.rows)
        told = [
            words.text(N_("{n} {status}"), n=waiting[status], status=words.label(Status, status))
            for status in Status
            if waiting[status]
        ]
        return words.text(N_("Nothing can be judged yet: {parts}."), parts=words.listed(told))
    if counts[2] == judged:
        return words.text(N_("All {n} judged targets are on schedule."), n=judged)
    behind = words.label(Status, Status.AT_RISK).lower()
    parts = [
        words.text(told, n=n, status=behind)
        for told, n in (
            (N_("{n} on schedule"), counts[2]),
            (N_("{n} {status}"), counts[1]),
            (N_("{n} off track or missed"), counts[0]),
        )
        if n
    ]
    return words.text(N_("Of {n} judged targets: {parts}."), n=judged, parts=words.listed(parts))


def second_sentence(view: View, words: Words) -> str:
    """Who has lost most points and which share of all, then who owes figures."""
    units = [row for row in view.scores if row.unit and row.lost]
    told = []
    if units:
        worst = max(units, key=lambda row: row.lost or 0.0)
        whole = next(
            (r for r in view.scores if r.organisation == worst.organisation and not r.unit), None
        )
        share = (worst.lost or 0.0) / whole.lost if whole and whole.lost else None
        told.append(
            words.text(
                N_("Most is lost by {unit} ({points} points, {share} of what {whole} lost)")
                if share and share < 1
                else N_("Most is lost by {unit} ({points} points)"),
                unit=_whose(view, worst),
                points=points_text(worst.lost),
                share=percent_text(settled(share), 0),
                whole=worst.organisation,
            )
        )
    late = Counter(
        row.unit_name or row.organisation for row in view.rows if row.status == Status.OVERDUE
    )
    owing = [words.text(N_("{who} owes {n}"), who=who, n=n) for who, n in late.most_common(NAMED)]
    if len(late) > NAMED:
        rest = sum(n for _, n in late.most_common()[NAMED:])
        owing.append(words.text(N_("others {n}"), n=rest))
    if owing:
        told.append(words.text(N_("overdue figures: {parts}"), parts=words.listed(owing)))
    if not told:
        return ""
    joined = (
        told[0] if len(told) == 1 else words.text(N_("{text}; {more}"), text=told[0], more=told[1])
    )
    return words.text(N_("{text}."), text=joined[0].upper() + joined[1:])


def _whose(view: View, row: ScoreRow) -> str:
    name = row.unit_name or row.organisation
    return f"{row.organisation} · {name}" if row.unit and len(view.organisations) > 1 else name


# ------------------------------------------------------------------ the league


def counted(rows: Sequence[TargetRow]) -> tuple[int, ...]:
    """How many of the targets are in each of `GROUPS`."""
    found = Counter(row.status for row in rows)
    return tuple(sum(found[status] for status in group) for group in GROUPS)


def _line(view: View, score: ScoreRow, words: Words, *, whose: bool = False) -> Line:
    rows = [
        row
        for row in view.rows
        if row.organisation == score.organisation and (not score.unit or row.unit == score.unit)
    ]
    place = next(n for n, one in enumerate(view.scores) if one is score)
    name = _whose(view, score) if whose else score.unit_name or score.organisation
    return Line(name, counted(rows), score, place, _moved(view, score, words))


def _rank(line: Line) -> tuple[float, float]:
    score = line.score
    if score is None or score.rank is None:
        return (0.0, -(score.weight_total or 0.0) if score else 0.0)
    return (float(score.rank), -(score.weight_total or 0.0))


def _moved(view: View, score: ScoreRow, words: Words) -> str:
    """Places gained or lost since the quarter before; a dash where it has kept its place."""
    if not view.earlier or score.rank is None:
        return words.label(Status, Status.OVERDUE) if score.missing and score.rank is None else ""
    key = score.organisation, score.unit
    before = next((r.rank for r in view.earlier[0][1] if (r.organisation, r.unit) == key), None)
    if before is None:
        return ""
    gained = before - score.rank
    return f"{'↑' if gained > 0 else '↓'}{abs(gained)}" if gained else "—"


def _feet(view: View, words: Words) -> tuple[Foot, ...]:
    """The quarter and those before it in its year, the latest first."""
    start = view.header.policy.fiscal_start
    whole = [row for row in view.scores if not row.unit]
    now = Foot(
        words.period(view.header.quarter, start),
        counted(view.rows),
        whole[0] if len(whole) == 1 else None,
    )
    feet = [now]
    tallies = {one.quarter: one.counts for one in view.highlights.quarters}
    for quarter, scores in view.earlier:
        counts = tallies.get(quarter)
        if counts is None:
            continue
        found = dict(zip(Status, counts, strict=True))
        grouped = tuple(sum(found[status] for status in group) for group in GROUPS)
        if not sum(grouped[:3]):
            continue
        then = [row for row in scores if not row.unit]
        feet.append(
            Foot(words.period(quarter, start), grouped, then[0] if len(then) == 1 else None)
        )
    return tuple(
        Foot(one.name, one.counts, one.score, _gained(one.score, before.score))
        for one, before in zip(feet, [*feet[1:], Foot("", (), None)], strict=True)
    )


def _gained(now: ScoreRow | None, before: ScoreRow | None) -> str:
    if now is None or before is None or now.rate is None or before.rate is None:
        return ""
    return signed_text(100 * (now.rate - before.rate), 0)


# ------------------------------------------------------------------ what is wrong


def _alarms(view: View, words: Words) -> tuple[Alarm, ...]:
    """Missed, off track, at risk, overdue; of each kind the dearest first."""
    red = attention_rows(view.rows)
    kinds = [Status(row.status) for row in red]
    order = sorted(
        range(len(red)),
        key=lambda n: (
            kinds[n] is Status.AT_RISK,
            kinds[n] is Status.OFF_TRACK,
            -(lost(red[n]) or 0),
        ),
    )
    rows = [*(red[n] for n in order), *overdue_rows(view.rows)]
    return tuple(_alarm(view, row, words) for row in rows)


def lost(row: TargetRow) -> float | None:
    """Points of a judged target that were due and not earned."""
    worth, earned = row.numbers.worth, row.numbers.earned
    return None if worth is None or earned is None else max(worth - earned, 0.0)


def _alarm(view: View, row: TargetRow, words: Words) -> Alarm:
    late = row.status == Status.OVERDUE
    told = view.followups.get(row.target)
    typed = told.told if told else None
    promise = ""
    if typed and (typed.cause or typed.action):
        day = words.date(typed.day) if typed.day else typed.by_when
        who = words.listed([part for part in (typed.owner, day) if part])
        said = [part for part in (typed.cause, typed.action) if part]
        promise = (
            words.text(N_("{text}; {more}"), text=said[0], more=said[1])
            if len(said) > 1
            else said[0]
        )
        promise = words.text(N_("{text} ({who})"), text=promise, who=who) if who else promise
    cause = (
        shortened(" ".join(promise.split()), CAUSE)
        if promise
        else words.text(N_("no cause given by the unit"))
    )
    points = lost(row)
    weight = row.numbers.worth
    parts = [row.unit_name or row.organisation]
    if weight is not None:
        costs = N_("weight {weight}, {points} lost") if points else N_("weight {weight}")
        parts.append(words.text(costs, weight=points_text(weight), points=points_text(points)))
    stands = " / ".join(filter(None, _numbers(row)))
    need = row.reason if late else row.needed_text or row.distance_text
    return Alarm(
        row,
        _run(view, row, words),
        "\n".join(parts),
        stands,
        row.target_text,
        cause,
        bool(promise),
        need,
    )


def _numbers(row: TargetRow) -> tuple[str, str]:
    """Actual and expected; amounts without their unit, which stands beside the target."""
    if row.measure not in {Measure.FLOW, Measure.STOCK}:
        return row.actual_text, row.expected_text
    told = (row.numbers.actual, row.numbers.expected_value)
    actual, expected = ("" if one is None else number_text(one, row.decimals) for one in told)
    return actual, expected


def _run(view: View, row: TargetRow, words: Words) -> str:
    """For how many quarters in a row it has been behind; of an overdue one since when."""
    if row.status == Status.OVERDUE:
        late = (view.header.as_of - row.deadline).days if row.deadline else 0
        return words.text(N_("{n} days late"), n=late) if late > 0 else ""
    runs = view.highlights.runs.get((row.organisation, row.target), 0)
    if not view.highlights.quarters:
        return ""
    return (
        words.text(N_("{n} quarters running"), n=runs)
        if runs > 1
        else words.text(N_("new this quarter"))
    )


# ------------------------------------------------------------------ what comes next


def _coming(view: View, words: Words, told: set[str]) -> tuple[Coming, ...]:
    """What falls due within `SOON` days: what is judged once by name, the rest in a line."""
    start, today = view.header.policy.fiscal_start, view.header.as_of
    until = today + timedelta(days=SOON)
    dated = [
        (day, row)
        for row in view.rows
        if row.status not in {*SETTLED, Status.OVERDUE}
        and (day := _last_day(row.due, start)) is not None
        and today < day <= until
    ]
    once = sorted(
        ((day, row) for day, row in dated if row.measure in ONCE or row.status not in VERDICTS),
        key=lambda one: (one[0], one[1].position),
    )
    listed = [(day, row) for day, row in once if row.target not in told]
    found = [
        Coming(
            words.date(day),
            f"{row.name} · {row.unit_name or row.organisation}",
            row.actual_text or row.status_text,
        )
        for day, row in listed
    ]
    rest = [row for _, row in dated if row.target not in {one.target for _, one in listed}]
    if rest:
        counts = counted(rest)
        parts = [
            words.text(text, n=n)
            for text, n in (
                (N_("{n} on schedule"), counts[2]),
                (N_("{n} red or amber"), counts[0] + counts[1]),
                (N_("{n} not judged"), counts[4]),
            )
            if n
        ]
        last = max(day for day, row in dated if row in rest)
        name = words.text(N_("{n} other targets: {parts}"), n=len(rest), parts=words.listed(parts))
        found.append(Coming(words.date(last), name, ""))
    deadline = _next_deadline(view)
    if deadline is not None:
        found.append(
            Coming(words.date(deadline), words.text(N_("figures of the next quarter are due")), "")
        )
    return tuple(found)


def _last_day(due: str, fiscal_start: int) -> date | None:
    try:
        return parse_period(due, fiscal_start).period.end_date
    except PeriodError:
        return None


def _next_deadline(view: View) -> date | None:
    """The last day on which the figures of the quarter after this one are in time."""
    start = view.header.policy.fiscal_start
    try:
        now = parse_period(view.header.quarter, start).period
    except PeriodError:
        return None
    following = Period(PeriodKind.QUARTER, now.end, fiscal_start=start)
    return following.end_date + timedelta(days=view.header.policy.reporting_days)


def _data(view: View, words: Words) -> str:
    """How many figures that were due are in, of which kind, and what is not scored."""
    counts = counted(view.rows)
    reported, late = sum(counts[:3]), counts[3]
    told = [
        words.text(N_("{n} of {all} targets due are reported"), n=reported, all=reported + late)
    ]
    names = [row.name for row in overdue_rows(view.rows)]
    if names:
        more = [words.text(N_("and {n} more"), n=len(names) - NAMED)] if len(names) > NAMED else []
        told.append(words.text(N_("missing: {names}"), names=words.listed([*names[:NAMED], *more])))
    states = Counter(
        row.state_word for row in view.rows if row.status in VERDICTS and row.state_word
    )
    told += [words.text(N_("{state} {n}"), state=state, n=n) for state, n in states.most_common()]
    if view.unscored:
        told.append(words.text(N_("{n} goals are not scored"), n=len(view.unscored)))
    return words.text(N_("Data: {parts}."), parts=words.text(N_("; ")).join(told))
