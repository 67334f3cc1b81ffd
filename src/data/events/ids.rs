//! Ids, and what spreadsheets and floating-point numbers do to them.

use std::borrow::Cow;

/// What the ids of a column have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// They are numbers, so that `101.0` is `101`.
    pub numeric: bool,
    /// They are numbers with an `x` before them, as rtweet protects them from
    /// spreadsheets.
    pub prefixed: bool,
}

impl Shape {
    /// What these values of a column have in common.
    pub fn of<'t>(values: impl Iterator<Item = &'t str> + Clone) -> Self {
        let is_number = |text: &str| is_digits(text.strip_suffix(".0").unwrap_or(text)) || is_exponent(text);
        let all = |test: &dyn Fn(&str) -> bool| values.clone().next().is_some() && values.clone().all(test);
        Self { numeric: all(&is_number), prefixed: all(&|text| text.strip_prefix('x').is_some_and(is_digits)) }
    }
}

/// The id that a cell of such a column stands for; none where its last digits are
/// lost.
#[inline]
pub(super) fn repaired(text: &str, shape: Shape) -> Option<Cow<'_, str>> {
    // Nearly all ids end as a sound one does, and have no sign of a number.
    let sound = |byte: &u8| byte.is_ascii_digit() && *byte != b'0';
    match text.as_bytes() {
        [first, .., a, b, c, d, last]
            if first.is_ascii_digit()
                && sound(last)
                && ![a, b, c, d].iter().any(|byte| matches!(byte, b'e' | b'E')) =>
        {
            Some(Cow::Borrowed(text))
        }
        _ => repaired_if_odd(text, shape),
    }
}

fn repaired_if_odd(text: &str, shape: Shape) -> Option<Cow<'_, str>> {
    match text.as_bytes() {
        // A tab behind the digits keeps a spreadsheet from reading a number, too.
        [b'0'..=b'9', .., b'\t' | b' '] if is_digits(text.trim_end()) => Some(Cow::Borrowed(text.trim_end())),
        [b'0'..=b'9', .., b'0'] if shape.numeric && text.ends_with(".0") => whole(&text[..text.len() - 2]),
        [b'0'..=b'9', .., b'0'..=b'9'] if is_exponent(text) => written_out(text),
        // A formula that keeps a spreadsheet from reading a number.
        [b'=', b'"', .., b'"'] => Some(Cow::Borrowed(&text[2..text.len() - 1])),
        [b'x', ..] if shape.prefixed => Some(Cow::Borrowed(&text[1..])),
        _ => Some(Cow::Borrowed(text)),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits that a float was written with: those behind the 15th are not its own.
fn whole(digits: &str) -> Option<Cow<'_, str>> {
    (digits.len() <= 15).then_some(Cow::Borrowed(digits))
}

/// `1.23E+18`, `7.321234567890123e18`; not `12e5`, which may be an id of letters and
/// digits.
fn is_exponent(text: &str) -> bool {
    let bytes = text.as_bytes();
    let near_end = &bytes[bytes.len().saturating_sub(5)..];
    if bytes.len() > 26 || !near_end.iter().any(|byte| matches!(byte, b'e' | b'E')) {
        return false;
    }
    let Some((mantissa, power)) = text.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let power = (power.strip_prefix('+'), power);
    match mantissa.split_once(['.', ',']) {
        Some((whole, decimals)) => {
            whole.len() == 1 && digits(whole) && digits(decimals) && digits(power.0.unwrap_or(power.1))
        }
        None => mantissa.len() == 1 && digits(mantissa) && power.0.is_some_and(digits),
    }
}

/// A number with an exponent in digits, where it has them all. R writes round numbers
/// below 10¹¹ so, spreadsheets none.
fn written_out(text: &str) -> Option<Cow<'_, str>> {
    const SHORTENED_FROM: usize = 11;
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let (first, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let power: usize = power.trim_start_matches('+').parse().ok()?;
    if decimals.len() > power {
        return Some(Cow::Borrowed(text));
    }
    let is_whole = power < SHORTENED_FROM || (decimals.len() == power && power < 15);
    is_whole.then(|| Cow::Owned(format!("{first}{decimals}{}", "0".repeat(power - decimals.len()))))
}

/// Whether an id is long enough to be rounded.
pub(super) fn is_long(id: &str) -> bool {
    (16..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a long id is what a floating-point number is written as: every id that
/// went through one is, and one in 25 of the others.
pub(super) fn looks_rounded(id: &str) -> bool {
    id.ends_with('0') && id.parse::<f64>().is_ok_and(|number| number.to_string() == id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NUMERIC: Shape = Shape { numeric: true, prefixed: false };

    #[test]
    fn ids_are_repaired_or_lost() {
        for (text, expected) in [
            ("101", Some("101")),
            ("101.0", Some("101")),
            ("1294030472427835392.0", None),
            ("1e+05", Some("100000")),
            ("1.01e+02", Some("101")),
            ("1.29403047242E+11", Some("129403047242")),
            ("1.23E+18", None),
            ("1,29403E+18", None),
            ("7.9155723368987E+017", None),
            ("7.321234567890123e18", None),
            ("1.2940304724278354e+18", None),
            ("=\"18000000000000001\"", Some("18000000000000001")),
            ("4454572602912349\t", Some("4454572602912349")),
            ("\t=1+1", Some("\t=1+1")),
            ("g6xk2e5", Some("g6xk2e5")),
            ("123e5", Some("123e5")),
            ("", Some("")),
            ("é", Some("é")),
        ] {
            assert_eq!(repaired(text, NUMERIC).as_deref(), expected, "{text}");
        }
        assert_eq!(repaired("101.0", Shape::default()).as_deref(), Some("101.0"));
        assert_eq!(repaired("x101", Shape { numeric: false, prefixed: true }).as_deref(), Some("101"));
    }

    #[test]
    fn a_column_tells_what_its_ids_are() {
        let of = |values: &[&'static str]| Shape::of(values.iter().copied());
        assert_eq!(of(&["1", "101.0", "1.2E+18"]), NUMERIC);
        assert_eq!(of(&["x1", "x2"]), Shape { numeric: false, prefixed: true });
        for values in [&["1", "a.0"][..], &["x1", "2"], &[]] {
            assert_eq!(of(values), Shape::default(), "{values:?}");
        }
    }

    #[test]
    fn rounded_ids_are_seen() {
        for id in ["1294030472427830000", "1294030472427835400", "675127116845989900", "1026837156479718000"] {
            assert!(is_long(id) && looks_rounded(id), "{id}");
        }
        for id in ["1294030472427835393", "1294030472427835390", "7300000000000000001"] {
            assert!(is_long(id) && !looks_rounded(id), "{id}");
        }
        assert!(!is_long("129403047242783") && !is_long("129403047242783999999") && !is_long("did:plc:1234567"));
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "[0-9xeE.,+=\"]{0,30}") {
            let _ = repaired(&text, NUMERIC);
            let _ = is_long(&text) && looks_rounded(&text);
        }

        /// What a float was made of looks so.
        #[test]
        fn every_rounded_id_is_seen(id in 10_u64.pow(17)..9 * 10_u64.pow(18)) {
            let text = (id as f64).to_string();
            prop_assert!(is_long(&text));
            prop_assert!(looks_rounded(&text) || !text.ends_with('0'));
        }
    }
}
