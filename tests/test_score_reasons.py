"""Every reason beside a missing number is given by a rule, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scorecard.scoring
from scorecard.schema.vocabulary import NoPlace, NoPoints, NoScore, NoSum, Word

CODE = "".join(
    module.read_text(encoding="utf-8")
    for module in Path(scorecard.scoring.__path__[0]).glob("*.py")
)


@pytest.mark.parametrize("reasons", [NoPoints, NoScore, NoPlace, NoSum])
def test_every_reason_is_given_somewhere(reasons: type[Word]) -> None:
    given = set(re.findall(rf"\b{reasons.__name__}\.([A-Z_]+)", CODE))
    assert given == {reason.name for reason in reasons}
