//! The files that a supervision is made of.

use std::path::PathBuf;

/// The files that a supervision is made of.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The registry, TOML or CSV.
    pub registry: PathBuf,
    /// Who saw which account.
    pub audience: PathBuf,
    /// What accounts said.
    pub posts: Option<PathBuf>,
    /// Their advertisements.
    pub ads: Option<PathBuf>,
    /// Where these really ran.
    pub delivery: Option<PathBuf>,
    /// What topics are, and their keywords.
    pub topics: Option<PathBuf>,
    /// An output of `detect`.
    pub run: Option<PathBuf>,
    /// The output of the period before.
    pub previous: Option<PathBuf>,
}
