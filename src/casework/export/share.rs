//! What is shared of a finished run of `detect`, as plain rows: its accounts,
//! networks, pairs and meetings.

use std::cmp::Reverse;

use lockstep_base::pattern::Pattern;
use lockstep_base::tier::Tier;
use lockstep_data::events::Dictionary;
use lockstep_data::traces::TraceKind;
use lockstep_detect::candidates::Standing;
use lockstep_results::read::{CandidateRow, NetworkRow, sentences_of_warnings};
use lockstep_table::Table;
use serde::Deserialize;
use serde_json::Value;

/// The run that the rows are of.
#[derive(Clone, Debug)]
pub struct Source {
    /// By which it is known: see [`lockstep_results::identity`].
    pub identity: String,
    /// What `run.json` says.
    pub run: RunJson,
    /// When the last act of the whole list was, in microseconds: the moment of
    /// whatever has none of its own.
    pub last_act: i64,
}

/// What is needed of `run.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct RunJson {
    /// The version that made it.
    pub lockstep: String,
    /// Its configuration.
    pub configuration: Value,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// Usable rows.
    pub rows: u64,
    /// Refused rows.
    pub rejected_rows: u64,
    /// Accounts in the usable rows.
    pub accounts: u64,
    /// Pairs that met on enough objects.
    pub tested_pairs: u64,
    /// All pairs of accounts.
    pub pairs_in_all: f64,
    /// Pairs that passed.
    pub validated_pairs: u64,
    /// How many of them are expected to be false.
    pub expected_false_pairs: f64,
    /// Networks on the list.
    pub networks: u64,
    /// Accounts on the list.
    pub candidates: u64,
    /// What a reader of the list must know, as sentences.
    #[serde(deserialize_with = "sentences_of_warnings")]
    pub warnings: Vec<String>,
}

/// An input of the run.
#[derive(Clone, Debug, Deserialize)]
pub struct Input {
    /// Its name.
    pub file: String,
    /// SHA-256 of it.
    pub sha256: String,
    /// Its usable rows.
    pub rows: u64,
}

/// An account that is shared.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its exact id, or its pseudonym.
    pub id: String,
    /// The id by which its platform knows it: `id` without the platform before
    /// it. A pseudonym is the same in both.
    pub platform_id: String,
    /// Its platform, where the data tell it.
    pub platform: Option<String>,
    /// Its handle; none where pseudonyms are given.
    pub handle: Option<String>,
    /// Its display name; none where pseudonyms are given.
    pub display_name: Option<String>,
    /// The sum of −log₁₀ p of its three strongest pairs.
    pub score: f64,
    /// The smallest q-value of its pairs; 0 where a float cannot hold it.
    pub q_value: f64,
    /// Its network's tier.
    pub tier: Tier,
    /// Its network's pattern; none in runs of versions that knew no patterns.
    pub pattern: Option<Pattern>,
    /// The first of its co-acts, in microseconds.
    pub first_act: i64,
    /// The last of them.
    pub last_act: i64,
    /// How often it acts before the others of its network.
    pub standing: Standing,
    /// Its line in `candidates.csv`, in which `account_id` and `network_id` are
    /// those of the run.
    pub row: CandidateRow,
}

/// A network of which at least one account is shared.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its line in `networks.csv`: of the whole network.
    pub row: NetworkRow,
    /// Its tier.
    pub tier: Tier,
    /// The traces in which its pairs met on enough objects.
    pub traces: Vec<TraceKind>,
    /// The first of its co-acts, in microseconds.
    pub first_act: i64,
    /// The last of them.
    pub last_act: i64,
    /// What shows it where no pair within a window does, in sentences.
    pub group: Vec<String>,
    /// Its accounts that are shared, as places in [`Share::accounts`].
    pub shared: Vec<u32>,
}

/// A validated pair of shared accounts of one network, in one trace.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The accounts, as places in [`Share::accounts`].
    pub accounts: [u32; 2],
    /// Their network.
    pub network_id: u32,
    /// The trace.
    pub trace: TraceKind,
    /// Co-acts within the window.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub shared_objects: u64,
    /// Distinct UTC days among them.
    pub days: u64,
    /// Median time between the two acts, in seconds.
    pub median_gap_s: f64,
    /// The window, in seconds.
    pub window_s: f64,
    /// p-values of chance, habit and the crowd; none where the case was explained
    /// before.
    pub p: [Option<f64>; 3],
    /// The larger of the first two, times the number of windows.
    pub p_value: f64,
    /// The pair's, over all traces.
    pub q_value: f64,
}

/// A meeting of two shared accounts of one network.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// The accounts, as places in [`Share::accounts`].
    pub accounts: [u32; 2],
    /// The trace.
    pub trace: TraceKind,
    /// The object, as its number in [`Share::objects`].
    pub object: u32,
    /// When each account acted, in microseconds.
    pub times: [i64; 2],
    /// Accounts that acted on the object.
    pub accounts_on_object: u64,
    /// Whether a group made it itself.
    pub own_object: bool,
    /// −log₁₀ p of the pair over all traces.
    pub score: f64,
}

/// An act of a shared account in a network that no pair within a window proves.
#[derive(Clone, Debug)]
pub struct GroupAct {
    /// The account, as its place in [`Share::accounts`].
    pub account: u32,
    /// The trace.
    pub trace: TraceKind,
    /// The object, as its number in [`Share::objects`].
    pub object: u32,
    /// When it acted, in microseconds.
    pub time: i64,
    /// Members that acted on it, of a burst at the time.
    pub members: u64,
    /// All accounts that did.
    pub accounts: u64,
}

impl GroupAct {
    /// Puts those first on whose objects the fewest strangers acted; of equals, the most members.
    fn rank(&self) -> (u64, Reverse<u64>, TraceKind, u32, i64) {
        let strangers = self.accounts.saturating_sub(self.members);
        (strangers, Reverse(self.members), self.trace, self.object, self.time)
    }
}

/// What is shared.
#[derive(Debug)]
pub struct Share {
    /// The run.
    pub source: Source,
    /// The accounts, in the order of review.
    pub accounts: Vec<Account>,
    /// Their networks, in the order of review.
    pub networks: Vec<Network>,
    /// Their pairs, in the order of `pairs.parquet`.
    pub pairs: Vec<Pair>,
    /// Their meetings, in the order of `evidence.parquet`.
    pub meetings: Vec<Meeting>,
    /// What they did in networks that no pair within a window proves, in the order of
    /// `group_acts.parquet`.
    pub group_acts: Vec<GroupAct>,
    /// What they acted on.
    pub objects: Dictionary,
    /// Whether pseudonyms stand in the place of ids.
    pub is_pseudonymised: bool,
    /// The same pairs with every column of the run.
    pub(super) pair_table: Table,
    /// The same meetings with every column of the run.
    pub(super) meeting_table: Table,
}

impl Share {
    /// An account by its place.
    pub fn account(&self, place: u32) -> &Account {
        &self.accounts[place as usize]
    }

    /// What a meeting was on.
    pub fn object(&self, meeting: &Meeting) -> &str {
        self.objects.get(meeting.object)
    }

    /// The acts of a network's shared accounts that show it where no pair does, the most
    /// telling first.
    pub(super) fn group_acts_of(&self, network: &Network) -> Vec<&GroupAct> {
        if network.group.is_empty() {
            return Vec::new();
        }
        let is_of = |act: &&GroupAct| self.account(act.account).row.network_id == network.row.network_id;
        let mut acts: Vec<&GroupAct> = self.group_acts.iter().filter(is_of).collect();
        acts.sort_by_key(|act| act.rank());
        acts
    }

    /// The same acts of every shared account, the most telling first.
    pub(super) fn group_acts_by_account(&self) -> Vec<Vec<&GroupAct>> {
        let mut of = vec![Vec::new(); self.accounts.len()];
        self.group_acts.iter().for_each(|act| of[act.account as usize].push(act));
        of.iter_mut().for_each(|acts: &mut Vec<&GroupAct>| acts.sort_by_key(|act| act.rank()));
        of
    }

    /// The meetings of every shared account, as places in [`Self::meetings`]:
    /// those of the strongest pairs first, those of a pair in the order of time.
    pub(super) fn meetings_by_account(&self) -> Vec<Vec<u32>> {
        let mut of = vec![Vec::new(); self.accounts.len()];
        for place in self.strongest_first() {
            self.meetings[place as usize].accounts.iter().for_each(|&account| of[account as usize].push(place));
        }
        of
    }

    /// The meetings of every network, as places: those of the strongest pairs
    /// first, those of a pair in the order of time.
    pub(super) fn meetings_by_network(&self) -> Vec<Vec<u32>> {
        let mut network_of = vec![0; self.accounts.len()];
        for (number, network) in self.networks.iter().enumerate() {
            network.shared.iter().for_each(|&account| network_of[account as usize] = number);
        }
        let mut of = vec![Vec::new(); self.networks.len()];
        for place in self.strongest_first() {
            let [account, _] = self.meetings[place as usize].accounts;
            of[network_of[account as usize]].push(place);
        }
        of
    }

    /// All meetings, as places: those of the strongest pairs first, those of a
    /// pair in the order of time.
    pub(super) fn strongest_first(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.meetings.len() as u32).collect();
        places.sort_by(|&x, &y| {
            let (x, y) = (&self.meetings[x as usize], &self.meetings[y as usize]);
            let began = |meeting: &Meeting| meeting.times[0].min(meeting.times[1]);
            y.score.total_cmp(&x.score).then(x.accounts.cmp(&y.accounts)).then(began(x).cmp(&began(y)))
        });
        places
    }
}
