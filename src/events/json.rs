//! NDJSON and JSON arrays of objects.
//!
//! Numbers are taken as the digits that stand in the file: a 19-digit id
//! never becomes a float.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::HashMap;

use rayon::prelude::*;
use serde_json::value::RawValue;

use super::chunk::{Cell, Chunk, Joiner, Layout, Part, parse_parts};
use super::stream::PART;
use super::{Error, InputConfig, Preset, Result, Role, Source};

/// How many objects are parsed to learn the keys; after that, only keys that
/// can carry a role are looked for.
const LOOKED_AT: usize = 1_000;

/// Parts that are parsed before they are joined.
const PARTS_AT_ONCE: usize = 16;

type Object<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

/// Reads one object a line.
pub(super) fn read_lines(source: &Source, config: &InputConfig, wanted: &[Role], joiner: &mut Joiner) -> Result<()> {
    let head = source.bytes.split(|b| *b == b'\n').take(LOOKED_AT).filter_map(object);
    let layout = Layout::new(&source.name, &keys(source, head, config), config, wanted)?;
    let (mut start, mut lines_above) = (0, 0);
    while start < source.bytes.len() {
        let block = &source.bytes[start..source.bytes.len().min(start + PARTS_AT_ONCE * PART)];
        let mut ends: Vec<usize> = line_ends(block).collect();
        if start + block.len() == source.bytes.len() || ends.is_empty() {
            ends.push(line_end(&source.bytes, start + block.len()) - start);
        }
        let end = start + ends.last().copied().unwrap_or(block.len());
        joiner.add(parse_parts(&layout, &source.bytes[start..end], &ends, &mut lines_above, parse_lines))?;
        start = end;
    }
    joiner.close(&layout, source.sha256.clone());
    Ok(())
}

/// Reads an array of objects; a reject's line is its place in the array.
pub(super) fn read_array(source: &Source, config: &InputConfig, wanted: &[Role], joiner: &mut Joiner) -> Result<()> {
    const ITEMS: usize = 1 << 14;
    let broken = |e: serde_json::Error| {
        Error::input(
            &source.name,
            format!("this is no valid JSON array ({e})"),
            "export it again, or give one object a line (NDJSON)",
        )
    };
    let items: Vec<&RawValue> = serde_json::from_slice(&source.bytes).map_err(broken)?;
    if items.is_empty() {
        return Err(Error::input(&source.name, "the array is empty", "leave the file out, or export it again"));
    }
    let head = items.iter().take(LOOKED_AT).filter_map(|item| object(item.get().as_bytes()));
    let layout = Layout::new(&source.name, &keys(source, head, config), config, wanted)?;
    let chunks = items
        .par_chunks(ITEMS)
        .enumerate()
        .map(|(part, items)| {
            let mut chunk = Chunk::new(&layout);
            for (at, item) in items.iter().enumerate() {
                push(&mut chunk, (part * ITEMS + at + 1) as u64, item.get().as_bytes());
            }
            chunk
        })
        .collect();
    joiner.add(chunks)?;
    joiner.close(&layout, source.sha256.clone());
    Ok(())
}

/// Ends of lines about [`PART`] bytes apart.
fn line_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let next = |&end: &usize| {
        let soonest = end + PART;
        (soonest < bytes.len()).then(|| line_end(bytes, soonest)).filter(|&end| bytes[end - 1] == b'\n')
    };
    std::iter::successors(next(&0), next)
}

/// The end of the line that this place is in, or of the text.
fn line_end(bytes: &[u8], place: usize) -> usize {
    memchr::memchr(b'\n', &bytes[place..]).map_or(bytes.len(), |found| place + found + 1)
}

fn object(line: &[u8]) -> Option<Object<'_>> {
    serde_json::from_slice(line).ok()
}

/// The keys of the first objects, and those of the keys that a preset or the
/// user knows which stand anywhere in the file: many objects lack some.
fn keys<'a>(source: &Source, head: impl Iterator<Item = Object<'a>>, config: &InputConfig) -> Vec<String> {
    let mut names: BTreeSet<String> =
        head.flat_map(|object| object.into_keys().map(Cow::into_owned).collect::<Vec<_>>()).collect();
    let presets = Preset::ALL.into_iter().flat_map(|preset| preset.columns().iter().map(|(name, _)| *name));
    let known: BTreeSet<&str> = presets.chain(config.columns.values().map(String::as_str)).collect();
    let absent: Vec<&str> = known.into_iter().filter(|name| !names.contains(*name)).collect();
    let late: Vec<&str> = absent.into_par_iter().filter(|name| is_key(name, &source.bytes)).collect();
    names.extend(late.into_iter().map(str::to_owned));
    names.into_iter().collect()
}

/// Whether the name stands in the text as a key. Inside a string its closing
/// quote would be escaped.
fn is_key(name: &str, text: &[u8]) -> bool {
    let quoted = format!("\"{name}\"");
    memchr::memmem::find_iter(text, &quoted).any(|at| text[at + quoted.len()..].trim_ascii_start().starts_with(b":"))
}

fn parse_lines(chunk: &mut Chunk, part: &Part) {
    for (at, line) in part.bytes.split(|b| *b == b'\n').enumerate() {
        if !line.trim_ascii().is_empty() {
            push(chunk, part.lines_above + at as u64 + 1, line);
        }
    }
}

fn push(chunk: &mut Chunk, line: u64, text: &[u8]) {
    let object: Object = match serde_json::from_slice(text) {
        Ok(object) => object,
        Err(_) => return chunk.refuse(line, 1, "this is no JSON object"),
    };
    let mut values: [Value; Role::ALL.len()] = std::array::from_fn(|_| Value::Missing);
    for (value, (_, _, name)) in values.iter_mut().zip(&chunk.layout.fields) {
        match object.get(name.as_str()).map_or(Ok(Value::Missing), |raw| Value::read(raw)) {
            Ok(read) => *value = read,
            Err(reason) => return chunk.refuse(line, 1, format!("key {name}: {reason}")),
        }
    }
    let cells: [Cell; Role::ALL.len()] = std::array::from_fn(|i| values[i].cell());
    chunk.push(line, &cells);
}

/// A JSON value as ids.
enum Value<'a> {
    Missing,
    Text(Cow<'a, str>),
    Items(Vec<String>),
}

impl<'a> Value<'a> {
    fn read(raw: &'a RawValue) -> Result<Self, &'static str> {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => string(text).map(Self::Text),
            Some(b'[') => Self::items(text),
            Some(b'n') => Ok(Self::Missing),
            Some(b'{') => Err("an object where a text, a number or a list belongs"),
            _ => Ok(Self::Text(Cow::Borrowed(text))),
        }
    }

    fn items(text: &str) -> Result<Self, &'static str> {
        let items: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| "not a valid list")?;
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match Value::read(item)? {
                Value::Text(text) => texts.push(text.into_owned()),
                Value::Missing => {}
                Value::Items(_) => return Err("a list inside a list"),
            }
        }
        Ok(Self::Items(texts))
    }

    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Missing => Cell::Missing,
            Self::Text(text) => Cell::Text(text),
            Self::Items(items) => Cell::Items(items),
        }
    }
}

fn string(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if let Some(plain) = text[1..].strip_suffix('"').filter(|inner| !inner.contains('\\')) {
        return Ok(Cow::Borrowed(plain));
    }
    serde_json::from_str::<String>(text).map(Cow::Owned).map_err(|_| "not a valid text")
}
