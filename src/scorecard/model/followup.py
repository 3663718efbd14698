"""What a department has written down about a target that needs attention."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Cause, action, owner and date as they were typed; empty where nothing was."""

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
