//! Lengths of time in microseconds, the unit of all times in this program.

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds of an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Microseconds of a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;
