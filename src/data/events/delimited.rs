//! CSV, TSV and their kin.

use lockstep_base::error::{Error, Result};

use super::cell::Cell;
use super::names::{LOOKED_AT, Names};
use super::stream::{PART, Stream, quotation_end, read_in_parts, row_ends};
use super::top::{Top, blank_lines, reader, top};
use super::{chunk::Chunk, chunk::Joiner, chunk::Part};
use super::{layout::Layout, reading::Reading};

/// Reads separated text block by block.
pub(super) fn read(mut stream: Stream, separator: u8, reading: &Reading, joiner: &mut Joiner) -> Result<()> {
    let mut block = stream.block(Vec::new())?;
    let name = stream.name.clone();
    let above = stream.lines_above;
    // Lines that were passed over are lines above the header.
    let skip = reading.config.skip_rows.map(|skip| skip.saturating_sub(above as usize));
    let Top { start, lines, separator, names, note } =
        top(&name, &block.bytes, block.is_last, separator, skip, reading.config.encoding.as_deref())?;
    block.bytes.drain(..start);
    let form = Form { separator, names: &names };
    let mut layout = Layout::new(&name, &Names::of_text(&name, &names, form.first_rows(&block.bytes)), reading)?;
    form.settle(&mut layout, &block.bytes)?;
    layout.notes.extend(note);
    let parse = |chunk: &mut Chunk, part: &Part| form.parse(chunk, part);
    let ends = |bytes: &[u8], part: usize| row_ends(bytes, separator, part);
    read_in_parts(&mut stream, block, &layout, above + lines, ends, parse, joiner)?;
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

/// How the rows of a table are written.
struct Form<'h> {
    separator: u8,
    names: &'h [String],
}

impl Form<'_> {
    /// The first rows as they stand.
    fn first_rows(&self, bytes: &[u8]) -> Vec<Vec<String>> {
        let end = row_ends(bytes, self.separator, PART).first().copied().unwrap_or(bytes.len());
        let mut rows = reader(&bytes[..end], self.separator);
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        let whole =
            |record: csv::ByteRecord| (record.len() == self.names.len()).then(|| record.iter().map(text).collect());
        rows.byte_records().filter_map(|record| whole(record.ok()?)).take(LOOKED_AT).collect()
    }

    /// Decides how the columns are written by a part of the first rows, or by all of
    /// them where this is not enough.
    fn settle(&self, layout: &mut Layout, bytes: &[u8]) -> Result<()> {
        let first = row_ends(bytes, self.separator, PART).first().copied().unwrap_or(bytes.len());
        for end in [first, bytes.len()] {
            let sample = {
                let mut chunk = Chunk::sampling(layout);
                self.parse(&mut chunk, &Part { bytes: &bytes[..end], lines_above: 0 });
                chunk.into_sample()
            };
            if layout.settle(&sample, end == bytes.len())? {
                break;
            }
        }
        Ok(())
    }

    fn parse(&self, chunk: &mut Chunk, part: &Part) {
        match std::str::from_utf8(part.bytes) {
            Ok(text) if is_plain(text) => self.parse_plain(chunk, text, part.lines_above),
            _ => self.parse_quoted(chunk, part),
        }
    }

    /// Parses text without a quote: its cells need not be copied to be read.
    fn parse_plain(&self, chunk: &mut Chunk, text: &str, lines_above: u64) {
        let (layout, width) = (chunk.layout, self.names.len());
        // As the csv crate does; some tools put the mark below a header of their own.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut fields, mut cells) = (Vec::with_capacity(width), Vec::with_capacity(layout.slots.len()));
        for (line, row) in (lines_above + 1..).zip(split(text, b'\n')) {
            let row = row.strip_suffix('\r').unwrap_or(row);
            if row.is_empty() || self.is_blank(row) {
                continue;
            }
            if row.len() as u64 > layout.config.max_row {
                chunk.refuse(line, 1, layout.config.long_row());
                continue;
            }
            fields.clear();
            fields.extend(split(row, self.separator));
            if fields.len() != width {
                chunk.refuse(line, 1, wrong_width(fields.len(), width));
                continue;
            }
            if self.is_header(fields[0].as_bytes(), fields[1..].iter().map(|field| field.as_bytes())) {
                continue;
            }
            cells.clear();
            cells.extend(layout.slots.iter().map(|slot| Cell::Text(fields[slot.position])));
            chunk.push(line, &cells);
        }
    }

    /// A row without a value in any cell.
    fn is_blank(&self, row: &str) -> bool {
        let is_between = |byte: &u8| *byte == self.separator || byte.is_ascii_whitespace();
        row.as_bytes().first().is_some_and(is_between) && row.as_bytes().iter().all(is_between)
    }

    /// The header once more: files that were put together have it.
    fn is_header<'f>(&self, first: &[u8], rest: impl Iterator<Item = &'f [u8]>) -> bool {
        // Most rows differ in their first cell.
        let Some((name, names)) = self.names.split_first() else { return false };
        first == name.as_bytes() && rest.zip(names).all(|(field, name)| field.trim_ascii() == name.as_bytes())
    }

    /// Parses text in which cells may be quoted, or which is no valid UTF-8.
    fn parse_quoted(&self, chunk: &mut Chunk, part: &Part) {
        let (mut start, mut above) = (0, part.lines_above);
        while let Some((end, lines)) = self.parse_to_lost_quote(chunk, &part.bytes[start..], above) {
            (start, above) = (start + end, above + lines);
        }
    }

    /// Parses rows to the first one that opens a quotation and never closes it: gives
    /// where the line ends that opens it, and the lines to there.
    fn parse_to_lost_quote(&self, chunk: &mut Chunk, bytes: &[u8], above: u64) -> Option<(usize, u64)> {
        let mut rows = reader(bytes, self.separator);
        let mut record = csv::ByteRecord::new();
        while let Ok(true) = rows.read_byte_record(&mut record) {
            let (at, first) = record.position().map_or((0, 1), |start| {
                let at = start.byte() as usize;
                (at, start.line() + blank_lines(&bytes[at..]))
            });
            let line = above + first;
            let lines = rows.position().line().saturating_sub(first).max(1);
            let row = &bytes[at..(rows.position().byte() as usize).min(bytes.len())];
            if lines > 1 && !self.is_well_quoted(row) {
                // No program writes that: a quote was forgotten, or never meant as one.
                let end = at + end_of_first_line(row);
                chunk.refuse(
                    line,
                    1,
                    "a quote opens in this line and is not closed; the lines below it are read as rows",
                );
                return Some((end, first));
            }
            if row.len() as u64 > chunk.layout.config.max_row {
                chunk.refuse(line, lines, chunk.layout.config.long_row());
                continue;
            }
            if record.iter().all(|cell| cell.trim_ascii().is_empty())
                || record.get(0).is_some_and(|first| self.is_header(first, record.iter().skip(1)))
            {
                continue;
            } else if record.len() != self.names.len() {
                chunk.refuse(line, lines, wrong_width(record.len(), self.names.len()));
            } else if let Some(cells) = cells_of(chunk, line, &record) {
                chunk.push(line, &cells);
            }
        }
        None
    }

    /// Whether every quotation of a row begins with a cell and ends with it.
    fn is_well_quoted(&self, row: &[u8]) -> bool {
        let row = row.trim_ascii_start();
        let is_end = |byte: u8| byte == self.separator || matches!(byte, b'\n' | b'\r');
        let mut at = 0;
        while at < row.len() {
            if row[at] == b'"' {
                let end = quotation_end(row, at + 1);
                let is_closed = end > at + 1 && row[end - 1] == b'"';
                if !is_closed || row.get(end).is_some_and(|byte| !is_end(*byte)) {
                    return false;
                }
                at = end;
            }
            // To the next cell.
            match row[at..].iter().position(|byte| is_end(*byte)) {
                Some(end) => at += end + 1,
                None => return true,
            }
        }
        true
    }
}

/// Whether every line of the text is a row as it stands: nothing is quoted, a
/// carriage return stands before the end of a line only, and nothing is damaged.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2(b'"', 0, bytes).is_none()
        && memchr::memchr_iter(b'\r', bytes).all(|place| bytes.get(place + 1) == Some(&b'\n'))
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

/// Where the first line of a row ends.
fn end_of_first_line(row: &[u8]) -> usize {
    let blank = row.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    memchr::memchr(b'\n', &row[blank..]).map_or(row.len(), |end| blank + end + 1)
}

/// The cells of a row; a row with damaged ones is refused.
fn cells_of<'r>(chunk: &mut Chunk, line: u64, record: &'r csv::ByteRecord) -> Option<Vec<Cell<'r>>> {
    let cells = texts_of(chunk, record);
    if cells.is_none() {
        let is_damaged = |cell: &[u8]| std::str::from_utf8(cell).is_err() || cell.contains(&0);
        let slot = chunk.layout.slots.iter().find(|slot| is_damaged(&record[slot.position]));
        let name = slot.map_or("", |slot| slot.name.as_str());
        let reason = match slot.is_some_and(|slot| record[slot.position].contains(&0)) {
            true => format!("column {name}: a NUL byte; the file is damaged here"),
            false => match &chunk.layout.config.encoding {
                None => format!("column {name}: not valid UTF-8; give the file's --encoding if it has another one"),
                Some(encoding) => format!("column {name}: bytes that mean nothing in {encoding}"),
            },
        };
        chunk.refuse(line, 1, reason);
    }
    cells
}

/// The cells of a row, if all of them are sound text.
fn texts_of<'r>(chunk: &Chunk, record: &'r csv::ByteRecord) -> Option<Vec<Cell<'r>>> {
    let text = |position: usize| {
        let text = std::str::from_utf8(&record[position]).ok()?;
        (!text.contains('\0')).then_some(Cell::Text(text))
    };
    chunk.layout.slots.iter().map(|slot| text(slot.position)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::events::{Filter, InputConfig, Role};

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
            let filter = Filter::default();
            let reading = Reading {
                config: &config,
                wanted: &[Role::Object],
                by_row: false,
                lines: false,
                filter: &filter,
                latest: i64::MAX,
            };
            let layout = Layout::new("x.csv", &Names::of_text("x.csv", &header, Vec::new()), &reading).unwrap();
            let part = Part { bytes: text.as_bytes(), lines_above: 7 };
            prop_assert!(is_plain(&text));
            let (mut plain, mut quoted) = (Chunk::new(&layout), Chunk::new(&layout));
            let form = Form { separator: b',', names: &header };
            form.parse_plain(&mut plain, &text, part.lines_above);
            form.parse_quoted(&mut quoted, &part);
            prop_assert_eq!(format!("{plain:?}"), format!("{quoted:?}"));
        }
    }

    #[test]
    fn a_quote_or_a_lone_carriage_return_is_not_plain() {
        assert!(is_plain("a,b\r\nc,d\n"));
        assert!(!is_plain("a,\"b\"\n") && !is_plain("a\rb\n") && !is_plain("a\r"));
    }
}
