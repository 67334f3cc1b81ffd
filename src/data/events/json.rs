//! JSON: an object a line, or documents that hold rows.
//!
//! Numbers are taken as the digits that stand in the file: a 19-digit id
//! never becomes a float.

use std::collections::HashSet;

use lockstep_base::error::{Error, Result};
use rayon::prelude::*;
use serde_json::value::RawValue;

use super::cell::Cell;
use super::documents::{Documents, LOOKED_AT, Next};
use super::presets::Preset;
use super::{chunk::Chunk, chunk::Joiner, chunk::Part};
use super::{header::Header, header::Slot};
use super::{layout::Layout, reading::Reading};
use super::{path::Path, path::Paths, path::Tables, path::Value};
use super::{path::each_item, path::each_member, path::members, path::object_at, path::tables};
use super::{stream::Stream, stream::read_in_parts};

/// Rows that one task parses: as many documents are read at once as keep some busy.
const ITEMS: usize = 1 << 12;

/// Rows that wait to be parsed at most.
const HELD: usize = 1 << 18;

/// Reads one object a line; a line may hold rows itself.
pub(super) fn read_lines(mut stream: Stream, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let name = stream.name.clone();
    let block = stream.block(Vec::new())?;
    let head = block.bytes.split(|b| *b == b'\n');
    let documents: Vec<&RawValue> = head.filter_map(|line| serde_json::from_slice(line).ok()).take(LOOKED_AT).collect();
    let layout = settled(&name, &documents, reading)?;
    let parser = Parser::new(&name, &layout)?;
    let parse = |chunk: &mut Chunk, part: &Part| parser.lines(chunk, part);
    let above = stream.lines_above;
    read_in_parts(&mut stream, block, &layout, above, line_ends, parse, joiner)?;
    joiner.close(&layout, stream.sha256());
    Ok(())
}

/// Reads an array, or objects that may span lines, each of which is a row or
/// holds rows; a reject's line is the row's number, or that of a document without
/// any.
pub(super) fn read_documents(stream: Stream, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let name = stream.name.clone();
    let mut documents = Documents::new(stream, reading.config.max_row);
    let mut next = documents.next()?;
    let first = match &next {
        Next::Batch(batch) => batch.documents(),
        Next::Lost => return Err(documents.too_long()),
        Next::End => Vec::new(),
    };
    let layout = settled(&name, &first[..first.len().min(LOOKED_AT)], reading)?;
    drop(first);
    let parser = Parser::new(&name, &layout)?;
    if parser.rows.is_empty() {
        documents.rows_are_documents();
    }
    let mut rows = Rows { parser: &parser, joiner, above: 0, documents_above: 0 };
    loop {
        match &next {
            Next::Batch(batch) => rows.add(&batch.documents())?,
            Next::Lost => rows.add_lost()?,
            Next::End => break,
        }
        next = documents.next()?;
    }
    if joiner.is_empty() {
        return Err(Error::input(&name, "there is no row in it", "leave the file out, or export it again"));
    }
    joiner.close(&layout, documents.sha256());
    Ok(())
}

/// The rows of documents on their way to the joiner.
struct Rows<'r, 'j, 't> {
    parser: &'r Parser<'r>,
    joiner: &'j mut Joiner<'t>,
    above: usize,
    documents_above: u64,
}

impl Rows<'_, '_, '_> {
    /// Adds the rows of some documents, so many at once.
    fn add(&mut self, documents: &[&RawValue]) -> Result<()> {
        let parser = self.parser;
        let mut lost = Chunk::new(parser.layout);
        let (mut pages, mut held) = (Vec::new(), 0);
        for (number, document) in (self.documents_above + 1..).zip(documents) {
            let mut page = parser.empty_page(document);
            let (mut found, mut outcome) = (0_usize, Ok(()));
            parser.each_row(document, &mut |around, row| {
                parser.put(&mut page, around, row);
                (found, held) = (found + 1, held + 1);
                if held == HELD {
                    outcome = self.flush(&mut pages, &mut page);
                    held = 0;
                }
                outcome.is_ok()
            });
            outcome?;
            if found == 0 {
                parser.refuse_lost(&mut lost, number, document);
            }
            pages.push(page);
        }
        self.documents_above += documents.len() as u64;
        self.join(&pages)?;
        self.joiner.add(vec![lost])
    }

    /// Adds the rows that there are so far, the last ones of a page that goes on.
    fn flush<'a>(&mut self, pages: &mut Vec<Page<'a>>, page: &mut Page<'a>) -> Result<()> {
        self.join(pages)?;
        pages.clear();
        self.join(std::slice::from_ref(page))?;
        page.rows.clear();
        page.around.drain(..page.around.len().saturating_sub(1));
        Ok(())
    }

    fn join(&mut self, pages: &[Page]) -> Result<()> {
        let (parser, above) = (self.parser, self.above);
        let rows: Vec<(&Page, usize)> =
            pages.iter().flat_map(|page| (0..page.rows.len()).map(move |row| (page, row))).collect();
        let chunk = |(part, rows): (usize, &[(&Page, usize)])| {
            let mut chunk = Chunk::new(parser.layout);
            for (at, (page, row)) in rows.iter().enumerate() {
                parser.row(&mut chunk, (above + part * ITEMS + at + 1) as u64, page, *row);
            }
            chunk
        };
        let chunks: Vec<Chunk> = rows.par_chunks(ITEMS).enumerate().map(chunk).collect();
        self.above += rows.len();
        self.joiner.add(chunks)
    }

    /// Adds a document that is too long to be held.
    fn add_lost(&mut self) -> Result<()> {
        self.documents_above += 1;
        let layout = self.parser.layout;
        let mut chunk = Chunk::new(layout);
        if self.parser.rows.is_empty() {
            self.above += 1;
            chunk.refuse(self.above as u64, 1, layout.config.long_row());
        } else {
            chunk.refuse(self.documents_above, 1, "the document is too long to be held");
        }
        self.joiner.add(vec![chunk])
    }
}

/// The layout of a file that begins with these documents.
fn settled<'a>(file: &'a str, documents: &[&RawValue], reading: &Reading<'a>) -> Result<Layout<'a>> {
    let mut layout = Layout::new(file, &Sample::new(documents), reading)?;
    let sample = {
        let parser = Parser::new(file, &layout)?;
        let mut chunk = Chunk::sampling(&layout);
        for document in documents {
            parser.rows_of_document(&mut chunk, 1, document);
        }
        chunk.into_sample()
    };
    layout.settle(&sample, true)?;
    Ok(layout)
}

/// Ends of lines about so many bytes apart.
fn line_ends(bytes: &[u8], part: usize) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut soonest = part;
    while let Some(end) = bytes.get(soonest..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        ends.push(soonest + end + 1);
        soonest += end + 1 + part;
    }
    if ends.is_empty() {
        // A block that is shorter than a part, or a line that is longer.
        ends.extend(memchr::memrchr(b'\n', bytes).map(|end| end + 1));
    }
    ends
}

/// The rows of a document.
struct Page<'a> {
    /// Each row, and the object around it.
    rows: Vec<(usize, &'a RawValue)>,
    /// What the layout takes from each object around rows.
    around: Vec<Vec<Value<'a>>>,
    /// The last one of these objects.
    object: Option<&'a RawValue>,
    tables: Tables<'a>,
}

/// What it takes to read the rows of a file.
struct Parser<'l> {
    layout: &'l Layout<'l>,
    /// For each part of the path to the rows its keys; an empty one stands for
    /// the items of a list.
    rows: Vec<Vec<RowStep>>,
    /// Paths from a row and from the object around the rows.
    paths: Paths,
    around: Paths,
    looks_around: bool,
    tables: Vec<String>,
}

impl<'l> Parser<'l> {
    fn new(file: &str, layout: &'l Layout<'l>) -> Result<Self> {
        let path = |slot: &Slot| if slot.exact { Ok(Path::key(&slot.name)) } else { Path::parse(&slot.name) };
        let paths: Vec<Path> = layout
            .slots
            .iter()
            .map(path)
            .collect::<Result<_, _>>()
            .map_err(|problem| Error::input(file, problem, "write a path like user.id or tags[].name"))?;
        let numbered = |around: bool| paths.iter().zip(0..).filter(move |(path, _)| path.around == around);
        let tables: HashSet<&str> = paths.iter().flat_map(Path::tables).collect();
        Ok(Self {
            layout,
            rows: row_paths(&layout.rows),
            paths: Paths::new(numbered(false)),
            around: Paths::new(numbered(true)),
            looks_around: numbered(true).next().is_some(),
            tables: tables.into_iter().map(str::to_owned).collect(),
        })
    }

    fn lines(&self, chunk: &mut Chunk, part: &Part) {
        for (at, line) in part.bytes.split(|b| *b == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let number = part.lines_above + at as u64 + 1;
            if line.len() as u64 > self.layout.config.max_row {
                chunk.refuse(number, 1, self.layout.config.long_row());
                continue;
            }
            if self.rows.is_empty() && self.tables.is_empty() {
                self.line(chunk, number, line);
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(document) if self.rows_of_document(chunk, number, document) == 0 => {
                    self.refuse_lost(chunk, number, document);
                }
                Ok(_) => {}
                Err(_) => chunk.refuse(number, 1, "this is no JSON object"),
            }
        }
    }

    /// Refuses a document that has no place for rows where the others have theirs.
    fn refuse_lost(&self, chunk: &mut Chunk, number: u64, document: &RawValue) {
        if !self.rows.iter().any(|keys| leads(document, keys)) {
            chunk.refuse(number, 1, format!("there are no rows at {}", self.layout.rows));
        }
    }

    /// Takes a line that is a row.
    fn line(&self, chunk: &mut Chunk, number: u64, line: &[u8]) {
        let mut found = vec![Value::Missing; self.layout.slots.len()];
        match self.paths.read_row(line, &mut found) {
            Ok(true) => Self::push(chunk, number, &found),
            Ok(false) => chunk.refuse(number, 1, "this is no JSON object"),
            Err((slot, reason)) => self.refuse(chunk, number, slot, reason),
        }
    }

    /// Takes a row of a document.
    fn row(&self, chunk: &mut Chunk, number: u64, page: &Page, row: usize) {
        let (around, raw) = page.rows[row];
        if !raw.get().starts_with('{') {
            return chunk.refuse(number, 1, "this is no JSON object");
        }
        if raw.get().len() as u64 > self.layout.config.max_row {
            return chunk.refuse(number, 1, self.layout.config.long_row());
        }
        let mut found =
            page.around.get(around).cloned().unwrap_or_else(|| vec![Value::Missing; self.layout.slots.len()]);
        match self.paths.read(raw, &page.tables, &mut found) {
            Ok(()) => Self::push(chunk, number, &found),
            Err((slot, reason)) => self.refuse(chunk, number, slot, reason),
        }
    }

    fn push(chunk: &mut Chunk, number: u64, found: &[Value]) {
        let cells: Vec<Cell> = found.iter().map(Value::cell).collect();
        chunk.push(number, &cells);
    }

    fn refuse(&self, chunk: &mut Chunk, number: u64, slot: usize, reason: &str) {
        chunk.refuse(number, 1, format!("key {}: {reason}", self.layout.slots[slot].name));
    }

    /// A page of a document without its rows.
    fn empty_page<'a>(&self, document: &'a RawValue) -> Page<'a> {
        let names: Vec<&str> = self.tables.iter().map(String::as_str).collect();
        let tables = if names.is_empty() { Tables::default() } else { tables(document, &names) };
        Page { rows: Vec::new(), around: Vec::new(), object: None, tables }
    }

    fn each_row<'a>(&self, document: &'a RawValue, take: &mut TakeRow<'_, 'a>) {
        rows_of(document, &self.rows, take);
    }

    /// Puts a row into the page of its document.
    fn put<'a>(&self, page: &mut Page<'a>, around: &'a RawValue, row: &'a RawValue) {
        let is_new = page.object.is_none_or(|last| !std::ptr::eq(last, around));
        if self.looks_around && is_new {
            page.object = Some(around);
            let mut found = vec![Value::Missing; self.layout.slots.len()];
            // What cannot be read there is missing in the rows.
            let _ = self.around.read(around, &page.tables, &mut found);
            page.around.push(found);
        }
        page.rows.push((page.around.len().saturating_sub(1), row));
    }

    /// Takes all rows of a document, and tells how many there are.
    fn rows_of_document(&self, chunk: &mut Chunk, number: u64, document: &RawValue) -> u64 {
        let (mut page, mut count) = (self.empty_page(document), 0);
        self.each_row(document, &mut |around, row| {
            self.put(&mut page, around, row);
            self.row(chunk, number, &page, 0);
            page.rows.clear();
            page.around.drain(..page.around.len().saturating_sub(1));
            count += 1;
            true
        });
        count
    }
}

/// A step on the way to the rows of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
enum RowStep {
    Key(String),
    /// The items of a list.
    Each,
    /// The values of an object, written `*`.
    Values,
}

/// The steps of each of the paths to rows; a dot alone is the document itself.
fn row_paths(text: &str) -> Vec<Vec<RowStep>> {
    let steps = |part: &str| -> Vec<RowStep> {
        let (key, list) = part.strip_suffix("[]").map_or((part, false), |key| (key, true));
        let key = match key {
            "" => None,
            "*" => Some(RowStep::Values),
            key => Some(RowStep::Key(key.to_owned())),
        };
        key.into_iter().chain(list.then_some(RowStep::Each)).collect()
    };
    let paths = text.split(" + ").filter(|path| !path.is_empty() && *path != ".");
    paths.map(|path| path.split('.').flat_map(steps).collect()).collect()
}

/// What takes a row and the object around it, the other way round, and tells whether
/// it wants more.
type TakeRow<'t, 'a> = dyn FnMut(&'a RawValue, &'a RawValue) -> bool + 't;

/// Calls `take` with the object around it and each row of a document, as long as it
/// wants more.
fn rows_of<'a>(document: &'a RawValue, paths: &[Vec<RowStep>], take: &mut TakeRow<'_, 'a>) {
    if paths.is_empty() {
        take(document, document);
    }
    _ = paths.iter().all(|keys| descend(document, document, keys, take));
}

/// Whether a path to rows leads to a place for them, be it an empty list.
fn leads(raw: &RawValue, steps: &[RowStep]) -> bool {
    match steps.split_first() {
        None => true,
        Some((RowStep::Each, _)) => raw.get().starts_with('['),
        Some((RowStep::Values, _)) => raw.get().starts_with('{'),
        Some((RowStep::Key(key), rest)) => object_at(raw, key).is_some_and(|below| leads(below, rest)),
    }
}

fn descend<'a>(around: &'a RawValue, raw: &'a RawValue, steps: &[RowStep], take: &mut TakeRow<'_, 'a>) -> bool {
    let mut goes_on = true;
    match steps.split_first() {
        None => goes_on = take(around, raw),
        Some((RowStep::Each, rest)) => each_item(raw, &mut |item| {
            goes_on = descend(around, item, rest, take);
            goes_on
        }),
        Some((RowStep::Values, rest)) => each_member(raw, &mut |(_, value)| {
            goes_on = descend(raw, value, rest, take);
            goes_on
        }),
        Some((RowStep::Key(key), rest)) => {
            goes_on = object_at(raw, key).is_none_or(|below| descend(raw, below, rest, take));
        }
    }
    goes_on
}

/// The first documents of a file.
struct Sample<'a> {
    documents: &'a [&'a RawValue],
    /// Paths in the signatures of presets.
    names: Vec<&'static str>,
    signatures: Paths,
}

impl<'a> Sample<'a> {
    fn new(documents: &'a [&'a RawValue]) -> Self {
        let names = Preset::signatures();
        let paths: Vec<(Path, usize)> =
            names.iter().enumerate().filter_map(|(at, name)| Some((Path::parse(name).ok()?, at))).collect();
        let signatures = Paths::new(paths.iter().map(|(path, at)| (path, *at)));
        Self { documents, names, signatures }
    }

    /// Calls `look` with each row and the object around it, as long as it wants
    /// more.
    fn each_row(&self, rows: &str, look: &mut dyn FnMut(&'a RawValue, &'a RawValue) -> bool) {
        let (paths, mut goes_on) = (row_paths(rows), true);
        for document in self.documents {
            rows_of(document, &paths, &mut |around, row| {
                goes_on = look(around, row);
                goes_on
            });
            if !goes_on {
                return;
            }
        }
    }

    fn has_path(&self, rows: &str, path: &Path) -> bool {
        let paths = Paths::new([(path, 0)]);
        let mut there = false;
        self.each_row(rows, &mut |around, row| {
            let mut found = [Value::Missing];
            paths.look(if path.around { around } else { row }, &mut found);
            there = is_there(path.goes_through_lists(), &found[0]);
            !there
        });
        there
    }
}

/// Whether something was found; of the items of a list, at least one.
fn is_there(of_items: bool, value: &Value) -> bool {
    match value {
        Value::Missing => false,
        Value::Items(items) => !of_items || !items.is_empty(),
        Value::Text(_) | Value::Object => true,
    }
}

/// Adds the places below a value at which a document may hold rows.
fn find_places(raw: &RawValue, path: &str, depth: usize, found: &mut Vec<String>) {
    const DEEPEST: usize = 4;
    const MOST: usize = 20;
    let members = members(raw);
    let is_object = |value: &RawValue| value.get().starts_with('{');
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    if members.len() > 1 && members.iter().all(|(_, value)| is_object(value)) && are_alike(&members) {
        return found.push(join("*"));
    }
    for (key, value) in &members {
        // Such a key cannot be written in a path.
        if depth == DEEPEST || found.len() == MOST || key.contains(['.', '[', ']', '*']) || key.is_empty() {
            continue;
        }
        if is_object(value) {
            find_places(value, &join(key), depth + 1, found);
        } else if value.get().starts_with('[') {
            let mut first = None;
            each_item(value, &mut |item| {
                first = is_object(item).then_some(item);
                first.is_none()
            });
            if let Some(item) = first {
                found.push(format!("{}[]", join(key)));
                find_places(item, &format!("{}[]", join(key)), depth + 1, found);
            }
        }
    }
}

/// Whether the first values have most of their keys in common.
fn are_alike(members: &[(String, &RawValue)]) -> bool {
    let keys = |value: &RawValue| -> HashSet<String> { self::members(value).into_iter().map(|(key, _)| key).collect() };
    let first: Vec<HashSet<String>> = members.iter().take(5).map(|(_, value)| keys(value)).collect();
    first.windows(2).all(|pair| {
        let common = pair[0].intersection(&pair[1]).count();
        common > 1 && 2 * common > pair[0].len().max(pair[1].len())
    })
}

impl Header for Sample<'_> {
    fn there(&self, rows: &str) -> HashSet<&'static str> {
        let (mut there, mut left) = (HashSet::new(), LOOKED_AT);
        self.each_row(rows, &mut |_, row| {
            let mut found = vec![Value::Missing; self.names.len()];
            self.signatures.look(row, &mut found);
            let present = self.names.iter().zip(&found).filter(|(name, value)| is_there(name.contains('['), value));
            there.extend(present.map(|(name, _)| *name));
            left -= 1;
            left > 0
        });
        there
    }

    fn places_of_rows(&self) -> Vec<String> {
        let mut places = Vec::new();
        for document in self.documents.iter().take(3) {
            let mut found = Vec::new();
            find_places(document, "", 0, &mut found);
            found.retain(|place| !places.contains(place));
            places.extend(found);
        }
        places
    }

    fn find(&self, name: &str) -> Result<Vec<Slot>> {
        // Any row may have any key.
        Ok(vec![Slot::plain(0, name)])
    }

    fn has_exactly(&self, rows: &str, name: &str) -> bool {
        self.has_path(rows, &Path::key(name))
    }

    fn has(&self, rows: &str, name: &str) -> bool {
        Path::parse(name).is_ok_and(|path| self.has_path(rows, &path))
    }

    fn names(&self, rows: &str) -> Vec<String> {
        let mut names: Vec<String> = self.samples(rows).into_iter().map(|(name, _)| name).collect();
        names.sort();
        names
    }

    fn samples(&self, rows: &str) -> Vec<(String, Vec<String>)> {
        const ROWS: usize = 200;
        let (mut samples, mut left) = (Vec::<(String, Vec<String>)>::new(), ROWS);
        let mut add = |name: &str, value: &RawValue| {
            let text = match value.get().as_bytes().first() {
                Some(b'"') => serde_json::from_str(value.get()).unwrap_or_default(),
                Some(b'n') => String::new(),
                _ => value.get().to_owned(),
            };
            match samples.iter_mut().find(|(known, _)| known == name) {
                Some((_, values)) => values.push(text),
                None => samples.push((name.to_owned(), vec![text])),
            }
        };
        self.each_row(rows, &mut |_, row| {
            for (key, value) in members(row) {
                match value.get().starts_with('{') {
                    true => members(value).iter().for_each(|(below, value)| add(&format!("{key}.{below}"), value)),
                    false => add(&key, value),
                }
            }
            left -= 1;
            left > 0
        });
        samples
    }

    fn is_by_row(&self) -> bool {
        true
    }

    fn is_one_document(&self) -> bool {
        self.documents.len() == 1
    }

    fn is_text(&self) -> bool {
        true
    }
}
