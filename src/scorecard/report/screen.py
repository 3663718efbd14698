"""Where text is printed: its width, its language, and whether it takes colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scorecard.model.labels import STATUSES
from scorecard.model.lights import status_labels
from scorecard.model.policy import Policy
from scorecard.model.status import STATUS_SYMBOLS, Status
from scorecard.words import Words

DEFAULT_WIDTH: Final = 80
BOLD: Final = "1"
DIM: Final = "2"
STATUS_CODES: Final = {
    Status.ACHIEVED: "1;32",
    Status.AHEAD: "32",
    Status.ON_TRACK: "32",
    Status.AT_RISK: "33",
    Status.OFF_TRACK: "31",
    Status.MISSED: "1;31",
}
"""ANSI colours of verdicts; the other statuses are dim."""


def status_words(words: Words, policy: Policy, labels: Mapping[str, str]) -> dict[str, str]:
    """The word of every status: the workspace's own, its bands' word, else ours."""
    ours = {str(status): words.label(STATUSES, status) for status in Status}
    return status_labels(policy, labels, ours)


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal, or a pipe that is treated as one.

    `statuses` are the words of statuses where a workspace or a city's bands have their own.
    """

    words: Words
    width: int = DEFAULT_WIDTH
    colour: bool = False
    statuses: Mapping[str, str] = field(default_factory=dict, hash=False)

    def word(self, status: str) -> str:
        """Symbol and word of a status."""
        word = self.statuses.get(status) or self.words.label(STATUSES, status)
        return f"{STATUS_SYMBOLS[Status(status)]} {word}"

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where the screen takes any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

    def status(self, text: str, status: str) -> str:
        """A status in its colour."""
        return self.paint(text, STATUS_CODES.get(Status(status), DIM))


def page(lines: Iterable[str]) -> str:
    """The lines as one text without spaces at their ends; no line break after the last."""
    return "\n".join(line.rstrip() for line in lines)
