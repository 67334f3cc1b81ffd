//! `lockstep evaluate`: a finished run, and methods, against labels.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use lockstep::table;
use lockstep::table::{Table, table};
use tempfile::TempDir;

use crate::support::{SAMPLE, arg, fail, file, folder, listing, misuse, real, run, succeed, table};

const TRUTH: &str = "notebooks-data/season/truth.csv";

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).expect("the file")).expect("valid JSON")
}

/// A finished run in which the first three of six accounts are a network; of
/// the others nothing was found. The folder, the data and the run.
fn small_run(names: [&str; 6]) -> (TempDir, PathBuf, PathBuf) {
    let place = folder();
    let mut csv = String::from("account_id,post_id,timestamp,url_id\n");
    for (n, account) in names.iter().chain(&names[..3]).enumerate() {
        let _ = writeln!(csv, "\"{account}\",{n},{},u{}", 1_700_000_000 + n, n / 6);
    }
    let data = file(&place, "posts.csv", &csv);
    let out = place.path().join("run");
    std::fs::create_dir(&out).expect("a folder");
    let accounts = table!(
        "account_id" => names[..3].to_vec(),
        "score" => [50.0; 3],
        "q_value" => [1e-9; 3],
        "network_id" => [Some(1u32); 3],
        "tier" => ["B"; 3],
    );
    write_parquet(&out.join("accounts.parquet"), accounts);
    let record = r#"{"lockstep": "0.1.0", "configuration": {"fdr": 0.01, "seed": 0}, "expected_false_pairs": 0.03}"#;
    std::fs::write(out.join("run.json"), record).expect("written");
    (place, data, out)
}

fn write_parquet(path: &Path, table: table::Result<Table>) {
    let mut file = std::fs::File::create(path).expect("a file");
    table.expect("a table").write_parquet(&mut file).expect("written");
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const LABELS: &str = "account_id,label,campaign,style,role\n\
                      a,1,x,loud,\nb,1,x,loud,\nc,0,,,fan\nd,1,y,quiet,\ne,0,,,fan\nf,0,,,\ng,,,,\n";

#[test]
fn a_run_of_six_accounts_is_judged_by_hand() {
    let (place, _, out) = small_run(NAMES);
    let labels = file(&place, "labels.csv", LABELS);
    let judged = place.path().join("judged");
    let text = succeed(&["evaluate", "--candidates", arg(&out), "--labels", arg(&labels), "--out", arg(&judged)]);
    assert!(text.starts_with("6 labelled accounts: 3 coordinated, 3 innocent.\n1 row of the labels"), "{text}");
    let all = json(&judged.join("evaluation.json"));
    // a, b and c tie at the top, d, e and f at 0: precision 2/3 at recall 2/3,
    // 1/2 at recall 1. Of the nine pairs of a coordinated and an innocent
    // account, four are in order, four tie, and one is turned round.
    assert_eq!(all["list"]["true_positives"], 2);
    assert_eq!(all["list"]["false_positives"], 1);
    let close = |value: &serde_json::Value, expected: f64| {
        assert!((value.as_f64().expect("a number") - expected).abs() < 1e-12, "{value} is not {expected}");
    };
    close(&all["average_precision"], 4.0 / 9.0 + 1.0 / 6.0);
    close(&all["roc_auc"], 2.0 / 3.0);
    close(&all["f1"], 2.0 / 3.0);
    assert_eq!(all["precision_at"].as_array().map(Vec::len), Some(1), "fewer than ten are ranked");
    close(&all["precision_at"][0]["precision"], 2.0 / 3.0);
    assert_eq!(all["accounts"]["without_score"], 3);
    assert_eq!(all["clusters"]["accounts"], 2);
    close(&all["clusters"]["adjusted_rand_index"], 1.0);
    let styles = all["styles"].as_array().expect("styles");
    let row = |name: &str| styles.iter().find(|row| row["style"] == name).expect("the style");
    close(&row("loud")["recall"], 1.0);
    close(&row("loud")["average_precision"], 2.0 / 3.0);
    close(&row("quiet")["recall"], 0.0);
    close(&row("quiet")["average_precision"], 1.0 / 4.0);
    assert_eq!(all["roles"][0]["role"], "fan");
    assert_eq!((&all["roles"][0]["accounts"], &all["roles"][0]["listed"]), (&2.into(), &1.into()));
    close(&all["calibration"][1]["observed"], 1.0 / 3.0);
    assert_eq!(all["fdr"], 0.01);

    let rows = table(&std::fs::read_to_string(judged.join("evaluation.csv")).expect("the table"));
    let value = |group: &str, name: &str, measure: &str| {
        let found = rows.iter().find(|row| row["group"] == group && row["name"] == name && row["measure"] == measure);
        found.expect("the row")["value"].clone()
    };
    assert_eq!(value("all", "", "precision"), "0.666667");
    assert_eq!(value("style", "quiet", "average_precision"), "0.250000");
    assert_eq!(value("role", "fan", "listed"), "1");
    assert_eq!(value("q_value", "0.01", "innocent_share"), "0.333333");
    let charts = listing(&judged.join("charts"));
    let wanted = ["calibration.png", "calibration.svg", "data.json", "precision-recall.png", "precision-recall.svg"];
    assert_eq!(charts, wanted);
}

#[test]
fn accounts_without_a_label_are_counted_and_not_judged() {
    let (place, _, out) = small_run(NAMES);
    let labels = file(&place, "labels.csv", "account_id,label\na,yes\nnobody,no\n");
    let text = succeed(&["evaluate", "--candidates", arg(&out), "--labels", arg(&labels)]);
    assert!(text.contains("3 accounts on the list, 2 of them without a label and not judged."), "{text}");
    assert!(text.contains("2 labelled accounts: 1 coordinated, 1 innocent."), "{text}");
}

#[test]
fn the_season_is_judged_by_its_truth() {
    let place = folder();
    let (out, judged) = (place.path().join("run"), place.path().join("judged"));
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    succeed(&["evaluate", "--candidates", arg(&out), "--labels", TRUTH, "--out", arg(&judged)]);
    let all = json(&judged.join("evaluation.json"));
    let (listed, candidates) = (&all["accounts"]["listed"], std::fs::read_to_string(out.join("candidates.csv")));
    let candidates = table(&candidates.expect("the list"));
    assert_eq!(listed.as_u64(), Some(candidates.len() as u64));
    let truth = table(&std::fs::read_to_string(TRUTH).expect("the truth"));
    let coordinated: HashMap<&str, bool> =
        truth.iter().map(|row| (row["account_id"].as_str(), row["role"] == "campaign")).collect();
    let known = coordinated.values().filter(|&&coordinated| coordinated).count();
    assert_eq!(all["accounts"]["coordinated"].as_u64(), Some(known as u64));
    let right = candidates.iter().filter(|row| coordinated[row["account_id"].as_str()]).count();
    assert_eq!(all["list"]["true_positives"].as_u64(), Some(right as u64));
    let listed_of_roles: u64 =
        all["roles"].as_array().expect("roles").iter().map(|role| role["listed"].as_u64().expect("a count")).sum();
    assert_eq!(Some(listed_of_roles), all["list"]["false_positives"].as_u64());
}

#[test]
fn every_method_is_judged_on_the_same_data() {
    let place = folder();
    let judge = |name: &str, more: &[&str]| {
        let out = place.path().join(name);
        let arguments = ["evaluate", SAMPLE, "--labels", TRUTH, "--methods", "all", "--out", arg(&out)];
        let text = succeed(&[&arguments[..], more].concat());
        (text, std::fs::read(out.join("evaluation.csv")).expect("the table"), out)
    };
    let (text, csv, out) = judge("one", &["--threads", "1"]);
    let (again, same, _) = judge("two", &["--threads", "3"]);
    assert!(text == again && csv == same, "the number of threads shows");
    let rows = table(&String::from_utf8(csv).expect("UTF-8"));
    let names: Vec<&str> = rows.iter().map(|row| row["method"].as_str()).collect();
    let ours_and_first = ["lockstep", "objects", "coortweet", "cosine", "centrality", "days", "disparity"];
    assert_eq!(names, [&ours_and_first[..], &["synchrotrap", "copycatch", "fraudar", "null_coord"]].concat());
    for row in &rows {
        let ap: f64 = row["average_precision"].parse().expect("a number");
        // No method of the field is as blind as a ranking that knows nothing.
        assert!(ap > 0.3 && ap <= 1.0, "{row:?}");
        assert!(row.contains_key("average_precision_link_burst") && !row.keys().any(|key| key.contains("second")));
    }
    let all = json(&out.join("evaluation.json"));
    assert!(all["methods"][0]["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0));
    assert_eq!(listing(&out.join("charts")), ["data.json", "methods.png", "methods.svg"]);

    // Ours is the same as of a finished run.
    let finished = place.path().join("run");
    succeed(&["detect", SAMPLE, "--out", arg(&finished)]);
    let judged = place.path().join("judged");
    succeed(&["evaluate", "--candidates", arg(&finished), "--labels", TRUTH, "--out", arg(&judged)]);
    let run = json(&judged.join("evaluation.json"));
    for measure in ["average_precision", "roc_auc", "list", "calibration", "clusters", "styles", "roles"] {
        assert_eq!(run[measure], all["methods"][0][measure], "{measure}");
    }
}

#[test]
fn a_choice_of_methods_is_run_and_a_missing_column_is_told() {
    let place = folder();
    let data = file(
        &place,
        "posts.csv",
        "account_id,timestamp,url_id\na,1700000000,u\nb,1700000001,u\na,1700009000,v\nb,1700009001,v\nc,1700009002,v\n",
    );
    let labels = file(&place, "labels.csv", "account_id,label\na,1\nb,1\nc,0\n");
    let judge = ["evaluate", arg(&data), "--labels", arg(&labels), "--methods"];
    let text = succeed(&[&judge[..], &["days,objects"]].concat());
    assert!(text.contains("\ndays ") && text.contains("\nobjects ") && !text.contains("\ncosine"), "{text}");
    let text = succeed(&[&judge[..], &["all"]].concat());
    assert!(text.contains("Not run: coortweet: ") && text.contains("--column content=NAME"), "{text}");
    assert!(fail(&[&judge[..], &["coortweet"]].concat()).contains("--column content=NAME"));
    let methods = run(&[&judge[..], &["nonsense"]].concat());
    assert_eq!(methods.status.code(), Some(2));
}

#[test]
fn hostile_ids_and_names_are_matched_exactly_and_shown_plainly() {
    let names = ["=1+1", "\u{202e}x", "'=1+1", "-2", "@e", "f"];
    let (place, data, out) = small_run(names);
    let labels = format!(
        "account_id,label,style,role\n\"=1+1\",1,=evil\u{202e},\n\u{202e}x,1,\u{1b}[2J,\n'=1+1,0,,+fan\n-2,0,,{}\n",
        "r".repeat(300)
    );
    let labels = file(&place, "labels.csv", labels);
    let judged = place.path().join("judged");
    let plain = |text: &str| {
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text:?}");
    };
    let text = succeed(&["evaluate", "--candidates", arg(&out), "--labels", arg(&labels), "--out", arg(&judged)]);
    plain(&text);
    assert!(text.contains("3 accounts on the list, 0 of them without a label"), "{text}");
    assert!(text.contains("=evil<U+202E>") && text.contains("rrr…"), "{text}");
    let csv = std::fs::read_to_string(judged.join("evaluation.csv")).expect("the table");
    plain(&csv);
    assert!(csv.contains("style,'=evil<U+202E>,1,recall,1.0") && csv.contains("role,'+fan,1,listed,1"), "{csv}");
    let raw = std::fs::read_to_string(judged.join("evaluation.json")).expect("the record");
    plain(&raw);
    assert_eq!(json(&judged.join("evaluation.json"))["styles"][1]["style"], "=evil\u{202e}");

    let methods = ["evaluate", arg(&data), "--labels", arg(&labels), "--methods", "objects", "--out", arg(&judged)];
    plain(&succeed(&[&methods[..], &["--overwrite"]].concat()));
    plain(&std::fs::read_to_string(judged.join("evaluation.csv")).expect("the table"));
}

#[test]
fn faults_in_labels_name_file_line_and_column() {
    let (place, _, out) = small_run(NAMES);
    let says = |labels: &str, parts: &[&str]| {
        let labels = file(&place, "labels.csv", labels);
        let message = fail(&["evaluate", "--candidates", arg(&out), "--labels", arg(&labels)]);
        assert!(parts.iter().all(|part| message.contains(part)) && message.contains("labels.csv: "), "{message}");
    };
    says("account_id,label\na,1\nb,0\na,0\n", &["line 4, column `account_id`", "differently"]);
    says("account_id,label\na,\u{202e}\n", &["line 2, column `label`", "<U+202E>"]);
    says("id,label\na,1\n", &["line 1", "`account_id`"]);
    says("account_id,label\na,1,0\n", &["line 2: the row has 3 cells, and the header 2"]);
    says("", &["the file is empty"]);
    assert!(fail(&["evaluate", "--candidates", arg(&out), "--labels", "missing.csv"]).contains("missing.csv"));
}

#[test]
fn what_is_no_finished_run_is_refused() {
    let (place, _, out) = small_run(NAMES);
    let labels = file(&place, "labels.csv", LABELS);
    let judge = |run: &Path| fail(&["evaluate", "--candidates", arg(run), "--labels", arg(&labels)]);
    assert!(judge(place.path()).contains("it has no accounts.parquet"));
    assert!(judge(&place.path().join("nowhere")).contains("no finished output"));
    let parquet = std::fs::read(out.join("accounts.parquet")).expect("the table");
    std::fs::write(out.join("accounts.parquet"), &parquet[..parquet.len() / 2]).expect("written");
    assert!(judge(&out).contains("accounts.parquet: this"));
    let other = table!("account_id" => ["a", "b"], "score" => [1.0; 2], "q_value" => [0.1; 2]);
    write_parquet(&out.join("accounts.parquet"), other);
    assert!(judge(&out).contains("no table of accounts") && judge(&out).contains("network_id"));
    let twice = table!(
        "account_id" => ["a", "a"],
        "score" => [1.0; 2],
        "q_value" => [0.1; 2],
        "network_id" => [None::<u32>; 2],
        "tier" => [None::<&str>; 2],
    );
    write_parquet(&out.join("accounts.parquet"), twice);
    assert!(judge(&out).contains("there twice"));
    std::fs::write(out.join("accounts.parquet"), &parquet).expect("written");
    std::fs::write(out.join("run.json"), "{}").expect("written");
    assert!(judge(&out).contains("no record of a run"));
}

#[test]
fn an_evaluation_is_written_whole_and_never_over_anything_else() {
    let (place, _, out) = small_run(NAMES);
    let labels = file(&place, "labels.csv", LABELS);
    let judge = ["evaluate", "--candidates", arg(&out), "--labels", arg(&labels), "--out"];
    let judged = place.path().join("judged");
    succeed(&[&judge[..], &[arg(&judged)]].concat());
    let first = std::fs::read(judged.join("evaluation.json")).expect("the record");
    assert!(fail(&[&judge[..], &[arg(&judged)]].concat()).contains("--overwrite"));
    succeed(&[&judge[..], &[arg(&judged), "--overwrite"]].concat());
    assert_eq!(std::fs::read(judged.join("evaluation.json")).expect("the record"), first);
    // A list is no evaluation and is not replaced by one.
    assert!(
        fail(&[&judge[..], &[arg(&out), "--overwrite"]].concat()).contains("no SHA256SUMS that lists evaluation.json")
    );
    let before = listing(place.path());
    file(&place, "labels.csv", "account_id,label\na,perhaps\n");
    fail(&[&judge[..], &[arg(&place.path().join("other"))]].concat());
    assert_eq!(listing(place.path()), before, "half an output was left");
}

#[test]
fn wrong_usage_is_told_in_one_line() {
    assert!(misuse(&["evaluate", "--labels", TRUTH]).contains("nothing is to be judged"));
    assert!(misuse(&["evaluate", "--candidates", "x"]).contains("`labels`"));
    let both = ["evaluate", "--labels", TRUTH, "--candidates", "x", "--methods", "all"];
    assert!(misuse(&both).contains("leave one of them out"));
    assert!(misuse(&["evaluate", SAMPLE, "--labels", TRUTH, "--candidates", "x"]).contains("`INPUT`"));
    assert!(misuse(&["evaluate", "--labels", TRUTH, "--methods", "all"]).contains("no input is given"));
    assert!(misuse(&["evaluate", "-", "--labels", TRUTH, "--methods", "all"]).contains("only once"));
}

/// On the tweets of the Internet Research Agency, who works together by text,
/// hashtag and link agrees with the researchers' categories better than counting
/// shared hashtags does: on the accounts that both place, and on all.
#[test]
fn networks_agree_with_categories_better_than_counting_hashtags() {
    let Some(tweets) = real("data/ira_2016_autumn.parquet") else { return };
    let place = folder();
    let out = place.path().join("agreement");
    let traces = ["--trace", "text", "--trace", "hashtag", "--trace", "url"];
    let said = succeed(&[&["evaluate", "--categories", arg(&tweets), "--out", arg(&out)], &traces[..]].concat());
    assert!(
        said.contains("595 accounts of known category, 6 categories") && said.contains("counting hashtag"),
        "{said}"
    );
    let written = std::fs::read_to_string(out.join("evaluation.csv")).expect("the table");
    let rows = table(&written);
    let of = |method: &str| rows.iter().find(|row| row["method"] == method).expect("a row for each method");
    let number = |method: &str, column: &str| of(method)[column].parse::<f64>().expect("a number");
    for measure in ["adjusted_rand_index", "normalised_mutual_information"] {
        let of_counting = |accounts: &str| number("counting hashtag", &format!("{measure}_{accounts}"));
        let (ours, counting) = (of_counting("of_ours"), of_counting("common"));
        assert!(ours > counting, "{measure} in common: {ours} and {counting}");
        let (ours, counting) = (number("lockstep, pairs", &format!("{measure}_all")), of_counting("all"));
        assert!(ours > counting, "{measure} of all: {ours} and {counting}");
    }
}
