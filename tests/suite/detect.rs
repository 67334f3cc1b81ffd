//! `lockstep detect`, from a file to its outputs.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

use lockstep::data::traces::{Acts, Posts, Same, TraceKind};
use lockstep::table::Table;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use statrs::distribution::{DiscreteCDF, Poisson};

use crate::support;
use crate::support::{
    SAMPLE, acts, arg, fail, file, folder, listing, lockstep, outputs, parquet, real, root, succeed, table, text,
    texts, unpacked,
};

/// The numbers of a column, NaN where there is none.
fn numbers(table: &Table, column: &str) -> Vec<f64> {
    support::numbers(table, column).into_iter().map(|number| number.unwrap_or(f64::NAN)).collect()
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("the file")).expect("valid JSON")
}

fn csv(path: &Path) -> Vec<HashMap<String, String>> {
    table(&std::fs::read_to_string(path).expect("the file"))
}

/// Every file below a folder with its content.
fn contents(place: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in listing(place) {
        let path = place.join(&name);
        if path.is_dir() {
            files.extend(contents(&path));
        } else {
            files.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
    files
}

const TRUTH: &str = "notebooks-data/season/truth.csv";

/// The first command of the README, with its output somewhere else.
fn first_command(out: &Path) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let command = readme.lines().find(|line| line.contains("-- detect")).expect("the first command");
    let (_, arguments) = command.split_once(" -- ").expect("arguments of the program");
    let mut arguments: Vec<String> = arguments.split_whitespace().map(str::to_owned).collect();
    *arguments.last_mut().expect("--out DIR") = arg(out).to_owned();
    arguments
}

#[test]
fn the_first_command_of_the_readme_finds_the_planted_campaigns() {
    let place = folder();
    let out = place.path().join("out");
    let arguments = first_command(&out);
    assert!(arguments.contains(&SAMPLE.to_owned()), "{arguments:?}");
    let said = succeed(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(said.contains("networks of") && said.contains("report.html"), "{said}");
    let rows = csv(Path::new(TRUTH));
    let truth: HashMap<&String, &String> = rows.iter().map(|row| (&row["account_id"], &row["campaign"])).collect();
    let mut found: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let candidates = csv(&out.join("candidates.csv"));
    for row in &candidates {
        *found.entry(truth[&row["account_id"]]).or_default().entry(&row["network_id"]).or_default() += 1;
    }
    let campaigns: BTreeSet<&str> = truth.values().map(|c| c.as_str()).filter(|c| !c.is_empty()).collect();
    assert_eq!(campaigns.len(), 11);
    for campaign in campaigns {
        let members = truth.values().filter(|c| c.as_str() == campaign).count();
        let together = found.get(campaign).and_then(|networks| networks.values().max()).copied().unwrap_or(0);
        assert!(together * 10 >= members * 9, "{campaign}: {together} of {members} members in one network");
    }
    let innocent = candidates.iter().filter(|row| truth[&row["account_id"]].is_empty()).count();
    assert!(innocent * 100 <= candidates.len(), "{innocent} of {} are innocent", candidates.len());
}

#[test]
fn what_is_printed_has_patterns_and_marks_what_is_unstable() {
    let place = folder();
    let out = place.path().join("out");
    let said = succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    let networks = csv(&out.join("networks.csv"));
    let shown = &networks[..networks.len().min(10)];
    for row in shown {
        let mark = if row["unstable"] == "true" { "*" } else { " " };
        let line = format!(
            "{:>7}{mark}  {:>4}  {:<17}  {:>8} ",
            row["network_id"], row["tier"], row["pattern"], row["accounts"]
        );
        assert!(said.contains(&line), "{line:?}: {said}");
        assert!(said.contains(&format!("\n{}: ", row["pattern"])), "{said}");
    }
    assert_eq!(said.contains("\n* Unstable: "), shown.iter().any(|row| row["unstable"] == "true"));
    let groups: BTreeSet<String> = csv(&out.join("explained.csv")).iter().map(|row| row["group_id"].clone()).collect();
    assert!(groups.len() > 1);
    assert!(said.contains(&format!("{} groups are synchronous and not on the list: see explained.csv.", groups.len())));
}

#[test]
fn the_sample_is_what_the_simulator_makes() {
    let place = folder();
    let out = place.path().join("world");
    succeed(&["simulate", "--out", arg(&out)]);
    let shipped = root().join("notebooks-data/season");
    let mut names = listing(&shipped);
    // What detect makes of it, for those who begin with a finished run.
    names.retain(|name| name != "out");
    assert_eq!(outputs(&out), names);
    for name in names {
        let read = |place: &Path| std::fs::read(place.join(&name)).expect("a file");
        assert!(read(&out) == read(&shipped), "{name} is another one; make it again with lockstep simulate");
    }
}

#[test]
fn every_file_of_the_contract_is_there_with_its_columns() {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    let header = |name: &str| {
        let table = std::fs::read_to_string(out.join(name)).expect("the table");
        table.lines().next().expect("a header").to_owned()
    };
    assert!(header("candidates.csv").starts_with(
        "rank,account_id,network_id,tier,score,q_value,partners,co_acts,objects,days,traces,ruled_out,first_act,last_act"
    ));
    assert!(header("networks.csv").starts_with(
        "network_id,accounts,pairs,density,tier,score,q_value,co_acts,objects,days,traces,ruled_out,first_act,last_act"
    ));
    assert!(header("candidates.csv").ends_with(",pattern"));
    let event = "moments,sittings,off_hours,concentration,moment_spread_s,participation,instants,tight_instants,strangers,p_event";
    let group = "p_group,group_sittings,expected_strangers";
    assert!(header("networks.csv").ends_with(&format!(",pattern,{event},unstable,{group}")));
    assert_eq!(
        header("explained.csv"),
        "group_id,account_id,accounts,pairs,explanation,pattern,trace,objects,days,met,expected,p_habit,period_s,at_ticks,delay_s,first_act,last_act"
    );
    let names = |name: &str| parquet(&out, name).names().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(names("accounts.parquet")[..5], ["account_id", "score", "q_value", "network_id", "tier"]);
    assert_eq!(names("accounts.parquet").last().map(String::as_str), Some("explained_group"));
    assert_eq!(
        names("pairs.parquet")[..13],
        [
            "account_a",
            "account_b",
            "trace",
            "co_acts",
            "shared_objects",
            "days",
            "median_gap_s",
            "p_chance",
            "p_crowd",
            "p_habit",
            "p_value",
            "q_value",
            "network_id"
        ]
    );
    let run = json(&out.join("run.json"));
    for field in ["lockstep", "configuration", "inputs", "outputs", "traces", "warnings", "expected_false_pairs"] {
        assert!(!run[field].is_null(), "{field}");
    }
    let (networks, candidates) = (csv(&out.join("networks.csv")), csv(&out.join("candidates.csv")));
    assert_eq!(run["networks"], networks.len());
    assert_eq!(run["candidates"], candidates.len());
    let members: usize = networks.iter().map(|network| network["accounts"].parse::<usize>().expect("a count")).sum();
    assert_eq!(members, candidates.len());
    assert!(candidates.iter().zip(1..).all(|(row, rank)| row["rank"] == rank.to_string()));
    let accounts: Vec<usize> = networks.iter().map(|row| row["accounts"].parse().expect("a count")).collect();
    charts_and_graphs(&out, &accounts, candidates.len());
    hashes(&out, &run);
}

fn charts_and_graphs(out: &Path, accounts: &[usize], candidates: usize) {
    let charts = listing(&out.join("charts"));
    // The first five, and the five largest.
    let mut largest: Vec<usize> = (0..accounts.len()).collect();
    largest.sort_by_key(|&network| std::cmp::Reverse(accounts[network]));
    let drawn = largest.into_iter().take(5).chain(0..accounts.len().min(5)).collect::<BTreeSet<_>>().len();
    assert_eq!(charts.len(), 2 * (2 + 5 * drawn) + 1, "{charts:?}");
    for name in charts {
        let bytes = std::fs::read(out.join("charts").join(&name)).expect("a chart");
        match name.rsplit_once('.').expect("an ending").1 {
            "png" => assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 5_000, "{name}"),
            "json" => assert_eq!(name, "data.json"),
            _ => assert!(roxmltree::Document::parse(&text(&bytes)).is_ok(), "{name}"),
        }
    }
    for (name, node) in [("network.gexf", "node"), ("network.graphml", "node")] {
        let graph = std::fs::read_to_string(out.join(name)).expect("a graph");
        let graph = roxmltree::Document::parse(&graph).expect("valid XML");
        assert_eq!(
            graph
                .descendants()
                .filter(|element| element.has_tag_name(node) || element.tag_name().name() == node)
                .count(),
            candidates
        );
    }
}

/// Every output but `run.json` itself, and the sums, is listed there with its hash.
fn hashes(out: &Path, run: &serde_json::Value) {
    use sha2::{Digest, Sha256};
    let listed = run["outputs"].as_array().expect("a list");
    assert_eq!(listed.len(), contents(out).len() - 2);
    for output in listed {
        let bytes = std::fs::read(out.join(output["file"].as_str().expect("a name"))).expect("the output");
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(output["sha256"], hash, "{output}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let place = folder();
    let outputs = ["1", "2", "5"].map(|threads| {
        let out = place.path().join(threads);
        succeed(&["detect", SAMPLE, "--out", arg(&out), "--threads", threads]);
        let files = contents(&out).into_iter().map(|(path, bytes)| {
            let name = path.strip_prefix(&out).expect("below the output").to_owned();
            if name == Path::new("SHA256SUMS") {
                // That of the record is another one.
                let of_others = text(&bytes).lines().filter(|line| !line.ends_with("  run.json")).collect::<String>();
                return (name, of_others.into_bytes());
            }
            if name != Path::new("run.json") {
                return (name, bytes);
            }
            let mut run: serde_json::Value = serde_json::from_slice(&bytes).expect("valid JSON");
            assert_eq!(run["machine"]["threads"].to_string(), threads);
            run.as_object_mut().expect("an object").remove("machine");
            (name, run.to_string().into_bytes())
        });
        files.collect::<BTreeMap<_, _>>()
    });
    for other in &outputs[1..] {
        assert!(other.keys().eq(outputs[0].keys()));
        other.iter().for_each(|(name, bytes)| assert!(*bytes == outputs[0][name], "{} differs", name.display()));
    }
}

/// What an account did: account, object, second, post.
type Act = [String; 4];

/// The distinct acts of one column, read without the crate.
fn german_acts(path: &Path, column: &str) -> Vec<Act> {
    let columns = ["account_id", column, "timestamp", "post_id"];
    let rows = table(&unpacked(path)).into_iter().filter(|row| !row[column].is_empty() && row[column] != "NA");
    let mut acts: Vec<Act> = rows.map(|mut row| columns.map(|name| row.remove(name).expect("the column"))).collect();
    acts.sort();
    acts.dedup();
    acts
}

type AccountPair = (String, String);

/// Distinct objects of an account; distinct objects and co-acts of a pair
/// within a minute, by the definition; without objects of more accounts than
/// 1,000 and 5 % of all.
struct ByDefinition {
    degrees: HashMap<String, u64>,
    objects: HashMap<AccountPair, u64>,
    co_acts: HashMap<AccountPair, u64>,
}

impl ByDefinition {
    fn new(acts: &[Act]) -> Self {
        let mut by_object: HashMap<&str, Vec<(&String, i64)>> = HashMap::new();
        for [account, object, time, _] in acts {
            by_object.entry(object).or_default().push((account, time.parse::<f64>().expect("a Unix time") as i64));
        }
        let limit = 1_000.max(acts.iter().map(|act| &act[0]).collect::<BTreeSet<_>>().len() / 20);
        let mut truth = Self { degrees: HashMap::new(), objects: HashMap::new(), co_acts: HashMap::new() };
        for acts in by_object.values() {
            let accounts: BTreeSet<&String> = acts.iter().map(|act| act.0).collect();
            if accounts.len() <= limit {
                accounts.into_iter().for_each(|account| *truth.degrees.entry(account.clone()).or_default() += 1);
                truth.add(acts);
            }
        }
        truth
    }

    fn add(&mut self, acts: &[(&String, i64)]) {
        let mut met = BTreeSet::new();
        for (n, &(one, time)) in acts.iter().enumerate() {
            for &(other, other_time) in &acts[..n] {
                if one != other && time.abs_diff(other_time) <= 60 {
                    let pair = (one.min(other).clone(), one.max(other).clone());
                    *self.co_acts.entry(pair.clone()).or_default() += 1;
                    met.insert(pair);
                }
            }
        }
        met.into_iter().for_each(|pair| *self.objects.entry(pair).or_default() += 1);
    }

    /// P(Poisson(k_i k_j 2S / E²) ≥ n), by another library.
    fn p_chance(&self, pair: &(String, String)) -> f64 {
        let (s, e) = (self.objects.values().sum::<u64>() as f64, self.degrees.values().sum::<u64>() as f64);
        let mean = self.degrees[&pair.0] as f64 * self.degrees[&pair.1] as f64 * 2.0 * s / (e * e);
        Poisson::new(mean).expect("a mean").sf(self.objects[pair] - 1)
    }
}

#[test]
fn german_elections_with_four_traces() {
    let Some(data) = real("data/german_elections.csv.gz") else { return };
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", arg(&data), "--window", "60s", "--out", arg(&out)]);
    let run = json(&out.join("run.json"));
    let traces: Vec<&str> = run["traces"]
        .as_array()
        .expect("traces")
        .iter()
        .map(|trace| trace["trace"].as_str().expect("a name"))
        .collect();
    assert_eq!(traces, ["url", "domain", "hashtag", "media"]);
    assert_eq!(run["rows"], 218_971);
    assert_eq!(run["accounts"], 58_317);
    let pairs = parquet(&out, "pairs.parquet");
    let (trace, a, b) = (texts(&pairs, "trace"), texts(&pairs, "account_a"), texts(&pairs, "account_b"));
    let (objects, p) = (numbers(&pairs, "shared_objects"), numbers(&pairs, "p_chance"));
    let co_acts = numbers(&pairs, "co_acts");
    for (place, (name, column)) in
        [("url", "url_id"), ("domain", "domain_id"), ("hashtag", "hashtag_id"), ("media", "phash_id")]
            .iter()
            .enumerate()
    {
        let truth = ByDefinition::new(&german_acts(&data, column));
        let window = &run["traces"][place]["windows"][0];
        assert_eq!(window["meetings"], truth.objects.values().sum::<u64>(), "{name}");
        let repeated = truth.objects.values().filter(|&&n| n >= 2).count();
        assert_eq!(window["repeated_pairs"], repeated, "{name}");
        let mut checked = 0;
        for row in (0..trace.len()).filter(|&row| trace[row] == *name) {
            let pair = (a[row].clone().min(b[row].clone()), a[row].clone().max(b[row].clone()));
            assert_eq!(objects[row], truth.objects[&pair] as f64, "{name} {pair:?}");
            assert_eq!(co_acts[row], truth.co_acts[&pair] as f64, "{name} {pair:?}");
            let expected = truth.p_chance(&pair);
            if expected > 1e-12 {
                assert!((p[row] / expected - 1.0).abs() < 1e-6, "{name} {pair:?}: {} {expected}", p[row]);
            } else {
                assert!(p[row] < 1e-11, "{name} {pair:?}");
            }
            checked += usize::from(objects[row] >= 2.0);
        }
        assert_eq!(checked, repeated, "{name}: every repeated pair is in the evidence");
    }
    // The figure that was published with the method.
    assert_eq!(run["traces"][0]["windows"][0]["repeated_pairs"], 1_119);
    listed_at_the_stated_rate(&out, &run);
}

/// q-values by Benjamini and Hochberg over all pairs of accounts, and the
/// list that follows from them.
fn listed_at_the_stated_rate(out: &Path, run: &serde_json::Value) {
    let pairs = parquet(out, "pairs.parquet");
    let (a, b, q) = (texts(&pairs, "account_a"), texts(&pairs, "account_b"), numbers(&pairs, "q_value"));
    let distinct: BTreeMap<(&String, &String), f64> = a.iter().zip(&b).zip(q).collect();
    let validated = distinct.values().filter(|&&q| q <= 0.01).count();
    assert_eq!(run["validated_pairs"], validated);
    assert!((run["expected_false_pairs"].as_f64().expect("a number") - 0.01 * validated as f64).abs() < 1e-9);
    let acting = run["acting_accounts"].as_f64().expect("a number");
    assert_eq!(run["pairs_in_all"].as_f64(), Some(acting * (acting - 1.0) / 2.0));
    let listed: BTreeSet<String> =
        csv(&out.join("candidates.csv")).into_iter().map(|row| row["account_id"].clone()).collect();
    let linked: BTreeSet<&String> =
        distinct.iter().filter(|(_, q)| **q <= 0.01).flat_map(|((a, b), _)| [*a, *b]).collect();
    assert!(!listed.is_empty() && listed.iter().all(|account| linked.contains(account)));
}

#[test]
fn russian_retweets() {
    let Some(data) = real("data/russian_coord_tweets.csv.gz") else { return };
    let place = folder();
    let out = place.path().join("out");
    let said = succeed(&["detect", arg(&data), "--out", arg(&out)]);
    let run = json(&out.join("run.json"));
    assert_eq!((&run["rows"], &run["accounts"]), (&35_125.into(), &9_509.into()));
    assert_eq!(run["traces"][0]["trace"], "share");
    assert_eq!(run["traces"][0]["objects"], 7_285);
    // The same pairs as the raw network of a minute.
    let raw = table(&succeed(&["network", arg(&data), "--method", "objects", "--leave-out-popular"]));
    assert_eq!(run["traces"][0]["windows"][1]["window"], "60s");
    assert_eq!(run["traces"][0]["windows"][1]["repeated_pairs"], raw.len());
    // Evenings on one feed pass chance, but are one occasion each.
    assert!(said.starts_with("No network found"), "{said}");
    assert_eq!(csv(&out.join("candidates.csv")).len(), 0);
}

/// The published prototype listed 130 accounts on the URL trace, and nobody on
/// a copy whose delays were shuffled within each account.
#[test]
fn german_links_hold_coordination_that_a_shuffle_destroys() {
    let Some(data) = real("data/german_elections.csv.gz") else { return };
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", arg(&data), "--trace", "url", "--null-check", "5", "--out", arg(&out)]);
    let run = json(&out.join("run.json"));
    let candidates = run["candidates"].as_u64().expect("a count");
    assert!((100..=180).contains(&candidates), "{candidates}");
    let checks = run["null_checks"].as_array().expect("checks");
    assert_eq!(
        checks.iter().map(|check| check["null"].as_str()).collect::<Vec<_>>(),
        [Some("habit"), Some("times"), Some("chance")]
    );
    for check in checks {
        assert_eq!(check["undestroyed"]["candidates"], candidates);
        let runs = check["runs"].as_array().expect("runs");
        assert!(check["undestroyed"]["of_patterns"].as_u64() > Some(0), "{check}");
        assert_eq!(runs.iter().map(|run| run["of_patterns"].as_u64()).collect::<Vec<_>>(), vec![Some(0); 5], "{check}");
    }
}

/// The same, shuffled outside the program: each account's delays after the
/// first share of a link are dealt out again among its links.
#[test]
fn where_delays_are_shuffled_nobody_is_listed() {
    let Some(data) = real("data/german_elections.csv.gz") else { return };
    let place = folder();
    let mut acts = german_acts(&data, "url_id");
    acts.sort();
    acts.dedup();
    let mut first: BTreeMap<String, i64> = BTreeMap::new();
    let second = |act: &[String; 4]| act[2].parse::<i64>().expect("seconds");
    for act in &acts {
        let first = first.entry(act[1].clone()).or_insert(i64::MAX);
        *first = second(act).min(*first);
    }
    for seed in 1..=3u64 {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let mut csv = String::from("account_id,url_id,timestamp\n");
        for of_account in acts.chunk_by(|x, y| x[0] == y[0]) {
            let mut delays: Vec<i64> = of_account.iter().map(|act| second(act) - first[&act[1]]).collect();
            delays.shuffle(&mut rng);
            for ([account, object, ..], delay) in of_account.iter().zip(delays) {
                _ = writeln!(csv, "{account},{object},{}", first[object] + delay);
            }
        }
        let shuffled = file(&place, "shuffled.csv", csv);
        let out = place.path().join(format!("out-{seed}"));
        succeed(&["detect", arg(&shuffled), "--out", arg(&out)]);
        let list = support::table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"));
        // Who makes the same things in the same seconds has no delays to shuffle.
        assert!(list.iter().all(|row| row["pattern"] == "always_together"), "{list:?}");
        assert!(json(&out.join("run.json"))["tested_pairs"].as_u64().expect("a count") > 500);
    }
}

/// Accounts are dealt out again to the acts of each object: volumes and crowds
/// stay, whoever meets whom is chance.
#[test]
fn where_accounts_are_shuffled_nobody_is_listed() {
    let Some(data) = real("data/german_elections.csv.gz") else { return };
    let place = folder();
    for seed in 1..=3u64 {
        let mut acts = german_acts(&data, "url_id");
        let mut accounts: Vec<String> = acts.iter_mut().map(|act| std::mem::take(&mut act[0])).collect();
        accounts.shuffle(&mut Pcg64Mcg::seed_from_u64(seed));
        let mut csv = String::from("account_id,url_id,timestamp\n");
        for (account, [_, object, time, _]) in accounts.iter().zip(&acts) {
            _ = writeln!(csv, "{account},{object},{time}");
        }
        let shuffled = file(&place, "shuffled.csv", csv);
        let out = place.path().join(format!("out-{seed}"));
        succeed(&["detect", arg(&shuffled), "--out", arg(&out)]);
        let list = support::table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"));
        // Who makes the same things in the same seconds has no delays to shuffle.
        assert!(list.iter().all(|row| row["pattern"] == "always_together"), "{list:?}");
        assert!(json(&out.join("run.json"))["tested_pairs"].as_u64().expect("a count") > 0);
    }
}

#[test]
fn where_nothing_is_found_the_report_says_so() {
    let place = folder();
    let posts = file(&place, "p.csv", "account_id,timestamp,url_id\na,1630000000,u\nb,1630000001,v\n");
    let out = place.path().join("out");
    assert!(succeed(&["detect", arg(&posts), "--out", arg(&out)]).starts_with("No network found"));
    let report = std::fs::read_to_string(out.join("report.html")).expect("the report");
    assert!(report.contains("No network of accounts acts together"));
    assert_eq!(csv(&out.join("candidates.csv")).len(), 0);
    assert_eq!(parquet(&out, "pairs.parquet").height(), 0);
    charts_and_graphs(&out, &[], 0);
}

#[test]
fn a_post_that_fills_several_rows_acts_once() {
    let place = folder();
    let mut csv = String::from("account_id,post_id,url_id,hashtag_id,timestamp\n");
    for tag in ["one", "two", "three"] {
        _ = writeln!(csv, "a,1,u,{tag},1630000000\nb,2,u,{tag},1630000001");
    }
    csv.push_str("a,3,u,,1630000000\n");
    let edges = |name: &str, csv: &str| {
        let posts = file(&place, name, csv);
        let (events, once) = acts(&posts, TraceKind::Url);
        let by_row = Acts::new(&events, TraceKind::Url, Posts::ByRow, &Same::default()).expect("addresses");
        let edges = succeed(&["network", arg(&posts), "--trace", "url", "--min-objects", "1"]);
        (by_row.len(), once.len(), edges.lines().last().expect("an edge").to_owned())
    };
    assert_eq!(edges("with-ids.csv", &csv), (7, 3, "a,b,2,1".into()));
    // Without ids, what an account does at one moment is one post.
    assert_eq!(edges("without-ids.csv", &csv.replace("post_id", "nothing")), (7, 2, "a,b,1,1".into()));
}

#[test]
fn a_trace_s_own_window_and_minimum_are_kept() {
    let place = folder();
    let config = file(&place, "c.toml", "use_traces = [\"url\"]\n[traces.url]\nwindow = \"5min\"\nmin_objects = 3\n");
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--config", arg(&config), "--out", arg(&out)]);
    let run = json(&out.join("run.json"));
    assert_eq!(run["traces"].as_array().expect("traces").len(), 1);
    let url = &run["traces"][0];
    assert_eq!((&url["windows"][0]["window"], &url["min_objects"]), (&"300s".into(), &3.into()));
    assert_eq!(url["windows"].as_array().expect("windows").len(), 1);
    let objects = numbers(&parquet(&out, "pairs.parquet"), "shared_objects");
    assert!(!objects.is_empty() && objects.iter().all(|&n| n >= 3.0));
}

#[test]
fn popular_objects_are_counted_in_the_record_and_told_in_the_report() {
    let place = folder();
    let config = file(&place, "c.toml", "[popular]\nshare = 0.0\nfloor = 50\n");
    let out = place.path().join("out");
    let said = succeed(&["detect", SAMPLE, "--config", arg(&config), "--out", arg(&out)]);
    let run = json(&out.join("run.json"));
    let url = &run["traces"][0];
    assert_eq!((&url["trace"], &url["popular_above"]), (&"url".into(), &50.into()));
    let left_out = url["popular_objects"].as_u64().expect("a count");
    assert!(left_out > 0 && url["popular_acts"].as_u64().expect("a count") > 50 * left_out);
    let told = format!("(more than 50 accounts each): {left_out} objects with ");
    assert!(said.contains(&told));
    assert!(std::fs::read_to_string(out.join("report.html")).expect("the report").contains(&told));
}

#[test]
fn what_was_printed_runs_again_to_the_same_result() {
    let place = folder();
    let printed = succeed(&["detect", "--print-config", "--window", "30s", "--fdr", "0.001", "--seed", "7"]);
    let config = file(&place, "c.toml", &printed);
    assert_eq!(succeed(&["detect", "--print-config", "--config", arg(&config)]), printed);
    let lists =
        [&["--window", "30s", "--fdr", "0.001", "--seed", "7"][..], &["--config", arg(&config)]].map(|options| {
            let out = place.path().join(format!("out-{}", options.len()));
            succeed(&[&["detect", SAMPLE, "--out", arg(&out)], options].concat());
            std::fs::read(out.join("candidates.csv")).expect("the list")
        });
    assert!(lists[0] == lists[1]);
}

#[test]
fn a_world_without_acts_of_a_wanted_trace_says_which_column_to_name() {
    for command in ["detect", "network"] {
        let message = fail(&[command, SAMPLE, "--trace", "sound"]);
        assert!(message.contains("posts.csv.gz") && message.contains("--column sound=NAME"), "{message}");
    }
    let place = folder();
    let posts = file(&place, "p.csv", "account_id,timestamp\na,1630000000\n");
    for command in ["detect", "network"] {
        let message = fail(&[command, arg(&posts)]);
        assert!(message.contains("p.csv: no column tells what the accounts acted on"), "{message}");
    }
}

#[test]
fn standard_input_makes_the_same_list_as_the_file() {
    let place = folder();
    let (piped, named) = (place.path().join("piped"), place.path().join("named"));
    let sample = File::open(root().join(SAMPLE)).expect("the sample");
    let status = lockstep(&["detect", "-", "--out", arg(&piped)]).stdin(sample).output().expect("it runs").status;
    assert!(status.success());
    succeed(&["detect", SAMPLE, "--out", arg(&named)]);
    let list = |out: &Path| std::fs::read(out.join("candidates.csv")).expect("the list");
    assert!(list(&piped) == list(&named));
}
