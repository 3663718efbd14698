"""Target rows: every number of an assessment printed, every id worded, the reason as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

import pandas as pd

from scorecard.i18n import N_, Words, number_text, percent_text
from scorecard.report.amounts import RATIO_DECIMALS, Amounts, Scale, apart
from scorecard.report.parts import Header, Numbers, Place, Quote, TargetRow, Version
from scorecard.report.points import points_short
from scorecard.report.records import Record, records
from scorecard.report.table import status_words
from scorecard.schema.frames import Books
from scorecard.schema.reasons import NoPoints, Reason
from scorecard.schema.vocabulary import (
    OPEN,
    WAITING,
    Direction,
    FigureState,
    Flag,
    Grade,
    Measure,
    Method,
    MethodClass,
    NumberOrigin,
    Pathway,
    Status,
    Strength,
    flag_bit,
    flag_names,
)

# ---------------------------------------------------------------------------
# What a target takes: the distance to the next boundary, the pace needed, points given.


_SHORT: Final = frozenset({Reason.TARGET_MISSED, Reason.FAILS, Reason.STEP_FAILED})
_OVER: Final = frozenset({Reason.CAP_EXCEEDED, Reason.OVER_ALLOWANCE})
NOT_MET: Final = _SHORT | _OVER
"""Reasons that name a bound which the actual value has not met."""
_MET: Final = frozenset({Reason.TARGET_MET, Reason.MET_EARLY, Reason.HOLDS, Reason.STEP_MET})


class Needs:
    """Words what is left to do for an assessment, in one language.

    `printed` are the row's numbers as texts, under the names of the reasons' placeholders.
    """

    def __init__(self, amounts: Amounts) -> None:
        self.amounts, self.words = amounts, amounts.words

    def points(self, a: Record) -> str:
        """What the target's scoring rule gives, or why nothing; empty without a rule."""
        if not a["scoring"]:
            return ""
        if a["points"] is None:
            return self.words.label(NoPoints, a["points_reason"] or "")
        got, full = number_text(a["points"]), number_text(a["full_points"])
        told = N_("{points} of {full} by {rule}") if full else N_("{points} by {rule}")
        return self.words.text(told, points=got, full=full, rule=a["scoring"])

    def needed(self, a: Record, printed: dict[str, str], scale: Scale) -> str:
        """What would be needed by when; empty where nothing is open."""
        if a["status"] in WAITING:
            late = a["status"] == Status.OVERDUE
            if not printed["deadline"]:
                return ""
            wanted = N_("the figure for {needed}, which was due by {deadline}")
            return self.words.text(
                wanted if late else N_("the figure for {needed} by {deadline}"),
                needed=printed["needed"],
                deadline=printed["deadline"],
            )
        if a["status"] not in OPEN or not printed["due"] or not printed["target"]:
            return ""
        if _capped(a) and a["actual"] is not None:
            return self._left(a, printed, scale)
        wanted = N_("{target} by {due}")
        if a["direction"] == Direction.HOLD:
            wanted = N_("{target} in every period until {due}")
        needed = self.words.text(wanted, target=printed["target"], due=printed["due"])
        required = self.required(a, scale)
        return f"{needed}{'；' if self.amounts.tight else '; '}{required}" if required else needed

    def required(self, a: Record, scale: Scale) -> str:
        """The pace that is needed from now on, and how it compares with the pace so far."""
        required = a["required_per_quarter"]
        if required is None or _capped(a) or a["status"] not in OPEN:
            return ""
        amount = self.amounts.rate(required, scale, signed=a["measure"] != Measure.FLOW)
        if a["required_multiple"] is None:
            return self.words.text(N_("{amount} a quarter"), amount=amount)
        times = number_text(a["required_multiple"], 1)
        return self.words.text(
            N_("{amount} a quarter, {times} times the pace so far"), amount=amount, times=times
        )

    def _left(self, a: Record, printed: dict[str, str], scale: Scale) -> str:
        """Of a cap on what adds up: how much may still come."""
        left = a["target_value"] - a["actual"]
        told = N_("{target} up to {due}; {left} left")
        if left < 0:
            told = N_("{target} up to {due}; {left} too many already: it can no longer be met")
        amount = self.amounts.gap(left, scale) or "0"
        return self.words.text(told, target=printed["target"], due=printed["due"], left=amount)

    def distance(self, a: Record, gap: str) -> str:
        """How far the next boundary is, in words; nothing for what is either done or not."""
        code, distance = a["reason_code"], a["distance"]
        if distance is None or a["measure"] == Measure.MILESTONE:
            return ""
        if not distance:
            return self.words.text(N_("exactly at the boundary"))
        if code in _SHORT:
            return self.words.text(N_("missed by {gap}"), gap=gap)
        if code in _OVER:
            return self.words.text(N_("over by {gap}"), gap=gap)
        if code == Reason.WITHIN_ALLOWANCE:
            return self.words.text(N_("{gap} to the limit"), gap=gap)
        if code in _MET:
            return self.words.text(N_("{gap} to spare"), gap=gap)
        return self.words.text(N_("{gap} to the next boundary"), gap=gap)


def _capped(a: Record) -> bool:
    """Whether the target is a cap on what adds up: what has come cannot be taken back."""
    falling = a["measure"] == Measure.FLOW and a["direction"] == Direction.DECREASE
    return falling or a["allowance"] is not None


# ---------------------------------------------------------------------------
# The sentences behind targets and goals, with the documents they stand in.


class Quotes:
    """Goals and documents of the books, looked up by organisation and id."""

    def __init__(self, books: Books, words: Words) -> None:
        self.words = words
        self.made: dict[tuple[str | None, ...], Quote] = {}
        self.goals: dict[tuple[str, str], Record] = {
            (g["organisation"] or "", g["goal"] or ""): g for g in records(books.goals.values)
        }
        self.documents: dict[tuple[str, str], Record] = {
            (d["organisation"] or "", d["document"] or ""): d
            for d in records(books.documents.values)
        }

    def quote(
        self, organisation: str | None, goal: str | None, origin: str | None, strength: str | None
    ) -> Quote:
        """The sentence of a goal; its parts are empty where the books do not hold it."""
        key = (organisation, goal, origin, strength)
        if key not in self.made:
            self.made[key] = self._quote(*key)
        return self.made[key]

    def _quote(
        self, organisation: str | None, goal: str | None, origin: str | None, strength: str | None
    ) -> Quote:
        said = self.goals.get((organisation or "", goal or ""), {})
        document = said.get("document") or ""
        stated = self.documents.get((organisation or "", document), {})
        force = strength or said.get("strength") or ""
        return Quote(
            goal=goal or "",
            text=said.get("quote") or "",
            document=document,
            title=stated.get("title") or "",
            publisher=stated.get("publisher") or "",
            stated_on=self.words.period(stated.get("stated_on")),
            published_on=self.words.period(stated.get("published_on")),
            grade_word=self.words.label(Grade, stated.get("grade") or ""),
            strength=force,
            strength_word=self.words.label(Strength, force),
            origin=origin or "",
            origin_word=self.words.label(NumberOrigin, origin or ""),
        )


# ---------------------------------------------------------------------------
# Target rows: every number of an assessment printed, every id worded, the reason as a sentence.


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
        self.flags = {str(flag): words.text(flag.said) for flag in Flag}
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
            "measure_word": label(Measure, a["measure"] or ""),
            "pathway_word": label(Pathway, a["pathway"] or ""),
            "method_word": label(Method, a["method"] or ""),
            "method_class": label(MethodClass, a["method_class"] or ""),
            "state_word": label(FigureState, a["figure_state"] or ""),
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
            "symbol": status.symbol,
            "status_word": self.statuses[status],
            "status_text": f"{status.symbol} {self.statuses[status]}",
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
            "expected_progress": percent_text(a["expected_progress"]),
            "first_due": needed or due,
            "gap": amounts.gap(a["distance"] or None, fine, a["distance_unit"] or ""),
            "growth": percent_text(a["method_value"], RATIO_DECIMALS),
            "lead": words.points(a["lead_pp"]),
            "method": words.label(Method, a["method"] or ""),
            "method_class": words.label(MethodClass, a["method_class"] or ""),
            "method_value": number_text(a["method_value"], RATIO_DECIMALS),
            "needed": needed or due,
            "pace": number_text(a["pace_ratio"], RATIO_DECIMALS),
            "progress": percent_text(a["progress"]),
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


# ---------------------------------------------------------------------------
# What the outputs need to know of indicators and units, looked up by organisation and id.


Key = tuple[str, str]
_NEEDED: Final = ("organisation", "indicator", "name", "measure", "decimals", "unit_of_measure")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and scales of indicators, names of units, and the order of the books.

    `places` gives each organisation's and each indicator's position; what the books do not hold
    follows in the order in which it turns up.
    """

    names: dict[Key, str]
    scales: dict[Key, Scale]
    unit_names: dict[Key, str]
    indicator_order: dict[Key, int]
    organisation_order: dict[str, int]

    def place(self, organisation: str, indicator: str = "") -> tuple[int, int]:
        """Where an organisation, or one of its indicators, stands in print."""
        last = len(self.organisation_order)
        return (
            self.organisation_order.get(organisation, last),
            self.indicator_order.get((organisation, indicator), len(self.indicator_order)),
        )


def gather(books: Books, assessments: pd.DataFrame, figures: pd.DataFrame, language: str) -> Facts:
    """The facts of the books first; what only assessments or figures name comes after."""
    names: dict[Key, str] = {}
    scales: dict[Key, Scale] = {}
    assessed = assessments[list(_NEEDED)].drop_duplicates(["organisation", "indicator"])
    for row in (*records(books.indicators.values), *records(assessed)):
        key = key_of(row)
        names.setdefault(key, _name(row, language))
        scales.setdefault(key, scale_of(row))
    organisations = dict.fromkeys(
        name
        for frame in (books.organisations.values, books.indicators.values, assessments, figures)
        for name in frame["organisation"].fillna("").unique().tolist()
    )
    units = {
        (u["organisation"] or "", u["unit"] or ""): u["name"] or u["unit"] or ""
        for u in records(books.units.values)
    }
    return Facts(
        names,
        scales,
        units,
        {key: i for i, key in enumerate(names)},
        {name: i for i, name in enumerate(organisations)},
    )


def key_of(row: Record) -> Key:
    """Organisation and indicator of a row."""
    return row["organisation"] or "", row["indicator"] or ""


def _name(row: Record, language: str) -> str:
    english = row.get("name_en") if language == "en" else None
    return english or row["name"] or row["indicator"] or ""
