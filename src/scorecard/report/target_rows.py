"""Target rows: every number of an assessment printed, every id worded, the reason as a sentence."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import date
from typing import Final

from scorecard.i18n import MISSING, N_, number_text, percent_text, settled
from scorecard.report import inputs
from scorecard.report.amounts import RATIO_DECIMALS, Scale, apart
from scorecard.report.view import Header, Numbers, Place, TargetRow, Version
from scorecard.schema.frames import Books
from scorecard.schema.period import Period, PeriodKind
from scorecard.schema.policy import TOLERANCE, at_least
from scorecard.schema.vocabulary import (
    OPEN,
    WAITING,
    Direction,
    DistanceUnit,
    FigureState,
    Flag,
    Measure,
    Method,
    MethodClass,
    NoPoints,
    Pathway,
    Reason,
    Status,
    figure_told,
    flag_bit,
    flag_names,
    is_cap,
)

_SHORT: Final = (Reason.TARGET_MISSED, Reason.FAILS, Reason.STEP_FAILED)
_OVER: Final = (Reason.CAP_EXCEEDED, Reason.OVER_ALLOWANCE)
NOT_MET: Final = frozenset({*_SHORT, *_OVER})
"""Reasons that name a bound which the actual value has not met."""
_MET: Final = (
    *(Reason.TARGET_MET, Reason.MET_EARLY, Reason.MEETS_SO_FAR),
    *(Reason.HOLDS, Reason.STEP_MET),
)
_DISTANCES: Final[dict[str, str]] = {
    **dict.fromkeys(_SHORT, N_("missed by {gap}")),
    **dict.fromkeys(_OVER, N_("over by {gap}")),
    **dict.fromkeys(_MET, N_("{gap} to spare")),
    Reason.WITHIN_ALLOWANCE: N_("{gap} left"),
}
"""How far a boundary is, by reason."""
_REQUIRED: Final = {
    "": (N_("{amount} a quarter"), N_("{amount} in {quarter}")),
    "+": (N_("+{amount} a quarter"), N_("+{amount} in {quarter}")),
    "−": (N_("−{amount} a quarter"), N_("−{amount} in {quarter}")),
}
"""What each quarter left must bring, by its sign; a single one is named."""
POINTS_DECIMALS: Final = 2
_STATED: Final = [
    *("organisation", "target", "version", "valid_from", "value", "due", "reason", "accepted_as"),
    *("comparator", "upper", "allowed_deviation"),
]
"""What is told of the target's row in its book."""
_NUMBERS: Final = tuple(field.name for field in fields(Numbers))


class TargetWriter:
    """Turns assessments (rows of the frame ASSESSMENTS) into `TargetRow`s of one language."""

    def __init__(
        self, header: Header, books: Books, names: inputs.Names, points_told: inputs.PointsTold
    ) -> None:
        self.words, self.names, self.amounts = names.words, names, names.amounts
        self.as_of, self.points_told = header.as_of, points_told
        self.statuses = inputs.status_words(names.words, header.policy, header.labels)
        self.policy = header.policy
        self.versions = inputs.grouped(books.targets.values[_STATED], "target")

    def row(self, position: int, a: inputs.Record) -> TargetRow:
        """The row of assessment `a`, which stands at `position` in its frame."""

        def id_of(column: str) -> str:
            return a[column] or ""

        organisation, unit, scale = id_of("organisation"), id_of("unit"), inputs.scale_of(a)
        status = Status(a["status"] or Status.NOT_SCORED)
        flags = tuple(flag_names(a["flags"] or 0))
        flag_words = tuple(self.words.label(Flag, flag) for flag in flags)
        printed = self._printed(a, scale)
        return TargetRow(
            position=position,
            target=id_of("target"),
            version=a["target_version"] or 1,
            organisation=organisation,
            unit=unit,
            unit_name=self.names.unit(organisation, unit),
            indicator=id_of("indicator"),
            name=self.names.names[inputs.key_of(a)],
            unit_of_measure=self.amounts.unit(scale),
            decimals=a["decimals"],
            told_decimals=_telling(a, scale).decimals,
            measure=id_of("measure"),
            direction=id_of("direction"),
            comparator=id_of("comparator"),
            pathway=id_of("pathway"),
            pathway_word=self.words.label(Pathway, a["pathway"]),
            method=id_of("method"),
            method_class=printed["method_class"],
            method_class_id=id_of("method_class"),
            gate=id_of("gate"),
            status=str(status),
            status_text=f"{status.symbol} {self.statuses[status]}",
            flags=flags,
            flag_words=flag_words,
            flag_text=self.words.listed(list(flag_words)),
            baseline_text=printed["baseline"],
            baseline_period=id_of("baseline_period"),
            baseline_period_text=self.names.period(a["baseline_period"]),
            target_text=printed["target"],
            stretch_text=self.amounts.value(a["stretch"], scale),
            original_text=self.amounts.value(a["original_value"], scale)
            if _has(a, Flag.REVISED_TARGET)
            else "",
            due=id_of("due"),
            due_text=printed["due"],
            actual_text=printed["actual"],
            actual_period=id_of("actual_period"),
            actual_period_text=printed["actual_period"],
            state=id_of("figure_state"),
            state_word=self.words.label(FigureState, a["figure_state"]),
            edition=id_of("edition"),
            expected_text=printed["expected"],
            progress_text=printed["progress"],
            expected_progress_text=printed["expected_progress"],
            lead_text=printed["lead"],
            pace_text=printed["pace"],
            required_text=self._required(a, scale),
            projection_text=printed["projection"],
            distance_text=self._distance(a, printed["gap"]),
            distance_unit=id_of("distance_unit"),
            needed_text=self._needed(a, printed, scale),
            points_text=self._points(a),
            points_lines=self._points_lines(a),
            points_short=self._points_short(a),
            reason_code=id_of("reason_code"),
            reason=self._reason(a, printed, scale),
            period_needed=id_of("period_needed"),
            period_needed_text=self.names.period(a["period_needed"]),
            deadline=a["deadline"],
            deadline_text=printed["deadline"],
            source=self.names.quote(a, a["origin"]),
            figure=Place(a["file"], a["sheet"], a["cell"]),
            cell=Place(a["target_file"], a["target_sheet"], a["target_cell"]),
            numbers=Numbers(*(a[name] for name in _NUMBERS)),
            versions=self._versions(a, scale),
            stated=self._stated(a),
            earns=id_of("earns"),
            unreported=id_of("unreported"),
            last_value=self.amounts.value(_last(a)[0], scale),
            last_text=self.last_known(a),
            done_late=_done_late(a),
        )

    def last_known(self, a: inputs.Record) -> str:
        """The last figure where a newer one is missing; empty where there is none.

        Told without deciding, or deciding while the newer one is waited for (flag `stale`).
        """
        value, period = _last(a)
        text = self.amounts.value(value, inputs.scale_of(a))
        return text and self.words.text(
            N_("{value} ({period})"), value=text, period=self.names.period(period)
        )

    def _printed(self, a: inputs.Record, scale: Scale) -> dict[str, str]:
        """The printed numbers of a row under the names of the reasons' placeholders."""
        amounts, words = self.amounts, self.words
        fine = _telling(a, scale)
        due, needed = self.names.period(a["due"]), self.names.period(a["period_needed"])
        actual = amounts.value(a["actual"], fine)
        told, least = amounts.value(a["actual"], fine, a["rank_of"]), N_("at least {value}")
        if told and _has(a, Flag.PARTIAL):  # figures of earlier periods are missing
            told = words.text(least, value=told)
        allowed = _asked_by_now(a)
        deed = scale.is_milestone and a["actual"] in {0.0, 1.0}
        period = self.names.period(a["actual_period"])
        return {
            "actual": told,
            "actual_period": period,
            "figure": words.text(
                figure_told(deed=deed), actual=told or MISSING, actual_period=period or MISSING
            ),
            # where nothing says how the allowance grows, all of it is allowed
            "allowance": amounts.computed(
                a["target_value"] if a["allowance"] is None else a["allowance"], scale
            ),
            "baseline": amounts.value(a["baseline"], scale),
            "deadline": words.date(a["deadline"]),
            "due": due,
            "expected": amounts.computed(allowed, scale)
            if fine == scale
            else amounts.value(allowed, fine),
            "expected_period": self.names.period(a["expected_period"]),
            "expected_progress": percent_text(a["expected_progress"]),
            "first_due": needed or due,
            "gap": amounts.gap(a["distance"] or None, fine, a["distance_unit"] or ""),
            "growth": percent_text(a["method_value"], RATIO_DECIMALS),
            "lead": words.points(a["lead_pp"]),
            "method": words.label(Method, a["method"]),
            "method_class": words.label(MethodClass, a["method_class"]),
            "method_value": number_text(a["method_value"], RATIO_DECIMALS),
            "needed": needed or due,
            "pace": number_text(a["pace_ratio"], RATIO_DECIMALS),
            "progress": percent_text(a["progress"]),
            "projection": amounts.computed(a["projection"], scale),
            "so_far": amounts.value(a["known_value"], scale) or actual,
            "target": amounts.target(a, a["target_value"], scale),
        }

    def _reason(self, a: inputs.Record, printed: dict[str, str], scale: Scale) -> str:
        code = _said(a)
        if not code:
            return ""
        told = code != Reason.FIGURES_INCOMPLETE and not _done_late(a)
        value = self.amounts.value(a["known_value"], scale) if told else ""
        said = self.words.reason(code, printed, (value, self.names.period(a["known_period"])))
        if _is_silent(a, self.as_of):
            said = self.words.sentences(said, self.words.reason(Reason.FIGURE_OVERDUE, printed))
        if _done_late(a):
            since = N_("Completed in {period}, after its due date.")
            done = self.words.text(since, period=self.names.period(a["known_period"]))
            said = self.words.sentences(said, done)
        return said

    def _stated(self, a: inputs.Record) -> inputs.Record:
        """The target's row in its book, in the version that is in force."""
        held = self.versions.get((a["organisation"] or "", a["target"] or ""), [])
        version = a["target_version"]
        return next((row for row in held if (row["version"] or 1) == (version or 1)), {})

    def _versions(self, a: inputs.Record, scale: Scale) -> tuple[Version, ...]:
        """Every version of the target that the books hold by the view's date, oldest first."""
        held = self.versions.get((a["organisation"] or "", a["target"] or ""), [])
        return tuple(
            Version(
                v["version"] or 1,
                self.words.date(v["valid_from"]),
                self.amounts.target(v, v["value"], scale),
                self.names.period(v["due"]),
                v["reason"] or "",
            )
            for v in sorted(held, key=lambda v: v["version"] or 1)
            if v["valid_from"] is None or v["valid_from"] <= self.as_of
        )

    def _points(self, a: inputs.Record) -> str:
        """What the target's scoring rule gives, or why nothing; empty without a rule."""
        if not a["scoring"]:
            return ""
        if a["points"] is None:
            return self.words.label(NoPoints, a["points_reason"])
        got, full = number_text(a["points"]), number_text(a["full_points"])
        told = N_("{points} of {full} by {rule}") if full else N_("{points} by {rule}")
        return self.words.text(told, points=got, full=full, rule=a["scoring"])

    def _points_short(self, a: inputs.Record) -> str:
        """Points earned of the weight; nothing where every target just counts one."""
        weighed = a["weight"] is not None or a["full_points"] is not None
        return points_short(a["earned"], a["worth"]) if weighed else ""

    def _points_lines(self, a: inputs.Record) -> tuple[str, ...]:
        """One line for each scoring rule of a target: its title, formula, numbers, points."""
        text, lines = self.words.text, []
        for title, steps in self.points_told.get((a["organisation"], a["target"]), ()):
            told = text(N_("; ")).join(text(step, **values) for step, values in steps)
            lines.append(text(N_("{rule}: {steps}"), rule=text(title), steps=told))
        return tuple(lines)

    def _needed(self, a: inputs.Record, printed: dict[str, str], scale: Scale) -> str:
        """What would be needed by when; empty where nothing is open."""
        if a["status"] in WAITING:
            wanted = N_("the figure for {needed} by {deadline}")
            if a["status"] == Status.OVERDUE:
                wanted = N_("the figure for {needed}, which was due by {deadline}")
            return self.words.text(wanted, **printed) if printed["deadline"] else ""
        if _done_late(a):
            done = N_("completed in {period}, nothing is left to do")
            return self.words.text(done, period=self.names.period(a["known_period"]))
        if a["status"] == Status.MISSED and a["measure"] == Measure.MILESTONE:
            return self.words.text(N_("still to be completed, due {due}"), **printed)
        if a["status"] not in OPEN or not printed["due"] or not printed["target"]:
            return ""
        printed = {**printed, "target": self.amounts.wanted(a, a["target_value"], scale)}
        if _capped(a) and a["actual"] is not None:
            left = a["target_value"] - a["actual"]
            wanted = N_("{target} up to {due}: at most {left} more")
            if not settled(left):
                wanted = N_("{target} up to {due}: no more is allowed")
            elif left < 0:
                wanted = N_(
                    "{target} up to {due}; {left} too many already: it can no longer be met"
                )
            return self.words.text(wanted, left=self.amounts.gap(left, scale), **printed)
        wanted = N_("{target} by {due}")
        if a["direction"] == Direction.HOLD:
            wanted = N_("{target} in every period until {due}")
        told = [self.words.text(wanted, **printed), self._required(a, scale)]
        return ("；" if self.amounts.chinese else "; ").join(filter(None, told))

    def _required(self, a: inputs.Record, scale: Scale) -> str:
        """What each quarter left must add, against the office's own plan or the pace so far."""
        required = a["required_per_quarter"]
        if required is None or _capped(a) or a["status"] not in OPEN:
            return ""
        sign = "" if a["measure"] == Measure.FLOW else "+" if required > 0 else "−"
        last = self._last_quarter(a)
        amount = self.amounts.rate(abs(required), scale)
        pace = self.words.text(_REQUIRED[sign][bool(last)], amount=amount, quarter=last)
        if a["required_multiple"] is None:
            return pace
        times = number_text(a["required_multiple"], 1)
        against = N_("{pace}, {times} times the pace so far")
        if a["pathway"] in {Pathway.SHARES, Pathway.MILESTONES}:
            against = N_("{pace}, {times} times what the plan still asks for")
        return self.words.text(against, pace=pace, times=times)

    def _last_quarter(self, a: inputs.Record) -> str:
        """The quarter after the figure, where it is the only one until the due date."""
        known, due = self.names.month(a["actual_period"]), self.names.month(a["due"])
        if known is None or due is None or due - known != 3:  # noqa: PLR2004  (months of a quarter)
            return ""
        quarter = Period(PeriodKind.QUARTER, known, fiscal_start=self.names.fiscal_start)
        return self.names.period(str(quarter))

    def _distance(self, a: inputs.Record, gap: str) -> str:
        """How far the next boundary is, in words; nothing for what is either done or not."""
        if a["distance"] is None or a["measure"] == Measure.MILESTONE:
            return ""
        if not a["distance"]:
            return self.words.text(N_("exactly at the boundary"))
        told = N_("{gap} to the next boundary")
        if a["distance_unit"] == DistanceUnit.RATIO and a["method"] == Method.PACE:
            told = N_("a pace ratio {gap} higher rises one class")
            if self._falls(a["method_value"], a["distance"]):
                told = N_("a pace ratio {gap} lower falls one class")
        told = _DISTANCES.get(_said(a), told)
        return self.words.text(told, gap=gap)

    def _falls(self, pace: float | None, distance: float) -> bool:
        """Whether the boundary at this distance of a pace ratio lies below it."""
        policy, below = self.policy, math.nan if pace is None else pace - distance
        bounds = policy.ahead, policy.on_track, policy.at_risk
        return any(math.isclose(below, bound, abs_tol=1e-9) for bound in bounds)


def points_short(points: float | None, full: float | None) -> str:
    """Points earned and the weight they are of, for a column of a table; nothing without points.

    >>> points_short(12.4, 20.0), points_short(1.005, None), points_short(None, 5.0)
    ('12.40/20', '1.01', '')
    """
    if points is None:
        return ""
    got = number_text(settled(points), POINTS_DECIMALS)
    return f"{got}/{number_text(full)}" if full else got


def _capped(a: inputs.Record) -> bool:
    """Whether the target is a cap: what has come cannot be taken back."""
    return is_cap(a["measure"], a["comparator"])


def _said(a: inputs.Record) -> str:
    """The reason that is told: a cap that was missed is exceeded, it does not fall short."""
    code = a["reason_code"] or ""
    return Reason.CAP_EXCEEDED if code == Reason.TARGET_MISSED and _capped(a) else code


def _done_late(a: inputs.Record) -> bool:
    """Whether a deliverable that was missed at its due date has been completed since."""
    known, missed = a["known_value"], a["status"] == Status.MISSED
    late = missed and a["measure"] == Measure.MILESTONE and known is not None
    return late and at_least(known, a["target_value"] or 1.0, TOLERANCE)


def _last(a: inputs.Record) -> tuple[float | None, str | None]:
    """Value and period of the last figure; see `TargetWriter.last_known`."""
    if _has(a, Flag.STALE):
        return a["actual"], a["actual_period"]
    return a["known_value"], a["known_period"]


def _is_silent(a: inputs.Record, as_of: date) -> bool:
    """Whether a verdict stands although a newer figure is overdue: a broken cap, a flow that met.

    What is done stays done: of a deliverable nobody asks for more.
    """
    late = a["deadline"] is not None and a["deadline"] < as_of
    return late and _has(a, Flag.STALE) and a["measure"] != Measure.MILESTONE


def _has(a: inputs.Record, flag: Flag) -> bool:
    return bool((a["flags"] or 0) & flag_bit(flag))


def _asked_by_now(a: inputs.Record) -> float | None:
    """What is asked for by now, indicator's unit: of a cap what is allowed, in the end all of it.

    A cap that was missed is held against its limit, whatever period its last figure is of.
    """
    if a["status"] == Status.MISSED and _capped(a):
        limit: float | None = a["target_value"]
        return limit
    allowed: float | None = a["expected_value"] if a["allowance"] is None else a["allowance"]
    return allowed


def _telling(a: inputs.Record, scale: Scale) -> Scale:
    """The scale with as many decimals as tell the actual apart from what it is held against.

    Always from what is expected by now; where a bound was not met from every bound.
    """
    if scale.is_rank or scale.is_milestone or scale.decimals is None:
        return scale
    bounds = [_asked_by_now(a)]
    if a["reason_code"] in NOT_MET:
        bounds += (a["target_value"], a["upper"], a["allowance"], a["expected_value"])
    more = [apart(a["actual"], bound, scale.decimals) or 0 for bound in bounds]
    return replace(scale, decimals=max(more))
