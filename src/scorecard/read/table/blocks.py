"""The sheets of a file as rows of text, their blocks with header rows, and what each column holds.

A per cent format gives `45%`, a date the part of it that its format shows, so that a cell reads
here as a person sees it.  A block begins with a header row that knows a column of values, and ends
before the next one.  Header rows are one to three: the parts of a header above each other are read
together.

Longer than other modules: what a header means, where it stands and what its cells say decide it
together.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from scorecard.read.grid import CellKind, RawCell, RawSheet, shown_parts
from scorecard.read.table.lexicon import (
    direction_of,
    fold,
    is_bare,
    is_whole,
    near_misses,
    roles_by_part,
    roles_of,
    says,
    table,
    without_brackets,
    word_in,
)
from scorecard.read.table.periods import When, find, of_cell
from scorecard.read.table.quantities import amount, is_number
from scorecard.schema.findings import Origin, cell_name
from scorecard.schema.period import PeriodKind
from scorecard.schema.spelling import normalise, parse_unit
from scorecard.schema.vocabulary import Choice, Comparator, Direction, Measure

TEXT_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
CSV_SHEET: Final = "CSV"
_SEPARATORS: Final = ";\t,|"
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LOOKED_AT: Final = 40
_SLASHED: Final = re.compile(r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})\2(?=\d{4}(?!\d))")
_SLASHED_DATE: Final = re.compile(_SLASHED.pattern.replace("(?=", "("))
_COMMA: Final = re.compile(r"(?:-?\d{1,3}(?:\.\d{3})*,\d{1,4}|-?\d+,\d{1,2})\s*%?")
_POINT: Final = re.compile(r"-?\d+\.\d{1,2}|-?\d+\.\d{4,}")


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows of text (from 0), and what a spreadsheet says beside the values.

    `covered` are the hidden cells of merged ranges (they carry the value of the first one),
    `unread` those without a usable value (an error, a formula without a stored value).
    """

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    comma: bool = False
    visible: bool = True
    covered: frozenset[tuple[int, int]] = frozenset()
    unread: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    turned: bool = False
    repeated: set[int] = field(default_factory=set)
    """Rows that repeat the header above."""

    def text(self, row: int, column: int) -> str:
        """The cell's text; empty where nothing stands."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column].strip() if column < len(cells) else ""

    def cell(self, row: int, column: int) -> str:
        """The address of a cell in the file."""
        return cell_name(column + 1, row + 1) if self.turned else cell_name(row + 1, column + 1)

    def column(self, column: int) -> str:
        """The letter of a column; the number of a row where the two are exchanged."""
        return str(column + 1) if self.turned else cell_name(1, column + 1)[:-1]

    def origin(self, row: int, column: int) -> Origin:
        """The place of a cell."""
        return Origin(self.file, self.name, self.cell(row, column))

    def turn(self) -> Sheet:
        """The sheet with rows and columns exchanged; its cells keep their addresses."""
        width = max(map(len, self.rows), default=0)
        rows = [[self.text(r, c) for r in range(len(self.rows))] for c in range(width)]
        return replace(
            self, rows=rows, turned=not self.turned,
            covered=frozenset((c, r) for r, c in self.covered),
            unread={(c, r): code for (r, c), code in self.unread.items()},
            hidden_rows=self.hidden_columns, hidden_columns=self.hidden_rows,
        )  # fmt: skip


def csv_sheet(file: str, data: bytes) -> Sheet | None:
    """The one sheet of a text file; None where the bytes are no text in rows and columns.

    Encodings: UTF-8, UTF-16 with a mark, GB18030, Windows-1252; separators: comma, semicolon, tab,
    bar.  In a file separated by another sign than the comma, `68,5` is a decimal.
    """
    text = decoded(data)
    if text is None or _CONTROL.search(text):
        return None
    text = _one_order(text)
    lines = text.splitlines()[:_LOOKED_AT]
    if lines and (told := re.fullmatch(r"sep=(.)", lines[0].strip())):
        separator, text = told[1], text.partition("\n")[2]
    else:
        separator = _separator(lines)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        return None
    first = [cell.strip() for row in rows[:400] for cell in row]
    comma = (
        separator != ","
        and any(map(_COMMA.fullmatch, first))
        and not any(map(_POINT.fullmatch, first))
    )
    return Sheet(file, CSV_SHEET, rows, comma=comma)


def _one_order(text: str) -> str:
    """The text with dates such as 12/01/2024 as 2024-01-12, where others of it show the order."""
    found = [(int(a), int(b)) for a, _, b in _SLASHED.findall(text)]
    days, months = any(a > 12 for a, _ in found), any(b > 12 for _, b in found)
    if days == months or all(a > 12 or b > 12 for a, b in found):
        return text
    order = r"\4-\3-\1" if days else r"\4-\1-\3"
    return _SLASHED_DATE.sub(order, text)


def decoded(data: bytes) -> str | None:
    """The text of the bytes; None where they are none."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in data[:4096]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", data))
    high = sum(byte > 0x7F for byte in data)
    for encoding in ("cp1252", "gb18030") if alone * 2 > high else ("gb18030", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _separator(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of fields."""
    best = (0, 0, ",")
    for sign in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if row)
        except csv.Error:
            continue
        del widths[1]
        if widths:
            width, count = widths.most_common(1)[0]
            best = max(best, (count, width, sign), key=lambda one: one[:2])
    return best[2]


def of_raw(sheet: RawSheet) -> Sheet:
    """A sheet of a workbook as it was read."""
    rows = [[""] * sheet.columns for _ in range(sheet.rows)]
    covered, unread = set(), {}
    for (row, column), cell in sheet.cells.items():
        if row > sheet.rows or column > sheet.columns:
            continue
        place = (row - 1, column - 1)
        rows[row - 1][column - 1] = _shown(cell)
        if cell.merged:
            covered.add(place)
        if cell.kind is CellKind.ERROR:
            unread[place] = "C110"
        elif cell.kind is CellKind.UNCACHED:
            unread[place] = "C111"
    return Sheet(
        sheet.file, sheet.name, rows, visible=sheet.visible, covered=frozenset(covered),
        unread=unread, hidden_rows=frozenset(n - 1 for n in sheet.hidden_rows),
        hidden_columns=frozenset(n - 1 for n in sheet.hidden_columns),
    )  # fmt: skip


def _shown(cell: RawCell) -> str:
    if cell.kind is CellKind.DATE and isinstance(cell.value, date):
        day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        parts = shown_parts(cell.number_format)
        return day.isoformat()[: {"ym": 7, "y": 4}.get(parts, 10)]
    return cell.text


TARGETS: Final = ("target", "annual_target", "adjusted_target")
ACTUALS: Final = ("actual", "to_date", "this_period", "value")
_KINDS: Final = table("kinds")
_PARTS: Final = table("parts")
VALUES: Final = frozenset(_KINDS["values"])
NUMBERS: Final = frozenset(_KINDS["numbers"])
TEXTS: Final = frozenset(_KINDS["texts"])
PERIODS: Final = frozenset({"due", "baseline_period", "actual_period"})
_COMPLETION: Final = re.compile(
    r"(?:为|占|完成)(?!值|数|情况|量|额|率).{0,12}(?:[%％]\)?|比重|比例|比)$|^占.*(?:计划|任务|目标|预算)"
)
_VALUE_OF: Final = {
    "baseline_period": "baseline", "actual_period": "actual", "due": "target",
}  # fmt: skip
"""The values that a header of periods may hold instead: Base year value."""
_OF_GROWTH: Final = (("target", "aims"), ("actual", "reached"))
"""What a column of changes is, by the words that its header holds."""
_LONG: Final = 60
_SAMPLE: Final = 60
_TURNED_ROWS: Final = 40
"""Rows up to which a table may stand on its side."""
_PROSE: Final = 4
"""Letters from which a cell without a digit is a sentence rather than a word of doing."""
_SOME: Final = 0.4
"""Share of numbers from which a second column of names is one of values."""
_YEAR: Final = re.compile(r"(?:19|20|21)\d\d(?:\.0+)?")
_NUMBER: Final = re.compile(r"[+-]?[\d.,]*\d%?")
MOST_HEADER_ROWS: Final = 3
_LOOSE: Final = frozenset({None, "group", "kind", "measure", "note", "completion", *ACTUALS})
"""Roles of headers that may as well head a column of directions or of lights."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place (from 0), its header in parts from top to bottom, and what it holds.

    `role` is None where the header is not known; `candidates` are all that the header may mean.
    `when` is the period in the header, `unit` the unit in it, `growth` says that the values are
    changes, `cumulative` that they add up from the year's beginning, `part` names what they are of.
    """

    index: int
    path: tuple[str, ...]
    role: str | None = None
    candidates: tuple[str, ...] = ()
    when: When | None = None
    unit: str = ""
    growth: bool = False
    cumulative: bool = False
    exact: bool = False
    part: str = ""

    @property
    def of_value(self) -> str | None:
        """The role of values that the header may mean, first of all."""
        return next((role for role in self.candidates if role in VALUES), None)

    @property
    def header(self) -> str:
        """The header as a person reads it."""
        return " / ".join(self.path)


@dataclass(slots=True)
class Block:
    """A table in a sheet: titles above it, header rows and body (rows from 0), its columns."""

    sheet: Sheet
    titles: list[str]
    head: range
    body: range
    columns: list[Column] = field(default_factory=list)
    unit_row: int | None = None
    part: str = ""
    """Whose or what its columns are, where several pairs of columns stand side by side."""
    elsewhere: Collection[int] = ()
    """The places of the columns of its other parts."""
    by_measure: bool = False
    """Whether such parts are quantities (investment, duration) rather than bodies or groups."""

    def of(self, *roles: str) -> list[Column]:
        """The columns of these roles, from left to right."""
        return [column for column in self.columns if column.role in roles]


_ENDS: Final = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_FIVE_YEARS: Final = re.compile(
    rf"[\"“']?({'|'.join(_ENDS)})[\"”']?(?:规划|时期|期间?)?(?=末|底|目标|预期|规划)(?:期?[末底])?()"
)
"""The end of a plan of five years, where it is aimed at or stands for its last year."""


@lru_cache(maxsize=8192)
def understand(text: str) -> Column:  # noqa: C901, PLR0912  (one branch a way to say it)
    """What one part of a header says: role, period, unit (index and path are left blank).

    >>> understand("Target (2025)").role, understand("Target (2025)").when.year
    ('target', 2025)
    >>> understand("1-6月完成").role, understand("1-6月完成").cumulative
    ('actual', True)
    """
    clean = _FIVE_YEARS.sub(lambda plan: f"{_ENDS[plan[1]]}年{plan[2]}", normalise(text))
    if not clean or len(clean) > _LONG:
        return Column(0, (text,))
    bare, inside = without_brackets(clean)
    known = roles_of(clean) or roles_of(bare)
    roles_inside = [r for part in inside for r in roles_of(part)]
    said = next((r for r in roles_inside if r in VALUES), None)
    said = (
        "baseline" if said is None and "baseline_period" in roles_inside else said
    )  # 2019 (base year)
    if said in TARGETS and known and known[0] not in VALUES | PERIODS:  # Green (target)
        known = (said,)
    when, unit = None, ""
    for part in inside:
        if is_whole(part) and known and known[0] == "target":  # 目标（全年）
            known = ("annual_target",)
        found = of_cell(part) or (find(part)[0] if re.search(_YEAR.pattern, part) else None)
        if found is not None and not parse_unit(part):
            when = when or found
        elif parse_unit(part.lstrip("±+")) or (len(part) <= 6 and not roles_of(part)):
            unit = unit or part.lstrip("±+").replace("％", "%")
    if known:
        growth, adds = known[0] == "growth", says(clean, "cumulative")
        role = _first(known, dated=when is not None)
        return Column(0, (text,), role, known, when, unit, growth, adds, exact=True)
    if _COMPLETION.match(clean):
        return Column(0, (text,), "completion", ("completion",), exact=True)
    inner, rest = find(bare)
    when = inner or when
    rest, sign = _signs(_OPEN_END.sub("", rest) if inner else rest)  # Target by 2030
    letter = _PARTS["letters"].get(rest) if when is not None else None
    exact = (letter,) if letter else roles_of(rest) if rest else ()
    cumulative = says(clean, "cumulative") or (when is not None and when.to_date)
    if when is not None and not rest and said is not None:  # 2019 (base)
        return Column(0, (text,), said, (said,), when, sign, cumulative=cumulative, exact=True)
    if when is not None and (not rest or is_bare(rest)):
        return Column(
            0, (text,), "bare", ("bare",), when, unit or sign, cumulative=cumulative, exact=True
        )
    told = _of_values(exact or roles_by_part(rest), when)
    role = _first(told, dated=when is not None)
    if when is not None and role == "actual_period":
        role = "bare"
    if role is None and is_bare(rest):
        role = "neutral"
    growth = role == "growth"
    if growth:
        role = next((r for r, w in _OF_GROWTH if says(rest, w)), role)
    found_roles = told if role in told else (role,) if role else ()
    return Column(
        0, (text,), role, found_roles, when, unit or sign, growth, cumulative, bool(exact)
    )


def _of_values(roles: tuple[str, ...], when: When | None) -> tuple[str, ...]:
    """The roles without those of words where a part of the year is named: 1-6月工作量."""
    if when is None or when.kind is PeriodKind.YEAR:
        return roles
    return tuple(role for role in roles if role not in {"name", "group"})


def _first(roles: Sequence[str], *, dated: bool) -> str | None:
    """The first role; beside a period the first of values, where there is one."""
    valued = next((r for r in roles if r in VALUES), None) if dated else None
    return valued or next(iter(roles), None)


def _signs(rest: str) -> tuple[str, str]:
    """A header's words without the unit signs at its ends, and the sign."""
    found = _SIGN.fullmatch(rest)
    if found and found[1] and not re.search(r"of$", found[1]):
        sign = {"pct": "%", "percent": "%"}.get(found[2].casefold(), found[2])
        return found[1].strip(" _"), "" if "0" in sign else sign
    return rest, ""


_OPEN_END: Final = re.compile(r"(?<=\w) (?:by|in|for|of|at|on|as of|as at|until|from)$")
"""What leads from a header's words to the period behind them."""
_SIGN: Final = re.compile(
    r"(.*?)[\s,]*((?:[$€£]|us\$|(?<= )(?:usd|eur|gbp))\s*"
    r"(?:'?000s?|k|m|mn|bn|millions?|thousands?)?|'?000s?|(?<=[ _])(?:pct|percent)|%|"
    r"万元|亿元|元|个|人次|家)",
    re.IGNORECASE,
)
"""A header and the unit that stands at its end: Outturn £000."""


def joined(index: int, path: tuple[str, ...]) -> Column:  # noqa: C901, PLR0912  (one branch a way to say it)
    """The parts of a header read together: the lowest that says what the values are decides."""
    parts = [understand(part) for part in path]
    last = parts[-1]
    role: str | None = last.role
    candidates, growth = last.candidates, False
    if len(parts) > 1 and role not in VALUES and last.of_value and last.of_value != "bare":
        role = last.of_value
    above = [part for part in reversed(parts[:-1]) if part.role or part.when]
    value = next((p for p in above if p.role in VALUES), None)
    if role in {"growth", "neutral", "bare"} and value is not None:
        growth = role == "growth"
        base = value.role
        if role == "bare" and base in {"progress_text", "status"}:
            role, candidates = "actual", ("actual",)
        elif role == "bare" or base != "bare":
            role, candidates = base, value.candidates
        else:
            role, candidates = ("bare", ("bare",))
    elif role == "actual_period" and value is not None and not last.when:
        own = next((p for p, v in _VALUE_OF.items() if v == value.role), None)
        if own is not None:
            role, candidates = own, (own,)
    elif role == "value" and value is not None and value.role != "bare":
        role, candidates = value.role, value.candidates
    elif role is None and value is not None:
        role, candidates = None, ()
    elif role in TARGETS and len(parts) > 1 and not last.when:
        role = next((p.role for p in above if p.role in TARGETS and p.role != "target"), role)
        role = "annual_target" if any(map(is_whole, path[:-1])) else role
    whens = [part.when for part in parts if part.when is not None]
    when = whens[-1] if whens else None
    for upper in reversed(whens[:-1]):
        if when is not None and when.year is None and upper.year is not None:
            when = replace(when, year=upper.year)
    cumulative = any(part.cumulative or says("".join(part.path), "cumulative") for part in parts)
    unit = next((part.unit for part in reversed(parts) if part.unit), "")
    if role == "neutral":
        role, candidates = None, ()
    exact = last.exact or (value is not None and value.exact)
    return Column(index, path, role, candidates, when, unit, growth, cumulative, exact)


# ---------------------------------------------------------------------------
# Where tables begin, and which rows head them.


def blocks(sheet: Sheet) -> Iterator[Block]:
    """The tables of a sheet from top to bottom; their columns are understood by header alone."""
    heads = list(_heads(sheet)) or _plainest_head(sheet)
    above, titles = 0, list[str]()
    for n, (first, last) in enumerate(heads):
        end = heads[n + 1][0] if n + 1 < len(heads) else len(sheet.rows)
        titles = [*(t for row in range(above, first) for t in _texts(sheet, row)), *titles]
        block = Block(sheet, titles, range(first, last + 1), range(last + 1, end))
        if last + 1 < end and _is_unit_row(sheet, last + 1):
            block.unit_row = last + 1
            block.body = range(last + 2, end)
        block.columns = _columns(block)
        parts = _parts(block.columns)
        if n + 1 < len(heads):  # a line of its own before the next table is its title
            stop = end
            while stop > block.body.start and len(_texts(sheet, stop - 1)) <= 1:
                stop -= 1
            block.body = range(block.body.start, stop)
            above = stop
        yield from (_of_part(block, part, parts) for part in parts or [""])


def _of_part(block: Block, part: str, parts: Mapping[str, Collection[int]]) -> Block:
    """The block with the columns of one part, and those of no part; the block where it has none."""
    if not part:
        return block
    others = {n for name, places in parts.items() if name != part for n in places}
    own = [
        replace(c, role="note", candidates=()) if c.index in others else c for c in block.columns
    ]
    units = {c.unit for c in block.columns if c.role in TARGETS and c.unit}
    measured = len(units) > 1 or any(map(direction_of, parts))
    return replace(block, columns=own, part=part, elsewhere=others, by_measure=measured)


def _parts(columns: Sequence[Column]) -> dict[str, set[int]]:
    """The places of the columns of each part, where pairs of target and figure stand side by side.

    What tells them apart is the upper word of their headers (North over Target and Actual), or what
    is left of the header beside Target or Actual (计划投资, 完成投资, 计划工期, 实际工期).
    """
    if of_sum := _summed_pair(columns):
        return of_sum
    found: dict[str, set[int]] = {}
    sides: dict[str, set[tuple[str, When | None]]] = {}
    spans: dict[str, set[str]] = {}
    for column in columns:
        for text in column.path[:-1]:
            spans.setdefault(text, set()).add(_side_of(understand(column.path[-1]).role))
    over = {text for text, its in spans.items() if {"target", "actual"} <= its}
    for column, side, part in _of_parts(columns, over):
        found.setdefault(part, set()).add(column.index)
        sides.setdefault(part, set()).add((side, column.when))
    whole = {p: s for p, s in sides.items() if {"target", "actual"} <= {side for side, _ in s}}
    rivals = Counter(one for s in whole.values() for one in s if one[0] == "target")
    alike = {p for p, s in whole.items() if any(rivals[one] > 1 for one in s)}
    if len(alike) < 2:
        return {}
    parts = {p: places for p, places in found.items() if p in alike}
    apart = all(max(a) < min(b) for a, b in itertools.pairwise(sorted(parts.values(), key=min)))
    for column in columns:  # a rate is of the part it names, of that left of it, else of the first
        named = [p for p in parts if p in column.header]
        left = [p for p in parts if apart and min(parts[p]) < column.index]
        if column.role in {"completion", "variance", "status"} and len(named) < 2:
            free = left[-1:] or list(parts)[:1] if column.role != "status" else []
            for part in named or free:
                found[part].add(column.index)
    return parts


def _of_parts(
    columns: Sequence[Column], over: Collection[str]
) -> Iterator[tuple[Column, str, str]]:
    """Columns with their side and part; 完成, again and again, is of the target left of it."""
    headers = Counter(column.path for column in columns if _side_of(column.role))
    left = ""
    for column in columns:
        side = _side_of(column.role)
        part = _part_of(column, over, alone=bool(side))
        if not part and side == "actual" and headers[column.path] > 1:
            part = left
        left = part if side == "target" else ""
        if part:
            yield column, side, part


def _side_of(role: str | None) -> str:
    return "target" if role in TARGETS else "actual" if role in ACTUALS else ""


def _summed_pair(columns: Sequence[Column]) -> dict[str, set[int]]:
    """A month's target and figure, and the pair of the year to date beside them, as two parts."""
    values = [c for c in columns if c.role in {*TARGETS, *ACTUALS} and not c.growth]
    sums = [c for c in values if c.when is None and (c.cumulative or c.role == "to_date")]
    single = [c for c in values if c.when is not None and c.when.kind is PeriodKind.MONTH]
    both = len(values) == 4 and all(
        len(pair) == 2 and len({c.role in TARGETS for c in pair}) == 2 for pair in (sums, single)
    )
    if not both or any(c.cumulative for c in single) or single[0].when != single[1].when:
        return {}
    found = {pair[-1].header: {c.index for c in pair} for pair in (single, sums)}
    for column in columns:  # a rate or difference follows from the pair left of it
        before = [p for p, its in found.items() if min(its) < column.index]
        if column.role in {"completion", "variance", "status"} and before:
            found[max(before, key=lambda p: min(found[p]))].add(column.index)
    return found


def _part_of(column: Column, over: Collection[str], *, alone: bool) -> str:
    """The word of a header that is neither a role nor a period nor a unit; empty for none."""
    if column.part:
        return column.part
    for text in column.path[:-1]:
        known = understand(text)
        if (known.role is None or text in over) and known.when is None and len(text) <= _LONG // 2:
            return text.strip()
    if not alone or len(column.path) != 1 or column.exact or column.when is not None:
        return ""
    bare = _signs(without_brackets(column.path[0])[0])[0]
    words = [bare] if not re.search(r"[\s_]", bare) else re.split(r"[\s_]+", bare)
    joint = "" if len(words) == 1 else " "
    letters: Sequence[str] = words if joint else bare
    for size in range(1, len(letters)):
        for role, rest in ((letters[size:], letters[:size]), (letters[:size], letters[size:])):
            named = roles_of(joint.join(role))
            meant = column.role if column.role in named else next(iter(named), None)
            if meant in {*TARGETS, *ACTUALS, "minimum", "upper"} and not roles_of(joint.join(rest)):
                return joint.join(rest)
    return ""


def _texts(sheet: Sheet, row: int) -> list[str]:
    """What stands in a row, each merged range once."""
    cells = sheet.rows[row]
    return [t.strip() for c, t in enumerate(cells) if t.strip() and (row, c) not in sheet.covered]


def _headers_of(sheet: Sheet, row: int) -> list[str]:
    """What stands in a row, without the day on which the table was written."""
    return [t for t in _texts(sheet, row) if not (says(t, "written") and understand(t).when)]


def _heads(sheet: Sheet) -> Iterator[tuple[int, int]]:
    row, size, before = 0, len(sheet.rows), -1
    known: tuple[str, ...] = ()
    while row < size:
        texts = tuple(_texts(sheet, row))
        within = before >= 0 and len(texts) * 2 < len(known) and len(_texts(sheet, row - 1)) > 1
        if not within and _is_header(sheet, row, again=before >= 0):
            if texts == known:  # a page break or a section repeats it
                sheet.repeated.add(row)
                row += 1
                continue
            first = row - 1 if row - 1 > before and _is_upper(sheet, row) else row
            last = row
            while (
                last - first + 1 < MOST_HEADER_ROWS
                and last + 1 < size
                and _is_lower(sheet, first, last + 1)
            ):
                last += 1
            known = texts
            yield first, last
            before, row = last, last + 1
        else:
            row += 1


def _plainest_head(sheet: Sheet) -> list[tuple[int, int]]:
    """The first row of words above a row with numbers, where no header is known at all."""
    for row in range(len(sheet.rows) - 1):
        texts = _texts(sheet, row)
        below = sheet.rows[row + 1]
        if len(texts) > 1 and not _has_number(sheet.rows[row]) and _has_number(below):
            return [(row, row)]
    return []


def is_turned(sheet: Sheet) -> bool:
    """Whether the headers stand in the first column: at least two of values, none in a row."""
    if len(sheet.rows) > _TURNED_ROWS:
        return False
    first = [understand(row[0].strip()) for row in sheet.rows if row and row[0].strip()]
    values = [column for column in first if column.of_value and column.exact]
    return (
        len(values) > 1
        and any(c.of_value in TARGETS for c in values)
        and len(values) * 2 >= len(first) - 1
        and not any(_is_header(sheet, row, again=False) for row in range(min(len(sheet.rows), 12)))
    )


def _has_number(cells: Sequence[str]) -> bool:
    """Whether a row holds a number that is no year: then it is no header."""
    for cell in cells:
        if cell and (cell[0].isdigit() or cell[-1].isdigit()):
            text = cell.strip()
            if _NUMBER.fullmatch(text) and not _YEAR.fullmatch(text):
                return True
    return False


def _is_header(sheet: Sheet, row: int, *, again: bool) -> bool:
    """Whether the row knows a column of values and another column (or a second period).

    Below a first table a row must know most of its columns exactly, a name among them.
    """
    cells = sheet.rows[row]
    if _has_number(cells):
        return False
    texts = _headers_of(sheet, row)
    if len(texts) < 2:
        return False
    found = [understand(text) for text in texts]
    roles = [column.role for column in found if column.role not in {None, "neutral"}]
    valued = [
        c for c in found if c.of_value and (c.when is None or c.when.kind is not PeriodKind.DAY)
    ]
    dates = "due" in roles and bool({"actual_period", "completion"} & set(roles))
    if not (valued or dates) or len(roles) < 2:
        return False
    for text, column in zip(texts, found, strict=True):
        value = amount(text)
        if (
            column.role is None
            and column.when is None
            and value.number is not None
            and not (value.is_word or _YEAR.fullmatch(text))
        ):
            return False
    exact = [
        c for text, c in zip(texts, found, strict=True)
        if c.exact and c.role not in {None, "neutral"}
        and not (again and (amount(text).is_word or (c.when and c.when.kind is PeriodKind.DAY)))
    ]  # fmt: skip
    if again and not (any(c.of_value != "bare" for c in valued) or len(valued) > 1):
        return False
    if again:
        return (
            (
                len(exact) * 2 >= len(texts)
                and any(c.role in {"name", "id", "number"} for c in exact)
            )
            or len(exact) >= 5
            or len(exact) == len(texts) >= 3
        )
    return len(roles) * 3 >= len(texts)


def _is_upper(sheet: Sheet, row: int) -> bool:
    """Whether the row above belongs to the header: periods or roles over parts of it."""
    above = row - 1
    texts = _headers_of(sheet, above)
    width = len(sheet.rows[row])
    starts = [c for c, t in enumerate(sheet.rows[above]) if t.strip() in texts]
    if not texts or not starts or _has_number(sheet.rows[above]):
        return False
    covered = len(starts)
    if len(texts) == 1 and (covered >= width - 1 or starts[0] == 0):
        return False
    alone = len(texts) == 1 and re.search("截[至止]", texts[0])
    if alone or any(re.search(r"[:：]\s*\S", text) for text in texts):  # 部门：综合科
        return False
    known = [understand(text) for text in texts]
    return any(c.when is not None or c.of_value for c in known) or _spans_pairs(sheet, row)


def _spans_pairs(sheet: Sheet, row: int) -> bool:
    """Whether the row above has words over repeated headers of values: North, South over Target."""
    cells = [(c, t.strip()) for c, t in enumerate(sheet.rows[row]) if t.strip()]
    valued = [(c, t) for c, t in cells if understand(t).of_value]
    counts = Counter(t for _, t in valued)
    again = [c for c, t in valued if counts[t] > 1]
    if not again:
        return False
    first = {t: min(c for c, o in valued if o == t) for t in counts}
    starts = [c for c in again if min(first.values()) == first[sheet.text(row, c)]]
    above = [sheet.text(row - 1, c) for c in starts]
    return len(above) > 1 and all(above) and len(set(above)) == len(above)


def _is_lower(sheet: Sheet, first: int, row: int) -> bool:
    """Whether a row goes on with the header above it."""
    cells = sheet.rows[row]
    if _has_number(cells) or not any(t.strip() for t in cells) or _is_unit_row(sheet, row):
        return False
    texts = [
        (c, t.strip()) for c, t in enumerate(cells)
        if t.strip() and not ((row, c) in sheet.covered and sheet.text(row - 1, c) == t.strip())
    ]  # fmt: skip
    if not texts:
        return False
    if _under_roles(sheet, first, texts):
        return True
    known = [understand(t) for _, t in texts]
    some = sum(c.role is not None or c.when is not None for c in known)
    if some * 2 < len(texts) or any(
        c.role is None and amount(t).is_word for (_, t), c in zip(texts, known, strict=True)
    ):
        return False
    named = [
        c
        for c, t in enumerate(sheet.rows[first])
        if t.strip() and understand(t.strip()).role in {"name", "id", "number"}
    ]
    own = {c for c, _ in texts}
    return not own & set(named) and any(
        c.of_value or c.growth or c.role in NUMBERS or c.role == "neutral" for c in known
    )


def _under_roles(sheet: Sheet, first: int, texts: Sequence[tuple[int, str]]) -> bool:
    """Whether the same words stand under Target and under Actual: North, South, North, South."""
    counts = Counter(text for _, text in texts)
    above = [
        next((t for n in range(c, -1, -1) if (t := sheet.text(first, n))), "") for c, _ in texts
    ]
    return (
        len(counts) > 1
        and min(counts.values()) > 1
        and all(understand(text).of_value for text in above)
        and all(understand(text).role is None for text in counts)
    )


def _is_unit_row(sheet: Sheet, row: int) -> bool:
    """Whether a row holds nothing but units, most of them in brackets."""
    texts = _texts(sheet, row)
    return bool(texts) and all(
        (re.fullmatch(r"[(（\[].{1,16}[)）\]]", t) and not is_number(t))
        or parse_unit(t) is not None
        for t in texts
    )


def _columns(block: Block) -> list[Column]:
    sheet, head = block.sheet, block.head
    width = max((len(sheet.rows[row]) for row in head), default=0)
    width = max(width, max((len(sheet.rows[r]) for r in list(block.body)[:_SAMPLE]), default=0))
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for row in head:
            text = sheet.text(row, column)
            if not text and row < head[-1] and column and sheet.text(head[-1], column):
                text = _from_left(sheet, row, column, head)
            if text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    paths = _parts_above(paths)
    found = [joined(n, path) if path else Column(n, ()) for n, path in enumerate(paths)]
    found = _named_by_targets(found)
    return [_by_contents(block, column, found) for column in found]


_GOES_ON: Final = frozenset({None, "completion", "name"})


def _named_by_targets(columns: Sequence[Column]) -> list[Column]:
    """The columns, with Fill rate as the figure of Fill rate target, and Losses of Losses max.

    So is the one column whose name goes on from the target's (Births target, Births recorded).
    """
    own = {
        fold(_signs(without_brackets(c.path[0])[0])[0]): c.index
        for c in columns if len(c.path) == 1 and c.role not in VALUES
    }  # fmt: skip
    found = list(columns)
    for column in columns:
        loose = column.role in {None, "minimum", "upper", *TARGETS}
        part = _part_of(column, (), alone=True) if loose and column.path else ""
        key, known = (
            fold(part),
            {c.part or _part_of(c, (), alone=True) for c in columns if c.role in ACTUALS},
        )
        more = [k for k in own if k == key or (part not in known and k.startswith(f"{key} "))]
        if key and (key in own or (len(more) == 1 and columns[own[more[0]]].role in _GOES_ON)):
            n = own[key if key in own else more[0]]
            found[n] = replace(found[n], role="actual", candidates=("actual",), part=part)
            found[column.index] = replace(column, role="target", candidates=("target",), part=part)
    return found


def _parts_above(paths: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The headers with what tells parts apart above: North over Target, not Target over North."""
    under: dict[str, set[str]] = {}
    for path in paths:
        known = understand(path[-1]) if len(path) == 2 else None
        loose = known is not None and known.role is None and known.when is None
        if loose and understand(path[0]).of_value in {*TARGETS, *ACTUALS}:
            under.setdefault(path[1], set()).add(path[0])
    turned = {word for word, above in under.items() if len(above) > 1}
    return [p[::-1] if len(p) == 2 and p[1] in turned else p for p in paths]


def _from_left(sheet: Sheet, row: int, column: int, head: range) -> str:
    """The header that spans from the left over a blank one, which has a part of its own below."""
    for left in range(column - 1, -1, -1):
        if not sheet.text(head[-1], left):
            return ""
        text = sheet.text(row, left)
        if text:
            alone = any(sheet.text(r, left) == text for r in head if r != row)
            return (
                ""
                if alone or understand(text).role in {"name", "id", "number", "unit_of_measure"}
                else text
            )
    return ""


def sample(block: Block, column: int, rows: int = _SAMPLE) -> list[str]:
    """The first filled cells of a column's body."""
    found = []
    for row in block.body[: 4 * rows]:
        text = block.sheet.text(row, column)
        if text:
            found.append(text)
            if len(found) == rows:
                break
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """A column, the others, its first cells, and which share of them are numbers or dates."""

    column: Column
    others: Sequence[Column]
    cells: Sequence[str]
    comma: bool
    numbers: float
    dated: float

    @property
    def rivals(self) -> list[Column]:
        """Other columns of the same role."""
        return [o for o in self.others if o.role == self.column.role]


def _by_contents(block: Block, column: Column, all_columns: Sequence[Column]) -> Column:
    """The column with the role, of those its header may mean, that fits its cells."""
    cells, comma = sample(block, column.index), block.sheet.comma
    kinds = [text for text in cells if kind_of_row(text)]
    several = len({fold(text) for text in kinds}) > 1 and len(kinds) * 5 >= len(cells) * 4
    if several and column.role in {None, "kind", "group", "measure", "name"}:
        return replace(column, role="kind")
    sided = cells and sum(bool(_SIDE.search(text)) for text in cells) * 5 >= len(cells) * 4
    if sided and column.role in {None, "kind", "group", "measure", "name", "strength", "note"}:
        return replace(column, role="direction")
    if column.role == "direction" and len(cells) > 1 and not any(map(_says_a_side, cells)):
        return replace(column, role="group")  # 方向: 健康, 学习
    others = [o for o in all_columns if o.index != column.index]
    if (said := _said_of_rows(block, column, cells, others)) is not None:
        return said
    if not cells and len(column.candidates) > 1:
        taken = any(o.role == column.role for o in others)
        return replace(column, role=column.candidates[1]) if taken else column
    if not cells or not column.candidates:
        return column
    numbers = sum(is_number(t, comma=comma) or word_in("missing", t) for t in cells) / len(cells)
    dated = sum(of_cell(t) is not None for t in cells) / len(cells)
    seen = _Seen(column, others, cells, comma, numbers, dated)
    steps = (_measured, _names_rows, _by_words, _by_dates, _by_numbers, _by_prose)
    return next((found for step in steps if (found := step(seen)) is not None), _fitting(seen))


def _said_of_rows(
    block: Block, column: Column, cells: Sequence[str], others: Sequence[Column]
) -> Column | None:
    """A column of 正向 and 负向, or of lights beside figures, whatever its header says."""
    roles = {o.role for o in others}
    if len(cells) < 2 or column.index == 0 or column.role not in _LOOSE:
        return None
    sides = [t for t in cells if t[-1:].isalpha() and (word_in("higher", t) or word_in("lower", t))]
    if len(sides) == len(cells) and "direction" not in roles:
        return replace(column, role="direction", candidates=("direction",))
    lights = sum(any(word_in(g, t) for g in ("met", "unmet", "red", "green")) for t in cells)
    some = lights * 2 > len(cells) and all(
        any(word_in(g, t) for g in ("met", "unmet", "red", "green", "amber")) for t in cells
    )
    aims = [amount(t) for o in others if o.role in TARGETS for t in sample(block, o.index)]
    worded = column.role in ACTUALS and any(v.number not in {None, 0, 1} for v in aims)
    if some and aims and (worded or roles & set(ACTUALS)) and "status" not in roles:
        return replace(column, role="status", candidates=("status", "light"))
    return None


def _measured(seen: _Seen) -> Column | None:
    """Whether words such as stock and rate, or 约束性, say what a column of kinds is."""
    column, cells = seen.column, seen.cells
    if "measure" not in column.candidates:
        return None
    if sum(_is_word_of(Measure, text) for text in cells) * 2 > len(cells):
        return replace(column, role="measure")
    other = "name" if "name" in column.candidates else "measure"
    return replace(column, role="strength" if all("性" in t for t in cells) else other)


def _by_dates(seen: _Seen) -> Column | None:
    """A column of dates, where its header may mean one."""
    column = seen.column
    years = all(_YEAR.fullmatch(t) for t in seen.cells)
    dates = next((r for r in column.candidates if r in PERIODS), None)
    if dates is not None and (years or seen.dated > seen.numbers):
        return replace(column, role=dates)
    if seen.dated > max(seen.numbers, 0.5) and column.role in {"baseline", *TARGETS, *ACTUALS}:
        return _of_dates(column, seen.others)
    return None


def _by_numbers(seen: _Seen) -> Column | None:
    """A column of numbers whose header names words, or none where it may not hold any."""
    column, some = seen.column, seen.numbers >= _SOME
    numeric = next((r for r in column.candidates[1:] if r in NUMBERS), None)
    if column.role in {"name", "group"} and len(column.candidates) == 1 and some:
        values = [amount(t, comma=seen.comma) for t in seen.cells]
        worded = sum(v.comparator is not None or bool(v.unit) for v in values)
        before = any(o.role in {"name", "group"} and o.index < column.index for o in seen.others)
        if before and worded * 2 > len(values):
            return replace(column, role=None, candidates=())
    if numeric is not None and some and _named_before(column, seen.others):
        return replace(column, role=numeric)
    if column.role == "progress_text" and seen.numbers * 2 > 1:
        return replace(column, role="actual")
    if column.role in _VALUE_OF and not seen.dated and some:
        return replace(column, role=_VALUE_OF[column.role])
    return None


def _by_prose(seen: _Seen) -> Column | None:
    """A column headed as one of values that holds words for people."""
    column, cells = seen.column, seen.cells
    family = next((f for f in (TARGETS, ACTUALS) if column.role in f), ())
    rivals = [o for o in seen.others if o.role in family]
    digits = any(any(map(str.isdigit, normalise(t))) for t in cells)
    figures = any(o.role in {"bare", *ACTUALS} for o in seen.others)
    if column.role in ACTUALS and figures and not digits and not _only_prose(cells):
        return replace(column, role="status")  # Performance: exceeded, not achieved
    prose = _only_prose(cells) or (
        bool(rivals) and not any(is_number(t, comma=seen.comma) for t in cells)
    )
    if column.role in {*TARGETS, *ACTUALS} and prose:
        told = [r for r in column.candidates if r in {"name", "group"}]
        if column.role in TARGETS and not any("name" in o.candidates for o in seen.others):
            told.append("name")
        told.append("progress_text" if column.role in ACTUALS else "group")
        return replace(column, role=told[0])
    return None


def _fitting(seen: _Seen) -> Column:
    """The first role that the header may mean and the cells allow."""
    column, numbers, dated = seen.column, seen.numbers, seen.dated
    if column.role in {"bare", *TARGETS, *ACTUALS} and len(column.candidates) == 1:
        return column
    for role in column.candidates:
        if column.when is not None and role in {"name", "group"}:  # 2024年目标任务
            continue
        fits = (
            numbers >= 0.5 and (role not in {"group", "name"} or numbers < 0.8) if role in NUMBERS
            else dated >= 0.5 or numbers < 0.5 if role in PERIODS
            else numbers < 0.8 or role not in TEXTS or role == "id"
        )  # fmt: skip
        if fits:
            first = role == column.candidates[0]
            taken = any(o.role == role and o.candidates[0] == role for o in seen.others)
            return column if taken and not first else replace(column, role=role)
    return column


def _named_before(column: Column, all_columns: Sequence[Column]) -> bool:
    """Whether a column headed as the name has another of names, or groups left of it."""
    return column.role == "name" and any(
        (o.role == "name" and o.index != column.index)
        or (o.role == "group" and o.index < column.index)
        for o in all_columns
    )


_SIDE: Final = re.compile(
    r"^[正逆负反]向?(?:指标)?$|越[高低大小多少]越|[高低]优|望[大小]|极[大小]型|"
    r"(?:higher|lower|more|less|bigger|smaller|up|down|high|low) is (?:better|good)|"
    r"^(?:maximi[sz]e|minimi[sz]e|(?:higher|lower)[ -]the[ -]better)$",
    re.IGNORECASE,
)
"""Words that say which way is better, whatever heads their column."""


def _says_a_side(text: str) -> bool:
    sides = ("higher", "lower", "hold")
    return bool(_SIDE.search(text)) or any(word_in(g, text) for g in sides) or (
        _is_word_of(Direction, text) or is_number(text)
    )  # fmt: skip


def _by_words(seen: _Seen) -> Column | None:
    """The column as its words say: offices for units, units for names; None where they do not."""
    column, cells = seen.column, seen.cells
    if column.role == "comparator" and not any(_is_word_of(Comparator, t) for t in cells):
        return replace(column, role=None, candidates=())  # Operator: who runs it
    if (
        column.role == "completion"
        and seen.numbers * 2 < 1
        and sum(_says_a_value(t) for t in cells)
    ):
        return replace(column, role="progress_text")
    if column.role == "unit_of_measure" and _are_offices(cells):
        return replace(column, role="responsible_unit")
    if column.role == "name" and seen.rivals and all(parse_unit(t) is not None for t in cells):
        return replace(column, role="unit_of_measure")
    return None


def _names_rows(seen: _Seen) -> Column | None:
    """A first column of words as the name, whatever else its header may mean (预算项目)."""
    column, cells = seen.column, seen.cells
    others = {o.role for o in seen.others if not NUMBERS & set(o.candidates)}
    first = all(o.index > column.index or o.role == "number" or not o.path for o in seen.others)
    headed = column.role in {"note", "progress_text", *TARGETS, *ACTUALS}
    if not headed or not first or others & {"name", "id", "group"}:
        return None
    worded = not any(amount(t).number is not None or of_cell(t) is not None for t in cells)
    return replace(column, role="name") if worded and len(set(cells)) * 3 > len(cells) * 2 else None


def _of_dates(column: Column, others: Sequence[Column]) -> Column:
    """A column of dates that is headed as one of values: 计划完工日期 beside 计划投资额."""
    ends, due = says(column.path[-1], "ends"), any(o.role == "due" for o in others)
    if column.role in ACTUALS:
        if says(column.header, "forecasts"):
            return replace(column, role="note")  # Forecast date
        due = due or any(o.role == "baseline" and says(o.header, "ends") for o in others)
        return replace(column, role="actual_period") if due and ends else column
    if column.role == "baseline":
        return replace(column, role="due" if ends and not due else "baseline_period")
    if column.exact or not (due or any(o.role in TARGETS for o in others)):
        return column
    return replace(column, role="due" if ends and not due else "note")


def _only_prose(cells: Sequence[str]) -> bool:
    """Whether cells that should hold values hold nothing but words for people."""
    return all(not _says_a_value(t) and len(t) > _PROSE for t in cells)


def _says_a_value(text: str) -> bool:
    value = amount(text)
    return any(map(str.isdigit, normalise(text))) or value.is_word or value.is_missing


def kind_of_row(text: str) -> str | None:
    """`target`, `actual`, `baseline` or `other` as a row's own column says; None for none."""
    kinds = ("target", "actual", "baseline", "other")
    return next((kind for kind in kinds if word_in(f"{kind}_kind", text)), None)


def _is_word_of(vocabulary: type[Choice], text: str) -> bool:
    clean = normalise(text).casefold()
    return any(clean in {normalise(name).casefold() for name in one.names} for one in vocabulary)


_OFFICE: Final = re.compile(
    r"(?:局|委|办|院|部|处|科|中心|公司|镇|乡|街道|区|县|市|所|站|队|厅|委员会|园区|集团)$"
)


def _are_offices(cells: Sequence[str]) -> bool:
    return sum(bool(_OFFICE.search(text)) and parse_unit(text) is None for text in cells) * 2 > len(
        cells
    )


def unknown_headers(block: Block) -> list[tuple[Column, list[str]]]:
    """The columns that were not understood and hold something, with the headers they resemble."""
    return [
        (column, near_misses(column.path[-1]))
        for column in block.columns
        if column.role is None and column.path and sample(block, column.index, 1)
    ]
