//! Explanations held against a network, and the objects that it pushed: the
//! numbers of two charts.

use std::cmp::Reverse;

use super::charts::{BarRow, Bars, Explanation, Explanations, Headings};
use crate::candidates::{Network, RuledOut};
use crate::detect::Detection;
use crate::safe::{clipped, unlinked};
use crate::significance::{PairTest, Test};
use crate::wording::{count, things};

/// Objects that the chart shows: those on which the most members met.
const OBJECTS_SHOWN: usize = 15;
/// Letters of an object: a text can be long.
const LETTERS_SHOWN: usize = 80;

/// How one explanation is read off the test of a pair.
struct Reading {
    name: &'static str,
    says: &'static str,
    unit: &'static str,
    test: fn(&PairTest) -> Option<Test>,
    ruled_out: fn(RuledOut) -> bool,
}

const READINGS: [Reading; 3] = [
    Reading {
        name: "chance",
        says: "Each account acts on its own, at its own volume",
        unit: "objects",
        test: |test| Some(test.chance),
        ruled_out: |_| true,
    },
    Reading {
        name: "habit",
        says: "Each acts at delays and minutes of its own, whoever else does",
        unit: "occasions",
        test: |test| test.habit,
        ruled_out: |ruled_out| ruled_out.habit,
    },
    Reading {
        name: "the crowd",
        says: "Third parties acted on the same objects at the same moments",
        unit: "occasions",
        test: |test| test.crowd,
        ruled_out: |ruled_out| ruled_out.crowd,
    },
];

/// Each explanation, held against the network's pairs in all traces together.
pub(super) fn held(detection: &Detection, network: &Network) -> Explanations {
    let of = |reading: &Reading| {
        let (mut seen, mut expected) = (0u64, 0.0);
        for trace in &detection.tested.traces {
            let tests = network.pairs.iter().map(|&place| &trace.tests[place]).filter(|test| test.objects > 0);
            for test in tests.filter_map(reading.test) {
                seen += u64::from(test.seen);
                expected += test.expected;
            }
        }
        let survives = |&&place: &&usize| detection.findings.ruled_out_of(place).is_some_and(reading.ruled_out);
        Explanation {
            name: reading.name.to_owned(),
            says: reading.says.to_owned(),
            seen,
            unit: reading.unit.to_owned(),
            expected,
            ruled_out: network.pairs.iter().filter(survives).count() as u64,
            pairs: network.pairs.len() as u64,
        }
    };
    Explanations {
        network_id: super::figures::title(network),
        explanations: READINGS.iter().map(of).collect(),
        headings: Headings::default(),
    }
}

/// An object on which members of a network met.
struct Pushed {
    /// The place of its trace, and the object.
    at: (usize, u32),
    /// Members that met on it.
    members: u64,
    /// Accounts that acted on it, members or not.
    accounts: u64,
}

/// The objects on which members met, those with the most members first.
fn pushed(detection: &Detection, network: &Network) -> Vec<Pushed> {
    let mut members: Vec<((usize, u32), u32)> = Vec::new();
    for (trace, co_acts) in detection.findings.co_acts_of(network) {
        let accounts = &detection.tested.traces[trace].acts.account;
        members.extend(co_acts.iter().flat_map(|c| c.acts.map(|act| ((trace, c.object), accounts[act as usize]))));
    }
    members.sort_unstable();
    members.dedup();
    let object = |run: &[((usize, u32), u32)]| {
        let at = run[0].0;
        let accounts = detection.tested.traces[at.0].acts.accounts_of(at.1 as usize) as u64;
        Pushed { at, members: run.len() as u64, accounts }
    };
    let mut objects: Vec<Pushed> = members.chunk_by(|x, y| x.0 == y.0).map(object).collect();
    objects.sort_by_key(|pushed| (Reverse(pushed.members), pushed.at));
    objects
}

/// The objects that the network pushed: how many members met on each, and how
/// many accounts acted on it in all.
pub(super) fn objects(detection: &Detection, network: &Network) -> Bars {
    let pushed = pushed(detection, network);
    let name = super::figures::title(network);
    let own = pushed.iter().filter(|object| object.members == object.accounts).count() as u64;
    let all = things(pushed.len() as u64, "object", "objects");
    let title = match own {
        0 => format!("{name} met on {all}; others acted on each of them, too"),
        own if own == pushed.len() as u64 => format!("{name} met on {all}, on which nobody else acted"),
        own => format!("{name} met on {all}; nobody else acted on {} of them", count(own)),
    };
    let row = |object: &Pushed| {
        let acts = &detection.tested.traces[object.at.0].acts;
        let shown = unlinked(&clipped(acts.objects.get(object.at.1), LETTERS_SHOWN));
        BarRow { name: format!("{} {shown}", acts.kind.name()), values: vec![object.members, object.accounts] }
    };
    let shown = pushed.len().min(OBJECTS_SHOWN);
    let subtitle = format!(
        "The {} on which the most of its {} met. Each measure has its own scale",
        things(shown as u64, "object", "objects"),
        things(network.members.len() as u64, "member", "members")
    );
    Bars {
        measures: vec!["Members that met on it".to_owned(), "All accounts that acted on it".to_owned()],
        rows: pushed.iter().take(OBJECTS_SHOWN).map(row).collect(),
        headings: Headings { title: Some(title), subtitle: Some(subtitle), ..Headings::default() },
    }
}
