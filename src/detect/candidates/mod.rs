//! From validated pairs to a list: networks, accounts, scores and tiers.
//!
//! The list is of *candidates*: a person decides.

mod collective;
mod direction;
mod event;
mod evidence;
mod explained;
mod findings;
mod group;
mod judge;
mod lead;
mod members;
mod networks;
mod stability;
mod strongest;
mod summaries;
mod tally;

pub(crate) use collective::of_choice;
pub use event::{EVENT_LEVEL, Event};
pub use evidence::{Tested, TraceEvidence, minus_log10};
pub(crate) use explained::put_in_order;
pub use explained::{ExplainedGroup, Explanation};
pub use findings::{AccountScore, Candidate, Findings, Network, Stability, Together};
pub use group::{Found, Group, Item, Searched};
pub use lead::{Lead, Position, Standing};
pub use networks::find;
pub use strongest::Strongest;
