"""A sentence with its numbers, dates and deciding words, and the headings that it stands below."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, NamedTuple

from scorecard.draft.numbers import RANK, VALUE, Number
from scorecard.draft.words import Date, Evidence, Told, dates, in_english, plan_of, words

_HEAD_LENGTH: Final = 34
_FIRST_BLOCKS: Final = 4
"""So many blocks after the first may still belong to the title."""
_NAMED, _PLAIN, _INNER = 2.5, 5.5, 5
"""How deep headings without a number are: those that say something, and the others."""
_RANGE: Final = re.compile(r"(20\d\d)\s?年?\s?[-—–~至]{1,2}\s?20\d\d")
_MEETING: Final = re.compile(r"会议?(?:上)?的?(?:讲话|发言|主持词)")
_LISTED: Final = re.compile(r"\s*\d{1,2}[。.]")
GOAL: Final = "goal"
REPORT: Final = "report"


@dataclass(frozen=True, slots=True)
class Statement:
    """One number of a document that states a goal or reports a figure.

    Attributes
    ----------
    kind
        `goal` or `report`.
    number
        The number as printed, with its unit.
    quote
        Offsets of the shortest clause that holds the value and enough to recognise the indicator.
    name
        The indicator in the sentence's own words.
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
    heading
        The headings above it, from the outermost.
    state
        Where a report: `estimate` (预计) or `provisional` (快报) where words say so, else empty.
    evidence
        For each field the words it rests on.
    """

    kind: str
    number: Number
    quote: tuple[int, int]
    name: str
    comparator: str = "plain"
    due: str = ""
    strength: str = ""
    baseline: str = ""
    nested: bool = False
    confidence: str = "low"
    heading: str = ""
    state: str = ""
    duplicate: bool = False
    evidence: dict[str, Evidence] = field(hash=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A sentence that states a goal without a number; `kind` says what a person can do with it.

    `deliverable` and `slogan` have words that say so (`evidence`), `needs_definition` is the rest.
    """

    start: int
    end: int
    kind: str
    strength: str
    heading: str
    evidence: Mapping[str, Evidence] = field(hash=False, default_factory=dict)


@dataclass(frozen=True, slots=True)
class Above:
    """What a title, heading or lead-in says for what stands below it; `level` 0 is outermost.

    `past` is the first of several years: of a summary and a plan, the summary's; `begins` the first
    year of a plan's range (`2024—2026年`).
    """

    text: str = ""
    tense: str = ""
    due: str = ""
    strength: str = ""
    level: float = 0
    past: str = ""
    begins: str = ""
    evidence: Mapping[str, Evidence] = field(hash=False, default_factory=dict)


@dataclass(slots=True)
class Context:
    """What stands above a sentence, and what the sentences before it said.

    `path` holds the headings and lead-ins that a sentence stands below, from the outermost;
    `guessed`: only its style says what the text speaks of; `total` is the paragraph's last
    count of projects that is no part of another;
    `running` is the year that the paragraph speaks of (`lately`: as of last year), `going` what the
    paragraphs before spoke of, `reported` and `promised` the periods that they reported of and set
    goals for.
    """

    text: str
    anchor: int | None
    title: Above = Above()
    path: list[Above] = field(default_factory=list)
    carried_tense: str = ""
    carried_due: Told = ("", None)
    carried_strength: Told = ("", None)
    running: int | None = None
    lately: bool = False
    reported: str = ""
    promised: str = ""
    going: str = ""
    bulleted: bool = False
    last_name: str = ""
    subject: str = ""
    project: str = ""
    total: str = ""
    guessed: bool = False
    names: dict[int, str] = field(default_factory=dict)
    previous: Statement | None = None

    def push(self, above: Above) -> None:
        """Go below a heading: those of its level and the inner ones end."""
        self.path = [*(a for a in self.path if a.level < above.level), above]

    @property
    def lead_level(self) -> float:
        """Just below the nearest heading: a lead-in ends where that ends, or the next begins."""
        own = (a.level for a in reversed(self.path) if a.text and not a.text.endswith(":"))
        return next(own, -1.0) + 0.5

    @property
    def tense(self) -> str:
        """What the nearest heading or lead-in says that says goal or report."""
        return next((a.tense for a in reversed(self.path) if a.tense), "")

    @property
    def heading(self) -> str:
        """The headings above, from the outermost."""
        return " › ".join(a.text for a in self.path if a.text)

    def due(self, tense: str) -> Told:
        """The period that the nearest heading, lead-in or title gives to goals or to reports."""
        above = [a for a in [self.title, *self.path] if a.tense in {"", tense} and a.due]
        if tense == REPORT and self.anchor:  # what is reported is over
            above = [a for a in above if a.past or int(a.due[:4]) <= self.anchor]
        # What one sentence reports of goes on, unless a heading or the title's own quarter says so.
        part = "-" in self.reported
        said = any(part and "-" in a.due if a is self.title else a.tense for a in above)
        if tense == REPORT and self.reported and not said:
            return self.reported, None
        if not above:
            return (self.promised, None) if tense == GOAL == self.going else ("", None)
        last = above[-1]
        past = tense == REPORT and last.past
        return (last.past, None) if past else (last.due, last.evidence.get("due"))

    @property
    def strength(self) -> Told:
        """The strength that the nearest heading, lead-in or title states."""
        stated = (a for a in reversed([self.title, *self.path]) if a.strength)
        return next(((a.strength, a.evidence.get("strength")) for a in stated), ("", None))

    @property
    def year(self) -> int | None:
        """The year that 全年 means: below a heading or title that looks back, theirs."""
        due = self.due(REPORT)[0] if self.tense == REPORT else ""
        ahead = self.due(GOAL)[0] if self.tense == GOAL and self.anchor else ""
        if ahead and int(ahead[:4]) == (self.anchor or 0) + 1:
            return int(ahead[:4])
        if not due and self.tense != GOAL and self.title.due[:4] < str(self.anchor or ""):
            due = self.title.due
        return int(due[:4]) if due else self.anchor


class Cue(NamedTuple):
    """A word that says goal or report; offsets from the beginning of its sentence.

    `weak`: it says report only where nothing above or before it says goal (`取得`, `同比`);
    `reach`: it speaks of its `part` of the sentence only (`达产后可`), or of the `number` behind it
    (`年度计划投资`).
    """

    start: int
    end: int
    tense: str
    weak: bool = False
    reach: str = ""

    def evidence(self, start: int) -> Evidence:
        """The word, of a sentence that begins at `start`."""
        rule = f"{self.tense}: word in the sentence"
        return Evidence(start + self.start, start + self.end, rule)


class Sentence(NamedTuple):
    """From `start` to `end` of the clean `text`; `numbers` are those that may state something."""

    text: str
    start: int
    end: int
    numbers: Sequence[Number]
    dates: Sequence[Date]
    cues: Sequence[Cue]
    context: Context

    @property
    def body(self) -> str:
        """The sentence itself."""
        return self.text[self.start : self.end]

    def left(self, number: Number, most: int = 10_000) -> str:
        """What stands before a number in the sentence, at most so many characters."""
        return self.text[max(self.start, number.start - most) : number.start]

    def right(self, number: Number, most: int = 10_000) -> str:
        """What stands behind a number's unit in the sentence, at most so many characters."""
        return self.text[number.stop : min(self.end, number.stop + most)]

    def clause(self, place: int) -> int:
        """Where the clause begins that a place of the text stands in."""
        return self.start + clause_start(self.body, place - self.start)

    def beside(self, number: Number, step: int) -> Number | None:
        """The number before (-1) or behind (1) a number of the sentence."""
        at = self.numbers.index(number) + step
        return self.numbers[at] if 0 <= at < len(self.numbers) else None


def clause_start(text: str, end: int | None = None) -> int:
    """Where the clause begins that a text ends in, or that ends at a place of it."""
    ends = _clause_ends(text)
    before = bisect_right(ends, len(text) if end is None else end)
    return ends[before - 1] if before else 0


@lru_cache(maxsize=256)
def _clause_ends(text: str) -> tuple[int, ...]:
    return tuple(m.end() for m in words().grammar["clause_end"].finditer(text))


_CUES: Final = (
    *(("goal", GOAL, ""), ("yields", GOAL, "part"), ("amount", GOAL, "number")),
    *(("report", REPORT, ""), ("achieved", REPORT, "")),
)


def cues_of(text: str) -> list[Cue]:
    """The words of a sentence that say goal or report, in order."""
    tense = words().tense
    found = [
        Cue(m.start(), m.end(), kind, weak=name == "achieved", reach=reach)
        for name, kind, reach in _CUES
        for m in tense[name].finditer(text)
    ]
    return sorted(found, key=lambda cue: (cue.start, cue.tense, cue.end))


def strength_of(
    text: str, start: int = 0, part: tuple[int, int] | None = None
) -> tuple[str, Evidence] | None:
    """The last strength word of a text that begins at `start` of its document, or of a part."""
    first, last = part or (0, len(text))
    found = [m for m in _strengths(text) if first <= m[3] and m[0] <= last]
    if not found:
        return None
    end, _, name, begin = found[-1]
    return name, Evidence(start + begin, start + end, "strength: nearest word")


@lru_cache(maxsize=256)
def _strengths(text: str) -> tuple[tuple[int, int, str, int], ...]:
    """Where strength words end, their rank from the weakest, name and beginning; in order."""
    found = (
        (m.end(), -rank, name, m.start())
        for rank, name in enumerate(("binding", "expected", "planned", "advocated"))
        for m in words().strength[name].finditer(text)
    )
    return tuple(sorted(found, key=lambda one: one[:2]))


# ------------------------------------------------------------------- blocks, headings, sentences


def lines_of(text: str) -> Iterator[tuple[int, int, int]]:
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


def framing(text: str) -> Iterator[int]:
    """Lines that only frame the text (`责任编辑:`), and all below the heading of another text."""
    grammar, below = words().grammar, False
    for number, start, end in lines_of(text):
        below = below or bool(grammar["frame_below"].match(text[start:end]))
        if below or grammar["frame"].match(text[start:end]):
            yield number


def heading_tense(text: str, due: str, anchor: int | None) -> str:
    """Whether a title or heading speaks of goals or of results; empty where it may be either."""
    tense, text = words().tense, words().grammar["notice"].sub("", text)
    past, future = tense["past_heading"].search(text), tense["future_heading"].search(text)
    if past and future:
        # `2024年工作回顾和2025年工作安排` speaks of both; else the last word says what it is about.
        years = set(re.findall(r"20\d\d", text))
        return "" if len(years) > 1 else REPORT if past.end() > future.end() else GOAL
    if past or future:
        return REPORT if past else GOAL
    main = words().tense["main_work"].search(text)  # `三、2026年主要工作`: by its year
    if due and anchor and (main or int(due[:4]) != anchor):
        return REPORT if int(due[:4]) < anchor else GOAL
    return ""


def level_of(line: str) -> int | None:
    """How deep a heading is by its numbering, from 0; None where it has none."""
    levels = words().levels
    return next((n for n, pattern in enumerate(levels) if pattern.match(line)), None)


def is_heading(line: str, level: int | None, found: Sequence[Number]) -> bool:
    """Whether a line without values is a heading: short, and no sentence unless it is numbered."""
    bare = line.strip().rstrip("。：:")
    told = (level is None or level > _INNER) and words().grammar["label"].match(bare)
    said = (
        told
        or (level is None and line.rstrip().endswith("。"))
        or re.search("[。；;！？]", bare[3:])
    )
    most = _HEAD_LENGTH * (2 if in_english(line) else 1)
    return not (said or len(bare) > most or any(n.role in {VALUE, RANK} for n in found))


def take_heading(line: str, start: int, level: int | None, context: Context, block: int) -> None:
    """A heading says something for what follows it, as far as it says anything."""
    above = above_of(line, start, context.anchor)
    tense = heading_tense(line, above.due, context.anchor)
    if not tense and words().grammar["lead_in"].search(line):
        cues, announced = cues_of(line), words().tense["announced"].search(line)
        tense = cues[-1].tense if cues else GOAL if announced else ""
    if block and block <= _FIRST_BLOCKS and level is None:
        title = context.title if context.title.due else replace(above, strength="")
        context.title = replace(title, tense=context.title.tense or tense)
    if level is not None and (context.going == REPORT or tense):
        context.going = ""
    if level is not None and level < _INNER and context.promised > str(context.anchor or ""):
        context.promised = ""
    said = bool(tense or above.due or above.strength)
    depth = level if level is not None else _NAMED if said else _PLAIN
    if level is None and line.rstrip().endswith(":"):
        depth = context.lead_level
    context.push(Above("", level=depth))
    context.subject = context.last_name = ""
    own = above.due or words().tense["next_step"].search(line)
    if (context.tense or context.title.tense) and depth >= _INNER and not own:
        tense = ""  # `(三)创新取得新成效` below a plan is still a plan
    context.push(replace(above, tense=tense, level=depth))
    name = words().grammar["row_numbered"].sub("", line.strip())
    name = re.sub(r"^\W*|[。:：]$", "", name)
    name = re.sub(r"[(（][^()（）]*[)）]$", "", name)
    named = words().grammar["project"].search(name) and not re.search("[:：]", name)
    context.project = name if named else ""


def above_of(line: str, start: int, anchor: int | None) -> Above:
    """A heading or lead-in with the period and the strength that it states, where it has them."""
    plans, named = plan_of(line, start), [d for d in dates(line, anchor, start) if not d.base]
    if plans:  # `第十四个五年规划和2035年远景目标纲要`
        named = [d for d in named if not line.startswith("远景", d.end - start)] or plans
    firm = (
        None if in_english(line) and not line.rstrip().endswith(":") else strength_of(line, start)
    )
    due, by_due = named[-1].told("date of the heading") if named else ("", None)
    strength, by_firm = firm or ("", None)
    evidence = {"due": by_due} if by_due else {}
    if by_firm:
        evidence["strength"] = by_firm._replace(rule="strength: word of the heading")
    past = named[0].period if named and _end(named[0].period) < _end(due) else ""
    if _MEETING.search(line):
        due = due[:4]  # `在三季度工作推进会上的讲话`: when people met, not when goals are due
    begins = span[1] if (span := _RANGE.search(line)) else ""
    text = line.strip("#* ")
    return Above(text, "", due, strength, past=past, begins=begins, evidence=evidence)


def _end(period: str) -> str:
    """The month that a period ends in, to be compared as text."""
    part = period[5:7]
    months = {"Q1": "03", "Q2": "06", "H1": "06", "Q3": "09", "Q4": "12", "H2": "12", "": "12"}
    return period[:4] + months.get(part, part)


def title_of(title: str, start: int | None, anchor: int | None) -> Above:
    """A document's title; words of one that a person gave stand nowhere in the document."""
    above = above_of(title, start or 0, anchor)
    year = re.search(r"\b20\d\d\b(?![/–-]\d)", title) if in_english(title) else None
    if year and not above.due:
        above = replace(above, due=year[0])
    return replace(
        above,
        # What is said at a meeting is what was and what is to be.
        tense="" if _MEETING.search(title) else heading_tense(title, above.due, anchor),
        strength=above.strength if "预期目标" in title else "",
        evidence=above.evidence if start is not None else {},
    )
