//! The report as one page without scripts, and its charts.

use lockstep_base::country::Country;
use lockstep_base::error::Result;
use lockstep_charts::{Amount, BarRow, Bars, ChartData, Headings};
use lockstep_results::report::{Figure, fill};
use serde::Serialize;

use super::model::{Published, Row};
use super::view::View;
use crate::style::REPORT;

#[derive(Serialize)]
struct Page<'a> {
    view: &'a View,
    charts: Vec<String>,
}

/// By country, in the last period: accounts labelled, not recommended, and
/// restricted or removed.
///
/// # Errors
/// When a chart cannot be drawn.
pub(super) fn figures(report: &Published) -> Result<Vec<Figure>> {
    let Some(&last) = report.periods.last() else { return Ok(Vec::new()) };
    let row = |row: &Row| {
        let figures = &row.figures;
        Some(BarRow {
            name: row.country.map(Country::name)?.to_owned(),
            values: [figures.accounts_labelled, figures.not_recommended, figures.stopped].map(Amount::Known).to_vec(),
        })
    };
    let mut countries: Vec<&Row> = report.rows.iter().filter(|row| row.period == last).collect();
    countries.sort_by_key(|row| std::cmp::Reverse((row.figures.accounts_labelled, row.figures.not_recommended)));
    let rows = countries.into_iter().filter_map(row).collect();
    let bars = Bars {
        measures: vec!["Labelled".to_owned(), "Not recommended".to_owned(), "Restricted or removed".to_owned()],
        rows,
        headings: Headings {
            title: Some(format!("Accounts of state-controlled media by country, {last}")),
            subtitle: Some("On any day of the period. Each measure has its own scale".to_owned()),
            caption: None,
        },
    };
    Ok(vec![Figure::draw("countries", None, ChartData::Bars(bars))?])
}

/// The page.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(view: &View, figures: &[Figure]) -> Result<String> {
    let charts = figures.iter().map(|figure| figure.for_page(figure.data.size())).collect::<Result<_>>()?;
    fill(&[REPORT, ("state-media.html", include_str!("page.html"))], &Page { view, charts })
}
