#!/usr/bin/env python3
"""What hostile files cost: time and peak memory of `lockstep detect`, each beside an
ordinary file of the same number of rows, under a memory limit. Prints a table and writes
it to results/NAME.json.

    cargo build --release
    python3 benches/hostile/hostile.py NAME [--only ring,bomb] [--memory 256MiB] [--program PATH] [--seconds 300]

A case ends well where the run is done or refuses in one line, within the limit and 64 MiB,
and leaves nothing behind. Only the standard library is needed; zstd's program for one case.
Nothing else should run on the machine meanwhile.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
START = 1_630_000_000
SLACK = 64 << 20
HEADER = "account_id,timestamp,url\n"


def ordinary(rows, seed=1, accounts=None, name="o"):
    """People who share what they like, when they like."""
    draw = random.Random(seed)
    accounts, links = accounts or rows // 5 + 1, rows // 8 + 1
    for _ in range(rows):
        yield f"{name}{draw.randrange(accounts)},{START + draw.randrange(60 * 86_400)},https://a.example/{draw.randrange(links)}\n"


def bots(accounts, links):
    """A ring that shares every link within eight seconds."""
    draw, moment = random.Random(2), START
    for link in range(links):
        moment += draw.randrange(200, max(201, 120 * 86_400 // links))
        for account in range(accounts):
            yield f"bot{account},{moment + draw.randrange(8)},https://b.example/{link}\n"


def moment(acts, accounts):
    """Two objects, one second; each act is a post of its own."""
    yield "account_id,post_id,timestamp,url\n"
    for act in range(acts):
        yield f"u{act % accounts},{act},{START},https://b.example/{1 + act % 2}\n"


def mentions(posts, names):
    named = " ".join(f"@name{name}" for name in range(names))
    yield "account_id,timestamp,text\n"
    for post in range(posts):
        yield f'u{post},{START + 3 * post},"{named}"\n'


def table(folder, *rows):
    path = folder / "posts.csv"
    with open(path, "w") as out:
        out.write(HEADER)
        for part in rows:
            out.writelines(part)
    return path


def text(folder, rows):
    path = folder / "posts.csv"
    with open(path, "w") as out:
        out.writelines(rows)
    return path


def packed(folder, name, pieces):
    """Pieces of bytes, compressed with gzip."""
    path = folder / name
    with gzip.open(path, "wb", 6) as out:
        for piece in pieces:
            out.write(piece)
    return path


def zstd_line(folder, megabytes):
    """One line that unpacks to so many MB."""
    path = folder / "posts.csv.zst"
    program = shutil.which("zstd")
    if program is None:
        return None
    with open(path, "wb") as out:
        packing = subprocess.Popen([program, "-q", "-"], stdin=subprocess.PIPE, stdout=out)
        packing.stdin.write(HEADER.encode())
        for _ in range(megabytes):
            packing.stdin.write(b"a" * (1 << 20))
        packing.stdin.close()
        packing.wait()
    return path


# Each case: what it is, and what makes its file in a folder. The rings are less than a twentieth
# of all accounts: what more act on is left out as too popular.
CASES = {
    "bots-500": ("40 bots on the same 500 links, 20,000 rows of others", lambda f: table(f, bots(40, 500), ordinary(20_000))),
    "bots-2000": ("40 bots on the same 2,000 links, 20,000 rows of others", lambda f: table(f, bots(40, 2_000), ordinary(20_000))),
    "bots-10000": ("40 bots on the same 10,000 links, 20,000 rows of others", lambda f: table(f, bots(40, 10_000), ordinary(20_000))),
    "two": ("two accounts with 16,000 links in common", lambda f: table(f, bots(2, 16_000), ordinary(5_000))),
    "mentions": ("20 posts that name the same 5,000 accounts", lambda f: text(f, mentions(20, 5_000))),
    "ring-1000": ("1,000 accounts on the same 50 links, 20,000 others", lambda f: table(f, bots(1_000, 50), ordinary(50_000, accounts=20_000))),
    "ring-3000": ("3,000 accounts on the same 50 links, 70,000 others", lambda f: table(f, bots(3_000, 50), ordinary(350_000, accounts=70_000))),
    "ring-5000": ("5,000 accounts on the same 50 links, 110,000 others", lambda f: table(f, bots(5_000, 50), ordinary(500_000, accounts=110_000))),
    "moment": ("a million acts of 1,000 accounts on two links in one second", lambda f: text(f, moment(1_000_000, 1_000))),
    "zstd-line": ("a zstd file that unpacks to 2 GB of one line", lambda f: zstd_line(f, 2_000)),
    "cell": ("a cell of 200 MB", lambda f: text(f, [HEADER, f'a,{START},"', "x" * (200 << 20), '"\n'])),
    "brackets": ("a gzip file of 500 MB of [", lambda f: packed(f, "posts.json.gz", (b"[" * (1 << 20) for _ in range(500)))),
    "blanks": ("a gzip file of 500 MB of blanks before JSON", lambda f: packed(f, "posts.json.gz", (b" " * (1 << 20) for _ in range(500)))),
    "columns": ("a header of a million columns", lambda f: text(f, [",".join(f"c{n}" for n in range(1_000_000)), "\n", "1,2\n"])),
}


def made(make, folder):
    """The file that `make` makes in the folder, if it makes one. Another process does it: how
    much memory a process held before it became the program counts for the program, too."""
    making = multiprocessing.get_context("fork").Process(target=make, args=(folder,))
    making.start()
    making.join()
    return next(folder.iterdir(), None)


def run(program, path, memory, seconds):
    """One run in a process of its own: exit code, time, peak memory, last line, what is left."""
    out = path.parent / "out"
    command = [program, "detect", str(path), "--out", str(out), "--memory", memory, "--quiet"]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    ended, peak = None, 0
    import threading

    said = []
    reader = threading.Thread(target=lambda: said.extend(process.stderr.read().splitlines()))
    silent = threading.Thread(target=process.stdout.read)
    reader.start(), silent.start()
    while ended is None:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            ended, peak = os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1_024
        elif time.monotonic() - start > seconds:
            process.kill()
        else:
            time.sleep(0.01)
    process.returncode = ended
    reader.join(), silent.join()
    took = round(time.monotonic() - start, 2)
    left = [entry.name for entry in path.parent.iterdir() if entry.name.startswith(".lockstep-")]
    found = None
    if ended == 0:
        record = json.loads((out / "run.json").read_text())
        found = {"networks": record["networks"], "candidates": record["candidates"]}
        shutil.rmtree(out)
    return {
        "exit": ended,
        "seconds": took,
        "peak_bytes": peak,
        "said": (said or [""])[-1][:200],
        "left_behind": left,
        "found": found,
    }


def amount(memory):
    units = {"MiB": 1 << 20, "GiB": 1 << 30}
    return int(memory[:-3]) * units[memory[-3:]]


def rows_of(path):
    """Lines of a plain table, so that an ordinary one has as many."""
    if path.suffix != ".csv":
        return 1_000
    with open(path, "rb") as text:
        lines = sum(piece.count(b"\n") for piece in iter(lambda: text.read(1 << 20), b""))
    return max(1_000, min(1_000_000, lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("--only", help="cases whose names begin with one of these, separated by commas")
    parser.add_argument("--memory", default="256MiB")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser.add_argument("--program", default=str(target / "release" / "lockstep"))
    parser.add_argument("--seconds", type=float, default=300.0, help="when a run is given up")
    asked = parser.parse_args()
    chosen = tuple(asked.only.split(",")) if asked.only else ("",)
    limit, results = amount(asked.memory) + SLACK, {}
    for name, (what, make) in CASES.items():
        if not name.startswith(chosen):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path = made(make, Path(folder))
            if path is None:
                print(f"{name}: left out, no program to make it", file=sys.stderr)
                continue
            size, rows = path.stat().st_size, rows_of(path)
            measured = run(asked.program, path, asked.memory, asked.seconds)
        with tempfile.TemporaryDirectory() as folder:
            path = made(lambda f: table(f, ordinary(rows)), Path(folder))
            plain = run(asked.program, path, asked.memory, asked.seconds)
        kept = measured["peak_bytes"] <= limit and not measured["left_behind"] and measured["exit"] in (0, 1)
        results[name] = {"what": what, "file_bytes": size, "kept": kept, **measured, "ordinary": plain}
        print(
            f"{name:11} {size / 1e6:8.1f} MB  exit {measured['exit']}  {measured['seconds']:7.1f} s  {measured['peak_bytes'] >> 20:5} MiB"
            f"  ordinary {plain['seconds']:5.1f} s {plain['peak_bytes'] >> 20:4} MiB  {'kept' if kept else 'BROKEN'}  {measured['found'] or measured['said'][:60]}",
            flush=True,
        )
    machine = {"cpus": os.cpu_count(), "machine": platform.machine(), "system": platform.system()}
    kept = {"memory": asked.memory, "machine": machine, "cases": results}
    (HERE / "results" / f"{asked.name}.json").write_text(json.dumps(kept, indent=1) + "\n")
    if not all(case["kept"] for case in results.values()):
        sys.exit("a promise was not kept")


if __name__ == "__main__":
    main()
