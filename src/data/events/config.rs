//! How inputs are read, and which rows were not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use lockstep_base::error::Result;
use serde::{Deserialize, Serialize};

use super::encoding::by_name;
use super::presets::Preset;
use super::role::Role;
use super::timezone::Timezones;

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
        }
    }
}

impl InputConfig {
    /// Checks that the encoding is one.
    ///
    /// # Errors
    /// When it is none: the message lists some.
    pub fn validate(&self) -> Result<()> {
        self.encoding.as_deref().map_or(Ok(()), |name| by_name(name).map(drop))
    }
}
