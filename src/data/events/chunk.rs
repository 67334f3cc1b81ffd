//! Rows on their way to becoming events: what can be used, what is refused.

use std::borrow::Cow;
use std::sync::Arc;

use lockstep_base::error::Result;
use lockstep_base::stop;
use lockstep_base::time;
use rayon::prelude::*;

use super::account::AFTER_PLATFORM;
pub(super) use super::columns::entry;
use super::{Column, Events, Reject, Role, SourceSummary, UNKNOWN, fingerprint, markup, text};
use super::{cell::Cell, cell::Told};
use super::{layout::Field, layout::Layout};

/// The rows of a part of a file, on their way to becoming [`Events`].
#[derive(Debug)]
pub(super) struct Chunk<'a> {
    pub layout: &'a Layout<'a>,
    events: Events,
    pub rows: u64,
    /// Rows that were refused, counting each of the lines that a broken row
    /// swallowed.
    rejected: u64,
    /// Rows that are no posts.
    set_aside: u64,
    /// Which fields had a cell in any row.
    seen: Vec<bool>,
    /// Names of the row's account and platform.
    account: String,
    platform: String,
    /// What is read from the text of this row.
    derived: Vec<Role>,
    scratch: String,
}

impl<'a> Chunk<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        Self {
            layout,
            events: Events::default(),
            rows: 0,
            rejected: 0,
            set_aside: 0,
            seen: vec![false; layout.fields.len()],
            account: String::new(),
            platform: layout.form().and_then(|form| form.platform).unwrap_or_default().to_owned(),
            derived: layout.derived.clone(),
            scratch: String::new(),
        }
    }

    /// Refuses a row that takes up `lines` lines of the file.
    pub fn refuse(&mut self, line: u64, lines: u64, reason: impl Into<Cow<'static, str>>) {
        self.rows += lines;
        self.rejected += lines;
        self.events.rejects.push(Reject { file: self.layout.file.to_owned(), line, reason: reason.into() });
    }

    /// Takes a row, its cells in the order of the layout's slots; a row that
    /// cannot be used is refused whole.
    pub fn push(&mut self, line: u64, slots: &[Cell]) {
        let layout = self.layout;
        if layout.is_plain {
            return self.push_fields(line, slots);
        }
        if !layout.is_post(slots) {
            self.set_aside += 1;
            return;
        }
        let told: Vec<Told> = layout.fields.iter().map(|field| layout.value(field, slots)).collect();
        let cells: Vec<Cell> = told.iter().map(Told::cell).collect();
        self.push_fields(line, &cells);
    }

    fn push_fields(&mut self, line: u64, cells: &[Cell]) {
        match self.usable(cells) {
            Ok(moment) => {
                self.rows += 1;
                if self.layout.lines {
                    self.events.lines.push(line);
                }
                self.commit(moment, cells);
            }
            Err(reason) => self.refuse(line, 1, reason),
        }
    }

    /// Checks the row, leaves the names of the account and the platform in
    /// `self` and gives the moment of the act.
    fn usable(&mut self, cells: &[Cell]) -> Result<i64, Cow<'static, str>> {
        let (mut platform, mut account, mut moment) = (None, None, None);
        let mut has_object = false;
        for (Field { role, name, .. }, cell) in self.layout.fields.iter().zip(cells) {
            match role {
                // What a post says of its account is no reason to lose the post.
                role if role.is_fact() => {}
                _ if matches!(cell, Cell::Object) => {
                    return Err(format!("column {name}: an object where a text, a number or a list belongs").into());
                }
                Role::Account => account = self.one(cell),
                Role::Platform => platform = Some(self.one(cell).unwrap_or_default()),
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
        if let Some(platform) = platform {
            // "Twitter" and "twitter" are one platform.
            self.platform.clear();
            self.platform.extend(platform.trim().chars().flat_map(char::to_lowercase));
        }
        self.account.clear();
        if !self.platform.is_empty() {
            self.account.push_str(&self.platform);
            self.account.push(AFTER_PLATFORM);
        }
        self.account.push_str(account);
        Ok(moment)
    }

    fn commit(&mut self, moment: i64, cells: &[Cell]) {
        let layout = self.layout;
        let account = self.events.accounts.intern(&self.account);
        self.events.account.push(account);
        self.events.time.push(moment);
        self.events.post.push(0);
        if layout.is_by_row {
            let is_told = |role: &Role| {
                let of_role = |field: &Field| text::columns_of(*role).contains(&field.role);
                layout.fields.iter().zip(cells).any(|(field, cell)| of_role(field) && !matches!(cell, Cell::Missing))
            };
            self.derived.clear();
            self.derived.extend(layout.derived.iter().filter(|role| !is_told(role)));
        }
        for (at, (field, cell)) in layout.fields.iter().zip(cells).enumerate() {
            self.seen[at] |= !matches!(cell, Cell::Missing);
            match field.role {
                Role::Account | Role::Time | Role::Platform => {}
                Role::Text => self.commit_text(cell),
                Role::Content => self.commit_content(cell),
                role if field.is_fact => self.commit_fact(role, account, moment, cell),
                role if role.is_time() => {
                    // `usable` has already refused what cannot be read.
                    let known = self.moment(cell).ok().flatten();
                    self.commit_moment(role, known);
                }
                role if self.derived.contains(&role) => {}
                role => self.commit_ids(role, cell),
            }
        }
        self.commit_platform(account, moment);
    }

    fn commit_moment(&mut self, role: Role, known: Option<i64>) {
        let above = self.events.account.len() - 1;
        if known.is_some() || self.events.moments(role).is_some() {
            let moments = entry(&mut self.events.moments, role);
            moments.resize(above, UNKNOWN);
            moments.push(known.unwrap_or(UNKNOWN));
        }
    }

    fn commit_ids(&mut self, role: Role, cell: &Cell) {
        let Self { layout, events, platform, scratch, .. } = self;
        let Some(column) = column(events, role, cell) else { return };
        let is_scoped = role.is_of_platform() && !platform.is_empty();
        let mut add = |text: &str| {
            if !layout.is_present(text) {
                return;
            }
            let name = if is_scoped { of_platform(platform, role, text, scratch) } else { text };
            column.ids.push(Arc::make_mut(&mut column.strings).intern(name));
        };
        match cell {
            Cell::Text(text) if role.is_list() => text::split(role, text, &mut add),
            Cell::Text(text) => add(text),
            Cell::Items(items) if role.is_list() => items.iter().for_each(|item| add(item)),
            Cell::Items(items) => items.first().into_iter().for_each(|item| add(item)),
            Cell::Moment(moment) => add(&time::rfc3339(*moment)),
            Cell::Missing | Cell::Object => {}
        }
        column.close_row();
    }

    fn commit_content(&mut self, cell: &Cell) {
        if let Some(id) = self.one(cell) {
            let post = if self.platform.is_empty() {
                fingerprint(id)
            } else {
                fingerprint(of_platform(&self.platform, Role::Content, id, &mut self.scratch))
            };
            if let Some(last) = self.events.post.last_mut() {
                *last = post;
            }
        }
        if self.layout.contents {
            self.commit_ids(Role::Content, cell);
        }
    }

    fn commit_text(&mut self, cell: &Cell) {
        let content = self.whole(cell);
        let content = content.as_deref().unwrap_or_default();
        let html = self.is_html().then(|| self.as_written(cell)).flatten();
        let Self { events, platform, scratch, derived, .. } = self;
        for &role in &*derived {
            let Some(column) = column(events, role, &Cell::Text(content)) else { continue };
            let is_scoped = role.is_of_platform() && !platform.is_empty();
            let mut add = |value: &str| {
                let name = if is_scoped { of_platform(platform, role, value, scratch) } else { value };
                column.ids.push(Arc::make_mut(&mut column.strings).intern(name));
            };
            match &html {
                Some(html) if role == Role::Url => markup::linked(html, &mut add),
                _ => text::find(role, content, add),
            }
            column.close_row();
        }
        if self.layout.texts {
            let cell = if content.is_empty() { *cell } else { Cell::Text(content) };
            self.commit_ids(Role::Text, &cell);
        }
    }

    /// The whole text of a cell, which may be given in pieces or as HTML.
    fn whole<'c>(&self, cell: &Cell<'c>) -> Option<Cow<'c, str>> {
        let text = self.as_written(cell)?;
        Some(if self.is_html() { Cow::Owned(markup::without_markup(&text)) } else { text })
    }

    /// The whole text of a cell, as it is written.
    fn as_written<'c>(&self, cell: &Cell<'c>) -> Option<Cow<'c, str>> {
        match *cell {
            Cell::Items(items) => Some(Cow::Owned(items.concat())),
            _ => self.one(cell).map(Cow::Borrowed),
        }
    }

    fn is_html(&self) -> bool {
        self.layout.form().is_some_and(|form| form.is_html)
    }

    fn commit_fact(&mut self, role: Role, account: u32, moment: i64, cell: &Cell) {
        if role == Role::AccountCreated {
            let created = match cell {
                Cell::Moment(created) => Some(*created),
                _ => self.one(cell).and_then(|text| time::parse_day_or_moment(text).ok()),
            };
            if self.layout.facts_by_row {
                self.commit_moment(role, created);
            }
            return created.into_iter().for_each(|created| self.events.facts.note_created(account, moment, created));
        }
        let text = match self.one(cell) {
            Some(_) if role == Role::Bio => self.whole(cell),
            text => text.map(Cow::Borrowed),
        };
        if let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            self.events.facts.note(role, account, moment, text);
        }
        if self.layout.facts_by_row {
            let cell = text.as_deref().map_or(*cell, |text| Cell::Text(text.trim()));
            self.commit_ids(role, &cell);
        }
    }

    fn commit_platform(&mut self, account: u32, moment: i64) {
        if self.platform.is_empty() {
            if self.layout.facts_by_row {
                self.commit_ids(Role::Platform, &Cell::Missing);
            }
            return;
        }
        if self.layout.facts {
            self.events.facts.note(Role::Platform, account, moment, &self.platform);
        }
        if self.layout.facts_by_row {
            let platform = self.platform.clone();
            self.commit_ids(Role::Platform, &Cell::Text(&platform));
        }
    }

    fn one<'c>(&self, cell: &Cell<'c>) -> Option<&'c str> {
        match *cell {
            Cell::Text(text) => self.layout.is_present(text).then_some(text),
            Cell::Items(items) => items.first().map(|item| &**item).filter(|text| self.layout.is_present(text)),
            Cell::Missing | Cell::Moment(_) | Cell::Object => None,
        }
    }

    fn moment(&self, cell: &Cell) -> Result<Option<i64>, &'static str> {
        if let Cell::Moment(moment) = cell {
            return Ok(Some(*moment));
        }
        let Some(text) = self.one(cell) else { return Ok(None) };
        let of_form = self.layout.form().and_then(|form| form.time_format);
        match (&self.layout.config.time_format, of_form) {
            (Some(format), _) => time::parse_as(text, format).map(Some),
            (None, None) => time::parse(text).map(Some),
            // Copies of the export may have been written anew.
            (None, Some(format)) => {
                time::parse(text).or_else(|why| time::parse_as(text, format).map_err(|_| why)).map(Some)
            }
        }
    }
}

/// The column of this role, which begins with the first row that has a cell of
/// it; the row itself is there already.
fn column<'e>(events: &'e mut Events, role: Role, cell: &Cell) -> Option<&'e mut Column> {
    let above = events.account.len() - 1;
    let place = match events.columns.iter().position(|(known, _)| *known == role) {
        Some(place) => place,
        None if matches!(cell, Cell::Missing) => return None,
        None => {
            events.columns.push((role, Column::default()));
            events.columns.len() - 1
        }
    };
    let column = &mut events.columns[place].1;
    column.pad(above);
    Some(column)
}

/// The name of what has this id on this platform; accounts lose the mark of a
/// handle.
fn of_platform<'s>(platform: &str, role: Role, id: &str, scratch: &'s mut String) -> &'s str {
    let is_account = matches!(role, Role::Mentions | Role::ReplyToAccount);
    scratch.clear();
    scratch.push_str(platform);
    scratch.push(AFTER_PLATFORM);
    scratch.push_str(if is_account { id.trim_start_matches(['@', '＠']) } else { id });
    scratch
}

/// What is done with the rows of a block once they are read.
pub type Take<'a> = dyn FnMut(&mut Events) -> Result<()> + Send + 'a;

/// Where the chunks of all inputs end up, in their order.
pub(super) struct Joiner<'a> {
    pub events: Events,
    take: &'a mut Take<'a>,
    rows: u64,
    rejected: u64,
    set_aside: u64,
    seen: Vec<bool>,
}

impl<'a> Joiner<'a> {
    pub fn new(take: &'a mut Take<'a>) -> Self {
        Self { events: Events::default(), take, rows: 0, rejected: 0, set_aside: 0, seen: Vec::new() }
    }

    /// Adds the chunks of a block.
    pub fn add(&mut self, chunks: Vec<Chunk>) -> Result<()> {
        stop::check();
        if chunks.is_empty() {
            return Ok(());
        }
        for chunk in chunks {
            self.rows += chunk.rows;
            self.rejected += chunk.rejected;
            self.set_aside += chunk.set_aside;
            self.seen.resize(chunk.seen.len(), false);
            self.seen.iter_mut().zip(&chunk.seen).for_each(|(seen, here)| *seen |= here);
            self.events.append(chunk.events);
        }
        (self.take)(&mut self.events)
    }

    /// Notes what the input held that ends here.
    pub fn close(&mut self, layout: &Layout, sha256: String) {
        let seen = std::mem::take(&mut self.seen);
        let told = layout.fields.iter().zip(seen).filter(|(_, seen)| *seen);
        self.events.sources.push(SourceSummary {
            file: layout.file.to_owned(),
            sha256,
            rows: std::mem::take(&mut self.rows),
            rejected: std::mem::take(&mut self.rejected),
            set_aside: std::mem::take(&mut self.set_aside),
            preset: layout.preset,
            columns: told.map(|(field, _)| (field.role, field.name.clone())).collect(),
        });
    }

    /// Whether the input that is being read has had no row yet.
    pub fn is_empty(&self) -> bool {
        self.rows + self.set_aside == 0
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
            stop::check();
            let mut chunk = Chunk::new(layout);
            parse(&mut chunk, part);
            chunk
        })
        .collect()
}
