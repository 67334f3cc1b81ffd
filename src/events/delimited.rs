//! CSV, TSV and their kin.

use super::chunk::{Cell, Chunk, Layout, Part, join, parse_parts};
use super::{Error, Events, InputConfig, Result, Role, Source};

/// A quoted row that spans more lines than this has lost its closing quote.
const LONGEST_ROW: u64 = 1_000;

/// Reads separated text. Without a quote in the file every line is a row and
/// parts are parsed in parallel; with one, rows may span lines and the text
/// is parsed from its start.
pub(super) fn read(source: &Source, separator: u8, config: &InputConfig, wanted: &[Role]) -> Result<Events> {
    let mut rows = reader(&source.bytes, separator);
    let mut first = csv::ByteRecord::new();
    // Reading from memory with `flexible` on cannot fail.
    let _ = rows.read_byte_record(&mut first);
    let header = names(&source.name, &first)?;
    let layout = Layout::new(&source.name, &header, config, wanted)?;
    let start = rows.position().byte() as usize;
    let lines_above = rows.position().line() - 1;
    let body = &source.bytes[start.min(source.bytes.len())..];
    let parse = |chunk: &mut Chunk, part: &Part| parse(chunk, part, separator, header.len());
    let chunks = if memchr::memchr(b'"', body).is_none() {
        parse_parts(&layout, body, lines_above, parse)
    } else {
        let mut chunk = Chunk::new(&layout);
        parse(&mut chunk, &Part { bytes: body, lines_above });
        vec![chunk]
    };
    if chunks.iter().all(|chunk| chunk.rows == 0) {
        return Err(Error::input(
            &source.name,
            "there is a header and no row below it",
            "leave the file out, or export it again",
        ));
    }
    Ok(join(&layout, chunks))
}

fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(bytes)
}

fn names(file: &str, header: &csv::ByteRecord) -> Result<Vec<String>> {
    header
        .iter()
        .map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()))
        .collect::<Result<_, _>>()
        .map_err(|_| Error::input(file, "the header is not valid UTF-8", "save the file as UTF-8"))
}

fn parse(chunk: &mut Chunk, part: &Part, separator: u8, width: usize) {
    let mut rows = reader(part.bytes, separator);
    let mut record = csv::ByteRecord::new();
    while let Ok(true) = rows.read_byte_record(&mut record) {
        let first =
            record.position().map_or(1, |start| start.line() + blank_lines(&part.bytes[start.byte() as usize..]));
        let line = part.lines_above + first;
        let lines = rows.position().line().saturating_sub(first).max(1);
        if lines > LONGEST_ROW {
            let reason =
                format!("a quote that opens here is not closed within {LONGEST_ROW} lines; {lines} lines are lost");
            chunk.refuse(line, lines, reason);
        } else if record.len() != width {
            chunk.refuse(line, lines, format!("{} fields where the header has {width}", record.len()));
        } else {
            push(chunk, line, &record);
        }
    }
}

/// Empty lines, which belong to no row but which the parser counts to the row
/// below them.
pub(super) fn blank_lines(bytes: &[u8]) -> u64 {
    bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count() as u64
}

fn push(chunk: &mut Chunk, line: u64, record: &csv::ByteRecord) {
    let mut cells = [Cell::Missing; Role::ALL.len()];
    for (cell, (_, position, name)) in cells.iter_mut().zip(&chunk.layout.fields) {
        match std::str::from_utf8(&record[*position]) {
            Ok(text) => *cell = Cell::Text(text),
            Err(_) => return chunk.refuse(line, 1, format!("column {name}: not valid UTF-8")),
        }
    }
    chunk.push(line, &cells);
}
