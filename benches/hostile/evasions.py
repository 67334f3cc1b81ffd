#!/usr/bin/env python3
"""What becomes of a ring that knows how lockstep decides, and of an account that is framed.

    cargo build --release
    python3 benches/hostile/evasions.py [--program PATH] [--seeds 3]

Each case puts one ring of twelve accounts into worlds without campaigns (`lockstep simulate
--world null`), lets `lockstep detect --trace url` look at them, and prints a row: how many of
the accounts were on the list, by tier and pattern, and how many in explained.csv, by
explanation. Only the standard library is needed; about two minutes on two cores.
docs/threat-model.md says what follows from it.
"""

import argparse
import collections
import csv
import gzip
import os
import random
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MEMBERS, LINKS, DAY = 12, 30, 86_400


class World:
    """Posts of a world without campaigns, and what is added to it."""

    def __init__(self, posts, seed):
        self.posts, self.draw = posts, random.Random(seed)
        times = [int(post["timestamp"]) for post in posts]
        self.first, self.last = min(times), max(times)
        self.shares = [post for post in posts if post["url"]]

    def post(self, account, time, url, created=""):
        told = {"account_id": account, "timestamp": time, "url": url, "object_created": created}
        return {**dict.fromkeys(self.posts[0], ""), **told, "post_id": f"{account}-{self.draw.random()}"}

    def copy(self, post, account, time):
        """The same link, by another account at another time."""
        return self.post(account, time, post["url"], post["object_created"])

    def ring(self, spread=6, published=None, clock=1, links=None, others=lambda *_: []):
        """Twelve accounts that share thirty links, each within some seconds at any time, and
        that post like everybody else beside it. `others` adds acts of others on each link."""
        rows = []
        for link in range(LINKS):
            start = self.draw.randrange(self.first + DAY, self.last - DAY) // clock * clock
            url = links[link] if links else f"https://ring.example/{link}"
            created = "" if published is None else start - published
            rows += [self.post(f"ring{n}", start + self.draw.randrange(spread), url, created) for n in range(MEMBERS)]
            rows += others(start, url, created)
        for member in range(MEMBERS):
            for post in self.draw.sample(self.shares, 20):
                rows.append(self.copy(post, f"ring{member}", int(post["timestamp"]) + self.draw.randrange(600, 80_000)))
        return rows

    def strangers(self, acts, within):
        """Accounts that are used once, on one link, so many seconds after the ring."""
        name = lambda: f"once{self.draw.randrange(10**12)}"
        return lambda start, *link: [self.post(name(), start + self.draw.randrange(*within), *link) for _ in range(acts)]

    def flood(self, accounts):
        """The same accounts on every link, at any time."""
        moment = lambda: self.draw.randrange(self.first, self.last)
        return lambda _, *link: [self.post(f"flood{n}", moment(), *link) for n in range(accounts)]

    def popular(self):
        """Links that others share a lot."""
        counted = collections.Counter(post["url"] for post in self.shares)
        return [url for url, _ in counted.most_common(10 * LINKS)][::10]

    def quick(self, reactions):
        """Members that often share what was just published."""
        known = [post for post in self.shares if post["object_created"]]
        rows = []
        for post in self.draw.sample(known, reactions):
            for member in self.draw.sample(range(MEMBERS), MEMBERS * 2 // 3):
                rows.append(self.copy(post, f"ring{member}", int(post["object_created"]) + self.draw.randrange(1, 20)))
        return rows

    def framed(self, followers, links, delay):
        """An ordinary, busy account after which others share what it shares."""
        busy = collections.Counter(post["account_id"] for post in self.shares).most_common(31)[30][0]
        own = [post for post in self.shares if post["account_id"] == busy]
        rows = [{**post, "account_id": "framed"} for post in self.posts if post["account_id"] == busy]
        for post in self.draw.sample(own, min(links, len(own))):
            for n in range(followers):
                rows.append(self.copy(post, f"ring{n}", int(post["timestamp"]) + self.draw.randrange(*delay)))
        self.posts = [post for post in self.posts if post["account_id"] != busy]
        return rows


# What it is; what is added; whose fate is told; further flags, by folder.
CASES = [
    ("own links, within 6 s", lambda w: w.ring(), "ring"),
    ("old links of others, within 6 s", lambda w: w.ring(links=w.popular()), "ring"),
    ("own links, within 30 min", lambda w: w.ring(spread=1_800), "ring"),
    ("own links, within an hour", lambda w: w.ring(spread=3_600), "ring"),
    ("own links, 4 strangers in the half hour after", lambda w: w.ring(others=w.strangers(4, (8, 1_700))), "ring"),
    ("own links, 6 strangers in the half hour after", lambda w: w.ring(others=w.strangers(6, (8, 1_700))), "ring"),
    ("own links, 40 strangers in the minute after", lambda w: w.ring(others=w.strangers(40, (0, 60))), "ring"),
    ("old links of others, 40 strangers in the minute after", lambda w: w.ring(links=w.popular(), others=w.strangers(40, (0, 60))), "ring"),
    ("own links, said to be published 30 s before", lambda w: w.ring(published=30), "ring"),
    ("own links, at full hours", lambda w: w.ring(clock=3_600), "ring"),
    ("own links, after 85 quick reactions to news", lambda w: w.quick(85) + w.ring(), "ring"),
    ("own links, each flooded by 1,500 accounts", lambda w: w.ring(others=w.flood(1_500)), "ring"),
    ("framed: 12 accounts share 10 of its links 1 to 10 s later", lambda w: w.framed(12, 10, (1, 10)), "framed"),
    ("framed: one account shares 20 of its links 1 to 10 s later", lambda w: w.framed(1, 20, (1, 10)), "framed"),
    ("framed: 12 accounts share 20 of its links 30 to 300 s later", lambda w: w.framed(12, 20, (30, 300)), "framed"),
    ("framed by 12, who are then left out (--exclude)", lambda w: w.framed(12, 10, (1, 10)), "framed", ["--exclude"]),
]


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def detect(program, world, added, folder, exclude):
    """Who is listed, by account, and who is explained."""
    posts, out = folder / "posts.csv", folder / "out"
    with open(posts, "w", newline="") as file:
        writer = csv.DictWriter(file, world.posts[0].keys())
        writer.writeheader()
        writer.writerows(world.posts + added)
    flags = []
    if exclude:
        (folder / "exclude.csv").write_text("account_id\n" + "".join(f"ring{n}\n" for n in range(MEMBERS)))
        flags = ["--exclude", str(folder / "exclude.csv")]
    command = [program, "detect", str(posts), "--out", str(out), "--overwrite", "--quiet", "--trace", "url", *flags]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return rows_of(out / "candidates.csv"), rows_of(out / "explained.csv")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser.add_argument("--program", default=str(target / "release" / "lockstep"))
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    print("| what is done | accounts | listed | on the list as | explained as | others listed |\n|---|---:|---:|---|---|---:|")
    with tempfile.TemporaryDirectory() as place:
        place, worlds = Path(place), []
        for seed in range(1, asked.seeds + 1):
            out = place / f"null{seed}"
            command = [asked.program, "simulate", "--world", "null", "--seed", str(seed), "--out", str(out)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            with gzip.open(out / "posts.csv.gz", "rt", newline="") as file:
                worlds.append(list(csv.DictReader(file)))
        for what, add, who, *exclude in CASES:
            listed, explained, others = collections.Counter(), collections.Counter(), 0
            for seed, posts in enumerate(worlds):
                world = World(posts, seed)
                list_, rest = detect(asked.program, world, add(world), place, exclude)
                listed.update(f"{row['tier']} {row['pattern']}" for row in list_ if row["account_id"].startswith(who))
                explained.update(row["explanation"] for row in rest if row["account_id"].startswith(who))
                others += sum(not row["account_id"].startswith(("ring", "framed")) for row in list_)
            accounts = len(worlds) * (MEMBERS if who == "ring" else 1)
            told = lambda counts: ", ".join(f"{name}: {count}" for name, count in counts.most_common())
            print(f"| {what} | {accounts} | {listed.total()} | {told(listed)} | {told(explained)} | {others} |", flush=True)


if __name__ == "__main__":
    main()
