"""The judge for Arrow tables of whole organisations: the contract that everything at scale calls.

A process pool, an engine for clusters or a task of any other library hands over the figures and
targets of some organisations and gets their assessments; nothing of an assessment depends on
another organisation.  Needs pyarrow (the extra `scale`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from scorecard.assessment.frames import assess
from scorecard.schema import vocabulary as v
from scorecard.schema.errors import BadDatasetError
from scorecard.schema.frames import ASSESSABLE, ASSESSMENTS, FIGURES, MILESTONES, typed
from scorecard.schema.policy import Policy
from scorecard.schema.sheets import DATE, INTEGER, NUMBER, TEXT, TRUTH, Columns

_TYPES: Final = {
    TEXT: pa.string(), NUMBER: pa.float64(), INTEGER: pa.int64(), DATE: pa.date32(),
    TRUTH: pa.bool_(),
}  # fmt: skip


def arrow_schema(columns: Columns) -> pa.Schema:
    """The Arrow types of a public frame's columns; days without a time of day."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])


RESULT: Final = arrow_schema(ASSESSMENTS)
"""The columns of assessments."""
TABLES: Final[Mapping[str, Columns]] = {
    "targets": ASSESSABLE,
    "figures": FIGURES,
    "milestones": MILESTONES,
}
"""The tables of a dataset and the columns that each may have."""
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": ("organisation", "target", "indicator", "measure", "due", "value"),
    "figures": ("organisation", "indicator", "period", "basis", "value", "known_on"),
    "milestones": ("organisation", "target", "period", "value"),
}
"""The columns without which a verdict would be false: every other may be absent."""
CLOSED: Final[Mapping[str, Mapping[str, type[StrEnum]]]] = {
    "targets": {
        "measure": v.Measure, "reported_as": v.Basis, "frequency": v.Frequency,
        "method": v.Method, "direction": v.Direction, "comparator": v.Comparator,
        "pathway": v.Pathway,
    },
    "figures": {"basis": v.Basis, "state": v.FigureState},
    "milestones": {},
}  # fmt: skip
"""The columns that hold words of a closed vocabulary, by their ids."""


def assess_tables(
    figures: pa.Table,
    targets: pa.Table,
    as_of: date,
    policy: Policy,
    milestones: pa.Table | None = None,
) -> pa.Table:
    """One assessment (columns `RESULT`) for each target in force at `as_of`.

    `figures` has columns of FIGURES, `targets` of ASSESSABLE, `milestones` of MILESTONES; all rows
    of an organisation must be in the same call, and any number of organisations may be.  Columns of
    other names are passed over, absent ones count as missing.

    ==============================================  ==========================================
    case                                            decision
    ==============================================  ==========================================
    a column of `REQUIRED` is absent                `BadDatasetError`
    a column cannot be taken as its type            `BadDatasetError`
    a word that no vocabulary has (`CLOSED`)        `BadDatasetError`
    no target, or none in force                     no row
    a target without figures                        as `assessment.frames.assess`: never left out
    ==============================================  ==========================================

    Source: the project's method; the same verdicts, row by row, as `scorecard.assess`.
    """
    aims, known = frame_of("targets", targets), frame_of("figures", figures)
    dated = None if milestones is None else frame_of("milestones", milestones)
    result = assess(aims, known, as_of, policy, dated)
    return pa.Table.from_pandas(result, schema=RESULT, preserve_index=False)


def frame_of(name: str, table: pa.Table) -> pd.DataFrame:
    """The typed frame of a table of the dataset.

    Raises `BadDatasetError`, as in `assess_tables`.
    """
    check_columns(name, table.column_names)
    columns = TABLES[name]
    schema = arrow_schema(columns)
    kept: dict[str, pa.ChunkedArray] = {}
    for column in columns:
        if column in table.column_names:
            wanted = schema.field(column).type
            try:
                kept[column] = _cast(table.column(column), wanted)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                found = str(table.schema.field(column).type)
                raise BadDatasetError(
                    table=name, column=column, found=found, expected=str(wanted)
                ) from error
    for column, vocabulary in CLOSED[name].items():
        if column in kept:
            check_words(name, column, kept[column].unique().to_pylist(), vocabulary)
    frame = pa.table(kept).to_pandas(date_as_object=False)
    return typed(frame, columns)


def _cast(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """The column as another type, without a loss: 112.3 is not 112.30000000000001 afterwards.

    A time with a zone is a day where it is midnight in that zone; of others nothing says which.
    """
    if pa.types.is_decimal(column.type) and pa.types.is_floating(wanted):
        column = column.cast(pa.string())
    if pa.types.is_timestamp(column.type) and column.type.tz and pa.types.is_date(wanted):
        column = pc.local_timestamp(column)
        midnight = pc.equal(pc.floor_temporal(column, unit="day"), column)
        if not pc.all(midnight, min_count=0).as_py():
            raise pa.ArrowInvalid("which day it was there, nothing says")
    return column.cast(wanted)


def check_columns(name: str, there: Sequence[str]) -> None:
    """Raise `BadDatasetError` for the first required column that a table does not have."""
    for column in REQUIRED[name]:
        if column not in there:
            found = ", ".join(there) or "-"
            raise BadDatasetError(table=name, column=column, found=found, expected=column)


def check_words(name: str, column: str, found: list[object], vocabulary: type[StrEnum]) -> None:
    """Raise `BadDatasetError` for the first word that the column's vocabulary does not have."""
    known = {str(word) for word in vocabulary}
    for word in found:
        if word is not None and word not in known:
            expected = ", ".join(sorted(known))
            raise BadDatasetError(table=name, column=column, found=str(word), expected=expected)
