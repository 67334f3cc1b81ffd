//! The files of the folder `eu`.

use lockstep_base::calendar::Period;
use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;

use super::config::EuConfig;
use super::statement::{Statement, statements_csv, statements_json};
use super::template::{Complaints, automated_means_csv, complaints_csv, own_initiative_csv};

/// Writes the statements of reasons, and the sheets 6 and 8 that they tell.
///
/// # Errors
/// When a file cannot be written.
pub fn put_statements(out: &OutputDir, statements: &[Statement], config: &EuConfig, period: Period) -> Result<()> {
    out.put("eu/statements.json", &statements_json(statements)?)?;
    out.put("eu/statements.csv", &statements_csv(statements)?)?;
    out.put("eu/6_own_initiative_TC.csv", &own_initiative_csv(statements, config, period)?)?;
    out.put("eu/8_automated_means.csv", &automated_means_csv(statements, config, period)?)
}

/// Writes sheet 7.
///
/// # Errors
/// When the file cannot be written.
pub fn put_complaints(out: &OutputDir, complaints: &Complaints, config: &EuConfig, period: Period) -> Result<()> {
    out.put("eu/7_appeals_and_recidivism.csv", &complaints_csv(complaints, config, period)?)
}
