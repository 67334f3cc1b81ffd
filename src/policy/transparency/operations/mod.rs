//! `operations.toml`: the networks that were confirmed and removed, by month,
//! and the accounts removed because they belonged to a network disrupted
//! before.
//!
//! Each `[[operation]]` is one network. Its accounts are a number, or a list in
//! `accounts_file` (CSV: `account_id` and, where known, `platform` and
//! `followers`), or both, which must agree; its followers are a number, or
//! `followers_file` (CSV: `account_id`, `follower_id` and, where needed,
//! `platform`), of which the union over the members is counted, or both. Lists
//! are found relative to the operations file and are held in memory whole.
//!
//! What is not there is not known, and never 0: a field that nobody may publish
//! is named in `not_public`, and a month without an entry is not reported unless
//! a `[[month]]` states that there was none.
//!
//! Everything that does not add up is found in one pass ([`check`]), each
//! problem with its file, line, field and remedy. No report is made of a file
//! with an error ([`Operations::read`]).

mod about;
mod assets;
mod checker;
mod checks;
mod comebacks;
mod elections;
mod entry;
mod field;
mod file;
mod lists;
mod model;
mod operation;
mod outlets;
mod parts;
mod phrases;
mod problem;
mod read;
mod statements;
mod sums;

pub use checks::check;
pub use field::{AssetKind, Confidence, Field, Source, Verdict};
pub use model::{
    About, Asset, Decision, Election, InputFile, KnownAs, Link, Operation, Operations, Outlet, Reestablished, Spend,
    Statement,
};
pub use problem::{Problem, Severity};
