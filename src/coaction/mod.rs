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
//! passes: [`repeated_pairs`] counts packed pairs in partitions, [`co_acts`] walks
//! the same windows again and keeps the details of the pairs that matter. A
//! hot object's windows are spread over several tasks, so that no object holds
//! up the run.

mod counting;
mod evidence;
mod kernel;
mod ladder;
mod meetings;
mod met;
mod pairs;
mod repeated;
mod windows;

pub use evidence::{CoAct, CoActs, PairEvidence};
pub use kernel::{co_acts, gap_histogram, visit_acts};
pub use ladder::{Ladder, Rare, WIDE};
pub use meetings::{Density, Meetings};
pub use met::{Meeting, Met, meetings, meetings_on};
pub use pairs::{Pair, PairIndex};
pub use repeated::{Counts, PairMemory, Repeated, counted_pairs, repeated_pairs};
pub use windows::{Task, Work, visit_windows};
