"""How large a workbook may be, and for how long and with how much memory it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one workbook: bytes, counts, seconds.

    Attributes
    ----------
        file: bytes of the file itself.
        total, entry: unpacked bytes of the whole archive and of one part.
        ratio: unpacked over packed size of a part, asked above `ratio_from` unpacked bytes.
        entries, sheets: parts of the archive, sheets of the workbook.
        rows, columns: the last row and column that hold something.
        cells: cells stored in all sheets, merged ranges counted in full.
        area: rows times columns of a sheet, empty cells included.
        seconds: of processor time for reading one file (of time, where it cannot be counted).
        memory: of the process that reads one file.
    """

    file: int = 100 * MB
    total: int = 200 * MB
    entry: int = 100 * MB
    ratio: int = 200
    ratio_from: int = MB
    entries: int = 2_000
    sheets: int = 200
    rows: int = 100_000
    columns: int = 1_000
    cells: int = 2_000_000
    area: int = 20_000_000
    seconds: float = 20.0
    memory: int = 2_000_000_000


DEFAULT_LIMITS: Final = Limits()
