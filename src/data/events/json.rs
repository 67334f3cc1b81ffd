//! JSON: an object a line, or documents that hold rows.
//!
//! Numbers are taken as the digits that stand in the file: a 19-digit id
//! never becomes a float.

use std::borrow::Cow;
use std::collections::HashSet;

use lockstep_base::error::{Error, Result};
use rayon::prelude::*;
use serde_json::value::RawValue;

use super::cell::Cell;
use super::presets::Preset;
use super::{Source, source};
use super::{chunk::Chunk, chunk::Joiner, chunk::Part};
use super::{header::Header, header::Slot};
use super::{layout::Layout, reading::Reading};
use super::{path::Path, path::Paths, path::Tables, path::Value, path::object_at, path::tables};
use super::{stream::PART, stream::Stream, stream::read_in_parts};

/// How many documents are looked at to recognise their form, and how many are
/// read at once.
const LOOKED_AT: usize = 1_000;

/// Rows that one task parses.
const ITEMS: usize = 1 << 14;

/// Reads one object a line; a line may hold rows itself.
pub(super) fn read_lines(mut stream: Stream, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let name = stream.name.clone();
    let block = stream.block(Vec::new())?;
    let head = block.bytes.split(|b| *b == b'\n');
    let documents: Vec<&RawValue> = head.filter_map(|line| serde_json::from_slice(line).ok()).take(LOOKED_AT).collect();
    let layout = settled(&name, &documents, reading)?;
    let parser = Parser::new(&name, &layout)?;
    let parse = |chunk: &mut Chunk, part: &Part| parser.lines(chunk, part);
    read_in_parts(&mut stream, block, &layout, 0, line_ends, parse, joiner)?;
    joiner.close(&layout, stream.sha256());
    Ok(())
}

/// Reads an array, or objects that may span lines, each of which is a row or
/// holds rows; a reject's line is the row's number, or that of a document without
/// any.
pub(super) fn read_documents(source: &Source, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let documents = documents(source)?;
    let layout = settled(&source.name, &documents[..documents.len().min(LOOKED_AT)], reading)?;
    let parser = Parser::new(&source.name, &layout)?;
    let (mut above, mut documents_above) = (0, 0);
    for documents in documents.chunks(LOOKED_AT) {
        let pages: Vec<Page> = documents.iter().map(|document| parser.page(document)).collect();
        let mut lost = Chunk::new(&layout);
        for (number, (document, page)) in (documents_above + 1..).zip(documents.iter().zip(&pages)) {
            parser.refuse_lost(&mut lost, number, document, page);
        }
        documents_above += documents.len() as u64;
        let rows: Vec<(&Page, usize)> =
            pages.iter().flat_map(|page| (0..page.rows.len()).map(move |row| (page, row))).collect();
        let chunk = |(part, rows): (usize, &[(&Page, usize)])| {
            let mut chunk = Chunk::new(&layout);
            for (at, (page, row)) in rows.iter().enumerate() {
                parser.row(&mut chunk, (above + part * ITEMS + at + 1) as u64, page, *row);
            }
            chunk
        };
        let mut chunks: Vec<Chunk> = rows.par_chunks(ITEMS).enumerate().map(chunk).collect();
        chunks.push(lost);
        above += rows.len();
        joiner.add(chunks)?;
    }
    if joiner.is_empty() {
        return Err(Error::input(&source.name, "there is no row in it", "leave the file out, or export it again"));
    }
    joiner.close(&layout, source.sha256.clone());
    Ok(())
}

/// The layout of a file that begins with these documents.
fn settled<'a>(file: &'a str, documents: &[&RawValue], reading: &Reading<'a>) -> Result<Layout<'a>> {
    let mut layout = Layout::new(file, &Sample::new(documents), reading)?;
    let sample = {
        let parser = Parser::new(file, &layout)?;
        let mut chunk = Chunk::sampling(&layout);
        for document in documents {
            let page = parser.page(document);
            (0..page.rows.len()).for_each(|row| parser.row(&mut chunk, 1, &page, row));
        }
        chunk.into_sample()
    };
    layout.settle(&sample, true)?;
    Ok(layout)
}

/// The items of an array, or the objects that stand one after the other; what
/// assigns them to a variable of a script is no part of them.
fn documents(source: &Source) -> Result<Vec<&RawValue>> {
    let bytes = source::without_assignment(&source.bytes);
    let (what, documents) = match bytes.first() {
        Some(b'[') => ("array", serde_json::from_slice(bytes)),
        _ => ("document", serde_json::Deserializer::from_slice(bytes).into_iter().collect()),
    };
    let broken = |e: serde_json::Error| {
        let cut = if e.is_eof() { ", cut short" } else { "" };
        let problem = format!("this is no valid JSON {what}{cut} ({e})");
        Error::input(&source.name, problem, "export it again, or give one object a line (NDJSON)")
    };
    let documents: Vec<&RawValue> = documents.map_err(broken)?;
    if documents.is_empty() {
        return Err(Error::input(&source.name, "the array is empty", "leave the file out, or export it again"));
    }
    Ok(documents)
}

/// Ends of lines about [`PART`] bytes apart.
fn line_ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut soonest = PART;
    while let Some(end) = bytes.get(soonest..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        ends.push(soonest + end + 1);
        soonest += end + 1 + PART;
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
            if self.rows.is_empty() && self.tables.is_empty() {
                self.line(chunk, number, line);
                continue;
            }
            match serde_json::from_slice(line) {
                Ok(document) => {
                    let page = self.page(document);
                    self.refuse_lost(chunk, number, document, &page);
                    (0..page.rows.len()).for_each(|row| self.row(chunk, number, &page, row));
                }
                Err(_) => chunk.refuse(number, 1, "this is no JSON object"),
            }
        }
    }

    /// Refuses a document that has no place for rows where the others have theirs.
    fn refuse_lost(&self, chunk: &mut Chunk, number: u64, document: &RawValue, page: &Page) {
        if page.rows.is_empty() && !self.rows.iter().any(|keys| leads(document, keys)) {
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

    fn page<'a>(&self, document: &'a RawValue) -> Page<'a> {
        let names: Vec<&str> = self.tables.iter().map(String::as_str).collect();
        let tables = if names.is_empty() { Tables::default() } else { tables(document, &names) };
        let mut page = Page { rows: Vec::new(), around: Vec::new(), tables };
        let mut objects = Vec::new();
        rows_of(document, &self.rows, &mut |around, row| {
            let is_new = objects.last().is_none_or(|last: &&RawValue| !std::ptr::eq(*last, around));
            if self.looks_around && is_new {
                objects.push(around);
                let mut found = vec![Value::Missing; self.layout.slots.len()];
                // What cannot be read there is missing in the rows.
                let _ = self.around.read(around, &page.tables, &mut found);
                page.around.push(found);
            }
            page.rows.push((page.around.len().saturating_sub(1), row));
        });
        page
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

/// Calls `take` with each row of a document and the object around it.
fn rows_of<'a>(document: &'a RawValue, paths: &[Vec<RowStep>], take: &mut dyn FnMut(&'a RawValue, &'a RawValue)) {
    if paths.is_empty() {
        take(document, document);
    }
    paths.iter().for_each(|keys| descend(document, document, keys, take));
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

fn descend<'a>(
    around: &'a RawValue,
    raw: &'a RawValue,
    steps: &[RowStep],
    take: &mut dyn FnMut(&'a RawValue, &'a RawValue),
) {
    match steps.split_first() {
        None => take(around, raw),
        Some((RowStep::Each, rest)) => {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
            items.into_iter().for_each(|item| descend(around, item, rest, take));
        }
        Some((RowStep::Values, rest)) => {
            members(raw).into_iter().for_each(|(_, value)| descend(raw, value, rest, take));
        }
        Some((RowStep::Key(key), rest)) => {
            object_at(raw, key).into_iter().for_each(|below| descend(raw, below, rest, take));
        }
    }
}

/// The keys and values of an object in their order; none of another value.
fn members(raw: &RawValue) -> Vec<(Cow<'_, str>, &RawValue)> {
    struct InOrder;
    impl<'de> serde::de::Visitor<'de> for InOrder {
        type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

        fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
            to.write_str("an object")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
                members.push((Cow::Owned(key), value));
            }
            Ok(members)
        }
    }
    if !raw.get().starts_with('{') {
        return Vec::new();
    }
    serde::de::Deserializer::deserialize_map(&mut serde_json::Deserializer::from_str(raw.get()), InOrder)
        .unwrap_or_default()
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
        let paths = row_paths(rows);
        for document in self.documents {
            let mut found = Vec::new();
            rows_of(document, &paths, &mut |around, row| found.push((around, row)));
            for (around, row) in found {
                if !look(around, row) {
                    return;
                }
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
            let items: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
            if let Some(item) = items.iter().find(|item| is_object(item)) {
                found.push(format!("{}[]", join(key)));
                find_places(item, &format!("{}[]", join(key)), depth + 1, found);
            }
        }
    }
}

/// Whether the first values have most of their keys in common.
fn are_alike(members: &[(Cow<str>, &RawValue)]) -> bool {
    let keys = |value: &RawValue| -> HashSet<String> {
        self::members(value).into_iter().map(|(key, _)| key.into_owned()).collect()
    };
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
