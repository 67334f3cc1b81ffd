#!/usr/bin/env python3
"""Times `lockstep detect` as one process, on Spark in one process, and on Spark with two executor
processes, beside the self-join in plain Spark SQL that counts the same co-shares.

    benches/spark.py --lockstep target/release/lockstep --posts 10000000

Needs the Python package with its extra `spark`. The world is `lockstep simulate --world shares`, made
once and imported to Parquet in --folder. Memory is the highest sum of the proportional set sizes of a
run's processes, looked at twice a second.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

#: The masters of the ways to run on Spark.
MASTERS = {"spark, one process": "local[2]", "spark, two executors": "local-cluster[2,1,2048]"}
SELF_JOIN = "self-join in Spark SQL"
ONE = "lockstep detect"

#: What the self-join does: pairs that met within a minute on at least two objects.
SQL = """
    SELECT count(*) AS pairs FROM (
        SELECT x.account_id AS a, y.account_id AS b
        FROM shares x JOIN shares y
          ON x.object = y.object AND x.account_id < y.account_id
         AND abs(unix_micros(x.timestamp) - unix_micros(y.timestamp)) <= 60000000
        GROUP BY x.account_id, y.account_id
        HAVING count(DISTINCT x.object) >= 2)
"""


def main() -> None:
    options = arguments()
    if options.run:
        run(options.run, options.posts_file, options.out, options.object)
        return
    folder = Path(options.folder or tempfile.mkdtemp(prefix="lockstep-bench-"))
    posts = world(options, folder)
    rows = []
    for way in options.ways or [ONE, *MASTERS, SELF_JOIN]:
        rows.append(measured(options, way, posts, folder))
        print(json.dumps(rows[-1]), flush=True)
    print("\n| way | seconds | peak memory | found |\n|---|---|---|---|")
    for row in rows:
        print(f"| {row['way']} | {row['seconds']:.0f} | {row['memory'] / 1e9:.2f} GB | {row['found']} |")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lockstep", default="lockstep", help="the program")
    parser.add_argument("--posts", type=int, default=10_000_000)
    parser.add_argument("--object", default="object_id", help="the column of objects in the imported table")
    parser.add_argument("--folder", help="where the world and the outputs are kept")
    parser.add_argument("--ways", nargs="*", choices=[ONE, *MASTERS, SELF_JOIN], help="only these")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--posts-file", help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    return parser.parse_args()


def world(options: argparse.Namespace, folder: Path) -> Path:
    """Makes the world, unless it is there."""
    posts = folder / f"shares-{options.posts}.parquet"
    if not posts.exists():
        made = folder / f"world-{options.posts}"
        simulate = ["simulate", "--world", "shares", "--posts", str(options.posts), "--out", str(made)]
        subprocess.run([options.lockstep, *simulate], check=True)
        table = next(file for file in sorted(made.iterdir()) if ".csv" in file.name and "truth" not in file.name)
        subprocess.run([options.lockstep, "import", str(table), "--out", str(posts)], check=True)
    return posts


def measured(options: argparse.Namespace, way: str, posts: Path, folder: Path) -> dict:
    """Runs one way in processes of its own."""
    out = folder / way.replace(" ", "-").replace(",", "")
    command = [sys.executable, __file__, "--run", way, "--posts-file", str(posts), "--out", str(out)]
    command += ["--object", options.object]
    if way == ONE:
        command = [options.lockstep, "detect", str(posts), "--out", str(out), "--overwrite", "--quiet"]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    memory = Memory(process.pid)
    memory.start()
    said, _ = process.communicate()
    seconds = time.monotonic() - start
    if process.returncode != 0:
        sys.exit(f"{way} failed")
    return {"way": way, "seconds": seconds, "memory": memory.highest, "found": said.strip().splitlines()[0]}


def run(way: str, posts: str, out: str, objects: str) -> None:
    """One way on Spark, in this process."""
    from lockstep.spark import _session, detect

    if way == SELF_JOIN:
        spark = _session.embedded("local[2]")
        spark.read.parquet(posts).withColumnRenamed(objects, "object").createOrReplaceTempView("shares")
        print(f"{spark.sql(SQL).first()['pairs']:,} pairs")
    else:
        spark = _session.embedded(MASTERS[way])
        result = detect(posts, out, spark=spark, overwrite=True)
        print(result.summary.strip().splitlines()[0])
        print(result.costs, file=sys.stderr)
    spark.stop()


class Memory(threading.Thread):
    """Looks at the memory of a process and all that descend from it."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process, self.highest = process, 0

    def run(self) -> None:
        while Path(f"/proc/{self.process}").exists():
            self.highest = max(self.highest, sum(map(proportional_set_size, descendants(self.process))))
            time.sleep(0.5)


def descendants(process: int) -> set[int]:
    """The process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has ended meanwhile
            children.setdefault(parent, []).append(int(folder.name))
    found, open_ = set(), [process]
    while open_:
        found.add(open_[-1])
        open_ += children.get(open_.pop(), [])
    return found


def proportional_set_size(process: int) -> int:
    """Bytes, of pages that several processes share each one's part."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended meanwhile
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
