//! Which acts answered nothing outside, because a group made the object itself.
//!
//! A group is what chance cannot explain: accounts in pairs that pass the list's
//! false discovery rate by chance alone. The acts by which such pairs met open the
//! objects that they made; [`OwnActs`] tells which those are.

use lockstep_method::coaction::{CoAct, Pair, of_co_acts};
use lockstep_method::significance::{OwnActs, could_pass};
use rayon::prelude::*;

use crate::counted::Counted;
use crate::rate::Sorting;

/// The pairs, of these, that chance does not explain at the list's rate, by the lower
/// bounds of ln p under chance.
pub(crate) fn beyond_chance(pairs: &[Pair], bounds: &[f32], sorting: &Sorting) -> Vec<Pair> {
    could_pass(bounds, sorting.fdr, sorting.tests()).into_iter().map(|place| pairs[place]).collect()
}

/// Takes the acts by which these pairs made objects of their own out of everybody's
/// delays.
pub(crate) fn leave_out_own_acts(counted: &mut [Counted], pairs: &[Pair], accounts: usize) {
    counted.par_iter_mut().for_each(|trace| {
        let acts = &trace.evidence.acts;
        let own = OwnActs::among(acts, &marked(trace, pairs, accounts));
        let population = std::mem::take(&mut trace.population);
        trace.population = population.without(acts, own);
    });
}

/// The acts by which these pairs met in the openings of objects, ascending.
fn marked(trace: &Counted, pairs: &[Pair], accounts: usize) -> Vec<u32> {
    let (acts, ladder) = (&trace.evidence.acts, &trace.evidence.ladder);
    if acts.first_act_objects() == 0 {
        return Vec::new();
    }
    let opens = |co_act: &&CoAct| acts.opens(co_act.acts[0] as usize, co_act.object as usize);
    let ends = |_, co_acts: &[CoAct]| -> Vec<u32> { co_acts.iter().filter(opens).flat_map(|c| c.acts).collect() };
    let mut marked = of_co_acts(acts, ladder, pairs, accounts, ends).concat();
    marked.par_sort_unstable();
    marked.dedup();
    marked
}
