"""The sheet that a unit fills in: title, head line, table, ranks, signatures."""

from __future__ import annotations

from scorecard.sheet.styles import SECTION
from scorecard.workbook.forms import cells
from scorecard.workbook.forms.cells import Prompt, validate
from scorecard.workbook.forms.lights import write_lights
from scorecard.workbook.forms.lines import write_line
from scorecard.workbook.forms.places import (
    COLUMN,
    HEADER_ROW,
    LAST_COLUMN,
    LEGEND_ROW,
    LINE_ROW,
    TITLE_ROW,
    WIDTHS,
    Pad,
)
from scorecard.workbook.layout.books import FORM_LINE, SHEETS
from scorecard.workbook.returns.columns import FORM_COLUMNS, RANK_COLUMNS


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
    said = {item.id: cells.choice_label(item, words) for item in FORM_LINE}
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
        place: cells.header_text(SHEETS[layout].column(name), words, notes)
        for place, name in enumerate(columns)
    }
    for place, text in texts.items():
        pad.form.text(row, place, text, cells.HEADER)
    pad.form.height(row, texts, 34)
