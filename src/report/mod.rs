//! The page and the charts.

pub mod charts;
mod figure;
mod figures;
mod held;
mod page;
mod words;

use crate::config::Config;
use crate::detect::Detection;
use crate::error::Result;
use crate::export::OutputDir;

pub use figure::{Figure, write_figures};
pub use figures::figures;

pub(crate) use page::fill;

/// Writes the charts with their data, and `report.html`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, detection: &Detection, config: &Config) -> Result<()> {
    let mut figures = figures(detection, config)?;
    write_figures(out, &figures)?;
    figures.retain(Figure::is_on_page);
    out.put("report.html", page::render(detection, config, &figures)?.as_bytes())
}
