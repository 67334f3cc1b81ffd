//! Accounts that react faster than people do.

use std::collections::BTreeSet;
use std::fmt::Write;

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, LogNormal};
use rand_pcg::Pcg64Mcg;

use crate::support::{arg, file, folder, succeed, table};

/// Ten sources, 200 people that pass on their posts within minutes, and four
/// automata that pass on each within ten seconds.
fn world() -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(3);
    let delay = LogNormal::new(120f64.ln(), 0.8).expect("a distribution");
    let mut csv = String::from("account_id,post_id,timestamp,repost_of,repost_of_time\n");
    let mut id = 1_000;
    for post in 0..120 {
        let published = 1_700_000_000 + post * 20_000 + rng.random_range(0..10_000);
        let mut repost = |account: String, delay: i64| {
            id += 1;
            _ = writeln!(csv, "{account},r{id},{},p{post},{published}", published + delay);
        };
        for person in 0..200 {
            if rng.random::<f64>() < 0.15 {
                repost(format!("person{person}"), delay.sample(&mut rng) as i64);
            }
        }
        for automaton in 0..4 {
            repost(format!("auto{automaton}"), rng.random_range(1..8));
        }
    }
    csv
}

fn listed(arguments: &[&str]) -> BTreeSet<String> {
    let place = folder();
    let out = place.path().join("out");
    let posts = file(&place, "posts.csv", world());
    succeed(&[&["detect", arg(&posts), "--out", arg(&out)], arguments].concat());
    let list = std::fs::read_to_string(out.join("candidates.csv")).expect("the list");
    table(&list).into_iter().map(|row| row["account_id"].clone()).collect()
}

/// They explain their own synchrony by habit, and are found where they are
/// tested against everybody's reaction times.
#[test]
fn automata_are_found_by_how_fast_people_react() {
    assert!(listed(&[]).is_empty());
    let automata: BTreeSet<String> = (0..4).map(|n| format!("auto{n}")).collect();
    assert_eq!(listed(&["--trace", "fast_reaction"]), automata);
}
