"""What a department has written down about a target that needs attention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Final

from scorecard.schema.errors import N_

BEFORE: Final[Mapping[str, str]] = {
    "cause": N_("Cause carried over"),
    "action": N_("Action carried over"),
    "owner": N_("Owner carried over"),
    "by_when": N_("Date carried over"),
}
"""Hidden columns that hold what the scorecard of the quarter before said when this was written."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Cause, action, owner and date as they were typed; empty where nothing was.

    A single day in `by_when` is told as YYYY-MM-DD.
    """

    cause: str = ""
    action: str = ""
    owner: str = ""
    by_when: str = ""

    def over(self, earlier: FollowUp) -> FollowUp:
        """What was typed last of each, the earlier where this one is empty.

        >>> FollowUp(action="b").over(FollowUp("c", "a"))
        FollowUp(cause='c', action='b', owner='', by_when='')
        """
        names = [f.name for f in fields(self)]
        return FollowUp(*(getattr(self, name) or getattr(earlier, name) for name in names))

    def apart_from(self, other: FollowUp) -> FollowUp:
        """What differs from another one; empty where they say the same.

        >>> FollowUp("c", "a").apart_from(FollowUp("c", "b"))
        FollowUp(cause='', action='a', owner='', by_when='')
        """
        names = [f.name for f in fields(self)]
        told = [(getattr(self, name), getattr(other, name)) for name in names]
        return FollowUp(*(mine if mine != others else "" for mine, others in told))

    @property
    def day(self) -> date | None:
        """The date, where it is a single day.

        >>> FollowUp(by_when="2031-03-31").day, FollowUp(by_when="spring").day
        (datetime.date(2031, 3, 31), None)
        """
        try:
            return date.fromisoformat(self.by_when)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands beside a target in a scorecard, and what the quarter before had said then."""

    stands: FollowUp
    carried: FollowUp = field(default_factory=FollowUp)


@dataclass(frozen=True, slots=True)
class Followed:
    """What a scorecard says beside a target now, and how much of it comes from the one before."""

    told: FollowUp = field(default_factory=FollowUp)
    carried: FollowUp = field(default_factory=FollowUp)


def followed(before: Entry | None, now: Entry | None) -> Followed:
    """Typed this quarter first, then the quarter before, then what had been carried over.

    What stands in this quarter's own scorecard as it was carried over has not been typed there:
    a change in the scorecard before takes its place.

    >>> old, new = FollowUp(cause="old"), FollowUp(cause="new")
    >>> followed(Entry(new), Entry(old, old)).told.cause
    'new'
    >>> followed(Entry(old), Entry(new, old)).told.cause
    'new'
    """
    carried = before.stands if before else FollowUp()
    stands, then = (now.stands, now.carried) if now else (FollowUp(), FollowUp())
    return Followed(stands.apart_from(then).over(carried).over(stands), carried)
