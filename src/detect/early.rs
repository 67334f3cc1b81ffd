//! Which of very many pairs are tested in full.

use lockstep_method::coaction::{CoAct, Met, Pair, of_co_acts};
use lockstep_method::significance::{Bound, combined_bound, could_pass, ln_chance};
use rayon::prelude::*;

use crate::candidates::Strongest;
use crate::counted::Counted;
use crate::rate::{Sorting, early_rate, score};

/// Up to so many pairs, every one is tested in full and written with its
/// evidence. Beyond, a pair that cannot pass is counted and forgotten: no
/// reviewer reads millions of meetings that chance and habit explain.
pub const ALL_TESTED: usize = 250_000;
/// The pairs that are tested in full.
pub(crate) struct Open {
    /// In order.
    pub pairs: Vec<Pair>,
    /// What the others say of their accounts, by account; empty where there are
    /// none.
    pub explained: Vec<Option<Strongest>>,
}

impl Open {
    /// Leaves out those whose bounds say that they cannot pass, but for those in `kept`,
    /// which are in order.
    pub fn sort(self, bounds: &[f32], kept: &[Pair], sorting: &Sorting) -> Self {
        let Self { pairs, mut explained } = self;
        let mut is_kept: Vec<bool> = pairs.iter().map(|pair| kept.binary_search(pair).is_ok()).collect();
        could_pass(bounds, early_rate(sorting.fdr), sorting.tests())
            .into_iter()
            .for_each(|place| is_kept[place] = true);
        explained.resize(sorting.accounts, None);
        for place in (0..pairs.len()).filter(|&place| !is_kept[place]) {
            let (pair, score) = (pairs[place], score(bounds[place]));
            [pair.a(), pair.b()]
                .iter()
                .for_each(|&end| explained[end as usize].get_or_insert_default().add(score, 0.0));
        }
        let kept = (0..pairs.len()).filter(|&place| is_kept[place]).map(|place| pairs[place]).collect();
        Self { pairs: kept, explained }
    }
}

/// Lower bounds of ln p of these pairs by chance, all traces together, rounded down:
/// they need no moment of any act.
pub(crate) fn bounds_by_chance(counted: &[Counted], pairs: &[Pair], accounts: usize) -> Vec<f32> {
    bounds(counted, pairs, accounts, |bound, pair, met| ln_chance(bound.chance, pair, met))
}

/// The same by chance and by habit, whatever the accounts' own histories say.
pub(crate) fn bounds_by_habit(counted: &[Counted], pairs: &[Pair], accounts: usize) -> Vec<f32> {
    bounds(counted, pairs, accounts, |bound, pair, met| bound.ln_p(pair, met))
}

/// Lower bounds of ln p of these pairs, all traces together, rounded down.
fn bounds(
    counted: &[Counted],
    pairs: &[Pair],
    accounts: usize,
    bound: impl Fn(&Bound, Pair, &Met) -> f64 + Sync,
) -> Vec<f32> {
    let of_trace = |Counted { evidence, population, .. }: &Counted| {
        let (acts, ladder) = (&evidence.acts, &evidence.ladder);
        let delays = &acts.delays_by_account(accounts);
        let of = Bound { chance: evidence.chance.as_ref(), acts, ladder, population, delays };
        let say = |pair: Pair, co_acts: &[CoAct]| bound(&of, pair, &Met::new(co_acts, ladder)) as f32;
        of_co_acts(acts, ladder, pairs, accounts, |pair, co_acts| say(pair, co_acts).next_down())
    };
    let by_trace: Vec<Vec<f32>> = counted.iter().map(of_trace).collect();
    let combined = |place| combined_bound(by_trace.iter().map(|bounds: &Vec<f32>| bounds[place]));
    (0..pairs.len()).into_par_iter().map(combined).collect()
}
