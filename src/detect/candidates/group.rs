//! What shows a network that no pair within a window proves.

use lockstep_data::traces::TraceKind;
use lockstep_method::few_acts;
use lockstep_method::selection::Chosen;

/// What shows a network that no pair within a window proves.
#[derive(Clone, Debug)]
pub struct Group {
    /// What its members acted on together, in the order of time.
    pub items: Vec<Item>,
    /// How it was found.
    pub found: Found,
}

/// How a group was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// By bursts whose accounts come back.
    FewActs {
        /// Pairs of its bursts, which are items of the same places, with more accounts in common
        /// than anything explains.
        links: Vec<few_acts::Link>,
        /// Sittings, six hours apart or more.
        sittings: usize,
        /// The chance of any such group in data without one.
        p: f64,
        /// How many strangers are to be expected among the members.
        strangers: f64,
        /// Moments at which each member acts at all, in the order of the accounts.
        moments: Vec<(u32, u32)>,
    },
    /// By pairs that chose the same things.
    Selection {
        /// The pairs.
        pairs: Vec<Chosen>,
    },
}

/// An object, and when members acted on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The place of the trace.
    pub trace: usize,
    /// The object.
    pub object: u32,
    /// The first of the acts that count, in microseconds.
    pub start: i64,
    /// The last one.
    pub end: i64,
    /// All accounts that acted on it in this time, or at any time where the time does not
    /// matter.
    pub accounts: usize,
    /// Members, and when each acted first, in the order of time.
    pub acts: Vec<(u32, i64)>,
}

/// In how much groups were looked for, and what it takes to be one.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// Accounts with two to eight moments.
    pub light: usize,
    /// Bursts.
    pub bursts: usize,
    /// Bursts that are made by accounts that come back.
    pub core: usize,
    /// The largest statistic of a permutation; 0 where none was needed.
    pub largest_permuted: f64,
    /// Whether busy accounts do too little for tastes to be learned from them, so that no groups of
    /// accounts with few acts were looked for.
    pub few_busy: bool,
    /// Traces without bursts, for their times are full hours or days.
    pub coarse: Vec<TraceKind>,
    /// Pairs with enough objects in common at any time.
    pub alike: usize,
    /// All pairs that could have some: the tests of the same selection.
    pub tests: f64,
}
