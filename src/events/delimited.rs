//! CSV, TSV and their kin.

use super::chunk::{Cell, Chunk, Joiner, Layout, Part, parse_parts};
use super::stream::{PART, Stream, row_ends};
use super::{Error, InputConfig, Result, Role};

/// A quoted row that spans more lines than this has lost its closing quote.
const LONGEST_ROW: u64 = 1_000;

/// Reads separated text block by block: while one is parsed, in parts that end
/// with a row, the next one is read and the last one joined.
pub(super) fn read(
    mut stream: Stream,
    separator: u8,
    config: &InputConfig,
    wanted: &[Role],
    joiner: &mut Joiner,
) -> Result<()> {
    let mut block = stream.block(Vec::new())?;
    let name = stream.name.clone();
    let mut rows = reader(&block.bytes, separator);
    let mut first = csv::ByteRecord::new();
    // Reading from memory with `flexible` on cannot fail.
    let _ = rows.read_byte_record(&mut first);
    let header = names(&name, &first)?;
    let layout = Layout::new(&name, &header, config, wanted)?;
    let mut lines_above = rows.position().line() - 1;
    let body = (rows.position().byte() as usize).min(block.bytes.len());
    block.bytes.drain(..body);
    let parse = |chunk: &mut Chunk, part: &Part| parse(chunk, part, separator, header.len());
    let mut parsed = Vec::new();
    loop {
        let mut ends = row_ends(&block.bytes, separator, PART);
        if block.is_last {
            ends.push(block.bytes.len());
        }
        let left_over = block.bytes[ends.last().copied().unwrap_or(0)..].to_vec();
        let (next, (chunks, joined)) = rayon::join(
            || (!block.is_last).then(|| stream.block(left_over)).transpose(),
            || {
                let above = std::mem::take(&mut parsed);
                let parse = || parse_parts(&layout, &block.bytes, &ends, &mut lines_above, parse);
                rayon::join(parse, || joiner.add(above))
            },
        );
        joined?;
        parsed = chunks;
        match next? {
            Some(next) => block = next,
            None => break,
        }
    }
    joiner.add(parsed)?;
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
