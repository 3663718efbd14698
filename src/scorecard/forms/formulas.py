"""The hidden arithmetic of a form: live formulas over what is typed, found by row id."""

from __future__ import annotations

from typing import Final

from scorecard.excel.formulas import MODES, Mode, own_bands, row_formulas, threshold_values
from scorecard.excel.styles import HEADER, Style
from scorecard.forms.cells import cell_at
from scorecard.forms.places import COLUMN, RANK_COLUMN, Pad
from scorecard.forms.plan import FormRow, Yardstick
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import Basis, Status

VALUES: Final = (
    *("row_id", "indicator", "target", "period", "gate", "mode", "comparator", "start"),
    *("value", "upper", "expected", "expected_value", "allowance"),
    *("year_value", "year_progress", "edition"),
)
"""Columns whose values are known when the form is issued."""
LIVE: Final = (
    *("actual", "met", "progress", "lead", "pace", "status"),
    *("attainment", "schedule", "label"),
)
"""Columns computed from what is typed into the form."""
AT: Final = {name: place for place, name in enumerate((*VALUES, *LIVE))}
_PLAIN: Final = Style(size=9)
_UNMEASURED: Final = frozenset({Mode.HOLD, Mode.STEP})
"""What is not judged by the way done, and has no attainment."""


def write_workings(pad: Pad) -> None:
    """One line for each row of the form, and the names of the thresholds."""
    sheet = pad.workings
    sheet.columns([14] * len(AT))
    sheet.row_of(0, list(AT), HEADER)
    for line, (_, row, _) in enumerate(pad.numbered(), start=1):
        _line(pad, line, row)
    write_statuses(pad)
    names = threshold_values(pad.plan.policy)
    top = len(pad.plan.all_rows) + 3
    for offset, (name, value) in enumerate(names.items()):
        sheet.text(top + offset, 0, name, _PLAIN)
        sheet.number(top + offset, 1, value, _PLAIN)
        pad.book.define(name, sheet.reference(top + offset, 1))


def looked_up(pad: Pad, result: str, row: int) -> str:
    """The formula of a form's cell: this row's result, found by the row's id."""
    last = len(pad.plan.all_rows)
    results = pad.workings.range(1, AT[result], last, AT[result])
    ids = pad.workings.range(1, AT["row_id"], last, AT["row_id"])
    own = cell_at(row, COLUMN["row_id"])
    return f'=IFERROR(INDEX({results},MATCH({own},{ids},0)),"")'


def mode_of(stick: Yardstick | None) -> Mode:
    """What decides once a figure has come.

    `stored`: nothing that the shared formulas compute, so that the form shows no status: methods
    that need the whole series.
    """
    if stick is None or stick.reason_code is None:
        return Mode.STORED
    if stick.opens:
        return Mode.PACE  # met or not is judged, the way done is not known
    if stick.reason_code == Reason.SCHEDULE and stick.allowance is not None:
        return Mode.CAP
    return MODES.get(stick.reason_code, Mode.STORED)


def shown_status(pad: Pad, row: FormRow) -> str:
    """The status that stands on the form before anything is typed."""
    gate = row.yardstick.gate if row.yardstick else None
    return pad.statuses.get(gate or "", "")


def scheduled(row: FormRow) -> float | None:
    """Share of this year's way that is expected by the end of the period, as the form shows it."""
    stick = row.yardstick
    if stick is None or not _is_measured(row) or stick.start is None or not stick.year_progress:
        return None
    return (stick.expected_progress or 0.0) / stick.year_progress


def _is_measured(row: FormRow) -> bool:
    stick = row.yardstick
    known = stick is not None and stick.expected_progress is not None
    return known and not row.is_rank and mode_of(stick) not in _UNMEASURED


def _line(pad: Pad, line: int, row: FormRow) -> None:
    sheet, stick = pad.workings, row.yardstick
    known = {
        "row_id": row.row_id,
        "indicator": row.indicator,
        "period": str(row.period),
        "edition": pad.period(str(row.period)) if row.is_rank else None,
        **(_known(row, stick) if stick else {"mode": str(Mode.STORED)}),
    }
    for name in VALUES:
        sheet.value(line, AT[name], known.get(name), _PLAIN)
    cell = {name: cell_at(line, place) for name, place in AT.items()}
    formulas = {
        "actual": _actual(pad, row, cell),
        **row_formulas({**cell, "target": cell["value"]}, bands=own_bands(pad.plan.policy)),
        "attainment": _attainment(cell),
        "schedule": _schedule(cell),
        "label": _label(pad, cell["status"]),
    }
    if stick and stick.opens:
        gate = f'=IF({cell["met"]}=1,"","{stick.gate}")'
        sheet.formula(line, AT["gate"], gate, stick.gate, _PLAIN)
    stored = {
        "schedule": scheduled(row),
        "status": stick.gate if stick else None,
        "label": shown_status(pad, row),
    }
    for name in LIVE:
        sheet.formula(line, AT[name], formulas[name], stored.get(name), _PLAIN)


def _known(row: FormRow, stick: Yardstick) -> dict[str, str | float | None]:
    mode = mode_of(stick)
    measured = _is_measured(row)
    return {
        "target": stick.target,
        "gate": stick.gate,
        "mode": str(mode),
        "comparator": stick.comparator,
        "start": stick.start if measured else None,
        "value": _bound(stick.value, stick, mode),
        "upper": _bound(stick.upper, stick, mode),
        "expected": stick.expected_progress if measured else None,
        "expected_value": stick.expected_value,
        "allowance": stick.allowance,
        "year_value": stick.year_value if measured else None,
        "year_progress": stick.year_progress if measured else None,
    }


def _bound(value: float | None, stick: Yardstick, mode: Mode) -> float | None:
    """A target's bound; one that a flow must hold grows with the flow's pathway."""
    if value is None or mode is not Mode.HOLD or stick.expected_progress is None:
        return value
    return value * stick.expected_progress


def _actual(pad: Pad, row: FormRow, cell: dict[str, str]) -> str:
    """What was typed for the row, if it is a number; a flow's total also from its parts."""
    if row.is_rank:
        place, edition = (_typed(pad, row, cell, name) for name in ("place", "edition"))
        known = f"AND(ISNUMBER({place}),{edition}={cell['edition']})"
        return f'=IFERROR(IF({known},{place},""),"")'
    judged = _typed(pad, row, cell, row.judged)
    if "this_period" not in row.asks or row.judged == "this_period":
        return f'=IFERROR(IF(ISNUMBER({judged}),{judged},""),"")'
    this, before = (_typed(pad, row, cell, n) for n in ("this_period", "previous_to_date"))
    added = f'IF(AND(ISNUMBER({this}),ISNUMBER({before})),{before}+{this},"")'
    if opens_the_year(row):
        added = f'IF(ISNUMBER({this}),{this},"")'
    return f'=IFERROR(IF(ISNUMBER({judged}),{judged},{added}),"")'


def opens_the_year(row: FormRow) -> bool:
    """Whether a flow's total starts with this period: nothing has accumulated before it."""
    return row.reported_as != Basis.SINCE_START and row.period.start == row.period.year_start


def _typed(pad: Pad, row: FormRow, cell: dict[str, str], column: str) -> str:
    """The form's cell of this row and column, wherever the row stands now."""
    places, columns = pad.places, RANK_COLUMN if row.is_rank else COLUMN
    first, last = (
        (places.ranks_first, places.ranks_last) if row.is_rank else (places.first, places.last)
    )
    block = pad.form.range(first, columns[column], last, columns[column])
    ids = pad.form.range(first, columns["row_id"], last, columns["row_id"])
    return f"INDEX({block},MATCH({cell['row_id']},{ids},0))"


def _attainment(cell: dict[str, str]) -> str:
    """Share done of the way to this year's end: (Y - B) / (value at the year's end - B)."""
    actual, start, end = cell["actual"], cell["start"], cell["year_value"]
    unknown = f'OR({actual}="",{start}="",{end}="")'
    return f'=IF({unknown},"",IF({end}={start},"",({actual}-{start})/({end}-{start})))'


def _schedule(cell: dict[str, str]) -> str:
    """Share of the way to this year's end that is expected by now."""
    expected, year = cell["expected"], cell["year_progress"]
    unknown = f'OR({expected}="",{year}="",{cell["start"]}="")'
    return f'=IF({unknown},"",IF({year}=0,"",{expected}/{year}))'


def _label(pad: Pad, status: str) -> str:
    """The status as the form shows it: symbol and word."""
    top = len(pad.plan.all_rows) + 3
    ids = pad.workings.range(top, 3, top + len(Status) - 1, 3)
    words = pad.workings.range(top, 4, top + len(Status) - 1, 4)
    return f'=IF({status}="","",IFERROR(INDEX({words},MATCH({status},{ids},0)),""))'


def write_statuses(pad: Pad) -> None:
    """The vocabulary of status, from id to what the form shows."""
    top = len(pad.plan.all_rows) + 3
    for offset, status in enumerate(Status):
        pad.workings.text(top + offset, 3, str(status), _PLAIN)
        pad.workings.text(top + offset, 4, pad.statuses[status], _PLAIN)
