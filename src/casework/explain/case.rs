//! The facts of a case: an account or a pair, its tests and its meetings.

use lockstep_results::collective::GroupEvidence;
use lockstep_results::read::{Lead, TraceRow};
use lockstep_results::wording::{EventNumbers, GroupNumbers};
use serde::Serialize;

/// How far an account or a pair came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is in a network on the list.
    Listed,
    /// It passed the test, but is in no network.
    Validated,
    /// It was tested and did not pass.
    Tested,
    /// The two never met often enough for a test.
    NeverTested,
}

/// The case for an account, or for it and one other. Ids are exact; in
/// sentences hidden characters are written out, and objects are written so
/// that no program takes them for a link.
#[derive(Clone, Debug, Serialize)]
pub struct Case {
    /// The version that gathered it.
    pub lockstep: &'static str,
    /// The account.
    pub account: String,
    /// The other account of a pair.
    pub other: Option<String>,
    /// How far it came.
    pub standing: Standing,
    /// The answer in a sentence.
    pub headline: String,
    /// The account's line on the list; none for a pair.
    pub listing: Option<Listing>,
    /// What the line, or the pair's standing, says in words.
    pub findings: Vec<String>,
    /// What was seen of its network, or of the network of both; none where they are in
    /// none.
    pub network: Option<NetworkCase>,
    /// The group of `explained.csv` in which it is, or both are; none for what is listed.
    pub explained: Option<ExplainedCase>,
    /// What shows its network where no pair within a window does.
    pub group: Option<GroupCase>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// The partners, the strongest first: those with whom the account forms a
    /// validated pair; where there are none, those with whom it was tested.
    pub pairs: Vec<PairCase>,
    /// The meetings of validated pairs in the order of time.
    pub meetings: Vec<Meeting>,
    /// What a reader must know about the data.
    pub notes: Vec<String>,
}

/// What was seen of a network, and what a person still has to rule out.
#[derive(Clone, Debug, Serialize)]
pub struct NetworkCase {
    /// Its number.
    pub network_id: u32,
    /// Its pattern; none in runs of versions that knew no patterns.
    pub pattern: Option<&'static str>,
    /// What was seen.
    pub seen: Option<&'static str>,
    /// What a person still has to rule out.
    pub to_rule_out: Option<&'static str>,
    /// What an event would have left behind.
    pub event: Option<EventNumbers>,
    /// Whether an event explains it, in words.
    pub event_sentences: Vec<String>,
    /// Whether it comes back too seldom from a part of its days, or hangs on one object.
    pub is_unstable: bool,
}

/// What shows a network that no pair within a window proves.
#[derive(Clone, Debug, Serialize)]
pub struct GroupCase {
    /// The numbers of the group.
    #[serde(flatten)]
    pub numbers: GroupEvidence,
    /// The numbers in words.
    pub sentences: Vec<String>,
    /// What the account did in it, in the order of time; of a pair, on what both acted.
    pub acts: Vec<GroupAct>,
}

/// What the account did in its group.
#[derive(Clone, Debug, Serialize)]
pub struct GroupAct {
    /// The number of the burst or object in `group_acts.parquet`.
    pub item: u64,
    /// The trace.
    pub trace: String,
    /// The object, as no link.
    pub object: String,
    /// When the account acted, RFC 3339.
    pub time: String,
    /// Members that acted on it, of a burst at the time.
    pub members: u64,
    /// All accounts that did.
    pub accounts: u64,
}

/// A group that chance does not explain and something innocent does.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedCase {
    /// The explanation and its numbers.
    #[serde(flatten)]
    pub numbers: GroupNumbers,
    /// What the explanation says.
    pub meaning: &'static str,
    /// What was seen of it, and what a person still has to rule out, where it is known.
    pub pattern_sentence: Option<String>,
    /// The numbers in words.
    pub sentences: Vec<String>,
    /// Its accounts.
    pub members: Vec<String>,
}

/// A line of `candidates.csv` with its network's.
#[derive(Clone, Debug, Serialize)]
pub struct Listing {
    /// The order of review.
    pub rank: u64,
    /// Its network.
    pub network_id: u32,
    /// The network's members.
    pub network_accounts: u64,
    /// The network's tier.
    pub tier: String,
    /// What the tier means.
    pub tier_meaning: &'static str,
    /// −log₁₀ p of the three strongest pairs, added up.
    pub score: f64,
    /// The smallest q-value of its pairs.
    pub q_value: f64,
    /// Validated pairs.
    pub partners: u64,
    /// Their co-acts.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: u64,
    /// Distinct UTC days among them.
    pub days: u64,
    /// Traces in which a validated pair met on enough objects.
    pub traces: Vec<String>,
    /// What does not explain most of its pairs.
    pub ruled_out: Vec<String>,
    /// What may explain them.
    pub not_ruled_out: Vec<&'static str>,
    /// The first of the co-acts, RFC 3339.
    pub first_act: String,
    /// The last of them.
    pub last_act: String,
    /// Objects on which it came before the others of its network.
    pub leads: u64,
    /// Objects on which it came after them.
    pub follows: u64,
    /// `leader`, `follower` or empty.
    pub position: String,
}

/// The account with one partner.
#[derive(Clone, Debug, Serialize)]
pub struct PairCase {
    /// The other account.
    pub partner: String,
    /// How far the pair came.
    pub standing: Standing,
    /// Its network, where it is listed.
    pub network_id: Option<u32>,
    /// The smallest false discovery rate at which the pair is listed.
    pub q_value: f64,
    /// −log₁₀ p over all traces, of a validated pair.
    pub score: Option<f64>,
    /// What does not explain a validated pair.
    pub ruled_out: Vec<String>,
    /// What may explain it.
    pub not_ruled_out: Vec<&'static str>,
    /// Who came first, of a validated pair.
    pub lead: Option<Lead>,
    /// Objects on which both acted at the same moment.
    pub at_once: Option<u32>,
    /// The tests, trace by trace.
    pub tests: Vec<TraceTest>,
    /// What holds over all traces, in words.
    pub sentences: Vec<String>,
}

/// The test in one trace.
#[derive(Clone, Debug, Serialize)]
pub struct TraceTest {
    /// The row of `pairs.parquet`.
    #[serde(flatten)]
    pub row: TraceRow,
    /// Objects among them that a group made itself; none where the
    /// pair is not validated.
    pub own_objects: Option<u32>,
    /// The test in words.
    pub sentences: Vec<String>,
}

/// A meeting of the account with a partner.
#[derive(Clone, Debug, Serialize)]
pub struct Meeting {
    /// The other account.
    pub partner: String,
    /// The trace.
    pub trace: String,
    /// The object, as no link.
    pub object: String,
    /// When the account acted, RFC 3339.
    pub time: String,
    /// When the partner acted.
    pub partner_time: String,
    /// `partner_time − time` in seconds: positive where the account was first.
    pub gap_s: f64,
    /// `account`, `partner` or `both`.
    pub first: &'static str,
    /// Where the moment of the object's trigger comes from: `created`,
    /// `original` or `first_act`.
    pub trigger: String,
    /// How long after it the account acted.
    pub delay_s: f64,
    /// How long after it the partner acted.
    pub partner_delay_s: f64,
    /// Whether a group made the object itself.
    pub own_object: bool,
    /// Accounts that acted on it.
    pub accounts_on_object: u32,
    /// The habit model's chance of a meeting on it.
    pub chance_habit: f64,
    /// The crowd model's.
    pub chance_crowd: f64,
    /// Whether an occasion begins with it.
    pub begins_occasion: bool,
    /// The moments in microseconds, for a drawing.
    #[serde(skip)]
    pub micros: [i64; 2],
}

impl PairCase {
    /// Objects on which the two met, over all traces.
    pub fn objects(&self) -> u64 {
        self.tests.iter().map(|test| u64::from(test.row.objects)).sum()
    }
}
