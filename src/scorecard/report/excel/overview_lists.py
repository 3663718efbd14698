"""On the overview side by side: what needs attention, and what changed since last quarter."""

from __future__ import annotations

from typing import Final

from scorecard.model.status import Status
from scorecard.report.attention import attention_rows, due_next, overdue_rows
from scorecard.report.excel.attention import SNAPSHOT
from scorecard.report.excel.overview_tables import LAST, WIDTHS, section
from scorecard.report.excel.table import Desk
from scorecard.report.panels import Change
from scorecard.report.parts import TargetRow
from scorecard.sheet.book import Sheet
from scorecard.sheet.lines import lines_needed
from scorecard.sheet.palette import MUTED
from scorecard.sheet.styles import BODY, NOTE, WRAPPED, status_style
from scorecard.words import N_

MOST: Final = 8
SPLIT: Final = 8
"""The first column of the changes, where there are any."""
MOST_DUE: Final = 8
FEWEST_DUE: Final = 3
"""Fewer lines than this are no list, unless there are no more."""
DUE_HEAD: Final = 45.0
"""Points of the list's heading."""
ARROWS: Final = {"better": "↑", "worse": "↓", "other": "·"}
SIZE: Final = 9.0
REASON: Final = WRAPPED.but(size=SIZE)


def write_lists(desk: Desk, sheet: Sheet, at: int) -> int:
    """Both lists line by line; without a quarter before, attention takes the whole width.

    Returns the row after them.
    """
    text, news = desk.words.text, desk.view.news
    worst = attention_rows(desk.view.rows)
    late = overdue_rows(desk.view.rows)
    told = N_("Needs attention: {n}; overdue: {late}") if late else N_("Needs attention: {n}")
    left = text(told, n=len(worst), late=len(late))
    if not news.previous_text:
        at = section(sheet, at, ((0, LAST, left),)) + 1
        nothing = ["" for _ in (*worst, *late)]
        return _rows(desk, sheet, at, (worst, late), nothing, LAST)
    right = text("Since {quarter}", quarter=news.previous_text)
    at = section(sheet, at, ((0, SPLIT - 1, left), (SPLIT, LAST, right))) + 1
    changes = [news.change_text, *(_told(desk, change) for change in news.changes)]
    return _rows(desk, sheet, at, (worst, late), _cut(desk, changes), SPLIT - 1)


def write_due(desk: Desk, sheet: Sheet, at: int, room: float) -> int:
    """What falls due next and what it takes, as many lines as there is room for (points).

    Returns the row after them; nothing is written where too few would fit.
    """
    text, coming = desk.words.text, due_next(desk.view)
    lines: list[tuple[TargetRow, float]] = []
    left = room - DUE_HEAD
    for row in coming[:MOST_DUE]:
        high = 6.0 + 13 * max(
            _lines(f"{row.name}\n{row.organisation}", 0, 1), _lines(_takes(row), 4, LAST - 1)
        )
        if high > left:
            break
        left -= high
        lines.append((row, high))
    if len(lines) < min(len(coming), FEWEST_DUE) or not lines:
        return at
    told = N_("Due next: {n}") if len(lines) == len(coming) else N_("Due next: {n} of {all}")
    title = text(told, n=len(lines), all=len(coming))
    first = section(sheet, at, ((0, LAST, title),)) + 1
    for number, (row, high) in enumerate(lines, start=first):
        sheet.high(number, high)
        _due(sheet, number, row)
        style = status_style(Status(row.status), desk.tones).but(size=SIZE, shrink=True)
        sheet.text(number, LAST, row.status_text, style)
    return first + len(lines)


def _due(sheet: Sheet, at: int, row: TargetRow) -> None:
    look = WRAPPED.but(size=SIZE)
    sheet.merged((at, 0, at, 1), f"{row.name}\n{row.organisation}", look)
    sheet.merged((at, 2, at, 3), f"{row.target_text}\n{row.due_text}", look)
    sheet.merged((at, 4, at, LAST - 1), _takes(row), REASON)


def _takes(row: TargetRow) -> str:
    """What the target takes; where nothing can be said of that, how it stands."""
    return row.needed_text or row.reason


def _told(desk: Desk, change: Change) -> str:
    """Which way it went and what, whose it is; then what was and is."""
    name, whose = f"{ARROWS[change.way]} {change.name}", change.organisation
    told = f"{name}\n{whose}" if len(desk.view.organisations) > 1 else name
    return f"{told}\n{change.before_text} → {change.after_text}"


def _cut(desk: Desk, told: list[str]) -> list[str]:
    if len(told) <= MOST:
        return told
    more = desk.words.text("and {n} more", n=len(told) - MOST + 1)
    return [*told[: MOST - 1], more]


def _rows(  # (the sheet's place, both lists)
    desk: Desk,
    sheet: Sheet,
    at: int,
    listed: tuple[list[TargetRow], list[TargetRow]],
    told: list[str],
    last: int,
) -> int:
    """The lines of both lists: red and amber ones, then overdue ones, beside what changed.

    `last` is the last column of the attention list.
    """
    worst = [row for rows in listed for row in rows]
    count = max(min(len(worst), MOST), min(len(told), MOST), 1)
    if not worst:
        none = desk.words.text("No target is behind or missed.")
        sheet.merged((at, 0, at, last), none, NOTE.but(valign="vcenter"))
    for number in range(count):
        row = worst[number] if number < len(worst) else None
        high = _attention(desk, sheet, at + number, row, last) if row else 1
        if last < LAST:
            change = told[number] if number < len(told) else ""
            high = max(high, _change(sheet, at + number, change, first=number == 0))
        sheet.high(at + number, 6 + 13 * high)
    at += count
    told_more = [_more(desk, *map(len, listed))] if len(worst) > MOST else []
    note = desk.words.text(SNAPSHOT)
    sheet.merged((at, 0, at, LAST), " ".join([*told_more, note]), NOTE)
    return at + 1


def _more(desk: Desk, red: int, late: int) -> str:
    """How many are left out, and on which sheets they stand."""
    text = desk.words.text
    rest = ((N_("Attention"), red - MOST), (N_("Missing"), late - max(MOST - red, 0)))
    return desk.words.listed(
        [
            text("and {n} more on the sheet “{sheet}”", n=n, sheet=text(sheet))
            for sheet, n in rest
            if n > 0
        ]
    )


def _attention(desk: Desk, sheet: Sheet, at: int, row: TargetRow, last: int) -> int:
    """One target in a line: whose, why, its light; returns the lines it takes."""
    name = f"{row.name}\n{row.organisation}"
    sheet.merged((at, 0, at, 1), name, WRAPPED.but(size=SIZE))
    sheet.merged((at, 2, at, last - 1), row.reason, REASON)
    style = status_style(Status(row.status), desk.tones).but(size=SIZE, shrink=True)
    sheet.text(at, last, row.status_text, style)
    return max(_lines(name, 0, 1), _lines(row.reason, 2, last - 1))


def _change(sheet: Sheet, at: int, text: str, *, first: bool) -> int:
    style = BODY.but(size=SIZE, wrap=True, indent=1, bold=first, edges="b" if text else "")
    sheet.merged((at, SPLIT, at, LAST), text, style.but(color=MUTED) if first else style)
    return _lines(text, SPLIT, LAST)


def _lines(text: str, first: int, last: int) -> int:
    """Lines of a text in these columns at the lists' size."""
    return lines_needed(text, (sum(WIDTHS[first : last + 1]) - 1) * 10 / SIZE)
