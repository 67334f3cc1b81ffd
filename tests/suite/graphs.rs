//! The graph files: others read in them what the tables hold, and a finished
//! run gives the same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{SAMPLE, arg, file, folder, python, python_says, succeed, table};

/// Reads the graphs with networkx and compares them with the tables: the
/// accounts of `candidates.csv`, the pairs of `pairs.parquet`, the meetings of
/// `evidence.parquet`.
const COMPARE: &str = r#"
import datetime, sys
import networkx as nx, polars as pl

out = sys.argv[1]
listed = pl.read_csv(out + "/candidates.csv", schema_overrides={"account_id": pl.String})
rows = pl.read_parquet(out + "/pairs.parquet").filter(pl.col("network_id").is_not_null())
evidence = pl.read_parquet(out + "/evidence.parquet")
moment = datetime.datetime.fromisoformat

def ends(graph, names, u, v):
    return tuple(sorted((names[u], names[v])))

pairs = {
    tuple(sorted((a, b))): (weight, leads)
    for a, b, weight, *leads in rows.group_by("account_a", "account_b").agg(
        pl.sum("shared_objects"), pl.first("leads_a"), pl.first("leads_b")).iter_rows()
}
spells = {}
for a, b, *times in evidence.select("account_a", "account_b", "time_a", "time_b").iter_rows():
    for time in times:
        day = spells.setdefault(tuple(sorted((a, b))), {}).setdefault(time.date(), [time, time])
        day[:] = min(day[0], time), max(day[1], time)

gexf = nx.read_gexf(out + "/network.gexf")
graphml = nx.read_graphml(out + "/network.graphml")
directed = nx.read_graphml(out + "/network-directed.graphml")
assert type(gexf) is type(graphml) is nx.Graph and type(directed) is nx.DiGraph
assert gexf.graph["mode"] == "dynamic"
tables = {row["account_id"]: row for row in listed.iter_rows(named=True)}
for graph, label in ((gexf, "label"), (graphml, "account_id"), (directed, "account_id")):
    names = dict(graph.nodes(label))
    assert sorted(names.values()) == sorted(tables), "the accounts"
    for node, name in names.items():
        row, seen = tables[name], graph.nodes[node]
        for column in ("network_id", "tier", "rank", "partners", "co_acts", "leads", "follows"):
            assert seen[column] == row[column], (name, column)
        assert seen["pattern"] == row["pattern"], name
        assert (seen["position"] or None) == row["position"] and abs(seen["score"] - row["score"]) < 1e-9
        if graph is gexf:
            assert (seen["start"], seen["end"]) == (row["first_act"], row["last_act"])
    if graph is directed:
        continue
    weights = {ends(graph, names, u, v): weight for u, v, weight in graph.edges(data="weight")}
    assert weights == {pair: weight for pair, (weight, _) in pairs.items()}, "the weights"

names = dict(gexf.nodes("label"))
first, last = evidence["time_a", "time_b"].min_horizontal().min(), evidence["time_a", "time_b"].max_horizontal().max()
for u, v, days in gexf.edges(data="spells"):
    days = [(moment(start), moment(end)) for start, end in days]
    assert all(first <= start <= end <= last for start, end in days)
    assert all(gexf.nodes[node]["start"] for node in (u, v))
    wanted = spells[ends(gexf, names, u, v)]
    assert days == [tuple(wanted[day]) for day in sorted(wanted)], "the days"
    for node in (u, v):
        assert moment(gexf.nodes[node]["start"]) <= days[0][0] and days[-1][1] <= moment(gexf.nodes[node]["end"])
names = dict(directed.nodes("account_id"))
for u, v, edge in directed.edges(data=True):
    weight, leads = pairs[ends(directed, names, u, v)]
    assert edge["weight"] == weight and edge["leads"] > edge["follows"]
    assert sorted(leads) == [edge["follows"], edge["leads"]]
print(len(gexf), gexf.number_of_edges(), sum(len(days) for *_, days in gexf.edges(data="spells")))
"#;

fn sample() -> (TempDir, PathBuf) {
    let place = folder();
    let out = place.path().join("out");
    succeed(&["detect", SAMPLE, "--out", arg(&out)]);
    (place, out)
}

#[test]
fn networkx_reads_what_the_tables_hold() {
    let Some(python) = python() else { return };
    let (_place, out) = sample();
    let said = python_says(&python, COMPARE, &[arg(&out)]);
    let counts: Vec<usize> = said.split_whitespace().map(|count| count.parse().expect("a count")).collect();
    let listed = std::fs::read_to_string(out.join("candidates.csv")).expect("the list").lines().count() - 1;
    assert_eq!(counts[0], listed);
    assert!(counts[1] > listed && counts[2] > counts[1], "{said}");
}

/// The graph files made again from a finished run.
fn again(out: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    let export = out.with_file_name("export");
    succeed(&["export", arg(out), "--out", arg(&export), "--format", "gexf", "--format", "graphml"]);
    let names = ["network.gexf", "network.graphml", "network-directed.graphml"];
    names.map(|name| (name, std::fs::read(export.join(name)).expect("the graph"))).into_iter().collect()
}

#[test]
fn a_finished_run_gives_the_graphs_that_detect_wrote() {
    let (_place, out) = sample();
    for (name, bytes) in again(&out) {
        assert!(bytes == std::fs::read(out.join(name)).expect("the file"), "{name} differs");
    }
}

/// Of accounts whose ids a table writes alike, each has its own node.
#[test]
fn ids_that_are_written_alike_stay_apart() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url\n");
    let names = ["=1", "'=1", "a\u{200b}", "a<U+200B>", "b", "c", "d", "e", "f", "g", "h", "i"];
    for action in 0..30 {
        for (n, name) in names.iter().enumerate() {
            csv += &format!(
                "{name},{},https://a.example/<svg onload=alert({action})>?a=b\n",
                // At no rhythm: who acts by a clock is not listed.
                1_630_000_000 + 10_000 * action + (action * action * 7_919) % 9_000 + n
            );
        }
    }
    for n in 0..3_000 {
        csv += &format!("s{n},{},https://b.example/{}\n", 1_630_000_000 + 97 * n, n % 50);
    }
    let (input, out) = (file(&place, "posts.csv", csv), place.path().join("out"));
    succeed(&["detect", arg(&input), "--out", arg(&out)]);
    let graphs = again(&out);
    for (name, bytes) in &graphs {
        assert!(*bytes == std::fs::read(out.join(name)).expect("the file"), "{name} differs");
    }
    let gexf = String::from_utf8(graphs["network.gexf"].clone()).expect("UTF-8");
    assert_eq!(gexf.matches("<node ").count(), names.len());
    assert_eq!(gexf.matches("label=\"a&lt;U+200B&gt;\"").count(), 2);
}

#[test]
fn a_run_without_networks_has_empty_graphs() {
    let place = folder();
    let input =
        file(&place, "posts.csv", "account_id,timestamp,url_id\na,1630000000,x\nb,1630000001,x\nc,1630009001,y\n");
    let out = place.path().join("out");
    succeed(&["detect", arg(&input), "--out", arg(&out)]);
    for name in ["network.gexf", "network.graphml", "network-directed.graphml"] {
        let written = std::fs::read_to_string(out.join(name)).expect("the file");
        assert!(written.contains("<graph ") && !written.contains("<node "), "{name}");
    }
}

/// A part of the run is a part of the graph, and its tables say the same.
#[test]
fn tables_of_nodes_and_edges_say_what_the_graph_says() {
    let (_place, out) = sample();
    let export = out.with_file_name("export");
    let formats = ["--format", "csv", "--format", "gexf", "--network", "1", "--network", "2"];
    succeed(&[&["export", arg(&out), "--out", arg(&export)], &formats[..]].concat());
    let read = |name: &str| std::fs::read_to_string(export.join(name)).expect("the file");
    let (nodes, edges, gexf) = (table(&read("nodes.csv")), table(&read("edges.csv")), read("network.gexf"));
    let listed = table(&std::fs::read_to_string(out.join("candidates.csv")).expect("the list"));
    let wanted: Vec<&str> = listed
        .iter()
        .filter(|row| ["1", "2"].contains(&row["network_id"].as_str()))
        .map(|row| row["account_id"].as_str())
        .collect();
    assert_eq!(nodes.iter().map(|node| node["label"].as_str()).collect::<Vec<_>>(), wanted);
    assert_eq!((gexf.matches("<node ").count(), gexf.matches("<edge ").count()), (nodes.len(), edges.len()));
    let networks = table(&std::fs::read_to_string(out.join("networks.csv")).expect("the networks"));
    let pairs: usize = networks[..2].iter().map(|row| row["pairs"].parse::<usize>().expect("a count")).sum();
    assert_eq!(edges.len(), pairs, "the pairs of networks.csv");
    assert!(nodes.iter().zip(listed.iter().filter(|row| ["1", "2"].contains(&row["network_id"].as_str()))).all(
        |(node, row)| node["pattern"] == row["pattern"] && gexf.contains(&format!("value=\"{}\"", row["pattern"]))
    ));
}
