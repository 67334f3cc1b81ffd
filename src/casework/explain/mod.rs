//! The case for an account or a pair, from an output of `detect`: what was
//! seen, how each innocent explanation was tested, and what speaks against it.
//!
//! [`Output`] reads the tables, [`Case`] gathers the facts and the sentences
//! about them, and the same case is shown as text, JSON and a page.

mod case;
pub mod doubts;
mod drawing;
mod page;
mod sentences;
mod text;

pub use case::{Case, Listing, Meeting, PairCase, Standing, TraceTest};

use lockstep_base::error::{Error, Result};
use lockstep_base::safe;

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
