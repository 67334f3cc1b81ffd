//! Who is like the members of a network: accounts with the same interests.
//!
//! A community shares its own links and hashtags, so that two networks that
//! have nothing to do with each other, but hide in one community, share more
//! objects than anybody of their volume would. What the members can be expected
//! to act on is therefore also read from the accounts that are like them. With
//! `M` the objects that the members acted on, in every trace, and each object
//! weighted by its rarity `ln(N/a_o)` (the inverse document frequency of Spärck
//! Jones 1972, doi 10.1108/eb026526), an account's likeness is the share of its
//! own objects that are in `M`, squared, so that the many who share a little do
//! not drown the few who share much.
//!
//! Members of any listed network and partners of the members in validated pairs
//! are like nobody here: what a campaign's missed members do is no innocent
//! explanation of what its found members do.

use crate::transparency::Objects;

/// Added to an account's own objects, in the mean rarity of an object, so that
/// one shared object of an account that has hardly any is no likeness.
const FEW: f64 = 5.0;

/// The likeness of every account; 0 of those that are like nobody.
pub fn likeness(traces: &[Objects], accounts: usize, members: &[u32], implicated: &[bool]) -> Vec<f64> {
    let (mut shared, mut own) = (vec![0.0; accounts], vec![0.0; accounts]);
    let (mut rarities, mut acts) = (0.0, 0.0);
    for trace in traces {
        for object in 0..trace.names.len() as u32 {
            let on = trace.on(object);
            let rarity = (accounts as f64 / on.len().max(1) as f64).ln();
            let theirs = on.iter().any(|doer| members.binary_search(&doer.account).is_ok());
            rarities += rarity * on.len() as f64;
            acts += on.len() as f64;
            for doer in on {
                own[doer.account as usize] += rarity;
                shared[doer.account as usize] += if theirs { rarity } else { 0.0 };
            }
        }
    }
    let few = FEW * rarities / f64::max(acts, 1.0);
    let like = |account: usize| {
        let innocent = !implicated[account] && members.binary_search(&(account as u32)).is_err();
        if innocent { (shared[account] / (own[account] + few)).powi(2) } else { 0.0 }
    };
    (0..accounts).map(like).collect()
}
