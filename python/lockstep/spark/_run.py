"""The way of the data, relation by relation."""

from __future__ import annotations

import json
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from . import _hot, _members, _objects, _pairs, _prune, _rows, _session
from ._errors import refused
from ._job import Job
from ._kernels import kernel
from ._source import Sources
from ._tables import Tables, scalars

__all__ = ["Job", "check_place", "parts", "run"]

#: Rows that one part of a shuffle is to hold.
ROWS_A_PART = 2_000_000


def check_place(out: Path, overwrite: bool) -> None:
    """Refuses a place that is taken before hours of work, not after; the writer checks again."""
    if out.is_dir() and any(out.iterdir()) and not overwrite:
        remedy = "choose another --out, or replace it with --overwrite"
        raise refused(str(out), "this directory is there already", remedy)


def parts(spark: SparkSession, sources: Sources) -> int:
    """Into how many parts rows are shuffled."""
    rows = sum(frame.count() for frame in sources.frames)
    return max(2 * _session.parallelism(spark), -(-rows // ROWS_A_PART))


def run(job: Job, sources: Sources, out: Path, overwrite: bool) -> str:
    """Runs the job and writes the output; gives the summary."""
    rows = _rows.prepared(job, sources)
    _rows.summarise(job, rows, sources)
    accounts = _rows.accounts(job, rows)
    acts, acted, objects = _objects_of(job, rows, accounts)
    tables = Tables(job)
    openings = _counted(job, tables, acts, acted, objects, rows, accounts)
    tables.of_rows(rows)
    told = json.dumps(scalars(job))
    with job.work.stages.stage("testing pairs"):
        found = kernel.find(job.config, tables.tables, told, None)
    more = tables.of_groups(*found.untold(), objects, openings, rows, accounts)
    with job.work.stages.stage("writing"):
        return found.write(more, (str(out), overwrite), job.work.stages.json(), None)


def _objects_of(job: Job, rows: DataFrame, accounts: DataFrame) -> tuple[DataFrame, DataFrame, DataFrame]:
    """The acts, who acted on what, and the objects, of all traces that are carried."""
    told = _rows.of_chosen_columns(job, rows)
    named, sequences = _rows.named_acts(job, told), _rows.sequences(job, told, accounts)
    names = _objects.numbered(job, named, sequences)
    acts = _objects.all_acts(job, named, sequences, accounts, names)
    acted = job.work.keep("who acted on what", _objects.acted(acts))
    objects = _objects.with_figures(job, names, acted)
    _rows.keep_carried(job, _objects.keep_carried_of(job, objects))
    objects = _objects.with_triggers(job, objects, acts, rows)
    acts, acted, objects = _objects.fast_only(job, acts, acted, objects)
    objects = _objects.counted(job, objects, acted)
    _objects.count_early(job, acts, objects)
    return acts, acted, objects


def _counted(
    job: Job,
    tables: Tables,
    acts: DataFrame,
    acted: DataFrame,
    objects: DataFrame,
    rows: DataFrame,
    accounts: DataFrame,
) -> DataFrame:
    """Counts the meetings and brings what the tests need to the driver; gives the openings of objects."""
    degrees = _objects.degrees(job, acted, objects)
    job.scalars["acting"] = degrees.select("account").distinct().count()
    placed = _objects.placed(job, acts, objects, degrees)
    openings = _members.openings(job, placed)
    chunks = _hot.chunked(job, placed)
    counts = _pairs.counted(job, placed, objects, chunks)
    repeated = _pairs.repeated(job, counts)
    volumes = _objects.volumes(job, degrees)
    tables.of_counts(counts, volumes, objects, placed)
    opened = _prune.opened(job, repeated, counts, volumes, tables.tables)
    members = _members.members(job, opened.pairs)
    tables.of_pairs(opened, members, volumes)
    tables.of_acts(_members.acts_of(job, placed, members, chunks), objects, openings)
    tables.of_all_acts(placed)
    tables.of_accounts(rows, accounts, members, opened)
    return openings
