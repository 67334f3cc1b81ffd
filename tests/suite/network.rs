//! `lockstep network` against a peer's own output.

use std::collections::{BTreeMap, HashMap};

use crate::support::{arg, fail, file, folder, real, succeed, table, unpacked};

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
fn without_ids_of_contents_coortweet_says_which_column_it_lacks() {
    let place = folder();
    let shares = file(&place, "s.csv", "object_id,account_id,timestamp_share\nx,a,1000000\nx,b,1000001\n");
    let message = fail(&["network", arg(&shares), "--method", "coortweet"]);
    assert!(message.contains("s.csv") && message.contains("--column content=NAME"), "{message}");
}
