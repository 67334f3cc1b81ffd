//! Codes of the DSA Transparency Database.

use lockstep_base::country::Country;

/// The categories that measures against influence operations and state-controlled
/// media can fall under, each with its keywords; the database has more, for other
/// matters.
pub(super) const CATEGORIES: [(&str, &[&str]); 4] = [
    (
        "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
        &[
            "KEYWORD_MISINFORMATION_DISINFORMATION",
            "KEYWORD_VIOLATION_EU_LAW",
            "KEYWORD_VIOLATION_NATIONAL_LAW",
            "KEYWORD_OTHER",
        ],
    ),
    (
        "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
        &["KEYWORD_ILLEGAL_ORGANIZATIONS", "KEYWORD_RISK_PUBLIC_HEALTH", "KEYWORD_TERRORIST_CONTENT", "KEYWORD_OTHER"],
    ),
    (
        "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        &["KEYWORD_IMPERSONATION_ACCOUNT_HIJACKING", "KEYWORD_INAUTHENTIC_ACCOUNTS", "KEYWORD_OTHER"],
    ),
    ("STATEMENT_CATEGORY_OTHER_VIOLATION_TC", &["KEYWORD_GEOGRAPHICAL_REQUIREMENTS", "KEYWORD_OTHER"]),
];

/// The keyword that needs a description.
pub(super) const OTHER: &str = "KEYWORD_OTHER";

/// The member states of the European Union; the database writes GR for Greece.
const EU: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";
/// The others of the European Economic Area.
const EEA_BESIDES: &str = "IS LI NO";

/// The countries of the European Union, or of the whole Economic Area.
pub(super) fn countries(is_whole_area: bool) -> Vec<Country> {
    let besides = if is_whole_area { EEA_BESIDES } else { "" };
    let codes = EU.split(' ').chain(besides.split(' '));
    let mut countries: Vec<Country> = codes.filter_map(|code| code.parse().ok()).collect();
    countries.sort_unstable();
    countries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_union_has_27_members_and_the_area_30() {
        assert_eq!((countries(false).len(), countries(true).len()), (27, 30));
    }
}
