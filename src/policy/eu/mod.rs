//! What the Digital Services Act of the European Union asks for: a statement of
//! reasons for each measure, and figures of the periodic report.
//!
//! Statements have the attributes of the Commission's DSA Transparency Database in
//! the schema that applies since 1 July 2025; the figures are those of the template
//! of Implementing Regulation (EU) 2024/2835 that a list of measures tells: sheets 6
//! (own initiative, terms and conditions), 7 (complaints) and 8 (automated means).
//! What a list of measures does not tell stays empty, and a statement that lacks a
//! mandatory attribute says which.

mod codes;
mod config;
mod statement;
mod template;
mod write;

pub use config::{EuConfig, Territory};
pub use statement::{Automated, Limit, Measure, Statement};
pub use template::Complaints;
pub use write::{put_complaints, put_statements};
