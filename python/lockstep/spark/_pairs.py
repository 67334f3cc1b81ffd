"""Who met whom, and how often: partial counts of each part of the objects, added up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from . import _hot
from ._job import Job, groups
from ._schemas import GAPS, MEETINGS, PAIR, Schema, partial


@dataclass
class Counts:
    """All that was counted."""

    #: Partial counts of pairs: trace, a, b, n0.. (distinct objects by rung), to be added up.
    parts: DataFrame
    #: trace, class, n0..: (pair, object) meetings by the popularity of the object.
    meetings: DataFrame
    #: trace, rung, bin, n: co-acts by their gap.
    gaps: DataFrame


def counted(job: Job, acts: DataFrame, objects: DataFrame, chunks: _hot.Chunks | None) -> Counts:
    """Counts the meetings on all objects, whole ones and split ones."""
    schema = partial(job.plan.rungs)
    whole = acts.where((F.col("acts") <= job.hot) & (F.col("accounts") > 1) & (F.col("rungs") > 0))
    whole = job.together(whole.select("trace", "object", "account", "time", "post", "rungs", "enough"), "object")
    counts = job.work.keep("partial counts", job.adding_up("count", schema, "object").over(whole))
    split = _hot.counted(job, chunks) if chunks else None
    if split:
        more = [_pairs_of(job, split, objects), _meetings_of(job, split, objects), _gaps_of(job, split)]
        counts = reduce(DataFrame.unionByName, [counts, *(_complete(rows, schema) for rows in more)])
    of = lambda what: counts.where(F.col("what") == what)
    gaps = added_up(job, of(GAPS), "trace", F.col("a").alias("rung"), F.col("b").alias("bin"))
    return Counts(
        parts=of(PAIR).drop("what"),
        meetings=added_up(job, of(MEETINGS), "trace", F.col("a").alias("class")),
        gaps=gaps.select("trace", "rung", "bin", F.col("n0").alias("n")),
    )


def added_up(job: Job, parts: DataFrame, *key: Any, counts: str = "n") -> DataFrame:
    """The counts of each key: `n`, or those at the rungs at which objects count (`m`), or both."""
    columns = [f"{count}{rung}" for count in counts for rung in range(job.plan.rungs)]
    return parts.groupBy(*key).agg(*(F.sum(column).alias(column) for column in columns))


def _complete(rows: DataFrame, schema: Schema) -> DataFrame:
    """The rows in the columns of the schema: what is not counted of them is 0."""
    missing = {name: F.lit(0).cast("bigint") for name in schema.names if name not in rows.columns}
    return rows.withColumns(missing).select(*schema.names)


def _by_rung(job: Job, value: Any, count: str = "n") -> list[Any]:
    return [value(rung).cast("bigint").alias(f"{count}{rung}") for rung in range(job.plan.rungs)]


def _pairs_of(job: Job, split: _hot.Split, objects: DataFrame) -> DataFrame:
    """An object on which a pair met counts from the rung of its gap upwards."""
    pairs = split.pairs.where("both_enough").join(objects.select("object", "rungs"), "object")
    met = _by_rung(job, lambda rung: (F.col("rung") <= rung).cast("int"))
    counted = _by_rung(job, lambda rung: ((F.col("rung") <= rung) & (F.col("rungs") > rung)).cast("int"), "m")
    return pairs.select(F.lit(PAIR).cast("tinyint").alias("what"), "trace", "a", "b", *met, *counted)


def _meetings_of(job: Job, split: _hot.Split, objects: DataFrame) -> DataFrame:
    """Meetings count at the rungs at which the object does; its class is the bit length of its number
    of accounts."""
    met = split.pairs.join(objects.select("object", "rungs", "accounts"), "object")
    of_class = F.length(F.bin("accounts")).cast("bigint").alias("a")
    counts = [
        F.count_if((F.col("rung") <= rung) & (F.col("rungs") > rung)).alias(f"n{rung}")
        for rung in range(job.plan.rungs)
    ]
    met = met.groupBy("trace", of_class).agg(*counts)
    return met.withColumns({"what": F.lit(MEETINGS).cast("tinyint"), "b": F.lit(0).cast("bigint")})


def _gaps_of(job: Job, split: _hot.Split) -> DataFrame:
    counts = _by_rung(job, lambda rung: F.col("n") if rung == 0 else F.lit(0))
    return split.gaps.select("what", "trace", "a", "b", *counts)


def repeated(job: Job, counts: Counts) -> DataFrame:
    """Pairs that met on enough objects in some trace: a, b. Notes how many there are in each trace."""
    least = job.by_trace(lambda code: job.plan.traces[code]["min_objects"])
    enough = added_up(job, counts.parts, "trace", "a", "b").where(F.col(f"n{job.plan.rungs - 1}") >= least)
    enough = job.work.keep("repeated pairs", enough)
    by_rung = [F.count_if(F.col(f"n{rung}") >= least).alias(f"n{rung}") for rung in range(job.plan.rungs)]
    told = groups(job, "repeated by trace", enough.groupBy("trace").agg(*by_rung))
    for code in job.plan.traces:
        rungs = range(job.rungs_of(code))
        job.of_trace[code]["repeated"] = [told.get(code, {}).get(f"n{rung}", 0) for rung in rungs]
    pairs = enough.select("a", "b").distinct()
    job.scalars["repeated_pairs"] = pairs.count()
    return pairs
