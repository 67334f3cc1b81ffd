//! The JSON documents of a source: the items of an array, or objects that stand one
//! after the other. They are read some at a time, so that a source may be larger than
//! memory.

use std::ops::Range;
use std::sync::atomic::Ordering;

use lockstep_base::error::{Error, Result};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::packing::LARGEST_RATIO_HELD;
use super::source::behind_assignment;
use super::stream::{Block, Stream};
use super::top::lines;

/// How many documents are looked at to recognise their form.
pub(super) const LOOKED_AT: usize = 1_000;

/// Documents that are handed over at once.
const MOST: usize = 1 << 14;

/// Bytes in which the first documents are looked for, of which many should be known.
const HEAD: usize = 32 << 20;

/// Lists and objects within each other: no export has more.
const DEEPEST: usize = 10_000;

/// What comes next.
pub(super) enum Next {
    /// Documents.
    Batch(Batch),
    /// One that is too long to be held.
    Lost,
    End,
}

/// Some documents.
pub(super) struct Batch {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Batch {
    /// The documents in their order.
    pub fn documents(&self) -> Vec<&RawValue> {
        // They were read before: none is lost.
        self.places.par_iter().filter_map(|place| serde_json::from_slice(&self.bytes[place.clone()]).ok()).collect()
    }
}

/// Reads the documents of a source.
pub(super) struct Documents {
    stream: Stream,
    bytes: Vec<u8>,
    /// Where the next thing begins.
    at: usize,
    is_all: bool,
    place: Place,
    is_array: bool,
    /// It stands behind an assignment, which ends with a semicolon.
    is_assigned: bool,
    /// Documents so far, and lines of the bytes that are gone.
    number: u64,
    lines_above: u64,
    /// Bytes that a row may take up.
    longest_row: u64,
    rows_are_documents: bool,
}

/// What may stand next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    /// An item, or the end of an empty array.
    FirstItem,
    Item,
    BehindItem,
    End,
}

/// What stands next.
enum Found {
    Document(Range<usize>),
    /// Nothing that is whole.
    Part,
    End,
}

impl Documents {
    /// Those of a source, in which a row takes up so many bytes at most.
    pub fn new(stream: Stream, longest_row: u64) -> Self {
        let lines_above = stream.lines_above;
        Self {
            stream,
            bytes: Vec::new(),
            at: 0,
            is_all: false,
            place: Place::Start,
            is_array: false,
            is_assigned: false,
            number: 0,
            lines_above,
            longest_row,
            rows_are_documents: false,
        }
    }

    /// Says that each is a row, and therefore no longer than one.
    pub fn rows_are_documents(&mut self) {
        self.rows_are_documents = true;
    }

    /// SHA-256 of the source.
    pub fn sha256(&self) -> String {
        self.stream.sha256()
    }

    /// Reads some more of them.
    ///
    /// # Errors
    /// When the source cannot be read, or is no valid JSON.
    pub fn next(&mut self) -> Result<Next> {
        let mut places = Vec::new();
        let is_first = self.number == 0;
        while places.len() < MOST {
            match self.found()? {
                Found::Document(place) => {
                    self.number += 1;
                    self.at = place.end;
                    places.push(place);
                }
                Found::End => break,
                Found::Part if places.is_empty() && self.held() > self.longest() => {
                    self.pass_over()?;
                    self.number += 1;
                    self.place = if self.is_array { Place::BehindItem } else { Place::Item };
                    return Ok(Next::Lost);
                }
                Found::Part
                    if places.is_empty() || (is_first && places.len() < LOOKED_AT && self.bytes.len() < HEAD) =>
                {
                    if places.is_empty() {
                        self.forget(self.at);
                    }
                    self.fill()?;
                }
                Found::Part => break,
            }
        }
        if places.is_empty() {
            if self.number == 0 {
                let empty = "the array is empty";
                return Err(Error::input(&self.stream.name, empty, "leave the file out, or export it again"));
            }
            return Ok(Next::End);
        }
        let rest = self.bytes.split_off(self.at);
        self.lines_above += lines(&self.bytes);
        self.at = 0;
        Ok(Next::Batch(Batch { bytes: std::mem::replace(&mut self.bytes, rest), places }))
    }

    /// The error about a source that begins with a document that is too long.
    pub fn too_long(&self) -> Error {
        let problem = format!("its first document is longer than {} MiB and cannot be held", self.longest() >> 20);
        let remedy = "give one object a line (NDJSON), or set input.max_row in the configuration";
        Error::input(&self.stream.name, problem, remedy)
    }

    /// What stands next: it is moved to, and nothing is read for it.
    fn found(&mut self) -> Result<Found> {
        loop {
            self.at += self.bytes[self.at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let Some(byte) = self.bytes.get(self.at) else {
                let may_end = self.place == Place::End || (!self.is_array && self.place == Place::Item);
                return match () {
                    () if !self.is_all => Ok(Found::Part),
                    () if may_end => Ok(Found::End),
                    () => Err(self.broken("it ends too early", true, 1)),
                };
            };
            let place = match (self.place, byte) {
                (Place::Start, _) => self.start(),
                (Place::FirstItem, b']') => self.behind(Place::End),
                (Place::FirstItem | Place::Item, _) => return self.document(),
                (Place::BehindItem, b',') => self.behind(Place::Item),
                (Place::BehindItem, b']') => self.behind(Place::End),
                (Place::BehindItem, _) => return Err(self.broken("expected `,` or `]`", false, 1)),
                (Place::End, b';') if self.is_assigned => self.behind(Place::End),
                (Place::End, _) => return Err(self.broken("trailing characters", false, 1)),
            };
            self.place = place;
        }
    }

    fn behind(&mut self, place: Place) -> Place {
        self.at += 1;
        place
    }

    fn start(&mut self) -> Place {
        let assigned = behind_assignment(&self.bytes[self.at..]);
        self.is_assigned = assigned > 0;
        self.at += assigned;
        self.is_array = self.bytes[self.at] == b'[';
        if self.is_array { self.behind(Place::FirstItem) } else { Place::Item }
    }

    /// The document that begins here.
    fn document(&mut self) -> Result<Found> {
        if !self.is_array && self.is_assigned && self.bytes[self.at] == b';' {
            return Ok(match self.behind(Place::Item) {
                _ if self.is_all => Found::End,
                _ => Found::Part,
            });
        }
        let rest = &self.bytes[self.at..];
        match <&RawValue>::deserialize(&mut serde_json::Deserializer::from_slice(rest)) {
            // A number may go on.
            Ok(document) if document.get().len() < rest.len() || self.is_all => {
                let end = self.at + document.get().len();
                self.place = if self.is_array { Place::BehindItem } else { Place::Item };
                Ok(Found::Document(self.at..end))
            }
            Ok(_) => Ok(Found::Part),
            Err(error) if error.is_eof() && !self.is_all => {
                let mut nesting = Nesting::default();
                nesting.end(rest);
                if nesting.depth > DEEPEST {
                    let problem = format!("lists and objects are nested more than {DEEPEST} deep");
                    return Err(Error::input(&self.stream.name, problem, "export it again"));
                }
                Ok(Found::Part)
            }
            Err(error) => {
                let place = format!(" at line {} column {}", error.line(), error.column());
                let problem = error.to_string();
                Err(self.broken(problem.trim_end_matches(&place), error.is_eof(), error.line()))
            }
        }
    }

    fn broken(&self, problem: &str, is_cut: bool, line: usize) -> Error {
        let what = if self.is_array { "array" } else { "document" };
        let cut = if is_cut { ", cut short" } else { "" };
        let line = self.lines_above + lines(&self.bytes[..self.at]) + line as u64;
        let problem =
            format!("this is no valid JSON {what}{cut} ({problem}; document {}, line {line})", self.number + 1);
        Error::input(&self.stream.name, problem, "export it again, or give one object a line (NDJSON)")
    }

    /// Bytes of what is not whole.
    fn held(&self) -> u64 {
        (self.bytes.len() - self.at) as u64
    }

    /// Bytes that a document may take up: what is no row may be longer than one, for
    /// names that come back in every row pack well.
    fn longest(&self) -> u64 {
        if self.rows_are_documents {
            return self.longest_row;
        }
        let packed = self.stream.on_disk.load(Ordering::Relaxed);
        self.longest_row.max(packed.saturating_mul(LARGEST_RATIO_HELD))
    }

    fn fill(&mut self) -> Result<()> {
        let Block { bytes, is_last } = self.stream.block(std::mem::take(&mut self.bytes))?;
        (self.bytes, self.is_all) = (bytes, is_last);
        Ok(())
    }

    fn forget(&mut self, end: usize) {
        self.lines_above += lines(&self.bytes[..end]);
        self.bytes.drain(..end);
        self.at -= end;
    }

    /// Reads to the end of a document without holding it.
    fn pass_over(&mut self) -> Result<()> {
        let mut nesting = Nesting::default();
        loop {
            if let Some(end) = nesting.end(&self.bytes[self.at..]) {
                self.at += end;
                return Ok(());
            }
            self.at = self.bytes.len();
            if self.is_all {
                return Err(self.broken("it ends too early", true, 1));
            }
            self.forget(self.at);
            self.fill()?;
        }
    }
}

/// Where a value ends, whatever it is made of.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_text: bool,
    is_escaped: bool,
}

impl Nesting {
    /// Where the value ends in these bytes, which go on with it.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' if self.in_text => self.is_escaped = true,
                b'"' => {
                    self.in_text = !self.in_text;
                    if !self.in_text && self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ if self.in_text => {}
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' | b']' | b'}' if self.depth == 0 => return Some(at),
                byte if self.depth == 0 && byte.is_ascii_whitespace() => return Some(at),
                _ => {}
            }
        }
        None
    }
}
