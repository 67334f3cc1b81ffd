//! `lockstep explain`: the case for an account or a pair.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lockstep::base::time;
use lockstep::table::DataType;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    SAMPLE, arg, fail, file, folder, listing, misuse, numbers, parquet, root, succeed, table, texts, unpacked,
};

/// An output of `detect` on the sample.
fn sample() -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    (place, out)
}

/// The accounts of `candidates.csv` in the order of review.
fn candidates(out: &Path) -> Vec<std::collections::HashMap<String, String>> {
    table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"))
}

fn case(out: &Path, who: &[&str]) -> Value {
    let arguments = [&["explain", arg(out)], who, &["--format", "json"]].concat();
    serde_json::from_str(&succeed(&arguments)).expect("valid JSON")
}

fn list<'a>(case: &'a Value, name: &str) -> &'a [Value] {
    case[name].as_array().expect("a list")
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().expect("a text")
}

#[test]
fn an_account_on_the_list_is_told_in_text_json_and_page_alike() {
    let (_place, out) = sample();
    let lines = candidates(&out);
    for line in [&lines[0], &lines[lines.len() / 2], &lines[lines.len() - 1]] {
        let account = line["account_id"].as_str();
        let case = case(&out, &[account]);
        let row = &case["listing"];
        for column in ["rank", "network_id", "partners", "co_acts", "objects", "days", "leads", "follows"] {
            assert_eq!(row[column].to_string(), line[column], "{account}: {column}");
        }
        let ruled_out: Vec<&str> = list(row, "ruled_out").iter().filter_map(Value::as_str).collect();
        assert_eq!((text(&case, "standing"), ruled_out.join(";")), ("listed", line["ruled_out"].clone()));
        let pairs = list(&case, "pairs");
        assert_eq!(pairs.len().to_string(), line["partners"]);
        let score: f64 = pairs.iter().take(3).map(|pair| pair["score"].as_f64().expect("a score")).sum();
        assert_eq!(format!("{score:.3}"), line["score"], "the strongest pairs come first and make the score");

        let terminal = succeed(&["explain", arg(&out), account]);
        let page = succeed(&["explain", arg(&out), account, "--format", "html"]).replace("&#x2f;", "/");
        for said in [list(&case, "findings"), list(&case, "against"), list(&pairs[0], "sentences")].concat() {
            let said = said.as_str().expect("a sentence");
            assert!(terminal.contains(said) && page.contains(said), "{account}: {said}");
        }
        assert!(terminal.contains(text(&case, "headline")) && page.contains(text(&case, "headline")));
        let network = &case["network"];
        assert_eq!(text(network, "pattern"), line["pattern"]);
        assert!(terminal.contains(text(network, "seen")) && page.contains(text(network, "seen")));
        assert!(terminal.contains(text(network, "to_rule_out")));
        assert_eq!(network["event"]["is_ruled_out"], line["ruled_out"].contains("event"));
        for said in list(network, "event_sentences") {
            let said = said.as_str().expect("a sentence");
            assert!(terminal.contains(said) && page.contains(said), "{account}: {said}");
        }
        assert_eq!(case["explained"], Value::Null);
        let meetings = list(&case, "meetings").len();
        let left = meetings.saturating_sub(25);
        assert!(left == 0 || terminal.contains(&format!("... and {left} more")), "{terminal}");
        // The page draws and lists what fits; nothing here is beyond it.
        assert!(meetings < 1_000 && page.matches("<g><title>").count() <= meetings);
        // A single meeting in a trace is shown, though it carries no line of the list.
        assert!(line["traces"].split(';').all(|trace| page.contains(&format!("<td>{trace}</td>"))), "{account}");
    }
}

#[test]
fn an_account_that_something_innocent_explains_is_told_why() {
    let (_place, out) = sample();
    let rows = table(&std::fs::read_to_string(out.join("explained.csv")).expect("the groups"));
    let listed: BTreeSet<String> = candidates(&out).into_iter().map(|row| row["account_id"].clone()).collect();
    let is_dismissed = |row: &&std::collections::HashMap<String, String>| !listed.contains(&row["account_id"]);
    let mut of_reactions = rows.iter().filter(is_dismissed).filter(|row| row["explanation"] == "reactions");
    // Of the last group, in which nobody is listed.
    let row = of_reactions.next_back().expect("a group");
    let account = row["account_id"].as_str();
    let case = self::case(&out, &[account]);
    let group = &case["explained"];
    assert_eq!((case["listing"].clone(), case["network"].clone()), (Value::Null, Value::Null));
    for column in ["group_id", "accounts", "pairs", "objects", "days"] {
        assert_eq!(group[column].to_string(), row[column], "{column}");
    }
    for column in ["explanation", "pattern", "trace", "p_habit", "first_act", "last_act"] {
        assert_eq!(text(group, column), row[column], "{column}");
    }
    let members: Vec<&str> = list(group, "members").iter().filter_map(Value::as_str).collect();
    let wanted = rows.iter().filter(|other| other["group_id"] == row["group_id"]);
    assert_eq!(members, wanted.map(|other| other["account_id"].as_str()).collect::<Vec<_>>());
    let terminal = succeed(&["explain", arg(&out), account]);
    let page = succeed(&["explain", arg(&out), account, "--format", "html"]).replace("&#x2f;", "/");
    for shown in [&terminal, &page] {
        assert!(shown.contains("Synchronous, and why it is not on the list"), "{shown}");
        assert!(shown.contains(text(group, "meaning")) && shown.contains(text(group, "pattern_sentence")), "{shown}");
        assert!(list(group, "sentences").iter().filter_map(Value::as_str).all(|said| shown.contains(said)), "{shown}");
        assert!(shown.contains(members[members.len().min(30) - 1]), "{shown}");
    }
    // Two of one group, and two of different ones.
    let partner = members.iter().find(|member| **member != account).expect("another one");
    let pair = self::case(&out, &[account, partner]);
    assert_eq!(pair["explained"]["group_id"], group["group_id"]);
    let other =
        rows.iter().filter(is_dismissed).find(|other| other["group_id"] != row["group_id"]).expect("another group");
    let pair = self::case(&out, &[account, &other["account_id"]]);
    assert_eq!(pair["explained"], Value::Null);
    assert!(list(&pair, "findings")[1].as_str().is_some_and(|said| said.contains("of explained.csv")));
}

/// Runs of versions without patterns, events and explained groups are still told.
#[test]
fn a_run_of_an_older_version_is_told_without_what_it_lacks() {
    let (_place, out) = sample();
    let rows = table(&std::fs::read_to_string(out.join("explained.csv")).expect("the groups"));
    std::fs::remove_file(out.join("explained.csv")).expect("the file goes");
    for (name, from) in [("candidates.csv", "pattern"), ("networks.csv", "pattern")] {
        let text = std::fs::read_to_string(out.join(name)).expect("the table");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let width = header.iter().position(|column| column == from).expect("the column");
        let mut older = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(header).chain(reader.records().map(|row| row.expect("a row"))) {
            older.write_record(row.iter().take(width)).expect("memory takes it");
        }
        std::fs::write(out.join(name), older.into_inner().expect("memory takes it")).expect("the table");
    }
    let listed = candidates(&out)[0]["account_id"].clone();
    let case = self::case(&out, &[&listed]);
    assert_eq!((text(&case, "standing"), &case["network"]["pattern"]), ("listed", &Value::Null));
    assert_eq!(case["network"]["event"], Value::Null);
    assert!(!list(&case["listing"], "not_ruled_out").iter().any(|name| name == "event"));
    assert!(!succeed(&["explain", arg(&out), &listed]).contains("Could an event"));
    assert_eq!(self::case(&out, &[&rows[0]["account_id"]])["explained"], Value::Null);
    let export = out.with_file_name("export");
    succeed(&["export", arg(&out), "--out", arg(&export)]);
    let takedown = table(&std::fs::read_to_string(export.join("takedown.csv")).expect("the export"));
    assert!(takedown.iter().all(|row| row["pattern"].is_empty() && !row["against"].contains("An event")));
}

#[test]
fn the_numbers_of_a_pair_are_those_of_the_tables() {
    let (_place, out) = sample();
    let pairs = parquet(&out, "pairs.parquet");
    let (a, b, traces) = (texts(&pairs, "account_a"), texts(&pairs, "account_b"), texts(&pairs, "trace"));
    let columns: BTreeMap<&str, Vec<Option<f64>>> =
        ["shared_objects", "occasions", "days", "window_s", "p_chance", "p_habit", "expected_crowd", "leads_a"]
            .into_iter()
            .map(|name| (name, numbers(&pairs, name)))
            .collect();
    let validated: Vec<usize> = (0..a.len()).filter(|&row| columns["leads_a"][row].is_some()).collect();
    assert!(validated.len() > 1_000);
    for &row in validated.iter().step_by(validated.len() / 10) {
        // Seen from the second account: what is told turns round with it.
        let case = case(&out, &[&b[row], &a[row]]);
        let pair = &list(&case, "pairs")[0];
        let tests = list(pair, "tests");
        let test = tests.iter().find(|test| text(test, "trace") == traces[row]).expect("the trace");
        for (path, column) in [
            ("/objects", "shared_objects"),
            ("/occasions", "occasions"),
            ("/days", "days"),
            ("/window_s", "window_s"),
            ("/chance/p", "p_chance"),
            ("/habit/p", "p_habit"),
            ("/crowd/expected", "expected_crowd"),
        ] {
            let told = test.pointer(path).and_then(Value::as_f64);
            let pair = format!("{} {}: {column}", a[row], b[row]);
            let held = columns[column][row];
            assert_eq!(told.is_some(), held.is_some(), "{pair}");
            // The last digit is the parser's.
            assert!(told.zip(held).is_none_or(|(told, held)| (told - held).abs() <= 1e-12 * held), "{pair}");
        }
        let meetings = list(&case, "meetings");
        let of_trace = |meeting: &&Value| text(meeting, "trace") == traces[row];
        let begins = |meeting: &&Value| meeting["begins_occasion"] == Value::Bool(true);
        assert_eq!(Some(meetings.iter().filter(of_trace).count() as f64), columns["shared_objects"][row]);
        let occasions = meetings.iter().filter(of_trace).filter(begins).count() as f64;
        assert_eq!(Some(occasions), columns["occasions"][row]);
        let first = |who: &str| meetings.iter().filter(|m| text(m, "first") == who).count() as u64;
        assert_eq!(Some(first("account")), pair["lead"]["account"].as_u64());
        assert_eq!(Some(first("partner")), pair["lead"]["partner"].as_u64());
        assert_eq!(Some(first("both")), pair["at_once"].as_u64());
        assert_eq!(Some(first("partner") as f64), columns["leads_a"][row]);
    }
}

/// Moments at which each account acted on each object, from a column of the
/// file itself whose values are ids and so stay as they are.
fn acted(column: &str) -> BTreeMap<String, BTreeMap<String, Vec<i64>>> {
    let posts = unpacked(&root().join(SAMPLE));
    let mut acted: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
    for row in table(&posts).into_iter().filter(|row| !row[column].is_empty()) {
        let moment = time::parse(&row["timestamp"]).expect("a moment");
        acted.entry(row["account_id"].clone()).or_default().entry(row[column].clone()).or_default().push(moment);
    }
    acted
}

/// The closest acts of two accounts on each object, within the window.
fn closest(a: &BTreeMap<String, Vec<i64>>, b: &BTreeMap<String, Vec<i64>>, window: i64) -> BTreeSet<(i64, i64)> {
    let on = |(object, times): (&String, &Vec<i64>)| {
        let others = b.get(object)?;
        let acts = times.iter().flat_map(|&x| others.iter().map(move |&y| (x, y)));
        acts.min_by_key(|&(x, y)| ((x - y).abs(), x.max(y))).filter(|&(x, y)| (x - y).abs() <= window)
    };
    a.iter().filter_map(on).collect()
}

#[test]
fn the_meetings_are_the_closest_acts_within_the_window() {
    let (_place, out) = sample();
    for (trace, column) in [("media", "media_hash"), ("repost", "repost_of")] {
        let acted = acted(column);
        let mut compared = 0;
        for line in candidates(&out).iter().filter(|line| line["traces"].contains(trace)).step_by(5) {
            let account = line["account_id"].as_str();
            let case = case(&out, &[account]);
            for pair in list(&case, "pairs") {
                compared += compare(&case, pair, trace, &acted);
            }
        }
        assert!(compared > 100, "{trace}: {compared}");
    }
}

/// Compares the meetings of a case's pair in one trace with the posts; how
/// many there were.
fn compare(case: &Value, pair: &Value, trace: &str, acted: &BTreeMap<String, BTreeMap<String, Vec<i64>>>) -> usize {
    let (account, partner) = (text(case, "account"), text(pair, "partner"));
    let test = list(pair, "tests").iter().find(|test| text(test, "trace") == trace);
    let window = test.map_or(i64::MAX, |test| (test["window_s"].as_f64().expect("a window") * 1e6) as i64);
    // At wider windows only rare objects count.
    if window > 60_000_000 {
        return 0;
    }
    let its = |m: &&Value| text(m, "partner") == partner && text(m, "trace") == trace;
    let moment = |m: &Value, name: &str| time::parse(text(m, name)).expect("a moment");
    let meetings = list(case, "meetings").iter().filter(its);
    let told: BTreeSet<(i64, i64)> = meetings.map(|m| (moment(m, "time"), moment(m, "partner_time"))).collect();
    assert_eq!(told, closest(&acted[account], &acted[partner], window), "{account} and {partner}");
    told.len()
}

#[test]
fn a_meeting_has_both_moments_and_a_gap_with_a_sign() {
    let (_place, out) = sample();
    let account = candidates(&out)[0]["account_id"].clone();
    let case = case(&out, &[&account]);
    let mut before = 0;
    for meeting in list(&case, "meetings") {
        let [one, other] = ["time", "partner_time"].map(|name| time::parse(text(meeting, name)).expect("a moment"));
        assert_eq!(meeting["gap_s"].as_f64(), Some((other - one) as f64 / 1e6));
        let delays = ["delay_s", "partner_delay_s"].map(|name| meeting[name].as_f64().expect("a delay"));
        assert!(delays[0] >= 0.0 && delays[1] - delays[0] == (other - one) as f64 / 1e6);
        assert!(one.min(other) >= before, "in the order of time");
        before = one.min(other);
        assert!(!text(meeting, "object").starts_with("http"), "no link");
    }
}

#[test]
fn an_account_that_was_tested_and_not_listed_says_why() {
    let (_place, out) = sample();
    let accounts = parquet(&out, "accounts.parquet");
    let (ids, networks) = (texts(&accounts, "account_id"), numbers(&accounts, "network_id"));
    let unlisted = ids.iter().zip(&networks).find(|(_, network)| network.is_none()).expect("an account").0;
    let case = case(&out, &[unlisted]);
    assert!(matches!(text(&case, "standing"), "tested" | "validated"));
    assert!(case["listing"].is_null() && text(&case, "headline").contains("not on the list"), "{case}");
    let partner = text(&list(&case, "pairs")[0], "partner");
    let told = succeed(&["explain", arg(&out), unlisted, partner]);
    assert!(told.contains("were tested and are not listed, because") || told.contains("validated pair"), "{told}");
    let listed = &candidates(&out)[0]["account_id"];
    let is_stranger = |id: &&String| {
        *id != listed && text(&self::case(&out, &[listed.as_str(), id.as_str()]), "standing") == "never_tested"
    };
    let stranger = ids.iter().find(is_stranger);
    let told = succeed(&["explain", arg(&out), listed, stranger.expect("a stranger")]);
    assert!(told.contains("were never tested as a pair"), "{told}");
}

#[test]
fn what_cannot_be_explained_is_told_in_one_line_and_leaves_no_file() {
    let (place, out) = sample();
    let account = candidates(&out)[0]["account_id"].clone();
    let page = place.path().join("case.html");
    let told = fail(&["explain", arg(&out), "nobody-at-all", "--out", arg(&page)]);
    assert!(
        told.contains("accounts.parquet: no account `nobody-at-all`") && told.contains("nothing to test"),
        "{told}"
    );
    assert!(fail(&["explain", arg(&out), &account[..6]]).contains("did you mean"), "a part of an id");
    assert!(misuse(&["explain", arg(&out), &account, &account]).contains("the same"));
    let odd = place.path().join("case.pdf");
    assert!(misuse(&["explain", arg(&out), &account, "--out", arg(&odd)]).contains("--format"));
    let told = fail(&["explain", arg(place.path()), &account, "--out", arg(&page)]);
    assert!(told.contains("run.json: there is no such file"), "{told}");
    assert_eq!(listing(place.path()), ["out"]);

    succeed(&["explain", arg(&out), &account, "--out", arg(&page)]);
    let before = std::fs::read_to_string(&page).expect("the page");
    assert!(before.starts_with("<!doctype html>"));
    assert!(fail(&["explain", arg(&out), &account, "--out", arg(&page)]).contains("--overwrite"));
    fail(&["explain", arg(&out), "nobody-at-all", "--out", arg(&page), "--overwrite"]);
    assert_eq!(std::fs::read_to_string(&page).expect("the page"), before);

    std::fs::write(out.join("evidence.parquet"), "PAR1 and nothing else PAR1").expect("the file");
    assert!(fail(&["explain", arg(&out), &account]).contains("evidence.parquet: this Parquet file is damaged"));
    std::fs::remove_file(out.join("evidence.parquet")).expect("the file");
    let told = fail(&["explain", arg(&out), &account]);
    assert!(told.contains("evidence.parquet") && told.contains("make it again with lockstep detect"), "{told}");
}

#[test]
fn the_ending_of_the_file_decides_the_form_unless_it_is_given() {
    let (place, out) = sample();
    let account = candidates(&out)[0]["account_id"].clone();
    let shown = ["text", "json", "html"].map(|form| succeed(&["explain", arg(&out), &account, "--format", form]));
    for (name, form) in [("case.txt", 0), ("case.json", 1), ("case.HTML", 2)] {
        let path = place.path().join(name);
        assert_eq!(succeed(&["explain", arg(&out), &account, "--out", arg(&path)]), "");
        assert!(std::fs::read_to_string(&path).expect("the case") == shown[form], "{name}");
    }
    let path = place.path().join("case.dat");
    succeed(&["explain", arg(&out), &account, "--out", arg(&path), "--format", "json"]);
    assert!(std::fs::read_to_string(&path).expect("the case") == shown[1]);
    assert_eq!(shown[0], succeed(&["explain", arg(&out), &account]), "text is what a terminal gets");
}

#[test]
fn an_id_is_found_as_the_tables_for_people_write_it() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url\n");
    for (n, name) in ["-5", "@x", "tw:7", "a\u{202e}b"].iter().cycle().take(80).enumerate() {
        csv += &format!("{name},{},https://a.example/{}\n", 1_630_000_000 + 9_000 * (n / 4) + n, n / 4);
    }
    for n in 0..2_000 {
        csv += &format!("o{n},{},https://b.example/{}\n", 1_630_000_000 + 97 * n, n % 50);
    }
    let out = place.path().join("out");
    succeed(&["detect", arg(&file(&place, "posts.csv", csv)), "--out", arg(&out)]);
    let account = |who: &[&str]| text(&case(&out, who), "account").to_owned();
    assert_eq!(account(&["'@x"]), "@x");
    assert_eq!(account(&["@x"]), "@x");
    assert_eq!(account(&["'-5"]), "-5");
    assert_eq!(account(&["tw:7"]), "tw:7");
    assert_eq!(account(&["a<U+202E>b"]), "a\u{202e}b");
    let said = succeed(&["explain", "--format", "text", "--", arg(&out), "-5", "tw:7"]);
    assert!(said.starts_with("-5 and tw:7 "), "{said}");
}

#[test]
fn the_evidence_and_the_cases_are_the_same_every_time() {
    let (place, out) = sample();
    let other = place.path().join("other");
    succeed(&["detect", SAMPLE, "--out", arg(&other), "--threads", "1"]);
    let read = |out: &Path| std::fs::read(out.join("evidence.parquet")).expect("the file");
    assert!(read(&out) == read(&other));
    let run: Value = serde_json::from_slice(&std::fs::read(out.join("run.json")).expect("the record")).expect("JSON");
    assert!(list(&run, "outputs").iter().any(|output| text(output, "file") == "evidence.parquet"));
    let account = candidates(&out)[3]["account_id"].clone();
    for form in ["text", "json", "html"] {
        let told = [&out, &other].map(|out| succeed(&["explain", arg(out), &account, "--format", form]));
        assert!(told[0] == told[1], "{form}");
    }
}

#[test]
fn the_evidence_holds_moments_in_utc() {
    let (_place, out) = sample();
    let evidence = parquet(&out, "evidence.parquet");
    let names: Vec<&str> = evidence.names().collect();
    assert_eq!(
        names,
        [
            "account_a",
            "account_b",
            "trace",
            "object",
            "time_a",
            "time_b",
            "gap_s",
            "trigger",
            "delay_a_s",
            "delay_b_s",
            "own_object",
            "accounts_on_object",
            "chance_habit",
            "chance_crowd",
            "begins_occasion",
            "score",
            "ruled_out",
        ]
    );
    for name in ["time_a", "time_b"] {
        assert_eq!(evidence.column(name).expect("the column").data_type(), &DataType::moment());
    }
    for chance in ["chance_habit", "chance_crowd"] {
        assert!(numbers(&evidence, chance).iter().flatten().all(|chance| (0.0..=1.0).contains(chance)));
    }
}
