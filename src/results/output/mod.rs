//! The whole output of detect: what stands in the directory, and what is said
//! of it in a few lines.

mod notebook;
mod summary;
mod write;

pub use notebook::notebook;
pub use summary::{headline, summary};
pub use write::{RECORD, where_to_read, write, write_tables};
