"""From a document to a draft of the target book, and from a draft to its renewal.

Nothing is judged by a draft: it stands in `drafts/`, and what a person confirms in it enters the
target book by `pipeline.adopting`.

Longer than other modules: reading, proposing and renewing a draft share its keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.draft.documents import FRAME, Cleaned, blocks_of, clean
from scorecard.draft.documents import Block as Paragraph
from scorecard.draft.goals import Reading, read
from scorecard.draft.names import facts_of
from scorecard.draft.numbers import Number
from scorecard.draft.sentence import GOAL, Statement, Unmeasured, sentences
from scorecard.draft.words import Evidence, latest, named
from scorecard.forms.draft_book import DraftRow, draft_workbook
from scorecard.i18n import LANGUAGES, Words
from scorecard.pipeline.new_workspace import book_place
from scorecard.read.cells.grammar import CellContext
from scorecard.read.grid import RawWorkbook
from scorecard.read.tables import Block, read_block, sheets_by_layout
from scorecard.read.target_book import read_sheets
from scorecard.read.workbook import read_workbook
from scorecard.schema.errors import N_, DraftError
from scorecard.schema.findings import has_errors
from scorecard.schema.sheets import BOOK, DRAFT, SheetLayout
from scorecard.schema.vocabulary import (
    DIRECTION_OF,
    Change,
    Comparator,
    Decision,
    Direction,
    GoalClass,
    NumberOrigin,
)
from scorecard.workspace import Workspace

Rows = dict[str, list[DraftRow]]
Spans = tuple[tuple[int, int], ...]
Record = dict[str, object]
Records = dict[str, list[Record]]

PULLED: Final = "pulled back by a person"
DAMAGED: Final = N_("the original is damaged")
_COMPARATORS: Final = {"plain": ">=", "rank<=": "<="}
_DIRECTIONS: Final = {
    "higher": Direction.INCREASE,
    "lower": Direction.DECREASE,
    "target": Direction.HOLD,
}
"""The direction that the vocabulary of indicators knows, where a comparator implies none."""
_BASELINE: Final = re.compile(
    r"(?P<alone>(?:19|20)\d\d)$|(?P<value>\d+(?:\.\d+)?)(?:\D*\((?P<year>\d{4})\))?"
)
_AROUND: Final = 40
"""Characters of its sentence that are shown beside a number set aside."""
_PERSONS: Final = frozenset({"key", "proposed", "change", "confirm"})


@dataclass(frozen=True, slots=True)
class Source:
    """A document as it is drafted from: its file's name and hash, its blocks and clean text."""

    file: str
    sha256: str
    title: str
    stated_on: str
    blocks: tuple[Paragraph, ...]
    cleaned: Cleaned

    @property
    def short(self) -> str:
        """The document's id in the book."""
        return f"D-{self.sha256[:6]}"

    def key(self, offset: int) -> str:
        """By what a number is known again: the document's hash and its place as written."""
        return f"{self.sha256[:12]}:{self.cleaned.origin(offset)}"

    def printed(self, number: Number) -> str:
        """A number with its unit as it came."""
        return self.cleaned.quoted(number.start, max(number.end, number.stop))


def source_of(data: bytes, file: str, title: str = "", stated_on: str = "") -> Source:
    """A document read to blocks and cleaned.  Raises `DocumentError`."""
    blocks = tuple(blocks_of(data, file))
    cleaned = clean("\n".join(block.text for block in blocks))
    body = next((b.text for b in blocks if b.kind != FRAME), blocks[0].text)
    return Source(
        file, store.sha256(data), title or body[:80].strip("#* "), stated_on, blocks, cleaned
    )


def reading_of(source: Source) -> Reading:
    """Goals, reported figures and all other numbers of a document."""
    stated = re.search(r"(?:19|20)\d\d", source.stated_on) or re.search(
        r"(?:19|20)\d\d", latest(clean(source.title).text, None)
    )
    frame = {n for n, block in enumerate(source.blocks) if block.kind == FRAME}
    anchor = int(stated.group()) if stated else None
    return read(source.cleaned.text, title=clean(source.title).text, anchor=anchor, frame=frame)


def draft(workspace: Workspace, path: Path, about: Mapping[str, str], words: Words) -> Path:
    """Write the draft of a document to `drafts/`; gives its path.

    `about` may hold `organisation`, `title` and `stated_on`.  Decisions and typed cells of a draft
    that stands there already are kept.  Raises `DocumentError`, `DraftError`, `CannotWriteError`.
    """
    data = path.read_bytes()
    file = workspace.relative(path)
    if workspace.root / file != path.resolve():
        file = f"drafts/documents/{path.name}"
        store.write_file(workspace.root / file, data)
    source = source_of(data, file, about.get("title", ""), about.get("stated_on", ""))
    target = workspace.root / "drafts" / f"{path.stem}.xlsx"
    before = read_draft(target) if target.is_file() else {}
    rows = draft_rows(source, about.get("organisation", ""), words, _pulled(before))
    if before:
        rows = renewed(rows, before)
    whose = next(str(r.values.get("content") or "") for r in rows["about"])
    if whose:
        tables = present_tables(workspace.root / book_place(whose), workspace.fiscal_start)
        rows = _with_known(rows, tables)
    store.write_file(target, draft_workbook(rows, whose, source.title, words))
    return target


def draft_rows(
    source: Source, organisation: str, words: Words, pulled: Container[object] = ()
) -> Rows:
    """The rows of every sheet of a draft, as proposed; `pulled` are keys of numbers set aside.

    A number that a person has pulled back is proposed with what its sentence says, and low
    confidence.
    """
    reading = reading_of(source)
    for back in [n for n in reading.aside if source.key(n.start) in pulled]:
        reading.aside.remove(back)
        reading.statements.append(_pulled_back(source.cleaned.text, back))
    drafting = _Drafting(source, words, {name: [] for name in DRAFT})
    for item, content in (("organisation", organisation), ("language", words.language)):
        drafting.add("about", {"item": item, "content": content or None}, item)
    document: dict[str, object] = {"document": source.short, "title": source.title}
    document |= {"stated_on": source.stated_on or None, "file": source.file}
    document["sha256"] = source.sha256
    drafting.add("documents", document, source.short)
    asked = _to_settle(reading.statements, words)
    for one in reading.statements:
        drafting.propose(one, asked.get(one.number.start))
    for goal in reading.unmeasured:
        drafting.register(goal)
    for number in reading.aside:
        drafting.set_aside(number)
    return drafting.rows


@dataclass(slots=True)
class _Drafting:
    """The rows of a draft as they are proposed; `indicators` are the ids by name and unit."""

    source: Source
    words: Words
    rows: Rows
    indicators: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(
        self,
        sheet: str,
        values: Mapping[str, object],
        key: str,
        inferred: Collection[str] = (),
        marks: tuple[Spans, Spans] = ((), ()),
    ) -> None:
        """A row with what it is known by, what it proposes, and which fields no word supports."""
        proposed = {k: said for k, v in values.items() if k not in _PERSONS and (said := _plain(v))}
        told = {**values, "key": key, "proposed": json.dumps(proposed, ensure_ascii=False)}
        if inferred:
            columns = (DRAFT[sheet].column(c) for c in sorted(inferred))
            told["inferred"] = ", ".join(c.header(self.words.language) for c in columns)
        self.rows[sheet].append(DraftRow(told, frozenset(inferred), *marks))

    def propose(self, one: Statement, asked: str | None) -> None:
        """A number: its sentence, its indicator where that is new, its target or figure."""
        source, goal = self.source, one.kind == GOAL
        key, place = source.key(one.number.start), source.cleaned.origin(one.number.start)
        number, same = f"{source.sha256[:4]}-{place}", (one.name, one.number.unit)
        facts = facts_of(one)
        better = facts.pop("better", None)
        if same not in self.indicators:
            known = {"indicator": f"I-{number}", "name": one.name, "unit_of_measure": same[1]}
            self.add("indicators", {**known, **facts}, f"I-{number}", facts)
        damage = f" ({self.words.text(DAMAGED)})" if source.cleaned.damaged(*one.quote) else ""
        shared: dict[str, object] = {
            "goal": f"G-{number}",
            "quote": source.cleaned.quoted(*one.quote).strip(),
            "confidence": one.confidence,
            "place": self.place(one.number.start, one.heading),
            "rests_on": self.rests_on(one.evidence),
            "printed": source.printed(one.number) + damage,
        }
        sentence: dict[str, object] = {
            "document": source.short,
            "strength": one.strength or None,
            "class": GoalClass.MEASURABLE if goal else GoalClass.FACT,
            "note": "; ".join(filter(None, (self.note(one.evidence, one.quote), asked))) or None,
        }
        self.add("goals", shared | sentence, f"{key}:goal")
        row = shared | {
            "confirm": Decision.DECLINE if one.duplicate else Decision.PENDING,
            "name": one.name,
            "indicator": self.indicators.setdefault(same, f"I-{number}"),
            "value": float(one.number.value),
            "asked": asked,
        }
        when, sheet = ("due", "targets") if goal else ("period", "figures")
        inferred = {when} if one.due and "due" not in one.evidence else set()
        if goal:
            row |= _target(one, better, f"T-{number}")
            inferred |= {"direction"} | ({"comparator"} if one.comparator == "plain" else set())
            inferred |= {"allowed_deviation"} if one.comparator == "about" else set()
        else:
            row |= {
                "period": one.due or None,
                "unit_of_measure": one.number.unit,
                "comparator": None if one.comparator == "plain" else one.comparator,
                "baseline": one.baseline or None,
                "state": one.state or None,
            }
        self.add(sheet, row, key, inferred, self.marks(one))

    def register(self, one: Unmeasured) -> None:
        """A sentence that states a goal without a number, to be defined by a person."""
        source, said = self.source, one.evidence
        values = {
            "confirm": Decision.PENDING,
            "goal": f"G-{source.sha256[:4]}-{source.cleaned.origin(one.start)}",
            "document": source.short,
            "quote": source.cleaned.quoted(one.start, one.end).strip(),
            "strength": one.strength or None,
            "class": one.kind,
            "note": self.note(said, (one.start, one.end)),
            "place": self.place(one.start, one.heading),
            "rests_on": self.rests_on(said),
            "confidence": "medium",
        }
        inferred = () if "class" in said else ("class",)
        self.add("goals", values, f"{source.key(one.start)}:goal", inferred)

    def set_aside(self, number: Number) -> None:
        """A number that is not proposed, with its role and what stands around it."""
        start, end = _line(self.source.cleaned.text, number.start)
        begin, end = max(start, number.start - _AROUND), min(end, number.stop + _AROUND)
        values = {
            "number": self.source.printed(number),
            "role": named(number.role, self.words.language),
            "rule": named(number.rule, self.words.language),
            "sentence": self.source.cleaned.quoted(begin, end),
            "place": self.place(number.start, ""),
        }
        self.add("aside", values, self.source.key(number.start))

    def note(self, evidence: Mapping[str, Evidence], quote: tuple[int, int]) -> str | None:
        """That the strength rests on a word which the quote, as it came, does not hold."""
        told = evidence.get("strength")
        if told is None:
            return None
        said = self.source.cleaned.text[told.start : told.end].strip(",;: ")
        if quote[0] <= told.start < quote[1] and said in self.source.cleaned.quoted(*quote):
            return None
        return self.words.text("strength from “{words}”", words=said)

    def rests_on(self, evidence: Mapping[str, Evidence]) -> str:
        """The words as written that fields rest on, each with its rule."""
        told, language = [], self.words.language
        for name, e in evidence.items():
            said = self.source.cleaned.quoted(e.start, e.end).strip()
            told.append(f"{named(name, language)}: {said} ({named(e.rule, language)})")
        return "; ".join(told)

    def place(self, offset: int, heading: str) -> str:
        """Page, paragraph, sentence and heading of a place."""
        text = self.source.cleaned.text
        paragraph, spans = text.count("\n", 0, offset), sentences(text, *_line(text, offset))
        sentence = next((n for n, (s, e) in enumerate(spans, 1) if s <= offset < e), 1)
        where = self.words.text(
            "paragraph {paragraph}, sentence {sentence}", paragraph=paragraph + 1, sentence=sentence
        )
        page = self.source.blocks[paragraph].page
        parts = [self.words.text("page {page}", page=page) if page else "", where, heading]
        return " · ".join(filter(None, parts))

    def marks(self, one: Statement) -> tuple[Spans, Spans]:
        """Offsets within the quote of the number, and of the words for comparator and date."""
        cleaned = self.source.cleaned
        quoted = cleaned.quoted(*one.quote)
        start = cleaned.origin(one.quote[0]) + len(quoted) - len(quoted.lstrip())
        length = len(quoted.strip())

        def span(begin: int, end: int) -> tuple[int, int]:
            return cleaned.origin(begin) - start, cleaned.origin(end - 1) + 1 - start

        told = (one.evidence[n] for n in ("comparator", "due") if n in one.evidence)
        spans = (span(e.start, e.end) for e in told)
        inside = tuple(s for s in spans if s[0] >= 0 and s[1] <= length)
        return (span(one.number.start, one.number.end),), inside


def _to_settle(statements: Iterable[Statement], words: Words) -> dict[int, str]:
    """What the document leaves open, by the places of the numbers that it is about.

    Several parts of one total (`其中`) that do not add up to it: nested, or disjoint?
    """
    found: dict[int, str] = {}
    whole: Statement | None = None
    parts: list[Statement] = []
    for one in (*statements, None):
        if one is not None and one.nested and one.number.unit == (parts or [one])[0].number.unit:
            parts.append(one)
            continue
        added = sum(part.number.value for part in parts)
        total = whole.number.value if whole and parts else None
        if len(parts) > 1 and added != total:
            told = N_(
                "nested or disjoint? The document does not say: {parts}; "
                "together {added}, of {total}"
            )
            listed = ", ".join(f"{p.name} {p.number.value}" for p in parts)
            whole_text = "?" if total is None else total
            question = words.text(told, parts=listed, added=added, total=whole_text)
            found |= dict.fromkeys((part.number.start for part in parts), question)
        parts, whole = [], one
    return found


def _target(one: Statement, better: str | None, target: str) -> dict[str, object]:
    """What a goal's target holds of its own."""
    comparator = _COMPARATORS.get(one.comparator, one.comparator)
    base = _BASELINE.match(one.baseline)
    return {
        "target": target,
        "direction": DIRECTION_OF.get(Comparator(comparator)) or _DIRECTIONS[better or "higher"],
        "comparator": comparator,
        "baseline_period": (base["alone"] or base["year"]) if base else None,
        "baseline": float(base["value"]) if base and base["value"] else None,
        "due": one.due or None,
        "upper": None if one.number.upper is None else float(one.number.upper),
        "origin": NumberOrigin.DOCUMENT,
    }


def _pulled(before: Records) -> set[object]:
    """Keys of the numbers that a person has pulled back, in this draft or an earlier one."""
    said = tuple(named(PULLED, language) for language in LANGUAGES)
    asked = {r.get("key") for r in before.get("aside", ()) if r.get("confirm") == Decision.ADOPT}
    return asked | {
        r.get("key")
        for r in before.get("targets", ())
        if any(words in str(r.get("rests_on")) for words in said)
    }


def _pulled_back(text: str, number: Number) -> Statement:
    """A goal made of a number that was set aside: its sentence, nothing inferred but `>=`."""
    spans = sentences(text, *_line(text, number.start))
    quote = next((s, e) for s, e in spans if s <= number.start < e)
    return Statement(
        kind=GOAL,
        number=number,
        quote=quote,
        name=text[max(quote[0], number.start - 12) : number.start].strip(" ,，、:："),
        evidence={"value": Evidence(number.start, max(number.end, number.stop), PULLED)},
    )


def _line(text: str, offset: int) -> tuple[int, int]:
    """Where the paragraph begins and ends that an offset stands in."""
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


# ------------------------------------------------------------------- the target book


def present_tables(book: Path, fiscal_start: int) -> Records:
    """The rows of the book that there is, by sheet; none where there is no book yet.

    Raises `DraftError` where the book cannot be read.
    """
    tables: dict[str, list[Record]] = {name: [] for name in BOOK}
    if not book.is_file():
        return tables
    workbook, findings = read_workbook(book.read_bytes(), book.name)
    if workbook is None or has_errors(findings):
        raise DraftError(file=book.name, reason=N_("the target book cannot be read"))
    blocks, _ = read_sheets(workbook, fiscal_start)
    for name, block in blocks.items():
        if has_errors(block.findings):
            reason = N_("the target book has faults: check it first")
            raise DraftError(file=book.name, reason=reason)
        tables[name] = [dict(record) for record in block.records]
    return tables


def _with_known(rows: Rows, tables: Records) -> Rows:
    """The rows, those marked whose quote of this document the book has already."""
    known = {(r.get("document"), r.get("quote")) for r in tables["goals"]}
    (document,) = (r.values["document"] for r in rows["documents"][:1])

    def marked(row: DraftRow) -> DraftRow:
        if (document, row.values.get("quote")) not in known:
            return row
        return replace(row, values={**row.values, "change": Change.ADOPTED})

    return rows | {n: [marked(row) for row in rows[n]] for n in ("targets", "goals", "figures")}


# ------------------------------------------------------------------- again


def draft_blocks(path: Path) -> dict[str, Block]:
    """The tables of a draft by sheet, with the places of their cells.

    Raises `DraftError` where it cannot be read.
    """
    workbook, findings = read_workbook(path.read_bytes(), path.name)
    if workbook is None:
        reason = findings[0].code if findings else N_("it is no workbook")
        raise DraftError(file=path.name, reason=reason)
    return blocks_in(workbook, DRAFT)


def blocks_in(workbook: RawWorkbook, layouts: Mapping[str, SheetLayout]) -> dict[str, Block]:
    """The tables of a workbook by these sheets, as far as it has them."""
    found, _ = sheets_by_layout(workbook, layouts.values())
    blocks = {n: read_block(s[0], layouts[n], CellContext()) for n, s in found.items()}
    return {name: block for name, block in blocks.items() if block is not None}


def records_of(blocks: Mapping[str, Block]) -> Records:
    """The rows of these tables by sheet, none where a draft lacks the sheet."""
    return {n: [dict(r) for r in blocks[n].records] if n in blocks else [] for n in DRAFT}


def read_draft(path: Path) -> Records:
    """The rows of a draft by sheet.  Raises `DraftError` where it cannot be read."""
    return records_of(draft_blocks(path))


def renewed(rows: Rows, before: Records) -> Rows:
    """The rows with what a person decided and typed in the draft before.

    New rows are marked so; rows that are no longer proposed stay where they were decided.  Rows are
    known by the document's hash: in a draft of another edition all are new.
    """
    result: Rows = {}
    for name, fresh in rows.items():
        old = {str(r.get("key")): r for r in before.get(name, ()) if r.get("key")}
        known = {str(row.values.get("key")) for row in fresh}
        result[name] = [_kept(row, old, name) for row in fresh]
        for key, record in old.items():
            decided = record.get("confirm") in {Decision.ADOPT, Decision.DECLINE}
            if key not in known and decided and name != "aside":
                values = {**record, "change": Change.GONE}
                result[name].append(DraftRow(values))
    return result


def _kept(row: DraftRow, old: Mapping[str, Mapping[str, object]], name: str) -> DraftRow:
    record = old.get(str(row.values.get("key")))
    if record is None:
        return replace(row, values={**row.values, "change": Change.NEW}) if old else row
    try:
        proposed = dict(json.loads(str(record.get("proposed") or "{}")))
    except (ValueError, TypeError, RecursionError):  # somebody typed into the hidden column
        proposed = {}
    typed = {
        column.id: record.get(column.id)
        for column in DRAFT[name].columns
        if column.id not in _PERSONS
        and _plain(record.get(column.id)) != proposed.get(column.id, "")
    }
    decision = {"confirm": record["confirm"]} if record.get("confirm") else {}
    return replace(row, values={**row.values, **typed, **decision})


def _plain(value: object) -> str:
    """A cell's value as text, numbers without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
