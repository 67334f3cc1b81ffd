"""`lockstep.spark` finds what `lockstep detect` finds.

The program is looked for in LOCKSTEP_BIN, else beside this Python; real data in
LOCKSTEP_REFERENCE_DIR, else in `../shared`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("pyspark")
from lockstep import LockstepError  # noqa: E402
from lockstep.spark import HOT, _hot, _kernels, _rows, _session, _source, _tables, detect  # noqa: E402
from lockstep.spark._kernels import Plan  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LOCKSTEP_BIN") or str(Path(sys.executable).with_name("lockstep"))


def lockstep(*arguments: object) -> None:
    """Runs the program, which must succeed."""
    said = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr


@pytest.fixture(scope="module")
def spark():
    session = _session.embedded("local[2]")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def season(tmp_path_factory) -> list[Path]:
    """The sample as three Parquet files with several groups of rows each."""
    folder = tmp_path_factory.mktemp("season")
    lockstep("import", ROOT / "notebooks-data/season/posts.csv.gz", "--out", folder / "whole.parquet")
    posts = pq.read_table(folder / "whole.parquet")
    third = posts.num_rows // 3
    files = [folder / f"{name}.parquet" for name in ("b", "a", "c")]
    for place, file in enumerate(files):
        rows = posts.slice(place * third, third if place < 2 else None)
        pq.write_table(rows, file, row_group_size=5_000)
    return files


def alike(one: Path, other: Path) -> None:
    """Both folders hold the same files with the same bytes, but for what tells of the machine."""
    names = [sorted(str(p.relative_to(d)) for p in d.rglob("*") if p.is_file()) for d in (one, other)]
    assert [name for name in names[1] if name != "spark.json"] == names[0]
    differ = [name for name in names[0] if (one / name).read_bytes() != (other / name).read_bytes()]
    assert [name for name in differ if name not in ("run.json", "SHA256SUMS")] == []
    assert record(one) == record(other)


def record(folder: Path) -> dict:
    told = json.loads((folder / "run.json").read_text())
    del told["machine"]
    told["outputs"] = [file for file in told["outputs"] if file["file"] != "spark.json"]
    return told


def test_several_files_give_the_bytes_of_one_machine(spark, season, tmp_path):
    lockstep("detect", *season, "--out", tmp_path / "one", "--quiet")
    stages: list[str] = []
    result = detect(season, tmp_path / "spark", spark=spark, partitions=3, progress=stages.append)
    alike(tmp_path / "one", tmp_path / "spark")
    assert result.stages["stage"].to_list() == stages
    assert json.loads((tmp_path / "spark/spark.json").read_text())[0]["stage"] == stages[0]
    counted = result.stages.filter(pl.col("stage") == "partial counts")
    assert counted["rows"].item() > 0 and counted["shuffle_read"].item() > 0
    assert spark.conf.get("spark.sql.caseSensitive") == "false", "the session is as it was"


def test_an_executor_that_is_killed_changes_nothing(tmp_path):
    shared = Path(os.environ.get("LOCKSTEP_REFERENCE_DIR", ROOT / "../shared"))
    data = shared / "data/german_elections.csv.gz"
    if not data.is_file():
        assert "LOCKSTEP_REQUIRE_REFERENCE" not in os.environ, f"{data} is missing; set LOCKSTEP_REFERENCE_DIR"
        pytest.skip("the reference data are not here; LOCKSTEP_REFERENCE_DIR says where they are")
    posts = tmp_path / "posts.parquet"
    columns = ["--column", "account=account_id", "--column", "content=post_id", "--column", "time=timestamp"]
    lockstep("import", data, "--out", posts, *columns)
    lockstep("detect", posts, "--out", tmp_path / "one", "--quiet")
    script = Path(__file__).with_name("killed_executor.py")
    said = subprocess.run(
        [sys.executable, script, posts, tmp_path / "spark"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout.splitlines()[-1])
    assert told["killed"] and told["gone"] == told["killed"] and told["failed_tasks"] > 0, told
    alike(tmp_path / "one", tmp_path / "spark")


#: Everything counts, however popular.
NOTHING_POPULAR = "[popular]\nfloor = 1000000\n"
ACTS, OF_HOT = 6_000, 2_000


@pytest.fixture(scope="module")
def skewed(tmp_path_factory) -> Path:
    """Posts of links, a third of them of one link; in bursts, and some accounts in lockstep."""
    draw, rows = random.Random(5), []
    for number in range(ACTS):
        is_hot = number % 3 == 0
        burst = draw.choice([0, 5_000, 5_030, 90_000])
        second = burst + int(draw.expovariate(1 / 60)) if is_hot else draw.randrange(100_000)
        account = f"a{int(400 * draw.random() ** 2)}"
        link = "https://a.example/hot" if is_hot else f"https://a.example/{draw.randrange(900)}"
        rows.append((account, f"p{number}", 1_630_000_000 + second, link))
    for meeting in range(12):
        for account in range(6):
            second = 1_630_000_000 + 8_000 * meeting + account
            rows.append((f"planted{account}", f"m{meeting}-{account}", second, f"https://b.example/{meeting}"))
            later = second + draw.randrange(900, 7_000)
            rows.append((f"planted{account}", f"o{meeting}-{account}", later, f"https://a.example/{draw.randrange(900)}"))
    columns = zip(*rows, strict=True)
    posts = pa.table(dict(zip(("account_id", "post_id", "timestamp", "url"), map(list, columns), strict=True)))
    file = tmp_path_factory.mktemp("skewed") / "posts.parquet"
    times = posts["timestamp"].cast(pa.timestamp("s")).cast(pa.timestamp("us", "UTC"))
    pq.write_table(posts.set_column(2, "timestamp", times), file)
    return file


def test_no_task_holds_a_hot_object(spark, skewed, tmp_path, monkeypatch):
    blocks, gathered = [], _hot._gathered

    def counted(job, chunks, table):
        rows = gathered(job, chunks, table)
        blocks.extend(row["count"] for row in rows.groupBy("object", "block").count().collect())
        return rows

    monkeypatch.setattr(_hot, "_gathered", counted)
    (tmp_path / "config.toml").write_text(NOTHING_POPULAR)
    lockstep("detect", skewed, "--out", tmp_path / "one", "--config", tmp_path / "config.toml", "--quiet")
    arguments = {"spark": spark, "partitions": 3, "config": tmp_path / "config.toml"}
    result = detect(skewed, tmp_path / "spark", hot=200, **arguments)
    alike(tmp_path / "one", tmp_path / "spark")
    assert sum(blocks) > OF_HOT and max(blocks) <= 250, "two chunks of about 100 acts at most"
    split = result.stages.filter(pl.col("stage").is_in(["counts of blocks", "near acts on hot objects"]))
    assert split.height == 2 and split["rows"].min() > 0
    assert pl.read_parquet(tmp_path / "spark/pairs.parquet").height > 0


def test_a_frame_without_files_gives_the_same_rows(spark, skewed, tmp_path):
    lockstep("detect", skewed, "--out", tmp_path / "one", "--quiet")
    posts = spark.read.parquet(str(skewed)).repartition(5, "post_id")
    posts.write.parquet(str(tmp_path / "mixed"))
    detect(spark.read.parquet(str(tmp_path / "mixed")), tmp_path / "spark", spark=spark, partitions=2)
    columns = ["account_id", "tier", "score", "partners", "co_acts", "objects", "traces"]
    lists = [pl.read_csv(tmp_path / name / "candidates.csv").select(columns).sort("account_id") for name in ("one", "spark")]
    assert lists[0].height > 0 and lists[0].equals(lists[1])


def test_chance_prunes_what_cannot_be_listed(spark, skewed, tmp_path, monkeypatch):
    lockstep("detect", skewed, "--out", tmp_path / "one", "--quiet")
    asked = Plan.__getitem__
    monkeypatch.setattr(Plan, "__getitem__", lambda plan, name: 10 if name == "all_tested" else asked(plan, name))
    detect(skewed, tmp_path / "spark", spark=spark, partitions=2)
    pairs = [pl.read_parquet(tmp_path / name / "pairs.parquet").height for name in ("one", "spark")]
    assert 0 < pairs[1] < pairs[0]
    for name in ("candidates.csv", "networks.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "spark" / name).read_bytes()


@pytest.fixture(scope="module")
def unpaired(tmp_path_factory) -> Path:
    """Posts of links with two groups of which no pair is proof: 160 accounts that are called three times
    each and do nothing else, and 3 that choose the same 40 links, days apart."""
    draw, rows, day = random.Random(7), [], 86_400

    def post(account: str, days: float, topic: int, number: int) -> None:
        link = f"https://news.example/{topic}/{number}"
        rows.append((account, f"p{len(rows)}", 1_630_000_000 + int(days * day), link, len(account)))

    for reader in range(1_000):
        topics = [draw.randrange(40), draw.randrange(40)]
        for _ in range(draw.randrange(20, 60)):
            post(f"reader{reader}", 58 * draw.random(), draw.choice(topics), draw.randrange(30))
    for friend in range(3):
        for number in range(40):
            post(f"friend{friend}", 58 * draw.random(), number % 40, number)
    for account in range(160):
        for call in draw.sample(range(12), 3):
            # At another time of the day each time: at one and the same, they could be readers of a newsletter.
            post(f"sold{account}", 2.3 * call + draw.random() / 16, call % 40, 7 + call)
    for guest in range(1_000):
        for _ in range(draw.randrange(1, 8)):
            post(f"guest{guest}", 58 * draw.random(), draw.randrange(40), draw.randrange(30))
    rows.sort(key=lambda row: row[2])
    account, post_id, seconds, url, followers = map(list, zip(*rows, strict=True))
    times = pa.array(seconds, pa.timestamp("s")).cast(pa.timestamp("us", "UTC"))
    file = tmp_path_factory.mktemp("unpaired") / "posts.parquet"
    columns = {"account_id": account, "post_id": post_id, "timestamp": times, "url": url, "followers": followers}
    pq.write_table(pa.table(columns), file, row_group_size=10_000)
    lockstep("detect", file, "--out", file.with_name("one"), "--quiet")
    return file


def test_groups_that_no_pair_proves_are_those_of_one_machine(spark, unpaired, tmp_path):
    patterns = pl.read_csv(unpaired.with_name("one") / "networks.csv")["pattern"].to_list()
    assert patterns == ["many_with_few_acts", "same_selection"]
    result = detect(unpaired, tmp_path / "spark", spark=spark, partitions=3)
    alike(unpaired.with_name("one"), tmp_path / "spark")
    # No more than numbers of all acts, and names of what was found.
    stages = dict(result.stages.select("stage", "bytes").iter_rows())
    acts = pq.read_metadata(unpaired).num_rows
    assert sum(held for stage, held in stages.items() if stage.startswith("table all acts")) <= 17 * acts
    assert pl.read_parquet(tmp_path / "spark/group_acts.parquet")["object"].null_count() == 0


def test_groups_are_named_where_not_all_accounts_are_known(spark, unpaired, tmp_path, monkeypatch):
    monkeypatch.setattr(_tables, "FACTS_LIMIT", 10)
    detect(unpaired, tmp_path / "spark", spark=spark, partitions=2)
    for name in ("candidates.csv", "networks.csv", "group_acts.parquet", "group_links.parquet"):
        assert (unpaired.with_name("one") / name).read_bytes() == (tmp_path / "spark" / name).read_bytes(), name
    assert pl.read_csv(tmp_path / "spark/networks.csv")["combined_followers"].min() > 0


def test_groups_that_are_not_looked_for_are_told(spark, skewed, tmp_path):
    said = {}
    (tmp_path / "config.toml").write_text("[groups]\nfew_acts = false\nsame_selection = false\n")
    for name, arguments in (("few", {"group_acts": 100}), ("off", {"config": tmp_path / "config.toml"})):
        result = detect(skewed, tmp_path / name, spark=spark, partitions=2, **arguments)
        said[name] = [warning["text"] for warning in record(tmp_path / name)["warnings"] if warning["name"] == "groups_not_sought"]
        assert not result.stages["stage"].str.starts_with("table all acts").any()
    assert len(said["few"]) == 1 and "--group-acts" in said["few"][0]
    assert said["off"] == []


@pytest.mark.parametrize(
    ("source", "arguments", "said"),
    [
        ("-", {}, "-: the Spark job reads Parquet, Delta or a table; lockstep import"),
        ("posts.csv.gz", {}, "posts.csv.gz: the Spark job reads Parquet"),
        ("nowhere.parquet", {}, "nowhere.parquet: Spark cannot read it"),
        ("table", {"format": "delta"}, "no connector for Delta"),
        ("table", {"format": "orc"}, "`format`: orc is none of"),
        ("nowhere", {"format": "table"}, "nowhere: Spark cannot read it"),
        ([], {}, "`source`: name at least one input"),
        ("x", {"hot": 1}, "`hot`: 1 is below 4"),
        ("x", {"partitions": 0}, "`partitions`: 0 is below 1"),
        ("x", {"group_acts": -1}, "`group_acts`: -1 is below 0"),
        ("x", {"traces": ["nonsense"]}, "unknown trace `nonsense`"),
        ("x", {"fdr": 2}, "`fdr`: 2 is not between 0 and 1"),
    ],
)
def test_what_cannot_be_used_is_told(spark, tmp_path, source, arguments, said):
    with pytest.raises((LockstepError, ValueError)) as error:
        detect(source, tmp_path / "out", spark=spark, **arguments)
    assert said in str(error.value)
    assert not (tmp_path / "out").exists()


def test_null_runs_are_refused(spark, tmp_path):
    (tmp_path / "config.toml").write_text("null_runs = 2\n")
    with pytest.raises(ValueError, match="null_runs"):
        detect("x", tmp_path / "out", spark=spark, config=tmp_path / "config.toml")


def test_an_output_that_is_there_is_refused_at_once(spark, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/run.json").write_text("{}")
    with pytest.raises(LockstepError, match="this directory is there already"):
        detect("nowhere.parquet", tmp_path / "out", spark=spark)


def test_columns_that_are_missing_are_told_once(spark, tmp_path):
    pq.write_table(pa.table({"who": ["a"], "when": [1_630_000_000]}), tmp_path / "posts.parquet")
    with pytest.raises(LockstepError, match=r"posts\.parquet: .+") as error:
        detect(tmp_path / "posts.parquet", tmp_path / "out", spark=spark, partitions=1)
    assert len(str(error.value).splitlines()) == 1


class OneTrace:
    """A plan of one trace, for chunks."""

    def __init__(self, window: int) -> None:
        self.traces = {0: {"windows": [window]}}
        self.plan = self


@pytest.mark.parametrize("seed", range(20))
def test_two_acts_within_the_window_are_in_one_block(seed):
    draw = random.Random(seed)
    window = draw.randrange(1, 50)
    job = OneTrace(window)
    acts = sorted(draw.randrange(1_000) for _ in range(200))
    chunk_of = [(place // 30, draw.randrange(3)) for place in range(len(acts))]
    chunks: dict[tuple[int, int], list[int]] = {}
    for act, chunk in zip(acts, chunk_of, strict=True):
        chunks.setdefault(chunk, []).append(act)
    rows = [
        {"trace": 0, "object": 7, "rungs": 1, "bucket": bucket, "salt": salt, "first": min(times), "last": max(times)}
        for (bucket, salt), times in sorted(chunks.items())
    ]
    blocks = _hot.blocks(job, pa.Table.from_pylist(rows)).to_pylist()
    sides: dict[tuple[int, int, int], list[dict]] = {}
    for row in blocks:
        sides.setdefault((row["bucket"], row["salt"]), []).append(row)
    for one in range(len(acts)):
        for other in range(one):
            shared = 0
            for x in sides.get(chunk_of[one], []):
                for y in sides.get(chunk_of[other], []):
                    meets = x["own"] if x is y else x["block"] == y["block"] and x["side"] != y["side"]
                    within = all(r["own"] or r["from"] <= t <= r["to"] for r, t in ((x, acts[one]), (y, acts[other])))
                    shared += meets and within
            assert shared == 1 if acts[one] - acts[other] <= window else shared <= 1


class Cuts(_kernels.Wholes):
    """Tells what the kernel would be given at once."""

    def _ask(self, schema, batches):
        yield [row for batch in batches for row in batch["object"].to_pylist()]


@pytest.mark.parametrize("seed", range(20))
def test_no_object_is_cut(seed, monkeypatch):
    monkeypatch.setattr(_kernels, "ROWS_AT_ONCE", 7)
    draw = random.Random(seed)
    rows = [row for number in range(draw.randrange(2, 20)) for row in [number] * draw.randrange(1, 12)]
    places = sorted({0, *(draw.randrange(len(rows)) for _ in range(12)), len(rows)})
    batches = [pa.record_batch({"object": rows[start:end]}) for start, end in pairwise(places)]
    given = list(Cuts("count", None, "", "object")(iter(batches)))
    assert sum(given, []) == rows
    assert all(one[-1] != other[0] for one, other in pairwise(given))
    assert all(len(part) >= 7 for part in given[:-1])


def test_columns_of_blocks_keep_their_order():
    account, time, text = ["account", "a"], ["time", "t"], ["text", "x"]
    assert _rows._merged([account, text], [account, time, text]) == [account, time, text]
    assert _rows._merged([], [time]) == [time]
    assert _rows._merged([text], [account]) == [account, text]


@pytest.mark.parametrize(
    ("path", "file", "shown"),
    [
        ("posts.parquet", "file:/data/posts.parquet", "posts.parquet"),
        ("../in/posts", "file:/in/posts/day=1/part-0.parquet", "../in/posts/day=1/part-0.parquet"),
        ("s3a://b/posts/", "s3a:/b/posts/part%200.parquet", "s3a://b/posts/part 0.parquet"),
        ("/data/*.parquet", "file:/data/a.parquet", "file:/data/a.parquet"),
    ],
)
def test_files_are_named_as_the_user_did(path, file, shown):
    assert _source._shown(path, file) == shown
