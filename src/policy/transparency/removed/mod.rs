//! A network as it was when it was removed.
//!
//! [`describe()`] reads a run of `detect` and the posts that it was made from;
//! [`Described::write`] leaves a folder of files. Several such folders
//! beside each other are what [`super::matching`] compares new networks with.
//!
//! | file | what it holds |
//! |---|---|
//! | `operation.toml` | the draft of the entry in the operations file; attribution is left empty |
//! | `accounts.csv` | the members, with what the platform knows of them |
//! | `objects.csv` | every object that at least two members acted on, and how many accounts outside the network did |
//! | `followers.csv` | who follows the members, where a table of followers was given |
//! | `registered.csv` | members that are accounts of registered media, where the registry was given: they are not to be removed |
//! | `profile.json` | [`Profile`] |
//!
//! The tables are for programs: ids and objects stand there exactly as they
//! are, also where a spreadsheet would take one for a formula. Lists for people
//! are `detect`'s.

mod describe;
mod draft;
mod hours;
mod write;

pub use describe::{Described, Import, Member, Outside, Profile, Pushed, describe, pushed};
pub use hours::{Hours, Reading, Zones};
pub(super) use write::{ACCOUNTS, OBJECTS, PROFILE};
