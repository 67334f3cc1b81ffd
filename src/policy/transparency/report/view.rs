//! The report as it is shown: everything in words, what is made up marked, and
//! no link in it that could be followed. The page and the Markdown show this.

use std::collections::BTreeSet;

use lockstep_base::calendar::Period;
use lockstep_base::numbers::{count, list, things};
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::by_election::{ElectionCountry, ElectionSums};
use super::filed::Coverage;
use super::linked::{LinkedOutlet, Shown};
use super::model::Report;
use super::network::{Marked, Network, address, election, network};
use super::places::Place;
use super::sum::{Returned, Sums};
use super::totals::{MonthSums, Part, Totals};
use super::trends::Beside;
use super::words::{amount, amount_if, known_of, percent, reported_of, returned};
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

/// A line of a table: its name and its cells.
pub(super) type Line = (String, Vec<String>);

/// A table of numbers.
#[derive(Debug, Serialize)]
pub(super) struct Table {
    pub heading: &'static str,
    pub header: Vec<String>,
    /// How many columns after the first hold numbers; words are in the others.
    pub numbers: usize,
    pub lines: Vec<Line>,
    /// What a reader must know about it; empty where nothing.
    pub note: String,
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
        let tables = [by_part(report), beside(report), by_month(report)];
        let places = [
            places(
                "By the country that networks were operated from",
                &report.by_origin,
                "Not determined or not public",
            ),
            places("By the country that networks targeted", &report.by_target, "Not told by country"),
        ];
        let kept = |tables: Vec<Table>| tables.into_iter().filter(|table| !table.lines.is_empty()).collect();
        Self {
            lockstep: report.lockstep,
            headline: report.headline(),
            facts: facts(&report.totals),
            notes: report.notes.iter().map(|note| defang_text(note)).collect(),
            months: months(report),
            sums: kept(tables.into_iter().chain(places).collect()),
            elections: kept(vec![by_election(report), by_election_country(report)]),
            linked: kept(vec![linked(report)]),
            definitions: &report.definitions,
            limits: &report.limits,
            invented: report.holds_invented(),
        }
    }
}

/// A table whose columns after the first are numbers, and then `words`.
fn table(heading: &'static str, (numbers, words): (&[&str], &[&str]), lines: Vec<Line>, note: &str) -> Table {
    let header = numbers.iter().chain(words).map(|name| (*name).to_owned()).collect();
    let (numbers, note) = (numbers.len() - 1, note.to_owned());
    let shown = |(name, cells): Line| (defang_text(&name), cells.iter().map(|cell| defang_text(cell)).collect());
    Table { heading, header, numbers, lines: lines.into_iter().map(shown).collect(), note }
}

/// Sentences beside a number, those that say nothing left out.
fn beside_it(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn facts(totals: &Totals) -> Vec<(&'static str, String, String)> {
    let all = totals.all;
    let part = |part: &Part| {
        let known = (part.known < all.networks.of).then(|| format!("of {} of which it is known", count(part.known)));
        let of = known.unwrap_or_else(|| format!("of {}", count(all.networks.of)));
        let share = part.share_of_accounts.map(|share| format!("{} of accounts", percent(Some(share))));
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

fn by_part(report: &Report<'_>) -> Table {
    let totals = &report.totals;
    let line = |name: &str, part: &Part| {
        let of = format!("{} of {}", count(part.known), count(totals.all.networks.of));
        let sums = part.sums;
        let shares = [percent(part.share_of_networks), percent(part.share_of_accounts)];
        let [networks, accounts] = shares;
        let cells = [of, amount(sums.networks), networks, amount(sums.accounts), accounts, amount(sums.followers)];
        (name.to_owned(), cells.to_vec())
    };
    let all = totals.all;
    let dash = String::new;
    let first = [dash(), amount(all.networks), dash(), amount(all.accounts), dash(), amount(all.followers)];
    let header = [
        "",
        "Known of",
        "Networks",
        "Share of those known",
        "Accounts",
        "Share of their accounts",
        "Followers, added up",
    ];
    let lines = vec![
        ("All networks".to_owned(), first.to_vec()),
        line("Source: internal", &totals.internal),
        line("Source: external", &totals.external),
        line("Aimed at political discourse", &totals.political),
        line("Touched an election", &totals.elections),
    ];
    table("All networks and parts of them", (&header, &[]), lines, "")
}

/// The period, the one before it, and the year to date.
fn beside(report: &Report<'_>) -> Table {
    let own = Beside { period: report.span(), totals: report.totals };
    let year = report.year_to_date.filter(|year| year.period != own.period);
    let columns: Vec<Beside> = std::iter::once(own).chain(report.before).chain(year).collect();
    let line = |name: &str, cell: &dyn Fn(&Totals) -> String| {
        (name.to_owned(), columns.iter().map(|column| cell(&column.totals)).collect())
    };
    let lines = vec![
        line("Networks", &|totals| amount_if(totals.is_told(), totals.all.networks)),
        line("Accounts in networks", &|totals| amount_if(totals.is_told(), totals.all.accounts)),
        line("Followers, added up", &|totals| amount_if(totals.is_told(), totals.all.followers)),
        line("Aimed at political discourse", &|totals| amount_if(totals.is_told(), totals.political.sums.networks)),
        line("Touched an election", &|totals| amount_if(totals.is_told(), totals.elections.sums.networks)),
        line("Re-established accounts", &|totals| returned(totals.returned)),
        line("Months reported", &|totals| format!("{} of {}", totals.months_reported, totals.months)),
    ];
    let names = ["This period", "The period before", "Year to date"];
    let names: Vec<&str> = names.into_iter().filter(|name| *name != names[1] || report.before.is_some()).collect();
    let header = names.iter().zip(&columns).map(|(name, column)| format!("{name}: {}", column.period.name()));
    let header = std::iter::once(String::new()).chain(header).collect();
    let lines = if columns.len() > 1 { lines } else { Vec::new() };
    let heading = "Beside the period before and the year";
    Table { heading, header, numbers: columns.len(), lines, note: String::new() }
}

fn by_month(report: &Report<'_>) -> Table {
    let cells = |sums: Sums, is_told: bool, back: Returned, said: &str| {
        let sums = [sums.networks, sums.accounts, sums.followers].map(|sum| amount_if(is_told, sum));
        sums.into_iter().chain([returned(back), said.to_owned()]).collect()
    };
    let line = |month: &MonthSums| {
        let (span, coverage) = (&month.span, month.coverage);
        let is_told = coverage != Coverage::NotReported;
        (month.month.name(), cells(span.sums, is_told, span.returned, said(coverage)))
    };
    let totals = &report.totals;
    let total = ("Together".to_owned(), cells(totals.all, totals.is_told(), totals.returned, ""));
    let header = ["Month", "Networks", "Accounts", "Followers, added up", "Re-established accounts"];
    let lines = report.months.iter().map(line).chain([total]).collect();
    table("By month of removal", (&header, &["Networks are"]), lines, "")
}

/// What is known of a month, in a word.
fn said(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Reported => "reported",
        Coverage::None => "none, as stated",
        Coverage::Together => "told with other months",
        Coverage::InPart => "reported in part",
        Coverage::NotReported => "not reported",
    }
}

fn places(heading: &'static str, places: &[Place], none: &str) -> Table {
    let line = |place: &Place| {
        let name = place.country.map_or(none, |country| country.name()).to_owned();
        (name, [place.sums.networks, place.sums.accounts, place.sums.followers].map(amount).to_vec())
    };
    let note = "A network with several countries counts in each of them.";
    let header = ["Country", "Networks", "Accounts", "Followers, added up"];
    table(heading, (&header, &[]), places.iter().map(line).collect(), note)
}

fn by_election(report: &Report<'_>) -> Table {
    let line = |one: &ElectionSums| {
        let removed: Vec<String> =
            one.operations.iter().map(|removal| format!("{}: {}", removal.id, removal.words())).collect();
        let sums = [one.sums.networks, one.sums.accounts, one.returned.0].map(amount);
        (election(&one.election), sums.into_iter().chain([removed.join("; ")]).collect())
    };
    let header = ["Election", "Networks", "Accounts", "Re-established accounts"];
    let note = "Where the day of a removal is not known, its month gives a range.";
    table("By election", (&header, &["Removed"]), report.by_election.iter().map(line).collect(), note)
}

fn by_election_country(report: &Report<'_>) -> Table {
    let line = |one: &ElectionCountry| {
        let sums = [one.sums.networks, one.sums.accounts, one.returned.0].map(amount);
        (one.country.name().to_owned(), std::iter::once(count(one.elections)).chain(sums).collect())
    };
    let header = ["Country", "Elections", "Networks", "Accounts", "Re-established accounts"];
    let note = "A network that touched several elections of a country counts once.";
    table("By country of the election", (&header, &[]), report.by_election_country.iter().map(line).collect(), note)
}

fn linked(report: &Report<'_>) -> Table {
    let cells = |sums: Sums| [sums.networks, sums.accounts, sums.followers].map(amount);
    let line = |one: &LinkedOutlet| {
        let outlet = one.outlet.as_ref();
        let name = outlet.map_or(one.entity.clone(), |outlet| format!("{} ({})", outlet.name, one.entity));
        let country = outlet.map_or(String::new(), |outlet| outlet.country.name().to_owned());
        let status = outlet.map_or("not looked up".to_owned(), |outlet| outlet.status.name().replace('_', " "));
        (name, cells(one.sums).into_iter().chain([country, status, evidence(one)]).collect())
    };
    let mut lines: Vec<Line> = report.linked.outlets.iter().map(line).collect();
    if lines.len() > 1 {
        let sums = cells(report.linked.sums).into_iter().chain([String::new(), String::new(), String::new()]);
        lines.push(("Together, each network once".to_owned(), sums.collect()));
    }
    let header = ["Outlet", "Networks", "Accounts", "Followers, added up"];
    table("By outlet", (&header, &["Country", "Status", "Evidence"]), lines, "")
}

/// What shows the links to an outlet, by network.
fn evidence(outlet: &LinkedOutlet) -> String {
    let of_network = |shown: &Shown| {
        let evidence: Vec<String> = shown.evidence.iter().map(|text| address(text)).collect();
        format!("{}: {}", shown.id, evidence.join("; "))
    };
    outlet.operations.iter().map(of_network).collect::<Vec<_>>().join(". ")
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
    let accounts = one.accounts.map_or(String::new(), |accounts| format!(" with {} accounts", count(accounts)));
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
