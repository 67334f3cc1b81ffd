//! Files to typed columns: who acted on what and when.
//!
//! Every reader hands rows of cells to one place, which decides what can be
//! used; parts of a file are parsed in parallel and joined in the order of the
//! input, so that ids are numbered by first appearance whatever the number of
//! threads.

mod delimited;
mod dictionary;
mod json;
mod parquet;
mod role;
pub mod source;
mod text;
pub mod time;
mod window;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

pub use dictionary::{Dictionary, NONE};
pub use role::{Columns, Preset, Role};
pub use source::{Format, Source};
pub use window::Window;

use crate::error::{Error, Result};

/// Stands where a moment is not known.
pub const UNKNOWN: i64 = i64::MIN;

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InputConfig {
    /// The form of the export; absent: recognised from the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The format of times in `strftime` notation; absent: recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_format: Option<String>,
    /// Texts that stand for a missing value.
    pub missing: Vec<String>,
    /// The largest share of rows that may be refused, from 0 to 1.
    pub max_rejects: f64,
    /// Columns by role; they go before the preset's.
    pub columns: BTreeMap<Role, String>,
}

impl Default for InputConfig {
    fn default() -> Self {
        let missing = ["NA", "N/A", "NaN", "nan", "null", "NULL", "None", "\\N"];
        Self {
            preset: None,
            columns: BTreeMap::new(),
            time_format: None,
            missing: missing.map(str::to_owned).to_vec(),
            max_rejects: 0.01,
        }
    }
}

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
    /// Rows that could not be used.
    pub rejects: Vec<Reject>,
    /// What was read, file by file.
    pub sources: Vec<SourceSummary>,
    columns: Vec<(Role, Column)>,
    moments: Vec<(Role, Vec<i64>)>,
}

/// A column of ids: none, one or several a row.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The distinct values.
    pub strings: Dictionary,
    ids: Vec<u32>,
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

    fn close_row(&mut self) {
        self.ends.push(self.ids.len());
    }

    fn pad(&mut self, rows: usize) {
        self.ends.resize(rows, self.ids.len());
    }

    fn append(&mut self, other: &Self) {
        let renumbered = self.strings.absorb(&other.strings);
        let offset = self.ids.len();
        self.ids.extend(other.ids.iter().map(|&id| renumbered[id as usize]));
        self.ends.extend(other.ends.iter().map(|end| end + offset));
    }
}

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

/// What one input held.
#[derive(Clone, Debug, Serialize)]
pub struct SourceSummary {
    /// As the user named it.
    pub file: String,
    /// SHA-256 of the file as it lies on the disk.
    pub sha256: String,
    /// Rows, used or not.
    pub rows: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Which column carries which role.
    pub columns: Vec<(Role, String)>,
}

/// One value of one row as a reader found it.
#[derive(Clone, Copy, Debug)]
enum Cell<'a> {
    /// No value.
    Missing,
    /// Text; a list-valued role may split it.
    Text(&'a str),
    /// A list that the format itself knows (JSON, Parquet).
    Items(&'a [String]),
    /// A moment that the format itself knows, in microseconds.
    Moment(i64),
}

impl Events {
    /// Reads every input. Only columns with a role in `wanted` are decoded.
    ///
    /// # Errors
    /// When an input cannot be read (the message names it and the remedy), or
    /// when a larger share of rows than `config.max_rejects` is refused.
    pub fn read(paths: &[PathBuf], config: &InputConfig, wanted: &[Role]) -> Result<Self> {
        let mut events = Self::default();
        for path in paths {
            let source = Source::open(path)?;
            let chunk = read_source(&source, config, wanted)?;
            events.append(chunk);
        }
        events.check_rejects(config)?;
        if events.is_empty() {
            let file = events.sources.first().map_or("input", |s| s.file.as_str());
            return Err(Error::input(file, "no row can be used", "see the reasons with a higher --max-rejects"));
        }
        Ok(events)
    }

    /// The number of usable rows.
    pub fn len(&self) -> usize {
        self.account.len()
    }

    /// True without a usable row.
    pub fn is_empty(&self) -> bool {
        self.account.is_empty()
    }

    /// The column with this role, where any input has it.
    pub fn column(&self, role: Role) -> Option<&Column> {
        self.columns.iter().find(|(r, _)| *r == role).map(|(_, column)| column)
    }

    /// The moments of this role, [`UNKNOWN`] where a row has none.
    pub fn moments(&self, role: Role) -> Option<&[i64]> {
        self.moments.iter().find(|(r, _)| *r == role).map(|(_, moments)| moments.as_slice())
    }

    /// The first and the last moment, 0 without a row.
    pub fn span(&self) -> (i64, i64) {
        (self.time.iter().copied().min().unwrap_or(0), self.time.iter().copied().max().unwrap_or(0))
    }

    /// True when no time has seconds: gaps below a minute are not known.
    pub fn to_the_minute(&self) -> bool {
        self.len() > 1 && self.time.iter().all(|t| t % (60 * time::SECOND) == 0)
    }

    /// Adds the rows of `other` below these.
    fn append(&mut self, other: Self) {
        let (above, below) = (self.len(), other.len());
        let renumbered = self.accounts.absorb(&other.accounts);
        self.account.extend(other.account.iter().map(|&id| renumbered[id as usize]));
        self.time.extend(&other.time);
        self.post.extend(&other.post);
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
        self.rejects.extend(other.rejects);
        self.sources.extend(other.sources);
    }

    fn check_rejects(&self, config: &InputConfig) -> Result<()> {
        let rows: u64 = self.sources.iter().map(|s| s.rows).sum();
        let rejected: u64 = self.sources.iter().map(|s| s.rejected).sum();
        let Some(first) = self.rejects.first() else { return Ok(()) };
        if rejected as f64 <= config.max_rejects * rows as f64 {
            return Ok(());
        }
        let share = 100.0 * rejected as f64 / rows as f64;
        Err(Error::input(
            &first.file,
            format!(
                "{rejected} of {rows} rows ({share:.1} %) cannot be used, first line {}: {}",
                first.line, first.reason
            ),
            format!(
                "mend the file, or allow more than {} % with --max-rejects {:.2}",
                100.0 * config.max_rejects,
                share / 100.0 + 0.005
            ),
        ))
    }
}

fn entry<T: Default>(list: &mut Vec<(Role, T)>, role: Role) -> &mut T {
    let position = list.iter().position(|(r, _)| *r == role).unwrap_or_else(|| {
        list.push((role, T::default()));
        list.len() - 1
    });
    &mut list[position].1
}

fn read_source(source: &Source, config: &InputConfig, wanted: &[Role]) -> Result<Events> {
    let mut events = match source.format {
        Format::Delimited(separator) => delimited::read(source, separator, config, wanted)?,
        Format::JsonLines => json::read_lines(source, config, wanted)?,
        Format::JsonArray => json::read_array(source, config, wanted)?,
        Format::Parquet => parquet::read(source, config, wanted)?,
    };
    for summary in &mut events.sources {
        summary.sha256.clone_from(&source.sha256);
    }
    Ok(events)
}

/// Which fields of a file are read, and what a row must have.
struct Layout<'a> {
    file: &'a str,
    config: &'a InputConfig,
    /// Role, position in the file's header, name there.
    fields: Vec<(Role, usize, String)>,
    object_required: bool,
    /// The ids of the contents are kept, not only their fingerprints.
    contents: bool,
}

impl<'a> Layout<'a> {
    fn new(file: &'a str, header: &[String], config: &'a InputConfig, wanted: &[Role]) -> Result<Self> {
        let columns = Columns::resolve(file, header, config.preset, &config.columns)?;
        const ALWAYS: [Role; 4] = [Role::Account, Role::Time, Role::Content, Role::Platform];
        let needed = |role: Role| ALWAYS.contains(&role) || wanted.contains(&role);
        let fields = columns
            .positions
            .iter()
            .filter(|(role, _)| needed(*role))
            .map(|&(role, position)| (role, position, header[position].clone()))
            .collect();
        let object_required = columns.object_required && wanted.contains(&Role::Object);
        Ok(Self { file, config, fields, object_required, contents: wanted.contains(&Role::Content) })
    }

    fn has(&self, role: Role) -> bool {
        self.fields.iter().any(|(r, _, _)| *r == role)
    }
}

/// The rows of a part of a file, on their way to becoming [`Events`].
struct Chunk<'a> {
    layout: &'a Layout<'a>,
    events: Events,
    rows: u64,
    /// Rows that were refused, counting each of the lines that a broken row
    /// swallowed.
    rejected: u64,
    account: String,
}

impl<'a> Chunk<'a> {
    fn new(layout: &'a Layout<'a>) -> Self {
        let mut events = Events::default();
        for &(role, _, _) in &layout.fields {
            match role {
                Role::Account | Role::Time | Role::Platform => {}
                Role::Content if !layout.contents => {}
                Role::Text => text::derived(layout).for_each(|role| _ = entry(&mut events.columns, role)),
                role if role.is_time() => _ = entry(&mut events.moments, role),
                role => _ = entry(&mut events.columns, role),
            }
        }
        Self { layout, events, rows: 0, rejected: 0, account: String::new() }
    }

    /// Refuses a row that takes up `lines` lines of the file.
    fn refuse(&mut self, line: u64, lines: u64, reason: impl Into<Cow<'static, str>>) {
        self.rows += lines;
        self.rejected += lines;
        self.events.rejects.push(Reject { file: self.layout.file.to_owned(), line, reason: reason.into() });
    }

    /// Takes a row, its cells in the order of the layout's fields; a row that
    /// cannot be used is refused whole.
    fn push(&mut self, line: u64, cells: &[Cell]) {
        match self.usable(cells) {
            Ok(moment) => {
                self.rows += 1;
                self.commit(moment, cells);
            }
            Err(reason) => self.refuse(line, 1, reason),
        }
    }

    /// Checks the row, leaves the account's name in `self.account` and gives
    /// the moment of the act.
    fn usable(&mut self, cells: &[Cell]) -> Result<i64, Cow<'static, str>> {
        let (mut platform, mut account, mut moment) = (None, None, None);
        let mut has_object = false;
        for ((role, _, name), cell) in self.layout.fields.iter().zip(cells) {
            match role {
                Role::Account => account = self.one(cell),
                Role::Platform => platform = self.one(cell),
                Role::Object => has_object = self.one(cell).is_some(),
                role if role.is_time() => {
                    let read = self.moment(cell).map_err(|reason| format!("column {name}: {reason}"))?;
                    if *role == Role::Time {
                        moment = read;
                    }
                }
                _ => {}
            }
        }
        let account = account.ok_or("the account is missing")?;
        let moment = moment.ok_or("the time is missing")?;
        if self.layout.object_required && !has_object {
            return Err("the object is missing".into());
        }
        self.account.clear();
        if let Some(platform) = platform {
            self.account.push_str(platform);
            self.account.push(':');
        }
        self.account.push_str(account);
        Ok(moment)
    }

    fn commit(&mut self, moment: i64, cells: &[Cell]) {
        self.events.account.push(self.events.accounts.intern(&self.account));
        self.events.time.push(moment);
        self.events.post.push(0);
        for ((role, _, _), cell) in self.layout.fields.iter().zip(cells) {
            match role {
                Role::Account | Role::Time | Role::Platform => {}
                Role::Text => self.commit_text(cell),
                Role::Content => self.commit_content(cell),
                role if role.is_time() => {
                    // `usable` has already refused what cannot be read.
                    let known = self.moment(cell).ok().flatten().unwrap_or(UNKNOWN);
                    entry(&mut self.events.moments, *role).push(known);
                }
                role => self.commit_ids(*role, cell),
            }
        }
    }

    fn commit_ids(&mut self, role: Role, cell: &Cell) {
        let missing = &self.layout.config.missing;
        let present = |text: &str| !text.trim().is_empty() && !missing.iter().any(|m| m == text);
        let column = entry(&mut self.events.columns, role);
        let mut add = |text: &str| {
            if present(text) {
                column.ids.push(column.strings.intern(text));
            }
        };
        match cell {
            Cell::Text(text) if role.is_list() => text::split(role, text, &mut add),
            Cell::Text(text) => add(text),
            Cell::Items(items) => items.iter().for_each(|item| add(item)),
            Cell::Moment(moment) => add(&time::rfc3339(*moment)),
            Cell::Missing => {}
        }
        column.close_row();
    }

    fn commit_content(&mut self, cell: &Cell) {
        if let (Some(id), Some(post)) = (self.one(cell), self.events.post.last_mut()) {
            *post = FxBuildHasher.hash_one(id).max(1);
        }
        if self.layout.contents {
            self.commit_ids(Role::Content, cell);
        }
    }

    fn commit_text(&mut self, cell: &Cell) {
        let content = self.one(cell).unwrap_or_default();
        for role in text::derived(self.layout) {
            let column = entry(&mut self.events.columns, role);
            text::find(role, content, |value| column.ids.push(column.strings.intern(value)));
            column.close_row();
        }
    }

    fn one<'c>(&self, cell: &Cell<'c>) -> Option<&'c str> {
        match *cell {
            Cell::Text(text) => (!text.trim().is_empty() && !self.is_missing(text)).then_some(text),
            Cell::Items(items) => items.first().map(String::as_str),
            Cell::Missing | Cell::Moment(_) => None,
        }
    }

    fn moment(&self, cell: &Cell) -> Result<Option<i64>, &'static str> {
        if let Cell::Moment(moment) = cell {
            return Ok(Some(*moment));
        }
        let Some(text) = self.one(cell) else { return Ok(None) };
        match &self.layout.config.time_format {
            Some(format) => time::parse_as(text, format).map(Some),
            None => time::parse(text).map(Some),
        }
    }

    fn is_missing(&self, text: &str) -> bool {
        self.layout.config.missing.iter().any(|m| m == text)
    }
}

/// Joins the chunks of a file in their order.
fn join(layout: &Layout, chunks: Vec<Chunk>) -> Events {
    let mut events = Events::default();
    let (mut rows, mut rejected) = (0, 0);
    for chunk in chunks {
        rows += chunk.rows;
        rejected += chunk.rejected;
        events.append(chunk.events);
    }
    events.sources.push(SourceSummary {
        file: layout.file.to_owned(),
        sha256: String::new(),
        rows,
        rejected,
        columns: layout.fields.iter().map(|(role, _, name)| (*role, name.clone())).collect(),
    });
    events
}

/// A part of a text: its bytes, which end with a whole row, and the number of
/// lines above it.
struct Part<'a> {
    bytes: &'a [u8],
    lines_above: u64,
}

/// Cuts a text at line ends into parts of a fixed size (so that the parts do
/// not depend on the number of threads) and parses them in parallel.
fn parse_parts<'a>(
    layout: &'a Layout<'a>,
    bytes: &[u8],
    lines_above: u64,
    parse: impl Fn(&mut Chunk<'a>, &Part) + Sync,
) -> Vec<Chunk<'a>> {
    const PART: usize = 2 << 20;
    let mut cuts = vec![0];
    while let Some(&start) = cuts.last().filter(|&&start| start < bytes.len()) {
        let soonest = (start + PART).min(bytes.len());
        let end = memchr::memchr(b'\n', &bytes[soonest..]).map_or(bytes.len(), |at| soonest + at + 1);
        cuts.push(end);
    }
    let mut lines = lines_above;
    let parts: Vec<Part> = cuts
        .windows(2)
        .map(|cut| {
            let part = Part { bytes: &bytes[cut[0]..cut[1]], lines_above: lines };
            lines += memchr::memchr_iter(b'\n', part.bytes).count() as u64;
            part
        })
        .collect();
    parts
        .par_iter()
        .map(|part| {
            let mut chunk = Chunk::new(layout);
            parse(&mut chunk, part);
            chunk
        })
        .collect()
}
