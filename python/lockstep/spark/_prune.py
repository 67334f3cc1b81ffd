"""Which of very many pairs are tested in full: those that chance does not rule out at once."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from ._job import Job
from ._kernels import kernel
from ._pairs import Counts, added_up
from ._schemas import BOUNDS

#: Bounds that are told of each account that is in no open pair.
STRONGEST = 3


@dataclass
class Open:
    """The pairs that are tested in full."""

    #: a, b.
    pairs: DataFrame
    #: account, s0.. (scores, the strongest first): what the others say of their accounts; `None` where
    #: there are none.
    explained: DataFrame | None


def opened(job: Job, pairs: DataFrame, counts: Counts, volumes: DataFrame, tables: dict[str, pa.Table]) -> Open:
    """Sorts out the pairs that cannot pass, where there are very many. `tables` holds what the chance
    model is made of."""
    if job.scalars["repeated_pairs"] <= job.plan["all_tested"]:
        return Open(job.work.keep("open pairs", pairs), None)
    bounds = _bounds(job, pairs, counts, volumes, tables)
    limit = _limit(job, bounds)
    passes = F.col("bound") <= F.lit(limit)
    kept = job.work.keep("open pairs", bounds.where(passes).select("a", "b"))
    return Open(kept, job.work.keep("explained", _strongest(bounds.where(~passes))))


def _bounds(job: Job, pairs: DataFrame, counts: Counts, volumes: DataFrame, tables: dict[str, Any]) -> DataFrame:
    """A lower bound of ln p of each pair, by all traces in which it met."""
    # Most pairs met once: they go before anything is added up again.
    rows = added_up(job, counts.parts.join(pairs, ["a", "b"]), "trace", "a", "b", counts="m")
    for end in ("a", "b"):
        of_end = [F.col(f"k{rung}").alias(f"k{end}{rung}") for rung in range(job.plan.rungs)]
        of_end = volumes.select("trace", F.col("account").cast("bigint").alias(end), *of_end)
        rows = rows.join(of_end, ["trace", end])
    columns = [f"{of}{rung}" for of in ("m", "ka", "kb") for rung in range(job.plan.rungs)]
    rows = job.together(rows.select("a", "b", "trace", *columns), "a", "b", order=("a", "b", "trace"))
    known = {name: tables[name] for name in ("volumes", "popularity", "meetings")}
    return job.work.keep("bounds", job.kernel("bounds", BOUNDS, list(job.plan.traces), known).over(rows))


def _limit(job: Job, bounds: DataFrame) -> float:
    """ln of the largest p that could pass, as Benjamini and Hochberg's procedure finds it on the
    bounds."""
    acting = float(job.scalars["acting"])
    tests = acting * (acting - 1.0) / 2.0
    rate = job.plan["nearly"]
    passing = job.scalars["repeated_pairs"]
    while True:
        limit = kernel.limit(rate, passing, tests)
        fewer = bounds.where(F.col("bound") <= F.lit(limit)).count()
        if fewer in (passing, 0):
            return limit
        passing = fewer


def _strongest(pruned: DataFrame) -> DataFrame:
    """Of each account the strongest of its pairs."""
    score = (-F.col("bound").cast("double") / F.lit(math.log(10.0))).alias("score")
    ends = pruned.select(F.explode(F.array("a", "b")).alias("account"), score, "a", "b")
    order = Window.partitionBy("account").orderBy(F.desc("score"), "a", "b")
    ranked = ends.withColumn("place", F.row_number().over(order)).where(F.col("place") <= STRONGEST)
    of_place = [F.max(F.when(F.col("place") == n + 1, F.col("score"))).alias(f"s{n}") for n in range(STRONGEST)]
    return ranked.groupBy(F.col("account").cast("int").alias("account")).agg(*of_place)
