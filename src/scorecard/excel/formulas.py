"""The arithmetic of progress as live formulas, shared by the scorecard and the quarterly form.

Thresholds stand in named cells (`THRESHOLDS`), a row's inputs in cells that the caller names; the
formulas use functions that Excel 2010, WPS and LibreOffice all know.  They follow the project's
method: the gate is a value, everything after it is computed.  Inputs that are not known are blank
and give blank results, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from scorecard.schema import vocabulary as v
from scorecard.schema.bands import Bands, edges, policy_bands, rising
from scorecard.schema.policy import NOISE, Policy

BOUNDS: Final = {
    v.Comparator.AT_LEAST: "{apart}>=-{near}",
    v.Comparator.DONE: "{apart}>=-{near}",
    v.Comparator.AT_MOST: "{apart}<={near}",
    v.Comparator.ABOVE: "{apart}>{near}",
    v.Comparator.BELOW: "{apart}<-{near}",
    v.Comparator.EQUAL: "ABS({apart})<={near}",
}
"""A value held against a bound, within the tolerance that the rules know."""


def holds(value: str, comparator: str, bound: str) -> str:
    """Whether a value (a cell or formula) keeps to a bound by a comparator that has one bound."""
    apart, near = f"{value}-{bound}", f"tolerance*MAX(1,ABS({bound}))"
    return BOUNDS[v.Comparator(comparator)].format(apart=apart, near=near)


ABOUT: Final = {
    v.Direction.INCREASE: f"{v.Comparator.ABOUT}{v.Comparator.AT_LEAST}",
    v.Direction.DECREASE: f"{v.Comparator.ABOUT}{v.Comparator.AT_MOST}",
}
"""What the comparator's cell holds for `about` with a better side; with none just `about`."""


def comparator_cell(comparator: str, direction: str | None) -> str:
    """What stands in the comparator's cell: `about` also says which side is the better one."""
    if comparator != v.Comparator.ABOUT or direction not in set(ABOUT):
        return comparator
    return ABOUT[v.Direction(direction)]


def met_formula(value: str, bound: str, upper: str, comparator: str, deviation: str) -> str:
    """1 where the value meets the bound by the comparator's cell, 0 where not, else blank.

    `about` is met within the deviation: on its worse side, or on both where neither is better.
    """
    tests = {str(name): holds(value, name, bound) for name in BOUNDS}
    tests[v.Comparator.BETWEEN] = f"AND({holds(value, '>=', bound)},{holds(value, '<=', upper)})"
    low = holds(value, ">=", f"({bound}-{deviation})")
    high = holds(value, "<=", f"({bound}+{deviation})")
    tests[ABOUT[v.Direction.INCREASE]], tests[ABOUT[v.Direction.DECREASE]] = low, high
    tests[v.Comparator.ABOUT] = f"AND({low},{high})"
    nested = '""'
    for name, test in reversed(tests.items()):
        nested = f'IF({comparator}="{name}",IF({test},1,0),{nested})'
    return f'IF(OR({value}="",{bound}=""),"",{nested})'


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
    found = enumerate(edges(bands), start=1) if bands else ()
    return {f"band_edge_{number}": edge for number, edge in found}


def lane_formula(cell: Mapping[str, str], bands: Bands) -> str:
    """The id of the status that the bands give the lead; blank where the lead is not known.

    Needs the cells `lead` (percentage points), `progress` and `expected`.  A value within the
    tolerance of an edge stands on it, as in the rules.  The bands leave no number out, so the
    lowest takes what no other has.  Relative bands hold 100 (G - E) / E: exactly on schedule where
    nothing is expected and nothing is done.
    """
    progress, expected, value = cell["progress"], cell["expected"], cell["lead"]
    if bands.relative:
        outside = f"IF({progress}=0,0,IF({progress}>0,{OUTERMOST},-{OUTERMOST}))"
        value = f"IF({expected}=0,{outside},100*({progress}-{expected})/{expected})"
    names = {edge: name for name, edge in edge_cells(bands).items()}
    lowest, *others = rising(bands)
    nested = _id(lowest.status)
    for band in others:
        test = holds(value, ">=" if band.numbers.low_in else ">", names[band.numbers.low])
        nested = f"IF({test},{_id(band.status)},{nested})"
    return f'IF({cell["lead"]}="","",{nested})'


# ---------------------------------------------------------------------------
# What decides a row, and the cells of a row.


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


_REASONS: Final = {
    Mode.FINAL: (v.Reason.TARGET_MET, v.Reason.TARGET_MISSED),
    Mode.HOLD: (v.Reason.HOLDS, v.Reason.FAILS),
    Mode.CAP: (v.Reason.CAP_EXCEEDED, v.Reason.WITHIN_ALLOWANCE, v.Reason.OVER_ALLOWANCE),
    Mode.STEP: (v.Reason.STEP_MET, v.Reason.STEP_FAILED),
    Mode.PACE: (v.Reason.MET_EARLY, v.Reason.EARLY_DAYS, v.Reason.PACE, v.Reason.WRONG_WAY),
    Mode.SCHEDULE: (v.Reason.SCHEDULE,),
}
MODES: Final[Mapping[str, Mode]] = {r: mode for mode, told in _REASONS.items() for r in told}
"""How a reason decides; the reasons that are not listed leave the stored status."""


def mode_of(reason: str, method: str, measure: str) -> Mode:
    """What decides a row: told by the reason, and by how the sheet can follow the method.

    The classes of every method that is not `pace` or `schedule` stay stored; those two judge caps
    on flows alike, by their allowance.
    """
    mode = MODES.get(reason, Mode.STORED)
    if mode is Mode.HOLD and measure == v.Measure.FLOW:
        return Mode.HOLD_SHARE
    if mode is Mode.PACE and method == v.Method.SCHEDULE:
        return Mode.SCHEDULE
    follows = method == v.Method.PACE or (mode is Mode.CAP and method == v.Method.SCHEDULE)
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
    *("gate", "mode", "comparator", "start", "target", "upper", "deviation"),
    *("actual", "expected", "expected_value", "allowance"),
)
"""What a caller names a cell for; `start` is B as the arithmetic uses it (0 for flows)."""


def threshold_values(policy: Policy) -> dict[str, float]:
    """The policy's numbers by the name of their cell, the edges of its own bands last."""
    named = {name: float(getattr(policy, field)) for field, name in THRESHOLDS.items()}
    return named | edge_cells(own_bands(policy))


def earned_formulas(cell: Mapping[str, str], earns: str) -> dict[str, str]:
    """What a row earns of its weight, and what it would if missing, as `scoring.points` has it.

    `due` and `reported` are 1 or 0; `earned_share` is the share of the weight; `earned`,
    `earned_low` and `earned_high` are points, now, at worst and at best.  Needs a cell for each of
    these and for `status`, `progress`, `pace`, `actual`, `target`, `comparator`, `weight` and
    `unreported`.  Of a rule of the office's own (`Earns.RULE`) the share is a value.
    """
    status, progress, pace = cell["status"], cell["progress"], cell["pace"]
    weight, share, earned, due = (cell[n] for n in ("weight", "earned_share", "earned", "due_now"))
    unreported = cell["unreported"]

    def among(statuses: Iterable[v.Status]) -> str:
        return "OR(" + ",".join(f"{status}={_id(one)}" for one in statuses) + ")"

    good, judged = f"IF({among(v.GOOD)},1,0)", among(v.VERDICTS)
    end = f'IF({progress}="",0,{_part(f"IF({_beyond(cell)},2-{progress},{progress})")})'
    if earns == v.Earns.CAP:
        actual, kept = cell["actual"], _part(f"{cell['target']}/{cell['actual']}")
        end = f'IF({actual}="",0,IF({actual}<=0,0,{kept}))'
    way = f'IF({pace}="",{good},{_part(pace)})'
    of_pace = f"IF({status}={ACHIEVED},1,IF({status}={MISSED},{end},{way}))"
    of_all = good if earns in {v.Earns.MET, v.Earns.COUNT} else of_pace
    counts = f'OR({due}=0,{weight}="")'
    return {
        "due_now": f"=IF({among(v.OUTSIDE)},0,1)",
        "reported": f'=IF(AND({judged},{unreported}=""),1,0)',
        "earned_share": f'=IF(AND({judged},{unreported}<>"part"),{of_all},"")',
        "earned": f'=IF(OR({share}="",{weight}=""),"",{weight}*{share})',
        "earned_low": f'=IF({counts},"",IF({share}="",0,{earned}))',
        "earned_high": f'=IF({counts},"",IF({share}="",{weight},{earned}))',
    }


def _part(share: str) -> str:
    """A share from nothing to the whole."""
    return f"MAX(0,MIN(1,{share}))"


def required_formula(cell: Mapping[str, str]) -> str:
    """What each quarter left must add, indicator's unit: (T - Y) / quarters left, or blank.

    Needs the cells `actual`, `target` and `quarters_left` (blank where no pace is required).
    """
    actual, left = cell["actual"], cell["quarters_left"]
    return f'=IF(OR({actual}="",{left}=""),"",({cell["target"]}-{actual})/{left})'


def row_formulas(
    cell: Mapping[str, str], mode: Mode | None = None, bands: Bands | None = None
) -> dict[str, str]:
    """The formulas of `met`, `progress`, `lead`, `pace` and `status` of one row.

    `cell` names its cells: those of `INPUTS`, and these five.

    progress = (Y - B) / (T - B); lead = 100 (G - E) percentage points, for caps on flows (those
    with an allowance) 100 (E - G); pace = G / E, for caps allowance / Y, beyond exactly T 2 - G;
    status = the gate, else what the mode decides.  With `mode` the status formula holds that mode
    alone; without it the mode's cell is asked.  `bands` are those of `schedule` where the policy
    has bands of its own.
    """
    actual, start, target = cell["actual"], cell["start"], cell["target"]
    progress, expected, allowance = cell["progress"], cell["expected"], cell["allowance"]
    known = f'OR({actual}="",{start}="",{target}="")'
    way = f'IF({target}={start},"",({actual}-{start})/({target}-{start}))'
    over = f'IF({actual}="","",IF({actual}<=0,"",{allowance}/{actual}))'
    ratio = f'IF({_beyond(cell)},2-{progress},IF({expected}<=0,"",{progress}/{expected}))'
    share = f'IF(OR({progress}="",{expected}=""),"",{ratio})'
    ahead = f'ROUND(IF({allowance}="",1,-1)*100*({progress}-{expected}),{NOISE})'
    decisions = _decisions(cell, bands)
    decided = decisions.get(mode, '""') if mode is not None else '""'
    if mode is None:
        for known_mode, decision in reversed(decisions.items()):
            decided = f'IF({cell["mode"]}="{known_mode}",{decision},{decided})'
    gate, bounds = cell["gate"], (cell["upper"], cell["comparator"], cell["deviation"])
    return {
        "met": f"={met_formula(actual, target, *bounds)}",
        "progress": f'=IF({known},"",{way})',
        "lead": f'=IF(OR({progress}="",{expected}=""),"",{ahead})',
        "pace": f'=IF({allowance}="",{share},{over})',
        "status": f'=IF({gate}<>"",{gate},IF({actual}="","",{decided}))',
    }


# ---------------------------------------------------------------------------
# What each mode decides.


def _id(status: v.Status | None) -> str:
    return f'"{status or v.Status.NOT_SCORED}"'


ACHIEVED, AHEAD, ON_TRACK = map(_id, (v.Status.ACHIEVED, v.Status.AHEAD, v.Status.ON_TRACK))
AT_RISK, OFF_TRACK, MISSED = map(_id, (v.Status.AT_RISK, v.Status.OFF_TRACK, v.Status.MISSED))


def _decisions(cell: Mapping[str, str], bands: Bands | None) -> dict[Mode, str]:
    """What each mode decides from the row's cells.

    Of a flow a bound to hold counts as far as it is expected now: nothing of nothing, also of an
    unknown share.
    """
    actual, comparator, met = cell["actual"], cell["comparator"], cell["met"]
    upper, expected = cell["upper"], cell["expected"]
    due = met_formula(actual, cell["expected_value"], upper, comparator, "0")
    low, high, apart = (
        f'IF({expected}="",IF({bound}=0,0,""),{bound}*{expected})'
        for bound in (cell["target"], upper, cell["deviation"])
    )
    share = met_formula(actual, low, high, comparator, apart)
    scheduled = lane_formula(cell, bands) if bands else _schedule(cell["lead"])
    held = {Mode.HOLD: met, Mode.HOLD_SHARE: share, Mode.STEP: due}
    return {
        Mode.FINAL: f"IF({met}=1,{ACHIEVED},{MISSED})",
        **{mode: f"IF({test}=1,{ON_TRACK},{OFF_TRACK})" for mode, test in held.items()},
        Mode.CAP: _cap(cell),
        Mode.PACE: f"IF({met}=1,{ACHIEVED},{_pace(cell)})",
        Mode.SCHEDULE: f"IF({met}=1,{ACHIEVED},{scheduled})",
    }


def _early(lead: str, otherwise: str) -> str:
    """The classes of the early days, when the pace ratio is unstable: by the lead in points."""
    return f"IF({holds(lead, '>=', '(-early_points)')},{ON_TRACK},{otherwise})"


def _behind(pace: str) -> str:
    """The classes of the pace ratio from on track downwards."""
    at_risk = f"IF({holds(pace, '>=', 'pace_at_risk')},{AT_RISK},{OFF_TRACK})"
    return f"IF({holds(pace, '>=', 'pace_on_track')},{ON_TRACK},{at_risk})"


def _pace(cell: Mapping[str, str]) -> str:
    """The classes of `pace` for a target that is not met."""
    progress, expected, lead, pace = (cell[k] for k in ("progress", "expected", "lead", "pace"))
    forward = f"IF({holds(progress, '>=', '0')},{AT_RISK},{OFF_TRACK})"
    early = f"IF({holds(lead, '>', 'early_points')},{AHEAD},{_early(lead, forward)})"
    paced = f"IF({holds(pace, '>', 'pace_ahead')},{AHEAD},{_behind(pace)})"
    late = f"IF({holds(progress, '<', '0')},{OFF_TRACK},{paced})"
    unknown = f'OR({progress}="",{expected}="")'
    starting = f"AND({holds(expected, '<', 'early_share')},NOT({_beyond(cell)}))"
    return f'IF({unknown},"",IF({starting},{early},{late}))'


def _cap(cell: Mapping[str, str]) -> str:
    """Caps on flows before their due date: never ahead, never achieved."""
    allowance = cell["allowance"]
    early, late = _early(cell["lead"], AT_RISK), _behind(cell["pace"])
    over = f"IF({holds(cell['expected'], '<', 'early_share')},{early},{late})"
    kept = holds(allowance, ">=", cell["actual"])
    inside = f'IF(IF({allowance}="",1,IF({kept},1,0))=1,{ON_TRACK},{over})'
    return f"IF({cell['met']}=1,{inside},{OFF_TRACK})"


def _beyond(cell: Mapping[str, str]) -> str:
    """Whether a target of exactly T, or of about T with no better side, is passed."""
    exact = (f'{cell["comparator"]}="{one}"' for one in (v.Comparator.EQUAL, v.Comparator.ABOUT))
    return f"AND(OR({','.join(exact)}),{cell['progress']}>1)"


def _schedule(lead: str) -> str:
    """The classes of `schedule` for a target that is not met: by the lead in points."""
    at_risk = f"IF({holds(lead, '>=', 'schedule_behind')},{AT_RISK},{OFF_TRACK})"
    on_track = f"IF({holds(lead, '>=', '0')},{ON_TRACK},{at_risk})"
    return f'IF({lead}="","",IF({holds(lead, ">", "schedule_ahead")},{AHEAD},{on_track}))'
