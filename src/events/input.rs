//! What is read: files, and tables that are in memory already.

use std::path::PathBuf;

use polars::prelude::DataFrame;

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
    pub table: DataFrame,
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
