"""Comparator, date, strength, baseline and nesting of one number, each by the words near it."""

from __future__ import annotations

import re
from typing import Final

from scorecard.draft.numbers import RANK, Number
from scorecard.draft.sentence import GOAL, REPORT, Sentence, strength_of
from scorecard.draft.words import Date, Evidence, Told, in_english, words

NOTHING: Final[Told] = ("", None)
RATES: Final = frozenset({"%", "‰", "percent", "per cent"})
_JOINED: Final = re.compile(r"\s*[、和与]\s*")
_COLON: Final = re.compile(r"(?<!\d)[:：]")


def comparator(sentence: Sentence, number: Number, tense: str) -> Told:
    """How a figure is held against the number, by its own words or those of its enumeration.

    `plain` where no word says it: nothing is inferred here.
    """
    if number.role == RANK:
        place = Evidence(max(sentence.start, number.start - 1), number.stop, "place in a ranking")
        return "rank<=" if tense == GOAL else "rank", place
    if number.upper is not None:
        return "between", Evidence(number.start, number.stop, "two bounds")
    own = _behind(sentence, number) or _before(sentence, number, tense)
    if own is not None:
        return own
    last, previous = number, sentence.context.previous
    while (n := sentence.beside(last, 1)) and _JOINED.fullmatch(sentence.text, last.stop, n.start):
        if found := _behind(sentence, n):
            return found
        last = n
    if (
        previous is not None
        and _JOINED.fullmatch(sentence.text, previous.number.stop, number.start)
        and previous.comparator not in {"between", "rank", "rank<=", "plain"}
    ):
        return previous.comparator, previous.evidence.get("comparator")
    return "plain", None


def _behind(sentence: Sentence, number: Number) -> tuple[str, Evidence] | None:
    behind = sentence.text[number.stop : number.stop + 12]
    for name, pattern in words().after:
        if m := pattern.match(behind):
            end = number.stop + m.end()
            return name, Evidence(number.stop, end, "word behind the number")
    return None


def _before(sentence: Sentence, number: Number, tense: str) -> Told | None:
    if number.rule == "two digits":
        return ">=", Evidence(number.start, number.end, "two digits")
    if number.more:
        return ">", Evidence(number.end, number.stop, "more than the number")
    before = sentence.left(number, 48)
    for name, pattern in words().before:
        if m := pattern.search(before):
            if tense == REPORT and name in {">=", "<="} and not re.search("不|至少", m.group()):
                return "plain", None
            start = number.start - len(before)
            return name, Evidence(start + m.start(), start + m.end(), "word before the number")
    return None


def due(sentence: Sentence, number: Number, tense: str) -> Told:
    """The date of a number: before it, carried, behind it, or from what stands above."""
    context = sentence.context
    named = [d for d in sentence.dates if not d.base]
    left = [d for d in named if d.end <= number.start and _carries(sentence, d, number)]
    if tense == REPORT:  # `年度计划投资6亿元,已完成5.1亿元`
        clause = sentence.clause(number.start)
        left = [d for d in left if d.start >= clause or not is_plan(sentence.text, d)]
    right = [
        d for d in named if d.start >= number.stop and not sentence.text.startswith("翻", d.end)
    ]
    if tense == REPORT:  # `完成投资1.1亿元,预计10月底通水`
        ahead, text = words().tense["to_come"].search, sentence.text
        right = [d for d in right if not ahead(text[sentence.clause(d.start) : d.start])]
    clause = sentence.clause(number.start)
    own = [d for d in right if left and left[-1].start < clause <= number.start]
    if left and in_english(sentence.body):  # a date stands behind what it is for
        own = [] if re.search(r"\bof (?:which|these)\b", sentence.left(number, 20)) else right
    if own and _in_clause(sentence, number, own[0].start):
        return own[0].told("date in the sentence")
    if tense == GOAL and right and not left and _finished(sentence, number, right[0]):
        return right[0].told("date in the sentence")
    if left:
        return left[-1].told("date before the number")
    # One behind it is its own in its clause, or behind the last number.
    place = right[0].start if right else 0
    if right and (_in_clause(sentence, number, place) or sentence.numbers[-1].start < place):
        return right[0].told("date in the sentence")
    above = context.carried_due if context.carried_due[0] else context.due(tense)
    if above[0] or tense == GOAL:
        return above
    return context.reported or str(context.running or ""), None


def is_plan(text: str, date: Date) -> bool:
    """Whether a date says what a plan is for, not when something was reached."""
    return text.startswith(("计划", "度计划"), date.end)


def _in_clause(sentence: Sentence, number: Number, place: int) -> bool:
    """Whether nothing ends the clause between a number and a place behind it."""
    ends = words().grammar["clause_end"].search(sentence.text, number.stop, place)
    follower = sentence.beside(number, 1)
    return ends is None and (follower is None or follower.start > place)


def _finished(sentence: Sentence, number: Number, date: Date) -> bool:
    """Whether a date behind a number is when all so far is to be ready (`,2028年底前全部建成`)."""
    grammar, clause = words().grammar, sentence.clause(date.start)
    behind = [n for n in sentence.numbers if number.start < n.start < clause]
    last = behind[-1] if behind else number
    ends = grammar["clause_end"].search(sentence.text, date.end, sentence.end)
    stop = ends.start() if ends else sentence.end
    follows = sentence.text[last.stop : clause].strip(",，以上左右") == ""
    return follows and bool(grammar["finished"].fullmatch(sentence.text, clause, stop))


def _carries(sentence: Sentence, date: Date, number: Number) -> bool:
    """Whether a date holds for a number behind it in the sentence.

    One behind a number of its own clause, or in a part (`其中`) that has ended, does not.
    """
    text, begin = sentence.text, sentence.clause(date.start)
    if re.search(r"\bof (?:which|these) $", sentence.left(number, 12)):
        return True
    if words().grammar["clause_end"].search(text, date.end, number.start) is None:
        return True
    own = any(begin <= n.start < date.start for n in sentence.numbers)
    part = "其中" in text[begin : date.start] and re.search("[;；]", text[date.end : number.start])
    return not (own or part)


def strength(sentence: Sentence, number: Number) -> Told:
    """How firmly a goal is stated; words that only advocate say nothing of a number."""
    left, body = sentence.left(number), sentence.body
    cut = max(map(left.rfind, ";；")) + 1
    colon = max((m.end() for m in _COLON.finditer(left)), default=0)
    lead = words().tense["enumerated"].search(left)
    near = strength_of(body, sentence.start, (cut, len(left)))
    near = near or strength_of(body, sentence.start, (0, max(colon, lead.end() if lead else 0)))
    if near is not None and near[0] != "advocated":
        return near
    clause = sentence.clause(number.start)
    own = [*words().strength["own_clause"].finditer(sentence.text, clause, number.start)]
    if own:
        return "planned", Evidence(*own[-1].span(), "strength: word of the clause")
    above = sentence.context.carried_strength
    above = above if above[0] else sentence.context.strength
    return NOTHING if above[0] == "advocated" else above


def baseline(sentence: Sentence, number: Number, period: str) -> str:
    """The value or year that the number is compared with, as stated; else empty."""
    grammar = words().grammar
    if m := grammar["base_value"].search(sentence.left(number, 40)):
        year = m["year"] or (str(int(period[:4]) - 1) if m["last"] and period else "")
        return f"{m['value']} ({year})" if year else m["value"]
    if m := grammar["base_english"].search(sentence.right(number)):
        return m["year"] or m["since"]
    if m := grammar["base_from"].search(sentence.body):
        return f"{m['value']} ({m['year']})" if m["year"] else str(m["value"])
    bases = [d for d in sentence.dates if d.base and d.end <= number.start]
    if not bases or not re.fullmatch(r"\d{4}", bases[-1].period):
        return ""
    last = bases[-1]
    said = sentence.text[max(0, last.start - 1) : last.end]
    return last.period if said[0] in "比较在" and said[1:] not in {"上年", "去年"} else ""


def nested(sentence: Sentence, number: Number) -> bool:
    """Whether the number counts a part of the total before it (`其中`), in the same unit."""
    left, previous = sentence.left(number), sentence.context.previous
    at = max(left.rfind("其中"), left.rfind("of which"))
    bracket = left.rfind("(") if left.rfind("(") > left.rfind(")") else -1
    if bracket > at and any(n.stop == sentence.start + bracket for n in sentence.numbers):
        at = bracket  # `企业35家(规上18家、限上17家)`
    if at < 0:
        return False
    over = left.startswith(("提", "指出", "明确"), at + 2) or max(map(left.rfind, ";；")) > at
    over = over or left.count(")", at) > left.count("(", at)
    # A part's rate or money is no part of a count.
    over = over or bool(words().grammar["part_end"].search(left, at))
    if over or number.unit in RATES or "元" in number.unit or number.role == RANK:
        return False
    first = next(n for n in sentence.numbers if n.start >= sentence.start + at)
    same = first.unit[-1:] == number.unit[-1:]
    # `其中工业项目15个、总投资6亿元,农业项目5个`
    of_projects = all(sentence.left(n).endswith("项目") for n in (first, number))
    if number == first or (same and of_projects):
        return True
    return same and previous is not None and previous.nested


def is_base(sentence: Sentence, number: Number) -> bool:
    """Whether a change starts from this number (`由12件提高到20件`)."""
    grammar = words().grammar
    before = sentence.left(number, 12)
    if before[-1:] == " " and re.search(r"\bfrom\s+(?:the\s+)?$", before):
        return True
    after = grammar["base_after"].match(sentence.right(number, 8))
    return bool(after and grammar["base_before"].search(sentence.left(number, 14)))


def state(sentence: Sentence, number: Number) -> Told:
    """How firm a reported figure is, by the last word of its paragraph before it that says so."""
    line = sentence.text.rfind("\n", 0, number.start) + 1
    last = NOTHING
    for m in words().grammar["state"].finditer(sentence.text, line, number.start):
        said = "estimate" if m[0].startswith("预计") else "provisional"
        last = said, Evidence(m.start(), m.end(), "state: word before the number")
    return last


def obtained(sentence: Sentence, number: Number) -> bool:
    """Whether a place is one that somebody has, not a class that is named after it."""
    before, previous = sentence.left(number, 24), sentence.context.previous
    if previous is not None and previous.number.role == RANK:
        between = sentence.text[previous.number.end : number.start].lstrip("位名")
        if between[:1] == "、" and not words().grammar["clause_end"].search(between):
            return True  # `位居全国第3、绿色发展第5`
    had = words().grammar["obtained"].search(before) and before[-1:] != "前"
    return bool(had) or number.text in {"首位", "榜首"}
