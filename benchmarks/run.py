"""All measurements in one table; exit code 1 where a goal was missed."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import collect
import growth
import outputs
import startup
from measure import Result, table
from stages import STAGES


def against_duckdb() -> list[Result]:
    """The rules against DuckDB, where the extra `bench` is installed."""
    if find_spec("duckdb") is None:
        print("DuckDB is not installed (extra `bench`): the rules are not held against it.")
        return []
    import assess  # noqa: PLC0415  (needs DuckDB)

    return list(assess.results())


def main() -> int:
    """Measure, print, judge."""
    results = [
        *startup.results(),
        *growth.results(STAGES),
        *collect.results(),
        *outputs.results(),
        *against_duckdb(),
    ]
    print(table(results))
    return 0 if all(result.met for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
