"""What every step of a run needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from ._kernels import Partition, Plan, Wholes
from ._schemas import Schema
from ._work import Work

#: What tells an act on an object from others, and the order of acts on an object.
IN_ORDER = ("trace", "object", "time", "account", "post")


@dataclass
class Job:
    """A run: its configuration, its scratch folder, its figures."""

    spark: SparkSession
    #: The effective configuration, as TOML.
    config: str
    plan: Plan
    work: Work
    #: Parts into which rows are shuffled.
    partitions: int
    #: An object with more acts is split.
    hot: int
    #: Of more acts, groups that only all acts show are not looked for.
    group_acts: int
    #: What the driver's part must know beside the tables, see `_tables.scalars`.
    scalars: dict[str, Any] = field(default_factory=dict)
    #: What a later step must know of an earlier one.
    notes: dict[str, Any] = field(default_factory=dict)
    #: What must be known of each carried trace.
    of_trace: dict[int, dict[str, Any]] = field(default_factory=dict)

    def adding_up(self, name: str, schema: Schema, key: str) -> Wholes:
        """A kernel whose sayings of the wholes, told apart by `key`, add up."""
        return Wholes(name, schema, self.config, key)

    def kernel(self, name: str, schema: Schema, *known: Any) -> Partition:
        """A kernel that knows the configuration."""
        return Partition(name, schema, self.config, *known)

    def rungs_of(self, trace: int) -> int:
        """How many windows the trace has."""
        return len(self.plan.traces[trace]["windows"])

    def by_trace(self, value: Callable[[int], Any], otherwise: Any = None) -> Column:
        """A column that holds `value(code)` in the rows of each trace."""
        chosen = F.lit(otherwise)
        for code in self.plan.traces:
            told = value(code)
            chosen = F.when(F.col("trace") == code, told if isinstance(told, Column) else F.lit(told)).otherwise(chosen)
        return chosen

    def together(self, rows: DataFrame, *key: str, order: tuple[str, ...] = IN_ORDER) -> DataFrame:
        """Brings the rows with the same key into one part, in order."""
        return rows.repartition(self.partitions, *key).sortWithinPartitions(*order)


def of_traces(codes: list[int]) -> Column:
    """Whether a row is of one of these traces."""
    return F.col("trace").isin(codes) if codes else F.lit(False)


def groups(job: Job, name: str, rows: DataFrame) -> dict[int, dict[str, Any]]:
    """Brings one row a trace to the driver."""
    return {row["trace"]: row for row in job.work.collect(name, rows).to_pylist()}
