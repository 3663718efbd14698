"""What `explain` prints adds up, fits its width and tells something for every target."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import pytest
from fictional_lines import drawn_view
from fictional_view import fictional_view
from random_workspace import random_workspace

from scorecard.excel.text import display_width
from scorecard.i18n import Words
from scorecard.report.explain import explain, explain_text
from scorecard.report.terminal import Screen
from scorecard.report.view import View

FORMULA: Final = re.compile(r"[(\d][\d.,%() +−×÷]*[\d%)]")
HALF: Final = 0.06
"""The inputs are printed rounded: so far may what they give lie from what is printed."""


@pytest.fixture(scope="module", params=["zh", "en"])
def views(request: pytest.FixtureRequest) -> list[View]:
    return [drawn_view(request.param), fictional_view(request.param)]


def value(text: str) -> float:
    """What a printed formula gives."""
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", text.replace(",", ""))
    for shown, typed in (("−", "-"), ("×", "*"), ("÷", "/")):
        plain = plain.replace(shown, typed)
    assert re.fullmatch(r"[\d.()+\-*/ ]+", plain), text
    return float(eval(plain))  # noqa: S307  (digits and operators only, see above)


def result(text: str, left: str) -> float:
    """The number a formula is said to give; differences of shares are told in points."""
    found = re.search(r"[-+]?[\d,]+(\.\d+)?%?", text.replace("−", "-"))
    assert found, text
    number = float(found[0].rstrip("%").replace(",", ""))
    hundredths = found[0].endswith("%") or "% − " in left
    return number / 100 if hundredths else number


def formulas(lines: tuple[str, ...]) -> list[tuple[str, str]]:
    """Left and right sides of what is computed."""
    parts = [line.split(" = ") for line in lines if line.count(" = ") > 1]
    return [(re.sub(r"(?<=\d) ?(亿元|家|起|个|100 m yuan| [a-z]+)", "", p[1]), p[2]) for p in parts]


def test_the_formulas_give_what_they_say(views: list[View]) -> None:
    checked = 0
    for view in views:
        words = Words(view.language)
        for row in view.rows:
            sections = {s.title: s.lines for s in explain(view, row, words)}
            for left, right in formulas(sections.get(words.text("The arithmetic"), ())):
                expected = result(right, left)
                assert value(left) == pytest.approx(expected, abs=HALF, rel=HALF), (left, right)
                checked += 1
    assert checked > 10


@pytest.mark.parametrize("width", [80, 120])
def test_every_line_fits_and_no_section_is_bare(views: list[View], width: int) -> None:
    for view in views:
        words = Words(view.language)
        for row in view.rows:
            text = explain_text(view, row.target, Screen(words, width))
            assert all(display_width(line) <= width for line in text.splitlines()), text
            titles = [section.title for section in explain(view, row, words)]
            wanted = ("The target", "The pathway", "The figures", "The status")
            assert set(map(words.text, wanted)) <= set(titles)
            assert row.status_text in text


def test_single_periods_add_up_to_the_actual(views: list[View]) -> None:
    row = next(row for row in views[0].rows if row.target == "OUT")
    told = explain_text(views[0], row.target, Screen(Words(views[0].language), 120))
    (line,) = [x for x in told.splitlines() if x.strip().startswith(("Total = ", "合计 = "))]
    assert line.count(" + ") == 3
    assert line.endswith(row.actual_text)


def test_a_target_without_a_date_says_that_nothing_is_expected(views: list[View]) -> None:
    view = views[1]
    row = replace(view.rows[0], due="", due_text="")
    words = Words(view.language)
    sections = {s.title: s.lines for s in explain(view, row, words)}
    assert sections[words.text("The pathway")] == (
        words.text("No due date: nothing is expected by any day."),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_rank_is_told_in_places_only(language: str) -> None:
    """No share of the way, no lead in points, no pace: in numbers, sentences and explanation."""
    words, told = Words(language), 0
    share = re.compile(r"%|\d (percentage )?points|百分点")
    for seed in range(6):
        view = random_workspace(seed).view(language)
        for row in view.rows:
            if row.measure != "rank":
                continue
            n, told = row.numbers, told + 1
            computed = (n.progress, n.expected_progress, n.lead_pp, n.pace_ratio, n.allowance)
            assert {*computed, n.required_per_quarter, n.projection} == {None}, row.target
            printed = (row.progress_text, row.lead_text, row.pace_text, row.required_text)
            assert not any(printed), row.target
            points = words.text("The points")
            sections = explain(view, row, words)
            lines = [line for s in sections if s.title != points for line in s.lines]
            assert not [line for line in lines if share.search(line)], row.target
            if row.distance_text and n.distance:
                assert re.search(r"\d+ ?(位|places?)", row.distance_text), row.distance_text
    assert told > 20
