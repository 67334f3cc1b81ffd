//! Which accounts are shared.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::safe::cell;
use lockstep_base::tier::Tier;
use lockstep_data::events::Table;

use super::share::Account;

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
    rows: Vec<ConfirmedRow>,
}

/// A line of the table of confirmed accounts.
#[derive(Clone, Debug)]
struct ConfirmedRow {
    line: u64,
    /// The id as the file writes it.
    id: String,
    /// What stands in the column `rank`, where there is one.
    rank: String,
}

impl Confirmed {
    /// Reads a CSV file with the column `account_id`: ids exactly as in the data,
    /// or as the tables of `detect` and `export` write them. Where several
    /// accounts are written alike, the column `rank` tells which one is meant;
    /// other columns are not looked at.
    ///
    /// # Errors
    /// When the file cannot be read, has no row, or lacks the column or an id.
    pub fn read(path: &Path) -> Result<Self> {
        let table = Table::read(path)?;
        let column = table.column("account_id", "give one line an account, with its id under account_id")?;
        let rank = table.find("rank");
        let read = |row: lockstep_data::events::Row| {
            row.needed(column)?;
            Ok(ConfirmedRow { line: row.line, id: row.exact(column).to_owned(), rank: row.text(rank).to_owned() })
        };
        let rows = table.rows().map(read).collect::<Result<Vec<_>>>()?;
        if rows.is_empty() {
            let remedy = "give one line an account, or leave --accounts out";
            return Err(Error::input(&table.file, "this table confirms no account: it has no row", remedy));
        }
        Ok(Self { file: table.file, rows })
    }

    /// How many lines the file has.
    pub fn lines(&self) -> usize {
        self.rows.len()
    }

    /// The ranks of the accounts, which must all be on the list.
    fn ranks(&self, list: &[Account]) -> Result<BTreeSet<u64>> {
        // An account may be called what the tables write for another one.
        let mut written: BTreeMap<Cow<str>, BTreeSet<u64>> = BTreeMap::new();
        for account in list {
            for form in [Cow::Borrowed(account.id.as_str()), cell(&account.id)] {
                written.entry(form).or_default().insert(account.row.rank);
            }
        }
        self.rows.iter().map(|row| self.rank(row, written.get(row.id.as_str()))).collect()
    }

    /// The rank of the account of a line, among those that are written so.
    fn rank(&self, row: &ConfirmedRow, written: Option<&BTreeSet<u64>>) -> Result<u64> {
        let wrong = |problem: &str, remedy: &str| {
            let problem = format!("line {}, column `account_id`: {problem} `{}`", row.line, row.id);
            Error::input(&self.file, problem, remedy)
        };
        let known =
            written.ok_or_else(|| wrong("candidates.csv has no account", "take the line out, or mend the id"))?;
        if let (Some(&only), 1) = (known.first(), known.len()) {
            return Ok(only);
        }
        let named = row.rank.parse().ok().filter(|rank| known.contains(rank));
        named.ok_or_else(|| {
            wrong("several accounts are written", "give in a column `rank` the one that candidates.csv has for it")
        })
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
        let confirmed = self.accounts.as_ref().map(|confirmed| confirmed.ranks(&list)).transpose()?;
        let keeps = |account: &Account| {
            (self.networks.is_empty() || self.networks.contains(&account.row.network_id))
                && (self.tiers.is_empty() || self.tiers.contains(&account.tier))
                && confirmed.as_ref().is_none_or(|ranks| ranks.contains(&account.row.rank))
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
