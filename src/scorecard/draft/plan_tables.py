"""Plan tables: a row an indicator, columns for its unit, years, growth a year and nature.

A table is lines whose cells are parted by `|`, tabs or spaces, below a line of headers that names
the indicator and a year or a target (`指标 | 单位 | 2020年 | 2025年 | 年均增长 | 属性`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from scorecard.draft import fields
from scorecard.draft.numbers import RANK, VALUE, Number
from scorecard.draft.sentence import GOAL, REPORT, Context, Sentence, Statement
from scorecard.draft.words import Evidence, Told, latest, plan_of, words


class Cell(NamedTuple):
    """A cell's text without the space around it, and where that stands in the document."""

    start: int
    end: int
    text: str


class Header(NamedTuple):
    """Places of a plan table's columns.

    `targets` and `bases` map a place to its year; empty where neither header nor heading says it;
    `growths` are the targets that are rates of growth.
    `dues` is the column of the rows' own deadlines, `of_all` the unit that the line above the
    table gives to all its figures, with its place.
    `spaced`: its cells are parted by spaces only.
    `across`: a row is a place, a column an indicator.
    """

    cells: Sequence[Cell]
    name: int
    targets: dict[int, str]
    bases: dict[int, str]
    context: Context
    spaced: bool
    unit: int | None = None
    growths: frozenset[int] = frozenset()
    nature: int | None = None
    dues: int | None = None
    of_all: Told = fields.NOTHING
    across: bool = False


def is_row(line: str, header: Header | None = None) -> bool:
    """Whether a line is a row of a table; below a header parted by spaces, one of as many cells."""
    if "|" in line or "\t" in line:
        return True
    if header is None or not header.spaced or line.endswith("。"):
        return False
    short = len(header.cells) - len(line.split())
    if short and words().grammar["row_prose"].search(line):
        return False
    return 0 <= short <= header.name and bool(re.search(r"\d", line))


def cells_of(line: str, start: int) -> list[Cell]:
    """The cells of a line of a table that begins at `start`, parted by bars, tabs, else spaces."""
    marks = r"|\t" if "|" in line or "\t" in line else r" "
    found = []
    for m in re.finditer(rf"[^{marks}]*(?:[{marks}]|$)", line):
        raw = m.group().rstrip(marks.replace(r"\t", "\t"))
        bare = raw.strip()
        begin = start + m.start() + len(raw) - len(raw.lstrip())
        if bare or marks != " ":
            found.append(Cell(begin, begin + len(bare), bare))
    # A bar at the end of the line opens no further cell.
    while found and not found[-1].text and len(found) > 1:
        found.pop()
    return found


def _aligned(header: Header, cells: Sequence[Cell]) -> list[Cell]:
    """The cells below their headers: a column merged over several rows stands in the first only.

    One cell more, before the names, is the group that the rows belong to.
    """
    inner, numeric = header.name + 1, words().grammar["row_numeric"]
    one_more = len(cells) == len(header.cells) + 1 and inner in header.targets | header.bases
    if one_more and not numeric.fullmatch(cells[inner].text):
        cells = [*cells[: header.name], *cells[inner:]]
    missing = min(len(header.cells) - len(cells), header.name)
    texts = [n for n in (header.name, header.unit) if n is not None]
    if missing > 0 and any(numeric.fullmatch(_text(cells, n)) for n in texts):
        blank = Cell(cells[0].start, cells[0].start, "")
        return [*[blank] * missing, *cells]
    return list(cells)


def header_of(
    line: str, start: int, context: Context, above: Header | None = None
) -> Header | None:
    """The columns of a plan table; None where the line is no such header.

    A second line of headers (years below `“十四五”目标`) goes on from the one `above`.
    """
    cells, grammar = cells_of(line, start), words().grammar
    if above is not None and _goes_on(above, cells):
        firsts = [*above.cells, *cells[len(above.cells) :]]
        cells = [c if c.text else first for c, first in zip(cells, firsts, strict=False)]
    if not cells[2:] or (not is_row(line) and words().grammar["row_prose"].search(line)):
        return None

    def place(kind: str) -> int | None:
        return next((n for n, c in enumerate(cells) if grammar[kind].search(c.text)), None)

    is_growth = grammar["table_growth"].search
    if grammar["table_place"].search(cells[0].text) and context.tense != REPORT:
        return _across(cells, context, spaced=not is_row(line))
    growths = frozenset(n for n, c in enumerate(cells) if is_growth(c.text))
    names = [n for n, c in enumerate(cells) if grammar["table_name"].search(c.text)]
    # Of `一级指标 | 二级指标` the inner one.
    name = next(iter(names[-1:] if any("级" in cells[n].text for n in names) else names), None)
    year = int(context.due(GOAL)[0][:4] or context.anchor or 0) or None

    def period(text: str) -> str:
        plan = "".join(d.period for d in plan_of(text))
        if (m := grammar["table_year"].search(text)) and "/" not in text:
            return m[1]
        return latest(text, year) or plan or (str(year or "") if "全年" in text else "")

    told = {n: period(c.text) for n, c in enumerate(cells) if n != name}
    years = {n: p for n, p in told.items() if p and n not in growths}
    over = {n: p for n, p in years.items() if grammar["table_actual"].search(cells[n].text)}
    targets = {n: p for n, p in years.items() if n not in over}
    # Beside a column of targets one of a year that has come is no target.
    meant = [p for n, p in targets.items() if grammar["table_target"].search(cells[n].text)]
    come = min([*meant, f"{(context.anchor or 0) + 1}"]) if meant else ""
    over |= {n: p for n, p in targets.items() if p < come}
    targets = {n: p for n, p in years.items() if n not in over}
    if not over and len({p[:4] for p in years.values()}) > 1:
        first, now = min(years.values()), str(context.anchor or "")
        begun = any(a.begins == first[:4] for a in [context.title, *context.path])
        over = {n: p for n, p in years.items() if (p == first and not begun) or p < now}
        targets = {n: p for n, p in years.items() if n not in over}
    if not targets and (goal := place("table_target")) is not None:
        targets = {goal: str(year or "")}
        over |= {n: "" for n, c in enumerate(cells) if grammar["table_actual"].search(c.text)}
    if name is None or not targets:
        return None
    # What has been planned for a year whose results stand beside it is over.
    targets = {n: p for n, p in targets.items() if p not in over.values() or not p}
    rates = {n: told[n] or max(targets.values(), default="") for n in growths if n != name}
    targets |= {n: p for n, p in rates.items() if p and p not in over.values()}
    unit, nature, dues = (place(f"table_{kind}") for kind in ("unit", "nature", "due"))
    columns = (unit, growths, nature, dues, _unit_of_all(context.text, start))
    return Header(cells, name, targets, over, context, not is_row(line), *columns)


def _unit_of_all(text: str, start: int) -> Told:
    """The unit that the line above a table names for all its figures (`单位:亿元`)."""
    begin = text.rfind("\n", 0, max(start - 1, 0)) + 1
    m = words().grammar["table_unit_of_all"].fullmatch(text, begin, max(start - 1, begin))
    return (m["unit"], Evidence(*m.span("unit"), "table: unit above it")) if m else fields.NOTHING


def _goes_on(above: Header, cells: Sequence[Cell]) -> bool:
    """Whether a line of cells is the second line of headers: years and kinds of columns only."""
    grammar, texts = words().grammar, [c.text for c in cells if c.text]
    kinds = [grammar[k] for k in words().grammar if k.startswith("table_")]
    told = all(any(kind.search(text) for kind in kinds) for text in texts)
    dated = any(grammar["table_year"].search(text) for text in texts)
    return told and dated and len(cells) > above.name and not _text(cells, above.name)


def is_prose(header: Header, cells: Sequence[Cell]) -> bool:
    """Whether a row says its targets in sentences (`改造小区23个,惠及4200户`)."""
    cells = _aligned(header, cells)
    return any(words().grammar["row_sentence"].match(_text(cells, n)) for n in header.targets)


def _across(cells: Sequence[Cell], context: Context, *, spaced: bool) -> Header | None:
    """The columns of a table of tasks: a row a place or year, a column an indicator."""
    units = [n for n, c in enumerate(cells) if words().grammar["table_name_unit"].search(c.text)]
    planned = GOAL in {context.tense, context.title.tense}
    if not units[1:] or not planned:
        return None
    due = context.due(GOAL)[0] or str(context.anchor or "")
    years = {n: latest(cells[n].text, context.anchor) or due for n in units}
    by_year = 0 if "年" in cells[0].text else None
    return Header(cells, 0, years, {}, context, spaced, dues=by_year, across=True)


def read_row(
    header: Header, cells: Sequence[Cell], numbers: Sequence[Number], text: str
) -> tuple[list[Statement], list[Number]]:
    """What a row states, and its other numbers with their roles; the header's own are years."""
    stated = [] if cells == header.cells else _statements(header, cells, numbers, text)
    taken, aside = {s.number.start for s in stated}, []
    for n in (n for n in numbers if n.start not in taken):
        place = next((at for at, c in enumerate(cells) if c.start <= n.start < c.end), 0)
        role, rule = "mention", "cell of a table"
        if place in header.bases:
            role, rule = "baseline", "what a change starts from"
        elif not place and n.text.isdigit() and cells[0].text == n.text:
            role, rule = "ordinal", "number of a list"
        aside.append(n if n.role not in {VALUE, RANK} else n._replace(role=role, rule=rule))
    return stated, aside


def _statements(
    header: Header, cells: Sequence[Cell], numbers: Sequence[Number], text: str
) -> list[Statement]:
    """The goals of a row: the values of the years to come, and the growth a year.

    The value of the last year that is over is the baseline; the numbers of all other cells state
    nothing.
    """
    cells = _aligned(header, cells)
    if header.name >= len(cells):
        return []
    found = []
    base = max(header.bases, key=lambda n: header.bases[n], default=None)
    printed = re.findall(r"\d[\d,]*(?:\.\d+)?", _text(cells, base))[:1]
    baseline = printed[0].replace(",", "") if printed else ""
    if baseline and header.bases[base or 0]:
        baseline += f" ({header.bases[base or 0]})"
    nature = _text(cells, header.nature)
    firm = ("binding", "expected")
    strength = next((f for f in firm if words().grammar[f"row_{f}"].search(nature)), "")
    for one, place in _values(numbers, cells, sorted(header.targets)):
        cell, growth = cells[place], place in header.growths
        name, unit = _name_and_unit(header, cells, place)
        if growth:
            head = header.cells[place].text
            name += _growth(header, cells, cell, head, unit)
            whole = re.search("累计|^[^%]*$", head) and words().grammar["row_cumulative"].search(
                cell.text
            )
            unit = unit if whole else "%"
        own = latest(_text(cells, header.dues), header.context.anchor)
        due = own or header.targets[place]
        comparator, by_comparator = _comparator(text, cell, one, name)
        ranked = comparator == "rank<="
        unit = one.unit or unit or ("位" if ranked else header.of_all[0])
        evidence = {"value": Evidence(one.start, one.stop, "table: cell of the year")}
        dated = [header.cells[n] for n, p in header.targets.items() if p == due]
        dated = [cells[header.dues or 0]] if own else dated[-1 if growth else 0 :]
        if words().grammar["table_year"].search(dated[0].text):
            evidence["due"] = Evidence(dated[0].start, dated[0].end, "table: header")
        if unit and unit == header.of_all[0] and header.of_all[1]:
            evidence["unit"] = header.of_all[1]
        for field, column in (("unit", header.unit), ("strength", header.nature)):
            if column is not None and _text(cells, column) and not growth:
                evidence[field] = Evidence(cells[column].start, cells[column].end, "table: cell")
        if by_comparator is not None:
            evidence["comparator"] = by_comparator
        found.append(
            Statement(
                kind=GOAL,
                number=one._replace(unit=unit, role=RANK if ranked else VALUE),
                quote=(cells[0].start, cells[-1].end),
                name=name,
                comparator=comparator,
                due=due,
                strength=strength,
                baseline="" if growth else baseline,
                confidence="high" if unit and due else "medium",
                heading=header.context.heading,
                evidence=evidence,
            )
        )
    return found


def _values(
    numbers: Sequence[Number], cells: Sequence[Cell], places: Sequence[int | None]
) -> Iterator[tuple[Number, int]]:
    """The first number of each of these cells that states a value."""
    for place in places:
        if place is None or place >= len(cells):
            continue
        cell = cells[place]
        inside = (n for n in numbers if cell.start <= n.start < cell.end)
        if one := next(
            (n for n in inside if n.role in {VALUE, RANK, "ordinal", "size class", "code"}), None
        ):
            if one.stop > cell.end:
                one = one._replace(unit="", stop=one.end)
            yield one, place


def _name_and_unit(header: Header, cells: Sequence[Cell], place: int) -> tuple[str, str]:
    """The row's name without the unit in brackets behind it, and its unit."""
    name, unit = cells[header.name].text, _text(cells, header.unit)
    name = words().grammar["row_numbered"].sub("", name).strip("*_ ")
    of_header = words().grammar["table_name_unit"].search(header.cells[place].text)
    if header.across and of_header:
        name = "" if header.dues == 0 else name
        return name + header.cells[place].text[: of_header.start()], of_header["unit"]
    if m := words().grammar["table_name_unit"].search(name):
        name, unit = name[: m.start()], unit or m["unit"]
    elif of_header:
        unit = unit or of_header["unit"]
    if "投资" in header.cells[place].text and "投资" not in name:
        name += "计划投资"
    name = re.sub(r"增长(?:率)?$", "增速", name)
    return re.sub(r"(?:下降|降低|减少)(?:率|幅度?)?$", "降幅", name), unit


def _growth(header: Header, cells: Sequence[Cell], cell: Cell, head: str, unit: str) -> str:
    """What the column of growth adds to a name: nothing where it alone has a value."""
    goals = header.targets.keys() - header.growths
    told = [n for n in (*goals, *header.bases) if re.search(r"\d", _text(cells, n))]
    level = not goals & {*told} and not words().grammar["row_change"].search(
        cells[header.name].text
    )
    if (not told and unit in {"", "%"}) or (level and re.match("[<>≤≥]", cell.text)):
        return ""  # `城镇调查失业率 | 5.2 | — | <5.5`
    if words().grammar["row_cumulative"].search(cell.text):
        return "累计"
    return "年均增速" if re.search("年均|nnual", head) else "增速"


def _comparator(text: str, cell: Cell, number: Number, name: str) -> Told:
    """The comparator of a cell (`≥98`, `15左右`, `前5`)."""
    ranked = re.search(r"排名|位次|名次", name) and not number.unit.strip("位名")
    if text[cell.start : number.start].rstrip().endswith("前") or (ranked and number.upper is None):
        return "rank<=", Evidence(cell.start, cell.end, "place in a ranking")
    sentence = Sentence(text, cell.start, cell.end, [number], (), (), Context(text, None))
    return fields.comparator(sentence, number, GOAL)


def _text(cells: Sequence[Cell], place: int | None) -> str:
    return cells[place].text if place is not None and place < len(cells) else ""
