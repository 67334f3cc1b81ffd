//! What the European Union is told of removed networks: a statement of reasons for
//! each listed account, and the sheets of the periodic report that they tell.

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::numbers::things;

use super::model::{Report, Told};
use crate::eu::{Automated, EuConfig, Limit, Measure, Statement, put_statements};
use crate::transparency::operations::Source;

/// Writes the folder `eu`, where any network of the report lists its accounts.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(report: &Report<'_>, config: &EuConfig, out: &OutputDir) -> Result<()> {
    let statements: Vec<Statement> = report.operations.iter().flat_map(|told| of_network(told, config)).collect();
    if statements.is_empty() {
        return Ok(());
    }
    put_statements(out, &statements, config, report.span())
}

/// A statement for each listed account. Without the day of removal the last of its
/// month stands there, and the statement says that it is missing.
fn of_network(told: &Told<'_>, config: &EuConfig) -> Vec<Statement> {
    let (operation, facts) = (told.operation, facts(told));
    let statement = |(platform, id): &(String, String)| {
        let measure = Measure {
            limit: Limit::AccountTerminated,
            on: "Account",
            key: &[&operation.id, platform, id],
            from: operation.removed_between().1,
            is_day_known: operation.removed.is_some(),
            until: None,
            dated: None,
            countries: None,
            facts: facts.clone(),
            // A run of `detect` found it.
            found_by_program: operation.run.is_some() && operation.source == Some(Source::Internal),
            automated: Automated::No,
        };
        Statement::new(&measure, config)
    };
    operation.listed.iter().filter_map(statement).collect()
}

/// What the network was, in the words of the report; no account is named.
fn facts(told: &Told<'_>) -> String {
    let size = told
        .operation
        .accounts
        .map_or_else(String::new, |accounts| format!(" of {}", things(accounts, "account", "accounts")));
    let told = told.description.join(" ");
    format!("The account belonged to a network{size} that worked together and misled about who was behind it. {told}")
}
