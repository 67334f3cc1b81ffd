//! The same analysis where an engine has counted the whole and gives only what
//! can matter: the acts of the accounts in pairs that could pass, and what the
//! others would tell of them.

use lockstep_base::error::{Error, Result};
use lockstep_data::events::Events;
use lockstep_data::traces::{Acts, PostLog, TraceSummary};
use lockstep_method::coaction::{Ladder, Meetings, Pair, Repeated, repeated_pairs};
use lockstep_method::significance::{Delays, Population, Volumes, chance_among};

use crate::candidates::{Strongest, TraceEvidence};
use crate::conclude::conclude;
use crate::config::Config;
use crate::counted::{Counted, all_pairs, evidence};
use crate::detection::{Detection, Stages};
use crate::early::{Open, bounds_by_chance};
use crate::groups::beyond_chance;
use crate::rate::Sorting;
use crate::testing::{Counts, PAIRS_AT_ONCE, tested};

/// One trace of the whole, with the acts of some accounts.
#[derive(Debug)]
pub struct Part {
    /// Acts of the accounts in the pairs; [`Acts::whole`] is known.
    pub acts: Acts,
    /// All acts, on objects of the same numbers, where groups are looked for in them.
    pub all_acts: Option<Acts>,
    /// What the trace held and what was left out.
    pub summary: TraceSummary,
    /// Objects that count at each rung.
    pub objects: Vec<usize>,
    /// (pair, object) co-acts of all pairs.
    pub meetings: Meetings,
    /// The volumes, by rung.
    pub volumes: Vec<Volumes>,
    /// Everybody's delays.
    pub delays: Delays,
    /// Pairs that met on enough objects, by rung.
    pub repeated: Vec<usize>,
    /// The gaps of all co-acts, by rung.
    pub gaps: Vec<Vec<u64>>,
}

/// What is known of all traces together.
#[derive(Debug)]
pub struct Given {
    /// The pairs that chance does not explain, in order: all that met on
    /// enough objects, or those that [`lockstep_method::significance::could_pass`] keeps.
    pub pairs: Vec<Pair>,
    /// How many accounts act in any trace.
    pub acting: usize,
    /// How many pairs met on enough objects in any trace.
    pub repeated: usize,
    /// What the pairs that are not given say of their accounts, by account.
    pub explained: Vec<Option<Strongest>>,
}

impl Part {
    fn count(self, config: &Config, events: &Events) -> Counted {
        let Self { acts, all_acts, summary, objects, meetings, volumes, delays, repeated, gaps } = self;
        let settings = config.trace(acts.kind);
        let ladder = Ladder::new(&acts, &settings.window, config.rare).among(objects);
        let Repeated { pairs, .. } = repeated_pairs(&acts, &ladder, settings.min_objects, events.accounts.len());
        let population = Population::new(delays, events.resolution());
        let chance = chance_among(config.chance, acts.reactions.is_some(), &volumes, &meetings);
        let evidence = TraceEvidence { gaps: Some(gaps), ..evidence(acts, summary, ladder, meetings, chance, config) };
        Counted { evidence: TraceEvidence { repeated, all_acts, ..evidence }, pairs, population }
    }
}

/// Analyses the parts of all traces, in their order.
///
/// # Errors
/// When the pairs that are given are not those that the acts tell: the engine
/// lost or changed something.
pub fn detect_parts(
    events: Events,
    log: PostLog,
    parts: Vec<Part>,
    given: Given,
    config: &Config,
    stages: &mut Stages,
) -> Result<Detection> {
    let accounts = events.accounts.len();
    let test = || {
        let mut counted: Vec<Counted> = parts.into_iter().map(|part| part.count(config, &events)).collect();
        let found = all_pairs(&mut counted);
        let Given { pairs, acting, repeated, explained } = given;
        check(&pairs, &found, repeated)?;
        let sorting = Sorting { fdr: config.fdr, acting, accounts };
        let by_chance = bounds_by_chance(&counted, &pairs, accounts);
        let beyond = beyond_chance(&pairs, &by_chance, &sorting);
        let open = Open { pairs, explained };
        Ok(tested(counted, open, beyond, config, &Counts { sorting, repeated, dense: 0 }, PAIRS_AT_ONCE))
    };
    let tested = stages.run("testing pairs", test)?;
    conclude(events, log, tested, config, stages)
}

/// The acts that are here must tell the same pairs.
fn check(given: &[Pair], found: &[Pair], repeated: usize) -> Result<()> {
    let is_among = |pair: &Pair| found.binary_search(pair).is_ok();
    let is_whole = given.len() < repeated || given.len() == found.len();
    if is_whole && given.is_sorted_by(|x, y| x < y) && given.iter().all(is_among) {
        return Ok(());
    }
    Err(Error::output(
        "the pairs",
        format!(
            "the partitions counted {} pairs and the acts of their accounts hold {}: run the job again, and report this \
             with its stages",
            given.len(),
            found.len()
        ),
    ))
}
