//! JSON: an object a line, or documents that hold rows.
//!
//! Numbers are taken as the digits that stand in the file: a 19-digit id
//! never becomes a float.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use lockstep_base::error::{Error, Result};
use rayon::prelude::*;
use serde_json::value::RawValue;

use super::cell::Cell;
use super::{Format, Source};
use super::{chunk::Chunk, chunk::Joiner, chunk::Part};
use super::{layout::Header, layout::Layout, layout::Reading, layout::Slot};
use super::{path::Path, path::Paths, path::Tables, path::Value, path::object_at, path::tables};
use super::{presets::Preset, presets::Shape};
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
    let documents = head.filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let layout = Layout::new(&name, &Sample::new(documents), reading)?;
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
    let head = documents.iter().copied().take(LOOKED_AT).collect();
    let layout = Layout::new(&source.name, &Sample::new(head), reading)?;
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

/// The items of an array, or the objects that stand one after the other.
fn documents(source: &Source) -> Result<Vec<&RawValue>> {
    let (what, documents) = match source.format {
        Format::JsonArray => ("array", serde_json::from_slice(&source.bytes)),
        _ => ("document", serde_json::Deserializer::from_slice(&source.bytes).into_iter().collect()),
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
    rows: Vec<Vec<&'static str>>,
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
            rows: row_paths(layout.rows),
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

/// The keys of each of the paths to rows; `[]` becomes an empty key.
fn row_paths(text: &'static str) -> Vec<Vec<&'static str>> {
    let keys = |path: &'static str| {
        path.split('.').flat_map(|part| part.strip_suffix("[]").map_or(vec![part], |key| vec![key, ""])).collect()
    };
    text.split(" + ").filter(|path| !path.is_empty()).map(keys).collect()
}

/// Calls `take` with each row of a document and the object around it.
fn rows_of<'a>(document: &'a RawValue, paths: &[Vec<&str>], take: &mut dyn FnMut(&'a RawValue, &'a RawValue)) {
    if paths.is_empty() {
        take(document, document);
    }
    paths.iter().for_each(|keys| descend(document, document, keys, take));
}

/// Whether a path to rows leads to a place for them, be it an empty list.
fn leads(raw: &RawValue, keys: &[&str]) -> bool {
    match keys.split_first() {
        None => true,
        Some((&"", _)) => raw.get().starts_with('['),
        Some((key, rest)) => object_at(raw, key).is_some_and(|below| leads(below, rest)),
    }
}

fn descend<'a>(
    around: &'a RawValue,
    raw: &'a RawValue,
    keys: &[&str],
    take: &mut dyn FnMut(&'a RawValue, &'a RawValue),
) {
    match keys.split_first() {
        None => take(around, raw),
        Some((&"", rest)) => {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
            items.into_iter().for_each(|item| descend(around, item, rest, take));
        }
        Some((key, rest)) => object_at(raw, key).into_iter().for_each(|below| descend(raw, below, rest, take)),
    }
}

/// The first documents of a file.
struct Sample<'a> {
    documents: Vec<&'a RawValue>,
    /// Of all paths in the signatures of presets, those that are there.
    there: HashSet<&'static str>,
}

impl<'a> Sample<'a> {
    fn new(documents: Vec<&'a RawValue>) -> Self {
        let signatures =
            Preset::ALL.into_iter().flat_map(|preset| preset.form().shapes).flat_map(|shape| shape.signature);
        let names: Vec<&'static str> = signatures.copied().collect::<BTreeSet<_>>().into_iter().collect();
        let paths: Vec<(Path, usize)> =
            names.iter().enumerate().filter_map(|(at, name)| Some((Path::parse(name).ok()?, at))).collect();
        let paths = Paths::new(paths.iter().map(|(path, at)| (path, *at)));
        let mut there = HashSet::new();
        for document in documents.iter().take(LOOKED_AT) {
            let mut found = vec![Value::Missing; names.len()];
            paths.look(document, &mut found);
            let present = names.iter().zip(found).filter(|(_, value)| *value != Value::Missing);
            there.extend(present.map(|(name, _)| *name));
        }
        Self { documents, there }
    }

    /// Calls `look` with each row and the object around it, as long as it wants
    /// more.
    fn each_row(&self, rows: &'static str, look: &mut dyn FnMut(&'a RawValue, &'a RawValue) -> bool) {
        let paths = row_paths(rows);
        for document in &self.documents {
            let mut found = Vec::new();
            rows_of(document, &paths, &mut |around, row| found.push((around, row)));
            for (around, row) in found {
                if !look(around, row) {
                    return;
                }
            }
        }
    }

    fn has_path(&self, rows: &'static str, path: &Path) -> bool {
        let paths = Paths::new([(path, 0)]);
        let mut is_there = false;
        self.each_row(rows, &mut |around, row| {
            let mut found = [Value::Missing];
            paths.look(if path.around { around } else { row }, &mut found);
            is_there = found[0] != Value::Missing;
            !is_there
        });
        is_there
    }
}

impl Header for Sample<'_> {
    fn fits(&self, shape: &Shape) -> bool {
        shape.signature.iter().all(|name| self.there.contains(name))
    }

    fn find(&self, _: &str) -> Result<Option<usize>> {
        // Any row may have any key.
        Ok(Some(0))
    }

    fn has_exactly(&self, rows: &'static str, name: &str) -> bool {
        self.has_path(rows, &Path::key(name))
    }

    fn has(&self, rows: &'static str, name: &str) -> bool {
        Path::parse(name).is_ok_and(|path| self.has_path(rows, &path))
    }

    fn names(&self, rows: &'static str) -> Vec<String> {
        let (mut names, mut left) = (BTreeSet::new(), LOOKED_AT);
        self.each_row(rows, &mut |_, row| {
            let keys: HashMap<Cow<str>, &RawValue> = serde_json::from_str(row.get()).unwrap_or_default();
            names.extend(keys.into_keys().map(Cow::into_owned));
            left -= 1;
            left > 0
        });
        names.into_iter().collect()
    }

    fn is_by_row(&self) -> bool {
        true
    }
}
