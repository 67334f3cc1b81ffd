//! The files of a report.

use lockstep_base::calendar::Month;
use lockstep_base::directory::{OutputDir, OutputFile};
use lockstep_base::error::{Error, Result};
use lockstep_base::safe::json;
use lockstep_results::report::write_figures;
use serde::Serialize;

use super::model::Report;
use super::{eu, figures, markdown, page, tables, view};
use crate::eu::EuConfig;
use crate::transparency::operations::InputFile;

impl Report<'_> {
    /// Writes `report.html`, `report.md`, `report.csv`, `report.json`,
    /// `months.csv`, `trends.csv`, `cumulative.csv`, `elections.csv`,
    /// `linked_outlets.csv`, the charts and `run.json`, and unless it is public the
    /// folder `eu`, where networks list their accounts; `inputs`, of which the
    /// operations file is the first, are for the record.
    ///
    /// # Errors
    /// When a chart cannot be drawn or a file cannot be written.
    pub fn write(&self, out: &OutputDir, inputs: &[InputFile], config: &EuConfig) -> Result<()> {
        let figures = figures::figures(self)?;
        write_figures(out, &figures)?;
        let view = view::View::new(self);
        out.put("report.html", page::render(&view, &figures)?.as_bytes())?;
        out.put("report.md", markdown::render(&view, &figures).as_bytes())?;
        out.put("report.csv", &tables::operations(self)?)?;
        out.put("months.csv", &tables::months(self)?)?;
        out.put("trends.csv", &tables::trends(self)?)?;
        out.put("cumulative.csv", &tables::cumulative(self)?)?;
        out.put("elections.csv", &tables::elections(self)?)?;
        out.put("linked_outlets.csv", &tables::linked(self)?)?;
        put_json(out, "report.json", self)?;
        if !self.public {
            eu::write(self, config, out)?;
        }
        let operations = inputs.first().map_or("", |input| &input.file);
        let arguments = Arguments { operations, from: self.from, to: self.to, public: self.public };
        let record = Run { lockstep: self.lockstep, arguments, inputs, outputs: out.files()? };
        put_json(out, "run.json", &record)
    }
}

/// The content of `run.json`: no times, so that the same input gives the same
/// bytes.
#[derive(Serialize)]
struct Run<'a> {
    lockstep: &'static str,
    arguments: Arguments<'a>,
    inputs: &'a [InputFile],
    outputs: Vec<OutputFile>,
}

#[derive(Serialize)]
struct Arguments<'a> {
    operations: &'a str,
    from: Month,
    to: Month,
    public: bool,
}

fn put_json(out: &OutputDir, name: &str, record: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(record).map_err(|e| Error::output(name, e))?;
    out.put(name, format!("{}\n", json(&text)).as_bytes())
}
