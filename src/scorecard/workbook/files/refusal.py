"""How a file is refused while it is being looked at."""

from __future__ import annotations

from typing import Any, Final

from scorecard.model.catalogue import finding
from scorecard.model.errors import N_, Message
from scorecard.model.finding import Finding, Origin
from scorecard.workbook.clean import sanitise

DIRECTORY: Final = N_("the list of its parts")
"""The part of an archive that names the others, as findings speak of it."""


class Refused(Exception):  # noqa: N818  (no error of the program: it carries a finding)
    """The file is not read: code and parameters of the finding that says why.

    Raised and caught inside this room only.
    """

    def __init__(self, code: str, sheet: str | None = None, **params: Any) -> None:  # noqa: ANN401  (placeholders take any printable value)
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.params = {name: _printable(value) for name, value in params.items()}

    def finding(self, file: str) -> Finding:
        """The finding about this file."""
        return finding(self.code, Origin(file, self.sheet), None, **self.params)


def _printable(value: Any) -> Any:  # noqa: ANN401  (placeholders take any printable value)
    """What strangers wrote is cleaned; a message of ours stays one, to be translated."""
    foreign = isinstance(value, str) and not isinstance(value, Message)
    return sanitise(value) if foreign else value
