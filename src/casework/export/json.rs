//! JSON in which nothing is hidden.

use lockstep_base::error::{Error, Result};
use lockstep_base::safe;

/// A value as JSON; `name` is the file that an error names.
pub(super) fn json(name: &str, value: &impl serde::Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::output(name, e))?;
    Ok(format!("{}\n", safe::json(&text)).into_bytes())
}
