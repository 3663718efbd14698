"""The register's own words, under the name they had before `project_register`."""

from __future__ import annotations

from scorecard.schema.project_register import (
    ADDITIONAL,
    AMOUNTS,
    DONE_ON,
    INVESTED,
    MONEY,
    REACHED_ON,
    STAGES,
    TERMINATED,
    UNITS,
)

__all__ = [
    "ADDITIONAL",
    "AMOUNTS",
    "DONE_ON",
    "INVESTED",
    "MONEY",
    "REACHED_ON",
    "STAGES",
    "TERMINATED",
    "UNITS",
]
