"""Finding codes R, X, A: register, cross-checks, assessments, scores."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue import assessments, counts, cross, projects, register, scores
from scorecard.model.catalogue.spec import CodeSpec

SPECS: Final[tuple[CodeSpec, ...]] = (
    *register.SPECS,
    *counts.SPECS,
    *projects.SPECS,
    *cross.SPECS,
    *assessments.SPECS,
    *scores.SPECS,
)
