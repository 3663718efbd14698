"""A year lived in a workspace, held against an arithmetic of the test's own (虚构示例)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner
from filling import Filling, fill_form
from year import zone
from year.arithmetic import Figure, Score, Target, Verdict, judge, league, number, score
from year.comparing import differences, same, score_differences
from year.zone import ANNUAL, DAYS, INDICATIVE, INDICATORS, JUDGED, RETURNS, UNITS, ZONE, Return

from scorecard import load
from scorecard.cli import scorecard as command
from scorecard.forms.target_book import book_workbook
from scorecard.i18n import Words
from scorecard.pipeline.standing import document_of, quarter_and_date, stand
from scorecard.schema.vocabulary import Basis

pytestmark = pytest.mark.slow

ZH: Final = Words("zh")
VERIFIED: Final = ("2025-Q1", "2025-Q3", "2026-Q1")
"""Before the book is revised, after it, and with everything published."""
STATES: Final = {"预计": "estimate", "快报": "provisional"}
NO_EVIDENCE: Final = "无佐证"


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    """What a command prints, run in this process."""
    done = CliRunner().invoke(command, [*arguments, "-C", str(folder)], obj=ZH)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, (arguments, done.exit_code, done.output)
    return done.stdout


# --------------------------------------------------------------------------- the year is lived


@dataclass(frozen=True)
class Lived:
    """The workspace after its year, and what the commands said after each quarter."""

    folder: Path
    published: Mapping[str, Any]
    verified: Mapping[str, str]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Five quarters: forms out, returns in, scorecard made, everything verified."""
    folder = tmp_path_factory.mktemp("year")
    (folder / "targets").mkdir()
    (folder / "scorecard.toml").write_text(zone.SETTINGS, encoding="utf-8")
    published, verified = {}, {}
    for quarter, day in JUDGED.items():
        data = book_workbook(zone.book(revised=day > zone.REVISED), ZONE, ZH)
        (folder / "targets" / f"{ZONE}.xlsx").write_bytes(data)
        run(folder, "forms", quarter)
        for arrived, together in groupby(RETURNS, key=lambda sent: sent.day):
            mine = [sent for sent in together if sent.quarter == quarter]
            if mine:
                collected(folder, arrived, mine)
        run(folder, "render", quarter, "--as-of", str(day), "--only", "xlsx")
        card = folder / "reports" / quarter / "scorecard.json"
        published[quarter] = json.loads(card.read_text(encoding="utf-8"))
        if quarter in VERIFIED:
            verified[quarter] = run(folder, "verify")
    return Lived(folder, published, verified)


def collected(folder: Path, arrived: date, returns: Sequence[Return]) -> None:
    """The forms filled in, sent together, and what became of each as the command says."""
    fates, paths = {}, []
    for sent in returns:
        quarter = folder / "reports" / sent.quarter
        name = f"{ZONE}-{UNITS[sent.unit]}.xlsx"
        path = quarter / "returns" / name
        path.parent.mkdir(exist_ok=True)
        if sent.fate != "known":
            blank = (quarter / "forms" / name).read_bytes()
            path.write_bytes(fill_form(blank, filling(sent), ZH))
        fates[name] = sent.fate
        paths.append(str(path))
    arguments = ("collect", *paths, "--received-on", str(arrived), "--format", "json")
    told = run(folder, *arguments, code=1 if "refused" in fates.values() else 0)
    became = {Path(file["file"]).name: file["fate"] for file in json.loads(told)["files"]}
    assert became == fates, told


def filling(sent: Return) -> Filling:
    """The cells of a return, as they are typed into its form."""
    cells: dict[tuple[str, str], Any] = {}
    for indicator, typed in sent.cells.items():
        numbers = typed[: 2 if INDICATORS[indicator][2] == "flow" else 1]
        told = typed[len(numbers) :]
        columns: Sequence[str] = ("this_period", "to_date")
        if indicator == "place":
            columns = ("place",)
            year = int(sent.quarter[:4]) - 1
            more = {"rank_of": 178, "edition": str(year), "data_year": str(year - 1)}
            cells |= {(indicator, c): v for c, v in more.items()}
            cells[indicator, "published_on"] = sent.day
        cells |= {(indicator, c): v for c, v in zip(columns, numbers, strict=False)}
        cells[indicator, "state"] = next((t for t in told if t in STATES), "核定")
        if NO_EVIDENCE not in told:
            cells[indicator, "evidence"] = "虚构台账"
        cells[indicator, "note"] = sent.notes.get(indicator, "虚构示例")
    names = {name: facts[0] for name, facts in INDICATORS.items()}
    corrections: list[dict[str, Any]] = [
        {"indicator": names[i], "period": p, "value": v, "state": "核定", "reason": why}
        | {"basis": str(Basis(basis).zh), "evidence": "虚构台账"}
        for i, p, basis, v, why in sent.corrections
    ]
    return Filling(ZONE, "甲（虚构）", sent.day, cells, corrections)


# --------------------------------------------------------------------------- the same, apart


def targets(as_of: date) -> list[Target]:
    """The targets in force on a day, as the other arithmetic takes them."""
    found = []
    for name, (
        indicator,
        comparator,
        period,
        base,
        due,
        value,
        weight,
        more,
    ) in zone.TARGETS.items():
        _, _, measure, _, lag, decimals, unit = INDICATORS[indicator]
        target = Target(
            name,
            measure,
            -1 if comparator == "<=" else 1,
            comparator,
            number(value),
            due,
            None if base is None else number(base),
            period or None,
            deviation=number(more.get("allowed_deviation", 0)),
            shares=dated(zone.SHARES) if name == "INVEST" else (),
            values=dated(zone.STEPS) if name == "PLAN" else (),
            every=12 if indicator in ANNUAL else 3,
            lag=lag or 0,
            decimals=decimals,
            accepted_as_hold="accepted_as" in more,
            weight=number(weight),
            unit=unit,
            valid_from=zone.RULED,
            indicative=name in INDICATIVE,
        )
        if name == "ENERGY" and as_of >= zone.REVISED:
            target = replace(target, value=number(0.49), version=2)
        found.append(target)
    return found


def dated(values: Mapping[str, float]) -> tuple[tuple[str, Fraction], ...]:
    """Values by period, as they were typed."""
    return tuple((period, number(value)) for period, value in values.items())


def figures(indicator: str) -> list[Figure]:
    """Every figure of an indicator that was recorded, with the day it came."""
    found = []
    for sent in RETURNS:
        if sent.fate != "recorded":
            continue
        for name, period, basis, value, _ in sent.corrections:
            if name == indicator:
                so_far = basis == "to_date"
                found.append(Figure(period, number(value), sent.day, to_date=so_far))
        typed = sent.cells.get(indicator, ())
        values = [value for value in typed if not isinstance(value, str)]
        period = str(int(sent.quarter[:4]) - 1) if indicator in ANNUAL else sent.quarter
        state = next((STATES[str(t)] for t in typed if t in STATES), "final")
        for total, value in enumerate(values):
            evidence = NO_EVIDENCE not in typed
            one = Figure(period, number(str(value)), sent.day, bool(total), state, evidence)
            found.append(one)
    return found


def judged(as_of: date) -> list[tuple[Target, Verdict]]:
    """Each target with where it stands on a day."""
    return [
        (target, judge(target, figures(zone.TARGETS[target.name][0]), as_of))
        for target in targets(as_of)
    ]


def scores(of: Sequence[tuple[Target, Verdict]]) -> dict[str, Score]:
    """The points of the zone (under no name) and of each unit, with the places of the units."""
    units = {unit: score([one for one in of if one[0].unit == unit]) for unit in UNITS}
    league(units)
    whole = {"": score(of)}
    league(whole)
    return whole | units


# --------------------------------------------------------------------------- held together


def held(told: Mapping[str, Any], as_of: date) -> list[str]:
    """Where what the program told of a day differs from the other arithmetic."""
    own, rows = judged(as_of), {row["target"]: row for row in told["assessments"]}
    assert set(rows) == {target.name for target, _ in own}
    found = [
        f"{as_of} {target.name} {line}"
        for target, verdict in own
        for row in [rows[target.name]]
        for line in differences(row, row["flags"], verdict)
    ]
    for target, verdict in own:
        earned = None if verdict.share is None else verdict.share * target.weight
        if not same(rows[target.name]["points"], earned):
            found.append(f"{as_of} {target.name} points: {rows[target.name]['points']}, {earned}")
    told_of = {row["unit"] or "": row for row in told["scores"]}
    for unit, by_hand in scores(own).items():
        lines = score_differences(told_of[unit], by_hand)
        found += [f"{as_of} {unit or 'the zone'} {line}" for line in lines]
    return found


def test_each_quarter_as_published(lived: Lived) -> None:
    quarters = JUDGED.items()
    found = [line for quarter, day in quarters for line in held(lived.published[quarter], day)]
    assert not found, "\n".join(found)
    # what the office has settled (a hold, a revision with its reason) is not asked about again
    assert all(card["findings"] == [] for card in lived.published.values())


def test_a_broken_cap_is_exceeded_before_and_after_its_due_date(lived: Lived) -> None:
    for quarter, status in ((zone.Q3, "off_track"), (zone.Q4, "missed")):
        rows = {row["target"]: row for row in lived.published[quarter]["assessments"]}
        cap = rows["ACCIDENTS"]
        assert cap["status"] == status
        told = "2025年第三季度为4起，已超过2025年上限（≤ 3起），超出1起。"
        silent = "2025年数据应于2026年1月15日前报送，至今未报。"
        assert cap["reason"] == told + (silent if status == "missed" else "")


def test_any_day_from_the_end(lived: Lived) -> None:
    """What was known on each day, seen from the end of the year."""
    data, found = load(lived.folder), []
    for day in DAYS:
        quarter, _ = quarter_and_date(None, day, day, 1)
        found += held(document_of(stand(data, day, quarter), ZH), day)
    assert not found, "\n".join(found)


def test_what_was_published_is_derived_again(lived: Lived) -> None:
    """All of it agrees each time; what the book has changed since is said, and is no failure."""
    told = [lived.verified[quarter] for quarter in VERIFIED]
    for text, published in zip(told, (1, 3, 5), strict=True):
        assert f"已发布计分卡{published}份。" in text
    changed = "reports/2025-Q1/scorecard.json:"
    assert changed not in told[0]
    assert all(changed in text and f"targets/{ZONE}.xlsx" in text for text in told[1:])
