"""What a document states: goals and reported figures, each with the words that its fields rest on.

A text is cut into blocks and sentences; every number of it gets one role (`numbers`); a value
becomes a goal or a reported figure by the nearest words of the sentence, its lead-in, its heading
or its title; comparator, date, strength, baseline and name come from words near by (`fields`,
`names`), and from nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Final

from scorecard.draft import fields, plan_tables
from scorecard.draft import sentence as texts
from scorecard.draft.names import name_of, quote_of, with_noun_as_unit
from scorecard.draft.numbers import RANK, VALUE, Number, numbers
from scorecard.draft.sentence import (
    GOAL,
    REPORT,
    Above,
    Context,
    Cue,
    Sentence,
    Statement,
    Unmeasured,
)
from scorecard.draft.words import Date, Evidence, dates, in_english, words

HIGH, MEDIUM, LOW = "high", "medium", "low"
_SHORT: Final = 20
_TITLE: Final = 200
"""Characters at most of a title, or of a first paragraph that stands for one."""
_BARE_LEAD: Final = 8
"""Characters of a lead-in that only goes on from the sentence before it."""
_FEW: Final = 2
"""Sentences in the style of a plan that make no plan yet."""
_QUARTER: Final = re.compile(r"\s*(?:前?[一二三]季度|1\s?[-—–~至]\s?\d{1,2}月)")
_SPAN: Final = re.compile(r"[一二两三四五六七八九十\d]{1,2}年(?:内|时间)")
_DETERMINED: Final = re.compile(r"\b(?:the|these|those|our|all|last|next|past|first|of) $")
_POINTS: Final = fields.RATES | {"个百分点", "百分点"}


@dataclass(slots=True)
class Reading:
    """What a text holds: statements, goals without a number, and all other numbers with roles."""

    statements: list[Statement] = field(default_factory=list)
    aside: list[Number] = field(default_factory=list)
    unmeasured: list[Unmeasured] = field(default_factory=list)


def read(
    text: str, *, title: str = "", anchor: int | None = None, frame: Iterable[int] = ()
) -> Reading:
    """The goals and reported figures of a clean text, and every other number with its role.

    Parameters
    ----------
    text
        Clean text, one block a line; cells of a table's row are parted by `|` or tabs.
    title
        The document's title; blank: its first line.
    anchor
        The year that 今年 and 全年 mean; None: what rests on it stays blank.
    frame
        Lines (from 0) that only frame the document: menus, footers.  Their numbers state nothing.

    Returns
    -------
    Reading
        Its two lists together hold every number of the text exactly once.
    """
    frame = {*frame, *texts.framing(text)}
    blocks = [place for line, *place in texts.lines_of(text) if line not in frame]
    first = text[slice(*blocks[0])] if blocks else ""
    title = title or (first if len(first) <= _TITLE else "")
    begin = blocks[0][0] if blocks and text.startswith(title, blocks[0][0]) else None
    context = Context(text, anchor, texts.title_of(title, begin, anchor))
    if _says_values(title):
        context.title = Above()
    context.guessed = not (context.title.tense or words().tense["goal"].search(text))
    context.title = replace(context.title, tense=context.title.tense or _only_tense(text))
    reading = Reading()
    header: plan_tables.Header | None = None
    for block, (start, end) in enumerate(blocks):
        line = text[start:end]
        found = numbers(line, start)
        # A heading within a table does not end it.
        fresh = plan_tables.header_of(line, start, context, header)
        in_row = fresh is not None or plan_tables.is_row(line, header)
        lasts = (
            in_row
            or len(line) < _SHORT
            or (header and header.spaced and line[-1] not in "。;；:：")
        )
        header = fresh or (header if lasts else None)
        cells = plan_tables.cells_of(line, start) if header is not None and in_row else []
        if header is not None and in_row and not plan_tables.is_prose(header, cells):
            stated, aside = plan_tables.read_row(header, cells, found, text)
            reading.statements += stated
            reading.aside += aside
        else:
            _read_block((start, end), block, found, context, reading)
    for line_number, start, end in texts.lines_of(text):
        if line_number in frame:
            for n in numbers(text[start:end], start):
                reading.aside.append(n._replace(role="frame", rule="menu or footer of the page"))
    reading.statements = _marked(reading.statements)
    return reading


def _only_tense(text: str) -> str:
    """What a text speaks of that has words of one kind only: it is the middle of a longer one."""
    tense = words().tense
    if tense["goal"].search(text):
        others = (p for p in re.split("[。\n]", text) if not tense["goal"].search(p))
        over = any(tense["achieved"].search(p) or tense["report"].search(p) for p in others)
        return "" if over else GOAL
    if tense["achieved"].search(text):
        return REPORT
    plan, report = (len(tense[f"{of}_style"].findall(text)) for of in ("plan", "report"))
    return REPORT if report > plan else GOAL if plan > max(report, _FEW) else ""


def _says_values(line: str) -> bool:
    """Whether a line is a sentence that states values: it speaks for itself only."""
    return line.endswith("。") and any(n.role == VALUE and n.unit for n in numbers(line))


def _read_block(
    place: tuple[int, int], block: int, found: list[Number], context: Context, reading: Reading
) -> None:
    text, (start, end) = context.text, place
    line = text[start:end]
    context.carried_tense, context.running, context.total, context.lately = "", None, "", False
    context.carried_due = context.carried_strength = fields.NOTHING
    first = next(texts.sentences(text, start, end), (start, end))
    level = texts.level_of(line)
    whole = texts.is_heading(line, level, found)
    begun = [n for n in found if n.start < first[1]]
    inline = level is not None and texts.is_heading(text[slice(*first)], level, begun)
    if level is None and context.bulleted and not (whole and line.endswith(":")):
        # A list of points ends with the paragraph behind it, and with it what led in to it.
        context.path = [a for a in context.path if a.text]
    if words().grammar["numbering"].fullmatch(line):  # of a point that stands below it
        reading.aside += [n._replace(role="ordinal", rule="number of a list") for n in found]
        return
    context.bulleted = level is not None and not line.lstrip()[0].isalnum()
    if (whole or inline) and block:
        texts.take_heading(line if whole else text[slice(*first)], start, level, context, block)
    elif level is not None:
        # Points with a mark belong to the lead-in above them, however deep that is.
        leads = [a for a in context.path if context.bulleted and a.text[-1:] in {"", ":"}]
        context.path = [a for a in context.path if a.level < level or a in leads]
    stated = len(reading.statements)
    for s, e in texts.sentences(text, start, end):
        _read_sentence((s, e), [n for n in found if s <= n.start < e], context, reading)
    if "其中" in line:
        reading.statements[stated:] = _with_parts(text, reading.statements[stated:])
    if not whole and words().grammar["lead_in"].search(line):
        # `接续办好十件实事。具体包括:`
        begins = [
            s for s, e in texts.sentences(text, start, end) if len(text[s:e].strip()) > _BARE_LEAD
        ]
        begin = begins[-1] if begins else start
        said = text[begin:end]
        planned = GOAL in {context.tense, context.title.tense}
        cues = [c for c in texts.cues_of(said) if not (c.weak and planned)]
        announced = GOAL if words().tense["announced"].search(said) else context.tense
        tense = cues[-1].tense if cues else texts.heading_tense(said, "", None) or announced
        below = context.lead_level
        context.path = [a for a in context.path if a.level < below]
        above, (due, by_due) = texts.above_of(said, begin, context.anchor), context.carried_due
        if not above.due and due:  # `到2025年,…。具体目标如下:`
            evidence = {**above.evidence, **({"due": by_due} if by_due else {})}
            above = replace(above, due=due, evidence=evidence)
        context.push(replace(above, text="", tense=tense, level=below))


# ------------------------------------------------------------------- sentences


def _read_sentence(
    place: tuple[int, int], found: list[Number], context: Context, reading: Reading
) -> None:
    text = context.text
    body = text[slice(*place)]
    # `去年增长7%。一季度增长9%`: this year's.
    fresh = context.lately and _QUARTER.match(body)
    year = context.anchor if fresh else context.running or context.year
    named = dates(body, context.anchor, place[0], year)
    if (above := context.due(GOAL)[0][:4]) and above > str(context.anchor or ""):
        # A plan's own last year is when its `三年内` ends.
        named = [d for d in named if not _SPAN.match(text[d.start : d.end])]
    cues = _deciding(body, [*texts.cues_of(body), *_dated(body, place[0], named, context)], context)
    context.previous = None
    sentence = Sentence(text, *place, (), named, cues, context)
    bases = [n for n in found if n.role in {VALUE, RANK} and fields.is_base(sentence, n)]
    usable = _values(sentence, [n for n in found if n not in bases])
    sentence = sentence._replace(numbers=usable)
    stated = len(reading.statements)
    for number in found:
        if number in usable and (statement := _statement(sentence, number)) is not None:
            reading.statements.append(statement)
            context.previous = statement
            continue
        role, rule = "mention", "no goal and no report"
        if number in bases:
            role, rule = "baseline", "what a change starts from"
        elif number.role not in {VALUE, RANK}:
            role, rule = number.role, number.rule
        elif number not in usable:
            rule = "no unit, or the scope of another number"
        reading.aside.append(number._replace(role=role, rule=rule))
    if len(reading.statements) == stated and (one := _unmeasured(sentence)) is not None:
        reading.unmeasured.append(one)
    _carry(sentence, named, cues)


def _carry(sentence: Sentence, named: Sequence[Date], cues: Sequence[Cue]) -> None:
    """What a sentence says that holds for those behind it: tense, date and strength."""
    text, body, context = sentence.text, sentence.body, sentence.context
    if m := words().tense["enumerated"].search(body):
        # What a list of targets says of them holds to the end of its paragraph.
        firm = texts.strength_of(body, sentence.start, (0, m.end()))
        context.carried_strength = firm or context.carried_strength
    periods = [d for d in named if not d.base]
    if cues := [c for c in cues if not c.reach]:
        context.carried_tense = cues[-1].tense
        # A report goes on in the paragraphs that follow, until a goal or a heading ends it.
        # So does what a year to come will bring.
        to_come = [d for d in periods if d.period[:4] > str(context.anchor or "9")]
        to_come = [] if in_english(body) else to_come
        goes_on = context.going == GOAL or bool(to_come)
        context.going = REPORT if cues[-1].tense == REPORT else GOAL if goes_on else ""
        # Of several years that a paragraph speaks of none holds for the next.
        inner = to_come and any(n.start < to_come[0].start for n in sentence.numbers)
        if context.going == GOAL and to_come and not inner and context.running != context.anchor:
            context.promised = to_come[-1].period
    years = [d for d in periods if re.fullmatch(r"\d{4}", d.period)]
    if words().tense["announced"].search(body) and context.carried_tense != REPORT:
        context.going = GOAL
        context.promised = years[-1].period if years else context.promised
    if years:
        context.lately = text[years[-1].start] in "去上"
    if years and text[years[-1].start - 1 : years[-1].start] != "到":
        context.running = int(years[-1].period)
    goal = (context.carried_tense or context.tense or context.title.tense) == GOAL
    ready = years and words().grammar["finished"].match(text, sentence.clause(years[0].start))
    if goal and years and (ready or any(n.start < years[0].start for n in sentence.numbers)):
        years = []  # of one clause only
    # A goal of a quarter says nothing of the next sentence's; a report of one does.
    lasting = years if goal else [d for d in periods if not fields.is_plan(sentence.text, d)]
    if lasting and not in_english(body):
        last = lasting[-1]
        context.carried_due = last.told("date of the sentence before")
        # `报告过去五年工作和2022年安排`: a year behind the word is not what it reports.
        if cues and cues[-1].tense == REPORT and last.start <= sentence.start + cues[-1].start:
            context.reported = last.period


def _unmeasured(sentence: Sentence) -> Unmeasured | None:
    """The goal that a sentence without a figure states; None where it states none."""
    body, start = sentence.body, sentence.start
    above = sentence.context.tense or sentence.context.title.tense
    if texts.level_of(body) is not None and len(body) < _SHORT:
        return None
    firm, cues = texts.strength_of(body, start), [c.tense for c in sentence.cues]
    classes = words().classes
    said = {kind: m for kind, pattern in classes.items() if (m := pattern.search(body))}
    goal = GOAL in cues or (above == GOAL and (firm or "deliverable" in said))
    over = sentence.context.tense == REPORT or (REPORT in cues and GOAL not in cues)
    if over or not goal or (firm is None and not said):
        return None
    kind = next(iter(said), "needs_definition")
    told = {"strength": firm[1]} if firm else {}
    if kind in said:
        at = [start + place for place in said[kind].span()]
        told["class"] = Evidence(at[0], at[1], f"{kind}: word in the sentence")
    lead = len(body) - len(body.lstrip())
    strength = firm[0] if firm else ""
    return Unmeasured(start + lead, sentence.end, kind, strength, sentence.context.heading, told)


def _dated(body: str, start: int, named: Sequence[Date], context: Context) -> Iterator[Cue]:
    """Periods that begin a clause: those to come say goal, those that are over report."""
    if context.anchor is None:
        return
    for date in named:
        year, at = int(date.period[:4]), date.start - start
        if date.base or year == context.anchor or not re.match(r"(?:In )?20\d\d", body[at:]):
            continue
        tense = GOAL if year > context.anchor else REPORT
        if tense == REPORT and context.tense == GOAL and body[date.end - start :][:1] == ":":
            continue  # a list of targets by year that has begun
        before = body[at - 1 : at]
        begins = not before or bool(words().grammar["clause_end"].match(before))
        begins = begins or (tense == GOAL and before in "到至望计")
        topic = body[:at].endswith("关于")  # `关于2024年的工作,报告指出`
        if topic or (begins and not re.match(r"年?[^,，。;]{0,10}的", body[date.end - start :])):
            yield Cue(at, date.end - start, tense)


def _deciding(body: str, cues: Sequence[Cue], context: Context) -> list[Cue]:
    """The cues without those that a heading, a lead-in or an earlier word overrules."""
    above = context.tense or context.title.tense or context.going
    kept: list[Cue] = []
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.tense, cue.end))
    for cue in ordered:
        if cue.weak:
            part = max(body.rfind(stop, 0, cue.start) for stop in ";；。")
            goal = any(c.tense == GOAL and part < c.start < cue.start for c in kept)
            clause = texts.clause_start(body, cue.start), cue.start
            if above == GOAL or goal or texts.strength_of(body, 0, clause):
                continue
        bound = words().tense["bound"].fullmatch(body, cue.start, cue.end)
        if bound and context.going == REPORT and GOAL not in {context.tense, context.title.tense}:
            continue
        running = cue.reach == "number" and _runs(context)
        if REPORT == context.tense != cue.tense and not (running or _to_come(body, cue, context)):
            continue
        kept.append(cue)
    return kept


def _runs(context: Context) -> bool:
    """Whether a report looks back on a part of its year only: what is planned for it is to come."""
    return re.match(rf"{context.anchor}-", context.reported) is not None


def _to_come(body: str, cue: Cue, context: Context) -> bool:
    """Whether a goal word stands out of a report: it names a year to come, or the next step."""
    said = body[cue.start : cue.end + 4]
    if said.startswith(("will ", "aim", "plan", "expect", "commit")):
        return True
    if "预计" in body[texts.clause_start(body, cue.start) : cue.start]:
        return False  # what is foreseen is nobody's goal
    year = re.search(r"20\d\d", said)
    over = context.due(REPORT)[0][:4] or str(context.anchor or "")
    return bool(words().tense["next_step"].search(said)) or bool(year and year[0] > over)


def _values(sentence: Sentence, found: Sequence[Number]) -> list[Number]:
    """The numbers of a sentence that may state something: with a unit, and no scope of another."""
    values = [n for n in found if n.role == RANK or (n.role == VALUE and _measures(sentence, n))]
    behind = [n for n in found if n in values or n.role == "policy amount"]
    followers = [next((b for b in behind if b.start > n.start), None) for n in values]
    return [
        n
        for n, follower in zip(values, followers, strict=True)
        if not (follower is not None and _is_scope(sentence.text, n, follower))
        and not _is_whole(sentence, n)
    ]


def _is_whole(sentence: Sentence, n: Number) -> bool:
    """Whether a number says how many there are, of which something is told (`全市12个镇`)."""
    grammar, before = words().grammar, sentence.left(n, 8)
    topic = grammar["topic"].match(sentence.body) if n.unit and n.role == VALUE else None
    if topic is not None and sentence.start + topic.start("number") == n.start:
        return True
    counts = n.role != RANK and n.unit and n.unit not in _POINTS
    if not counts or not grammar["scope_before"].search(before):
        return False
    among = grammar["scope_among"].match(sentence.text[n.stop : n.stop + 18])
    return bool(among or grammar["scope_country"].search(before))


def _is_scope(text: str, n: Number, follower: Number) -> bool:
    """Whether a number only says whom or what the one behind it is about."""
    between, grammar = text[n.stop : follower.start], words().grammar
    if re.search(r"[、(]", between) or grammar["clause_end"].search(between) or not between.strip():
        return False
    if RANK in {n.role, follower.role} or n.unit in _POINTS or n.more:
        return False
    if between[0] in "并和及与":
        return False  # `硬化道路10万平方米并安装路灯1000盏`, `培育冠军3家和“小巨人”9家`
    paid = grammar["paid"].search(text[max(0, n.start - 14) : n.start])
    if "元" in n.unit and paid and between[0] not in "以级的":
        return False
    end = between[-4:]
    if grammar["no_scope"].search(end) and not grammar["spending"].search(end):
        return False
    return bool(re.match(r"[\u4e00-\u9fff“”《]{2,}", between))


def _measures(sentence: Sentence, n: Number) -> bool:
    """Whether a number is a quantity: it has a unit, or words that make it one."""
    grammar, text = words().grammar, sentence.text
    digits = n.text[0].isdigit()
    if grammar["no_measure"].fullmatch(n.unit):
        scored = n.unit == "分" and grammar["scored"].search(sentence.left(n, 14))
        known = n.unit in {"村", "镇"} or n.rule == "years of life or schooling" or scored
        return digits and bool(known)
    if n.unit and (digits or n.rule in {"doubled", "two digits"}):
        return True
    if n.unit:
        before = sentence.left(n, 8)
        if re.search("[万亿]", n.unit):
            return bool(grammar["bare_before"].search(before))
        made = n.unit not in {"个", "项"} or grammar["made"].search(before)
        counted = (
            n.unit == "成" or n.text in "两三四五六七八九十" or grammar["at_least"].search(before)
        )
        behind = grammar["counts_nothing"].match(text[n.stop : n.stop + 6])
        return bool(
            grammar["counted_in_words"].fullmatch(n.unit) and made and counted and not behind
        )
    if n.text.lower() == "zero":
        return not re.search(r"net[ -]$", text[: n.start], re.IGNORECASE)
    english = grammar["english_words"].match(text[n.end : n.end + 40])
    if english or re.match(r"\s*[\"“]", text[n.end : n.end + 2]):
        several = re.match(r"\s+(?:[a-z-]+\s+){0,2}[a-z]+s\b", text[n.end : n.end + 40])
        return digits or bool(several and n.value > 1 and not _DETERMINED.search(text[: n.start]))
    bare = grammar["bare_before"].search(text[max(0, n.start - 4) : n.start])
    return digits and bool(bare or grammar["english_number"].search(sentence.left(n, 80)))


# ------------------------------------------------------------------- goal or report


def _tense(sentence: Sentence, number: Number) -> tuple[str, Evidence | None, bool]:
    """Goal, report or neither; the word that says so; whether it stands near by."""
    at, body = number.start - sentence.start, sentence.body
    previous = sentence.beside(number, -1)
    since = previous.start - sentence.start if previous else -1
    part = max(body.rfind(stop, 0, at) for stop in ";；")
    reach = {"": -1, "part": part, "number": since}
    left = [c for c in sentence.cues if c.start <= at and c.start >= reach[c.reach]]
    right = [c for c in sentence.cues if c.start > at and not c.reach]
    clause = words().grammar["clause_end"].search(body, at)
    stop = clause.start() if clause else len(body)
    own = [c for c in right if c.start <= stop and not c.weak]
    if left and not (own and left[-1].start < part):
        near = left[-1]
        if near.tense == GOAL and any(c.tense == REPORT for c in left):
            # Of both kinds the last word of the number's part of the sentence.
            near = next((c for c in reversed(left) if c.start > part), near)
        return near.tense, near.evidence(sentence.start), True
    if right and right[0].start <= stop:
        return right[0].tense, right[0].evidence(sentence.start), True
    if words().tense["more_to_come"].match(body, stop):
        return REPORT, None, False
    return _tense_above(sentence, number, right[0] if right else None)


def _tense_above(
    sentence: Sentence, number: Number, behind: Cue | None
) -> tuple[str, Evidence | None, bool]:
    """As `_tense`, where no word of the number's own says it; `behind` is one of a later clause."""
    context, above = sentence.context, sentence.context.tense
    grammar, before = words().grammar, sentence.left(number)
    if (above != REPORT and grammar["english_fact"].search(before)) or (
        not above and grammar["dimension"].search(before)
    ):
        return "", None, False
    if context.carried_tense and above in {"", context.carried_tense}:
        return context.carried_tense, None, bool(above) or context.going == context.carried_tense
    if above:
        return above, None, True
    title = "" if context.guessed else context.title.tense
    # What the title or the paragraphs before speak of outweighs a word behind of the other kind.
    spoken = context.going or title
    if behind and spoken in {"", behind.tense}:
        return behind.tense, behind.evidence(sentence.start), True
    # The title of a plan speaks for all that says nothing of its own.
    return context.title.tense or context.going, None, GOAL in {title, context.going}


def _statement(sentence: Sentence, number: Number) -> Statement | None:
    tense, cue, near = _tense(sentence, number)
    planned = words().grammar["past_target"].search(sentence.left(number))
    # `计划40个，实际46个`: what had been planned, beside what was reached.
    met = planned and words().grammar["met"].match(sentence.right(number))
    unranked = number.role == RANK and not fields.obtained(sentence, number)
    context = sentence.context
    if not tense or (tense == REPORT and (met or unranked)):
        if met:  # `收入任务174万元,完成198万元`
            context.last_name = name_of(sentence, number)[0]
        return None
    told = {
        "comparator": fields.comparator(sentence, number, tense),
        "due": fields.due(sentence, number, tense),
        "strength": fields.strength(sentence, number) if tense == GOAL else fields.NOTHING,
        "state": fields.state(sentence, number) if tense == REPORT else fields.NOTHING,
    }
    due = told["due"][0]
    if tense == REPORT and due[:4] > str(context.anchor or due) and "预计" in sentence.body:
        return None  # foreseen of a year to come: neither reached nor meant
    context.reported = due if tense == REPORT else context.reported
    whole, named = number, sentence
    if number.role == RANK and not in_english(sentence.body):
        whole = number._replace(unit=number.unit or "位")
    elif number.role != RANK and not number.unit:
        whole = with_noun_as_unit(sentence.text, number)
    if whole is not number:
        numbers_so = [whole if n is number else n for n in sentence.numbers]
        named = sentence._replace(numbers=numbers_so)
    name, own_name = name_of(named, whole)
    context.last_name = name or context.last_name
    context.names[number.start] = name
    nested = fields.nested(sentence, number)
    if number.unit in {"个", "项"} and not nested:
        context.total = name
    base = words().names["rate_of"].sub("", name)
    if base and not (context.subject and base.startswith(context.subject)):
        context.subject = base
    announced = GOAL in {"" if context.guessed else context.title.tense, context.going}
    said = cue is not None or bool(context.tense) or announced
    # What stands before the noun it counts may be a scope: `3个街道…`.
    ahead = re.match(r"[\u4e00-\u9fff]", sentence.right(whole, 1)) and whole.unit not in _POINTS
    sure = own_name and number.unit and said and (told["comparator"][1] is not None or not ahead)
    evidence = {"value": Evidence(whole.start, whole.stop, "number")}
    evidence |= {"kind": cue} if cue else {}
    return Statement(
        kind=tense,
        number=whole,
        quote=quote_of(sentence, number),
        name=name,
        comparator=told["comparator"][0],
        due=due,
        strength=told["strength"][0],
        baseline=fields.baseline(sentence, number, due),
        nested=nested,
        confidence=(HIGH if sure else MEDIUM) if near else MEDIUM if context.title.tense else LOW,
        heading=context.heading,
        state=told["state"][0],
        evidence=evidence | {name: e for name, (_, e) in told.items() if e is not None},
    )


def _with_parts(text: str, found: list[Statement]) -> list[Statement]:
    """Parts behind `其中` that together are a total before it are nested, over any `;`."""
    for at, one in enumerate(found[1:], 1):
        if "其中" not in text[found[at - 1].number.stop : one.number.start]:
            continue
        for total in (s.number for s in found[:at] if "元" not in s.number.unit):
            parts = [n for n in range(at, len(found)) if found[n].number.unit == total.unit]
            sums = accumulate(found[n].number.value for n in parts)
            last = next((n for n, added in enumerate(sums, 1) if added == total.value and n > 1), 0)
            for n in parts[:last]:
                found[n] = replace(found[n], nested=True)
    return found


def _marked(statements: Sequence[Statement]) -> list[Statement]:
    """Statements that say again what a later one says (headlines) are marked as duplicates."""
    told: dict[tuple[object, ...], list[Statement]] = {}
    marked = []
    for one in reversed(statements):
        later = told.setdefault((one.kind, one.number.value, one.number.unit, one.due), [])
        again = any(other.name in one.name or one.name in other.name for other in later)
        marked.append(replace(one, duplicate=True) if again else one)
        if not again:
            later.append(one)
    return marked[::-1]
