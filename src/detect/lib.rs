//! The main job: from files to a ranked list of candidates.

mod activity;
pub mod candidates;
mod conclude;
pub mod config;
mod counted;
mod dense;
mod detection;
pub mod distributed;
mod early;
mod from_counts;
mod groups;
mod null;
mod pseudonymous;
mod rate;
mod run;
mod testing;
pub mod traits;
mod warnings;

pub use detection::{Detection, Stage, Stages};
pub use early::ALL_TESTED;
pub use from_counts::{Given, Part, detect_parts};
pub use null::{Null, NullCheck, NullRun};
pub use rate::early_rate;
pub use run::{detect, null_runs};
pub use warnings::Warning;
