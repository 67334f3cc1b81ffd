//! The moments that exports write, in whatever form they write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// Microseconds in a second: the unit of all times in this crate.
pub const SECOND: i64 = 1_000_000;

/// Microseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds of an hour.
pub const HOUR: i64 = 3_600 * SECOND;

/// Microseconds of a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;

/// Reads a moment as microseconds since 1970-01-01 UTC.
///
/// Understood are Unix times in seconds, milliseconds, microseconds or
/// nanoseconds (told apart by their size: below 10¹¹ seconds, below 10¹⁴
/// milliseconds, below 10¹⁷ microseconds), with a fraction or an exponent;
/// RFC 3339; `YYYY-MM-DD HH:MM[:SS[.f]]` with an optional offset or one of the
/// zones that RFC 2822 names (`EDT`); and Twitter's
/// `Wed Oct 10 20:19:24 +0000 2018`. Without a zone a time is UTC. A date
/// without a time of day is refused: it would make a whole day one moment.
///
/// # Errors
/// Says in a few words why the text is no moment.
pub fn parse(text: &str) -> Result<i64, &'static str> {
    if let Some(value) = digits(text) {
        return whole(value, 0.0);
    }
    let text = text.trim();
    match text.bytes().next() {
        None => Err("the time is empty"),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') if is_number(text) => number(text),
        Some(b'0'..=b'9') => calendar(text),
        Some(_) => twitter(text).ok_or(UNKNOWN),
    }
}

/// The same, or a day, which is its first moment: for what need not be known to
/// the second.
///
/// # Errors
/// As [`parse`].
pub fn parse_day_or_moment(text: &str) -> Result<i64, &'static str> {
    match text.trim().parse::<Date>() {
        Ok(day) if !text.contains(':') => utc(day.at(0, 0, 0, 0)),
        _ => parse(text),
    }
}

/// Reads a moment in a format of the user's own, in `strftime` notation.
///
/// # Errors
/// When the text does not fit the format.
pub fn parse_as(text: &str, format: &str) -> Result<i64, &'static str> {
    let parsed =
        jiff::fmt::strtime::parse(format, text.trim()).map_err(|_| "the time does not fit the given --time-format")?;
    if let Ok(moment) = parsed.to_timestamp() {
        return in_range(moment.as_microsecond());
    }
    let local = parsed.to_datetime().map_err(|_| "the --time-format lacks a date or a time of day")?;
    utc(local)
}

const UNKNOWN: &str = "the time is in no known form (Unix time, RFC 3339, YYYY-MM-DD HH:MM[:SS]; see --time-format)";
const OUT_OF_RANGE: &str = "the time is before 1970 or after 9999";

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().enumerate().all(|(i, b)| {
            b.is_ascii_digit()
                || matches!(b, b'.' | b'e' | b'E')
                || (matches!(b, b'+' | b'-') && matches!(digits.as_bytes()[i - 1], b'e' | b'E'))
        })
}

/// What nothing but digits says, as nearly all Unix times are written; as many
/// as cannot overflow.
fn digits(text: &str) -> Option<i64> {
    let value = |value: i64, byte: u8| byte.is_ascii_digit().then(|| 10 * value + i64::from(byte - b'0'));
    if (1..=18).contains(&text.len()) { text.bytes().try_fold(0, value) } else { None }
}

/// Decimal digits are read as integers: a float of 10¹⁵ microseconds would
/// already be off by fractions, and a nanosecond time by hundreds.
fn number(text: &str) -> Result<i64, &'static str> {
    if text.starts_with('-') {
        return Err(OUT_OF_RANGE);
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    if text.bytes().any(|b| matches!(b, b'e' | b'E')) {
        let value: f64 = text.parse().map_err(|_| UNKNOWN)?;
        // Exponents come from spreadsheets, which kept 15 digits at most.
        return if value < 1e18 { whole(value.trunc() as i64, value.fract()) } else { Err(OUT_OF_RANGE) };
    }
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') || (digits.is_empty() && fraction.is_empty()) {
        return Err(UNKNOWN);
    }
    let value: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| OUT_OF_RANGE)? };
    let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().map_err(|_| UNKNOWN)? };
    whole(value, fraction)
}

fn whole(value: i64, fraction: f64) -> Result<i64, &'static str> {
    let scaled = |unit: i64| value.checked_mul(unit).map(|v| v + (fraction * unit as f64).round() as i64);
    let micros = match value {
        v if v < 100_000_000_000 => scaled(SECOND),
        v if v < 100_000_000_000_000 => scaled(1_000),
        v if v < 100_000_000_000_000_000 => Some(value),
        _ => Some(value / 1_000),
    };
    in_range(micros.ok_or(OUT_OF_RANGE)?)
}

fn calendar(text: &str) -> Result<i64, &'static str> {
    if !text.contains(':') {
        return Err("a date without a time of day (or a time in no known form)");
    }
    let text = text.strip_suffix(" UTC").or(text.strip_suffix(" GMT")).unwrap_or(text);
    if let Ok(moment) = text.parse::<Timestamp>() {
        return in_range(moment.as_microsecond());
    }
    if let Ok(local) = text.parse::<DateTime>() {
        return utc(local);
    }
    // "2024-05-01 10:00:00 +0000" has one space too many for RFC 3339.
    let (moment, offset) = text.rsplit_once(' ').ok_or(UNKNOWN)?;
    let joined = format!("{moment}{offset}");
    if let Some((_, hours)) = ZONES.iter().find(|(name, _)| *name == offset) {
        let local = moment.parse::<DateTime>().map_err(|_| UNKNOWN)?;
        return in_range(utc(local)? - hours * 3_600 * SECOND);
    }
    if !offset.starts_with(['+', '-']) {
        return Err(UNKNOWN);
    }
    let moment: Timestamp = joined.parse().map_err(|_| UNKNOWN)?;
    in_range(moment.as_microsecond())
}

/// The zones of RFC 2822, section 4.3, and their hours from UTC.
const ZONES: [(&str, i64); 8] =
    [("EDT", -4), ("EST", -5), ("CDT", -5), ("CST", -6), ("MDT", -6), ("MST", -7), ("PDT", -7), ("PST", -8)];

fn twitter(text: &str) -> Option<i64> {
    let moment = jiff::fmt::strtime::parse("%a %b %d %H:%M:%S %z %Y", text).ok()?;
    in_range(moment.to_timestamp().ok()?.as_microsecond()).ok()
}

fn utc(local: DateTime) -> Result<i64, &'static str> {
    let moment = TimeZone::UTC.to_timestamp(local).map_err(|_| OUT_OF_RANGE)?;
    in_range(moment.as_microsecond())
}

fn in_range(micros: i64) -> Result<i64, &'static str> {
    // 9999-12-31: the last moment that RFC 3339 can write.
    if (0..=253_402_207_200 * SECOND).contains(&micros) { Ok(micros) } else { Err(OUT_OF_RANGE) }
}

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
    (micros.div_euclid(86_400 * SECOND)) as i32
}

/// The UTC day of a moment, none where the calendar has none.
pub fn date(micros: i64) -> Option<Date> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_microsecond(micros).ok()?).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_form_an_export_writes() {
        let moment = 1_539_202_764 * SECOND;
        for form in [
            "1539202764",
            "1539202764.0",
            "1539202764000",
            "1539202764000000",
            "1539202764000000000",
            "1.539202764e9",
            "2018-10-10T20:19:24Z",
            "2018-10-10T22:19:24+02:00",
            "2018-10-10 20:19:24",
            "2018-10-10T20:19:24",
            "2018-10-10 20:19:24 UTC",
            "2018-10-10 20:19:24+00:00",
            "2018-10-10 20:19:24 +0000",
            "2018-10-10 20:19:24.000",
            "2018-10-10 16:19:24 EDT",
            "2018-10-10 12:19:24 PST",
            "Wed Oct 10 20:19:24 +0000 2018",
        ] {
            assert_eq!(parse(form), Ok(moment), "{form}");
        }
        assert_eq!(parse("2018-10-10 20:19"), Ok(moment - 24 * SECOND));
    }

    #[test]
    fn fractions_are_kept_to_the_microsecond() {
        assert_eq!(parse("1539202764.25"), Ok(1_539_202_764_250_000));
        assert_eq!(parse("1539202764250.5"), Ok(1_539_202_764_250_500));
        assert_eq!(parse("2018-10-10T20:19:24.000001Z"), Ok(1_539_202_764_000_001));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            " ",
            "yesterday",
            "2018-10-10",
            "20181010T",
            "-5",
            "1e40",
            "1.2.3",
            "NaN",
            "inf",
            ".",
            "+",
            "-",
            "99999-01-01 00:00",
            "2018-13-01 00:00:00",
            "12e",
            "1-2",
        ] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_day_is_enough_where_seconds_do_not_matter() {
        assert_eq!(parse_day_or_moment("2018-10-10"), parse("2018-10-10 00:00"));
        assert_eq!(parse_day_or_moment("2018-10-10 20:19"), parse("2018-10-10 20:19"));
        assert!(parse_day_or_moment("10 October").is_err());
    }

    #[test]
    fn a_format_of_ones_own() {
        assert_eq!(parse_as("10/1/2017 19:58", "%m/%d/%Y %H:%M"), parse("2017-10-01 19:58"));
        assert!(parse_as("2017", "%m/%d/%Y %H:%M").is_err());
    }

    #[test]
    fn moments_are_written_as_rfc3339() {
        assert_eq!(rfc3339(1_539_202_764 * SECOND), "2018-10-10T20:19:24Z");
        assert_eq!(day(86_400 * SECOND - 1), 0);
        assert_eq!(day(86_400 * SECOND), 1);
    }
}
