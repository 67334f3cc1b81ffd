//! Large inputs: acts that wait on the disk, hot objects, pairs sorted out
//! early.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lockstep::base::time::SECOND;
use lockstep::data::events::Windows;
use lockstep::data::traces::TraceKind;
use lockstep::method::coaction::{Ladder, Meetings, Met, Rare, co_acts, repeated_pairs};
use lockstep::method::significance::{
    Behaviour, Bound, Chance, Crowd, Delays, Habit, Histories, Models, Population, WORTH_TESTING,
};

use crate::support::{SAMPLE, acts, arg, file, folder, real, root, succeed, table};

/// Enough for hot objects, and for more pairs than are all tested in full.
const SHARES: &str = "500000";

/// The ways in which a result must not depend on the machine.
const WAYS: [[&str; 4]; 4] = [
    ["--threads", "1", "--memory", "4GiB"],
    ["--threads", "2", "--memory", "256MiB"],
    ["--threads", "7", "--memory", "4GiB"],
    ["--threads", "7", "--memory", "256MiB"],
];

fn world(place: &Path) -> PathBuf {
    let world = place.join("world");
    succeed(&["simulate", "--world", "shares", "--posts", SHARES, "--out", arg(&world)]);
    world.join("shares.csv")
}

/// Pairs with at least two objects by one hash map: accounts, co-acts, objects.
fn plainly(csv: &str, window: i64) -> BTreeMap<(String, String), (u64, u32)> {
    let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let mut by_object: HashMap<&str, Vec<(i64, &str)>> = HashMap::new();
    for row in &rows {
        by_object.entry(row[2]).or_default().push((row[3].parse().expect("seconds"), row[0]));
    }
    let mut pairs: HashMap<(&str, &str), (u64, u32, &str)> = HashMap::new();
    for (object, mut acts) in by_object {
        acts.sort_unstable();
        for (later, &(time, account)) in acts.iter().enumerate() {
            for &(_, other) in acts[..later].iter().rev().take_while(|(earlier, _)| time - earlier <= window) {
                if account != other {
                    let seen = pairs.entry((account.min(other), account.max(other))).or_insert((0, 0, ""));
                    *seen = (seen.0 + 1, seen.1 + u32::from(seen.2 != object), object);
                }
            }
        }
    }
    let repeated = pairs.into_iter().filter(|(_, seen)| seen.1 >= 2);
    repeated.map(|((a, b), seen)| ((a.to_owned(), b.to_owned()), (seen.0, seen.1))).collect()
}

#[test]
fn a_large_network_is_what_one_hash_map_counts_on_any_machine() {
    let place = folder();
    let shares = world(place.path());
    let edges = |way: &[&str]| succeed(&[&["network", arg(&shares), "--window", "60s"], way].concat());
    let first = edges(&WAYS[0]);
    for way in &WAYS[1..] {
        assert!(edges(way) == first, "{way:?} gives other bytes");
    }
    let number = |row: &HashMap<String, String>, name: &str| row[name].parse::<u64>().expect("a count");
    let found: BTreeMap<_, _> = table(&first)
        .iter()
        .map(|row| {
            let pair = (row["account_a"].clone(), row["account_b"].clone());
            (pair, (number(row, "co_acts"), number(row, "objects") as u32))
        })
        .collect();
    let expected = plainly(&std::fs::read_to_string(&shares).expect("the world"), 60);
    assert!(expected.len() > 100_000 && found == expected);
}

#[test]
fn a_large_list_is_the_same_on_any_machine() {
    let place = folder();
    same_list(&world(place.path()), place.path());
}

#[test]
fn a_list_from_real_data_is_the_same_on_any_machine() {
    let Some(posts) = real("data/german_elections.csv.gz") else { return };
    same_list(&posts, folder().path());
}

fn same_list(input: &Path, place: &Path) {
    let lists = WAYS.map(|way| {
        let out = place.join(way.concat());
        succeed(&[&["detect", arg(input), "--out", arg(&out)], &way[..]].concat());
        ["candidates.csv", "networks.csv", "accounts.parquet", "pairs.parquet", "evidence.parquet", "report.html"]
            .map(|name| std::fs::read(out.join(name)).expect("an output"))
    });
    for (list, way) in lists.iter().zip(WAYS).skip(1) {
        assert!(*list == lists[0], "{way:?} gives other bytes");
    }
}

/// What the early bound says is never above what the whole test says, where
/// that could be listed.
#[test]
fn the_early_bound_is_one() {
    let path = root().join(SAMPLE);
    for kind in [TraceKind::Url, TraceKind::Repost, TraceKind::Hashtag] {
        let (events, acts) = acts(&path, kind);
        let accounts = events.accounts.len();
        let ladder = Ladder::new(&acts, &Windows::default(), Rare::default());
        let pairs = repeated_pairs(&acts, &ladder, 2, accounts).pairs;
        let co_acts = co_acts(&acts, &ladder, &pairs, accounts);
        let population = Arc::new(Population::new(Delays::of(&acts), SECOND));
        let meetings = Meetings::of(&acts, &ladder);
        let histories = Histories::new(&acts, &pairs, accounts, &population);
        let by_rung =
            ladder.degrees(&acts, accounts).into_iter().enumerate().map(|(rung, degrees)| (degrees, meetings.at(rung)));
        let chance = Chance::new(by_rung);
        let models = Models {
            chance: &chance,
            habit: Behaviour::Habit(Habit { acts: &acts, ladder: &ladder, histories: &histories, clocks: true }),
            crowd: Crowd { acts: &acts, ladder: &ladder, meetings: &meetings, group: None },
            histories: &histories,
            worth_testing: WORTH_TESTING,
        };
        let delays = acts.delays_by_account(accounts);
        let bound = Bound { chance: &chance, acts: &acts, ladder: &ladder, population: &population, delays: &delays };
        let (mut below, mut listable) = (0, 0);
        for (place, &pair) in pairs.iter().enumerate() {
            let met = Met::new(&co_acts.of(place, &acts), &ladder);
            let (least, whole) = (bound.ln_p(pair, &met), models.test(pair, &met).ln_p);
            if whole <= WORTH_TESTING.ln() {
                listable += 1;
                assert!(least <= whole + 1e-9, "{kind:?} {pair:?}: {least} above {whole}");
            }
            below += usize::from(least < -10.0);
        }
        assert!(listable > 100 && below < pairs.len(), "{kind:?}: {listable} of {}", pairs.len());
    }
}

#[test]
fn too_little_memory_or_none_is_refused() {
    let place = folder();
    let input = file(&place, "shares.csv", "account_id,object_id,timestamp_share\na,o,1630000000\nb,o,1630000001\n");
    for amount in ["1MiB", "lots", "-4GiB"] {
        let output = crate::support::run(&["network", arg(&input), "--memory", amount]);
        assert_eq!(output.status.code(), Some(2), "{amount}");
    }
}
