//! Statements of reasons.

use lockstep_base::calendar::Day;
use lockstep_base::country::{Country, codes_of};
use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use lockstep_base::named;
use lockstep_base::safe;
use lockstep_results::write::table;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::config::EuConfig;

/// The longest text of facts, in characters.
const LONGEST_FACTS: usize = 5_000;
/// The earliest day that the schema takes for a measure.
const EARLIEST: &str = "2020-01-01";

named! {
    /// What a measure limits, by the schema's own words.
    Limit {
        /// The content or account bears a label.
        Labelled = "DECISION_VISIBILITY_CONTENT_LABELLED",
        /// It is recommended less, or not.
        Demoted = "DECISION_VISIBILITY_CONTENT_DEMOTED",
        /// It cannot be seen, in some countries or everywhere.
        Disabled = "DECISION_VISIBILITY_CONTENT_DISABLED",
        /// A part of the service, such as advertising, is not provided.
        PartlySuspended = "DECISION_PROVISION_PARTIAL_SUSPENSION",
        /// The account cannot act for a time.
        AccountSuspended = "DECISION_ACCOUNT_SUSPENDED",
        /// The account is removed.
        AccountTerminated = "DECISION_ACCOUNT_TERMINATED",
    }
}

named! {
    /// Whether a person decided.
    Automated {
        /// A person decided.
        No = "AUTOMATED_DECISION_NOT_AUTOMATED",
        /// A program decided, and a person carried it out or checked it.
        Partially = "AUTOMATED_DECISION_PARTIALLY",
    }
}

/// A measure, as a statement needs it.
#[derive(Clone, Debug)]
pub struct Measure<'a> {
    /// What it limits.
    pub limit: Limit,
    /// What it is on: `Account` or `Advertisement`; the schema has no word for it.
    pub on: &'static str,
    /// What it is known by, which no other measure is; only a hash of it is
    /// written.
    pub key: &'a [&'a str],
    /// The first day on which it holds.
    pub from: Day,
    /// Whether that day is known, or stands for the month in which it is.
    pub is_day_known: bool,
    /// The last one, where one is known.
    pub until: Option<Day>,
    /// When the account was registered, or the advertisement began.
    pub dated: Option<Day>,
    /// Where it holds; none: wherever the service is offered.
    pub countries: Option<Vec<Country>>,
    /// The facts, without the name of a person or an account.
    pub facts: String,
    /// Whether a program found it.
    pub found_by_program: bool,
    /// Whether a person decided.
    pub automated: Automated,
}

/// A statement with the attributes of the schema; those that the service does not
/// use are not here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// What is limited in being seen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decision_visibility: Vec<&'static str>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date_visibility_restriction: Option<Day>,
    /// What part of the service is not provided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_provision: Option<&'static str>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date_service_restriction: Option<Day>,
    /// What happens to the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_account: Option<&'static str>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date_account_restriction: Option<Day>,
    /// On what ground: terms and conditions.
    pub decision_ground: &'static str,
    /// The clause.
    pub incompatible_content_ground: String,
    /// Why it applies.
    pub incompatible_content_explanation: String,
    /// What it is on.
    pub content_type: Vec<&'static str>,
    /// That in words.
    pub content_type_other: &'static str,
    /// The category.
    pub category: String,
    /// Its keywords.
    pub category_specification: Vec<String>,
    /// What an unlisted keyword stands for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category_specification_other: String,
    /// When the account was registered, or the advertisement began.
    pub content_date: Option<Day>,
    /// Where it holds.
    pub territorial_scope: Vec<Country>,
    /// From when.
    pub application_date: Day,
    /// The facts.
    pub decision_facts: String,
    /// Who drew attention to it: the service itself.
    pub source_type: &'static str,
    /// Whether a program found it.
    pub automated_detection: &'static str,
    /// Whether a person decided.
    pub automated_decision: Automated,
    /// What the statement is known by.
    pub puid: String,
    /// The mandatory attributes that are missing; not of the schema.
    #[serde(skip)]
    pub missing: Vec<&'static str>,
}

impl Statement {
    /// The statement of a measure; none where it holds nowhere in the Union or
    /// Area, or began before the schema takes days.
    pub fn new(measure: &Measure<'_>, config: &EuConfig) -> Option<Self> {
        let offered = config.countries();
        let scope: Vec<Country> = match &measure.countries {
            None => offered,
            Some(countries) => offered.into_iter().filter(|country| countries.contains(country)).collect(),
        };
        let is_taken = EARLIEST.parse::<Day>().is_ok_and(|earliest| measure.from >= earliest);
        if scope.is_empty() || !is_taken {
            return None;
        }
        let (visibility, provision, account) = match measure.limit {
            Limit::Labelled | Limit::Demoted | Limit::Disabled => (Some(measure.limit.name()), None, None),
            Limit::PartlySuspended => (None, Some(measure.limit.name()), None),
            Limit::AccountSuspended | Limit::AccountTerminated => (None, None, Some(measure.limit.name())),
        };
        let until = |of: Option<&'static str>| measure.until.filter(|_| of.is_some());
        let facts: String = measure.facts.chars().take(LONGEST_FACTS).collect();
        Some(Self {
            end_date_visibility_restriction: until(visibility),
            end_date_service_restriction: until(provision),
            end_date_account_restriction: until(account),
            decision_visibility: visibility.into_iter().collect(),
            decision_provision: provision,
            decision_account: account,
            decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
            incompatible_content_ground: config.clause.clone(),
            incompatible_content_explanation: facts.chars().take(2_000).collect(),
            content_type: vec!["CONTENT_TYPE_OTHER"],
            content_type_other: measure.on,
            category: config.category.clone(),
            category_specification: config.keywords.clone(),
            category_specification_other: if config.needs_description() {
                config.keyword_other.clone()
            } else {
                String::new()
            },
            content_date: measure.dated,
            territorial_scope: scope,
            application_date: measure.from,
            decision_facts: facts,
            source_type: "SOURCE_VOLUNTARY",
            automated_detection: if measure.found_by_program { "Yes" } else { "No" },
            automated_decision: measure.automated,
            puid: puid(measure.key),
            missing: missing(measure),
        })
    }
}

/// The mandatory attributes that a measure does not tell.
fn missing(measure: &Measure<'_>) -> Vec<&'static str> {
    let missing = [("content_date", measure.dated.is_none()), ("application_date", !measure.is_day_known)];
    missing.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| name).collect()
}

/// A name for a statement that tells nothing of the account: the schema takes
/// letters, digits, dashes and underscores.
fn puid(key: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in key {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("lockstep-{}", &hex(&hash.finalize())[..32])
}

/// The statements as the database takes them: an array of objects.
///
/// # Errors
/// Never in practice.
pub(super) fn statements_json(statements: &[Statement]) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(statements).map_err(|e| Error::output("statements.json", e))?;
    Ok(format!("{}\n", safe::json(&text)).into_bytes())
}

/// The same as a table, lists as JSON as in the database's own dumps; the last
/// column names what is mandatory and missing.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn statements_csv(statements: &[Statement]) -> Result<Vec<u8>> {
    let header = [
        "decision_visibility",
        "end_date_visibility_restriction",
        "decision_provision",
        "end_date_service_restriction",
        "decision_account",
        "end_date_account_restriction",
        "decision_ground",
        "incompatible_content_ground",
        "incompatible_content_explanation",
        "category",
        "category_specification",
        "category_specification_other",
        "content_type",
        "content_type_other",
        "content_date",
        "territorial_scope",
        "application_date",
        "decision_facts",
        "source_type",
        "automated_detection",
        "automated_decision",
        "puid",
        "missing",
    ];
    table(&header, statements.iter().map(row))
}

fn row(statement: &Statement) -> Vec<String> {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    let list = |texts: Vec<&str>| {
        format!("[{}]", texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(","))
    };
    let text = |text: &str| safe::cell(text).into_owned();
    vec![
        list(statement.decision_visibility.clone()),
        day(statement.end_date_visibility_restriction),
        statement.decision_provision.unwrap_or_default().to_owned(),
        day(statement.end_date_service_restriction),
        statement.decision_account.unwrap_or_default().to_owned(),
        day(statement.end_date_account_restriction),
        statement.decision_ground.to_owned(),
        text(&statement.incompatible_content_ground),
        text(&statement.incompatible_content_explanation),
        statement.category.clone(),
        list(statement.category_specification.iter().map(String::as_str).collect()),
        text(&statement.category_specification_other),
        list(statement.content_type.clone()),
        statement.content_type_other.to_owned(),
        day(statement.content_date),
        list(codes_of(&statement.territorial_scope)),
        statement.application_date.to_string(),
        text(&statement.decision_facts),
        statement.source_type.to_owned(),
        statement.automated_detection.to_owned(),
        statement.automated_decision.name().to_owned(),
        statement.puid.clone(),
        statement.missing.join("; "),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure<'a>(limit: Limit, key: &'a [&'a str], countries: Option<Vec<Country>>) -> Measure<'a> {
        Measure {
            limit,
            on: "Account",
            key,
            from: "2024-06-01".parse().unwrap(),
            is_day_known: true,
            until: Some("2024-06-30".parse().unwrap()),
            dated: None,
            countries,
            facts: "x".repeat(9_000),
            found_by_program: false,
            automated: Automated::No,
        }
    }

    #[test]
    fn a_statement_is_what_the_schema_takes() {
        let config = EuConfig::default();
        let made = Statement::new(&measure(Limit::AccountSuspended, &["a", "b"], None), &config).unwrap();
        assert_eq!((made.decision_account, made.decision_visibility.len()), (Some("DECISION_ACCOUNT_SUSPENDED"), 0));
        assert_eq!(made.end_date_account_restriction.unwrap().to_string(), "2024-06-30");
        assert_eq!((made.territorial_scope.len(), made.missing.as_slice()), (27, &["content_date"][..]));
        assert_eq!((made.decision_facts.len(), made.incompatible_content_explanation.len()), (5_000, 2_000));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(made.puid.chars().all(is_plain) && made.puid.len() <= 500);
        let other = Statement::new(&measure(Limit::AccountSuspended, &["ab", ""], None), &config).unwrap();
        assert_ne!(made.puid, other.puid);
    }

    #[test]
    fn a_measure_outside_the_union_needs_no_statement() {
        let config = EuConfig::default();
        let in_countries = |codes: &[&str]| {
            let countries = codes.iter().map(|code| code.parse().unwrap()).collect();
            Statement::new(&measure(Limit::Disabled, &["a"], Some(countries)), &config)
        };
        assert_eq!(in_countries(&["US", "NO"]), None);
        assert_eq!(in_countries(&["US", "FR"]).unwrap().territorial_scope.len(), 1);
        let mut early = measure(Limit::Labelled, &["a"], None);
        early.from = "2019-12-31".parse().unwrap();
        assert_eq!(Statement::new(&early, &config), None);
    }
}
