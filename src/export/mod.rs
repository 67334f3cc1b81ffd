//! The files of the output contract; no decisions are made here.

mod directory;
mod evidence;
mod graphs;
mod objects;
mod parquet;
mod posts;
mod run;
mod tables;

pub use directory::{OutputDir, clean_up, write_file};
pub(crate) use parquet::{ROW_GROUP, with_moments, write as write_parquet};

pub use graphs::{Graph, GraphEdge, GraphNode, Spell};
pub use objects::{acts_csv, objects_parquet, traits_csv, traits_parquet};
pub use posts::{Kind, import_posts, posts_columns};
pub use run::{Machine, OutputFile, RunRecord, TraceRecord};
pub use tables::{coortweet_csv, cosine_csv, days_csv, disparity_csv, objects_csv, partition_csv, rejects, table};

use std::io::{self, Write};

use rayon::prelude::*;

use crate::detect::Detection;
use crate::error::Result;

/// Writes tables and graphs: `candidates.csv`, `networks.csv`,
/// `accounts.parquet`, `pairs.parquet`, `evidence.parquet`, `network.gexf`,
/// `network.graphml`, `network-directed.graphml`; `profiles.csv` where the data tell
/// something of the accounts, `rejects.csv` where rows were refused.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write(out: &OutputDir, detection: &Detection) -> Result<()> {
    let graph = Graph::of(detection);
    LARGE.par_iter().try_for_each(|(name, write)| out.write(name, |to| write.run(detection, &graph, to)))?;
    out.put("candidates.csv", &tables::candidates(detection)?)?;
    out.put("networks.csv", &tables::networks(detection)?)?;
    if !detection.events.facts.is_empty() {
        out.put("profiles.csv", &tables::profiles(detection)?)?;
    }
    if !detection.events.rejects.is_empty() {
        out.put("rejects.csv", &tables::rejects(&detection.events.rejects)?)?;
    }
    Ok(())
}

/// From what, and how, a file is written.
#[derive(Clone, Copy)]
enum WriteTo {
    Run(fn(&Detection, &mut dyn Write) -> io::Result<()>),
    Graph(fn(&Graph, &mut dyn Write) -> io::Result<()>),
}

impl WriteTo {
    fn run(self, detection: &Detection, graph: &Graph, to: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Run(write) => write(detection, to),
            Self::Graph(write) => write(graph, to),
        }
    }
}

/// The files that can be large; the longest work comes first.
const LARGE: [(&str, WriteTo); 6] = [
    ("evidence.parquet", WriteTo::Run(evidence::evidence)),
    ("network.gexf", WriteTo::Graph(Graph::gexf)),
    ("accounts.parquet", WriteTo::Run(parquet::accounts)),
    ("network-directed.graphml", WriteTo::Graph(Graph::directed_graphml)),
    ("network.graphml", WriteTo::Graph(Graph::graphml)),
    ("pairs.parquet", WriteTo::Run(parquet::pairs)),
];
