//! Numbers, and things one after the other, as people write them.

/// A whole number with commas between its thousands.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 account`, `2 accounts`.
pub fn things(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { many })
}

/// Things named one after the other: `a`, `a and b`, `a, b and c`.
pub fn list<T: AsRef<str>>(things: &[T]) -> String {
    match things {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A small expectation with enough digits to be read.
pub fn small(value: f64) -> String {
    match value {
        v if v >= 10.0 => count(v.round() as u64),
        // A sum of nothing is −0.
        v if v >= 0.01 || v == 0.0 => format!("{:.2}", v.abs()),
        v => format!("{v:.1e}"),
    }
}

/// A probability given as natural logarithm, in scientific notation with four
/// digits; it never underflows.
pub fn probability(ln_p: f64) -> String {
    if ln_p == f64::NEG_INFINITY {
        return "0".to_owned();
    }
    let log10 = ln_p / std::f64::consts::LN_10;
    let mut exponent = log10.floor();
    let mut digits = (10f64.powf(log10 - exponent) * 1e3).round() / 1e3;
    if digits >= 10.0 {
        (digits, exponent) = (digits / 10.0, exponent + 1.0);
    }
    format!("{digits:.3}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_named_one_after_the_other() {
        assert_eq!([list(&["a"]), list(&["a", "b"]), list(&["a", "b", "c"])], ["a", "a and b", "a, b and c"]);
    }

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!([small(-0.0), small(0.0), small(1.5), small(12_345.0)], ["0.00", "0.00", "1.50", "12,345"]);
    }

    #[test]
    fn probabilities_are_written_below_the_smallest_float() {
        assert_eq!(probability(0.0), "1.000e0");
        assert_eq!(probability(0.01f64.ln()), "1.000e-2");
        assert_eq!(probability(-2_000.0), "2.577e-869");
        assert_eq!(probability(f64::NEG_INFINITY), "0");
    }
}
