//! The page and the charts.

pub mod charts;
mod figures;
mod page;

use crate::config::Config;
use crate::detect::Detection;
use crate::error::Result;
use crate::export::OutputDir;

pub use figures::{Figure, figures};

pub(crate) use page::fill;

/// Writes `charts/*.svg`, `charts/*.png` and `report.html`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, detection: &Detection, config: &Config) -> Result<()> {
    let figures = figures(detection, config)?;
    for figure in &figures {
        out.put(&format!("charts/{}.svg", figure.name), figure.chart.svg().as_bytes())?;
        out.put(&format!("charts/{}.png", figure.name), &figure.png)?;
    }
    out.put("report.html", page::render(detection, config, &figures)?.as_bytes())
}
