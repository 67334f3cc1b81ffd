//! Addresses in a text.

use std::borrow::Cow;

/// Finds the addresses of the web in a text. One that was cut off is none.
pub(super) fn addresses(text: &str, add: &mut impl FnMut(&str)) {
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"://") {
        let end = at + length(&rest[at..]);
        if let Some(begin) = scheme(&rest[..at]).filter(|_| end > at) {
            let (address, is_cut) = without_ending(&rest[begin..end]);
            if address.len() > at + 3 - begin && !is_cut && !rest[end..].starts_with('…') {
                add(&without_backslashes(&unescaped(address)));
            }
        }
        rest = &rest[end.max(at + 3)..];
    }
}

/// An address without the backslashes of Markdown.
fn without_backslashes(address: &str) -> Cow<'_, str> {
    if address.contains('\\') { Cow::Owned(address.replace('\\', "")) } else { Cow::Borrowed(address) }
}

/// Where `http` or `https` begins at the end of a text.
fn scheme(text: &str) -> Option<usize> {
    let begin = |name: &str| {
        let begin = text.len().checked_sub(name.len())?;
        text.get(begin..)?.eq_ignore_ascii_case(name).then_some(begin)
    };
    begin("https").or_else(|| begin("http"))
}

/// Marks that Markdown escapes and addresses hold.
const ESCAPED: [char; 4] = ['_', '*', '~', '#'];

/// How long an address goes on: up to what can be in none, or to a bracket that
/// closes what was opened before it.
fn length(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '（' | '「' | '『' | '【' | '《' | '〈' => open += 1,
            ')' | ']' | '）' | '」' | '』' | '】' | '》' | '〉' => match open.checked_sub(1) {
                Some(left) => open = left,
                None => return at,
            },
            // Markdown's `\_` is an underscore.
            '\\' if text[at + 1..].starts_with(ESCAPED) => {}
            c if ends_address(c) => return at,
            _ => {}
        }
    }
    text.len()
}

/// Marks that no address holds unless they are escaped: blanks, quotation marks,
/// full stops and commas of scripts that write no blank behind them, and marks
/// that nobody sees.
fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '<' | '>' | '`' | '\\' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '…')
        || matches!(c, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '｡' | '､' | '．')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An address without the marks of the sentence behind it, and whether these
/// tell that it was cut off.
fn without_ending(address: &str) -> (&str, bool) {
    let escaped = ["&lt;", "&gt;", "&quot;", "&#39;"].into_iter().filter_map(|mark| address.find(mark)).min();
    let address = &address[..escaped.unwrap_or(address.len())];
    let whole = address.trim_end_matches(is_of_sentence);
    (whole, address[whole.len()..].contains("..."))
}

/// Marks with which a sentence goes on or ends behind an address.
fn is_of_sentence(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '‘' | '*' | '|')
        || matches!(c, '،' | '؛' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '·' | '¡' | '¿')
}

/// An address as it was before it was escaped for HTML.
fn unescaped(address: &str) -> Cow<'_, str> {
    if address.contains("&amp;") { address.replace("&amp;", "&").into() } else { address.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        addresses(text, &mut |address: &str| found.push(address.to_owned()));
        found
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for text in [
            "see https://a.example/x.",
            "see https://a.example/x, or not",
            "(https://a.example/x)",
            "(siehe https://a.example/x).",
            "«https://a.example/x»",
            "<https://a.example/x>",
            "&lt;https://a.example/x&gt;",
            "\"https://a.example/x\"",
            "**https://a.example/x**",
            "https://a.example/x!!!",
            "https://a.example/x ...",
            "https://a.example/x …",
            "看https://a.example/x。好",
            "「https://a.example/x」です",
            "انظر https://a.example/x، ثم",
            "देखें https://a.example/x।",
            "https://a.example/x\u{200b}",
            "HTTPS://a.example/x\\nmore",
            "[words](https://a.example/x)",
            "[words](https://a.example/x), more",
            "[https://a.example/x]",
        ] {
            let found = find(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].to_lowercase(), "https://a.example/x", "{text}");
        }
    }

    #[test]
    fn what_markdown_escapes_stays() {
        let page = "https://en.wikipedia.org/wiki/Non-fungible_token";
        assert_eq!(find("[x](https://en.wikipedia.org/wiki/Non-fungible\\_token)"), [page]);
        assert_eq!(find("https://en.wikipedia.org/wiki/Non-fungible\\_token."), [page]);
    }

    #[test]
    fn brackets_that_belong_to_an_address_stay() {
        let film = "https://en.wikipedia.org/wiki/Alien_(film)";
        for text in [
            film,
            "(see https://en.wikipedia.org/wiki/Alien_(film))",
            "[x](https://en.wikipedia.org/wiki/Alien_(film)).",
        ] {
            assert_eq!(find(text), [film], "{text}");
        }
        assert_eq!(
            find("[a](https://a.example/1)[b](https://a.example/2)"),
            ["https://a.example/1", "https://a.example/2"]
        );
        assert_eq!(find("http://[::1]:80/x?a[]=1"), ["http://[::1]:80/x?a[]=1"]);
    }

    #[test]
    fn what_was_cut_off_is_no_address() {
        for text in [
            "so https://t.c…",
            "https://t.co/abc... more",
            "https://t.co/abc…\" and so on",
            "(https://t.co/abc...)",
            "https://…",
            "https://a.example/long/pa…",
            "https://a.example/x....",
            "https://",
            "ftp://a.example/x",
            "://",
        ] {
            assert!(find(text).is_empty(), "{text}: {:?}", find(text));
        }
        assert_eq!(find("RT @a: the exte… https://t.co/i89eOwpLC6"), ["https://t.co/i89eOwpLC6"]);
    }

    #[test]
    fn escaped_parameters_are_repaired() {
        assert_eq!(find("https://a.example/?x=1&amp;y=2"), ["https://a.example/?x=1&y=2"]);
        assert_eq!(
            find("https://web.archive.org/web/2024/https://a.example/"),
            ["https://web.archive.org/web/2024/https://a.example/"]
        );
    }

    #[test]
    fn hostile_texts_take_no_time() {
        for piece in
            ["://", "https://", "](", "[x](https://", "(", ")", "...", "https://a.example/(", "&gt;", "https://a…", "'"]
        {
            let text = piece.repeat((1 << 21) / piece.len());
            let _ = find(&text);
            let _ = find(&format!("https://a.example/{text}"));
        }
    }
}
