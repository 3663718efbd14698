"""How a file is refused while it is being looked at."""

from __future__ import annotations

from typing import Any

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding, Origin
from scorecard.workbook.clean import sanitise


class Refused(Exception):  # noqa: N818  (no error of the program: it carries a finding)
    """The file is not read: code and parameters of the finding that says why.

    Raised and caught inside this room only.
    """

    def __init__(self, code: str, sheet: str | None = None, **params: Any) -> None:  # noqa: ANN401  (placeholders take any printable value)
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.params = {k: sanitise(v) if isinstance(v, str) else v for k, v in params.items()}

    def finding(self, file: str) -> Finding:
        """The finding about this file."""
        return finding(self.code, Origin(file, self.sheet), None, **self.params)
