"""From a document to a draft of the target book, and from a draft to its renewal.

Nothing is judged by a draft: it stands in `drafts/`, and what a person confirms in it enters the
target book by `pipeline.adopting`.

Longer than other modules: reading, proposing and renewing a draft share its keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from scorecard import store
from scorecard.draft.documents import FRAME, Cleaned, blocks_of, clean
from scorecard.draft.documents import Block as Paragraph
from scorecard.draft.goals import Reading, read
from scorecard.draft.names import facts_of
from scorecard.draft.numbers import Number
from scorecard.draft.sentence import GOAL, Evidence, Statement, Unmeasured, sentences
from scorecard.draft.words import latest, named
from scorecard.forms.draft_book import DraftRow, draft_workbook
from scorecard.i18n import LANGUAGES, Words
from scorecard.read.cells.grammar import CellContext
from scorecard.read.tables import Block, read_block, sheets_by_layout
from scorecard.read.target_book import read_sheets
from scorecard.read.workbook import read_workbook
from scorecard.schema.draft_book import DRAFT, Change, Decision
from scorecard.schema.errors import N_, DraftError
from scorecard.schema.findings import has_errors
from scorecard.schema.target_book import BOOK, DIRECTION_OF
from scorecard.schema.vocabulary import Comparator, Direction, GoalClass, NumberOrigin
from scorecard.workspace import Workspace

Rows = dict[str, list[DraftRow]]
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
        tables = present_tables(book_path(workspace, whose), workspace.fiscal_start)
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
        reading.statements.append(_pulled_back(source, back))
    rows: Rows = {name: [] for name in DRAFT}
    for item, content in (("organisation", organisation), ("language", words.language)):
        rows["about"].append(_row({"item": item, "content": content or None}, item))
    document = {
        "document": source.short,
        "title": source.title,
        "stated_on": source.stated_on or None,
        "file": source.file,
        "sha256": source.sha256,
    }
    rows["documents"].append(_row(document, source.short))
    asked = _to_settle(reading.statements, words)
    indicators: dict[tuple[str, str], str] = {}
    for one in reading.statements:
        _propose(source, one, asked.get(one.number.start), rows, indicators, words)
    rows["goals"] += [_without_number(source, one, words) for one in reading.unmeasured]
    rows["aside"] = [_aside(source, n, words) for n in reading.aside]
    return rows


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
            said = ", ".join(f"{p.name} {p.number.value}" for p in parts)
            question = words.text(
                "nested or disjoint? The document does not say: {parts}; "
                "together {added}, of {total}",
                parts=said,
                added=added,
                total="?" if total is None else total,
            )
            found |= dict.fromkeys((part.number.start for part in parts), question)
        parts, whole = [], one
    return found


def _row(
    values: Mapping[str, object],
    key: str,
    inferred: Iterable[str] = (),
    bold: tuple[tuple[int, int], ...] = (),
    underlined: tuple[tuple[int, int], ...] = (),
) -> DraftRow:
    """A row with what it is known by and what it proposes."""
    proposed = {k: _plain(v) for k, v in values.items() if k not in _PERSONS and _plain(v)}
    told = {**values, "key": key, "proposed": json.dumps(proposed, ensure_ascii=False)}
    return DraftRow(told, frozenset(inferred), bold, underlined)


def _propose(
    source: Source,
    one: Statement,
    asked: str | None,
    rows: Rows,
    indicators: dict[tuple[str, str], str],
    words: Words,
) -> None:
    """Rows of a number: its sentence, its indicator where that is new, its target or figure."""
    key, place = source.key(one.number.start), source.cleaned.origin(one.number.start)
    number = f"{source.sha256[:4]}-{place}"
    same = (one.name, one.number.unit)
    facts = facts_of(one)
    better = facts.pop("better", None)
    if same not in indicators:
        indicator = indicators[same] = f"I-{number}"
        known = {"indicator": indicator, "name": one.name, "unit_of_measure": one.number.unit}
        rows["indicators"].append(_row({**known, **facts}, indicator, facts))
    goal, quoted = f"G-{number}", _quoted(source, one)
    notes = [_carried(source, one.evidence.get("strength"), one.quote, words), asked]
    sentence = {
        "goal": goal,
        "document": source.short,
        "quote": quoted,
        "strength": one.strength or None,
        "class": GoalClass.MEASURABLE if one.kind == GOAL else GoalClass.FACT,
        "note": "; ".join(filter(None, notes)) or None,
        "confidence": one.confidence,
        **_told(source, one, words),
    }
    rows["goals"].append(_row(sentence, f"{key}:goal"))
    row = {
        "confirm": Decision.DECLINE if one.duplicate else Decision.PENDING,
        "quote": quoted,
        "name": one.name,
        "goal": goal,
        "indicator": indicators[same],
        "value": float(one.number.value),
        "confidence": one.confidence,
        "asked": asked,
        **_told(source, one, words),
    }
    if one.kind == GOAL:
        row |= _target(one, better, f"T-{number}")
        inferred = {"direction"} | ({"comparator"} if one.comparator == "plain" else set())
        inferred |= {"allowed_deviation"} if one.comparator == "about" else set()
        inferred |= {"due"} if one.due and "due" not in one.evidence else set()
        row["inferred"] = _labels("targets", inferred, words)
        rows["targets"].append(_row(row, key, inferred, *_marks(source, one)))
        return
    row |= {
        "period": one.due or None,
        "unit_of_measure": one.number.unit,
        "comparator": None if one.comparator == "plain" else one.comparator,
        "baseline": one.baseline or None,
        "state": one.state or None,
    }
    inferred = {"period"} if one.due and "due" not in one.evidence else set()
    row["inferred"] = _labels("figures", inferred, words)
    rows["figures"].append(_row(row, key, inferred, *_marks(source, one)))


def _target(one: Statement, better: str | None, target: str) -> dict[str, object]:
    """What a goal's target holds of its own."""
    comparator = _COMPARATORS.get(one.comparator, one.comparator)
    year, base = _base(one.baseline)
    direction = DIRECTION_OF.get(Comparator(comparator)) or _DIRECTIONS.get(better or "higher")
    return {
        "target": target,
        "direction": direction,
        "comparator": comparator,
        "baseline_period": year,
        "baseline": base,
        "due": one.due or None,
        "upper": None if one.number.upper is None else float(one.number.upper),
        "origin": NumberOrigin.DOCUMENT,
    }


def _base(baseline: str) -> tuple[str | None, float | None]:
    """The period and the value that a baseline states."""
    if re.fullmatch(r"(?:19|20)\d\d", baseline):
        return baseline, None
    m = re.match(r"(?P<value>\d+(?:\.\d+)?)(?:\D*\((?P<year>\d{4})\))?", baseline)
    return (m["year"], float(m["value"])) if m else (None, None)


def _without_number(source: Source, one: Unmeasured, words: Words) -> DraftRow:
    """A sentence that states a goal without a number: registered, to be defined by a person."""
    values = {
        "confirm": Decision.PENDING,
        "goal": f"G-{source.sha256[:4]}-{source.cleaned.origin(one.start)}",
        "document": source.short,
        "quote": source.cleaned.quoted(one.start, one.end).strip(),
        "strength": one.strength or None,
        "class": one.kind,
        "note": _carried(source, one.evidence.get("strength"), (one.start, one.end), words),
        "place": _place(source, one.start, one.heading, words),
        "rests_on": _rests_on(source, one.evidence, words),
        "confidence": "medium",
    }
    inferred = set() if "class" in one.evidence else {"class"}
    values["inferred"] = _labels("goals", inferred, words)
    return _row(values, f"{source.key(one.start)}:goal", inferred)


def _pulled(before: Records) -> set[object]:
    """Keys of the numbers that a person has pulled back, in this draft or an earlier one."""
    said = tuple(named(PULLED, language) for language in LANGUAGES)
    asked = {r.get("key") for r in before.get("aside", ()) if r.get("confirm") == Decision.ADOPT}
    return asked | {
        r.get("key")
        for r in before.get("targets", ())
        if any(words in str(r.get("rests_on")) for words in said)
    }


def _pulled_back(source: Source, number: Number) -> Statement:
    """A goal made of a number that was set aside: its sentence, nothing inferred but `>=`."""
    text = source.cleaned.text
    start, end = text.rfind("\n", 0, number.start) + 1, text.find("\n", number.stop)
    spans = sentences(text, start, len(text) if end < 0 else end)
    quote = next((s, e) for s, e in spans if s <= number.start < e)
    return Statement(
        kind=GOAL,
        number=number,
        quote=quote,
        name=text[max(quote[0], number.start - 12) : number.start].strip(" ,，、:："),
        comparator="plain",
        due="",
        strength="",
        baseline="",
        nested=False,
        confidence="low",
        heading="",
        evidence={"value": Evidence(number.start, max(number.end, number.stop), PULLED)},
    )


def _aside(source: Source, number: Number, words: Words) -> DraftRow:
    text = source.cleaned.text
    begin = max(text.rfind("\n", 0, number.start) + 1, number.start - 40)
    end = text.find("\n", number.stop)
    end = min(len(text) if end < 0 else end, number.stop + 40)
    values = {
        "number": source.cleaned.quoted(number.start, max(number.end, number.stop)),
        "role": named(number.role, words.language),
        "rule": named(number.rule, words.language),
        "sentence": source.cleaned.quoted(begin, end),
        "place": _place(source, number.start, "", words),
    }
    return _row(values, source.key(number.start))


def _quoted(source: Source, one: Statement) -> str:
    return source.cleaned.quoted(*one.quote).strip()


def _words_of(source: Source, evidence: Evidence, words: Words) -> str:
    """The words of a piece of evidence as written, and the rule."""
    said = source.cleaned.quoted(evidence.start, evidence.end).strip()
    return f"{said} ({named(evidence.rule, words.language)})"


def _carried(
    source: Source, told: Evidence | None, quote: tuple[int, int], words: Words
) -> str | None:
    """The note that the strength rests on a word that the quote, as it came, does not hold."""
    if told is None:
        return None
    clean = source.cleaned.text[told.start : told.end].strip(",;: ")
    if quote[0] <= told.start < quote[1] and clean in source.cleaned.quoted(*quote):
        return None
    return words.text("strength from “{words}”", words=clean)


def _told(source: Source, one: Statement, words: Words) -> dict[str, object]:
    """Where a statement stands, the words that its fields rest on, and what is printed."""
    rests = _rests_on(source, one.evidence, words)
    printed = source.cleaned.quoted(one.number.start, max(one.number.end, one.number.stop))
    if source.cleaned.damaged(*one.quote):
        printed = f"{printed} ({words.text(DAMAGED)})"
    place = _place(source, one.number.start, one.heading, words)
    return {"place": place, "rests_on": rests, "printed": printed}


def _rests_on(source: Source, evidence: Mapping[str, Evidence], words: Words) -> str:
    """The words that fields rest on, each with its rule."""
    told = ((named(name, words.language), e) for name, e in evidence.items())
    return "; ".join(f"{name}: {_words_of(source, e, words)}" for name, e in told)


def _place(source: Source, offset: int, heading: str, words: Words) -> str:
    """Page, paragraph, sentence and heading of a place."""
    text = source.cleaned.text
    paragraph = text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    spans = list(sentences(text, start, len(text) if end < 0 else end))
    sentence = next((n for n, (s, e) in enumerate(spans, 1) if s <= offset < e), 1)
    where = words.text(
        "paragraph {paragraph}, sentence {sentence}", paragraph=paragraph + 1, sentence=sentence
    )
    page = source.blocks[paragraph].page
    parts = [words.text("page {page}", page=page) if page else "", where, heading]
    return " · ".join(filter(None, parts))


def _marks(
    source: Source, one: Statement
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Offsets within the quote of the number, and of the words for comparator and date."""
    quoted, start = _quoted(source, one), source.cleaned.origin(one.quote[0])
    lost = source.cleaned.quoted(*one.quote)
    start += len(lost) - len(lost.lstrip())

    def span(begin: int, end: int) -> tuple[int, int]:
        return source.cleaned.origin(begin) - start, source.cleaned.origin(end - 1) + 1 - start

    told = [one.evidence[n] for n in ("comparator", "due") if n in one.evidence]
    inside = [s for s in (span(e.start, e.end) for e in told) if s[0] >= 0 and s[1] <= len(quoted)]
    return (span(one.number.start, one.number.end),), tuple(inside)


def _labels(sheet: str, columns: Iterable[str], words: Words) -> str:
    names = (DRAFT[sheet].column(c).header(words.language) for c in sorted(columns))
    return ", ".join(names)


# ------------------------------------------------------------------- the target book


def book_path(workspace: Workspace, organisation: str) -> Path:
    """Where the target book of an organisation stands."""
    plain = re.fullmatch(r"[\w（）()·]+(?: [\w（）()·]+)*", organisation)
    return workspace.targets / f"{organisation if plain else store.slug(organisation)}.xlsx"


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
            raise DraftError(
                file=book.name, reason=N_("the target book has faults: check it first")
            )
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
    found, _ = sheets_by_layout(workbook, DRAFT.values())
    blocks = {n: read_block(s[0], DRAFT[n], CellContext()) for n, s in found.items()}
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
    proposed = json.loads(str(record.get("proposed") or "{}"))
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
