//! The co-action graph: accounts as nodes, and between two accounts that acted
//! together an edge weighted by how much they did.
//!
//! [`CoactionGraph`] is the one graph type of the crate. petgraph's algorithms
//! run on it through the traits of [`petgraph::visit`]; what petgraph lacks
//! (connected component labels, [`core_numbers`], weighted
//! [`eigenvector_centrality`]) is here.

mod centrality;
mod coaction_graph;
mod components;
mod core_numbers;
mod csr;
mod groups;
mod visit;

pub use centrality::eigenvector_centrality;
pub use coaction_graph::{CoactionGraph, GraphError};
pub use components::components;
pub(crate) use components::map_components;
pub use core_numbers::core_numbers;
pub(crate) use csr::Csr;
pub(crate) use groups::Groups;
pub use visit::{AllEdges, Coaction, IncidentEdges, Visited};
