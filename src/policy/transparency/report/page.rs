//! `report.html`: the report as one self-contained page without scripts.

use lockstep_base::error::Result;
use lockstep_results::report::Figure;
use lockstep_results::report::fill;
use serde::Serialize;

use super::view::View;
use crate::style::REPORT;

/// What the template gets.
#[derive(Serialize)]
struct Page<'a> {
    view: &'a View<'a>,
    /// The charts as SVG documents in the reader's theme, in the order of the
    /// figures.
    charts: Vec<String>,
}

/// The page.
///
/// # Errors
/// Never in practice: the template is part of the program.
pub(super) fn render(view: &View<'_>, figures: &[Figure]) -> Result<String> {
    let charts = figures.iter().map(|figure| figure.for_page(figure.data.size())).collect::<Result<_>>()?;
    fill(&[REPORT, ("transparency.html", include_str!("page.html"))], &Page { view, charts })
}
