//! The kernel over partitions, for an engine that holds the whole: Apache Spark
//! by `lockstep.spark` of the Python package.
//!
//! The engine scans, numbers, joins and adds up; what is decided about a row, an
//! object or a pair is decided here, by the code that one machine runs:
//!
//! | step | takes | gives |
//! |---|---|---|
//! | [`prepare`] | a batch of rows | acts with their objects' names, posts, facts, refused rows |
//! | [`alike`], [`sequences`], [`common`] | distinct values, or acts | which values are one object, and which say nothing |
//! | [`count`], [`count_blocks`] | whole objects, or blocks of hot ones | partial counts of pairs, which add up |
//! | [`bounds`] | pairs with their counts and volumes | a lower bound of ln p by chance |
//! | [`near`] | the acts on objects that members of pairs share | the crowd around each member's act |
//! | [`find`] | what could pass, sums over the whole, and who acted on what and when | what one machine finds |
//! | [`Found::told`] | the names of what only all acts show | the [`crate::Detection`] |
//!
//! Counting is a mergeable monoid over objects: each object's acts are complete in
//! one partition, counts of pairs add up. The acts of a hot object are cut into
//! chunks and every two chunks that can meet are one block; its pairs are told
//! with the object, because one pair can meet in several blocks of it.
//!
//! What passes are tables in memory. Accounts and objects are numbers that the engine
//! gave them, in the order in which they first came up, so that results do not
//! depend on how the rows were parted. Times are microseconds since 1970-01-01
//! UTC.
//!
//! Groups that no pair proves are a matter of all acts. These reach the driver as numbers
//! alone, up to a bound; names are asked for when it is known whose are needed.

mod bounds;
mod columns;
mod count;
mod finish;
mod near;
mod objects;
mod plan;
mod prepare;

pub use bounds::{Whole, bounds};
pub use count::{count, count_blocks};
pub use finish::{Found, Scalars, find};
pub use near::near;
pub use objects::{alike, common, sequences};
pub use plan::{Plan, chosen, plan, trace_of};
pub use prepare::prepare;
