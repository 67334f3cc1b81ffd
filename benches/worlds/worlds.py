#!/usr/bin/env python3
"""Simulated worlds with known truth, to test a finder of coordinated accounts.

Written from a list of definitions alone, without sight of the detection method or of
the project's own simulator. Standard library only. What the columns, roles and styles
mean is in README.md beside this file.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import math
import sys
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import mean, median, quantiles

MINUTE, HOUR, DAY = 60, 3600, 86400
START = 1_709_510_400  # Monday, 4 March 2024, 00:00 UTC
DAYS = 60
END = START + DAYS * DAY
REACTION = 20  # seconds: nobody finds a thing sooner by himself

ORDINARY = 3_600  # with the other innocent roles that live an ordinary life, about 4,000
VOICES = 40
VENDOR_ACCOUNTS = 1_200
SYLLABLES = ("ba be bo da de di do fa fi ga go ka ke ki la le lo ma me mi mo "
             "na ne no pa pe ra re ri ro sa se si ta te ti to va ve vo za zu").split()


# --- things and people -------------------------------------------------------------


@dataclass(slots=True, eq=False)
class Item:
    """Something that can be shared: kind is url, tag, media or post."""

    kind: str
    value: str
    created: int
    fitness: float = 1.0
    stamp: int | None = None  # its date as the data tell it; None: unknown
    post: Post | None = None


@dataclass(slots=True, eq=False)
class Person:
    ident: str
    role: str
    home: int
    second: int
    zone: float  # hours from UTC
    wake: float  # local hours
    sleep: float
    favourites: tuple[int, ...]
    campaign: str = ""
    style: str = ""

    def awake(self, time: int) -> bool:
        local = (time / HOUR + self.zone) % 24
        return self.wake <= local < self.sleep or local + 24 < self.sleep


@dataclass(slots=True, eq=False)
class Post:
    who: Person
    time: int
    items: tuple[Item, ...]
    ident: int


class Shelf:
    """Items in order of their creation, drawn by fitness among those not older than a window."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = sorted(items, key=lambda item: item.created)
        self.times = [item.created for item in self.items]
        self.sums = [0.0]
        for item in self.items:
            self.sums.append(self.sums[-1] + item.fitness)

    def pick(self, rng: Random, time: float, window: float) -> Item | None:
        high = bisect_right(self.times, time - REACTION)
        if high == 0:
            return None
        low = bisect_left(self.times, time - window, 0, high)
        if low == high:
            low = max(0, high - 5)
        mark = rng.uniform(self.sums[low], self.sums[high])
        return self.items[min(bisect_right(self.sums, mark, low + 1, high) - 1, high - 1)]


@dataclass(slots=True)
class Community:
    zone: float
    weight: float
    domains: list[str]
    links: list[Item] = field(default_factory=list)
    tags: list[Item] = field(default_factory=list)
    images: list[Item] = field(default_factory=list)
    shelves: dict[str, Shelf] = field(default_factory=dict)


@dataclass(slots=True)
class Voice:
    person: Person
    fitness: float
    posts: list[Item] = field(default_factory=list)
    shelf: Shelf = field(default_factory=lambda: Shelf(()))


@dataclass(slots=True)
class Feed:
    """A source of articles outside the platform: a newsroom, a feed, an agency."""

    home: int
    items: list[Item]


# --- small draws --------------------------------------------------------------------


def around(rng: Random, middle: float, sigma: float) -> float:
    """A log-normal draw with this median."""
    return rng.lognormvariate(math.log(middle), sigma)


def pareto(rng: Random, alpha: float, cap: float) -> float:
    return min(rng.paretovariate(alpha), cap)


def word(rng: Random, syllables: int) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(syllables))


def some(rng: Random, people: Sequence[Person], chance: float) -> list[Person]:
    return [person for person in people if rng.random() < chance]


def day_time(rng: Random, day: int, zone: float, first: float = 8, last: float = 22) -> int:
    """A moment of this day between two local hours."""
    return int(START + day * DAY + (rng.uniform(first, last) - zone) * HOUR)


def personal_time(rng: Random, who: Person, first: int = START, last: int = END) -> int:
    """A moment when this person would post: mostly awake, more in the evening."""
    day = rng.randrange(first // DAY, last // DAY)
    if rng.random() < 0.03:
        return day * DAY + rng.randrange(DAY)
    local = who.wake + (who.sleep - who.wake) * rng.betavariate(1.6, 1.3)
    return int(day * DAY + (local - who.zone) * HOUR)


def sessions(rng: Random, who: Person, count: int, more: float = 0.45) -> Iterator[int]:
    """Times of so many posts, in sittings of one or several."""
    first, last = START, END
    if rng.random() < 0.3:  # not here all the time
        first = START + rng.randrange(DAYS - 12) * DAY
        last = first + rng.randint(12, DAYS) * DAY
    left = count
    while left > 0:
        time = personal_time(rng, who, first, min(last, END))
        while left > 0:
            yield time
            left -= 1
            if rng.random() > more:
                break
            time += int(around(rng, 100, 1.0)) + 4


# --- the world ----------------------------------------------------------------------


class World:
    def __init__(self, seed: int, vendor_accounts: int) -> None:
        self.seed = seed
        self.vendor_accounts = vendor_accounts
        self.people: list[Person] = []
        self.posts: list[Post] = []
        self.taken: set[tuple[str, int]] = set()
        self.idents: set[int] = set()
        self.reposted: set[tuple[str, int]] = set()
        self.communities: list[Community] = []
        self.voices: list[Voice] = []
        self.newsrooms: list[Feed] = []
        self.feeds: list[Feed] = []
        self.agencies: list[Feed] = []
        self.memes: list[list[Item]] = []
        self.platforms: list[str] = []
        self.shared: list[list[tuple[int, Item]]] = []  # links, by community

    def rng(self, *part: object) -> Random:
        """Every part of the world has its own stream, so that leaving one out changes no other."""
        return Random("/".join(str(piece) for piece in (self.seed, *part)))

    def add_person(self, name: str, role: str, rng: Random, home: int | None = None) -> Person:
        if home is None:
            home = rng.choices(range(len(self.communities)), [c.weight for c in self.communities])[0]
        digest = hashlib.blake2b(f"{self.seed}/{name}".encode(), digest_size=6).hexdigest()
        zone = self.communities[home].zone if rng.random() < 0.8 else float(rng.randint(-8, 9))
        near = [i for i, v in enumerate(self.voices) if v.person.home == home] or list(range(len(self.voices)))
        likes = tuple(rng.choice(near) for _ in range(3)) if near else ()
        wake = rng.gauss(7.2, 1.0)
        person = Person(f"u{digest}", role, home, rng.randrange(len(self.communities)), zone,
                        wake, wake + rng.uniform(14.5, 17), likes)
        self.people.append(person)
        return person

    def add_group(self, name: str, role: str, size: int, rng: Random,
                  home: int | None = None) -> list[Person]:
        return [self.add_person(f"{name}/{number}", role, rng, home) for number in range(size)]

    def post(self, who: Person, time: float, *items: Item | None) -> Post | None:
        """Write a post: at the next free second of the account, within the period, no repost twice."""
        second = int(time)
        while (who.ident, second) in self.taken:
            second += 1
        source = next((item.post for item in items if item and item.post), None)
        if not START <= second < END or source and (who.ident, source.ident) in self.reposted:
            return None
        if source:
            self.reposted.add((who.ident, source.ident))
        self.taken.add((who.ident, second))
        post = Post(who, second, tuple(i for i in items if i is not None), self.post_id(who, second))
        self.posts.append(post)
        return post

    def post_id(self, who: Person, second: int) -> int:
        """Grows with time, as on the platforms, and tells nothing else."""
        ident = (second - 1_288_834_974 << 22) | int(who.ident[-6:], 16) & 0x3FFFFF
        while ident in self.idents:
            ident += 1
        self.idents.add(ident)
        return ident

    def link(self, rng: Random, created: float, domain: str, fitness: float = 1.0, known: float = 0.85) -> Item:
        made = int(created)
        url = f"https://{domain}/{word(rng, 3)}-{word(rng, 2)}-{rng.getrandbits(40):010x}"
        stamp = made if rng.random() < known else None
        if stamp is not None and ord(domain[0]) % 3 == 0:  # some sites tell the minute only
            stamp -= stamp % MINUTE
        return Item("url", url, made, fitness, stamp)

    def image(self, rng: Random, created: float, fitness: float = 1.0, known: float = 0.6) -> Item:
        made = int(created)
        return Item("media", f"{rng.getrandbits(64):016x}", made, fitness, made if rng.random() < known else None)

    def tag(self, rng: Random, created: float, fitness: float = 1.0) -> Item:
        ending = rng.choice(["", "", str(rng.randint(1, 99))])
        return Item("tag", word(rng, rng.randint(3, 4)) + ending, int(created), fitness)


def old_or_new(rng: Random, share_old: float, years: float) -> float:
    """When a lasting thing was made: long ago, or some time in the period."""
    if rng.random() < share_old:
        return START - around(rng, years * 365 * DAY, 1.0)
    return rng.uniform(START, END)


def build_communities(world: World) -> None:
    rng = world.rng("communities")
    world.platforms = [f"{word(rng, 3)}.example" for _ in range(5)]
    for number in range(rng.randint(10, 15)):
        community = Community(float(rng.choice([-8, -5, -5, -3, 0, 1, 1, 2, 3, 5.5, 8])), 1 / (number + 2) ** 0.6,
                              [f"{word(rng, 3)}.example" for _ in range(30)] + world.platforms)
        ranks = [1 / (i + 1) for i in range(len(community.domains))]
        for _ in range(10 * DAYS):
            time = rng.uniform(START - 15 * DAY, END)
            domain = rng.choices(community.domains, ranks)[0]
            community.links.append(world.link(rng, time, domain, pareto(rng, 1.05, 300)))
        community.tags += [world.tag(rng, old_or_new(rng, 0.6, 0.5), pareto(rng, 0.9, 300)) for _ in range(150)]
        community.images += [world.image(rng, old_or_new(rng, 0.5, 1), pareto(rng, 1.0, 200)) for _ in range(250)]
        world.communities.append(community)


def build_feed(world: World, rng: Random, count: int, fitness: float, first: float, last: float) -> Feed:
    """Articles of one publisher; others may come across them in its community."""
    home = rng.randrange(len(world.communities))
    zone, domain = world.communities[home].zone, f"{word(rng, 4)}.example"
    items = []
    for _ in range(count):
        time = day_time(rng, rng.randrange(DAYS), zone, first, last)
        if rng.random() < 0.3:  # set for a round minute
            time -= time % (5 * MINUTE)
        items.append(world.link(rng, time, domain, fitness * pareto(rng, 1.1, 100), 0.95))
    items.sort(key=lambda item: item.created)
    world.communities[home].links += items
    return Feed(home, items)


def build_publishers(world: World) -> None:
    rng = world.rng("publishers")
    world.newsrooms = [build_feed(world, rng, rng.randint(150, 260), 1.0, 6, 22) for _ in range(5)]
    world.feeds = [build_feed(world, rng, rng.randint(40, 85), 0.5, 0, 24) for _ in FEED_PERIODS]
    world.agencies = [build_feed(world, rng, rng.randint(260, 340), 0.4, 5, 23)]
    for number in range(3):
        home = number % len(world.communities)
        memes = [world.image(rng, START - around(rng, 300 * DAY, 0.7) - 30 * DAY, pareto(rng, 1, 30), 0.9)
                 for _ in range(40)]
        world.communities[home].images += memes
        world.memes.append(memes)


def build_voices(world: World) -> None:
    """The sources: their posts are rows, and what others repost."""
    rng = world.rng("voices")
    for community in world.communities:
        community.shelves = {"url": Shelf(community.links), "tag": Shelf(community.tags),
                             "media": Shelf(community.images)}
    for number in range(VOICES):
        person = world.add_person(f"voice/{number}", "voice", rng, number % len(world.communities))
        world.voices.append(Voice(person, pareto(rng, 1.0, 40)))
    for voice in world.voices:
        for time in sessions(rng, voice.person, int(around(rng, 95, 0.5)), 0.2):
            post = world.post(voice.person, time, *voice_content(world, rng, voice.person, time))
            if post:
                voice.posts.append(Item("post", "", post.time, voice.fitness * around(rng, 1, 0.9), post.time, post))
        voice.shelf = Shelf(voice.posts)
    for number, community in enumerate(world.communities):
        community.shelves["post"] = Shelf(i for v in world.voices if v.person.home == number for i in v.posts)


def voice_content(world: World, rng: Random, who: Person, time: int) -> list[Item | None]:
    community = world.communities[who.home]
    what = rng.choices(["new", "url", "tag", "media", ""], [25, 10, 20, 15, 30])[0]
    if what == "new":
        return [world.link(rng, time - around(rng, 900, 1), rng.choice(community.domains))]
    return [community.shelves[what].pick(rng, time, 5 * DAY)] if what else []


WINDOWS = {"url": (6 * HOUR, 1.2), "post": (4 * HOUR, 1.2), "tag": (10 * DAY, 1.2), "media": (8 * DAY, 1.6)}


def find(world: World, rng: Random, who: Person, time: int, kind: str) -> Item | None:
    """Come across something: in the own community, another one, or the mainstream."""
    window = around(rng, *WINDOWS[kind])
    if kind == "post" and rng.random() < 0.3:
        return world.voices[rng.choice(who.favourites)].shelf.pick(rng, time, window * 4)
    where = rng.choices([who.home, who.second, 0], [72, 18, 10])[0]
    return world.communities[where].shelves[kind].pick(rng, time, window)


def ordinary_content(world: World, rng: Random, who: Person, time: int) -> list[Item | None]:
    what = rng.choices(["post", "url", "own", "media", "tag", ""], [32, 24, 8, 10, 15, 11])[0]
    if what == "":
        return []
    if what == "own":  # something that nobody else has
        domain = rng.choice(world.communities[who.home].domains)
        return [world.link(rng, time - around(rng, 3 * HOUR, 2), domain, known=0.7)]
    items = [find(world, rng, who, time, what)]
    if what == "url" and rng.random() < 0.02:
        items.append(find(world, rng, who, time, "url"))
    if what in ("url", "media") and rng.random() < 0.2 or what == "tag" and rng.random() < 0.25:
        items.append(find(world, rng, who, time, "tag"))
    return items


def live(world: World, rng: Random, who: Person, count: int, more: float = 0.45) -> None:
    """Post like ordinary people do, so many times."""
    for time in sessions(rng, who, count, more):
        world.post(who, time, *ordinary_content(world, rng, who, time))


def live_all(world: World, rng: Random, people: Iterable[Person], middle: float = 7, sigma: float = 0.9) -> None:
    for who in people:
        live(world, rng, who, min(int(around(rng, middle, sigma)), 400))


# --- innocent roles -----------------------------------------------------------------


def make_ordinary(world: World) -> None:
    rng = world.rng("ordinary")
    live_all(world, rng, world.add_group("ordinary", "ordinary", ORDINARY, rng), 5, 1.1)


def make_breaking(world: World) -> None:
    """News that many share within minutes."""
    rng = world.rng("breaking")
    people = [p for p in world.people if p.role == "ordinary"]
    for _ in range(24):
        time = rng.uniform(START + HOUR, END - DAY)
        home = rng.randrange(len(world.communities))
        items = [world.link(rng, time, d) for d in rng.sample(world.communities[home].domains[:12], 2)]
        items.append(world.tag(rng, time))
        crowd = [p for p in people if p.awake(int(time)) and (p.home == home or rng.random() < 0.08)]
        for who in rng.sample(crowd, min(len(crowd), int(around(rng, 90, 0.5)))):
            world.post(who, time + 15 + around(rng, 8 * MINUTE, 1.0), rng.choices(items, [5, 2, 3])[0])


def note_shared(world: World) -> None:
    """What operations can take up: links that two or more ordinary people shared."""
    acts = [(post.time, post.who.home, item) for post in world.posts for item in post.items if item.kind == "url"]
    counts = Counter(item.value for _, _, item in acts)
    world.shared = [[] for _ in world.communities]
    for time, home, item in sorted(acts, key=lambda act: act[:2]):
        if counts[item.value] > 1:
            world.shared[home].append((time, item))


def make_hyperactive(world: World) -> None:
    rng = world.rng("hyperactive")
    for who in world.add_group("hyperactive", "hyperactive", 25, rng):
        live(world, rng, who, int(around(rng, 200, 0.5)), 0.8)


def make_scheduler(world: World) -> None:
    rng = world.rng("scheduler")
    for who in world.add_group("scheduler", "scheduler", 60, rng):
        for _ in range(int(around(rng, 32, 0.6))):
            time = personal_time(rng, who) // HOUR * HOUR + rng.choice([0, 0, 1, 1, 2, 3])
            kind = rng.choices(["url", "tag", "media"], [7, 2, 1])[0]
            world.post(who, time, find(world, rng, who, time - HOUR, kind))


def make_fan(world: World) -> None:
    rng = world.rng("fan")
    sources = [v for v in world.voices if len(v.posts) >= 60]
    for number, voice in enumerate(rng.sample(sources, 6)):
        for who in world.add_group(f"fan/{number}", "fan", rng.randint(8, 13), rng, voice.person.home):
            delay = rng.uniform(50, 165)
            for item in voice.posts:
                if who.awake(item.created) and rng.random() < 0.93:
                    world.post(who, item.created + 3 + around(rng, delay, 0.75), item)
            live(world, rng, who, int(around(rng, 7, 0.9)))


def make_sister_page(world: World) -> None:
    rng = world.rng("sister_page")
    for number, newsroom in enumerate(world.newsrooms):
        for who in world.add_group(f"sister_page/{number}", "sister_page", 4, rng, newsroom.home):
            usual = rng.uniform(6, 30)
            for item in newsroom.items:
                if rng.random() < 0.9:
                    world.post(who, item.created + 1 + min(around(rng, usual, 0.6), 85), item)
            live(world, rng, who, rng.randint(5, 25))


FEED_PERIODS = (60, 120, 300, 600, 900, 1200, 1800, 440, 780)  # seconds


def make_feed_bot(world: World) -> None:
    rng = world.rng("feed_bot")
    for period, feed in zip(FEED_PERIODS, world.feeds):
        for who in world.add_group(f"feed_bot/{period}", "feed_bot", 12, rng, feed.home):
            phase = rng.uniform(0, period)
            for item in feed.items:
                if rng.random() < 0.97:
                    poll = math.ceil((item.created - phase) / period) * period + phase
                    world.post(who, poll + 1 + abs(rng.gauss(0, 2)), item)


def make_digest_reader(world: World) -> None:
    rng = world.rng("digest_reader")
    for number in range(2):
        home = rng.randrange(len(world.communities))
        zone, hour = world.communities[home].zone, rng.choice([6, 7, 8, 12, 17])
        readers = world.add_group(f"digest_reader/{number}", "digest_reader", 32, rng, home)
        keen = {who.ident: rng.uniform(0.2, 0.65) for who in readers}
        for day in range(DAYS):
            mail = int(START + day * DAY + (hour - zone) * HOUR)
            links = choose_digest(world, rng, home, mail)
            for who in readers:
                if rng.random() < keen[who.ident]:
                    read_digest(world, rng, who, mail, links)
        live_all(world, rng, readers)


def choose_digest(world: World, rng: Random, home: int, mail: int) -> list[Item]:
    links: list[Item] = []
    for _ in range(40):
        item = world.communities[home].shelves["url"].pick(rng, mail, DAY)
        if item and item not in links and len(links) < 8:
            links.append(item)
    return links


def read_digest(world: World, rng: Random, who: Person, mail: int, links: list[Item]) -> None:
    time = mail + min(max(around(rng, 25 * MINUTE, 0.8), 2 * MINUTE), 115 * MINUTE)
    chosen = [item for rank, item in enumerate(links) if rng.random() < 0.34 - 0.03 * rank]
    for item in chosen:
        time += around(rng, 50, 0.7)
        world.post(who, time, item)


def make_event_fan(world: World) -> None:
    rng = world.rng("event_fan")
    evenings = rng.sample(range(DAYS), 18)
    for number, memes in enumerate(world.memes):
        home = number % len(world.communities)
        group = world.add_group(f"event_fan/{number}", "event_fan", 80, rng, home)
        for day in evenings[number * 6:number * 6 + 6]:
            start = day_time(rng, day, world.communities[home].zone, 18, 20)
            for _ in range(rng.randint(4, 7)):
                react(world, rng, group, memes, start + rng.uniform(0, 110 * MINUTE))
        live_all(world, rng, group)


def react(world: World, rng: Random, group: list[Person], memes: list[Item], moment: float) -> None:
    fitting = [rng.choices(memes, [m.fitness for m in memes])[0] for _ in range(3)]
    for who in some(rng, group, 0.3):
        meme = rng.choice(memes) if rng.random() < 0.15 else rng.choices(fitting, [6, 3, 1])[0]
        world.post(who, moment + around(rng, 40, 0.714), meme)  # this sigma: IQR 40 s


def make_raider(world: World) -> None:
    """Ordinary accounts, called once from somewhere that the data do not show."""
    rng = world.rng("raider")
    raiders = rng.sample([p for p in world.people if p.role == "ordinary"], 300)
    start = day_time(rng, rng.randrange(5, DAYS - 5), 0, 8, 20)
    place = world.communities[rng.randrange(len(world.communities))]
    things = [place.shelves[kind].pick(rng, start, 4 * DAY) for kind in ("url", "url", "url", "post", "post")]
    objects = list({id(thing): thing for thing in things}.values())
    for who in raiders:
        who.role = "raider"
        time = start + 4800 * rng.betavariate(1.2, 2)
        for item in rng.sample(objects, min(len(objects), rng.randint(2, 4))):
            world.post(who, min(time, start + 5390), item)
            time += around(rng, 60, 0.8)


def make_agency_outlet(world: World) -> None:
    rng = world.rng("agency_outlet")
    for number, agency in enumerate(world.agencies):
        worth = [rng.gauss(0, 0.12) for _ in agency.items]
        for who in world.add_group(f"agency_outlet/{number}", "agency_outlet", 20, rng, agency.home):
            share = rng.uniform(0.3, 0.6)
            for item, more in zip(agency.items, worth):
                if rng.random() < share + more:
                    world.post(who, item.created + min(max(around(rng, 35 * MINUTE, 0.9), 150), 5 * HOUR), item)
            domain = f"{word(rng, 4)}.example"
            for _ in range(rng.randint(30, 80)):
                time = personal_time(rng, who)
                world.post(who, time, world.link(rng, time - around(rng, 300, 1), domain))


def make_owner(world: World) -> None:
    rng = world.rng("owner")
    for number in range(20):
        accounts = world.add_group(f"owner/{number}", "owner", 3, rng)
        person, blog = accounts[0], f"{word(rng, 4)}.example"
        for _ in range(int(DAYS / 7 * rng.uniform(2, 4.5))):
            time: float = personal_time(rng, person)
            item = find(world, rng, person, int(time), "url")
            if item is None or rng.random() < 0.5:
                item = world.link(rng, time - around(rng, 20 * MINUTE, 1.5), blog)
            for who in rng.sample(accounts, 3):
                world.post(who, time, item)
                time += 8 + around(rng, 25, 0.45)
        live_all(world, rng, accounts)


def make_enthusiast(world: World) -> None:
    rng = world.rng("enthusiast")
    for number, breadth in enumerate((12, 25, 50, 100, 200, 400)):
        group = world.add_group(f"enthusiast/{number}", "enthusiast", 25, rng, number % len(world.communities))
        domain, steep = f"{word(rng, 4)}.example", rng.uniform(0.3, 0.9)
        shelf = [world.link(rng, START - around(rng, 200 * DAY, 1), domain) if rng.random() < 0.6
                 else world.image(rng, START - around(rng, 300 * DAY, 1)) for _ in range(breadth)]
        ranks = [1 / (i + 1) ** steep for i in range(breadth)]
        for who in group:
            for time in sessions(rng, who, int(around(rng, 14, 0.6)), 0.3):
                world.post(who, time, rng.choices(shelf, ranks)[0])
        live_all(world, rng, group, 5)


MAKERS: dict[str, Callable[[World], None]] = {
    "hyperactive": make_hyperactive, "scheduler": make_scheduler, "fan": make_fan,
    "sister_page": make_sister_page, "feed_bot": make_feed_bot, "digest_reader": make_digest_reader,
    "event_fan": make_event_fan, "raider": make_raider, "agency_outlet": make_agency_outlet,
    "owner": make_owner, "enthusiast": make_enthusiast,
}


# --- operations ---------------------------------------------------------------------


class Operation:
    """One planted operation while it is made."""

    def __init__(self, world: World, style: str, number: int) -> None:
        self.world, self.style, self.name = world, style, f"{style}-{number}"
        self.rng = world.rng("operation", self.name)
        self.home = self.rng.randrange(len(world.communities))
        self.zone = world.communities[self.home].zone
        own = f"{word(self.rng, 4)}.example"  # half of them have a site, half use what all use
        self.domain = own if self.rng.random() < 0.5 else self.rng.choice(world.platforms)
        self.members: list[Person] = []

    def recruit(self, size: int) -> None:
        for number in range(size):
            home = self.home if self.rng.random() < 0.6 else None
            who = self.world.add_person(f"{self.name}/{number}", "campaign", self.rng, home)
            who.campaign, who.style = self.name, self.style
            self.members.append(who)

    def own_link(self, time: float) -> Item:
        return self.world.link(self.rng, time - 30 - around(self.rng, 30 * MINUTE, 1), self.domain)

    def found_link(self, time: float) -> Item:
        """What ordinary people of the community have lately shared, the popular sooner."""
        shared = self.world.shared[self.home]
        high = bisect_left(shared, time - REACTION, key=lambda act: act[0])
        low = bisect_left(shared, time - around(self.rng, 10 * HOUR, 1), key=lambda act: act[0])
        return shared[self.rng.randrange(min(low, high - 1), high)][1] if high else self.own_link(time)

    def links(self, times: Sequence[float]) -> list[Item]:
        """Half own, half the community's, none twice."""
        chosen: list[Item] = []
        for number, time in enumerate(times):
            item = self.own_link(time) if number % 2 else self.found_link(time)
            for _ in range(20):
                if item not in chosen:
                    break
                item = self.found_link(time)
            chosen.append(self.own_link(time) if item in chosen else item)
        return chosen

    def act(self, people: Iterable[Person], time: float, spread: int, *items: Item) -> None:
        for who in people:
            self.world.post(who, int(time) + self.rng.randint(0, spread), *items)

    def burst_times(self, day: int, count: int, first: float = 8, last: float = 21) -> list[float]:
        """Moments of one operation, all within an hour."""
        start = day_time(self.rng, day, self.zone, first, last)
        return sorted(start + self.rng.uniform(0, 55 * MINUTE) for _ in range(count))

    def cover(self, middle: float = 9, sigma: float = 0.7) -> None:
        live_all(self.world, self.rng, self.members, middle, sigma)


def plant_own(op: Operation) -> None:
    op.recruit(12)
    first = op.rng.randrange(0, DAYS - 31)
    for _ in range(30):
        time = day_time(op.rng, first + op.rng.randrange(30), 0, 1, 23)
        op.act(some(op.rng, op.members, 0.97), time, 6, op.own_link(time))
    op.cover()


def plant_own_small(op: Operation) -> None:
    op.recruit(5)
    for day in op.rng.sample(range(1, DAYS - 1), 6):
        time = day_time(op.rng, day, op.zone)
        op.act(op.members, time, 6, op.own_link(time))
    op.cover()


def plant_own_day(op: Operation) -> None:
    op.recruit(11)
    day = op.rng.randrange(2, DAYS - 2)
    for _ in range(12):
        time = day_time(op.rng, day, op.zone)
        op.act(op.members, time, 6, op.own_link(time))
    op.cover()


def plant_loud(op: Operation) -> None:
    op.recruit(op.rng.randint(15, 30))
    days = op.rng.sample(range(1, DAYS - 1), op.rng.randint(12, 18))
    times = [t for day in sorted(days) for t in op.burst_times(day, op.rng.randint(3, 5))]
    for time, item in zip(times, op.links(times)):
        op.act(some(op.rng, op.members, 0.88), time, 20, item)
    op.cover()


def plant_rotating(op: Operation) -> None:
    op.recruit(op.rng.randint(60, 100))
    parts = op.rng.choice([3, 4])
    shifts: list[list[Person]] = []
    starts = sorted(START + DAY + op.rng.uniform(0, (DAYS - 2) * DAY) for _ in range(36))
    times = [[s + op.rng.uniform(0, 40 * MINUTE) for _ in range(2)] for s in starts]
    items = op.links([t for pair in times for t in pair])
    for number, pair in enumerate(times):
        if not shifts:
            mixed = op.rng.sample(op.members, len(op.members))
            shifts = [mixed[i::parts] for i in range(parts)]
        shift = shifts.pop()
        for time, item in zip(pair, items[2 * number:2 * number + 2]):
            op.act(some(op.rng, shift, 0.95), time, 50, item)
    op.cover()


def plant_pausing(op: Operation) -> None:
    op.recruit(45)
    day, days = op.rng.randint(1, 4), []
    while day < DAYS - 6:
        length = op.rng.randint(4, 6)
        days += range(day, day + length)
        day += length + op.rng.randint(15, 19)
    times = [t for d in days for t in op.burst_times(d, op.rng.randint(2, 4))]
    for time, item in zip(times, op.links(times)):
        op.act(some(op.rng, op.members, 0.85), time, 50, item)
    op.cover()


def plant_quarter(op: Operation) -> None:
    op.recruit(op.rng.randint(30, 50))
    days = sorted(op.rng.sample(range(1, DAYS - 1), 26))
    times = [t for day in days for t in op.burst_times(day, 3)]
    for time, item in zip(times, op.links(times)):
        op.act(some(op.rng, op.members, 0.25), time, 50, item)
    op.cover()


def plant_relay(op: Operation) -> None:
    op.recruit(op.rng.randint(10, 14))
    times = [float(day_time(op.rng, day, op.zone)) for day in sorted(op.rng.sample(range(1, DAYS - 1), 28))]
    for time, item in zip(times, op.links(times)):
        for who in some(op.rng, op.members, 0.95):
            op.world.post(who, time, item)
            time += min(max(around(op.rng, 4 * MINUTE, 0.5), 80), 12 * MINUTE)
    op.cover()


def plant_drip(op: Operation) -> None:
    op.recruit(op.rng.randint(16, 24))
    times = [float(day_time(op.rng, day, op.zone)) for day in sorted(op.rng.sample(range(1, DAYS - 1), 30))]
    for time, item in zip(times, op.links(times)):
        people = some(op.rng, op.members, 0.9)
        op.rng.shuffle(people)
        for place, who in enumerate(people):
            op.world.post(who, time + place * 1200 / max(1, len(people) - 1) + op.rng.uniform(-6, 6), item)
    op.cover()


def plant_deep(op: Operation) -> None:
    op.recruit(op.rng.randint(20, 30))
    times = [float(day_time(op.rng, day, op.zone)) for day in sorted(op.rng.sample(range(1, DAYS - 1), 12))]
    acts: Counter[str] = Counter()
    for time, item in zip(times, op.links(times)):
        people = some(op.rng, op.members, 0.8)
        acts.update(who.ident for who in people)
        op.act(people, time, 58, item)
    for who in op.members:
        live(op.world, op.rng, who, round(acts[who.ident] * 0.88 / 0.12 * op.rng.uniform(0.85, 1.15)))


def plant_brigade(op: Operation) -> None:
    op.recruit(op.rng.randint(20, 30))
    voice = op.rng.choice([v for v in op.world.voices if len(v.posts) >= 70])
    for item in op.rng.sample(voice.posts, 36):
        time = item.created + op.rng.uniform(3 * HOUR, 72 * HOUR)
        op.act(some(op.rng, op.members, 0.8), time, 58, item)
    op.cover()


def plant_hashtag(op: Operation) -> None:
    op.recruit(op.rng.randint(18, 30))
    shelf = op.world.communities[op.home].shelves["tag"]
    for number, day in enumerate(sorted(op.rng.sample(range(1, DAYS - 1), 26))):
        time = day_time(op.rng, day, op.zone)
        known = shelf.pick(op.rng, time, 20 * DAY) if number % 2 else None
        tag = known or op.world.tag(op.rng, time)
        for moment in (time, time + op.rng.uniform(8, 40) * MINUTE):
            op.act(some(op.rng, op.members, 0.8), moment, 58, tag)
    op.cover()


def plant_vendor(op: Operation) -> None:
    """Many accounts, each on one object of every four; the orders come on their own days."""
    each = op.world.vendor_accounts // 4
    op.recruit(4 * each)
    starts = [day_time(op.rng, op.rng.randrange(1, DAYS - 1), 0, 0, 22) for _ in range(12)]
    objects = []
    for number, start in enumerate(starts):
        place = op.rng.choice(op.world.communities)
        kind = ("own", "url", "post")[number % 3]
        objects.append(op.own_link(start) if kind == "own" else place.shelves[kind].pick(op.rng, start, 3 * DAY))
    order = op.rng.sample(range(12), 12)
    for four in (order[0:4], order[4:8], order[8:12]):
        mixed = op.rng.sample(op.members, len(op.members))
        for place_, number in enumerate(four):
            for who in mixed[place_ * each:place_ * each + each]:
                op.world.post(who, starts[number] + 5395 * op.rng.betavariate(1.2, 2), objects[number])
    for who in some(op.rng, op.members, 0.2):
        live(op.world, op.rng, who, op.rng.randint(1, 2))


def plant_same_source(op: Operation) -> None:
    op.recruit(40)
    voice = op.rng.choice([v for v in op.world.voices if len(v.posts) >= 50])
    early = [item for item in voice.posts if item.created < END - 10 * DAY]
    for item in op.rng.sample(early, min(len(early), op.rng.randint(10, 14))):
        for who in some(op.rng, op.members, 0.8):
            for _ in range(30):  # at an hour when this member is awake
                time = item.created + op.rng.uniform(3 * HOUR, 9 * DAY)
                if who.awake(int(time)):
                    break
            op.world.post(who, time, item)
    op.cover(14)


STYLES: dict[str, Callable[[Operation], None]] = {
    "own": plant_own, "own_small": plant_own_small, "own_day": plant_own_day, "loud": plant_loud,
    "rotating": plant_rotating, "pausing": plant_pausing, "quarter": plant_quarter, "relay": plant_relay,
    "drip": plant_drip, "deep": plant_deep, "brigade": plant_brigade, "hashtag": plant_hashtag,
    "vendor": plant_vendor, "same_source": plant_same_source,
}


def make_world(seed: int, styles: Iterable[str], without: Iterable[str], vendor_accounts: int) -> World:
    world, left_out = World(seed, vendor_accounts), set(without)
    for build in (build_communities, build_publishers, build_voices, make_ordinary, make_breaking, note_shared):
        build(world)
    for role, make in MAKERS.items():
        if role not in left_out:
            make(world)
    for style in styles:
        twice = style != "vendor" and world.rng("plan", style).random() < 0.5
        for number in range(1, 3 if twice else 2):
            STYLES[style](Operation(world, style, number))
    return world


# --- writing ------------------------------------------------------------------------

COLUMNS = ["account_id", "post_id", "timestamp", "url", "hashtags", "media_hash", "object_created",
           "repost_of", "repost_of_time"]


def row_of(post: Post, publication: bool) -> list[object]:
    def values(kind: str) -> list[str]:
        return [item.value for item in post.items if item.kind == kind]

    dated = [item for item in post.items if item.kind in ("url", "media")]
    created = dated[0].stamp if publication and len(dated) == 1 else None
    source = next((item.post for item in post.items if item.post), None)
    return [post.who.ident, post.ident, post.time, " ".join(dict.fromkeys(values("url"))),
            "|".join(dict.fromkeys(values("tag"))), " ".join(values("media")),
            "" if created is None else created, source.ident if source else "",
            source.time if source and publication else ""]


def write_world(world: World, out: Path, publication: bool, command: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    posts = sorted(world.posts, key=lambda post: (post.time, post.who.ident))
    with open(out / "posts.csv.gz", "wb") as raw, \
            gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed, \
            io.TextIOWrapper(packed, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row_of(post, publication) for post in posts)
    seen = {post.who.ident for post in posts}
    people = sorted((p for p in world.people if p.ident in seen), key=lambda p: p.ident)
    with open(out / "truth.csv", "w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["account_id", "role", "campaign", "style"])
        writer.writerows([p.ident, p.role, p.campaign, p.style] for p in people)
    (out / "README.md").write_text(describe(world, people, len(posts), command), encoding="utf-8")


def describe(world: World, people: list[Person], rows: int, command: str) -> str:
    roles = Counter(p.role for p in people)
    operations = Counter(p.campaign for p in people if p.campaign)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(operations.items())) or "none"
    return (f"# A simulated world\n\nMade by `{command}`.\n\n"
            f"- `posts.csv.gz`: {rows} posts over {DAYS} days; times are Unix seconds, addresses are separated by "
            "a space, hashtags by `|`.\n"
            f"- `truth.csv`: {len(people)} accounts with role, and for role `campaign` the operation and its style.\n\n"
            f"Roles: {', '.join(f'{role} {count}' for role, count in sorted(roles.items()))}.\n\n"
            f"Operations (members): {listed}.\n")


# --- the self-check: measured from the files as written ---------------------------------


@dataclass(slots=True)
class Act:
    who: str
    time: int
    thing: str  # the object with a letter for its kind
    created: int | None


def read_back(out: Path) -> tuple[list[dict[str, str]], dict[str, dict[str, str]]]:
    with gzip.open(out / "posts.csv.gz", "rt", encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    with open(out / "truth.csv", encoding="utf-8", newline="") as text:
        truth = {line["account_id"]: line for line in csv.DictReader(text)}
    return rows, truth


def acts_of(rows: list[dict[str, str]]) -> list[Act]:
    times = {row["post_id"]: int(row["timestamp"]) for row in rows}
    acts = []
    for row in rows:
        who, time = row["account_id"], int(row["timestamp"])
        created = int(row["object_created"]) if row["object_created"] else None
        acts += [Act(who, time, f"u:{url}", created) for url in row["url"].split()]
        acts += [Act(who, time, f"t:{tag}", None) for tag in row["hashtags"].split("|") if tag]
        if row["media_hash"]:
            acts.append(Act(who, time, f"m:{row['media_hash']}", created))
        if row["repost_of"]:
            acts.append(Act(who, time, f"r:{row['repost_of']}", times.get(row["repost_of"])))
    return acts


def by_thing(acts: Iterable[Act]) -> dict[str, list[Act]]:
    groups: defaultdict[str, list[Act]] = defaultdict(list)
    for act in acts:
        groups[act.thing].append(act)
    return groups


def moments(acts: list[Act], gap: float, least: float) -> list[list[Act]]:
    """Runs of acts with no longer pause than the gap, of enough accounts."""
    runs: list[list[Act]] = []
    for act in sorted(acts, key=lambda a: a.time):
        if runs and act.time - runs[-1][-1].time <= gap:
            runs[-1].append(act)
        else:
            runs.append([act])
    return [run for run in runs if len({a.who for a in run}) >= least]


def middle(values: Sequence[float]) -> float:
    return round(median(values), 2) if values else math.nan


def low_mid_high(values: Sequence[float]) -> str:
    return f"{min(values):.4g}/{median(values):.4g}/{max(values):.4g}" if values else "-"


def iqr(values: Sequence[float]) -> float:
    parts = quantiles(values, n=4) if len(values) > 3 else [math.nan] * 3
    return parts[2] - parts[0]


GAPS = {"relay": 25 * MINUTE, "drip": 200, "vendor": 20 * MINUTE, "same_source": 4 * DAY}
LEAST = {"same_source": 0.4}


def check_operation(name: str, style: str, acts: list[Act], everyone: dict[str, list[Act]], rows: int,
                    members: set[str]) -> str:
    least = max(3.0, LEAST.get(style, 0.1) * len(members))
    runs = [run for own in by_thing(acts).values() for run in moments(own, GAPS.get(style, 30), least)]
    if not runs:
        return f"{name}: no moment found"
    spans = [run[-1].time - run[0].time for run in runs]
    shares = [len({a.who for a in run}) / len(members) for run in runs]
    own = mean(not any(a.who not in members for a in everyone[run[0].thing]) for run in runs)
    days = sorted({(run[0].time - START) // DAY for run in runs})
    cover = 1 - sum(map(len, runs)) / rows
    return (f"{name}: members {len(members)}, rows {rows}, cover {cover:.0%}, moments {len(runs)} on {len(days)} days, "
            f"spread s {low_mid_high(spans)}, "
            f"taking part {min(shares):.0%}-{max(shares):.0%} (mean {mean(shares):.0%}), "
            f"nobody else's {own:.0%}{check_more(style, runs, days)}")


def check_more(style: str, runs: list[list[Act]], days: list[int]) -> str:
    if style == "pausing":
        return f", pauses {[b - a - 1 for a, b in pairwise(days) if b - a > 3]} days"
    if style == "rotating":
        first = sorted(runs, key=lambda run: run[0].time)
        same = [len({a.who for a in x} & {a.who for a in y}) / len({a.who for a in x} | {a.who for a in y})
                for x, y in pairwise(first)]
        hours = len({run[0].time // HOUR % 24 for run in runs})
        return f", hours of the day {hours}, overlap of next moments {low_mid_high(same)}"
    if style in ("relay", "drip"):
        steps = [b.time - a.time for run in runs for a, b in pairwise(run)]
        return f", step s {low_mid_high(steps)}, same order {order_kept(runs):.0%}"
    if style == "brigade":
        ages = [(run[0].time - run[0].created) / HOUR for run in runs if run[0].created]
        return f", age h {low_mid_high(ages)}"
    if style == "hashtag":
        return f", moments per tag {dict(sorted(Counter(Counter(r[0].thing for r in runs).values()).items()))}"
    if style == "vendor":
        acts = Counter(Counter(a.who for run in runs for a in run).values())
        return f", on each object {low_mid_high([len(run) for run in runs])}, acts each {dict(sorted(acts.items()))}"
    if style == "same_source":
        steps = [(b.time - a.time) / MINUTE for run in runs for a, b in pairwise(run)]
        return f", step min {low_mid_high(steps)}"
    return ""


def order_kept(runs: list[list[Act]]) -> float:
    """Of all pairs in all moments: how many stand in their usual order."""
    wins: Counter[tuple[str, str]] = Counter()
    for run in runs:
        names = [a.who for a in run]
        wins.update((x, y) for i, x in enumerate(names) for y in names[i + 1:] if x != y)
    pairs = {tuple(sorted(pair)) for pair in wins}
    return sum(max(wins[x, y], wins[y, x]) for x, y in pairs) / max(1, sum(wins.values()))


def check_roles(rows: list[dict[str, str]], acts: list[Act], truth: dict[str, dict[str, str]]) -> Iterator[str]:
    everyone = by_thing(acts)
    mine: defaultdict[str, list[Act]] = defaultdict(list)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for act in acts:
        mine[truth[act.who]["role"]].append(act)
    for row in rows:
        counts[truth[row["account_id"]]["role"]][row["account_id"]] += 1
    more = {"ordinary": check_ordinary, "voice": check_voice, "scheduler": check_scheduler, "fan": check_fan,
            "sister_page": check_sister, "feed_bot": check_feed, "digest_reader": check_digest,
            "event_fan": check_event, "raider": check_raid, "agency_outlet": check_agency, "owner": check_owner,
            "enthusiast": check_enthusiast}
    for role, per in sorted(counts.items()):
        text = more[role](mine[role], everyone, rows) if role in more else ""
        yield f"{role}: accounts {len(per)}, rows {sum(per.values())}, each {low_mid_high(list(per.values()))}{text}"


Everyone = dict[str, list[Act]]
Rows = list[dict[str, str]]


def check_ordinary(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    sizes = {kind: sorted((len(v) for k, v in by_thing(acts).items() if k[0] == kind), reverse=True) for kind in "utmr"}
    ages = [(a.time - a.created) / HOUR for a in acts if a.created and a.thing[0] == "u"]
    bursts = [max(bisect_right([a.time for a in v], a.time + 600) - i for i, a in enumerate(v))
              for v in by_thing(acts).values() if len(v) > 20]
    top = "; ".join(f"{kind} {len(s)} things, shared {s[0]}/{s[len(s) // 100]}/{s[len(s) // 2]} (top/1%/median)"
                    for kind, s in sizes.items() if s)
    parts = [round(q, 1) for q in quantiles(ages, n=4)] if ages else "-"
    return f"; {top}; age of links h quartiles {parts}; most on one thing in 10 min {sorted(bursts)[-5:]}"


def check_voice(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    owner = {row["post_id"]: row["account_id"] for row in rows}
    got = Counter(owner[row["repost_of"]] for row in rows if row["repost_of"])
    return f"; reposts got {low_mid_high(list(got.values()))}"


def check_scheduler(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    return f"; within 5 s of the hour {mean(a.time % HOUR <= 5 for a in acts):.0%}"


def check_fan(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    owner = {row["post_id"]: row["account_id"] for row in rows}
    posts = Counter(row["account_id"] for row in rows if not row["repost_of"])
    per: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for act in acts:
        if act.thing[0] == "r" and act.created:
            per[act.who][owner[act.thing[2:]]].append(act.time - act.created)
    best = [max(sources.items(), key=lambda item: len(item[1])) for sources in per.values()]
    return (f"; share of the source's posts {low_mid_high([len(d) / posts[s] for s, d in best])}, "
            f"median delay s {low_mid_high([median(d) for _, d in best])}, "
            f"IQR s {low_mid_high([iqr(d) for _, d in best])}")


def groups_on(acts: list[Act], least: int, kinds: str = "um") -> list[list[Act]]:
    return [v for k, v in by_thing(acts).items() if k[0] in kinds and len({a.who for a in v}) >= least]


def check_sister(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    groups = [run for g in groups_on(acts, 2) for run in moments(g, 90, 2)]
    others = mean(len(everyone[g[0].thing]) > len(g) for g in groups)
    delays = [a.time - a.created for g in groups for a in g if a.created]
    return (f"; pages an article {low_mid_high([len(g) for g in groups])}, spread s "
            f"{low_mid_high([g[-1].time - g[0].time for g in groups])}, delay s {low_mid_high(delays)}, "
            f"others share it too {others:.0%}")


def check_feed(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    groups = groups_on(acts, 6)
    site: defaultdict[str, list[float]] = defaultdict(list)
    for group in groups:
        site[group[0].thing.split("/")[2]] += [a.time - a.created for a in group if a.created]
    longest = sorted(round(max(d)) for d in site.values() if d)
    return f"; bots an item {low_mid_high([len(g) for g in groups])}, longest delay by feed s {longest}"


def check_digest(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    groups = [run for g in groups_on(acts, 3, "u") for run in moments(g, 1800, 3)]
    hours = Counter(g[0].time // HOUR % 24 for g in groups).most_common(3)
    return (f"; readers a link {low_mid_high([len(g) for g in groups])}, spread min "
            f"{low_mid_high([(g[-1].time - g[0].time) / MINUTE for g in groups])}, hours UTC {hours}")


def check_event(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    images = [a for a in acts if a.thing[0] == "m"]
    runs = [r for r in moments(images, 60, 12) if r[-1].time - r[0].time < 400]
    ages = [(a.time - a.created) / DAY for r in runs for a in r if a.created]
    return (f"; moments {len(runs)} on {len({r[0].time // DAY for r in runs})} evenings, taking part of 80 "
            f"{low_mid_high([len(r) / 80 for r in runs])}, "
            f"IQR s {low_mid_high([iqr([a.time for a in r]) for r in runs])}, "
            f"memes a moment {low_mid_high([len({a.thing for a in r}) for r in runs])}, age days {low_mid_high(ages)}")


def check_raid(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    runs = [run for g in by_thing(acts).values() for run in moments(g, 1200, 60)]
    each = Counter(a.who for r in runs for a in r)
    times = [a.time for r in runs for a in r]
    if not runs:
        return "; no raid found"
    return (f"; objects {len(runs)}, accounts on each {low_mid_high([len(r) for r in runs])}, acts each "
            f"{low_mid_high(list(each.values()))}, all within min {(max(times) - min(times)) / MINUTE:.0f}")


def check_agency(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    groups = groups_on(acts, 2, "u")
    each = Counter(a.who for g in groups for a in g)
    delays = [(a.time - a.created) / MINUTE for g in groups for a in g if a.created]
    return (f"; items {len(groups)}, share carried {low_mid_high([n / len(groups) for n in each.values()])}, "
            f"delay min {low_mid_high(delays)}")


def check_owner(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    runs = [run for g in groups_on(acts, 3, "u") for run in moments(g, 150, 3)]
    teams = Counter(frozenset(a.who for a in r) for r in runs)
    weekly = [n / DAYS * 7 for team, n in teams.items() if len(team) == 3 and n > 3]
    return (f"; persons {len(weekly)}, times a week {low_mid_high(weekly)}, "
            f"spread s {low_mid_high([r[-1].time - r[0].time for r in runs])}")


def check_enthusiast(acts: list[Act], everyone: Everyone, rows: Rows) -> str:
    shelf = groups_on(acts, 2)
    close = [run for g in shelf for run in moments(g, 60, 2)]
    return f"; objects of two or more {len(shelf)}, meetings within a minute {len(close)}"


def check(out: Path) -> None:
    rows, truth = read_back(out)
    acts = acts_of(rows)
    everyone = by_thing(acts)
    seconds = Counter((row["account_id"], row["timestamp"]) for row in rows)
    print(f"rows {len(rows)}, accounts {len(truth)}, post ids twice {len(rows) - len({r['post_id'] for r in rows})}, "
          f"most posts of an account in a second {max(seconds.values())}")
    print("spreads and the like: least/median/most")
    for line in check_roles(rows, acts, truth):
        print(line)
    operations: defaultdict[str, list[Act]] = defaultdict(list)
    for act in acts:
        operations[truth[act.who]["campaign"]].append(act)
    written = Counter(truth[row["account_id"]]["campaign"] for row in rows)
    for name in sorted(operations):
        if name:
            members = {who for who, line in truth.items() if line["campaign"] == name}
            print(check_operation(name, name.rsplit("-", 1)[0], operations[name], everyone, written[name], members))


# --- command line -------------------------------------------------------------------


def names(known: Iterable[str]) -> Callable[[str], list[str]]:
    allowed = list(known)

    def parse(text: str) -> list[str]:
        wanted = [name for name in text.split(",") if name]
        for name in wanted:
            if name not in allowed:
                raise argparse.ArgumentTypeError(f"unknown name {name!r}; known are {', '.join(allowed)}")
        return [name for name in allowed if name in wanted]

    return parse


def command_of(options: argparse.Namespace) -> str:
    """The command line without what changes no byte."""
    parts = ["worlds.py", "--seed", str(options.seed)]
    parts += ["--no-publication"] * options.no_publication + ["--null"] * options.null
    if options.only != list(STYLES) and not options.null:
        parts += ["--only", ",".join(options.only)]
    if options.without:
        parts += ["--without", ",".join(options.without)]
    if options.vendor_accounts != VENDOR_ACCOUNTS:
        parts += ["--vendor-accounts", str(options.vendor_accounts)]
    return " ".join(parts)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Make a simulated world with known truth.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the directory to write")
    parser.add_argument("--no-publication", action="store_true", help="leave out when shared things were published")
    parser.add_argument("--null", action="store_true", help="the same world without operations")
    parser.add_argument("--only", type=names(STYLES), default=list(STYLES), metavar="STYLE[,STYLE]",
                        help="the operations to plant")
    parser.add_argument("--without", type=names(MAKERS), default=[], metavar="ROLE[,ROLE]",
                        help="innocent roles to leave out")
    parser.add_argument("--vendor-accounts", type=int, default=VENDOR_ACCOUNTS, metavar="N",
                        help="accounts of the vendor, a multiple of four [default: %(default)s]")
    parser.add_argument("--check", action="store_true", help="read the files back and print what they measure")
    options = parser.parse_args(arguments)
    world = make_world(options.seed, [] if options.null else options.only, options.without,
                       options.vendor_accounts)
    write_world(world, options.out, not options.no_publication, command_of(options))
    if options.check:
        check(options.out)


if __name__ == "__main__":
    main(sys.argv[1:])
