"""What a target book says of scores, checked before anything is scored: rules, sums of parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, finding
from scorecard.schema.frames import Books, looked_up, newest_versions
from scorecard.schema.vocabulary import DOWNWARD, Direction, Measure, ParentKind
from scorecard.scoring.points import own_mark, parse_scoring, plain, readable
from scorecard.scoring.rollup import cascade
from scorecard.scoring.rules import Completion, Deduct, Growth, Part, Rule, ScoringTextError

CLOSE: Final = 1e-9
_AND: Final = "、"
_READ: Final = (
    *("target", "scoring", "points", "value", "baseline"),
    *("direction", "comparator", "measure", "current"),
)


def scoring_faults(books: Books) -> Iterator[Finding]:
    """Scoring cells that cannot be read (T140) or do not fit their target (T141 to T147).

    Of a target's versions each is checked on its own; what it names, of the newest.
    """
    table = books.targets
    values = table.values[table.values["scoring"].notna()]
    facts = looked_up(values, ["organisation", "indicator"], books.indicators.values, ["measure"])
    current = newest_versions(table.values)[values.index]
    frame = values.assign(measure=facts["measure"], current=current)
    columns = [plain(frame[name]) for name in _READ]
    rows = [dict(zip(_READ, row, strict=True)) for row in zip(*columns, strict=True)]
    cells = ((row["target"], readable(str(row["scoring"]))) for row in rows)
    parts = {name for name, rules in cells if any(isinstance(rule, Part) for rule in rules)}
    known = {name: name in parts for name in table.values["target"].dropna()}
    for label, row in zip(frame.index, rows, strict=True):
        for code, column, told in _misfits(row, known):
            place = place_of(table, label, column)
            yield finding(code, place, shown(row[column]), target=shown(row["target"]), **told)


def _misfits(
    row: Mapping[str, Any], known: Mapping[str, bool]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What is wrong with a row's cell: code, the column at fault, what the message tells.

    `known` are the targets of all books, and whether they are parts of other ones.
    """
    try:
        rules = parse_scoring(str(row["scoring"]))
    except ScoringTextError as error:
        yield "T140", "scoring", {"piece": error.found, "expected": error.expected}
        return
    yield from _unmarked(row["points"], rules)
    for rule in rules:
        yield from _inapplicable(row, rule)
    named = dict.fromkeys(name for rule in rules for name, _ in rule.parts if row["current"])
    for name in named:
        if name not in known:
            yield "T142", "scoring", {"piece": name}
        elif name != row["target"] and not known[name]:
            yield "T147", "scoring", {"part": name}


def _unmarked(
    full: float | None, rules: Sequence[Rule]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Full marks that are missing, or that do not add up."""
    needing = [
        rule.name
        for place, rule in enumerate(rules)
        if rule.own_mark is None and not (place and isinstance(rule, Deduct))
    ]
    own = own_mark(rules)
    if needing and full is None:
        yield "T141", "points", {"rule": needing[0]}
    if own and full is not None and abs(full - own) > CLOSE * own:
        yield "T146", "points", {"sum": shown(own)}


def _inapplicable(row: Mapping[str, Any], rule: Rule) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Whether a rule cannot be computed for the row, or runs against its direction."""
    value, hold = row["value"], row["direction"] == Direction.HOLD
    if isinstance(rule, Completion):
        if row["measure"] == Measure.RANK:
            yield "T143", "scoring", {"what": "位次 rank"}
        elif value is not None and value <= 0 and not hold:
            yield "T143", "scoring", {"what": shown(value)}
    if isinstance(rule, Growth) and not (row["baseline"] or 0.0) > 0:
        yield "T144", "baseline", {}
    if rule.ends is not None and not hold:
        low, high = rule.ends
        below = row["comparator"] in DOWNWARD
        if (below or row["direction"] == Direction.DECREASE) != (high < low):
            yield "T145", "scoring", {"rule": rule.name, "low": shown(low), "high": shown(high)}


def uneven_weights(books: Books, full: float) -> Iterator[Finding]:
    """Organisations whose weights do not add up to the full mark (T149), told with their sum.

    The newest version of each target counts.  Where the targets of every year, or those that hold
    from each day on, add up to the full mark on their own that is as good: next year's targets
    stand in the book beside this year's.  Weights that are blank, some or all, are not added up.
    """
    table = books.targets
    rows = table.values[newest_versions(table.values) & table.values["value"].notna()]
    dated = table.values.assign(day=table.values["valid_from"].astype("str"))
    first = dated.sort_values("day").drop_duplicates(["organisation", "target"])
    begins = {name: mine.set_index("target")["day"] for name, mine in first.groupby("organisation")}
    for organisation, mine in rows.groupby("organisation", sort=False):
        weights, years = mine["weight"], mine["due"].fillna("").str[:4]
        if weights.isna().any() or weights.lt(0).any():
            continue
        since = mine["target"].map(begins[organisation].to_dict())
        apart = (weights.groupby(part).sum()[lambda s: s.ne(0)] for part in (years, since))
        total = weights.sum()
        if _even(total, full) or any(all(_even(one, full) for one in sums) for sums in apart):
            continue
        place = place_of(table, mine.index[0], "weight")
        told = {"organisation": str(organisation), "sum": shown(total), "full": shown(full)}
        yield finding("T149", place, shown(weights.iloc[0]), **told)


def _even(total: float, full: float) -> bool:
    return abs(total - full) <= CLOSE * max(1.0, full)


def short_parts(books: Books) -> Iterator[Finding]:
    """Targets whose parts (层层加码) do not reach them (X114), or do not equal them (X115).

    Equality is asked only of parts that say so (`cascade_equal`, 等额分解).  The last version of
    each target counts.  Where the sum is not known (ranks, rates, a part without a value, a whole
    that is not in the books, or is a part of its own part) nothing is said; see `rollup.cascade`.
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
        place, value = place_of(table, label, "value"), shown(whole["value"])
        told = {"target": parent, "comparator": shown(whole["comparator"]), "value": value}
        told |= {"children": shown(children), "parts": parts[parent]}
        yield finding("X115" if equal else "X114", place, value, **told)


def _last_versions(books: Books) -> pd.DataFrame:
    """The last version of each target with its indicator's measure; row labels are kept."""
    values = books.targets.values
    last = values.sort_values("version", kind="stable").drop_duplicates("target", keep="last")
    key, told = ["organisation", "indicator"], ["measure", "unit_of_measure"]
    facts = looked_up(last, key, books.indicators.values, told)
    return last.assign(**{n: facts[n] for n in told}, target_value=last["value"]).sort_index()
