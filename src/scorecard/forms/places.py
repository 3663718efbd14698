"""Where everything stands on the sheets of one form, known before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scorecard.excel.book import Book, Properties, Sheet
from scorecard.excel.palette import STATUS_TONES, Tones
from scorecard.excel.text import shortened
from scorecard.forms.cells import TITLE_LIMIT, Prompt, sheet_title
from scorecard.forms.plan import Earlier, FormPlan, FormRow, Yardstick
from scorecard.i18n import N_, Words, number_text, rounded
from scorecard.schema.period import PeriodKind, enclosing
from scorecard.schema.quarterly_form import FORM, FORM_COLUMNS, RANK_COLUMNS
from scorecard.schema.vocabulary import COMPARATOR_SYMBOLS, Basis, Comparator, Measure

WIDTHS: Final = tuple(column.width for column in FORM["form"].columns)
COLUMN: Final = {name: place for place, name in enumerate(FORM_COLUMNS)}
RANK_COLUMN: Final = {name: place for place, name in enumerate(RANK_COLUMNS)}
LAST_COLUMN: Final = len(FORM_COLUMNS) - 1

TITLE_ROW, LINE_ROW, LEGEND_ROW, HEADER_ROW = range(4)


@dataclass(frozen=True, slots=True)
class Places:
    """Rows of the form's sheet, from 0; a block without rows has `first` after `last`."""

    first: int
    last: int
    ranks_title: int
    ranks_first: int
    ranks_last: int
    footer: int

    @property
    def ranks_header(self) -> int:
        """The header row of the block of ranks."""
        return self.ranks_first - 1


def places_of(plan: FormPlan) -> Places:
    """Where the blocks of this plan stand; without ordinary rows the ranks move up."""
    first = HEADER_ROW + 1
    last = first + len(plan.rows) - 1
    below = last + 2 if plan.rows else HEADER_ROW
    ranks_first = below + 2
    ranks_last = ranks_first + len(plan.ranks) - 1
    return Places(
        first, last, below, ranks_first, ranks_last, (ranks_last if plan.ranks else last) + 2
    )


class Pad:
    """A form being written: its workbook, sheets, plan and language."""

    def __init__(
        self, plan: FormPlan, words: Words, labels: dict[str, str], tones: Tones = STATUS_TONES
    ) -> None:
        self.plan = plan
        self.words = words
        self.statuses = labels
        self.tones = tones
        self.places = places_of(plan)
        self.book = Book(
            Properties(
                title=self.title,
                subject=plan.form_id,
                author=plan.organisation,
            )
        )
        self.form = self.sheet("form")
        self.projects = self.sheet("form_projects") if plan.projects is not None else None
        self.revisions = self.sheet("revisions")
        self.guide = self.book.sheet(words.text("How to fill in"))
        self.meta = self.sheet("form_meta")
        self.lists = self.book.sheet(words.text("Lists"))
        self.workings = self.book.sheet(words.text("Workings"))
        for hidden in (self.meta, self.lists, self.workings):
            hidden.raw.hide()

    def sheet(self, layout: str) -> Sheet:
        """A new sheet with the name that its layout has in this language."""
        return self.book.sheet(sheet_title(FORM[layout], self.words))

    @property
    def title(self) -> str:
        """The form's title: `2026年第三季度目标完成情况表`."""
        quarter = self.words.period(str(self.plan.quarter), self.plan.quarter.fiscal_start)
        return self.words.text("Targets and results, {quarter}", quarter=quarter)

    @property
    def reporter(self) -> str:
        """Who fills the form in."""
        return self.plan.unit_name or self.plan.organisation

    def period(self, text: str | None) -> str:
        """A period in this language."""
        return self.words.period(text, self.plan.quarter.fiscal_start)

    def name(self, row: FormRow | Earlier) -> str:
        """The indicator's name in this language."""
        return row.name if self.words.language == "zh" else row.name_en or row.name

    def choice(self, row: FormRow | Earlier) -> str:
        """The indicator's name as a word to choose; its id where two share a name."""
        everyone: list[FormRow | Earlier] = [*self.plan.all_rows, *self.plan.earlier]
        same = {r.indicator for r in everyone if self.name(r) == self.name(row)}
        return shortened(self.name(row), 120) if len(same) == 1 else row.indicator

    def numbered(self) -> Iterator[tuple[int, FormRow, bool]]:
        """Sheet row, plan row and whether it is a rank, from top to bottom."""
        yield from ((self.places.first + i, r, False) for i, r in enumerate(self.plan.rows))
        yield from ((self.places.ranks_first + i, r, True) for i, r in enumerate(self.plan.ranks))


# ---------------------------------------------------------------------------
# What each cell to be filled in says when it is chosen: what belongs there, and how far to go.


_WHAT = {
    "state": N_("Estimate, provisional or final. Leave blank if the figure is final."),
    "evidence": N_("Where the figure can be looked up: document, number, date."),
    "note": N_(
        "Why the figure is behind, an estimate, missing, or different from what was said before."
    ),
    "place": N_("The place in the published result, a whole number. Leave blank until published."),
    "rank_of": N_("How many took part, such as 169."),
    "edition": N_("The year or round of the evaluation, as the notice calls it."),
    "data_year": N_("The year whose data were evaluated, often one before."),
    "published_on": N_("The day on which the result was published or notified."),
}
_OF = {
    Basis.POINT: N_("The level at the end of the period."),
    "this_period": N_("Only what came in this period."),
    Basis.TO_DATE: N_("Everything since the beginning of the year."),
    Basis.SINCE_START: N_("Everything since the start, earlier years included."),
}
_DONE = N_("1 = done, 0 = not done, 0.6 = 60 % done.")
_PERCENT = N_("For 45 % type 45.")
_BLANK = N_("Nothing happened: type 0. Not known: leave blank and say why under Note.")


def prompt_for(pad: Pad, name: str, row: FormRow) -> Prompt:
    """The messages of one cell."""
    words, label = pad.words, pad.name(row)
    title = label if len(label) <= TITLE_LIMIT else label[: TITLE_LIMIT - 1] + "…"
    if name in _WHAT:
        return Prompt(title, words.text(_WHAT[name]), _refusal(pad, name))
    parts = [f"{pad.period(str(row.period))} · {row.unit_of_measure}", words.text(_what(name, row))]
    if row.unit_of_measure.startswith(("%", "％")):
        parts.append(words.text(_PERCENT))
    if row.yardstick:
        parts.append(_aim(pad, row, row.yardstick))
    parts.append(words.text(_BLANK))
    return Prompt(title, "\n".join(part for part in parts if part), _range(pad, row))


def _what(name: str, row: FormRow) -> str:
    if row.measure == Measure.MILESTONE:
        return _DONE
    if row.reported_as == Basis.POINT:
        return _OF[Basis.POINT]
    if name == "this_period":
        return _OF["this_period"]
    since = row.reported_as == Basis.SINCE_START
    return _OF[Basis.SINCE_START if since else Basis.TO_DATE]


def _aim(pad: Pad, row: FormRow, stick: Yardstick) -> str:
    """The target and what its pathway expects by the period's end."""
    if stick.comparator == Comparator.DONE or stick.value is None:
        return ""
    target = number_text(stick.value, row.decimals)
    if stick.comparator == Comparator.BETWEEN:
        target += f"–{number_text(stick.upper, row.decimals)}"
    else:
        target = f"{COMPARATOR_SYMBOLS.get(stick.comparator, '')} {target}"
    if stick.due:
        target = pad.words.text(
            "Target: {target} by {due}.", target=target, due=pad.period(stick.due)
        )
    else:
        target = pad.words.text("Target: {target}.", target=target)
    if stick.expected_value is None or stick.expected_progress is None or stick.gate:
        return target
    places = (1 if row.decimals is None else row.decimals) + 1
    expected = number_text(float(rounded(stick.expected_value, places)))
    return target + pad.words.text(" Expected by now: {value}.", value=expected)


def _range(pad: Pad, row: FormRow) -> str:
    """What the cell refuses, in words."""
    low, high = number_text(row.minimum), number_text(row.maximum)
    if low and high:
        only = pad.words.text("Type a number from {low} to {high}.", low=low, high=high)
    elif low:
        only = pad.words.text("Type a number of at least {low}.", low=low)
    elif high:
        only = pad.words.text("Type a number of at most {high}.", high=high)
    else:
        only = pad.words.text("Type a number.")
    return only + pad.words.text(
        " No unit, no words, no “about”. Without a figure leave the cell blank and say why under"
        " Note."
    )


def _refusal(pad: Pad, name: str) -> str:
    if name in {"place", "rank_of"}:
        return pad.words.text(
            "Type a whole number, such as 118. What is not published stays blank."
        )
    if name == "published_on":
        return pad.words.text("Type a date such as 2026-10-12.")
    return pad.words.text("Choose a word of the list.")


# ---------------------------------------------------------------------------
# What a form says of the target beside its figures.


def issued_target(pad: Pad, row: FormRow) -> float | str | None:
    """The target's value for this year, or its pathway's value at the year's end.

    A target that says nothing of this year stands with its due date.
    """
    stick = row.yardstick
    if stick is None:
        return None
    if stick.comparator == Comparator.DONE:
        return _dated(pad, row, pad.words.text("to be done"), stick.due)
    places = 0 if row.is_rank else row.decimals
    if stick.comparator == Comparator.BETWEEN:
        low, high = (number_text(v, places) for v in (stick.value, stick.upper))
        return _dated(pad, row, f"{low}–{high}", stick.due)
    if stick.year_value is not None and not row.is_rank:
        return stick.year_value
    symbol = COMPARATOR_SYMBOLS.get(stick.comparator, "")
    return _dated(pad, row, f"{symbol} {number_text(stick.value, places)}", stick.due)


def _dated(pad: Pad, row: FormRow, target: str, due: str | None) -> str:
    """The target with its due date below, where that lies beyond the year asked about."""
    if due is None or due == str(enclosing(row.period, PeriodKind.YEAR)):
        return target
    date = pad.period(due)
    return f"{target}\n（{date}）" if pad.words.language == "zh" else f"{target}\n({date})"
