"""What a document states: goals and reported figures, each with the words that every field rests on.

Read top to bottom: a text is cut into blocks and sentences; every number of it gets one role
(`numbers`); a value becomes a goal or a reported figure by the nearest words of the sentence, its
lead-in, its heading or its title; comparator, date, strength, baseline and name come from words
near by, and from nothing else.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from scorecard.draft.numbers import RANK, VALUE, Number, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GOAL: Final = "goal"
REPORT: Final = "report"
HIGH: Final = "high"
MEDIUM: Final = "medium"
LOW: Final = "low"

DATA: Final = Path(__file__).with_name("statements.toml")
_STOPS: Final = "。！？!?"
_CLAUSE: Final = re.compile(r"[，,;；。:：！？!?…■◆●\n]")
_HEAD_LENGTH: Final = 34
_ORDINAL_HEAD: Final = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
    r"|第[一二三四五六七八九十]{1,3}[章节部篇]|\d{1,2}[.、．。](?!\d)|#{1,6}\s)"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a field rests on: from `start` to `end` of the clean text, and the rule."""

    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a document that states a goal or reports a figure.

    Attributes
    ----------
    kind
        `goal` or `report`.
    quote
        Offsets of the shortest clause that holds the value and enough to recognise the indicator.
    comparator
        `>=` `>` `<=` `<` `about` `between` `rank<=` `rank` `plain` (no word at all).
    due
        Where a goal: when it is due; where a report: the period it belongs to.  Empty where
        nothing says so.
    strength
        `binding` `expected` `planned` `advocated` or empty.
    baseline
        As stated (`2020`, `73 (2019)`), else empty.
    nested
        Part of the total before it, in the same unit (`其中`).
    duplicate
        Says again what another statement says (a headline).
    confidence
        `high` where the words leave no other reading, `low` where the title alone decides.
    evidence
        For each field the words it rests on.
    """

    kind: str
    number: Number
    quote: tuple[int, int]
    name: str
    comparator: str
    due: str
    strength: str
    baseline: str
    nested: bool
    duplicate: bool
    confidence: str
    heading: str
    evidence: dict[str, Evidence] = field(hash=False)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A number that is proposed as nothing, with its role."""

    number: Number


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    block: int


@dataclass(slots=True)
class _Context:
    """What stands above a sentence: title, heading, lead-in, and what the sentence before said."""

    anchor: int | None
    title: str = ""
    title_tense: str = ""
    title_due: str = ""
    heading: str = ""
    heading_tense: str = ""
    heading_due: str = ""
    heading_strength: str = ""
    lead: str = ""
    lead_tense: str = ""
    lead_due: str = ""
    lead_strength: str = ""
    carried_tense: str = ""
    carried_due: str = ""
    reported: str = ""
    last_name: str = ""
    last: Statement | None = None


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The data of `statements.toml`, its patterns compiled."""
    data: dict[str, Any] = tomllib.loads(DATA.read_text(encoding="utf-8"))

    def compiled(value: object) -> object:
        if isinstance(value, dict):
            return {k: compiled(v) for k, v in value.items()}
        if isinstance(value, str):
            return re.compile(value)
        if isinstance(value, list):
            return [(re.compile(a) if "names" in data and a in _GROWTH_KEYS else a, b) for a, b in value]
        return value

    _GROWTH_KEYS = {a for a, _ in data["names"]["growth"]}
    result = compiled(data)
    assert isinstance(result, dict)
    result["comparator"] = {
        "after": [(name, re.compile(rf"\s*(?:{p})")) for name, p in data["comparator"]["after"]],
        "before": [
            (name, re.compile(rf"(?:{p})(?:了)?\s*[“(]?$")) for name, p in data["comparator"]["before"]
        ],
    }
    result["names"]["lead"] = re.compile(f"^(?:{data['names']['lead']})")
    result["names"]["tail"] = re.compile(f"(?:{data['names']['tail']})$")
    result["names"]["growth"] = [
        (re.compile(f"(?:{p})了?$"), suffix) for p, suffix in data["names"]["growth"]
    ]
    result["names"]["share_of_target"] = re.compile(f"(?:{data['names']['share_of_target']})$")
    result["names"]["kept_verbs"] = re.compile(f"^(?:{data['names']['kept_verbs']})(?:了|约)?$")
    return result


# ---------------------------------------------------------------------------- dates

_DATE: Final = re.compile(
    r"(?P<range>(?:19|20)\d\d)\s?年?\s?[-—–~至]{1,2}\s?(?P<end>(?:19|20)\d\d)\s?年?"
    r"|(?P<year>(?:19|20)\d\d)\s?年(?:度)?(?P<part>第?[一二三四]季度|[上下]半年|\d{1,2}[-—–~至]\d{1,2}月"
    r"|\d{1,2}月(?:底|末)?)?(?P<day>\d{1,2}日)?"
    r"|(?P<rel>今年|本年度?|全年(?!(?:度)?(?:目标|任务|计划))|年内|年底前|年末|明年|去年|上年)(?P<relpart>第?[一二三四]季度|[上下]半年|\d{1,2}月)?"
    r"|(?P<plan>十[二三四五六]五)(?=”?(?:末|期末|时期|期间|规划期))"
    r"|(?P<within>[一二两三四五六七八九十]|\d{1,2})年(?:内|时间|翻)"
    r"|(?P<only>(?<!第)[一二三四]季度|[上下]半年|前三季度|(?<!\d)\d{1,2}[-—–~至]\d{1,2}月|(?<![\d年])\d{1,2}月(?:底|末)(?:前)?)"
    r"|(?:[Bb]y|[Ii]n|[Uu]ntil|[Bb]efore|end of|during|year|to)\s+(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)?\s*(?:(?P<mday>\d{1,2}),)?\s*(?P<eyear>20\d\d)\b"
    r"|FY\s?(?P<fy>20\d\d)(?:-(?P<fyend>20\d\d))?"
)
_MONTHS: Final = ("January February March April May June July August September October November "
                  "December").split()
_BEFORE_BASE: Final = re.compile(r"(?:比|较|以|在|自|从|对比|相比|由)$")
_PLANS: Final = {"二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
_CN: Final = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class _Date:
    start: int
    end: int
    period: str
    base: bool


def _part(text: str) -> str:
    if "季度" in text:
        if text == "前三季度":
            return "-Q3"
        return f"-Q{_CN[text.replace('第', '')[0]]}"
    if "半年" in text:
        return "-H1" if text.startswith("上") else "-H2"
    months = re.findall(r"\d+", text)
    return f"-{int(months[-1]):02d}" if months else ""


def _dates(text: str, anchor: int | None) -> list[_Date]:
    """The periods that a text names; `base` where it is what something is compared with."""
    found = []
    for m in _DATE.finditer(text):
        period = _period(m, anchor)
        if not period:
            continue
        behind = text[m.end() : m.end() + 8]
        base = bool(_BEFORE_BASE.search(text[max(0, m.start() - 2) : m.start()])) and bool(
            re.match(r"(?:年|底|末|水平)*(?:的基础上|增长|提高|下降|翻|基础|水平|[,，]?$|提升|减少|降低|以来|上升|前移|第)", behind)
            or text[max(0, m.start() - 1) : m.start()] in {"比", "较"}
        )
        found.append(_Date(m.start(), m.end(), period, base or m["rel"] in {"上年", "去年"}))
    return found


def _period(m: re.Match[str], anchor: int | None) -> str:
    if m["end"]:
        return m["end"]
    if m["year"]:
        if m["day"] and m["part"]:
            return ""  # a day that something happened
        return m["year"] + (_part(m["part"]) if m["part"] else "")
    if m["eyear"]:
        if m["month"]:
            month = _MONTHS.index(m["month"]) + 1
            return f"{m['eyear']}-{month:02d}" + (f"-{int(m['mday']):02d}" if m["mday"] else "")
        return m["eyear"]
    if m["fy"]:
        return m["fyend"] or m["fy"]
    if m["plan"]:
        return str(_PLANS[m["plan"][1]])
    if anchor is None:
        return ""
    if m["within"]:
        text = m["within"]
        return str(anchor + (int(text) if text.isdigit() else _CN[text]))
    if m["rel"]:
        year = anchor + {"明年": 1, "去年": -1, "上年": -1}.get(m["rel"], 0)
        return str(year) + (_part(m["relpart"]) if m["relpart"] else "")
    return f"{anchor}{_part(m['only'])}" if m["only"] else ""


# ---------------------------------------------------------------------------- blocks


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for m in re.finditer(rf"[{_STOPS}]+[”\"』]?|\.(?=\s+[A-Z]|\s*$)", text[start:end]):
        stop = start + m.end()
        # `1。开通运营` is the number of a list, not a sentence.
        if not re.fullmatch(r"\s*\d{1,2}[。.]", text[at:stop]):
            yield at, stop
            at = stop
    if text[at:end].strip():
        yield at, end


def _tense_of(text: str, *, heading: bool = False) -> str:
    tense = words()["tense"]
    if heading:
        if tense["past_heading"].search(text):
            return REPORT
        return GOAL if tense["future_heading"].search(text) else ""
    return GOAL if tense["future_title"].search(text) else ""


def _strength_of(text: str, start: int = 0) -> tuple[str, Evidence] | None:
    """The nearest strength word to the right end of a text."""
    best: tuple[int, str, re.Match[str]] | None = None
    for name in ("binding", "expected", "planned", "advocated"):
        for m in words()["strength"][name].finditer(text):
            if best is None or m.end() > best[0]:
                best = (m.end(), name, m)
    if best is None:
        return None
    m = best[2]
    return best[1], Evidence(start + m.start(), start + m.end(), "strength: nearest word")


# ---------------------------------------------------------------------------- reading


def read(
    text: str, *, title: str = "", anchor: int | None = None
) -> tuple[list[Statement], list[SetAside]]:
    """The goals and reported figures of a clean text, and every other number with its role.

    Parameters
    ----------
    text
        Clean text, one block a line.
    title
        The document's title; blank: its first line.
    anchor
        The year that 今年 and 全年 mean; None: what rests on it stays blank.

    Returns
    -------
    statements, set aside
        Together they hold every number of the text exactly once.
    """
    blocks = list(_blocks(text))
    first = text[slice(*blocks[0])] if blocks else ""
    title = title or first
    context = _Context(anchor, title=title)
    context.title_tense = _tense_of(title)
    dates = [d for d in _dates(title, anchor) if not d.base]
    context.title_due = dates[-1].period if dates else ""
    statements: list[Statement] = []
    aside: list[SetAside] = []
    for block, (start, end) in enumerate(blocks):
        _read_block(text, start, end, block, context, statements, aside)
    return _marked(statements), aside


def _read_block(
    text: str,
    start: int,
    end: int,
    block: int,
    context: _Context,
    statements: list[Statement],
    aside: list[SetAside],
) -> None:
    line = text[start:end]
    found = [_moved(n, start) for n in numbers(line)]
    context.carried_tense = context.carried_due = ""
    context.last = None
    values = [n for n in found if n.role in {VALUE, RANK}]
    if _is_heading(line, values):
        _take_heading(line, context, block)
    for s, e in _sentences(text, start, end):
        inside = [n for n in found if s <= n.start < e]
        _read_sentence(text, _Sentence(s, e, block), inside, context, statements, aside)
    if line.rstrip().endswith((":", "：")):
        context.lead = line
        hits = _cues(line)
        context.lead_tense = hits[-1][1] if hits else _tense_of(line) or context.heading_tense
        dates = [d for d in _dates(line, context.anchor) if not d.base]
        context.lead_due = dates[-1].period if dates else ""
        known = _strength_of(line)
        context.lead_strength = known[0] if known else ""


def _is_heading(line: str, values: Sequence[Number]) -> bool:
    bare = line.strip().rstrip("。：:")
    if len(bare) > _HEAD_LENGTH or re.search(r"[。；;！？]", bare[3:]):
        return False
    return not values or bool(_ORDINAL_HEAD.match(line) and not values)


def _take_heading(line: str, context: _Context, block: int) -> None:
    numbered = bool(_ORDINAL_HEAD.match(line))
    tense = _tense_of(line, heading=True)
    dates = [d for d in _dates(line, context.anchor) if not d.base]
    strength = _strength_of(line)
    if block > 0 and not numbered and not tense and not dates and not strength:
        context.heading = line.strip()
        return
    context.heading = line.strip()
    if tense or not numbered or re.match(r"\s*[一二三四五六七八九十]{1,3}、", line):
        context.heading_tense = tense or (context.heading_tense if numbered else "")
    if dates:
        context.heading_due = dates[-1].period
    context.heading_strength = strength[0] if strength else ""
    if tense:
        context.lead = context.lead_tense = context.lead_due = context.lead_strength = ""
    if not context.title_tense and block <= 3:
        context.title_tense = _tense_of(line)
    if not context.title_due and block <= 3 and dates:
        context.title_due = dates[-1].period


def _moved(one: Number, by: int) -> Number:
    return replace(one, start=one.start + by, end=one.end + by, stop=one.stop + by)


def _cues(text: str) -> list[tuple[int, str, int, int]]:
    """The words of a sentence that say goal or report: (place, tense, start, end), in order."""
    tense = words()["tense"]
    found = [
        (m.start(), name, m.start(), m.end())
        for name in (GOAL, REPORT)
        for m in tense[name].finditer(text)
    ]
    return sorted(found)


def _read_sentence(
    text: str,
    sentence: _Sentence,
    found: Sequence[Number],
    context: _Context,
    statements: list[Statement],
    aside: list[SetAside],
) -> None:
    body = text[sentence.start : sentence.end]
    cues = _cues(body)
    dates = [
        replace(d, start=d.start + sentence.start, end=d.end + sentence.start)
        for d in _dates(body, context.anchor)
    ]
    usable = _values(text, sentence, found)
    previous: Statement | None = None
    for number in found:
        if number not in usable:
            aside.append(SetAside(_explained(number)))
            continue
        tense, cue, sure = _tense_at(text, sentence, number, cues, context)
        statement = None
        if tense:
            statement = _statement(
                text, sentence, number, tense, cue, sure, dates, usable, previous, context
            )
        if statement is None:
            aside.append(SetAside(replace(number, role="mention", rule="no goal and no report")))
            continue
        statements.append(statement)
        previous = statement
        context.last = statement
    if cues:
        context.carried_tense = cues[-1][1]
    named = [d for d in dates if not d.base]
    if named:
        context.carried_due = named[-1].period
        if cues and cues[-1][1] == REPORT:
            context.reported = named[-1].period


def _explained(number: Number) -> Number:
    if number.role in {VALUE, RANK}:
        return replace(number, role="mention", rule="no unit, or the scope of another number")
    return number


def _values(text: str, sentence: _Sentence, found: Sequence[Number]) -> list[Number]:
    """The numbers of a sentence that may state something: with a unit, and no scope of another."""
    values = [
        n
        for n in found
        if n.role == RANK
        or (n.role == VALUE and _has_measure(text, n) and not _names_a_place(n))
    ]
    kept = []
    for at, n in enumerate(values):
        follower = values[at + 1] if at + 1 < len(values) else None
        if follower is not None and _is_scope(text, n, follower):
            continue
        before = text[max(sentence.start, n.start - 8) : n.start]
        if re.search(r"(?:全[国省市区县]|在[^,。]{0,4}|我[市省区县])$", before) and n.unit and (
            re.match(r"[^,。;]{1,14}中[,，]", text[n.stop : n.stop + 18]) or re.search(r"全[国省市区县]$", before)
        ):
            continue
        kept.append(n)
    return kept


_NO_MEASURE: Final = frozenset("县 市 区 镇 乡 村 街道 年 月 级 类 步 批 期 星 路 届 轮 阶段 站 岁 分".split())


def _names_a_place(n: Number) -> bool:
    """`四市`, `六县`, `一年`: words, not quantities; `12个村` and `33村` are quantities."""
    return n.unit in _NO_MEASURE and not (n.unit in {"村", "镇"} and n.text[0].isdigit())


def _is_scope(text: str, n: Number, follower: Number) -> bool:
    between = text[n.stop : follower.start]
    if _CLAUSE.search(between) or "、" in between or not between.strip():
        return False
    if n.role == RANK or follower.role == RANK or n.unit in {"%", "‰", "个百分点", "百分点"} or n.more:
        return False
    if re.search(r"(?:和|与|及|以及|或|以上|以内|左右|增长|增至|增加到|提高|上升|达到|提升|降至)", between[-4:]) and not re.search(r"[累完占奖投获]", between):
        return False
    return bool(re.match(r"[\u4e00-\u9fff“”《]{2,}", between))


def _has_measure(text: str, n: Number) -> bool:
    if n.unit:
        if not n.text[0].isdigit():
            return n.unit in {"处", "所", "座", "条", "家", "项", "番", "个"} and n.text in "两三四五六七八九十" and not re.match(
                r"[^,。;]{0,3}(?:方面|大|重点|结合|环节|层面|维度|月|新|关键|优势|坚持|市|区|县|确保|加快|转变|全|文明|必|提升|突出|统筹)", text[n.stop : n.stop + 6]
            )
        return True
    if re.match(r"\s+(?:additional\s+)?(?:[a-z-]+\s+){0,3}[a-z-]+", text[n.end : n.end + 40]) or re.match(
        r"\s*[\"“]", text[n.end : n.end + 2]
    ):
        return n.text[0].isdigit() or n.text.lower() in {"six", "zero"}
    if n.text.lower() == "zero":
        return True
    before = text[max(0, n.start - 4) : n.start]
    return bool(re.search(r"(?:达到?|至|到|突破|超过?|为|控制在|保持在|不低于|不高于)$", before)) and n.text[0].isdigit()


def _tense_at(
    text: str,
    sentence: _Sentence,
    number: Number,
    cues: Sequence[tuple[int, str, int, int]],
    context: _Context,
) -> tuple[str, Evidence | None, bool]:
    """Goal, report or neither; the word that says so; whether it stands near by."""
    at = number.start - sentence.start
    body = text[sentence.start : sentence.end]
    past = context.heading_tense == REPORT
    left = [c for c in cues if c[0] <= at]
    right = [c for c in cues if c[0] > at]
    if past and not any(c[1] == GOAL and re.search(r"20\d\d", body[c[2] : c[3] + 4]) for c in left):
        return REPORT, None, True
    if left:
        near = left[-1]
        # A comparison or a place obtained reports, whatever goal the sentence also names.
        if near[1] == GOAL and any(c[1] == REPORT for c in left):
            clause = max(body.rfind(s, 0, at) for s in ";；")
            same = [c for c in left if c[0] > clause]
            near = same[-1] if same else near
        return near[1], _cue_evidence(sentence, near), True
    clause_end = _CLAUSE.search(body, at)
    stop = clause_end.start() if clause_end else len(body)
    close = [c for c in right if c[0] < stop + 1]
    if close:
        return close[0][1], _cue_evidence(sentence, close[0]), True
    if context.carried_tense:
        return context.carried_tense, None, False
    if context.lead_tense:
        return context.lead_tense, None, True
    if right:
        return right[0][1], _cue_evidence(sentence, right[0]), True
    if context.heading_tense:
        return context.heading_tense, None, True
    if context.title_tense:
        return context.title_tense, None, False
    return "", None, False


def _cue_evidence(sentence: _Sentence, cue: tuple[int, str, int, int]) -> Evidence:
    return Evidence(sentence.start + cue[2], sentence.start + cue[3], f"{cue[1]}: word in the sentence")


# ---------------------------------------------------------------------------- fields


def _statement(  # noqa: PLR0913  (what stands around a number)
    text: str,
    sentence: _Sentence,
    number: Number,
    tense: str,
    cue: Evidence | None,
    sure: bool,  # noqa: FBT001
    dates: Sequence[_Date],
    usable: Sequence[Number],
    previous: Statement | None,
    context: _Context,
) -> Statement | None:
    evidence: dict[str, Evidence] = {"value": Evidence(number.start, number.stop, "number")}
    if cue is not None:
        evidence["kind"] = cue
    if number.role == RANK and tense == REPORT and not _obtained(text, sentence, number):
        return None
    if number.role == RANK and _is_base(text, number):
        return None
    comparator, rests = _comparator(text, sentence, number, tense, usable, previous)
    if rests is not None:
        evidence["comparator"] = rests
    due, rests = _due(sentence, number, dates, context)
    if tense == REPORT:
        due = due or context.reported
        context.reported = due
    if rests is not None:
        evidence["due"] = rests
    strength = ""
    if tense == GOAL:
        strength, rests = _strength(text, sentence, number, context)
        if rests is not None:
            evidence["strength"] = rests
    baseline = _baseline(text, sentence, number, dates, due)
    start, name, sure_name = _name(text, sentence, number, usable, previous, context)
    nested = _nested(text, sentence, number, previous)
    quote = (start, _quote_end(text, sentence, number))
    if number.role == RANK:
        number = replace(number, unit=number.unit or "位")
    elif not number.unit:
        number = _with_words_as_unit(text, number)
    confidence = _confidence(tense, sure, sure_name, number, cue, context)
    context.last_name = name or context.last_name
    return Statement(
        tense, number, quote, name, comparator, due, strength, baseline, nested, False,
        confidence, context.heading, evidence,
    )  # fmt: skip


_ENGLISH_UNIT: Final = re.compile(
    r"\s+(?:additional\s+)?(?:[\"“][^\"”]{0,40}[\"”]\s+|at-risk\s+)?"
    r"(?P<unit>(?:(?!and\b|of\b|for\b|with\b|by\b|in\b|to\b|from\b|on\b|or\b)[a-z][a-z-]*\s+){0,2}"
    r"(?!and\b|of\b|for\b|with\b|by\b|in\b|to\b|from\b|on\b|or\b)[a-z][a-z-]*)"
)
_PLURAL: Final = re.compile(r"^(?:[a-z-]+\s+){0,2}?(?:[a-z-]+s|feet|people|staff|men|women|children)\b")


def _with_words_as_unit(text: str, number: Number) -> Number:
    """An English number takes the noun behind it: `500,000 lead service lines`."""
    m = _ENGLISH_UNIT.match(text, number.end)
    if m is None:
        return number
    plural = _PLURAL.match(m["unit"])
    if plural is None:
        return number
    end = m.start("unit") + plural.end()
    return replace(number, unit=plural.group(), stop=end)


def _obtained(text: str, sentence: _Sentence, number: Number) -> bool:
    before = text[max(sentence.start, number.start - 10) : number.start]
    return bool(re.search(r"(?:位居|跃居|居|位列|列|排名?|排在|上升[至到]|前移[至到]|跃升[至到]|升[至到]|保持)[^,。;前]{0,6}第?$", before)) and not re.search(r"前$", before)


def _is_base(text: str, number: Number) -> bool:
    return bool(re.match(r"\s*(?:上升|提升|前移|跃升|升|提高|下降|下滑)?[至到]", text[number.stop : number.stop + 6])) and bool(
        re.search(r"(?:由|从)[^,。]{0,8}第?$", text[max(0, number.start - 10) : number.start])
    )


def _comparator(
    text: str,
    sentence: _Sentence,
    number: Number,
    tense: str,
    usable: Sequence[Number],
    previous: Statement | None,
) -> tuple[str, Evidence | None]:
    if number.role == RANK:
        return ("rank<=" if tense == GOAL else "rank"), Evidence(
            max(sentence.start, number.start - 1), number.stop, "place in a ranking"
        )
    if number.upper is not None:
        return "between", Evidence(number.start, number.stop, "two bounds")
    own = _own_comparator(text, sentence, number, tense)
    if own is not None:
        return own
    at = usable.index(number)
    if at + 1 < len(usable) and re.fullmatch(r"\s*[、和与]\s*", text[number.stop : usable[at + 1].start]):
        found = _behind(text, usable[at + 1])
        if found is not None:
            return found
    if previous is not None and re.fullmatch(
        r"\s*[、和与]\s*", text[previous.number.stop : number.start]
    ) and previous.comparator not in {"between", "rank", "rank<=", "plain"}:
        return previous.comparator, previous.evidence.get("comparator")
    return "plain", None


def _behind(text: str, number: Number) -> tuple[str, Evidence] | None:
    behind = text[number.stop : number.stop + 6]
    for name, pattern in words()["comparator"]["after"]:
        if m := pattern.match(behind):
            return name, Evidence(number.stop, number.stop + m.end(), "word behind the number")
    # `7.2%。以内`: a mark that came in between by copying.
    if m := re.match(r"[,。]\s*(以内|以上|左右)", behind):
        name = {"以内": "<=", "以上": ">=", "左右": "about"}[m[1]]
        return name, Evidence(number.stop, number.stop + m.end(), "word behind the number")
    return None


def _own_comparator(
    text: str, sentence: _Sentence, number: Number, tense: str
) -> tuple[str, Evidence | None] | None:
    found = _behind(text, number)
    if found is not None:
        return found
    if number.more:
        return ">", Evidence(number.end, number.stop, "more than the number")
    before = text[max(sentence.start, number.start - 24) : number.start]
    for name, pattern in words()["comparator"]["before"]:
        m = pattern.search(before)
        if m is None:
            continue
        if tense == REPORT and name in {">=", "<="} and not re.search(r"不", m.group()):
            return "plain", None
        start = number.start - len(before)
        return name, Evidence(start + m.start(), start + m.end(), "word before the number")
    return None


def _due(
    sentence: _Sentence, number: Number, dates: Sequence[_Date], context: _Context
) -> tuple[str, Evidence | None]:
    named = [d for d in dates if not d.base]
    left = [d for d in named if d.end <= number.start]
    right = [d for d in named if d.start >= number.stop]
    if left:
        return left[-1].period, Evidence(left[-1].start, left[-1].end, "date before the number")
    if context.carried_due and not right:
        return context.carried_due, None
    if right:
        return right[0].period, Evidence(right[0].start, right[0].end, "date in the sentence")
    for period in (context.lead_due, context.heading_due, context.title_due):
        if period:
            return period, None
    return "", None


def _strength(
    text: str, sentence: _Sentence, number: Number, context: _Context
) -> tuple[str, Evidence | None]:
    left = text[sentence.start : number.start]
    cut = max(left.rfind(";"), left.rfind("；")) + 1
    clause = max((m.end() for m in _CLAUSE.finditer(left)), default=0)
    own = [m for m in words()["strength"]["own_clause"].finditer(left) if m.start() >= clause]
    near = _strength_of(left[cut:], sentence.start + cut)
    if near is None and (colon := max(left.rfind(":"), left.rfind("："))) >= 0:
        near = _strength_of(left[: colon + 1], sentence.start)
    if near is not None and near[0] != "advocated":
        return near
    if own:
        m = own[-1]
        return "planned", Evidence(
            sentence.start + m.start(), sentence.start + m.end(), "strength: word of the clause"
        )
    for strength in (context.lead_strength, context.heading_strength):
        if strength and strength != "advocated":
            return strength, None
    return "", None


def _baseline(
    text: str, sentence: _Sentence, number: Number, dates: Sequence[_Date], due: str
) -> str:
    before = text[max(sentence.start, number.start - 30) : number.start]
    if m := re.search(r"(?:由|从)(上年|去年|(20\d\d)年)?(?:的)?第?(\d+(?:\.\d+)?)(?:位|名|%|亿元|万元|个|家)?[^,。;]{0,6}[至到]第?$", before):
        year = m[2] or (str(int(due[:4]) - 1) if m[1] and due else "")
        return f"{m[3]} ({year})" if year else m[3]
    bases = [d for d in dates if d.base and d.end <= number.start and re.fullmatch(r"\d{4}", d.period)]
    if bases and text[max(0, bases[-1].start - 1) : bases[-1].start] in {"比", "较", "在"} and "上年" not in text[bases[-1].start : bases[-1].end] and "去年" not in text[bases[-1].start : bases[-1].end]:
        return bases[-1].period
    return ""


def _nested(text: str, sentence: _Sentence, number: Number, previous: Statement | None) -> bool:
    left = text[sentence.start : number.start]
    at = left.rfind("其中")
    if at < 0 or max(left.rfind(";"), left.rfind("；")) > at:
        return False
    if number.unit in {"%", "‰"} or "元" in number.unit or number.role == RANK:
        return False  # a part's rate or money is no part of a count
    return previous is None or previous.number.start < sentence.start + at or (
        previous.nested and previous.number.unit[-1:] == number.unit[-1:]
    )


def _quote_end(text: str, sentence: _Sentence, number: Number) -> int:
    m = _CLAUSE.search(text, number.stop, sentence.end)
    end = m.start() if m else sentence.end
    comma = text.find("、", number.stop, end)
    return comma if comma >= 0 and comma - number.stop <= 3 else end


def _name(
    text: str,
    sentence: _Sentence,
    number: Number,
    usable: Sequence[Number],
    previous: Statement | None,
    context: _Context,
) -> tuple[int, str, bool]:
    """Where the quote begins, the indicator's name in the sentence's own words, and if it is sure."""
    start = _name_start(text, sentence, number, usable)
    raw = text[start : number.start]
    if number.role == RANK:
        return _rank_name(text, sentence, start, raw, context)
    name, suffix, verb = _bare(raw)
    names = words()["names"]
    if several := _respectively(text, sentence, number, usable, name or context.last_name):
        return start, _folded(several + suffix), True
    noun = _noun_behind(text, sentence, number)
    if not suffix and len(noun) >= 2 and number.unit not in {"%", "‰"} and "元" not in number.unit:
        kept = re.match(words()["names"]["kept_verbs"].pattern.rstrip("$").removesuffix("(?:了|约)?"), verb + name)
        return start, _folded((kept.group() if kept else "") + noun), True
    if len(name) < 2:
        last = re.sub(r"(?:增速|增幅|完成率|降幅|位次)$", "", context.last_name)
        return start, last + suffix if suffix else context.last_name, False
    if name in _OF_PROJECTS and context.last_name:
        base = re.sub(r"(?:增速|总投资额?|平均投资规模)$", "", context.last_name)
        base = re.sub(r"项目$", "", base) if name == "项目数" else base
        return start, _folded(base + name + suffix), True
    if previous is not None and previous.name.startswith("新增") and text[
        previous.number.stop : previous.number.stop + 1
    ] == "、" and previous.number.stop >= start - 1 and not re.match("[新改]", name):
        name = "新增" + name
    return start, _folded(name + suffix), True


_OF_PROJECTS: Final = frozenset("总投资 总投资额 投资额 计划投资 平均投资规模 物理空间 项目数".split())


def _rank_name(
    text: str, sentence: _Sentence, start: int, raw: str, context: _Context
) -> tuple[int, str, bool]:
    """What is ranked, and among whom: the words before the verb, the label before a colon."""
    m = re.search(
        r"(?:首次|成功)*(?:进入|跻身|迈入|进位|迈进|迈向|位居|跃居|居|位列|列|争|保持在?|由.*|上升[至到].*|冲刺|挺进|进军|稳居|排名?)+"
        r"(?P<field>[^,]*?)(?:前|第)?$",
        raw,
    )
    field = m["field"] if m else ""
    name = _bare(raw[: m.start()] if m else raw)[0]
    if len(name) < 2 and text[start - 1 : start] in {":", "："}:
        line = text.rfind("\n", 0, start) + 1
        name = _bare(text[max(line, start - 24) : start - 1])[0]
    sure = len(name) >= 2
    name = name if sure else re.sub(r"(?:增速|完成率)$", "", context.last_name)
    known = re.search("(?:排名|位次|名次)", name)
    return start, _folded(f"{field}{name}" if known else f"{name}{field}位次"), sure


def _respectively(
    text: str, sentence: _Sentence, number: Number, usable: Sequence[Number], names: str
) -> str:
    """Of several names with 分别 the one that this number belongs to; empty where it is not so."""
    left = text[sentence.start : number.start]
    at = left.rfind("分别")
    if at < 0:
        return ""
    first = sentence.start + at
    group = [n for n in usable if n.start > first and not re.search("[;；。]", text[first : n.start])]
    chain = group[:1]
    for n in group[1:]:
        if not re.fullmatch(r"[、和与以及上左右内%,\s]*", text[chain[-1].stop : n.start]):
            break
        chain.append(n)
    if number not in chain or len(chain) < 2:
        return ""
    clause = max((m.end() for m in _CLAUSE.finditer(left, 0, at)), default=0)
    before = _bare(left[clause:at])[0] or names
    before = re.sub(r"在(?:19|20)\d\d年.*$", "", before)
    parts = [p for p in re.split(r"[、和与]|以及", before) if p]
    if len(parts) == len(chain):
        return parts[chain.index(number)]
    if len(chain) == 2 and "城乡" in before:  # noqa: PLR2004  (town and country)
        return before.replace("城乡", ("城镇", "农村")[chain.index(number)])
    return before


def _name_start(text: str, sentence: _Sentence, number: Number, usable: Sequence[Number]) -> int:
    left = text[sentence.start : number.start]
    start = max((m.end() for m in _CLAUSE.finditer(left)), default=0)
    at = usable.index(number)
    if at:
        last = usable[at - 1].stop - sentence.start
        if last > start:
            start = last
            while start < len(left) and left[start] in "、和与及以上左右内 (（)）":
                start += 1
    return sentence.start + start


def _bare(raw: str) -> tuple[str, str, str]:
    """A name without the words around it, what a growth adds to it, and the verb it began with."""
    names = words()["names"]
    text = raw.strip()
    suffix = ""
    if m := names["share_of_target"].search(text):
        text, suffix = text[: m.start()], "完成率"
    text = _stripped(text, names["tail"])
    if not suffix:
        for pattern, rate in names["growth"]:
            if m := pattern.search(text):
                text, suffix = text[: m.start()], rate
                break
    verb = ""
    while text:
        m = names["lead"].match(text)
        if m is None or not m.group():
            break
        text = text[m.end() :]
    text = _stripped(text, names["tail"])
    text = re.sub(r"(?<=.)(?:实现|累计完成|累计)(?=.)", "", text)
    text = re.split(r"[)）\s]+(?=[\u4e00-\u9fff])", text)[-1] if re.search(r"[)）]\s", text) else text
    text = re.sub(r"^\d+(?:个|家|项|名|所)", "", text)
    if names["kept_verbs"].match(text) or re.fullmatch(
        r"(?:建设|选择|组织|对|为|开展|实施|完成|建立|打造|培训|发放|救助|服务|安排|举办|支持|启动|发展|向|给|把|将|培育|引进|招引|新增|受理|办理|检查|组建|编制|出台|开通|设立|改造|提升|治理|整治)*", text
    ):
        verb, text = text, ""
    return text, suffix, verb


def _stripped(text: str, tail: re.Pattern[str]) -> str:
    while text and (m := tail.search(text)) and m.group():
        text = text[: m.start()]
    return text


def _noun_behind(text: str, sentence: _Sentence, number: Number) -> str:
    m = _CLAUSE.search(text, number.stop, sentence.end)
    noun = text[number.stop : m.start() if m else sentence.end]
    if re.match(r"\s*(?:以上|左右|以内)?\s*[、和与及]", noun):
        return ""
    if number.unit[-1:].isascii() and number.unit.isascii() and number.unit not in {"%", ""}:
        return _english_name(text, sentence, number)
    noun = re.sub(r"^\s*(?:以上|左右|以内|的|余|多)+", "", noun)
    noun = re.split(r"(?:开展|实施|进行|提供|享受?|、\d|和\d|,|为主|等$|\d|[(（])", noun)[0]
    return noun.strip(" 、。")


def _english_name(text: str, sentence: _Sentence, number: Number) -> str:
    """The words around an English number: what is done, and the counted things."""
    unit = re.sub(r"^(?:million|billion|thousand)\s+", "", number.unit)
    before = text[sentence.start : number.start]
    if unit in {"minutes", "hours", "days", "percent"} or number.unit == "%":
        m = re.search(r"([a-z][a-z -]*?)\s+(?:of|to|is|are|under|above|below|over|at least|at|by|,)*\s*$", before)
        return m[1].strip() if m else ""
    behind = text[number.stop : sentence.end]
    m = re.match(r"\s+(?:safe|replaced|built|made [a-z]+|created)", behind)
    return unit + (m.group() if m else "")


def _folded(name: str) -> str:
    name = re.sub(r"占[^占]{9,}(?:的)?(比重|比例)$", "占比", name)
    name = re.sub(r"[“”‘’《》\"]", "", name)
    name = re.sub(r"的(?=比重|比例|增速|占比|增长)", "", name)
    return name.strip(" 、,的")


def _confidence(
    tense: str,
    sure: bool,  # noqa: FBT001
    sure_name: bool,  # noqa: FBT001
    number: Number,
    cue: Evidence | None,
    context: _Context,
) -> str:
    if not sure:
        return LOW if not context.title_tense else MEDIUM
    if sure_name and number.unit and (cue is not None or context.lead_tense or context.heading_tense):
        return HIGH
    return MEDIUM


def _marked(statements: list[Statement]) -> list[Statement]:
    """Statements that say again what a later one says (headlines) are marked as duplicates."""
    result = []
    for at, one in enumerate(statements):
        again = any(
            other.kind == one.kind
            and other.number.value == one.number.value
            and other.number.unit == one.number.unit
            and other.due == one.due
            and (other.name in one.name or one.name in other.name)
            for other in statements[at + 1 :]
        )
        result.append(replace(one, duplicate=again) if again else one)
    return result
