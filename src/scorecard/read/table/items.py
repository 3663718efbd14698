"""What the rows of a block say of each indicator: aims, figures and a baseline, dated.

Longer than other modules: headings, totals, units and notes decide which rows hold an indicator,
and what they leave blank for the rows below.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Final

from scorecard.read.cells.grammar import share_done
from scorecard.read.table.blocks import Column, Sheet, kind_of_row
from scorecard.read.table.lexicon import fold, says, spellings_of, word_in
from scorecard.read.table.periods import When, month_to_date, of_cell
from scorecard.read.table.quantities import YEAR_BEHIND, Amount, amount
from scorecard.read.table.roles import UNNAMED_YEAR, Options, Plan, title_of
from scorecard.schema.errors import N_
from scorecard.schema.period import MONTHS_A_YEAR, Period, PeriodKind, enclosing
from scorecard.schema.spelling import compact, normalise, parse_unit, sanitise

_CJK_NUMBER: Final = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.]?")
_NUMBERED: Final = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[、．]|\d+\.(?=\D))\s*"
)
_WHOLE: Final = re.compile(
    r"(?:all|total|overall|whole)\b|全[市区县省州院校局镇]$|集团$", re.IGNORECASE
)
"""What sums up rows that are named by bodies."""
_SUM: Final = re.compile(
    r"\btotals?\b|sub-?totals?\b|\baverage\b|\bmean\b|[合总小]计|平均|汇总|^全[市区县省州校]",
    re.IGNORECASE,
)
_MOST_PARTS: Final = 60
FILLED: Final[tuple[str, ...]] = ("organisation", "responsible_unit", "unit_of_measure", "id")


@dataclass(slots=True)
class Row:
    """One row of values: where it stands, its words, and its amounts by column.

    `kind` is what its values are where a column of its own says so; `section` the heading above.
    """

    row: int
    name: str
    key: str
    texts: dict[str, str]
    groups: tuple[str, ...]
    section: str = ""
    kind: str | None = None
    amounts: dict[int, Amount] = field(default_factory=dict)
    part: str = ""


def rows_of(plan: Plan) -> Iterator[Row]:
    """The rows of values of a block, from top to bottom; what is passed over is told."""
    block, sheet = plan.block, plan.block.sheet
    reader = _Reader(plan)
    hidden = []
    for number in block.body:
        if number in sheet.repeated or not any(t and not t.isspace() for t in sheet.rows[number]):
            continue
        if number in sheet.hidden_rows:
            hidden.append(number + 1)
        row = reader.read(number)
        if row is not None:
            yield row
    for title, names in (
        (N_("rows that head others: {names}"), reader.names.get("heading")),
        (N_("totals: {names}"), reader.names.get("total")),
        (N_("footnotes: {names}"), reader.names.get("footnote")),
        (N_("rows without a number: {names}"), reader.names.get("empty")),
    ):
        if names:
            shown = ", ".join(sanitise(name, 24) for name in names[:6]) + (
                "…" if len(names) > 6 else ""
            )
            plan.left_out.append((title, {"names": shown}))


class _Reader:
    """Reads one row after the other; remembers headings and what the rows below leave blank."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sheet = plan.block.sheet
        self.section = ""
        self.names: dict[str, list[str]] = {}
        self.filled: dict[int, str] = {}
        one = plan.one
        self.name = one.get("name") or one["id"]
        self.number = one.get("number")
        self.kind = one.get("kind")
        self.dated = one.get("actual_period")
        self.comma = self.sheet.comma
        self.values = [*plan.targets, *plan.interim, *plan.actuals]
        self.values += [
            one[r]
            for r in ("baseline", "upper", "stretch", "first", "last", "previous")
            if r in one
        ]
        self.units = {} if "unit_of_measure" in one else _own_units(self.values)
        self.labels = [(role, one[role]) for role in FILLED if role in one]
        others = ("direction", "measure", "reported_as", "comparator", "baseline_period", "due",
                  "actual_period", "months_elapsed", "schedule", "completion", "weight", "points",
                  "state", "strength", "status", "pathway", "method", "accepted_as", "scoring",
                  "parent", "parent_kind", "decimals", "publication_lag_months", "natural_limit",
                  "n_changes", "frequency", "allowed_deviation")  # fmt: skip
        self.others = [(role, one[role]) for role in others if role in one]
        self.cjk_numbers = self._mixed_numbers()

    def _mixed_numbers(self) -> bool:
        """Whether Chinese numerals (headings) and digits (rows) stand in the number's column."""
        if self.number is None:
            return False
        cells = [self.sheet.text(row, self.number.index) for row in self.plan.block.body]
        return any(_CJK_NUMBER.fullmatch(t) for t in cells if t) and any(t.isdigit() for t in cells)

    def read(self, number: int) -> Row | None:
        """One row; None for headings, totals and notes."""
        cells = self.sheet.rows[number]
        texts = [t.strip() for t in cells]
        first = next(t for t in texts if t)
        name = texts[self.name.index] if self.name.index < len(texts) else ""
        if _is_note(first) and sum(map(bool, texts)) - self._covered(number) <= 3:
            self._pass(number, "footnote", first)
            return None
        if len(set(filter(None, texts))) == 1 < self._covered(number):  # one cell over the row
            self.section = title_of(first)
            self._pass(number, "heading", first)
            return None
        if (
            self.number is not None
            and self.cjk_numbers
            and _CJK_NUMBER.fullmatch(self.sheet.text(number, self.number.index) or "-")
        ):
            self.section = title_of(name)
            self._pass(number, "heading", name)
            return None
        amounts = {}
        for column in self.values:
            place = column.index
            text = texts[place] if place < len(texts) else ""
            if text:
                amounts[place] = amount(text, comma=self.comma)
                if place in self.units and not amounts[place].unit:
                    amounts[place] = replace(amounts[place], unit=self.units[place])
        whole = self.plan.topic and _WHOLE.match(name or first)
        if whole or any(_is_total(t) for t in (name, first if not name else "")):
            self._pass(number, "total", name or first)
            return None
        if not self._has_values(number, amounts, texts):
            self._head(number, name, first, texts)
            return None
        return self._row(number, name, texts, amounts)

    def _pass(self, number: int, kind: str, name: str) -> None:
        """A row that holds no indicator is remembered, and told."""
        self.plan.passed[number] = kind
        self.names.setdefault(kind, []).append(name)

    def _covered(self, number: int) -> int:
        return sum((number, c) in self.sheet.covered for c in range(len(self.sheet.rows[number])))

    def _has_values(self, row: int, amounts: dict[int, Amount], texts: list[str]) -> bool:
        """Whether a row says anything of a value: a number, a word, a refused one, a status."""
        known = [(place, value) for place, value in amounts.items() if not value.is_missing]
        if (
            len(known) == 1
            and known[0][1].number is None
            and not self.plan.is_plan
            and known[0][1].fault != "C104"
        ):
            aim, own = texts[known[0][0]], sum(map(bool, texts))
            if known[0][0] in {c.index for c in self.plan.targets}:
                name = texts[self.name.index] if self.name.index < len(texts) else ""
                said = own - self._covered(row) > 2 or of_cell(aim) is not None
                return bool(name) and aim not in {name, ""} and said
            return own > 3 and not self.plan.is_tasks
        if known or self.plan.keeps_all:
            return True
        place = self.plan.one["status"].index if self.plan.is_tasks else -1
        if 0 <= place < len(texts) and texts[place]:
            return True
        due = self.plan.one.get("due")
        if self.plan.is_tasks:
            dated = due is not None and due.index < len(texts) and bool(texts[due.index])
            return dated or sum(map(bool, texts)) > 2
        return self.plan.is_plan and bool(amounts)

    def _head(self, number: int, name: str, first: str, texts: list[str]) -> None:
        """A row without values: it heads those below where it says one thing, else is empty."""
        said = sum(map(bool, texts)) - self._covered(number)
        group = next(
            (texts[g.index] for g in self.plan.groups if g.index < len(texts) and texts[g.index]),
            "",
        )
        if said <= 2 or (not name and group):
            self.section = title_of(name or group or first)
            self._pass(number, "heading", name or group or first)
            for column in [self.name, *self.plan.groups]:
                self.filled.pop(column.index, None)
        else:
            self._pass(number, "empty", name or first)

    def _row(
        self, number: int, name: str, texts: list[str], amounts: dict[int, Amount]
    ) -> Row | None:
        goes_on = not name and (
            self.kind is not None or self.dated is not None or self._repeats(texts)
        )
        if not name:
            name = self.filled.get(self.name.index, "") if goes_on else ""
        if not name:
            if self.plan.is_tasks or len(amounts) <= 1:
                self._pass(number, "empty", next(t for t in texts if t))
                return None
            name = self.section
        if not name:
            self._pass(number, "empty", next(t for t in texts if t))
            return None
        self.filled[self.name.index] = name
        found: dict[str, str] = {}
        for label, column in self.labels:
            found[label] = self._filled(column, texts, goes_on=goes_on)
        for role, column in self.others:
            found[role] = texts[column.index] if column.index < len(texts) else ""
        later, year = self.plan.later, self.plan.year_of
        if later is not None and later.index < len(texts) and texts[later.index]:
            found["due"] = texts[later.index]
        if year is not None and year.index < len(texts) and found["actual_period"]:
            found["actual_period"] = f"{texts[year.index].rstrip('年')} {found['actual_period']}"
        groups = tuple(self._filled(g, texts, goes_on=True) for g in self.plan.groups)
        kind = (
            kind_of_row(texts[self.kind.index])
            if self.kind is not None and self.kind.index < len(texts)
            else None
        )
        clean = _clean_name(name)
        key = found.get("id") or clean
        return Row(
            number, clean, key, found, groups, self.section, kind, amounts, self.plan.block.part
        )

    def _repeats(self, texts: list[str]) -> bool:
        """Whether a row without a name says what part of the one above it is (Female, Male)."""
        groups, whose = self.plan.groups, [c for r, c in self.labels if r in FILLED[:2]]
        right = [c for c in (*groups, *whose, *self.plan.extras) if c.index > self.name.index]
        own = [texts[c.index] for c in right if c.index < len(texts) and texts[c.index]]
        known = any(g.index in self.filled for g in groups if g.index > self.name.index)
        return known or any(amount(t).number is None for t in own)

    def _filled(self, column: Column, texts: list[str], *, goes_on: bool) -> str:
        text = texts[column.index] if column.index < len(texts) else ""
        if text:
            self.filled[column.index] = text
            return text
        return self.filled.get(column.index, "") if goes_on else ""


def _own_units(columns: Sequence[Column]) -> dict[int, str]:
    """The units of columns that differ from the first one's in size alone: 亿元 beside 万元."""
    known = [(c.index, c.unit, unit) for c in columns if (unit := parse_unit(c.unit)) is not None]
    return {
        place: text for place, text, unit in known
        if unit.kind == known[0][2].kind and unit.factor != known[0][2].factor
    }  # fmt: skip


def without_sums(plan: Plan, rows: list[Row]) -> list[Row]:
    """The rows without those that a word calls a total or mean, and that are one of those above."""
    columns = [c.index for c in (*plan.targets, *plan.actuals)]
    kept, above, names = [], list[list[float | None]](), list[str]()
    for row in rows:
        values = [a.number if (a := row.amounts.get(c)) else None for c in columns]
        if _SUM.search(row.name) and row.kind is None and _sums_up(values, above):
            plan.passed[row.row] = "total"
            names.append(row.name)
        else:
            kept.append(row)
            above.append(values)
    if names:
        shown = ", ".join(sanitise(name, 24) for name in names[:6]) + ("…" * (len(names) > 6))
        plan.left_out.append((N_("totals: {names}"), {"names": shown}))
    return kept


def _sums_up(values: Sequence[float | None], above: Sequence[Sequence[float | None]]) -> bool:
    """Whether all values are the sums, or means, of the same rows just above (two at the least)."""
    for size in range(2, min(len(above), _MOST_PARTS) + 1):
        parts = [list(column) for column in zip(*above[-size:], strict=True)]
        pairs = [(v, p) for v, p in zip(values, parts, strict=True) if v is not None]
        for share in (1.0, 1 / size):
            if len(pairs) > 1 and all(
                None not in p and math.isclose(sum(n or 0.0 for n in p) * share, v, rel_tol=1e-3)
                for v, p in pairs
            ):
                return True
    return False


@lru_cache(maxsize=8192)
def _clean_name(name: str) -> str:
    """The name without 其中, a heading's number and blanks around it."""
    clean = normalise(name)
    for word in spellings_of("part_of"):
        clean = clean.removeprefix(word)
    return _NUMBERED.sub("", clean).strip() or normalise(name)


@lru_cache(maxsize=8192)
def _is_total(name: str) -> bool:
    bare = re.sub(r"[（(].*?[)）]", "", name).strip()
    return word_in("total", bare) or bool(re.search(r"(?:合计|总计|小计)$", bare))


@lru_cache(maxsize=8192)
def _is_note(text: str) -> bool:
    return normalise(text).casefold().startswith(_notes())


@cache
def _notes() -> tuple[str, ...]:
    return tuple(normalise(word).casefold() for word in spellings_of("footnote"))


def tell_apart(plan: Plan, rows: list[Row]) -> None:
    """Rows of one key for one period are told apart by a column whose words differ among them.

    What tells them apart goes into their `part` and so into their names.
    """
    by_key: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_key.setdefault((row.texts.get("organisation", ""), fold(row.key)), []).append(row)
    for same in by_key.values():
        if len(same) > 1:
            _split(plan, same)


def _split(plan: Plan, rows: list[Row]) -> None:
    periods = [_when(plan, row) for row in rows]
    if len(set(periods)) == len(rows):
        return
    sheet = plan.block.sheet
    columns = [
        *plan.extras,
        *plan.groups,
        *(plan.one[r] for r in ("responsible_unit",) if r in plan.one),
    ]
    parts = [[""] for _ in rows]
    choices: list[list[str]] = [[sheet.text(row.row, c.index) for row in rows] for c in columns]
    choices += [list(words) for words in zip(*(row.groups for row in rows), strict=True)]
    choices.append([row.section for row in rows])
    choices.append([row.texts.get("unit_of_measure", "") for row in rows])
    for n, words in enumerate(choices):
        if len(set(words)) < 2 or any(
            amount(w).number is not None and not amount(w).is_word for w in words
        ):
            continue
        if n < len(plan.extras):
            plan.groups.append(plan.extras[n])
        parts = [[*part, word] for part, word in zip(parts, words, strict=True)]
        if len(
            {(*part, when) for part, when in zip(map(tuple, parts), periods, strict=True)}
        ) == len(rows):
            break
    for row, part in zip(rows, parts, strict=True):
        row.part = " · ".join(word for word in (plan.block.part, *part) if word)


def _when(plan: Plan, row: Row) -> tuple[str, str | None]:
    text = row.texts.get("actual_period", "")
    return (
        str(of_cell(text)) if text else row.texts.get("due", "") if plan.is_tasks else "",
        row.kind,
    )


Place = tuple[int, int]
"""Row and column of a cell, from 0."""
_YEARLY: Final = ("annual_target", "adjusted_target")
_BEGUN: Final = re.compile("已经?(开工|动工)")


@dataclass(slots=True)
class Aim:
    """A target value: its amount, when it is due, and the cell it stands in."""

    value: Amount
    due: Period | None
    place: Place
    column: Column
    text: str = ""
    of: Period | None = None
    """The period that its row is of."""


@dataclass(slots=True)
class Fact:
    """A reported value: amount, period (None: not said), whether it adds up from January."""

    value: Amount
    period: Period | None
    to_date: bool | None
    place: Place
    column: Column
    text: str = ""
    ends: date | None = None


@dataclass(slots=True)
class Item:
    """One indicator of one body, with all that the rows say of it.

    `place` is the cell of its name, `texts` the words of its first row, `growth` says that its
    values are changes (the total is not given).
    """

    plan: Plan
    key: str
    name: str
    place: Place
    texts: dict[str, str]
    section: str = ""
    groups: tuple[str, ...] = ()
    part: str = ""
    aims: list[Aim] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    interim: list[Aim] = field(default_factory=list)
    baseline: Fact | None = None
    rows: list[Row] = field(default_factory=list)
    growth: bool = False
    is_deliverable: bool = False
    unclear: Fact | None = None
    """What was done, in words that do not say whether it is done."""
    dated_as: Period | None = None
    """The period that was assumed for a figure without one."""

    @property
    def sheet(self) -> Sheet:
        """The sheet it stands in."""
        return self.plan.block.sheet


def label(item: Item) -> str:
    """The item's name, with what tells it apart from others of the name."""
    return f"{item.name} · {item.part}" if item.part else item.name


def items_of(plan: Plan, rows: list[Row], options: Options) -> Iterator[Item]:
    """The indicators of a block in the order of their first rows."""
    found: dict[tuple[str, str, str], Item] = {}
    name = plan.one.get("name") or plan.one["id"]
    for row in rows:
        if row.kind == "other":
            continue
        key = (row.texts.get("organisation", ""), row.key, row.part)
        item = found.get(key)
        if item is None:
            item = found[key] = Item(
                plan,
                row.key,
                row.name,
                (row.row, name.index),
                dict(row.texts),
                row.section,
                row.groups,
                row.part,
            )
        for role, text in row.texts.items():
            if text and not item.texts.get(role):
                item.texts[role] = text
        item.rows.append(row)
        _Reading(item, row, options).add()
    yield from found.values()


class _Reading:
    """Adds what one row says to its item."""

    def __init__(self, item: Item, row: Row, options: Options) -> None:
        self.item, self.row, self.options, self.plan = item, row, options, item.plan
        self.period_text = row.texts.get("actual_period", "")
        self.when = self.plan.dated("actual_period", self.period_text)
        self.period = options.period(self.when, self.plan.year)
        self.due = self._due(row.texts.get("due", ""))

    def _due(self, text: str) -> Period | None:
        if not text:
            return None
        when = self.plan.dated("due", text)
        if when is None and amount(text).is_missing is False and word_in("ongoing", text):
            when = When(PeriodKind.YEAR)
        return self.options.period(when, self.plan.year)

    def add(self) -> None:
        """The row's baseline, targets and figures."""
        plan, row, item = self.plan, self.row, self.item
        base = plan.one.get("baseline")
        if row.kind is not None:
            self._by_kind(row.kind, base)
            return
        if base is not None and base.index in row.amounts and item.baseline is None:
            item.baseline = self._baseline(base)
        growth = self._only_growth()
        item.growth = item.growth or growth
        if plan.is_tasks and not plan.targets:
            self._task()
            return
        for column in plan.targets:
            value = row.amounts.get(column.index)
            if column.growth is growth and value is not None and not value.is_missing:
                item.aims.append(self._aim(value, column))
        for column in plan.interim:
            value = row.amounts.get(column.index)
            if value is not None and value.number is not None:
                step = self._aim(self._of_the_whole(value), column)
                step.due = step.due if column.when is not None else None
                item.interim.append(step)
        for column in plan.actuals:
            value = row.amounts.get(column.index)
            if column.growth is growth and value is not None and not value.is_missing:
                item.facts.append(self._fact(value, column))

    def _of_the_whole(self, value: Amount) -> Amount:
        """A share of the year's target (25% of 5000) as the value that it is."""
        whole = [a.value for a in self.item.aims if a.value.number is not None]
        if not value.is_percent or value.number is None or not whole or whole[0].is_percent:
            return value
        unit = self.row.texts.get("unit_of_measure", "") or whole[0].unit
        if not unit or unit in {"%", "％"} or whole[0].number is None:
            return value
        return replace(whole[0], number=whole[0].number * value.number / 100, comparator=None)

    def _only_growth(self) -> bool:
        """Whether a row has its target and figure as changes only."""
        row, plan = self.row, self.plan
        columns = [*plan.targets, *plan.actuals]
        if not any(c.growth for c in columns):
            return False

        known = {
            column.growth
            for column in plan.targets
            if (value := row.amounts.get(column.index)) is not None and value.number is not None
        }
        return known == {True}

    def _by_kind(self, kind: str, base: Column | None) -> None:
        item, row = self.item, self.row
        columns = {
            c.index: c
            for c in [
                *([base] if base else []),
                *self.plan.targets,
                *self.plan.interim,
                *self.plan.actuals,
            ]
        }
        for index in sorted(columns):
            column, value = columns[index], row.amounts.get(index)
            if value is None or value.is_missing:
                continue
            if kind == "target" and column is not base:
                item.aims.append(self._aim(value, column, own=True))
            elif kind == "baseline" or column is base:
                item.baseline = item.baseline or self._baseline(column)
            elif kind == "actual":
                item.facts.append(self._fact(value, column))

    def _baseline(self, column: Column) -> Fact:
        value = self.row.amounts[column.index]
        period = self.options.period(column.when, self.plan.year)
        said = self.row.texts.get("baseline_period", "")
        if said:
            period = self.options.period(self.plan.dated("baseline_period", said), self.plan.year)
        if period is None and column.when is None and self.row.kind == "baseline":
            period = self.period
        text = self._text(column)
        if period is None and (behind := YEAR_BEHIND.search(normalise(text))):
            period = self.options.period(of_cell(behind[1]), None)
        return Fact(value, period, None, (self.row.row, column.index), column, text)

    def _text(self, column: Column) -> str:
        return self.item.sheet.text(self.row.row, column.index)

    def _aim(self, value: Amount, column: Column, *, own: bool = False) -> Aim:
        """A target: due as the row says, as the header says, or in the row's own period."""
        own_date = self.options.period(column.when, self._year())
        beside = own_date is not None and any(c.when is None for c in self.plan.targets)
        yearly = column.role in _YEARLY
        late = yearly and self.due is not None and self._beyond()
        due = own_date if beside or late else self.due or own_date
        if yearly and due is not None and due.end == due.year_start + MONTHS_A_YEAR:
            due = enclosing(due, PeriodKind.YEAR)
        if due is None and own:
            due = self.period
        place = (self.row.row, column.index)
        if self._names_a_year(value):
            value = replace(value, number=None, fault="C106")
        return Aim(value, due, place, column, self._text(column), self.period)

    def _names_a_year(self, value: Amount) -> bool:
        """Whether a bound is held against a year that has a column: fewer than 2023, 低于2023年."""
        if not value.comparator or value.unit not in {"", "年"}:
            return False
        return value.number in {c.when.year for c in self.plan.block.columns if c.when is not None}

    def _beyond(self) -> bool:
        """Whether some row's date lies beyond the year of the table: whole projects', perhaps."""
        plan, year = self.plan, self.plan.year
        if year is None or year == UNNAMED_YEAR:
            return False
        return any(when.year is not None and when.year > year for when in plan.dues)

    def _year(self) -> int | None:
        """The year that a header without one means: the row's, else the title's."""
        return (
            self.when.year
            if self.when is not None and self.when.year is not None
            else self.plan.year
        )

    def _fact(self, value: Amount, column: Column) -> Fact:
        """A figure: dated in its cell, by its header, its row, the months elapsed, or the title."""
        place, text = (self.row.row, column.index), self._text(column)
        if behind := YEAR_BEHIND.search(normalise(text).rstrip("*")):  # 4.2 (2022)
            return Fact(
                value, self.options.period(of_cell(behind[1]), None), None, place, column, text
            )
        when, to_date = column.when, True if column.cumulative or column.role == "to_date" else None
        period = self.options.period(when, self._year())
        if (
            when is not None
            and when.kind is PeriodKind.YEAR
            and self.period is not None
            and when.year is None
        ):
            period = None
        if period is None and self.period_text:
            period, to_date = self.period, True if self.when and self.when.to_date else to_date
        elif period is not None and when is not None:
            to_date = to_date or when.to_date
            if not to_date and when.kind is not PeriodKind.YEAR:
                to_date = False
        return Fact(value, period, to_date, place, column, text)

    def _task(self) -> None:
        """A deliverable: aimed at by its due date, done as its status says."""
        row, plan, item = self.row, self.plan, self.item
        item.is_deliverable = True
        column = plan.one.get("due") or plan.one["status"]
        item.aims.append(Aim(Amount(1.0, is_word=True), self.due, (row.row, column.index), column))
        status = plan.actuals[0] if plan.actuals else plan.one["status"]
        text = self._text(status)
        value = amount(text)
        shares = status.role == "completion" and not value.is_word  # 85 under % complete
        if value.number is not None and (value.is_percent or shares) and 0 <= value.number <= 100:
            whole = value.is_percent or "%" in status.header or value.number > 1
            value = Amount(value.number / (100 if whole else 1), is_word=True)
        staged = share_done(text, {})
        begun = _BEGUN.fullmatch(compact(text))  # what is named by its beginning is done with it
        if begun is not None:
            staged = 1.0 if begun[1] in item.name else None
        if staged is not None:
            value = Amount(staged, is_word=True)
        fact = Fact(value, self.period, None, (row.row, status.index), status, text)
        done = self.options.period(of_cell(text), plan.year)
        said = plan.one.get("actual_period")
        if said is not None and says(said.header, "reached"):
            if value.number is None and not value.is_missing:  # a light: the date says it
                fact.value = value = Amount(float(self.period is not None), is_word=True)
            done = self.period if value.number == 1 else done
        if done is not None:  # the day on which it was done: in time or not
            in_time = self.due is None or done.end_date <= self.due.end_date
            fact.value = value = Amount(float(in_time), is_word=True)
            fact.period = self.due or done
        if value.is_word:
            item.facts.append(fact)
        elif not value.is_missing and text:
            item.unclear = fact


def settle_dates(item: Item, options: Options, day: date | None) -> None:  # noqa: C901, PLR0912  (one branch a way to say it)
    """Date what the row left open, by the title, the year of the plan, and the day of judging."""
    plan = item.plan
    span = options.period(plan.span, plan.year)
    year = options.period(When(PeriodKind.YEAR, plan.year), None) if plan.year else None
    yearly = any(a.column.role in _YEARLY for a in item.aims)
    in_year = item.facts[0].period if item.facts else None
    for aim in item.aims:
        if aim.due is None and aim.column.role in _YEARLY:
            aim.due = (
                enclosing(in_year, PeriodKind.YEAR) if in_year and not plan.year_said else year
            )
    for fact in item.facts:
        if fact.period is None and not item.texts.get("actual_period") and not item.is_deliverable:
            if span is not None and not _sooner(item, span):
                fact.period = span
                fact.to_date = fact.to_date or bool(plan.span and plan.span.to_date)
            elif span is None and plan.year_said and (yearly or fact.to_date is None):
                fact.period = None if _sooner(item, year) else year
    for aim in item.aims:
        if aim.due is None:
            aim.due = _same_time(item, aim, span, year)
        summed = aim.column.cumulative and any(f.to_date and f.period is None for f in item.facts)
        if aim.due is None and summed and day is not None and item.baseline is None:
            aim.due = _until(day, options)  # a target to date is held to the figure to date
    dues = [a.due for a in item.aims if a.due is not None]
    counted = item.texts.get("months_elapsed") or item.texts.get("schedule")
    for fact in item.facts:
        if (
            fact.period is None
            and not counted
            and ("actual_period" not in plan.one or item.is_deliverable)
            and not item.texts.get("actual_period")
            and dues
            and day is not None
        ):
            last = max(dues, key=lambda p: p.end_date)
            fact.period = last if last.end_date <= day else _until(day, options)
            item.dated_as = fact.period
        if (
            fact.period is not None
            and day is not None
            and fact.period.start_date <= day < fact.period.end_date
        ):
            fact.to_date = True if fact.period.kind is PeriodKind.YEAR else fact.to_date
            fact.period = _until(day, options, fact.period)


def _sooner(item: Item, said: Period | None) -> bool:
    """Whether a row's own date ends before the period of the title does."""
    dues = [a.due.end_date for a in item.aims if a.due is not None and item.texts.get("due")]
    return said is not None and any(due < said.end_date for due in dues)


def _until(day: date, options: Options, within: Period | None = None) -> Period:
    """The last whole month by a day; the day itself where the period has no whole month yet."""
    found = month_to_date(day, options.fiscal_start or 1)
    if within is None or found.start >= within.start:
        return found
    return Period(PeriodKind.DAY, 12 * day.year + day.month - 1, day.day, options.fiscal_start or 1)


def _same_time(item: Item, aim: Aim, span: Period | None, year: Period | None) -> Period | None:
    """When a target without a date of its own is due: with the title's period, or its figure's."""
    plan = item.plan
    if plan.interim and item.facts and (own := item.facts[0].period) is not None:
        return enclosing(own, PeriodKind.YEAR)
    if plan.adds_up and item.facts and (first := item.facts[0].period) is not None:
        return enclosing(first, PeriodKind.YEAR)
    if aim.column.role == "target" and aim.column.when is None and plan.is_rated and item.facts:
        figure = item.facts[0]
        if figure.period is not None and not figure.to_date:
            return figure.period  # the table itself says met or not of its figures
    if span is not None and plan.span is not None:
        adds_up = plan.span.to_date or any(f.to_date for f in item.facts)
        if adds_up and not says(aim.column.header, "standing"):
            return year
        own = _own_period(item)
        return span if own is None or own.end_date >= span.end_date else own
    if plan.year_said and aim.column.when is None:
        return year
    periods = [f.period for f in item.facts if f.period is not None]
    return _of_one_figure(item, aim, periods[0]) if len(periods) == 1 else None


def _own_period(item: Item) -> Period | None:
    """The period of the row's only figure, where the row itself says it."""
    said = item.texts.get("actual_period") and len(item.facts) == 1
    return item.facts[0].period if said else None


def _of_one_figure(item: Item, aim: Aim, period: Period) -> Period | None:
    """When a target is due by its only figure: with it, or at the end of the year it adds up to."""
    to_date = bool(item.facts[0].to_date)
    if aim.column.cumulative and to_date:
        return period  # a target to date is held to the figure to date
    if item.baseline is not None:
        return None
    if to_date and period.kind is not PeriodKind.DAY and not says(aim.column.header, "standing"):
        return enclosing(period, PeriodKind.YEAR)
    return period if period.kind is PeriodKind.YEAR else None


def repeated(item: Item) -> None:
    """Rows of one indicator, each with a target for its own period, are targets of their own.

    Nothing changes where a column says when the target is due, or where a baseline says that all
    rows are figures of one target.
    """
    periods = [a.of for a in item.aims]
    if item.baseline is not None or any(a.due is not None for a in item.aims) or None in periods:
        return
    if len(item.aims) < len(item.facts) or any(a.column.role in _YEARLY for a in item.aims):
        return
    if len(periods) == 1 and periods[0] and periods[0].kind is not PeriodKind.YEAR:
        return
    for aim in item.aims:
        aim.due = aim.of


def by_length(item: Item) -> list[Item]:
    """The item as one for each length of period, where two that end together are both aimed at.

    The second quarter's target is held to the figure of the quarter, the half year's to its own.
    """
    lengths = {(a.due.end, a.due.months) for a in item.aims if a.due is not None}
    if len({end for end, _ in lengths}) == len(lengths) or item.baseline is not None:
        return [item]
    facts = {f.period.months for f in item.facts if f.period is not None}
    if not {months for _, months in lengths} <= facts:
        return [item]
    found: list[Item] = []
    for months in sorted({months for _, months in lengths}):
        aims = [a for a in item.aims if a.due is not None and a.due.months == months]
        own = [f for f in item.facts if f.period is not None and f.period.months == months]
        part = " · ".join(filter(None, (item.part, str(aims[0].due) if found else "")))
        found.append(replace(item, aims=aims, facts=own, part=part))
    return found


def distinct(item: Item) -> list[tuple[Aim, Aim]]:
    """Keep one target for each due date; the pairs that disagree about one."""
    kept: dict[Period | None, Aim] = {}
    clashes = []
    for aim in item.aims:
        other = kept.setdefault(aim.due, aim)
        if other is not aim and other.value != aim.value and other.text != aim.text:
            clashes.append((other, aim))
    item.aims = list(kept.values())
    return clashes
