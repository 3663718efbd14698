"""Charts: the boards of a view, and a picture for each indicator with figures or milestones."""

from __future__ import annotations

from scorecard.report.charts.kinds import (
    KINDS,
    Form,
    Picture,
    Plan,
    Print,
    Studio,
    pictures,
    plans,
    title_of,
)

__all__ = ["KINDS", "Form", "Picture", "Plan", "Print", "Studio", "pictures", "plans", "title_of"]
