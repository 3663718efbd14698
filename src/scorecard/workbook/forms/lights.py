"""What lights up while one types: statuses, text for numbers, sums that do not add up."""

from __future__ import annotations

from typing import Final

from scorecard.model.status import Basis, Status
from scorecard.sheet.styles import Style
from scorecard.workbook.forms import cells
from scorecard.workbook.forms.places import COLUMN, Pad
from scorecard.workbook.forms.workings import opens_the_year
from scorecard.workbook.layout.books import SHEETS

_BEHIND: Final = (Status.AT_RISK, Status.OFF_TRACK, Status.MISSED)


def write_lights(pad: Pad) -> None:
    """The conditional formats of the form's sheet."""
    places = pad.places
    if pad.plan.rows:
        _status_lights(pad, places.first, places.last)
        _entry_lights(pad, places.first, places.last, ("this_period", "to_date"))
        _sum_light(pad)
    if pad.plan.ranks:
        _status_lights(pad, places.ranks_first, places.ranks_last)
        _entry_lights(pad, places.ranks_first, places.ranks_last, ("this_period", "to_date"))


def _status_lights(pad: Pad, first: int, last: int) -> None:
    """The status in its colour; a hint at the note that a laggard or an estimate needs."""
    column, note = COLUMN["status"], COLUMN["note"]
    for status, label in pad.statuses.items():
        tone = pad.tones[Status(status)]
        _when(
            pad,
            (first, column, last, column),
            f'{cells.cell_at(first, column)}="{label}"',
            Style(bold=True, color=tone.ink, fill=tone.soft),
        )
    own = cells.cell_at(first, column)
    behind = ",".join(f'{own}="{pad.statuses[s]}"' for s in _BEHIND)
    state = cells.cell_at(first, COLUMN["state"])
    estimate = cells.choice_label(SHEETS["form"].column("state").allowed[0], pad.words)
    blank = f'{cells.cell_at(first, note)}=""'
    test = f'AND({blank},OR({behind},{state}="{estimate}"))'
    _when(pad, (first, note, last, note), test, Style(fill=cells.HINT_COLOR))


def _entry_lights(pad: Pad, first: int, last: int, columns: tuple[str, ...]) -> None:
    """Text where a number belongs: pasted over the validation, or typed in another program."""
    for name in columns:
        place = COLUMN[name]
        own = cells.cell_at(first, place)
        wrong = pad.tones[Status.OFF_TRACK]
        _when(
            pad,
            (first, place, last, place),
            f'AND({own}<>"",NOT(ISNUMBER({own})))',
            Style(color=wrong.ink, fill=wrong.soft, bold=True),
        )


def _sum_light(pad: Pad) -> None:
    """A total that is not what was known plus what is new."""
    first, last, place = pad.places.first, pad.places.last, COLUMN["to_date"]
    before, this, total = (
        cells.cell_at(first, COLUMN[name])
        for name in ("previous_to_date", "this_period", "to_date")
    )
    flows = [row for row in pad.plan.rows if row.reported_as != Basis.POINT]
    opening = all(opens_the_year(row) for row in flows)
    known = "TRUE" if opening else f"ISNUMBER({before})"
    typed = f"AND(ISNUMBER({this}),ISNUMBER({total}),{known})"
    differs = f"ABS(N({before})+{this}-{total})>1E-9*MAX(1,ABS({total}))"
    _when(
        pad,
        (first, place, last, place),
        f"AND({typed},{differs})",
        Style(fill=cells.HINT_COLOR),
    )


def _when(pad: Pad, span: tuple[int, int, int, int], test: str, style: Style) -> None:
    pad.form.raw.conditional_format(
        *span, {"type": "formula", "criteria": f"={test}", "format": pad.book.rule(style)}
    )
