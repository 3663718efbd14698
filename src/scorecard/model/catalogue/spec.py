"""What is known of a finding code."""

from __future__ import annotations

from dataclasses import dataclass

from scorecard.model.finding import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """One finding code.

    `message` says what is wrong, `expected` what would be right, `hint` how to mend it; their
    `{placeholders}` are filled from `Finding.params` and `{found}`.  `meaning` explains the code
    in the reference pages.  All are message ids in English.
    """

    code: str
    severity: Severity
    title: str
    message: str
    expected: str
    hint: str
    meaning: str
