//! Where the words of a text begin and end.

pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

pub(super) fn is_at(c: char) -> bool {
    matches!(c, '@' | '＠' | '﹫')
}

/// From where to where, in bytes, runs of these characters go.
pub(super) fn runs(text: &str, is_inside: impl Fn(char) -> bool) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + text[at..].find(&is_inside)?;
        at = text[from..].find(|c| !is_inside(c)).map_or(text.len(), |end| from + end);
        Some((from, at))
    })
}

pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, usize)> {
    runs(text, is_word)
}

/// How many bytes of the text, at its beginning, can be a handle: words, parted
/// by single dots, hyphens or (on federated platforms) an `@`.
pub(super) fn handle_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let word = text[length..].find(|c| !is_word(c)).unwrap_or(text.len() - length);
        length += word;
        let mut rest = text[length..].chars();
        let parted = rest.next().filter(|c| ".-@".contains(*c)).zip(rest.next()).filter(|(_, next)| is_word(*next));
        match parted.filter(|_| word > 0) {
            Some((sign, _)) => length += sign.len_utf8(),
            None => return length,
        }
    }
}

/// How many bytes at the beginning of `text` are `wanted` (in lower case) but
/// for their case, with no letter after them.
pub(super) fn starts_with(text: &str, wanted: &str) -> Option<usize> {
    let length = matched(text.chars(), wanted.chars().collect(), |c| c.to_lowercase().collect())?;
    let ends_in_word = wanted.chars().next_back().is_some_and(is_word);
    let goes_on = ends_in_word && text[length..].chars().next().is_some_and(char::is_alphanumeric);
    (!goes_on).then_some(length)
}

/// How many bytes at the end of `text` are `wanted` (in lower case) but for
/// their case, with no letter or digit before them.
pub(super) fn ends_with(text: &str, wanted: &str) -> Option<usize> {
    let length =
        matched(text.chars().rev(), wanted.chars().rev().collect(), |c| c.to_lowercase().rev().collect::<Vec<_>>())?;
    let begins_in_word = wanted.chars().next().is_some_and(is_word);
    let goes_on = begins_in_word && text[..text.len() - length].chars().next_back().is_some_and(char::is_alphanumeric);
    (!goes_on).then_some(length)
}

/// How many bytes of the characters are what is wanted, each in lower case.
fn matched(
    mut text: impl Iterator<Item = char>,
    wanted: Vec<char>,
    lower: impl Fn(char) -> Vec<char>,
) -> Option<usize> {
    let (mut length, mut rest) = (0, wanted.as_slice());
    while !rest.is_empty() {
        let c = text.next()?;
        rest = rest.strip_prefix(lower(c).as_slice())?;
        length += c.len_utf8();
    }
    Some(length)
}
