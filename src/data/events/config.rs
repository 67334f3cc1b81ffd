//! How inputs are read, and which rows were not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
            missing: missing.map(str::to_owned).to_vec(),
            max_rejects: 0.01,
        }
    }
}
