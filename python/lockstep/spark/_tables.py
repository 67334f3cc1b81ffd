"""What the driver's part is given: the tables of `kernel.find`, by name."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ._job import Job
from ._kernels import kernel
from ._objects import live
from ._pairs import Counts
from ._prune import STRONGEST, Open
from ._schemas import FACT, FIRST_ACT, HANDLE, POST, REJECT

#: Of more accounts, only those in pairs are named on the driver.
FACTS_LIMIT = 5_000_000


class Tables:
    """The tables that were brought to the driver so far."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.tables: dict[str, pa.Table] = {}
        #: Tables of what the pairs did not tell of.
        self.more: dict[str, pa.Table] = {}

    def take(self, name: str, rows: DataFrame, *order: str) -> None:
        """Brings one to the driver, in order."""
        self.tables[name] = self._collected(name, rows, *order)

    def _take_more(self, name: str, rows: DataFrame) -> None:
        self.more[name] = self._collected(f"{name} of groups", rows)

    def _collected(self, name: str, rows: DataFrame, *order: str) -> pa.Table:
        return self._job.work.collect(f"table {name}", rows.orderBy(*order) if order else rows)

    def of_counts(self, counts: Counts, volumes: DataFrame, objects: DataFrame, acts: DataFrame) -> None:
        """How much the accounts do, how popular objects are, how often anybody meets."""
        rungs = F.posexplode(F.array(*(f"k{rung}" for rung in range(self._job.plan.rungs)))).alias("rung", "degree")
        volumes = volumes.select("trace", rungs).where((F.col("degree") > 0) & self._is_rung())
        volumes = volumes.groupBy("trace", "rung", "degree").agg(F.count("*").alias("n"))
        self.take("volumes", volumes, "trace", "rung", "degree")
        of_objects = live(objects).where("rungs > 0")
        of_objects = of_objects.select("trace", "accounts", F.explode(F.expr("sequence(0, rungs - 1)")).alias("rung"))
        popularity = of_objects.groupBy("trace", F.col("rung").cast("int").alias("rung"), "accounts")
        self.take("popularity", popularity.agg(F.count("*").alias("n")), "trace", "rung", "accounts")
        self.take("meetings", counts.meetings, "trace", "class")
        self.take("gaps", counts.gaps, "trace", "rung", "bin")
        self.take("delays", _delays(acts), "trace", "delay")

    def _is_rung(self) -> Any:
        return F.col("rung") < self._job.by_trace(self._job.rungs_of, 0)

    def of_pairs(self, opened: Open, members: DataFrame, volumes: DataFrame) -> None:
        """The pairs that are tested, and what their accounts do in all."""
        self.take("pairs", opened.pairs.select("a", "b"), "a", "b")
        self.take("degrees", volumes.join(members, "account").select(*volumes.columns), "trace", "account")
        if opened.explained is not None:
            self.take("explained", opened.explained, "account")
        else:
            scores = [(f"s{place}", pa.float64()) for place in range(STRONGEST)]
            self.tables["explained"] = pa.schema([("account", pa.int32()), *scores]).empty_table()

    def of_acts(self, acts: DataFrame, objects: DataFrame, openings: DataFrame) -> None:
        """The members' acts, and the objects that they are on."""
        counts = [f"n{rung}" for rung in range(self._job.plan.rungs)]
        key = ("trace", "object", "time", "account", "post")
        self.take("acts", acts.select("trace", "object", "account", "time", "post", *counts), *key)
        self.take("objects", _told(objects, openings, acts.select("object").distinct()), "object")

    def of_all_acts(self, acts: DataFrame) -> None:
        """All acts of the traces in which groups are looked for, as numbers, where they are not too many."""
        if not self._job.plan["groups"]:
            return
        chosen = kernel.chosen(list(self._job.plan.traces))
        summaries = [self._job.of_trace[code]["summary"] for code in chosen]
        if sum(told["acts"] - told["popular_acts"] for told in summaries) > self._job.group_acts:
            return
        for code in chosen:
            first, objects = self._job.of_trace[code]["objects"] = self._job.notes["numbers"][code]
            place = (F.col("object") - first).cast("int").alias("object")
            self.take(f"all acts {code}", acts.where(F.col("trace") == code).select(place, "account", "time"))

    def of_groups(
        self,
        untold: list[int],
        members: list[int],
        objects: DataFrame,
        openings: DataFrame,
        rows: DataFrame,
        accounts: DataFrame,
    ) -> dict[str, pa.Table]:
        """What must be told of these objects and accounts, which no pair told of; nothing where there are none."""
        if not untold and not members:
            return {}
        named = self._job.spark.createDataFrame(pa.table({"object": pa.array(untold, pa.int64())}))
        wanted = self._job.spark.createDataFrame(pa.table({"account": pa.array(members, pa.int32())}))
        self._take_more("objects", _told(objects, openings, F.broadcast(named)))
        self._take_more("posts", _posts(rows, accounts, F.broadcast(wanted)))
        if self._job.scalars.get("facts_partial"):
            by_id = accounts.join(F.broadcast(wanted.withColumnRenamed("account", "id")), "id")
            self._take_more("facts", _facts(self._job, rows, by_id))
            self._take_more("handles", _handles(rows, by_id))
        else:
            self.more |= {name: self.tables[name].slice(0, 0) for name in ("facts", "handles")}
        return self.more

    def of_accounts(self, rows: DataFrame, accounts: DataFrame, members: DataFrame, opened: Open) -> None:
        """Names, what accounts say of themselves, and the members' posts."""
        wanted, by_id = accounts, accounts.select("account", "id")
        if self._job.scalars["accounts"] > FACTS_LIMIT:
            self._job.scalars["facts_partial"] = True
            named = members if opened.explained is None else members.union(opened.explained.select("account"))
            named = named.distinct().withColumnRenamed("account", "id")
            # Whoever acts at all is numbered by all names.
            wanted = accounts if self._has_all_acts() else accounts.join(named, "id")
            by_id = by_id.join(members.withColumnRenamed("account", "id"), "id")
        self.take("accounts", wanted.select("id", "account"), "id")
        self.take("facts", _facts(self._job, rows, by_id), "account", "role")
        self.take("handles", _handles(rows, by_id), "account", "handle")
        self.take("posts", _posts(rows, accounts, members), "account", "time", "post")

    def _has_all_acts(self) -> bool:
        return any("objects" in told for told in self._job.of_trace.values())

    def of_rows(self, rows: DataFrame) -> None:
        """The distinct posts over time, and what could not be used."""
        start, width, _ = kernel.timeline(*self._job.scalars["span"])
        posts = rows.where(F.col("kind") == POST).select("account", "time", "post").distinct()
        # Both divisions cut towards zero.
        place = F.expr(f"((time div 1000000) - {start}) div {width}").cast("int").alias("bin")
        self.take("timeline", posts.groupBy(place).agg(F.count("*").alias("n")), "bin")
        bin = F.floor(F.col("time") / F.lit(self._job.plan["activity_bin"])).cast("bigint").alias("bin")
        self.take("activity", posts.groupBy(bin).agg(F.count("*").alias("n")), "bin")
        file, line, reason = (F.col(c).alias(n) for c, n in (("account", "file"), ("time", "line"), ("name", "reason")))
        rejects = rows.where(F.col("kind") == REJECT).orderBy("row", "time")
        self.take("rejects", rejects.select(file, line, reason))


def _told(objects: DataFrame, openings: DataFrame, wanted: DataFrame) -> DataFrame:
    """What is known of these objects."""
    held = objects.join(wanted, "object").join(openings.select("object", "opening"), "object", "left")
    columns = ("trace", "object", "name", "acts", "accounts", "created", "moment", "source", "opening", "rungs")
    return held.withColumn("opening", F.coalesce("opening", F.lit(0))).select(*columns)


def _posts(rows: DataFrame, accounts: DataFrame, members: DataFrame) -> DataFrame:
    """The distinct posts of these accounts."""
    posts = rows.where(F.col("kind") == POST).join(accounts.select("account", "id"), "account")
    posts = posts.select(F.col("id").alias("account"), "time", "post", "has_id")
    return posts.join(members, "account").select("account", "time", "post", "has_id").distinct()


def _delays(acts: DataFrame) -> DataFrame:
    """How often each delay comes up. Acts at the first moment, where that stands for the trigger, have
    none, nor have those before publication."""
    answers = acts.where((F.col("delay") >= 0) & ~((F.col("delay") == 0) & (F.col("source") == FIRST_ACT)))
    return answers.groupBy("trace", "delay").agg(F.count("*").alias("n"))


def _facts(job: Job, rows: DataFrame, by_id: DataFrame) -> DataFrame:
    """What the latest row tells of each account in each role; of one moment the largest number or the
    last text in the alphabet."""
    facts = rows.where(F.col("kind") == FACT).join(by_id, "account").groupBy("id", "trace")
    number = F.when(F.col("trace").isin(job.plan["number_roles"]), F.col("name").cast("decimal(38)"))
    facts = facts.agg(F.max(F.struct("time", number.alias("number"), "name")).alias("last"))
    return facts.select(
        F.col("id").alias("account"), F.col("trace").alias("role"), F.col("last.name").alias("value"), F.col("last.time").alias("told")
    )  # fmt: skip


def _handles(rows: DataFrame, by_id: DataFrame) -> DataFrame:
    """Under which names each account was seen, and from when to when."""
    handles = rows.where(F.col("kind") == HANDLE).join(by_id, "account")
    handles = handles.groupBy(F.col("id").alias("account"), F.col("name").alias("handle"))
    return handles.agg(F.min("time").alias("first"), F.max("post").alias("last"))


def scalars(job: Job) -> dict[str, Any]:
    """What is no table."""
    traces = [
        {
            "code": code,
            "summary": job.of_trace[code]["summary"],
            "repeated": job.of_trace[code]["repeated"],
            "first_act_objects": job.of_trace[code]["first_act_objects"],
            "fast": job.of_trace[code].get("fast"),
            "objects": job.of_trace[code].get("objects"),
        }
        for code in job.plan.traces
    ]
    return {"traces": traces, "facts_partial": False, **job.scalars}
