//! Finished charts, and the files that they become.

use super::charts::{Chart, ChartData, NamedChart, Size, Sketch, StoredCharts, Theme};
use crate::error::{Error, Result};
use crate::export::OutputDir;

/// The width of charts on the page in pixels; they are a fifth higher than
/// elsewhere, for their type is larger.
const PAGE_WIDTH: u32 = 680;

/// A finished chart with its place in the report.
pub struct Figure {
    /// The file's name without its ending.
    pub name: String,
    /// The network it is about, if it is about one.
    pub network_id: Option<u32>,
    /// What it was drawn from: as much as is drawn.
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
        let chart = data.draw(Theme::Light, data.size()).map_err(|e| Error::output(name.as_str(), e))?;
        Self::of(name, network_id, data, chart)
    }

    /// Draws a network that is laid out already.
    ///
    /// # Errors
    /// Never in practice.
    pub(super) fn of_sketch(name: String, network_id: u32, sketch: &Sketch) -> Result<Self> {
        let chart = sketch.chart(Theme::Light, Size::default()).map_err(|e| Error::output(name.as_str(), e))?;
        Self::of(name, Some(network_id), ChartData::Drawing(sketch.as_drawn()), chart)
    }

    fn of(name: String, network_id: Option<u32>, data: ChartData, chart: Chart) -> Result<Self> {
        let png = chart.png().map_err(|e| Error::output(name.as_str(), e))?;
        Ok(Self { name, network_id, data, chart, png })
    }

    /// Whether it is the drawing of this network, which the page draws itself.
    pub(super) fn is_drawing_of(&self, network_id: u32) -> bool {
        self.network_id == Some(network_id) && matches!(self.data, ChartData::Drawing(_))
    }

    /// The chart for the page, where two stand side by side, in the reader's
    /// theme. None of a drawing, and of explanations and objects it has tables,
    /// which can be copied and take less room.
    ///
    /// # Errors
    /// Never in practice.
    pub(super) fn themed(&self) -> Result<Option<String>> {
        if matches!(self.data, ChartData::Drawing(_) | ChartData::Explanations(_) | ChartData::Bars(_)) {
            return Ok(None);
        }
        let Size { width, height } = self.data.size();
        let size = Size { width: PAGE_WIDTH, height: (height * PAGE_WIDTH * 6 / 5 / width).max(Size::LEAST.height) };
        let chart = self.data.draw(Theme::Light, size).map_err(|e| Error::output(self.name.as_str(), e))?;
        Ok(Some(chart.themed()))
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
