//! Finished charts, and the files that they become.

use super::charts::{Chart, ChartData, ChartError, NamedChart, StoredCharts, Theme};
use crate::error::{Error, Result};
use crate::export::OutputDir;

/// A finished chart with its place in the report.
pub struct Figure {
    /// The file's name without its ending.
    pub name: String,
    /// The network it is about, if it is about one.
    pub network_id: Option<u32>,
    /// What it was drawn from.
    pub data: ChartData,
    /// The chart, on white and in its usual size.
    pub chart: Chart,
    /// The same as PNG.
    pub png: Vec<u8>,
}

impl Figure {
    /// Draws a chart.
    ///
    /// # Errors
    /// When the data contradict themselves.
    pub fn draw(name: impl Into<String>, network_id: Option<u32>, data: ChartData) -> Result<Self> {
        let name = name.into();
        let broken = |e: ChartError| Error::output(name.as_str(), e);
        let chart = data.draw(Theme::Light, data.size()).map_err(broken)?;
        let png = chart.png().map_err(broken)?;
        Ok(Self { name, network_id, data, chart, png })
    }

    /// Whether the page of a run shows the chart: of explanations and objects
    /// it has tables, which can be copied and take less room.
    pub(super) fn is_on_page(&self) -> bool {
        !matches!(self.data, ChartData::Explanations(_) | ChartData::Bars(_))
    }
}

/// Writes `charts/*.svg`, `charts/*.png` and, so that `lockstep plot` can draw
/// them again, `charts/data.json`.
///
/// # Errors
/// When a file cannot be written.
pub fn write_figures(out: &OutputDir, figures: &[Figure]) -> Result<()> {
    for figure in figures {
        out.put(&format!("charts/{}.svg", figure.name), figure.chart.svg().as_bytes())?;
        out.put(&format!("charts/{}.png", figure.name), &figure.png)?;
    }
    let named = |figure: &Figure| NamedChart { name: figure.name.clone(), chart: figure.data.clone() };
    out.put(StoredCharts::FILE, StoredCharts::to_json(figures.iter().map(named))?.as_bytes())
}
