//! The row and the section of one network.

use lockstep_base::numbers::probability;
use lockstep_detect::Detection;
use lockstep_detect::candidates::{Lead, Network, Position, Standing};
use lockstep_detect::traits::NetworkProfile;
use serde::Serialize;

use super::account::{Account, account};
use super::cautions::cautions;
use super::collective::{GroupSection, group_section};
use super::evidence::{Explained, StrongPair, WindowCount, explained, strongest, windows};
use super::limits::pairs_held;
use super::members::sentences;
use super::names::{account_name, date, names, object_name, pattern, percent, ruled_out};
use crate::report::held::{MetObject, met_objects};
use crate::wording::{EventNumbers, UNSTABLE};

/// Rows that a section shows of a list where the script does not run; the whole
/// list is in the tables.
const MEMBERS_SHOWN: usize = 40;
const OBJECTS_SHOWN: usize = 8;
/// Of leaders and of followers.
const DIRECTED_SHOWN: usize = 5;

/// A network in a table.
#[derive(Serialize)]
pub(super) struct Row {
    network_id: u32,
    tier: &'static str,
    pattern: String,
    accounts: usize,
    pairs: usize,
    score: String,
    q_value: String,
    co_acts: u64,
    objects: usize,
    days: usize,
    stability: Option<String>,
    hangs_on_one_object: bool,
    unstable: bool,
    ruled_out: String,
    traces: String,
    first_act: String,
    last_act: String,
    has_section: bool,
}

/// A network with its charts and evidence.
#[derive(Serialize)]
pub(super) struct Section<'a> {
    row: Row,
    /// What was seen, and what a person still has to rule out.
    seen: &'static str,
    to_rule_out: &'static str,
    unstable: &'static str,
    /// The answer about an event, then what it rests on.
    event: Vec<String>,
    /// What shows it where no pair does.
    group: Option<GroupSection>,
    charts: Vec<&'a str>,
    who: Vec<String>,
    explained: Vec<Explained>,
    windows: Vec<WindowCount>,
    cautions: Vec<String>,
    leaders: usize,
    followers: usize,
    clear_pairs: usize,
    directed: Vec<Directed>,
    members: Vec<Account<'a>>,
    members_left: usize,
    objects: Vec<PushedObject>,
    pairs: Vec<StrongPair>,
    /// Pairs whose evidence the script has.
    pairs_held: usize,
}

/// A leader or a follower.
#[derive(Serialize)]
struct Directed {
    account_id: String,
    position: &'static str,
    leads: u32,
    follows: u32,
}

#[derive(Serialize)]
struct PushedObject {
    trace: &'static str,
    object: String,
    accounts: usize,
    of: usize,
    trigger: &'static str,
}

impl Row {
    pub(super) fn new(network: &Network, has_section: bool) -> Self {
        let together = &network.together;
        Self {
            network_id: network.network_id,
            tier: network.tier.letter(),
            pattern: pattern(network.pattern),
            accounts: network.members.len(),
            pairs: network.pairs.len(),
            score: format!("{:.1}", network.score),
            q_value: probability(network.ln_q),
            co_acts: together.co_acts,
            objects: together.objects,
            days: together.days,
            stability: network.stability.map(|stability| percent(stability.days)),
            hangs_on_one_object: network.stability.is_some_and(|stability| stability.hangs_on.is_some()),
            unstable: network.is_unstable(),
            ruled_out: ruled_out(network.ruled_out),
            traces: names(&together.traces),
            first_act: date(together.first_act),
            last_act: date(together.last_act),
            has_section,
        }
    }
}

/// The section of a network, one of `sections`, with these charts.
pub(super) fn section<'a>(
    detection: &'a Detection,
    network: &Network,
    profile: &NetworkProfile,
    charts: Vec<&'a str>,
    sections: usize,
    fdr: f64,
) -> Section<'a> {
    let findings = &detection.findings;
    let members: Vec<usize> =
        (0..findings.candidates.len()).filter(|&c| findings.candidates[c].network_id == network.network_id).collect();
    let met = met_objects(detection, network);
    Section {
        row: Row::new(network, true),
        seen: network.pattern.seen(),
        to_rule_out: network.pattern.to_rule_out(),
        unstable: UNSTABLE,
        event: network.event.iter().flat_map(|event| EventNumbers::of(event).sentences()).collect(),
        group: network.group.as_ref().map(|group| group_section(detection, network, group, fdr)),
        charts,
        who: sentences(network.members.len(), profile),
        explained: explained(detection, &network.pairs),
        windows: windows(&detection.tested, network),
        cautions: cautions(detection, network, &met),
        leaders: network.at(Position::Leader).count(),
        followers: network.at(Position::Follower).count(),
        clear_pairs: network
            .pairs
            .iter()
            .filter(|&&place| findings.lead_of(place).as_ref().is_some_and(Lead::is_clear))
            .count(),
        directed: [Position::Leader, Position::Follower]
            .into_iter()
            .flat_map(|position| directed(detection, network, position))
            .collect(),
        members_left: members.len().saturating_sub(MEMBERS_SHOWN),
        members: members.iter().take(MEMBERS_SHOWN).map(|&place| account(detection, place)).collect(),
        objects: met.iter().take(OBJECTS_SHOWN).map(|met| pushed(detection, met)).collect(),
        pairs: strongest(detection, network),
        pairs_held: network.pairs.len().min(pairs_held(sections)),
    }
}

/// The members at a position, those that act on the most objects there first.
fn directed(detection: &Detection, network: &Network, position: Position) -> Vec<Directed> {
    let members = network.members.iter().zip(&network.standings);
    let mut chosen: Vec<_> = members.filter(|(_, standing)| standing.position == position).collect();
    chosen.sort_by_key(|(_, standing)| std::cmp::Reverse(standing.leads + standing.follows));
    let describe = |(&account, standing): (&u32, &Standing)| Directed {
        account_id: account_name(detection, account),
        position: position.name(),
        leads: standing.leads,
        follows: standing.follows,
    };
    chosen.into_iter().take(DIRECTED_SHOWN).map(describe).collect()
}

/// An object with how many accounts acted on it in all.
fn pushed(detection: &Detection, met: &MetObject) -> PushedObject {
    let acts = &detection.tested.traces[met.trace].acts;
    PushedObject {
        trace: acts.kind.name(),
        object: object_name(detection, met.trace, met.object),
        accounts: met.members,
        of: met.accounts,
        trigger: acts.triggers.source[met.object as usize].name(),
    }
}
