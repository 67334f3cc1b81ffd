//! Whether a phrase fits the sentence that the report puts it into.
//!
//! The sentence is "The people behind it *methods* in order to *aims*." A method
//! is a verb phrase in the past tense (`created inauthentic accounts`), an aim
//! one in the infinitive without `to` (`amplify narratives`). What certainly
//! does not fit is an error; what may not fit is a note that shows the sentence.
//! The verb is the first word that is no adverb: one in `-ly`, or `first`, `then`,
//! `also`, `not`.

use super::field::Field;
use super::problem::Severity;

/// How bad it is, what is wrong, what to do.
type Misfit = (Severity, String, String);

/// Words with which a noun phrase or a sentence of its own begins.
const NO_VERBS: &str = "a an the this that these those their its his her our some many several all they it he she we you i who \
    which there accounts in by through for with and or";

/// Past tenses that do not end in `-ed`.
const PAST: &str = "was were had did became began bought bound broke brought built came cast caught chose clung cost cut \
    dealt drew drove fed fell felt fled flew forbade forgot fought found gave got grew held hid hit hung hurt \
    kept knew laid led left lent let lay lost made meant met overran paid put quit ran read rebuilt rode rose \
    said sang sat saw sent set shot shut slid sold sought spent split spoke spread stole stood struck swept \
    taught thought told took undertook wrote";

/// Infinitives that end as a gerund or a past tense does.
const INFINITIVES: &str = "bring cling fling ring sing spring sting string swing wing wring embed shed wed";

/// Verbs that end as an adverb does.
const VERBS_IN_LY: &str = "ally apply bully comply fly imply multiply rally rely reply sully supply";

/// Endings of nouns, and the verbs that have them too.
const NOUNS: [&str; 5] = ["tion", "sion", "ment", "ness", "ity"];
const VERBS_LIKE_NOUNS: &str = "mention question position caution condition function petition comment implement experiment document \
    torment lament foment ferment augment witness harness";

/// Whether a list of words holds one.
fn holds(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

/// What is wrong with a phrase of `methods` or `aims`, where anything is.
pub(super) fn misfit(field: Field, phrase: &str) -> Option<Misfit> {
    let ends_in_ly = |word: &str| word.ends_with("ly") && !holds(VERBS_IN_LY, word);
    let is_adverb = |word: &str| ends_in_ly(word) || ["first", "then", "also", "not"].contains(&word);
    let verb = phrase.split_whitespace().find(|word| !is_adverb(word)).unwrap_or(phrase);
    let begins = phrase.split_whitespace().next().unwrap_or_default();
    let remedy = asked_for(field);
    let error = |problem: String| Some((Severity::Error, problem, remedy.to_owned()));
    let small = begins.to_lowercase();
    if begins.starts_with(char::is_uppercase) {
        return error(format!("`{begins}` begins with a capital, and the phrase stands within a sentence"));
    }
    if small == "to" {
        let why = if field == Field::Aims { "the sentence says `in order to` already" } else { "it begins with `to`" };
        return error(why.to_owned());
    }
    if holds(NO_VERBS, &small) {
        return error(format!("it begins with `{begins}` in the place of a verb"));
    }
    match field {
        Field::Aims => aim(verb, phrase),
        _ => method(verb, phrase),
    }
    .map(|(severity, problem)| (severity, problem, remedy.to_owned()))
}

/// What is asked for, with an example.
fn asked_for(field: Field) -> &'static str {
    match field {
        Field::Aims => "write an infinitive without `to`, such as `amplify narratives`",
        _ => "write a verb phrase in the past tense, such as `created inauthentic accounts`",
    }
}

fn aim(verb: &str, phrase: &str) -> Option<(Severity, String)> {
    let is_infinitive = holds(INFINITIVES, verb) || verb.ends_with("eed");
    if verb.ends_with("ing") && !is_infinitive {
        return Some((Severity::Error, format!("`{verb}` is no infinitive")));
    }
    if verb.ends_with("ed") && !is_infinitive {
        return Some((Severity::Error, format!("`{verb}` is in the past tense")));
    }
    let is_third_person = verb.ends_with('s') && !["ss", "us", "as"].iter().any(|end| verb.ends_with(end));
    let is_noun = NOUNS.iter().any(|end| verb.ends_with(end)) && !holds(VERBS_LIKE_NOUNS, verb);
    (is_third_person || is_noun).then(|| {
        let problem = format!("`{verb}` may be no infinitive: the sentence reads `in order to {phrase}`");
        (Severity::Note, problem)
    })
}

fn method(verb: &str, phrase: &str) -> Option<(Severity, String)> {
    if verb.ends_with("ing") {
        return Some((Severity::Error, format!("`{verb}` is not in the past tense")));
    }
    let is_past = (verb.ends_with("ed") && !verb.ends_with("eed")) || holds(PAST, verb);
    (!is_past).then(|| {
        let problem =
            format!("`{verb}` may not be in the past tense: the sentence reads `The people behind it {phrase}`");
        (Severity::Note, problem)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severity(field: Field, phrase: &str) -> Option<Severity> {
        misfit(field, phrase).map(|(severity, ..)| severity)
    }

    #[test]
    fn what_fits_the_sentence_is_not_complained_of() {
        for phrase in [
            "created inauthentic accounts",
            "covertly ran pages",
            "used a vendor",
            "first posted on travel, then on politics",
            "bought comments",
            "re-posted the same videos",
            "were paid for comments",
        ] {
            assert_eq!(severity(Field::Methods, phrase), None, "{phrase}");
        }
        for phrase in [
            "amplify narratives",
            "be seen",
            "bring readers to its sites",
            "swing the vote",
            "harass journalists",
            "discuss the war",
            "succeed at the election",
            "mention a candidate",
            "artificially raise the reach of posts",
            "focus on one candidate",
            "rally supporters",
        ] {
            assert_eq!(severity(Field::Aims, phrase), None, "{phrase}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_and_what_may_not_is_asked() {
        let (error, note) = (Some(Severity::Error), Some(Severity::Note));
        for (field, phrase, found) in [
            (Field::Methods, "Created accounts", error),
            (Field::Methods, "they created accounts", error),
            (Field::Methods, "creating accounts", error),
            (Field::Methods, "to create accounts", error),
            (Field::Methods, "a vendor", error),
            (Field::Methods, "create accounts", note),
            (Field::Methods, "creates accounts", note),
            (Field::Aims, "to amplify", error),
            (Field::Aims, "Amplify", error),
            (Field::Aims, "amplifying narratives", error),
            (Field::Aims, "amplified narratives", error),
            (Field::Aims, "the promotion of a party", error),
            (Field::Aims, "amplifies narratives", note),
            (Field::Aims, "promotion of a party", note),
        ] {
            assert_eq!(severity(field, phrase), found, "{phrase}");
        }
    }
}
