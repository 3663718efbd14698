"""What a target takes: the distance to the next boundary, the pace needed, points given."""

from __future__ import annotations

from typing import Final

from scorecard.model import score_reasons
from scorecard.model.printing import number_text
from scorecard.model.status import Direction, Measure, Reason, Status
from scorecard.report.amounts import Amounts, Scale
from scorecard.report.records import Record
from scorecard.words import N_

_SHORT: Final = frozenset({Reason.TARGET_MISSED, Reason.FAILS, Reason.STEP_FAILED})
_OVER: Final = frozenset({Reason.CAP_EXCEEDED, Reason.OVER_ALLOWANCE})
NOT_MET: Final = _SHORT | _OVER
"""Reasons that name a bound which the actual value has not met."""
_MET: Final = frozenset({Reason.TARGET_MET, Reason.MET_EARLY, Reason.HOLDS, Reason.STEP_MET})
_STILL_OPEN: Final = frozenset({Status.AHEAD, Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK})
_WAITING: Final = frozenset({Status.AWAITING_DATA, Status.OVERDUE})


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
            return self.words.label(score_reasons.POINTS, a["points_reason"] or "")
        got, full = number_text(a["points"]), number_text(a["full_points"])
        told = N_("{points} of {full} by {rule}") if full else N_("{points} by {rule}")
        return self.words.text(told, points=got, full=full, rule=a["scoring"])

    def needed(self, a: Record, printed: dict[str, str], scale: Scale) -> str:
        """What would be needed by when; empty where nothing is open."""
        if a["status"] in _WAITING:
            late = a["status"] == Status.OVERDUE
            if not printed["deadline"]:
                return ""
            wanted = N_("the figure for {needed}, which was due by {deadline}")
            return self.words.text(
                wanted if late else N_("the figure for {needed} by {deadline}"),
                needed=printed["needed"],
                deadline=printed["deadline"],
            )
        if a["status"] not in _STILL_OPEN or not printed["due"] or not printed["target"]:
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
        if required is None or _capped(a) or a["status"] not in _STILL_OPEN:
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
