//! A network and its evidence in plain words, the same in every format.

use std::collections::BTreeSet;

use lockstep_base::numbers::{count, things};
use lockstep_base::pattern::Pattern;
use lockstep_base::safe::{clipped, unlinked, visible};
use lockstep_base::time;
use lockstep_results::wording;

use super::against;
use super::share::{Account, GroupAct, Meeting, Network, Share};

/// Examples that are shown of an account's or a network's meetings.
pub(super) const EXAMPLES: usize = 3;

/// Characters of an object that are shown in an example.
const OBJECT: usize = 200;

/// The name of a network, by which it can be told from those of other runs.
pub(super) fn network_name(share: &Share, network: &Network) -> String {
    format!("Network {} of run {}", network.row.network_id, &share.source.identity[..12])
}

/// A pattern with its name, what was seen, and what a person still has to rule out.
pub(super) fn pattern(pattern: Pattern) -> String {
    format!("Pattern {}: {}", pattern.name(), wording::pattern(pattern))
}

/// What is known of a network, and what speaks against it.
pub(super) fn of_network(share: &Share, network: &Network, examples: &[String]) -> String {
    let row = &network.row;
    let shared = format!(
        "{} of the {} in this network are shared here.",
        count(network.shared.len() as u64),
        things(row.accounts, "account", "accounts")
    );
    let tier = format!("Tier {}: {}.", network.tier.letter(), wording::tier(network.tier, row.pattern()));
    let mut lines = vec![shared];
    if network.group.is_empty() {
        lines.push(together(network));
        lines.push(tier);
        lines.extend(row.pattern().map(pattern));
        lines.extend(of_pairs(share, network));
    } else {
        lines.push(tier);
        lines.extend(row.pattern().map(pattern));
        lines.extend(network.group.iter().cloned());
    }
    lines.push("What speaks against it:".to_owned());
    lines.extend(list(against::of_network(network), "nothing that the data show"));
    lines.push("Examples:".to_owned());
    lines.extend(list(examples.to_vec(), "none between the accounts that are shared"));
    lines.push("These are candidates: a person decides. Nothing here says who is behind them.".to_owned());
    lines.join("\n")
}

/// What the pairs of a network did.
fn together(network: &Network) -> String {
    let row = &network.row;
    format!(
        "Together they have {} on {} and {}, from {} to {}, in {}; {} passed.",
        things(row.co_acts, "co-act", "co-acts"),
        things(row.objects, "object", "objects"),
        things(row.days, "day", "days"),
        time::rfc3339(network.first_act),
        time::rfc3339(network.last_act),
        row.traces.replace(';', ", "),
        things(row.pairs, "pair of accounts", "pairs of accounts"),
    )
}

/// What its pairs survive, how sure that is, and what is known of an event.
fn of_pairs(share: &Share, network: &Network) -> Vec<String> {
    let row = &network.row;
    let mut lines = vec![
        format!("Ruled out for most pairs: {}.", row.ruled_out.replace(';', ", ")),
        format!(
            "Every member is listed at a false discovery rate of {}; of the {} of the whole run, about {:.1} are \
             expected to be false.",
            row.q_value,
            things(share.source.run.validated_pairs, "validated pair", "validated pairs"),
            share.source.run.expected_false_pairs
        ),
    ];
    if let Some(event) = row.event() {
        lines.push("Could an event explain it?".to_owned());
        lines.extend(event.sentences().into_iter().map(|line| format!("- {line}")));
    }
    lines
}

fn list(said: Vec<String>, none: &str) -> Vec<String> {
    let said = if said.is_empty() { vec![none.to_owned()] } else { said };
    said.into_iter().map(|line| format!("- {line}")).collect()
}

/// Examples of a network with these meetings.
pub(super) fn of_meetings(share: &Share, network: &Network, meetings: &[u32]) -> Vec<String> {
    let of_group = of_acts(share, share.group_acts_of(network));
    if of_group.is_empty() { examples(share, meetings.iter().copied()) } else { of_group }
}

/// Acts on distinct objects, the first of these.
pub(super) fn of_acts<'a>(share: &Share, acts: impl IntoIterator<Item = &'a GroupAct>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let first = acts.into_iter().filter(|act| seen.insert((act.trace, act.object))).take(EXAMPLES);
    let shown = |act: &GroupAct| {
        let object = clipped(&visible(&unlinked(share.objects.get(act.object))), OBJECT);
        format!(
            "{} {object} at {}, where {} of {} were of this network",
            act.trace.name(),
            time::rfc3339(act.time),
            count(act.members),
            things(act.accounts, "account", "accounts")
        )
    };
    first.map(shown).collect()
}

/// Meetings on distinct objects, the first of these.
pub(super) fn examples(share: &Share, meetings: impl IntoIterator<Item = u32>) -> Vec<String> {
    let mut seen = Vec::new();
    let mut shown = Vec::new();
    for place in meetings {
        let meeting = &share.meetings[place as usize];
        if !seen.contains(&(meeting.trace, meeting.object)) {
            seen.push((meeting.trace, meeting.object));
            shown.push(example(share, meeting));
        }
        if shown.len() == EXAMPLES {
            break;
        }
    }
    shown
}

fn example(share: &Share, meeting: &Meeting) -> String {
    let [first, second] = meeting.times;
    let object = clipped(&visible(&unlinked(share.object(meeting))), OBJECT);
    format!("{} {object} at {} and {}", meeting.trace.name(), time::rfc3339(first), time::rfc3339(second))
}

/// What speaks against an account in one line.
pub(super) fn against_account(account: &Account, network: &Network) -> String {
    against::of_account(account, network).join(" ")
}
