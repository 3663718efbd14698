"""The rows of a block: headings, totals, units, footnotes, and what each of the others says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from scorecard.read.table.amounts import Amount, amount
from scorecard.read.table.columns import Column, kind_of_row
from scorecard.read.table.periods import of_cell
from scorecard.read.table.plan import Plan, title_of
from scorecard.read.table.vocabulary import fold, spellings_of, word_in
from scorecard.schema.errors import N_
from scorecard.schema.spelling import normalise, sanitise

_CJK_NUMBER: Final = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.]?")
_NUMBERED: Final = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、|\d+[、．]|\d+\.(?=\D))\s*"
)
_WHOLE: Final = re.compile(
    r"(?:all|total|overall|whole)\b|全[市区县省州院校局镇]$|集团$", re.IGNORECASE
)
"""What sums up rows that are named by bodies."""
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
        if not any(text and not text.isspace() for text in sheet.rows[number]):
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
        self.labels = [(role, one[role]) for role in FILLED if role in one]
        others = ("direction", "measure", "reported_as", "comparator", "baseline_period", "due",
                  "actual_period", "months_elapsed", "schedule", "completion", "weight", "points",
                  "state", "strength", "status", "pathway", "method", "accepted_as", "scoring",
                  "parent", "parent_kind", "decimals", "publication_lag_months", "natural_limit",
                  "n_changes", "frequency")  # fmt: skip
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
        whole = self.plan.topic and _WHOLE.match(name or first)
        if whole or any(_is_total(t) for t in (name, first if not name else "")):
            self._pass(number, "total", name or first)
            return None
        if not self._has_values(amounts, texts):
            self._head(number, name, first, texts)
            return None
        return self._row(number, name, texts, amounts)

    def _pass(self, number: int, kind: str, name: str) -> None:
        """A row that holds no indicator is remembered, and told."""
        self.plan.passed[number] = kind
        self.names.setdefault(kind, []).append(name)

    def _covered(self, number: int) -> int:
        return sum((number, c) in self.sheet.covered for c in range(len(self.sheet.rows[number])))

    def _has_values(self, amounts: dict[int, Amount], texts: list[str]) -> bool:
        """Whether a row says anything of a value: a number, a word, a refused one, a status."""
        known = [value for value in amounts.values() if not value.is_missing]
        if (
            len(known) == 1
            and known[0].number is None
            and not self.plan.is_plan
            and known[0].fault != "C104"
        ):
            own = sum(map(bool, texts))
            return own > 3 and not self.plan.is_tasks
        if known or self.plan.keeps_all:
            return True
        place = self.plan.one["status"].index if self.plan.is_tasks else -1
        if 0 <= place < len(texts) and texts[place]:
            return True
        due = self.plan.one.get("due")
        if self.plan.is_tasks and due is not None:
            return bool(due.index < len(texts) and texts[due.index])
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
        goes_on = not name and (self.kind is not None or self.dated is not None or self._repeats())
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
        groups = tuple(self._filled(g, texts, goes_on=True) for g in self.plan.groups)
        kind = (
            kind_of_row(texts[self.kind.index])
            if self.kind is not None and self.kind.index < len(texts)
            else None
        )
        clean = _clean_name(name)
        key = found.get("id") or clean
        return Row(number, clean, key, found, groups, self.section, kind, amounts)

    def _repeats(self) -> bool:
        return any(e.index in self.filled for e in self.plan.groups if e.index > self.name.index)

    def _filled(self, column: Column, texts: list[str], *, goes_on: bool) -> str:
        text = texts[column.index] if column.index < len(texts) else ""
        if text:
            self.filled[column.index] = text
            return text
        return self.filled.get(column.index, "") if goes_on else ""


@lru_cache(maxsize=65536)
def _clean_name(name: str) -> str:
    """The name without 其中, a heading's number and blanks around it."""
    clean = normalise(name)
    for word in spellings_of("part_of"):
        clean = clean.removeprefix(word)
    return _NUMBERED.sub("", clean).strip() or normalise(name)


@lru_cache(maxsize=65536)
def _is_total(name: str) -> bool:
    bare = re.sub(r"[（(].*?[)）]", "", name).strip()
    return word_in("total", bare) or bool(re.search(r"(?:合计|总计|小计)$", bare))


@lru_cache(maxsize=65536)
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
        row.part = " · ".join(word for word in part if word)


def _when(plan: Plan, row: Row) -> tuple[str, str | None]:
    text = row.texts.get("actual_period", "")
    return (
        str(of_cell(text)) if text else row.texts.get("due", "") if plan.is_tasks else "",
        row.kind,
    )
