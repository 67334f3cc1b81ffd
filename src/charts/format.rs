//! Numbers and durations as people write them.

pub(super) use lockstep_base::numbers::{count, things};

/// A number for an axis: short, with at most three decimals, from a million on
/// in millions (M), billions (B) and trillions (T), beyond that as a power of ten.
pub(super) fn axis_number(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if size >= 1e15 => power_of_ten(value),
        _ if size >= 1e12 => format!("{}T", decimal(value / 1e12)),
        _ if size >= 1e9 => format!("{}B", decimal(value / 1e9)),
        _ if size >= 1e6 => format!("{}M", decimal(value / 1e6)),
        _ if size >= 0.001 || size == 0.0 => decimal(value),
        _ => power_of_ten(value),
    }
}

/// At most three decimals, with commas between thousands and a true minus.
fn decimal(value: f64) -> String {
    let thousandths = (value.abs() * 1000.0).round() as u64;
    let sign = if value < 0.0 && thousandths > 0 { "−" } else { "" };
    let whole = count(thousandths / 1000);
    match thousandths % 1000 {
        0 => format!("{sign}{whole}"),
        part => {
            let part = format!("{part:03}");
            format!("{sign}{whole}.{}", part.trim_end_matches('0'))
        }
    }
}

/// A number as a digit or two times a power of ten.
fn power_of_ten(value: f64) -> String {
    let text = format!("{value:.1e}");
    let Some((digits, exponent)) = text.split_once('e') else {
        return text;
    };
    let digits = digits.trim_end_matches(".0").replace('-', "−");
    let exponent: String = exponent.chars().map(superscript).collect();
    if digits == "1" { format!("10{exponent}") } else { format!("{digits}×10{exponent}") }
}

fn superscript(character: char) -> char {
    match character {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' => '⁻',
        other => other,
    }
}

/// How many times as many: `×1.4`, `×137`.
pub(super) fn ratio(value: f64) -> String {
    if value < 9.95 { format!("×{value:.1}") } else { format!("×{}", rounded(value)) }
}

/// An expected count, which need not be whole: one decimal below ten.
pub(super) fn expected(value: f64) -> String {
    if value > 0.0 && value < 0.1 {
        "under 0.1".to_owned()
    } else if value < 9.95 {
        decimal((value * 10.0).round() / 10.0)
    } else {
        rounded(value)
    }
}

/// A number rounded to a whole one, if not too large to be written so.
fn rounded(value: f64) -> String {
    if value < 1e15 { count(value.round() as u64) } else { power_of_ten(value) }
}

const UNITS: [(u64, &str, &str); 5] = [
    (7 * 86_400, "week", "weeks"),
    (86_400, "day", "days"),
    (3_600, "hour", "hours"),
    (60, "minute", "minutes"),
    (1, "second", "seconds"),
];

/// A duration in the largest unit that divides it: `hour`, `90 seconds`.
/// After "per", one of a unit is the unit alone.
pub(super) fn per_duration(seconds: u64) -> String {
    match in_largest_unit(seconds) {
        (1, unit, _) => unit.to_owned(),
        (number, _, many) => format!("{} {many}", count(number)),
    }
}

/// A duration in the largest unit that divides it: `1 hour`, `90 seconds`.
pub(super) fn duration(seconds: u64) -> String {
    let (number, one, many) = in_largest_unit(seconds);
    things(number, one, many)
}

fn in_largest_unit(seconds: u64) -> (u64, &'static str, &'static str) {
    UNITS
        .into_iter()
        .find(|(length, ..)| seconds > 0 && seconds.is_multiple_of(*length))
        .map_or((seconds, "second", "seconds"), |(length, one, many)| (seconds / length, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn axis_numbers_are_short() {
        assert_eq!(
            [0.0, 0.25, -2.5, 1500.0, 2.5e6, 3e9, 4e12, 1e19, 2e-7].map(axis_number),
            ["0", "0.25", "−2.5", "1,500", "2.5M", "3B", "4T", "10¹⁹", "2×10⁻⁷"]
        );
    }

    #[test]
    fn ratios_and_expected_counts() {
        assert_eq!([1.0, 9.96, 1234.4].map(ratio), ["×1.0", "×10", "×1,234"]);
        assert_eq!([0.04, 3.2, 11.6].map(expected), ["under 0.1", "3.2", "12"]);
    }

    #[test]
    fn durations_use_the_largest_unit() {
        assert_eq!(
            [60, 90, 3_600, 10_800, 604_800].map(duration),
            ["1 minute", "90 seconds", "1 hour", "3 hours", "1 week"]
        );
        assert_eq!(per_duration(3_600), "hour");
        assert_eq!(per_duration(0), "0 seconds");
    }
}
