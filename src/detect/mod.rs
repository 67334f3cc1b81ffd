//! The main job: from files to a ranked list, through the rooms in order.

mod early;
mod null;
mod parts;
mod pseudonymous;

use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;

use early::{Open, Sorting};
use rayon::prelude::*;

pub use early::{ALL_TESTED, early_rate};
pub use null::{Null, NullCheck, NullRun};
pub use parts::{Given, Part, detect_parts};

use crate::candidates::{Findings, Tested, TraceEvidence, find};
use crate::coaction::{CoActs, Ladder, Meetings, Pair, Repeated, co_acts, repeated_pairs};
use crate::config::Config;
use crate::error::Result;
use crate::events::{Events, Input};
use crate::memory::Resources;
use crate::profiles::{NetworkProfile, profiles};
use crate::significance::{Bicm, Chance, ChanceModel, Delays, Explanation, Histories, WORTH_TESTING, verdict};
use crate::stop;
use crate::traces::{Acts, Carried, PostLog, TraceKind, TraceSummary, Wanted};
use crate::wording::{count as grouped, things};

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
    pub warnings: Vec<String>,
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
        (self.begin)(stage);
        let start = Instant::now();
        let done = work()?;
        self.seconds.push(Stage { stage, seconds: start.elapsed().as_secs_f64() });
        Ok(done)
    }
}

/// Reads the inputs and finds the accounts that act in lockstep.
///
/// # Errors
/// When an input cannot be used, holds none of the wanted traces, or does not
/// fit into the memory while the disk refuses it, too.
pub fn detect(inputs: &[Input], config: &Config, resources: &Resources, stages: &mut Stages) -> Result<Detection> {
    let (mut detection, kept) = analyse(inputs, config, resources, config.null_runs > 0, stages)?;
    if config.null_runs > 0 {
        let check = |null| null::check(&detection, &kept, config, null, config.null_runs);
        detection.null_checks = stages.run("null runs", || Null::ALL.into_iter().map(check).collect())?;
    }
    Ok(detection)
}

/// Destroys the coordination in the data, under each null, and counts what is
/// still found.
///
/// # Errors
/// As [`detect()`].
pub fn null_runs(
    inputs: &[Input],
    config: &Config,
    null: Null,
    runs: usize,
    resources: &Resources,
    stages: &mut Stages,
) -> Result<NullCheck> {
    let (detection, kept) = analyse(inputs, config, resources, true, stages)?;
    stages.run("null runs", || null::check(&detection, &kept, config, null, runs))
}

/// Analyses the data as they are; gives the acts, too, where they are to be
/// kept: the analysis takes them apart.
fn analyse(
    inputs: &[Input],
    config: &Config,
    resources: &Resources,
    keep: bool,
    stages: &mut Stages,
) -> Result<(Detection, Vec<Acts>)> {
    config.validate()?;
    let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
    let read = || Carried::read(inputs, &config.input, &wanted, resources);
    let mut carried = stages.run("reading", read)?;
    let acts = stages.run("finding traces", || carried.acts(&config.use_traces))?;
    let Carried { events, log, .. } = carried;
    let kept = if keep { acts.clone() } else { Vec::new() };
    let tested = stages.run("testing pairs", || Ok(test(&events, acts, config)))?;
    Ok((conclude(events, log, tested, config, stages)?, kept))
}

/// From tested pairs to the list, and what is said of it.
fn conclude(
    events: Events,
    log: PostLog,
    mut tested: Tested,
    config: &Config,
    stages: &mut Stages,
) -> Result<Detection> {
    let findings = stages.run("clustering", || find(&mut tested, &events.accounts, config))?;
    let of_networks = || Ok(profiles(&events, &tested, &findings.networks, config));
    let profiles = stages.run("comparing profiles", of_networks)?;
    let warnings = warnings(&events, &tested, config);
    Ok(Detection {
        events,
        log,
        tested,
        findings,
        profiles,
        null_checks: Vec::new(),
        warnings,
        is_pseudonymised: false,
    })
}

/// A trace on its way to its evidence.
struct Counted {
    evidence: TraceEvidence,
    pairs: Vec<Pair>,
    population: Arc<Delays>,
}

/// Pairs that are tested while the histories of their accounts are held; of
/// more pairs, only the validated ones have histories in the end.
const PAIRS_AT_ONCE: usize = 1 << 16;

impl Counted {
    /// Tests these pairs, `at_once` of them at a time.
    fn tested(self, pairs: &[Pair], accounts: usize, at_once: usize) -> TraceEvidence {
        let Self { mut evidence, population, .. } = self;
        evidence.co_acts = co_acts(&evidence.acts, &evidence.ladder, pairs, accounts);
        let mut rest = pairs;
        // Once also for no pair: histories tell something of the objects, too.
        loop {
            let (some, others) = rest.split_at(rest.len().min(at_once));
            // The last ones go before the next ones come.
            evidence.histories = Histories::default();
            evidence.histories = Histories::new(&evidence.acts, some, accounts, &population);
            evidence.test(some);
            rest = others;
            if rest.is_empty() {
                return evidence;
            }
        }
    }
}

fn count(events: &Events, acts: Acts, config: &Config) -> Counted {
    let settings = config.trace(acts.kind);
    let accounts = events.accounts.len();
    let (acts, summary) = acts.without_popular(Some(config.popular));
    let ladder = Ladder::new(&acts, &settings.window, config.rare);
    let Repeated { pairs, enough, .. } = repeated_pairs(&acts, &ladder, settings.min_objects, accounts);
    let meetings = Meetings::of(&acts, &ladder);
    let population = Arc::new(Delays::of(&acts));
    let chance = chance(config.chance, &acts, &ladder, &meetings, accounts);
    let evidence = evidence(acts, summary, ladder, meetings, chance, config);
    Counted { evidence: TraceEvidence { repeated: enough, ..evidence }, pairs, population }
}

/// The evidence of a trace before any pair is tested.
fn evidence(
    acts: Acts,
    summary: TraceSummary,
    ladder: Ladder,
    meetings: Meetings,
    chance: Arc<dyn Explanation>,
    config: &Config,
) -> TraceEvidence {
    TraceEvidence {
        kind: acts.kind,
        min_objects: config.trace(acts.kind).min_objects,
        chance,
        histories: Histories::default(),
        worth_testing: config.fdr.max(WORTH_TESTING),
        acts,
        summary,
        ladder,
        meetings,
        co_acts: CoActs::default(),
        tests: Vec::new(),
        seen: Vec::new(),
        repeated: Vec::new(),
        gaps: None,
    }
}

fn chance(
    model: ChanceModel,
    acts: &Acts,
    ladder: &Ladder,
    meetings: &Meetings,
    accounts: usize,
) -> Arc<dyn Explanation> {
    if let Some(reactions) = &acts.reactions {
        // Volume is what an account reacts to at any speed.
        let rung = |rung| (reactions.posts.clone(), meetings.at(rung));
        return Arc::new(Chance::new((0..ladder.len()).map(rung)));
    }
    match model {
        ChanceModel::Poisson => {
            let rung = |(rung, degrees)| (degrees, meetings.at(rung));
            Arc::new(Chance::new(ladder.degrees(acts, accounts).into_iter().enumerate().map(rung)))
        }
        ChanceModel::Bicm => Arc::new(Bicm::new(acts, ladder, meetings, accounts)),
    }
}

/// Tests every pair that meets on enough objects in at least one trace, in
/// all traces.
fn test(events: &Events, acts: Vec<Acts>, config: &Config) -> Tested {
    test_in_parts(events, acts, config, PAIRS_AT_ONCE)
}

fn test_in_parts(events: &Events, acts: Vec<Acts>, config: &Config, at_once: usize) -> Tested {
    let accounts = events.accounts.len();
    let mut counted: Vec<Counted> = acts.into_iter().map(|acts| count(events, acts, config)).collect();
    let acting: Vec<Vec<bool>> = counted.iter().map(|c| c.evidence.acts.acting(accounts)).collect();
    let acting = (0..accounts).filter(|&account| acting.iter().any(|acts| acts[account])).count();
    let pairs = all_pairs(&mut counted);
    let repeated = pairs.len();
    let sorting = Sorting { counted: &counted, fdr: config.fdr, acting, accounts };
    let open = Open::all(pairs);
    let open = if repeated > ALL_TESTED { open.sort_by_chance(&sorting).sort_by_habit(&sorting) } else { open };
    tested(counted, open, config, [acting, repeated, accounts], at_once)
}

/// Tests the pairs that are open, `at_once` of them at a time; `acting` accounts
/// of `accounts` act in any trace, and `repeated` pairs met on enough objects.
fn tested(
    counted: Vec<Counted>,
    Open { pairs, explained }: Open,
    config: &Config,
    [acting, repeated, accounts]: [usize; 3],
    at_once: usize,
) -> Tested {
    let traces: Vec<TraceEvidence> =
        counted.into_iter().map(|counted| counted.tested(&pairs, accounts, at_once)).collect();
    let tests: Vec<_> = traces.iter().map(|trace| trace.tests.as_slice()).collect();
    let verdict = verdict(&tests, pairs.len(), acting);
    let mut tested = Tested { pairs, traces, verdict, accounts: acting, repeated, explained };
    if tested.pairs.len() > at_once {
        let validated: Vec<Pair> = tested.validated(config.fdr).iter().map(|&place| tested.pairs[place]).collect();
        for trace in &mut tested.traces {
            trace.histories = trace.histories.of_others(&trace.acts, &validated, accounts);
        }
    }
    tested
}

/// The pairs of all traces, in order.
fn all_pairs(counted: &mut [Counted]) -> Vec<Pair> {
    let lists = counted.iter_mut().map(|c| std::mem::take(&mut c.pairs));
    let joined = lists.reduce(|mut all, more| {
        all.extend(more);
        all
    });
    let mut pairs = joined.unwrap_or_default();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn warnings(events: &Events, tested: &Tested, config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    let narrowest = |trace: &TraceEvidence| trace.ladder.windows().first().is_some_and(|w| w.as_seconds() < 120.0);
    if events.to_the_minute() && tested.traces.iter().any(narrowest) {
        warnings.push(
            "All times are to the minute: a window of a minute holds two minutes of acts, and gaps mean little."
                .to_owned(),
        );
    }
    if !events.rejects.is_empty() {
        let rows = things(events.rejects.len() as u64, "row", "rows");
        warnings.push(format!("{rows} could not be used, listed in rejects.csv."));
    }
    for trace in &tested.traces {
        let (name, summary) = (trace.kind.name(), &trace.summary);
        if trace.kind == TraceKind::Rhythm {
            warnings.push(
                "Trace rhythm: fans of one source and sister pages post at the same moments, too; look at what they post."
                    .to_owned(),
            );
        }
        if summary.popular_objects > 0 {
            warnings.push(format!(
                "Trace {name}: left out as too popular to be evidence (more than {} accounts each): {} with {}.",
                grouped(summary.popular_above as u64),
                things(summary.popular_objects as u64, "object", "objects"),
                things(summary.popular_acts as u64, "act", "acts")
            ));
        }
        if summary.common_texts > 0 {
            warnings.push(format!(
                "Trace {name}: left out as too common to be evidence (short, and posted by many): {} with {}.",
                things(summary.common_texts as u64, "text", "texts"),
                things(summary.common_acts as u64, "act", "acts")
            ));
        }
        if summary.acts_before_creation > 0 {
            warnings.push(format!(
                "Trace {name}: {} before the publication of their object; check the clocks and the columns.",
                things(summary.acts_before_creation as u64, "act comes", "acts come")
            ));
        }
    }
    if tested.repeated > tested.pairs.len() {
        warnings.push(format!(
            "Of {} that met on enough objects, {} were tested in full: the others cannot pass, by the early bound, and \
             pairs.parquet does not hold them.",
            things(tested.repeated as u64, "pair", "pairs"),
            grouped(tested.pairs.len() as u64)
        ));
    }
    if config.popular.share == 0.0 && config.popular.floor == 0 {
        warnings.push("The configuration leaves out every object as too popular.".to_owned());
    }
    warnings
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    /// However few pairs are tested at once, the list is the same.
    #[test]
    fn parts_change_nothing() {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/notebooks-data/season/posts.csv.gz"));
        let config = Config::default();
        let wanted = Wanted { kinds: config.kinds(), same: &config.same, log: true, facts: true };
        let mut carried =
            Carried::read(&[path.into()], &config.input, &wanted, &Resources::default()).expect("the sample");
        let acts = carried.acts(&[]).expect("its traces");
        let found = |at_once: usize| {
            let mut tested = test_in_parts(&carried.events, acts.clone(), &config, at_once);
            let findings = find(&mut tested, &carried.events.accounts, &config).expect("a list");
            (tested.verdict.ln_p, format!("{:?}", findings.candidates), format!("{:?}", findings.networks))
        };
        let whole = found(usize::MAX);
        assert!(whole.0.len() > 2_000 && !whole.1.is_empty());
        for at_once in [1_000, 777] {
            assert!(found(at_once) == whole, "{at_once}");
        }
    }
}
