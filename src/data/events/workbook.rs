//! Workbooks (XLSX, XLSB, XLS, ODS): each sheet becomes CSV in memory, and is
//! read as any other.

use std::fmt::{Display, Write as _};
use std::io::{self, Cursor, Read};

use calamine::{Data, DataType, ExcelDateTime, Ods, Range, Reader, SheetType, Xls, Xlsb, Xlsx};
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use quick_xml::events::{BytesStart, Event};

use super::archive::Zip;
use super::compound;
use super::packing::most_held;

/// Bytes that may come out of any workbook, and out of one that is not 200 times
/// smaller itself.
const ALWAYS_ALLOWED: u64 = 256 << 20;
const MOST_ALLOWED: u64 = 2 << 30;
const LARGEST_RATIO: u64 = 200;

/// Bytes without markup between them: no program lets a cell have a thousandth of it.
const LONGEST_TEXT: u64 = 16 << 20;

/// Cells that may lie between the first and the last ones that are filled.
const MOST_CELLS: u64 = 32_000_000;

/// The kind of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// What a ZIP archive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    Archive,
    Workbook(Kind),
    /// Another document of an office program.
    Document,
}

impl Package {
    /// By the names of its members.
    pub fn of(zip: &Zip) -> Self {
        let has = |name: &str| zip.index_for_name(name).is_some();
        let holds = |folder: &[u8]| zip.file_names_raw().any(|name| name.starts_with(folder));
        let is_office = has("[Content_Types].xml");
        match () {
            () if has("xl/workbook.bin") => Self::Workbook(Kind::Xlsb),
            () if is_office && holds(b"xl/") => Self::Workbook(Kind::Xlsx),
            () if is_office && (holds(b"word/") || holds(b"ppt/")) => Self::Document,
            () if has("content.xml") && has("META-INF/manifest.xml") => Self::Workbook(Kind::Ods),
            () => Self::Archive,
        }
    }
}

/// A workbook that was opened.
pub(super) struct Workbook<'a> {
    name: &'a str,
    book: Book<'a>,
    /// The sheets that hold tables.
    sheets: Vec<String>,
    /// Bytes that a sheet's text may take up.
    most: u64,
}

enum Book<'a> {
    Xlsx(Xlsx<Cursor<&'a [u8]>>),
    Xlsb(Xlsb<Cursor<&'a [u8]>>),
    Xls(Xls<Cursor<Vec<u8>>>),
    Ods(Ods<Cursor<&'a [u8]>>),
}

impl<'a> Workbook<'a> {
    /// Opens a workbook; a ZIP archive that is one comes along.
    ///
    /// # Errors
    /// When it is damaged, protected, or unpacks to far too much.
    pub fn open(name: &'a str, kind: Kind, bytes: &'a [u8], zip: Option<Zip>) -> Result<Self> {
        if let Some(zip) = zip {
            check(name, kind, zip, bytes.len() as u64)?;
        }
        let opened = || {
            if kind == Kind::Xls {
                let contained = Cursor::new(old_workbook(name, bytes)?);
                return Ok(Book::Xls(Xls::new(contained).map_err(|e| unreadable(name, &e))?));
            }
            let bytes = Cursor::new(bytes);
            let unreadable = |e: &dyn Display| unreadable(name, e);
            Ok(match kind {
                Kind::Xlsb => Book::Xlsb(Xlsb::new(bytes).map_err(|e| unreadable(&e))?),
                Kind::Ods => Book::Ods(Ods::new(bytes).map_err(|e| unreadable(&e))?),
                _ => Book::Xlsx(Xlsx::new(bytes).map_err(|e| unreadable(&e))?),
            })
        };
        let book = guarded(opened, || damaged(name))?;
        let metadata = match &book {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        let tables = metadata.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let sheets = tables.map(|sheet| sheet.name.clone()).collect();
        Ok(Self { name, book, sheets, most: most_held(bytes.len() as u64) })
    }

    /// The sheets to read: all, or the one of this name.
    ///
    /// # Errors
    /// When there is none of this name: the message lists those that there are.
    pub fn sheets(&self, wanted: Option<&str>) -> Result<Vec<String>> {
        match wanted {
            None => Ok(self.sheets.clone()),
            Some(wanted) if self.sheets.iter().any(|sheet| sheet == wanted) => Ok(vec![wanted.to_owned()]),
            Some(wanted) => {
                let problem = format!("there is no sheet `{wanted}` among {}", self.sheets.join(", "));
                Err(Error::input(self.name, problem, "name one of these with --sheet"))
            }
        }
    }

    /// A sheet as CSV, none where it is empty.
    ///
    /// # Errors
    /// When it is damaged, or its cells lie too far apart.
    pub fn csv(&mut self, sheet: &str) -> Result<Option<Vec<u8>>> {
        let (name, book, most) = (self.name, &mut self.book, self.most);
        let read = || {
            let unreadable = |e: &dyn Display| unreadable(name, e);
            let mut cells = Cells::default();
            match book {
                Book::Xlsx(book) => {
                    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| unreadable(&e))?;
                    while let Some(cell) = reader.next_cell().map_err(|e| unreadable(&e))? {
                        cells.add(cell.get_position(), cell.get_value());
                        cells.check(name, most)?;
                    }
                }
                Book::Xlsb(book) => {
                    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| unreadable(&e))?;
                    while let Some(cell) = reader.next_cell().map_err(|e| unreadable(&e))? {
                        cells.add(cell.get_position(), cell.get_value());
                        cells.check(name, most)?;
                    }
                }
                Book::Xls(book) => cells.add_all(&book.worksheet_range(sheet).map_err(|e| unreadable(&e))?),
                Book::Ods(book) => cells.add_all(&book.worksheet_range(sheet).map_err(|e| unreadable(&e))?),
            }
            Ok(cells)
        };
        let cells = guarded(read, || damaged(name))?;
        cells.csv().map_err(|problem| {
            Error::input(
                &format!("{name}/{sheet}"),
                problem,
                "clear the cells that lie far out, or save the sheet as CSV (UTF-8)",
            )
        })
    }
}

fn unreadable(name: &str, error: &dyn Display) -> Error {
    let problem = format!("this workbook is damaged, or protected by a password ({error})");
    Error::input(name, problem, "save it without a password, or its sheet as CSV (UTF-8)")
}

fn damaged(name: &str) -> Error {
    unreadable(name, &"its parts do not fit each other")
}

/// Unpacks all that the workbook holds, to nowhere: what it says of its sizes
/// proves nothing.
fn check(name: &str, kind: Kind, mut zip: Zip, packed: u64) -> Result<()> {
    let most = (packed.saturating_mul(LARGEST_RATIO)).clamp(ALWAYS_ALLOWED, MOST_ALLOWED);
    // Its strings, or all of an ODS file.
    let most_held = most_held(packed);
    let mut unpacked = 0;
    let mut content = Vec::new();
    for place in 0..zip.len() {
        let mut member = zip.by_index(place).map_err(|e| unreadable(name, &e))?;
        let is_content = kind == Kind::Ods && member.name_raw() == b"content.xml";
        let is_held = is_content || member.name_raw().starts_with(b"xl/sharedStrings");
        let most = most.min(if is_held { unpacked + most_held } else { most });
        let mut seen = Seen { content: is_content.then_some(&mut content), text: 0, longest: 0 };
        unpacked +=
            io::copy(&mut member.by_ref().take(most + 1 - unpacked), &mut seen).map_err(|e| unreadable(name, &e))?;
        if unpacked > most {
            return Err(too_much(name, if is_held { most_held.min(most) } else { most }));
        }
        if seen.longest > LONGEST_TEXT && kind != Kind::Xlsb {
            let problem = format!("a text in this workbook is longer than {} MiB", LONGEST_TEXT >> 20);
            return Err(Error::input(name, problem, "shorten it, or save the sheet as CSV (UTF-8)"));
        }
    }
    if kind == Kind::Ods {
        check_spread(name, spread(&content))?;
    }
    Ok(())
}

/// The stream of an old workbook, once it is known to be harmless, in a container
/// of its own.
fn old_workbook(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let stream = compound::workbook(bytes).ok_or_else(|| damaged(name))?;
    check_spread(name, compound::spread(&stream))?;
    compound::contained(&stream).ok_or_else(|| damaged(name))
}

fn check_spread(name: &str, cells: Option<u64>) -> Result<()> {
    if cells.ok_or_else(|| damaged(name))? > MOST_CELLS {
        let problem = format!("the sheets of this workbook stretch over more than {MOST_CELLS} cells");
        let remedy = "clear the cells that lie far out, or save the sheet as CSV (UTF-8)";
        return Err(Error::input(name, problem, remedy));
    }
    Ok(())
}

fn too_much(name: &str, most: u64) -> Error {
    let problem = format!("more than {} MiB come out of this workbook", most >> 20);
    Error::input(name, problem, "if you trust it, save its sheet as CSV (UTF-8)")
}

/// What was seen of a member that is unpacked, which is kept where it is wanted.
struct Seen<'c> {
    content: Option<&'c mut Vec<u8>>,
    /// Bytes since the last markup, and most of them.
    text: u64,
    longest: u64,
}

impl io::Write for Seen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'<') {
            self.text += piece.len() as u64;
            self.longest = self.longest.max(self.text);
            if piece.ends_with(b"<") {
                self.text = 0;
            }
        }
        if let Some(content) = &mut self.content {
            content.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many cells the sheets of an ODS file stretch over, repeated ones written
/// out; none where it is no XML.
fn spread(content: &[u8]) -> Option<u64> {
    let mut xml = quick_xml::Reader::from_reader(content);
    let (mut all, mut sheet) = (0_u64, Spread::default());
    let mut buffer = Vec::new();
    let settings = xml.config_mut();
    (settings.check_end_names, settings.check_comments) = (false, false);
    loop {
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Eof => return Some(all),
            Event::Start(tag) => sheet.see(&tag, true),
            Event::Empty(tag) => sheet.see(&tag, false),
            Event::End(tag) if tag.local_name().as_ref() == "table" => {
                all = all.saturating_add(sheet.height.saturating_mul(sheet.width));
                sheet = Spread::default();
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// How far a sheet's filled cells reach.
#[derive(Default)]
struct Spread {
    height: u64,
    width: u64,
    /// Rows so far, and how often the one that is looked at stands there.
    row: u64,
    times: u64,
    column: u64,
}

impl Spread {
    fn see(&mut self, tag: &BytesStart, has_content: bool) {
        let attribute = |name: &str| tag.try_get_attribute(name).ok().flatten();
        let times = |name: &str| attribute(name).and_then(|times| times.value.parse().ok()).unwrap_or(1_u64);
        match tag.local_name().as_ref() {
            "table-row" => {
                self.times = times("table:number-rows-repeated");
                self.row = self.row.saturating_add(self.times);
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.column = self.column.saturating_add(times("table:number-columns-repeated"));
                if has_content || attribute("office:value-type").is_some() {
                    self.width = self.width.max(self.column);
                    self.height = self.row;
                }
            }
            _ => {}
        }
    }
}

/// The filled cells of a sheet.
#[derive(Default)]
struct Cells {
    /// Row, column and where the text ends.
    places: Vec<(u32, u32, usize)>,
    text: String,
}

impl Cells {
    fn add(&mut self, (row, column): (u32, u32), value: &impl DataType) {
        let start = self.text.len();
        write(&mut self.text, value);
        if self.text.len() > start {
            self.places.push((row, column, self.text.len()));
        }
    }

    /// Checks that there is not far more text than in the workbook: a text may stand in
    /// many cells.
    fn check(&self, name: &str, most: u64) -> Result<()> {
        if self.text.len() as u64 > most { Err(too_much(name, most)) } else { Ok(()) }
    }

    fn add_all(&mut self, range: &Range<Data>) {
        let (top, left) = range.start().unwrap_or_default();
        // A sheet has no more rows and columns than fit.
        range.used_cells().for_each(|(row, column, value)| self.add((top + row as u32, left + column as u32), value));
    }

    /// The cells as CSV: row by row from the first one of the sheet, so that lines
    /// are rows where no cell holds a line end. None without a cell.
    fn csv(self) -> Result<Option<Vec<u8>>, String> {
        let starts = std::iter::once(0).chain(self.places.iter().map(|place| place.2));
        let mut cells: Vec<(u32, u32, &str)> = starts
            .zip(&self.places)
            .map(|(start, &(row, column, end))| (row, column, &self.text[start..end]))
            .collect();
        // Stable: where a cell is there twice, the last one counts.
        cells.sort_by_key(|&(row, column, _)| (row, column));
        let Some(left) = cells.iter().map(|cell| cell.1).min() else { return Ok(None) };
        let right = cells.iter().map(|cell| cell.1).max().unwrap_or(left);
        let rows = cells.chunk_by(|one, next| one.0 == next.0);
        let stretch = rows.clone().count() as u64 * u64::from(right - left + 1);
        if stretch > MOST_CELLS.max(8 * cells.len() as u64) {
            return Err(format!("this sheet stretches over {stretch} cells, and {} of them are filled", cells.len()));
        }
        let mut out = String::with_capacity(self.text.len() + stretch as usize);
        let mut line = 0;
        for row in rows {
            (line..row[0].0).for_each(|_| out.push('\n'));
            line = row[0].0 + 1;
            write_row(&mut out, row, left, right);
        }
        Ok(Some(out.into_bytes()))
    }
}

fn write_row(out: &mut String, row: &[(u32, u32, &str)], left: u32, right: u32) {
    let mut cells = row.iter().peekable();
    for column in left..=right {
        if column > left {
            out.push(',');
        }
        let mut text = "";
        while let Some(cell) = cells.next_if(|cell| cell.1 == column) {
            text = cell.2;
        }
        if text.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&text.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(text);
        }
    }
    out.push('\n');
}

/// Writes a value as a person would into a CSV file.
fn write(out: &mut String, value: &impl DataType) {
    // Writing into a String cannot fail.
    _ = if let Some(text) = value.get_string() {
        out.write_str(text)
    } else if let Some(moment) = value.get_datetime() {
        write_moment(out, moment)
    } else if let Some(number) = value.get_int() {
        write!(out, "{number}")
    } else if let Some(number) = value.get_float() {
        write_number(out, number)
    } else if let Some(is_true) = value.get_bool() {
        out.write_str(if is_true { "TRUE" } else { "FALSE" })
    } else if let Some(error) = value.get_error() {
        write!(out, "{error}")
    } else if let Some(moment) = value.get_datetime_iso() {
        let (day, time) = moment.split_once('T').unwrap_or((moment, "00:00:00"));
        write!(out, "{day} {time}")
    } else {
        out.write_str(value.get_duration_iso().unwrap_or_default())
    };
}

/// A number without an exponent, and without a point where there is nothing after
/// it; one that is too large for the 15 digits that workbooks keep with them alone, so
/// that it is seen what is lost.
fn write_number(out: &mut String, number: f64) -> std::fmt::Result {
    /// Whole numbers from here on may stand for several.
    const KEPT: f64 = 1e15;
    if number.abs() < KEPT { write!(out, "{number}") } else { write!(out, "{number:.14e}") }
}

/// A moment as `YYYY-MM-DD HH:MM:SS[.fff]`; a time of day, or how long something
/// took, as `HH:MM:SS[.fff]`.
fn write_moment(out: &mut String, moment: ExcelDateTime) -> std::fmt::Result {
    const MILLISECONDS_A_DAY: f64 = 86_400_000.0;
    let days = moment.as_f64();
    let fraction = if moment.is_duration() || (0.0..1.0).contains(&days) {
        let all = (days.abs() * MILLISECONDS_A_DAY).round() as u64;
        let (seconds, sign) = (all / 1_000, if days < 0.0 { "-" } else { "" });
        write!(out, "{sign}{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)?;
        all % 1_000
    } else {
        let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
        write!(out, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")?;
        milli.into()
    };
    if fraction == 0 { Ok(()) } else { write!(out, ".{fraction:03}") }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn moment(days: f64, kind: ExcelDateTimeType) -> Data {
        Data::DateTime(ExcelDateTime::new(days, kind, false))
    }

    #[test]
    fn an_old_workbook_is_read() {
        let file = compound::contained(&compound::tests::posts()).unwrap();
        let mut book = Workbook::open("b.xls", Kind::Xls, &file, None).unwrap();
        assert_eq!(book.sheets(None).unwrap(), ["Posts"]);
        assert_eq!(book.csv("Posts").unwrap().unwrap(), b"account_id,when\nanna,1.5\n");
        for cut in (0..file.len()).step_by(97) {
            if let Ok(mut book) = Workbook::open("b.xls", Kind::Xls, &file[..cut], None) {
                // Only the unused end of the table is gone.
                assert!(cut > file.len() - 4_096 && book.csv("Posts").unwrap().is_some());
            }
        }
    }

    #[test]
    fn values_are_written_as_in_a_table() {
        for (value, text) in [
            (Data::Float(5.0), "5"),
            (Data::Float(1_294_030_472_427_830_000.0), "1.29403047242783e18"),
            (Data::Float(129_403_047_242_783.0), "129403047242783"),
            (Data::Float(0.1), "0.1"),
            (Data::Int(-7), "-7"),
            (Data::Bool(true), "TRUE"),
            (Data::Error(CellErrorType::NA), "#N/A"),
            (Data::String("007".into()), "007"),
            (moment(45_296.0 + 50_852.0 / 86_400.0, ExcelDateTimeType::DateTime), "2024-01-05 14:07:32"),
            (moment(45_296.0 + 50_852.001 / 86_400.0, ExcelDateTimeType::DateTime), "2024-01-05 14:07:32.001"),
            (moment(45_296.0, ExcelDateTimeType::DateTime), "2024-01-05 00:00:00"),
            (moment(0.5, ExcelDateTimeType::DateTime), "12:00:00"),
            (moment(1.25, ExcelDateTimeType::TimeDelta), "30:00:00"),
            (Data::DateTimeIso("2024-01-05T14:07:32".into()), "2024-01-05 14:07:32"),
            (Data::DateTimeIso("2024-01-05".into()), "2024-01-05 00:00:00"),
            (Data::Empty, ""),
        ] {
            let mut out = String::new();
            write(&mut out, &value);
            assert_eq!(out, text);
        }
    }

    fn csv(cells: &[(u32, u32, &str)]) -> Result<Option<String>, String> {
        let mut all = Cells::default();
        cells.iter().for_each(|&(row, column, text)| all.add((row, column), &Data::String(text.into())));
        Ok(all.csv()?.map(|csv| String::from_utf8(csv).unwrap()))
    }

    #[test]
    fn a_sheet_keeps_its_lines_and_fills_its_gaps() {
        let cells = [(4, 3, "x\"y"), (2, 2, "a"), (2, 4, "b,c"), (4, 2, "1"), (4, 2, "2")];
        assert_eq!(csv(&cells).unwrap().unwrap(), "\n\na,,\"b,c\"\n\n2,\"x\"\"y\",\n");
        assert_eq!(csv(&[]), Ok(None));
        assert_eq!(csv(&[(0, 0, "")]), Ok(None));
        assert_eq!(csv(&[(0, 0, "a"), (1_048_575, 16_383, "b")]).unwrap().unwrap().lines().count(), 1_048_576);
        let scattered: Vec<(u32, u32, &str)> = (0..3_000).map(|row| (row, 0, "a")).chain([(0, 16_383, "b")]).collect();
        assert!(csv(&scattered).unwrap_err().contains("stretches over"));
    }

    #[test]
    fn repeated_cells_of_an_ods_file_are_counted_as_far_as_they_are_filled() {
        let sheet = |rows: &str| format!("<x><table:table>{rows}</table:table></x>");
        let cell = "<table:table-cell office:value-type=\"float\" table:number-columns-repeated=\"100\"/>";
        let blank = "<table:table-cell table:number-columns-repeated=\"16000\"/>";
        let row = |times: &str, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
        };
        let usual = sheet(&(row("2", &(cell.to_owned() + blank)) + &row("1000000", blank)));
        assert_eq!(spread(usual.as_bytes()), Some(200));
        assert_eq!(spread(sheet(&row("1000000", cell)).as_bytes()), Some(100_000_000));
    }
}
