//! `run.json`: what was done, to what, with which result, so that a list can be
//! defended and a run repeated.

use lockstep_base::directory::OutputFile;
use lockstep_base::error::{Error, Result};
use lockstep_base::memory::Resources;
use lockstep_base::safe;
use lockstep_data::events::SourceSummary;
use lockstep_data::traces::TraceSummary;
use lockstep_detect::candidates::{Findings, Found, Network, TraceEvidence};
use lockstep_detect::config::Config;
use lockstep_detect::{Detection, NullCheck, Stage, Warning};
use lockstep_method::few_acts::{FAMILY_WISE, PERMUTATIONS};
use serde::Serialize;

/// What differs from machine to machine and from run to run.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    /// Threads that were used.
    pub threads: usize,
    /// Wall-clock time of each stage.
    pub stages: Vec<Stage>,
    /// Wall-clock seconds of the whole run.
    pub seconds: f64,
    /// The memory that the run was given, in bytes.
    pub memory_limit_bytes: u64,
    /// Largest resident memory in bytes, where the system tells it.
    pub peak_memory_bytes: Option<u64>,
}

/// Counts of one trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceRecord {
    /// Its name.
    pub trace: &'static str,
    /// Its windows, ascending.
    pub windows: Vec<WindowRecord>,
    /// Distinct objects on which two accounts must meet to be tested.
    pub min_objects: u32,
    /// What it held and what was left out.
    #[serde(flatten)]
    pub summary: TraceSummary,
    /// Objects that a group made itself.
    pub objects_of_their_sharers: usize,
}

/// One rung of a trace's ladder.
#[derive(Clone, Debug, Serialize)]
pub struct WindowRecord {
    /// The window.
    pub window: String,
    /// The most acts on an object that counts at it; none where every
    /// object counts.
    pub acts_at_most: Option<u32>,
    /// Objects that count at it.
    pub objects: usize,
    /// (pair, object) co-acts within it.
    pub meetings: u64,
    /// Tested pairs that met on enough objects within it.
    pub repeated_pairs: usize,
}

/// In how much groups were looked for that no pair proves, and at which rates.
#[derive(Clone, Debug, Serialize)]
pub struct GroupsRecord {
    /// Accounts with two to eight moments.
    pub light_accounts: usize,
    /// Bursts: an object and two hours in which at least ten of them acted on it.
    pub bursts: usize,
    /// Bursts that are made by accounts that come back.
    pub core_bursts: usize,
    /// The chance of any false group of accounts with few acts.
    pub family_wise_error: f64,
    /// Permutations under each explanation.
    pub permutations: usize,
    /// The largest statistic of a permutation; 0 where no group was there to be tested.
    pub largest_permuted: f64,
    /// Pairs with at least three objects in common at any time.
    pub alike_pairs: usize,
    /// All pairs that could have some, over which the rate of the same selection is held.
    pub alike_tests: f64,
    /// Pairs of the same selection that passed, in networks on the list.
    pub selection_pairs: usize,
    /// How many of them are expected to be false: the rate times their number.
    pub expected_false_selection_pairs: f64,
}

impl GroupsRecord {
    fn new(findings: &Findings, config: &Config) -> Self {
        let searched = &findings.searched;
        let pairs = |network: &Network| match network.group.as_ref().map(|group| &group.found) {
            Some(Found::Selection { pairs }) => pairs.len(),
            _ => 0,
        };
        let selection_pairs = findings.networks.iter().map(pairs).sum();
        Self {
            light_accounts: searched.light,
            bursts: searched.bursts,
            core_bursts: searched.core,
            family_wise_error: FAMILY_WISE,
            permutations: PERMUTATIONS,
            largest_permuted: searched.largest_permuted,
            alike_pairs: searched.alike,
            alike_tests: searched.tests,
            selection_pairs,
            expected_false_selection_pairs: config.fdr * selection_pairs as f64,
        }
    }
}

/// The content of `run.json`.
#[derive(Clone, Debug, Serialize)]
pub struct RunRecord<'a> {
    /// The program's version.
    pub lockstep: &'static str,
    /// The effective configuration.
    pub configuration: &'a Config,
    /// Inputs with their hashes and rows.
    pub inputs: &'a [SourceSummary],
    /// Usable rows.
    pub rows: usize,
    /// Refused rows.
    pub rejected_rows: u64,
    /// Accounts in the usable rows.
    pub accounts: usize,
    /// Accounts that act in a trace: `N`.
    pub acting_accounts: usize,
    /// Trace by trace.
    pub traces: Vec<TraceRecord>,
    /// Pairs that met on enough objects in some trace.
    pub tested_pairs: usize,
    /// Those of them that the early bound did not sort out: the pairs that
    /// `pairs.parquet` holds.
    pub pairs_tested_in_full: usize,
    /// Pairs that were not, because their groups are so dense that each account was tested
    /// with its best connected partners only.
    pub pairs_left_out_as_dense: usize,
    /// All pairs of accounts, `N(N − 1)/2`, over which the rate is held.
    pub pairs_in_all: f64,
    /// Pairs that passed.
    pub validated_pairs: usize,
    /// How many of them are expected to be false: the rate times their number.
    pub expected_false_pairs: f64,
    /// Validated pairs in groups too small to list.
    pub unlisted_pairs: usize,
    /// In how much groups were looked for that no pair proves.
    pub groups: GroupsRecord,
    /// Networks on the list.
    pub networks: usize,
    /// Accounts on the list.
    pub candidates: usize,
    /// Whether pseudonyms stand in the place of the accounts' ids.
    pub pseudonymised: bool,
    /// What is found in the same data with its coordination destroyed.
    pub null_checks: &'a [NullCheck],
    /// What a reader of the list must know.
    pub warnings: &'a [Warning],
    /// Outputs with their hashes.
    pub outputs: Vec<OutputFile>,
    /// What differs from run to run.
    pub machine: Option<Machine>,
}

impl WindowRecord {
    fn new(trace: &TraceEvidence, rung: usize) -> Self {
        let window = trace.ladder.windows()[rung];
        Self {
            window: window.to_string(),
            acts_at_most: Some(trace.ladder.limit(rung)).filter(|&limit| limit < u32::MAX),
            objects: trace.ladder.objects(rung),
            meetings: trace.meetings.at(rung),
            repeated_pairs: trace.repeated[rung],
        }
    }
}

impl<'a> RunRecord<'a> {
    /// The record of a run, its outputs and machine still open.
    pub fn new(detection: &'a Detection, config: &'a Config) -> Self {
        let (events, tested, findings) = (&detection.events, &detection.tested, &detection.findings);
        let trace = |trace: &TraceEvidence| TraceRecord {
            trace: trace.kind.name(),
            windows: (0..trace.ladder.len()).map(|rung| WindowRecord::new(trace, rung)).collect(),
            min_objects: trace.min_objects,
            summary: trace.summary.clone(),
            objects_of_their_sharers: trace.histories.population().own().objects(),
        };
        Self {
            lockstep: env!("CARGO_PKG_VERSION"),
            configuration: config,
            inputs: &events.sources,
            rows: events.rows(),
            rejected_rows: events.sources.iter().map(|source| source.rejected).sum(),
            accounts: events.accounts_in_all(),
            acting_accounts: tested.accounts,
            traces: tested.traces.iter().map(trace).collect(),
            tested_pairs: tested.repeated,
            pairs_tested_in_full: tested.pairs.len(),
            pairs_left_out_as_dense: tested.dense,
            pairs_in_all: tested.verdict.pairs_in_all,
            validated_pairs: findings.validated.len(),
            expected_false_pairs: config.fdr * findings.validated.len() as f64,
            unlisted_pairs: findings.unlisted_pairs,
            groups: GroupsRecord::new(findings, config),
            networks: findings.networks.len(),
            candidates: findings.candidates.len(),
            pseudonymised: detection.is_pseudonymised,
            null_checks: &detection.null_checks,
            warnings: &detection.warnings,
            outputs: Vec::new(),
            machine: None,
        }
    }

    /// The record as JSON.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_json(&self) -> Result<Vec<u8>> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Error::output("run.json", e))?;
        Ok(format!("{}\n", safe::json(&text)).into_bytes())
    }
}

impl Machine {
    /// This process, so far.
    pub fn now(resources: &Resources, stages: Vec<Stage>, start: std::time::Instant) -> Self {
        Self {
            threads: rayon::current_num_threads(),
            memory_limit_bytes: resources.memory.bytes(),
            stages,
            seconds: start.elapsed().as_secs_f64(),
            peak_memory_bytes: peak_memory(),
        }
    }
}

/// The largest resident memory of this process, in bytes.
fn peak_memory() -> Option<u64> {
    #[cfg(unix)]
    {
        use nix::sys::resource::{UsageWho, getrusage};
        let peak = u64::try_from(getrusage(UsageWho::RUSAGE_SELF).ok()?.max_rss()).ok()?;
        // Linux counts KiB, macOS bytes.
        Some(if cfg!(target_os = "macos") { peak } else { peak * 1024 })
    }
    #[cfg(not(unix))]
    None
}
