"""Rules that an office states in the sheet Rules, or that nested targets imply, and the figures.

    projects_over_1bn <= projects_over_300m
    total_investment > 10 * projects_over_1bn + 3 * (projects_over_300m - projects_over_1bn)
    0 <= new_projects <= all_projects and started >= finished

A text becomes a list of comparisons of numbers; nothing is ever run as program code.
The reader is our own, not Python's: ids may hold hyphens, and a fault says where reading stopped.
"""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, TypeAlias

from scorecard.projects.counts import Condition, Count, counts_of
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import Books
from scorecard.schema.policy import TOLERANCE, on
from scorecard.schema.sheets import INVESTED, UNITS
from scorecard.schema.vocabulary import Aggregate, Severity

Term: TypeAlias = Callable[[Mapping[str, float]], float]

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

    def holds(self, values: Mapping[str, float]) -> bool:
        """Whether every comparison holds; one of a value that is missing (NaN) does."""
        return all(
            _compare(left(values), word, right(values)) for left, word, right in self.comparisons
        )


_HELD: Final = {-1: ("<", "<=", "!="), 0: ("<=", ">=", "="), 1: (">", ">=", "!=")}
"""The comparisons that hold of a number below, on and above another one."""


def _compare(left: float, word: str, right: float) -> bool:
    if not (math.isfinite(left) and math.isfinite(right)):
        return True
    return word in _HELD[0 if on(left, right, TOLERANCE) else 1 if left > right else -1]


def parse_expression(text: str, known: Iterable[str]) -> Expression:
    """Read a rule over the indicators `known`.

    Ids may hold hyphens: the longest known id wins over a subtraction.  Raises `ExpressionError`
    where the text is no comparison, `UnknownNameInExpressionError` (its `rest` is the name) where
    it names an unknown indicator.

    >>> rule = parse_expression("a <= 2*(b - 1)", ["a", "b"])
    >>> rule.names
    ('a', 'b')
    >>> rule.holds({"a": 4.0, "b": 3.0}), rule.holds({"a": 5.0, "b": 3.0})
    (True, False)
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
            return lambda _: value
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


def _quotient(above: float, below: float) -> float:
    return above / below if below else math.nan


_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": _quotient,
}  # fmt: skip


def _binary(sign: str, left: Term, right: Term) -> Term:
    return lambda values: _ARITHMETIC[sign](left(values), right(values))


# -------------------------------------------------------------------------- the sheet Rules


def indicators_of(books: Books, organisation: str) -> list[str]:
    """The ids of an organisation's indicators."""
    frame = books.indicators.values
    own = frame[frame["organisation"].eq(organisation)]
    return [str(name) for name in own["indicator"].dropna()]


def rule_faults(books: Books) -> Iterator[Finding]:
    """Rules of the sheet Rules that cannot be read or name unknown indicators (X107, X108)."""
    table = books.rules
    readable = table.values[["organisation", "expression"]].dropna()
    for label, organisation, text in readable.itertuples():
        place = place_of(table, label, "expression")
        try:
            parse_expression(text, indicators_of(books, organisation))
        except UnknownNameInExpressionError as error:
            yield finding("X108", place, text, name=error.rest)
        except ExpressionError as error:
            yield finding("X107", place, text, rest=error.rest)


class Reported(NamedTuple):
    """One reported figure as plain values: missing numbers are NaN, missing texts `None`.

    `known_on` is a day as text, nothing where it is missing; `start` and `end` are the months in
    which its period begins and after which it ends, `year_start` that in which its year begins.
    The `note` of one that `corrects` a figure on record is the reason for that.
    """

    organisation: str
    indicator: str
    period: str
    basis: str
    value: float
    note: str | None
    known_on: str
    state: str | None
    place: Origin
    start: float
    end: float
    year_start: float
    corrects: bool = False

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the figure is known by (`FIGURE_KEY`)."""
        return self[:4]

    @property
    def series(self) -> tuple[str, str, str]:
        """Organisation, indicator and basis: what its figures of other periods have as well."""
        return self.organisation, self.indicator, self.basis


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the sheet Rules that can be read; what cannot be read has its own finding."""

    organisation: str
    reads: Expression
    said: Mapping[str, Any]
    """The row of the sheet."""


class StatedRules:
    """What the sheets Rules and Counts let expect of figures that stand beside each other."""

    def __init__(self, books: Books) -> None:
        self._rules = list(_readable_rules(books))
        counts = list(counts_of(books).values())
        of_projects = [c for c in counts if c.aggregate == Aggregate.COUNT]
        ruled = {
            frozenset(two) for r in self._rules for two in itertools.combinations(r.reads.names, 2)
        }
        self._nested = [
            (part, whole)
            for part in of_projects
            for whole in of_projects
            if _within(part, whole) and frozenset((part.indicator, whole.indicator)) not in ruled
        ]
        self._totals = list(_totals(books, counts))
        self.names: dict[str, set[str]] = {}
        """The indicators that are spoken of, by organisation."""
        for rule in self._rules:
            self.names.setdefault(rule.organisation, set()).update(rule.reads.names)
        for total, parts in self._totals:
            self.names.setdefault(total.organisation, set()).add(total.indicator)
            self.names[total.organisation].update(c.indicator for c, _ in parts)
        for two in self._nested:
            self.names.setdefault(two[0].organisation, set()).update(c.indicator for c in two)

    def findings(self, figures: Iterable[Reported]) -> list[Finding]:
        """What figures break: of each the newest, one value each.

        A rule is held against the figures of one period and basis (X209, with the rule's severity);
        where one of its indicators has no figure there, it says nothing.  Counts whose conditions
        include those of another are not larger (X212), unless a rule compares the two; sums are not
        below the smallest total that the counts of the same projects imply (X210).
        """
        beside: dict[str, dict[tuple[str, str], dict[str, Reported]]] = {}
        for one in figures:
            names = self.names.get(one.organisation)
            if names and one.indicator in names and not math.isnan(one.value):
                of_it = beside.setdefault(one.organisation, {})
                of_it.setdefault((one.period, one.basis), {})[one.indicator] = one
        return [
            one
            for organisation, periods in beside.items()
            for _, known in sorted(periods.items())
            for one in self._broken(organisation, known)
        ]

    def _broken(self, organisation: str, known: Mapping[str, Reported]) -> Iterator[Finding]:
        for rule in self._rules:
            if rule.organisation == organisation and known.keys() >= set(rule.reads.names):
                yield from _breaks(rule, known)
        for part, whole in self._nested:
            if part.organisation == organisation:
                yield from _larger(part, whole, known)
        for total, parts in self._totals:
            if total.organisation == organisation:
                yield from _too_small(total, parts, known)


def _readable_rules(books: Books) -> Iterator[Rule]:
    rows = books.rules.values.dropna(subset=["organisation", "expression"])
    for row in rows.to_dict("records"):
        try:
            known = indicators_of(books, row["organisation"])
            reads = parse_expression(row["expression"], known)
        except ExpressionError:
            continue
        if reads.names:
            yield Rule(row["organisation"], reads, {str(k): v for k, v in row.items()})


def _breaks(rule: Rule, known: Mapping[str, Reported]) -> Iterator[Finding]:
    names, said = rule.reads.names, rule.said
    if rule.reads.holds({name: known[name].value for name in names}):
        return
    first, stated = known[names[0]], said["severity"]
    told = {"rule": shown(said["rule"]), "expression": said["expression"]}
    told |= {"message": shown(said["message"]), "period": first.period}
    told["values"] = ", ".join(f"{name} = {shown(known[name].value)}" for name in names)
    made = finding("X209", first.place, shown(first.value), **told)
    yield replace(made, severity=Severity(stated)) if isinstance(stated, str) else made


# ---------------------------------------------------------------------------
# What the sheet Counts implies between figures: parts within wholes, and the smallest total.
#
# Counts with a lower bound on a field of the register (`total_investment > 10`) and the sum of
# that field over the same projects bound each other: five projects of over 10 and nine of over 3
# (the five among them) are worth more than 5 · 10 + 4 · 3 = 62.

_AMOUNTS: Final = ("total_investment", "fixed_investment", INVESTED)
_ABOVE: Final = (">", ">=")


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


def _larger(part: Count, whole: Count, known: Mapping[str, Reported]) -> Iterator[Finding]:
    own, other = known.get(part.indicator), known.get(whole.indicator)
    if own and other and own.value > other.value:
        told = {"part": part.indicator, "whole": whole.indicator, "value": shown(other.value)}
        yield finding("X212", own.place, shown(own.value), period=own.period, **told)


def _totals(
    books: Books, counts: Sequence[Count]
) -> Iterator[tuple[Count, list[tuple[Count, float]]]]:
    """Sums over projects, each with the counts that bound it from below, in the sum's own unit."""
    units = books.indicators.values.drop_duplicates(["organisation", "indicator"])
    unit_of = units.set_index(["organisation", "indicator"])["unit_of_measure"]
    for total in (c for c in counts if c.aggregate == Aggregate.SUM and c.field in _AMOUNTS):
        unit = str(unit_of.get((total.organisation, total.indicator)))
        scale, parts = UNITS[total.field].get(unit), _bands(total, counts)
        if scale is not None and parts:
            yield total, [(count, bound * scale) for count, bound in parts]


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
    total: Count, parts: Sequence[tuple[Count, float]], known: Mapping[str, Reported]
) -> Iterator[Finding]:
    names = [count.indicator for count, _ in parts]
    if not known.keys() >= {total.indicator, *names}:
        return
    counted = least = 0.0
    for name, (_, bound) in zip(names, parts, strict=True):
        least += max(known[name].value - counted, 0.0) * bound
        counted = max(counted, known[name].value)
    own = known[total.indicator]
    if counted > 0 and own.value < least * (1 - 1e-9):
        told = {"period": own.period, "indicator": total.indicator, "least": shown(least)}
        counts = [f"{name} = {shown(known[name].value)}" for name in names]
        yield finding("X210", own.place, shown(own.value), **told, parts=counts)
