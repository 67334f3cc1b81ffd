//! Files to typed columns: who acted on what and when.
//!
//! Every reader hands rows of cells to one place, which decides what can be
//! used; parts of a file are parsed in parallel and joined in the order of the
//! input, so that ids are numbered by first appearance whatever the number of
//! threads.

mod account;
mod addresses;
mod by_role;
mod cell;
mod chunk;
mod columns;
mod config;
mod delimited;
mod dictionary;
mod facts;
mod input;
mod json;
mod layout;
mod markup;
mod parquet;
mod path;
pub mod presets;
mod read;
mod role;
pub mod source;
mod stream;
mod summary;
mod table;
mod text;
mod window;

pub use account::{Post, fingerprint, id_on_platform};
pub use by_role::UNKNOWN;
pub use chunk::Take;
pub use columns::{Column, Events, Told};
pub use config::InputConfig;
pub use dictionary::{Dictionary, NONE};
pub use facts::{Account, Facts, Handle, count};
pub use input::{Frame, Input};
pub use presets::Preset;
pub use role::{FACTS, Role};
pub use source::{Format, Source};
pub use summary::{Reject, SourceSummary};
pub use table::{At, Row, Table};
pub use window::{Window, Windows};
