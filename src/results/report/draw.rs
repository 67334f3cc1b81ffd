//! The charts, and the page that shows them.

use std::collections::BTreeMap;

use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_base::stop;
use lockstep_charts::{Drawing, Sketch};
use lockstep_detect::Detection;
use lockstep_detect::config::Config;
use rayon::prelude::*;

use super::figure::{Figure, write_figures};
use super::figures;
use super::page::{render, sections};
use super::words::Wording;

/// Writes the charts with their data, and `report.html`.
///
/// # Errors
/// When a chart cannot be drawn or a file cannot be written.
pub fn write(out: &OutputDir, detection: &Detection, config: &Config) -> Result<()> {
    let (figures, page) = draw(detection, config)?;
    write_figures(out, &figures)?;
    out.put("report.html", page.as_bytes())
}

/// The page, `report.html`.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn page(detection: &Detection, config: &Config) -> Result<String> {
    draw(detection, config).map(|(_, page)| page)
}

/// The charts, and the page that shows them.
fn draw(detection: &Detection, config: &Config) -> Result<(Vec<Figure>, String)> {
    let (networks, words) = (&detection.findings.networks, Wording::new(detection, config));
    let in_files = figures::in_files(networks, config.report.networks);
    let sections = sections(networks, &in_files);
    let drawings: Vec<(u32, Drawing)> =
        sections.par_iter().map(|network| (network.network_id, figures::drawing(detection, &words, network))).collect();
    let sketches: BTreeMap<u32, Sketch> =
        drawings.par_iter().map(|(id, drawing)| Ok((*id, sketch(*id, drawing)?))).collect::<Result<_>>()?;
    let figures = figures::figures(detection, &words, &sections, &in_files, &sketches)?;
    let page = render(detection, config, &figures, &sketches)?;
    Ok((figures, page))
}

fn sketch(network_id: u32, drawing: &Drawing) -> Result<Sketch<'_>> {
    stop::check();
    Sketch::of(drawing).map_err(|e| Error::output(format!("the drawing of network {network_id}"), e))
}
