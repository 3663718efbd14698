"""What changed between two dates as text for the terminal, and frames as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

import pandas as pd

from scorecard.i18n import N_, Words, signed_text
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.curves import UNKNOWN
from scorecard.report.records import Record, records
from scorecard.report.table import BOLD, Column, Screen, fit, laid_out, page
from scorecard.report.targets import Facts, Key, key_of
from scorecard.report.titles import COLUMNS
from scorecard.schema.vocabulary import Basis, FigureState

NONE: Final = "–"


class Found(Protocol):
    """The tables of what changed (see `pipeline.changes.Changes`)."""

    @property
    def statuses(self) -> pd.DataFrame: ...  # noqa: D102  (columns of assessment.history)
    @property
    def restated(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def flipped(self) -> pd.DataFrame: ...  # noqa: D102
    @property
    def targets(self) -> pd.DataFrame: ...  # noqa: D102


def changes_text(
    days: tuple[date, date],
    found: Found,
    facts: Facts,
    screen: Screen,
    fiscal_start: int = 1,
) -> str:
    """Statuses that changed, figures restated with what they flipped, targets revised."""
    words = screen.words
    desk = _Desk(facts, Amounts(words), screen, fiscal_start)
    first, second = (words.date(day) for day in days)
    head = words.text(N_("From {first} to {second}"), first=first, second=second)
    lines = [screen.paint(head, BOLD)]
    for title, nothing, rows, draw in (
        (N_("Statuses changed"), N_("No status changed."), found.statuses, _status_changes),
        (N_("Figures restated"), N_("No figure was restated."), found.restated, _restated),
        (
            N_("Statuses that the restatements flipped"),
            N_("No restatement flipped a status."),
            found.flipped,
            _status_changes,
        ),
        (N_("Targets revised or new"), N_("No target was revised."), found.targets, _targets),
    ):
        lines += ["", screen.paint(words.text(title), BOLD)]
        lines += draw(rows, found, desk) if len(rows) else [words.text(nothing)]
    return page(lines)


def table_document(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as JSON: missing values are null, dates ISO texts."""
    return [
        {str(name): _json(value) for name, value in row.items()} for row in frame.to_dict("records")
    ]


def _json(value: Any) -> Any:  # noqa: ANN401  (any value of a frame)
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def status_word(status: object, screen: Screen) -> str:
    """Symbol and word of a status; a dash where there is none."""
    return screen.word(status) if isinstance(status, str) else NONE


def _status_changes(rows: pd.DataFrame, _found: Found, desk: _Desk) -> list[str]:
    screen, words = desk.screen, desk.screen.words
    told = list(records(rows))
    moves = [
        f"{status_word(r['status_before'], screen)} → {status_word(r['status_after'], screen)}"
        for r in told
    ]
    values = [
        desk.moved(key_of(r), r["actual_before"], r["actual_after"], r["rank_of"]) for r in told
    ]
    return laid_out(
        (
            titled(words, "target", [r["target"] for r in told]),
            titled(words, "name", [desk.name(r) for r in told], name=True),
            titled(words, "actual", values, rank=1),
            last_column(words, moves),
        ),
        desk.screen.width,
    ).lines()


def _restated(rows: pd.DataFrame, found: Found, desk: _Desk) -> list[str]:
    """Each restated figure; below it who sent it, why, and the lights that it flipped."""
    words = desk.screen.words
    told = list(records(rows))
    flips: dict[tuple[str, str], list[str]] = {}
    for r in records(found.flipped):
        before, after = (
            status_word(r[f"status_{when}"], desk.screen) for when in ("before", "after")
        )
        flips.setdefault(key_of(r), []).append(f"{r['target']} {before} → {after}")
    notes = [
        joined(
            r["sent_by"],
            r["note"],
            words.text(N_("flipped {lights}"), lights=words.listed(flips[key_of(r)]))
            if key_of(r) in flips
            else "",
        )
        for r in told
    ]
    several = len(rows["basis"].unique()) > 1
    return laid_out(
        (
            titled(words, "organisation", [r["organisation"] for r in told], rank=1),
            titled(words, "name", [desk.name(r) for r in told], name=True),
            titled(words, "period", [words.period(r["period"], desk.fiscal_start) for r in told]),
            titled(
                words, "basis", [words.label(Basis, r["basis"]) if several else "" for r in told]
            ),
            titled(
                words,
                "value",
                [desk.moved(key_of(r), r["value_before"], r["value"], r["rank_of"]) for r in told],
            ),
            titled(words, "received", [words.date(r["known_on"]) for r in told], rank=2),
        ),
        desk.screen.width,
    ).lines(notes)


def _targets(rows: pd.DataFrame, _found: Found, desk: _Desk) -> list[str]:
    words = desk.screen.words
    told = list(records(rows))
    values = [
        desk.asked(key_of(r), r["comparator"], r["value_before"], r["value"], r["upper"])
        for r in told
    ]
    return laid_out(
        (
            titled(words, "target", [r["target"] for r in told]),
            titled(words, "name", [desk.name(r) for r in told], name=True),
            Column(words.text(N_("Version")), [str(r["version"]) for r in told], right=True),
            titled(words, "target_value", values),
            titled(words, "due", [words.period(r["due"], desk.fiscal_start) for r in told], rank=1),
            Column(words.text(N_("Valid from")), [words.date(r["valid_from"]) for r in told]),
        ),
        desk.screen.width,
    ).lines([r["reason"] or "" for r in told])


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the tables are drawn with: names and scales of indicators, the screen."""

    facts: Facts
    amounts: Amounts
    screen: Screen
    fiscal_start: int

    def name(self, record: Record) -> str:
        """The indicator's name in the screen's language."""
        return self.facts.names.get(key_of(record)) or record.get("name") or record["indicator"]

    def moved(
        self, key: Key, before: float | None, after: float | None, rank_of: float | None
    ) -> str:
        """A value and what it became."""
        scale = self.facts.scales.get(key, UNKNOWN)
        first = self.amounts.value(before, scale) or NONE
        return f"{first} → {self.amounts.value(after, scale, rank_of) or NONE}"

    def asked(
        self,
        key: Key,
        comparator: str,
        before: float | None,
        after: float | None,
        upper: float | None,
    ) -> str:
        """What was asked for, and what is asked for now."""
        scale = self.facts.scales.get(key, UNKNOWN)
        now = self.amounts.target(comparator, after, upper, scale) or NONE
        if before is None:
            return now
        return f"{self.amounts.target(comparator, before, upper, scale)} → {now}"


def titled(
    words: Words,
    key: str,
    cells: Sequence[str],
    *,
    rank: int = 0,
    right: bool = False,
    name: bool = False,
) -> Column:
    """A column under the heading that the vocabulary of columns gives it."""
    return Column(words.text(COLUMNS[key]), cells, rank=rank, right=right, name=name)


def last_column(words: Words, cells: Sequence[str]) -> Column:
    """The statuses, which stand last."""
    return Column(words.text(COLUMNS["status"]), cells, last=True)


def joined(*parts: object) -> str:
    """What there is of these texts, in a row."""
    return " · ".join(part for part in parts if isinstance(part, str) and part)


# ---------------------------------------------------------------------------
# An indicator's figures with every revision, its targets' versions and statuses, as text.


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator: its heading, how its values are printed, and its tables.

    `figures` are rows of `assessment.history.revisions`, `statuses` assessments with `as_of`,
    `targets` versions of targets (TARGETS).
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
        desk = _HistoryDesk(part.scale, Amounts(screen.words), screen, fiscal_start)
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
class _HistoryDesk:
    """What the tables are drawn with."""

    scale: Scale
    amounts: Amounts
    screen: Screen
    fiscal_start: int

    def value(self, value: float | None, rank_of: float | None = None) -> str:
        return self.amounts.value(value, self.scale, rank_of)

    def period(self, text: str | None) -> str:
        return self.screen.words.period(text, self.fiscal_start)


def _figures(rows: pd.DataFrame, desk: _HistoryDesk) -> list[str]:
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
                words, "basis", [words.label(Basis, r["basis"]) if several else "" for r in told]
            ),
            titled(words, "value", [_value(r, desk) for r in told], right=True),
            Column(
                words.text(N_("Change")),
                [signed_text(r["change"], desk.scale.decimals) for r in told],
                rank=1,
                right=True,
            ),
            titled(
                words, "state", [words.label(FigureState, r["state"] or "") for r in told], rank=2
            ),
            titled(words, "received", [words.date(r["known_on"]) or NONE for r in told]),
            Column(words.text(N_("In force")), [force[bool(r["current"])] for r in told]),
        ),
        desk.screen.width,
    ).lines(notes)


def _value(record: Record, desk: _HistoryDesk) -> str:
    return desk.value(record["value"], record["rank_of"]) or record["raw"] or NONE


def _versions(rows: pd.DataFrame, desk: _HistoryDesk) -> list[str]:
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


def _standings(rows: pd.DataFrame, desk: _HistoryDesk) -> list[str]:
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
