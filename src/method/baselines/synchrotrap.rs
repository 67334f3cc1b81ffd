//! Accounts that do much of what they do at the same time.
//!
//! Q. Cao et al., "Uncovering Large Groups of Active Malicious Accounts in
//! Online Social Networks" (SynchroTrap), CCS 2014, doi
//! 10.1145/2660267.2660269. An action is `⟨user, time, constraint object⟩`; two
//! actions match when they are on one object and at most `T_sim` apart. On
//! object `k` two users are as alike as the Jaccard index of their actions
//! there, and over all objects
//!
//! ```text
//! Sim(i, j) = Σ_k |A_i^k ∩ A_j^k| / Σ_k |A_i^k ∪ A_j^k|
//! ```
//!
//! with matched actions as the intersection. Single-linkage clustering, cut at a
//! similarity, gives the connected components of the pairs that reach it; large
//! ones are suspicious.
//!
//! Written from the paper's definitions, its full text not at hand. Left open by
//! these and chosen here:
//! - what matches when an account acts on an object several times: an action
//!   matches one action at most, and as many match as can, so that the index is
//!   symmetric and at most 1; `|∪| = |A_i| + |A_j| − |∩|`;
//! - what an object counts on which only one of the two acts: its actions are in
//!   the union, so the second sum is over all that the two do;
//! - the paper compares day by day and adds up numerators and denominators; here
//!   the whole time is compared at once, which is the same sum and also matches
//!   what is separated by midnight;
//! - the thresholds, which the paper tunes for each application: pairs match on
//!   some distinct objects, for one match of two lone actions has similarity 1.
//!
//! The matches are those of the windowed methods, and so is the cost.

use std::cmp::Reverse;

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Dictionary;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::Pairing;
use super::pairing::by_name;
use crate::coaction::{CoAct, Ladder, Pair, of_co_acts, repeated_pairs};
use crate::graph::{CoactionGraph, Groups, components};

/// The method's parameters.
#[derive(Clone, Copy, Debug)]
pub struct SynchroTrap {
    /// `T_sim`, and the distinct objects on which a pair must match.
    pub pairing: Pairing,
    /// The similarity at which the clustering is cut, 0 to 1.
    pub min_similarity: f64,
    /// The accounts that a cluster must have.
    pub min_accounts: u32,
}

/// A pair of accounts that matches.
#[derive(Clone, Debug, PartialEq)]
pub struct SynchroTrapEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Matched actions over all actions of the two, above 0 and at most 1.
    pub similarity: f64,
    /// Matched actions.
    pub matched: u32,
    /// Distinct objects among them.
    pub objects: u32,
    /// The cluster that the pair joins, the largest one is 1; 0 where the pair is
    /// less alike than asked for, or the cluster smaller.
    pub cluster: u32,
}

/// Every pair that matches on enough objects; the most alike pairs come first.
///
/// # Errors
/// When there are more accounts than a graph can have.
pub fn synchrotrap(acts: &Acts, names: &Dictionary, method: &SynchroTrap) -> Result<Vec<SynchroTrapEdge>> {
    let ladder = Ladder::single(acts, method.pairing.window);
    let pairs = repeated_pairs(acts, &ladder, method.pairing.min_objects, names.len()).pairs;
    let window = method.pairing.window.micros();
    let matched = of_co_acts(acts, &ladder, &pairs, names.len(), |pair, found| matches(acts, window, pair, found));
    let mut actions = vec![0u32; names.len()];
    acts.account.iter().for_each(|&account| actions[account as usize] += 1);
    let edge = |(&pair, (matched, objects)): (&Pair, (u32, u32))| {
        let (account_a, account_b) = by_name(names, pair.a(), pair.b());
        let all = [account_a, account_b].map(|end| u64::from(actions[end as usize])).iter().sum::<u64>();
        let similarity = f64::from(matched) / (all - u64::from(matched)) as f64;
        SynchroTrapEdge { account_a, account_b, similarity, matched, objects, cluster: 0 }
    };
    let mut edges: Vec<SynchroTrapEdge> = pairs.par_iter().zip(matched).map(edge).collect();
    cluster(&mut edges, names, method)?;
    edges.par_sort_by(|x, y| {
        let ties =
            |edge: &SynchroTrapEdge| (Reverse(edge.matched), names.get(edge.account_a), names.get(edge.account_b));
        y.similarity.total_cmp(&x.similarity).then_with(|| ties(x).cmp(&ties(y)))
    });
    Ok(edges)
}

/// How many actions of a pair match, given its co-acts in the order of objects,
/// and on how many objects.
fn matches(acts: &Acts, window: i64, pair: Pair, found: &[CoAct]) -> (u32, u32) {
    let (mut matched, mut objects) = (0, 0);
    for on_object in found.chunk_by(|x, y| x.object == y.object) {
        let mut times = [pair.a(), pair.b()].map(|end| times_of(acts, end, on_object).into_iter().peekable());
        objects += 1;
        // The first action of all either matches the other's first one or none.
        let [a, b] = &mut times;
        while let (Some(&x), Some(&y)) = (a.peek(), b.peek()) {
            let together = (x - y).abs() <= window;
            matched += u32::from(together);
            if together || x < y {
                a.next();
            }
            if together || y < x {
                b.next();
            }
        }
    }
    (matched, objects)
}

/// When an account acts in these co-acts, ascending, each act once.
fn times_of(acts: &Acts, account: u32, found: &[CoAct]) -> Vec<i64> {
    let own = found.iter().flat_map(|co_act| co_act.acts).filter(|&act| acts.account[act as usize] == account);
    let mut own: Vec<u32> = own.collect();
    own.sort_unstable();
    own.dedup();
    own.into_iter().map(|act| acts.time[act as usize]).collect()
}

/// Numbers the clusters of at least `min_accounts` accounts, the largest first,
/// of equals the one whose first name comes first.
fn cluster(edges: &mut [SynchroTrapEdge], names: &Dictionary, method: &SynchroTrap) -> Result<()> {
    let is_cut = |edge: &SynchroTrapEdge| edge.similarity < method.min_similarity;
    let joined = edges.iter().filter(|edge| !is_cut(edge));
    let joined: Vec<_> = joined.map(|edge| (edge.account_a, edge.account_b, edge.similarity)).collect();
    let graph = CoactionGraph::from_edges(names.len(), &joined).map_err(|e| Error::output("the network", e))?;
    let labels = components(&graph);
    let groups = Groups::by_label(&labels, labels.iter().max().map_or(0, |&last| last as usize + 1));
    let large = |(label, accounts): (usize, &[u32])| {
        let first = accounts.iter().map(|&account| names.get(account)).min();
        (accounts.len() > 1 && accounts.len() >= method.min_accounts as usize).then_some((
            Reverse(accounts.len()),
            first,
            label,
        ))
    };
    let mut clusters: Vec<_> = groups.iter().enumerate().filter_map(large).collect();
    clusters.sort_unstable();
    let mut numbers = vec![0; groups.iter().len()];
    clusters.iter().zip(1..).for_each(|(&(.., label), number)| numbers[label] = number);
    for edge in edges.iter_mut().filter(|edge| !is_cut(edge)) {
        edge.cluster = numbers[labels[edge.account_a as usize] as usize];
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lockstep_data::events::Window;
    use proptest::prelude::*;

    use super::*;
    use crate::baselines::testing::{number, numbered};

    fn edges(shares: &[(u8, u8, i64)], min_similarity: f64, min_accounts: u32) -> (Dictionary, Vec<SynchroTrapEdge>) {
        let (names, acts) = numbered(shares);
        let pairing = Pairing { window: Window::seconds(60), min_objects: 1 };
        let edges = synchrotrap(&acts, &names, &SynchroTrap { pairing, min_similarity, min_accounts }).unwrap();
        (names, edges)
    }

    /// Actions at most `T_sim` apart match, one another: of three and two actions on
    /// one object two match, so that the index is 2/(3 + 2 − 2).
    #[test]
    fn the_index_is_matched_actions_over_all_of_them() {
        let (_, found) = edges(&[(0, 1, 0), (0, 1, 60), (0, 1, 500), (0, 2, 30), (0, 2, 120)], 0.0, 2);
        assert_eq!((found[0].matched, found[0].objects, found[0].similarity), (2, 1, 2.0 / 3.0));
        // Over several objects numerators and denominators are added up, those of
        // objects on which only one acts too: 1 + 1 over (1 + 2 + 1).
        let (_, found) = edges(&[(0, 1, 0), (0, 2, 9), (1, 1, 0), (1, 2, 9), (1, 2, 99), (2, 1, 0)], 0.0, 2);
        assert_eq!((found[0].matched, found[0].similarity), (2, 0.5));
        // The same at the same time is as alike as can be, also across midnight.
        let (_, found) = edges(&[(0, 1, -10), (0, 2, 10), (1, 1, 1000), (1, 2, 1000)], 0.0, 2);
        assert_eq!(found[0].similarity, 1.0);
    }

    /// Single linkage: who is like one of a cluster is in it, however little it is
    /// like the others.
    #[test]
    fn clusters_are_the_components_of_the_pairs_that_are_alike() {
        // 1-2 and 2-3 share a half of all that they do, 1-3 nothing; 4-5 all.
        let chain = [(0, 1, 0), (0, 2, 0), (1, 2, 1000), (1, 3, 1000), (9, 4, 0), (9, 5, 0)];
        let clusters = |min_similarity, min_accounts| {
            let (names, found) = edges(&chain, min_similarity, min_accounts);
            let of = |edge: &SynchroTrapEdge| {
                ([edge.account_a, edge.account_b].map(|end| number(&names, end)), edge.cluster)
            };
            found.iter().map(of).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(clusters(0.5, 2), BTreeMap::from([([1, 2], 1), ([2, 3], 1), ([4, 5], 2)]));
        assert_eq!(clusters(0.5, 3), BTreeMap::from([([1, 2], 1), ([2, 3], 1), ([4, 5], 0)]));
        assert_eq!(clusters(0.6, 2), BTreeMap::from([([1, 2], 0), ([2, 3], 0), ([4, 5], 1)]));
    }

    /// The most actions of two lists that can match one another, by trying all.
    fn most(a: &[i64], b: &[i64]) -> u32 {
        let Some((&x, rest)) = a.split_first() else { return 0 };
        let with = |place: usize| {
            let others: Vec<i64> = b.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, &y)| y).collect();
            1 + most(rest, &others)
        };
        let can = (0..b.len()).filter(|&place| (x - b[place]).abs() <= 60);
        can.map(with).chain([most(rest, b)]).max().unwrap_or(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn similarity_is_its_definition(shares in prop::collection::vec((0u8..4, 0u8..4, 0i64..400), 1..24)) {
            let (names, found) = edges(&shares, 0.0, 2);
            let times = |object: u8, account: u8| {
                shares.iter().filter(|share| (share.0, share.1) == (object, account)).map(|share| share.2).collect::<Vec<_>>()
            };
            let mut expected = 0;
            for one in 0..4 {
                for other in one + 1..4 {
                    let matched: u32 = (0..4).map(|object| most(&times(object, one), &times(object, other))).sum();
                    let all: usize = (0..4).map(|object| times(object, one).len() + times(object, other).len()).sum();
                    let edge = found.iter().find(|edge| {
                        let mut ends = [edge.account_a, edge.account_b].map(|end| number(&names, end));
                        ends.sort_unstable();
                        ends == [one, other]
                    });
                    prop_assert_eq!(edge.map_or(0, |edge| edge.matched), matched);
                    if let Some(edge) = edge {
                        expected += 1;
                        prop_assert_eq!(edge.similarity, f64::from(matched) / (all as f64 - f64::from(matched)));
                    }
                }
            }
            prop_assert_eq!(found.len(), expected);
        }
    }
}
