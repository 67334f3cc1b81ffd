//! `lockstep cluster`.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_lab::baselines::NamedGraph;
use lockstep_method::cluster::{LeidenConfig, Quality, leiden, modularity};
use lockstep_results::write::partition_csv;
use serde::Serialize;

use crate::arguments::Effort;
use crate::output::{complain, refuse_existing, say};

/// Flags of `lockstep cluster`.
#[derive(Args, Debug)]
pub(super) struct Cluster {
    /// The edges, or - for standard input: CSV or a workbook with the columns
    /// account_a and account_b (or from and to, or source and target) and weight,
    /// without which every edge weighs 1; plain, compressed with gzip or zstd, or in
    /// a ZIP or tar archive; the outputs of lockstep network will do
    #[arg(value_name = "EDGES")]
    edges: PathBuf,
    /// The column of the weights [default: weight, else similarity, days or
    /// objects, else 1 for each row]
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// What makes a partition good
    #[arg(long, value_enum, default_value = "modularity")]
    quality: Measure,
    /// The quality's resolution: more gives smaller communities
    #[arg(long, value_name = "R", default_value_t = LeidenConfig::DEFAULT_RESOLUTION)]
    resolution: f64,
    /// The seed: another one breaks ties in another way
    #[arg(long, value_name = "N", default_value_t = LeidenConfig::DEFAULT_SEED)]
    seed: u64,
    /// Print counts, modularity and seconds as JSON; needs --out
    #[arg(long)]
    json: bool,
    /// Write the partition to this CSV file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    effort: Effort,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Measure {
    /// Weight inside communities beyond that of a random graph
    Modularity,
    /// Constant Potts model: weight inside communities beyond R per pair
    Cpm,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Summary {
    nodes: usize,
    /// Pairs of nodes that an edge joins.
    edges: usize,
    communities: usize,
    /// At resolution 1, whatever was optimised.
    modularity: f64,
    read_seconds: f64,
    cluster_seconds: f64,
}

impl Cluster {
    pub(super) fn run(self) -> Result<()> {
        let config = self.config()?;
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        self.effort.start_threads()?;
        let progress = self.effort.progress();
        progress.stage("reading");
        let (read, read_seconds) = timed(|| NamedGraph::read(&self.edges, self.weight.as_deref()));
        let NamedGraph { names, graph, weighted, encoding } = read?;
        progress.stage("clustering");
        let (partition, cluster_seconds) = timed(|| leiden(&graph, &config));
        drop(progress);
        if let Some(encoding) = encoding {
            complain(&format!("the edges were read as {encoding}"));
        }
        if !weighted {
            complain("the edges have no column of weights: each row weighs 1 (--weight names a column)");
        }
        let table = partition_csv(&partition, &names)?;
        match &self.out {
            Some(path) => write_file(path, |out| out.write_all(&table))?,
            None => say(&table)?,
        }
        if self.json {
            say_summary(&Summary {
                nodes: graph.node_count(),
                edges: graph.edge_count(),
                communities: partition.community_count(),
                modularity: modularity(&graph, partition.membership(), 1.0),
                read_seconds,
                cluster_seconds,
            })?;
        }
        Ok(())
    }

    fn config(&self) -> Result<LeidenConfig> {
        if !(self.resolution.is_finite() && self.resolution >= 0.0) {
            return Err(Error::config("resolution", "this must be a number of at least 0"));
        }
        if self.json && self.out.is_none() {
            let problem = "the JSON goes to standard output, as the partition would; name a file for it with --out";
            return Err(Error::config("json", problem));
        }
        let quality = match self.quality {
            Measure::Modularity => Quality::Modularity,
            Measure::Cpm => Quality::Cpm,
        };
        Ok(LeidenConfig { quality, resolution: self.resolution, seed: self.seed, ..LeidenConfig::default() })
    }
}

fn say_summary(summary: &Summary) -> Result<()> {
    let json = serde_json::to_string_pretty(summary).map_err(|e| Error::output("the summary", e))?;
    say(format!("{json}\n").as_bytes())
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}
