//! What someone may have meant who wrote a name that is not known.

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
    let distance = |name: &str| {
        // Lists of accounts are long: what is too long or too short is not copied.
        if name.is_ascii() && name.len().abs_diff(letters) > most {
            return None;
        }
        let name = name.to_lowercase();
        may_be_within(&wanted, &name, most).then(|| damerau_levenshtein(&wanted, &name))
    };
    let near = known.into_iter().filter_map(|name| Some((distance(name)?, name)));
    let mut near: Vec<(usize, &str)> = near.filter(|(distance, _)| *distance <= most).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name).collect()
}

/// Whether two texts can be within a distance: what is cheap to see is seen before the
/// distance is counted, for lists of accounts are long. One slip leaves at most two
/// letters between what both begin with and what both end with.
fn may_be_within(x: &str, y: &str, most: usize) -> bool {
    let same = |(x, y): &(char, char)| x == y;
    let (of_x, of_y) = (x.chars().count(), y.chars().count());
    if of_x.abs_diff(of_y) > most {
        return false;
    }
    let begin = x.chars().zip(y.chars()).take_while(same).count();
    let end = x.chars().rev().zip(y.chars().rev()).take_while(same).count();
    most > 1 || of_x.max(of_y) <= begin + end + 2
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
    fn nothing_that_is_near_is_passed_over() {
        let texts =
            ["", "1", "12", "21", "121", "112", "1221", "2112", "11111", "111111", "121111", "211111", "ä1", "a1"];
        for (x, y) in texts.iter().flat_map(|x| texts.iter().map(move |y| (x, y))) {
            for most in 0..=3 {
                assert!(may_be_within(x, y, most) || damerau_levenshtein(x, y) > most, "{x} {y} {most}");
            }
        }
    }

    #[test]
    fn a_remedy_names_what_was_meant() {
        assert_eq!(did_you_mean(&["a", "b"], "no"), "did you mean `a` or `b`?");
        assert_eq!(did_you_mean(&[], "look it up"), "look it up");
    }
}
