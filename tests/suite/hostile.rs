//! What the adversary writes reaches no terminal, page, spreadsheet or parser
//! unescaped.

use std::path::{Path, PathBuf};

use lockstep::base::safe::cell;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{arg, fail, file, folder, lockstep, parquet, run, succeed, text, texts};

/// Names of accounts that attack whatever shows them.
pub const NAMES: [&str; 13] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+cmd|' /C calc'!A0",
    "x;=cmd|' /C calc'!A0;|-2+3",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]><!-- &amp; {{ 7*7 }}",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{202e}gnp.exe",
    "zero\u{200b}width\u{feff}",
    "two\nlines\r\nthree",
];

/// The accounts with these names push thirty links together, at no rhythm or by a
/// clock; others post one each.
fn campaign(place: &TempDir, names: &[&str], by_clock: bool) -> PathBuf {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["account_id", "timestamp", "url"]).expect("memory takes it");
    for action in 0..30 {
        for (n, name) in names.iter().enumerate() {
            let url = format!("https://evil.example/<svg onload=alert({action})>?a=\"'&b=\u{202e}");
            let off_beat = if by_clock { 0 } else { (action * action * 7_919) % 9_000 };
            let time = 1_630_000_000 + 10_000 * action + off_beat + n;
            csv.write_record([*name, &time.to_string(), &url]).expect("memory takes it");
        }
    }
    for n in 0..3_000 {
        let (time, url) = (1_630_000_000 + 97 * n, format!("https://a.example/{}", n % 50));
        csv.write_record([format!("a{n}"), time.to_string(), url]).expect("memory takes it");
    }
    file(place, "posts.csv", csv.into_inner().expect("memory takes it"))
}

pub fn outputs() -> (TempDir, PathBuf, String) {
    outputs_of(&NAMES)
}

/// The same of a campaign by accounts with these names.
pub fn outputs_of(names: &[&str]) -> (TempDir, PathBuf, String) {
    of_campaign(names, false)
}

/// The same of accounts that act by a clock, so that they are not on the list.
pub fn dismissed() -> (TempDir, PathBuf, String) {
    of_campaign(&NAMES, true)
}

fn of_campaign(names: &[&str], by_clock: bool) -> (TempDir, PathBuf, String) {
    let place = folder();
    let out = place.path().join("out");
    let said = succeed(&["detect", arg(&campaign(&place, names, by_clock)), "--out", arg(&out)]);
    (place, out, said)
}

/// Neither moves a cursor nor reorders nor hides text.
pub fn assert_plain(name: &str, content: &str) {
    let bad = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = content.chars().find(|&c| bad(c));
    assert!(found.is_none(), "{name} holds {found:?}");
}

fn read(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("the output")
}

#[test]
fn the_terminal_and_the_record_show_plain_text() {
    let (_place, out, said) = outputs();
    assert_plain("standard output", &said);
    assert_plain("run.json", &read(&out, "run.json"));
}

#[test]
fn a_spreadsheet_finds_no_formula() {
    let (_place, out, _) = outputs();
    for name in ["candidates.csv", "networks.csv"] {
        let table = read(&out, name);
        assert_plain(name, &table);
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row.expect("a row as wide as its header");
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
        }
    }
    assert!(read(&out, "candidates.csv").contains("'@SUM(1+1)"));
}

/// The cells of a table as a spreadsheet finds them that splits at this byte.
fn split(table: &[u8], separator: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(table);
    reader.records().flat_map(|row| row.expect("text").iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn is_formula(cell: &str) -> bool {
    cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

#[test]
fn no_spreadsheet_finds_a_formula_wherever_it_splits() {
    let (_place, out, _) = outputs();
    for name in ["candidates.csv", "networks.csv", "explained.csv"] {
        for separator in *b",;\t|" {
            let found = split(read(&out, name).as_bytes(), separator).into_iter().find(|cell| is_formula(cell));
            assert_eq!(found, None, "{name}, split at {:?}", char::from(separator));
        }
    }
}

proptest! {
    /// Also where the program that opens a table takes another byte for its separator,
    /// and its quotes therefore for text; split where it is, the cells are there.
    #[test]
    fn cells_are_safe_under_any_separator(
        ids in prop::collection::vec(("[a;|,\t\"' =+@1\\-\n＝]{0,12}", "[a;|,\t\"' =+@1\\-\n＝]{0,12}"), 1..5)
    ) {
        let mut table = csv::Writer::from_writer(Vec::new());
        for (id, other) in &ids {
            table.write_record(["1", &*cell(id), &*cell(other), "2"]).expect("memory takes it");
        }
        let table = table.into_inner().expect("memory takes it");
        for separator in *b",;\t|" {
            let is_number = |cell: &str| cell.parse::<f64>().is_ok();
            for found in split(&table, separator).iter().filter(|found| is_formula(found)) {
                prop_assert!(separator == b',' && is_number(found), "{found:?}, split at {:?}", char::from(separator));
            }
        }
        let written: Vec<String> = ids.iter().flat_map(|(id, other)| ["1".into(), cell(id), cell(other), "2".into()])
            .map(std::borrow::Cow::into_owned).collect();
        prop_assert_eq!(split(&table, b','), written);
    }
}

#[test]
fn a_group_that_is_not_listed_is_plain_wherever_it_is_shown() {
    let (_place, out, said) = dismissed();
    assert_plain("standard output", &said);
    let csv = read(&out, "explained.csv");
    assert_plain("explained.csv", &csv);
    assert!(csv.contains("'@SUM(1+1)") && csv.contains("<U+202E>gnp.exe"), "{csv}");
    for row in csv::Reader::from_reader(csv.as_bytes()).records() {
        let row = row.expect("a row as wide as its header");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
    }
    let page = read(&out, "report.html").replace("&#x2f;", "/");
    assert_plain("report.html", &page);
    assert!(
        page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && page.contains("{{ 7*7 }}"),
        "it is shown as text"
    );
    for bad in ["<script>alert", "<img", "<!-- ", "href=\"http"] {
        assert!(!page.contains(bad), "{bad}");
    }
    for name in NAMES {
        let case = |form: &str| succeed(&["explain", "--format", form, "--", arg(&out), name]);
        let (said, json, page) = (case("text"), case("json"), case("html").replace("&#x2f;", "/"));
        assert_plain("the case on the terminal", &said);
        assert_plain("the case as JSON", &json);
        assert_plain("the page of the case", &page);
        assert!(said.contains("They act at the ticks of a clock") && page.contains("They act at the ticks of a clock"));
        for bad in ["<script", "<img", "<!-- ", "href="] {
            assert!(!page.contains(bad), "{name:?}: {bad}");
        }
        let parsed: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
        let members = parsed["explained"]["members"].as_array().expect("members");
        assert!(NAMES.iter().all(|name| members.iter().any(|member| member == name)), "JSON holds the exact ids");
    }
}

#[test]
fn the_page_runs_nothing_and_links_nowhere() {
    let (_place, out, _) = outputs();
    let page = read(&out, "report.html").replace("&#x2f;", "/");
    assert_plain("report.html", &page);
    // The page's own: its data, which is no program, and its one script.
    let (page, own) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("the data");
    let (data, script) = own.split_once("</script>\n<script>\"use strict\";").expect("the script");
    assert!(!data.contains(['<', '>', '&']) && !data.contains("https://evil"), "no parser finds markup in the data");
    assert_eq!(script.matches("</script").count(), 1, "the script ends once");
    for bad in ["<script", "<img", "<svg onload", "<!-- ", "href=\"http", "https://evil"] {
        let hit = page.find(bad).map(|at| &page[at..(at + 60).min(page.len())]);
        assert!(hit.is_none(), "{bad}: {hit:?}");
    }
    assert!(page.contains("{{ 7*7 }}"), "templates in the data are text");
    assert!(page.contains("hxxps://evil[.]example"));
    assert!(page.contains("&lt;U+202E&gt;gnp.exe"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn graphs_and_charts_are_well_formed_and_show_plain_text() {
    let (_place, out, _) = outputs();
    let charts = std::fs::read_dir(out.join("charts")).expect("charts").map(|entry| entry.expect("an entry").path());
    let svgs = charts.filter(|path| path.extension().is_some_and(|ending| ending == "svg"));
    for path in svgs.chain(["network.gexf", "network.graphml"].map(|name| out.join(name))) {
        let content = std::fs::read_to_string(&path).expect("the output");
        let name = path.display().to_string();
        assert_plain(&name, &content);
        let document = roxmltree::Document::parse(&content).expect("well-formed XML");
        assert!(!content.contains("https://evil"), "{name} holds a link");
        let forbidden = ["script", "image", "foreignObject", "a"];
        assert!(document.descendants().all(|node| !forbidden.contains(&node.tag_name().name())), "{name}");
    }
    let stored = read(&out, "charts/data.json");
    assert_plain("charts/data.json", &stored);
    let stored: serde_json::Value = serde_json::from_str(&stored).expect("valid JSON");
    let charts = stored["charts"].as_array().expect("charts");
    let drawing = charts.iter().find(|chart| chart["name"] == "network-001-drawing").expect("the drawing");
    let exact: Vec<&str> = drawing["chart"]["drawing"]["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["label"].as_str())
        .collect();
    assert!(exact.contains(&"\u{202e}gnp.exe"), "JSON holds the exact id");
    assert_plain("the list of charts", &succeed(&["plot", arg(&out), "--list"]));
    let titled = succeed(&["plot", arg(&out), "scores", "--title", "\u{1b}[2J\u{202e}", "--list"]);
    assert!(titled.contains("<U+001B>[2J<U+202E>"), "{titled}");
    assert_plain("the message about a chart", &fail(&["plot", arg(&out), "\u{1b}\u{202e}", "--list"]));
    let graph = read(&out, "network.gexf");
    let graph = roxmltree::Document::parse(&graph).expect("well-formed XML");
    let labels: Vec<&str> = graph.descendants().filter_map(|node| node.attribute("label")).collect();
    assert_eq!(labels.len(), NAMES.len());
    assert!(labels.contains(&"<script>alert(1)</script>") && labels.contains(&"<U+202E>gnp.exe"));
}

#[test]
fn a_case_is_plain_wherever_it_is_shown() {
    let (_place, out, _) = outputs();
    for (one, other) in NAMES.iter().zip(NAMES.iter().cycle().skip(1)) {
        for who in [&[*one][..], &[*one, *other]] {
            let case = |form: &str| succeed(&[&["explain", "--format", form, "--", arg(&out)], who].concat());
            let (said, json, page) = (case("text"), case("json"), case("html").replace("&#x2f;", "/"));
            assert_plain("the case on the terminal", &said);
            assert_plain("the case as JSON", &json);
            assert_plain("the page of the case", &page);
            for bad in ["<script", "<img", "<svg onload", "<!-- ", "href=", "https://evil"] {
                assert!(!page.contains(bad), "{one:?}: {bad}");
            }
            assert!(!said.contains("https://evil") && said.contains("hxxps://evil[.]example"), "{said}");
            assert!(page.contains("default-src 'none'") && page.contains("hxxps://evil[.]example"));
            let parsed: serde_json::Value = serde_json::from_str(&json).expect("valid JSON");
            assert_eq!(parsed["account"].as_str(), Some(*one), "JSON holds the exact id");
        }
    }
    assert_plain("the message about an account", &fail(&["explain", arg(&out), "\u{1b}[2J\u{202e}x"]));
    assert_plain("the message about a directory", &fail(&["explain", "\u{1b}[2J\u{202e}", "x"]));
}

#[test]
fn parquet_holds_the_ids_exactly() {
    let (_place, out, _) = outputs();
    let ids = texts(&parquet(&out, "accounts.parquet"), "account_id");
    assert!(NAMES.iter().all(|name| ids.iter().any(|id| id == name)), "{ids:?}");
}

#[test]
fn errors_show_plain_text() {
    let place = folder();
    let header = file(&place, "h.csv", "\u{1b}[2J\u{202e}user,when\na,1\n");
    assert_plain("the message about a header", &fail(&["detect", arg(&header)]));
    let rows = file(&place, "r.csv", "account_id,timestamp,url_id\na,\u{1b}[31m,u\n");
    assert_plain("the message about rows", &fail(&["detect", arg(&rows)]));
    let json = file(&place, "j.json", "[{\"\u{1b}[2J\": 1}]");
    assert_plain("the message about keys", &fail(&["detect", arg(&json)]));
    let config = file(&place, "c.toml", "\"\\u001b[2J\" = 1\n");
    assert_plain("the message about a configuration", &fail(&["detect", "x.csv", "--config", arg(&config)]));
    assert_plain("the message about a missing file", &fail(&["detect", "\u{1b}[2J\u{202e}.csv"]));
    let usage = run(&["detect", "x.csv", "--column", "\u{1b}[2J=x"]);
    assert_eq!(usage.status.code(), Some(2));
    assert_plain("the message about a flag", &text(&usage.stderr));
}

#[test]
fn rejected_rows_are_listed_as_plain_text() {
    let place = folder();
    let name = place.path().join("=\u{202e}x.csv");
    std::fs::write(&name, "account_id,timestamp,url_id,\u{1b}\na,x,u,\nb,1630000000,u,\n").expect("the file");
    let out = place.path().join("out");
    let output = lockstep(&["detect", "*.csv", "--out", arg(&out), "--max-rejects", "1"])
        .current_dir(place.path())
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rejects = read(&out, "rejects.csv");
    assert_plain("rejects.csv", &rejects);
    assert!(rejects.contains("\n'=<U+202E>x.csv,2,"), "{rejects}");
    assert_plain("run.json", &read(&out, "run.json"));
    assert_plain("report.html", &read(&out, "report.html"));
}
