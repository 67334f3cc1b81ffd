//! The report as tables.

use lockstep_base::calendar::Day;
use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_base::safe::{cell, defang_text};
use lockstep_results::write::table;

use super::model::{AdFigures, Outlet, Published, Row};

/// `countries.csv`: a row a period and country, and one of all countries, whose
/// country is empty. What was not reported is empty.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn countries(report: &Published) -> Result<Vec<u8>> {
    let header = [
        "period",
        "country",
        "entities_labelled",
        "accounts_labelled",
        "not_recommended",
        "reach_unknown",
        "restricted",
        "suspended",
        "removed",
        "ads_decided",
        "ads_refused",
        "ads_at_home_only",
        "ads_spend",
        "ads_without_spend",
        "appeals_made",
        "appeals_rejected",
        "appeals_granted",
        "appeals_withdrawn",
        "appeals_open",
    ];
    table(&header, report.rows.iter().map(row))
}

fn row(row: &Row) -> Vec<String> {
    let figures = &row.figures;
    let mut cells = vec![row.period.to_string(), row.country.map_or("", Country::code).to_owned()];
    cells.extend(figures.counts().map(|count| count.to_string()));
    cells.extend(ads(figures.ads.as_ref()));
    cells.extend(figures.appeals.counts().map(|count| count.to_string()));
    cells
}

fn ads(ads: Option<&AdFigures>) -> [String; 5] {
    let Some(ads) = ads else { return Default::default() };
    let [decided, refused, at_home] = [ads.decided, ads.refused, ads.at_home_only].map(|count| count.to_string());
    [decided, refused, at_home, ads.spend.in_a_cell(), ads.spend.unknown.to_string()]
}

/// `outlets.csv`: a row a labelled outlet.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub(super) fn outlets(report: &Published) -> Result<Vec<u8>> {
    let text = |text: &str| cell(&defang_text(text)).into_owned();
    let row = |outlet: &Outlet| {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        vec![
            outlet.country.map_or("", Country::code).to_owned(),
            text(&outlet.entity),
            text(&outlet.label),
            day(outlet.since),
            day(outlet.until),
            outlet.accounts.to_string(),
        ]
    };
    table(&["country", "entity", "label", "since", "until", "accounts"], report.outlets.iter().map(row))
}
