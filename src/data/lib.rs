//! What was done, by whom, and when: exports read into events, and events into
//! acts on objects.

pub mod check;
pub mod events;
pub mod import;
pub mod pseudonyms;
pub mod traces;
