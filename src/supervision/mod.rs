//! State-controlled media: who is labelled, whose accounts try to reach other
//! countries, which advertisements may run where, and what a person must
//! decide.

pub mod registry;
