//! CSV tables. Every cell that comes from the data passes through
//! [`lockstep_base::safe::cell`].

use std::collections::BTreeSet;

use lockstep_base::error::Result;
use lockstep_base::numbers::probability;
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::cell;
use lockstep_base::tier::RuledOut;
use lockstep_base::time::SECOND;
use lockstep_data::events::{Account, Dictionary};
use lockstep_data::traces::TraceKind;
use lockstep_detect::Detection;
use lockstep_detect::candidates::{
    Candidate, Event, ExplainedGroup, Explanation, Found, Group, Network, Position, Together,
};
use lockstep_detect::traits::NetworkProfile;
use lockstep_method::cluster::Partition;
use rayon::prelude::*;

use super::sheet::{Kind, Sheet, Value};
use super::table;

/// `candidates.csv`: one row an account, in the order of review.
pub(super) fn candidates(detection: &Detection) -> Sheet<'static> {
    let row = |candidate: &Candidate| {
        let mut row = vec![
            Value::count(candidate.rank),
            Value::text(Some(detection.events.accounts.get(candidate.account))),
            Value::Whole(candidate.network_id.into()),
            Value::text(Some(candidate.tier.letter())),
            Value::Number(candidate.score, 3),
            Value::Probability(candidate.ln_q),
            Value::count(candidate.partners),
        ];
        row.extend(together(&candidate.together, candidate.ruled_out));
        let standing = candidate.standing;
        row.extend([
            Value::Number(candidate.centrality, 4),
            Value::Whole(candidate.core.into()),
            Value::Whole(standing.leads.into()),
            Value::Whole(standing.follows.into()),
            Value::text(Some(standing.position.name())),
        ]);
        row.extend(facts(detection.events.facts.of(candidate.account)));
        row.push(Value::text(Some(candidate.pattern.name())));
        row
    };
    Sheet { columns: &CANDIDATES, rows: detection.findings.candidates.iter().map(row).collect() }
}

const CANDIDATES: [(&str, Kind); 26] = [
    ("rank", Kind::Count),
    ("account_id", Kind::Text),
    ("network_id", Kind::Id),
    ("tier", Kind::Text),
    ("score", Kind::Number),
    ("q_value", Kind::Number),
    ("partners", Kind::Count),
    ("co_acts", Kind::Count),
    ("objects", Kind::Count),
    ("days", Kind::Count),
    ("traces", Kind::Text),
    ("ruled_out", Kind::Text),
    ("first_act", Kind::Moment),
    ("last_act", Kind::Moment),
    ("centrality", Kind::Number),
    ("core", Kind::Count),
    ("leads", Kind::Count),
    ("follows", Kind::Count),
    ("position", Kind::Text),
    ("platform", Kind::Text),
    ("handle", Kind::Text),
    ("followers", Kind::Count),
    ("created", Kind::Moment),
    ("language", Kind::Text),
    ("country", Kind::Text),
    ("pattern", Kind::Text),
];

/// `networks.csv`: one row a network, in the order of review.
pub(super) fn networks(detection: &Detection) -> Sheet<'static> {
    let row = |(network, profile): (&Network, &NetworkProfile)| {
        let mut row = vec![
            Value::Whole(network.network_id.into()),
            Value::count(network.members.len()),
            Value::count(network.pairs.len()),
            Value::Number(network.density, 4),
            Value::text(Some(network.tier.letter())),
            Value::Number(network.score, 3),
            Value::Probability(network.ln_q),
        ];
        row.extend(together(&network.together, network.ruled_out));
        row.extend([
            network.stability.map_or(Value::Missing, |stability| Value::Number(stability.days, 2)),
            network.stability.map_or(Value::Missing, |stability| Value::Flag(stability.hangs_on.is_some())),
            Value::count(network.at(Position::Leader).count()),
            Value::count(network.at(Position::Follower).count()),
        ]);
        row.extend(of_profile(profile));
        row.push(Value::text(Some(network.pattern.name())));
        row.extend(of_event(network.event.as_ref()));
        row.push(network.stability.map_or(Value::Missing, |stability| Value::Flag(stability.is_unstable())));
        row.extend(of_group(network.group.as_ref()));
        row
    };
    let networks = detection.findings.networks.iter().zip(&detection.profiles);
    Sheet { columns: &NETWORKS, rows: networks.map(row).collect() }
}

const NETWORKS: [(&str, Kind); 38] = [
    ("network_id", Kind::Id),
    ("accounts", Kind::Count),
    ("pairs", Kind::Count),
    ("density", Kind::Number),
    ("tier", Kind::Text),
    ("score", Kind::Number),
    ("q_value", Kind::Number),
    ("co_acts", Kind::Count),
    ("objects", Kind::Count),
    ("days", Kind::Count),
    ("traces", Kind::Text),
    ("ruled_out", Kind::Text),
    ("first_act", Kind::Moment),
    ("last_act", Kind::Moment),
    ("stability", Kind::Number),
    ("hangs_on_one_object", Kind::Flag),
    ("leaders", Kind::Count),
    ("followers", Kind::Count),
    ("platforms", Kind::Text),
    ("crossing_pairs", Kind::Count),
    ("combined_followers", Kind::Count),
    ("followers_known", Kind::Count),
    ("shared_traits", Kind::Text),
    ("pattern", Kind::Text),
    ("moments", Kind::Count),
    ("sittings", Kind::Count),
    ("off_hours", Kind::Count),
    ("concentration", Kind::Number),
    ("moment_spread_s", Kind::Number),
    ("participation", Kind::Number),
    ("instants", Kind::Count),
    ("tight_instants", Kind::Count),
    ("strangers", Kind::Number),
    ("p_event", Kind::Number),
    ("unstable", Kind::Flag),
    ("p_group", Kind::Number),
    ("group_sittings", Kind::Count),
    ("expected_strangers", Kind::Number),
];

/// What shows a network of many accounts with few acts.
fn of_group(group: Option<&Group>) -> [Value; 3] {
    match group.map(|group| &group.found) {
        Some(Found::FewActs { p, sittings, strangers, .. }) => {
            [Value::Probability(p.ln()), Value::count(*sittings), Value::Number(*strangers, 3)]
        }
        _ => [const { Value::Missing }; 3],
    }
}

/// What an event would have left behind; nothing where none was asked for.
fn of_event(event: Option<&Event>) -> [Value; 10] {
    let Some(event) = event else { return [const { Value::Missing }; 10] };
    [
        Value::count(event.moments),
        Value::count(event.sittings),
        Value::count(event.off_hours),
        Value::Number(event.concentration, 3),
        Value::Number(event.spread_s, 3),
        Value::Number(event.participation, 3),
        Value::count(event.instants),
        Value::count(event.tight),
        event.strangers.map_or(Value::Missing, |ratio| Value::Number(ratio, 3)),
        Value::Probability(event.ln_p),
    ]
}

/// `explained.csv`: groups that are not on the list and why, one row per account.
pub(super) fn explained(detection: &Detection) -> Sheet<'static> {
    let names = &detection.events.accounts;
    let row = |group: &ExplainedGroup, account: u32| {
        let clock = group.clock.filter(|_| group.explanation == Explanation::Clock);
        let seconds = |micros: i64| Value::Number(micros as f64 / SECOND as f64, 0);
        vec![
            Value::Whole(group.group_id.into()),
            Value::text(Some(names.get(account))),
            Value::count(group.members.len()),
            Value::count(group.pairs.len()),
            Value::text(Some(group.explanation.name())),
            Value::text(group.explanation.pattern().map(Pattern::name)),
            Value::text(Some(group.trace.name())),
            Value::count(group.objects),
            Value::count(group.days),
            Value::Number(group.met, 3),
            Value::Number(group.expected, 3),
            Value::Probability(group.ln_p_habit),
            clock.map_or(Value::Missing, |clock| seconds(clock.period)),
            clock.map_or(Value::Missing, |clock| Value::Number(clock.share, 3)),
            Value::Number(group.delay_s, 3),
            Value::Moment(group.first_act),
            Value::Moment(group.last_act),
        ]
    };
    let rows = detection.findings.explained.iter();
    Sheet {
        columns: &EXPLAINED,
        rows: rows.flat_map(|group| group.members.iter().map(move |&account| row(group, account))).collect(),
    }
}

const EXPLAINED: [(&str, Kind); 17] = [
    ("group_id", Kind::Id),
    ("account_id", Kind::Text),
    ("accounts", Kind::Count),
    ("pairs", Kind::Count),
    ("explanation", Kind::Text),
    ("pattern", Kind::Text),
    ("trace", Kind::Text),
    ("objects", Kind::Count),
    ("days", Kind::Count),
    ("met", Kind::Number),
    ("expected", Kind::Number),
    ("p_habit", Kind::Number),
    ("period_s", Kind::Number),
    ("at_ticks", Kind::Number),
    ("delay_s", Kind::Number),
    ("first_act", Kind::Moment),
    ("last_act", Kind::Moment),
];

/// What an account says of itself.
fn facts(facts: Account) -> [Value; 6] {
    [
        Value::text(facts.platform),
        Value::text(facts.handle),
        facts.followers.map_or(Value::Missing, Value::Whole),
        facts.created.map_or(Value::Missing, Value::Moment),
        Value::text(facts.language),
        Value::text(facts.country),
    ]
}

/// What the members of a network say of themselves; how many followers they
/// have together is not told where it is known of none.
fn of_profile(profile: &NetworkProfile) -> [Value; 5] {
    let platforms: Vec<String> = profile.platforms.iter().map(|(name, members)| format!("{name} {members}")).collect();
    let kinds: BTreeSet<&str> = profile.shared.iter().map(|shared| shared.kind.name()).collect();
    let known = profile.followers_known;
    [
        Value::Text(platforms.join(";")),
        Value::count(profile.crossing_pairs),
        if known > 0 { Value::Whole(profile.followers) } else { Value::Missing },
        Value::count(known),
        Value::Text(kinds.into_iter().collect::<Vec<_>>().join(";")),
    ]
}

/// `profiles.csv`: what members of a network share more often than chance
/// allows, one row a network and trait.
pub(super) fn profiles(detection: &Detection) -> Result<Vec<u8>> {
    let header =
        ["network_id", "kind", "value", "members", "of_members", "accounts", "of_accounts", "expected", "p_value"];
    let networks = detection.findings.networks.iter().zip(&detection.profiles);
    let rows = networks.flat_map(|(network, profile)| profile.shared.iter().map(|shared| (network.network_id, shared)));
    table(
        &header,
        rows.map(|(network_id, shared)| {
            vec![
                network_id.to_string(),
                shared.kind.name().to_owned(),
                cell(&shared.value).into_owned(),
                shared.members.to_string(),
                shared.of_members.to_string(),
                shared.accounts.to_string(),
                shared.of_accounts.to_string(),
                format!("{:.3}", shared.expected()),
                probability(shared.ln_p),
            ]
        }),
    )
}

fn together(together: &Together, ruled_out: RuledOut) -> [Value; 7] {
    [
        Value::Whole(together.co_acts),
        Value::count(together.objects),
        Value::count(together.days),
        Value::Text(trace_names(&together.traces)),
        Value::Text(ruled_out.names()),
        Value::Moment(together.first_act),
        Value::Moment(together.last_act),
    ]
}

/// The traces' names, parted by semicolons.
fn trace_names(traces: &[TraceKind]) -> String {
    traces.iter().map(|trace| trace.name()).collect::<Vec<_>>().join(";")
}

/// A partition: the accounts of each community under its `network_id`, which
/// counts from 1, the largest community first; by name within a community.
///
/// # Errors
/// Never in practice: the table is written to memory.
pub fn partition_csv(partition: &Partition, names: &Dictionary) -> Result<Vec<u8>> {
    let mut rows: Vec<(u32, &str)> =
        partition.membership().iter().map(|community| community + 1).zip(names.iter()).collect();
    rows.par_sort_unstable();
    table(
        &["account_id", "network_id"],
        rows.into_iter().map(|(network, account)| vec![cell(account).into_owned(), network.to_string()]),
    )
}
