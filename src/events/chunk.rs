//! Rows on their way to becoming events: what can be used, what is refused.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Columns, Events, InputConfig, Reject, Role, SourceSummary, UNKNOWN, entry, fingerprint, text, time};
use crate::error::Result;

/// One value of one row as a reader found it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cell<'a> {
    /// No value.
    Missing,
    /// Text; a list-valued role may split it.
    Text(&'a str),
    /// A list that the format itself knows (JSON, Parquet).
    Items(&'a [String]),
    /// A moment that the format itself knows, in microseconds.
    Moment(i64),
}

/// Which fields of a file are read, and what a row must have.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    file: &'a str,
    config: &'a InputConfig,
    /// Role, position in the file's header, name there.
    pub fields: Vec<(Role, usize, String)>,
    object_required: bool,
    /// The ids of the contents are kept, not only their fingerprints.
    contents: bool,
    /// The texts are kept, not only what is read from them.
    texts: bool,
    /// Bytes of the longest text that stands for a missing value.
    longest_missing: usize,
}

impl<'a> Layout<'a> {
    pub fn new(file: &'a str, header: &[String], config: &'a InputConfig, wanted: &[Role]) -> Result<Self> {
        let columns = Columns::resolve(file, header, config.preset, &config.columns)?;
        const ALWAYS: [Role; 4] = [Role::Account, Role::Time, Role::Content, Role::Platform];
        let read_from_text = wanted.iter().any(|role| text::DERIVED.contains(role));
        let needed =
            |role: Role| ALWAYS.contains(&role) || wanted.contains(&role) || (role == Role::Text && read_from_text);
        let fields = columns
            .positions
            .iter()
            .filter(|(role, _)| needed(*role))
            .map(|&(role, position)| (role, position, header[position].clone()))
            .collect();
        let object_required = columns.object_required && wanted.contains(&Role::Object);
        let (contents, texts) = (wanted.contains(&Role::Content), wanted.contains(&Role::Text));
        let longest_missing = config.missing.iter().map(String::len).max().unwrap_or(0);
        Ok(Self { file, config, fields, object_required, contents, texts, longest_missing })
    }

    /// Whether the text is a value.
    fn is_present(&self, text: &str) -> bool {
        let is_missing =
            || text.len() <= self.longest_missing && self.config.missing.iter().any(|missing| missing == text);
        !text.trim_start().is_empty() && !is_missing()
    }

    pub fn has(&self, role: Role) -> bool {
        self.fields.iter().any(|(r, _, _)| *r == role)
    }
}

/// The rows of a part of a file, on their way to becoming [`Events`].
#[derive(Debug)]
pub(super) struct Chunk<'a> {
    pub layout: &'a Layout<'a>,
    events: Events,
    pub rows: u64,
    /// Rows that were refused, counting each of the lines that a broken row
    /// swallowed.
    rejected: u64,
    account: String,
}

impl<'a> Chunk<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        let mut events = Events::default();
        for &(role, _, _) in &layout.fields {
            match role {
                Role::Account | Role::Time | Role::Platform => {}
                Role::Content if !layout.contents => {}
                Role::Text => {
                    let kept = layout.texts.then_some(Role::Text);
                    text::derived(layout).chain(kept).for_each(|role| _ = entry(&mut events.columns, role));
                }
                role if role.is_time() => _ = entry(&mut events.moments, role),
                role => _ = entry(&mut events.columns, role),
            }
        }
        Self { layout, events, rows: 0, rejected: 0, account: String::new() }
    }

    /// Refuses a row that takes up `lines` lines of the file.
    pub fn refuse(&mut self, line: u64, lines: u64, reason: impl Into<Cow<'static, str>>) {
        self.rows += lines;
        self.rejected += lines;
        self.events.rejects.push(Reject { file: self.layout.file.to_owned(), line, reason: reason.into() });
    }

    /// Takes a row, its cells in the order of the layout's fields; a row that
    /// cannot be used is refused whole.
    pub fn push(&mut self, line: u64, cells: &[Cell]) {
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
        let layout = self.layout;
        let column = entry(&mut self.events.columns, role);
        let mut add = |text: &str| {
            if layout.is_present(text) {
                column.ids.push(Arc::make_mut(&mut column.strings).intern(text));
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
            *post = fingerprint(id);
        }
        if self.layout.contents {
            self.commit_ids(Role::Content, cell);
        }
    }

    fn commit_text(&mut self, cell: &Cell) {
        let content = self.one(cell).unwrap_or_default();
        for role in text::derived(self.layout) {
            let column = entry(&mut self.events.columns, role);
            text::find(role, content, |value| column.ids.push(Arc::make_mut(&mut column.strings).intern(value)));
            column.close_row();
        }
        if self.layout.texts {
            self.commit_ids(Role::Text, cell);
        }
    }

    fn one<'c>(&self, cell: &Cell<'c>) -> Option<&'c str> {
        match *cell {
            Cell::Text(text) => self.layout.is_present(text).then_some(text),
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
}

/// What is done with the rows of a block once they are read.
pub type Take<'a> = dyn FnMut(&mut Events) -> Result<()> + Send + 'a;

/// Where the chunks of all inputs end up, in their order.
pub(super) struct Joiner<'a> {
    pub events: Events,
    take: &'a mut Take<'a>,
    rows: u64,
    rejected: u64,
}

impl<'a> Joiner<'a> {
    pub fn new(take: &'a mut Take<'a>) -> Self {
        Self { events: Events::default(), take, rows: 0, rejected: 0 }
    }

    /// Adds the chunks of a block.
    pub fn add(&mut self, chunks: Vec<Chunk>) -> Result<()> {
        if chunks.is_empty() {
            return Ok(());
        }
        for chunk in chunks {
            self.rows += chunk.rows;
            self.rejected += chunk.rejected;
            self.events.append(chunk.events);
        }
        (self.take)(&mut self.events)
    }

    /// Notes what the input held that ends here.
    pub fn close(&mut self, layout: &Layout, sha256: String) {
        self.events.sources.push(SourceSummary {
            file: layout.file.to_owned(),
            sha256,
            rows: std::mem::take(&mut self.rows),
            rejected: std::mem::take(&mut self.rejected),
            columns: layout.fields.iter().map(|(role, _, name)| (*role, name.clone())).collect(),
        });
    }

    /// Whether the input that is being read has had no row yet.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

/// A part of a text: its bytes, which end with a whole row, and the number of
/// lines above it.
pub(super) struct Part<'a> {
    pub bytes: &'a [u8],
    pub lines_above: u64,
}

/// Parses the parts of a text that end at these places, in parallel, and adds
/// the lines to those above.
pub(super) fn parse_parts<'a>(
    layout: &'a Layout<'a>,
    bytes: &[u8],
    ends: &[usize],
    lines_above: &mut u64,
    parse: impl Fn(&mut Chunk<'a>, &Part) + Sync,
) -> Vec<Chunk<'a>> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let parts: Vec<Part> = starts
        .zip(ends)
        .map(|(start, &end)| {
            let part = Part { bytes: &bytes[start..end], lines_above: *lines_above };
            *lines_above += memchr::memchr_iter(b'\n', part.bytes).count() as u64;
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
