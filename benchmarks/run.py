"""All measurements in one table; exit code 1 where a goal was missed."""

from __future__ import annotations

import sys

import assess
import collect
import growth
import outputs
import startup
from measure import table
from stages import STAGES


def main() -> int:
    """Measure, print, judge."""
    results = [
        *startup.results(),
        *growth.results(STAGES),
        *collect.results(),
        *outputs.results(),
        *assess.results(),
    ]
    print(table(results))
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
