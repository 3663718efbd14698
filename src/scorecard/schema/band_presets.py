"""Real cities' rules for lights on schedule progress, as bands, each with its notice.

Where a notice leaves numbers undefined the preset fills them, because a set with a gap cannot be
used; the filled band says so in its label and by `filled`.  What could not be read in a notice is
not given as a preset: 苍南 2022 (needs the place among all), 天津 2022 growth targets (needs the
city average).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from scorecard.schema.bands import (
    Band,
    BandColourError,
    Bands,
    BandTextError,
    Interval,
    checked,
    parse_bands,
    parse_interval,
)
from scorecard.schema.colours import colour_of
from scorecard.schema.policy import DEFAULT_SOURCE, Policy
from scorecard.schema.vocabulary import OPEN, Status

UNDEFINED: Final = "（原文未定，本预设补为绿）"
UNDEFINED_RED: Final = "（原文未定，本预设补为红）"
FILLED_MARKS: Final = (UNDEFINED, UNDEFINED_RED)
"""What stands behind the word of a band that the source does not define."""


def _set(source: str, *bands: Band, relative: bool = False) -> Bands:
    return Bands(bands, relative, source)


def _band(label: str, numbers: str, status: Status, colour: str, *, filled: bool = False) -> Band:
    return Band(label, parse_interval(numbers), status, colour, filled=filled)


YINCHUAN: Final = _set(
    "银川 2025：低于序时 10–30 个百分点（含）为黄，超过 30 个百分点为红；"
    "低于 0–10 个百分点未作规定",
    _band("绿", "> 0", Status.AHEAD, "green"),
    _band("绿", "= 0", Status.ON_TRACK, "green"),
    _band("绿" + UNDEFINED, "(-10, 0)", Status.ON_TRACK, "green", filled=True),
    _band("黄", "[-30, -10]", Status.AT_RISK, "yellow"),
    _band("红", "< -30", Status.OFF_TRACK, "red"),
)
SANYA: Final = _set(
    "三亚 2022：达到序时为绿，低于序时 50%（含）以内为黄，低于 50% 以上为红（相对值）",
    _band("绿", "> 0", Status.AHEAD, "green"),
    _band("绿", "= 0", Status.ON_TRACK, "green"),
    _band("黄", "[-50, 0)", Status.AT_RISK, "yellow"),
    _band("红", "< -50", Status.OFF_TRACK, "red"),
    relative=True,
)
TIANJIN_BONDS: Final = _set(
    "天津 2022 债券：低于序时 30%（含）以内为黄（相对值）；低于 30% 以上未作规定",
    _band("绿", "> 0", Status.AHEAD, "green"),
    _band("绿", "= 0", Status.ON_TRACK, "green"),
    _band("黄", "[-30, 0)", Status.AT_RISK, "yellow"),
    _band("红" + UNDEFINED_RED, "< -30", Status.OFF_TRACK, "red", filled=True),
    relative=True,
)
XIAMEN_GRADES: Final = _set(
    "厦门 2017：85 分及以上优秀，80–85（含 80）良好，70–80（含 70）一般，60–70（含 60）合格，"
    "60 以下不合格",
    Band("优秀", parse_interval(">= 85")),
    Band("良好", parse_interval("[80, 85)")),
    Band("一般", parse_interval("[70, 80)")),
    Band("合格", parse_interval("[60, 70)")),
    Band("不合格", parse_interval("< 60")),
)

PRESETS: Final[dict[str, Bands]] = {
    "yinchuan-2025": YINCHUAN,
    "银川": YINCHUAN,
    "sanya-2022": SANYA,
    "三亚": SANYA,
    "tianjin-bonds-2022": TIANJIN_BONDS,
    "天津债券": TIANJIN_BONDS,
}
"""Bands for `schedule` by name (Latin id and Chinese name)."""

GRADES: Final[dict[str, Bands]] = {"xiamen-2017": XIAMEN_GRADES, "厦门": XIAMEN_GRADES}
"""Bands for grades by name."""


def policy_grades(policy: Policy) -> Bands | None:
    """The grades of group scores (0 to 100): a preset, the policy's own, or none.

    Refuses as `policy_bands` does; a grade needs no status.

    >>> policy_grades(Policy(grades="厦门")).labels[0], policy_grades(Policy())
    ('优秀', None)
    """
    text = policy.grades.strip()
    if not text:
        return None
    return GRADES[text] if text in GRADES else checked(parse_bands(text))


@lru_cache(maxsize=64)
def policy_bands(policy: Policy) -> Bands:
    """The bands in force: a preset, the policy's own, or those its two limits draw.

    `policy.bands` names a preset (`yinchuan-2025`, `三亚`) or holds bands as text
    (`绿 (on_track, green): >= 0; 黄 (at_risk): [-30, 0); 红 (off_track): < -30`; `policy.relative`
    says whether they are per cent).  Empty: lead above `ahead_above` is ahead, from 0 on track,
    from `behind_by` at risk, below off track.

    Refuses with `BandsError` bands with a gap or an overlap (it carries the numbers), with
    `BandTextError` what cannot be read, and a band without one of the statuses `OPEN`, and with
    `BandColourError` a colour that nobody knows.

    >>> [str(band.numbers) for band in policy_bands(Policy()).bands]
    ['> 5', '[0, 5]', '[-10, 0)', '< -10']
    """
    text = policy.bands.strip()
    if text in PRESETS:
        return PRESETS[text]
    if not text:
        return checked(_drawn(policy))
    bands = replace(checked(parse_bands(text)), relative=policy.relative, source=_source(policy))
    for band in bands.bands:
        if band.status not in OPEN:
            raise BandTextError(band.label)
        if band.colour and colour_of(band.colour) is None:
            raise BandColourError(band.colour)
    return bands


def _source(policy: Policy) -> str:
    """Where bands of one's own come from: the default source is that of the pace thresholds."""
    return "" if policy.source == DEFAULT_SOURCE else policy.source


def _drawn(policy: Policy) -> Bands:
    ahead, behind = policy.ahead_above, policy.behind_by
    return Bands(
        (
            Band(str(Status.AHEAD.said), Interval(low=ahead), Status.AHEAD, "green"),
            Band(
                str(Status.ON_TRACK.said),
                Interval(0.0, ahead, low_in=True, high_in=True),
                Status.ON_TRACK,
                "green",
            ),
            Band(
                str(Status.AT_RISK.said),
                Interval(behind, 0.0, low_in=True),
                Status.AT_RISK,
                "yellow",
            ),
            Band(str(Status.OFF_TRACK.said), Interval(high=behind), Status.OFF_TRACK, "red"),
        ),
        relative=policy.relative,
        source=_source(policy),
    )
