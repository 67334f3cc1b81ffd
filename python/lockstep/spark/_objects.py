"""From named acts to numbered objects: what each is, when it came into being, whether it counts."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from ._job import Job, groups, of_traces
from ._rows import first_of_sequence
from ._schemas import COMMON, CREATED, FIRST_ACT, ORIGINAL, POST

#: The order of the acts on an object.
_ORDER = ("time", "account", "post")
#: A number that no count of accounts exceeds: as tables hold it, and as summaries do.
_NEVER, _UNLIMITED = 2**63 - 1, 2**64 - 1


def numbered(job: Job, named: DataFrame, sequences: DataFrame | None) -> DataFrame:
    """All objects: trace, name, created, object_fp, information, object (from 0, in the order of
    trace and first appearance)."""
    order = F.struct("x0", "x1", "x2", "x3")
    values = named.select("trace", "name", order.alias("first"), "created", "object_fp", "information")
    if sequences is not None:
        rows = sequences.select("trace", "name", F.struct(*first_of_sequence()).alias("first"))
        values = values.unionByName(rows, allowMissingColumns=True)
    known = ("created", "object_fp", "information")
    objects = values.groupBy("trace", "name").agg(F.min("first").alias("first"), *(F.min(c).alias(c) for c in known))
    objects = objects.orderBy("trace", "first", "name").select("trace", "name", *known)
    objects = job.work.number("names of objects", objects, "object")
    if job.plan["groups"]:
        told = objects.groupBy("trace").agg(F.min("object").alias("first"), F.count("*").alias("objects"))
        told = groups(job, "numbers of objects", told)
        job.notes["numbers"] = {code: (row["first"], row["objects"]) for code, row in told.items()}
    return objects


def all_acts(
    job: Job, named: DataFrame, sequences: DataFrame | None, accounts: DataFrame, objects: DataFrame
) -> DataFrame:
    """What each post did, once: trace, object, account (id), time, post; and whether the post is the
    object itself."""
    by_id = accounts.select("account", "id")
    acts = named.where("counts").join(by_id, "account").withColumn("account", F.col("id"))
    acts = acts.select("trace", "name", "account", "time", "post")
    if sequences is not None:
        acts = acts.unionByName(sequences)
    acts = acts.join(objects.select("trace", "name", "object", "object_fp"), ["trace", "name"])
    itself = F.coalesce(F.col("post") == F.col("object_fp"), F.lit(False)).alias("itself")
    return job.work.keep("acts", acts.select("trace", "object", "account", "time", "post", itself).distinct())


def acted(acts: DataFrame) -> DataFrame:
    """Who acted on what: trace, object, account, acts, first, itself."""
    return acts.groupBy("trace", "object", "account").agg(
        F.count("*").alias("acts"), F.min(F.struct(*_ORDER)).alias("first"), F.max("itself").alias("itself")
    )


def _figures(acted: DataFrame) -> DataFrame:
    """Of each object: acts, accounts, first, itself."""
    return acted.groupBy("object").agg(
        F.sum("acts").alias("acts"),
        F.count("*").alias("accounts"),
        F.min("first").alias("first"),
        F.max("itself").alias("itself"),
    )


def with_figures(job: Job, objects: DataFrame, acted: DataFrame) -> DataFrame:
    """The objects with their figures, those of objects without an act null; texts that are too
    common to say anything are left out."""
    known = job.work.keep("figures of objects", objects.join(_figures(acted), "object", "left"))
    texts = job.plan.where("alike", "text")
    if not texts:
        return known
    totals = acted.where(of_traces(texts)).groupBy("trace")
    totals = groups(job, "texts", totals.agg(F.sum("acts").alias("acts"), F.count_distinct("account").alias("accounts")))
    common = None
    for code, total in totals.items():
        rows = known.where((F.col("trace") == code) & F.col("acts").isNotNull())
        said = job.kernel("common", COMMON, total["accounts"], total["acts"])
        found = said.over(rows.select("object", "acts", "accounts", "information"))
        common = found if common is None else common.unionByName(found)
    if common is None:
        return known
    common = job.work.keep("common texts", common)
    left_out = known.join(common, "object").groupBy("trace")
    left_out = left_out.agg(F.count("*").alias("common_texts"), F.sum("acts").alias("common_acts"))
    job.notes["common"] = groups(job, "what is common", left_out)
    return known.join(common, "object", "left_anti")


def keep_carried_of(job: Job, objects: DataFrame) -> list[int]:
    """The traces that have acts: values need not be objects, of short rows of hashtags nothing is
    left."""
    with_acts = objects.where(F.col("acts").isNotNull()).select("trace").distinct()
    left = set(groups(job, "traces", with_acts)) | set(job.notes.get("common", {}))
    return sorted(left | set(job.plan.where("alike", None)))


def with_triggers(job: Job, objects: DataFrame, acts: DataFrame, rows: DataFrame) -> DataFrame:
    """The objects with the moment at which they came into being, and where it is known from. A
    publication that comes after more than half of the acts is none."""
    original = _originals(job, objects, rows)
    objects = objects.join(original, "object", "left").withColumn("known", F.coalesce("created", "original"))
    late = objects.where(F.col("first.time") < F.col("known")).select("object", "known")
    early = acts.select("object", "time").join(late, "object").where("time < known")
    early = job.work.keep("early acts", early.groupBy("object").agg(F.count("*").alias("early")))
    objects = objects.join(early, "object", "left")
    is_known = F.col("known").isNotNull() & ~F.coalesce(2 * F.col("early") > F.col("acts"), F.lit(False))
    source = F.when(is_known, F.when(F.col("created").isNotNull(), CREATED).otherwise(ORIGINAL))
    return objects.withColumns(
        {
            "source": source.otherwise(FIRST_ACT).cast("tinyint"),
            "moment": F.when(is_known, F.col("known")).otherwise(F.col("first.time")),
        }
    ).drop("original", "itself", "object_fp", "information", "known", "early")


def _originals(job: Job, objects: DataFrame, rows: DataFrame) -> DataFrame:
    """Objects that are posts of the data: object, original (its time). Where many of those that are
    found come later than the first act, what is found is coincidence."""
    none = job.spark.createDataFrame([], "object bigint, original bigint")
    of_posts = job.plan.where("of_posts")
    if not of_posts:
        return none
    wanted = of_traces(of_posts) & F.col("created").isNull() & ~F.coalesce("itself", F.lit(False))
    wanted = objects.where(wanted).select("trace", "object", "object_fp", F.col("first.time").alias("first"))
    posts = rows.where((F.col("kind") == POST) & F.col("has_id")).select(F.col("post").alias("object_fp"), "time")
    found = wanted.join(posts, "object_fp").groupBy("trace", "object")
    found = job.work.keep("originals", found.agg(F.min("time").alias("original"), F.min("first").alias("first")))
    is_late = F.col("first").isNull() | (F.col("original") > F.col("first"))
    late = found.groupBy("trace").agg(F.count("*").alias("found"), F.count_if(is_late).alias("late"))
    told = groups(job, "late originals", late)
    believed = [code for code, of in told.items() if of["late"] <= job.plan["most_late"] * of["found"]]
    return found.where(of_traces(believed)).select("object", "original")


def fast_only(job: Job, acts: DataFrame, acted_on: DataFrame, objects: DataFrame) -> tuple[DataFrame, ...]:
    """Of the trace of fast reactions, only those: acts, who acted on what, and the objects with the
    figures of what is left. Of other traces all."""
    code = next(iter(job.plan.where("name", "fast_reaction")), None)
    if code is None:
        return acts, acted_on, objects
    is_known = (F.col("trace") == code) & (F.col("source") != FIRST_ACT)
    published = F.coalesce("created", "moment").alias("published")
    known = objects.where(is_known & F.col("acts").isNotNull()).select("object", published)
    of_trace = acted_on.where(F.col("trace") == code).join(known, "object")
    job.notes["reactions"] = job.work.keep("reactions", of_trace.groupBy("account").agg(F.count("*").alias("posts")))
    delay = F.col("time") - F.col("published")
    fast = acts.where(F.col("trace") == code).join(known, "object").where(delay.between(0, job.plan["fast"]))
    fast = job.work.keep("fast acts", fast.drop("published"))
    reacted = of_trace.agg(F.sum("acts").alias("acts")).first()["acts"] or 0
    job.of_trace.setdefault(code, {})["fast"] = fast.count() / max(reacted, 1)
    other = F.col("trace") != code
    of_fast = acted(fast)
    left = objects.where(F.col("trace") == code).drop("acts", "accounts", "first")
    left = left.join(_figures(of_fast).drop("itself"), "object", "left")
    return (
        acts.where(other).unionByName(fast),
        acted_on.where(other).unionByName(of_fast),
        objects.where(other).unionByName(left),
    )


def counted(job: Job, objects: DataFrame, acted_on: DataFrame) -> DataFrame:
    """The objects with the number of windows at which each counts, and whether it is too popular to
    be evidence; notes what each trace holds."""
    acting = acted_on.join(objects.where(F.col("acts").isNotNull()).select("object"), "object").groupBy("trace")
    acting = groups(job, "accounts of traces", acting.agg(F.count_distinct("account").alias("accounts")))
    accounts = {code: acting[code]["accounts"] if code in acting else 0 for code in job.plan.traces}
    above = {code: _popular_above(job, code, accounts[code]) for code in job.plan.traces}
    is_popular = F.coalesce(F.col("accounts") > job.by_trace(lambda code: _NEVER if above[code] is None else above[code], _NEVER), F.lit(False))
    kept = objects.withColumns(
        {
            "rungs": job.by_trace(lambda code: _rungs(job.plan.traces[code]["limits"])).cast("tinyint"),
            "popular": is_popular,
        }
    )
    kept = job.work.keep("objects", kept)
    _summarise(job, kept, accounts, above)
    return kept


def _rungs(limits: list[int]) -> Any:
    """At how many windows an object with so many acts counts."""
    return sum((F.when(F.col("acts") <= limit, 1).otherwise(0) for limit in limits), F.lit(0))


def _popular_above(job: Job, code: int, accounts: int) -> int | None:
    rule = job.plan["popular"]
    return max(rule["floor"], int(rule["share"] * accounts)) if job.plan.traces[code]["popular"] else None


def _summarise(job: Job, objects: DataFrame, accounts: dict[int, int], above: dict[int, int | None]) -> None:
    has_acts, is_known = F.col("acts").isNotNull(), F.col("moment").isNotNull()
    told = objects.groupBy("trace").agg(
        F.coalesce(F.sum("acts"), F.lit(0)).alias("acts"),
        F.count_if(has_acts).alias("objects"),
        F.count_if((F.col("source") == CREATED) & is_known).alias("objects_created_known"),
        F.count_if((F.col("source") == ORIGINAL) & is_known).alias("objects_with_original"),
        F.count_if((F.col("source") == FIRST_ACT) & is_known).alias("first_act_objects"),
        F.count_if("popular").alias("popular_objects"),
        F.coalesce(F.sum(F.when(F.col("popular"), F.col("acts"))), F.lit(0)).alias("popular_acts"),
        F.count_if(F.col("first.time") < F.col("created")).alias("early"),
    )
    none = dict.fromkeys(told.columns, 0)
    told = groups(job, "what traces hold", told)
    for code in job.plan.traces:
        summary = {**none, **told.get(code, {})}
        common = job.notes.get("common", {}).get(code, {"common_texts": 0, "common_acts": 0})
        summary |= {field: common[field] for field in ("common_texts", "common_acts")}
        summary |= {"accounts": accounts[code], "popular_above": _UNLIMITED if above[code] is None else above[code]}
        del summary["trace"]
        job.of_trace.setdefault(code, {}).update(
            first_act_objects=summary.pop("first_act_objects"), early=summary.pop("early"), summary=summary
        )


def count_early(job: Job, acts: DataFrame, objects: DataFrame) -> None:
    """Notes the acts that come before the publication of their object: clocks or columns are wrong."""
    early = [of_trace.pop("early") for of_trace in job.of_trace.values()]
    for of_trace in job.of_trace.values():
        of_trace["summary"]["acts_before_creation"] = 0
    if not any(early):
        return
    early = objects.where(F.col("first.time") < F.col("created")).select("object", "created")
    early = acts.join(early, "object").where(F.col("time") < F.col("created")).groupBy("trace")
    for code, told in groups(job, "early acts", early.agg(F.count("*").alias("acts"))).items():
        job.of_trace[code]["summary"]["acts_before_creation"] = told["acts"]


def live(objects: DataFrame) -> DataFrame:
    """The objects that can be evidence."""
    return objects.where(F.col("acts").isNotNull() & ~F.col("popular"))


def degrees(job: Job, acted_on: DataFrame, objects: DataFrame) -> DataFrame:
    """Distinct objects of each account at each rung: trace, account, k0.."""
    rows = acted_on.join(live(objects).select("object", "rungs"), "object")
    count = lambda rung: F.count_if(F.col("rungs") > job.by_trace(lambda code: min(rung, job.rungs_of(code) - 1), 0))
    counts = [count(rung).alias(f"k{rung}") for rung in range(job.plan.rungs)]
    return job.work.keep("degrees", rows.groupBy("trace", "account").agg(*counts))


def volumes(job: Job, degrees: DataFrame) -> DataFrame:
    """The accounts' volumes, as chance takes them: their degrees; of fast reactions, on how much each
    reacts at any speed."""
    reactions = job.notes.get("reactions")
    if reactions is None:
        return degrees
    code = job.plan.where("name", "fast_reaction")[0]
    posts = [F.col("posts").alias(f"k{rung}") for rung in range(job.plan.rungs)]
    of_fast = reactions.select(F.lit(code).cast("tinyint").alias("trace"), "account", *posts)
    return degrees.where(F.col("trace") != code).unionByName(of_fast)


def placed(job: Job, acts: DataFrame, objects: DataFrame, degrees: DataFrame) -> DataFrame:
    """The acts on objects that can be evidence, each with what is known of its object: delay, rungs,
    source, acts, accounts; `enough`: the account acted on enough objects to be in a pair."""
    known = live(objects).select("object", "moment", "rungs", "source", "acts", "accounts")
    enough = F.col("k0") >= job.by_trace(lambda code: job.plan.traces[code]["min_objects"])
    has_enough = degrees.select("trace", "account", enough.alias("enough"))
    rows = acts.drop("itself").join(known, "object").join(has_enough, ["trace", "account"])
    return job.work.keep(
        "placed acts",
        rows.select(
            "trace", "object", "account", "time", "post", "rungs", "source", "acts", "accounts", "enough",
            (F.col("time") - F.col("moment")).alias("delay"),
        ),
    )  # fmt: skip
