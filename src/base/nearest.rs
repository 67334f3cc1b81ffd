//! The nearest spelling of a word that nobody knows.

/// Up to this many characters one slip is allowed, above it two.
const SHORT: usize = 4;

/// The word of `known` that differs from `text` by a slip or, in longer words, two (a
/// letter added, left out, replaced, or two exchanged; case does not count), the nearest
/// first and of several the first. None where none is so near.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.trim().to_lowercase();
    // Two numbers are hardly ever the same with two slips.
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    let slips = if is_number || text.chars().count() <= SHORT { 1 } else { 2 };
    let near = known.into_iter().map(|word| (strsim::osa_distance(&text, &word.to_lowercase()), word));
    let near = near.filter(|(distance, word)| *distance <= slips && *distance < word.chars().count());
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// The same as the end of a message: `: did you mean …?`, or nothing.
pub fn did_you_mean<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(text, known).map_or_else(String::new, |word| format!(": did you mean `{word}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_or_two_is_understood_and_no_other_word() {
        let known = ["video", "text", "10004", "1001", "countries"];
        let near = |text: &str| nearest(text, known);
        assert_eq!((near("vidoe"), near("1004"), near("contry")), (Some("video"), Some("10004"), None));
        assert_eq!((near("Contries"), near("text"), near("photo")), (Some("countries"), Some("text"), None));
        assert_eq!((near("100"), near(""), near("x"), near("10013")), (Some("1001"), None, None, Some("1001")));
        assert_eq!((near("100011"), near("10143")), (None, None));
        assert_eq!(did_you_mean("vidoe", known), ": did you mean `video`?");
    }
}
