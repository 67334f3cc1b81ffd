//! Sets of names of parameters.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

/// Names, and beginnings of names, in lower case.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Names {
    exact: FxHashSet<Box<str>>,
    beginnings: Vec<Box<str>>,
    /// The first bytes of the beginnings, a bit each: most names have another.
    first: u128,
}

impl Names {
    /// The names of a list; `x*` is every name that begins with x.
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        let mut set = Self::default();
        for name in names {
            let name = name.as_ref().to_lowercase();
            match name.strip_suffix('*') {
                Some(beginning) => {
                    set.first |= bit_of_first(beginning);
                    set.beginnings.push(beginning.into());
                }
                None => drop(set.exact.insert(name.into())),
            }
        }
        set
    }

    /// Whether a name, in lower case, is one of them.
    pub fn contains(&self, name: &str) -> bool {
        let begins = || self.beginnings.iter().any(|beginning| name.starts_with(&**beginning));
        self.exact.contains(name) || (self.first & bit_of_first(name) != 0 && begins())
    }

    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.beginnings.is_empty()
    }
}

/// A bit for the first byte; one for all that are no ASCII.
fn bit_of_first(name: &str) -> u128 {
    1 << name.bytes().next().unwrap_or_default().min(127)
}

/// The name of a parameter in lower case.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// Whether this is a name, or the beginning of one with `*` behind it.
pub(super) fn is_pattern(name: &str) -> bool {
    let beginning = name.strip_suffix('*').unwrap_or(name);
    !beginning.is_empty()
        && !beginning.contains(|c: char| matches!(c, '*' | '=' | '&' | '#' | '?') || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_every_ending() {
        let names = Names::new(&["FBclid", "utm_*"]);
        for name in ["fbclid", "utm_", "utm_source"] {
            assert!(names.contains(name), "{name}");
        }
        for name in ["fbcli", "fbclid2", "utm", "xutm_source", ""] {
            assert!(!names.contains(name), "{name}");
        }
        assert_eq!(lower("UTM_Source"), "utm_source");
    }
}
