"""What is read: Parquet files, tables, frames; each row with its file and its place in it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from ._errors import misconfigured, refused

#: Columns that the job adds to the rows of a source.
FILE, ROW = "__file", "__row"

_OTHER_FORMATS = re.compile(r"\.(csv|tsv|txt|json|jsonl|ndjson|zip|xlsx)(\.(gz|zst|bz2))?$", re.IGNORECASE)


@dataclass
class Sources:
    """The inputs, in order."""

    #: Rows with `__file` and `__row`; frames of different columns stay apart.
    frames: list[DataFrame] = field(default_factory=list)
    #: The name of each file, as the user would know it.
    names: list[str] = field(default_factory=list)

    def hashes(self) -> list[str]:
        """SHA-256 of each file that lies on this machine; empty where it does not."""
        return [_sha256(Path(name)) if os.path.isfile(name) else "" for name in self.names]


def opened(spark: SparkSession, source: Any, format: str) -> Sources:
    """Opens the inputs; no row is read yet."""
    if isinstance(source, (str, os.PathLike)):
        source = [os.fspath(source)]
    elif not isinstance(source, Sequence):
        return Sources([_without_files(source)], ["data frame"])
    paths = [os.fspath(path) for path in source]
    if not paths:
        raise misconfigured("source", "name at least one input")
    if format == "parquet":
        return _parquet(spark, paths)
    if len(paths) > 1:
        raise misconfigured("source", f"of format {format} one table at a time can be read")
    if format == "table":
        return Sources([_without_files(_read(paths[0], lambda: spark.read.table(paths[0])))], paths)
    if format == "delta":
        delta = spark.read.format("delta")
        return Sources([_without_files(_read(paths[0], lambda: delta.load(paths[0])))], paths)
    raise misconfigured("format", f"{format} is none of parquet, delta, table")


def _read(path: str, read: Callable[[], DataFrame]) -> DataFrame:
    try:
        frame = read()
        frame.schema  # noqa: B018: Spark Connect looks only when it is asked
        return frame
    except Exception as error:  # noqa: BLE001: a missing connector is no PySparkException in every version
        text = str(error)
        if "DATA_SOURCE_NOT_FOUND" in text or "Failed to find the data source" in text:
            remedy = "start Spark with Delta's package, see docs/spark.md"
            raise refused(path, "this session has no connector for Delta", remedy) from error
        if not isinstance(error, PySparkException):
            raise
        problem = text.splitlines()[0]
        raise refused(path, f"Spark cannot read it ({problem})", "check the name, and who may read it") from error


def _parquet(spark: SparkSession, paths: list[str]) -> Sources:
    """Files in the order of the inputs; those with the same columns are read together."""
    sources, by_schema = Sources(), {}
    for path in paths:
        if path == "-" or _OTHER_FORMATS.search(path):
            remedy = "lockstep import makes one of it: lockstep import FILE --out posts.parquet"
            raise refused(path, "the Spark job reads Parquet, Delta or a table", remedy)
        frame = _read(path, lambda path=path: spark.read.parquet(path))
        group = by_schema.setdefault(frame.schema.json(), ([], {}))
        group[0].append(path)
        for file in sorted(map(_plain, frame.inputFiles())):
            group[1].setdefault(file, len(sources.names))
            sources.names.append(_shown(path, file))
    for group_paths, places in by_schema.values():
        sources.frames.append(_with_files(spark, spark.read.parquet(*group_paths), places))
    return sources


def _with_files(spark: SparkSession, frame: DataFrame, places: dict[str, int]) -> DataFrame:
    known = pa.table({"__path": list(places), FILE: pa.array(places.values(), pa.int32())})
    path = F.regexp_replace(F.col("_metadata.file_path"), "^([a-zA-Z0-9]+):/+", "$1:/").alias("__path")
    rows = frame.select(*_columns(frame), path, F.col("_metadata.row_index").cast("bigint").alias(ROW))
    return rows.join(F.broadcast(spark.createDataFrame(known)), "__path").drop("__path")


def _without_files(frame: DataFrame) -> DataFrame:
    """Rows of a table have no place of their own: they are given one, once, as they are read."""
    numbered = F.monotonically_increasing_id().alias(ROW)
    return frame.select(*_columns(frame), F.lit(0).cast("int").alias(FILE), numbered)


def _columns(frame: DataFrame) -> list[Any]:
    """The columns as the kernels know their types: unsigned and decimal numbers as texts, which
    keep every digit of an id; what is no cell is left out."""
    columns = []
    for column in frame.schema.fields:
        name = F.col(f"`{column.name.replace('`', '``')}`")
        if isinstance(column.dataType, T.DecimalType):
            columns.append(name.cast("string").alias(column.name))
        elif not isinstance(column.dataType, (T.BinaryType, T.MapType, T.StructType)):
            columns.append(name)
    return columns


def _plain(uri: str) -> str:
    """A file's address with one slash behind the scheme, as Spark's own two ways to write it agree."""
    return re.sub(r"^([a-zA-Z0-9]+):/+", r"\1:/", uri)


def _shown(path: str, file: str) -> str:
    """The name of a file below the path that the user gave."""
    base = _plain(path).rstrip("/").rsplit("/", 1)[-1]
    _, found, below = unquote(file).rpartition(f"/{base}")
    return path.rstrip("/") + below if found else unquote(file)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
