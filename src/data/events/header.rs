//! What is known of a file before its rows are read.

use std::collections::HashSet;

use lockstep_base::error::Result;

use super::path::Path;

/// What is known of a file's columns, or keys, before its rows are read.
pub(super) trait Header {
    /// Of all names in the signatures of presets those that are there: at a row at
    /// `rows`, or, where this is empty, in a document or table.
    fn there(&self, rows: &str) -> HashSet<&'static str>;
    /// Where the rows are that a document holds, as far as one can see.
    fn places_of_rows(&self) -> Vec<String>;
    /// Where the column is: none where the file has none, several where its items
    /// have columns of their own. A name is first taken as it stands.
    ///
    /// # Errors
    /// When the name is there twice.
    fn find(&self, name: &str) -> Result<Vec<Slot>>;
    /// Whether a row at `rows` has it, the name taken as it stands.
    fn has_exactly(&self, rows: &str, name: &str) -> bool;
    /// Whether a row at `rows` has it.
    fn has(&self, rows: &str, name: &str) -> bool;
    /// The names that are there, for messages.
    fn names(&self, rows: &str) -> Vec<String>;
    /// Each name, and what stands there in the first rows, to tell what it means.
    fn samples(&self, rows: &str) -> Vec<(String, Vec<String>)>;
    /// Whether each row has keys of its own.
    fn is_by_row(&self) -> bool;
    /// Whether all there is stands in one document.
    fn is_one_document(&self) -> bool;
    /// Whether another column costs nothing.
    fn is_text(&self) -> bool;
}

/// A column, or a path, that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Its position in the header.
    pub position: usize,
    pub name: String,
    /// The name is a key as it stands, whatever it is made of.
    pub exact: bool,
    /// Where in the cell the value stands, if the cell holds an object.
    pub inner: Option<Path>,
}

impl Slot {
    /// A column that is a value.
    pub fn plain(position: usize, name: &str) -> Self {
        Self { position, name: name.to_owned(), exact: false, inner: None }
    }
}
