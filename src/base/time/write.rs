//! Moments as they are written.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::unit::DAY;

/// A moment as RFC 3339 in UTC; fractions are shown only where there are any.
pub fn rfc3339(micros: i64) -> String {
    match Timestamp::from_microsecond(micros) {
        Ok(moment) => moment.to_string(),
        Err(_) => format!("{micros} us"),
    }
}

/// The day, counted from 1970-01-01 UTC, of a moment.
pub fn day(micros: i64) -> i32 {
    // Times lie between 1970 and 9999: below three million days.
    (micros.div_euclid(DAY)) as i32
}

/// The UTC day of a moment, none where the calendar has none.
pub fn date(micros: i64) -> Option<Date> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_microsecond(micros).ok()?).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_rfc3339() {
        assert_eq!(rfc3339(1_539_202_764_000_000), "2018-10-10T20:19:24Z");
        assert_eq!(day(DAY - 1), 0);
        assert_eq!(day(DAY), 1);
    }
}
