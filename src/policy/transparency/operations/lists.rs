//! The lists that an operations file names: the accounts of a network, and who
//! follows them.

use std::path::Path;

use lockstep_base::error::Result;
use lockstep_data::events::{At, Dictionary, Row, Table};
use rustc_hash::{FxHashMap, FxHashSet};

/// An account of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// The platform in lower case, empty where nobody says.
    pub platform: String,
    pub id: String,
    /// How many follow it, where the list says so.
    pub followers: Option<u64>,
    /// Its line in the list.
    pub line: u64,
}

/// Something wrong in a list: line, column, problem, remedy.
pub(super) type Fault = (u64, &'static str, String, &'static str);

/// The accounts of a network.
#[derive(Debug)]
pub(super) struct Accounts {
    pub file: String,
    pub sha256: String,
    pub members: Vec<Member>,
    pub faults: Vec<Fault>,
}

/// The followers of a network.
#[derive(Debug)]
pub(super) struct Followers {
    pub file: String,
    pub sha256: String,
    /// Distinct accounts that follow at least one member.
    pub union: u64,
    /// Distinct members that are followed.
    pub followed: u64,
    /// The member with the most distinct followers, and their number.
    pub largest: Option<(String, u64)>,
    pub faults: Vec<Fault>,
}

impl Member {
    /// As messages name it.
    pub(super) fn name(&self) -> String {
        if self.platform.is_empty() { self.id.clone() } else { format!("{} ({})", self.id, self.platform) }
    }

    /// Its platform and its id.
    pub(super) fn names(&self) -> (String, String) {
        (self.platform.clone(), self.id.clone())
    }

    /// What two lists have in common when they hold the same account.
    pub(super) fn key(&self) -> (&str, &str) {
        (&self.platform, &self.id)
    }
}

impl Accounts {
    /// Reads a list of accounts: `account_id` and, where they are there,
    /// `platform` and `followers`. `platforms` are those of the network: a
    /// single one is that of every account.
    ///
    /// # Errors
    /// When the file cannot be read, is no table or lacks the ids.
    pub(super) fn read(path: &Path, platforms: &[String]) -> Result<Self> {
        let table = Table::read(path)?;
        let id = table.column("account_id", "name the column of ids account_id")?;
        let columns = (id, table.find("platform"), table.find("followers"));
        let mut list = Self {
            file: table.file.clone(),
            sha256: table.sha256.clone(),
            members: Vec::with_capacity(table.rows().len()),
            faults: Vec::new(),
        };
        if columns.1.is_none() && platforms.len() > 1 {
            let problem = "it is not said which platform each account is on, and the network is on several".to_owned();
            list.faults.push((1, "platform", problem, "add a column platform"));
        }
        for row in table.rows() {
            match member(&row, columns, platforms) {
                Ok(member) => list.members.push(member),
                Err(fault) => list.faults.push(fault),
            }
        }
        list.refuse_repetition();
        Ok(list)
    }

    /// An account that is listed twice would be counted twice.
    fn refuse_repetition(&mut self) {
        let mut lines = FxHashMap::default();
        for member in &self.members {
            if let Some(first) = lines.insert(member.key(), member.line) {
                let problem = format!("the account {} is in line {first} already", member.name());
                self.faults.push((member.line, "account_id", problem, "keep one row an account"));
            }
        }
    }

    /// The account with the most followers of those whose number is known.
    pub(super) fn largest(&self) -> Option<(&Member, u64)> {
        let known = self.members.iter().filter_map(|member| Some((member, member.followers?)));
        known.max_by_key(|(member, followers)| (*followers, std::cmp::Reverse(member.line)))
    }

    /// The sum of the accounts' followers, where every one's is known and the
    /// sum can be written.
    pub(super) fn sum(&self) -> Option<u64> {
        self.members.iter().try_fold(0_u64, |sum, member| sum.checked_add(member.followers?))
    }
}

fn member(
    row: &Row<'_>,
    (id, platform, followers): (At, Option<At>, Option<At>),
    platforms: &[String],
) -> Result<Member, Fault> {
    let name = row.text(id);
    if name.is_empty() {
        let remedy = "fill it in, or leave the row out";
        return Err((row.line, "account_id", "the id is missing".to_owned(), remedy));
    }
    let given = row.text(platform).to_lowercase();
    let is_known = platforms.iter().any(|known| known.to_lowercase() == given);
    if !(given.is_empty() || platforms.is_empty() || is_known) {
        let problem = format!("the platform {given} is not among the network's: {}", platforms.join(", "));
        return Err((row.line, "platform", problem, "correct it, or add it to `platforms`"));
    }
    let count = row.text(followers);
    let followers = if count.is_empty() { None } else { Some(count.parse()) };
    let followers = followers.transpose().map_err(|_| {
        let remedy = "write a whole number without separators, such as 12500";
        (row.line, "followers", format!("`{count}` is no number of followers"), remedy)
    })?;
    let only = if let [only] = platforms { only.to_lowercase() } else { String::new() };
    Ok(Member { platform: if given.is_empty() { only } else { given }, id: name.to_owned(), followers, line: row.line })
}

impl Followers {
    /// Reads who follows whom: `account_id`, `follower_id` and, where accounts
    /// are on several platforms, `platform`. Where the accounts of the network
    /// are listed, every account followed must be one of them.
    ///
    /// # Errors
    /// When the file cannot be read, is no table or lacks a column.
    pub(super) fn read(path: &Path, accounts: Option<&Accounts>) -> Result<Self> {
        let table = Table::read(path)?;
        let account = table.column("account_id", "name the column of the network's accounts account_id")?;
        let follower = table.column("follower_id", "name the column of those who follow them follower_id")?;
        let platform = table.find("platform");
        let mut count = Count::new(accounts);
        for row in table.rows() {
            count.add(&row, row.text(account), row.text(follower), row.text(platform));
        }
        if count.followers.is_empty() && count.faults.is_empty() {
            let remedy = "fill it, or leave `followers_file` out and write `followers = 0`";
            count.faults.push((1, "follower_id", "the list is empty".to_owned(), remedy));
        }
        Ok(Self {
            union: count.followers.len() as u64,
            followed: count.followed.len() as u64,
            largest: count.largest(),
            faults: count.faults,
            file: table.file,
            sha256: table.sha256,
        })
    }
}

/// Distinct followers, over all members and of each.
struct Count<'a> {
    /// The platforms of each listed id; none where no accounts are listed.
    members: Option<FxHashMap<&'a str, Vec<&'a str>>>,
    followers: Dictionary,
    followed: Dictionary,
    pairs: FxHashSet<(u32, u32)>,
    strangers: FxHashSet<String>,
    faults: Vec<Fault>,
}

impl<'a> Count<'a> {
    fn new(accounts: Option<&'a Accounts>) -> Self {
        let members = accounts.map(|list| {
            let mut platforms: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
            for member in &list.members {
                platforms.entry(&member.id).or_default().push(&member.platform);
            }
            platforms
        });
        Self {
            members,
            followers: Dictionary::default(),
            followed: Dictionary::default(),
            pairs: FxHashSet::default(),
            strangers: FxHashSet::default(),
            faults: Vec::new(),
        }
    }

    fn add(&mut self, row: &Row<'_>, account: &str, follower: &str, platform: &str) {
        for (column, cell) in [("account_id", account), ("follower_id", follower)] {
            if cell.is_empty() {
                let remedy = "fill it in, or leave the row out";
                return self.faults.push((row.line, column, "the id is missing".to_owned(), remedy));
            }
        }
        let platform = match self.platform(account, &platform.to_lowercase()) {
            Ok(platform) => platform,
            Err((problem, remedy)) => {
                // One line an account, however many follow it.
                if self.strangers.insert(format!("{platform}\n{account}")) {
                    self.faults.push((row.line, "account_id", problem, remedy));
                }
                return;
            }
        };
        let account = self.followed.intern(&format!("{platform}\n{account}"));
        let follower = self.followers.intern(&format!("{platform}\n{follower}"));
        self.pairs.insert((account, follower));
    }

    /// The platform of a followed account.
    fn platform(&self, account: &str, given: &str) -> Result<String, (String, &'static str)> {
        let Some(members) = &self.members else { return Ok(given.to_owned()) };
        let platforms = members.get(account).map(Vec::as_slice).unwrap_or_default();
        match platforms {
            [only] if given.is_empty() || given == *only => Ok((*only).to_owned()),
            [_, _, ..] if given.is_empty() => {
                let problem = format!("the network has several accounts named {account}");
                Err((problem, "add a column platform that tells them apart"))
            }
            _ if platforms.contains(&given) => Ok(given.to_owned()),
            _ => {
                let problem = format!("{account} is no account of this network");
                Err((problem, "leave its rows out, or add it to `accounts_file`"))
            }
        }
    }

    fn largest(&self) -> Option<(String, u64)> {
        let mut counts = vec![0_u64; self.followed.len()];
        self.pairs.iter().for_each(|(account, _)| counts[*account as usize] += 1);
        // The first of equals, in the order of the file.
        let (account, count) = (0..).zip(counts).max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))?;
        let name = self.followed.get(account);
        Some((name.split_once('\n').map_or(name, |(_, id)| id).to_owned(), count))
    }
}
