"""The hidden arithmetic of a form: live formulas over what is typed, found by row id."""

from __future__ import annotations

from typing import Final

from scorecard.assessment.expectations import Expectation
from scorecard.excel.formulas import (
    MODES,
    Mode,
    comparator_cell,
    own_bands,
    row_formulas,
    threshold_values,
)
from scorecard.excel.styles import HEADER, Style
from scorecard.forms.cells import COLUMN, Pad, cell_at
from scorecard.forms.plan import FormRow
from scorecard.forms.sheets import list_name
from scorecard.schema.vocabulary import Basis, Comparator, Measure, Reason, Status

VALUES: Final = (
    *("row_id", "indicator", "target", "period", "gate", "mode", "comparator", "start"),
    *("value", "upper", "deviation", "expected", "expected_value", "allowance"),
    *("year_value", "year_progress", "aim", "edition"),
)
"""Columns whose values are known when the form is issued."""
LIVE: Final = (
    *("actual", "met", "progress", "lead", "pace", "status"),
    *("attainment", "way", "schedule", "label"),
)
"""Columns computed from what is typed into the form."""
AT: Final = {name: place for place, name in enumerate((*VALUES, *LIVE))}
_PLAIN: Final = Style(size=9)
_UNMEASURED: Final = frozenset({Mode.HOLD, Mode.STEP})
"""What is not judged by the way done, and has no attainment."""


def write_workings(pad: Pad) -> None:
    """One line for each row of the form, the words of statuses, the names of the thresholds."""
    sheet, top = pad.workings, _below(pad)
    sheet.columns([14] * len(AT))
    sheet.row_of(0, list(AT), HEADER)
    for line, (_, _, row) in enumerate(pad.numbered(), start=1):
        _line(pad, line, row)
    for offset, status in enumerate(Status):
        sheet.text(top + offset, 3, str(status), _PLAIN)
        sheet.text(top + offset, 4, pad.statuses[status], _PLAIN)
    for offset, (name, value) in enumerate(threshold_values(pad.plan.policy).items()):
        sheet.text(top + offset, 0, name, _PLAIN)
        sheet.number(top + offset, 1, value, _PLAIN)
        pad.book.define(name, sheet.reference(top + offset, 1))


def _below(pad: Pad) -> int:
    """The row below the lines, where words and thresholds begin."""
    return len(pad.plan.all_rows) + 3


def looked_up(pad: Pad, result: str, row: int) -> str:
    """The formula of a form's cell: this row's result, found by the row's id."""
    last = len(pad.plan.all_rows)
    results = pad.workings.range(1, AT[result], last, AT[result])
    ids = pad.workings.range(1, AT["row_id"], last, AT["row_id"])
    own = cell_at(row, COLUMN["row_id"])
    return f'=IFERROR(INDEX({results},MATCH({own},{ids},0)),"")'


def mode_of(stick: Expectation | None) -> Mode:
    """What decides once a figure has come.

    `stored`: nothing that the shared formulas compute, so that the form shows no status: methods
    that need the whole series.
    """
    if stick is None or stick.reason_code is None:
        return Mode.STORED
    if stick.reason_code == Reason.MEETS_SO_FAR:
        return Mode.HOLD  # good as long as it holds, until the edition that decides
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


def computes(row: FormRow) -> frozenset[str]:
    """The form's columns of which the row's formulas ever show something."""
    stick = row.yardstick
    if stick is None:
        return frozenset()
    rated = stick.year_aim is not None and _is_rated(row, stick)
    way = _is_measured(row) and stick.start is not None
    return frozenset(["attainment"] * rated + ["progress", "schedule"] * way)


def _is_measured(row: FormRow) -> bool:
    stick = row.yardstick
    known = stick is not None and stick.expected_progress is not None
    return known and not row.is_rank and mode_of(stick) not in _UNMEASURED


def _is_rated(row: FormRow, stick: Expectation) -> bool:
    """Whether an attainment (actual by target) says anything: not of places, bounds and deeds."""
    whole = stick.comparator in {Comparator.AT_LEAST, Comparator.ABOVE, Comparator.ABOUT}
    return whole and not row.is_rank and row.measure != Measure.MILESTONE


def opens_the_year(row: FormRow) -> bool:
    """Whether a flow's total starts with this period: nothing has accumulated before it."""
    return row.reported_as != Basis.SINCE_START and row.period.start == row.period.year_start


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
    unknown, aim = f'{cell["actual"]}=""', cell["aim"]
    formulas = {
        "actual": f'=IFERROR({_actual(pad, row, cell)},"")',
        **row_formulas({**cell, "target": cell["value"]}, bands=own_bands(pad.plan.policy)),
        "attainment": f'=IF(OR({unknown},N({aim})=0),"",{cell["actual"]}/{aim})',
        "way": _way_done(cell),
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


def _known(row: FormRow, stick: Expectation) -> dict[str, str | float | None]:
    """What is known of a row's yardstick; a bound that a flow must hold grows with its pathway."""
    mode = mode_of(stick)
    expected = stick.expected_progress
    share = expected if mode is Mode.HOLD and expected is not None else 1.0
    way = {
        "start": stick.start,
        "expected": expected,
        "year_value": stick.year_value,
        "year_progress": stick.year_progress,
    }
    return {
        "target": stick.target,
        "gate": stick.gate,
        "mode": str(mode),
        "comparator": comparator_cell(stick.comparator, stick.direction),
        **{
            name: None if bound is None else bound * share
            for name, bound in (
                ("value", stick.value),
                ("upper", stick.upper),
                ("deviation", stick.deviation),
            )
        },
        "expected_value": stick.expected_value,
        "allowance": stick.allowance,
        "aim": stick.year_aim if _is_rated(row, stick) else None,
        **(way if _is_measured(row) else {}),
        **({"year_value": None} if mode is Mode.CAP else {}),  # a bound used up is no way done
    }


def _actual(pad: Pad, row: FormRow, cell: dict[str, str]) -> str:
    """What was typed for the row, if it is a number; a flow's total also from its parts."""
    if row.is_rank:
        place, edition = (_typed(pad, row, cell, name) for name in ("place", "edition"))
        return f'IF(AND(ISNUMBER({place}),{edition}={cell["edition"]}),{place},"")'
    judged, added = _typed(pad, row, cell, row.judged), '""'
    if row.measure == Measure.MILESTONE:
        added = f"INDEX({list_name('shares')},MATCH({judged},{list_name('steps')},0))"
    if "this_period" in row.asks and row.judged != "this_period":
        this, before = (_typed(pad, row, cell, n) for n in ("this_period", "previous_to_date"))
        added = f'IF(AND(ISNUMBER({this}),ISNUMBER({before})),{before}+{this},"")'
        if opens_the_year(row):
            added = f'IF(ISNUMBER({this}),{this},"")'
    return f"IF(ISNUMBER({judged}),{judged},{added})"


def _typed(pad: Pad, row: FormRow, cell: dict[str, str], column: str) -> str:
    """The form's cell of this row and column, wherever the row stands now."""
    block = pad.block(row)
    cells, ids = (pad.form.range(*block.span(name)) for name in (column, "row_id"))
    return f"INDEX({cells},MATCH({cell['row_id']},{ids},0))"


def _way_done(cell: dict[str, str]) -> str:
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
    top = _below(pad)
    ids, words = (pad.workings.range(top, n, top + len(Status) - 1, n) for n in (3, 4))
    return f'=IF({status}="","",IFERROR(INDEX({words},MATCH({status},{ids},0)),""))'
