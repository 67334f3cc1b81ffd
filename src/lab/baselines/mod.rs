//! Raw networks by published methods, from files or tables: what the field's
//! tools give, for comparison; and the edge lists that such tools write. The
//! methods themselves are in [`lockstep_method::baselines`].

mod config;
mod edge_list;
mod edges;
mod run;

pub use config::{BaselineConfig, Method, Prune};
pub use edge_list::NamedGraph;
pub use edges::Edges;
pub use run::{Baseline, EdgeForm, baseline};
