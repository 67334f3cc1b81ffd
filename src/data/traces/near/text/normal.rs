//! Normal forms: what is left of a text when everything is gone that changes
//! without changing what is said.
//!
//! Gone are mentions, links, a leading `RT`, HTML's entities, case, accents,
//! punctuation, symbols, emoji and characters that cannot be seen; letters that
//! look alike are one (see [`super::letters`]). A hashtag keeps its word. Words
//! are parted by one space.
//!
//! The text is decomposed (NFKD) rather than composed (NFKC): both make the
//! same texts equal, but accents and look-alikes are told by single characters.

use lockstep_base::safe::is_hidden;
use unicode_normalization::UnicodeNormalization;

use super::letters::{Sign, Writing, sign, writing};

/// More marks than this on one letter are spam; Tibetan and Khmer use three.
const MARKS: usize = 4;
/// HTML's entities as exports leave them.
const ENTITIES: [&str; 7] = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;", "&nbsp;"];

/// The normal form of a text: what it is compared by, in lower case, its words
/// parted by one space; empty where nothing is left.
pub fn normal_form(text: &str) -> Box<str> {
    let mut form = Form { text: String::with_capacity(text.len()), ..Form::default() };
    if text.is_ascii() {
        let characters: Vec<char> = text.chars().filter(|&c| seen(c)).collect();
        form.read(&characters, &characters);
    } else {
        let characters: Vec<char> = text.nfkd().filter(|&c| seen(c)).collect();
        let looks: Vec<char> = characters.iter().map(|&c| look(c)).collect();
        form.read(&characters, &looks);
    }
    form.text.into_boxed_str()
}

/// The Latin letter that a letter of a related alphabet looks like: a link
/// stays one where somebody writes `httр` with a Cyrillic letter.
fn look(c: char) -> char {
    match sign(c) {
        Sign::Letters(latin, None) if ('\u{80}'..'\u{590}').contains(&c) => latin,
        _ => c,
    }
}

fn seen(c: char) -> bool {
    c.is_whitespace() || !is_hidden(c)
}

/// A normal form in the making.
#[derive(Default)]
struct Form {
    text: String,
    /// A space is due before the next letter.
    parted: bool,
    /// Marks since the last letter, and the last of them.
    marks: usize,
    mark: Option<char>,
}

impl Form {
    /// Takes what the text says; links and mentions are told by how it looks.
    fn read(&mut self, characters: &[char], looks: &[char]) {
        let mut at = 0;
        while at < characters.len() {
            let passed = aside(looks, at, self.text.is_empty());
            self.push(if passed > 0 { Sign::Gap } else { sign(characters[at]) });
            at += passed.max(1);
        }
    }

    fn push(&mut self, sign: Sign) {
        match sign {
            Sign::Gap => self.parted = !self.text.is_empty(),
            Sign::Gone => {}
            Sign::Mark(mark) => {
                let spelled = !self.text.is_empty() && !self.parted && self.marks < MARKS && self.mark != Some(mark);
                if spelled {
                    self.text.push(mark);
                    self.marks += 1;
                    self.mark = Some(mark);
                }
            }
            Sign::Letters(first, second) => {
                if std::mem::take(&mut self.parted) {
                    self.text.push(' ');
                }
                self.text.push(first);
                self.text.extend(second);
                self.marks = 0;
                self.mark = None;
            }
        }
    }
}

/// How many characters from here on are a link, a mention, an entity or a
/// leading `RT`: nothing of what the text says.
fn aside(text: &[char], at: usize, leads: bool) -> usize {
    let rest = &text[at..];
    let inside_word = at > 0 && text[at - 1].is_ascii_alphanumeric();
    match rest[0] {
        '&' => ENTITIES.iter().find(|entity| starts(rest, entity)).map_or(0, |entity| entity.len()),
        '@' if !inside_word => mention(rest),
        'r' | 'R' if leads && !inside_word => retweet(rest),
        'h' | 'H' if scheme(rest) => link_length(rest),
        c if !inside_word && c.is_ascii_alphanumeric() && (at == 0 || !"@.-_/".contains(text[at - 1])) => {
            bare_link(rest)
        }
        _ => 0,
    }
}

fn starts(text: &[char], with: &str) -> bool {
    with.chars().enumerate().all(|(at, c)| text.get(at).is_some_and(|other| other.eq_ignore_ascii_case(&c)))
}

/// `RT` before a mention or a colon.
fn retweet(text: &[char]) -> usize {
    let after = text.iter().skip(2).find(|c| !c.is_whitespace());
    if starts(text, "rt") && matches!(after, Some('@' | ':')) { 2 } else { 0 }
}

/// `@name`, `@name@host.org`; letters of other alphabets too, as on Weibo.
fn mention(text: &[char]) -> usize {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let plain = 1 + run(&text[1..], is_plain);
    if plain == 1 {
        let named = 1 + run(&text[1..], |c| c.is_alphanumeric() || c == '_');
        return if named > 1 { named } else { 0 };
    }
    if text.get(plain) == Some(&'@') {
        return plain + 1 + run(&text[plain + 1..], |c| is_plain(c) || c == '.' || c == '-');
    }
    plain
}

/// `http://` and `https://`, also where an export cut them short (`https:…`).
fn scheme(text: &[char]) -> bool {
    let name = if starts(text, "https") { 5 } else { 4 };
    starts(text, "http") && matches!(text.get(name), None | Some(':' | '.'))
}

/// `www.` and whatever, or a host with a path, such as `t.co/abc`.
fn bare_link(text: &[char]) -> usize {
    if starts(text, "www.") {
        return link_length(text);
    }
    let host = run(text, |c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    if text.get(host) != Some(&'/') {
        return 0;
    }
    let top = text[..host].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
    if top >= 2 && top < host && text[host - top - 1] == '.' { link_length(text) } else { 0 }
}

/// A link ends at white space, a quotation mark or a bracket, and before a
/// script that writes no spaces.
fn link_length(text: &[char]) -> usize {
    run(text, |c| {
        let ends = c.is_whitespace() || "\"<>«»“”‘’「」『』《》【】、。".contains(c);
        !ends && (c.is_ascii() || (writing(c) == Writing::Spaced && !is_jamo(c)))
    })
}

fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}')
}

fn run(text: &[char], holds: impl Fn(char) -> bool) -> usize {
    text.iter().take_while(|&&c| holds(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) {
        assert_eq!(normal_form(one), normal_form(other), "{one:?} and {other:?}");
        assert!(!normal_form(one).is_empty(), "{one:?}");
    }

    #[test]
    fn links_mentions_and_retweet_marks_say_nothing() {
        for copy in [
            "RT @someone: Vote now! https://t.co/abc",
            "rt @a: RT @b: vote now",
            "@a @b_c Vote now www.example.org/x?y=z",
            "Vote now t.co/AbC1",
            "Vote now HTTPS://t.co/x #",
            "Vote\u{200b} n\u{ad}ow “https:…",
            "@анна vote now @who@mastodon.social",
            "RT : Vote &amp; now",
            "@usеr vote now httрs://t.сο/x",
        ] {
            same(copy, "vote now");
        }
        same("смотри https://кремль.рф/путь сюда", "смотри сюда");
        same("看这里https://t.co/abc快来看", "看这里 快来看");
        same("여기https://t.co/abc보세요", "여기 보세요");
    }

    #[test]
    fn words_that_only_look_like_links_stay() {
        same("and/or", "and or");
        same("rt is an art", "RT is an art");
        same("the http protocol", "The HTTP protocol");
        same("mail a@b.org", "mail a b.org");
        same("art: history", "Art history");
        same("#MAGA now", "maga now");
    }

    #[test]
    fn case_accents_fonts_and_alphabets_fold() {
        same("ΟΔΟΣ", "οδος");
        same("STRASSE", "Straße");
        same("Café", "CAFE\u{301}");
        same("Ｖｏｔｅ", "vote");
        same("𝐕𝐨𝐭𝐞 𝓷𝓸𝔀", "vote now");
        same("Тrumр wоn", "Trump won");
        same("МОСКВА", "москва");
        same("İstanbul", "istanbul");
        same("Ёлки й", "елки и");
        same("don’t re-open", "dont reopen");
    }

    #[test]
    fn scripts_keep_their_vowel_signs() {
        let differ = |one: &str, other: &str| assert_ne!(normal_form(one), normal_form(other));
        differ("ที่นี่", "ทนา");
        differ("कि", "की");
        differ("كِتاب", "كُتاب");
        differ("が", "か");
        same("한국", "한국");
        same("क\u{94d}\u{937}", "क\u{94d}ष");
    }

    #[test]
    fn emoji_and_their_variants_go() {
        same("yes 👍🏽❤\u{fe0f}👩\u{200d}👩\u{200d}👧 🇺🇸", "yes");
        assert!(normal_form("🔥🔥 !!! @x https://t.co/a").is_empty());
    }

    #[test]
    fn hostile_texts_pass() {
        let zalgo: String =
            "ab".chars().flat_map(|c| std::iter::once(c).chain(std::iter::repeat_n('\u{336}', 500_000))).collect();
        same(&zalgo, "ab");
        let vowels: String = std::iter::once('ก').chain(std::iter::repeat_n('\u{e34}', 1_000_000)).collect();
        same(&vowels, "กิ");
        let piled: String =
            std::iter::once('ก').chain(['\u{e34}', '\u{e48}', '\u{e4d}'].into_iter().cycle().take(999_999)).collect();
        assert!(normal_form(&piled).chars().count() <= 1 + MARKS);
        assert_eq!(normal_form("\u{0}\u{1b}\u{202e}\u{e0001}\u{feff}\u{ffff}"), "".into());
        assert_eq!(normal_form("\u{301}\u{e34}@"), "".into());
        assert_eq!(normal_form(&"a.".repeat(1_000_000)).len(), 1_000_000);
        assert_eq!(normal_form(&"@".repeat(1_000_000)), "".into());
    }
}
