//! How often a pair met at every rung.

use super::evidence::CoAct;
use super::ladder::Ladder;

/// On how many objects, and on how many occasions, a pair met; by rung.
///
/// Two accounts that happen to be active at the same time on the same feed
/// meet on several objects at once: that is one coincidence, not many. An
/// *occasion* begins with a meeting and takes in all meetings up to one window
/// later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// Distinct objects, `n_ij`.
    pub objects: Vec<u32>,
    /// Distinct occasions, never more than objects.
    pub occasions: Vec<u32>,
}

impl Met {
    /// From a pair's co-acts, which are in the order of objects.
    pub fn new(co_acts: &[CoAct], ladder: &Ladder) -> Self {
        let mut meetings: Vec<(i64, CoAct)> = Vec::new();
        for on_object in co_acts.chunk_by(|x, y| x.object == y.object) {
            let closest = on_object.iter().min_by_key(|co_act| (co_act.gap(), co_act.later));
            meetings.extend(closest.map(|closest| (closest.later, *closest)));
        }
        meetings.sort_unstable_by_key(|&(moment, co_act)| (moment, co_act.object));
        let mut met = Self { objects: vec![0; ladder.len()], occasions: vec![0; ladder.len()] };
        for (rung, window) in ladder.windows().iter().enumerate() {
            let mut over = i64::MIN;
            for (moment, co_act) in &meetings {
                if co_act.gap() > window.micros() || !ladder.counts(co_act.object, rung) {
                    continue;
                }
                met.objects[rung] += 1;
                if *moment > over {
                    met.occasions[rung] += 1;
                    over = moment + window.micros();
                }
            }
        }
        met
    }
}
