//! What the platform knows of accounts, from files of the user's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, Language};
use lockstep_base::error::{Error, Result};
use lockstep_base::time;
use lockstep_data::events::{At, Row, Table};

/// What is known of an account; texts are empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The platform that it is on.
    pub platform: String,
    /// The name that it goes by, and can change.
    pub handle: String,
    /// When it was created, in microseconds since 1970-01-01 UTC; of a day its
    /// first moment.
    pub created: Option<i64>,
    /// Accounts that follow it.
    pub followers: Option<u64>,
    /// Its language, as the platform states it.
    pub language: Option<Language>,
    /// Its country, as the platform states it.
    pub country: Option<Country>,
}

/// What is known of accounts, by their exact ids.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    accounts: BTreeMap<String, Fact>,
    /// File and SHA-256, where one was read.
    pub source: Option<(String, String)>,
}

/// Where the columns of a table of facts are.
struct Columns {
    account: At,
    platform: Option<At>,
    handle: Option<At>,
    created: Option<At>,
    followers: Option<At>,
    language: Option<At>,
    country: Option<At>,
}

impl Facts {
    /// Reads a table with the column `account_id` (exactly as in the data; with
    /// a platform, `platform:id`) and any of `platform`, `handle`, `created` (a
    /// day or a time), `followers`, `language` (ISO 639) and `country` (ISO
    /// 3166-1).
    ///
    /// # Errors
    /// When the table cannot be read, has none of these columns, has a cell
    /// that is no such value, or tells two things about one account.
    pub fn read(path: &Path) -> Result<Self> {
        let table = Table::read(path)?;
        let columns = Columns::of(&table)?;
        let mut accounts = BTreeMap::new();
        for row in table.rows() {
            let id = row.needed(columns.account)?;
            let fact = columns.fact(&row)?;
            if accounts.insert(id.to_owned(), fact.clone()).is_some_and(|before| before != fact) {
                let problem = format!("an earlier line tells something else about `{id}`");
                return Err(row.error(columns.account, problem, "keep one line an account"));
            }
        }
        Ok(Self { accounts, source: Some((table.file, table.sha256)) })
    }

    /// Reads the table where there is one.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub fn read_any(path: Option<&Path>) -> Result<Self> {
        path.map_or_else(|| Ok(Self::default()), Self::read)
    }

    /// What is known of an account.
    pub fn of(&self, account: &str) -> Option<&Fact> {
        self.accounts.get(account)
    }
}

impl Columns {
    fn of(table: &Table) -> Result<Self> {
        let account = table.column("account_id", "give one line an account, with its exact id")?;
        let find = |name| table.find(name);
        Ok(Self {
            account,
            platform: find("platform"),
            handle: find("handle"),
            created: find("created"),
            followers: find("followers"),
            language: find("language"),
            country: find("country"),
        })
    }

    fn fact(&self, row: &Row) -> Result<Fact> {
        Ok(Fact {
            platform: row.text(self.platform).to_owned(),
            handle: row.text(self.handle).to_owned(),
            created: self.created(row)?,
            followers: row.value(self.followers, "a whole number")?,
            language: row.value(self.language, "a code of ISO 639 such as en, or leave it empty")?,
            country: row.value(self.country, "a code of ISO 3166-1 such as GB, or leave it empty")?,
        })
    }

    fn created(&self, row: &Row) -> Result<Option<i64>> {
        let Some(column) = self.created.filter(|&column| !row.text(column).is_empty()) else { return Ok(None) };
        let text = row.text(column);
        let moment = text.parse::<Day>().ok().and_then(Day::first_moment).map_or_else(|| time::parse(text), Ok);
        let remedy = "write a day such as 2024-05-31 or a time such as 2024-05-31T10:00:00Z";
        moment.map(Some).map_err(|problem| row.error(column, format!("`{text}` cannot be used ({problem})"), remedy))
    }
}

/// Who follows the members of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followers {
    /// Member and follower, each pair once.
    pub pairs: BTreeSet<(String, String)>,
}

impl Followers {
    /// Reads a table with the columns `account_id` and `follower_id`; lines
    /// about other accounts are passed over.
    ///
    /// # Errors
    /// When the table cannot be read, lacks a column or a cell, or tells of no
    /// member.
    pub fn read(path: &Path, members: &BTreeSet<&str>) -> Result<Self> {
        let table = Table::read(path)?;
        let remedy = "give one line a follower of an account: account_id, follower_id";
        let (account, follower) = (table.column("account_id", remedy)?, table.column("follower_id", remedy)?);
        let mut pairs = BTreeSet::new();
        for row in table.rows() {
            let (account, follower) = (row.needed(account)?, row.needed(follower)?);
            if members.contains(account) {
                pairs.insert((account.to_owned(), follower.to_owned()));
            }
        }
        if pairs.is_empty() {
            let problem = "no line is of a member of the network";
            return Err(Error::input(&table.file, problem, "check that account_id is written as in the data"));
        }
        Ok(Self { pairs })
    }

    /// How many accounts follow at least one of the members.
    pub fn union(&self) -> u64 {
        self.pairs.iter().map(|(_, follower)| follower).collect::<BTreeSet<_>>().len() as u64
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn table(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    #[test]
    fn facts_are_read_by_exact_id() {
        let file = table(
            "account_id,created,followers,country,language,handle\n a,2024-05-31,7,gb,en,Anna_1\nb,2024-05-31T10:00:00Z,,,,\n",
        );
        let facts = Facts::read(file.path()).unwrap();
        let a = facts.of(" a").unwrap();
        assert_eq!((a.created, a.followers), (Some(1_717_113_600_000_000), Some(7)));
        assert_eq!((a.country.unwrap().code(), a.language.unwrap().code(), a.handle.as_str()), ("GB", "en", "Anna_1"));
        assert_eq!(facts.of("b").unwrap().created, Some(1_717_149_600_000_000));
        assert!(facts.of("a").is_none());
    }

    #[test]
    fn a_fact_that_cannot_be_used_names_its_line_and_column() {
        for (text, says) in [
            ("account_id,created\na,yesterday\n", "line 2, column `created`"),
            ("account_id,country\na,UK\n", "line 2, column `country`"),
            ("account_id,followers\na,-1\n", "column `followers`"),
            ("account_id,handle\na,x\na,y\n", "line 3, column `account_id`"),
            ("id,handle\na,x\n", "no column `account_id`"),
        ] {
            let error = Facts::read(table(text).path()).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn a_follower_of_two_members_counts_once() {
        let file = table("account_id,follower_id\na,1\na,2\nb,2\nb,3\nother,4\n");
        let followers = Followers::read(file.path(), &BTreeSet::from(["a", "b"])).unwrap();
        assert_eq!((followers.union(), followers.pairs.len()), (3, 4));
        let error = Followers::read(file.path(), &BTreeSet::from(["c"])).unwrap_err().to_string();
        assert!(error.contains("no line is of"), "{error}");
    }
}
