//! Reads inputs and makes the network of a method.

use std::io::{self, Write};
use std::path::Path;

use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_data::events::{Dictionary, Events, Input, Role};
use lockstep_data::traces::{Acts, Carried, Posts, TraceKind, Wanted};
use lockstep_detect::config::Config;
use lockstep_method::baselines::{
    CoorTweet, CopyCatch, Cosine, CosineEdge, NullCoord, Pairing, SynchroTrap, SynchroTrapEdge, block_edges,
    by_objects, centrality, coortweet, copycatch, cosine, days, disparity, fraudar, null_coord, prune, synchrotrap,
};
use lockstep_results::write::RawGraph;
use lockstep_table::Table;

use super::config::{BaselineConfig, Method, Prune};
use super::edges::Edges;

/// How the edges of a network are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeForm {
    /// CSV.
    Csv,
    /// CSV with the names of columns that Gephi looks for.
    GephiCsv,
    /// GEXF, for Gephi.
    Gexf,
    /// GraphML.
    GraphMl,
    /// Parquet.
    Parquet,
}

impl EdgeForm {
    /// The form that a file's ending asks for.
    ///
    /// # Errors
    /// When it is none of the four, or another one than CSV and `for_gephi`.
    pub fn of(out: &Path, for_gephi: bool) -> Result<Self> {
        let ending = out.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let form = match ending.as_deref() {
            Some("csv") => Self::Csv,
            Some("gexf") => Self::Gexf,
            Some("graphml") => Self::GraphMl,
            Some("parquet") => Self::Parquet,
            _ => {
                let name = out.to_string_lossy();
                let problem = format!("`{name}` says no form; end the name in .csv, .gexf, .graphml or .parquet");
                return Err(Error::config("out", problem));
            }
        };
        match (for_gephi, form) {
            (false, form) => Ok(form),
            (true, Self::Csv) => Ok(Self::GephiCsv),
            (true, _) => {
                Err(Error::config("gephi", "this names the columns of a CSV file; end the name of --out in .csv"))
            }
        }
    }
}

/// A network: its edges between accounts.
#[derive(Debug)]
pub struct Baseline {
    /// The names of the accounts.
    pub names: Dictionary,
    /// The edges, in the method's order.
    pub edges: Edges,
}

impl Baseline {
    /// Writes the edges in this form.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, form: EdgeForm, out: &mut dyn Write) -> io::Result<()> {
        let table = || self.table().map_err(io::Error::other);
        let graph = || RawGraph::new(&table()?, self.edges.weight()).map_err(io::Error::other);
        match form {
            EdgeForm::Csv => self.edges.csv(&self.names, false, out),
            EdgeForm::GephiCsv => self.edges.csv(&self.names, true, out),
            EdgeForm::Gexf => graph()?.gexf(out),
            EdgeForm::GraphMl => graph()?.graphml(out),
            EdgeForm::Parquet => table()?.write_parquet(out),
        }
    }

    /// The edges as a table with the columns of the CSV.
    ///
    /// # Errors
    /// Never in practice.
    pub fn table(&self) -> Result<Table> {
        self.edges.table(&self.names)
    }
}

impl BaselineConfig {
    /// The trace that is meant, of those that the data carry.
    fn one_of(&self, mut carried: Vec<Acts>, events: &Events, config: &Config) -> Result<Acts> {
        let names: Vec<&str> = carried.iter().map(|acts| acts.kind.name()).collect();
        if carried.is_empty() {
            return Err(self.trace.map_or_else(
                || TraceKind::none_carried(events.first_file()),
                |kind| kind.not_carried(events.first_file()),
            ));
        }
        // `share` comes first among all traces: what the data call the object.
        if carried.len() > 1 && carried[0].kind != TraceKind::Share {
            return Err(Error::input(
                events.first_file(),
                format!("the data hold several traces ({})", names.join(", ")),
                "choose one with --trace",
            ));
        }
        let rule = self.leave_out_popular.then_some(config.popular);
        Ok(carried.swap_remove(0).without_popular(rule).0)
    }

    fn cosine(&self, acts: &Acts, names: &Dictionary) -> Result<Vec<CosineEdge>> {
        let method =
            Cosine { min_acts: self.min_acts, quantile: self.quantile(), min_similarity: self.min_similarity() };
        let mut edges = cosine(acts, names, &method);
        if let Some(Prune::Centrality) = self.prune {
            let pairs: Vec<_> = edges.iter().map(|edge| (edge.account_a, edge.account_b, edge.similarity)).collect();
            let kept = prune(&centrality(names.len(), &pairs)?, self.prune_quantile);
            edges.retain(|edge| kept[edge.account_a as usize] && kept[edge.account_b as usize]);
        }
        Ok(edges)
    }

    /// The edges of the clusters.
    fn synchrotrap(&self, acts: &Acts, names: &Dictionary, pairing: Pairing) -> Result<Vec<SynchroTrapEdge>> {
        let method = SynchroTrap { pairing, min_similarity: self.min_similarity(), min_accounts: self.min_accounts };
        let mut edges = synchrotrap(acts, names, &method)?;
        edges.retain(|edge| edge.cluster > 0);
        Ok(edges)
    }

    fn copycatch(&self) -> CopyCatch {
        let (min_accounts, min_objects) = (self.min_accounts, self.min_objects);
        CopyCatch { window: self.window, min_accounts, min_objects, rho: self.rho }
    }

    fn null_coord(&self) -> NullCoord {
        NullCoord { min_acts: self.min_acts, permutations: self.permutations, seed: self.seed }
    }
}

/// Reads the inputs and makes the network; `begin` is told of each stage.
///
/// # Errors
/// When a value is out of its range, an input cannot be used, or the data carry
/// not the trace that is meant, or several without one that is.
pub fn baseline(
    inputs: &[Input],
    config: &Config,
    asked: &BaselineConfig,
    resources: &Resources,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    config.validate()?;
    asked.validate()?;
    begin("reading");
    match asked.method {
        Method::Coortweet => content_pairs(inputs, config, asked, begin),
        _ => account_pairs(inputs, config, asked, resources, begin),
    }
}

/// The network of CooRTweet, which looks at rows.
fn content_pairs(
    inputs: &[Input],
    config: &Config,
    asked: &BaselineConfig,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    let kinds = asked.kinds();
    let mut wanted = TraceKind::wanted(kinds);
    wanted.push(Role::Content);
    let events = Events::read(inputs, &config.input, &wanted)?;
    let carried = kinds.iter().filter_map(|&kind| Acts::new(&events, kind, Posts::ByRow, &config.same)).collect();
    let acts = asked.one_of(carried, &events, config)?;
    begin("pairing");
    let method =
        CoorTweet { window: asked.window, min_participation: asked.min_participation, quantile: asked.quantile() };
    let edges = Edges::CoorTweet(coortweet(&events, acts, &method)?);
    Ok(Baseline { names: events.into_accounts(), edges })
}

/// The networks of the other methods, which look at posts.
fn account_pairs(
    inputs: &[Input],
    config: &Config,
    asked: &BaselineConfig,
    resources: &Resources,
    begin: &dyn Fn(&'static str),
) -> Result<Baseline> {
    // Only how fast a reaction is depends on when its post was published.
    let log = asked.kinds().contains(&TraceKind::FastReaction);
    let wanted = Wanted { kinds: asked.kinds(), same: &config.same, log, facts: false };
    let mut carried = Carried::read(inputs, &config.input, &wanted, resources)?;
    let named: Vec<TraceKind> = asked.trace.into_iter().collect();
    let acts = asked.one_of(carried.acts(&named)?, &carried.events, config)?;
    begin("pairing");
    // Of all names, only those of the accounts are needed from here on.
    let names = carried.events.into_accounts();
    let pairing = Pairing { window: asked.window, min_objects: asked.min_objects };
    let edges = match asked.method {
        Method::Days => Edges::Days(days(&acts, &names, &pairing)),
        Method::Disparity => Edges::Disparity(disparity(&acts, &names, &pairing), asked.alpha),
        Method::Cosine => Edges::Cosine(asked.cosine(&acts, &names)?),
        Method::SynchroTrap => Edges::SynchroTrap(asked.synchrotrap(&acts, &names, pairing)?),
        Method::CopyCatch => {
            let cores = copycatch(&acts, names.len(), &asked.copycatch());
            Edges::Blocks(block_edges(&cores, &names, asked.min_objects))
        }
        Method::Fraudar => {
            let blocks = fraudar(&acts, names.len(), asked.blocks);
            Edges::Blocks(block_edges(&blocks, &names, asked.min_objects))
        }
        Method::NullCoord => Edges::NullCoord(null_coord(&acts, &names, &asked.null_coord()), asked.alpha),
        Method::Objects | Method::Coortweet => {
            let counted = pairing.counted(&acts, names.len());
            // There may be more edges than acts.
            drop(acts);
            Edges::Objects(by_objects(counted, &names))
        }
    };
    Ok(Baseline { names, edges })
}
