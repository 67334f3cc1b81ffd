//! What an input held, and rows that could not be used.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

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

/// What one input held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceSummary {
    /// As the user named it; then, in an archive or a workbook, the member or the
    /// sheet: `posts.zip/may.csv`, `book.xlsx/Sheet1`.
    pub file: String,
    /// SHA-256 of the file as it lies on the disk; of a member of an archive, of
    /// that member as it comes out of the archive; of a sheet, of its workbook.
    pub sha256: String,
    /// The encoding that the text was in; absent: UTF-8, or no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Rows, used or not.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows that are no posts, such as service messages: they are not counted
    /// above.
    pub set_aside: u64,
    /// The form of the export, where it is a known one.
    pub preset: Option<Preset>,
    /// Which column carries which role.
    pub columns: Vec<(Role, String)>,
}
