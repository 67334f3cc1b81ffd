//! `lockstep network` against a peer's own output.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;

use lockstep::data::events::Window;
use lockstep::data::traces::TraceKind;
use lockstep::method::baselines::{Cosine, Pairing, centrality, cosine, disparity, prune};
use proptest::prelude::*;

use crate::support::{SAMPLE, acts, arg, fail, file, folder, misuse, parquet, real, succeed, table, texts, unpacked};

/// An edge as both programs give it: weight, mean time difference, mark.
type Edges = BTreeMap<[String; 2], (u64, f64, u8)>;

fn edges(rows: &[HashMap<String, String>], [a, b]: [&str; 2]) -> Edges {
    rows.iter()
        .map(|row| {
            let mut ends = [row[a].clone(), row[b].clone()];
            ends.sort();
            let number = |column: &str| row[column].parse::<f64>().expect("a number");
            (ends, (number("weight") as u64, number("avg_time_delta"), number("weight_threshold") as u8))
        })
        .collect()
}

/// The peer's list `name` is the same as ours on `data`, edge for edge.
/// (edges, edges above the threshold) are the numbers published with it.
fn same_as_the_peer(name: &str, data: &str, options: &str, published: (usize, usize)) {
    let (Some(theirs), Some(data)) = (real(&format!("reference/coortweet/{name}.csv.gz")), real(data)) else { return };
    let place = folder();
    let data = if name.starts_with("de_fb_") {
        let all = unpacked(&data);
        let facebook = all.lines().enumerate().filter(|(line, row)| *line == 0 || row.starts_with("fb_"));
        file(&place, "fb.csv", facebook.map(|(_, row)| format!("{row}\n")).collect::<String>())
    } else {
        data
    };
    let mut arguments = vec!["network", arg(&data), "--method", "coortweet"];
    arguments.extend(options.split(' '));
    let ours = table(&succeed(&arguments));
    for row in &ours {
        let contents = |column: &str| row[column].parse::<f64>().expect("a number");
        let (a, b) = (contents("contents_a"), contents("contents_b"));
        assert!(a.min(b) >= 1.0 && a.max(b) <= row["weight"].parse().expect("a number"), "{row:?}");
        assert!((row["symmetry"].parse::<f64>().expect("a number") - a.min(b) / a.max(b)).abs() < 1e-12, "{row:?}");
    }
    let (ours, theirs) = (edges(&ours, ["account_a", "account_b"]), edges(&table(&unpacked(&theirs)), ["from", "to"]));
    assert_eq!((theirs.len(), theirs.values().filter(|edge| edge.2 == 1).count()), published, "{name}");
    assert!(ours.keys().eq(theirs.keys()), "{name}: other pairs");
    for ((pair, ours), theirs) in ours.iter().zip(theirs.values()) {
        let close = (ours.1 - theirs.1).abs() <= 1e-9 * theirs.1.abs();
        assert!(ours.0 == theirs.0 && ours.2 == theirs.2 && close, "{name} {pair:?}: {ours:?}, the peer {theirs:?}");
    }
}

const RUSSIAN: &str = "data/russian_coord_tweets.csv.gz";
const GERMAN: &str = "data/german_elections.csv.gz";

#[test]
fn russian_retweets_within_ten_seconds() {
    let options = "--window 10s --min-participation 2 --quantile 0.5";
    same_as_the_peer("ru_w10_p2_q50", RUSSIAN, options, (442, 4));
}

#[test]
fn russian_retweets_within_a_minute() {
    let options = "--window 60s --min-participation 2 --quantile 0.5";
    same_as_the_peer("ru_w60_p2_q50", RUSSIAN, options, (3_721, 60));
}

#[test]
fn russian_retweets_within_five_minutes() {
    let options = "--window 300s --min-participation 3 --quantile 0.9";
    same_as_the_peer("ru_w300_p3_q90", RUSSIAN, options, (13_969, 451));
}

#[test]
fn german_facebook_links() {
    let options = "--trace url --window 60s --min-participation 2 --quantile 0.5";
    same_as_the_peer("de_fb_url_w60_p2_q50", GERMAN, options, (1_645, 754));
}

#[test]
fn german_links() {
    let options = "--trace url --window 30s --min-participation 2 --quantile 0.5";
    same_as_the_peer("de_url_w30_p2_q50", GERMAN, options, (1_530, 734));
}

#[test]
fn german_images() {
    let options = "--trace media --window 30s --min-participation 2 --quantile 0.5";
    same_as_the_peer("de_phash_w30_p2_q50", GERMAN, options, (345, 118));
}

#[test]
fn german_domains() {
    let options = "--trace domain --window 30s --min-participation 2 --quantile 0.5";
    same_as_the_peer("de_domain_w30_p2_q50", GERMAN, options, (1_794, 781));
}

#[test]
fn german_hashtags() {
    let options = "--trace hashtag --window 30s --min-participation 2 --quantile 0.5";
    same_as_the_peer("de_hashtag_w30_p2_q50", GERMAN, options, (732, 267));
}

/// Three accounts: `a` and `b` share x, y and z within the window (x twice),
/// `c` meets each of them once; the second meeting of `b` and `c` is one
/// second too late.
const SHARES: &str = "object_id,account_id,content_id,timestamp_share
x,a,1,1000000
x,b,2,1000060
x,b,3,1000010
y,b,4,1000100
y,a,5,1000100
z,a,6,1000200
z,b,7,1000230
z,c,8,1000291
y,c,9,1000140
";

#[test]
fn pairs_by_distinct_objects_count_an_object_once_and_the_window_s_last_second() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let rows = succeed(&["network", arg(&shares), "--method", "objects", "--min-objects", "1", "--window", "60s"]);
    assert_eq!(rows, "account_a,account_b,co_acts,objects\na,b,4,3\na,c,1,1\nb,c,1,1\n");
    let rows = succeed(&["network", arg(&shares), "--min-objects", "2", "--window", "61s"]);
    assert_eq!(rows, "account_a,account_b,co_acts,objects\na,b,4,3\nb,c,2,2\n");
}

#[test]
fn every_object_counts_unless_told_otherwise() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let rule = file(&place, "rule.toml", "[popular]\nshare = 0.0\nfloor = 2\n");
    let kept = ["network", arg(&shares), "--config", arg(&rule), "--min-objects", "1"];
    assert!(succeed(&kept).contains("a,b,4,3"));
    let left_out = succeed(&[&kept[..], &["--leave-out-popular"]].concat());
    assert_eq!(left_out, "account_a,account_b,co_acts,objects\na,b,2,1\n");
}

#[test]
fn a_file_is_written_whole_and_never_over_another() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let out = place.path().join("edges.csv");
    let arguments = ["network", arg(&shares), "--method", "coortweet", "--out", arg(&out)];
    assert!(succeed(&arguments).is_empty());
    let first = std::fs::read_to_string(&out).expect("the edges");
    assert!(first.starts_with(
        "account_a,account_b,weight,avg_time_delta,contents_a,contents_b,symmetry,weight_threshold\na,b,4,25,3,4,0.75,"
    ));
    assert!(fail(&arguments).contains("there already"));
    succeed(&[&arguments[..], &["--overwrite"]].concat());
    assert_eq!(std::fs::read_to_string(&out).expect("the edges"), first);
}

#[test]
fn the_ending_of_the_file_says_how_edges_are_written() {
    let place = folder();
    let shares = file(&place, "shares.csv", SHARES);
    let written = |name: &str, more: &[&str]| {
        let out = place.path().join(name);
        let arguments = ["network", arg(&shares), "--min-objects", "1", "--overwrite", "--out", arg(&out)];
        succeed(&[&arguments[..], more].concat());
        out
    };
    let read = |path: &Path| std::fs::read_to_string(path).expect("the edges");
    assert_eq!(read(&written("e.CSV", &[])), "account_a,account_b,co_acts,objects\na,b,4,3\na,c,1,1\nb,c,1,1\n");
    let for_gephi = "Source,Target,Weight,co_acts,objects\na,b,3,4,3\na,c,1,1,1\nb,c,1,1,1\n";
    assert_eq!(read(&written("e.csv", &["--gephi"])), for_gephi);
    assert_eq!(succeed(&["network", arg(&shares), "--min-objects", "1", "--gephi"]), for_gephi);
    written("e.parquet", &[]);
    assert_eq!(texts(&parquet(place.path(), "e.parquet"), "account_b"), ["b", "c", "c"]);
    for name in ["e.gexf", "e.graphml"] {
        let text = read(&written(name, &[]));
        let xml = roxmltree::Document::parse(&text).expect("XML");
        let edges = xml.descendants().filter(|node| node.tag_name().name() == "edge");
        let ends: Vec<_> =
            edges.map(|edge| ["source", "target"].map(|end| edge.attribute(end).expect("an end"))).collect();
        assert_eq!(ends, [["0", "1"], ["0", "2"], ["1", "2"]], "{name}");
    }
    // What is written for Gephi is a list that cluster reads, by the same weights.
    let (usual, gephi) = (written("u.csv", &[]), written("g.csv", &["--gephi"]));
    assert_eq!(succeed(&["cluster", arg(&usual)]), succeed(&["cluster", arg(&gephi)]));
}

#[test]
fn an_ending_that_says_no_form_is_wrong_usage() {
    for out in ["edges.xlsx", "edges", "edges.gexf.txt"] {
        let message = misuse(&["network", "x.csv", "--out", out]);
        assert!(message.contains("`out`") && message.contains(".csv, .gexf, .graphml or .parquet"), "{message}");
    }
    assert!(misuse(&["network", "x.csv", "--gephi", "--out", "e.gexf"]).contains("`gephi`"));
}

#[test]
fn without_ids_of_contents_coortweet_says_which_column_it_lacks() {
    let place = folder();
    let shares = file(&place, "s.csv", "object_id,account_id,timestamp_share\nx,a,1000000\nx,b,1000001\n");
    let message = fail(&["network", arg(&shares), "--method", "coortweet"]);
    assert!(message.contains("s.csv") && message.contains("--column content=NAME"), "{message}");
}

/// Shares far apart in time: each account's objects in turn.
fn far_apart(accounts: &[(&str, &str)]) -> String {
    let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
    let shares = accounts.iter().flat_map(|(account, objects)| objects.split(' ').map(move |object| (account, object)));
    for (number, (account, object)) in shares.enumerate() {
        let _ = writeln!(csv, "{object},{account},{number},{}", 1_000_000 + 10_000 * number);
    }
    csv
}

/// Who shared what, for the numbers of scikit-learn and networkx below.
const LIKENESS: [(&str, &str); 5] = [("a", "u u v w"), ("b", "u v x"), ("c", "v w w y"), ("d", "x y z"), ("e", "z")];

/// TfidfTransformer and cosine_similarity of scikit-learn 1.9.1.
const COSINES: [(&str, &str, f64, &str); 6] = [
    ("a", "b", 0.687_510_858_534_965_1, "2"),
    ("d", "e", 0.577_350_269_189_625_7, "1"),
    ("a", "c", 0.472_671_180_603_484_8, "2"),
    ("b", "d", 0.352_078_849_932_429_3, "1"),
    ("c", "d", 0.242_058_032_389_047_6, "1"),
    ("b", "c", 0.176_169_776_572_309_3, "1"),
];

#[test]
fn likeness_is_the_cosine_of_scikit_learn() {
    let place = folder();
    let shares = file(&place, "shares.csv", far_apart(&LIKENESS));
    let every = ["network", arg(&shares), "--method", "cosine", "--min-acts", "1", "--quantile", "0"];
    let rows = table(&succeed(&every));
    assert_eq!(rows.len(), COSINES.len());
    for (row, (a, b, similarity, objects)) in rows.iter().zip(COSINES) {
        assert_eq!([&row["account_a"], &row["account_b"], &row["objects"]], [a, b, objects]);
        let ours: f64 = row["similarity"].parse().expect("a number");
        assert!((ours - similarity).abs() < 1e-12, "{a} {b}: {ours}");
    }
    let count = |more: &[&str]| table(&succeed(&[&every[..], more].concat())).len();
    assert_eq!(count(&["--min-similarity", "0.4"]), 3);
    assert_eq!(count(&["--min-similarity", "1"]), 0);
    // Of five equal steps between six edges, the quantile 0.8 is at the second.
    let cut = ["network", arg(&shares), "--method", "cosine", "--min-acts", "1", "--quantile", "0.8"];
    assert_eq!(table(&succeed(&cut)).len(), 2);
    // By default ten acts are asked for, which nobody has.
    assert_eq!(succeed(&["network", arg(&shares), "--method", "cosine"]), "account_a,account_b,similarity,objects\n");
}

#[test]
fn the_central_accounts_are_those_of_networkx() {
    // eigenvector_centrality of networkx 3.6.1 over its largest value.
    let theirs =
        [0.985_875_491_572_690_4, 1.0, 0.765_862_873_394_947_6, 0.715_255_667_653_204_5, 0.387_913_838_601_684_05];
    let number = |name: &str| u32::from(name.as_bytes()[0] - b'a');
    let edges: Vec<_> = COSINES.iter().map(|(a, b, weight, _)| (number(a), number(b), *weight)).collect();
    let central = centrality(7, &edges).expect("sound edges");
    for (ours, theirs) in central.iter().zip(theirs) {
        assert!((ours - theirs).abs() < 1e-8, "{ours} {theirs}");
    }
    assert_eq!(central[5..], [0.0, 0.0]);
    assert_eq!(prune(&central, 0.5), [true, true, true, false, false, false, false]);

    let place = folder();
    let shares = file(&place, "shares.csv", far_apart(&LIKENESS));
    let pruned = ["network", arg(&shares), "--method", "cosine", "--min-acts", "1", "--prune", "centrality"];
    let rows = table(&succeed(&[&pruned[..], &["--prune-quantile", "0.5"]].concat()));
    let pairs: Vec<_> = rows.iter().map(|row| format!("{}{}", row["account_a"], row["account_b"])).collect();
    assert_eq!(pairs, ["ab", "ac", "bc"]);
}

#[test]
fn a_tightly_knit_component_is_more_central_than_a_pair() {
    // A triangle has the eigenvalue 2, a pair 1; two traces' edges add up.
    let triangle = [(0, 1, 0.5), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (0, 1, 0.5)];
    let central = centrality(5, &triangle).expect("sound edges");
    for (ours, expected) in central.iter().zip([1.0, 1.0, 1.0, 0.5, 0.5]) {
        assert!((ours - expected).abs() < 1e-9, "{central:?}");
    }
}

/// Shares of pairs on objects of their own, each `(a, b, objects)`, `apart`
/// seconds from one object to the next.
fn meetings(pairs: &[(&str, &str, usize)], apart: usize) -> String {
    let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
    let each = pairs.iter().flat_map(|&(a, b, objects)| (0..objects).map(move |object| (a, b, object)));
    for (number, (a, b, object)) in each.enumerate() {
        let second = 1_000_000 + apart * number;
        let _ = writeln!(csv, "{a}{b}{object},{a},{number}a,{second}\n{a}{b}{object},{b},{number}b,{}", second + 7);
    }
    csv
}

#[test]
fn pairs_are_ranked_by_days_then_objects_then_volume() {
    let place = folder();
    let mut csv = meetings(&[("a", "b", 3)], 86_400);
    csv += "x,c,1,1000000\nx,d,2,1000001\ny,c,3,1000002\ny,d,4,1000003\nz,c,5,1000004\nz,d,6,1000005\nw,c,7,1000006\nw,d,8,1000007\n";
    csv += "p,e,1,1000000\np,f,2,1000001\nq,e,3,1000002\nq,f,4,1000003\nq,f,5,1000004\n";
    csv += "r,g,1,1000000\nr,h,2,1000001\ns,g,3,1000002\ns,h,4,1000003\n";
    let shares = file(&place, "shares.csv", csv);
    let rows = succeed(&["network", arg(&shares), "--method", "days"]);
    assert_eq!(rows, "account_a,account_b,days,objects,co_acts\na,b,3,3,3\nc,d,1,4,4\ne,f,1,2,3\ng,h,1,2,2\n");
}

#[test]
fn the_backbone_is_worked_out_by_hand() {
    // h has three edges of weight 8: (1 - 6/8)^2 for the one to a. b has two
    // of 1 each: 1 - 1/2. c has one edge, which says nothing; of h, (7/8)^2.
    let place = folder();
    let shares =
        file(&place, "shares.csv", meetings(&[("h", "a", 6), ("h", "b", 1), ("h", "c", 1), ("a", "b", 1)], 500));
    let arguments = ["network", arg(&shares), "--method", "disparity", "--min-objects", "1", "--alpha", "0.1"];
    let expected = "account_a,account_b,co_acts,objects,alpha,backbone\n\
                    a,h,6,6,6.250e-2,1\na,b,1,1,5.000e-1,0\nb,h,1,1,5.000e-1,0\nc,h,1,1,7.656e-1,0\n";
    assert_eq!(succeed(&arguments), expected);
    // With a minimum of two, the pair of a and h is all there is.
    let rows = succeed(&["network", arg(&shares), "--method", "disparity"]);
    assert_eq!(rows, "account_a,account_b,co_acts,objects,alpha,backbone\na,h,6,6,1.000e0,0\n");
}

#[test]
fn hostile_ids_are_safe_in_every_network() {
    let place = folder();
    let shares = file(&place, "shares.csv", meetings(&[("=1+1", "\u{202e}x", 12)], 90_000));
    for method in [&["coortweet", "objects", "cosine", "days", "disparity"][..], &NEWER].concat() {
        let rows = succeed(&["network", arg(&shares), "--method", method, "--min-accounts", "2"]);
        assert!(rows.contains("\n'=1+1,<U+202E>x,"), "{method}: {rows}");
    }
}

#[test]
fn shares_out_of_range_are_wrong_usage() {
    for (flag, value) in
        [("quantile", "2"), ("min-similarity", "-0.1"), ("prune-quantile", "NaN"), ("alpha", "1.5"), ("rho", "inf")]
    {
        let flag = format!("--{flag}={value}");
        assert!(misuse(&["network", "x.csv", &flag]).contains("is not from 0 to 1"), "{flag}");
    }
}

/// The methods that give clusters, blocks and tests.
const NEWER: [&str; 4] = ["synchrotrap", "copycatch", "fraudar", "null_coord"];

#[test]
fn numbers_that_make_no_group_and_no_test_are_wrong_usage() {
    for (flag, value, remedy) in [
        ("min-accounts", "1", "at least 2"),
        ("blocks", "0", "at least 1"),
        ("permutations", "0", "at least 1"),
        ("min-objects", "0", "at least 1"),
    ] {
        let message = misuse(&["network", "x.csv", "--method", "fraudar", &format!("--{flag}={value}")]);
        assert!(message.contains(&format!("`{flag}`")) && message.contains(remedy), "{message}");
    }
    let single = ["network", "x.csv", "--method", "copycatch", "--min-objects", "4", "--rho", "0.25"];
    let message = misuse(&single);
    assert!(message.contains("`rho`") && message.contains("0.25 of 4 objects"), "{message}");
}

/// `a`, `b` and `c` share x, y and z within the window, `d` the same hours later,
/// and each of the four something of its own.
fn a_ring() -> String {
    let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
    for (number, object) in ["x", "y", "z"].into_iter().enumerate() {
        for (late, account) in ["a", "b", "c"].into_iter().enumerate() {
            let second = 1_000_000 + 10_000 * number + 20 * late;
            let _ = writeln!(csv, "{object},{account},{object}{account},{second}");
        }
        let _ = writeln!(csv, "{object},d,{object}d,{}", 1_005_000 + 10_000 * number);
    }
    for (number, account) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let _ = writeln!(csv, "own{account},{account},{number},2000000");
    }
    csv
}

#[test]
fn a_ring_is_a_cluster_of_synchrotrap_as_far_as_it_is_alike() {
    let place = folder();
    let shares = file(&place, "shares.csv", a_ring());
    let run = |more: &[&str]| succeed(&[&["network", arg(&shares), "--method", "synchrotrap"], more].concat());
    let header = "account_a,account_b,similarity,matched,objects,cluster\n";
    // Three of 4 + 4 − 3 acts.
    assert_eq!(run(&[]), format!("{header}a,b,0.6,3,3,1\na,c,0.6,3,3,1\nb,c,0.6,3,3,1\n"));
    assert_eq!(run(&["--min-similarity", "0.7"]), header);
    assert_eq!(run(&["--min-accounts", "4"]), header);
    assert_eq!(run(&["--window", "30s"]), format!("{header}a,b,0.6,3,3,1\nb,c,0.6,3,3,1\n"));
}

#[test]
fn a_ring_is_a_core_of_copycatch_without_who_comes_later() {
    let place = folder();
    let shares = file(&place, "shares.csv", a_ring());
    let run = |more: &[&str]| succeed(&[&["network", arg(&shares), "--method", "copycatch"], more].concat());
    assert_eq!(run(&[]), "account_a,account_b,objects,block\na,b,3,1\na,c,3,1\nb,c,3,1\n");
    assert_eq!(run(&["--min-objects", "4"]), "account_a,account_b,objects,block\n");
    assert_eq!(run(&["--window", "30s"]), "account_a,account_b,objects,block\n");
    // With a wider window the latecomer is one of them.
    assert!(run(&["--window", "2h"]).contains("c,d,3,1"));
}

#[test]
fn a_ring_is_a_block_of_fraudar_at_any_time() {
    let place = folder();
    let shares = file(&place, "shares.csv", a_ring());
    let run = |more: &[&str]| succeed(&[&["network", arg(&shares), "--method", "fraudar"], more].concat());
    let pairs = "a,b,3,1\na,c,3,1\na,d,3,1\nb,c,3,1\nb,d,3,1\nc,d,3,1\n";
    assert_eq!(run(&["--blocks", "1"]), format!("account_a,account_b,objects,block\n{pairs}"));
    // In the blocks after the first one nobody shares anything.
    assert_eq!(run(&["--min-objects", "1"]), run(&["--blocks", "1"]));
    assert_eq!(run(&["--min-objects", "4"]), "account_a,account_b,objects,block\n");
}

#[test]
fn null_coord_has_p_and_q_and_marks_what_passes() {
    let place = folder();
    let shares = file(&place, "shares.csv", a_ring());
    let run = |more: &[&str]| table(&succeed(&[&["network", arg(&shares), "--method", "null_coord"], more].concat()));
    let rows = run(&["--min-acts", "4", "--permutations", "99", "--alpha", "1"]);
    assert_eq!(rows.len(), 6);
    for row in &rows {
        let [p, q] = ["p", "q"].map(|column| row[column].parse::<f64>().expect("a number"));
        assert!((0.01..=1.0).contains(&p) && q >= p && row["significant"] == "1" && row["objects"] == "3", "{row:?}");
    }
    assert!(run(&["--min-acts", "4", "--alpha", "0.0001"]).iter().all(|row| row["significant"] == "0"));
    assert!(run(&["--min-acts", "5"]).is_empty());
    let other = run(&["--min-acts", "4", "--permutations", "99", "--seed", "1"]);
    assert!(rows.iter().zip(&other).any(|(one, other)| one["p"] != other["p"]), "the seed changes nothing");
}

#[test]
fn the_number_of_threads_does_not_show_in_clusters_blocks_and_tests() {
    for method in NEWER {
        let on = |threads: &str| {
            let method = ["--method", method, "--trace", "url", "--permutations", "50", "--threads", threads];
            succeed(&[&["network", SAMPLE][..], &method].concat())
        };
        let one = on("1");
        assert!(one.lines().count() > 10, "{method}: {one}");
        assert_eq!(one, on("3"), "{method}");
    }
}

/// Who shared what: (object, account), in order.
fn share_lists() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec((0u8..7, 0u8..6), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn likeness_is_its_definition(list in share_lists(), min_acts in 1u32..6) {
        let place = folder();
        let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
        list.iter().enumerate().for_each(|(n, (o, a))| _ = writeln!(csv, "o{o},a{a},{n},{}", 1_000_000 + n));
        let (events, acts) = acts(&file(&place, "shares.csv", csv), TraceKind::Share);
        let edges = cosine(&acts, &events.accounts, &Cosine { min_acts, quantile: 0.0, min_similarity: 0.0 });

        let rows = |account: u8| list.iter().filter(|(_, a)| *a == account).count() as u32;
        let active: Vec<u8> = (0..6).filter(|&account| rows(account) > 0 && rows(account) >= min_acts).collect();
        let times = |object: u8, account: u8| list.iter().filter(|share| **share == (object, account)).count() as f64;
        let vector = |account: u8| -> Vec<f64> {
            (0..7u8).map(|object| {
                let others = active.iter().filter(|&&other| times(object, other) > 0.0).count() as f64;
                times(object, account) * (((1.0 + active.len() as f64) / (1.0 + others)).ln() + 1.0)
            }).collect()
        };
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        let mut expected = BTreeMap::new();
        for (place, &one) in active.iter().enumerate() {
            for &other in &active[place + 1..] {
                let (x, y) = (vector(one), vector(other));
                let likeness = dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt();
                if likeness > 0.0 {
                    expected.insert((format!("a{one}"), format!("a{other}")), likeness);
                }
            }
        }
        prop_assert_eq!(edges.len(), expected.len());
        for edge in edges {
            let pair = (events.accounts.get(edge.account_a).to_owned(), events.accounts.get(edge.account_b).to_owned());
            prop_assert!((edge.similarity - expected[&pair]).abs() < 1e-12);
        }
    }

    #[test]
    fn significance_is_its_definition(list in share_lists()) {
        let place = folder();
        let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
        list.iter().enumerate().for_each(|(n, (o, a))| _ = writeln!(csv, "o{o},a{a},{n},1000000"));
        let (events, acts) = acts(&file(&place, "shares.csv", csv), TraceKind::Share);
        let edges = disparity(&acts, &events.accounts, &Pairing { window: Window::seconds(60), min_objects: 1 });
        let number = |name: u32| events.accounts.get(name)[1..].parse::<u8>().expect("a number");
        let weight = |one: u8, other: u8| {
            (0..7u8).filter(|&object| one != other && list.contains(&(object, one)) && list.contains(&(object, other))).count() as f64
        };
        let alpha = |end: u8, weight_here: f64| {
            let weights: Vec<f64> = (0..6).map(|other| weight(end, other)).filter(|&weight| weight > 0.0).collect();
            (1.0 - weight_here / weights.iter().sum::<f64>()).powi(weights.len() as i32 - 1)
        };
        for edge in edges {
            let (one, other) = (number(edge.account_a), number(edge.account_b));
            prop_assert_eq!(f64::from(edge.objects), weight(one, other));
            let expected = alpha(one, weight(one, other)).min(alpha(other, weight(one, other)));
            prop_assert!((edge.ln_alpha.exp() - expected).abs() < 1e-12, "{} {expected}", edge.ln_alpha.exp());
        }
    }
}
