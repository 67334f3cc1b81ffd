//! `lockstep network`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Input, refuse_existing, say};
use crate::error::{Error, Result};
use crate::events::{Events, Role, Window};
use crate::export::{coortweet_csv, objects_csv, write_file};
use crate::network::{CoorTweet, coortweet, objects};
use crate::traces::{Acts, TraceKind};

/// Flags of `lockstep network`.
#[derive(Args, Debug)]
pub(super) struct Network {
    #[command(flatten)]
    input: Input,
    /// The method
    #[arg(long, value_enum, default_value = "objects")]
    method: Method,
    /// The trace; needed where the data carry several and none is `share`
    #[arg(long, value_name = "NAME")]
    trace: Option<TraceKind>,
    /// Two acts on one object at most this far apart form a pair
    #[arg(long, value_name = "TIME", default_value = "60s")]
    window: Window,
    /// objects: distinct objects that two accounts must share
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    min_objects: u32,
    /// coortweet: rows that an account must have
    #[arg(long, value_name = "N", default_value = "2")]
    min_participation: u32,
    /// coortweet: quantile of the edge weights that marks an edge, from 0 to 1
    #[arg(long, value_name = "Q", default_value = "0.5")]
    quantile: f64,
    /// Leave out objects that are too popular, by the rule of `detect`
    #[arg(long)]
    leave_out_popular: bool,
    /// Write the edges to this CSV file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    /// Content pairs and their quantile threshold, as CooRTweet gives them
    Coortweet,
    /// Pairs by the number of distinct objects within the window
    Objects,
}

impl Network {
    pub(super) fn run(self) -> Result<()> {
        if !(0.0..=1.0).contains(&self.quantile) {
            return Err(Error::config("quantile", format!("{} is not from 0 to 1", self.quantile)));
        }
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        self.input.start_threads()?;
        let progress = self.input.progress();
        progress.stage("reading");
        let (events, acts) = self.read()?;
        progress.stage("pairing");
        let table = match self.method {
            Method::Coortweet => {
                let method = CoorTweet {
                    window: self.window,
                    min_participation: self.min_participation,
                    quantile: self.quantile,
                };
                coortweet_csv(&coortweet(&events, acts, &method)?, &events.accounts)?
            }
            Method::Objects => objects_csv(
                &objects(&acts.once(&events), &events.accounts, self.window, self.min_objects),
                &events.accounts,
            )?,
        };
        drop(progress);
        match &self.out {
            Some(path) => write_file(path, &table),
            None => say(&table),
        }
    }

    fn read(&self) -> Result<(Events, Acts)> {
        let config = self.input.config()?;
        config.validate()?;
        let kinds = self.trace.as_ref().map_or(&TraceKind::ALL[..], std::slice::from_ref);
        let mut wanted = TraceKind::wanted(kinds);
        if matches!(self.method, Method::Coortweet) {
            wanted.push(Role::Content);
        }
        let paths = self.input.paths()?;
        let events = Events::read(&paths, &config.input, &wanted)?;
        let mut carried: Vec<Acts> = kinds.iter().filter_map(|&kind| Acts::new(&events, kind)).collect();
        let names: Vec<&str> = carried.iter().map(|acts| acts.kind.name()).collect();
        if carried.is_empty() {
            return Err(self.trace.map_or_else(|| TraceKind::none_carried(&events), |kind| kind.not_carried(&events)));
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
        let (acts, _) = carried.swap_remove(0).without_popular(rule);
        Ok((events, acts))
    }
}
