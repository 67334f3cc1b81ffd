//! The registry of state-controlled media, where one is named.

use std::path::Path;

use lockstep_base::calendar::Day;
use lockstep_base::error::Result;
use lockstep_policy::supervision::registry::Registry;

/// Reads the registry as it is on a day.
///
/// # Errors
/// When it cannot be read, or something in it would make what follows from it
/// wrong.
pub(super) fn registry(path: Option<&Path>, day: Day) -> Result<Option<Registry>> {
    let Some(path) = path else { return Ok(None) };
    let registry = Registry::read(path, day)?;
    registry.must_be_usable()?;
    Ok(Some(registry))
}
