//! What lockstep writes, read by other programs.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{SAMPLE, arg, file, folder, python, python_says, slow_link, slow_time, succeed};

/// Reads every Parquet file of a folder by polars and by duckdb, which must
/// find the same; prints name and number of rows of each.
const PARQUET: &str = r#"
import glob, os, sys
import duckdb, polars
duckdb.sql("SET TimeZone = 'UTC'")
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.parquet"))):
    one = polars.read_parquet(path)
    other = duckdb.sql("SELECT * FROM read_parquet('" + path + "')")
    assert one.columns == other.columns, (path, one.columns, other.columns)
    naive = one.with_columns(polars.col(polars.Datetime).dt.epoch("us"))
    instants = ", ".join(
        f'epoch_us("{name}") AS "{name}"' if isinstance(kind, polars.Datetime) else f'"{name}"'
        for name, kind in one.schema.items()
    )
    rows = duckdb.sql("SELECT " + instants + " FROM read_parquet('" + path + "')").fetchall()
    assert naive.rows() == rows, path
    print(os.path.basename(path), len(rows))
"#;

/// The workbook against candidates.csv, evidence.parquet and networks.csv.
const WORKBOOK: &str = r#"
import csv, datetime, sys
import openpyxl, polars
run, out = sys.argv[1:]
book = openpyxl.load_workbook(out + "/workbook.xlsx")
assert book.sheetnames == ["Candidates", "Networks", "Pairs", "Evidence", "Methods"], book.sheetnames
for sheet in book:
    assert sheet.freeze_panes == "A2", sheet.title
    assert sheet.auto_filter.ref == sheet.dimensions, (sheet.title, sheet.auto_filter.ref, sheet.dimensions)
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f" and cell.hyperlink is None, cell
def rows(sheet):
    header, *below = [[cell for cell in row] for row in book[sheet].iter_rows()]
    return [dict(zip([cell.value for cell in header], row)) for row in below]
candidates = list(csv.DictReader(open(run + "/candidates.csv", encoding="utf-8")))
shown = rows("Candidates")
assert len(candidates) == len(shown) > 0
for line, row in zip(candidates, shown):
    assert row["account_id"].data_type == "s" and row["account_id"].value == line["account_id"]
    for name in ("rank", "network_id", "partners", "co_acts", "objects", "days"):
        assert row[name].value == int(line[name]), name
    for name in ("tier", "traces", "ruled_out"):
        assert row[name].value == line[name], name
    assert abs(row["score"].value - float(line["score"])) < 1e-3
    assert row["q_value"].value == float(line["q_value"]) and row["q_value"].number_format == "0.00E+00"
    for name in ("first_act", "last_act"):
        moment = datetime.datetime.fromisoformat(line[name].replace("Z", "")).replace(microsecond=0)
        assert row[name].is_date and abs(row[name].value - moment) < datetime.timedelta(seconds=1), (row[name].value, moment)
assert any(len(line["account_id"]) == 19 for line in candidates)
evidence = polars.read_parquet(out + "/evidence.parquet")
assert len(rows("Evidence")) == len(evidence) > 0
assert len(rows("Pairs")) == len(polars.read_parquet(out + "/pairs.parquet")) > 0
scores = [row["score"].value for row in rows("Evidence")]
assert scores == sorted(scores, reverse=True)
networks = list(csv.DictReader(open(run + "/networks.csv", encoding="utf-8")))
assert [row["network_id"].value for row in rows("Networks")] == [int(line["network_id"]) for line in networks]
methods = {}
for row in rows("Methods"):
    methods.setdefault(row["What"].value, []).append(row["Value"].value)
assert methods["May be passed on as"] == ["TLP:GREEN"] and "0.01" in methods["False discovery rate"][0]
assert all("Tier " + letter in methods for letter in "ABCD") and "SHA-256" in methods["Input"][0]
assert book.properties.created == datetime.datetime(2000, 1, 1)
print(len(shown))
"#;

/// The OASIS validator, strict. The one recommendation that is not followed is
/// that ids of other objects than observables be random: these are made of the
/// run, so that the same export is the same bundle.
const STIX: &str = r#"
import json, sys, uuid
from stix2validator import ValidationOptions, validate_file
for path in sys.argv[1:]:
    options = ValidationOptions(version="2.1", strict=True, strict_properties=True,
                                enforce_refs=True, disabled="uuid-check")
    result = validate_file(path, options)
    errors = [str(error) for one in result.object_results for error in one.errors]
    warnings = [str(warning) for one in result.object_results for warning in one.warnings]
    assert result.is_valid and not errors and not warnings, (path, errors[:5], warnings[:5])
    kinds = {}
    for one in json.load(open(path, encoding="utf-8"))["objects"]:
        kinds[one["type"]] = kinds.get(one["type"], 0) + 1
        identifying = {"user-account": ("account_type", "user_id", "account_login"), "url": ("value",), "domain-name": ("value",)}
        if one["type"] in identifying:
            names = {name: one[name] for name in identifying[one["type"]] if name in one}
            canonical = json.dumps(names, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            made = uuid.uuid5(uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7"), canonical)
            assert one["id"] == one["type"] + "--" + str(made), one
    print(json.dumps(kinds))
"#;

/// PyMISP, with its schema.
const MISP: &str = r#"
import json, sys
from pymisp import MISPEvent
event = MISPEvent()
event.load_file(sys.argv[1])
assert int(event.distribution) == 0 and event.published is False
tags = [tag.name for tag in event.tags]
assert tags[0] == "tlp:amber+strict" and 'misp-galaxy:disarm-techniques="Flood Information Space"' in tags, tags
accounts = [one for one in event.objects if one.name == "user-account"]
networks = {one.uuid for one in event.objects if one.name == "annotation"}
assert all(one.template_uuid == "49606b06-22f0-4ac8-8eee-2f12ad46f3d3" for one in accounts)
assert all(one.references[0].referenced_uuid in networks for one in accounts)
attributes = event.attributes + [attribute for one in event.objects for attribute in one.attributes]
assert not any(attribute.to_ids for attribute in attributes)
uuids = [one.uuid for one in event.objects] + [attribute.uuid for attribute in attributes]
assert len(uuids) == len(set(uuids))
ids = [attribute.value for one in accounts for attribute in one.get_attributes_by_relation("user-id")]
print(json.dumps({"ids": ids, "types": sorted({attribute.type for attribute in event.attributes})}))
"#;

fn sample() -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    (place, out)
}

fn export(run: &Path, name: &str, flags: &[&str]) -> PathBuf {
    let out = run.with_file_name(name);
    succeed(&[&["export", arg(run), "--out", arg(&out)], flags].concat());
    out
}

/// Name and number of rows of every table.
fn tables(python: &Path, folder: &Path) -> Vec<(String, usize)> {
    let read = python_says(python, PARQUET, &[arg(folder)]);
    let table = |line: &str| {
        let (name, rows) = line.split_once(' ').expect("a name and a number");
        (name.to_owned(), rows.parse().expect("a number"))
    };
    read.lines().map(table).collect()
}

#[test]
fn polars_and_duckdb_read_the_tables_of_detect_and_export_alike() {
    let Some(python) = python() else { return };
    let (_place, run) = sample();
    let of_run = tables(&python, &run);
    let names = |tables: &[(String, usize)]| tables.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&of_run), ["accounts.parquet", "evidence.parquet", "pairs.parquet"]);
    let of_export = tables(&python, &export(&run, "export", &["--format", "parquet"]));
    assert_eq!(names(&of_export), ["candidates.parquet", "evidence.parquet", "networks.parquet", "pairs.parquet"]);
    assert!(of_run.iter().chain(&of_export).all(|&(_, rows)| rows > 0), "{of_run:?} {of_export:?}");
}

#[test]
fn openpyxl_reads_the_workbook() {
    let Some(python) = python() else { return };
    let (_place, run) = sample();
    let out = export(&run, "export", &["--tlp", "green"]);
    let said = python_says(&python, WORKBOOK, &[arg(&run), arg(&out)]);
    assert!(said.trim().parse::<usize>().expect("a number") > 20, "{said}");
}

#[test]
fn the_validator_of_oasis_accepts_the_bundle_with_every_marking() {
    let Some(python) = python() else { return };
    let (_place, run) = sample();
    let mut bundles = Vec::new();
    for tlp in ["clear", "green", "amber", "amber+strict", "red"] {
        bundles.push(export(&run, tlp, &["--format", "stix", "--tlp", tlp]).join("bundle.json"));
    }
    let flags = ["--format", "stix", "--identity", "Us", "--attribute-to", "Them"];
    bundles.push(export(&run, "named", &flags).join("bundle.json"));
    let paths: Vec<&str> = bundles.iter().map(|path| arg(path)).collect();
    let said = python_says(&python, STIX, &paths);
    let kinds: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).expect("valid JSON")).collect();
    assert_eq!(kinds.len(), 6);
    assert!(kinds.iter().all(|kinds| kinds["url"].as_u64() > Some(10) && kinds["domain-name"].as_u64() > Some(1)));
    assert!(kinds[5]["threat-actor"] == 1 && kinds[5]["identity"] == 1 && kinds[0]["threat-actor"].is_null());
}

#[test]
fn the_validator_takes_platforms_handles_and_pseudonyms() {
    let Some(python) = python() else { return };
    let place = folder();
    let mut csv = String::from("platform,account_id,timestamp,url,handle,display_name\n");
    for action in 0..30 {
        for n in 0..6 {
            let time = 1_630_000_000 + 10_000 * action + n;
            let platform = if n % 2 == 0 { "X" } else { "Facebook" };
            csv += &format!("{platform},4{n},{time},https://evil.example/{action},it's {n},\"N\\\\{n}\"\n");
            csv += &format!("{platform},4{n},{},{},it's {n},N\n", slow_time(action, n), slow_link(action, n));
        }
    }
    for n in 0..3_000 {
        csv += &format!("X,a{n},{},https://a.example/{},,\n", 1_630_000_000 + 97 * n, n % 50);
    }
    let run = place.path().join("out");
    succeed(&["detect", arg(&file(&place, "posts.csv", csv)), "--out", arg(&run)]);
    let key = file(&place, "key", "a key of enough bytes");
    let bundles =
        [export(&run, "plain", &["--format", "stix"]), export(&run, "hidden", &["--pseudonymise", arg(&key)])];
    let bundles = bundles.map(|out| out.join("bundle.json"));
    let said = python_says(&python, STIX, &[arg(&bundles[0]), arg(&bundles[1])]);
    let kinds: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).expect("valid JSON")).collect();
    assert!(kinds.iter().all(|kinds| kinds["user-account"] == 6 && kinds["indicator"] == 2), "{said}");
    let plain = std::fs::read_to_string(&bundles[0]).expect("the bundle");
    assert!(plain.contains("\"account_type\": \"twitter\"") && plain.contains("\"account_login\": \"it's 0\""));
}

#[test]
fn pymisp_loads_the_event() {
    let Some(python) = python() else { return };
    let (_place, run) = sample();
    let out = export(&run, "export", &["--format", "misp"]);
    let said: serde_json::Value =
        serde_json::from_str(&python_says(&python, MISP, &[arg(&out.join("misp-event.json"))])).expect("valid JSON");
    let listed = crate::support::table(&std::fs::read_to_string(run.join("candidates.csv")).expect("the list"));
    assert_eq!(said["types"], serde_json::json!(["domain", "text", "url"]));
    let mut ids: Vec<&str> =
        said["ids"].as_array().expect("ids").iter().filter_map(serde_json::Value::as_str).collect();
    let mut wanted: Vec<&str> = listed.iter().map(|row| row["account_id"].as_str()).collect();
    ids.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(ids, wanted);
}
