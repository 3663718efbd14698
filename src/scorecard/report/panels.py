"""Pictures of many targets at once, as data: statuses by quarter, and league tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A target and its statuses by quarter (ids; empty where it was not stated yet)."""

    organisation: str
    name: str
    target_text: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Targets against quarters, oldest first; `quarters` are spelled `2029-Q1`."""

    quarters: tuple[str, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """A member with its place (none without a figure) and how many places it has gained.

    `movement` is `None` where there is nothing to compare with.
    """

    member: str
    place: int | None
    value: float | None
    value_text: str
    movement: int | None
    movement_text: str


@dataclass(frozen=True, slots=True)
class LeagueTable:
    """Members best first; `rank` says that the value is a place itself, best at the top.

    `group` is the group whose members are placed among each other; empty where there is one.
    """

    key: str
    title: str
    note: str
    rows: tuple[LeagueRow, ...]
    is_rank: bool = False
    group: str = ""
