"""The gallery of the docs shows what the program makes today."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from examples import rendered_example
from scratch import ROOT

sys.path.insert(0, str(ROOT / "tools"))

import gallery

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered_example(tmp_path_factory, "zh")[0]


def test_the_charts_are_those_of_today(workspace: Path) -> None:
    """`make gallery` writes them anew."""
    drawn = gallery.charts_in(workspace / "reports" / gallery.QUARTER / "charts")
    for name, data in drawn.items():
        assert (gallery.FOLDER / name).read_bytes() == data, name


def test_the_page_is_that_of_today(workspace: Path) -> None:
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page_text(workspace)


def test_every_picture_of_the_page_is_there_and_none_besides() -> None:
    named = set(re.findall(r"\(gallery/([^)]+)\)", gallery.PAGE.read_text(encoding="utf-8")))
    assert named == {path.name for path in gallery.FOLDER.iterdir()}
