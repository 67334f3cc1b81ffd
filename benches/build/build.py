#!/usr/bin/env python3
"""How long this project takes to build: from nothing to the README's report,
and from one touched line to a program, to the unit tests of its wing, and to
all tests. Prints a table and writes it to results/NAME.json.

    python3 benches/build/build.py NAME [--steps cold,touch,tests,ci] [--wings data,policy] [--compare OTHER]

It builds clones in temporary folders, never this checkout, and leaves the
registry of downloaded sources as it is. Only the standard library is needed.
Nothing else should run on the machine meanwhile.
"""

import argparse
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# A function in each wing. A statement without effect is written into it, so that
# the line's code changes and nothing else does.
TOUCHED = [
    ("base", "safe.rs", "visible"),
    ("data", "events/delimited.rs", "read"),
    ("method", "coaction/kernel.rs", "co_acts"),
    ("detect", "candidates/networks.rs", "find"),
    ("charts", "timeline.rs", "timeline"),
    ("results", "report/page/render.rs", "render"),
    ("casework", "explain/sentences.rs", "account"),
    ("policy", "supervision/decisions.rs", "labels"),
    ("lab", "evaluate/metrics.rs", "share"),
    ("cli", "detect.rs", "run"),
]
REPORT = ["detect", "notebooks-data/season/posts.csv.gz", "--out", "season-out", "--overwrite"]


def measured(command, where, target):
    """Wall and CPU seconds of a command, which must succeed."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(target)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(wall, 1), "cpu_seconds": round(cpu, 1)}


def touched(file, function, number):
    """Writes a statement without effect at the beginning of a function."""
    text = file.read_text()
    head = re.search(rf"\bfn {function}\b[^;{{]*\{{\n", text)
    if head is None:
        sys.exit(f"{file} has no function {function}")
    line = f"    let _touched = std::hint::black_box({number}_u32);\n"
    file.write_text(text[: head.end()] + line + text[head.end() :])
    return text


def sources(clone, wings):
    """The touched file of each of these wings."""
    for wing, path, function in TOUCHED:
        if wing in wings:
            yield wing, clone / "src" / wing / path, function


def cold(clone, target, _wings):
    yield "fresh clone to the README's report", measured(["cargo", "run", "--locked", "--release", "--", *REPORT], clone, target)


def touch(clone, target, wings):
    build = ["cargo", "build", "--locked", "--release"]
    measured(build, clone, target)
    for number, (wing, file, function) in enumerate(sources(clone, wings)):
        text = touched(file, function, number)
        yield f"touched line in {wing} to a program", measured(build, clone, target)
        file.write_text(text)
        measured(build, clone, target)


def tests(clone, target, wings):
    whole = ["cargo", "test", "--locked", "--release"]
    yield "all tests compiled, after the program", measured([*whole, "--no-run"], clone, target)
    # Of all wings: for one alone cargo compiles dependencies with other features.
    units = [*whole, "--lib"]
    for number, (wing, file, function) in enumerate(sources(clone, wings)):
        measured(units, clone, target)
        text = touched(file, function, 1_000 + number)
        yield f"touched line in {wing} to all unit tests, run", measured(units, clone, target)
        file.write_text(text)
    for number, (wing, file, function) in enumerate(sources(clone, wings)):
        measured([*whole, "--no-run"], clone, target)
        text = touched(file, function, 2_000 + number)
        yield f"touched line in {wing} to all tests, run", measured(whole, clone, target)
        file.write_text(text)


def ci(clone, target, _wings):
    command = ["bash", ".ci/run"]
    yield ".ci/run", measured(command, clone, target)
    yield ".ci/run again", measured(command, clone, target)


STEPS = {"cold": cold, "touch": touch, "tests": tests, "ci": ci}


def machine():
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    return {"processor": names[0] if names else platform.processor(), "cores": os.cpu_count(), "rustc": rust}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("name", help="of the file in results/")
    arguments.add_argument("--steps", default="cold,touch,tests", help=f"of {', '.join(STEPS)} [default: %(default)s]")
    every = ",".join(wing for wing, _, _ in TOUCHED)
    arguments.add_argument("--wings", default=every, help="whose lines are touched [default: all]")
    arguments.add_argument("--compare", help="a file in results/ whose figures stand beside")
    arguments.add_argument("--checkout", type=Path, default=ROOT, help="the repository whose HEAD is built")
    arguments.add_argument("--target", type=Path, help="a target folder to go on with, for other steps than cold")
    given = arguments.parse_args()
    (HERE / "results").mkdir(exist_ok=True)
    steps = given.steps.split(",")
    if unknown := [step for step in steps if step not in STEPS]:
        arguments.error(f"unknown step {unknown[0]}; the steps are {', '.join(STEPS)}")
    if "cold" in steps and given.target:
        arguments.error("cold starts from nothing: leave out --target")

    before = {}
    if given.compare:
        before = json.loads((HERE / "results" / f"{given.compare}.json").read_text())["figures"]
    folder = Path(tempfile.mkdtemp(prefix="lockstep-build-"))
    figures = {}
    try:
        clone = folder / "lockstep"
        subprocess.run(["git", "clone", "--quiet", str(given.checkout), str(clone)], check=True)
        commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=clone, capture_output=True, text=True)
        subprocess.run(["cargo", "fetch", "--quiet", "--locked"], cwd=clone, check=True)
        shared = given.checkout.resolve().parent / "shared"
        if shared.is_dir():
            os.symlink(shared, folder / "shared")
        for step in steps:
            for what, figure in STEPS[step](clone, given.target or folder / "target", given.wings.split(",")):
                figures[what] = figure
                beside = f"   (was {before[what]['seconds']:>7.1f} s)" if what in before else ""
                print(f"{figure['seconds']:>7.1f} s  {figure['cpu_seconds']:>7.1f} CPU s  {what}{beside}", flush=True)
        result = {"commit": commit.stdout.strip(), "machine": machine(), "figures": figures}
        (HERE / "results" / f"{given.name}.json").write_text(json.dumps(result, indent=1) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
