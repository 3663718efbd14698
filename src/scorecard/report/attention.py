"""What is wrong, why and since when, what it takes, and what was promised: alike on every page.

A target that is red, amber or overdue is an `Alarm`; what its department has written of it is an
`Account`, from the quarterly form where it stands there, else from the sheet 预警 of a scorecard.
Texts are worded in the view's language; an empty one says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from scorecard.excel.text import clipped, display_width, short_name, shortened
from scorecard.i18n import N_, Words, number_text
from scorecard.report.amounts import PER_CENT, Amounts, Scale
from scorecard.report.scores import points_text
from scorecard.report.view import TargetRow, View
from scorecard.schema import vocabulary as v
from scorecard.schema.quarterly_form import Followed, FollowUp

ALARMING: Final = frozenset((*v.BEHIND, *v.LATE))
SOON: Final = 90
"""Days in which what falls due is named."""
CAUSE_LINE, CAUSE_LINES, MOST_CAUSE_LINES, FEW_LETTERS = 30, 3, 9, 22
"""Columns of a line of a cause on the first page; lines it has there, at least and at most; on the
slide it has so many characters."""
ZONE: Final = 16
"""Columns of an organisation's name before that of its unit."""
KEPT: Final = {v.Kept.DONE: "√", v.Kept.PART: "△", v.Kept.NOT: "×"}
"""Signs of what became of a promise (signs that GBK has)."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a department says of a target: why it is behind, what it does, who, until when.

    `old`: it has said nothing of this quarter; the words are those of the quarter before, cause
    and measure marked so.
    """

    cause: str = ""
    measure: str = ""
    person: str = ""
    until: str = ""
    old: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """What a department promised of a target the quarter before, and what became of it.

    `kept` is the id of a `Kept`, or empty where nobody has said; then `late` tells that its day
    has passed.  `told` is that in words with its sign.
    """

    row: TargetRow
    text: str
    until: str
    kept: str
    told: str
    late: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """A target that is red, amber or overdue: for how long, what it costs, why, what it takes.

    `told` is false where the department has given no reason; `cause` is then a sentence that says
    so, else cause and measure with person and date in short.  `account` holds them in full, with
    the date worded, `outlook` how the year will end.  `points` of `weight` are lost (None: not
    known).
    """

    row: TargetRow
    run: str
    who: str
    stands: str
    asked: str
    cause: str
    told: bool
    need: str
    account: Account
    weight: float | None
    points: float | None
    promise: Promise | None
    outlook: str = ""


def whose(view: View, row: TargetRow) -> str:
    """The unit that answers for a target; with its organisation where there are several."""
    return of_unit(view, row.organisation, row.unit_name or row.unit)


def near(view: View, row: TargetRow) -> str:
    """Whose a target is, in few words: the organisation where there are several, or the unit."""
    if len(view.organisations) > 1 or not row.unit:
        return zone_name(view, row.organisation)
    return row.unit_name or row.unit


def of_unit(view: View, organisation: str, unit: str) -> str:
    """A unit's name, after its organisation where there are several; without one that alone."""
    if not unit:
        return organisation
    return f"{zone_name(view, organisation)} · {unit}" if len(view.organisations) > 1 else unit


def zone_name(view: View, organisation: str) -> str:
    """An organisation in few words: without the last word where all of them end in the same one.

    So Riverbend Zone and Skybridge Zone are Riverbend and Skybridge, each followed by a unit.
    """
    names = [block.organisation.partition(" (")[0] for block in view.organisations]
    heads, ends = (
        {name.rpartition(" ")[0] for name in names},
        {name.split(" ")[-1] for name in names},
    )
    if len(heads) == len(names) > len(ends) == 1 and all(heads):
        organisation = organisation.partition(" (")[0].rpartition(" ")[0]
    return short_name(organisation, ZONE, display_width)


def member_name(name: str, room: float, measure: Callable[[str], float]) -> str:
    """The name of an organisation, a unit or both (see `of_unit`), cut to the room where it must.

    The organisation keeps half of the room at most, the unit gets the rest; words are cut at their
    end, Chinese in its middle.
    """
    zone, mark, unit = name.partition(" · ")
    if not mark or measure(name) <= room:
        return short_name(name, room, measure)
    zone = short_name(zone, max(room / 2, room - measure(mark + unit)), measure)
    cut = shortened if " " in unit else short_name
    return zone + mark + cut(unit, room - measure(zone + mark), measure)


def item_name(name: str, room: float, measure: Callable[[str], float]) -> str:
    """What a target is called and whose it is, cut to the room: whose it is is given up first."""
    item, mark, who = name.partition(" · ")
    left = room - measure(item + mark)
    if not mark or measure(name) <= room or left < measure("国国…"):
        return short_name(name if measure(name) <= room else item, room, measure)
    return item + mark + shortened(who, left, measure)


def lost(row: TargetRow) -> float | None:
    """Points of a judged target that were due and not earned."""
    worth, earned = row.numbers.worth, row.numbers.earned
    return None if worth is None or earned is None else max(worth - earned, 0.0)


def weighed(view: View, organisation: str) -> bool:
    """Whether an organisation's targets have weights; else each counts one and none is told."""
    kinds = {row.score_kind for row in view.scores if row.organisation == organisation}
    return kinds != {"count"}


def worst_first(rows: Sequence[TargetRow]) -> list[TargetRow]:
    """Missed, off track, at risk, overdue, then the good, then the undecided.

    Of one kind what costs most, then what weighs most, then by book order.
    """
    return sorted(
        rows,
        key=lambda row: (
            v.WORST_FIRST.index(v.Status(row.status)),
            -(lost(row) or 0.0),
            -(row.numbers.worth or 0.0),
            row.position,
        ),
    )


def account_of(view: View, row: TargetRow, words: Words) -> Account:
    """What the department says of a target, `until` worded where it is a single day.

    Where it has given neither cause nor measure of this quarter, those of the quarter before are
    marked as such, a day that has passed since as well.
    """
    followed = view.followups.get(row.target, Followed())
    own = followed.told.apart_from(followed.old)
    told = followed.told if not (own.cause or own.action) else own
    until = until_text(told.by_when, view, words)
    if told is own or not (told.cause or told.action):
        return Account(told.cause, told.action, told.owner, until)
    cause, action = (
        text and words.text(N_("last quarter: {text}"), text=text)
        for text in (told.cause, told.action)
    )
    if _passed(followed, told, view) and not row.done_late:
        until = words.text(N_("{day}, past"), day=until)
    return Account(cause, action, told.owner, until, old=True)


def _passed(followed: Followed, told: FollowUp, view: View) -> bool:
    """Whether the day of a promise has passed and nobody has said what became of it."""
    return not followed.form.kept and told.day is not None and told.day < view.header.as_of


def until_text(text: str, view: View, words: Words) -> str:
    """A day that was typed as YYYY-MM-DD in words, another text as it is."""
    day = FollowUp(by_when=text).day
    return day_text(day, view, words) if day else text


def day_text(day: date, view: View, words: Words) -> str:
    """A day in words, without the year where it is the view's own or soon: 11月30日, 30 Nov."""
    text, today = words.date(day), view.header.as_of
    if day.year != today.year and not 0 <= (day - today).days <= SOON:
        return text
    return text.partition("年")[2] or text.rpartition(" ")[0] or text


def promise_of(view: View, row: TargetRow, words: Words) -> Promise | None:
    """What was promised of a target the quarter before; nothing where nothing was.

    On the sheet 预警 of that quarter's scorecard, else in its form.
    """
    told = view.followups.get(row.target, Followed())
    form, promise = told.form, told.form.promise
    if not promise.action:
        return None
    late = _passed(told, promise, view) and not row.done_late
    if form.kept:
        kept = v.Kept(form.kept)
        became = f"{KEPT[kept]} {words.label(v.Kept, kept)}"
    else:
        became = words.text(N_("past its date")) if late else words.text(N_("not told yet"))
    until = until_text(promise.by_when, view, words)
    return Promise(row, promise.action, until, form.kept, became, late)


def promises(view: View, words: Words) -> tuple[Promise, ...]:
    """Everything that was promised the quarter before, worst target first."""
    found = (promise_of(view, row, words) for row in worst_first(view.rows))
    return tuple(one for one in found if one is not None)


def promises_text(found: Sequence[Promise], words: Words) -> str:
    """How many promises were kept, in part, not, or are past their day; empty where none were."""
    if not found:
        return ""
    open_ones = [one.late for one in found if not one.kept]
    ways = [(words.label(v.Kept, one), sum(p.kept == one for p in found)) for one in v.Kept]
    ways.append((words.text(N_("past its date")), open_ones.count(True)))
    ways.append((words.text(N_("not told yet")), open_ones.count(False)))
    told = [words.text(N_("{way} {n}"), way=way, n=n) for way, n in ways if n]
    return words.text(N_("{n} promise{n:|s}: {parts}"), n=len(found), parts=words.listed(told))


def alarms(view: View, words: Words) -> tuple[Alarm, ...]:
    """Missed, off track, at risk, overdue; of each kind the dearest first."""
    rows = [row for row in view.rows if row.status in ALARMING]
    return tuple(_alarm(view, row, words) for row in worst_first(rows))


def _alarm(view: View, row: TargetRow, words: Words) -> Alarm:
    account = account_of(view, row, words)
    told = said(account, words)
    weight = row.numbers.worth if weighed(view, row.organisation) else None
    points = None if weight is None else lost(row)
    parts = [whose(view, row)]
    if weight is not None:
        costs = N_("weight {weight}, {points} lost") if points else N_("weight {weight}")
        parts.append(words.text(costs, weight=points_text(weight), points=points_text(points)))
    return Alarm(
        row=row,
        run=_run(view, row, words),
        who="\n".join(parts),
        stands=" / ".join(filter(None, numbers_of(row))),
        asked=row.target_text,
        cause=_cause_in(account, words) or words.text(N_("no cause given by the unit")),
        told=bool(told) and not account.old,
        need=row.required_text or row.needed_text or row.distance_text or row.reason,
        account=account,
        weight=weight,
        points=points,
        promise=promise_of(view, row, words),
        outlook=outlook_text(view, row, words),
    )


def outlook_text(view: View, row: TargetRow, words: Words) -> str:
    """How the year will end: as the unit expects, and where the pace so far leads, each named."""
    told = view.followups.get(row.target, Followed())
    if row.status not in v.OPEN:
        return ""
    scale = Scale(row.measure, row.decimals, row.unit_of_measure)
    expected = Amounts(words).value(told.form.year_forecast, scale)
    parts = (
        expected and words.text(N_("the unit expects {value}"), value=expected),
        row.projection_text
        and words.text(N_("the pace so far leads to {value}"), value=row.projection_text),
    )
    return words.text(N_("; ")).join(filter(None, parts))


def said(
    account: Account, words: Words, room: float = 0, measure: Callable[[str], float] = display_width
) -> str:
    """Cause and measure, with person and date in brackets, on one line; empty without either.

    Within `room` (columns, or what `measure` gives) first the cause is cut, then the measure to
    half of it, never who answers for it until when.
    """
    parts = [" ".join(part.split()) for part in (account.cause, account.measure) if part.strip()]
    if account.old and len(parts) > 1:  # both are marked; of one line it is said once
        parts[1] = parts[1].removeprefix(words.text(N_("last quarter: {text}"), text="").strip())
        parts[1] = parts[1].strip()
    if not parts:
        return ""
    who = words.listed([part for part in (account.person, account.until) if part])
    both, whole = N_("{text}; {more}"), N_("{text} ({who})")
    if room and who:
        room -= measure(words.text(whole, text="", who=who))
    if room and len(parts) > 1:
        room -= measure(words.text(both, text="", more=""))
        cut = clipped(parts[1], max(room / 2, room - measure(parts[0])), measure)
        parts = [clipped(parts[0], room - measure(cut), measure), cut]
    elif room:
        parts = [clipped(parts[0], room, measure)]
    text = words.text(both, text=parts[0], more=parts[1]) if len(parts) > 1 else parts[0]
    return words.text(whole, text=text, who=who) if who else text


def _cause_in(account: Account, words: Words, lines: int = CAUSE_LINES) -> str:
    return said(account, words, CAUSE_LINE * min(lines, MOST_CAUSE_LINES))


def cause_in(alarm: Alarm, words: Words, lines: int) -> str:
    """The cause of the first page in a row that is so many lines high."""
    return _cause_in(alarm.account, words, max(lines, CAUSE_LINES)) or alarm.cause


def cause_of(account: Account, words: Words, room: float, measure: Callable[[str], float]) -> str:
    """The cause alone, of few letters; with person and date where `room` has place for them.

    The measure where no cause is given, empty without either.
    """
    told = " ".join((account.cause or account.measure).split())
    text = clipped(told, min(room, FEW_LETTERS * measure("国")), measure)
    who = words.listed([part for part in (account.person, account.until) if part])
    whole = words.text(N_("{text} ({who})"), text=text, who=who)
    return whole if text and who and measure(whole) <= room else text


def measure_of(account: Account, words: Words) -> str:
    """What is done about it, with who does it until when; empty where nobody has said."""
    who = words.listed([part for part in (account.person, account.until) if part])
    told = account.measure
    return words.text(N_("{text} ({who})"), text=told, who=who) if who and told else told


def repeated(found: Sequence[Alarm], words: Words) -> frozenset[str]:
    """The departments' words that pages repeat: what is typed later does not change a page."""
    told = [
        text
        for one in found
        for text in (one.cause, one.account.cause, one.account.measure)
        if text
    ]
    told += [one.promise.text for one in found if one.promise]
    higher = range(CAUSE_LINES + 1, MOST_CAUSE_LINES + 1)
    told += [_cause_in(one.account, words, lines) for one in found for lines in higher if one.told]
    return frozenset([*told, *(measure_of(one.account, words) for one in found)])


def asked_by_now(row: TargetRow) -> float | None:
    """What is asked for by now, indicator's unit: of a cap what is allowed, whole where it is."""
    numbers = row.numbers
    if row.status == v.Status.MISSED and v.is_cap(row.measure, row.comparator):
        return numbers.target_value  # whatever period its last figure is of
    return numbers.expected_value if numbers.allowance is None else numbers.allowance


def has_lead(row: TargetRow) -> bool:
    """Whether a lead says something of a target: not of a cap, nor of a hold or a range."""
    held = row.direction == v.Direction.HOLD or row.comparator == v.Comparator.BETWEEN
    return not held and not v.is_cap(row.measure, row.comparator)


def numbers_of(row: TargetRow) -> tuple[str, str]:
    """Actual and expected; amounts without their unit, which stands beside the target."""
    if row.measure not in {v.Measure.FLOW, v.Measure.STOCK, v.Measure.RATE} or (
        row.unit_of_measure in PER_CENT
    ):
        return row.actual_text, row.expected_text
    told = (row.numbers.actual, asked_by_now(row))
    decimals = row.decimals if row.told_decimals is None else row.told_decimals
    actual, expected = ("" if one is None else number_text(one, decimals) for one in told)
    return actual, expected


def _run(view: View, row: TargetRow, words: Words) -> str:
    """For how many quarters in a row it has been behind; of an overdue one since when."""
    if row.status == v.Status.OVERDUE:
        late = (view.header.as_of - row.deadline).days if row.deadline else 0
        if late <= 0:
            return ""
        return words.text(N_("{n} day{n:|s} late"), n=late)
    runs = view.highlights.runs.get((row.organisation, row.target), 0)
    if not view.highlights.quarters:
        return ""
    return (
        words.text(N_("{n} quarters running"), n=runs)
        if runs > 1
        else words.text(N_("new this quarter"))
    )
