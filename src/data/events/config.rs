//! How inputs are read, and which rows were not.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::count;
use serde::{Deserialize, Serialize};

use super::encoding::by_name;
use super::presets::Preset;
use super::role::Role;
use super::timezone::Timezones;

/// What rows and cells may be limited to, in bytes.
const LENGTHS: RangeInclusive<u64> = 1 << 10..=1 << 40;

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputConfig {
    /// The form of the export; absent: recognised from the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The format of times in `strftime` notation; absent: recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_format: Option<String>,
    /// The zones of times that name none; absent: UTC.
    #[serde(skip_serializing_if = "Timezones::is_empty")]
    pub timezone: Timezones,
    /// Where in a JSON document the rows are, for example `data.posts[]`; absent:
    /// looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// Lines above the header of a table; absent: looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_rows: Option<usize>,
    /// Acts before this day or moment are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Acts from this day or moment on are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// A table of accounts that are left out: its column `account_id`, `account` or
    /// `id`, else the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclude: Option<PathBuf>,
    /// Addresses of these domains, and of those below them, are no objects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude_domains: Vec<String>,
    /// Rows in other languages, or in none that is known, are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only_languages: Vec<String>,
    /// Write the rows that could not be used to this CSV file, also when the run fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejects: Option<PathBuf>,
    /// The encoding of texts, as the web names it (`windows-1252`); absent:
    /// recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The sheet of workbooks that is read; absent: every one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Texts that stand for a missing value.
    pub missing: Vec<String>,
    /// The largest share of rows that may be refused, from 0 to 1.
    pub max_rejects: f64,
    /// Bytes, as UTF-8, that a row may take up; a longer one is refused.
    pub max_row: u64,
    /// Bytes that a cell may take up; a row with a longer one is refused.
    pub max_cell: u64,
    /// Columns by role; they go before the preset's.
    pub columns: BTreeMap<Role, String>,
}

impl Default for InputConfig {
    fn default() -> Self {
        let missing = [
            "NA",
            "N/A",
            "<NA>",
            "#N/A",
            "NaN",
            "nan",
            "NaT",
            "null",
            "NULL",
            "(null)",
            "None",
            "undefined",
            "\\N",
            "-",
            "{}",
            "[]",
            "()",
            "\"\"",
            "''",
            "set()",
            "c()",
            "list()",
            "character(0)",
            "[object Object]",
            "#NAME?",
            "#REF!",
            "#VALUE!",
        ];
        Self {
            preset: None,
            columns: BTreeMap::new(),
            time_format: None,
            timezone: Timezones::default(),
            rows: None,
            skip_rows: None,
            from: None,
            to: None,
            exclude: None,
            exclude_domains: Vec::new(),
            only_languages: Vec::new(),
            rejects: None,
            encoding: None,
            sheet: None,
            missing: missing.map(str::to_owned).to_vec(),
            max_rejects: 0.01,
            max_row: 64 << 20,
            max_cell: 16 << 20,
        }
    }
}

impl InputConfig {
    /// Checks that the encoding is one, and how long rows and cells may be.
    ///
    /// # Errors
    /// When there is no such encoding: the message lists some; or when a length is out
    /// of its range.
    pub fn validate(&self) -> Result<()> {
        for (field, length) in [("input.max_row", self.max_row), ("input.max_cell", self.max_cell)] {
            if !LENGTHS.contains(&length) {
                let problem = format!("{length} is not from {} to {} bytes", LENGTHS.start(), LENGTHS.end());
                return Err(Error::config(field, problem));
            }
        }
        self.encoding.as_deref().map_or(Ok(()), |name| by_name(name).map(drop))
    }

    /// Why a row is refused that is longer than rows may be.
    pub(super) fn long_row(&self) -> String {
        format!(
            "the row is longer than {}; `input.max_row` in the configuration sets another limit",
            size(self.max_row)
        )
    }

    /// Why a row is refused that has a longer cell than cells may be.
    pub(super) fn long_cell(&self, column: &str) -> String {
        let most = size(self.max_cell);
        format!(
            "column {column}: the cell is longer than {most}; `input.max_cell` in the configuration sets another limit"
        )
    }
}

/// Bytes as a person writes them.
fn size(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) { format!("{} MiB", bytes >> 20) } else { format!("{} bytes", count(bytes)) }
}
