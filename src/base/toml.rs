//! TOML files, read with the line on which something is wrong.

use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// Where the lines of a text begin, to tell on which one something stands.
pub struct Lines(Vec<usize>);

impl Lines {
    /// The lines of a text.
    pub fn new(text: &str) -> Self {
        Self(std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect())
    }

    /// The line, from 1, that a byte is on.
    pub fn of(&self, byte: usize) -> u64 {
        self.0.partition_point(|&begin| begin <= byte) as u64
    }
}

/// Bytes that a file that people write may have.
const MOST: u64 = 64 << 20;

/// Reads a text that people write.
///
/// # Errors
/// When the file cannot be read, is no UTF-8, or is longer than 64 MiB.
pub fn read_text(path: &Path) -> Result<String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(Error::io(path, "read"))?;
    file.take(MOST + 1).read_to_string(&mut text).map_err(Error::io(path, "read"))?;
    if text.len() as u64 <= MOST {
        return Ok(text);
    }
    let problem = format!("this file is longer than {} MiB", MOST >> 20);
    Err(Error::input(&path.to_string_lossy(), problem, "name the file that was meant"))
}

/// Reads a TOML file.
///
/// # Errors
/// When the file cannot be read, or holds a field or a value that is not known;
/// the message names the line and ends with `remedy`.
pub fn read_toml<T: serde::de::DeserializeOwned>(path: &Path, remedy: &str) -> Result<T> {
    let text = read_text(path)?;
    toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |span| Lines::new(&text).of(span.start));
        Error::input(&path.to_string_lossy(), format!("line {line}: {}", e.message()), remedy)
    })
}
