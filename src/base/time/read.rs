//! From a text to a moment.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::spelled::{self, Fault, Order};
use super::unit::{DAY, SECOND};
use super::zone::{Place, Zone};

/// A moment, and what the text says of its time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Microseconds since 1970-01-01 UTC.
    pub micros: i64,
    /// What the text says of its zone.
    pub said: Said,
}

/// What a text says of the zone of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Its zone or offset; a Unix time has none to tell.
    Zone,
    /// Nothing: it is a local time.
    Nothing,
    /// Nothing, and the clock of the zone shows it twice: the first is taken.
    Twice,
    /// Nothing, and the clock of the zone never shows it: it is taken as if the
    /// clock had not been changed.
    Never,
}

/// How the times of a column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// In one of the forms that speak for themselves, see [`parse`].
    #[default]
    Common,
    /// As digits: `20240105140733` or `202401051407`.
    Compact,
    /// As the days since 1899-12-30 that spreadsheets count: `45296.58857`.
    Serial,
    /// With the day and the month as numbers: `05/01/2024 14:07`.
    Ordered(Order),
}

/// Reads a moment as microseconds since 1970-01-01 UTC; without a zone it is UTC.
///
/// Understood are Unix times in seconds, milliseconds, microseconds or
/// nanoseconds (told apart by their size: below 10¹¹ seconds, below 10¹⁴
/// milliseconds, below 10¹⁷ microseconds), with a fraction, or an exponent that
/// keeps the second; RFC 3339, also with a zone in brackets;
/// `YYYY-MM-DD HH:MM[:SS[.f]]` with an optional offset, a zone of the IANA
/// database, or an abbreviation that has one meaning (`EDT`, `CEST`); RFC 2822,
/// Twitter's `Wed Oct 10 20:19:24 +0000 2018`, and other dates whose month is a
/// word. A date without a time of day is refused: it would make a whole day
/// one moment.
///
/// # Errors
/// Says in a few words why the text is no moment.
pub fn parse(text: &str) -> Result<i64, &'static str> {
    read(text, Form::Common, &Zone::UTC).map(|moment| moment.micros)
}

/// The same of a text in a certain form; a time without a zone is one of `zone`.
///
/// # Errors
/// As [`parse`].
#[inline]
pub fn read(text: &str, form: Form, zone: &Zone) -> Result<Moment, &'static str> {
    // Nearly all times are Unix times.
    if form == Form::Common
        && let Some(value) = digits(text)
    {
        return whole(value, 0.0).map(absolute);
    }
    read_other(text, form, zone)
}

fn read_other(text: &str, form: Form, zone: &Zone) -> Result<Moment, &'static str> {
    match form {
        Form::Common => common(text, zone),
        Form::Compact => local(compact(text)?, zone),
        Form::Serial => local(serial(text)?, zone),
        Form::Ordered(order) => spelled(text.trim(), Some(order), zone),
    }
}

fn common(text: &str, zone: &Zone) -> Result<Moment, &'static str> {
    let text = text.trim();
    match text.bytes().next() {
        None => Err("the time is empty"),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') if is_number(text) => number(text).map(absolute),
        Some(b'0'..=b'9') => calendar(text, zone),
        Some(_) => spelled(text, None, zone),
    }
}

/// The same, or a day, which is its first moment: for what need not be known to
/// the second.
///
/// # Errors
/// As [`parse`].
pub fn parse_day_or_moment(text: &str) -> Result<i64, &'static str> {
    match text.trim().parse::<Date>() {
        Ok(day) if !text.contains(':') => local(day.at(0, 0, 0, 0), &Zone::UTC).map(|moment| moment.micros),
        _ => parse(text),
    }
}

/// Reads a moment in a format of the user's own, in `strftime` notation; a time
/// without a zone is one of `zone`.
///
/// # Errors
/// When the text does not fit the format.
pub fn read_as(text: &str, format: &str, zone: &Zone) -> Result<Moment, &'static str> {
    let parsed =
        jiff::fmt::strtime::parse(format, text.trim()).map_err(|_| "the time does not fit the given --time-format")?;
    if let Ok(moment) = parsed.to_timestamp() {
        return in_range(moment.as_microsecond()).map(absolute);
    }
    let lacking = "the --time-format lacks a date or a time of day";
    let moment = parsed.to_datetime().map_err(|_| lacking)?;
    match parsed.iana_time_zone().map(|name| Zone::named(name).ok_or(UNKNOWN_ZONE)) {
        Some(named) => local(moment, &named?).map(with_zone),
        None => local(moment, zone),
    }
}

/// The moment of a local time that is given as if it were UTC, in microseconds
/// since 1970-01-01.
///
/// # Errors
/// When the calendar has no such time.
pub fn at_local(micros: i64, zone: &Zone) -> Result<Moment, &'static str> {
    let moment = Timestamp::from_microsecond(micros).map_err(|_| OUT_OF_RANGE)?;
    local(jiff::tz::TimeZone::UTC.to_datetime(moment), zone)
}

/// The two numbers before the year in `05/01/2024 14:07`, whose order the text
/// itself does not tell; none where it has another form.
pub fn day_and_month(text: &str) -> Option<(u32, u32)> {
    spelled::numbers(text.trim()).filter(|(_, _, sign)| *sign != '.').map(|(first, second, _)| (first, second))
}

const UNKNOWN: &str = "the time is in no known form (Unix time, RFC 3339, YYYY-MM-DD HH:MM[:SS]; see --time-format)";
const UNKNOWN_ZONE: &str =
    "the time zone is not known, or its name has several meanings (name a place like Europe/Berlin, or an offset)";
const OUT_OF_RANGE: &str = "the time is before 1970 or after 9999";
const NO_TIME_OF_DAY: &str =
    "a date without a time of day: a whole day would be one moment (name another column, or a --time-format)";
const NO_SECONDS: &str = "the time has lost its digits in a spreadsheet or as a float; export it as text";

fn absolute(micros: i64) -> Moment {
    Moment { micros, said: Said::Zone }
}

fn with_zone(moment: Moment) -> Moment {
    absolute(moment.micros)
}

/// The moment of a local time.
fn local(time: DateTime, zone: &Zone) -> Result<Moment, &'static str> {
    let (micros, place) = zone.place(time).ok_or(OUT_OF_RANGE)?;
    let said = match place {
        Place::Once => Said::Nothing,
        Place::Twice => Said::Twice,
        Place::Never => Said::Never,
    };
    Ok(Moment { micros: in_range(micros)?, said })
}

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
        return exponent(text);
    }
    let (digits, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.contains('.') || (digits.is_empty() && fraction.is_empty()) {
        return Err(UNKNOWN);
    }
    let value: i64 = if digits.is_empty() { 0 } else { digits.parse().map_err(|_| OUT_OF_RANGE)? };
    let fraction: f64 = if fraction.is_empty() { 0.0 } else { format!("0.{fraction}").parse().map_err(|_| UNKNOWN)? };
    whole(value, fraction)
}

/// A number with an exponent, where it tells the second.
fn exponent(text: &str) -> Result<i64, &'static str> {
    let (mantissa, power) = text.split_once(['e', 'E']).ok_or(UNKNOWN)?;
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let power: i32 = power.parse().map_err(|_| UNKNOWN)?;
    let value: f64 = text.parse().map_err(|_| UNKNOWN)?;
    if value >= 1e19 {
        return Err(OUT_OF_RANGE);
    }
    // A second is a power of ten of the unit that a number of this size is in.
    let second = match value {
        value if value < 1e11 => 0,
        value if value < 1e14 => 3,
        value if value < 1e17 => 6,
        _ => 9,
    };
    if i64::from(power) - decimals as i64 > second {
        return Err(NO_SECONDS);
    }
    whole(value.trunc() as i64, value.fract())
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

fn calendar(text: &str, zone: &Zone) -> Result<Moment, &'static str> {
    if !text.contains(':') {
        return Err(if text.len() <= 40 { NO_TIME_OF_DAY } else { UNKNOWN });
    }
    let (text, named) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some((text, name)) => (text.trim_end(), Some(Zone::named(name).ok_or(UNKNOWN_ZONE)?)),
        None => (text, None),
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return in_range(moment.as_microsecond()).map(absolute);
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return match named {
            Some(zone) => local(time, &zone).map(with_zone),
            None => local(time, zone),
        };
    }
    // "2024-05-01 10:00:00 +0000" has one space too many for RFC 3339.
    if let Some((time, name)) = text.rsplit_once(' ')
        && let Ok(time) = time.trim_end().parse::<DateTime>()
        && !name.eq_ignore_ascii_case("am")
        && !name.eq_ignore_ascii_case("pm")
    {
        return local(time, &Zone::named(name).ok_or(UNKNOWN_ZONE)?).map(with_zone);
    }
    spelled(text, None, named.as_ref().unwrap_or(zone))
}

fn spelled(text: &str, order: Option<Order>, zone: &Zone) -> Result<Moment, &'static str> {
    let found = spelled::read(text, order).map_err(|fault| match fault {
        Fault::Unknown => UNKNOWN,
        Fault::Order => "whether the day or the month comes first is not known; say it with --time-format",
        Fault::NoSuch => "there is no such date or time of day",
        Fault::Zone => UNKNOWN_ZONE,
    })?;
    match found.zone {
        Some(zone) => local(found.local, &zone).map(with_zone),
        None => local(found.local, zone),
    }
}

/// A date and a time of day as 12 or 14 digits; a spreadsheet or a float may have
/// added `.0`.
fn compact(text: &str) -> Result<DateTime, &'static str> {
    let text = text.trim();
    let text = text.strip_suffix(".0").unwrap_or(text);
    if !text.bytes().all(|byte| byte.is_ascii_digit()) || text.len() > 14 {
        return Err(UNKNOWN);
    }
    if text.len() == 8 {
        return Err(NO_TIME_OF_DAY);
    }
    let part = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<i16>().ok());
    let small = |from: usize| part(from, from + 2).and_then(|number| i8::try_from(number).ok());
    let second = if text.len() == 14 { small(12) } else { Some(0).filter(|_| text.len() == 12) };
    let read = || {
        let date = Date::new(part(0, 4)?, small(4)?, small(6)?).ok()?;
        let time = Time::new(small(8)?, small(10)?, second?.min(59), 0).ok()?;
        Some(DateTime::from_parts(date, time))
    };
    read().ok_or("there is no such date or time of day")
}

/// Days since 1899-12-30, to the second: five decimals are less than that.
fn serial(text: &str) -> Result<DateTime, &'static str> {
    let text = text.trim().replace(',', ".");
    let days: f64 = if is_number(&text) { text.parse().map_err(|_| UNKNOWN)? } else { return Err(UNKNOWN) };
    if !text.contains('.') {
        return Err(NO_TIME_OF_DAY);
    }
    const EPOCH: f64 = 25_569.0;
    let seconds = ((days - EPOCH) * (DAY / SECOND) as f64).round();
    let moment = Timestamp::from_second(seconds as i64).map_err(|_| OUT_OF_RANGE)?;
    Ok(jiff::tz::TimeZone::UTC.to_datetime(moment))
}

fn in_range(micros: i64) -> Result<i64, &'static str> {
    // 9999-12-31: the last moment that RFC 3339 can write.
    if (0..=253_402_207_200 * SECOND).contains(&micros) { Ok(micros) } else { Err(OUT_OF_RANGE) }
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
            "2018-10-10 22:19:24 CEST",
            "2018-10-10 22:19:24 Europe/Berlin",
            "2018-10-10T22:19:24[Europe/Berlin]",
            "2018-10-10T22:19:24+02:00[Europe/Berlin]",
            "2018-10-10 08:19:24 PM",
            "Wed Oct 10 20:19:24 +0000 2018",
            "Wed, 10 Oct 2018 20:19:24 +0000",
            "10.10.2018 20:19:24",
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
            "1.70E+12",
            "1.5e9",
            "2018-10-10 20:19:24 BST",
            "2018-10-10T20:19:24[Europe/Nowhere]",
            "10/10/2018 20:19:24",
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
        let as_micros = |text, format| read_as(text, format, &Zone::UTC).map(|moment| moment.micros);
        assert_eq!(as_micros("10/1/2017 19:58", "%m/%d/%Y %H:%M"), parse("2017-10-01 19:58"));
        assert_eq!(as_micros("1.7.2017 19:58 Europe/Berlin", "%d.%m.%Y %H:%M %Q"), parse("2017-07-01 17:58"));
        assert_eq!(as_micros("1.7.2017 19:58 +0200", "%d.%m.%Y %H:%M %z"), parse("2017-07-01 17:58"));
        assert!(as_micros("2017", "%m/%d/%Y %H:%M").is_err());
    }

    #[test]
    fn forms_that_a_column_decides() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        for (text, form, moment, said) in [
            ("20240105140733", Form::Compact, "2024-01-05T13:07:33Z", Said::Nothing),
            ("202401051407.0", Form::Compact, "2024-01-05T13:07:00Z", Said::Nothing),
            ("45296.58857", Form::Serial, "2024-01-05T13:07:32Z", Said::Nothing),
            ("45296,5", Form::Serial, "2024-01-05T11:00:00Z", Said::Nothing),
            ("05/01/2024 14:07", Form::Ordered(Order::DayFirst), "2024-01-05T13:07:00Z", Said::Nothing),
            ("05/01/2024 2:07 PM", Form::Ordered(Order::MonthFirst), "2024-05-01T12:07:00Z", Said::Nothing),
            ("2024-10-27 02:30", Form::Common, "2024-10-27T00:30:00Z", Said::Twice),
            ("2024-03-31 02:30", Form::Common, "2024-03-31T01:30:00Z", Said::Never),
            ("2024-03-31 02:30 UTC", Form::Common, "2024-03-31T02:30:00Z", Said::Zone),
            ("1711852200", Form::Common, "2024-03-31T02:30:00Z", Said::Zone),
        ] {
            assert_eq!(read(text, form, &berlin), Ok(Moment { micros: parse(moment).unwrap(), said }), "{text}");
        }
        for (text, form) in [
            ("20240105", Form::Compact),
            ("20241305140733", Form::Compact),
            ("2024010514073", Form::Compact),
            ("45296", Form::Serial),
            ("x", Form::Serial),
            ("23/23/2024 10:00", Form::Ordered(Order::DayFirst)),
        ] {
            assert!(read(text, form, &Zone::UTC).is_err(), "{text}");
        }
        assert_eq!(day_and_month("05/01/2024 14:07"), Some((5, 1)));
        assert_eq!(day_and_month("05.01.2024 14:07"), None);
    }
}
