//! Files to typed columns: who acted on what and when.
//!
//! Every reader hands rows of cells to one place, which decides what can be
//! used; parts of a file are parsed in parallel and joined in the order of the
//! input, so that ids are numbered by first appearance whatever the number of
//! threads.

mod account;
mod addresses;
mod archive;
mod by_role;
mod cell;
mod chunk;
mod columns;
mod compound;
mod config;
mod delimited;
mod dictionary;
mod documents;
mod encoding;
mod facts;
mod filter;
mod forms;
mod guess;
mod header;
mod ids;
mod input;
mod json;
mod layout;
mod list;
mod literal;
mod markup;
mod names;
mod notes;
mod open;
mod packing;
mod parquet;
mod path;
pub mod presets;
mod read;
mod reading;
mod recognise;
mod rejects;
mod role;
pub mod source;
mod spec;
mod stream;
mod summary;
mod table;
mod text;
mod timezone;
mod top;
mod window;
mod workbook;

pub use account::{Post, fingerprint, id_on_platform};
pub use by_role::UNKNOWN;
pub use chunk::Take;
pub use columns::{Column, Events, Told};
pub use config::InputConfig;
pub use dictionary::{Dictionary, NONE};
pub use facts::{Account, Facts, Handle, count};
pub use filter::Filter;
pub use input::{Frame, Input};
pub use notes::{Finding, Note};
pub use presets::Preset;
pub use rejects::rejects_csv;
pub use role::{FACTS, Role};
pub use source::{Format, Source};
pub use summary::{LeftOut, Reject, SourceSummary};
pub use table::{At, Row, Table};
pub use timezone::Timezones;
pub use window::{Window, Windows};
