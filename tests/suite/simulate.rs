//! `lockstep simulate`, and what `lockstep detect` reads of its worlds.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::support::{SAMPLE, arg, fail, file, folder, misuse, root, succeed, table, unpacked};

const STYLES: [&str; 11] = [
    "link_burst",
    "hashtag_push",
    "repost_brigade",
    "image_relay",
    "patient_campaign",
    "one_day_burst",
    "camouflaged",
    "slow",
    "tiny",
    "rotating",
    "mixed",
];

/// A small world with these lines in its configuration.
fn world(place: &tempfile::TempDir, lines: &str) -> PathBuf {
    let config = file(place, "small.toml", format!("accounts = 500\ndays = 20\ntopics = 4\n{lines}"));
    let out = place.path().join("world");
    succeed(&["simulate", "--config", arg(&config), "--out", arg(&out)]);
    out
}

fn header(csv: &str) -> &str {
    csv.lines().next().expect("a header")
}

#[test]
fn the_sample_holds_every_style_and_explains_it() {
    let sample = root().join(SAMPLE);
    let read = |name: &str| std::fs::read_to_string(sample.with_file_name(name)).expect("a file of the sample");
    let truth = table(&read("truth.csv"));
    let planted: BTreeSet<&str> = truth.iter().map(|row| row["style"].as_str()).filter(|s| !s.is_empty()).collect();
    assert_eq!(planted, BTreeSet::from(STYLES));
    let dictionary = read("README.md");
    for style in STYLES {
        assert!(dictionary.contains(&format!("\n| `{style}` | ")), "{style} is not explained");
    }
    assert!(std::fs::metadata(&sample).expect("the posts").len() < 3_000_000);
}

#[test]
fn labels_stand_apart_from_the_posts() {
    let place = folder();
    let out = world(&place, "styles = [\"tiny\", \"rotating\"]\ncampaigns = 3\n");
    let posts = unpacked(&out.join("posts.csv.gz"));
    let columns = "account_id,post_id,timestamp,url,hashtags,media_hash,object_created,repost_of,repost_of_time";
    assert_eq!(header(&posts), columns);
    let truth = std::fs::read_to_string(out.join("truth.csv")).expect("the truth");
    assert_eq!(header(&truth), "account_id,role,campaign,style");
    let planted: BTreeSet<(String, String)> = table(&truth)
        .into_iter()
        .filter(|row| row["role"] == "campaign")
        .map(|row| (row["campaign"].clone(), row["style"].clone()))
        .collect();
    let expected = [("c01", "tiny"), ("c02", "rotating"), ("c03", "tiny")];
    assert_eq!(planted, expected.map(|(campaign, style)| (campaign.into(), style.into())).into());
}

#[test]
fn a_style_that_does_not_exist_is_refused_with_those_that_do() {
    let place = folder();
    let config = file(&place, "world.toml", "styles = [\"quiet\"]\n");
    let message = fail(&["simulate", "--config", arg(&config), "--out", arg(&place.path().join("out"))]);
    assert!(message.contains("quiet") && STYLES.iter().all(|style| message.contains(style)), "{message}");
}

/// For each trace: its name, objects with a known time of publication, and
/// acts before it.
fn publications(posts: &Path) -> Vec<(String, u64, u64)> {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", arg(posts), "--out", arg(&out)]);
    let run = std::fs::read(out.join("run.json")).expect("the record");
    let run: serde_json::Value = serde_json::from_slice(&run).expect("valid JSON");
    let count = |trace: &serde_json::Value, field: &str| trace[field].as_u64().expect("a count");
    let traces = run["traces"].as_array().expect("traces").iter().map(|trace| {
        let name = trace["trace"].as_str().expect("a name").to_owned();
        (name, count(trace, "objects_created_known"), count(trace, "acts_before_creation"))
    });
    traces.collect()
}

#[test]
fn detect_learns_when_links_images_and_reposted_posts_were_published() {
    let traces = publications(&root().join(SAMPLE));
    assert_eq!(traces.iter().filter(|trace| trace.2 > 0).count(), 0, "acts before publication: {traces:?}");
    let known: Vec<&str> = traces.iter().filter(|trace| trace.1 > 0).map(|trace| trace.0.as_str()).collect();
    assert_eq!(known, ["url", "media", "repost"]);
}

#[test]
fn a_world_can_keep_publication_times_to_itself() {
    let place = folder();
    let out = world(&place, "publication_times = false\n");
    let traces = publications(&out.join("posts.csv.gz"));
    assert!(traces.len() > 3 && traces.iter().all(|trace| trace.1 == 0), "{traces:?}");
}

/// The accounts that detect lists in a world of that many shares, and those
/// that are planted.
fn listed_and_planted(shares: u32) -> (BTreeSet<String>, BTreeSet<String>) {
    let place = folder();
    let (world, found) = (place.path().join("world"), place.path().join("found"));
    succeed(&["simulate", "--world", "shares", "--posts", &shares.to_string(), "--out", arg(&world)]);
    succeed(&["detect", arg(&world.join("shares.csv")), "--out", arg(&found)]);
    let read = |path: PathBuf| table(&std::fs::read_to_string(path).expect("a table"));
    let accounts = |rows: Vec<HashMap<String, String>>| -> BTreeSet<String> {
        rows.into_iter().map(|row| row["account_id"].clone()).collect()
    };
    let mut truth = read(world.join("truth.csv"));
    truth.retain(|row| row["role"] == "campaign");
    (accounts(read(found.join("candidates.csv"))), accounts(truth))
}

/// In a world that lasts less than a day and in one that lasts for days.
#[test]
fn the_campaigns_in_a_world_of_shares_are_found() {
    for shares in [100_000, 600_000] {
        let (listed, planted) = listed_and_planted(shares);
        let both = listed.intersection(&planted).count();
        assert!(planted.len() >= 15 && both * 100 >= planted.len() * 95, "{both} of {}", planted.len());
        assert!(listed.len() * 100 <= both * 105, "{} listed, {both} of them planted", listed.len());
    }
}

#[test]
fn a_world_that_comes_in_one_size_refuses_another() {
    for world in ["null", "trials", "state-media"] {
        let message = misuse(&["simulate", "--world", world, "--posts", "1000"]);
        assert!(message.contains("--posts") && message.contains("shares"), "{message}");
    }
}

/// The posts of a large world wait in a file that must go, too.
#[cfg(unix)]
#[test]
fn an_interrupted_world_leaves_nothing() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use crate::support::{listing, lockstep};
    let place = folder();
    let mut running = lockstep(&["simulate", "--posts", "20000000", "--out", arg(&place.path().join("out"))])
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    while listing(place.path()).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(20), "the run never began");
        std::thread::sleep(Duration::from_millis(5));
    }
    // Time to make the first million posts.
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(Command::new("kill").args(["-s", "INT", &running.id().to_string()]).status().expect("kill").success());
    assert_eq!(running.wait().expect("it ends").code(), Some(130));
    assert_eq!(listing(place.path()), Vec::<String>::new());
}
