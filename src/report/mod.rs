//! The page and the charts.

pub mod charts;
mod figures;
mod page;

use crate::config::Config;
use crate::detect::Detection;
use crate::error::{Error, Result};
use crate::export::OutputDir;

pub use figures::Figure;
use figures::figures;

use std::collections::BTreeMap;

use rayon::prelude::*;

use charts::{Drawing, Sketch};

pub(crate) use page::fill;

/// Writes `charts/*.svg`, `charts/*.png` and `report.html`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, detection: &Detection, config: &Config) -> Result<()> {
    let networks = &detection.findings.networks;
    let drawn = figures::largest(networks, config.report.networks);
    let shown = page::sections(networks, &drawn);
    let drawings: Vec<(u32, Drawing)> =
        shown.par_iter().map(|network| (network.network_id, figures::drawing(detection, network))).collect();
    let sketches: BTreeMap<u32, Sketch> =
        drawings.par_iter().map(|(id, drawing)| Ok((*id, sketch(*id, drawing)?))).collect::<Result<_>>()?;
    let figures = figures(detection, &drawn, &sketches)?;
    for figure in &figures {
        out.put(&format!("charts/{}.svg", figure.name), figure.chart.svg().as_bytes())?;
        out.put(&format!("charts/{}.png", figure.name), &figure.png)?;
    }
    out.put("report.html", page::render(detection, config, &figures, &sketches)?.as_bytes())
}

fn sketch(network_id: u32, drawing: &Drawing) -> Result<Sketch<'_>> {
    Sketch::of(drawing).map_err(|e| Error::output(format!("the drawing of network {network_id}"), e))
}
