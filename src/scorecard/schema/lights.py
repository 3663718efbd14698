"""What an office's own bands say about its lights: the colour and the word of each status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from scorecard.schema.bands import FILLED_MARKS, STATUS_WORDS, Bands, policy_bands
from scorecard.schema.policy import Policy
from scorecard.schema.vocabulary import Method, colour_of


def light_colours(policy: Policy) -> dict[str, str]:
    """Status id to `#rrggbb`, for the statuses whose band names a colour.

    Empty unless bands of one's own or a preset decide (`schedule` with `bands`).  Of several bands
    with one status the first that names a colour counts.

    >>> light_colours(Policy(method=Method.SCHEDULE, bands="银川"))["at_risk"]
    '#E0A100'
    """
    found: dict[str, str] = {}
    for band in _lights(policy).bands:
        colour = colour_of(band.colour)
        if colour and band.status is not None:
            found.setdefault(str(band.status), colour)
    return found


def light_words(policy: Policy) -> dict[str, str]:
    """Status id to the office's word for it; without the statuses that keep our word.

    ===================================  ==========================================
    case                                 result
    ===================================  ==========================================
    the band's word is a status's name   left out: the language's own word is printed
    several bands with one status        the first that the source itself defines
    no bands of one's own                empty
    ===================================  ==========================================

    >>> light_words(Policy(method=Method.SCHEDULE, bands="三亚"))
    {'ahead': '绿', 'on_track': '绿', 'at_risk': '黄', 'off_track': '红'}
    """
    found: dict[str, str] = {}
    for band in sorted(_lights(policy).bands, key=lambda band: band.filled):
        if band.status is not None and band.label not in STATUS_WORDS:
            word = band.label
            for mark in FILLED_MARKS:
                word = word.removesuffix(mark)
            found.setdefault(str(band.status), word)
    return found


def light_label(word: str, own: str | None, words: dict[str, str]) -> str:
    """What is printed for a status: the office's word, with ours where it stands for two.

    >>> light_label("ahead", "绿", {"ahead": "绿", "on_track": "绿"})
    'ahead·绿'
    >>> light_label("at risk", "黄", {"on_track": "绿", "at_risk": "黄"})
    '黄'
    """
    if not own:
        return word
    shared = len(set(words.values())) < len(words)
    return f"{word}·{own}" if shared else own


def status_labels(
    policy: Policy, labels: Mapping[str, str], ours: Mapping[str, str]
) -> dict[str, str]:
    """The word of every status: of a workspace's `labels`, else of its bands, else of `ours`.

    A word that a workspace gives to several statuses stands beside ours, so that no two read alike.

    >>> yinchuan = Policy(method=Method.SCHEDULE, bands="银川")
    >>> status_labels(yinchuan, {"missed": "没做到"}, {"off_track": "滞后", "missed": "未完成"})
    {'off_track': '滞后·红', 'missed': '没做到'}
    >>> ours = {"ahead": "超进度", "on_track": "达进度"}
    >>> status_labels(Policy(), {"ahead": "绿灯", "on_track": "绿灯"}, ours)
    {'ahead': '超进度·绿灯', 'on_track': '达进度·绿灯'}
    """
    lights, given = light_words(policy), Counter(labels.values())

    def label(status: str, word: str) -> str:
        own = labels.get(status)
        if not own:
            return light_label(word, lights.get(status), lights)
        return own if given[own] == 1 else f"{word}·{own}"

    return {status: label(status, word) for status, word in ours.items()}


def _lights(policy: Policy) -> Bands:
    """The bands that rule a whole workspace; none where its method is another."""
    ruled = policy.method == Method.SCHEDULE and policy.bands.strip()
    return policy_bands(policy) if ruled else Bands(())
