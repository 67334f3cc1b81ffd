//! The forms in which the list leaves the tool, and their files.

use lockstep_base::directory::OutputDir;
use lockstep_base::error::Result;
use lockstep_base::named;

use super::json::json;
use super::share::Share;
use super::terms::Terms;
use super::{graph, misp, stix, tables, takedown, workbook};

named! {
    /// A form in which the list leaves the tool.
    Format {
        /// `takedown.csv`: one row an account, in the order of review.
        Takedown = "takedown",
        /// `candidates.parquet`, `networks.parquet`, `pairs.parquet` and
        /// `evidence.parquet`.
        Parquet = "parquet",
        /// `network.gexf`, with times, for Gephi.
        Gexf = "gexf",
        /// `network.graphml` and `network-directed.graphml`.
        Graphml = "graphml",
        /// `nodes.csv` and `edges.csv`.
        Csv = "csv",
        /// `workbook.xlsx`.
        Xlsx = "xlsx",
        /// `bundle.json`: STIX 2.1.
        Stix = "stix",
        /// `misp-event.json`: an event in the MISP core format.
        Misp = "misp",
    }
}

impl Format {
    /// Writes the files of this format.
    ///
    /// # Errors
    /// When one cannot be made or written.
    pub fn write(self, share: &Share, terms: &Terms, out: &OutputDir) -> Result<()> {
        match self {
            Self::Takedown => out.put("takedown.csv", &takedown::csv(share)?),
            Self::Parquet => tables::write(share, out),
            Self::Gexf => out.write("network.gexf", |to| graph::graph(share).gexf(to)),
            Self::Graphml => {
                let graph = graph::graph(share);
                out.write("network.graphml", |to| graph.graphml(to))?;
                out.write("network-directed.graphml", |to| graph.directed_graphml(to))
            }
            Self::Csv => {
                let graph = graph::graph(share);
                out.write("nodes.csv", |to| graph.nodes_csv(to))?;
                out.write("edges.csv", |to| graph.edges_csv(to))
            }
            Self::Xlsx => out.put("workbook.xlsx", &workbook::xlsx(share, terms)?),
            Self::Stix => out.put("bundle.json", &json("bundle.json", &stix::bundle(share, terms))?),
            Self::Misp => out.put("misp-event.json", &json("misp-event.json", &misp::event(share, terms))?),
        }
    }

    /// Whether the files say how they may be passed on.
    pub fn is_marked(self) -> bool {
        matches!(self, Self::Xlsx | Self::Stix | Self::Misp)
    }

    /// Whether the files can name who made them, and who is behind a network.
    pub fn names_people(self) -> bool {
        matches!(self, Self::Stix | Self::Misp)
    }
}
