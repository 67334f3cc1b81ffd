//! All charts of a report, in their order.

use lockstep_base::error::Result;
use lockstep_charts::ChartData;
use lockstep_results::report::Figure;

use super::{elections, months, places, trends};
use crate::transparency::report::model::Report;

/// All charts.
///
/// # Errors
/// When a chart cannot be drawn.
pub(crate) fn figures(report: &Report<'_>) -> Result<Vec<Figure>> {
    let mut charts = vec![
        ("months", ChartData::Bars(months::by_month(report))),
        ("origins", ChartData::Bars(places::origins(report))),
        ("targets", ChartData::Bars(places::targets(report))),
    ];
    charts.extend(elections::by_election(report).map(|data| ("elections", ChartData::Bars(data))));
    charts.extend(trends::trends(report).into_iter().map(|(name, data)| (name, ChartData::Lines(data))));
    let draw = |(name, mut data): (&str, ChartData)| {
        if let Some(caption) = data.headings_mut().caption.as_mut().filter(|_| report.holds_invented()) {
            caption.push_str(" Some figures are made up for this example.");
        }
        Figure::draw(name, None, data)
    };
    charts.into_iter().map(draw).collect()
}
