//! Several values in one cell, and values inside a text.

use super::Role;
use super::addresses::addresses;

/// Roles that can be read from the text.
pub(super) const DERIVED: [Role; 3] = [Role::Hashtags, Role::Url, Role::Mentions];

/// The columns in whose place a role is read from the text.
pub(super) fn columns_of(role: Role) -> &'static [Role] {
    match role {
        Role::Hashtags => &[Role::Hashtags, Role::HashtagId],
        Role::Url => &[Role::Url, Role::UrlId],
        _ => &[Role::Mentions],
    }
}

/// Splits a cell: a JSON list, a Python list, or values between separators.
/// Addresses may hold commas and semicolons, so that only white space, `|` and
/// a comma before `http` part them; opaque ids are parted by `|`, `;`, `,` and white space.
pub(super) fn split(role: Role, cell: &str, add: &mut impl FnMut(&str)) {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return match serde_json::from_str::<Vec<serde_json::Value>>(cell) {
            Ok(items) => items.iter().for_each(|item| add(&plain(item))),
            Err(_) => inner.split(',').map(|item| item.trim().trim_matches(['\'', '"'])).for_each(add),
        };
    }
    let parts = |c: char| c.is_whitespace() || c == '|' || (!matches!(role, Role::Url) && matches!(c, ',' | ';'));
    let items = cell.split(parts).filter(|item| !item.is_empty());
    match role {
        Role::Url => items.for_each(|item| split_addresses(item, add)),
        _ => items.for_each(add),
    }
}

/// Parts addresses with a comma between them: where the next one begins.
fn split_addresses(text: &str, add: &mut impl FnMut(&str)) {
    let begins = |rest: &str| rest.starts_with("http://") || rest.starts_with("https://");
    let mut start = 0;
    for (comma, _) in text.match_indices(',').filter(|(comma, _)| begins(&text[comma + 1..])) {
        add(&text[start..comma]);
        start = comma + 1;
    }
    add(&text[start..]);
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
/// an e-mail address or an address's fragment) and the word was not cut off.
fn tagged(text: &str, marks: &[char], add: &mut impl FnMut(&str)) {
    let inside = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '\u{0300}'..='\u{036f}' | '\u{200c}' | '\u{200d}' | '\u{0900}'..='\u{0dff}' | '\u{0e31}'..='\u{0e4e}')
    };
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if marks.contains(&c) && !inside(before) && !matches!(before, '/' | '&') {
            let rest = &text[at + c.len_utf8()..];
            let (word, behind) = rest.split_at(rest.find(|c| !inside(c)).unwrap_or(rest.len()));
            let is_cut = behind.starts_with('…') || behind.starts_with("...");
            if !is_cut && word.chars().any(char::is_alphabetic) {
                add(word);
            }
        }
        before = c;
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
        assert_eq!(split_all(Role::Url, "https://a.org/x,y,http://b.org"), ["https://a.org/x,y", "http://b.org"]);
    }

    #[test]
    fn a_text_gives_its_tags_addresses_and_mentions() {
        let text = "Wahl2021 #BTW21 und #größe, @anna (siehe https://a.de/x?y=1#z). mail@host.org http://b.de.";
        assert_eq!(find_all(Role::Hashtags, text), ["BTW21", "größe"]);
        assert_eq!(find_all(Role::Mentions, text), ["anna"]);
        assert_eq!(find_all(Role::Url, text), ["https://a.de/x?y=1#z", "http://b.de"]);
        assert_eq!(find_all(Role::Url, "ftp://a.de :// http:// x://"), Vec::<String>::new());
    }

    #[test]
    fn words_that_were_cut_off_are_no_tags() {
        for text in ["so #Br…", "RT @qu…", "#Br... more", "@qu...", "(#Br…)", "#…", "@…"] {
            assert!(find_all(Role::Hashtags, text).is_empty(), "{text}");
            assert!(find_all(Role::Mentions, text).is_empty(), "{text}");
        }
        assert_eq!(
            find_all(Role::Hashtags, "#Brot. #Wein, #Käse.. #Salz … #Öl"),
            ["Brot", "Wein", "Käse", "Salz", "Öl"]
        );
    }
}
