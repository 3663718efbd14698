"""The fill-in workbook of a quarter: one for each responsible unit, as bytes.

`form_plan` says what is asked of whom, `form_workbook` writes it down, `form_name` names the file.
Rows are found by the id that travels with them in a hidden column, never by position; the live
formulas look their arithmetic up by the same id, so that sorted, inserted and deleted rows still
compute.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from scorecard.excel.book import LINE_HEIGHT, Value
from scorecard.excel.palette import tones_of
from scorecard.excel.styles import PERCENT, SECTION, Style
from scorecard.forms import cells
from scorecard.forms.cells import Prompt, validate
from scorecard.forms.formulas import (
    looked_up,
    opens_the_year,
    scheduled,
    shown_status,
    write_workings,
)
from scorecard.forms.places import (
    COLUMN,
    HEADER_ROW,
    LAST_COLUMN,
    LEGEND_ROW,
    LINE_ROW,
    TITLE_ROW,
    WIDTHS,
    Pad,
    issued_target,
    prompt_for,
)
from scorecard.forms.plan import FormPlan, FormRow, asked, form_plan, plan_findings
from scorecard.forms.sheets import (
    list_name,
    write_guide,
    write_lists,
    write_meta,
    write_projects,
    write_revisions,
)
from scorecard.i18n import Words
from scorecard.schema.lights import light_colours, status_labels
from scorecard.schema.policy import Policy
from scorecard.schema.quarterly_form import FORM, FORM_COLUMNS, RANK_COLUMNS, counts_whole
from scorecard.schema.vocabulary import (
    BEHIND,
    COMPARATOR_SYMBOLS,
    Basis,
    Comparator,
    FormLine,
    Measure,
    Status,
)
from scorecard.store import slug

__all__ = ["FormPlan", "asked", "form_name", "form_plan", "form_workbook", "plan_findings"]


# ---------------------------------------------------------------------------
# What lights up while one types: statuses, text for numbers, sums that do not add up.


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
    behind = ",".join(f'{own}="{pad.statuses[s]}"' for s in BEHIND)
    state = cells.cell_at(first, COLUMN["state"])
    estimate = FORM["form"].column("state").choices[0].within(pad.words.language)
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


# ---------------------------------------------------------------------------
# One line of the form: what is known of an indicator, and the cells to fill in.


_WORDED: Final = {"evidence", "note"}
_LIVE: Final = {"attainment": PERCENT, "schedule": PERCENT, "status": "General"}
_RANK_TEXTS: Final = {"edition": "editions", "data_year": "years"}
_TALLEST_RANK: Final = 100_000
_MOST: Final = 10**9


def write_line(pad: Pad, line: int, number: int, row: FormRow) -> None:
    """The row of an indicator, in the block that it belongs to."""
    columns = RANK_COLUMNS if row.is_rank else FORM_COLUMNS
    known = _known(pad, number, row)
    for place, name in enumerate(columns):
        if name in row.asks or name in {"state", *_WORDED}:
            _entry(pad, line, place, name, row)
        elif name in _LIVE:
            _live(pad, line, place, name, row)
        else:
            pad.form.value(line, place, known.get(name), _known_style(name, row))
    worded = ("indicator", "unit_of_measure", "annual_target")
    texts = {COLUMN[name]: str(known[name] or "") for name in worded}
    pad.form.height(line, texts, 2 * LINE_HEIGHT)


def _known(pad: Pad, number: int, row: FormRow) -> dict[str, Value]:
    name = pad.name(row)
    if row.period != pad.plan.quarter and not row.is_rank:
        period = pad.period(str(row.period))
        name += f"\n（{period}）" if pad.words.language == "zh" else f"\n({period})"
    target = issued_target(pad, row)
    place = row.last_place.value if row.last_place else None
    return {
        "no": number,
        "indicator": name,
        "row_id": row.row_id,
        "unit_of_measure": row.unit_of_measure,
        "annual_target": target,
        "target_place": target,
        "previous_to_date": row.previous,
        "previous_place": place,
        "same_period_last_year": row.last_year,
    }


def _known_style(name: str, row: FormRow) -> Style:
    if name in {"no", "unit_of_measure", "row_id"}:
        return cells.KNOWN_CENTRE
    if name == "indicator":
        return cells.KNOWN
    if name not in {"annual_target", "target_place"} or row.yardstick is None:
        places = 0 if row.is_rank else row.decimals
        return cells.KNOWN_NUMBER.but(number=cells.number_format(places))
    comparator = row.yardstick.comparator
    symbol = "" if comparator == Comparator.AT_LEAST else COMPARATOR_SYMBOLS.get(comparator, "")
    number = cells.number_format(row.decimals, symbol)
    return cells.KNOWN_NUMBER.but(number=number, wrap=True)


def _live(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    result = "label" if name == "status" else name
    stored = {"schedule": scheduled(row), "status": shown_status(pad, row) or None}.get(name)
    style = cells.KNOWN_CENTRE if name == "status" else cells.KNOWN_NUMBER
    pad.form.formula(
        line, place, looked_up(pad, result, line), stored, style.but(number=_LIVE[name])
    )


def _entry(pad: Pad, line: int, place: int, name: str, row: FormRow) -> None:
    pad.form.value(line, place, _prefilled(pad, name, row), _entry_style(name, row))
    says = prompt_for(pad, name, row).options(pad.words)
    span = (line, place, line, place)
    rule = _rule(name, row)
    if rule is None:
        says = {k: v for k, v in says.items() if k.startswith("input")}
        validate(pad.form, span, {"validate": "any"}, says)
    else:
        validate(pad.form, span, rule, says)


def _prefilled(pad: Pad, name: str, row: FormRow) -> str | None:
    return pad.period(str(row.period)) if name == "edition" else None


def _entry_style(name: str, row: FormRow) -> Style:
    if name in _WORDED:
        return cells.ENTRY_TEXT
    if name == "published_on":
        return cells.ENTRY_DAY
    if name in {"state", *_RANK_TEXTS}:
        return cells.ENTRY_CENTRE
    if name in {"place", "rank_of"}:
        return cells.ENTRY_NUMBER.but(number="0")
    return cells.ENTRY_NUMBER.but(number=cells.number_format(row.decimals))


def _rule(name: str, row: FormRow) -> dict[str, Any] | None:
    if name in _WORDED:
        return None
    if name == "state":
        return cells.list_rule(list_name("states"))
    if name in _RANK_TEXTS:
        return cells.list_rule(list_name(_RANK_TEXTS[name]), strict=False)
    if name == "published_on":
        return cells.day_rule()
    if name in {"place", "rank_of"}:
        return cells.whole_rule(1, int(row.maximum or _TALLEST_RANK))
    most = 1.0 if row.measure == Measure.MILESTONE and row.maximum is None else row.maximum
    least = 0.0 if row.measure == Measure.MILESTONE and row.minimum is None else row.minimum
    if counts_whole(row.unit_of_measure, row.measure, row.decimals):
        return cells.whole_rule(_edge(least, -_MOST), _edge(most, _MOST))
    return cells.number_rule(least, most)


def _edge(bound: float | None, otherwise: int) -> int:
    return otherwise if bound is None else int(bound)


# ---------------------------------------------------------------------------
# The sheet that a unit fills in: title, head line, table, ranks, signatures.


def write_face(pad: Pad) -> None:
    """Everything a person sees and fills in."""
    pad.form.columns(WIDTHS)
    pad.form.raw.set_column(COLUMN["row_id"], COLUMN["row_id"], WIDTHS[2], None, {"hidden": True})
    _head(pad)
    if pad.plan.rows:
        _header(pad, HEADER_ROW, "form", FORM_COLUMNS)
    if pad.plan.ranks:
        title = pad.words.text("Ranks: the latest published result, not an estimate")
        for column in range(LAST_COLUMN + 1):
            pad.form.blank(pad.places.ranks_title, column, SECTION)
        pad.form.text(pad.places.ranks_title, 0, title, SECTION)
        _header(pad, pad.places.ranks_header, "ranks", RANK_COLUMNS)
    for number, (line, row, rank) in enumerate(pad.numbered(), start=1):
        if rank:
            number -= len(pad.plan.rows)  # noqa: PLW2901  (each block counts from 1)
        write_line(pad, line, number, row)
    write_lights(pad)
    _signatures(pad)
    _page(pad)


# ------------------------------------------------------------------ above and below the table


def _head(pad: Pad) -> None:
    sheet, words = pad.form, pad.words
    sheet.merged((TITLE_ROW, 0, TITLE_ROW, LAST_COLUMN), pad.title, cells.FORM_TITLE)
    sheet.raw.set_row(TITLE_ROW, 32)
    said = {item.id: item.within(words.language) for item in FormLine}
    colon = "：" if words.language == "zh" else ": "
    seal = ("" if words.language == "zh" else " ") + words.text("(seal)")
    quarter = pad.period(str(pad.plan.quarter))
    line = LINE_ROW
    reporter = f"{said['reporting_unit']}{seal}{colon}{pad.reporter}"
    sheet.merged((line, 0, line, COLUMN["previous_to_date"]), reporter, cells.LINE_TEXT)
    spans = (COLUMN["this_period"], COLUMN["to_date"] + 1)
    sheet.merged(
        (line, spans[0], line, spans[1]), f"{said['quarter']}{colon}{quarter}", cells.LINE_TEXT
    )
    label = (line, COLUMN["attainment"], line, COLUMN["schedule"])
    sheet.merged(label, f"{said['sent_on']}{colon}".rstrip(), cells.LINE_RIGHT)
    _sent_on(pad, line, COLUMN["status"])
    measure = f"{said['unit_of_measure']}{colon}{_common_unit(pad)}"
    sheet.merged((line, COLUMN["state"], line, LAST_COLUMN), measure, cells.LINE_RIGHT)
    sheet.raw.set_row(line, 24)
    sheet.merged((LEGEND_ROW, 0, LEGEND_ROW, LAST_COLUMN), _legend(pad), cells.LEGEND)
    sheet.raw.set_row(LEGEND_ROW, 18)


def _sent_on(pad: Pad, row: int, column: int) -> None:
    pad.form.blank(row, column, cells.ENTRY_DAY)
    prompt = Prompt(
        pad.words.text("Day of sending"),
        pad.words.text("The day on which you send this form back, such as 2026-10-12."),
        pad.words.text("Type a date such as 2026-10-12."),
    )
    validate(pad.form, (row, column, row, column), cells.day_rule(), prompt.options(pad.words))


def _common_unit(pad: Pad) -> str:
    units = {row.unit_of_measure for row in pad.plan.all_rows}
    return units.pop() if len(units) == 1 else pad.words.text("see the table")


def _legend(pad: Pad) -> str:
    legend = pad.words.text(
        "Fill in the yellow cells only; grey cells are known or computed. "
        "How to fill in stands on the sheet “{sheet}”.",
        sheet=pad.guide.name,
    )
    return legend if pad.plan.unit is None else f"{pad.plan.organisation} · {legend}"


def _signatures(pad: Pad) -> None:
    colon = "：" if pad.words.language == "zh" else ":"
    row = pad.places.footer
    places = (
        (pad.words.text("Filled in by"), 1, 1),
        (pad.words.text("Checked by"), 4, 6),
        (pad.words.text("Head of unit"), 8, 11),
        (pad.words.text("Date"), 13, 13),
    )
    for label, first, last in places:
        pad.form.merged((row, first, row, last), label + colon, cells.SIGNATURE)
    pad.form.raw.set_row(row, 26)


def _page(pad: Pad) -> None:
    sheet = pad.form
    whose = pad.plan.organisation.replace("&", "&&")[:60]
    sheet.page(
        header=f"&L&8 {whose}&R&8 {pad.plan.quarter}",
        footer="&C&8&P / &N",
    )
    header = HEADER_ROW if pad.plan.rows else pad.places.ranks_header
    sheet.raw.repeat_rows(header)
    sheet.raw.print_area(0, 0, pad.places.footer, LAST_COLUMN)
    sheet.raw.freeze_panes(header + 1, COLUMN["unit_of_measure"])
    sheet.raw.center_horizontally()
    cells.protect(sheet)
    sheet.raw.set_selection(header + 1, COLUMN["this_period"], header + 1, COLUMN["this_period"])


def _header(pad: Pad, row: int, layout: str, columns: tuple[str, ...]) -> None:
    words = pad.words
    notes = {
        "this_period": words.text("or level at its end"),
        "to_date": words.text("or since the start"),
    }
    texts = {
        place: cells.header_text(FORM[layout].column(name), words, notes)
        for place, name in enumerate(columns)
    }
    for place, text in texts.items():
        pad.form.text(row, place, text, cells.HEADER)
    pad.form.height(row, texts, 34)


# ---------------------------------------------------------------------------
# The fill-in workbook of a quarter: one for each responsible unit, as bytes.


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
    pad = Pad(plan, words, _status_labels(plan.policy, words, labels or {}), tones)
    write_face(pad)
    write_projects(pad)
    write_revisions(pad)
    write_guide(pad)
    write_meta(pad)
    write_lists(pad)
    write_workings(pad)
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


def _status_labels(policy: Policy, words: Words, labels: Mapping[str, str]) -> dict[str, str]:
    """What the form shows of each status: its symbol and its word."""
    ours = {str(status): words.label(Status, status) for status in Status}
    named = status_labels(policy, labels, ours)
    return {status: f"{Status(status).symbol} {word}" for status, word in named.items()}
