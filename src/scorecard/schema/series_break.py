"""Series breaks: from which figure on something else is measured."""

from __future__ import annotations

from typing import Final

SERIES_BREAKS: Final = ("口径变化", "口径调整", "指标体系调整", "series break")
"""How the note of the first figure of a new way of counting begins."""


def begins_anew(note: str | None) -> bool:
    """Whether a figure's note says that from this figure on something else is measured.

    >>> begins_anew("口径调整:含代建项目"), begins_anew("核对后更正"), begins_anew(None)
    (True, False, False)
    """
    return (note or "").strip().casefold().startswith(SERIES_BREAKS)
