//! What an input held, and rows that could not be used.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::notes::Note;
use super::presets::Preset;
use super::role::Role;

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file, as the user named it.
    pub file: String,
    /// Its line (of Parquet and JSON arrays: its row), from 1.
    pub line: u64,
    /// Why.
    pub reason: Cow<'static, str>,
}

/// What was left out because the user asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Rows before `from`, or from `to` on.
    pub times: u64,
    /// Rows of accounts that are left out.
    pub accounts: u64,
    /// Rows in other languages, or in none that is known.
    pub languages: u64,
    /// Addresses of domains that are left out.
    pub addresses: u64,
}

impl LeftOut {
    /// True where nothing was left out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The rows that were left out.
    pub fn rows(&self) -> u64 {
        self.times + self.accounts + self.languages
    }

    /// Adds what was left out elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.times += other.times;
        self.accounts += other.accounts;
        self.languages += other.languages;
        self.addresses += other.addresses;
    }
}

/// What one input held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceSummary {
    /// As the user named it.
    pub file: String,
    /// SHA-256 of the file as it lies on the disk.
    pub sha256: String,
    /// Rows, used or not.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows that are no posts, such as service messages: they are not counted
    /// above.
    pub set_aside: u64,
    /// Rows and addresses that the user left out.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Where in a document the rows are, where they are not its lines or items.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows_at: String,
    /// The form of the export, where it is a known one.
    pub preset: Option<Preset>,
    /// Which column carries which role.
    pub columns: Vec<(Role, String)>,
}
