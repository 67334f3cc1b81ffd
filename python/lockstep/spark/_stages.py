"""What each stage of a run cost."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
from pyspark.sql import SparkSession

#: The columns of :attr:`Result.stages`: seconds on the clock, rows and bytes that the stage wrote
#: to the scratch folder or brought to the driver, seconds of all its tasks together, bytes shuffled
#: and spilled to disks, the most rows that one task took from a shuffle, and tasks that failed and were
#: run again. What cannot be told (with Spark Connect, all from `task_seconds` on) is null.
COLUMNS = {
    "stage": pl.String,
    "seconds": pl.Float64,
    "rows": pl.Int64,
    "bytes": pl.Int64,
    "task_seconds": pl.Float64,
    "shuffle_written": pl.Int64,
    "shuffle_read": pl.Int64,
    "spilled": pl.Int64,
    "most_rows_a_task": pl.Int64,
    "failed_tasks": pl.Int64,
}


class Stages:
    """The stages of a run, in order, and who is told when one begins."""

    def __init__(self, spark: SparkSession, begin: Callable[[str], None]) -> None:
        self._spark, self._begin = spark, begin
        self._run = f"lockstep-{uuid.uuid4().hex[:12]}"
        self.rows: list[dict[str, Any]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, Any]]:
        """Runs one stage; what the block puts into the yielded dictionary is recorded with it."""
        self._begin(name)
        tag, start = f"{self._run}-{len(self.rows)}", time.monotonic()
        record: dict[str, Any] = dict.fromkeys(COLUMNS)
        # A session's own tags have a prefix that nobody tells.
        tagged = self._spark.sparkContext if is_classic(self._spark) else None
        if tagged:
            tagged.addJobTag(tag)
        try:
            yield record
        finally:
            if tagged:
                tagged.removeJobTag(tag)
        record.update(stage=name, seconds=time.monotonic() - start)
        if is_classic(self._spark):
            for field, value in _of_jobs(self._spark, tag).items():
                record[field] = value if record[field] is None else record[field]
        self.rows.append(record)

    def frame(self) -> pl.DataFrame:
        """The record as a table."""
        return pl.DataFrame(self.rows, schema=COLUMNS)

    def json(self) -> str:
        """The record as a list of objects."""
        return json.dumps(self.rows)

    def text(self) -> str:
        """The record for people."""
        lines = [_HEADER] + [_line(row) for row in self.rows]
        total = {field: sum(row[field] or 0 for row in self.rows) for field in COLUMNS if field != "stage"}
        total["most_rows_a_task"] = max((row["most_rows_a_task"] or 0 for row in self.rows), default=0)
        return "\n".join([*lines, _line({"stage": "all", **total})])


_HEADER = f"{'stage':<28}{'seconds':>9}{'of tasks':>9}{'rows':>15}{'written':>10}{'shuffled':>10}{'spilled':>10}{'failed':>8}"


def _line(row: dict[str, Any]) -> str:
    rows = "" if row["rows"] is None else f"{row['rows']:,}"
    sizes = "".join(f"{_size(row[field]):>10}" for field in ("bytes", "shuffle_written", "spilled"))
    of_tasks = "" if row["task_seconds"] is None else f"{row['task_seconds']:.1f}"
    return f"{row['stage']:<28}{row['seconds']:>9.1f}{of_tasks:>9}{rows:>15}{sizes}{row['failed_tasks'] or 0:>8}"


def _size(count: int | None) -> str:
    if count is None:
        return ""
    for unit, width in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= width:
            return f"{count / width:.1f} {unit}"
    return f"{count} B"


def is_classic(spark: SparkSession) -> bool:
    """Whether the driver's machine runs in this process, not behind Spark Connect."""
    return not type(spark).__module__.startswith("pyspark.sql.connect")


def _of_jobs(spark: SparkSession, tag: str) -> dict[str, float]:
    """What Spark's own record says of the jobs with this tag."""
    context = spark.sparkContext
    scala = context._jsc.sc()
    scala.listenerBus().waitUntilEmpty()
    store = scala.statusStore()
    ids = {stage for job in scala.statusTracker().getJobIdsForTag(tag) for stage in _each(store.job(job).stageIds())}
    attempts = [attempt for stage in sorted(ids) for attempt in _attempts(context, store, stage)]
    return {
        "rows": sum(attempt.outputRecords() for attempt in attempts),
        "bytes": sum(attempt.outputBytes() for attempt in attempts),
        "task_seconds": sum(attempt.executorRunTime() for attempt in attempts) / 1_000,
        "shuffle_written": sum(attempt.shuffleWriteBytes() for attempt in attempts),
        "shuffle_read": sum(attempt.shuffleReadBytes() for attempt in attempts),
        "spilled": sum(attempt.diskBytesSpilled() for attempt in attempts),
        "most_rows_a_task": max((_most_read(context, store, attempt) for attempt in attempts), default=0),
        "failed_tasks": sum(attempt.numFailedTasks() for attempt in attempts),
    }


def _attempts(context: Any, store: Any, stage: int) -> Iterator[Any]:
    no_quantiles = context._gateway.new_array(context._jvm.double, 0)
    no_tasks = context._jvm.java.util.ArrayList()
    yield from _each(store.stageData(stage, False, no_tasks, False, no_quantiles))


def _most_read(context: Any, store: Any, attempt: Any) -> int:
    """The most rows that one task took from a shuffle."""
    highest = context._gateway.new_array(context._jvm.double, 1)
    highest[0] = 1.0
    told = store.taskSummary(attempt.stageId(), attempt.attemptId(), highest)
    return int(told.get().shuffleReadMetrics().readRecords().head()) if told.isDefined() else 0


def _each(sequence: Any) -> Iterator[Any]:
    """The elements of a Scala collection."""
    iterator = sequence.iterator()
    while iterator.hasNext():
        yield iterator.next()
