//! Which columns of one file are read, and what is made of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use lockstep_base::error::{Error, Result};
use lockstep_base::time::{self, Form as TimeForm, Zone};
use serde_json::value::RawValue;

use super::filter::Filter as RowFilter;
use super::forms::{self, Decided};
use super::ids::Shape as IdShape;
use super::notes::Note;
use super::reading::Reading;
use super::recognise::form_of;
use super::spec::{Body, Piece, Spec, SpecPiece, Test, found, inner, is_there, moment_of, of_file};
use super::text::{DERIVED, columns_of};
use super::{InputConfig, Role, literal, text};
use super::{cell::Cell, cell::Told};
use super::{header::Header, header::Slot};
use super::{path::Paths, path::Value};
use super::{presets::Clock, presets::Filter, presets::Form, presets::Preset};

/// What a row tells in one role.
#[derive(Debug)]
pub(super) struct Field {
    pub role: Role,
    /// It tells of the account.
    pub is_fact: bool,
    /// Where it stands, for messages.
    pub name: String,
    /// It is looked at, and not kept: it shows that a row is of an account, or
    /// which language it is in.
    pub only_looked_at: bool,
    /// How its times are written.
    pub time: TimeForm,
    /// What its ids have in common.
    pub ids: IdShape,
    /// The first of them that has a value counts.
    sources: Vec<Source>,
}

#[derive(Debug)]
struct Source {
    /// What must be so of slots.
    conditions: Vec<(usize, Test)>,
    body: Body,
}

/// Which fields of a file are read, and what a row must have.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub file: &'a str,
    pub config: &'a InputConfig,
    /// The form of the file, where it is a known one.
    pub preset: Option<Preset>,
    /// Where in a document its rows are.
    pub rows: String,
    pub slots: Vec<Slot>,
    /// Columns whose cells hold objects.
    opened: Vec<Opened>,
    pub fields: Vec<Field>,
    /// Each field is a slot, in the same order.
    pub is_plain: bool,
    filters: Vec<(usize, &'static Filter)>,
    /// Rows of which one has such a value pass on another post.
    reposts: Vec<(usize, &'static Filter)>,
    pub object_required: bool,
    /// The ids of the contents are kept, not only their fingerprints.
    pub contents: bool,
    /// The texts are kept, not only what is read from them.
    pub texts: bool,
    /// Roles that are read from the text where they have no column, or the row
    /// has no such key.
    pub derived: Vec<Role>,
    pub is_by_row: bool,
    /// Facts are collected.
    pub facts: bool,
    /// Facts and platforms are kept row by row, too.
    pub facts_by_row: bool,
    /// The line of each row is kept.
    pub lines: bool,
    /// The zone of local times.
    pub zone: Zone,
    /// The zone is known, be it that nothing else says it.
    pub tells_zone: bool,
    /// Whether a post passes on another one is kept where it is not told which.
    pub wants_reposts: bool,
    /// Handles may hold full stops and hyphens, as on all platforms but X.
    pub handles_have_dots: bool,
    pub filter: &'a RowFilter,
    /// See [`Reading::latest`].
    pub latest: i64,
    /// What was noticed in the columns as such.
    pub notes: Vec<Note>,
    /// Bytes of the longest text that stands for a missing value.
    longest_missing: usize,
    /// Whether such a text, or one of blanks, begins with this byte.
    may_be_missing: [bool; 256],
    /// The fields that tell whether a row passes on another post.
    pub reposting: Reposting,
}

/// The numbers of the fields that tell whether a row passes on another post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reposting {
    pub repost_of: Option<usize>,
    pub flag: Option<usize>,
    pub text: Option<usize>,
}

impl Reposting {
    fn of(fields: &[Field]) -> Self {
        let of = |role: Role| fields.iter().position(|field| field.role == role);
        Self { repost_of: of(Role::RepostOf), flag: of(Role::IsRepost), text: of(Role::Text) }
    }
}

/// A column whose cells hold objects, and the slots that are read from it.
#[derive(Debug)]
struct Opened {
    slots: Vec<usize>,
    paths: Paths,
}

/// The first texts of each field, as many as tell how the column is written.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub fields: Vec<Vec<String>>,
}

impl<'a> Layout<'a> {
    /// Finds the columns of a file: those that the user named, then those of
    /// the preset, which is recognised from the header where it is not given, then
    /// those whose names tell what they are.
    ///
    /// # Errors
    /// Names the file and the column: none has the required role, a name that
    /// the user gave is not there, or a used name is there twice.
    pub fn new(file: &'a str, header: &dyn Header, reading: &Reading<'a>) -> Result<Self> {
        let (config, wanted) = (reading.config, reading.wanted);
        let known = form_of(file, header, reading)?;
        let form = known.preset.map(Preset::form);
        let mut places = Places { file, header, rows: &known.rows, columns: &known.columns, slots: Vec::new() };
        let mut fields: Vec<Field> = Vec::new();
        for role in Role::ALL {
            let is_needed = is_needed(role, wanted);
            let shows_media = role == Role::RepostOf
                && wanted.contains(&Role::Url)
                && form.is_some_and(|form| form.platform == Some("twitter"));
            if !is_needed && !shows_media && !is_looked_at(role, header, reading.filter) {
                continue;
            }
            let field = places.field(file, role, form)?;
            fields.extend(field.map(|field| Field { only_looked_at: !is_needed, ..field }));
        }
        let of_rows = |filters: &'static [Filter], places: &mut Places| -> Result<Vec<(usize, &'static Filter)>> {
            let mut found = Vec::new();
            for filter in filters {
                found.extend(places.slots_of(filter.path)?.first().map(|slot| (*slot, filter)));
            }
            Ok(found)
        };
        let filters = of_rows(form.map_or(&[][..], |form| form.filters), &mut places)?;
        let reposts = match is_needed(Role::IsRepost, wanted) {
            true => of_rows(form.map_or(&[][..], |form| form.reposts), &mut places)?,
            false => Vec::new(),
        };
        let missing =
            config.missing.iter().map(String::as_str).chain(form.iter().flat_map(|form| form.missing).copied());
        // Blanks of other scripts begin with bytes above ASCII.
        let mut may_be_missing = std::array::from_fn(|byte| byte >= 0x80 || (byte as u8).is_ascii_whitespace());
        missing
            .clone()
            .filter_map(|text| text.bytes().next())
            .for_each(|byte| may_be_missing[usize::from(byte)] = true);
        let zone = config.timezone.of(file)?;
        let of_form = form.and_then(|form| if let Clock::Zone(name) = form.clock { name.parse().ok() } else { None });
        let mut layout = Self {
            file,
            config,
            preset: known.preset,
            is_plain: filters.is_empty() && reposts.is_empty() && are_slots(&fields, places.slots.len()),
            opened: opened(&places.slots),
            filters,
            reposts,
            object_required: form.is_some_and(|form| form.requires(Role::Object))
                && wanted.contains(&Role::Object)
                && !config.columns.contains_key(&Role::Object),
            contents: wanted.contains(&Role::Content),
            texts: wanted.contains(&Role::Text),
            derived: Vec::new(),
            is_by_row: header.is_by_row(),
            facts: wanted.iter().any(|role| role.is_fact()),
            facts_by_row: reading.by_row,
            lines: reading.lines,
            zone: zone.clone().or(of_form).unwrap_or(Zone::UTC),
            tells_zone: zone.is_some() || form.is_some_and(|form| matches!(form.clock, Clock::Utc | Clock::Zone(_))),
            wants_reposts: is_needed(Role::IsRepost, wanted),
            handles_have_dots: form.and_then(|form| form.platform) != Some("twitter"),
            filter: reading.filter,
            latest: reading.latest,
            notes: known.notes,
            longest_missing: missing.map(str::len).max().unwrap_or(0),
            may_be_missing,
            reposting: Reposting::of(&fields),
            slots: places.slots,
            rows: known.rows,
            fields,
        };
        layout.derived = layout.derived(wanted);
        Ok(layout)
    }

    /// Decides how the columns are written, as their first values tell; false
    /// where more of them may tell it, which is asked for unless `is_all`.
    ///
    /// # Errors
    /// When a column cannot be read without the user's word.
    pub fn settle(&mut self, sample: &Sample, is_all: bool) -> Result<bool> {
        if self.lines {
            return Ok(true);
        }
        let has_format = self.config.time_format.is_some();
        let mut notes = Vec::new();
        for (field, values) in self.fields.iter_mut().zip(&sample.fields) {
            if field.role.is_id() {
                field.ids = IdShape::of(values.iter().map(String::as_str));
            }
            if !field.role.is_time() || has_format {
                continue;
            }
            let column = |text: &str| format!("column {}: {text}", field.name);
            match forms::decide(values) {
                Decided::Form(form, note) => {
                    field.time = form;
                    notes.extend(note.map(|(finding, example)| Note::of_column(finding, &field.name, 0, example)));
                }
                Decided::NeedsMore { .. } if self.preset.is_some_and(|preset| preset.form().order.is_some()) => {}
                Decided::NeedsMore { .. } if !is_all => return Ok(false),
                Decided::Refused { problem, .. } if self.config.columns.contains_key(&Role::Time) => {
                    let remedy = "name another column of full times, or export the table again with them";
                    return Err(Error::input(self.file, column(&problem), remedy));
                }
                Decided::NeedsMore { problem, remedy } | Decided::Refused { problem, remedy } => {
                    return Err(Error::input(self.file, column(&problem), remedy));
                }
            }
            if field.role == Role::Time {
                let read = |text: &String| time::read(text, field.time, &self.zone).ok();
                let moments: Vec<i64> = values.iter().filter_map(read).map(|moment| moment.micros).collect();
                notes.extend(
                    forms::odd_times(&moments).map(|(finding, rows, moment)| {
                        Note::of_column(finding, &field.name, rows, time::rfc3339(moment))
                    }),
                );
            }
        }
        self.notes.extend(notes);
        Ok(true)
    }

    /// The cells of a row's slots, once the objects in them are opened; none where no
    /// cell is one.
    pub fn open(&self, cells: &[Cell]) -> Option<Vec<Value<'static>>> {
        if self.opened.is_empty() {
            return None;
        }
        let mut found = vec![Value::Missing; cells.len()];
        for opened in &self.opened {
            let Some(Cell::Text(text)) = opened.slots.first().map(|slot| cells[*slot]) else { continue };
            let json = literal::read(text).map(|value| value.to_json());
            let Some(raw) = json.as_deref().and_then(|json| serde_json::from_str::<&RawValue>(json).ok()) else {
                continue;
            };
            let mut here = vec![Value::Missing; cells.len()];
            opened.paths.look(raw, &mut here);
            for &slot in &opened.slots {
                found[slot] = std::mem::take(&mut here[slot]).into_owned();
            }
        }
        Some(found)
    }

    /// Whether this is the post that a row is, or that it passes on.
    pub fn is_own_post(&self, post: &str, cells: &[Cell]) -> bool {
        let own =
            self.fields.iter().zip(cells).filter(|(field, _)| matches!(field.role, Role::Content | Role::RepostOf));
        own.into_iter().any(|(_, cell)| {
            matches!(cell, Cell::Text(id) if *id == post)
                || matches!(cell, Cell::Items(ids) if ids.iter().any(|id| id == post))
        })
    }

    /// Whether this slot is a part of an object in a cell.
    pub fn is_opened(&self, slot: usize) -> bool {
        self.slots[slot].inner.is_some()
    }

    /// The form of the file, where it is a known one.
    pub fn form(&self) -> Option<&'static Form> {
        self.preset.map(Preset::form)
    }

    /// Leaves out the columns that hold nothing: what is there or not is decided
    /// already. Where columns are put together nothing is left out.
    pub fn without(mut self, is_empty: impl Fn(&Slot) -> bool) -> Self {
        if self.is_plain && self.opened.is_empty() {
            let mut kept = self.slots.iter().map(|slot| !is_empty(slot)).collect::<Vec<_>>().into_iter();
            self.fields.retain(|_| kept.next().unwrap_or(true));
            self.slots.retain(|slot| !is_empty(slot));
            let numbered = self.fields.iter_mut().enumerate();
            numbered.for_each(|(slot, field)| {
                field.sources = vec![Source { conditions: Vec::new(), body: Body::Plain(slot) }];
            });
        }
        self.reposting = Reposting::of(&self.fields);
        self
    }

    /// Whether the text is a value.
    pub fn is_present(&self, text: &str) -> bool {
        let Some(first) = text.bytes().next() else { return false };
        // Nearly all values begin as neither a blank nor a word for nothing does.
        !self.may_be_missing[usize::from(first)] || self.is_no_word_for_nothing(text)
    }

    fn is_no_word_for_nothing(&self, text: &str) -> bool {
        let of_form = || self.form().is_some_and(|form| form.missing.contains(&text));
        let is_missing = || {
            text.len() <= self.longest_missing
                && (self.config.missing.iter().any(|missing| missing == text) || of_form())
        };
        !text.trim_start().is_empty() && !is_missing()
    }

    pub fn has(&self, role: Role) -> bool {
        self.fields.iter().any(|field| field.role == role)
    }

    /// Whether the row, told by its slots, is a post that somebody made.
    pub fn is_post(&self, cells: &[Cell]) -> bool {
        self.filters.iter().all(|(slot, filter)| says(filter, &cells[*slot]))
    }

    /// Whether the row, told by its slots, passes on another post.
    pub fn is_repost(&self, cells: &[Cell]) -> bool {
        self.reposts.iter().any(|(slot, filter)| says(filter, &cells[*slot]))
    }

    /// What the row, told by its slots, has in this field.
    pub fn value<'c>(&self, field: &Field, cells: &[Cell<'c>]) -> Told<'c> {
        let mut told = Told::Cell(Cell::Missing);
        for source in &field.sources {
            if !source.conditions.iter().all(|(slot, test)| self.is_met(test, &cells[*slot])) {
                continue;
            }
            let found = self.made_of(&source.body, cells);
            if self.is_there(&found.cell()) {
                return found;
            }
            if !matches!(found.cell(), Cell::Missing) {
                told = found;
            }
        }
        told
    }

    fn made_of<'c>(&self, body: &Body, cells: &[Cell<'c>]) -> Told<'c> {
        match body {
            Body::Plain(slot) => Told::Cell(cells[*slot]),
            Body::Union(slots) => {
                let of_slot = |slot: &usize| -> Vec<Cow<'c, str>> {
                    match cells[*slot] {
                        Cell::Text(text) if self.is_present(text) => vec![text.into()],
                        Cell::Items(items) => items.to_vec(),
                        _ => Vec::new(),
                    }
                };
                match slots.iter().all(|slot| matches!(cells[*slot], Cell::Missing)) {
                    true => Told::Cell(Cell::Missing),
                    false => Told::Items(slots.iter().flat_map(of_slot).collect()),
                }
            }
            Body::Template(pieces) => self.filled(pieces, cells).map_or(Told::Cell(Cell::Missing), Told::Text),
            Body::MomentOf(slot) => {
                let id = if let Cell::Text(id) = cells[*slot] { id } else { "" };
                moment_of(id).map_or(Told::Cell(Cell::Missing), Told::Text)
            }
        }
    }

    fn filled(&self, pieces: &[Piece], cells: &[Cell]) -> Option<String> {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(between) => text.push_str(between),
                Piece::Slot(slot) => match cells[*slot] {
                    Cell::Text(value) if self.is_present(value) => text.push_str(value),
                    Cell::Items([value, ..]) => text.push_str(value),
                    _ => return None,
                },
            }
        }
        Some(text)
    }

    fn is_there(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Text(text) => self.is_present(text),
            Cell::Items(_) | Cell::Moment(_) | Cell::LocalMoment(_) => true,
            Cell::Missing | Cell::Object => false,
        }
    }

    fn is_met(&self, test: &Test, cell: &Cell) -> bool {
        match test {
            Test::There(wanted) => self.holds(cell) == *wanted,
            Test::Is(value) => matches!(cell, Cell::Text(text) if text == value),
        }
    }

    /// Whether there is something: there is a value, and it does not say no.
    fn holds(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Text(text) => self.is_present(text) && !matches!(*text, "false" | "False" | "0"),
            Cell::Items(items) => !items.is_empty(),
            Cell::Moment(_) | Cell::LocalMoment(_) | Cell::Object => true,
            Cell::Missing => false,
        }
    }

    /// Roles that are read from the text because they are wanted and have no
    /// column of their own; where each row has its own keys, rows may differ.
    pub fn derived(&self, wanted: &[Role]) -> Vec<Role> {
        let has_column = |role: Role| columns_of(role).iter().any(|&column| self.has(column));
        let is_derived = |role: &Role| wanted.contains(role) && (self.is_by_row || !has_column(*role));
        DERIVED.into_iter().filter(|role| self.has(Role::Text) && is_derived(role)).collect()
    }

    /// The roles whose values are taken from this slot.
    pub fn roles_of(&self, slot: usize) -> Vec<Role> {
        let uses = |source: &Source| match &source.body {
            Body::Plain(used) | Body::MomentOf(used) => *used == slot,
            Body::Union(used) => used.contains(&slot),
            Body::Template(pieces) => pieces.iter().any(|piece| matches!(piece, Piece::Slot(used) if *used == slot)),
        };
        let users = self.fields.iter().filter(|field| field.sources.iter().any(uses));
        users.map(|field| field.role).collect()
    }
}

/// Whether the values of this role are looked at.
fn is_needed(role: Role, wanted: &[Role]) -> bool {
    const ALWAYS: [Role; 4] = [Role::Account, Role::Time, Role::Content, Role::Platform];
    let read_from_text = || wanted.iter().any(|role| text::DERIVED.contains(role));
    ALWAYS.contains(&role) || wanted.contains(&role) || (role == Role::Text && read_from_text())
}

/// Whether each field is a slot, in the same order.
fn are_slots(fields: &[Field], slots: usize) -> bool {
    let is_slot = |(at, field): (usize, &Field)| match &field.sources[..] {
        [Source { conditions, body: Body::Plain(slot) }] => conditions.is_empty() && *slot == at,
        _ => false,
    };
    fields.len() == slots && fields.iter().enumerate().all(is_slot)
}

/// Whether the cell has a value that the filter keeps.
fn says(filter: &Filter, cell: &Cell) -> bool {
    let text = match cell {
        Cell::Text(text) => text,
        Cell::Items(items) => items.first().map_or("", |item| item),
        // There, whatever it is.
        Cell::Object => "{}",
        Cell::Missing | Cell::Moment(_) | Cell::LocalMoment(_) => "",
    };
    filter.values.contains(&text) == filter.keeps
}

/// Whether a role is looked at although nobody wants its values: a row whose
/// account has a name like `null` is told by what else it says of the account.
fn is_looked_at(role: Role, header: &dyn Header, filter: &RowFilter) -> bool {
    (role == Role::Language && filter.has_languages()) || (header.is_text() && role.shows_account())
}

/// The columns whose cells are opened, by the slots that stand in them.
fn opened(slots: &[Slot]) -> Vec<Opened> {
    let mut positions: Vec<usize> =
        slots.iter().filter(|slot| slot.inner.is_some()).map(|slot| slot.position).collect();
    positions.dedup();
    positions.sort_unstable();
    positions.dedup();
    let of_column = |position: usize| {
        let here = slots.iter().enumerate().filter(move |(_, slot)| slot.position == position);
        let inner = here.filter_map(|(at, slot)| Some((slot.inner.as_ref()?, at)));
        let (paths, slots): (Vec<_>, Vec<_>) = inner.map(|(path, at)| ((path, at), at)).unzip();
        Opened { paths: Paths::new(paths), slots }
    };
    positions.into_iter().map(of_column).collect()
}

/// The slots of a layout while it is made.
struct Places<'h> {
    file: &'h str,
    header: &'h dyn Header,
    rows: &'h str,
    columns: &'h BTreeMap<Role, String>,
    slots: Vec<Slot>,
}

impl Places<'_> {
    fn field(&mut self, file: &str, role: Role, form: Option<&'static Form>) -> Result<Option<Field>> {
        if let Some(name) = self.columns.get(&role) {
            return self.named(file, role, name).map(Some);
        }
        let mut field = Field::new(role, String::new());
        for (_, text) in form.map_or(&[][..], |form| form.fields).iter().filter(|(r, _)| *r == role) {
            if let Some(source) = self.source(&Spec::parse(text))? {
                field.sources.push(source);
                if field.name.is_empty() {
                    field.name = (*text).to_owned();
                }
            }
        }
        Ok(Some(field).filter(|field| !field.sources.is_empty()))
    }

    /// The field that the user named.
    fn named(&mut self, file: &str, role: Role, name: &str) -> Result<Field> {
        let exact = self.header.has_exactly(self.rows, name);
        let spec = if exact { Spec::plain(name) } else { Spec::parse(name) };
        let absent = || {
            let problem = format!("there is no column `{name}` (role {})", role.name());
            Error::input(file, problem, found(self.header, self.rows))
        };
        if !exact && !is_there(self.header, self.rows, name) {
            return Err(absent());
        }
        let source = if exact {
            let found = self.header.find(name)?.into_iter().next();
            let slot = found.unwrap_or_else(|| Slot::plain(0, name));
            Some(Source {
                conditions: Vec::new(),
                body: Body::Plain(self.place(Slot { exact: true, inner: None, ..slot })),
            })
        } else {
            self.source(&spec)?
        };
        let mut field = Field::new(role, name.to_owned());
        field.sources.extend(source);
        Ok(field)
    }

    /// None where the file lacks a part of it.
    fn source(&mut self, spec: &Spec) -> Result<Option<Source>> {
        let mut conditions = Vec::new();
        for (leaf, test) in &spec.conditions {
            match self.slots_of(leaf)?.first() {
                Some(slot) => conditions.push((*slot, test.clone())),
                // Without the column nothing is there.
                None if *test == Test::There(false) => {}
                None => return Ok(None),
            }
        }
        if let [SpecPiece::Leaf(name)] = &spec.pieces[..]
            && let Some(text) = of_file(self.file, name)
        {
            return Ok(Some(Source { conditions, body: Body::Template(vec![Piece::Text(text)]) }));
        }
        let (mut slots, mut is_union) = (Vec::new(), spec.is_union);
        for leaf in spec.pieces.iter().filter_map(SpecPiece::leaf) {
            let found = self.slots_of(inner(leaf))?;
            match found.len() {
                0 if spec.is_union => {}
                0 => return Ok(None),
                1 => slots.extend(found),
                // The items of a list in columns of their own.
                _ if spec.pieces.len() == 1 || spec.is_union => {
                    is_union = true;
                    slots.extend(found);
                }
                _ => slots.push(found[0]),
            }
        }
        if slots.is_empty() {
            return Ok(None);
        }
        Ok(Some(Source { conditions, body: if is_union { Body::Union(slots) } else { spec.body(slots) } }))
    }

    fn slots_of(&mut self, name: &str) -> Result<Vec<usize>> {
        let found = self.header.find(name)?;
        Ok(found.into_iter().map(|slot| self.place(slot)).collect())
    }

    fn place(&mut self, slot: Slot) -> usize {
        self.slots.iter().position(|known| *known == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }
}

impl Field {
    fn new(role: Role, name: String) -> Self {
        Self {
            role,
            is_fact: role.is_fact(),
            name,
            only_looked_at: false,
            time: TimeForm::Common,
            ids: IdShape::default(),
            sources: Vec::new(),
        }
    }
}
