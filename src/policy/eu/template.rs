//! Sheets of the periodic report that a list of measures tells.

use lockstep_base::calendar::Period;
use lockstep_base::error::Result;
use lockstep_base::safe::cell;
use lockstep_results::write::table;

use super::codes::OTHER;
use super::config::EuConfig;
use super::statement::{Automated, Limit, Statement};

/// What a figure of sheet 6 counts, in the order of its columns; none: nothing
/// that this program knows.
const COLUMNS: [(&str, Option<Limit>); 14] = [
    ("Visibility restriction Removal", None),
    ("Visibility restriction Disable", Some(Limit::Disabled)),
    ("Visibility restriction Demoted", Some(Limit::Demoted)),
    ("Visibility restriction Age restricted", None),
    ("Visibility restriction Interaction restricted", None),
    ("Visibility restriction Labelled", Some(Limit::Labelled)),
    ("Visibility restriction Other", None),
    ("Monetary restriction Suspension", None),
    ("Monetary restriction Termination", None),
    ("Monetary restriction Other", None),
    ("Provision of the service Suspension", Some(Limit::PartlySuspended)),
    ("Provision of the service Termination", None),
    ("Account restriction Suspension", Some(Limit::AccountSuspended)),
    ("Account restriction Termination", Some(Limit::AccountTerminated)),
];

/// `2024-01-01/2024-06-30`.
fn reporting_period(period: Period) -> String {
    format!("{}/{}", period.first(), period.last())
}

/// Sheet 6: measures on the service's own initiative, under its terms and
/// conditions. A figure that this program does not know is empty, which is not 0.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn own_initiative_csv(statements: &[Statement], config: &EuConfig, period: Period) -> Result<Vec<u8>> {
    let mut header: Vec<String> = [
        "Applicability",
        "Service",
        "Reporting period",
        "Category of incompatibility with the provider's terms and conditions",
        "Description of the sub-category \"Other\"",
        "Number of measures taken at the provider's own initiative",
        "Number of measures taken after detection with solely automated means",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    let counted = header[5..].to_vec();
    header.extend(counted.iter().map(|name| format!("Contextual information on {name}")));
    // A measure counts under one keyword: the first.
    let keyword = config.keywords.first().map_or(OTHER, String::as_str);
    let rows = [(config.category.as_str(), ""), (keyword, if keyword == OTHER { &config.keyword_other } else { "" })];
    let row = |(category, description): (&str, &str)| {
        let own = [
            "All".to_owned(),
            cell(&config.service).into_owned(),
            reporting_period(period),
            category.to_owned(),
            cell(description).into_owned(),
            statements.len().to_string(),
            // A person carries out every measure of these lists.
            "0".to_owned(),
        ];
        let of = |limit: Limit| statements.iter().filter(|statement| limits(statement) == limit.name()).count();
        let counts = COLUMNS.iter().map(|(_, limit)| limit.map_or_else(String::new, |limit| of(limit).to_string()));
        let contextual = counted.iter().map(|_| String::new());
        own.into_iter().chain(counts).chain(contextual).collect()
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, rows.into_iter().map(row))
}

/// The one limit of a statement.
fn limits(statement: &Statement) -> &str {
    let visibility = statement.decision_visibility.first().copied();
    visibility.or(statement.decision_provision).or(statement.decision_account).unwrap_or_default()
}

/// Complaints against measures and what became of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Complaints {
    /// Made in the period.
    pub made: u64,
    /// Decided in it: the measure stays.
    pub upheld: u64,
    /// Decided in it: the measure goes.
    pub reversed: u64,
    /// Withdrawn before a decision.
    pub omitted: u64,
    /// Of those decided or withdrawn in it, how many were made before it.
    pub earlier: u64,
    /// Of those decided, the hours from complaint to decision, in order.
    pub hours: Vec<u64>,
}

impl Complaints {
    /// The median of the hours; none without a decision.
    fn median(&self) -> Option<f64> {
        let middle = self.hours.len() / 2;
        let upper = *self.hours.get(middle)? as f64;
        let is_odd = self.hours.len() % 2 == 1;
        Some(if is_odd { upper } else { (self.hours[middle - 1] as f64 + upper) / 2.0 })
    }
}

const INDICATORS: [&str; 8] = [
    "Applicability",
    "Service",
    "Reporting period",
    "Section",
    "Indicator",
    "Scope",
    "Value",
    "Contextual Information",
];

fn indicator_rows(
    config: &EuConfig,
    period: Period,
    section: &str,
    rows: Vec<(&str, &str, &str, String)>,
    context: &str,
) -> Result<Vec<u8>> {
    let row = |(applicability, indicator, scope, value): (&str, &str, &str, String)| {
        // What is said of the whole stands beside the first figure that is a part of it.
        let context = if scope == "Decisions upheld" { context } else { "" };
        let (service, period) = (cell(&config.service), reporting_period(period));
        let own = [applicability, &service, &period, section, indicator, scope, &value, context];
        own.map(str::to_owned).to_vec()
    };
    table(&INDICATORS, rows.into_iter().map(row))
}

/// Sheet 7, its rows on all internal complaints.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn complaints_csv(complaints: &Complaints, config: &EuConfig, period: Period) -> Result<Vec<u8>> {
    const INDICATOR: &str = "Number of complaints submitted to the internal-complaints mechanism";
    const PLATFORMS: &str = "Only for providers of online platforms";
    let median = complaints.median().map_or_else(String::new, |hours| hours.to_string());
    let rows = vec![
        ("All", INDICATOR, "Total number", complaints.made.to_string()),
        (PLATFORMS, INDICATOR, "Decisions upheld", complaints.upheld.to_string()),
        (PLATFORMS, INDICATOR, "Decisions partially reversed", "0".to_owned()),
        (PLATFORMS, INDICATOR, "Decisions reversed", complaints.reversed.to_string()),
        (PLATFORMS, INDICATOR, "Median time", median),
        (PLATFORMS, INDICATOR, "Decision omitted", complaints.omitted.to_string()),
    ];
    let earlier = match complaints.earlier {
        0 => String::new(),
        earlier => format!("Of those decided or withdrawn, {earlier} were submitted in an earlier period"),
    };
    indicator_rows(config, period, "Internal complaints mechanism", rows, &earlier)
}

/// Sheet 8, its rows on measures on the service's own initiative. A measure that a
/// program proposed and a person carried out is neither solely taken by automated
/// means nor taken without them, and the sheet has no row for it.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn automated_means_csv(statements: &[Statement], config: &EuConfig, period: Period) -> Result<Vec<u8>> {
    let by_people = statements.iter().filter(|statement| statement.automated_decision == Automated::No).count();
    let rows = vec![
        ("All", "Number of measures solely taken by automated means", "Own-initiative", "0".to_owned()),
        ("All", "Number of measures not taken by automated means", "Own-initiative", by_people.to_string()),
    ];
    indicator_rows(config, period, "Use of automated means for content moderation", rows, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_time_is_in_hours() {
        let of = |hours: &[u64]| Complaints { hours: hours.to_vec(), ..Complaints::default() }.median();
        assert_eq!((of(&[]), of(&[24]), of(&[24, 48]), of(&[1, 2, 9])), (None, Some(24.0), Some(36.0), Some(2.0)));
    }

    #[test]
    fn what_is_not_known_is_empty_and_not_zero() {
        let config = EuConfig { service: "S".to_owned(), ..EuConfig::default() };
        let csv = own_initiative_csv(&[], &config, "2024-Q1".parse().unwrap()).unwrap();
        let text = String::from_utf8(csv).unwrap();
        let row: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
        assert_eq!(row[..3], ["All", "S", "2024-01-01/2024-03-31"]);
        assert_eq!(row[5..11], ["0", "0", "", "0", "0", ""]);
        assert_eq!(text.lines().next().unwrap().split(',').count(), 37);
    }
}
