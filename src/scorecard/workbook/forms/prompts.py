"""What each cell to be filled in says when it is chosen: what belongs there, and how far to go."""

from __future__ import annotations

from scorecard.model.labels import COMPARATOR_SYMBOLS
from scorecard.model.printing import number_text, rounded
from scorecard.model.status import Basis, Comparator, Measure
from scorecard.words import N_
from scorecard.workbook.forms.cells import TITLE_LIMIT, Prompt
from scorecard.workbook.forms.parts import FormRow, Yardstick
from scorecard.workbook.forms.places import Pad

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
