"""Control totals: a scorecard shows what is on record, or it is not published."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd
import pytest
from people import ZONE, Zone, with_past

from scorecard.i18n import Words
from scorecard.pipeline.load import load_data, with_figures
from scorecard.pipeline.publish import Order, control_text, on_record, publish
from scorecard.pipeline.standing import Standing, stand, view_of
from scorecard.read.guard import Guard
from scorecard.schema.errors import ControlTotalsError
from scorecard.schema.period import parse_period
from scorecard.workspace import load_workspace

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

WORKBOOK: Final = Order(frozenset({"xlsx"}))
QUARTER: Final = parse_period("2026-Q2").period


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Zone:
    with Guard(workers=1) as guard:
        return with_past(tmp_path_factory.mktemp("control") / "zone", guard)


def standing(zone: Zone, day: date = date(2026, 7, 31)) -> Standing:
    return stand(load_data(load_workspace(zone.root)), day, QUARTER)


def test_the_totals_are_printed_beside_the_method(zone: Zone, tmp_path: Path) -> None:
    now = standing(zone)
    written = publish(now, Words("zh"), tmp_path, WORKBOOK)
    book = openpyxl.load_workbook(io.BytesIO((written.folder / written.first).read_bytes()))
    told = [str(c.value) for row in book["方法"].iter_rows() for c in row if c.value]
    count = sum(total.count for total in on_record(now).values())
    assert count > 0
    line = told[told.index("控制总数") + 1]
    assert line.startswith(f"现行数据共{count}条")
    assert line == control_text(view_of(now, Words("zh")).sources, Words("zh"))


def test_only_what_was_known_by_then_is_counted(zone: Zone) -> None:
    early, late = (on_record(standing(zone, day)) for day in (date(2026, 4, 30), date(2026, 7, 31)))
    assert early.keys() <= late.keys()
    assert sum(t.count for t in early.values()) < sum(t.count for t in late.values())
    assert on_record(standing(zone, date(2026, 1, 1))) == {}


def test_a_part_is_held_against_that_part(zone: Zone, tmp_path: Path) -> None:
    whole = standing(zone)
    target = str(whole.assessments["target"].iloc[0])
    part = whole.only(ZONE).of_targets([target])
    assert publish(part, Words("zh"), tmp_path, WORKBOOK).files
    assert len(on_record(part)) == 1


def lost(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.iloc[1:]


def changed(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.assign(value=figures["value"].where(figures.index != 0, figures["value"] + 1e-6))


def doubled(figures: pd.DataFrame) -> pd.DataFrame:
    again = figures.iloc[:1].assign(period="2025-Q4")
    return pd.concat([figures, again], ignore_index=True)


@pytest.mark.parametrize("plant", [lost, changed, doubled])
def test_a_difference_between_record_and_print_stops_publishing(
    zone: Zone, tmp_path: Path, plant: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    data = load_data(load_workspace(zone.root))
    planted = with_figures(data, plant(data.figures.values))
    wrong = replace(standing(zone), data=planted)
    with pytest.raises(ControlTotalsError) as told:
        publish(wrong, Words("zh"), tmp_path / "out", WORKBOOK)
    assert not (tmp_path / "out").exists()
    first = data.figures.values.iloc[0]
    named = data.books.indicators.values.set_index("indicator")["name"]
    assert told.value.params["indicator"] == named[first["indicator"]]
    assert told.value.others == ()
    sentence, hint = Words("zh").error(told.value)
    assert sentence.startswith(f"未发布：“{named[first['indicator']]}”（{ZONE}）")
    assert "scorecard verify" in hint


def test_only_what_can_be_added_is_summed(zone: Zone) -> None:
    figure = view_of(standing(zone), Words("zh")).sources[0]
    told = [
        replace(figure, current=True, measure=measure, unit_of_measure=unit, value=2.0)
        for measure, unit in (("flow", "亿元"), ("rank", "位"), ("rate", "%"), ("flow", "亿元"))
    ]
    text = control_text(told, Words("zh"))
    assert "4" in text, "all of them are counted"
    assert "亿元 4" in text
    assert "位 " not in text
    assert "%" not in text
