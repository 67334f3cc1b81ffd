//! What was read, column by column.

use std::hash::BuildHasher;
use std::sync::Arc;

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::things;
use lockstep_base::time;
use rustc_hash::FxBuildHasher;

use super::account::Post;
use super::config::InputConfig;
use super::dictionary::Dictionary;
use super::facts::Facts;
use super::role::Role;
pub(super) use super::{by_role::UNKNOWN, by_role::entry};
use super::{summary::Reject, summary::SourceSummary, summary::warnings};

/// Refused rows that are listed: whoever has more looks at the first ones.
const MOST_LISTED: usize = 1 << 19;

/// Refused rows of a part of an input that are listed.
const MOST_OF_A_PART: usize = 1 << 13;

/// What was read: one entry a usable row in `account` and `time`, and in each
/// of the columns.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Names of the accounts; with a platform, `platform:id`.
    pub accounts: Dictionary,
    /// Who acted, as a number of `accounts`.
    pub account: Vec<u32>,
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: Vec<i64>,
    /// The post that the row is of: a fingerprint of the content's id, 0 where
    /// the data have none.
    pub post: Vec<u64>,
    /// Rows that could not be used, the first ones where there are very many.
    pub rejects: Vec<Reject>,
    /// How many more there are.
    pub unlisted: u64,
    /// What was read, file by file.
    pub sources: Vec<SourceSummary>,
    /// Members of archives that are of no form that is read: pictures, for
    /// example.
    pub skipped: Vec<String>,
    /// What the data tell of the accounts, where one of [`FACTS`](super::FACTS) was wanted.
    pub facts: Facts,
    /// The line (of tables: the row, from 1) of each row in memory, where it was
    /// asked for.
    pub(super) lines: Vec<u64>,
    pub(super) columns: Vec<(Role, Column)>,
    pub(super) moments: Vec<(Role, Vec<i64>)>,
    /// Of all rows, those that were forgotten included: how many, from when to
    /// when, and whether any time has seconds.
    rows: usize,
    span: Option<(i64, i64)>,
    has_seconds: bool,
    /// Accounts that have no number, because nothing that is here is theirs.
    unnumbered: usize,
}

/// What all rows tell together, where they were read elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Usable rows.
    pub rows: usize,
    /// The first and the last moment, in microseconds since 1970-01-01 UTC.
    pub span: Option<(i64, i64)>,
    /// Whether any time has seconds.
    pub has_seconds: bool,
    /// Accounts in all.
    pub accounts: usize,
    /// What was read, file by file.
    pub sources: Vec<SourceSummary>,
    /// Rows that could not be used.
    pub rejects: Vec<Reject>,
}

/// A column of ids: none, one or several a row.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The distinct values.
    pub strings: Arc<Dictionary>,
    pub(super) ids: Vec<u32>,
    /// End of each row in `ids`.
    ends: Vec<usize>,
}

impl Column {
    /// The values of one row.
    pub fn row(&self, row: usize) -> &[u32] {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.ids[start..self.ends[row]]
    }

    /// The number of values in all rows.
    pub fn values(&self) -> usize {
        self.ids.len()
    }

    fn forget_rows(&mut self) {
        self.ids.clear();
        self.ends.clear();
    }

    pub(super) fn close_row(&mut self) {
        self.ends.push(self.ids.len());
    }

    /// Adds a value to the last row, if the row has it not.
    pub(super) fn add_to_last_row(&mut self, value: &str) {
        let Some(last) = self.ends.len().checked_sub(1) else { return };
        let id = Arc::make_mut(&mut self.strings).intern(value);
        if !self.row(last).contains(&id) {
            self.ids.push(id);
            self.ends[last] = self.ids.len();
        }
    }

    pub(super) fn pad(&mut self, rows: usize) {
        self.ends.resize(rows, self.ids.len());
    }

    fn append(&mut self, other: &Self) {
        let renumbered = Arc::make_mut(&mut self.strings).absorb(&other.strings);
        let offset = self.ids.len();
        self.ids.extend(other.ids.iter().map(|&id| renumbered[id as usize]));
        self.ends.extend(other.ends.iter().map(|end| end + offset));
    }
}

impl Events {
    /// Events whose rows were read elsewhere: some of the accounts, and what is
    /// known of them.
    pub fn told(accounts: Dictionary, facts: Facts, all: Told) -> Self {
        Self {
            unnumbered: all.accounts.saturating_sub(accounts.len()),
            accounts,
            facts,
            rejects: all.rejects,
            sources: all.sources,
            rows: all.rows,
            span: all.span,
            has_seconds: all.has_seconds,
            ..Self::default()
        }
    }

    /// How many accounts there are, those that have no number included.
    pub fn accounts_in_all(&self) -> usize {
        self.accounts.len() + self.unnumbered
    }

    /// Forgets the rows that are in memory; the dictionaries, and what is known
    /// of all rows, stay.
    pub fn forget_rows(&mut self) {
        self.account.clear();
        self.time.clear();
        self.post.clear();
        self.lines.clear();
        self.columns.iter_mut().for_each(|(_, column)| column.forget_rows());
        self.moments.iter_mut().for_each(|(_, moments)| moments.clear());
    }

    /// Forgets the rows and all that was read of them but the accounts.
    pub(crate) fn forget_values(&mut self) {
        self.forget_rows();
        self.columns.clear();
        self.moments.clear();
    }

    /// The names of the accounts, without all the rest.
    pub fn into_accounts(self) -> Dictionary {
        self.accounts
    }

    /// The number of usable rows, those that were forgotten included.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The number of usable rows in memory.
    pub fn len(&self) -> usize {
        self.account.len()
    }

    /// True without a usable row in memory.
    pub fn is_empty(&self) -> bool {
        self.account.is_empty()
    }

    /// The line (of tables: the row, from 1) of each usable row in memory; none
    /// unless a part was read.
    pub fn lines(&self) -> &[u64] {
        &self.lines
    }

    /// The column with this role, where any input has it.
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|(r, _)| *r == role).map(|(_, column)| column)
    }

    /// The moments of this role, [`UNKNOWN`] where a row has none.
    pub fn moments(&self, role: Role) -> Option<&[i64]> {
        self.moments.iter().find(|(r, _)| *r == role).map(|(_, moments)| moments.as_slice())
    }

    /// The post that a row is of.
    pub fn post_of(&self, row: usize) -> Post {
        (self.account[row], self.time[row], self.post_id(row))
    }

    /// What tells the row's post from others: the fingerprint of its id. Where the data
    /// have no ids of posts, what an account does at one moment is one post, so that a
    /// duplicate row changes nothing.
    pub(crate) fn post_id(&self, row: usize) -> u64 {
        let id = self.post[row];
        if id == 0 { FxBuildHasher.hash_one((self.account[row], self.time[row])) } else { id }
    }

    /// Numbers the accounts by nothing but their names, so that nothing depends on the
    /// order in which they came; gives for each its new number. No row is in memory.
    pub(crate) fn renumber_accounts(&mut self) -> Vec<u32> {
        let (accounts, numbers) = self.accounts.canonical();
        self.facts = self.facts.renumbered(&numbers);
        self.accounts = accounts;
        numbers
    }

    /// The first input, for messages about all of them.
    pub fn first_file(&self) -> &str {
        self.sources.first().map_or("input", |source| source.file.as_str())
    }

    /// The first and the last moment of all rows, 0 without a row.
    pub fn span(&self) -> (i64, i64) {
        self.span.unwrap_or_default()
    }

    /// The unit in which all times are known, in microseconds: a minute or a second.
    pub fn resolution(&self) -> i64 {
        if self.to_the_minute() { time::MINUTE } else { time::SECOND }
    }

    /// True when no time has seconds: gaps below a minute are not known.
    pub fn to_the_minute(&self) -> bool {
        self.rows > 1 && !self.has_seconds
    }

    /// Adds the rows of `other` below these.
    pub(super) fn append(&mut self, other: Self) {
        let (above, below) = (self.len(), other.len());
        self.rows += below;
        self.has_seconds |= other.time.iter().any(|time| time % (60 * time::SECOND) != 0);
        let times = [self.span, other.time.iter().min().copied().zip(other.time.iter().max().copied())];
        self.span = times.into_iter().flatten().reduce(|x, y| (x.0.min(y.0), x.1.max(y.1)));
        let renumbered = self.accounts.absorb(&other.accounts);
        self.facts.append(&other.facts, &renumbered);
        self.account.extend(other.account.iter().map(|&id| renumbered[id as usize]));
        self.time.extend(&other.time);
        self.post.extend(&other.post);
        self.lines.extend(&other.lines);
        for (role, column) in &other.columns {
            let mine = entry(&mut self.columns, *role);
            mine.pad(above);
            mine.append(column);
        }
        for (role, moments) in &other.moments {
            let mine = entry(&mut self.moments, *role);
            mine.resize(above, UNKNOWN);
            mine.extend(moments);
        }
        self.columns.iter_mut().for_each(|(_, column)| column.pad(above + below));
        self.moments.iter_mut().for_each(|(_, moments)| moments.resize(above + below, UNKNOWN));
        let room = MOST_LISTED.saturating_sub(self.rejects.len());
        self.unlisted += other.unlisted + other.rejects.len().saturating_sub(room) as u64;
        self.rejects.extend(other.rejects.into_iter().take(room));
        self.sources.extend(other.sources);
    }

    /// Refuses a row.
    pub(super) fn refuse(&mut self, reject: Reject) {
        match self.rejects.len() < MOST_OF_A_PART {
            true => self.rejects.push(reject),
            false => self.unlisted += 1,
        }
    }

    /// What a reader of the results must know of the inputs, a sentence each, which
    /// may hold parts of the data.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = warnings(&self.sources, self.span());
        if let Some(first) = self.skipped.first() {
            let members = things(self.skipped.len() as u64, "member", "members");
            warnings.push(format!("{members} of archives hold no table and were skipped, first {first}"));
        }
        warnings
    }

    /// Whether enough of the rows can be used.
    ///
    /// # Errors
    /// When a larger share of them than `config.max_rejects` was refused.
    pub fn check_rejects(&self, config: &InputConfig) -> Result<()> {
        let rows: u64 = self.sources.iter().map(|s| s.rows).sum();
        let rejected: u64 = self.sources.iter().map(|s| s.rejected).sum();
        let Some(first) = self.rejects.first() else { return Ok(()) };
        if rejected as f64 <= config.max_rejects * rows as f64 {
            return Ok(());
        }
        let share = 100.0 * rejected as f64 / rows as f64;
        let problem = format!(
            "{rejected} of {rows} rows ({share:.1} %) cannot be used, first line {}: {}",
            first.line, first.reason
        );
        let listed = match &config.rejects {
            Some(path) => format!("the others are listed in {}", path.display()),
            None => "list the others with --rejects FILE".to_owned(),
        };
        let remedy = match rejected < rows {
            // Rounded up, so that it works.
            true => format!(
                "mend the file, or go on without these rows with --max-rejects {:.3}; {listed}",
                (1_000.0 * rejected as f64 / rows as f64).ceil() / 1_000.0
            ),
            false => format!("look at the file with `lockstep check`, and name other columns with --column; {listed}"),
        };
        Err(Error::input(&first.file, problem, remedy))
    }
}
