//! Every pair that meets on enough objects in at least one trace is tested in
//! all traces.

use lockstep_data::events::Events;
use lockstep_data::traces::Acts;
use lockstep_method::coaction::Pair;
use lockstep_method::significance::verdict;

use crate::candidates::{Tested, TraceEvidence};
use crate::config::Config;
use crate::counted::{Counted, all_pairs, count};
use crate::early::{ALL_TESTED, Open, Sorting};

/// Pairs that are tested while the histories of their accounts are held; of
/// more pairs, only the validated ones have histories in the end.
pub(crate) const PAIRS_AT_ONCE: usize = 1 << 16;

/// Tests every pair that meets on enough objects in at least one trace, in
/// all traces.
pub(crate) fn test(events: &Events, acts: Vec<Acts>, config: &Config) -> Tested {
    test_in_parts(events, acts, config, PAIRS_AT_ONCE)
}

fn test_in_parts(events: &Events, acts: Vec<Acts>, config: &Config, at_once: usize) -> Tested {
    let accounts = events.accounts.len();
    let mut counted: Vec<Counted> = acts.into_iter().map(|acts| count(events, acts, config)).collect();
    let acting: Vec<Vec<bool>> = counted.iter().map(|c| c.evidence.acts.acting(accounts)).collect();
    let acting = (0..accounts).filter(|&account| acting.iter().any(|acts| acts[account])).count();
    let pairs = all_pairs(&mut counted);
    let repeated = pairs.len();
    let sorting = Sorting { counted: &counted, fdr: config.fdr, acting, accounts };
    let open = Open::all(pairs);
    let open = if repeated > ALL_TESTED { open.sort_by_chance(&sorting).sort_by_habit(&sorting) } else { open };
    tested(counted, open, config, [acting, repeated, accounts], at_once)
}

/// Tests the pairs that are open, `at_once` of them at a time; `acting` accounts
/// of `accounts` act in any trace, and `repeated` pairs met on enough objects.
pub(crate) fn tested(
    counted: Vec<Counted>,
    Open { pairs, explained }: Open,
    config: &Config,
    [acting, repeated, accounts]: [usize; 3],
    at_once: usize,
) -> Tested {
    let traces: Vec<TraceEvidence> =
        counted.into_iter().map(|counted| counted.tested(&pairs, accounts, at_once)).collect();
    let tests: Vec<_> = traces.iter().map(|trace| trace.tests.as_slice()).collect();
    let verdict = verdict(&tests, pairs.len(), acting);
    let mut tested = Tested { pairs, traces, verdict, accounts: acting, repeated, explained };
    if tested.pairs.len() > at_once {
        let validated: Vec<Pair> = tested.validated(config.fdr).iter().map(|&place| tested.pairs[place]).collect();
        for trace in &mut tested.traces {
            trace.histories = trace.histories.of_others(&trace.acts, &validated, accounts);
        }
    }
    tested
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use lockstep_base::memory::Resources;
    use lockstep_data::traces::{Carried, Wanted};

    use super::*;
    use crate::candidates::find;

    /// However few pairs are tested at once, the list is the same.
    #[test]
    fn parts_change_nothing() {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../notebooks-data/season/posts.csv.gz"));
        let config = Config::default();
        let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
        let mut carried =
            Carried::read(&[path.into()], &config.input, &wanted, &Resources::default()).expect("the sample");
        let acts = carried.acts(&[]).expect("its traces");
        let found = |at_once: usize| {
            let mut tested = test_in_parts(&carried.events, acts.clone(), &config, at_once);
            let findings = find(&mut tested, &carried.events.accounts, &config).expect("a list");
            (tested.verdict.ln_p, format!("{:?}", findings.candidates), format!("{:?}", findings.networks))
        };
        let whole = found(usize::MAX);
        assert!(whole.0.len() > 2_000 && !whole.1.is_empty());
        for at_once in [1_000, 777] {
            assert!(found(at_once) == whole, "{at_once}");
        }
    }
}
