"""An independent check of `lockstep supervise` on a simulated world.

How to run it (Python 3.11 or later, standard library only):

    lockstep simulate --world state-media --out WORLD
    lockstep supervise --registry WORLD/registry.toml --audience WORLD/audience.csv.gz \\
        --posts WORLD/posts.csv.gz --ads WORLD/ads.csv --delivery WORLD/delivery.csv \\
        --topics WORLD/topics.toml --period 2024-01 --out OUT
    python tests/python/recompute_supervision.py WORLD OUT [PREVIOUS]

PREVIOUS is the output that was given with `--previous`; leave it out where none was.
Every difference is printed as `list | line | column: expected ..., found ...`, and the
exit code is 1 where there is any.

What is independent: all lines of labels, recommendation_ineligible, measures,
ad_decisions, ad_delivery, appeals, reach, reach_of_entities, topic_hits and of the sheets
in `eu` are made again from the files of WORLD, by docs/supervision.md and not by the source
of the tool. The statistics (incomplete beta function, Clopper and Pearson, Student's t,
jackknife, MOVER) are written here.

What is not:
- the period and the configuration come from OUT/run.json;
- who was ineligible before, and since when, comes from PREVIOUS;
- the tool sometimes does not tell the language of a text. Such a post has no line in
  topic_hits.csv, and it is counted as unknown; the language of each text that the tool
  does tell is checked. How many posts these are is printed;
- texts of reasons are not compared. Of an appeal beside a line, the day is.

Only what the simulated worlds have is covered: measures of their own that are
`suspended` or `terminated`, everywhere and for whole entities; no comments or labelled
topics. Anything else stops the check.
"""

import argparse
import csv
import datetime
import gzip
import hashlib
import json
import math
import re
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from statistics import NormalDist, median

ONE_DAY = datetime.timedelta(days=1)
LABELLED = ("state_controlled", "state_affiliated")
CRITERIA = ("mission", "practices", "governance", "decisions", "funding")
LEVEL = 0.95
RUNS = (1, 2, 3, 5, 7)
RUNS_NEEDED = 5
LETTERS_NEEDED = 40
INPUTS = {
    "registry": "registry.toml", "audience": "audience.csv.gz", "posts": "posts.csv.gz",
    "ads": "ads.csv", "delivery": "delivery.csv", "topics": "topics.toml",
}

COUNTRIES = {
    "AT": "Austria", "FR": "France", "PT": "Portugal", "SN": "Senegal", "UY": "Uruguay",
}
# Official languages, in regions too; of those in which the simulated outlets post.
OFFICIAL = {"AT": {"de"}, "FR": {"fr"}, "PT": {"pt"}, "SN": {"fr"}, "UY": {"es"}}
# ISO 3166-1 codes of territories, by the country whose they are.
TERRITORIES = {
    "AU": "CC CX HM NF", "CN": "HK MO", "DK": "FO GL", "FI": "AX",
    "FR": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "GB": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NL": "AW BQ CW SX", "NO": "BV SJ", "NZ": "CK NU TK", "US": "AS GU MP PR UM VI",
}
EU = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
).split()


# ---------------------------------------------------------------- statistics


def incomplete_beta(a, b, x):
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    fraction = d
    for m in range(1, 2000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d, c = 1 + step * d, 1 + step / c
            d = 1 / (d if abs(d) > tiny else tiny)
            c = c if abs(c) > tiny else tiny
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    front = a * math.log(x) + b * math.log1p(-x)
    front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front) * fraction / a


def bisect(function, target, low, high):
    """Where a growing function reaches the target."""
    for _ in range(200):
        middle = (low + high) / 2
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def student_quantile(probability, freedom):
    """The quantile of Student's t above the median."""
    def below(t):
        return 1 - incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2

    return bisect(below, probability, 0.0, 1e6)


def clopper_pearson(share, size):
    """The exact interval of a binomial share, also for a size that is not whole."""
    hits, tail = share * size, (1 - LEVEL) / 2
    misses = size - hits
    low, high = 0.0, 1.0
    if hits > 0:
        low = bisect(lambda x: incomplete_beta(hits, misses + 1, x), tail, 0, 1)
    if misses > 0:
        high = bisect(lambda x: incomplete_beta(hits + 1, misses, x), 1 - tail, 0, 1)
    return low, high


def kish(sizes):
    """How many clusters of equal size tell as much."""
    return sum(sizes) ** 2 / sum(size * size for size in sizes)


def cluster_interval(clusters):
    """Korn and Graubard's interval of a share; clusters are pairs of hits and size.

    None where all clusters have the same share, and nothing is known of how they vary.
    """
    if len(clusters) < 2:
        return 0.0, 1.0
    hits = sum(cluster[0] for cluster in clusters)
    total = sum(cluster[1] for cluster in clusters)
    share, count = hits / total, len(clusters)
    without = [(hits - part) / (total - size) for part, size in clusters]
    variance = (count - 1) / count * sum((value - share) ** 2 for value in without)
    if variance < 1e-15:
        return None
    size = share * (1 - share) / variance * freedom_factor(clusters)
    return clopper_pearson(share, min(size, total))


def freedom_factor(clusters):
    """What Korn and Graubard's size loses since the variance is itself an estimate."""
    freedom = max(kish([size for _, size in clusters]) - 1, 1.0)
    upper = (1 + LEVEL) / 2
    return (NormalDist().inv_cdf(upper) / student_quantile(upper, freedom)) ** 2


def interval_of_days_alike(clusters):
    """The interval where every day has the same share: a day of mean size counts as one view."""
    share = sum(hits for hits, _ in clusters) / sum(size for _, size in clusters)
    return clopper_pearson(share, kish([size for _, size in clusters]) * freedom_factor(clusters))


def runs_of_days(by_day, days, length):
    """The sums of runs: as many as whole ones fit into the period, as even as can be."""
    count = len(days) // length
    runs = defaultdict(lambda: [0, 0, 0])
    for index, day in enumerate(days):
        for place, value in enumerate(by_day.get(day, ())):
            runs[index * count // len(days)][place] += value
    return [run for run in runs.values() if sum(run)]


def share_with_interval(by_day, days):
    """Share, interval and longest runs; by_day has (claimed, other, unknown) of days."""
    claimed = sum(part[0] for part in by_day.values())
    known = claimed + sum(part[1] for part in by_day.values())
    if not known:
        return None, 0.0, 1.0, 1
    lows, highs, longest = [], [], 1
    for length in RUNS:
        runs = runs_of_days(by_day, days, length)
        if length > 1 and len(runs) < RUNS_NEEDED:
            continue
        longest = length
        least = [(c, c + o + u) for c, o, u in runs]
        most = [(c + u, c + o + u) for c, o, u in runs]
        for clusters, bounds, place in ((least, lows, 0), (most, highs, 1)):
            interval = cluster_interval(clusters)
            if interval is None and length == 1:
                interval = interval_of_days_alike(clusters)
            if interval is not None:
                bounds.append(interval[place])
    return claimed / known, min(lows), max(highs), longest


def mover(now, before):
    """The difference of two shares with the interval of Zou and Donner."""
    (share, low, high), (share0, low0, high0) = now, before
    difference = share - share0
    down = math.hypot(share - low, high0 - share0)
    up = math.hypot(high - share, share0 - low0)
    return difference, difference - down, difference + up


# ---------------------------------------------------------------- files


def read_table(path):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else open(
        path, encoding="utf-8", newline=""
    )
    with opened as file:
        return list(csv.DictReader(file))


def day_of(text):
    return datetime.date.fromisoformat(text[:10])


def months_of(period):
    """The months of a period, counted from year 0: 2024-05, 2024-Q2, 2024 or 2024-01..2024-04."""
    first, _, last = period.partition("..")
    year, _, part = first.partition("-")
    if part.startswith("Q"):
        start = int(year) * 12 + (int(part[1:]) - 1) * 3
        return range(start, start + 3)
    if not part:
        return range(int(year) * 12, int(year) * 12 + 12)
    start = int(year) * 12 + int(part) - 1
    return range(start, months_of(last)[-1] + 1 if last else start + 1)


def days_of(months):
    first = datetime.date(months[0] // 12, months[0] % 12 + 1, 1)
    end = datetime.date((months[-1] + 1) // 12, (months[-1] + 1) % 12 + 1, 1)
    return [first + ONE_DAY * index for index in range((end - first).days)]


class World:
    """The files of the world, and what the run says about itself."""

    def __init__(self, folder, out, previous):
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        self.period, self.config = run["period"], run["configuration"]
        if self.config["scope"] != "account":
            sys.exit("only the scope account is covered")
        for source in run["inputs"]:
            if source["role"] in INPUTS:
                content = (folder / INPUTS[source["role"]]).read_bytes()
                if hashlib.sha256(content).hexdigest() != source["sha256"]:
                    sys.exit(f"{out} was not made of {folder / INPUTS[source['role']]}")
        months = months_of(self.period)
        self.days = days_of(months)
        self.days_before = days_of([month - len(months) for month in months])
        registry = (folder / "registry.toml").read_text(encoding="utf-8")
        self.entities = tomllib.loads(registry)["entity"]
        self.topics = tomllib.loads((folder / "topics.toml").read_text(encoding="utf-8"))
        self.audience = read_table(folder / "audience.csv.gz")
        self.posts = read_table(folder / "posts.csv.gz")
        self.ads = read_table(folder / "ads.csv")
        self.delivery = read_table(folder / "delivery.csv")
        self.previous = read_table(previous / "recommendation_ineligible.csv") if previous else []
        self.accounts = [
            (entity, account) for entity in self.entities for account in entity["accounts"]
        ]
        for entity in self.entities:
            for measure in entity.get("measures", []):
                known = measure["measure"] in ("suspended", "terminated")
                if not known or "countries" in measure or "accounts" in measure:
                    sys.exit(f"a measure that is not covered: {measure}")

    def home(self, country):
        """The codes that count as home."""
        rules = self.config["home"]
        codes = {country}
        if rules["territories"]:
            codes |= set(TERRITORIES.get(country, "").split())
        return (codes - set(rules["leave_out"])) | set(rules["add"].get(country, []))


# ---------------------------------------------------------------- the registry, day by day


def decision_on(entity, day):
    """The decision that holds on a day, or None."""
    decisions = sorted(entity["decisions"], key=lambda decision: decision["from"])
    holding = [d for d in decisions if d["from"] <= day]
    if not holding or day > holding[-1].get("until", day):
        return None
    return holding[-1]


def status_on(entity, day):
    decision = decision_on(entity, day)
    return decision["status"] if decision else ""


def removed(entity, day):
    """Whether the accounts are removed for good on a day."""
    return any(
        own["measure"] == "terminated" and own["from"] <= day <= own.get("until", day)
        for own in entity.get("measures", [])
    )


def label_on(entity, day):
    """The decision a label stands on, a review keeping the one before, or None.

    What is removed carries no label.
    """
    if removed(entity, day):
        return None
    decision = decision_on(entity, day)
    while decision and decision["status"] == "under_review":
        decision = decision_on(entity, decision["from"] - ONE_DAY)
    return decision if decision and decision["status"] in LABELLED else None


def label_span(entity, day):
    """The first and the last day of the label that is carried on this day."""
    changes = {decision["from"] for decision in entity["decisions"]}
    changes |= {d["until"] + ONE_DAY for d in entity["decisions"] if "until" in d}
    changes |= {own["from"] for own in entity.get("measures", [])}
    changes |= {m["until"] + ONE_DAY for m in entity.get("measures", []) if "until" in m}
    first, last = day, None
    for change in sorted(changes):
        if change > day and not label_on(entity, change):
            last = change - ONE_DAY
            break
    for change in sorted(changes, reverse=True):
        if change <= day:
            first = change
            if not label_on(entity, change - ONE_DAY):
                break
    return first, last


def suspending_appeal(entity, measure, day):
    """The appeal that suspends a measure on a day, or None."""
    for appeal in entity.get("appeals", []):
        first = appeal.get("suspended_from", appeal["date"])
        last = appeal.get("suspended_until")
        # What a granted appeal suspends stays so until the label ends.
        if not last and "decided" in appeal and appeal["outcome"] != "granted":
            last = appeal["decided"] - ONE_DAY
        if measure in appeal.get("suspends", []) and first <= day <= (last or day):
            return appeal
    return None


def appeal_days(entity, last):
    """The days of the appeals that belong beside a line.

    These are the appeals that are open when the line ends, and granted ones in spite of
    which there still is a label.
    """
    def belongs(appeal):
        if appeal["date"] > last:
            return False
        if "decided" not in appeal or appeal["decided"] > last:
            return True
        return appeal["outcome"] == "granted" and label_on(entity, last) is not None

    return [appeal["date"].isoformat() for appeal in entity.get("appeals", []) if belongs(appeal)]


def spans(days, key):
    """Runs of days on which the key is the same, as (first, last, key); None is left out."""
    found = []
    for day in days:
        value = key(day)
        if value is None:
            continue
        if found and found[-1][2] == value and found[-1][1] + ONE_DAY == day:
            found[-1][1] = day
        else:
            found.append([day, day, value])
    return found


def entity_cells(entity, status):
    return {
        "entity_id": entity["id"], "entity": entity["name"], "country": entity["country"],
        "status": status,
    }


def account_cells(entity, account, status):
    names = {"platform": account["platform"], "account_id": account["id"]}
    return names | entity_cells(entity, status)


def yes(value):
    return "yes" if value else "no"


def text(day):
    return day.isoformat() if day else ""


# ---------------------------------------------------------------- languages and topics


def words_of(content):
    return re.findall(r"[^\W_]+", content.casefold())


class Languages:
    """Tells languages by the words that only one language of the labelled posts has."""

    def __init__(self, posts):
        seen = defaultdict(set)
        for post in posts:
            if post["language"]:
                for word in words_of(post["text"]):
                    seen[word].add(post["language"])
        self.only = {word: next(iter(of)) for word, of in seen.items() if len(of) == 1}

    def tell(self, post):
        if post["language"]:
            return post["language"]
        if sum(letter.isalpha() for letter in post["text"]) < LETTERS_NEEDED:
            return None
        votes = Counter(self.only[w] for w in words_of(post["text"]) if w in self.only)
        if len(votes) != 1:
            sys.exit(f"the language of {post['content_id']} cannot be told here")
        return next(iter(votes))


def keyword_pattern(keyword):
    parts = [
        re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "")
        for word in keyword.casefold().split()
    ]
    return re.compile(r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)")


class Topics:
    """Keywords by topic and language."""

    def __init__(self, table):
        self.current = table["current_affairs"]
        self.at_least = table.get("at_least", 1)
        if table.get("domestic"):
            sys.exit("topics of politics at home are not covered")
        self.patterns = {
            (topic, language): {word: keyword_pattern(word) for word in words}
            for topic, languages in table["topics"].items()
            for language, words in languages.items()
        }

    def hits(self, post, language):
        """The topics of a post with the keywords that say so."""
        content, found = post["text"].casefold(), {}
        for (topic, of), patterns in self.patterns.items():
            if of == language:
                words = {word for word, pattern in patterns.items() if pattern.search(content)}
                if len(words) >= self.at_least:
                    found[topic] = words
        return found


def read_posts(world, out):
    """The posts of the period with language and topics, and how many the tool left untold."""
    told_by_tool = {line["content_id"] for line in read_table(out / "topic_hits.csv")}
    languages, topics = Languages(world.posts), Topics(world.topics)
    posts, untold = [], 0
    for post in world.posts:
        day = day_of(post["time"])
        if not world.days[0] <= day <= world.days[-1]:
            continue
        language = languages.tell(post)
        hits = topics.hits(post, language) if language else {}
        if hits and not post["language"] and post["content_id"] not in told_by_tool:
            language, hits, untold = None, {}, untold + 1
        affairs = any(topic in topics.current for topic in hits)
        posts.append({
            "account": post["account_id"], "id": post["content_id"], "day": day,
            "language": language, "hits": hits, "affairs": affairs,
        })
    return posts, topics, untold


def topic_hits(world, posts, topics):
    platform = {account["id"]: account["platform"] for _, account in world.accounts}
    return [
        {
            "platform": platform[post["account"]], "account_id": post["account"],
            "content_id": post["id"], "kind": "post", "day": text(post["day"]),
            "language": post["language"], "topic": topic,
            "counts_as_current_affairs": yes(topic in topics.current),
            "keywords": "; ".join(sorted(words)),
        }
        for post in posts
        for topic, words in post["hits"].items()
    ]


# ---------------------------------------------------------------- reach


def audience_by_day(world, accounts, home, days):
    """Views abroad, at home and of unknown country, of each day that has any."""
    by_day, countries = defaultdict(lambda: [0, 0, 0]), Counter()
    for row in world.audience:
        day, views = day_of(row["date"]), int(row["impressions"])
        if row["account_id"] not in accounts or not days[0] <= day <= days[-1] or not views:
            continue
        country = row["country"]
        place = 2 if country == "unknown" else 1 if country in home else 0
        by_day[day][place] += views
        if country != "unknown":
            countries[country] += views
    return by_day, countries


def top(counter):
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:5]
    return "; ".join(f"{name} {count}" for name, count in ranked)


def enough_audience(world, by_day):
    rules = world.config["enough"]
    known = [part[0] + part[1] for part in by_day.values()]
    return sum(1 for views in known if views) >= rules["days"] and sum(known) >= rules["audience"]


def audience_figures(world, accounts, home):
    by_day, countries = audience_by_day(world, accounts, home, world.days)
    share, low, high, longest = share_with_interval(by_day, world.days)
    known = {day: part[0] + part[1] for day, part in by_day.items() if part[0] + part[1]}
    totals = {day: sum(part) for day, part in by_day.items()}
    figures = {
        "audience": sum(known.values()),
        "audience_unknown": sum(part[2] for part in by_day.values()),
        "days": len(known), "effective_days": 0.0, "longest_run": longest,
        "share_abroad": share, "share_abroad_low": low, "share_abroad_high": high,
        "largest_day": "", "largest_day_part": 0.0, "share_abroad_without_it": None,
        "trend": None, "trend_low": None, "trend_high": None, "top_countries": top(countries),
    }
    if not known:
        return figures, by_day
    largest = max(sorted(totals), key=totals.get)
    rest = sum(known.values()) - known.get(largest, 0)
    abroad = sum(part[0] for day, part in by_day.items() if day != largest)
    figures |= {
        "effective_days": kish(list(totals.values())),
        "largest_day": text(largest),
        "largest_day_part": totals[largest] / sum(totals.values()),
        "share_abroad_without_it": abroad / rest if rest else None,
    }
    before, _ = audience_by_day(world, accounts, home, world.days_before)
    if enough_audience(world, by_day) and enough_audience(world, before):
        earlier = share_with_interval(before, world.days_before)
        names = ("trend", "trend_low", "trend_high")
        figures |= dict(zip(names, mover((share, low, high), earlier[:3])))
    return figures, by_day


def claim_by_day(posts, value):
    """Posts claimed, other and unknown of each day; the value of a post is True, False, None."""
    by_day = defaultdict(lambda: [0, 0, 0])
    for post in posts:
        by_day[post["day"]][{True: 0, False: 1, None: 2}[value(post)]] += 1
    return by_day


def post_figures(world, entity, posts):
    own = OFFICIAL[entity["country"]] | set(entity.get("languages", []))

    def foreign(post):
        return post["language"] not in own if post["language"] else None

    def affairs(post):
        return post["affairs"] if post["language"] else None

    figures = {"posts": len(posts), "comments": 0}
    by_affairs = claim_by_day(posts, affairs)
    figures["post_days"] = sum(1 for part in by_affairs.values() if part[0] + part[1])
    for name, value in (("foreign_language", foreign), ("current_affairs", affairs)):
        by_day = claim_by_day(posts, value)
        share, low, high, _ = share_with_interval(by_day, world.days)
        figures |= {
            f"{name}_share": share, f"{name}_low": low, f"{name}_high": high,
            f"{name}_unknown": sum(part[2] for part in by_day.values()),
        }
    abroad = [post for post in posts if foreign(post)]
    figures |= {
        "top_languages": top(Counter(post["language"] for post in posts if post["language"])),
        "domestic": 0,
        "affairs_in_foreign_languages":
            sum(post["affairs"] for post in abroad) / len(abroad) if abroad else None,
    }
    return figures


def claim(threshold, enough, low, high):
    if threshold <= 0:
        return "not_asked_for"
    if not enough:
        return "insufficient_data"
    return "shown" if low >= threshold else "not_shown" if high < threshold else "unclear"


def verdict_figures(world, figures, by_day):
    asked, rules = world.config["thresholds"], world.config["enough"]
    posts_known = figures["posts"] - figures["current_affairs_unknown"]
    posts_enough = figures["post_days"] >= rules["post_days"] and posts_known >= rules["posts"]
    claims = {
        "audience_abroad": claim(
            asked["audience_abroad"], enough_audience(world, by_day),
            figures["share_abroad_low"], figures["share_abroad_high"]),
        "foreign_languages": claim(
            asked["foreign_languages"], posts_enough,
            figures["foreign_language_low"], figures["foreign_language_high"]),
        "current_affairs": claim(
            asked["current_affairs"], posts_enough,
            figures["current_affairs_low"], figures["current_affairs_high"]),
    }
    order = ("not_shown", "insufficient_data", "unclear", "shown")
    return {
        "verdict": next(name for name in order if name in claims.values()),
        "verdict_reasons": "; ".join(f"{name}: {value}" for name, value in claims.items()),
    }


def reach_figures(world, entity, accounts, posts):
    """All figures of accounts of one entity together."""
    figures, by_day = audience_figures(world, accounts, world.home(entity["country"]))
    figures |= post_figures(world, entity, [p for p in posts if p["account"] in accounts])
    return figures | verdict_figures(world, figures, by_day)


def reach(world, posts):
    return [
        account_cells(entity, account, status_on(entity, world.days[-1]))
        | reach_figures(world, entity, {account["id"]}, posts)
        for entity, account in world.accounts
    ]


def reach_of_entities(world, posts):
    return [
        {"platform": "", "account_id": ""}
        | entity_cells(entity, status_on(entity, world.days[-1]))
        | reach_figures(world, entity, {account["id"] for account in entity["accounts"]}, posts)
        for entity in world.entities
    ]


# ---------------------------------------------------------------- labels, recommendation, measures


def criteria_cells(entity):
    criteria = [(name, entity["criteria"][name]) for name in CRITERIA if name in entity["criteria"]]
    return {
        "basis": "; ".join(f"{name}: {value['assessment']}" for name, value in criteria),
        "evidence": "; ".join(
            f"{name}: {proof['source']} ({proof['date']}, {proof['expert']})"
            for name, value in criteria
            for proof in value["evidence"]
        ),
    }


def labels(world):
    def key(entity, day):
        label, decision = label_on(entity, day), decision_on(entity, day)
        if not label:
            return None
        ground = "review" if decision["status"] == "under_review" else "decision"
        in_force = not suspending_appeal(entity, "label", day)
        return label["status"], ground, decision["by"], in_force

    lines = []
    for entity, account in world.accounts:
        for first, last, (status, ground, by, in_force) in spans(
            world.days, lambda day, entity=entity: key(entity, day)
        ):
            template = world.config["labels"][status]
            lines.append(account_cells(entity, account, status) | criteria_cells(entity) | {
                "label": template.replace("{country}", COUNTRIES[entity["country"]]),
                "since": text(label_span(entity, first)[0]),
                "from": text(first), "until": text(last), "in_force": yes(in_force),
                "ground": ground, "decided_by": by, "review_due": text(entity["review_due"]),
                "appeal": appeal_days(entity, last),
            })
    return lines


def recommendation(world, reach_lines):
    """Who is ineligible, or may be recommended again, on which days."""
    figures_of = {line["account_id"]: line for line in reach_lines}
    before = {}
    for line in sorted(world.previous, key=lambda line: line["from"]):
        before[line["account_id"]] = line if line["decision"] == "ineligible" else None
    own_columns = ("platform", "account_id", "entity_id", "entity", "country", "status", "verdict")
    lines = []
    for entity, account in world.accounts:
        figures, held = figures_of[account["id"]], before.get(account["id"])
        decided = {
            day: recommendation_on(world, entity, figures["verdict"], held, day)
            for day in world.days
        }
        for first, last, (decision, basis, status, in_force) in spans(world.days, decided.get):
            new = decision == "eligible_again" or not held
            lines.append(account_cells(entity, account, status) | {
                "decision": decision, "basis": basis, "in_force": yes(in_force),
                "since": world.period if new else held["since"],
                "ineligible_since": held["ineligible_since"] if held else world.period,
                "from": text(first), "until": text(last), "appeal": appeal_days(entity, last),
            } | {name: value for name, value in figures.items() if name not in own_columns})
    return lines


def recommendation_on(world, entity, verdict, held, day):
    """Decision, basis, status and whether it is in force on a day, or None."""
    status = status_on(entity, day)
    if removed(entity, day):
        return ("ineligible", "removed", status, True) if held else None
    if not label_on(entity, day):
        earlier = any(label_on(entity, other) for other in world.days if other < day)
        was = held or (verdict == "shown" and earlier)
        return ("eligible_again", "not_labelled", status, True) if was else None
    if verdict == "not_shown":
        return ("eligible_again", "not_shown", status, True) if held else None
    in_force = not suspending_appeal(entity, "recommendation", day)
    if verdict == "shown":
        return "ineligible", "shown", status, in_force
    return ("ineligible", "kept", status, in_force) if held else None


def measures(world, recommendation_lines):
    """Each measure that was in effect on some day of the period."""
    lines = []
    for entity, account in world.accounts:
        labelled = [day for day in world.days if label_on(entity, day)]

        def add(measure, first, last, days, by, status, imposed="no", entity=entity, account=account):
            suspended = sum(1 for day in days if suspending_appeal(entity, measure, day))
            lines.append(account_cells(entity, account, status) | {
                "measure": measure, "countries": "", "from": text(first), "until": text(last),
                "suspended_days": suspended, "decided_by": by, "imposed": imposed,
            })

        if labelled:
            first, last = label_span(entity, labelled[0])
            label = label_on(entity, labelled[0])
            for measure in ("label", "advertising"):
                add(measure, first, last, labelled, label["by"], label["status"])
        ineligible = [
            line for line in recommendation_lines
            if line["account_id"] == account["id"] and line["decision"] == "ineligible"
            and line["basis"] != "removed"
        ]
        if ineligible:
            first, last = label_span(entity, labelled[0])
            first = max(first, days_of(months_of(ineligible[0]["ineligible_since"]))[0])
            add("recommendation", first, last, labelled, "", ineligible[0]["status"])
        for own in entity.get("measures", []):
            last = own.get("until")
            days = [d for d in world.days if own["from"] <= d <= (last or d)]
            if days:
                add(own["measure"], own["from"], last, days, own["by"], status_on(entity, days[0]), imposed="yes")
    return lines


def appeals(world):
    lines = []
    for entity in world.entities:
        for appeal in entity.get("appeals", []):
            decided = appeal.get("decided")
            if appeal["date"] > world.days[-1] or (decided and decided < world.days[0]):
                continue
            known = decided and decided <= world.days[-1]
            cells = entity_cells(entity, "")
            del cells["status"]
            lines.append(cells | {
                "date": text(appeal["date"]), "outcome": appeal["outcome"] if known else "open",
                "decided": text(decided) if known else "",
                "decided_by": appeal["by"] if known else "",
                "suspends": "; ".join(appeal.get("suspends", [])), "claim": appeal["claim"],
            })
    return lines


# ---------------------------------------------------------------- advertisements


class Target:
    """Where an advertisement is to run: in countries, or everywhere but in some."""

    def __init__(self, row):
        listed = [code for code in re.split(r"[;,\s]+", row["countries"]) if code]
        self.world = listed == ["world"]
        out = set(re.split(r"[;,\s]+", row["excluded_countries"])) - {""}
        regions = {code[:2] for code in re.split(r"[;,\s]+", row["regions"]) if code}
        self.codes = out if self.world else (set(listed) | regions) - out

    def at_home(self, home):
        return home - self.codes if self.world else self.codes & home

    def abroad(self, home):
        """The part abroad as it is written; empty where there is none."""
        if self.world:
            return "everywhere but " + " ".join(sorted(home | self.codes))
        return "; ".join(sorted(self.codes - home))

    def whole(self):
        if self.world:
            return "everywhere but " + " ".join(sorted(self.codes))
        return "; ".join(sorted(self.codes))


class Flight:
    """An advertisement judged day by day."""

    def __init__(self, world, row, entity):
        self.row, self.entity, self.target = row, entity, Target(row)
        self.home = world.home(entity["country"])
        self.start = day_of(row["start"])
        self.end = day_of(row["end"]) if row["end"] else None
        last = self.end or max([self.start, world.days[-1], *dates_of(entity)]) + ONE_DAY
        days = [self.start + ONE_DAY * n for n in range((last - self.start).days + 1)]
        self.parts = spans(days, self.judge)
        if not self.end:
            self.parts[-1][1] = None

    def judge(self, day):
        """Decision of a day and whether an appeal suspends it."""
        if banned(self.entity, day):
            return "refused", False
        if not label_on(self.entity, day) or not self.target.abroad(self.home):
            return "allowed", False
        suspended = suspending_appeal(self.entity, "advertising", day) is not None
        return ("split" if self.target.at_home(self.home) else "refused"), suspended

    def runs_on(self, day):
        return self.start <= day <= (self.end or day)

    def refused_in(self, country, day):
        """Whether it may not run in a country on a day."""
        decision, suspended = self.judge(day)
        if decision == "allowed" or suspended:
            return False
        return banned(self.entity, day) or country not in self.home

    def first_limit_in_force(self):
        """The first and the last day of the first limit that no appeal suspends, or None."""
        found = None
        for first, last, (decision, suspended) in self.parts:
            if decision != "allowed" and not suspended:
                found = (found[0] if found else first, last)
            elif found:
                break
        return found

    def written_parts(self):
        return "; ".join(
            f"{text(first)}..{text(last)} {decision}{', suspended' if suspended else ''}"
            for first, last, (decision, suspended) in self.parts
        )


def dates_of(entity):
    """All days on which something may change for an entity."""
    entries = entity["decisions"] + entity.get("appeals", []) + entity.get("measures", [])
    values = [value for entry in entries for value in entry.values()]
    return [value for value in values if isinstance(value, datetime.date)]


def banned(entity, day):
    return any(
        own["from"] <= day <= own.get("until", day) for own in entity.get("measures", [])
    )


def flights(world):
    entity_of = {account["id"]: (entity, account) for entity, account in world.accounts}
    found = []
    for row in world.ads:
        entity, account = entity_of[row["account_id"]]
        flight = Flight(world, row, entity)
        found.append((flight, account))
    return found


def money(amount, currency):
    return f"{amount:.2f} {currency}"


def delivered(world, flight):
    """The rows of the period of what an advertisement delivered."""
    first, last = text(world.days[0]), text(world.days[-1])
    rows = [row for row in world.delivery if row["ad_id"] == flight.row["ad_id"]]
    return [row for row in rows if first <= row["day"] <= last]


def spent(rows):
    sums = defaultdict(float)
    for row in rows:
        sums[row["currency"]] += float(row["spend"])
    return "; ".join(money(sums[currency], currency) for currency in sorted(sums))


def ad_decisions(world):
    lines = []
    for flight, account in flights(world):
        days = [day for day in world.days if flight.runs_on(day)]
        if not days:
            continue
        judged = [flight.judge(day) for day in days]
        order = ("refused", "split", "allowed")
        decision = next(name for name in order if name in [found for found, _ in judged])
        home, target = flight.home, flight.target
        nowhere = any(banned(flight.entity, day) for day in days)
        allowed_in, refused_in = {
            "allowed": (target.whole(), ""),
            "refused": ("", target.whole() if nowhere else target.abroad(home)),
            "split": ("; ".join(sorted(target.at_home(home))), target.abroad(home)),
        }[decision]
        refused = [part for part in flight.parts if part[2][0] != "allowed"]
        bad = [
            row for row in delivered(world, flight)
            if flight.refused_in(row["country"], day_of(row["day"]))
        ]
        lines.append(account_cells(flight.entity, account, status_on(flight.entity, days[-1])) | {
            "ad_id": flight.row["ad_id"], "decision": decision,
            "allowed_in": allowed_in, "refused_in": refused_in,
            "start": flight.row["start"], "end": flight.row["end"],
            "refused_from": text(refused[0][0]) if refused else "",
            "refused_until": text(refused[-1][1]) if refused else "",
            "parts": flight.written_parts(),
            "spend": money(float(flight.row["spend"]), flight.row["currency"]),
            "in_force": yes(not all(suspended for _, suspended in judged)),
            "appeal": appeal_days(flight.entity, days[-1]) if decision != "allowed" else [],
            "ran_where_refused": "; ".join(sorted({row["country"] for row in bad})),
            "spent_where_refused": spent(bad),
        })
    return lines


def ad_delivery(world):
    lines = []
    for flight, account in flights(world):
        by_country = defaultdict(list)
        for row in delivered(world, flight):
            by_country[row["country"]].append(row)
        for country, rows in by_country.items():
            days = {day_of(row["day"]) for row in rows}
            cells = account_cells(flight.entity, account, status_on(flight.entity, world.days[-1]))
            cells["home"] = cells.pop("country")
            lines.append(cells | {
                "ad_id": flight.row["ad_id"], "country": country,
                "is_home": yes(country in flight.home), "days": len(days),
                "refused_days": sum(1 for day in days if flight.refused_in(country, day)),
                "impressions": sum(int(row["impressions"]) for row in rows), "spend": spent(rows),
                "rows_without_spend": sum(1 for row in rows if not row["spend"]),
            })
    return lines


# ---------------------------------------------------------------- the European Union

VISIBILITY = {
    "label": "DECISION_VISIBILITY_CONTENT_LABELLED",
    "recommendation": "DECISION_VISIBILITY_CONTENT_DEMOTED",
    "advertisement": "DECISION_VISIBILITY_CONTENT_DISABLED",
}
PROVISION = {"advertising": "DECISION_PROVISION_PARTIAL_SUSPENSION"}
CATEGORY = "Category of incompatibility with the provider's terms and conditions"
ACCOUNT = {"suspended": "DECISION_ACCOUNT_SUSPENDED", "terminated": "DECISION_ACCOUNT_TERMINATED"}


def codes(names):
    return json.dumps(list(names), separators=(",", ":"))


def statement(world, kind, first, last, by_people, content_date, scope):
    eu = world.config["eu"]
    end = text(last)
    automated = "NOT_AUTOMATED" if by_people else "PARTIALLY"
    return {
        "_kind": kind, "_by_people": by_people,
        "decision_visibility": codes([VISIBILITY[kind]] if kind in VISIBILITY else []),
        "decision_provision": PROVISION.get(kind, ""), "decision_account": ACCOUNT.get(kind, ""),
        "end_date_visibility_restriction": end if kind in VISIBILITY else "",
        "end_date_service_restriction": end if kind in PROVISION else "",
        "end_date_account_restriction": end if kind in ACCOUNT else "",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": eu["clause"],
        "category": eu["category"], "category_specification": codes(eu["keywords"]),
        "category_specification_other": eu["keyword_other"],
        "content_type": codes(["CONTENT_TYPE_OTHER"]),
        "content_type_other": "Advertisement" if kind == "advertisement" else "Account",
        "content_date": content_date, "territorial_scope": codes(scope),
        "application_date": first, "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "No" if by_people else "Yes",
        "automated_decision": f"AUTOMATED_DECISION_{automated}",
        "missing": "" if content_date else "content_date",
    }


def statements(world, measure_lines):
    """For measures and refused advertisements that began in the period."""
    if world.config["eu"]["territory"] != "EU":
        sys.exit("only the territory EU is covered")
    began = (text(world.days[0]), text(world.days[-1]))
    created = {account["id"]: account.get("created") for _, account in world.accounts}
    found = [
        statement(
            world, line["measure"], line["from"], day_of(line["until"]) if line["until"] else None,
            line["measure"] != "recommendation", text(created[line["account_id"]]), EU)
        for line in measure_lines
        if began[0] <= line["from"] <= began[1]
    ]
    for flight, _ in flights(world):
        span = flight.first_limit_in_force()
        if not span or not began[0] <= text(span[0]) <= began[1]:
            continue
        first, last = span
        target, home = flight.target, flight.home
        everywhere = set(EU) - target.codes if target.world else target.codes & set(EU)
        scope = everywhere if banned(flight.entity, first) else everywhere - home
        if scope:
            found.append(statement(
                world, "advertisement", text(first), last, False, flight.row["start"],
                sorted(scope)))
    return found


def eu_measures_sheet(world, found):
    count = Counter(line["_kind"] for line in found)
    eu = world.config["eu"]
    figures = {
        "Applicability": "All", "Service": eu["service"],
        "Reporting period": f"{world.days[0]}/{world.days[-1]}",
        "Number of measures taken at the provider's own initiative": len(found),
        "Number of measures taken after detection with solely automated means": 0,
        "Visibility restriction Disable": count["advertisement"],
        "Visibility restriction Demoted": count["recommendation"],
        "Visibility restriction Labelled": count["label"],
        "Provision of the service Suspension": count["advertising"],
        "Account restriction Suspension": count["suspended"],
        "Account restriction Termination": count["terminated"],
    }
    other = 'Description of the sub-category "Other"'
    return [figures | {CATEGORY: eu["category"], other: ""}] + [
        figures | {CATEGORY: word, other: eu["keyword_other"] if word == "KEYWORD_OTHER" else ""}
        for word in eu["keywords"]
    ]


def sheet_lines(world, section, indicator_scope_value):
    return [
        {
            "Applicability": applicability, "Service": world.config["eu"]["service"],
            "Reporting period": f"{world.days[0]}/{world.days[-1]}", "Section": section,
            "Indicator": indicator, "Scope": scope, "Value": value, "Contextual Information": "",
        }
        for applicability, indicator, scope, value in indicator_scope_value
    ]


def eu_appeals_sheet(world):
    every = [appeal for entity in world.entities for appeal in entity.get("appeals", [])]
    first, last = world.days[0], world.days[-1]
    within = [a for a in every if first <= a["date"] <= last]
    decided = [a for a in every if "decided" in a and first <= a["decided"] <= last]
    outcomes = Counter(appeal["outcome"] for appeal in decided)
    hours = [(appeal["decided"] - appeal["date"]).days * 24 for appeal in decided]
    name = "Number of complaints submitted to the internal-complaints mechanism"
    platforms = "Only for providers of online platforms"
    earlier = sum(1 for appeal in decided if appeal["date"] < first)
    lines = sheet_lines(world, "Internal complaints mechanism", [
        ("All", name, "Total number", len(within)),
        (platforms, name, "Decisions upheld", outcomes["rejected"]),
        (platforms, name, "Decisions partially reversed", 0),
        (platforms, name, "Decisions reversed", outcomes["granted"]),
        (platforms, name, "Median time", f"{median(hours):g}" if hours else ""),
        (platforms, name, "Decision omitted", outcomes["withdrawn"]),
    ])
    if earlier:
        upheld = next(line for line in lines if line["Scope"] == "Decisions upheld")
        upheld["Contextual Information"] = (
            f"Of those decided or withdrawn, {earlier} were submitted in an earlier period")
    return lines


def eu_automated_sheet(world, found):
    name = "Number of measures {} automated means"
    people = sum(1 for line in found if line["_by_people"])
    return sheet_lines(world, "Use of automated means for content moderation", [
        ("All", name.format("solely taken by"), "Own-initiative", 0),
        ("All", name.format("not taken by"), "Own-initiative", people),
    ])


# ---------------------------------------------------------------- comparison

# The columns that name a line; lines of one name are compared in the order of the list.
NAMES = {
    "labels": ("account_id", "from"),
    "recommendation_ineligible": ("account_id", "from"),
    "measures": ("account_id", "measure", "from"),
    "ad_decisions": ("ad_id",),
    "ad_delivery": ("ad_id", "country"),
    "appeals": ("entity_id", "date"),
    "reach": ("account_id",),
    "reach_of_entities": ("entity_id",),
    "topic_hits": ("content_id", "topic"),
    "eu/statements": (
        "application_date", "decision_visibility", "decision_provision", "decision_account",
        "territorial_scope", "end_date_visibility_restriction"),
    "eu/6_own_initiative_TC": (CATEGORY,),
    "eu/7_appeals_and_recidivism": ("Scope",),
    "eu/8_automated_means": ("Indicator",),
}
NOT_COMPARED = {"reason", "puid", "decision_facts", "incompatible_content_explanation"}


def agree(column, expected, found):
    """Whether a cell says what is expected; numbers to half of the last printed digit."""
    if column == "appeal":
        days = re.findall(r"\d{4}-\d{2}-\d{2}", found.split(":")[0])
        return days == expected
    if column == "verdict_reasons":
        return re.sub(r" \([^)]*\)", "", found) == expected
    if isinstance(expected, float):
        digits = 1 if column == "effective_days" else 4
        printed = re.fullmatch(rf"-?\d+\.\d{{{digits}}}", found)
        return bool(printed) and abs(float(found) - expected) <= 0.5 * 10 ** -digits + 1e-6
    return found == ("" if expected is None else str(expected))


class Comparison:
    """Collects the differences and counts what was compared."""

    def __init__(self):
        self.differences, self.lists, self.lines, self.cells = [], 0, 0, 0

    def report(self, name, line, column, expected, found):
        self.differences.append(
            f"{name} | {line} | {column}: expected {expected!r}, found {found!r}"
        )

    def compare(self, name, expected, path):
        found = read_table(path)
        self.lists += 1
        names = NAMES[name]

        def grouped(lines):
            groups = defaultdict(list)
            for line in lines:
                groups[tuple(str(line[column]) for column in names)].append(line)
            return groups

        ours, theirs = grouped(expected), grouped(found)
        for key in sorted(ours.keys() | theirs.keys()):
            label = " ".join(key)
            here, there = ours.get(key, []), theirs.get(key, [])
            if len(here) != len(there):
                self.report(name, label, "lines", len(here), len(there))
            for mine, other in zip(here, there):
                self.compare_line(name, label, mine, other)

    def compare_line(self, name, label, mine, other):
        self.lines += 1
        for column, value in other.items():
            if column in NOT_COMPARED:
                continue
            self.cells += 1
            expected = mine.get(column, "")
            if not agree(column, expected, value):
                self.report(name, label, column, expected, value)
        for column in mine.keys() - other.keys():
            if not column.startswith("_"):
                self.report(name, label, column, mine[column], "no such column")


def main():
    parser = argparse.ArgumentParser(description="Check an output of lockstep supervise again.")
    parser.add_argument("world", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("previous", type=Path, nargs="?")
    arguments = parser.parse_args()
    out = arguments.out
    world = World(arguments.world, out, arguments.previous)

    posts, topics, untold = read_posts(world, out)
    reach_lines = reach(world, posts)
    recommendation_lines = recommendation(world, reach_lines)
    measure_lines = measures(world, recommendation_lines)
    statement_lines = statements(world, measure_lines)
    expected = {
        "labels": labels(world),
        "recommendation_ineligible": recommendation_lines,
        "measures": measure_lines,
        "ad_decisions": ad_decisions(world),
        "ad_delivery": ad_delivery(world),
        "appeals": appeals(world),
        "reach": reach_lines,
        "reach_of_entities": reach_of_entities(world, posts),
        "topic_hits": topic_hits(world, posts, topics),
        "eu/statements": statement_lines,
        "eu/6_own_initiative_TC": eu_measures_sheet(world, statement_lines),
        "eu/7_appeals_and_recidivism": eu_appeals_sheet(world),
        "eu/8_automated_means": eu_automated_sheet(world, statement_lines),
    }
    comparison = Comparison()
    for name, lines in expected.items():
        comparison.compare(name, lines, out / f"{name}.csv")
    for difference in comparison.differences:
        print(difference)
    print(
        f"{world.period}: {comparison.lists} lists, {comparison.lines} lines, "
        f"{comparison.cells} cells compared; {len(comparison.differences)} differences; "
        f"{untold} texts whose language the tool did not tell"
    )
    return 1 if comparison.differences else 0


if __name__ == "__main__":
    sys.exit(main())
