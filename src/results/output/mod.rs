//! The whole output of detect: what stands in the directory, and what is said
//! of it in a few lines.

mod notebook;

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::memory::Resources;
use lockstep_base::numbers::things;
use lockstep_base::safe::visible;
use lockstep_base::time;
use lockstep_detect::config::Config;
use lockstep_detect::{Detection, Stages};

use crate::report;
use crate::write;
use crate::write::{Machine, RunRecord};

pub use notebook::notebook;

/// The file by which an output of detect is known.
pub const RECORD: &str = "run.json";

/// Writes tables and graphs with a record, without charts and report: all that
/// [`lockstep_casework::explain`] and [`lockstep_lab::evaluate`] read.
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

/// The result in a few lines; nothing in it comes from the data unescaped.
pub fn summary(detection: &Detection, config: &Config) -> String {
    const SHOWN: usize = 10;
    let findings = &detection.findings;
    let mut text = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(text, "{}", headline(detection, config));
    if !findings.networks.is_empty() {
        let _ = writeln!(text, "\nnetwork  tier  accounts   pairs  objects  days  first act             traces");
    }
    for network in findings.networks.iter().take(SHOWN) {
        let traces: Vec<&str> = network.together.traces.iter().map(|trace| trace.name()).collect();
        let _ = writeln!(
            text,
            "{:>7}  {:>4}  {:>8}  {:>6}  {:>7}  {:>4}  {:<20}  {}",
            network.network_id,
            network.tier.letter(),
            network.members.len(),
            network.pairs.len(),
            network.together.objects,
            network.together.days,
            time::rfc3339(network.together.first_act).chars().take(20).collect::<String>(),
            traces.join(";")
        );
    }
    if findings.networks.len() > SHOWN {
        let _ = writeln!(text, "... and {} more in networks.csv", findings.networks.len() - SHOWN);
    }
    for warning in &detection.warnings {
        let _ = write!(text, "\nNote: {warning}");
    }
    if !detection.warnings.is_empty() {
        let _ = writeln!(text);
    }
    text
}

/// What was found, in a sentence.
pub fn headline(detection: &Detection, config: &Config) -> String {
    let findings = &detection.findings;
    if findings.networks.is_empty() {
        let passed = match findings.validated.len() {
            0 => "no pair of accounts passes".to_owned(),
            1 => "1 pair passes, alone (it is in pairs.parquet),".to_owned(),
            n => format!("{n} pairs pass, none in a group large enough to list (they are in pairs.parquet),"),
        };
        return format!("No network found: {passed} at a false discovery rate of {}.", config.fdr);
    }
    format!(
        "{} of {}, from {} of which about {:.1} are expected to be false.",
        things(findings.networks.len() as u64, "network", "networks"),
        things(findings.candidates.len() as u64, "account", "accounts"),
        things(findings.validated.len() as u64, "validated pair", "validated pairs"),
        config.fdr * findings.validated.len() as f64
    )
}
