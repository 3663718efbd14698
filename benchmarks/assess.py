"""The judge against a script by hand: all columns and flags, against groupby.apply for a verdict.

`python benchmarks/assess.py` assesses 1,000,000 figures of 125,000 fictional targets (frames in
memory) and compares its processor time with the script an analyst would write (`by_hand`); then ten
times the rows against the time of one tenth; then the contracts on good and on bad figures; then 13
targets against the import of pandas and pandera.  `--large` adds ten million figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from by_hand import judged_by_hand
from measure import ENVIRONMENT, Result, finished, seconds_of

from scorecard import assess
from scorecard.checks.figures import figure_findings
from scorecard.schema.frames import ASSESSABLE, BOOK_SHEETS, FIGURES, Books, Table, typed
from scorecard.schema.sheets import TEXT

PER_TARGET: Final = 8
PER_ORGANISATION: Final = 125
FIGURES_MEASURED: Final = 1_000_000
AS_OF: Final = date(2021, 10, 10)
BEST_OF: Final = 3
AGAINST_BY_HAND: Final = 0.5
AGAINST_IMPORT: Final = 0.02
A_FEW: Final = 13
IMPORT: Final = "import time; import pandas, pandera.pandas; print(time.process_time())"
TENFOLD: Final = 11.0
BAD_AGAINST_GOOD: Final = 2.0
MEASURES: Final = ("flow", "stock", "rate", "stock")
Objects = npt.NDArray[np.object_]


def targets_of(count: int) -> pd.DataFrame:
    """So many fictional targets (columns ASSESSABLE), a quarter of them flows."""
    number = np.arange(count)
    organisation, indicator = _keys(number)
    measure = np.array(MEASURES, dtype=object)[number % PER_ORGANISATION % len(MEASURES)]
    flow = measure == "flow"
    frame = pd.DataFrame(
        {
            "organisation": organisation,
            "target": np.array([f"T-{n}" for n in number], dtype=object),
            "indicator": indicator,
            "name": indicator,
            "measure": measure,
            "reported_as": np.where(flow, "to_date", "point"),
            "frequency": "quarterly",
            "direction": "increase",
            "comparator": ">=",
            "baseline_period": "2019",
            "baseline": np.where(flow, np.nan, 100.0),
            "due": "2021",
            "value": 200.0,
            "pathway": "linear",
            "weight": 1.0,
            "version": 1,
            "valid_from": "2020-01-01",
            "decimals": 1,
            "unit_of_measure": "万元",
            "strength": "planned",
            "origin": "office",
        }
    )
    return typed(frame, ASSESSABLE)


def figures_of(count: int, seed: int = 1) -> pd.DataFrame:
    """Eight fictional quarterly figures (columns FIGURES) for each of so many targets, shuffled."""
    random = np.random.default_rng(seed)
    quarters = [f"{y}-Q{q}" for y in (2020, 2021) for q in (1, 2, 3, 4)]
    ends = pd.PeriodIndex([q.replace("-", "") for q in quarters], freq="Q").end_time.normalize()
    rows = random.permutation(count * PER_TARGET)
    number, nth = rows // PER_TARGET, rows % PER_TARGET
    organisation, indicator = _keys(number)
    flow = number % PER_ORGANISATION % len(MEASURES) == 0
    frame = pd.DataFrame(
        {
            "organisation": organisation,
            "indicator": indicator,
            "period": np.array(quarters, dtype=object)[nth],
            "basis": np.where(flow, "to_date", "point"),
            "value": 100.0 + random.normal(12.0, 4.0, len(rows)) * (nth + 1),
            "state": "final",
            "evidence": "报表",
            "known_on": (ends + pd.Timedelta(days=10)).to_numpy()[nth],
            "vintage": 1,
            "file": "虚构示例.xlsx",
            "sheet": "填报表",
            "cell": "D7",
        }
    )
    return typed(frame, FIGURES)


def _keys(number: npt.NDArray[np.int64]) -> tuple[Objects, Objects]:
    """Organisation and indicator of targets: 125 indicators each."""
    place, which = number // PER_ORGANISATION, number % PER_ORGANISATION
    organisations = [f"虚构{n:05d}区" for n in range(int(place.max()) + 1)]
    indicators = [f"indicator-{n:03d}" for n in range(PER_ORGANISATION)]
    return np.array(organisations, dtype=object)[place], np.array(indicators, dtype=object)[which]


def seconds_of_judge(figures: int, best_of: int = BEST_OF) -> float:
    """Best processor time of all columns and flags for so many figures."""
    targets, frame = targets_of(figures // PER_TARGET), figures_of(figures // PER_TARGET)
    return min(processor_seconds(lambda: assess(targets, frame, AS_OF)) for _ in range(best_of))


def seconds_by_hand(figures: int) -> float:
    """Processor time of the script by hand, whose verdicts must be those of the judge."""
    targets, frame = targets_of(figures // PER_TARGET), figures_of(figures // PER_TARGET)
    start = time.process_time()
    by_hand = judged_by_hand(targets, frame, AS_OF)
    seconds = time.process_time() - start
    keys = ["organisation", "indicator"]
    ours = assess(targets, frame, AS_OF).merge(by_hand, on=keys, suffixes=("", "_by_hand"))
    if len(ours) != len(targets) or (ours["status"] != ours["status_by_hand"]).any():
        raise ValueError("the script by hand says something else")
    return seconds


def processor_seconds(work: Callable[[], object]) -> float:
    """The processor time of a function."""
    start = time.process_time()
    work()
    return time.process_time() - start


def seconds_of_import() -> float:
    """Best processor time of a process that imports pandas and pandera."""
    command = [sys.executable, "-c", IMPORT]
    return min(float(subprocess.check_output(command, env=ENVIRONMENT)) for _ in range(BEST_OF))


def seconds_of_contracts(figures: int, *, bad: bool) -> float:
    """Best time of the contracts of figures; with `bad` every second row breaks one."""
    count = figures // PER_TARGET
    frame = figures_of(count)
    if bad:
        broken = np.arange(len(frame)) % 2 == 1
        frame["evidence"] = frame["evidence"].mask(broken)
        frame["known_on"] = frame["known_on"].mask(broken, pd.Timestamp(2019, 12, 31))
    address = pd.Series([f"D{row}" for row in range(len(frame))], dtype=TEXT)
    given = Table(frame, pd.DataFrame(dict.fromkeys(FIGURES, address)))
    books = _books(targets_of(count))
    if bool(figure_findings(given, books)) is not bad:
        raise ValueError("good figures have findings, or bad ones have none")
    return seconds_of(lambda: figure_findings(given, books), BEST_OF)


def _books(targets: pd.DataFrame) -> Books:
    """Books that know every indicator of these targets."""
    indicators = typed(targets, BOOK_SHEETS["indicators"])
    cells = pd.DataFrame(dict.fromkeys(indicators, "A2"), index=indicators.index).astype(TEXT)
    nothing = {name: Table.empty(columns) for name, columns in BOOK_SHEETS.items()}
    return Books(**{**nothing, "indicators": Table(indicators, cells)})


def results(*, large: bool = False) -> Iterator[Result]:
    """One line for each goal."""
    full, hand = seconds_of_judge(FIGURES_MEASURED), seconds_by_hand(FIGURES_MEASURED)
    yield _result("assess against a script by hand", full, hand, AGAINST_BY_HAND, "groupby.apply")
    tenth = seconds_of_judge(FIGURES_MEASURED // 10)
    yield _result("assess: ten times the rows", full, tenth, TENFOLD, "100,000 figures")
    few, imported = seconds_of_judge(A_FEW * PER_TARGET, 20), seconds_of_import()
    yield _result("assess 13 targets", few, imported, AGAINST_IMPORT, "import pandas, pandera")
    if large:
        tenfold = seconds_of_judge(10 * FIGURES_MEASURED)
        yield _result("assess: ten million", tenfold, full, TENFOLD, "1,000,000 figures")
    good, faulty = (seconds_of_contracts(FIGURES_MEASURED, bad=bad) for bad in (False, True))
    yield _result("contracts, half the rows bad", faulty, good, BAD_AGAINST_GOOD, "good figures")


def _result(name: str, ours: float, theirs: float, goal: float, reference: str) -> Result:
    return Result(
        name, f"{ours * 1000:.0f} ms", f"{theirs * 1000:.0f} ms {reference}", ours / theirs, goal
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure the judge against a script by hand.")
    parser.add_argument("--large", action="store_true", help="ten million figures, too")
    parser.add_argument("--record", action="store_true", help="append to history.csv")
    return finished("assess", results(large=parser.parse_args(arguments).large), arguments)


if __name__ == "__main__":
    sys.exit(main())
