//! Charts with their place in the report, and the files that they become.

use lockstep_base::directory::OutputDir;
use lockstep_base::error::{Error, Result};
use lockstep_charts::{Chart, ChartData, ChartError, NamedChart, Size, Sketch, StoredCharts, Theme};

/// A chart with its place in the report.
pub struct Figure {
    /// The file's name without its ending.
    pub name: String,
    /// The network it is about, if it is about one.
    pub network_id: Option<u32>,
    /// What it is drawn from: as much as is drawn.
    pub data: ChartData,
    /// The chart on white and in its usual size, and the same as PNG; none where
    /// only the page shows it, and `lockstep plot` on demand.
    files: Option<(Chart, Vec<u8>)>,
}

impl Figure {
    /// Draws a chart.
    ///
    /// # Errors
    /// When the data contradict themselves.
    pub fn draw(name: impl Into<String>, network_id: Option<u32>, data: ChartData) -> Result<Self> {
        let name = name.into();
        let chart = data.draw(Theme::Light, data.size()).map_err(|e| Error::output(name.as_str(), e))?;
        Self { name, network_id, data, files: None }.with_files(chart)
    }

    /// A chart that becomes no file.
    pub(super) fn without_files(name: String, network_id: Option<u32>, data: ChartData) -> Self {
        Self { name, network_id, data, files: None }
    }

    /// A network that is laid out already; drawn, if it becomes a file.
    ///
    /// # Errors
    /// Never in practice.
    pub(super) fn of_sketch(name: String, network_id: u32, sketch: &Sketch, in_files: bool) -> Result<Self> {
        let figure = Self::without_files(name, Some(network_id), ChartData::Drawing(sketch.as_drawn()));
        if !in_files {
            return Ok(figure);
        }
        let chart = sketch.chart(Theme::Light, Size::default()).map_err(|e| figure.error(e))?;
        figure.with_files(chart)
    }

    fn with_files(mut self, chart: Chart) -> Result<Self> {
        let png = chart.png().map_err(|e| self.error(e))?;
        self.files = Some((chart, png));
        Ok(self)
    }

    /// The title of the chart, where it is drawn.
    pub fn title(&self) -> Option<&str> {
        self.files.as_ref().map(|(chart, _)| chart.title())
    }

    /// The chart for a page of ours, in this size.
    ///
    /// # Errors
    /// When the data contradict themselves.
    pub fn for_page(&self, size: Size) -> Result<String> {
        let chart = self.data.draw(Theme::Page, size).map_err(|e| self.error(e))?;
        Ok(chart.svg().to_owned())
    }

    fn error(&self, source: ChartError) -> Error {
        Error::output(self.name.as_str(), source)
    }
}

/// Writes `charts/*.svg`, `charts/*.png` and, so that `lockstep plot` can draw
/// all of them, `charts/data.json`.
///
/// # Errors
/// When a file cannot be written.
pub fn write_figures(out: &OutputDir, figures: &[Figure]) -> Result<()> {
    for figure in figures {
        if let Some((chart, png)) = &figure.files {
            out.put(&format!("charts/{}.svg", figure.name), chart.svg().as_bytes())?;
            out.put(&format!("charts/{}.png", figure.name), png)?;
        }
    }
    let named = |figure: &Figure| NamedChart { name: figure.name.clone(), chart: figure.data.clone() };
    out.put(StoredCharts::FILE, StoredCharts::to_json(figures.iter().map(named))?.as_bytes())
}
