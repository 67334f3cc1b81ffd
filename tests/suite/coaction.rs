//! The pair kernel against brute force.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use lockstep::coaction::{Pair, PairIndex, co_acts, gap_histogram, repeated_pairs};
use lockstep::events::Window;
use lockstep::events::time::{SECOND, day};
use lockstep::traces::{Popular, TraceKind};
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
    prop::collection::vec((0u8..6, 0u8..8, 1_630_022_300u32..1_630_022_500), 1..120)
}

proptest! {
    #[test]
    fn the_kernel_finds_what_the_definition_says(list in act_lists(), window in 0u32..90, min_objects in 1u32..4) {
        let place = folder();
        let (events, acts) = acts(&file(&place, "shares.csv", shares(&list)), TraceKind::Share);
        let expected = by_definition(&list, window);
        let window = Window::seconds(window.into());
        let accounts = events.accounts.len();
        let name = |account| events.accounts.get(account).to_owned();
        let ordered = |pair: &Pair| {
            let (a, b) = (name(pair.a()), name(pair.b()));
            if a < b { (a, b) } else { (b, a) }
        };

        let repeated = repeated_pairs(&acts, window, min_objects, &acts.degrees(accounts));
        let meetings: usize = expected.values().map(|seen| seen.objects.len()).sum();
        prop_assert_eq!(repeated.meetings, meetings as u64);
        let found: BTreeSet<_> = repeated.pairs.iter().map(ordered).collect();
        prop_assert_eq!(found.len(), repeated.pairs.len());
        let frequent = expected.iter().filter(|(_, seen)| seen.objects.len() >= min_objects as usize);
        prop_assert!(found.iter().eq(frequent.map(|(pair, _)| pair)));

        let index = PairIndex::new(repeated.pairs);
        let evidence = co_acts(&acts, window, &index, accounts).evidence();
        for (pair, seen) in index.pairs().iter().zip(evidence) {
            let expected = &expected[&ordered(pair)];
            prop_assert_eq!(seen.co_acts, expected.co_acts);
            prop_assert_eq!(seen.objects as usize, expected.objects.len());
            prop_assert_eq!(seen.days as usize, expected.days.len());
            prop_assert_eq!(seen.median_gap_s, median(&expected.gaps));
        }

        let all: u64 = by_definition(&list, window.as_seconds() as u32).values().map(|seen| seen.co_acts).sum();
        let histogram = gap_histogram(&acts, window, SECOND, 100);
        prop_assert_eq!(histogram.iter().sum::<u64>(), all);
        let at_once = by_definition(&list, 0).values().map(|seen| seen.co_acts).sum::<u64>();
        prop_assert_eq!(histogram[0], at_once);
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
