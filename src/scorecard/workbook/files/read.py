"""One workbook from its bytes: every cell with its kind, read by two programs that must agree.

openpyxl gives formulas, merges, what is hidden and how numbers are shown; calamine gives the values
once more; a scan of the cells with formulas gives their stored values exactly (neither program
tells an error, an empty text and a formula never calculated apart).
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scorecard.model.catalogue import finding
from scorecard.model.finding import Finding
from scorecard.workbook.clean import sanitise
from scorecard.workbook.files.compare import differences
from scorecard.workbook.files.limits import DEFAULT_LIMITS, MB, Limits
from scorecard.workbook.files.parts import Contents, SheetPart
from scorecard.workbook.files.preflight import preflight
from scorecard.workbook.files.refusal import Refused
from scorecard.workbook.files.sheets import beyond_the_calendar, raw_sheet, stored_values
from scorecard.workbook.grid import RawSheet, RawWorkbook

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from python_calamine import CalamineWorkbook

FORM_META: Final = frozenset({"表单信息", "Form data"})
FORM_WORKINGS: Final = frozenset({"选项", "Lists", "计算", "Workings"})
"""Names of hidden sheets of a form: what it says of itself, and what it computes with."""
SHOWN_DIFFERENCES: Final = 20
"""Differences between the two readings that are listed for one sheet."""


def read_workbook(
    data: bytes, file: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[RawWorkbook | None, list[Finding]]:
    """The workbook in these bytes, and what was found wrong with it as a file.

    `None` where it is refused; then the findings say why.  Nothing is executed, fetched or
    written.  Never raises for any bytes, but a hostile file may still kill the process: files from
    outside go through `guard`.
    """
    contents, findings = preflight(data, file, limits)
    if contents is None:
        return None, findings
    return parse_workbook(data, file, contents, findings, limits)


def parse_workbook(
    data: bytes, file: str, contents: Contents, findings: list[Finding], limits: Limits
) -> tuple[RawWorkbook | None, list[Finding]]:
    """As `read_workbook`, for bytes that have passed `preflight`."""
    try:
        sheets, differing = _sheets(data, file, contents)
    except Refused as refusal:
        return None, [*findings, refusal.finding(file)]
    except MemoryError:
        return None, [*findings, Refused("B138", limit=limits.memory // MB).finding(file)]
    notes = {"links": ", ".join(contents.links)} if contents.links else {}
    digest = hashlib.sha256(data).hexdigest()
    book = RawWorkbook(file, digest, sheets, contents.epoch_1904, notes)
    return book, [*findings, *differing]


def preload() -> None:
    """Load both programs now rather than with the first workbook."""
    import openpyxl  # noqa: F401, PLC0415  (heavy: not before a workbook is read)
    import python_calamine  # noqa: F401, PLC0415  (heavy: not before a workbook is read)


def _sheets(
    data: bytes, file: str, contents: Contents
) -> tuple[tuple[RawSheet, ...], list[Finding]]:
    unread = _workings(contents)
    first, second = _openpyxl(data, unread), _calamine(data)
    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in contents.sheets:
            if part.kind == "worksheet" and part.part not in unread:
                sheet = _sheet(archive, file, part, first)
                sheets.append(sheet)
                findings += _differing(sheet, second)
    return tuple(sheets), findings


def _book(reader: Any) -> Workbook:  # noqa: ANN401  (openpyxl leaves its reader untyped)
    book: Workbook = reader.wb
    return book


def _workings(contents: Contents) -> frozenset[str]:
    """Parts of the hidden sheets with which our forms compute: half the cells, no input."""
    hidden = [s for s in contents.sheets if s.kind == "worksheet" and s.state != "visible"]
    if not any(s.name in FORM_META for s in hidden):
        return frozenset()
    return frozenset(s.part for s in hidden if s.name in FORM_WORKINGS)


def _openpyxl(data: bytes, unread: frozenset[str] = frozenset()) -> Workbook:
    """The workbook as openpyxl reads it, with its XML defused and its links left alone.

    Sheets whose parts are `unread` are left out; so are the names defined in it.
    """
    import openpyxl  # noqa: PLC0415  (heavy: not before a workbook is read)

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must parse with defusedxml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = _reader()(io.BytesIO(data), keep_links=False)
            reader.valid_files = [name for name in reader.valid_files if name not in unread]
            reader.read()
            return _book(reader)
        except MemoryError:
            raise
        except Exception as error:
            raise _unreadable(error) from error


@cache
def _reader() -> Any:  # noqa: ANN401  (openpyxl's reader has no type of its own)
    """The reader of openpyxl, which leaves out sheets whose parts it is not to know.

    Defined names belong to sheets by their number, which is another one then; nobody asks for them.
    """
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415  (heavy: see `preload`)

    class Reader(ExcelReader):
        def read_workbook(self) -> None:
            super().read_workbook()
            self.parser.assign_names = lambda: None  # type: ignore[method-assign]  # the names of other workbooks

    return Reader


def _unreadable(error: BaseException) -> Refused:
    """The refusal that names what went wrong first."""
    while error.__cause__ is not None:
        error = error.__cause__
    return Refused("B134", reason=f"{type(error).__name__}: {sanitise(str(error))}")


def _calamine(data: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415  (not before a workbook is read)

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of calamine is no Exception
        raise _unreadable(error) from error


def _sheet(archive: zipfile.ZipFile, file: str, part: SheetPart, book: Workbook) -> RawSheet:
    if part.name not in book.sheetnames:
        raise Refused("B134", reason=part.name)
    try:
        sheet = book[part.name]
        stored = stored_values(archive.read(part.part), beyond_the_calendar(sheet))
        return raw_sheet(file, part, sheet, stored, book.epoch)
    except MemoryError:
        raise
    except Exception as error:
        raise _unreadable(error) from error


def _differing(sheet: RawSheet, book: CalamineWorkbook) -> list[Finding]:
    try:
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of calamine is no Exception
        raise _unreadable(error) from error
    found: list[Finding] = []
    for row, column, first, second in differences(sheet, rows):
        if len(found) == SHOWN_DIFFERENCES:
            break
        place = sheet.origin(row, column)
        found.append(finding("B135", place, sanitise(first), first=first, second=second))
    return found
