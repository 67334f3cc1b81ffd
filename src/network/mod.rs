//! Raw co-action networks by published methods: what the field's tools give,
//! without a null model. For comparison, not for a list.

mod coortweet;

use std::cmp::Reverse;

pub use coortweet::{CoorTweet, CoorTweetEdge, coortweet};

use crate::coaction::{Ladder, PairIndex, co_acts, repeated_pairs};
use crate::events::{Dictionary, Window};
use crate::traces::Acts;

/// A pair of accounts by shared objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectsEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Pairs of acts on one object within the window.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: u32,
}

/// Pairs that co-act on at least `min_objects` distinct objects, those with
/// the most objects first.
pub fn objects(acts: &Acts, names: &Dictionary, window: Window, min_objects: u32) -> Vec<ObjectsEdge> {
    let degrees = acts.degrees(names.len());
    let ladder = Ladder::single(acts, window);
    let repeated = repeated_pairs(acts, &ladder, min_objects, &degrees);
    let index = PairIndex::new(repeated.pairs);
    let evidence = co_acts(acts, &ladder, &index, names.len()).evidence();
    let mut edges: Vec<ObjectsEdge> = index
        .pairs()
        .iter()
        .zip(evidence)
        .map(|(pair, seen)| {
            let (account_a, account_b) = by_name(names, pair.a(), pair.b());
            ObjectsEdge { account_a, account_b, co_acts: seen.co_acts, objects: seen.objects }
        })
        .collect();
    edges.sort_by_key(|edge| {
        (Reverse(edge.objects), Reverse(edge.co_acts), names.get(edge.account_a), names.get(edge.account_b))
    });
    edges
}

/// The two accounts in the order of their names.
fn by_name(names: &Dictionary, one: u32, other: u32) -> (u32, u32) {
    if names.get(one) <= names.get(other) { (one, other) } else { (other, one) }
}
