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

#[test]
fn nine_of_ten_members_are_found_where_triggers_are_not_known() {
    assert_accurate("publication_times = false\n", 0.90);
}

/// Fans, sister pages, crowds, schedulers and hyperactive accounts, and
/// nothing else.
#[test]
fn in_a_world_without_campaigns_nobody_is_listed() {
    let place = folder();
    for (seed, times) in [(31, true), (32, false), (33, true), (34, false)] {
        let changes = format!("seed = {seed}\ncampaigns = 0\npublication_times = {times}\n");
        let (_, out) = detect(&place, &seed.to_string(), &changes);
        let listed = std::fs::read_to_string(out.join("candidates.csv")).expect("the list");
        assert_eq!(table(&listed).len(), 0, "seed {seed}: {listed}");
    }
}
