"""The scratch folder: every relation is written once and read back.

What is read back is the same for every later use, whatever happens to an
executor meanwhile: a task that is lost is computed again from files that are
there, and no decision is taken twice.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.fs
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from ._errors import misconfigured
from ._stages import Stages, is_classic


class Work:
    """A run's own folder below one that all executors reach."""

    def __init__(self, spark: SparkSession, folder: str | None, stages: Stages) -> None:
        self.spark, self.stages = spark, stages
        self._temporary = None if folder else _temporary(spark)
        self.folder = f"{folder or self._temporary}/lockstep-{uuid.uuid4().hex[:12]}"

    def keep(self, name: str, rows: DataFrame, by: Sequence[str] = ()) -> DataFrame:
        """Writes a relation, in folders `by` the values of these columns, and gives what is read
        back; its name is also the stage's."""
        path = f"{self.folder}/{name.replace(' ', '-')}"
        with self.stages.stage(name) as record:
            rows.write.partitionBy(*by).parquet(path)
            kept = self.spark.read.schema(rows.schema).parquet(path)
            if not is_classic(self.spark):
                record["rows"], record["bytes"] = _held(kept)
        return kept

    def number(self, name: str, ordered: DataFrame, number: str, kind: str = "bigint") -> DataFrame:
        """Writes a relation that is in order and has no two equal rows; gives it with each row's
        place, from 0, in the column `number`."""
        columns = ordered.columns
        place = [F.col("_metadata.file_name").alias("__file"), F.col("_metadata.row_index").alias("__place")]
        rows = self.keep(name, ordered).select("*", *place)
        counts = rows.groupBy("__file").agg(F.count("*").alias("rows")).toArrow().sort_by("__file")
        above, sum_above = [], 0
        for count in counts["rows"].to_pylist():
            above.append(sum_above)
            sum_above += count
        above = pa.table({"__file": counts["__file"].cast(pa.string()), "__above": pa.array(above, pa.int64())})
        rows = rows.join(F.broadcast(self.spark.createDataFrame(above)), "__file")
        return rows.select(*columns, (F.col("__above") + F.col("__place")).cast(kind).alias(number))

    def collect(self, name: str, rows: DataFrame) -> pa.Table:
        """Brings a relation to the driver."""
        with self.stages.stage(name) as record:
            table = rows.toArrow()
            record["rows"], record["bytes"] = table.num_rows, table.nbytes
        return table

    def remove(self) -> str | None:
        """Removes the folder; gives its place where it cannot be removed from here."""
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)
            return None
        try:
            _delete(self.spark, self.folder)
            return None
        except Exception:  # noqa: BLE001: whatever a foreign file system raises, the result stands
            return self.folder


def _temporary(spark: SparkSession) -> str:
    """A folder of this machine, where all executors are on it."""
    master = spark.sparkContext.master if is_classic(spark) else ""
    if not master.startswith("local"):
        raise misconfigured("work", "name a folder that all executors reach, such as s3a://bucket/scratch")
    return tempfile.mkdtemp(prefix="lockstep-")


def _held(rows: DataFrame) -> tuple[int, int]:
    """Rows and bytes of a relation's files, by their footers."""
    files = rows.groupBy("_metadata.file_path", "_metadata.file_size").agg(F.count("*").alias("rows"))
    total = files.agg(F.sum("rows"), F.sum("file_size")).first()
    return total[0] or 0, total[1] or 0


def _delete(spark: SparkSession, folder: str) -> None:
    if is_classic(spark):
        context = spark.sparkContext
        path = context._jvm.org.apache.hadoop.fs.Path(folder)
        path.getFileSystem(context._jsc.hadoopConfiguration()).delete(path, True)
        return
    system, path = pyarrow.fs.FileSystem.from_uri(folder)
    system.delete_dir(path)
