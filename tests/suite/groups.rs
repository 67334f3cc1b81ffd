//! Networks that no pair proves: many accounts with few acts, and the same selection.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use lockstep::base::time::{self, DAY, MINUTE, SECOND};
use lockstep::data::traces::TraceKind;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::support::{acts, arg, every_file, file, folder, numbers, parquet, real, succeed, table, texts, unpacked};

/// A world with no other campaign than one of disposable accounts; each account's style, or
/// its role where it is of no campaign.
fn vendor(place: &TempDir, seed: u64, known: bool) -> (PathBuf, HashMap<String, String>) {
    let config = succeed(&["simulate", "--world", "trials", "--print-config"])
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some(("campaigns", _)) => "campaigns = 1\n".to_owned(),
            Some(("styles", _)) => "styles = [\"vendor\"]\n".to_owned(),
            Some(("publication_times", _)) => format!("publication_times = {known}\n"),
            _ => format!("{line}\n"),
        })
        .collect::<String>();
    let (config, world) = (file(place, "world.toml", config), place.path().join("world"));
    let seed = seed.to_string();
    succeed(&["simulate", "--world", "trials", "--config", arg(&config), "--seed", &seed, "--out", arg(&world)]);
    let truth = table(&std::fs::read_to_string(world.join("truth.csv")).unwrap());
    let style = |row: &HashMap<String, String>| {
        let style = if row["style"].is_empty() { &row["role"] } else { &row["style"] };
        (row["account_id"].clone(), style.clone())
    };
    (world.join("posts.csv.gz"), truth.iter().map(style).collect())
}

fn detect(input: &Path, out: &Path, extra: &[&str]) -> Vec<HashMap<String, String>> {
    succeed(&[&["detect", arg(input), "--out", arg(out), "--quiet", "--overwrite"], extra].concat());
    table(&std::fs::read_to_string(out.join("candidates.csv")).unwrap())
}

fn of_pattern(candidates: &[HashMap<String, String>], pattern: &str) -> BTreeSet<String> {
    candidates.iter().filter(|row| row["pattern"] == pattern).map(|row| row["account_id"].clone()).collect()
}

/// Raids, breaking news, digests, fans and interest communities are in these worlds, too.
#[test]
fn most_of_a_vendor_is_listed_and_hardly_a_stranger_with_it() {
    let (mut listed, mut vendors, mut right) = (0, 0, 0);
    for (seed, known) in [(71, true), (72, false), (73, true)] {
        let place = folder();
        let (posts, truth) = vendor(&place, seed, known);
        let found = of_pattern(&detect(&posts, &place.path().join("out"), &[]), "many_with_few_acts");
        listed += found.len();
        vendors += truth.values().filter(|style| *style == "vendor").count();
        right += found.iter().filter(|account| truth[*account] == "vendor").count();
    }
    assert!(2 * right >= vendors, "{right} of {vendors}");
    assert!(100 * right >= 95 * listed, "{right} of {listed}");
}

#[test]
fn a_world_without_the_vendor_has_no_such_group() {
    let place = folder();
    let (posts, truth) = vendor(&place, 74, true);
    // The same world, its vendor's posts dropped.
    let all = unpacked(&posts);
    let mut rows = all.lines();
    let header = rows.next().unwrap();
    let account = header.split(',').position(|name| name == "account_id").unwrap();
    let innocent = rows.filter(|row| truth[row.split(',').nth(account).unwrap()] != "vendor");
    let innocent: String = std::iter::once(header).chain(innocent).flat_map(|row| [row, "\n"]).collect();
    let posts = file(&place, "innocent.csv", innocent);
    let found = detect(&posts, &place.path().join("out"), &[]);
    assert!(of_pattern(&found, "many_with_few_acts").is_empty());
    assert!(of_pattern(&found, "same_selection").is_empty());
}

/// What is said of one group and its members goes through every part of the program.
#[test]
fn a_group_goes_through_everything_that_a_network_goes_through() {
    let place = folder();
    let (posts, _) = vendor(&place, 75, true);
    let out = place.path().join("out");
    let found = detect(&posts, &out, &["--null-check", "1", "--threads", "2"]);
    let members = of_pattern(&found, "many_with_few_acts");
    let row = found.iter().find(|row| row["pattern"] == "many_with_few_acts").unwrap();
    assert_eq!((row["tier"].as_str(), row["ruled_out"].as_str()), ("C", "chance;habit"));
    let networks = table(&std::fs::read_to_string(out.join("networks.csv")).unwrap());
    let network = networks.iter().find(|network| network["network_id"] == row["network_id"]).unwrap();
    assert_eq!((network["pairs"].as_str(), network["stability"].as_str(), network["p_event"].as_str()), ("0", "", ""));
    assert_eq!(network["p_group"], "1.000e-2");

    // Each member's acts are told, and are acts of the data.
    let acts = parquet(&out, "group_acts.parquet");
    let [accounts, objects] = ["account_id", "object"].map(|column| texts(&acts, column));
    assert_eq!(accounts.iter().cloned().collect::<BTreeSet<_>>(), members);
    let told = &accounts[0];
    let data = unpacked(&posts);
    let path = objects[0].rsplit('/').next().unwrap();
    assert!(data.lines().any(|line| line.contains(told.as_str()) && line.contains(path)), "{told} {}", objects[0]);
    let mut sittings: BTreeMap<&String, usize> = BTreeMap::new();
    accounts.iter().for_each(|account| *sittings.entry(account).or_default() += 1);
    assert!(sittings.values().all(|&acts| acts >= 2));
    let links = parquet(&out, "group_links.parquet");
    let (common, expected) = (numbers(&links, "common"), numbers(&links, "expected"));
    assert!(common.iter().zip(&expected).all(|(common, expected)| common > expected));

    // explain, report, exports.
    let said = succeed(&["explain", arg(&out), told]);
    assert!(said.contains("To leave the group:") && said.contains("What shows its group"), "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&succeed(&["explain", arg(&out), told, "--format", "json"])).unwrap();
    assert_eq!(json["group"]["acts"].as_array().unwrap().len(), sittings[told]);
    let both = succeed(&["explain", arg(&out), told, accounts.iter().find(|other| *other != told).unwrap()]);
    assert!(both.contains("are both in network") && both.contains("of its bursts together"), "{both}");
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Bursts that have accounts in common") && page.contains("many with few acts"));
    let export = place.path().join("export");
    succeed(&["export", arg(&out), "--network", &row["network_id"], "--out", arg(&export)]);
    let takedown = table(&std::fs::read_to_string(export.join("takedown.csv")).unwrap());
    assert_eq!(takedown.len(), members.len());
    assert!(takedown.iter().all(|row| row["examples"].contains("were of this network")));
    let bundle = std::fs::read_to_string(export.join("bundle.json")).unwrap();
    assert!(bundle.contains("many_with_few_acts") && bundle.contains("family-wise"));

    // The rate, and null runs.
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["groups"]["family_wise_error"], 0.01);
    let tested = parquet(&out, "accounts.parquet");
    let [ranks, q] = ["rank", "q_value"].map(|column| numbers(&tested, column));
    let listed = ranks.iter().zip(&q).filter(|(rank, q)| rank.is_some() && q.is_some_and(|q| q <= 0.01));
    assert_eq!(listed.count(), found.len());
    let chance = run["null_checks"].as_array().unwrap().iter().find(|check| check["null"] == "chance").unwrap();
    assert_eq!(chance["runs"][0]["of_patterns"], 0);

    // The same bytes for any number of threads; nothing of it where it is not wanted.
    let one = place.path().join("one");
    detect(&posts, &one, &["--null-check", "1", "--threads", "1"]);
    let files = |folder: &Path| {
        every_file(folder)
            .into_iter()
            .filter(|(name, _)| !["run.json", "SHA256SUMS"].contains(&name.as_str()))
            .collect::<Vec<_>>()
    };
    assert!(files(&out) == files(&one));
    let none = place.path().join("none");
    let one_kind = detect(&posts, &none, &["--groups", "same-selection"]);
    assert!(of_pattern(&one_kind, "many_with_few_acts").is_empty());
    let without = file(&place, "without.toml", "[groups]\nfew_acts = false\nsame_selection = false\n");
    assert!(of_pattern(&detect(&posts, &none, &["--config", arg(&without)]), "many_with_few_acts").is_empty());
    assert!(!none.join("group_acts.parquet").exists());
}

/// People with a taste for two of forty topics, and three accounts that choose the same rare
/// objects of all topics, days apart.
fn selection() -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(11);
    let mut csv = String::from("account_id,content_id,object_id,timestamp\n");
    let mut row = 0;
    let mut add = |csv: &mut String, account: &str, object: String, time: u64| {
        row += 1;
        _ = writeln!(csv, "{account},c{row},{object},{time}");
    };
    for person in 0..2_000 {
        let topics = [rng.random_range(0..40), rng.random_range(0..40)];
        for _ in 0..rng.random_range(5..25) {
            let object = format!("t{}-{}", topics[rng.random_range(0..2)], rng.random_range(0..100));
            add(&mut csv, &format!("p{person}"), object, 1_700_000_000 + rng.random_range(0..5_000_000));
        }
    }
    for member in 0..3 {
        for topic in 0..40 {
            let object = format!("t{topic}-{}", topic + 50);
            add(&mut csv, &format!("m{member}"), object, 1_700_000_000 + rng.random_range(0..5_000_000));
        }
        // What hundreds share, too, is no choice.
        add(&mut csv, &format!("m{member}"), "hit".to_owned(), 1_700_000_000);
    }
    for person in 0..150 {
        add(&mut csv, &format!("p{person}"), "hit".to_owned(), 1_700_000_000 + rng.random_range(0..5_000_000));
    }
    csv
}

#[test]
fn accounts_that_choose_the_same_are_leads() {
    let place = folder();
    let (shares, out) = (file(&place, "shares.csv", selection()), place.path().join("out"));
    let found = detect(&shares, &out, &[]);
    let members = of_pattern(&found, "same_selection");
    assert_eq!(members, (0..3).map(|member| format!("m{member}")).collect());
    assert!(found.iter().all(|row| row["tier"] == "D"));
    let acts = parquet(&out, "group_acts.parquet");
    assert_eq!(texts(&acts, "object").iter().collect::<BTreeSet<_>>().len(), 40);
    assert!(numbers(&acts, "accounts").into_iter().all(|accounts| accounts.is_some_and(|n| n <= 100.0)));
    let said = succeed(&["explain", arg(&out), "m0"]);
    assert!(said.contains("To leave the group") && said.contains("choices in common where"), "{said}");
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("Accounts that chose the same"));
    // Of two of them, what shows this pair.
    let said = succeed(&["explain", arg(&out), "m2", "m0"]);
    assert!(said.contains("m2 and m0 are both in network") && said.contains("chose the same: 40 choices"), "{said}");
    assert!(said.contains("On what both acted in the group") && !said.contains("not listed"), "{said}");
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(run["groups"]["selection_pairs"], 3);
    let export = place.path().join("export");
    succeed(&["export", arg(&out), "--out", arg(&export)]);
    assert!(std::fs::read_to_string(export.join("takedown.csv")).unwrap().contains("a narrow taste that they share"));
}

/// The drawings of these networks are made by the page's script, and nothing in it breaks.
#[test]
fn the_page_draws_groups_and_their_members() {
    let Some(mut browser) = Browser::start() else { return };
    let place = folder();
    let (shares, out) = (file(&place, "shares.csv", selection()), place.path().join("out"));
    let network = &detect(&shares, &out, &[])[0]["network_id"];
    browser.open(&out.join("report.html"));
    browser.eval(&format!("document.getElementById('network-{network}').scrollIntoView()"));
    browser.settle();
    browser.settle();
    let section = format!("document.querySelector('section[data-network=\"{network}\"]')");
    assert_eq!(browser.eval(&format!("!!{section}.querySelector('.drawing canvas')")), true);
    assert_eq!(browser.number(&format!("{section}.querySelectorAll('.members tbody tr').length")), 3.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

/// A real operation spliced into real cascades: times moved by whole days so that the
/// medians agree, all of them floored to the minute.
fn spliced(place: &TempDir) -> Option<(PathBuf, BTreeSet<String>)> {
    let [crowd, operation] = [real("data/twitter_cascades_2015_16.parquet")?, real("data/thailand_io_2020.csv.gz")?];
    let mut shares: Vec<(String, String, i64, i64)> = Vec::new();
    let (events, cascades) = acts(&crowd, TraceKind::Share);
    for object in 0..cascades.objects.len() {
        for act in cascades.of(object) {
            let name = events.accounts.get(cascades.account[act]).to_owned();
            shares.push((
                name,
                cascades.objects.get(object as u32).to_owned(),
                cascades.time[act],
                cascades.created[object],
            ));
        }
    }
    let reposts = table(&unpacked(&operation));
    let reposts = reposts.iter().filter(|row| row["is_retweet"] == "true" && !row["retweet_tweetid"].is_empty());
    let mut thai: Vec<(String, String, i64, i64)> = reposts
        .map(|row| {
            let time = time::parse(&format!("{}:00Z", row["tweet_time"].replace(' ', "T"))).unwrap();
            let created = ((row["retweet_tweetid"].parse::<i64>().unwrap() >> 22) + 1_288_834_974_657) * 1_000;
            (row["userid"].clone(), row["retweet_tweetid"].clone(), time, created)
        })
        .collect();
    let median = |shares: &[(String, String, i64, i64)]| {
        let mut times: Vec<i64> = shares.iter().map(|share| share.2).collect();
        times.sort_unstable();
        times[times.len() / 2]
    };
    let days = (median(&shares) - median(&thai) + DAY / 2).div_euclid(DAY) * DAY;
    thai.iter_mut().for_each(|share| (share.2, share.3) = (share.2 + days, share.3 + days));
    let members = thai.iter().map(|share| share.0.clone()).collect();
    let mut csv = String::from("account_id,content_id,object_id,timestamp_share,object_created\n");
    for (number, (account, object, time, created)) in shares.iter().chain(&thai).enumerate() {
        let [time, created] = [time, created].map(|time| time.div_euclid(MINUTE) * MINUTE / SECOND);
        _ = writeln!(csv, "{account},c{number},{object},{time},{created}");
    }
    Some((file(place, "splice.csv", csv), members))
}

#[test]
fn an_operation_that_is_not_synchronous_is_found_among_real_cascades() {
    let place = folder();
    let Some((shares, members)) = spliced(&place) else { return };
    let found = of_pattern(&detect(&shares, &place.path().join("out"), &["--trace", "share"]), "same_selection");
    let strangers = found.difference(&members).count();
    assert!(found.len() - strangers >= 80, "{} and {strangers}", found.len());
    assert!(50 * strangers <= found.len(), "{strangers} of {}", found.len());
}

/// Nobody of a real crowd, of which the rings are on the list by their pairs.
#[test]
fn a_real_crowd_has_no_group() {
    let Some(cascades) = real("data/twitter_cascades_2015_16.parquet") else { return };
    let place = folder();
    let found = detect(&cascades, &place.path().join("out"), &[]);
    assert!(!found.is_empty());
    assert!(of_pattern(&found, "same_selection").is_empty());
    assert!(of_pattern(&found, "many_with_few_acts").is_empty());
}
