//! What the tables about accounts have in common: whose a row is.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep_base::error::Result;
use lockstep_base::nearest::nearest;
use lockstep_base::numbers::things;
use lockstep_data::events::{At, Row, Table};

use super::registry::Registry;
use super::whose::{AccountKey, Whose, may_be_one};

/// So many names that may be misspelled are named.
const NAMED: usize = 10;

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

    /// The registry.
    pub(super) fn registry(&self) -> &'a Registry {
        self.registry
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

/// Rows of accounts that are not in the registry.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// How many rows.
    pub rows: u64,
    /// Whose they are.
    accounts: BTreeMap<AccountKey, Whose>,
}

impl Others {
    pub(super) fn add(&mut self, accounts: &AccountTable, row: &Row) {
        self.rows += 1;
        let whose = accounts.unregistered(row);
        self.accounts.entry(whose.key()).or_insert(whose);
    }

    /// The first of them whose name is nearly that of an account.
    pub(super) fn near(&self, platform: &str, id: &str) -> Option<String> {
        let is_near = |whose: &&Whose| match whose.account_id == id {
            true => !nearest(&whose.platform, [platform]).is_empty(),
            false => may_be_one(&whose.platform, platform) && !nearest(&whose.account_id, [id]).is_empty(),
        };
        self.accounts.values().find(is_near).map(Whose::account)
    }

    /// What a reader must know of them; `table` names the table, and `is_known`
    /// tells which accounts of the registry have rows of their own in it.
    pub(super) fn notes(
        &self,
        table: &str,
        registry: &Registry,
        is_known: impl Fn(&AccountKey) -> bool,
    ) -> Vec<String> {
        let spelling = registry.spelling(is_known);
        let near = self.accounts.values().filter_map(|whose| {
            let near = spelling.nearest(&whose.platform, &whose.account_id)?;
            let name = whose.account();
            Some(format!("rows of {table} are of {name}, which is not in the registry, and may be of {near}"))
        });
        let rows = things(self.rows, &format!("row of {table} is"), &format!("rows of {table} are"));
        let all = (self.rows > 0).then(|| format!("{rows} of accounts that are not in the registry"));
        near.take(NAMED).chain(all).collect()
    }
}
