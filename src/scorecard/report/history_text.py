"""An indicator's figures with every revision, its targets' versions and statuses, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scorecard.model.labels import BASES, STATES
from scorecard.model.printing import signed_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.changes_text import NONE, joined, last_column, status_word, titled
from scorecard.report.records import Record, records
from scorecard.report.screen import BOLD, Screen, page
from scorecard.report.table import Column, fit, laid_out
from scorecard.words import N_


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator: its heading, how its values are printed, and its tables.

    `figures` are rows of `rules.history.revisions`, `statuses` assessments with `as_of`, `targets`
    versions of targets (TARGETS).
    """

    heading: str
    scale: Scale
    figures: pd.DataFrame
    statuses: pd.DataFrame
    targets: pd.DataFrame


def history_text(parts: Sequence[Part], screen: Screen, fiscal_start: int = 1) -> str:
    """Each part's figures with every vintage, its targets' versions, their status day by day."""
    text = screen.words.text
    lines: list[str] = []
    for part in parts:
        desk = _Desk(part.scale, Amounts(screen.words), screen, fiscal_start)
        lines += [""] if lines else []
        lines += [screen.paint(line, BOLD) for line in fit(part.heading, screen.width)]
        lines += _figures(part.figures, desk)
        if len(part.targets):
            lines += ["", screen.paint(text(N_("Versions of targets")), BOLD)]
            lines += _versions(part.targets, desk)
        lines += ["", screen.paint(text(N_("Status by day")), BOLD)]
        lines += _standings(part.statuses, desk)
    return page(lines)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the tables are drawn with."""

    scale: Scale
    amounts: Amounts
    screen: Screen
    fiscal_start: int

    def value(self, value: float | None, rank_of: float | None = None) -> str:
        return self.amounts.value(value, self.scale, rank_of)

    def period(self, text: str | None) -> str:
        return self.screen.words.period(text, self.fiscal_start)


def _figures(rows: pd.DataFrame, desk: _Desk) -> list[str]:
    """The figures; below each its cell, who sent it, and why it was corrected."""
    words = desk.screen.words
    if rows.empty:
        return [words.text(N_("No figures yet."))]
    told = list(records(rows))
    several = len(rows["basis"].unique()) > 1
    notes = [
        joined(
            "!".join(filter(None, (r["file"], r["sheet"], r["cell"]))),
            words.text(N_("sent by {who}"), who=r["sent_by"]) if r["sent_by"] else "",
            r["note"],
        )
        for r in told
    ]
    force = {True: words.text(N_("yes")), False: words.text(N_("no"))}
    return laid_out(
        (
            titled(words, "period", [desk.period(r["period"]) for r in told]),
            titled(
                words, "basis", [words.label(BASES, r["basis"]) if several else "" for r in told]
            ),
            titled(words, "value", [_value(r, desk) for r in told], right=True),
            Column(
                words.text(N_("Change")),
                [signed_text(r["change"], desk.scale.decimals) for r in told],
                rank=1,
                right=True,
            ),
            titled(words, "state", [words.label(STATES, r["state"] or "") for r in told], rank=2),
            titled(words, "received", [words.date(r["known_on"]) or NONE for r in told]),
            Column(words.text(N_("In force")), [force[bool(r["current"])] for r in told]),
        ),
        desk.screen.width,
    ).lines(notes)


def _value(record: Record, desk: _Desk) -> str:
    return desk.value(record["value"], record["rank_of"]) or record["raw"] or NONE


def _versions(rows: pd.DataFrame, desk: _Desk) -> list[str]:
    words = desk.screen.words
    told = list(records(rows))
    asked = [
        desk.amounts.target(r["comparator"] or "", r["value"], r["upper"], desk.scale) or NONE
        for r in told
    ]
    return laid_out(
        (
            titled(words, "target", [r["target"] for r in told]),
            Column(words.text(N_("Version")), [str(r["version"] or 1) for r in told], right=True),
            Column(
                words.text(N_("Valid from")), [words.date(r["valid_from"]) or NONE for r in told]
            ),
            titled(words, "target_value", asked),
            titled(words, "due", [desk.period(r["due"]) for r in told]),
        ),
        desk.screen.width,
    ).lines([r["reason"] or "" for r in told])


def _standings(rows: pd.DataFrame, desk: _Desk) -> list[str]:
    words = desk.screen.words
    if rows.empty:
        return [words.text(N_("No target rests on these figures."))]
    told = list(records(rows))
    asked = [
        desk.amounts.target(r["comparator"] or "", r["target_value"], r["upper"], desk.scale)
        for r in told
    ]
    return laid_out(
        (
            Column(words.text(N_("As of")), [words.date(r["as_of"]) for r in told]),
            titled(words, "target", [r["target"] for r in told]),
            titled(words, "target_value", asked, rank=1),
            titled(words, "actual", [desk.value(r["actual"]) for r in told], right=True),
            last_column(words, [status_word(r["status"], desk.screen) for r in told]),
        ),
        desk.screen.width,
    ).lines()
