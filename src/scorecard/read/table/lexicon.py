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


@lru_cache(maxsize=8192)
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


@lru_cache(maxsize=16384)
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


def table(name: str) -> Any:  # noqa: ANN401  (whatever stands in the file)
    """A table of the vocabulary: `bounds`, `scales`, `currencies`, the grammar of `periods`."""
    return _data()[name]


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


def _in_full(text: str) -> str:
    """The folded header with its abbreviations written out (Tgt, Act, Qtr)."""
    return " ".join(_data()["short"].get(word, word) for word in fold(text).split())


@lru_cache(maxsize=4096)
def roles_of(text: str) -> tuple[str, ...]:
    """The roles that a header's words name, units and periods being off it.

    Words that say nothing of their own (考核, 值, value, of the) may stand around a known header.

    >>> (
    ...     roles_of("Target value"),
    ...     roles_of("责任单位"),
    ...     roles_of("Trget"),
    ...     roles_of("考核指标目标值"),
    ... )
    (('target',), ('responsible_unit',), (), ('target',))
    """
    key = _in_full(text)
    known = _spellings()
    found = known.get(key) or known.get(singular(key)) or known.get(key.replace(" ", ""))
    if found or not key or is_whole(text):
        return found or ()
    if _CJK.search(key):
        return _without_carriers(key) or _bilingual(key)
    *words, last = singular(key).split()
    if words and last in _data()["parts"]["measures"] and not set(words) & _fillers():
        return ("name",)
    words = [word for word in (*words, last) if word not in _fillers()]
    if not words:
        return ()
    return known.get(" ".join(words)) or _bags().get(frozenset(words), ()) or _told_of(words)


def _told_of(words: list[str]) -> tuple[str, ...]:
    """The role of a code, of the words or of the date for a known header's own (Latest month)."""
    *head, last = words
    parts, known = _data()["parts"], _spellings()
    its = known.get(" ".join(head)) or _bags().get(frozenset(head), ()) if head else ()
    if last in parts["dates"]:
        return tuple(dict.fromkeys(parts["dated"][r] for r in its if r in parts["dated"]))
    if not {"name", "group"} & set(its):
        return ()
    return ("id",) if last in parts["codes"] else ("name",) if last in parts["told"] else ()


def _without_carriers(key: str) -> tuple[str, ...]:
    """The roles of a Chinese header with words off its ends that say nothing of their own."""
    parts, known = _data()["parts"], _spellings()
    named = key.removesuffix("名称")
    if named != key and not {"name", "group", *_BODIES} & set(known.get(named, ("name",))):
        return ("name",)  # 节点名称
    tried, left = {key}, [key]
    while left:
        text = left.pop(0)
        cut = [text.removeprefix(w) for w in parts["before"] if text.startswith(w)]
        cut += [text.removesuffix(w) for w in parts["behind"] if text.endswith(w)]
        for shorter in cut:
            if shorter and shorter not in tried:
                if shorter in known:
                    return known[shorter]
                tried.add(shorter)
                left.append(shorter)
    return ()


def _bilingual(key: str) -> tuple[str, ...]:
    """The roles of a header that says the same in two languages (关键结果KR), where they agree."""
    parts = [re.sub(r"[^\u3400-\u9fff]", "", key), _CJK.sub(" ", key).strip()]
    if not all(parts) or any(map(str.isdigit, key)):
        return ()
    own, other = map(roles_of, parts)
    return own if not other else other if not own else tuple(r for r in own if r in other)


_BODIES: Final = frozenset({"organisation", "responsible_unit"})


@cache
def _fillers() -> frozenset[str]:
    return frozenset(_data()["parts"]["fillers"])


@cache
def _bags() -> Mapping[frozenset[str], tuple[str, ...]]:
    """The roles of every English spelling by its words in any order, fillers apart."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for spelling, its in _spellings().items():
        words = frozenset(singular(spelling).split()) - _fillers()
        if words and not _CJK.search(spelling) and spelling[0] != "%":  # Target % is a target
            found.setdefault(words, its)
    return found


def role_named(text: str) -> str:
    """The role of this name or spelling; `note` (not read) for a word that is none."""
    key = text.strip()
    return key if key in roles() else (roles_of(key) or ("note",))[0]


@lru_cache(maxsize=4096)
def roles_by_part(text: str) -> tuple[str, ...]:
    """The roles of a longer header by its last word, or by a part: the first that fits.

    >>> roles_by_part("规定完成时间"), roles_by_part("与计划差"), roles_by_part("已引进")
    (('due',), ('variance',), ('actual',))
    """
    key = _in_full(text)
    if _CJK.search(key):
        for roles, ends in _data()["parts"]["tails"]:
            if key.endswith(tuple(ends)):
                return tuple(roles)
    padded = f" {key} "
    for role, parts in _data()["parts"]["order"]:
        for part in parts:
            if part in key if _CJK.search(part) else (f" {part}" in padded):
                return (str(role),)
    return ()


def is_bare(text: str) -> bool:
    """Whether nothing is left of a header beside its period but words such as 绝对额 or value."""
    return fold(text) in _words_of("parts", "bare")


def is_whole(text: str) -> bool:
    """Whether a header says nothing but that it is the year's (全年, FY)."""
    return fold(text) in _words_of("parts", "wholes")


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


@lru_cache(maxsize=8192)
def word_in(group: str, text: str) -> bool:
    """Whether a cell is one of the words of a group of `[words]`."""
    return _key(text) in _words_of("words", group)


def holds_word(group: str, text: str) -> bool:
    """Whether a text ends in a word of a group of `[words]`, and in none that denies it."""
    key = fold(text)
    return key.endswith(tuple(w for w in _words_of("words", group) if len(w) > 1)) and not any(
        key.endswith(w) for w in _words_of("words", "no") if len(w) > 1
    )


def spellings_of(group: str) -> tuple[str, ...]:
    """The words of a group of `[words]` as they are written in the file."""
    return tuple(_data()["words"][group])


# ---------------------------------------------------------------------------
# Which way is better, by what an indicator is called.


@cache
def _sides(*, chinese: bool) -> Mapping[str, int]:
    """+1 or -1 for each word that an indicator's name may end in."""
    table = _data()["direction"]
    found: dict[str, int] = {}
    for name, sign in (("increase", 1), ("decrease", -1)):
        if chinese:
            found |= {word.casefold(): sign for word in table[name].split()}
            found |= dict.fromkeys(table["things"].split(), 1) if sign > 0 else {}
        else:
            words = table[f"{name}_en"].replace("\n", " ").split(",")
            found |= {singular(fold(word)): sign for word in words}
    return found


@lru_cache(maxsize=16384)
def direction_of(name: str) -> int:
    """+1 or -1 as the words of an indicator's name say; 0 where they do not.

    The word that the name ends in decides, carriers such as 数 or `rate` put aside; in English the
    part before a preposition, unless it is a mere count.  A name that begins one way and ends the
    other says nothing.

    >>> direction_of("投诉按期办结率"), direction_of("产品不良率"), direction_of("Cost of sales")
    (1, -1, -1)
    >>> (
    ...     direction_of("Number of complaints"),
    ...     direction_of("Gizmos"),
    ...     direction_of("Applications received"),
    ... )
    (-1, 0, 0)
    """
    bare = _BEYOND.sub("", without_brackets(name)[0])
    if _CJK.search(bare) and re.search("[A-Za-z]{3,}[ A-Za-z]*[A-Za-z]{3}", bare):  # two languages
        both = {_chinese_side(re.sub("[A-Za-z -]+", "", bare)), _english_side(_CJK.sub(" ", bare))}
        return sum(both) if len(both) < 3 else 0
    side = _chinese_side if _CJK.search(bare) else _english_side
    above, slash, below = bare.partition("/")
    parts = (side(above), side(below)) if slash else (0, 0)
    if parts[0] and parts[0] == -parts[1]:  # a ratio moves with what stands above
        return parts[0]
    return side(bare)


_BEYOND: Final = re.compile(r"\s[<>≥≤]=?\s*\d.*")
"""From when something counts: Backlog > 7 days."""
_DENIED: Final = re.compile("未(?!来|成年)|没有")
_TAKES: Final = re.compile("(?:天数|时限|周期|期限|时间|时长|用时)$")
_COSTS: Final = re.compile("(?:成本|费用?|支出|经费|单价|耗|率|时[间长限]|天数|周期|用时)$")
"""How long a deed takes, or what it costs: less may be better though more is done."""

_FOUGHT: Final = re.compile("[防治除消止减降救抗反无零].{1,2}$")
"""What a thing is there against: 防漏工程, 救灾中心."""


def _chinese_side(bare: str) -> int:
    table, sides = _data()["direction"], _sides(chinese=True)
    text = re.sub(r"[\s“”\"‘’·、，/％%]", "", bare).casefold()
    if text in sides:
        return sides[text]
    if text.startswith(tuple(table["begins_decrease"].split())):
        return -1
    end = _chinese_end(text, sides)
    if end > 0 and _DENIED.search(text):  # 未参保人数
        return -1
    if _TAKES.search(text) and end >= 0:  # 审理天数
        return end
    if text.startswith(tuple(table["remedies"].split())):
        return 1 if end >= 0 or not _COSTS.search(text) else 0
    begins = text.startswith(tuple(table["begins_increase"].split()))
    return 0 if begins and end < 0 else 1 if begins else end


def _chinese_end(text: str, sides: Mapping[str, int]) -> int:
    for size in range(min(len(text), 14), 1, -1):
        if text[-size:] in sides:
            before = text[:-size]
            if text[-size:] in _data()["direction"]["things"].split() and holds_a_fault(before):
                named = before.endswith(_subjects()) or _FOUGHT.search(before)
                at_fault = before.endswith(_faults(True))  # noqa: FBT003  (a key of the cache)
                return -int(at_fault and not named)
            denied = text[-size - 1 : -size] in {"不", "非", "无"}
            return -1 if denied and sides[text[-size:]] > 0 else sides[text[-size:]]
    for carrier in _data()["direction"]["carriers"].split():
        if text.endswith(carrier) and (side := _chinese_end(text.removesuffix(carrier), sides)):
            return side
    return 0


_VERB: Final = re.compile(
    r"(reduce|decrease|lower|cut|minimi[sz]e|limit|eliminate|halve|shorten|"
    r"(increase|improve|raise|grow|expand|boost|maximi[sz]e|double)) (?!in )"
)
_CHANGE: Final = re.compile(
    r"(?:(?P<up>increase|rise|gain)|reduction|decrease|decline|drop|cut) (?:in|of) (?P<of>.+)"
)
_CHANGED: Final = re.compile(r"(?P<of>.+) (?:reduction|decrease|decline|reduced)(?P<up>!)?")
_MORE: Final = re.compile(r"(?:[a-z]+ )?(more|fewer|less) (?!than)")
_SPARED: Final = (" time", " day", " hour", " step", " paper", " price", " use", " bill", " fee")
_NOT: Final = re.compile(r"(?:^|(?<= ))(?:not|never|without|lacking|lack of|non) ")
_PREPOSITION: Final = re.compile(r" (?:of|with|per|by|for|at|who|that|from|among|in|on|to|within) ")


def _english() -> Mapping[str, int]:
    return _sides(chinese=False)


@cache
def _neutral() -> frozenset[str]:
    return frozenset(map(singular, _data()["direction"]["neutral_en"]))


@cache
def _bearers() -> frozenset[str]:
    """Whom and what English names count, the quality standing behind: children in poverty."""
    return frozenset(map(singular, _data()["direction"]["bearers_en"]))


@cache
def _phrases() -> tuple[str, ...]:
    """The listed phrases that hold a preposition (time to, late payments by), the longest first."""
    held = (f" {words} " for words in _english() if _PREPOSITION.search(f" {words} "))
    return tuple(sorted(held, key=len, reverse=True))


def _english_side(bare: str) -> int:
    """The side of a name; of what it denies (calls not answered) or says to change, the other."""
    text = singular(fold(bare)).replace(" %", "").strip()
    if (change := _CHANGE.fullmatch(text)) or (change := _CHANGED.fullmatch(text)):
        side = _english_side(change["of"])
        if not side and not change["up"]:  # the time for a decision, what is used
            side = -int(holds_a_fault(change["of"]) or change["of"].endswith(_SPARED))
        return side if change["up"] else -side
    if (denied := _NOT.search(text)) and not any(_NOT.search(w) and w in text for w in _english()):
        return -int(_english_side(text[denied.end() :]) > 0)
    return _affirmed(text)


def _affirmed(text: str) -> int:
    if more := _MORE.match(text):
        side = _english_side(text[more.end() :])
        return -1 if more[1] in {"fewer", "less"} else side or int(not holds_a_fault(text))
    sides, neutral = _english(), _neutral()
    if verb := _VERB.match(text):
        if not verb[2]:
            return -1
        return 1 if verb[2] != "improve" else _english_end(text[verb.end() :], sides, neutral)
    before, within, _ = f" {text}".partition(" within ")
    if within:
        kept = before.split()[-1:] and before.split()[-1] in _data()["parts"]["kept"]
        return _english_end(before, sides, neutral) or int(bool(kept))
    padded = f" {text} "
    for words in _phrases():
        if words in padded:
            return sides[words.strip()]
    *heads, end = _PREPOSITION.split(text)
    for part in (*heads, end):
        if set(part.split()) <= (neutral if part is end else neutral | _bearers()):
            continue
        return _english_end(part, sides, neutral)
    return 0


def _english_end(text: str, sides: Mapping[str, int], neutral: frozenset[str]) -> int:
    words = text.split()
    while words:
        for size in range(min(len(words), 5), 0, -1):
            if " ".join(words[-size:]) in sides:
                return sides[" ".join(words[-size:])]
        if words[-1] not in neutral and not words[-1].isdigit():
            return 0
        words.pop()
    return 0


@lru_cache(maxsize=4096)
def header_side(text: str) -> int:
    """+1 or -1 as the words of a target's header say (控制数, quota); 0 where they do not."""
    key, table = f" {fold(text)} ", _data()["direction"]
    for name, sign in (("header_floor", 1), ("header_decrease", -1), ("header_increase", 1)):
        if any(w in key if _CJK.search(w) else f" {w} " in key for w in table[name]):
            return sign
    return 0


@lru_cache(maxsize=16384)
def holds_a_fault(text: str) -> bool:
    """Whether a word of what should be low stands anywhere in a name: it is no task to be done."""
    key = fold(text)
    chinese = bool(_CJK.search(key))
    padded = f" {singular(key)} "
    return any(word in key if chinese else f" {word} " in padded for word in _faults(chinese))


@cache
def _faults(chinese: bool) -> tuple[str, ...]:  # noqa: FBT001  (a key of the cache)
    listed = _data()["direction"]
    more = listed["faults_en"].split(", ")
    if chinese:
        more = [*listed["faults"].split(), *_subjects()]
    return (*more, *(w for w, sign in _sides(chinese=chinese).items() if sign < 0))


@cache
def _subjects() -> tuple[str, ...]:
    """Words that make no task of a name, and say nothing of a thing that bears them: 会议中心."""
    return tuple(_data()["direction"]["subjects"].split())


@lru_cache(maxsize=16384)
def kind_of(name: str) -> str | None:
    """`rank`, `rate` or `level` as the words of an indicator's name say; None where they do not."""
    bare, _ = without_brackets(name)
    if _CJK.search(bare):
        text = fold(bare)
        for kind in _KINDS:
            words = _kind_words(kind, chinese=True)
            if text.endswith(words) or any(len(w) > 1 and w in text for w in words):
                return kind
        return None
    padded = f" {singular(fold(bare))} "
    for kind in _KINDS:
        if any(w in padded for w in _kind_words(kind, chinese=False)) or (
            kind == "rate" and ("%" in name or _TIMES.search(padded))
        ):
            return kind
    return None


_KINDS: Final = ("rank", "rate", "level")
_TIMES: Final = re.compile(r"\bon time\b|\btime (?:(?:to|of|for|per|in|from|between|until)\b|$)")
"""What takes time, or is in time: no lost-time injuries."""


@cache
def _kind_words(kind: str, *, chinese: bool) -> tuple[str, ...]:
    words = [w for w in _data()["words"][kind] if bool(_CJK.search(w)) is chinese]
    return tuple(w if chinese else f" {singular(w)} " for w in words)
