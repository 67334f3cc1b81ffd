//! One link in many spellings is one object, from the file to the output.

use std::collections::BTreeSet;
use std::path::Path;

use lockstep::data::traces::TraceKind;

use crate::support::{acts, arg, file, folder, run, succeed, text};

/// The objects of a trace of these posts, each with its number of accounts.
fn objects(posts: &Path, kind: TraceKind) -> BTreeSet<(String, usize)> {
    let (_, acts) = acts(posts, kind);
    (0..acts.objects.len())
        .map(|object| (acts.objects.get(object as u32).to_owned(), acts.accounts_of(object)))
        .collect()
}

fn set(expected: &[(&str, usize)]) -> BTreeSet<(String, usize)> {
    expected.iter().map(|(object, accounts)| ((*object).to_owned(), *accounts)).collect()
}

const SPELLINGS: &str = "account_id,timestamp,url
a,1630000000,https://www.news.example/story?id=7&fbclid=x
b,1630000001,http://m.news.example/story?id=7&amp;utm_source=y
c,1630000002,https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fstory%3Fid%3D7&h=AT0
d,1630000003,https://youtu.be/dQw4w9WgXcQ?si=abc
e,1630000004,https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5
f,1630000005,https://t.co
g,1630000006,https://news.example/sto…
";

#[test]
fn url_and_domain_take_one_page_for_one() {
    let place = folder();
    let posts = file(&place, "posts.csv", SPELLINGS);
    let pages = [("https://news.example/story?id=7", 3), ("https://youtube.com/watch?v=dQw4w9WgXcQ", 2)];
    assert_eq!(objects(&posts, TraceKind::Url), set(&pages));
    assert_eq!(objects(&posts, TraceKind::Domain), set(&[("news.example", 3), ("youtube.com", 2)]));
}

#[test]
fn urls_in_texts_are_whole_and_lead_to_pages() {
    let place = folder();
    let csv = "account_id,timestamp,text
a,1630000000,\"Read [this](https://news.example/a_(b)) now\"
b,1630000001,\"(https://news.example/a_(b)), https://t.co/abc… https://bit.ly #Br… @qu...\"
c,1630000002,\"https://news.example/a_(b)...\"
";
    let posts = file(&place, "posts.csv", csv);
    assert_eq!(objects(&posts, TraceKind::Url), set(&[("https://news.example/a_(b)", 2)]));
}

#[test]
fn urls_in_html_are_where_anchors_lead() {
    let place = folder();
    let status = |id: u32, name: &str, content: &str| {
        serde_json::json!({
            "id": id.to_string(), "uri": format!("https://one.example/users/{name}/statuses/{id}"),
            "created_at": "2024-01-01T00:00:00Z", "content": content, "mentions": [], "tags": [],
            "account": {"acct": name, "url": format!("https://one.example/@{name}")},
        })
    };
    let anna = "<p>Read <a href=\"https://news.example/long/story?x=1&amp;y=2\"><span class=\"invisible\">https://</span>\
                <span class=\"ellipsis\">news.example/long</span><span class=\"invisible\">/story?x=1&amp;y=2</span></a>, \
                <a href=\"https://one.example/tags/Wahl\" class=\"mention hashtag\">#<span>Wahl</span></a></p>";
    let bert = "<p>https://news.example/long/story?x=1&amp;y=2</p>";
    let statuses = serde_json::json!([status(1, "anna", anna), status(2, "bert", bert)]).to_string();
    let posts = file(&place, "statuses.json", statuses);
    assert_eq!(objects(&posts, TraceKind::Url), set(&[("https://news.example/long/story?x=1&y=2", 2)]));
}

#[test]
fn the_rules_of_urls_are_printed_recorded_and_changed() {
    let place = folder();
    let rules = succeed(&["presets", "url"]);
    assert!(rules.contains("fbclid") && rules.contains("l.facebook.com") && rules.contains("a video of YouTube"));
    let config = succeed(&["detect", "--print-config"]);
    let config: toml::Table = config.parse().expect("TOML");
    let version = config["same"]["url"]["rules"].as_str().expect("a version").to_owned();
    assert!(rules.contains(&format!("Rules of {version}.")));
    let posts =
        file(&place, "posts.csv", "account_id,timestamp,url\na,1630000000,https://m.a.example/?own=1&v=2&fbclid=3\n");
    let shown = |toml: &str| {
        let config = file(&place, "c.toml", toml);
        let csv = succeed(&["objects", arg(&posts), "--trace", "url", "--config", arg(&config)]);
        csv.lines().nth(1).expect("an act").to_owned()
    };
    assert!(shown("").contains("//a.example?own=1&v=2,"));
    assert!(shown("[same.url]\ndrop = [\"own\"]\nkeep = [\"fbclid\"]\n").contains("//a.example?fbclid=3&v=2,"));
    assert!(shown("[same.url]\nrules = \"none\"\n").contains("//m.a.example?fbclid=3&own=1&v=2,"));
    for wrong in ["[same.url]\nrules = \"2001-01-01\"\n", "[same.url]\ndrop = [\"a=b\"]\n", "[same.url]\nremove = []\n"]
    {
        let config = file(&place, "c.toml", wrong);
        let output = run(&["objects", arg(&posts), "--trace", "url", "--config", arg(&config)]);
        let message = text(&output.stderr);
        assert!(!output.status.success() && message.matches('\n').count() == 1, "{message}");
        assert!(message.contains("same.url") || message.contains("unknown field `remove`"), "{message}");
    }
    let out = place.path().join("out");
    succeed(&["detect", arg(&posts), "--out", arg(&out)]);
    let run = std::fs::read_to_string(out.join("run.json")).expect("the record");
    let run: serde_json::Value = serde_json::from_str(&run).expect("JSON");
    assert_eq!(run["configuration"]["same"]["url"]["rules"], version.as_str());
}
