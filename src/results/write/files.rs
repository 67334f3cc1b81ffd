//! The tables and graphs of a detection, each in its file.

use std::io::{self, Write};

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_data::events::rejects_csv;
use lockstep_detect::Detection;
use rayon::prelude::*;

use super::graphs::Graph;
use super::listing::Listing;
use super::{evidence, parquet, tables};

/// Writes tables and graphs: `candidates.csv`, `networks.csv`, `explained.csv`,
/// `accounts.parquet`, `pairs.parquet`, `evidence.parquet`, `network.gexf`,
/// `network.graphml`, `network-directed.graphml`; `profiles.csv` where the data tell
/// something of the accounts, `rejects.csv` where rows were refused, `group_acts.parquet` and
/// `group_links.parquet` where networks are listed that no pair proves.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write(out: &OutputDir, detection: &Detection) -> Result<()> {
    let graph = Graph::of(detection);
    LARGE.par_iter().try_for_each(|(name, write)| out.write(name, |to| write.run(detection, &graph, to)))?;
    out.put("candidates.csv", &tables::candidates(detection).to_csv()?)?;
    out.put("networks.csv", &tables::networks(detection).to_csv()?)?;
    out.put("explained.csv", &tables::explained(detection).to_csv()?)?;
    if detection.findings.networks.iter().any(|network| network.group.is_some()) {
        let acts = Listing::GroupActs.of(detection)?;
        out.write("group_acts.parquet", |to| acts.write_parquet(to))?;
        let links = Listing::GroupLinks.of(detection)?;
        out.write("group_links.parquet", |to| links.write_parquet(to))?;
    }
    if !detection.events.facts.is_empty() {
        out.put("profiles.csv", &tables::profiles(detection)?)?;
    }
    if !detection.events.rejects.is_empty() {
        out.put("rejects.csv", &rejects_csv(&detection.events.rejects)?)?;
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
    ("evidence.parquet", WriteTo::Run(|detection, to| evidence::evidence(detection).write(to))),
    ("network.gexf", WriteTo::Graph(Graph::gexf)),
    ("accounts.parquet", WriteTo::Run(|detection, to| parquet::accounts(detection).write(to))),
    ("network-directed.graphml", WriteTo::Graph(Graph::directed_graphml)),
    ("network.graphml", WriteTo::Graph(Graph::graphml)),
    ("pairs.parquet", WriteTo::Run(|detection, to| parquet::pairs(detection).write(to))),
];
