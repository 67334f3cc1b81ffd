//! What an input held, and rows that could not be used.

use std::borrow::Cow;

use lockstep_base::numbers::{count, things};
use lockstep_base::time::Zone;
use serde::{Deserialize, Serialize};

use super::notes::{Finding, Note};
use super::presets::Preset;
use super::role::Role;

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file, as the user named it.
    pub file: String,
    /// Its line (of Parquet and JSON arrays: its row), from 1.
    pub line: u64,
    /// Why.
    pub reason: Cow<'static, str>,
}

/// What was left out because the user asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Rows before `from`, or from `to` on.
    pub times: u64,
    /// Rows of accounts that are left out.
    pub accounts: u64,
    /// Rows in other languages, or in none that is known.
    pub languages: u64,
    /// Addresses of domains that are left out.
    pub addresses: u64,
}

impl LeftOut {
    /// True where nothing was left out.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The rows that were left out.
    pub fn rows(&self) -> u64 {
        self.times + self.accounts + self.languages
    }

    /// Adds what was left out elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.times += other.times;
        self.accounts += other.accounts;
        self.languages += other.languages;
        self.addresses += other.addresses;
    }
}

/// What one input held.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SourceSummary {
    /// As the user named it; then, in an archive or a workbook, the member or the
    /// sheet: `posts.zip/may.csv`, `book.xlsx/Sheet1`.
    pub file: String,
    /// SHA-256 of the file as it lies on the disk; of a member of an archive, of
    /// that member as it comes out of the archive; of a sheet, of its workbook.
    pub sha256: String,
    /// The encoding that the text was in; absent: UTF-8, or no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The user said which encoding that is.
    #[serde(skip)]
    pub is_encoding_given: bool,
    /// Rows, used or not.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows that are no posts, such as service messages: they are not counted
    /// above.
    pub set_aside: u64,
    /// Rows and addresses that the user left out.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Where in a document the rows are, where they are not its lines or items.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rows_at: String,
    /// The form of the export, where it is a known one.
    pub preset: Option<Preset>,
    /// Which column carries which role.
    pub columns: Vec<(Role, String)>,
}

impl SourceSummary {
    /// What it says of times without a zone, if it has any.
    fn zoneless(&self) -> Option<&Note> {
        self.notes.iter().find(|note| note.finding == Finding::NoZone)
    }
}

/// What a reader of the results must know of the inputs, a sentence each. They may
/// hold parts of the data; `span` is that of all acts.
pub(super) fn warnings(sources: &[SourceSummary], span: (i64, i64)) -> Vec<String> {
    let likely = local_times_are_likely(sources, span);
    let mut warnings = Vec::new();
    for source in sources {
        if let Some(encoding) = source.encoding.as_ref().filter(|_| !source.is_encoding_given) {
            warnings.push(format!("{}: read as {encoding}; --encoding sets another one", source.file));
        }
        let is_told = |note: &&Note| note.finding.is_warning() || (note.finding == Finding::NoZone && likely);
        let notes = source.notes.iter().filter(is_told);
        warnings.extend(notes.map(|note| format!("{}: {}", source.file, note.sentence())));
    }
    warnings
}

/// Whether times without a zone are probably local ones, or times of several zones:
/// there are several inputs, a form whose times are local, or a change of clocks in
/// between.
fn local_times_are_likely(sources: &[SourceSummary], (first, last): (i64, i64)) -> bool {
    let zoneless: Vec<&SourceSummary> = sources.iter().filter(|source| source.zoneless().is_some()).collect();
    let is_local = |source: &&SourceSummary| {
        source.preset.is_some_and(|preset| preset.form().clock == super::presets::Clock::Machine)
    };
    let changes = |name: &str| name.parse::<Zone>().is_ok_and(|zone| zone.changes_between(first, last));
    !zoneless.is_empty()
        && (sources.len() > 1
            || zoneless.iter().any(is_local)
            || changes("Europe/Berlin")
            || changes("America/New_York"))
}

/// The first refused row of each input and how many there are, a sentence each.
pub(super) fn refused(sources: &[SourceSummary], rejects: &[Reject], listed: bool) -> Vec<String> {
    let of_source = |source: &SourceSummary| {
        let first = rejects.iter().find(|reject| source.rejected > 0 && reject.file == source.file)?;
        let rest = if listed { "" } else { "; list them with --rejects FILE" };
        Some(format!(
            "{}: {} of {} could not be used, first line {}: {}{rest}",
            source.file,
            count(source.rejected),
            things(source.rows, "row", "rows"),
            first.line,
            first.reason
        ))
    };
    sources.iter().filter_map(of_source).collect()
}
