"""What changed between two dates, and an indicator's history: text for the terminal, and JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.i18n import N_, plain, signed_text
from scorecard.report.amounts import Scale
from scorecard.report.inputs import Names, Record, key_of, records
from scorecard.report.terminal import BOLD, Screen, Table, fit, hanging, page
from scorecard.report.view import Place
from scorecard.schema.quarterly_form import AMOUNTS, FORM, Answer, FollowUp
from scorecard.schema.vocabulary import Basis, FigureState, Kept

NONE: Final = "–"


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two dates: statuses that changed, figures restated, targets revised.

    `flipped` holds the targets whose status at the later date would be another one without the
    restatements (columns of `status_changes`: before = without, after = with them).
    """

    statuses: pd.DataFrame
    restated: pd.DataFrame
    flipped: pd.DataFrame
    targets: pd.DataFrame


@dataclass(frozen=True, slots=True)
class History:
    """One indicator's figures with every vintage, and its targets' status on each day of news.

    News is a figure that came or a version of a target that came into force.  `targets` are the
    versions in force by then, `answers` what was written beside the figures, in order of entry.
    """

    organisation: str
    indicator: str
    figures: pd.DataFrame
    statuses: pd.DataFrame
    targets: pd.DataFrame
    answers: tuple[Answer, ...] = ()


def changes_text(ends: tuple[str, str], found: Changes, names: Names, screen: Screen) -> str:
    """Statuses that changed, figures restated with what they flipped, targets revised.

    `ends` are the two days in words, each with its quarter where it stands for one.
    """
    text, tables = screen.words.text, _Tables(names, screen)
    first, second = ends
    lines = [screen.paint(text(N_("From {first} to {second}"), first=first, second=second), BOLD)]
    for title, nothing, table in (
        (N_("Statuses changed"), N_("No status changed."), tables.moves(found.statuses)),
        (
            N_("Figures restated"),
            N_("No figure was restated."),
            tables.restated(found.restated, found.flipped),
        ),
        (
            N_("Statuses that the restatements flipped"),
            N_("No restatement flipped a status."),
            tables.moves(found.flipped),
        ),
        (N_("Targets revised or new"), N_("No target was revised."), tables.revised(found.targets)),
    ):
        lines += ["", screen.paint(text(title), BOLD), *(table or [text(nothing)])]
    return page(lines)


def history_text(histories: Sequence[History], names: Names, screen: Screen) -> str:
    """Each indicator's figures with every vintage, its targets' versions, their status by day."""
    text, tables = screen.words.text, _Tables(names, screen)
    lines: list[str] = []
    for one in histories:
        key = one.organisation, one.indicator
        scale, heading = names.scale(key), " · ".join((*key, names.names[key]))
        lines += [""] if lines else []
        lines += [screen.paint(line, BOLD) for line in fit(heading, screen.width)]
        lines += tables.figures(one.figures, scale) or [text(N_("No figures yet."))]
        if one.answers:
            lines += ["", screen.paint(text(N_("What the unit says")), BOLD)]
            lines += tables.answers(one.answers, scale)
        if len(one.targets):
            lines += ["", screen.paint(text(N_("Versions of targets")), BOLD)]
            lines += tables.versions(one.targets, scale)
        lines += ["", screen.paint(text(N_("Status by day")), BOLD)]
        none = text(N_("No target rests on these figures."))
        lines += tables.standings(one.statuses, scale) or [none]
    return page(lines)


class _Tables:
    """The tables on one screen; each is empty where there are no rows."""

    def __init__(self, names: Names, screen: Screen) -> None:
        self.names, self.amounts = names, names.amounts
        self.screen, self.words = screen, screen.words

    def moves(self, rows: pd.DataFrame) -> list[str]:
        """Statuses that changed, and the values they rest on."""
        table = (
            Table(self.words, records(rows))
            .add("target", lambda r: r["target"])
            .add("name", self._name)
            .add("actual", lambda r: self._moved(r, "actual_before", "actual_after"), 1)
            .add("status", self._move)
        )
        return self._lines(table)

    def restated(self, rows: pd.DataFrame, flipped: pd.DataFrame) -> list[str]:
        """Each restated figure; below it who sent it, why, and the lights that it flipped."""
        flips: dict[tuple[str, str], list[str]] = {}
        for r in records(flipped):
            flips.setdefault(key_of(r), []).append(f"{r['target']} {self._move(r)}")

        def note(r: Record) -> str:
            told = self.words.listed(flips.get(key_of(r), []))
            lights = self.words.text(N_("flipped {lights}"), lights=told) if told else None
            return _joined(r["sent_by"], r["note"], lights)

        table = (
            Table(self.words, records(rows))
            .add("organisation", lambda r: r["organisation"], 1)
            .add("name", self._name)
            .add("period", lambda r: self.names.period(r["period"]))
            .add("basis", self._basis(rows))
            .add("value", lambda r: self._moved(r, "value_before", "value"))
            .add("received", lambda r: self.words.date(r["known_on"]), 2)
        )
        return self._lines(table, note)

    def revised(self, rows: pd.DataFrame) -> list[str]:
        """Versions of targets, with the value of the version before."""

        def asked(r: Record) -> str:
            scale = self.names.scale(key_of(r))
            now = self._asked(r, scale)
            if r["value_before"] is None:
                return now
            earlier = self.amounts.target(r, r["value_before"], scale)
            return f"{earlier} → {now}"

        table = (
            Table(self.words, records(rows))
            .add("target", lambda r: r["target"])
            .add("name", self._name)
            .add("version", lambda r: str(r["version"]), right=True)
            .add("target_value", asked)
            .add("due", lambda r: self.names.period(r["due"]), 1)
            .add("valid_from", lambda r: self.words.date(r["valid_from"]))
        )
        return self._lines(table, _reason)

    def figures(self, rows: pd.DataFrame, scale: Scale) -> list[str]:
        """The figures; below each its cell, who sent it, and why it was corrected."""

        def note(r: Record) -> str:
            sent = self.words.text(N_("sent by {who}"), who=r["sent_by"]) if r["sent_by"] else None
            return _joined(Place(r["file"], r["sheet"], r["cell"]).text, sent, r["note"])

        def value(r: Record) -> str:
            return self.amounts.value(r["value"], scale, r["rank_of"]) or r["raw"] or NONE

        force = {True: self.words.text(N_("yes")), False: self.words.text(N_("no"))}
        table = (
            Table(self.words, records(rows))
            .add("period", lambda r: self.names.period(r["period"]))
            .add("basis", self._basis(rows))
            .add("value", value, right=True)
            .add("change", lambda r: self._change(r["change"], scale), 1, right=True)
            .add("state", lambda r: self.words.label(FigureState, r["state"]), 2)
            .add("received", lambda r: self.words.date(r["known_on"]) or NONE)
            .add("in_force", lambda r: force[bool(r["current"])])
        )
        return self._lines(table, note)

    def answers(self, rows: Sequence[Answer], scale: Scale) -> list[str]:
        """What was written beside the figures, in order of entry, each with its cell."""
        columns, lines = {c.id: c.name for c in FORM["form"].columns}, []
        for r in rows:
            said = self.words.label(Kept, r.content) if r.item == "kept" else r.content
            if r.item in AMOUNTS:
                said = self.amounts.value(r.value, scale)
            elif r.item == "by_when":
                said = self.words.date(FollowUp(by_when=said).day) or said
            what = columns[r.item].within(self.words.language)
            place = Place(r.file or "", r.sheet or "", r.cell or "").text
            told = _joined(self.names.period(r.period), what, plain(said, None), place)
            lines += hanging(told, self.screen.width)
        return lines

    def _change(self, change: float | None, scale: Scale) -> str:
        """A difference with its sign; of places with the word for them."""
        number = signed_text(change, scale.decimals)
        return number + self.amounts.unit(scale) if number and scale.is_rank else number

    def versions(self, rows: pd.DataFrame, scale: Scale) -> list[str]:
        """Versions of targets; below each why it was changed."""
        table = (
            Table(self.words, records(rows))
            .add("target", lambda r: r["target"])
            .add("version", lambda r: str(r["version"] or 1), right=True)
            .add("valid_from", lambda r: self.words.date(r["valid_from"]) or NONE)
            .add("target_value", lambda r: self._asked(r, scale))
            .add("due", lambda r: self.names.period(r["due"]))
        )
        return self._lines(table, _reason)

    def standings(self, rows: pd.DataFrame, scale: Scale) -> list[str]:
        """The status of targets day by day."""
        amounts = self.amounts
        table = (
            Table(self.words, records(rows))
            .add("as_of", lambda r: self.words.date(r["as_of"]))
            .add("target", lambda r: r["target"])
            .add("target_value", lambda r: amounts.target(r, r["target_value"], scale), 1)
            .add("actual", lambda r: amounts.value(r["actual"], scale), right=True)
            .add("status", lambda r: self._status(r["status"]))
        )
        return self._lines(table)

    def _lines(
        self, table: Table[Record], note: Callable[[Record], str] = lambda _row: ""
    ) -> list[str]:
        notes = [note(row) for row in table.rows]
        return table.lines(self.screen.width, notes) if table.rows else []

    def _name(self, r: Record) -> str:
        """The indicator's name in the screen's language."""
        return self.names.names.get(key_of(r)) or r.get("name") or r["indicator"]

    def _basis(self, rows: pd.DataFrame) -> Callable[[Record], str]:
        """What each figure covers, where the rows differ in it."""
        several = len(rows["basis"].unique()) > 1
        return lambda r: self.words.label(Basis, r["basis"]) if several else ""

    def _status(self, status: str | None) -> str:
        return self.screen.word(status) if status else NONE

    def _move(self, r: Record) -> str:
        return f"{self._status(r['status_before'])} → {self._status(r['status_after'])}"

    def _moved(self, r: Record, before: str, after: str) -> str:
        """A value and what it became."""
        scale = self.names.scale(key_of(r))
        first = self.amounts.value(r[before], scale) or NONE
        return f"{first} → {self.amounts.value(r[after], scale, r['rank_of']) or NONE}"

    def _asked(self, r: Record, scale: Scale) -> str:
        return self.amounts.target(r, r["value"], scale) or NONE


def _reason(r: Record) -> str:
    return r["reason"] or ""


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))
