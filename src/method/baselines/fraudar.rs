//! Dense blocks of accounts and objects that camouflage does not hide.
//!
//! B. Hooi et al., "FRAUDAR: Bounding Graph Fraud in the Face of Camouflage",
//! KDD 2016, doi 10.1145/2939672.2939747, look for the accounts and objects `S`
//! with the largest `g(S) = f(S)/|S|`, where `f` adds up the weights of the
//! links inside. A link to an object on which `d` accounts act weighs
//! `1/ln(d + 5)`: acting on what everybody acts on says little, and what the
//! accounts of a block do elsewhere, their camouflage, changes neither the
//! weights of the block's objects nor `f`. The search is greedy: whatever adds
//! least to `f` is taken away, one account or object after the other, and the
//! densest set on the way is the block. Its density is at least half of the
//! largest there is (theorem 1 of the paper).
//!
//! Left open by the paper and chosen here:
//! - what an account or object is suspected of beforehand (`a_i`): nothing;
//! - several acts of an account on an object are one link;
//! - more than one block: the links inside a block are taken out, weights are
//!   recomputed, and the search begins again, as in public code of the
//!   method; an account or object can be in several blocks;
//! - of equals the one with the smaller number goes first, accounts before
//!   objects; of equally dense sets the largest is the block, as in that code;
//! - edges between accounts, of which the method has none: see
//!   [`block_edges`](super::block_edges);
//! - weights are whole multiples of 2⁻³⁰, whose sums are exact in any order.
//!
//! There is no window. O(links · log links) for a block.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use lockstep_base::stop;
use lockstep_data::traces::Acts;

use super::blocks::{Block, BlockObject};
use super::links::Links;

/// What a weight of 1 is.
const UNIT: f64 = (1u64 << 30) as f64;

/// The paper's `c`: what is added to an object's accounts before the logarithm.
const C: f64 = 5.0;

/// Nodes that are taken away between two looks at whether to stop.
const NODES_A_LOOK: usize = 1 << 12;

/// The first `blocks` blocks in the order in which they are found, fewer where no
/// links are left.
pub fn fraudar(acts: &Acts, accounts: usize, blocks: u32) -> Vec<Block> {
    let mut links = Links::new(acts, accounts);
    let mut found = Vec::new();
    while found.len() < blocks as usize {
        let Some(block) = densest(&links) else { break };
        links = without(links, &block);
        found.push(block);
    }
    found
}

/// What is left of the links without those inside a block.
fn without(links: Links, block: &Block) -> Links {
    let Links { mut of_object, of_account } = links;
    for BlockObject { object, accounts, .. } in &block.objects {
        of_object[*object as usize].retain(|account| accounts.binary_search(account).is_err());
    }
    Links::of(of_object, of_account.len())
}

/// The weight of a link to an object on which so many accounts act.
fn weight(accounts: usize) -> u64 {
    (UNIT / (accounts as f64 + C).ln()).round() as u64
}

/// The densest set that the greedy search meets; none without links.
fn densest(links: &Links) -> Option<Block> {
    let peeled = Peeling::new(links).run();
    let is_left = |node: usize| peeled.gone_at[node] >= peeled.densest_at;
    let accounts = links.of_account.len();
    let of = |(object, who): (usize, &Vec<u32>)| {
        let inside = who.iter().copied().filter(|&account| is_left(account as usize));
        is_left(accounts + object).then(|| BlockObject { object: object as u32, accounts: inside.collect() })
    };
    let objects: Vec<BlockObject> = links.of_object.iter().enumerate().filter_map(of).collect();
    (!objects.is_empty()).then_some(Block { objects, measure: peeled.density })
}

/// A search under way: accounts are numbered first, then objects.
struct Peeling<'a> {
    links: &'a Links,
    /// What a link to each object weighs.
    weights: Vec<u64>,
    /// What each node adds to `f`.
    adds: Vec<u64>,
    /// The nodes by what they add; entries that hold no longer stay in it.
    heap: BinaryHeap<Reverse<(u64, u32)>>,
    /// When each node was taken away, [`usize::MAX`] while it is there.
    gone_at: Vec<usize>,
    /// What is left: `f`, and the number of nodes.
    f: u64,
    size: usize,
}

/// In which order nodes were taken away, and when what was left was densest.
struct Peeled {
    gone_at: Vec<usize>,
    densest_at: usize,
    density: f64,
}

impl<'a> Peeling<'a> {
    fn new(links: &'a Links) -> Self {
        let weights: Vec<u64> = links.of_object.iter().map(|who| weight(who.len())).collect();
        let of_account = |objects: &Vec<u32>| objects.iter().map(|&object| weights[object as usize]).sum();
        let of_object = |(who, weight): (&Vec<u32>, &u64)| who.len() as u64 * weight;
        let accounts = links.of_account.iter().map(of_account);
        let adds: Vec<u64> = accounts.chain(links.of_object.iter().zip(&weights).map(of_object)).collect();
        // Who has no link was never there.
        let gone_at: Vec<usize> = adds.iter().map(|&adds| if adds > 0 { usize::MAX } else { 0 }).collect();
        let heap = (0..).zip(&adds).filter(|(_, adds)| **adds > 0).map(|(node, &adds)| Reverse((adds, node)));
        let heap: BinaryHeap<_> = heap.collect();
        let f = adds[links.of_account.len()..].iter().sum();
        Self { links, weights, size: heap.len(), adds, heap, gone_at, f }
    }

    fn run(mut self) -> Peeled {
        // Steps are counted from 1: what has no link went at 0.
        let (mut step, mut densest_at, mut densest) = (1, 1, (self.f, self.size.max(1)));
        while let Some(Reverse((adds, node))) = self.heap.pop() {
            if self.gone_at[node as usize] != usize::MAX || self.adds[node as usize] != adds {
                continue;
            }
            self.take_away(node, step);
            step += 1;
            if u128::from(self.f) * densest.1 as u128 > u128::from(densest.0) * self.size as u128 {
                (densest_at, densest) = (step, (self.f, self.size));
            }
            if step % NODES_A_LOOK == 0 {
                stop::check();
            }
        }
        Peeled { gone_at: self.gone_at, densest_at, density: densest.0 as f64 / UNIT / densest.1 as f64 }
    }

    fn take_away(&mut self, node: u32, step: usize) {
        self.gone_at[node as usize] = step;
        self.f -= self.adds[node as usize];
        self.size -= 1;
        let (links, accounts) = (self.links, self.links.of_account.len());
        if (node as usize) < accounts {
            for &object in &links.of_account[node as usize] {
                self.lessen(accounts + object as usize, self.weights[object as usize]);
            }
        } else {
            let object = node as usize - accounts;
            for &account in &links.of_object[object] {
                self.lessen(account as usize, self.weights[object]);
            }
        }
    }

    fn lessen(&mut self, node: usize, by: u64) {
        if self.gone_at[node] == usize::MAX {
            self.adds[node] -= by;
            self.heap.push(Reverse((self.adds[node], node as u32)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lockstep_data::events::Dictionary;
    use proptest::prelude::*;

    use super::*;
    use crate::baselines::testing::{number, numbered};

    /// Accounts and objects with the links between them.
    fn blocks(links: &[(u8, u8)], blocks: u32) -> (Dictionary, Vec<Block>) {
        let shares: Vec<_> = links.iter().map(|&(object, account)| (object, account, 0)).collect();
        let (names, acts) = numbered(&shares);
        let found = fraudar(&acts, names.len(), blocks);
        (names, found)
    }

    fn accounts(names: &Dictionary, block: &Block) -> Vec<u8> {
        let mut accounts: Vec<u8> = block.accounts().iter().map(|&account| number(names, account)).collect();
        accounts.sort_unstable();
        accounts
    }

    fn links_of(block: &Block) -> usize {
        block.objects.iter().map(|object| object.accounts.len()).sum()
    }

    /// Who acts on what at random, next to a block of `side` accounts that act on
    /// `side` objects of their own, numbered from 100.
    fn with_a_block(side: u8, background: &[(u8, u8)]) -> Vec<(u8, u8)> {
        let inside = (0..side).flat_map(|object| (0..side).map(move |account| (100 + object, 100 + account)));
        background.iter().copied().chain(inside).collect()
    }

    fn background() -> impl Strategy<Value = Vec<(u8, u8)>> {
        prop::collection::vec((0u8..40, 0u8..40), 1..120)
    }

    /// `g` of the definition: weights by the objects' degrees in all links.
    fn g(links: &BTreeSet<(u8, u8)>, accounts: &BTreeSet<u8>, objects: &BTreeSet<u8>) -> f64 {
        let degree = |object: u8| links.iter().filter(|(other, _)| *other == object).count() as f64;
        let inside = links.iter().filter(|(object, account)| objects.contains(object) && accounts.contains(account));
        let f: f64 = inside.map(|&(object, _)| 1.0 / (degree(object) + 5.0).ln()).sum();
        f / (accounts.len() + objects.len()) as f64
    }

    /// The authors' own example is a planted block of 20 accounts and 20 objects in
    /// sparse random links: it is found, whole and alone.
    #[test]
    fn a_planted_block_is_found_whole_and_alone() {
        let sparse: Vec<(u8, u8)> = (0..99).map(|n: u8| (n.wrapping_mul(37) % 97, n.wrapping_mul(59) % 89)).collect();
        let (names, found) = blocks(&with_a_block(20, &sparse), 1);
        assert_eq!(accounts(&names, &found[0]), (100..120).collect::<Vec<_>>());
        assert_eq!(found[0].objects.len(), 20);
        // 400 links to objects of 20 accounts, over 40 accounts and objects.
        assert!((found[0].measure - 10.0 / 25f64.ln()).abs() < 1e-8, "{}", found[0].measure);
    }

    #[test]
    fn a_second_block_is_found_when_the_first_is_taken_out() {
        let mut links = with_a_block(6, &[(1, 1), (2, 2)]);
        links.extend((50..54).flat_map(|object| (50..54).map(move |account| (object, account))));
        let (names, found) = blocks(&links, 9);
        assert_eq!(accounts(&names, &found[0]), (100..106).collect::<Vec<_>>());
        assert_eq!(accounts(&names, &found[1]), (50..54).collect::<Vec<_>>());
        // Each link is in one block, and then there is none left.
        assert_eq!(found.iter().map(links_of).sum::<usize>(), links.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Theorem 1: at least half of the density of the densest set there is.
        #[test]
        fn the_greedy_search_finds_half_of_the_optimum(list in prop::collection::vec((0u8..5, 0u8..6), 1..25)) {
            let links: BTreeSet<(u8, u8)> = list.iter().copied().collect();
            let (names, found) = blocks(&list, 1);
            let subset = |bits: u32, of: u8| (0..of).filter(|n| bits >> n & 1 == 1).collect::<BTreeSet<u8>>();
            let all = (0..32u32).flat_map(|objects| (1..64u32).map(move |accounts| (objects, accounts)));
            let optimum = all.map(|(o, a)| g(&links, &subset(a, 6), &subset(o, 5))).fold(0.0, f64::max);
            let block = &found[0];
            prop_assert!(block.measure >= optimum / 2.0 - 1e-7 && block.measure <= optimum + 1e-7);
            // What is said of the block is true of it.
            let names_of = accounts(&names, block).into_iter().collect();
            let objects: BTreeSet<u8> = links.iter().map(|link| link.0).collect();
            let objects: Vec<u8> = objects.into_iter().collect();
            let theirs = block.objects.iter().map(|object| objects[object.object as usize]).collect();
            prop_assert!((block.measure - g(&links, &names_of, &theirs)).abs() < 1e-7);
        }

        /// What accounts of a block do elsewhere does not make it less suspicious.
        #[test]
        fn camouflage_does_not_hide_a_block(
            background in background(),
            camouflage in prop::collection::vec((0u8..40, 100u8..112), 0..100),
        ) {
            let plain = with_a_block(12, &background);
            let hidden: Vec<(u8, u8)> = plain.iter().chain(&camouflage).copied().collect();
            let side: BTreeSet<u8> = (100..112).collect();
            let density = |links: &[(u8, u8)]| g(&links.iter().copied().collect(), &side, &side);
            prop_assert_eq!(density(&plain), density(&hidden));
            // At least half of it is found, whatever is added.
            prop_assert!(blocks(&hidden, 1).1[0].measure >= density(&plain) / 2.0 - 1e-7);
        }
    }

    /// A link to what many act on weighs less: of two equal blocks the one on
    /// objects that nobody else acts on is denser.
    #[test]
    fn a_link_weighs_less_the_more_act_on_the_object() {
        assert!((weight(1) as f64 / UNIT - 1.0 / 6f64.ln()).abs() < 1e-8);
        assert!(weight(1) > weight(2) && weight(1000) > weight(1001));
        let mut links = with_a_block(5, &[]);
        links.extend((0..5).flat_map(|object| (0..5).map(move |account| (object, account))));
        links.extend((0..5).flat_map(|object| (10..40).map(move |fan| (object, fan + 31 * (object % 2)))));
        let (names, found) = blocks(&links, 1);
        assert_eq!(accounts(&names, &found[0]), (100..105).collect::<Vec<_>>());
    }
}
