//! Which columns of one file are read, and what is made of them.

use super::cell::Told;
use super::text::DERIVED;
use super::text::columns_of;
use std::borrow::Cow;

use lockstep_base::error::{Error, Result};

use super::cell::Cell;
use super::{InputConfig, Role, text};
use super::{presets::Filter, presets::Form, presets::Preset, presets::Shape};

/// How inputs are read, and what of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    pub config: &'a InputConfig,
    /// Only these roles are decoded.
    pub wanted: &'a [Role],
    /// Facts and platforms are kept row by row, too.
    pub by_row: bool,
    /// The line of each row is kept.
    pub lines: bool,
}

/// What is known of a file's columns, or keys, before its rows are read.
pub(super) trait Header {
    /// Whether the file has this form.
    fn fits(&self, shape: &Shape) -> bool;
    /// Where the column is, none where the file has none; a name is first taken
    /// as it stands.
    ///
    /// # Errors
    /// When the name is there twice.
    fn find(&self, name: &str) -> Result<Option<usize>>;
    /// Whether a row at `rows` has it, the name taken as it stands.
    fn has_exactly(&self, rows: &'static str, name: &str) -> bool;
    /// Whether a row at `rows` has it.
    fn has(&self, rows: &'static str, name: &str) -> bool;
    /// The names that are there, for messages.
    fn names(&self, rows: &'static str) -> Vec<String>;
    /// Whether each row has keys of its own.
    fn is_by_row(&self) -> bool;
}

/// A column, or a path, that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its position in the header.
    pub position: usize,
    pub name: String,
    /// The name is a key as it stands, whatever it is made of.
    pub exact: bool,
}

/// What a row tells in one role.
#[derive(Debug)]
pub(super) struct Field {
    pub role: Role,
    /// It tells of the account.
    pub is_fact: bool,
    /// Where it stands, for messages.
    pub name: String,
    /// The first of them that has a value counts.
    sources: Vec<Source>,
}

#[derive(Debug)]
struct Source {
    /// A slot that must have a value, or must not.
    condition: Option<(usize, bool)>,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Plain(usize),
    /// The values of all of them.
    Union(Vec<usize>),
    /// Joined to one text; nothing where one of them is missing.
    Template(Vec<Piece>),
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Slot(usize),
}

/// Which fields of a file are read, and what a row must have.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub file: &'a str,
    pub config: &'a InputConfig,
    /// The form of the file, where it is a known one.
    pub preset: Option<Preset>,
    /// Where in a document its rows are.
    pub rows: &'static str,
    pub slots: Vec<Slot>,
    pub fields: Vec<Field>,
    /// Each field is a slot, in the same order.
    pub is_plain: bool,
    filters: Vec<(usize, &'static Filter)>,
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
    /// Bytes of the longest text that stands for a missing value.
    longest_missing: usize,
}

impl<'a> Layout<'a> {
    /// Finds the columns of a file: those that the user named, then those of
    /// the preset, which is recognised from the header where it is not given.
    ///
    /// # Errors
    /// Names the file and the column: none has the required role, a name that
    /// the user gave is not there, or a used name is there twice.
    pub fn new(file: &'a str, header: &dyn Header, reading: &Reading<'a>) -> Result<Self> {
        let (config, wanted) = (reading.config, reading.wanted);
        let (preset, rows) = form_of(file, header, config.preset)?;
        let form = preset.map(Preset::form);
        require(file, header, preset, rows, config)?;
        let mut places = Places { header, rows, slots: Vec::new() };
        let mut fields: Vec<Field> = Vec::new();
        for role in Role::ALL.into_iter().filter(|&role| is_needed(role, wanted)) {
            fields.extend(places.field(file, role, form, config)?);
        }
        let mut filters = Vec::new();
        for filter in form.map_or(&[][..], |form| form.filters) {
            filters.extend(places.slot(filter.path)?.map(|slot| (slot, filter)));
        }
        let missing =
            config.missing.iter().map(String::as_str).chain(form.iter().flat_map(|form| form.missing).copied());
        let mut layout = Self {
            file,
            config,
            preset,
            rows,
            is_plain: filters.is_empty() && are_slots(&fields, places.slots.len()),
            filters,
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
            longest_missing: missing.map(str::len).max().unwrap_or(0),
            slots: places.slots,
            fields,
        };
        layout.derived = layout.derived(wanted);
        Ok(layout)
    }

    /// The form of the file, where it is a known one.
    pub fn form(&self) -> Option<&'static Form> {
        self.preset.map(Preset::form)
    }

    /// Leaves out the columns that hold nothing: what is there or not is decided
    /// already. Where columns are put together nothing is left out.
    pub fn without(mut self, is_empty: impl Fn(&Slot) -> bool) -> Self {
        if self.is_plain {
            let mut kept = self.slots.iter().map(|slot| !is_empty(slot)).collect::<Vec<_>>().into_iter();
            self.fields.retain(|_| kept.next().unwrap_or(true));
            self.slots.retain(|slot| !is_empty(slot));
            let numbered = self.fields.iter_mut().enumerate();
            numbered.for_each(|(slot, field)| {
                field.sources = vec![Source { condition: None, body: Body::Plain(slot) }];
            });
        }
        self
    }

    /// Whether the text is a value.
    pub fn is_present(&self, text: &str) -> bool {
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
        self.filters.iter().all(|(slot, filter)| {
            let text = match cells[*slot] {
                Cell::Text(text) => text,
                Cell::Items(items) => items.first().map_or("", |item| item),
                Cell::Missing | Cell::Moment(_) | Cell::Object => "",
            };
            filter.values.contains(&text) == filter.keeps
        })
    }

    /// What the row, told by its slots, has in this field.
    pub fn value<'c>(&self, field: &Field, cells: &[Cell<'c>]) -> Told<'c> {
        let mut told = Told::Cell(Cell::Missing);
        for source in &field.sources {
            if source.condition.is_some_and(|(slot, wanted)| self.holds(&cells[slot]) != wanted) {
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
            Cell::Items(_) | Cell::Moment(_) => true,
            Cell::Missing | Cell::Object => false,
        }
    }

    /// Whether a condition is met: there is a value, and it does not say no.
    fn holds(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Text(text) => self.is_present(text) && !matches!(*text, "false" | "False" | "0"),
            Cell::Items(items) => !items.is_empty(),
            Cell::Moment(_) | Cell::Object => true,
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
            Body::Plain(used) => *used == slot,
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
    let is_slot = |(at, field): (usize, &Field)| matches!(field.sources[..], [Source { condition: None, body: Body::Plain(slot) }] if slot == at);
    fields.len() == slots && fields.iter().enumerate().all(is_slot)
}

/// The form of a file and where its rows are.
fn form_of(file: &str, header: &dyn Header, given: Option<Preset>) -> Result<(Option<Preset>, &'static str)> {
    let fits = |preset: Preset| preset.form().shapes.iter().find(|shape| header.fits(shape));
    let Some(preset) = given else {
        let recognised = Preset::ALL.into_iter().find_map(|preset| Some((preset, fits(preset)?.rows)));
        return Ok(recognised.map_or((None, ""), |(preset, rows)| (Some(preset), rows)));
    };
    let by_hand = || preset.form().shapes.iter().find(|shape| shape.rows.is_empty());
    match fits(preset).or_else(by_hand) {
        Some(shape) => Ok((Some(preset), shape.rows)),
        None => {
            let problem = format!("this has not the form of the preset {}", preset.name());
            Err(Error::input(file, problem, format!("see `lockstep presets {}`", preset.name())))
        }
    }
}

/// Checks that the file has what is required.
fn require(
    file: &str,
    header: &dyn Header,
    preset: Option<Preset>,
    rows: &'static str,
    config: &InputConfig,
) -> Result<()> {
    let required = preset.map_or(&[Role::Account, Role::Time][..], |preset| preset.form().required);
    let has = |role: Role| {
        let mut of_form = preset.into_iter().flat_map(|preset| preset.form().fields).filter(|(r, _)| *r == role);
        let is_there = |spec: &Spec| spec.leaves().into_iter().all(|leaf| header.has(rows, leaf));
        config.columns.contains_key(&role) || of_form.any(|(_, text)| is_there(&Spec::parse(text)))
    };
    let Some(&role) = required.iter().find(|&&role| !has(role)) else { return Ok(()) };
    let problem = match preset {
        Some(preset) => format!("no column for the role {} of the preset {}", role.name(), preset.name()),
        None => format!("no column for the role {} (the header fits none of the presets)", role.name()),
    };
    let remedy =
        format!("name it with --column {}=NAME, see `lockstep presets` ({})", role.name(), found(header, rows));
    Err(Error::input(file, problem, remedy))
}

fn found(header: &dyn Header, rows: &'static str) -> String {
    const SHOWN: usize = 30;
    let header = header.names(rows);
    let names: Vec<String> = header.iter().take(SHOWN).map(|name| name.chars().take(40).collect()).collect();
    let more = if header.len() > SHOWN { format!(", and {} more", header.len() - SHOWN) } else { String::new() };
    format!("the columns are {}{more}", names.join(", "))
}

/// The slots of a layout while it is made.
struct Places<'h> {
    header: &'h dyn Header,
    rows: &'static str,
    slots: Vec<Slot>,
}

impl Places<'_> {
    fn field(
        &mut self,
        file: &str,
        role: Role,
        form: Option<&'static Form>,
        config: &InputConfig,
    ) -> Result<Option<Field>> {
        if let Some(name) = config.columns.get(&role) {
            return self.named(file, role, name).map(Some);
        }
        let mut field = Field { role, is_fact: role.is_fact(), name: String::new(), sources: Vec::new() };
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
        if !exact && !spec.leaves().into_iter().all(|leaf| self.header.has(self.rows, leaf)) {
            return Err(absent());
        }
        let source = if exact {
            let position = self.header.find(name)?.unwrap_or_default();
            Some(Source { condition: None, body: Body::Plain(self.place(position, name, true)) })
        } else {
            self.source(&spec)?
        };
        let sources = source.into_iter().collect();
        Ok(Field { role, is_fact: role.is_fact(), name: name.to_owned(), sources })
    }

    /// None where the file lacks a part of it.
    fn source(&mut self, spec: &Spec) -> Result<Option<Source>> {
        let condition = match &spec.condition {
            None => None,
            Some((leaf, wanted)) => match self.slot(leaf)? {
                Some(slot) => Some((slot, *wanted)),
                // Without the column nothing fulfils the condition.
                None if *wanted => return Ok(None),
                None => None,
            },
        };
        let mut slots = Vec::new();
        for leaf in spec.pieces.iter().filter_map(SpecPiece::leaf) {
            match self.slot(leaf)? {
                Some(slot) => slots.push(slot),
                None if spec.is_union => {}
                None => return Ok(None),
            }
        }
        if slots.is_empty() {
            return Ok(None);
        }
        Ok(Some(Source { condition, body: spec.body(slots) }))
    }

    fn slot(&mut self, name: &str) -> Result<Option<usize>> {
        let Some(position) = self.header.find(name)? else { return Ok(None) };
        Ok(Some(self.place(position, name, false)))
    }

    fn place(&mut self, position: usize, name: &str, exact: bool) -> usize {
        let slot = Slot { position, name: name.to_owned(), exact };
        self.slots.iter().position(|known| *known == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }
}

/// What a table of a preset, or the user, says where a role's value stands:
/// `PATH`, several of them between ` + ` for the values of all, or a text with
/// `{PATH}` in it; with `PATH? ` before it only where there is a value at PATH
/// which is not `false`, with `!PATH? ` only where there is none.
#[derive(Debug)]
struct Spec {
    condition: Option<(String, bool)>,
    pieces: Vec<SpecPiece>,
    is_union: bool,
}

#[derive(Debug)]
enum SpecPiece {
    Text(String),
    Leaf(String),
}

impl SpecPiece {
    fn leaf(&self) -> Option<&str> {
        if let Self::Leaf(leaf) = self { Some(leaf) } else { None }
    }
}

impl Spec {
    fn plain(name: &str) -> Self {
        Self { condition: None, pieces: vec![SpecPiece::Leaf(name.to_owned())], is_union: false }
    }

    pub fn parse(text: &str) -> Self {
        let (condition, body) = match text.split_once("? ") {
            Some((condition, body)) => {
                let (wanted, leaf) = condition.strip_prefix('!').map_or((true, condition), |leaf| (false, leaf));
                (Some((leaf.to_owned(), wanted)), body)
            }
            None => (None, text),
        };
        if body.contains('{') {
            return Self { condition, pieces: template(body), is_union: false };
        }
        let parts: Vec<&str> = body.split(" + ").collect();
        let is_union = parts.len() > 1;
        Self { condition, pieces: parts.into_iter().map(|part| SpecPiece::Leaf(part.to_owned())).collect(), is_union }
    }

    /// What is made of the values in these slots, one a leaf.
    fn body(&self, slots: Vec<usize>) -> Body {
        match slots[..] {
            _ if self.is_union => Body::Union(slots),
            [slot] if self.pieces.len() == 1 => Body::Plain(slot),
            _ => {
                let mut slots = slots.into_iter();
                let piece = |piece: &SpecPiece| match piece {
                    SpecPiece::Text(text) => Some(Piece::Text(text.clone())),
                    SpecPiece::Leaf(_) => slots.next().map(Piece::Slot),
                };
                Body::Template(self.pieces.iter().filter_map(piece).collect())
            }
        }
    }

    /// The paths that it is made of, those of the condition aside.
    pub fn leaves(&self) -> Vec<&str> {
        self.pieces.iter().filter_map(SpecPiece::leaf).collect()
    }
}

fn template(text: &str) -> Vec<SpecPiece> {
    let mut pieces = Vec::new();
    for part in text.split_inclusive('}') {
        let (between, leaf) = part.split_once('{').unwrap_or((part, ""));
        if !between.is_empty() {
            pieces.push(SpecPiece::Text(between.to_owned()));
        }
        if let Some(leaf) = leaf.strip_suffix('}') {
            pieces.push(SpecPiece::Leaf(leaf.to_owned()));
        }
    }
    pieces
}

/// The header of a table.
pub(super) struct Names<'a> {
    pub file: &'a str,
    pub names: &'a [String],
}

impl Header for Names<'_> {
    fn fits(&self, shape: &Shape) -> bool {
        shape.rows.is_empty() && shape.signature.iter().all(|name| self.names.iter().any(|n| n == name))
    }

    fn find(&self, name: &str) -> Result<Option<usize>> {
        let mut hits = self.names.iter().enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i);
        let first = hits.next();
        match hits.next() {
            None => Ok(first),
            Some(second) => Err(Error::input(
                self.file,
                format!("the column `{name}` is there twice (columns {} and {})", first.unwrap_or(0) + 1, second + 1),
                "rename or remove one of the two",
            )),
        }
    }

    fn has_exactly(&self, _: &'static str, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    fn has(&self, rows: &'static str, name: &str) -> bool {
        self.has_exactly(rows, name)
    }

    fn names(&self, _: &'static str) -> Vec<String> {
        self.names.to_vec()
    }

    fn is_by_row(&self) -> bool {
        false
    }
}
