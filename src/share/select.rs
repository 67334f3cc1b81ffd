//! Which accounts are shared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::read::Account;
use crate::candidates::Tier;
use crate::error::{Error, Result};
use crate::events::Table;
use crate::safe::cell;

/// Which accounts of the list are shared: those that every given rule keeps.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these networks; empty keeps all.
    pub networks: Vec<u32>,
    /// Only these tiers; empty keeps all.
    pub tiers: Vec<Tier>,
    /// Only the accounts of this table.
    pub accounts: Option<Confirmed>,
}

/// The accounts that a person confirmed.
#[derive(Clone, Debug)]
pub struct Confirmed {
    file: String,
    /// The ids as the file writes them, and their lines.
    ids: Vec<(String, u64)>,
}

impl Confirmed {
    /// Reads a CSV file with the column `account_id`: ids exactly as in the data,
    /// or as the tables of `detect` and `export` write them. Other columns are
    /// not looked at.
    ///
    /// # Errors
    /// When the file cannot be read, or lacks the column or an id.
    pub fn read(path: &Path) -> Result<Self> {
        let table = Table::read(path)?;
        let column = table.column("account_id", "give one line an account, with its id under account_id")?;
        let id = |row: crate::events::Row| {
            row.needed(column)?;
            Ok((row.exact(column).to_owned(), row.line))
        };
        let ids = table.rows().map(id).collect::<Result<Vec<_>>>()?;
        Ok(Self { file: table.file, ids })
    }

    /// How many lines the file has.
    pub fn lines(&self) -> usize {
        self.ids.len()
    }

    /// The exact ids of the accounts, which must all be on the list.
    fn exact<'a>(&self, list: &'a [Account]) -> Result<BTreeSet<&'a str>> {
        let mut written: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for account in list {
            written.entry(cell(&account.id).into_owned()).or_default().push(&account.id);
        }
        let exact: BTreeSet<&str> = list.iter().map(|account| account.id.as_str()).collect();
        let find = |(id, line): &(String, u64)| {
            let wrong = |problem: &str, remedy: &str| {
                let problem = format!("line {line}, column `account_id`: {problem} `{id}`");
                Error::input(&self.file, problem, remedy)
            };
            if let Some(id) = exact.get(id.as_str()) {
                return Ok(*id);
            }
            match written.get(id).map(Vec::as_slice) {
                Some([only]) => Ok(*only),
                Some(_) => Err(wrong("several accounts are written", "give the exact id")),
                None => Err(wrong("candidates.csv has no account", "take the line out, or mend the id")),
            }
        };
        self.ids.iter().map(find).collect()
    }
}

impl Selection {
    /// The accounts of the list that are shared, in their order.
    ///
    /// # Errors
    /// When a network or an account is not on the list, or nothing is left;
    /// `list_name` is what the error names.
    pub(super) fn choose(&self, list: Vec<Account>, list_name: &str) -> Result<Vec<Account>> {
        if list.is_empty() {
            let remedy = "there is nothing to export; look into report.html for what was analysed";
            return Err(Error::input(list_name, "the list holds no account", remedy));
        }
        let known: BTreeSet<u32> = list.iter().map(|account| account.row.network_id).collect();
        if let Some(unknown) = self.networks.iter().find(|id| !known.contains(id)) {
            let last = known.last().copied().unwrap_or_default();
            return Err(Error::config(
                "network",
                format!("the run has no network {unknown}; its networks are 1 to {last}"),
            ));
        }
        let confirmed = self.accounts.as_ref().map(|confirmed| confirmed.exact(&list)).transpose()?;
        let keeps = |account: &Account| {
            (self.networks.is_empty() || self.networks.contains(&account.row.network_id))
                && (self.tiers.is_empty() || self.tiers.contains(&account.tier))
                && confirmed.as_ref().is_none_or(|ids| ids.contains(account.id.as_str()))
        };
        let kept: Vec<bool> = list.iter().map(keeps).collect();
        let chosen: Vec<Account> =
            list.into_iter().zip(kept).filter_map(|(account, kept)| kept.then_some(account)).collect();
        if chosen.is_empty() {
            let remedy = "give fewer of --network, --tier and --accounts";
            return Err(Error::input(list_name, "no account of the list is in everything that was asked for", remedy));
        }
        Ok(chosen)
    }
}
