"""Many targets at once, as data: what is new, statuses by quarter, and league tables."""

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
    tied: bool = False

    @property
    def place_text(self) -> str:
        """The place as it is printed, `=2` where it is shared; a dash without one."""
        return "–" if self.place is None else f"{'=' * self.tied}{self.place}"


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


@dataclass(frozen=True, slots=True)
class Change:
    """A target whose status is another one than a quarter ago.

    `way` is `better`, `worse`, or `other` where one of the two is no verdict.
    """

    target: str
    organisation: str
    name: str
    way: str
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True)
class QuarterTally:
    """How many targets had each status at a quarter, in the order of `Status`."""

    quarter: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What matters first: `message` says how many targets are red and since when.

    `changes` are against the quarter before (`previous_text`), worse ones first; `quarters` are
    oldest first.  Both are empty where only one quarter is known.
    """

    message: str
    previous_text: str = ""
    change_text: str = ""
    changes: tuple[Change, ...] = ()
    quarters: tuple[QuarterTally, ...] = ()
