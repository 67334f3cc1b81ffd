//! What becomes of one character: the letters it stands for, whatever their
//! case, font and alphabet, or nothing.

use std::sync::LazyLock;

use lockstep_base::safe::is_hidden;
use unicode_normalization::char::is_combining_mark;
use unicode_security::skeleton;

/// What a character is to a comparison of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// White space, punctuation, a symbol, an emoji: words part here.
    Gap,
    /// Cannot be seen, or an accent, or stands inside words: as if not there.
    Gone,
    /// A vowel sign or another mark that belongs to a script's spelling.
    Mark(char),
    /// A letter or digit as it is compared, sometimes as two.
    Letters(char, Option<char>),
}

/// How a script is written, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Letters, with spaces between words; also Korean, as its jamo.
    Spaced,
    /// Han: a character is a syllable and often a word.
    Ideographs,
    /// Japanese syllables, without spaces.
    Kana,
    /// Thai, Lao, Khmer, Burmese: letters without spaces.
    Unspaced,
}

/// The blocks of marks that combine with letters of any script (Unicode Code
/// Charts, "Combining Diacritical Marks" and its extensions): accents, and what
/// "Zalgo" texts are made of. Vowel signs are in the blocks of their scripts.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Punctuation that stands inside words.
fn joins(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '-' | '‐' | '_' | '.')
}

/// How the script of a folded character is written.
pub(super) fn writing(c: char) -> Writing {
    match c {
        ..'\u{e00}' => Writing::Spaced,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Writing::Unspaced,
        '\u{3040}'..='\u{30ff}' => Writing::Kana,
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Writing::Ideographs,
        _ => Writing::Spaced,
    }
}

/// The Basic Multilingual Plane worked out once: the lookups behind a sign
/// take a hundred times as long as this table.
static PLANE: LazyLock<Vec<Sign>> =
    LazyLock::new(|| (0..=0xffff).map(|code| char::from_u32(code).map_or(Sign::Gone, work_out)).collect());

/// What becomes of a character in compatibility decomposition (NFKD).
pub(super) fn sign(c: char) -> Sign {
    PLANE.get(c as usize).copied().unwrap_or_else(|| work_out(c))
}

fn work_out(c: char) -> Sign {
    if c.is_whitespace() {
        Sign::Gap
    } else if is_hidden(c) || is_accent(c) || joins(c) {
        Sign::Gone
    } else if is_combining_mark(c) {
        Sign::Mark(c)
    } else if c.is_alphanumeric() {
        let (first, second) = fold(c);
        Sign::Letters(first, second)
    } else {
        Sign::Gap
    }
}

/// A letter without its case, as the Latin letter or digit that it is
/// confusable with (Unicode Technical Standard #39, skeletons).
///
/// A letter is confusable as a capital or as a small letter, and both must
/// fold to one: the capital decides where it looks like Latin (`Н` is `H`, so
/// `н` is `h`), else the small letter (`г` is `r`, so `Г` is `r`). What is not
/// confusable with Latin becomes the skeleton of its small letter.
///
/// A skeleton in another kind of writing is none here: a Korean vowel is no
/// Japanese dash, though they look the same.
fn fold(c: char) -> (char, Option<char>) {
    let capital: String = c.to_uppercase().collect();
    let small: String = capital.to_lowercase().chars().map(|c| if c == 'ς' { 'σ' } else { c }).collect();
    let like = |text: &str| like(text).filter(|&(first, _)| writing(first) == writing(c));
    let latin = |text: &str| like(text).filter(|(first, second)| first.is_ascii() && second.is_none());
    let folded = latin(&capital).or_else(|| latin(&small)).or_else(|| like(&small)).or_else(|| pair(small.chars()));
    let (first, second) = folded.unwrap_or((c, None));
    (first.to_ascii_lowercase(), second.map(|second| second.to_ascii_lowercase()))
}

/// The skeleton without accents, where it is of one or two letters or digits.
fn like(text: &str) -> Option<(char, Option<char>)> {
    pair(skeleton(text).filter(|&c| !is_accent(c))).filter(|&(first, second)| {
        // Two letters only where they are Latin: `æ` is `ae`.
        second.map_or(first.is_alphanumeric(), |second| first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric())
    })
}

fn pair(mut letters: impl Iterator<Item = char>) -> Option<(char, Option<char>)> {
    let (first, second) = (letters.next()?, letters.next());
    letters.next().is_none().then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_small_letters_of_every_script_fold_to_one() {
        for c in (0..0x2_0000).filter_map(char::from_u32).filter(|c| c.is_alphanumeric()) {
            let mut small = c.to_lowercase();
            if let (Some(small), None) = (small.next(), small.next())
                && small.to_uppercase().eq([c])
            {
                assert_eq!(sign(c), sign(small), "{c}");
            }
        }
    }

    #[test]
    fn letters_that_look_alike_are_one() {
        for (like, latin) in
            [('а', 'a'), ('Е', 'e'), ('о', 'o'), ('Ο', 'o'), ('0', 'o'), ('Н', 'h'), ('і', 'i'), ('1', 'l')]
        {
            assert_eq!(sign(like), sign(latin), "{like}");
        }
        assert_eq!(sign('ς'), sign('σ'));
        assert_eq!(sign('ß'), Sign::Letters('s', Some('s')));
        assert_eq!(sign('æ'), Sign::Letters('a', Some('e')));
    }

    #[test]
    fn most_latin_letters_stay_apart() {
        let letters: std::collections::BTreeSet<String> = ('a'..='z').map(|c| format!("{:?}", sign(c))).collect();
        assert_eq!(letters.len(), 25, "only i and l are one");
    }

    #[test]
    fn vowel_signs_stay_and_accents_go() {
        for mark in ['\u{e34}', '\u{e48}', '\u{93f}', '\u{94d}', '\u{64e}', '\u{5b4}'] {
            assert_eq!(sign(mark), Sign::Mark(mark));
        }
        for gone in ['\u{301}', '\u{336}', '\u{20dd}', '\u{fe0f}', '\u{200d}', '\u{202e}', '\u{7}', '\u{e0101}'] {
            assert_eq!(sign(gone), Sign::Gone);
        }
        for gap in [' ', '\n', '!', '。', '#', '🔥', '\u{1f3fd}', '🇺'] {
            assert_eq!(sign(gap), Sign::Gap);
        }
    }
}
