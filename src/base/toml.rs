//! TOML files, read with the line on which something is wrong.

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

/// Reads a TOML file.
///
/// # Errors
/// When the file cannot be read, or holds a field or a value that is not known;
/// the message names the line and ends with `remedy`.
pub fn read_toml<T: serde::de::DeserializeOwned>(path: &Path, remedy: &str) -> Result<T> {
    let text = std::fs::read_to_string(path).map_err(Error::io(path, "read"))?;
    toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |span| Lines::new(&text).of(span.start));
        Error::input(&path.to_string_lossy(), format!("line {line}: {}", e.message()), remedy)
    })
}
