//! Time zones, and the local times that they place.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

/// A time zone: a name of the IANA database (`Europe/Berlin`), which is built
/// into the program, an offset (`+02:00`), or `UTC`.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

/// What a local time says of its moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// There is one such moment.
    Once,
    /// The clock shows it twice; the first time is taken.
    Twice,
    /// The clock never shows it; it is taken as if the clock had not been changed.
    Never,
}

/// Names of zones that mean one offset everywhere, and their hours from UTC: those
/// of RFC 2822, section 4.3, and those of Europe, East Asia and the Pacific.
const NAMED: [(&str, i8); 38] = [
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 1),
    ("WESZ", 1),
    ("CET", 1),
    ("MEZ", 1),
    ("CEST", 2),
    ("MESZ", 2),
    ("EET", 2),
    ("OEZ", 2),
    ("EEST", 3),
    ("OESZ", 3),
    ("MSK", 3),
    ("TRT", 3),
    ("EDT", -4),
    ("EST", -5),
    ("CDT", -5),
    ("CST", -6),
    ("MDT", -6),
    ("MST", -7),
    ("PDT", -7),
    ("PST", -8),
    ("AKDT", -8),
    ("AKST", -9),
    ("HST", -10),
    ("SAST", 2),
    ("WIB", 7),
    ("HKT", 8),
    ("PHT", 8),
    ("JST", 9),
    ("KST", 9),
    ("AEST", 10),
    ("AEDT", 11),
    ("NZST", 12),
    ("NZDT", 13),
];

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of this name, offset or abbreviation.
    pub(super) fn named(name: &str) -> Option<Self> {
        if let Some((_, hours)) = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return Some(Self(TimeZone::fixed(Offset::constant(*hours))));
        }
        if name.starts_with(['+', '-']) {
            return offset(name);
        }
        // Never the machine's database: the same input gives the same times everywhere.
        if !name.contains('/') {
            return None;
        }
        TimeZoneDatabase::bundled().get(name).ok().map(Self)
    }

    /// The moment of a local time in microseconds since 1970-01-01 UTC.
    pub(super) fn place(&self, local: DateTime) -> Option<(i64, Place)> {
        if self.0 == TimeZone::UTC {
            return Some((TimeZone::UTC.to_timestamp(local).ok()?.as_microsecond(), Place::Once));
        }
        let found = self.0.to_ambiguous_timestamp(local);
        let place = match found.offset() {
            AmbiguousOffset::Unambiguous { .. } => Place::Once,
            AmbiguousOffset::Fold { .. } => Place::Twice,
            AmbiguousOffset::Gap { .. } => Place::Never,
        };
        Some((found.compatible().ok()?.as_microsecond(), place))
    }

    /// Whether its clock is changed between two moments, in microseconds since
    /// 1970-01-01 UTC.
    pub fn changes_between(&self, first: i64, last: i64) -> bool {
        let moment = |micros| Timestamp::from_microsecond(micros).ok();
        let (Some(first), Some(last)) = (moment(first), moment(last)) else { return false };
        self.0.following(first).next().is_some_and(|change| change.timestamp() <= last)
    }
}

/// An offset: `+02:00`, `+0200`, `+02`.
fn offset(text: &str) -> Option<Zone> {
    let (sign, digits) = (if text.starts_with('-') { -1 } else { 1 }, text.get(1..)?.replace(':', ""));
    if !matches!(digits.len(), 1 | 2 | 4) || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().unwrap_or(0) * 60;
    Offset::from_seconds(sign * seconds).ok().map(|offset| Zone(TimeZone::fixed(offset)))
}

impl std::str::FromStr for Zone {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::named(name.trim()).ok_or_else(|| {
            format!("`{name}` is no time zone; write a name like Europe/Berlin, UTC, or an offset like +02:00")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(zone: &str, local: &str) -> Option<(String, Place)> {
        let (micros, place) = zone.parse::<Zone>().unwrap().place(local.parse().unwrap())?;
        Some((Timestamp::from_microsecond(micros).unwrap().to_string(), place))
    }

    #[test]
    fn local_times_have_their_moment() {
        for (zone, local, moment, expected) in [
            ("UTC", "2024-07-01T12:00:00", "2024-07-01T12:00:00Z", Place::Once),
            ("Europe/Berlin", "2024-07-01T12:00:00", "2024-07-01T10:00:00Z", Place::Once),
            ("Europe/Berlin", "2024-01-01T12:00:00", "2024-01-01T11:00:00Z", Place::Once),
            ("Europe/Berlin", "2024-10-27T02:30:00", "2024-10-27T00:30:00Z", Place::Twice),
            ("Europe/Berlin", "2024-03-31T02:30:00", "2024-03-31T01:30:00Z", Place::Never),
            ("Asia/Kolkata", "2024-01-01T12:00:00", "2024-01-01T06:30:00Z", Place::Once),
            ("-0330", "2024-01-01T12:00:00", "2024-01-01T15:30:00Z", Place::Once),
            ("+02:00", "2024-01-01T12:00:00", "2024-01-01T10:00:00Z", Place::Once),
            ("CEST", "2024-01-01T12:00:00", "2024-01-01T10:00:00Z", Place::Once),
        ] {
            assert_eq!(place(zone, local), Some((moment.to_owned(), expected)), "{zone} {local}");
        }
    }

    #[test]
    fn what_is_no_zone_or_several_is_refused() {
        for name in ["", "Berlin", "Europe/Berlinn", "BST", "IST", "+", "+1:2:3", "+99:00", "../etc/passwd"] {
            assert!(name.parse::<Zone>().is_err(), "{name}");
        }
    }

    #[test]
    fn clock_changes_are_found() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let day = |text: &str| text.parse::<Timestamp>().unwrap().as_microsecond();
        assert!(berlin.changes_between(day("2024-03-01T00:00:00Z"), day("2024-04-01T00:00:00Z")));
        assert!(!berlin.changes_between(day("2024-04-01T00:00:00Z"), day("2024-06-01T00:00:00Z")));
        assert!(!Zone::UTC.changes_between(day("2020-04-01T00:00:00Z"), day("2024-06-01T00:00:00Z")));
    }
}
