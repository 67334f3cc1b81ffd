//! Who acts on the same objects at the same time: the windowed pair kernel.
//!
//! A co-act is two acts on one object by two accounts, at most the window
//! apart (inclusive). A window slides over each object's acts in the order of
//! time, so that the work is linear in acts plus co-acts; the pairs of a whole
//! object are never formed. Counting is a mergeable monoid over objects: each
//! object's acts are complete in one place, and counts of pairs add up.
//!
//! Each trace is looked at through a [`Ladder`] of windows. One pass counts
//! all rungs: an object's acts are walked once, in the widest window at which
//! the object counts, and a meeting counts from the rung of its gap upwards.
//!
//! Nearly every pair meets on one object only, so evidence is gathered in two
//! passes: [`repeated_pairs`] counts packed pairs in partitions, [`co_acts`]
//! walks the same windows again and keeps the details of the pairs that
//! matter.

mod evidence;
mod kernel;
mod ladder;
mod meetings;
mod met;
mod pairs;

pub use evidence::{CoAct, CoActs, PairEvidence};
pub use kernel::{co_acts, gap_histogram, repeated_pairs, tasks, visit_windows};
pub use ladder::{Ladder, Rare, WIDE};
pub use meetings::{Density, Meetings};
pub use met::{Meeting, Met, meetings, meetings_on};
pub use pairs::{Pair, PairIndex};

/// Pairs that meet on enough objects, and how much meeting there was in all.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    /// Pairs with at least the minimum of distinct objects, in order.
    pub pairs: Vec<Pair>,
    /// Meetings in the data: (pair, object) co-acts, those of pairs that meet
    /// once included.
    pub meetings: Meetings,
}
