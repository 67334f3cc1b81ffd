"""The Python package: run by `.ci/run` in a virtual environment that holds the wheel
and `tests/python/requirements.txt`."""

import datetime
import filecmp
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from importlib.metadata import distribution
from pathlib import Path

import nbformat
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from nbclient import NotebookClient

import lockstep

ROOT = Path(__file__).parents[2]
SEASON = ROOT / "notebooks-data" / "season"
POSTS = SEASON / "posts.csv.gz"


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """What the command-line program of the wheel writes of the season."""
    out = tmp_path_factory.mktemp("program") / "out"
    done = run("detect", POSTS, "--out", out)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


@pytest.fixture(scope="session")
def season():
    return pl.read_csv(POSTS, infer_schema=False)


@pytest.fixture(scope="session")
def found(season):
    return lockstep.detect(season)


def run(*arguments, **options):
    command = [sys.executable, "-m", "lockstep", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def comparable(folder):
    """`run.json` and the page without what differs from machine to machine, and
    without the hash of the input: a table has no file."""
    record, page = json.loads((folder / "run.json").read_text()), (folder / "report.html").read_text()
    del record["machine"]
    for one in record["inputs"]:
        page = page.replace(one.pop("sha256") or "no hash", "")
    record["outputs"] = [output for output in record["outputs"] if output["file"] != "report.html"]
    return record, page


def assert_same_output(one, other):
    assert files(one) == files(other)
    names = sorted(files(one) - {"run.json", "report.html", "SHA256SUMS"})
    assert {"pairs.parquet", "charts/data.json"} < set(names)
    same, *different = filecmp.cmpfiles(one, other, names, shallow=False)
    assert same == names, different
    (mine, my_page), (theirs, their_page) = comparable(one), comparable(other)
    assert mine == theirs and my_page == their_page


def with_types(season):
    """The season as a researcher may hold it: numbers, moments, categories, lists."""
    moments = ["timestamp", "object_created", "repost_of_time"]
    return season.with_columns(
        *(pl.from_epoch(pl.col(name).cast(pl.Int64), time_unit="s").dt.replace_time_zone("UTC") for name in moments),
        pl.col("account_id").cast(pl.UInt64),
        pl.col("media_hash").cast(pl.Categorical),
        pl.col("hashtags").str.split("|"),
    )


def ways():
    """The same table in every form that must be taken."""

    def pandas(season):
        return season.to_pandas()

    def pandas_categories(season):
        frame = season.to_pandas()
        frame["account_id"] = frame["account_id"].astype("category")
        frame["timestamp"] = pd.to_datetime(frame["timestamp"].astype("int64"), unit="s", utc=True).dt.tz_convert(
            "Asia/Manila"
        )
        return frame

    def arrow(season):
        return season.to_arrow()

    def arrow_short_strings(season):
        return pa.table({name: season[name].to_arrow().cast(pa.string()) for name in season.columns})

    def arrow_dictionaries(season):
        return pa.table({name: pa.array(season[name].to_list(), pa.string()).dictionary_encode() for name in season.columns})

    def arrow_seconds(season):
        table = season.to_arrow()
        moments = season["timestamp"].cast(pl.Int64).to_arrow().cast(pa.timestamp("s"))
        return table.set_column(table.column_names.index("timestamp"), "timestamp", moments)

    def in_chunks(season):
        return pl.concat([season[start : start + 5_000] for start in range(0, len(season), 5_000)], rechunk=False)

    def lazy(season):
        return season.lazy()

    forms = [with_types, pandas, pandas_categories, arrow, arrow_short_strings, arrow_dictionaries, arrow_seconds, in_chunks, lazy]
    return [pytest.param(form, id=form.__name__) for form in forms]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_frame_gives_what_the_program_writes(season, program, tmp_path, threads):
    out = tmp_path / "out"
    lockstep.detect({str(POSTS): season}, threads=threads).write(out)
    assert_same_output(out, program[0])


def test_a_path_gives_what_the_program_writes(program, tmp_path):
    out = tmp_path / "out"
    found = lockstep.detect(POSTS)
    found.write(out)
    for name in sorted(files(out) - {"run.json", "SHA256SUMS"}):
        assert (out / name).read_bytes() == (program[0] / name).read_bytes(), name
    assert found.summary in program[1]


@pytest.mark.parametrize("form", ways())
def test_every_form_of_a_table_gives_the_same(form, season, found):
    other = lockstep.detect(form(season))
    for table in ["candidates", "networks", "accounts", "pairs"]:
        assert getattr(other, table).equals(getattr(found, table)), table


def test_the_tables_are_those_of_the_files(found, program):
    out, _ = program
    for name in ["accounts", "pairs", "evidence"]:
        assert getattr(found, name).equals(pl.read_parquet(out / f"{name}.parquet")), name
    for name in ["candidates", "networks", "explained"]:
        frame = getattr(found, name)
        text = pl.read_csv(out / f"{name}.csv", infer_schema=False)
        assert frame.columns == text.columns
        assert len(frame) == len(text) > 0
        for column, kind in frame.schema.items():
            written = text[column]
            if kind.is_float():
                assert frame[column].is_null().equals(written.is_null()), column
                assert ((frame[column] - written.cast(pl.Float64)).abs().max() or 0) <= 5e-3, column
            elif kind.is_integer():
                assert frame[column].equals(written.cast(kind)), column
            elif kind == pl.Datetime("us", "UTC"):
                assert frame[column].equals(written.str.to_datetime(time_unit="us", time_zone="UTC")), column
            elif kind == pl.Boolean:
                assert frame[column].equals(written == "true"), column
            else:
                assert kind == pl.String
                assert frame[column].fill_null("").equals(written.fill_null("")), column
    assert found.networks["network_id"].dtype == found.pairs["network_id"].dtype


def test_several_inputs_and_columns_by_name(season, found):
    renamed = season.rename({"account_id": "who", "timestamp": "when"})
    half = len(renamed) // 2
    other = lockstep.detect(
        [renamed[:half], renamed[half:].to_arrow()],
        columns={"account": "who", "time": "when", "content": "post_id", "object_created": "object_created"},
        preset="posts",
    )
    assert other.candidates.equals(found.candidates)
    assert [one["file"] for one in other.record["inputs"]] == ["frame 1", "frame 2"]


def test_flags_mean_what_they_mean_on_the_command_line(tmp_path):
    out = tmp_path / "out"
    flags = ["--trace", "url", "--window", "10s,60s", "--min-objects", "3", "--fdr", "0.05", "--seed", "7"]
    assert run("detect", POSTS, "--out", out, *flags, "--chance", "bicm", "--groups", "few-acts", "--null-check", "1").returncode == 0
    found = lockstep.detect(
        str(POSTS),
        traces="url",
        window=[datetime.timedelta(seconds=10), "60s"],
        min_objects=3,
        fdr=0.05,
        seed=7,
        chance="bicm",
        groups="few-acts",
        null_check=1,
    )
    written = json.loads((out / "run.json").read_text())
    assert found.record["configuration"] == written["configuration"]
    assert found.record["null_checks"] == written["null_checks"]
    assert written["configuration"]["groups"] == {"few_acts": True, "same_selection": False}
    again = lockstep.detect(POSTS, config={"fdr": 0.05, "use_traces": ["url"]}, seed=7)
    assert again.record["configuration"]["fdr"] == 0.05
    assert again.record["configuration"]["traces"]["share"]["min_objects"] == 2


@pytest.mark.parametrize(
    "wrong, kind, said",
    [
        ({"fdr": 2.0}, ValueError, "fdr"),
        ({"fdr": "much"}, ValueError, "fdr"),
        ({"window": "60 parsecs"}, ValueError, "window"),
        ({"traces": ["urls"]}, ValueError, "traces"),
        ({"preset": "myspace"}, ValueError, "preset"),
        ({"columns": {"hero": "x"}}, ValueError, "columns"),
        ({"columns": {"account": "nobody"}}, lockstep.LockstepError, "nobody"),
        ({"chance": "luck"}, ValueError, "chance"),
        ({"groups": ["none", "few-acts"]}, ValueError, "groups"),
        ({"groups": "all"}, ValueError, "groups"),
        ({"threads": 0}, ValueError, "threads"),
        ({"memory": "1MiB"}, ValueError, "memory"),
        ({"config": {"fdrr": 1}}, ValueError, "fdrr"),
        ({"config": "nowhere.toml"}, lockstep.LockstepError, "nowhere.toml"),
        ({"min_objects": object()}, TypeError, "object"),
        ({"spelling": 1}, TypeError, "spelling"),
    ],
)
def test_wrong_arguments_are_named(season, wrong, kind, said):
    with pytest.raises(kind, match=said):
        lockstep.detect(season, **wrong)


def test_unusable_inputs_are_told():
    with pytest.raises(lockstep.LockstepError, match="nowhere.csv"):
        lockstep.detect("nowhere.csv")
    with pytest.raises(lockstep.LockstepError, match="frame.*no row"):
        lockstep.detect(pl.DataFrame({"account_id": [], "post_id": [], "timestamp": [], "url": []}))
    with pytest.raises(lockstep.LockstepError, match="frame"):
        lockstep.detect(pl.DataFrame({"a": ["x"], "b": ["y"]}))
    for no_table in [{"account_id": ["a"]}, 7, pa.array([1, 2])]:
        with pytest.raises(TypeError, match="table"):
            lockstep.detect(no_table)
    with pytest.raises(ValueError, match="no input"):
        lockstep.detect([])


def test_columns_of_types_that_no_role_has_are_left_out(season, found):
    odd = season.with_columns(user=pl.struct("account_id", "post_id"), took=pl.lit(datetime.timedelta(seconds=1)))
    assert lockstep.detect(odd).candidates.equals(found.candidates)


HOSTILE = ["<script>alert(1)</script>", '=HYPERLINK("x")', "\u202egnp.exe", "<img src=x onerror=alert(1)>"]


@pytest.fixture(scope="session")
def attacked(season, found):
    """The season, in which the first candidates have names that attack whoever shows
    them."""
    first = found.candidates["account_id"][: len(HOSTILE)].to_list()
    return lockstep.detect(season.with_columns(pl.col("account_id").replace(first, HOSTILE)))


def test_what_a_notebook_shows_is_harmless(attacked):
    found = attacked
    assert set(found.candidates["account_id"][: len(HOSTILE)]) == set(HOSTILE)
    shown = found._repr_html_()
    assert "&lt;script&gt;" in shown
    for forbidden in ["<script", "<img", "\u202e", "onerror=alert(1)>", "<style", "http-equiv"]:
        assert forbidden not in shown, forbidden
    assert "#" not in re.sub(r"&#\w+;", "", shown), "no colours of our own: they would not be seen in dark notebooks"
    assert repr(found).count("\n") == 1 and "\u202e" not in repr(found)


def test_nothing_found_is_told(tmp_path):
    quiet = pl.DataFrame(
        {
            "account_id": [f"a{n}" for n in range(50)],
            "post_id": [f"p{n}" for n in range(50)],
            "timestamp": [1_700_000_000 + 5_000 * n for n in range(50)],
            "url": [f"https://x.example/{n % 10}" for n in range(50)],
        }
    )
    found = lockstep.detect(quiet)
    assert len(found.candidates) == len(found.networks) == 0
    assert found.candidates["first_act"].dtype == pl.Datetime("us", "UTC")
    assert "No network found" in found.summary and "No network found" in found._repr_html_()
    found.write(tmp_path / "out")


def test_an_output_is_replaced_only_where_that_is_said(found, tmp_path):
    out = tmp_path / "out"
    found.write(out)
    with pytest.raises(lockstep.LockstepError, match="there already"):
        found.write(out)
    found.write(out, overwrite=True)
    assert files(out) >= {"run.json", "report.html", "candidates.csv"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (out / "report.html").read_text() == found.report


def test_cases(found, program):
    account, other = found.candidates.filter(pl.col("network_id") == 1)["account_id"][:2]
    out, _ = program
    assert found.explain(account) == lockstep.explain(out, account) == run("explain", out, account).stdout
    assert found.explain(account, other) == lockstep.explain(out, account, other)
    assert lockstep.explain(out, account, format="json")["account"]
    assert lockstep.explain(out, account, format="html").startswith("<!")
    with pytest.raises(lockstep.LockstepError):
        lockstep.explain(out, "nobody")
    with pytest.raises(ValueError, match="format"):
        lockstep.explain(out, account, format="rhyme")


METHODS = [
    "objects", "coortweet", "cosine", "days", "disparity", "synchrotrap", "copycatch", "fraudar", "null_coord",
]


@pytest.mark.parametrize("method", METHODS)
def test_networks_are_those_of_the_program(season, method):
    frame = lockstep.network(season, method=method, trace="url", threads=2)
    done = run("network", POSTS, "--method", method, "--trace", "url")
    written = pl.read_csv(done.stdout.encode(), infer_schema=False)
    assert frame.columns == written.columns and len(frame) == len(written) > 0
    for column, kind in frame.schema.items():
        if kind.is_float():
            assert (frame[column] - written[column].cast(pl.Float64)).abs().max() <= 1e-3
        else:
            assert frame[column].equals(written[column].cast(kind)), column
    with pytest.raises(lockstep.LockstepError, match="several traces"):
        lockstep.network(season, method=method)
    with pytest.raises(ValueError, match="alpha"):
        lockstep.network(season, method="disparity", trace="url", alpha=3)
    with pytest.raises(ValueError, match="rho"):
        lockstep.network(season, method="copycatch", trace="url", rho=0.5)


def test_evaluations(found, program, season, tmp_path):
    out, _ = program
    truth = SEASON / "truth.csv"
    judged = lockstep.evaluate(candidates=out, labels=truth)
    assert judged.text == run("evaluate", "--candidates", out, "--labels", truth).stdout
    assert judged.record["average_precision"] > 0.5
    assert judged.table.columns == ["group", "name", "accounts", "measure", "value"]
    in_memory = lockstep.evaluate(candidates=found, labels=pl.read_csv(truth, infer_schema=False))
    assert in_memory.table.equals(judged.table)
    compared = lockstep.evaluate(season, methods=["lockstep", "objects"], labels=truth, out=tmp_path / "judged")
    assert compared.table["method"].to_list() == ["lockstep", "objects"]
    assert "evaluation.json" in files(tmp_path / "judged")
    null = lockstep.evaluate(season, null="habit", runs=1)
    assert len(null.table) == 2
    with pytest.raises(ValueError, match="candidates"):
        lockstep.evaluate(labels=truth)
    with pytest.raises(ValueError, match="no input"):
        lockstep.evaluate(null="habit")
    with pytest.raises(ValueError, match="runs"):
        lockstep.evaluate(season, null="habit", runs=0)


def test_worlds(tmp_path):
    world = lockstep.simulate(posts=3_000, seed=3)
    assert world.posts["timestamp"].dtype == pl.Datetime("us", "UTC")
    assert world.posts["account_id"].dtype == pl.String
    assert {"account_id", "role", "campaign", "style"} == set(world.truth.columns)
    done = run("simulate", "--posts", 3_000, "--seed", 3, "--out", tmp_path / "world")
    assert world.about in done.stdout
    assert (tmp_path / "world" / "posts.csv.gz").read_bytes() == (world.directory / "posts.csv.gz").read_bytes()
    lockstep.detect(world.posts)
    with pytest.raises(lockstep.LockstepError, match="there already"):
        lockstep.simulate(tmp_path / "world")
    with pytest.raises(ValueError, match="posts"):
        lockstep.simulate(posts=5, config=tmp_path / "world" / "world.toml")
    folder = world.directory
    del world
    assert not folder.exists()


def test_stages_are_told(season, capsys):
    stages = []
    found = lockstep.detect(season, progress=stages.append)
    assert stages == [one["stage"] for one in found.record["machine"]["stages"]]
    assert stages[0] == "reading" and "clustering" in stages
    lockstep.detect(season, progress=False)
    assert capsys.readouterr().err == ""

    def raises(stage):
        raise RuntimeError(stage)

    with pytest.raises(RuntimeError, match="reading"):
        lockstep.detect(season, progress=raises)


def test_other_threads_go_on(season):
    """The lock is released: a thread of Python counts while the work is done on
    another one, and several runs go side by side."""
    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1
            time.sleep(0)

    counter = threading.Thread(target=count)
    counter.start()
    before = counted[0]
    at_stages = []
    lockstep.detect(season, threads=1, progress=lambda stage: at_stages.append(counted[0]))
    done.set()
    counter.join()
    # Between two stages of the work, not only before and after it.
    assert sum(later > earlier for earlier, later in zip(at_stages, at_stages[1:])) >= 2
    assert counted[0] > before


INTERRUPTED = """
import os, sys, threading, time
import lockstep

def tell(stage):
    print(stage, flush=True)

try:
    lockstep.detect(sys.argv[1], temp_dir=sys.argv[2], memory="256MiB", null_check=10_000, progress=tell)
except KeyboardInterrupt:
    print("interrupted", flush=True)
def threads():
    for task in os.listdir("/proc/self/task"):
        try:
            yield open(f"/proc/self/task/{task}/comm").read()
        except OSError:  # It has just ended.
            pass

for _ in range(600):
    if not any("lockstep" in name for name in threads()):
        print("threads are gone", flush=True)
        break
    time.sleep(0.1)
print(os.listdir(sys.argv[2]), flush=True)
print(len(lockstep.detect(sys.argv[1]).candidates) > 0)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at threads where Linux shows them")
def test_ctrl_c_ends_the_work_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-c", INTERRUPTED, str(POSTS), str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    said = []
    for line in process.stdout:
        said.append(line.strip())
        # There are days of work in these null runs.
        if said[-1] == "null runs":
            process.send_signal(signal.SIGINT)
    assert process.wait() == 0
    assert said[-4:] == ["interrupted", "threads are gone", "[]", "True"]


def test_the_program_has_its_exit_codes(tmp_path):
    assert run("--version").stdout.strip() == f"lockstep {lockstep.__version__}"
    assert run("detect", "nowhere.csv").returncode == 1
    assert run("detect", "--fdr", "much").returncode == 2
    assert run("detect", POSTS, "--fdr", "2").returncode == 2
    script = Path(sys.executable).with_name("lockstep")
    done = subprocess.run([script, "presets"], capture_output=True, text=True)
    assert done.returncode == 0 and "crowdtangle" in done.stdout.lower()
    closed = subprocess.Popen([script, "presets"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    closed.stdout.close()
    assert closed.wait() == 0


def test_the_program_ends_on_ctrl_c(tmp_path):
    command = [sys.executable, "-m", "lockstep", "detect", str(POSTS), "--null-check", "10000", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not any(tmp_path.iterdir()):
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert "interrupted" in process.stderr.read()
    assert not list(tmp_path.iterdir())


def test_the_wheel_is_for_every_python():
    tags = distribution("lockstep").read_text("WHEEL")
    assert "cp39-abi3" in tags
    assert distribution("lockstep").version == lockstep.__version__


TYPED = """
from typing import Any, Dict

import polars as pl

import lockstep

found = lockstep.detect(pl.DataFrame(), window=["10s", 60], columns={"account": "who"}, progress=print)
candidates: pl.DataFrame = found.candidates
text: str = found.explain("a", "b")
case: Dict[str, Any] = lockstep.explain("out", "a", format="json")
edges: pl.DataFrame = lockstep.network(["a.csv", pl.DataFrame()], method="days")
judged: lockstep.Evaluation = lockstep.evaluate(candidates=found, labels="truth.csv")
world: lockstep.World = lockstep.simulate(posts=1_000)
lockstep.detect(7)  # wrong
lockstep.detect("a", chance="luck")  # wrong
found.candidate  # wrong
"""


def test_types(tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text(TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir", str(tmp_path / "cache")]
    package = ROOT / "python" / "lockstep"
    # What is for Spark is typed by what is installed with it.
    inside = subprocess.run([*command, "--exclude", "/spark/", str(package)], capture_output=True, text=True, cwd=tmp_path)
    assert inside.returncode == 0, inside.stdout
    said = subprocess.run([*command, str(sample)], capture_output=True, text=True, cwd=tmp_path).stdout
    wrong = {number for number, line in enumerate(TYPED.splitlines(), start=1) if line.endswith("# wrong")}
    assert {int(line) for line in re.findall(r"sample\.py:(\d+): error", said)} == wrong, said


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A Python that has the package and what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    waiting, copied = ["lockstep"], set()
    while waiting:
        name = waiting.pop()
        if name in copied:
            continue
        copied.add(name)
        here = distribution(name)
        for file in here.files:
            if ".." not in file.parts:
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file.locate(), packages / file)
        required = [one for one in here.requires or [] if "extra ==" not in one]
        waiting.extend(re.match(r"[\w.-]+", one)[0] for one in required)
    assert "polars" in copied and "pandas" not in copied
    return folder / "bin" / "python"


def test_the_example_of_the_readme(fresh, tmp_path):
    """As it stands there, in a folder in which the sample is."""
    readme = (ROOT / "README.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    (tmp_path / "notebooks-data").symlink_to(ROOT / "notebooks-data")
    done = subprocess.run([fresh, "-c", example], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "validated pairs" in done.stdout
    assert (tmp_path / "season-out" / "report.html").is_file()


def test_the_notebook(tmp_path):
    """It runs, and states the numbers of the tables."""
    notebook = nbformat.read(ROOT / "notebooks-data" / "python.ipynb", as_version=4)
    for cell in notebook.cells:
        assert not cell.get("outputs") and not cell.get("execution_count"), "the notebook is kept without outputs"
    (tmp_path / "season").symlink_to(SEASON)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    said = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout")
    errors = "".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stderr")
    assert "building the font cache" in errors or errors == ""
    networks = pl.read_csv(SEASON / "out" / "networks.csv")
    assert f"{networks.height} networks of {networks['accounts'].sum()} accounts" in said
    assert re.search(r"null habit: \d+ accounts as it is, \[\d, \d\] with coordination destroyed", said)
    assert "'report.html', 'run.json'" in said
    shown = [output.data for output in outputs if "data" in output]
    assert any("image/png" in data for data in shown)
    page = next(data["text/html"] for data in shown if "class=\"lockstep\"" in data.get("text/html", ""))
    assert "network" in page and "<script" not in page


def test_a_notebook_shows_the_stage(tmp_path):
    cell = f"import lockstep\nfound = lockstep.detect({str(POSTS)!r})"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    # One line, updated in place.
    (output,) = notebook.cells[0].outputs
    assert re.search(r"lockstep: done \(\d+\.\d s\)", output.data["text/html"])
