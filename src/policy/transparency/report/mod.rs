//! The transparency report of a period: by month, each removed network with
//! its detection source, accounts, followers and a description in three fixed
//! sentences; sums, shares and charts; and what the words mean.
//!
//! The form is that in which platforms have reported covert influence
//! operations by month since 2024. A [`Report`] holds what is reported; the
//! page, the Markdown and the tables show the same.

mod build;
mod definitions;
mod figures;
mod markdown;
mod model;
mod notes;
mod page;
mod sentences;
mod sums;
mod tables;
mod view;
mod write;

pub use definitions::{DEFINITIONS, LIMITS};
pub use model::{Report, Told};
pub use sentences::description;
pub use sums::{MonthSums, Part, Place, Sums, Totals};
