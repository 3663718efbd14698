"""The judge on a Spark cluster, for datasets that already live there (the extra `spark`).

Organisations are judged apart from each other, so the engine may put them wherever it likes, and
judge one again when the machine it was on is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from scorecard.assessment import arrow
from scorecard.schema.policy import Policy

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, GroupedData

_SPARK: Final = {"string": "string", "double": "double", "int64": "bigint"}
_SPARK_TYPES: Final = {**_SPARK, "date32[day]": "date", "bool": "boolean"}
_DATED: Final = "_milestones"
"""The column in which a target's milestones travel beside it."""
_DATED_COLUMNS: Final = {
    n: arrow.TABLES["milestones"][n] for n in (*arrow.REQUIRED["milestones"], "kind")
}


def assess(
    figures: DataFrame,
    targets: DataFrame,
    as_of: date,
    policy: Policy | None = None,
    milestones: DataFrame | None = None,
) -> DataFrame:
    """One row (columns of `scorecard.assess`) for each target in force at `as_of`.

    Columns and refusals are those of `scorecard.assessment.arrow.assess_tables`; an absent column
    is refused at once, a wrong word or type by the executor that meets it.  Milestones travel
    beside their targets, so no third shuffle is needed.  Rows come in no order.

    Organisations are judged in so many groups as `spark.sql.shuffle.partitions` says, each whole
    in one of them: a group has to fit into the memory of an executor's Python.
    """
    arrow.check_columns("figures", figures.columns)
    arrow.check_columns("targets", targets.columns)
    if milestones is not None:
        arrow.check_columns("milestones", milestones.columns)
        targets = _with_milestones(targets, milestones)
    schema = ", ".join(f"`{field.name}` {_SPARK_TYPES[str(field.type)]}" for field in arrow.RESULT)
    groups = int(figures.sparkSession.conf.get("spark.sql.shuffle.partitions") or 1)
    grouped = _grouped(figures, groups).cogroup(_grouped(targets, groups))
    return grouped.applyInArrow(_judge(as_of, policy or Policy()), schema)


def _grouped(rows: DataFrame, groups: int) -> GroupedData:
    """The rows by a number that all rows of an organisation share, whatever its column's type."""
    from pyspark.sql import functions as f  # noqa: PLC0415  (an extra)

    return rows.groupBy(f.pmod(f.xxhash64(f.col("organisation").cast("string")), f.lit(groups)))


def _judge(as_of: date, policy: Policy) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def judge(figures: pa.Table, targets: pa.Table) -> pa.Table:
        dated = None
        if _DATED in targets.column_names:
            dated, targets = _milestones_of(targets), targets.drop_columns([_DATED])
        return arrow.assess_tables(figures, targets, as_of, policy, dated)

    return judge


def _with_milestones(targets: DataFrame, milestones: DataFrame) -> DataFrame:
    from pyspark.sql import functions as f  # noqa: PLC0415  (an extra)

    keys: list[Any] = ["organisation", "target"]
    values = f.struct(*(n for n in _DATED_COLUMNS if n in milestones.columns and n not in keys))
    lists = milestones.groupBy(*keys).agg(f.collect_list(values).alias(_DATED))
    return targets.join(lists, keys, "left")


def _milestones_of(targets: pa.Table) -> pa.Table:
    """The milestones that came along, each once: versions of a target carry the same ones."""
    rows = {
        (row["organisation"], row["target"]): row[_DATED] or ()
        for row in targets.select(["organisation", "target", _DATED]).to_pylist()
    }
    found = [
        {"organisation": organisation, "target": target, **dict(one)}
        for (organisation, target), dated in rows.items()
        for one in dated
    ]
    return pa.Table.from_pylist(found, schema=arrow.arrow_schema(_DATED_COLUMNS))
