//! `report.html`, the drawings and the directed graph: they state what the
//! tables hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use lockstep::base::numbers::things;
use lockstep::base::pattern::Pattern;
use tempfile::TempDir;

use crate::support::{SAMPLE, arg, file, folder, numbers, parquet, succeed, table, texts};

/// Who acts first in the made-up campaign: its name attacks the page.
const LEADER: &str = "<b>1st</b>\u{202e}";

/// How the campaign's file is read.
const READ: [&str; 4] = ["--column", "object_created=created", "--trace", "url"];

/// The links that it pushes.
const ACTIONS: usize = 40;

/// A campaign in which one account always acts first and then its followers,
/// in one order and the other by turns; strangers act at their own times.
fn led_campaign(place: &TempDir) -> PathBuf {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["account_id", "timestamp", "url", "created"]).expect("memory takes it");
    let mut write = |account: &str, time: usize, link: usize, created: usize| {
        let url = format!("https://evil.example/<i>{link}</i>?\u{202e}");
        csv.write_record([account, &time.to_string(), &url, &created.to_string()]).expect("memory takes it");
    };
    for action in 0..ACTIONS {
        let created = 1_630_000_000 + 50_000 * action;
        // The delay after publication changes, so that it is no habit.
        let start = created + 600 + (action * action * 7_919) % 30_000;
        write(LEADER, start, action, created);
        for follower in 0..4 {
            let after = 2 + if action % 2 == 0 { follower } else { 3 - follower };
            write(&format!("follower {follower}"), start + after, action, created);
        }
        for stranger in 0..30 {
            let account = format!("stranger {}", (31 * action + 7 * stranger) % 400);
            write(&account, created + 100 + (stranger * stranger * 997 + action * 331) % 40_000, action, created);
        }
    }
    file(place, "posts.csv", csv.into_inner().expect("memory takes it"))
}

fn detect(input: &Path, out: &Path, more: &[&str]) {
    let mut arguments = vec!["detect", arg(input), "--out", arg(out)];
    arguments.extend(more);
    succeed(&arguments);
}

fn led(more: &[&str]) -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    let input = led_campaign(&place);
    detect(&input, &out, &[&READ, more].concat());
    (place, out)
}

fn read(out: &Path, name: &str) -> String {
    std::fs::read_to_string(out.join(name)).expect("the output")
}

/// The page's text without its markup, white space made one.
fn words(page: &str) -> String {
    let start = page.find("<main").expect("the page's body");
    let mut text = String::new();
    let mut inside = false;
    for c in page[start..].chars() {
        match c {
            '<' => (inside, _) = (true, text.push(' ')),
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of the table's rows that follow a heading of the page.
fn rows_after(page: &str, heading: &str) -> Vec<Vec<String>> {
    let start = page.find(heading).unwrap_or_else(|| panic!("{heading} is missing"));
    let body = page[start..].split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).expect("a table");
    let rows = body.split("<tr").skip(1);
    rows.map(|row| row.split("<td").skip(1).map(|cell| words(&format!("<main><td{cell}"))).collect()).collect()
}

#[test]
fn the_page_states_the_numbers_of_the_tables() {
    let place = folder();
    let out = place.path().join("out");
    detect(Path::new(SAMPLE), &out, &["--null-check", "2"]);
    let page = read(&out, "report.html");
    let run: serde_json::Value = serde_json::from_str(&read(&out, "run.json")).expect("valid JSON");
    let text = words(&page).replace("&#x27;", "'");
    assert!(text.contains(&format!("{} accounts in {} networks", run["candidates"], run["networks"])));
    let expected = run["expected_false_pairs"].as_f64().expect("a number");
    assert!(text.contains(&format!("about {expected:.1} of the")), "{expected}");
    assert!(text.contains("With each account's delays shuffled among its objects, a null for the patterns arbitrary_moments, same_event, 0 of 2 runs"));
    assert!(text.contains("With accounts rewired, each with its number of objects kept, a null for the patterns"));
    assert!(!text.contains("--null-check"));
    let shown = rows_after(&page, "Hangs on one object");
    let networks = table(&read(&out, "networks.csv"));
    assert_eq!(shown.len(), networks.len());
    for (cells, network) in shown.iter().zip(&networks) {
        let stability = 100.0 * network["stability"].parse::<f64>().expect("a share");
        let hangs = if network["hangs_on_one_object"] == "true" { "yes" } else { "no" };
        let ruled_out = network["ruled_out"].replace(';', ", ");
        let unstable = if network["unstable"] == "true" { "yes" } else { "no" };
        let pattern = network["pattern"].replace('_', " ");
        let (id, tier, accounts) = (&network["network_id"], &network["tier"], &network["accounts"]);
        let wanted =
            [id, tier, &pattern, accounts, &network["pairs"], &network["objects"], &network["days"], &ruled_out];
        assert_eq!(cells[..8], wanted.map(String::clone), "{network:?}");
        assert_eq!(cells[8..11], [format!("{stability:.0}"), hangs.to_owned(), unstable.to_owned()]);
        assert!(page.contains(&format!("<h2 id=\"network-{id}\">")), "every network has its section");
    }
    for trace in run["traces"].as_array().expect("traces") {
        let rows = rows_after(&page, "<h3 id=\"triggers\">");
        let row = rows.iter().find(|row| trace["trace"] == row[0].as_str()).expect("the trace");
        let number = |cell: usize| row[cell].replace(',', "");
        assert_eq!(trace["objects_created_known"].to_string(), number(2));
        assert_eq!(trace["objects_of_their_sharers"].to_string(), number(5));
    }
}

#[test]
fn what_speaks_against_a_network_is_said_where_it_holds() {
    let place = folder();
    let out = place.path().join("out");
    detect(Path::new(SAMPLE), &out, &[]);
    let page = read(&out, "report.html");
    assert!(words(&page).contains("was not tried. To try it: lockstep detect … --null-check"));
    for network in table(&read(&out, "networks.csv")) {
        let start = page.find(&format!("<h2 id=\"network-{}\">", network["network_id"])).expect("its section");
        let section = page[start..].split("<h3>Who acts first").next().expect("its beginning");
        let ruled_out = |name: &str| network["ruled_out"].split(';').any(|given| given == name);
        assert_eq!(section.contains("The crowd is not ruled out"), !ruled_out("crowd"), "{network:?}");
        assert_eq!(section.contains("Habit is not ruled out"), !ruled_out("habit"));
        assert_eq!(section.contains("An event is not ruled out"), !ruled_out("event"));
        assert_eq!(section.contains("An event that all of them followed is ruled out"), ruled_out("event"));
        assert_eq!(section.contains("Unstable: it comes back"), network["unstable"] == "true");
        let pattern: Pattern = network["pattern"].parse().expect("a pattern");
        let told = words(&format!("<main>{section}")).replace("&#x27;", "'");
        assert!(told.contains(&format!("{} {}", pattern.seen(), pattern.to_rule_out())), "{told}");
        let counted =
            |column: &str, one: &str, many: &str| things(network[column].parse().expect("a count"), one, many);
        let sittings = counted("sittings", "sitting", "sittings");
        for said in [
            format!("at {}, in {sittings}", counted("moments", "moment", "moments")),
            format!("Clock: of {sittings}, {} outside", counted("off_hours", "was", "were")),
            format!(
                "{} of {} tighter than",
                network["tight_instants"],
                counted("instants", "instant is", "instants are")
            ),
        ] {
            assert!(section.contains(&said), "{said}: {section}");
        }
        // The table has a digit more than the page.
        let shown = section.split("others were ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a ratio");
        let [shown, written] = [shown, &network["strangers"]].map(|ratio| ratio.parse::<f64>().expect("a number"));
        assert!((shown - written).abs() < 0.006, "{shown} {written}");
        assert_eq!(section.contains("It hangs on one object"), network["hangs_on_one_object"] == "true");
        assert_eq!(section.contains("Everything happened on one day"), network["days"] == "1");
        assert_eq!(section.contains("Two accounts only"), network["accounts"] == "2");
    }
}

#[test]
fn the_page_tells_which_groups_are_synchronous_and_not_on_the_list() {
    let place = folder();
    let out = place.path().join("out");
    detect(Path::new(SAMPLE), &out, &[]);
    let page = read(&out, "report.html");
    let start = page.find("<h2 id=\"not-listed\">").expect("the section");
    let section = &page[start..page.find("<h2 id=\"method\">").expect("the next one")];
    let rows = table(&read(&out, "explained.csv"));
    assert!(rows.len() > 100);
    for row in &rows {
        let summary = format!(
            "Group {}, {}: {} accounts, {}, {}, {}<",
            row["group_id"],
            row["explanation"].replace('_', " "),
            row["accounts"],
            things(row["pairs"].parse().expect("a count"), "pair", "pairs"),
            things(row["objects"].parse().expect("a count"), "object", "objects"),
            things(row["days"].parse().expect("a count"), "day", "days"),
        );
        let place = section.find(&summary).unwrap_or_else(|| panic!("{summary}"));
        let details = section[place..].split("</details>").next().expect("its details");
        assert!(
            details.contains(&format!(">{}</bdi>", row["account_id"])) || details.contains("more in explained.csv")
        );
        assert!(details.contains(&format!("<dd>{}</dd>", row["trace"])));
    }
    assert_eq!(
        section.contains("followers of one source meet"),
        rows.iter().any(|row| row["explanation"] == "reactions")
    );
}

#[test]
fn who_always_acts_first_is_the_leader_everywhere() {
    let (_place, out) = led(&[]);
    let candidates = table(&read(&out, "candidates.csv"));
    assert_eq!(candidates.len(), 5, "{candidates:?}");
    let leader = candidates.iter().find(|row| row["position"] == "leader").expect("a leader");
    assert_eq!(leader["leads"], ACTIONS.to_string());
    let page = read(&out, "report.html");
    let directed = rows_after(&page, "<th>Position</th><th>Account</th>");
    assert_eq!(directed[0][..1], ["leader"]);
    assert_eq!(directed[0][2..], [ACTIONS.to_string(), "0".to_owned()]);
    let svg = read(&out, "charts/network-001-drawing.svg");
    assert!(svg.contains("Leads, acting before most others: &lt;b&gt;1st&lt;/b&gt;&lt;U+202E"));
    let graph = read(&out, "network-directed.graphml");
    let edges = edges(&graph);
    let clear: Vec<_> = edges.iter().filter(|edge| edge.values["clear"] == "true").collect();
    assert_eq!(clear.len(), 4, "the followers take turns");
    assert!(clear.iter().all(|edge| edge.source == "<b>1st</b><U+202E>"));
    let (heads, rings) = arrows(&svg);
    assert_eq!((heads.len(), rings.len()), (1 + 4, 1 + 1), "an arrow for each follower, and the legend");
    for head in &heads[1..] {
        let far = |corner: [f64; 2]| (corner[0] - rings[1][0]).hypot(corner[1] - rings[1][1]);
        assert!(far(head[0]) > far(head[1]).max(far(head[2])), "{head:?} points away from {rings:?}");
    }
}

/// The corners of the drawing's arrow heads, the tip first, and the middle of
/// its leader's ring; those of the legend come first in either list.
fn arrows(svg: &str) -> (Vec<Vec<[f64; 2]>>, Vec<[f64; 2]>) {
    let document = roxmltree::Document::parse(svg).expect("valid XML");
    let has = |node: &roxmltree::Node, name: &str, fill: &str| {
        node.has_tag_name(("http://www.w3.org/2000/svg", name)) && node.attribute("fill") == Some(fill)
    };
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let rings = document.descendants().filter(|node| has(node, "circle", "none"));
    let rings = rings.map(|ring| ["cx", "cy"].map(|name| number(ring.attribute(name).expect("a place")))).collect();
    let polygons = document.descendants().filter(|node| has(node, "path", "#57606a"));
    let heads = polygons
        .filter_map(|path| path.attribute("d")?.strip_prefix('M')?.strip_suffix('Z'))
        .filter(|path| path.matches('L').count() == 2 && !path.contains(['M', 'Q', 'C']))
        .map(|path| path.split('L').map(|corner| corner.split_once(' ').expect("x and y")).collect::<Vec<_>>())
        .map(|corners| corners.iter().map(|(x, y)| [number(x), number(y)]).collect())
        .collect();
    (heads, rings)
}

#[derive(Debug)]
struct Edge {
    source: String,
    target: String,
    values: HashMap<String, String>,
}

/// The edges of a GraphML text between accounts.
fn edges(graph: &str) -> Vec<Edge> {
    let document = roxmltree::Document::parse(graph).expect("valid XML");
    let data = |node: roxmltree::Node, on: &str| -> HashMap<String, String> {
        let values = node.children().filter(|child| child.tag_name().name() == "data");
        let pair = |value: roxmltree::Node| {
            let key = value.attribute("key").expect("a key").trim_start_matches(on).to_owned();
            (key, value.text().unwrap_or_default().to_owned())
        };
        values.map(pair).collect()
    };
    let named = |name: &'static str| document.descendants().filter(move |node| node.tag_name().name() == name);
    let names: BTreeMap<&str, String> =
        named("node").map(|n| (n.attribute("id").expect("an id"), data(n, "node_")["account_id"].clone())).collect();
    named("edge")
        .map(|edge| Edge {
            source: names[edge.attribute("source").expect("a source")].clone(),
            target: names[edge.attribute("target").expect("a target")].clone(),
            values: data(edge, "edge_"),
        })
        .collect()
}

#[test]
fn the_directed_graph_agrees_with_the_pairs() {
    let place = folder();
    let out = place.path().join("out");
    detect(Path::new(SAMPLE), &out, &[]);
    let pairs = parquet(&out, "pairs.parquet");
    let (a, b) = (texts(&pairs, "account_a"), texts(&pairs, "account_b"));
    let [network, leads_a, leads_b, p] =
        ["network_id", "leads_a", "leads_b", "p_direction"].map(|column| numbers(&pairs, column));
    let mut wanted = BTreeSet::new();
    for row in (0..a.len()).filter(|&row| network[row].is_some()) {
        let (first, second) = (leads_a[row].expect("a count"), leads_b[row].expect("a count"));
        let clear = p[row].expect("a probability") <= 0.05;
        if first > second {
            wanted.insert((a[row].clone(), b[row].clone(), first.to_string(), second.to_string(), clear));
        } else if second > first {
            wanted.insert((b[row].clone(), a[row].clone(), second.to_string(), first.to_string(), clear));
        }
    }
    let found: BTreeSet<_> = edges(&read(&out, "network-directed.graphml"))
        .into_iter()
        .map(|edge| {
            let value = |name: &str| edge.values[name].clone();
            (edge.source.clone(), edge.target.clone(), value("leads"), value("follows"), value("clear") == "true")
        })
        .collect();
    assert!(!wanted.is_empty() && wanted == found);
    let undirected = edges(&read(&out, "network.graphml"));
    assert!(found.len() < undirected.len() && undirected.iter().all(|edge| edge.values.len() == 2));
}

#[test]
fn nothing_hostile_reaches_the_new_parts() {
    let (_place, out) = led(&["--null-check", "1"]);
    for name in ["report.html", "network-directed.graphml", "network.graphml", "network.gexf"] {
        let content = read(&out, name);
        assert!(!content.contains('\u{202e}') && !content.contains("<b>1st") && !content.contains("<i>"), "{name}");
    }
    let page = read(&out, "report.html");
    let rows = rows_after(&page, "<th>Account A</th>");
    assert!(rows.iter().any(|row| row.contains(&"&lt;b&gt;1st&lt;&#x2f;b&gt;&lt;U+202E&gt;".to_owned())));
    assert!(page.contains("hxxps:&#x2f;&#x2f;evil[.]example"));
}

#[test]
fn the_page_and_the_graphs_are_the_same_for_any_number_of_threads() {
    let place = folder();
    let input = led_campaign(&place);
    let [one, five] = ["1", "5"].map(|threads| {
        let out = place.path().join(threads);
        detect(&input, &out, &[&READ[..], &["--threads", threads]].concat());
        out
    });
    for name in ["report.html", "network-directed.graphml", "charts/network-001-drawing.svg"] {
        assert!(read(&one, name) == read(&five, name), "{name} differs");
    }
}

#[test]
fn a_page_without_networks_says_so() {
    let place = folder();
    let input =
        file(&place, "posts.csv", "account_id,timestamp,url_id\na,1630000000,x\nb,1630000001,x\nc,1630009001,y\n");
    let out = place.path().join("out");
    detect(&input, &out, &[]);
    let text = words(&read(&out, "report.html"));
    assert!(text.contains("No network of accounts acts together more often than chance and habit explain"));
    assert!(text.contains("That is a result, not a failure"));
    assert!(edges(&read(&out, "network-directed.graphml")).is_empty());
}
