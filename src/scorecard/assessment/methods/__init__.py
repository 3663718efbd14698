"""The methods of judging progress: each a module that declares one `Profile`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from scorecard.assessment.methods import growth_ratio, pace, projection, schedule
from scorecard.assessment.methods.base import Case, Judge, Profile, Verdict
from scorecard.schema.vocabulary import Method

__all__ = ["PROFILES", "Case", "Judge", "Profile", "Verdict"]

PROFILES: Final[Mapping[Method, Profile]] = {
    profile.method: profile
    for profile in (pace.PROFILE, schedule.PROFILE, growth_ratio.PROFILE, projection.PROFILE)
}
