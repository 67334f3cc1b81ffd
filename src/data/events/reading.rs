//! How inputs are read, and what of them.

use super::filter::Filter;
use super::{InputConfig, Role};

/// How inputs are read, and what of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    pub config: &'a InputConfig,
    /// Only these roles are decoded.
    pub wanted: &'a [Role],
    /// Facts and platforms are kept row by row, too.
    pub by_row: bool,
    /// The line of each row is kept. The rows are a part of an input, which is no
    /// place to decide how the whole is written.
    pub lines: bool,
    /// Rows that the user leaves out.
    pub filter: &'a Filter,
    /// No time of a post is later, in microseconds since 1970-01-01 UTC.
    pub latest: i64,
}
