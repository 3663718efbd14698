"""The sheet 预警: red, amber and overdue targets with cause, measure and what was promised before.

Cause, measure, owner and date are the department's own words, from its quarterly form; where it
has given none they are typed here, and stand here again when the scorecard is written anew, as
does the office's opinion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from scorecard.excel import styles
from scorecard.excel.book import LINE_HEIGHT, Sheet, Value, room_for
from scorecard.excel.text import TEXT_SIZE, lines_needed
from scorecard.i18n import N_
from scorecard.report.attention import Alarm, alarms, promises, promises_text
from scorecard.report.scores import points_text
from scorecard.report.workbook import table
from scorecard.schema.quarterly_form import BEFORE, Followed
from scorecard.schema.vocabulary import Kept, Status

SHEET: Final = N_("Attention")
NOTHING: Final = Followed()
_SMALL: Final = styles.WRAPPED.but(size=9)
_BESIDE: Final = _SMALL.but(indent=1)
_TYPED: Final = styles.INPUT_TEXT.but(size=9, indent=1)
_HIDDEN: Final = styles.SMALL.but(wrap=False)
_OLD: Final = _TYPED.but(italic=True, color=styles.MUTED)
_PLAIN: Final = styles.Style(size=9)
_BOLD: Final = _PLAIN.but(bold=True)
_MUTED: Final = styles.Style(size=8.5, color=styles.MUTED)
PRINTED: Final = 9
"""Columns that are seen; those right of them are for programs and for the next time."""


def write_attention(desk: table.Desk, sheet: Sheet) -> None:
    """The targets, the worst and dearest first, then what was promised of others."""
    view, words = desk.view, desk.words
    found = alarms(view, words)
    columns = (*_columns(desk), *_plain(), *_carried(desk))
    sheet.columns([column.width for column in columns])
    told = [(words.text(column.title), styles.HEADER) for column in columns]
    table.heads(sheet, told, seen=PRINTED)
    end = table.body(sheet, columns, found)
    if found:
        table.colour_statuses(desk, sheet, (table.FIRST_ROW, 0, end - 1, 0))
        sheet.raw.autofilter(table.HEADER_ROW, 0, end - 1, PRINTED - 1)
        table.tab_colour(desk, sheet, Status(found[0].row.status))
    else:
        none = words.text(N_("No target is behind, missed or overdue."))
        sheet.merged((table.FIRST_ROW, 0, table.FIRST_ROW, PRINTED - 1), none, styles.NOTE)
        end = table.FIRST_ROW + 1
    end = _promises(desk, sheet, end, {alarm.row.target for alarm in found})
    table.finish(sheet, end, PRINTED - 1, 2)
    sheet.raw.set_column(PRINTED, len(columns) - 1, 8, None, {"hidden": True})


def open_attention(desk: table.Desk) -> Sheet:
    """The sheet with its title and note."""
    text = desk.words.text
    note = text(
        "Red, amber and overdue targets. Tinted cells are filled in here, kept when the scorecard "
        "is written anew, and carried over to the next one: there in italics."
    )
    note = desk.words.sentences(note, text(table.SNAPSHOT))
    title = text(N_("Attention: cause, measure, what became of it"))
    return desk.open(text(SHEET), title, note, PRINTED)


def _columns(desk: table.Desk) -> tuple[table.Column[Alarm], ...]:
    view = desk.view

    def typed(field: str) -> Callable[[Alarm], str]:
        return lambda a: str(getattr(view.followups.get(a.row.target, NOTHING).told, field))

    def look(field: str) -> Callable[[Alarm], styles.Style]:
        """What is told of the quarter before alone stands in italics."""
        old = view.followups
        return lambda a: _OLD if getattr(old.get(a.row.target, NOTHING).old, field) else _TYPED

    def owner(alarm: Alarm) -> Value:
        row = alarm.row
        return typed("owner")(alarm) or row.unit_name or row.unit

    def promise(alarm: Alarm) -> table.Rich:
        one = alarm.promise
        if one is None:
            return table.Rich([])
        strong = one.kept == Kept.NOT or one.late
        ink = desk.tones[Status.OFF_TRACK].ink if strong else styles.MUTED
        return table.Rich([(one.text, _PLAIN), (f"\n{one.told}", _BOLD.but(color=ink))])

    def day(alarm: Alarm) -> Value:
        told = view.followups.get(alarm.row.target, NOTHING).told
        return told.day or told.by_when

    dated = _TYPED.but(number=desk.day, indent=0, align="center", shrink=True, wrap=False)
    return (
        table.Column(N_("Status"), 11, _status, styles.CENTERED.but(wrap=True, bold=True, size=9)),
        table.Column(N_("Indicator · unit"), 20, _name, _BESIDE),
        table.Column(N_("Actual / expected; what it takes"), 20.5, _stands, _BESIDE),
        table.Column(N_("Cause"), 21.5, typed("cause"), _TYPED, look("cause")),
        table.Column(N_("Action"), 20.5, typed("action"), _TYPED, look("action")),
        table.Column(N_("Owner"), 10, owner, _TYPED, look("owner")),
        table.Column(N_("By when"), 13.5, day, dated),
        table.Column(N_("Promised last quarter"), 17.5, promise, _BESIDE),
        table.Column(N_("Opinion of the office"), 13, typed("opinion"), _TYPED),
    )


def _status(alarm: Alarm) -> str:
    return f"{alarm.row.status_text}\n{alarm.run}".strip()


def _name(alarm: Alarm) -> table.Rich:
    return table.Rich([(alarm.row.name, _BOLD), (f"\n{alarm.who}", _MUTED)])


def _stands(alarm: Alarm) -> table.Rich:
    need = "\n".join(filter(None, (alarm.need, alarm.outlook)))
    need = f"\n{need}" if need and alarm.stands else need
    return table.Rich([(alarm.stands, _PLAIN), (need, _MUTED)])


def _plain() -> tuple[table.Column[Alarm], ...]:
    """The same for programs, one thing in a column."""
    fields: tuple[tuple[str, Callable[[Alarm], str]], ...] = (
        (N_("Target id"), lambda a: a.row.target),
        (N_("Organisation"), lambda a: a.row.organisation),
        (N_("Responsible unit"), lambda a: a.row.unit_name or a.row.unit),
        (N_("Indicator"), lambda a: a.row.name),
        (N_("Target"), lambda a: a.row.target_text),
        (N_("Due"), lambda a: a.row.due_text),
        (N_("Actual"), lambda a: a.row.actual_text),
        (N_("Why"), lambda a: a.row.reason),
        (N_("What it takes"), lambda a: a.need),
        (N_("Points lost"), lambda a: points_text(a.points)),
    )
    return tuple(_hidden(title, of) for title, of in fields)


def _hidden(title: str, of: Callable[[Alarm], str]) -> table.Column[Alarm]:
    return table.Column(title, 8, lambda a: of(a) or ..., _HIDDEN)


def _carried(desk: table.Desk) -> tuple[table.Column[Alarm], ...]:
    """What the scorecard before had said: what differs from it has been typed since."""
    typed = desk.view.followups

    def of(field: str) -> Callable[[Alarm], str]:
        return lambda a: str(getattr(typed.get(a.row.target, NOTHING).carried, field))

    return tuple(_hidden(title, of(field)) for field, title in BEFORE.items())


def _promises(desk: table.Desk, sheet: Sheet, at: int, told: set[str]) -> int:
    """What was promised of targets that are well now, with what became of all promises."""
    words = desk.words
    every = promises(desk.view, words)
    if not every:
        return at
    title = words.text(N_("Promised last quarter"))
    sheet.merged((at + 1, 0, at + 1, PRINTED - 1), "", styles.SECTION)
    above = N_("{counts}; those of targets above stand there")
    note = words.text(above, counts=promises_text(every, words))
    sheet.rich(at + 1, 0, [(title, styles.SECTION), (f"  {note}", _MUTED)], styles.SECTION)
    sheet.raw.set_row(at + 1, 20)
    at += 2
    for one in every:
        if one.row.target in told:
            continue
        cells = (
            (0, 0, one.row.status_text, styles.CENTERED.but(size=9)),
            (1, 1, one.row.name, _BESIDE.but(bold=True)),
            (2, 2, one.row.unit_name or one.row.organisation, _BESIDE),
            (3, 6, f"{one.text} ({one.until})" if one.until else one.text, _BESIDE),
            (7, PRINTED - 1, one.told, _BESIDE.but(bold=one.late or one.kept == Kept.NOT)),
        )
        for first, last, text, look in cells:
            sheet.merged((at, first, at, last), text, look)
        wide = {cell: sum(sheet.widths[n] for n in range(cell[0], cell[1] + 1)) for cell in cells}
        lines = max(lines_needed(cell[2], room_for(wide[cell], cell[3])) for cell in cells)
        sheet.high(at, max(18, 3 + LINE_HEIGHT * _BESIDE.size / TEXT_SIZE * lines))
        at += 1
    return at
