//! Pairs by the days on which they act together.
//!
//! POLIO ("Detecting Coordination in Information Operations Campaigns", the
//! research code IIIA-ML/polio, 2026) ranks pairs of accounts by distinct
//! synchronous days, ties by distinct objects, further ties by volume, and an
//! account by its best pair. Its synchronous days count any two acts within
//! the window; here, as for every windowed method of this module, the two acts
//! are on one object. The method ranks and has no threshold.

use std::cmp::Reverse;

use lockstep_data::events::Dictionary;
use lockstep_data::traces::Acts;

use super::Pairing;

/// A pair of accounts by days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Distinct UTC days on which the pair co-acts, by the second act.
    pub days: u32,
    /// Distinct objects on which it does.
    pub objects: u32,
    /// Pairs of acts on one object within the window.
    pub co_acts: u64,
}

impl DaysEdge {
    /// What the pair is ranked by: more is stronger, the first number first.
    pub fn rank(&self) -> (u32, u32, u64) {
        (self.days, self.objects, self.co_acts)
    }
}

/// Pairs that co-act on at least `min_objects` distinct objects, those of the
/// most days first.
pub fn days(acts: &Acts, names: &Dictionary, pairing: &Pairing) -> Vec<DaysEdge> {
    let mut edges: Vec<DaysEdge> = pairing
        .evidence(acts, names)
        .into_iter()
        .map(|(account_a, account_b, seen)| DaysEdge {
            account_a,
            account_b,
            days: seen.days,
            objects: seen.objects,
            co_acts: seen.co_acts,
        })
        .collect();
    edges.sort_by_key(|edge| (Reverse(edge.rank()), names.get(edge.account_a), names.get(edge.account_b)));
    edges
}
