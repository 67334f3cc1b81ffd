//! From validated pairs to a list: networks, accounts, scores and tiers.
//!
//! The list is of *candidates*: a person decides.

mod direction;
mod evidence;
mod findings;
mod lead;
mod networks;
mod stability;
mod strongest;
mod tally;

pub use evidence::{Tested, TraceEvidence, minus_log10};
pub use findings::{AccountScore, Candidate, Findings, Network, Together};
pub use lead::{Lead, Position, Standing};
pub use networks::find;
pub use strongest::Strongest;
