//! Several values in one cell.

use super::Role;
use super::literal::{self, Literal};

/// What is wrong with a cell that should hold a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoList;

/// Splits a cell: a list in the notation of a program, or values between
/// separators. Addresses may hold commas and semicolons, so that these part
/// them only where the next one begins with `http`.
///
/// # Errors
/// When a part of the cell is no such value; the other parts are given.
pub(super) fn split(role: Role, cell: &str, add: &mut impl FnMut(&str)) -> Result<(), NoList> {
    let cell = cell.trim();
    if !literal::opens(cell) {
        return between_separators(role, cell, add);
    }
    match (bare(cell), literal::read(cell)) {
        (Some(inner), _) => between_separators(role, inner, add),
        (None, Some(value)) => items(role, &value, add),
        // What begins as a list and is none would be torn.
        (None, None) => Err(NoList),
    }
}

/// What stands in the brackets of a list that quotes nothing and holds no other
/// one: such lists do not tell which of their commas are part of a value.
fn bare(cell: &str) -> Option<&str> {
    let inner = [('[', ']'), ('{', '}'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| cell.strip_prefix(open)?.strip_suffix(close))?;
    (!inner.contains(['\'', '"', '[', '{', '(', '<']) && !inner.contains("...")).then_some(inner)
}

fn items(role: Role, value: &Literal, add: &mut impl FnMut(&str)) -> Result<(), NoList> {
    match value {
        Literal::Nothing => Ok(()),
        Literal::Text(text) => one(role, text, add),
        Literal::List(list) => all(list.iter().map(|item| items(role, item, add))),
        Literal::Object(members) => {
            let wanted = keys(role).iter().find_map(|key| members.iter().find(|(name, _)| name == key));
            match wanted {
                Some((_, Literal::Text(text))) => one(role, text, add),
                Some((_, Literal::Nothing)) => Ok(()),
                _ => Err(NoList),
            }
        }
    }
}

/// Of an object in a list, the keys that hold the value, best first.
fn keys(role: Role) -> &'static [&'static str] {
    match role {
        Role::Url => &["expanded_url", "expanded", "url", "href", "uri", "link"],
        Role::Hashtags => &["tag", "text", "hashtag", "hashtagName", "hashtag_name", "name", "title"],
        Role::Mentions => &["username", "screen_name", "userUniqueId", "acct", "did", "handle", "id"],
        _ => &["id", "ID", "hash", "name"],
    }
}

fn between_separators(role: Role, cell: &str, add: &mut impl FnMut(&str)) -> Result<(), NoList> {
    if role == Role::Url {
        return all(addresses(cell).map(|item| one(role, item, add)));
    }
    let parts = |c: char| c.is_whitespace() || matches!(c, '|' | ',' | ';');
    all(cell.split(parts).map(|item| one(role, item.trim_matches(['\'', '"']), add)))
}

/// Adds a value; an address has a host.
fn one(role: Role, text: &str, add: &mut impl FnMut(&str)) -> Result<(), NoList> {
    if role == Role::Url && !text.trim().is_empty() && !literal::is_nothing(text) && !is_address(text) {
        return Err(NoList);
    }
    add(text);
    Ok(())
}

/// Goes through all, whatever the first ones say.
fn all(results: impl Iterator<Item = Result<(), NoList>>) -> Result<(), NoList> {
    results.fold(Ok(()), Result::and)
}

/// Whether a text can be an address: it has a scheme, or begins with a host.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let begins_with_host = host.split_once('.').is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty());
    let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    (begins_with_host && !host.contains(char::is_whitespace)) || has_scheme
}

/// Addresses between line ends, blanks, `|`, `,` or `;`: these may stand in an
/// address, too, so that they part two only where the next one begins.
fn addresses(cell: &str) -> impl Iterator<Item = &str> {
    let mut rest = cell;
    let have_schemes = cell.contains("://");
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_between);
        if rest.is_empty() {
            return None;
        }
        let end =
            rest.char_indices().find(|&(at, c)| parts(rest, at, c, have_schemes)).map_or(rest.len(), |(at, _)| at);
        let item = rest[..end].trim_end_matches([',', ';', '|']);
        rest = &rest[end..];
        Some(item)
    })
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | ',' | ';')
}

/// Whether an address ends before the sign at this place.
fn parts(text: &str, at: usize, sign: char, have_schemes: bool) -> bool {
    if !is_between(sign) {
        return false;
    }
    let next = text[at..].trim_start_matches(is_between);
    let begins = ["http://", "https://", "www.", "HTTP"].iter().any(|start| next.starts_with(start));
    sign == '\n' || next.is_empty() || begins || (!have_schemes && is_host_like(next))
}

fn is_host_like(text: &str) -> bool {
    let host = text.split(|c: char| is_between(c) || matches!(c, '/' | '?' | '#')).next().unwrap_or_default();
    host.split_once('.').is_some_and(|(name, rest)| {
        !name.is_empty() && rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !host.contains(['=', '&', '%'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_all(role: Role, cell: &str) -> (Vec<String>, bool) {
        let mut found = Vec::new();
        let whole = split(role, cell, &mut |item: &str| found.push(item.to_owned()));
        found.retain(|item| !item.is_empty());
        (found, whole.is_ok())
    }

    #[test]
    fn lists_in_the_notations_that_exports_write() {
        for cell in [
            "a|b",
            "a;b",
            "a, b",
            "a b",
            "a,b",
            "a; b",
            "a | b",
            "[\"a\",\"b\"]",
            "['a', 'b']",
            "['a' 'b']",
            "[a,b]",
            "[a, b]",
            "[a b]",
            "{a,b}",
            "{\"a\",b}",
            "c(\"a\", \"b\")",
            "array(['a', 'b'], dtype=object)",
            "('a', 'b')",
            "[{'tag': 'a'}, {'tag': 'b'}]",
            "[{\"text\":\"a\",\"indices\":[0,1]},{\"text\":\"b\",\"indices\":[2,3]}]",
        ] {
            assert_eq!(split_all(Role::Hashtags, cell), (vec!["a".into(), "b".into()], true), "{cell}");
        }
        assert_eq!(split_all(Role::Mentions, "[1234567890123456789]").0, ["1234567890123456789"]);
    }

    #[test]
    fn addresses_are_not_torn() {
        let one = "http://a.example/x,1518,70003,00.html";
        let two = "https://a.example/1;b?q=1,2&r=x|y";
        for cell in [
            format!("['{one}', '{two}']"),
            format!("['{one}' '{two}']"),
            format!("[\"{one}\",\"{two}\"]"),
            format!("[{one}, {two}]"),
            format!("{{\"{one}\",\"{two}\"}}"),
            format!("c(\"{one}\", \"{two}\")"),
            format!("array(['{one}', '{two}'], dtype=object)"),
            format!("{one}|{two}"),
            format!("{one} | {two}"),
            format!("{one},{two}"),
            format!("{one}, {two}"),
            format!("{one}; {two}"),
            format!("{one} {two}"),
            format!("{one}\n{two}\n"),
            format!("[{{'expanded_url': '{one}', 'url': 'https://t.co/1'}}, {{'expanded_url': '{two}'}}]"),
        ] {
            assert_eq!(split_all(Role::Url, &cell), (vec![one.into(), two.into()], true), "{cell}");
        }
        for cell in [one.to_owned(), format!("['{one}']"), format!("['{one}',]"), format!("{one},"), format!("[{one}]")]
        {
            assert_eq!(split_all(Role::Url, &cell), (vec![one.into()], true), "{cell}");
        }
        assert_eq!(
            split_all(Role::Url, "https://a.example/1, https://a.example/2").0,
            ["https://a.example/1", "https://a.example/2"]
        );
        for cell in ["a.example/1|b.example", "a.example/1 b.example", "a.example/1, b.example"] {
            assert_eq!(split_all(Role::Url, cell).0, ["a.example/1", "b.example"], "{cell}");
        }
        assert_eq!(split_all(Role::Url, "https://a.example/my file.pdf").0, ["https://a.example/my file.pdf"]);
    }

    #[test]
    fn what_is_no_list_of_addresses_is_told() {
        for cell in
            ["['http://a.example/1", "see the bio", "12345", "[{'start': 1}]", "['a' ... 'b']", "[[object Object]]"]
        {
            assert_eq!(split_all(Role::Url, cell), (vec![], false), "{cell}");
        }
        assert_eq!(
            split_all(Role::Url, "['https://a.example/1', 'none']"),
            (vec!["https://a.example/1".into()], false)
        );
        for cell in ["", "[]", "['']", "[None]", "c()", "character(0)", "at://did:plc:a/app.bsky.feed.post/1"] {
            assert!(split_all(Role::Url, cell).1, "{cell}");
        }
    }
}
