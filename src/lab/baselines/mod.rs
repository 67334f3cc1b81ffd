//! Raw networks by published methods, from files or tables: what the field's
//! tools give, for comparison. The methods themselves are in
//! [`lockstep_method::baselines`].

mod edges;
mod run;

pub use edges::Edges;
pub use run::{Baseline, BaselineFlags, Method, Prune, baseline};
