//! How inputs are read, and which rows were not.

use std::collections::BTreeMap;

use lockstep_base::error::Result;
use serde::{Deserialize, Serialize};

use super::encoding::by_name;
use super::presets::Preset;
use super::role::Role;

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
        let missing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"];
        Self {
            preset: None,
            columns: BTreeMap::new(),
            time_format: None,
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
