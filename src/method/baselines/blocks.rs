//! Groups of accounts on groups of objects, and the edges that they make.
//!
//! FRAUDAR and CopyCatch give blocks, no pairs. As a network of accounts, two
//! accounts of a block have an edge where they share enough of the block's
//! links, and its weight is the number of these objects. That is what the block
//! holds of the two and nothing more: no edge says how sure the method is. A
//! pair of several blocks is written once, with the block in which it shares
//! most, the first one of equals.
//!
//! The edges are among the pairs that share an object at any time, those of
//! [`cosine()`](super::cosine()), and never more: quadratic in the accounts of an
//! object, within the block. FRAUDAR's blocks can have many thousands of accounts.
//! Leave out what is too popular, or ask for more shared objects; whoever needs
//! the accounts alone takes [`Block::accounts`] and no edges.

use std::cmp::Reverse;

use lockstep_base::stop;
use lockstep_data::events::Dictionary;
use rayon::prelude::*;

use super::pairing::by_name;
use crate::coaction::Pair;

/// Accounts that act on the same objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The objects, ascending.
    pub objects: Vec<BlockObject>,
    /// What the method makes as large as it can: of FRAUDAR `g`, of CopyCatch the
    /// number of accounts.
    pub measure: f64,
}

/// An object of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockObject {
    /// Its place in the order of the objects' names.
    pub object: u32,
    /// The accounts of the block that act on it as the method asks for, ascending.
    pub accounts: Vec<u32>,
}

/// An edge of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Objects of the block on which both act: the weight.
    pub objects: u32,
    /// The block, from 1.
    pub block: u32,
}

impl Block {
    /// Its accounts, ascending.
    pub fn accounts(&self) -> Vec<u32> {
        let mut accounts: Vec<u32> = self.objects.iter().flat_map(|object| object.accounts.iter().copied()).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// Every pair of its accounts that shares an object, with their number.
    fn pairs(&self) -> Vec<(Pair, u32)> {
        let accounts = self.accounts();
        let mut of_account = vec![Vec::new(); accounts.len()];
        for object in &self.objects {
            let places = object.accounts.iter().map(|account| accounts.partition_point(|other| other < account));
            places.for_each(|place| of_account[place].push(object));
        }
        let of = |(&account, objects): (&u32, &Vec<&BlockObject>)| {
            stop::check();
            let mut met = Vec::new();
            for object in objects {
                met.extend_from_slice(&object.accounts[object.accounts.partition_point(|&other| other <= account)..]);
            }
            met.sort_unstable();
            met.chunk_by(|x, y| x == y).map(|same| (Pair::new(account, same[0]), same.len() as u32)).collect::<Vec<_>>()
        };
        accounts.par_iter().zip(&of_account).flat_map_iter(of).collect()
    }
}

/// The pairs of accounts that share at least `min_objects` objects of a block,
/// block by block, those with the most objects first.
pub fn block_edges(blocks: &[Block], names: &Dictionary, min_objects: u32) -> Vec<BlockEdge> {
    let of = |(block, number): (&Block, u32)| {
        let mut pairs = block.pairs();
        pairs.retain(|(_, objects)| *objects >= min_objects);
        pairs.into_iter().map(move |(pair, objects)| (pair, Reverse(objects), number))
    };
    let mut pairs: Vec<(Pair, Reverse<u32>, u32)> = blocks.iter().zip(1..).flat_map(of).collect();
    pairs.par_sort_unstable();
    pairs.dedup_by_key(|(pair, ..)| *pair);
    let edge = |(pair, Reverse(objects), block): (Pair, Reverse<u32>, u32)| {
        let (account_a, account_b) = by_name(names, pair.a(), pair.b());
        BlockEdge { account_a, account_b, objects, block }
    };
    let mut edges: Vec<BlockEdge> = pairs.into_par_iter().map(edge).collect();
    edges.par_sort_unstable_by(|x, y| {
        let key = |edge: &BlockEdge| (edge.block, Reverse(edge.objects));
        let ties = |edge: &BlockEdge| (names.get(edge.account_a), names.get(edge.account_b));
        key(x).cmp(&key(y)).then_with(|| ties(x).cmp(&ties(y)))
    });
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(objects: &[(u32, &[u32])]) -> Block {
        let object = |&(object, accounts): &(u32, &[u32])| BlockObject { object, accounts: accounts.into() };
        Block { objects: objects.iter().map(object).collect(), measure: 1.0 }
    }

    #[test]
    fn a_pair_is_written_once_with_the_block_in_which_it_shares_most() {
        let mut names = Dictionary::default();
        ["d", "a", "b", "c"].iter().for_each(|name| _ = names.intern(name));
        let blocks = [
            block(&[(0, &[0, 1, 2]), (1, &[0, 1]), (2, &[1, 2])]),
            block(&[(3, &[1, 2, 3]), (4, &[1, 2]), (5, &[1, 2, 3])]),
        ];
        let written = |min_objects| {
            let named = |edge: BlockEdge| {
                (names.get(edge.account_a).to_owned() + names.get(edge.account_b), edge.objects, edge.block)
            };
            block_edges(&blocks, &names, min_objects).into_iter().map(named).collect::<Vec<_>>()
        };
        let edge = |pair: &str, objects, block| (pair.to_owned(), objects, block);
        assert_eq!(written(2), [edge("ad", 2, 1), edge("ab", 3, 2), edge("ac", 2, 2), edge("bc", 2, 2)]);
        assert_eq!(written(1)[1], edge("bd", 1, 1));
        assert!(written(4).is_empty());
    }
}
