//! The files of the report.

use lockstep_base::directory::{OutputDir, OutputFile};
use lockstep_base::error::Result;
use lockstep_results::report::write_figures;
use serde::Serialize;

use super::model::Published;
use super::view::View;
use super::{markdown, page, tables};
use crate::supervision::write::json;

/// The content of `run.json`: no times, so that the same input gives the same
/// bytes.
#[derive(Serialize)]
struct Run<'a> {
    lockstep: &'static str,
    public: bool,
    sources: &'a [(String, String)],
    outputs: Vec<OutputFile>,
}

impl Published {
    /// Writes `report.html`, `report.md`, `countries.csv`, `outlets.csv`,
    /// `report.json`, the chart and `run.json`.
    ///
    /// # Errors
    /// When a chart cannot be drawn or a file cannot be written.
    pub fn write(&self, out: &OutputDir) -> Result<()> {
        let figures = page::figures(self)?;
        write_figures(out, &figures)?;
        let view = View::new(self);
        out.put("report.html", page::render(&view, &figures)?.as_bytes())?;
        out.put("report.md", markdown::render(&view).as_bytes())?;
        out.put("countries.csv", &tables::countries(self)?)?;
        out.put("outlets.csv", &tables::outlets(self)?)?;
        out.put("report.json", &json(self)?)?;
        let run =
            Run { lockstep: self.lockstep, public: self.is_public, sources: &self.sources, outputs: out.files()? };
        out.put("run.json", &json(&run)?)
    }
}
