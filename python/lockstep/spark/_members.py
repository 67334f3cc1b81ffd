"""The acts of the accounts that are in pairs, each with how many others are near it."""

from __future__ import annotations

from functools import reduce

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ._hot import Chunks
from ._job import Job
from ._schemas import FIRST_ACT, near

_ACT = ("trace", "object", "account", "time", "post")


def members(job: Job, pairs: DataFrame) -> DataFrame:
    """The accounts of these pairs: account."""
    ends = pairs.select(F.explode(F.array(F.col("a").cast("int"), F.col("b").cast("int"))).alias("account"))
    return job.work.keep("members", ends.distinct())


def acts_of(job: Job, acts: DataFrame, members: DataFrame, chunks: Chunks | None) -> DataFrame:
    """The members' acts: trace, object, account, time, post, and n0..: all acts on the object
    within each window of it, itself included; null where no other member acted on the object."""
    own = job.work.keep("acts of members", acts.join(members, "account").select(*_ACT, "acts"))
    shared = own.groupBy("object").agg(F.count_distinct("account").alias("members"))
    shared = job.work.keep("shared objects", shared.where("members > 1").select("object"))
    found = [_near_whole(job, acts, members, shared)]
    if chunks:
        found.append(_near_split(job, chunks, own.join(shared, "object")))
    sums = [F.sum(f"n{rung}").alias(f"n{rung}") for rung in range(job.plan.rungs)]
    crowd = reduce(DataFrame.unionByName, found).groupBy(*_ACT).agg(*sums)
    return own.drop("acts").join(crowd, list(_ACT), "left")


def _near_whole(job: Job, acts: DataFrame, members: DataFrame, shared: DataFrame) -> DataFrame:
    rows = acts.where(F.col("acts") <= job.hot).join(shared, "object")
    rows = rows.join(members.withColumn("member", F.lit(True)), "account", "left")
    block, member = F.lit(0).cast("bigint").alias("block"), F.coalesce("member", F.lit(False)).alias("member")
    return _counted(job, "near acts", rows.select(*_ACT, block, member, F.lit(True).alias("count")), "object")


def _near_split(job: Job, chunks: Chunks, own: DataFrame) -> DataFrame:
    """On a hot object each chunk counts its own acts near the members' acts that come by: the parts add
    up."""
    table = chunks.table.select(["trace", "object", "bucket", "salt", "rungs", "first", "last"])
    table = table.append_column("block", pa.array(range(table.num_rows), pa.int64()))
    table = F.broadcast(job.spark.createDataFrame(table))
    key = ["object", "bucket", "salt"]
    of_chunk = chunks.acts.join(table.select(*key, "block"), key).join(own.select("object").distinct(), "object")
    of_chunk = of_chunk.select(*_ACT, "block", F.lit(False).alias("member"), F.lit(True).alias("count"))
    window = job.by_trace(lambda code: job.plan.traces[code]["windows"][-1], 0)
    reach = F.col("time").between(F.col("first") - window, F.col("last") + window)
    visits = own.where(F.col("acts") > job.hot).drop("acts").join(table.drop("trace"), "object").where(reach)
    visits = visits.select(*_ACT, "block", F.lit(True).alias("member"), F.lit(False).alias("count"))
    return _counted(job, "near acts on hot objects", of_chunk.unionByName(visits), "block")


def _counted(job: Job, name: str, rows: DataFrame, key: str) -> DataFrame:
    order = ("trace", "object", "block", "time", "account", "post")
    said = job.kernel("near", near(job.plan.rungs)).over(job.together(rows, key, order=order))
    return job.work.keep(name, said)


def openings(job: Job, acts: DataFrame) -> DataFrame:
    """How many acts open each object of which nothing but its first act is known: trace, object,
    opening."""
    reactions = job.plan.where("reaction")
    is_open = (F.col("source") == FIRST_ACT) & ~F.col("trace").isin(reactions or [-1])
    opening = F.count_if(F.col("delay") <= job.plan["opening"]).alias("opening")
    return job.work.keep("openings", acts.where(is_open).groupBy("trace", "object").agg(opening))
