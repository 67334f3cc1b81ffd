#!/usr/bin/env python3
"""Runs lockstep beside its peers on the same generated shares, in one run.

    compare.py --lockstep PATH --work DIR --json OUT     measures and prints a table
    compare.py --plot RAW.json... OUT.svg                draws what was measured

Every tool runs in a process of its own, from the CSV file to the CSV file, so
that reading and writing count. README.md says how to repeat a run and what the
rows mean.
"""

import argparse
import csv
import datetime
import importlib.metadata
import json
import math
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

WINDOW = 60
LEAST = 2
# Row counts are worked out again, by a plain query, up to this many shares.
LARGEST_CHECKED = 1_000_000


# --- The peers, each in a process of its own -------------------------------------------------


def run_polars(shares: Path, out: Path, _threads: int) -> None:
    """Window join over buckets, streamed; ids become dense integers first, and
    object and bucket one key, because that is what is fastest."""
    import polars as pl

    text = {"account_id": pl.UInt64, "content_id": pl.String, "object_id": pl.String, "timestamp_share": pl.Int64}
    rows = pl.scan_csv(shares, schema_overrides=text)
    accounts = rows.select(pl.col("account_id").unique().sort()).collect(engine="streaming").to_series()
    since = pl.col("timestamp_share") - pl.col("timestamp_share").min()
    # Buckets and accounts are fewer than this.
    shift = 1 << 32
    acts = rows.select(
        account=pl.col("account_id").rank("dense").cast(pl.UInt32) - 1,
        time=since,
        key=pl.col("object_id").cast(pl.Categorical).to_physical().cast(pl.UInt64) * shift
        + (since // WINDOW + 1).cast(pl.UInt64),
    )
    acts = acts.collect(engine="streaming").lazy()
    one, other = pl.col("account"), pl.col("account_right")
    same = acts.join(acts, on="key").filter(one < other)
    following = acts.join(acts.with_columns(pl.col("key") - 1), on="key").filter(
        (one != other) & (pl.col("time_right") - pl.col("time") <= WINDOW)
    )

    def pairs(meetings, first, second):
        pair = first.cast(pl.UInt64) * shift + second.cast(pl.UInt64)
        return meetings.select(pair=pair, object=(pl.col("key") // shift).cast(pl.UInt32))

    low, high = pl.min_horizontal(one, other), pl.max_horizontal(one, other)
    meetings = pl.concat([pairs(same, one, other), pairs(following, low, high)])
    counted = meetings.group_by("pair").agg(objects=pl.col("object").n_unique())
    edges = counted.filter(pl.col("objects") >= LEAST).collect(engine="streaming")
    edges.select(
        account_a=accounts.gather(edges["pair"] // shift),
        account_b=accounts.gather(edges["pair"] % shift),
        objects="objects",
    ).write_csv(out)


# Acts of the file, and meetings of two acts on one object: an act looks into
# its own bucket and into those beside it.
DUCKDB_ACTS = """
CREATE TABLE acts AS
SELECT account_id AS account, content_id AS content, hash(object_id) AS object,
       timestamp_share AS time, timestamp_share // {window} AS bucket
FROM read_csv('{file}', header = true, columns = {{'account_id': 'UBIGINT', 'content_id': 'UBIGINT',
              'object_id': 'VARCHAR', 'timestamp_share': 'BIGINT'}})
"""
DUCKDB_MEETINGS = """
FROM acts a JOIN (SELECT *, unnest([bucket - 1, bucket, bucket + 1]) AS near FROM acts) b
  ON a.object = b.object AND a.bucket = b.near AND a.account {order} b.account
 AND abs(a.time - b.time) <= {window}
"""
DUCKDB_OBJECTS = """
SELECT a AS account_a, b AS account_b, count(*) AS objects
FROM (SELECT DISTINCT a.account AS a, b.account AS b, a.object {meetings})
GROUP BY a, b HAVING count(*) >= {least}
"""


def duckdb_acts(shares: Path, spill: Path, threads: int):
    """A connection to a database in memory that holds the acts."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}; SET preserve_insertion_order = false")
    connection.execute(f"SET enable_progress_bar = false; SET temp_directory = '{spill}'")
    connection.execute(DUCKDB_ACTS.format(file=shares, window=WINDOW))
    return connection


def duckdb_meetings(order: str) -> str:
    return DUCKDB_MEETINGS.format(order=order, window=WINDOW)


def run_duckdb(shares: Path, out: Path, threads: int) -> None:
    query = DUCKDB_OBJECTS.format(meetings=duckdb_meetings("<"), least=LEAST)
    duckdb_acts(shares, out.parent / "spill", threads).execute(f"COPY ({query}) TO '{out}' (HEADER)")


# Rows of each kind by a plain query over all meetings.
CHECKS = {
    "objects": f"SELECT a.account, b.account {duckdb_meetings('<')} GROUP BY ALL HAVING count(DISTINCT a.object) >= {LEAST}",
    # CooRTweet leaves out accounts with a single row.
    "meetings": f"WITH busy AS (SELECT account FROM acts GROUP BY account HAVING count(*) >= 2) "
    f"SELECT a.account, b.account {duckdb_meetings('<')} "
    f"WHERE a.account IN (FROM busy) AND b.account IN (FROM busy) GROUP BY ALL HAVING count(*) >= {LEAST}",
    "messages": f"SELECT a.account, b.account {duckdb_meetings('<>')} GROUP BY ALL HAVING count(DISTINCT a.content) >= {LEAST}",
}


def run_check(shares: Path, out: Path, threads: int) -> None:
    """How many rows there have to be of each kind."""
    connection = duckdb_acts(shares, out.parent / "spill", threads)
    count = lambda query: connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
    out.write_text(json.dumps({kind: count(query) for kind, query in CHECKS.items()}))


def run_cnt(shares: Path, out: Path, threads: int) -> None:
    """Coordination Network Toolkit: its database, its co-link network, its CSV."""
    from coordination_network_toolkit.compute_networks import compute_co_link_network
    from coordination_network_toolkit.output import write_output
    from coordination_network_toolkit.preprocess import preprocess_csv_files

    database = str(out.parent / "cnt.db")
    preprocess_csv_files(database, [str(cnt_input(shares))])
    compute_co_link_network(database, WINDOW, n_threads=threads, min_edge_weight=LEAST)
    write_output(database, "co_link", str(out), output_type="csv")


def cnt_input(shares: Path) -> Path:
    return shares.with_name("shares-cnt.csv")


def prepare_cnt(shares: Path) -> None:
    """The same shares in the columns that the toolkit asks for."""
    target = cnt_input(shares)
    if target.exists():
        return
    partial = target.with_suffix(".partial")
    columns = ["message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"]
    with shares.open(newline="") as source, partial.open("w", newline="") as sink:
        rows, writer = csv.reader(source), csv.writer(sink)
        next(rows)
        writer.writerow(columns)
        writer.writerows([content, account, "", "", "", "", when, thing] for account, content, thing, when in rows)
    partial.rename(target)


COORTWEET = """
arguments <- commandArgs(trailingOnly = TRUE)
library(data.table)
if (nzchar(arguments[3])) {
  library(igraph, warn.conflicts = FALSE)
  for (file in list.files(arguments[3], pattern = "[.][Rr]$", full.names = TRUE)) source(file)
} else library(CooRTweet)
ids <- c("account_id", "content_id", "object_id")
x <- fread(arguments[1], colClasses = list(character = ids, integer = "timestamp_share"))
groups <- detect_groups(x, time_window = %d, min_participation = 2)
network <- generate_coordinated_network(groups, edge_weight = 0.5)
edges <- igraph::as_data_frame(network, "edges")
fwrite(edges[edges$weight >= %d, ], arguments[2])
""" % (WINDOW, LEAST)

PEERS: dict[str, Callable[[Path, Path, int], None]] = {
    "polars": run_polars,
    "duckdb": run_duckdb,
    "cnt": run_cnt,
    "check": run_check,
}


# --- What is compared ------------------------------------------------------------------------


@dataclass(frozen=True)
class Tool:
    """A row of the table."""

    key: str
    name: str
    # What a row of its output is; tools of one kind must give as many.
    kind: str
    color: str


TOOLS = [
    Tool("network", "lockstep network", "objects", "#0b6e99"),
    Tool("detect", "lockstep detect", "candidates", "#5b3fa8"),
    Tool("polars", "polars", "objects", "#c2571a"),
    Tool("duckdb", "DuckDB", "objects", "#a98b00"),
    Tool("cnt", "Coordination Network Toolkit", "messages", "#2f8f5b"),
    Tool("coortweet", "CooRTweet", "meetings", "#b8336a"),
]

KINDS = {
    "objects": "pairs with two objects",
    "meetings": "pairs with two meetings",
    "messages": "ordered pairs, two messages",
    "candidates": "listed accounts",
}

@dataclass
class Plan:
    """How a run is made."""

    lockstep: Path
    work: Path
    runs: int
    limit: float
    coortweet_source: str

    def shares(self, size: int) -> Path:
        """The file of this many shares, generated where it is not there yet."""
        folder = self.work / f"shares-{size}"
        if not (folder / "shares.csv").exists():
            command = [self.lockstep, "simulate", "--world", "shares", "--posts", str(size), "--out", folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder / "shares.csv"

    def command(self, tool: Tool, shares: Path, out: Path, threads: int) -> list[str]:
        lockstep = [str(self.lockstep)]
        common = [str(shares), "--threads", str(threads), "--quiet", "--out"]
        if tool.key == "network":
            options = ["--method", "objects", "--window", f"{WINDOW}s", "--min-objects", str(LEAST)]
            return [*lockstep, "network", *options, *common, str(out)]
        if tool.key == "detect":
            return [*lockstep, "detect", *common, str(out.parent / "detected")]
        if tool.key == "coortweet":
            return ["Rscript", "--vanilla", "-e", COORTWEET, str(shares), str(out), self.coortweet_source]
        return [sys.executable, __file__, "--peer", tool.key, str(shares), str(out), str(threads)]


def missing(tool: Tool, plan: Plan) -> str | None:
    """Why a tool cannot run here."""
    modules = {"polars": "polars", "duckdb": "duckdb", "cnt": "coordination-network-toolkit"}
    if tool.key in modules and version_of(modules[tool.key]) is None:
        return f"{modules[tool.key]} is not installed"
    if tool.key == "coortweet":
        if shutil.which("Rscript") is None:
            return "R is not installed"
        needed = ["data.table", "igraph"] if plan.coortweet_source else ["CooRTweet"]
        absent = [package for package in needed if r_version(package) is None]
        return f"R has no package {' and '.join(absent)}" if absent else None
    return None


# --- Measuring -------------------------------------------------------------------------------


@dataclass
class Measured:
    """A tool at a size and with a number of threads."""

    tool: str
    size: int
    threads: int
    seconds: list[float] = field(default_factory=list)
    # The largest process of the tool, in bytes.
    peak: int = 0
    rows: int | None = None
    # As many rows as there have to be, where that is known.
    wanted: int | None = None
    # Why there is nothing, or nothing more.
    problem: str | None = None


def measure(tool: Tool, plan: Plan, size: int, threads: int) -> Measured:
    measured = Measured(tool.key, size, threads, problem=missing(tool, plan))
    if measured.problem:
        return measured
    shares = plan.shares(size)
    if tool.key == "cnt":
        prepare_cnt(shares)
    for _ in range(plan.runs):
        with tempfile.TemporaryDirectory(dir=plan.work) as place:
            out = Path(place) / "edges.csv"
            run_once(plan.command(tool, shares, out, threads), threads, plan.limit, measured)
            if measured.problem:
                return measured
            measured.rows = count_rows(out.parent / "detected" / "candidates.csv" if tool.key == "detect" else out)
    return measured


def run_once(command: list[str], threads: int, limit: float, measured: Measured) -> None:
    """One run: the wall time from start to end, and the largest process."""
    limits = {name: str(threads) for name in ["POLARS_MAX_THREADS", "R_DATATABLE_NUM_THREADS", "OMP_NUM_THREADS"]}
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(
            command, env=os.environ | limits, stdout=said, stderr=said, start_new_session=True
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, end)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        measured.peak = max(measured.peak, usage.ru_maxrss * 1024)
        if late.is_set():
            measured.problem = f"> {limit:.0f} s"
        elif process.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:]
            measured.problem = f"ended with {process.returncode}: {''.join(last)[:120]}"
        else:
            measured.seconds.append(seconds)


def count_rows(table: Path) -> int:
    """Rows below the header."""
    with table.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b"")) - 1


def wanted_rows(plan: Plan, size: int) -> dict[str, int]:
    """How many rows there have to be of each kind, kept beside the input."""
    shares = plan.shares(size)
    kept = shares.with_name("wanted-rows.json")
    wanted = json.loads(kept.read_text()) if kept.exists() else {}
    if set(CHECKS) - set(wanted) and size <= LARGEST_CHECKED and version_of("duckdb"):
        # A process's peak begins with the memory of the one that started it, so
        # that this one has to stay small.
        command = [sys.executable, __file__, "--peer", "check", str(shares), str(kept), str(os.cpu_count() or 1)]
        subprocess.run(command, check=True)
        wanted = json.loads(kept.read_text())
    return wanted


def compare(plan: Plan, tools: list[Tool], sizes: list[int], threads: list[int], largest: dict[str, int]) -> list[Measured]:
    """Everything; what was too slow once is not tried with more."""
    results: list[Measured] = []
    given_up: dict[str, str] = {}
    for size in sizes:
        wanted = wanted_rows(plan, size)
        for tool in tools:
            if size > largest.get(tool.key, size):
                continue
            for count in threads:
                if tool.key in given_up:
                    measured = Measured(tool.key, size, count, problem=given_up[tool.key])
                else:
                    measured = measure(tool, plan, size, count)
                # Where nothing was worked out, tools of one kind are held to the first.
                if measured.rows is not None and tool.kind in CHECKS:
                    measured.wanted = wanted.setdefault(tool.kind, measured.rows)
                if measured.problem and measured.problem.startswith(">"):
                    given_up[tool.key] = measured.problem
                results.append(measured)
                print(row(measured), file=sys.stderr, flush=True)
    return results


# --- What was measured on --------------------------------------------------------------------


def version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def said(*command: str, folder: Path | None = None) -> str | None:
    """The first line that a command prints."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip().split("\n")[0] or None


def r_version(package: str) -> str | None:
    return said("Rscript", "--vanilla", "-e", f"cat(as.character(packageVersion('{package}')))")


def from_file(path: str, start: str) -> str | None:
    """The value of the first line with this start."""
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(start)), None)


def machine() -> dict:
    return {
        "processor": from_file("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": from_file("/proc/meminfo", "MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
    }


def versions(plan: Plan) -> dict:
    here = Path(__file__).parent
    packages = ["polars", "duckdb", "coordination-network-toolkit"]
    return {
        "lockstep": said(str(plan.lockstep), "--version"),
        "lockstep_commit": said("git", "rev-parse", "HEAD", folder=here),
        "lockstep_changed": bool(said("git", "status", "--porcelain", "--untracked-files=no", folder=here)),
        "python": platform.python_version(),
        **{package: version_of(package) for package in packages},
        "R": said("Rscript", "--vanilla", "-e", "cat(R.version.string)"),
        "CooRTweet": "R files from a folder, version unknown" if plan.coortweet_source else r_version("CooRTweet"),
        "data.table": r_version("data.table"),
        "igraph (R)": r_version("igraph"),
    }


# --- The table -------------------------------------------------------------------------------

HEADER = [
    "| tool | shares | threads | fastest s | median s | peak MB | rows | what a row is | as many as wanted |",
    "|---|---:|---:|---:|---:|---:|---:|---|---|",
]


def tool_of(key: str) -> Tool:
    return next(tool for tool in TOOLS if tool.key == key)


def row(measured: Measured) -> str:
    tool = tool_of(measured.tool)
    seconds, median, peak, rows, agrees = measured.problem or "", "", "", "", ""
    if measured.seconds and not measured.problem:
        seconds, median = f"{min(measured.seconds):.2f}", f"{statistics.median(measured.seconds):.2f}"
    if measured.peak:
        peak = f"{measured.peak / 1e6:,.0f}"
    if measured.rows is not None:
        rows = f"{measured.rows:,}"
        if measured.wanted is not None:
            agrees = "yes" if measured.rows == measured.wanted else f"no: {measured.wanted:,}"
    cells = [tool.name, f"{measured.size:,}", measured.threads, seconds, median, peak, rows, KINDS[tool.kind], agrees]
    return f"| {' | '.join(map(str, cells))} |"


# --- The picture -----------------------------------------------------------------------------

WIDTH, HEIGHT = 1040, 440
LEFT = (70, 60, 430, 310)
RIGHT = (760, 60, 180, 310)


class Panel:
    """A part of the picture with axes of its own; `place` is x, y, width and
    height, `across` and `up` are the ranges of the values."""

    def __init__(self, place, across, up, logarithmic):
        self.x, self.y, self.width, self.height = place
        self.across, self.up, self.logarithmic = across, up, logarithmic

    def at(self, x: float, y: float) -> tuple[float, float]:
        scale = math.log10 if self.logarithmic else float
        (left, right), (low, high) = self.across, self.up
        part_x = (scale(x) - scale(left)) / (scale(right) - scale(left))
        part_y = (scale(y) - scale(low)) / (scale(high) - scale(low))
        return self.x + part_x * self.width, self.y + self.height * (1 - part_y)

    def frame(self, title: str, x_name: str, y_name: str, x_ticks: dict, y_ticks: dict) -> list[str]:
        bottom, middle = self.y + self.height, self.x + self.width / 2
        parts = [text(self.x, self.y - 28, title, "title")]
        for value, label in y_ticks.items():
            _, y = self.at(self.across[0], value)
            parts.append(f'<path class="grid" d="M{self.x} {y:.1f}h{self.width}"/>')
            parts.append(text(self.x - 8, y + 4, label, "tick", "end"))
        for value, label in x_ticks.items():
            x, _ = self.at(value, self.up[0])
            parts.append(f'<path class="axis" d="M{x:.1f} {bottom}v5"/>')
            parts.append(text(x, bottom + 20, label, "tick", "middle"))
        parts.append(f'<path class="axis" d="M{self.x} {bottom}h{self.width}"/>')
        parts.append(text(middle, bottom + 44, x_name, "name", "middle"))
        parts.append(text(self.x, self.y - 10, y_name, "name"))
        return parts

    def line(self, points: list[tuple[float, float]], color: str) -> list[str]:
        places = [self.at(*point) for point in sorted(points)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places]
        return [f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2.5" stroke-linejoin="round"/>', *dots]

    def names(self, ends: list[tuple[float, float, str, str]]) -> list[str]:
        """Names at the lines' ends, pushed apart where they would overlap."""
        placed, parts = -math.inf, []
        spots = [(*self.at(x, y), label, color) for x, y, label, color in ends]
        for x, y, label, color in sorted(spots, key=lambda spot: spot[1]):
            spot = max(y + 4, placed + 17)
            placed = spot
            elbow = self.x + self.width + 14
            parts.append(f'<path d="M{x + 6:.1f} {y:.1f}L{elbow} {spot - 4:.1f}" stroke="{color}" stroke-width="1"/>')
            parts.append(f'<text x="{elbow + 4}" y="{spot:.1f}" class="label" fill="{color}">{label}</text>')
        return parts


def text(x: float, y: float, content: str, kind: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{content}</text>'


STYLE = """<style>
text { font-family: system-ui, 'Helvetica Neue', Arial, sans-serif; font-size: 13px; fill: #444 }
.title { font-size: 16px; font-weight: 600; fill: #111 }
.tick { fill: #666 } .label { font-weight: 600 } .note { font-size: 11.5px; fill: #777 }
.grid { stroke: #e6e6e6; fill: none } .axis { stroke: #999; fill: none }
</style>"""


def best(results: list[Measured]) -> dict[tuple[str, int, int], float]:
    """The fastest time by tool, size and threads, in seconds."""
    times: dict[tuple[str, int, int], float] = {}
    for measured in (measured for measured in results if measured.seconds and not measured.problem):
        key = (measured.tool, measured.size, measured.threads)
        times[key] = min(*measured.seconds, times.get(key, math.inf))
    return times


def decades(low: float, high: float) -> list[float]:
    return [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def cost_panel(times: dict[tuple[str, int, int], float]) -> list[str]:
    """Microseconds per share against shares, with as many threads as there were."""
    most = max(threads for _, _, threads in times)
    lines: dict[str, list[tuple[float, float]]] = {}
    for (tool, size, threads), seconds in times.items():
        if threads == most:
            lines.setdefault(tool, []).append((size, seconds / size * 1e6))
    costs = decades(*(pick(cost for points in lines.values() for _, cost in points) for pick in (min, max)))
    sizes = sorted({size for points in lines.values() for size, _ in points})
    panel = Panel(LEFT, (sizes[0] / 1.3, sizes[-1] * 1.3), (costs[0], costs[-1]), True)
    ticks = {cost: f"{cost:g}" for cost in costs}
    parts = panel.frame(
        "What a share costs", f"shares, with {most} threads", "µs per share", {size: f"{size:,}" for size in sizes}, ticks
    )
    for tool, points in lines.items():
        parts += panel.line(points, tool_of(tool).color)
    return parts + panel.names([(*max(points), tool_of(tool).name, tool_of(tool).color) for tool, points in lines.items()])


def speed_panel(times: dict[tuple[str, int, int], float]) -> list[str]:
    """How many times as fast more threads are, at the largest size that a tool did with one."""
    threads = sorted({count for _, _, count in times})
    if len(threads) < 2 or threads[0] != 1:
        return []
    lines: dict[str, list[tuple[float, float]]] = {}
    for tool in dict.fromkeys(tool for tool, _, _ in times):
        size = max((size for name, size, count in times if (name, count) == (tool, 1)), default=0)
        single = times.get((tool, size, 1))
        known = [count for count in threads if (tool, size, count) in times]
        if single and len(known) > 1:
            lines[tool] = [(count, single / times[tool, size, count]) for count in known]
    top = max([threads[-1], *(speed for points in lines.values() for _, speed in points)])
    panel = Panel(RIGHT, (1, threads[-1]), (min(0.8, *(s for p in lines.values() for _, s in p)), top), False)
    ticks = {count: f"{count} ×" for count in range(1, math.floor(top) + 1)}
    parts = panel.frame(
        "Speed-up with threads", "threads, at the largest size", "times as fast", {n: str(n) for n in threads}, ticks
    )
    (x, y), (end_x, end_y) = panel.at(1, 1), panel.at(threads[-1], threads[-1])
    parts.append(f'<path d="M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}" stroke="#bbb" stroke-dasharray="4 4"/>')
    for tool, points in lines.items():
        parts += panel.line(points, tool_of(tool).color)
    return parts


def picture(raws: list[dict]) -> str:
    """Of results that were measured on one machine with one program."""
    times = best([Measured(**entry) for raw in raws for entry in raw["results"]])
    raw, where = raws[0], raws[0]["machine"]
    note = (
        f"{raw['date'][:10]}, {where['processor']}, {where['cores']} cores, {where['memory']}; whole processes from CSV to "
        f"CSV, fastest of {raw['runs']} runs; commit {(raw['versions']['lockstep_commit'] or 'unknown')[:10]}"
    )
    parts = [*cost_panel(times), *speed_panel(times), text(LEFT[0], HEIGHT - 10, note, "note")]
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', STYLE, paper, *parts, "</svg>", ""])


# --- The command line ------------------------------------------------------------------------


def numbers(list_of: str) -> list[int]:
    return [int(float(number)) for number in list_of.split(",")]


def limits(list_of: str) -> dict[str, int]:
    return {tool: int(float(size)) for tool, size in (entry.split("=") for entry in list_of.split(",") if entry)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    keys = [tool.key for tool in TOOLS]
    parser.add_argument("--lockstep", type=Path, help="the program to measure, a release build")
    parser.add_argument("--work", type=Path, help="folder for inputs, which are generated and kept, and for outputs")
    parser.add_argument("--tools", default=",".join(keys), help="which of them (default: all)")
    parser.add_argument("--sizes", default="1e5,1e6", help="numbers of shares (default: %(default)s)")
    parser.add_argument("--largest", default="", metavar="TOOL=SHARES,...", help="leave a tool out above a size")
    parser.add_argument("--threads", default="1,2", help="numbers of threads (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each (default: %(default)s)")
    parser.add_argument("--peer-limit", type=float, default=300, metavar="SECONDS", help="end a run after this long")
    parser.add_argument("--coortweet-source", default="", metavar="DIR", help="R files of CooRTweet, instead of the package")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write raw results")
    parser.add_argument("--plot", type=Path, nargs="+", metavar="FILE", help="draw raw results (all but the last) and stop")
    parser.add_argument("--peer", nargs=4, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not (chosen.plot or chosen.peer or (chosen.lockstep and chosen.work)):
        parser.error("--lockstep and --work are needed, or --plot")
    if chosen.plot and len(chosen.plot) < 2:
        parser.error("--plot needs raw results and the picture to write")
    if unknown := set(chosen.tools.split(",")) - set(keys):
        parser.error(f"unknown tools: {', '.join(sorted(unknown))}; there are {', '.join(keys)}")
    return chosen


def main() -> None:
    chosen = arguments()
    if chosen.peer:
        key, shares, out, threads = chosen.peer
        PEERS[key](Path(shares), Path(out), int(threads))
    elif chosen.plot:
        *raw, out = chosen.plot
        out.write_text(picture([json.loads(file.read_text()) for file in raw]))
    else:
        measure_all(chosen)


def measure_all(chosen: argparse.Namespace) -> None:
    chosen.work.mkdir(parents=True, exist_ok=True)
    plan = Plan(chosen.lockstep.resolve(), chosen.work.resolve(), chosen.runs, chosen.peer_limit, chosen.coortweet_source)
    tools = [tool for tool in TOOLS if tool.key in chosen.tools.split(",")]
    start = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    results = compare(plan, tools, numbers(chosen.sizes), numbers(chosen.threads), limits(chosen.largest))
    print("\n".join([*HEADER, *map(row, results)]))
    if chosen.json:
        raw = {"date": start, "machine": machine(), "versions": versions(plan), "runs": plan.runs, "window": WINDOW}
        raw["results"] = [vars(measured) for measured in results]
        chosen.json.parent.mkdir(parents=True, exist_ok=True)
        chosen.json.write_text(json.dumps(raw, indent=1) + "\n")


if __name__ == "__main__":
    main()
