//! What happened over time, as lines.

use lockstep_base::calendar::Month;
use lockstep_charts::{Amount, Line, LinePanel, Lines};

use super::part::{ACCOUNTS, NETWORKS, RETURNED, amount, headings, joined};
use crate::transparency::report::model::Report;
use crate::transparency::report::sum::Sum;
use crate::transparency::report::totals::Span;
use crate::transparency::report::trends::{Course, Point};
use crate::transparency::report::words::things_of;

/// What a line that breaks means.
const BROKEN: &str = "A line breaks where nothing is reported; rings are lower bounds";

/// The charts of the trends: a line needs two points.
pub(super) fn trends(report: &Report<'_>) -> Vec<(&'static str, Lines)> {
    let trends = &report.trends;
    let months: Vec<Span> = trends.months.iter().map(|month| month.span).collect();
    let until = report.to.name();
    let spans = [
        ("trend-months", "Month", &months),
        ("trend-quarters", "Quarter", &trends.quarters),
        ("trend-years", "Year", &trends.years),
    ];
    let spans = spans.into_iter().filter(|(_, _, spans)| spans.len() > 1);
    let mut charts: Vec<(&'static str, Lines)> =
        spans.map(|(name, unit, spans)| (name, over_time(unit, spans, &until))).collect();
    let courses = [
        ("cumulative-origins", "operated from", "Not known", &trends.origins),
        ("cumulative-targets", "that targeted", "Not told by country", &trends.targets),
    ];
    let courses = courses.into_iter().filter(|(.., courses)| courses.first().is_some_and(|one| one.points.len() > 1));
    charts.extend(courses.map(|(name, what, none, courses)| (name, cumulative(what, none, courses, &until))));
    charts
}

fn over_time(unit: &'static str, spans: &[Span], until: &str) -> Lines {
    let panel = |measure: &str, of: fn(&Span) -> Sum| LinePanel {
        measure: measure.to_owned(),
        lines: vec![Line { name: measure.to_owned(), values: spans.iter().map(|span| amount(of(span))).collect() }],
    };
    let known = |of: fn(&Span) -> Sum| spans.iter().filter(|span| of(span).whole().is_some()).count();
    let caption = format!(
        "Known whole, of {}: networks {}, accounts {}, re-established accounts {}.",
        spans.len(),
        known(|span| span.sums.networks),
        known(|span| span.sums.accounts),
        known(|span| span.returned.0)
    );
    Lines {
        unit: unit.to_owned(),
        points: spans.iter().map(|span| short(unit, span)).collect(),
        panels: vec![
            panel(ACCOUNTS, |span| span.sums.accounts),
            panel(NETWORKS, |span| span.sums.networks),
            panel(RETURNED, |span| span.returned.0),
        ]
        .into_iter()
        .filter(|panel| panel.lines.iter().flat_map(|line| &line.values).any(|value| *value != Amount::Unknown))
        .collect(),
        headings: headings(format!("Removed by {}, up to {until}", unit.to_lowercase()), BROKEN, caption),
    }
}

/// The name of a point: `2024-05`, `2024 Q2`, `2024`.
fn short(unit: &str, span: &Span) -> String {
    let first = Month::of(span.period.first());
    let year = span.period.first().year();
    match unit {
        "Month" => first.to_string(),
        "Quarter" => format!("{year} Q{}", (span.period.first().month() - 1) / 3 + 1),
        _ => year.to_string(),
    }
}

fn cumulative(what: &str, none: &str, courses: &[Course], until: &str) -> Lines {
    let name = |course: &Course| course.country.map_or(none, |country| country.name()).to_owned();
    let panel = |measure: &str, of: fn(&Point) -> Sum| LinePanel {
        measure: measure.to_owned(),
        lines: courses
            .iter()
            .map(|course| Line { name: name(course), values: course.points.iter().map(|one| grown(one, of)).collect() })
            .collect(),
    };
    let points = courses.first().map_or(&[][..], |course| &course.points);
    let silent = points.iter().filter(|point| !point.reported).count();
    Lines {
        unit: "Month".to_owned(),
        points: points.iter().map(|point| point.month.to_string()).collect(),
        panels: vec![
            panel(&format!("{ACCOUNTS}, added up"), |point| point.sums.accounts),
            panel(&format!("{NETWORKS}, added up"), |point| point.sums.networks),
        ],
        headings: headings(
            format!("Networks {what} each country, added up to {until}"),
            BROKEN,
            joined([
                Some(format!(
                    "The countries with the most accounts. Not reported: {silent} of {} months.",
                    points.len()
                )),
                without_country(courses),
            ]),
        ),
    }
}

/// How many networks have no country at the end; their line is the last.
fn without_country(courses: &[Course]) -> Option<String> {
    let last = courses.last().filter(|course| course.country.is_none())?;
    let networks = things_of(last.points.last()?.sums.networks, "network", "networks");
    Some(format!("Of {networks} the country is not known, and each may be of any country."))
}

/// A sum up to a month, unless nothing is known of the month.
fn grown(point: &Point, of: fn(&Point) -> Sum) -> Amount {
    if point.reported { amount(of(point)) } else { Amount::Unknown }
}
