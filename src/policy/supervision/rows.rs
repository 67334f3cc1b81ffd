//! What the tables about accounts have in common: whose a row is.

use std::path::Path;

use lockstep_base::error::Result;
use lockstep_data::events::{At, Row, Table};

use super::registry::Registry;
use super::whose::Whose;

/// A table with a column of accounts and perhaps one of platforms.
pub(super) struct AccountTable<'a> {
    pub(super) table: Table,
    registry: &'a Registry,
    account: At,
    platform: Option<At>,
}

impl<'a> AccountTable<'a> {
    pub(super) fn read(path: &Path, registry: &'a Registry) -> Result<Self> {
        let table = Table::read(path)?;
        let account = table.column("account_id", "name the column of accounts account_id")?;
        let platform = table.find("platform");
        Ok(Self { table, registry, account, platform })
    }

    /// The row's platform, empty where the table tells none.
    pub(super) fn platform<'r>(&self, row: &Row<'r>) -> &'r str {
        row.text(self.platform)
    }

    /// Whose a row is that is of no account in the registry.
    pub(super) fn unregistered(&self, row: &Row) -> Whose {
        let (platform, account_id) = (row.text(self.platform).to_owned(), row.exact(self.account).to_owned());
        Whose { platform, account_id, ..Whose::default() }
    }

    /// The number of the row's account, none where it is not in the registry.
    pub(super) fn account(&self, row: &Row) -> Result<Option<usize>> {
        let id = row.needed(self.account)?;
        self.registry
            .find(row.text(self.platform), id)
            .map_err(|problem| row.error(self.account, problem, "add a column platform, or write platform:id"))
    }
}
