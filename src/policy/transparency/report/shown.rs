//! The report's tables of numbers as they are shown: in words, with no link in
//! them that could be followed.

use lockstep_base::numbers::count;
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::by_election::{ElectionCountry, ElectionSums};
use super::filed::Coverage;
use super::linked::{LinkedOutlet, Shown};
use super::model::Report;
use super::network::{address, election};
use super::places::Place;
use super::sum::{Returned, Sums};
use super::totals::{MonthSums, Part, Totals};
use super::trends::Beside;
use super::words::{amount, amount_if, out_of, percent, returned};

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

/// The tables of sums.
pub(super) fn sums(report: &Report<'_>) -> Vec<Table> {
    let origin = "By the country that networks were operated from";
    filled([
        by_part(report),
        beside(report),
        by_month(report),
        places(origin, &report.by_origin, "Not determined or not public"),
        places("By the country that networks targeted", &report.by_target, "Not told by country"),
    ])
}

/// The tables of elections.
pub(super) fn elections(report: &Report<'_>) -> Vec<Table> {
    filled([by_election(report), by_election_country(report)])
}

/// The tables of linked outlets.
pub(super) fn outlets(report: &Report<'_>) -> Vec<Table> {
    filled([linked(report)])
}

/// The tables that have lines.
fn filled(tables: impl IntoIterator<Item = Table>) -> Vec<Table> {
    tables.into_iter().filter(|table| !table.lines.is_empty()).collect()
}

/// A table whose columns after the first are numbers, and then `words`.
fn table(heading: &'static str, (numbers, words): (&[&str], &[&str]), lines: Vec<Line>, note: &str) -> Table {
    let header = numbers.iter().chain(words).map(|name| (*name).to_owned()).collect();
    let (numbers, note) = (numbers.len() - 1, note.to_owned());
    let shown = |(name, cells): Line| (defang_text(&name), cells.iter().map(|cell| defang_text(cell)).collect());
    Table { heading, header, numbers, lines: lines.into_iter().map(shown).collect(), note }
}

fn by_part(report: &Report<'_>) -> Table {
    let totals = &report.totals;
    let line = |name: &str, part: &Part| {
        let of = format!("{} of {}", count(part.known), out_of(totals.all.networks));
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
        (one.country.name().to_owned(), std::iter::once(amount(one.elections.0)).chain(sums).collect())
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
        let status = outlet.map_or("not looked up".to_owned(), |outlet| {
            outlet.status.map_or("no decision".to_owned(), |status| status.name().replace('_', " "))
        });
        (name, cells(one.sums).into_iter().chain([country, status, evidence(one)]).collect())
    };
    let mut lines: Vec<Line> = report.linked.outlets.iter().map(line).collect();
    if lines.len() > 1 {
        let sums = cells(report.linked.sums).into_iter().chain([String::new(), String::new(), String::new()]);
        lines.push(("Together, each network once".to_owned(), sums.collect()));
    }
    let header = ["Outlet", "Networks", "Accounts", "Followers, added up"];
    let has_unpublished = report.linked.outlets.iter().any(|one| one.unpublished().next().is_some());
    let note = if has_unpublished {
        "Not published: the outlet carried no label at the removal, or nobody looked it up."
    } else {
        ""
    };
    table("By outlet", (&header, &["Country", "Status", "Evidence"]), lines, note)
}

/// What shows the links to an outlet, by network.
fn evidence(outlet: &LinkedOutlet) -> String {
    let of_network = |shown: &Shown| {
        let evidence: Vec<String> = shown.evidence.iter().map(|text| address(text)).collect();
        let unpublished = if shown.published { "" } else { " (not published)" };
        format!("{}{unpublished}: {}", shown.id, evidence.join("; "))
    };
    outlet.operations.iter().map(of_network).collect::<Vec<_>>().join(". ")
}
