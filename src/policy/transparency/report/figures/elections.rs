//! Networks, accounts and returning accounts by election.

use lockstep_base::numbers::{count, list};
use lockstep_base::safe::defang_text;
use lockstep_charts::{BarRow, Bars};

use super::part::{ACCOUNTS, NETWORKS, RETURNED, amount, headings, joined};
use crate::transparency::report::by_election::{ElectionSums, Touched};
use crate::transparency::report::model::Report;
use crate::transparency::report::words::{amount as in_words, capital, known_of, networks_of, reported_of, things_of};

/// The bars of the elections; none where none was touched.
pub(super) fn by_election(report: &Report<'_>) -> Option<Bars> {
    let elections = &report.by_election;
    let row = |one: &ElectionSums| BarRow {
        // The country and the day stand first: a long name is cut.
        name: defang_text(&format!("{}, {}: {}", one.election.country.name(), one.election.date, one.election.name)),
        values: [one.sums.accounts, one.sums.networks, one.returned.0].map(amount).to_vec(),
    };
    (!elections.is_empty()).then(|| Bars {
        measures: [ACCOUNTS, NETWORKS, RETURNED].map(str::to_owned).to_vec(),
        rows: elections.iter().map(row).collect(),
        headings: headings(
            title(report),
            "Networks that tried to influence an election. One that touched several counts in each of them",
            caption(report),
        ),
    })
}

/// How many networks touched how many elections, and where.
fn title(report: &Report<'_>) -> String {
    let number = |of: usize| Touched::new(of as u64, &report.totals).0;
    let countries: Vec<String> = report.by_election_country.iter().map(|one| one.country.in_a_sentence()).collect();
    let countries = match countries.len() {
        0..=3 => list(&countries),
        many => format!("{} countries", in_words(number(many))),
    };
    let networks = things_of(report.totals.elections.sums.networks, "network", "networks");
    let touched = things_of(number(report.by_election.len()), "election", "elections");
    capital(&format!("{networks} touched {touched}, in {countries}"))
}

fn caption(report: &Report<'_>) -> String {
    let (part, all) = (&report.totals.elections, report.totals.all.networks);
    let told =
        (part.known < all.of).then(|| format!("Elections: {} of {} known.", count(part.known), networks_of(all)));
    let accounts = known_of(report.totals.elections.sums.accounts, "networks");
    let accounts = accounts.map(|known| format!("Accounts: {known}."));
    let months = reported_of(&report.totals).map(|months| format!("{}.", capital(&months)));
    joined([told, accounts, months])
}
