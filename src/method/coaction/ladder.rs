//! Several windows at once, the wide ones for rare objects only.

use lockstep_data::events::{Window, Windows};
use lockstep_data::traces::Acts;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A window wider than this is wide: it counts rare objects only.
pub const WIDE: Window = Window::seconds(60);

/// When an object is rare enough for a meeting within a wide window to mean
/// something: when the acts on it are no more than `acts`, or no more than
/// `act_seconds` divided by the window. The expected number of strangers' acts
/// inside a window grows with both, so their product is what is limited.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rare {
    /// Acts on the object times seconds of the window.
    pub act_seconds: u64,
    /// Objects with no more acts count at every window.
    pub acts: u32,
}

impl Default for Rare {
    fn default() -> Self {
        Self { act_seconds: 60_000, acts: 100 }
    }
}

impl Rare {
    /// The most acts on an object that counts at this window.
    pub fn limit(self, window: Window) -> u32 {
        if window <= WIDE {
            return u32::MAX;
        }
        let limit = self.act_seconds as f64 / window.as_seconds();
        self.acts.max(limit as u32)
    }
}

/// The windows of one trace, ascending, and at how many of them each object
/// counts. A *rung* is the place of a window among them.
#[derive(Clone, Debug)]
pub struct Ladder {
    windows: Vec<Window>,
    /// The same in microseconds.
    micros: Vec<i64>,
    /// The most acts on an object that counts at each rung.
    limits: Vec<u32>,
    /// Rungs at which each object counts, the narrowest first.
    rungs: Vec<u8>,
    /// Distinct accounts of each object.
    accounts: Vec<u32>,
    /// Objects that count at each rung, those without an act aside.
    objects: Vec<usize>,
}

impl Ladder {
    /// The ladder of these acts.
    pub fn new(acts: &Acts, windows: &Windows, rare: Rare) -> Self {
        let windows = windows.as_slice().to_vec();
        let limits: Vec<u32> = windows.iter().map(|&window| rare.limit(window)).collect();
        let accounts: Vec<u32> =
            (0..acts.objects.len()).into_par_iter().map(|object| acts.accounts_of(object) as u32).collect();
        let count =
            |object: usize| limits.iter().filter(|&&limit| acts.acts_on(object) <= limit as usize).count() as u8;
        let rungs: Vec<u8> = (0..acts.objects.len()).map(count).collect();
        let at = |rung: usize| {
            let counted = |(&rungs, &accounts): (&u8, &u32)| accounts > 0 && rung < usize::from(rungs);
            rungs.iter().zip(&accounts).filter(|&pair| counted(pair)).count()
        };
        let objects = (0..windows.len()).map(at).collect();
        let micros = windows.iter().map(|window| window.micros()).collect();
        Self { rungs, windows, micros, limits, accounts, objects }
    }

    /// The ladder of a part of a trace, on all of which so many objects count at
    /// each rung.
    pub fn among(self, objects: Vec<usize>) -> Self {
        Self { objects, ..self }
    }

    /// One window, at which every object counts.
    pub fn single(acts: &Acts, window: Window) -> Self {
        Self::new(acts, &Windows::from(window), Rare { acts: u32::MAX, ..Rare::default() })
    }

    /// The windows, ascending.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The most acts on an object that counts at the rung; `u32::MAX`
    /// where every object counts.
    pub fn limit(&self, rung: usize) -> u32 {
        self.limits[rung]
    }

    /// The number of rungs.
    pub fn len(&self) -> usize {
        self.windows.len()
    }

    /// True without a window, which no ladder of a trace is.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Whether the object counts at this rung.
    pub fn counts(&self, object: u32, rung: usize) -> bool {
        rung < self.rungs[object as usize].into()
    }

    /// The rungs at which the object counts.
    pub fn rungs_of(&self, object: u32) -> std::ops::Range<usize> {
        0..self.rungs[object as usize].into()
    }

    /// The distinct accounts that acted on the object.
    pub fn accounts_of(&self, object: u32) -> u32 {
        self.accounts[object as usize]
    }

    /// The narrowest rung whose window holds a gap of this many microseconds.
    pub fn rung(&self, gap: i64) -> usize {
        self.micros.iter().filter(|&&window| window < gap).count()
    }

    /// The widest window at which the object counts, in microseconds.
    pub fn widest(&self, object: usize) -> Option<i64> {
        let rungs = usize::from(self.rungs[object]);
        rungs.checked_sub(1).map(|rung| self.micros[rung])
    }

    /// How many objects count at the rung; objects without an act aside.
    pub fn objects(&self, rung: usize) -> usize {
        self.objects[rung]
    }

    /// The number of distinct objects of each of `accounts` accounts that count
    /// at each rung: one list a rung.
    pub fn degrees(&self, acts: &Acts, accounts: usize) -> Vec<Vec<u32>> {
        // By the last rung at which the object counts.
        let last = |object: usize| usize::from(self.rungs[object]).checked_sub(1);
        let objects = acts.degrees_by(accounts, self.len(), last);
        let at_rung = |rung: usize| {
            let of_account = |counts: &[u32]| counts[rung..].iter().sum();
            objects.par_chunks(self.len()).map(of_account).collect()
        };
        (0..self.len()).map(at_rung).collect()
    }
}
