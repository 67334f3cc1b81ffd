"""`lockstep detect` on Spark: the same list from data that no one machine holds.

Spark reads the data, numbers what it names and brings together what belongs
together; the Rust kernels do the counting, partition by partition; what is left,
far smaller, is tested, clustered and reported on the driver by the ordinary
code. See `docs/spark.md` for what to install and how to size a cluster.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from pyspark.sql import DataFrame, SparkSession

from . import _config, _errors, _run, _session, _source
from ._kernels import Plan
from ._stages import COLUMNS, Stages
from ._work import Work

__all__ = ["COLUMNS", "Result", "detect"]

#: An object with more acts is split over several tasks.
HOT = 200_000

#: Of more acts, groups that only all acts show are not looked for: they take about 90 bytes each on the
#: driver, and 16 each of Spark's default `spark.driver.maxResultSize`.
GROUP_ACTS = 50_000_000


@dataclass(frozen=True)
class Result:
    """What a run found and what it cost."""

    #: The directory that was written, with the files that `lockstep detect` writes.
    out: Path
    #: The result in a few lines, as the program prints it.
    summary: str
    #: One row a stage, with the columns :data:`COLUMNS`.
    stages: pl.DataFrame
    #: The same for people.
    costs: str

    def __repr__(self) -> str:
        return f"Result(out={str(self.out)!r})\n{self.summary}"


def detect(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | DataFrame,
    out: str | os.PathLike[str] = "lockstep-out",
    *,
    spark: SparkSession | None = None,
    format: str = "parquet",
    config: str | os.PathLike[str] | None = None,
    traces: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    preset: str | None = None,
    window: str | None = None,
    min_objects: int | None = None,
    chance: str | None = None,
    fdr: float | None = None,
    seed: int | None = None,
    max_rejects: float | None = None,
    time_format: str | None = None,
    work: str | None = None,
    partitions: int | None = None,
    hot: int = HOT,
    group_acts: int = GROUP_ACTS,
    overwrite: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Result:
    """Finds the accounts that act in lockstep and writes the output directory of `lockstep detect`.

    `source` is a path or a list of paths of Parquet files or folders, a table's name
    (`format="table"`), a Delta table's path (`format="delta"`), or a Spark data frame.
    `spark` is the session to run on; none: one is started in this process on all cores.
    `config` is a file as `lockstep detect --print-config` prints it; the arguments from `traces`
    to `time_format` are the program's flags. `work` is a folder that the driver and all executors
    reach, for relations on their way; it may be left out where all of them are on this machine.
    `partitions` is into how many parts rows are shuffled [default: the larger of twice the tasks that
    run at once, and one for each 2,000,000 rows]. An object with more than `hot` acts is split.
    Networks that no pair proves (many accounts with few acts, the same selection) show in nothing less
    than all acts, which the driver holds as numbers: of more than `group_acts` they are not looked for, and the
    result's warnings say so. `progress` is called with the name of each stage as it begins.

    Raises `lockstep.LockstepError` when an input cannot be used, and `ValueError` when an argument
    cannot: the message names it and what to do.
    """
    if hot < 4:
        raise _errors.misconfigured("hot", f"{hot} is below 4, the fewest acts of an object that can be split")
    if partitions is not None and partitions < 1:
        raise _errors.misconfigured("partitions", f"{partitions} is below 1")
    if group_acts < 0:
        raise _errors.misconfigured("group_acts", f"{group_acts} is below 0")
    _run.check_place(Path(out), overwrite)
    flags = {"preset": preset, "window": window, "min_objects": min_objects, "chance": chance, "fdr": fdr}
    flags |= {"seed": seed, "max_rejects": max_rejects, "time_format": time_format}
    effective = _config.effective(config, traces, columns or {}, flags)
    plan = Plan(effective)
    own = spark is None
    session = _session.embedded("local[*]") if spark is None else spark
    stages = Stages(session, progress or (lambda stage: None))
    with _errors.told():
        sources = _source.opened(session, source, format)
        parts = partitions or _run.parts(session, sources)
        with _session.settings(session, parts):
            room = Work(session, work, stages)
            try:
                job = _run.Job(session, effective, plan, room, parts, hot, group_acts)
                summary = _run.run(job, sources, Path(out), overwrite)
            finally:
                left = room.remove()
    if left:
        summary += f"\nThe scratch folder {left} could not be removed from here.\n"
    result = Result(Path(out), summary, stages.frame(), stages.text())
    if own:
        session.stop()
    return result
