"""The methods of judging progress: for each word of `Method` the module of that name.

Every module declares one `PROFILE`; `control_limits` judges nothing and is none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from scorecard.assessment.methods.base import Case, Judge, Profile, Verdict
from scorecard.schema.vocabulary import Method

__all__ = ["PROFILES", "Case", "Judge", "Profile", "Verdict"]

PROFILES: Final[Mapping[Method, Profile]] = {
    method: import_module(f"{__name__}.{method}").PROFILE for method in Method
}
