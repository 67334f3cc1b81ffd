//! Texts that are written in HTML.

use std::borrow::Cow;

use super::addresses::addresses;

/// A text without the tags of HTML: breaks and paragraphs end lines, and
/// character references become characters. A `<` that opens no tag stays.
pub(super) fn without_markup(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in Pieces::of(html) {
        piece.show(&mut text);
    }
    text.truncate(text.trim_end().len());
    text
}

/// Finds the addresses to which a text in HTML links: those of its anchors, whose
/// words are often shortened, and those in the words around them. Mentions,
/// hashtags and moments of a video are anchors, too, but no links.
pub(super) fn linked(html: &str, add: &mut impl FnMut(&str)) {
    let mut around = String::new();
    let mut anchor: Option<Anchor> = None;
    for piece in Pieces::of(html) {
        match piece {
            Piece::Tag(tag) if name(tag) == "a" => {
                anchor.take().iter().for_each(|anchor| anchor.tell(add));
                anchor = (!tag.starts_with("</")).then(|| Anchor::of(tag));
                around.push(' ');
            }
            piece => piece.show(anchor.as_mut().map_or(&mut around, |anchor| &mut anchor.words)),
        }
    }
    anchor.iter().for_each(|anchor| anchor.tell(add));
    addresses(&around, add);
}

/// An anchor: where it leads, and its words.
struct Anchor {
    target: String,
    is_tag: bool,
    words: String,
}

impl Anchor {
    fn of(tag: &str) -> Self {
        let of_name = |wanted: &str| attributes(tag).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let classes = of_name("class").map(|(_, value)| value).unwrap_or_default();
        Self {
            target: of_name("href").map(|(_, value)| unescaped(value).trim().to_owned()).unwrap_or_default(),
            is_tag: classes.split_whitespace().any(|class| matches!(class, "mention" | "hashtag")),
            words: String::new(),
        }
    }

    /// Tells where the anchor leads, if it is a link.
    fn tell(&self, add: &mut impl FnMut(&str)) {
        let words = self.words.trim();
        let is_moment =
            !words.is_empty() && words.contains(':') && words.bytes().all(|b| b.is_ascii_digit() || b == b':');
        if self.is_tag || is_moment || words.starts_with(['#', '＃', '@', '＠']) {
            return;
        }
        let begins = |scheme: &str| self.target.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
        if begins("http://") || begins("https://") {
            add(&self.target);
        }
    }
}

/// A part of a text in HTML.
enum Piece<'a> {
    Words(&'a str),
    Character(char),
    Tag(&'a str),
}

impl Piece<'_> {
    /// Appends what a reader sees.
    fn show(&self, to: &mut String) {
        match self {
            Self::Words(words) => to.push_str(words),
            Self::Character(c) => to.push(*c),
            Self::Tag(tag) if breaks(tag) => to.push('\n'),
            Self::Tag(_) => {}
        }
    }
}

/// The parts of a text in HTML, in their order.
struct Pieces<'a> {
    rest: &'a str,
    /// Where the next `>` stands, counted from the end of the text, once it was
    /// looked for; 0 where there is none.
    closing: Option<usize>,
}

impl<'a> Pieces<'a> {
    fn of(html: &'a str) -> Self {
        Self { rest: html, closing: None }
    }

    /// The length of the tag at the start of the rest, if one stands there.
    fn tag(&mut self) -> Option<usize> {
        let inner = self.rest[1..].strip_prefix('/').unwrap_or(&self.rest[1..]);
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        // However many `<` there are, every `>` is looked for once.
        let known = self.closing.filter(|&closing| closing <= self.rest.len());
        let closing =
            known.unwrap_or_else(|| memchr::memchr(b'>', self.rest.as_bytes()).map_or(0, |at| self.rest.len() - at));
        self.closing = Some(closing);
        /// No tag that platforms write is longer.
        const LONGEST: usize = 1 << 14;
        (closing > 0).then(|| self.rest.len() - closing + 1).filter(|&length| length <= LONGEST)
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.rest;
        let (piece, length) = match rest.as_bytes().first()? {
            b'<' => match self.tag() {
                Some(length) => (Piece::Tag(&rest[..length]), length),
                None => (Piece::Character('<'), 1),
            },
            b'&' => {
                let (c, length) = reference(rest);
                (Piece::Character(c), length)
            }
            _ => {
                let length = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
                (Piece::Words(&rest[..length]), length)
            }
        };
        self.rest = &rest[length..];
        Some(piece)
    }
}

/// The name of a tag in lower case.
fn name(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric);
    name.map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a tag ends a line.
fn breaks(tag: &str) -> bool {
    match name(tag).as_str() {
        "br" => true,
        "p" => tag.starts_with("</"),
        _ => false,
    }
}

/// The attributes of a tag and their values, as they are written.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>');
    let mut rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let behind = behind.trim_start();
        let Some(value) = behind.strip_prefix('=').map(str::trim_start) else {
            rest = behind;
            return (!name.is_empty()).then_some((name, ""));
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.map_or(value, |quote| &value[quote.len_utf8()..]);
        let end = value.find(|c: char| quote.map_or_else(|| c.is_whitespace(), |quote| c == quote));
        let (value, behind) = value.split_at(end.unwrap_or(value.len()));
        rest = quote.map_or(behind, |quote| behind.strip_prefix(quote).unwrap_or(behind));
        Some((name, value))
    })
}

/// A value with its character references as characters.
fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return value.into();
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let (c, length) = reference(&rest[at..]);
        text.push(c);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text.into()
}

/// The character that a reference at the start of the text stands for, and its
/// length.
fn reference(text: &str) -> (char, usize) {
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
    found.unwrap_or(('&', 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        linked(html, &mut |address: &str| found.push(address.to_owned()));
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
            ("<a <b> c", " c"),
        ] {
            assert_eq!(without_markup(html), text, "{html}");
        }
    }

    #[test]
    fn links_are_where_anchors_lead() {
        let mastodon = "<p>Read <a href=\"https://news.example/long/story?x=1&amp;y=2\" rel=\"nofollow\"><span class=\
                        \"invisible\">https://</span><span class=\"ellipsis\">news.example/lo</span><span class=\
                        \"invisible\">ng/story?x=1&amp;y=2</span></a> <a class=\"mention hashtag\" href=\
                        'https://social.example/tags/Wahl'>#<span>Wahl</span></a> <span class=\"h-card\"><a href=\
                        \"https://social.example/@anna\" class=\"u-url mention\">@<span>anna</span></a></span></p>";
        assert_eq!(links(mastodon), ["https://news.example/long/story?x=1&y=2"]);
        let youtube = "<a href=\"https://www.youtube.com/watch?v=abc&amp;t=63s\">1:03</a> nice, <a href=\
                       \"http://www.youtube.com/results?search_query=%23wahl\">#wahl</a> see <A HREF=https://a.example/b>\
                       https://a.example…</A> or https://c.example/d. https://cut.exam…";
        assert_eq!(links(youtube), ["https://a.example/b", "https://c.example/d"]);
    }

    #[test]
    fn broken_markup_gives_what_it_has() {
        assert_eq!(
            links("<a href=https://a.example/1>x<a href=\"https://a.example/2\">y"),
            ["https://a.example/1", "https://a.example/2"]
        );
        assert_eq!(links("<a href=\"mailto:a@b.example\">mail</a> <a>none</a> <a href>x</a>"), [""; 0]);
        assert_eq!(links("see &lt;https://a.example/x&gt;"), ["https://a.example/x"]);
        assert_eq!(links("<a href=\"https://a.example"), ["https://a.example"]);
    }

    #[test]
    fn hostile_markup_takes_no_time() {
        for piece in
            ["<", "<a", "<a href=", "<a href=\"", "</a", "&", "&#", "<a>", "<a b='", "< a=\"", "=", "<a href=x>"]
        {
            let html = piece.repeat((1 << 21) / piece.len());
            let _ = (without_markup(&html), links(&html), links(&format!("<a {html}>")));
        }
    }
}
