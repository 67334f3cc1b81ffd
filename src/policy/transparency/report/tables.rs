//! `report.csv` and `months.csv`. Every text from the data passes through
//! [`shown`].

use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_base::safe::{cell, defang_text};
use lockstep_results::write::table;

use super::model::{Report, Told};
use super::sums::MonthSums;
use crate::transparency::operations::{Election, Source};

/// Text for a cell: no formula, no link, nothing hidden.
fn shown(text: &str) -> String {
    cell(&defang_text(text)).into_owned()
}

/// Texts for one cell, parted by semicolons.
fn joined<T: AsRef<str>>(texts: &[T]) -> String {
    shown(&texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; "))
}

fn codes(countries: &[Country]) -> String {
    joined(&countries.iter().map(|country| country.code()).collect::<Vec<_>>())
}

/// `report.csv`: one row a network.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn operations(report: &Report<'_>) -> Result<Vec<u8>> {
    let header = [
        "month",
        "id",
        "source",
        "lead",
        "accounts",
        "followers",
        "operated_from",
        "target_audience",
        "audience",
        "origin_sentence",
        "audience_sentence",
        "conduct_sentence",
        "methods",
        "aims",
        "political",
        "elections",
        "platforms",
        "techniques",
        "confidence",
        "run",
        "decision",
        "invented",
    ];
    table(&header, report.operations.iter().map(row))
}

fn row(told: &Told<'_>) -> Vec<String> {
    let operation = told.operation;
    let source = match operation.source {
        Source::Internal => "internal",
        Source::External => "external",
    };
    let optional = |text: &Option<String>| text.as_deref().map(shown).unwrap_or_default();
    let mut row = vec![
        operation.month.to_string(),
        shown(&operation.id),
        source.to_owned(),
        optional(&operation.lead),
        operation.accounts.to_string(),
        operation.followers.to_string(),
        codes(&operation.operated_from),
        codes(&operation.target_audience),
        optional(&operation.audience),
    ];
    row.extend(told.description.iter().map(|sentence| shown(sentence)));
    row.extend([joined(&operation.methods), joined(&operation.aims), operation.political.to_string()]);
    row.push(joined(&operation.elections.iter().map(election).collect::<Vec<_>>()));
    row.extend([joined(&operation.platforms), joined(&operation.techniques)]);
    row.push(operation.confidence.map_or("", |confidence| confidence.name()).to_owned());
    row.push(optional(&operation.run));
    row.push(operation.last_decision().map_or("", |last| last.decision.name()).to_owned());
    row.push(joined(&operation.invented.iter().map(|field| field.name()).collect::<Vec<_>>()));
    row
}

fn election(election: &Election) -> String {
    format!("{} ({}, {})", election.name, election.country, election.date)
}

/// `months.csv`: one row a month. The followers of networks are added up, and
/// those of different networks may be the same accounts.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn months(report: &Report<'_>) -> Result<Vec<u8>> {
    let header = ["month", "operations", "accounts", "followers_summed", "reestablished_accounts"];
    let row = |month: &MonthSums| {
        let (sums, back) = (month.sums, month.reestablished_accounts);
        let numbers = [sums.networks, sums.accounts, sums.followers_summed, back].map(|number| number.to_string());
        [month.month.to_string()].into_iter().chain(numbers).collect()
    };
    table(&header, report.months.iter().map(row))
}
