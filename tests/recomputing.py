"""Sums, differences and products of printed numbers, with the range that their rounding leaves."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import product

from scorecard.i18n import rounded
from scorecard.schema.typed_rates import Checked, Range, check_value, printed


def half_up(x: float, digits: int = 0) -> float:
    """A number rounded half up, as it is printed."""
    return float(rounded(x, digits))


def recomputed(expression: str, reported: str) -> Checked:
    """What recomputing says of a printed result; decimals are kept as they are printed."""
    text = expression.replace("×", "*")
    node = ast.parse(text, mode="eval").body
    exact, low, high = _value(node, text)
    return check_value(exact, reported, Range(low, high))


def _value(node: ast.expr, text: str) -> tuple[Fraction, Fraction, Fraction]:
    """The exact value, and the least and the largest the printed inputs may stand for."""
    if isinstance(node, ast.Constant):
        number = printed(ast.get_source_segment(text, node) or "")
        return number.value, number.as_input.low, number.as_input.high
    if isinstance(node, ast.UnaryOp):
        exact, low, high = _value(node.operand, text)
        return (-exact, -high, -low) if isinstance(node.op, ast.USub) else (exact, low, high)
    assert isinstance(node, ast.BinOp)
    (a, *left), (b, *right) = _value(node.left, text), _value(node.right, text)
    ends = [_apply(node.op, x, y) for x, y in product(left, right)]
    return _apply(node.op, a, b), min(ends), max(ends)


def _apply(operator: ast.operator, a: Fraction, b: Fraction) -> Fraction:
    if isinstance(operator, ast.Add):
        return a + b
    if isinstance(operator, ast.Sub):
        return a - b
    return a * b if isinstance(operator, ast.Mult) else a / b
