//! What speaks against reading a network as an operation: every sentence of
//! it, and when it is said.

use lockstep_base::numbers::{count, things};
use lockstep_data::traces::Trigger;
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Network, Stability};

use super::names::{names, object_name, percent};
use crate::report::held::MetObject;

/// Evidence on no more objects than this is thin.
const FEW_OBJECTS: usize = 3;

/// The sentences that hold for a network whose members met on these objects.
pub(super) fn cautions(detection: &Detection, network: &Network, met: &[MetObject]) -> Vec<String> {
    if network.group.is_some() {
        let to_rule_out = Some(network.pattern.to_rule_out().to_owned());
        return [to_rule_out, one_day(network), few_objects(network), one_trace(network)]
            .into_iter()
            .flatten()
            .collect();
    }
    [
        crowd(network),
        event(network),
        habit(network),
        one_object(detection, network),
        stability(network),
        one_day(network),
        few_objects(network),
        one_trace(network),
        two_accounts(network),
        triggers(detection, met),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn crowd(network: &Network) -> Option<String> {
    (!network.ruled_out.crowd).then(|| {
        "The crowd is not ruled out: others acted on the same objects at the same moments as its members, or too few \
         others acted on them to tell."
            .to_owned()
    })
}

fn event(network: &Network) -> Option<String> {
    (!network.ruled_out.event).then(|| {
        "An event is not ruled out: the audience of a broadcast, a match or breaking news acts at the same moments, \
         too."
            .to_owned()
    })
}

fn habit(network: &Network) -> Option<String> {
    (!network.ruled_out.habit).then(|| {
        "Habit is not ruled out: the evidence hangs on objects that the group made itself, where there was nothing \
         outside to react to. A group that always posts its own new things at once looks like this, whether it is an \
         operation or a newsroom with several accounts."
            .to_owned()
    })
}

fn one_object(detection: &Detection, network: &Network) -> Option<String> {
    let (trace, object) = network.stability?.hangs_on?;
    let kind = detection.tested.traces[trace].kind.name();
    Some(format!("It hangs on one object ({kind}): without {}, it falls apart.", object_name(detection, trace, object)))
}

/// A network of one day comes back half of the time at best, which the
/// sentence about the day says.
fn stability(network: &Network) -> Option<String> {
    let stability = network.stability?.days;
    (stability < Stability::LEAST && network.together.days > 1).then(|| {
        format!(
            "It comes back from a random half of its days in only {} of 100 draws: a part of it hangs on few days.",
            percent(stability)
        )
    })
}

fn one_day(network: &Network) -> Option<String> {
    (network.together.days == 1)
        .then(|| "Everything happened on one day; a single event can bring strangers together.".to_owned())
}

fn few_objects(network: &Network) -> Option<String> {
    let objects = network.together.objects;
    (objects <= FEW_OBJECTS)
        .then(|| format!("The evidence is on {} only.", things(objects as u64, "object", "objects")))
}

fn one_trace(network: &Network) -> Option<String> {
    let traces = &network.together.traces;
    (traces.len() == 1).then(|| format!("The evidence is in one trace only ({}).", names(traces)))
}

fn two_accounts(network: &Network) -> Option<String> {
    (network.members.len() == 2)
        .then(|| "Two accounts only: they may be one person's, or a person and a tool.".to_owned())
}

fn triggers(detection: &Detection, met: &[MetObject]) -> Option<String> {
    let source = |met: &&MetObject| detection.tested.traces[met.trace].acts.triggers.source[met.object as usize];
    let unknown = met.iter().filter(|met| source(met) == Trigger::FirstAct).count();
    let share = match unknown {
        unknown if 2 * unknown <= met.len() => return None,
        unknown if unknown == met.len() => "any of its objects".to_owned(),
        unknown => format!("{} of its {}", count(unknown as u64), things(met.len() as u64, "object", "objects")),
    };
    Some(format!(
        "The data do not tell when {share} came into being; the first act in the data stands for that moment, and \
         habit is judged from there."
    ))
}
