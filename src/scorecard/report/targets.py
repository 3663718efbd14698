"""Target rows: every number of an assessment printed, every id worded, the reason as a sentence."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

from scorecard.model import labels
from scorecard.model.frames import Books
from scorecard.model.printing import number_text, percent_text
from scorecard.model.status import (
    STATUS_SYMBOLS,
    Flag,
    Reason,
    Status,
    flag_bit,
    flag_names,
)
from scorecard.report.amounts import RATIO_DECIMALS, Amounts, Scale, apart
from scorecard.report.needs import NOT_MET, Needs
from scorecard.report.parts import Header, Numbers, Place, TargetRow, Version
from scorecard.report.points_text import points_short
from scorecard.report.quotes import Quotes
from scorecard.report.records import Record, records
from scorecard.report.screen import status_words
from scorecard.words import N_, Words

_NUMBERS: Final = tuple(f.name for f in fields(Numbers))
_IDS: Final = {
    **{
        name: name
        for name in (
            *("target", "organisation", "unit", "group", "indicator", "measure", "direction"),
            *("comparator", "pathway", "method", "gate", "baseline_period", "due"),
            *("actual_period", "edition", "reason_code", "period_needed"),
        )
    },
    "state": "figure_state",
    "distance_unit": "distance_unit",
    "method_class_id": "method_class",
}
"""Fields that carry a column as it is, empty where missing."""
_PRINTED: Final = (
    *("baseline", "target", "due", "actual", "actual_period", "expected", "progress"),
    *("expected_progress", "lead", "pace", "projection", "deadline"),
)


class TargetWriter:
    """Turns assessments into `TargetRow`s of one language."""

    def __init__(
        self,
        words: Words,
        header: Header,
        books: Books,
        unit_names: dict[tuple[str, str], str],
    ) -> None:
        self.words, self.unit_names = words, unit_names
        self.quotes = Quotes(books, words)
        self.as_of = header.as_of
        self.fiscal_start = header.policy.fiscal_start
        self.amounts = Amounts(words)
        self.needs = Needs(self.amounts)
        self.statuses = status_words(words, header.policy, header.labels)
        self.flags_of: dict[int, tuple[str, ...]] = {}
        self.flags = {f: words.text(label) for f, label in labels.FLAGS.items()}
        self.versions: dict[tuple[str, str], list[Record]] = {}
        for row in records(books.targets.values):
            self.versions.setdefault((row["organisation"] or "", row["target"] or ""), []).append(
                row
            )

    def row(self, position: int, a: Record, name: str) -> TargetRow:
        """The row of assessment `a`, which stands at `position` in its frame."""
        scale = scale_of(a)
        printed = self._printed(a, scale)
        return TargetRow(
            position=position,
            name=name,
            numbers=Numbers(**{number: a[number] for number in _NUMBERS}),
            source=self.quotes.quote(a["organisation"], a["goal"], a["origin"], a["strength"]),
            figure=Place(a["file"], a["sheet"], a["cell"]),
            cell=Place(a["target_file"], a["target_sheet"], a["target_cell"]),
            version=a["target_version"] or 1,
            decimals=a["decimals"],
            deadline=a["deadline"],
            unit_of_measure=self.amounts.unit(scale),
            versions=self._versions(a, scale),
            **_ids(a),
            **self._words(a),
            **self._standing(a),
            **self._texts(a, printed, scale),
        )

    def _words(self, a: Record) -> dict[str, Any]:
        unit = a["unit"] or ""
        label = self.words.label
        return {
            "unit_name": self.unit_names.get((a["organisation"] or "", unit), unit),
            "measure_word": label(labels.MEASURES, a["measure"] or ""),
            "pathway_word": label(labels.PATHWAYS, a["pathway"] or ""),
            "method_word": label(labels.METHODS, a["method"] or ""),
            "method_class": label(labels.METHOD_CLASSES, a["method_class"] or ""),
            "state_word": label(labels.STATES, a["figure_state"] or ""),
        }

    def _versions(self, a: Record, scale: Scale) -> tuple[Version, ...]:
        """Every version of the target that the books hold by the view's date, oldest first."""
        held = self.versions.get((a["organisation"] or "", a["target"] or ""), [])
        return tuple(
            Version(
                v["version"] or 1,
                self.words.date(v["valid_from"]),
                self.amounts.target(v["comparator"] or "", v["value"], v["upper"], scale),
                self._period(v["due"]),
                v["reason"] or "",
            )
            for v in sorted(held, key=lambda v: v["version"] or 1)
            if v["valid_from"] is None or v["valid_from"] <= self.as_of
        )

    def _standing(self, a: Record) -> dict[str, Any]:
        status = Status(a["status"] or Status.NOT_SCORED)
        bits = a["flags"] or 0
        if bits not in self.flags_of:
            self.flags_of[bits] = tuple(flag_names(bits))
        flags = self.flags_of[bits]
        flag_words = tuple(self.flags[flag] for flag in flags)
        return {
            "status": str(status),
            "symbol": STATUS_SYMBOLS[status],
            "status_word": self.statuses[status],
            "status_text": f"{STATUS_SYMBOLS[status]} {self.statuses[status]}",
            "flags": flags,
            "flag_words": flag_words,
            "flag_text": self.words.listed(list(flag_words)),
        }

    def _original(self, a: Record, scale: Scale) -> str:
        """What the first version asked for; empty for a target that was never revised."""
        revised = (a["flags"] or 0) & flag_bit(Flag.REVISED_TARGET)
        return self.amounts.value(a["original_value"], scale) if revised else ""

    def _texts(self, a: Record, printed: dict[str, str], scale: Scale) -> dict[str, Any]:
        return {
            **{f"{name}_text": printed[name] for name in _PRINTED},
            "baseline_period_text": self._period(a["baseline_period"]),
            "stretch_text": self.amounts.value(a["stretch"], scale),
            "original_text": self._original(a, scale),
            "required_text": self.needs.required(a, scale),
            "distance_text": self.needs.distance(a, printed["gap"]),
            "needed_text": self.needs.needed(a, printed, scale),
            "points_text": self.needs.points(a),
            "points_short": points_short(a["points"], a["full_points"]),
            "reason": self._reason(a, printed, scale),
            "period_needed_text": self._period(a["period_needed"]),
        }

    def _period(self, text: str | None) -> str:
        return self.words.period(text, self.fiscal_start)

    def _printed(self, a: Record, scale: Scale) -> dict[str, str]:
        """The printed numbers of a row under the names of the reasons' placeholders."""
        amounts, words = self.amounts, self.words
        fine = _telling(a, scale)
        due, needed = self._period(a["due"]), self._period(a["period_needed"])
        known = amounts.value(a["known_value"], scale)
        return {
            "actual": amounts.value(a["actual"], fine, a["rank_of"]),
            "actual_period": self._period(a["actual_period"]),
            "allowance": amounts.computed(a["allowance"], scale),
            "baseline": amounts.value(a["baseline"], scale),
            "deadline": words.date(a["deadline"]),
            "due": due,
            "expected": amounts.computed(a["expected_value"], scale),
            "expected_period": self._period(a["expected_period"]),
            "expected_progress": words.percent(a["expected_progress"]),
            "first_due": needed or due,
            "gap": amounts.gap(a["distance"] or None, fine, a["distance_unit"] or ""),
            "growth": percent_text(a["method_value"], RATIO_DECIMALS),
            "lead": words.points(a["lead_pp"]),
            "method": words.label(labels.METHODS, a["method"] or ""),
            "method_class": words.label(labels.METHOD_CLASSES, a["method_class"] or ""),
            "method_value": number_text(a["method_value"], RATIO_DECIMALS),
            "needed": needed or due,
            "pace": number_text(a["pace_ratio"], RATIO_DECIMALS),
            "progress": words.percent(a["progress"]),
            "projection": amounts.computed(a["projection"], scale),
            "so_far": known or amounts.value(a["actual"], fine),
            "target": amounts.target(a["comparator"] or "", a["target_value"], a["upper"], scale),
        }

    def _reason(self, a: Record, printed: dict[str, str], scale: Scale) -> str:
        code = a["reason_code"]
        if not code:
            return ""
        told = code != Reason.FIGURES_INCOMPLETE
        value = self.amounts.value(a["known_value"], scale) if told else ""
        return self.words.reason(code, printed, (value, self._period(a["known_period"])))

    def last_known(self, a: Record) -> str:
        """The last figure where a newer one is missing; empty where there is none.

        Told without deciding, or deciding while the newer one is waited for (flag `stale`).
        """
        stale = (a["flags"] or 0) & flag_bit(Flag.STALE)
        name = "actual" if stale else "known"
        value = self.amounts.value(a["actual" if stale else "known_value"], scale_of(a))
        return value and self.words.text(
            N_("{value} ({period})"), value=value, period=self._period(a[f"{name}_period"])
        )


def _telling(a: Record, scale: Scale) -> Scale:
    """The scale with as many decimals as show that a bound that was not met was not met."""
    if a["reason_code"] not in NOT_MET or scale.is_rank or scale.is_milestone:
        return scale
    bounds = (a["target_value"], a["upper"], a["allowance"], a["expected_value"])
    more = [apart(a["actual"], bound, scale.decimals) or 0 for bound in bounds]
    return scale if scale.decimals is None else replace(scale, decimals=max(more))


def _ids(a: Record) -> dict[str, Any]:
    return {field: a[key] or "" for field, key in _IDS.items()}


def scale_of(row: Record) -> Scale:
    """How the row's indicator is printed."""
    return Scale(row["measure"] or "", row["decimals"], row["unit_of_measure"] or "")
