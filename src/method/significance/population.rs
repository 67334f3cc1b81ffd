//! Everybody's delays, without those that answered nothing outside.
//!
//! Habit is how an account reacts to what happens outside of it. An object that
//! a group makes itself has no outside: how fast its members followed each other
//! tells nothing of how they react to others. Such acts, the *own* acts, are left
//! out of every history and of the population.
//!
//! An object is made by a group when nothing is known of how it came into being
//! but its first act, and at least the share [`MADE_BY_GROUP`] of the acts of its
//! opening are by accounts that meet there with a partner whom chance does not
//! explain. Where strangers acted beside them, or publication is known, there was
//! something outside.

use lockstep_data::traces::Acts;

use super::delays::Delays;

/// Of the acts that open an object, the share by members of a group from which on
/// the group made it: strangers may have come by, but they are the exception.
const MADE_BY_GROUP: f64 = 0.75;

/// Acts that answered nothing outside, and the objects that they made.
#[derive(Clone, Debug, Default)]
pub struct OwnActs {
    /// Of each act, whether it is one; empty where none is.
    acts: Vec<bool>,
    /// Of each object, whether it was made so; empty where none was.
    objects: Vec<bool>,
}

impl OwnActs {
    /// The own acts among `marked`: ascending, the acts that members of groups did
    /// when they met, of any time.
    pub fn among(acts: &Acts, marked: &[u32]) -> Self {
        let (mut own, mut rest) = (Self::default(), marked);
        while let Some(&first) = rest.first() {
            let object = acts.object_of(first as usize);
            let here = rest.partition_point(|&act| (act as usize) < acts.of(object).end);
            let opening = acts.opening(object);
            let opens = |act: &&u32| acts.opens(**act as usize, object);
            if opening > 0 && rest[..here].iter().filter(opens).count() as f64 >= MADE_BY_GROUP * opening as f64 {
                own.acts.resize(acts.len(), false);
                own.objects.resize(acts.objects.len(), false);
                own.objects[object] = true;
                rest[..here].iter().filter(opens).for_each(|&act| own.acts[act as usize] = true);
            }
            rest = &rest[here..];
        }
        own
    }

    /// Whether this act is one.
    pub fn has(&self, act: u32) -> bool {
        self.acts.get(act as usize).copied().unwrap_or(false)
    }

    /// Whether a group made this object.
    pub fn made(&self, object: u32) -> bool {
        self.objects.get(object as usize).copied().unwrap_or(false)
    }

    /// How many objects groups made.
    pub fn objects(&self) -> usize {
        self.objects.iter().filter(|made| **made).count()
    }

    /// Their delays, as far as they have one.
    fn delays(&self, acts: &Acts) -> Delays {
        let of_object = |object: usize| {
            acts.of(object).filter(|&act| self.has(act as u32)).filter_map(move |act| acts.delay(act, object as u32))
        };
        let made = (0..self.objects.len()).filter(|&object| self.objects[object]);
        Delays::new(made.flat_map(of_object).collect())
    }
}

/// Everybody's delays.
#[derive(Clone, Debug, Default)]
pub struct Population {
    all: Delays,
    own: Delays,
    acts: OwnActs,
    /// The unit in which all times are known, in microseconds.
    resolution: i64,
}

impl Population {
    /// Of all these delays, none of them of an own act; times are known to
    /// `resolution` microseconds.
    pub fn new(all: Delays, resolution: i64) -> Self {
        Self { all, resolution, ..Self::default() }
    }

    /// The unit in which all times are known, in microseconds.
    pub fn resolution(&self) -> i64 {
        self.resolution
    }

    /// Without the delays of own acts.
    pub fn without(self, acts: &Acts, own: OwnActs) -> Self {
        Self { own: own.delays(acts), acts: own, ..self }
    }

    /// The acts that are left out.
    pub fn own(&self) -> &OwnActs {
        &self.acts
    }

    /// The share of all delays that lie within `delay ± window`.
    pub fn share(&self, delay: i64, window: i64) -> f64 {
        self.of_rest(self.all.number(self.all.within(delay, window)), delay, window)
    }

    /// A share that is never above [`Self::share`] and costs less.
    pub(super) fn share_at_least(&self, delay: i64, window: i64) -> f64 {
        self.of_rest(self.all.number(self.all.within_at_least(delay, window)), delay, window)
    }

    fn of_rest(&self, within: u64, delay: i64, window: i64) -> f64 {
        let own = self.own.number(self.own.within(delay, window));
        let rest = self.all.total().saturating_sub(self.own.total()).max(1);
        within.saturating_sub(own) as f64 / rest as f64
    }
}
