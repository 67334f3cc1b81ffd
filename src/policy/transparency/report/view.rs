//! The report as it is shown: everything in words, what is made up marked, and
//! no link in it that could be followed. The page and the Markdown show this.

use std::collections::BTreeSet;

use lockstep_base::calendar::Period;
use lockstep_base::numbers::{count, list, things};
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::filed::Coverage;
use super::model::Report;
use super::network::{Marked, Network, address, network};
use super::shown;
use super::shown::Table;
use super::totals::{MonthSums, Part, Totals};
use super::words::{amount_if, known_of, out_of, percent, reported_of, returned};
use crate::transparency::operations::{Operation, Reestablished, Statement};

/// Networks removed in one month, or in several of which it is not known in which.
#[derive(Debug, Serialize)]
pub(super) struct MonthView {
    pub name: String,
    pub networks: Vec<Network>,
    /// What is said of the month where it has no networks, or not all of them.
    pub said: Vec<String>,
    /// Accounts that came back, as sentences.
    pub reestablished: Vec<Marked>,
}

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    pub lockstep: &'static str,
    pub headline: String,
    /// A few numbers, each with its name and what belongs to it.
    pub facts: Vec<(&'static str, String, String)>,
    pub notes: Vec<String>,
    pub months: Vec<MonthView>,
    /// Tables of sums.
    pub sums: Vec<Table>,
    /// Tables of elections.
    pub elections: Vec<Table>,
    /// Operations linked to state-controlled media.
    pub linked: Vec<Table>,
    pub definitions: &'a [(&'static str, &'static str)],
    pub limits: &'a [&'static str],
    /// Whether anything is made up.
    pub invented: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(report: &'a Report<'a>) -> Self {
        Self {
            lockstep: report.lockstep,
            headline: report.headline(),
            facts: facts(&report.totals),
            notes: report.notes.iter().map(|note| defang_text(note)).collect(),
            months: months(report),
            sums: shown::sums(report),
            elections: shown::elections(report),
            linked: shown::outlets(report),
            definitions: &report.definitions,
            limits: &report.limits,
            invented: report.holds_invented(),
        }
    }
}

/// Sentences beside a number, those that say nothing left out.
fn beside_it(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn facts(totals: &Totals) -> Vec<(&'static str, String, String)> {
    let all = totals.all;
    let part = |part: &Part| {
        let known = (part.known < all.networks.of).then(|| format!("of {} of which it is known", count(part.known)));
        let of = known.unwrap_or_else(|| format!("of {}", out_of(all.networks)));
        // Of others nobody knows whether they are in it.
        let accounts = if part.sums.networks.open { "their accounts" } else { "accounts" };
        let share = part.share_of_accounts.map(|share| format!("{} of {accounts}", percent(Some(share))));
        beside_it([Some(of), share])
    };
    let followers = Some("of networks, which may share some".to_owned());
    let back = totals.returned.0;
    let months = (back.known < back.of).then(|| format!("{} of {} months reported", back.known, back.of));
    let told = |sum| amount_if(totals.is_told(), sum);
    vec![
        ("Networks", told(all.networks), beside_it([reported_of(totals)])),
        ("Accounts in networks", told(all.accounts), beside_it([known_of(all.accounts, "networks")])),
        ("Followers, added up", told(all.followers), beside_it([known_of(all.followers, "networks"), followers])),
        ("Political discourse", told(totals.political.sums.networks), part(&totals.political)),
        ("Elections", told(totals.elections.sums.networks), part(&totals.elections)),
        ("Re-established accounts", returned(totals.returned), beside_it([months, Some("counted apart".to_owned())])),
    ]
}

/// The networks of each month, and of several months together after the last of
/// them.
fn months(report: &Report<'_>) -> Vec<MonthView> {
    let single = report.months.iter().map(|month| (Period::of_month(month.month), of_month(report, month)));
    let mut views: Vec<(Period, MonthView)> = single.collect();
    views.extend(together(report).into_iter().map(|months| (months, of_months(report, months))));
    views.sort_by_key(|(months, _)| (months.last(), std::cmp::Reverse(months.first())));
    views.into_iter().map(|(_, view)| view).collect()
}

/// Months of which networks, or their number, are told together.
fn together(report: &Report<'_>) -> BTreeSet<Period> {
    let told = report.operations.iter().map(|told| told.operation.months);
    let stated = report.statements.iter().filter(|one| one.networks.is_some()).map(|one| one.months);
    told.chain(stated).filter(|months| months.months().nth(1).is_some()).collect()
}

fn of_month(report: &Report<'_>, month: &MonthSums) -> MonthView {
    let back = report.reestablished.iter().filter(|one| one.month == month.month);
    MonthView {
        name: month.month.name(),
        networks: networks(report, |operation| operation.month() == Some(month.month)),
        said: about_month(report, month),
        reestablished: back.map(|one| came_back(one)).collect(),
    }
}

fn of_months(report: &Report<'_>, months: Period) -> MonthView {
    let stated = report.statements.iter().find(|one| one.months == months);
    let sources = stated.and_then(|one| sources(&one.sources));
    let said = stated.and_then(|one| in_figures(one)).into_iter().chain(sources);
    MonthView {
        name: format!("{}, month not public", months.name()),
        networks: networks(report, |operation| operation.months == months),
        said: said.map(|text| defang_text(&text)).collect(),
        reestablished: Vec::new(),
    }
}

fn networks(report: &Report<'_>, is_in: impl Fn(&Operation) -> bool) -> Vec<Network> {
    report.operations.iter().filter(|told| is_in(told.operation)).map(|told| network(report, told)).collect()
}

/// What is said of a month beside its networks.
fn about_month(report: &Report<'_>, month: &MonthSums) -> Vec<String> {
    let this = Period::of_month(month.month);
    let stated = report.statements.iter().find(|one| one.months == this);
    let together: Vec<String> =
        together(report).into_iter().filter(|months| months.touches(this)).map(|months| months.name()).collect();
    let networks = match month.coverage {
        Coverage::None => Some("No network was removed in this month.".to_owned()),
        Coverage::NotReported => {
            Some("Not reported: nobody states which networks were removed in this month.".to_owned())
        }
        Coverage::InPart => Some("Reported in part: there may be more networks.".to_owned()),
        Coverage::Reported => stated.and_then(|one| in_figures(one)),
        Coverage::Together if together.is_empty() => {
            Some("Networks are told only with those of other months.".to_owned())
        }
        Coverage::Together => Some(format!("Further networks are told together: see {}.", list(&together))),
    };
    let sources = stated.and_then(|one| sources(&one.sources));
    networks.into_iter().chain(sources).map(|text| defang_text(&text)).collect()
}

/// Where something can be read.
fn sources(sources: &[String]) -> Option<String> {
    let sources: Vec<String> = sources.iter().map(|source| address(source)).collect();
    (!sources.is_empty()).then(|| format!("Sources: {}.", sources.join("; ")))
}

/// The figures that are stated: `15 networks with 3,001 accounts were removed in
/// January to April 2024.`
fn in_figures(one: &Statement) -> Option<String> {
    let networks = things(one.networks?, "network", "networks");
    let accounts = one.accounts.map(|accounts| format!(" with {}", things(accounts, "account", "accounts")));
    let accounts = accounts.unwrap_or_default();
    let were = if one.networks == Some(1) { "was" } else { "were" };
    Some(format!("Stated: {networks}{accounts} {were} removed in {}.", one.months.name()))
}

fn came_back(one: &Reestablished) -> Marked {
    let networks = match &one.of[..] {
        [] => "networks disrupted before".to_owned(),
        [only] => format!("the network {only}, disrupted before"),
        several => format!("the networks {}, disrupted before", list(several)),
    };
    let were = if one.accounts == 1 { "was" } else { "were" };
    let they = if one.accounts == 1 { "it" } else { "they" };
    let sources = sources(&one.sources).map(|sources| format!(" {sources}")).unwrap_or_default();
    let text = format!(
        "{} {were} removed because {they} belonged to {networks}.{sources}",
        things(one.accounts, "account", "accounts")
    );
    Marked { text: defang_text(&text), invented: !one.invented.is_empty() }
}
