"""The lights stay apart in grey and for eyes that do not tell red from green."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest

from scorecard.excel.styles import STATUS_TONES, text_on
from scorecard.schema.vocabulary import Status

Matrix = npt.NDArray[np.float64]
SIGHT: Final[dict[str, Matrix]] = {
    "all colours": np.eye(3),
    "protanopia": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
    "deuteranopia": np.array(
        [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
    ),
}
"""Linear light to linear light: Viénot, Brettel and Mollon (1999), for sRGB primaries."""
TO_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
WHITE: Final = TO_XYZ.sum(axis=1)
SCALE: Final = (
    Status.ACHIEVED,
    Status.AHEAD,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.MISSED,
)
MARKS_APART, FILLS_APART, GREYS_APART, SEEN_APART, READABLE = 10.0, 4.0, 5.0, 10.0, 4.5


def linear(colour: str) -> Matrix:
    levels = np.frombuffer(bytes.fromhex(colour[1:]), np.uint8) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def lab(colour: str, sight: str = "all colours") -> Matrix:
    ratio = TO_XYZ @ (SIGHT[sight] @ linear(colour)) / WHITE
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def lightness(colour: str, sight: str = "all colours") -> float:
    return float(lab(colour, sight)[0])


def test_lightness_is_that_of_the_standard() -> None:
    assert [round(lightness(c), 1) for c in ("#000000", "#777777", "#FFFFFF")] == [0, 50.0, 100]
    for sight in SIGHT:
        assert np.allclose(lab("#808080", sight), lab("#808080"), atol=0.1)


@pytest.mark.parametrize("sight", SIGHT)
def test_neighbours_differ_in_lightness(sight: str) -> None:
    for better, worse in pairwise(SCALE):
        one, other = STATUS_TONES[better], STATUS_TONES[worse]
        marks = abs(lightness(one.strong, sight) - lightness(other.strong, sight))
        fills = abs(lightness(one.soft, sight) - lightness(other.soft, sight))
        assert marks >= MARKS_APART, (better, worse, marks)
        assert fills >= FILLS_APART, (better, worse, fills)


def test_no_two_verdicts_share_one_grey() -> None:
    for one, other in combinations(SCALE, 2):
        apart = abs(lightness(STATUS_TONES[one].strong) - lightness(STATUS_TONES[other].strong))
        assert apart >= GREYS_APART, (one, other, apart)


@pytest.mark.parametrize("sight", SIGHT)
def test_no_two_verdicts_look_alike(sight: str) -> None:
    for one, other in combinations(SCALE, 2):
        apart = lab(STATUS_TONES[one].strong, sight) - lab(STATUS_TONES[other].strong, sight)
        assert float(np.linalg.norm(apart)) >= SEEN_APART, (one, other)


@pytest.mark.parametrize("status", Status)
def test_words_can_be_read_on_their_fill(status: Status) -> None:
    """Contrast as WCAG 2 counts it."""
    tone = STATUS_TONES[status]
    dark, light = ((TO_XYZ @ linear(c))[1] + 0.05 for c in (tone.ink, tone.soft))
    assert light / dark >= READABLE, status


@pytest.mark.parametrize("status", Status)
def test_numbers_can_be_read_on_the_marks(status: Status) -> None:
    strong = STATUS_TONES[status].strong
    shades = [float(lab(colour)[0]) for colour in (strong, text_on(strong))]
    assert abs(shades[0] - shades[1]) >= 35
