//! What is read: files, and tables that are in memory already.

use std::path::{Path, PathBuf};

use lockstep_base::error::Error;
use lockstep_table::Table;

/// One input.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file, or `-` for standard input.
    File(PathBuf),
    /// A table.
    Frame(Frame),
}

/// A table in memory: its columns are found by name and understood as those of
/// a Parquet file.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What messages and records call it.
    pub name: String,
    /// Its columns.
    pub table: Table,
}

impl Input {
    /// True of standard input.
    pub fn can_be_read_only_once(&self) -> bool {
        matches!(self, Self::File(path) if path == Path::new("-"))
    }

    /// The error where there is nothing to read.
    pub fn none_given() -> Error {
        Error::config("INPUT", "no input is given; name a file, or - for standard input")
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<Frame> for Input {
    fn from(frame: Frame) -> Self {
        Self::Frame(frame)
    }
}
