//! The files of the output contract; no decisions are made here.

mod directory;
mod evidence;
mod graphs;
mod parquet;
mod run;
mod tables;

pub use directory::{OutputDir, clean_up, write_file};
pub use run::{Machine, OutputFile, RunRecord, TraceRecord};
pub use tables::{coortweet_csv, cosine_csv, days_csv, disparity_csv, objects_csv, partition_csv, table};

use crate::detect::Detection;
use crate::error::Result;

/// Writes tables and graphs: `candidates.csv`, `networks.csv`,
/// `accounts.parquet`, `pairs.parquet`, `evidence.parquet`, `network.gexf`,
/// `network.graphml`, `network-directed.graphml` and, where rows were refused,
/// `rejects.csv`.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write(out: &OutputDir, detection: &Detection) -> Result<()> {
    out.put("candidates.csv", &tables::candidates(detection)?)?;
    out.put("networks.csv", &tables::networks(detection)?)?;
    if !detection.events.rejects.is_empty() {
        out.put("rejects.csv", &tables::rejects(&detection.events.rejects)?)?;
    }
    out.put("accounts.parquet", &parquet::accounts(detection)?)?;
    out.put("pairs.parquet", &parquet::pairs(detection)?)?;
    out.put("evidence.parquet", &evidence::evidence(detection)?)?;
    out.put("network.gexf", &graphs::gexf(detection)?)?;
    out.put("network.graphml", &graphs::graphml(detection)?)?;
    out.put("network-directed.graphml", &graphs::directed_graphml(detection)?)?;
    Ok(())
}
