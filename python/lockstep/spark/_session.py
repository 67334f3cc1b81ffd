"""Where the job runs: an embedded session, or one that is there."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

#: Rows in one block of Arrow.
ROWS_A_BLOCK = 1 << 16
#: Beyond so many bytes, a part of a join that is larger than others is split.
LARGE_PART = "64m"


def embedded(master: str) -> SparkSession:
    """A session in this process that asks nothing of the machine; `master` as Spark names it:
    `local[*]`, `local-cluster[2,1,2048]`."""
    # Executors on this machine must find it by an address that leads here.
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    builder = SparkSession.builder.master(master).appName("lockstep")
    for name, value in {
        "spark.driver.memory": f"{_half_of_memory()}g",
        "spark.driver.maxResultSize": "0",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _half_of_memory() -> int:
    """Half of the machine's memory in GiB, from 1 to 8: the other half is the kernels'."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return min(8, max(1, whole // 2))


@contextmanager
def settings(spark: SparkSession, partitions: int) -> Iterator[None]:
    """The session as the job needs it; afterwards as it was."""
    wanted = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
        "spark.sql.shuffle.partitions": str(partitions),
        "spark.sql.adaptive.enabled": "true",
        "spark.sql.adaptive.skewJoin.enabled": "true",
        "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": LARGE_PART,
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ROWS_A_BLOCK),
        # Spark would ask for the size of a block after each row, which takes as long as the block is.
        "spark.sql.execution.arrow.maxBytesPerBatch": str(2**31 - 1),
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    }
    before = {name: _value(spark, name) for name in wanted}
    try:
        for name, value in wanted.items():
            spark.conf.set(name, value)
        yield
    finally:
        for name, old in before.items():
            spark.conf.unset(name) if old is None else spark.conf.set(name, old)


def _value(spark: SparkSession, name: str) -> str | None:
    try:
        return spark.conf.get(name, None)
    except PySparkException:
        return None


def parallelism(spark: SparkSession) -> int:
    """Tasks that run at once, as far as the session tells."""
    told = _value(spark, "spark.default.parallelism") or _value(spark, "spark.sql.leafNodeDefaultParallelism")
    if told:
        return int(told)
    try:
        return spark.sparkContext.defaultParallelism
    except (PySparkException, AttributeError):
        # Behind Spark Connect nobody tells.
        return 8
