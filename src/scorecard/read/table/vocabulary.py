"""What headers and words of plain tables mean: `vocabulary.toml`, folded and looked up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from rapidfuzz import fuzz, process

from scorecard.schema.spelling import normalise

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
_BRACKETS: Final = re.compile(r"[(\[{〔【（][^()\[\]{}〔〕【】（）]*[)\]}〕】）]")
_FOLDED_OUT: Final = re.compile(r"[\s_:.、，,;'\"“”?!*/\-&|]+")
_PLURAL: Final = re.compile(r"(?<=..[^s])s$")
_CJK: Final = re.compile(r"[\u3400-\u9fff]")
NEAR: Final = 80
"""Likeness (per cent of the letters) from which a known header is offered for an unknown one."""


def fold(text: str) -> str:
    """The text for comparison: width, case, camelCase, underscores, marks and blanks folded.

    >>> fold("Target_Value"), fold("targetValue"), fold("目 标 值")
    ('target value', 'target value', '目标值')
    """
    clean = _FOLDED_OUT.sub(" ", _CAMEL.sub(" ", normalise(text))).strip().casefold()
    return clean.replace(" ", "") if _CJK.search(clean) else clean


def without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without what stands in brackets, and that.

    >>> without_brackets("目标值（万元）")
    ('目标值', ('万元',))
    """
    clean = normalise(text)
    inside = tuple(part[1:-1].strip() for part in _BRACKETS.findall(clean))
    return _BRACKETS.sub(" ", clean).strip(), inside


def singular(text: str) -> str:
    """The folded text with a plural's `s` off each word of more than three letters."""
    return " ".join(_PLURAL.sub("", word) for word in text.split())


@cache
def _data() -> Mapping[str, Any]:
    text = files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def roles() -> Mapping[str, Mapping[str, Any]]:
    """Every role of a column: what it is about and its spellings, by language."""
    found: Mapping[str, Mapping[str, Any]] = _data()["roles"]
    return found


def bounds() -> Mapping[str, list[str]]:
    """The words before a number that bound it, by comparator, and those of `about`."""
    found: Mapping[str, list[str]] = _data()["bounds"]
    return found


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    """The roles of every folded spelling, in the order of the vocabulary."""
    found: dict[str, tuple[str, ...]] = {}
    for role, entry in roles().items():
        for spelling in (role, *entry["zh"], *entry["en"]):
            for key in {fold(spelling), singular(fold(spelling))}:
                known = found.get(key, ())
                found[key] = known if role in known else (*known, role)
    return found


@lru_cache(maxsize=4096)
def roles_of(text: str) -> tuple[str, ...]:
    """The roles that a header's words name exactly, units and periods being off it.

    >>> roles_of("Target value"), roles_of("责任单位"), roles_of("Trget")
    (('target',), ('responsible_unit',), ())
    """
    key = fold(text)
    known = _spellings()
    return known.get(key) or known.get(singular(key)) or known.get(key.replace(" ", "")) or ()


def role_named(text: str) -> str:
    """The role of this name or spelling; `note` (not read) for a word that is none."""
    key = text.strip()
    return key if key in roles() else (roles_of(key) or ("note",))[0]


@lru_cache(maxsize=4096)
def role_by_part(text: str) -> str | None:
    """The role that a part of a longer header names: the first that fits, in the file's order."""
    key = fold(text)
    padded = f" {key} "
    for role, parts in _data()["parts"]["order"]:
        for part in parts:
            if part in key if _CJK.search(part) else (f" {part}" in padded):
                return str(role)
    return None


def is_bare(text: str) -> bool:
    """Whether nothing is left of a header beside its period but words such as 绝对额 or value."""
    return fold(text) in _words_of("parts", "bare")


def says(text: str, group: str) -> bool:
    """Whether a header holds one of the words of a group of `[parts]` (cumulative, planned)."""
    key = fold(text)
    return any(word in key for word in _data()["parts"][group])


def near_misses(text: str, number: int = 2) -> list[str]:
    """The known headers that are spelled most like this one; none where none is near.

    >>> near_misses("Trget")[0]
    'target'
    """
    key = fold(text)
    if len(key) < 3 or (_CJK.search(key) and len(key) < 4):
        return []
    found = process.extract(
        key, _spellings().keys(), scorer=fuzz.ratio, limit=number, score_cutoff=NEAR
    )
    return [str(spelling) for spelling, _, _ in found]


@cache
def _words_of(table: str, group: str) -> frozenset[str]:
    return frozenset(map(_key, _data()[table][group]))


def _key(text: str) -> str:
    """The folded text; a sign or a number, which folding would change, as it is."""
    key = fold(text)
    return key if any(map(str.isalpha, key)) else normalise(text)


@lru_cache(maxsize=65536)
def word_in(group: str, text: str) -> bool:
    """Whether a cell is one of the words of a group of `[words]`."""
    return _key(text) in _words_of("words", group)


def spellings_of(group: str) -> tuple[str, ...]:
    """The words of a group of `[words]` as they are written in the file."""
    return tuple(_data()["words"][group])


# ---------------------------------------------------------------------------
# Which way is better, by what an indicator is called.


@cache
def _directions(*, chinese: bool) -> tuple[re.Pattern[str], Mapping[str, int]]:
    table = _data()["direction"]
    side = {}
    for name, sign in (("increase", 1), ("decrease", -1)):
        for word in table[name if chinese else f"{name}_en"]:
            side[word.casefold() if chinese else singular(fold(word))] = sign
    longest = sorted(side, key=len, reverse=True)
    words = "|".join(map(re.escape, longest))
    edge = ("", "") if chinese else (r"(?<![a-z0-9])", r"(?![a-z0-9])")
    return re.compile(f"(?={edge[0]}({words}){edge[1]})"), side


@lru_cache(maxsize=16384)
def direction_of(name: str) -> int:
    """+1 or -1 as the words of an indicator's name say; 0 where they do not.

    The word that ends last decides, the longest of them first; in English the part before `of`
    or `in`, unless it is a mere count.  A verb at the beginning goes before all.

    >>> direction_of("投诉按期办结率"), direction_of("产品不良率"), direction_of("Cost of sales")
    (1, -1, -1)
    >>> direction_of("Number of complaints"), direction_of("Gizmos")
    (-1, 0)
    """
    bare, _ = without_brackets(name)
    if _CJK.search(bare):
        text = re.sub(r"\s", "", bare).casefold()
        if re.match("(降低|减少|压减|压降|控制|下降|遏制)", text):
            return -1
        if re.match("(提高|提升|增加|扩大|新增|完成|实现)", text) and not re.search(
            "(率|数|量)$", text
        ):
            return 1
        return _last(text, chinese=True)
    text = singular(fold(bare))
    verb = re.match(
        r"(reduce|decrease|lower|cut|minimi[sz]e|limit|eliminate|halve|"
        r"(increase|improve|raise|grow|expand|boost|maximi[sz]e|double)) ",
        text,
    )
    if verb:
        if not verb[2]:
            return -1
        return _last(text[verb.end() :], chinese=False) if verb[2] == "improve" else 1
    head, split, rest = re.sub(r" (?:with|per|by|for|at|who|that|from) .*", "", text).partition(
        " of "
    )
    if split:
        return _of_head(head) or _last(rest, chinese=False)
    head, split, rest = text.partition(" in ")
    return (_last(head, chinese=False) if split else 0) or _last(text, chinese=False)


def _of_head(head: str) -> int:
    neutral = {singular(word) for word in _data()["direction"]["neutral_en"]}
    return 0 if set(head.split()) <= neutral else _last(head, chinese=False)


def _last(text: str, *, chinese: bool) -> int:
    pattern, side = _directions(chinese=chinese)
    best = max(((m.end(1), len(m[1]), m[1]) for m in pattern.finditer(text)), default=None)
    return 0 if best is None else side[best[2]]


@lru_cache(maxsize=16384)
def kind_of(name: str) -> str | None:
    """`rank`, `rate` or `level` as the words of an indicator's name say; None where they do not."""
    bare, _ = without_brackets(name)
    words = _data()["words"]
    if _CJK.search(bare):
        text = fold(bare)
        for kind in ("rank", "rate", "level"):
            if any(
                text.endswith(w) or (len(w) > 1 and w in text)
                for w in words[kind]
                if _CJK.search(w)
            ):
                return kind
        return None
    padded = f" {singular(fold(bare))} "
    for kind in ("rank", "rate", "level"):
        if any(f" {singular(w)} " in padded for w in words[kind] if not _CJK.search(w)) or (
            kind == "rate" and "%" in name
        ):
            return kind
    return None
