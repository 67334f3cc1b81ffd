//! From text to an address, and back to one spelling.

use std::borrow::Cow;

use url::Url;

/// Reads an address, with or without its scheme.
pub(super) fn parse(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(Url::has_host).or_else(|| {
        // "example.org/a" is what people write; "example.org:443" reads as a scheme.
        if looks_like_host(text) { Url::parse(&format!("https://{text}")).ok() } else { None }
    })
}

/// Whether the text begins with what could be a host.
pub(super) fn looks_like_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.') && !host.contains(|c: char| c == '@' || c.is_whitespace())
}

/// Whether an address was cut off by whoever showed it.
pub(super) fn is_cut(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...")
}

/// An address as it was before somebody escaped it for HTML.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("&amp;") {
        return Cow::Borrowed(text);
    }
    let once = text.replace("&amp;", "&");
    // What was escaped twice has "amp;" left over.
    Cow::Owned(once.replace("&amp;", "&").replace("&amp;", "&"))
}

/// Appends a part of an address with its escapes in one spelling: none for what
/// needs none, `%20` for a `+` of the query, capital digits.
pub(super) fn push_tidy(to: &mut String, part: &str, is_query: bool) {
    let mut rest = part;
    while let Some(at) = rest.bytes().position(|byte| byte == b'%' || (is_query && byte == b'+')) {
        to.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, byte) = if rest.starts_with('+') { (1, Some(b' ')) } else { (3, escaped(rest)) };
        match byte {
            None => {
                to.push('%');
                rest = &rest[1..];
                continue;
            }
            Some(byte) if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') => {
                to.push(char::from(byte));
            }
            Some(byte) => to.push_str(&format!("%{byte:02X}")),
        }
        rest = &rest[length..];
    }
    to.push_str(rest);
}

/// The byte that the escape at the start of the text stands for.
fn escaped(text: &str) -> Option<u8> {
    let digits = text.as_bytes().get(1..3)?;
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(digits[0])? * 16 + digit(digits[1])?).ok()
}

/// A text without its escapes, or `None` where they are no text.
pub(super) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match escaped(&rest[at..]) {
            Some(byte) => {
                bytes.push(byte);
                rest = &rest[at + 3..];
            }
            None => {
                bytes.push(b'%');
                rest = &rest[at + 1..];
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// The pairs of a query, each with its name.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').map(|pair| (pair.split('=').next().unwrap_or_default(), pair))
}

/// The value of a pair.
pub(super) fn value(pair: &str) -> &str {
    pair.split_once('=').map_or("", |(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidy(part: &str, is_query: bool) -> String {
        let mut text = String::new();
        push_tidy(&mut text, part, is_query);
        text
    }

    #[test]
    fn escapes_have_one_spelling() {
        assert_eq!(tidy("/%7Ean%6Ea/%c3%bc%2f+", false), "/~anna/%C3%BC%2F+");
        assert_eq!(tidy("q=a+b%2b%20c", true), "q=a%20b%2B%20c");
        for damaged in ["%", "%%", "a%4", "%zz", "%ü", "%+1"] {
            assert_eq!(tidy(damaged, false), damaged, "{damaged}");
        }
    }

    #[test]
    fn escapes_are_read_once() {
        assert_eq!(decoded("https%3A%2F%2Fa.org%2F%253D").as_deref(), Some("https://a.org/%3D"));
        assert_eq!(decoded("%ff"), None);
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
    }

    #[test]
    fn what_was_escaped_for_html_is_repaired() {
        assert_eq!(unescaped("https://a.org/?x=1&amp;y=2&amp;amp;z=3"), "https://a.org/?x=1&y=2&z=3");
    }
}
