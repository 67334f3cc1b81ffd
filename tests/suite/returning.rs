//! `lockstep transparency import` and `match`: what a network was, and whether
//! it comes back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lockstep::data::traces::TraceKind;
use lockstep::lab::simulate::{WorldConfig, simulate, write_posts, write_truth};
use lockstep::policy::transparency::all_objects;
use lockstep::policy::transparency::matching::Object;
use lockstep::policy::transparency::matching::likeness::likeness;
use lockstep::policy::transparency::matching::objects;
use lockstep::policy::transparency::matching::objects::Volume;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use tempfile::TempDir;

use crate::support::{SAMPLE, arg, fail, file, folder, listing, lockstep, misuse, read, succeed, table, text};

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    table(&std::fs::read_to_string(path).expect("a table"))
}

fn detect(posts: &Path, out: &Path) {
    succeed(&["detect", arg(posts), "--out", arg(out), "--quiet"]);
}

/// Imports every network of a run into one folder.
fn import_all(run: &Path, removed: &Path) {
    std::fs::create_dir_all(removed).expect("a folder");
    for network in rows(&run.join("networks.csv")) {
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

/// A simulated season's posts, and the campaign of each member.
fn world(seed: u64) -> (String, BTreeMap<String, String>) {
    let world = simulate(&WorldConfig { seed, ..WorldConfig::season() }).expect("a world");
    let (mut posts, mut truth) = (Vec::new(), Vec::new());
    write_posts(&world, &mut posts).expect("memory takes it");
    write_truth(&world, &mut truth).expect("memory takes it");
    let truth = table(&text(&truth)).into_iter().filter(|row| row["role"] == "campaign");
    (text(&posts), truth.map(|mut row| (row.remove("account_id").expect("an id"), row["campaign"].clone())).collect())
}

/// The same season two months later, in which these campaigns are back: under
/// new ids, and with half of their links, hashtags and images replaced by new
/// ones. The other campaigns are gone.
fn back_again(posts: &str, campaigns: &BTreeMap<String, String>, back: &BTreeSet<&str>) -> String {
    let later = |cell: &str| cell.parse::<i64>().map_or(String::new(), |time| (time + 61 * 86_400).to_string());
    let changed = |object: &str| object.bytes().map(u32::from).sum::<u32>() % 2 == 0;
    let renewed = |cell: &str, between: char| {
        let new = |object: &str| if changed(object) { format!("{object}7") } else { object.to_owned() };
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
        if campaign.is_some_and(|campaign| !back.contains(campaign.as_str())) {
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

/// All eleven styles are removed; the campaigns of odd numbers come back in one
/// season and those of even ones in another, among those who are innocent and
/// share their community's objects.
#[test]
fn campaigns_that_come_back_under_new_names_are_matched_with_themselves_and_no_other() {
    let place = folder();
    let (mut networks, mut recognised, mut comparisons) = (0, 0, 0);
    for seed in [41, 42, 43] {
        let (posts, campaigns) = world(seed);
        let (first, removed) = (place.path().join(format!("first{seed}")), place.path().join(format!("removed{seed}")));
        detect(&file(&place, "first.csv", &posts), &first);
        import_all(&first, &removed);
        let was = campaigns_of(&first, &campaigns);
        for half in 0..2 {
            let back: BTreeSet<&str> = campaigns
                .values()
                .map(String::as_str)
                .filter(|campaign| campaign[1..].parse::<usize>().expect("a number") % 2 == half)
                .collect();
            let name = format!("again{seed}-{half}");
            let (run, out) = (place.path().join(&name), place.path().join(format!("{name}-matches")));
            detect(&file(&place, &format!("{name}.csv"), back_again(&posts, &campaigns, &back)), &run);
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
    println!("{recognised} of {networks} networks recognised, {comparisons} comparisons, none wrong");
    assert!(networks >= 25, "{networks}");
    // Those that are missed are repost brigades: by what they repost alone, they
    // are fans of their source.
    assert!(recognised >= networks * 9 / 10, "{recognised} of {networks}");
}

/// Hashtags of one world stand in another, too: nobody is proposed for that.
#[test]
fn in_another_world_nobody_comes_back() {
    let place = folder();
    let seeds = [51, 52, 53, 54, 55];
    for seed in seeds {
        let run = place.path().join(format!("run{seed}"));
        detect(&file(&place, &format!("posts{seed}.csv"), world(seed).0), &run);
        import_all(&run, &place.path().join(format!("removed{seed}")));
    }
    let mut comparisons = 0;
    for (old, new) in seeds.iter().flat_map(|old| seeds.map(|new| (*old, new))).filter(|(old, new)| old != new) {
        let (removed, run) = (place.path().join(format!("removed{old}")), place.path().join(format!("run{new}")));
        let out = place.path().join(format!("matches{old}-{new}"));
        let found = matches(&removed, &run, &out, &[]);
        comparisons += found.len();
        assert!(found.iter().all(|row| row["verdict"] == "no_match"), "{old} {new}: {found:?}");
        assert_eq!(rows(&out.join("returning_accounts.csv")).len(), 0);
        let draft = std::fs::read_to_string(out.join("reestablished.toml")).expect("the draft");
        assert!(toml::from_str::<toml::Table>(&draft).expect("valid TOML").is_empty());
    }
    println!("{comparisons} comparisons, none proposed");
}

/// How often the objects test gives p ≤ 0.05 to two groups that have nothing to
/// do with each other; `draw` gives two groups of accounts and an object that
/// does not count.
fn small_p(
    draws: u64,
    mut draw: impl FnMut(&mut Pcg64Mcg, &[lockstep::policy::transparency::Objects]) -> Drawn,
) -> f64 {
    let place = folder();
    let path = file(&place, "posts.csv", world(61).0);
    let events = read(&path).expect("the file can be read");
    let accounts = events.accounts.len();
    let traces = all_objects(&events, &TraceKind::BY_DEFAULT);
    let volumes: Vec<Volume> = traces.iter().map(|trace| Volume::new(trace, accounts)).collect();
    let mut small = 0;
    for seed in 0..draws {
        let Drawn { mut new, old, but } = draw(&mut Pcg64Mcg::seed_from_u64(seed), &traces);
        new.sort_unstable();
        let mut removed: BTreeMap<String, Vec<Object>> = BTreeMap::new();
        for trace in &traces {
            for (number, object) in (0..).zip(trace.names.iter()) {
                let members = trace.on(number).iter().filter(|doer| old.contains(&doer.account)).count() as u64;
                if members >= 1 && Some(object) != but.as_deref() {
                    let object = Object { trace: trace.trace.to_owned(), object: object.to_owned(), members };
                    removed.entry(trace.trace.to_owned()).or_default().push(object);
                }
            }
        }
        let like = likeness(&traces, accounts, &new, &vec![false; accounts]);
        let shared = objects::test(&volumes, &new, &like, &removed).expect("traces");
        small += usize::from(shared.ln_p <= 0.05f64.ln());
    }
    small as f64 / draws as f64
}

struct Drawn {
    new: Vec<u32>,
    old: Vec<u32>,
    but: Option<String>,
}

#[test]
fn two_groups_drawn_at_random_share_no_more_than_they_should() {
    let share = small_p(400, |rng, traces| {
        let mut all: Vec<u32> = traces
            .iter()
            .flat_map(|trace| (0..trace.names.len() as u32).flat_map(|o| trace.on(o)))
            .map(|doer| doer.account)
            .collect();
        all.sort_unstable();
        all.dedup();
        all.shuffle(rng);
        Drawn { new: all[..12].to_vec(), old: all[12..24].to_vec(), but: None }
    });
    println!("random groups: {share}");
    assert!(share <= 0.07, "{share}");
}

/// Two groups of people who used one hashtag live in one community, and share
/// its links; that is no return.
#[test]
fn two_groups_of_one_community_share_no_more_than_they_should() {
    let share = small_p(400, |rng, traces| {
        let hashtags = traces.iter().find(|trace| trace.trace == "hashtag").expect("hashtags");
        loop {
            let number = rng.random_range(0..hashtags.names.len() as u32);
            let mut on: Vec<u32> = hashtags.on(number).iter().map(|doer| doer.account).collect();
            if on.len() < 30 {
                continue;
            }
            on.shuffle(rng);
            let but = Some(hashtags.names.get(number).to_owned());
            return Drawn { new: on[..12].to_vec(), old: on[12..24].to_vec(), but };
        }
    });
    println!("groups of one community: {share}");
    assert!(share <= 0.07, "{share}");
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
        let url = format!("https://evil.example/{object}?a=\"'&b=\u{202e}");
        for (n, member) in members.iter().enumerate() {
            let text = format!("@x{n} The ministers said nothing about the {object} new hospitals in our country");
            write(member, moment + 4 * n as i64, &url, created, &text);
        }
    }
    csv.into_inner().expect("memory takes it")
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
    assert!(broken.contains("profile.json") && broken.contains("make the folder anew"), "{broken}");
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
