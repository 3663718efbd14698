"""Comparisons between indicators, as an office writes them in the sheet Rules.

    projects_over_1bn <= projects_over_300m
    total_investment > 10 * projects_over_1bn + 3 * (projects_over_300m - projects_over_1bn)
    0 <= new_projects <= all_projects and started >= finished

A text becomes a list of comparisons over columns of numbers; nothing is ever run as program code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]
Truths: TypeAlias = npt.NDArray[np.bool_]
Term: TypeAlias = Callable[[Mapping[str, Numbers]], Numbers]

LONGEST: Final = 500
DEEPEST: Final = 20
TOLERANCE: Final = 1e-9

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
