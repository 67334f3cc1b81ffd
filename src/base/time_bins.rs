//! Bins of time over the span of the data.

use crate::time::SECOND;

/// The bins in which posts are counted over the whole span of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeBins {
    /// Where the first one begins, in seconds since 1970.
    pub start: i64,
    /// Seconds.
    pub width: i64,
    /// How many.
    pub count: usize,
}

impl TimeBins {
    /// The bins of data from the first of these moments to the last, in
    /// microseconds.
    pub fn of((first, last): (i64, i64)) -> Self {
        const WIDTHS: [i64; 9] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800];
        const MOST_BINS: i64 = 400;
        let (first, last) = (first / SECOND, last / SECOND);
        let width = WIDTHS.into_iter().find(|width| (last - first) / width < MOST_BINS);
        let width = width.unwrap_or((last - first) / MOST_BINS + 1);
        let start = first - first.rem_euclid(width);
        Self { start, width, count: ((last - start) / width + 1) as usize }
    }

    /// The bin of a moment in microseconds.
    pub fn bin(self, time: i64) -> usize {
        ((time / SECOND - self.start) / self.width) as usize
    }
}
