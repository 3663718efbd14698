"""Finding codes X, A: cross-checks, assessments, scores."""

from __future__ import annotations

from typing import Final

from scorecard.model.catalogue import assessments, cross, scores
from scorecard.model.catalogue.spec import CodeSpec

SPECS: Final[tuple[CodeSpec, ...]] = (*cross.SPECS, *assessments.SPECS, *scores.SPECS)
