//! The case for an account or a pair, from an output of `detect`: what was
//! seen, how each innocent explanation was tested, and what speaks against it.
//!
//! [`Output`](lockstep_results::read::Output) reads the tables, [`Case`] gathers the facts and the sentences
//! about them, and the same case is shown as text, JSON and a page.

mod build;
mod case;
pub mod doubts;
mod drawing;
mod groups;
mod page;
mod sentences;
mod show;
mod text;

pub use case::{Case, ExplainedCase, Listing, Meeting, NetworkCase, PairCase, Standing, TraceTest};
