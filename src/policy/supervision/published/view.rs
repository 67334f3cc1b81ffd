//! The report as it is shown: everything in words.

use lockstep_base::calendar::Period;
use lockstep_base::country::Country;
use lockstep_base::numbers::{count, list, things};
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::model::{AdFigures, Outlet, Published, Row};

/// What stands where nothing was reported.
const NOT_REPORTED: &str = "not reported";

/// The columns of the tables of figures, after their first.
pub(super) const COLUMNS: [&str; 13] = [
    "Outlets labelled",
    "Accounts labelled",
    "Not recommended",
    "Restricted in some countries",
    "Suspended",
    "Removed",
    "Advertisements refused",
    "At home only",
    "What these were to cost",
    "Appeals made",
    "Rejected",
    "Granted",
    "Open at the end",
];

/// A line of figures: its name and its cells.
pub(super) type Line = (String, Vec<String>);

/// The whole report.
#[derive(Serialize)]
pub(super) struct View {
    pub lockstep: &'static str,
    pub headline: String,
    pub is_public: bool,
    pub notes: Vec<String>,
    pub remarks: Vec<String>,
    pub columns: [&'static str; 13],
    /// All countries together, a line a period.
    pub by_period: Vec<Line>,
    /// For each period, a line a country.
    pub by_country: Vec<(String, Vec<Line>)>,
    pub outlets: Vec<OutletView>,
    pub words: [(&'static str, &'static str); 6],
}

/// A labelled outlet in words.
#[derive(Serialize)]
pub(super) struct OutletView {
    pub country: &'static str,
    pub entity: String,
    pub label: String,
    pub since: String,
    pub accounts: String,
}

/// What the words mean.
const WORDS: [(&str, &str); 6] = [
    (
        "Outlet",
        "An entity whose editorial process was assessed as under a government's control or influence, by its mission, \
         practices, governance, decisions and funding. Its country is the one that it is primarily affiliated with.",
    ),
    ("Labelled", "The account carried a label on some day of the period."),
    (
        "Not recommended",
        "The account tried to reach communities outside its home country on current global events and affairs, or a \
         decision says so, and was not recommended on some day of the period.",
    ),
    (
        "Restricted, suspended, removed",
        "The account could not be seen in some countries, could not act for a time, or was removed for good.",
    ),
    (
        "Advertisements",
        "A labelled account may advertise in its home country only: what was to run elsewhere is refused, and what was to \
         run in both, at home only. One that runs in several periods counts in each. The cost is what was asked for, \
         not what was spent.",
    ),
    ("Not reported", "Nobody gave the figure. It is not zero."),
];

impl View {
    pub(super) fn new(report: &Published) -> Self {
        let all = |row: &&Row| row.country.is_none();
        let line = |row: &Row| (row.period.to_string(), cells(row));
        let of_period = |&period: &Period| {
            let rows = report.rows.iter().filter(|row| row.period == period && row.country.is_some());
            let lines = rows.map(|row| (row.country.map_or("", Country::name).to_owned(), cells(row)));
            (period.to_string(), lines.collect())
        };
        Self {
            lockstep: report.lockstep,
            headline: headline(report),
            is_public: report.is_public,
            notes: notes(report),
            remarks: report.remarks.clone(),
            columns: COLUMNS,
            by_period: report.rows.iter().filter(all).map(line).collect(),
            by_country: report.periods.iter().map(of_period).collect(),
            outlets: report.outlets.iter().map(outlet).collect(),
            words: WORDS,
        }
    }
}

/// From the first to the last day.
fn span(report: &Published) -> String {
    match (report.periods.first(), report.periods.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.to_string(),
        _ => String::new(),
    }
}

fn headline(report: &Published) -> String {
    let outlets = things(report.outlets.len() as u64, "outlet", "outlets");
    let countries: std::collections::BTreeSet<_> = report.outlets.iter().filter_map(|outlet| outlet.country).collect();
    let countries = things(countries.len() as u64, "country", "countries");
    format!("State-controlled media, {}: {outlets} of {countries} labelled", span(report))
}

fn notes(report: &Published) -> Vec<String> {
    let gaps: Vec<String> = report.not_reported.iter().map(Period::to_string).collect();
    let gaps = (!gaps.is_empty()).then(|| format!("Not reported: {}.", list(&gaps)));
    let without: Vec<String> = report
        .rows
        .iter()
        .filter(|row| row.country.is_none() && row.figures.ads.is_none())
        .map(|row| row.period.to_string())
        .collect();
    let without = (!without.is_empty()).then(|| format!("Advertisements are not reported for {}.", list(&without)));
    gaps.into_iter().chain(without).collect()
}

fn cells(row: &Row) -> Vec<String> {
    let figures = &row.figures;
    let ads = |of: fn(&AdFigures) -> String| figures.ads.as_ref().map_or_else(|| NOT_REPORTED.to_owned(), of);
    let mut cells: Vec<String> = [
        figures.entities_labelled,
        figures.accounts_labelled,
        figures.not_recommended,
        figures.restricted,
        figures.suspended,
        figures.removed,
    ]
    .map(count)
    .to_vec();
    cells.extend([ads(|ads| count(ads.refused)), ads(|ads| count(ads.at_home_only)), ads(|ads| ads.spend.in_words())]);
    let appeals = figures.appeals;
    cells.extend([appeals.made, appeals.rejected, appeals.granted, appeals.open].map(count));
    cells
}

fn outlet(outlet: &Outlet) -> OutletView {
    OutletView {
        country: outlet.country.map_or("", Country::name),
        entity: defang_text(&outlet.entity),
        label: defang_text(&outlet.label),
        since: outlet.since.map_or_else(String::new, |since| since.to_string()),
        accounts: count(outlet.accounts),
    }
}
