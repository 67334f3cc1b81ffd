//! What knowing when objects came into being would change.

use std::collections::BTreeSet;

use lockstep_data::traces::Trigger;
use lockstep_detect::Detection;
use lockstep_detect::candidates::Tested;
use lockstep_detect::config::Config;
use lockstep_method::coaction::Meeting;
use lockstep_method::significance::{corrected, ln_cauchy};
use serde::Serialize;

/// Pairs that chance rules out and habit explains, while it is not known when
/// most of their objects came into being.
#[derive(Serialize)]
pub(super) struct Undecided {
    pairs: usize,
    /// The flags that would name what is missing.
    flags: BTreeSet<String>,
}

/// Finds the pairs that the missing triggers could decide.
pub(super) fn undecided(detection: &Detection, config: &Config) -> Undecided {
    let tested = &detection.tested;
    let ln_p = &tested.verdict.ln_p;
    // Where nothing is listed, what one pair alone would need.
    let limit = tested.verdict.ln_limit(config.fdr, detection.findings.validated.len().max(1));
    let places = (0..tested.pairs.len())
        .filter(|&place| ln_p[place] > limit && by_chance(tested, place) <= limit && is_open(tested, place));
    let open = tested.traces.iter().filter(|trace| trace.acts.first_act_objects() > 0);
    let roles = open.filter_map(|trace| trace.kind.created_role());
    Undecided { pairs: places.count(), flags: roles.map(|role| format!("--column {}=NAME", role.name())).collect() }
}

/// ln p of a pair if habit is not asked.
fn by_chance(tested: &Tested, place: usize) -> f64 {
    ln_cauchy(tested.traces.iter().map(|trace| corrected(trace.tests[place].chance.ln_p, &trace.ladder)))
}

/// Whether most objects on which the pair met have a trigger that is not
/// known and that a column could tell.
fn is_open(tested: &Tested, place: usize) -> bool {
    let (mut objects, mut open) = (0, 0);
    for trace in &tested.traces {
        let met = trace.meetings(place);
        objects += met.len();
        if trace.kind.created_role().is_some() {
            let source = |meeting: &Meeting| trace.acts.triggers.source[meeting.co_act.object as usize];
            open += met.iter().filter(|meeting| source(meeting) == Trigger::FirstAct).count();
        }
    }
    2 * open > objects
}
