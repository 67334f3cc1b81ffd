//! The whole output of a detection.

use std::path::Path;
use std::time::Instant;

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::memory::Resources;
use lockstep_base::safe::visible;
use lockstep_detect::config::Config;
use lockstep_detect::{Detection, Stages};

use crate::write::{Machine, RunRecord};
use crate::{report, write};

/// The file by which an output of detect is known.
pub const RECORD: &str = "run.json";

/// Writes tables and graphs with a record, without charts and report: all that
/// `lockstep_casework::explain` and `lockstep_lab::evaluate` read.
///
/// # Errors
/// When a file or the directory cannot be written.
pub fn write_tables(out: OutputDir, detection: &Detection, config: &Config) -> Result<()> {
    write::write(&out, detection)?;
    out.put(RECORD, &RunRecord::new(detection, config).to_json()?)?;
    out.commit()
}

/// Writes tables, graphs, charts, the report and the record, and moves the
/// directory to its place; the run began at `start`.
///
/// # Errors
/// When a chart cannot be drawn, or a file or the directory cannot be written.
pub fn write(
    out: OutputDir,
    detection: &Detection,
    config: &Config,
    resources: &Resources,
    stages: &mut Stages,
    start: Instant,
) -> Result<()> {
    stages.run("writing tables", || write::write(&out, detection))?;
    stages.run("drawing", || report::write(&out, detection, config))?;
    let mut record = RunRecord::new(detection, config);
    record.outputs = out.files()?;
    record.machine = Some(Machine::now(resources, stages.seconds.clone(), start));
    out.put(RECORD, &record.to_json()?)?;
    out.commit()
}

/// Where a reader begins.
pub fn where_to_read(out: &Path) -> String {
    let shown = visible(&out.to_string_lossy()).into_owned();
    format!("\nRead {shown}/report.html first; the list is {shown}/candidates.csv.\n")
}
