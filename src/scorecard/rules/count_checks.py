"""Whether the sheet Counts can be reckoned, and whether typed numbers agree with the register."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from scorecard.rules.counts import Counted, counts_of, fields_of, fits
from scorecard.rules.filters import FilterError, parse_filter
from scorecard.schema.contract import place_of, shown
from scorecard.schema.findings import Finding, Origin, finding
from scorecard.schema.frames import Books, Table
from scorecard.schema.projects import ADDITIONAL, AMOUNTS, MONEY, UNITS

_KEY = ["organisation", "indicator"]
_FIGURE = [*_KEY, "period", "basis"]


def counting_faults(books: Books) -> list[Finding]:
    """Fields and filters that cannot be read, mixed money, units and bases that do not fit."""
    return [*_fields(books), *_filters(books), *_units(books)]


def _fields(books: Books) -> Iterator[Finding]:
    table = books.counts
    for label, row in table.values.dropna(subset=["aggregate", "field"]).iterrows():
        field, aggregate = str(row["field"]).strip(), str(row["aggregate"])
        place = place_of(table, int(str(label)), "field")
        mixed = [name for name in MONEY if name in field and name != field]
        if len(mixed) > 1:
            yield finding("R203", place, field, fields=mixed)
        elif field not in fields_of(aggregate):
            known = fields_of(aggregate)
            yield finding("R201", place, field, aggregate=aggregate, known=known)


def _filters(books: Books) -> Iterator[Finding]:
    table = books.counts
    for label, text in table.values["filter"].dropna().items():
        try:
            parse_filter(str(text))
        except FilterError as error:
            place = place_of(table, int(str(label)), "filter")
            yield finding("R202", place, str(text), rest=error.rest)


def _units(books: Books) -> Iterator[Finding]:
    table, counts = books.indicators, counts_of(books)
    for label, row in table.values.drop_duplicates(_KEY).iterrows():
        count = counts.get((str(row["organisation"]), str(row["indicator"])))
        if count is None:
            continue
        if not fits(count, str(row["reported_as"])):
            place = place_of(table, int(str(label)), "reported_as")
            yield finding("R205", place, str(row["reported_as"]), indicator=str(row["indicator"]))
        if count.aggregate == "sum" and str(row["unit_of_measure"]) not in UNITS[count.field]:
            units = list(UNITS[count.field])
            place = place_of(table, int(str(label)), "unit_of_measure")
            yield finding(
                "R204",
                place,
                shown(row["unit_of_measure"]),
                field=count.field,
                unit=units[0],
                known=units,
            )


def missing_amounts(counted: Sequence[Counted], projects: Table) -> list[Finding]:
    """Signed projects without the amount that an indicator adds up (R206)."""
    found = []
    frame = projects.values
    parts = frame.loc[frame["nature"].ne(ADDITIONAL), "parent_project"].dropna()
    for field in AMOUNTS:
        sums = [c.count for c in counted if c.count.aggregate == "sum" and c.count.field == field]
        for organisation in dict.fromkeys(count.organisation for count in sums):
            first = next(count for count in sums if count.organisation == organisation)
            own = frame["organisation"].eq(organisation) & frame["signed_on"].notna()
            for label in frame.index[own & ~frame["project"].isin(parts) & frame[field].isna()]:
                found.append(  # noqa: PERF401  (a comprehension of this length reads worse)
                    finding(
                        "R206",
                        place_of(projects, int(label), field),
                        None,
                        project=str(frame.loc[label, "project"]),
                        field=field,
                        indicator=first.indicator,
                    )
                )
    return found


def reconciled(typed_in: pd.DataFrame, counted: pd.DataFrame) -> list[Finding]:
    """Typed figures beside the counted ones of the same period and basis (R301, R302).

    Both are frames of FIGURES; of each figure the last vintage is compared.
    """
    if typed_in.empty or counted.empty:
        return []
    ours = counted.dropna(subset=["value"]).drop_duplicates(_FIGURE, keep="last")
    theirs = typed_in.dropna(subset=["value"]).drop_duplicates(_FIGURE, keep="last")
    both = theirs.merge(
        ours[[*_FIGURE, "value", "evidence"]], on=_FIGURE, suffixes=("", "_counted")
    )
    found = []
    for row in both.to_dict("records"):
        place = Origin(*(shown(row[name]) or None for name in ("file", "sheet", "cell")))
        same = math.isclose(row["value"], row["value_counted"], rel_tol=1e-9, abs_tol=1e-9)
        found.append(
            finding(
                "R302" if same else "R301",
                place,
                shown(row["value"]),
                indicator=row["indicator"],
                period=row["period"],
                counted=shown(row["value_counted"]),
                projects=shown(row["evidence_counted"]) or "–",
            )
        )
    return found


def uncounted(
    counted: Sequence[Counted], closings: pd.DataFrame, errors: Mapping[str, int], books: Books
) -> list[Finding]:
    """Indicators that cannot be counted: no register at all (R207), or one with errors (R208).

    `errors` is the number of errors in the register's rows by organisation.
    """
    found = []
    known = set(closings["organisation"])
    table = books.indicators
    for organisation in dict.fromkeys(one.count.organisation for one in counted):
        own = table.values[table.values["organisation"].eq(organisation)]
        mine = own[own["source"].eq("register")]
        if mine.empty or (organisation in known and not errors.get(organisation)):
            continue
        code = "R208" if errors.get(organisation) else "R207"
        found.append(
            finding(
                code,
                place_of(table, int(mine.index[0]), "source"),
                None,
                organisation=organisation,
                names=mine["name"].astype(str).tolist(),
                **({"errors": errors[organisation]} if code == "R208" else {}),
            )
        )
    return found
