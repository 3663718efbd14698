"""Rules that an office states in the sheet Rules, or that nested targets imply, and the figures.

    projects_over_1bn <= projects_over_300m
    total_investment > 10 * projects_over_1bn + 3 * (projects_over_300m - projects_over_1bn)
    0 <= new_projects <= all_projects and started >= finished

A text becomes a list of comparisons over columns of numbers; nothing is ever run as program code.
The reader is our own, not Python's: ids may hold hyphens, and a fault says where reading stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from scorecard.projects.counts import Condition, Count, counts_of
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.policy import TOLERANCE
from scorecard.schema.sheets import INVESTED, UNITS
from scorecard.schema.vocabulary import Aggregate, Severity

Numbers: TypeAlias = npt.NDArray[np.float64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Term: TypeAlias = Callable[[Mapping[str, Numbers]], Numbers]

LONGEST: Final = 500
DEEPEST: Final = 20

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<compare><=|>=|==|!=|<>|[<>=≤≥≠＜＞＝])"
    r"|(?P<sign>[-+*/×÷()（）])|(?P<and>(?:and\b|且|并且|，|,))|(?P<name>[^\W\d]\w*))",
    re.IGNORECASE,
)
_COMPARE: Final = {
    "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "=", "＜": "<", "＞": ">", "＝": "=",
}  # fmt: skip
_SIGN: Final = {"×": "*", "÷": "/", "（": "(", "）": ")"}


class ExpressionError(ValueError):
    """A text that is no comparison; `rest` is where reading stopped."""

    def __init__(self, rest: str) -> None:
        super().__init__(rest)
        self.rest = rest


class UnknownNameInExpressionError(ExpressionError):
    """A comparison that names something nobody knows."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule as read: its comparisons, all of which must hold, and the names it speaks of."""

    comparisons: tuple[tuple[Term, str, Term], ...]
    names: tuple[str, ...]

    def holds(self, values: Mapping[str, Numbers]) -> Truths:
        """Element-wise whether every comparison holds; true where a value is missing.

        A value counts as on a boundary within 1e-9 of it, relatively.
        """
        result = np.ones(_size(values), dtype=np.bool_)
        for left, operator, right in self.comparisons:
            result &= _compare(left(values), operator, right(values))
        return result


def _compare(left: Numbers, operator: str, right: Numbers) -> Truths:
    with np.errstate(invalid="ignore"):
        near = np.abs(left - right) <= TOLERANCE * np.maximum(1.0, np.abs(right))
        below = (left < right) & ~near
        above = (left > right) & ~near
    held = {
        "<": below,
        "<=": below | near,
        ">": above,
        ">=": above | near,
        "=": near,
        "!=": below | above,
    }[operator]
    return np.asarray(held | ~np.isfinite(left) | ~np.isfinite(right), dtype=np.bool_)


def parse_expression(text: str, known: Iterable[str]) -> Expression:
    """Read a rule over the indicators `known`.

    Ids may hold hyphens: the longest known id wins over a subtraction.  Raises `ExpressionError`
    where the text is no comparison, `UnknownNameInExpressionError` (its `rest` is the name) where
    it names an unknown indicator.

    >>> rule = parse_expression("a <= 2*(b - 1)", ["a", "b"])
    >>> rule.names
    ('a', 'b')
    >>> rule.holds({"a": np.array([4.0, 5.0]), "b": np.array([3.0, 3.0])}).tolist()
    [True, False]
    """
    if len(text) > LONGEST:
        raise ExpressionError(text[LONGEST : LONGEST + 20])
    reader = _Reader(text, known)
    comparisons = reader.rule()
    return Expression(tuple(comparisons), tuple(dict.fromkeys(reader.names)))


class _Reader:
    """Recursive descent over the tokens of one rule."""

    def __init__(self, text: str, known: Iterable[str]) -> None:
        self.known = frozenset(known)
        names = sorted((k for k in self.known if k), key=len, reverse=True)
        self.longest = (
            re.compile(rf"\s*({'|'.join(map(re.escape, names))})(?![\w])") if names else None
        )
        self.tokens = list(self._tokens(text))
        self.place = 0
        self.names: list[str] = []

    def _tokens(self, text: str) -> Iterable[tuple[str, str, str]]:
        place = 0
        while text[place:].strip():
            own = self.longest.match(text, place) if self.longest else None
            found = own or _TOKEN.match(text, place)
            if found is None:
                raise ExpressionError(text[place:].strip())
            rest = text[place:].strip()
            place = found.end()
            if own:
                yield "name", own[1], rest
            else:
                yield str(found.lastgroup), found[str(found.lastgroup)], rest

    def _peek(self, kind: str, *words: str) -> str | None:
        if self.place >= len(self.tokens):
            return None
        group, word, _ = self.tokens[self.place]
        plain = _SIGN.get(word, word)
        return plain if group == kind and (not words or plain in words) else None

    def _take(self, kind: str, *words: str) -> str | None:
        word = self._peek(kind, *words)
        self.place += word is not None
        return word

    def _stop(self) -> ExpressionError:
        rest = self.tokens[self.place][2] if self.place < len(self.tokens) else "…"
        return ExpressionError(rest)

    def rule(self) -> Sequence[tuple[Term, str, Term]]:
        found = [*self._chain()]
        while self._take("and"):
            found += self._chain()
        if self.place < len(self.tokens):
            raise self._stop()
        return found

    def _chain(self) -> Sequence[tuple[Term, str, Term]]:
        left = self._sum(0)
        found = []
        while word := self._take("compare"):
            right = self._sum(0)
            found.append((left, _COMPARE.get(word, word), right))
            left = right
        if not found:
            raise self._stop()
        return found

    def _sum(self, depth: int) -> Term:
        left = self._product(depth)
        while sign := self._take("sign", "+", "-"):
            left = _binary(sign, left, self._product(depth))
        return left

    def _product(self, depth: int) -> Term:
        left = self._factor(depth)
        while sign := self._take("sign", "*", "/"):
            left = _binary(sign, left, self._factor(depth))
        return left

    def _factor(self, depth: int) -> Term:
        if depth > DEEPEST:
            raise self._stop()
        if number := self._take("number"):
            value = float(number)
            return lambda values: np.full(_size(values), value)
        if name := self._take("name"):
            if name not in self.known:
                raise UnknownNameInExpressionError(name)
            self.names.append(name)
            return lambda values: values[name]
        if self._take("sign", "-"):
            inner = self._factor(depth + 1)
            return lambda values: -inner(values)
        if self._take("sign", "("):
            inner = self._sum(depth + 1)
            if not self._take("sign", ")"):
                raise self._stop()
            return inner
        raise self._stop()


def _size(values: Mapping[str, Numbers]) -> int:
    return len(next(iter(values.values()), np.empty(0)))


def _binary(sign: str, left: Term, right: Term) -> Term:
    def reckon(values: Mapping[str, Numbers]) -> Numbers:
        a, b = left(values), right(values)
        if sign == "/":
            return np.divide(a, b, out=np.full_like(a, np.nan), where=b != 0)
        return {"+": np.add, "-": np.subtract, "*": np.multiply}[sign](a, b)

    return reckon


# -------------------------------------------------------------------------- the sheet Rules


def indicators_of(books: Books, organisation: str) -> list[str]:
    """The ids of an organisation's indicators."""
    frame = books.indicators.values
    own = frame[frame["organisation"].eq(organisation)]
    return [str(name) for name in own["indicator"].dropna()]


def rule_faults(books: Books) -> list[Finding]:
    """Rules of the sheet Rules that cannot be read or name unknown indicators (X107, X108)."""
    table = books.rules
    found = []
    readable = table.values[["organisation", "expression"]].dropna()
    for label, organisation, text in readable.itertuples():
        place = place_of(table, label, "expression")
        try:
            parse_expression(text, indicators_of(books, organisation))
        except UnknownNameInExpressionError as error:
            found.append(finding("X108", place, text, name=error.rest))
        except ExpressionError as error:
            found.append(finding("X107", place, text, rest=error.rest))
    return found


def readable_rules(books: Books) -> Iterator[tuple[pd.Series, Expression]]:
    """Each rule that can be read, with its row; what cannot be read has its own finding."""
    for _, row in books.rules.values.dropna(subset=["organisation", "expression"]).iterrows():
        try:
            yield (
                row,
                parse_expression(row["expression"], indicators_of(books, row["organisation"])),
            )
        except ExpressionError:
            continue


def ruled_pairs(books: Books) -> set[frozenset[str]]:
    """Pairs of indicators that a rule compares."""
    return {
        frozenset((a, b))
        for _, rule in readable_rules(books)
        for a in rule.names
        for b in rule.names
        if a != b
    }


def broken_rules(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """A finding for each rule and period in which it fails (X209), with the rule's severity.

    A rule is held against the figures of one period and basis; where one of its indicators has no
    figure there, it says nothing.  The finding stands at the figure of the rule's first indicator.
    """
    found = []
    for row, rule in readable_rules(books):
        if not rule.names:
            continue
        own = latest[latest["organisation"].eq(row["organisation"])]
        own = own[own["indicator"].isin(rule.names)]
        table = own.pivot_table(index=["period", "basis"], columns="indicator", values="value")
        if not set(rule.names) <= set(table.columns):
            continue
        table = table.dropna(subset=list(rule.names))
        values = {name: table[name].to_numpy(dtype="float64") for name in rule.names}
        broken = table.index[~rule.holds(values)]
        found += [_broken(figures, own, table, row, rule, key) for key in broken]
    return found


def _broken(
    figures: Table,
    own: pd.DataFrame,
    table: pd.DataFrame,
    row: pd.Series,
    rule: Expression,
    key: tuple[str, str],
) -> Finding:
    first = rule.names[0]
    at = own["period"].eq(key[0]) & own["basis"].eq(key[1]) & own["indicator"].eq(first)
    label = int(own.index[at][-1])
    made = finding(
        "X209",
        place_of(figures, label, "value"),
        shown(table.at[key, first]),
        period=key[0],
        rule=shown(row["rule"]),
        expression=row["expression"],
        message=shown(row["message"]),
        values=", ".join(f"{name} = {shown(table.at[key, name])}" for name in rule.names),
    )
    stated = row["severity"]
    return replace(made, severity=Severity(stated)) if isinstance(stated, str) else made


# ---------------------------------------------------------------------------
# What the sheet Counts implies between figures: parts within wholes, and the smallest total.
#
# Counts with a lower bound on a field of the register (`total_investment > 10`) and the sum of
# that field over the same projects bound each other: five projects of over 10 and nine of over 3
# (the five among them) are worth more than 5 · 10 + 4 · 3 = 62.


_AMOUNTS: Final = ("total_investment", "fixed_investment", INVESTED)
_ABOVE: Final = (">", ">=")


def parts_above_wholes(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """Counts whose conditions include those of another, and whose figure is larger (X212).

    Pairs that a rule of the sheet Rules compares are left to that rule.
    """
    counts = [c for c in counts_of(books).values() if c.aggregate == Aggregate.COUNT]
    ruled = ruled_pairs(books) if len(counts) > 1 else set()
    found = []
    for part in counts:
        for whole in counts:
            pair = frozenset((part.indicator, whole.indicator))
            if _within(part, whole) and pair not in ruled:
                found += _larger(figures, latest, part, whole)
    return found


def _bound(count: Count, field: str) -> tuple[float, frozenset[Condition]]:
    """The lower bound that a count sets on a field, and its other conditions."""
    bounds = {c for c in count.conditions if c.field == field and c.operator in _ABOVE}
    least = max((float(c.values[0]) for c in bounds), default=0.0)
    return max(least, 0.0), frozenset(count.conditions) - bounds


def _within(part: Count, whole: Count) -> bool:
    if part.organisation != whole.organisation or part.indicator == whole.indicator:
        return False
    if frozenset(part.conditions) > frozenset(whole.conditions):
        return True
    for field in {c.field for c in part.conditions if c.operator in _ABOVE and c.field in UNITS}:
        (least, rest), (other, others) = _bound(part, field), _bound(whole, field)
        if rest == others and least > other:
            return True
    return False


def _larger(figures: Table, latest: pd.DataFrame, part: Count, whole: Count) -> list[Finding]:
    both = _beside(latest, [part.indicator, whole.indicator], part.organisation)
    return [
        finding(
            "X212",
            place_of(figures, int(row[f"{part.indicator} label"]), "value"),
            shown(row[part.indicator]),
            period=row["period"],
            part=part.indicator,
            whole=whole.indicator,
            value=shown(row[whole.indicator]),
        )
        for row in _records(both[both[part.indicator] > both[whole.indicator]])
    ]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame over (period, basis), one mapping each."""
    return [{str(k): v for k, v in r.items()} for r in frame.reset_index().to_dict("records")]


def _beside(latest: pd.DataFrame, indicators: Sequence[str], organisation: str) -> pd.DataFrame:
    """Values and row labels of several indicators by period and basis, where all are known."""
    own = latest[latest["organisation"].eq(organisation)]
    columns = []
    for indicator in indicators:
        rows = own[own["indicator"].eq(indicator)]
        keys = pd.MultiIndex.from_frame(rows[["period", "basis"]])
        columns += [
            pd.Series(rows["value"].to_numpy(), index=keys, name=indicator),
            pd.Series(rows.index.to_numpy(), index=keys, name=f"{indicator} label"),
        ]
    return pd.concat(columns, axis=1, join="inner").dropna()


def totals_too_small(figures: Table, latest: pd.DataFrame, books: Books) -> list[Finding]:
    """Sums below the smallest total that the counts of the same projects imply (X210)."""
    counts = list(counts_of(books).values())
    units = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    unit_of = units.set_index(["organisation", "indicator"])["unit_of_measure"]
    found = []
    for total in (c for c in counts if c.aggregate == Aggregate.SUM and c.field in _AMOUNTS):
        unit = str(unit_of.get((total.organisation, total.indicator)))
        scale, parts = UNITS[total.field].get(unit), _bands(total, counts)
        if scale is not None and parts:
            found += _too_small(figures, latest, total, [(c, b * scale) for c, b in parts])
    return found


def _bands(total: Count, counts: Sequence[Count]) -> list[tuple[Count, float]]:
    """Counts over the total's own projects with a lower bound on its field, highest first."""
    least, base = _bound(total, total.field)
    bounds = [
        (c, *_bound(c, total.field))
        for c in counts
        if c.aggregate == Aggregate.COUNT and c.organisation == total.organisation
    ]
    fitting = [(c, bound) for c, bound, rest in bounds if rest == base and bound > least]
    return sorted(fitting, key=lambda pair: -pair[1])


def _too_small(
    figures: Table, latest: pd.DataFrame, total: Count, parts: Sequence[tuple[Count, float]]
) -> list[Finding]:
    names = [c.indicator for c, _ in parts]
    both = _beside(latest, [total.indicator, *names], total.organisation)
    counted = pd.Series(0.0, index=both.index)
    least = pd.Series(0.0, index=both.index)
    for count, bound in parts:
        least += (both[count.indicator] - counted).clip(lower=0) * bound
        counted = pd.concat([counted, both[count.indicator]], axis=1).max(axis=1)
    both["least"] = least
    short = both[(counted > 0) & (both[total.indicator] < least * (1 - 1e-9))]
    return [
        finding(
            "X210",
            place_of(figures, int(row[f"{total.indicator} label"]), "value"),
            shown(row[total.indicator]),
            period=row["period"],
            indicator=total.indicator,
            least=shown(row["least"]),
            parts=[f"{name} = {shown(row[name])}" for name in names],
        )
        for row in _records(short)
    ]
