//! The description of a network in three fixed sentences: where it was
//! operated from, which audience it targeted, what the people behind it did
//! and in order to do what.

use lockstep_base::country::Country;
use lockstep_base::numbers::list;

use crate::transparency::operations::Operation;

/// The three sentences, always in this order.
pub fn description(operation: &Operation) -> [String; 3] {
    [origin(operation), audience(operation), conduct(operation)]
}

fn origin(operation: &Operation) -> String {
    match operation.operated_from.as_slice() {
        [] => "Where this network was operated from was not determined.".to_owned(),
        countries => format!("This network was operated from {}.", named(countries)),
    }
}

/// The words of the entry go before its countries.
fn audience(operation: &Operation) -> String {
    match (&operation.audience, operation.target_audience.as_slice()) {
        (Some(words), _) => format!("It targeted {}.", words.trim_end_matches(['.', ' '])),
        (None, []) => "Which audience it targeted was not determined.".to_owned(),
        (None, [only]) => format!("It targeted an audience in {}.", only.in_a_sentence()),
        (None, countries) => format!("It targeted audiences in {}.", named(countries)),
    }
}

fn conduct(operation: &Operation) -> String {
    format!("The people behind it {} in order to {}.", list(&operation.methods), list(&operation.aims))
}

fn named(countries: &[Country]) -> String {
    list(&countries.iter().map(|country| country.in_a_sentence()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::report::build::tests::operation;

    #[test]
    fn a_network_is_told_in_three_sentences() {
        let told = description(&Operation {
            operated_from: vec!["IR".parse().unwrap()],
            target_audience: vec!["US".parse().unwrap(), "GB".parse().unwrap()],
            methods: vec!["created inauthentic accounts".into(), "bought comments".into()],
            aims: vec!["amplify pro-Iranian narratives".into()],
            ..operation("a", "2024-02", 65)
        });
        assert_eq!(
            told,
            [
                "This network was operated from Iran.",
                "It targeted audiences in the United States and the United Kingdom.",
                "The people behind it created inauthentic accounts and bought comments in order to amplify \
                 pro-Iranian narratives."
            ]
        );
    }

    #[test]
    fn what_was_not_determined_is_said() {
        let open = operation("a", "2024-02", 1);
        assert_eq!(
            description(&open)[..2],
            [
                "Where this network was operated from was not determined.",
                "Which audience it targeted was not determined."
            ]
        );
        let words = Operation { audience: Some("readers of one newspaper.".into()), ..open.clone() };
        assert_eq!(description(&words)[1], "It targeted readers of one newspaper.");
        let one = Operation { target_audience: vec!["ID".parse().unwrap()], ..open };
        assert_eq!(description(&one)[1], "It targeted an audience in Indonesia.");
    }
}
