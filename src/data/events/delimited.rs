//! CSV, TSV and their kin.

use lockstep_base::error::{Error, Result};

use super::cell::Cell;
use super::{chunk::Chunk, chunk::Joiner, chunk::Part};
use super::{layout::Layout, layout::Names, layout::Reading};
use super::{stream::PART, stream::Stream, stream::read_in_parts, stream::row_ends};

/// A quoted row that spans more lines than this has lost its closing quote.
const LONGEST_ROW: u64 = 1_000;

/// Reads separated text block by block.
pub(super) fn read(mut stream: Stream, separator: u8, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let mut block = stream.block(Vec::new())?;
    let name = stream.name.clone();
    let mut rows = reader(&block.bytes, separator);
    let mut first = csv::ByteRecord::new();
    // Reading from memory with `flexible` on cannot fail.
    let _ = rows.read_byte_record(&mut first);
    let header = names(&name, &first)?;
    let layout = Layout::new(&name, &Names { file: &name, names: &header }, reading)?;
    let lines_above = rows.position().line() - 1;
    let body = (rows.position().byte() as usize).min(block.bytes.len());
    block.bytes.drain(..body);
    let parse = |chunk: &mut Chunk, part: &Part| parse(chunk, part, separator, header.len());
    let ends = |bytes: &[u8]| row_ends(bytes, separator, PART);
    read_in_parts(&mut stream, block, &layout, lines_above, ends, parse, joiner)?;
    if joiner.is_empty() {
        return Err(Error::input(
            &name,
            "there is a header and no row below it",
            "leave the file out, or export it again",
        ));
    }
    joiner.close(&layout, stream.sha256());
    Ok(())
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
    match std::str::from_utf8(part.bytes) {
        Ok(text) if is_plain(text) => parse_plain(chunk, text, part.lines_above, separator, width),
        _ => parse_quoted(chunk, part, separator, width),
    }
}

/// Whether every line of the text is a row as it stands: nothing is quoted, and
/// a carriage return stands before the end of a line only.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr(b'"', bytes).is_none()
        && memchr::memchr_iter(b'\r', bytes).all(|place| bytes.get(place + 1) == Some(&b'\n'))
}

/// Parses text without a quote: its cells need not be copied to be read.
fn parse_plain(chunk: &mut Chunk, text: &str, lines_above: u64, separator: u8, width: usize) {
    let layout = chunk.layout;
    // As the csv crate does; some tools put the mark below a header of their own.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut fields, mut cells) = (Vec::with_capacity(width), Vec::with_capacity(layout.slots.len()));
    for (line, row) in (lines_above + 1..).zip(split(text, b'\n')) {
        let row = row.strip_suffix('\r').unwrap_or(row);
        if row.is_empty() {
            continue;
        }
        fields.clear();
        fields.extend(split(row, separator));
        if fields.len() != width {
            chunk.refuse(line, 1, wrong_width(fields.len(), width));
            continue;
        }
        cells.clear();
        cells.extend(layout.slots.iter().map(|slot| Cell::Text(fields[slot.position])));
        chunk.push(line, &cells);
    }
}

/// The parts of a text between these bytes, as [`str::split`] gives them, and
/// faster where they are short.
fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(separator, text.as_bytes()).chain(std::iter::once(text.len()));
    ends.map(move |end| &text[std::mem::replace(&mut start, end + 1)..end])
}

fn wrong_width(fields: usize, width: usize) -> String {
    format!("{fields} fields where the header has {width}")
}

/// Parses text in which cells may be quoted, or which is no valid UTF-8.
fn parse_quoted(chunk: &mut Chunk, part: &Part, separator: u8, width: usize) {
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
            chunk.refuse(line, lines, wrong_width(record.len(), width));
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
    let slots = &chunk.layout.slots;
    let mut cells = Vec::with_capacity(slots.len());
    for slot in slots {
        match std::str::from_utf8(&record[slot.position]) {
            Ok(text) => cells.push(Cell::Text(text)),
            Err(_) => return chunk.refuse(line, 1, format!("column {}: not valid UTF-8", slot.name)),
        }
    }
    chunk.push(line, &cells);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::events::{InputConfig, Role};

    /// Mostly rows as they should be, in between whatever lines may be.
    fn texts() -> impl Strategy<Value = String> {
        let cell = prop_oneof!["[aé ]{0,3}", Just("1700000000".to_owned()), Just("NA".to_owned())];
        let good = "[ab],p[0-9],[oé],17000000[0-9]{2}";
        let row = prop_oneof![
            4 => good.prop_map(String::from),
            1 => prop::collection::vec(cell, 0..6).prop_map(|cells| cells.join(",")),
            1 => Just("\u{feff}a,p,o,1700000000".to_owned()),
        ];
        let line = (row, prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("")]);
        prop::collection::vec(line, 0..8).prop_map(|lines| lines.into_iter().map(|(row, end)| row + end).collect())
    }

    proptest! {
        /// Text without quotes holds the same rows for either parser.
        #[test]
        fn both_parsers_read_the_same(text in texts()) {
            let header = ["account_id", "content_id", "object_id", "timestamp_share"].map(str::to_owned);
            let config = InputConfig::default();
            let reading = Reading { config: &config, wanted: &[Role::Object], by_row: false, lines: false };
            let layout = Layout::new("x.csv", &Names { file: "x.csv", names: &header }, &reading).unwrap();
            let part = Part { bytes: text.as_bytes(), lines_above: 7 };
            prop_assert!(is_plain(&text));
            let (mut plain, mut quoted) = (Chunk::new(&layout), Chunk::new(&layout));
            parse_plain(&mut plain, &text, part.lines_above, b',', header.len());
            parse_quoted(&mut quoted, &part, b',', header.len());
            prop_assert_eq!(format!("{plain:?}"), format!("{quoted:?}"));
        }
    }

    #[test]
    fn a_quote_or_a_lone_carriage_return_is_not_plain() {
        assert!(is_plain("a,b\r\nc,d\n"));
        assert!(!is_plain("a,\"b\"\n") && !is_plain("a\rb\n") && !is_plain("a\r"));
    }
}
