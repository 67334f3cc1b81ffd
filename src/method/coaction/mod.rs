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
//! passes, each account by account: [`repeated_pairs`] finds whom an account
//! met often enough, [`co_acts`] looks at its acts again and keeps the details
//! of the pairs that matter. A hot object's acts are then spread over its
//! accounts, so that no object holds up the run.

mod counting;
mod evidence;
mod kernel;
mod ladder;
mod meetings;
mod met;
mod narrowest;
mod pairs;
mod repeated;
mod rows;
mod sieve;
mod windows;

pub use counting::{counted_pairs, of_repeated_pairs, repeated_pairs, repeated_pairs_up_to};
pub use evidence::{CoAct, CoActs, PairEvidence};
pub use kernel::{GapBins, co_acts, gap_histogram, of_co_acts};
pub use ladder::{Ladder, Rare, WIDE};
pub use meetings::{Density, Meetings, popularity_class};
pub use met::{Meeting, Met, meetings, meetings_on};
pub use pairs::{Pair, members};
pub use repeated::{Counts, Repeated};
pub(crate) use windows::stretches;
pub use windows::{Task, tasks, visit_acts};
