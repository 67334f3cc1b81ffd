//! Which of very many pairs are tested in full.

use rayon::prelude::*;

use super::Counted;
use crate::candidates::Strongest;
use crate::coaction::{Met, Pair, co_acts};
use crate::significance::{Bound, could_pass, ln_cauchy};

/// Up to so many pairs, every one is tested in full and written with its
/// evidence. Beyond, a pair that cannot pass is counted and forgotten: no
/// reviewer reads millions of meetings that chance and habit explain.
const ALL_TESTED: usize = 250_000;
/// A pair is tested in full where it could pass at this false discovery rate,
/// or at the list's own times two where that is larger: some room above the
/// list, for those who look at what came close.
const NEARLY: f64 = 0.1;
/// Pairs whose co-acts are held at once.
const PAIRS_AT_ONCE: usize = 1 << 21;

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
    let delays: Vec<Vec<u32>> = counted.iter().map(|c| c.evidence.acts.delays_by_account(accounts)).collect();
    let bounds: Vec<f32> =
        pairs.chunks(PAIRS_AT_ONCE).flat_map(|pairs| bounds(counted, &delays, pairs, accounts)).collect();
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
fn bounds(counted: &[Counted], delays: &[Vec<u32>], pairs: &[Pair], accounts: usize) -> Vec<f32> {
    let by_trace: Vec<Vec<f64>> = counted
        .iter()
        .zip(delays)
        .map(|(Counted { evidence, population, .. }, delays)| {
            let (acts, ladder) = (&evidence.acts, &evidence.ladder);
            let bound = Bound { chance: evidence.chance.as_ref(), acts, ladder, population, delays };
            let co_acts = co_acts(acts, ladder, pairs, accounts);
            let of_pair = |(place, &pair)| bound.ln_p(pair, &Met::new(co_acts.of(place), ladder));
            pairs.par_iter().enumerate().map(of_pair).collect()
        })
        .collect();
    let combined = |place: usize| (ln_cauchy(by_trace.iter().map(|bounds| bounds[place])) as f32).next_down();
    (0..pairs.len()).map(combined).collect()
}
