//! What the entries of a file have in common while they are checked: the lists
//! that they name, and what was removed so far.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lockstep_base::calendar::Period;
use lockstep_base::error::Result;
use lockstep_base::numbers::things;
use lockstep_base::toml::Lines;
use rustc_hash::FxHashMap;

use super::elections::Names;
use super::entry::{CORRECT, Reader, is_blank, is_on};
use super::field::Field;
use super::file::{Entry, Number, Text};
use super::lists::{Accounts, Fault, Followers};
use super::model::{InputFile, Operations};
use super::problem::{Problem, Severity};
use super::sums::{add_up, within_members};
use crate::supervision::registry::Registry;

/// Where an account was removed.
pub(super) struct Removed {
    /// Empty where it is not told: then it may be any.
    platform: String,
    entry: String,
    /// The number of the entry, which no other one has.
    number: usize,
    list: String,
    /// The line in the list.
    line: u64,
}

/// An operation by its id.
pub(super) struct Named {
    /// When it was removed, where that could be read.
    pub months: Option<Period>,
    pub line: u64,
    /// Whether it is a removed network: no draft, and not kept.
    pub is_removed: bool,
}

/// Reads the entries of a file, and keeps what is wrong with them.
pub(super) struct Checker<'a> {
    pub file: &'a str,
    /// Where lists are looked for.
    pub folder: PathBuf,
    pub lines: &'a Lines,
    pub registry: Option<&'a Registry>,
    pub found: Operations,
    pub problems: Vec<Problem>,
    /// What is known of each id.
    pub ids: BTreeMap<String, Named>,
    /// The names of elections so far.
    pub elections: Names,
    /// Every listed account that counts, by its id.
    removed: FxHashMap<String, Vec<Removed>>,
    /// How many entries were read.
    pub entries: usize,
    /// Sums over all entries that count, so that no report's sum overflows.
    accounts: u64,
    followers: u64,
}

impl<'a> Checker<'a> {
    pub(super) fn new(file: &'a str, folder: PathBuf, lines: &'a Lines, registry: Option<&'a Registry>) -> Self {
        Self {
            file,
            folder,
            lines,
            registry,
            found: Operations::default(),
            problems: Vec::new(),
            ids: BTreeMap::new(),
            elections: Names::new(),
            removed: FxHashMap::default(),
            entries: 0,
            accounts: 0,
            followers: 0,
        }
    }

    /// The number of accounts, stated, listed or both, and the list.
    pub(super) fn accounts(
        &mut self,
        reader: &mut Reader<'_>,
        (number, file): (&Number, &Text),
        platforms: &[String],
    ) -> (Option<u64>, Option<Accounts>) {
        let stated = reader.number("accounts", number, 1);
        reader.missing_if(number.is_none() && is_blank(file), Field::Accounts);
        let list = self.list(reader, "accounts_file", file, |path| Accounts::read(path, platforms));
        let Some(mut list) = list else { return (stated, None) };
        let listed = list.members.len() as u64;
        if listed == 0 && list.faults.is_empty() {
            let remedy = "fill it, or leave `accounts_file` out";
            list.faults.push((1, "account_id", "the list is empty".to_owned(), remedy));
        }
        self.used(reader, (&list.file, &list.sha256), &list.faults);
        self.registered(reader, &list);
        // Rows that cannot be used are errors of their own.
        if list.faults.is_empty()
            && let Some((stated, value)) = stated.zip(number.as_ref()).filter(|(stated, _)| *stated != listed)
        {
            let problem = format!(
                "{} are stated, but {} lists {}",
                things(stated, "account", "accounts"),
                list.file,
                things(listed, "account", "accounts")
            );
            reader.error(reader.line_of(value), "accounts", problem, CORRECT);
        }
        (stated.or(Some(listed).filter(|listed| *listed > 0)), Some(list))
    }

    /// The number of followers, stated, counted or both.
    pub(super) fn followers(
        &mut self,
        reader: &mut Reader<'_>,
        entry: &Entry,
        accounts: Option<u64>,
        list: Option<&Accounts>,
    ) -> Option<u64> {
        let stated = reader.number("followers", &entry.followers, 0);
        let is_told = entry.followers.is_some() || !is_blank(&entry.followers_file);
        if !is_told && !is_on(&entry.draft) && !reader.secret.contains(&Field::Followers) {
            let remedy = "count them, or name them in `not_public`; unknown they are reported as not known";
            reader.note(reader.line, Some("followers"), "nobody says how many follow the network", remedy);
        }
        // What is wrong in the list of accounts is said once, there.
        let list = list.filter(|list| list.faults.is_empty());
        let read = |path: &Path| Followers::read(path, list);
        let counted = self.list(reader, "followers_file", &entry.followers_file, read);
        if let Some(counted) = &counted {
            self.used(reader, (&counted.file, &counted.sha256), &counted.faults);
        }
        let counted = counted.filter(|counted| counted.faults.is_empty());
        let followers = stated.or(counted.as_ref().map(|counted| counted.union))?;
        let line = reader.line_or_entry(entry.followers.as_ref());
        if let Some(counted) = &counted {
            add_up(reader, line, (stated, accounts), counted);
        }
        within_members(reader, line, followers, list, counted.as_ref());
        Some(followers)
    }

    /// Reads a list that the entry names, relative to the operations file.
    fn list<T>(
        &self,
        reader: &mut Reader<'_>,
        field: &str,
        name: &Text,
        read: impl FnOnce(&Path) -> Result<T>,
    ) -> Option<T> {
        let name = name.as_ref().filter(|name| !name.get_ref().trim().is_empty())?;
        match read(&self.folder.join(name.get_ref().trim())) {
            Ok(list) => Some(list),
            Err(error) => {
                let remedy = "name a CSV file that is there, as seen from the operations file";
                reader.error(reader.line_of(name), field, error.to_string(), remedy);
                None
            }
        }
    }

    /// Keeps a list that was read, and what is wrong in it.
    fn used(&mut self, reader: &mut Reader<'_>, (file, sha256): (&str, &str), faults: &[Fault]) {
        let input = InputFile { file: file.to_owned(), sha256: sha256.to_owned() };
        if !self.found.inputs.contains(&input) {
            self.found.inputs.push(input);
        }
        reader.problems.extend(faults.iter().map(|(line, column, problem, remedy)| Problem {
            file: file.to_owned(),
            line: *line,
            severity: Severity::Error,
            entry: Some(reader.entry.clone()),
            field: Some((*column).to_owned()),
            problem: problem.clone(),
            remedy: (*remedy).to_owned(),
        }));
    }

    /// An account is removed once, with one network.
    pub(super) fn removed_once(&mut self, reader: &mut Reader<'_>, list: Option<&Accounts>) {
        let Some(list) = list else { return };
        for member in &list.members {
            let here = Removed {
                platform: member.platform.clone(),
                entry: reader.entry.clone(),
                number: self.entries,
                list: list.file.clone(),
                line: member.line,
            };
            let known = self.removed.entry(member.id.clone()).or_default();
            let is_one = |x: &str, y: &str| x.is_empty() || y.is_empty() || x == y;
            // A repetition within one list is an error of the list.
            let is_before =
                |before: &&Removed| before.number != here.number && is_one(&before.platform, &here.platform);
            let place = known
                .iter()
                .find(is_before)
                .map(|before| format!("{} too ({}, line {})", before.entry, before.list, before.line));
            known.push(here);
            let Some(place) = place else { continue };
            reader.problems.push(Problem {
                file: list.file.clone(),
                line: member.line,
                severity: Severity::Error,
                entry: Some(reader.entry.clone()),
                field: Some("account_id".to_owned()),
                problem: format!("the account {} is counted in {place}", member.name()),
                remedy: "leave it in one of the two lists".to_owned(),
            });
        }
    }

    /// Adds up what counts.
    pub(super) fn sum(&mut self, reader: &mut Reader<'_>, stated: &Number, accounts: u64, followers: u64) {
        let sums = self.accounts.checked_add(accounts).zip(self.followers.checked_add(followers));
        match sums {
            Some(sums) => (self.accounts, self.followers) = sums,
            None => {
                let line = reader.line_or_entry(stated.as_ref());
                reader.error(line, "accounts", "the sum over all entries is too large", "correct the numbers");
            }
        }
    }
}
