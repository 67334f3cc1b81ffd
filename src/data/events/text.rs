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

/// Finds hashtags, addresses or mentions in a text; in mentions a full stop or a
/// hyphen between letters belongs to the name where `dotted`.
pub(super) fn find(role: Role, text: &str, dotted: bool, mut add: impl FnMut(&str)) {
    match role {
        Role::Hashtags => tagged(text, &['#', '＃'], false, &mut add),
        Role::Mentions => tagged(text, &['@', '＠'], dotted, &mut add),
        Role::Url => addresses(text, &mut add),
        _ => {}
    }
}

/// Words behind a mark, where the mark does not stand inside a word (as in
/// an e-mail address or an address's fragment) and the word was not cut off.
fn tagged(text: &str, marks: &[char], dotted: bool, add: &mut impl FnMut(&str)) {
    let inside = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '_' | '\u{0300}'..='\u{036f}' | '\u{200c}' | '\u{200d}' | '\u{0900}'..='\u{0dff}' | '\u{0e31}'..='\u{0e4e}')
    };
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if marks.contains(&c) && !inside(before) && !matches!(before, '/' | '&') {
            let rest = &text[at + c.len_utf8()..];
            let (word, behind) = rest.split_at(end_of_word(rest, dotted, inside));
            // `&amp;#x200B;` is a character reference that was escaped twice.
            let is_reference = behind.starts_with(';') && text[..at].ends_with("&amp;");
            let is_cut = behind.starts_with('…') || behind.starts_with("...");
            if !is_cut && !is_reference && word.chars().any(char::is_alphabetic) {
                add(word);
            }
        }
        before = c;
    }
}

/// Where a word ends; `dotted` ones go on behind a full stop or hyphen.
fn end_of_word(text: &str, dotted: bool, inside: impl Fn(char) -> bool) -> usize {
    let mut end = 0;
    loop {
        end += text[end..].find(|c| !inside(c)).unwrap_or(text.len() - end);
        let mut behind = text[end..].chars();
        let goes_on =
            dotted && end > 0 && matches!(behind.next(), Some('.' | '-')) && behind.next().is_some_and(&inside);
        if !goes_on {
            return end;
        }
        end += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_all(role: Role, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(role, text, true, |item| found.push(item.to_owned()));
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

    #[test]
    fn handles_are_whole_and_references_are_no_tags() {
        let text = "@rose.bsky.team, @eos-chat.bsky.social. &amp;#x200B; #x";
        assert_eq!(find_all(Role::Mentions, text), ["rose.bsky.team", "eos-chat.bsky.social"]);
        assert_eq!(find_all(Role::Hashtags, text), ["x"]);
        let mut found = Vec::new();
        find(Role::Mentions, "@anna.Great @bert-", false, |item| found.push(item.to_owned()));
        assert_eq!(found, ["anna", "bert"]);
    }
}
