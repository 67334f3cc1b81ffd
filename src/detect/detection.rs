//! What a run finds, and how long it takes.

use std::time::Instant;

use lockstep_base::error::Result;
use lockstep_base::{stop, work as progress};
use lockstep_data::events::Events;
use lockstep_data::traces::PostLog;
use serde::Serialize;

use crate::candidates::{Findings, Tested};
use crate::null::NullCheck;
use crate::traits::NetworkProfile;
use crate::warnings::Warning;

/// Everything a run found, for export and report.
#[derive(Debug)]
pub struct Detection {
    /// What was read, without its rows.
    pub events: Events,
    /// Every row's post.
    pub log: PostLog,
    /// Every tested pair with its evidence.
    pub tested: Tested,
    /// The list.
    pub findings: Findings,
    /// What the accounts of each network say of themselves, in the order of the
    /// networks.
    pub profiles: Vec<NetworkProfile>,
    /// What is found in the same data with its coordination destroyed, where
    /// this was asked for.
    pub null_checks: Vec<NullCheck>,
    /// What a reader of the list must know about the data.
    pub warnings: Vec<Warning>,
    /// Whether pseudonyms stand in the place of the accounts' ids.
    pub is_pseudonymised: bool,
}

/// How long each stage took, and who is told when one begins.
pub struct Stages<'a> {
    begin: &'a dyn Fn(&'static str),
    /// Name and wall-clock seconds of each stage that has ended.
    pub seconds: Vec<Stage>,
}

/// A stage that has ended.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Its name.
    pub stage: &'static str,
    /// Wall-clock seconds.
    pub seconds: f64,
}

impl<'a> Stages<'a> {
    /// Calls `begin` with the name of each stage as it begins.
    pub fn new(begin: &'a dyn Fn(&'static str)) -> Self {
        Self { begin, seconds: Vec::new() }
    }

    /// Runs one stage.
    ///
    /// # Errors
    /// Those of the stage.
    pub fn run<T>(&mut self, stage: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        stop::check();
        progress::expect(0);
        (self.begin)(stage);
        let start = Instant::now();
        let done = work()?;
        self.seconds.push(Stage { stage, seconds: start.elapsed().as_secs_f64() });
        Ok(done)
    }
}
