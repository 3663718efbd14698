"""A value held against a bound in a live formula, within the tolerance the rules know."""

from __future__ import annotations


def within(bound: str) -> str:
    """The distance within which a value counts as on a bound."""
    return f"tolerance*MAX(1,ABS({bound}))"


def at_least(value: str, bound: str) -> str:
    """`value` is not below `bound`."""
    return f"{value}-{bound}>=-{within(bound)}"


def above(value: str, bound: str) -> str:
    """`value` is above `bound`, not on it."""
    return f"{value}-{bound}>{within(bound)}"


def at_most(value: str, bound: str) -> str:
    """`value` is not above `bound`; the distance is measured on the value, as the rules do."""
    return at_least(bound, value)


def below(value: str, bound: str) -> str:
    """`value` is below `bound`, not on it."""
    return f"{value}-{bound}<-{within(bound)}"
