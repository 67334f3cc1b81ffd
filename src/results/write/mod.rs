//! The files of the output contract; no decisions are made here.

mod csv;
mod evidence;
mod files;
mod graphs;
mod groups;
mod listing;
mod objects;
mod parquet;
mod raw_graph;
mod run;
mod sheet;
mod tables;
mod xml;

pub use csv::table;
pub use files::write;
pub use graphs::{Graph, GraphEdge, GraphNode, Spell};
pub use listing::Listing;
pub use objects::{acts_csv, objects_parquet, traits_csv, traits_parquet};
pub use raw_graph::RawGraph;
pub use run::{Machine, RunRecord, TraceRecord};
pub use tables::partition_csv;
