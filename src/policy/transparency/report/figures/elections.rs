//! Networks, accounts and returning accounts by election.

use lockstep_base::numbers::{list, things};
use lockstep_base::safe::defang_text;
use lockstep_charts::{BarRow, Bars};

use super::part::{ACCOUNTS, NETWORKS, RETURNED, amount, headings, joined};
use crate::transparency::report::by_election::ElectionSums;
use crate::transparency::report::model::Report;
use crate::transparency::report::words::{capital, known_of, reported_of};

/// The bars of the elections; none where none was touched.
pub(super) fn by_election(report: &Report<'_>) -> Option<Bars> {
    let elections = &report.by_election;
    let row = |one: &ElectionSums| BarRow {
        // The country and the day stand first: a long name is cut.
        name: defang_text(&format!("{}, {}: {}", one.election.country.name(), one.election.date, one.election.name)),
        values: [one.sums.accounts, one.sums.networks, one.returned.0].map(amount).to_vec(),
    };
    let countries: Vec<String> = report.by_election_country.iter().map(|one| one.country.in_a_sentence()).collect();
    let countries = if countries.len() <= 3 { list(&countries) } else { format!("{} countries", countries.len()) };
    let networks = things(report.totals.elections.sums.networks.at_least, "network", "networks");
    let touched = things(elections.len() as u64, "election", "elections");
    (!elections.is_empty()).then(|| Bars {
        measures: [ACCOUNTS, NETWORKS, RETURNED].map(str::to_owned).to_vec(),
        rows: elections.iter().map(row).collect(),
        headings: headings(
            format!("{networks} touched {touched}, in {countries}"),
            "Networks that tried to influence an election. One that touched several counts in each of them",
            caption(report),
        ),
    })
}

fn caption(report: &Report<'_>) -> String {
    let accounts = known_of(report.totals.elections.sums.accounts, "networks");
    let accounts = accounts.map(|known| format!("Accounts: {known}."));
    let unclear = report.by_election.iter().any(|one| one.returned.0.whole().is_none());
    let unclear = unclear.then(|| "Of which networks accounts came back is not always known.".to_owned());
    let months = reported_of(&report.totals).map(|months| format!("{}.", capital(&months)));
    joined([accounts, unclear, months])
}
