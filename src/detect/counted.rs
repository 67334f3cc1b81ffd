//! A trace on its way to its evidence: pairs are counted, none is tested yet.

use std::sync::Arc;

use lockstep_data::events::Events;
use lockstep_data::traces::{Acts, TraceSummary};
use lockstep_method::coaction::{CoActs, Ladder, Meetings, Pair, Repeated, co_acts};
use lockstep_method::significance::{
    Bicm, Chance, ChanceModel, Delays, Explanation, Histories, Population, WORTH_TESTING,
};
use rayon::prelude::*;

use crate::candidates::TraceEvidence;
use crate::config::Config;
use crate::dense::{Counting, NotHeld};

/// A trace on its way to its evidence.
pub(crate) struct Counted {
    pub evidence: TraceEvidence,
    pub pairs: Vec<Pair>,
    pub population: Population,
}

impl Counted {
    /// Tests these pairs, `at_once` of them at a time.
    pub fn tested(self, pairs: &[Pair], accounts: usize, at_once: usize) -> TraceEvidence {
        let Self { mut evidence, population, .. } = self;
        let population = Arc::new(population);
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

pub(crate) fn count(events: &Events, acts: Acts, config: &Config, not_held: &mut NotHeld) -> Counted {
    let settings = config.trace(acts.kind);
    let accounts = events.accounts.len();
    let (acts, summary) = acts.without_popular(Some(config.popular));
    let (acts, repeated_acts) = acts.without_repeats();
    let summary = TraceSummary { repeated_acts, ..summary };
    let ladder = Ladder::new(&acts, &settings.window, config.rare);
    let meetings = Meetings::of(&acts, &ladder);
    let chance = chance(config.chance, &acts, &ladder, &meetings, accounts);
    let min_objects = settings.min_objects;
    let counting = Counting { acts: &acts, ladder: &ladder, chance: chance.as_ref(), min_objects, accounts };
    let Repeated { pairs, enough, .. } = counting.repeated(config.fdr, config.kinds().len(), not_held);
    let population = Population::new(Delays::of(&acts), events.resolution());
    let evidence = evidence(acts, summary, ladder, meetings, chance, config);
    Counted { evidence: TraceEvidence { repeated: enough, ..evidence }, pairs, population }
}

/// The evidence of a trace before any pair is tested.
pub(crate) fn evidence(
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
        all_acts: None,
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

/// The pairs of all traces, in order.
pub(crate) fn all_pairs(counted: &mut [Counted]) -> Vec<Pair> {
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
