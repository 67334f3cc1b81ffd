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

impl<'a> Reading<'a> {
    /// Whole inputs, of which these roles are wanted.
    pub fn new(config: &'a InputConfig, wanted: &'a [Role], filter: &'a Filter) -> Self {
        Self { config, wanted, by_row: false, lines: false, filter, latest: latest() }
    }

    /// Whole inputs, everything of them.
    pub fn everything(config: &'a InputConfig, filter: &'a Filter) -> Self {
        Self { by_row: true, ..Self::new(config, &Role::ALL, filter) }
    }
}

/// The end of the next year: no post is later.
fn latest() -> i64 {
    const YEAR: i64 = 31_556_952;
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let year = now / YEAR;
    (year + 2) * YEAR * lockstep_base::time::SECOND
}
