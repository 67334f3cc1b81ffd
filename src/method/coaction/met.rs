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
    /// The closest co-act on each object, in the order of time.
    closest: Vec<CoAct>,
}

/// A pair's meeting on an object: its closest co-act there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The co-act.
    pub co_act: CoAct,
    /// Whether it begins an occasion.
    pub begins: bool,
}

impl Met {
    /// Of a pair of which no more is known than the objects, by rung.
    pub fn on_objects(objects: Vec<u32>) -> Self {
        Self { objects, ..Self::default() }
    }

    /// From a pair's co-acts, which are in the order of objects.
    pub fn new(co_acts: &[CoAct], ladder: &Ladder) -> Self {
        let closest = closest(co_acts);
        let mut met = Self { objects: vec![0; ladder.len()], occasions: vec![0; ladder.len()], closest };
        for rung in 0..ladder.len() {
            for meeting in at_rung(&met.closest, ladder, rung, |_| true) {
                met.objects[rung] += 1;
                met.occasions[rung] += u32::from(meeting.begins);
            }
        }
        met
    }

    /// The closest co-act on each object on which the pair met at a rung.
    pub fn at<'a>(&'a self, ladder: &'a Ladder, rung: usize) -> impl Iterator<Item = &'a CoAct> {
        within(&self.closest, ladder, rung)
    }

    /// Distinct occasions at a rung on the objects for which `keep` holds.
    pub fn occasions_on(&self, ladder: &Ladder, rung: usize, keep: impl Fn(u32) -> bool) -> u64 {
        at_rung(&self.closest, ladder, rung, keep).filter(|meeting| meeting.begins).count() as u64
    }
}

/// A pair's meetings at a rung in the order of time, from its co-acts in the
/// order of objects.
pub fn meetings(co_acts: &[CoAct], ladder: &Ladder, rung: usize) -> Vec<Meeting> {
    meetings_on(co_acts, ladder, rung, |_| true)
}

/// The same, on the objects for which `keep` holds.
pub fn meetings_on(co_acts: &[CoAct], ladder: &Ladder, rung: usize, keep: impl Fn(u32) -> bool) -> Vec<Meeting> {
    at_rung(&closest(co_acts), ladder, rung, keep).collect()
}

/// The closest co-act on each object, in the order of time.
fn closest(co_acts: &[CoAct]) -> Vec<CoAct> {
    let on_objects = co_acts.chunk_by(|x, y| x.object == y.object);
    let mut closest: Vec<CoAct> =
        on_objects.filter_map(|on_object| on_object.iter().min_by_key(|c| (c.gap(), c.later)).copied()).collect();
    closest.sort_unstable_by_key(|co_act| (co_act.later, co_act.object));
    closest
}

fn at_rung<'a>(
    closest: &'a [CoAct],
    ladder: &'a Ladder,
    rung: usize,
    keep: impl Fn(u32) -> bool + 'a,
) -> impl Iterator<Item = Meeting> + 'a {
    let window = ladder.windows()[rung].micros();
    let mut over = i64::MIN;
    within(closest, ladder, rung).filter(move |co_act| keep(co_act.object)).map(move |&co_act| {
        let begins = co_act.later > over;
        if begins {
            over = co_act.later + window;
        }
        Meeting { co_act, begins }
    })
}

/// The co-acts that lie within the window of a rung at which their object
/// counts.
fn within<'a>(closest: &'a [CoAct], ladder: &'a Ladder, rung: usize) -> impl Iterator<Item = &'a CoAct> {
    let window = ladder.windows()[rung].micros();
    closest.iter().filter(move |co_act| co_act.gap() <= window && ladder.counts(co_act.object, rung))
}
