//! From what the user named to files: globs and standard input; and what kind
//! of file it is. The content decides, never the extension.

use std::path::{Path, PathBuf};

use lockstep_base::error::{Error, Result};

/// One input, read and unpacked.
pub struct Source {
    /// As it is shown to the user: the path, or `-`; then, in an archive or a
    /// workbook, the member or the sheet.
    pub name: String,
    /// The unpacked bytes, a text in UTF-8 without a byte order mark.
    pub bytes: Vec<u8>,
    /// How to read them.
    pub format: Format,
    /// SHA-256 of the file as it lies on the disk, in hexadecimal; of a member of
    /// an archive, of that member.
    pub sha256: String,
    /// The encoding that the text was in, none for UTF-8.
    pub encoding: Option<&'static str>,
}

/// The form of an unpacked input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Separated text with this separator: CSV, TSV and their kin.
    Delimited(u8),
    /// One JSON object a line.
    JsonLines,
    /// One JSON array of objects.
    JsonArray,
    /// JSON objects that may span lines.
    JsonDocument,
    /// Apache Parquet.
    Parquet,
}

/// The files that the user's words stand for: paths, globs, and `-` for
/// standard input, in order and without repetition.
///
/// # Errors
/// When a word fits no file, or is a directory.
pub fn expand(words: &[String]) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for word in words {
        let found = if word == "-" || Path::new(word).exists() { vec![PathBuf::from(word)] } else { matches(word)? };
        for path in found {
            if path.is_dir() {
                return Err(Error::input(
                    word,
                    "this is a directory",
                    format!("name its files, for example '{word}/*.csv'"),
                ));
            }
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    Ok(paths)
}

fn matches(word: &str) -> Result<Vec<PathBuf>> {
    let bad = |problem: String| Error::input(word, problem, "check the path and its spelling");
    let found: Vec<PathBuf> = glob::glob(word)
        .map_err(|e| bad(format!("this is no valid pattern ({})", e.msg)))?
        .filter_map(std::result::Result::ok)
        .filter(|path| path.is_file())
        .collect();
    if found.is_empty() {
        return Err(bad("there is no such file".into()));
    }
    Ok(found)
}

/// Why an input is of no form that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// Nothing is in it, or blanks only.
    Empty,
    /// Text in UTF-32.
    Utf32,
    /// It is no text, and no form of ours.
    Binary,
    /// A PDF document.
    Pdf,
    /// A document or slides of an office program.
    Document,
}

impl Unfit {
    /// Whether an archive may hold such things beside what is read.
    pub fn may_be_skipped(self) -> bool {
        self != Self::Utf32
    }

    /// The error about this input.
    pub fn error(self, name: &str) -> Error {
        let forms = "give CSV, TSV, JSON, NDJSON, Parquet, XLSX, XLS or ODS, plain, compressed with gzip or zstd, or in a \
                     ZIP or tar archive";
        let (problem, remedy) = match self {
            Self::Empty => ("the file is empty", "leave it out, or export it again"),
            Self::Utf32 => ("the text is in UTF-32", "save it as UTF-8"),
            Self::Binary => ("this is a binary file", forms),
            Self::Pdf => ("this is a PDF document", forms),
            Self::Document => ("this is a text document or slides, no workbook", forms),
        };
        Error::input(name, problem, remedy)
    }
}

/// The form of an input whose first bytes, as UTF-8, are these.
pub(super) fn recognise(bytes: &[u8]) -> Result<Format, Unfit> {
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if bytes.starts_with(b"%PDF-") {
        return Err(Unfit::Pdf);
    }
    if is_binary(&bytes[..bytes.len().min(64 * 1024)]) {
        return Err(Unfit::Binary);
    }
    match bytes.iter().find(|b| !b.is_ascii_whitespace()) {
        None => Err(Unfit::Empty),
        Some(b'{') => Ok(lines_or_document(bytes)),
        Some(b'[') => Ok(Format::JsonArray),
        Some(_) if behind_assignment(bytes) > 0 => Ok(Format::JsonDocument),
        Some(_) => Ok(Format::Delimited(separator(first_line(bytes)))),
    }
}

/// Where JSON begins behind what assigns it to a variable of a script, as archives of
/// platforms do: `window.YTD.tweets.part0 = [...];`. Of other text the beginning.
pub(super) fn behind_assignment(bytes: &[u8]) -> usize {
    const LONGEST: usize = 200;
    let head = &bytes[..bytes.len().min(LONGEST)];
    let Some(equals) = memchr::memchr(b'=', head) else { return 0 };
    let (name, value) = (head[..equals].trim_ascii(), bytes[equals + 1..].trim_ascii_start());
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b' ');
    let is_assigned =
        name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_name) && value.starts_with(b"[")
            || value.starts_with(b"{") && name.starts_with(b"window.");
    if is_assigned { bytes.len() - value.len() } else { 0 }
}

/// Whether this is no text: a tool may leave some zero bytes in cells, but not
/// one a line, and no other control characters with them.
fn is_binary(head: &[u8]) -> bool {
    let is_control = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    memchr::memchr(0, head).is_some()
        && head.iter().filter(is_control).count() >= memchr::memchr_iter(b'\n', head).count()
}

/// Whether the lines are objects, or parts of one.
fn lines_or_document(bytes: &[u8]) -> Format {
    const LOOKED_AT: usize = 100;
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(LOOKED_AT);
    let is_whole = |line: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    // Inside of a document lines are indented.
    let whole: Vec<bool> = lines.map(|line| line.starts_with(b"{") && is_whole(line)).collect();
    let first = bytes.trim_ascii_start();
    let most = 2 * whole.iter().filter(|is_whole| **is_whole).count() > whole.len();
    if most || is_whole(first_line(first)) { Format::JsonLines } else { Format::JsonDocument }
}

fn first_line(bytes: &[u8]) -> &[u8] {
    &bytes[..memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(bytes.len())]
}

/// The separator that the header uses most, outside of quotes.
fn separator(header: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header {
        quoted ^= *byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && byte == separator);
        }
    }
    // `max_by_key` gives the last maximum; reversed, the first one wins a tie.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_tells_the_form() {
        for (bytes, form) in [
            (&b"a,b\n1,2\n"[..], Format::Delimited(b',')),
            (b"a\tb,c\td\n", Format::Delimited(b'\t')),
            (b"\"a,,,,\";b;c\n", Format::Delimited(b';')),
            (b"one_column\n1\n", Format::Delimited(b',')),
            (b"a,b\n1,\0\n2,x\n", Format::Delimited(b',')),
            (b"\n {\"a\":1}\n", Format::JsonLines),
            (b"{\"a\":1}\n{\"a\"\nx", Format::JsonLines),
            (b"{\n \"a\":\n {}\n}", Format::JsonDocument),
            (b"{\"cut\": [", Format::JsonDocument),
            (b"[{}]", Format::JsonArray),
            (b"PAR1....", Format::Parquet),
        ] {
            assert_eq!(recognise(bytes), Ok(form), "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        for (bytes, says) in [
            (&b""[..], "empty"),
            (b" \n\n", "empty"),
            (b"%PDF-1.7\n%x", "PDF"),
            (b"SQLite format 3\0", "binary"),
            (b"\x01\0\x02\n\x03\n", "binary"),
        ] {
            let error = recognise(bytes).unwrap_err().error("f.csv").to_string();
            assert!(error.starts_with("f.csv: ") && error.contains(says), "{error}");
        }
    }
}
