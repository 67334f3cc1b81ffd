//! From what the user named to bytes: globs, standard input, compression,
//! and what kind of file it is. The content decides, never the extension.

use std::path::{Path, PathBuf};

use lockstep_base::error::{Error, Result};

/// One input, read and unpacked.
pub struct Source {
    /// As it is shown to the user: the path, or `-`.
    pub name: String,
    /// The unpacked bytes, without a byte order mark.
    pub bytes: Vec<u8>,
    /// How to read them.
    pub format: Format,
    /// SHA-256 of the file as it lies on the disk, in hexadecimal.
    pub sha256: String,
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

pub(super) fn recognise(name: &str, bytes: &[u8]) -> Result<Format> {
    if bytes.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    let refuse = |problem: &str, remedy: &str| Err(Error::input(name, problem, remedy));
    let text = "give CSV, TSV, JSON, NDJSON or Parquet, plain or packed with gzip or zstd";
    if bytes.starts_with(b"PK\x03\x04") {
        return refuse("this is a ZIP archive or a workbook (.xlsx)", "unpack it, or save the sheet as CSV (UTF-8)");
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return refuse("the text is in UTF-16", "save it as UTF-8");
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(64 * 1024)]).is_some() {
        return refuse("this is a binary file", text);
    }
    match bytes.iter().find(|b| !b.is_ascii_whitespace()) {
        None => refuse("the file is empty", "leave it out, or export it again"),
        Some(b'{') => Ok(lines_or_document(bytes)),
        Some(b'[') => Ok(Format::JsonArray),
        Some(_) if without_assignment(bytes).len() < bytes.len() => Ok(Format::JsonDocument),
        Some(_) => Ok(Format::Delimited(separator(first_line(bytes)))),
    }
}

/// JSON without what assigns it to a variable of a script, as archives of platforms
/// do: `window.YTD.tweets.part0 = [...];`. Other text as it is.
pub(super) fn without_assignment(bytes: &[u8]) -> &[u8] {
    const LONGEST: usize = 200;
    let head = &bytes[..bytes.len().min(LONGEST)];
    let Some(equals) = memchr::memchr(b'=', head) else { return bytes };
    let name = head[..equals].trim_ascii();
    let value = bytes[equals + 1..].trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.' | b' ');
    if name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_name) && value.starts_with(b"[")
        || value.starts_with(b"{") && name.starts_with(b"window.")
    {
        return value.strip_suffix(b";").unwrap_or(value);
    }
    bytes
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
        assert_eq!(recognise("f", b"a,b\n1,2\n").unwrap(), Format::Delimited(b','));
        assert_eq!(recognise("f", b"a\tb,c\td\n").unwrap(), Format::Delimited(b'\t'));
        assert_eq!(recognise("f", b"\"a,,,,\";b;c\n").unwrap(), Format::Delimited(b';'));
        assert_eq!(recognise("f", b"one_column\n1\n").unwrap(), Format::Delimited(b','));
        assert_eq!(recognise("f", b"\n {\"a\":1}\n").unwrap(), Format::JsonLines);
        assert_eq!(recognise("f", b"{\"a\":1}\n{\"a\"\nx").unwrap(), Format::JsonLines);
        assert_eq!(recognise("f", b"{\n \"a\":\n {}\n}").unwrap(), Format::JsonDocument);
        assert_eq!(recognise("f", b"{\"cut\": [").unwrap(), Format::JsonDocument);
        assert_eq!(recognise("f", b"[{}]").unwrap(), Format::JsonArray);
        assert_eq!(recognise("f", b"PAR1....").unwrap(), Format::Parquet);
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        for (bytes, says) in [
            (&b""[..], "empty"),
            (b" \n\n", "empty"),
            (b"PK\x03\x04abc", "save the sheet as CSV"),
            (b"\xff\xfea\0", "UTF-8"),
            (b"SQLite format 3\0", "binary"),
        ] {
            let error = recognise("f.csv", bytes).unwrap_err().to_string();
            assert!(error.starts_with("f.csv: ") && error.contains(says), "{error}");
        }
    }
}
