//! A table of the user's, small enough to be held whole: separated text with a
//! header, plain or packed. Columns are found by name, and every message names
//! the file, the line and the column.

use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

use lockstep_base::error::{Error, Result};
use lockstep_base::nearest::{did_you_mean, nearest};

use super::top::blank_lines;
use super::{Format, Source};

/// A table that was read.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file as the user named it.
    pub file: String,
    /// SHA-256 of the file as it lies on the disk.
    pub sha256: String,
    header: Vec<String>,
    /// The cells of all rows, one after the other.
    text: String,
    rows: Vec<Place>,
    /// Where each cell ends, from the start of its row: as many a row as there
    /// are columns.
    ends: Vec<u32>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    line: u64,
    start: usize,
}

/// A column that a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(usize);

/// A row, which knows its line.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    /// Its line in the file, from 1.
    pub line: u64,
    number: usize,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// When the file cannot be read, is no separated text, or has a row with
    /// more or fewer cells than its header.
    pub fn read(path: &Path) -> Result<Self> {
        let source = Source::open(path)?;
        let Format::Delimited(separator) = source.format else {
            return Err(Error::input(&source.name, "this table is read from CSV", "save it as CSV (UTF-8)"));
        };
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(source.bytes.as_slice());
        let unreadable = |e: csv::Error| {
            let problem = match e.kind() {
                csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                    let line = pos.as_ref().map_or(0, csv::Position::line);
                    format!("line {line}: the row has {len} cells, and the header {expected_len}")
                }
                _ => e.to_string(),
            };
            let remedy =
                "correct the row (a cell that holds a separator is in quotes), or save the table as CSV (UTF-8) again";
            Error::input(&source.name, problem, remedy)
        };
        let header = reader.headers().map_err(unreadable)?.iter().map(|name| name.trim().to_owned()).collect();
        let (mut text, mut rows, mut ends) = (String::new(), Vec::new(), Vec::new());
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(unreadable)? {
            let start = text.len();
            let line = |at: &csv::Position| at.line() + blank_lines(&source.bytes[at.byte() as usize..]);
            rows.push(Place { line: record.position().map_or(0, line), start });
            for cell in &record {
                text.push_str(cell);
                let too_long = |_| Error::input(&source.name, "a row is longer than 4 GiB", "correct its quotes");
                ends.push(u32::try_from(text.len() - start).map_err(too_long)?);
            }
        }
        Ok(Self { file: source.name, sha256: source.sha256, header, text, rows, ends })
    }

    /// A cell of a row.
    fn cell(&self, row: usize, column: usize) -> &str {
        let (start, ends) = (self.rows[row].start, &self.ends[row * self.header.len()..]);
        let begin = if column == 0 { 0 } else { ends[column - 1] };
        &self.text[start + begin as usize..start + ends[column] as usize]
    }

    /// Where the column of this name is, in any case.
    pub fn find(&self, name: &str) -> Option<At> {
        self.header.iter().position(|cell| cell.eq_ignore_ascii_case(name)).map(At)
    }

    /// The first column.
    pub fn first(&self) -> Option<At> {
        (!self.header.is_empty()).then_some(At(0))
    }

    /// The names of the columns.
    pub fn header(&self) -> impl Iterator<Item = &str> {
        self.header.iter().map(String::as_str)
    }

    /// The columns whose names are none of these, in any case.
    fn others<'a>(&'a self, known: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.header().filter(|name| !known.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// Refuses a column whose name is none of these: in a table that decides
    /// something, what is not read could change the decision.
    ///
    /// # Errors
    /// When there is such a column; the message names the nearest spelling.
    pub fn refuse_unknown(&self, known: &[&str]) -> Result<()> {
        let Some(unknown) = self.others(known).next() else { return Ok(()) };
        let problem = format!("line 1: no column `{unknown}` is known here");
        let otherwise = format!("correct it, or take the column out; known are {}", known.join(", "));
        let remedy = did_you_mean(&nearest(unknown, known.iter().copied()), &otherwise);
        Err(Error::input(&self.file, problem, remedy))
    }

    /// The columns that are not read, in a table that a platform exports with more
    /// than is asked for. One that is nearly spelled as a column that is read is
    /// refused.
    ///
    /// # Errors
    /// When there is such a column; the message names what it seems to be.
    pub fn not_read(&self, known: &[&str]) -> Result<Vec<String>> {
        let missing = || known.iter().copied().filter(|name| self.find(name).is_none());
        for other in self.others(known) {
            let near = nearest(other, missing());
            if !near.is_empty() {
                let problem = format!("line 1: no column `{other}` is known here");
                return Err(Error::input(&self.file, problem, did_you_mean(&near, "")));
            }
        }
        Ok(self.others(known).map(str::to_owned).collect())
    }

    /// Where the column of this name is.
    ///
    /// # Errors
    /// When there is none: the message lists those that are there, and ends
    /// with the remedy.
    pub fn column(&self, name: &str, remedy: &str) -> Result<At> {
        self.find(name).ok_or_else(|| {
            let problem = format!("line 1: no column `{name}` among {}", self.header.join(", "));
            Error::input(&self.file, problem, remedy)
        })
    }

    /// The rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().enumerate().map(|(number, place)| Row { table: self, line: place.line, number })
    }
}

impl<'a> Row<'a> {
    /// A cell, exactly as it is; empty where the table has no such column.
    pub fn exact(&self, column: impl Into<Option<At>>) -> &'a str {
        column.into().map_or("", |At(column)| self.table.cell(self.number, column))
    }

    /// A cell without the blanks around it.
    pub fn text(&self, column: impl Into<Option<At>>) -> &'a str {
        self.exact(column).trim()
    }

    /// A cell that may not be empty, exactly as it is.
    ///
    /// # Errors
    /// When it is empty.
    pub fn needed(&self, column: At) -> Result<&'a str> {
        match self.exact(column) {
            text if text.trim().is_empty() => {
                Err(self.error(column, "this is missing", "fill it in, or leave the row out"))
            }
            text => Ok(text),
        }
    }

    /// A cell as a value, none where it is empty.
    ///
    /// # Errors
    /// When it is no such value; `form` says what it should look like.
    pub fn value<T: FromStr<Err: Display>>(&self, column: impl Into<Option<At>>, form: &str) -> Result<Option<T>> {
        let Some(column) = column.into() else { return Ok(None) };
        match self.text(column) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| self.error(column, format!("`{text}` cannot be used"), format!("write {form}"))),
        }
    }

    /// A cell as a value that may not be missing.
    ///
    /// # Errors
    /// When it is empty, or no such value; `form` says what it should look like.
    pub fn needed_value<T: FromStr<Err: Display>>(&self, column: At, form: &str) -> Result<T> {
        self.value(column, form)?.ok_or_else(|| self.error(column, "this is missing", format!("write {form}")))
    }

    /// An error about a cell: file, line and column are added.
    pub fn error(&self, column: At, problem: impl Display, remedy: impl AsRef<str>) -> Error {
        let name = &self.table.header[column.0];
        Error::input(&self.table.file, format!("line {}, column `{name}`: {problem}", self.line), remedy)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(text: &str) -> Result<Table> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        Table::read(file.path())
    }

    #[test]
    fn columns_are_found_by_name_and_rows_know_their_line() {
        let table = read("ID; Count\n a ;3\n\"x\ny\";\nb;many\n").unwrap();
        let (id, count) = (table.column("id", "add it").unwrap(), table.find("count"));
        let rows: Vec<Row> = table.rows().collect();
        assert_eq!(
            (rows[0].exact(id), rows[0].text(id), rows[0].value::<u32>(count, "a number").unwrap()),
            (" a ", "a", Some(3))
        );
        assert_eq!(rows[1].value::<u32>(count, "a number").unwrap(), None);
        let message = rows[2].value::<u32>(count, "a number").unwrap_err().to_string();
        assert!(message.ends_with("line 5, column `Count`: `many` cannot be used; write a number"), "{message}");
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for (text, lines) in [
            ("id\r\na\r\nb\r\n", [2, 3]),
            ("id\n\n\na\n\nb\n", [4, 6]),
            ("id\n\"a\nx\"\nb\n", [2, 4]),
            ("\u{feff}id\r\n\r\na\r\nb", [3, 4]),
        ] {
            assert_eq!(read(text).unwrap().rows().map(|row| row.line).collect::<Vec<_>>(), lines, "{text:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let table = read("id\n\n").unwrap();
        assert!(table.column("time", "add it").unwrap_err().to_string().ends_with("no column `time` among id; add it"));
        let message = read("a,b\n1\n").unwrap_err().to_string();
        assert!(message.contains("line 2: the row has 1 cells, and the header 2; correct the row"), "{message}");
        assert!(read("[{}]").unwrap_err().to_string().contains("read from CSV"));
        let table = read("id,x\n ,1\n").unwrap();
        let id = table.column("id", "").unwrap();
        let message = table.rows().next().unwrap().needed(id).unwrap_err().to_string();
        assert!(message.contains("line 2, column `id`: this is missing"), "{message}");
    }
}
