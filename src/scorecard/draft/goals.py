"""What a document states: goals and reported figures, each with the words that its fields rest on.

A text is cut into blocks and sentences; every number of it gets one role (`numbers`); a value
becomes a goal or a reported figure by the nearest words of the sentence, its lead-in, its heading
or its title; comparator, date, strength, baseline and name come from words near by (`fields`,
`names`), and from nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from scorecard.draft import fields
from scorecard.draft.dates import dates, latest
from scorecard.draft.names import name_of, quote_of, with_noun_as_unit
from scorecard.draft.numbers import RANK, VALUE, Number, numbers
from scorecard.draft.sentence import (
    GOAL,
    REPORT,
    Above,
    Context,
    Cue,
    Evidence,
    Sentence,
    Statement,
    cues_of,
    strength_of,
)
from scorecard.draft.tables import Header, cells_of, header_of, row_statements
from scorecard.draft.words import words

HIGH, MEDIUM, LOW = "high", "medium", "low"
_HEAD_LENGTH: Final = 34
_FIRST_BLOCKS: Final = 3
"""So many blocks after the first may still belong to the title."""
_LISTED: Final = re.compile(r"\s*\d{1,2}[。.]")
_NO_MEASURE: Final = frozenset(
    {
        *("县", "市", "区", "镇", "乡", "村", "街道", "年", "月", "级", "类", "步", "批", "期"),
        *("星", "路", "届", "轮", "阶段", "站", "岁", "分"),
    }
)
"""`四市`, `一年`: words, not quantities."""
_COUNTED_PLACES: Final = frozenset({"村", "镇"})
_COUNTED_IN_WORDS: Final = frozenset({"处", "所", "座", "条", "家", "项", "番", "个"})
_POINTS: Final = frozenset({"%", "‰", "个百分点", "百分点"})


@dataclass(slots=True)
class Reading:
    """What a text holds: statements and all other numbers, each with its role and rule."""

    statements: list[Statement] = field(default_factory=list)
    aside: list[Number] = field(default_factory=list)


def read(
    text: str, *, title: str = "", anchor: int | None = None, frame: Container[int] = ()
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
    blocks = [place for line, *place in _blocks(text) if line not in frame]
    title = title or (text[slice(*blocks[0])] if blocks else "")
    context = Context(anchor, title=Above(title, _future(title), latest(title, anchor)))
    reading = Reading()
    header: Header | None = None
    for block, (start, end) in enumerate(blocks):
        line = text[start:end]
        found = [_moved(n, start) for n in numbers(line)]
        header = header_of(line, start) or (header if "|" in line or "\t" in line else None)
        if header is not None:
            _read_row(header, line, start, found, context, reading)
        else:
            _read_block(text, (start, end), block, found, context, reading)
    for line_number, start, end in _blocks(text):
        if line_number in frame:
            reading.aside += [
                replace(_moved(n, start), role="frame", rule="menu or footer of the page")
                for n in numbers(text[start:end])
            ]
    reading.statements = _marked(reading.statements)
    return reading


def _blocks(text: str) -> Iterator[tuple[int, int, int]]:
    """The number of each line that is not blank, and where it begins and ends."""
    start = 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            yield number, start, start + len(line)
        start += len(line) + 1


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences between two offsets of a text."""
    at = start
    for m in words().grammar["sentence_end"].finditer(text[start:end]):
        stop = start + m.end()
        # `1。开通运营` is the number of a list, not a sentence.
        if not _LISTED.fullmatch(text[at:stop]):
            yield at, stop
            at = stop
    if text[at:end].strip():
        yield at, end


def _moved(one: Number, by: int) -> Number:
    return replace(one, start=one.start + by, end=one.end + by, stop=one.stop + by)


def _read_row(
    header: Header,
    line: str,
    start: int,
    found: Sequence[Number],
    context: Context,
    reading: Reading,
) -> None:
    """A row of a plan table; the header's own numbers are years."""
    cells = cells_of(line, start)
    own = [] if cells == header.cells else found
    stated = row_statements(header, cells, own, context.heading.text)
    taken = {s.number.start for s in stated}
    reading.statements += stated
    reading.aside += [
        n if n.role not in {VALUE, RANK} else replace(n, role="mention", rule="cell of a table")
        for n in found
        if n.start not in taken
    ]


def _read_block(
    text: str,
    place: tuple[int, int],
    block: int,
    found: Sequence[Number],
    context: Context,
    reading: Reading,
) -> None:
    start, end = place
    line = text[start:end]
    context.carried_tense = context.carried_due = ""
    if _is_heading(line, found):
        _take_heading(line, context, block)
        context.reporting = False
    for s, e in sentences(text, start, end):
        _read_sentence(text, (s, e), [n for n in found if s <= n.start < e], context, reading)
    if line.rstrip().endswith((":", "：")):
        cues, known = cues_of(line), strength_of(line)
        tense = cues[-1].tense if cues else _future(line) or context.heading.tense
        strength = known[0] if known else ""
        context.lead = Above(line, tense, latest(line, context.anchor), strength)


# ------------------------------------------------------------------- headings


def _future(text: str) -> str:
    return GOAL if words().tense["future_title"].search(text) else ""


def _heading_tense(text: str) -> str:
    if words().tense["past_heading"].search(text):
        return REPORT
    return GOAL if words().tense["future_heading"].search(text) else ""


def _is_heading(line: str, found: Sequence[Number]) -> bool:
    bare = line.strip().rstrip("。：:")
    if len(bare) > _HEAD_LENGTH or re.search(r"[。；;！？]", bare[3:]):
        return False
    return not any(n.role in {VALUE, RANK} for n in found)


def _take_heading(line: str, context: Context, block: int) -> None:
    """A heading says something for what follows it, as far as it says anything."""
    numbered = bool(words().grammar["ordinal_heading"].match(line))
    tense, due, known = _heading_tense(line), latest(line, context.anchor), strength_of(line)
    above = replace(context.heading, text=line.strip())
    if block == 0 or numbered or tense or due or known:
        if tense or not numbered or words().grammar["chapter_heading"].match(line):
            above = replace(above, tense=tense or (above.tense if numbered else ""))
        above = replace(above, due=due or above.due, strength=known[0] if known else "")
        if tense:
            context.lead = Above()
        if block <= _FIRST_BLOCKS:
            title = context.title
            own = title.tense or _future(line)
            context.title = replace(title, tense=own, due=title.due or due)
    context.heading = above


# ------------------------------------------------------------------- sentences


def _read_sentence(
    text: str,
    place: tuple[int, int],
    found: Sequence[Number],
    context: Context,
    reading: Reading,
) -> None:
    body = text[slice(*place)]
    named = dates(body, context.year, place[0])
    cues = _without_weak(body, cues_of(body))
    context.previous = None
    sentence = Sentence(text, *place, (), named, cues, context)
    bases = [n for n in found if n.role in {VALUE, RANK} and fields.is_base(sentence, n)]
    usable = _values(sentence, [n for n in found if n not in bases])
    sentence = replace(sentence, numbers=usable)
    for number in found:
        statement = _statement(sentence, number) if number in usable else None
        if statement is None:
            reading.aside.append(_set_aside(number, base=number in bases, usable=number in usable))
            continue
        reading.statements.append(statement)
        context.previous = statement
    periods = [d.period for d in named if not d.base]
    if cues:
        context.carried_tense = cues[-1].tense
        # A report goes on in the paragraphs that follow, until a goal or a heading ends it.
        context.reporting = cues[-1].tense == REPORT
    if periods:
        context.carried_due = periods[-1]
        if cues and cues[-1].tense == REPORT:
            context.reported = periods[-1]


def _without_weak(body: str, cues: Sequence[Cue]) -> list[Cue]:
    """The cues without a `累计` in a clause that begins with a goal (`到年底累计投放`)."""
    clause_end = words().grammar["clause_end"]
    return [
        cue
        for at, cue in enumerate(cues)
        if not (
            body[cue.start : cue.end] == "累计"
            and at
            and cues[at - 1].tense == GOAL
            and not clause_end.search(body, cues[at - 1].end, cue.start)
        )
    ]


def _set_aside(number: Number, *, base: bool, usable: bool) -> Number:
    if base:
        return replace(number, role="baseline", rule="what a change starts from")
    if number.role not in {VALUE, RANK}:
        return number
    why = "no goal and no report" if usable else "no unit, or the scope of another number"
    return replace(number, role="mention", rule=why)


def _values(sentence: Sentence, found: Sequence[Number]) -> list[Number]:
    """The numbers of a sentence that may state something: with a unit, and no scope of another."""
    values = [n for n in found if n.role == RANK or (n.role == VALUE and _measures(sentence, n))]
    followers = [*values[1:], None][: len(values)]
    return [
        n
        for n, follower in zip(values, followers, strict=True)
        if not (follower is not None and _is_scope(sentence.text, n, follower))
        and not _is_whole(sentence, n)
    ]


def _is_whole(sentence: Sentence, n: Number) -> bool:
    """Whether a number says how many there are, of which something is told (`全市12个镇`)."""
    grammar, before = words().grammar, sentence.left(n, 8)
    if not n.unit or not grammar["scope_before"].search(before):
        return False
    among = grammar["scope_among"].match(sentence.text[n.stop : n.stop + 18])
    return bool(among or grammar["scope_country"].search(before))


def _is_scope(text: str, n: Number, follower: Number) -> bool:
    """Whether a number only says whom or what the one behind it is about."""
    between, grammar = text[n.stop : follower.start], words().grammar
    if grammar["clause_end"].search(between) or "、" in between or not between.strip():
        return False
    if RANK in {n.role, follower.role} or n.unit in _POINTS or n.more:
        return False
    end = between[-4:]
    if grammar["no_scope"].search(end) and not grammar["spending"].search(end):
        return False
    return bool(re.match(r"[\u4e00-\u9fff“”《]{2,}", between))


def _measures(sentence: Sentence, n: Number) -> bool:
    """Whether a number is a quantity: it has a unit, or words that make it one."""
    grammar, text = words().grammar, sentence.text
    digits = n.text[0].isdigit()
    if n.unit in _NO_MEASURE:
        return n.unit in _COUNTED_PLACES and digits
    if n.unit:
        behind = text[n.stop : n.stop + 6]
        in_words = n.unit in _COUNTED_IN_WORDS and n.text in "两三四五六七八九十"
        return digits or (in_words and not grammar["counts_nothing"].match(behind))
    if n.text.lower() == "zero":
        return True
    english = grammar["english_words"].match(text[n.end : n.end + 40])
    if english or re.match(r"\s*[\"“]", text[n.end : n.end + 2]):
        return digits or n.text.lower() == "six"
    return digits and bool(grammar["bare_before"].search(text[max(0, n.start - 4) : n.start]))


# ------------------------------------------------------------------- goal or report


def _tense(sentence: Sentence, number: Number) -> tuple[str, Evidence | None, bool]:
    """Goal, report or neither; the word that says so; whether it stands near by."""
    at, body, context = number.start - sentence.start, sentence.body, sentence.context
    left = [c for c in sentence.cues if c.start <= at]
    right = [c for c in sentence.cues if c.start > at]
    dated = (re.search(r"20\d\d", body[c.start : c.end + 4]) for c in left if c.tense == GOAL)
    if context.heading.tense == REPORT and not any(dated):
        return REPORT, None, True
    if left:
        near = _nearest(body, at, left)
        return near.tense, _cue_evidence(sentence, near), True
    clause = words().grammar["clause_end"].search(body, at)
    stop = clause.start() if clause else len(body)
    if right and right[0].start <= stop:
        return right[0].tense, _cue_evidence(sentence, right[0]), True
    size = not context.lead.tense and words().grammar["dimension"].search(sentence.left(number))
    if size or context.carried_tense:
        return "" if size else context.carried_tense, None, False
    if context.lead.tense:
        return context.lead.tense, None, True
    if right:
        return right[0].tense, _cue_evidence(sentence, right[0]), True
    above = context.heading.tense or context.title.tense
    return above or (REPORT if context.reporting else ""), None, bool(context.heading.tense)


def _nearest(body: str, at: int, left: Sequence[Cue]) -> Cue:
    """The last word before a number; the last of its part of the sentence where both kinds are."""
    near = left[-1]
    if near.tense == GOAL and any(c.tense == REPORT for c in left):
        part = max(body.rfind(stop, 0, at) for stop in ";；")
        return next((c for c in reversed(left) if c.start > part), near)
    return near


def _cue_evidence(sentence: Sentence, cue: Cue) -> Evidence:
    rule = f"{cue.tense}: word in the sentence"
    return Evidence(sentence.start + cue.start, sentence.start + cue.end, rule)


def _statement(sentence: Sentence, number: Number) -> Statement | None:
    tense, cue, near = _tense(sentence, number)
    if not tense or (
        number.role == RANK and tense == REPORT and not fields.obtained(sentence, number)
    ):
        return None
    context = sentence.context
    comparator, by_comparator = fields.comparator(sentence, number, tense)
    due, by_due = fields.due(sentence, number, tense)
    context.reported = due if tense == REPORT else context.reported
    strength, by_strength = fields.strength(sentence, number) if tense == GOAL else fields.NOTHING
    whole = _with_unit(sentence, number)
    quote = quote_of(sentence, number)
    named = replace(sentence, numbers=[whole if n is number else n for n in sentence.numbers])
    name, own_name = name_of(named, whole)
    told = {
        "value": Evidence(whole.start, whole.stop, "number"),
        "kind": cue,
        "comparator": by_comparator,
        "due": by_due,
        "strength": by_strength,
    }
    said = cue is not None or bool(context.lead.tense or context.heading.tense)
    context.last_name = name or context.last_name
    return Statement(
        kind=tense,
        number=whole,
        quote=quote,
        name=name,
        comparator=comparator,
        due=due,
        strength=strength,
        baseline=fields.baseline(sentence, number, due),
        nested=fields.nested(sentence, number),
        confidence=_confidence(context, near=near, sure=own_name and bool(number.unit) and said),
        heading=context.heading.text,
        evidence={name: evidence for name, evidence in told.items() if evidence is not None},
    )


def _with_unit(sentence: Sentence, number: Number) -> Number:
    if number.role == RANK:
        return replace(number, unit=number.unit or "位")
    return number if number.unit else with_noun_as_unit(sentence.text, number)


def _confidence(context: Context, *, near: bool, sure: bool) -> str:
    if not near:
        return MEDIUM if context.title.tense else LOW
    return HIGH if sure else MEDIUM


def _marked(statements: Sequence[Statement]) -> list[Statement]:
    """Statements that say again what a later one says (headlines) are marked as duplicates."""
    return [
        replace(one, duplicate=any(_says_again(other, one) for other in statements[at + 1 :]))
        for at, one in enumerate(statements)
    ]


def _says_again(later: Statement, one: Statement) -> bool:
    same = (later.kind, later.number.value, later.number.unit, later.due)
    if same != (one.kind, one.number.value, one.number.unit, one.due):
        return False
    return later.name in one.name or one.name in later.name
