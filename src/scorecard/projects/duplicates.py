"""Projects that may be one and the same: names compared as people vary them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from scorecard.schema.contract import place_of
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Table
from scorecard.schema.project_register import ADDITIONAL

ALIKE: Final = 86.0
"""Per cent of similarity (edit distance of the folded names) from which two names are told."""
SHORTEST: Final = 3
"""Characters below which a short name is no evidence for a longer one."""
_BRACKETS: Final = re.compile(r"[()\[\]【】《》〈〉“”\"'‘’·\-_—,，.。、/\s]")
_ENDINGS: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|建设项目|工程项目|项目|工程"
    r"|\b(?:co|ltd|inc|llc|gmbh|project)\b)"
)
_PHASE: Final = re.compile(
    r"([一二三四五六七八九十]+|\d+|[ivx]+)\s*(?:期|标段|号线|phase)|(?:phase|第)\s*(\d+|[一二三四五六七八九十]+)"
)
_DIGITS: Final = str.maketrans("一二三四五六七八九", "123456789")


def folded(name: str) -> str:
    """The name without width, case, brackets, white space and company or project endings.

    >>> folded("虚构（示例）电池　有限公司建设项目（一期）")
    '虚构示例电池1期'
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = _BRACKETS.sub("", _ENDINGS.sub("", text))
    return _PHASE.sub(lambda found: found[0].translate(_DIGITS), text)


def phase_of(name: str) -> str:
    """The phase or section that a name says, in digits; nothing where it says none.

    >>> phase_of("电池项目二期"), phase_of("电池项目")
    ('2', '')
    """
    found = _PHASE.search(folded(name))
    return "" if found is None else (found[1] or found[2]).translate(_DIGITS)


def likeness(name: str, other: str) -> float:
    """Similarity of two names in per cent; 0 for two phases of one project.

    A name that is contained in the other as a whole counts as 90.

    >>> likeness("虚构电池项目一期", "虚构电池项目（一期）"), likeness("电池一期", "电池二期")
    (100.0, 0.0)
    """
    (score,) = scores([name], [other])[0]
    return float(score)


def scores(
    names: Sequence[str], others: Sequence[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Similarity of every name with every other, in per cent (shape names x others)."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (a fifth of a second that few commands need)

    mine, theirs = [folded(n) for n in names], [folded(n) for n in others]
    found = np.asarray(process.cdist(mine, theirs, scorer=fuzz.ratio), dtype=np.float64)
    for row, name in enumerate(mine):
        for column, other in enumerate(theirs):
            if found[row, column] < ALIKE and _contained(name, other):
                found[row, column] = 90.0
    one = np.array([phase_of(n) for n in names])[:, None]
    two = np.array([phase_of(n) for n in others])[None, :]
    found[(one != two) & (one != "") & (two != "")] = 0.0
    return found


def _contained(name: str, other: str) -> bool:
    short, long = sorted((name, other), key=len)
    return len(short) >= SHORTEST and short in long and len(long) <= 2 * len(short)


def near_duplicates(projects: Table) -> list[Finding]:
    """One finding for each later project whose name is like that of an earlier one (R120).

    Compared within an organisation; a package and its parts, parts of one package, additional
    investment and its project are linked already and are not told.
    """
    found: list[Finding] = []
    frame = projects.values.dropna(subset=["name", "project"])
    for _, own in frame.groupby("organisation", sort=False):
        rows = own[own["nature"].ne(ADDITIONAL)]
        found += _alike(projects, rows)
    return found


def _alike(projects: Table, rows: pd.DataFrame) -> Iterator[Finding]:
    names = rows["name"].tolist()
    matrix = np.triu(scores(names, names), 1) if len(names) > 1 else np.zeros((1, 1))
    ids, parents = rows["project"].tolist(), rows["parent_project"].fillna("").tolist()
    told: set[int] = set()
    for first, second in np.argwhere(matrix >= ALIKE):
        linked = parents[second] in {ids[first], parents[first] or None} or (
            parents[first] == ids[second]
        )
        if linked or second in told or ids[first] == ids[second]:
            continue
        told.add(int(second))
        yield finding(
            "R120",
            place_of(projects, int(rows.index[second]), "name"),
            str(names[second]),
            similarity=round(float(matrix[first, second])),
            other=str(ids[first]),
            name=str(names[first]),
        )
