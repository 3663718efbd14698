"""The data dictionary: every frame's columns, their types and their order.

Text columns are pandas `str` (missing = NaN), numbers `float64`, whole numbers `Int64`, dates
`datetime64[s]`.  Periods are canonical text (`2021-Q4`).  Vocabulary columns hold the ids of
`status`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

TEXT: Final = "str"
NUMBER: Final = "float64"
INTEGER: Final = "Int64"
DATE: Final = "datetime64[s]"
TRUTH: Final = "boolean"

Columns: TypeAlias = Mapping[str, str]

PLACE: Final[Columns] = {"file": TEXT, "sheet": TEXT}
"""Where a row of a book stands; its cells' addresses are in `Table.cells`."""

ORGANISATIONS: Final[Columns] = {
    "organisation": TEXT,
    "zone_type": TEXT,
    "currency": TEXT,
    "language": TEXT,
    "notes": TEXT,
    **PLACE,
}
ALIASES: Final[Columns] = {
    "organisation": TEXT,
    "alias": TEXT,
    "valid_from": TEXT,
    "valid_to": TEXT,
    "note": TEXT,
    **PLACE,
}
DOCUMENTS: Final[Columns] = {
    "organisation": TEXT,
    "document": TEXT,
    "title": TEXT,
    "publisher": TEXT,
    "stated_on": TEXT,
    "published_on": TEXT,
    "source_file": TEXT,
    "sha256": TEXT,
    "grade": TEXT,
    **PLACE,
}
"""Dates of documents are text: some are known to the month or the year only."""
GOALS: Final[Columns] = {
    "organisation": TEXT,
    "goal": TEXT,
    "document": TEXT,
    "quote": TEXT,
    "strength": TEXT,
    "class": TEXT,
    "note": TEXT,
    **PLACE,
}
UNITS: Final[Columns] = {
    "organisation": TEXT,
    "unit": TEXT,
    "name": TEXT,
    "parent": TEXT,
    "role": TEXT,
    **PLACE,
}
INDICATORS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "name": TEXT,
    "name_en": TEXT,
    "unit_of_measure": TEXT,
    "measure": TEXT,
    "reported_as": TEXT,
    "frequency": TEXT,
    "publication_lag_months": NUMBER,
    "decimals": INTEGER,
    "minimum": NUMBER,
    "maximum": NUMBER,
    "natural_limit": NUMBER,
    "responsible_unit": TEXT,
    "source": TEXT,
    "definition": TEXT,
    **PLACE,
}
TARGETS: Final[Columns] = {
    "organisation": TEXT,
    "target": TEXT,
    "goal": TEXT,
    "indicator": TEXT,
    "direction": TEXT,
    "comparator": TEXT,
    "baseline_period": TEXT,
    "baseline": NUMBER,
    "due": TEXT,
    "value": NUMBER,
    "upper": NUMBER,
    "stretch": NUMBER,
    "pathway": TEXT,
    "weight": NUMBER,
    "points": NUMBER,
    "scoring": TEXT,
    "method": TEXT,
    "group": TEXT,
    "parent": TEXT,
    "parent_kind": TEXT,
    "accepted_as": TEXT,
    "responsible_unit": TEXT,
    "origin": TEXT,
    "version": INTEGER,
    "valid_from": DATE,
    "reason": TEXT,
    **PLACE,
}
MILESTONES: Final[Columns] = {
    "organisation": TEXT,
    "target": TEXT,
    "period": TEXT,
    "kind": TEXT,
    "value": NUMBER,
    "stretch": NUMBER,
    **PLACE,
}
COUNTS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "aggregate": TEXT,
    "field": TEXT,
    "filter": TEXT,
    **PLACE,
}
RULES: Final[Columns] = {
    "organisation": TEXT,
    "rule": TEXT,
    "expression": TEXT,
    "severity": TEXT,
    "message": TEXT,
    **PLACE,
}
FIGURES: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "period": TEXT,
    "basis": TEXT,
    "value": NUMBER,
    "raw": TEXT,
    "state": TEXT,
    "evidence": TEXT,
    "note": TEXT,
    "rank_of": NUMBER,
    "edition": TEXT,
    "data_year": TEXT,
    "published_on": DATE,
    "known_on": DATE,
    "sent_by": TEXT,
    "file": TEXT,
    "sheet": TEXT,
    "cell": TEXT,
    "vintage": INTEGER,
}
"""One reported value a row; `vintage` counts restatements of one figure from 1."""

PROJECTS: Final[Columns] = {
    "project": TEXT,
    "organisation": TEXT,
    "name": TEXT,
    "investor": TEXT,
    "nature": TEXT,
    "stage": TEXT,
    "total_investment": NUMBER,
    "fixed_investment": NUMBER,
    "contracted_foreign": NUMBER,
    "land": NUMBER,
    "signed_on": DATE,
    "planned_start_on": DATE,
    "started_on": DATE,
    "planned_completion_on": DATE,
    "completed_on": DATE,
    "planned_production_on": DATE,
    "in_production_on": DATE,
    "terminated_on": DATE,
    "invested_to_date": NUMBER,
    "unit": TEXT,
    "parent_project": TEXT,
    "evidence": TEXT,
    "note": TEXT,
    **PLACE,
}
"""One project of the register a row; amounts in 亿元, `contracted_foreign` in 万美元, `land` in 亩.

A row of the nature `additional` (增资) is money added to its parent, no project of its own; other
rows with a parent are parts of a package."""

ENTRIES: Final[Columns] = {
    **PROJECTS,
    "cell": TEXT,
    "stands_on": DATE,
    "known_on": DATE,
    "sent_by": TEXT,
    "entry": INTEGER,
}
"""One state of one project a row: as it stood on `stands_on`, known since `known_on`.

`entry` orders the states of one day; `cell` is the address of the project's id or name."""

CLOSINGS: Final[Columns] = {
    "organisation": TEXT,
    "unit": TEXT,
    "stands_on": DATE,
    "known_on": DATE,
    "sent_by": TEXT,
    "file": TEXT,
    "sheet": TEXT,
    "cell": TEXT,
}
"""One confirmation of the register a row: by a unit's form, or (`unit` missing) by the office's
own book.  Up to `stands_on` the register is complete as far as that unit can say."""

ARRIVALS: Final[Columns] = {**FIGURES, "reason": TEXT}
"""Figures of returns that are being taken in; `reason` is given with corrections."""

INDICATOR_FACTS: Final = (
    "name",
    "unit_of_measure",
    "measure",
    "reported_as",
    "frequency",
    "publication_lag_months",
    "decimals",
    "natural_limit",
)
"""Indicator columns that the rules need beside a target (joined by organisation, indicator)."""

ASSESSABLE: Final[Columns] = {
    **TARGETS,
    **{name: INDICATORS[name] for name in INDICATOR_FACTS},
    "strength": TEXT,
    "cell": TEXT,
    "fault": TEXT,
}
"""Targets as the rules take them: one row per target version, with its indicator's facts and the
goal's strength; `cell` is the address of the target's id.  `fault` is the code of a finding of
severity error in the target's own rows (target, indicator, milestones), missing where there is
none: such a target is `not_scored` with reason `invalid_target`, the others go on."""

ASSESSMENTS: Final[Columns] = {
    "target": TEXT,
    "target_version": INTEGER,
    "organisation": TEXT,
    "unit": TEXT,
    "goal": TEXT,
    "indicator": TEXT,
    "name": TEXT,
    "unit_of_measure": TEXT,
    "decimals": INTEGER,
    "measure": TEXT,
    "direction": TEXT,
    "comparator": TEXT,
    "baseline": NUMBER,
    "baseline_period": TEXT,
    "start": NUMBER,
    "target_value": NUMBER,
    "upper": NUMBER,
    "stretch": NUMBER,
    "due": TEXT,
    "pathway": TEXT,
    "weight": NUMBER,
    "full_points": NUMBER,
    "scoring": TEXT,
    "group": TEXT,
    "parent": TEXT,
    "parent_kind": TEXT,
    "origin": TEXT,
    "strength": TEXT,
    "original_value": NUMBER,
    "actual": NUMBER,
    "actual_period": TEXT,
    "figure_state": TEXT,
    "rank_of": NUMBER,
    "edition": TEXT,
    "expected_value": NUMBER,
    "expected_period": TEXT,
    "progress": NUMBER,
    "expected_progress": NUMBER,
    "lead_pp": NUMBER,
    "pace_ratio": NUMBER,
    "allowance": NUMBER,
    "required_per_quarter": NUMBER,
    "required_multiple": NUMBER,
    "projection": NUMBER,
    "distance": NUMBER,
    "distance_unit": TEXT,
    "method": TEXT,
    "method_class": TEXT,
    "method_value": NUMBER,
    "method_score": NUMBER,
    "points": NUMBER,
    "points_reason": TEXT,
    "veto": TRUTH,
    "gate": TEXT,
    "status": TEXT,
    "flags": INTEGER,
    "reason_code": TEXT,
    "period_needed": TEXT,
    "deadline": DATE,
    "known_value": NUMBER,
    "known_period": TEXT,
    "figure": INTEGER,
    "target_file": TEXT,
    "target_sheet": TEXT,
    "target_cell": TEXT,
    "file": TEXT,
    "sheet": TEXT,
    "cell": TEXT,
}
"""One row per target in force.

`progress` and `expected_progress` are shares of the way, `lead_pp` percentage points; `flags` is a
bit set (`flag_bit`).  `start` is B as the arithmetic uses it (0 for flows that start from nothing;
the live workbook computes with it), `baseline` what the book says.  `actual` is the figure the
verdict rests on; `known_value`/`known_period` the
last standing that is told but does not decide (after a deadline, or before anything is due).
`period_needed` is the period whose figure is in question and `deadline` its last day in time.
`points` are the target's own scoring applied (filled by `scoring.points`), `points_reason` why
there are none; `veto` says that a target with `veto` is not met.
`figure` is the position in the figures frame of the row `actual` comes from; `file`, `sheet`,
`cell` are that figure's place, `target_*` the target's.  `gate` holds `not_scored`, `not_due`,
`awaiting_data`, `overdue` or is missing, as the live workbook needs it.
"""

YARDSTICKS: Final[Columns] = {
    "organisation": TEXT,
    "indicator": TEXT,
    "period": TEXT,
    "target": TEXT,
    "due": TEXT,
    "comparator": TEXT,
    "value": NUMBER,
    "upper": NUMBER,
    "start": NUMBER,
    "gate": TEXT,
    "opens": NUMBER,
    "reason_code": TEXT,
    "expected_progress": NUMBER,
    "expected_value": NUMBER,
    "allowance": NUMBER,
    "year_progress": NUMBER,
    "year_value": NUMBER,
}
"""What a figure that is still to come will be held against: one row per indicator and period asked
for, of the target that is due next.

`gate` and `reason_code` say what decides (a gate that stays shut, or the reason of an open one);
`opens` is 1 where a value that meets the target opens the gate.
`start` is B as the arithmetic uses it, `expected_*` stand at the period's end, `year_*` at the end
of the fiscal year in which it ends.
"""

BOOK_SHEETS: Final[Mapping[str, Columns]] = {
    "organisations": ORGANISATIONS,
    "aliases": ALIASES,
    "documents": DOCUMENTS,
    "goals": GOALS,
    "units": UNITS,
    "indicators": INDICATORS,
    "targets": TARGETS,
    "milestones": MILESTONES,
    "counts": COUNTS,
    "rules": RULES,
}
