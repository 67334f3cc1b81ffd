//! What somebody may have meant who wrote a name that is not known.

use strsim::damerau_levenshtein;

/// At most so many names are proposed.
const MOST: usize = 3;

/// The known names that are nearest to a text, the nearest first: one letter in
/// three may be another one, in two letters one, and in a number one digit, since two
/// numbers are hardly ever the same with two slips; case does not count.
pub fn nearest<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = text.trim().to_lowercase();
    let letters = wanted.chars().count();
    let most = match letters {
        0 | 1 => 0,
        _ if wanted.bytes().all(|byte| byte.is_ascii_digit()) => 1,
        _ => (letters / 3).max(1),
    };
    let distance = |name: &str| damerau_levenshtein(&wanted, &name.to_lowercase());
    let mut near: Vec<(usize, &str)> = known.into_iter().map(|name| (distance(name), name)).collect();
    near.retain(|(distance, _)| *distance <= most);
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// What to do about a name that is not known: to ask for the nearest, else `otherwise`.
pub fn did_you_mean(near: &[&str], otherwise: &str) -> String {
    if near.is_empty() {
        return otherwise.to_owned();
    }
    let names: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_comes_first_and_far_ones_are_not_named() {
        let known = ["1004", "10004", "video", "T0049", "T0049.001", "T0049.002", "countries"];
        assert_eq!((nearest("vidoe", known), nearest("Contries", known)), (vec!["video"], vec!["countries"]));
        assert_eq!(nearest("10044", known)[0], "10004");
        assert_eq!(nearest("T0049.009", known), ["T0049.001", "T0049.002"]);
        assert!(nearest("radio", known).is_empty() && nearest("y", ["x"]).is_empty());
        assert!(nearest("9000005", ["900003"]).is_empty() && nearest("9000003", ["900003"]).len() == 1);
    }

    #[test]
    fn a_remedy_names_what_was_meant() {
        assert_eq!(did_you_mean(&["a", "b"], "no"), "did you mean `a` or `b`?");
        assert_eq!(did_you_mean(&[], "look it up"), "look it up");
    }
}
