"""Objects that are too hot for one task.

The acts on a hot object are parted into chunks: by time first, and where too
many acts share a moment by a hash of their accounts. Two acts within a window of
each other are in one chunk or in two chunks near each other: every pair of
chunks that can hold such acts is a block, and a block is a task's work. No task
ever holds the whole object.

Bins of time are what chunks are made of: no wider than a quarter of the window,
so that a bin that is too full holds acts that really meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, product

import pyarrow as pa
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from ._job import Job
from ._schemas import GAPS, PAIR, SPLIT

#: An object's time is parted into so many bins at most.
MOST_BINS = 1 << 20
_CHUNK = ("object", "bucket", "salt")


@dataclass
class Chunks:
    """The acts on hot objects, each with its chunk, and the chunks."""

    #: Columns of placed acts, and bucket, salt.
    acts: DataFrame
    #: On the driver: trace, object, bucket, salt, first, last (times), rungs.
    table: pa.Table


def chunked(job: Job, acts: DataFrame) -> Chunks | None:
    """The acts on objects with more than `hot` acts, in chunks of about half as many; `None` where
    there is no such object."""
    hot = acts.where((F.col("acts") > job.hot) & (F.col("accounts") > 1))
    spans = hot.groupBy("trace", "object", "rungs").agg(F.min("time").alias("start"), F.max("time").alias("end"))
    spans = job.work.collect("hot objects", spans)
    if spans.num_rows == 0:
        return None
    binned = hot.join(F.broadcast(job.spark.createDataFrame(_bins(job, spans))), "object")
    binned = binned.withColumn("bin", F.expr("(time - start) div width"))
    buckets = job.work.keep("buckets of time", _buckets(job, binned.groupBy("object", "bin").agg(F.count("*").alias("n"))))
    acts = binned.join(buckets, ["object", "bin"]).withColumn("salt", F.expr("pmod(hash(account), salts)"))
    acts = job.work.keep("chunks", acts.drop("start", "width", "bin", "salts"))
    chunks = acts.groupBy("trace", *_CHUNK, "rungs").agg(F.min("time").alias("first"), F.max("time").alias("last"))
    return Chunks(acts, job.work.collect("table of chunks", chunks.orderBy(*_CHUNK)))


def _bins(job: Job, spans: pa.Table) -> pa.Table:
    """How wide each object's bins are."""

    def width(span: dict[str, int]) -> int:
        quarter = _widest(job, span["trace"], span["rungs"]) // 4
        return max(1, quarter, -(-(span["end"] - span["start"] + 1) // MOST_BINS))

    rows = spans.to_pylist()
    columns = {"object": spans["object"], "start": spans["start"], "width": [width(row) for row in rows]}
    return pa.table(columns)


def _widest(job: Job, trace: int, rungs: int) -> int:
    """The widest window at which an object counts."""
    return job.plan.traces[trace]["windows"][rungs - 1] if rungs > 0 else 0


def _buckets(job: Job, bins: DataFrame) -> DataFrame:
    """Runs of bins with about a quarter of `hot` acts, and into how many chunks each is parted so that
    none holds much more than half."""
    part = max(1, job.hot // 4)
    before = Window.partitionBy("object").orderBy("bin").rowsBetween(Window.unboundedPreceding, -1)
    above = F.coalesce(F.sum("n").over(before), F.lit(0))
    bins = bins.withColumn("bucket", (above / part).cast("bigint"))
    whole = F.sum("n").over(Window.partitionBy("object", "bucket"))
    salts = F.ceil(whole / (2 * part)).cast("int").alias("salts")
    return bins.select("object", "bin", "bucket", salts)


def blocks(job: Job, chunks: pa.Table) -> pa.Table:
    """Every two chunks that can hold acts within the window: block, object, bucket, salt (of the
    chunk), side (0 the later one, 1 the earlier one), own (a chunk with itself), and from when to when
    its acts can matter."""
    found: dict[str, list[int]] = {name: [] for name in ("block", *_CHUNK, "side", "own", "from", "to")}
    number = 0
    for later, earlier, window in _near_each_other(job, chunks):
        own = later is earlier
        for side, (chunk, other) in enumerate([(later, later)] if own else [(later, earlier), (earlier, later)]):
            values = (number, *(chunk[name] for name in _CHUNK), side, own, other["first"] - window, other["last"] + window)
            for column, value in zip(found.values(), values, strict=True):
                column.append(value)
        number += 1
    return pa.table(found, schema=_BLOCKS)


_BLOCKS = pa.schema(
    [("block", pa.int64()), ("object", pa.int64()), ("bucket", pa.int64()), ("salt", pa.int32()), ("side", pa.int8())]
    + [("own", pa.bool_()), ("from", pa.int64()), ("to", pa.int64())]
)


def _near_each_other(job: Job, chunks: pa.Table) -> Iterator[tuple[dict[str, int], dict[str, int], int]]:
    """Two chunks of one object no further apart than its window, and the window."""
    for _, of_object in groupby(chunks.to_pylist(), key=lambda chunk: chunk["object"]):
        buckets = [list(bucket) for _, bucket in groupby(of_object, key=lambda chunk: chunk["bucket"])]
        for place, bucket in enumerate(buckets):
            if bucket[0]["rungs"] == 0:
                break
            window = _widest(job, bucket[0]["trace"], bucket[0]["rungs"])
            begin = min(chunk["first"] for chunk in bucket)
            for before in reversed(buckets[: place + 1]):
                # Buckets are in the order of time: those before are further away.
                if begin - max(chunk["last"] for chunk in before) > window:
                    break
                for later, earlier in product(bucket, before):
                    is_once = before is not bucket or later["salt"] >= earlier["salt"]
                    gap = max(later["first"] - earlier["last"], earlier["first"] - later["last"])
                    if is_once and gap <= window:
                        yield later, earlier, window


def _gathered(job: Job, chunks: Chunks, blocks: pa.Table) -> DataFrame:
    """The acts of each block, together and in order."""
    table = F.broadcast(job.spark.createDataFrame(blocks))
    acts = chunks.acts.join(table, list(_CHUNK)).where(F.col("own") | F.col("time").between(F.col("from"), F.col("to")))
    rows = acts.select("trace", "object", "block", "side", "own", "rungs", "account", "time", "post", "enough")
    return job.together(rows, "block", order=("trace", "object", "block", "time", "account", "post"))


@dataclass
class Split:
    """What was counted on hot objects."""

    #: trace, object, a, b, rung (the narrowest within which they met), both_enough.
    pairs: DataFrame
    #: what, trace, a (rung), b (bin), n.
    gaps: DataFrame


def counted(job: Job, chunks: Chunks) -> Split | None:
    """Who met on the hot objects. A pair that meets in several blocks has met once."""
    table = blocks(job, chunks.table)
    if table.num_rows == 0:
        return None
    said = job.adding_up("count_blocks", SPLIT, "block").over(_gathered(job, chunks, table))
    said = job.work.keep("counts of blocks", said)
    met = said.where(F.col("what") == PAIR).groupBy("trace", "object", "a", "b")
    met = met.agg(F.min("rung").alias("rung"), F.max("both_enough").alias("both_enough"))
    gaps = said.where(F.col("what") == GAPS).select("what", "trace", "a", "b", "n")
    return Split(job.work.keep("met on hot objects", met), gaps)
