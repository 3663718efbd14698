"""The pages a leader and a department read, as values: one grammar for zones, units, targets.

`page_of` is the first page of a scorecard, `zone_page` that of one organisation among several,
`unit_pages` one page for each responsible unit.  Workbook, PDF, slide, notices and terminal take
their words from here, so that all say one thing; everything is worded.  Longer than other modules
because every sentence of these pages stands in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from scorecard.i18n import N_, Words, percent_text, settled, signed_text
from scorecard.report import attention
from scorecard.report.attention import alarms, near, promises
from scorecard.report.highlights import changes_text, overdue_rows, tally
from scorecard.report.scores import (
    by_count,
    column_text,
    earned_text,
    place_of,
    points_text,
    rate_text,
    unplaced_text,
)
from scorecard.report.view import Change, ScoreRow, TargetRow, View
from scorecard.schema import vocabulary as v
from scorecard.schema.period import Period, PeriodError, PeriodKind, parse_period

GROUPS: Final = (v.RED, v.AMBER, v.GOOD, v.LATE, v.OUTSIDE)
"""The five counts of a line: red, amber, on schedule, overdue, without a verdict."""
MOST_LINES, FIRST_LINES, LAST_LINES = 12, 3, 7
"""So many members are all shown; of more the first and the last, the rest is on the sheet."""
WORST_UNITS: Final = 5
"""Units that are named below the organisations, where there are several of these."""
ORDER_NOTE: Final = {
    False: N_("the worst and the dearest first; causes and measures are the units' own words"),
    True: N_("the worst first; causes and measures are the units' own words"),
}
"""How red and amber targets stand on the page, by whether nobody has weights."""
WORST: Final = {
    False: N_("Units that lose most ({n} in all)"),
    True: N_("Units with most red and amber targets ({n} in all)"),
}
"""What these are called, by whether targets are counted."""
NAMED: Final = 3
MISSING: Final = "*"
"""Marks a rate that figures are missing from."""
WITHOUT: Final = "–"
"""Stands for a number that there is none of."""
MOST_QUARTERS: Final = 4
ONCE: Final = (v.Measure.MILESTONE, v.Measure.RANK)
"""Measures that are judged once, at their date: they are named before they are late."""
NEAREST: Final = 3
"""Targets named as nearest to their boundary where none is red, amber or overdue."""
_QUARTERS: Final = "一二三四"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the league: a member with its score.

    `counts` are those of `GROUPS`; `moved` is what is printed of its place a quarter before.  Where
    the league is `by_count` (one of its members has no weights) nothing is told of points.
    """

    name: str
    counts: tuple[int, ...]
    score: ScoreRow
    moved: str = ""
    by_count: bool = False

    @property
    def rate(self) -> float | None:
        """The rate of points; by count the share of judged targets on schedule."""
        return self.score.share if self.by_count else self.score.rate

    @property
    def lost(self) -> float | None:
        """The points lost; by count how many targets are red or amber."""
        return self.score.behind if self.by_count else self.score.lost

    @property
    def lost_text(self) -> str:
        """The loss as it is printed below those of the others; a dash where there is none."""
        told = points_text(self.lost) if self.by_count else column_text(self.lost)
        return told if told not in {"", "0", "0.0"} else WITHOUT

    @property
    def mark(self) -> str:
        """What stands behind a rate that figures are missing from."""
        return MISSING if self.score.missing and self.rate is not None else ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What a quarter adds up to: counts, and of a single organisation its points."""

    name: str
    counts: tuple[int, ...]
    score: ScoreRow | None
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile: its number and what that is out of as they are printed, its name, a line below.

    Without a number it tells of red and amber, whose counts stand in their colours.
    """

    number: str
    beside: str
    name: str
    aside: str


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that falls due soon: its day, what it is and whose, where it stands.

    `full` is where it stands with the period of the figure and what is asked for, for a sentence.
    """

    day: str
    name: str
    stands: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The page; `hidden` counts the members between the shown ones, `units` are the worst ones.

    `near` are the targets nearest to their boundary where there is no alarm; `changes` are empty
    and `since` too where there is no quarter before; `by_count` says that its league is of targets
    on schedule, not of points, `bare` that nobody at all has weights.
    """

    title: str
    told_on: str
    lead: str
    second: str
    tiles: tuple[Tile, ...]
    lines: tuple[Line, ...]
    hidden: int
    units: tuple[Line, ...]
    all_units: int
    feet: tuple[Foot, ...]
    alarms: tuple[attention.Alarm, ...]
    near: tuple[TargetRow, ...]
    changes: tuple[Change, ...]
    since: str
    change_text: str
    coming: tuple[Coming, ...]
    data: str
    by_count: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The page of one responsible unit; `place` is its own and how many have one, if it has one.

    `score` is None where there are no weights to add up.  `rows` are its targets, the worst first,
    `facts` what is told of its data: name and text.
    """

    organisation: str
    unit: str
    name: str
    told_on: str
    lead: str
    tiles: tuple[Tile, ...]
    counts: tuple[int, ...]
    rows: tuple[TargetRow, ...]
    alarms: tuple[attention.Alarm, ...]
    second: str = ""
    score: ScoreRow | None = None
    place: tuple[int, int] | None = None
    promises: tuple[attention.Promise, ...] = ()
    coming: tuple[Coming, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def page_of(view: View, words: Words) -> Page:
    """The page of a view."""
    several = len(view.organisations) > 1
    members = [row for row in view.scores if bool(row.unit) is not several]
    bare = by_count(view.scores)
    lines = [_line(view, row, words) for row in members if row.unit_name or several]
    lines = [] if len(lines) < _FEWEST_LINES else lines
    lines.sort(key=lambda line: (line.score.rank is None, _rank(line.score)))
    shown = lines if len(lines) <= MOST_LINES else [*lines[:FIRST_LINES], *lines[-LAST_LINES:]]
    units = [row for row in view.scores if row.unit] if several else []
    worst = [line for line in (_line(view, row, words, whose=True) for row in units) if line.lost]
    worst.sort(key=lambda line: -(line.lost or 0.0))
    found, shown_before, feet = alarms(view, words), view.highlights, _feet(view, words)
    since = _before(view, words)
    return Page(
        title=_title(view, words),
        told_on=words.text(
            N_("{quarter} · data as of {day}"),
            quarter=words.period(view.header.quarter, view.header.policy.fiscal_start),
            day=view.as_of_text,
        ),
        lead=lead_sentence(view, words),
        second=second_sentence(view, words),
        tiles=_tiles(view, feet, words),
        lines=tuple(shown),
        hidden=len(lines) - len(shown),
        units=tuple(worst[:WORST_UNITS]),
        all_units=len(units),
        feet=feet,
        alarms=found,
        near=() if found else _nearest(view.rows),
        changes=shown_before.changes if since else (),
        since=since,
        change_text=changes_text(shown_before, words) if shown_before.quarters else "",
        coming=_coming(view, words, {alarm.row.target for alarm in found}),
        data=_data(view, words),
        by_count=bare,
        bare=bool(view.scores) and all(row.counted for row in view.scores),
    )


def _before(view: View, words: Words) -> str:
    """The quarter before; empty where nothing was judged or overdue then."""
    told = view.highlights.quarters
    known = len(told) > 1 and any(grouped(told[-2].counts)[:4])
    return quarter_name(told[-2].quarter, words) if known else ""


_FEWEST_LINES: Final = 2
"""A single member is not compared with itself: its targets stand in its place."""


def of_organisation(view: View, name: str) -> View:
    """The view narrowed to one of its organisations, as its own first page tells it."""
    blocks = tuple(block for block in view.organisations if block.organisation == name)
    told = view.highlights
    past = {key: found for key, found in told.past.items() if key[0] == name}
    own = replace(
        told,
        changes=tuple(one for one in told.changes if one.row.organisation == name),
        corrected=tuple(key for key in told.corrected if key[0] == name),
        quarters=tuple(tally(one.quarter, past) for one in told.quarters),
        past=past,
    )
    return replace(
        view,
        organisations=blocks,
        scores=tuple(row for row in view.scores if row.organisation == name),
        earlier=tuple(
            (quarter, tuple(row for row in rows if row.organisation == name))
            for quarter, rows in view.earlier
        ),
        unscored=tuple(row for row in view.unscored if row.organisation == name),
        highlights=own,
    )


def units_of(view: View) -> list[tuple[str, str]]:
    """Organisation and id of every unit that answers for a target, in the order of the scores."""
    scored = [(row.organisation, row.unit) for row in view.scores if row.unit]
    stated = [(row.organisation, row.unit) for row in view.rows if row.unit]
    return list(dict.fromkeys([*(key for key in scored if key in set(stated)), *stated]))


def year_quarters(view: View) -> tuple[str, ...]:
    """The quarters of the view's year from the first one with a verdict on, its own the last.

    At most `MOST_QUARTERS`; nothing where only one quarter is known.
    """
    year = view.header.quarter.partition("-")[0]
    told = [one for one in view.highlights.quarters if one.quarter.partition("-")[0] == year]
    judged = [
        n
        for n, one in enumerate(told)
        if any(one.counts[list(v.Status).index(s)] for s in v.VERDICTS)
    ]
    first = judged[0] if judged else len(told)
    return tuple(one.quarter for one in told[first:])[-MOST_QUARTERS:]


def quarter_name(quarter: str, words: Words) -> str:
    """A quarter without its year: `Q3`, 三季度."""
    number = quarter.rpartition("Q")[2]
    if words.language != "zh":
        return f"Q{number}"
    return f"{_QUARTERS[int(number) - 1]}季度" if number in set("1234") else quarter


def _title(view: View, words: Words) -> str:
    if len(view.organisations) != 1:
        return view.title
    year = view.header.quarter.partition("-")[0]
    name = view.organisations[0].organisation
    return words.text(N_("{organisation}: targets of {year}"), organisation=name, year=year)


def _nearest(rows: Sequence[TargetRow]) -> tuple[TargetRow, ...]:
    """The targets on schedule with the least room to their boundary, by pace, then by lead."""
    good = [row for row in rows if row.status in v.GOOD and row.status != v.Status.ACHIEVED]
    paced = [row for row in good if row.numbers.pace_ratio is not None]
    return tuple(sorted(paced, key=lambda row: row.numbers.pace_ratio or 0.0)[:NEAREST])


# ------------------------------------------------------------------ the two sentences


def lead_sentence(view: View, words: Words) -> str:
    """How many of the judged targets are on schedule, at risk, and off track or missed."""
    return _lead(counted(view.rows), view.rows, words)


def _lead(counts: tuple[int, ...], rows: Sequence[TargetRow], words: Words) -> str:
    judged = sum(counts[:3])
    if not rows:
        return words.text(N_("No targets."))
    if not judged:
        waiting = Counter(row.status for row in rows)
        told = [
            words.text(N_("{n} {status}"), n=waiting[status], status=words.label(v.Status, status))
            for status in v.Status
            if waiting[status]
        ]
        return words.text(N_("Nothing can be judged yet: {parts}."), parts=words.listed(told))
    if counts[2] == judged:
        return words.text(
            N_("{n:The one judged target is|All {n} judged targets are} on schedule."), n=judged
        )
    behind = words.label(v.Status, v.Status.AT_RISK).lower()
    parts = [
        words.text(told, n=n, status=behind)
        for told, n in (
            (N_("{n} on schedule"), counts[2]),
            (N_("{n} {status}"), counts[1]),
            (N_("{n} off track or missed"), counts[0]),
        )
        if n
    ]
    return words.text(
        N_("Of {n} judged target{n:|s}: {parts}."), n=judged, parts=words.listed(parts)
    )


_LOST: Final = {
    (False, False): N_("Most is lost by {unit} ({points} point{points:|s})"),
    (False, True): N_(
        "Most is lost by {unit} ({points} point{points:|s}, {share} of what {whole} lost)"
    ),
    (True, False): N_("Most targets are red or amber at {unit} ({points})"),
    (True, True): N_(
        "Most targets are red or amber at {unit} ({points}, {share} of those of {whole})"
    ),
}
"""By whether targets are counted, and whether others have lost, too."""
_ALIKE: Final = {
    False: N_("Most is lost by {unit} ({points} point{points:|s} each)"),
    True: N_("Most targets are red or amber at {unit} ({points} each)"),
}
"""Of several units that have lost the same."""


def most_lost(view: View) -> tuple[list[ScoreRow], float | None]:
    """The units that cost most, in points or in red and amber targets, and their share of all.

    None where no unit has lost anything, and where a single one answers for everything: it is
    compared with nobody.  The share, 0 to 1, is that of the only one's organisation.
    """
    bare, every = by_count(view.scores), [row for row in view.scores if row.unit]

    def lost(row: ScoreRow | None) -> float:
        found = None if row is None else row.behind if bare else row.lost
        return settled(found) or 0.0

    units = [row for row in every if lost(row)] if len(every) > 1 else []
    worst = [row for row in units if lost(row) >= max(map(lost, units))]
    if len(worst) != 1:
        return worst, None
    own = worst[0].organisation
    whole = next((r for r in view.scores if r.organisation == own and not r.unit), None)
    share = lost(worst[0]) / lost(whole) if lost(whole) else None
    alone = sum(row.organisation == own for row in every) == 1
    return worst, None if alone or share is None or share >= 1 else share


def second_sentence(view: View, words: Words) -> str:
    """Who has lost most points and which share of all, then who owes figures."""
    worst, share = most_lost(view)
    bare, told = by_count(view.scores), []
    if 0 < len(worst) <= NAMED:
        one = worst[0]
        told.append(
            words.text(
                _ALIKE[bare] if len(worst) > 1 else _LOST[bare, share is not None],
                unit=words.listed([_whose(view, row) for row in worst]),
                points=points_text(one.behind if bare else one.lost),
                share=percent_text(settled(share), 0),
                whole=one.organisation,
            )
        )
    late = Counter(
        row.unit_name or row.organisation for row in view.rows if row.status == v.Status.OVERDUE
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
    return attention.of_unit(view, row.organisation, row.unit_name or row.unit)


# ------------------------------------------------------------------ tiles


def _tiles(view: View, feet: Sequence[Foot], words: Words) -> tuple[Tile, ...]:
    """On schedule, rate of points, red and amber, reported: each with its denominator."""
    text, now = words.text, feet[0]
    before = feet[1].counts if len(feet) > 1 else ()
    good, judged, shares = now.counts[2], sum(now.counts[:3]), []
    if judged:
        shares.append(text(N_("{share} by number"), share=percent_text(good / judged, 0)))
        worth = [(r.numbers.worth or 0.0, r.status) for r in view.rows if r.status in v.VERDICTS]
        alone = len(view.organisations) == 1 and attention.weighed(view, view.rows[0].organisation)
        whole = sum(weight for weight, _ in worth) if alone else 0.0
        if whole:
            share = sum(weight for weight, status in worth if status in v.GOOD) / whole
            shares.append(text(N_("{share} by weight"), share=percent_text(share, 0)))
    if before:
        share = before[2] / sum(before[:3])
        shares.append(text(N_("before {share}"), share=percent_text(share, 0)))
    bare, whole_rows = by_count(view.scores), [row for row in view.scores if not row.unit]
    placed = [row.placed if bare else row.rate for row in whole_rows]
    rates = [one for one in placed if one is not None]
    if len(rates) > 1 and now.score is None:  # a range, never a sum
        ends = [percent_text(settled(end), 0)[:-1] for end in (min(rates), max(rates))]
        told = text(N_("{n} organisation{n:|s}"), n=len(rates))
        missing = sum(row.missing for row in whole_rows)
        rate = _rate("–".join(dict.fromkeys(ends)), told, missing, words, counted=bare)
    else:
        rate = rate_tile(now.score, words)
    name = text(N_("on or ahead of schedule"))
    beside = text(N_(" / {n} targets"), n=judged) if judged else ""
    return (
        Tile(str(good) if judged else WITHOUT, beside, name, words.listed(shares)),
        rate,
        Tile("", "", text(N_("off track or missed · at risk")), _before_text(before, words)),
        known_tile(view.rows, words),
    )


def rate_tile(score: ScoreRow | None, words: Words) -> Tile:
    """The rate of points, with the points and those due; without weights that of targets."""
    bare = score is not None and score.counted
    if score is None or score.rate is None:
        return _rate("", "", 0, words, counted=bare)
    rate, told = percent_text(settled(score.rate))[:-1], earned_text(score, words)
    return _rate(rate, told, score.missing, words, counted=bare)


def _rate(rate: str, aside: str, missing: int, words: Words, *, counted: bool) -> Tile:
    """A rate with a mark where figures are missing from it."""
    if rate and missing:
        left_out = words.text(N_("{mark} {n} not reported"), mark=MISSING, n=missing)
        aside = words.text(N_("; ")).join(filter(None, [aside, left_out]))
    name = words.text(N_("Share on schedule") if counted else N_("Rate of points"))
    return Tile(rate or WITHOUT, f"%{MISSING * bool(missing)}" if rate else "", name, aside)


def known_tile(rows: Sequence[TargetRow], words: Words) -> Tile:
    """How many of the targets due are reported, how many overdue, how many awaited."""
    counts, text = counted(rows), words.text
    judged, late = sum(counts[:3]), counts[3]
    waiting = sum(row.status == v.Status.AWAITING_DATA for row in rows)
    counted_out = ((N_("{n} overdue"), late), (N_("{n} awaited"), waiting))
    told = [text(said, n=n) for said, n in counted_out if n]
    beside = text(N_(" / {n} targets"), n=judged + late) if judged + late else ""
    return Tile(
        str(judged) if beside else WITHOUT,
        beside,
        text(N_("targets due are reported")),
        words.listed(told),
    )


def fewer_parts(
    text: str, words: Words, fits: Callable[[str], bool], *, clauses: bool = False
) -> str:
    """A list in words, or `clauses`, that fits: its middle goes first, its last one stays."""
    between = words.text(N_("; ")) if clauses else words.listed(["", ""])
    if not clauses and MISSING in text:  # what is missing stands behind the rest of a rate
        between = words.text(N_("; "))
    parts = text.split(between)
    while len(parts) > 1 and not fits(between.join(parts)):
        del parts[(len(parts) - 1) // 2]
    return between.join(parts)


def _before_text(counts: Sequence[int], words: Words) -> str:
    if not counts:
        return ""
    told = N_("before: {red} red, {amber} amber")
    return words.text(told, red=counts[0], amber=counts[1])


def unit_tiles(
    rows: Sequence[TargetRow],
    score: ScoreRow | None,
    place: tuple[int, int] | None,
    before: tuple[ScoreRow | None, Sequence[int]],
    words: Words,
) -> tuple[Tile, ...]:
    """A unit's place, its rate, red and amber, reported; `before`: score and counts a quarter ago.

    `place` as `scores.place_of` gives it.

    Without a score no place and no rate.
    """
    text, (then, counts) = words.text, before
    weight = score.weight_total if score and not score.counted else None
    was = text(N_("last quarter {n}"), n=then.rank) if then and then.rank else ""
    every = N_("{n} target{n:|s}") if weight is None else N_("{n} target{n:|s}, weight {weight}")
    every = text(every, n=len(rows), weight=points_text(weight))
    rank, beside = (str(place[0]), f" / {place[1]}") if place else (WITHOUT, "")
    return (
        Tile(rank, beside, text(_PLACE[bool(score and score.counted)]), was),
        rate_tile(score, words),
        Tile("", "", every, _before_text(counts, words)),
        known_tile(rows, words),
    )


_PLACE: Final = {False: N_("Place by rate"), True: N_("Place by share on schedule")}


# ------------------------------------------------------------------ the league


def marked_note(note: str, page: Page, words: Words) -> str:
    """The note above a league, with what the mark behind its rates means, if there is one."""
    if not any(line.mark for line in (*page.lines, *page.units)):
        return note
    told = N_("{note}; {mark}: figures missing")
    return words.text(told, note=note, mark=MISSING)


def counted(rows: Sequence[TargetRow]) -> tuple[int, ...]:
    """How many of the targets are in each of `GROUPS`."""
    found = Counter(row.status for row in rows)
    return tuple(sum(found[status] for status in group) for group in GROUPS)


def grouped(counts: Sequence[int]) -> tuple[int, ...]:
    """Counts in the order of `Status` added up to those of `GROUPS`; empty for none."""
    found = dict(zip(v.Status, counts, strict=True)) if counts else {}
    return tuple(sum(found[status] for status in group) for group in GROUPS) if found else ()


def _line(view: View, score: ScoreRow, words: Words, *, whose: bool = False) -> Line:
    rows = [
        row
        for row in view.rows
        if row.organisation == score.organisation and (not score.unit or row.unit == score.unit)
    ]
    name = _whose(view, score) if whose else score.unit_name or score.organisation
    moved = _moved(view, score, words)
    return Line(name, counted(rows), score, moved, by_count(view.scores))


def _rank(score: ScoreRow) -> tuple[float, float]:
    """Placed ones by their places, those of one place by weight; the others by weight alone."""
    return (float(score.rank or 0), -(score.weight_total or 0.0))


def _moved(view: View, score: ScoreRow, words: Words) -> str:
    """Places gained or lost since the quarter before; a dash where it has kept its place."""
    if not view.earlier or score.rank is None:
        return (
            words.label(v.Status, v.Status.OVERDUE) if score.missing and score.rank is None else ""
        )
    gained = score.moved
    if gained is None:
        return ""
    return f"{'↑' if gained > 0 else '↓'}{abs(gained)}" if gained else "—"


def _feet(view: View, words: Words) -> tuple[Foot, ...]:
    """The quarter and those before it in its year, the latest first."""
    whole = [row for row in view.scores if not row.unit]
    now = Foot(
        quarter_name(view.header.quarter, words),
        counted(view.rows),
        whole[0] if len(whole) == 1 else None,
    )
    feet = [now]
    tallies = {one.quarter: one.counts for one in view.highlights.quarters}
    for quarter, scores in view.earlier:
        counts = tallies.get(quarter)
        if counts is None:
            continue
        summed = grouped(counts)
        if not sum(summed[:3]):
            continue
        then = [row for row in scores if not row.unit]
        feet.append(Foot(quarter_name(quarter, words), summed, then[0] if len(then) == 1 else None))
    return tuple(
        Foot(one.name, one.counts, one.score, _gained(one.score, before.score, words))
        for one, before in zip(feet, [*feet[1:], Foot("", (), None)], strict=True)
    )


def _gained(now: ScoreRow | None, before: ScoreRow | None, words: Words) -> str:
    """Points that a rate has gained, with their unit: they stand in a column of places."""
    if now is None or before is None or now.rate is None or before.rate is None:
        return ""
    return words.text(N_("{n} pp"), n=signed_text(100 * (now.rate - before.rate), 0))


# ------------------------------------------------------------------ a unit's page


def unit_pages(view: View, words: Words) -> tuple[UnitPage, ...]:
    """A page for each unit that answers for a target, in the order of the scores."""
    whole, kept = alarms(view, words), promises(view, words)
    pages = []
    for key in units_of(view):
        mine = [row for row in view.rows if (row.organisation, row.unit) == key]
        keys = {row.target for row in mine}
        own = tuple(one for one in whole if one.row.target in keys)
        pages.append(
            _unit_page(view, mine, own, tuple(one for one in kept if one.row.target in keys), words)
        )
    return tuple(pages)


def _unit_page(
    view: View,
    mine: Sequence[TargetRow],
    own: tuple[attention.Alarm, ...],
    kept: tuple[attention.Promise, ...],
    words: Words,
) -> UnitPage:
    key = mine[0].organisation, mine[0].unit
    score = next((row for row in view.scores if (row.organisation, row.unit) == key), None)
    scores = view.earlier[0][1] if view.earlier else ()
    before = next((row for row in scores if (row.organisation, row.unit) == key), None)
    place = place_of(score, view.scores)
    counts = counted(mine)
    told = view.highlights
    then = (
        tally(
            told.quarters[-2].quarter,
            {
                (row.organisation, row.target): told.past.get((row.organisation, row.target), {})
                for row in mine
            },
        ).counts
        if _before(view, words)
        else ()
    )
    soon = _coming(view, words, {alarm.row.target for alarm in own}, mine)
    return UnitPage(
        organisation=key[0],
        unit=key[1],
        name=mine[0].unit_name or key[1],
        told_on=words.text(
            N_("{organisation} · {quarter}"),
            organisation=key[0],
            quarter=words.period(view.header.quarter, view.header.policy.fiscal_start),
        ),
        lead=_unit_lead(counts, mine, score, place, words),
        second=_unit_second(view, score, kept, soon, words),
        tiles=unit_tiles(mine, score, place, (before, grouped(then)), words),
        score=score,
        place=place,
        counts=counts,
        rows=tuple(attention.worst_first(mine)),
        alarms=own,
        promises=kept,
        coming=soon,
        facts=tuple(_facts(view, mine, words)),
    )


def _unit_lead(
    counts: tuple[int, ...],
    rows: Sequence[TargetRow],
    score: ScoreRow | None,
    place: tuple[int, int] | None,
    words: Words,
) -> str:
    """How many are on schedule, which are overdue, at which rate, in which place."""
    told = [_lead(counts, rows, words).rstrip(".。")]
    if sum(counts[:3]) and (late := [row.name for row in rows if row.status == v.Status.OVERDUE]):
        more = [words.text(N_("and {n} more"), n=len(late) - NAMED)] if len(late) > NAMED else []
        names = words.listed([*late[:NAMED], *more])
        told[0] = words.text(
            N_("{text}, {n} overdue ({names})"), text=told[0], n=len(late), names=names
        )
    if score is not None and score.rate is not None:
        rate = N_("{rate} on schedule") if score.counted else N_("rate {rate}")
        told.append(words.text(rate, rate=rate_text(score, words)))
        if score.rank is None:
            told.append(unplaced_text(score, words))
        elif place:
            told.append(words.text(N_("place {n} of {all}"), n=place[0], all=place[1]))
    elif score is not None and score.missing:
        told.append(unplaced_text(score, words))
    head, rest = told[0], words.listed(told[1:]) if words.language != "zh" else "，".join(told[1:])
    text = words.text(N_("{text}; {more}"), text=head, more=rest) if rest else head
    return words.text(N_("{text}."), text=text)


_COSTS: Final = {
    (False, False): N_("{points} point{points:|s} lost, {share} of what {whole} lost"),
    (False, True): N_("{points} point{points:|s} lost"),
    (True, False): N_("{points} red or amber, {share} of those of {whole}"),
    (True, True): N_("{points} red or amber"),
}
"""By whether targets are counted, and whether the unit is the only one."""


def _unit_second(
    view: View,
    score: ScoreRow | None,
    kept: Sequence[attention.Promise],
    soon: Sequence[Coming],
    words: Words,
) -> str:
    """What it lost of all, what became of its promises, what falls due next."""
    told = []
    if score is not None and score.lost is not None:
        whole = next(
            (r for r in view.scores if r.organisation == score.organisation and not r.unit), None
        )
        own = [r for r in view.scores if r.unit and r.organisation == score.organisation]
        if settled(score.lost) and whole and whole.lost:
            told.append(
                words.text(
                    _COSTS[score.counted, len(own) == 1],
                    points=points_text(score.lost),
                    share=percent_text(settled(score.lost / whole.lost), 0),
                    whole=score.organisation,
                )
            )
    if kept:
        counts = attention.promises_text(kept, words)
        told.append(words.text(N_("last quarter's {promises}"), promises=counts))
    named = [one.name for one in soon if one.stands]
    if named:
        told.append(
            words.text(
                N_("due within {days} days: {names}"),
                days=attention.SOON,
                names=words.listed([name.partition(" · ")[0] for name in named[:NAMED]]),
            )
        )
    if not told:
        return ""
    text = words.text(N_("; ")).join(told)
    return words.text(N_("{text}."), text=text[0].upper() + text[1:])


def _facts(view: View, rows: Sequence[TargetRow], words: Words) -> list[tuple[str, str]]:
    """When its figures came, of which state they are, what was corrected this quarter."""
    keys = {(row.organisation, row.indicator) for row in rows}
    used = {
        (*key, row.actual_period) for row in rows for key in [(row.organisation, row.indicator)]
    }
    figures = [f for f in view.sources if (f.organisation, f.indicator) in keys and f.current]
    deciding = [f for f in figures if (f.organisation, f.indicator, f.period) in used]
    told = []
    days = sorted({f.known_on for f in deciding if f.known_on is not None})
    if days:
        told.append((words.text(N_("Received")), words.date(days[-1])))
    states = Counter(row.state_word for row in rows if row.state_word and row.status in v.VERDICTS)
    if states:
        parts = [words.text(N_("{state} {n}"), state=s, n=n) for s, n in states.most_common()]
        told.append((words.text(N_("States")), words.listed(parts)))
    late = [row.name for row in rows if row.status == v.Status.OVERDUE]
    if late:
        told.append((words.text(N_("Not reported")), words.listed(late)))
    proofs = sum(bool(f.evidence) for f in deciding)
    if deciding:
        told.append(
            (
                words.text(N_("Evidence")),
                words.text(N_("{n} of {all} figure{all:|s}"), n=proofs, all=len(deciding)),
            )
        )
    corrected = [
        f"{f.name} {f.period_text}"
        for f in figures
        if (f.organisation, f.indicator, f.period) in view.highlights.corrected
    ]
    if corrected:
        told.append((words.text(N_("Corrected")), words.listed(corrected)))
    return told


# ------------------------------------------------------------------ what comes next


def _coming(
    view: View, words: Words, told: set[str], rows: Sequence[TargetRow] | None = None
) -> tuple[Coming, ...]:
    """What falls due within `SOON` days: what is judged once by name, the rest in a line.

    `rows` are one unit's; the unit is then not named.
    """

    def name(row: TargetRow) -> str:
        return row.name if rows is not None else f"{row.name} · {near(view, row)}"

    mine = view.rows if rows is None else rows
    dated = _falling_due(view, mine)
    listed = [
        (day, row)
        for day, row in dated
        if row.measure in ONCE or row.status not in v.VERDICTS
        if row.status != v.Status.OVERDUE and row.target not in told
    ]
    named = {row.target for _, row in listed}
    rest = [(day, row) for day, row in dated if row.target not in named]
    waited = [row for row in mine if row.target not in named]
    found = _awaited(view, words, waited, told, name)
    for day, row in sorted(listed, key=lambda one: (one[0], one[1].position)):
        stands = row.actual_text or row.last_value or _unknown(row, words)
        full = _in_full(row, stands, words)
        found.append(Coming(attention.day_text(day, view, words), name(row), stands, full))
    if rest:
        day = max(day for day, _ in rest)
        others = _in_a_line([row for _, row in rest], words)
        found.append(Coming(attention.day_text(day, view, words), others, ""))
    deadline = _next_deadline(view)
    if deadline is not None:
        due = words.text(N_("figures of the next quarter are due"))
        found.append(Coming(attention.day_text(deadline, view, words), due, ""))
    return tuple(found)


def _in_full(row: TargetRow, stands: str, words: Words) -> str:
    """Where a target stands, of which period the figure is, and what is asked for."""
    if row.measure == v.Measure.MILESTONE:
        return stands
    dated, told = row.actual_text, N_("{value} ({period})")
    if dated and row.actual_period_text:
        dated = words.text(told, value=dated, period=row.actual_period_text)
    dated = dated or row.last_text or stands
    asked = row.target_text
    told = N_("{text}, target {target}")
    return words.text(told, text=dated, target=asked) if asked else dated


def coming_shown(coming: Sequence[Coming], most: int) -> tuple[Coming, ...]:
    """At most so many of what comes: sums and the next deadline, which is last, stay longest."""
    order = sorted(range(len(coming)), key=lambda n: (bool(coming[n].stands), -n))
    sums = sum(not one.stands for one in coming)
    order = [*order[:sums], *reversed(order[sums:])]
    return tuple(coming[n] for n in sorted(order[:most]))


def changes_shown(changes: Sequence[Change], most: int) -> tuple[Change, ...]:
    """At most so many changes: the worse ones first, a third of the room for the better ones."""
    worse, better, other = (
        [one for one in changes if one.way == way] for way in ("worse", "better", "other")
    )
    other = [*(one for one in changes if one.way == "unreported"), *other]
    kept = min(len(better), max(-(-most // 3), most - len(worse)))
    return (*worse[: most - kept], *better[:kept], *other)[:most]


def _falling_due(view: View, rows: Sequence[TargetRow]) -> list[tuple[date, TargetRow]]:
    """The targets whose date lies within `SOON` days, with its last day."""
    today = view.header.as_of
    return [
        (day, row)
        for row in rows
        if row.status not in v.SETTLED
        and (day := _last_day(row.due, view.header.policy.fiscal_start)) is not None
        and today < day <= today + timedelta(days=attention.SOON)
    ]


def _in_a_line(rows: Sequence[TargetRow], words: Words) -> str:
    """How many they are, and how many of them stand how."""
    red, amber, good, late, undecided = counted(rows)
    parts = [
        words.text(text, n=n)
        for text, n in (
            (N_("{n} on schedule"), good),
            (N_("{n} red or amber"), red + amber),
            (N_("{n} overdue"), late),
            (N_("{n} not judged"), undecided),
        )
        if n
    ]
    return words.text(N_("{n} other{n:|s}: {parts}"), n=len(rows), parts=words.listed(parts))


def _unknown(row: TargetRow, words: Words) -> str:
    """What is told of a target without any figure: that there is none, or what is waited for."""
    return words.text(N_("no figure yet")) if row.status == v.Status.NOT_DUE else row.status_text


def _last_day(due: str, fiscal_start: int) -> date | None:
    try:
        return parse_period(due, fiscal_start).period.end_date
    except PeriodError:
        return None


def _awaited(
    view: View,
    words: Words,
    rows: Sequence[TargetRow],
    told: set[str],
    name: Callable[[TargetRow], str],
) -> list[Coming]:
    """What is waited for until a day within `SOON`: editions of rankings by name, else a count.

    A verdict on an older figure waits for the newer one, too.  A rank that is `told` above is not
    named again.
    """
    keys, days = {(row.organisation, row.target) for row in rows}, dict[date, list[TargetRow]]()
    for row in sorted((one.row for one in view.awaited), key=lambda row: row.position):
        day, mine = row.deadline, (row.organisation, row.target) in keys
        if mine and day is not None and 0 <= (day - view.header.as_of).days <= attention.SOON:
            days.setdefault(day, []).append(row)
    found = []
    for day, waiting in sorted(days.items()):
        until = attention.day_text(day, view, words)
        ranks = [row for row in waiting if row.measure == v.Measure.RANK]
        for row in ranks:
            if row.target not in told:
                stands = row.actual_text or row.last_value or _unknown(row, words)
                found.append(Coming(until, _edition(name(row), row, words), stands))
        if n := len(waiting) - len(ranks):
            found.append(Coming(until, words.text(N_("{n} figure{n:|s} due"), n=n), ""))
    return found


def _edition(name: str, row: TargetRow, words: Words) -> str:
    """A ranking with the year of the edition that is waited for; whose it is stays behind it."""
    item, mark, who = name.partition(" · ")
    told = N_("{name}, {edition} edition")
    return words.text(told, name=item, edition=row.period_needed_text) + mark + who


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
    due = sum(counts[:4])
    reported = sum(row.status in v.VERDICTS and not row.unreported for row in view.rows)
    told = [
        words.text(
            N_("{n} of {all} target{all:|s} due {n:is|are} reported")
            if due
            else N_("no figures were due this quarter"),
            n=reported,
            all=due,
        )
    ]
    names = [row.name for row in overdue_rows(view.rows)]
    if names:
        more = [words.text(N_("and {n} more"), n=len(names) - NAMED)] if len(names) > NAMED else []
        told.append(words.text(N_("missing: {names}"), names=words.listed([*names[:NAMED], *more])))
    states = Counter(
        row.state_word for row in view.rows if row.status in v.VERDICTS and row.state_word
    )
    told += [words.text(N_("{state} {n}"), state=state, n=n) for state, n in states.most_common()]
    if view.unscored:
        told.append(words.text(N_("{n} {n:goal is|goals are} not scored"), n=len(view.unscored)))
    return words.text(N_("Data: {parts}."), parts=words.text(N_("; ")).join(told))
