//! What was seen, beside what each innocent explanation would give.

use std::collections::BTreeMap;

use lockstep_base::numbers::{count, probability, small};
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Lead, Network, Tested, TraceEvidence};
use lockstep_method::significance::Test;
use serde::Serialize;

use super::names::account_name;
use crate::report::held::{Held, held};

/// Of each network so many pairs are shown where the script does not run.
const PAIRS_SHOWN: usize = 8;

/// An innocent explanation, tested against some pairs.
#[derive(Serialize)]
pub(super) struct Explained {
    name: &'static str,
    says: &'static str,
    /// What the pairs met on, in the unit that the explanation is tested against.
    seen: String,
    unit: &'static str,
    expected: String,
    /// Pairs for which it is ruled out, of how many.
    ruled_out: usize,
    pairs: usize,
}

/// A window, and the pairs whose strongest evidence it gave.
#[derive(Serialize)]
pub(super) struct WindowCount {
    trace: &'static str,
    window: String,
    pairs: usize,
}

/// A pair with its evidence, trace by trace.
#[derive(Serialize)]
pub(super) struct StrongPair {
    account_a: String,
    account_b: String,
    /// Which of them acts first, where that is clear.
    first: &'static str,
    leads: String,
    q_value: String,
    evidence: Vec<PairRow>,
}

/// A pair's test in one trace.
#[derive(Serialize)]
pub(super) struct PairRow {
    pub trace: &'static str,
    pub window: String,
    pub objects: u32,
    pub occasions: u32,
    pub shared: Option<u32>,
    pub chance: String,
    pub habit: Option<String>,
    pub crowd: Option<String>,
    pub median_gap_s: f64,
}

/// Each explanation, tested against these validated pairs in all traces
/// together.
pub(super) fn explained(detection: &Detection, places: &[usize]) -> Vec<Explained> {
    let explained = |held: Held| Explained {
        name: held.name,
        says: held.says,
        seen: count(held.seen),
        unit: held.unit,
        expected: small(held.expected),
        ruled_out: held.ruled_out,
        pairs: held.pairs,
    };
    held(detection, places).into_iter().map(explained).collect()
}

/// The windows that gave the strongest evidence of a network's pairs, those
/// of the most pairs first.
pub(super) fn windows(tested: &Tested, network: &Network) -> Vec<WindowCount> {
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &place in &network.pairs {
        let trace = tested.strongest_trace(place);
        *pairs.entry((trace, tested.traces[trace].tests[place].rung)).or_default() += 1;
    }
    let mut counted: Vec<_> = pairs.into_iter().collect();
    counted.sort_by_key(|&(at, pairs)| (std::cmp::Reverse(pairs), at));
    let row = |((trace, rung), pairs): ((usize, usize), usize)| {
        let trace = &tested.traces[trace];
        WindowCount { trace: trace.kind.name(), window: trace.ladder.windows()[rung].to_string(), pairs }
    };
    counted.into_iter().map(row).collect()
}

/// The strongest pairs of a network.
pub(super) fn strongest(detection: &Detection, network: &Network) -> Vec<StrongPair> {
    let places = strongest_places(&detection.tested, network, PAIRS_SHOWN);
    places.into_iter().map(|place| strong_pair(detection, place)).collect()
}

/// The places of at most so many pairs of a network, the strongest first.
pub(super) fn strongest_places(tested: &Tested, network: &Network, most: usize) -> Vec<usize> {
    let mut places = network.pairs.clone();
    places.sort_by(|&x, &y| tested.verdict.ln_p[x].total_cmp(&tested.verdict.ln_p[y]).then(x.cmp(&y)));
    places.truncate(most);
    places
}

fn strong_pair(detection: &Detection, place: usize) -> StrongPair {
    let tested = &detection.tested;
    let pair = tested.pairs[place];
    let lead = detection.findings.lead_of(place).unwrap_or_default();
    StrongPair {
        account_a: account_name(detection, pair.a()),
        account_b: account_name(detection, pair.b()),
        first: first(lead),
        leads: leads(lead),
        q_value: probability(tested.verdict.ln_q[place]),
        evidence: tested
            .traces
            .iter()
            .filter(|trace| trace.seen[place].objects > 0)
            .map(|trace| PairRow::new(trace, place))
            .collect(),
    }
}

/// Which account acts first, as the table names them.
pub(super) fn first(lead: Lead) -> &'static str {
    match lead {
        lead if !lead.is_clear() => "open",
        lead if lead.a > lead.b => "A",
        _ => "B",
    }
}

/// How often either account was first.
pub(super) fn leads(lead: Lead) -> String {
    let at_once = if lead.ties > 0 { format!(", {} at once", count(lead.ties.into())) } else { String::new() };
    format!("{} : {}{at_once}", count(lead.a.into()), count(lead.b.into()))
}

impl PairRow {
    /// The test of the pair at a place.
    pub(super) fn new(trace: &TraceEvidence, place: usize) -> Self {
        let test = &trace.tests[place];
        let expected = |test: Option<Test>| test.map(|test| small(test.expected));
        Self {
            trace: trace.kind.name(),
            window: trace.window_of(place).to_string(),
            objects: test.objects,
            occasions: test.occasions,
            shared: test.habit.map(|_| test.shared),
            chance: small(test.chance.expected),
            habit: expected(test.habit),
            crowd: expected(test.crowd),
            median_gap_s: trace.seen[place].median_gap_s,
        }
    }
}
