//! Several values in one cell, and values inside a text.

use super::Role;
use super::chunk::Layout;

/// Roles that can be read from the text.
pub(super) const DERIVED: [Role; 3] = [Role::Hashtags, Role::Url, Role::Mentions];

/// Roles that are read from the text because they have no column of their own.
pub(super) fn derived<'a>(layout: &'a Layout) -> impl Iterator<Item = Role> + 'a {
    let hashtags = !layout.has(Role::Hashtags) && !layout.has(Role::HashtagId);
    let urls = !layout.has(Role::Url) && !layout.has(Role::UrlId);
    let mentions = !layout.has(Role::Mentions);
    DERIVED.into_iter().zip([hashtags, urls, mentions]).filter_map(|(role, wanted)| wanted.then_some(role))
}

/// Splits a cell: a JSON list, a Python list, or values between separators.
/// Addresses may hold commas and semicolons, so that only white space and `|`
/// part them; opaque ids are parted by `|`, `;`, `,` and white space.
pub(super) fn split(role: Role, cell: &str, add: &mut impl FnMut(&str)) {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match serde_json::from_str::<Vec<serde_json::Value>>(cell) {
            Ok(items) => items.iter().for_each(|item| add(&plain(item))),
            Err(_) => inner.split(',').map(|item| item.trim().trim_matches(['\'', '"'])).for_each(add),
        };
    }
    let parts = |c: char| c.is_whitespace() || c == '|' || (!matches!(role, Role::Url) && matches!(c, ',' | ';'));
    cell.split(parts).filter(|item| !item.is_empty()).for_each(add);
}

/// A JSON value as an id: the text of a string, the digits of a number.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Finds hashtags, addresses or mentions in a text.
pub(super) fn find(role: Role, text: &str, mut add: impl FnMut(&str)) {
    match role {
        Role::Hashtags => tagged(text, &['#', '＃'], &mut add),
        Role::Mentions => tagged(text, &['@', '＠'], &mut add),
        Role::Url => addresses(text, &mut add),
        _ => {}
    }
}

/// Words behind a mark, where the mark does not stand inside a word (as in
/// an e-mail address or an address's fragment).
fn tagged(text: &str, marks: &[char], add: &mut impl FnMut(&str)) {
    let inside = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '\u{0300}'..='\u{036f}' | '\u{200c}' | '\u{200d}' | '\u{0900}'..='\u{0dff}' | '\u{0e31}'..='\u{0e4e}')
    };
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if marks.contains(&c) && !inside(before) && !matches!(before, '/' | '&') {
            let rest = &text[at + c.len_utf8()..];
            let word = &rest[..rest.find(|c| !inside(c)).unwrap_or(rest.len())];
            if word.chars().any(char::is_alphabetic) {
                add(word);
            }
        }
        before = c;
    }
}

fn addresses(text: &str, add: &mut impl FnMut(&str)) {
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"://") {
        let scheme = ["https", "http", "HTTPS", "HTTP", "Https", "Http"].into_iter().find(|s| rest[..at].ends_with(s));
        let stop = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`' | '“' | '”' | '…' | '。' | '，');
        let end = rest[at..].find(stop).map_or(rest.len(), |length| at + length);
        if let Some(scheme) = scheme {
            let address = rest[at - scheme.len()..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
            if address.len() > scheme.len() + 3 {
                add(address);
            }
        }
        rest = &rest[end.max(at + 3)..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_all(role: Role, cell: &str) -> Vec<String> {
        let mut found = Vec::new();
        split(role, cell, &mut |item: &str| found.push(item.to_owned()));
        found
    }

    fn find_all(role: Role, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(role, text, |item| found.push(item.to_owned()));
        found
    }

    #[test]
    fn lists_in_the_forms_that_exports_write() {
        for cell in ["a|b", "a;b", "a, b", "a b", "[\"a\",\"b\"]", "['a', 'b']", "[a,b]"] {
            assert_eq!(split_all(Role::Hashtags, cell), ["a", "b"], "{cell}");
        }
        assert_eq!(split_all(Role::Mentions, "[1234567890123456789]"), ["1234567890123456789"]);
        assert_eq!(
            split_all(Role::Url, "https://a.org/?x=1,2;3 https://b.org"),
            ["https://a.org/?x=1,2;3", "https://b.org"]
        );
    }

    #[test]
    fn a_text_gives_its_tags_addresses_and_mentions() {
        let text = "Wahl2021 #BTW21 und #größe, @anna (siehe https://a.de/x?y=1#z). mail@host.org http://b.de…";
        assert_eq!(find_all(Role::Hashtags, text), ["BTW21", "größe"]);
        assert_eq!(find_all(Role::Mentions, text), ["anna"]);
        assert_eq!(find_all(Role::Url, text), ["https://a.de/x?y=1#z", "http://b.de"]);
        assert_eq!(find_all(Role::Url, "ftp://a.de :// http:// x://"), Vec::<String>::new());
    }
}
