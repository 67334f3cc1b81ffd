//! `lockstep cluster`: from an edge list to a partition.

use std::fmt::Write;

use flate2::{Compression, write::GzEncoder};
use lockstep::lab::baselines::NamedGraph;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use crate::support::{arg, fail, file, folder, misuse, run, succeed, text};

/// Two triangles and the edge between them.
const TRIANGLES: &str = "a,b,2\nb,c,2\nc,a,2\nx,y,2\ny,z,2\nz,x,2\nc,x,1\n";
const PARTED: &str = "account_id,network_id\na,1\nb,1\nc,1\nx,2\ny,2\nz,2\n";

fn triangles(header: &str) -> String {
    format!("{header}\n{TRIANGLES}")
}

#[test]
fn two_triangles_are_two_networks() {
    let place = folder();
    for header in ["account_a,account_b,weight", "from,to,weight", "Source,Target,Weight", "to,from,days"] {
        assert_eq!(succeed(&["cluster", arg(&file(&place, "e.csv", triangles(header)))]), PARTED, "{header}");
    }
    let named = file(&place, "e.csv", triangles("from,to,strength"));
    assert_eq!(succeed(&["cluster", arg(&named), "--weight", "strength"]), PARTED);
}

#[test]
fn the_largest_network_comes_first_and_accounts_stand_by_name() {
    let place = folder();
    let edges = file(&place, "e.csv", "from,to,weight\nq,p,1\nd,c,1\nc,b,1\nb,d,1\n");
    assert_eq!(succeed(&["cluster", arg(&edges)]), "account_id,network_id\nb,1\nc,1\nd,1\np,2\nq,2\n");
}

#[test]
fn rows_that_join_the_same_accounts_add_up() {
    let place = folder();
    let edges = file(&place, "e.csv", "from,to,weight\na,b,2\nb,c,3\nc,d,2\nb,a,9\nd,a,1\n");
    let read = NamedGraph::read(&edges, None).expect("an edge list");
    let number = |name: &str| read.names.find(name).expect("a node");
    assert_eq!(read.graph.edge_count(), 4);
    assert_eq!(read.graph.strength(number("a")), 12.0);
    assert_eq!(read.graph.strength(number("b")), 14.0);
}

#[test]
fn what_network_writes_is_weighted_by_what_its_method_ranks_by() {
    let place = folder();
    for (header, weight) in [
        ("account_a,account_b,co_acts,objects", 7.0),
        ("account_a,account_b,similarity,objects", 5.0),
        ("account_a,account_b,objects,days", 7.0),
        ("account_a,account_b,objects,weight", 7.0),
    ] {
        let edges = file(&place, "e.csv", format!("{header}\na,b,5,7\n"));
        assert_eq!(NamedGraph::read(&edges, None).expect("an edge list").graph.total_weight(), weight, "{header}");
    }
}

#[test]
fn quotes_tabs_compression_and_a_byte_order_mark_change_nothing() {
    let place = folder();
    let plain = triangles("from,to,weight");
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    std::io::Write::write_all(&mut packed, plain.as_bytes()).expect("memory");
    let quoted = plain.replace('a', "\"a\"").replace("from,to", "\"from\",\"to\"");
    for (form, content) in [
        ("tabs", plain.replace(',', "\t").into_bytes()),
        ("CRLF", plain.replace('\n', "\r\n").into_bytes()),
        ("quotes", quoted.into_bytes()),
        ("mark", format!("\u{feff}{plain}").into_bytes()),
        ("gzip", packed.finish().expect("memory")),
        ("no line end", plain.trim_end().as_bytes().to_vec()),
    ] {
        assert_eq!(succeed(&["cluster", arg(&file(&place, "e.csv", content))]), PARTED, "{form}");
    }
}

#[test]
fn names_that_a_spreadsheet_or_a_terminal_would_obey_are_disarmed() {
    let place = folder();
    let edges = file(&place, "e.csv", "from,to,weight\n=1+1,\"a,\u{202e}b\",1\n\"x\ny\",@z,1\n");
    let partition = succeed(&["cluster", arg(&edges)]);
    for cell in ["'=1+1,", "\"a,<U+202E>b\",", "x<U+000A>y,", "'@z,"] {
        assert!(partition.lines().any(|row| row.starts_with(cell)), "{cell}: {partition}");
    }
}

#[test]
fn a_row_that_is_no_edge_is_named_with_its_remedy() {
    let place = folder();
    for (row, says) in [
        ("a,a,1", "`a` is joined to itself; leave the row out"),
        ("a,b,0", "column `weight`: `0` is no finite number above zero; mend the weight"),
        ("a,b,-1", "`-1` is no finite"),
        ("a,b,inf", "`inf` is no finite"),
        ("a,b,NaN", "`NaN` is no finite"),
        ("a,b,many", "`many` is no finite"),
        ("a,b,", "`` is no finite"),
        ("a,b", "2 fields where the header has 3; correct the row"),
        ("a,b,1,1", "4 fields where the header has 3"),
        (" ,b,1", "column `from`: this is missing; fill it in"),
    ] {
        for above in ["", "p,q,1\n", "\n\n", "\"p\nq\",r,1\n"] {
            let content = format!("from,to,weight\n{above}{row}\nu,v,x\n");
            let line = 2 + above.matches('\n').count();
            let message = fail(&["cluster", arg(&file(&place, "e.csv", content))]);
            assert!(message.contains(&format!("e.csv: line {line}: ")) && message.contains(says), "{message}");
        }
    }
    let broken = "from,to,weight\nä,ö,1\nö,ü,1\n".as_bytes();
    let message = fail(&["cluster", arg(&file(&place, "e.csv", [broken, b"a,\xff,1\n"].concat()))]);
    assert!(message.contains("line 4: column `to`: not valid UTF-8; save the file as UTF-8"), "{message}");
}

#[test]
fn a_fault_far_down_a_long_file_is_found_on_its_line() {
    let place = folder();
    let mut content = String::from("from,to,weight\n");
    (0..900_000).for_each(|i| _ = writeln!(content, "account{},account{},1", i % 997, i % 997 + 1));
    content += "a,a,1\n";
    let message = fail(&["cluster", arg(&file(&place, "e.csv", content))]);
    assert!(message.contains("line 900002: `a` is joined to itself"), "{message}");
}

#[test]
fn a_file_that_is_no_edge_list_says_what_it_lacks() {
    let place = folder();
    for (content, says) in [
        ("a,b,weight\nx,y,1\n", "line 1: no columns for the two accounts among a, b, weight; name them account_a"),
        ("from,to,weight\n", "no row below it"),
        ("[{\"from\": 1}]", "save them as CSV"),
        ("", "the file is empty"),
        ("from,to,weight\na,b,1e308\nb,c,1e308\n", "count column `weight` in a larger unit"),
    ] {
        let message = fail(&["cluster", arg(&file(&place, "e.csv", content))]);
        assert!(message.contains("e.csv: ") && message.contains(says), "{message}");
    }
    let edges = file(&place, "e.csv", triangles("from,to,weight"));
    let message = fail(&["cluster", arg(&edges), "--weight", "mass"]);
    assert!(message.contains("no column `mass` among from, to, weight; name one of these with --weight"), "{message}");
    assert!(fail(&["cluster", "nowhere.csv"]).contains("nowhere.csv"));
}

#[test]
fn wrong_flags_are_wrong_usage() {
    let place = folder();
    let edges = file(&place, "e.csv", triangles("from,to,weight"));
    for value in ["-1", "inf", "NaN"] {
        let flag = format!("--resolution={value}");
        assert!(misuse(&["cluster", arg(&edges), &flag]).contains("`resolution`: this must be a number of at least 0"));
    }
    assert!(misuse(&["cluster", arg(&edges), "--json"]).contains("`json`"));
    for wrong in [&["cluster"][..], &["cluster", arg(&edges), "--quality", "beauty"]] {
        assert_eq!(run(wrong).status.code(), Some(2));
    }
}

#[test]
fn the_resolution_is_that_of_the_quality_chosen() {
    let place = folder();
    let edges = file(&place, "e.csv", triangles("from,to,weight"));
    let networks = |quality: &str, resolution: &str| {
        let partition = succeed(&["cluster", arg(&edges), "--quality", quality, "--resolution", resolution]);
        partition.lines().last().expect("a row").rsplit(',').next().map(str::to_owned)
    };
    assert_eq!(networks("modularity", "0").as_deref(), Some("1"));
    assert_eq!(networks("modularity", "100").as_deref(), Some("6"));
    assert_eq!(networks("cpm", "0.1").as_deref(), Some("1"));
    assert_eq!(networks("cpm", "1").as_deref(), Some("2"));
    assert_eq!(networks("cpm", "3").as_deref(), Some("6"));
}

#[test]
fn json_tells_counts_modularity_and_seconds() {
    let place = folder();
    let edges = file(&place, "e.csv", triangles("from,to,weight") + "a,b,0.5\n");
    let out = place.path().join("p.csv");
    let arguments = ["cluster", arg(&edges), "--out", arg(&out), "--json"];
    let said: serde_json::Value = serde_json::from_str(&succeed(&arguments)).expect("JSON");
    assert_eq!((&said["nodes"], &said["edges"], &said["communities"]), (&6.into(), &7.into(), &2.into()));
    let (inside, all) = (12.5, 13.5);
    let expected = inside / all - (14.0_f64 / 27.0).powi(2) - (13.0_f64 / 27.0).powi(2);
    assert!((said["modularity"].as_f64().expect("a number") - expected).abs() < 1e-12, "{said}");
    for seconds in ["read_seconds", "cluster_seconds"] {
        assert!(said[seconds].as_f64().is_some_and(|seconds| seconds >= 0.0), "{seconds}");
    }
    assert_eq!(std::fs::read_to_string(&out).expect("the partition"), PARTED);
    assert!(fail(&arguments).contains("--overwrite"));
    succeed(&[&arguments[..], &["--overwrite"]].concat());
}

#[test]
fn without_weights_every_row_weighs_one_and_that_is_said() {
    let place = folder();
    let plain = TRIANGLES.replace(",2\n", "\n").replace(",1\n", "\n");
    for header in ["from,to", "Source,Target"] {
        let output = run(&["cluster", arg(&file(&place, "e.csv", format!("{header}\n{plain}")))]);
        assert_eq!(text(&output.stdout), PARTED, "{header}");
        assert!(text(&output.stderr).contains("no column of weights: each row weighs 1"));
    }
    let edges = file(&place, "e.csv", "Source,Target\na,b\nb,a\nb,c\n");
    let read = NamedGraph::read(&edges, None).expect("an edge list");
    assert_eq!((read.weighted, read.graph.edge_count(), read.graph.total_weight()), (false, 2, 3.0));
}

#[test]
fn an_old_encoding_is_read_and_said() {
    let place = folder();
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode("from,to,weight\nJürgen,Zoë,1\nZoë,André,2\n");
    let output = run(&["cluster", arg(&file(&place, "e.csv", bytes))]);
    assert_eq!(text(&output.stdout), "account_id,network_id\nAndré,1\nJürgen,1\nZoë,1\n");
    assert!(text(&output.stderr).contains("the edges were read as windows-1252"));
}

/// What cluster writes of these rows in another order, some with their ends
/// flipped.
fn shuffled(place: &tempfile::TempDir, rows: &[(String, String, String)], seed: u64) -> String {
    let mut rng = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let mut rows = rows.to_vec();
    rows.shuffle(&mut rng);
    let mut csv = String::from("source,target,weight\n");
    for (a, b, weight) in rows {
        let (a, b) = if rng.random() { (b, a) } else { (a, b) };
        _ = writeln!(csv, "{a},{b},{weight}");
    }
    succeed(&["cluster", arg(&file(place, "e.csv", csv))])
}

#[test]
fn the_order_of_rows_and_of_ends_decides_nothing() {
    let place = folder();
    let mut rng = rand_pcg::Pcg64Mcg::seed_from_u64(11);
    for (nodes, edges) in [(60_u32, 150), (900, 2_500)] {
        // Rows for the same two accounts, whose weights give another sum in
        // another order.
        let mut rows: Vec<(String, String, String)> = (0..edges)
            .map(|_| (rng.random_range(0..nodes), rng.random_range(0..nodes), rng.random_range(0.1..9.9)))
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, weight): (u32, u32, f64)| (format!("u{a}"), format!("u{b}"), weight.to_string()))
            .collect();
        rows.extend(rows.clone().into_iter().step_by(3).map(|(a, b, w)| (a, b, format!("{w}7"))));
        let first = shuffled(&place, &rows, 0);
        assert!(first.lines().count() > nodes as usize / 2);
        for seed in 1..6 {
            assert!(shuffled(&place, &rows, seed) == first, "{nodes} nodes, seed {seed}");
        }
    }
}

/// A network large enough for its one component to be shared out: communities
/// of 300 accounts, so mixed that there is no best partition to agree on.
fn large() -> String {
    let mut edges = String::from("account_a,account_b,weight\n");
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for edge in 0..300_000 {
        let a = draw(15_000);
        let b = if edge % 8 == 0 { a / 300 * 300 + draw(300) } else { draw(15_000) };
        if a != b {
            // Writing into a String cannot fail.
            let _ = writeln!(edges, "u{a},u{b},{}", 1 + draw(4));
        }
    }
    edges
}

#[test]
fn one_two_and_seven_threads_write_the_same_bytes() {
    let place = folder();
    let edges = file(&place, "e.csv", large());
    let with = |threads: &str| {
        let output = run(&["cluster", arg(&edges), "--threads", threads, "--seed", "5"]);
        assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
        output.stdout
    };
    let one = with("1");
    assert!(one.len() > 15_000);
    assert!(with("2") == one && with("7") == one);
    let other = run(&["cluster", arg(&edges), "--seed", "6"]).stdout;
    assert!(other != one, "the seed has a say");
}
