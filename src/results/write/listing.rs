//! A table of a detection in memory.

use lockstep_base::error::{Error, Result};
use lockstep_detect::Detection;
use lockstep_table::Table;

use super::{evidence, groups, parquet, tables};

/// A table of a detection, with the columns of its file: texts exactly as they
/// came, times as moments in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// `candidates.csv`.
    Candidates,
    /// `networks.csv`.
    Networks,
    /// `explained.csv`.
    Explained,
    /// `group_acts.parquet`.
    GroupActs,
    /// `group_links.parquet`.
    GroupLinks,
    /// `accounts.parquet`.
    Accounts,
    /// `pairs.parquet`.
    Pairs,
    /// `evidence.parquet`.
    Evidence,
}

impl Listing {
    /// The table.
    ///
    /// # Errors
    /// Never in practice.
    pub fn of(self, detection: &Detection) -> Result<Table> {
        let table = match self {
            Self::Candidates => tables::candidates(detection).to_table(),
            Self::Networks => tables::networks(detection).to_table(),
            Self::Explained => tables::explained(detection).to_table(),
            Self::GroupActs => groups::acts(detection).to_table(),
            Self::GroupLinks => groups::links(detection).to_table(),
            Self::Accounts => parquet::accounts(detection).whole(),
            Self::Pairs => parquet::pairs(detection).whole(),
            Self::Evidence => evidence::evidence(detection).whole(),
        };
        table.map_err(|e| Error::output(format!("the table {self:?}"), e))
    }
}
