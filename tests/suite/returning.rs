//! `lockstep transparency import` and `match`: what a network was, and whether
//! it comes back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lockstep::data::events::Events;
use lockstep::data::traces::TraceKind;
use lockstep::lab::simulate::{WorldConfig, simulate, write_posts, write_truth};
use lockstep::method::significance::ln_q_values;
use lockstep::policy::transparency::matching::likeness::likeness;
use lockstep::policy::transparency::matching::objects::{Network, Volume};
use lockstep::policy::transparency::matching::{Object, TraceObjects};
use lockstep::policy::transparency::removed::{Outside, pushed};
use lockstep::policy::transparency::{Objects, all_objects};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use tempfile::TempDir;

use crate::support::{
    SAMPLE, arg, fail, file, folder, listing, lockstep, misuse, read, real, succeed, table, text, unpacked,
};

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    table(&std::fs::read_to_string(path).expect("a table"))
}

fn detect(posts: &Path, out: &Path) {
    succeed(&["detect", arg(posts), "--out", arg(out), "--quiet"]);
}

/// Imports every network of a run into one folder.
fn import_all(run: &Path, removed: &Path) {
    import_those(run, removed, |_| true);
}

/// Imports the networks of these numbers.
fn import_those(run: &Path, removed: &Path, is_one: impl Fn(&str) -> bool) {
    std::fs::create_dir_all(removed).expect("a folder");
    for network in rows(&run.join("networks.csv")).iter().filter(|network| is_one(&network["network_id"])) {
        let (number, id) = (network["network_id"].as_str(), format!("op{}", network["network_id"]));
        let out = removed.join(&id);
        succeed(&["transparency", "import", arg(run), "--network", number, "--id", &id, "--out", arg(&out)]);
    }
}

fn matches(removed: &Path, run: &Path, out: &Path, more: &[&str]) -> Vec<Row> {
    let arguments = ["transparency", "match", "--removed", arg(removed), "--run", arg(run), "--out", arg(out)];
    succeed(&[&arguments, more].concat());
    rows(&out.join("matches.csv"))
}

fn proposed(matches: &[Row]) -> Vec<&Row> {
    matches.iter().filter(|row| row["verdict"] == "proposed").collect()
}

/// How often what takes long is repeated: more often than the default for the
/// figures of the documentation.
fn repeated(by_default: u64) -> u64 {
    std::env::var("LOCKSTEP_RETURNS").map_or(by_default, |times| times.parse().expect("a number"))
}

/// The season of a seed.
fn season(seed: u64) -> WorldConfig {
    WorldConfig { seed, ..WorldConfig::season() }
}

/// A world's posts, and what is true of each account.
fn world_of(config: &WorldConfig) -> (String, Vec<Row>) {
    let world = simulate(config).expect("a world");
    let (mut posts, mut truth) = (Vec::new(), Vec::new());
    write_posts(&world, &mut posts).expect("memory takes it");
    write_truth(&world, &mut truth).expect("memory takes it");
    (text(&posts), table(&text(&truth)))
}

/// A world's posts, and the campaign of each member.
fn world(config: &WorldConfig) -> (String, BTreeMap<String, String>) {
    let (posts, truth) = world_of(config);
    let members = truth.into_iter().filter(|row| row["role"] == "campaign");
    (posts, members.map(|mut row| (row.remove("account_id").expect("an id"), row["campaign"].clone())).collect())
}

/// How campaigns come back.
#[derive(Clone, Copy)]
struct Comeback {
    /// So many in a hundred of the members do, under new ids.
    members: u32,
    /// So many in a hundred of their links, hashtags and images are new ones.
    renewed: u32,
}

/// Whether this name is among so many in a hundred.
fn is_among(name: &str, in_a_hundred: u32) -> bool {
    name.bytes().fold(0u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into())) % 100 < in_a_hundred
}

/// The same season two months later, in which these campaigns are back. The
/// others are gone.
fn back_again(posts: &str, campaigns: &BTreeMap<String, String>, back: &BTreeSet<&str>, comeback: Comeback) -> String {
    let later = |cell: &str| cell.parse::<i64>().map_or(String::new(), |time| (time + 61 * 86_400).to_string());
    let renewed = |cell: &str, between: char| {
        let new = |object: &str| match is_among(object, comeback.renewed) {
            true => format!("{object}7"),
            false => object.to_owned(),
        };
        let objects: Vec<String> = cell.split(between).filter(|object| !object.is_empty()).map(new).collect();
        objects.join(&between.to_string())
    };
    let mut reader = csv::Reader::from_reader(posts.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(&header).expect("memory takes it");
    for row in reader.records() {
        let row = row.expect("a row");
        let campaign = campaigns.get(&row[0]);
        let comes_back = |campaign: &String| back.contains(campaign.as_str()) && is_among(&row[0], comeback.members);
        if campaign.is_some_and(|campaign| !comes_back(campaign)) {
            continue;
        }
        let cells = header.iter().zip(row.iter()).map(|(column, cell)| match (column, campaign) {
            ("account_id", Some(_)) => format!("77{cell}"),
            ("timestamp" | "object_created" | "repost_of_time", _) => later(cell),
            ("url", Some(_)) => renewed(cell, ' '),
            ("hashtags", Some(_)) => renewed(cell, '|'),
            ("media_hash", Some(_)) => renewed(cell, ' '),
            _ => cell.to_owned(),
        });
        out.write_record(cells).expect("memory takes it");
    }
    text(&out.into_inner().expect("memory takes it"))
}

/// The campaign that most members of a network belong to.
fn campaign_of(accounts: impl Iterator<Item = String>, campaigns: &BTreeMap<String, String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for account in accounts {
        let known = campaigns.get(&account).or_else(|| campaigns.get(account.strip_prefix("77")?));
        *counts.entry(known.cloned().unwrap_or_default()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(campaign, _)| campaign).unwrap_or_default()
}

fn campaigns_of(run: &Path, campaigns: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&run.join("candidates.csv")) {
        members.entry(row["network_id"].clone()).or_default().push(row["account_id"].clone());
    }
    members.into_iter().map(|(network, accounts)| (network, campaign_of(accounts.into_iter(), campaigns))).collect()
}

/// How many of the networks that come back are recognised, of how many. All
/// eleven styles are removed; the campaigns of odd numbers come back in one
/// season and those of even ones in another, among those who are innocent and
/// share their community's objects. None may be taken for another.
fn recognised(seeds: std::ops::Range<u64>, comeback: Comeback) -> (usize, usize) {
    let place = folder();
    let (mut networks, mut recognised, mut comparisons) = (0, 0, 0);
    for seed in seeds {
        let (posts, campaigns) = world(&season(seed));
        let (first, removed) = (place.path().join(format!("first{seed}")), place.path().join(format!("removed{seed}")));
        detect(&file(&place, "first.csv", &posts), &first);
        import_all(&first, &removed);
        let was = campaigns_of(&first, &campaigns);
        for half in 0..2 {
            let back = campaigns.values().map(String::as_str).filter(|campaign| number(campaign) % 2 == half).collect();
            let name = format!("again{seed}-{half}");
            let (run, out) = (place.path().join(&name), place.path().join(format!("{name}-matches")));
            let again = back_again(&posts, &campaigns, &back, comeback);
            detect(&file(&place, &format!("{name}.csv"), again), &run);
            let (is, found) = (campaigns_of(&run, &campaigns), matches(&removed, &run, &out, &[]));
            comparisons += found.len();
            let proposed = proposed(&found);
            for row in &proposed {
                let old = &was[row["removed_id"].strip_prefix("op").expect("an operation")];
                assert_eq!(&is[&row["network_id"]], old, "seed {seed}: {row:?}");
            }
            let matched: BTreeSet<&str> = proposed.iter().map(|row| row["network_id"].as_str()).collect();
            let known: BTreeSet<&String> = was.values().collect();
            networks += is.values().filter(|campaign| known.contains(campaign)).count();
            recognised += matched.len();
        }
    }
    let Comeback { members, renewed } = comeback;
    println!(
        "{members} % of the members, {renewed} % new: {recognised} of {networks} networks recognised, {comparisons} \
         comparisons, none wrong"
    );
    (recognised, networks)
}

/// The number of a campaign.
fn number(campaign: &str) -> usize {
    campaign[1..].parse().expect("a number")
}

/// Those that are missed are repost brigades: by what they repost alone, they
/// are fans of their source.
#[test]
fn campaigns_that_come_back_under_new_names_are_matched_with_themselves_and_no_other() {
    let (recognised, networks) = recognised(41..41 + repeated(2), Comeback { members: 100, renewed: 50 });
    assert!(networks >= 16 && recognised >= networks * 4 / 5, "{recognised} of {networks}");
}

/// Three accounts that come back with three links of one afternoon cannot be
/// told from strangers; most can.
#[test]
fn half_a_campaign_that_comes_back_with_little_of_its_own_is_recognised() {
    let (recognised, networks) = recognised(41..41 + repeated(2), Comeback { members: 50, renewed: 80 });
    assert!(networks >= 16 && recognised >= networks / 2, "{recognised} of {networks}");
}

/// Hashtags of one world stand in another, too: nobody is proposed for that.
#[test]
fn in_another_world_nobody_comes_back() {
    let place = folder();
    let seeds: Vec<u64> = (51..51 + repeated(3)).collect();
    for seed in &seeds {
        let run = place.path().join(format!("run{seed}"));
        detect(&file(&place, &format!("posts{seed}.csv"), world(&season(*seed)).0), &run);
        import_all(&run, &place.path().join(format!("removed{seed}")));
    }
    let mut comparisons = 0;
    let pairs = seeds.iter().flat_map(|old| seeds.iter().map(move |new| (old, new))).filter(|(old, new)| old != new);
    for (old, new) in pairs {
        let (removed, run) = (place.path().join(format!("removed{old}")), place.path().join(format!("run{new}")));
        let out = place.path().join(format!("matches{old}-{new}"));
        let found = matches(&removed, &run, &out, &[]);
        comparisons += found.len();
        assert!(found.iter().all(|row| row["verdict"] == "no_match"), "{old} {new}: {found:?}");
        assert_eq!(rows(&out.join("returning_accounts.csv")).len(), 0);
        let draft = std::fs::read_to_string(out.join("reestablished.toml")).expect("the draft");
        assert!(toml::from_str::<toml::Table>(&draft).expect("valid TOML").is_empty());
    }
    println!("between worlds: {comparisons} comparisons, none proposed");
}

/// Networks of one community act on the same objects, and where one is deleted
/// its objects look rarer than they were. Half of the campaigns are, and the
/// others are compared with them: in world 42, one was once proposed at q = 6e-7.
#[test]
fn no_network_is_taken_for_one_that_was_deleted_beside_it() {
    let place = folder();
    let (mut comparisons, mut small) = (0, 0);
    for (seed, topics) in (42..42 + repeated(1)).flat_map(|seed| [(seed, 12), (seed, 1)]) {
        let (posts, campaigns) = world(&WorldConfig { topics, ..season(seed) });
        let name = |part: &str| place.path().join(format!("{part}{seed}-{topics}"));
        let whole = name("whole");
        detect(&file(&place, "whole.csv", &posts), &whole);
        let was = campaigns_of(&whole, &campaigns);
        for first_half in [true, false] {
            let is_gone = |campaign: &str| !campaign.is_empty() && (number(campaign) <= 5) == first_half;
            let part = |part: &str| name(&format!("{part}-{first_half}-"));
            let (run, removed) = (part("run"), part("removed"));
            import_those(&whole, &removed, |network| is_gone(&was[network]));
            let rest = |row: &csv::StringRecord| campaigns.get(&row[0]).is_none_or(|campaign| !is_gone(campaign));
            detect(&file(&place, "rest.csv", Posts::read(&posts, "hashtags").csv(rest)), &run);
            let found = matches(&removed, &run, &part("matches"), &[]);
            assert!(found.iter().all(|row| row["verdict"] == "no_match"), "{seed}, {topics}: {:?}", proposed(&found));
            comparisons += found.len();
            let is_small = |row: &&Row| row["p_objects"].parse::<f64>().is_ok_and(|p| p <= 0.05);
            small += found.iter().filter(is_small).count();
        }
    }
    println!("deleted beside: {comparisons} comparisons, none proposed, p <= 0.05 in {small}");
    assert!(comparisons >= 100, "{comparisons}");
}

/// Posts in the order of time.
struct Posts {
    header: csv::StringRecord,
    rows: Vec<csv::StringRecord>,
    /// The columns of the account, and of what the posts are about.
    account: usize,
    topics: usize,
}

impl Posts {
    fn read(posts: &str, topics: &str) -> Self {
        let mut reader = csv::Reader::from_reader(posts.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let column = |name: &str| header.iter().position(|column| column == name).expect("the column");
        let (account, time, topics) = (column("account_id"), column("timestamp"), column(topics));
        let mut rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
        rows.sort_by_key(|row| row[time].parse::<i64>().expect("seconds"));
        Self { header, rows, account, topics }
    }

    fn of(&self, rows: &[csv::StringRecord]) -> Self {
        Self { header: self.header.clone(), rows: rows.to_vec(), ..*self }
    }

    /// The earlier and the later half.
    fn halves(&self) -> (Self, Self) {
        let (first, second) = self.rows.split_at(self.rows.len() / 2);
        (self.of(first), self.of(second))
    }

    /// Those of these rows, as a file.
    fn csv(&self, keeps: impl Fn(&csv::StringRecord) -> bool) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&self.header).expect("memory takes it");
        self.rows.iter().filter(|row| keeps(row)).for_each(|row| out.write_record(row).expect("memory takes it"));
        out.into_inner().expect("memory takes it")
    }

    fn topics_of<'a>(&self, row: &'a csv::StringRecord) -> impl Iterator<Item = &'a str> + use<'a> {
        row[self.topics].split('|').filter(|topic| !topic.is_empty())
    }

    /// The accounts by topic; by none, everybody.
    fn pools(&self, by_topic: bool) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut pools: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in &self.rows {
            let topics: Vec<&str> = if by_topic { self.topics_of(row).collect() } else { vec![""] };
            topics.into_iter().for_each(|topic| _ = pools.entry(topic).or_default().insert(&row[self.account]));
        }
        pools
    }
}

/// Groups that have nothing to do with each other, before and after a removal.
struct Unrelated {
    before: Posts,
    after: Posts,
    /// Whether the groups are of people who care for one topic.
    by_topic: bool,
}

/// Members of a group, removed networks of a run, and groups beside each.
const GROUP: usize = 12;
const REMOVED: usize = 6;
const BESIDE: usize = 10;

impl Unrelated {
    /// Compares as `match` does: six groups are removed, and all their posts are
    /// deleted; beside each stand ten others of its topic. Posts on the topics
    /// themselves do not count, which the groups share by the way they are drawn.
    fn run(&self, seed: u64) -> Vec<f64> {
        let (mut rng, place) = (Pcg64Mcg::seed_from_u64(seed), folder());
        let (before, after) = (self.before.pools(self.by_topic), self.after.pools(self.by_topic));
        let enough = |pool: &BTreeSet<&str>| pool.len() >= 3 * GROUP;
        let both = before.iter().filter(|(topic, pool)| enough(pool) && after.get(*topic).is_some_and(enough));
        let mut topics: Vec<&str> = both.map(|(topic, _)| *topic).collect();
        topics.shuffle(&mut rng);
        // Where there are few topics, several networks are of one.
        let topics: Vec<&str> = topics.iter().copied().cycle().take(REMOVED).collect();
        let old: Vec<Vec<&str>> = topics.iter().map(|topic| drawn(before[topic].iter().copied(), &mut rng)).collect();
        let gone: BTreeSet<&str> = old.iter().flatten().copied().collect();
        let on_topic = |posts: &Posts, row: &csv::StringRecord| posts.topics_of(row).any(|t| topics.contains(&t));
        let is_gone = |row: &csv::StringRecord| gone.contains(&row[self.after.account]);
        let first = events(&file(&place, "first.csv", self.before.csv(|row| !on_topic(&self.before, row))));
        let second =
            events(&file(&place, "second.csv", self.after.csv(|row| !on_topic(&self.after, row) && !is_gone(row))));
        let (first_traces, second_traces) = (objects_of(&first), objects_of(&second));
        let volumes: Vec<Volume> =
            second_traces.iter().map(|trace| Volume::new(trace, second.accounts.len())).collect();
        let mut ln_p = Vec::new();
        for (topic, old) in topics.iter().zip(&old) {
            let removed = removed(&first_traces, &flags(&first, old));
            for _ in 0..BESIDE {
                let new = drawn(after[topic].iter().copied().filter(|account| !gone.contains(account)), &mut rng);
                let mut new: Vec<u32> = new.iter().filter_map(|account| second.accounts.find(account)).collect();
                new.sort_unstable();
                let like = likeness(&second_traces, second.accounts.len(), &new, &vec![false; second.accounts.len()]);
                let shared = Network::new(&volumes, &new, &like).test(&removed);
                ln_p.push(shared.map_or(0.0, |shared| shared.ln_p));
            }
        }
        ln_p
    }

    /// Prints, and gives, the shares of the comparisons in which p is at most 0.05
    /// and 0.01, and of those that are proposed: by 1 % in each run, as `match` does.
    fn shares(&self, name: &str, runs: u64) -> [f64; 3] {
        let runs: Vec<Vec<f64>> = (0..runs).map(|seed| self.run(seed)).collect();
        let all = runs.iter().map(Vec::len).sum::<usize>() as f64;
        let up_to = |p: f64| runs.iter().flatten().filter(|ln_p| **ln_p <= p.ln()).count() as f64 / all;
        let proposed = |run: &Vec<f64>| {
            ln_q_values(run, run.len() as f64).into_iter().filter(|ln_q| *ln_q <= 0.01f64.ln()).count()
        };
        let proposed = runs.iter().map(proposed).sum::<usize>() as f64 / all;
        println!(
            "{name}: {all} comparisons, p <= 0.05 {:.4}, p <= 0.01 {:.4}, proposed {proposed:.4}",
            up_to(0.05),
            up_to(0.01)
        );
        [up_to(0.05), up_to(0.01), proposed]
    }
}

/// A group of this pool.
fn drawn<'a>(pool: impl Iterator<Item = &'a str>, rng: &mut Pcg64Mcg) -> Vec<&'a str> {
    let mut pool: Vec<&str> = pool.collect();
    pool.shuffle(rng);
    pool.truncate(GROUP);
    pool
}

fn events(posts: &Path) -> Events {
    read(posts).expect("the file can be read")
}

fn objects_of(events: &Events) -> Vec<Objects> {
    all_objects(events, &TraceKind::BY_DEFAULT)
}

fn flags(events: &Events, group: &[&str]) -> Vec<bool> {
    events.accounts.iter().map(|account| group.contains(&account)).collect()
}

/// What `import` writes of a group and `match` reads.
fn removed(traces: &[Objects], is_member: &[bool]) -> BTreeMap<String, TraceObjects> {
    let empty = |trace: &Objects| TraceObjects { outside: Some(Outside::of(trace, is_member)), objects: Vec::new() };
    let mut removed: BTreeMap<String, TraceObjects> =
        traces.iter().map(|trace| (trace.trace.to_owned(), empty(trace))).collect();
    for object in pushed(traces, is_member) {
        let (trace, outsiders) = (object.trace.to_owned(), Some(object.outsiders));
        let of_trace = removed.get_mut(object.trace).expect("a trace");
        of_trace.objects.push(Object { trace, object: object.object, members: object.members, outsiders });
    }
    removed
}

/// Groups of these posts: drawn at random or from one topic, from one half of
/// the time each or from all of it.
fn unrelated(name: &str, posts: &Posts) {
    let (first, second) = posts.halves();
    let later = |by_topic| Unrelated { before: posts.of(&first.rows), after: posts.of(&second.rows), by_topic };
    let beside = |by_topic| Unrelated { before: posts.of(&posts.rows), after: posts.of(&posts.rows), by_topic };
    let runs = 2 * repeated(2);
    for (how, groups) in [
        ("at random, later", later(false)),
        ("of one topic, later", later(true)),
        ("at random, at the same time", beside(false)),
        ("of one topic, at the same time", beside(true)),
    ] {
        let [five, one, proposed] = groups.shares(&format!("{name}, {how}"), runs);
        assert!(five <= 0.1 && one <= 0.05 && proposed <= 0.01, "{name}, {how}: {five}, {one}, {proposed}");
    }
}

/// In a world without campaigns, where the pages of one owner are related and
/// left out.
fn unrelated_in_a_world(topics: u32) {
    let (posts, truth) = world_of(&WorldConfig { seed: 61, topics, ..WorldConfig::null() });
    let owned: BTreeSet<&str> =
        truth.iter().filter(|row| row["role"] == "sister_page").map(|row| row["account_id"].as_str()).collect();
    let mut posts = Posts::read(&posts, "hashtags");
    posts.rows.retain(|row| !owned.contains(&row[0]));
    unrelated(&format!("{topics} communities"), &posts);
}

#[test]
fn groups_of_many_communities_are_not_taken_for_each_other() {
    unrelated_in_a_world(12);
}

#[test]
fn groups_of_one_community_are_not_taken_for_each_other() {
    unrelated_in_a_world(1);
}

/// Whom `detect` finds synchronous, explained or not, is related and left out.
#[test]
fn groups_of_real_people_are_not_taken_for_each_other() {
    let Some(data) = real("data/german_elections.csv.gz") else { return };
    let place = folder();
    let run = place.path().join("run");
    detect(&data, &run);
    let related: BTreeSet<String> = ["candidates.csv", "explained.csv"]
        .iter()
        .flat_map(|name| rows(&run.join(name)))
        .map(|row| row["account_id"].clone())
        .collect();
    let mut posts = Posts::read(&unpacked(&data), "hashtag_id");
    posts.rows.retain(|row| !related.contains(&row[0]));
    unrelated("German elections", &posts);
}

/// A month in which members push these links and texts together, within half a
/// minute each, and share like two hundred others what a site publishes.
fn campaign(members: &[&str], start: i64, objects: std::ops::Range<u32>) -> Vec<u8> {
    let mut rng = Pcg64Mcg::seed_from_u64(5);
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["account_id", "timestamp", "url", "object_created", "text"]).expect("memory takes it");
    let mut write = |account: &str, time: i64, url: &str, created: i64, text: &str| {
        csv.write_record([account, &time.to_string(), url, &created.to_string(), text]).expect("memory takes it");
    };
    let published: Vec<i64> = (0..150).map(|_| start + rng.random_range(0..20 * 86_400)).collect();
    let others: Vec<String> = (0..200).map(|n| format!("a{n}")).collect();
    for account in members.iter().copied().chain(others.iter().map(String::as_str)) {
        for _ in 0..20 {
            let page = rng.random_range(0..published.len());
            let time = published[page] + rng.random_range(60..5 * 86_400);
            let text = format!("I have read page {page} of {start}, and liked what they wrote there very much");
            write(account, time, &format!("https://a.example/{start}/{page}"), published[page], &text);
        }
    }
    for object in objects {
        let moment = start + rng.random_range(0..26) * 86_400 + rng.random_range(0..86_000);
        let created = moment - rng.random_range(3_600..80_000);
        let url = own_link(object);
        for (n, member) in members.iter().enumerate() {
            let text = format!("@x{n} The ministers said nothing about the {object} new hospitals in our country");
            write(member, moment + 4 * n as i64, &url, created, &text);
        }
    }
    csv.into_inner().expect("memory takes it")
}

/// A link that attacks tables and terminals; each five hundred have their site.
fn own_link(object: u32) -> String {
    let site = ["evil", "worse"][object as usize / 500];
    format!("https://{site}.example/{object}?a=\"'&b=\u{202e}")
}

const START: i64 = 1_700_006_400;
const MEMBERS: [&str; 6] = ["anna_1001", "ben_2002", "carla_3003", "dora_4004", "emil_5005", "fritz_6006"];
const NEW_MEMBERS: [&str; 6] = ["gerd_7007", "hans_8008", "ida_9009", "jan_1010", "karl_1111", "lena_1212"];

/// A run with one network of these members.
fn run_of(place: &TempDir, name: &str, members: &[&str], start: i64, objects: std::ops::Range<u32>) -> PathBuf {
    let out = place.path().join(name);
    detect(&file(place, &format!("{name}.csv"), campaign(members, start, objects)), &out);
    assert_eq!(rows(&out.join("networks.csv")).len(), 1, "the campaign is one network");
    out
}

fn import(run: &Path, out: &Path, more: &[&str]) -> String {
    succeed(&[&["transparency", "import", arg(run), "--network", "1", "--out", arg(out)], more].concat())
}

fn operation(profile: &Path) -> (String, toml::Table) {
    let draft = std::fs::read_to_string(profile.join("operation.toml")).expect("the draft");
    let parsed: toml::Table = toml::from_str(&draft).expect("valid TOML");
    let operations = parsed["operation"].as_array().expect("entries");
    assert_eq!(operations.len(), 1);
    (draft, operations[0].as_table().expect("an entry").clone())
}

#[test]
fn a_profile_says_what_the_data_tell_and_leaves_attribution_empty() {
    let place = folder();
    let run = run_of(&place, "run", &MEMBERS, START, 0..30);
    let facts = file(
        &place,
        "facts.csv",
        "account_id,platform,handle,created,followers,language,country\n\
         anna_1001,video,Anna,2023-10-01,100,en,US\nben_2002,video,,2023-10-02T10:00:00Z,50,,\nother,,,,9,,\n",
    );
    let profile = place.path().join("profile");
    let said = import(&run, &profile, &["--facts", arg(&facts)]);
    assert!(said.starts_with("run-1: 6 accounts, ") && said.contains("Attribution is for a person"), "{said}");
    let (draft, entry) = operation(&profile);
    let text = |field: &str| entry[field].as_str().expect("a text");
    assert!(entry["draft"].as_bool().expect("a flag"));
    assert_eq!((text("id"), text("month"), text("accounts_file")), ("run-1", "2023-12", "accounts.csv"));
    assert_eq!(entry["accounts"].as_integer(), Some(6));
    assert_eq!(entry["platforms"].as_array().expect("a list").len(), 1);
    for empty in ["source", "lead", "confidence"] {
        assert_eq!(text(empty), "");
    }
    for empty in ["operated_from", "target_audience", "methods", "aims", "elections", "techniques"] {
        assert_eq!(entry[empty].as_array().expect("a list").len(), 0, "{empty}");
    }
    assert!(
        !entry.contains_key("followers") && draft.contains("between 100 (the largest member's) and 150 (their sum)")
    );
    assert!(draft.contains("# Languages of the texts: English 100 %"), "{draft}");
    assert!(draft.contains("country as the platform states it: United States 1"), "{draft}");
    assert!(draft.contains("hxxps://evil[.]example") && !draft.contains("https://evil"), "{draft}");

    let accounts = rows(&profile.join("accounts.csv"));
    assert_eq!(accounts.iter().map(|row| row["account_id"].as_str()).collect::<Vec<_>>(), MEMBERS);
    assert_eq!((accounts[0]["handle"].as_str(), accounts[1]["created"].as_str()), ("Anna", "2023-10-02T10:00:00Z"));
    let objects = rows(&profile.join("objects.csv"));
    let of_trace = |trace: &str| objects.iter().filter(|row| row["trace"] == trace && row["members"] == "6").count();
    assert_eq!((of_trace("url"), of_trace("text"), of_trace("domain")), (30, 30, 2));
}

#[test]
fn followers_are_counted_as_the_union_over_the_members() {
    let place = folder();
    let run = run_of(&place, "run", &MEMBERS, START, 0..30);
    let mut followers = String::from("account_id,follower_id\n");
    for n in 0..40 {
        _ = writeln!(followers, "anna_1001,f{n}\nben_2002,f{}\nsomebody,f{}", n + 20, n + 1_000);
    }
    let (profile, table) = (place.path().join("profile"), file(&place, "followers.csv", followers));
    import(&run, &profile, &["--followers", arg(&table)]);
    let (_, entry) = operation(&profile);
    assert_eq!((entry["followers"].as_integer(), entry["followers_file"].as_str()), (Some(60), Some("followers.csv")));
    assert_eq!(rows(&profile.join("followers.csv")).len(), 80);
}

#[test]
fn a_network_of_the_sample_matches_itself() {
    let place = folder();
    let (run, removed) = (place.path().join("run"), place.path().join("removed"));
    detect(Path::new(SAMPLE), &run);
    import(&run, &removed.join("one"), &[]);
    let out = place.path().join("out");
    let found = matches(&removed, &run, &out, &[]);
    let proposed = proposed(&found);
    assert_eq!(proposed.len(), 1);
    assert_eq!((proposed[0]["network_id"].as_str(), proposed[0]["removed_id"].as_str()), ("1", "run-1"));
    assert_eq!(proposed[0]["same_accounts"], proposed[0]["accounts"]);
    assert_eq!(proposed[0]["missing"], "handles;creation");
    assert_eq!(rows(&out.join("returning_accounts.csv")).len().to_string(), proposed[0]["accounts"]);
}

/// New ids, new objects: only the pattern of the handles and the time of
/// creation speak, and that is not enough.
#[test]
fn handles_and_creation_alone_are_circumstantial_and_never_counted() {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let later = START + 70 * 86_400;
    let new = run_of(&place, "new", &NEW_MEMBERS, later, 500..530);
    let removed = place.path().join("removed");
    import(&old, &removed.join("op"), &[]);
    let out = place.path().join("out");
    let mut facts = String::from("account_id,created\n");
    NEW_MEMBERS.iter().for_each(|member| _ = writeln!(facts, "{member},2023-12-28"));
    (0..100).for_each(|n| _ = writeln!(facts, "a{n},20{:02}-01-15", 10 + n % 13));
    let facts = file(&place, "facts.csv", facts);
    let found = matches(&removed, &new, &out, &["--facts", arg(&facts)]);
    let row = &found[0];
    assert_eq!((row["handle_matches"].as_str(), row["created_after"].as_str()), ("6", "6"), "{row:?}");
    let p = |name: &str| row[name].parse::<f64>().expect("a p-value");
    assert!(p("p_handles") < 1e-6 && p("p_creation") < 1e-6 && p("p_objects") > 0.001, "{row:?}");
    assert_eq!((row["verdict"].as_str(), row["missing"].as_str()), ("circumstantial", "survivors"), "{row:?}");
    assert_eq!(rows(&out.join("returning_accounts.csv")).len(), 0);
    let evidence = rows(&out.join("match_evidence.csv"));
    assert_eq!(evidence.iter().filter(|row| row["signal"] == "handles" || row["signal"] == "creation").count(), 12);
}

/// What some members of another network share of a removed one's links, beside
/// its own: every half hour one, long after.
fn shared_by(members: &[&str]) -> Row {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let later = START + 70 * 86_400;
    let mut posts = text(&campaign(&NEW_MEMBERS, later, 500..530));
    for (half_hour, object) in (0..20).zip(5..) {
        for (n, member) in members.iter().enumerate() {
            let time = later + 27 * 86_400 + half_hour * 1_800 + 700 * n as i64;
            _ = writeln!(posts, "{member},{time},\"{}\",,", own_link(object).replace('"', "\"\""));
        }
    }
    let new = place.path().join("new");
    detect(&file(&place, "new.csv", posts), &new);
    let removed = place.path().join("removed");
    import(&old, &removed.join("op"), &[]);
    matches(&removed, &new, &place.path().join("out"), &[]).remove(0)
}

#[test]
fn a_burst_of_two_members_is_theirs_and_one_of_three_is_one_piece_of_evidence() {
    let two = shared_by(&NEW_MEMBERS[..2]);
    assert_eq!((two["shared_objects"].as_str(), two["p_objects"].as_str()), ("0", "1.000e0"), "{two:?}");
    let three = shared_by(&NEW_MEMBERS[..3]);
    // Twenty links and their site, which is a trace of its own.
    assert_eq!((three["shared_objects"].as_str(), three["clearest_sittings"].as_str()), ("21", "1"), "{three:?}");
    assert!(three["p_objects"].parse::<f64>().expect("a p-value") > 0.01, "{three:?}");
}

/// Folders of earlier versions do not say how popular the objects were.
#[test]
fn an_old_folder_is_read_and_its_test_widened() {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let new = run_of(&place, "new", &NEW_MEMBERS, START + 70 * 86_400, 10..40);
    let (removed, out) = (place.path().join("removed"), place.path().join("out"));
    import(&old, &removed.join("op"), &[]);
    let p = || matches(&removed, &new, &out, &["--overwrite"])[0]["p_objects"].parse::<f64>().expect("a p-value");
    let known = p();
    assert!(std::fs::read_to_string(out.join("match_evidence.csv")).expect("the evidence").contains("beside it"));
    let profile = removed.join("op/profile.json");
    let mut json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&profile).expect("the profile")).expect("JSON");
    let outside = json.as_object_mut().expect("an object").remove("outside").expect("the background");
    // Two hundred others read twenty pages each.
    assert_eq!(outside["url"]["accounts"], 200, "{outside}");
    std::fs::write(&profile, json.to_string()).expect("written");
    let objects = rows(&removed.join("op/objects.csv"));
    let mut without = csv::Writer::from_path(removed.join("op/objects.csv")).expect("a file");
    without.write_record(["trace", "object", "members", "acts"]).expect("written");
    for row in &objects {
        without.write_record(["trace", "object", "members", "acts"].map(|column| &row[column])).expect("written");
    }
    without.flush().expect("written");
    assert!(p() > known, "{known} {}", p());
    let matching = ["transparency", "match", "--removed", arg(&removed), "--run", arg(&new), "--out", arg(&out)];
    let said = succeed(&[&matching[..], &["--overwrite"]].concat());
    assert!(said.contains("1 folder does not say how popular the objects were"), "{said}");
}

#[test]
fn new_accounts_that_push_the_same_links_beside_a_survivor_are_proposed() {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let back: Vec<&str> = NEW_MEMBERS[..5].iter().chain(&MEMBERS[..1]).copied().collect();
    let new = run_of(&place, "new", &back, START + 70 * 86_400, 10..40);
    let removed = place.path().join("removed");
    import(&old, &removed.join("op"), &["--id", "Op.1"]);
    let out = place.path().join("out");
    let said = succeed(&["transparency", "match", "--removed", arg(&removed), "--run", arg(&new), "--out", arg(&out)]);
    let counted = "5 accounts of 1 network that tried to come back: proposed, to be confirmed by a person";
    assert!(said.contains(counted), "{said}");
    let row = &rows(&out.join("matches.csv"))[0];
    assert_eq!((row["verdict"].as_str(), row["removed_id"].as_str()), ("proposed", "Op.1"));
    assert_eq!((row["same_accounts"].as_str(), row["clearest_shared"].as_str()), ("1", "20"), "{row:?}");
    let evidence = rows(&out.join("match_evidence.csv"));
    let survivors: Vec<&Row> = evidence.iter().filter(|row| row["signal"] == "survivors").collect();
    assert_eq!((survivors.len(), survivors[0]["item"].as_str()), (1, "anna_1001"));
    let draft = std::fs::read_to_string(out.join("reestablished.toml")).expect("the draft");
    let draft: toml::Table = toml::from_str(&draft).expect("valid TOML");
    let entry = &draft["reestablished"].as_array().expect("entries")[0];
    assert_eq!((entry["month"].as_str(), entry["accounts"].as_integer()), (Some("2024-02"), Some(5)));
    let list = entry["accounts_file"].as_str().expect("a file");
    assert_eq!(rows(&out.join(list)).len(), 5);
    let listed = rows(&out.join("returning_accounts.csv"));
    assert_eq!(listed.iter().filter(|row| row["on_removed_list"] == "true").count(), 1);
    assert_eq!(listed.len(), 6);
}

/// Names that attack TOML, CSV, terminals and spreadsheets.
const HOSTILE: [&str; 8] = [
    "=1+1\"\"\"",
    "]]\n[[operation]]\nid = \"x\"",
    "'''\\",
    "\u{202e}gnp.exe",
    "two\r\nlines,\"quoted\"",
    "\u{1b}[2J\u{7f}\u{e0001}",
    "@SUM(1)",
    "# comment",
];

#[test]
fn hostile_ids_break_neither_the_draft_nor_the_tables() {
    let place = folder();
    let run = run_of(&place, "]]\"run", &HOSTILE, START, 0..30);
    let mut facts = csv::Writer::from_writer(Vec::new());
    facts.write_record(["account_id", "platform", "handle"]).expect("memory takes it");
    HOSTILE.iter().for_each(|name| facts.write_record([name, name, name]).expect("memory takes it"));
    let facts = file(&place, "facts.csv", facts.into_inner().expect("memory takes it"));
    let removed = place.path().join("removed");
    let said = import(&run, &removed.join("one"), &["--facts", arg(&facts)]);
    let (draft, entry) = operation(&removed.join("one"));
    let platforms: BTreeSet<&str> =
        entry["platforms"].as_array().expect("a list").iter().map(|name| name.as_str().expect("a text")).collect();
    assert_eq!(platforms, HOSTILE.map(str::trim).into_iter().collect());
    assert_eq!(entry["id"].as_str(), Some("---run-1"));
    let plain = |text: &str| text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}'));
    assert!(plain(&draft) && plain(&said), "{draft}");
    let accounts: BTreeSet<String> =
        rows(&removed.join("one/accounts.csv")).into_iter().map(|row| row["account_id"].clone()).collect();
    assert_eq!(accounts, HOSTILE.map(str::to_owned).into_iter().collect());

    let out = place.path().join("out");
    let found = matches(&removed, &run, &out, &["--facts", arg(&facts)]);
    assert_eq!((proposed(&found).len(), found[0]["same_accounts"].as_str()), (1, "8"), "ids are read back exactly");
    for name in ["matches.csv", "match_evidence.csv", "returning_accounts.csv"] {
        let table = std::fs::read_to_string(out.join(name)).expect("a table");
        assert!(plain(&table), "{name}: {table}");
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a row as wide as its header");
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{row:?}");
        }
    }
    assert!(!listing(&out).iter().any(|name| name.starts_with("reestablished-")), "who was counted is not again");

    let (before, removed) =
        (run_of(&place, "before", &MEMBERS, START - 70 * 86_400, 0..30), place.path().join("before-"));
    import(&before, &removed.join("one"), &[]);
    let out = place.path().join("out-");
    matches(&removed, &run, &out, &[]);
    let list = rows(&out.join("reestablished-2023-12.csv"));
    let ids: BTreeSet<&str> = list.iter().map(|row| row["account_id"].as_str()).collect();
    assert_eq!(ids, HOSTILE.into_iter().collect());
}

/// What `import` and `match` draft, a person fills in and `check` accepts.
#[test]
fn drafts_that_a_person_filled_in_pass_the_check() {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let new = run_of(&place, "new", &NEW_MEMBERS, START + 70 * 86_400, 0..30);
    let followers = file(&place, "followers.csv", "account_id,follower_id\nanna_1001,x\nben_2002,y\n");
    let (removed, out) = (place.path().join("removed"), place.path().join("out"));
    import(&old, &removed.join("op"), &["--followers", arg(&followers)]);
    matches(&removed, &new, &out, &[]);
    let draft = std::fs::read_to_string(removed.join("op/operation.toml")).expect("the draft");
    let check = |text: &str| {
        let path = removed.join("op/operations.toml");
        std::fs::write(&path, text).expect("it can be written");
        lockstep(&["transparency", "check", arg(&path)]).output().expect("the program starts")
    };
    let unfilled = check(&draft);
    assert!(!unfilled.status.success() && text(&unfilled.stdout).contains("this is a draft"));
    let filled: Vec<(&str, &str)> = vec![
        ("draft = true", "political = true"),
        ("source = \"\"", "source = \"internal\""),
        ("operated_from = []", "operated_from = [\"IR\"]"),
        ("target_audience = []", "target_audience = [\"US\"]"),
        ("methods = []", "methods = [\"created inauthentic accounts\"]"),
        ("aims = []", "aims = [\"amplify narratives\"]"),
        ("confidence = \"\"", "confidence = \"high\""),
    ];
    let filled = filled
        .into_iter()
        .fold(draft, |draft, (empty, full)| draft.replace(&format!("\n{empty}"), &format!("\n{full}")));
    let comeback = std::fs::read_to_string(out.join("reestablished.toml")).expect("the draft");
    for name in listing(&out).iter().filter(|name| name.starts_with("reestablished-")) {
        std::fs::copy(out.join(name), removed.join("op").join(name)).expect("it can be copied");
    }
    let unconfirmed = check(&format!("{filled}{comeback}"));
    assert!(text(&unconfirmed.stdout).contains("`draft`: these accounts are proposed, not confirmed"));
    let checked = check(&format!("{filled}{}", comeback.replace("draft = true\n", "")));
    assert!(comeback.contains("accounts = 6"), "{comeback}");
    assert!(checked.status.success(), "{}", text(&checked.stdout));
}

#[test]
fn inputs_must_be_those_of_the_run_wherever_they_are() {
    let place = folder();
    let run = run_of(&place, "run", &MEMBERS, START, 0..30);
    let (posts, moved) = (place.path().join("run.csv"), place.path().join("moved.csv"));
    let out = place.path().join("profile");
    let arguments = ["transparency", "import", arg(&run), "--network", "1", "--out", arg(&out)];
    std::fs::rename(&posts, &moved).expect("it can be moved");
    let message = fail(&arguments);
    assert!(message.contains("is not here") && message.contains("--input"), "{message}");
    let other = file(&place, "other.csv", "account_id,timestamp,url\na,1,x\n");
    let message = fail(&[&arguments[..], &["--input", arg(&other)]].concat());
    assert!(message.contains("other.csv") && message.contains("SHA-256"), "{message}");
    std::fs::copy(&other, &posts).expect("it can be copied");
    let message = fail(&arguments);
    assert!(message.contains("has changed since the run") && message.contains("--input"), "{message}");
    assert!(!out.exists(), "nothing is left behind");
    succeed(&[&arguments[..], &["--input", arg(&moved)]].concat());
}

#[test]
fn what_cannot_be_used_says_so_and_what_to_do() {
    let place = folder();
    let run = run_of(&place, "run", &MEMBERS, START, 0..30);
    let (out, removed) = (place.path().join("out"), place.path().join("removed"));
    let unknown = fail(&["transparency", "import", arg(&run), "--network", "7", "--out", arg(&out)]);
    assert!(unknown.contains("no network 7") && unknown.contains("1 to 1"), "{unknown}");
    let id = misuse(&["transparency", "import", arg(&run), "--network", "1", "--id", "a b", "--out", arg(&out)]);
    assert!(id.contains("`id`"), "{id}");
    let no_run = fail(&["transparency", "import", arg(place.path()), "--network", "1", "--out", arg(&out)]);
    assert!(no_run.contains("no output of lockstep detect"), "{no_run}");

    let matching = ["transparency", "match", "--removed", arg(&removed), "--run", arg(&run), "--out", arg(&out)];
    assert!(fail(&matching).contains("cannot read"));
    std::fs::create_dir(&removed).expect("a folder");
    let empty = fail(&matching);
    assert!(empty.contains("none has profile.json") && empty.contains("transparency import"), "{empty}");
    import(&run, &removed.join("a"), &[]);
    import(&run, &removed.join("b"), &[]);
    let twice = fail(&matching);
    assert!(twice.contains("its id run-1") && twice.contains("another --id"), "{twice}");
    std::fs::remove_dir_all(removed.join("b")).expect("it can be removed");
    assert!(misuse(&[&matching[..], &["--fdr", "1"]].concat()).contains("`fdr`"));
    std::fs::write(removed.join("a/profile.json"), "{}").expect("it can be written");
    let broken = fail(&matching);
    assert!(broken.contains("profile.json") && broken.contains("make the folder again"), "{broken}");
    assert!(!out.exists(), "nothing is left behind");
}

#[test]
fn a_day_of_removal_that_a_person_sets_begins_the_burst() {
    let place = folder();
    let old = run_of(&place, "old", &MEMBERS, START, 0..30);
    let new = run_of(&place, "new", &NEW_MEMBERS, START + 70 * 86_400, 500..530);
    let removed = place.path().join("removed");
    import(&old, &removed.join("op"), &[]);
    let mut facts = String::from("account_id,created\n");
    NEW_MEMBERS.iter().for_each(|member| _ = writeln!(facts, "{member},2024-01-20"));
    (0..100).for_each(|n| _ = writeln!(facts, "a{n},2020-01-15"));
    let facts = file(&place, "facts.csv", facts);
    let created_after = |out: &str| {
        matches(&removed, &new, &place.path().join(out), &["--facts", arg(&facts)])[0]["created_after"].clone()
    };
    assert_eq!(created_after("before"), "0");
    let path = removed.join("op/profile.json");
    let profile = std::fs::read_to_string(&path).expect("the profile");
    std::fs::write(&path, profile.replace("\"removed\": null", "\"removed\": \"2024-01-10\"")).expect("written");
    assert_eq!(created_after("after"), "6");
}

fn contents(place: &Path) -> Vec<(String, Vec<u8>)> {
    listing(place).into_iter().map(|name| (name.clone(), std::fs::read(place.join(name)).expect("a file"))).collect()
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let place = folder();
    let run = place.path().join("run");
    detect(Path::new(SAMPLE), &run);
    let (removed, out) = (place.path().join("removed"), place.path().join("out"));
    let mut before: Option<(Vec<_>, Vec<_>)> = None;
    for threads in ["1", "2", "5"] {
        let profile = removed.join("op6");
        let import = ["transparency", "import", arg(&run), "--network", "6", "--out", arg(&profile), "--overwrite"];
        let matching = ["transparency", "match", "--removed", arg(&removed), "--run", arg(&run), "--out", arg(&out)];
        for arguments in [&import[..], &[&matching[..], &["--overwrite"]].concat()] {
            let done = lockstep(arguments).env("RAYON_NUM_THREADS", threads).output().expect("the program starts");
            assert!(done.status.success(), "{}", text(&done.stderr));
        }
        let now = (contents(&profile), contents(&out));
        assert!(before.is_none_or(|before| before == now), "{threads} threads");
        before = Some(now);
    }
}

#[test]
fn nothing_is_replaced_but_an_earlier_output_of_the_same_kind() {
    let place = folder();
    let run = run_of(&place, "run", &MEMBERS, START, 0..30);
    let (removed, out) = (place.path().join("removed"), place.path().join("out"));
    let profile = removed.join("op");
    import(&run, &profile, &[]);
    let again = ["transparency", "import", arg(&run), "--network", "1", "--out", arg(&profile)];
    assert!(fail(&again).contains("--overwrite"));
    succeed(&[&again[..], &["--overwrite"]].concat());
    matches(&removed, &run, &out, &[]);
    let matching = |out: &Path, more: &[&str]| {
        let arguments = ["transparency", "match", "--removed", arg(&removed), "--run", arg(&run), "--out", arg(out)];
        fail(&[&arguments, more].concat())
    };
    assert!(matching(&out, &[]).contains("--overwrite"));
    matches(&removed, &run, &out, &["--overwrite"]);
    // A run of detect holds a run.json, too, and must outlive a slip of the hand.
    assert!(matching(&run, &["--overwrite"]).contains("is not replaced"));
    assert!(matching(&profile, &["--overwrite"]).contains("is not replaced"));
}
