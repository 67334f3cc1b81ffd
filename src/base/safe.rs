//! What the data says, made safe to show.
//!
//! Account names, links and texts are written by the adversary. Nothing of
//! them reaches a terminal, a page, a spreadsheet or an XML file but through
//! one of these functions. The exact ids are in the Parquet files.
//!
//! ```
//! use lockstep_base::safe::{cell, defang, visible};
//!
//! assert_eq!(visible("anna\u{202e}gnp.exe"), "anna<U+202E>gnp.exe");
//! assert_eq!(cell("=HYPERLINK(\"https://example.org\")"), "'=HYPERLINK(\"https://example.org\")");
//! assert_eq!(cell("-1001234567890"), "-1001234567890");
//! assert_eq!(defang("https://example.org/a.b"), "hxxps://example[.]org/a.b");
//! ```

use std::borrow::Cow;
use std::fmt::Write;

/// True for characters that move a cursor, reorder text, cannot be seen, or may
/// not stand in XML.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// The text with control, bidirectional and invisible characters written as
/// their code points, such as `<U+202E>`, so that it stays on its line and
/// reads in its own order.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most ids are plain; none of these characters is hidden.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain || !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            // Writing into a String cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Text for one cell of a CSV file or a spreadsheet: visible, and with an apostrophe
/// wherever a spreadsheet would find a formula (`=`, `+`, `-`, `@`, their full-width
/// forms, a tab or a line end): at its start, and behind each semicolon or vertical bar
/// in it, since a spreadsheet of another country than the file's splits there, blanks
/// and quotes passed over. A quote does not protect: to such a spreadsheet it stands in
/// the middle of a cell. (A tab is written out, and behind a comma the quotes of the
/// CSV writer hold.) A negative number, such as the id of a Telegram channel, is no
/// formula.
///
/// ```
/// use lockstep_base::safe::cell;
///
/// assert_eq!(cell("x;=cmd|'/C calc'!A0;"), "x;'=cmd|'/C calc'!A0;");
/// ```
pub fn cell(text: &str) -> Cow<'_, str> {
    if is_negative(text) {
        return Cow::Borrowed(text);
    }
    let lead = if text.starts_with(['\t', '\r', '\n']) { "'" } else { "" };
    let shown = visible(text);
    let starts = shown.char_indices().filter(|(_, c)| matches!(c, ';' | '|')).map(|(at, _)| at + 1);
    let starts = std::iter::once(0).chain(starts);
    let formulas: Vec<usize> = starts.filter(|&start| is_formula(&shown[start..])).collect();
    if lead.is_empty() && formulas.is_empty() {
        return shown;
    }
    let mut safe = String::with_capacity(shown.len() + 1 + formulas.len());
    safe.push_str(lead);
    let mut done = 0;
    for start in formulas {
        safe.push_str(&shown[done..start]);
        safe.push('\'');
        done = start;
    }
    safe.push_str(&shown[done..]);
    Cow::Owned(safe)
}

/// Whether a spreadsheet would take what begins so for a formula.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches(|c: char| c == '"' || c.is_whitespace())
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// True for a minus, digits and at most one dot between them. A plus is not
/// enough: a spreadsheet would drop that of a telephone number.
fn is_negative(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.strip_prefix('-').unwrap_or_default();
    number.split_once('.').map_or_else(|| digits(number), |(whole, rest)| digits(whole) && digits(rest))
}

/// A JSON text in which what is hidden is written as an escape, such as
/// `\\u202e`: the same to a parser, plain to a reader.
pub fn json(text: &str) -> Cow<'_, str> {
    let hides = |c: char| c != '\n' && is_hidden(c);
    if !text.chars().any(hides) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hides(c) {
            // Writing into a String cannot fail.
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| _ = write!(shown, "\\u{unit:04x}"));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A text as a basic string of TOML, quotes included: the same to a parser,
/// plain to a reader, always on one line.
pub fn toml_string(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push('"');
    for c in text.chars() {
        // Writing into a String cannot fail.
        let _ = match c {
            '"' | '\\' => write!(shown, "\\{c}"),
            c if !is_hidden(c) => write!(shown, "{c}"),
            c if u32::from(c) > 0xffff => write!(shown, "\\U{:08X}", u32::from(c)),
            c => write!(shown, "\\u{:04X}", u32::from(c)),
        };
    }
    shown.push('"');
    shown
}

/// An address or a host that no program takes for a link:
/// `hxxps://example[.]org/a`, `example[.]org`. Other text stays as it is.
pub fn defang(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let separator = if rest.len() < text.len() { "://" } else { "" };
    format!("{}{separator}{}{path}", scheme.replacen("http", "hxxp", 1), host.replace('.', "[.]"))
}

/// What accounts acted on, in which no program finds a link: an address or a host
/// as by [`defang`], a text of several words as by [`defang_text`].
pub fn unlinked(object: &str) -> String {
    if object.contains(char::is_whitespace) { defang_text(object) } else { defang(object) }
}

/// So many characters of a text at most, the last one a mark where there were
/// more.
pub fn clipped(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A text of several words in which no program finds a link: every address
/// loses its scheme and its dots, as by [`defang`], and so do `www.` and the
/// `@` of a mail address.
pub fn defang_text(text: &str) -> String {
    let mut pieces = text.split("://");
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&without_bare_links(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let scheme = out.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
        if out.get(scheme..scheme + 4).is_some_and(|start| start.eq_ignore_ascii_case("http")) {
            out.replace_range(scheme + 1..scheme + 3, "xx");
            out.push_str("://");
        } else {
            out.push_str("[:]//");
        }
        let end = piece.find(|c: char| !(c.is_alphanumeric() || "-._:@[]".contains(c))).unwrap_or(piece.len());
        let (host, rest) = piece.split_at(end);
        out.push_str(&host.replace('.', "[.]").replace('@', "[@]"));
        out.push_str(&without_bare_links(rest));
    }
    out
}

/// Text without an address's scheme, in which `www.` and mail addresses are
/// taken apart.
fn without_bare_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    for (at, c) in text.char_indices() {
        let after = text[at + c.len_utf8()..].chars().next();
        let is_mail = c == '@' && before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let is_www = c == '.' && out.get(out.len().saturating_sub(3)..).is_some_and(|w| w.eq_ignore_ascii_case("www"));
        match c {
            '@' if is_mail => out.push_str("[@]"),
            '.' if is_www => out.push_str("[.]"),
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_passes_untouched() {
        assert!(matches!(visible("анна_1983 猫"), Cow::Borrowed("анна_1983 猫")));
        assert!(matches!(cell("fb_12670"), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_moves_the_cursor_or_reorders_text() {
        assert_eq!(visible("a\u{1b}[2Jb"), "a<U+001B>[2Jb");
        assert_eq!(visible("x\u{202e}gnp.exe"), "x<U+202E>gnp.exe");
        assert_eq!(visible("a\u{200b}b\nc"), "a<U+200B>b<U+000A>c");
    }

    #[test]
    fn a_link_cannot_be_followed() {
        assert_eq!(defang("https://a.example.org/x.html?y=1.2"), "hxxps://a[.]example[.]org/x.html?y=1.2");
        assert_eq!(defang("http://a.org"), "hxxp://a[.]org");
        assert_eq!(defang("a.example.org/x.html"), "a[.]example[.]org/x.html");
        assert_eq!(defang("12345"), "12345");
    }

    #[test]
    fn no_link_in_a_text_can_be_followed() {
        for (text, shown) in [
            ("see https://a.org/x.html, or HTTP://b.c.", "see hxxps://a[.]org/x.html, or HxxP://b[.]c[.]"),
            ("(ftp://a.b) [x](javascript://y.z)", "(ftp[:]//a[.]b) [x](javascript[:]//y[.]z)"),
            ("www.a.org, Www.b.org and me.too@c.org", "www[.]a.org, Www[.]b.org and me.too[@]c.org"),
            ("https://u@a.org@b.org?c=http://d.e", "hxxps://u[@]a[.]org[@]b[.]org?c=hxxp://d[.]e"),
            ("it links a@b, nothing else. é://x", "it links a[@]b, nothing else. é[:]//x"),
            ("plain words, 2.5 million", "plain words, 2.5 million"),
        ] {
            assert_eq!(defang_text(text), shown);
        }
    }

    #[test]
    fn json_stays_the_same_to_a_parser() {
        let hostile = "a\u{202e}b\u{7f}\u{e0001}\"\\n";
        let text = serde_json::to_string_pretty(&[hostile]).unwrap();
        let plain = json(&text);
        assert!(plain.is_ascii() && plain.contains("\\u202e") && plain.contains("\\udb40\\udc01"), "{plain}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&plain).unwrap(), [hostile]);
    }

    #[test]
    fn toml_stays_the_same_to_a_parser() {
        for hostile in ["a\u{202e}b\u{7f}\u{e0001}\"\\n\r\n", "]]", "\"\"\"", "'''", "#\0", "\\u0041"] {
            let text = format!("x = {}", toml_string(hostile));
            assert!(!text.chars().any(is_hidden), "{text}");
            let read: std::collections::BTreeMap<String, String> = toml::from_str(&text).unwrap();
            assert_eq!(read["x"], hostile);
        }
    }

    #[test]
    fn a_spreadsheet_never_sees_a_formula() {
        for hostile in
            ["=1+1", "+1", "-1+2", "-x", "-", "-.5", "-1.", "-1.2.3", "--1", "-1e5", "-١", "@x", "\tx", "\rx", "＝1"]
        {
            assert!(cell(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(cell("\t=1"), "'<U+0009>=1");
        for number in ["-1", "-1001234567890", "-0.25", "1.5"] {
            assert!(matches!(cell(number), Cow::Borrowed(shown) if shown == number), "{number}");
        }
        assert_eq!(cell("+4915112345678"), "'+4915112345678");
    }

    #[test]
    fn a_spreadsheet_that_splits_elsewhere_never_sees_a_formula() {
        for (text, safe) in [
            ("x;=1", "x;'=1"),
            ("x|@a;-5", "x|'@a;'-5"),
            ("x; \"=1", "x;' \"=1"),
            ("=a;=b", "'=a;'=b"),
            (" =1", "' =1"),
            ("x;y|z;", "x;y|z;"),
            ("x,=1", "x,=1"),
            ("-1", "-1"),
        ] {
            assert_eq!(cell(text), safe);
        }
    }
}
