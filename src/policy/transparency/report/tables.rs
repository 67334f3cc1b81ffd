//! The report's tables as CSV. Every text from the data passes through
//! [`shown`]; what is not known is an empty cell.

use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_base::safe::{cell, defang_text};
use lockstep_results::write::table;

use super::by_election::{ElectionSums, Removal};
use super::linked::LinkedOutlet;
use super::model::{Report, Told};
use super::network::{address, asset};
use super::sum::{Returned, Sum, Sums};
use super::totals::{MonthSums, Span};
use super::trends::{Course, Point};
use crate::supervision::registry::Status;
use crate::transparency::operations::{Election, Operation, Outlet};

/// Text for a cell: no formula, no link, nothing hidden.
fn shown(text: &str) -> String {
    cell(&defang_text(text)).into_owned()
}

/// Texts for one cell, separated by semicolons.
fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<T> = texts.into_iter().collect();
    shown(&texts.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("; "))
}

/// A value for one cell, empty where there is none.
fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| shown(&value.to_string())).unwrap_or_default()
}

/// Yes or no, empty where it is not known.
fn yes_no(value: Option<bool>) -> String {
    value.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned()
}

/// `report.csv`: one row a network.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn operations(report: &Report<'_>) -> Result<Vec<u8>> {
    let header: Vec<&str> = CORE.iter().chain(&ABOUT).copied().collect();
    table(&header, report.operations.iter().map(|told| core(told).into_iter().chain(about(told)).collect()))
}

/// The columns that stand first, and what they hold.
const CORE: [&str; 22] = [
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

fn core(told: &Told<'_>) -> Vec<String> {
    let operation = told.operation;
    let codes = |countries: &[Country]| joined(countries.iter().map(|country| country.code()));
    let [origin, audience, conduct] = told.description.each_ref().map(|sentence| shown(sentence));
    vec![
        operation.months.to_string(),
        shown(&operation.id),
        optional(operation.source.map(|source| source.name())),
        optional(operation.lead.as_ref()),
        optional(operation.accounts),
        optional(operation.followers),
        codes(&operation.operated_from),
        codes(&operation.target_audience),
        optional(operation.audience.as_ref()),
        origin,
        audience,
        conduct,
        joined(&operation.methods),
        joined(&operation.aims),
        yes_no(operation.political),
        joined(operation.elections.iter().map(election)),
        joined(&operation.platforms),
        joined(&operation.techniques),
        optional(operation.confidence.map(|confidence| confidence.name())),
        optional(operation.run.as_ref()),
        optional(operation.last_decision().map(|last| last.decision.name())),
        joined(operation.invented.iter().map(|field| field.name())),
    ]
}

/// The columns after them.
const ABOUT: [&str; 26] = [
    "name",
    "removed",
    "detected",
    "days_to_removal",
    "active",
    "operated_by",
    "origin",
    "further",
    "also_on",
    "websites",
    "assets",
    "ad_spend",
    "languages",
    "supportive_of",
    "critical_of",
    "views",
    "content_removed",
    "known_as",
    "indicators",
    "linked_outlets",
    "linked_evidence",
    "technique_names",
    "removed_before_vote",
    "sources",
    "not_public",
    "month_known",
];

fn about(told: &Told<'_>) -> Vec<String> {
    let (operation, about) = (told.operation, &told.operation.about);
    let addresses = |texts: &[String]| joined(texts.iter().map(|text| address(text)));
    let evidence = about.linked_outlets.iter().flat_map(|link| &link.evidence);
    vec![
        optional(operation.name.as_ref()),
        optional(operation.removed),
        optional(about.detected),
        optional(told.days_to_removal.map(range)),
        optional(about.active),
        optional(about.operated_by.as_ref()),
        optional(about.origin.as_ref()),
        joined(&about.further),
        joined(&about.also_on),
        addresses(&about.websites),
        joined(about.assets.iter().map(asset)),
        joined(about.ad_spend.iter().map(|spend| format!("{} {}", spend.amount, spend.currency))),
        joined(about.languages.iter().map(|language| language.code())),
        joined(&about.supportive_of),
        joined(&about.critical_of),
        optional(about.views),
        optional(about.content_removed),
        joined(about.known_as.iter().map(|known| format!("{} ({})", known.name, known.by))),
        addresses(&about.indicators),
        joined(about.linked_outlets.iter().map(|link| &link.entity)),
        joined(evidence.map(|text| address(text))),
        joined(&told.technique_names),
        joined(votes(operation)),
        addresses(&about.sources),
        joined(operation.not_public.iter().map(|field| field.name())),
        yes_no(Some(operation.month().is_some())),
    ]
}

/// For each election, how long before the vote the network was removed.
fn votes(operation: &Operation) -> Vec<String> {
    operation.elections.iter().map(|election| Removal::new(operation, election.date).words()).collect()
}

/// `12`, or `3 to 31`.
fn range([least, most]: [i32; 2]) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

fn election(election: &Election) -> String {
    format!("{} ({}, {})", election.name, election.country, election.date)
}

fn whole(sum: Sum) -> String {
    optional(sum.whole())
}

/// The columns of sums in tables that have no others of their name.
const SUMS: [&str; 6] =
    ["operations", "accounts", "accounts_at_least", "accounts_known", "followers_summed", "followers_known"];

/// What stands at the end of these tables, beside sums that are empty.
const BOUNDS: [&str; 2] = ["operations_at_least", "followers_at_least"];

fn bounds(Sums { networks, followers, .. }: Sums) -> [String; 2] {
    [networks.at_least.to_string(), followers.at_least.to_string()]
}

fn sums(Sums { networks, accounts, followers }: Sums) -> Vec<String> {
    vec![
        whole(networks),
        whole(accounts),
        accounts.at_least.to_string(),
        accounts.known.to_string(),
        whole(followers),
        followers.known.to_string(),
    ]
}

const RETURNED: [&str; 2] = ["reestablished_accounts", "reestablished_at_least"];

fn returned(Returned(sum): Returned) -> Vec<String> {
    vec![whole(sum), sum.at_least.to_string()]
}

/// `months.csv`: one row a month. The followers of networks are added up, and
/// those of different networks may be the same accounts.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn months(report: &Report<'_>) -> Result<Vec<u8>> {
    let header = [
        "month",
        "operations",
        "accounts",
        "followers_summed",
        "reestablished_accounts",
        "coverage",
        "operations_at_least",
        "accounts_at_least",
        "accounts_known",
        "followers_at_least",
        "followers_known",
        "reestablished_reported",
    ];
    let row = |month: &MonthSums| {
        let (Sums { networks, accounts, followers }, Returned(back)) = (month.span.sums, month.span.returned);
        let mut row = vec![month.month.to_string()];
        row.extend([networks, accounts, followers, back].map(whole));
        row.push(month.coverage.name().to_owned());
        let known = [networks.at_least, accounts.at_least, accounts.known, followers.at_least, followers.known];
        row.extend(known.map(|number| number.to_string()));
        row.push(yes_no(Some(back.known == back.of)));
        row
    };
    table(&header, report.months.iter().map(row))
}

/// `trends.csv`: one row a month, a quarter and a year.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn trends(report: &Report<'_>) -> Result<Vec<u8>> {
    let header: Vec<&str> = ["unit", "period", "months", "months_reported"]
        .iter()
        .chain(&SUMS)
        .chain(&RETURNED)
        .chain(&BOUNDS)
        .copied()
        .collect();
    let row = |unit: &str, span: &Span| {
        let own = [unit.to_owned(), span.period.to_string(), span.months.to_string(), span.months_reported.to_string()];
        own.into_iter().chain(sums(span.sums)).chain(returned(span.returned)).chain(bounds(span.sums)).collect()
    };
    let trends = &report.trends;
    let months = trends.months.iter().map(|month| row("month", &month.span));
    let quarters = trends.quarters.iter().map(|span| row("quarter", span));
    let years = trends.years.iter().map(|span| row("year", span));
    table(&header, months.chain(quarters).chain(years))
}

/// `cumulative.csv`: one row a country and month.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn cumulative(report: &Report<'_>) -> Result<Vec<u8>> {
    let header: Vec<&str> =
        ["by", "country", "month", "reported"].iter().chain(&SUMS).chain(&BOUNDS).copied().collect();
    let rows = |by: &'static str, courses: &[Course]| -> Vec<Vec<String>> {
        let row = |course: &Course| {
            let country = course.country.map_or("", |country| country.code()).to_owned();
            let row = |point: &Point| {
                let own = [by.to_owned(), country.clone(), point.month.to_string(), yes_no(Some(point.reported))];
                own.into_iter().chain(sums(point.sums)).chain(bounds(point.sums)).collect()
            };
            course.points.iter().map(row).collect::<Vec<Vec<String>>>()
        };
        courses.iter().flat_map(row).collect()
    };
    let (origins, targets) = (rows("origin", &report.trends.origins), rows("target", &report.trends.targets));
    table(&header, origins.into_iter().chain(targets))
}

/// `elections.csv`: one row an election.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn elections(report: &Report<'_>) -> Result<Vec<u8>> {
    let header: Vec<&str> = ["date", "country", "election"]
        .iter()
        .chain(&SUMS)
        .chain(&RETURNED)
        .chain(&["ids", "removed_before_vote"])
        .chain(&BOUNDS)
        .copied()
        .collect();
    let row = |one: &ElectionSums| {
        let election = &one.election;
        let days = one.operations.iter().map(Removal::words);
        let own = [election.date.to_string(), election.country.to_string(), shown(&election.name)];
        let last = [joined(one.operations.iter().map(|removal| &removal.id)), joined(days)];
        own.into_iter()
            .chain(sums(one.sums))
            .chain(returned(one.returned))
            .chain(last)
            .chain(bounds(one.sums))
            .collect()
    };
    table(&header, report.by_election.iter().map(row))
}

/// `linked_outlets.csv`: one row an outlet of state-controlled media.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn linked(report: &Report<'_>) -> Result<Vec<u8>> {
    let header: Vec<&str> = ["entity", "name", "country", "status"]
        .iter()
        .chain(&SUMS)
        .chain(&["ids", "evidence", "label", "not_published"])
        .chain(&BOUNDS)
        .copied()
        .collect();
    let row = |one: &LinkedOutlet| {
        let outlet = one.outlet.as_ref();
        let status = |of: fn(&Outlet) -> Option<Status>| optional(outlet.and_then(of).map(|status| status.name()));
        let own = [
            shown(&one.entity),
            optional(outlet.map(|outlet| &outlet.name)),
            optional(outlet.map(|outlet| outlet.country)),
            status(|outlet| outlet.status),
        ];
        let evidence = one.operations.iter().flat_map(|shown| &shown.evidence).map(|text| address(text));
        let last = [
            joined(one.operations.iter().map(|shown| &shown.id)),
            joined(evidence),
            status(|outlet| outlet.label),
            joined(one.unpublished().map(|shown| &shown.id)),
        ];
        own.into_iter().chain(sums(one.sums)).chain(last).chain(bounds(one.sums)).collect()
    };
    table(&header, report.linked.outlets.iter().map(row))
}
