//! Values inside a text.

use super::Role;

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

/// A text without the tags of HTML: breaks and paragraphs end lines, and
/// character references become characters. A `<` that opens no tag stays.
pub(super) fn without_markup(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (shown, length) = if rest.starts_with('<') { tag(rest) } else { reference(rest) };
        text.extend(shown);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text.truncate(text.trim_end().len());
    text
}

/// What a tag at the start of the text is shown as, and its length.
fn tag(text: &str) -> (Option<char>, usize) {
    let name = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
    /// No tag that platforms write is longer.
    const LONGEST: usize = 1 << 14;
    let end = || text.bytes().take(LONGEST).position(|byte| byte == b'>');
    let Some(end) = is_tag.then(end).flatten() else { return (Some('<'), 1) };
    let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
    let breaks = name.eq_ignore_ascii_case("br") || (name.eq_ignore_ascii_case("p") && text.starts_with("</"));
    (breaks.then_some('\n'), end + 1)
}

/// The character that a reference at the start of the text stands for, and its
/// length.
fn reference(text: &str) -> (Option<char>, usize) {
    /// No reference that is used here is longer.
    const LONGEST: usize = 10;
    let named = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';');
    let found = end.and_then(|end| {
        let name = &text[1..end];
        let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        };
        let by_number = || name.strip_prefix('#').and_then(number).and_then(char::from_u32);
        let by_name = named.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
        Some((by_name.or_else(by_number)?, end + 1))
    });
    found.map_or((Some('&'), 1), |(c, length)| (Some(c), length))
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

    fn find_all(role: Role, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(role, text, |item| found.push(item.to_owned()));
        found
    }

    #[test]
    fn html_becomes_what_a_reader_sees() {
        for (html, text) in [
            (
                "<p>One &amp; two<br>three</p><p><a href=\"https://a.example/?x=1&amp;y=2\">link</a></p>",
                "One & two\nthree\nlink",
            ),
            ("I <3 you &#39;A&#x42;&quot; & more; &unknown;", "I <3 you 'AB\" & more; &unknown;"),
            ("a < b and <b>c</b>", "a < b and c"),
            ("cut <a href=", "cut <a href="),
        ] {
            assert_eq!(without_markup(html), text);
        }
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
