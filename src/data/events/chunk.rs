//! Rows on their way to becoming events: what can be used, what is refused.

use std::borrow::Cow;
use std::sync::Arc;

use lockstep_base::error::Result;
use lockstep_base::stop;
use lockstep_base::time::{self, Moment, Said};
use rayon::prelude::*;

use super::account::AFTER_PLATFORM;
pub(super) use super::columns::entry;
use super::filter::Outside;
use super::top::lines;
use super::{
    Column, Dictionary, Events, LeftOut, Reject, Role, SourceSummary, UNKNOWN, fingerprint, ids, list, markup, text,
};
use super::{cell::Cell, cell::Told};
use super::{layout::Field, layout::Layout, layout::Sample};
use super::{notes::Finding, notes::Note, notes::Notes, notes::shown};

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
    left_out: LeftOut,
    seen: Seen,
    /// The line of this row.
    line: u64,
    /// Names of the row's account and platform.
    account: String,
    platform: String,
    /// The row passes on another post.
    is_repost: bool,
    /// What is read from the text of this row.
    derived: Vec<Role>,
    scratch: String,
    /// Only the first values of each field are wanted.
    sample: Option<Sample>,
}

/// What was seen in the rows of a part of a file.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// Which fields had a cell in any row.
    fields: Vec<bool>,
    notes: Notes,
    /// Times that name no zone.
    zoneless: Option<Note>,
    /// Ids of posts that look rounded, and how many were looked at.
    rounded: Option<Note>,
    looked_at: u64,
}

impl Seen {
    fn append(&mut self, below: Self) {
        self.fields.resize(below.fields.len(), false);
        self.fields.iter_mut().zip(&below.fields).for_each(|(seen, here)| *seen |= here);
        self.notes.append(below.notes);
        add_rows(&mut self.zoneless, below.zoneless);
        add_rows(&mut self.rounded, below.rounded);
        self.looked_at += below.looked_at;
    }
}

fn add_rows(note: &mut Option<Note>, below: Option<Note>) {
    match (note, below) {
        (Some(note), Some(below)) => note.rows += below.rows,
        (note @ None, below) => *note = below,
        (Some(_), None) => {}
    }
}

/// What becomes of a row that is not refused.
enum Fate {
    /// It is an act at this moment.
    Act(i64),
    /// The user leaves it out.
    Outside(Outside),
}

impl<'a> Chunk<'a> {
    pub fn new(layout: &'a Layout<'a>) -> Self {
        Self {
            layout,
            events: Events::default(),
            rows: 0,
            rejected: 0,
            set_aside: 0,
            left_out: LeftOut::default(),
            seen: Seen { fields: vec![false; layout.fields.len()], ..Seen::default() },
            line: 0,
            account: String::new(),
            platform: layout.form().and_then(|form| form.platform).unwrap_or_default().to_owned(),
            is_repost: false,
            derived: layout.derived.clone(),
            scratch: String::new(),
            sample: None,
        }
    }

    /// A chunk that takes nothing but the first values of each field.
    pub fn sampling(layout: &'a Layout<'a>) -> Self {
        let sample = Sample { fields: vec![Vec::new(); layout.fields.len()] };
        Self { sample: Some(sample), ..Self::new(layout) }
    }

    /// What [`Self::sampling`] took.
    pub fn into_sample(self) -> Sample {
        self.sample.unwrap_or_default()
    }

    /// Refuses a row that takes up `lines` lines of the file.
    pub fn refuse(&mut self, line: u64, lines: u64, reason: impl Into<Cow<'static, str>>) {
        self.rows += lines;
        self.rejected += lines;
        self.events.refuse(Reject { file: self.layout.file.to_owned(), line, reason: reason.into() });
    }

    /// Takes a row, its cells in the order of the layout's slots; a row that
    /// cannot be used is refused whole.
    pub fn push(&mut self, line: u64, slots: &[Cell]) {
        let layout = self.layout;
        self.line = line;
        if let Some(slot) = slots.iter().position(|cell| cell.length() > layout.config.max_cell) {
            return self.refuse(line, 1, layout.config.long_cell(&layout.slots[slot].name));
        }
        let Some(opened) = layout.open(slots) else { return self.push_slots(slots) };
        let both = slots.iter().zip(&opened).enumerate();
        let cells: Vec<Cell> =
            both.map(|(at, (cell, value))| if layout.is_opened(at) { value.cell() } else { *cell }).collect();
        self.push_slots(&cells);
    }

    fn push_slots(&mut self, slots: &[Cell]) {
        let layout = self.layout;
        if layout.is_plain {
            return self.push_fields(slots);
        }
        if !layout.is_post(slots) {
            self.set_aside += 1;
            return;
        }
        self.is_repost = layout.is_repost(slots);
        let told: Vec<Told> = layout.fields.iter().map(|field| layout.value(field, slots)).collect();
        let cells: Vec<Cell> = told.iter().map(Told::cell).collect();
        self.push_fields(&cells);
    }

    fn push_fields(&mut self, cells: &[Cell]) {
        if self.sample.is_some() {
            return self.take_sample(cells);
        }
        match self.usable(cells) {
            Ok(Fate::Act(moment)) => {
                self.rows += 1;
                if self.layout.lines {
                    self.events.lines.push(self.line);
                }
                self.commit(moment, cells);
            }
            Ok(Fate::Outside(outside)) => {
                self.rows += 1;
                let count = match outside {
                    Outside::Time => &mut self.left_out.times,
                    Outside::Account => &mut self.left_out.accounts,
                    Outside::Language => &mut self.left_out.languages,
                };
                *count += 1;
            }
            Err(reason) => self.refuse(self.line, 1, reason),
        }
    }

    fn take_sample(&mut self, cells: &[Cell]) {
        const MOST: usize = 100_000;
        let layout = self.layout;
        let Some(sample) = &mut self.sample else { return };
        for ((field, cell), values) in layout.fields.iter().zip(cells).zip(&mut sample.fields) {
            let is_wanted = field.role.is_time() || field.role.is_id();
            let text = match cell {
                Cell::Text(text) if layout.is_present(text) => text,
                _ => continue,
            };
            if is_wanted && values.len() < MOST {
                values.push(text.trim().to_owned());
            }
        }
    }

    /// Checks the row, leaves the names of the account and the platform in
    /// `self` and gives the moment of the act.
    fn usable(&mut self, cells: &[Cell]) -> Result<Fate, Cow<'static, str>> {
        let (mut platform, mut account, mut moment, mut language) = (None, None, None, None);
        let mut has_object = false;
        for (field, cell) in self.layout.fields.iter().zip(cells) {
            let name = &field.name;
            match field.role {
                Role::Language => language = self.one(cell),
                // What a post says of its account is no reason to lose the post.
                role if role.is_fact() => {}
                _ if matches!(cell, Cell::Object) => {
                    return Err(format!("column {name}: an object where a text, a number or a list belongs").into());
                }
                Role::Account if matches!(cell, Cell::Items([_, _, ..])) => {
                    return Err(format!("column {name}: several accounts where one belongs").into());
                }
                Role::Account => account = Some((field, self.account_of(cell, cells)?)),
                Role::Platform => platform = Some(self.one(cell).unwrap_or_default()),
                Role::Object => has_object = self.one(cell).is_some(),
                role if role.is_time() => {
                    let read = self.moment(field, cell).map_err(|reason| format!("column {name}: {reason}"))?;
                    if role == Role::Time {
                        moment = read.map(|read| (field, read, cell));
                    }
                }
                _ => {}
            }
        }
        let (account_field, account) = account.ok_or("the account is missing")?;
        let (time_field, moment, time_cell) = moment.ok_or("the time is missing")?;
        if self.layout.object_required && !has_object {
            return Err("the object is missing".into());
        }
        let lost = || {
            format!(
                "column {}: the id `{}` has lost its last digits in a spreadsheet or as a floating-point number",
                account_field.name,
                shown(account)
            )
        };
        let account = ids::repaired(account, account_field.ids).ok_or_else(lost)?;
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
        self.account.push_str(&account);
        let filter = self.layout.filter;
        if filter.leaves_out_time(moment.micros) {
            return Ok(Fate::Outside(Outside::Time));
        }
        if filter.leaves_out_account(&self.account) {
            return Ok(Fate::Outside(Outside::Account));
        }
        if filter.leaves_out_language(language) {
            return Ok(Fate::Outside(Outside::Language));
        }
        self.note_time(time_field, moment, time_cell);
        Ok(Fate::Act(moment.micros))
    }

    /// The account of a row: a word that mostly stands for no value is one where the
    /// row says more of the account.
    fn account_of<'c>(&self, cell: &Cell<'c>, cells: &[Cell<'c>]) -> Result<&'c str, Cow<'static, str>> {
        if let Some(account) = self.one(cell) {
            return Ok(account);
        }
        match *cell {
            Cell::Text(word) if word.starts_with(|c: char| c.is_alphabetic()) => {
                let mut others = self.layout.fields.iter().zip(cells);
                match others.any(|(field, cell)| field.role.shows_account() && self.one(cell).is_some()) {
                    true => Ok(word),
                    false => Err(format!(
                        "the account is missing: `{word}` stands for no value (see `missing` in the configuration)"
                    )
                    .into()),
                }
            }
            _ => Err("the account is missing".into()),
        }
    }

    /// Notes what is odd about the time of an act.
    #[inline]
    fn note_time(&mut self, field: &Field, moment: Moment, cell: &Cell) {
        /// 2000-01-01.
        const EARLIEST: i64 = 946_684_800_000_000;
        let (line, name) = (self.line, field.name.as_str());
        let example = || match cell {
            Cell::Text(text) => shown(text).to_owned(),
            _ => time::rfc3339(moment.micros),
        };
        let notes = &mut self.seen.notes;
        if !(EARLIEST..self.layout.latest).contains(&moment.micros) {
            let finding = if moment.micros < EARLIEST { Finding::EarlyTimes } else { Finding::LateTimes };
            notes.add(finding, name, line, &example());
        }
        match moment.said {
            Said::Zone => {}
            Said::Twice => notes.add(Finding::ShownTwice, name, line, &example()),
            Said::Never => notes.add(Finding::NeverShown, name, line, &example()),
            Said::Nothing if self.layout.tells_zone => {}
            Said::Nothing => match &mut self.seen.zoneless {
                Some(note) => note.rows += 1,
                none => *none = Some(Note { line, ..Note::of_column(Finding::NoZone, name, 1, example()) }),
            },
        }
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
            if field.only_looked_at {
                continue;
            }
            self.seen.fields[at] |= !matches!(cell, Cell::Missing);
            match field.role {
                Role::Account | Role::Time | Role::Platform | Role::IsRepost => {}
                Role::Text => self.commit_text(cell),
                Role::Content => self.commit_content(field, cell, cells),
                role if field.is_fact => self.commit_fact(role, account, moment, cell),
                role if role.is_time() => {
                    // `usable` has already refused what cannot be read.
                    let known = self.moment(field, cell).ok().flatten().map(|moment| moment.micros);
                    self.commit_moment(role, known);
                }
                role if self.derived.contains(&role) => {}
                _ => self.commit_field(field, cell, cells),
            }
        }
        if layout.wants_reposts {
            let says_so = self.says_repost(cells);
            let cell = if says_so { Cell::Text("true") } else { Cell::Missing };
            self.commit_ids(Role::IsRepost, &cell);
        }
        self.commit_platform(account, moment);
    }

    /// Whether a row says that it passes on another post, and not which.
    fn says_repost(&self, cells: &[Cell]) -> bool {
        let fields = self.layout.reposting;
        let of = |field: Option<usize>| field.and_then(|field| self.one(&cells[field]));
        let flag = || {
            of(fields.flag).is_some_and(|word| !matches!(word, "false" | "False" | "FALSE" | "no" | "No" | "0" | "0.0"))
        };
        (self.is_repost || flag() || of(fields.text).is_some_and(|text| text.starts_with("RT @")))
            && of(fields.repost_of).is_none()
    }

    fn commit_moment(&mut self, role: Role, known: Option<i64>) {
        let above = self.events.account.len() - 1;
        if known.is_some() || self.events.moments(role).is_some() {
            let moments = entry(&mut self.events.moments, role);
            moments.resize(above, UNKNOWN);
            moments.push(known.unwrap_or(UNKNOWN));
        }
    }

    fn commit_field(&mut self, field: &Field, cell: &Cell, cells: &[Cell]) {
        let Self { layout, events, platform, scratch, seen, left_out, line, .. } = self;
        let role = field.role;
        let Some(column) = column(events, role, cell) else { return };
        let is_scoped = role.is_of_platform() && !platform.is_empty();
        let is_address = matches!(role, Role::Url | Role::Domain);
        let mut add = |text: &str| {
            if !layout.is_present(text) {
                if !text.trim().is_empty() {
                    seen.notes.add(Finding::Placeholder, &field.name, *line, text);
                }
                return;
            }
            let of_media = || layout.form().and_then(|form| form.post_of_media(text));
            let is_short = || layout.form().is_some_and(|form| form.is_short_media(text));
            if is_address && (is_short() || of_media().is_some_and(|post| layout.is_own_post(post, cells))) {
                return;
            }
            if is_address && is_left_out(layout, left_out, text) {
                return;
            }
            let id = match role.is_id() {
                true => ids::repaired(text, field.ids),
                false => Some(Cow::Borrowed(text)),
            };
            let Some(id) = id else { return seen.notes.add(Finding::LostDigits, &field.name, *line, text) };
            let name = if is_scoped { of_platform(platform, role, &id, scratch) } else { &id };
            column.ids.push(Arc::make_mut(&mut column.strings).intern(name));
        };
        let mut whole = Ok(());
        match cell {
            Cell::Text(text) if role.is_list() && layout.is_present(text) => whole = list::split(role, text, &mut add),
            Cell::Text(text) => add(text),
            Cell::Items(items) if role.is_list() => items.iter().for_each(|item| add(item)),
            Cell::Items(items) => items.first().into_iter().for_each(|item| add(item)),
            Cell::Moment(moment) | Cell::LocalMoment(moment) => add(&time::rfc3339(*moment)),
            Cell::Missing | Cell::Object => {}
        }
        column.close_row();
        if let (Err(list::NoList), Cell::Text(text)) = (whole, cell) {
            seen.notes.add(Finding::NoList, &field.name, *line, text);
        }
    }

    /// Keeps a value as it is.
    fn commit_ids(&mut self, role: Role, cell: &Cell) {
        let Some(column) = column(&mut self.events, role, cell) else { return };
        if let Some(text) = one(self.layout, cell) {
            column.ids.push(Arc::make_mut(&mut column.strings).intern(text));
        }
        column.close_row();
    }

    fn commit_content(&mut self, field: &Field, cell: &Cell, cells: &[Cell]) {
        if let Some(text) = self.one(cell) {
            match ids::repaired(text, field.ids) {
                Some(id) => self.commit_post(field, &id),
                // Where the ids are kept, this is noted there.
                None if self.layout.contents => {}
                None => self.seen.notes.add(Finding::LostDigits, &field.name, self.line, text),
            }
        }
        if self.layout.contents {
            self.commit_field(field, cell, cells);
        }
    }

    fn commit_post(&mut self, field: &Field, id: &str) {
        self.note_rounded(field, id);
        let name = match self.platform.is_empty() {
            true => id,
            false => of_platform(&self.platform, Role::Content, id, &mut self.scratch),
        };
        if let Some(last) = self.events.post.last_mut() {
            *last = fingerprint(name);
        }
    }

    fn note_rounded(&mut self, field: &Field, id: &str) {
        /// So many of a part tell.
        const LOOKED_AT: u64 = 500;
        if self.seen.looked_at == LOOKED_AT || !ids::is_long(id) {
            return;
        }
        self.seen.looked_at += 1;
        if ids::looks_rounded(id) {
            match &mut self.seen.rounded {
                Some(note) => note.rows += 1,
                none => {
                    let note = Note::of_column(Finding::RoundedIds, &field.name, 1, shown(id));
                    *none = Some(Note { line: self.line, ..note });
                }
            }
        }
    }

    fn commit_text(&mut self, cell: &Cell) {
        let content = self.whole(cell);
        let content = content.as_deref().unwrap_or_default();
        let html = self.is_html().then(|| self.as_written(cell)).flatten();
        let Self { layout, events, platform, scratch, derived, left_out, .. } = self;
        for &role in &*derived {
            let Some(column) = column(events, role, &Cell::Text(content)) else { continue };
            let is_scoped = role.is_of_platform() && !platform.is_empty();
            let mut add = |value: &str| {
                if role == Role::Url && is_left_out(layout, left_out, value) {
                    return;
                }
                let name = if is_scoped { of_platform(platform, role, value, scratch) } else { value };
                column.ids.push(Arc::make_mut(&mut column.strings).intern(name));
            };
            match &html {
                Some(html) if role == Role::Url => markup::linked(html, &mut add),
                _ => text::find(role, content, layout.handles_have_dots, add),
            }
            column.close_row();
        }
        self.find_more(content);
        if self.layout.texts {
            let cell = if content.is_empty() { *cell } else { Cell::Text(content) };
            self.commit_ids(Role::Text, &cell);
        }
    }

    /// Adds what stands openly in the text to what the columns tell.
    fn find_more(&mut self, content: &str) {
        let Self { layout, events, platform, scratch, derived, left_out, .. } = self;
        let rows = events.account.len();
        for &role in layout.form().map_or(&[][..], |form| form.also_in_text) {
            let told = events.columns.iter_mut().find(|(known, _)| *known == role);
            let Some((_, column)) = told.filter(|_| !derived.contains(&role)) else { continue };
            column.pad(rows);
            let is_scoped = role.is_of_platform() && !platform.is_empty();
            text::find(role, content, layout.handles_have_dots, |value| {
                if role == Role::Url && is_left_out(layout, left_out, value) {
                    return;
                }
                let name = if is_scoped { of_platform(platform, role, value, scratch) } else { value };
                column.add_to_last_row(name);
            });
        }
    }

    /// The whole text of a cell, which may be given in pieces or as HTML.
    fn whole<'c>(&self, cell: &Cell<'c>) -> Option<Cow<'c, str>> {
        let text = self.as_written(cell)?;
        if self.is_html() {
            return Some(Cow::Owned(markup::without_markup(&text)));
        }
        let is_escaped = self.layout.form().is_some_and(|form| form.has_escaped_lines) && text.contains("\\n");
        Some(if is_escaped { Cow::Owned(text.replace("\\n", "\n")) } else { text })
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
                Cell::Moment(created) | Cell::LocalMoment(created) => Some(*created),
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
        one(self.layout, cell)
    }

    #[inline]
    fn moment(&self, field: &Field, cell: &Cell) -> Result<Option<Moment>, &'static str> {
        let layout = self.layout;
        match cell {
            Cell::Moment(micros) => return Ok(Some(Moment { micros: *micros, said: Said::Zone })),
            Cell::LocalMoment(micros) => return time::at_local(*micros, &layout.zone).map(Some),
            _ => {}
        }
        let Some(text) = self.one(cell) else { return Ok(None) };
        if let Some(format) = &layout.config.time_format {
            return time::read_as(text, format, &layout.zone).map(Some);
        }
        let form = match (field.time, layout.form().and_then(|form| form.order)) {
            (time::Form::Common, Some(order)) => time::Form::Ordered(order),
            (form, _) => form,
        };
        let read = time::read(text, time::Form::Common, &layout.zone);
        match form {
            time::Form::Common => read,
            // Copies of an export may have been written again.
            time::Form::Ordered(_) => read.or_else(|why| time::read(text, form, &layout.zone).map_err(|_| why)),
            form => time::read(text, form, &layout.zone),
        }
        .map(Some)
    }
}

/// Whether the user leaves out an address, which is counted.
fn is_left_out(layout: &Layout, left_out: &mut LeftOut, address: &str) -> bool {
    let is_out = layout.filter.leaves_out_address(address);
    left_out.addresses += u64::from(is_out);
    is_out
}

/// The one value of a cell.
fn one<'c>(layout: &Layout, cell: &Cell<'c>) -> Option<&'c str> {
    match *cell {
        Cell::Text(text) => layout.is_present(text).then_some(text),
        Cell::Items(items) => items.first().map(|item| &**item).filter(|text| layout.is_present(text)),
        Cell::Missing | Cell::Moment(_) | Cell::LocalMoment(_) | Cell::Object => None,
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
    left_out: LeftOut,
    seen: Seen,
    /// How many values each dictionary held before this input.
    known: Vec<(Role, usize)>,
}

impl<'a> Joiner<'a> {
    pub fn new(take: &'a mut Take<'a>) -> Self {
        Self {
            events: Events::default(),
            take,
            rows: 0,
            rejected: 0,
            set_aside: 0,
            left_out: LeftOut::default(),
            seen: Seen::default(),
            known: Vec::new(),
        }
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
            self.left_out.add(chunk.left_out);
            self.seen.append(chunk.seen);
            self.events.append(chunk.events);
        }
        (self.take)(&mut self.events)
    }

    /// Notes what the input held that ends here.
    pub fn close(&mut self, layout: &Layout, sha256: String) {
        let seen = std::mem::take(&mut self.seen);
        let rows = std::mem::take(&mut self.rows);
        let told = layout.fields.iter().zip(seen.fields).filter(|(_, seen)| *seen);
        let columns = told.map(|(field, _)| (field.role, field.name.clone())).collect();
        // One id in 25 looks rounded by chance.
        let rounded = seen.rounded.filter(|note| 2 * note.rows > seen.looked_at && note.rows >= FEWEST_ROUNDED);
        let more = layout.notes.iter().cloned().chain(seen.zoneless).chain(rounded).chain(self.rounded_ids(layout));
        let notes = seen.notes.into_sorted(more.collect::<Vec<_>>());
        self.known = self.dictionaries().into_iter().map(|(role, strings)| (role, strings.len())).collect();
        self.events.sources.push(SourceSummary {
            file: layout.file.to_owned(),
            sha256,
            encoding: None,
            is_encoding_given: false,
            rows,
            rejected: std::mem::take(&mut self.rejected),
            set_aside: std::mem::take(&mut self.set_aside),
            left_out: std::mem::take(&mut self.left_out),
            notes,
            rows_at: layout.rows.clone(),
            preset: layout.preset,
            columns,
        });
    }

    fn dictionaries(&self) -> Vec<(Role, &Dictionary)> {
        let columns = self.events.columns.iter().map(|(role, column)| (*role, &*column.strings));
        std::iter::once((Role::Account, &self.events.accounts)).chain(columns).collect()
    }

    /// Columns whose ids, those that are new in this input, mostly look rounded.
    fn rounded_ids(&self, layout: &Layout) -> Vec<Note> {
        let of_dictionary = |(role, strings): (Role, &Dictionary)| {
            let field = layout.fields.iter().find(|field| field.role == role && role.is_id())?;
            let before = self.known.iter().find(|(known, _)| *known == role).map_or(0, |(_, values)| *values);
            let plain = |id: &'_ str| id.split_once(AFTER_PLATFORM).map_or(id.len(), |(_, id)| id.len());
            let new = strings.iter().skip(before).map(|id| &id[id.len() - plain(id)..]);
            let (mut long, mut rounded, mut example) = (0_u64, 0_u64, "");
            for id in new.take(LOOKED_AT).filter(|id| ids::is_long(id)) {
                long += 1;
                if ids::looks_rounded(id) {
                    rounded += 1;
                    example = if example.is_empty() { id } else { example };
                }
            }
            let is_odd = rounded >= FEWEST_ROUNDED && 2 * rounded > long;
            is_odd.then(|| Note::of_column(Finding::RoundedIds, &field.name, rounded, example))
        };
        self.dictionaries().into_iter().filter_map(of_dictionary).collect()
    }

    /// Whether the input that is being read has had no row yet.
    pub fn is_empty(&self) -> bool {
        self.rows + self.set_aside == 0
    }
}

/// So many ids of a column tell.
const LOOKED_AT: usize = 50_000;

/// Fewer ids that look rounded prove nothing.
const FEWEST_ROUNDED: u64 = 10;

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
            *lines_above += lines(part.bytes);
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
