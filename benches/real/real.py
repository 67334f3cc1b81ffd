#!/usr/bin/env python3
"""What lockstep and its peers list on real data, and on the same data with the
coordination destroyed.

    real.py --lockstep PATH --out benches/real/results/DATE.json

README.md beside this file says what is run and what the figures mean.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

ROOT = Path(__file__).resolve().parents[2]
MINUTE, DAY = 60, 86_400
# Twitter's snowflake ids count milliseconds from here, in all bits but the lowest 22.
SNOWFLAKE_EPOCH_MS, SNOWFLAKE_SHIFT = 1_288_834_974_657, 22

# A ring: accounts that act in the same second on at least so many objects, which are
# more than half of what either of two of them acted on.
RING_OBJECTS, RING_SHARE, RING_ACCOUNTS = 3, 0.5, 30

ACCOUNT, CONTENT, OBJECT = "account_id", "content_id", "object_id"
TIME, CREATED = "timestamp_share", "object_created"

Result = dict[str, Any]


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


# --- The real sets ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Whole:
    """A published file in its own form, for all traces that it carries."""

    suffix: str
    time: str
    account: str
    read: Callable[[Path], pl.DataFrame]
    write: Callable[[pl.DataFrame, Path], None]


@dataclass(frozen=True)
class RealSet:
    """What is analysed: shares (one object a row), or a file as it was published."""

    name: str
    file: str
    shares: Callable[[Path], pl.DataFrame] | None = None
    whole: Whole | None = None
    beside: tuple[str, ...] = ()


def text_csv(file: Path) -> pl.DataFrame:
    """A CSV file with every column as text."""
    return pl.read_csv(file, infer_schema_length=0)


def with_object(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that have an object."""
    return rows.filter(pl.col(OBJECT).is_not_null() & (pl.col(OBJECT) != ""))


def german(column: str) -> Callable[[Path], pl.DataFrame]:
    """Posts before the German election, by one kind of object."""

    def shares(file: Path) -> pl.DataFrame:
        time_of = pl.col("timestamp").cast(pl.Int64)
        named = {CONTENT: pl.col("post_id"), OBJECT: pl.col(column), TIME: time_of}
        return with_object(text_csv(file).select(ACCOUNT, **named))

    return shares


def russian(file: Path) -> pl.DataFrame:
    """Reposts of pro-government tweets."""
    time_of = pl.col(TIME).cast(pl.Float64).cast(pl.Int64)
    return with_object(text_csv(file).select(ACCOUNT, CONTENT, OBJECT, time_of))


def cascades(file: Path) -> pl.DataFrame:
    """Cascades of widely reposted tweets."""
    return pl.read_parquet(file).select(ACCOUNT, CONTENT, OBJECT, TIME, CREATED)


def thailand(file: Path) -> pl.DataFrame:
    """The reposts of the Thai operation; when a tweet was published is in its id."""
    reposts = text_csv(file).filter((pl.col("is_retweet") == "true") & (pl.col("retweet_tweetid") != ""))
    milliseconds = pl.col("retweet_tweetid").cast(pl.Int64) // (1 << SNOWFLAKE_SHIFT) + SNOWFLAKE_EPOCH_MS
    return reposts.select(
        pl.col("userid").alias(ACCOUNT),
        pl.col("tweetid").alias(CONTENT),
        pl.col("retweet_tweetid").alias(OBJECT),
        pl.col("tweet_time").str.to_datetime("%Y-%m-%d %H:%M").dt.epoch("s").alias(TIME),
        (milliseconds // 1000).alias(CREATED),
    )


def ira(objects: pl.Expr) -> Callable[[Path], pl.DataFrame]:
    """Tweets of the Internet Research Agency, by a list of objects in each text."""

    def shares(file: Path) -> pl.DataFrame:
        rows = pl.read_parquet(file).with_row_index(CONTENT).with_columns(pl.col("content").fill_null(""))
        published = pl.col("publish_date").str.to_datetime("%Y-%m-%d %H:%M:%S").dt.epoch("s")
        chosen = rows.select(
            pl.col("author_id").alias(ACCOUNT),
            pl.format("p{}", CONTENT).alias(CONTENT),
            objects.alias(OBJECT),
            published.alias(TIME),
        )
        return with_object(chosen.explode(OBJECT)).unique([CONTENT, OBJECT], maintain_order=True)

    return shares


WITHOUT_LINKS = pl.col("content").str.replace_all(r"https?://\S*", "").str.to_lowercase().str.strip_chars()
WHOLE_THAILAND = Whole(".csv", "tweet_time", "userid", text_csv, lambda rows, file: rows.write_csv(file))
WHOLE_IRA = Whole(".parquet", "publish_date", "author_id", pl.read_parquet, lambda rows, file: rows.write_parquet(file))

GERMAN, RUSSIAN, IRA = "german_elections.csv.gz", "russian_coord_tweets.csv.gz", "ira_2016_autumn.parquet"
CASCADES, THAILAND = "twitter_cascades_2015_16.parquet", "thailand_io_2020.csv.gz"
CASCADE_SET, SPLICE_SET = "cascades", "splice"

SETS = [
    *(RealSet(f"german_{kind}", GERMAN, german(f"{kind}_id")) for kind in ("url", "hashtag", "domain", "phash")),
    RealSet("russian", RUSSIAN, russian),
    RealSet("ira_text", IRA, ira(pl.concat_list(WITHOUT_LINKS))),
    RealSet("ira_hashtag", IRA, ira(pl.col("content").str.to_lowercase().str.extract_all(r"#\w+"))),
    RealSet("ira_url", IRA, ira(pl.col("content").str.extract_all(r"https?://t\.co/\w+"))),
    RealSet("ira_all", IRA, whole=WHOLE_IRA),
    RealSet("thailand_repost", THAILAND, thailand),
    RealSet("thailand_all", THAILAND, whole=WHOLE_THAILAND),
    RealSet(CASCADE_SET, CASCADES, cascades),
    RealSet(SPLICE_SET, CASCADES, beside=(THAILAND,)),
]


def splice(crowd: pl.DataFrame, operation: pl.DataFrame) -> pl.DataFrame:
    """The operation's reposts among the crowd's: moved by whole days, so that the
    medians of the times agree, and all times floored to the minute."""
    middle = pl.col(TIME).median()
    days = round((crowd.select(middle).item() - operation.select(middle).item()) / DAY)
    moved = operation.with_columns(pl.col(TIME, CREATED) + days * DAY)
    return pl.concat([crowd, moved]).with_columns(pl.col(TIME, CREATED) // MINUTE * MINUTE)


# --- Data without coordination ---------------------------------------------------------------


def permuted_within(groups: np.ndarray, values: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The values, permuted at random within each group."""
    places = np.argsort(groups, kind="stable")
    order = np.lexsort((draw.random(len(groups)), groups))
    permuted = values.copy()
    permuted[places] = values[order]
    return permuted


def codes(names: pl.Series) -> np.ndarray:
    """Names as numbers, the same in every run."""
    return names.rank("dense").to_numpy()


def permuted_times(shares: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Each account's times of acts, permuted over its own acts."""
    times = permuted_within(codes(shares[ACCOUNT]), shares[TIME].to_numpy(), draw)
    return shares.with_columns(pl.Series(TIME, times))


def shuffled_delays(shares: pl.DataFrame, draw: np.random.Generator) -> pl.DataFrame:
    """Each account's delays, permuted over its own acts; an act that is the first on
    its object stays where it is."""
    first = pl.col(TIME).min().over(OBJECT)
    start = pl.coalesce(CREATED, first) if CREATED in shares.columns else first
    parts = shares.select(first=first, start=start)
    times, starts = shares[TIME].to_numpy(), parts["start"].to_numpy()
    moving = times > parts["first"].to_numpy()
    delays = (times - starts).copy()
    delays[moving] = permuted_within(codes(shares[ACCOUNT])[moving], delays[moving], draw)
    return shares.with_columns(pl.Series(TIME, starts + delays))


def permuted_whole(rows: pl.DataFrame, whole: Whole, draw: np.random.Generator) -> pl.DataFrame:
    """The same for a file in its own form: times as they are written, permuted."""
    times, order = rows[whole.time], np.arange(rows.height)
    return rows.with_columns(times.gather(permuted_within(codes(rows[whole.account]), order, draw)))


NULLS: dict[str, Callable[[pl.DataFrame, np.random.Generator], pl.DataFrame]] = {
    "permuted_times": permuted_times,
    "shuffled_delays": shuffled_delays,
}


def generator(name: str, null: str, seed: int) -> np.random.Generator:
    """A stream of its own for each set, null and seed."""
    return np.random.default_rng([seed, zlib.crc32(f"{name} {null}".encode())])


# --- Runs of the program ---------------------------------------------------------------------


# Runs a command and prints its wall and CPU seconds and its peak memory in bytes. An
# interpreter of its own, for a process counts the memory of the one that started it.
MEASURED = """
import os, sys, time
start = time.monotonic()
away = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=away)
_, status, used = os.wait4(child, 0)
if status != 0:
    sys.exit(f"exit code {os.waitstatus_to_exitcode(status)}")
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print([time.monotonic() - start, used.ru_utime + used.ru_stime, peak])
"""


@dataclass(frozen=True)
class Program:
    """The program under test."""

    path: str
    threads: int
    work: Path

    def run(self, command: str, *arguments: str | Path) -> Result:
        """Runs it to its end; returns wall and CPU seconds and peak memory."""
        line = [self.path, command, *map(str, arguments), "--threads", str(self.threads), "--quiet"]
        measured = [sys.executable, "-I", "-S", "-c", MEASURED, *line]
        done = subprocess.run(measured, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        if done.returncode != 0:
            raise Failed(f"{command}: {done.stderr[-600:].strip()}")
        wall, cpu, peak = json.loads(done.stdout)
        return {"seconds": round(wall, 2), "cpu_seconds": round(cpu, 2), "peak_mb": round(peak / 1e6, 1)}

    def version(self) -> str:
        done = subprocess.run([self.path, "--version"], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"--version: exit code {done.returncode}")
        return done.stdout.strip()


class Failed(RuntimeError):
    """The program did not end well."""


@dataclass(frozen=True)
class Listing:
    """What detect lists: a row an account, with its tier and pattern."""

    accounts: pl.DataFrame
    summary: Result


def listed_by(table: pl.DataFrame) -> Result:
    """Rows by tier and pattern."""
    counted: Result = {}
    for tier, pattern in table.select("tier", "pattern").iter_rows():
        row = counted.setdefault(tier, {})
        row[pattern] = row.get(pattern, 0) + 1
    return counted


def with_pattern(table: pl.DataFrame) -> pl.DataFrame:
    """The table with a pattern in every row; older versions have no such column."""
    if "pattern" not in table.columns:
        return table.with_columns(pattern=pl.lit("none"))
    return table.with_columns(pl.col("pattern").fill_null("none").replace("", "none"))


def detect(program: Program, data: Path, trace: str | None) -> Listing:
    """Runs detect and reads its list."""
    out = program.work / "detect"
    chosen = ["--trace", trace] if trace else []
    used = program.run("detect", data, "--out", out, "--overwrite", *chosen)
    candidates = with_pattern(text_csv(out / "candidates.csv"))
    networks = with_pattern(text_csv(out / "networks.csv"))
    # Ids in CSV tables are written for spreadsheets; the exact ones are here.
    exact = pl.read_parquet(out / "accounts.parquet").filter(pl.col("network_id").is_not_null())
    accounts = exact.select(ACCOUNT, pl.col("rank").cast(pl.String)).join(candidates.drop(ACCOUNT), on="rank")
    run = json.loads((out / "run.json").read_text())
    kept = ("rows", "acting_accounts", "tested_pairs", "validated_pairs", "expected_false_pairs")
    summary = {
        "accounts": candidates.height,
        "accounts_by_tier_and_pattern": listed_by(candidates),
        "networks": networks.height,
        "networks_by_tier_and_pattern": listed_by(networks),
        "run": {key: run[key] for key in kept if key in run},
        "resources": used,
    }
    return Listing(accounts, summary)


def beside(listing: Listing, real: Listing) -> Result:
    """A list under a null, and how many of its accounts the real data's list has, too:
    what a null does not destroy is found again."""
    again = listing.accounts.join(real.accounts, on=ACCOUNT, how="semi")
    return {**listing.summary, "listed_in_the_real_data": again.height}


@dataclass(frozen=True)
class Peer:
    """A published method, and which of its edges are on its list."""

    name: str
    flags: tuple[str, ...]
    listed: pl.Expr
    rule: str


ALL_EDGES = pl.lit(True)
COORTWEET = Peer(
    "coortweet",
    ("--method", "coortweet"),
    pl.col("weight_threshold").cast(pl.Float64) == 1,
    "edges above the median weight, of content pairs within 60 s",
)
PEERS = [
    Peer("objects", ("--method", "objects"), ALL_EDGES, "pairs with 2 distinct objects within 60 s"),
    COORTWEET,
    Peer("cosine", ("--method", "cosine"), ALL_EDGES, "the 0.5 % most alike pairs"),
    Peer("centrality", ("--method", "cosine", "--prune", "centrality"), ALL_EDGES, "the 10 % most central accounts"),
    Peer("days", ("--method", "days"), pl.col("days").cast(pl.Int64) >= 2, "pairs that meet on 2 days within 60 s"),
    Peer("disparity", ("--method", "disparity"), pl.col("backbone").cast(pl.Int64) == 1, "the backbone at 0.05"),
    Peer("synchrotrap", ("--method", "synchrotrap"), ALL_EDGES, "clusters of 3 accounts at 0.5 within 60 s"),
    Peer("copycatch", ("--method", "copycatch"), ALL_EDGES, "pairs of cores of 3 accounts on 2 objects within 60 s"),
    Peer("fraudar", ("--method", "fraudar", "--leave-out-popular"), ALL_EDGES, "pairs of the first 5 blocks"),
    Peer(
        "null_coord",
        ("--method", "null_coord", "--leave-out-popular"),
        pl.col("significant").cast(pl.Int64) == 1,
        "pairs at a false discovery rate of 0.05",
    ),
]


def peer_lists(program: Program, peer: Peer, data: Path) -> Result:
    """Accounts and edges that a peer lists at its customary threshold."""
    out = program.work / "edges.csv"
    try:
        used = program.run("network", data, "--trace", "share", *peer.flags, "--out", out, "--overwrite")
    except Failed as error:
        say(str(error))
        return {"failed": str(error)}
    edges = text_csv(out)
    listed = edges.filter(peer.listed)
    accounts = pl.concat([listed["account_a"], listed["account_b"]]).n_unique()
    return {"accounts": accounts, "edges": listed.height, "edges_in_all": edges.height, "resources": used}


# --- The rings in the cascades ---------------------------------------------------------------


def same_second_pairs(shares: pl.DataFrame) -> pl.DataFrame:
    """Pairs of accounts that act in the same second on most of their objects."""
    acts = shares.select(ACCOUNT, OBJECT, TIME).unique()
    number = acts.group_by(ACCOUNT).agg(acted=pl.col(OBJECT).n_unique())
    acts = acts.join(number.filter(pl.col("acted") >= RING_OBJECTS), on=ACCOUNT)
    met = acts.join(acts, on=[OBJECT, TIME], suffix="_b").filter(pl.col(ACCOUNT) < pl.col(f"{ACCOUNT}_b"))
    more = pl.max_horizontal("acted", "acted_b").first()
    pairs = met.group_by(ACCOUNT, f"{ACCOUNT}_b").agg(together=pl.col(OBJECT).n_unique(), acted=more)
    return pairs.filter((pl.col("together") >= RING_OBJECTS) & (pl.col("together") > RING_SHARE * pl.col("acted")))


def components(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Connected components, largest first."""
    parent: dict[str, str] = {}

    def root(account: str) -> str:
        parent.setdefault(account, account)
        while parent[account] != account:
            parent[account] = account = parent[parent[account]]
        return account

    for one, other in pairs:
        parent[root(one)] = root(other)
    groups: dict[str, list[str]] = {}
    for account in sorted(parent):
        groups.setdefault(root(account), []).append(account)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def find_rings(shares: pl.DataFrame) -> list[list[str]]:
    """Groups of accounts that repost the same posts in the same second."""
    pairs = same_second_pairs(shares).select(ACCOUNT, f"{ACCOUNT}_b").iter_rows()
    return [group for group in components(pairs) if len(group) >= RING_ACCOUNTS]


def ring_verdict(ring: list[str], listing: Listing) -> Result:
    """Where the members of a ring are on the list."""
    members = listing.accounts.filter(pl.col(ACCOUNT).is_in(ring))
    sizes = Counter(listing.accounts["network_id"])
    networks = [
        {"network": int(network), "accounts": sizes[network], "of_the_ring": count}
        for network, count in sorted(Counter(members["network_id"]).items(), key=lambda row: int(row[0]))
    ]
    return {
        "accounts": len(ring),
        "listed": members.height,
        "not_listed": len(ring) - members.height,
        "by_tier_and_pattern": listed_by(members),
        "networks": networks,
    }


# --- The splice ------------------------------------------------------------------------------


def labels(crowd: set[str], operation: set[str], unlabelled: set[str]) -> pl.DataFrame:
    """1 for the operation's accounts, 0 for the crowd's."""
    innocent = sorted(crowd - operation - unlabelled)
    rows = [*((account, 1) for account in sorted(operation)), *((account, 0) for account in innocent)]
    return pl.DataFrame(rows, schema=[ACCOUNT, "label"], orient="row")


def judged(program: Program, data: Path, truth: pl.DataFrame) -> Result:
    """Average precision and ROC AUC of ours and of every peer."""
    file, out = program.work / "labels.csv", program.work / "evaluation"
    truth.write_csv(file)
    used = program.run("evaluate", data, "--labels", file, "--methods", "all", "--out", out, "--overwrite")
    evaluation = json.loads((out / "evaluation.json").read_text())
    methods = {}
    for method in evaluation["methods"]:
        found = method["list"]
        methods[method["method"]] = {
            "average_precision": method["average_precision"],
            "roc_auc": method["roc_auc"],
            "listed": method["accounts"]["listed"],
            "listed_of_the_operation": found["true_positives"],
            "precision": method["precision"],
            "recall": method["recall"],
        }
    counted = Counter(truth["label"])
    return {
        "methods": methods,
        "operation": counted[1],
        "crowd": counted[0],
        "left_out": evaluation["left_out"],
        "resources": used,
    }


# --- The bench -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bench:
    program: Program
    data: Path
    seeds: int

    def stored(self, shares: pl.DataFrame) -> Path:
        file = self.program.work / "shares.parquet"
        shares.write_parquet(file)
        return file

    def under_null(self, name: str, shares: pl.DataFrame, null: str, seed: int, real: Listing) -> Result:
        say(f"{name}: {null}, seed {seed}")
        file = self.stored(NULLS[null](shares, generator(name, null, seed)))
        ours = beside(detect(self.program, file, "share"), real)
        return {"lockstep": ours, "coortweet": peer_lists(self.program, COORTWEET, file)}

    def under_nulls(self, name: str, shares: pl.DataFrame, real: Listing) -> Result:
        seeds = range(self.seeds)
        return {null: {str(seed): self.under_null(name, shares, null, seed, real) for seed in seeds} for null in NULLS}

    def shares(self, name: str, shares: pl.DataFrame) -> tuple[Result, Listing]:
        """Everything about a table of shares."""
        say(f"{name}: {shares.height:,} acts")
        file = self.stored(shares)
        listing = detect(self.program, file, "share")
        result = {
            "acts": shares.height,
            "accounts": shares[ACCOUNT].n_unique(),
            "objects": shares[OBJECT].n_unique(),
            "creation_known": CREATED in shares.columns,
            "lockstep": listing.summary,
            "peers": {peer.name: peer_lists(self.program, peer, file) for peer in PEERS},
            "nulls": self.under_nulls(name, shares, listing),
        }
        return result, listing

    def whole(self, name: str, file: Path, whole: Whole) -> Result:
        """A file in its own form, all traces at once, and with its times permuted."""
        rows = whole.read(file)
        say(f"{name}: {rows.height:,} rows")
        real = detect(self.program, file, None)
        nulls = {}
        for seed in range(self.seeds):
            say(f"{name}: permuted_times, seed {seed}")
            permuted = self.program.work / f"permuted{whole.suffix}"
            whole.write(permuted_whole(rows, whole, generator(name, "permuted_times", seed)), permuted)
            nulls[str(seed)] = {"lockstep": beside(detect(self.program, permuted, None), real)}
        return {
            "rows": rows.height,
            "accounts": rows[whole.account].n_unique(),
            "lockstep": real.summary,
            "nulls": {"permuted_times": nulls},
        }

    def cascades(self) -> Result:
        """The cascades, and where their rings are on the list."""
        crowd = cascades(self.data / CASCADES)
        result, listing = self.shares(CASCADE_SET, crowd)
        return {**result, "rings": [ring_verdict(ring, listing) for ring in find_rings(crowd)]}

    def splice(self) -> Result:
        """The operation spliced into the cascades."""
        crowd, operation = cascades(self.data / CASCADES), thailand(self.data / THAILAND)
        both, rings = splice(crowd, operation), find_rings(crowd)
        result, listing = self.shares(SPLICE_SET, both)
        file, innocent, guilty = self.stored(both), set(crowd[ACCOUNT]), set(operation[ACCOUNT])
        say(f"{SPLICE_SET}: evaluation")
        in_rings = {account for ring in rings for account in ring}
        return {
            **result,
            "operation_listed": listed_by(listing.accounts.filter(pl.col(ACCOUNT).is_in(guilty))),
            "rings": [ring_verdict(ring, listing) for ring in rings],
            "judged": {
                "all": judged(self.program, file, labels(innocent, guilty, set())),
                "rings_unlabelled": judged(self.program, file, labels(innocent, guilty, in_rings)),
            },
        }

    def one(self, real: RealSet) -> Result:
        """One set's results."""
        file = self.data / real.file
        if real.name == CASCADE_SET:
            return self.cascades()
        if real.name == SPLICE_SET:
            return self.splice()
        if real.whole:
            return self.whole(real.name, file, real.whole)
        assert real.shares is not None
        return self.shares(real.name, real.shares(file))[0]

    def all(self, chosen: list[RealSet]) -> Result:
        files = {file for real in chosen for file in (real.file, *real.beside)}
        return {
            "data": {file: hashlib.sha256((self.data / file).read_bytes()).hexdigest() for file in sorted(files)},
            "lockstep": self.program.version(),
            "machine": {"cores": os.cpu_count(), "machine": platform.machine(), "system": platform.system()},
            "peers": {peer.name: peer.rule for peer in PEERS},
            "seeds": self.seeds,
            "sets": {real.name: self.one(real) for real in chosen},
            "threads": self.program.threads,
        }


# --- The tables ------------------------------------------------------------------------------


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def in_words(counted: Result) -> str:
    """Counts by tier and pattern in one cell."""
    parts = [f"{tier} {pattern} {n:,}" for tier, row in sorted(counted.items()) for pattern, n in sorted(row.items())]
    return "; ".join(parts) or "–"


def list_cell(summary: Result) -> str:
    if not summary["accounts"]:
        return "0"
    by, again = in_words(summary["accounts_by_tier_and_pattern"]), summary["listed_in_the_real_data"]
    return f"{summary['accounts']:,} ({by}), {again:,} again"


def peer_cell(peer: Result) -> str:
    return "failed" if "failed" in peer else f"{peer['accounts']:,} / {peer['edges']:,}"


def detect_rows(sets: Result) -> Iterator[list[str]]:
    for name, found in sets.items():
        ours = found["lockstep"]
        used = ours["resources"]
        size = [f"{number:,}" for number in (found.get("acts", found.get("rows")), found["accounts"], ours["accounts"])]
        listed = [in_words(ours[f"{what}_by_tier_and_pattern"]) for what in ("accounts", "networks")]
        yield [name, *size, *listed, f"{used['seconds']:.1f}", f"{used['peak_mb']:.0f}"]


def peer_rows(sets: Result) -> Iterator[list[str]]:
    for name, found in sets.items():
        if "peers" in found:
            yield [name, *(peer_cell(found["peers"][peer.name]) for peer in PEERS)]


def null_rows(sets: Result) -> Iterator[list[str]]:
    for name, found in sets.items():
        for null, seeds in found["nulls"].items():
            runs = list(seeds.values())
            ours = "<br>".join(list_cell(run["lockstep"]) for run in runs)
            theirs = "<br>".join(peer_cell(run["coortweet"]) for run in runs if "coortweet" in run) or "–"
            yield [name, null, ours, theirs]


def ring_rows(sets: Result) -> Iterator[list[str]]:
    for name, found in sets.items():
        for ring in found.get("rings", []):
            parts = [f"{n['of_the_ring']} in {n['network']} (of {n['accounts']})" for n in ring["networks"]]
            size, listed = str(ring["accounts"]), str(ring["listed"])
            yield [name, size, listed, in_words(ring["by_tier_and_pattern"]), "; ".join(parts) or "–"]


def judged_rows(found: Result) -> Iterator[list[str]]:
    for truth, evaluation in found["judged"].items():
        for name, method in evaluation["methods"].items():
            ranked = [f"{method[key]:.4f}" for key in ("average_precision", "roc_auc")]
            yield [truth, name, *ranked, f"{method['listed']:,}", f"{method['listed_of_the_operation']:,}"]


def report(results: Result) -> Iterator[str]:
    """All tables."""
    sets = results["sets"]
    yield f"{results['lockstep']}, {results['threads']} threads.\n"
    yield "Listed by tier and pattern:\n"
    head = ["set", "acts", "accounts", "listed", "accounts by tier and pattern", "networks", "s", "MB"]
    yield from table(head, detect_rows(sets))
    yield "Accounts / edges that peers list at their customary thresholds:\n"
    yield from table(["set", *(peer.name for peer in PEERS)], peer_rows(sets))
    yield "Under nulls, a line a seed (again: listed in the real data, too; coortweet: accounts / edges):\n"
    yield from table(["set", "null", "lockstep", "coortweet"], null_rows(sets))
    if rings := list(ring_rows(sets)):
        yield "Rings of the cascades:\n"
        yield from table(["set", "ring", "listed", "by tier and pattern", "networks"], rings)
    if SPLICE_SET in sets:
        yield f"The spliced operation; of its accounts are listed: {in_words(sets[SPLICE_SET]['operation_listed'])}\n"
        head = ["labels", "method", "average precision", "ROC AUC", "listed", "of the operation"]
        yield from table(head, judged_rows(sets[SPLICE_SET]))


# --- The command line ------------------------------------------------------------------------


def reference() -> Path:
    """Where the real data are."""
    return Path(os.environ.get("LOCKSTEP_REFERENCE_DIR") or ROOT.parent / "shared") / "data"


def arguments() -> argparse.Namespace:
    names = [real.name for real in SETS]
    parser = argparse.ArgumentParser(description="What lockstep and its peers list on real data.")
    parser.add_argument("--lockstep", default="lockstep", help="the program under test [default: that on the PATH]")
    parser.add_argument("--out", type=Path, help="write all results to this JSON file")
    parser.add_argument("--sets", default=",".join(names), help="sets, separated by commas [default: %(default)s]")
    parser.add_argument("--seeds", type=int, default=3, help="runs under each null [default: %(default)s]")
    parser.add_argument("--threads", type=int, default=2, help="threads of each run [default: %(default)s]")
    given = parser.parse_args()
    if unknown := [name for name in given.sets.split(",") if name not in names]:
        parser.error(f"unknown set {unknown[0]}; the sets are {', '.join(names)}")
    if given.out and not given.out.parent.is_dir():
        parser.error(f"there is no folder for {given.out.name}")
    return given


def main() -> None:
    given, data = arguments(), reference()
    chosen = [real for real in SETS if real.name in given.sets.split(",")]
    if not data.is_dir():
        sys.exit("the real data are absent: set LOCKSTEP_REFERENCE_DIR")
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="lockstep-real-") as work:
        program = Program(given.lockstep, given.threads, Path(work))
        try:
            results = Bench(program, data, given.seeds).all(chosen)
        except (Failed, OSError) as error:
            sys.exit(str(error))
    say(f"{time.monotonic() - start:.0f} s in all")
    if given.out:
        given.out.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    print("\n".join(report(results)))


if __name__ == "__main__":
    main()
