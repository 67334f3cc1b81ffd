//! What speaks against an account or a network that is shared.

use lockstep_base::pattern::Pattern;
use lockstep_base::tier::Tier;
use lockstep_results::read::NetworkRow;

use super::share::{Account, Network};
use crate::explain::doubts;

/// What a tier of leads says.
const LEAD: &str = "A lead, no case (tier D): they met on things that nobody else shared, and not so closely that people \
                    could not have done it independently.";

/// What speaks against an account, its network's doubts included.
pub(super) fn of_account(account: &Account, network: &Network) -> Vec<String> {
    let row = &account.row;
    let mut said: Vec<String> = account.pattern.map(|pattern| pattern.to_rule_out().to_owned()).into_iter().collect();
    if account.pattern.is_some_and(Pattern::is_of_groups) {
        said.extend(evidence(row.days, row.objects, &row.traces));
        return said;
    }
    said.extend(open(account.tier, &row.ruled_out, &network.row));
    said.extend(evidence(row.days, row.objects, &row.traces));
    said.extend(doubts::single_partner(row.partners));
    said.extend(doubts::of_network(&network.row));
    said
}

/// What speaks against a network.
pub(super) fn of_network(network: &Network) -> Vec<String> {
    let NetworkRow { ruled_out, days, objects, traces, .. } = &network.row;
    if let Some(pattern) = network.row.pattern().filter(|pattern| pattern.is_of_groups()) {
        return [pattern.to_rule_out().to_owned()].into_iter().chain(evidence(*days, *objects, traces)).collect();
    }
    let mut said = open(network.tier, ruled_out, &network.row);
    said.extend(evidence(*days, *objects, traces));
    said.extend(doubts::of_network(&network.row));
    said
}

/// What the explanations leave open for most pairs.
fn open(tier: Tier, ruled_out: &str, network: &NetworkRow) -> Vec<String> {
    let is_open = |name: &str| !ruled_out.split(';').any(|ruled_out| ruled_out == name);
    let mut said = Vec::new();
    said.extend((tier == Tier::D).then(|| LEAD.to_owned()));
    said.extend(is_open("crowd").then(|| doubts::crowd("")));
    said.extend(is_open("habit").then(|| doubts::habit("")));
    // Older versions did not ask for an event.
    said.extend((network.event().is_some() && is_open("event")).then(|| doubts::event("")));
    said
}

fn evidence(days: u64, objects: u64, traces: &str) -> impl Iterator<Item = String> {
    let found = [doubts::on_one_day(days), doubts::few_objects(objects), doubts::one_trace(traces.split(';'))];
    found.into_iter().flatten()
}
