"""The tables by style, role, tier and pattern of docs/methods.md.

    python table.py --lockstep PATH [--seeds 5] >> docs/methods.md

Makes worlds of two generators, `lockstep simulate --world trials` and `worlds.py` beside this
file, with and without publication times, runs `lockstep detect` on each and prints what share of
the accounts of each style and role is listed, and how. Standard library only.
"""

from __future__ import annotations

import argparse
import collections
import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FIRST_SEED = 301
TIERS = "ABCD"
PATTERNS = ("arbitrary_moments", "always_together", "same_event", "many_with_few_acts", "same_selection")


def run(*arguments: str | Path) -> str:
    """What a command prints; its message where it fails."""
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done.stdout


def trials(lockstep: str, seed: int, known: bool, folder: Path) -> None:
    """A world of the simulator."""
    parameters = run(lockstep, "simulate", "--world", "trials", "--print-config")
    if not known:
        parameters = parameters.replace("publication_times = true", "publication_times = false")
    config = folder.with_suffix(".toml")
    config.write_text(parameters, encoding="utf-8")
    run(lockstep, "simulate", "--world", "trials", "--config", config, "--seed", str(seed), "--out", folder)


def second(_: str, seed: int, known: bool, folder: Path) -> None:
    """A world of the second generator."""
    flags = [] if known else ["--no-publication"]
    run(sys.executable, Path(__file__).with_name("worlds.py"), "--seed", str(seed), *flags, "--out", folder)


GENERATORS: dict[str, Callable[[str, int, bool, Path], None]] = {
    "Worlds of `lockstep simulate --world trials`": trials,
    "Worlds of a second generator (`benches/worlds/worlds.py`), written from the definitions alone": second,
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def kind(row: dict[str, str]) -> tuple[bool, str]:
    """Whether an account belongs to an operation, and its style or role."""
    return row["role"] == "campaign", row["style"] or row["role"]


def measure(lockstep: str, world: Path, counts: dict[tuple[bool, str], collections.Counter[str]]) -> None:
    """Adds what is listed in one world."""
    out = world / "out"
    run(lockstep, "detect", world / "posts.csv.gz", "--out", out, "--quiet")
    listed = {row["account_id"]: row for row in rows(out / "candidates.csv")}
    explained = {row["account_id"] for row in rows(out / "explained.csv")}
    for account in rows(world / "truth.csv"):
        count = counts[kind(account)]
        count["accounts"] += 1
        row = listed.get(account["account_id"])
        if row:
            count.update(["listed", row["tier"], row["pattern"]])
        elif account["account_id"] in explained:
            count["explained"] += 1


def print_table(counts: dict[tuple[bool, str], collections.Counter[str]], operations: bool) -> None:
    """One row per style or role."""
    title = "style" if operations else "role"
    print(f"| {title} | accounts | listed | tier A or B | A | B | C | D | {' | '.join(PATTERNS)} | explained |")
    print(f"|---|{'---|' * (8 + len(PATTERNS))}")
    for (is_operation, name), count in sorted(counts.items()):
        if is_operation != operations:
            continue
        share = count["listed"] / count["accounts"]
        upper = (count["A"] + count["B"]) / count["accounts"]
        numbers = [count[key] for key in (*TIERS, *PATTERNS, "explained")]
        shown = " | ".join(str(number) if number else "" for number in numbers)
        print(f"| {name} | {count['accounts']} | {share:.3f} | {upper:.3f} | {shown} |")
    print()


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lockstep", default="lockstep", help="the program")
    parser.add_argument("--seeds", type=int, default=5, help="worlds of each kind")
    arguments = parser.parse_args()
    print("# By style, role, tier and pattern\n")
    print(
        f"Over {arguments.seeds} fresh worlds of each kind. *Listed* and *tier A or B* are shares of the accounts of a style or "
        "role, the other columns are numbers of accounts; *explained* are those that are in `explained.csv` instead.\n"
    )
    for title, make in GENERATORS.items():
        for known in (True, False):
            print(f"## {title}, publication times {'known' if known else 'not known'}\n")
            counts: dict[tuple[bool, str], collections.Counter[str]] = collections.defaultdict(collections.Counter)
            for seed in range(FIRST_SEED, FIRST_SEED + arguments.seeds):
                with tempfile.TemporaryDirectory() as folder:
                    world = Path(folder) / "world"
                    make(arguments.lockstep, seed, known, world)
                    measure(arguments.lockstep, world, counts)
            print_table(counts, operations=True)
            print_table(counts, operations=False)


if __name__ == "__main__":
    main()
