//! Networks and accounts by month.

use lockstep_base::numbers::count;
use lockstep_charts::{BarRow, Bars};

use super::part::{ACCOUNTS, NETWORKS, RETURNED, amount, headings, joined};
use crate::transparency::report::filed::Coverage;
use crate::transparency::report::model::Report;
use crate::transparency::report::totals::MonthSums;
use crate::transparency::report::words;
use crate::transparency::report::words::few;

/// The bars of the months.
pub(super) fn by_month(report: &Report<'_>) -> Bars {
    let row = |month: &MonthSums| {
        let sums = month.span.sums;
        let values = [sums.accounts, sums.networks, month.span.returned.0].map(amount).to_vec();
        BarRow { name: month.month.name(), values }
    };
    let title = format!("{}{}", report.headline(), most(report));
    Bars {
        measures: [ACCOUNTS, NETWORKS, RETURNED].map(str::to_owned).to_vec(),
        rows: report.months.iter().map(row).collect(),
        headings: headings(title, &subtitle(report), caption(report)),
    }
}

/// The month of most accounts, where all months are known; of equal ones the
/// first.
fn most(report: &Report<'_>) -> String {
    let accounts = |month: &MonthSums| month.span.sums.accounts.whole();
    let known: Option<Vec<u64>> = report.months.iter().map(accounts).collect();
    let most = known.filter(|known| known.len() > 1).and_then(|known| known.into_iter().max()).filter(|most| *most > 0);
    let month = most.and_then(|most| report.months.iter().find(|month| accounts(month) == Some(most)));
    most.zip(month)
        .map_or(String::new(), |(most, month)| format!("; the most, {}, in {}", count(most), month.month.name()))
}

/// What is not known of the months.
fn subtitle(report: &Report<'_>) -> String {
    let silent = report.months.iter().filter(|month| month.coverage == Coverage::NotReported);
    let silent: Vec<String> = silent.map(|month| month.month.name()).collect();
    let silent = if silent.is_empty() { String::new() } else { format!(". Not reported: {}", few(&silent, "months")) };
    format!("By the month of removal; each measure has its own scale{silent}")
}

fn caption(report: &Report<'_>) -> String {
    let all = report.totals.all;
    let together = format!(
        "Together: accounts {}, networks {}, re-established accounts {}.",
        words::amount(all.accounts),
        words::amount(all.networks),
        words::returned(report.totals.returned)
    );
    let known = words::known_of(all.accounts, "networks").map(|known| format!("Accounts: {known}."));
    joined([Some(together), known])
}
