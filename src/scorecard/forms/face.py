"""The fill-in workbook of a unit, and its sheet: title, head line, table, ranks, signatures.

Longer than other modules: sheet, ranks and signatures share one page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from scorecard.assessment.expectations import Expectation
from scorecard.excel.book import LINE_HEIGHT, Value
from scorecard.excel.styles import INPUT, PAPER, PERCENT, SECTION, Style, tones_of
from scorecard.excel.text import BOLD, EM_A_WIDTH, ems, lines_needed
from scorecard.forms import cells, sheets, workings
from scorecard.forms.cells import COLUMN, FormBlock, Pad, Prompt, cell_at, validate
from scorecard.forms.layout import MARGINS, Page, Table, page_of
from scorecard.forms.plan import FormPlan, FormRow
from scorecard.i18n import N_, Words, number_text, rounded
from scorecard.schema.bands import light_colours, status_labels
from scorecard.schema.quarterly_form import ANSWERS, FORM, YEAR_AGO, counts_whole
from scorecard.schema.vocabulary import (
    BEHIND,
    COMPARATOR_SYMBOLS,
    GOOD,
    Basis,
    Comparator,
    FigureState,
    FormLine,
    Kept,
    Measure,
    Status,
    Step,
)
from scorecard.store import slug

_LIVE: Final = {
    **dict.fromkeys(("attainment", "progress", "schedule"), PERCENT),
    "status": "General",
}
_TALLEST_RANK: Final = 100_000
_MOST: Final = 10**9
_TITLE, _HEAD, _LEGEND, _SECTION, _GAP, _SIGNED = 24, 20, 16, 18, 4, 20
"""Heights in points of what stands around the tables."""
_FOOTER: Final = 0.2
"""Inches between the page's lower edge and its number."""
_ALWAYS: Final = frozenset(
    (
        *("no", "indicator", "unit_of_measure", "annual_target", "this_period"),
        *("status", "state", "evidence", "note"),
    )
)
"""Columns of every form; the others are hidden where no row needs them."""

Lines: TypeAlias = Mapping[int, tuple[FormRow, dict[str, Value]]]
"""The plan's rows by sheet row, each with what is known of it by column."""


def write_face(pad: Pad) -> None:
    """Everything a person sees and fills in."""
    lines = {line: (row, _known(pad, number, row)) for line, number, row in pad.numbered()}
    tables = [_table(pad, block, lines) for block in pad.blocks]
    around = _TITLE + _HEAD + _LEGEND + _GAP + _SIGNED
    around += (_GAP + _SECTION) * (len(tables) > 1)
    page = page_of(tables, _needed(pad, lines), around)
    pad.form.columns(column.width for column in FORM["form"].columns)
    for place, width in enumerate(page.widths):
        if width:
            pad.form.columns([width], place)
        else:
            usual = pad.form.widths[place]
            pad.form.raw.set_column(place, place, usual, None, {"hidden": True})
    _head(pad, page)
    for block, table, height in zip(pad.blocks, tables, page.heads, strict=True):
        if block is pad.ranks:
            title = pad.words.text("Ranks: the latest published result, not an estimate")
            for column in range(cells.LAST_COLUMN + 1):
                pad.form.blank(pad.ranks_title, column, SECTION)
            pad.form.text(pad.ranks_title, 0, title, SECTION)
            pad.form.high(pad.ranks_title, _SECTION)
        for place, text in table.header.items():
            pad.form.text(block.header, place, page.head(place, text), cells.HEADER.but(bold=False))
        pad.form.high(block.header, height)
        pad.form.high(block.rows.stop, _GAP)
    for line, (row, known) in lines.items():
        known["promise"] = page.promise(str(known["promise"])) if known["promise"] else None
        _line(pad, line, row, known)
        pad.form.high(line, page.heights[line])
    for block in pad.blocks:
        _lights(pad, block)
    _signatures(pad, page)
    _page(pad, page)


# ---------------------------------------------------------------- what the page has to hold


def _table(pad: Pad, block: FormBlock, lines: Lines) -> Table:
    """A table's headers, and what stands or may stand in the cells of its rows."""
    bases = {row.reported_as for row in pad.plan.rows}
    notes = {}
    if Basis.POINT in bases:
        notes["this_period"] = pad.words.text("or its last level")
        notes["previous_to_date"] = pad.words.text("or last value")
    if Basis.SINCE_START in bases:
        notes["to_date"] = pad.words.text("or since the start")
    rows = {line: _may_stand(pad, block, *lines[line]) for line in block.rows}
    columns = FORM[block.layout].columns
    return Table(cells.header_texts(columns, pad.words, notes), rows)


def _may_stand(
    pad: Pad, block: FormBlock, row: FormRow, known: Mapping[str, Value]
) -> dict[int, Sequence[str]]:
    """The texts that each cell of a row shows, or may show once it is filled in."""
    places = 0 if row.is_rank else row.decimals
    symbol, live = _symbol(row), workings.computes(row)
    typed = [row.previous, row.last_year, row.yardstick and row.yardstick.year_value]
    figures = [number_text(figure, places) for figure in typed if figure is not None] or ["10,000"]
    if row.measure == Measure.MILESTONE:
        figures = list(pad.plan.policy.stages(pad.language))
    chosen: dict[str, Sequence[str]] = {
        "state": [word.within(pad.language) for word in FigureState],
        "kept": [word.within(pad.language) for word in Kept],
        **dict.fromkeys(("place", "rank_of"), ("1,000",)),
        **dict.fromkeys(("edition", "data_year"), (pad.period(str(row.period)),)),
        **dict.fromkeys(("by_when", "published_on"), ("2026-12-31",)),
    }
    found: dict[int, Sequence[str]] = {}
    for name, place in block.columns.items():
        value = known.get(name)
        if name == "status":
            found[place] = list(pad.statuses.values())
        elif name in _LIVE:
            found[place] = ["100.0%"] * (name in live)
        elif name in row.columns:
            found[place] = chosen.get(name, () if name in _ASKED else figures)
        elif isinstance(value, float):
            target = name in {"annual_target", "target_place"}
            found[place] = [symbol * target + number_text(value, places)]
        elif value is not None:
            found[place] = [str(value)]
    return found


def _needed(pad: Pad, lines: Lines) -> frozenset[int]:
    """Places of the columns that some row fills in, shows or computes."""
    needed = {COLUMN[name] for name in (*_ALWAYS, *(() if lines else ANSWERS))}
    for row, known in lines.values():
        for name, place in pad.block(row).columns.items():
            if name in row.columns or name in workings.computes(row) or known.get(name) is not None:
                needed.add(place)
    return frozenset(needed - {COLUMN["row_id"]})


# ------------------------------------------------------------------ above and below the table


def _head(pad: Pad, page: Page) -> None:
    sheet, words = pad.form, pad.words
    sheet.merged(
        (cells.TITLE_ROW, 0, cells.TITLE_ROW, cells.LAST_COLUMN), pad.title, cells.FORM_TITLE
    )
    sheet.high(cells.TITLE_ROW, _TITLE)
    label = {item: item.within(pad.language) for item in FormLine}
    colon = cells.colon(words)
    seal = ("" if pad.language == "zh" else " ") + words.text("(seal)")
    units = {row.unit_of_measure for row in pad.plan.all_rows}
    unit = units.pop() if len(units) == 1 else words.text("see the table")
    reporter = f"{label[FormLine.REPORTING_UNIT]}{seal}{colon}{pad.reporter}"
    quarter = f"{label[FormLine.QUARTER]}{colon}{pad.period(str(pad.plan.quarter))}"
    sent = f"{label[FormLine.SENT_ON]}{colon}".rstrip()
    unit = f"{label[FormLine.UNIT_OF_MEASURE]}{colon}{unit}"
    before = COLUMN["status"] - 1
    label_at = _from_right(page, before, sent)
    quarter_at = _from_right(page, label_at - 1, quarter)
    spans = [(label_at, before, sent, cells.LINE_RIGHT)]
    right = COLUMN["evidence"]
    if page.reaches(0, quarter_at - 1) >= _units(reporter):
        spans += [
            (quarter_at, label_at - 1, quarter, cells.LINE_TEXT),
            (0, quarter_at - 1, reporter, cells.LINE_TEXT),
        ]
    else:  # a long name, or few figures: the quarter stands behind the day
        spans.append((0, label_at - 1, reporter, cells.LINE_TEXT))
        right = next(p for p in page.shown if page.reaches(right, p) >= _units(quarter)) + 1
        style = cells.LINE_TEXT.but(indent=1)
        spans.append((COLUMN["evidence"], right - 1, quarter, style))
    spans.append((right, cells.LAST_COLUMN, unit, cells.LINE_RIGHT))
    for first, last, text, style in spans:
        sheet.merged((cells.LINE_ROW, first, cells.LINE_ROW, last), text, style)
    most = max(lines_needed(text, page.reaches(a, z) / BOLD) for a, z, text, _ in spans)
    sheet.high(cells.LINE_ROW, max(_HEAD, LINE_HEIGHT * most + 3))
    _sent_on(pad)
    legend = words.text(
        "Fill in the yellow cells only; grey cells are known or computed. "
        "How to fill in stands on the sheet “{sheet}”.",
        sheet=pad.guide.name,
    )
    if not pad.blocks and pad.projects:
        legend = words.text(
            "No figures are asked for this quarter: please fill in the sheet “{sheet}”.",
            sheet=pad.projects.name,
        )
    legend = legend if pad.plan.unit is None else f"{pad.plan.organisation} · {legend}"
    sheet.merged((cells.LEGEND_ROW, 0, cells.LEGEND_ROW, cells.LAST_COLUMN), legend, cells.LEGEND)
    needed = lines_needed(legend, page.reaches(0, cells.LAST_COLUMN))
    sheet.high(cells.LEGEND_ROW, max(_LEGEND, LINE_HEIGHT * needed + 3))


def _units(text: str) -> float:
    """The width of a bold text on one line, in units of a column's."""
    return ems(text) * BOLD / EM_A_WIDTH + 1


def _from_right(page: Page, last: int, text: str) -> int:
    """The column from which on a text has room up to the last one."""
    return next((p for p in page.shown[::-1] if page.reaches(p, last) >= _units(text)), 0)


def _sent_on(pad: Pad) -> None:
    """The day of sending, in two cells that are wide enough for it together."""
    span = cells.LINE_ROW, COLUMN["status"], cells.LINE_ROW, COLUMN["state"]
    pad.form.merged(span, "", cells.ENTRY_DAY)
    prompt = Prompt(
        pad.words.text("Day of sending"),
        pad.words.text("The day on which you send this form back, such as 2026-10-12."),
        pad.words.text("Type a date such as 2026-10-12."),
    )
    validate(pad.form, (*span[:2], *span[:2]), cells.day_rule(), prompt.options(pad.words))


def _signatures(pad: Pad, page: Page) -> None:
    """Who signs, each with a quarter of the page's width."""
    places = page.shown[1:]
    said = N_("Filled in by"), N_("Checked by"), N_("Head of unit"), N_("Date")
    whole, first = page.reaches(places[0], places[-1]), 0
    for number, label in enumerate((pad.words.text(text) for text in said), start=1):
        last, most = first, len(places) - 1 - len(said) + number
        while last < most and page.reaches(places[0], places[last]) < whole * number / len(said):
            last += 1
        text = label + cells.colon(pad.words).rstrip()
        span = (pad.footer, places[first], pad.footer, places[last])
        pad.form.merged(span, text, cells.SIGNATURE)
        first = last + 1
    pad.form.high(pad.footer, _SIGNED)


def _page(pad: Pad, page: Page) -> None:
    sheet = pad.form
    whose = pad.plan.organisation.replace("&", "&&")[:60]
    footer = f"&L&10 {whose}&C&10 &P / &N&R&10 {pad.plan.quarter}"
    sheet.page(header="", footer=footer, down=page.down)
    sheet.raw.set_margins(**MARGINS)
    sheet.raw.set_footer(footer, {"margin": _FOOTER, "scale_with_doc": False})
    if not page.down and len(pad.blocks) > 1:  # where the program breaks a page that is fitted
        sheet.raw.set_h_pagebreaks([pad.ranks_title])
    header = cells.HEADER_ROW if pad.plan.rows else pad.ranks.header
    sheet.raw.repeat_rows(header)
    sheet.raw.print_area(0, 0, pad.footer, cells.LAST_COLUMN)
    sheet.raw.freeze_panes(header + 1, COLUMN["unit_of_measure"])
    sheet.raw.center_horizontally()
    cells.protect(sheet)
    sheet.raw.set_selection(header + 1, COLUMN["this_period"], header + 1, COLUMN["this_period"])


# ------------------------------------------------------------------------ one line of the form


def _line(pad: Pad, line: int, row: FormRow, known: Mapping[str, Value]) -> None:
    """The row of an indicator, in the block that it belongs to."""
    for name, place in pad.block(row).columns.items():
        if name in row.columns:
            _entry(pad, line, place, name, row)
        elif name in _LIVE:
            _live(pad, line, place, name, row)
        else:
            pad.form.value(line, place, known.get(name), _known_style(name, row))


def _known(pad: Pad, number: int, row: FormRow) -> dict[str, Value]:
    name = pad.name(row)
    if row.period != pad.plan.quarter and not row.is_rank:
        name = cells.bracketed(name, pad.period(str(row.period)), pad.words)
    target, last = pad.issued_target(row), row.last_place
    return {
        "no": number,
        "indicator": name,
        "row_id": row.row_id,
        "unit_of_measure": row.unit_of_measure,
        "annual_target": target,
        "target_place": target,
        "previous_to_date": _step(row, pad) or row.previous,
        "previous_place": None if last is None else last.value,
        "same_period_last_year": row.last_year,
        "previous_edition": None if last is None else pad.period(last.edition or str(last.period)),
        "promise": _promise(pad, row) or None,
    }


def _promise(pad: Pad, row: FormRow) -> str:
    """What was said the quarter before would be done, by whom, by when."""
    told = row.promise
    return pad.words.promised(told.action, told.owner, pad.words.date(told.day) or told.by_when)


def _step(row: FormRow, pad: Pad) -> str | None:
    """How far something had come, as its list words it."""
    if row.measure != Measure.MILESTONE or row.previous is None:
        return None
    stages = pad.plan.policy.stages(pad.language).items()
    return next((word for word, share in stages if share == row.previous), None)


def _known_style(name: str, row: FormRow) -> Style:
    if name in {"no", "unit_of_measure", "row_id", "previous_edition"}:
        return cells.KNOWN_CENTRE
    if name in {"indicator", "promise"}:
        return cells.KNOWN
    if name not in {"annual_target", "target_place"} or row.yardstick is None:
        if row.measure == Measure.MILESTONE:  # a share between the stages of the list
            return cells.KNOWN_NUMBER.but(number="0%")
        places = 0 if row.is_rank else row.decimals
        return cells.KNOWN_NUMBER.but(number=cells.number_format(places))
    number = cells.number_format(row.decimals, _symbol(row))
    return cells.KNOWN_NUMBER.but(number=number, wrap=True)


def _symbol(row: FormRow) -> str:
    """What stands before the row's target: nothing where it is to be reached at least."""
    comparator = row.yardstick.comparator if row.yardstick else Comparator.AT_LEAST
    return "" if comparator == Comparator.AT_LEAST else COMPARATOR_SYMBOLS.get(comparator, "")


def _live(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    result = {"status": "label", "progress": "way"}.get(name, name)
    stored = {
        "schedule": workings.scheduled(row),
        "status": workings.shown_status(pad, row) or None,
    }.get(name)
    style = cells.KNOWN_CENTRE if name == "status" else cells.KNOWN_NUMBER
    formula = workings.looked_up(pad, result, line)
    pad.form.formula(line, place, formula, stored, style.but(number=_LIVE[name]))


def _entry(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    filled = pad.period(str(row.period)) if name == "edition" else None
    label, words = pad.name(row), pad.words
    title = label if len(label) <= cells.TITLE_LIMIT else label[: cells.TITLE_LIMIT - 1] + "…"
    asked = _ASKED.get(name)
    if asked is None:
        style = cells.ENTRY_NUMBER.but(number=cells.number_format(row.decimals))
        rule, prompt = _number_rule(row), Prompt(title, _message(pad, name, row), _range(pad, row))
    else:
        style, rule = asked.style, asked.rule(row)
        if name in ANSWERS and not row.behind:
            style = style.but(fill=cells.OPENED.fill)
        message = words.text(asked.message)
        if name == "kept":  # the cell beside it may have had no room for all of it
            message = f"{_promise(pad, row)}\n{message}"
        prompt = Prompt(title, message, words.text(asked.refusal))
    says = prompt.options(words)
    if not rule:
        rule, says = {"validate": "any"}, {k: v for k, v in says.items() if k.startswith("input")}
    pad.form.value(line, place, filled, style)
    validate(pad.form, (line, place, line, place), rule, says)


# ------------------------------------- what a cell to be filled in takes, and says of itself


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column that is filled in alike for every indicator; no rule lets anything stand."""

    style: Style
    message: str
    rule: Callable[[FormRow], dict[str, Any]] = lambda _: {}
    refusal: str = N_("Choose a word of the list.")


def _place_rule(row: FormRow) -> dict[str, Any]:
    return cells.whole_rule(1, int(row.maximum or _TALLEST_RANK))


_PLACE: Final = cells.ENTRY_NUMBER.but(number="0")
_WHOLE: Final = N_("Type a whole number, such as 118. What is not published stays blank.")
_ASKED: Final[Mapping[str, _Asked]] = {
    "state": _Asked(
        cells.ENTRY_CENTRE,
        N_("Estimate, provisional or final. Leave blank if the figure is final."),
        lambda _: cells.list_rule(sheets.list_name("states")),
    ),
    "evidence": _Asked(
        cells.ENTRY_TEXT, N_("Where the figure can be looked up: document, number, date.")
    ),
    "note": _Asked(
        cells.ENTRY_TEXT,
        N_("Why the figure is an estimate, missing, or different from what was said before."),
    ),
    "kept": _Asked(
        cells.ENTRY_CENTRE,
        N_("What became of the measure beside it: done, in part, or not done."),
        lambda _: cells.list_rule(sheets.list_name("kept")),
    ),
    "cause": _Asked(
        cells.ENTRY_TEXT, N_("Only where the row is behind: what has held it up, in one sentence.")
    ),
    "action": _Asked(
        cells.ENTRY_TEXT,
        N_(
            "Only where the row is behind: what is done about it. The next form asks what became "
            "of it."
        ),
    ),
    "owner": _Asked(cells.ENTRY_TEXT, N_("Who sees to the measure: a name.")),
    "by_when": _Asked(
        cells.ENTRY_DAY,
        N_("The day by which the measure is carried out, such as 2026-12-31."),
        lambda _: cells.day_rule(),
        N_("Type a date such as 2026-10-12."),
    ),
    "place": _Asked(
        _PLACE,
        N_("The place in the published result, a whole number. Leave blank until published."),
        _place_rule,
        _WHOLE,
    ),
    "rank_of": _Asked(_PLACE, N_("How many took part, such as 169."), _place_rule, _WHOLE),
    "edition": _Asked(
        cells.ENTRY_CENTRE,
        N_("The year or round of the evaluation, as the notice calls it."),
        lambda _: cells.list_rule(sheets.list_name("editions"), strict=False),
    ),
    "data_year": _Asked(
        cells.ENTRY_CENTRE,
        N_("The year whose data were evaluated, often one before."),
        lambda _: cells.list_rule(sheets.list_name("years"), strict=False),
    ),
    "published_on": _Asked(
        cells.ENTRY_DAY,
        N_("The day on which the result was published or notified."),
        lambda _: cells.day_rule(),
        N_("Type a date such as 2026-10-12."),
    ),
}
_BESIDE: Final = {
    "year_forecast": N_("What you expect for the whole year, as it stands at its end."),
    YEAR_AGO: N_("What it was in the same period last year. Not known: leave blank."),
}
_LEVEL: Final = N_("The level at the end of the period.")
_INCREMENT: Final = N_("Only what came in this period.")
_OF_YEAR: Final = N_("Everything since the beginning of the year.")
_SINCE_START: Final = N_("Everything since the start, earlier years included.")
_DONE: Final = N_("Choose how far it has come, or type the share: 0.6 = 60% done.")
_PERCENT: Final = N_("For 45% type 45.")
_BLANK: Final = N_("Nothing happened: type 0. Not known: leave blank and say why under Note.")
_NOT_BEGUN: Final = N_(
    "Not begun: choose “{stage}”. Not known: leave blank and say why under Note."
)


def _number_rule(row: FormRow) -> dict[str, Any]:
    least, most = row.minimum, row.maximum
    if row.measure == Measure.MILESTONE:
        return cells.list_rule(sheets.list_name("steps"), strict=False)
    if counts_whole(row.unit_of_measure, row.measure, row.decimals):
        low, high = -_MOST if least is None else least, _MOST if most is None else most
        return cells.whole_rule(int(low), int(high))
    return cells.number_rule(least, most)


def _message(pad: Pad, name: str, row: FormRow) -> str:
    """What belongs into the cell of a figure, and how far there is to go."""
    words = pad.words
    parts = [f"{pad.period(str(row.period))} · {row.unit_of_measure}", words.text(_what(name, row))]
    if row.unit_of_measure.startswith(("%", "％")):
        parts.append(words.text(_PERCENT))
    if row.yardstick and name != YEAR_AGO:
        parts.append(_aim(pad, row, row.yardstick))
    if row.measure == Measure.MILESTONE:
        parts.append(words.text(_NOT_BEGUN, stage=Step.NOT_STARTED.within(pad.language)))
    elif name not in _BESIDE:
        parts.append(words.text(_BLANK))
    return "\n".join(part for part in parts if part)


def _what(name: str, row: FormRow) -> str:
    if name in _BESIDE:
        return _BESIDE[name]
    if row.measure == Measure.MILESTONE:
        return _DONE
    if row.reported_as == Basis.POINT:
        return _LEVEL
    if name == "this_period":
        return _INCREMENT
    return _SINCE_START if row.reported_as == Basis.SINCE_START else _OF_YEAR


def _aim(pad: Pad, row: FormRow, stick: Expectation) -> str:
    """The target and what its pathway expects by the period's end."""
    if stick.comparator == Comparator.DONE or stick.value is None:
        return ""
    told = {"target": cells.stated(stick, row.decimals), "due": pad.period(stick.due)}
    by_when = N_("Target: {target} by {due}."), N_("Target: {target}.")
    target = pad.words.text(by_when[not stick.due], **told)
    if stick.expected_value is None or stick.expected_progress is None or stick.gate:
        return target
    places = (1 if row.decimals is None else row.decimals) + 1
    expected = number_text(float(rounded(stick.expected_value, places)))
    return target + pad.words.text(" Expected by now: {value}.", value=expected)


_BOUNDS: Final = {
    (True, True): N_("Type a number from {low} to {high}."),
    (True, False): N_("Type a number of at least {low}."),
    (False, True): N_("Type a number of at most {high}."),
    (False, False): N_("Type a number."),
}
"""By whether there is a least and a most."""


def _range(pad: Pad, row: FormRow) -> str:
    """What the cell refuses, in words."""
    low, high = number_text(row.minimum), number_text(row.maximum)
    only = pad.words.text(_BOUNDS[bool(low), bool(high)], low=low, high=high)
    return only + pad.words.text(
        " No unit, no words, no “about”. Without a figure leave the cell blank and say why under"
        " Note."
    )


# --------------------------------------------------------------- what lights up while one types


def _lights(pad: Pad, block: FormBlock) -> None:
    """Statuses in their colours, hints at notes, text for numbers, sums that do not add up."""
    first = block.rows.start
    own = cell_at(first, COLUMN["status"])
    for status, label in pad.statuses.items():
        tone = pad.tones[Status(status)]
        style = Style(bold=True, color=tone.ink, fill=tone.soft)
        _when(pad, block.span("status"), f'{own}="{label}"', style)
    # A laggard needs a cause and a measure, an estimate a note.
    among = ",".join(f'{own}="{pad.statuses[status]}"' for status in BEHIND)
    good = ",".join(f'{own}="{pad.statuses[status]}"' for status in GOOD)
    for name in ANSWERS:
        cell = cell_at(first, COLUMN[name])
        needed = name in {"cause", "action"}
        fill = cells.HINT_COLOR if needed else INPUT
        _when(pad, block.span(name), f'AND({cell}="",OR({among}))', Style(fill=fill))
        _when(pad, block.span(name), f'AND({cell}<>"",OR({among}))', Style(fill=INPUT))
        _when(pad, block.span(name), f'AND({cell}="",OR({good}))', Style(fill=PAPER))
    state, note = cell_at(first, COLUMN["state"]), cell_at(first, COLUMN["note"])
    estimate = FigureState.ESTIMATE.within(pad.language)
    test = f'AND({note}="",{state}="{estimate}")'
    _when(pad, block.span("note"), test, Style(fill=cells.HINT_COLOR))
    # Text where a number belongs: pasted over the validation, or typed in another program.
    wrong = pad.tones[Status.OFF_TRACK]
    for name in ("this_period", "to_date"):
        own = cell_at(first, COLUMN[name])
        style = Style(color=wrong.ink, fill=wrong.soft, bold=True)
        word = f"ISNA(MATCH({own},{sheets.list_name('steps')},0))"
        _when(pad, block.span(name), f'AND({own}<>"",NOT(ISNUMBER({own})),{word})', style)
    if block is pad.table:
        _sum_light(pad, block)


def _sum_light(pad: Pad, block: FormBlock) -> None:
    """A total that is not what was known plus what is new."""
    before, this, total = (
        cell_at(block.rows.start, COLUMN[name])
        for name in ("previous_to_date", "this_period", "to_date")
    )
    flows = [row for row in pad.plan.rows if row.reported_as != Basis.POINT]
    known = "TRUE" if all(map(workings.opens_the_year, flows)) else f"ISNUMBER({before})"
    typed = f"AND(ISNUMBER({this}),ISNUMBER({total}),{known})"
    differs = f"ABS(N({before})+{this}-{total})>1E-9*MAX(1,ABS({total}))"
    test = f"AND({typed},{differs})"
    _when(pad, block.span("to_date"), test, Style(fill=cells.HINT_COLOR))


def _when(pad: Pad, span: cells.Span, test: str, style: Style) -> None:
    look = {"type": "formula", "criteria": f"={test}", "format": pad.book.rule(style)}
    pad.form.raw.conditional_format(*span, look)


# ---------------------------------------------------------------------------
# The fill-in workbook of a quarter: one for each responsible unit, as bytes.
#
# `form_plan` says what is asked of whom, `form_workbook` writes it down, `form_name` names the
# file. Rows are found by the id that travels with them in a hidden column, never by position; the
# live formulas look their arithmetic up by the same id, so that sorted, inserted and deleted rows
# still compute.


LONGEST_NAME: Final = 60
_PLAIN: Final = re.compile(r"[\w（）()·]+(?: [\w（）()·]+)*")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def form_workbook(
    plan: FormPlan,
    words: Words,
    labels: Mapping[str, str] | None = None,
    palette: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of a plan; the same plan and language give the same bytes.

    `labels` replace the words of statuses, `palette` their colours (status id to `#rrggbb`), as the
    settings of a workspace may; else the bands of the plan's policy name them, where it has any.
    """
    tones = tones_of({**light_colours(plan.policy), **(palette or {})})
    pad = Pad(plan, words, _status_labels(plan, words, labels or {}), tones)
    write_face(pad)
    sheets.write_projects(pad)
    sheets.write_revisions(pad)
    sheets.write_guide(pad)
    sheets.write_meta(pad)
    sheets.write_lists(pad)
    workings.write_workings(pad)
    return pad.book.getvalue()


def form_name(plan: FormPlan) -> str:
    """The file's name: organisation and unit as people read them, never a path.

    A hash follows where the name had to be changed or could stand for two units.

    >>> from scorecard.schema.period import parse_period
    >>> from scorecard.schema.policy import Policy
    >>> quarter = parse_period("2026-Q3").period
    >>> form_name(FormPlan("钟楼高新园", "jf", "经济发展局", quarter, Policy()))
    '钟楼高新园-经济发展局.xlsx'
    """
    parts = [plan.organisation, *([plan.unit_name or plan.unit] if plan.unit else [])]
    name = "-".join(str(part) for part in parts)
    plain = all(
        _PLAIN.fullmatch(str(part)) and unicodedata.normalize("NFC", str(part)) == part
        for part in parts
    )
    if plain and len(name) <= LONGEST_NAME and not _RESERVED.fullmatch(name):
        return f"{name}.xlsx"
    return f"{slug(chr(10).join((plan.organisation, plan.unit or '')))}.xlsx"


def _status_labels(plan: FormPlan, words: Words, labels: Mapping[str, str]) -> dict[str, str]:
    """What the form shows of each status: its symbol and its word."""
    ours = {str(status): words.label(Status, status) for status in Status}
    named = status_labels(plan.policy, labels, ours)
    return {status: f"{Status(status).symbol} {word}" for status, word in named.items()}
