"""The pages of the methods: pictures drawn by asking the methods, a reference of docstrings."""

from __future__ import annotations

import io
from pathlib import Path

import docstrings
import method_charts
import pytest
from PIL import Image, ImageDraw

from scorecard.schema.vocabulary import Method

PAGES = Path(__file__).parent.parent / "docs" / "explanation" / "methods"


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    """The pictures as the code draws them."""
    return method_charts.pictures()


def test_the_pictures_are_what_the_code_draws(drawn: dict[str, bytes]) -> None:
    assert method_charts.stale(drawn_now=drawn) == []


@pytest.mark.parametrize("method", [str(method) for method in Method])
def test_every_method_has_a_page_with_its_picture(method: str) -> None:
    text = (PAGES / f"{method}.md").read_text(encoding="utf-8")
    for part in ("## Formula", "## Where the classes lie", "## Source", "## When not to use it"):
        assert part in text
    assert f"]({method}.png)" in text


def test_a_picture_that_differs_is_stale(drawn: dict[str, bytes], tmp_path: Path) -> None:
    for path in PAGES.glob("*.png"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    picture = Image.open(tmp_path / "pace.png").convert("RGB")
    ImageDraw.Draw(picture).rectangle((300, 300, 500, 400), fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    (tmp_path / "pace.png").write_bytes(out.getvalue())
    (tmp_path / "schedule.png").unlink()
    assert method_charts.stale(tmp_path, drawn) == ["pace.png", "schedule.png"]


def test_the_pictures_ask_the_method_itself() -> None:
    panel = method_charts.PANELS[Method.GROWTH_RATIO][0]
    cases = [method_charts.growing(5.0, value) for value in (130.0, 101.0)]
    said = [panel.judge(case, panel.policy).method_class for case in cases]
    assert said == ["substantial_progress", "limited_progress"]


DOCSTRING = """First line.

    A ``formula``.

    Parameters
    ----------
    x
        A number.

    ====  ==================
    case  result
    ====  ==================
    a|b   one
          and more
    ====  ==================

    >>> 1 + 1
    2
    """
PAGE = """First line.

A `formula`.

**Parameters**

x
    A number.

| case | result |
| --- | --- |
| a\\|b | one and more |

```python
>>> 1 + 1
2
```"""


def test_a_docstring_becomes_markdown() -> None:
    assert docstrings.markdown(DOCSTRING) == PAGE


def test_every_judge_and_every_scoring_rule_is_on_the_page() -> None:
    text = "\n".join(docstrings.methods_parts())
    assert text.count("#### judge\n") == len(Method)
    for name in ("control_limits", "rank_step", "summarise", "cascade", "check_ratio", "faults"):
        assert f"#### {name}\n" in text
    assert "====" not in text
