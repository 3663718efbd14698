"""What was known on a day stays what it was: later figures, later targets, clocks and calendars."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scratch import rank_return, workspace

from scorecard.cli import scorecard as command
from scorecard.i18n import Words
from scorecard.ledger.ledger import ledger_figures, opened
from scorecard.pipeline.load import Data, load_data, with_figures
from scorecard.pipeline.standing import quarter_and_date, stand
from scorecard.schema.errors import AnotherQuarterError
from scorecard.schema.frames import Table
from scorecard.schema.period import parse_period
from scorecard.workspace import load_workspace

LAIWU = "莱芜高新区"
FIRST = date(2019, 10, 1)
EDITIONS = ("2018", "2019", "2020", "2021", "2022")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """A workspace without figures."""
    folder = workspace(tmp_path_factory.mktemp("asof"), LAIWU, "as_of = 2024-12-31\n")
    return load_data(load_workspace(folder))


Sent = tuple[str, int, int]
"""Edition of the rank, place, days after the first day."""
arrivals = st.lists(
    st.tuples(st.sampled_from(EDITIONS), st.integers(80, 160), st.integers(0, 1500)),
    min_size=1,
    max_size=12,
)


def recorded(path: Path, sent: list[Sent]) -> None:
    """Record ranks in the order in which they came, editions again and again."""
    with opened(path, create=True) as ledger:
        for number, (edition, place, days) in enumerate(sorted(sent, key=lambda one: one[2])):
            day = FIRST + timedelta(days)
            header = {
                "sha256": f"{number:064d}",
                "organisation": LAIWU,
                "known_on": day.isoformat(),
                "dated_by": "received",
                "file": f"{number}.xlsx",
            }
            figure = {
                "indicator": "national-rank",
                "period": edition,
                "basis": "point",
                "value": place,
                "raw": str(place),
                "edition": edition,
                "sheet": "填报",
                "cell": "D7",
            }
            at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
            ledger.record(header, [figure], at)


def assessed(data: Data, path: Path, as_of: date, up_to: int | None = None) -> pd.DataFrame:
    with opened(path) as ledger:
        figures = ledger_figures(ledger, up_to)
    quarter, day = quarter_and_date(None, as_of, as_of, 1)
    return stand(with_figures(data, figures), day, quarter).assessments


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(arrivals, st.integers(-30, 1600))
def test_what_came_later_never_changes_an_earlier_day(
    data: Data, tmp_path_factory: pytest.TempPathFactory, sent: list[Sent], days: int
) -> None:
    """The ledger as it stood on a day, and the ledger of today read as of that day, judge alike."""
    as_of = FIRST + timedelta(days)
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    recorded(path, sent)
    with opened(path) as ledger:
        rows = ledger.rows("figure", ["seq", "known_on"])
    then = max((seq for seq, day in rows if day <= as_of.isoformat()), default=0)
    pd.testing.assert_frame_equal(assessed(data, path, as_of), assessed(data, path, as_of, then))


def revised(data: Data, valid_from: date) -> Data:
    """The same books with a second version of every target, in force from a day."""
    first = data.books.targets
    later = first.values.assign(
        version=2, value=first.values["value"] - 7, valid_from=pd.Timestamp(valid_from)
    )
    both = Table(
        pd.concat([first.values, later], ignore_index=True),
        pd.concat([first.cells, first.cells], ignore_index=True),
    )
    return replace(data, books=replace(data.books, targets=both))


def test_a_version_of_later_never_changes_an_earlier_day(data: Data, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    recorded(path, [("2021", 115, 900)])
    from_then = date(2022, 6, 1)
    after = revised(data, from_then)
    eve = from_then - timedelta(days=1)
    pd.testing.assert_frame_equal(assessed(after, path, eve), assessed(data, path, eve))
    now = assessed(after, path, from_then).set_index("target").loc["LW-RANK-2021"]
    then = assessed(data, path, from_then).set_index("target").loc["LW-RANK-2021"]
    assert (then["target_value"], then["status"]) == (120, "achieved")
    assert (now["target_version"], now["target_value"], now["status"]) == (2, 113, "missed")


# ------------------------------------------------------------------ clocks and calendars


def run(folder: Path, *arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(command, [*arguments, "-C", str(folder)], obj=Words("zh"))
    assert done.exception is None or done.exit_code in {0, 4}, done.output
    return json.loads(done.stdout) if "json" in arguments else {}


@pytest.mark.parametrize(
    ("zone", "day", "quarter"),
    [
        ("Pacific/Kiritimati", "2022-01-01", "2021-Q4"),
        ("Asia/Shanghai", "2021-12-31", "2021-Q4"),
        ("Pacific/Pago_Pago", "2021-12-30", "2021-Q3"),
    ],
)
def test_the_same_instant_is_another_day_at_the_ends_of_the_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, day: str, quarter: str
) -> None:
    """31 December, 10:30 UTC: New Year in Kiritimati, the day before the last in Pago Pago."""
    instant = datetime(2021, 12, 31, 10, 30, tzinfo=UTC)
    monkeypatch.setattr(
        "scorecard.cli.console.now", lambda name: instant.astimezone(ZoneInfo(name))
    )
    folder = workspace(tmp_path / "w", LAIWU, f'timezone = "{zone}"\n')
    sent = rank_return(folder, LAIWU, "2021年第三季度", "2021-10-08", 118, "2020")
    run(folder, "collect", str(sent))
    with opened(folder / "reports/ledger.sqlite") as ledger:
        ((known_on, recorded_at),) = ledger.rows("figure", ["known_on", "recorded_at"])
    assert (known_on, recorded_at) == (day, "2021-12-31T10:30:00+00:00")
    document = run(folder, "status", "--format", "json")
    assert (document["as_of"], document["quarter"]) == (day, quarter)


@pytest.mark.parametrize(
    ("fiscal_start", "as_of", "quarter"),
    [
        (1, "2021-12-30", "2021-Q3"),
        (1, "2021-12-31", "2021-Q4"),
        (1, "2024-02-29", "2023-Q4"),
        (4, "2024-02-29", "2023-Q3"),
        (4, "2024-03-31", "2023-Q4"),
        (7, "2021-12-31", "2021-Q2"),
    ],
)
def test_the_quarter_ends_with_its_last_day_in_every_calendar(
    fiscal_start: int, as_of: str, quarter: str
) -> None:
    day = date.fromisoformat(as_of)
    found, judged = quarter_and_date(None, day, date(2030, 1, 1), fiscal_start)
    assert (str(found), judged) == (quarter, day)


@pytest.mark.parametrize(("fiscal_start", "last"), [(1, "2024-03-30"), (4, "2024-06-29")])
def test_a_named_quarter_is_judged_on_the_last_day_it_is_the_latest(
    fiscal_start: int, last: str
) -> None:
    quarter = parse_period("2023-Q4", fiscal_start).period
    _, day = quarter_and_date(quarter, None, date(2030, 1, 1), fiscal_start)
    assert day.isoformat() == last


def test_a_quarter_does_not_head_the_figures_of_a_later_one() -> None:
    first, rest = parse_period("2026-Q1", 1).period, (date(2030, 1, 1), 1)
    eve = date(2026, 6, 29)
    assert quarter_and_date(first, eve, *rest) == (first, eve)
    with pytest.raises(AnotherQuarterError):
        quarter_and_date(first, date(2026, 10, 20), *rest)
