//! Worlds with known truth: who is listed, and who is not.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{arg, file, folder, succeed, table};

/// A simulated world with these changes to its parameters, and its output.
fn detect(place: &TempDir, name: &str, changes: &str) -> (PathBuf, PathBuf) {
    let (world, out) = (place.path().join(format!("{name}-world")), place.path().join(format!("{name}-out")));
    let config = file(place, "world.toml", changes);
    succeed(&["simulate", "--config", arg(&config), "--out", arg(&world)]);
    succeed(&["detect", arg(&world.join("posts.csv.gz")), "--out", arg(&out)]);
    (world, out)
}

fn evaluation(place: &TempDir, name: &str, world: &Path, out: &Path) -> serde_json::Value {
    let judged = place.path().join(format!("{name}-judged"));
    let labels = world.join("truth.csv");
    succeed(&["evaluate", "--candidates", arg(out), "--labels", arg(&labels), "--out", arg(&judged)]);
    serde_json::from_slice(&std::fs::read(judged.join("evaluation.json")).expect("the evaluation")).expect("JSON")
}

fn assert_accurate(changes: &str, recall: f64) {
    let place = folder();
    for seed in 21..24 {
        let name = seed.to_string();
        let (world, out) = detect(&place, &name, &format!("seed = {seed}\n{changes}"));
        let judged = evaluation(&place, &name, &world, &out);
        let number = |field: &str| judged[field].as_f64().expect("a number");
        assert!(number("average_precision") >= 0.99, "seed {seed}: {judged}");
        assert!(number("precision") >= 0.97, "seed {seed}: {judged}");
        assert!(number("recall") >= recall, "seed {seed}: {judged}");
    }
}

/// All eleven styles, every one once.
#[test]
fn campaigns_are_found_and_the_innocent_are_not_where_triggers_are_known() {
    assert_accurate("", 0.97);
}

/// Without sister pages, which act together and are listed where publication is not known.
#[test]
fn nine_of_ten_members_are_found_where_triggers_are_not_known() {
    assert_accurate("publication_times = false\nsister_pages = 0.0\n", 0.90);
}

/// Fans, sister pages, crowds, schedulers and hyperactive accounts, and nothing else.
/// Where publication is not known, sister pages make the same things at once, and nobody
/// else does: they are leads of that pattern.
#[test]
fn in_a_world_without_campaigns_nobody_is_listed_but_outlets_that_act_together() {
    let place = folder();
    for (seed, times) in [(31, true), (32, false), (33, true), (34, false)] {
        let changes = format!("seed = {seed}\ncampaigns = 0\npublication_times = {times}\n");
        let (world, out) = detect(&place, &seed.to_string(), &changes);
        let read = |path: PathBuf| table(&std::fs::read_to_string(path).expect("a table"));
        let truth = read(world.join("truth.csv"));
        let sisters: Vec<&String> =
            truth.iter().filter(|row| row["role"] == "sister_page").map(|row| &row["account_id"]).collect();
        for row in read(out.join("candidates.csv")) {
            assert!(!times && sisters.contains(&&row["account_id"]), "seed {seed}: {row:?}");
            assert_eq!((row["tier"].as_str(), row["pattern"].as_str()), ("D", "always_together"), "seed {seed}");
        }
    }
}

/// Who is listed of each style and role in worlds with everything: `style` or, without
/// one, `role`, tier and pattern.
fn listed(seed: u64, changes: &str) -> (Vec<[String; 4]>, std::collections::BTreeMap<String, usize>) {
    let place = folder();
    let world = place.path().join("world");
    let printed = succeed(&["simulate", "--world", "trials", "--print-config"]);
    let config = file(&place, "trials.toml", printed.replace("publication_times = true", changes));
    succeed(&["simulate", "--config", arg(&config), "--seed", &seed.to_string(), "--out", arg(&world)]);
    let out = place.path().join("out");
    succeed(&["detect", arg(&world.join("posts.csv.gz")), "--out", arg(&out), "--quiet"]);
    let read = |path: PathBuf| table(&std::fs::read_to_string(path).expect("a table"));
    let kind = |row: &std::collections::HashMap<String, String>| {
        if row["style"].is_empty() { row["role"].clone() } else { row["style"].clone() }
    };
    let mut of_kind = std::collections::BTreeMap::new();
    let mut kinds = std::collections::HashMap::new();
    for row in read(world.join("truth.csv")) {
        *of_kind.entry(kind(&row)).or_insert(0) += 1;
        kinds.insert(row["account_id"].clone(), kind(&row));
    }
    let list = read(out.join("candidates.csv"));
    let line = |row: &std::collections::HashMap<String, String>| {
        [kinds[&row["account_id"]].clone(), row["tier"].clone(), row["pattern"].clone(), row["account_id"].clone()]
    };
    (list.iter().map(line).collect(), of_kind)
}

/// What must come out of `method.md`'s second edition, on one world of each kind; docs/methods.md
/// has the figures over more of them.
#[test]
fn operations_reach_the_upper_tiers_and_innocent_crowds_do_not() {
    for (seed, changes) in [(61, "publication_times = true"), (62, "publication_times = false")] {
        let (list, of_kind) = listed(seed, changes);
        let share = |kind: &str, tiers: &str| {
            let found = list.iter().filter(|row| row[0] == kind && tiers.contains(&row[1])).count();
            found as f64 / of_kind[kind] as f64
        };
        for kind in ["own_day", "own_week", "own_season", "link_burst", "rotating"] {
            assert!(share(kind, "ABCD") >= 0.95 && share(kind, "AB") >= 0.8, "{changes}, {kind}: {list:?}");
        }
        for kind in
            ["feed_bot", "digest_reader", "event_fan", "fan", "scheduled", "hyperactive", "enthusiast", "raider"]
        {
            assert_eq!(share(kind, "AB"), 0.0, "{changes}, {kind}");
        }
        assert_eq!(share("feed_bot", "ABCD"), 0.0, "{changes}");
        assert_eq!(share("organic", "ABCD"), 0.0, "{changes}");
    }
}
