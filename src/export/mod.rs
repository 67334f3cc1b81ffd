//! The files of the output contract; no decisions are made here.

mod directory;
mod graphs;
mod parquet;
mod run;
mod tables;

pub use directory::{OutputDir, clean_up, write_file};
pub use run::{Machine, OutputFile, RunRecord, TraceRecord};
pub use tables::{coortweet_csv, objects_csv};

use crate::detect::Detection;
use crate::error::Result;

/// Writes tables and graphs: `candidates.csv`, `networks.csv`,
/// `accounts.parquet`, `pairs.parquet`, `network.gexf`, `network.graphml` and,
/// where rows were refused, `rejects.csv`.
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
    out.put("network.gexf", &graphs::gexf(detection)?)?;
    out.put("network.graphml", &graphs::graphml(detection)?)?;
    Ok(())
}

/// A probability given as natural logarithm, in scientific notation with four
/// digits; it never underflows.
pub fn probability(ln_p: f64) -> String {
    if ln_p == f64::NEG_INFINITY {
        return "0".to_owned();
    }
    let log10 = ln_p / std::f64::consts::LN_10;
    let mut exponent = log10.floor();
    let mut digits = (10f64.powf(log10 - exponent) * 1e3).round() / 1e3;
    if digits >= 10.0 {
        (digits, exponent) = (digits / 10.0, exponent + 1.0);
    }
    format!("{digits:.3}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::probability;

    #[test]
    fn probabilities_are_written_below_the_smallest_float() {
        assert_eq!(probability(0.0), "1.000e0");
        assert_eq!(probability(0.01f64.ln()), "1.000e-2");
        assert_eq!(probability(-2_000.0), "2.577e-869");
        assert_eq!(probability(f64::NEG_INFINITY), "0");
    }
}
