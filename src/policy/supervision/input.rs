//! A file that was read, for the record.

use std::path::Path;

use lockstep_base::checksums::hash_file;
use lockstep_base::error::{Error, Result};
use lockstep_data::events::Table;
use serde::Serialize;

/// A file that was read.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Input {
    /// What it was read as.
    pub role: &'static str,
    /// As the user named it.
    pub file: String,
    /// SHA-256; of a directory that of its `run.json`.
    pub sha256: String,
}

impl Input {
    pub(super) fn of(role: &'static str, table: &Table) -> Self {
        Self { role, file: table.file.clone(), sha256: table.sha256.clone() }
    }

    /// Of a small file, or of a directory's `run.json`.
    pub(super) fn at(role: &'static str, path: &Path) -> Result<Self> {
        let file = if path.is_dir() { path.join("run.json") } else { path.to_owned() };
        let (_, sha256) = hash_file(&file).map_err(Error::io(&file, "read"))?;
        Ok(Self { role, file: path.to_string_lossy().into_owned(), sha256 })
    }
}
