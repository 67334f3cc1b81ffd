//! What speaks against a case, sentence by sentence: the same words in an
//! explanation and in what is shared.

use lockstep_base::numbers::things;
use lockstep_detect::candidates::Stability;
use lockstep_results::read::NetworkRow;

/// With no more objects than this the evidence is thin.
const FEW_OBJECTS: u64 = 3;
/// A network that comes back from fewer random halves of its days hangs on
/// some of them.
const STABLE: f64 = 0.8;

/// Where every meeting is on one of the days.
pub(crate) fn on_one_day(days: u64) -> Option<String> {
    (days == 1).then(|| "Every meeting is on one day: a single event can bring strangers together.".to_owned())
}

/// Where there are few objects.
pub(crate) fn few_objects(objects: u64) -> Option<String> {
    (objects <= FEW_OBJECTS).then(|| format!("The evidence hangs on {}.", things(objects, "object", "objects")))
}

/// Where a single trace carries the evidence.
pub(crate) fn one_trace<'a>(traces: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut traces = traces.into_iter();
    let only = traces.next().filter(|_| traces.next().is_none())?;
    Some(format!("The evidence is in one trace only ({only})."))
}

/// Where the crowd is not ruled out; `of` tells for which pairs, or nothing.
pub(crate) fn crowd(of: &str) -> String {
    format!("The crowd is not ruled out{of}: others acted on the same objects at the same moments.")
}

/// Where habit is not ruled out; `of` tells for which pairs, or nothing.
pub(crate) fn habit(of: &str) -> String {
    format!(
        "Habit is not ruled out{of}: without the objects that the group made itself, the evidence is not enough for \
         the list."
    )
}

/// Where an event is not ruled out; `of` tells for which pairs, or nothing.
pub(crate) fn event(of: &str) -> String {
    format!(
        "An event that all of them followed is not ruled out{of}: the audience of a broadcast, a match or breaking \
         news acts at the same moments, too."
    )
}

/// Where an account has so many partners.
pub(crate) fn single_partner(partners: u64) -> Option<String> {
    (partners == 1).then(|| "It has a single partner: by accident, one is met sooner than several.".to_owned())
}

/// What the network's own line leaves open.
pub(crate) fn of_network(network: &NetworkRow) -> Vec<String> {
    let mut said = Vec::new();
    if network.accounts == 2 {
        said.push("Its network is two accounts: they may be one person's, or a person and a tool.".to_owned());
    }
    if network.hangs_on_one_object == Some(true) {
        said.push("Its network is unstable: it falls apart without a single object.".to_owned());
    }
    if let Some(stability) = network.stability.filter(|&stability| stability < STABLE) {
        let mark = if stability < Stability::LEAST { "Its network is unstable: of" } else { "Of" };
        said.push(format!(
            "{mark} random halves of the days, only {:.0} % bring {} back: it hangs on some of them.",
            100.0 * stability,
            if stability < Stability::LEAST { "it" } else { "its network" }
        ));
    }
    said
}
