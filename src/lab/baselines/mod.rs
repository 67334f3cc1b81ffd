//! Raw networks by published methods, from files or tables: what the field's
//! tools give, for comparison. The methods themselves are in
//! [`lockstep_method::baselines`].

mod config;
mod edges;
mod run;

pub use config::{BaselineConfig, Method, Prune};
pub use edges::Edges;
pub use run::{Baseline, baseline};
