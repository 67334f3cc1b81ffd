//! The pair kernel against brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lockstep::base::time::{SECOND, day};
use lockstep::data::events::{Window, Windows};
use lockstep::data::traces::{Popular, TraceKind};
use lockstep::method::coaction::{GapBins, Ladder, Meetings, Met, Pair, Rare, co_acts, gap_histogram, repeated_pairs};
use proptest::prelude::*;

use crate::support::{acts, file, folder};

/// An act: object, account, second.
type Act = (u8, u8, u32);

fn shares(acts: &[Act]) -> String {
    let mut csv = String::from("object_id,account_id,timestamp_share\n");
    acts.iter().for_each(|(object, account, second)| _ = writeln!(csv, "o{object},a{account},{second}"));
    csv
}

/// What a pair did, from the definition: every two acts of all.
#[derive(Default)]
struct Seen {
    co_acts: u64,
    objects: BTreeSet<u8>,
    days: BTreeSet<i32>,
    gaps: Vec<u32>,
}

fn by_definition(acts: &[Act], window: u32) -> BTreeMap<(String, String), Seen> {
    let mut pairs: BTreeMap<_, Seen> = BTreeMap::new();
    for (n, &(object, account, second)) in acts.iter().enumerate() {
        for &(other_object, other, other_second) in &acts[..n] {
            if object == other_object && account != other && second.abs_diff(other_second) <= window {
                let (one, two) = (account.min(other), account.max(other));
                let seen = pairs.entry((format!("a{one}"), format!("a{two}"))).or_default();
                seen.co_acts += 1;
                seen.objects.insert(object);
                seen.days.insert(day(i64::from(second.max(other_second)) * SECOND));
                seen.gaps.push(second.abs_diff(other_second));
            }
        }
    }
    pairs
}

fn median(gaps: &[u32]) -> f64 {
    let mut gaps: Vec<f64> = gaps.iter().copied().map(f64::from).collect();
    gaps.sort_by(f64::total_cmp);
    (gaps[(gaps.len() - 1) / 2] + gaps[gaps.len() / 2]) / 2.0
}

/// Few objects and accounts around midnight, so that much coincides.
fn act_lists() -> impl Strategy<Value = Vec<Act>> {
    let acts = prop::collection::vec((0u8..6, 0u8..8, 1_630_022_300u32..1_630_022_500), 1..120);
    // A duplicate row is one act.
    acts.prop_map(|acts| acts.into_iter().collect::<BTreeSet<Act>>().into_iter().collect())
}

proptest! {
    #[test]
    fn the_kernel_finds_what_the_definition_says(list in act_lists(), window in 0u32..90, min_objects in 1u32..4) {
        let place = folder();
        let (events, acts) = acts(&file(&place, "shares.csv", shares(&list)), TraceKind::Share);
        let expected = by_definition(&list, window);
        let ladder = Ladder::single(&acts, Window::seconds(window.into()));
        let accounts = events.accounts.len();
        let name = |account| events.accounts.get(account).to_owned();
        let ordered = |pair: &Pair| {
            let (a, b) = (name(pair.a()), name(pair.b()));
            if a < b { (a, b) } else { (b, a) }
        };

        let pairs = repeated_pairs(&acts, &ladder, min_objects, accounts).pairs;
        let meetings: usize = expected.values().map(|seen| seen.objects.len()).sum();
        prop_assert_eq!(Meetings::of(&acts, &ladder).at(0), meetings as u64);
        let found: BTreeSet<_> = pairs.iter().map(ordered).collect();
        prop_assert_eq!(found.len(), pairs.len());
        let frequent = expected.iter().filter(|(_, seen)| seen.objects.len() >= min_objects as usize);
        prop_assert!(found.iter().eq(frequent.map(|(pair, _)| pair)));

        let evidence = co_acts(&acts, &ladder, &pairs, accounts).evidence(&acts);
        for (pair, seen) in pairs.iter().zip(evidence) {
            let expected = &expected[&ordered(pair)];
            prop_assert_eq!(seen.co_acts, expected.co_acts);
            prop_assert_eq!(seen.objects as usize, expected.objects.len());
            prop_assert_eq!(seen.days as usize, expected.days.len());
            prop_assert_eq!(seen.median_gap_s, median(&expected.gaps));
        }

        let all: u64 = expected.values().map(|seen| seen.co_acts).sum();
        let histogram = gap_histogram(&acts, &ladder, 0);
        prop_assert_eq!(histogram.iter().sum::<u64>(), all);
        let bins = GapBins::of(i64::from(window) * SECOND);
        prop_assert_eq!(histogram.len(), bins.count);
        // The last bin takes in what lies beyond, too.
        if bins.count > 1 {
            let within = (bins.width / SECOND) as u32 - 1;
            let at_once = by_definition(&list, within).values().map(|seen| seen.co_acts).sum::<u64>();
            prop_assert_eq!(histogram[0], at_once);
        }
    }

    /// One pass over a ladder gives what each of its windows gives alone, on
    /// the objects that are rare enough for it.
    #[test]
    fn one_pass_counts_every_window(list in act_lists(), most in 2u32..25) {
        let place = folder();
        let (events, acts) = acts(&file(&place, "shares.csv", shares(&list)), TraceKind::Share);
        let accounts = events.accounts.len();
        let windows: Windows = "5s,60s,90s,150s".parse().unwrap();
        let ladder = Ladder::new(&acts, &windows, Rare { acts: most, act_seconds: 0 });
        let pairs = repeated_pairs(&acts, &ladder, 1, accounts).pairs;
        let co_acts = co_acts(&acts, &ladder, &pairs, accounts);
        let of = |object: u8| list.iter().filter(|act| act.0 == object).count();
        for (rung, window) in windows.as_slice().iter().enumerate() {
            let wide = *window > Window::seconds(60);
            let counted: Vec<Act> =
                list.iter().copied().filter(|act| !wide || of(act.0) <= most as usize).collect();
            let expected = by_definition(&counted, window.as_seconds() as u32);
            let meetings: usize = expected.values().map(|seen| seen.objects.len()).sum();
            prop_assert_eq!(Meetings::of(&acts, &ladder).at(rung), meetings as u64);
            let met = (0..pairs.len()).map(|place| Met::new(&co_acts.of(place, &acts), &ladder));
            let mut found: Vec<usize> = met.clone().map(|met| met.objects[rung] as usize).filter(|&n| n > 0).collect();
            let mut by_definition: Vec<usize> = expected.values().map(|seen| seen.objects.len()).collect();
            found.sort_unstable();
            by_definition.sort_unstable();
            prop_assert_eq!(found, by_definition);
            prop_assert!(met.clone().all(|met| met.occasions[rung] <= met.objects[rung]));
            prop_assert!(met.clone().all(|met| (met.occasions[rung] == 0) == (met.objects[rung] == 0)));
        }
    }

    #[test]
    fn popular_objects_are_left_out_by_the_rule_and_counted(list in act_lists(), floor in 0usize..8, share in 0.0f64..1.0) {
        let place = folder();
        let (_, acts) = acts(&file(&place, "shares.csv", shares(&list)), TraceKind::Share);
        let accounts: BTreeSet<u8> = list.iter().map(|act| act.1).collect();
        let limit = floor.max((share * accounts.len() as f64) as usize);
        let of = |object: u8| list.iter().filter(|act| act.0 == object).map(|act| act.1).collect::<BTreeSet<_>>();
        let popular: Vec<u8> = (0..6).filter(|&object| of(object).len() > limit).collect();
        let (kept, summary) = acts.without_popular(Some(Popular { share, floor }));
        prop_assert_eq!(summary.popular_above, limit);
        prop_assert_eq!(summary.popular_objects, popular.len());
        let left_out = list.iter().filter(|act| popular.contains(&act.0)).count();
        prop_assert_eq!((summary.acts, summary.popular_acts, kept.len()), (list.len(), left_out, list.len() - left_out));
        prop_assert_eq!(summary.accounts, accounts.len());
    }
}

/// Two strangers leaf through one feed at the same time: seven meetings within
/// three minutes are one coincidence for a window of five minutes, and seven
/// for one of five seconds.
#[test]
fn meetings_within_a_window_of_each_other_are_one_occasion() {
    let mut list: Vec<Act> = Vec::new();
    for object in 0..7 {
        let second = 1_630_022_300 + 25 * u32::from(object);
        list.extend([(object, 1, second), (object, 2, second + 3)]);
    }
    let place = folder();
    let (events, acts) = acts(&file(&place, "shares.csv", shares(&list)), TraceKind::Share);
    let ladder = Ladder::new(&acts, &"5s,300s".parse().unwrap(), Rare::default());
    let pairs = repeated_pairs(&acts, &ladder, 1, events.accounts.len()).pairs;
    let met = Met::new(&co_acts(&acts, &ladder, &pairs, events.accounts.len()).of(0, &acts), &ladder);
    assert_eq!((met.objects, met.occasions), (vec![7, 7], vec![7, 1]));
}
