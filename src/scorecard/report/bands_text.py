"""The bands of `schedule` in words: which lead gets which class, and what a preset had to fill."""

from __future__ import annotations

from scorecard.model.band_presets import policy_bands
from scorecard.model.labels import STATUSES
from scorecard.model.policy import Policy
from scorecard.model.status import STATUS_SYMBOLS
from scorecard.words import N_, Words


def band_lines(policy: Policy, words: Words) -> list[str]:
    """One line for each band, best first: its word, its numbers, our status; then the source.

    Nothing where the two limits of the policy rule.
    """
    if not policy.own_bands:
        return []
    table = policy_bands(policy)
    unit = N_("per cent of the expected value") if table.relative else N_("percentage points")
    lines = [
        words.text(
            N_("{word}: lead {numbers} ({unit}) → {status}"),
            word=band.label,
            numbers=str(band.numbers),
            unit=words.text(unit),
            status=f"{STATUS_SYMBOLS[band.status]} {words.label(STATUSES, band.status)}",
        )
        for band in table.bands
        if band.status is not None
    ]
    lines += [
        words.text(
            N_("The source leaves {numbers} undefined; this preset fills it."),
            numbers=str(band.numbers),
        )
        for band in table.filled
    ]
    return [
        *lines,
        *([words.text(N_("Source: {source}"), source=table.source)] * bool(table.source)),
    ]
