//! `lockstep export`, and pseudonyms in it and in `detect`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use lockstep::base::pattern::Pattern;
use lockstep::base::safe::cell;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::support::{
    SAMPLE, arg, every_file, fail, file, folder, listing, misuse, outputs, parquet, python, python_says, slow_link,
    slow_time, succeed, table, texts, unzipped,
};

/// What `lockstep export` writes of a run, in the order of names.
const FILES: [&str; 14] = [
    "bundle.json",
    "candidates.parquet",
    "edges.csv",
    "evidence.parquet",
    "export.json",
    "misp-event.json",
    "network-directed.graphml",
    "network.gexf",
    "network.graphml",
    "networks.parquet",
    "nodes.csv",
    "pairs.parquet",
    "takedown.csv",
    "workbook.xlsx",
];

/// An output of `detect` on the sample.
fn sample() -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    (place, out)
}

fn export(run: &Path, name: &str, flags: &[&str]) -> PathBuf {
    let out = run.parent().expect("a folder").join(name);
    succeed(&[&["export", arg(run), "--out", arg(&out)], flags].concat());
    out
}

fn read(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("the file")
}

fn json(out: &Path, name: &str) -> Value {
    serde_json::from_str(&read(out, name)).expect("valid JSON")
}

/// Objects of a type in a bundle.
fn of_type<'a>(bundle: &'a Value, kind: &str) -> Vec<&'a Value> {
    let objects = bundle["objects"].as_array().expect("objects");
    objects.iter().filter(|object| object["type"] == kind).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

#[test]
fn the_takedown_list_is_the_list_of_candidates_in_its_order() {
    let (_place, run) = sample();
    let out = export(&run, "export", &[]);
    assert_eq!(outputs(&out), FILES);
    let (candidates, takedown) = (table(&read(&run, "candidates.csv")), table(&read(&out, "takedown.csv")));
    assert_eq!(candidates.len(), takedown.len());
    for (line, row) in candidates.iter().zip(&takedown) {
        for column in ["rank", "account_id", "network_id", "tier", "score", "q_value", "partners", "co_acts", "objects"]
        {
            assert_eq!(line[column], row[column], "{column}");
        }
        for column in ["days", "traces", "ruled_out", "first_act", "last_act", "pattern"] {
            assert_eq!(line[column], row[column], "{column}");
        }
        let pattern: Pattern = row["pattern"].parse().expect("a pattern");
        assert!(row["against"].starts_with(pattern.to_rule_out()), "{row:?}");
        let event = row["against"].contains("An event that all of them followed is not ruled out");
        assert_eq!(event, !row["ruled_out"].contains("event"), "{row:?}");
        assert!(row["decision"].is_empty() && row["reviewer"].is_empty());
        let examples: Vec<&str> = row["examples"].split(" | ").collect();
        assert!((1..=3).contains(&examples.len()) && examples.iter().all(|example| example.contains(" at 2025-")));
        assert!(!row["examples"].contains("https://") && !row["strongest_partner"].is_empty());
        let crowd = row["against"].contains("The crowd is not ruled out");
        assert_eq!(crowd, !row["ruled_out"].contains("crowd"), "{row:?}");
    }
    assert!(takedown.iter().any(|row| row["examples"].contains("hxxps://")));
}

#[test]
fn every_format_tells_the_pattern_and_what_is_to_be_ruled_out() {
    let (_place, run) = sample();
    let out = export(&run, "export", &[]);
    let (candidates, networks) = (table(&read(&run, "candidates.csv")), table(&read(&run, "networks.csv")));
    let patterns: Vec<&str> = candidates.iter().map(|row| row["pattern"].as_str()).collect();
    assert_eq!(texts(&parquet(&out, "candidates.parquet"), "pattern"), patterns);
    let of_networks: Vec<&str> = networks.iter().map(|row| row["pattern"].as_str()).collect();
    assert_eq!(texts(&parquet(&out, "networks.parquet"), "pattern"), of_networks);
    let nodes = table(&read(&out, "nodes.csv"));
    assert_eq!(nodes.iter().map(|row| row["pattern"].as_str()).collect::<Vec<_>>(), patterns);
    for (name, declared) in [("network.gexf", "title=\"pattern\""), ("network.graphml", "id=\"node_pattern\"")] {
        let graph = read(&out, name);
        assert!(graph.contains(declared) && of_networks.iter().all(|pattern| graph.contains(pattern)), "{name}");
    }
    assert_eq!(sheet_column(&unzipped(&out.join("workbook.xlsx")), 1, "T"), patterns);
    let (bundle, event) = (json(&out, "bundle.json"), json(&out, "misp-event.json"));
    for network in &networks {
        let pattern: Pattern = network["pattern"].parse().expect("a pattern");
        let said = format!("Pattern {}: {} {}", pattern.name(), pattern.seen(), pattern.to_rule_out());
        let campaigns = of_type(&bundle, "campaign");
        assert!(campaigns.iter().any(|campaign| text(campaign, "description").contains(&said)), "{said}");
        let sittings = format!("in {} sitting", network["sittings"]);
        let notes = of_type(&bundle, "note");
        let tells = |note: &str| note.contains(&said) && note.contains(&sittings);
        assert!(notes.iter().any(|note| tells(text(note, "content"))), "{said}");
        assert!(
            event.to_string().contains(&said) && event.to_string().contains(&format!(", pattern {}", pattern.name()))
        );
    }
}

#[test]
fn only_what_was_chosen_is_in_any_file() {
    let (place, run) = sample();
    let candidates = table(&read(&run, "candidates.csv"));
    let of_network = |ids: &[&str]| -> BTreeSet<String> {
        let rows = candidates.iter().filter(|row| ids.contains(&row["network_id"].as_str()));
        rows.map(|row| row["account_id"].clone()).collect()
    };
    let shared = |out: &Path| -> BTreeSet<String> {
        let ids: BTreeSet<String> = texts(&parquet(out, "candidates.parquet"), "account_id").into_iter().collect();
        let bundle = json(out, "bundle.json");
        let users: BTreeSet<String> =
            of_type(&bundle, "user-account").iter().map(|user| text(user, "user_id").to_owned()).collect();
        assert_eq!(users, ids);
        for name in ["pairs.parquet", "evidence.parquet"] {
            let pairs = parquet(out, name);
            let sides: BTreeSet<String> =
                [texts(&pairs, "account_a"), texts(&pairs, "account_b")].concat().into_iter().collect();
            assert!(sides.is_subset(&ids), "{name}");
        }
        ids
    };
    let two = export(&run, "two", &["--network", "1", "--network", "3"]);
    assert_eq!(shared(&two), of_network(&["1", "3"]));
    let tier = export(&run, "tier", &["--tier", "A", "--tier", "b"]);
    let strong = candidates.iter().filter(|row| row["tier"] == "A" || row["tier"] == "B");
    assert_eq!(shared(&tier), strong.map(|row| row["account_id"].clone()).collect());

    let confirmed: Vec<&str> = candidates.iter().step_by(2).map(|row| row["account_id"].as_str()).collect();
    let list = file(
        &place,
        "confirmed.csv",
        format!("note,account_id\n{}\n", confirmed.iter().map(|id| format!("x,{id}")).collect::<Vec<_>>().join("\n")),
    );
    let some = export(&run, "some", &["--accounts", arg(&list), "--network", "1"]);
    let wanted: BTreeSet<String> = confirmed.iter().map(|&id| id.to_owned()).collect();
    assert_eq!(shared(&some), wanted.intersection(&of_network(&["1"])).cloned().collect());
    let left_out: Vec<String> = of_network(&["1"]).difference(&wanted).cloned().collect();
    assert!(!left_out.is_empty());
    for (name, bytes) in every_file(&some) {
        let content = String::from_utf8_lossy(&bytes);
        assert!(
            left_out.iter().all(|id| !content.contains(id.as_str())),
            "{name} names an account that was not chosen"
        );
    }
    let record = json(&some, "export.json");
    assert_eq!(record["selection"]["networks"], serde_json::json!([1]));
    assert_eq!(record["selection"]["confirmed_accounts"], confirmed.len());
}

#[test]
fn the_same_export_has_the_same_bytes_and_its_record_their_hashes() {
    let (_place, run) = sample();
    let [one, other] = ["one", "other"].map(|name| export(&run, name, &["--identity", "Us", "--attribute-to", "Them"]));
    for name in FILES {
        assert!(std::fs::read(one.join(name)).unwrap() == std::fs::read(other.join(name)).unwrap(), "{name} differs");
    }
    let record = json(&one, "export.json");
    let hex = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    // Of what it says without its machine, so that the same run, made again, is the same.
    let mut made = json(&run, "run.json");
    assert!(made.as_object_mut().unwrap().remove("machine").is_some());
    assert_eq!(text(&record["source"], "run"), hex(made.to_string().as_bytes()));
    assert!(succeed(&["verify", arg(&run)]).contains(&format!("run {}", text(&record["source"], "run"))));
    let outputs = record["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), FILES.len() - 1);
    for output in outputs {
        let bytes = std::fs::read(one.join(text(output, "file"))).unwrap();
        assert_eq!(text(output, "sha256"), hex(&bytes), "{output}");
    }
    let place = run.parent().unwrap().to_string_lossy().into_owned();
    for (name, bytes) in every_file(&one) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&place), "{name} tells where it was made");
    }
    let said = fail(&["export", arg(&run), "--out", arg(&one)]);
    assert!(said.contains("there already") && said.contains("--overwrite"), "{said}");
    succeed(&["export", arg(&run), "--out", arg(&one), "--overwrite", "--format", "takedown"]);
    assert_eq!(listing(&one), ["SHA256SUMS", "export.json", "takedown.csv"]);
    let said = fail(&["export", arg(&run), "--out", arg(&run), "--overwrite"]);
    assert!(said.contains("no SHA256SUMS that lists export.json"), "{said}");
}

#[test]
fn what_cannot_be_exported_says_why() {
    let (place, run) = sample();
    let out = place.path().join("export");
    let base = ["export", arg(&run), "--out", arg(&out)];
    for (flags, says) in [
        (&["--tlp", "amber", "--format", "takedown"][..], "`tlp`: none of these formats says it"),
        (&["--identity", "Us", "--format", "xlsx"], "`identity`: none of these formats says it"),
        (&["--attribute-to", "Them", "--format", "parquet"], "`attribute-to`: none of these formats says it"),
        (&["--attribute-to", " "], "`attribute-to`: the name is empty"),
        (&["--network", "99"], "the run has no network 99; its networks are 1 to "),
    ] {
        let said = misuse(&[&base, flags].concat());
        assert!(said.contains(says), "{said}");
    }
    let other = file(&place, "other.csv", "account_id\nnobody\n");
    let said = fail(&[&base[..], &["--accounts", arg(&other)]].concat());
    assert!(said.contains("other.csv: line 2, column `account_id`: candidates.csv has no account `nobody`"), "{said}");
    let table = file(&place, "table.csv", "id\n1\n");
    let said = fail(&[&base[..], &["--accounts", arg(&table)]].concat());
    assert!(said.contains("no column `account_id`"), "{said}");
    let short = file(&place, "short.key", "0123456789abcde\n\n");
    let said = fail(&[&base[..], &["--pseudonymise", arg(&short)]].concat());
    assert!(said.contains("short.key: the key has 15 bytes") && said.contains("openssl rand"), "{said}");
    assert!(!out.exists(), "a refused export leaves nothing");
}

#[test]
fn an_older_output_is_refused_with_the_remedy() {
    let (_place, run) = sample();
    let accounts = parquet(&run, "accounts.parquet").without(&["rank", "platform", "handle", "display_name"]);
    accounts.write_parquet(&mut File::create(run.join("accounts.parquet")).unwrap()).unwrap();
    let said = fail(&["export", arg(&run), "--out", arg(&run.with_file_name("export"))]);
    assert!(said.contains("there is no column rank") && said.contains("make it again with lockstep detect"), "{said}");
    succeed(&["explain", arg(&run), &texts(&accounts, "account_id")[0]]);
}

#[test]
fn nobody_is_attributed_unless_a_person_says_so() {
    let (_place, run) = sample();
    let plain = json(&export(&run, "plain", &["--format", "stix"]), "bundle.json");
    assert!(of_type(&plain, "threat-actor").is_empty() && of_type(&plain, "identity").is_empty());
    let networks = table(&read(&run, "networks.csv")).len();
    for kind in ["campaign", "intrusion-set", "note", "observed-data"] {
        assert_eq!(of_type(&plain, kind).len(), networks, "{kind}");
    }
    let told =
        export(&run, "told", &["--format", "stix", "--format", "misp", "--attribute-to", "Them", "--identity", "Us"]);
    let bundle = json(&told, "bundle.json");
    let actor = text(of_type(&bundle, "threat-actor")[0], "id");
    let to_actor = of_type(&bundle, "relationship").into_iter().filter(|r| text(r, "target_ref") == actor);
    assert_eq!(to_actor.filter(|r| r["relationship_type"] == "attributed-to").count(), 2 * networks);
    let maker = text(of_type(&bundle, "identity")[0], "id");
    assert!(of_type(&bundle, "campaign").iter().all(|campaign| campaign["created_by_ref"] == maker));
    let event = &json(&told, "misp-event.json")["Event"];
    assert_eq!(event["Orgc"]["name"], "Us");
    let attributes = event["Attribute"].as_array().unwrap();
    assert!(attributes.iter().any(|a| a["type"] == "threat-actor" && a["value"] == "Them"));
}

#[test]
fn everything_in_a_bundle_is_marked_and_refers_to_what_is_there() {
    let (_place, run) = sample();
    let bundle = json(&export(&run, "red", &["--format", "stix", "--tlp", "red"]), "bundle.json");
    let objects = bundle["objects"].as_array().unwrap();
    let ids: BTreeSet<&str> = objects.iter().map(|object| text(object, "id")).collect();
    assert_eq!(ids.len(), objects.len(), "every id once");
    let marking = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
    for object in objects {
        let marked = object["object_marking_refs"] == serde_json::json!([marking]);
        assert!(marked || object["type"] == "marking-definition", "{object}");
        let refs = ["source_ref", "target_ref"].iter().filter_map(|name| object[*name].as_str());
        let lists = object["object_refs"].as_array().into_iter().flatten().filter_map(Value::as_str);
        assert!(refs.chain(lists).all(|id| ids.contains(id)), "{object}");
    }
    let techniques: BTreeSet<&str> =
        of_type(&bundle, "attack-pattern").iter().map(|t| text(&t["external_references"][0], "external_id")).collect();
    assert_eq!(techniques, BTreeSet::from(["T0049", "T0049.002"]), "of url, domain, hashtag, media and repost");
}

/// Ids of STIX objects that are no observables, and these objects.
fn versioned(bundle: &Value) -> BTreeMap<&str, &Value> {
    let objects = bundle["objects"].as_array().expect("objects");
    objects.iter().filter(|object| object["modified"].is_string()).map(|object| (text(object, "id"), object)).collect()
}

/// Every `uuid` of an event but for its organisation's.
fn uuids(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().flat_map(uuids).collect(),
        Value::Object(fields) => {
            let own = fields.get("uuid").and_then(Value::as_str);
            own.into_iter()
                .chain(fields.iter().filter(|(name, _)| *name != "Orgc").flat_map(|(_, v)| uuids(v)))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn what_differs_never_has_one_id() {
    let (_place, run) = sample();
    let variants: [(&str, &[&str]); 5] = [
        ("plain", &[]),
        ("red", &["--tlp", "red"]),
        ("by", &["--identity", "Us"]),
        ("whom", &["--attribute-to", "Them"]),
        ("part", &["--network", "1"]),
    ];
    let outs = variants.map(|(name, flags)| export(&run, name, flags));
    let bundles = outs.each_ref().map(|out| json(out, "bundle.json"));
    let plain = versioned(&bundles[0]);
    for bundle in &bundles[1..] {
        assert_ne!(bundle["id"], bundles[0]["id"]);
        for (id, object) in versioned(bundle) {
            assert!(plain.get(id).is_none_or(|same| *same == object), "{id} is two objects");
        }
    }
    for marked in &bundles[1..3] {
        assert!(versioned(marked).keys().all(|id| !plain.contains_key(id)), "all are marked or made otherwise");
    }
    let users = of_type(&bundles[0], "user-account");
    let known = ["type", "spec_version", "id", "object_marking_refs", "user_id", "account_type", "account_login"];
    assert!(users.iter().all(|user| user.as_object().unwrap().keys().all(|name| known.contains(&name.as_str()))));

    let events = outs.each_ref().map(|out| json(out, "misp-event.json"));
    let all: Vec<&str> = events.iter().flat_map(uuids).collect();
    assert!(all.len() > 100 && all.iter().collect::<BTreeSet<_>>().len() == all.len(), "no event shares a part");
}

#[test]
fn platforms_get_their_own_ids() {
    let place = folder();
    let mut csv = String::from("platform,account_id,timestamp,url\n");
    for action in 0..30 {
        for n in 0..6 {
            let platform = if n % 2 == 0 { "Telegram" } else { "Facebook" };
            let id = if n % 2 == 0 { format!("-100{n}") } else { format!("00{n}") };
            csv += &format!("{platform},{id},{},https://e.example/{action}\n", 1_630_000_000 + 10_000 * action + n);
            csv += &format!("{platform},{id},{},{}\n", slow_time(action, n), slow_link(action, n));
        }
    }
    for n in 0..3_000 {
        csv += &format!("Facebook,a{n},{},https://a.example/{}\n", 1_630_000_000 + 97 * n, n % 50);
    }
    let run = place.path().join("out");
    succeed(&["detect", arg(&file(&place, "posts.csv", csv)), "--out", arg(&run)]);
    let own = BTreeSet::from(["-1000", "-1002", "-1004", "001", "003", "005"].map(str::to_owned));
    let out = export(&run, "export", &[]);
    let takedown = table(&read(&out, "takedown.csv"));
    assert_eq!(takedown.iter().map(|row| row["platform_id"].clone()).collect::<BTreeSet<_>>(), own);
    for row in &takedown {
        assert_eq!(row["account_id"], format!("{}:{}", row["platform"], row["platform_id"]));
    }
    let bundle = json(&out, "bundle.json");
    let users = of_type(&bundle, "user-account").into_iter().map(|user| text(user, "user_id").to_owned());
    assert_eq!(users.collect::<BTreeSet<_>>(), own);
    let patterns: String = of_type(&bundle, "indicator").into_iter().map(|one| text(one, "pattern")).collect();
    assert!(
        patterns.contains("'-1000'") && patterns.contains("'001'") && !patterns.contains("telegram:"),
        "{patterns}"
    );
    let event = json(&out, "misp-event.json");
    let objects = event["Event"]["Object"].as_array().unwrap().iter().filter(|one| one["name"] == "user-account");
    assert_eq!(objects.map(|one| text(&one["Attribute"][0], "value").to_owned()).collect::<BTreeSet<_>>(), own);

    let list = file(&place, "confirmed.csv", format!("account_id\n{}\n", takedown[0]["account_id"]));
    let one = table(&read(&export(&run, "one", &["--accounts", arg(&list)]), "takedown.csv"));
    assert_eq!((one.len(), &one[0]["platform_id"]), (1, &takedown[0]["platform_id"]));
    let key = file(&place, "key", "a key of enough bytes");
    let hidden = table(&read(&export(&run, "hidden", &["--pseudonymise", arg(&key)]), "takedown.csv"));
    assert!(hidden.iter().all(|row| row["platform_id"] == row["account_id"] && row["platform_id"].starts_with("p_")));
}

#[test]
fn of_accounts_that_are_written_alike_the_confirmed_one_is_exported() {
    let place = folder();
    let names = ["\u{202e}", "<U+202E>", "=x", "'=x", "five", "six"].map(str::to_owned);
    let objects: Vec<String> = (0..30).map(|n| format!("object {n}")).collect();
    let run = place.path().join("out");
    succeed(&["detect", arg(&posts(&place, &names, &objects)), "--out", arg(&run)]);
    let whole = export(&run, "whole", &["--format", "takedown", "--format", "parquet"]);
    let (rows, ids) =
        (table(&read(&whole, "takedown.csv")), texts(&parquet(&whole, "candidates.parquet"), "account_id"));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>(), names.iter().collect());
    for (n, (row, id)) in rows.iter().zip(&ids).enumerate() {
        let line = format!("rank,account_id\n{},{}\n", row["rank"], row["account_id"]);
        let list = file(&place, "confirmed.csv", line);
        let out = export(&run, &format!("of-{n}"), &["--format", "parquet", "--accounts", arg(&list)]);
        let exported = texts(&parquet(&out, "candidates.parquet"), "account_id");
        assert_eq!(exported.iter().collect::<Vec<_>>(), [id]);
    }
    let out = place.path().join("none");
    let refused = |content: &str| {
        let list = file(&place, "unclear.csv", content);
        fail(&["export", arg(&run), "--out", arg(&out), "--accounts", arg(&list)])
    };
    for unclear in
        ["account_id\n<U+202E>\n", "account_id\n'=x\n", "account_id,rank\n'=x,99\n", "rank,account_id\n,'=x\n"]
    {
        let said = refused(unclear);
        assert!(said.contains("unclear.csv: line 2") && said.contains("several accounts are written"), "{said}");
        assert!(said.contains("column `rank`"), "{said}");
    }
    let said = refused("account_id\n");
    assert!(
        said.contains("unclear.csv: this table confirms no account") && said.contains("leave --accounts out"),
        "{said}"
    );
}

/// Accounts with handles that push links and texts which name some of them, and
/// others who are named but never act together.
fn named(place: &TempDir) -> PathBuf {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let header = ["account_id", "timestamp", "handle", "display_name", "bio", "url", "mentions", "text"];
    csv.write_record(header).unwrap();
    for action in 0..30 {
        for n in 0..8 {
            let (id, time) = (format!("70000000{n}"), (1_630_000_000 + 10_000 * action + n).to_string());
            let (handle, shown) = (format!("Pushy_Handle{n}"), format!("Display of {n}"));
            let url =
                format!("https://x.com/Pushy_Handle{}/status/{action}?by=70000000{}", action % 8, (action + 1) % 8);
            let mention = format!("@planted_target{}", action % 3);
            let text = format!(
                "number {action} of the great things that @Zqx_Outsider.Bqz and pushy_handle{} said to 70000000{} this week",
                action % 8,
                (action + 3) % 8
            );
            csv.write_record([&id, &time, &handle, &shown, "Bio by zzyzx", &url, &mention, &text]).unwrap();
            let (time, url) = (slow_time(action, n).to_string(), slow_link(action, n));
            csv.write_record([&id, &time, &handle, "", "", &url, "", ""]).unwrap();
        }
    }
    for n in 0..3_000 {
        let (id, time) = (format!("a{n}"), (1_630_000_000 + 97 * n).to_string());
        let url = format!("https://a.example/{}", n % 50);
        csv.write_record([&id, &time, &format!("quiet{n}"), "", "", &url, "", ""]).unwrap();
    }
    csv.write_record(["b\u{1b}1", "not a time 700000001", "", "", "", "u", "", ""]).unwrap();
    file(place, "posts.csv", csv.into_inner().unwrap())
}

/// What must not be in a file that was made under pseudonyms.
const NAMES: [&str; 7] =
    ["70000000", "pushy_handle", "display of", "zzyzx", "planted_target", "zqx_outsider.bqz", "zqx_outsider"];

fn assert_hidden(out: &Path) {
    for (name, bytes) in every_file(out) {
        let content = String::from_utf8_lossy(&bytes).to_lowercase();
        for hidden in NAMES {
            let at = content.find(hidden);
            assert!(
                at.is_none(),
                "{name} holds {hidden}: {:?}",
                at.map(|at| content[at.saturating_sub(40)..].chars().take(120).collect::<String>())
            );
        }
    }
}

#[test]
fn under_pseudonyms_no_file_names_an_account() {
    let place = folder();
    let posts = named(&place);
    let [key, other] = [("one.key", "a key of enough bytes\n"), ("other.key", "another key of enough bytes\n")]
        .map(|(name, bytes)| file(&place, name, bytes));
    let [plain, hidden, again] = ["plain", "hidden", "again"].map(|name| place.path().join(name));
    succeed(&["detect", arg(&posts), "--out", arg(&plain), "--max-rejects", "0.1"]);
    for (out, key) in [(&hidden, &key), (&again, &other)] {
        succeed(&["detect", arg(&posts), "--out", arg(out), "--max-rejects", "0.1", "--pseudonymise", arg(key)]);
        assert_hidden(out);
    }
    assert!(json(&hidden, "run.json")["pseudonymised"] == true && json(&plain, "run.json")["pseudonymised"] == false);
    let exported = export(&plain, "exported", &["--pseudonymise", arg(&key)]);
    assert_hidden(&exported);
    assert!(json(&exported, "export.json")["pseudonymised"] == true);
    for out in [&hidden, &exported] {
        for (name, bytes) in every_file(out) {
            let content = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!content.contains("a key of enough") && !content.contains("one.key"), "{name}");
        }
    }

    let ids = |out: &Path, name: &str| texts(&parquet(out, name), "account_id");
    let listed = |out: &Path| -> Vec<String> {
        table(&read(out, "candidates.csv")).into_iter().map(|mut row| row.remove("account_id").unwrap()).collect()
    };
    assert_eq!(listed(&hidden), ids(&exported, "candidates.parquet"), "one key, one pseudonym");
    assert_eq!(listed(&plain).len(), 8);
    let (with_one, with_other): (BTreeSet<_>, BTreeSet<_>) =
        (ids(&hidden, "accounts.parquet").into_iter().collect(), ids(&again, "accounts.parquet").into_iter().collect());
    assert!(with_one.len() >= 8 && with_one.is_disjoint(&with_other), "another key, other pseudonyms");
    assert!(with_one.iter().all(|id| id.len() == 34 && id.starts_with("p_")));
    let sorted = ids(&hidden, "accounts.parquet");
    assert!(sorted.is_sorted(), "the order of rows must not tell the order of ids");

    // What is not about names stays.
    let column = |out: &Path, name: &str| -> Vec<String> {
        table(&read(out, "candidates.csv")).into_iter().map(|mut row| row.remove(name).unwrap()).collect()
    };
    for name in
        ["rank", "network_id", "tier", "score", "q_value", "partners", "co_acts", "objects", "days", "first_act"]
    {
        assert_eq!(column(&plain, name), column(&hidden, name), "{name}");
    }
    let objects = |out: &Path| texts(&parquet(out, "evidence.parquet"), "object").into_iter().collect::<BTreeSet<_>>();
    assert_eq!(objects(&hidden), objects(&exported), "objects are told alike");

    let said = fail(&["export", arg(&hidden), "--out", arg(&place.path().join("x")), "--pseudonymise", arg(&key)]);
    assert!(said.contains("made with --pseudonymise and holds no account ids"), "{said}");
    assert_hidden(&export(&hidden, "from-hidden", &[]));
}

/// Texts that attack whatever reads them.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'".to_owned()),
        Just("\\".to_owned()),
        Just("\\' OR [".to_owned()),
        Just("\"]}".to_owned()),
        Just("]]>".to_owned()),
        Just("<a href=x>&amp;".to_owned()),
        Just("\\ud800\\u0000".to_owned()),
        Just("_x0041__x005F_".to_owned()),
        Just("\0".to_owned()),
        Just("\r\n".to_owned()),
        Just("\u{1b}[2J".to_owned()),
        Just("\u{202e}".to_owned()),
        Just("\u{feff}\u{200b}".to_owned()),
        Just("\u{fffe}\u{ffff}".to_owned()),
        Just("{{ 7*7 }}".to_owned()),
        Just("=1+1".to_owned()),
        Just("@SUM(A1)".to_owned()),
        Just("https://evil.example/?a=1#".to_owned()),
        Just("😀é猫".to_owned()),
        any::<char>().prop_map(String::from),
        "[ -~]{1,12}",
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// Twenty names and thirty objects, some very long.
fn attack() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let long = || (hostile(), 3_000usize..20_000).prop_map(|(text, size)| text.repeat(size / text.len().max(1) + 1));
    let names = (prop::collection::vec(hostile(), 18), prop::collection::vec(long(), 2));
    let objects = (prop::collection::vec(hostile(), 28), prop::collection::vec(long(), 2));
    (names, objects).prop_map(|((names, long_names), (objects, long_objects))| {
        // What blanks and a number around them leave of a name stays its own.
        // Of two digits, for the name that ends in 1 is not in an object that ends in 17.
        let own =
            |texts: Vec<String>| texts.into_iter().enumerate().map(|(n, text)| format!("{text}~{n:02}")).collect();
        (own([names, long_names].concat()), own([objects, long_objects].concat()))
    })
}

/// The accounts with these names push these objects together, and each does
/// something by itself. Lines of JSON, for CSV takes no NUL.
fn posts(place: &TempDir, names: &[String], objects: &[String]) -> PathBuf {
    let row = |account: &str, time: usize, object: &str| {
        serde_json::json!({ "account_id": account, "timestamp": time, "object_id": object }).to_string() + "\n"
    };
    let mut rows = String::new();
    for (action, object) in objects.iter().enumerate() {
        for (n, name) in names.iter().enumerate() {
            rows += &row(name, 1_630_000_000 + 10_000 * action + n % 7, object);
            rows += &row(name, slow_time(action, n), &slow_link(action, n));
        }
    }
    for n in 0..3_000 {
        rows += &row(&format!("a{n}"), 1_630_000_000 + 97 * n, &format!("https://a.example/{}", n % 50));
    }
    file(place, "posts.ndjson", rows)
}

/// The strings of a sheet's column, row by row, below the header.
fn sheet_column(book: &BTreeMap<String, Vec<u8>>, sheet: usize, column: &str) -> Vec<String> {
    let xml = |name: &str| String::from_utf8(book[name].clone()).expect("UTF-8");
    let strings = xml("xl/sharedStrings.xml");
    let strings = roxmltree::Document::parse(&strings).expect("well-formed XML");
    let texts: Vec<String> = strings
        .descendants()
        .filter(|node| node.has_tag_name((MAIN, "si")))
        .map(|si| si.descendants().filter(|n| n.has_tag_name((MAIN, "t"))).filter_map(|t| t.text()).collect())
        .collect();
    let cells = xml(&format!("xl/worksheets/sheet{sheet}.xml"));
    let cells = roxmltree::Document::parse(&cells).expect("well-formed XML");
    let in_column = |node: &roxmltree::Node| {
        let place = node.attribute("r").unwrap_or_default();
        node.has_tag_name((MAIN, "c"))
            && place.trim_end_matches(|c: char| c.is_ascii_digit()) == column
            && place != format!("{column}1")
    };
    let value = |node: roxmltree::Node| {
        assert_eq!(node.attribute("t"), Some("s"), "an id is a string");
        let number = node.descendants().find(|n| n.has_tag_name((MAIN, "v"))).and_then(|v| v.text()).expect("a value");
        unescaped(&texts[number.parse::<usize>().expect("a number")])
    };
    cells.descendants().filter(in_column).map(value).collect()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// `_x0041_` is how a workbook writes a character.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match c {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

/// What a cell of a workbook holds of a text.
fn in_a_cell(text: &str) -> String {
    let written = cell(text);
    if written.encode_utf16().count() <= 32_767 {
        return written.into_owned();
    }
    let (mut cut, mut units) = (String::new(), 0);
    for c in written.chars() {
        units += c.len_utf16();
        if units > 32_766 {
            break;
        }
        cut.push(c);
    }
    cut + "…"
}

/// The ids in a pattern, as the grammar of STIX reads its strings.
fn ids_in(pattern: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut chars = pattern.chars();
    while chars.by_ref().any(|c| c == '\'') {
        let mut id = String::new();
        loop {
            match chars.next().expect("a string ends") {
                '\'' => break,
                '\\' => id.push(chars.next().filter(|c| ['\'', '\\'].contains(c)).expect("an escape of the grammar")),
                c => id.push(c),
            }
        }
        ids.push(id);
    }
    ids
}

/// Reads the hostile files as others do and prints the ids that each finds.
const OTHERS: &str = r#"
import json, sys
import openpyxl
from pymisp import MISPEvent
from stix2patterns.v21.pattern import Pattern
from stix2validator import ValidationOptions, validate_file
folder = sys.argv[1]
result = validate_file(folder + "/bundle.json", ValidationOptions(version="2.1", strict=True, disabled="uuid-check", enforce_refs=True))
assert result.is_valid, [str(e) for r in result.object_results for e in r.errors]
bundle = json.load(open(folder + "/bundle.json"))
patterns = [one["pattern"] for one in bundle["objects"] if one["type"] == "indicator"]
assert patterns and all(len(Pattern(one).inspect().comparisons["user-account"]) == 1 for one in patterns)
event = MISPEvent()
event.load_file(folder + "/misp-event.json")
users = [o.get_attributes_by_relation("user-id")[0].value for o in event.objects if o.name == "user-account"]
written = [o["Attribute"][0]["value"] for o in json.load(open(folder + "/misp-event.json"))["Event"]["Object"] if o["name"] == "user-account"]
# PyMISP takes blanks and NUL off the ends of every value.
bare = lambda text: text.strip().strip("\x00")
assert users == [bare(value) for value in written], (users, written)
sheet = openpyxl.load_workbook(folder + "/workbook.xlsx")["Candidates"]
cells = [row[1] for row in sheet.iter_rows(min_row=2)]
assert all(c.data_type == "s" for c in cells)
print(json.dumps([c.value for c in cells]))
"#;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("proptest-regressions/exports.txt"))),
        max_shrink_iters: 3,
        ..ProptestConfig::default()
    })]

    /// Whatever accounts are called and push, every file is read by its parser,
    /// and the ids come back.
    #[test]
    fn hostile_names_come_back_from_every_format((names, objects) in attack()) {
        let place = folder();
        let run = place.path().join("out");
        succeed(&["detect", arg(&posts(&place, &names, &objects)), "--out", arg(&run)]);
        let out = export(&run, "export", &[]);
        let accounts = parquet(&run, "accounts.parquet");
        let exact: BTreeSet<String> = texts(&accounts, "account_id").into_iter().filter(|id| !id.starts_with('a') || id.contains('~')).collect();
        prop_assert_eq!(exact.len(), names.len());
        let listed = texts(&parquet(&out, "candidates.parquet"), "account_id");
        prop_assert!(listed.iter().all(|id| exact.contains(id)) && listed.len() == names.len());
        let written: Vec<String> = listed.iter().map(|id| cell(id).into_owned()).collect();
        let takedown: Vec<String> =
            table(&read(&out, "takedown.csv")).into_iter().map(|mut row| row.remove("account_id").unwrap()).collect();
        prop_assert_eq!(&takedown, &written);

        let book = unzipped(&out.join("workbook.xlsx"));
        for (name, bytes) in &book {
            let content = String::from_utf8(bytes.clone()).expect("UTF-8");
            let xml = roxmltree::Document::parse(&content).expect("well-formed XML");
            let bad = ["f", "hyperlink", "oleObject", "externalReference"];
            prop_assert!(xml.descendants().all(|node| !bad.contains(&node.tag_name().name())), "{}", name);
        }
        let cells: Vec<String> = listed.iter().map(|id| in_a_cell(id)).collect();
        prop_assert_eq!(&sheet_column(&book, 1, "B"), &cells);

        let bundle = json(&out, "bundle.json");
        let users: Vec<&str> = of_type(&bundle, "user-account").iter().map(|user| text(user, "user_id")).collect();
        prop_assert_eq!(&users, &listed);
        let patterns: Vec<String> =
            of_type(&bundle, "indicator").iter().flat_map(|indicator| ids_in(text(indicator, "pattern"))).collect();
        prop_assert_eq!(&patterns, &listed);
        let event = json(&out, "misp-event.json");
        let users: Vec<&str> = event["Event"]["Object"].as_array().unwrap().iter()
            .filter(|object| object["name"] == "user-account")
            .map(|object| text(&object["Attribute"][0], "value"))
            .collect();
        prop_assert_eq!(&users, &listed);
        json(&out, "export.json");

        if let Some(python) = python() {
            let found: Value = serde_json::from_str(&python_says(&python, OTHERS, &[arg(&out)])).expect("valid JSON");
            // openpyxl takes every `x005F_` for an escape of its own and drops it.
            let cells: Vec<String> = cells.iter().map(|text| text.replace("x005F_", "")).collect();
            prop_assert_eq!(&found, &serde_json::json!(cells));
        }

        let key = file(&place, "key", "a key of enough bytes");
        let hidden = export(&run, "hidden", &["--pseudonymise", arg(&key)]);
        for (name, bytes) in every_file(&hidden) {
            let content = String::from_utf8_lossy(&bytes).into_owned();
            prop_assert!(exact.iter().all(|id| !content.contains(id.as_str())), "{} holds an id", name);
        }
    }
}
