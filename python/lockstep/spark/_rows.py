"""From rows to named acts: who acted on which value."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ._errors import refused
from ._job import Job, groups, of_traces
from ._kernels import Blocks, kernel, table_of
from ._schemas import ACT, ALIKE, POST, PREPARED, REJECT, SEQUENCES, SUMMARY
from ._source import Sources

#: More accounts than this cannot be numbered.
MOST_ACCOUNTS = 2**31 - 1


def prepared(job: Job, sources: Sources) -> DataFrame:
    """Every row as what it says: acts, posts, facts; the relation PREPARED."""
    blocks = Blocks("prepare", PREPARED, job.config, sources.names)
    for frame in sources.frames:
        # Columns that cannot be used are told by one row, before many tasks say so.
        kernel.prepare(job.config, sources.names, frame.limit(1).toArrow())
    rows = [blocks.over(frame) for frame in sources.frames]
    whole = rows[0]
    for more in rows[1:]:
        whole = whole.unionByName(more)
    return job.work.keep("rows", whole, by=("kind",))


def summarise(job: Job, rows: DataFrame, sources: Sources) -> None:
    """What each file held; too many rows that cannot be used end the run."""
    blocks = job.work.collect("summaries", rows.where(F.col("kind") == SUMMARY).select("name", "row").orderBy("row"))
    told = [json.loads(block) for block in blocks["name"].to_pylist()]
    files = _files(told, sources)
    moments = [block for block in told if block["usable"] > 0]
    usable = sum(block["usable"] for block in told)
    job.scalars.update(
        sources=files,
        rows=usable,
        span=[min(block["first"] for block in moments), max(block["last"] for block in moments)] if moments else None,
        has_seconds=any(block["has_seconds"] for block in told),
    )
    _check_rejects(job, rows, files)
    if usable == 0:
        first = sources.names[0] if sources.names else "input"
        raise refused(first, "no row can be used", "see the reasons with a higher --max-rejects")


def _files(blocks: list[dict[str, Any]], sources: Sources) -> list[dict[str, Any]]:
    """The blocks' figures, added up by file."""
    files: dict[int, dict[str, Any]] = {}
    hashes = sources.hashes()
    for block in blocks:
        place = int(block["file"])
        file = files.setdefault(
            place,
            {
                "file": sources.names[place],
                "sha256": hashes[place],
                "rows": 0,
                "rejected": 0,
                "set_aside": 0,
                "preset": block["preset"],
                "columns": [],
            },
        )
        for field in ("rows", "rejected", "set_aside"):
            file[field] += block[field]
        file["columns"] = _merged(file["columns"], block["columns"])
    return [files[place] for place in sorted(files)]


def _merged(known: list[list[str]], more: list[list[str]]) -> list[list[str]]:
    """Both lists in one; each keeps its order."""
    merged, place = list(known), 0
    for column in more:
        if column in merged:
            place = merged.index(column) + 1
        else:
            merged.insert(place, column)
            place += 1
    return merged


def _check_rejects(job: Job, rows: DataFrame, files: list[dict[str, Any]]) -> None:
    if not any(file["rejected"] for file in files):
        return
    first = rows.where(F.col("kind") == REJECT).orderBy("row", "time").limit(1)
    for reject in job.work.collect("first reject", first.select("account", "time", "name")).to_pylist():
        kernel.refuse(job.config, json.dumps(files), reject["account"], reject["time"], reject["name"])


def accounts(job: Job, rows: DataFrame) -> DataFrame:
    """Accounts by first appearance: account, first, id (from 0)."""
    first = rows.where(F.col("kind") == POST).groupBy("account").agg(F.min("row").alias("first"))
    numbered = job.work.number("accounts", first.orderBy("first"), "id")
    job.scalars["accounts"] = numbered.count()
    if job.scalars["accounts"] > MOST_ACCOUNTS:
        raise refused("input", f"these are more than {MOST_ACCOUNTS} accounts", "part the data")
    return numbered.withColumn("id", F.col("id").cast("int"))


def of_chosen_columns(job: Job, rows: DataFrame) -> DataFrame:
    """The acts of each trace in the first column that has any; other traces are not carried."""
    acts = rows.where(F.col("kind") == ACT).drop("kind")
    first = acts.where("counts").groupBy("trace").agg(F.min("column").alias("column"))
    chosen = groups(job, "columns", first)
    keep_carried(job, chosen)
    return acts.where(F.col("column") == job.by_trace(lambda code: chosen[code]["column"]))


def keep_carried(job: Job, carried: Any) -> None:
    """Forgets the traces that the data do not carry; those that the user named they must."""
    file = job.scalars["sources"][0]["file"]
    for code in job.plan.traces:
        if code in job.plan["named"] and code not in carried:
            kernel.not_carried(code, file)
    job.plan.only(carried)
    if not job.plan.traces:
        kernel.none_carried(file)


#: Columns of a named act beside its name: what orders values by first appearance, and what is known
#: of the object.
_FIRST = ("x0", "x1", "x2", "x3")
_NAMED = ("trace", "name", "account", "time", "post", "counts", "created", "object_fp", *_FIRST, "information")


def named_acts(job: Job, acts: DataFrame) -> DataFrame:
    """The acts by the names of their objects, as they are told or found to be alike."""
    alike = job.plan.where("alike", "text") + job.plan.where("alike", "image")
    as_told = acts.where(of_traces(job.plan.where("alike", None)))
    named = _named(as_told, F.col("row"), F.col("seq").cast("bigint"), F.lit(None).cast("double"))
    for code in alike:
        named = named.unionByName(_grouped(job, acts.where(F.col("trace") == code), code))
    return named


def _named(acts: DataFrame, x0: Any, x1: Any, information: Any) -> DataFrame:
    none = F.lit(0).cast("bigint")
    order = dict(zip(_FIRST, (x0, x1, none, none), strict=True))
    return acts.withColumns({**order, "information": information}).select(*_NAMED)


def _grouped(job: Job, acts: DataFrame, code: int) -> DataFrame:
    """Acts on values that can be alike, by the object that the kernel finds each value to be.

    All distinct values pass through the driver: likeness is no matter of single partitions.
    """
    name = job.plan.traces[code]["name"]
    answers = F.when(F.col("counts"), F.col("answered"))
    is_one = F.count_if(F.col("counts") & F.col("answered").isNull()) == 0
    values = acts.groupBy("name").agg(
        F.min(F.struct("row", "seq")).alias("first"),
        F.count_if(F.col("counts")).alias("times"),
        F.when(is_one & (F.min(answers) == F.max(answers)), F.min(answers)).alias("under"),
    )
    values = values.where("times > 0").orderBy("first").select("name", "times", "under")
    table = job.work.collect(f"values of {name}", values)
    objects = table_of(ALIKE, kernel.alike(job.config, code, table))
    alike = job.work.keep(f"objects of {name}", job.spark.createDataFrame(objects))
    joined = acts.join(alike, "name").withColumn("name", F.col("object"))
    return _named(joined, F.col("order"), F.lit(0).cast("bigint"), F.col("information"))


def sequences(job: Job, acts: DataFrame, accounts: DataFrame) -> DataFrame | None:
    """Hashtags in a row: acts with the account's id, or `None` where no such trace is carried."""
    found = None
    for code in job.plan.where("alike", "sequence"):
        tags = acts.where((F.col("trace") == code) & F.col("counts")).join(accounts.drop("first"), "account")
        tags = tags.select(F.col("id").alias("account"), "time", "post", "row", "seq", "name")
        tags = job.together(tags, "account", order=("account", "time", "post", "row", "seq"))
        rows = job.kernel("sequences", SEQUENCES).over(tags.select("account", "time", "post", "name"))
        name = job.plan.traces[code]["name"]
        kept = job.work.keep(f"objects of {name}", rows).withColumn("trace", F.lit(code).cast("tinyint"))
        found = kept if found is None else found.unionByName(kept)
    return found


def first_of_sequence() -> list[Any]:
    """The order in which rows of hashtags first appear: accounts are looked at in 64 parts."""
    account = F.col("account").cast("bigint")
    return [(account % 64).alias("x0"), account.alias("x1"), F.col("time").alias("x2"), F.col("post").alias("x3")]
