//! The report as it is shown: everything in words.

use std::collections::BTreeSet;

use lockstep_base::calendar::Period;
use lockstep_base::country::Country;
use lockstep_base::numbers::{count, list, things};
use lockstep_base::safe::defang_text;
use serde::Serialize;

use super::model::{AdFigures, Outlet, Published, Row};

/// What stands where nothing was reported.
const NOT_REPORTED: &str = "not reported";

/// The columns of the tables of measures, after their first.
pub(super) const MEASURES: [&str; 7] = [
    "Outlets labelled",
    "Accounts labelled",
    "Not recommended",
    "Reach not known",
    "Restricted in some countries",
    "Suspended",
    "Removed",
];

/// Those of the tables of advertisements and appeals.
pub(super) const REQUESTS: [&str; 8] = [
    "Advertisements refused",
    "Limited to the home country",
    "Planned cost of both",
    "Appeals made",
    "Rejected",
    "Granted",
    "Withdrawn",
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
    /// All countries together, a line a period.
    pub by_period: Figures,
    /// For each period, a line a country.
    pub by_country: Vec<(String, Figures)>,
    pub outlets: Vec<OutletView>,
    pub words: [(&'static str, &'static str); 7],
}

/// Figures in two tables: what was done, and what was asked for.
#[derive(Serialize)]
pub(super) struct Figures {
    pub measures: (&'static [&'static str], Vec<Line>),
    pub requests: (&'static [&'static str], Vec<Line>),
}

impl Figures {
    fn new<'a>(rows: impl Iterator<Item = (String, &'a Row)>) -> Self {
        let (measures, requests) =
            rows.map(|(name, row)| ((name.clone(), measures(row)), (name, requests(row)))).unzip();
        Self { measures: (&MEASURES, measures), requests: (&REQUESTS, requests) }
    }
}

/// A labelled outlet in words.
#[derive(Serialize)]
pub(super) struct OutletView {
    pub country: &'static str,
    pub entity: String,
    pub label: String,
    pub since: String,
    pub until: String,
    pub accounts: String,
}

/// What the words mean.
const WORDS: [(&str, &str); 7] = [
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
        "Reach not known",
        "The account carried a label and was recommended, and the data do not tell whether it tried to reach other countries \
         on current affairs.",
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
        let of_period = |&period: &Period| {
            let rows = report.rows.iter().filter(|row| row.period == period && row.country.is_some());
            let named = rows.map(|row| (row.country.map_or("", Country::name).to_owned(), row));
            (period.name(), Figures::new(named))
        };
        Self {
            lockstep: report.lockstep,
            headline: headline(report),
            is_public: report.is_public,
            notes: notes(report),
            remarks: report.remarks.clone(),
            by_period: Figures::new(report.rows.iter().filter(all).map(|row| (row.period.name(), row))),
            by_country: report.periods.iter().map(of_period).collect(),
            outlets: report.outlets.iter().map(outlet).collect(),
            words: WORDS,
        }
    }
}

/// From the first to the last day.
fn span(report: &Published) -> String {
    let ends = report.periods.first().zip(report.periods.last());
    let whole = ends.and_then(|(first, last)| Period::new(first.first(), last.last()).ok());
    whole.map_or_else(String::new, Period::name)
}

fn headline(report: &Published) -> String {
    let names: BTreeSet<_> = report.outlets.iter().map(|one| (one.country, &one.entity)).collect();
    let outlets = things(names.len() as u64, "outlet", "outlets");
    let countries: BTreeSet<_> = report.outlets.iter().filter_map(|outlet| outlet.country).collect();
    let countries = things(countries.len() as u64, "country", "countries");
    format!("State-controlled media, {}: {outlets} from {countries} labelled", span(report))
}

fn notes(report: &Published) -> Vec<String> {
    let gaps: Vec<String> = report.not_reported.iter().map(|period| period.name()).collect();
    let gaps = (!gaps.is_empty()).then(|| format!("Not reported: {}.", list(&gaps)));
    let without: Vec<String> = report
        .rows
        .iter()
        .filter(|row| row.country.is_none() && row.figures.ads.is_none())
        .map(|row| row.period.name())
        .collect();
    let without = (!without.is_empty()).then(|| format!("Advertisements are not reported for {}.", list(&without)));
    gaps.into_iter().chain(without).collect()
}

fn measures(row: &Row) -> Vec<String> {
    row.figures.counts().map(count).to_vec()
}

fn requests(row: &Row) -> Vec<String> {
    let (ads, appeals) = (row.figures.ads.as_ref(), row.figures.appeals);
    let ads = |of: fn(&AdFigures) -> String| ads.map_or_else(|| NOT_REPORTED.to_owned(), of);
    let mut cells =
        vec![ads(|ads| count(ads.refused)), ads(|ads| count(ads.at_home_only)), ads(|ads| ads.spend.in_words())];
    cells.extend(appeals.counts().map(count));
    cells
}

fn outlet(outlet: &Outlet) -> OutletView {
    OutletView {
        country: outlet.country.map_or("", Country::name),
        entity: defang_text(&outlet.entity),
        label: defang_text(&outlet.label),
        since: outlet.since.map_or_else(String::new, |since| since.to_string()),
        until: outlet.until.map_or_else(String::new, |until| until.to_string()),
        accounts: count(outlet.accounts),
    }
}
