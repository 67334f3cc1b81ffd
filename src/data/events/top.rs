//! Where a table begins: its separator, its header, and the lines above it.

use std::collections::HashSet;

use lockstep_base::error::{Error, Result};
use lockstep_base::numbers::count;

use super::notes::{Finding, Note, shown};

/// The top of a table.
pub(super) struct Top {
    /// Where its rows begin.
    pub start: usize,
    /// Lines above the rows.
    pub lines: u64,
    pub separator: u8,
    pub names: Vec<String>,
    /// What was left out above the header.
    pub note: Option<Note>,
}

/// Records that are looked at to find the header.
const LOOKED_AT: usize = 60;

/// Columns that a table may have: as many as a sheet of a workbook.
const MOST_COLUMNS: usize = 16_384;

/// Finds the top of a table whose first line seems to have this separator: below as
/// many lines as the user says, else in the first line that has as many cells as the
/// lines below it and reads like a header.
///
/// # Errors
/// When the header is not valid UTF-8, or goes on where the bytes end and `is_all` is
/// false.
pub(super) fn top(
    file: &str,
    bytes: &[u8],
    is_all: bool,
    separator: u8,
    skip: Option<usize>,
    encoding: Option<&str>,
) -> Result<Top> {
    let (named, mut start) = named_separator(bytes).map_or((None, 0), |(separator, end)| (Some(separator), end));
    let mut separator = named.unwrap_or(separator);
    let above = start;
    let endless = || {
        let problem = format!("the first row goes on for more than {} MiB: this is no header", bytes.len() >> 20);
        Error::input(file, problem, "give a table with a header, or say how many lines are above it")
    };
    if !is_all && memchr::memchr2(b'\n', b'\r', &bytes[start..]).is_none() {
        return Err(endless());
    }
    match skip {
        Some(lines) => {
            let ends = memchr::memchr_iter(b'\n', &bytes[start..]).map(|end| start + end + 1);
            start = ends.take(lines).last().filter(|_| lines > 0).unwrap_or(start);
        }
        None => {
            let others = [separator, b',', b';', b'\t', b'|'];
            let candidates = if named.is_some() { &others[..1] } else { &others[..] };
            if let Some((found, at)) = below_notes(&bytes[start..], candidates) {
                (separator, start) = (found, start + at);
            }
        }
    }
    let mut rows = reader(&bytes[start..], separator);
    let mut header = csv::ByteRecord::new();
    // Reading from memory with `flexible` on cannot fail.
    let _ = rows.read_byte_record(&mut header);
    if !is_all && start + rows.position().byte() as usize >= bytes.len() {
        return Err(endless());
    }
    let is_utf8 = |name: &[u8]| std::str::from_utf8(name).map(|name| name.trim().to_owned());
    if header.len() > MOST_COLUMNS {
        let problem =
            format!("the header has {} columns, more than {}", count(header.len() as u64), count(MOST_COLUMNS as u64));
        return Err(Error::input(file, problem, "leave out those that are not needed"));
    }
    let names: Vec<String> = header.iter().map(is_utf8).collect::<Result<_, _>>().map_err(|_| match encoding {
        None => Error::input(file, "the header is not valid UTF-8", "save the file as UTF-8, or give its --encoding"),
        Some(encoding) => Error::input(file, format!("the header is no {encoding}"), "give another --encoding"),
    })?;
    let note = (skip.is_none() && start > above).then(|| {
        let first = String::from_utf8_lossy(&bytes[above..start]);
        let first = shown(first.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
        Note::of_column(Finding::LinesAbove, "", lines(&bytes[above..start]), first)
    });
    let start = (start + rows.position().byte() as usize).min(bytes.len());
    Ok(Top { start, lines: lines(&bytes[..start]), separator, names, note })
}

/// Reads separated text whose rows may have any number of cells.
pub(super) fn reader(bytes: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(bytes)
}

/// How many lines end here.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Empty lines, which belong to no row but which the parser counts to the row
/// below them.
pub(super) fn blank_lines(bytes: &[u8]) -> u64 {
    bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count() as u64
}

/// The separator that a first line like `sep=;` names, and where the line ends.
fn named_separator(bytes: &[u8]) -> Option<(u8, usize)> {
    let end = memchr::memchr(b'\n', bytes)?;
    let line = bytes[..end].trim_ascii_end();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match *line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some((separator, end + 1)),
        // A tab may have gone with the blanks.
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] if bytes[..end].contains(&b'\t') => Some((b'\t', end + 1)),
        _ => None,
    }
}

/// The separator and the place of a header that stands below other lines; none
/// where the first line is one.
fn below_notes(bytes: &[u8], separators: &[u8]) -> Option<(u8, usize)> {
    let mut best: Option<(usize, u8, usize)> = None;
    for &separator in separators {
        let records = records(bytes, separator);
        let width = usual_width(&records)?;
        let Some(header) = records.iter().position(|(_, record)| record.len() == width) else { continue };
        if header == 0 && separator == separators[0] {
            return None;
        }
        let of_width = records[header..].iter().filter(|(_, record)| record.len() == width).count();
        let is_table = width > 1 && 10 * of_width >= 9 * (records.len() - header) && of_width > 1;
        if header > 0 && is_table && reads_like_header(&records[header].1) && best.is_none_or(|(w, _, _)| width > w) {
            let at = records[header].0;
            let blank = bytes[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            best = Some((width, separator, at + blank));
        }
    }
    best.map(|(_, separator, at)| (separator, at))
}

/// The first records, and where each begins.
fn records(bytes: &[u8], separator: u8) -> Vec<(usize, csv::ByteRecord)> {
    let mut rows = reader(bytes, separator);
    let mut records = Vec::new();
    let mut record = csv::ByteRecord::new();
    while records.len() < LOOKED_AT && matches!(rows.read_byte_record(&mut record), Ok(true)) {
        if record.len() > MOST_COLUMNS {
            break;
        }
        let at = record.position().map_or(0, |start| start.byte() as usize);
        records.push((at, record.clone()));
    }
    records
}

/// The number of cells that most records have.
fn usual_width(records: &[(usize, csv::ByteRecord)]) -> Option<usize> {
    let mut widths: Vec<usize> = records.iter().map(|(_, record)| record.len()).collect();
    widths.sort_unstable();
    widths.chunk_by(|a, b| a == b).max_by_key(|equal| equal.len()).map(|equal| equal[0])
}

/// Whether the cells are names: mostly there, all different, and no numbers or
/// times.
fn reads_like_header(record: &csv::ByteRecord) -> bool {
    let cells: Vec<&str> = record.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default().trim()).collect();
    let named: Vec<&&str> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let is_name =
        |cell: &&&str| cell.parse::<f64>().is_err() && lockstep_base::time::parse(cell).is_err() && cell.len() < 100;
    let distinct: HashSet<&&&str> = named.iter().collect();
    2 * named.len() > cells.len() && named.iter().all(is_name) && distinct.len() == named.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, skip: Option<usize>) -> (String, char, u64, u64) {
        let top = top("x.csv", text.as_bytes(), true, b',', skip, None).unwrap();
        let rest = text[top.start..].lines().next().unwrap_or_default();
        assert!(rest.is_empty() || rest.starts_with(['a', '"']), "{text:?}: {rest}");
        (top.names.join("|"), char::from(top.separator), top.lines, top.note.map_or(0, |note| note.rows))
    }

    #[test]
    fn the_header_is_found() {
        let rows = "a1,p,o,1\na2,p,o,2\na3,p,o,3\n";
        let plain = ("account|post|object|time".to_owned(), ',', 1, 0);
        assert_eq!(found(&format!("account,post,object,time\n{rows}"), None), plain);
        let below = |lines: u64| ("account|post|object|time".to_owned(), ',', lines + 1, lines);
        let told = ("account|post|object|time".to_owned(), ',', 2, 0);
        for (above, lines) in [
            ("Export of my tool\n", 1),
            ("Export of my tool, 2024\n\n", 2),
            ("Export, of, my, tool, and, more\nby me\n", 2),
        ] {
            assert_eq!(found(&format!("{above}account,post,object,time\n{rows}"), None), below(lines), "{above:?}");
        }
        assert_eq!(found(&format!("a,b,c,d\naccount,post,object,time\n{rows}"), Some(1)), told);
        assert_eq!(
            found(&format!("sep=,\naccount,post,object,time\n{rows}"), None),
            ("account|post|object|time".into(), ',', 2, 0)
        );
        let semicolons = rows.replace(',', ";");
        let named = ("account|post|object|time".to_owned(), ';', 2, 0);
        assert_eq!(found(&format!("sep=;\r\naccount;post;object;time\n{semicolons}"), None), named);
        let noted = ("account|post|object|time".to_owned(), ';', 2, 1);
        assert_eq!(found(&format!("Made by me, in 2024\naccount;post;object;time\n{semicolons}"), None), noted);
    }

    #[test]
    fn rows_of_another_width_are_no_reason_to_lose_the_header() {
        let text = "account,post,object\na1,p,o,1\na2,p,o,2\na3,p,o,3\n";
        assert_eq!(found(text, None).0, "account|post|object");
        assert_eq!(found("account\na\nab\n", None).0, "account");
        assert_eq!(found("", None).0, "");
    }
}
