//! The transparency report of a period: by month, each removed network with
//! its detection source, accounts, followers and a description in three fixed
//! sentences; sums, shares, trends and charts; by country, by election, by linked
//! outlet; and what the words mean.
//!
//! The form is that in which platforms have reported covert influence
//! operations by month since 2024. A [`Report`] holds what is reported; the
//! page, the Markdown and the tables show the same. What is not known is said,
//! and no sum over it passes for a whole one ([`Sum`]).

mod build;
mod by_election;
mod definitions;
mod eu;
mod figures;
mod filed;
mod linked;
mod markdown;
mod model;
mod network;
mod notes;
mod page;
mod places;
mod sentences;
mod shown;
mod sum;
mod tables;
mod totals;
mod trends;
mod view;
mod words;
mod write;

pub use by_election::{ElectionCountry, ElectionSums, Removal, Touched};
pub use definitions::{DEFINITIONS, LIMITS};
pub use filed::Coverage;
pub use linked::{Linked, LinkedOutlet, Shown};
pub use model::{Report, Told};
pub use places::Place;
pub use sentences::description;
pub use sum::{Returned, Sum, Sums};
pub use totals::{MonthSums, Part, Span, Totals};
pub use trends::{Beside, Course, Point, Trends};
