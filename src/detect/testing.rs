//! Every pair that meets on enough objects in at least one trace is tested in
//! all traces.

use lockstep_base::work;
use lockstep_data::events::Events;
use lockstep_data::traces::Acts;
use lockstep_method::coaction::Pair;
use lockstep_method::significance::verdict;

use crate::candidates::{Tested, TraceEvidence};
use crate::config::Config;
use crate::counted::{Counted, all_pairs, count};
use crate::dense::{NotHeld, best_connected};
use crate::early::{ALL_TESTED, Open, bounds_by_chance, bounds_by_habit};
use crate::groups::{beyond_chance, leave_out_own_acts};
use crate::rate::Sorting;

/// Pairs that are tested while the histories of their accounts are held; of
/// more pairs, only those that are told of, validated or explained, have histories in the end.
pub(crate) const PAIRS_AT_ONCE: usize = 1 << 16;

/// Tests every pair that meets on enough objects in at least one trace, in
/// all traces.
pub(crate) fn test(events: &Events, acts: Vec<Acts>, config: &Config) -> Tested {
    test_in_parts(events, acts, config, PAIRS_AT_ONCE)
}

fn test_in_parts(events: &Events, acts: Vec<Acts>, config: &Config, at_once: usize) -> Tested {
    let accounts = events.accounts.len();
    let mut not_held = NotHeld::default();
    let mut counted: Vec<Counted> = acts.into_iter().map(|acts| count(events, acts, config, &mut not_held)).collect();
    let acting: Vec<Vec<bool>> = counted.iter().map(|c| c.evidence.acts.acting(accounts)).collect();
    let acting = (0..accounts).filter(|&account| acting.iter().any(|acts| acts[account])).count();
    let pairs = all_pairs(&mut counted);
    let NotHeld { by_chance: explained_by_chance, explained, dense } = not_held;
    let repeated = pairs.len() + explained_by_chance + dense;
    let sorting = Sorting { fdr: config.fdr, acting, accounts };
    let by_chance = bounds_by_chance(&counted, &pairs, accounts);
    let beyond = beyond_chance(&pairs, &by_chance, &sorting);
    let open = Open { pairs, explained };
    let open = if repeated > ALL_TESTED { open.sort(&by_chance, &[], &sorting) } else { open };
    tested(counted, open, beyond, config, &Counts { sorting, repeated, dense }, at_once)
}

/// How many accounts and pairs there are.
pub(crate) struct Counts {
    pub sorting: Sorting,
    /// Pairs that met on enough objects.
    pub repeated: usize,
    /// Those of them that dense groups left out.
    pub dense: usize,
}

/// Tests the pairs that are open, `at_once` of them at a time, and those `beyond` chance
/// in any case: whoever is not listed because of something else shall be told why.
pub(crate) fn tested(
    mut counted: Vec<Counted>,
    mut open: Open,
    mut beyond: Vec<Pair>,
    config: &Config,
    &Counts { sorting, repeated, mut dense }: &Counts,
    at_once: usize,
) -> Tested {
    let Sorting { accounts, acting, .. } = sorting;
    if beyond.len() > ALL_TESTED {
        let kept = best_connected(&beyond, accounts);
        dense += beyond.len() - kept.len();
        open.pairs.retain(|pair| is_among(&kept, pair) || !is_among(&beyond, pair));
        beyond = kept;
    }
    leave_out_own_acts(&mut counted, &beyond, accounts);
    let open = if repeated > ALL_TESTED {
        let bounds = bounds_by_habit(&counted, &open.pairs, accounts);
        open.sort(&bounds, &beyond, &sorting)
    } else {
        open
    };
    let Open { mut pairs, explained } = open;
    if pairs.len() > ALL_TESTED {
        let kept = best_connected(&pairs, accounts);
        dense += pairs.len() - kept.len();
        beyond.retain(|pair| is_among(&kept, pair));
        pairs = kept;
    }
    work::expect((pairs.len() * counted.len()) as u64);
    let traces: Vec<TraceEvidence> =
        counted.into_iter().map(|counted| counted.tested(&pairs, accounts, at_once)).collect();
    let tests: Vec<_> = traces.iter().map(|trace| trace.tests.as_slice()).collect();
    let verdict = verdict(&tests, pairs.len(), acting);
    let mut tested = Tested { pairs, beyond, traces, verdict, accounts: acting, repeated, dense, explained };
    if tested.pairs.len() > at_once {
        // What is listed, and what is explained instead.
        let validated = tested.validated(config.fdr).into_iter().map(|place| tested.pairs[place]);
        let told: Vec<Pair> = validated.chain(tested.beyond.iter().copied()).collect();
        for trace in &mut tested.traces {
            trace.histories = trace.histories.of_others(&trace.acts, &told, accounts);
        }
    }
    tested
}

fn is_among(pairs: &[Pair], pair: &Pair) -> bool {
    pairs.binary_search(pair).is_ok()
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
        let path = PathBuf::from("../../notebooks-data/season/posts.csv.gz");
        let config = Config::default();
        let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
        let mut carried =
            Carried::read(&[path.into()], &config.input, &wanted, &Resources::default()).expect("the sample");
        let acts = carried.acts(&[]).expect("its traces");
        let found = |at_once: usize| {
            let mut tested = test_in_parts(&carried.events, acts.clone(), &config, at_once);
            let findings = find(&mut tested, &carried.events.accounts, &carried.log, &config).expect("a list");
            let said = [format!("{:?}", findings.candidates), format!("{:?}", findings.networks)];
            (tested.verdict.ln_p, said, format!("{:?}", findings.explained))
        };
        let whole = found(usize::MAX);
        assert!(whole.0.len() > 2_000 && whole.1[0] != "[]" && whole.2 != "[]");
        for at_once in [1_000, 777] {
            assert!(found(at_once) == whole, "{at_once}");
        }
    }
}
