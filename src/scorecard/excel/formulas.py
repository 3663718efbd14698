"""The arithmetic of progress as live formulas, shared by the scorecard and the quarterly form.

Thresholds stand in named cells (`THRESHOLDS`), a row's inputs in cells that the caller names; the
formulas use functions that Excel 2010, WPS and LibreOffice all know.  They follow the project's
method: the gate is a value, everything after it is computed.  Inputs that are not known are blank
and give blank results, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from scorecard.schema.band_presets import policy_bands
from scorecard.schema.bands import Band, Bands, edges, rising
from scorecard.schema.policy import Policy
from scorecard.schema.reasons import Reason
from scorecard.schema.vocabulary import GOOD, OUTSIDE, VERDICTS, Comparator, Measure, Method, Status

# ---------------------------------------------------------------------------
# A value held against a bound in a live formula, within the tolerance the rules know.


def within(bound: str) -> str:
    """The distance within which a value counts as on a bound."""
    return f"tolerance*MAX(1,ABS({bound}))"


def at_least(value: str, bound: str) -> str:
    """`value` is not below `bound`."""
    return f"{value}-{bound}>=-{within(bound)}"


def above(value: str, bound: str) -> str:
    """`value` is above `bound`, not on it."""
    return f"{value}-{bound}>{within(bound)}"


def at_most(value: str, bound: str) -> str:
    """`value` is not above `bound`."""
    return f"{value}-{bound}<={within(bound)}"


def below(value: str, bound: str) -> str:
    """`value` is below `bound`, not on it."""
    return f"{value}-{bound}<-{within(bound)}"


# ---------------------------------------------------------------------------
# The classes of `schedule` by an office's own bands, as a live formula over named edges.


OUTERMOST: Final = "1E+300"
"""What a lead counts as, per cent of nothing, where something is done and nothing expected yet."""


@cache
def own_bands(policy: Policy) -> Bands | None:
    """The bands in force where they are not the two limits in percentage points."""
    return policy_bands(policy) if policy.own_bands else None


def edge_cells(bands: Bands | None) -> dict[str, float]:
    """The edges by the name of their cell, from the lowest up: points, or per cent if relative."""
    return {_name(bands, edge): edge for edge in edges(bands)} if bands else {}


def _name(bands: Bands, edge: float) -> str:
    return f"band_edge_{edges(bands).index(edge) + 1}"


def lane_formula(cell: Mapping[str, str], bands: Bands) -> str:
    """The id of the status that the bands give the lead; blank where the lead is not known.

    Needs the cells `lead` (percentage points), `progress` and `expected`.  A value within the
    tolerance of an edge stands on it, as in the rules.  The bands leave no number out, so the
    lowest takes what no other has.
    """
    value = _relative(cell) if bands.relative else cell["lead"]
    lowest, *others = rising(bands)
    nested = _status(lowest)
    for band in others:
        name = _name(bands, band.numbers.low)
        test = (at_least if band.numbers.low_in else above)(value, name)
        nested = f"IF({test},{_status(band)},{nested})"
    return f'IF({cell["lead"]}="","",{nested})'


def _status(band: Band) -> str:
    return f'"{band.status or Status.NOT_SCORED}"'


def _relative(cell: Mapping[str, str]) -> str:
    """100 (G - E) / E; exactly on schedule where nothing is expected and nothing is done."""
    progress, expected = cell["progress"], cell["expected"]
    outside = f"IF({progress}=0,0,IF({progress}>0,{OUTERMOST},-{OUTERMOST}))"
    return f"IF({expected}=0,{outside},100*({progress}-{expected})/{expected})"


# ---------------------------------------------------------------------------
# The arithmetic of progress as live formulas, shared by the scorecard and the quarterly form.


class Mode(StrEnum):
    """What decides a row once the gate is open; a value, told by the reason the rules gave.

    `final`: the due figure is in; `hold`: the bound holds now; `hold_share`: the bound of a flow
    that grows with its pathway holds now; `step`: the milestone that was due is met; `cap`: within
    the allowance; `pace`, `schedule`: the method's classes; `stored`: the status stays as it is.
    """

    FINAL = "final"
    HOLD = "hold"
    HOLD_SHARE = "hold_share"
    CAP = "cap"
    STEP = "step"
    PACE = "pace"
    SCHEDULE = "schedule"
    STORED = "stored"


MODES: Final[Mapping[str, Mode]] = {
    Reason.TARGET_MET: Mode.FINAL,
    Reason.TARGET_MISSED: Mode.FINAL,
    Reason.HOLDS: Mode.HOLD,
    Reason.FAILS: Mode.HOLD,
    Reason.CAP_EXCEEDED: Mode.CAP,
    Reason.WITHIN_ALLOWANCE: Mode.CAP,
    Reason.OVER_ALLOWANCE: Mode.CAP,
    Reason.STEP_MET: Mode.STEP,
    Reason.STEP_FAILED: Mode.STEP,
    Reason.MET_EARLY: Mode.PACE,
    Reason.EARLY_DAYS: Mode.PACE,
    Reason.PACE: Mode.PACE,
    Reason.WRONG_WAY: Mode.PACE,
    Reason.SCHEDULE: Mode.SCHEDULE,
}
"""How a reason decides; the reasons that are not listed leave the stored status."""


def mode_of(reason: str, method: str, measure: str) -> Mode:
    """What decides a row: told by the reason, and by how the sheet can follow the method.

    The classes of every method that is not `pace` or `schedule` stay stored; those two judge caps
    on flows alike, by their allowance.
    """
    mode = MODES.get(reason, Mode.STORED)
    if mode is Mode.HOLD and measure == Measure.FLOW:
        return Mode.HOLD_SHARE
    if mode is Mode.PACE and method == Method.SCHEDULE:
        mode = Mode.SCHEDULE
    follows = method == Method.PACE or (mode is Mode.CAP and method == Method.SCHEDULE)
    return Mode.STORED if mode in {Mode.PACE, Mode.CAP} and not follows else mode


THRESHOLDS: Final[Mapping[str, str]] = {
    "ahead": "pace_ahead",
    "on_track": "pace_on_track",
    "at_risk": "pace_at_risk",
    "early_share": "early_share",
    "early_points": "early_points",
    "ahead_above": "schedule_ahead",
    "behind_by": "schedule_behind",
    "tolerance": "tolerance",
    "coverage_gate": "coverage_gate",
}
"""Field of the policy to the name of the cell that holds it."""

INPUTS: Final = (
    *("gate", "mode", "comparator", "start", "target", "upper"),
    *("actual", "expected", "expected_value", "allowance"),
)
"""What a caller names a cell for; `start` is B as the arithmetic uses it (0 for flows)."""
RESULTS: Final = ("met", "progress", "lead", "pace", "status")
"""What `row_formulas` computes; a caller names a cell for each, too."""


def rollup_formulas(cell: Mapping[str, str]) -> dict[str, str]:
    """Whether a row was due, whether it reported, and the share of its weight it has earned.

    Needs the cells `status`, `progress`, `whole` (1 where only met-or-not counts) and `reported`.
    """
    status, progress = cell["status"], cell["progress"]
    outside = ",".join(f"{status}={_id(s)}" for s in OUTSIDE)
    verdict = ",".join(f"{status}={_id(s)}" for s in VERDICTS)
    good = ",".join(f"{status}={_id(s)}" for s in GOOD)
    way = f"MAX(0,MIN(1,{progress}))"
    whole = f'OR({cell["whole"]}=1,{progress}="")'
    earned = f"IF({status}={_id(Status.ACHIEVED)},1,IF({whole},IF(OR({good}),1,0),{way}))"
    return {
        "due": f"=IF(OR({outside}),0,1)",
        "reported": f"=IF(OR({verdict}),1,0)",
        "earned": f'=IF({cell["reported"]}=1,{earned},"")',
    }


def earned_share(status: Status, progress: float | None, *, whole: bool) -> float | None:
    """What the formula of *earned* gives: 0 to 1, none without a verdict.

    >>> earned_share(Status.AT_RISK, 0.4, whole=False)
    0.4
    """
    if status not in VERDICTS:
        return None
    if status == Status.ACHIEVED:
        return 1.0
    if whole or progress is None:
        return float(status in GOOD)
    return max(0.0, min(1.0, progress))


def threshold_values(policy: Policy) -> dict[str, float]:
    """The policy's numbers by the name of their cell, the edges of its own bands last."""
    named = {name: float(getattr(policy, field)) for field, name in THRESHOLDS.items()}
    return named | edge_cells(own_bands(policy))


def met_formula(value: str, bound: str, upper: str, comparator: str) -> str:
    """1 where the value meets the bound by the comparator's cell, 0 where not, else blank."""
    tests = {
        Comparator.AT_LEAST: at_least(value, bound),
        Comparator.DONE: at_least(value, bound),
        Comparator.AT_MOST: at_most(value, bound),
        Comparator.ABOVE: above(value, bound),
        Comparator.BELOW: below(value, bound),
        Comparator.EQUAL: f"ABS({value}-{bound})<={within(bound)}",
        Comparator.BETWEEN: f"AND({at_least(value, bound)},{at_most(value, upper)})",
    }
    nested = '""'
    for name, test in reversed(tests.items()):
        nested = f'IF({comparator}="{name}",IF({test},1,0),{nested})'
    return f'IF(OR({value}="",{bound}=""),"",{nested})'


def required_formula(cell: Mapping[str, str]) -> str:
    """What each quarter left must add, indicator's unit: (T - Y) / quarters left, or blank.

    Needs the cells `actual`, `target` and `quarters_left` (blank where no pace is required).
    """
    actual, left = cell["actual"], cell["quarters_left"]
    return f'=IF(OR({actual}="",{left}=""),"",({cell["target"]}-{actual})/{left})'


def row_formulas(
    cell: Mapping[str, str], mode: Mode | None = None, bands: Bands | None = None
) -> dict[str, str]:
    """The formulas of one row (`RESULTS`), given its cells (`INPUTS` and `RESULTS`).

    progress = (Y - B) / (T - B); lead = 100 (G - E) percentage points, for caps on flows (those
    with an allowance) 100 (E - G); pace = G / E, for caps allowance / Y; status = the gate, else
    what the mode decides.  With `mode` the status formula holds that mode alone; without it the
    mode's cell is asked.  `bands` are those of `schedule` where the policy has bands of its own.
    """
    actual, start, target = cell["actual"], cell["start"], cell["target"]
    progress, expected, allowance = cell["progress"], cell["expected"], cell["allowance"]
    known = f'OR({actual}="",{start}="",{target}="")'
    way = f'IF({target}={start},"",({actual}-{start})/({target}-{start}))'
    over = f'IF({actual}="","",IF({actual}<=0,"",{allowance}/{actual}))'
    share = f'IF(OR({progress}="",{expected}=""),"",IF({expected}<=0,"",{progress}/{expected}))'
    ahead = f'IF({allowance}="",1,-1)*100*({progress}-{expected})'
    return {
        "met": "=" + met_formula(actual, target, cell["upper"], cell["comparator"]),
        "progress": f'=IF({known},"",{way})',
        "lead": f'=IF(OR({progress}="",{expected}=""),"",{ahead})',
        "pace": f'=IF({allowance}="",{share},{over})',
        "status": status_formula(cell, mode, bands),
    }


def status_formula(
    cell: Mapping[str, str], mode: Mode | None = None, bands: Bands | None = None
) -> str:
    """The id of the status: the gate's value, or what the row's mode decides."""
    decisions = _decisions(cell, bands)
    if mode is not None:
        nested = decisions.get(mode, '""')
    else:
        nested = '""'
        for known, decision in reversed(decisions.items()):
            nested = f'IF({cell["mode"]}="{known}",{decision},{nested})'
    gate = cell["gate"]
    return f'=IF({gate}<>"",{gate},IF({cell["actual"]}="","",{nested}))'


def _decisions(cell: Mapping[str, str], bands: Bands | None) -> dict[Mode, str]:
    """What each mode decides from the row's cells."""
    actual, comparator, met = cell["actual"], cell["comparator"], cell["met"]
    target, upper, expected = cell["target"], cell["upper"], cell["expected"]
    due = met_formula(actual, cell["expected_value"], upper, comparator)
    share = met_formula(actual, _share_of(target, expected), _share_of(upper, expected), comparator)
    achieved = _id(Status.ACHIEVED)
    scheduled = lane_formula(cell, bands) if bands else _schedule(cell["lead"])
    return {
        Mode.FINAL: f"IF({met}=1,{achieved},{_id(Status.MISSED)})",
        Mode.HOLD: _holds(met),
        Mode.HOLD_SHARE: _holds(share),
        Mode.STEP: _holds(due),
        Mode.CAP: _cap(cell),
        Mode.PACE: f"IF({met}=1,{achieved},{_pace(cell)})",
        Mode.SCHEDULE: f"IF({met}=1,{achieved},{scheduled})",
    }


def _share_of(bound: str, expected: str) -> str:
    """A flow's bound as far as it is expected now; nothing of nothing, also of an unknown share."""
    return f'IF({expected}="",IF({bound}=0,0,""),{bound}*{expected})'


def _id(status: Status) -> str:
    return f'"{status}"'


def _holds(test: str) -> str:
    return f"IF({test}=1,{_id(Status.ON_TRACK)},{_id(Status.OFF_TRACK)})"


def _early(lead: str, otherwise: str) -> str:
    """The classes of the early days, when the pace ratio is unstable: by the lead in points."""
    on_track = at_least(lead, "(-early_points)")
    return f"IF({on_track},{_id(Status.ON_TRACK)},{otherwise})"


def _behind(pace: str) -> str:
    """The classes of the pace ratio from on track downwards."""
    at_risk = f"IF({at_least(pace, 'pace_at_risk')},{_id(Status.AT_RISK)},{_id(Status.OFF_TRACK)})"
    return f"IF({at_least(pace, 'pace_on_track')},{_id(Status.ON_TRACK)},{at_risk})"


def _pace(cell: Mapping[str, str]) -> str:
    """The classes of `pace` for a target that is not met."""
    progress, expected, lead = cell["progress"], cell["expected"], cell["lead"]
    ahead, off_track = _id(Status.AHEAD), _id(Status.OFF_TRACK)
    forward = f"IF({at_least(progress, '0')},{_id(Status.AT_RISK)},{off_track})"
    early = f"IF({above(lead, 'early_points')},{ahead},{_early(lead, forward)})"
    paced = f"IF({above(cell['pace'], 'pace_ahead')},{ahead},{_behind(cell['pace'])})"
    late = f"IF({below(progress, '0')},{off_track},{paced})"
    unknown = f'OR({progress}="",{expected}="")'
    return f'IF({unknown},"",IF({below(expected, "early_share")},{early},{late}))'


def _cap(cell: Mapping[str, str]) -> str:
    """Caps on flows before their due date: never ahead, never achieved."""
    actual, allowance, expected = cell["actual"], cell["allowance"], cell["expected"]
    early, late = _early(cell["lead"], _id(Status.AT_RISK)), _behind(cell["pace"])
    over = f"IF({below(expected, 'early_share')},{early},{late})"
    within = f'IF({allowance}="",1,IF({at_least(allowance, actual)},1,0))=1'
    inside = f"IF({within},{_id(Status.ON_TRACK)},{over})"
    return f"IF({cell['met']}=1,{inside},{_id(Status.OFF_TRACK)})"


def _schedule(lead: str) -> str:
    """The classes of `schedule` for a target that is not met: by the lead in points."""
    at_risk = (
        f"IF({at_least(lead, 'schedule_behind')},{_id(Status.AT_RISK)},{_id(Status.OFF_TRACK)})"
    )
    on_track = f"IF({at_least(lead, '0')},{_id(Status.ON_TRACK)},{at_risk})"
    return f'IF({lead}="","",IF({above(lead, "schedule_ahead")},{_id(Status.AHEAD)},{on_track}))'
