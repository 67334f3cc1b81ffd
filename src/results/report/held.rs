//! Innocent explanations tested against pairs, and the objects on which members of a
//! network met: the numbers that the page and the charts show.

use std::cmp::Reverse;

use lockstep_base::distinct::Distinct;
use lockstep_base::tier::RuledOut;
use lockstep_detect::Detection;
use lockstep_detect::candidates::Network;
use lockstep_method::significance::{PairTest, Test};

/// How one explanation is read off the test of a pair.
struct Reading {
    name: &'static str,
    called: &'static str,
    says: &'static str,
    unit: &'static str,
    test: fn(&PairTest) -> Option<Test>,
    ruled_out: fn(RuledOut) -> bool,
}

const READINGS: [Reading; 3] = [
    Reading {
        name: "Chance",
        called: "chance",
        says: "Each account acts on its own, at its own volume",
        unit: "objects",
        test: |test| Some(test.chance),
        ruled_out: |_| true,
    },
    Reading {
        name: "Habit",
        called: "habit",
        says: "Each acts at delays and minutes of its own, whoever else does",
        unit: "occasions",
        test: |test| test.habit,
        ruled_out: |ruled_out| ruled_out.habit,
    },
    Reading {
        name: "Crowd",
        called: "the crowd",
        says: "Third parties acted on the same objects at the same moments",
        unit: "occasions",
        test: |test| test.crowd,
        ruled_out: |ruled_out| ruled_out.crowd,
    },
];

/// An innocent explanation, tested against some pairs.
pub(super) struct Held {
    /// Its name as a heading, and within a sentence.
    pub name: &'static str,
    pub called: &'static str,
    /// What it says.
    pub says: &'static str,
    /// What the pairs met on, in the unit that the explanation is tested against.
    pub seen: u64,
    pub unit: &'static str,
    /// What it expects, were it true.
    pub expected: f64,
    /// Pairs for which it is ruled out, of how many.
    pub ruled_out: usize,
    pub pairs: usize,
}

/// Each explanation, tested against the validated pairs at these places, in all
/// traces together.
pub(super) fn held(detection: &Detection, places: &[usize]) -> Vec<Held> {
    let of = |reading: &Reading| {
        let (mut seen, mut expected) = (0u64, 0.0);
        for trace in &detection.tested.traces {
            let tests = places.iter().map(|&place| &trace.tests[place]).filter(|test| test.objects > 0);
            for test in tests.filter_map(reading.test) {
                seen += u64::from(test.seen);
                expected += test.expected;
            }
        }
        let survives = |&&place: &&usize| detection.findings.ruled_out_of(place).is_some_and(reading.ruled_out);
        Held {
            name: reading.name,
            called: reading.called,
            says: reading.says,
            seen,
            unit: reading.unit,
            expected,
            ruled_out: places.iter().filter(survives).count(),
            pairs: places.len(),
        }
    };
    READINGS.iter().map(of).collect()
}

/// An object on which members of a network met.
pub(super) struct MetObject {
    /// The place of its trace.
    pub trace: usize,
    /// The object.
    pub object: u32,
    /// Members that met on it.
    pub members: usize,
    /// Accounts that acted on it, members or not.
    pub accounts: usize,
}

/// The objects on which members met, those with the most members first.
pub(super) fn met_objects(detection: &Detection, network: &Network) -> Vec<MetObject> {
    let items = network.group.iter().flat_map(|group| &group.items);
    let mut members: Distinct<(usize, u32, u32)> =
        items.flat_map(|item| item.acts.iter().map(|act| (item.trace, item.object, act.0))).collect();
    for (trace, co_act) in detection.tested.co_acts_of(&network.pairs) {
        let accounts = &detection.tested.traces[trace].acts.account;
        members.extend(co_act.acts.map(|act| (trace, co_act.object, accounts[act as usize])));
    }
    let members = members.into_sorted();
    let object = |run: &[(usize, u32, u32)]| {
        let (trace, object, _) = run[0];
        let accounts = detection.tested.traces[trace].acts.accounts_of(object as usize);
        MetObject { trace, object, members: run.len(), accounts }
    };
    let mut objects: Vec<MetObject> = members.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).map(object).collect();
    objects.sort_by_key(|met| (Reverse(met.members), met.trace, met.object));
    objects
}
