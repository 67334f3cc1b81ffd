//! The same pattern of handles.
//!
//! Accounts that are made in numbers are named by a pattern. The shape of a
//! handle keeps its separators, and puts one symbol for each run of letters of
//! one script and case, and the length for each run of digits: `anna_1983421`
//! is `a_9{7}`. A pattern shared is circumstantial: platforms propose handles
//! themselves.

use std::collections::{BTreeMap, BTreeSet};

/// A shape is the removed network's from this share of its handles on.
const COMMON: f64 = 0.2;
/// Shorter runs of hexadecimal digits can be words.
const SHORTEST_HEX: usize = 8;

/// An account's handle: the one that the platform states, else its id where
/// that is a name and no number.
pub fn handle<'a>(stated: &'a str, id: &'a str) -> Option<&'a str> {
    if !stated.is_empty() {
        return Some(stated);
    }
    // With a platform, ids are `platform:id`.
    let id = id.rsplit(':').next().unwrap_or(id);
    (!is_number(id)).then_some(id)
}

/// Whether an id is a number: digits, or hexadecimal digits as of a hash or a
/// UUID.
fn is_number(id: &str) -> bool {
    let digits: Vec<char> = id.chars().filter(|&c| c != '-').collect();
    let all_digits = digits.iter().all(char::is_ascii_digit);
    let hex = digits.iter().all(char::is_ascii_hexdigit) && digits.iter().any(char::is_ascii_digit);
    all_digits || (hex && digits.len() >= SHORTEST_HEX)
}

/// The shape of a handle.
pub fn shape(handle: &str) -> String {
    let mut shape = String::new();
    let characters: Vec<char> = handle.chars().collect();
    for run in characters.chunk_by(|&x, &y| symbol(x).is_some() && symbol(x) == symbol(y)) {
        match symbol(run[0]) {
            Some('9') => shape.push_str(&format!("9{{{}}}", run.len())),
            Some(symbol) => shape.push(symbol),
            None => shape.extend(run),
        }
    }
    shape
}

/// What stands for a letter or a digit; none of what is neither.
fn symbol(c: char) -> Option<char> {
    if c.is_numeric() {
        return Some('9');
    }
    if !c.is_alphabetic() {
        return None;
    }
    let (lower, upper) = match u32::from(c) {
        0..0x370 | 0x1e00..0x1f00 => ('a', 'A'),
        0x370..0x400 | 0x1f00..0x2000 => ('α', 'Α'),
        0x400..0x530 => ('а', 'А'),
        0x590..0x600 => return Some('א'),
        0x600..0x780 | 0x8a0..0x900 | 0xfb50..0xfe00 | 0xfe70..0xff00 => return Some('ا'),
        0x900..0xe00 => return Some('अ'),
        0xe00..0xe80 => return Some('ก'),
        0x3040..0x3100 => return Some('あ'),
        0x3400..0xa000 | 0x20000..0x33480 => return Some('字'),
        0xac00..0xd7b0 | 0x1100..0x1200 => return Some('한'),
        _ => return Some('?'),
    };
    Some(if c.is_uppercase() { upper } else { lower })
}

/// The shapes that are common among these handles.
pub fn common_shapes<'a>(handles: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let (mut shapes, mut all): (BTreeMap<String, u64>, u64) = (BTreeMap::new(), 0);
    for handle in handles {
        *shapes.entry(shape(handle)).or_default() += 1;
        all += 1;
    }
    shapes.into_iter().filter(|(_, count)| *count as f64 >= COMMON * all as f64).map(|(shape, _)| shape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_keeps_separators_and_the_length_of_numbers() {
        for (handle, expected) in [
            ("anna_1983421", "a_9{7}"),
            ("Anna1983421", "Aa9{7}"),
            ("anna.b-77", "a.a-9{2}"),
            ("анна_7", "а_9{1}"),
            ("АннаB", "АаA"),
            ("猫_12", "字_9{2}"),
            ("", ""),
            ("__", "__"),
        ] {
            assert_eq!(shape(handle), expected, "{handle}");
        }
        assert_ne!(shape("анна"), shape("anna"), "scripts that look alike are told apart");
    }

    #[test]
    fn an_id_is_a_handle_where_it_is_no_number() {
        assert_eq!(handle("", "anna_1"), Some("anna_1"));
        assert_eq!(handle("anna", "123"), Some("anna"));
        assert_eq!(handle("", "tiktok:anna_1"), Some("anna_1"));
        for number in ["", "123456", "1a2b3c4d5e", "550e8400-e29b-41d4-a716-446655440000", "x:99"] {
            assert_eq!(handle("", number), None, "{number}");
        }
        assert_eq!(handle("", "abba"), Some("abba"));
    }

    #[test]
    fn common_shapes_are_those_of_a_fifth() {
        let handles = ["anna_1", "ben_2", "Carla", "dora.x", "emil9999"];
        let shapes = common_shapes(handles.iter().copied());
        assert!(shapes.contains("a_9{1}") && shapes.len() == 4);
        let more = handles.iter().copied().chain(["frieda_3"; 6]);
        assert_eq!(common_shapes(more), BTreeSet::from(["a_9{1}".to_owned()]));
    }
}
