//! A case as text, as JSON and as a page.

use lockstep_base::error::{Error, Result};
use lockstep_base::safe;

use super::case::Case;
use super::{page, text};

impl Case {
    /// The case for a terminal: the most telling part of it.
    pub fn to_text(&self) -> String {
        text::render(self)
    }

    /// All of it as JSON.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_json(&self) -> Result<String> {
        let json = serde_json::to_string_pretty(self).map_err(|e| Error::output("the case", e))?;
        Ok(format!("{}\n", safe::json(&json)))
    }

    /// One page without scripts, network or anything outside it.
    ///
    /// # Errors
    /// Never in practice: the template is part of the program.
    pub fn to_html(&self) -> Result<String> {
        page::render(self)
    }
}
