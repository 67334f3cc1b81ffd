//! The description of a network in three fixed sentences: where it was
//! operated from, which audience it targeted, what the people behind it did
//! and in order to do what. The first that attributes anything says that it is
//! an assessment, unless confidence is high.

use lockstep_base::country::Country;
use lockstep_base::numbers::list;

use super::words::capital;
use crate::transparency::operations::{Confidence, Field, Operation};

/// The three sentences, always in this order.
pub fn description(operation: &Operation) -> [String; 3] {
    let audience = audience(operation);
    let [first, second] = match (origin(operation), audience) {
        (Ok(origin), Ok(audience)) => [assessed(operation, &origin), format!("It {audience}.")],
        (Ok(origin), Err(open)) => [assessed(operation, &origin), open],
        (Err(open), Ok(audience)) => [open, assessed(operation, &format!("it {audience}"))],
        (Err(open), Err(other)) => [open, other],
    };
    [first, second, conduct(operation)]
}

/// A statement as a sentence, with how sure it is.
fn assessed(operation: &Operation, statement: &str) -> String {
    let how = match operation.confidence {
        Some(Confidence::High) => return format!("{}.", capital(statement)),
        Some(other) => format!(" with {} confidence", other.name()),
        None => String::new(),
    };
    format!("We assess{how} that {statement}.")
}

/// What is said of a field where nothing is told.
fn open(operation: &Operation, field: Field) -> &'static str {
    if operation.is_secret(field) { "is not public" } else { "was not determined" }
}

/// Where it was operated from, or that this is open. The words of the entry go
/// before its countries.
fn origin(operation: &Operation) -> Result<String, String> {
    let place = operation.about.origin.as_ref().map(|words| format!("from {words}"));
    let countries = &operation.operated_from;
    let place = place.or_else(|| (!countries.is_empty()).then(|| format!("from {}", named(countries))));
    let open = open(operation, Field::OperatedFrom);
    match (&operation.about.operated_by, place) {
        (None, None) => Err(format!("Where this network was operated from {open}.")),
        (None, Some(place)) => Ok(format!("this network was operated {place}")),
        (Some(by), Some(place)) => Ok(format!("this network was operated by {by} {place}")),
        (Some(by), None) => Ok(format!("this network was operated by {by}; from where {open}")),
    }
}

/// Whom it targeted, or that this is open.
fn audience(operation: &Operation) -> Result<String, String> {
    match (&operation.audience, operation.target_audience.as_slice()) {
        (Some(words), _) => Ok(format!("targeted {words}")),
        (None, []) => Err(format!("Which audience it targeted {}.", open(operation, Field::TargetAudience))),
        (None, [only]) => Ok(format!("targeted an audience in {}", only.in_a_sentence())),
        (None, countries) => Ok(format!("targeted audiences in {}", named(countries))),
    }
}

fn conduct(operation: &Operation) -> String {
    let (methods, aims) = (list(&operation.methods), list(&operation.aims));
    match (methods.as_str(), aims.as_str()) {
        ("", "") => "What the people behind it did, and in order to do what, is not public.".to_owned(),
        (methods, "") => format!("The people behind it {methods}; in order to do what is not public."),
        ("", aims) => format!("The people behind it acted in order to {aims}; what they did is not public."),
        (methods, aims) => format!("The people behind it {methods} in order to {aims}."),
    }
}

fn named(countries: &[Country]) -> String {
    list(&countries.iter().map(|country| country.in_a_sentence()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transparency::operations::About;
    use crate::transparency::report::build::tests::operation;

    fn iranian() -> Operation {
        Operation {
            operated_from: vec!["IR".parse().unwrap()],
            target_audience: vec!["US".parse().unwrap(), "GB".parse().unwrap()],
            methods: vec!["created inauthentic accounts".into(), "bought comments".into()],
            aims: vec!["amplify pro-Iranian narratives".into()],
            confidence: Some(Confidence::High),
            ..operation("a", "2024-02", 65)
        }
    }

    #[test]
    fn a_network_is_told_in_three_sentences() {
        assert_eq!(
            description(&iranian()),
            [
                "This network was operated from Iran.",
                "It targeted audiences in the United States and the United Kingdom.",
                "The people behind it created inauthentic accounts and bought comments in order to amplify \
                 pro-Iranian narratives."
            ]
        );
    }

    #[test]
    fn what_is_less_than_sure_is_an_assessment() {
        let first = |confidence| description(&Operation { confidence, ..iranian() })[0].clone();
        assert_eq!(first(None), "We assess that this network was operated from Iran.");
        assert_eq!(
            first(Some(Confidence::Moderate)),
            "We assess with moderate confidence that this network was operated from Iran."
        );
        let open = Operation { operated_from: vec![], confidence: Some(Confidence::Low), ..iranian() };
        assert_eq!(
            description(&open)[1],
            "We assess with low confidence that it targeted audiences in the United States and the United Kingdom."
        );
    }

    #[test]
    fn an_origin_need_not_be_a_country() {
        let first = |about: About, codes: &[&str]| {
            let operated_from = codes.iter().map(|code| code.parse().unwrap()).collect();
            description(&Operation { about, operated_from, ..iranian() })[0].clone()
        };
        let vendor = About { operated_by: Some("a vendor of engagement".into()), ..About::default() };
        assert_eq!(
            first(vendor.clone(), &[]),
            "This network was operated by a vendor of engagement; from where was not determined."
        );
        assert_eq!(first(vendor, &["RO"]), "This network was operated by a vendor of engagement from Romania.");
        let region = About { origin: Some("the Sahel".into()), ..About::default() };
        assert_eq!(first(region, &["ML"]), "This network was operated from the Sahel.");
    }

    #[test]
    fn what_was_not_determined_or_is_not_public_is_said() {
        let open = operation("a", "2024-02", 1);
        assert_eq!(
            description(&open)[..2],
            [
                "Where this network was operated from was not determined.",
                "Which audience it targeted was not determined."
            ]
        );
        let secret = Operation {
            not_public: vec![Field::OperatedFrom, Field::TargetAudience, Field::Methods, Field::Aims],
            methods: vec![],
            aims: vec![],
            ..open.clone()
        };
        assert_eq!(
            description(&secret),
            [
                "Where this network was operated from is not public.",
                "Which audience it targeted is not public.",
                "What the people behind it did, and in order to do what, is not public."
            ]
        );
        let words = Operation { audience: Some("readers of one newspaper".into()), ..open.clone() };
        assert_eq!(description(&words)[1], "We assess that it targeted readers of one newspaper.");
        let aims = Operation { methods: vec![], ..open };
        assert_eq!(
            description(&aims)[2],
            "The people behind it acted in order to be seen; what they did is not public."
        );
    }
}
