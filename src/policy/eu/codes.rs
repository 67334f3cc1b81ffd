//! Codes of the DSA Transparency Database.

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
