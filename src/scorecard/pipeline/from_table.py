"""A workspace made of a table that people already have: `scorecard init DIR --from TABLE`.

Each row becomes a goal in its own words, with its indicator, targets and milestones in a target
book; its figures become returns of their periods, taken in as every return is.  What the table
does not say stays blank in the book, with a question in the note of its goal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from scorecard import store
from scorecard.checks.books import says
from scorecard.excel.text import clean_text
from scorecard.forms.target_book import book_workbook, return_workbook
from scorecard.i18n import Words
from scorecard.pipeline.collect import collect
from scorecard.pipeline.inbox import BY_TABLE, Reception
from scorecard.pipeline.load import load_books
from scorecard.pipeline.new_workspace import book_place
from scorecard.pipeline.plain_table import plain_table, sheets_of
from scorecard.read.guard import Guard
from scorecard.read.intake import DEFAULT_LIMITS
from scorecard.read.table.as_books import PlainTable, TableReading
from scorecard.read.table.blocks import Sheet
from scorecard.read.table.lexicon import kind_of
from scorecard.read.table.roles import Options
from scorecard.schema import vocabulary as v
from scorecard.schema.errors import N_, BadTableError, Name
from scorecard.schema.findings import Finding, cell_position, in_order
from scorecard.schema.period import PeriodKind, enclosing, last_ended, parse_period
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import BOOK
from scorecard.schema.spelling import normal
from scorecard.workspace import SETTINGS_FILE, load_workspace

Row: TypeAlias = dict[str, Any]
"""A row of a frame or of a sheet, by column."""

DOCUMENTS: Final = "documents"
_REPORTED: Final = frozenset(
    {"actual", "to_date", "this_period", "value", "status", "progress_text", "actual_period",
     "completion", "schedule", "months_elapsed", "last", "previous", "state", "number", "id"}
)  # fmt: skip
"""Roles of columns that report what was reached: they are no part of a goal's words."""
_FREQUENCIES: Final = (
    (PeriodKind.MONTH, v.Frequency.MONTHLY),
    (PeriodKind.QUARTER, v.Frequency.QUARTERLY),
    (PeriodKind.HALF, v.Frequency.HALF_YEARLY),
    (PeriodKind.YEAR, v.Frequency.ANNUAL),
)
_ASKED: Final[Mapping[str, str]] = {
    "value": N_("Which value is to be reached?"),
    "direction": N_("Is more better, or less?"),
    "due": N_("By when?"),
    "unit_of_measure": N_("In which unit of measure?"),
    "measure": N_("A flow, a stock, a rate, a rank or a deliverable?"),
    "frequency": N_("How often is it reported?"),
    "baseline_period": N_("Of which period is the baseline?"),
    "adds_up": N_(
        "Entered as a stock with one figure a year; if it adds up over the year, choose flow, "
        "year to date, quarterly."
    ),
}
"""What is asked about a blank that the book needs, by column; last about what was assumed."""
_BOOK_NOTE: Final = N_("Made from the table {file}; what the table does not say is blank.")
_UNDATED: Final = N_(
    "Targets without a due date are met or missed by their latest figure; not scored without this."
)
_PINNED: Final = N_(
    "Judged as of the table's last figure; take this line out to judge as of today."
)
_UNITS: Final[Mapping[str, Name]] = {
    v.Measure.MILESTONE: Name("项", "item"),
    v.Measure.RANK: Name("位", "place"),
}
"""The unit of measure that a kind of quantity has whatever the table says."""
_SOURCE_ASKED: Final = N_(
    "Who published this table, and when? Choose how close the source stands to the author."
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a table: the books' places, and how many rows and questions they hold.

    `findings` are those of the table, then those of its figures as they were taken in; `lost`
    are the figures that were not.
    """

    books: tuple[Path, ...] = ()
    goals: int = 0
    targets: int = 0
    figures: int = 0
    lost: int = 0
    questions: int = 0
    findings: tuple[Finding, ...] = ()
    reading: tuple[TableReading, ...] = ()


def write_from_table(
    folder: Path,
    path: Path,
    organisation: str | None,
    options: Options,
    words: Words,
    clock: datetime,
) -> Made:
    """A workspace in a new or empty folder: all of it, or nothing where the table holds no rows.

    `organisation` is whose goals they are where no column of the table says so (default: the name
    of the file).  Raises `NotEmptyError`, `CannotWriteError`, `BadTableError`.
    """
    sheets, found = sheets_of(path)
    if sheets is None:
        return Made(findings=tuple(found))
    policy = Policy(fiscal_start=options.fiscal_start or 1)
    if options.today is not None:  # a book names the year of its months
        options = replace(options, year=options.today.year)
    table = plain_table(path.name, sheets, policy, options)
    known = in_order((*found, *table.findings))
    if table.books.indicators.values.empty:
        if not known:
            raise BadTableError(file=path.name, reason=N_("no row of it holds a target or figure"))
        return Made(findings=known, reading=table.reading)
    data = path.read_bytes()
    rows = _Rows(path, sheets, table, known, organisation, words, policy.fiscal_start)
    rows.add()
    settings = _settings(rows, table, options)
    books = {name: book_place(name) for name in rows.tables}
    with store.built_aside(folder) as aside:
        store.write_file(aside / SETTINGS_FILE, "".join(f"{s}\n" for s in settings).encode())
        store.write_file(aside / DOCUMENTS / path.name, data)
        for name, tables in rows.tables.items():
            document = tables["documents"][0]
            document["sha256"] = store.sha256(data)
            store.write_file(aside / books[name], book_workbook(tables, name, words))
        figures, faults = _taken_in(aside, rows, words, clock)
    sheets_written = list(rows.tables.values())
    return Made(
        books=tuple(books.values()),
        goals=sum(len(t["goals"]) for t in sheets_written),
        targets=sum(len(t["targets"]) for t in sheets_written),
        figures=figures,
        lost=sum(map(len, rows.returns.values())) - figures,
        questions=rows.questions,
        findings=(*known, *faults),
        reading=table.reading,
    )


def _settings(rows: _Rows, table: PlainTable, options: Options) -> list[str]:
    """The lines of the settings: what a plain table is judged by, said openly.

    A table whose last figure is older than the last quarter is judged as of that figure's day.
    """
    title = clean_text(rows.organisation or rows.path.stem)
    lines = [
        f"title = {json.dumps(title, ensure_ascii=False)}",  # also a string of TOML
        f'language = "{rows.words.language}"',
    ]
    if options.fiscal_start:
        lines.append(f"fiscal_year_start = {options.fiscal_start}")
    if any(t["due"] is None for sheets in rows.tables.values() for t in sheets["targets"]):
        lines += [f"# {rows.words.text(_UNDATED)}", "judge_undated = true"]
    if is_past(table, options):
        lines += [f"# {rows.words.text(_PINNED)}", f"as_of = {table.as_of}"]
    return lines


def is_past(table: PlainTable, options: Options) -> bool:
    """Whether the last figure is from before the quarter that ended last."""
    if table.as_of is None or options.today is None:
        return False
    quarter = last_ended(PeriodKind.QUARTER, options.today, options.fiscal_start or 1)
    return table.as_of < quarter.end_date


def _taken_in(
    root: Path, rows: _Rows, words: Words, clock: datetime
) -> tuple[int, tuple[Finding, ...]]:
    """Write the returns and collect them, each as known when its figures were; figures recorded."""
    workspace = load_workspace(root)
    by_day: dict[date, list[Path]] = {}
    for (organisation, period, is_rank), figures in rows.returns.items():
        said = parse_period(period, workspace.fiscal_start).period
        quarter = enclosing(said, PeriodKind.QUARTER)
        name = f"{book_place(organisation).stem}-{period}{'-ranks' if is_rank else ''}.xlsx"
        path = workspace.quarter_folder(str(quarter)) / "returns" / name
        day = max(f["known_on"] for f in figures)
        head = (organisation, period, day)
        store.write_file(path, return_workbook(figures, head, words, ranks=is_rank))
        by_day.setdefault(day, []).append(path)
    done, found = 0, []
    books, _ = load_books(workspace, workspace.books())
    with Guard(DEFAULT_LIMITS, 1) as guard:
        for day in sorted(by_day):
            reception = Reception(day, BY_TABLE, clock)
            taken = collect(workspace, by_day[day], reception, words, guard=guard, books=books)
            done += sum(one.figures for one in taken.files)
            found += [f for one in taken.files for f in one.findings]
    return done, in_order(f for f in found if f.severity is v.Severity.ERROR)


@dataclass(slots=True)
class _Rows:
    """The rows of the books' sheets by organisation, and of the returns by period.

    `returns` is keyed by organisation, period, and whether the figures are ranks.
    """

    path: Path
    sheets: Sequence[Sheet]
    table: PlainTable
    known: Sequence[Finding]
    organisation: str | None
    words: Words
    start: int
    tables: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    returns: dict[tuple[str, str, bool], list[Row]] = field(default_factory=dict)
    questions: int = 0

    def add(self) -> None:
        """Fill both."""
        books = self.table.books
        targets: dict[tuple[str, str], list[tuple[Row, Row]]] = {}
        for row, cells in _rows(books.targets):
            targets.setdefault((row["organisation"], row["indicator"]), []).append((row, cells))
        milestones: dict[tuple[str, str], list[Row]] = {}
        for row, _ in _rows(books.milestones):
            milestones.setdefault((row["organisation"], row["target"]), []).append(row)
        figures: dict[tuple[str, str], list[Row]] = {}
        for row, _ in _rows(self.table.figures):
            figures.setdefault((row["organisation"], row["indicator"]), []).append(row)
        figures = {key: _of_quarters(own, self.start) for key, own in figures.items()}
        ids = {(o, t["target"]): f"T{n}" for n, (o, t) in enumerate(
            ((o, t) for (o, _), own in targets.items() for t, _ in own), start=1)}  # fmt: skip
        indicators = list(_rows(books.indicators))
        named = Counter((row["organisation"], row["name"]) for row, _ in indicators)
        for number, (row, cells) in enumerate(indicators, start=1):
            if named[row["organisation"], row["name"]] > 1:  # a return finds its row by its name
                row["name"] = self._apart(row, indicators)
            key = row["organisation"], row["indicator"]
            mine = [
                (t, c, milestones.get((key[0], t["target"]), [])) for t, c in targets.get(key, ())
            ]
            self._one(f"I{number}", (row, cells), mine, figures.get(key, []), ids)

    @staticmethod
    def _apart(row: Row, indicators: Sequence[tuple[Row, Row]]) -> str:
        """An indicator's name with whose it is, or its key where that says no more."""
        alike = [o for o, _ in indicators if o["name"] == row["name"] and o is not row]
        unit = row["responsible_unit"]
        apart = unit and all(o["responsible_unit"] != unit for o in alike)
        return f"{row['name']} · {unit}" if apart else str(row["indicator"])

    def _one(
        self,
        name: str,
        indicator: tuple[Row, Row],
        targets: Sequence[tuple[Row, Row, list[Row]]],
        figures: Sequence[Row],
        ids: Mapping[tuple[str, str], str],
    ) -> None:
        """One indicator: its goal, its targets with their milestones, its figures."""
        row, cells = indicator
        body = row["organisation"]
        owner = self.organisation if self.organisation and body == self.path.stem else body
        sheets = self.tables.setdefault(owner, self._book(owner))
        sheet = next(s for s in self.sheets if s.name == row["sheet"])
        goal = f"G{len(sheets['goals']) + 1}"
        measure = row["measure"] if row["measure"] in set(v.Measure) else None
        unit = self._unit(sheets["units"], row["responsible_unit"])
        frequency = row["frequency"] or _frequency(figures, targets, self.start)
        counted = _UNITS.get(measure or "")
        of_measure = row["unit_of_measure"] or (counted and counted.within(self.words.language))
        asked = [("measure", measure), ("unit_of_measure", of_measure), ("frequency", frequency)]
        annual = frequency == v.Frequency.ANNUAL and not row["frequency"]
        if measure == v.Measure.STOCK and annual and kind_of(row["name"]) != "level":
            asked.append(("adds_up", None))
        sheets["indicators"].append({
            **_same(row, "indicators"), "indicator": name, "measure": measure,
            "unit_of_measure": of_measure, "reported_as": row["reported_as"],
            "frequency": frequency, "publication_lag_months": None, "responsible_unit": unit,
        })  # fmt: skip
        places = {cell_position(c["value"])[0] for _, c, _ in targets}
        places.add(cell_position(cells["indicator"])[0])
        quote = self._quote(sheet, min(places))
        scored = [one for one in targets if one[0]["value"] is not None]
        for target, _, steps in scored:
            blank = [(c, target[c]) for c in ("direction", "due")]
            if target["baseline"] is not None and measure != v.Measure.FLOW:
                blank.append(("baseline_period", target["baseline_period"]))
            asked += blank
            own = ids[body, target["target"]]
            kinds = {step["kind"] for step in steps}
            usual = v.default_pathway(str(measure), target["direction"], kinds)
            value = abs(target["value"])
            stated = measure == v.Measure.MILESTONE or says(quote, value)
            sheets["targets"].append({
                **_same(target, "targets"), "target": own, "goal": goal, "indicator": name,
                "parent": ids.get((body, target["parent"] or "")),
                "pathway": None if target["pathway"] == usual else target["pathway"],
                "method": None if target["method"] == v.Method.PACE else target["method"],
                "responsible_unit": None, "valid_from": None,
                "origin": v.NumberOrigin.DOCUMENT if stated else v.NumberOrigin.OFFICE,
            })  # fmt: skip
            sheets["milestones"] += [{**_same(step, "milestones"), "target": own} for step in steps]
        if targets and not scored:
            asked.append(("value", None))
        sheets["goals"].append({
            "goal": goal, "document": "D1", "quote": quote,
            "strength": self._strength(sheet, min(places)),
            "class": _class(measure, scored=bool(scored)),
            "note": self._note(row, places, asked),
        })  # fmt: skip
        place = f"{self.path.name} {row['sheet']}!"
        for figure in figures:
            key = owner, figure["period"], measure == v.Measure.RANK
            self.returns.setdefault(key, []).append({
                **figure, "indicator": row["name"], "unit_of_measure": of_measure,
                "evidence": place + figure["cell"], "known_on": figure["known_on"].date(),
            })  # fmt: skip

    def _book(self, owner: str) -> dict[str, list[Row]]:
        """A book's sheets before its first goal."""
        said = [
            self.words.text(message, **params)
            for one in self.table.reading
            for message, params in (*one.assumed, *one.left_out)
            if "indicator" not in params
        ]
        told = self.words.text(_BOOK_NOTE, file=self.path.name)
        about = ((v.AboutItem.ORGANISATION, owner), (v.AboutItem.LANGUAGE, self.words.language),
                 (v.AboutItem.NOTE, told))  # fmt: skip
        document = {
            "document": "D1", "title": self.path.stem, "file": self.path.name,
            "note": "\n".join(dict.fromkeys((self.words.text(_SOURCE_ASKED), *said))),
        }  # fmt: skip
        tables: dict[str, list[Row]] = {name: [] for name in BOOK}
        tables["about"] = [{"item": item, "content": text} for item, text in about]
        tables["documents"] = [document]
        self.questions += 1
        return tables

    @staticmethod
    def _unit(units: list[Row], name: str | None) -> str | None:
        """The id of a unit, entered with its first indicator."""
        if name is None:
            return None
        known = {unit["name"]: unit["unit"] for unit in units}
        if name not in known:
            units.append({"unit": f"U{len(units) + 1}", "name": name})
            return f"U{len(units)}"
        return str(known[name])

    def _columns(self, sheet: Sheet, row: int) -> Iterator[tuple[int, str]]:
        """The columns that are read of a row (from 1), each with its role."""
        for one in self.table.reading:
            first, _, last = one.rows.partition("-")
            if one.sheet == sheet.name and int(first) <= row <= int(last):
                for column in one.columns:
                    yield cell_position(f"{column.column}1")[1] - 1, column.role

    def _quote(self, sheet: Sheet, row: int) -> str:
        """The row's own words, without what was reached."""
        roles = self._columns(sheet, row)
        texts = (sheet.text(row - 1, n) for n, role in roles if role not in _REPORTED)
        return " | ".join(dict.fromkeys(filter(None, texts)))

    def _strength(self, sheet: Sheet, row: int) -> v.Strength | None:
        roles = self._columns(sheet, row)
        said = [normal(sheet.text(row - 1, n)) for n, role in roles if role == "strength"]
        known = {normal(name): strength for strength in v.Strength for name in strength.names}
        return next((known[text] for text in said if text in known), None)

    def _note(self, row: Row, places: set[int], asked: Sequence[tuple[str, object]]) -> str | None:
        """What was assumed and found of a row, and what is asked about its blanks."""
        words = self.words
        said = [
            words.text(
                message,
                **{k: words.text(p) if isinstance(p, Name) else p for k, p in params.items()},
            )
            for one in self.table.reading
            if one.sheet == row["sheet"]
            for message, params in one.assumed
            if params.get("indicator") == row["name"]
        ]
        found = [
            words.finding(f).message
            for f in self.known
            if f.origin.sheet == row["sheet"]
            and f.origin.cell
            and cell_position(f.origin.cell)[0] in places
        ]
        questions = dict.fromkeys(_ASKED[column] for column, value in asked if value is None)
        self.questions += len(questions)
        told = dict.fromkeys((*(words.text(q) for q in questions), *found, *said))
        return "\n".join(told) or None


def _rows(table: Any) -> Iterator[tuple[Row, Row]]:  # noqa: ANN401  (a `Table`, its frames untyped)
    """Each row of a frame with its cells; what is missing is None."""
    values = table.values.astype(object).where(table.values.notna(), None)
    return zip(values.to_dict("records"), table.cells.to_dict("records"), strict=True)


def _same(row: Row, sheet: str) -> Row:
    """What the frame and the sheet have in common."""
    return {c.id: row.get(c.stored_as) for c in BOOK[sheet].columns}


def _of_quarters(figures: list[Row], start: int) -> list[Row]:
    """The figures of an indicator, months that end a quarter as that quarter.

    What has accumulated by the end of June, or stood then, is the second quarter's figure; months
    that do not all end quarters stay months.
    """
    months = [
        (figure, said)
        for figure in figures
        if (said := parse_period(figure["period"], start).period).kind is PeriodKind.MONTH
    ]
    ends = [enclosing(said, PeriodKind.QUARTER) for _, said in months]
    if all(
        quarter.end == said.end and figure["basis"] != v.Basis.PERIOD
        for (figure, said), quarter in zip(months, ends, strict=True)
    ):
        for (figure, _), quarter in zip(months, ends, strict=True):
            figure["period"] = str(quarter)
    return figures


def _frequency(
    figures: Sequence[Row], targets: Sequence[tuple[Row, Row, list[Row]]], start: int
) -> v.Frequency | None:
    """How often figures come: by the shortest of their periods, or of those of the plan."""
    periods = [f["period"] for f in figures]
    periods += [step["period"] for _, _, steps in targets for step in steps]
    kinds = {parse_period(p, start).period.kind for p in periods}
    return next((said for kind, said in _FREQUENCIES if kind in kinds), None)


def _class(measure: str | None, *, scored: bool) -> v.GoalClass:
    if not scored:
        return v.GoalClass.NEEDS_DEFINITION
    return v.GoalClass.DELIVERABLE if measure == v.Measure.MILESTONE else v.GoalClass.MEASURABLE
