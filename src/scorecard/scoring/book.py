"""What a target book says of scores, checked before anything is scored: rules, sums of parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, Table, looked_up, newest_versions
from scorecard.schema.vocabulary import Comparator, Direction, Measure, ParentKind
from scorecard.scoring.parents import cascade
from scorecard.scoring.points import own_mark, parse_scoring, readable
from scorecard.scoring.rule import Rule, ScoringTextError
from scorecard.scoring.rules import Completion, Deduct, Growth, Part

_AND: Final = "、"
CLOSE: Final = 1e-9


def scoring_faults(books: Books) -> Iterator[Finding]:
    """Scoring cells that cannot be read (T140) or do not fit their target (T141 to T147).

    Equal texts are read once; of a target's versions each is checked on its own.
    """
    table = books.targets
    typed = table.values["scoring"].dropna()
    wrong = {text: error for text in typed.unique() if (error := _fault(str(text)))}
    faulty = typed[typed.isin(list(wrong))]
    for label, text in zip(faulty.index, map(str, faulty), strict=True):
        error = wrong[text]
        yield finding(
            "T140",
            place_of(table, label, "scoring"),
            text,
            target=shown(table.values.at[label, "target"]),
            piece=error.found,
            expected=error.expected,
        )
    yield from _misfits(books, typed[~typed.isin(list(wrong))])


def _misfits(books: Books, texts: pd.Series) -> Iterator[Finding]:
    """What is wrong between readable cells and the other cells of their rows."""
    table = books.targets
    rows = table.values.loc[texts.index]
    facts = looked_up(rows, ["organisation", "indicator"], books.indicators.values, ["measure"])
    below = rows["comparator"].isin([str(Comparator.AT_MOST), str(Comparator.BELOW)])
    rows = rows.assign(
        _rank=facts["measure"].eq(Measure.RANK).fillna(value=False),
        _hold=rows["direction"].eq(Direction.HOLD).fillna(value=False),
        _lower=rows["direction"].eq(Direction.DECREASE).fillna(value=False) | below,
    )
    read = {text: readable(str(text)) for text in texts.unique()}
    for text, alike in rows.groupby(texts, sort=False):
        for misfit in (*_unmarked(alike, read[text]), *_inapplicable(alike, read[text])):
            yield from misfit.findings(table)
    yield from _strangers(table, texts, read)


@dataclass(frozen=True, slots=True)
class _Misfit:
    """A fault of some rows: its code, the cell at fault, the rows, what their messages tell."""

    code: str
    column: str
    rows: pd.DataFrame
    tells: Mapping[str, str | pd.Series]

    def findings(self, table: Table) -> Iterator[Finding]:
        """One finding for each row."""
        for label in self.rows.index:
            told = {
                name: shown(value.at[label]) if isinstance(value, pd.Series) else value
                for name, value in self.tells.items()
            }
            yield finding(
                self.code,
                place_of(table, label, self.column),
                shown(table.values.at[label, self.column]),
                target=shown(table.values.at[label, "target"]),
                **told,
            )


def _unmarked(rows: pd.DataFrame, rules: tuple[Rule, ...]) -> Iterator[_Misfit]:
    """Full marks that are missing, or that do not add up."""
    needing = [
        rule.name
        for place, rule in enumerate(rules)
        if rule.own_mark is None and not (place and isinstance(rule, Deduct))
    ]
    full = rows["points"].astype("float64")
    if needing:
        yield _Misfit("T141", "points", rows[full.isna()], {"rule": needing[0]})
    own = own_mark(rules)
    if own:
        other = full.notna() & (full - own).abs().gt(CLOSE * own)
        yield _Misfit("T146", "points", rows[other], {"sum": shown(own)})


def _inapplicable(rows: pd.DataFrame, rules: tuple[Rule, ...]) -> Iterator[_Misfit]:
    """Rules that cannot be computed for a row, or that run against its direction."""
    if any(isinstance(rule, Completion) for rule in rules):
        zero = rows["value"].le(0).fillna(value=False) & ~rows["_hold"]
        for wrong, what in (
            (rows["_rank"], "位次 rank"),
            (zero & ~rows["_rank"], rows["value"]),
        ):
            yield _Misfit("T143", "scoring", rows[wrong], {"what": what})
    if any(isinstance(rule, Growth) for rule in rules):
        base = rows["baseline"].astype("float64")
        yield _Misfit("T144", "baseline", rows[~base.gt(0)], {})
    for rule in rules:
        if rule.ends is not None:
            low, high = rule.ends
            against = rows["_lower"].ne(high < low) & ~rows["_hold"]
            told = {"rule": rule.name, "low": shown(low), "high": shown(high)}
            yield _Misfit("T145", "scoring", rows[against], told)


def _strangers(
    table: Table, texts: pd.Series, read: Mapping[str, tuple[Rule, ...]]
) -> Iterator[Finding]:
    """Named targets that are in no book, and parts that earn points of their own."""
    naming = {text: rules for text, rules in read.items() if any(r.parts for r in rules)}
    if not naming:
        return
    ids, current = table.values["target"], newest_versions(table.values)
    known = set(ids.dropna())
    said = {text for text, rules in read.items() if any(isinstance(r, Part) for r in rules)}
    parts = set(ids.loc[texts.index[texts.isin(said)]])
    chosen = texts[texts.isin(list(naming)) & current.loc[texts.index]]
    for label, text in chosen.items():
        own = shown(ids.at[label])
        for name in dict.fromkeys(name for rule in naming[text] for name, _ in rule.parts):
            place = place_of(table, int(str(label)), "scoring")
            if name not in known:
                yield finding("T142", place, text, target=own, piece=name)
            elif name != own and name not in parts:
                yield finding("T147", place, text, target=own, part=name)


def short_parts(books: Books) -> Iterator[Finding]:
    """Targets whose parts (层层加码) do not reach them (X114), or do not equal them (X115).

    Equality is asked only of parts that say so (`cascade_equal`, 等额分解).  The last version of
    each target counts.  Where the sum is not known (ranks, rates, a part without a value, a whole
    that is not in the books, or is a part of its own part) nothing is said; see `parents.cascade`.
    """
    table = books.targets
    rows = _last_versions(books)
    kinds = rows["parent_kind"].isin([ParentKind.CASCADE, ParentKind.CASCADE_EQUAL])
    if not kinds.any():
        return
    sums = cascade(rows)
    parts = rows[kinds].groupby("parent")["target"].agg(_AND.join)
    short = sums[sums["holds"].eq(other=False).fillna(value=False)]
    for parent, children, equal in zip(
        map(str, short.index), short["children"], short["equal_asked"], strict=True
    ):
        label = rows.index[rows["target"].eq(parent)][0]
        whole = table.values.loc[label]
        if whole["parent"] in parts[parent].split(_AND):
            continue
        yield finding(
            "X115" if equal else "X114",
            place_of(table, label, "value"),
            shown(whole["value"]),
            target=parent,
            comparator=shown(whole["comparator"]),
            value=shown(whole["value"]),
            children=shown(children),
            parts=parts[parent],
        )


def _fault(text: str) -> ScoringTextError | None:
    try:
        parse_scoring(text)
    except ScoringTextError as error:
        return error
    return None


def _last_versions(books: Books) -> pd.DataFrame:
    """The last version of each target with its indicator's measure; row labels are kept."""
    values = books.targets.values
    last = values.sort_values("version", kind="stable").drop_duplicates("target", keep="last")
    facts = looked_up(
        last,
        ["organisation", "indicator"],
        books.indicators.values,
        ["measure", "unit_of_measure"],
    )
    return last.assign(
        measure=facts["measure"],
        unit_of_measure=facts["unit_of_measure"],
        target_value=last["value"],
    ).sort_index()
