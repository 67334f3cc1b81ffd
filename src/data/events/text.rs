//! Values inside a text.

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

    fn find_all(role: Role, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(role, text, |item| found.push(item.to_owned()));
        found
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
