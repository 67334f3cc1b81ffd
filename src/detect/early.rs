//! Which of very many pairs are tested in full.

use rayon::prelude::*;

use super::Counted;
use crate::candidates::Strongest;
use crate::coaction::{CoAct, Met, Pair, of_co_acts};
use crate::significance::{Bound, could_pass, ln_cauchy};

/// Up to so many pairs, every one is tested in full and written with its
/// evidence. Beyond, a pair that cannot pass is counted and forgotten: no
/// reviewer reads millions of meetings that chance and habit explain.
const ALL_TESTED: usize = 250_000;
/// A pair is tested in full where it could pass at this false discovery rate,
/// or at the list's own times two where that is larger: some room above the
/// list, for those who look at what came close.
const NEARLY: f64 = 0.1;

/// The pairs that are tested in full.
pub(super) struct Open {
    /// In order.
    pub pairs: Vec<Pair>,
    /// What the others say of their accounts, by account; empty where there are
    /// none.
    pub explained: Vec<Option<Strongest>>,
}

/// Sorts out the pairs that cannot pass, where there are very many; `acting`
/// accounts act in any trace, of `accounts` in all.
pub(super) fn open(counted: &[Counted], pairs: Vec<Pair>, fdr: f64, acting: usize, accounts: usize) -> Open {
    if pairs.len() <= ALL_TESTED {
        return Open { pairs, explained: Vec::new() };
    }
    let bounds = bounds(counted, &pairs, accounts);
    let tests = acting as f64 * (acting as f64 - 1.0) / 2.0;
    let kept = could_pass(&bounds, NEARLY.max(2.0 * fdr), tests);
    let mut is_kept = vec![false; pairs.len()];
    kept.iter().for_each(|&place| is_kept[place] = true);
    let mut explained: Vec<Option<Strongest>> = vec![None; accounts];
    for place in (0..pairs.len()).filter(|&place| !is_kept[place]) {
        let pair = pairs[place];
        let score = -f64::from(bounds[place]) / std::f64::consts::LN_10;
        [pair.a(), pair.b()].iter().for_each(|&end| explained[end as usize].get_or_insert_default().add(score, 0.0));
    }
    Open { pairs: kept.into_iter().map(|place| pairs[place]).collect(), explained }
}

/// Lower bounds of ln p of these pairs, all traces together, rounded down.
fn bounds(counted: &[Counted], pairs: &[Pair], accounts: usize) -> Vec<f32> {
    let of_trace = |Counted { evidence, population, .. }: &Counted| {
        let (acts, ladder) = (&evidence.acts, &evidence.ladder);
        let delays = &acts.delays_by_account(accounts);
        let bound = Bound { chance: evidence.chance.as_ref(), acts, ladder, population, delays };
        let say = |pair: Pair, co_acts: &[CoAct]| bound.ln_p(pair, &Met::new(co_acts, ladder)) as f32;
        of_co_acts(acts, ladder, pairs, accounts, |pair, co_acts| say(pair, co_acts).next_down())
    };
    let by_trace: Vec<Vec<f32>> = counted.iter().map(of_trace).collect();
    let combined = |place| (ln_cauchy(by_trace.iter().map(|bounds| f64::from(bounds[place]))) as f32).next_down();
    (0..pairs.len()).into_par_iter().map(combined).collect()
}
